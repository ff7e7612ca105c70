"""The figure of finite differences: where its points stand, and the numbers that its words say."""

from __future__ import annotations

import math

import pytest

from symdl.derivation import FiniteDifferences
from symdl.reporting.figure import HEIGHT, WIDTH, figure

STEPS = [2.0**-k for k in range(3, 26, 2)]
V_CURVE = tuple((h, 0.3 * h**2 + 1e-16 / h) for h in STEPS)  # truncation, then rounding
V = FiniteDifferences(3e-14, 1.5e-12, 4, V_CURVE)
FLAT = FiniteDifferences(1e-14, 1e-12, 4, tuple((h, 1e-16 / h) for h in STEPS))
EXACT = FiniteDifferences(0.0, 1e-12, 4, tuple((h, 0.0) for h in STEPS))


def test_without_a_curve_there_is_no_figure():
    assert figure(FiniteDifferences(1e-14, 1e-12, 4)) is None
    assert figure(FiniteDifferences(1e-14, 1e-12, 4, ((0.1, math.nan),))) is None


@pytest.mark.parametrize("differences", [V, FLAT, EXACT])
def test_everything_stands_inside_the_frame(differences):
    made = figure(differences)
    assert (made["width"], made["height"]) == (WIDTH, HEIGHT)
    assert len(made["points"]) == len(STEPS)
    places = [(p["x"], p["y"]) for p in made["points"]] + [tuple(p) for p in made["guide"] or []]
    assert all(-0.01 <= x <= WIDTH + 0.01 and -0.01 <= y <= HEIGHT + 0.01 for x, y in places)
    for axis, length in (("x_ticks", WIDTH), ("y_ticks", HEIGHT)):
        assert 2 <= len(made[axis]) <= 6
        assert all(-0.01 <= t["at"] <= length + 0.01 for t in made[axis])
    assert 0 <= made["bound"] <= HEIGHT


def test_points_stand_where_the_ticks_say():
    made = figure(V)
    ticks = {t["label"]["text"]: t["at"] for t in made["x_ticks"]}
    (a, at_a), (b, at_b) = list(ticks.items())[:2]
    per_decade = (at_b - at_a) / (math.log10(float(b)) - math.log10(float(a)))
    for point, (step, _) in zip(made["points"], sorted(V_CURVE), strict=True):
        assert point["x"] == pytest.approx(at_a + per_decade * (math.log10(step) - math.log10(float(a))), abs=0.02)
    ticks = {t["label"]["text"]: t["at"] for t in made["y_ticks"]}
    (a, at_a), (b, at_b) = list(ticks.items())[:2]
    per_decade = (at_b - at_a) / (math.log10(float(b)) - math.log10(float(a)))
    assert per_decade < 0  # a smaller error stands lower
    assert made["bound"] == pytest.approx(at_a + per_decade * (math.log10(V.bound) - math.log10(float(a))), abs=0.02)


def test_the_guide_has_slope_2_and_starts_at_the_largest_step():
    (x0, y0), (x1, y1) = figure(V)["guide"]
    largest = figure(V)["points"][-1]
    assert (x1, y1) == (largest["x"], largest["y"])
    made = figure(V)
    decade_x = WIDTH / (math.log10(1 / 1e-8))
    low, high = (float(made["y_ticks"][k]["label"]["text"]) for k in (0, -1))
    decade_y = (made["y_ticks"][0]["at"] - made["y_ticks"][-1]["at"]) / math.log10(high / low)
    assert ((y0 - y1) / decade_y) / ((x1 - x0) / decade_x) == pytest.approx(2, abs=0.05)


@pytest.mark.parametrize("differences", [FLAT, EXACT])
def test_no_guide_where_there_is_no_truncation(differences):
    made = figure(differences)
    assert made["guide"] is None
    assert "slope" not in made["caption"]


def test_an_error_of_zero_stands_on_the_frame_and_is_hollow():
    made = figure(FiniteDifferences(0.0, 1e-12, 1, ((0.1, 0.0), (0.01, 1e-10), (0.001, 1e-9), (0.0001, 0.0))))
    assert [(p["zero"], p["y"] == HEIGHT) for p in made["points"]] == [
        (True, True), (False, False), (False, False), (True, True)]  # fmt: skip
    assert [len(run) for run in made["lines"]] == [2]
    assert "exactly 0" in made["caption"]


def test_the_words_say_the_numbers():
    assert figure(V)["alt"] == (
        "The error of the central difference against its step: 0.0047 at step 0.12, least 3.1e-11 at step 7.6e-6, "
        "3.4e-9 at step 3e-8. Extrapolated, 3e-14 against a bound of 1.5e-12."
    )
    assert "least" not in figure(FLAT)["alt"]  # the largest step is the best one
