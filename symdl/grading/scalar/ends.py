r"""Ends for sums and products that have none: \prod_i p_i beside \sum_{i=1}^n \log p_i is of n members.

A letter runs over all members that it counts. Where another sum or product counts the same with ends, it is those; else
there are any number of them, which gets a name of its own. A pair i < j is one j, and each i before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import TypeAlias

from symdl.notation.means import may_count, means
from symdl.notation.reader.syntax import (
    Big,
    Bound,
    Call,
    Chain,
    Indicator,
    Member,
    Name,
    Neg,
    Node,
    Number,
    Product,
    Sum,
    children,
    rebuilt,
    walk,
)

Slot: TypeAlias = tuple[str, int, int]
"""A place of an index: the name of its family or function, how many indices that has, and which one it is."""

_ZERO = Number(Fraction(0))
_ONE = Number(Fraction(1))
_TWO = Number(Fraction(2))
_SIZES = "nmNMKJ"


def closed(reference: Node, answer: Node, said: Sequence[Node] = ()) -> list[Node]:
    """The same formulas, with ends where it can be told what is counted: up to n, if the answer alone has an n.

    said   other formulas of the question, as its definitions are, in which the same may be counted
    """
    given = _given(reference)
    trees: Sequence[Node] = [_apart(tree, given) for tree in (reference, answer)]
    parts = [part for tree in trees for part in walk(tree) if isinstance(part, Big)]
    opened = [part for part in parts if any(map(_is_open, part.bounds))]
    if not opened:
        return [*trees]
    ends = _ends([part for part in walk(trees[0]) if isinstance(part, Big)])
    if said:  # before what the answer has
        counts = _counts([_apart(tree, frozenset()) for tree in said], means([*said, reference]))
        ends |= {slot: sizes for slot, sizes in counts.items() if slot not in ends and None not in sizes}
    ends |= {slot: sizes for slot, sizes in _ends(parts).items() if slot not in ends}
    groups = _groups([{*_slots(part.of, letter)} for part in opened for letter, bound in _bound(part)
                      if _is_open(bound)])
    ours, theirs = (list(_names(tree)) for tree in trees)
    brought = [size for size in _SIZES if size in theirs and size not in ours]
    fresh = map(Name, [*brought, *(size for size in _SIZES if size not in (*ours, *theirs))])
    last: dict[Slot, Node] = {}
    for group in groups:
        known = set[Node | None]().union(*(ends.get(slot, set()) for slot in group))
        size = known.pop() if len(known) == 1 else None if known else next(fresh, None)
        if size is not None and not any(isinstance(part, Name) and part.text in _letters(trees) for part in walk(size)):
            last |= dict.fromkeys(group, size)

    def put(node: Node) -> Node:
        node = rebuilt(node, put)
        if not isinstance(node, Big) or not any(map(_is_open, node.bounds)):
            return node
        bounds, of = [], node.of
        for bound in node.bounds:
            slots = [*_slots(of, bound.name)] if isinstance(bound, Bound) and isinstance(bound.name, Name) else []
            sizes = {last[slot] for slot in slots if slot in last}
            if isinstance(bound, Bound) and not slots:  # of \sum_i b, which counts what the letter does elsewhere
                sizes = _ends_of(bound.name, (*said, *trees))
            if not isinstance(bound, Bound) or not _is_open(bound) or len(sizes) != 1:
                bounds.append(bound)
                continue
            if bound.condition is not None:
                if node.sign != "sum" or not isinstance(bound.condition, Chain) or len(bound.condition.items) > 2:
                    return node  # i < j < k, of which only one is bound
                of = Product((Indicator(bound.condition), of))
            bounds.append(Bound(bound.name, _ONE, sizes.pop()))
        return Big(node.sign, tuple(bounds), of)

    return [put(tree) for tree in trees]


def _ends_of(letter: Node | None, trees: Sequence[Node]) -> set[Node]:
    """Up to where a letter runs from 1 somewhere."""
    bounds = [bound for tree in trees for part in walk(tree) if isinstance(part, Big) for _, bound in _bound(part)]
    return {bound.last for bound in bounds if bound.name == letter and bound.first == _ONE and bound.last is not None
            and not _letters(trees) & {*_names(bound.last)}}


def _ends(parts: Sequence[Big]) -> dict[Slot, set[Node | None]]:
    """Up to where the members in each place are counted; None where they are not from 1: what is all of them, then?"""
    ends: dict[Slot, set[Node | None]] = {}
    letters = _letters(parts)
    for part in parts:
        for letter, bound in _bound(part):
            if bound.last is not None:
                if letters & {*_names(bound.last)}:
                    continue  # a part of a range, up to another letter
                starts = bound.first == _ONE or (bound.first is not None and letters & {*_names(bound.first)})
                for slot in _slots(part.of, letter):
                    ends.setdefault(slot, set()).add(bound.last if starts else None)
    return ends


def _counts(trees: Sequence[Node], sizes: Mapping[str, str]) -> dict[Slot, set[Node | None]]:
    """Up to where members are counted in the formulas of a question, as is said.

    sizes   of letters whose sums are means

    With z_i = w x_i, there are as many z as x.
    """
    parts = [part for tree in trees for part in walk(tree) if isinstance(part, Big)]
    found = _ends(parts)
    for part in parts:
        for letter, bound in _bound(part):
            if _is_open(bound) and letter.text in sizes:
                for slot in _slots(part.of, letter):
                    found.setdefault(slot, {Name(sizes[letter.text])})
    heads = [(tree, tree.items[0]) for tree in trees if isinstance(tree, Chain)]
    alike = _groups([{*_slots(tree, letter)} for tree, head in heads if isinstance(head, Member)
                     for letter in (*head.below, *head.above) if isinstance(letter, Name)])
    alike += _compared(parts)
    for group in _groups(alike):  # j ≠ i are of one kind, too
        if len(several := {size for slot in group for size in found.get(slot, ())}) == 1:
            found |= dict.fromkeys(group, several)
    return found


def _compared(parts: Sequence[Big]) -> list[set[Slot]]:
    """What the letters count that a condition of a sum compares: i and j of j ≠ i are of one kind."""
    found = [{slot for name in walk(bound.condition) for slot in _slots(part.of, name)}
             for part in parts for _, bound in _bound(part) if bound.condition is not None]
    return [slots for slots in found if slots]


def unsaid(question: Sequence[Node], answer: Node, sizes_of: Mapping[str, Sequence[str]] = MappingProxyType({})) -> str:
    """Where a sum of an answer ends, if its question has this sum without ends, and may mean another; "" if it is sure.

    A new letter, or one that counts by custom, may be how many there are, and no other of the question: λ is a number
    there. A question that counts the same with ends says it. Nor may one sum count what the question does not say that
    there are equally many of.

    sizes_of  how many entries vectors have, as words of the question say
    """
    if not any(isinstance(part, Big) for part in walk(answer)):
        return ""
    parts = [part for tree in question for part in walk(tree) if isinstance(part, Big)]
    said, known = _counts(question, {}), _counts(question, means(question))
    counted = [{*_slots(part.of, letter)} for part in parts for letter, bound in _bound(part) if _is_open(bound)]
    heads = [(tree, tree.items[0]) for tree in question if isinstance(tree, Chain)]
    counted += [{*_slots(tree, letter)} for tree, head in heads if isinstance(head, Member)
                for letter in (*head.below, *head.above) if isinstance(letter, Name)]
    counted += _compared(parts)
    counted += [{slot for some in counted for slot in some if slot[1] == 1 and sizes_of.get(slot[0]) == said_size}
                for said_size in {*sizes_of.values()}]
    opened = [group for group in _groups(counted) if any(
        group & {*_slots(part.of, letter)} for part in parts for letter, bound in _bound(part) if _is_open(bound))]
    sizes = {place: size for place, group in enumerate(opened) for slot in group for size in known.get(slot, ())}
    elsewhere = {size for slot, some in said.items() if not any(slot in group for group in opened) for size in some}
    letters, numbers = _letters([answer]), _numbers(question)
    for part in (one for one in walk(answer) if isinstance(one, Big)):
        for letter, bound in _bound(part):
            slots = {*_slots(part.of, letter)}
            places = [place for place, group in enumerate(opened) if group & slots]
            if len({sizes.get(place, place) for place in places}) > 1:
                names = sorted({slot[0] for slot in slots})
                return f"the question does not say that there are as many {names[0]} as {names[-1]}"
            place = next(iter(places), None)
            if bound.last is None or place is None or slots & said.keys() or letters & {*_names(bound.last)}:
                continue
            is_said = place in sizes
            size = sizes.setdefault(place, bound.last)
            others = elsewhere | {other for at, other in sizes.items() if at != place}
            if bound.first != _ONE or bound.last != size or not isinstance(size, Name) or size in others or (
                    not is_said and size.text in numbers and not may_count(size.text, letter.text)):
                return f"the question does not say up to what {letter.text} runs"
    return ""


def counts_anew(question: Sequence[Node], answer: Node) -> str:
    """A letter that is a number in a question, and counts in an answer: the k of k x_k, summed over k; "" if none."""
    return min(_letters([answer]) & _numbers(question), default="")


def _numbers(trees: Sequence[Node]) -> set[str]:
    """The letters that stand for numbers, and do not only say which member is meant; that no sum binds."""
    found: set[str] = set()

    def look(node: Node) -> None:
        if isinstance(node, Name):
            found.add(node.text)
        elif not isinstance(node, Member):
            for part in children(node):
                look(part)

    for tree in trees:
        look(tree)
    return found - {name.text for name in _summed(trees)}


def _summed(trees: Sequence[Node]) -> set[Name]:
    """The letters that sums bind, or may bind: those of i < j."""
    return {name for tree in trees for part in walk(tree) if isinstance(part, Bound)
            for of in (part.name, part.condition) if of is not None for name in walk(of) if isinstance(name, Name)}


def starts_elsewhere(question: Sequence[Node], answer: Node) -> str:
    """The letter of a sum from 0 in an answer, where its question sums the same without ends; "" if there is none."""
    parts = [part for tree in question for part in walk(tree) if isinstance(part, Big)]
    opened = {slot for part in parts for letter, bound in _bound(part) if _is_open(bound)
              for slot in _slots(part.of, letter)} - _ends(parts).keys()
    return next((letter.text for part in walk(answer) if isinstance(part, Big) for letter, bound in _bound(part)
                 if bound.first == _ZERO and opened.intersection(_slots(part.of, letter))), "")


def numbered(trees: Sequence[Node]) -> list[Node]:
    """That there are as many members as the number of one says that is picked out: n >= 2, of x_2 beside a sum to n."""
    ends = _ends([part for tree in trees for part in walk(tree) if isinstance(part, Big)])
    found: dict[Node, Fraction] = {}
    for member in (part for tree in trees for part in walk(tree) if isinstance(part, Member)):
        indices = (*member.below, *member.above)
        for place, index in enumerate(indices):
            for size in ends.get((member.name, len(indices), place), ()):
                if isinstance(index, Number) and isinstance(size, Name):
                    found[size] = max(index.value, found.get(size, Fraction(0)))
    return [Chain((size, Number(value)), ("ge",)) for size, value in found.items()]


def within(trees: Sequence[Node]) -> dict[Name, Node]:
    r"""What free letters run over that stand for members that are summed: the i of a_i beside \sum_k a_k, up to n."""
    ends = _ends([part for tree in trees for part in walk(tree) if isinstance(part, Big)])
    bound_ = _letters(trees)
    free = {part for tree in trees for part in walk(tree) if isinstance(part, Name) and part.text not in bound_}
    found: dict[Name, Node] = {}
    for letter in free:
        slots = {slot for tree in trees for slot in _slots(tree, letter)}
        sizes = {size for slot in slots for size in ends.get(slot, ()) if size is not None}
        if len(sizes) == 1:
            found[letter] = sizes.pop()
    return found


def running(trees: Sequence[Node], said: Sequence[Node]) -> dict[str, frozenset[Node]]:
    """The free letters of which a member stands in some formulas, each with the ends up to which it may run.

    said   the formulas of the question, which may count the same members
    """
    ends = _counts([_apart(tree, frozenset()) for tree in said], means(said)) if said else {}
    for slot, sizes in _ends([part for tree in trees for part in walk(tree) if isinstance(part, Big)]).items():
        ends[slot] = ends.get(slot, set()) | sizes
    found: dict[str, frozenset[Node]] = {}

    def look(node: Node, bound: frozenset[str]) -> None:
        if isinstance(node, Big):
            bound |= {letter.text for letter, _ in _bound(node)}
        if isinstance(node, Member):
            indices = (*node.below, *node.above)
            for place, index in enumerate(indices):
                for name in {*_names(index)} - bound:
                    sizes = ends.get((node.name, len(indices), place), set()) if isinstance(index, Name) else set()
                    found[name] = found.get(name, frozenset()) | {size for size in sizes if size is not None}
        for part in children(node):
            look(part, bound)

    for tree in trees:
        look(tree, frozenset())
    return found


def unlike_members(before: Sequence[Node], after: Sequence[Node]) -> str:
    r"""What is not known of the members that two formulas count, so that they may yet be the same; "" if nothing.

    before   the formulas as they were before they were ``closed``: then each counts as many as it may

    A p_i beside p_{ij} may be made of it; a function that is summed over what it is of, p(x), may be a distribution.
    """
    ours, theirs = ({*_names(new)} - {*_names(old)} for old, new in zip(before, after, strict=True))
    if ours and theirs and ours != theirs:
        return "it is not known how many members there are of each kind"
    summed = {letter for tree in before for part in walk(tree) if isinstance(part, Big) for letter, _ in _bound(part)}
    slots = {(part.name, len(indices)) for part in walk(before[0]) if isinstance(part, Member)
             for indices in [(*part.below, *part.above)] if not summed.isdisjoint(indices)}
    several = sorted({name for name, count in slots if any(name == other and count < more for other, more in slots)})
    if several:
        return f"it is not known how the {several[0]} with fewer indices is made of the one with more"
    functions = {slot[0].removesuffix("()") for tree in before for part in walk(tree) if isinstance(part, Big)
                 for letter, bound in _bound(part) if _is_open(bound) for slot in _slots(part.of, letter)
                 if slot[0].endswith("()")}
    if found := sorted(functions & _DENSITIES):
        return f"it is not known whether {found[0]} is a distribution"
    return ""


_DENSITIES = frozenset(("p", "q", "P", "Q", r"\pi", r"\rho", r"\mu"))


def _names(tree: Node) -> Iterator[str]:
    return (part.text for part in walk(tree) if isinstance(part, Name))


def _is_open(bound: Node) -> bool:
    return isinstance(bound, Bound) and isinstance(bound.name, Name) and bound.first is None and bound.last is None


def _bound(node: Big) -> Iterator[tuple[Name, Bound]]:
    for bound in node.bounds:
        if isinstance(bound, Bound) and isinstance(bound.name, Name):
            yield bound.name, bound


def _letters(trees: Sequence[Node]) -> set[str]:
    """What sums and products bind."""
    return {letter.text for tree in trees for part in walk(tree) if isinstance(part, Big) for letter, _ in _bound(part)}


def _slots(node: Node, letter: Node | None) -> Iterator[Slot]:
    """The places in which a letter stands alone."""
    for part in walk(node):
        match part:
            case Member(name, below, above):
                indices = (*below, *above)
            case Call(Name(function), args, ()):
                name, indices = f"{function}()", args
            case _:
                continue
        yield from ((name, len(indices), place) for place, index in enumerate(indices) if index == letter)


def _groups(sets: Sequence[set[Slot]]) -> list[set[Slot]]:
    """Places that one letter has are of one kind."""
    groups: list[set[Slot]] = []
    for one in sets:
        together = [group for group in groups if group & one]
        groups = [group for group in groups if not group & one] + [one.union(*together)]
    return [group for group in groups if group]


def _given(reference: Node) -> frozenset[Name]:
    """The letters of members that no sum binds: a sum over j > k is over j alone, where k is one of them."""
    return frozenset(index for part in walk(reference) if isinstance(part, Member)
                     for index in (*part.below, *part.above) if isinstance(index, Name)) - _summed([reference])


def _apart(node: Node, outer: frozenset[Name]) -> Node:
    """With a sum over pairs i < j, or triples, as one over the last of them, and one over each before it.

    So do sums end, and start, at the size of their range of which others take what is left: of \\sum_{i=1}^{n-1}
    \\sum_{j=i+1}^n, the first one may run to n, where no j is left.

    outer  letters that sums around it bind
    """
    if isinstance(node, Big) and node.sign == "sum" and len(node.bounds) == 1:
        node = _ordered(node, outer) or node
    letters = {bound.name for bound in node.bounds if isinstance(bound, Bound)} if isinstance(node, Big) else set()
    inside = outer | {letter for letter in letters if isinstance(letter, Name)}
    node = rebuilt(node, lambda part: _apart(part, inside))
    match node:
        case Big("sum", (Bound(Name() as i, first, last, None),), of):
            for part in of.factors if isinstance(of, Product) else (of,):
                match part:
                    case Big("sum", (Bound(_, Sum((one, other)), end, None),)) if {one, other} == {i, _ONE} \
                            and first == _ONE and end is not None and last == Sum((end, Neg(_ONE))):
                        return Big("sum", (Bound(i, first, end),), of)
                    case Big("sum", (Bound(_, start, end, None),)) if start == _ONE and first == _TWO \
                            and end == Sum((i, Neg(_ONE))):
                        return Big("sum", (Bound(i, _ONE, last),), of)
    return node


def _ordered(node: Big, outer: frozenset[Name]) -> Node | None:
    """A sum over letters in a row, 1 <= i < j <= n, as sums within each other; None if it is none."""
    match node.bounds[0]:
        case Bound(name, None, None, Chain(items, signs)) if {*signs} <= {"lt", "le"} or {*signs} <= {"gt", "ge"}:
            if signs[0] in ("gt", "ge"):
                items, signs = items[::-1], tuple("l" + sign[1] for sign in reversed(signs))
        case _:
            return None
    low = 1 if items[0] == _ONE and signs[0] == "le" else 0
    counted = {part for part in walk(node.of) if isinstance(part, Name)}
    high = len(items) - (items[-1] not in counted or items[-1] in outer)
    low += items[low] in outer
    row = items[low:high]
    if not all(isinstance(one, Name) and one in counted and one not in outer for one in row) or (
            len(row) < 2 if name is None or high == len(items) else not row):
        return None
    of = node.of
    for place, letter in enumerate(row, start=low):
        before, after = items[place - 1 : place], items[place + 1 : place + 2]
        first: Node = _ONE
        if place == low and before and before[0] != _ONE:
            first = before[0] if signs[place - 1] == "le" else Sum((before[0], _ONE))
        last: Node | None = None
        if after:
            last = after[0] if signs[place] == "le" else Sum((after[0], Neg(_ONE)))
        if last is None and first != _ONE:
            return None  # i given, and all j after it, up to no end
        of = Big("sum", (Bound(letter) if last is None else Bound(letter, first, last),), of)
    return of


__all__ = ["closed", "counts_anew", "numbered", "running", "starts_elsewhere", "unlike_members", "unsaid", "within"]
