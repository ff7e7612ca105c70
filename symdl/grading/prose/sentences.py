r"""The sentences of a line of a worked solution: formulas among words, and which word of them is not known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from symdl.grading.prose.called import without_callings
from symdl.grading.prose.claims import HOLE, asks, of_higher
from symdl.grading.prose.described import without_descriptions
from symdl.grading.prose.doing import done_in
from symdl.grading.prose.relating import without_relations
from symdl.grading.prose.vocabulary import unknown

_ENVIRONMENTS = "equation|align|alignat|gather|multline|flalign|eqnarray|displaymath|math|aligned|gathered|split"
MATH = re.compile(
    r"(?<![\\$])\$(?!\$)((?:[^$\\]|\\.)+)\$(?!\$)|\\\(((?:[^\\]|\\(?![()]).)+)\\\)"
    r"|\\\[((?:[^\\]|\\(?![\[\]]).)+)\\\]|(?<!\\)\$\$((?:[^$\\]|\\.)+)\$\$"
    rf"|\\begin\{{(?P<env>(?:{_ENVIRONMENTS})\*?)\}}(.+?)\\end\{{(?P=env)\}}", re.DOTALL)
_SCRIPT = re.compile(r"[_^]\s*\{[^{}]*\}")
RELATION = re.compile(
    r"=|[<>≤≥≠≈≡≜≔∝→⇒∼]|\\(?:triangleq|coloneqq|leq?|geq?|neq?|lt|gt|approx|equiv|sim(?:eq)?|propto|to|rightarrow|ll|gg|in|subset|Rightarrow"
    r"|implies|cong|doteq)(?![a-z])")
ABOVE = r"\^(?:\*|\\(?:star|ast|prime)|\{\s*[(\[]?[\w,+ -]+[)\]]\s*\})"
A_NAME = re.compile(r"\s*(?:\\?[A-Za-z]+|\\(?:mathbb|mathbf|mathcal|boldsymbol|hat|bar|tilde|vec)\s*\{\\?[A-Za-z]\})"
                     rf"(?:_(?:\\?\w|\{{[^{{}}]*\}})|{ABOVE})*'*(?:\(\\?[A-Za-z](?:\s*[,|]\s*\\?[A-Za-z])*\))?\s*")
A_NUMBER = re.compile(r"[-+\d.,/()\s]*(?:(?:\\(?:infty|pi)|\\[dt]?frac\s*(?:\d|\{\d+\})\s*(?:\d|\{\d+\}))\s*)?")
_APART = re.compile(r"[,;\s]*")
_SENTENCE = re.compile(r"\.(?=\s|$)(?<!i\.e\.)(?<!e\.g\.)(?<!w\.r\.t\.)|[;!?](?=\s|$)")
OUTSIDE = re.compile(r"[=<>≤≥≠^_]|\d\s*[-+*/]|\\(?!text|quad|qquad|[,;:! \\]|item|emph|noindent|par|newline|[lc]?dots"
                      r"|Rightarrow|implies|therefore|because|square|blacksquare|Box|qed|checkmark|begin|end|left|right"
                      r"|big|Big|tag|label|ref|eqref|section|paragraph)"
                      r"|(?:\b[A-Za-z]\([^()]*\)|\b\d[A-Za-z]\b|\b[A-Za-z]')\s+"
                      r"(?:is|equals|becomes|gives|comes|works|thus|⇒)(?!\w)")
"""What is a formula, outside of what is marked as one."""
RUNS = re.compile(r"dots|\.\.\.|…|\\in(?![a-z])")
_RUN_NAME = r"\s*\\?[A-Za-z]+(?:_(?:\w|\{[^{}]*\}))?\s*"
_RUN = re.compile(
    rf"{_RUN_NAME}(?:,{_RUN_NAME})*(?:=|\\in(?![a-z]))(?![^=]*\\(?:emptyset|varnothing))"
    r"(?:(?!\\in(?![a-z]))[^=<>≤≥≠])*", re.DOTALL)
_FAR = 300  # characters; what stands farther away says nothing


def said_in(found: re.Match[str]) -> str:
    return found[0] if found["env"] else next(filter(None, found.groups())).strip()


def is_of_names(formula: str) -> bool:
    """Whether a formula is a name, or names in a row: i, j.

    They are taken one after the other: a pattern of all of them would try each way to cut a long name.
    """
    place = 0
    while (found := A_NAME.match(formula, place)) is not None:
        place = _APART.match(formula, found.end()).end()  # type: ignore[union-attr]
    return 0 < place == len(formula)


def is_statement(formula: str) -> bool:
    """Whether a formula says that something is so, and is no value; what a sum runs over says nothing."""
    while (bare := _SCRIPT.sub("", formula)) != formula:
        formula = bare
    return bool(RELATION.search(formula))


@dataclass(frozen=True)
class Formula:
    """A formula and the words around it.

    before     those from the formula before it, or from the start of its sentence
    behind     those up to the next formula
    following  that one, or ""
    starts     whether a sentence starts in front of it
    outside    what stands in front of it that is a formula, too, and not marked as one
    """

    said: str
    before: str
    behind: str
    following: str
    starts: bool
    outside: str

    @property
    def is_statement(self) -> bool:
        return is_statement(self.said)

    @property
    def is_name(self) -> bool:
        return bool(A_NAME.fullmatch(self.said))

    @property
    def is_last(self) -> bool:
        """Whether its sentence ends with it."""
        return not self.following

    @property
    def is_run(self) -> bool:
        r"""Whether it says over what an index runs, and no more: i = 1, \dots, m."""
        return RUNS.search(self.said) is not None and _RUN.fullmatch(self.said) is not None


def _sentences(masked: str) -> Iterator[tuple[str, str]]:
    start = 0
    for found in _SENTENCE.finditer(masked):
        yield masked[start : found.start()], found[0]
        start = found.end()
    if masked[start:].strip():
        yield masked[start:], ""


def says_something(formula: str) -> bool:
    """Whether a formula is no name, and no number."""
    return not (is_of_names(formula) or A_NUMBER.fullmatch(formula))


@dataclass(frozen=True)
class Sentence:
    """Words with holes, the formulas that stand in them, and the word that is not known.

    called   equations that its words say of other ones by what they call them
    done     what its words say of formulas, or do with them, as marks
    """

    words: str
    found: tuple[re.Match[str], ...]
    doubt: str
    called: tuple[str, ...] = ()
    done: tuple[str, ...] = ()

    @property
    def says_something(self) -> bool:
        return any(says_something(said_in(one)) for one in self.found)

    def formulas(self) -> Iterator[Formula]:
        parts = self.words.split(HOLE)
        for k, one in enumerate(self.found):
            before, behind = parts[k], parts[k + 1]
            said, following = said_in(one), said_in(self.found[k + 1]) if k + 1 < len(self.found) else ""
            is_outside = one["env"] is None and OUTSIDE.search(before) and before.strip() != "="
            if not following and behind.strip() == "=":  # its right side stands in the next line
                said, behind = f"{said} =", ""
            yield Formula(said, before[-_FAR:], behind[:_FAR], following, not k, before.strip() if is_outside else "")

    @property
    def unsaid(self) -> str:
        """The words behind the last formula that is no name and no number."""
        parts = self.words.split(HOLE)
        last = max((k for k, one in enumerate(self.found, 1) if says_something(said_in(one))), default=0)
        return " ".join(parts[last:])

    def rest(self) -> str:
        """What stands behind the last formula, if it is a formula."""
        rest = self.words.rpartition(HOLE)[2].strip()
        return rest if rest != "=" and OUTSIDE.search(rest) else ""


_AIMS = re.compile(
    r"""\W*(?:(?:first|now|here|so|then|next|ok|okay|in\s+this\s+(?:problem|exercise|question|part|step))\b\W*)*
    (?:(?:our|the)\s+(?:goal|aim|task|objective)\s+(?:is|will\s+be)\s+to
     | (?:the|this)\s+(?:question|problem|task|exercise)\s+(?:is|asks(?:\s+(?:us|me))?|wants(?:\s+us)?)\s+to
     | (?:we|i|you|one)\s+(?:(?:now|first|then|also|therefore)\s+)?(?:(?:want|need|have|wish|would\s+like|aim)\s+to
       |(?:are|am|were)\s+(?:(?:asked|required|supposed|going)\s+)?to|will|shall|must|should)
     | (?:we|i)'(?:ll|d\s+like\s+to) | let\s+us | let's | to | it\s+remains\s+to | (?:goal|aim|task)\s*:(?:\s*to)? )
    \s+(?:(?:now|first|then|again|just)\s+)?
    (?:find|compute|calculate|determine|evaluate|derive|differentiate|integrate|simplify|show|prove|verify
     |establish|obtain|work\s+out|solve|start\s+(?:with|from)|begin\s+with|consider|look\s+at)
    (?:\s+(?:that|the|value|derivative|gradient|integral|limit|sum|expression|function|partial|following|identity
      |formula|equation|claim|statement))*[\s:,]*""" + HOLE, re.IGNORECASE | re.VERBOSE)
_WITHOUT_MORE = re.compile(
    rf"\W*(?:(?:step\s+by\s+step|as\s+follows|explicitly|directly|first|now|again|for\s+(?:all|any|every|each)\s+{HOLE}"
    rf"|with\s+respect\s+to\s+{HOLE}|by\s+(?:the\s+)?(?:definition|chain\s+rule|product\s+rule|quotient\s+rule)"
    r"|using\s+the\s+(?:\w+\s+)?rule)\W*)*", re.IGNORECASE)


def aim_of(sentence: Sentence) -> str:
    """The formula of which a sentence says that it is to be found or shown, and no more; else ""."""
    found = _AIMS.match(sentence.words)
    more = sentence.words[found.end() :] if found is not None else ""
    return said_in(sentence.found[0]) if found is not None and _WITHOUT_MORE.fullmatch(more) else ""


def sentences_of(line: str, found: list[re.Match[str]]) -> list[tuple[Sentence, str]]:
    """The sentences of a line, each with a word that makes it unclear what its formulas say, or "".

    found   the formulas

    A sentence says nothing that has a word in it that is not known, and so do those beside one that is of such words
    alone: "$a = b$. Not." speaks of what stands before it.
    """
    masked = "".join((*(line[(found[k - 1].end() if k else 0) : one.start()] + HOLE for k, one in enumerate(found)),
                      line[found[-1].end() :])) if found else line
    formulas = iter(found)
    sentences = []
    for words, stop in _sentences(masked):
        own = [*islice(formulas, words.count(HOLE))]
        texts = [*map(said_in, own)]
        words, kept = without_descriptions(words, texts, [A_NAME.fullmatch(text) is not None for text in texts])
        called = without_callings(words, [texts[k] for k in kept])
        words, own = called.words, [own[kept[k]] for k in called.kept]
        words, kept, marks = without_relations(words, [*map(said_in, own)])
        own = [own[k] for k in kept]
        said = of_higher(words, " ".join(map(said_in, own)))
        asked = "?" if (stop == "?" or asks(words)) and own else ""
        doubt = called.doubt or unknown(said.replace(HOLE, f" {HOLE} ")) or asked
        done = (*marks, *done_in(words, [*map(said_in, own)]))
        sentences.append(Sentence(words, tuple(own), doubt, called.said, done))
    doubts = [one.doubt for one in sentences]
    for k, one in enumerate(sentences):
        if one.doubt and not one.says_something:
            for beside in (k - 1, k + 1):
                if 0 <= beside < len(sentences) and not doubts[beside]:
                    doubts[beside] = one.doubt
    return [*zip(sentences, doubts, strict=True)]


__all__ = ["ABOVE", "A_NAME", "A_NUMBER", "HOLE", "MATH", "OUTSIDE", "RELATION", "RUNS", "Formula", "Sentence",
           "aim_of", "is_of_names", "is_statement", "said_in", "says_something", "sentences_of"]
