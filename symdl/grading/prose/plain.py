r"""The known words before and behind a formula of a line that marks none: "By the rule, f'(x) = 2x for all x"."""

from __future__ import annotations

import re
from collections.abc import Collection

from symdl.grading.prose.claims import HOLE, asks, claim
from symdl.grading.prose.spelled import is_applied, is_spelled
from symdl.grading.prose.vocabulary import REFERENCE, is_known, unknown

_PLAIN_WORD = re.compile(r"(?<![\w\\'^])(?:[A-Za-zÀ-ÿ]{2,}(?:['’-][A-Za-zÀ-ÿ]+)*|[aI](?=\s+[a-z]{2,}))(?![\w'’^(\[{])"
                         r"(?!\s*(?:[=<>≤≥+*/^_]|[-−]\s*[\d(]))")
_IN_BRACKETS = re.compile(r"\(\s*([A-Za-z][A-Za-z' -]*)\)\s*:")
_BEFORE_MINUS = re.compile(r"(?<![\w\\'^])[A-Za-z]{2,}(?=\s+[-−]\s*[\d(])")
_THAT_IS_SAID = re.compile(r"(?:i\.\s?e\.|viz\.)", re.IGNORECASE)
_AROUND_WORDS = re.compile(r"(?:[\s,:;.!…]|--+|[–—]|//|\*\*)*")
_ARROW = re.compile(r"\s*(?:->|→|\\to(?![A-Za-z])|\\(?:long)?rightarrow(?![A-Za-z])|>+(?=[^=<>]*=)|#\s*(?=\d))\s*")
_SETS_OUT = frozenset((
    "let", "where", "with", "set", "put", "since", "because", "as", "if", "when", "whenever", "for", "suppose",
    "assume", "provided", "unless", "until", "case", "define", "denote", "call", "or", "either", "at", "while",
))  # fmt: skip
"""Words after which a formula is no step by itself."""
_NEXT = re.compile(r"\s+([A-Za-z'’-]+)(?!\s*[/^_(])")
_FUNCTIONS = frozenset((
    "log", "sum", "limit", "relu", "softmax", "sigmoid", "tanh", "softplus", "trace", "norm", "determinant", "text",
))  # fmt: skip
"""Words that may be a part of a formula."""
_CALLED = re.compile(
    rf"\b(?:{'|'.join(sorted(_FUNCTIONS))})(?=\s+(?:rule|derivative|identity|definition|property|law|formula)s?\b)"
    r"|^(?:relu|softmax|sigmoid|tanh|softplus)$", re.IGNORECASE)
"""Such a word in a remark that is none: (log rule), (sigmoid)."""
_CANCELS = re.compile(r"^(?:the|all|both|these)\s+[^()=<>≤≥≠]{1,20}?\s+(?P<what>terms?|factors?)"
                      r"\s+(?P<do>cancels?(?:\s+out)?)$", re.IGNORECASE)
_NOUN = re.compile(rf"\b(?:the|an?|this|that|its|our|each)\s+(?:{'|'.join(sorted(_FUNCTIONS))})\b")
"""Such a word that is none: the sum telescopes."""
_IN_PLAIN = re.compile(r"(?<![A-Za-z\\])(?!(?:sin|cos|tan|cot|sec|csc|sinh|cosh|tanh|exp|log|ln|sqrt|max|min|relu"
                       r"|softmax|sigmoid|softplus|norm|det|trace)\b)[A-Za-z]{2,}(?=\s+[A-Za-z]|\s*$)", re.IGNORECASE)
_ALL = re.compile(r"for\s+(?:all|every|each|any)\s+\\?[A-Za-z](?:\s*,\s*[A-Za-z])*", re.IGNORECASE)
_REMARK = re.compile(r"(?:\s*(?:--+|[–—]|//|#|%)\s*|\s*[,;.]\s*|\s+|(?<!\\)(?=[(\[]))(?=[(\[A-Za-z✓])")
_FACTOR = re.compile(r"[aI](?:\s*[,.;:)(]|\s+(?:as|and|by|since|because|using|which|where|from|after|due|hence|so|for"
                     r"|when|if|is|in|with)\b|$)")
"""A letter before a word of its own: no article."""
_LONGEST_REMARK, _LONGEST_MARK = 200, 30
_END_MARKS = re.compile(
    r"\s*(?:\(?\s*q\.?\s?e\.?\s?d\.?\s*\)?|[✓✔□∎■!]|\*{2,3}"
    r"|\\(?:newline|checkmark|qed|blacksquare|square|Box)(?![a-z]))+\s*$", re.IGNORECASE)


def without_end_marks(line: str) -> str:
    """A line without what marks the end of a proof, and other signs that say nothing there."""
    found = _END_MARKS.search(line, max(0, len(line) - _LONGEST_MARK))
    return line if found is None else line[: found.start()]


_SIDE = r"(?:[^=<>≤≥≠,;${}()]|\{[^{}$]*\}|\((?:[^()$]|\([^()$]*\))*\))+?"
_EQUATION = f"{_SIDE}={_SIDE}"
_LEADS = r"(?:(?:so|then|thus|hence)\s*,?\s*)?(?:(?:we|it|this)\s+(?:obtain|get|have|find|gives?|yields?)\s+)?"
_REASON_FIRST = re.compile(
    rf"\s*(?:since|because|as)\s+(?P<why>{_EQUATION})\s*,\s*{_LEADS}(?P<rest>[^,=]*=.*)", re.IGNORECASE)
_REASON_ALONE = re.compile(
    rf"\s*(?:since|because|as)\s+(?P<why>{_EQUATION})\s*,\s*(?:(?:so|then|thus|hence)\s*,?\s*)?"
    r"(?:we\s+(?:obtain|get|have|find)|(?:this|it|that|(?:the|our)\s+(?:(?:final|required|desired|whole|full|partial)\s+)?"
    r"(?:result|answer|derivative|gradient|expression|equation|slope))\s+(?:is|becomes?|equals?|gives?|yields?|reads?|simplifies\s+to|reduces\s+to"
    r"|turns\s+into|(?:can|may)\s+be\s+written\s+as))\s*[:.]?\s*", re.IGNORECASE)
"""A reason, of what the next line says."""
_SETS_FIRST = re.compile(
    r"\s*(?:set(?:ting)?|put(?:ting)?|solving|solve)\s+(?P<zero>[^=,;$]*=\s*0)(?![\d.])"
    r"\s*(?:for\s+\S+\s+)?(?:,|gives?|yields?|leads\s+to|and\s+solving|we\s+(?:get|obtain|find))[\s:]*"
    r"(?:for\s+\w+\s+)?(?:gives?\s+|we\s+(?:get|obtain|find)\s+)?(?P<rest>[^,=]*=.*)", re.IGNORECASE)
_PUT_BACK = re.compile(
    r"\s*(?:(?:now|then|finally)\s*,?\s*)?(?:(?:substitut|plug|insert|put)\w*)\s+(?:(?:in|back)\s+)*"
    r"(?:(?:for|the\s+value\s+of)\s+)?\\?[A-Za-z](?:_(?:\w|\{\w+\}))?(?:\s+(?:back|in|again))*\s*[:,]\s*"
    r"(?P<rest>[^,=:]*=.*)", re.IGNORECASE)

_DERIVES = re.compile(
    r"\s*(?:(?:so|now|then|hence|next)\s*,?\s*)?(?:we\s+)?(?:differentiat|deriv)(?:e|ing)\s+"
    r"(?:(?:both\s+sides|this|it)\s+)?"
    r"(?:with\s+respect\s+to|w\.?r\.?t\.?|by)\s+(?P<by>\\?[A-Za-z](?:_(?:\w|\{\w+\}))?)\s*"
    r"(?:[,:]|gives?|yields?)\s*(?:we\s+(?:get|obtain|have|find)\s+)?(?P<rest>[^,=:]*=.*)", re.IGNORECASE)
_WITH = re.compile(
    rf"\s*(?:with|writing|using)\s+(?P<name>\\?[A-Za-z]\s*=(?:{_SIDE}))\s*,?\s+we\s+(?:get|obtain|have|find)\s+(?:that\s+)?"
    r"(?P<rest>[^=]*=.*)", re.IGNORECASE)


def opening(line: str) -> tuple[str, str] | None:
    """What a line that marks no formula says first, as a mark of ``formulas``, and the rest; None if it is one part.

    With a = b we have c = d. Differentiating by w, c = d. Since a = b, we obtain c = d. Setting f'(w) = 0 gives w = c.
    Substituting r_i back: c = d.
    """
    if (found := _REASON_FIRST.fullmatch(line)) is not None and _is_closed(found["why"]):
        return f"since {found['why'].strip()}", found["rest"]
    if (found := _REASON_ALONE.fullmatch(line)) is not None and _is_closed(found["why"]):
        return f"since {found['why'].strip()}", ""
    if (found := _SETS_FIRST.fullmatch(line)) is not None and _is_closed(found["zero"]):
        return f"zero {found['zero'].strip()}", found["rest"]
    if (found := _DERIVES.fullmatch(line)) is not None and re.search(
            rf"(?:d|∂|\\partial)\s*{re.escape(found['by'])}(?![A-Za-z])|'", found["rest"].partition("=")[0]):
        return "", found["rest"]
    if (found := _WITH.fullmatch(line)) is not None and _is_closed(found["name"]):
        return f"let {found['name'].strip()}", found["rest"]
    found = _PUT_BACK.fullmatch(line)
    return None if found is None else ("", found["rest"])


def _is_closed(text: str) -> bool:
    return all(text.count(one) == text.count(other) for one, other in ("()", "{}", "[]"))


def has_words(text: str) -> bool:
    return _PLAIN_WORD.search(text) is not None


def sets_out(text: str) -> bool:
    """Whether a text has a word after which a formula is no step by itself, or one that is not known."""
    return bool(unknown(text) or {*re.findall(r"[a-z]+", text.lower())} & _SETS_OUT)


def parted(line: str, names: Collection[str] = (), letters: Collection[str] = ()) -> tuple[str, str, str] | None:
    """The words before a formula, that, and those behind it; None if words stand there that may change it.

    names     words that are names in a question, as eta: they are no words behind a formula
    letters   those and the solution's own, of which a word may be a product
    """
    start = _words_before(line)
    if start is None:
        return None
    if start and is_spelled(line[:start], letters) and not re.search(r"[:,.]|[=<>≤≥≈]", line):  # at 2x
        start = 0
    words, rest = line[:start], line[start:]
    end = _words_behind(rest, names, letters)
    if _IN_PLAIN.search(rest[:end]) and not re.search(r"[=<>≤≥≈]", rest[:end]):
        return None
    return words, rest[:end], rest[end:]


def _words_before(line: str) -> int | None:
    """Where the known words end that a line starts with; None if there are others, or such as say something."""
    place = arrow.end() if (arrow := _ARROW.match(line)) is not None else 0
    words: list[str] = []
    while True:
        place = _AROUND_WORDS.match(line, place).end()  # type: ignore[union-attr]
        if place and (remark := _IN_BRACKETS.match(line, place)) is not None and not unknown(remark[1]):
            place = remark.end()
            continue
        kinds = (REFERENCE, _THAT_IS_SAID, _PLAIN_WORD, *([_BEFORE_MINUS] if words else []))
        if (found := next(filter(None, (one.match(line, place) for one in kinds)), None)) is None:
            break
        if found.re is _THAT_IS_SAID:
            words.append("ie")
        elif found[0][-1:].isalpha():
            word = found[0].lower()
            if word in _SETS_OUT and not _SETTLED.match(line, place):
                return place if words else None
            is_plain = is_known(word) or (word == "but" and not words)
            if len(word) == 1:  # a dy/dx is no article and its noun
                noun = _NEXT.match(line, found.end())
                is_plain = noun is not None and is_known(noun[1].lower())
            if not is_plain or (word in _FUNCTIONS and not re.match(r"\s*[:,]", line[found.end() :])):
                break
            words.append(word)
        place = found.end()
    if (words and (unknown(f"{line[:place]} {HOLE}") or asks(line[:place]))) or (
            found is not None and len(found[0]) > 3 and found[0].lower() not in _FUNCTIONS):
        return None
    return place if words or arrow is not None or re.search(r"[A-Za-z#]", line[:place]) else 0


_SETTLED = re.compile(r"let\s+us\b|as\s+(?:a\s+\w+|\w+ed|before|above)\s*,"
                      r"|with\s+this|for\s+this", re.IGNORECASE)


def _words_behind(line: str, names: Collection[str], letters: Collection[str]) -> int:
    """Where the known words begin that a line ends with."""
    for found in _REMARK.finditer(line, max(0, len(line) - _LONGEST_REMARK)):
        words = _ALL.sub(" ", line[found.end() :]).strip(" ()[].,!✓")
        rest = line[: found.start()]
        if line[found.end() : found.end() + 1] in ("(", "[") and line.rstrip(" .,").endswith((")", "]")):
            words = _CALLED.sub(" ", _CANCELS.sub(r"the \g<what> \g<do>", words)).strip() or "so"
        if _FACTOR.match(words) and re.fullmatch(r"\s+", found[0]):
            continue  # (1 - y) a as desired
        if (is_spelled(words, letters) and not re.search(r"[,;.–—/#%-]", found[0])) or is_applied(
                rest, line[found.end() :]):
            continue  # 2a(at), and \frac{a}{(as)}
        if claim(f"{HOLE} {words}"):
            break  # its last words alone would claim nothing
        if (rest.strip() and _is_closed(rest) and not unknown(f"{HOLE} {words}")
                and not re.search(r"\d|\\", words) and not re.search(r"\\[A-Za-z]+$", rest)
                and not re.search(r"[=+*/^_\\<>$-](?![A-Za-z])", re.sub(r"-(?=[A-Za-z])", "", words))
                and not {*words.split()} & {*names}
                and re.search(r"[A-Za-z]{2}|✓", line[found.end() :])  # else it is a factor: (1 - y) a
                and all(len(word) > 1 or word in "aI" for word in re.findall(r"[A-Za-z]+", words))
                and not {*_NOUN.sub(" ", words.lower()).split()} & (_SETS_OUT | _FUNCTIONS) - {"as", "with", "in", "at"}
                and not re.search(r"[-+*/=^_]\s*$", rest)):
            return found.start()
    return len(line)


__all__ = ["has_words", "opening", "parted", "sets_out", "without_end_marks"]
