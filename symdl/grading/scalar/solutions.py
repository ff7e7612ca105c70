r"""What solves a question of one letter, however it is written: 1 < x < 3, (1, 3), x \in (1, 2] \cup (2, 3), \pm 2.

A region (an interval, a set of numbers, a union) becomes the statement that the letter is in it, and two statements
are decided by where they hold: between the roots of all their polynomials, and at each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from flint import fmpq_poly

from symdl.grading.scalar import exact, guards, relations
from symdl.grading.scalar.decision import Decision, undecided
from symdl.grading.scalar.exact import Exact, Form
from symdl.grading.scalar.guards import Guard
from symdl.grading.scalar.points import Assumed, free_names
from symdl.grading.scalar.values import Outside, Place, Unclear, holds
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, walk

_INFINITY = at.Constant("infinity")
_OPEN_ENDS = {"tuple": (True, True), "list": (False, False), "(]": (True, False), "[)": (False, True)}
_NUMBERS = r"\mathbb{R}"
_NOT = {"eq": "ne", "ne": "eq", "lt": "ge", "ge": "lt", "gt": "le", "le": "gt"}


def compare(left: Node, right: Node, given: Assumed, *, listed: bool = False) -> Decision | None:
    """Decide two trees of which one is a region, or a statement with one in it; None if they are something else.

    listed   whether one may be a list of what one letter is, too
    """
    if not listed and not any(_is_region(tree) or _is_membership(tree) or _is_joined(tree) for tree in (left, right)):
        return None
    names = free_names(*(tree for tree in (left, right) if not _is_region(tree)))
    if _is_region(left) and _is_region(right):
        if not any(isinstance(tree, at.Infix) for tree in (left, right)) or free_names(left, right):
            return None
        names = ("x",)
    names = tuple(name for name in names if name != _NUMBERS)
    if len(names) != 1:
        return None
    letter = at.Name(names[0])
    ours, theirs = _statements(left, letter), _statements(right, letter)
    if not ours or not theirs or names != tuple(n for n in free_names(left, right, letter) if n != _NUMBERS):
        return None
    found = [_decided(one, other, letter.text, given) for one in ours for other in theirs]
    if len({decision.verdict for decision in found}) > 1:
        return undecided("a list of inequalities may mean that all of them hold, or that one does")
    if found[0].verdict == "equivalent" and _is_ambiguous(left):
        return undecided("what is asked for may be a point or an interval", agrees=True)
    return found[0]


def _is_region(node: Node) -> bool:
    match node:
        case at.Group("set", items):
            return not any(isinstance(part, at.Chain | at.Group | at.List) for item in items for part in walk(item))
        case at.Group(kind, (_, _)):
            return kind in _OPEN_ENDS
        case at.Infix("cup" | "cap" | "setminus", args):
            return all(map(_is_region, args))
        case at.Name(text):
            return text == _NUMBERS
    return False


def _is_membership(node: Node) -> bool:
    return isinstance(node, at.Chain) and node.signs in (("in",), ("notin",)) and len(node.items) == 2 \
        and isinstance(node.items[0], at.Name) and _is_region(node.items[1])


def _is_joined(node: Node) -> bool:
    """Whether "and" or "or" stands between statements."""
    return isinstance(node, at.Infix) and node.sign in ("and", "or") and all(
        relations.is_relation(part) or _is_joined(part) for part in node.args)


def _is_ambiguous(node: Node) -> bool:
    """Whether (1, 2) may be a point, or [1, 2] a list."""
    return isinstance(node, at.Group) and node.kind in ("tuple", "list") and _INFINITY not in walk(node)


def _statements(node: Node, letter: at.Name) -> list[Node]:
    """What a tree may say of a letter; nothing if it says nothing of this kind."""
    if _is_region(node):
        made = _within(node, letter)
        return [made] if made is not None else []
    if _is_membership(node):
        assert isinstance(node, at.Chain)
        made = _within(node.items[1], letter) if node.items[0] == letter else None
        if made is not None and node.signs == ("notin",):
            made = _negated(made)
        return [made] if made is not None else []
    if relations.is_relation(node) or _is_joined(node):
        return [node]
    if isinstance(node, at.List) and all(map(relations.is_relation, node.items)):
        if all(relations.is_equation(item) for item in node.items):  # x = 1, x = 2: one of them
            return [at.Infix("or", node.items)]
        return [at.Infix("and", node.items), at.Infix("or", node.items)]
    return []


def _within(region: Node, letter: at.Name) -> Node | None:
    """That a letter is in a region."""
    match region:
        case at.Group("set", items):
            return at.Infix("or", tuple(at.Chain((letter, item), ("eq",)) for item in items))
        case at.Group(kind, (low, high)):
            open_low, open_high = _OPEN_ENDS[kind]
            said: list[Node] = []
            if low != at.Neg(_INFINITY):
                said.append(at.Chain((letter, low), ("gt" if open_low else "ge",)))
            elif not open_low:
                return None
            if high != _INFINITY:
                said.append(at.Chain((letter, high), ("lt" if open_high else "le",)))
            elif not open_high:
                return None
            return at.Infix("and", tuple(said)) if not any(_INFINITY in walk(part) for part in said) else None
        case at.Infix(sign, args):
            parts = [_within(arg, letter) for arg in args]
            made = [part for part in parts if part is not None]
            if len(made) < len(args):
                return None
            if sign == "setminus":
                return at.Infix("and", (made[0], *map(_negated, made[1:])))
            return at.Infix("or" if sign == "cup" else "and", tuple(made))
        case at.Name():
            return at.Infix("and", ())
    return None


def _negated(statement: Node) -> Node:
    match statement:
        case at.Infix(sign, args):
            return at.Infix("or" if sign == "and" else "and", tuple(map(_negated, args)))
        case at.Chain(items, (sign,)):
            return at.Chain(items, (_NOT[sign],))
    raise TypeError(statement)


# --------------------------------------------------------------------------
# Where statements hold


def _decided(one: Node, other: Node, name: str, given: Assumed) -> Decision:
    ours, theirs = (lambda place: _holds(one, place)), (lambda place: _holds(other, place))
    witness = relations.sampled(ours, theirs, (name,), given)
    if witness is not None:
        return relations.refuted(witness)
    found = None
    if not given.relations and not given.integers:
        with suppress(exact.Unfit, Unclear):
            found = _by_cells(one, other, name)
    return found or relations.as_far_as_seen(ours, theirs, (name,), given)


def _holds(statement: Node, place: Place) -> bool:
    """Whether a statement holds; a part of it that has no value does not."""
    if isinstance(statement, at.Infix):
        found = [_holds(part, place) for part in statement.args]
        return all(found) if statement.sign == "and" else any(found)
    try:
        return holds(statement, place)
    except Outside:
        return False


def _chains(statement: Node) -> Iterator[at.Chain]:
    if isinstance(statement, at.Chain):
        yield statement
    elif isinstance(statement, at.Infix):
        for part in statement.args:
            yield from _chains(part)


def _by_cells(one: Node, other: Node, name: str) -> Decision | None:
    chains = list(dict.fromkeys((*_chains(one), *_chains(other))))

    def plainly(machine: Exact) -> tuple[Exact, list[tuple[list[tuple[Form, str]], frozenset[Guard]]]]:
        return machine, [([(machine.make(link.difference), link.sign) for link in relations.links(chain)],
                          guards.guarding(machine, chain.items, "real")) for chain in chains]

    machine, made = exact.plainly(plainly, complex=False)
    for side in (1, -1):
        known: dict[at.Chain, list[tuple[fmpq_poly, fmpq_poly, str]]] = {}
        for chain, (links, guarded) in zip(chains, made, strict=True):
            line = [(relations.half_line(machine, form.top, name, side),
                     relations.half_line(machine, form.bottom, name, side), sign) for form, sign in links]
            line += [(None if guard.about is None else relations.half_line(machine, guard.about, name, side),
                      fmpq_poly([1]), "ne" if guard.kind == "nonzero" else "ge") for guard in guarded]
            kept = [(above, below, sign) for above, below, sign in line if above is not None and below is not None]
            if len(kept) < len(line) or any(max(a.degree(), b.degree()) > relations.MOST_DEGREE for a, b, _ in kept):
                return None
            known[chain] = kept
        places = relations.places_of(p for line in known.values() for above, below, _ in line for p in (above, below))
        if places is None:
            return None
        for number, root_of in places:
            if relations.is_on_side(number, side):
                truths = {chain: all(relations.link_holds(*link, number, root_of) for link in line)
                          for chain, line in known.items()}
                a, b = _truth(one, truths), _truth(other, truths)
                if a != b:
                    return relations.refuted(relations.at_number(name, number, a, b))
    said = f"they hold for the same {name}, between all roots and at them"
    return Decision("equivalent", "exact algebra", said, True)


def _truth(statement: Node, truths: dict[at.Chain, bool]) -> bool:
    if isinstance(statement, at.Chain):
        return truths[statement]
    assert isinstance(statement, at.Infix)
    found = [_truth(part, truths) for part in statement.args]
    return all(found) if statement.sign == "and" else any(found)


__all__ = ["compare"]
