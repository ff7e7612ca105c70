r"""What signs around a formula of a sentence do to it, and known words: "- $x$", "$x$ - 7", "the square of $x$"."""

from __future__ import annotations

import re

from symdl.grading.prose.vocabulary import REFERENCE, reckons

_STOPS = re.compile(r"[,:;.!?()\[\]{}…\"“”„*_]")
_SPACE_LAST = re.compile(r"\\(?:q?quad|[,;:! \\])$")
_SPACE_FIRST = re.compile(r"^(?:\s|\\q?quad(?![A-Za-z])|\\[,;:! \\]|~)+")
_SIGN_LAST = re.compile(r"(?:[-+*/^−–—±·×÷\d\\]|(?<!\*)\*)$")
_RECKONED = re.compile(r"[-+*/^−±·×÷]\s*(?:\d|\\|[A-Za-z]\b|[A-Za-z]\()|\d\s*[-+*/^−±·×÷]|\b\d+[A-Za-z]\b"
                       r"|\bat\s+\d|^\(\s*(?:\d+[A-Za-z]|[i-z])\s*\)")
_OPERATION_LAST = re.compile(r"(?<![A-Za-z-])(?:log|logarithm|sum|square|integral|exponential|product|power)$",
                             re.IGNORECASE)
_IS_ANOTHER = re.compile(r"\W*(?:is|are)\s+(?:an?|one|part|in|on|to)\b", re.IGNORECASE)


def changes_before(words: str, *, is_statement: bool) -> bool:
    """Whether what stands before a formula, in its sentence, may make it another one.

    is_statement   whether that says that something is so: then words leave it as it is
    """
    words = REFERENCE.sub(" so ", words).rstrip()
    last = words.rstrip("*") if words.endswith("**") else words
    if reckons(words) and (not is_statement or re.search(r"\bof(?:\s+the)?$", words)):
        return True
    if not last or last[-1] in "=⇒→" or _STOPS.match(last[-1]) or _SPACE_LAST.search(last):
        return False
    if _OPERATION_LAST.search(last):
        return True
    if _SIGN_LAST.search(last) or re.search(r"\\[A-Za-z]+$|(?<![A-Za-z\\])[A-Za-z]$", last):
        return not re.search(r"(?<![A-Za-z])(?:a|A)$", last)
    return False


def changes_behind(words: str) -> bool:
    """Whether what stands behind a formula, up to the next one, may make it another one."""
    words = _SPACE_FIRST.sub("", REFERENCE.sub(" ", words)).strip()
    if reckons(words) or _RECKONED.search(words) or _IS_ANOTHER.match(words):
        return True
    first = re.sub(r"^(?:[–—]|--?\s)\s*(?=[A-Za-z]{2})", "", words)
    return bool(first) and not (first[0] in "=⇒→✓✔□∎■\\" or first[0].isalpha() or _STOPS.match(first))


__all__ = ["changes_before", "changes_behind"]
