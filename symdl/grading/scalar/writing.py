r"""Words beside a question that say how its answer is to be written, and nothing of what its letters are.

    Give your answer in terms of w, x and y. The answer should be a function of a and b. as a function of w

What is written so is an answer, a result, a derivative: of a letter, "write x as a function of w" says what it is.
"""

from __future__ import annotations

import re

from symdl.grading.scalar.given import LETTER

_KINDS = (r"(?:inputs?|outputs?|weights?|bias(?:es)?|labels?|targets?|predictions?|logits?|probabilit(?:y|ies)|data"
          r"|activations?|parameters?|letters?|symbols?|variables?|quantit(?:y|ies)|gates?|hidden\s+states?|values?"
          r"|names?|functions?)")
_ONE = rf"(?:(?:the\s+)?(?:{_KINDS}\s+){{0,2}}(?:{LETTER}|\\[A-Za-z]+)'*|constants?|numbers?)"
_LIST = rf"(?:only\s+)?{_ONE}(?:(?:\s*,\s*(?:and\s+|or\s+)?|\s+and\s+|\s+or\s+){_ONE})*(?:\s+(?:only|alone))?"
_SLOPE = (r"(?:\\d?frac\s*\{[^{}=]*(?:d|\\partial)[^{}=]*\}\s*\{\s*(?:d|\\partial)[^{}=]*\}"
          r"|(?<![A-Za-z\\])(?:d|\\partial|∂)\s*\\?\w+\s*/\s*(?:d|\\partial|∂)\s*\\?\w+|(?:\\nabla|∇)\s*(?:_\s*(?:\{[^{}]*\}|\\?\w+))?\s*\w)")
_BY = rf"(?:\s+of\s+{_ONE}(?:\s+(?:with\s+respect\s+to|w\.?r\.?t\.?|by|in)\s+{_ONE}(?:\s+and\s+{_ONE})*)?)"
_OWN = (r"(?:(?:the|your|an?|its|final|full|simplified|resulting|required|partial|total|first|second|symbolic"
        r"|analytic(?:al)?|closed[\s-]form)\s+)*")
_ANSWER = rf"{_OWN}(?:(?:answers?|results?|derivatives?){_BY}?|(?:gradients?|slopes?){_BY}|{_SLOPE})"
_TO_WRITE = rf"{_OWN}(?:(?:answers?|results?|solutions?|expressions?|formulas?|derivatives?|gradients?|slopes?){_BY}?" \
            rf"|{_SLOPE})"
_VERB = (r"(?:express|write|rewrite|give|state|report|answer|simplify|formulate|provide|present|leave|find|compute"
         r"|derive|determine|calculate|obtain)")
_WAY = (r"(?:(?:only\s+|purely\s+|entirely\s+)?(?:in\s+terms\s+of|using|by\s+means\s+of)"
        r"|as\s+(?:(?:an?|the|explicit|simple|single|closed-form)\s+)*(?:functions?|expressions?|formulas?)\s+(?:of|in))")
_MAY = r"(?:(?:may|might|should|must|shall|can|will|is\s+to|has\s+to|needs?\s+to)\s+(?:not\s+)?(?:only\s+)?)"
_HOLDS = r"(?:depends?(?:\s+only)?\s+on|contains?|involves?|includes?|uses?|have|has)"
_HOW = re.compile(
    rf"(?:(?:please|then|and|now|finally|here|hint|note)\b[\s:,]*)*(?:"
    rf"{_VERB}(?:\s+{_TO_WRITE})?\s+{_WAY}\s+{_LIST}"
    rf"|{_ANSWER}\s+(?:(?:is|are|{_MAY}be)\s+(?:(?:given|written|expressed|stated|left)\s+)?"
    rf"(?:{_WAY}|an?\s+(?:function|expression|formula)\s+(?:of|in))|{_MAY}?{_HOLDS})\s+{_LIST}"
    rf"|(?:(?:you|we)\s+(?:may|can|should|must)\s+)?use\s+only\s+{_LIST}"
    rf"|{_WAY}\s+{_LIST})", re.IGNORECASE)
_WRT = re.compile(r"\bw\.\s?r\.\s?t\.")


def says_how_to_write(clause: str) -> bool:
    """Whether a clause says in which letters an answer is to be written, and nothing else."""
    return _HOW.fullmatch(clause.strip(" ,.()!")) is not None


def without_points(text: str) -> str:
    """Words with "with respect to" in full, whose points end no sentence: w.r.t."""
    return _WRT.sub("with respect to", text)


__all__ = ["says_how_to_write", "without_points"]
