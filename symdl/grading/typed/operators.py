r"""Functions under the names that other countries, programs and books have for them: sh x, cosec x, Ln(x), log2(x)."""

from __future__ import annotations

import re
from collections.abc import Collection

from symdl.grading.typed.applied import closed

_USUAL = ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "arcsin", "arccos", "arctan",
          "arccot", "arcsinh", "arccosh", "arctanh", "exp", "log", "sqrt", "abs")
_NAMES = {
    **{name.capitalize(): name for name in _USUAL}, **{name.upper(): name for name in _USUAL},
    **{f"Arc{name[3:].capitalize()}": name for name in _USUAL if name.startswith("arc")},
    **{f"arc{name[3:].capitalize()}": name for name in _USUAL if name.startswith("arc")},
    "cosec": "csc", "cotg": "cot", "cotan": "cot", "sen": "sin", "arcsen": "arcsin", "arctg": "arctan",
    "Arctg": "arctan", "arcctg": "arccot", "arccotg": "arccot",
    "sh": "sinh", "ch": "cosh", "th": "tanh", "cth": "coth", "cosech": "csch",
    **dict.fromkeys(("arsh", "argsh", "arcsh"), "arcsinh"), **dict.fromkeys(("arch", "argch", "arcch"), "arccosh"),
    **dict.fromkeys(("arth", "argth", "arcth"), "arctanh"),
    "Ln": "log", "LN": "log", "Log": "log", "ld": "log_2", "lb": "log_2", "log2": "log_2", "log10": "log_{10}",
}  # fmt: skip
"""What else a function is called, and what it is called here."""

_WORD = re.compile(r"\\(?:operatorname|mathrm)\*?\s*\{\s*([A-Za-z]{2,}(?:2|10)?)\s*\}"
                   r"|(?<![A-Za-z\\{_^])([A-Za-z]{2,}(?:2|10)?)(?![A-Za-z}])")
_APPLIED = re.compile(r"(?:\s|~|\\[,;:! ])*(?:\^\s*(?:\w|\{[^{}]*\})(?:\s|~|\\[,;:! ])*)?(?:\\left(?![A-Za-z])\s*)?"
                      r"(?:[(\[{]|(?P<bare>[A-Za-z\d]|\\[A-Za-z]+))")


_PI = re.compile(r"(?<![A-Za-z\\])(?:Pi|PI)(?![A-Za-z(])")


def with_usual_names(answer: str, written: Collection[str], names: Collection[str]) -> str:
    """An answer with functions under their usual names.

    written     the formulas of the question: a word that stands in one of them is what it is there
    names       the names of the question: of its letters, a word may be a product
    """
    latex = "\\" in answer

    def usual(found: re.Match[str]) -> str:
        word = found[1] or found[2]
        behind = _APPLIED.match(found.string, found.end())
        if word not in _NAMES or behind is None or not _is_new(word, written, names):
            return found[0]
        if not latex:
            return _NAMES[word]
        has_brackets = behind["bare"] is None
        return rf"\operatorname{{{_NAMES[word]}}}" if has_brackets and _NAMES[word] in ("sqrt", "abs") else \
            rf"\{_NAMES[word]} "

    return _WORD.sub(usual, _PI.sub(r"\\pi " if latex else "pi", answer)
                     if not {"P", "i", "Pi"} & {*names} else answer)


def with_numbers_in_brackets(answer: str, written: Collection[str], names: Collection[str]) -> str:
    """An answer with log(2) for log2 where that is of nothing else: log2 + logx. (log2 x is to base 2.)"""
    def in_brackets(found: re.Match[str]) -> str:
        standing = re.compile(rf"(?<![A-Za-z\\]){re.escape(found[0])}(?![A-Za-z\d])")
        is_known = found[0] in names or any(map(standing.search, written))
        return found[0] if is_known else f"{found[1]}({found[2]})"

    return _OF_A_NUMBER.sub(in_brackets, answer)


_OF_A_NUMBER = re.compile(r"(?<![A-Za-z\\_])(log|ln|sqrt)(\d+)(?=\s*(?:[-+*/)\],=}]|$))(?!\s*\*\*)")


def with_dots_last(answer: str) -> str:
    r"""An answer with x \cdot (A y) for x \cdot A y, as the inner product of vectors binds less than what is beside."""
    return _DOT.sub(r"\1 (\2)", answer)


_MATRIX = r"(?:[A-Z]|\\(?:Sigma|Lambda|Gamma|Phi|Psi|Omega|Theta)|\\math(?:bf|rm)\s*\{[A-Z]\})" \
          r"(?:_\w|_\{\w+\})?(?:\s*\^\s*(?:\\top|T|\{\s*(?:\\top|T|-\s*1)\s*\}))?"
_VECTOR = r"(?:\\math(?:bf|rm)\s*\{[a-z]\}|\\[a-z]+|[a-z])(?:_\w|_\{\w+\})?"
_DOT = re.compile(rf"(\\cdot(?![A-Za-z])|[·⋅])\s*((?:{_MATRIX}\s*)+{_VECTOR})(?=\s*(?:$|[-+=,)\]}}.]|\\right))")


def with_longer_exponents(answer: str) -> str:
    """An answer in plain text with e^(x(2 + x)) for e^x(2 + x), as who reads on may mean it."""
    found = None if "\\" in answer else _RAISED.search(answer)
    if found is None:
        return answer
    end = closed(answer, found.end())
    return f"{answer[: found.start(1)]}({answer[found.start(1) : end + 1]}){with_longer_exponents(answer[end + 1 :])}"


_RAISED = re.compile(r"(?<![A-Za-z])[a-z]?e\s*\^\s*(\w)\(")


def _is_new(word: str, written: Collection[str], names: Collection[str]) -> bool:
    standing = re.compile(rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])")
    return word not in names and not any(map(standing.search, written)) and not {*re.sub(r"\d", "", word)} <= {*names}


__all__ = ["with_dots_last", "with_longer_exponents", "with_numbers_in_brackets", "with_usual_names"]
