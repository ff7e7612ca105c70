"""The familiar words of plain text as the nodes that they stand for, and derivatives carried out.

``diff(f, x, 2)``, ``sum(k, k, 1, n)``, ``root(x, 3)``, ``factorial(n)`` are calls of unknown names to the reader;
here they become what their authors mean, unless the question declares such a name itself. A derivative of
an expression that mentions the variable is carried out on the tree. What is left are the derivatives of unknown
functions, ``f(x)`` -> ``f|1(x)`` (a Call whose name says how often it is derived by which argument), and those of
bare names: ``dT/dt`` is an atom of its own, and never 0.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from symdl.grading.scalar.gaussian import bell
from symdl.grading.scalar.running import may_be_another, picked, runs_over
from symdl.grading.scalar.spelling import said
from symdl.grading.scalar.trees import ONE, TWO, ZERO, call, negative, over, plus, power, times
from symdl.notation.reader import syntax as at
from symdl.notation.reader.hidden import stands_below
from symdl.notation.reader.syntax import Node, rebuilt, show, walk

_MOST_DERIVATIVES = 12
_MOST_NODES = 4000


class NoMeaning(Exception):
    """A word is used in a way that nobody would mean."""


# --------------------------------------------------------------------------
# Words

_FUNCTIONS = {
    # a word that is called: the function that everyone knows
    **{name: name for name in ("re", "im", "arg", "conj", "sinc", "atan2", "gamma")},
    "Abs": "abs", "conjugate": "conj", "signum": "sign", "binomial": "binom", "Max": "max", "Min": "min", "LN": "log",
    **dict.fromkeys(("arctan2", "ATAN2", "ARCTAN2"), "atan2"), "cosec": "csc", "acot": "arccot", "asec": "arcsec",
    "acsc": "arccsc", "asech": "arcsech", "acsch": "arccsch", "acoth": "arccoth", "arcosech": "arccsch",
    "cotan": "cot", "ceiling": "ceil", "cosech": "csch",
    **{name: name for name in ("arccoth", "arcsech", "arccsch")}, "Re": "re", "Im": "im", r"\Gamma": "gamma",
    "Gamma": "gamma", "arcoth": "arccoth", "arsech": "arcsech", "arcsch": "arccsch", "arctg": "arctan",
    "arcctg": "arccot", "arth": "arctanh", "arsh": "arcsinh", "arch": "arccosh", "sh": "sinh", "ch": "cosh",
    "th": "tanh", "Log": "log", "Sin": "sin", "Cos": "cos", "Tan": "tan", "Exp": "exp", "Sqrt": "sqrt",
}  # fmt: skip
_BIG = {"sum": "sum", "summation": "sum", "Sum": "sum", "product": "prod", "prod": "prod", "Product": "prod",
        "int": "int", "integrate": "int", "Integral": "int", "integral": "int"}  # fmt: skip
_DERIVED = ("diff", "Derivative", "derivative")
KNOWN = frozenset({*_FUNCTIONS, *_BIG, *_DERIVED, "factorial", "root", "cbrt", "limit", "log2", "log10"} - {"gamma"})
"""Words that have a meaning when they are called, so that they are no unknown functions. (A gamma is often one.)"""
_GIVEN = " given"
_PI = at.Name(r"\pi")
GRADIENT = "∇"
"""What the name of a gradient begins with, which is a function like any other."""
_TEN = at.Number(Fraction(10))


@dataclass(frozen=True)
class Habits:
    """How the formulas that are compared write derivatives.

    dependent   (y, x) if dy/dx is written of a bare name y: there y is no constant
    both        whether one of them writes both d and partial, so that they are two things
    """

    dependent: frozenset[tuple[str, str]] = frozenset()
    both: bool = False


_NONE: frozenset[str] = frozenset()


def standard(tree: Node, declared: frozenset[str] = _NONE, habits: Habits = Habits(), derived_by: str = "", *,
             arrays: bool = False) -> Node:
    """The tree with familiar words as what they stand for, and derivatives carried out.

    declared     names that mean what the question says, and not what they usually mean
    derived_by   a letter by which the whole is derived
    arrays       whether letters may be vectors and matrices: then derivatives are left, but for those of bare names

    Raises NoMeaning.
    """
    carrying = _Carrying(habits, arrays=arrays)
    made = carrying.out(worded(tree, declared))
    return _indexed(carrying.of(made, at.Name(derived_by)) if derived_by else made)


def habits(*trees: Node) -> Habits:
    """Raises NoMeaning."""
    found = set()
    both = False
    for tree in trees:
        derivatives = [node for node in walk(worded(tree)) if isinstance(node, at.Derivative)]
        both = both or len({node.sign for node in derivatives}) > 1
        for node in derivatives:
            if isinstance(node.of, (at.Name, at.Member)):
                found |= {(show(node.of), show(by)) for by in node.by if by != node.of}
    return Habits(frozenset(found), both)


def unknown_words(*trees: Node, declared: frozenset[str] = _NONE) -> tuple[str, ...]:
    """Words that are called and have no meaning here: they may be functions that someone knows."""
    called = {node.function.text.partition("|")[0].rstrip("'") for tree in trees for node in walk(tree)
              if isinstance(node, at.Call) and isinstance(node.function, at.Name)}
    return tuple(sorted(name for name in called if name.isalpha() and len(name) > 1 and name not in declared))


def has_conditional(*trees: Node) -> bool:
    """Whether p(y | x) stands in a standard tree."""
    return any(isinstance(node, at.Call) and isinstance(node.function, at.Name) and node.function.text.endswith(_GIVEN)
               for tree in trees for node in walk(tree))


def worded(node: Node, declared: frozenset[str] = _NONE) -> Node:
    """The tree with familiar words as what they stand for. Raises NoMeaning."""
    if isinstance(node, at.Call) and node.function == _PI:  # a policy \pi(a | s) is no number
        node = replace(node, args=tuple(worded(arg, declared) for arg in node.args))
    else:
        node = rebuilt(node, lambda child: worded(child, declared))
    match node:
        case at.Call(at.Name(name), (at.Chain((of, on), ("given",)),), ()):  # p(y | x) is no p(y, x)
            ours, theirs = (part.items if isinstance(part, at.List) else (part,) for part in (of, on))
            return at.Call(at.Name(f"{name} {len(ours)}{_GIVEN}" if len(ours) > 1 else name + _GIVEN), (*ours, *theirs))
        case at.Call(at.Name(name), args, ()) if name not in declared:
            return _word(name, args, node)
        case at.Call(at.Function("log10"), (of,), ()):
            return call("log", of, _TEN)
        case at.Call(at.Function("exp"), (of,), ()):
            return at.Power(at.Constant("e"), of)
        case at.Call(at.Function("sqrt"), (of,), ()):
            return at.Root(of)
        case at.Call(at.Function("max" | "min"), (at.Group("set" | "list" | "tuple", items),), ()):
            return at.Call(node.function, items)
        case at.Call(at.Function("abs"), (at.Matrix() as of,), ()):
            return call("det", of)
        case at.Call(at.Constant()):
            raise NoMeaning(f"{said(node.function)} is a number and cannot be called: write a product")
        case at.Gradient(at.Name() as of, at.Name() | at.Member() as by, 1):  # of what nothing defines
            return at.Derivative("partial", of, (by,))
        case at.Gradient(at.Name(name), None, 1):
            return at.Name(GRADIENT + name)
        case at.Gradient(at.Call(at.Name(name), (arg,) as args, ()), by, 1) if by in (None, arg):
            return at.Call(at.Name(GRADIENT + name), args)
        case at.Gradient(at.Call(at.Name(name), args, ()), by, 1):
            return at.Call(at.Name(GRADIENT + (f"_{show(by)} " if by else "") + name), args)
        case at.Name(r"\pi") if r"\pi" not in declared:
            return at.Constant("pi")
        case at.Name("oo" | "inf" | "Infinity") if show(node) not in declared:
            return at.Constant("infinity")
        case at.Product((at.Name("o"), at.Name("o"))):
            return at.Constant("infinity")
    return node


_RUNNING = {"x", "y", "z", "t", "u", "v", "s", "r", r"\theta"}


def _runs(of: Node) -> at.Name | None:
    """The letter that [x^2 + a]_0^1 is of: the only one, or the only one of those that usually run."""
    names = {part.text: part for part in walk(of) if isinstance(part, at.Name)}
    running = [*names] if len(names) == 1 else [name for name in names if name in _RUNNING]
    return names[running[0]] if len(running) == 1 else None


def _end(bound: Node, letter: Node) -> Node:
    """1, of x = 1."""
    return bound.items[1] if isinstance(bound, at.Chain) and bound.items[0] == letter else bound


def _where(of: Node, letter: Node, where: Node) -> Node:
    """What something is at a place, or goes to at infinity. Raises NoMeaning for a slope that is not worked out."""
    if any(isinstance(part, at.Derivative) and letter in part.by for part in walk(of)):
        raise NoMeaning(f"what {said(of)} is at a place is not known")
    infinite = where in (at.Constant("infinity"), at.Neg(at.Constant("infinity")))
    return at.Big("lim", (at.Goes(letter, where),), of) if infinite else replaced(of, letter, where)


def _word(name: str, args: tuple[Node, ...], node: at.Call) -> Node:
    if name in _DERIVED and len(args) >= 2:
        return at.Derivative("partial", args[0], _variables(args[1:]))
    if name in _BIG and len(args) >= 2:
        return _big(_BIG[name], args)
    if name in ("limit", "lim") and len(args) == 3:
        return at.Big("lim", (at.Goes(args[1], args[2]),), args[0])
    if name == "root" and len(args) in (1, 2):
        return at.Root(*args)
    if name == "cbrt" and len(args) == 1:
        return at.Root(args[0], at.Number(Fraction(3)))
    if name == "factorial" and len(args) == 1:
        return at.Factorial(args[0])
    if name in ("log10", "lg") and len(args) == 1:
        return call("log", args[0], _TEN)
    if name in ("log2", "lb") and len(args) == 1:
        return call("log", args[0], TWO)
    if name in ("matrix", "Matrix"):
        rows = args[0].items if len(args) == 1 and isinstance(args[0], at.Group) and all(
            isinstance(row, at.Group) for row in args[0].items) else args
        if rows and all(isinstance(row, at.Group) and row.kind == "list" for row in rows):
            return at.Matrix(tuple(row.items for row in rows if isinstance(row, at.Group)))
    if name in _FUNCTIONS:
        known = _FUNCTIONS[name]
        if known == "log" or name not in ("Exp", "Sqrt"):
            return at.Call(at.Function(known), args)
        return at.Root(args[0]) if name == "Sqrt" else at.Power(at.Constant("e"), args[0])
    return node


def _variables(written: tuple[Node, ...]) -> tuple[Node, ...]:
    """x, x, y of ``x, 2, y`` or ``(x, 2), y``."""
    found: list[Node] = []
    for part in written:
        if isinstance(part, at.Number):
            if not found or part.value.denominator != 1 or not 0 < part.value <= _MOST_DERIVATIVES:
                raise NoMeaning(f"a derivative is taken {part.value} times")
            found += [found[-1]] * (int(part.value) - 1)
        elif isinstance(part, at.Group) and part.kind == "tuple":
            found += _variables(part.items)
        elif isinstance(part, (at.Name, at.Member)):
            found.append(part)
        else:
            raise NoMeaning(f"a derivative is taken by {said(part)}")
    return tuple(found)


def _big(sign: str, args: tuple[Node, ...]) -> Node:
    of, *limits = args
    if all(isinstance(limit, at.Group) and limit.kind == "tuple" and len(limit.items) == 3 for limit in limits):
        bounds = [limit.items for limit in limits if isinstance(limit, at.Group)]
    elif len(limits) == 3:
        bounds = [tuple(limits)]
    elif len(limits) == 1 and sign == "int":
        return at.Big(sign, (at.Bound(limits[0]),), of)
    else:
        raise NoMeaning(f"a {sign} has the expression, the letter, and from where to where")
    return at.Big(sign, tuple(at.Bound(letter, first, last) for letter, first, last in bounds), of)


# --------------------------------------------------------------------------
# Derivatives


def derivative(of: Node, by: Node) -> Node:
    """Of a number by a number. Raises NoMeaning where it is not known."""
    return _Carrying(Habits()).of(of, by)


class _Carrying:
    def __init__(self, habits: Habits, *, arrays: bool = False):
        self.arrays = arrays
        self.dependent = habits.dependent
        self.both = habits.both
        self.sign: Literal["partial", "d"] = "partial"
        self.work = _MOST_NODES

    def out(self, node: Node) -> Node:
        node = rebuilt(node, self.out)
        if isinstance(node, at.Derivative):
            if self.arrays and not (isinstance(node.of, (at.Name, at.Member, at.Derivative)) and all(
                    isinstance(by, (at.Name, at.Member)) for by in node.by)):
                return node
            made: Node = node.of
            for by in node.by:
                made = self.once(made, by, node.sign, bare=made is node.of or isinstance(made, at.Derivative))
            return made
        match node:
            case at.Big("int") if (value := bell(node)) is not None:
                return value
            case at.Evaluated(of, (at.Chain((at.Name() as letter, first), ("eq",)),), last):
                if last is None:
                    return _where(of, letter, first)
                return plus(_where(of, letter, _end(last, letter)), at.Neg(_where(of, letter, first)))
            case at.Evaluated(of, (first,), at.Node() as last) if (runs := _runs(of)) is not None:
                return plus(_where(of, runs, last), at.Neg(_where(of, runs, first)))
            case at.Call(at.Name(name), (_,) as args, ()) if name.endswith("'"):
                bare = name.rstrip("'")
                if bare and (times_ := len(name) - len(bare)) <= _MOST_DERIVATIVES:
                    return at.Call(at.Name(f"{bare}|{times_}"), args)
            case at.Name(name) if name.endswith("'"):
                letters = {x for y, x in self.dependent if y == name.rstrip("'")}
                if len(letters) == 1:  # y' beside dy/dx
                    by = at.Name(letters.pop())
                    return _atom(at.Name(name.rstrip("'")), *[by] * (len(name) - len(name.rstrip("'"))))
        return node

    def once(self, of: Node, by: Node, sign: Literal["partial", "d"], *, bare: bool) -> Node:
        if not isinstance(by, (at.Name, at.Member)):
            raise NoMeaning(f"a derivative is taken by {said(by)}")
        self.sign = sign if self.both else "partial"
        if bare and of != by and not self.mentions(of, by):
            if not any(isinstance(part, (at.Name, at.Member, at.Call, at.Derivative)) for part in walk(of)):
                return ZERO
            return _atom(of, by, sign=self.sign)
        if (other := may_be_another(of, by)) is not None:
            raise NoMeaning(f"whether {said(other)} is {said(by)} is not known")
        return self.of(of, by)

    def mentions(self, node: Node, by: Node) -> bool:
        return runs_over(node, by) or any(part == by or (isinstance(part, (at.Name, at.Member)) and (
            (show(part), show(by)) in self.dependent or stands_below(by, part))) for part in walk(node))

    def of(self, node: Node, by: Node) -> Node:
        self.work -= 1
        if self.work < 0:
            raise NoMeaning("a derivative is too large to be carried out")
        if node == by:
            return ONE
        if not self.mentions(node, by):
            return ZERO

        def d(part: Node) -> Node:
            return self.of(part, by)

        match node:
            case at.Big(_, bounds) if isinstance(by, at.Member) and (taken := {
                    one.name for one in bounds if isinstance(one, at.Bound) and one.name in {*walk(by)}}):
                return d(_with_letters_apart(node, taken))
            case at.Name() | at.Member():
                if isinstance(node, at.Member) and any(self.mentions(part, by) for part in (*node.below, *node.above)):
                    raise NoMeaning(f"{said(node)} is derived by its index")
                if stands_below(by, node):
                    raise NoMeaning(f"{said(node)} is derived by a letter below it")
                return _atom(node, by, sign=self.sign)
            case at.Derivative():
                return _atom(node, by, sign=node.sign)
            case at.Neg(inner):
                return negative(d(inner))
            case at.Sum(terms):
                return plus(*map(d, terms))
            case at.Product(factors):
                return plus(*(times(*(d(f) if i == j else f for j, f in enumerate(factors)))
                              for i in range(len(factors))))
            case at.Quotient(top, bottom):
                return over(plus(times(d(top), bottom), negative(times(top, d(bottom)))), power(bottom, TWO))
            case at.Power(at.Constant("e"), exponent):
                return times(d(exponent), node)
            case at.Power(base, at.Number(number)):
                return times(node.exponent, power(base, at.Number(number - 1)), d(base))
            case at.Power(base, exponent) if not self.mentions(exponent, by):
                return times(exponent, at.Power(base, plus(exponent, at.Neg(ONE))), d(base))
            case at.Power(base, exponent):
                return times(node, plus(times(d(exponent), call("log", base)), over(times(exponent, d(base)), base)))
            case at.Root(inner, degree) if degree is None or not self.mentions(degree, by):
                n = degree or TWO
                return over(times(d(inner), node), times(n, inner))
            case at.Call(at.Function("log"), (inner, base)):
                return d(over(call("log", inner), call("log", base)))
            case at.Call(at.Function(name), (inner,)) if name in _SLOPES:
                return times(_SLOPES[name](inner), d(inner))
            case at.Call(at.Name() as function, _, ()) if stands_below(by, function):  # p_\theta(x)
                return _atom(node, by, sign=self.sign)
            case at.Call(at.Name(name), args, ()):
                return plus(*(times(at.Call(at.Name(_derived(name, i, len(args))), args), d(arg))
                              for i, arg in enumerate(args)))
            case at.Big("sum" as sign, bounds, inner) if not any(self.mentions(bound, by) for bound in bounds):
                each = at.Big(sign, bounds, d(inner)) if self.mentions(inner, by) else ZERO
                return plus(each, *self.at_once(node, by))
            case at.Big("int", (at.Bound(letter, first, last, None),), inner) \
                    if letter is not None and first is not None and last is not None and letter != by:
                ends = [times(replaced(inner, letter, end), d(end)) for end in (first, last)]
                return plus(at.Big("int", node.bounds, d(inner)), ends[1], negative(ends[0]))
        raise NoMeaning(f"the derivative of {said(node)} is not known")

    def at_once(self, node: at.Big, by: Node) -> list[Node]:
        """What a sum changes by where its letter comes to what the derivative is by. Raises NoMeaning."""
        if not isinstance(by, at.Member) or not runs_over(node, by):
            return []
        if (places := picked(node, by)) is None:
            raise NoMeaning(f"whether {said(by)} is one of those in {said(node)} is not known")
        changes = [(self.of(replaced(node.of, one.member, _ALONE), _ALONE), one) for one in places]
        return [replaced(replaced(change, one.letter, one.place), _ALONE, by) for change, one in changes]


_ALONE = at.Name("#alone")
"""The member of a sum that a derivative is by, apart from all others."""


def _with_letters_apart(node: at.Big, letters: Set[Node]) -> at.Big:
    r"""A sign whose letters are no letters of what a derivative is by: the k of \sum_k x_k, derived by x_k."""
    bounds, of = list(node.bounds), node.of
    for letter in letters:
        new = at.Name(f"#{show(letter)}")
        bounds = [replace(one, name=new if one.name == letter else one.name,
                          condition=one.condition and replaced(one.condition, letter, new))
                  if isinstance(one, at.Bound) else one for one in bounds]
        of = replaced(of, letter, new)
    return replace(node, bounds=tuple(bounds), of=of)


def _derived(name: str, slot: int, slots: int) -> str:
    bare, _, orders = name.partition("|")
    count = [int(order) for order in orders.split(",")] if orders else [0] * slots
    if len(count) != slots:
        raise NoMeaning(f"{bare} has {len(count)} arguments here and {slots} there")
    count[slot] += 1
    return f"{bare}|{','.join(map(str, count))}"


def _atom(of: Node, *by: Node, sign: Literal["partial", "d"] = "partial") -> Node:
    """The derivative of something that is not known: in which order it is taken does not matter."""
    if isinstance(of, at.Derivative):
        by = (*of.by, *by)
        of = of.of
    return at.Derivative(sign, of, tuple(sorted(by, key=show)))


def _indexed(node: Node) -> Node:
    """The derivatives of members, which are members by the same indices: a sum may bind the t of dL_t/dW."""
    node = rebuilt(node, _indexed)
    if not isinstance(node, at.Derivative):
        return node
    parts = (node.of, *node.by)
    if not any(isinstance(part, at.Member) for part in parts):
        return node
    sign = "∂" if node.sign == "partial" else "d"
    of, *by = (f"{sign}{part.name}{'_' * len(part.below)}{'^' * len(part.above)}" if isinstance(part, at.Member)
               else f"{sign}{show(part).replace('|', ':')}" for part in parts)  # a bar parts a name from its orders
    indices = [index for part in parts if isinstance(part, at.Member) for index in (*part.below, *part.above)]
    return at.Member(f"({of}/{' '.join(by)})", tuple(indices))


def as_gradients(node: Node) -> Node:
    """The tree with gradients as they are written, for what is made of them here is a name like any other."""
    name = node.function if isinstance(node, at.Call) else node
    if not isinstance(name, at.Name) or not name.text.startswith(GRADIENT):
        return rebuilt(node, as_gradients)
    by, _, bare = name.text.removeprefix(GRADIENT).rpartition(" ")
    of = at.Call(at.Name(bare), tuple(map(as_gradients, node.args))) if isinstance(node, at.Call) else at.Name(bare)
    return at.Gradient(of, at.Name(by[1:]) if by else None)


def replaced(node: Node, old: Node, new: Node) -> Node:
    """The node with ``new`` for ``old``. A sign inside that binds ``old`` itself keeps it."""
    if node == old:
        return new
    if isinstance(node, at.Big) and any(isinstance(b, (at.Bound, at.Goes)) and b.name == old for b in node.bounds):
        return node
    return rebuilt(node, lambda child: replaced(child, old, new))


def _square(node: Node) -> Node:
    return power(node, TWO)


def _minus(node: Node) -> Node:
    return plus(ONE, negative(_square(node)))


_SLOPES: dict[str, Callable[[Node], Node]] = {
    "log": lambda u: over(ONE, u),
    "sin": lambda u: call("cos", u),
    "cos": lambda u: negative(call("sin", u)),
    "tan": lambda u: plus(ONE, _square(call("tan", u))),
    "cot": lambda u: negative(plus(ONE, _square(call("cot", u)))),
    "sec": lambda u: times(call("sec", u), call("tan", u)),
    "csc": lambda u: negative(times(call("csc", u), call("cot", u))),
    "sinh": lambda u: call("cosh", u),
    "cosh": lambda u: call("sinh", u),
    "tanh": lambda u: _minus(call("tanh", u)),
    "arcsin": lambda u: over(ONE, at.Root(_minus(u))),
    "arccos": lambda u: negative(over(ONE, at.Root(_minus(u)))),
    "arctan": lambda u: over(ONE, plus(ONE, _square(u))),
    "arcsinh": lambda u: over(ONE, at.Root(plus(ONE, _square(u)))),
    "arccosh": lambda u: over(ONE, times(at.Root(plus(u, negative(ONE))), at.Root(plus(u, ONE)))),
    "arctanh": lambda u: over(ONE, _minus(u)),
    "sigmoid": lambda u: times(call("sigmoid", u), plus(ONE, negative(call("sigmoid", u)))),
    "softplus": lambda u: call("sigmoid", u),
    "abs": lambda u: over(u, call("abs", u)),
    "erf": lambda u: over(times(TWO, at.Power(at.Constant("e"), negative(_square(u)))),
                          at.Root(at.Constant("pi"))),
}

__all__ = ["KNOWN", "Habits", "NoMeaning", "as_gradients", "derivative", "habits", "has_conditional", "replaced",
           "standard", "unknown_words", "worded"]
