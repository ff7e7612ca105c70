r"""Definitions that go step by step, as the language has them: from one member to the next, with t for the newer one.

    \bar\alpha_t = \prod_{s=1}^t \alpha_s     \bar\alpha_0 = 1 and \bar\alpha_t = \bar\alpha_{t-1} \cdot \alpha_t
    w_{t+1} = w_t - \eta g_t                  w_t = w_{t-1} - \eta g_{t-1}
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEAD = r"\s*(?P<head>\\?[A-Za-z]+(?:\s*\{?\\?[A-Za-z]+\}?)?)\s*"
_PRODUCT = re.compile(rf"""{_HEAD}_\s*\{{?\s*(?P<last>[A-Za-z])\s*\}}?\s*:?=\s*
    \\prod(?:\\limits)?\s*_\s*\{{\s*(?P<letter>[A-Za-z])\s*=\s*1\s*\}}\s*\^\s*\{{?\s*(?P=last)\s*\}}?
    (?P<body>[^=,]+)""", re.VERBOSE)
_NEXT = re.compile(rf"{_HEAD}_\s*\{{\s*(?P<step>[a-z])\s*\+\s*1\s*\}}\s*:?=(?P<body>[^=]+)")
_OUTSIDE = re.compile(r"\{[^{}]*\}|\([^()]*\)")


def unrolled(definitions: Sequence[str]) -> list[str]:
    """Products from 1 as they go step by step: the language has no products."""
    return [part for text in definitions for part in _unrolled(text)]


def shifted(definitions: Sequence[str]) -> list[str]:
    """What is said of the next member by this one, said of this one by the one before."""
    return [_shifted(text, definitions) for text in definitions]


def _unrolled(definition: str) -> list[str]:
    found = _PRODUCT.fullmatch(definition)
    if found is None or _stands(found["last"], found["body"]) or re.search(r"[-+]", _OUTSIDE.sub("", found["body"])):
        return [definition]
    head, last = found["head"], found["last"]
    body = re.sub(rf"(?<![A-Za-z\\]){found['letter']}(?![A-Za-z])", last, found["body"])
    return [f"{head}_{{0}} = 1", f"{head}_{{{last}}} = {head}_{{{last}-1}} \\cdot {body}"]


def _shifted(definition: str, definitions: Sequence[str]) -> str:
    """As it is where other members are said to be something, too, or stand in it."""
    found = _NEXT.fullmatch(definition)
    if found is None:
        return definition
    head, step = found["head"], found["step"]
    own = re.compile(rf"\s*{re.escape(head)}\s*_\s*\{{?\s*(?!0)[^=]*=")
    if not _stands_with(head, step, found["body"]) or sum(bool(own.match(one)) for one in definitions) > 1:
        return definition

    def earlier(letter: re.Match[str]) -> str:
        offset = int(f"{letter['sign']}{letter['by']}" if letter["by"] else 0) - 1
        said = step + (f"{offset:+d}" if offset else "")
        if letter["before"] in ("_", "^"):
            return f"{letter['before']}{{{said}}}"
        is_alone = not offset or letter["before"] in ("{", ",")
        return f"{letter['before']}{said if is_alone else f'({said})'}"

    letter = re.compile(
        rf"(?P<before>[_^{{,]?)\s*(?<![A-Za-z\\]){step}(?![A-Za-z])(?:\s*(?P<sign>[-+])\s*(?P<by>\d+))?")
    return f"{head}_{{{step}}} = {letter.sub(earlier, found['body'])}"


def _stands(letter: str, text: str) -> bool:
    return bool(re.search(rf"(?<![A-Za-z\\]){letter}(?![A-Za-z])", text))


def _stands_with(head: str, step: str, text: str) -> bool:
    """Whether a member of the same name stands in a text at this step, and none at another."""
    members = re.findall(rf"(?<![A-Za-z\\]){re.escape(head)}\s*_\s*(?:\{{([^{{}}]*)\}}|(\w))", text)
    return bool(members) and all("".join(one).strip() == step for one in members)


__all__ = ["shifted", "unrolled"]
