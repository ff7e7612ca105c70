r"""Questions of means and variances, whose words say what is random: Var(\bar X) = \sigma^2/n, of i.i.d. samples.

Nothing here works such a mean out: its left side says how the answer is called; it is judged by the right one.
What words say of distributions is used up then, but for what is so of their parameters: a standard deviation and a
probability are not negative.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from symdl.errors import ReadError
from symdl.grading.named import written_sides
from symdl.grading.scalar.context import clauses
from symdl.grading.scalar.given import LETTER
from symdl.grading.table import assumptions_of, context_of, definitions_of

_TWO = 2  # sides
_SPELLED = re.compile(r"\\(?:operatorname\*?|mathrm|text|mathbb|mathbf|mathsf)\s*\{?\s*(E|Var|Cov|var|cov)(?![A-Za-z])"
                      r"\s*\}?"
                      r"|\\(E|Var|Cov)(?![A-Za-z])")
_MOMENT = re.compile(r"\s*(?:E|Var|Cov)\s*(?:\\left|\\[bB]igl?)?\s*(?=[\[({]|\\\{|\\lbrack)")
_I_I_D = re.compile(r"\bi\.\s?i\.\s?d\.?(?=\s|,|;|$)")
_TAKES_BACK = re.compile(r"\b(?:not|never|unless|if|when\w*|except|only|false|but|however|no|neither|nor|or|otherwise"
                         r"|dependent|correlated)\b|n't\b", re.IGNORECASE)
_OF_A_LAW = re.compile(r"\b(?:independent|iid|uncorrelated|random|bernoulli|gaussian|normal|means?|variances?"
                       r"|distributed|expectation)\b|\\sim(?![a-z])|\\mathcal", re.IGNORECASE)
_PROBABILITY = re.compile(rf"\b(?:P|\\Pr|\\mathbb\{{P\}})\s*\(\s*{LETTER}\s*=\s*[01]\s*\)\s*=\s*"
                          rf"(?:1\s*-\s*)?({LETTER})")
_BERNOULLI = re.compile(rf"\bBernoulli\s*\(\s*({LETTER})\s*\)")
_NORMAL = re.compile(rf"(?:\\sim\s*)?(?:\\mathcal\s*\{{?\s*N\s*\}}?|N)\s*\(\s*(?:{LETTER}|\d+)\s*,"
                     rf"\s*({LETTER}|\d+)\s*\)")
_VARIANCE = re.compile(rf"\bvariances?\s+({LETTER})")
_LISTED = re.compile(r"_\{?1\}?\s*,\s*(?:\.\.\.|\\l?c?dots|…)\s*,\s*\\?[A-Za-z]+_\{?([A-Za-z])\}?")
_WORDS_SAID = """
    a an the is are be has have with of and which each every all both its their i iid independent independently
    identically distributed mutually pairwise uncorrelated random variable variables bernoulli gaussian normal normally
    standard mean means variance variances expectation expected value zero one unit entries components elements samples
    sample weights inputs gradients noise noises terms drawn from where here let given that also common same
"""
_SAID = frozenset(_WORDS_SAID.split())


def called(left: str) -> str:
    r"""A left side in one spelling: Var(z), of \operatorname{Var}\left[z\right]."""
    plainly = re.sub(r"\\left|\\right|\s", "", _SPELLED.sub(lambda found: (found[1] or found[2]).capitalize(), left))
    return plainly.replace("[", "(").replace("]", ")") if _MOMENT.match(plainly) else left


def _sides(formula: str) -> tuple[str, str] | None:
    """The two sides of an equation of a mean or a variance; None where it is none."""
    if not _MOMENT.match(_SPELLED.sub(lambda found: found[1] or found[2], formula).replace("var", "Var")):
        return None
    sides = written_sides(formula)
    return (sides[0].strip(), sides[1].strip()) if len(sides) == _TWO else None


def named(table: Mapping[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """What a reference is called, and the question of its right side alone; None if it is of no mean or variance."""
    reference = table.get("reference")
    if not isinstance(reference, str) or (found := _sides(reference)) is None or table.get("parts") or isinstance(
            table.get("assumptions"), Mapping):
        return None
    left, right = found
    known = [of for text in definitions_of(table) if (of := _sides(text)) is not None]
    if any(called(one) == called(left) for one, _ in known) or not (known or _OF_A_LAW.search(context_of(table))):
        return None  # which says it, or where nothing says what is random
    context, said = _without_laws(context_of(table))
    names = {re.sub(r"\^.*", "", letter) for letter in re.findall(LETTER, right)}
    return left, {**table, "reference": right, "context": context,
                  "definitions": [text for text in definitions_of(table) if _sides(text) is None],
                  "assumptions": [*assumptions_of(table), *(
                      one for letter, some in said if letter in names for one in some)]}


def _without_laws(context: str) -> tuple[str, list[tuple[str, tuple[str, ...]]]]:
    """Words without those of distributions, and what is so of their parameters."""
    context = _I_I_D.sub("iid", context)
    if _TAKES_BACK.search(context):
        return context, []
    left: list[str] = []
    said: list[tuple[str, tuple[str, ...]]] = []
    for clause in clauses(context):
        rest = re.sub(rf"\\[lc]?dots|{LETTER}", " ", _NORMAL.sub(" ", _PROBABILITY.sub(" ", clause)))
        words = [word.lower() for word in re.findall(r"[A-Za-z]+", rest)]
        if not _OF_A_LAW.search(clause) or not _SAID.issuperset(words) or re.search(r"[^A-Za-z\d\s,.\\:()]", rest):
            left.append(clause.strip(" ,"))
            continue
        said += [(letter, (f"{letter} positive integer",)) for letter in _LISTED.findall(clause)]
        for letter in (*_PROBABILITY.findall(clause), *_BERNOULLI.findall(clause)):
            said.append((letter, (f"{letter} >= 0", f"{letter} <= 1")))
        for letter in (*_VARIANCE.findall(clause), *_NORMAL.findall(clause)):
            if not letter.isdigit():
                base = re.sub(r"\^\{?2\}?$", "", letter)
                said.append((base, (f"{base} >= 0",)))
    return ". ".join(left), said


def is_unread(error: Exception) -> bool:
    """Whether a formula was not read only because it has a mean of what is random."""
    return isinstance(error, ReadError) and error.what.startswith(("nothing here says what is random",
                                                                   "an expectation is of something"))


__all__ = ["called", "is_unread", "named"]
