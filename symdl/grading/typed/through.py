r"""Derivatives by what is defined, in a question of numbers: dy/du, of y = \sin u and u = x^2, is \cos u.

What is derived is written out as far as that letter, and derived by it as by any other. Where the letters that it is
made of stand beside it, as in y = x u, nobody said what is held fixed, and where it does not stand at all, as in dx/du,
nothing says how one depends on the other: both are refused.
"""

from __future__ import annotations

from symdl.errors import ReadError
from symdl.grading.named import names_of
from symdl.grading.typed.entered import Defined, entered, flat, replaced_by, slope
from symdl.notation.reader.declare import declare
from symdl.notation.reader.notation import Notation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import Derivative, Node, show, walk


def written_out(text: str, numbers: tuple[Defined, ...], unknown: frozenset[str] = frozenset()) -> str:
    """A formula with what is defined put in, derivatives by that worked out before. Raises ReadError.

    unknown   functions of which nothing is known, but that they have derivatives
    """
    return entered(derived(text, numbers, unknown), numbers, unknown)


def derived(text: str, numbers: tuple[Defined, ...], unknown: frozenset[str] = frozenset()) -> str:
    """A formula with derivatives by what is defined worked out. Raises ReadError."""
    names = {one.name: one for one in numbers if not one.name.endswith("'")}
    if not names or not ("d" in text or "\\partial" in text):
        return text
    notation = declare([*names])
    try:
        tree = parse(text, notation).tree
    except ReadError:  # which is told by who reads it then
        return text
    edits: list[tuple[Node, str]] = []
    for node in walk(tree):
        if isinstance(node, Derivative) and ({*map(show, node.by)} & {*names} or (
                "\\" not in text and show(node.of) in names)):  # d(...)/dx cannot be written there
            edits.append((node, _worked_out(text, node, names, notation, unknown)))
    made = text
    for node, value in sorted(edits, key=lambda one: one[0].start, reverse=True):
        made = f"{made[: node.start]} \\left({value}\\right) {made[node.end :]}"
    if edits and flat(parse(made, notation).tree) != flat(replaced_by(tree, [
            (node, parse(value, notation).tree) for node, value in edits])):
        raise ReadError("what this derivative is cannot be put in", text, edits[0][0].start, edits[0][0].end,
                        "write it out")
    return made


def _worked_out(text: str, node: Derivative, names: dict[str, Defined], notation: Notation,
                unknown: frozenset[str]) -> str:
    """What a derivative by a defined letter is, in that letter. Raises ReadError."""
    by = {*map(show, node.by)}
    letter = min(by)
    others = tuple(one for name, one in names.items() if name != letter)
    body = entered(text[node.of.start : node.of.end], others, unknown)
    beside = _free(body, notation)
    inside = _free(names[letter].body, notation, tuple(names.values())) if letter in names else set()
    if len(by) > 1 or letter not in beside:
        raise ReadError(f"it is not said how this depends on {letter}", text, node.start, node.end, "write it out")
    if shared := sorted(beside & inside):
        raise ReadError(f"{shared[0]} stands here beside {letter}, which is made of it", text, node.start, node.end,
                        f"say what is held fixed, or write the derivative by {letter} out")
    for _ in node.by:
        found = slope(Defined("own", (letter,), body), unknown)
        if found is None:
            raise ReadError("this derivative is not worked out here", text, node.start, node.end, "write it out")
        body = found.body
    return body


def _free(text: str, notation: Notation, numbers: tuple[Defined, ...] = ()) -> set[str]:
    return {*names_of(parse(entered(text, numbers), notation).tree)}


__all__ = ["derived", "written_out"]
