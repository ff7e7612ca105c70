r"""What a sentence says by cases, as one formula: $\delta_{ij} = 1$ if $i = j$ and $0$ otherwise.

    \delta_{ij} = \begin{cases} 1 & i = j \\ 0 & i \ne j \end{cases}

The cases are that two indices are equal, and that they are not. The second one may say the left side again.
"""

from __future__ import annotations

import re

from symdl.grading.prose.sentences import MATH, said_in

_IF = re.compile(r"\s*,?\s*(?:if|when|for|where)\s*", re.IGNORECASE)
_AND = re.compile(r"\s*[,;]?\s*(?:and|or|but|while)?\s*", re.IGNORECASE)
_OTHERWISE = re.compile(r"\s*,?\s*(?:otherwise|else)\b", re.IGNORECASE)
_INDICES = re.compile(r"\s*(?P<one>\\?[a-z]+)\s*(?P<sign>=|\\neq?(?![a-z])|\\not\s*=|≠)\s*(?P<other>\\?[a-z]+)\s*")
_EQUATION = re.compile(r"(?P<left>[^=<>≤≥≠]+?)\s*=\s*(?P<right>[^=<>≤≥≠]+)")


def with_cases(line: str) -> str:
    """A line with one formula for each two cases that it says in words."""
    place = 0
    while (found := _first(line, place)) is not None:
        start, end, made = found
        line = f"{line[:start]}${made}${line[end:]}"
        place = start + len(made) + 1
    return line


def _first(line: str, place: int) -> tuple[int, int, str] | None:
    """Where the first two cases behind a place stand, and the formula for them."""
    formulas = [one for one in MATH.finditer(line, place) if one["env"] is None]
    for k, one in enumerate(formulas[:-2]):
        case, second = formulas[k + 1], formulas[k + 2]
        equation, indices = _EQUATION.fullmatch(said_in(one)), _INDICES.fullmatch(said_in(case))
        if equation is None or indices is None or not _IF.fullmatch(line, one.end(), case.start()) \
                or not _AND.fullmatch(line, case.end(), second.start()):
            continue
        end = _end(line, second, formulas[k + 3 : k + 4], indices)
        value = _value(said_in(second), equation["left"])
        if end and value:
            one_is, other_is = ("=", r"\ne") if indices["sign"] == "=" else (r"\ne", "=")
            first, last = indices["one"], indices["other"]
            return one.start(), end, (
                rf"{equation['left']} = \begin{{cases}} {equation['right']} & {first} {one_is} {last} "
                rf"\\ {value} & {first} {other_is} {last} \end{{cases}}")
    return None


def _end(line: str, second: re.Match[str], behind: list[re.Match[str]], indices: re.Match[str]) -> int:
    """Where the second case ends, if it is the other one of the two; else 0."""
    if (otherwise := _OTHERWISE.match(line, second.end())) is not None:
        return otherwise.end()
    other = _INDICES.fullmatch(said_in(behind[0])) if behind and _IF.fullmatch(
        line, second.end(), behind[0].start()) else None
    if other is None or {other["one"], other["other"]} != {indices["one"], indices["other"]} \
            or (other["sign"] == "=") == (indices["sign"] == "="):
        return 0
    return behind[0].end()


def _value(said: str, left: str) -> str:
    """What stands in the second case: a value, or what the same is there; else ""."""
    equation = _EQUATION.fullmatch(said)
    if equation is None:
        return "" if re.search(r"[=<>≤≥≠]|\\(?:neq?|[lg]eq?|approx)(?![a-z])", said) else said
    return equation["right"] if "".join(equation["left"].split()) == "".join(left.split()) else ""


__all__ = ["with_cases"]
