r"""Definitions that do not start with a name: \sigma^2 = v defines \sigma = \sqrt{v}, never negative, 2 s = a + b s.

Where nothing but the square occurs, \sigma^2 is a name, and defined by itself. Where something is differentiated by
\sigma, and v is but a letter, that is what is defined.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress

from symdl.errors import ReadError
from symdl.grading.named import sides
from symdl.notation.reader.notation import OPEN
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import (
    Call,
    Chain,
    Constant,
    Function,
    Member,
    Name,
    Neg,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Root,
    Sum,
    walk,
)

_ACCENT = r"\\(?:hat|widehat|tilde|widetilde|bar|overline|breve|check)\s*(?:\{[^{}]*\}|\\[A-Za-z]+|[A-Za-z])"
_INDEX = r"\s*_\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|\w)"
_POWER = r"\s*(?:\^|\*\*)\s*(?:\{\s*(\d+)\s*\}|(\d+))"
_SQUARE = re.compile(rf"\s*({_ACCENT}|\\?[A-Za-z]+)({_INDEX})?{_POWER}({_INDEX})?\s*(?::=|\\coloneqq|=)(.+)", re.DOTALL)
_OF_SIGNS = re.compile(r"(?<!non)(?<!non-)negative|\b(?:branch\w*|roots?|signs?|curve)\b|not\s+positive|<\s*0"
                       r"|\\l(?:t|eq?)\s*0|\\pm(?![a-z])|±", re.IGNORECASE)
_SAID_POSITIVE = re.compile(r"positive|non-?negative|>\s*0|\\g(?:t|eq?)\s*0|\bnorms?\b|\blengths?\b", re.IGNORECASE)
_POSITIVE = re.compile(r".*(?:sigma|tau|gamma|rho|lambda|eta|kappa).*|\\?(?:hat|bar|tilde)?\s*\{?[srRdDA]\}?")
"""Letters of deviations, lengths and rates."""
_LETTER = re.compile(rf"(?:{_ACCENT}|\\?[A-Za-z]+)(?:{_INDEX})?")
_NUMERATOR = re.compile(r"\\[dt]?frac\s*\{\s*$")
_DIVIDED = re.compile(r"\}?\s*/")
_DERIVES = re.compile(r"\\partial(?![a-z])|\\nabla|\\frac\s*\{\s*d|(?<![A-Za-z])d\w*\s*/\s*d")
_LATIN = re.compile(r"[A-Za-z]")
"""Letters that are no name with what stands above them; \\sigma^2 mostly is one."""
_GROUP = re.compile(r"\{[^{}]*\}")


def solved(definitions: Sequence[str], others: Sequence[str] = (), said: str = "", *, below: bool = False) -> list[str]:
    """Definitions of what stands inside of another thing, as those of what stands there.

    A square is one of what is squared where that stands otherwise in these or other formulas, and nothing is ``said``
    of signs and branches: then it is an equation.

    below  whether it is the root below 0, of a letter that is not positive by convention, or as is said
    """
    made = []
    for definition in definitions:
        found = _SQUARE.fullmatch(definition)
        if _OF_SIGNS.search(said) and ("^2" in definition or "^{2}" in definition):
            made.append(definition)
            continue
        rest = [text for text in (*definitions, *others) if text is not definition]
        if found is None:
            made.append(_solved(definition, rest)[0])
            continue
        if int(found[3] or found[4]) < 2 or (found[2] and found[5]) \
                or "=" in _GROUP.sub("", found[6]) or not (
                    _stands_otherwise(found, rest) or (_DERIVES.search(" ".join(rest)) and _LATIN.fullmatch(found[1]))):
            made.append(definition)
            continue
        power, index, body = int(found[3] or found[4]), found[2] or found[5] or "", found[6].strip()
        if _LETTER.fullmatch(body) and _is_derived_by(found[1], rest) and not _is_defined(body, rest):
            made.append(f"{body} = {found[1]}{index}^{{{power}}}")  # what the derivative is by stays free
            continue
        root = f"({body})^(1/{power})"
        if "\\" in "".join((*definitions, *others)):
            root = rf"\sqrt{{{body}}}" if power == 2 else rf"\sqrt[{power}]{{{body}}}"
        is_below = below and power % 2 == 0 and not _POSITIVE.fullmatch(found[1]) and not _SAID_POSITIVE.search(said)
        made.append(f"{found[1]}{index} = {'-' * is_below}{root}")
    return made


def given_by_roots(definitions: Sequence[str], others: Sequence[str] = ()) -> list[str]:
    r"""What is given by definitions of what stands under a root: with \sqrt r = a + b, that a + b is not negative."""
    return [given for definition in definitions if "sqrt" in definition or "√" in definition
            for given in _solved(definition, [text for text in (*definitions, *others) if text is not definition])[1]]


def _solved(definition: str, others: Sequence[str]) -> tuple[str, list[str]]:
    r"""A definition of 1/\tau, \log Z, e^u, \sqrt v or 2 s as one of the letter; as it is where it is none of these.

    And what is given by it: that a root is not negative.
    """
    as_it_is: tuple[str, list[str]] = definition, []
    with suppress(ReadError):
        tree = parse(definition, OPEN, latex="\\" in definition or any("\\" in text for text in others) or None).tree
        if not isinstance(tree, Chain) or len(tree.items) != 2 or tree.signs not in (("eq",), ("define",)):
            return as_it_is
        left, right = tree.items
        written, body = (text.strip() for text in sides(definition, tree))
        if isinstance(left, Name | Member) or (isinstance(left, Call) and isinstance(left.function, Name)):
            return as_it_is
        if isinstance(right, Name) and not _is_defined(body, others) and any(
                _is_derived_by(definition[one.start : one.end], others, or_derived=True) for one in walk(left)
                if isinstance(one, Name)):
            return f"{body} = {written}", [f"{body} >= 0"] * isinstance(left, Root)
        head, value = left, body
        given: list[str] = []
        if isinstance(left, Sum):
            names = {one.text for one in walk(left) if isinstance(one, Name)}
            free = [one for one in left.terms if isinstance(one, Name) and not _is_derived_by(one.text, others)]
            known = {name for name in names if _is_derived_by(name, others)}
            if len(free) != 1 or not known or names - known != {free[0].text}:
                return as_it_is
            head = free[0]
            rest = [f"-({definition[term.of.start : term.of.end]})" if isinstance(term, Neg)
                    else definition[term.start : term.end] for term in left.terms if term is not head]
            value = f"{body} - ({' + '.join(rest)})"
        while not isinstance(head, Name | Member) and not _is_value(head):
            if (inner := _outermost(head, value)) is None:
                return as_it_is
            given += [f"{value} >= 0"] * isinstance(head, Root)
            head, value = inner
        name = re.sub(rf"{_POWER}$", "", definition[head.start : head.end])  # a base spans its exponent
        return as_it_is if head in walk(right) or _is_defined(name, others) else (f"{name} = {value}", given)
    return as_it_is


def _is_value(node: Node) -> bool:
    r"""Whether this is a function at letters, the p(x) of \log p(x) = ...: then it is defined as any other."""
    if not isinstance(node, Call) or not isinstance(node.function, Name):
        return False
    args = [one for arg in node.args for one in (
        arg.items if isinstance(arg, Chain) and arg.signs == ("given",) else (arg,))]
    return all(isinstance(arg, Name) for arg in args)


def _outermost(node: Node, value: str) -> tuple[Node, str] | None:
    """What stands inside of the outermost sign of a left side, and what it is then."""
    match node:
        case Neg(of):
            return of, f"-({value})"
        case Product((Number() as factor, of)):
            return of, rf"\frac{{{value}}}{{{factor.value}}}"
        case Quotient(of, Number() as bottom):
            return of, f"{bottom.value} ({value})"
        case Quotient(Number() as top, of):
            return of, rf"\frac{{{top.value}}}{{{value}}}"
        case Root(of, None):
            return of, f"({value})^2"
        case Call(Function("log"), (of,), ()):
            return of, f"e^{{{value}}}"
        case Call(Function("exp"), (of,), ()) | Power(Constant("e"), of):
            return of, rf"\log({value})"
        case Power(of, Number() as exponent) if exponent.value.denominator == 1 and exponent.value > 1:
            return of, rf"\sqrt[{exponent.value}]{{{value}}}"
        case Power(of, Neg(Number() as exponent)) if exponent.value.denominator == 1:
            root = value if exponent.value == 1 else rf"\sqrt[{exponent.value}]{{{value}}}"
            return of, rf"\frac{{1}}{{{root}}}"
    return None


def _is_defined(name: str, others: Sequence[str]) -> bool:
    return any(re.match(rf"\s*{re.escape(name)}\s*:?=", text) for text in others)


def _is_derived_by(letter: str, others: Sequence[str], *, or_derived: bool = False) -> bool:
    r"""Whether a formula has a derivative by a letter: dL/dx, \partial_x, \nabla_x.

    or_derived  or of it: with y + e^y = x, dy/dx is one where y is free
    """
    by = re.compile(rf"(?:(?<![A-Za-z\\])d|\\partial\s*_?|\\nabla\s*_)\s*\{{?{re.escape(letter)}(?![A-Za-z])")
    return any(or_derived or not (_NUMERATOR.search(text[: one.start()]) or _DIVIDED.match(text[one.end() :]))
               for text in others for one in by.finditer(text))


def _stands_otherwise(found: re.Match[str], others: Sequence[str]) -> bool:
    """Whether what is squared occurs to another power, and is not defined itself."""
    start = "" if found[1].startswith("\\") else r"(?<![A-Za-z\\])" if len(found[1]) > 1 else r"(?<!\\)(?<!\\[A-Za-z])"
    has_index = bool(found[2] or found[5])
    one = re.compile(rf"{start}{re.escape(found[1])}(?![A-Za-z]{{2,}})(?:{_POWER})?({_INDEX})?(?:{_POWER})?")
    powers = set()
    for text in others:
        for place in one.finditer(text):
            if (place[3] is not None) == has_index and not (found[1].startswith("\\") and re.match(
                    r"[A-Za-z]", text[place.start() + len(found[1]) :])):
                digits = [digit for digit in (place[1], place[2], place[4], place[5]) if digit]
                powers.add(int(digits[0]) if digits else 1)
                if not digits and not text[: place.start()].strip() and re.match(r"\s*:?=", text[place.end() :]):
                    return False
    return bool(powers - {int(found[3] or found[4])})


__all__ = ["given_by_roots", "solved"]
