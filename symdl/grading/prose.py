r"""The formulas of a worked solution that stand in sentences, and what each of them says there.

    By the chain rule, $f'(x)$ equals $6x^5 + 3x^2$,          f'(x) = 6x^5 + 3x^2
    which is $3x^2(2x^3 + 1)$, because $a = b$.               = 3x^2(2x^3 + 1)
                                                              since a = b
    Using $u = x^2$, ... The derivative of $u$ is $2x$.       let u = x^2
                                                              slope u = 2x
    Hence $L$, and so on.                                     alone L

No formula is passed over but names, and what words are known to do no more with than to mention it ("the factor $2x$").
Of all others the words have to be known: a formula of which they are not is marked "unclear", and counts only if it is
what is asked for. One that stands "alone", without words that say what it is, may be the start of an equation. What is
"denied", and what holds "only" at one place or in one case, cannot be judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, zip_longest

from symdl.grading.touching import changes_before, changes_behind, reckons

OWN = "\x05"
"""In front of a formula from a sentence: it goes on from nothing, and its sign is no bullet."""

_ENVIRONMENTS = "equation|align|alignat|gather|multline|flalign|eqnarray|displaymath|math|aligned|gathered|split"
_MATH = re.compile(
    r"(?<![\\$])\$(?!\$)((?:[^$\\]|\\.)+)\$(?!\$)|\\\(((?:[^\\]|\\(?![()]).)+)\\\)"
    r"|\\\[((?:[^\\]|\\(?![\[\]]).)+)\\\]|(?<!\\)\$\$((?:[^$\\]|\\.)+)\$\$"
    rf"|\\begin\{{(?P<env>(?:{_ENVIRONMENTS})\*?)\}}(.+?)\\end\{{(?P=env)\}}", re.DOTALL)
_WORD = re.compile(r"(?<![A-Za-z\\])[A-Za-zÀ-ÿ]{2,}|(?<![A-Za-z\\])[IA](?=\s+[a-z]{2,})")
_GROUP = re.compile(r"\\(?P<command>text(?:rm|it|bf|normal)?|mbox|tag\*?|footnote|(?:short)?intertext|mathrm)\s*\{")
_IN_WORDS = re.compile(r"\\(?:text|mathrm|mbox|operatorname)|[A-Za-z]{3,}\s[A-Za-z]")
_TEXT = re.compile(r"\\(?:text|mathrm|mbox)\s*\{[^{}]*\}")
_LABELLED = re.compile(r"\\(?:overset|stackrel|underset|tag\*?)\s*\{|\\(?:under|over)brace\s*\{")
_CASES = re.compile(r"\\begin\{(cases|array)\}.*?\\end\{\1\}", re.DOTALL)
_SCRIPT = re.compile(r"[_^]\s*\{[^{}]*\}")
_BULLET = re.compile(r"^\s*(?:[-*+•–◦]\s+|\(?(?:\d{1,2}|[a-z])[.)]\s+|\*\*\(?\w{1,2}[.)]\*\*\s*|#+\s+|>\s+)+"
                     r"(?=\$|\\[(\[]|\*\*|[A-Z])")
_RELATION = re.compile(
    r"=|[<>≤≥≠≈≡∝→⇒∼]|\\(?:leq?|geq?|neq?|lt|gt|approx|equiv|sim(?:eq)?|propto|to|rightarrow|ll|gg|in|subset|Rightarrow"
    r"|implies|cong|doteq)(?![a-z])")
_ABOVE = r"\^(?:\*|\\(?:star|ast|prime)|\{\s*[(\[]?[\w,+ -]+[)\]]\s*\})"
_A_NAME = re.compile(r"\s*(?:\\?[A-Za-z]+|\\(?:mathbb|mathbf|mathcal|boldsymbol|hat|bar|tilde|vec)\s*\{\\?[A-Za-z]\})"
                     rf"(?:_(?:\\?\w|\{{[^{{}}]*\}})|{_ABOVE})*'*(?:\(\\?[A-Za-z](?:\s*[,|]\s*\\?[A-Za-z])*\))?\s*")
_NAMES = re.compile(r"\s*\\?[A-Za-z]+(?:_(?:\w|\{[^{}]*\}))?(?:'*|\([A-Za-z]\))\s*:?=")
_A_NUMBER = re.compile(r"[-+\d.,/()\s]*(?:(?:\\(?:infty|pi)|\\[dt]?frac\s*(?:\d|\{\d+\})\s*(?:\d|\{\d+\}))\s*)?")
_APART = re.compile(r"[,;\s]*")
_NO_WORD = re.compile(r"[\s,(]*")
_AND = re.compile(r"\W*(?:and)?\W*$", re.IGNORECASE)


def _words(words: str, before: str = r"\b", behind: str = r"\W*$") -> re.Pattern[str]:
    """A pattern of words, with an underline for a space in one, and what stands around them."""
    some = "|".join(word.replace("_", r"\s+") for word in words.split())
    return re.compile(rf"{before}(?:{some}){behind}", re.IGNORECASE)


_DENIED = _words(r"""
    not never cannot wrong mistake\w* false incorrect\w* unlike instead rather forgot\w* fail\w* neither nor
    untrue nicht kein\w* pas jamais falsch""", r"n't\b|~~|\\(?:cancel|sout|st)\b|\b", r"\b")
_TAKEN_BACK = _words("false wrong incorrect not_true not untrue no does_not doesn't isn't fails",
                     r"\s*[(\[,]?\s*(?:is\s+|which\s+is\s+)?", r"\b(?!\s+only)")
_OR_BEFORE = re.compile(r"\b(?:either\W*|or(?:\s+else)?\W*)$", re.IGNORECASE)
_OR = re.compile(r"\W*or(?:\s+else)?\W*$", re.IGNORECASE)
_CONDITION = _words(r"""
    at for when if assum\w+ suppose provided provided_that in_case case case\s+\w+:? whenever unless until only
    setting while""", behind=r"\W*(?:(?:all|each|every|any|the_case|place|point|value)\W*)?$")
_SUPPOSED = _words(r"suppose assum\w+ suppose_that assuming_that")
_ONLY_THEN = _words("at for when if whenever in_case provided unless", r"\s*[,(]?\s*(?:only\s+)?",
                    r"\b(?!\s+(?:all|every|each|any)\b)")
_IF = _words("if when whenever")
_FOR_ALL = _words("all each every any")
_AFFIRMED = _words("as which that this it they", r"\s*[,(]\s*(?:and\s+)?", r"\b(?!\s+(?:required|desired|asked)\b)")
_OF_A_NAME = re.compile(r"\s*\\?[A-Za-z]+(?:_(?:\w|\{[^{}]*\}))?\s*(?:[=<>≤≥≠]|\\[gln]e)")
_CASE = re.compile(r"\bcase\b\s*\w*\s*[:.]?\W*$", re.IGNORECASE)
_ALL_CASES = _words(r"both_cases? all_cases? any_case either_case each_case case altogether together", behind=r"\b")
_REASON = _words("since because as from of by using with recall (?:recall|note|know|given|use|using|fact)_that")
_NAMING = _words(r"""
    let where with set put define call using by via through substitut\w+ writing denot\w+ setting putting taking""",
                 behind=r"\b\W*(?:us\s+)?(?:\w+\s+)?$")
_LATER = _words("where with", behind=r"\b\W*(?:\w+\s+)?$")
_IS = (r"(?:is|are|equals?|becomes?|gives?|yields?|simplifies\s+to|reduces\s+to|evaluates\s+to|comes\s+to"
       r"|is\s+given\s+by|(?:can|may)\s+(?:(?:also|then|further|again)\s+)?be\s+(?:re)?written\s+as|ist|=)")
_SAME = re.compile(r"[\s,;(]*(?:and\s+)?(?P<which>which|this|that|it)?\s*(?:(?:then|also|just|further|in\s+turn)\s+)?"
                   rf"{_IS}\s*(?:(?:equal\s+to|just|simply|also|exactly|the\s+same\s+as|nothing\s+(?:but|else\s+than))\s*)?"
                   r"[\s:,]*", re.IGNORECASE)
_THAT_IS = re.compile(r"[\s,;(–—-]*(?P<which>that\s+is|i\.?\s?e\.|viz\.?|namely|in\s+other\s+words|equivalently)"
                      r"[\s:,]*", re.IGNORECASE)
_SLOPE = re.compile(r"\b(?:derivative|slope|differentiat\w+)\s+(?:of\s+)?(?:the\s+(?:\w+\s+){0,3})?\W*$", re.IGNORECASE)
_HAS_SLOPE = re.compile(r"\s*has\s+(?:the\s+)?(?:derivative|slope)\s*", re.IGNORECASE)
_ITS_SLOPE = re.compile(r"\W*(?:and\s+|with\s+)?(?:its|whose)\s+(?:derivative|slope)\s+(?:is|equals|being)\s*",
                        re.IGNORECASE)
_LEADS = _words("""
    so thus hence therefore then first next finally consequently and now i e viz namely in other words equivalently
    we i one this which it that the our my final desired required whole full total complete answer result solution value
    derivative gradient slope expression is are equals? gets? gives? obtains? yields? have finds? becomes? reads
    conclude arrive at to also again just simply can be written rewrite rewritten as same follows remark note step by
    using with from definition chain product quotient power rule linearity simplifying simplify simplified
    simplifies form of for there all back problem""",
                r"^\W*(?:", r"\W+)*$")
"""Words that lead to a formula, and say no more than that it is what is asked for, or goes on from what was said."""
_CONNECTS = _words("""
    so thus hence therefore then finally consequently now namely i\\.e that_is in_other_words equivalently and
    to as""", r"^\W*$|\b")
_IS_SAID = _words(r"""
    is are gets? gives? obtains? yields? equals? answer have finds? becomes? reads same_as written_as rewritten_as
    follows_that simplif\w+_to reduce\w*_to rewrite_(?:this|it)_as write_(?:this|it)_as""", r":\s*$|\b", r"\b\W*$")
_SPEAKS = _words("""
    we i one this which it that answer result solution derivative gradient so thus hence therefore finally""",
                 behind=r"\b")
_MENTIONS = _words(r"""
    factors? terms? exponents? denominators? numerators? expression function formula integral sum brackets?
    limit respect_to multipl\w+(?:\s+\w+){0,3}_by divid\w+(?:\s+\w+){0,3}_by expand\w* simplify\w* cancel\w*
    collect\w* factor(?:ing)?_out appl\w+(?:\s+\w+){0,3}_to differentiate compute consider rewrite start\w*_with
    start\w*_from both_sides_by definition_of rule_to derivative_of""")
_OPERATES = re.compile(r"\b(?:(?:multipl|divid|divis)\w*(?:\s+\w+){0,3}\s+by|(?:adding|subtracting)(?:\s+\w+){0,2})"
                       r"\W*$", re.IGNORECASE)
"""Before what both sides are multiplied by: that is not what is said to be something."""
_HEADING = re.compile(r"^\s*(?:\*\*|__|#+\s*)?(?P<words>[A-Za-z][a-z]{3,}(?:\s[a-z]{3,})?)\s*(?:\*\*|__)?:(?:\*\*|__)?"
                      r"(?=\s|$)")
_NO_HEADING = _words("""
    false untrue error errors attempt guess claim conjecture hypothesis suppose assume assuming case when unless until
    limits place boundary example""", behind=r"\b")
_VERB = re.compile(r"\s*(?!(?:by|using|since|because|as|which|that|this|and|so|thus|hence|where|with|from|after|when|if"
                   r"|for|at|in|then|or|to|but|is|are|on|into|of|through|via|it|we|the|a|i\.?e|namely|plus|minus|times"
                   r"|while|whose|becomes?|equals?|gives?|yields?|again|also|now|here|over)\b)[A-Za-z]{2,}",
                   re.IGNORECASE)
"""What says something of a formula, in words that are not known."""
_OF_ANOTHER = re.compile(r"\s+(?P<of>for|from|of)\s+", re.IGNORECASE)
_IS_ANSWER = re.compile(r"\s*,?\s*(?:is|are)\s+(?:the|our|my)\s+(?:\w+\s+)?"
                        r"(?:answer|derivative|gradient|result|value)\b", re.IGNORECASE)
_OPENS = re.compile(
    r"^\s*(?:(?:and\s+|but\s+)?(?:hence|then|so|thus|therefore|now|also|finally|similarly|clearly|first|next|moreover|"
    r"note that|recall that|we (?:have|get|obtain|find|see|know)(?: that)?|i get|this (?:is|gives)|which (?:is|gives)|"
    r"it follows(?: that)?)\b[\s,:]*)+(?=[^\s,:])", re.IGNORECASE)
_BEHIND = re.compile(r"(?<=\S)(?P<open>[\s,]*\(\s*|[\s,]+)(?P<words>(?:because|since|by (?:the|definition|induction)"
                     r"|using (?:the|that)|as (?:required|desired|wanted|claimed))\b)", re.IGNORECASE)
_PLAIN_WORDS = re.compile(
    r"(?:[\s,.;:()]|(?<![A-Za-z\\])(?!(?:sin|cos|tan|cot|sec|exp|log|ln|sqrt|sum|int|lim|pi|sigma|frac|d[a-z])\b)"
    r"(?:[A-Za-zÀ-ÿ]{2,}(?:['’–-][A-Za-zÀ-ÿ]+)*|[aI](?=\s+[a-z]{2,}))(?![\w'’^(\[{]))*", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:\b(?:so|hence|thus|therefore|then|consequently|gives?|get|obtain|have|find|is)|[;:.])"
                      r"[\s,:]*$", re.IGNORECASE)
_OF_WHAT = re.compile(r"\b(?:of|for|on|to|with|in|at|by|from|about|function)\s*$", re.IGNORECASE)
_NUMBERED = re.compile(r"\(?\s*\d+[a-h]?[\s).,]*")
_SENTENCE = re.compile(r"\.(?=\s|$)(?<!i\.e\.)(?<!e\.g\.)|[;!?](?=\s|$)")
_OUTSIDE = re.compile(r"[=<>≤≥≠^_]|\d\s*[-+*/]|\\(?!text|quad|qquad|[,;:! \\]|item|emph|noindent|par|newline|[lc]?dots"
                      r"|Rightarrow|implies|therefore|because|square|blacksquare|Box|qed|checkmark|begin|end|left|right"
                      r"|big|Big|tag|label|ref|eqref|section|paragraph)"
                      r"|(?:\b[A-Za-z]\([^()]*\)|\b\d[A-Za-z]\b|\b[A-Za-z]')\s+"
                      r"(?:is|equals|becomes|gives|comes|works|thus|⇒)(?!\w)")
"""What is a formula, outside of what is marked as one."""
_KEPT = re.compile(r"(?:let|where|only|denied)\b")
_KIND = re.compile(r"(?:since|slope|alone|unclear) ")
_SAID_OF = re.compile(rf"\W*(?:\w+\W+)?{_IS}\W*(?:\w+\W*)?$", re.IGNORECASE)
_RUNS = re.compile(r"dots|\.\.\.|…|\\in(?![a-z])")
_RUN_NAME = r"\s*\\?[A-Za-z]+(?:_(?:\w|\{[^{}]*\}))?\s*"
_RUN = re.compile(
    rf"{_RUN_NAME}(?:,{_RUN_NAME})*(?:=|\\in(?![a-z]))(?![^=]*\\(?:emptyset|varnothing))"
    r"(?:(?!\\in(?![a-z]))[^=<>≤≥≠])*", re.DOTALL)
_FAR = 300  # characters; what stands farther away says nothing
_MOST_GROUPS = 60


def formulas_of(line: str) -> Iterator[str]:
    """What a line of a solution says, one formula after the other; the line itself, where it is no prose."""
    line, beside = _without_comments(line)
    line, is_one = _joined(_BULLET.sub("", line))
    found = [*_MATH.finditer(line)]
    outside = _MATH.sub(" ", line)
    if is_one and len(found) == 1 and not outside.strip():
        yield OWN + _said(found[0])
    elif found and (_WORD.search(outside) or len(found) > 1 or found[0]["env"]):
        yield from (f"{OWN}{one}" for one in _of_sentence(line, found))
    elif found and not outside.strip():
        yield OWN + line  # it goes on from nothing
    elif found or r"\text" in line:
        yield line
    else:
        bare = _OPENS.sub("", _without_heading(line))
        is_signed = bare != line and bare[:1] in ("-", "–", "+", "*")  # what stands behind words is no bullet
        yield from _without_words(f"{OWN}{bare}" if is_signed else bare)
    yield from (f"{OWN}{one}" for one in beside)


def _without_words(line: str) -> Iterator[str]:
    """A line without the words that say why it is so, and the formulas among those.

    What goes on with a sign behind them is a part of the line; what they say that is no word is judged, or not clear.
    """
    reasons: list[str] = []
    place = 0
    while (found := _BEHIND.search(line, place)) is not None:
        start, end = found.start(), len(line)
        if "(" in found["open"]:
            close = _closing(line, found.end("open"), "()")
            end = close if close >= 0 else end
        words = _PLAIN_WORDS.match(line, found.start("words"), end)
        assert words is not None  # it may be of no letter
        said = words[0].rstrip("( ")
        rest = line[words.start() + len(said) : end].strip(" ,.")
        if rest.count(")") > rest.count("("):
            rest = rest.removesuffix(")")
        behind = line[end + 1 :] if end < len(line) else ""
        if _DENIED.search(said) or reckons(said):
            yield f"denied {line}"
            return
        if rest and not behind and _RELATION.match(rest):
            line, place = f"{line[:start]} {rest}", start
            continue
        if rest and not behind and _GOES_ON.search(said):
            yield line[:start]
            yield from reasons
            yield from _without_words(f"{OWN}{rest}")
            return
        if rest and _RELATION.search(rest):
            reasons.append(f"since {rest}")
        elif rest and not (_NUMBERED.fullmatch(rest) or (_OF_WHAT.search(said) and not _WORD.search(
                re.sub(r"\\[A-Za-z]+", " ", rest)))):
            reasons.append(f"denied {rest}")
        line, place = f"{line[:start]} {behind}" if behind.strip() else line[:start], start
    yield line
    yield from reasons


_JOINS = re.compile(r"\s*(?:=\s*(?P<minus>[-−])?|\+|(?P<less>[-−]))\s*")


def _joined(line: str) -> tuple[str, bool]:
    """A line with one formula for those that only a sign parts, $a$ = -$b$, and whether there are such.

    A minus before a sum may be meant of all of it: there, the formulas are left apart.
    """
    made, end, is_one = "", 0, False
    last: re.Match[str] | None = None
    for found in _MATH.finditer(line):
        between = line[end : found.start()]
        sign = _JOINS.fullmatch(between) if last is not None and not (last["env"] or found["env"]) else None
        said = found[0] if found["env"] else _said(found)
        if sign is not None and not ((sign["minus"] or sign["less"]) and _is_sum(said)) and not (
                "=" not in between and _is_statement(said)):
            made, is_one = f"{made[:-1]} {between.strip()} {said}$", True
        else:
            made += between + (found[0] if found["env"] else f"${said}$")
        last, end = found, found.end()
    return (made + line[end:], True) if is_one else (line, False)


def _is_sum(formula: str) -> bool:
    while (bare := _BRACKETS.sub("", formula)) != formula:
        formula = bare
    return bool(re.search(r"[-+−]|=", formula))


_BRACKETS = re.compile(r"\{[^{}]*\}|\([^()]*\)")


def _without_heading(line: str) -> str:
    """A line without the words and the colon before it, if nothing or an equation stands behind: Forward pass:"""
    found = _HEADING.match(line)
    if found is None or _DENIED.search(found["words"]) or _NO_HEADING.search(found["words"]):
        return line
    rest = line[found.end() :]
    return rest if "=" in rest or not rest.strip() else line


@dataclass(frozen=True)
class _Formula:
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
        return _is_statement(self.said)

    @property
    def is_name(self) -> bool:
        return bool(_A_NAME.fullmatch(self.said))

    @property
    def is_last(self) -> bool:
        """Whether its sentence ends with it."""
        return not self.following or bool(_SENTENCE.search(self.behind))

    @property
    def is_run(self) -> bool:
        r"""Whether it says over what an index runs, and no more: i = 1, \dots, m."""
        return _RUNS.search(self.said) is not None and _RUN.fullmatch(self.said) is not None

    @property
    def is_subject(self) -> bool:
        """Whether something is said of it behind it: "... is", "has the derivative", (= ...)."""
        same = _SAME.fullmatch(self.behind)
        goes_on = _THAT_IS.fullmatch(self.behind) or (
            self.following.startswith("=") and _NO_WORD.fullmatch(self.behind))
        return bool(_HAS_SLOPE.fullmatch(self.behind) or goes_on) or (same is not None and not same["which"])


def _of_sentence(line: str, found: list[re.Match[str]]) -> Iterator[str]:
    """The formulas among the words of a line."""
    reading, end = _Reading(), 0
    for formula, following in zip_longest(found, found[1:]):
        before = line[end : formula.start()]
        outside = before.strip() if formula["env"] is None and _OUTSIDE.search(before) and before.strip() != "=" else ""
        *earlier, before = _SENTENCE.split(before)
        end = formula.end()
        behind = line[end : following.start() if following is not None else len(line)]
        said = _said(formula)
        if following is None and behind.strip() == "=":  # its right side stands in the next line
            said, end = f"{said} =", len(line)
        yield from reading.take(_Formula(said, before[-_FAR:], behind[:_FAR],
                                         _said(following) if following is not None else "", bool(earlier), outside))
    yield from reading.unused()
    if _OUTSIDE.search(line[end:]):
        yield f"denied {line[end:].strip()}"


@dataclass
class _Reading:
    """What was read of a line so far.

    subject   the formula of which something is said next; ``is_slope``, if it is of its derivative; ``is_value``, if it
              is what the next one is
    place     what holds where what is said does; ``is_case``, if that goes on in the next sentences
    last      the formula before
    names     whether names are being given
    chained   whether something was said that "this" may go on from
    mentioned whether a formula of this sentence was mentioned only, so that what "is" something may be another
    changed   whether it is not that formula, but what was made of it: "twice $a$ is"
    """

    subject: str = ""
    is_slope: bool = False
    is_value: bool = False
    place: str = ""
    is_case: bool = False
    last: str = ""
    names: bool = False
    chained: bool = False
    mentioned: bool = False
    changed: bool = False

    def take(self, one: _Formula) -> Iterator[str]:
        if one.outside:
            yield f"denied {one.outside}"
        if one.starts:
            yield from self.unused()
            self.names = self.mentioned = self.changed = False
            if not self.is_case or _ALL_CASES.search(one.before):
                self.place, self.is_case = "", False
        if re.search(r"\w", one.said):  # else it is a star, as a label
            self.names = bool(_NAMING.search(one.before)) or (self.names and bool(_AND.fullmatch(one.before)))
            is_changed = changes_before(one.before, is_statement=one.is_statement) or changes_behind(one.behind)
            subject = self.subject
            for said in self._said(one):
                is_kept = _KEPT.match(said) or not (is_changed or self.changed)
                yield said if is_kept else f"denied {_KIND.sub('', said)}"
            if subject != self.subject or self.mentioned:
                self.changed |= is_changed and bool(_SAID_OF.match(one.behind))
            self.last = one.said

    def unused(self) -> Iterator[str]:
        """What was to be spoken of, and was not."""
        if self.subject and not _A_NAME.fullmatch(self.subject):
            yield f"unclear {self.subject}"
        self.subject, self.is_slope, self.is_value = "", False, False

    def _said(self, one: _Formula) -> Iterator[str]:
        gives_name = self.names and one.is_statement and bool(_NAMES.match(one.said))
        if _DENIED.search(one.before) or _TAKEN_BACK.match(one.behind) or (
                one.is_statement and (_OR_BEFORE.search(one.before) or _OR.match(one.behind))):
            yield f"denied {one.said}"
        elif self.is_value and not one.is_statement:
            yield f"{one.said} = {self.subject}"
            self.subject, self.is_value = "", False
        elif (_CONDITION.search(one.before) and not gives_name) or (
                self.place and not self.is_case and _AND.fullmatch(one.before) and not one.is_last):
            yield from self._condition(one)
        elif gives_name:
            yield f"{'where' if _LATER.search(one.before) else 'let'} {one.said}"
        elif self.place and (one.is_statement or not one.is_name or _IS_SAID.search(one.before)):
            yield f"only at {self.place}: {one.said}"
        elif one.is_statement and _ONLY_THEN.match(one.behind) and not _RUNS.search(one.following):
            yield f"only at {one.behind.strip()}: {one.said}"
        elif one.is_statement:
            if one.said.startswith("="):
                one = replace(one, said=f"{self.subject} {one.said}".strip())
                self.subject = ""
            yield from self.unused()
            yield f"since {one.said}" if self.names or _REASON.search(one.before) else one.said
            self.chained = True
        else:
            yield from self._value(one)

    def _condition(self, one: _Formula) -> Iterator[str]:
        """What holds where the rest does; a name, as in "for all x", restricts nothing."""
        if (one.is_statement or not _is_of_names(one.said)) and not one.is_run:
            self.place, self.is_case = one.said, bool(_CASE.search(one.before))
            if not one.is_statement and one.is_last and not _A_NUMBER.fullmatch(one.said):
                yield f"unclear {one.said}"  # it works out at 2x
        if one.is_statement and _SUPPOSED.search(one.before):
            yield f"only if {one.said}"
        elif one.is_statement and one.is_last and not one.is_run:  # nothing follows for which it is a condition
            is_all = "=" in one.said and _FOR_ALL.search(one.before)
            is_place = not is_all and _OF_A_NAME.match(one.said)
            is_affirmed = _IF.search(one.before) and _AFFIRMED.match(one.behind)
            if is_affirmed or not is_place:
                yield f"{'since' if is_affirmed and not is_place else 'unclear'} {one.said}"

    def _value(self, one: _Formula) -> Iterator[str]:
        """A formula that says nothing by itself."""
        same, of_slope = _SAME.fullmatch(one.before) or _THAT_IS.fullmatch(one.before), bool(_SLOPE.search(one.before))
        leads = bool(_LEADS.fullmatch(one.before))
        if _OPERATES.search(one.before):
            self.mentioned = True
            return
        speaks = not self.mentioned or bool(_SPEAKS.search(one.before))  # of what it speaks that is something
        if _ITS_SLOPE.fullmatch(one.before) and self.last:
            yield f"slope {self.last} = {one.said}"
        elif self.is_slope and (same or _HAS_SLOPE.fullmatch(one.before)):
            yield f"slope {self.subject} = {one.said}"
            self.subject, self.is_slope = "", False
        elif same and (self.subject or (same["which"] and self.chained) or (same["which"] or "").lower() == "which"):
            yield f"{self.subject} = {one.said}"
            self.subject, self.chained = "", True
        elif one.is_subject and speaks and (of_slope or (
                (leads or _REASON.search(one.before)) and not re.search(r"\bof\W*$", one.before))):
            yield from self.unused()
            self.subject, self.is_slope = one.said, of_slope or bool(_HAS_SLOPE.fullmatch(one.behind))
        elif one.is_name and not _IS_SAID.search(one.before):
            self.mentioned = True
        elif not one.is_last and leads and _VERB.match(one.behind):
            yield f"denied {one.said}"
            self.mentioned = True
        elif (leads and speaks and (_IS_SAID.search(one.before) or (same and not self.last))) or (
                not one.following and _IS_ANSWER.match(one.behind)):
            if one.following and (another := _OF_ANOTHER.fullmatch(one.behind)):  # we find it for, or from, something
                self.subject, self.is_value = one.said, another["of"].lower() == "for"
            else:
                yield one.said
                self.chained = True
        elif leads and speaks and _CONNECTS.search(one.before):
            yield f"alone {one.said}"
            self.chained = True
        elif _MENTIONS.search(one.before) and not _IS_SAID.search(one.before):
            self.mentioned = True
        else:
            yield f"unclear {one.said}"
            self.mentioned = True


def _said(found: re.Match[str]) -> str:
    return found[0] if found["env"] else next(filter(None, found.groups())).strip()


def _is_of_names(formula: str) -> bool:
    """Whether a formula is a name, or names in a row: i, j.

    They are taken one after the other: a pattern of all of them would try each way to cut a long name.
    """
    place = 0
    while (found := _A_NAME.match(formula, place)) is not None:
        place = _APART.match(formula, found.end()).end()  # type: ignore[union-attr]
    return 0 < place == len(formula)


def _is_statement(formula: str) -> bool:
    """Whether a formula says that something is so, and is no value; what a sum runs over says nothing."""
    while (bare := _SCRIPT.sub("", formula)) != formula:
        formula = bare
    return bool(_RELATION.search(formula))


def _without_comments(line: str) -> tuple[str, list[str]]:
    r"""A line without its \text{by definition of $\sigma$}, and what that says in formulas of its own.

    So does what stands over a sign, under a brace, or in a tag.
    """
    said: list[str] = []
    for label in islice(_LABELLED.finditer(line), _MOST_GROUPS):
        close = _closing(line, label.end())
        inner = line[label.end() : close]
        if "brace" in label[0]:
            below = re.match(r"\s*[_^]\s*\{", line[close + 1 :])
            last = _closing(line, close + 1 + below.end()) if below is not None else -1
            reason = line[close + 1 + below.end() : last] if below is not None and last > 0 else ""
            if reason.lstrip().startswith("="):
                inner = f"{inner} {reason}"
            elif reason and not (_is_statement(reason) or _A_NAME.fullmatch(reason) or _IN_WORDS.search(reason)):
                inner = f"{inner} = {reason}"
            else:
                inner = reason
                rest = _TEXT.sub("", reason)
                if rest != reason and rest.strip() and not _A_NAME.fullmatch(rest):
                    said.append(f"denied {rest.strip()}")
        if close > 0 and not _MATH.search(inner) and _is_statement(inner):  # within words, it is not clear what it says
            is_clear = _is_statement(_TEXT.sub("", inner)) and not inner.lstrip().startswith("=")
            said.append(f"{'since' if is_clear else 'denied'} {inner}")
    if "{" not in line or not _MATH.search(line):
        return line, said
    kept: list[str] = []
    end = 0
    cases = [found.span() for found in _CASES.finditer(line)]
    for group in islice(_GROUP.finditer(line), _MOST_GROUPS):
        close = _closing(line, group.end())
        inner = line[group.end() : close]
        if group.start() < end or close < 0 or any(a < group.start() < b for a, b in cases):
            continue
        if not _MATH.search(inner):
            continue
        kept.append(line[end : group.start()])
        for one in _of_sentence(inner, [*_MATH.finditer(inner)]):
            if _is_statement(one) and not re.match(r"(?:let|where|since|only|slope|unclear|denied)\b", one):
                one = f"{'where' if _NAMES.match(one) else 'since'} {one}"
            said.append(one)
        end = close + 1
    return "".join((*kept, line[end:])), said


def _closing(text: str, start: int, pair: str = "{}") -> int:
    """Where the brace, or bracket, is closed that opens before a place; -1 if it is not."""
    depth = 1
    for place in range(start, len(text)):
        if text[place] in pair and text[place - 1] != "\\":
            depth += 1 if text[place] == pair[0] else -1
            if not depth:
                return place
    return -1


__all__ = ["OWN", "formulas_of"]
