"""What is asked by a claim, made ready once for all answers: its court, its names, and what it needs itself."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from sympy import Add, Expr, Ge, Mul, Ne, Pow, Rational, evaluate, log
from sympy.core.relational import Relational

from symdl.calculus.reach import reach
from symdl.derivation import Claim, Comparison, Derivation, Proved
from symdl.errors import ReadError, SymdlError
from symdl.grading.named import is_label
from symdl.grading.proved.moments import called
from symdl.grading.proved.reindexed import reindexed
from symdl.language import (
    Adjoint,
    Derivative,
    Each,
    Entry,
    Index,
    IntervalSum,
    free_indices,
    integer_terms,
    subterms,
)
from symdl.notation import scope_of, text
from symdl.notation.reader.names import plain
from symdl.notation.reader.syntax import Call, Function, Gradient, Member, Name, Node, walk
from symdl.notation.reader.syntax import Derivative as NotedDerivative
from symdl.notation.scope import Scope, printed
from symdl.verification.decide import Court, court_of

# w_new, w_{new}, w_j^{(new)}, \theta_{\text{next}}, w^{(t+1)}: not what the same letters are elsewhere.
_NAMED_BY_A_WORD = re.compile(
    r"(\\?[A-Za-z]+)(_\w|_\{\w\})?[_^][{(]*((\\(text|mathrm)\{)?[A-Za-z]{3,}|[kt] ?\+ ?1)[})]*", re.ASCII)


USUAL = ("i", "j", "k", "l", "r", "s", "t")
"""Letters that people use for an index."""


def freely(scope: Scope) -> Scope:
    """A scope in which every letter of a range is free; where there is one range, the letters that people use, too."""
    letters = {index.letter: index for range_ in scope.ranges for index in range_.indices()}
    if len(scope.ranges) == 1:
        letters = {one: Index(one, scope.ranges[0]) for one in USUAL if not scope.knows(one)} | letters
    return replace(scope, free={**letters, **scope.free})


@dataclass(frozen=True)
class Called:
    """The left side of a reference alone, which says no more than how the answer is called.

    text       as it is written
    tree       if the language can say it
    is_proved  whether the reference is known to be what the left side says, by ordinary mathematics
    """

    text: str
    tree: Expr | None = None
    is_proved: bool = False


class Asked:
    """What is asked, made ready once for all answers: the court, the names, and what the question itself needs.

    called   the left side of a reference alone, if it has one
    needed   the conditions under which what is asked for, and its right side, have a value
    """

    def __init__(self, derivation: Derivation, claim: Claim, called: Called | None):
        self.derivation, self.claim, self.called = derivation, claim, called
        self.court = court_of(derivation, claim)
        self.scope = scope_of(derivation, claim)
        # On the left side of an answer, whatever the derivation can say may be said.
        self.left = replace(self.scope, refused={}, derivatives=True, limits=True, expectations=True)

    @cached_property
    def needed(self) -> tuple[Relational | Each, ...]:
        proofs = [self.court.prover.prove(self.claim.lhs, self.claim.lhs), self.court.prove_claim(self.claim)]
        found = [c.relation for proof in proofs if isinstance(proof, Proved) for c in proof.conditions]
        return tuple(dict.fromkeys((*found, *self.court.given)))

    @property
    def is_alone(self) -> bool:
        """Whether a reference says all of what is asked, so that an answer has its value wherever that has one."""
        return self.called is not None or self.claim.lhs is self.claim.rhs or is_given(self.claim)

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(map(words_of, self.needed))

    def is_label(self, node: Node, error: ReadError) -> bool:
        """Whether a left side that says nothing here may be what a student calls the answer: g_i, w_{new}, dE/dw."""
        written = error.text[node.start : node.end]
        if self.called is not None and "".join(called(written).split()) == "".join(called(self.called.text).split()):
            return True
        if found := _NAMED_BY_A_WORD.fullmatch(written):
            base = self.left.family(plain(found[1])) or next((f for f in self.left.families.values()
                                                              if f.latex == found[1]), None)
            return base is None or base in {t.family for t in self._terms() if isinstance(t, Entry)}
        alone = self.claim.lhs is self.claim.rhs and self.called is None
        if not is_label(node, [*self.left.families, *(family.latex for family in self.left.families.values())]):
            return False
        match node:
            case Name() | Member() if isinstance(self.claim.lhs, Entry) and self.claim.lhs.family.is_defined:
                return False  # what is asked has a name of its own
            case Name(text) | Member(text):
                letters = {i.letter for i in free_indices(self.claim.lhs)}
                known = {letter for range_ in self.left.ranges for letter in range_.letters} - letters
                indices = {part.text for part in walk(node) if isinstance(part, Name)} - {text}
                return self._is_new(text, written) and not indices & known
            case Gradient() | Call(Function("E" | "Var")) | Call(Name()) if alone:
                return True  # a reference alone does not say what it is of
            case NotedDerivative(_, of, by):
                of = of.function if isinstance(of, Call) else of
                if not isinstance(of, Name) or not self._is_new(of.text, written):
                    return False
                asked = self.called.tree if self.called is not None else self.claim.lhs
                if alone:
                    return True
                return isinstance(asked, (Adjoint, Derivative)) and [printed(
                    asked.node.family.name, asked.node.family.latex)] == [
                        part.name if isinstance(part, Member) else getattr(part, "text", "") for part in by]
        return False

    def _is_new(self, name: str, written: str) -> bool:
        """Whether nothing of the question has a name. Differences and gradients are of something else."""
        if written.startswith((r"\Delta", r"\nabla")):
            return False
        if name.endswith("'") and isinstance(self.claim.lhs, (Adjoint, Derivative)) and self.left.knows(
                plain(name.rstrip("'"))):  # w' may be a new w, but not where a derivative is asked for
            return False
        known = self.called is not None and plain(name) == plain(self.called.text.partition("(")[0].strip())
        return not known and not self.left.knows(plain(name)) and name not in self.left.notation(written).losses

    def _terms(self) -> tuple[Expr, ...]:
        """The terms of what is asked: a new value of w is w and something."""
        return self.claim.lhs.args if isinstance(self.claim.lhs, Add) else ()

    def gives_anew(self, left: Expr) -> bool:
        """Whether this symbol may be given what is asked for as a new value."""
        terms = self._terms()
        asked = self.called.tree if self.called is not None else self.claim.lhs
        if isinstance(left, Entry) and isinstance(asked, Entry) and left.family == asked.family:
            return True  # w_t <- what w_{t+1} is
        return not isinstance(left, Entry) or not terms or left in terms

    @cached_property
    def trees(self) -> tuple[Expr, ...]:
        """What the question is written with, definitions entered."""
        bodies = [tree for family in reach(self.claim.lhs) | reach(self.claim.rhs) for tree in family.defining]
        return (self.claim.lhs, self.claim.rhs, *bodies)

    @cached_property
    def positive(self) -> tuple[Expr, ...]:
        """What has to be positive in the question: what it takes a root or a logarithm of."""
        parts = [t for tree in self.trees for t in subterms(tree)]
        roots = [t.base for t in parts if isinstance(t, Pow) and isinstance(t.exp, Rational) and not t.exp.is_Integer]
        return tuple(dict.fromkeys((*roots, *(t.args[0] for t in parts if isinstance(t, log)))))

    @cached_property
    def wider(self) -> Court:
        """Decides under what the question needs, too."""
        derivation, claim = self.derivation, self.claim
        return Court(derivation, (*claim.given, *self.needed))

    @cached_property
    def counted(self) -> tuple[Relational, ...]:
        """That what is asked for sums at least one term where it sums from one letter to another: t <= T."""
        asked = self.claim.lhs
        whole = asked.family.at(*asked.indices) if isinstance(asked, Entry) and asked.family.body is not None else asked
        found = []
        for part in subterms(whole):
            if isinstance(part, IntervalSum):
                with evaluate(False):
                    length = Add(part.last, Mul(-1, part.first))
                terms = integer_terms(length) or {}
                if len([i for i in terms if i is not None and not i.tag]) > 1:
                    above, below = (Add(*(Mul(abs(n), i or 1) if abs(n) > 1 or i is None else i
                                          for i, n in terms.items() if n * sign > 0)) for sign in (1, -1))
                    found.append(Ge(above, below))
        return tuple(dict.fromkeys(found))

    def counts(self, condition: Relational | Each) -> bool:
        """Whether that follows from what is ``counted``."""
        if not self.counted or isinstance(condition, Each):
            return False
        court = Court(self.derivation, (*self.court.given, *self.counted))
        with suppress(SymdlError):
            return isinstance(court.prove_claim(Claim("", condition.lhs, condition.rhs, relation=">=")), Proved)
        return False

    def needs(self, condition: Relational | Each) -> bool:
        """Whether a condition is one that the question has, in other words: v/(1 - b^t) > 0 where vhat > 0 is given.

        Or one that follows from those: 1/p > 0 from p > 0.
        """
        known = self._needs.get(condition)
        if known is None:
            known = self._needs[condition] = self._has(condition)
        return known

    @cached_property
    def _needs(self) -> dict[Relational | Each, bool]:
        return {}

    def _has(self, condition: Relational | Each) -> bool:
        if words_of(condition) in self.words:
            return True
        statement = condition.statement if isinstance(condition, Each) else condition
        value = Add(statement.lhs, Mul(-1, statement.rhs))
        if any(type(other) is type(statement) and self._is_same(value, Add(other.lhs, Mul(-1, other.rhs)))
               for other in self.needed if isinstance(other, Relational)):
            return True
        if any(isinstance(self.court.prover.prove(value, one), Proved) for one in self.positive):
            return True
        signs: tuple[Comparison, ...] = (">", "<") if isinstance(statement, Ne) else (">",)
        claims = [Claim("", statement.lhs, statement.rhs, relation=sign) for sign in signs]
        with suppress(SymdlError):
            return any(isinstance(self.wider.prove_claim(one), Proved) for one in claims)
        return False

    def _is_same(self, one: Expr, other: Expr) -> bool:
        return isinstance(self.court.prover.prove(one, other), Proved) or any(
            isinstance(self.court.prove_claim(way.claim), Proved) for way in reindexed(Claim("", one, other), ()))


def asked(derivation: Derivation, claim: Claim, called: Called | None = None) -> Asked:
    """What is asked by a claim, kept for the next answer."""
    key = id(derivation), id(claim), called
    found = _ASKED.pop(key, None)
    if found is None or found.derivation is not derivation or found.claim is not claim:
        found = Asked(derivation, claim, called)
    _ASKED[key] = found  # the last one used is the last one dropped
    while len(_ASKED) > _MOST_ASKED:
        _ASKED.pop(next(iter(_ASKED)))
    return found


_ASKED: dict[tuple[int, int, Called | None], Asked] = {}
_MOST_ASKED = 64


def is_given(claim: Claim) -> bool:
    """Whether what is asked for is no more than a name for the right side: then 1 = 1 says nothing of x = 1."""
    asked = claim.lhs
    return isinstance(asked, Entry) and asked.family.body is not None and asked.family.at(*asked.indices) == claim.rhs


@lru_cache(maxsize=1 << 10)
def words_of(relation: Relational | Each) -> str:
    if isinstance(relation, Each):
        # p_i > 0 for each i is p_j > 0 for each j.
        taken = free_indices(relation)
        for index in relation.indices:
            free = index.range.indices() if index.range.is_abstract else ()
            usual = next((i for i in free if i not in taken), index)
            taken |= {usual}
            with evaluate(False):
                relation = Each(*(arg.xreplace({index: usual}) for arg in relation.args))
        return f"{words_of(relation.statement)} for each {', '.join(i.letter for i in relation.indices)}"
    return text(relation)


__all__ = ["Asked", "Called", "asked", "freely", "is_given", "words_of"]
