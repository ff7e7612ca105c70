r"""What words say is done with formulas, where that may be nothing that leaves an equation right.

    Dividing by $x - x$, ...            done(divided) x - x       wrong where that is 0
    Replacing $a$ by $y$, ...           done(same) a = y          right where they are equal
    Squaring both sides, ...            done(square) = Squaring    right if squares are seen around it
    Multiplying by $2$, ...             done(number) 2            right if the number is seen there
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from symdl.grading.prose.claims import HOLE

_THE = r"(?:(?:the|our|all|every|each|both|letters?|names?|variables?|roles?|places?|index|indices|symbols?|of|in)\s+)*"
_PLACE = r"for|in\s+place\s+of|instead\s+of"
_SAME = re.compile(
    rf"\b(?:(?:swap|interchang|exchang)\w*\s+{_THE}{HOLE}\s*(?:and|with|for)\s+{_THE}{HOLE}"
    rf"|(?:replac|renam|relabel)\w*\s+{_THE}{HOLE}\s*(?:by|with|to|into|as)\s+{_THE}{HOLE}"
    rf"|(?:substitut|plug|insert|put)\w*\s+{_THE}{HOLE}\s*(?:{_PLACE})\s+{_THE}{HOLE})", re.IGNORECASE)
_DIVIDED = re.compile(rf"\b(?:divi[ds]\w*\s+(?:(?!by\b)\w+\s+){{0,4}}?(?:by|out)|cancel\w*)\s+(?:the\s+)?(?:common\s+)?"
                      rf"(?P<factor>factors?\s+)?(?:of\s+)?{HOLE}", re.IGNORECASE)
_TIMES = re.compile(rf"\bmultipl(?:y|ied|ying)\s+(?:\w+\s+){{0,4}}?by\s+{HOLE}", re.IGNORECASE)
_OPERATION = re.compile(
    r"\b(?:(?P<square>squar(?:e|ing))|(?P<cube>cub(?:e|ing))|(?P<exponential>exponentiat(?:e|ing))|(?P<inverse>invert(?:ing)?)"
    r"|tak(?:e|ing)\s+(?:the\s+)?(?:(?P<root>square\s+roots?|roots?)|(?P<logarithm>(?:natural\s+)?log(?:arithm)?s?)"
    r"|(?P<limit>limits?)|(?P<reciprocal>reciprocals?|inverses?)|(?P<powers>squares?)|(?P<exponentials>exponentials?)))"
    r"(?:\s+(?:of\s+)?(?:both\s+sides|this|it|here|now|everything|again))?\s*(?:[,:.]|$|and\b|gives?\b|yields?\b|we\b)",
    re.IGNORECASE)
_A_NAME = re.compile(r"\s*\\?[A-Za-z]+(?:_(?:\w|\{\w+\}))?\s*")
_NOT_ZERO = re.compile(r"\s*-?\d*[1-9]\d*(?:\.\d+)?\s*")
_IS_SAID = re.compile(r"=|[<>≤≥≠]")
_OPERATOR = re.compile(
    r"\\(?:sum|int|prod|lim|nabla|mathbb|partial|mathrm|E)(?![A-Za-z])|\\[dt]?frac\s*\{\s*(?:d|\\partial)\s*\}")
_SEEN = {
    "square": r"\^\s*\{?\s*\d|²|\\sqrt|√", "cube": r"\^\s*\{?\s*\d|³", "exponential": r"e\s*\^|exp|log|ln",
    "inverse": r"frac|/|\^\s*\{\s*-", "root": r"sqrt|√|\^", "logarithm": r"log|ln|exp|e\s*\^", "limit": r"lim|\\to|→",
    "reciprocal": r"frac|/|\^\s*\{\s*-",
}  # fmt: skip
_AS = {"powers": "square", "exponentials": "exponential"}


def done_in(words: str, formulas: Sequence[str]) -> Iterator[str]:
    """What a sentence says is done, as marks; a hole stands for each formula in its words."""
    for found in _SAME.finditer(words):
        one, other = (formulas[words[: found.start()].count(HOLE) + k] for k in (0, 1))
        if not any(_IS_SAID.search(said) or _OPERATOR.search(said) for said in (one, other)):
            yield f"done(same) {one} = {other}"
    for found in _DIVIDED.finditer(words):
        by = formulas[words[: found.start()].count(HOLE) + found[0].count(HOLE) - 1]
        is_divided = not found[0].lower().startswith("cancel") or found["factor"]
        if is_divided and not (_A_NAME.fullmatch(by) or _NOT_ZERO.fullmatch(by) or _IS_SAID.search(by)):
            yield f"done(divided) {by}"
    for found in _TIMES.finditer(words):
        by = formulas[words[: found.start()].count(HOLE) + found[0].count(HOLE) - 1].strip()
        if _NOT_ZERO.fullmatch(by) and by not in ("1", "-1"):
            yield f"done(number) {by}"
    for found in _OPERATION.finditer(words):
        kind = next(name for name, said in found.groupdict().items() if said)
        yield f"done({_AS.get(kind, kind)}) = {found[0].strip(' ,:.')}"


def is_seen(kind: str, said: str, lines: Sequence[str]) -> bool:
    """Whether what was done with a number, or with both sides, is seen in the lines around it."""
    if kind == "number":
        return any(re.search(rf"(?<![\d.]){re.escape(said.strip())}(?![\d.])", line) for line in lines)
    return any(re.search(_SEEN[kind], line) for line in lines)


def looks_so(called: str, value: str) -> bool:
    """Whether a value has the form that it is called by: the exponential, the difference."""
    found, bare = _FORM.fullmatch(called.strip()), value
    while (less := _GROUP.sub("", bare)) != bare:
        bare = less
    kind = next((name for name, said in found.groupdict().items() if said), "") if found is not None else ""
    return bool(kind) and bool(re.search(_FORMS[kind], value)) and (
        kind == "difference" or not re.search(r"\S\s*[-+−]", bare))


_FORM = re.compile(
    r"(?:(?P<square>square)|(?P<cube>cube)|(?P<exponential>exponential)|(?P<root>(?:square\s+)?root)|(?P<logarithm>log(?:arithm)?)"
    r"|(?P<reciprocal>reciprocal)|(?P<difference>difference)|(?P<slope>(?:(?:local|upstream|partial|outer|inner)\s+)*"
    r"(?:derivative|gradient|slope)))(?:\s+(?:term|factor|function))?", re.IGNORECASE)
_GROUP = re.compile(r"\{[^{}]*\}|\([^()]*\)")
_PART = r"\{\s*(?:d|\\partial)[^{}]*\}"
_FORMS = _SEEN | {
    "difference": r"\S\s*[-−]\s*\S", "exponential": r"e\s*\^|exp", "logarithm": r"log|ln",
    "slope": rf"^\s*(?:\\[dt]?frac\s*{_PART}\s*{_PART}|\\nabla(?:_\w|_\{{\w+\}})?\s*\w+)\s*$",
}  # fmt: skip


__all__ = ["done_in", "is_seen", "looks_so"]
