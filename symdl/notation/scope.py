"""What an answer may name: symbols, definitions, sizes, index letters and adjoints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, TypeVar

from sympy import Basic

from symdl.errors import LanguageError, UndeclaredError
from symdl.language import (
    INTEGERS,
    REALS,
    Adjoint,
    Derivative,
    Entry,
    Expectation,
    Family,
    Index,
    IntegerIndex,
    Limit,
    Loss,
    Partial,
    Range,
    Variance,
    free_indices,
    subterms,
)
from symdl.notation.boxes import LETTERS, Accent, Box, Fenced, Number, Operator, Row, Script, Style, Symbol, Word
from symdl.notation.names import name_of
from symdl.notation.products import is_product
from symdl.notation.reader.names import accented, in_font, plain, spelled
from symdl.notation.reader.notation import Kind, Meaning, Notation
from symdl.notation.reader.signs import BIG, FUNCTIONS

if TYPE_CHECKING:  # a type for annotations only: derivation comes after notation
    from symdl.derivation import Claim, Derivation, Places

__all__ = ["LOSSES", "Scope", "check_aliases", "downstream", "in_words", "notation_of", "printed", "scope_of"]

V = TypeVar("V")

_POWER = re.compile(r"(.+)\^\{[0-9]+\}")  # a name that is printed as a power: \sigma^{2}

LOSSES = ("L", r"\mathcal{L}", "l", r"\ell", "J", r"\mathcal{J}", "C", "loss")
"""What a loss is called that is not written down."""

_OF_ONE_LETTER = {name: fonts for fonts in (("L", r"\mathcal{L}"), ("l", r"\ell"), ("J", r"\mathcal{J}"))
                  for name in fonts}
"""Names that are one letter in several fonts."""

_TYPED = ("adjoint", "partial", "derivative", "unit_step")  # functions that have no sign of their own


@dataclass(frozen=True)
class Scope:
    """The names that a text may use.

    families      every symbol and definition, by its own name
    sizes         ranges, by the letter of their size
    free          the free indices and integers, by letter
    ranges        every range; an index of any of them can be bound
    loss          the loss that is not written down, if there is one
    refused       why the adjoint of a family may not be used, by the family's name
    derivatives   whether adjoint(L, ..), partial(..) and derivative(..) may be used
    limits        whether lim(..) may be used
    expectations  whether E(..) and Var(..) may be used
    aliases       other spellings of families, and of the loss, as the reader spells them
    places        where a family is written with its indices, if formulas alone state what is named: see ``Derivation``
    """

    families: Mapping[str, Family]
    sizes: Mapping[str, Range]
    free: Mapping[str, Index]
    ranges: tuple[Range, ...]
    loss: Loss | None
    refused: Mapping[str, str]
    derivatives: bool = False
    limits: bool = False
    expectations: bool = True
    aliases: Mapping[str, Family | Loss] = field(default_factory=dict)
    places: Mapping[str, Places] | None = None

    def family(self, name: str) -> Family | None:
        """The symbol or definition of this name."""
        return self.families.get(name)

    def applies(self, name: str) -> bool:
        """Whether this is a function that is not written down, so that G(x) is its value."""
        family = self.family(name)
        return family is not None and REALS in family.ranges

    def node_of_adjoint(self, name: str) -> Family | None:
        """The family whose adjoint this is the name of: ``dxhat`` is that of xhat."""
        if self.loss is None or self.knows_plainly(name) or not name.startswith("d"):
            return None
        return self.family(name[1:])

    def unwritten(self, family: Family) -> tuple[IntegerIndex, ...]:
        """The indices of a family that formulas do not write: its last ones."""
        places = (self.places or {}).get(family.name)
        return places.unwritten if places is not None else ()

    def count(self, family: Family) -> int:
        """How many indices of a family are written; what a function is applied to is none."""
        return sum(range_ != REALS for range_ in family.ranges[: family.shown])

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
        """Every name that may be used, as it is typed."""
        typed = (plain(spelling) for spelling, families in self.printed.items() if len(families) == 1)
        return list(dict.fromkeys((*self.families, *typed, *self.sizes, *self.adjoints)))

    @cached_property
    def printed(self) -> Mapping[str, tuple[Family, ...]]:
        """The families that are printed alike, by the spelling of the reader."""
        found: dict[str, tuple[Family, ...]] = {}
        for family in self.families.values():
            spelling = printed(family.name, family.latex)
            found[spelling] = (*found.get(spelling, ()), family)
        return found

    @cached_property
    def written(self) -> Mapping[str, str]:
        """How each name is written in LaTeX, by the name that is typed."""
        return {name: spelling for spelling, families in self.printed.items()
                for name in (plain(spelling), *(family.name for family in families))}

    def printed_like(self, family: Family) -> tuple[Family, ...]:
        """The families that are printed as this one is, itself too."""
        return self.printed[printed(family.name, family.latex)]

    def printed_with_power(self, name: str, power: str) -> str | None:
        r"""The name of what is printed as the power of another one: that of \sigma^2, for \sigma and 2."""
        family = self.family(name)
        if family is None:
            return None
        spelling = f"{printed(family.name, family.latex)}^{{{power}}}"
        return next((other.name for other in self.printed.get(spelling, ())), None)

    def printed_with_square(self, name: str) -> str | None:
        r"""The name of what is printed as a square that is one symbol, for its root: of \sigma^2, for \sigma."""
        return next((families[0].name for spelling, families in self.printed.items()
                     if spelling == f"{name}^{{2}}" and len(families) == 1), None)

    def notation(self, text: str) -> Notation:
        """What the names mean to the reader of a text: see ``notation_of``."""
        return self._in_latex if "\\" in text else self._typed

    @cached_property
    def _in_latex(self) -> Notation:
        return notation_of(self, latex=True)

    @cached_property
    def _typed(self) -> Notation:
        return notation_of(self)


def notation_of(scope: Scope, latex: bool = False) -> Notation:
    r"""The names of a scope as the reader needs them: what is a call, an index or a power.

    A family is known by its own name and by how it is printed. Those that are printed alike are told
    apart by their number of indices, or not at all. An adjoint is known as it is typed: dx, dxhat, dsigma^2.

    latex   whether a name that is one family's own, and how another is printed, is the printed one;
            in plain text it is the own one
    """
    own = {name: _meaning(family, scope) for name, family in scope.families.items()}
    own |= {spelling: Meaning(name, "size") for name in scope.sizes for spelling in (name, printed(name))}
    shown: dict[str, Meaning] = {}
    for spelling, families in scope.printed.items():
        alone = len({*map(scope.count, families)}) == len(families)  # else nobody can tell which is meant
        power = _POWER.fullmatch(spelling)
        if alone and not (power and power[1] in scope.printed):  # \sigma^2 beside \sigma is left to ``build``
            first = next((family for family in families if family.name == spelling), families[0])
            shown[spelling] = replace(_meaning(max(families, key=scope.count), scope), name=first.name)
    if latex and "e" not in shown:
        own.pop("e", None)  # in a formula that is printed, e is the number
    same = {name: meaning for name, meaning in shown.items() if own.get(name, meaning).name == meaning.name}
    meanings = own | (shown if latex else {**shown, **own, **same})
    for spelling, target in scope.aliases.items():
        meanings.setdefault(spelling, Meaning(target.name, latex=target.latex) if isinstance(target, Loss)
                            else _meaning(target, scope))
    meanings.setdefault(r"\delta", Meaning("delta", "family" if latex else "function", slots=2))
    letters = {letter for range_ in scope.ranges for letter in range_.letters} | {*scope.free}
    losses: set[str] = set()
    if scope.loss is not None:
        losses = {scope.loss.name, printed(scope.loss.name, scope.loss.latex),
                  *(spelling for spelling, target in scope.aliases.items() if target == scope.loss)}
        for spelling in losses:
            meanings.setdefault(spelling, Meaning(scope.loss.name, latex=scope.loss.latex))
        # There is one loss here, whatever it is called, and nothing else has these names.
        # (Of what a teacher writes down, another letter may be another thing, which no formula has.)
        usual = LOSSES if scope.places is None else _OF_ONE_LETTER.get(printed(scope.loss.name, scope.loss.latex), ())
        others = {spelling for spelling in usual if spelling not in meanings and plain(spelling) not in meanings
                  and plain(spelling) not in letters}
        losses |= others
        for spelling in others:
            meanings[spelling] = Meaning(scope.loss.name, latex=scope.loss.latex)
        for spelling, meaning in [*meanings.items()]:
            if scope.node_of_adjoint(name := f"d{meaning.name}") is not None:
                meanings.setdefault(_with_d(spelling), replace(meaning, name=name, kind="family" if meaning.slots
                                                               else "symbol"))
    for name in _TYPED:
        meanings[name] = Meaning(name, "function")
    indices = {letter: _ends(scope, letter) for letter in sorted(letters)}
    constants = {} if "e" in meanings or "e" in indices else {"e": "e"}
    return Notation(meanings, indices, constants, losses=frozenset(losses), closed=True)


def _meaning(family: Family, scope: Scope) -> Meaning:
    slots = scope.count(family)
    kind: Kind = "function" if REALS in family.ranges else "family" if slots else "symbol"
    # Only integers are written above without brackets.
    steps = sum(range_ == INTEGERS for range_ in family.ranges) - len(scope.unwritten(family))
    return Meaning(family.name, kind, slots, above=steps, latex=family.latex)


def _ends(scope: Scope, letter: str) -> tuple[str, str] | None:
    """From where to where a letter runs, where that is known."""
    ranges = [range_ for range_ in scope.ranges if letter in range_.letters]
    if len(ranges) != 1 or isinstance(scope.free.get(letter), IntegerIndex):
        return None
    return "1", ranges[0].size_name


def _with_d(spelling: str) -> str:
    r"""The adjoint of \sigma_{B}^{2} as it is typed: dsigma_{B}^{2}."""
    cut = min((place for place in map(spelling.find, ("_{", "^{", "'")) if place > 0), default=len(spelling))
    return "d" + plain(spelling[:cut]) + spelling[cut:]


# --------------------------------------------------------------------------
# How a name is printed, spelled as the reader spells it


@lru_cache(maxsize=1 << 12)
def printed(name: str, latex: str = "") -> str:
    r"""The reader's spelling of a name: ``\hat{x}``, ``\mu_{\mathcal{B}}``, ``\sigma^{2}``, ``x_{0}``."""
    boxes = name_of(name, latex)
    prefix = "".join(map(_spelled, boxes.prefix))
    base = _spelled(boxes.base)
    above = [box for box in boxes.sup if box != Operator("prime")]
    return spelled(prefix + " " * (prefix[-1:].isalpha() and base[:1].isalpha()) + base,
                   "".join(map(_spelled, boxes.sub)), "".join(map(_spelled, above)), len(boxes.sup) - len(above))


def in_words(family: Family) -> str:
    r"""What a family is called in what is told of formulas, as they write it: \hat{v}, u_c."""
    return re.sub(r"([_^])\{(\w)\}", r"\1\2", printed(family.name, family.latex))


def _spelled(box: Box) -> str:
    match box:
        case Symbol(text, "italic" | "upright"):
            return "\\" + text if text in LETTERS else text
        case Symbol(text, style):
            return in_font(_FONTS[style], "\\" + text if text in LETTERS else text)
        case Word(text) | Number(text):
            return text
        case Accent(kind, body):
            return accented(kind, _spelled(body))
        case Row(items):
            return "".join(map(_spelled, items))
        case Fenced(body):
            return f"({_spelled(body)})"
        case Script(base, sub, sup):
            return spelled(_spelled(base), _spelled(sub) if sub else "", _spelled(sup) if sup else "")
        case Operator(sign):
            return _SIGNS[sign]
    raise TypeError(box)


_FONTS: dict[Style, str] = {"bold": "mathbf", "calligraphic": "mathcal", "blackboard": "mathbb",
                            "fraktur": "mathfrak", "sans": "mathsf", "typewriter": "mathtt"}  # fmt: skip
_SIGNS = {"comma": ",", "plus": "+", "minus": "-", "asterisk": "*", "conv": "*", "star": "*", "prime": "'",
          "dagger": "\\dagger", "colon": ":", "semicolon": ";", "slash": "/", "eq": "=", "bar": "|"}  # fmt: skip


# --------------------------------------------------------------------------
# Which names an answer may use


def scope_of(derivation: Derivation, claim: Claim | None = None, more: tuple[Range, ...] = ()) -> Scope:
    """What an answer to ``claim`` may name; without a claim, whatever the derivation can say.

    The adjoints of a loss that is not written down may be used where they are no
    shortcut: if the left side holds the adjoint of v, those of the nodes strictly
    downstream of v, and of the loss's outputs, which are free numbers; if it holds
    none (or of outputs only), those that the claim itself uses. Derivatives of what is
    written down, and limits, may be used where the right side of the claim has one;
    expectations, unless the left side of the claim has one and its right side none.

    more   ranges that may be used besides those that occur

    Raises LanguageError if a name is both a family's and a size's.
    """
    families = {family.name: family for family in (*derivation.declared, *derivation.defined)
                if not is_product(family)}
    ranges = tuple(dict.fromkeys((*derivation.ranges, *more)))
    sizes = {range_.size_name: range_ for range_ in ranges}
    for name in families.keys() & sizes.keys():
        raise LanguageError(f"{name} is the name of a symbol and of a size", hint="rename one of them")
    if claim is None:
        letters: list[Index] = [index for range_ in ranges for index in range_.indices()]
        letters += derivation.integers
    else:
        letters = sorted(free_indices(claim.lhs) | free_indices(claim.rhs), key=str)
    return Scope(
        families=families,
        sizes=sizes,
        free=_alone((index.letter, index) for index in letters),
        ranges=ranges,
        loss=derivation.loss,
        refused={} if claim is None else _refused(derivation, claim),
        derivatives=claim is None or _differentiates(claim.rhs),
        limits=claim is None or any(isinstance(term, Limit) for term in subterms(claim.rhs)),
        expectations=claim is None or not _is_random(claim.lhs) or (
            claim.rhs is not claim.lhs and _is_random(claim.rhs)),
        aliases={_spelling(alias): target.family if isinstance(target, Entry) else target
                 for alias, target in derivation.aliases},
        places=None if derivation.written is None else {places.name: places for places in derivation.written},
    )


# --------------------------------------------------------------------------
# Other spellings


def check_aliases(derivation: Derivation) -> None:
    """Raise a LanguageError for the first alias that stands for nothing, or for two things."""
    plainly = scope_of(replace(derivation, aliases=()))
    seen: dict[str, Family | Loss] = {}
    for pair in derivation.aliases:
        match pair:
            case (str(alias), named):
                pass
            case _:
                raise LanguageError("aliases are pairs of a spelling and a name", term=pair,
                                    hint=r'write aliases=((r"\mu_B", mu),)')
        target = named.family if isinstance(named, Entry) else named
        if not isinstance(target, (Family, Loss)):
            raise LanguageError(f"{alias} stands for {target}, which is no symbol, definition or loss",
                                hint="an alias is another spelling of a name")
        known = plainly.loss if isinstance(target, Loss) else plainly.family(target.name)
        if known != target:
            raise UndeclaredError(f"{alias} stands for {target.name}, which is not declared",
                                  hint="list it in symbols or definitions")
        spelling = _spelling(alias)
        if seen.get(spelling, target) != target:
            raise LanguageError(f"{alias} stands for {seen[spelling].name} and for {target.name}",
                                hint="leave out one of them")
        for latex in (True, False):
            _check_alias(alias, spelling, target, notation_of(replace(plainly, aliases=seen), latex), latex)
        seen[spelling] = target


def _check_alias(alias: str, spelling: str, target: Family | Loss, notation: Notation, latex: bool) -> None:
    """An alias has no other meaning, and is no part of what has one."""
    def wrong(why: str) -> LanguageError:
        return LanguageError(f"{alias} cannot be a spelling of {target.name}: {why}",
                             hint="spell it otherwise, or leave it out")

    if spelling in notation.indices or spelling in notation.constants or plain(spelling) in (*FUNCTIONS, *BIG):
        raise wrong("it has a meaning of its own")
    found = notation.find(spelling, typed=not latex)
    if found is not None and found.name != target.name:
        raise wrong(f"it is how {found.name} is written")
    power = _POWER.fullmatch(spelling)
    if power and notation.find(power[1], typed=not latex) is not None:
        raise wrong(f"it is a power of {power[1]}")
    if any(_POWER.fullmatch(name) and name.rpartition("^")[0] == spelling for name in notation.meanings):
        raise wrong("its square is another name")
    letter = notation.find(re.split(r"[_^]\{|'", spelling)[0], typed=not latex)
    if letter is not None and letter.kind in ("family", "function") and letter.name != target.name:
        raise wrong(f"{letter.name} has indices")


@lru_cache(maxsize=1 << 10)
def _spelling(alias: str) -> str:
    """An alias as the reader spells it. Raises InputError, ReadError, LanguageError."""
    from symdl.notation.reader.declare import declare  # few derivations have aliases

    ((spelling, meaning),) = declare([alias]).meanings.items()
    if meaning.kind != "symbol":
        raise LanguageError(f"the alias {alias} has indices or arguments", hint="write the name alone")
    return spelling


def _differentiates(tree: Basic) -> bool:
    """Whether a tree holds the derivative of something that is written down."""
    return any(isinstance(term, (Partial, Derivative)) or (isinstance(term, Adjoint) and isinstance(term.loss, Entry))
               for term in subterms(tree))


def _is_random(tree: Basic) -> bool:
    return any(isinstance(term, (Expectation, Variance)) for term in subterms(tree))


def _alone(pairs: Iterable[tuple[str, V]]) -> dict[str, V]:
    """The pairs whose key comes once only."""
    found: dict[str, V] = {}
    twice: set[str] = set()
    for key, value in pairs:
        if key in found and found[key] != value:
            twice.add(key)
        found[key] = value
    return {key: value for key, value in found.items() if key not in twice}


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
            refused[family.name] = "is what is asked for" if isinstance(claim.lhs, Adjoint) else \
                "stands in what is asked for, which is to be worked out"
        elif after[family] & asked:
            refused[family.name] = "is upstream of what is asked for"
        elif not all(family in after[node] for node in asked):
            refused[family.name] = "is not downstream of what is asked for"
        elif not after[family] & outputs:
            refused[family.name] = "is zero: the loss does not depend on it"
    return refused
