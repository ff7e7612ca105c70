"""What a tree is worth at a point: a rational number where that is possible, a ball that holds the truth elsewhere.

All names are real numbers. In the ``real`` way a square root or a logarithm of a negative number has no value;
in the ``complex`` way it has the principal one. In the ``mixed`` way roots have it and logarithms have not.
An unknown function is a polynomial that is drawn for its name, so that its derivatives are known, too, and so that
f(2x) and f(x + x) are the same. A value is never guessed: what a ball cannot tell is ``Unclear``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal, TypeAlias
from zlib import crc32

from flint import acb, arb, ctx, fmpq

from symdl.grading.scalar.spelling import said
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, show

Value: TypeAlias = fmpq | arb | acb
Way = Literal["real", "mixed", "complex"]

_EXACT_BITS = 60_000
_MOST_BITS = 1 << 26  # of the size of a number, when it is a ball: 10^10^10 is not worth a thought
_MOST_TERMS = 300
_MOST_STEPS = 40_000
_MOST_FACTORIAL = 6000
_MOST_SEEN = 8  # unknowns that a witness names


class Outside(Exception):
    """There is no value here."""


class NotReal(Outside):
    """There is none that is real."""


class Unclear(Exception):
    """The balls are too wide to tell; more bits may help."""


class Unsupported(Exception):
    """There is no way to evaluate such a thing, or it is too large."""


@contextmanager
def bits(count: int) -> Iterator[None]:
    before = ctx.prec
    ctx.prec = count
    try:
        yield
    finally:
        ctx.prec = before


@dataclass
class Budget:
    """How many steps are left: one for each node that is evaluated."""

    left: int = _MOST_STEPS

    def spend(self, steps: int = 1) -> None:
        self.left -= steps
        if self.left < 0:
            raise Unsupported("this takes too many steps")


@dataclass(frozen=True)
class Memory:
    """The values of some trees at one place, by identity, and at those inside of it, where a letter is a number.

    trees   by identity, too: who gives them keeps them
    """

    trees: frozenset[int]
    values: dict[int, Value] = field(default_factory=dict)
    inner: dict[tuple[str, Value], Memory] = field(default_factory=dict)

    def inside(self, letter: str, number: Value) -> Memory:
        return self.inner.setdefault((letter, number), Memory(self.trees))


@dataclass
class Place:
    """Where a tree is evaluated, and what is left to be spent on it.

    point   the values of the names and of derivatives that are atoms, by ``show``
    drawn   which polynomials the unknown functions are
    seen    the values of unknown functions that were used: what a witness has to say
    """

    point: Mapping[str, Value]
    way: Way = "real"
    drawn: int = 0
    seen: dict[str, Value] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget)
    analytic: bool | None = None  # inside of an integral: whether a value must be that of an analytic function
    near: int = 0  # how near to its limit a limit is taken, how far an infinite sum goes; 0 if they have no value
    on_line: bool = False  # inside of an integral of a real function
    first: dict[str, str] = field(default_factory=dict)
    memory: Memory | None = None  # of what is evaluated here again and again
    parts: int = 0  # of which members are made, cut off: 2 for halves; 0 if they stay as they are drawn
    most: int = _MOST_SEEN  # unknowns that are seen
    numbered: bool = False  # whether members are seen with their numbers, as where sums bind letters

    def see(self, name: str, numbered: str, found: Value) -> None:
        """Keeps the value of an unknown; of two that are called alike, as the p_k of a sum, each with its numbers."""
        first = self.first.setdefault(name, numbered)
        if first == numbered and numbered not in self.seen:
            self.seen[name] = found
        elif first != numbered:
            if name in self.seen:
                self.seen[first] = self.seen.pop(name)
            self.seen[numbered] = found


def value(node: Node, place: Place) -> Value:
    """The value of a standard tree (``words.standard``). Raises Outside, Unclear, Unsupported."""
    if (memory := place.memory) is not None and id(node) in memory.trees:
        if id(node) not in memory.values:
            memory.values[id(node)] = _value(node, place)
        return memory.values[id(node)]
    return _value(node, place)


def _value(node: Node, place: Place) -> Value:
    place.budget.spend()
    match node:
        case at.Number(number):
            return fmpq(number.numerator, number.denominator)
        case at.Name() | at.Derivative():
            key = show(node)
            if key not in place.point:
                raise Unsupported(f"{key} has no value here")
            return place.point[key]
        case at.Sum(terms):
            total = value(terms[0], place)
            for term in terms[1:]:
                total = total + value(term, place)
            return _checked(total)
        case at.Product(factors):
            total = value(factors[0], place)
            for factor in factors[1:]:
                total = total * value(factor, place)
            return _checked(total)
        case at.Neg(of):
            return -value(of, place)
        case at.Quotient(top, bottom):
            return divided(value(top, place), value(bottom, place))
        case at.Power(base, exponent):
            return _power(base, exponent, place)
        case at.Root(of, degree):
            return _root(value(of, place), fmpq(2) if degree is None else value(degree, place), place)
        case at.Constant("pi"):
            return arb.pi()
        case at.Constant("e"):
            return arb.const_e()
        case at.Constant("i"):
            if place.way == "real":
                raise NotReal("i")
            return acb(0, 1)
        case at.Call(at.Function(name), args, ()):
            return known(name, [value(arg, place) for arg in args], place)
        case at.Call(at.Name(name), args, ()):
            return _unknown(name, [value(arg, place) for arg in args], node, place)
        case at.Member(name, below, above):
            return _unknown(f"{name}[{len(below)}]", [value(index, place) for index in (*below, *above)], node, place)
        case at.Factorial(of):
            return factorial(value(of, place))
        case at.Big():
            return _big(node, place)
        case at.Cases(cases):
            for result, where in cases:
                if where is None or holds(where, place):
                    return value(result, place)
            raise Outside("no case holds")
        case at.Indicator(condition):
            return fmpq(1 if holds(condition, place) else 0)
        case at.Infix("mod", (left, right)):
            a, b = value(left, place), value(right, place)
            if not isinstance(a, fmpq) or not isinstance(b, fmpq) or b == 0:
                raise Unsupported("mod of a number that is not rational")
            return a - b * fmpq((a / b).floor())
    raise Unsupported(f"{said(node)[:80]} has no value as a number")


def holds(node: Node, place: Place) -> bool:
    """Whether a relation, or all or one of several, holds here."""
    match node:
        case at.Chain(items, signs):
            values = [value(item, place) for item in items]
            return all(_related(sign, a, b) for sign, a, b in zip(signs, values[:-1], values[1:], strict=True))
        case at.List(items) | at.Infix("and", items):
            return False not in [holds(item, place) for item in items]
        case at.Infix("or", items):
            return True in [holds(item, place) for item in items]
    raise Unsupported(f"{said(node)[:80]} is no relation")


def _related(sign: str, a: Value, b: Value) -> bool:
    if sign in ("eq", "ne"):
        difference = a - b
        if isinstance(difference, fmpq):
            return (difference == 0) == (sign == "eq")
        if is_apart(difference):
            return sign == "ne"
        if difference.is_zero():
            return sign == "eq"
        raise Unclear("whether two values are the same")
    if sign not in ("lt", "le", "gt", "ge"):
        raise Unsupported(f"the relation {sign}")
    way = sign_of(real(a) - real(b))
    return sign in {0: ("le", "ge"), -1: ("lt", "le"), 1: ("gt", "ge")}[way]


# --------------------------------------------------------------------------
# Numbers


def is_apart(number: Value) -> bool:
    """Whether a number is certainly not 0."""
    if isinstance(number, fmpq):
        return bool(number != 0)
    return not bool(number.contains(0))


def real(number: Value) -> fmpq | arb:
    if isinstance(number, acb):
        if number.imag.is_zero():
            return number.real
        if is_apart(number.imag):
            raise NotReal("a complex number where a real one is needed")
        raise Unclear("whether a number is real")
    return number


def sign_of(number: fmpq | arb) -> int:
    if isinstance(number, fmpq):
        return (number > 0) - (number < 0)
    if number > 0:
        return 1
    if number < 0:
        return -1
    if number.is_zero():
        return 0
    raise Unclear("the sign of a number")


def divided(top: Value, bottom: Value) -> Value:
    if isinstance(bottom, fmpq):
        if bottom == 0:
            raise Outside("a division by 0")
        return top / bottom
    if not is_apart(bottom):
        if bottom.is_zero():
            raise Outside("a division by 0")
        raise Unclear("whether a denominator is 0")
    return _checked(_ball(top) / bottom)


def _ball(number: Value) -> Any:
    return arb(number) if isinstance(number, fmpq) else number


def _checked(number: Value) -> Value:
    """A value that is finite and not larger than it is worth."""
    if isinstance(number, fmpq):
        return number if number.height_bits() <= _EXACT_BITS else arb(number)
    if not number.is_finite():
        raise Unclear("a value is not finite")
    if isinstance(number, acb) and number.imag.is_zero():
        return number.real
    return number


def _integer(number: Value) -> int | None:
    return int(number.p) if isinstance(number, fmpq) and number.q == 1 else None


_E = at.Constant("e")


def _power(base: Node, exponent: Node, place: Place) -> Value:
    raised = value(exponent, place)
    if base == _E:
        return exponential(raised)
    below = value(base, place)
    if isinstance(below, fmpq) and below == 0:
        if not isinstance(raised, fmpq):
            raised = real(raised)
        if isinstance(raised, fmpq) and raised == 0:
            if isinstance(exponent, at.Number):
                return fmpq(1)
            raise Outside("0^0")
        if sign_of(raised) < 0:
            raise Outside("a negative power of 0")
        return fmpq(0)
    return powered(below, raised, place)


def powered(base: Value, exponent: Value, place: Place) -> Value:
    n = _integer(exponent)
    if n is not None:
        return _whole_power(base, n)
    if isinstance(base, acb) or isinstance(exponent, acb):
        if place.way == "real":
            raise NotReal("a power")
        if isinstance(exponent, fmpq) and exponent.q % 2 == 1:
            _not_odd(base, place)
        return exponential(logarithm(base, place, root=True) * exponent)
    way = sign_of(base)
    if way == 0:
        raise Unclear("a power of 0")
    if way > 0:
        if isinstance(exponent, fmpq) and exponent.q == 2 and isinstance(base, fmpq):
            return _whole_power(_root(base, fmpq(2), place), int(exponent.p))
        return exponential(_ball(base).log() * exponent)
    if isinstance(exponent, fmpq) and exponent.q % 2 == 1:
        raise Outside("an odd root of a negative number, which is real to some and complex to others")
    if place.way == "real":
        raise NotReal("a power of a negative number")
    if isinstance(exponent, fmpq) and exponent.q == 2:
        return _whole_power(_root(base, fmpq(2), place), int(exponent.p))
    return exponential(logarithm(base, place, root=True) * exponent)


def _whole_power(base: Value, n: int) -> Value:
    if isinstance(base, fmpq):
        if base == 0 and n < 0:
            raise Outside("a negative power of 0")
        if base in (0, 1) or n in (0, 1):
            return base if n else fmpq(1)
        if base.height_bits() * abs(n) <= _EXACT_BITS:
            return base**n
        base = arb(base)
    elif n < 0 and not is_apart(base):
        raise Unclear("whether a denominator is 0")
    if n.bit_length() > 40:
        raise Unsupported("the exponent is too large")
    size = base.abs_upper()
    if size > 0 and abs(n) * (abs(int(size.man_exp()[1]) + int(size.man_exp()[0]).bit_length()) + 1) > _MOST_BITS:
        raise Unsupported("a power is too large")
    return _checked(base**n)


def exponential(of: Value) -> Value:
    if isinstance(of, fmpq):
        if of == 0:
            return fmpq(1)
        of = arb(of)
    if of.abs_upper() > _MOST_BITS:
        raise Unsupported("a power is too large")
    return _checked(of.exp())


def logarithm(of: Value, place: Place, *, root: bool = False) -> Value:
    """The principal logarithm. ``root`` if it is on the way to a power."""
    if isinstance(of, acb):
        if not is_apart(of):
            raise Unclear("the logarithm of a number near 0")
        if place.way == "real":
            raise NotReal("a logarithm")
        return _checked(of.log(analytic=bool(place.analytic)))
    if isinstance(of, fmpq) and of == 1:
        return fmpq(0)
    way = sign_of(of)
    if way == 0:
        raise Outside("the logarithm of 0")
    if way > 0:
        return _checked(_ball(of).log())
    if place.way == "real" or (place.way == "mixed" and not root):
        raise NotReal("the logarithm of a negative number")
    return acb(_ball(-of).log(), arb.pi())


def _root(of: Value, degree: Value, place: Place) -> Value:
    n = _integer(degree)
    if n is None or not 0 < n <= 10_000:
        return powered(of, divided(fmpq(1), degree), place)
    if place.analytic is not None and n % 2 == 0:
        of = acb(_ball(of))  # a ball around 0 has a root, which is as small as it is
    if isinstance(of, acb):
        if place.way == "real":
            raise NotReal("a root")
        if n == 2:
            return _checked(of.sqrt(analytic=bool(place.analytic)))
        if n % 2:
            _not_odd(of, place)
        return exponential(logarithm(of, place, root=True) / n)
    way = sign_of(of)
    if way == 0:
        return fmpq(0)
    if way < 0:
        if n % 2:
            if place.way == "complex":
                raise Outside("an odd root of a negative number, which is real to some and complex to others")
            return -_root(-of, degree, place)
        if place.way == "real":
            raise NotReal("a root of a negative number")
        if n == 2:
            return _checked(acb(0, 1) * _root(-of, degree, place))
        return exponential(logarithm(of, place, root=True) / n)
    if isinstance(of, fmpq):
        top, bottom = _whole_root(int(of.p), n), _whole_root(int(of.q), n)
        if top is not None and bottom is not None:
            return fmpq(top, bottom)
        of = arb(of)
    return _checked(of.sqrt() if n == 2 else of.root(n))


def _not_odd(of: Value, place: Place) -> None:
    """In an integral, an odd root of what may be negative is left alone: to some it is real, and to others complex."""
    if place.analytic is not None and not _ball(of).real > 0:
        raise Unsupported("an odd root in an integral")


def _whole_root(number: int, n: int) -> int | None:
    if number == 1:
        return 1
    if number.bit_length() > 4000:
        return None
    low = 1 << ((number.bit_length() - 1) // n)
    high = low * 2
    while low < high:
        middle = (low + high + 1) // 2
        if middle**n <= number:
            low = middle
        else:
            high = middle - 1
    return low if low**n == number else None


def factorial(of: Value) -> Value:
    n = _integer(of)
    if n is not None:
        if n < 0:
            raise Outside("the factorial of a negative integer")
        if n > 10_000_000:
            raise Unsupported("a factorial is too large")
        if n <= _MOST_FACTORIAL:
            return _checked(fmpq(math.factorial(n)))
    moved = _ball(of) + 1
    if not moved.abs_upper() < _MOST_BITS:
        raise Unsupported("a factorial is too large")
    return _checked(moved.gamma())


def _binomial(n: Value, k: Value) -> Value:
    whole = _integer(k)
    if whole is None:
        if _integer(n) is not None and isinstance(k, fmpq):
            raise Outside("a binomial with an index that is no integer")
        return divided(factorial(n), factorial(k) * factorial(n - k))
    top = _integer(n)
    if top is not None and top < 0:
        raise Outside("a binomial of a negative integer has two conventions")
    if whole < 0:
        return fmpq(0)
    if top is not None and top >= whole:
        whole = min(whole, top - whole)
        if whole <= _MOST_FACTORIAL and top.bit_length() < 64:
            return _checked(fmpq(math.comb(top, whole)))
    if whole > _MOST_TERMS:
        raise Unsupported("a binomial is too large")
    total: Value = fmpq(1)
    for j in range(whole):
        total = _checked(total * (n - j) / (j + 1))
    return total


# --------------------------------------------------------------------------
# Functions


def _within(low: int, high: int) -> Callable[[Any], None]:
    def check(x: Any) -> None:
        if x < low or x > high:
            raise NotReal("outside of where a function is real")
        if not (x >= low and x <= high):
            raise Unclear("where a function is real")
    return check


def _from(low: int) -> Callable[[Any], None]:
    def check(x: Any) -> None:
        if x < low:
            raise NotReal("outside of where a function is real")
        if not x >= low:
            raise Unclear("where a function is real")
    return check


def _outside_unit(x: Any) -> None:
    if sign_of(abs(x) - 1) < 0:
        raise NotReal("outside of where a function is real")


def _anywhere(x: Any) -> None:
    """A function that is real on the whole line."""


def _inverse(x: Any) -> Any:
    return divided(fmpq(1), x)


_ENTIRE: dict[str, Callable[[Any], Any]] = {
    "sin": lambda x: x.sin(), "cos": lambda x: x.cos(), "tan": lambda x: x.tan(), "cot": lambda x: x.cot(),
    "sec": lambda x: x.sec(), "csc": lambda x: x.csc(), "sinh": lambda x: x.sinh(), "cosh": lambda x: x.cosh(),
    "tanh": lambda x: x.tanh(), "coth": lambda x: x.coth(), "sech": lambda x: x.sech(), "csch": lambda x: x.csch(),
    "sinc": lambda x: x.sinc(), "erf": lambda x: x.erf(), "gamma": lambda x: x.gamma(),
}  # fmt: skip
"""Analytic but for poles."""

_BRANCHED: dict[str, tuple[Callable[[Any], None], Callable[[Any], Any]]] = {
    # where it is real, and what it is
    "arcsin": (_within(-1, 1), lambda x: x.asin()),
    "arccos": (_within(-1, 1), lambda x: x.acos()),
    "arctan": (_anywhere, lambda x: x.atan()),
    "arcsinh": (_anywhere, lambda x: x.asinh()),
    "arccosh": (_from(1), lambda x: x.acosh()),
    "arctanh": (_within(-1, 1), lambda x: x.atanh()),
    "arcsec": (_outside_unit, lambda x: _ball(_inverse(x)).acos()),
    "arccsc": (_outside_unit, lambda x: _ball(_inverse(x)).asin()),
    "arcsech": (_within(0, 1), lambda x: _ball(_inverse(x)).acosh()),
    "arccsch": (_anywhere, lambda x: _ball(_inverse(x)).asinh()),
    "arccoth": (_outside_unit, lambda x: _ball(_inverse(x)).atanh()),
}


def known(name: str, args: list[Value], place: Place) -> Value:
    """The value of a function that everyone knows. Raises Outside, Unclear, Unsupported."""
    if name == "log":
        if len(args) == 2:
            return divided(logarithm(args[0], place), logarithm(args[1], place))
        if len(args) == 1:
            return logarithm(args[0], place)
    if name == "binom" and len(args) == 2:
        return _binomial(*args)
    if name in ("max", "min") and args:
        reals = [real(arg) for arg in args]
        best = reals[0]
        for other in reals[1:]:
            try:
                if (sign_of(other - best) > 0) == (name == "max"):
                    best = other
            except Unclear:
                best = arb(best).max(arb(other)) if name == "max" else arb(best).min(arb(other))
        return best
    if name == "atan2" and len(args) == 2:
        up, along = (real(arg) for arg in args)
        if isinstance(up, fmpq) and isinstance(along, fmpq) and up == along == 0:
            raise Outside("atan2(0, 0)")
        return _checked(arb.atan2(arb(up), arb(along)))
    if name in ("gcd", "lcm") and len(args) == 2:
        a, b = (_integer(arg) for arg in args)
        if a is None or b is None:
            raise Outside("gcd of what is no integer")
        common = int(fmpq(a).p.gcd(fmpq(b).p))
        return fmpq(common) if name == "gcd" else fmpq(abs(a * b) // common if common else 0)
    if len(args) != 1:
        raise Unsupported(f"{name} of {len(args)} arguments")
    x = args[0]
    if name == "gamma" and isinstance(x, fmpq):
        return factorial(x - 1)
    if name in _ENTIRE:
        if isinstance(x, fmpq) and x == 0 and name in ("cot", "csc", "coth", "csch"):
            raise Outside(f"{name}(0)")
        return _checked(_ENTIRE[name](_ball(x)))
    if name in _BRANCHED:
        return _branched(name, x, place)
    if place.analytic is not None and place.on_line and name in _EXTENDED:
        return _checked(_EXTENDED[name](acb(_ball(x)), place.analytic))
    if place.analytic is not None and isinstance(x, acb):
        raise Unsupported(f"{name} in an integral")
    return _piecewise(name, x, place)


_EXTENDED: dict[str, Callable[[acb, bool], acb]] = {
    "abs": lambda x, analytic: x.real_abs(analytic=analytic),
    "sign": lambda x, analytic: x.real_sgn(analytic=analytic),
    "floor": lambda x, analytic: x.real_floor(analytic=analytic),
    "ceil": lambda x, analytic: x.real_ceil(analytic=analytic),
}
"""Functions of a real number, extended to where they are analytic on each side of where they turn."""


def _meets_cut(name: str, x: acb) -> bool:
    """Whether a ball meets where an inverse function is not analytic."""
    if name in ("arcsec", "arccsc", "arcsech", "arccsch", "arccoth"):
        if x.contains(0):
            return True
        x = 1 / x
        name = {"arcsec": "arccos", "arccsc": "arcsin", "arcsech": "arccosh", "arccsch": "arcsinh",
                "arccoth": "arctanh"}[name]
    if name in ("arctan", "arcsinh"):  # cut along the imaginary axis, from i and from -i
        return bool(x.real.contains(0)) and not bool(abs(x.imag) < 1)
    if name == "arccosh":
        return bool(x.imag.contains(0)) and not bool(x.real > 1)
    return bool(x.imag.contains(0)) and not bool(abs(x.real) < 1)


def _branched(name: str, x: Value, place: Place) -> Value:
    where, function = _BRANCHED[name]
    if place.analytic is not None:
        x = acb(_ball(x))
        if place.analytic and _meets_cut(name, x):
            raise Unclear(f"{name} is not analytic here")
    if isinstance(x, acb):
        if place.way == "real":
            raise NotReal(name)
        return _checked(function(x))
    if name in ("arctanh", "arccoth") and isinstance(x, fmpq) and abs(x) == 1:
        raise Outside(f"{name} of 1 or -1")
    try:
        where(x)
    except NotReal:
        if place.way != "complex":
            raise
        return _checked(function(acb(_ball(x))))
    return _checked(function(_ball(x)))


def _piecewise(name: str, x: Value, place: Place) -> Value:
    if name == "conj":
        return x.conjugate() if isinstance(x, acb) else x
    if name == "re":
        return arb(x.real) if isinstance(x, acb) else x
    if name == "im":
        return arb(x.imag) if isinstance(x, acb) else fmpq(0)
    if name == "arg":
        if isinstance(x, acb):
            return _checked(x.arg()) if is_apart(x) else divided(fmpq(1), x)
        way = sign_of(x)
        if way == 0:
            raise Outside("the argument of 0")
        return fmpq(0) if way > 0 else arb.pi()
    if name == "abs":
        return _checked((x.real * x.real + x.imag * x.imag).sqrt()) if isinstance(x, acb) else _absolute(x)
    return _real_piecewise(name, real(x), place)


def _real_piecewise(name: str, x: fmpq | arb, place: Place) -> Value:
    if name == "arccot":
        if sign_of(x) < 0:
            raise Outside("arccot of a negative number has two conventions")
        return arb.pi() / 2 - arb(x).atan()
    if name == "sign":
        return fmpq(sign_of(x))
    if name == "relu":
        return known("max", [fmpq(0), x], place)
    if name in ("floor", "ceil"):
        if isinstance(x, fmpq):
            return fmpq(x.floor() if name == "floor" else x.ceil())
        whole = (x.floor() if name == "floor" else x.ceil()).unique_fmpz()
        if whole is None:
            raise Unclear(name)
        return fmpq(whole)
    if name == "sigmoid":
        return divided(fmpq(1), 1 + exponential(-x))
    if name == "softplus":
        return logarithm(1 + exponential(x), place)
    if name == "logit":
        return logarithm(divided(x, 1 - x), place)
    raise Unsupported(f"the function {name}")


def _absolute(x: fmpq | arb) -> fmpq | arb:
    return max(x, -x) if isinstance(x, fmpq) else arb(abs(x))


def _unknown(name: str, args: list[Value], node: Node, place: Place) -> Value:
    """The polynomial that was drawn for a name, derived as often as the name says; of a member, a number."""
    bare, _, times = name.partition("|")
    exact = [arg for arg in args if isinstance(arg, fmpq)]
    if isinstance(node, at.Member) and len(exact) == len(args):
        counted = len(exact) == 1 and node.below and not isinstance(node.below[0], at.Number)
        if counted and (named := _named(node.name, exact[0], place)) is not None:
            return named
        drawn = _member(bare, exact, place.drawn)
        return _seen_at(rounded(drawn, place.parts) if place.parts else drawn, node, args, place)
    orders = [int(order) for order in times.split(",")] if times else [0] * len(args)
    if len(orders) != len(args) or not args:
        raise Unsupported(f"{bare} with {len(args)} arguments")
    seed = crc32(f"{bare}/{len(args)}/{place.drawn}".encode())
    weights = [fmpq(1 + (seed >> 3 * i) % 5 + i) for i in range(len(args))]
    scale = fmpq(1)
    inner: Value = fmpq(0)
    for weight, arg, order in zip(weights, args, orders, strict=True):
        inner = inner + weight * arg
        scale *= weight**order
    coefficients = [fmpq(1 + (seed >> (4 * i + 2)) % 7) for i in range(5)]
    for _ in range(sum(orders)):
        coefficients = [k * c for k, c in enumerate(coefficients)][1:] or [fmpq(0)]
    total: Value = fmpq(0)
    for coefficient in reversed(coefficients):
        total = total * inner + coefficient
    return _seen_at(_checked(total * scale), node, args, place)


def _seen_at(found: Value, node: Node, args: list[Value], place: Place) -> Value:
    if len(place.seen) < place.most:
        numbered = said(_at_numbers(node, args))
        place.see(numbered if place.numbered and isinstance(node, at.Member) else said(node), numbered, found)
    return found


def _named(name: str, index: fmpq, place: Place) -> Value | None:
    """The value of x_0, or of x_T, where that is a letter of its own, and x_i comes to it."""
    for letter, number in place.point.items():
        if letter.startswith(f"{name}_{{") and letter.endswith("}"):
            below = letter[len(name) + 2 : -1]
            if (below.isdigit() and index == int(below)) or place.point.get(below) == index:
                return number
    return None


def rounded(number: fmpq, parts: int) -> fmpq:
    """A number cut off to whole parts, but for one that would be 0 then."""
    near = int(Fraction(int(number.p), int(number.q)) * parts) or (number > 0) - (number < 0)
    return fmpq(near, parts)


def _member(name: str, indices: Sequence[fmpq], drawn: int) -> fmpq:
    """A number for x_1, another one for x_2: small ones first, then fractions, then any in a range of each kind."""
    seed = crc32(f"{name}/{len(indices)}/{drawn}".encode())
    step = crc32(f"{name}/{drawn}/{indices}".encode())
    count = int(sum(index.p for index in indices))
    match drawn % 5:
        case 0:
            return fmpq(_SMALL[(seed + 3 * count) % len(_SMALL)])
        case 1:
            return fmpq(2 * ((seed + 3 * count) % 8) + 1, 16)
        case 2:
            return fmpq(step % 39891 - 19945, 9973)
        case 3:
            return fmpq(step % 9971 + 1, 9973)
    return fmpq(step % 69000 + 5000, 9973)


_SMALL = (1, 2, 3, 4, 5, 6, 7)


def _at_numbers(node: Node, args: list[Value]) -> Node:
    """p_2 for p_k at k = 2, and p(2) for p(k), so that a witness names each member."""
    if not all(isinstance(arg, fmpq) and arg.q == 1 and arg >= 0 for arg in args):
        return node
    numbers = tuple(at.Number(Fraction(int(arg.p))) for arg in args if isinstance(arg, fmpq))
    if isinstance(node, at.Call):
        return replace(node, args=numbers) if len(args) == len(node.args) else node
    if not isinstance(node, at.Member) or len(args) != len(node.below) + len(node.above):
        return node
    return replace(node, below=numbers[: len(node.below)], above=numbers[len(node.below) :])


# --------------------------------------------------------------------------
# Sums, products, integrals


def _big(node: at.Big, place: Place) -> Value:
    if node.sign in ("sum", "prod", "mean") and len(node.bounds) > 1:
        inner = at.Big(node.sign, node.bounds[1:], node.of)
        return _big(at.Big(node.sign, node.bounds[:1], inner), place)
    if place.near:
        node = _nearby(node, place.near)
    if node.sign == "lim":
        return _at_limit(node, place)
    if len(node.bounds) != 1 or not isinstance(bound := node.bounds[0], at.Bound) or bound.name is None \
            or bound.first is None or bound.last is None or bound.condition is not None:  # fmt: skip
        raise Unsupported(f"a {node.sign} without ends")
    if any(not isinstance(end, (at.Name, at.Number)) and at.Constant("infinity") in at.walk(end)
           for end in (bound.first, bound.last)):
        raise Unsupported(f"an infinite {node.sign}")
    first, last = value(bound.first, place), value(bound.last, place)
    letter = show(bound.name)
    if node.sign == "int":
        return _integral(node.of, letter, first, last, place)
    low, high = _integer(first), _integer(last)
    if low is None or high is None or node.sign not in ("sum", "prod"):
        raise Outside("a sum that does not run between integers")
    if high - low + 1 < 0:
        raise Outside("a sum that runs backwards")
    if high - low > _MOST_TERMS:
        raise Unsupported("a sum has too many terms")
    total: Value = fmpq(0 if node.sign == "sum" else 1)
    for k in range(low, high + 1):
        term = value(node.of, _inside(place, letter, fmpq(k)))
        place.budget.spend(10)
        total = _checked(total + term if node.sign == "sum" else total * term)
    return total


def _nearby(node: at.Big, near: int) -> at.Big:
    """A sum or an integral with a number for infinity."""
    far = at.Number(Fraction(near))

    def end(of: Node | None) -> Node | None:
        return far if of == at.Constant("infinity") else at.Neg(far) if of == at.Neg(at.Constant("infinity")) else of

    return replace(node, bounds=tuple(
        replace(bound, first=end(bound.first), last=end(bound.last)) if isinstance(bound, at.Bound) else bound
        for bound in node.bounds))


def _at_limit(node: at.Big, place: Place) -> Value:
    """The value near to where a letter goes."""
    if not place.near or len(node.bounds) != 1 or not isinstance(bound := node.bounds[0], at.Goes):
        raise Unsupported("a limit")
    step = fmpq(1, place.near**2)
    if bound.to == at.Constant("infinity"):
        where: Value = 1 / step
    elif bound.to == at.Neg(at.Constant("infinity")):
        where = -1 / step
    else:
        where = value(bound.to, place) + (-step if bound.side == "-" else step)
    return value(node.of, _inside(place, show(bound.name), where))


def _inside(place: Place, letter: str, at_value: Value, way: Way | None = None, analytic: bool | None = None) -> Place:
    # At a number that is not exact, as those of an integral, nothing is evaluated again.
    memory = place.memory if isinstance(at_value, fmpq) and way is None else None
    return Place({**place.point, letter: at_value}, way or place.way, place.drawn, place.seen, place.budget,
                 place.analytic if analytic is None else analytic, place.near, place.on_line, place.first,
                 memory=None if memory is None else memory.inside(letter, at_value), parts=place.parts,
                 most=place.most, numbered=place.numbered)


def _integral(of: Node, letter: str, first: Value, last: Value, place: Place) -> Value:
    if place.analytic is not None:
        raise Unsupported("an integral in an integral")
    on_line = place.way == "real"

    def integrand(z: acb, analytic: bool) -> acb:
        # An exception must not pass through flint. What is no number makes it try smaller pieces, or give up.
        try:
            # A function of a real part only (max) has no value at a complex number: Unsupported.
            inside = replace(_inside(place, letter, z, "complex", analytic), on_line=on_line)
            return acb(_ball(value(of, inside)))
        except (Outside, Unclear, Unsupported, RecursionError, ArithmeticError):
            return acb("nan")

    with bits(min(ctx.prec, 96)):
        found = acb.integral(integrand, acb(_ball(first)), acb(_ball(last)), rel_tol=arb(2) ** -50,
                             abs_tol=arb(2) ** -60, eval_limit=1500)
    if not found.is_finite() or not found.rad() < arb(2) ** -20 * (1 + found.abs_lower()):
        raise Unsupported("an integral that does not become sharp")
    if place.way == "real":
        if is_apart(found.imag):
            raise NotReal("an integral over numbers that are not real")
        return _checked(found.real)
    return _checked(found)


__all__ = ["Memory", "NotReal", "Outside", "Place", "Unclear", "Unsupported", "Value", "Way", "bits", "factorial",
           "holds", "is_apart", "real", "rounded", "sign_of", "value"]
