"""The layout of what uses what: boxes apart, edges one way, no line through a box."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from symdl.reporting.graph import Box, Layout, ancestors, lay_out


@st.composite
def dags(draw):
    """Widths of some nodes, and edges from earlier nodes to later ones."""
    count = draw(st.integers(1, 12))
    names = [f"n{k}" for k in range(count)]
    widths = {name: draw(st.floats(4, 60)) for name in names}
    pairs = list(combinations(names, 2))
    edges = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=20)) if pairs else []
    order = draw(st.permutations(names))  # the order in which they are given says nothing
    return {name: widths[name] for name in order}, edges


def apart(a: Box, b: Box) -> bool:
    return (
        a.x + a.width <= b.x + 1e-9 or b.x + b.width <= a.x + 1e-9
        or a.y + a.height <= b.y + 1e-9 or b.y + b.height <= a.y + 1e-9
    )  # fmt: skip


def enters(p, q, box: Box) -> bool:
    """Whether the segment from p to q runs inside a box (touching its edge is allowed)."""
    inside = 1e-6
    for k in range(1, 200):
        x, y = (p[n] + (q[n] - p[n]) * k / 200 for n in (0, 1))
        if (box.x + inside < x < box.x + box.width - inside
                and box.y + inside < y < box.y + box.height - inside):
            return True
    return False


def check(widths, edges, laid: Layout) -> None:
    assert set(laid.boxes) == set(widths)
    assert set(laid.lines) == set(edges)
    for a, b in combinations(laid.boxes.values(), 2):
        assert apart(a, b)
    for box in laid.boxes.values():
        assert box.x >= -1e-9
        assert box.x + box.width <= laid.width + 1e-9
        assert box.y + box.height <= laid.height + 1e-9
    for (used, user), line in laid.lines.items():
        assert line[0] == (laid.boxes[used].middle, laid.boxes[used].y + laid.boxes[used].height)
        assert line[-1] == (laid.boxes[user].middle, laid.boxes[user].y)
        for p, q in pairwise(line):
            assert p[1] < q[1]  # downwards
            assert not any(enters(p, q, box) for box in laid.boxes.values())


@given(dags())
@settings(max_examples=60, deadline=None)
@example(({"a": 10.0, "b": 10.0, "c": 10.0}, [("a", "b"), ("b", "c"), ("a", "c")]))
@example(({"a": 200.0, "b": 200.0}, []))  # wider than the room
def test_boxes_and_lines_keep_clear(dag):
    widths, edges = dag
    laid = lay_out(widths, edges, room=100)
    check(widths, edges, laid)
    assert laid == lay_out(widths, edges, room=100)  # the same every time


def test_a_row_that_is_full_is_continued_below():
    widths = dict.fromkeys("abcdefg", 30.0)
    laid = lay_out(widths, [("a", "g")], room=100)
    check(widths, [("a", "g")], laid)
    assert laid.width <= 100 + 5  # the line has a slot in the row between
    assert len({box.y for box in laid.boxes.values()}) == 3


def test_a_box_stands_below_all_that_it_uses():
    laid = lay_out(dict.fromkeys("abcd", 10.0), [("a", "b"), ("b", "c"), ("a", "d"), ("d", "c")], room=100)
    assert laid.boxes["a"].y < laid.boxes["b"].y == laid.boxes["d"].y < laid.boxes["c"].y


def test_crossings_that_can_be_avoided_are():
    laid = lay_out(dict.fromkeys("abxy", 10.0), [("a", "y"), ("b", "x")], room=100)
    boxes = laid.boxes
    assert (boxes["a"].x < boxes["b"].x) == (boxes["y"].x < boxes["x"].x)


def test_ancestors_are_all_that_is_used_directly_or_not():
    found = ancestors([("a", "b"), ("b", "c"), ("d", "c"), ("c", "e")])
    assert found == {"a": set(), "b": {"a"}, "d": set(), "c": {"a", "b", "d"}, "e": {"a", "b", "c", "d"}}


@pytest.mark.parametrize("edges", [[("a", "a")], [("a", "b"), ("b", "a")], [("a", "b"), ("b", "c"), ("c", "b")]])
def test_a_circle_is_refused(edges):
    with pytest.raises(ValueError, match="circle"):
        ancestors(edges)
    with pytest.raises(ValueError, match="circle"):
        lay_out(dict.fromkeys("abc", 10.0), edges, room=100)


def test_nothing_is_a_layout():
    assert lay_out({}, [], room=100) == Layout(0.0, 0.0, {}, {})
