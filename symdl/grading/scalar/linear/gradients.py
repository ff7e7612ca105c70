r"""Gradients, Jacobians and Hessians of formulas of vectors and matrices: \nabla_w \|X w - y\|^2 is 2 X^\top (X w - y).

A gradient is found backwards: the cotangent of a part is the gradient by it, and has its shape; each operation says
what the cotangents of its operands are (reverse mode; Petersen and Pedersen, The Matrix Cookbook, 2012, unchecked, has
such rules as a table). ``decide`` looks at what was worked out by differences, too, but for that of unknown functions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from symdl.grading.scalar.linear.letters import bound_by, family, is_formula, is_loss, letters, untransposed, whole
from symdl.grading.scalar.linear.shapes import BY_ENTRY, NUMBER, ONE, Fitting
from symdl.grading.scalar.trees import TWO, call, negative, over, plus, times
from symdl.grading.scalar.words import GRADIENT, NoMeaning, derivative
from symdl.grading.scalar.words import ONE as UNIT
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, rebuilt, show, walk

_MOST_PARTS = 1500
_MOST_POWER = 4
_E = at.Constant("e")


@dataclass(frozen=True)
class Slope:
    """What was worked out: the derivative of a number or a column, and by which letter."""

    of: Node
    by: Node
    found: Node


@dataclass
class Gradients:
    """Works out the derivatives in formulas whose letters are known.

    slopes   what was worked out so far
    """

    fitting: Fitting
    slopes: list[Slope] = field(default_factory=list)

    def worked_out(self, tree: Node) -> Node:
        """A formula without its derivatives, but for those of what nothing is known of: dL/dw.

        Raises NoMeaning where one cannot be worked out.
        """
        tree = rebuilt(tree, self.worked_out) if not isinstance(tree, at.Big) else self._summed(tree)
        match tree:
            case at.Gradient(of, at.Node() as by, order) if is_formula(of) and by in walk(of):
                return self._differentiated(of, by, order)
            case at.Derivative(_, of, (by,)) if is_formula(of):
                bare = untransposed(by)
                if bare not in walk(of):
                    return tree
                found = self._differentiated(of, bare, 1)
                is_row = by != bare and self.fitting.shape(of) == NUMBER
                return at.Transpose(found) if is_row else found
        return tree

    def _summed(self, node: at.Big) -> Node:
        with self.fitting.summing(*bound_by(node)):
            return rebuilt(node, self.worked_out)

    def _differentiated(self, of: Node, by: Node, order: int) -> Node:
        _refuse_relatives(of, by, self.fitting)
        found = of
        for _ in range(order):
            backwards = _Backwards(self.fitting, by)
            made = backwards.gradient(found) if self.fitting.shape(found) == NUMBER else backwards.jacobian(found)
            if sum(1 for _ in walk(made)) > _MOST_PARTS:
                raise NoMeaning("a gradient is too large to be worked out")
            self.slopes.append(Slope(found, by, made))
            found = made
        return found


def _refuse_relatives(of: Node, by: Node, fitting: Fitting) -> None:
    """Raises NoMeaning where something else in a formula may depend on what it is differentiated by."""
    for letter in letters(of):
        if letter == by:
            continue
        if family(letter).removesuffix(" of") == family(by).removesuffix(" of") and not (
                _is_numbered(letter) and _is_numbered(by)):
            raise NoMeaning(f"{show(letter)} may have to do with {show(by)}")
        if r"\hat" in show(letter) or (is_loss(letter) and fitting.shape(letter) == NUMBER):
            raise NoMeaning(f"whether {show(letter)} depends on {show(by)} is not said")


def _is_numbered(letter: Node) -> bool:
    """Whether this is one of several for certain: W_1, of W_1 and W_2."""
    return show(letter) != family(letter) and isinstance(letter, at.Name | at.Member) and not any(
        isinstance(part, at.Name) for part in walk(letter) if part is not letter)


@dataclass
class _Backwards:
    fitting: Fitting
    by: Node

    def gradient(self, of: Node) -> Node:
        """Of a number: its shape is that of what it is by."""
        return plus(*self._terms(of, UNIT))

    def _depends(self, node: Node) -> bool:
        return self.by in walk(node)

    def _terms(self, node: Node, cotangent: Node) -> Iterator[Node]:
        """What a part adds to the gradient, if this is its cotangent."""
        if node == self.by:
            yield cotangent
            return
        if not self._depends(node):
            return
        shape = self.fitting.shape(node)
        match node:
            case at.Neg(of):
                yield from self._terms(of, negative(cotangent))
            case at.Sum(terms):
                for term in terms:
                    if self._depends(term) and self.fitting.shape(term) != shape:
                        raise NoMeaning("the gradient of a number that is added to each entry")
                    yield from self._terms(term, cotangent)
            case at.Transpose(of):
                yield from self._terms(of, cotangent if shape == NUMBER else at.Transpose(cotangent))
            case at.Product(factors):
                yield from self._product(_product_of(factors[:-1]), factors[-1], cotangent)
            case at.Infix("odot", args):
                for place, arg in enumerate(args):
                    yield from self._terms(arg, at.Infix("odot", (cotangent, *args[:place], *args[place + 1 :])))
            case at.Big("sum", bounds, of):
                with self._summing(node, cotangent):
                    yield at.Big("sum", bounds, plus(*self._terms(of, cotangent)))
            case at.Call(at.Function("tr"), (of,)) if self.fitting.shape(of) == NUMBER:
                yield from self._terms(of, cotangent)
            case at.Power(at.Call(at.Function("norm"), (of, *order)), at.Number(two)) if two == 2 and order != [UNIT]:
                yield from self._terms(of, times(TWO, cotangent, of))
            case at.Call() if any(self.fitting.shape(arg) != NUMBER for arg in node.args):
                yield from self._call(node, cotangent)
            case at.Quotient() | at.Power() | at.Root() | at.Call() if shape == NUMBER:
                yield from self._of_numbers(node, cotangent)
            case at.Quotient(top, bottom) if self.fitting.shape(bottom) == NUMBER:
                yield from self._terms(top, over(cotangent, bottom))
                slope = over(self._inner(cotangent, top), at.Power(bottom, TWO))
                yield from self._terms(bottom, negative(slope))
            case at.Power(base, exponent) if base == _E:
                yield from self._terms(exponent, at.Infix("odot", (cotangent, node)))
            case at.Power(base, exponent) if ONE not in shape and self.fitting.raises_entries(base, exponent):
                yield from self._terms(at.Infix("odot", (base,) * (whole(exponent) or 1)), cotangent)
            case at.Power(base, exponent) if ONE not in shape:
                yield from self._power(base, whole(exponent), cotangent)
            case _:
                raise NoMeaning(f"the gradient of {show(node)[:60]} is not known")

    def _inner(self, one: Node, other: Node) -> Node:
        """The sum of the products of their entries."""
        rows, columns = self.fitting.shape(other)
        if (rows, columns) == NUMBER:
            return times(one, other)
        if columns == ONE:
            return times(at.Transpose(one), other)
        return times(one, at.Transpose(other)) if rows == ONE else call("tr", times(at.Transpose(one), other))

    def _product(self, left: Node, right: Node, cotangent: Node) -> Iterator[Node]:
        ours, theirs = self.fitting.shape(left), self.fitting.shape(right)
        if ours == NUMBER:
            yield from self._terms(left, self._inner(cotangent, right))
            yield from self._terms(right, times(left, cotangent))
        elif theirs == NUMBER:
            yield from self._terms(left, times(right, cotangent))
            yield from self._terms(right, self._inner(cotangent, left))
        elif ours[1] == theirs[1] == ONE or ours[0] == theirs[0] == ONE:  # two columns: their inner product
            yield from self._terms(left, times(cotangent, right))
            yield from self._terms(right, times(cotangent, left))
        else:
            yield from self._terms(left, times(cotangent, at.Transpose(right)))
            yield from self._terms(right, times(at.Transpose(left), cotangent))

    def _of_numbers(self, node: Node, cotangent: Node) -> Iterator[Node]:
        """An operation on numbers: by the chain rule."""
        operands = {id(child): child for child in at.children(node) if self._depends(child)}
        names = {key: at.Name(f"•u{place}") for place, key in enumerate(operands)}
        bare = rebuilt(node, lambda child: names.get(id(child), child))
        back = {names[key]: child for key, child in operands.items()}

        def filled(tree: Node) -> Node:
            return back[tree] if isinstance(tree, at.Name) and tree in back else rebuilt(tree, filled)

        for key, child in operands.items():
            yield from self._terms(child, times(cotangent, filled(derivative(bare, names[key]))))

    def _power(self, base: Node, exponent: int | None, cotangent: Node) -> Iterator[Node]:
        """Of a square matrix."""
        if exponent is None or not 0 < abs(exponent) <= _MOST_POWER:
            raise NoMeaning("the gradient of this power of a matrix")
        if exponent > 0:
            yield from self._terms(at.Product((base,) * exponent), cotangent)
        elif exponent == -1:
            back = at.Transpose(at.Power(base, at.Neg(UNIT)))
            yield from self._terms(base, negative(times(back, cotangent, back)))
        else:
            yield from self._terms(at.Product((at.Power(base, at.Neg(UNIT)),) * -exponent), cotangent)

    def _call(self, node: at.Call, cotangent: Node) -> Iterator[Node]:
        of = node.args[0]
        rows, columns = self.fitting.shape(of)
        match node.function:
            case at.Function("norm") if node.args[1:] == (UNIT,):
                yield from self._terms(of, times(cotangent, at.Call(at.Function("sign"), (of,))))
            case at.Function("norm"):
                yield from self._terms(of, over(times(cotangent, of), node))
            case at.Function("abs") if ONE in (rows, columns):
                yield from self._terms(of, over(times(cotangent, of), node))
            case at.Function("abs" | "det"):
                back = at.Transpose(at.Power(of, at.Neg(UNIT)))
                yield from self._terms(of, times(cotangent, node, back))
            case at.Function("tr"):
                yield from self._terms(of, times(cotangent, self._unit(rows)))
            case at.Function("softmax") if columns == ONE:
                yield from self._terms(of, plus(at.Infix("odot", (node, cotangent)), negative(
                    times(times(at.Transpose(node), cotangent), node))))
            case at.Function(name) if name in BY_ENTRY:
                yield from self._terms(of, _by_entry(name, of, cotangent))
            case at.Name(name) if name in self.fitting.rules.entries and len(node.args) == 1:
                yield from self._terms(of, at.Infix("odot", (cotangent, at.Call(at.Name(f"{name}|1"), (of,)))))
            case at.Name(name) if of == self.by and len(node.args) == 1 and self.fitting.shape(node) == NUMBER:
                yield times(cotangent, at.Call(at.Name(GRADIENT + name), (of,)))
            case _:
                raise NoMeaning(f"the gradient of {show(node)[:60]} is not known")

    @contextmanager
    def _summing(self, node: at.Big, *beside: Node) -> Iterator[None]:
        """Raises NoMeaning where its index stands elsewhere, too."""
        bound = bound_by(node)
        if any(map(self._depends, node.bounds)) or any(isinstance(part, at.Name) and part.text in bound
                                                       for tree in (*beside, self.by) for part in walk(tree)):
            raise NoMeaning("the gradient of a sum over an index that stands elsewhere, too")
        with self.fitting.summing(*bound):
            yield

    def _turned(self, node: Node) -> Node:
        return node.of if isinstance(node, at.Transpose) else node if self.fitting.shape(node) == NUMBER else \
            at.Transpose(node)

    def _unit(self, size: int) -> Node:
        unit = at.Name("I")
        self.fitting.join(self.fitting.shape(unit), (size, size), unit)
        return unit

    # ---- Jacobians

    def jacobian(self, node: Node) -> Node:
        """Of a column by a column: a row for each entry of the first, a column for each of the second."""
        rows, columns = self.fitting.shape(node)
        if columns != ONE or self.fitting.shape(self.by)[1] != ONE:
            raise NoMeaning("the derivative of a matrix, or by one, of something that is no number")
        if node == self.by:
            return self._unit(rows)
        match node:
            case at.Neg(of):
                return negative(self.jacobian(of))
            case at.Sum() if (parts := [*filter(self._depends, node.terms)]) and all(
                    self.fitting.shape(term) == (rows, columns) for term in parts):
                return plus(*map(self.jacobian, parts))
            case at.Product((*left, right)):
                return self._jacobian_of_product(_product_of(left), right)
            case at.Transpose(at.Transpose(of)):
                return self.jacobian(of)
            case at.Transpose(at.Product(factors)):
                return self.jacobian(_product_of([*map(self._turned, reversed(factors))]))
            case at.Transpose(at.Sum(terms)):
                return self.jacobian(at.Sum(tuple(map(self._turned, terms))))
            case at.Transpose(at.Neg(of)):
                return self.jacobian(at.Neg(self._turned(of)))
            case at.Big("sum", bounds, of):
                with self._summing(node):
                    return at.Big("sum", bounds, self.jacobian(of))
            case at.Quotient(top, bottom) if self.fitting.shape(bottom) == NUMBER:
                return self._jacobian_of_product(over(UNIT, bottom), top)
            case at.Quotient(top, bottom):
                parts = [self._scaled_rows(over(UNIT, bottom), top)] if self._depends(top) else []
                if self._depends(bottom):
                    slope = over(top, at.Infix("odot", (bottom, bottom)))
                    parts.append(negative(self._scaled_rows(slope, bottom)))
                return plus(*parts)
            case at.Infix("odot", args):
                return plus(*(self._scaled_rows(at.Infix("odot", (*args[:k], *args[k + 1 :])) if len(args) > 2 else
                                                args[1 - k], arg) for k, arg in enumerate(args) if self._depends(arg)))
            case at.Call(at.Function("softmax"), (of,)):
                outer = plus(call("diag", node), negative(times(node, at.Transpose(node))))
                return times(outer, self.jacobian(of))
            case at.Call(at.Function(name), (of,)) if name in BY_ENTRY:
                return self._scaled_rows(_by_entry(name, of, None), of)
            case at.Call(at.Name(name), (of,)) if name in self.fitting.rules.entries:
                return self._scaled_rows(at.Call(at.Name(f"{name}|1"), (of,)), of)
            case at.Power(base, of) if base == _E:
                return self._scaled_rows(node, of)
        raise NoMeaning(f"the derivative of {show(node)[:60]} is not known")

    def _scaled_rows(self, by: Node, of: Node) -> Node:
        return times(call("diag", by), self.jacobian(of))

    def _jacobian_of_product(self, left: Node, right: Node) -> Node:
        ours, theirs = self.fitting.shape(left), self.fitting.shape(right)
        if ours != NUMBER and theirs == NUMBER:
            left, right, ours = right, left, theirs
        parts = []
        if self._depends(right):
            parts.append(times(left, self.jacobian(right)))
        if self._depends(left):
            if ours == NUMBER:
                parts.append(times(right, at.Transpose(self.gradient(left))))
            elif isinstance(left, at.Product):  # (x x^T) w is x (x^T w)
                return self._jacobian_of_product(_product_of(left.factors[:-1]), times(left.factors[-1], right))
            else:
                raise NoMeaning(f"the derivative of {show(left)[:60]} is not known")
        return plus(*parts)


def _product_of(factors: Sequence[Node]) -> Node:
    return factors[0] if len(factors) == 1 else at.Product(tuple(factors))


def _by_entry(name: str, of: Node, cotangent: Node | None) -> Node:
    """The slope of a function of each entry, times the cotangent by entries."""
    def slope(tree: Node) -> Node:
        return tree if cotangent is None else at.Infix("odot", (cotangent, tree))

    match name:
        case "sigmoid":
            here = call("sigmoid", of)
            return slope(at.Infix("odot", (here, plus(UNIT, negative(here)))))
        case "tanh":
            here = call("tanh", of)
            return slope(plus(UNIT, negative(at.Infix("odot", (here, here)))))
        case "softplus":
            return slope(call("sigmoid", of))
        case "sin":
            return slope(call("cos", of))
        case "cos":
            return negative(slope(call("sin", of)))
        case "log":
            return over(UNIT if cotangent is None else cotangent, of)
    raise NoMeaning(f"the slope of {name} of a vector is not known")


__all__ = ["Gradients", "Slope"]
