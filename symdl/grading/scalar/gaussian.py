r"""The integral of a bell up to a number: \int_{-\infty}^x e^{-s^2/2} ds is \sqrt{\pi/2} (1 + erf(x/\sqrt{2})).

For every x, and whatever stands beside -a s^2 in the exponent, if a is a number above 0: with b s + c there, and
w = \sqrt{a}, it is e^{c + b^2/4a} \sqrt{\pi}/(2w) (1 + erf(w x - b/2w)).
"""

from __future__ import annotations

from fractions import Fraction

from symdl.grading.scalar.trees import ONE, TWO, ZERO, call, negative, over, plus, power, times
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, walk

_FAR = at.Constant("infinity")
_Terms = tuple[Node, Node, Node]  # what stands beside 1, s and s^2
_SQUARE = 2


def bell(node: at.Big) -> Node | None:
    """What an integral with one end at infinity is, if it is that of a bell; None if it is not."""
    match node:
        case at.Big("int", (at.Bound(at.Name() as letter, at.Neg(end), at.Node() as last, None),), of) if end == _FAR:
            is_below, limit = True, last
        case at.Big("int", (at.Bound(at.Name() as letter, at.Node() as first, end, None),), of) if end == _FAR:
            is_below, limit = False, first
        case _:
            return None
    if _FAR in walk(limit) or (parts := _parts(of, letter)) is None or (terms := _terms(parts[1], letter)) is None:
        return None
    free, (rest, slope, bend) = parts[0], terms
    narrow = _number(bend)
    if narrow is None or narrow >= 0:
        return None
    width = at.Number(-narrow)
    root = ONE if width == ONE else at.Root(width)
    top = plus(rest, over(power(slope, TWO), times(at.Number(Fraction(4)), width))) if slope != ZERO else rest
    height = times(free, ONE if top == ZERO else at.Power(at.Constant("e"), top),
                   over(at.Root(at.Constant("pi")), times(TWO, root)))
    reached = call("erf", plus(times(root, limit), negative(over(slope, times(TWO, root))) if slope != ZERO else ZERO))
    return times(height, plus(ONE, reached if is_below else negative(reached)))


def _parts(of: Node, letter: at.Name) -> tuple[Node, Node] | None:
    """What does not depend on the letter, and the exponent of e beside it."""
    match of:
        case at.Power(at.Constant("e"), exponent):
            return ONE, exponent
        case at.Neg(inner) if (parts := _parts(inner, letter)) is not None:
            return negative(parts[0]), parts[1]
        case at.Quotient(top, bottom) if letter not in walk(bottom) and (parts := _parts(top, letter)) is not None:
            return over(parts[0], bottom), parts[1]
        case at.Product(factors):
            ours = [factor for factor in factors if letter in walk(factor)]
            if len(ours) == 1 and (parts := _parts(ours[0], letter)) is not None:
                return times(*(factor for factor in factors if factor is not ours[0]), parts[0]), parts[1]
    return None


def _terms(node: Node, letter: at.Name) -> _Terms | None:
    """An exponent as a polynomial of the letter; None if it is none of degree 2."""
    if node == letter:
        return ZERO, ONE, ZERO
    if letter not in walk(node):
        return node, ZERO, ZERO
    match node:
        case at.Neg(of) if (found := _terms(of, letter)) is not None:
            return _times(found, (at.Number(Fraction(-1)), ZERO, ZERO))
        case at.Sum(terms):
            made = [_terms(term, letter) for term in terms]
            some = [one for one in made if one is not None]
            return None if len(some) < len(made) else (
                _plus(*(one[0] for one in some)), _plus(*(one[1] for one in some)), _plus(*(one[2] for one in some)))
        case at.Product(factors):
            found = ONE, ZERO, ZERO
            for factor in factors:
                if found is None or (next_ := _terms(factor, letter)) is None:
                    return None
                found = _times(found, next_)
            return found
        case at.Quotient(top, bottom) if letter not in walk(bottom) and (found := _terms(top, letter)) is not None:
            by = _number(bottom)
            inverse = at.Number(1 / by) if by else over(ONE, bottom)
            return _times(found, (inverse, ZERO, ZERO))
        case at.Power(base, at.Number(value)) if value == _SQUARE and (found := _terms(base, letter)) is not None:
            return _times(found, found)
    return None


def _times(one: _Terms, other: _Terms) -> _Terms | None:
    if (one[2] != ZERO and other[1:] != (ZERO, ZERO)) or (other[2] != ZERO and one[1:] != (ZERO, ZERO)):
        return None
    return (_product(one[0], other[0]), _plus(_product(one[0], other[1]), _product(one[1], other[0])),
            _plus(_product(one[0], other[2]), _product(one[1], other[1]), _product(one[2], other[0])))


def _product(*factors: Node) -> Node:
    return _reckoned(times(*factors))


def _plus(*terms: Node) -> Node:
    return _reckoned(plus(*terms))


def _reckoned(made: Node) -> Node:
    """A formula as one number, if it is made of numbers."""
    number = _number(made)
    return made if number is None else at.Number(number)


def _number(node: Node) -> Fraction | None:
    """The rational number that is written so; None if it is none."""
    match node:
        case at.Number(value):
            return value
        case at.Neg(of):
            return None if (value_ := _number(of)) is None else -value_
        case at.Sum(parts) | at.Product(parts):
            total = Fraction(0 if isinstance(node, at.Sum) else 1)
            for part in parts:
                if (one := _number(part)) is None:
                    return None
                total = total + one if isinstance(node, at.Sum) else total * one
            return total
        case at.Quotient(top, bottom):
            over_, under = _number(top), _number(bottom)
            return over_ / under if over_ is not None and under else None
    return None


__all__ = ["bell"]
