"""Where a formula has values: what must not be 0, and what must not be negative, in it.

Two formulas whose guards are the same have values at the same places. The guards are canonical (each by the normal
form of what it is about), and nothing is taken for granted in them but what is assumed of the letters: that the other
formula has a value, too, is what they are there to tell.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from flint import fmpq_mpoly

from symdl.grading.scalar.exact import Exact, plainly
from symdl.grading.scalar.forms import ONE, Form, Unfit
from symdl.grading.scalar.points import Assumed
from symdl.grading.scalar.values import Way
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, walk

Kind = Literal["nonzero", "nonnegative", "other"]

_TOTAL = frozenset({"sin", "cos", "sinh", "cosh", "tanh", "sech", "arctan", "arcsinh", "abs", "sign", "erf", "sigmoid",
                    "relu", "softplus", "floor", "ceil", "max", "min", "re", "im", "conj", "sinc"})  # fmt: skip
_POLES = {"tan": "cos", "sec": "cos", "cot": "sin", "csc": "sin", "coth": "sinh", "csch": "sinh"}


_ALWAYS = (at.Number, at.Name, at.Member, at.Constant, at.Function, at.Sum, at.Product, at.Neg, at.Power, at.Call,
           at.Derivative, at.Indicator, at.Chain)
"""What has a value where its parts have one."""


@dataclass(frozen=True)
class Guard:
    """A polynomial that must not be 0 or not negative; ``other`` if it is known by its text only.

    text  two guards with one text hold at the same places
    """

    kind: Kind
    text: str
    about: fmpq_mpoly | None = field(default=None, compare=False)


def guards(trees: Iterable[Iterable[Node]], given: Assumed, way: Way) -> tuple[Exact, list[frozenset[Guard]]]:
    """The guards of several groups of trees, and the machine that says what is in them. Raises Unfit."""
    groups = [tuple(group) for group in trees]

    def made(machine: Exact) -> tuple[Exact, list[frozenset[Guard]]]:
        return machine, [guarding(machine, group, way) for group in groups]

    return plainly(made, complex=way == "complex", positive=given.positive, integers=given.integers,
                   strict=given.strict)


def guarding(machine: Exact, trees: Iterable[Node], way: Way) -> frozenset[Guard]:
    """The guards of trees, by a machine in which nothing is taken for granted: see ``exact.plainly``."""
    looking = _Looking(machine, way)
    for tree in trees:
        looking.into(tree)
    return frozenset(looking.found)


class _Looking:
    def __init__(self, machine: Exact, way: Way):
        self.machine = machine
        self.way = way
        self.found: set[Guard] = set()

    def into(self, node: Node) -> None:
        match node:
            case at.Big():
                self.big(node)
                return
            case at.Cases():
                self.other("cases", node)
                return
            case at.Quotient(_, bottom):
                self.nonzero(self.machine.make(bottom))
            case at.Root(of, degree):
                self.root(of, degree)
            case at.Power(base, exponent) if base != at.Constant("e"):
                self.power(base, exponent)
            case at.Factorial(of):
                self.other("factorial", of)
            case at.Call(at.Function(name), args):
                self.call(name, args)
            case _ if not isinstance(node, _ALWAYS):
                self.other(type(node).__name__, node)
        for child in at.children(node):
            self.into(child)

    def call(self, name: str, args: tuple[Node, ...]) -> None:
        if name in _TOTAL and self.way != "complex":
            return
        if name == "log":
            for arg in args:
                self.positive(self.machine.make(arg))
            if len(args) == 2:
                self.nonzero(self.machine.logarithm(self.machine.make(args[1])))
        elif name in _POLES and len(args) == 1:
            self.nonzero(self.machine.known(_POLES[name], args, args[0]))
        elif name not in _TOTAL:
            self.other(name, *args)

    def big(self, node: at.Big) -> None:
        """A finite sum or integral has values where its terms have: where there is nothing to ask, it always has."""
        inner = _Looking(self.machine, self.way)
        inner.into(node.of)
        bounds = [bound for bound in node.bounds if isinstance(bound, at.Bound)]
        whole = node.sign in ("sum", "prod", "int") and len(bounds) == len(node.bounds) and all(
            bound.first is not None and bound.last is not None for bound in bounds) and not any(
            part == at.Constant("infinity") for part in walk(node))
        for bound in bounds:
            for end in (bound.first, bound.last):
                if end is not None:
                    self.into(end)
        if inner.found or not whole:
            self.other("big", node)

    def root(self, of: Node, degree: Node | None) -> None:
        n = 2 if degree is None else self.machine.rational_value(self.machine.make(degree))
        if n is None or n != int(n):
            self.other("root", of, degree or of)
        elif int(n) % 2 == 0 and self.way != "complex":
            self.nonnegative(self.machine.make(of))
        elif int(n) % 2 and self.way == "complex":
            self.other("odd root", of)

    def power(self, base: Node, exponent: Node) -> None:
        n = self.machine.rational_value(self.machine.make(exponent))
        below = self.machine.make(base)
        if n is None:
            if not self.machine.is_above_zero(below):
                self.other("power", base, exponent)
            return
        if n < 0 or (n == 0 and not isinstance(exponent, at.Number)):
            self.nonzero(below)
        if n.q % 2 == 0 and self.way != "complex":
            self.nonnegative(below)
        elif n.q > 1:
            self.other("odd root", base)

    # ---- what is asked

    def positive(self, of: Form) -> None:
        self.nonzero(of)
        if self.way != "complex":
            self.nonnegative(of)

    def nonzero(self, of: Form) -> None:
        machine = self.machine
        if of.top.is_zero():
            self.found.add(Guard("other", "never"))
            return
        for q, _ in machine.factors(of.top)[1]:
            if machine.is_positive(q) and machine.is_never_zero(q):
                continue
            ball = machine.constant(q)
            if ball is not None and not ball.contains(0):
                continue
            g = machine.generator(q)
            if g is not None and machine.atoms[g].exponent is not None:
                continue
            if g is not None and (inner := machine.atoms[g].radicand) is not None \
                    and machine.atoms[g].text.startswith(("root", "abs")):  # fmt: skip
                self.nonzero(Form(inner, ONE))
                continue
            self.found.add(Guard("nonzero", machine.text(q), q))

    def nonnegative(self, of: Form) -> None:
        machine = self.machine
        if of.top.is_zero():
            return
        if machine.is_complex(of.top, of.bottom):  # real, but written with i, as a cosine is
            self.found.add(Guard("other", f"nonnegative {machine.said(of)}"))
            return
        content, above = machine.factors(of.top)
        divisor, below = machine.factors(of.bottom)
        sign = 1 if content * divisor > 0 else -1
        left: dict[str, tuple[fmpq_mpoly, int]] = {}
        for q, e in (*above, *below):
            if machine.is_positive(q) and machine.is_never_zero(q):
                continue
            ball = machine.constant(q)
            if ball is not None and not ball.contains(0):
                sign = sign if ball.real > 0 else -sign
                continue
            text = machine.text(q)
            left[text] = (q, e + (left[text][1] if text in left else 0))
        about = ONE * sign
        for q, e in left.values():
            about = about * q ** (2 - e % 2)
        about = machine.polynomial(about)
        if not machine.is_positive(about):
            said = "*".join(sorted(f"({text})^{2 - e % 2}" for text, (_, e) in left.items()))
            self.found.add(Guard("nonnegative", f"{sign}*{said}", about))

    def other(self, what: str, *of: Node) -> None:
        try:
            said = ", ".join(self.machine.said(self.machine.make(part)) for part in of)
        except Unfit:
            said = ", ".join(map(at.show, of))
        if what in ("factorial", "gamma") and all(not any(isinstance(part, (at.Name, at.Member)) for part in walk(arg))
                                                  for arg in of):
            return
        self.found.add(Guard("other", f"{what} {said}"))


def implied(machine: Exact, guard: Guard, zero: fmpq_mpoly) -> bool:
    """Whether what must not be negative is none where a polynomial is 0: 1 - x^2 where x^2 + y^2 - 1 is."""
    if guard.kind != "nonnegative" or guard.about is None:
        return False
    known = dict(zero.terms())
    for monom, c in guard.about.terms():
        if monom in known and machine.is_positive(machine.polynomial(guard.about - zero * (c / known[monom]))):
            return True
    return False


__all__ = ["Guard", "guarding", "guards", "implied"]
