r"""What known words say of formulas that nothing judges: a claim in words, or a subject that is another thing.

    claim("which is constant")                      "is constant"
    claim("The logarithm of the derivative is …")   "logarithm"
    claim("The derivative is …")                    ""

After "is" may stand a formula, or what says no more than that it is the answer, or how it was come by.
"""

from __future__ import annotations

import re

HOLE = "\ue000"
"""A formula among words."""

_CLAUSE = re.compile(
    r"[,;:()\[\]!?]|\.(?=\s|$)|\b(?:where|because|since|while|whereas)\b|(?<!such )\bthat\b(?=.*\b(?:is|are)\b)",
    re.IGNORECASE)
_IS = re.compile(r"(?<![A-Za-z'’-])(?:is|are|be|being|equals?(?!\s+to\b)|becom(?:es?|ing))(?![A-Za-z'’-])",
                 re.IGNORECASE)
_ADVERB = (r"(?:\s*(?:then|also|just|simply|exactly|precisely|now|again|indeed|therefore|thus|hence|clearly|here"
           r"|in\s+turn|finally|all|both|nothing\s+(?:but|else\s+than)|namely|equal\s+to|the\s+same\s+as|as|by|once\s+more|itself)\b)*")
_ASKED = (r"(?:answers?|results?|solution|derivatives?|gradients?|slopes?|value|expression|formula|equation|proof|claim"
          r"|statement|form|rule|chain-rule|identity|theorem|lemma|definition|property|law|step|point|way|method|parts"
          r"|consequence|application|calculation|algebra|end|(?:inner|outer)\s+(?:function|derivative))")
_FORMULA = re.compile(rf"{_ADVERB}\s*(?:{HOLE}|\W*$)")
_FINE = re.compile(
    rf"{_ADVERB}\s*(?:\w+(?:ed|ing|wn|en)|done|found|got|had|left|read|made|set|put|kept|split|so|to|of|on|into|with|from"
    r"|(?:true|correct|right|fine|good|complete|trivial|clear|well|known|easy|short|nice|simple|obvious|straightforward"
    r"|standard|elementary|real|always|useful|enough)"
    r"|what|where|how|why|our|my|that|this(?!\s+one)|these|those|it|we|because|since|why|how|there|or|and"
    rf"|(?:an?|the|our|my|one\s+of\s+the)\s+(?:(?!second|third|other|inverse|of\b)\w+[\s-]+){{0,3}}?{_ASKED}"
    r"(?:\s*\W*$|\s+(?!of\b|to\s+(?:the|an?)\s)|\s+(?:of|to)\s+(?:\W|the\s+(?:question|problem|exercise|task|function"
    r"|loss)\b(?!s))))(?![A-Za-z])", re.IGNORECASE)
_TRUE = re.compile(r"""\b(?:
      (?:differentiation|integration|expectation|trace)\s+is\s+(?:a\s+)?linear
    | log(?:arithm)?\s+of\s+(?:a|the)\s+product\s+is\s+(?:a|the)\s+sum\s+of\s+(?:the\s+)?log(?:arithm)?s
    | log(?:arithm)?\s+of\s+(?:a|the)\s+quotient\s+is\s+(?:a|the)\s+difference\s+of\s+(?:the\s+)?log(?:arithm)?s
    | (?P<what>derivative|gradient|expectation|integral|trace)\s+of\s+(?:a|the)\s+sum\s+is
      \s+the\s+sum\s+of\s+(?:the\s+)?(?P=what)s
    | add(?:ing)?\s+and\s+subtract(?:ing)?\s+one
    )\b""", re.IGNORECASE | re.VERBOSE)
"""Claims that are known to be so."""
_ANOTHER = re.compile(
    r"(?:^|\b(?:the|its|our|my|an?|this|that|each|every))\s*(?:\w+\s+){0,2}?"
    r"(?P<head>(?:second|third|fourth)\s+derivatives?|other\s+\w+|inverse(?:\s+function)?|inputs?|outputs?|questions?"
    r"|hypothesis|variance|(?:natural\s+)?logarithm|log|square|integral|exponential|limit|(?:sum|difference|quotient|product|power"
    r"|expectation|norm|trace|derivative|gradient|slope|root|multiple|half|reciprocal|negative)"
    r"(?=\s+of\s+(?:the|our|this|that)\s+(?:\w+\s+)?(?:derivative|gradient|slope|answer|result|solution)s?\b))"
    r"(?:\s+(?:of|in|and)\b.*)?\s*$", re.IGNORECASE)
_OWN_HEAD = frozenset(("logarithm", "log", "square", "integral", "exponential", "limit"))
_IS_OF_ASKED = re.compile(r"\bof\s+(?:the|our|this|that|it|its)\b.*"
                          r"\b(?:derivative|gradient|slope|answer|result|solution)s?\b", re.IGNORECASE)
_SAYS_MORE = re.compile(
    r"""\b(?:
      (?:all|every|any|each|everything)\b[^.]{0,40}\bbut\b
    | (?:plus|minus|add|adding|added|subtract\w*|point|to|exactly|value)\s+(?:one|zero)(?!\s+(?:get|find|see|side))
    | (?:^|so|thus|hence|then|therefore|and)\s*one\s+(?:is|equals)
    | (?:right|true|correct|fine|good|holds?)\s+(?:if|for|in|when|at|only|of)\s+(?!all\b|every\b|each\b|any\b|general\b)
    | (?:has|have)\s+(?:yet|an?\s+constant|the\s+same) | the\s+same\s+holds
    | rule\s+out | as\s+if | or\s+so | yet\s+to | as\s+the\s+function | i\s+say\s+so
    | (?:the|another)\s+(?:other|second|third)\s+question | what\s+if | (?:is|are)\s+(?:in|an?)\s+errors?
    | identity\s+of\s+the\s+function
    | of\s+this\s*$ | what\s+we\s+(?:have|need|want|are)\s+to\s+(?:show|prove)\s+is
    | by\s+the\s+hypothesis\s+that
    | (?:multipl|divid|add|subtract|integrat|differentiat|squar|invert|shift|scal)\w*(?:\s+\w+){0,3}
      \s+(?:gives?|yields?|leads\s+to|(?:we\s+)?get|(?:we\s+)?obtain|to\s+get)\s+(?:us\s+)?(?:the|our)\s+(?:\w+\s+)?
      (?:answer|result|derivative|solution)\s*[.]?\s*$
    | for\s+(?:an?\s+)?(?:constants?|point)\b | for\s*\ue000\s*constant
    | (?:derivative|gradient|slope)\s+of\s*\ue000\s*(?:is|are)\s+(?:the|our)\s+(?:\w+\s+)?(?:answer|result|solution)
    )""", re.IGNORECASE | re.VERBOSE)
_ASKS = re.compile(
    r"^[^\w\ue000]*(?:(?:and|but|so|then|or)\s+)?(?:about\s*\W|(?:why|how|who|whom|whose|can|could|does|did|do|is|are|has"
    r"|have|had|would|should|will|may|might|must|was|were|shall)\s+(?!to\b|a\s+look)"
    r"(?=we|you|i\b|it|this|that|the|one|there|says?|is|are|can|do|does|\W))", re.IGNORECASE)
_HIGHER = re.compile(r"''|(?:\\partial|\bd)\s*\^|\\nabla\s*\^|\^\s*\{\s*\(\s*[\dn]|H")


def claim(words: str) -> str:
    """The words of a text of known ones, with a hole for each formula, that claim what nothing judges; or ""."""
    words = _TRUE.sub(" ", words)
    if (found := _SAYS_MORE.search(words)) is not None:
        return _spaced(found[0])
    for clause in _CLAUSE.split(words):
        for is_ in _IS.finditer(clause):
            subject, behind = clause[: is_.start()], clause[is_.end() :]
            if _FORMULA.match(behind):
                if (another := _other_thing(subject)):
                    return another
            elif not _FINE.match(behind):
                return _spaced(is_[0] + behind)[:40]
    return ""


def asks(words: str) -> bool:
    """Whether a sentence starts as a question does, or is of no more than what it is about."""
    return _ASKS.match(words) is not None


def of_higher(words: str, formulas: str) -> str:
    """The words of a sentence in which a second derivative is what its formulas speak of, without that it is one."""
    if _HIGHER.search(formulas):
        return re.sub(r"\b(?:second|third|fourth)(?=\s+(?:partial\s+)?derivative)", "", words, flags=re.IGNORECASE)
    return words


def _other_thing(subject: str) -> str:
    found = _ANOTHER.search(subject)
    if found is None:
        return ""
    head = found["head"].lower()
    if head in _OWN_HEAD and "of" in subject and not _IS_OF_ASKED.search(subject[found.start("head") :]):
        return ""  # of something else than what is asked
    return _spaced(found["head"])


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace(HOLE, "…")).strip()


__all__ = ["HOLE", "asks", "claim", "of_higher"]
