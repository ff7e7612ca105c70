r"""A rule for all functions, tried with some: \frac{d}{dx}f(2x) = f'(2x) is false for f(t) = t^4 + t^2 + t + 3."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any

from symdl.errors import ReadError, SymdlError
from symdl.grading.named import names_of
from symdl.grading.question import Question
from symdl.grading.questions.posed import made
from symdl.grading.questions.repeated import bare
from symdl.grading.table import texts
from symdl.notation.reader.infer import infer
from symdl.notation.reader.notation import OPEN
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import Call, Chain, Derivative, Name, walk

_FUNCTIONS = ("f", "g", "F", "G", r"\phi", r"\psi", r"\varphi")
_VALUES = ("t^4+t^2+t+3", "t^2-t+5", "t^3+2t+7", "t^5-t+1")
"""Polynomials, each different from the others and from its derivatives."""


def with_functions(table: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """A question of a derivative of functions of which nothing is said, with some for them; None if it is none."""
    reference, definitions = table.get("reference"), texts(table, "definitions")
    if not isinstance(reference, str) or "=" not in reference:
        return None
    with suppress(ReadError):
        tree = parse(reference, infer([reference], OPEN).notation).tree
        if not isinstance(tree, Chain) or not isinstance(tree.items[0], Derivative):
            return None
        calls = [part for part in walk(tree) if isinstance(part, Call) and isinstance(part.function, Name)]
        said = [parse(text, infer([text], OPEN).notation).tree for text in definitions]
        known = {bare(name) for one in said for name in names_of(one)}
        words = {*re.findall(r"\\?[A-Za-z]+", f"{table.get('context') or ''} {table.get('assumptions') or ''}")}
        names = dict.fromkeys(bare(part.function.text) for part in calls if isinstance(part.function, Name))
        primed = {bare(part.text) for part in walk(tree) if isinstance(part, Name) and part.text != bare(part.text)}
        unknown = [name for name in names if name not in known | words]
        if unknown and len(unknown) <= len(_VALUES) and all(len(part.args) == 1 for part in calls) and all(
                name in _FUNCTIONS or name in primed for name in unknown):  # v_1 (1 - h) is a product
            given = [f"{name}(t) = {value}" for name, value in zip(unknown, _VALUES, strict=False)]
            return {**table, "definitions": [*definitions, *given]}
    return None


@lru_cache(maxsize=64)
def written_out(given: str) -> Question | None:
    r"""The question of a table, as JSON, that asks for the derivative of one function made of unknown ones, without it.

    g'(x), of g(x) = x\Phi(x), is \frac{d}{dx}(x\Phi(x)): there, an answer may have \Phi'(x). None of another one.
    """
    table = json.loads(given or "{}")
    definitions = texts(table, "definitions")
    asked = _ASKED.fullmatch(str(table.get("reference") or ""))
    head = _HEAD.match(definitions[0]) if len(definitions) == 1 else None
    if asked is None or head is None or asked["name"] != head["name"] or asked["letter"] != head["letter"]:
        return None
    body = definitions[0][head.end() :]
    with suppress(ReadError):
        if not any(isinstance(part, Call) and isinstance(part.function, Name) for part in walk(parse(body, OPEN).tree)):
            return None
    order = len(asked["primes"])
    above, below = ("d", f"d{head['letter']}") if order == 1 else (f"d^{order}", f"d{head['letter']}^{order}")
    with suppress(SymdlError):
        return made({**table, "definitions": [],
                     "reference": rf"\frac{{{above}}}{{{below}}}\left({body}\right)"})
    return None


_ASKED = re.compile(r"\s*(?P<name>\\?[A-Za-z]+)(?P<primes>'{1,3})\s*\(\s*(?P<letter>[A-Za-z])\s*\)\s*")
_HEAD = re.compile(r"\s*(?P<name>\\?[A-Za-z]+)\s*\(\s*(?P<letter>[A-Za-z])\s*\)\s*:?=(?!=)")


__all__ = ["with_functions", "written_out"]
