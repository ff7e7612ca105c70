r"""References that say what an earlier part does with it: by a chain rule, by a recurrence, and by moments.

    Z = X W, \nabla_Z L = Z - Y                 \nabla_W L = X^\top (Z - Y)
    a = \sigma(z), \partial a/\partial z = ...   \partial L/\partial z = (a - y) \, \partial a/\partial z, of numbers
    m_t = \beta m_{t-1} + g_t                   m_2 = \beta m_1 + g_2
    E[Y] = \mu, E[Y^2] = \mu^2 + \sigma^2       Var(Y) = E[Y^2] - E[Y]^2

They are told as texts with a student's own in the place of what is right. Of all but the third it is for the caller to
see that with what is right there, it is the reference: then it is the way from one to the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from symdl.errors import ReadError
from symdl.notation.reader.infer import infer
from symdl.notation.reader.notation import OPEN
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import (
    Chain,
    Derivative,
    Gradient,
    Name,
    Neg,
    Node,
    Number,
    Product,
    Sum,
    Transpose,
    show,
    walk,
)

_MOST_STEPS = 8
_STEP = re.compile(r"\s*(?P<name>\\?[A-Za-z]+)\s*_\s*(?:(?P<bare>\w)|\{\s*(?P<index>\w+)\s*\})\s*$")


# --------------------------------------------------------------------------
# Gradients


def backwards(definitions: Sequence[str], asked: str, known: Mapping[tuple[str, str], str], *,
              of_numbers: bool = False) -> str:
    r"""A gradient by a letter, made of that by what the letter stands in; "" where that is not seen.

    known       of which letter, by which one, the gradient is given; and what it is, as text
    of_numbers  whether slopes are numbers, and what stands between is a factor: \partial a/\partial z, too
    """
    slope = slope_of(asked, definitions)
    if slope is None:
        return ""
    of, by = slope
    said = [(head, body, text) for head, body, text in map(_defined, definitions) if head]
    letter, links = by, list[Callable[[str], str]]()
    for _ in range(_MOST_STEPS):
        if letter != by and (of, letter) in known:
            return _through(links, known[of, letter])
        inside = [(head, body, text) for head, body, text in said if body is not None and Name(letter) in walk(body)]
        if len(inside) != 1:
            return ""
        outer, body, text = inside[0]
        link = _times(known, outer, letter) if of_numbers and (outer, letter) != (of, by) else _link(body, text, letter)
        if link is None or (outer == of and not of_numbers):
            return ""
        links.append(link)
        if outer == of:
            return _through(links, "1") if links[1:] else ""
        letter = outer
    return ""


def _through(links: Sequence[Callable[[str], str]], outermost: str) -> str:
    found = rf"\left({outermost}\right)"
    for link in reversed(links):
        found = rf"\left({link(found)}\right)"
    return found


def _times(known: Mapping[tuple[str, str], str], of: str, by: str) -> Callable[[str], str]:
    """The chain rule of numbers: what is said of a slope is a factor, and so is one of which nothing is said."""
    slope = known.get((of, by), rf"\frac{{\partial {of}}}{{\partial {by}}}")
    return lambda outer: rf"{outer} \left({slope}\right)"


def slope_of(left: str, beside: Sequence[str]) -> tuple[str, str] | None:
    r"""What is derived, and by what, where both are letters: \nabla_W L."""
    try:
        tree = parse(left, infer([left, *beside], OPEN).notation).tree
    except ReadError:
        return None
    match tree:
        case Gradient(Name(of), Name(by), 1) | Derivative(_, Name(of), (Name(by),)):
            return of, by
    return None


def _defined(definition: str) -> tuple[str, Node | None, str]:
    """The letter that a formula defines, and what it is."""
    try:
        tree = parse(definition, infer([definition], OPEN).notation).tree
    except ReadError:
        return "", None, definition
    match tree:
        case Chain((Name(head), body), ("eq" | "define",)):
            return head, body, definition
    return "", None, definition


def _link(body: Node | None, text: str, letter: str) -> Callable[[str], str] | None:
    """From the gradient by a sum of products to that by a letter in one of them: X^T G, of X W."""
    terms = body.terms if isinstance(body, Sum) else (body,)
    inside = [term for term in terms if term is not None and Name(letter) in walk(term)]
    if len(inside) != 1:
        return None
    sign, term = ("-", inside[0].of) if isinstance(inside[0], Neg) else ("", inside[0])
    factors = term.factors if isinstance(term, Product) else (term,)
    places = [place for place, factor in enumerate(factors) if Name(letter) in walk(factor)]
    if len(places) != 1 or not isinstance(own := factors[places[0]], Name | Transpose) or (
            isinstance(own, Transpose) and own.of != Name(letter)):
        return None
    numbers = "".join(rf"{text[one.start : one.end]} \, " for one in factors if isinstance(one, Number))
    before, behind = ([_written(text, one) for one in some if not isinstance(one, Number)]
                      for some in (factors[: places[0]], factors[places[0] + 1 :]))
    if isinstance(own, Transpose):
        return lambda slope: " ".join((sign + numbers, *behind, rf"{slope}^\top", *before))
    turned, turned_behind = ([rf"{one}^\top" for one in reversed(some)] for some in (before, behind))
    return lambda slope: " ".join((sign + numbers, *turned, slope, *turned_behind))


def _written(text: str, factor: Node) -> str:
    return show(factor) if isinstance(factor, Name) else rf"\left({text[factor.start : factor.end]}\right)"


# --------------------------------------------------------------------------
# Recurrences


def unfolded(definitions: Sequence[str], asked: str, known: Mapping[str, str]) -> tuple[str, list[str]] | None:
    """What a member is by its recurrence, made of those before that are known; and the other definitions.

    asked   a member, m_3
    known   the members of which something is said, m_2, and what
    """
    step = _STEP.match(asked)
    name = "" if step is None else step["name"]
    number = _number(asked, name)
    own = {where: value for one, value in known.items() if (where := _number(one, name)) is not None}
    said = [(_of_step(head, name), value, text) for text in definitions for head, _, value in [text.partition("=")]]
    laws = [(index, value) for index, value, _ in said if index and not index.isdecimal()]
    if number is None or len(laws) != 1 or not own:
        return None
    values = {int(index): value for index, value, _ in said if index.isdecimal()} | own
    member = re.compile(rf"{_start(name)}\s*_\s*(?:(\d)(?!\d)|\{{\s*(\d+)\s*\}})")
    letter, body = laws[0]
    used = set[int]()

    def entered(one: re.Match[str]) -> str:
        where = int(one[1] or one[2])
        used.add(where)
        return rf"\left({values[where] if where in values else _at(body, letter, where)}\right)" \
            if 0 <= where < number else one[0]

    found = _at(body, letter, number)
    for _ in range(_MOST_STEPS):
        if not member.search(found):
            return (found, [text for index, _, text in said if not index]) if used & own.keys() else None
        found = member.sub(entered, found)
    return None


def _start(name: str) -> str:
    return rf"(?<![A-Za-z\\]){re.escape(name)}(?![A-Za-z])" if not name.startswith("\\") else \
        rf"{re.escape(name)}(?![A-Za-z])"


def _of_step(head: str, name: str) -> str:
    """The index of a member of a family; "" of anything else."""
    found = _STEP.match(head.rstrip(" :"))
    return str(found["bare"] or found["index"]) if found is not None and found["name"] == name else ""


def _number(head: str, name: str) -> int | None:
    index = _of_step(head, name)
    return int(index) if index.isdecimal() else None


def _at(body: str, letter: str, number: int) -> str:
    """A formula at one step: m_{t-1} is m_{1}, at 2."""
    def below(found: re.Match[str]) -> str:
        return f"_{{{number + int(''.join((found[1] or '0').split()))}}}"

    at = rf"_\s*(?:\{{\s*{letter}\s*([+-]\s*\d+)?\s*\}}|{letter}(?![A-Za-z]))"
    return re.sub(rf"(?<![A-Za-z\\]){letter}(?![A-Za-z])", f"({number})", re.sub(at, below, body))


# --------------------------------------------------------------------------
# Moments


_MOMENT = re.compile(r"\s*(?:\\(?:mathbb|mathrm|operatorname|text)\s*\{?\s*)?\\?(?P<what>E|Var|V)\s*\}?"
                     r"\s*(?:\\left)?\s*[\[(](?P<of>.+?)(?:\\right)?\s*[\])]\s*$")
_SQUARE = re.compile(r"(.+)\^(?:2|\{2\})$")


def by_moments(asked: str, known: Mapping[str, str]) -> str:
    """A variance made of the first two moments, or the second moment made of the variance; "" where it is neither.

    known   what is said of left sides
    """
    moments = {moment: value for left, value in known.items() if (moment := _moment(left))}
    what, of = _moment(asked) or ("", "")
    first, second, spread = (moments.get(key) for key in (("1", of), ("2", of), ("Var", of)))
    if what == "Var" and first and second:
        return rf"\left({second}\right) - \left({first}\right)^2"
    return rf"\left({spread}\right) + \left({first}\right)^2" if what == "2" and first and spread else ""


def _moment(left: str) -> tuple[str, str] | None:
    """Which moment a left side is, and of what: ("2", "Y"), of E[Y^2]."""
    found = _MOMENT.match(left)
    if found is None:
        return None
    of = "".join(found["of"].split())
    if found["what"] != "E":
        return "Var", of
    square = _SQUARE.match(of)
    return ("2", square[1]) if square else ("1", of)


__all__ = ["backwards", "by_moments", "slope_of", "unfolded"]
