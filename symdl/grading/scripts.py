r"""Whether what stands above a name in an answer is read as it is meant: \eta^t is no \eta_t, and W^l W no W^{l+1}."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from symdl.grading.applied import closed
from symdl.grading.question import Question

_SCRIPT = r"\s*[_^]\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|\w)"
_NAMED = re.compile(
    rf"(\\(?:hat|tilde|bar|dot|vec|mathbf|mathcal|boldsymbol)\s*(?:\{{[^{{}}]*\}}|\\[A-Za-z]+|[A-Za-z])"
    rf"|\\[A-Za-z]+|[A-Za-z])'*((?:{_SCRIPT})*)")
_LAYER = re.compile(r"(?<![A-Za-z])(?:l|\\ell)(?![A-Za-z])")
_NO_NAMES = frozenset(("sum", "prod", "int", "lim", "max", "min", "log", "sup", "inf", "mathbb", "mathrm", "text"))


def misread(question: Question, answer: str) -> str:
    """What is wrong with the scripts of an answer, in LaTeX, that was found to be right; "" if nothing is."""
    if not any("\\" in text or "_{" in text for text in (*question.written, answer)):
        return ""
    ours: dict[str, set[tuple[bool, str]]] = {}
    for name, below, above in _uses(question.written):
        ours.setdefault(name, set()).add((below, above))
    for name, below, above in _uses([answer]):
        known = ours.get(name)
        if not known:
            continue
        if not below and above and all(sub and not sup for sub, sup in known):
            return f"what stands above {name} is a power, or says which member it is: write {name}_t for a member"
        if not above and all(_LAYER.search(sup) for _, sup in known):
            return f"what stands above {name} in the question may be a power, or say which layer it is of"
    return ""


_D = r"(?:d|\\partial|\\mathrm\s*(?:d|\{d\}))"
_OF_ORDER = r"(?:\^\s*(?:\d|\{\d\}))?"
_DERIVED_BRACKET = re.compile(
    rf"(?:\\[dt]?frac\s*\{{\s*{_D}\s*{_OF_ORDER}\s*\}}\s*\{{\s*{_D}(?:[^{{}}]|\{{[^{{}}]*\}})*\}}|\bd/d\w)"
    r"\s*(?:\\left|\\[bB]igg?l?)?\s*(?P<open>\(|\[|\\\{)")
_PAIRS = {"(": "()", "[": "[]", "\\{": "{}"}


def reaches_doubtfully(text: str) -> bool:
    """Whether a sign of a derivative stands before a bracket with a factor behind it: is that derived, too?"""
    return any(_doubtful(text))


def derived_alone(text: str) -> str:
    """A formula as it is meant if a sign of a derivative reaches no further than the bracket behind it."""
    for start, end in reversed([*_doubtful(text)]):
        text = f"{text[:start]}({text[start:end]}){text[end:]}"
    return text


def _doubtful(text: str) -> Iterator[tuple[int, int]]:
    """From the sign of a derivative to where its bracket is closed, if a factor stands behind that."""
    for found in _DERIVED_BRACKET.finditer(text):
        end = closed(text, found.end(), _PAIRS[found["open"]]) + 1
        if _FACTOR.match(text, end):
            yield found.start(), end


_FACTOR = re.compile(r"\s*(?:\\(?:cdot|times|div|left|[,;:!])\s*|[*/]\s*)*"
                     r"(?:[A-Za-z(\d]|\\(?!q?quad|right|\\|tag|text)[A-Za-z])")


def _uses(texts: Iterable[str]) -> Iterator[tuple[str, bool, str]]:
    """Each name with a letter: whether something stands below it, and what stands above."""
    for text in texts:
        for found in _NAMED.finditer(text):
            name = re.sub(r"[\s{}]", "", found[1])
            if name.lstrip("\\") in _NO_NAMES:
                continue
            scripts = [re.sub(r"\s", "", part) for part in re.findall(_SCRIPT, found[2])]
            above = "".join(part[1:].strip("{}") for part in scripts if part.startswith("^"))
            yield name, any(part.startswith("_") for part in scripts), "" if above.startswith("(") else above


__all__ = ["derived_alone", "misread", "reaches_doubtfully"]
