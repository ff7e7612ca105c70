"""What an answer may name: symbols, definitions, sizes, index letters and adjoints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from sympy import Basic

from symdl.errors import LanguageError
from symdl.language import (
    REALS,
    Adjoint,
    Derivative,
    Entry,
    Family,
    Index,
    Limit,
    Loss,
    Partial,
    Range,
    free_indices,
    subterms,
)
from symdl.notation.names import name_of, spelling

if TYPE_CHECKING:  # a type for annotations only: derivation comes after notation
    from symdl.derivation import Claim, Derivation

__all__ = ["Scope", "downstream", "scope_of"]

V = TypeVar("V")


@dataclass(frozen=True)
class Scope:
    """The names that a text may use.

    families      every symbol and definition, by its own name
    spellings     the same by the obvious spelling of how they are printed ("sigma^2"), where
                  that names one family only and is nobody's own name
    sizes         ranges, by the letter of their size
    free          the free indices and integers, by letter
    ranges        every range; an index of any of them can be bound
    loss          the loss that is not written down, if there is one
    refused       why the adjoint of a family may not be used, by the family's name
    derivatives   whether adjoint(L, ..), partial(..) and derivative(..) may be used
    limits        whether lim(..) may be used
    """

    families: Mapping[str, Family]
    spellings: Mapping[str, Family]
    sizes: Mapping[str, Range]
    free: Mapping[str, Index]
    ranges: tuple[Range, ...]
    loss: Loss | None
    refused: Mapping[str, str]
    derivatives: bool = False
    limits: bool = False

    def family(self, name: str) -> Family | None:
        """The symbol or definition of this name or spelling."""
        return self.families.get(name) or self.spellings.get(name)

    def applies(self, name: str) -> bool:
        """Whether this is a function that is not written down, so that G(x) is its value."""
        family = self.family(name)
        return family is not None and REALS in family.ranges

    def node_of_adjoint(self, name: str) -> Family | None:
        """The family whose adjoint this is the name of: ``dxhat`` is that of xhat."""
        if self.loss is None or self.knows_plainly(name) or not name.startswith("d"):
            return None
        return self.family(name[1:])

    def knows_plainly(self, name: str) -> bool:
        """Whether this names a symbol, a definition or a size."""
        return name in self.sizes or self.family(name) is not None

    def knows(self, name: str) -> bool:
        """Whether this names anything at all, adjoints included."""
        return self.knows_plainly(name) or self.node_of_adjoint(name) is not None

    @property
    def adjoints(self) -> list[str]:
        """The names of the adjoints that may be used."""
        names = [f"d{name}" for name in self.families if name not in self.refused]
        return [name for name in names if self.node_of_adjoint(name) is not None]

    @property
    def names(self) -> list[str]:
        """Every name that may be used."""
        return [*self.families, *self.spellings, *self.sizes, *self.adjoints]


def scope_of(derivation: Derivation, claim: Claim | None = None) -> Scope:
    """What an answer to ``claim`` may name; without a claim, whatever the derivation can say.

    The adjoints of a loss that is not written down may be used where they are no
    shortcut: if the left side holds the adjoint of v, those of the nodes strictly
    downstream of v, and of the loss's outputs, which are free numbers; if it holds
    none (or of outputs only), those that the claim itself uses. Derivatives of what is
    written down, and limits, may be used where the right side of the claim has one.

    Raises LanguageError if a name is both a family's and a size's.
    """
    families = {family.name: family for family in (*derivation.declared, *derivation.defined)}
    sizes = {range_.size_name: range_ for range_ in derivation.ranges}
    for name in families.keys() & sizes.keys():
        raise LanguageError(f"{name} is the name of a symbol and of a size", hint="rename one of them")
    if claim is None:
        letters: list[Index] = [index for range_ in derivation.ranges for index in range_.indices()]
        letters += derivation.integers
    else:
        letters = sorted(free_indices(claim.lhs) | free_indices(claim.rhs), key=str)
    return Scope(
        families=families,
        spellings=_spellings(families.values(), {*families, *sizes}),
        sizes=sizes,
        free=_alone((index.letter, index) for index in letters),
        ranges=derivation.ranges,
        loss=derivation.loss,
        refused={} if claim is None else _refused(derivation, claim),
        derivatives=claim is None or _differentiates(claim.rhs),
        limits=claim is None or any(isinstance(term, Limit) for term in subterms(claim.rhs)),
    )


def _differentiates(tree: Basic) -> bool:
    """Whether a tree holds the derivative of something that is written down."""
    return any(isinstance(term, (Partial, Derivative)) or (isinstance(term, Adjoint) and isinstance(term.loss, Entry))
               for term in subterms(tree))


def _alone(pairs: Iterable[tuple[str, V]]) -> dict[str, V]:
    """The pairs whose key comes once only."""
    found: dict[str, V] = {}
    twice: set[str] = set()
    for key, value in pairs:
        if key in found and found[key] != value:
            twice.add(key)
        found[key] = value
    return {key: value for key, value in found.items() if key not in twice}


def _spellings(families: Iterable[Family], names: set[str]) -> dict[str, Family]:
    spelled = ((spelling(name_of(family.name, family.latex)), family) for family in families)
    return _alone((text, family) for text, family in spelled if text is not None and text not in names)


def downstream(derivation: Derivation, node: Family) -> set[Family]:
    """The definitions that depend on ``node``, directly or through others."""
    inputs = {
        definition: {term.family for tree in definition.defining for term in subterms(tree)
                     if isinstance(term, Entry)}
        for definition in derivation.defined
    }  # fmt: skip
    reached, before = {node}, 0
    while len(reached) > before:  # the sequences of one recurrence may use each other
        before = len(reached)
        reached |= {definition for definition, used in inputs.items() if used & reached}
    return reached - {node}


def _nodes(tree: Basic) -> set[Family]:
    """The families whose adjoint, for a loss that is not written down, is in the tree."""
    return {term.node.family for term in subterms(tree)
            if isinstance(term, Adjoint) and isinstance(term.loss, Loss)}


def _refused(derivation: Derivation, claim: Claim) -> dict[str, str]:
    """Why the adjoint of a family may not be used in an answer to the claim, by name."""
    families = (*derivation.declared, *derivation.defined)
    outputs = set(derivation.loss.outputs) if derivation.loss is not None else set()
    asked = _nodes(claim.lhs) - outputs
    if not asked:
        allowed = _nodes(claim.lhs) | _nodes(claim.rhs)
        return {family.name: "is not needed here" for family in families if family not in allowed}
    after = {family: downstream(derivation, family) for family in families}
    refused: dict[str, str] = {}
    for family in families:
        if family in outputs:  # a free number: the cotangent that the loss gives
            continue
        if family in asked:
            refused[family.name] = "is what is asked for"
        elif after[family] & asked:
            refused[family.name] = "is upstream of what is asked for"
        elif not all(family in after[node] for node in asked):
            refused[family.name] = "is not downstream of what is asked for"
        elif not after[family] & outputs:
            refused[family.name] = "is zero: the loss does not depend on it"
    return refused
