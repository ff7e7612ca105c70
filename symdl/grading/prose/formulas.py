r"""The formulas of a worked solution that stand in sentences, and what each of them says there.

    By the chain rule, $f'(x)$ equals $6x^5 + 3x^2$,          f'(x) = 6x^5 + 3x^2
    which is $3x^2(2x^3 + 1)$, because $a = b$.               = 3x^2(2x^3 + 1)
                                                              since a = b
    Using $u = x^2$, ... The derivative of $u$ is $2x$.       let u = x^2
                                                              slope u = 2x
    Hence $L$, and so on.                                     alone L

No formula is passed over but names, and what words are known to do no more with than to mention it ("the factor $2x$").
All words of a sentence have to be known (``vocabulary``): else its formulas are "unclear", and the word is told. So is
a formula if it is not known what the words make of it. One that stands "alone", without words that say what it is, may
be the start of an equation. What is "told" gives nothing a name; behind what is to be done "next" has to stand what
comes out. A "goal" is what is to be found or shown, a "zero" what is set to be 0, and "done" is what may not be
(``doing``). What is "denied", and what holds "only" at one place or in one case, cannot be judged, but for cases of two
indices.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from symdl.grading.prose.cased import with_cases
from symdl.grading.prose.doing import done_in
from symdl.grading.prose.joined import joined
from symdl.grading.prose.plain import has_words, opening, parted, sets_out, without_end_marks
from symdl.grading.prose.sentences import (
    A_NAME,
    A_NUMBER,
    ABOVE,
    HOLE,
    MATH,
    RELATION,
    RUNS,
    Formula,
    Sentence,
    aim_of,
    is_of_names,
    is_statement,
    said_in,
    sentences_of,
)
from symdl.grading.prose.touching import changes_before, changes_behind
from symdl.grading.prose.vocabulary import REFERENCE, says_nothing, unknown, without_reasons
from symdl.grading.prose.worded import with_equations

OWN = "\x05"
"""In front of a formula from a sentence: it goes on from nothing, and its sign is no bullet."""

_WORD = re.compile(r"(?<![A-Za-z\\])[A-Za-zÀ-ÿ]{2,}|(?<![A-Za-z\\])[IA](?=\s+[a-z]{2,})")
_GROUP = re.compile(r"\\(?P<command>text(?:rm|it|bf|normal)?|mbox|tag\*?|footnote|(?:short)?intertext|mathrm)\s*\{")
_IN_WORDS = re.compile(r"\\(?:text|mathrm|mbox|operatorname)|[A-Za-z]{3,}\s[A-Za-z]")
_TEXT = re.compile(r"\\(?:text|mathrm|mbox)\s*\{[^{}]*\}")
_LABELLED = re.compile(r"\\(?:overset|stackrel|underset|tag\*?)\s*\{|\\(?:under|over)brace\s*\{")
_CASES = re.compile(r"\\begin\{(cases|array)\}.*?\\end\{\1\}", re.DOTALL)
_BULLET = re.compile(r"^\s*(?:[-*+•–◦]\s+|\(?(?:\d{1,2}|[a-z])[.)]\s+|\*\*\(?\w{1,2}[.)]\*\*\s*|#+\s+|>\s+)+"
                     r"(?=\$|\\[(\[]|\*\*|[A-Z])")
_NAMES = re.compile(r"\s*\\?[A-Za-z]+(?:_(?:\w|\{[^{}]*\}))?(?:'*|\([A-Za-z]\))\s*"
                    r"(?::?=|[≡≜≔]|\\(?:equiv|triangleq|coloneqq)(?![a-z]))")
_NAMED_LAST = re.compile(r"[^=<>≤≥≠]*[-+*/^{ ][^=<>≤≥≠]*=\s*\\?[A-Za-z]+(?:_(?:\w|\{[^{}]*\}))?\s*")
_NO_WORD = re.compile(r"[\s,(]*")
_AND = re.compile(r"\W*(?:and)?\W*$", re.IGNORECASE)


def _words(words: str, before: str = r"\b", behind: str = r"\W*$") -> re.Pattern[str]:
    """A pattern of words, with an underline for a space in one, and what stands around them."""
    some = "|".join(word.replace("_", r"\s+") for word in words.split())
    return re.compile(rf"{before}(?:{some}){behind}", re.IGNORECASE)


_OR_BEFORE = re.compile(r"\b(?:either\W*|or(?:\s+else)?\W*)$", re.IGNORECASE)
_OR = re.compile(r"\W*or(?:\s+else)?\W*$", re.IGNORECASE)
_CONDITION = _words(r"""
    at for when if assum\w+ suppose provided provided_that suppose_that assum\w+_that
    in_case case case\s+\w+:? whenever unless until only
    setting while""", behind=r"\W*(?:(?:all|each|every|any|the_case|place|point|value)\W*)?$")
_SETS = _words("set setting put putting solve solving need require", behind=r"\W*$")
_IS_ZERO = re.compile(r"[^=<>≤≥≠]=\s*0\s*$")
"""What is set to be 0, and is no claim."""
_SUPPOSED = _words(r"suppose assum\w+ suppose_that assuming_that")
_ONLY_THEN = _words("at for when if whenever in_case provided unless", r"\s*[,(]?\s*(?:only\s+)?",
                    r"\b(?!\s+(?:all|every|each|any|short|brevity|simplicity|convenience|clarity)\b)")
_IF = _words("if when whenever")
_ALONE = _words("at for when if whenever where until unless provided provided_that in_case", r"\W*", r"\W*")
_FOR_ALL = _words("all each every any")
_AFFIRMED = _words("as which that this it they", r"\s*[,(]\s*(?:and\s+)?", r"\b(?!\s+(?:required|desired|asked)\b)")
_OF_A_NAME = re.compile(r"\s*\\?[A-Za-z]+(?:_(?:\w|\{[^{}]*\}))?\s*(?:[=<>≤≥≠]|\\[gln]e)")
_CASE = re.compile(r"\bcase\b\s*\w*\s*[:.]?\W*$", re.IGNORECASE)
_ALL_CASES = _words(r"both_cases? all_cases? any_case either_case each_case case altogether together", behind=r"\b")
_REASON = _words("since because as from of by using with recall (?:recall|note|know|given|use|using|fact)_that")
_NAMING = _words(r"""
    let where with set put define call using by via through substitut\w+ writing denot\w+ setting putting taking
    introduc\w+""", behind=r"\b\W*(?:us\s+)?(?:\w+\s+)?$|\b(?:define|introduc\w+|denote|call)\s+(?:the|an?|our)\s+\w+"
                 r"(?:\s+(?:as|by|to\s+be))?\s*$|\bthe\s+(?:error|residual)\s+is\s*$"
                 r"|\bwith\s+the\s+(?:abbreviation|shorthand|notation|substitution)\s*$")
_LETS = re.compile(r"\b(?:let|define|denote|set|put|call|introduce)\b", re.IGNORECASE)
_FOR_SHORT = re.compile(r"\s*for\s+(?:short|brevity|simplicity|convenience|clarity)\b", re.IGNORECASE)
_LATER = _words("where with", behind=r"\b\W*(?:\w+\s+)?$")
_IS = (r"(?:is|are|equals?|becomes?|gives?|yields?|simplifies\s+to|reduces\s+to|evaluates\s+to|comes\s+to"
       r"|is\s+given\s+by|turns\s+into|comes\s+out\s+as|(?:can|may)\s+(?:(?:also|then|further|again)\s+)?be\s+(?:re)?written\s+as|ist|=)")
_SAME = re.compile(r"[\s,;(]*(?:and\s+)?(?P<which>which|this|that|it)?\s*(?:(?:then|also|just|further|in\s+turn)\s+)?"
                   rf"{_IS}\s*(?:(?:equal\s+to|just|simply|also|exactly|the\s+same\s+as|nothing\s+(?:but|else\s+than))\s*)?"
                   r"[\s:,]*", re.IGNORECASE)
_EQUATES = re.compile(
    r"[\s,]*(?:(?:which|that|it)\s+)?(?:(?:is|are|was|be|been|being|equals?|becomes?|has|have|means?|denotes?|stays?)\b\s*"
    r"|(?=equal|given|defined|called|denoted|identical))"
    r"(?:(?:then|thus|hence|here|now|also|always|again|just|simply|only|exactly|precisely|itself|the\s+value|nothing\s+(?:but"
    r"|else\s+than)|equal\s+to|given\s+(?:by|as)|defined\s+(?:as|by|to\s+be)|identical\s+(?:to|with)|the\s+same\s+as"
    r"|set\s+to|(?P<named>called|named|denoted(?:\s+(?:by|as))?))\s*)*", re.IGNORECASE)
"""What says of one name that it is another one."""
_WITHIN = re.compile(r"\b(?:of|to|by|and|or|between|from|for|on|in|over)\s*$", re.IGNORECASE)
"""Before a name that is a part of what something is said of: the sum of x and y."""
_ENDS = re.compile(r"[\s,;:)*]*(?:(?:as\s+(?:required|desired|wanted|claimed)|(?:and\s+)?we\s+are\s+done)\W*)?",
                   re.IGNORECASE)
_THAT_IS = re.compile(r"[\s,;(–—-]*(?P<which>that\s+is|i\.?\s?e\.|viz\.?|namely|in\s+other\s+words|equivalently)"
                      r"[\s:,]*", re.IGNORECASE)
_SLOPE = re.compile(r"\b(?:derivative|slope|differentiat\w+)\s+(?:of\s+)?(?:the\s+(?:\w+\s+){0,3})?\W*$", re.IGNORECASE)
_HAS_SLOPE = re.compile(r"\s*has\s+(?:the\s+)?(?:derivative|slope)\s*", re.IGNORECASE)
_ITS_SLOPE = re.compile(r"\W*(?:and\s+|with\s+)?(?:its|whose)\s+(?:derivative|slope)\s+(?:is|equals|being)\s*",
                        re.IGNORECASE)
_LEADS = _words("""
    so thus hence therefore then first next finally consequently and now i e viz namely in other words equivalently
    we i one this which it that the our my final desired required whole full total complete answer result solution value
    ans differentiating differentiation given
    derivative gradient slope expression is are equals? gets? gives? obtains? yields? have finds? becomes? reads
    conclude arrive at to also again just simply can be write written
    rewrite rewritten as same follows remark note step by
    using with from definition chain product quotient power rule linearity simplifying simplify simplified
    simplifies form of for there all back problem""",
                r"^\W*(?:", r"\W+)*$")
"""Words that lead to a formula, and say no more than that it is what is asked for, or goes on from what was said."""
_CONNECTS = _words("""
    so thus hence therefore then finally consequently now namely i\\.e that_is in_other_words equivalently and
    to as""", r"^\W*$|\b")
_IS_SAID = _words(r"""
    is are gets? gives? obtains? yields? equals? answer have finds? becomes? reads same_as written_as rewritten_as
    equal_to given_by follows_that simplif\w+_to reduce\w*_to
    rewrite_(?:this|it)_as write_(?:this|it)_as""", r":\s*$|\b", r"\b\W*$")
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
_IS_SUBJECT = re.compile(r"\s*(?:cancel|appear|remain|contain|involve"
                         r"|(?:is|are|has|have|does|can|must|turns?|goes|leaves)\b)", re.IGNORECASE)
"""What says something of a formula that is no equality."""
_OF_ANOTHER = re.compile(r"\s+(?P<of>for|from|of)\s+", re.IGNORECASE)
_IS_ANSWER = re.compile(r"\s*,?\s*(?:is|are)\s+(?:the|our|my)\s+(?:\w+\s+)?"
                        r"(?:answer|derivative|gradient|result|value)\b", re.IGNORECASE)
_ANSWER = _words("answer ans result solution slope")
_AS_SLOPE = re.compile(r"\b(?:is|are|be|being)\s+(?:then\s+)?(?:the|its|our)\s+(?:partial\s+|local\s+)?"
                       r"(?:derivative|slope|gradient)(?:\s+of)?\s*$", re.IGNORECASE)
"""Before a name that is said to be a derivative, or to have one."""
_BEHIND = re.compile(r"(?<=\S)(?P<open>[\s,]*\(\s*|[\s,]+)(?P<words>(?:because|since|by (?:the|definition|induction)"
                     r"|using (?:the|that)|as (?:required|desired|wanted|claimed))\b)", re.IGNORECASE)
_PLAIN_WORDS = re.compile(
    r"(?:[\s,.;:()]|(?<![A-Za-z\\])(?!(?:sin|cos|tan|cot|sec|exp|log|ln|sqrt|sum|int|lim|pi|sigma|frac|d[a-z])\b)"
    r"(?:[A-Za-zÀ-ÿ]{2,}(?:['’–-][A-Za-zÀ-ÿ]+)*|[aI](?=\s+[a-z]{2,}))(?![\w'’^(\[{]))*", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:\b(?:so|hence|thus|therefore|then|consequently|gives?|get|obtain|have|find|is)|[;:.])"
                      r"[\s,:]*$", re.IGNORECASE)
_FREE = re.compile(
    r"(?P<of>\\?[A-Za-z](?:_\w)?)\s+(?:does\s+not\s+(?:depend\s+on|involve|contain)|is\s+independent\s+of"
    r"|is\s+(?:a\s+)?constant\s+(?:in|with\s+respect\s+to))\s+(?P<by>\\?[A-Za-z](?:_\w)?)", re.IGNORECASE)
_OF_WHAT = re.compile(r"\b(?:of|for|on|to|with|in|at|by|from|about|function)\s*$", re.IGNORECASE)
_NUMBERED = re.compile(r"\(?\s*\d+[a-h]?[\s).,]*")
_KEPT = re.compile(r"(?:let|where|only|denied)\b")
_KIND = re.compile(r"(?:(?:since|slope|alone|unclear|told) )+")
_SAID_OF = re.compile(rf"\W*(?:\w+\W+)?{_IS}\W*(?:\w+\W*)?$", re.IGNORECASE)
_GIVES_NAME = re.compile(rf"\s*(?:\\?[A-Za-z]+|\\(?:mathbb|mathbf|mathcal|boldsymbol|hat|bar|tilde|vec)\s*"
                         rf"(?:\{{\\?\w+\}}|\\?\w+))(?:_(?:\\?\w|\{{[^{{}}]*\}})|{ABOVE})*(?:\(\\?[A-Za-z]\))?\s*:?=\s*\S")
"""What gives a name a meaning, if the words say so."""
_BARELY = re.compile(r"\W*(?:(?:and|here|now|also|first|next|then|we\s+(?:write|call)|say|write|given|solution|proof)"
                     r"\W*)*", re.IGNORECASE)
"""Words that leave it open whether a name is given, or something is said of it."""
_GOES_ON_TO = re.compile(r"(?<!to )\b(?:multiply|divide|add|subtract|square|swap|take|invert|scale|shift)\b",
                         re.IGNORECASE)
"""Words that say what is done next: what comes out has to stand behind them."""
_MOST_GROUPS = 60


def formulas_of(line: str, names: Collection[str] = (), letters: Collection[str] = ()) -> Iterator[str]:
    """What a line of a solution says, one formula after the other; the line itself, where it is no prose.

    names     words that are names in a question
    letters   those and the solution's own
    """
    line, beside = _without_comments(_without_struck(line))
    line = _HOPITAL.sub("hopital", with_equations(line.replace("\u2019", "'")))
    line, is_one = joined(with_cases(_BULLET.sub("", line)))
    found = [*MATH.finditer(line)]
    outside = MATH.sub(" ", line)
    if is_one and len(found) == 1 and not outside.strip():
        yield OWN + said_in(found[0])
    elif found and (_WORD.search(outside) or len(found) > 1 or found[0]["env"] or _STRAY.search(outside)):
        yield from (f"{OWN}{one}" for one in _of_sentences(line, found))
    elif found and not outside.strip():
        yield OWN + line  # it goes on from nothing
    elif found:
        yield line
    elif (why := _TEXT_SINCE.fullmatch(line)) is not None and why["said"].count("(") >= why["said"].count(")"):
        yield why["line"]
        yield f"{OWN}since {why['said']}"
    elif r"\text" in line:
        remark = _TEXT_BEHIND.search(line)
        yield line if remark is None or sets_out(remark[1]) or not remark.start() else line[: remark.start()]
    else:
        yield from _of_plain(line, names, letters)
    yield from (f"{OWN}{one}" for one in beside)


_HOPITAL = re.compile(r"(?<![A-Za-z])l'h[oô]s?pital(?:'s)?(?![A-Za-z])", re.IGNORECASE)
"""A name that is no derivative of L."""
_TEXT_BEHIND = re.compile(r"(?:\s|\\q?quad(?![A-Za-z])|\\[,;: ])+\\text(?:rm|it)?"
                          r"\s*\{\s*([(\[][A-Za-z ,.-]+[)\]])\s*\}\s*$")
_TEXT_SINCE = re.compile(
    r"(?P<line>.*?\S)(?:\s|\\q?quad|\\[,;: ]|&)+"
    r"\\text(?:rm|it)?\s*\{\s*,?\s*(?P<open>\()?\s*(?:since|because|as)\s*~?\s*\}\s*"
    r"(?P<said>[^=<>&\\]+(?:\\(?!text|q?quad|\\)[A-Za-z]+[^=<>&\\]*)*=(?:[^=<>&\\]|\\(?!text|q?quad|\\))+?)"
    r"(?:\s*(?:\\text\s*\{\s*\)\s*\}|\)))?(?(open)(?<=[)}])|(?<!\)))\s*[.,]?\s*", re.DOTALL)
"""A formula, and the equation that is said to be why."""
_STRAY = re.compile(r"[?]")
_STRUCK = re.compile(r"~~(?:(?!~~).)*~~|<(?P<tag>s|del|strike)>.*?</(?P=tag)>")
_STRIKES = re.compile(r"\\(?:sout|st)\s*\{|^\s*\$*\s*\\[bx]?cancel\s*\{")


def _without_struck(line: str) -> str:
    """A line without what is struck out in it."""
    line = _STRUCK.sub(" ", line)
    for found in islice(_STRIKES.finditer(line), _MOST_GROUPS):
        close = _closing(line, found.end())
        if close < 0 or ("cancel" in found[0] and line[close + 1 :].strip(" $.,")):
            continue
        line = line[: found.start()] + " " * (close + 1 - found.start()) + line[close + 1 :]
        line = re.sub(r"\$\s*\$", " ", line)
    return line


def _of_plain(line: str, names: Collection[str], letters: Collection[str]) -> Iterator[str]:
    """The formulas of a line that marks none: without the words before and behind it, if they are known."""
    line = without_reasons(without_end_marks(line))
    if (opened := opening(line)) is not None:
        mark, rest = opened
        yield from ((f"{OWN}{mark}",) if mark else ())
        yield from _of_plain(rest, names, letters) if rest.strip() else ()
        return
    slope = _PLAIN_SLOPE.fullmatch(line)
    if slope is not None and not (unknown(slope["words"]) or has_words(slope["value"])):
        is_clear = re.search(r"[:,=]|[a-z]", slope["is"]) and not changes_before(slope["words"], is_statement=False)
        yield f"{OWN}{'slope' if is_clear else 'unclear'} {slope['of']} = {slope['value'].strip(' .*')}"
        return
    found = parted(line, names, letters)
    if found is None or (is_statement(found[1]) and changes_before(found[0], is_statement=True)):
        yield from _without_words(line)
        return
    words, rest, behind = found
    yield from done_in(words if rest.strip() else line, ())
    if not rest.strip(" .,:;()*"):
        return
    if has_words(words) and not is_statement(rest):
        marked = f"{words} ${rest.strip()}$ {behind}"
        yield from (f"{OWN}{one}" for one in _of_sentences(marked, [*MATH.finditer(marked)]))
        return
    is_own = words and (has_words(words) or rest[:1] in "-–+*")  # behind words that is no bullet
    name = _NAMES.match(rest) if has_words(words) and _NAMING.search(words) else None
    if name is not None and name[0].strip(" :=") not in names:
        rest = f"{'where' if _LATER.search(words) else 'let'} {rest}"
    is_told = has_words(words) and _is_told(words, rest)
    for place, one in enumerate(_without_words(f"{OWN if is_own else ''}{rest}")):
        yield one.replace(OWN, f"{OWN}told ", 1) if is_told and not place else one


_PLAIN_SLOPE = re.compile(
    r"(?P<words>[^=$]*\b(?:derivative|slope|differentiat\w+)\s+(?:of\s+)?)(?P<of>[A-Za-z](?:_?\d)?)"
    r"(?P<is>\s*[:,]|\s+(?:[-–—]|is|gives|equals|becomes|=))\s*(?P<value>[^=]+)", re.IGNORECASE)
"""The derivative of y: 2x."""


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
        if word := unknown(f"{said} {HOLE}" if rest else said):
            yield f"unclear({word}) {line}"
            return
        if rest and not behind and RELATION.match(rest):
            line, place = f"{line[:start]} {rest}", start
            continue
        if rest and not behind and _GOES_ON.search(said):
            yield line[:start]
            yield from reasons
            yield from _without_words(f"{OWN}{rest}")
            return
        if (free := _FREE.fullmatch(rest)) is not None:
            reasons.append(rf"since \frac{{\partial {free['of']}}}{{\partial {free['by']}}} = 0")
        elif rest and RELATION.search(rest):
            reasons.append(f"since {rest}")
        elif rest and not (_NUMBERED.fullmatch(rest) or (_OF_WHAT.search(said) and not _WORD.search(
                re.sub(r"\\[A-Za-z]+", " ", rest)))):
            reasons.append(f"denied {rest}")
        line, place = f"{line[:start]} {behind}" if behind.strip() else line[:start], start
    yield line
    yield from reasons


def _of_sentences(line: str, found: list[re.Match[str]]) -> Iterator[str]:
    """The formulas among the words of a line."""
    reading = _Reading()
    for one, doubt in sentences_of(line, found):
        if aim := aim_of(one):
            yield from reading.doubted(replace(one, words="", found=(), doubt=""), "")
            yield f"goal {aim}"
            continue
        yield from reading.doubted(one, doubt) if doubt else (*one.done, *reading.sentence(one))
        yield from (f"since {said}" for said in one.called)
    yield from reading.unused()


def _is_told(words: str, formula: str) -> bool:
    """Whether the words before an equation say that it is so, and give nothing a name: hence M = 100."""
    return bool(_GIVES_NAME.match(formula)) and not _BARELY.fullmatch(REFERENCE.sub(" ", words))


def _is_named_answer(one: Formula) -> bool:
    """Whether a name ends its sentence, and is what the words say that comes out: so $x$."""
    if not one.is_name or one.following or says_nothing(one.said):
        return False
    return bool(_IS_ANSWER.match(one.behind)) or (_ENDS.fullmatch(one.behind) is not None and any(
        words.search(one.before) for words in (_CONNECTS, _IS_SAID, _ANSWER)))


def _is_subject(one: Formula) -> bool:
    """Whether something is said of a formula behind it: "... is", "has the derivative", (= ...)."""
    same = _SAME.fullmatch(one.behind)
    goes_on = _THAT_IS.fullmatch(one.behind) or (one.following.startswith("=") and _NO_WORD.fullmatch(one.behind))
    return bool(_HAS_SLOPE.fullmatch(one.behind) or goes_on) or (same is not None and not same["which"])


@dataclass
class _Reading:
    """What was read of a line so far.

    subject   the formula of which something is said next; ``is_slope``, if it is of its derivative; ``is_value``, if it
              is what the next one is
    place     what holds where what is said does; ``is_case``, if that goes on in the next sentences
    last      the formula before; ``within``, if that is a part of what is spoken of: the sum of x and y
    names     whether names are being given
    chained   whether something was said that "this" may go on from
    mentioned whether a formula of this sentence was mentioned only, so that what "is" something may be another
    operated  whether that is what both sides were multiplied by, or divided
    pending   what was taken for one more condition, and is what was said if no more is said there: "if i = k, $a = b$"
    changed   whether it is not that formula, but what was made of it: "twice $a$ is"
    """

    subject: str = ""
    is_slope: bool = False
    is_value: bool = False
    place: str = ""
    is_case: bool = False
    last: str = ""
    within: bool = False
    names: bool = False
    chained: bool = False
    mentioned: bool = False
    operated: bool = False
    changed: bool = False
    pending: str = ""

    def doubted(self, one: Sentence, word: str) -> Iterator[str]:
        """What stands in a sentence with a word that is not known."""
        yield from self.unused()
        yield from self._held()
        self.subject, self.chained, self.place = "", False, ""
        said = [said_in(found) for found in one.found]
        said = [formula for formula in said if re.search(r"\w", formula) and not is_of_names(formula)]
        if not said and one.doubt:
            said = [re.sub(r"\s+", " ", one.words.replace(HOLE, " … ")).strip()]
        yield from (f"unclear({word}) {formula}" for formula in said)

    def sentence(self, one: Sentence) -> Iterator[str]:
        for formula in one.formulas():
            yield from self.take(formula)
        yield from self._held()
        if rest := one.rest():
            yield from self.unused()
            yield f"denied {rest}"
        if _GOES_ON_TO.search(one.unsaid):
            yield f"next {re.sub(HOLE, '…', one.words).strip()}"

    def take(self, one: Formula) -> Iterator[str]:
        if one.outside:
            yield f"denied {one.outside}"
        if one.starts:
            yield from self.unused()
            self.names = self.mentioned = self.operated = self.changed = False
            if not self.is_case or _ALL_CASES.search(one.before):
                self.place, self.is_case = "", False
        if re.search(r"[-+−/=]", one.said) and not re.search(r"\w", one.said):
            yield f"unclear {one.said}"
        if re.search(r"\w", one.said):  # else it is a star, as a label
            self.names = bool(_NAMING.search(one.before)) or (self.names and bool(_AND.fullmatch(one.before)))
            is_changed = changes_before(one.before, is_statement=one.is_statement) or changes_behind(one.behind)
            subject = self.subject
            for said in self._said(one):
                is_kept = _KEPT.match(said) or not (is_changed or self.changed)
                yield said if is_kept else f"denied {_KIND.sub('', said)}"
            if subject != self.subject or self.mentioned:
                self.changed |= is_changed and bool(_SAID_OF.match(one.behind))
            self.last, self.within = one.said, bool(_WITHIN.search(one.before))

    def _held(self) -> Iterator[str]:
        """What was taken for a condition, and under which nothing was said."""
        if self.pending:
            yield f"only at {self.place}: {self.pending}"
        self.pending = ""

    def unused(self) -> Iterator[str]:
        """What was to be spoken of, and was not."""
        if self.subject and not A_NAME.fullmatch(self.subject):
            yield f"unclear {self.subject}"
        self.subject, self.is_slope, self.is_value = "", False, False

    def _said(self, one: Formula) -> Iterator[str]:
        gives_name = (self.names or _FOR_SHORT.match(one.behind) is not None) and one.is_statement and bool(
            _NAMES.match(one.said) or (_LETS.search(one.before) and _NAMED_LAST.fullmatch(one.said)))
        if one.is_statement and (_OR_BEFORE.search(one.before) or _OR.match(one.behind)):
            yield f"denied {one.said}"
        elif self.is_value and not one.is_statement:
            yield f"{one.said} = {self.subject}"
            self.subject, self.is_value = "", False
        elif _SETS.search(one.before) and _IS_ZERO.search(one.said) and not _NAMES.match(one.said):
            yield f"zero {one.said}"
            self.chained = True
        elif (_CONDITION.search(one.before) and not gives_name) or (
                self.place and not self.is_case and _AND.fullmatch(one.before) and not one.is_last):
            yield from self._condition(one)
        elif gives_name:
            yield f"{'where' if _LATER.search(one.before) else 'let'} {one.said}"
        elif self.place and (one.is_statement or not one.is_name or _IS_SAID.search(one.before)):
            self.place, self.pending = ", ".join(filter(None, (self.place, self.pending))), ""
            yield f"only at {self.place}: {one.said}"
        elif one.is_statement and _ONLY_THEN.match(one.behind) and not RUNS.search(one.following):
            yield f"only at {one.behind.strip()}: {one.said}"
        elif one.is_statement:
            if one.said.startswith("="):
                one = replace(one, said=f"{self.subject} {one.said}".strip())
                self.subject = ""
            yield from self.unused()
            is_told = _is_told(one.before, one.said)
            is_reason = self.names or _REASON.search(one.before)
            yield f"{'since ' * bool(is_reason)}{'told ' * is_told}{one.said}"
            self.chained = True
        else:
            yield from self._value(one)

    def _condition(self, one: Formula) -> Iterator[str]:
        """What holds where the rest does; a name, as in "for all x", restricts nothing."""
        if (one.is_statement or not is_of_names(one.said)) and not one.is_run:
            if self.place and not _CONDITION.search(one.before):
                self.place, self.pending = ", ".join(filter(None, (self.place, self.pending))), one.said
            else:
                yield from self._held()
                self.place, self.is_case = one.said, bool(_CASE.search(one.before))
            if not one.is_statement and one.is_last and not A_NUMBER.fullmatch(one.said):
                yield f"unclear {one.said}"  # it works out at 2x
        if one.is_statement and _SUPPOSED.search(one.before):
            yield f"only if {one.said}"
        elif one.is_statement and one.is_last and not one.is_run:  # nothing follows for which it is a condition
            is_all = "=" in one.said and _FOR_ALL.search(one.before)
            is_place = not is_all and _OF_A_NAME.match(one.said) and not (
                one.starts and _ALONE.fullmatch(one.before) and not re.search(r"\w", one.behind))
            is_affirmed = _IF.search(one.before) and _AFFIRMED.match(one.behind)
            if is_affirmed or not is_place:
                yield f"{'since' if is_affirmed and not is_place else 'unclear'} {one.said}"

    def _value(self, one: Formula) -> Iterator[str]:
        """A formula that says nothing by itself."""
        same, of_slope = _SAME.fullmatch(one.before) or _THAT_IS.fullmatch(one.before), bool(_SLOPE.search(one.before))
        leads = bool(_LEADS.fullmatch(one.before))
        if _OPERATES.search(one.before):
            self.mentioned = self.operated = True
            return
        if one.is_name and _AS_SLOPE.search(one.before):
            yield f"unclear {self.last if one.before.strip().endswith('of') and self.last else one.said}"
            return
        speaks = not self.mentioned or bool(_SPEAKS.search(one.before))  # of what it speaks that is something
        goes_on = one.starts or (same is not None and same["which"])
        equates = _EQUATES.fullmatch(one.before) if one.is_name and not goes_on else None
        if equates is not None and self.last:
            is_equal = A_NAME.fullmatch(self.last) and not self.within and not equates["named"]
            yield f"{self.last} = {one.said}" if is_equal else f"unclear {one.said}"
            self.subject, self.chained = "", True
            return
        if _ITS_SLOPE.fullmatch(one.before) and self.last:
            yield f"slope {self.last} = {one.said}"
        elif self.is_slope and (same or _HAS_SLOPE.fullmatch(one.before)):
            yield f"slope {self.subject} = {one.said}"
            self.subject, self.is_slope = "", False
        elif same and (self.subject or (same["which"] or "").lower() == "which" or (
                same["which"] and (self.chained or not _is_subject(one)))):
            yield f"{self.subject} = {one.said}"
            self.subject, self.chained = "", True
        elif _is_subject(one) and speaks and (of_slope or (
                (leads or _REASON.search(one.before)) and not re.search(r"\bof\W*$", one.before))):
            yield from self.unused()
            self.subject, self.is_slope = one.said, of_slope or bool(_HAS_SLOPE.fullmatch(one.behind))
        elif leads and _is_named_answer(one):
            yield f"{'' if _IS_SAID.search(one.before) else 'alone '}{one.said}"
            self.chained = True
        elif one.is_name and not _IS_SAID.search(one.before) and (
                one.starts or one.before.strip() or not self.last or says_nothing(one.said)):
            self.mentioned = True
        elif (leads and speaks and (_IS_SAID.search(one.before) or (same and not self.last))) or (
                not one.following and _IS_ANSWER.match(one.behind)):
            if one.following and (another := _OF_ANOTHER.fullmatch(one.behind)):  # we find it for, or from, something
                self.subject, self.is_value = one.said, another["of"].lower() == "for"
            else:
                yield one.said
                self.chained = True
        elif leads and speaks and _CONNECTS.search(one.before) and not _IS_SUBJECT.match(one.behind):
            yield f"alone {one.said}"
            self.chained = True
        elif _MENTIONS.search(one.before) and not _IS_SAID.search(one.before):
            self.mentioned = True
        else:
            is_outcome = self.operated and leads and _IS_SAID.search(one.before)  # dividing by 2 gives ...
            yield f"{'alone' if is_outcome else 'unclear'} {one.said}"
            self.mentioned = True


def _without_comments(line: str) -> tuple[str, list[str]]:
    r"""A line without its \text{by definition of $\sigma$}, and what that says in formulas of its own.

    So does what stands over a sign, under a brace, or in a tag.
    """
    said: list[str] = []
    for label in islice(_LABELLED.finditer(line), _MOST_GROUPS):
        close = _closing(line, label.end())
        inner = line[label.end() : close]
        is_demand = inner.strip() == "!" and _TO_ZERO.match(line, close + 1)  # over a sign: has to be 0
        if "brace" not in label[0] and not is_demand and (word := _doubt_above(inner)):
            said.append(f"unclear({word}) {inner}")
        if "brace" in label[0]:
            braced = inner
            below = re.match(r"\s*[_^]\s*\{", line[close + 1 :])
            last = _closing(line, close + 1 + below.end()) if below is not None else -1
            reason = line[close + 1 + below.end() : last] if below is not None and last > 0 else ""
            if (word := _doubt_above(reason)) and (is_statement(braced) or not _A_PART.fullmatch(word)):
                said.append(f"unclear({word}) {reason}")
            if reason.lstrip().startswith("="):
                inner = f"{inner} {reason}"
            elif reason and not (is_statement(reason) or A_NAME.fullmatch(reason) or _IN_WORDS.search(reason)):
                inner = f"{inner} = {reason}"
            else:
                inner = reason
                rest = _TEXT.sub("", reason)
                if rest != reason and rest.strip() and not A_NAME.fullmatch(rest):
                    said.append(f"denied {rest.strip()}")
        if close > 0 and not MATH.search(inner) and is_statement(inner):  # within words, it is not clear what it says
            is_clear = is_statement(_TEXT.sub("", inner)) and not inner.lstrip().startswith("=")
            said.append(f"{'since' if is_clear else 'denied'} {inner}")
    if "{" not in line or not MATH.search(line):
        return line, said
    kept: list[str] = []
    end = 0
    cases = [found.span() for found in _CASES.finditer(line)]
    for group in islice(_GROUP.finditer(line), _MOST_GROUPS):
        close = _closing(line, group.end())
        inner = line[group.end() : close]
        if group.start() < end or close < 0 or any(a < group.start() < b for a, b in cases):
            continue
        if not MATH.search(inner):
            continue
        kept.append(line[end : group.start()])
        for one in _of_sentences(inner, [*MATH.finditer(inner)]):
            one = one.removeprefix("told ")
            if is_statement(one) and not _MARK.match(one):
                one = f"{'where' if _NAMES.match(one) else 'since'} {one}"
            if is_statement(one) or _MARK.match(one):  # a value in a remark is no step
                said.append(one)
        end = close + 1
    return "".join((*kept, line[end:])), said


_MARK = re.compile(r"(?:let|where|since|only|slope|unclear|denied|told|next|goal|zero|done)\b")


def _doubt_above(label: str) -> str:
    """What stands over a sign, or in a tag, and may change it: a question mark, or a word that is not known."""
    if (mark := re.search(r"[?!]|\\(?:neg|not|lnot)(?![A-Za-z])", label)) is not None:
        return mark[0]
    bare = _BARE_WORD.findall(re.sub(r"[A-Za-z\\]*[_^=].*", " ", _TEXT.sub(" ", label)))
    texts = (unknown(re.sub(r"\\[A-Za-z]+\s*|[\d{}$]", " ", text[0])) for text in _TEXT.finditer(label))
    return next(filter(None, (*texts, *map(unknown, bare))), "")


_TO_ZERO = re.compile(r"\s*(?:\{\s*=\s*\}|=)\s*0(?![\d.])")
_BARE_WORD = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{3,}")
_A_PART = re.compile(r"errors?|signal", re.IGNORECASE)
"""What a part of a formula may be called."""


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
