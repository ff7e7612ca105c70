"""SymPy's word on a difference. It is worth something only together with balls that agree (``decide``).

Trees become SymPy objects node by node; no text is ever read by SymPy. This may take long or a lot of memory:
it is called in a worker process that can be killed, and not at all for what is large.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from functools import wraps
from math import isfinite
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from symdl.grading.scalar.points import Assumed
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, show, walk

if TYPE_CHECKING:
    import sympy

_P = ParamSpec("_P")
_T = TypeVar("_T")

_MOST_NODES = 160
_MOST_DIGITS = 400
_MOST_EXPONENT = 200
_MOST_TERMS = 40


class NotForSympy(Exception):
    """A tree is too large for SymPy, or says what it has no object for."""


def _evaluating(rewrite: Callable[_P, _T]) -> Callable[_P, _T]:
    """With SymPy's evaluation switched on, as it is not where answers are judged."""

    @wraps(rewrite)
    def made(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        import sympy as sp

        with sp.evaluate(True):
            return rewrite(*args, **kwargs)

    return made


@_evaluating
def difference(left: Node, right: Node, given: Assumed) -> sympy.Expr:
    """left - right, evaluated as SymPy does on its own. Raises NotForSympy."""
    if sum(1 for tree in (left, right) for _ in walk(tree)) > _MOST_NODES:
        raise NotForSympy("too large")
    making = _Making(given)
    try:
        found = making.make(left) - making.make(right)
        return making.where_positive(found) if any(node == at.Constant("infinity") for tree in (left, right)
                                                   for node in walk(tree)) else found
    except NotForSympy:
        raise
    except Exception as error:
        # What SymPy raises of itself (a pole, a recursion) is no fault of the answer.
        raise NotForSympy(f"{type(error).__name__}: {error}") from None


@_evaluating
def vanishes(found: sympy.Expr) -> str | None:
    """By which of SymPy's ways a difference is rewritten to 0; None if by none."""
    for name, way in _ways():
        try:
            if way(found) == 0:
                return name
        except (RecursionError, MemoryError):
            raise
        except Exception:
            continue
    return None


@_evaluating
def has_values(found: sympy.Expr) -> bool:
    """Whether SymPy finds a finite value for every sum, integral and limit."""
    import sympy as sp

    for part in found.atoms(sp.Sum, sp.Product, sp.Integral, sp.Limit):
        try:
            if part.doit().has(sp.oo, -sp.oo, sp.zoo, sp.nan):
                return False
        except (RecursionError, MemoryError):
            raise
        except Exception:
            return False
    return True


@_evaluating
def value_at(tree: Node, given: Assumed, point: Mapping[str, Fraction]) -> Fraction | float:
    """What a formula is at a point, by SymPy's closed forms of its limits, infinite sums and integrals.

    Raises NotForSympy where it has none, or no finite real value.
    """
    if sum(1 for _ in walk(tree)) > _MOST_NODES:
        raise NotForSympy("too large")
    import sympy as sp

    making = _Making(given)
    try:
        found = making.make(tree)
        found = found.subs({letter: sp.Rational(x.numerator, x.denominator) for name, letter in making.letters.items()
                            if (x := point.get(name)) is not None})
        is_integral = found.has(sp.Integral)
        if is_integral and any(_is_long(part.base) and part.exp.free_symbols for part in found.atoms(sp.Pow)):
            raise NotForSympy("the integral of a power of long numbers, which takes SymPy minutes")
        found = found.doit()
        if found.has(sp.Sum, sp.Product, sp.Integral, sp.Limit, sp.oo, -sp.oo, sp.zoo, sp.nan) or found.free_symbols:
            raise NotForSympy("no closed form")
        if found.is_Rational:
            return Fraction(int(found.p), int(found.q))
        value = complex(found.evalf(30))
    except NotForSympy:
        raise
    except (RecursionError, MemoryError):
        raise
    except Exception as error:
        raise NotForSympy(f"{type(error).__name__}: {error}") from None
    if not isfinite(value.real) or abs(value.imag) > _SMALL * (1 + abs(value.real)):
        raise NotForSympy("no finite real value")
    return value.real


_SMALL = 1e-20
_LONG = 1000


def _is_long(base: sympy.Expr) -> bool:
    """Whether a number is a quotient of long ones."""
    return bool(base.is_Rational) and max(abs(int(base.p)), int(base.q)) > _LONG


def _ways() -> Iterator[tuple[str, Callable[[Any], Any]]]:
    import sympy as sp

    yield "evaluated", lambda e: e
    yield "expand", sp.expand
    yield "doit", lambda e: sp.expand(e.doit()) if e.has(sp.Sum, sp.Product, sp.Integral, sp.Limit) else e
    yield "trigsimp", lambda e: sp.trigsimp(e) if e.has(sp.sin, sp.cos, sp.tan) else e
    yield "factored", lambda e: sp.powsimp(sp.powdenest(sp.factor(e), force=False))
    yield "gammasimp", lambda e: sp.gammasimp(e) if e.has(sp.factorial, sp.binomial, sp.gamma) else e
    yield "simplify", lambda e: sp.simplify(e.doit())
    yield "expanded log", lambda e: sp.simplify(sp.expand_log(e)) if e.has(sp.log) else e
    yield "denested", lambda e: sp.simplify(sp.sqrtdenest(e)) if e.has(sp.Pow) else e


class _Making:
    def __init__(self, given: Assumed):
        import sympy

        self.sp = sympy
        self.given = given
        self.letters: dict[str, sympy.Symbol] = {}
        self.count = 0

    def name(self, text: str) -> Any:
        if text not in self.letters:
            known: dict[str, bool] = {"real": True}
            if text in self.given.integers:
                known = {"integer": True}
            if text in self.given.positive:
                # "Not negative" is what is known, unless 0 is left out; at 0 both sides are looked at with balls.
                known["positive" if text in self.given.strict else "nonnegative"] = True
            self.letters[text] = self.sp.Symbol(text, **known)
        return self.letters[text]

    def where_positive(self, found: Any) -> Any:
        """A difference in letters of which SymPy sees what is given: with s > a, s as a + u of a positive u."""
        for relation in self.given.relations:
            match relation:
                case at.Chain((high, low), ("gt",)) | at.Chain((low, high), ("lt",)):
                    with suppress(NotForSympy):
                        above = self.make(high) - self.make(low)
                        if (letter := self._loose(above, found)) is not None:
                            factor = above.coeff(letter)
                            self.count += 1
                            more = self.sp.Symbol(f"§{self.count}", positive=True)
                            put = found.subs(letter, factor * (more - (above - factor * letter)))
                            return self.sp.expand(put, power_base=False, log=False)
        return found

    def _loose(self, above: Any, found: Any) -> Any:
        """A letter of a difference, of any sign, that stands once in what is above 0 beside others."""
        for letter in sorted(above.free_symbols & found.free_symbols, key=str):
            factor = above.coeff(letter)
            is_any = letter.is_integer is letter.is_nonnegative is None
            rest = above - factor * letter
            if is_any and len(above.free_symbols) > 1 and factor in (1, -1) and not rest.has(letter):
                return letter
        return None

    def make(self, node: Node) -> Any:
        sp = self.sp
        match node:
            case at.Number(value):
                if max(abs(value.numerator), value.denominator).bit_length() > _MOST_DIGITS * 3:
                    raise NotForSympy("a number is too large")
                return sp.Rational(value.numerator, value.denominator)
            case at.Name() | at.Derivative():
                return self.name(show(node))
            case at.Constant(name):
                return {"e": sp.E, "pi": sp.pi, "i": sp.I, "infinity": sp.oo}[name]
            case at.Neg(of):
                return -self.make(of)
            case at.Sum(terms):
                return sp.Add(*map(self.make, terms))
            case at.Product(factors):
                return sp.Mul(*map(self.make, factors))
            case at.Quotient(top, bottom):
                below = self.make(bottom)
                if below == 0:
                    raise NotForSympy("a division by 0")
                return self.make(top) / below
            case at.Power(base, exponent):
                return self.power(self.make(base), self.make(exponent))
            case at.Root(of, degree):
                return self.power(self.make(of), 1 / (sp.Integer(2) if degree is None else self.make(degree)))
            case at.Factorial(of):
                return self.factorial(self.make(of))
            case at.Call(at.Function(name), args, ()):
                return self.known(name, [self.make(arg) for arg in args])
            case at.Call(at.Name(name), args, ()):
                return sp.Function(f"f:{name}", real=True)(*map(self.make, args))
            case at.Member(name, below, above):
                return sp.Function(f"m:{name}{len(below)}", real=True)(*map(self.make, (*below, *above)))
            case at.Big():
                return self.big(node)
        raise NotForSympy(show(node)[:80])

    def power(self, base: Any, exponent: Any) -> Any:
        if exponent.is_Rational and max(abs(exponent.p), exponent.q) > _MOST_EXPONENT:
            raise NotForSympy("an exponent is too large")
        if base.is_number and exponent.is_number and not exponent.is_Rational \
                and abs(self.sp.N(exponent, 5)) > _MOST_EXPONENT:  # fmt: skip
            raise NotForSympy("an exponent is too large")
        if base == 0 and exponent.is_negative:
            raise NotForSympy("a division by 0")
        return base**exponent

    def factorial(self, of: Any) -> Any:
        if of.is_number and not (of.is_Integer and 0 <= of <= 300):
            raise NotForSympy("the factorial of such a number")
        return self.sp.factorial(of)

    def known(self, name: str, args: list[Any]) -> Any:
        sp = self.sp
        if name == "log" and len(args) in (1, 2):
            if args[0] == 0 or (args[-1] in (0, 1) and len(args) == 2):
                raise NotForSympy("the logarithm of 0")
            return sp.log(args[0]) if len(args) == 1 else sp.log(args[0]) / sp.log(args[1])
        if name in ("max", "min") and args:
            return (sp.Max if name == "max" else sp.Min)(*args)
        if name == "binom" and len(args) == 2:
            if any(arg.is_number and abs(arg) > 300 for arg in args):
                raise NotForSympy("such a binomial")
            return sp.binomial(*args)
        if name == "atan2" and len(args) == 2:
            return sp.atan2(*args)
        if len(args) == 1:
            u = args[0]
            special = {"sigmoid": lambda: 1 / (1 + sp.exp(-u)), "softplus": lambda: sp.log(1 + sp.exp(u)),
                       "relu": lambda: sp.Max(0, u), "logit": lambda: sp.log(u / (1 - u))}
            if name in special:
                return special[name]()
            plain = {"abs": "Abs", "conj": "conjugate", "ceil": "ceiling", "floor": "floor", "sign": "sign", "re": "re",
                     "im": "im", "arg": "arg", "erf": "erf", "gamma": "gamma", "sinc": "sinc"}
            circular = ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch")
            if name in plain or name in circular:
                return getattr(sp, plain.get(name, name))(u)
            if name.startswith("arc") and name[3:] in circular and name != "arccot":
                return getattr(sp, "a" + name[3:])(u)
        raise NotForSympy(f"the function {name}")

    def big(self, node: at.Big) -> Any:
        sp = self.sp
        if len(node.bounds) > 1:
            return self.big(at.Big(node.sign, node.bounds[:1], at.Big(node.sign, node.bounds[1:], node.of)))
        if len(node.bounds) == 1 and node.bounds[0].name is not None:
            bound = node.bounds[0]
            self.count += 1
            kind = "real" if node.sign in ("int", "lim") else "integer"
            letter = sp.Symbol(f"§{self.count}", **{kind: True})
            outer = self.letters.get(show(bound.name))
            self.letters[show(bound.name)] = letter
            of = self.make(node.of)
            if outer is None:
                del self.letters[show(bound.name)]
            else:
                self.letters[show(bound.name)] = outer
            if node.sign == "lim" and isinstance(bound, at.Goes):
                return sp.Limit(of, letter, self.make(bound.to), bound.side or "+-")
            kinds = {"sum": sp.Sum, "prod": sp.Product, "int": sp.Integral}
            if isinstance(bound, at.Bound) and bound.first is not None and bound.last is not None \
                    and bound.condition is None and node.sign in kinds:  # fmt: skip
                first, last = self.make(bound.first), self.make(bound.last)
                if node.sign != "int" and (last - first).is_number and last - first > _MOST_TERMS and last != sp.oo:
                    raise NotForSympy("a sum has too many terms")
                return kinds[node.sign](of, (letter, first, last))
        raise NotForSympy(f"a {node.sign} without ends")


__all__ = ["NotForSympy", "difference", "has_values", "value_at", "vanishes"]
