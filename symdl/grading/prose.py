r"""The formulas of a worked solution that stand in sentences, and what each of them says there.

    By the chain rule, $f'(x)$ equals $6x^5 + 3x^2$,          f'(x) = 6x^5 + 3x^2
    which is $3x^2(2x^3 + 1)$, because $a = b$.               = 3x^2(2x^3 + 1)
                                                              since a = b
    Using $u = x^2$, ...                                      let u = x^2

No equation is left out, whatever stands around it: one that is said of a place, "at $x = 0$", is marked with "only".
What is no equation is a mention, unless words say that it is what something comes to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

_MATH = re.compile(
    r"(?<![\\$])\$(?!\$)((?:[^$\\]|\\.)+)\$(?!\$)|\\\(((?:[^\\]|\\(?!\)).)+)\\\)"
    r"|\\\[((?:[^\\]|\\(?!\]).)+)\\\]|(?<!\\)\$\$((?:[^$\\]|\\.)+)\$\$", re.DOTALL)
_WORD = re.compile(r"(?<![A-Za-z\\])[A-Za-z]{2,}|(?<![A-Za-z\\])[IA](?=\s+[a-z]{2,})")
_GROUP = re.compile(r"\\(?P<command>text(?:rm|it|bf|normal)?|mbox|tag\*?|footnote|(?:short)?intertext|mathrm)\s*\{")
_CASES = re.compile(r"\\begin\{(cases|array)\}.*?\\end\{\1\}", re.DOTALL)
_SCRIPT = re.compile(r"[_^]\s*\{[^{}]*\}")

_CONDITION = re.compile(r"\b(?:at|for|when|if|assuming|suppose|provided(?: that)?|in case)\W*$", re.IGNORECASE)
_REASON = re.compile(r"\b(?:since|because|as|from|of)\W*$", re.IGNORECASE)
_NAMING = re.compile(r"\b(?:let|where|with|set|put|define|call|using|by|via|through|substitut\w+|writing|denot\w+)\b\W*"
                     r"(?:us\s+)?(?:\w+\s+)?$", re.IGNORECASE)
_LATER = re.compile(r"\b(?:where|with)\b\W*(?:\w+\s+)?$", re.IGNORECASE)
_NAME = re.compile(r"\s*\\?[A-Za-z]+(?:_(?:\w|\{[^{}]*\}))?(?:'*|\([A-Za-z]\))\s*:?=")
_AND = re.compile(r"\W*(?:and)?\W*$", re.IGNORECASE)
_IS = (r"(?:is|are|equals?|becomes?|gives?|yields?|simplifies\s+to|reduces\s+to|evaluates\s+to|comes\s+to"
       r"|is\s+given\s+by|can\s+be\s+(?:re)?written\s+as)")
_SAME = re.compile(r"[\s,;(]*(?:and\s+)?(?P<which>which|this|that|it)?\s*(?:(?:then|also|just|further|in\s+turn)\s+)*"
                   rf"{_IS}\s*(?:(?:equal\s+to|just|simply|also|exactly|the\s+same\s+as)\s*)*[\s:,]*", re.IGNORECASE)
_ANSWER = re.compile(r"\b(?:is|are|get|gives?|obtain|yields?|equals?|to|answer|have|find|becomes?|reads|conclude|namely"
                     r"|result|so|thus|hence|therefore|then|finally|i\.e|that\s+is)\b\W*$", re.IGNORECASE)
_IS_ANSWER = re.compile(r"\s*,?\s*(?:is|are)\s+(?:the|our|my)\s+(?:\w+\s+)?"
                        r"(?:answer|derivative|gradient|result|value)\b", re.IGNORECASE)
_OPENS = re.compile(
    r"^\s*(?:(?:and\s+|but\s+)?(?:hence|then|so|thus|therefore|now|also|finally|similarly|clearly|first|next|moreover|"
    r"note that|recall that|we (?:have|get|obtain|find|see|know)(?: that)?|i get|this (?:is|gives)|which (?:is|gives)|"
    r"it follows(?: that)?)\b[\s,:]*)+(?=[^\s,:])", re.IGNORECASE)
_BEHIND = re.compile(r"(?<=\S)[\s,(]+(?:(?P<reason>because|since)\b(?P<said>.*)|(?:by (?:the|definition|induction)"
                     r"|using (?:the|that)|as (?:required|desired|wanted|claimed))\b.*)$", re.IGNORECASE)


def formulas_of(line: str) -> Iterator[str]:
    """What a line of a solution says, one formula after the other; the line itself, where it is no prose."""
    line, beside = _without_comments(line)
    found = [*_MATH.finditer(line)]
    if found and _WORD.search(_MATH.sub(" ", line)):
        yield from _of_sentence(line, found)
    elif found or r"\text" in line:
        yield line
    else:
        line = _OPENS.sub("", line)
        behind = _BEHIND.search(line)
        yield line if behind is None else line[: behind.start()]
        if behind is not None and behind["reason"] and "=" in behind["said"]:
            said = behind["said"].strip(" ,.")
            yield f"since {said.removesuffix(')') if said.count(')') > said.count('(') else said}"
    yield from beside


def _of_sentence(line: str, found: list[re.Match[str]]) -> Iterator[str]:
    """The formulas among the words of a line."""
    end = 0
    subject = place = ""  # the formula of which something may be said, and the place of which all is said
    names = is_in_chain = False
    for formula, following in zip_longest(found, found[1:]):
        before, said = line[end : formula.start()], next(filter(None, formula.groups())).strip()
        behind = line[formula.end() : following.start()] if following is not None else ""
        is_equation, is_last = _is_equation(said), following is None or "." in behind
        names = bool(_NAMING.search(before)) or (names and bool(_AND.fullmatch(before)))
        place = "" if "." in before else place
        end = formula.end()
        if not names and (_CONDITION.search(before) or (place and _AND.fullmatch(before) and not is_last)):
            if is_equation or not re.search(r"[A-Za-z]", said):
                place = said
            subject = ""
        elif names and is_equation and _NAME.match(said):
            yield f"{'where' if _LATER.search(before) else 'let'} {said}"
        elif place and (is_equation or _ANSWER.search(before)):
            yield f"only at {place}: {said}"
        elif is_equation:
            yield f"since {said}" if names or _REASON.search(before) else said
            subject, is_in_chain = "", True
        elif (same := _SAME.fullmatch(before)) and (subject or is_in_chain or (same["which"] or "").lower() == "which"):
            yield f"{subject} = {said}"
            subject, is_in_chain = "", True
        elif (is_it := _SAME.fullmatch(behind)) and not is_it["which"] and not re.search(r"\bof\W*$", before):
            subject = said
        elif _ANSWER.search(before) or (following is None and (
                before.rstrip().endswith(":") or _IS_ANSWER.match(line, end))):
            yield said
            subject, is_in_chain = "", True
        else:
            subject = "" if re.search(r"\bof\W*$", before) else said


def _is_equation(formula: str) -> bool:
    """Whether a formula has a sign of equality, but in what a sum runs over."""
    while (bare := _SCRIPT.sub("", formula)) != formula:
        formula = bare
    return "=" in formula


def _without_comments(line: str) -> tuple[str, list[str]]:
    r"""A line without its \text{by definition of $\sigma$}, and what that says in formulas of its own."""
    if "{" not in line or not _MATH.search(line):
        return line, []
    kept: list[str] = []
    said: list[str] = []
    end = 0
    cases = [found.span() for found in _CASES.finditer(line)]
    for group in _GROUP.finditer(line):
        close = _closing(line, group.end())
        inner = line[group.end() : close]
        if group.start() < end or close < 0 or any(a < group.start() < b for a, b in cases) or not _MATH.search(inner):
            continue
        kept.append(line[end : group.start()])
        for one in _of_sentence(inner, [*_MATH.finditer(inner)]):
            if _is_equation(one) and not re.match(r"(?:let|where|since|only)\b", one):
                one = f"{'where' if _NAME.match(one) else 'since'} {one}"
            said.append(one)
        end = close + 1
    return "".join((*kept, line[end:])), said


def _closing(text: str, start: int) -> int:
    """Where the brace is closed that opens before a place; -1 if it is not."""
    depth = 1
    for place in range(start, len(text)):
        if text[place] in "{}" and text[place - 1] != "\\":
            depth += 1 if text[place] == "{" else -1
            if not depth:
                return place
    return -1


__all__ = ["formulas_of"]
