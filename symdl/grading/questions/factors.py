"""Letters side by side, and before a bracket: which of them are factors, though they were read as a name or a function.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from symdl.grading.named import names_of
from symdl.grading.question import Question
from symdl.grading.scalar.context import Context
from symdl.grading.scalar.ordered import is_of_vectors
from symdl.grading.scalar.words import KNOWN
from symdl.notation.reader.parse import parse
from symdl.notation.reader.signs import BIG, FUNCTIONS
from symdl.notation.reader.syntax import Big, Call, Chain, Derivative, Gradient, Member, Name, Node, walk


def factors(trees: Sequence[Node], context: Context, formulas: Sequence[str]) -> tuple[str, ...]:
    """Letters that are factors, though they were read as a part of a name or as a function."""
    return (*_products(trees, context), *_called_numbers(trees, context),
            *_in_runs(trees, context.text, formulas, could_be=False))


def unsure(trees: Sequence[Node], context: Context, formulas: Sequence[str]) -> tuple[str, ...]:
    """Names as dk, which may be a d before a letter, or a differential, or a derivative that is called so."""
    return tuple(_runs(trees, context.text, formulas, could_be=True))


def _in_runs(trees: Sequence[Node], words: str, formulas: Sequence[str], *, could_be: bool) -> list[str]:
    return sorted({letter for run in _runs(trees, words, formulas, could_be=could_be) for letter in run})


def _runs(trees: Sequence[Node], words: str, formulas: Sequence[str], *, could_be: bool) -> list[str]:
    """Names of several letters that are products: words name each letter, or it stands alone.

    A d before one letter is no differential where nothing is derived or integrated; but beside dx and x, dy may be
    what programs call a derivative.

    could_be   those that only may be products
    """
    names = {part.text for tree in trees for part in walk(tree) if isinstance(part, Name)}
    runs = sorted(run for run in names - KNOWN - FUNCTIONS.keys() - BIG.keys()
                  if _RUN.fullmatch(run) and not run.isupper())
    if not runs:
        return []
    heads = {tree.items[0] for tree in trees if isinstance(tree, Chain)}
    bound = {letter for text in formulas for letter in _COUNTS.findall(text)}
    alone = {letter for text in formulas for letter in _ALONE.findall(_HEAD.sub("", text))}
    named = {letter for letter in _ALONE.findall(words) if letter not in _ARTICLES}
    slopes = [run for run in runs if run[0] == "d" and len(run) == _PAIR]
    is_calculus = _is_calculus(trees, (*formulas, words))
    has_powers_of_e = any(map(_RAISED_E.search, formulas))
    found = []
    for run in runs:
        if Name(run) in heads or {*run} & bound or re.search(rf"(?<![A-Za-z]){run}(?![A-Za-z])", words) or (
                "d" in run and is_calculus) or ("e" in run and has_powers_of_e):
            continue
        is_sure = {*run} <= alone | named
        if run in slopes:
            is_sure = "d" in alone | named or (len(slopes) == 1 and run[1] not in alone)
        elif could_be:
            continue
        if is_sure != could_be:
            found.append(run)
    return found


def _is_calculus(trees: Sequence[Node], texts: Sequence[str]) -> bool:
    """Whether something is derived or integrated, or may be, so that a d may be a differential."""
    return any(isinstance(part, Derivative | Gradient) or (isinstance(part, Big) and part.sign in _INTEGRALS)
               for tree in trees for part in walk(tree)) or bool(_CALCULUS.search(" ".join(texts)))


_RUN = re.compile(r"[A-Za-z]{2,5}")
_PAIR = 2
_RAISED_E = re.compile(r"(?<![A-Za-z])e\s*(?:\^|\*\*)")
_HEAD = re.compile(r"^[^=]*:?=(?!=)")
_ALONE = re.compile(r"(?<![A-Za-z\\'_{])[A-Za-z](?![A-Za-z'(])")
_ARTICLES = ("a", "A", "I")
_COUNTS = re.compile(r"(?:\\(?:sum|prod|max|min)|(?<![A-Za-z])(?:sum|prod))\s*_?\s*[{(]?\s*([A-Za-z])(?![A-Za-z])")
_INTEGRALS = ("int", "oint", "iint")
_CALCULUS = re.compile(r"\\(?:int|partial|nabla|delta|Delta)(?![a-z])|[∫∂∇]|\b(?:int|partial)\b|\bd\w?\s*/\s*d"
                       r"|\\[dt]?frac\s*\{\s*d|\\(?:mathrm|dot)(?![a-z])"
                       r"|\b(?:deriv|differenti|integra|gradient|backprop|increment|infinitesimal|[SO]DE)",
                       re.IGNORECASE)


def _products(trees: Sequence[Node], context: Context) -> list[str]:
    """The letters of names as Xw and AXB that are products of vectors and matrices: each stands alone, too."""
    arrays = {name for name, kind in context.kinds.items() if kind != "number"}
    if not arrays and not any(map(is_of_vectors, trees)):
        return []
    names = arrays | {name for tree in trees for name in names_of(tree)}
    joined = [name for name in names if name.isascii() and name.isalpha() and 1 < len(name) < 5 and {*name} <= names]
    return sorted({letter for name in joined for letter in name})


def _called_numbers(trees: Sequence[Node], context: Context) -> list[str]:
    """The D of D (X w - y), of which a context says that it is a matrix, and the f of f (k + 1), which is a number."""
    called = {part.function.text for tree in trees for part in walk(tree)
              if isinstance(part, Call) and isinstance(part.function, Name)}
    several = {part.function.text for tree in trees for part in walk(tree)
               if isinstance(part, Call) and isinstance(part.function, Name) and len(part.args) > 1}
    numbers = {name for name in called - several if _is_a_number(name, context)}
    return sorted(called & {name for name, kind in context.kinds.items() if kind == "matrix"} | numbers)


def _is_a_number(name: str, context: Context) -> bool:
    """Whether words say that a letter is a number, and nothing that a function may be."""
    here = rf"(?<![A-Za-z\\]){re.escape(name)}(?![A-Za-z])"
    is_function = re.search(rf"{_FUNCTION}s?\s+{here}|{here}[^.,;]*{_FUNCTION}", context.text)
    return not is_function and (name in context.numbers or bool(re.search(here + _COUNTED, context.text)))


_FUNCTION = r"\b(?:function|map|activation|density|distribution|network|model|policy|operator|kernel(?!\s+size))"
_COUNTED = r"\s*(?:(?:is|denotes)\s+the\s+number\s+of|(?:filters|channels|heads|layers|classes|samples|examples)\b)"


def applied(formulas: Sequence[str], question: Question) -> tuple[str, ...]:
    """Letters that were read as functions, and may be factors: the h of h(1 - p), where no h(x) stands."""
    doubtful: set[str] = set()
    sure: set[str] = set()
    for text in formulas:
        parsed = parse(text, question.notation)
        noted = {note.start for note in parsed.notes if note.kind == "call"}
        for part in walk(parsed.tree):
            if isinstance(part, Call) and isinstance(part.function, Name):
                if any(isinstance(arg, Name | Member) for arg in part.args):  # f(x)
                    sure.add(part.function.text)
                (doubtful if part.start in noted or part.function.start in noted else sure).add(part.function.text)
    return tuple(sorted(doubtful - sure))


def joined(formulas: Sequence[str]) -> tuple[str, ...]:
    """Letters side by side that were read as a name, and are a product to who writes LaTeX; but no abe^{-bt}."""
    runs = [run for text in formulas for run in re.findall(
        r"(?<![A-Za-z\\{_^])(?![A-Za-z]{2}e\s*\^)[A-Za-z]{3,5}(?![A-Za-z(}])", text)]
    return tuple(dict.fromkeys(run for run in runs if run not in KNOWN and run not in FUNCTIONS and run not in BIG))


__all__ = ["applied", "factors", "joined", "unsure"]
