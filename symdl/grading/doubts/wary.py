r"""What words beside a question may change about a refusal, though they are understood: labels may sum to one.

Nothing here makes an answer right: it is left open, what may be right by what is said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from symdl.grading.checked import Checked
from symdl.grading.doubts.suited import asked_with, plainly
from symdl.grading.meanings.hints import Meaning
from symdl.grading.meanings.rescue import rescue, weighed
from symdl.grading.question import Question
from symdl.grading.scalar.context import clauses
from symdl.grading.scalar.given import FONTS, LETTER, names_in
from symdl.grading.table import texts
from symdl.notation.reader.syntax import Big, Member, Name, walk

_SHARES = re.compile(r"\b(?:labels?|targets?|probabilit\w+|proportions?|fractions?|shares?|distributions?|weights"
                     r"|cross[\s-]entropy|one[\s-]hot)\b|\\Delta\s*[\^_]", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d+(?:/\d+)?")


def may_be_right(question: Question, answer: str, found: Checked, again: Callable[[Question], Checked]) -> str:
    """Why a wrong answer may be right by what words say; "" if it is not.

    again   the verdict on it, to another question
    """
    words = question.context.text
    if not words or question.declared or question.context.weighed:
        return ""
    if question.of_vectors and (why := _of_matrices(question, answer, again)):
        return why
    if found.witness is None:
        return ""
    if letter := _said_alone(question, words, answer):
        return f"what {letter} is, is said in words alone"
    if letter := _constant(question, words):
        return f"it may depend on whether all {letter} are the same, which the question should say"
    if rescue(question, answer, all_of_it=True) == "":
        return ""
    values = found.witness.values
    totals = [(f"{name} sums to one", total) for name, total in _sums(question)
              if not _is_one(values.get(plainly(name))) and _may_be_shares(name, words)]
    told = {*texts(json.loads(question.given), "assumptions")} if question.given else set()
    for said, assumed in [*_ranges(words, values), *_symmetric(words), *totals]:
        if assumed in told:  # as in the question that is made here
            continue
        other = asked_with(question.given, (assumed,))
        if other is None or again(other).verdict != "not_equivalent":
            return f"it may depend on whether {said}, which the question should say"
    if world := rescue(question, answer, all_of_it=True, only=_RANGES_AND_SUMS):
        return f"it may depend on whether {world}, which the question should say"
    return ""


def _of_matrices(question: Question, answer: str, again: Callable[[Question], Checked]) -> str:
    """Why a wrong answer of matrices may be right by what they are called: a kernel is symmetric."""
    others = weighed(question, answer, only=("symmetric", "rows sum to one", "orthonormal"))[1:]
    kind = next((other.context.special[0] for other in others if again(other).verdict != "not_equivalent"), "")
    return f"it may depend on whether it holds of a matrix: {kind}, which the question should say" if kind else ""


_RANGES_AND_SUMS: tuple[Meaning, ...] = ("shares", "standardised")


def _said_alone(question: Question, words: str, answer: str) -> str:
    """A letter of an answer that the question has in words alone: "e is the error y - t"; "" if there is none."""
    known = (*question.written, *question.names)
    ours = {_bare(one) for text in known for one in names_in(text)}.union(*(_COMMAND.sub("", text) for text in known))
    theirs = {_bare(one) for one in names_in(answer)}
    said = (_bare(found["letter"]) for found in _IS_A.finditer(words) if not _IMAGINARY.search(found["what"]))
    return next((letter for letter in said if letter in theirs - ours), "")


def _constant(question: Question, words: str) -> str:
    """A family that words call constant, which may say that its members are equal; "" if there is none."""
    families = {part.name for tree in question.trees for part in walk(tree) if isinstance(part, Member)}
    return next((name for one in _IS_CONSTANT.finditer(words) for name in names_in(one[1])
                 if _bare(name) in {*map(_bare, families)}), "")


_IS_CONSTANT = re.compile(rf"({LETTER}(?:\s*(?:,|and)\s*{LETTER})*)\s+(?:is|are)\s+(?:all\s+)?(?:an?\s+)?constants?\b"
                          r"(?!\s+(?:in|with)\b)")


def _bare(name: str) -> str:
    """A name without what is below and above it: x, of x_i and of \\hat{x}."""
    return re.split(r"[_^]", plainly(_ABOVE.sub("", name)))[0]


def _ranges(words: str, values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """What words say of a letter that a counterexample does not meet: a probability is no 2, and a loss no -1."""
    for found in _IS_A.finditer(words):
        letter, value = found["letter"], str(values.get(plainly(found["letter"]), ""))
        what = _OF_IT.split(found["what"])[0]
        if not _NUMBER.fullmatch(value) or _LESS.search(found["what"]):
            continue
        is_share = _A_SHARE.search(what) is not None or "\\Delta" in found["what"]
        if is_share and Fraction(value) > 1:
            yield f"{letter} is at most 1", f"{letter} <= 1"
        if (is_share or _A_SIZE.search(what) or _A_TOTAL.search(found["what"])) and Fraction(value) < 0:
            yield f"{letter} is at least 0", f"{letter} >= 0"


def _symmetric(words: str) -> Iterator[tuple[str, str]]:
    """What is said to be a matrix that is its own transpose, in short or by what it holds."""
    for found in _IS_A.finditer(words):
        if plainly(found["letter"])[:1].isupper() and _OF_ITSELF.search(found["what"]):
            yield f"{found['letter']} is symmetric", f"{found['letter']} symmetric"


_OF_ITSELF = re.compile(r"\b(?:PSD|SPD|PD|p\.?\s?s?\.?d\b|positive[\s-]+(?:semi[\s-]?)?definite"
                        r"|covariance|Gram|Hessian|kernel|Laplacian|Fisher)",
                        re.IGNORECASE)
_IS_A = re.compile(rf"(?P<letter>{LETTER})\s*(?:(?:\b(?:is|denotes)\b|:|=|\\in(?![A-Za-z])|∈)\s*(?:(?:the|an?)\b)?)"
                   r"\s*(?P<what>[^.,;:]*)")
_A_TOTAL = re.compile(r"^sum\s+of\s+(?:the\s+)?(?:squared?|absolute)"
                      r"|^\s*(?:\\exp|e\s*\^|\\\||\|\||\\l?[vV]ert|\\sqrt|\|)")
"""What is never below 0: a sum of squares, or what a letter is said to be equal to, an exponential or a norm."""
_ABOVE = re.compile(rf"\\(?:{FONTS})(?![A-Za-z])")
_COMMAND = re.compile(r"\\[A-Za-z]+")
_IMAGINARY = re.compile(r"\bimaginary\s+unit\b")
_OF_IT = re.compile(r"\b(?:of|in|for|that|which|with|at|per|from|over|between|on|by|to)\b")
_LESS = re.compile(r"\b(?:log\w*|negative|minus|or|not|inverse|change|difference)\b|(?<![A-Za-z])-")
"""Words under which what is usually a size may be below 0: a log-probability, a negative loss."""
_A_SHARE = re.compile(r"\b(?:probability|fraction|proportion|share|gate|attention\s+weight|(?:decay|dropout)\s+rate"
                      r"|momentum(?:\s+coefficient)?|accuracy|precision|recall)\s*$", re.IGNORECASE)
_A_SIZE = re.compile(r"\b(?:(?:squared|absolute)\s+error|loss|after\s+(?:the\s+)?ReLU|norm|length|distance|variance"
                     r"|deviation|temperature|(?:learning|error)\s+rate"
                     r"|(?:decay|regulari[sz]ation)\s+(?:coefficient|strength)|count|size|energy|radius"
                     r"|divergence|entropy|perplexity|MSE|RMSE?|MAE|SSE|KL|stride|padding|ReLU(?:\s+activation)?|square)\s*$",
                     re.IGNORECASE)


def _sums(question: Question) -> Iterator[tuple[str, str]]:
    """The families with one index over which something is summed, and that they sum to one."""
    seen: set[str] = set()
    sums = (part for tree in question.trees for part in walk(tree) if isinstance(part, Big) and part.sign == "sum")
    for part in sums:
        for one in walk(part.of):
            if isinstance(one, Member) and len(one.below) == 1 and not one.above and isinstance(
                    index := one.below[0], Name) and one.name not in seen:
                seen.add(one.name)
                yield one.name, rf"\sum_{index.text} {one.name}_{{{index.text}}} = 1"


def _may_be_shares(name: str, words: str) -> bool:
    """Whether words speak of shares, and not of those of other letters: "p_k the probabilities" says nothing of z."""
    said = [clause for clause in clauses(words) if _SHARES.search(clause)]
    named = [{*map(_bare, names_in(clause))} for clause in said]
    return any(not letters or _bare(name) in letters for letters in named)


def _is_one(values: object) -> bool:
    """Whether the values of a family in a counterexample sum to one; of what has none there, too."""
    if not isinstance(values, list):
        return True
    numbers = [str(value) for value in values]
    return all(map(_NUMBER.fullmatch, numbers)) and sum(map(Fraction, numbers)) == 1


__all__ = ["may_be_right"]
