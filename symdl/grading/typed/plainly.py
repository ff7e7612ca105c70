"""How formulas are shown to a person in what is told of an answer: d/dx (x^2), and not derivative(x^2, x)."""

from __future__ import annotations

import re

from symdl.grading.typed.applied import arguments

_SIGN = re.compile(r"(?<![A-Za-z_])derivative\(")
_JOINED = re.compile(r"(?<![A-Za-z_])d([A-Za-z]\w*?)__d([A-Za-z]\w*)")


def plainly(told: str) -> str:
    """What is told, with derivatives as people write them."""
    made = _JOINED.sub(r"d\1/d\2", told)
    for _ in range(made.count("derivative(")):
        found = [*_SIGN.finditer(made)]
        if not found:
            break
        sign = found[-1]  # the innermost, or the last
        parts, end = arguments(made, sign.end())
        if len(parts) != 2 or not re.fullmatch(r"[A-Za-z]\w*", parts[1]):
            break
        made = f"{made[: sign.start()]}d/d{parts[1]} ({parts[0]}){made[end:]}"
    return made


__all__ = ["plainly"]
