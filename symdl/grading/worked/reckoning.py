"""Steps of a worked solution judged by the rules of ordinary mathematics."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import Any

from symdl.derivation import Witness
from symdl.errors import InputError, LanguageError, ReadError
from symdl.grading.integrals import has_no_ends, letters_without_ends, without_integrals
from symdl.grading.named import is_named
from symdl.grading.ordinary import compared, shown_by
from symdl.grading.proved.abbreviations import OF_ANOTHER
from symdl.grading.question import Question
from symdl.grading.scalar.decision import Decision
from symdl.grading.scalar.points import counting, free_names
from symdl.grading.scalar.trees import ONE, TWO, plus, times
from symdl.grading.scalar.values import Outside, Place, Unclear, Unsupported, real
from symdl.grading.scalar.values import value as value_of
from symdl.grading.scalar.words import NoMeaning, replaced, standard
from symdl.grading.typed.noted import as_counted, with_letters_of
from symdl.grading.worked.differentials import per_differential
from symdl.grading.worked.ground import ASKED, Judged, seen_at, subsets, told_only_by_name, unless
from symdl.grading.worked.naming import is_taken
from symdl.notation.latex import latex as latex_of_syntax
from symdl.notation.read import refuse_words
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import (
    Big,
    Blank,
    Bound,
    Call,
    Chain,
    Constant,
    Derivative,
    Evaluated,
    Gradient,
    Group,
    Indicator,
    Infix,
    List,
    Matrix,
    Member,
    Name,
    Neg,
    Node,
    Power,
    Product,
    Sum,
    Text,
    rebuilt,
    show,
    walk,
)


def with_left_side(question: Question) -> Question:
    """A question that says what a derivative, an integral or a limit is, as one that asks for what stands there."""
    chain = question.right[0] if question.right and question.derivation is None and question.left is None else None
    if not isinstance(chain, Chain) or chain.signs != ("eq",) or is_named(chain) or isinstance(chain.items[0], Blank):
        return question
    left, right = chain.items
    if not _operations(left) or _operations(right) or isinstance(right, (Chain, List)):
        return question
    return replace(question, left=left, right=(right, *question.right[1:]))


def is_worked_out(question: Question) -> bool:
    r"""Whether the left side of a reference is read as its value: \sigma'(z) as \sigma(z)(1 - \sigma(z))."""
    return question.left is not None and question.left == question.right[0] and "'" in question.written[0].partition(
        "=")[0]


class Reckoning:
    """Steps of ordinary mathematics, which the prover's language cannot say."""

    def __init__(self, question: Question):
        right = question.right[0]
        self._left: Node | None = question.left
        if isinstance(right, Chain) and is_named(right):
            self._left, right = right.items
        if isinstance(right, (Chain, Group, Indicator, List, Matrix, Text)) or (
                isinstance(right, Infix) and right.sign not in ("odot", "circ")):
            raise InputError(f"{question.id} asks for no number or vector, so steps cannot be judged",
                             hint="give the last line as the answer")
        self.question = question
        self.asked: Node = right
        # \sigma'(z) is known as it is read, so what the reference says of it is an answer, and repeats nothing.
        self._is_worked_out = is_worked_out(question)
        self._left = None if self._is_worked_out else self._left
        self._own: dict[Node, Node] = {}
        self._applied: dict[str, tuple[Name, Node]] = {}  # functions of one's own: their letter, and what they are
        # What the question counts up to is an integer, in steps that count no more, too.
        counted = () if self._left is None else sorted(counting(self._left))
        self._assumptions = (*question.assumptions, *(f"{name} integer" for name in counted))
        said = [tree for tree in (right, self._left) if tree is not None]
        slopes = [one for tree in said for part in walk(tree) if isinstance(part, Derivative)
                  for one in (part.of, *part.by)]
        self._known = {*question.notation.meanings, *free_names(*said, *slopes)}
        self._functions = {re.split("['|]", part.function.text)[0] for tree in said for part in walk(tree)
                           if isinstance(part, Call) and isinstance(part.function, Name)}

    def knows(self, name: str) -> bool:
        return name in self._known

    def named(self, clause: str) -> Reckoning:
        tree = self._parsed(clause)
        if not isinstance(tree, Chain) or tree.signs not in (("eq",), ("define",)) or not (
                name := self._new(tree.items[0])) or name in free_names(tree.items[1]) or OF_ANOTHER.search(name):
            raise ReadError("this names nothing new", clause, 0, len(clause), "write u = x^2 + 1")
        base, _, below = name.partition("_")
        if below.strip("{}") in self._known and base in {one for one, _ in self.question.spelled.functions}:
            raise ReadError(f"{name} may be a derivative of {base}", clause, 0, len(clause), "write it as a fraction")
        head, value = tree.items[0], self._with_own(tree.items[1], clause)
        if name in _named_in(tree.items[1]) | _named_in(value):
            raise ReadError(f"{name} is said by itself here", clause, 0, len(clause), "say it by what is known")
        made = copy(self)
        made._known = {*self._known, name}
        if isinstance(head, Call) and isinstance(letter := head.args[0], Name):
            made._applied = {**self._applied, name: (letter, value)}
        else:
            made._own = {**self._own, head: value, **dict(_primed(head, value, self._by))}
        return made

    def given(self, name: str, body: str) -> Reckoning:
        """The same where a name of the question stands for what that says. Raises ReadError."""
        made = copy(self)
        head = self._parsed(name)
        made._own = {**self._own, head: self._with_own(self._parsed(body), body)}
        made._known = {*self._known, *_named_in(head)}
        return made

    def _new(self, head: Node) -> str:
        """What a left side gives a name to: u, and f, of f(x); nothing if that is known."""
        match head:
            case Name(text) if text not in self._known:
                return text
            case Call(Name(text), (Name(),), ()) if text not in self._functions | self._known and head != self._left:
                return text
        return ""

    def _parsed(self, line: str) -> Node:
        notation = as_counted(self.question.notation, line)
        if not self.question.declared and self.question.notation.latex is not False:
            notation = with_letters_of(notation, line)
        parsed = parse(line, notation)
        refuse_words(parsed)
        return parsed.tree

    def _with_own(self, tree: Node, line: str) -> Node:
        """A tree with what its new names stand for. Raises ReadError for a derivative by one."""
        if any(isinstance(part, Derivative) and {*part.by} & {*self._own} for part in walk(tree)):
            raise ReadError("a derivative by a new name", line, 0, len(line), "write it by the names of the question")
        tree = self._at_ends(tree)
        if any(isinstance(part, Evaluated) and {*walk(part.of)} & {*self._own} for part in walk(tree)):
            raise ReadError("it is not said of which letter these are the ends", line, 0, len(line),
                            "write them as \\Big|_{u=0}^{u=1}, or put in what the new name stands for")
        tree = self._by_letters(tree)
        for name, value in self._own.items():
            tree = replaced(tree, name, value)
        return self._with_applied(tree)

    def other_ends(self, line: str) -> str:
        asked_for = [one for one in map(_bound_of, walk(self.asked if self._left is None else self._left)) if one]
        tree: Node = Blank()
        with suppress(ReadError):
            tree = self._parsed(line) if len(asked_for) == 1 else tree
        for name, first, last in filter(None, map(_bound_of, walk(tree))):
            by, *ends = asked_for[0]
            value = self._own.get(name)
            if value is None or not isinstance(by, Name) or by.text not in free_names(value) or any(
                    part == Constant("infinity") for end in (first, last, *ends) for part in walk(end)):
                continue
            there = [replaced(value, by, end) for end in ends]
            if not any(all(compared(self.question, one, other, assumptions=self._assumptions).verdict
                           != "not_equivalent" for one, other in zip(there, way, strict=True))
                       for way in ((first, last), (last, first))):
                return f"{show(name)} does not go from {show(first)} to {show(last)} here"
        return ""

    def _at_ends(self, node: Node) -> Node:
        """A tree with [\\ln u]_1^2 worked out, of a new name u alone: that is the letter of the ends."""
        node = rebuilt(node, self._at_ends)
        match node:
            case Evaluated(of, (first,), Node() as last) if not isinstance(first, Chain) and len(
                    names := {*free_names(of)}) == 1 and (name := Name(*names)) in self._own:
                return Sum((replaced(of, name, last), Neg(replaced(of, name, first))))
        return node

    def _with_applied(self, node: Node) -> Node:
        """A tree with what functions of one's own are where they are applied: f'(g(x)), of f(u) = u^5."""
        node = rebuilt(node, self._with_applied)
        match node:
            case Call(Name(text), (of,), ()) if (name := text.rstrip("'")) in self._applied:
                letter, value = self._applied[name]
                with suppress(NoMeaning):
                    for _ in range(len(text) - len(name)):
                        value = Derivative("d", value, (letter,))
                    return value if of == letter else replaced(standard(value), letter, of)
        return node

    def read(self, line: str) -> tuple[tuple[Any, ...], tuple[str, ...]]:
        tree = self._parsed(line)
        if (slopes := per_differential(tree, self._own, self._known)) is not None:
            left, right = (self._with_own(side, "") for side in slopes)
            return (left, right), ("eq",)
        if "d" not in self._known and any(map(_is_differential, walk(tree))):
            raise ReadError("a differential stands by itself here", line, 0, len(line), "write du = 2x dx, or du/dx")
        tree = self._with_own(tree, line)
        if isinstance(tree, List) or any(isinstance(part, Chain) for part in walk(tree) if part is not tree):
            raise ReadError("a step is an equation, or one expression", line, 0, len(line), "write one a line")
        items = tree.items if isinstance(tree, Chain) else (tree,)
        first = items[0]
        if len(items) > 1 and self._is_own_slope(first):
            items = (Blank(), *items[1:])
        if len(items) == 2 and isinstance(first, Call) and self._new(first):
            raise ReadError(f"{show(first.function)} is not a function here", line, first.start, first.end)
        if len(items) == 2 and isinstance(first, Name) and first.text not in self._known:
            raise ReadError(f"{first.text} is not a name here", line, first.start, first.end, "say what it is first")
        read_ = tuple(None if isinstance(item, Blank) else ASKED if item == self._left else item for item in items)
        if self._left is not None and not _operations(self._left) and any(
                part == self._left for item in read_ if isinstance(item, Node) for part in walk(item)):
            if len(items) < 2 or ASKED in read_ or None in read_:
                if isinstance(self._left, Big | Power):  # whose value is its own: half of the sum and the sum
                    return read_, tree.signs if isinstance(tree, Chain) else ()
                raise told_only_by_name(line)
            read_ = tuple(replaced(item, self._left, self.asked) for item in items)  # an equation for it
        return read_, tree.signs if isinstance(tree, Chain) else ()

    def _unknown(self, *trees: Node) -> str:
        """A name that nothing was said of, its derivative by a letter of the question, too; "" if there is none."""
        names = {name for name in free_names(*trees) if not name.startswith("(")} | {
            part.of.text for tree in trees for part in walk(tree)
            if isinstance(part, Derivative) and isinstance(part.of, Name)}
        called = {re.split("['|]", part.function.text)[0] for tree in trees for part in walk(tree)
                  if isinstance(part, Call) and isinstance(part.function, Name)}
        members, bare = self._written
        # J_i beside a J, and x beside x_i, are no names of the question.
        strange = {show(part) for tree in trees for part in walk(tree)
                   if isinstance(part, Member) and part.name not in members} | (names & members - bare)
        return min(names - self._known | called - self._functions - self._known | strange, default="")

    @cached_property
    def _written(self) -> tuple[set[str], set[str]]:
        """The names that have indices in the question, and those that stand there without them."""
        trees = (*self.question.trees, self.asked, *filter(None, (self._left,)))
        parts = [part for tree in trees for part in walk(tree)]
        return ({part.name for part in parts if isinstance(part, Member)},
                {part.text for part in parts if isinstance(part, Name)})

    @property
    def _by(self) -> Name | None:
        """The letter that a derivative is asked for by."""
        left = self._left
        return by if isinstance(left, Derivative) and len({*left.by}) == 1 and isinstance(by := left.by[0], Name) else (
            None)

    @property
    def _integrated_by(self) -> Name | None:
        """The letter of the integral without ends that is asked for."""
        letters = letters_without_ends(self.asked if self._left is None else self._left)
        return by if len(letters) == 1 and isinstance(by := next(iter(letters)), Name) else None

    def _by_letters(self, node: Node) -> Node:
        r"""\int v du, without ends, as that of v u' dx."""
        node = rebuilt(node, self._by_letters)
        by = self._integrated_by
        match node:
            case Big("int", (Bound(Name() as name) as bound,), of) if by is not None and name in self._own and (
                    has_no_ends(bound) and by.text in free_names(self._own[name])):
                return replace(node, bounds=(replace(bound, name=by),), of=times(
                    of, Derivative("d", self._own[name], (by,))))
        return node

    def _is_own_slope(self, first: Node) -> bool:
        """Whether this is y', or dy/dx, of a name of one's own: what is asked for, if that is a derivative by x."""
        asked_ = self._left or self.asked
        match first:
            case Name(text) if text.endswith("'"):
                return text not in self._known and self._may_be_own(text.rstrip("'")) and isinstance(
                    asked_, Derivative)
            case Derivative(_, Name(text), by):
                return self._may_be_own(text) and isinstance(asked_, Derivative) and asked_.by == by and not (
                    isinstance(asked_.of, Name | Member))
        return False

    def _may_be_own(self, text: str) -> bool:
        """Whether a name may be another one for what is derived: h_4 beside h_3 may not."""
        return text not in self._known and not is_taken(text, {*self._known, *self.question.names})

    def judged(self, one: Node, other: Node, *, beside: bool = False) -> Judged:
        if isinstance(self._left, Big | Power):  # half of the sum and the sum, of a sum that is asked for
            one, other = (replaced(side, self._left, self.asked) for side in (one, other))
        found = compared(self.question, one, other, assumptions=self._assumptions)
        if found.verdict == "equivalent":
            return Judged("same")
        if new := self._unknown(one, other):
            return Judged("open", f"{new} is not in the question: say what it stands for")
        by = self._integrated_by
        if found.verdict == "undecided" and by is not None and (
                sides := without_integrals(one, other, by)) is not None:
            slopes = compared(self.question, *sides, assumptions=self._assumptions)
            if slopes.verdict == "equivalent":  # both are all functions that have this slope
                return Judged("same")
            if slopes.verdict == "not_equivalent":
                words = f"their derivatives by {show(by)} differ"
                witness, seen = self._witness(slopes, before=one is not self.asked, beside=beside)
                return unless(Judged("differs", f"{words}: {seen}" if seen else words, witness), self.question.unused)
        if found.verdict == "undecided":
            return Judged("open", found.reason)
        witness, seen = self._witness(found, before=one is not self.asked, beside=beside)
        return unless(Judged("differs", seen or found.reason, witness), self.question.unused)

    @staticmethod
    def _witness(found: Decision, *, before: bool, beside: bool) -> tuple[Witness | None, str]:
        """Where two sides differ, if that is known, and in words."""
        if (here := found.witness) is None:
            return None, ""
        witness = Witness({}, dict(here.values), {}, here.reference, here.answer, False)
        return witness, seen_at(witness, before=before, beside=beside)

    def follows(self, before: Node, item: Node, believed: Sequence[tuple[Node, Node]], *,
                of: Node | None = None) -> bool:
        for some in subsets([one for one in believed if free_names(one[0])]):
            start = before
            for left, right in some:
                start = replaced(start, left, right)
            if start != before and self.is_same(start, item):
                return True
        return False

    def solves(self, item: Node, believed: Sequence[tuple[Node, Node]]) -> bool:
        ours = self._left
        letters = {*free_names(self.asked)}
        if ours is None or ours in walk(item) or (letters and letters.isdisjoint(free_names(item))):
            return False

        def holds(left: Node, right: Node, value: Node) -> bool:
            return self.is_same(replaced(left, ours, value), replaced(right, ours, value))

        return any((ours in walk(left) or ours in walk(right)) and holds(left, right, item)
                   and not holds(left, right, plus(times(TWO, item), ONE)) for left, right in believed)

    def is_same(self, one: Node, other: Node) -> bool:
        return one == other or self.judged(one, other).standing == "same"

    def where(self, items: Sequence[Node], one: str, other: str, *, are_equal: bool) -> Sequence[Node]:
        return ()

    def is_of_differentials(self, line: str) -> bool:
        with suppress(ReadError):
            return per_differential(self._parsed(line), self._own, self._known) is not None
        return False

    def derived_by(self, item: Any) -> Node | None:
        match item:
            case Derivative(_, _, (Name() as by,)) | Gradient(_, Name() as by, 1) if not self._unknown(item):
                return by
        return None

    def has(self, item: Node, letter: Node) -> bool:
        return letter in walk(item)

    def put(self, item: Node, letter: Node, value: Node) -> Node | None:
        return None if any(isinstance(part, Derivative | Gradient | Evaluated) for part in walk(item)) else replaced(
            item, letter, value)

    def difference(self, one: Node, other: Node) -> Node:
        return Sum((one, Neg(other)))

    def has_value(self, item: Node) -> bool:
        if any(isinstance(part, Big | Derivative | Evaluated | Gradient) for part in walk(item)):
            return True
        try:
            if not free_names(item):
                real(value_of(standard(item), Place({})))
        except Outside:
            return False
        except (Unclear, Unsupported, NoMeaning, LanguageError):
            return True
        return self.question.of_vectors or compared(
            self.question, item, item, assumptions=self._assumptions).verdict == "equivalent"

    def value_at(self, name: str, letter: str, at: str) -> Node | None:
        found = self._own.get(Name(name))
        if found is None or free_names(found) != (letter,):
            return None
        return replaced(found, Name(letter), self._parsed(at))

    def tree(self, item: Node) -> Node | None:
        return item

    def latex(self, item: Node) -> str:
        try:
            return latex_of_syntax(item, notation=self.question.notation)
        except LanguageError:
            return ""

    def text(self, item: Node) -> str:
        return shown_by(self.question.notation)(item)

    def left(self) -> str:
        return "" if self._left is None else self.text(self._left)

    def says_again(self, item: Any) -> bool:
        return item is ASKED or (self._left is None and not self._is_worked_out and item == self.asked)

    def is_answer(self, item: Node) -> bool:
        asked = self.asked if self._left is None else self._left
        given = set() if self._left is None else _sums(self.asked)
        if (self._left is None and not self._is_worked_out and item == asked) or _sums(item) & (_sums(asked) - given):
            return False
        if self._left is not None and _slopes(item) and not _slopes(self.asked):
            return False
        if isinstance(self._left, Big) and _sums(item) and not given:  # not worked out
            return False
        return not (_operations(item) and _operations(asked)) or bool(self._left and _operations(self.asked))


def _named_in(tree: Node) -> set[str]:
    """The names in a tree, also of functions, and those of which it has derivatives."""
    called = {part.function.text for part in walk(tree) if isinstance(part, Call) and isinstance(part.function, Name)}
    return {re.split("['|]", name)[0] for name in called | {
        part.text for part in walk(tree) if isinstance(part, Name)}}


def _primed(head: Node, value: Node, by: Name | None) -> Iterator[tuple[Node, Node]]:
    """u' and u'', of u = x^2: by the only letter that there is, or the one that is asked for."""
    letters = free_names(value)
    letter = by if by is not None and by.text in letters else Name(letters[0]) if len(letters) == 1 else None
    slope: Node = value
    for times_ in ("'", "''") if letter is not None and isinstance(head, Name) else ():
        assert letter is not None
        slope = Derivative("d", slope, (letter,))
        yield Name(f"{show(head)}{times_}"), slope


def _bound_of(node: Node) -> tuple[Node, Node, Node] | None:
    """The letter of an integral, and its ends."""
    match node:
        case Big("int", (Bound(Node() as name, Node() as first, Node() as last, None),)):
            return name, first, last
    return None


def _is_differential(node: Node) -> bool:
    """Whether something is a factor dx, outside of a derivative and an integral: du = 2x dx."""
    match node:
        case Name(name):
            return len(name) == 2 and name[0] == "d"
        case Product(factors):
            return any(one == Name("d") and isinstance(other, Name) for one, other in pairwise(factors))
    return False


def _operations(tree: Node) -> set[Node]:
    """The derivatives, integrals and limits in a tree, which an answer has carried out; f'(x) is a number by itself."""
    return {part for part in walk(tree) if (isinstance(part, Big) and part.sign in ("int", "lim"))
            or (isinstance(part, Derivative) and not _is_name(part.of, part.by))
            or (isinstance(part, Gradient) and not _is_name(part.of, (part.by,) if part.by else ()))}


def _slopes(tree: Node) -> set[Node]:
    """The derivatives among them."""
    return {part for part in _operations(tree) if not isinstance(part, Big)}


def _is_name(tree: Node, by: Sequence[Node]) -> bool:
    return isinstance(tree.function if isinstance(tree, Call) else tree, Name | Member) and tree not in by


def _sums(tree: Node) -> set[Node]:
    return {part for part in walk(tree) if isinstance(part, Big)}


__all__ = ["Reckoning", "is_worked_out", "with_left_side"]
