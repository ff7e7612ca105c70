"""Laws of printing and reading, for random trees as an author may write them.

- plain text reads back as the same tree, up to the names of dummy indices;
- LaTeX, Typst and MathML show the same signs in the same order;
- what is printed means what the tree means: the boxes are valued again, by the
  conventions of mathematics alone, and give the tree's value.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from itertools import product

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Add, E, Integer, Mul, Pow, Rational
from test_notation_print import signs_of_latex, signs_of_mathml, signs_of_typst

from symdl.derivation import Derivation
from symdl.language import (
    Adjoint,
    Delta,
    Derivative,
    Entry,
    Expectation,
    Family,
    Index,
    IntegerIndex,
    IntervalSum,
    Limit,
    Loss,
    Mean,
    Partial,
    Range,
    Size,
    Total,
    Variance,
    absolute,
    adjoint,
    define,
    delta,
    derivative,
    exp,
    expectation,
    family,
    floor,
    function,
    integer,
    limit,
    log,
    maximum,
    mean,
    minimum,
    oo,
    partial,
    recurrence,
    relu,
    sequence,
    sigmoid,
    sqrt,
    symbol,
    tanh,
    total,
    unit_step,
    variance,
)
from symdl.notation import boxes as bx
from symdl.notation import latex, mathml, read, scope_of, text, typst
from symdl.notation.layout import layout
from symdl.notation.names import name_of

BATCH, CLASSES = Range("batch", "m", "i j k"), Range("classes", "n", "c d")
with sympy.evaluate(False):
    i, j, k = BATCH.indices()
    c, d = CLASSES.indices()
    X, W, Y = family("x", BATCH), family("w", CLASSES), family("Y", BATCH, CLASSES, latex="y")
    GAMMA, EPS, STEP = symbol("gamma", r"\gamma"), symbol("eps", r"\epsilon"), symbol("step")
    WB = family("wB", CLASSES, latex=r"w_{\mathcal B}")
    MU = define("mu", mean(X[i], i), latex=r"\mu")
    VAR = define("var", mean((X[i] - MU) ** 2, i), latex=r"\sigma^2")
    XHAT = define("xhat", [i], (X[i] - MU) / sqrt(VAR + EPS), latex=r"\hat{x}")
    OUT = define("out", [i], GAMMA * XHAT[i], latex="o")
    SCALAR = define("L", total(OUT[i] ** 2, i), latex=r"\mathcal{L}")
    t, r, q = integer("t", at_least=1), integer("r"), integer("q", at_least=2)
    GRAD, ROWS, F = sequence("g"), sequence("Z", BATCH, latex="z"), function("F")
    M = sequence("M", latex=r"\hat{m}_{ab}")
    M = recurrence({M[r]: (0, GAMMA * M[r - 1] + GRAD[r])})
LOSS = Loss("l", OUT)
DERIVATION = Derivation("laws", symbols=(X, W, Y, WB, GAMMA, EPS, STEP, t, r, q, GRAD, ROWS, F), claims=(),
                        definitions=(MU, VAR, XHAT, OUT, SCALAR, M), loss=LOSS)
SCOPE = scope_of(DERIVATION)


# --------------------------------------------------------------------------
# Random trees

EXPONENTS = ["2", "3", "-1", "-2", "1/2", "-1/2", "3/2", "-3/2", "1/3", "m"]


@st.composite
def trees(draw: st.DrawFn, depth: int = 4) -> sympy.Expr:
    """A random tree with free indices among i, j, c, built by the operators an author uses."""

    def index(range_: Range) -> Index:
        return draw(st.sampled_from(range_.indices()[:2]))

    def entry() -> Entry:
        fam = draw(st.sampled_from([X, W, Y, WB, XHAT, OUT]))
        return fam[tuple(index(range_) for range_ in fam.ranges)]

    def step() -> sympy.Expr:
        return draw(st.sampled_from([t, r, q, t - 1, t - r, 2 * t - q + 3, Integer(0), Integer(2), -r, r + q]))

    def number() -> sympy.Expr:
        return Rational(draw(st.integers(-3, 12)), draw(st.sampled_from([1, 1, 1, 2, 3])))

    def leaf() -> sympy.Expr:
        return draw(st.sampled_from([
            entry, entry, entry, number,
            lambda: draw(st.sampled_from([GAMMA, EPS, STEP, MU, VAR, SCALAR, BATCH.size, CLASSES.size])),
            lambda: adjoint(LOSS, draw(st.sampled_from([VAR, MU, XHAT[i], OUT[j]]))),
            lambda: adjoint(SCALAR, entry()),
            lambda: partial(XHAT[i], draw(st.sampled_from([VAR, X[j]]))),
            lambda: derivative(draw(st.sampled_from([SCALAR, OUT[j]])), entry()),
            lambda: delta(index(BATCH), index(BATCH)),
            step, lambda: GRAD[step()], lambda: M[step()], lambda: ROWS[step(), index(BATCH)],
        ]))()

    def divisor(tree: sympy.Expr) -> sympy.Expr:
        return STEP if factors(tree, {})[0] == 0 else tree  # 1/(2*0*x) means nothing, whatever its form

    def node(depth: int) -> sympy.Expr:
        if depth == 0:
            return leaf()
        kind = draw(st.sampled_from(["leaf", "+", "-", "*", "*", "*", "/", "/", "neg", "pow", "f", "sum",
                                     "power", "steps", "lim", "max"]))
        if kind == "leaf":
            return leaf()
        a = node(depth - 1)
        match kind:
            case "+":
                return a + node(depth - 1)
            case "-":
                return a - node(depth - 1)
            case "*":
                return a * node(depth - 1)
            case "/":
                return a / divisor(node(depth - 1))
            case "neg":
                return -a
            case "pow":
                exponent = draw(st.sampled_from(EXPONENTS))
                return divisor(a) ** (BATCH.size if exponent == "m" else Rational(exponent))
            case "f":
                f = draw(st.sampled_from([exp, log, tanh, sigmoid, sqrt, expectation, variance, relu, unit_step,
                                          absolute, floor, F.__getitem__]))
                return f(a)
            case "power":
                return a ** step()
            case "steps":
                bound, *others = draw(st.permutations([t, r, q]))
                limits = [(1, others[0]), (others[1], others[0] + 2), (0, others[0] - 1), (2, 4)]
                return total(a, (bound, *draw(st.sampled_from(limits))))
            case "lim":
                ends = [(GAMMA, 1, "-"), (GAMMA, Rational(-1, 2), "+"), (EPS, 0), (EPS, Rational(2, 3))]
                return limit(a, *draw(st.sampled_from(ends)))
            case "max":
                return draw(st.sampled_from([maximum, minimum]))(a, node(depth - 1))
        bind = draw(st.sampled_from([total, total, mean]))
        bound = draw(st.sampled_from([(i,), (j,), (k,), (c,), (d,), (i, c), (c, j)]))
        return bind(a, *bound)

    with sympy.evaluate(False):
        tree = node(draw(st.integers(1, depth)))
        return draw(st.sampled_from([tree] * 4 + [limit(tree, t, oo), limit(tree, q, oo) ** t * GRAD[t]]))


# --------------------------------------------------------------------------
# Plain text reads back


def shape(node: sympy.Basic, bound: Mapping[Index, int]) -> object:
    """A tree up to the names of dummies, the grouping of chains, and where numbers and signs stand."""
    match node:
        case Rational():
            return ("*", node, ())
        case Add():
            return ("+", *terms(node, bound))
        case Mul() | Pow() if isinstance(node, Mul) or is_number(node):
            coefficient, found = factors(node, bound)
            if coefficient == 1 and len(found) == 1:
                return found[0]
            return ("*", coefficient, tuple(found))
        case Index():
            return bound.get(node, node)
        case Total() | Mean():
            inner = {**bound, **{index: len(bound) + n for n, index in enumerate(node.indices)}}
            return (type(node), shape(node.body, inner), *(index.range for index in node.indices))
        case IntervalSum():
            inner = {**bound, node.index: len(bound)}
            return (type(node), shape(node.body, inner), shape(node.first, bound), shape(node.last, bound))
        case Limit(variable=IntegerIndex() as variable):
            return (type(node), shape(node.of, {**bound, variable: len(bound)}), node.to)
        case Limit():
            return (type(node), shape(node.of, bound), node.variable, node.to, node.side)
        case Entry():
            return (type(node), node.family, *(shape(a, bound) for a in node.indices))
        case Delta() | Size():
            return (type(node), *(shape(a, bound) if isinstance(a, Index) else a for a in node.args))
        case Adjoint():
            return ("adjoint", node.loss, shape(node.node, bound))
        case Pow(args=(base, exponent)) if base == E:
            return (exp, shape(exponent, bound))
    return (type(node), *(shape(arg, bound) for arg in node.args))


def is_number(node: sympy.Basic) -> bool:
    """Whether a quotient is a number as it is read: 1/2, or 1/(1/2)."""
    match node:
        case Rational():
            return True
        case Mul():
            return all(map(is_number, node.args))
        case Pow(args=(base, Integer(p=-1))):
            return is_number(base)
    return False


def terms(node: sympy.Expr, bound: Mapping[Index, int]) -> list[object]:
    if isinstance(node, Add):
        return [term for arg in node.args for term in terms(arg, bound)]
    return [shape(node, bound)]


def factors(node: sympy.Expr, bound: Mapping[Index, int]) -> tuple[Rational, list[object]]:
    match node:
        case Rational():
            return node, []
        case Pow(args=(base, _)) if is_number(node):
            number, _ = factors(base, bound)
            return Rational(number.q, number.p), []
        case Mul():
            coefficient, found = Rational(1), []
            for arg in node.args:
                number, inner = factors(arg, bound)
                coefficient = Rational(coefficient.p * number.p, coefficient.q * number.q)
                found = found + inner
            return coefficient, found
    return Rational(1), [shape(node, bound)]


@settings(max_examples=150, deadline=None)
@given(trees())
def test_text_reads_back(tree):
    printed = text(tree)
    back = read(printed, SCOPE)
    assert shape(back, {}) == shape(tree, {})
    assert text(back) == printed


# --------------------------------------------------------------------------
# The printed forms agree


@settings(max_examples=150, deadline=None)
@given(trees())
def test_printers_show_the_same_signs(tree):
    signs = list(signs_of_latex(latex(tree)))
    assert signs == list(signs_of_typst(typst(tree)))
    assert signs == list(signs_of_mathml(mathml(tree)))


# --------------------------------------------------------------------------
# What is printed means what the tree means. Values are taken modulo a large
# prime, with functions that are as good as random: two different formulas have
# the same value by accident only. One over zero cannot happen for that reason.

PRIME = 2**61 - 1
SIZES = {BATCH: 2, CLASSES: 3}
At = Mapping[Index, int]


def chance(*what: object) -> int:
    digest = hashlib.sha256(repr(what).encode()).digest()
    return int.from_bytes(digest[:8]) % PRIME


def power(base: int, exponent: int | sympy.Rational) -> int:
    exponent = Rational(exponent)
    if exponent.q == 1:
        return pow(base, int(exponent), PRIME) if base else int(exponent == 0)
    if exponent == Rational(-1, 2):
        return power(power(base, Rational(1, 2)), -1)
    return chance("power", base, exponent.p, exponent.q)


FAR = 101  # what stands for infinity


def steps(first: int, last: int) -> range:
    """The integers from one residue to another, each taken nearest to zero."""
    low, high = (n - PRIME if n > PRIME // 2 else n for n in (first, last))
    return range(low, high + 1)


def fraction(number: sympy.Rational) -> int:
    return number.p * pow(int(number.q), -1, PRIME) % PRIME


def value_of_tree(node: sympy.Basic, at: At) -> int:
    def of(term: sympy.Basic) -> int:
        return value_of_tree(term, at)

    def key(entry: Entry) -> tuple[object, ...]:
        return (entry.family.name, *map(of, entry.indices))

    match node:
        case Rational():
            return fraction(node)
        case Add():
            return sum(map(of, node.args)) % PRIME
        case Mul():
            result = 1
            for arg in node.args:
                result = result * of(arg) % PRIME
            return result
        case Pow(args=(base, exponent)) if base != E:
            return power(of(base), exponent if isinstance(exponent, Rational) else of(exponent))
        case Pow(args=(_, exponent)):
            return chance("exp", of(exponent))
        case Entry():
            return chance(*key(node))
        case Size():
            return SIZES[node.range]
        case Index():
            return at[node]
        case IntervalSum():
            values = steps(of(node.first), of(node.last))
            return sum(value_of_tree(node.body, {**at, node.index: n}) for n in values) % PRIME
        case Limit(variable=IntegerIndex() as variable):
            return chance("lim", "∞", value_of_tree(node.of, {**at, variable: FAR}))
        case Limit():
            return chance("lim", of(node.variable), of(node.to), node.side, of(node.of))
        case maximum() | minimum():
            return chance("max" if isinstance(node, maximum) else "min", *map(of, node.args))
        case Delta():
            return int(at[node.indices[0]] == at[node.indices[1]])
        case Total() | Mean():
            points = list(product(*(range(SIZES[index.range]) for index in node.indices)))
            found = sum(value_of_tree(node.body, {**at, **dict(zip(node.indices, point, strict=True))})
                        for point in points)
            return found * (pow(len(points), -1, PRIME) if isinstance(node, Mean) else 1) % PRIME
        case Adjoint():
            loss = node.loss.name if isinstance(node.loss, Loss) else node.loss.family.name
            return chance("∂", loss, *key(node.node))
        case Partial() | Derivative():
            return chance("∂" if isinstance(node, Partial) else "d", *key(node.of), *key(node.node))
    names = {Expectation: "E", Variance: "Var", relu: "ReLU"}
    return chance(names.get(type(node), type(node).__name__), of(node.args[0]))


NAMES: dict[bx.Box, Family | Loss | Range] = {}
scalars = (GAMMA, EPS, STEP, MU, VAR, SCALAR)
for item in (X, W, Y, WB, XHAT, OUT, LOSS, GRAD, ROWS, F, M, *(entry.family for entry in scalars)):
    NAMES[name_of(item.name, item.latex).box()] = item
for range_ in (BATCH, CLASSES):
    NAMES[name_of(range_.size_name).box()] = range_


def split(box: bx.Box) -> list[bx.Box]:
    """What stands between the commas of a row."""
    parts: list[list[bx.Box]] = [[]]
    for item in box.items if isinstance(box, bx.Row) else (box,):
        if item == bx.Operator("comma"):
            parts.append([])
        else:
            parts[-1].append(item)
    return [bx.row(*part) for part in parts]


class Boxes:
    """Values a row of boxes by the rules that a reader of mathematics follows.

    A term is a run of factors; a big sum takes the rest of its term; log without
    brackets takes the rest of its term; a superscript belongs to what it touches.
    """

    def __init__(self, box: bx.Box, at: Mapping[bx.Box, int]):
        self.items = list(box.items) if isinstance(box, bx.Row) else [box]
        self.at = at
        self.place = 0

    def value(self) -> int:
        result = self.term(-1 if self.skip("neg") else 1)
        while self.place < len(self.items):
            result += self.term(1 if self.skip("plus") else -1 if self.skip("minus") else 0)
        return result % PRIME

    def skip(self, *names: str) -> bool:
        here = self.place < len(self.items) and self.items[self.place] in map(bx.Operator, names)
        self.place += here
        return here

    def term(self, sign: int) -> int:
        assert sign, self.items
        result = sign
        while True:
            result = result * self.factor() % PRIME
            self.skip("times", "dot", "thin")
            if self.place == len(self.items) or self.items[self.place] in (
                    bx.Operator("plus"), bx.Operator("minus")):
                return result

    def factor(self) -> int:
        box = self.items[self.place]
        self.place += 1
        if isinstance(box, bx.BigSum):
            assert isinstance(box.below, bx.Row)
            letter, equals, *first = box.below.items
            assert equals == bx.Operator("eq")
            if isinstance(NAMES.get(box.above), Range):
                assert first == [bx.Number("1")]
                values = range(SIZES[NAMES[box.above]])
            else:
                values = steps(Boxes(bx.row(*first), self.at).value(), Boxes(box.above, self.at).value())
            # A sum of no terms still ends where its term ends.
            results = [self.rest({**self.at, letter: here}) for here in values]
            self.place = (results or [self.rest({**self.at, letter: 0})])[0][1]
            return sum(found for found, _ in results) % PRIME
        if isinstance(box, bx.Lim):
            assert isinstance(box.below, bx.Row)
            arrow = box.below.items.index(bx.Operator("to"))
            variable, end = bx.row(*box.below.items[:arrow]), list(box.below.items[arrow + 1:])
            if end == [bx.Number("∞")]:
                found, self.place = self.rest({**self.at, variable: FAR})
                return chance("lim", "∞", found)
            side = ""
            if isinstance(end[-1], bx.Script):
                side = {"plus": "+", "minus": "-"}[end[-1].sup.name]
                end[-1] = end[-1].base
            found, self.place = self.rest(self.at)
            to = self.exponent(bx.row(*end))
            assert not isinstance(to, int)
            return chance("lim", Boxes(variable, self.at).value(), fraction(to), side, found)
        if self.skip("apply"):
            return self.application(box)
        return self.value_of(box)

    def rest(self, at: Mapping[bx.Box, int]) -> tuple[int, int]:
        """The value of the rest of the term, and where it ends."""
        inner = Boxes(bx.Row(tuple(self.items)), at)
        inner.place = self.place
        return inner.term(1), inner.place

    def application(self, sign: bx.Box) -> int:
        names = {bx.Symbol("sigma"): "sigmoid", bx.Symbol("E", "blackboard"): "E", bx.Word("Var"): "Var",
                 bx.Symbol("1", "bold"): "unit_step", bx.Symbol("F"): "F"}
        sup = None
        if isinstance(sign, bx.Script) and isinstance(sign.base, bx.Function):
            sign, sup = sign.base, sign.sup
        name = sign.name if isinstance(sign, bx.Function) else names[sign]
        argument = self.items[self.place]
        if isinstance(argument, bx.Script) and isinstance(argument.base, bx.Fenced):
            argument, sup = argument.base, argument.sup
        if isinstance(argument, bx.Fenced) and argument.kind in ("()", "[]"):
            self.place += 1
            inside = argument.body
            if name == "unit_step":
                assert isinstance(inside, bx.Row)
                assert inside.items[-2:] == (bx.Operator("gt"), bx.Number("0"))
                inside = bx.row(*inside.items[:-2])
            found = chance(name, *(Boxes(part, self.at).value() for part in split(inside)))
        else:
            found = chance(name, self.term(1))
        return found if sup is None else power(found, self.exponent(sup))

    def exponent(self, sup: bx.Box) -> int | sympy.Rational:
        items = sup.items if isinstance(sup, bx.Row) else (sup,)
        negative = items[0] == bx.Operator("neg")
        match items[negative:]:
            case (bx.Number(p),):
                number = Rational(int(p))
            case (bx.Number(p), bx.Operator("slash"), bx.Number(q)):
                number = Rational(int(p), int(q))
            case _:
                return Boxes(sup, self.at).value()
        return -number if negative else number

    def key(self, box: bx.Box) -> tuple[object, ...]:
        """A name with its indices."""
        if box in NAMES:
            return (NAMES[box].name,)
        assert isinstance(box, bx.Script)
        below = list(box.sub.items) if isinstance(box.sub, bx.Row) else [box.sub]
        for cut in range(len(below)):
            label, indices = below[:cut], below[cut:]
            if label and label[-1] == bx.Operator("comma"):
                label = label[:-1]
            sub = bx.row(*label) if label else None
            named = NAMES.get(bx.Script(box.base, sub, box.sup) if sub or box.sup else box.base)
            slots = split(bx.row(*indices))
            if isinstance(named, Family) and len(slots) < len(named.ranges) == len(indices):
                slots = indices  # letters side by side
            if isinstance(named, Family) and len(named.ranges) == len(slots):
                return (named.name, *(Boxes(slot, self.at).value() for slot in slots))
        raise AssertionError(box)

    def value_of(self, box: bx.Box) -> int:
        match box:
            case bx.Number(digits):
                return int(digits) % PRIME
            case bx.Fenced(body, "||" | "⌊⌋" as kind):
                return chance("absolute" if kind == "||" else "floor", Boxes(body, self.at).value())
            case bx.Fenced(body):
                return Boxes(body, self.at).value()
            case bx.Root(body):
                return power(Boxes(body, self.at).value(), Rational(1, 2))
            case bx.Fraction(bx.Row((bx.Symbol("partial" | "d" as d), *top)), bx.Row((_, *bottom))):
                (of,), (by,) = top, bottom
                return chance({"partial": "∂"}.get(d, d), *self.key(of), *self.key(by))
            case bx.Fraction(top, bottom):
                above, below = Boxes(top, self.at).value(), Boxes(bottom, self.at).value()
                return above * power(below, -1) % PRIME
            case bx.Script(bx.Symbol("e"), None, sup):
                exponent = self.exponent(sup)
                return chance("exp", exponent if isinstance(exponent, int) else fraction(exponent))
            case bx.Symbol("e"):
                return chance("exp", 1)
            case bx.Script(bx.Symbol("delta"), bx.Row(letters), None):
                a, b = (self.at[letter] for letter in letters if letter != bx.Operator("comma"))
                return int(a == b)
        if box in self.at:
            return self.at[box]
        if box in NAMES and isinstance(NAMES[box], Range):
            return SIZES[NAMES[box]]
        try:
            return chance(*self.key(box))
        except AssertionError:
            assert isinstance(box, bx.Script)
            assert box.sup is not None
            # A superscript on a superscript is read as another formula.
            assert not isinstance(box.base, (bx.Script, bx.Row, bx.Fraction))
            base = bx.Script(box.base, box.sub) if box.sub is not None else box.base
            return power(self.value_of(base), self.exponent(box.sup))


with sympy.evaluate(False):
    HARD = [
        -(GAMMA + EPS), Mul(-1, -GAMMA) * (-EPS), GAMMA * (-EPS), (-GAMMA) ** 2, (GAMMA * EPS) ** 2, (GAMMA**2) ** 2,
        log(GAMMA) * EPS, log(GAMMA) * X[i] / EPS, log(GAMMA * EPS), log(GAMMA**2), log(GAMMA) ** 2,
        log(log(GAMMA)) * EPS, log(total(X[j], j)) * EPS, log(total(X[j], j) * EPS), log(-GAMMA),
        total(X[j], j) ** 2, total(X[j] + EPS, j), total(X[j], j) + EPS, total(-X[j], j), EPS * total(X[j], j),
        total(X[j], j) * log(X[i]), mean(X[j], j) * log(X[i]), mean(X[j] * Y[j, c], j, c) * EPS,
        GAMMA * mean(X[j], j) / EPS, GAMMA / EPS * mean(X[j], j), GAMMA / EPS * X[i], 1 / EPS * X[i] / GAMMA,
        Rational(1, 2) * GAMMA / EPS, GAMMA * Rational(-1, 2) / EPS, GAMMA / Rational(1, 2), GAMMA / (EPS / X[i]),
        (GAMMA + 1 / EPS) / X[i], adjoint(LOSS, MU) / EPS, adjoint(LOSS, MU) * GAMMA / EPS * X[i],
        VAR**2, VAR ** Rational(-3, 2) * GAMMA, 1 / sqrt(VAR) ** 3, sqrt(GAMMA) ** 3, sqrt(GAMMA) * EPS,
        exp(GAMMA) ** 2, exp(-GAMMA) * EPS, exp(GAMMA / EPS) ** 2, tanh(GAMMA) ** 2, sigmoid(GAMMA) ** 2 * EPS,
        expectation(GAMMA) ** 2, total(X[i] * total(X[i] * W[c], i), i), X[i] * total(X[i] * X[j], i, j),
        STEP * (GAMMA + EPS), 2 * (Integer(3) * GAMMA) * 2, X[i] ** BATCH.size * 2,
        GAMMA ** (t - r) * GRAD[r], (1 - GAMMA * EPS) ** t, (-GAMMA) ** t, (GAMMA**2) ** t, (GAMMA**t) ** 2, 2**-t,
        GAMMA**-t, 1 / GAMMA**t, VAR**t, GRAD[t - 1] ** t, ROWS[t, i] ** 2, ROWS[t - 1, i] ** t, M[t] ** 2, M[0] * t,
        exp(t * GAMMA), Rational(2, 3) ** t, Integer(-1) ** t, 2 * t * GAMMA, GAMMA * t * 2,
        total(GRAD[r], (r, 1, t)) * GAMMA, total(GRAD[r] + 1, (r, 1, t)), total(-GRAD[r], (r, 1, t)),
        total(GRAD[r], (r, 1, t)) ** 2, total(GRAD[r], (r, 1, t)) / t, total(GAMMA ** (t - r) * GRAD[r], (r, 1, t)) + r,
        GRAD[r] * total(GRAD[r], (r, 1, t)), total(GRAD[r] * total(GRAD[r], (r, 1, t)), (r, 1, t)),
        total(GRAD[q] * total(GRAD[r], (r, 1, q)), (q, 1, t)), total(ROWS[r, i], (r, 1, t), i),
        total(GRAD[q], (q, r, r + 2)),
        log(total(GRAD[r], (r, 1, t))), log(t) * GAMMA, total(GRAD[r], (r, 1, t)) * log(GAMMA),
        limit(GAMMA, GAMMA, 1, "-") * EPS, limit(GAMMA + 1, GAMMA, 0), limit(GAMMA, GAMMA, 0) + EPS,
        limit(M[t], t, oo) ** 2, GRAD[t] * limit(GRAD[t], t, oo), -limit(GAMMA, GAMMA, Rational(-3, 2), "+"),
        EPS * limit(total(GRAD[r], (r, 1, t)), t, oo), limit(limit(GAMMA**t, GAMMA, 1, "-"), t, oo),
        relu(GAMMA) ** 2, relu(-GAMMA) * EPS, EPS * relu(GAMMA + 1) / 2, unit_step(GAMMA - EPS) ** 2 * EPS,
        absolute(GAMMA) ** 2, absolute(-GAMMA) * absolute(GAMMA / EPS), log(absolute(GAMMA)) * EPS, -absolute(-GAMMA),
        maximum(GAMMA, 0) ** 2, GAMMA * maximum(GAMMA + 1, EPS / 2), minimum(-GAMMA, maximum(GAMMA, EPS)),
        floor(GAMMA / 2) ** 2, floor(GAMMA + 1) * EPS, F[GAMMA] ** 2, F[GAMMA + 1] * EPS, F[F[GAMMA] / 2] + F[-GAMMA],
        log(F[GAMMA]), sqrt(absolute(GAMMA)) * EPS, exp(floor(GAMMA)), GAMMA * (EPS + F[1]),
    ]


@pytest.mark.parametrize("tree", HARD, ids=text)
def test_hard_cases_mean_what_they_show(tree):
    test_what_is_printed_means_what_the_tree_means.hypothesis.inner_test(tree)
    assert shape(read(text(tree), SCOPE), {}) == shape(tree, {})


@settings(max_examples=200, deadline=None)
@given(trees())
def test_what_is_printed_means_what_the_tree_means(tree):
    at = {index: n for n, index in enumerate(BATCH.indices()[:2])} | {c: 0, d: 2, t: 3, r: 1, q: 4}
    letters = {bx.Symbol(index.letter): n for index, n in at.items()}
    assert Boxes(layout(tree), letters).value() == value_of_tree(tree, at)


def test_the_values_tell_formulas_apart() -> None:
    """The law above can fail: a lost bracket, sign or letter changes the value."""
    at = {i: 0, j: 1}
    letters = {bx.Symbol("i"): 0, bx.Symbol("j"): 1}
    lost: list[Callable[[], sympy.Expr]] = [
        lambda: GAMMA * (EPS + X[i]), lambda: GAMMA * EPS + X[i], lambda: GAMMA * (EPS - X[i]),
        lambda: GAMMA * (EPS + X[j]), lambda: total(X[j] * GAMMA, j), lambda: total(X[j], j) + GAMMA,
        lambda: sqrt(GAMMA) * EPS, lambda: sqrt(GAMMA * EPS),
        lambda: log(GAMMA) * EPS, lambda: log(GAMMA * EPS),
    ]
    with sympy.evaluate(False):
        made = [build() for build in lost]
    assert len({Boxes(layout(tree), letters).value() for tree in made}) == len(made)
    assert [Boxes(layout(tree), letters).value() for tree in made] == [value_of_tree(t, at) for t in made]
