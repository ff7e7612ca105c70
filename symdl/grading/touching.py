r"""What words and signs around a formula of a sentence do to it: "minus $x$" and "$x$ - 7" are not x.

Only a few words may stand directly before a formula, or behind it, that is said to be something; all others may change
what it says, and so may a sign, a number, and a word of reckoning farther away: "half the answer is $x$".
"""

from __future__ import annotations

import re


def _some(words: str) -> str:
    return "|".join(word.replace("_", r"\s+") for word in words.split())


_RECKONS = re.compile(r"\b(?:" + _some(r"""
    minus plus times twice thrice half halves halved doubled? doubling tripled? negative negated negation opposite
    reciprocal inverse_of inverted squared? cubed square_of cube_of root_of power_of to_the_power to_power over
    integral_of antiderivative_of multiple_of fraction_of part_of percent
    almost nearly roughly approximately approx about up_to except excepting apart_from but_for without ignoring
    neglecting missing modulo dropping dropped omitting omitted more_than less_than larger smaller greater fewer instead
    signs?_(?:is_|are_)?(?:changed|changes|reversed|flipped|swapped)
    (?:changed|opposite|other|reversed|flipped|swapped)_signs?
    wrong false incorrect untrue mistaken? divided_by multiplied_by increased_by decreased_by added subtracted
    sqrt factor_(?:is_)?missing off_by change_of_sign""") + r")\b", re.IGNORECASE)
_HARMLESS = re.compile(
    r"\b(?:rule|formula|parts|identity|theorem|definition|differentiat\w+|integrat\w+|appl\w+)\s+"
    r"(?:once|twice|again|(?:two|three|several|many)\s+times)\b|\bsquare\s+root\b|\b(?:least|the)\s+squares?\b(?!\s+of)"
    r"|\b(?:double|half|triple)[- ]angle\b|\b(?:sum|integra\w+|range|run|go)\w*\s+over\b"
    r"|\bwithout\s+loss\b|\bover\s+(?:all|the\s+(?:real|interval))\b"
    r"|\b[A-Z][^\s,]*\s+twice(?=\s*,)|\bboth\s+sides\s+(?:are\s+)?(?:divided|multiplied|increased)\s+by\b",
    re.IGNORECASE)
"""Words of reckoning that say how something was found, and not what it is."""
_BEFORE = re.compile(r"(?<![\w'-])(?:" + _some(r"""
    is are be being was equals? equal_to to as that so thus hence therefore then finally consequently now and also
    get gets gives? giving obtains? obtain obtained have has finds? find becomes? reads yields? yielding conclude see
    namely i\.?e viz equivalently again just simply exactly indeed since because by using with from where let set
    put define for when whenever while provided unless suppose assume assuming cases if at which
    differentiating this it we here there note recall know show shows implies means says following
    first second third next recalled clearly similarly means write writes compute calculate derive deduce
    answer result solution derivative derivatives gradient slope value expression formula function functions equation
    identity rule step line case form term terms factor integral sum limit product quotient relation definition both
    of_(?:this|that|it) rewritten written simplify simplifies into arrive arrives leaves leaving leads
    used uses use want wants haben ist sind gilt ergibt also damit folgt wir est donc on_a""") + r")$", re.IGNORECASE)
_OF = re.compile(r"\b(?:derivatives?|slope|differentiat\w+|gradient|value|answer|form|rule|definition|use)\s+of$",
                 re.IGNORECASE)
_BEHIND = re.compile(r"(?:" + _some(r"""
    and so thus hence therefore then finally consequently now by using since because as for from which where with when
    if at is are equals? becomes? gives? yields? has have holds? follows? we this that it in on to after via whenever
    whose while but here there again also too indeed only exactly everywhere always then through provided into does
    implies imply yielding
    namely i\.?e viz equivalently done qed proved shown or was were can simplifies reduces must""")
                     + r")\b(?![-'])", re.IGNORECASE)
_NOT_BEHIND = re.compile(r"(?:" + _some(r"""
    is_(?:a|an|one|two|not|of)_ to_the_(?!point|answer|result) or_(?!equivalently|in_other) with_the_sign
    in_reverse but_""")
                         + r")", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\b(?:by|from|using|in|eqs?\.?|equations?|steps?|parts?|lines?|lemma|theorem|rules?|questions?|case)"
    r"[\s~]*(?:\(\s*\d+[a-h]?\s*\)|\d+[a-h]?\b)[.:]?(?!\s*[-+*/^])", re.IGNORECASE)
_STOPS = re.compile(r"[,:;.!?()\[\]{}…\"“”„*_]")
_SPACE_LAST = re.compile(r"\\(?:q?quad|[,;:! \\])$")
_SPACE_FIRST = re.compile(r"^(?:\s|\\q?quad(?![A-Za-z])|\\[,;:! \\]|~)+")
_SIGN_LAST = re.compile(r"(?:[-+*/^−–—±·×÷\d\\]|(?<!\*)\*)$")
_RECKONED = re.compile(r"[-+*/^−±·×÷]\s*(?:\d|\\|[A-Za-z]\b|[A-Za-z]\()|\d\s*[-+*/^−±·×÷]|\b\d+[A-Za-z]\b"
                       r"|\bat\s+\d|^\(\s*(?:\d+[A-Za-z]|[i-z])\s*\)")


def reckons(words: str) -> bool:
    """Whether words say that what they speak of is changed: twice, up to sign."""
    return _RECKONS.search(_HARMLESS.sub(" ", words)) is not None


def changes_before(words: str, *, is_statement: bool) -> bool:
    """Whether what stands before a formula, in its sentence, may make it another one.

    is_statement   whether that says that something is so: then words that are not known leave it as it is
    """
    words = _NUMBERED.sub(" so ", words).rstrip()
    last = words.rstrip("*") if words.endswith("**") else words
    if reckons(words):
        return True
    if not last or last[-1] in "=⇒→" or _STOPS.match(last[-1]) or _SPACE_LAST.search(last):
        return False
    if _SIGN_LAST.search(last) or re.search(r"\\[A-Za-z]+$|(?<![A-Za-z\\])[A-Za-z]$", last):
        return not re.search(r"(?<![A-Za-z])(?:a|A)$", last)
    return not (is_statement or _BEFORE.search(last) or _OF.search(last))


def changes_behind(words: str) -> bool:
    """Whether what stands behind a formula, up to the next one, may make it another one."""
    words = _SPACE_FIRST.sub("", _NUMBERED.sub(" ", words)).strip()
    if reckons(words) or _RECKONED.search(words):
        return True
    first = re.sub(r"^(?:[–—]|--?\s)\s*(?=[A-Za-z]{2})", "", words)
    if not first or first[0] in "=⇒→✓✔□∎■\\" or _STOPS.match(first):
        return False
    return not _BEHIND.match(first) or bool(_NOT_BEHIND.match(f"{first} "))


__all__ = ["changes_before", "changes_behind", "reckons"]
