r"""What words call an equation behind it, or a name before that is given one: $\alpha = a - y$, the derivative of ...

    Let $\alpha = a - y$, the derivative of $L$ with respect to $z$.    \frac{\partial L}{\partial z} = a - y is said
    Let $\alpha = a^2$ (the square of $a$).                             a^2 = (a)^2 is said
    Let $\alpha = a - y$, the residual.                                 nothing is
    Let $\alpha = a - y$, the mean of the batch.                        that is not known: "mean" is the doubt

What can be written as an equation is judged as one; other names of what is reckoned keep a name from being given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from symdl.grading.named import written_sides
from symdl.grading.prose.claims import HOLE
from symdl.grading.prose.described import PHRASE
from symdl.grading.prose.doing import looks_so

_LEAD = (r"(?:(?:i\.?\s?e\.?|that\s+is|namely|viz\.?|or|in\s+other\s+words|which\s+(?:is|denotes?|represents?)"
         r"|just|simply|clearly|obviously|exactly|precisely|in\s+short|in\s+fact|so|thus|hence|therefore|also|again|indeed"
         r"|nothing\s+but|equal(?:s|ing)?(?:\s+to)?|denot(?:es?|ing)|be|is|being|as|represent(?:s|ing)?|called|known\s+as|for)[\s,:]+)")
_PHRASE = r"(?:w\.\s?r\.\s?t\.|,\s*(?=with\s+respect)|[^,.;:()\[\]!?])"
_BEHIND = re.compile(
    rf"[\s,(\[:–—-]*(?P<lead>{_LEAD}*)(?:the|an?|its|our)\s+(?P<phrase>{_PHRASE}*)(?P<close>\s*[)\]])?", re.IGNORECASE)
_BEFORE = re.compile(rf"\b(?:let|denote|define|call)\s+(?:the|an?|our)\s+(?P<phrase>{_PHRASE}*?)"
                     r"\s+(?:be|by|as|to\s+be|equal)\s*$"
                     rf"|\b(?:let|with|where)\s+{HOLE}\s+{_LEAD}*(?:the|an?|our)\s+(?P<other>{_PHRASE}*),\s*$",
                     re.IGNORECASE)
_MORE = re.compile(
    r"\s+(?:which|that|where|so|then|because|since|used|needed|as|from|here|below|above)\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"\b(?:is|are|gives?|becomes?|equals?|yields?|has|have|reads?|can|may|must|leads?|tells|says|shows?|turns?|simplifies"
    r"|reduces|follows|we|it|lets?|allows?|states?|implies|applies|applied)\b", re.IGNORECASE)
_NAME = re.compile(
    r"\s*\\?[A-Za-z]+(?:_(?:\w|\{[^{}]*\})|\^\{?\(\w\)\}?)?'*(?:\([A-Za-z]\))?\s*"
    r"(?::?=|≡|≜|\\(?:equiv|triangleq|coloneqq)(?![a-z]))")
_OF = rf"\s+of\s+(?:the\s+)?(?:\w+\s+)?{HOLE}"
_SLOPE = re.compile(
    rf"(?:(?:partial|local|upstream|inner|outer|total)\s+)*(?:derivative|slope|gradient){_OF}"
    rf"\s*,?\s*(?:with\s+respect\s+to|w\.?\s?r\.?\s?t\.?|by|in)\s+(?:the\s+)?(?:\w+\s+)?{HOLE}\s*", re.IGNORECASE)
_AND = rf"{_OF}\s*(?:and|with|by|over)\s*{HOLE}\s*"
_MADE = tuple((re.compile(rf"(?:{words}){of}\s*", re.IGNORECASE), made) for words, of, made in (
    ("square", _OF, r"\left( {0} \right)^2"), ("cube", _OF, r"\left( {0} \right)^3"),
    (r"square\s+root", _OF, r"\sqrt{{ {0} }}"), (r"(?:natural\s+)?log(?:arithm)?", _OF, r"\log \left( {0} \right)"),
    ("exponential", _OF, r"\exp \left( {0} \right)"), ("reciprocal", _OF, r"\frac{{1}}{{ {0} }}"),
    ("sum", _AND, r"{0} + \left( {1} \right)"), ("product", _AND, r"\left( {0} \right) \cdot \left( {1} \right)"),
    ("(?:quotient|ratio)", _AND, r"\frac{{ {0} }}{{ {1} }}"),
))  # fmt: skip
_RECKONED = re.compile(
    r"""\b(?:derivatives?|gradients?|slopes?|hessian|jacobian|squares?|cubes?|(?:square\s+)?roots?|logarithms?|logs?
    |exponentials?|sums?|means?|averages?|products?|quotients?|ratios?|differences?|reciprocals?|inverses?|integrals?
    |antiderivatives?|norms?|traces?|determinants?|transposes?|variances?|deviations?|expectations?|maximum|minimum|median
    |double|half|halves|twice|thirds?|quarters?|multiples?|powers?|negatives?|sines?|cosines?|tangents?|limits?|total
    |(?:sigmoid|softmax|tanh|relu|value)(?=\s+of\b))\b""", re.IGNORECASE | re.VERBOSE)
_PLAIN = re.compile(
    r"(?:mean|sum\s+of)[\s-]+(?:squared?|absolute)[\s-]+(?:errors?|loss|residuals?)|log[\s-]?(?:likelihood|loss|odds|partition)"
    r"|total\s+(?:loss|cost|number)|log[\s-]probabilit\w+|exponential\s+(?:decay|rate)", re.IGNORECASE)
"""Names of kinds of things, which say nothing of one of them."""
_ERROR = re.compile(rf"(?:(?:prediction|output|reconstruction|per-sample)\s+)?(?:errors?|residuals?)\s*"
                    rf"(?:(?:of|on|for|at)\s+(?:the\s+|an?\s+|each\s+)?{PHRASE})?|{PHRASE}", re.IGNORECASE)


@dataclass(frozen=True)
class Called:
    """A sentence without what its equations are called; what is said by that, and the word that is in doubt."""

    words: str
    kept: Sequence[int]
    said: tuple[str, ...] = ()
    doubt: str = ""


def without_callings(words: str, formulas: Sequence[str]) -> Called:
    """What the equations of a sentence are called; a hole stands for each formula in its words."""
    kept = [*range(len(formulas))]
    said: list[str] = []
    for k in range(len(formulas)):
        if k not in kept or not written_sides(formulas[k])[1:]:
            continue
        place = _place(words, kept.index(k))
        for found in _phrases(words, place):
            start, end = found.span()
            part = "phrase" if found["phrase"] is not None else "other"
            first, count = words[: found.start(part)].count(HOLE), found[part].count(HOLE)
            own = [formulas[kept[n]] for n in range(first, first + count)]
            phrase = found[part].strip()
            is_name = _NAME.match(formulas[k]) is not None
            if (equation := _equation(phrase, own, written_sides(formulas[k])[-1])) is not None:
                said.append(equation)
            elif is_name and looks_so(phrase, written_sides(formulas[k])[-1]):
                pass
            elif is_name and (word := _RECKONED.search(_PLAIN.sub(" ", phrase))) is not None:
                return Called(words, kept, (), re.sub(r"\s+", " ", word[0]))
            elif not (is_name and _ERROR.fullmatch(phrase)):
                continue
            start, let = (start, "let" * (found.re is _BEFORE)) if part == "phrase" else (found.start(part), "let")
            del kept[first : first + count]
            words = f"{words[:start]} {let} {words[end:]}"
            break
    return Called(words, kept, tuple(said))


def _place(words: str, number: int) -> int:
    """Where a hole stands."""
    place = -1
    for _ in range(number + 1):
        place = words.index(HOLE, place + 1)
    return place


def _phrases(words: str, place: int) -> Iterator[re.Match[str]]:
    """What the equation at a place may be called."""
    if (before := _BEFORE.search(words[:place])) is not None:
        yield before
    found = _BEHIND.match(words, place + 1)
    if found is None or (not found["lead"] and not re.match(r"\s*[,(\[:–—-]", words[place + 1 :])):
        return
    phrase = found["phrase"]
    if (more := _MORE.search(phrase)) is not None:
        end = found.start("phrase") + more.start()
        found = _BEHIND.match(words, place + 1, end) or found
        phrase = found["phrase"]
    if not _CLAUSE.search(phrase):
        yield found


def _equation(phrase: str, formulas: Sequence[str], value: str) -> str | None:
    """What is said of a value by what it is called; None if that is not known, or no equation."""
    if any(re.search(r"[=<>≤≥≠,]", formula) for formula in formulas):
        return None
    if _SLOPE.fullmatch(phrase):
        return rf"\frac{{\partial {formulas[0]}}}{{\partial {formulas[1]}}} = {value}"
    return next((f"{value} = {made.format(*formulas)}" for pattern, made in _MADE if pattern.fullmatch(phrase)), None)


__all__ = ["Called", "without_callings"]
