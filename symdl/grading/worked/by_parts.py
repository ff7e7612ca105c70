r"""A derivative made of what was said, wrongly, of the derivatives of parts of what is derived.

    f(x) = x^2 \sin x, (x^2)' = 3x                              f'(x) = 3x \sin x + x^2 \cos x
    K = \log s + \frac{r^2}{2 s^2}, (s^{-2})' = -s^{-3}          K' = 1/s - r^2/(2 s^3)
    J = \sum_i e_i^2, \frac{\partial e_i}{\partial w} = -x_i     \frac{\partial J}{\partial w} = -2 \sum_i e_i x_i
    L = \frac12 \|X w\|^2 + y^\top w, \nabla \|X w\|^2 = v       \nabla L = \frac12 v + y
    h = \tanh(u x), \frac{d}{dx} \tanh x = 1 - \tanh x         \frac{dh}{du} = (1 - h) x

A part is a function of which no more is known than its derivative: (u \sin x)' is u' \sin x + u (\sin x)'. It stands
where it does but for a factor that has nothing of the letter, so what was said stands where it belongs, and nowhere
else: it is one formula that follows, and not just anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from symdl.grading.scalar.points import free_names
from symdl.grading.scalar.trees import ONE, call, negative, over, plus, power, times
from symdl.grading.scalar.words import replaced, standard
from symdl.notation.reader.syntax import (
    Big,
    Bound,
    Call,
    Constant,
    Derivative,
    Function,
    Gradient,
    Member,
    Name,
    Neg,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Root,
    Sum,
    rebuilt,
    walk,
)

Said = tuple[Derivative, Node]
"""A derivative, and what was said of it."""


def from_parts(asked: Derivative, believed: Sequence[Said], is_same: Callable[[Node, Node], bool]) -> Node | None:
    """A derivative by one letter from those of parts of it; None where none of them stands in it. Raises NoMeaning."""
    if len(asked.by) != 1 or not isinstance(by := asked.by[0], Name):
        return None
    said = [*reversed(believed)]  # what was said last holds
    marking = _Marking(by, [(left.of, value) for left, value in said
                            if left.by == asked.by and not isinstance(left.of, Name | Member | Number)],
                       [(left.of.function, left.by[0], value) for left, value in said
                        if isinstance(left.of, Call) and left.of.args == left.by and free_names(value) == (
                            *(one.text for one in left.by if isinstance(one, Name)),)], is_same)
    body = marking.marked(asked.of)
    is_whole = body == Call(Name(_PART.format(0)), (by,)) and asked.of in [left.of for left, _ in believed]
    if not marking.used or is_whole or is_undone(body):
        return None
    found = standard(Derivative("d", body, (by,)))
    return None if is_undone(found) else marking.said(found)


def gradient_from_parts(asked: Gradient, believed: Sequence[tuple[Gradient, Node]]) -> Node | None:
    """A gradient of a sum from those of its terms."""
    rest: list[Node] = []
    made: list[Node] = []
    for term in _terms(asked.of):
        found = next((times(factor, value) for left, value in reversed(believed) if left.by == asked.by and (
            factor := _multiple(term, left.of)) is not None and (factor, rest, made) != (ONE, [], [])), None)
        if found is None:
            rest.append(term)
        else:
            made.append(found)
    if not made or (not rest and made == [value for _, value in believed]):
        return None
    return plus(*made, *([Gradient(plus(*rest), asked.by)] if rest else []))


def is_undone(tree: Node) -> bool:
    """Whether a derivative, a limit or an integral is left in a formula."""
    return any(isinstance(part, Derivative | Gradient) or (isinstance(part, Big) and part.sign != "sum")
               for part in walk(tree))


def written_out(tree: Node) -> Node:
    """A formula with the exponentials that the logistic function and its kin are made of."""
    tree = rebuilt(tree, written_out)
    match tree:
        case Call(Function("sigmoid"), (of,), ()):
            return over(ONE, plus(ONE, _exp(negative(of))))
        case Call(Function("tanh"), (of,), ()):
            up, down = _exp(of), _exp(negative(of))
            return over(plus(up, negative(down)), plus(up, down))
        case Call(Function("softplus"), (of,), ()):
            return call("log", plus(ONE, _exp(of)))
    return tree


def _exp(of: Node) -> Node:
    return Power(Constant("e"), of)


# --------------------------------------------------------------------------
# Of numbers


_PART = "part{}"


@dataclass
class _Marking:
    """Puts functions for the parts of which something was said.

    said_of   the parts, and what was said of their derivatives
    rules     the functions of which that was said at a letter, which holds at all that may stand for it
    used      the functions that stand somewhere: what they are, and their derivatives
    """

    by: Name
    said_of: Sequence[tuple[Node, Node]]
    rules: Sequence[tuple[Node, Node, Node]]
    is_same: Callable[[Node, Node], bool]
    used: list[tuple[Node, Node]] = field(default_factory=list)

    def marked(self, node: Node, bound: tuple[Name, ...] = ()) -> Node:
        """A formula with functions for those parts; within sums over ``bound``."""
        if node == self.by or self.by not in walk(node):
            return node
        for part, value in self.said_of:
            for letter in (None, *bound):
                of, slope = (part, value) if letter is None else (_at(part, letter), _at(value, letter))
                factor = self._factor(node, of)
                if factor is not None:
                    return times(factor, self._function(of, slope))
        for function, by, value in self.rules:
            if isinstance(node, Call) and node.function == function and len(node.args) == 1 and not node.below:
                inside = standard(Derivative("d", node.args[0], (self.by,)))
                return self._function(node, times(replaced(value, by, node.args[0]), inside))
        if isinstance(node, Sum) and (found := self._in_sum(node, bound)) is not None:
            return found
        within = bound
        if isinstance(node, Big):
            within += tuple(one.name for one in node.bounds if isinstance(one, Bound) and isinstance(one.name, Name))
        return rebuilt(node, lambda child: self.marked(child, within))

    def said(self, node: Node) -> Node:
        """A formula with what these functions are, and what was said of their derivatives."""
        for place, (of, slope) in enumerate(self.used):
            node = replaced(node, Call(Name(f"{_PART.format(place)}|1"), (self.by,)), slope)
            node = replaced(node, Call(Name(_PART.format(place)), (self.by,)), of)
        return node

    def _function(self, of: Node, slope: Node) -> Node:
        if (of, slope) not in self.used:
            self.used.append((of, slope))
        return Call(Name(_PART.format(self.used.index((of, slope)))), (self.by,))

    def _in_sum(self, node: Sum, bound: tuple[Name, ...]) -> Node | None:
        """A sum of which some terms are the part."""
        for part, value in self.said_of:
            if isinstance(part, Sum) and {*part.terms} < {*node.terms}:
                rest = [self.marked(term, bound) for term in node.terms if term not in part.terms]
                return plus(self._function(part, value), *rest)
        return None

    def _factor(self, node: Node, part: Node) -> Node | None:
        """What a part has to be multiplied by to be this; None for what has the letter."""
        if node == part:
            return ONE
        (ours, factor), (theirs, divisor) = self._core(node), self._core(part)
        if not ours or len(ours) != len(theirs) or theirs == [(self.by, 1)]:  # 2x is no multiple of a 3x
            return None
        for base, exponent in ours:
            if not any(exponent == other and self._is_like(base, one) for one, other in theirs):
                return None
        return over(factor, divisor)

    def _is_like(self, one: Node, other: Node) -> bool:
        if one == other or isinstance(one, Name | Member) or isinstance(other, Name | Member):
            return one == other
        return free_names(one) == free_names(other) and self.is_same(one, other)

    def _core(self, node: Node) -> tuple[list[tuple[Node, Fraction]], Node]:
        """The factors of a formula that have the letter, each once and with its exponent; and what is left."""
        if self.by not in walk(node):
            return [], node
        match node:
            case Neg(of):
                core, factor = self._core(of)
                return core, negative(factor)
            case Product(factors):
                cores = [*map(self._core, factors)]
                return _gathered([one for core, _ in cores for one in core]), times(*(rest for _, rest in cores))
            case Quotient(top, bottom):
                (above, factor), (below, divisor) = self._core(top), self._core(bottom)
                return _gathered([*above, *((base, -k) for base, k in below)]), over(factor, divisor)
            case Root(of, None):
                core, factor = self._core(of)
                return [(base, k / 2) for base, k in core], factor if factor == ONE else Root(factor)
            case Power(base, Number(k) | Neg(Number(k))) if base != Constant("e"):
                k = k if isinstance(node.exponent, Number) else -k
                core, factor = self._core(base)
                return [(one, n * k) for one, n in core], power(factor, node.exponent) if factor != ONE else ONE
        return [(node, Fraction(1))], ONE


def _gathered(factors: Sequence[tuple[Node, Fraction]]) -> list[tuple[Node, Fraction]]:
    found: dict[Node, Fraction] = {}
    for base, exponent in factors:
        found[base] = found.get(base, Fraction(0)) + exponent
    return [(base, exponent) for base, exponent in found.items() if exponent]


def _at(tree: Node, letter: Name) -> Node:
    """What is said of one member, of another: of e_j, what was said of e_i."""
    indices = {one for part in walk(tree) if isinstance(part, Member) for one in part.below if isinstance(one, Name)}
    return replaced(tree, indices.pop(), letter) if len(indices) == 1 else tree


# --------------------------------------------------------------------------
# Of vectors, where factors do not change places


def _terms(tree: Node) -> list[Node]:
    return [one for term in tree.terms for one in _terms(term)] if isinstance(tree, Sum) else [tree]


def _multiple(term: Node, part: Node) -> Node | None:
    """The number that a part is multiplied by in a term; None where it is not that."""
    if term == part:
        return ONE
    match term:
        case Neg(of):
            factor = _multiple(of, part)
            return None if factor is None else negative(factor)
        case Quotient(top, bottom):
            factor = _multiple(top, part)
            return None if factor is None else over(factor, bottom)
        case Product(factors):
            ours = part.factors if isinstance(part, Product) else (part,)
            if factors[-len(ours) :] == ours:
                return times(*factors[: -len(ours)])
    return None


__all__ = ["Said", "from_parts", "gradient_from_parts", "is_undone", "written_out"]
