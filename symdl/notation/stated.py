r"""A derivation from formulas alone: what a teacher writes down is enough.

    state([r"\hat{x}_i = \frac{x_i - \mu}{\sigma}", r"\mu = \frac{1}{m} \sum_{i=1}^m x_i"], [r"\frac{...}{...}"])

The formulas say what their names are (``reader.infer``, or a notation that is given): here they become the ranges,
integers, symbols and definitions of the language. Letters that share a place of a family run over one range; a
letter is an integer that counts steps if it is calculated with (``x_{t-1}``, ``\beta^t``), stands above without
brackets, or runs over an interval that is no whole range.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sympy import Expr, Pow, evaluate, log

from symdl import language
from symdl.derivation import Places, family_of
from symdl.errors import LanguageError, ReadError
from symdl.language import INTEGERS, UNWRITTEN, Entry, Family, IntegerIndex, Loss, Range
from symdl.notation.bound_apart import bound_apart
from symdl.notation.formulas import Formulas
from symdl.notation.means import means
from symdl.notation.reader.build import build
from symdl.notation.reader.infer import Inferred, infer
from symdl.notation.reader.names import plain
from symdl.notation.reader.notation import OPEN, Notation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.shifted import counted_from_one
from symdl.notation.reader.syntax import (
    Big,
    Bound,
    Call,
    Cases,
    Chain,
    Derivative,
    Function,
    Goes,
    Indicator,
    Member,
    Name,
    Node,
    Note,
    Number,
    Sum,
    children,
    rebuilt,
    walk,
)


def above_in_brackets(name: str, text: str) -> set[bool]:
    """Whether what stands above a name is in brackets, as x^{(2)} is, wherever it stands in a text."""
    base = re.escape(name) + "(?![A-Za-z])" * name[-1:].isalpha()
    return {bool(found[1]) for found in re.finditer(base + r"(?:_\{[^{}]*\}|_.)?\^\{?(\()?", text)}


_PICKED = range(1, 9)
"""The numbers of members that may be picked out of a range: it has at least so many."""

_COMPARED = r"\mathbb{1}"
"""What has the letters that are compared for its indices."""

_SPARE = ("i", "j", "k", "l")
"""Letters that people bind, and that a range has besides those that were seen."""

_DEFINES = (("eq",), ("define",), ("assign",))


@dataclass(frozen=True)
class Stated:
    """What formulas state.

    formulas     reads further formulas over the same names
    symbols      what is not defined, in the order in which it comes up
    definitions  what is, each after those that it uses
    equations    of the definitions, those that define nothing: they are assumed
    loss         the loss of which only derivatives are written, if there is one
    notes        what some would read in another way
    """

    formulas: Formulas
    symbols: tuple[Entry | Family | IntegerIndex, ...]
    definitions: tuple[Entry | Family, ...]
    equations: tuple[str, ...]
    loss: Loss | None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Law:
    """How a name is random.

    kind        "bernoulli", "gaussian", or "independent": any law of a mean and a variance
    parameters  formulas of its probability, or of its mean and its variance
    """

    kind: str
    parameters: tuple[str, ...]


NO_LAWS: Mapping[str, Law] = {}


def state(definitions: Sequence[str], others: Sequence[str] = (), notation: Notation = OPEN,
          inferred: Inferred | None = None, *, kronecker: bool = True, picks: bool = False,
          leaves: bool = False, laws: Mapping[str, Law] = NO_LAWS) -> Stated:
    """The names of formulas as objects of the language.

    definitions   equations; those with a new name on the left define it
    others        further formulas in which names come up
    inferred      what ``infer`` says of all of them, if that is known
    kronecker     whether a \\delta_{ij} that nothing defines is Kronecker's
    picks         whether x_1 is a member of what a sum over all of a range goes over; else its letters count steps
    leaves        whether a definition may leave out of its name what it counts up to: the T of G_t = r_t + ... + r_T
    laws          of names that are random, as they are written without their indices

    Raises ReadError for what cannot be read, and LanguageError for what the language cannot say.
    """
    with evaluate(False):
        others = [*others, *(parameter for law in laws.values() for parameter in law.parameters)]
        return _state(definitions, others, inferred or infer([*definitions, *others], notation), laws,
                      kronecker=kronecker, picks=picks, leaves=leaves)


def _state(definitions: Sequence[str], others: Sequence[str], found: Inferred, laws: Mapping[str, Law], *,
           kronecker: bool, picks: bool, leaves: bool) -> Stated:
    texts = [*definitions, *others]
    known = found.notation
    parsed = [parse(text, known) for text in texts]
    trees = [one.tree for one in parsed]
    seen = _Seen.of(texts, bound_apart(trees), known, picks=picks)
    if kronecker and not any(_name(head) == r"\delta" for tree in trees if (head := _head(tree)) is not None):
        seen.leave_kronecker(trees)
    seen.count(means(trees))
    ranges, integers = _ranges(seen)
    tex = Formulas(*ranges, *integers.values(), written=())
    heads = {index: head for index in range(len(definitions)) if (head := _head(trees[index])) is not None}
    steps = {index for index, head in heads.items() if _is_step(trees[index], head)}
    notes = [note for one in parsed for note in one.notes] + [note for _, note in found.doubts]
    starts = {_name(head): index for index, head in heads.items() if _at_zero(head)}
    defined = {_name(head) for index, head in heads.items() if not _at_zero(head)}
    symbols: list[Entry | Family] = []
    laws = {plain(name): law for name, law in laws.items()}
    if strange := sorted(laws.keys() - {plain(name) for name in seen.names if name not in defined}):
        raise LanguageError(f"{strange[0]} is random, and no symbol of the formulas")
    for name in sorted(seen.names, key=lambda name: plain(name) in laws):  # a law is made of other symbols
        if name not in defined and name not in seen.losses and name not in seen.sizes:
            symbols.append(_symbol(tex, seen, name, ranges, laws.get(plain(name))))
    made: list[Entry | Family] = []
    put_in: list[tuple[Node, str]] = []
    left = [index for index, head in heads.items() if not _at_zero(head)]
    while left:
        open_ = {_name(heads[index]) for index in left}
        ready = [index for index in left if not open_.intersection(_uses(trees[index])) - {_name(heads[index])}]
        if not ready:
            inner = _untied(trees, {index: heads[index] for index in left}, steps)
            if inner is None:
                text = definitions[left[0]]
                raise ReadError("these definitions use each other", text, 0, len(text),
                                "a definition uses symbols, and definitions before it")
            if any(_name(by) == _name(heads[inner]) for tree in trees for part in walk(tree)
                   if isinstance(part, Derivative) for by in part.by):
                text = definitions[inner]
                raise ReadError("these definitions use each other, and a derivative is by one of them", text, 0,
                                len(text), "write the derivative out")
            put_in.append((heads[inner], definitions[inner]))
            steps |= {index for index in left if _is_step(trees[index], heads[index])}
            continue
        for index in ready:
            name, text = _name(heads[index]), definitions[index]
            if isinstance(heads[index], Name) and name in _uses(trees[index]):
                raise ReadError(f"{name} is made of itself here, which does not define it", text, 0, len(text),
                                "leave this definition out, and give what it is without its left side")
            if index not in steps:
                symbols += _of_itself(tex, trees[index], heads[index])
                made.append(_defined(tex, seen, heads[index], text, ranges, notes, put_in, leaves=leaves))
                continue
            start = definitions[starts[name]] if name in starts else ""
            recurrence, first = _stepped(tex, seen, heads[index], text, start, ranges, notes, put_in)
            made.append(recurrence)
            symbols += [first] if first is not None else []
        left = [index for index in left if index not in ready]
    loss = _loss(tex, seen, made, symbols)
    free = {letter for tree in trees for letter in _free_letters(tree)}
    used = [*symbols, *(index for letter, index in integers.items() if letter in free)]
    # An x_0 beside no recurrence is one of the x: what it is said to be is an equation as any other.
    begun = {starts[name] for index in steps if (name := _name(heads[index])) in starts}
    equations = tuple(text for index, text in enumerate(definitions)
                      if index not in heads or (_at_zero(heads[index]) and index not in begun))
    return Stated(tex, tuple(used), tuple(made), equations, loss, tuple(notes))


# --------------------------------------------------------------------------
# What the names are


@dataclass
class _Seen:
    """What is seen of the names in trees.

    names     in order
    below     of each family, how many of its places are below
    bracketed families whose place above is written in brackets: x^{(i)}
    slots     of each family, the letters in each of its places
    counted   places that are calculated with, or stand above without brackets
    samples   places above, in brackets: their letters count steps, but for those of which a sum is over all, x^{(i)}
    functions names that are applied to one thing
    losses    names of which only derivatives are taken
    sizes     names at which a sum over all of a range ends
    ends      of each letter that a sign binds, where it runs: (first, last)
    limits    of each of these, the names in where it runs: the n of n - 1
    values    letters that stand for a number somewhere
    picks     whether a number in a place picks out a member
    picked    the largest such number of each place
    """

    names: dict[str, None] = field(default_factory=dict)
    below: dict[str, int] = field(default_factory=dict)
    bracketed: set[str] = field(default_factory=set)
    slots: dict[str, list[set[str]]] = field(default_factory=dict)
    counted: set[tuple[str, int]] = field(default_factory=set)
    samples: set[tuple[str, int]] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)
    losses: set[str] = field(default_factory=set)
    sizes: dict[str, None] = field(default_factory=dict)
    ends: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    limits: dict[str, dict[str, None]] = field(default_factory=dict)
    letters: dict[str, None] = field(default_factory=dict)
    values: set[str] = field(default_factory=set)
    picks: bool = False
    picked: dict[tuple[str, int], int] = field(default_factory=dict)
    notation: Notation = OPEN

    @staticmethod
    def of(texts: Sequence[str], trees: Sequence[Node], notation: Notation, *, picks: bool) -> _Seen:
        seen = _Seen(notation=notation, losses=set(notation.losses), picks=picks)
        for name in {name for tree in trees for name in _members(tree)}:
            seen.check_places(name, [text for text, tree in zip(texts, trees, strict=True) if name in _members(tree)])
        for tree in trees:
            shapes: dict[str, tuple[int, int]] = {}
            for part in walk(tree):
                if isinstance(part, Member) and part.name != r"\delta":
                    shape = len(part.below), len(part.above)
                    if shapes.setdefault(part.name, shape) != shape:
                        raise LanguageError(f"{part.name} has its indices in two ways", hint="give one of them a name")
            seen.look(tree)
        taken = {name for name in seen.names if name in seen.slots or name in seen.functions}
        for letter, ends in seen.ends.items():
            for first, last in ends:
                if first == "1" and last not in ("", "?") and not last.isdigit() \
                        and last not in seen.letters and last not in taken:
                    seen.sizes[last] = None
            seen.letters.setdefault(letter)
        for name in (*seen.letters, *seen.sizes, *seen.losses):
            seen.names.pop(name, None)
        return seen

    def leave_kronecker(self, trees: Iterable[Node]) -> None:
        r"""A \delta_{ij} of two letters is Kronecker's: no symbol, and both letters run over one range."""
        deltas = [node for tree in trees for node in walk(tree) if isinstance(node, Member) and node.name == r"\delta"]
        of = {Name, Number} if self.picks else {Name}
        if deltas and all(len(node.below) == 2 and not node.above and {*map(type, node.below)} <= of
                          for node in deltas):
            first, second = self.slots[r"\delta"]
            self.slots[r"\delta"] = [first | second]
            if (second_picked := self.picked.pop((r"\delta", 1), 0)) > self.picked.get((r"\delta", 0), 0):
                self.picked[r"\delta", 0] = second_picked
            if (r"\delta", 1) in self.counted:  # \delta_{j0}, whose j counts from 0
                self.counted = self.counted - {(r"\delta", 1)} | {(r"\delta", 0)}
            self.names.pop(r"\delta", None)

    def count(self, sizes: Mapping[str, str]) -> None:
        """Says what letters run up to whose sums have no ends."""
        for group in self.groups():
            told = {sizes[letter] for letter in group if letter in sizes}
            if len(told) == 1 and not any(letter in self.ends for letter in group) and not told & {*self.slots}:
                size, = told
                self.sizes[size] = None
                self.names.pop(size, None)
                self.ends |= {letter: {("1", size)} for letter in group if letter in sizes}

    def groups(self) -> list[list[str]]:
        """Letters that stand in one place of a family run over the same things."""
        together = {letter: letter for letter in self.letters}

        def root(letter: str) -> str:
            while together[letter] != letter:
                letter = together[letter]
            return letter

        for places in self.slots.values():
            for letters in places:
                first, *others = sorted(letters) or [""]
                for other in others:
                    together[root(other)] = root(first)
        groups: dict[str, list[str]] = {}
        for letter in self.letters:
            groups.setdefault(root(letter), []).append(letter)
        return [*groups.values()]

    def check_places(self, name: str, texts: Sequence[str]) -> None:
        """Looks at where members of a family have their indices. Raises LanguageError for two ways in one formula."""
        for text in texts:
            ways = above_in_brackets(name, text)
            if ways == {True, False}:
                raise LanguageError(f"{name} has something above in brackets, and without",
                                    hint="write a power as (x_i)^2")
            if True in ways:
                self.bracketed.add(name)

    def look(self, node: Node, *, is_condition: bool = False) -> None:
        match node:
            case Name(text):
                self.value(text)
            case Member(name, below, above):
                self.names.setdefault(name)
                self.below.setdefault(name, len(below))
                places = self.slots.setdefault(name, [])
                steps = self.notation.find(name)
                for place, index in enumerate((*below, *above)):
                    while len(places) <= place:
                        places.append(set())
                    if isinstance(index, Name):
                        places[place].add(index.text)
                        self.letters.setdefault(index.text)
                    elif self.picks and isinstance(index, Number) and index.value in _PICKED:
                        self.picked[name, place] = max(int(index.value), self.picked.get((name, place), 1))
                    else:
                        self.counted.add((name, place))
                        for part in walk(index):
                            if isinstance(part, Name):
                                places[place].add(part.text)
                                self.letters.setdefault(part.text)
                    if steps is not None and steps.above and place >= len(below):
                        (self.samples if name in self.bracketed else self.counted).add((name, place))
            case Big():
                made = counted_from_one(node, {part.text for part in walk(node) if isinstance(part, Name)})
                for bound in made.bounds:
                    self.bound(bound)
                self.look(made.of)
            case Derivative(_, of, by):
                if not (isinstance(of, Name) and of.text in self.losses):
                    self.look(of)
                for part in by:
                    self.look(part)
            case Chain((Name() as first, Name() | Number() as second), ("eq" | "ne",)) if self.picks and is_condition:
                self.equal(first, second)
            case Indicator(condition):
                self.look(condition, is_condition=True)
            case Cases(cases):
                for value, holds in cases:
                    self.look(value)
                    if holds is not None:
                        self.look(holds, is_condition=True)
            case Call(function, args, below):
                if isinstance(function, Name):
                    self.names.setdefault(function.text)
                    self.functions.add(function.text)
                elif not isinstance(function, Function):
                    self.look(function)
                for part in (*args, *below):
                    self.look(part)
            case _:
                for child in children(node):
                    self.look(child)

    def equal(self, first: Name, second: Name | Number) -> None:
        r"""What \mathbb{1}[i = j] compares is two places, as of a \delta_{ij}."""
        self.look(Member(_COMPARED, (first, second)))
        first_letters, second_letters = self.slots[_COMPARED]
        self.slots[_COMPARED] = [both := first_letters | second_letters, both]
        self.names.pop(_COMPARED, None)

    def value(self, text: str) -> None:
        if text in self.notation.indices or text in self.letters:
            self.letters.setdefault(text)
            self.values.add(text)
        else:
            self.names.setdefault(text)

    def bound(self, bound: Bound | Goes) -> None:
        if isinstance(bound, Goes):
            self.look(bound.name)
            self.look(bound.to)
            return
        if not isinstance(bound.name, Name):
            raise LanguageError("it is not clear what a sign binds", hint="write \\sum_{i=1}^m")
        letter = bound.name.text
        self.letters.setdefault(letter)
        if bound.first is not None or bound.last is not None:
            first, last = _end(bound.first), _end(bound.last)
            self.ends.setdefault(letter, set()).add((first, last))
            for end in (bound.first, bound.last):
                if end is not None:
                    self.limits.setdefault(letter, {}).update(dict.fromkeys(_free_letters(end)))
                if end is not None and not isinstance(end, (Name, Number)):
                    self.look(end)


def _end(node: Node | None) -> str:
    """An end of a range: a name, a number, or "?" for more than that."""
    match node:
        case None:
            return ""
        case Name(text):
            return text
        case Number(value) if value.denominator == 1:
            return str(value)
    return "?"


def _ranges(seen: _Seen) -> tuple[list[Range], dict[str, IntegerIndex]]:
    """The ranges and integers that the letters belong to."""
    counted = {letter for name, place in seen.counted for letter in seen.slots[name][place]} | seen.values
    for letter, ends in seen.ends.items():
        firsts = {first for first, _ in ends}
        starts = {*map(str, _PICKED)} if seen.picks else {"1"}
        if not firsts <= starts or any(last not in seen.sizes for _, last in ends):
            counted |= {letter, *(last for _, last in ends if last in seen.letters)}
    samples = {letter for name, place in seen.samples for letter in seen.slots[name][place]}
    sizes: dict[str, str] = {}
    integers: dict[str, IntegerIndex] = {}
    abstract: dict[str, list[str]] = {}
    for group in seen.groups():
        ends_ = {last for letter in group for _, last in seen.ends.get(letter, ())}
        if counted.intersection(group) or len(ends_) > 1 or (not ends_ and samples.intersection(group)):
            integers |= {letter: language.integer(typed(letter), at_least=1) for letter in group}
            continue
        size = next(iter(ends_), "") or next(s for s in ("n", "m", "N", "M", "K", "D", "size") if s not in seen.names
                                             and s not in seen.letters and s not in seen.sizes and s not in sizes)
        sizes[size] = size
        abstract.setdefault(size, []).extend(group)  # the rows and the columns of an n x n matrix are as many
    # What sums over integers end in, are integers, if it is no size.
    known = {*seen.slots, *seen.functions, *sizes, *(letter for letters in abstract.values() for letter in letters)}
    for letter in [*integers]:
        for name in seen.limits.get(letter, ()):
            if name not in known and name not in integers:
                integers[name] = language.integer(typed(name), at_least=1)
                seen.names.pop(name, None)
    taken = {*(letter for letters in abstract.values() for letter in letters),
             *integers, *seen.names, *sizes, *seen.losses}
    spare = [letter for letter in _SPARE if letter not in taken] if len(abstract) == 1 else []
    ranges = [Range(f"range{n}" if len(abstract) > 1 else "range", typed(size), " ".join([*letters, *spare]),
                    _least(seen, letters)) for n, (size, letters) in enumerate(abstract.items(), 1)]
    return ranges, integers


def _least(seen: _Seen, letters: Sequence[str]) -> int:
    """How many members a range has at least: those that are picked out, and those before where a sum starts."""
    picked = [number for (name, place), number in seen.picked.items() if seen.slots[name][place].intersection(letters)]
    starts = [int(first) for letter in letters for first, _ in seen.ends.get(letter, ()) if first]
    return max([1, *picked, *(start - 1 for start in starts)])


_SAID = {"'": "prime", "*": "star", "+": "plus", "-": "minus", "|": "bar", "/": "slash", ":": "colon", "=": "eq"}
"""Signs in a name, in words: where they were left out, x' would be x."""


def typed(spelling: str) -> str:
    """What a name is called in plain text: ``\\sigma_{B}^{2}`` is sigma_B__2, and ``x'`` x__prime."""
    said = "".join(f"^{_SAID[sign]}_" if sign in _SAID else sign for sign in plain(spelling))
    # What stands above is told from what stands below.
    parts = [re.sub(r"[^A-Za-z0-9]+", "_", part).strip("_") for part in said.split("^")]
    word = "__".join(filter(None, parts))
    return word if word[:1].isalpha() else f"x_{word}"


def _places(seen: _Seen, name: str, ranges: Sequence[Range]) -> list[Range]:
    """What the places of a family run over, an integer first."""
    found = []
    for place, letters in enumerate(seen.slots.get(name, ())):
        of = next((range_ for range_ in ranges if letters.intersection(range_.letters)), None)
        found.append(INTEGERS if of is None or (name, place) in seen.counted else of)
    return found


def _sorted(places: Sequence[Range]) -> list[Range]:
    """The places of a family in its own order: an integer first."""
    return sorted(places, key=lambda range_: range_ != INTEGERS)


def _place(tex: Formulas, seen: _Seen, name: str, called: str, ranges: Sequence[Range],
           unwritten: Sequence[IntegerIndex] = ()) -> None:
    """Says where a family is written with its indices."""
    places = _places(seen, name, ranges)
    order = sorted(range(len(places)), key=lambda n: places[n] != INTEGERS)
    tex.place(Places(called, seen.below.get(name, 0), tuple(order), name in seen.bracketed, tuple(unwritten)))


def _members(tree: Node) -> set[str]:
    return {part.name for part in walk(tree) if isinstance(part, Member)}


def _symbol(tex: Formulas, seen: _Seen, name: str, ranges: Sequence[Range], law: Law | None = None) -> Entry | Family:
    places = _sorted(_places(seen, name, ranges))
    called = _free_name(tex, seen, name)
    if name.startswith(("\\mathbf{", "\\vec{")):  # the product of two of them need not be the same the other way round
        raise LanguageError(f"{name} stands for a vector or a matrix", hint="write what holds for its entries")
    if law is not None:
        if name in seen.functions:
            raise LanguageError(f"{name} is random, and a function")
        made: Entry | Family = _random(called, places, name, law.kind, *map(tex, law.parameters))
    elif name in seen.functions:
        if places:
            raise LanguageError(f"{name} is a function with indices", hint="the language has functions of one number")
        if name.endswith("'") and name.rstrip("'") in {*seen.functions, *seen.names}:
            raise LanguageError(f"{name} is the derivative of {name.rstrip(chr(39))}, of which nothing is known",
                                hint="write out what the function is")
        if name.isascii() and name.isalpha() and len(name) > 1 and seen.notation.find(name) is None:
            raise LanguageError(f"{name} is a function that is not known", hint=f"define it, or declare {name}(x)")
        made = language.function(called, name)
    elif not places:
        made = language.symbol(called, name)
    elif places[0] == INTEGERS:
        made = language.sequence(called, *places[1:], latex=name)
    else:
        made = language.family(called, *places, latex=name)
    tex.join(made)
    if places:
        _place(tex, seen, name, called, ranges)
    return made


def _random(called: str, places: Sequence[Range], latex: str, kind: str, *parameters: Expr) -> Entry | Family:
    if kind == "bernoulli":
        return language.bernoulli(called, *places, p=parameters[0], latex=latex)
    make = language.gaussian if kind == "gaussian" else language.independent
    return make(called, *places, mean=parameters[0], variance=parameters[1], latex=latex)


def _free_name(tex: Formulas, seen: _Seen, spelling: str) -> str:
    """A name in plain text that nothing else has, and that nothing else is spelled like."""
    word = called = typed(spelling)
    count = 1
    spelled = {*seen.names, *seen.losses} - {spelling}
    taken = {*tex.scope.families, *tex.scope.sizes, *tex.scope.free, *spelled}
    while called in taken or called in language.RESERVED:
        count += 1
        called = f"{word}__{count}"  # no formula has two lines below one name
    return called


# --------------------------------------------------------------------------
# What is defined


def _head(tree: Node) -> Name | Member | None:
    """The left side of a definition: a name, with letters for indices, or a member at 0."""
    if not isinstance(tree, Chain) or tree.signs not in _DEFINES:
        return None
    left = tree.items[0]
    if isinstance(left, Name):
        return left
    if isinstance(left, Member) and all(isinstance(index, (Name, Number)) for index in (*left.below, *left.above)):
        return left
    return None


def defines(tree: Node, beside: Sequence[Node] = ()) -> bool:
    """Whether this is x = ..., where x is not what it is made of, and does not come up in other formulas."""
    head = _head(tree)
    return head is not None and not _at_zero(head) and _name(head) not in _uses(tree) and not any(
        _name(node) == _name(head) for other in beside for node in walk(other))


def _name(node: Node) -> str:
    return node.text if isinstance(node, Name) else node.name if isinstance(node, Member) else ""


def _uses(tree: Node) -> set[str]:
    """The names on the right side of a definition."""
    assert isinstance(tree, Chain)
    return {_name(node) for node in walk(tree.items[1])}


def _at_zero(head: Name | Member) -> bool:
    return isinstance(head, Member) and any(isinstance(index, Number) for index in (*head.below, *head.above))


def _is_step(tree: Node, head: Name | Member) -> bool:
    """Whether a definition goes by the member before: m_t = ... m_{t-1}."""
    assert isinstance(tree, Chain)
    return any(isinstance(node, Member) and node.name == _name(head) and any(
        isinstance(part, Sum) for index in (*node.below, *node.above) for part in walk(index))
        for node in walk(tree.items[1]))


def _defined(tex: Formulas, seen: _Seen, head: Name | Member, text: str, ranges: Sequence[Range],
             notes: list[Note], put_in: Sequence[tuple[Node, str]], *, leaves: bool) -> Entry | Family:
    """What an equation defines."""
    name = _name(head)
    indices = [tex.scope.free[node.text] for node in (*head.below, *head.above) if isinstance(node, Name)] \
        if isinstance(head, Member) else []
    indices.sort(key=lambda index: not isinstance(index, IntegerIndex))
    body = _right(tex, text, notes, put_in)
    # What it counts up to is one of its indices then, which nobody writes.
    unwritten = sorted((index for index in language.free_indices(body) - {*indices}
                        if leaves and isinstance(index, IntegerIndex)), key=str)
    # One that is made of what there is from 1 up to t has a value at t = 0, too.
    counts = {index: index.starting(0) for index in indices if isinstance(index, IntegerIndex)
              and index in language.free_indices(body) and not _ends_at(body, index)}
    body = body.xreplace(counts)
    hidden = {index: IntegerIndex(index.letter, at_least=index.at_least, means=UNWRITTEN) for index in unwritten}
    body = body.xreplace(hidden)
    every = [*(counts.get(index, index) for index in indices), *hidden.values()]
    made = language.define(_free_name(tex, seen, name), *([every] if every else []), body, latex=name)
    tex.join(made)
    if every:
        _place(tex, seen, name, family_of(made).name, ranges, unwritten)
    return made


def _ends_at(body: Expr, index: IntegerIndex) -> bool:
    """Whether a formula may have no value where an integer is 0: it divides by what depends on it, or takes a log."""
    below = [part.args[0] for part in language.subterms(body) if isinstance(part, log) or (
        isinstance(part, Pow) and not (part.exp.is_number and part.exp > 0))]
    return any(index in language.free_indices(one) for one in below)


def _of_itself(tex: Formulas, tree: Node, head: Name | Member) -> list[Entry | Family]:
    r"""The numbered members of its own that a definition is made of, as symbols: x_0, of x_t = \sqrt{a_t} x_0 + ..."""
    assert isinstance(tree, Chain)
    numbers = {int(part.below[0].value) for part in walk(tree.items[1])
               if isinstance(part, Member) and part.name == _name(head) and len(part.below) == 1 and not part.above
               and isinstance(part.below[0], Number) and part.below[0].value.denominator == 1}
    made = [language.symbol(f"{typed(_name(head))}__{number}", f"{_name(head)}_{number}") for number in sorted(numbers)]
    tex.join(*made)
    return [*made]


def _stepped(tex: Formulas, seen: _Seen, head: Name | Member, text: str, start: str, ranges: Sequence[Range],
             notes: list[Note], put_in: Sequence[tuple[Node, str]]) -> tuple[Family, Entry | Family | None]:
    """What an equation defines step by step, and what it starts from where no equation ``start`` says it."""
    name = _name(head)
    plainly = _symbol(tex, seen, name, ranges)
    member = build(_sides(tex, text)[0], text, tex.scope, notes)
    if not isinstance(member, Entry):
        raise ReadError("this is no member of a sequence", text, 0, len(text), "write m_t = ...")
    others = member.indices[1:]
    symbol: Entry | Family | None = None
    if start:
        first = _right(tex, start, notes)
    else:
        called, printed = f"{member.family.name}__0", f"{name}_0"
        symbol = language.family(called, *(i.range for i in others), latex=printed) if others else language.symbol(
            called, printed)
        first = symbol[others] if isinstance(symbol, Family) else symbol
    step = _right(tex, text, notes, put_in)
    tex.leave(plainly)
    family = language.recurrence({member: (first, step)})
    assert isinstance(family, Family)
    tex.join(*([] if symbol is None else [symbol]), family)
    return family, symbol


def _sides(tex: Formulas, text: str) -> tuple[Node, ...]:
    tree = parse(text, tex.scope.notation(text)).tree
    assert isinstance(tree, Chain)
    return tree.items


def _right(tex: Formulas, text: str, notes: list[Note], put_in: Sequence[tuple[Node, str]] = ()) -> Expr:
    """The right side of a definition, with what is put into it, in the names that are known by now."""
    head, tree = _sides(tex, text)
    done: list[tuple[Node, Node]] = []
    for inner, said in put_in:
        body = _sides(tex, said)[1]
        for before, value in done:
            body = _put(body, before, value)
        done.append((inner, body))
        tree = tree if inner == head else _put(tree, inner, body)
    return build(tree, text, tex.scope, notes)


def _untied(trees: list[Node], heads: Mapping[int, Name | Member], steps: set[int]) -> int | None:
    r"""Of definitions that use each other, one that is put into the others: a_t = w h_{t-1}, of h_t = \tanh(a_t).

    The others are changed in ``trees``. None if there is none: one has to be made of members before it, at last.
    """
    for index, head in heads.items():
        tree = trees[index]
        assert isinstance(tree, Chain)
        body = tree.items[1]
        users = [other for other in heads if other != index and _name(head) in _uses(trees[other])]
        if index in steps or _name(head) in _uses(tree) or not _counting(body) <= _counting(head) or not users:
            continue
        if any(part != head for user in users for part in walk(trees[user]) if _name(part) == _name(head)):
            continue
        made = {user: _put(trees[user], head, body) for user in users}
        if all(_name(heads[user]) not in _uses(one) or _is_step(one, heads[user]) for user, one in made.items()):
            for user, one in made.items():
                trees[user] = one
            return index
    return None


def _counting(tree: Node) -> set[str]:
    """The letters that members have for indices, and that nothing binds."""
    bound = {part.name.text for part in walk(tree) if isinstance(part, Bound) and isinstance(part.name, Name)}
    slots = [slot for part in walk(tree) if isinstance(part, Member) for slot in (*part.below, *part.above)]
    return {part.text for slot in slots for part in walk(slot) if isinstance(part, Name)} - bound


def _put(tree: Node, head: Node, body: Node) -> Node:
    return body if tree == head else rebuilt(tree, lambda child: _put(child, head, body))


def _loss(tex: Formulas, seen: _Seen, made: Sequence[Entry | Family], symbols: Sequence[Entry | Family]) -> Loss | None:
    if not seen.losses:
        return None
    if len(seen.losses) > 1:
        raise LanguageError(f"there are several losses, {' and '.join(sorted(seen.losses))}", hint="write one down")
    (name,) = seen.losses
    used = {term.family for item in made for tree in family_of(item).defining
            for term in language.subterms(tree) if isinstance(term, Entry)}
    outputs = [item for item in made if family_of(item) not in used] or [*symbols]
    loss = Loss(_free_name(tex, seen, name), *outputs, latex=name)
    tex.join(loss=loss)
    return loss


def _free_letters(tree: Node) -> Iterator[str]:
    for node in walk(tree):
        if isinstance(node, Name):
            yield node.text


__all__ = ["Stated", "above_in_brackets", "defines", "state", "typed"]
