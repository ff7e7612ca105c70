r"""What the words of a sentence say of formulas that can be judged, and is no equation: as marks.

    Since $b$ does not depend on $w$, ...                  since \frac{\partial b}{\partial w} = 0
    $b$ is constant, so ...                                slope b = 0
    Since $L$ depends on $w$ only through $z$, ...         done(through) L; w; z      right if the definitions say so
    The $2$ cancels with the $\frac12$, ...                done(one) 2 \cdot \frac12      right if that is 1
    The gradient vanishes when $a = y$.                    done(vanishes) a = y      right if what was found is 0 there
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from symdl.grading.prose.claims import HOLE

_FREE = re.compile(
    rf"(?:the\s+(?:\w+\s+)?(?:term|bias|label|target|input|factor|constant)\s+)?"
    rf"(?P<list>(?:{HOLE}\s*(?:,\s*and|,|and)\s*)*)(?P<of>{HOLE})\s+(?:"
    rf"(?:is|are|being)\s+(?:a\s+)?(?:constants?(?:\s+(?:with\s+respect\s+to|w\.?\s?r\.?\s?t\.?|in|for)\s+(?P<in>{HOLE}))?"
    rf"|independent\s+of\s+(?P<from>{HOLE}))|(?:does|do)\s+not\s+(?:depend\s+on|involve|contain)\s+(?P<on>{HOLE}))"
    rf"(?=\s*(?:[.;:)]|,(?!\s*{HOLE}\s*(?:,|or|and))|$|so\b|and\b(?!\s*{HOLE})|we\b|then\b))", re.IGNORECASE)
_THROUGH = re.compile(
    rf"(?:(?P<of>{HOLE})|(?:the\s+)?(?:loss|cost|objective)(?:\s+function)?)\s+depends\s+on\s+(?P<on>{HOLE})\s+(?P<only>only\s+)?(?:through|via)\s+(?P<via>{HOLE})"
    rf"(?!\s*(?:and|or|,)\s*{HOLE})", re.IGNORECASE)
_CANCELS = re.compile(
    rf"the\s+(?:factors?\s+(?:of\s+)?)?(?P<one>{HOLE})(?:\s+(?:in|from)\s+(?:the\s+)?(?:front|exponent|square|power))?"
    rf"\s+cancels\s+(?:out\s+)?(?:with\s+)?(?:the\s+)?(?:factor\s+(?:of\s+)?)?(?P<other>{HOLE})", re.IGNORECASE)
_FACTORS = re.compile(
    rf"the\s+(?:(?:common\s+)?factors?\s+(?:of\s+)?)?(?P<one>{HOLE})(?:['’]s|\s+factors?)?\s+cancels?(?:\s+out)?"
    r"(?=\s*(?:[,.;:]|$|leaving\b|and\b|so\b))", re.IGNORECASE)
_A_NAME = re.compile(r"\s*(?:\\?[A-Za-z]+|\\(?:hat|bar|tilde|vec|mathbf)\s*\{\\?[A-Za-z]\})(?:_(?:\w|\{\w+\}))?\s*")
_AND = re.compile(rf"{HOLE}\s*(?:,|and|or|,\s*(?:and|or))\s*(?:the\s+)?$", re.IGNORECASE)
_VANISHES = re.compile(
    r"(?:(?:this|it|which)\s+makes\s+sense\s*[:,;]?\s*(?:because\s+|since\s+|as\s+)?)?(?:the|this|our)\s+"
    r"(?:gradient|derivative|slope)\s+(?:vanishes|is\s+(?:zero|0))\s+(?:exactly\s+|precisely\s+)?(?:when|if|where|for|at)\s+"
    rf"(?P<at>{HOLE})\s*$", re.IGNORECASE)


def without_relations(words: str, formulas: Sequence[str]) -> tuple[str, list[int], list[str]]:
    """The words of a sentence without what they say so, with a hole for each formula; the formulas that stay, marks."""
    kept, marks = [*range(len(formulas))], list[str]()
    for pattern in (_FREE, _THROUGH, _CANCELS, _FACTORS, _VANISHES):
        place = 0
        while (found := pattern.search(words, place)) is not None:
            first, count = words[: found.start()].count(HOLE), found[0].count(HOLE)
            own = {name: formulas[kept[words[: found.start(name)].count(HOLE)]]
                   for name, said in found.groupdict().items() if said == HOLE}
            listed = found.groupdict().get("list") or ""
            others = [formulas[kept[first + k]] for k in range(listed.count(HOLE))]
            said = [_mark(pattern, {**own, "of": one}) for one in others] + [_mark(pattern, own)]
            if None in said or _AND.search(words[: found.start()]):
                place = found.end()
                continue
            marks += filter(None, said)
            del kept[first : first + count]
            words, place = f"{words[: found.start()]} {words[found.end() :]}", found.start()
    return words, kept, marks


def _mark(pattern: re.Pattern[str], own: dict[str, str]) -> str | None:
    """What is judged of it; None where it is not clear what is said."""
    if pattern is _VANISHES:
        return f"done(vanishes) {own['at']}" if own["at"].count("=") == 1 else None
    if any(re.search(r"[=<>≤≥≠;,]", formula) for formula in own.values()):
        return None
    if pattern is _FREE:
        by = next((own[name] for name in ("in", "from", "on") if name in own), "")
        if not by:
            return f"slope {own['of']} = 0"
        if not _A_NAME.fullmatch(by):
            return None
        is_name = _A_NAME.fullmatch(own["of"])
        slope = rf"\frac{{\partial {own['of']}}}{{\partial {by}}}" if is_name else \
            rf"\frac{{\partial}}{{\partial {by}}} \left( {own['of']} \right)"
        return f"since {slope} = 0"
    if pattern is _THROUGH:
        return f"done(through) {own.get('of', '')}; {own['on']}; {own['via']}"
    if pattern is _CANCELS:
        return rf"done(one) \left( {own['one']} \right) \cdot \left( {own['other']} \right)"
    return f"done(divided) {own['one']}"


__all__ = ["without_relations"]
