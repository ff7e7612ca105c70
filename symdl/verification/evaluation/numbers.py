"""Numbers for the second road: exact where that is possible, balls that contain the truth elsewhere.

A value is one of

    fmpq   a rational number
    Form   sum of q*sqrt(r)*log(p) with rational q: square roots and logarithms kept exact
    arb    a ball (flint's, at the working precision), which contains the true value
    Dual   a value with its derivative in one direction, for derivatives
    Blank  a number that is left out
    Series, Growth, Poly (in series, growth and moments): a value with a symbol adjoined

The last row and Dual are Extensions. All answer to ``+``, ``-`` and ``*``; division,
powers, exp and log are functions here, because they have a domain. So a softmax at the logits log 2 and
0 is exactly (2/3, 1/3), and batch normalisation of (0, 1) has exact roots.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from math import gcd
from typing import TypeAlias

from flint import arb, ctx, fmpq, fmpz

from symdl.errors import SymdlError

PRECISION = 128
"""Bits of a ball unless told otherwise."""

_SIGN_BITS = (128, 512, 2048, 8192)
_SHARP_BITS = 80
_EXACT_BITS = 1 << 14  # an exact power with more bits than this is not worth its time: a ball instead
_EXACT_EXPONENT = 1 << 9
_FORM_EXPONENT = 12
_LARGEST_EXPONENT = 1 << 20
_MOST_TERMS = 32  # of a product of sums of roots
_FACTOR_BITS = 64  # flint factors a machine word at once; beyond it a logarithm is a ball

ZERO, ONE, TWO = fmpq(0), fmpq(1), fmpq(2)


class NotEvaluable(SymdlError):
    """An expression cannot be evaluated here: it is not refuted, and nothing is known of it."""


class OutsideDomain(Exception):
    """An expression has no value at this point."""


class Undecidable(OutsideDomain):
    """A ball is too wide to tell whether the expression has a value here; more bits may help."""


class Form:
    """The exact number sum of ``terms[r, p]``*sqrt(r)*log(p), where p = 1 stands for no logarithm.

    r is square-free, p is prime or 1, no coefficient is 0, and (1, 1) is not the
    only key. Such a number is never 0: square roots of different square-free
    numbers are linearly independent over the rationals (Besicovitch), and 1 and
    the logarithms of different primes over the algebraic numbers (Baker; for
    rational coefficients Lindemann is enough: exp of a vanishing q + sum q_p*log p
    would make e**q algebraic, so q = 0, and unique factorisation makes all q_p 0).
    """

    __slots__ = ("terms",)

    def __init__(self, terms: dict[tuple[int, int], fmpq]):
        self.terms = terms

    @property
    def has_logs(self) -> bool:
        return any(p != 1 for _, p in self.terms)

    @property
    def has_roots(self) -> bool:
        return any(r != 1 for r, _ in self.terms)

    def __add__(self, other: Value) -> Value:
        if isinstance(other, fmpq):
            other_terms = {(1, 1): other}
        elif isinstance(other, Form):
            other_terms = other.terms
        else:
            return ball(self) + other if isinstance(other, arb) else NotImplemented
        terms = dict(self.terms)
        for key, q in other_terms.items():
            terms[key] = terms[key] + q if key in terms else q
        return form(terms)

    def __mul__(self, other: Value) -> Value:
        if isinstance(other, fmpq):
            return Form({key: q * other for key, q in self.terms.items()}) if other else ZERO
        if isinstance(other, Form):
            return _product(self, other)
        return ball(self) * other if isinstance(other, arb) else NotImplemented

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self) -> Form:
        return Form({key: -q for key, q in self.terms.items()})

    def __sub__(self, other: Value) -> Value:
        return self + -other

    def __rsub__(self, other: Value) -> Value:
        return -self + other

    def __repr__(self) -> str:
        return text(self)


def form(terms: dict[tuple[int, int], fmpq]) -> fmpq | Form:
    """Sum of ``terms[r, p]``*sqrt(r)*log(p) for square-free r and p prime, or 1 for no logarithm."""
    kept = {key: q for key, q in terms.items() if q}
    if not kept:
        return ZERO
    return Form(kept) if len(kept) > 1 or (1, 1) not in kept else kept[1, 1]


def _product(a: Form, b: Form) -> Value:
    if len(a.terms) * len(b.terms) > _MOST_TERMS or (a.has_logs and b.has_logs):
        return ball(a) * ball(b)
    terms: dict[tuple[int, int], fmpq] = {}
    for (r, p), q in a.terms.items():
        for (other_r, other_p), other_q in b.terms.items():
            common = gcd(r, other_r)
            key = (r * other_r // common**2, max(p, other_p))
            term = q * other_q * fmpq(common)
            terms[key] = terms[key] + term if key in terms else term
    return form(terms)


class Extension:
    """A number with a symbol adjoined that is no number: an infinitesimal, an integer that grows, a random variable.

    level   which symbol. They nest: the parts of an Extension hold lower levels only, so in a sum
            or product the higher level takes the lower one for a constant.

    A subclass says what the operations mean. What has no meaning there raises NotEvaluable.
    """

    __slots__ = ("level",)
    level: int
    word = "a symbol"

    def __add__(self, other: Value) -> Value:
        if isinstance(other, Extension) and other.level >= self.level:
            if other.level > self.level:
                return other._shifted(self)
            return self._plus(other) if type(other) is type(self) else other + self
        return self._shifted(other)

    def __mul__(self, other: Value) -> Value:
        if isinstance(other, Extension) and other.level >= self.level:
            if other.level > self.level:
                return other._scaled(self)
            return self._times(other) if type(other) is type(self) else other * self
        return self._scaled(other)

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self) -> Value:
        return self._scaled(fmpq(-1))

    def __sub__(self, other: Value) -> Value:
        return self + -other

    def __rsub__(self, other: Value) -> Value:
        return -self + other

    # A sum or product with one of the same level, and with a constant.

    def _plus(self, other: Extension) -> Value:
        raise self._no("sum")

    def _times(self, other: Extension) -> Value:
        raise self._no("product")

    def _shifted(self, constant: Value) -> Value:
        raise self._no("sum")

    def _scaled(self, constant: Value) -> Value:
        raise self._no("product")

    # Functions. ``sign`` is 0 only where the number is 0, not where it only goes to 0.

    def sign(self) -> int | None:
        raise self._no("sign")

    def reciprocal(self) -> Value:
        raise self._no("reciprocal")

    def integer_power(self, exponent: int) -> Value:
        """To a power of at least 2, by squaring."""
        out: Value = self if exponent % 2 else ONE
        square: Value = self
        while exponent := exponent // 2:
            square = square * square
            if exponent % 2:
                out = out * square
        return out

    def rational_power(self, exponent: fmpq) -> Value:
        raise self._no("root")

    def exp(self) -> Value:
        raise self._no("exponential")

    def log(self) -> Value:
        raise self._no("logarithm")

    def sigmoid(self) -> Value:
        return reciprocal(ONE + exp(-self))

    def floor(self) -> Value:
        raise self._no("floor")

    def _no(self, what: str) -> NotEvaluable:
        return NotEvaluable(f"the {what} of {self.word} is not known")


class Dual(Extension):
    """``value`` + ``tangent``*e with e*e = 0: a value and its derivative in one direction."""

    __slots__ = ("tangent", "value")
    word = "a derivative"

    def __init__(self, level: int, value: Value, tangent: Value):
        self.level = level
        self.value = value
        self.tangent = tangent

    # A tangent that happens to be 0 is kept: at a point where |x| = sqrt(x**2) is 0 the
    # inner tangent is 0 too, and it must still be seen that there is no derivative.

    def _plus(self, other: Extension) -> Value:
        assert isinstance(other, Dual)
        return Dual(self.level, self.value + other.value, self.tangent + other.tangent)

    def _times(self, other: Extension) -> Value:
        assert isinstance(other, Dual)
        return Dual(self.level, self.value * other.value, self.value * other.tangent + self.tangent * other.value)

    def _shifted(self, constant: Value) -> Value:
        return Dual(self.level, self.value + constant, self.tangent)

    def _scaled(self, constant: Value) -> Value:
        return Dual(self.level, self.value * constant, self.tangent * constant)

    def __neg__(self) -> Value:
        return Dual(self.level, -self.value, -self.tangent)

    def sign(self) -> int | None:
        return sign(self.value)

    def reciprocal(self) -> Value:
        inverse = reciprocal(self.value)
        return Dual(self.level, inverse, -(inverse * inverse * self.tangent))

    def integer_power(self, exponent: int) -> Value:
        # Not lower*value: a power that gets too long to be exact becomes a ball.
        lower = power(self.value, exponent - 1)
        return Dual(self.level, power(self.value, exponent), fmpq(exponent) * lower * self.tangent)

    def rational_power(self, exponent: fmpq) -> Value:
        # At 0 the reciprocal raises: a function has no derivative at the edge of its domain.
        raised = power(self.value, exponent)
        return Dual(self.level, raised, exponent * (raised * reciprocal(self.value)) * self.tangent)

    def exp(self) -> Value:
        raised = exp(self.value)
        return Dual(self.level, raised, raised * self.tangent)

    def log(self) -> Value:
        return Dual(self.level, log(self.value), reciprocal(self.value) * self.tangent)

    def floor(self) -> Value:
        below = floor(self.value)
        if branch(self.value - below, "floor", has_kink=False) == 0:
            raise OutsideDomain("floor has no derivative there")
        return below

    def __repr__(self) -> str:
        return f"Dual({self.level}, {self.value!r}, {self.tangent!r})"


class Blank:
    """A number that is left out: whatever is computed from it is Blank as well.

    It shows what an expression can be evaluated without; it is no value of anything.
    """

    def __add__(self, other: Value) -> Value:
        return other + self if isinstance(other, Extension) else self

    def __mul__(self, other: Value) -> Value:
        return other * self if isinstance(other, Extension) else self

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self) -> Blank:
        return self

    def __sub__(self, other: Value) -> Value:
        return self + -other

    def __rsub__(self, other: Value) -> Value:
        return self + other


BLANK = Blank()

Value: TypeAlias = fmpq | Form | arb | Extension | Blank


def number(value: int | str) -> fmpq:
    """A rational number from an integer or text such as "2/3"."""
    return fmpq(value)


def listed(words: str) -> tuple[fmpq, ...]:
    """Rational numbers from text such as "0 1 2/3"."""
    return tuple(map(number, words.split()))


def working_precision(bits: int) -> AbstractContextManager[object]:
    """Balls made inside carry this many bits."""
    manager: AbstractContextManager[object] = ctx.workprec(bits)
    return manager


# --------------------------------------------------------------------------
# Order


def is_exact(value: Value) -> bool:
    """Whether the value is an exact number rather than a ball."""
    return isinstance(value, (fmpq, Form))


def ball(value: Value) -> arb:
    """A ball that contains the value, at the working precision."""
    if isinstance(value, arb):
        return value
    if isinstance(value, fmpq):
        return arb(value)
    if isinstance(value, Form):
        out = arb(0)
        for (r, p), q in value.terms.items():
            term = arb(q)
            if r != 1:
                term *= arb(r).sqrt()
            if p != 1:
                term *= arb(p).log()
            out += term
        return out
    raise TypeError(f"{type(value).__name__} has no ball")


def sign(value: Value) -> int | None:
    """-1, 0 or 1; None if a ball does not tell. The sign of a Dual is that of its value.

    Raises NotEvaluable or OutsideDomain if an Extension has none that is known.

    A Form is never 0 (see the module), so more bits settle it in the end.
    """
    if isinstance(value, fmpq):
        return (value > 0) - (value < 0)
    if isinstance(value, Extension):
        return value.sign()
    if isinstance(value, Form):
        for bits in _SIGN_BITS:
            with working_precision(bits):
                found = _sign_of_ball(ball(value))
            if found:
                return found
        return None
    return None if isinstance(value, Blank) else _sign_of_ball(value)


def _sign_of_ball(value: arb) -> int | None:
    if value > 0:
        return 1
    if value < 0:
        return -1
    return 0 if value.is_zero() else None


def is_sharp(value: Value) -> bool:
    """Whether a value is known well: exactly, or to 2**-80 of max(1, its size)."""
    if isinstance(value, Dual):
        return is_sharp(value.value) and is_sharp(value.tangent)
    if isinstance(value, arb):
        return bool(value.is_finite() and value.rel_one_accuracy_bits() >= _SHARP_BITS)
    return is_exact(value)


# --------------------------------------------------------------------------
# Functions with a domain


def reciprocal(value: Value) -> Value:
    """1/value. Raises OutsideDomain at 0."""
    if isinstance(value, fmpq):
        if not value:
            raise OutsideDomain("division by zero")
        return ONE / value
    if isinstance(value, Extension):
        return value.reciprocal()
    if isinstance(value, Form) and len(value.terms) <= 2 and not value.has_logs:
        # x + y = (x**2 - y**2)/(x - y), and squares of single roots are rational.
        first, *others = (Form({key: q}) for key, q in value.terms.items())
        conjugate = first - others[0] if others else first
        return conjugate * reciprocal(value * conjugate)
    if isinstance(value, Blank):
        return value
    as_ball = ball(value)
    if not _sign_of_ball(as_ball):
        _outside_or_undecidable(as_ball, "division by zero")
    return 1 / as_ball


def power(base: Value, exponent: int | fmpq) -> Value:
    """base**exponent; 0**0 = 1.

    Raises OutsideDomain for a negative power of 0 and a fractional power of a
    negative number. 0 to a positive fractional power is 0, but has no derivative.
    """
    if isinstance(exponent, fmpq):
        if exponent.q != 1:
            return _rational_power(base, exponent)
        exponent = int(exponent.p)
    if exponent == -1:
        return reciprocal(base)
    if abs(exponent) > _LARGEST_EXPONENT:
        raise NotEvaluable(f"the exponent {exponent} is too large to evaluate")
    if exponent < 0:
        return reciprocal(power(base, -exponent))
    if exponent == 0:
        return ONE
    if exponent == 1:
        return base
    if isinstance(base, Extension):
        return base.integer_power(exponent)
    if isinstance(base, fmpq) and int(base.height_bits()) * exponent <= _EXACT_BITS:
        return base**exponent
    if isinstance(base, Blank):
        return base
    if isinstance(base, Form) and exponent <= _FORM_EXPONENT and not base.has_logs:
        return base * power(base, exponent - 1)
    return ball(base) ** exponent


def _rational_power(base: Value, exponent: fmpq) -> Value:
    if isinstance(base, Extension):
        return base.rational_power(exponent)
    if isinstance(base, Blank):
        return base
    positive = sign(base)
    if positive is None:
        _outside_or_undecidable(ball(base), "root of a negative number")
    if positive == -1:
        raise OutsideDomain("root of a negative number")
    if positive == 0:
        if exponent < 0:
            raise OutsideDomain("division by zero")
        return ZERO
    degree, times = int(exponent.q), int(exponent.p)
    if isinstance(base, fmpq):
        root = _exact_root(base, degree)
        if root is not None:
            return power(root, times)
    as_ball = ball(base)
    return power(as_ball.sqrt() if degree == 2 else as_ball.root(degree), times)


def _exact_root(base: fmpq, degree: int) -> fmpq | Form | None:
    """The positive root of a positive rational number, if it is rational or a square root."""
    top, bottom = base.p.root(degree), base.q.root(degree)
    if top**degree == base.p and bottom**degree == base.q:
        return fmpq(top, bottom)
    if degree == 2 and base.height_bits() <= _FACTOR_BITS:
        return _square_root({**_factors(base.p), **{p: -k for p, k in _factors(base.q).items()}})
    return None


def _factors(whole: fmpz) -> dict[int, int]:
    return {int(p): int(k) for p, k in whole.factor()}


def _square_root(exponents: dict[int, int]) -> fmpq | Form:
    """sqrt of the product of p**exponents[p]."""
    rational, radicand = ONE, 1
    for p, k in exponents.items():
        rational *= fmpq(p) ** (k // 2)
        if k % 2:
            radicand *= p
    return form({(radicand, 1): rational})


def exp(value: Value) -> Value:
    """e**value."""
    if isinstance(value, fmpq):
        return arb(value).exp() if value else ONE
    if isinstance(value, Extension):
        return value.exp()
    if isinstance(value, Form):
        halves = {key: TWO * q for key, q in value.terms.items()}
        # Half an integer at most times each log(p), and neither a root nor a number without one.
        if all(r == 1 != p for r, p in halves) and _are_small_integers(halves.values()):
            return _square_root({p: int(q.p) for (_, p), q in halves.items()})
    return value if isinstance(value, Blank) else ball(value).exp()


def _are_small_integers(coefficients: Iterable[fmpq]) -> bool:
    return all(q.q == 1 and abs(q.p) <= _EXACT_EXPONENT for q in coefficients)


def log(value: Value) -> Value:
    """Natural logarithm. Raises OutsideDomain unless the value is positive."""
    if isinstance(value, Extension):
        return value.log()
    if isinstance(value, Blank):
        return value
    positive = sign(value)
    if positive is None:
        _outside_or_undecidable(ball(value), "logarithm of a number that is not positive")
    if positive != 1:
        raise OutsideDomain("logarithm of a number that is not positive")
    if isinstance(value, fmpq) and value.height_bits() <= _FACTOR_BITS:
        terms = {(1, p): fmpq(k) for p, k in _factors(value.p).items()}
        terms.update({(1, p): fmpq(-k) for p, k in _factors(value.q).items()})
        return form(terms)
    if isinstance(value, Form) and len(value.terms) == 1 and not value.has_logs:
        ((r, _), q), = value.terms.items()
        return log(q) + log(fmpq(r)) * fmpq(1, 2)
    return ball(value).log()


def sigmoid(value: Value) -> Value:
    """1/(1 + exp(-value))."""
    if isinstance(value, Extension):
        return value.sigmoid()
    return reciprocal(ONE + exp(-value))


def tanh(value: Value) -> Value:
    """(exp(2*value) - 1)/(exp(2*value) + 1)."""
    if isinstance(value, Extension):
        return TWO * sigmoid(TWO * value) - ONE
    squared = exp(TWO * value)
    return (squared - ONE) * reciprocal(squared + ONE)


def pi() -> arb:
    """pi, as a ball."""
    return arb.pi()


# -- functions with a kink or a step


def branch(value: Value, what: str, has_kink: bool = True) -> int:
    """The sign of a value, by which ``what`` chooses.

    Raises Undecidable if a ball does not tell, and OutsideDomain where a derivative
    is asked for at 0.
    """
    found = sign(value)
    if found is None:
        raise Undecidable(f"cannot tell on which side of 0 the argument of {what} is")
    if not found and has_kink and isinstance(value, Extension):
        raise OutsideDomain(f"{what} has no derivative there")
    return found


def relu(value: Value) -> Value:
    """max(value, 0)."""
    return value if isinstance(value, Blank) or branch(value, "relu") > 0 else ZERO


def unit_step(value: Value) -> Value:
    """1 where value > 0, else 0."""
    if isinstance(value, Blank):
        return value
    return ONE if branch(value, "the unit step") > 0 else ZERO


def absolute(value: Value) -> Value:
    """The absolute value."""
    return value if isinstance(value, Blank) or branch(value, "the absolute value") >= 0 else -value


def maximum(a: Value, b: Value) -> Value:
    """The greater of two numbers."""
    gap = a - b
    return gap if isinstance(gap, Blank) else a if branch(gap, "the maximum") >= 0 else b


def minimum(a: Value, b: Value) -> Value:
    """The lesser of two numbers."""
    gap = a - b
    return gap if isinstance(gap, Blank) else a if branch(gap, "the minimum") <= 0 else b


def floor(value: Value) -> Value:
    """The greatest integer that is not greater."""
    if isinstance(value, fmpq):
        return fmpq(value.floor())
    if isinstance(value, Blank):
        return value
    if isinstance(value, Extension):
        return value.floor()
    # A Form is no integer, so more bits settle it in the end.
    for bits in _SIGN_BITS if isinstance(value, Form) else (0,):
        with working_precision(bits or int(ctx.prec)):
            whole = ball(value).floor().unique_fmpz()
        if whole is not None:
            return fmpq(whole)
    raise Undecidable("cannot tell on which side of an integer the argument of floor is")


def _outside_or_undecidable(value: arb, why: str) -> None:
    """Raise: a ball that is no single point may yet have a value when it is made with more bits."""
    if value.is_exact():
        raise OutsideDomain(why)
    raise Undecidable(f"cannot exclude {why}")


# --------------------------------------------------------------------------
# Text


def text(value: Value, digits: int = 6) -> str:
    """The value as a person writes it: "14/27", "1/2 - log(3)", or "0.367879 ± 5e-7" for a ball.

    digits   of a ball's centre; what they leave out is inside what stands after ±,
             so the text is true as it stands
    """
    if isinstance(value, fmpq):
        return str(value)
    if isinstance(value, Form):
        return _form_text(value)
    if isinstance(value, arb):
        return _ball_text(value, digits)
    raise TypeError(f"{type(value).__name__} has no text")


def _form_text(value: Form) -> str:
    rational = value.terms.get((1, 1), ZERO)
    out = str(rational) if rational else ""
    for q, name in [*_root_terms(value), *_log_terms(value)]:
        size = name if abs(q) == 1 else f"{abs(q)}*{name}"
        out += (" - " if q < 0 else " + ") if out else ("-" if q < 0 else "")
        out += size
    return out


def _root_terms(value: Form) -> list[tuple[fmpq, str]]:
    out = []
    for (r, p), q in sorted(value.terms.items(), key=lambda term: term[0]):
        if r != 1:
            out.append((q, f"sqrt({r})" + (f"*log({p})" if p != 1 else "")))
    return out


def _log_terms(value: Form) -> list[tuple[fmpq, str]]:
    """The terms q*log(p) as one logarithm where that is short: log(4/3), not 2*log(2) - log(3)."""
    logs = {p: q for (r, p), q in value.terms.items() if r == 1 != p}
    if not logs:
        return []
    factor = fmpq(0)
    for q in logs.values():
        factor = fmpq((factor.p * q.q).gcd(q.p * factor.q), factor.q * q.q)
    argument = ONE
    if _are_small_integers(q / factor for q in logs.values()):
        for p, q in logs.items():
            argument *= fmpq(p) ** int((q / factor).p)
    if argument == 1 or argument.height_bits() > 40:
        return [(q, f"log({p})") for p, q in sorted(logs.items())]
    # log(4/3), -log(3) and log(2/3), not -log(3/4), log(1/3) and -log(3/2).
    if argument < 1:
        argument, factor = 1 / argument, -factor
    if factor < 0 and argument.q != 1:
        argument, factor = 1 / argument, -factor
    return [(factor, f"log({argument})")]


def _ball_text(value: arb, digits: int) -> str:
    """Centre to ``digits`` significant digits, and a radius that covers what was cut off."""
    if not value.is_finite():
        return str(value)
    if value.contains(0):
        value = arb(0, abs(value).upper())  # what is left of terms that cancel has no digits of its own
    if any(abs(int(part.man_exp()[1])) > _EXACT_BITS for part in (value.mid(), value.rad()) if part):
        # Too long to be written as a fraction on the way; flint's own text holds as it stands, too.
        return str(value.str(digits)).strip("[]").replace("+/-", "±")
    centre = str(value.mid().str(digits, radius=False))
    reach = abs(_dyadic(value.mid()) - _decimal(centre)) + _dyadic(value.rad())
    return f"{centre} ± {_round_up(reach)}"


def _dyadic(point: arb) -> fmpq:
    mantissa, exponent = point.man_exp()
    return fmpq(mantissa) * fmpq(2) ** int(exponent)


def _decimal(digits: str) -> fmpq:
    """The rational number that a decimal such as "-1.5e-7" writes."""
    mantissa, _, exponent = digits.partition("e")
    whole, _, fraction = mantissa.partition(".")
    return fmpq(int(whole + fraction)) * fmpq(10) ** (int(exponent or 0) - len(fraction))


def _round_up(size: fmpq) -> str:
    """One significant digit, not less than ``size``, as "5e-7"."""
    if not size:
        return "0"
    scale = len(str(size.floor())) - 1 if size >= 1 else -len(str((1 / size).floor()))
    digit = int((size / fmpq(10) ** scale).ceil())
    return f"{digit}e{scale}" if digit < 10 else f"1e{scale + 1}"
