r"""The formulas of a worked solution that stand in sentences, and what each of them says there.

    By the chain rule, $f'(x)$ equals $6x^5 + 3x^2$,          f'(x) = 6x^5 + 3x^2
    which is $3x^2(2x^3 + 1)$, because $a = b$.               = 3x^2(2x^3 + 1)
                                                              since a = b
    Using $u = x^2$, ... The derivative of $u$ is $2x$.       let u = x^2
                                                              slope u = 2x

No formula is passed over but names, and what words are known to do no more with than to mention it ("the factor $2x$").
Of all others the words have to be known: a formula of which they are not is marked "unclear", and counts only if it is
what is asked for. What is "denied", and what holds "only" at one place or in one case, cannot be judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, zip_longest

OWN = "\x05"
"""In front of a formula from a sentence: it goes on from nothing, and its sign is no bullet."""

_ENVIRONMENTS = "equation|align|alignat|gather|multline|flalign|eqnarray|displaymath|math|aligned|gathered|split"
_MATH = re.compile(
    r"(?<![\\$])\$(?!\$)((?:[^$\\]|\\.)+)\$(?!\$)|\\\(((?:[^\\]|\\(?![()]).)+)\\\)"
    r"|\\\[((?:[^\\]|\\(?![\[\]]).)+)\\\]|(?<!\\)\$\$((?:[^$\\]|\\.)+)\$\$"
    rf"|\\begin\{{(?P<env>(?:{_ENVIRONMENTS})\*?)\}}(.+?)\\end\{{(?P=env)\}}", re.DOTALL)
_WORD = re.compile(r"(?<![A-Za-z\\])[A-Za-zÀ-ÿ]{2,}|(?<![A-Za-z\\])[IA](?=\s+[a-z]{2,})")
_GROUP = re.compile(r"\\(?P<command>text(?:rm|it|bf|normal)?|mbox|tag\*?|footnote|(?:short)?intertext|mathrm)\s*\{")
_LABELLED = re.compile(r"\\(?:overset|stackrel|underset)\s*\{|\\(?:under|over)brace\s*\{")
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
_AND = re.compile(r"\W*(?:and)?\W*$", re.IGNORECASE)


def _words(words: str, before: str = r"\b", behind: str = r"\W*$") -> re.Pattern[str]:
    """A pattern of words, with an underline for a space in one, and what stands around them."""
    some = "|".join(word.replace("_", r"\s+") for word in words.split())
    return re.compile(rf"{before}(?:{some}){behind}", re.IGNORECASE)


_DENIED = _words(r"""
    not never cannot wrong mistake\w* false incorrect\w* unlike instead rather forgot\w* fail\w* neither nor
    untrue nicht kein\w* pas jamais falsch""", r"n't\b|~~|\\(?:cancel|sout|st)\b|\b", r"\b")
_TAKEN_BACK = _words("false wrong incorrect not_true untrue no", r"\s*[(\[,]?\s*(?:is\s+|which\s+is\s+)?", r"\b")
_CONDITION = _words(r"""
    at for when if assum\w+ suppose provided provided_that in_case case case\s+\w+:? whenever unless until only
    setting while""", behind=r"\W*(?:(?:all|each|every|any|the_case|place|point|value)\W*)?$")
_SUPPOSED = _words(r"suppose assum\w+ suppose_that assuming_that")
_ONLY_THEN = _words("at for when if whenever in_case provided unless", r"\s*[,(]?\s*(?:only\s+)?",
                    r"\b(?!\s+(?:all|every|each|any)\b)")
_CASE = re.compile(r"\bcase\b\s*\w*\s*[:.]?\W*$", re.IGNORECASE)
_ALL_CASES = _words(r"both_cases? all_cases? any_case either_case each_case case altogether together", behind=r"\b")
_REASON = _words("since because as from of by using with recall recall_that that")
_NAMING = _words(r"""
    let where with set put define call using by via through substitut\w+ writing denot\w+ setting putting taking""",
                 behind=r"\b\W*(?:us\s+)?(?:\w+\s+)?$")
_LATER = _words("where with", behind=r"\b\W*(?:\w+\s+)?$")
_IS = (r"(?:is|are|equals?|becomes?|gives?|yields?|simplifies\s+to|reduces\s+to|evaluates\s+to|comes\s+to"
       r"|is\s+given\s+by|can\s+be\s+(?:re)?written\s+as|ist|=)")
_SAME = re.compile(r"[\s,;(]*(?:and\s+)?(?P<which>which|this|that|it)?\s*(?:(?:then|also|just|further|in\s+turn)\s+)?"
                   rf"{_IS}\s*(?:(?:equal\s+to|just|simply|also|exactly|the\s+same\s+as|nothing\s+(?:but|else\s+than))\s*)?"
                   r"[\s:,]*", re.IGNORECASE)
_SLOPE = re.compile(r"\b(?:derivative|slope|differentiat\w+)\s+(?:of\s+)?(?:the\s+(?:\w+\s+){0,3})?\W*$", re.IGNORECASE)
_HAS_SLOPE = re.compile(r"\s*has\s+(?:the\s+)?(?:derivative|slope)\s*", re.IGNORECASE)
_ITS_SLOPE = re.compile(r"\W*(?:and\s+|with\s+)?(?:its|whose)\s+(?:derivative|slope)\s+(?:is|equals|being)\s*",
                        re.IGNORECASE)
_LEADS = _words("""
    so thus hence therefore then finally consequently and now i e namely in other words equivalently we i one
    this which it that the our my final desired required whole full total complete answer result solution value
    derivative gradient slope expression is are equals? gets? gives? obtains? yields? have finds? becomes? reads
    conclude arrive at to also again just simply can be written rewrite rewritten as same remark note step by
    using with from definition chain product quotient power rule linearity simplifying simplify simplified
    simplifies form of for there all back problem""",
                r"^\W*(?:", r"\W+)*$")
"""Words that lead to a formula, and say no more than that it is what is asked for, or goes on from what was said."""
_CONNECTS = _words("""
    so thus hence therefore then finally consequently now namely i\\.e that_is in_other_words equivalently and
    to written_as rewritten_as as""", r"^\W*$|\b")
_THAT_IS = _words(r"i\.e\.? that_is namely equivalently in_other_words")
_IS_SAID = _words("is are gets? gives? obtains? yields? equals? answer have finds? becomes? reads", r":\s*$|\b",
                  r"\b\W*$")
_SPEAKS = _words("""
    we i one this which it that answer result solution derivative gradient so thus hence therefore finally""",
                 behind=r"\b")
_MENTIONS = _words(r"""
    factors? terms? exponents? denominators? numerators? expression function formula integral sum brackets?
    limit respect_to multipl\w+(?:\s+\w+){0,3}_by divid\w+(?:\s+\w+){0,3}_by expand\w* simplify\w* cancel\w*
    collect\w* factor(?:ing)?_out appl\w+(?:\s+\w+){0,3}_to differentiate compute consider rewrite start\w*_with
    start\w*_from both_sides_by definition_of rule_to derivative_of""")
_IS_ANSWER = re.compile(r"\s*,?\s*(?:is|are)\s+(?:the|our|my)\s+(?:\w+\s+)?"
                        r"(?:answer|derivative|gradient|result|value)\b", re.IGNORECASE)
_OPENS = re.compile(
    r"^\s*(?:(?:and\s+|but\s+)?(?:hence|then|so|thus|therefore|now|also|finally|similarly|clearly|first|next|moreover|"
    r"note that|recall that|we (?:have|get|obtain|find|see|know)(?: that)?|i get|this (?:is|gives)|which (?:is|gives)|"
    r"it follows(?: that)?)\b[\s,:]*)+(?=[^\s,:])", re.IGNORECASE)
_BEHIND = re.compile(r"(?<=\S)[\s,(]+(?:(?P<reason>because|since)\b(?P<said>.*)|(?:by (?:the|definition|induction)"
                     r"|using (?:the|that)|as (?:required|desired|wanted|claimed))\b.*)$", re.IGNORECASE)
_SENTENCE = re.compile(r"\.(?=\s|$)(?<!i\.e\.)(?<!e\.g\.)|[;!?](?=\s|$)")
_OUTSIDE = re.compile(r"[=<>≤≥≠^_]|\d\s*[-+*/]|\\(?!text|quad|qquad|[,;:! \\]|item|emph|noindent|par|newline|[lc]?dots"
                      r"|Rightarrow|implies|therefore|because|square|blacksquare|Box|qed|checkmark|begin|end|left|right"
                      r"|big|Big|tag|label|ref|eqref|section|paragraph)")
"""What is a formula, outside of what is marked as one."""
_FAR = 300  # characters; what stands farther away says nothing
_MOST_GROUPS = 60


def formulas_of(line: str) -> Iterator[str]:
    """What a line of a solution says, one formula after the other; the line itself, where it is no prose."""
    line, beside = _without_comments(line)
    line = _BULLET.sub("", line)
    found = [*_MATH.finditer(line)]
    outside = _MATH.sub(" ", line)
    if found and (_WORD.search(outside) or len(found) > 1 or found[0]["env"]):
        yield from (f"{OWN}{one}" for one in _of_sentence(line, found))
    elif found and not outside.strip():
        yield OWN + line  # it goes on from nothing
    elif found or r"\text" in line:
        yield line
    else:
        line = _OPENS.sub("", line)
        behind = _BEHIND.search(line)
        yield line if behind is None else line[: behind.start()]
        if behind is not None and behind["reason"] and _RELATION.search(behind["said"]):
            said = behind["said"].strip(" ,.")
            yield f"since {said.removesuffix(')') if said.count(')') > said.count('(') else said}"
    yield from (f"{OWN}{one}" for one in beside)


def _of_sentence(line: str, found: list[re.Match[str]]) -> Iterator[str]:
    """The formulas among the words of a line."""
    end = 0
    subject = place = last = ""  # of which something may be said; the place of which all is said; the formula before
    names = is_in_chain = is_slope = is_case = was_named = False
    for formula, following in zip_longest(found, found[1:]):
        before, said = line[end : formula.start()], _said(formula)
        behind = line[formula.end() : following.start()] if following is not None else line[formula.end() :]
        if formula["env"] is None and _OUTSIDE.search(before) and before.strip() != "=":
            yield f"denied {before.strip()}"
        parts = _SENTENCE.split(before)
        if len(parts) > 1:
            yield from _unused(subject)
            subject, names, is_slope, was_named = "", False, False, False
            before = parts[-1]
            if not is_case or _ALL_CASES.search(before):
                place, is_case = "", False
        before, behind = before[-_FAR:], behind[:_FAR]
        is_statement, is_name = _is_statement(said), bool(_A_NAME.fullmatch(said))
        is_last = following is None or bool(_SENTENCE.search(behind))
        names = bool(_NAMING.search(before)) or (names and bool(_AND.fullmatch(before)))
        end = formula.end()
        if not re.search(r"\w", said):  # a star, as a label
            continue
        if _DENIED.search(before) or _TAKEN_BACK.match(behind):
            yield f"denied {said}"
        elif (_CONDITION.search(before) and not (names and is_statement and _NAMES.match(said))) or (
                place and not is_case and _AND.fullmatch(before) and not is_last):
            place = said if is_statement or not re.search(r"[A-Za-z]", said) else place
            subject, is_case = "", bool(_CASE.search(before))
            if is_statement and _SUPPOSED.search(before):
                yield f"only if {said}"
        elif names and is_statement and _NAMES.match(said):
            yield f"{'where' if _LATER.search(before) else 'let'} {said}"
        elif (place and (is_statement or not is_name)) or (is_statement and _ONLY_THEN.match(behind) and not (
                following is not None and re.search(r"dots|\.\.\.|…|\\in(?![a-z])", _said(following)))):
            yield f"only at {place or behind.strip()}: {said}"
        elif is_statement:
            yield from _unused(subject)
            yield f"since {said}" if names or _REASON.search(before) else said
            subject, is_in_chain = "", True
        elif _ITS_SLOPE.fullmatch(before) and last:
            yield f"slope {last} = {said}"
        elif is_slope and (_SAME.fullmatch(before) or _HAS_SLOPE.fullmatch(before)):
            yield f"slope {subject} = {said}"
            subject, is_slope = "", False
        elif (same := _SAME.fullmatch(before)) and (subject or (same["which"] and is_in_chain)
                                                    or (same["which"] or "").lower() == "which"):
            yield f"{subject} = {said}"
            subject, is_in_chain = "", True
        elif (_SAME.fullmatch(behind) or _HAS_SLOPE.fullmatch(behind)) and (
                _SLOPE.search(before) or _LEADS.fullmatch(before) or _REASON.search(before)) and not (
                (is_it := _SAME.fullmatch(behind)) and is_it["which"]) and (
                _SLOPE.search(before) or not re.search(r"\bof\W*$", before)) and (
                not was_named or _SPEAKS.search(before)):
            yield from _unused(subject)
            subject, is_slope = said, bool(_SLOPE.search(before) or _HAS_SLOPE.fullmatch(behind))
        elif is_name and not _IS_SAID.search(before) and not _THAT_IS.search(before):
            was_named = True
        elif (_LEADS.fullmatch(before) and (_IS_SAID.search(before) or _CONNECTS.search(before)) and (
                not was_named or _SPEAKS.search(before))) or (following is None and _IS_ANSWER.match(line, end)):
            yield said
            subject, is_in_chain = "", True
        elif _MENTIONS.search(before) and not _IS_SAID.search(before):
            was_named = True
        else:
            yield f"unclear {said}"
            subject, was_named = "", True
        last = said
    yield from _unused(subject)
    if _OUTSIDE.search(line[end:]):
        yield f"denied {line[end:].strip()}"


def _unused(subject: str) -> Iterator[str]:
    """What was to be spoken of, and was not."""
    if subject and not _A_NAME.fullmatch(subject):
        yield f"unclear {subject}"


def _said(found: re.Match[str]) -> str:
    return found[0] if found["env"] else next(filter(None, found.groups())).strip()


def _is_statement(formula: str) -> bool:
    """Whether a formula says that something is so, and is no value; what a sum runs over says nothing."""
    while (bare := _SCRIPT.sub("", formula)) != formula:
        formula = bare
    return bool(_RELATION.search(formula))


def _without_comments(line: str) -> tuple[str, list[str]]:
    r"""A line without its \text{by definition of $\sigma$}, and what that says in formulas of its own.

    So does what stands over a sign, or under a brace.
    """
    said: list[str] = []
    for label in islice(_LABELLED.finditer(line), _MOST_GROUPS):
        close = _closing(line, label.end())
        inner = line[label.end() : close]
        if "brace" in label[0]:
            below = re.match(r"\s*[_^]\s*\{", line[close + 1 :])
            last = _closing(line, close + 1 + below.end()) if below is not None else -1
            reason = line[close + 1 + below.end() : last] if below is not None and last > 0 else ""
            inner = f"{inner} {reason}" if reason.lstrip().startswith("=") else reason
        if close > 0 and _is_statement(re.sub(r"\\text\s*\{[^{}]*\}", "", inner)):
            said.append(f"since {inner}")
    if "{" not in line or not _MATH.search(line):
        return line, said
    kept: list[str] = []
    end = 0
    cases = [found.span() for found in _CASES.finditer(line)]
    for group in islice(_GROUP.finditer(line), _MOST_GROUPS):
        close = _closing(line, group.end())
        inner = line[group.end() : close]
        if group.start() < end or close < 0 or any(a < group.start() < b for a, b in cases) or not _MATH.search(inner):
            continue
        kept.append(line[end : group.start()])
        for one in _of_sentence(inner, [*_MATH.finditer(inner)]):
            if _is_statement(one) and not re.match(r"(?:let|where|since|only|slope|unclear|denied)\b", one):
                one = f"{'where' if _NAMES.match(one) else 'since'} {one}"
            said.append(one)
        end = close + 1
    return "".join((*kept, line[end:])), said


def _closing(text: str, start: int) -> int:
    """Where the brace is closed that opens before a place; -1 if it is not."""
    depth = 1
    for place in range(start, len(text)):
        if text[place] in "{}" and text[place - 1] != "\\":
            depth += 1 if text[place] == "{" else -1
            if not depth:
                return place
    return -1


__all__ = ["OWN", "formulas_of"]
