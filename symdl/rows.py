"""Files of rows, one JSON object a line, read so that no line costs another."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from symdl.errors import InputError

LONGEST = 100_000
"""Bytes of a line; a longer one is no formula."""
_LONGEST_READ = 1 << 24  # bytes of a line that are read to tell whose it is


@dataclass(frozen=True)
class Line:
    """A line of a file: its number, and its object or what is wrong with it (and what of it can be told even so)."""

    number: int
    row: Mapping[str, Any] | None = None
    wrong: str = ""


@contextmanager
def opened(path: str, hint: str = "name a file with one JSON object a line") -> Iterator[IO[bytes]]:
    """A file (``-``: standard input). Raises InputError if it cannot be read."""
    if path == "-":
        yield sys.stdin.buffer
        return
    try:
        with open(path, "rb") as file:
            yield file
    except OSError as e:
        raise InputError(f"{path} cannot be read: {e.strerror}", hint=hint) from None


def objects(file: IO[bytes]) -> Iterator[Line]:
    """The lines of a file that are not blank."""
    number = 0
    while line := file.readline(_LONGEST_READ):
        number += 1
        if len(line) > LONGEST:
            row = _parsed(number, line).row
            while line and not line.endswith(b"\n"):
                line = file.readline(_LONGEST_READ)
            yield Line(number, row, f"the line is longer than {LONGEST} bytes")
        elif line.strip():
            yield _parsed(number, line)


def _parsed(number: int, line: bytes) -> Line:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):  # not UTF-8, not JSON, brackets without end
        return Line(number, wrong="this line is not JSON")
    return Line(number, row) if isinstance(row, dict) else Line(number, wrong="this line is not an object")


def identity(row: Mapping[str, Any], number: int) -> str | int | None:
    """The id of a row: the number of its line if it has none, None if it is neither a text nor a whole number."""
    id = row.get("id", number)
    return id if isinstance(id, str | int) and not isinstance(id, bool) else None
