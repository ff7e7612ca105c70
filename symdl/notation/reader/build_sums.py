r"""Sums, means and limits: which index each letter is, and what it runs over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from sympy import Add, Expr, Integer, Mul, Rational, oo

from symdl.errors import LackingError
from symdl.language import (
    INTEGERS,
    REALS,
    Index,
    IntegerIndex,
    Range,
    Total,
    delta,
    extremum,
    free_indices,
    integer_terms,
    limit,
    mean,
    total,
)
from symdl.notation.products import product
from symdl.notation.reader.build_names import Env, Names, mentions, name_of
from symdl.notation.reader.shifted import counted_from_one, whole_range
from symdl.notation.reader.syntax import (
    Big,
    Bound,
    Call,
    Chain,
    Constant,
    Function,
    Goes,
    Member,
    Name,
    Neg,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    children,
    walk,
)

_AS_SUM = "write exp(sum(log(...), i))"
_BINDERS = {"sum": total, "mean": mean}


def _factors(node: Node, turned: bool = False) -> Iterator[tuple[Node, bool]]:
    """The factors of a product, and whether each stands below a bar."""
    match node:
        case Product(factors):
            for factor in factors:
                yield from _factors(factor, turned)
        case Quotient(top, bottom):
            yield from _factors(top, turned)
            yield from _factors(bottom, not turned)
        case _:
            yield node, turned


def _exponent(node: Node) -> Node | None:
    """The exponent of e, for a power: y log(p), of p^y, which is that in the language."""
    match node:
        case Power(Constant("e"), exponent) | Call(Function("exp"), (exponent,), ()):
            return exponent
        case Power(base, exponent) if not isinstance(exponent, Number):
            return Product((exponent, Call(Function("log"), (base,), start=base.start, end=base.end)),
                           start=node.start, end=node.end)
    return None


class Sums(Names):
    """Signs that bind letters."""

    def limit(self, node: Big, env: Env) -> Expr:
        r"""lim(f, b -> 1-), \lim_{t \to \infty} f."""
        if not self.scope.limits:
            raise self.fail("lim(...) cannot be used in an answer", node, "write out what it is: that is what is asked")
        match node.bounds:
            case (Goes(Name() as letter, to, side),):
                pass
            case (Goes() as goes,):
                raise self.fail("only a symbol or an integer goes somewhere", goes)
            case _:
                raise self.fail("it is not said where the limit goes", node,
                                "write lim(f, b -> 1-) or lim(f, t -> inf)")
        if to != Constant("infinity"):
            end = self.constant(to)
            if end is None:
                raise self.fail("a limit goes to a number or to inf", to, "write lim(f, b -> 1-) or lim(f, t -> inf)")
            variable = self.named(letter, env)
            of = self.build(node.of, env)
            return self.make(node, lambda: limit(of, variable, Rational(end.numerator, end.denominator), side))
        name = letter.text
        if self.scope.knows_plainly(name):
            raise self.fail(f"{name} is not an integer", letter, "only an integer goes to inf")
        if side:
            raise self.fail("infinity has one side", to, "write t -> inf")
        found = env.get(name)
        index = found if isinstance(found, IntegerIndex) and not found.tag else IntegerIndex(name)
        of = self.build(node.of, {**env, name: index})
        return self.make(node, lambda: limit(of, index, oo))

    def binder(self, node: Big, env: Env) -> Expr:
        r"""sum(f, i, k), \sum_{i=1}^m f, \sum_{k \ne i} f, sum(f, i=1..t)."""
        node = counted_from_one(node, self.scope.sizes)
        if self.scope.places is not None and (whole := whole_range(node, self.scope.sizes)) is not None:
            return self.build(whole, env)
        bounds: list[tuple[Bound, str]] = []
        for bound in (part for each in node.bounds for part in self.split_bound(each)):
            if not isinstance(bound, Bound) or not isinstance(bound.name, Name):
                raise self.fail("a sum is over a letter", bound, f"write {node.sign}(x[i], i)")
            bounds.append((bound, bound.name.text))
        if not bounds:
            raise self.fail(f"{node.sign} binds no index", node, f"write {node.sign}(..., i)")
        if len({letter for _, letter in bounds}) < len(bounds):
            raise self.fail(f"{node.sign} binds an index twice", node, "give each its own letter")
        inner, specs = dict(env), dict[str, Index | tuple[IntegerIndex, Expr, Expr]]()
        for bound, letter in _outermost_first(bounds):
            spec = self.interval(node, bound, letter, inner) or Index(letter, self.range_of(bound, letter, node.of))
            specs[letter] = spec
            inner[letter] = spec[0] if isinstance(spec, tuple) else spec
        inside = self.build(node.of, inner)
        for bound, letter in bounds:
            if bound.condition is not None:
                inside = Mul(self.except_one(bound, letter, inner), inside)
        # The innermost comes first.
        order = [letter for _, letter in bounds]
        if any(isinstance(spec, tuple) for spec in specs.values()):
            order = [*reversed(specs)]
        return self.make(node, lambda: _BINDERS[node.sign](inside, *(specs[a] for a in order)))  # type: ignore[arg-type]

    def product(self, node: Big, env: Env) -> Expr:
        r"""\prod_i, of powers of e: that is e to their sum. A factor without an i comes out as its power.

        Others are a sequence if they are over integers, and else not in the language: nothing says they are positive.
        """
        match node.bounds:
            case (Bound(Name() as letter, first, last, None) as bound,):
                count = last if first == Number(Fraction(1)) else None
            case _:
                raise self.fail("a product is over one letter", node, _AS_SUM)
        outside: list[Node] = []
        exponents: list[Node] = []
        for factor, turned in _factors(node.of):
            power = _exponent(factor)
            if letter not in walk(factor) and count is not None:
                whole = Power(factor, count, start=factor.start, end=factor.end)
                outside.append(Quotient(Number(Fraction(1)), whole) if turned else whole)
            elif power is not None:
                exponents.append(Neg(power) if turned else power)
            else:
                return self.product_of_integers(node, bound, letter.text, env)
        if exponents:
            summed = Big("sum", node.bounds, Sum(tuple(exponents)) if len(exponents) > 1 else exponents[0],
                         start=node.start, end=node.end)
            outside.append(Power(Constant("e"), summed, start=node.start, end=node.end))
        made = Product(tuple(outside), start=node.start, end=node.end) if len(outside) > 1 else outside[0]
        return self.build(made, env)

    def product_of_integers(self, node: Big, bound: Bound, letter: str, env: Env) -> Expr:
        spec = self.interval(node, bound, letter, env)
        first = spec and integer_terms(spec[1])
        if spec is None or first is None or first.keys() - {None}:
            raise self.fail("prod over a range is not in the language", node, _AS_SUM)
        index, _, last = spec
        of = self.build(node.of, {**env, letter: index})
        return self.make(node, lambda: product(of, index, first.get(None, 0), last))

    def extremum(self, node: Big, env: Env) -> Expr:
        r"""\max_j z_j: some number for each value of what is free in it, of which no more is known here.

        What holds for any such number holds for the largest. See ``language.is_extremum``.
        """
        summed = self.binder(Big("sum", node.bounds, node.of, start=node.start, end=node.end), env)
        if not isinstance(summed, Total) or len(summed.indices) != 1:
            raise self.fail(f"{node.sign} over integers is not in the language", node)
        (bound,) = summed.indices
        free = sorted(free_indices(summed), key=str)
        usual = next((i for i in bound.range.indices() if i not in free), None)
        if usual is None or any(isinstance(index, IntegerIndex) for index in free):
            raise self.fail(f"this {node.sign} has too many letters", node)
        body = summed.body.xreplace({bound: usual})
        return extremum(node.sign, body, usual, free)

    def except_one(self, bound: Bound, letter: str, env: Env) -> Expr:
        r"""The factor that leaves out the i of \sum_{k \ne i}: 1 - delta(k, i)."""
        match bound.condition:
            case Chain((Name(a) as first, Name() as second), ("ne",)) if a == letter:
                left, right = self.index(first, env), self.index(second, env)
            case Chain((Name(a) as first, Number() as second), ("ne",)) if a == letter:
                left = self.index(first, env)
                right = self.place(second, left.range)
            case _:
                raise self.fail("this condition of a sum is not read", bound.condition or bound,
                                "a sum is over a whole range, i=1..t, or k \\ne i")
        return self.make(bound, lambda: Add(Integer(1), Mul(Integer(-1), delta(left, right))))

    def interval(self, node: Big, bound: Bound, letter: str, env: Env) -> tuple[IntegerIndex, Expr, Expr] | None:
        """The integer that a bound letter is, with its limits; None if it runs over a whole range."""
        first, last = bound.first, bound.last
        is_one = first is None or first == Number(Fraction(1))
        if last is None and is_one:
            return None
        if isinstance(last, Name) and last.text in self.scope.sizes:
            if not is_one:
                raise self.fail("a sum runs over a whole range", first or bound, f"write {node.sign}(x[i], i)")
            return None
        if last == Constant("infinity"):
            raise LackingError("a sum ends somewhere", self.text, last.start, last.end,
                               "write lim(sum(f, i=1..t), t -> inf)")
        if first is None or last is None:
            raise self.fail("one limit of this sum is missing", bound, "write sum(..., i=1..t)")
        if node.sign == "mean":
            raise self.fail("a mean is over a whole range", bound, "write sum(..., i=1..t)/t")
        self.check_letter(bound, letter, "give the sum another letter")
        for limit_ in (first, last):
            if mentions(limit_, letter):
                raise self.fail(f"a limit of the sum over {letter} uses {letter}", limit_,
                                "give the sum another letter")
        return IntegerIndex(letter), self.integer(first, env), self.integer(last, env)

    def check_letter(self, bound: Bound, letter: str, hint: str, body: Node | None = None) -> None:
        """Refuses a name for the letter of a sum, unless it stands in the places of indices only."""
        if self.scope.knows(letter) and (
                body is None or not mentions(body, letter) or _stands_for_a_value(body, letter)):
            raise self.fail(f"{letter} is a name, not an index letter", bound.name or bound, hint)

    def split_bound(self, bound: Node) -> list[Node]:
        """The letters of sum_ij(...), where ij is no letter itself."""
        known = {a for range_ in self.scope.ranges for a in range_.letters}
        if not isinstance(bound, Bound) or bound.last is not None or bound.first is not None:
            return [bound]
        match bound.name:
            case Product(factors) if all(isinstance(a, Name) for a in factors):
                return [Bound(a, start=a.start, end=a.end) for a in factors]
            case Name(text) as name if len(text) > 1 and text not in known and all(a in known for a in text):
                return [Bound(Name(a, start=name.start, end=name.end), start=name.start, end=name.end) for a in text]
        return [bound]

    def range_of(self, bound: Bound, letter: str, body: Node) -> Range:
        """The range that a bound letter runs over: the one that has it, or where it is used."""
        if isinstance(bound.last, Name) and bound.first == Number(Fraction(1)):  # an end says more than a letter
            named = [range_ for range_ in self.scope.ranges if range_.size_name == bound.last.text]
            if len(named) == 1 and {*named} <= self.uses(body, letter):
                return named[0]
        found = self.guessed_range(bound, letter, body)
        if isinstance(bound.last, Name) and bound.last.text != found.size_name:
            raise self.fail(f"a sum over {letter} runs up to {found.size_name}", bound.last,
                            f"write sum(..., {letter})")
        return found

    def guessed_range(self, bound: Bound, letter: str, body: Node) -> Range:
        node = bound.name or bound
        text = letter.rstrip("'")
        ranges = [range_ for range_ in self.scope.ranges if text in range_.letters]
        used = self.uses(body, letter)
        if len(ranges) == 1 and (self.scope.places is None or not used or ranges[0] in used or INTEGERS in used):
            return ranges[0]
        if not ranges:
            self.check_letter(bound, letter, self.letters(), body)
        elif len(ranges) == 1:  # which is another one's letter elsewhere
            ranges = []
        if INTEGERS in used and not ranges:
            raise self.fail(f"the sum over {letter} has no limits", node, f"write sum(..., {letter}=1..t)")
        fitting = [range_ for range_ in ranges or self.scope.ranges if range_ in used]
        if len(fitting) != 1:
            raise self.fail(f"it is not clear which range {letter} runs over", node, self.letters())
        return fitting[0]

    def letters(self) -> str:
        return "index letters: " + "; ".join(
            f"{', '.join(range_.letters)} of {range_.name}" for range_ in self.scope.ranges)

    def uses(self, node: Node, letter: str) -> set[Range]:
        """The ranges in whose place a letter stands, unless a binder inside binds it again."""
        if isinstance(node, Big) and any(_bound_letter(bound) == letter for bound in node.bounds):
            return set()
        found = set().union(*(self.uses(part, letter) for part in children(node)))
        if not isinstance(node, Member):
            return found
        name, below, above = name_of(node)
        family = self.family(name, len(below) + len(above))
        if family is None:
            return found
        env = {letter: None, **dict.fromkeys(a for range_ in self.scope.ranges for a in range_.letters)}
        below, above = self.split(family, below, above, env)  # type: ignore[arg-type]
        counted = [range_ for range_ in family.ranges if range_ != REALS]
        if len(below) + len(above) != len(counted):
            return found
        if not above or not below:
            return found | {range_ for slot, range_ in zip((*below, *above), counted, strict=True)
                            if mentions(slot, letter)}
        # Which of the places it has depends on the other letters.
        return found | ({*counted} if any(mentions(slot, letter) for slot in (*below, *above)) else set())


def _stands_for_a_value(node: Node, letter: str) -> bool:
    """Whether a letter stands anywhere but in the places of indices."""
    if isinstance(node, Member):
        return False
    return node == Name(letter) or any(_stands_for_a_value(part, letter) for part in children(node))


def _bound_letter(bound: Node) -> str | None:
    return bound.name.text if isinstance(bound, (Bound, Goes)) and isinstance(bound.name, Name) else None


def _outermost_first(bounds: Sequence[tuple[Bound, str]]) -> list[tuple[Bound, str]]:
    """The bounds in such an order that each may use the letters before it in its limits.

    The last one stands outermost, unless it uses another one's letter.
    """
    left, found = [*reversed(bounds)], list[tuple[Bound, str]]()
    while left:
        free = [(bound, letter) for bound, letter in left
                if not any(mentions(limit_, other) for _, other in left if other != letter
                           for limit_ in (bound.first, bound.last) if limit_ is not None)]
        found.append((free or left)[0])
        left.remove(found[-1])
    return found


__all__ = ["Sums"]
