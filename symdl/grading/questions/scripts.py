r"""Whether what stands above a name in an answer is read as it is meant: \eta^t is no \eta_t, and W^l W no W^{l+1}."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise

from symdl.errors import ReadError
from symdl.grading.question import Question
from symdl.grading.typed.applied import closed
from symdl.grading.typed.noted import as_counted
from symdl.notation.reader.notation import OPEN, Notation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import (
    Big,
    Bound,
    Evaluated,
    Member,
    Name,
    Neg,
    Node,
    Note,
    Number,
    Product,
    Quotient,
    Sum,
    show,
    walk,
)
from symdl.notation.reader.tokens import PRODUCT_WITH_E, SCIENTIFIC, has_euler
from symdl.notation.reader.twoways import other_ways

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
    if (before := question.spelled.twofold.before) is not None and before.is_raised:  # what stands above is a step
        return ""
    ours: dict[str, set[tuple[bool, str]]] = {}
    for name, below, above in _uses(question.written):
        ours.setdefault(name, set()).add((below, above))
    for name, below, above in _uses([answer]):
        known = ours.get(name)
        if not known or above == r"\top" or (above == "T" and not any(map(_CAPITAL_T.search, question.written))):
            continue
        if not below and above and all(sub and not sup for sub, sup in known):
            return f"what stands above {name} is a power, or says which member it is: write {name}_t for a member"
        if not above and all(_LAYER.search(sup) for _, sup in known):
            return f"what stands above {name} in the question may be a power, or say which layer it is of"
    return ""


_CAPITAL_T = re.compile(r"(?<![A-Za-z\\])T(?![A-Za-z])")
_D = r"(?:d|\\partial|\\mathrm\s*(?:d|\{d\}))"
_OF_ORDER = r"(?:\^\s*(?:\d|\{\d\}))?"
_DERIVED = rf"(?:\\[dt]?frac\s*\{{\s*{_D}\s*{_OF_ORDER}\s*\}}\s*\{{\s*{_D}(?:[^{{}}]|\{{[^{{}}]*\}})*\}}|\bd/d\w)"
_DERIVED_BRACKET = re.compile(
    rf"{_DERIVED}"
    r"\s*(?:\\left|\\[bB]igg?l?)?\s*(?P<open>\(|\[|\\\{)")
_DERIVED_FACTOR = re.compile(
    rf"{_DERIVED}"
    r"\s*(?![\s(\[=]|\\left|\\\{)(?:\\(?!cdot|times)[A-Za-z]+(?![A-Za-z])|[^-+=<>\\()\[\]]|\\[,; ]|\([^()]*\))*?"
    r"\s*(?:\\(?:cdot|times)(?![A-Za-z])|[*·×])")
_PAIRS = {"(": "()", "[": "[]", "\\{": "{}"}


def reaches_doubtfully(text: str) -> bool:
    """Whether a sign of a derivative stands before a bracket with a factor behind it: is that derived, too?"""
    return any(_doubtful(text))


def derives_factor_doubtfully(text: str) -> bool:
    r"""Whether a sign of a derivative stands before a product with a sign: d/dx x^2 \cdot \sin x."""
    return _DERIVED_FACTOR.search(text) is not None


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


def also_read(text: str, notation: Notation, beside: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    r"""What else a formula may mean, written so that it cannot mean another thing; and how to say which it is.

    3\frac12 may be a mixed number, x/2\pi may divide by \pi, \prod_s a_s \cdot c may be c times a product, and
    \cos x \, x^2 one of a value. 2e-2 may be a number, or have that of Euler in it.

    beside   formulas that it stands beside, which may have that, too
    """
    for found in SCIENTIFIC.finditer(text):
        is_product = notation.is_latex(text) and PRODUCT_WITH_E.match(text, found.start()) is not None
        if is_product != any(map(has_euler, (text, *beside))):
            said = rf"({found[1]} \cdot 10^{{{found[2]}}})" if is_product else f"{found[1]}*e {found[2]}"
            yield (f"{text[: found.start()]}{said}{text[found.end() :]}",
                   f"{found[0]} may be a number, or have Euler's number in it: write a sign for a product")
    if "{" not in text and not _DOUBTFUL.search(text):
        return
    try:
        parsed = parse(text, as_counted(notation, text))
    except ReadError:
        return
    for note in parsed.notes:
        if note.kind == "trailing":
            end = _OPENING.search(text, 0, note.end)
            cut = end.start() if end else note.end
            yield (f"{text[: note.start]}({text[note.start : cut]}) {text[cut : note.end]}{text[note.end :]}",
                   "what stands last may be a factor within the product, or of all of it: put brackets there")
        elif note.kind == "inverse" and (factor := _INVERSE.match(text, note.start)):
            yield (f"{text[: factor.end()]} \\cdot {text[factor.end() :]}",
                   f"{factor[0]} may be the inverse of a function, or a factor: put a sign of a product behind it")
        elif note.kind == "slash" and "implicit products" not in notation.policies and (
                divided := _GLUED.fullmatch(text, note.start, note.end)):
            yield (f"{text[: note.start]}/({divided[1]}){text[note.end :]}",
                   "the slash may divide by one factor, or by more: put brackets there")
    yield from other_ways(parsed, as_counted(notation, text))
    for node in walk(parsed.tree):
        for term in node.terms[1:] if isinstance(node, Sum) else ():
            of = term.of if isinstance(term, Neg) else term
            if isinstance(of, Evaluated) and _BAR.match(text, end_ := of.of.end):
                yield (f"{text[: node.start]}({text[node.start : end_]}){text[end_:]}",
                       "the bar may stand behind the last term, or behind all of them: put brackets there")
        for one, other in pairwise(node.factors) if isinstance(node, Product) else ():
            if isinstance(one, Number) and one.value.denominator == 1 and isinstance(other, Quotient) \
                    and isinstance(other.top, Number) and isinstance(other.bottom, Number) \
                    and _NOTHING.fullmatch(text, one.end, other.start):
                end_ = other.end
                while text.count("{", one.start, end_) > text.count("}", one.start, end_) and end_ < len(text):
                    end_ += 1
                yield (f"{text[: one.start]}({one.value} + {other.top.value}/{other.bottom.value}){text[end_:]}",
                       "a number before a fraction is a factor, or a mixed number: write a sign between them")


def words_or_indices(text: str, notation: Notation) -> Note | None:
    r"""A subscript of several letters with one that a sum binds, which may be a word: \sum_i x_{boi}, \sum_t x_{tot}.

    It is none where it is read as indices, because its letters are such elsewhere.
    """
    if not _LETTERS_BELOW.search(text):
        return None
    with suppress(ReadError):
        parsed = parse(text, notation)
        for note in parse(text, replace(OPEN, latex=notation.latex)).notes:
            if note.kind == "counted" and (note in parsed.notes or any(
                    name.endswith(f"_{{{text[note.start : note.end].strip('{}')}}}") for name in notation.meanings)):
                return note
        return next(_counted_in_words(parsed.tree, text), None)
    return None


def _counted_in_words(tree: Node, text: str) -> Iterator[Note]:
    """Words below names in a sum of which the letter stands nowhere else: it would be a sum of what is the same."""
    for part in (one for one in walk(tree) if isinstance(one, Big)):
        for bound in part.bounds:
            if not isinstance(bound, Bound) or bound.name is None or bound.name in walk(part.of):
                continue
            letter = show(bound.name)
            for name in (one for one in walk(part.of) if isinstance(one, Name | Member)):
                word = re.search(r"_\{([A-Za-z]{2,})\}", name.text if isinstance(name, Name) else name.name)
                if word and letter in word[1]:
                    yield Note(name.start, name.end, "counted", f"{word[1]} was read as part of the name", "indices",
                               "write commas between indices, or \\text{}")


_LETTERS_BELOW = re.compile(r"_\s*\{?\s*[A-Za-z]\s*[A-Za-z]")
_INVERSE = re.compile(r"\\?[A-Z][A-Za-z]*(?:_\w|_\{\w+\})?\s*\^\s*\{\s*-\s*1\s*\}")
_BAR = re.compile(r"\s*(?:\\[bB]igg?[lr]?\s*)?(?:\||\\[rlm]?vert(?![a-z])|\\mid(?![a-z]))\s*_")
_DOUBTFUL = re.compile(r"\\prod|mod|\+-|-\+|(?:\||vert|mid)\s*_"
                       r"|(?:sin|cos|tan|cot|sec|csc|ln|log|exp|sinh|cosh|tanh)(?:\s*\^\s*\{?\d\}?)?[\s{\\]"
                       r"|\^\s*\{\s*-\s*1\s*\}\s*(?:\\left)?\(|/"
                       r"|\\div|\d[\s{}]*(?:\\[,;:! ]|~|\{\}|\\q?quad)*\s*\{?(?:\\[dtc]?frac|\d+\s*\\over)")
_OPENING = re.compile(r"(?:\\left|\\cdot|\\times|\\[,;!]|[*(\[{\s])+$")
_GLUED = re.compile(r"(?:/|\\div\s?)((?:[^\s()\[\]/]|\\[A-Za-z]+ )+)")
_NOTHING = re.compile(r"(?:[\s{}~]|\\[,;:! ]|\\q?quad)*")


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


__all__ = ["also_read", "derived_alone", "derives_factor_doubtfully", "misread", "reaches_doubtfully",
           "words_or_indices"]
