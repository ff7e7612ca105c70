"""Whether a constant is exactly 0: for all that is made of rationals, roots, i and sines of parts of a turn.

Such a number is U/L with algebraic integers U and L, and bounds on all their conjugates follow from how the number
is written (Burnikel, Funke, Mehlhorn, Schirra, Schmitt: A separation bound for real algebraic expressions). The
product of the conjugates of U is an integer, so a U that is not 0 is not smaller than a bound that can be computed:
a ball below it that contains 0 is a proof.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm, log2

from flint import acb, arb, fmpq, fmpz

from symdl.grading.scalar.values import Budget, NotReal, Outside, Place, Unclear, Unsupported, Way, bits, value
from symdl.grading.scalar.words import negative, plus
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, show

_MOST_BITS = 40_000
_MOST_DEGREE = 20_000


class _NotAlgebraic(Exception):
    pass


def is_zero(left: Node, right: Node, way: Way) -> bool | None:
    """Whether two constants are equal; None if this cannot tell.

    Raises Outside if one of them has no value.
    """
    difference = plus(left, negative(right)) if left != right else at.Number(Fraction(0))
    measure = _Measure()
    try:
        u, lower = measure.of(difference)
    except (_NotAlgebraic, OverflowError):
        return None
    degree = measure.degree
    needed = (degree - 1) * u + lower + 8
    if degree > _MOST_DEGREE or needed > _MOST_BITS:
        return None
    for extra in (40, 400, 4000):
        with bits(int(needed) + extra):
            try:
                found = value(difference, Place({}, way))
            except (Unclear, Unsupported):
                continue
            if isinstance(found, fmpq):
                return bool(found == 0)
            if not found.contains(0):
                return False
            if abs(acb(found)).upper() < arb(2) ** -int(needed):
                return True
    return None


class _Measure:
    """log2 of bounds for the conjugates of U and L, and of how high a degree the number is at most."""

    def __init__(self) -> None:
        self.degrees: dict[str, int] = {}
        self.turns = 1

    @property
    def degree(self) -> int:
        total = 1
        for degree in self.degrees.values():
            total = min(total * degree, _MOST_DEGREE + 1)
        if self.turns > 1:
            total *= int(fmpz(4 * self.turns).euler_phi()) if self.turns < _MOST_DEGREE else _MOST_DEGREE + 1
        return total

    def of(self, node: Node) -> tuple[float, float]:
        match node:
            case at.Number(value):
                return _size(abs(value.numerator)), _size(value.denominator)
            case at.Constant("i"):
                self.degrees["i"] = 2
                return 0.0, 0.0
            case at.Neg(of):
                return self.of(of)
            case at.Sum(terms):
                u, lower = self.of(terms[0])
                for term in terms[1:]:
                    v, w = self.of(term)
                    u, lower = _added(u + w, v + lower), lower + w
                return u, lower
            case at.Product(factors):
                parts = [self.of(factor) for factor in factors]
                return sum(u for u, _ in parts), sum(w for _, w in parts)
            case at.Quotient(top, bottom):
                (u, lower), (v, w) = self.of(top), self.of(bottom)
                return u + w, lower + v
            case at.Root(of, degree):
                of_degree = Fraction(2) if degree is None else _rational(degree)
                if of_degree is None or of_degree.denominator != 1 or of_degree < 1:
                    raise _NotAlgebraic
                return self.root(of, int(of_degree))
            case at.Power(at.Constant("e"), exponent):
                turn = _turns(exponent, at.Constant("i"))
                self.unity(turn)
                return 0.0, 0.0
            case at.Power(base, exponent):
                q = _rational(exponent)
                if q is None:
                    raise _NotAlgebraic
                u, lower = self.root(base, q.denominator)
                n = abs(q.numerator)
                return (u * n, lower * n) if q >= 0 else (lower * n, u * n)
            case at.Call(at.Function("sin" | "cos" | "tan" | "cot" | "sec" | "csc"), (of,)):
                turn = _turns(of, None)
                self.unity(turn)
                return 1.0, 1.0  # 2 sin and 2 cos are algebraic integers, and at most 2
        raise _NotAlgebraic

    def root(self, of: Node, n: int) -> tuple[float, float]:
        u, lower = self.of(of)
        if n == 1:
            return u, lower
        self.degrees[f"{n}: {show(of)}"] = n
        return ((u + (n - 1) * lower) / n, lower) if u >= lower else (u, (lower + (n - 1) * u) / n)

    def unity(self, turn: Fraction) -> None:
        """e^{i pi turn}, and i, which sines need, too."""
        self.turns = lcm(self.turns, turn.denominator)


def _size(n: int) -> float:
    return log2(n) + 1e-9 if n > 1 else 0.0


def _added(a: float, b: float) -> float:
    """log2(2^a + 2^b), rounded up."""
    return max(a, b) + 1


def _rational(node: Node) -> Fraction | None:
    """The value of a constant that is written with integers only."""
    try:
        with bits(64):
            found = value(node, Place({}, "real", budget=Budget(200)))
    except (Outside, NotReal, Unclear, Unsupported):
        return None
    return Fraction(int(found.p), int(found.q)) if isinstance(found, fmpq) else None


def _turns(node: Node, unit: Node | None) -> Fraction:
    """r of r*pi (of r*pi*unit)."""
    pi = at.Constant("pi")
    match node:
        case at.Neg(of):
            return -_turns(of, unit)
        case at.Quotient(top, bottom) if (q := _rational(bottom)) is not None and q:
            return _turns(top, unit) / q
        case at.Sum(terms):
            return sum((_turns(term, unit) for term in terms), Fraction(0))
        case at.Number(value) if value == 0:
            return Fraction(0)
    found = Fraction(1)
    wanted: dict[Node, int] = {pi: 1} if unit is None else {pi: 1, unit: 1}
    left = list(node.factors) if isinstance(node, at.Product) else [node]
    while left:
        factor = left.pop()
        if wanted.get(factor):
            wanted[factor] -= 1
        elif isinstance(factor, at.Product):
            left += factor.factors
        elif isinstance(factor, at.Neg):
            found, left = -found, [*left, factor.of]
        elif isinstance(factor, at.Quotient) and (q := _rational(factor.bottom)):
            found, left = found / q, [*left, factor.top]
        elif (q := _rational(factor)) is not None:
            found *= q
        else:
            raise _NotAlgebraic
    if any(wanted.values()):
        raise _NotAlgebraic
    return found


__all__ = ["is_zero"]
