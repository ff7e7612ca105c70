r"""Formulas of vectors and matrices in a normal form: sums of words of letters, with numbers before them.

The order of a word counts. What is a number in it, as x^\top y is, is taken out: it may stand anywhere, and is
y^\top x. The numbers before a word are trees of ordinary mathematics, which are compared as such. What no rule opens,
(X^\top X + \lambda I)^{-1} or tanh(W x), is a letter of its own, and the same one if what is in it is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import count
from typing import TypeAlias

from symdl.grading.scalar.linear.letters import is_ones, is_step, is_unit, is_zero, whole
from symdl.grading.scalar.linear.shapes import NUMBER, ONE, Fitting, Shape
from symdl.grading.scalar.trees import ONE as UNIT
from symdl.grading.scalar.words import TWO, NoMeaning, call, over, plus, power, rebuilt, replaced, times
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, show, walk

_MOST_WORDS = 120
_MOST_POWER = 6

SameNumber: TypeAlias = Callable[[Node, Node], bool]


@dataclass(frozen=True)
class Letter:
    """A factor of a word.

    name     what it is called; of one that a sum runs over, with a mark where its index stands
    shape    as it stands here, turned or not
    turned   whether it is transposed
    inverse  whether it is the inverse
    inside   the words whose entries are multiplied, or the one that stands on a diagonal
    index    the letters of sums in it, each once
    symmetric  whether it is its own transpose
    orthonormal  whether its columns are
    """

    name: str
    shape: Shape
    turned: bool = False
    inverse: bool = False
    inside: tuple[Word, ...] = ()
    index: tuple[str, ...] = ()
    symmetric: bool = False
    orthonormal: bool = False

    @property
    def transposed(self) -> Letter:
        if self.symmetric:
            return self
        shape = self.shape[1], self.shape[0]
        if self.name == _BY_ENTRY:
            return replace(self, shape=shape, inside=_sorted(map(turned, self.inside)))
        if self.name in (_DIAGONAL, _ONES):
            return replace(self, shape=shape)
        return replace(self, shape=shape, turned=not self.turned)


Word: TypeAlias = tuple[Letter, ...]
_BY_ENTRY, _DIAGONAL, _ONES = "⊙", "diag", "1"
INVERSE = "inverse"
"""What is opened as the inverse of a sum."""
ZERO = at.Number(Fraction(0))


def turned(word: Word) -> Word:
    return tuple(letter.transposed for letter in reversed(word))


def _sorted(words: Iterable[Word]) -> tuple[Word, ...]:
    return tuple(sorted(words, key=repr))


@dataclass(frozen=True)
class Form:
    """A sum of words, each with the number before it. A number is one of the empty word."""

    shape: Shape
    terms: Mapping[Word, Node]

    @property
    def number(self) -> Node:
        return self.terms.get((), at.Number(Fraction(0)))


@dataclass
class Words:
    """Makes normal forms of formulas whose letters are known.

    fitting   what the letters are
    same      whether two numbers are the same, for certain
    opened    what no rule opens: its name, what is in it, and the letter that stands for it
    positive  names of numbers that are not negative: lengths
    inner    the words that names of numbers stand for
    """

    fitting: Fitting
    same: SameNumber
    opened: list[tuple[str, tuple[Form, ...], Letter]] = field(default_factory=list)
    positive: set[str] = field(default_factory=set)
    inner: dict[str, Word] = field(default_factory=dict)

    def are_same(self, one: Form, other: Form) -> bool:
        if not one.terms and not other.terms:
            return True
        if self._size(one.shape) != self._size(other.shape):
            return False
        ours, theirs = self._with_summands(one), self._with_summands(other)
        return all(self.same(ours.get(word, ZERO), theirs.get(word, ZERO)) for word in {**ours, **theirs})

    def _with_summands(self, form: Form) -> Mapping[object, Node]:
        """The number before each word, where sums of one vector, as x_i, are one sum: of all the numbers before it."""
        found: dict[object, list[Node]] = {}
        sums = {letter.name: (name, inner[0]) for name, inner, letter in self.opened if name.startswith("sum ")}
        for word, factor in form.terms.items():
            places = [place for place, letter in enumerate(word) if letter.name in sums]
            if len(places) != 1:
                found.setdefault(word, []).append(factor)
                continue
            (place,) = places
            name, inner = sums[word[place].name]
            for part, number in inner.terms.items():
                part = turned(part) if word[place].turned else part
                found.setdefault((word[:place], name, part, word[place + 1 :]), []).append(times(factor, number))
        return {word: plus(*factors) for word, factors in found.items()}

    def _size(self, shape: Shape) -> Shape:
        return self.fitting.root(shape[0]), self.fitting.root(shape[1])

    def form(self, node: Node) -> Form:
        """The normal form. Raises NoMeaning, Unfit."""
        shape = self.fitting.shape(node)
        if is_zero(node):
            return Form(shape, {})
        if shape == NUMBER:
            return Form(NUMBER, {(): self._number(node)})
        match node:
            case at.Name() | at.Member():
                return self._letter(node, shape)
            case at.Power(at.Name() | at.Member(), exponent) if is_step(exponent):
                return self._letter(node, shape)
            case at.Neg(of):
                return self._scaled(self.form(of), at.Number(Fraction(-1)))
            case at.Transpose(of):
                made = self.form(of)
                return Form(shape, {turned(word): factor for word, factor in made.terms.items()})
            case at.Sum(terms):
                return self._sum(terms, shape)
            case at.Product(factors):
                return self._product(factors)
            case at.Quotient(top, bottom):
                return self._quotient(top, bottom, shape)
            case at.Power(base, exponent):
                return self._power(base, exponent, shape)
            case at.Infix("odot", args):
                made = self.form(args[0])
                for arg in args[1:]:
                    made = self._by_entry(made, self.form(arg))
                return made
            case at.Root(of, degree):
                return self._known("root" if degree is None else f"root {show(degree)}", (self.form(of),), shape)
            case at.Call(at.Function("diag"), (of,)):
                made = self.form(of)
                return Form(shape, {() if word == (Letter(_ONES, word[0].shape),) else (
                    Letter(_DIAGONAL, shape, inside=(word,)),): factor for word, factor in made.terms.items()})
            case at.Call(function, (of,)):
                return self._known(show(function), (self.form(of),), shape)
            case at.Gradient(at.Call(at.Name(called), args), by, order):
                return self._known(f"nabla {order} {called} {show(by) if by else ''}", [*map(self.form, args)], shape)
            case at.Gradient() | at.Derivative():
                return self._letter(node, shape)
            case at.Big("sum", bounds, of):
                return self._summed(bounds, of, shape)
        raise NoMeaning(f"no rule is known for {show(node)[:60]}")

    # ---- letters

    def _letter(self, node: Node, shape: Shape) -> Form:
        if is_unit(node):
            return Form(shape, {(): UNIT})
        if is_ones(node):
            return Form(shape, {(Letter(_ONES, shape),): UNIT})
        name, index = show(node), tuple(dict.fromkeys(
            part.text for part in walk(node) if isinstance(part, at.Name) and part.text in self.fitting.bound))
        for place, letter in enumerate(index):
            name = show(replaced(node, at.Name(letter), at.Name(f"•{place}"))) if len(index) == 1 else name
        is_symmetric = ONE not in shape and self.fitting.is_symmetric(node)
        return Form(shape, {(Letter(name, shape, index=index, symmetric=is_symmetric,
                                    orthonormal=self.fitting.is_orthonormal(node)),): UNIT})

    def _known(self, name: str, args: Sequence[Form], shape: Shape) -> Form:
        """What no rule opens: the letter that stands for it."""
        for other, theirs, letter in self.opened:
            if other == name and len(theirs) == len(args) and all(map(self.are_same, args, theirs)):
                return Form(shape, {(letter,): UNIT})
        index = tuple(dict.fromkeys(one for form in args for one in self._indices(form)))
        letter = Letter(f"{name}#{len(self.opened)}", shape, index=index)
        self.opened.append((name, tuple(args), letter))
        return Form(shape, {(letter,): UNIT})

    def _indices(self, form: Form) -> list[str]:
        found = [one for word in form.terms for letter in word for one in _index(letter)]
        return [*found, *(part.text for factor in form.terms.values() for part in walk(factor)
                          if isinstance(part, at.Name) and part.text in self.fitting.bound)]

    # ---- sums and products

    def collected(self, shape: Shape, terms: Iterable[tuple[Word, Node]]) -> Form:
        found: dict[Word, list[Node]] = {}
        for word, factor in terms:
            found.setdefault(word, []).append(factor)
        if len(found) > _MOST_WORDS:
            raise NoMeaning("this is a sum of too many products")
        return Form(shape, {word: plus(*factors) for word, factors in found.items()})

    def _scaled(self, form: Form, by: Node) -> Form:
        return Form(form.shape, {word: times(by, factor) for word, factor in form.terms.items()})

    def _sum(self, terms: Sequence[Node], shape: Shape) -> Form:
        found: list[tuple[Word, Node]] = []
        for term in terms:
            if is_zero(term):
                continue
            made = self.form(term)
            if self._size(made.shape) == NUMBER and shape != NUMBER:  # to each entry
                found.append(((Letter(_ONES, shape),), made.number))
            else:
                found += made.terms.items()
        return self.collected(shape, found)

    def _product(self, factors: Sequence[Node]) -> Form:
        made = Form(NUMBER, {(): UNIT})
        for factor in factors:
            made = self._times(made, self.form(factor))
        return made

    def _times(self, left: Form, right: Form) -> Form:
        if NUMBER in (self._size(left.shape), self._size(right.shape)):
            number, other = (left, right) if self._size(left.shape) == NUMBER else (right, left)
            return self._scaled(other, number.number)
        if self.fitting.multiplies_entries(left.shape, right.shape):
            return self._by_entry(left, right)
        (rows, inner), (across, columns) = self._size(left.shape), self._size(right.shape)
        if inner == columns == ONE and across == rows:  # two columns: the inner product
            left = Form((inner, rows), {turned(word): factor for word, factor in left.terms.items()})
            rows, inner = inner, rows
        elif rows == across == ONE and inner == columns != ONE:
            right = Form((columns, across), {turned(word): factor for word, factor in right.terms.items()})
            columns = ONE
        shape = rows, columns
        return self.collected(shape, (self.taken_apart((*one, *two), times(a, b), shape)
                                       for one, a in left.terms.items() for two, b in right.terms.items()))

    def taken_apart(self, word: Word, factor: Node, shape: Shape) -> tuple[Word, Node]:
        """A word without what stands beside its inverse, and without what is a number in it."""
        kept: list[Letter] = []
        for letter in word:
            last = kept[-1] if kept else None
            if last is not None and (last == replace(letter, inverse=not letter.inverse, shape=last.shape)
                                     or self._are_orthonormal(last, letter)):
                kept.pop()
            else:
                kept.append(letter)
        kept = self._cancelled(kept)
        parts: list[list[Letter]] = [[]]
        for letter in kept:
            rows, columns = self._size(letter.shape)
            if rows == ONE and parts[-1]:
                parts.append([])
            parts[-1].append(letter)
            if columns == ONE:
                parts.append([])
        left: list[Letter] = []
        numbers = [factor]
        for part in map(self._without_diagonals, filter(None, parts)):
            if self._size(part[0].shape)[0] == ONE and self._size(part[-1].shape)[1] == ONE:
                numbers.append(self._inner(tuple(part)))
            else:
                left += part
        return tuple(left), times(*(number for number in numbers if number != UNIT))

    def _are_orthonormal(self, one: Letter, other: Letter) -> bool:
        """Whether this is Q^\\top Q of orthonormal columns; or Q Q^\\top, if Q is square."""
        rows, columns = self._size(other.shape)
        return other.orthonormal and one == replace(other, turned=not other.turned, shape=one.shape) and (
            one.turned or rows == columns)

    def _cancelled(self, word: list[Letter]) -> list[Letter]:
        """A word without (X^\\top X)^{-1} X^\\top X: what stands beside the inverse of just that."""
        inverses = {letter.name: next(iter(args[0].terms)) for name, args, letter in self.opened
                    if name == INVERSE and len(args[0].terms) == 1}
        for place, letter in enumerate(word):
            of = inverses.get(letter.name, ())
            of = turned(of) if letter.turned else of
            size = len(of)
            for start in (place - size, place + 1) if size else ():
                if start >= 0 and tuple(word[start : start + size]) == of:
                    low, high = min(start, place), max(start + size, place + 1)
                    return self._cancelled([*word[:low], *word[high:]])
        return word

    def _without_diagonals(self, part: list[Letter]) -> list[Letter]:
        """A column that begins with a diagonal matrix, or a row that ends with one, as a product of entries."""
        if len(part) > 1 and part[0].name == _DIAGONAL and self._size(part[-1].shape)[1] == ONE:
            rest = tuple(self._without_diagonals(part[1:]))
            return [self._entries((part[0].inside[0], rest), (part[0].shape[0], part[-1].shape[1]))]
        if len(part) > 1 and part[-1].name == _DIAGONAL and self._size(part[0].shape)[0] == ONE:
            rest = tuple(self._without_diagonals(part[:-1]))
            return [self._entries((turned(part[-1].inside[0]), rest), (part[0].shape[0], part[-1].shape[1]))]
        for place, letter in enumerate(part):  # W diag(u) v
            if 0 < place < len(part) - 1 and letter.name == _DIAGONAL and self._size(part[-1].shape)[1] == ONE:
                return [*part[:place], *self._without_diagonals(part[place:])]
        return part

    def _entries(self, words: Iterable[Word], shape: Shape) -> Letter:
        """The letter of a product of entries."""
        inside: list[Word] = []
        for word in words:
            if len(word) == 1 and word[0].name == _BY_ENTRY:
                inside += word[0].inside
            elif not (len(word) == 1 and word[0].name == _ONES):
                inside.append(word)
        if len(inside) == 1 and len(inside[0]) == 1:
            return inside[0][0]
        return Letter(_BY_ENTRY, shape, inside=_sorted(inside))

    def _by_entry(self, left: Form, right: Form) -> Form:
        for one, other in ((left, right), (right, left)):
            if self._size(one.shape) == NUMBER:
                return self._scaled(other, one.number)

        def multiplied(word: Word, other: Word) -> Word:
            if not word or not other:
                raise NoMeaning("the entries of a unit matrix")
            if word == (Letter(_ONES, word[0].shape),):
                return other
            if other == (Letter(_ONES, other[0].shape),):
                return word
            return (self._entries((word, other), left.shape),)

        return self.collected(left.shape, ((multiplied(word, other), times(a, b)) for word, a in left.terms.items()
                                            for other, b in right.terms.items()))

    def _quotient(self, top: Node, bottom: Node, shape: Shape) -> Form:
        above, below = self.form(top), self.form(bottom)
        if self._size(below.shape) == NUMBER:
            return Form(above.shape, {word: over(factor, below.number) for word, factor in above.terms.items()})
        return self._by_entry(above, self._known("1/", (below,), shape))

    def _power(self, base: Node, exponent: Node, shape: Shape) -> Form:
        times_, below = whole(exponent), self.form(base)
        if self._size(below.shape) == NUMBER or times_ is None or abs(times_) > _MOST_POWER:
            return self._known("power", (below, self.form(exponent)), shape)
        if ONE in self._size(below.shape) or self.fitting.raises_entries(base, exponent):
            made = below
            for _ in range(abs(times_) - 1):
                made = self._by_entry(made, below)
            return made if times_ > 0 else self._known("1/", (made,), shape)
        made = self._inverse(below) if times_ < 0 else below
        power_ = made
        for _ in range(abs(times_) - 1):
            power_ = self._times(power_, made)
        return power_ if times_ else Form(shape, {(): UNIT})

    def _inverse(self, form: Form) -> Form:
        if not form.terms:
            raise NoMeaning("the inverse of 0")
        lead = min(form.terms, key=_spelled)
        factor = form.terms[lead]
        if factor != UNIT:  # (c A)^-1 is A^-1/c
            bare = Form(form.shape, {word: UNIT if word == lead else over(by, factor)
                                     for word, by in form.terms.items()})
            return Form(form.shape, {word: over(by, factor) for word, by in self._inverse(bare).terms.items()})
        if len(form.terms) == 1:
            word = lead
            if all(self._size(letter.shape)[0] == self._size(letter.shape)[1] for letter in word):
                back = tuple(self._inverse_of(letter) for letter in reversed(word))
                return Form(form.shape, {back: UNIT})
        return Form(form.shape, {(self._turnable(INVERSE, form),): UNIT})

    def _inverse_of(self, letter: Letter) -> Letter:
        if letter.name in (_BY_ENTRY, _DIAGONAL, _ONES):
            raise NoMeaning("the inverse of a product of entries")
        return replace(letter, inverse=not letter.inverse, shape=(letter.shape[1], letter.shape[0]))

    # ---- numbers

    def _number(self, node: Node) -> Node:
        """A number as a tree of ordinary mathematics, in which what is made of vectors is a name."""
        match node:
            case at.Product(factors) if any(self.fitting.shape(factor) != NUMBER for factor in factors):
                return self._product(factors).number
            case at.Infix("odot", args):
                return times(*map(self._number, args))
            case at.Transpose(of):
                return self._number(of)
            case at.Sum(terms):
                return plus(*(self._number(term) for term in terms))
            case at.Quotient(top, bottom):
                return over(self._number(top), self._number(bottom))
            case at.Call(at.Function("norm"), (of, at.Number(order))) if order == 1:
                form = self.form(of)
                back = self._scaled(form, at.Number(Fraction(-1)))
                known = any(name == "norm 1" and self.are_same(theirs[0], back) for name, theirs, _ in self.opened)
                return self._named(self._known("norm 1", [back if known else form], NUMBER))
            case at.Power(at.Call(at.Function("norm"), (of, *order)), at.Number(exponent)) if exponent == 2 \
                    and order != [UNIT]:
                return self._squared_length(self.form(of))
            case at.Call(at.Function("norm"), (of, *_)):
                return self._length(self.form(of))
            case at.Call(at.Function("abs"), (of,)) if ONE in self.fitting.shape(of):
                return self._length(self.form(of))
            case at.Call(at.Function("det" | "abs"), (of,)):
                return self._determinant(self.form(of))
            case at.Call(at.Function("tr"), (of,)):
                return self._trace(self.form(of))
            case at.Call(function, args) if any(self.fitting.shape(arg) != NUMBER for arg in args):
                return self._named(self._known(show(function), [*map(self.form, args)], NUMBER))
            case at.Gradient() | at.Derivative():
                return self._named(self._letter(node, NUMBER))
            case at.Big("sum", bounds, of):
                return self._number_summed(bounds, of)
            case at.Name() | at.Member() | at.Number() | at.Constant():
                return node
        return rebuilt(node, lambda child: self._number(child) if not isinstance(child, (at.Function, at.Bound))
                       else child)

    def _named(self, form: Form) -> Node:
        ((word, _),) = form.terms.items()
        return self._inner(word)

    def _inner(self, word: Word) -> Node:
        """The name of a number that is a product of vectors; a length that is squared, as x^\top x is."""
        back = turned(word)
        if word == back and len(word) % 2 == 0 and not _indices_of(word):
            length = at.Name(f"‖{_spelled(word[len(word) // 2 :])}‖")
            self.positive.add(length.text)
            return power(length, TWO)
        word = min(word, back, key=_spelled)
        name = f"⟨{_spelled(word)}⟩"
        index = _indices_of(word)
        self.inner[name] = word
        return at.Member(name, tuple(map(at.Name, index))) if index else at.Name(name)

    def _length(self, form: Form) -> Node:
        if self._size(form.shape) == NUMBER:
            return call("abs", form.number)
        return at.Root(self._squared_length(form))

    def _squared_length(self, form: Form) -> Node:
        """Of a matrix, the trace of M^T M."""
        rows, columns = self._size(form.shape)
        if rows == columns == ONE:
            return power(form.number, TWO)
        back = Form((columns, rows), {turned(word): factor for word, factor in form.terms.items()})
        if ONE not in (rows, columns):
            return self._trace(self._times(back, form))
        return self._times(*((back, form) if columns == ONE else (form, back))).number

    def _trace(self, form: Form) -> Node:
        """The sum over the diagonal, in which a word may begin with any of its letters."""
        if self._size(form.shape) == NUMBER:
            return form.number
        parts = []
        for word, factor in form.terms.items():
            split = next((place for place in range(1, len(word))
                          if ONE in (self._size(word[place - 1].shape)[1], self._size(word[place].shape)[0])), 0)
            if split:  # tr(x y^T) = y^T x
                _, number = self.taken_apart((*word[split:], *word[:split]), factor, NUMBER)
                parts.append(number)
                continue
            ways = [(*one[k:], *one[:k]) for one in (word, turned(word)) for k in range(max(1, len(one)))]
            best = min(ways, key=_spelled)
            index = _indices_of(best)
            name = f"tr⟨{_spelled(best)}⟩" if best else f"tr⟨I {self._size(form.shape)[0]}⟩"
            parts.append(times(factor, at.Member(name, tuple(map(at.Name, index))) if index else at.Name(name)))
        return plus(*parts)

    def _determinant(self, form: Form) -> Node:
        """Of one word of square letters, the product of theirs; a number before it counts with the size."""
        if len(form.terms) == 1:
            ((word, factor),) = form.terms.items()
            if factor == UNIT and word and all(self._size(one.shape)[0] == self._size(one.shape)[1] for one in word):
                parts: list[Node] = []
                for one in word:
                    bare = replace(one, turned=False, inverse=False)
                    name = at.Name(f"det⟨{_spelled((bare,))}⟩")
                    parts.append(over(UNIT, name) if one.inverse else name)
                return times(*parts)
        return self._named(self._known("det", (form,), NUMBER))

    # ---- sums over an index

    def _bound(self, bounds: Sequence[Node]) -> tuple[str, at.Bound]:
        match bounds:
            case (at.Bound(at.Name(letter), _, _, None) as bound,):
                return letter, bound
        raise NoMeaning("a sum over more than one index, or with a condition")

    def _renamed(self, bounds: Sequence[Node], of: Node) -> tuple[str, at.Bound, Node]:
        """A sum with the first letter that nothing in it has, so that two that differ in theirs alone are one."""
        letter, bound = self._bound(bounds)
        new = next(name for name in map("•{}".format, count()) if not _mentions(of, name))
        return new, replace(bound, name=at.Name(new)), replaced(of, at.Name(letter), at.Name(new))

    def _number_summed(self, bounds: Sequence[Node], of: Node) -> Node:
        new, bound, body = self._renamed(bounds, of)
        with self.fitting.summing(new):
            number = self._number(body)
        if not any(isinstance(part, at.Member) and part.name in self.inner for part in walk(number)):
            return at.Big("sum", (bound,), number)
        return plus(*(self._term_summed(_factors(term), new, bound) for term in _terms(number)))

    def _term_summed(self, factors: Sequence[Node], new: str, bound: at.Bound) -> Node:
        r"""A product, summed: of x_i^\top y, the sum of x_i, times y."""
        free = [one for one in factors if not _mentions(one, new)]
        bound_ = [one for one in factors if _mentions(one, new)]
        named = [one for one in bound_ if isinstance(one, at.Member) and one.name in self.inner]
        word = self.inner[named[0].name] if len(named) == 1 else ()
        inside = [place for place, letter in enumerate(word) if new in _index(letter)]
        if not bound_:
            return times(*free, _counted(bound))
        if not inside or (inside[0] == 0 and inside[-1] == len(word) - 1):
            return times(*free, at.Big("sum", (bound,), times(*bound_)))
        word = self._with_sum(word, inside, times(*(one for one in bound_ if one is not named[0])), new, bound)
        return times(*free, self._inner(word))

    def _with_sum(self, word: Word, inside: Sequence[int], number: Node, new: str, bound: at.Bound) -> Word:
        """A word in which what has the index of a sum is the letter of that sum."""
        first, last = inside[0], inside[-1] + 1
        part = word[first:last]
        taken = {*_indices_of(part), *(one.text for one in walk(number) if isinstance(one, at.Name))} - {new}
        bare = next(name for name in map("•{}".format, count()) if name not in taken)  # whatever sums stand around it
        part, number, new = _with_index(part, new, bare), replaced(number, at.Name(new), at.Name(bare)), bare
        ends = f"{show(bound.first) if bound.first else ''}..{show(bound.last) if bound.last else ''}"
        inner = (part[0].shape[0], part[-1].shape[1])
        summed = self._turnable(f"sum {ends} {new}", Form(inner, {part: number}), new)
        return *word[:first], summed, *word[last:]

    def _summed(self, bounds: Sequence[Node], of: Node, shape: Shape) -> Form:
        new, bound, body = self._renamed(bounds, of)
        with self.fitting.summing(new):
            made = self.form(body)
        found: list[tuple[Word, Node]] = []
        for word, factors in ((word, _factors(term)) for word, factor in made.terms.items() for term in _terms(factor)):
            free = [one for one in factors if not _mentions(one, new)]
            bound_ = [one for one in factors if _mentions(one, new)]
            word = self._with_inner(word, bound_, new)
            rest = times(*bound_)
            inside = [place for place, letter in enumerate(word) if new in _index(letter)]
            if not inside:
                found.append((word, times(*free, _counted(bound) if rest == UNIT else at.Big("sum", (bound,), rest))))
                continue
            found.append((self._with_sum(word, inside, rest, new, bound), times(*free)))
        return self.collected(shape, (self.taken_apart(word, factor, shape) for word, factor in found))

    def _with_inner(self, word: Word, factors: list[Node], new: str) -> Word:
        r"""x_i x_i^\top w for (x_i^\top w) x_i, so that what no sum is over stands at an end. It leaves the factors."""
        named = [one for one in factors if isinstance(one, at.Member) and one.name in self.inner]
        if len(named) != 1 or not word:
            return word
        ends = [place for place in range(1, len(word) + 1) if self._size(word[place - 1].shape)[1] == ONE]
        seg = self.inner[named[0].name]
        first, last = (new in _index(seg[place]) for place in (0, -1))
        if not ends or first == last:
            return word
        seg = seg if first else turned(seg)
        factors.remove(named[0])
        return (*word[: ends[0]], *seg, *word[ends[0] :])

    def _turnable(self, name: str, form: Form, new: str = "") -> Letter:
        """The letter of an inverse or a sum, of which one that is turned is that of what is turned in it."""
        back = Form((form.shape[1], form.shape[0]), {turned(word): factor for word, factor in form.terms.items()})
        for other, theirs, letter in self.opened:
            if other == name and self.are_same(theirs[0], form):
                return letter
            if other == name and self.are_same(theirs[0], back):
                return letter.transposed
        index = tuple(one for one in dict.fromkeys(self._indices(form)) if one != new)
        letter = Letter(f"{name}#{len(self.opened)}", form.shape, index=index, symmetric=self.are_same(form, back))
        self.opened.append((name, (form,), letter))
        return letter


_E = at.Constant("e")


def _index(letter: Letter) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*letter.index, *(one for word in letter.inside for one in _indices_of(word)))))


def _indices_of(word: Word) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for letter in word for one in _index(letter)))


def _with_index(word: Word, old: str, new: str) -> Word:
    """A word with another letter for one that a sum is over."""
    return tuple(replace(
        letter, name=letter.name.replace(old, new) if len(letter.index) > 1 else letter.name,
        index=tuple(new if one == old else one for one in letter.index),
        inside=tuple(_with_index(one, old, new) for one in letter.inside)) for letter in word)


def _spelled(word: Word) -> str:
    def one(letter: Letter) -> str:
        inside = f"({'; '.join(map(_spelled, letter.inside))})" if letter.inside else ""
        index = f"[{', '.join(letter.index)}]" if len(_indices_of(word)) > 1 else ""
        return f"{letter.name}{index}{inside}{'⁻¹' * letter.inverse}{'ᵀ' * letter.turned}"
    return " ".join(map(one, word))


def _terms(node: Node) -> list[Node]:
    """The terms of a number, multiplied out as far as they are few."""
    match node:
        case at.Sum(terms):
            return [part for term in terms for part in _terms(term)]
        case at.Neg(of):
            return [times(at.Number(Fraction(-1)), part) for part in _terms(of)]
        case at.Product(factors):
            found: list[Node] = [UNIT]
            for factor in factors:
                parts = _terms(factor)
                if len(found) * len(parts) > _MOST_WORDS:
                    return [node]
                found = [times(one, other) for one in found for other in parts]
            return found
        case at.Power(base, at.Number(n)) if n.denominator == 1 and 1 < n <= _MOST_POWER:
            return _terms(at.Product((base,) * int(n)))
        case at.Quotient(top, bottom):
            return [over(part, bottom) for part in _terms(top)]
    return [node]


def _factors(node: Node) -> list[Node]:
    match node:
        case at.Product(factors):
            return [part for factor in factors for part in _factors(factor)]
        case at.Neg(of):
            return [at.Number(Fraction(-1)), *_factors(of)]
        case at.Quotient(top, bottom):
            return [*_factors(top), over(UNIT, bottom)]
    return [node]


def _counted(bound: at.Bound) -> Node:
    """A sum of ones: n, from 1 to a size n."""
    if bound.first == UNIT and isinstance(bound.last, at.Name):
        return bound.last
    return at.Big("sum", (bound,), UNIT)


def _mentions(node: Node, letter: str) -> bool:
    return any(isinstance(part, at.Name) and part.text == letter for part in walk(node))


__all__ = ["INVERSE", "ZERO", "Form", "Letter", "SameNumber", "Word", "Words", "turned"]
