r"""A condition behind an answer, which is no part of its formula: x^2 + 1, x \in \mathbb{R}, or 1/x for x > 0."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symdl.grading.checked import Checked

_GAP = r"(?:\s|~|\\[,;: ]|\\q?quad(?![a-z]))*"
_WORD = r"(?:for(?:\s+(?:all|every|any))?|if|when|where|with|provided(?:\s+that)?|assuming)"
_SIGN = r"(?:\\in(?![a-z])|\\n(?:eq?|otin)(?![a-z])|\\not\s*=|!=|≠|∈|[<>]=?|[≤≥]|\\(?:leq?|geq?|lt|gt)(?![a-z]))"
_SIDE = r"(?:(?!\\text|\\q?quad)[^=<>≤≥≠∈,;()\[\]]|\([^=<>,;()]*\))"
_NAME = r"\\?[A-Za-z]+(?:_\w|_\{\w+\})?\s*"
_REAL = rf"\s*{_NAME}(?:,\s*{_NAME})*(?:\\in(?![a-z])|∈)\s*(?:\\mathbb\s*\{{?\s*R\s*\}}?|ℝ|R)\s*"
_INTERVAL = rf"\s*{_NAME}(?:\\in(?![a-z])|∈){_GAP}[(\[][^()\[\]=<>]{{1,30}},[^()\[\]=<>]{{1,30}}[)\]]"
_ALL = re.compile(r"[^(\[]*[(\[]\s*-\s*(?:\\infty|∞|inf|oo)\s*,\s*\+?\s*(?:\\infty|∞|inf|oo)\s*[)\]]")
_BEHIND = re.compile(
    rf"(?s)(?P<formula>.*?\S){_GAP}(?:(?<!\\),{_GAP}(?:(?:\\text\s*\{{\s*{_WORD}\s*\}}|{_WORD}\b){_GAP})?(?P<beside>\()?"
    rf"|\\text\s*\{{\s*,?\s*{_WORD}\s*\}}{_GAP}|(?<=\s){_WORD}\b{_GAP}|(?:\\q?quad|\\[;:]|\s\s){_GAP}(?P<bracket>\())"
    rf"(?P<condition>{_REAL}|{_INTERVAL}|{_SIDE}{{1,40}}?{_SIGN}{_SIDE}{{1,40}}?)"
    rf"(?(bracket)\)|)(?(beside)\)|){_GAP}\.?{_GAP}")
_NO_CONDITION = re.compile(_REAL)
_LONGEST = 150  # characters at the end of an answer that are looked at
_OF_RELATIONS = re.compile(rf"{_SIGN}|[,;]|\\begin|\\text")


def parted(answer: str, formulas: Sequence[str]) -> tuple[str, str] | None:
    """An answer without the condition that stands behind it, and the condition; None if there is none.

    formulas    those of the question: where one has a condition, or is a list, an answer may have to have it
    """
    if not re.search(_SIGN, answer) or any(map(_OF_RELATIONS.search, formulas[:1])):
        return None
    before, end = answer[:-_LONGEST], answer[-_LONGEST:]
    found = _BEHIND.fullmatch(end)
    if found is None or re.search(rf"{_SIGN}|\\begin|,", formula := before + found["formula"]):
        return None
    if any(text.count("{") != text.count("}") for text in (formula, found["condition"])):
        return None
    return formula, found["condition"].strip()


def under(condition: str, found: Checked, given: Sequence[str]) -> Checked:
    """The verdict on an answer, from the one on its formula alone: it stands only if the condition says nothing.

    given   what is assumed anyway
    """
    if found.verdict not in ("equivalent", "not_equivalent") or _NO_CONDITION.fullmatch(condition) \
            or _ALL.fullmatch(condition) or _plain(condition) in map(_plain, given):
        return found
    why = "right, but for a condition that it adds" if found.verdict == "equivalent" else \
        "it may be right under the condition that it adds"
    return found.left_open(f"{why}: {condition}")


def _plain(relation: str) -> str:
    for sign, written in ((">", r"\\gt(?![a-z])"), ("<", r"\\lt(?![a-z])"), ("≠", r"\\neq?(?![a-z])|!=")):
        relation = re.sub(written, sign, relation)
    return re.sub(r"[\s~]", "", relation)


__all__ = ["parted", "under"]
