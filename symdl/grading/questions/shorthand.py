r"""Derivatives in short on a left side, written out by what definitions say they are of.

    f(x) = x^3          f' = ...          f'(x) = ...
    y = x^3             y'' = ...         \frac{d^2y}{dx^2} = ...
    f(x, y) = x^3y      f_{xy} = ...      \frac{\partial^2 f}{\partial x\partial y} = ...
    f = x^\top Ax       \nabla f = ...    \nabla_x f = ...
                        \tanh'(z) = ...   \frac{d}{dz}\tanh(z) = ...

As they stand, they are names, and nothing is known of what they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress

from symdl.errors import ReadError
from symdl.grading.named import names_of, reached
from symdl.grading.scalar.words import KNOWN
from symdl.notation.reader.infer import infer
from symdl.notation.reader.notation import OPEN
from symdl.notation.reader.parse import parse
from symdl.notation.reader.signs import FUNCTIONS
from symdl.notation.reader.syntax import Chain, Member, Name, Node, walk

_HEAD = re.compile(r"\s*(?P<name>\\?[A-Za-z]+)\s*(?:(?:\\left)?\(\s*(?P<letters>[^()]*?)\s*(?:\\right)?\)\s*)?:?=(?!=)")
_PRIMED = re.compile(r"\s*(?P<name>[A-Za-z])\s*(?:(?P<primes>'{1,3})|\^\s*\{?\s*(?P<words>(?:\\prime\s*){1,3})\}?)\s*")
_BELOW = re.compile(r"\s*(?P<name>[A-Za-z])\s*_\s*(?:(?P<one>[A-Za-z])|\{\s*(?P<several>[A-Za-z]{1,3})\s*\})\s*"
                    r"(?:\((?P<of>[^()]*)\)\s*)?")
_RAISED = re.compile(r"\s*(?P<name>[A-Za-z])\s*\^\s*\{\s*\(\s*(?P<order>[1-9])\s*\)\s*\}\s*")
_OF_KNOWN = re.compile(r"\s*\\(?P<name>[a-z]{2,})\s*(?P<primes>'{1,3})\s*(?:\\left\s*)?\(\s*(?P<by>\\?[A-Za-z]+)\s*"
                       r"(?:\\right\s*)?\)\s*")
_NABLA = re.compile(r"\s*\\nabla\s*(?P<order>\^\s*(?:2|\{\s*2\s*\})\s*|\s)\s*(?P<name>[A-Za-z])\s*")
_PARAMETERS = ("w", "W", r"\theta", r"\beta")
"""Letters by which a gradient is taken where others stand beside them."""


def written_out(reference: str, definitions: Sequence[str]) -> str:
    """A reference with the derivative that it is of, where it says so in short."""
    head, sign, rest = reference.partition("=")
    heads = {found["name"]: (found["letters"], text) for text in definitions if (found := _HEAD.match(text))}
    if (found := _PRIMED.fullmatch(head)) and found["name"] in heads:
        order = len(found["primes"] or "") or found["words"].count("prime")
        letters, _ = heads[found["name"]]
        if letters:
            said = f"{found['name']}{chr(39) * order}({letters})" if re.fullmatch(r"\\?[A-Za-z]+", letters) else head
        else:
            by = _letter(_made_of(found["name"], definitions), ("x",))
            power = f"^{order}" if order > 1 else ""
            said = rf"\frac{{d{power} {found['name']}}}{{d{by}{power}}}" if by else head
        return f"{said} {sign}{rest}"
    if (found := _NABLA.fullmatch(head)) and found["name"] in heads and not heads[found["name"]][0]:
        letters_ = {one for one in _made_of(found["name"], definitions) if one[:1].islower() or one[:1] == "\\"}
        by = _letter(letters_, _PARAMETERS)
        order = "^2" if found["order"].strip() else ""
        return rf"\nabla_{{{by}}}{order} {found['name']} {sign}{rest}" if by else reference
    return partials_written_out(reference, definitions)


def partials_written_out(formula: str, definitions: Sequence[str]) -> str:
    r"""A formula with \partial f/\partial x for the f_x that it says something of, where f is made of x; f^{(2)}."""
    head, sign, rest = formula.partition("=")
    if (found := _OF_KNOWN.fullmatch(head)) and found["name"] in FUNCTIONS and not _arguments(
            rf"\{found['name']}", definitions):
        power = f"^{order}" if (order := len(found["primes"])) > 1 else ""
        return rf"\frac{{d{power}}}{{d{found['by']}{power}}} \{found['name']}({found['by']}) {sign}{rest}"
    if (raised := _RAISED.fullmatch(head)) is not None:
        of = _arguments(raised["name"], definitions)
        return f"{raised['name']}^{{({raised['order']})}}({of[0]}) {sign}{rest}" if len(of) == 1 else formula
    found = _BELOW.fullmatch(head)
    if found is None or any(re.search(rf"(?<![A-Za-z\\]){found['name']}\s*_", text) for text in definitions):
        return formula
    name, letters = found["name"], found["one"] or found["several"]
    of = _arguments(name, definitions)
    if found["of"] is not None and re.split(r"\s*,\s*", found["of"].strip()) != of:
        return formula
    if not of and sign and name in _defined(definitions):  # L_w = ..., of L = (wx - y)^2
        of = sorted(_made_of(name, definitions))
    if not {*letters} <= {*of}:
        return formula
    power = f"^{len(letters)}" if len(letters) > 1 else ""
    by = " ".join(rf"\partial {letter}" for letter in letters)
    return rf"\frac{{\partial{power} {name}}}{{{by}}} {sign}{rest}"


def _arguments(name: str, definitions: Sequence[str]) -> list[str]:
    """The x and y of f(x, y) = ...; none where that is not defined so."""
    found = next((one for one in map(_HEAD.match, definitions) if one and one["name"] == name), None)
    return re.split(r"\s*,\s*", found["letters"]) if found is not None and found["letters"] else []


def _letter(letters: set[str], usual: Sequence[str]) -> str:
    """The only letter, or the only one of those that it usually is; "" if that is not clear."""
    some = letters if len(letters) == 1 else letters & {*usual}
    return next(iter(some)) if len(some) == 1 else ""


def _made_of(name: str, definitions: Sequence[str]) -> set[str]:
    """The letters that a name is made of at last; none where it is made of members, too."""
    trees = _defined(definitions)
    there = reached([name], {one: {*names_of(tree)} - KNOWN - FUNCTIONS.keys() for one, tree in trees.items()})
    if any(isinstance(part, Member) for one in there & trees.keys() for part in walk(trees[one])):
        return set()
    return {*there} - trees.keys() - {name}


def _defined(definitions: Sequence[str]) -> Mapping[str, Node]:
    """What names are, that stand alone on a left side."""
    found: dict[str, Node] = {}
    for text in definitions:
        with suppress(ReadError):
            match parse(text, infer([text], OPEN).notation).tree:
                case Chain((Name(name), body), ("eq" | "define",)):
                    found[name] = body
    return found


__all__ = ["partials_written_out", "written_out"]
