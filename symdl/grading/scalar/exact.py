"""A normal form of ordinary formulas: a quotient of two polynomials over the rationals in atoms.

Atoms are names, values of unknown functions, roots, absolute values, logarithms, exponentials (of which sines and
all their kin are made, with i), factorials. Each rule is an equality wherever what it is applied to is defined:

    sin u = (e^{iu} - e^{-iu})/2i        e^{u+v} = e^u e^v        sqrt(u^2 v) = |u| sqrt(v)
    log(u v) = log|u| + log|v|           (n + 1)! = (n + 1) n!    log e^u = u

Two formulas are equal wherever both are defined if their difference has the numerator 0. If it has not, nothing
is known: there are relations between atoms that are not known here.

What stands under a logarithm or a square root is not negative wherever the formula is defined. Such facts
are gathered on a first pass over both formulas and used on a second: where both are defined, all of them hold.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from flint import arb, fmpq

from symdl.grading.scalar.elementary import Elementary
from symdl.grading.scalar.forms import CONTEXT, GENS, IMAGINARY, ONE, Facts, Finer, Form, Unfit
from symdl.grading.scalar.words import replaced
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, show, walk

T = TypeVar("T")

_MOST_SUM = 60
_VALUES = (at.Cases, at.Indicator, at.Big, at.Call, at.Constant, at.Gradient)
_NO_VALUES = (at.Group, at.List, at.Blank, at.Text, at.Dots, at.Matrix, at.Transpose, at.Infix)
_VALUELESS = ("tree ", "sum(", "prod(", "int(")


class Exact(Elementary):
    """Normal forms of trees."""

    def make(self, node: Node) -> Form:
        match node:
            case at.Number(value):
                return self.number(value)
            case at.Name() | at.Derivative():
                return self.opaque(show(node), positive=show(node) in self.facts.positive
                                   or (f"1*{show(node)}" in self.facts.positive and not self.complex))
            case at.Constant("i"):
                return Form(GENS[IMAGINARY], ONE)
            case at.Constant("pi"):
                return self.opaque("#pi", positive=True, ball=arb.pi())
            case at.Constant("e"):
                return self.exponential(self.number(1))
            case at.Sum(terms):
                made = self.make(terms[0])
                for term in terms[1:]:
                    made = self.plus(made, self.make(term))
                return made
            case at.Neg(of):
                return self.minus(self.make(of))
            case at.Product(factors):
                made = self.make(factors[0])
                for factor in factors[1:]:
                    made = self.times(made, self.make(factor))
                return made
            case at.Quotient(top, bottom):
                return self.over(self.make(top), self.make(bottom))
            case at.Power(at.Constant("e"), exponent):
                return self.exponential(self.make(exponent))
            case at.Power(base, exponent):
                return self.power(self.make(base), self.make(exponent))
            case at.Root(of, degree):
                n = fmpq(2) if degree is None else self.rational_value(self.make(degree))
                if n is None:
                    return self.power(self.make(of), self.over(self.number(1), self.make(degree or node)))
                if n.q != 1 or n < 1:
                    raise Unfit("a root of such a degree")
                return self.root(self.make(of), int(n.p))
            case at.Call(at.Function(name), args, ()):
                return self.known(name, args, node)
            case at.Call(at.Name(name), args, ()):
                return self.opaque(f"f:{name}({', '.join(self.said(self.make(arg)) for arg in args)})",
                                   complex=self.complex)
            case at.Member(name, below, above):
                said = [", ".join(self.said(self.make(index)) for index in slot) for slot in (below, above)]
                return self.opaque(f"m:{name}[{'; '.join(said)}]", complex=self.complex)
            case at.Factorial(of):
                return self.factorial(self.make(of))
            case at.Big():
                return self.big(node)
            case at.Infix("mod", (left, right)):
                u, v = self.make(left), self.make(right)
                return self.plus(u, self.minus(self.times(v, self.whole_part(self.over(u, v)))))
        # What may be a vector, a matrix or no value at all is none of the atoms, which can be exchanged in a product.
        if not isinstance(node, _VALUES) or any(isinstance(part, _NO_VALUES) for part in walk(node)):
            raise Unfit("this is no number")
        return self.opaque(f"tree {show(node)}")

    def known(self, name: str, args: tuple[Node, ...], node: Node) -> Form:
        made = [self.make(arg) for arg in args]
        one, two = self.number(1), self.number(2)
        if name == "log" and len(made) in (1, 2):
            logs = [self.logarithm(u) for u in made]
            return logs[0] if len(logs) == 1 else self.over(*logs)
        if name in ("max", "min") and made and not any(self.is_complex(u.top, u.bottom) for u in made):
            numbers = [q for u in made if (q := self.rational_value(u)) is not None]
            if len(numbers) == len(made):
                return self.number((max if name == "max" else min)(numbers))
            unlike = list({self.said(u): u for u in made}.values())
            if len(unlike) == 1:
                return unlike[0]
            if len(unlike) == 2:
                a, b = unlike
                apart = self.absolute(self.plus(a, self.minus(b)))
                total = self.plus(self.plus(a, b), apart if name == "max" else self.minus(apart))
                return self.over(total, two)
            return self.opaque(f"{name}({', '.join(sorted(map(self.said, unlike)))})")
        if name == "binom" and len(made) == 2:
            n, k = made
            below = self.times(self.factorial(k), self.factorial(self.plus(n, self.minus(k))))
            return self.over(self.factorial(n), below)
        if name == "atan2" and len(made) == 2 and not self.is_complex(made[1].top) and self.is_positive(made[1].top) \
                and self.is_positive(made[1].bottom):  # fmt: skip
            return self.arc("arctan", self.over(*made))
        if len(made) != 1:
            return self.opaque(f"{name}({', '.join(map(self.said, made))})")
        u = made[0]
        if name in _TRIGONOMETRIC:
            sin, cos = self.circular(u)
            return _TRIGONOMETRIC[name](self, sin, cos)
        if name in _HYPERBOLIC:
            up, down = self.exponential(u), self.exponential(self.minus(u))
            sinh = self.over(self.plus(up, self.minus(down)), two)
            cosh = self.over(self.plus(up, down), two)
            return _TRIGONOMETRIC[_HYPERBOLIC[name]](self, sinh, cosh)
        match name:
            case "abs":
                return self.absolute(u)
            case "sign" if u.top.is_zero():
                return u
            case "sign" if self.is_above_zero(u):
                return one
            case "sign" if self.is_above_zero(self.minus(u)):
                return self.number(-1)
            case "conj":
                return self.conjugate(u)
            case "re":
                return self.over(self.plus(u, self.conjugate(u)), two)
            case "im":
                i = Form(GENS[IMAGINARY], ONE)
                return self.over(self.plus(u, self.minus(self.conjugate(u))), self.times(two, i))
            case "sigmoid":
                return self.over(one, self.plus(one, self.exponential(self.minus(u))))
            case "softplus":
                return self.logarithm(self.plus(one, self.exponential(u)))
            case "logit":
                return self.logarithm(self.over(u, self.plus(one, self.minus(u))))
            case "relu":
                return self.over(self.plus(u, self.absolute(u)), two)
            case "arcsec":
                return self.arc("arccos", self.over(one, u))
            case "arccsc":
                return self.arc("arcsin", self.over(one, u))
            case "arccot":  # of a positive number: of a negative one there are two conventions, and no value
                return self.arc("arctan", self.over(one, u))
            case "arcsech" | "arccsch" | "arccoth":
                return self.arc({"arcsech": "arccosh", "arccsch": "arcsinh", "arccoth": "arctanh"}[name],
                                self.over(one, u))
            case "sinc":
                return self.over(self.circular(u)[0], u) if not u.top.is_zero() else one
            case "floor":
                return self.whole_part(u)
            case "ceil":
                return self.minus(self.whole_part(self.minus(u)))
            case "arcsin" | "arccos" | "arctan" | "arcsinh" | "arccosh" | "arctanh":
                return self.arc(name, u)
            case "gamma":
                return self.factorial(self.plus(u, self.number(-1)))
        return self.opaque(f"{name}({self.said(u)})", complex=self.is_complex(u.top, u.bottom))

    def whole_part(self, u: Form) -> Form:
        """The whole part of a number, without an integer that is added to it: 1 and that of n/s, of (n + s)/s."""
        if (q := self.rational_value(u)) is not None:
            return self.number(fmpq(q.floor()))
        quotient, rest = divmod(u.top, u.bottom)
        whole = quotient[(0,) * CONTEXT.nvars()]
        added = self.number(fmpq(whole.floor()))
        inside = self.form(rest + (quotient - whole.floor()) * u.bottom, u.bottom)
        name = f"floor({self.said(inside)})"
        return self.plus(added, self.opaque(name, complex=self.is_complex(u.top, u.bottom)))

    # ------------------------------------------------------------------
    # Sums and integrals

    def big(self, node: at.Big) -> Form:
        if len(node.bounds) > 1:
            order = node.bounds if node.sign != "int" else node.bounds[::1]
            return self.big(at.Big(node.sign, order[:1], at.Big(node.sign, order[1:], node.of)))
        bound = node.bounds[0] if node.bounds else None
        if not isinstance(bound, at.Bound) or bound.condition is not None or not isinstance(bound.name, at.Name):
            return self.opaque(f"tree {show(node)}")
        self.depth += 1
        letter = at.Name(f"§{self.depth}")
        inner = replaced(node.of, bound.name, letter)
        try:
            if bound.first is None or bound.last is None:
                return self.opaque(f"tree {show(node)}")
            first, last = self.make(bound.first), self.make(bound.last)
            low, high = self.rational_value(first), self.rational_value(last)
            if node.sign in ("sum", "prod") and low is not None and high is not None and low.q == high.q == 1:
                return self.written_out(node, inner, letter, int(low.p), int(high.p))
            of = self.make(inner)
            if node.sign in ("sum", "int") and at.Constant("infinity") not in (*walk(bound.first), *walk(bound.last)):
                found = self.of_powers(node.sign, of, letter, first, last)
                if found is not None:
                    return found
            return self.opaque(f"{node.sign}({letter.text} = {self.said(first)}..{self.said(last)}: {self.said(of)})",
                               complex=self.is_complex(of.top, of.bottom))
        finally:
            self.depth -= 1

    def written_out(self, node: at.Big, inner: Node, letter: Node, low: int, high: int) -> Form:
        if not -1 <= high - low < _MOST_SUM:
            raise Unfit("a sum has too many terms")
        made = self.number(0 if node.sign == "sum" else 1)
        for k in range(low, high + 1):
            term = self.make(replaced(inner, letter, at.Number(Fraction(k)) if k >= 0
                                      else at.Neg(at.Number(Fraction(-k)))))
            made = self.plus(made, term) if node.sign == "sum" else self.times(made, term)
        return made

    def of_powers(self, sign: str, of: Form, letter: at.Name, first: Form, last: Form) -> Form | None:
        """The sum or the integral of a polynomial in the letter."""
        g = self.index.get(letter.text)
        inside = [a for a in self.atoms if letter.text in a.text and a.text != letter.text]
        used = [k for p in (of.top, of.bottom) for k, e in enumerate(p.degrees()) if e]
        if any(self.index[a.text] in used for a in inside) or (g is not None and of.bottom.degrees()[g]):
            return None
        parts: dict[int, dict[tuple[int, ...], fmpq]] = {}
        for monom, c in of.top.terms():
            e = 0 if g is None else int(monom[g])
            rest = monom if g is None else (*monom[:g], 0, *monom[g + 1 :])
            parts.setdefault(e, {})[rest] = c
        if max(parts, default=0) > 12:
            return None
        made = self.number(0)
        for e, part in parts.items():
            factor = self.form(CONTEXT.from_dict(part), of.bottom)
            if sign == "int":
                ends = [self.whole_power(end, e + 1) for end in (last, first)]
                summed = self.over(self.plus(ends[0], self.minus(ends[1])), self.number(e + 1))
            else:
                before = self.plus(first, self.number(-1))
                summed = self.plus(self.power_sum(e, last), self.minus(self.power_sum(e, before)))
            made = self.plus(made, self.times(factor, summed))
        return made

    def power_sum(self, e: int, n: Form) -> Form:
        """1^e + 2^e + .. + n^e, by Faulhaber's formula."""
        made = self.number(0)
        for j in range(e + 1):
            c = fmpq(math.comb(e + 1, j), e + 1) * fmpq.bernoulli(j) * (-1 if j == 1 else 1)
            made = self.plus(made, self.times(self.number(c), self.whole_power(n, e + 1 - j)))
        return made


_TRIGONOMETRIC: dict[str, Callable[[Exact, Form, Form], Form]] = {
    "sin": lambda x, s, c: s,
    "cos": lambda x, s, c: c,
    "tan": lambda x, s, c: x.over(s, c),
    "cot": lambda x, s, c: x.over(c, s),
    "sec": lambda x, s, c: x.over(x.number(1), c),
    "csc": lambda x, s, c: x.over(x.number(1), s),
}
_HYPERBOLIC = {"sinh": "sin", "cosh": "cos", "tanh": "tan", "coth": "cot", "sech": "sec", "csch": "csc"}


@dataclass(frozen=True)
class Same:
    """Two formulas have one normal form.

    used    what was found not to be negative wherever both are defined
    whole   whether all that has no value here (an infinite sum, a limit) is still in it: if it cancelled, nobody
            knows whether it has a value
    """

    used: tuple[str, ...]
    whole: bool


def same(left: Node, right: Node, *, complex: bool, positive: Iterable[str] = (),
         integers: frozenset[str] = frozenset(), strict: Iterable[str] = ()) -> Same | None:
    """Whether the difference of two standard trees is 0 by the rules. None says nothing.

    positive   names that are assumed not to be negative
    integers   names that are assumed to be integers
    strict     names that are assumed to be above 0

    Raises Unfit.
    """
    _, (machine, (a, b)) = normal_forms((left, right), complex=complex, positive=positive, integers=integers,
                                        strict=strict)
    if not machine.plus(a, machine.minus(b)).top.is_zero():
        return None
    used = tuple(sorted(machine.facts.positive - {f"1*{name}" for name in positive} - set(positive)))
    kept = [x > 0 or y > 0 for x, y in zip(a.top.degrees(), a.bottom.degrees(), strict=True)]
    whole = all(n or not atom.text.startswith(_VALUELESS) for n, atom in zip(kept, machine.atoms, strict=False))
    return Same(used, whole)


def plainly(build: Callable[[Exact], T], *, complex: bool, positive: Iterable[str] = (),
            integers: frozenset[str] = frozenset(), strict: Iterable[str] = ()) -> T:
    """What is built with forms in which nothing is taken for granted but what is assumed of the letters.

    Raises Unfit.
    """
    facts = Facts(positive={f"1*{name}" for name in positive} | set(positive), integers=integers,
                  strict=frozenset(strict))
    for _ in range(12):
        try:
            return build(Exact(facts, complex=complex))
        except Finer:
            continue
        except (OverflowError, ZeroDivisionError) as error:
            raise Unfit(str(error)) from None
    raise Unfit("the roots do not settle")


def apart(left: Node, right: Node) -> tuple[arb, arb] | None:
    """The values of two real constants that differ by the rules, where no ball tells (the arcsine of what is 1).

    Raises Unfit.
    """
    _, (machine, made) = normal_forms((left, right), complex=False)
    balls = [(machine.constant(form.top), machine.constant(form.bottom)) for form in made]
    values = [top / bottom for top, bottom in balls if top is not None and bottom is not None
              and not bottom.contains(0)]
    if len(values) < 2 or any(not number.imag.contains(0) for number in values):
        return None
    first, second = (number.real for number in values)
    return None if (first - second).contains(0) else (first, second)


def is_whole_turn(difference: Node, *, complex: bool) -> bool:
    """Whether e^{i d} is 1 by the rules, so that a constant d is 0 if it is less than a turn."""
    turned = at.Power(at.Constant("e"), at.Product((at.Constant("i"), difference)))
    try:
        _, (_, made) = normal_forms((turned,), complex=complex)
    except Unfit:
        return False
    return bool(made[0].top == made[0].bottom)


def normal_forms(trees: tuple[Node, ...], *, complex: bool, positive: Iterable[str] = (),
                 integers: frozenset[str] = frozenset(), strict: Iterable[str] = ()
                 ) -> tuple[Facts, tuple[Exact, list[Form]]]:
    """The normal forms of several trees over one table. Raises Unfit."""
    facts = Facts(positive={f"1*{name}" for name in positive} | set(positive), integers=integers,
                  strict=frozenset(strict))
    for _ in range(12):
        machine = Exact(facts, complex=complex)
        try:
            made = [machine.make(tree) for tree in trees]
        except Finer:
            continue
        except (OverflowError, ZeroDivisionError) as error:
            raise Unfit(str(error)) from None
        if machine.found <= facts.positive and machine.pairs <= facts.pairs:
            return facts, (machine, made)
        facts.positive |= machine.found
        facts.pairs |= machine.pairs
    raise Unfit("the roots do not settle")


__all__ = ["Exact", "Form", "Same", "Unfit", "apart", "is_whole_turn", "normal_forms", "plainly", "same"]
