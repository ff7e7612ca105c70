"""The layout of "what uses what": rows of boxes, every edge downwards, no line through a box.

Each node stands below all that it uses (longest path), in a row with room for it.
A line that passes other rows has a slot of its own in each, so nothing is crossed
but other lines. Units are whatever the widths are in; y grows downwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]

_SWEEPS = 4  # each orders the rows by their neighbours above, then below; more change little


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class Layout:
    """Where everything stands: ``boxes`` by node, ``lines`` by edge, from the used to its user."""

    width: float
    height: float
    boxes: Mapping[str, Box]
    lines: Mapping[tuple[str, str], tuple[Point, ...]]


def ancestors(edges: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """All that each node uses, directly or not. Edges go from the used to its user.

    Raises ValueError if something uses itself.
    """
    parents: dict[str, set[str]] = {}
    for used, user in edges:
        parents.setdefault(user, set()).add(used)
        parents.setdefault(used, set())
    out: dict[str, set[str]] = {}
    for node in _in_order(parents):
        out[node] = parents[node].union(*(out[parent] for parent in parents[node]))
    return out


def _in_order(parents: Mapping[str, set[str]]) -> list[str]:
    """Every node after all that it uses; otherwise in the order given."""
    order: list[str] = []
    waiting = list(parents)
    while waiting:
        ready = [node for node in waiting if parents[node] <= set(order)]
        if not ready:
            raise ValueError(f"these use each other in a circle: {', '.join(waiting)}")
        order += ready
        waiting = [node for node in waiting if node not in ready]
    return order


def lay_out(
    widths: Mapping[str, float], edges: Sequence[tuple[str, str]], *, room: float,
    height: float = 9.0, gap: float = 5.0, drop: float = 9.0,
) -> Layout:  # fmt: skip
    """Place a box for each node of ``widths``, with a line for each edge.

    widths  the width of each node's box
    edges   (used, user) pairs of nodes
    room    the width that a row of boxes should not exceed; one wide box may,
            and slots for passing lines may
    height  of every box
    gap     between neighbours in a row
    drop    between rows

    Raises ValueError if the edges have a circle.
    """
    parents = {node: {a for a, b in edges if b == node} for node in widths}
    row_of: dict[str, int] = {}
    used: list[float] = []  # the width taken in each row
    for node in _in_order(parents):
        row = max((row_of[parent] + 1 for parent in parents[node]), default=0)
        while row < len(used) and used[row] and used[row] + gap + widths[node] > room:
            row += 1
        used += [0.0] * (row + 1 - len(used))
        used[row] += widths[node] + (gap if used[row] else 0.0)
        row_of[node] = row

    # A slot (node, row) is where the lines from a node pass a row.
    rows: list[list[tuple[str, int]]] = [[] for _ in used]
    links: set[tuple[tuple[str, int], tuple[str, int]]] = set()
    for node in row_of:
        rows[row_of[node]].append((node, row_of[node]))
    for a, b in edges:
        path = [(a, row) for row in range(row_of[a], row_of[b])] + [(b, row_of[b])]
        for slot in path[1:-1]:
            if slot not in rows[slot[1]]:
                rows[slot[1]].append(slot)
        links |= set(pairwise(path))
    _untangle(rows, links)

    def breadth(slot: tuple[str, int]) -> float:
        return widths[slot[0]] if row_of[slot[0]] == slot[1] else 0.0

    breadths = [sum(map(breadth, row)) + gap * (len(row) - 1) for row in rows]
    width = max(breadths, default=0.0)
    left: dict[tuple[str, int], float] = {}
    for slots, taken in zip(rows, breadths, strict=True):
        x = (width - taken) / 2
        for slot in slots:
            left[slot] = x
            x += breadth(slot) + gap
    tops = [k * (height + drop) for k in range(len(rows))]
    boxes = {node: Box(left[node, row], tops[row], widths[node], height) for node, row in row_of.items()}
    lines = {}
    for a, b in edges:
        passed = [
            (left[a, row], y)
            for row in range(row_of[a] + 1, row_of[b])
            for y in (tops[row], tops[row] + height)
        ]
        lines[a, b] = ((boxes[a].middle, boxes[a].y + height), *passed, (boxes[b].middle, boxes[b].y))
    return Layout(width, tops[-1] + height if tops else 0.0, boxes, lines)


def _untangle(rows: list[list[tuple[str, int]]], links: set[tuple[tuple[str, int], tuple[str, int]]]) -> None:
    """Order each row by where its neighbours stand, so that fewer lines cross."""
    above: dict[tuple[str, int], list[tuple[str, int]]] = {}
    below: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for a, b in sorted(links):
        above.setdefault(b, []).append(a)
        below.setdefault(a, []).append(b)
    for _ in range(_SWEEPS):
        for neighbours, order in ((above, rows), (below, rows[::-1])):
            for row, before in zip(order[1:], order, strict=False):
                place = {slot: (k + 0.5) / len(before) for k, slot in enumerate(before)}
                own = {slot: (k + 0.5) / len(row) for k, slot in enumerate(row)}

                def wanted(slot, place=place, own=own, neighbours=neighbours):  # type: ignore[no-untyped-def]
                    at = [place[n] for n in neighbours.get(slot, ()) if n in place]
                    return sum(at) / len(at) if at else own[slot]

                row.sort(key=wanted)
