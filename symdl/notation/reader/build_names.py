r"""Names and their indices -> members of families, sizes and indices: what every part of the builder rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from fractions import Fraction
from itertools import combinations, permutations
from typing import TYPE_CHECKING

from sympy import Expr

from symdl.errors import LanguageError, ReadError, UnknownNameError
from symdl.language import (
    INTEGERS,
    REALS,
    Entry,
    Family,
    Index,
    IntegerIndex,
    Range,
    Size,
    adjoint,
    affine,
    delta,
    place_of,
    sqrt,
)
from symdl.notation.reader.names import plain
from symdl.notation.reader.syntax import (
    Call,
    Member,
    Name,
    Neg,
    Node,
    Note,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    walk,
)
from symdl.notation.scope import Scope

if TYPE_CHECKING:
    from symdl.derivation import Places

LIMIT_EXPONENT = 64

Env = Mapping[str, Index]  # the indices in scope, by letter

FUNCTIONS = ("sum", "mean", "sqrt", "exp", "log", "tanh", "sigmoid", "delta", "E", "Var", "adjoint", "partial",
             "derivative", "lim", "relu", "unit_step", "abs", "max", "min", "floor")  # fmt: skip
"""The functions of the language, as they are typed."""

DERIVATIVES = ("adjoint", "partial", "derivative")
"""Those of them that an answer has only where its claim has one."""


class Names:
    """Gives names their meaning. ``env`` holds the indices in scope, by letter."""

    def __init__(self, text: str, scope: Scope, notes: list[Note]):
        self.text, self.scope, self.notes = text, scope, notes
        self.component: Index | None = None  # what a vector inside of a norm has its entries at

    def build(self, node: Node, env: Env) -> Expr:
        """The expression that a node is."""
        raise NotImplementedError

    def fail(self, what: str, node: Node, hint: str = "") -> ReadError:
        return ReadError(what, self.text, node.start, node.end, hint)

    def make(self, node: Node, build: Callable[[], Expr]) -> Expr:
        """What ``build`` gives; what the language objects to is reported at ``node``."""
        try:
            return build()
        except LanguageError as error:
            raise self.fail(error.what, node, error.hint) from None

    def check_count(self, node: Call, name: str, wanted: int) -> None:
        if len(node.args) != wanted:
            arguments = "one argument" if wanted == 1 else f"{wanted} arguments"
            raise self.fail(f"{name} takes {arguments}, not {len(node.args)}", node)

    def shown(self, node: Node) -> str:
        """A node as it was written."""
        return self.text[node.start : node.end]

    # ---- names

    def named(self, node: Name | Member, env: Env) -> Expr:
        name, below, above = name_of(node)
        bound = env.get(name)
        if isinstance(bound, IntegerIndex) and not (below or above):
            return bound
        if name == "delta" and below and not above and not self.scope.knows_plainly(name):
            return self.delta(node, below, env)
        if name in self.scope.sizes:
            if below or above:
                raise self.fail(f"{name} is a size and has no index", node)
            return Size(self.scope.sizes[name])
        if self.scope.knows_plainly(name):
            return self.entry(node, env)
        if self.scope.node_of_adjoint(name) is None:
            if self.scope.places is not None and not above and (square := self.scope.printed_with_square(name)):
                self.notes.append(Note(node.start, node.end, "root", f"{name} was read as the root of {name}^2"))
                return sqrt(self.entry(Member(square, below, start=node.start, end=node.end) if below else Name(
                    square, start=node.start, end=node.end), env))
            raise self.unknown(node, env)
        if self.scope.places is not None and self.scope.knows_plainly("d"):
            raise self.fail(f"{name} is a derivative, or d times {name[1:]}", node, r"write d \cdot ..., or \frac")
        return self.adjoint(node, self.entry(node, env))

    def adjoint(self, node: Node, of: Entry) -> Expr:
        """The adjoint of a node for the loss that is not written down, if it may be used."""
        why = self.scope.refused.get(of.family.name)
        if why is not None:
            usable = ", ".join(self.scope.adjoints) or "none"
            raise self.fail(f"{self.shown(node)} {why}", node, f"adjoints that may be used here: {usable}")
        loss = self.scope.loss
        assert loss is not None
        return self.make(node, lambda: adjoint(loss, of))

    def family(self, name: str, count: int) -> Family | None:
        """The family of a name, or of that of its adjoint.

        Of those that are printed alike it is the one with so many indices.
        """
        family = self.scope.family(name) or self.scope.node_of_adjoint(name)
        if family is not None and self.scope.count(family) != count:
            alike = [other for other in self.scope.printed_like(family) if self.scope.count(other) == count]
            return alike[0] if len(alike) == 1 else family
        return family

    def entry(self, node: Node, env: Env, args: tuple[Node, ...] = ()) -> Entry:
        """A member of a family, or a value of a function."""
        name, below, above = name_of(node)
        family = self.family(name, len(below) + len(above))
        assert family is not None
        if REALS in family.ranges and not args and len(below) == len(family.ranges) and not above:
            args, below = below, ()  # G[x]
        below, above = self.split(family, below, above, env)
        unwritten = self.scope.unwritten(family)
        counted = [range_ for range_ in family.ranges if range_ != REALS][: self.scope.count(family)]
        component = self.component
        if not below and not above and component is not None and counted == [component.range] == [*family.ranges]:
            return Entry(family, component)
        if len(below) + len(above) != len(counted) or len(args) != sum(r == REALS for r in family.ranges):
            raise self.misfit(node, family, below, above, args)
        places = iter(self.placed(node, family, counted, below, above, env) if counted else ())
        values = iter(args)
        slots = [self.build(next(values), env) if range_ == REALS else self.slot(next(places), range_, env)
                 for range_ in family.ranges[: len(family.ranges) - len(unwritten)]]
        if bound := next((i for i in unwritten if env.get(i.letter, i) != i), None):
            raise self.fail(f"{family.name} is made of {bound}, which a sum binds here", node,
                            "give the sum another letter")
        try:
            return Entry(family, *slots, *unwritten)
        except LanguageError as error:
            raise self.fail(error.what, node, error.hint) from None

    def split(self, family: Family, below: tuple[Node, ...], above: tuple[Node, ...],
              env: Env) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
        """The indices that a script writes together: the b and k of x_{bk}."""
        if len(below) + len(above) == self.scope.count(family):
            return below, above

        def parts(slot: Node) -> tuple[Node, ...]:
            match slot:
                case Product(factors) if all(isinstance(part, Name) and part.text in env for part in factors):
                    return factors
                case Name(text) if text not in env and len(text) > 1 and all(letter in env for letter in text):
                    return tuple(Name(letter, start=slot.start, end=slot.end) for letter in text)
            return (slot,)

        return tuple(p for slot in below for p in parts(slot)), tuple(p for slot in above for p in parts(slot))

    def placed(self, node: Node, family: Family, ranges: Sequence[Range], below: tuple[Node, ...],
               above: tuple[Node, ...], env: Env) -> list[Node]:
        """The indices in the order of the family's ranges.

        Those below are in order, and those above; where they fit together is decided by
        the range that each belongs to.
        """
        where = (self.scope.places or {}).get(family.name)
        if where is not None and (len(ranges) > 1 or above):
            return self.as_written(node, family, where, ranges, below, above, env)
        if not above or not below:
            return [*below, *(self.no_power(node, family, slot, range_)
                              for slot, range_ in zip(above, ranges, strict=bool(above)))]
        found: list[list[Node]] = []
        for places in combinations(range(len(ranges)), len(below)):
            one, other = iter(below), iter(above)
            order = [next(one) if place in places else next(other) for place in range(len(ranges))]
            if all(self.fits(slot, range_, env) for slot, range_ in zip(order, ranges, strict=True)):
                found += [order] if order not in found else []
        if len(found) == 1:
            return found[0]
        shape = " and ".join(range_.name for range_ in ranges)
        if found:
            raise self.fail(f"it is not clear which index of {family.name} is which", node,
                            f"{family.name} is indexed by {shape}: write the indices below, in order")
        for slot in (*below, *above):
            if not isinstance(slot, Name):
                continue
            self.index(slot, env)  # a letter that is not bound is the reason
        raise self.fail(f"{family.name} is indexed by {shape}, and these indices are of others", node,
                        "write the indices below, in order; a power stands after brackets: (x_i)^2")

    def as_written(self, node: Node, family: Family, where: Places, ranges: Sequence[Range], below: tuple[Node, ...],
                   above: tuple[Node, ...], env: Env) -> list[Node]:
        """The indices by the places in which the formulas of a question write them."""
        count = len(where.order)
        bare = [slot for slot in above if self.text[slot.start - 1 : slot.start] != "("]
        if where.bracketed and any(isinstance(slot, Number) for slot in bare):
            raise self.fail(f"{self.shown(node)} is a member of {family.name}, or a power", node,
                            f"write a member with brackets, as the question does: {family.name}^{{(2)}}")
        if len(below) != where.below and not above:  # in one row: by what they belong to, if one order can be meant
            orders = [order for order in permutations(below) if len(order) == count and all(
                self.fits(slot, range_, env) for slot, range_ in zip(order, ranges, strict=True))]
            if len(orders) == 1:
                return [*orders[0]]
        written = (*below, *above)
        if len(written) != count or (len(below) != where.below and count > 1):  # one may be written above or below
            raise self.fail(f"{family.name} has {where.below} indices below and {count - where.below} above", node,
                            "write them as the question does")
        return [written[place] for place in where.order]

    def no_power(self, node: Node, family: Family, slot: Node, range_: Range) -> Node:
        """Refuses g^2 for a sequence g: the member at 2, or a square whose index was left out."""
        if not isinstance(slot, Number) or self.text[slot.start - 1 : slot.start] == "(":  # g^{(2)}
            return slot
        if range_ != INTEGERS:
            raise self.misfit(node, family, (), (), ())
        if slot.value not in (0, 1):
            raise self.fail(f"{self.shown(node)} is a member of {family.name}, or a power without its index", node,
                            f"write {family.name}_{slot.value}, or ({family.name}_t)^{slot.value}")
        return slot

    def fits(self, slot: Node, range_: Range, env: Env) -> bool:
        """Whether an index may belong to a range."""
        if isinstance(slot, Name) and (found := env.get(self.letter(slot, env))) is not None:
            return isinstance(found, IntegerIndex) if range_ == INTEGERS else found.range == range_
        return range_ == INTEGERS or isinstance(slot, (Name, Number))

    def misfit(self, node: Node, family: Family, below: tuple[Node, ...], above: tuple[Node, ...],
               args: tuple[Node, ...]) -> ReadError:
        name, *_ = name_of(node)
        called = family.name.partition("__own")[0]  # of a name that an answer brings
        if not family.ranges:
            written = self.scope.written[family.name] if "\\" in self.text else name
            return self.fail(f"{called} has no index", node,
                             f"write {written} alone, or {written}*(...) for a product")
        if REALS in family.ranges:
            return self.fail(f"{called} is a function of one number", node, f"write {name}(x)")
        count = len(below) + len(above)
        wanted = ", ".join(range_.letters[0] if range_.is_abstract else "t" for range_ in family.ranges)
        have = f"{count} indices" if count > 1 else "one index" if count else "no index"
        shape = " and ".join(range_.name for range_ in family.ranges)
        return self.fail(f"{called} is indexed by {shape}, and has {have} here", node,
                         f"write {name}[{wanted}]")

    # ---- indices and numbers

    def slot(self, part: Node, range_: Range, env: Env) -> Index | Expr:
        """What stands in one place of the brackets: an index, or an integer."""
        if range_ != INTEGERS:
            return self.index(part, env) if isinstance(part, Name) else self.place(part, range_)
        if not isinstance(part, Name):
            return self.integer(part, env)
        if self.letter(part, env) not in env and self.scope.knows_plainly(part.text):
            raise self.fail(f"{part.text} is not an integer", part, "a step is an integer, as t or t-1")
        return self.index(part, env)

    def place(self, node: Node, range_: Range) -> Index:
        """The 1 of x_1, which formulas alone may say: what an author states has no first member."""
        if self.scope.places is None or not isinstance(node, Number) or node.value.denominator != 1:
            raise self.fail("an index is a letter: members are not picked out by number", node)
        return self.make(node, lambda: place_of(range_, int(node.value)))

    def integer(self, node: Node, env: Env) -> Expr:
        """A sum of integers, none of which is so large that nothing could be computed."""
        built = self.build(node, env)
        try:
            found = affine(built)
        except LanguageError as error:
            raise self.fail(error.what, node, error.hint) from None
        if any(abs(times) > LIMIT_EXPONENT for times in found.values()):
            raise self.fail("this number of steps is too large", node, f"it may be as large as {LIMIT_EXPONENT}")
        return built

    def letter(self, node: Name, env: Env) -> str:
        """The letter of an index. A name that is printed with it may be called otherwise."""
        written = self.shown(node).strip("{} ")
        return written if node.text not in env and written in env else node.text

    def index(self, node: Name, env: Env) -> Index:
        if (found := env.get(letter := self.letter(node, env))) is not None:
            return found
        here = f"indices here: {', '.join(env)}; " if env else ""
        raise self.fail(f"{letter} is not bound here", node,
                        f"{here}sum(..., {letter}) or mean(..., {letter}) binds {letter}")

    def index_of(self, node: Node, env: Env) -> Index:
        """An argument that is an index letter."""
        if isinstance(node, Name):
            return self.index(node, env)
        raise self.fail("this is not an index letter", node, "write sum(x[i], i), delta(i, j)")

    def delta(self, node: Node, args: tuple[Node, ...], env: Env) -> Expr:
        match args:
            case (Product((a, b)),):  # \delta_{ij}
                args = (a, b)
        if len(args) != 2:
            raise self.fail(f"delta takes 2 arguments, not {len(args)}", node, "write delta(i, j)")
        places = self.scope.places is not None and any(isinstance(arg, Name) for arg in args)
        of = next((self.index(arg, env).range for arg in args if isinstance(arg, Name)), INTEGERS)
        first, second = (self.place(arg, of) if places and of.is_abstract and isinstance(arg, Number)
                         else self.index_of(arg, env) for arg in args)
        return self.make(node, lambda: delta(first, second))

    def constant(self, node: Node) -> Fraction | None:
        """The value of an exponent that is made of numbers only; None if it is not.

        Raises ReadError if it is out of bounds. No intermediate value can be large.
        """
        value: Fraction | None = None
        match node:
            case Number(value):
                pass
            case Neg(of):
                inner = self.constant(of)
                value = None if inner is None else -inner
            case Sum(terms) | Product(terms):
                parts = [self.constant(term) for term in terms]
                numbers = [part for part in parts if part is not None]
                if len(numbers) < len(parts):
                    return None
                value = Fraction(isinstance(node, Product))
                for part in numbers:
                    value = value + part if isinstance(node, Sum) else value * part
            case Quotient(top, bottom):
                above, below = self.constant(top), self.constant(bottom)
                if above is None or below is None:
                    return None
                if below == 0:
                    raise self.fail("this divides by zero", bottom)
                value = above / below
            case Power(base, exponent):
                below, above = self.constant(base), self.constant(exponent)
                if below is None or above is None:
                    return None
                if above.denominator != 1 or (below == 0 and above < 0):
                    raise self.fail("this exponent is not a rational number", node)
                value = below ** int(above)
        if value is not None and max(abs(value.numerator), value.denominator) > LIMIT_EXPONENT:
            raise self.fail("this exponent is too large", node,
                            f"an exponent may be as large as {LIMIT_EXPONENT}")
        return value

    # ---- what is no name

    def unknown(self, node: Node, env: Env) -> ReadError:
        name, *_ = name_of(node)
        if name in env or any(name in range_.letters for range_ in self.scope.ranges):
            return self.fail(f"{name} is an index, not a number", node, "an index stands in brackets: x[i]")
        called = self.text[node.end : node.end + 1] == "("
        if name in FUNCTIONS:
            return self.fail(f"{name} is a function and needs parentheses", node, f"write {name}(...)")
        for cut in range(1, len(name)):
            if self.scope.knows(name[:cut]) and self.scope.knows(name[cut:]):
                return self.fail(f"{name} is not a name here", node,
                                 f"for a product write {name[:cut]}*{name[cut:]}")
        usable = [n for n in FUNCTIONS if (self.scope.derivatives or n not in DERIVATIVES)
                  and (self.scope.limits or n != "lim")]
        known = [*self.scope.names, *(() if "\\" in name else usable)]
        typed = plain(name)[:40]
        if len(alike := self.scope.printed.get(name, ())) > 1:
            names = [family.name for family in alike]
            return self.fail(f"{name} is how {' and '.join(names)} are written", node, f"write {' or '.join(names)}")
        close = get_close_matches(typed, known, n=1, cutoff=0.6) or [
            other for other in known if other.lower() == typed.lower()]
        latex = "\\" in self.text
        if close and latex:  # as it is printed, not as it is called
            close = [self.scope.written.get(close[0], close[0])]
        what = f"{name[:40] if latex else typed} is not {'a function' if called else 'a name'} here"
        integers = [letter for letter, index in self.scope.free.items() if isinstance(index, IntegerIndex)]
        names = usable if called else [*self.scope.families, *self.scope.sizes, *integers, *self.scope.adjoints]
        if latex and not called:
            names = [self.scope.written.get(one, one) for one in [*self.scope.families, *self.scope.sizes, *integers]]
        hint = f"did you mean {close[0]}?" if close else f"{'functions' if called else 'names'}: " + ", ".join(names)
        return (ReadError if called else UnknownNameError)(what, self.text, node.start, node.end, hint)


def name_of(node: Node) -> tuple[str, tuple[Node, ...], tuple[Node, ...]]:
    """A name with its indices below and above."""
    match node:
        case Name(text):
            return text, (), ()
        case Member(name, below, above):
            return name, below, above
    raise TypeError(node)


def mentions(node: Node, letter: str) -> bool:
    """Whether a letter stands anywhere in a node."""
    return any(isinstance(part, Name) and part.text == letter for part in walk(node))


__all__ = ["DERIVATIVES", "FUNCTIONS", "LIMIT_EXPONENT", "Env", "Names", "mentions", "name_of"]
