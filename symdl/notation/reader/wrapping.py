r"""What stands around an answer and says nothing: ``**Answer:** $\boxed{2x}$.``, ``Thus, 2x``, ``\therefore 2x``.

    unwrapped(r"Final answer: $\boxed{2x}$")       r"                       2x  ", as LaTeX

What is taken off is known word by word. A text with any other word stays as it is, so that the reader refuses it:
"is not", "twice", "if", "or" would change what a formula says. One formula of several is chosen only if it is
boxed, in a sentence of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from symdl.errors import ReadError
from symdl.notation.reader.tokens import LIMIT_CHARACTERS

Window = tuple[int, int]
"""Where what is left begins and ends in the text."""

_MOST_LAYERS = 24
_MOST_FORMULAS = 64
_LONGEST_REMARK = 160

_NOUNS = frozenset((
    "answer", "answers", "ans", "sol", "result", "solution", "expression", "formula", "gradient", "derivative", "loss",
    "cost", "function", "update", "value", "output", "input", "weight", "weights", "bias", "biases", "parameter",
    "parameters", "activation", "logits", "logit", "layer", "equation", "variance", "mean", "expectation",
    "probability",
))  # fmt: skip
_AROUND = frozenset((
    "the", "our", "my", "this", "that", "it", "we", "i", "final", "correct", "desired", "required", "requested",
    "resulting", "complete", "full", "partial", "respect", "with", "of", "for", "to", "in", "simplified", "general",
    "follows", "can", "now", "here", "is", "as", "which",
))  # fmt: skip
_BEFORE = frozenset((
    "is", "are", "equals", "be", "get", "have", "obtain", "find", "conclude", "gives", "yields", "give", "becomes",
    "obtained", "found", "reads", "so", "thus", "hence", "therefore", "then", "finally", "consequently", "accordingly",
    "that",
))  # fmt: skip
"""Words that a formula may follow."""
_PHRASES = ("with respect to", "it follows that", "simplifies to", "is given by", "can be written as", "equal to",
            "is as follows", "w.r.t.")
_BEHIND = frozenset((
    "as required", "as desired", "as claimed", "as wanted", "is the answer", "is the final answer", "is the result",
    "which is the answer", "which is the final answer", "which is the desired result", "q.e.d.", "qed", "q.e.d", "done",
))  # fmt: skip
_RULE = re.compile(
    r"\(?\s*(?:\[\s*)?(?:by|using|from|via|with|applying|apply)?\s*(?:the\s+)?(?:(?:chain|product|quotient|power|sum|leibniz)\s+"
    r"rules?|definition|linearity|linearity of (?:the )?(?:sum|expectation|derivative)|symmetry)\s*\]?\s*\)?\s*[:,.]?")
"""The rule by which a line follows."""
_RULE_BEFORE = re.compile(rf"(?=[(\[a-z]){_RULE.pattern.removesuffix('?')}(?<!\.)", re.IGNORECASE)
_RULE_BEHIND = re.compile(rf"(?:(?<=[\s)}}\]\d])[\s,]*|,\s*)(?=[(\[bu]){_RULE.pattern}$", re.IGNORECASE)
_SAID_BEHIND = re.compile(rf"(?:\s+|\s*[,;.]\s*)(?:{'|'.join(map(re.escape, sorted(_BEHIND - {'done'})))})\.?$",
                          re.IGNORECASE)
_CHANGING = frozenset((
    "not", "if", "when", "except", "or", "unless", "where", "with", "no", "without", "only", "maybe", "perhaps",
    "wrong", "assuming", "given", "provided", "instead", "otherwise", "incorrect", "never", "think", "guess", "but",
    "minus", "plus", "times", "over", "twice", "half", "negative", "isn't", "cannot",
))  # fmt: skip
_WORD = re.compile(r"[A-Za-z]+(?:['.-][A-Za-z]+)*\.?")
_WORD_BEFORE = re.compile(r"[\s*_#]*(?:[A-Za-z]+(?:[.'-][A-Za-z]+)*)(?:[\s*:,]|\.(?=[\s*:]|$))*")
_FUNCTIONS = frozenset(("sin", "cos", "tan", "log", "exp", "sqrt", "max", "min", "sum", "mean", "abs", "prod"))

_SEGMENT = re.compile(
    r"```[A-Za-z]*[ \t]*\n(?P<fence>.+?)\n?```|`(?P<code>[^`]+)`|(?<!\\)\$\$(?P<shown>.+?)(?<!\\)\$\$"
    r"|(?<!\\)\$(?P<inline>[^$]+?)(?<!\\)\$|\\\[(?P<square>.+?)\\\]|\\\((?P<round>.+?)\\\)"
    r"|\\begin\{(?P<env>(?:equation|align|gather|displaymath|math|multline|eqnarray)\*?)\}(?P<inside>.+?)\\end\{(?P=env)\}",
    re.DOTALL)
_BOX = re.compile(r"\\f?box(?:ed)?\s*\{")
_LABEL_COMMAND = re.compile(r"\\(?:text(?:bf|it|rm)?|mathrm|mathbf|mbox|emph)\s*\{([^{}\\$]*)\}[\s:,~]*")
_SIGN_BEFORE = re.compile(
    r"(?:&?\s*(?:\\(?:Rightarrow|implies|therefore|Longrightarrow|Leftrightarrow|iff)(?![A-Za-z])|⇒|∴|⟹)"
    r"|&\s*=|&|=>|=(?!=)|\\(?:small|large|Large|LARGE|huge|Huge|normalsize|footnotesize|displaystyle)(?![A-Za-z])"
    r"|\\(?:quad|qquad|[,;: ])(?![A-Za-z])|\\\\|#+\s)\s*")
_WORDS_BEHIND = re.compile(r"\\(?:text(?:bf|it|rm)?|mathrm|mbox)\s*\{([^{}\\$]*)\}\s*$")
_ARRAY = re.compile(r"\\begin\{array\}\s*\{[lcr]\}(?P<inside>(?:(?!\\\\|&|\\begin).)*)\\end\{array\}", re.DOTALL)
_ENVIRONMENT = re.compile(r"\\begin\{(?P<env>(?:equation|align|aligned|gather|gathered|split|displaymath)\*?)\}"
                          r"(?P<inside>(?:(?!\\\\|\\begin).)*)\\end\{(?P=env)\}", re.DOTALL)

_END = re.compile(r"(?:\\(?:blacksquare|square|Box|qed|qedhere|qedsymbol)(?![A-Za-z])|∎|■|□)")
"""The end of a proof."""
_SIGN_BEHIND = re.compile(
    rf"\s*(?:[.,;]|\\(?:quad|qquad)(?![A-Za-z])|\\[,;: ]|\\\\|{_END.pattern}|\\tag\{{[^{{}}]*\}})\s*$")

_SPACE = r"(?:\s|~|\\quad|\\qquad|\\[,;: ])*"
_LETTER = r"[ijklnstIJKLNMT]"  # that people count with
_NAMES = rf"{_LETTER}(?:{_SPACE},{_SPACE}{_LETTER})*"
_DOTS = r"(?:\\[lc]?dots|\\dotsc|…|\.{2,3})"
_UP_TO = rf"[01]{_SPACE}(?:,{_SPACE})?(?:2{_SPACE},{_SPACE})?{_DOTS}{_SPACE}(?:,{_SPACE})?[A-Za-z]"
_RANGE = (rf"(?:={_SPACE}{_UP_TO}|(?:\\in|∈|in){_SPACE}(?:\\\{{{_SPACE}{_UP_TO}{_SPACE}\\\}}|\[{_LETTER}\]"
          rf"|\\mathbb\s*\{{?R\}}?|ℝ))")
_LE = r"(?:\\leq?(?:slant)?|<=|≤)"
_BOUNDS = rf"[01]{_SPACE}{_LE}{_SPACE}{_LETTER}{_SPACE}{_LE}{_SPACE}[A-Za-z]"
_COUNTS_WITH = re.compile(rf"(?<![A-Za-z\\]){_LETTER}(?![A-Za-z])")
_OVER_ALL = (r"(?:\\forall(?![A-Za-z])|∀|\\text\s*\{\s*,?\s*for\s+(?:all|each|every|any)\s*\}"
             r"|(?<=[\s,)}\]$])for\s+(?:all|each|every|any)(?![A-Za-z]))")
_FOR = r"(?:\\text\s*\{\s*,?\s*for\s*\}|(?<=[\s,)}\]$])for(?=[\s$~\\]))"
_INDICES = re.compile(r"_\s*(?:\{[^{}]*\}|[A-Za-z])|\^\s*\{\s*\([^(){}]*\)\s*\}|\[[^\]]*\]")
_QUOTED = re.compile(r"[>#]+\s+(?=\*\*|[A-Z][a-z]{2})")
_REMARK = re.compile(
    rf"(?P<sep>(?:{_SPACE}[,;(]|{_SPACE}\\q?quad)?{_SPACE})"
    rf"(?:{_OVER_ALL}{_SPACE}\$?(?:{_NAMES}{_SPACE}{_RANGE}?|{_BOUNDS})\$?"
    rf"|{_FOR}{_SPACE}\$?(?:{_NAMES}{_SPACE}{_RANGE}|{_BOUNDS})\$?"
    rf"|(?P<bare>(?:[ijklnst]{_SPACE}={_SPACE}{_UP_TO}|{_BOUNDS})))\)?{_SPACE}\.?\s*$")
_REAL = re.compile(r"\s*(?:\\in(?![A-Za-z])|∈)\s*(?:\\mathbb\s*(?:\{R\}|R)|ℝ)"
                   r"(?:\s*\^\s*(?:\{[A-Za-z](?:\s*\\times\s*[A-Za-z])?\}|[A-Za-z]))?\s*\.?\s*$")


def unwrapped(text: str) -> str:
    """A text of the same length, with spaces for what says nothing; read as LaTeX if the whole was."""
    if len(text) > LIMIT_CHARACTERS:
        return text
    whole = window = _stripped(text, (0, len(text)))
    for _ in range(_MOST_LAYERS):
        if window == (following := _narrower(text, window)):
            break
        window = following
    return text if window == whole else _blanked(text, window)


@contextmanager
def pointing_into(text: str) -> Iterator[None]:
    """Errors of a text of the same length are told of ``text``, which is what the person wrote."""
    try:
        yield
    except ReadError as error:
        for each in (error, *error.others):
            each.text = text
        raise


def _blanked(text: str, window: Window) -> str:
    """Spaces around what is left, and a sign that says that it is LaTeX where only what is gone said so."""
    start, end = window
    left = text[start:end]
    before, behind = " " * start, " " * (len(text) - end)
    if ("\\" in text or "$" in text) and "\\" not in left:
        if start >= 2:
            before = before[:-2] + "\\,"
        elif len(behind) >= 2:
            behind = "\\," + behind[2:]
        elif before and behind:
            before, behind = before[:-1] + "$", "$" + behind[1:]
    return before + left + behind


def _narrower(text: str, window: Window) -> Window:
    """The window without one layer, or as it is."""
    for layer in _LAYERS:
        found = layer(text, window)
        if found is not None and (found := _stripped(text, found)) != window and found[0] < found[1]:
            return found
    return window


def _stripped(text: str, window: Window) -> Window:
    start, end = window
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _closing(text: str, at: int, end: int) -> int:
    """Where the brace that opens at ``at`` is closed, or -1."""
    depth, place = 0, at
    while place < end:
        if text[place] == "\\":
            place += 1
        elif text[place] in "{}":
            depth += 1 if text[place] == "{" else -1
            if not depth:
                return place
        place += 1
    return -1


# ---- layers: each gives the window without something, or None


def _remark(text: str, window: Window) -> Window | None:
    """Without what says that an index runs over all of its range."""
    start, end = window
    match = _REMARK.search(text, max(start, end - _LONGEST_REMARK), end)
    if match is None or match.start() == start or (match["bare"] and not re.search(r"[,;]|quad|\s\(", match["sep"])):
        return None
    left = text[start : match.start()]
    if re.search(r"(?:sum|prod|mean|max|min|int|lim)\s*$", left):  # it is what a sign binds
        return None
    if re.search(r"[<>≤≥]|\\(?:leq?|geq?|leqslant|geqslant)(?![A-Za-z])", left):
        return None
    if re.search(r"=|[01]", match[0]) and not all(
            _only_counts(letter, left) for letter in _COUNTS_WITH.findall(match[0])):
        return None
    return (start, match.start()) if _is_balanced(left) and not _is_prose(left) else None


def _only_counts(letter: str, formula: str) -> bool:
    """Whether a letter is an index wherever it stands in a formula, and no sign binds it: then a range says nothing."""
    alone = rf"(?<![A-Za-z\\]){letter}(?![A-Za-z])"
    signs = rf"(?:sum|prod|mean|max|min|int|lim)\s*_\s*(?:{letter}|\{{[^{{}}]*{alone})"
    if re.search(signs, formula) or re.search(r"(?<!\\)\b(?:sum|prod|mean)\s*\(", formula):
        return False
    return not re.search(alone, _INDICES.sub(" ", formula))


def _real(text: str, window: Window) -> Window | None:
    r"""Without ``\in \mathbb{R}`` behind a value; behind a name alone it says what is asked for, perhaps."""
    start, end = window
    match = _REAL.search(text, max(start, end - _LONGEST_REMARK), end)
    left = text[start : match.start()] if match else ""
    if not re.search(r"[-+*/^=]|\\[dt]?frac|\\sum|\\sqrt", left) or not _is_balanced(left) or re.search(
            r"[<>≤≥≠;,:|]|\\(?:leq?|geq?|neq?|in|mid|quad|qquad|text|land|lor|[dt]?forall|exists)(?![A-Za-z])", left):
        return None
    return start, start + len(left)


def _segment(text: str, window: Window) -> Window | None:
    """The one formula among words that say nothing, or the last of several if it is boxed."""
    start, end = window
    found = _segments(text, window)
    if not found:
        return None
    if len(found) == 1:
        (first, last), inner = found[0]
        return inner if _says_nothing_before(text[start:first]) and _says_nothing_behind(text[last:end]) else None
    return _last_box(text, window, found)


def _segments(text: str, window: Window) -> list[tuple[Window, Window]]:
    """Formulas with their delimiters, and without."""
    start, end = window
    found: list[tuple[Window, Window]] = []
    place = start
    while place < end and len(found) < _MOST_FORMULAS:
        match, box = _SEGMENT.search(text, place, end), _BOX.search(text, place, end)
        if box is not None and (match is None or box.start() < match.start()):
            last = _closing(text, box.end() - 1, end)
            if last < 0:
                return []
            found.append(((box.start(), last + 1), (box.end(), last)))
            place = last + 1
        elif match is not None:
            group = next(name for name in ("fence", "code", "shown", "inline", "square", "round", "inside")
                         if match[name] is not None)
            # An environment of several lines is read as it is, and so is one with marks.
            whole = group == "inside" and bool(re.search(r"\\\\|\S\s*&", match[group]))
            if not _END.fullmatch(match[group].strip()):
                found.append((match.span(), match.span() if whole else match.span(group)))
            place = match.end()
        else:
            break
    return found if len(found) < _MOST_FORMULAS else []


def _last_box(text: str, window: Window, found: list[tuple[Window, Window]]) -> Window | None:
    """What is in the last box, if it is a formula by itself, in a sentence of its own that says nothing else."""
    (first, last), (inner, behind) = found[-1]
    box = (inner, behind) if _BOX.match(text, first, last) else _box(text, _stripped(text, (inner, behind)))
    if box is None or not _says_nothing_behind(text[last : window[1]]) or len(_BOX.findall(text)) > 1:
        return None
    before = text[window[0] : first]
    ends = [*re.finditer(r"[.!?](?:\$|\\\)|\\\])?\s", before)]
    if not ends or not _says_nothing_before(before[ends[-1].end() :]):
        return None
    return box


def _box(text: str, window: Window) -> Window | None:
    start, end = window
    match = _BOX.match(text, start, end)
    close = _closing(text, match.end() - 1, end) if match else -1
    return (match.end(), close) if match and close == end - 1 else None


def _environment(text: str, window: Window) -> Window | None:
    """Without an environment of one line."""
    for pattern in (_ARRAY, _ENVIRONMENT):
        if (match := pattern.fullmatch(text, *window)) and not re.search(r"\S\s*&", match["inside"]):
            return match.span("inside")
    return None


def _bold(text: str, window: Window) -> Window | None:
    start, end = window
    inner = text[start + 2 : end - 2]
    if text[start:end].startswith("**") and text[start:end].endswith("**") and inner.strip() and "**" not in inner:
        return start + 2, end - 2
    return None


def _label(text: str, window: Window) -> Window | None:
    """Without the words that a formula may follow: Answer:, **Answer:**, Thus, the gradient is."""
    start, end = window
    if command := _LABEL_COMMAND.match(text, start, end):
        words = text[start : command.end()].replace(command[0], command[1] + command[0].rpartition("}")[2])
        return (command.end(), end) if _says_nothing_before(words) else None
    if (rule := _RULE_BEFORE.match(text, start, end)) is not None:
        return rule.end(), end
    place, best, words_end = start, 0, min(end, start + _LONGEST_REMARK)
    while match := _WORD_BEFORE.match(text, place, words_end):
        place = match.end()
        if not set(map(str.lower, _WORD.findall(match[0]))) <= _NOUNS | _AROUND | _BEFORE | _words_of(_PHRASES):
            break
        if text[place - 1] in " \n:*," and _says_nothing_before(text[start:place]):
            best = place
    return (best, end) if best and not _is_prose(text[best:end]) else None


_NUMBERED = re.compile(r"(?:(?:[a-h]|\d{1,2}[a-h]?|i{1,3}|iv)\)|\d{1,2}\.\)|[•▪‣]|(?:Q\s?\d{1,2}|[QA])\s*:"
                       r"|\d{1,2}\.(?=\s+(?:\d|[^=]*=))(?!\s*\d+(?:\.\d*)?\s*$)"
                       r"|\(\s*(?:[a-h]|\d{1,2})\s*\)(?=\s+\d))\s+(?=\S)")


def _number_before(text: str, window: Window) -> Window | None:
    """Without the number of an answer: a) 3x^2, 1. 3x^2; and (a) before a number, which is no product."""
    match = None if text[: window[0]].strip() else _NUMBERED.match(text, *window)
    return (match.end(), window[1]) if match else None


def _sign_before(text: str, window: Window) -> Window | None:
    match = _SIGN_BEFORE.match(text, *window)
    return (match.end(), window[1]) if match else None


def _sign_behind(text: str, window: Window) -> Window | None:
    match = _SIGN_BEHIND.search(text, max(window[0], window[1] - _LONGEST_REMARK), window[1])
    if match is None or text[window[0] : match.start()].endswith("\\") or match[0].strip().startswith("..") \
            or re.search(r"\.\.\s*$|\\left\s*$|\\right\s*$", text[window[0] : match.end()]):
        return None
    return window[0], match.start()


def _words_behind(text: str, window: Window) -> Window | None:
    start, end = window
    match = _WORDS_BEHIND.search(text, max(start, end - _LONGEST_REMARK), end)
    if match is not None:
        return (start, match.start()) if _says_nothing_behind(match[1]) else None
    match = _RULE_BEHIND.search(text, max(start, end - _LONGEST_REMARK), end) \
        or _SAID_BEHIND.search(text, max(start, end - _LONGEST_REMARK), end)
    return (start, match.start()) if match else None


def _quote(text: str, window: Window) -> Window | None:
    """Without the sign of a quotation, or of a heading, before words."""
    start, end = window
    match = None if text[:start].strip() else _QUOTED.match(text, start, end)
    return (match.end(), end) if match else None


_LAYERS: tuple[Callable[[str, Window], Window | None], ...] = (
    _quote, _number_before, _remark, _segment, _bold, _box, _environment, _label, _sign_before, _sign_behind,
    _words_behind, _real,
)


# ---- what words say


def _words_of(phrases: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for phrase in phrases for word in phrase.split())


def _says_nothing_before(words: str) -> bool:
    """Whether words may stand before a formula and leave it as it is."""
    said = re.sub(r"(?<=\n)[>#]+|[*_\s]+", " ", words).strip().lower()
    if not said or _RULE.fullmatch(said):
        return True
    # A dash, a point or an apostrophe that belongs to no word is a sign of the formula.
    if re.search(r"[^a-z .:,'-]|(?<![a-z])[.'-]|['-](?![a-z])", said) or re.search(r"\s\.\s*$", words):
        return False
    ending = said
    for phrase in _PHRASES:
        said = said.replace(phrase, " is " if phrase != "with respect to" else " of ")
    found = [word.rstrip(".") for word in _WORD.findall(said)]
    if not set(found) <= _NOUNS | _AROUND | _BEFORE or not set(found) & (_NOUNS | _BEFORE):
        return False
    if found[-1] in ("of", "for", "to", "in", "with", "respect"):  # then the formula is what it is of
        return False
    if words.endswith("\n") and found[-1] in ("answer", "solution", "result"):  # a heading
        return True
    return ending[-1] == ":" or found[-1] in _BEFORE or (ending[-1] in ".," and found[0] in _BEFORE)


def _says_nothing_behind(words: str) -> bool:
    said = re.sub(r"[*_\s]+", " ", re.sub(rf"\$*\s*{_END.pattern}\s*\$*", " ", words)).strip(" ,;:").lower()
    return bool(_RULE.fullmatch(said)) or said in ("", ".") or said in _BEHIND or said.rstrip(".") in _BEHIND


def _is_prose(formula: str) -> bool:
    """Whether words of ordinary language stand in what is left: three letters and more with spaces around them."""
    formula = re.sub(r"\\(?:text\w*|mathrm|mbox|operatorname)\s*\{[^{}]*\}|\\[A-Za-z]+", " x ", formula)
    words = re.findall(r"(?:(?<=\s)|^)[A-Za-z']+(?=[\s.,;:!?]|$)", formula)
    return any(word.lower() in _CHANGING or (len(word) > 2 and word.isalpha() and word not in _FUNCTIONS
                                             and re.search("[aeiouAEIOU]", word)) for word in words)


def _is_balanced(formula: str) -> bool:
    """Whether no bracket or dollar sign is left open."""
    return all(formula.count(a) == formula.count(b) for a, b in ("()", "[]", "{}")) and formula.count("$") % 2 == 0


def is_remark(text: str) -> bool:
    """Whether a text is words of ordinary language that say nothing of a formula: "By the chain rule:", "so"."""
    bare = re.sub(r"\\(?:text(?:bf|it|rm)?|mathrm|mbox|emph)\s*\{([^{}\\$]*)\}", r" \1 ", text)
    bare = re.sub(r"\\q?quad(?![A-Za-z])|[*_#>~]+|\\[,;: ]", " ", bare).strip()
    if _ENDS.fullmatch(bare):
        return True
    if not bare or re.search(r"[^A-Za-z\s.,:;()'!-]|(?<![A-Za-z])[-'!]|-(?![A-Za-z])", bare):
        return False
    words = [word.lower().rstrip(".") for word in _WORD.findall(bare)]
    known = (_NOUNS | _AROUND | _BEFORE | _BETWEEN_LINES) - (_CHANGING - {"with", "where"})
    return bool(words) and {*words} <= known and words[-1] != "a"  # no article stands last


_ENDS = re.compile(r"(?:done|q\.?\s?e\.?\s?d|(?:hence\s+)?proved|finished|end of (?:the )?proof|which was to be shown"
                   r"|as (?:required|desired|wanted|claimed))[.!]*", re.IGNORECASE)
_BETWEEN_LINES = frozenset((
    "let", "and", "by", "a", "an", "on", "at", "from", "into", "chain", "product", "quotient", "power", "sum",
    "rule", "rules", "leibniz", "using", "use", "apply", "applying", "expand", "expanding", "simplify",
    "simplifying", "simplifies", "differentiate", "differentiating", "first", "second", "third", "next", "step",
    "steps", "note", "recall", "substitute", "substituting", "substitution", "compute", "computing", "calculate",
    "calculating", "factor", "factoring", "collect", "collecting", "term", "terms", "bracket", "brackets", "both",
    "sides", "side", "left", "right", "hand", "definition", "definitions", "linearity", "line", "lines",
    "following", "follow", "derivation", "proof", "part", "start", "starting", "begin", "write", "writing",
    "rewrite", "rewriting", "see", "know", "find", "want", "show", "each", "all", "take", "taking", "derive",
    "deriving", "insert", "inserting", "plug", "plugging", "combine", "combining", "put", "putting", "together",
    "since", "because", "also", "again", "chain-rule", "where", "how", "what", "these", "those", "its", "their",
    "them", "hat", "identity", "cancel", "cancels", "twos", "expressions", "formulas", "derivatives", "gradients",
    "notation", "work", "works", "working",
))  # fmt: skip
"""Words between the lines of a solution that say nothing of them."""


__all__ = ["is_remark", "pointing_into", "unwrapped"]
