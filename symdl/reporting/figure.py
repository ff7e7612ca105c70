"""The figure of the error of a finite difference against its step, both axes logarithmic.

All of its geometry is worked out here, so each printed form only draws lines and
sets labels. Lengths are millimetres, y grows downwards from the top of the frame.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from symdl.derivation import FiniteDifferences
from symdl.reporting import formula
from symdl.reporting.formula import Formula

WIDTH, HEIGHT = 58.0, 34.0
_TICKS = 6  # labels on an axis, at most


def figure(differences: FiniteDifferences) -> dict[str, Any] | None:
    """The figure of a claim's finite differences; None if it has no curve.

    ->  size of the frame, ticks with labels, points (``zero`` if the error is 0, which
        no logarithm shows: they stand on the frame), the lines between them, the guide
        of slope 2 (None unless the curve begins with that slope), the height of the bound,
        a caption, and ``alt``: the same in words and numbers
    """
    curve = sorted((h, e) for h, e in differences.curve if h > 0 and math.isfinite(e))
    if not curve:
        return None
    seen = [e for _, e in curve if e > 0] + [b for b in [differences.bound] if 0 < b < math.inf]
    x_low, x_high = _decades([h for h, _ in curve])
    y_low, y_high = _decades(seen or [1.0])

    def x(step: float) -> float:
        return round((math.log10(step) - x_low) / (x_high - x_low) * WIDTH, 2)

    def y(error: float) -> float:
        return round((y_high - math.log10(error)) / (y_high - y_low) * HEIGHT, 2) if error > 0 else HEIGHT

    points = [{"x": x(h), "y": y(e), "zero": e <= 0} for h, e in curve]
    runs: list[list[list[float]]] = [[]]
    for point in points:
        if point["zero"]:
            runs.append([])
        else:
            runs[-1].append([point["x"], point["y"]])
    guide = _guide(curve, 10.0**x_low, 10.0**y_low)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "x_ticks": [{"at": x(10.0**k), "label": _power(k)} for k in _ticks(x_low, x_high)],
        "y_ticks": [{"at": y(10.0**k), "label": _power(k)} for k in _ticks(y_low, y_high)],
        "points": points,
        "lines": [run for run in runs if len(run) > 1],
        "guide": [[x(h), y(e)] for h, e in guide] if guide else None,
        "bound": y(differences.bound) if 0 < differences.bound < math.inf else None,
        "caption": _caption(bool(guide), any(p["zero"] for p in points)),
        "alt": _words(differences, curve),
    }


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten that hold all of the values, at least one decade apart."""
    low = math.floor(math.log10(min(values)) + 1e-9)
    return low, max(math.ceil(math.log10(max(values)) - 1e-9), low + 1)


def _ticks(low: int, high: int) -> range:
    step = max(1, math.ceil((high - low) / (_TICKS - 1)))
    return range(low + (high - low) % step, high + 1, step)


def _guide(curve: Sequence[tuple[float, float]], left: float, floor: float) -> list[tuple[float, float]] | None:
    """A line of slope 2 through the largest step; None if the curve does not start along it."""
    (before, smaller), (step, error) = curve[-2:] if len(curve) > 1 else (curve[0], curve[0])
    if not (error > 0 and smaller > 0 and step > before):
        return None
    slope = math.log(error / smaller) / math.log(step / before)
    if not 1.5 < slope < 2.5:
        return None
    end = max(left, step * math.sqrt(floor / error))
    return [(end, error * (end / step) ** 2), (step, error)]


def _caption(guided: bool, zeros: bool) -> str:
    parts = ["Dots: the error of the central difference at each step"]
    parts += ["hollow ones: an error of exactly 0"] if zeros else []
    parts += ["dashed: the slope 2 of its truncation"] if guided else []
    parts += ["dotted: the bound on the extrapolated difference"]
    return "; ".join(parts) + "."


def _words(f: FiniteDifferences, curve: Sequence[tuple[float, float]]) -> str:
    def said(value: float) -> str:
        return formula.measured(value)["text"]

    (first, at_first), (last, at_last) = curve[0], curve[-1]
    best, least = min(reversed(curve), key=lambda pair: pair[1])
    return (
        f"The error of the central difference against its step: {said(at_last)} at step {said(last)}, "
        + (f"least {said(least)} at step {said(best)}, " if best not in (first, last) else "")
        + f"{said(at_first)} at step {said(first)}. Extrapolated, {said(f.error)} against a bound of {said(f.bound)}."
    )


def _power(k: int) -> Formula:
    """``10^k``, as an axis has it (where a number by itself would be 0.001)."""
    sign = "<mo>−</mo>" if k < 0 else ""
    inner = f"<msup><mn>10</mn><mrow>{sign}<mn>{abs(k)}</mn></mrow></msup>"
    return {
        "latex": f"10^{{{k}}}",
        "typst": f"10^({k})",
        "mathml": f'<math alttext="1e{k}">{inner}</math>',
        "text": f"1e{k}",
    }
