"""Trees and verdicts as plain data, and back.

A tree is written as rows, one for each distinct node: what it is, and the numbers of its parts, which come
before it. The same content always gives the same rows: nothing in them depends on where a node lies in
memory, on the order of a set, or on the tag of a dummy, which is another in each run. (Two dummies with one
letter are still told apart: by their numbers.)

What is read back is built of a fixed list of kinds and of nothing else, so that reading runs no code but theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import sympy
from sympy import Basic, Integer, Rational
from sympy.core.relational import Equality, GreaterThan, LessThan, StrictGreaterThan, StrictLessThan, Unequality
from sympy.core.symbol import Str

from symdl import derivation as nouns
from symdl import language
from symdl.derivation import Claim
from symdl.language import Index, apart

Row = list[Any]
Data = Any  # what a JSON file can hold


class Unwritable(Exception):
    """Something that is none of the kinds below, as a function that a derivation file defines itself."""


_OURS = [c for c in vars(language).values()
         if isinstance(c, type) and issubclass(c, Basic) and c.__module__ == language.__name__]
_THEIRS = [sympy.Add, sympy.Mul, sympy.Pow, sympy.Tuple, sympy.exp, sympy.log, sympy.tanh,
           Equality, Unequality, StrictLessThan, LessThan, StrictGreaterThan, GreaterThan,
           *map(type, (sympy.oo, -sympy.oo, sympy.E, sympy.pi, sympy.true, sympy.false))]
_KINDS: dict[str, type[Basic]] = {c.__name__: c for c in (*_OURS, *_THEIRS)}
assert len(_KINDS) == len(_OURS) + len(_THEIRS), "two kinds of node share a name"
_NAMES = {c: name for name, c in _KINDS.items()}

_RECORDS = {c.__name__: c for c in vars(nouns).values()
            if isinstance(c, type) and is_dataclass(c) and c.__module__ == nouns.__name__}

assert not {"node", "tuple", "list", "dict", "changed"} & set(_RECORDS), "a record is called as a kind of data is"

_TAG = 2  # the place of the tag among the parts of an index
_BOUND = -1  # what is written there for a dummy


class Nodes:
    """Nodes by their numbers: each gets the next one where it is first met, after its parts.

    before   nodes that have the numbers below
    rows     what each of the others is: its kind, then the numbers of its parts
    """

    def __init__(self, before: Nodes | None = None):
        self._before = before
        self._first: int = before._first + len(before._nodes) if before is not None else 0
        self._numbers: dict[Basic, int] = {}
        self._nodes: list[Basic] = []
        self.rows: list[Row] = []

    def number(self, node: Basic) -> int:
        """The number of a node, which is added if it has none. Raises Unwritable."""
        found = self._find(node)
        if found is None:
            row = self._row(node)
            self._add(node, row)
            found = self._numbers[node]
        return found

    def grow(self, rows: list[Row]) -> None:
        """Build the nodes that ``rows`` describe, each dummy renamed apart.

        To be called with SymPy's evaluation off: trees come back as they were written. Raises ValueError.
        """
        for row in rows:
            self._add(self._built(row), row)

    def __getitem__(self, number: int) -> Basic:
        if number < self._first and self._before is not None:
            return self._before[number]
        if number < self._first:
            raise IndexError(number)
        return self._nodes[number - self._first]

    def _find(self, node: Basic) -> int | None:
        found = self._numbers.get(node)
        return found if found is not None or self._before is None else self._before._find(node)

    def _add(self, node: Basic, row: Row) -> None:
        self._numbers[node] = self._first + len(self._nodes)
        self._nodes.append(node)
        self.rows.append(row)

    def _row(self, node: Basic) -> Row:
        if isinstance(node, Str):
            return ["Str", node.name]
        if isinstance(node, Rational):  # in base 16, in which Python takes a number of any length
            return ["Rational", hex(node.p), hex(node.q)]
        name = _NAMES.get(type(node))
        if name is None:
            raise Unwritable(f"{node}, which is a {type(node).__name__}")
        if isinstance(node, Index) and node.tag:
            return [name, *(_BOUND if place == _TAG else self.number(a) for place, a in enumerate(node.args))]
        return [name, *map(self.number, node.args)]

    def _built(self, row: Row) -> Basic:
        name, *parts = row
        if name == "Str":
            return Str(str(parts[0]))
        if name == "Rational":
            return Rational(int(parts[0], 16), int(parts[1], 16))
        kind = _KINDS[name]
        args = tuple(Integer(0) if n == _BOUND else self[n] for n in parts)
        made: Basic = kind.__new__(kind, *args)
        if type(made) is not kind or made.args != args:
            raise ValueError(f"a {name} came out as {made}")
        return apart(made) if isinstance(made, Index) and _BOUND in parts else made


def pack(value: object, nodes: Nodes, claim: Claim | None = None) -> Data:
    """A verdict, or anything that is made of such things, as data; its trees go to ``nodes``.

    claim   of a changed claim, only what is not as in this one is written

    Raises Unwritable.
    """
    match value:
        case Basic():
            return ["node", nodes.number(value)]
        case None | bool() | int() | str():
            return value
        case float():
            return float(value)  # NumPy's are floats too
        case tuple() | list():
            return [type(value).__name__, *(pack(v, nodes, claim) for v in value)]
        case Mapping():
            return ["dict", *([pack(k, nodes), pack(v, nodes, claim)] for k, v in value.items())]
        case Claim() if claim is not None:
            changed = [f.name for f in fields(Claim) if getattr(value, f.name) is not getattr(claim, f.name)]
            return ["changed", *([name, pack(getattr(value, name), nodes)] for name in changed)]
    name = type(value).__name__
    if _RECORDS.get(name) is not type(value):
        raise Unwritable(f"{value}, which is a {name}")
    return [name, *(pack(getattr(value, f.name), nodes, claim) for f in fields(_RECORDS[name]))]


def unpack(data: Data, nodes: Nodes, claim: Claim) -> Any:
    """What ``pack`` was given, with the nodes of ``nodes`` and ``claim`` for the unchanged one.

    Raises LookupError, TypeError, ValueError for what ``pack`` did not write.
    """
    if not isinstance(data, list):
        return data
    kind, *parts = data
    if kind == "node":
        return nodes[parts[0]]
    if kind == "dict":
        return {unpack(k, nodes, claim): unpack(v, nodes, claim) for k, v in parts}
    if kind == "changed":
        return replace(claim, **{name: unpack(v, nodes, claim) for name, v in parts})
    values = [unpack(part, nodes, claim) for part in parts]
    if kind == "list":
        return values
    return tuple(values) if kind == "tuple" else _RECORDS[kind](*values)
