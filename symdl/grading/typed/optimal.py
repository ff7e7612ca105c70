r"""Names with a star as a question writes them: its w^* where an answer has w_*, and where w alone is nothing else.

The reader has w^{*}, w^\star and w^\ast as one name already.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from symdl.notation.reader.names import plain

_STAR = r"(?:\{\s*(?:\*|\\(?:star|ast)(?![A-Za-z])|⋆|∗)\s*\}|\*(?!\*)|\\(?:star|ast)(?![A-Za-z])|⋆|∗)"
_LETTER = (r"(?:\\(?:hat|bar|tilde|vec|mathbf|boldsymbol|bm|mathrm)\s*\{\s*\\?[A-Za-z]+\s*\}"
           r"|\\[A-Za-z]+|(?<![A-Za-z\\])[A-Za-z])")
_STARRED = re.compile(rf"(?P<name>{_LETTER})\s*(?P<sign>[_^])\s*{_STAR}")
_ARGUMENTS = r"(?:\\left\s*)?\(\s*\\?[A-Za-z]+(?:_\w)?'?(?:\s*[,;|]\s*\\?[A-Za-z]+(?:_\w)?'?)*\s*(?:\\right\s*)?\)"
_OF_A_POLICY = frozenset("VQAJvqd") | {r"\pi"}
"""What has a value without a star, too: V is that of any policy, and V^* of the best one."""


def with_stars(answer: str, written: Sequence[str], names: Collection[str]) -> str:
    """An answer with the starred names of its question as they stand there, in these formulas.

    names   all that the question has, without backslashes
    """
    text = " ".join(written)
    if not (stars := _stars(text)):
        return answer
    for found in reversed([*_STARRED.finditer(answer)]):
        sign = stars.get(_bare(found["name"]))
        if sign and sign != found["sign"]:
            answer = _put(answer, found, f"{found['name']}{sign}{{*}}")
    said = _stars(answer)
    for name, sign in [(name, stars[name]) for name in _heads(written) if name in stars]:
        alone = re.compile(rf"(?<![A-Za-z\\_^])(?<![_^]\{{){re.escape(name)}(?![A-Za-z'])(?!\s*(?:_|\^\s*{_STAR}))")
        value = re.compile(rf"{re.escape(name)}\s*[_^]\s*{_STAR}\s*{_ARGUMENTS}")
        if name in said or name in _OF_A_POLICY or plain(name) in names or alone.search(text) or value.search(text):
            continue
        for found in reversed([*alone.finditer(answer)]):
            answer = _put(answer, found, f"{name}{sign}{{*}}")
    return answer


def _put(answer: str, found: re.Match[str], name: str) -> str:
    """An answer with a name in a place; in brackets where a power stands behind it."""
    is_raised = re.match(r"\s*\^", answer[found.end() :])
    return f"{answer[: found.start()]}{f'({name})' if is_raised else name}{answer[found.end() :]}"


def _stars(text: str) -> dict[str, str]:
    """Where each name of a text has its star, above or below; none that has both."""
    found: dict[str, set[str]] = {}
    for one in _STARRED.finditer(text):
        found.setdefault(_bare(one["name"]), set()).add(one["sign"])
    return {name: next(iter(signs)) for name, signs in found.items() if len(signs) == 1}


def _heads(written: Sequence[str]) -> list[str]:
    """The names with a star that these formulas say what they are."""
    heads = [_STARRED.match(text.strip()) for text in written]
    return [_bare(one["name"]) for one, text in zip(heads, written, strict=True)
            if one is not None and re.match(r"\s*:?=", text.strip()[one.end() :])]


def _bare(name: str) -> str:
    return re.sub(r"\s", "", name)


__all__ = ["with_stars"]
