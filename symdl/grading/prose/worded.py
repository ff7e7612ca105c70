r"""What the words between two formulas say as an equation does, written as one.

    Let $e$ be the error $y - x$                                let $e = y - x$
    the derivative of $z$ with respect to $w$ is $x$            $\frac{\partial z}{\partial w} = x$

Only of words that can be meant in one way; what stands around them stays, and may change what is said.
"""

from __future__ import annotations

import re

from symdl.grading.prose.sentences import A_NAME

_THE = (r"(?:(?:the|an?|our)\s+(?:(?:inner|outer|local|prediction|output|upstream)\s+)?(?:errors?|residuals?|difference"
        r"|deviation|function|sum|product|quotient|quantity|expression|term|factor|value"
        r"|exponent|numerator|denominator|argument|logit|pre-?activation|prediction|substitution|variable)\s+)?")
_VALUE = r"\$(?P<value>[^$=<>]+)\$"
_NAME = r"\$(?P<name>[^$]+)\$"
_NAMED = tuple(re.compile(pattern, re.IGNORECASE) for pattern in (
    rf"\blet\s+{_NAME}\s+(?:be|denote|equal)\s+(?:equal\s+to\s+)?{_THE}{_VALUE}",
    rf"\b(?:denote|call|abbreviate)\s+{_THE}{_VALUE}\s+(?:by|as|with)\s+{_NAME}",
    rf"\bwrite\s+{_NAME}\s+for\s+{_THE}{_VALUE}",
))
_SLOPE = r"(?:partial\s+)?(?P<kind>derivative|slope|gradient)\s+of\s+\$(?P<of>[^$]+)\$" \
         r"\s*,?\s*(?:with\s+respect\s+to|w\.?r\.?t\.?|by)\s+\$(?P<by>[^$]+)\$"
_IS = r"(?:(?:is|equals|becomes|=)\s*(?:(?:then|thus|therefore|just|simply|again)\s+)?(?:equal\s+to\s*|given\s+by\s*)?)"
_DERIVED = tuple(re.compile(pattern, re.IGNORECASE) for pattern in (
    rf"\bthe\s+{_SLOPE}\s*{_IS}{_VALUE}", rf"{_VALUE}\s+is\s+the\s+{_SLOPE}"))


def with_equations(line: str) -> str:
    """A line with equations for what its words say as one."""
    if "$" not in line:
        return line
    for pattern in _NAMED:
        line = pattern.sub(_named, line)
    for pattern in _DERIVED:
        line = pattern.sub(_derived, line)
    return line


def _named(found: re.Match[str]) -> str:
    return f"let ${found['name']} = {found['value']}$" if A_NAME.fullmatch(found["name"]) else found[0]


def _derived(found: re.Match[str]) -> str:
    if not A_NAME.fullmatch(found["of"]) or not A_NAME.fullmatch(found["by"]):
        return found[0]
    slope = rf"\nabla_{{{found['by']}}} {found['of']}" if found["kind"].lower() == "gradient" else \
        rf"\frac{{\partial {found['of']}}}{{\partial {found['by']}}}"
    return f"${slope} = {found['value']}$"


__all__ = ["with_equations"]
