r"""Letters of a solution that were typed as they look, as LaTeX writes them: δ, ŷ and f′ are \delta, \hat{y} and f'.

So a name that a solution brings with it is found wherever it stands. What is typed as a program is left as it is, and
so are capitals that are signs, too, as Σ.
"""

from __future__ import annotations

import re
from unicodedata import normalize

from symdl.notation.reader.signs import LETTERS, UNICODE

_PRIMES = {"′": "'", "″": "''", "‴": "'''"}
_PRIMED = re.compile(f"[{''.join(_PRIMES)}]")
_ACCENTS = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar"}
_ACCENTED = re.compile(rf"(?<![^\W\d_])(?P<d>[d∂]?)(?P<letter>[A-Za-zα-ω])(?P<accent>[{''.join(_ACCENTS)}])"
                       r"(?![^\W\d_])")
_GREEK = re.compile("([α-ωϑϕϖϱΓΘΛΞΦΨΩℓ])(?P<letter>(?=[A-Za-z]))?")
_PROGRAM = re.compile(rf"\*\*|(?<![A-Za-z\\])(?:{'|'.join(name for name in LETTERS if name != 'pi')})(?![A-Za-z])")


def as_latex(solution: str, *, latex: bool) -> str:
    """A solution with its letters as LaTeX writes them.

    latex   whether the question is written so
    """
    solution = _PRIMED.sub(lambda found: _PRIMES[found[0]], solution)
    return "\n".join(map(_spelled, solution.split("\n"))) if latex else solution


def _spelled(line: str) -> str:
    if line.isascii() or _PROGRAM.search(line):
        return line
    line = normalize("NFC", _ACCENTED.sub(_accented, normalize("NFD", line)))
    return _GREEK.sub(lambda found: UNICODE[found[1]] + " " * (found["letter"] is not None), line)


def _accented(found: re.Match[str]) -> str:
    return rf"{found['d']}\{_ACCENTS[found['accent']]}{{{found['letter']}}}"


__all__ = ["as_latex"]
