r"""Derivatives of what nothing defines: one of them, in whatever spelling, as the question spells it.

    \frac{\partial J}{\partial w}    \nabla_w J    \frac{\partial J(w)}{\partial w}    J'(w)

Of an f of one x, f' is f'(x), and f is f(x). What leaves open of what a function is, or by what it is derived, is not
the same: \nabla J may be \frac{\partial J}{\partial w}. Then a verdict that hangs on it is not told, see ``maybe``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice, product

from symdl.errors import ReadError
from symdl.grading.named import called_of, names_of
from symdl.grading.typed.applied import closed
from symdl.notation.reader.notation import Meaning, Notation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import (
    Big,
    Call,
    Chain,
    Derivative,
    Gradient,
    Indicator,
    Member,
    Name,
    Node,
    Product,
    Sum,
    children,
    rebuilt,
    show,
    walk,
)
from symdl.notation.scope import LOSSES

_MAY_BE_SLOPE = re.compile(r"\\(?:partial|nabla|d?dot|prime)|[∂∇']|d[\s{^\\A-Za-z]|_")
_ACCENTED = re.compile(r"\\(?:mathcal|mathscr|mathfrak|mathit|mathrm)\s*\{\s*(\w+)\s*\}")
_DOTTED = re.compile(r"\\(d{1,3})ot\{(\\?[A-Za-z]+)\}")
_MOST_READ = 8
_RUNNING = frozenset(("x", "y", "z", "t", "u", "v", "w", "s", "r", r"\theta"))
_SAME_GRAPH = frozenset("yf")
"""Letters of which one is the value of the other: y = f(x)."""


@dataclass(frozen=True)
class Slope:
    """A derivative.

    of      the name of what is derived
    by      by what, in no order; None where that is not said
    order   how often
    args    of what the function is; None where that is not said
    sign    the d that is written: "partial", "d", or "" for a prime or a dot
    node    where it stands
    """

    of: str
    by: tuple[str, ...] | None
    order: int
    args: tuple[str, ...] | None
    sign: str
    node: Node

    @property
    def key(self) -> tuple[object, ...]:
        return self.of, self.by, self.order, self.args, self.sign


@dataclass(frozen=True)
class Opaque:
    """What a question has derivatives of, though nothing defines it.

    slopes    its derivatives, with how each is written
    applied   of what each of these functions is, wherever that is written
    written   how arguments are written
    primed    functions of which values are derived, or that have a prime
    names     all names of the question
    free      those that no sum binds
    signs     the signs of derivatives that it has
    equals    whether it has 1 for i = j, and no delta
    vectors   whether it is of vectors: there, f' is a row to some, and a gradient a column
    """

    slopes: tuple[tuple[Slope, str], ...]
    applied: Mapping[str, frozenset[tuple[str, ...] | None]]
    written: Mapping[tuple[str, ...], str]
    primed: frozenset[str]
    names: frozenset[str]
    free: frozenset[str]
    signs: frozenset[str]
    equals: bool = False
    vectors: bool = False

    def is_bare(self, name: str) -> bool:
        """Whether it has a name, and never says of what that is."""
        return self.applied.get(name) == {None}

    @property
    def derived(self) -> set[str]:
        """What it has derivatives of."""
        return {one.of for one, _ in self.slopes} | self.primed

    def goes_without_saying(self, args: Sequence[str]) -> bool:
        """Whether f is f(x): of a letter that runs, where no other one does."""
        running = {name for name in (*self.names, *args) if _base(name) in _RUNNING and name not in self.applied_names}
        return len(args) == 1 and {args[0].partition("[")[0]} == {name.partition("[")[0] for name in running}

    @property
    def applied_names(self) -> set[str]:
        """The names of functions."""
        return {name for name, lists in self.applied.items() if lists != {None}} | {one.of for one, _ in self.slopes}

    def may_multiply(self, slope: Slope) -> bool:
        """Whether s'(a) may be a product: of a name s' that is derived by nothing, and an a that stands elsewhere."""
        said = [one for one, _ in self.slopes if one.of == slope.of]
        return slope.sign == "" and slope.args is not None and bool({*slope.args} & self.names) and all(
            one.sign == "" and one.args is None for one in said)


def opaque(written: Sequence[str], given: str, notation: Notation, *, of_vectors: bool = False) -> Opaque | None:
    """What a question has of these, by its formulas as they are read; None if nothing."""
    defined = _defined(given, notation)
    found: list[tuple[Slope, str]] = []
    applied: dict[str, set[tuple[str, ...] | None]] = {}
    names: set[str] = set()
    free: set[str] = set()
    inside: set[str] = set()
    signs: set[str] = set()
    arguments: dict[tuple[str, ...], str] = {}
    equals = False
    for text in written:
        try:
            tree = parse(text, notation).tree
        except ReadError:
            return None
        names |= {*names_of(tree)}
        free |= _free(tree)
        signs |= _signs(tree)
        for one in slopes(tree):
            if one.of not in defined:
                found.append((one, text[one.node.start : one.node.end]))
        for name, args in _applied(tree):
            applied.setdefault(name, set()).add(args)
        for part in walk(tree):
            if isinstance(part, Call) and part.args:
                arguments[tuple(map(show, part.args))] = text[part.args[0].start : part.args[-1].end]
        inside |= {one.function.text.rstrip("'") for part in walk(tree) if isinstance(part, Derivative)
                   for one in walk(part.of) if isinstance(one, Call) and isinstance(one.function, Name)} - defined
        equals = equals or any(isinstance(part, Indicator) and isinstance(part.condition, Chain)
                               and part.condition.signs == ("eq",) for part in walk(tree))
    equals = equals and not any(name.startswith(r"\delta") for name in names)
    primed = {one.of for one, _ in found if one.sign == ""} | inside
    if not (found or equals or primed):
        return None
    lists = {name: frozenset(args) for name, args in applied.items()}
    return Opaque(tuple(found), lists, arguments, frozenset(primed), frozenset(names), frozenset(free),
                  frozenset(signs), equals, of_vectors)


def _signs(tree: Node) -> set[str]:
    return {part.sign for part in walk(tree) if isinstance(part, Derivative)}


def _free(tree: Node, bound: frozenset[str] = frozenset()) -> set[str]:
    """The names in a tree that nothing binds, those in derivatives, too."""
    match tree:
        case Name(text):
            return {text} - bound
        case Big(_, bounds, _):
            bound |= {one.name.text for one in bounds if isinstance(one.name, Name)}
    return set[str]().union(*(_free(child, bound) for child in children(tree)))


def _defined(given: str, notation: Notation) -> set[str]:
    """The names that the definitions of a question say something of."""
    definitions = json.loads(given).get("definitions") or []
    names: set[str] = set()
    for text in [definitions] if isinstance(definitions, str) else definitions:
        with suppress(ReadError):
            tree = parse(text, notation).tree
            if isinstance(tree, Chain):
                names |= {*names_of(called_of(tree.items[0]))}
    return names


def slopes(tree: Node) -> Iterator[Slope]:
    """The derivatives of names in a tree, none inside of another."""
    found = _slope(tree)
    if found is not None:
        yield found
        return
    for child in children(tree):
        yield from slopes(child)


def _slope(node: Node) -> Slope | None:
    match node:
        case Derivative(sign, Derivative() as inner, by):
            within = _slope(inner)
            if within is None or within.by is None or within.sign != sign:
                return None
            whole = replace(within, by=(*within.by, *map(show, by)), order=within.order + len(by), node=node)
            return replace(whole, by=tuple(sorted(whole.by or ())))
        case Derivative(sign, Name(name), by):
            return Slope(name, tuple(sorted(map(show, by))), len(by), None, sign, node)
        case Derivative(sign, Call(Name(name), args, ()), by):
            return Slope(name, _at(by, args), len(by), tuple(map(show, args)), sign, node)
        case Gradient(Name(name), None, 1):
            return Slope(name, None, 1, None, "partial", node)
        case Gradient(Name(name), Name() | Member() as by, 1):
            return Slope(name, (show(by),), 1, None, "partial", node)
        case Gradient(Call(Name(name), args, ()), None, 1):
            own = _at((args[0],), args) if len(args) == 1 and isinstance(args[0], Name | Member) else None
            return Slope(name, own, 1, tuple(map(show, args)), "partial", node)
        case Gradient(Call(Name(name), args, ()), Name() | Member() as by, 1):
            return Slope(name, _at((by,), args), 1, tuple(map(show, args)), "partial", node)
        case Call(Name(name), (Name() | Member() as arg,), ()) if name.endswith("'"):
            order = len(name) - len(name.rstrip("'"))
            return Slope(name.rstrip("'"), (show(arg),) * order, order, (show(arg),), "", node)
        case Name(name) if name.endswith("'"):
            return Slope(name.rstrip("'"), None, len(name) - len(name.rstrip("'")), None, "", node)
        case Name(name) if dotted := _DOTTED.fullmatch(name):
            return Slope(dotted[2], ("t",) * len(dotted[1]), len(dotted[1]), None, "", node)
    return None


def _at(by: Sequence[Node], args: Sequence[Node]) -> tuple[str, ...]:
    r"""By what a value is derived: of J(\theta_t), by \theta is by what it is of."""
    if len(args) == 1 and isinstance(arg := args[0], Member):
        by = [arg if isinstance(one, Name) and one.text == arg.name else one for one in by]
    return tuple(sorted(map(show, by)))


def _applied(tree: Node) -> Iterator[tuple[str, tuple[str, ...] | None]]:
    """Each function with what it is of; None where a name is of nothing."""
    match tree:
        case Call(Name(name), args):
            plain = all(isinstance(arg, Name | Member) for arg in args)
            yield name.rstrip("'"), tuple(map(show, args)) if plain else ("",)
            for arg in args:
                yield from _applied(arg)
        case Name(name):
            yield name.rstrip("'"), None
        case _:
            for child in children(tree):
                yield from _applied(child)


# --------------------------------------------------------------------------
# An answer


@dataclass(frozen=True)
class _Answer:
    """An answer whose derivatives are looked at.

    text     as it is written
    tree     as it is read where J(w) is a value
    notation how it is read so
    applied  of what each function is, in the question and here
    signed   whether the question, or the answer, writes both d and \\partial, so that they are two things
    ours     what the question has
    loose    whether f is f(x), and f(x) a value, wherever they may be
    """

    text: str
    tree: Node
    notation: Notation
    applied: Mapping[str, frozenset[tuple[str, ...] | None]]
    signed: bool
    ours: Opaque
    loose: bool = False

    @staticmethod
    def of(text: str, ours: Opaque, notation: Notation, *, loose: bool = False) -> _Answer | None:
        """None if it cannot be read."""
        by = {letter for one, _ in ours.slopes for letter in one.by or ()}
        functions = {name: Meaning(name, "function") for of in ours.derived | (ours.names - by if loose else set())
                     for name in (of, f"{of}'", f"{of}''")}
        letters = {letter: meaning for letter, meaning in notation.constants.items() if letter != "i"} \
            if _COUNTS_WITH_I.search(text) else notation.constants
        notation = replace(notation, meanings={**notation.meanings, **functions}, constants=letters)
        try:
            tree = parse(text, notation).tree
        except ReadError:
            return None
        applied = {name: {*args} for name, args in ours.applied.items()}
        for name, args in _applied(tree):
            applied.setdefault(_in_font(name, ours.names), set()).add(args)
        signed = max(len(ours.signs), len(_signs(tree))) > 1
        return _Answer(text, tree, notation, {name: frozenset(args) for name, args in applied.items()}, signed, ours,
                       loose)

    def args_of(self, name: str) -> tuple[str, ...] | None:
        """The one list of arguments that a function has wherever it has any."""
        lists = self.applied.get(name, frozenset()) - {None}
        return next(iter(lists)) if len(lists) == 1 and ("",) not in lists else None

    def normal(self, one: Slope) -> Slope:
        """A derivative with what goes without saying."""
        args = self.args_of(one.of)
        sign = "'" if self.ours.vectors and not one.sign else (one.sign or "d") if self.signed else ""
        if args is None:
            return replace(one, sign=sign)
        if one.by is None and one.sign == "" and one.args is None and (
                self.loose or self.ours.goes_without_saying(args)):  # f'
            one = replace(one, by=args * one.order)
        if one.by is not None and all(by in args or _base(by) in args for by in one.by):
            return replace(one, args=args, sign=sign)
        return replace(one, sign=sign)


_COUNTS_WITH_I = re.compile(r"_\s*(?:i|\{[^{}]*(?<![A-Za-z])[A-Za-z]?i[A-Za-z]?(?![A-Za-z])[^{}]*\})")


def spelled(text: str, ours: Opaque, notation: Notation) -> str:
    """An answer with its derivatives as the question writes them."""
    if not _MAY_BE_SLOPE.search(text):
        return text
    text = _quotient(text, ours)
    answer = _Answer.of(text, ours, notation)
    return text if answer is None else _changed(text, _changes(answer), answer.notation)


def _changes(answer: _Answer) -> list[tuple[Node, str]]:
    """What stands for some nodes in the words of the question."""
    ours, loose = answer.ours, answer.loose
    known = {answer.normal(one).key: (one, written) for one, written in reversed(ours.slopes)}
    by = {letter for one, _ in ours.slopes for letter in one.by or ()}
    changes = [*((mine.node, written) for mine, _, written in _of_one_graph(answer)), *_values(answer),
               *_kronecker(answer)]
    for one in slopes(answer.tree):
        mine = answer.normal(replace(one, of=_in_font(one.of, ours.names)))
        if mine.key in known and (loose or not ours.may_multiply(one)):
            same, written = known[mine.key]
            if show(same.node) != show(one.node):
                changes.append((one.node, written))
        elif one.args is not None and isinstance(one.node, Derivative | Gradient) and getattr(one.node, "by", None) \
                and ours.is_bare(mine.of) and replace(mine, args=None).key not in known:
            changes += [(part, part.function.text) for part in walk(one.node)
                        if isinstance(part, Call) and isinstance(part.function, Name)]
        elif isinstance(one.node, Name) and mine.args is not None and mine.args in ours.written:  # f', of f(x)
            changes.append((one.node, f"{mine.of}{mine.order * chr(39)}({ours.written[mine.args]})"))
        elif isinstance(one.node, Name) and mine.by is not None and {*mine.by} <= by:  # \dot{x}, beside dv/dt
            order = f"^{mine.order}" if mine.order > 1 else ""
            changes.append((one.node, rf"\frac{{d{order} {mine.of}}}{{d {mine.by[0]}{order}}}"))
    return changes


def _values(answer: _Answer) -> list[tuple[Node, str]]:
    """f for f(x), or f(x) for f, of functions that the question derives and has in one of these ways alone.

    Where the x stands elsewhere in the question, f(x) may be a product.
    """
    changes: list[tuple[Node, str]] = []
    ours, loose = answer.ours, answer.loose
    derived = {one.args for one in slopes(answer.tree)} | {
        one.by and one.by[:1] for one, _ in ours.slopes}
    for name in answer.applied:
        args, written = answer.args_of(name), ours.applied.get(name, frozenset())
        if args is None or not (loose or ours.goes_without_saying(args)):
            continue
        if written == {None} and (loose or (name in ours.primed and not {*args} & ours.names)) and (
                name in ours.derived or args in derived or not {*args} & ours.names):
            changes += [(part, name) for part in walk(answer.tree) if isinstance(part, Call)
                        and part.function == Name(name) and not _is_derived(part, answer.tree)]
        elif written and None not in written and args in ours.written:
            called = {id(part.function) for part in walk(answer.tree) if isinstance(part, Call)}
            changes += [(part, f"{name}({ours.written[args]})") for part in walk(answer.tree)
                        if part == Name(name) and id(part) not in called and not _is_derived(part, answer.tree)]
    return changes


def _is_derived(name: Node, tree: Node) -> bool:
    return any(part is name for one in slopes(tree) for part in walk(one.node))


def _kronecker(answer: _Answer) -> Iterator[tuple[Node, str]]:
    r"""1 for i = j, as the question writes it, for a \delta_{ij} of which it has none."""
    for part in walk(answer.tree) if answer.ours.equals else ():
        match part:
            case Member(r"\delta", (Name(one), Name(other)), ()):
                yield part, rf"\mathbb{{1}}[{one}={other}]"
            case Name(text) if (letters := _DELTA.fullmatch(text)) and {*letters.groups()} <= answer.ours.names:
                yield part, rf"\mathbb{{1}}[{letters[1]}={letters[2]}]"


_DELTA = re.compile(r"\\delta_\{([A-Za-z]),?([A-Za-z])\}")


def _of_one_graph(answer: _Answer) -> Iterator[tuple[Slope, Slope, str]]:
    """The left side of dy/dx = 2x as that of f'(x) = 2x: who speaks of one of y and f, and has no other, means both.

    Loosely, so does who speaks of another letter.
    """
    ours = answer.ours
    if not isinstance(answer.tree, Chain) or answer.tree.signs != ("eq",) or len(ours.slopes) != 1:
        return
    mine, (theirs, written) = _slope(answer.tree.items[0]), ours.slopes[0]
    rest = {*names_of(answer.tree.items[1])}
    if mine is not None and mine.of != theirs.of and (answer.loose or {
            mine.of, theirs.of} == _SAME_GRAPH) and mine.order == theirs.order \
            and (mine.by == theirs.by or None in (mine.by, theirs.by)) and not {mine.of, theirs.of} & rest \
            and mine.of not in ours.names:
        yield mine, theirs, written


_DIFFERENTIAL = re.compile(r"\s*d\s*(\\?[A-Za-z](?![A-Za-z]))\s*=(.*?)(?:\\[,;: ]|\\cdot(?![A-Za-z])|\s|\*)*"
                           r"(?<![A-Za-z\\])d\s*(\\?[A-Za-z])\s*$", re.DOTALL)


def _quotient(text: str, ours: Opaque) -> str:
    """dy/dx = 2x, for dy = 2x dx."""
    found = _DIFFERENTIAL.match(text)
    if found is None or (found[1], (found[3],)) not in {(one.of, one.by) for one, _ in ours.slopes}:
        return text
    body = re.sub(r"\\(?:left|right)(?![A-Za-z])", "", found[2]).strip()
    with suppress(ReadError):
        in_brackets = body.startswith("(") and closed(body, 1) == len(body) - 1
        if (in_brackets or not isinstance(parse(body, Notation()).tree, Sum | Chain)) and not _OTHER_D.search(body):
            return rf"\frac{{d{found[1]}}}{{d{found[3]}}} = {found[2]}"
    return text


_OTHER_D = re.compile(r"(?<![A-Za-z\\])d\s*\\?[A-Za-z]")


def _in_font(name: str, names: Collection[str]) -> str:
    r"""The name of the question that is the same letter in another font, if it is one alone: L, of \mathcal{L}."""
    if name in names:
        return name
    same = [one for one in names if _letter(one) == _letter(name)]
    return same[0] if len(same) == 1 else name


def _letter(name: str) -> str:
    return "l" if name == r"\ell" else _ACCENTED.sub(r"\1", name)


def _changed(text: str, changes: Sequence[tuple[Node, str]], notation: Notation) -> str:
    """A text with something else where some nodes stand; as it is where one does not stand in one piece: f^2(x)."""
    done = len(text) + 1
    made = text
    for node, new in sorted(changes, key=lambda change: (-change[0].start, change[0].end)):
        end = node.end
        if isinstance(node, Name) and text.startswith(node.text, node.start):  # with a power behind it, no more
            end = node.start + len(node.text)
        if end > done:
            continue
        try:
            if parse(text[node.start : end], notation).tree != node:
                return text
        except ReadError:
            return text
        if "/" in new or new.startswith(r"\nabla"):
            new = f"{{{new}}}" if "\\" in new else f"({new})"
        made, done = f"{made[: node.start]} {new} {made[end:]}", node.start
    return made


# --------------------------------------------------------------------------
# What may be the same


def maybe(text: str, ours: Opaque, notation: Notation) -> Iterator[tuple[str, str]]:
    """An answer with derivatives of the question for those that leave open which they are, each with what is open."""
    answer = _Answer.of(text, ours, notation, loose=True)
    if answer is None:
        return
    theirs = {one.key: (one, written) for one, written in ((answer.normal(one), written)
                                                           for one, written in ours.slopes)}
    unsaid = [one for one in map(answer.normal, slopes(answer.tree)) if one.key not in theirs]
    open_ = [[(mine, other, written) for other, written in theirs.values() if _may_be(mine, other, ours)]
             for mine in (*unsaid, *_indexed(answer.tree, ours))]
    others = _changes(answer)
    for some in islice(product(*filter(None, open_)), _MOST_READ):
        changed = _changed(text, [*((one.node, as_written) for one, _, as_written in some), *others], answer.notation)
        if changed == text:
            continue
        why = "it is not clear whether what stands in brackets is what a function is of, or a factor"
        for mine, other, written in (*some, *_of_one_graph(answer))[:1]:
            why = f"you wrote {mine.of} for {other.of}" if _letter(mine.of) != _letter(other.of) else \
                f"{text[mine.node.start : mine.node.end].strip()} may be {written.strip()}, or another derivative: " \
                "write of what it is, and by what"
        yield changed, why


def _may_be(mine: Slope, theirs: Slope, ours: Opaque) -> bool:
    same_letter = _letter(mine.of) == _letter(theirs.of) or (mine.of not in ours.names and {
        mine.of, theirs.of} <= {*LOSSES})
    same_sign = mine.sign == theirs.sign or "'" in (mine.sign, theirs.sign)
    return same_letter and same_sign and mine.order == theirs.order \
        and (mine.by is None or theirs.by is None or all(map(_may_be_one, mine.by, theirs.by))) \
        and (mine.args is None or theirs.args is None or mine.args == theirs.args)


def _base(name: str) -> str:
    """The letter of a name: x, of x_0 and x[n]."""
    return re.split(r"[_\[]", name)[0]


def _may_be_one(one: str, other: str) -> bool:
    r"""Whether two things are one, or may be: \theta and \theta_t, of which the first leaves open where it is."""
    return one == other or one == other.partition("[")[0] or other == one.partition("[")[0]


def _indexed(tree: Node, ours: Opaque) -> Iterator[Slope]:
    """What may be a derivative that is written below a name: f_{xy}, L_z."""
    derived = {one.of for one, _ in ours.slopes}
    for part in walk(tree):
        match part:
            case Name(text) if "_" in text:
                name, _, below = text.partition("_")
                by = tuple(sorted(below.strip("{}")))
            case Member(name, (Product(factors),), ()) if all(isinstance(one, Name) for one in factors):
                by = tuple(sorted(map(show, factors)))
            case Member(name, below_, ()):
                by = tuple(sorted(map(show, below_)))
            case _:
                continue
        if name in derived and (part.name if isinstance(part, Member) else part.text) not in ours.names:
            yield Slope(name, by, len(by), None, "", part)


def derived_value(text: str, ours: Opaque | None, names: Collection[str], notation: Notation) -> str:
    r"""The J(w) of \frac{\partial J(w)}{\partial w} that was read as a product, and may be a value; "" if none was.

    names   all names of the question, if it has no derivatives
    """
    if not _MAY_BE_SLOPE.search(text):
        return ""
    letters = {name for name in names if (found := notation.find(name)) is not None and found.kind == "symbol"}
    functions = {name: Meaning(name, "function") for name in letters}
    with suppress(ReadError):
        tree = parse(text, replace(notation, meanings={**notation.meanings, **functions})).tree
        for slope in walk(tree):
            for part in walk(slope.of) if isinstance(slope, Derivative | Gradient) else ():
                match part:
                    case Call(Name(name), args, ()) if name in letters and (
                            all(isinstance(arg, Name | Member) for arg in args)
                            or (ours is not None and name in ours.derived)):
                        return text[part.start : part.end]
    return ""


def may_be_total(text: str, ours: Opaque, notation: Notation) -> str:
    r"""A d of an answer where the question has a \partial, and a y that depends on x, too; "" if it has none.

    dL/dx goes through y there, and \partial L/\partial x does not.
    """
    answer = _Answer.of(text, ours, notation) if len(ours.signs) > 1 else None
    if answer is None:
        return ""
    partial = {(one.of, one.by) for one, _ in ours.slopes if one.sign == "partial"}
    said = answer.tree.items[-1] if isinstance(answer.tree, Chain) else answer.tree
    for one in slopes(said):
        if one.sign == "d" and (one.of, one.by) in partial and any(
                other.by == one.by and (one.of, (other.of,)) in partial for other, _ in ours.slopes):
            return text[one.node.start : one.node.end].strip()
    return ""


# --------------------------------------------------------------------------
# Indices


def with_indices(text: str, reference: str, free: Collection[str], notation: Notation) -> str:
    r"""An answer \frac{\partial L}{\partial w_k} = \delta x_k in the letters of the question, which has a j for k.

    free   the names of the question that nothing binds: none of them can be called something else
    """
    if "=" not in text or "=" not in reference:
        return text
    try:
        plain = replace(notation, constants={k: v for k, v in notation.constants.items() if k != "i"})
        theirs, mine = parse(reference, notation).tree, parse(text, plain).tree
    except ReadError:
        return text
    if not (isinstance(theirs, Chain) and isinstance(mine, Chain) and theirs.signs[:1] == mine.signs[:1] == ("eq",)):
        return text
    ours, left = theirs.items[0], mine.items[0]
    letters, others = _indices(left), _indices(ours)
    called = dict(zip(letters, others, strict=False))
    if letters == others or [called.get(one) for one in letters] != others or len({*called.values()}) < len(called):
        return text
    new, taken = {*called} - {*others}, {*others} - {*called}
    if new & {*free} or taken & _free(mine):
        return text  # each of other letters that stand there is another thing
    ends = {end: start for start, end in called.items()}
    for letter in taken:  # what a sum binds here by that letter has the one that is left over
        start = letter
        while start in ends:
            start = ends[start]
        called[letter] = start
    renamed, asked = _slope(_renamed(left, called)), _slope(ours)
    if renamed is None or asked is None or replace(renamed, sign="").key != replace(asked, sign="").key:
        return text
    return _swapped(text, mine, called)


def _indices(tree: Node) -> list[str]:
    return [one.text for part in walk(tree) if isinstance(part, Member) for slot in (*part.below, *part.above)
            for one in walk(slot) if isinstance(one, Name)]


def _renamed(node: Node, called: Mapping[str, str]) -> Node:
    node = rebuilt(node, lambda child: _renamed(child, called))
    return Name(called[node.text]) if isinstance(node, Name) and node.text in called else node


def _swapped(text: str, tree: Node, called: Mapping[str, str]) -> str:
    """A text with letters called otherwise; as it is where one of them is a part of a name: x_k."""
    names = [part for part in walk(tree) if isinstance(part, Name)]
    below = {letter for name in names_of(tree) for letter in re.findall(r"\\?[A-Za-z]+", name.partition("_")[2])}
    ours = {(one.start, one.start + len(one.text), one.text) for one in names if one.text in called}
    if below & {*called} or any(text[start:end] != letter for start, end, letter in ours):
        return text
    for start, end, letter in sorted(ours, reverse=True):
        text = f"{text[:start]}{called[letter]}{text[end:]}"
    return text


__all__ = ["Opaque", "Slope", "derived_value", "may_be_total", "maybe", "opaque", "slopes", "spelled", "with_indices"]
