"""The nouns: a derivation, what it claims, and what is known of a claim.

A derivation is data. Its left sides are derived from its definitions; only its
right sides are claimed. A verdict is one of four things and carries its reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from sympy import Basic, Expr, Integer
from sympy.core.relational import Relational

from symdl.language import Each, Entry, Family, Index, IntegerIndex, Loss, Range, Size, subterms

# --------------------------------------------------------------------------
# What an author writes


class _Sides:
    """An author may write a side that is a whole number as just that: ``rhs=0``."""

    def __post_init__(self) -> None:
        for name in ("lhs", "rhs", "expr", "difference"):
            value = getattr(self, name, None)
            if type(value) is int:
                object.__setattr__(self, name, Integer(value))


@dataclass(frozen=True)
class Source:
    """Where a statement comes from.

    text     the reference, as "Ioffe & Szegedy 2015, arXiv:1502.03167"
    place    section, equation or question in it
    checked  whether the statement was compared with that place; "unchecked" is printed if not
    """

    text: str
    place: str = ""
    checked: bool = False


@dataclass(frozen=True)
class Step(_Sides):
    """One intermediate expression of the textbook solution, equal to the one before it."""

    expr: Expr
    reason: str


@dataclass(frozen=True)
class Slip(_Sides):
    """A plausible wrong variant of a claim, which must be refuted.

    text    what went wrong, as "factor 2 lost"
    rhs     the wrong right side (None: the claim's own)
    given   other assumptions than the claim's (None: the claim's own)
    """

    text: str
    rhs: Expr | None = None
    given: tuple[Relational | Each, ...] | None = None


Comparison = Literal["=", "<", "<=", ">", ">="]


@dataclass(frozen=True)
class Claim(_Sides):
    """``lhs = rhs`` for every size and every value that meets ``given`` (or lhs < rhs, ...).

    name          the last part of its id: ``batch-norm/dx`` has the name ``dx``
    title         the conclusion in words, as "the second term of the mean's adjoint is zero"
    relation      how the two sides compare
    difference    for an inequality: the greater side less the lesser one, written so that its
                  sign can be read off (a square, a sum of positive terms); proved to be that
    given         assumptions of this claim, besides the derivation's
    using         names of earlier claims ``member = expression`` that are used as known
    induction     the integer to do induction on, if the claim needs it
    along         statements that are proved in the same induction, because its step needs them
    steps         the expressions between lhs and rhs as a textbook writes them
    source        where the statement stands
    printed       the statement as it was printed there, in LaTeX, if it differs
    expected      "refuted" for a statement that is stated because it is wrong
    corrected_by  for such a statement: the name of the claim that is right
    note          a sentence for the reader
    """

    name: str
    lhs: Expr
    rhs: Expr
    title: str = ""
    relation: Comparison = "="
    difference: Expr | None = None
    given: tuple[Relational | Each, ...] = ()
    using: tuple[str, ...] = ()
    induction: IntegerIndex | None = None
    along: tuple[Relational, ...] = ()
    steps: tuple[Step, ...] = ()
    slips: tuple[Slip, ...] = ()
    source: Source | None = None
    printed: str = ""
    expected: Literal["proved", "refuted"] = "proved"
    corrected_by: str = ""
    note: str = ""


@dataclass(frozen=True)
class Places:
    """Where formulas write the indices of a family.

    below      how many stand below; the others stand above
    order      for each range of the family, which of the indices belongs to it, counted as they are written
    bracketed  whether one above stands in brackets, so that without them it is a power
    unwritten  the last indices, which are not written: the T of G_t = r_t + ... + r_T
    """

    name: str
    below: int
    order: tuple[int, ...]
    bracketed: bool
    unwritten: tuple[IntegerIndex, ...] = ()


@dataclass(frozen=True)
class Derivation:
    r"""A topic: its symbols, its definitions in order, and what it claims of them.

    symbols      every scalar, family and integer that is used and not defined
    definitions  a straight-line program: each uses only symbols and those before it
    loss         the loss whose adjoints are taken, if one is left unspecified
    given        assumptions of every claim
    uses         ids of other derivations that this one leans on
    kernel       names of the claims that an exported kernel computes (its gradients)
    aliases      other spellings that are read for a name, or for the loss: ((r"\mu_B", mu),); none is printed
    written      of a derivation that formulas alone state: where they write indices. Such formulas do not say what
                 depends on what beside the definitions, nor what is random; None where an author says it
    id           from the file's name: ``batch_norm.py`` is ``batch-norm``; set by the library
    path         the file it was read from; set by the library
    """

    title: str
    symbols: tuple[Entry | Family | IntegerIndex, ...]
    claims: tuple[Claim, ...]
    definitions: tuple[Entry | Family, ...] = ()
    loss: Loss | None = None
    given: tuple[Relational | Each, ...] = ()
    summary: str = ""
    references: tuple[Source, ...] = ()
    uses: tuple[str, ...] = ()
    kernel: tuple[str, ...] = ()
    aliases: tuple[tuple[str, Entry | Family | Loss], ...] = ()
    written: tuple[Places, ...] | None = None
    id: str = ""
    path: str = ""

    def claim(self, name: str) -> Claim:
        """The claim of this name. Raises KeyError."""
        for claim in self.claims:
            if claim.name == name:
                return claim
        raise KeyError(name)

    @property
    def declared(self) -> tuple[Family, ...]:
        """The families of ``symbols``, in order (a scalar is a family with no indices)."""
        return tuple(family_of(s) for s in self.symbols if not isinstance(s, IntegerIndex))

    @property
    def integers(self) -> tuple[IntegerIndex, ...]:
        """The integers of ``symbols``, in order."""
        return tuple(s for s in self.symbols if isinstance(s, IntegerIndex))

    @property
    def defined(self) -> tuple[Family, ...]:
        """The families of ``definitions``, in order."""
        return tuple(map(family_of, self.definitions))

    @cached_property
    def ranges(self) -> tuple[Range, ...]:
        """Every abstract range in use, in order of first appearance."""
        trees: list[Basic] = [*self.symbols, *self.definitions]
        trees += [side for claim in self.claims for side in (claim.lhs, claim.rhs)]
        seen: dict[Range, None] = {}
        for fam in (*self.declared, *self.defined):
            seen.update(dict.fromkeys(fam.ranges))
            trees += [fam.body] if fam.body is not None else []
            trees += [fam.recurrence.start, fam.recurrence.step] if fam.recurrence is not None else []
        for tree in trees:
            for term in subterms(tree):
                if isinstance(term, (Index, Size)):
                    seen.setdefault(term.range)
        return tuple(range_ for range_ in seen if range_.is_abstract)


def family_of(item: Entry | Family) -> Family:
    """The family of a declared item: a scalar is declared by its one entry."""
    return item.family if isinstance(item, Entry) else item


# --------------------------------------------------------------------------
# What is known of a claim


@dataclass(frozen=True)
class Condition:
    """A fact that a proof rests on. ``relation`` is printed; ``why`` says which rule used it."""

    relation: Relational | Each
    why: str


@dataclass(frozen=True)
class Witness:
    """A point that meets every assumption, where two sides differ.

    sizes       number of elements of each range, by the range's name
    values      exact value of every symbol that matters: scalars as text, families as
                nested lists of text, as {"x": ["0", "1/2"], "eps": "3"}; a sequence by its
                integers, as {"g": {"1": "2", "2": "0"}}; a function as text in x, as {"G": "1 + 2*x"}
    at          value of each free index, counted from 1, by its letter; of a free integer, itself
    lhs, rhs    both sides there: an exact number ("14/27"), or a ball ("0.3679 ± 1e-37")
    exact       whether both sides are exact numbers
    """

    sizes: Mapping[str, int]
    values: Mapping[str, object]
    at: Mapping[str, int]
    lhs: str
    rhs: str
    exact: bool


class _Verdict:
    def __bool__(self) -> bool:
        # A dataclass is truthy, so ``if decide(claim)`` would accept a Refuted.
        raise TypeError("a verdict is not a truth value: match on its type")


@dataclass(frozen=True)
class Proved(_Verdict):
    """``lhs - rhs`` was rewritten to 0 by exact rules, for every size that meets ``conditions``.

    start   for an induction, the integer that it starts from (the claim may ask for less)
    """

    conditions: tuple[Condition, ...]
    method: str
    start: int | None = None


@dataclass(frozen=True)
class ProvedAt(_Verdict):
    """Decided exactly at these sizes only. It never satisfies a claim expected proved."""

    sizes: tuple[Mapping[str, int], ...]
    method: str


@dataclass(frozen=True)
class Refuted(_Verdict):
    """At ``witness``, which meets every assumption, the two sides differ."""

    witness: Witness


@dataclass(frozen=True)
class Undecided(_Verdict):
    """Neither proved nor refuted. ``residual`` is what lhs - rhs was rewritten to, if it was."""

    residual: Expr | None
    why: str


Verdict = Proved | ProvedAt | Refuted | Undecided


@dataclass(frozen=True)
class Instances:
    """Both sides evaluated at small sizes by code that shares nothing with the proof.

    sizes    the sizes tried, as {"batch": 3}
    points   how many evaluations agreed
    exact    how many of them as exact numbers (the rest as balls that overlap)
    """

    sizes: tuple[Mapping[str, int], ...]
    points: int
    exact: int


@dataclass(frozen=True)
class FiniteDifferences:
    """A claimed derivative against differences of the NumPy function of the definitions.

    error    the largest difference found
    bound    what truncation and rounding allow there, computed from the differences themselves
    points   how many entries were compared
    curve    (step, error) pairs: how the error of the central difference falls and rises
    """

    error: float
    bound: float
    points: int
    curve: tuple[tuple[float, float], ...] = ()

    @property
    def agree(self) -> bool:
        return self.error <= self.bound


@dataclass(frozen=True)
class SecondProof:
    """What a second proof came to: both sides over a prime field, with sizes and numbers drawn at random.

    It shares no code with the first one. A true statement always agrees; a false one by chance only.

    agrees   whether it proves the statement too; False says no more than that it does not
             apply, as ``why`` says (two sides that differ for certain stop the run)
    why      why it does not apply
    points   how many points were drawn
    bits     the chance that a false statement agrees at all of them is at most 2**-bits; None if there is none
    """

    agrees: bool
    why: str = ""
    points: int = 0
    bits: int | None = 0


@dataclass(frozen=True)
class Evidence:
    """What was computed besides the proof. None: not asked for, not applicable, or nothing could be evaluated."""

    instances: Instances | None = None
    finite_differences: FiniteDifferences | None = None
    second: SecondProof | None = None


@dataclass(frozen=True)
class Decided:
    """What is known of one statement, and how long it took to prove (ms; never in a report)."""

    verdict: Verdict
    ms: float


@dataclass(frozen=True)
class Mutant:
    """A claim changed by machine in one place, and what became of it.

    text      what was changed, in words, as "the sign of the second term"
    claim     the changed claim
    decided   as a rule ``Refuted``; ``Proved`` if the change is in truth none
    why       for one that is not refuted, the reason, for a person to read
    """

    text: str
    claim: Claim
    decided: Decided
    why: str = ""


@dataclass(frozen=True)
class VerifiedClaim:
    """A claim with all that was found out about it; ``mutants`` only where thoroughness was asked for."""

    claim: Claim
    decided: Decided
    evidence: Evidence
    steps: tuple[Decided, ...] = ()
    slips: tuple[Decided, ...] = ()
    mutants: tuple[Mutant, ...] = ()

    @property
    def as_expected(self) -> bool:
        """The claim, its steps and its slips all came out as their author expects."""
        wanted: type = {"proved": Proved, "refuted": Refuted}[self.claim.expected]
        differences = self.evidence.finite_differences
        return (
            isinstance(self.decided.verdict, wanted)
            and all(isinstance(step.verdict, Proved) for step in self.steps)
            and all(isinstance(slip.verdict, Refuted) for slip in self.slips)
            and (differences is None or differences.agree)
        )


@dataclass(frozen=True)
class Verified:
    """A derivation with what is known of each of its claims, in order."""

    derivation: Derivation
    claims: tuple[VerifiedClaim, ...] = field(default=())
