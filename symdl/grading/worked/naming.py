r"""What a worked solution may give a meaning to, and what it may not: a member or another index of what is there.

    x_m = 0, w_0 = 5, x[w] = 5, h_4 = w h_3      of questions with x_i, w, h_1 to h_3: they say something of these
    e = 3                                        is no name, and e = a - y only where no e is Euler's number
    u_1 = a - y, e_i = \hat{y}_i - y_i           may be names
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from symdl.errors import ReadError
from symdl.grading.question import Question
from symdl.grading.worked.arranged import COMMAND, LET
from symdl.notation.reader.syntax import Constant, walk

_BASE = r"\\(?:hat|bar|tilde|vec|mathbf|mathbb|mathcal|boldsymbol)\s*(?:\{\\?\w+\}|\\?[A-Za-z]+)|\\?[A-Za-z]+"
_BELOW = r"\s*(?:[_^]\s*(?:\w|\\[A-Za-z]+|\*|\{[^{}]*\})|\[[^\]=]*\])"
_INDEXED = re.compile(rf"\s*(?P<base>{_BASE})(?P<below>(?:{_BELOW})+)\s*(?:\([^()=]*\)\s*)?:?")
_SHORT = re.compile(r"(?P<base>[A-Za-z])(?P<below>\d+)\s*:?")  # in plain text, h4 is h_4
_ABOVE = re.compile(r"\s*(?:\\(?:wide)?(?:hat|bar|tilde)(?![A-Za-z])\s*)?"
                    r"(?P<brace>\{)?(?P<of>\s*\\?[A-Za-z]+\s*)(?(brace)\})"
                    r"\s*(?:\^\s*\{?\s*(?:\*|\\ast|\\star)\s*\}?|_\s*\{?\s*(?:\\(?:text|mathrm)\s*\{)?"
                    r"(?:opt|min|max|MLE?|MAP)\s*\}{0,2})?\s*:?")
_EULER = re.compile(r"\s*e\s*:?=(?P<value>.*)", re.DOTALL)
_EULERS = re.compile(r"e\s*\^(?!\s*(?:\d|\{\s*\d+\s*\}))")  # e^2 may be the square of an error
_MAY_LACK = re.compile(r"/|\\[dt]?frac|÷|\^|√|\\?(?:log|ln|sqrt|tan|cot|sec|csc|a(?:rc)?sin|a(?:rc)?cos)|artanh|atanh")


class NotNamed(ReadError):
    """What gives a name a meaning cannot: the name is taken, or the meaning has no value."""


def base_of(name: str) -> str:
    r"""The letter of a name: x of x_{m}, and \hat{y} of \hat y_i."""
    name = re.sub(r"[{}\s]", "", re.sub(rf"(?<=\w|\}})(?:{_BELOW})+\s*$", "", name.strip()))
    return name.strip()


def is_taken(head: str, names: Iterable[str]) -> bool:
    """Whether a left side is a member of something in the question, or a letter of it with another index."""
    found = _INDEXED.fullmatch(head) or _SHORT.fullmatch(head.strip())
    return found is not None and base_of(found["base"]) in {base_of(name) for name in names}


def as_letter(line: str, letter: str) -> str:
    r"""An equation of w^*, or \hat w, as one of w."""
    head, sign, body = line.partition("=")
    found = _ABOVE.fullmatch(head)
    return f"{letter} = {body}" if sign and found is not None and found["of"].strip() == letter else line


def may_have_no_value(value: str) -> bool:
    """Whether something stands in a value that may have none anywhere: a quotient, a root, a logarithm."""
    return _MAY_LACK.search(value) is not None


def is_eulers(clause: str, question: Question, before: Sequence[str], behind: Sequence[str]) -> bool:
    """Whether what says what e is speaks of Euler's number.

    Beside a question with that number, e is a name of one's own only if that is said, and no line has e^x.

    before, behind   the lines around it
    """
    found = _EULER.match(LET.sub("", clause))
    if found is None or "e" in question.notation.meanings:
        return False
    is_number = not re.search(r"[A-Za-z]", COMMAND.sub(" ", found["value"]))
    has_number = any(node == Constant("e") for tree in question.trees for node in walk(tree))
    in_lines = (_EULERS.search(COMMAND.sub(" ", line)) for line in (*before, *(behind if has_number else ())))
    return is_number or any(in_lines) or (has_number and not LET.match(clause))


__all__ = ["NotNamed", "as_letter", "base_of", "is_eulers", "is_taken", "may_have_no_value"]
