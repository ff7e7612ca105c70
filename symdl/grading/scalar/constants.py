"""Whether a constant is exactly 0: for what is made of rationals, roots, i, and sines of parts of a turn and of arcs.

Such a number is U/L with algebraic integers U and L, and bounds on all their conjugates follow from how the number
is written (Burnikel, Funke, Mehlhorn, Schirra, Schmitt: A separation bound for real algebraic expressions). The
product of the conjugates of U is an integer, so a U that is not 0 is not smaller than a bound that can be computed:
a ball below it that contains 0 is a proof.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm, log2

from flint import acb, arb, fmpq, fmpz

from symdl.grading.scalar import exact
from symdl.grading.scalar.trees import negative, plus
from symdl.grading.scalar.values import Place, Unclear, Unsupported, Way, bits, value
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, show

_MOST_BITS = 40_000
_MOST_DEGREE = 20_000
_MOST_FACTORED = 2**48  # numbers whose primes are looked for

_PI, _I = at.Constant("pi"), at.Constant("i")
_ARCS = ("arcsin", "arccos", "arctan")


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
    """log2 of bounds for the conjugates of U and L, and of how high a degree the number is at most.

    order      of the roots of unity that are used; with them goes i
    squares    the square roots of rational numbers: the primes that stand in each an odd number of times, and -1
    primes     the other roots of prime numbers
    degrees    of the roots of what is no rational number, by what they are of
    """

    def __init__(self) -> None:
        self.order = 1
        self.squares: list[set[int]] = []
        self.primes: dict[int, int] = {}
        self.degrees: dict[str, int] = {}

    @property
    def degree(self) -> int:
        if self.order > _MOST_DEGREE:
            return _MOST_DEGREE + 1
        total = int(fmpz(self.order).euler_phi())
        for degree in (2 ** _rank(self.squares, self.order), *self.primes.values(), *self.degrees.values()):
            total = min(total * degree, _MOST_DEGREE + 1)
        return total

    def of(self, node: Node) -> tuple[float, float]:
        match node:
            case at.Number(value):
                return _size(abs(value.numerator)), _size(value.denominator)
            case at.Constant("i"):
                self.unity(Fraction(1, 2))
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
                return self.turned(_angle(exponent, turned=True))
            case at.Power(base, exponent):
                q = _rational(exponent)
                if q is None:
                    raise _NotAlgebraic
                u, lower = self.root(base, q.denominator)
                n = abs(q.numerator)
                return (u * n, lower * n) if q >= 0 else (lower * n, u * n)
            case at.Call(at.Function("sin" | "cos" | "tan" | "cot" | "sec" | "csc" as name), (of,)):
                return self.circular(name, _angle(of))
        raise _NotAlgebraic

    def circular(self, name: str, angle: dict[Node, Fraction]) -> tuple[float, float]:
        self.unity(Fraction(1, 2))
        u, lower = self.turned(angle)
        # With w = e^{i angle} = U/L, up to i: sin and cos are (U^2 - L^2)/2UL and (U^2 + L^2)/2UL.
        above, below = _added(2 * u, 2 * lower), u + lower + 1
        match name:
            case "sin" | "cos":
                return above, below
            case "sec" | "csc":
                return below, above
        return above, above

    def turned(self, angle: dict[Node, Fraction]) -> tuple[float, float]:
        """e^{i angle}."""
        self.unity(angle.pop(_PI, Fraction(0)))
        parts = [self.of(at.Power(_unit(arc), at.Quotient(_whole(q.numerator), _whole(q.denominator))))
                 for arc, q in angle.items()]
        return sum(u for u, _ in parts), sum(lower for _, lower in parts)

    def root(self, of: Node, n: int) -> tuple[float, float]:
        u, lower = self.of(of)
        if n == 1:
            return u, lower
        q = _rational(of)
        if q is None or max(abs(q.numerator), q.denominator) > _MOST_FACTORED:
            self.degrees[f"{n}: {show(of)}"] = n
        elif q:
            self.radical(q, n)
        return ((u + (n - 1) * lower) / n, lower) if u >= lower else (u, (lower + (n - 1) * u) / n)

    def radical(self, q: Fraction, n: int) -> None:
        square: set[int] = set()
        for prime, times in (*fmpz(abs(q.numerator)).factor(), *fmpz(q.denominator).factor()):
            degree = n // gcd(n, times)
            if degree == 2:
                square ^= {int(prime)}
            elif degree > 2:
                self.primes[int(prime)] = lcm(self.primes.get(int(prime), 1), degree)
        if q < 0 and n == 2:
            square ^= {-1}
        elif q < 0:  # the root with the least angle, or the real one
            self.unity(Fraction(1, n))
        self.squares.append(square)

    def unity(self, turn: Fraction) -> None:
        """e^{i pi turn}."""
        self.order = lcm(self.order, 4, (turn / 2).denominator)


def _rank(squares: list[set[int]], order: int) -> int:
    """How many of these square roots are no products of the others and sums of roots of unity of this order.

    For an odd prime p, the square root of p is such a sum for the order 4p, that of 2 for the order 8.
    """
    known = {p for square in squares for p in square if order % (4 if p == -1 else 8 if p == 2 else 4 * p) == 0}
    basis: dict[int, set[int]] = {}
    for square in squares:
        left = square - known
        while left and min(left) in basis:
            left = left ^ basis[min(left)]
        if left:
            basis[min(left)] = left
    return len(basis)


def _size(n: int) -> float:
    return log2(n) + 1e-9 if n > 1 else 0.0


def _added(a: float, b: float) -> float:
    """log2(2^a + 2^b), rounded up."""
    return max(a, b) + 1


def _rational(node: Node) -> Fraction | None:
    """The value of a constant that is a rational number by the rules."""
    try:
        found = exact.plainly(lambda machine: machine.rational_value(machine.make(node)), complex=True)
    except exact.Unfit:
        return None
    return Fraction(int(found.p), int(found.q)) if found is not None else None


def _angle(node: Node, turned: bool = False) -> dict[Node, Fraction]:
    """An angle (times i, if it is turned) as rational multiples of pi and of arcs. Raises _NotAlgebraic."""
    scale, angles, left = Fraction(1), [], [node]
    while left:
        factor = left.pop()
        if isinstance(factor, at.Product):
            left += factor.factors
        elif isinstance(factor, at.Neg):
            scale, left = -scale, [*left, factor.of]
        elif isinstance(factor, at.Quotient) and (q := _rational(factor.bottom)):
            scale, left = scale / q, [*left, factor.top]
        elif (q := _rational(factor)) is not None:
            scale *= q
        elif turned and factor == at.Constant("i"):
            turned = False
        else:
            angles.append(factor)
    if not scale:
        return {}
    if len(angles) != 1:
        raise _NotAlgebraic
    (angle,) = angles
    if isinstance(angle, at.Sum):
        total: dict[Node, Fraction] = {}
        for term in angle.terms:
            for arc, q in _angle(term, turned).items():
                total[arc] = total.get(arc, Fraction(0)) + scale * q
        return total
    if turned or not (angle == _PI or (isinstance(angle, at.Call) and isinstance(angle.function, at.Function)
                                       and angle.function.name in _ARCS)):  # fmt: skip
        raise _NotAlgebraic
    return {angle: scale}


def _unit(arc: Node) -> Node:
    """e^{i arc}, up to its sign."""
    assert isinstance(arc, at.Call)
    assert isinstance(arc.function, at.Function)
    (of,) = arc.args
    square = at.Power(of, _whole(2))
    if arc.function.name == "arctan":
        return at.Quotient(plus(_whole(1), at.Product((_I, of))), at.Root(plus(_whole(1), square), None))
    root = at.Root(plus(_whole(1), negative(square)), None)
    return plus(root, at.Product((_I, of))) if arc.function.name == "arcsin" else plus(of, at.Product((_I, root)))


def _whole(n: int) -> Node:
    return at.Number(Fraction(n)) if n >= 0 else at.Neg(at.Number(Fraction(-n)))


__all__ = ["is_zero"]
