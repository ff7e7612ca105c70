r"""Brackets that may say more than they show: before a power behind a logarithm, and around an index.

\log(1+x)^2 is read as (\log(1+x))^2, and some mean \log((1+x)^2); x_{(1)} is x_1, or the least of the x_i.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress

from symdl.errors import ReadError, SymdlError
from symdl.grading.doubts.rereadings import Decide
from symdl.grading.question import Question
from symdl.grading.questions.asking import ask
from symdl.notation.reader.scripts import INDICES
from symdl.notation.reader.signs import FUNCTIONS
from symdl.notation.reader.syntax import Call, Function, Node, Power, walk

_BRACKET = re.compile(r"\\(?:log|ln)\s*(?:\\left\s*)?\(")


def of_the_power(text: str, tree: Node) -> str:
    r"""A formula with \log((1+x)^2) for \log(1+x)^2; the same where there is none."""
    for node in walk(tree):
        match node:
            case Power(Call(Function("log"), (of,)) as value, exponent) if _BRACKET.match(text, node.start):
                inside, power = text[of.start : of.end], text[exponent.start : exponent.end]
                made = rf"\log\left(\left({inside}\right)^{{{power}}}\right)"
                return f"{text[: node.start]}{made}{text[max(node.end, value.end) :]}"
    return text


def if_of_the_power(question: Question, answer: str, decide: Decide) -> str:
    """Why a wrong answer may be right, if a power is of what a logarithm is of, in it or in the reference; else ""."""
    if r"\l" not in answer + " ".join(question.written[:1]):
        return ""
    with suppress(SymdlError, ReadError):
        said = of_the_power(answer, question.tree(answer))
        if said != answer and decide(question, said).verdict == "equivalent":
            return _WHY
        given = json.loads(question.given or "{}")
        reference = str(given.get("reference") or "")
        asked = of_the_power(reference, question.tree(reference)) if question.trees else reference
        if asked != reference:
            other = ask({**given, "reference": asked})
            if decide(other, other.as_read(answer)).verdict == "equivalent":
                return _WHY
    return ""


_WHY = r"right if the power behind a logarithm is of what it is of: write \log((..)^2), or (\log(..))^2"

_ORDERED = re.compile(r"(\\?[A-Za-z]+)\s*_\s*\{\s*\(\s*\w+\s*\)\s*\}")
r"""A member with its index in brackets, which may be one of them in their order: the x_{(1)} of x_{(n)} - x_{(1)}."""


def may_be_ordered(question: Question, answer: str) -> str:
    """Of a family whose members stand with brackets around their index, and without, what these may be; "" if none."""
    said = [*question.written, answer]
    for name in sorted({name for text in said for name in _ORDERED.findall(text)}):
        if any(re.search(rf"(?<![A-Za-z\\]){re.escape(name)}\s*_\s*(?:\w|\{{\s*\w)", text) for text in said):
            return (f"{name} with an index in brackets may be a member in the order of their values: "
                    "write one of the two")
    return ""


_BOUND = re.compile(r"(?:\\(?:sum|prod)(?:\\limits)?|[∑∏])\s*_\s*\{?\s*([A-Za-z])(?![A-Za-z])")
_OF_STEPS = re.compile(r"(?<![A-Za-z\\_^])(?P<name>\\?[A-Za-z]+)\s*(?:\\left\s*)?\(\s*"
                       r"(?P<of>[A-Za-z\d\s+-]*[+-][A-Za-z\d\s]*)(?:\\right\s*)?\)")
_STEPS = INDICES | {"T", "N", "L", "K"}


def may_be_applied(question: Question, answer: str) -> str:
    r"""Of a letter that is read as a factor, that it may be a function of steps: the h of \sum_s h(t-s) u_s, where no
    other h stands in the question, and one does in the answer; "" if there is none.
    """
    for text in question.written if not question.declared else ():
        bound = {*_BOUND.findall(text)}
        for found in _OF_STEPS.finditer(text) if bound else ():
            letters, name = {*re.findall(r"[A-Za-z]+", found["of"])}, found["name"]
            alone = re.compile(rf"(?<![A-Za-z\\]){re.escape(name)}(?![A-Za-z])(?!\s*(?:\\left\s*)?\()")
            if letters & bound and letters <= _STEPS and name not in bound and name.lstrip("\\") not in FUNCTIONS \
                    and alone.search(answer) and not any(map(alone.search, question.written)):
                return f"{name} may be a function of steps, and stands alone in the answer: write \\cdot for a product"
    return ""


__all__ = ["if_of_the_power", "may_be_applied", "may_be_ordered"]
