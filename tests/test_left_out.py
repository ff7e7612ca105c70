"""Cases of one number that leave single points out, and those that may leave out more."""

from __future__ import annotations

import pytest

from symdl.errors import ReadError
from symdl.grading import check
from symdl.notation.reader.left_out import left_out
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import Node, show


def _cases(*rows: str) -> str:
    return rf"\begin{{cases}}{(chr(92) * 2).join(rows)}\end{{cases}}"


def _conditions(*texts: str) -> list[Node]:
    return [parse(text).tree for text in texts]


@pytest.mark.parametrize(("conditions", "points"), [
    (["x < 0", "0 < x < 6", "x > 6"], ["0", "6"]), (["x < 0", "0 \\le x < 6", "x > 6"], ["6"]),
    (["x \\le 0", "0 < x < 6", "6 \\le x"], []), (["0 < x < 6", "x > 6", "x < 0"], ["0", "6"]),
    (["x < -3", "-3 < x < \\frac12", "x > \\frac12"], ["(- 3)", "1/2"]), (["x > 0", "x \\le 0"], []),
    (["x > y", "x < y"], ["y"]), (["x < 5", "x > 2"], None),
    (["x < 0", "0 \\le x \\le 6", "x \\ge 6"], None),
    (["x < 0", "0 < x < 5", "x > 6"], None), (["x > 0", "x > 6", "x > 7"], None), (["x < 0", "y > 0"], None),
    (["x < 0", "0 < y < 6", "x > 6"], None), (["x < a", "a < x < b", "x > b"], None), (["x < 0", "x = 0"], None),
    (["x < 0", "6 < x < 0", "x > 6"], None),
])
def test_what_cases_leave_out(conditions: list[str], points: list[str] | None) -> None:
    found = left_out(_conditions(*conditions))
    assert (None if found is None else [show(point) for _, point in found]) == points


CLIPPED = {"definitions": [r"f(x)=\min(\max(x,0),6)"],
           "reference": "f'(x) = " + _cases("0 & x<0", "1 & 0<x<6", "0 & x>6")}
HARD_SWISH = {"definitions": [r"f(x)=\frac{x}{6}\min(\max(x+3,0),6)"],
              "reference": "f'(x) = " + _cases("0 & x<-3", r"\frac{2x+3}{6} & -3<x<3", "1 & x>3")}


@pytest.mark.parametrize(("question", "answer", "verdict"), [
    (CLIPPED, _cases("1 & 0<x<6", "0 & \\text{otherwise}"), "equivalent"),
    (CLIPPED, _cases("0 & x<0", "1 & 0\\le x\\le 6", "0 & x>6"), "equivalent"),
    (CLIPPED, _cases("1 & 0<x<6", "0 & x<0", "0 & 6<x"), "equivalent"),
    (CLIPPED, _cases("0 & x<0", "1 & 0<x<6", "1 & x>6"), "not_equivalent"),
    (CLIPPED, _cases("0 & x<0", "2 & 0<x<6", "0 & x>6"), "not_equivalent"),
    (CLIPPED, _cases("0 & x<0", "1 & 0<x<5", "0 & x>6"), "invalid"),
    (HARD_SWISH, _cases("0 & x\\le -3", "x/3+1/2 & -3<x<3", "1 & x\\ge 3"), "equivalent"),
    (HARD_SWISH, _cases("0 & x\\le -3", "x/3+1/3 & -3<x<3", "1 & x\\ge 3"), "not_equivalent"),
    ({"reference": r"\min(\max(x,0),6)"}, _cases("0 & x<0", "x & 0<x<6", "6 & x>6"), "undecided"),  # at 0 and 6
    ({"reference": r"\min(\max(x,0),6)"}, _cases("0 & x<0", "x & 0\\le x<6", "6 & x\\ge 6"), "equivalent"),
    ({"reference": _cases("0 & x\\le 0", "x & 0<x<6", "6 & x\\ge 6")},
     _cases("0 & x<0", "x & 0\\le x<6", "6 & x\\ge 6"), "equivalent"),
    ({"reference": _cases("0 & x\\le 0", "x & 0<x<6", "6 & x\\ge 6")},
     _cases("0 & x<0", "x & 0\\le x<6", "5 & x\\ge 6"), "not_equivalent"),
    ({"reference": _cases("0 & x\\le 0", "1 & 0<x<6", "0 & x\\ge 6")},
     _cases("0 & x<0", "1 & 0\\le x<6", "0 & x\\ge 6"), "not_equivalent"),  # at 0
])
def test_answers_in_cases(question: dict[str, object], answer: str, verdict: str) -> None:
    assert check(question, answer).verdict == verdict


def test_a_reference_that_leaves_out_more_is_refused() -> None:
    with pytest.raises(ReadError, match="leave nothing out"):
        check(CLIPPED | {"reference": "f'(x) = " + _cases("0 & x<0", "1 & 0<x<5", "0 & x>6")}, "1")
