r"""Definitions of vectors put in: z^{l} = W^{l} a^{l-1} + b^{l} says what z^{l+1} is, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from symdl.grading.scalar.linear.letters import untransposed, whole
from symdl.grading.scalar.trees import ONE
from symdl.grading.scalar.words import NoMeaning, replaced
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, rebuilt, walk

Defined: TypeAlias = tuple[Node, Node]
"""What stands on the left of a definition, and what it is."""
_DEEPEST = 8
_MOST_PARTS = 2000


def defined(tree: Node) -> Defined | None:
    """What a formula defines: z, of z = W x + b; None if it defines nothing that can be put in."""
    if isinstance(tree, at.Chain) and tree.signs in (("eq",), ("define",)):
        left, right = tree.items
        if _parts(left) is not None and left not in [*walk(right)]:
            return left, right
    return None


def put_in(tree: Node, definitions: Sequence[Defined]) -> Node:
    """A tree with what its letters are, as often as one is made of others. Raises NoMeaning where that has no end."""
    return _put_in_often(tree, definitions, definitions)


def put_in_all(trees: Sequence[Node], definitions: Sequence[Defined]) -> tuple[list[Node], list[Defined]]:
    """Formulas side by side with what their letters are, but for those that something is differentiated by.

    What these are is told, too: it is to be put in when derivatives are worked out.

    Raises NoMeaning, also where something is differentiated by one of many that a definition says.
    """
    by = [letter for tree in trees for part in walk(tree) for letter in differentiated_by(part)]
    later = [(head, body) for head, body in definitions if head in by]
    outside = [one for one in definitions if one not in later]
    if any(_matched(head, letter) is not None for head, _ in outside for letter in by):
        raise NoMeaning("what it is differentiated by is one of many")
    return ([_put_in_often(tree, outside, definitions) for tree in trees],
            [(head, put_in(body, definitions)) for head, body in later])


def differentiated_by(node: Node) -> list[Node]:
    """What a derivative or a gradient is by, if this is one that says it."""
    by = node.by if isinstance(node, at.Derivative) else (node.by,) if isinstance(node, at.Gradient) else ()
    return [untransposed(one) for one in by if one is not None]


def _put_in_often(tree: Node, outside: Sequence[Defined], inside: Sequence[Defined]) -> Node:
    """
    outside  what is put in where nothing is differentiated
    inside   what is put into what is differentiated, but for the letter that it is differentiated by
    """
    for _ in range(_DEEPEST):
        made = _put_in(tree, outside, inside)
        if made == tree:
            return tree
        if sum(1 for _ in walk(made)) > _MOST_PARTS:
            break
        tree = made
    raise NoMeaning("its definitions are too long when they are put in")


def _put_in(tree: Node, outside: Sequence[Defined], inside: Sequence[Defined]) -> Node:
    if isinstance(tree, at.Power) and isinstance(tree.base, at.Name | at.Member):
        base = _put_in(tree.base, outside, inside)
        if isinstance(base, at.Call) and whole(tree.exponent) is not None:
            # H^2 may be the square of a matrix, where \\tanh^2(Z) is of each entry: H^1 keeps the two apart.
            return at.Power(at.Power(base, ONE), tree.exponent)
    for head, body in outside:
        if tree == head:
            return body
        found = _matched(head, tree)
        if found is not None and not _is_of_itself(head, body):
            made = _apart(body, {part.text for index in found.values() for part in walk(index)
                                 if isinstance(part, at.Name)})
            for letter, index in found.items():
                made = replaced(made, at.Name(letter), at.Group("tuple", (index,)))
            return _without_groups(made)
    if isinstance(tree, (at.Derivative, at.Gradient)):
        by = differentiated_by(tree)
        others = [(head, body) for head, body in inside if head not in by]
        return replace(tree, of=_put_in(tree.of, others, others))
    return rebuilt(tree, lambda child: _put_in(child, outside, inside))


def _apart(node: Node, taken: set[str]) -> Node:
    r"""A body whose sums bind none of some letters: of y_i = \sum_j w_j x_{ij}, y_j is no sum over j."""
    node = rebuilt(node, lambda child: _apart(child, taken))
    if not isinstance(node, at.Big):
        return node
    used = taken | {part.text for part in walk(node) if isinstance(part, at.Name)}
    for letter in [bound.name for bound in node.bounds if isinstance(bound, at.Bound | at.Goes)]:
        if isinstance(letter, at.Name) and letter.text in taken:
            fresh = next(at.Name(name) for name in _LETTERS if name not in used)
            used.add(fresh.text)
            node = _renamed(node, letter, fresh)
    return node


def _renamed(node: Node, letter: Node, fresh: Node) -> Node:
    return fresh if node == letter else rebuilt(node, lambda child: _renamed(child, letter, fresh))


_LETTERS = (*"klmnopqrstuvabcdefghij", *(f"k_{{{place}}}" for place in range(1000)))


def _without_groups(tree: Node) -> Node:
    tree = rebuilt(tree, _without_groups)
    return tree.items[0] if isinstance(tree, at.Group) and tree.kind == "tuple" and len(tree.items) == 1 else tree


def _parts(node: Node) -> tuple[str, tuple[Node, ...]] | None:
    """The name of a letter, and what stands below and above it: z and l, of z^l."""
    match node:
        case at.Name(text):
            return text, ()
        case at.Member(name, below, above):
            return name, (*below, *above)
        case at.Power(at.Name(text), exponent) if any(isinstance(part, at.Name) for part in walk(exponent)):
            return text, (exponent,)
    return None


def _matched(head: Node, node: Node) -> Mapping[str, Node] | None:
    """Which index is which, if this is another member of what a definition says: l is l + 1."""
    ours, theirs = _parts(head), _parts(node)
    if ours is None or theirs is None or not ours[1] or ours[0] != theirs[0] or len(ours[1]) != len(theirs[1]) \
            or type(head) is not type(node):
        return None
    found: dict[str, Node] = {}
    for index, other in zip(ours[1], theirs[1], strict=True):
        if isinstance(index, at.Name):
            if found.setdefault(index.text, other) != other:
                return None
        elif index != other:
            return None
    return found


def _is_of_itself(head: Node, body: Node) -> bool:
    """Whether a member is made of others of its family: then there is no end to it."""
    name = _parts(head)
    return any((part := _parts(node)) is not None and name is not None and part[0] == name[0] for node in walk(body))


__all__ = ["Defined", "defined", "differentiated_by", "put_in", "put_in_all"]
