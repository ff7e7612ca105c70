r"""What stands above a name and below it, in one order: x_i^{p}, for x^p_i, which LaTeX prints alike.

Else x^p_i looks like a power with the exponent p_i, to who reads from left to right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from symdl.grading.table import texts

_GROUP = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_TOKEN = (rf"(?:{_GROUP}|\\(?:mathrm|mathsf|mathbf|text|operatorname)\s*\{{[^{{}}]*\}}"
          r"|\\[A-Za-z]+(?![A-Za-z])(?!\s*\{)|[A-Za-z\d*])")
_ABOVE_AND_BELOW = re.compile(
    rf"(?P<base>\\?[A-Za-z]+|.|^)\s*\^\s*(?P<above>{_TOKEN})\s*_\s*(?P<below>{_TOKEN})", re.DOTALL)


def is_latex(table: Mapping[str, Any]) -> bool:
    """Whether the formulas of a question are LaTeX: in plain text, e^x_i is e to the x_i."""
    said = [str(table.get("reference") or ""), *texts(table, "definitions"), *texts(table, "accept")]
    return table.get("notation") != "text" and any("\\" in text or "_{" in text or "^{" in text for text in said)


def in_order(text: str) -> str:
    """A formula with what stands below names before what stands above them; but for powers of Euler's number."""
    def put(found: re.Match[str]) -> str:
        if found["base"] in ("e", r"\exp"):
            return found[0]
        above = found["above"] if found["above"].startswith("{") else f"{{{found['above']}}}"
        return f"{found['base']}_{found['below']}^{above}"

    return _ABOVE_AND_BELOW.sub(put, text) if "^" in text and "_" in text else text


__all__ = ["in_order", "is_latex"]
