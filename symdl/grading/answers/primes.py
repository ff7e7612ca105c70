r"""A prime on a bracket, (x^2)' e^{3x}, as a derivative that ends with it, by the letter that a question derives by."""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import suppress

from symdl.errors import ReadError
from symdl.grading.question import Question
from symdl.grading.typed.applied import closed
from symdl.notation.reader.syntax import Call, Derivative, Name, walk

_BY = re.compile(
    r"\\[dt]?frac\s*\{\s*(?:d|\\partial)[^{}]*\}\s*\{\s*(?:d|\\partial)\s*(\\?[A-Za-z]+)\s*\}|'\((\\?[A-Za-z]+)\)"
    r"|\bd\w*/d([A-Za-z])\b")
_PRIMED = re.compile(r"(?:\\(?:right|[bB]igg?r?)\s*)?([)\]])\s*"
                     r"('+|\^\s*\{\s*(?:\\prime\s*)+\}|\^\s*\\prime(?![A-Za-z]))")
_SIZE = re.compile(r"\\(?:left|[bB]igg?l?)\s*$")
_SPACES = re.compile(r"(?:\s|\\[,;:! ]|\\q?quad|\\left|\\[bB]igg?l?)+$")
_SIGN = re.compile(r"(?:^|[-+*/=(\[{,&|<>·⋅×]|\\(?:cdot|times|pm|mp|implies|iff|Rightarrow))$")
_SCRIPT = re.compile(r"[_^]\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\?[A-Za-z]+|\d)\s*$")
_FRACTION = re.compile(r"\\[dt]?frac\s*\{(?:[^{}]|\{[^{}]*\})*\}\s*\{(?:[^{}]|\{[^{}]*\})*\}$")
_OPENS = re.compile(r"\s*(?:\\left|\\[bB]igg?l?)?\s*\(")
_IS_SUM = re.compile(r"[^()]*[A-Za-z][^()]*[-+][^()]*\)|[^()]*[-+][^()]*[A-Za-z][^()]*\)")
_TURNED = re.compile(r"(?:[A-Z](?!\s*'+\s*\()|\))\s*(?:'|\^\s*\{?\s*\\prime)")


def letter_of(question: Question) -> str | None:
    """The letter that a question asks for the derivative by."""
    spelled = question.spelled
    names = [name for name, _ in spelled.functions]
    with suppress(ReadError):
        for text in question.written[:1]:
            if (by := _BY.search(text)) is None and len({*names}) == len(names):  # y', of a y that is made of x alone
                by = _BY.search(spelled.with_arguments(text))
            return next(filter(None, by.groups())) if by is not None else None
    return None


def of_unknown(question: Question, answer: str) -> str:
    r"""An answer with f'(x) for df/dx and \frac{d}{dx}f(x), where f is a function of x of which nothing is said."""
    parts = [part for tree in question.trees for part in walk(tree)]
    if question.derivation is not None or any(isinstance(part, Derivative) and isinstance(part.of, Name | Call)
                                              for part in parts):  # which are written in that spelling there
        return answer
    for part in parts:
        match part:
            case Call(Name(name), (Name(letter),)) if "'" not in name and name not in dict(question.spelled.functions):
                f, x = re.escape(name), re.escape(letter)
                of = rf"{f}(?:\s*(?:\\left)?\(\s*{x}\s*(?:\\right)?\))?"
                d = r"(?:d|\\partial|\\mathrm\{d\})\s*"
                value = rf"{of}(?=\s*(?:$|[-+)=,.}}\]]|\\right))"  # and not \frac{{d}}{{dx}}f(x)^2
                slope = re.compile(
                    rf"\\[dt]?frac\s*\{{\s*{d}{of}\s*\}}\s*\{{\s*{d}{x}\s*\}}(?!\s*\()|\bd{of}\s*/\s*d{x}\b"
                    rf"|\\[dt]?frac\s*\{{\s*{d}\}}\s*\{{\s*{d}{x}\s*\}}\s*{value}")
                answer = slope.sub(f"{name}'({letter})".replace("\\", r"\\"), answer)
    return answer


def may_be_by_name(line: str, named: Collection[str]) -> bool:
    """Whether a prime may derive by a name of the solution, and not by the letter of the question: (u^3)'."""
    for found in _PRIMED.finditer(line):
        inner = line[opening(line, found.start(1)) + 1 : found.start()]
        if len({*re.findall(r"\\?[A-Za-z]+", inner)} & {*named}) == 1 and inner.strip() not in named:
            return True
    return False


def may_be_a_value(line: str, letter: str) -> bool:
    """Whether a derivative stands before a sum in brackets, where it may be taken: (x^2)'(x + 1)."""
    return any((opened := _OPENS.match(line, found.end())) is not None and _IS_SUM.match(line, opened.end())
               and letter in line[opening(line, found.start(1)) : found.start()] for found in _PRIMED.finditer(line))


def with_slopes(line: str, question: Question) -> str:
    """A line with a derivative for (u v)', where the question is of one by x; as it is, where that is not clear."""
    letter = letter_of(question) if _PRIMED.search(line) else None
    if letter is None or question.of_vectors or any(map(_TURNED.search, question.written)):  # there, it transposes
        return line
    made = line
    while (found := _PRIMED.search(made)) is not None:
        start = opening(made, found.start(1))
        inner, before, behind = made[start + 1 : found.start()], made[: max(start, 0)], made[found.end() :]
        if start < 0 or not _multiplies(before, letter):
            return line
        if (opened := _OPENS.match(behind)) and not _derives(behind, opened.end()):
            at = re.match(rf"\s*(?:\\left)?\(\s*{re.escape(letter)}\s*(?:\\right)?\)", behind)
            is_of_it = re.search(rf"(?<![A-Za-z\\]){re.escape(letter)}(?![A-Za-z])", inner)
            if at is None and is_of_it and _IS_SUM.match(behind, opened.end()):
                behind = rf" \cdot {behind}" if question.notation.latex is not False else f"*{behind}"
            elif at is None or is_of_it:
                return line  # (f g)'(0), and (x^2)'(x)
            else:
                behind = behind[at.end() :]
        order = found[2].count("'") + found[2].count("prime")
        above, below = (f"d^{order}", f"d{letter}^{order}") if order > 1 else ("d", f"d{letter}")
        if question.notation.latex is not False:
            slope = rf"\left(\frac{{{above}}}{{{below}}}\left({inner}\right)\right)"
        elif order == 1:
            slope = f"(d/d{letter}({inner}))"
        else:
            return line
        made = f"{_SIZE.sub('', before)}{slope}{behind}"
    return made


def opening(text: str, close: int) -> int:
    """Where the bracket opens that is closed at a place; -1 if none does."""
    open_: list[str] = []
    for place in range(close, -1, -1):
        if text[place] in ")]}":
            open_.append({")": "(", "]": "[", "}": "{"}[text[place]])
        elif text[place] in "([{" and open_.pop() != text[place]:
            return -1
        if not open_:
            return place
    return -1


def _derives(text: str, start: int) -> bool:
    """Whether the bracket that was opened before a place is derived, too: then it is a factor, and no argument."""
    found = _PRIMED.match(text, closed(text, start)) or _PRIMED.match(text, closed(text, start) - len(r"\right"))
    return found is not None


def _multiplies(before: str, letter: str) -> bool:
    """Whether what stands before a bracket is no function of it: a sign, a number, a bracket, a power, the letter x."""
    bare = _SPACES.sub("", before)
    if _SIGN.search(bare):
        return True
    scripts = ""
    while (found := _SCRIPT.search(bare)) is not None:
        scripts, bare = found[0] + scripts, bare[: found.start()].rstrip()
    ours = re.search(rf"(?<![A-Za-z\\]){re.escape(letter)}$|[)\]]$", bare)
    return bool(ours or (not scripts and (re.search(r"\d$", bare) or _FRACTION.search(bare))) or (
        scripts.startswith("^") and re.search(r"(?<![A-Za-z\\])e$", bare)))


__all__ = ["letter_of", "may_be_a_value", "may_be_by_name", "of_unknown", "opening", "with_slopes"]
