r"""Words beside a question that pose it, and say nothing of letters: what is to be done, what it is about and worth.

    Use the chain rule. Express the result in terms of x and y. See lecture 5. (4 points) linear regression

A task may name letters, but no clause that says what something is: "note that y is even", "use that A is symmetric".
Without a letter a clause may still speak of all of them, or of how signs are meant ("angles in degrees").
"""

from __future__ import annotations

import re

from symdl.grading.scalar.given import LETTER
from symdl.grading.scalar.writing import without_points

_LABELS = r"""
    exams? exercises? problems? questions? sheets? lectures? slides? sections? chapters? parts? tasks? homeworks? hw
    assignments? quiz pages? figures? weeks?
"""
_LABELLED = re.compile(
    r"[(\[]?\b\d+\s*(?:points?|marks?|pts?\b\.?|Punkte)[)\]]?"
    rf"|(?:\b(?:{'|'.join(_LABELS.split())})\b\s*)+(?:\d[\d.]*[a-z]?\b|\([a-z0-9]\))|\b(?:19|20)\d\d\b", re.IGNORECASE)
"""Where a question stands, and what it is worth."""
_PLACES = re.compile(
    r"[(\[]?(?:\b(?:see|cf\.?|from|in)\s+)?\b(?:pp?|eqn?s?|eqs?|secs?|figs?|chs?|chap|thm|lem|def|ex|alg|tab|no|vol)\."
    r"\s*(?:\(\d+(?:\.\d+)*[a-z]?\)|\d+(?:\.\d+)*(?:\s*[-–]\s*\d+)?)[)\]]?(?=\s*(?:$|[,;.)\]]|of\b|in\b|on\b))"
    r"|\b(?:equations?|theorems?|lemmas?|definitions?|appendix|table|algorithm|figure)\s+\(?\d+(?:\.\d+)*\)?(?!\s*[=<>+*/^-])",
    re.IGNORECASE)
"""Places in a book: p. 12, Eq. (4), Theorem 3.1."""
_ERRORS = re.compile(r"\b(?:(?:mean|average)[\s-]+)?squared?[\s-]+(?:error|loss)\b"
                     r"|\b(?:sum|least)[\s-]+(?:of[\s-]+)?squares\b|\bweighted\s+sum\b", re.IGNORECASE)
_VERBS = """
    use apply express simplify find compute calculate derive determine differentiate give write show prove state
    evaluate expand factor consider recall remember see explain justify sketch do leave work answer solve try start
    begin berechnen? bestimmen? zeigen? finden? calcule[rz] trouve[rz] montre[rz]
"""
_TASK = re.compile(
    r"\W*(?:(?:hint|note|remark|tip|first|then|now|please|and|to|you\s+(?:may|can|should|need\s+to|have\s+to))\b[\s:,]*)*"
    rf"(?:{'|'.join(_VERBS.split())})\b", re.IGNORECASE)
_DEPENDS = re.compile(
    rf"\W*(?:(?:note|recall|remember|that|here|and|the\s+loss)\b\s*)*(?:{LETTER})\s+"
    rf"(?:(?:depends|does\s+not\s+depend)\s+on|is\s+an?\s+function\s+of)"
    rf"\s+(?:{LETTER})(?:\s*(?:,\s*and\b|,|and\b)\s*(?:{LETTER}))*", re.IGNORECASE)
"""What a definition says, too, or is so of all letters that nothing defines."""
_SAYS_WHAT_IS = re.compile(
    r"\b(?:is|are|be|being|been|was|were|has|have|had|denotes?|means?|equals?|commutes?|satisf\w+|vanish\w*|holds?|lies?"
    r"|obeys?|forms?|belongs?|represents?|stands?|becomes?|sums?\s+(?:to|up)|ist|sind|sei|seien|gilt|est|sont|soit"
    r"|soient)\b", re.IGNORECASE)
_RESTRICTING_SAID = r"""
    positiv negativ non nonneg nonzero zero null ungleich gerade ganz integer natural even odd prime binary boolean hot
    one-hot probabilit distribut normali standardi unit mean average varianc distinct independen iid i\.i uncorrelat
    orthogon orthonorm symm antisym hermit complex imaginar modul constant konstant fixed frozen large small near close
    approx limit odds commut kommut invers invert definite diagonal triangular equal except if unless when while
    assum suppos treat ignor neglect regard same instead identi coincid out(?!\w) omit drop tied shar coupled
    softmax_output sigmoid_output interchang determinant rank trace idempot project unitar gaussian normal random
    noise periodic convex monoton increas decreas bounded finite infinit minim maxim optim stationar equilibr
    converg detach stop-grad base degree radian mod(?!el) vanish nilpot involut bijecti injecti antipod skew trivial
    fair balanc isotrop spheric homosced undiscount unregular unweight whiten cent(?:er|re)ed steady
    infinitesim equiprob noiseless lossless twice plus_or
"""
_PREFIXES = "|".join(one.replace("_", " +") for one in _RESTRICTING_SAID.split())
_RESTRICTING = re.compile(rf"\b(?:{_PREFIXES})|[=<>≤≥≠∈±\d]|\\(?:in|ne|l[et]|g[et])q?(?![a-z])", re.IGNORECASE)
"""What may make values fewer, or say how a sign is meant."""
_OF_ALL = re.compile(r"\b(?:not|no|never|none|neither|nor|without|only|all|alle|every|each|any|everything|both|given"
                     r"|variables?|quantit\w+|numbers?|entries|components|letters|values?|vectors?|matri\w+|scalars?"
                     r"|real)\b", re.IGNORECASE)
"""Words that may speak of letters without naming them."""
_FOR_ANOTHER = re.compile(rf"(?:{LETTER})\s+(?:for|as|by|with)\s+(?:the\s+\w+\s+)?(?:{LETTER})(?![A-Za-z'])")
_A_QUANTITY = re.compile(
    rf"(?P<letters>(?:{LETTER})(?:\s*(?:,|and)\s*(?:{LETTER}))*)\s+(?:is|are|denotes?|be)\s+(?:an?\s+|the\s+)?"
    r"(?:(?!of\b|in\b|at\b|by\b)[a-z-]+\s+){0,2}"
    r"(?:lengths?|distances?|durations?|ages?|mass(?:es)?|areas?|volumes?|radi(?:us|i)|widths?|heights?|counts?|speeds?"
    r"|prices?|sizes?|rates?|dimensions?|temperatures?|norms?|magnitudes?|probabilit\w+|squares|number\s+of|strength"
    r"|frequenc\w+|deviations?|variances?|depth|bandwidth|scale)\b")
_IS_ANOTHER = re.compile(
    rf"(?<!of )(?<!in )(?<!for )(?<!at )(?<!by )\b(?:{LETTER})\s+(?:(?:is|are|be|denotes?)\s+(?:(?:the|an?)\s+)?"
    rf"(?:(?!of\b|in\b|at\b|by\b)[a-z-]{{2,}}\s+){{0,2}}(?<!of )(?<!in )(?<!for )(?<!at )(?<!by )(?<!to )(?:{LETTER})"
    rf"|stands\s+for\s+(?:{LETTER}))"
    r"\s*$|\b(?:is|are|be|being|equals?|of|to)\s+(?:one|two|three|zero|unity)\s*(?:$|[,.;])")
_LOGIT_OF = re.compile(rf"\blogits?\s+(?:of|for)\s+(?:the\s+)?(?:{LETTER})\s*$")
_FEW = re.compile(r"(?<!to )(?<!by )(?<!at )(?<!from )(?<!exactly )\b(?:one|two|three|single)\b"
                  r"(?![-\s]*(?:hot|layer|hidden|pass))", re.IGNORECASE)
_COUNTED = (r"(?:parameters?|weights|multiplications|multiply\S*|additions|operations|flops?|macs?|bytes|activations"
            r"|elements|entries)")
_COUNTS = re.compile(
    r"(?:^|[.;,:])\W*(?:(?:the|find|compute|count|give|derive|determine|state|express|what\s+is|total|write)\s+)*"
    rf"(?:(?:numbers?|counts?)\s+(?:of\s+)?(?:the\s+|all\s+)?(?:[a-z-]+\s+){{0,2}}{_COUNTED}\b"
    rf"|how\s+many\s+(?:[a-z-]+\s+){{0,2}}{_COUNTED}\b|{_COUNTED}\s+(?:of|in)\b|{_COUNTED}\s+count\b|output\s+size\b"
    rf"|(?<=count\s)(?:the\s+|all\s+)?{_COUNTED}\b|(?<=count\sthe\s){_COUNTED}\b)", re.IGNORECASE)
_A_LETTER = re.compile(rf"(?:{LETTER})|\\[A-Za-z]")
_ARTICLE = re.compile(r"\b(?:[aA]|I)\s+(?=[A-Za-z]{2,})")


def without_places(text: str) -> str:
    """Words without the places in a book or a paper, whose points end no sentence.

    But for headings: what stands below "Theorem 3:" is what that says.
    """
    def put(place: re.Match[str]) -> str:
        is_heading = re.fullmatch(r"(?:.*[.;:])?\s*", text[: place.start()], re.DOTALL) and re.match(
            r"\s*[.:]\s*\S", text[place.end() :])
        return place[0] if is_heading else " "

    text = without_points(text)
    return _PLACES.sub(put, text)


def without_errors(clause: str) -> str:
    """A clause with "loss" for what has a number's name and is one: the mean squared error."""
    return _ERRORS.sub(" loss ", clause)


def restricts_quietly(clause: str) -> bool:
    """Whether one letter stands for another, write z for w, or is one: y is the input x."""
    clause = clause.strip(" ,.")
    return any(words.search(clause) for words in (_FOR_ANOTHER, _IS_ANOTHER, _LOGIT_OF))


def quantities(text: str) -> list[str]:
    """The letters that words call what is never negative: x is a length, N is the number of samples."""
    return [letter for found in _A_QUANTITY.finditer(text.replace("$", ""))
            for letter in re.findall(LETTER, found["letters"])]


def counts(text: str) -> bool:
    """Whether words ask how many there are of something, so that all letters are numbers: the number of parameters."""
    return _COUNTS.search(text) is not None


def counts_few(text: str) -> str:
    """The word that may say how many terms a sum has: a single sample."""
    found = _FEW.search(text)
    return found[0] if found is not None else ""


def only_poses(clause: str) -> bool:
    """Whether a clause says what is to be done, where a question stands or what it is about, and nothing of letters."""
    if _DEPENDS.fullmatch(clause):
        return True
    rest = without_errors(_LABELLED.sub(" ", clause))
    if _SAYS_WHAT_IS.search(rest) or _RESTRICTING.search(rest):
        return False
    return _TASK.match(rest) is not None or not (_A_LETTER.search(_ARTICLE.sub(" ", rest)) or _OF_ALL.search(rest))


def may_restrict(words: str) -> bool:
    """Whether words may make values fewer, or say how a sign is meant, or what is so of all letters."""
    return any(some.search(words) for some in (_RESTRICTING, _OF_ALL, _FEW))


def speaks_of_all(clause: str) -> bool:
    """Whether words may speak of letters that they do not name."""
    return _OF_ALL.search(clause) is not None


__all__ = ["counts", "counts_few", "may_restrict", "only_poses", "quantities", "restricts_quietly", "speaks_of_all",
           "without_errors", "without_places"]
