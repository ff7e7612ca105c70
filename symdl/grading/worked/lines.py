r"""The lines of a worked solution: those of a text, or of an aligned environment, as formulas to be read one by one.

    f'(x) &= 6x^5 + 12x^3 \\        (1, "f'(x) = 6x^5 + 12x^3 + 6x")
          &\quad + 6x && (2)

A line that starts or ends with a sign goes on from the one before, or in the next; one with \implies in it is several.
Words that say nothing are left out, and so are numbers and bullets of lines.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from symdl.grading.prose.formulas import OWN, formulas_of
from symdl.grading.prose.spelled import is_bracket
from symdl.grading.prose.vocabulary import says_nothing, unknown
from symdl.notation.reader.tokens import LIMIT_CHARACTERS
from symdl.notation.reader.wrapping import is_remark

_ENVIRONMENTS = "align|alignat|aligned|alignedat|equation|gather|gathered|split|eqnarray|multline|displaymath|flalign"
_ITEMS = "itemize|enumerate|proof|solution|quote|center"
_AROUND = re.compile(
    rf"\\begin\{{align(?:at|edat)\*?\}}\{{\d+\}}|\\(?:begin|end)\{{(?:{_ENVIRONMENTS}|{_ITEMS})\*?\}}"
    r"|\\item(?![A-Za-z])|\$\$?|(?<!\\)\\[\[\]()]|^[ \t]*```\w*[ \t]*$"
    r"|^[ \t]*(?:\*\*|__)?(?:Step[ \t]+\d+[a-z]?[ \t]*[.:)]?|\d+[ \t]*[.:])(?:\*\*|__)?[.:]?(?=\s)", re.MULTILINE)
# 50% of something is no comment.
_COMMENT = re.compile(r"(?P<percent>^[ \t]*[\d.]+[ \t]*%(?=.*\w)|(?<=\s)[\d.]+%(?=.*\w))|(?<!\\)%.*", re.MULTILINE)
_KEPT = re.compile(r"\\begin\{(cases|array|[pbvBV]?matrix|smallmatrix)\}.*?\\end\{\1\}|\\substack\s*\{[^{}]*\}",
                   re.DOTALL)
_IN_BRACES = r"\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"
_SAID_BETWEEN = re.compile(rf"\\(?:short)?intertext\s*{_IN_BRACES}")
_MARKED_SIGN = re.compile(r"\\(?:overset|stackrel|underset)\s*\{(?:[^{}]|\{[^{}]*\})*\}\s*(?:\{\s*=\s*\}|=)")
_BRACED = re.compile(rf"\\(?:under|over)brace\s*{_IN_BRACES}(?:\s*[_^]\s*{_IN_BRACES})?")
_NUMBER = re.compile(r"\s*(?:\(?\s*(?:\d+[a-z]?|\*+|i{1,3}|iv)\s*\)?|\\tag\*?\{[^{}]*\})\s*")
_LABEL_ALONE = re.compile(r"\s*(?:\(\s*\d{1,2}\s*\)|\d{1,2}\.)\s*")
_WIDTH = re.compile(r"\\(?:q?quad|hfill)(?![A-Za-z])")
_LABELLED = re.compile(r"\\(?P<kind>label|ref|eqref|autoref|cref|tag\*?)\s*"
                       r"\{(?P<said>(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")
_ONE_REFERENCE = r"\(?\s*\\(?:eqref|ref|autoref|cref)\s*\{[^{}=<>\\]*\}\s*\)?"
_REFERENCE = (r"(?:(?<![A-Za-z\\])(?:by|from|using|see|cf\.?)\s+)?(?:the\s+)?"
              r"(?:(?:equations?|eqs?\.?|lines?|steps?)[\s~]*)?"
              rf"{_ONE_REFERENCE}(?:\s*(?:,|and)\s*{_ONE_REFERENCE})*")
_REFERRED = re.compile(
    rf"\\text(?:rm)?\s*\{{\s*\(?\s*{_REFERENCE}\s*\)?\s*\}}|\(\s*{_REFERENCE}\s*\)|{_REFERENCE}[,:]?", re.IGNORECASE)
_ARRAY = re.compile(r"\\begin\{array\}\s*\{[lrc|\s]*\}(?P<rows>(?:(?!\\(?:begin|end)\{).)*)\\end\{array\}", re.DOTALL)
_LINE_BEGINS = re.compile(r"(?:^|[\n$}]|\\[\[(])\s*$")
_SAYS_SOMETHING = re.compile(r"[=<>≤≥≠≈]|\\(?:n?eq|[lg]eq?|lt|gt|approx|equiv)(?![A-Za-z])")
_SPACE = r"(?:\\q?quad(?![A-Za-z])|\\[,;:! ]|~|\s)*"
_GOES_ON = re.compile(rf"{_SPACE}(?:[+/^_)\]}}]|\*(?!\*)|\\(?:cdot|times|right|div)(?![A-Za-z]))")
_MAY_GO_ON = re.compile(rf"{_SPACE}(?:[-−]|\\left(?![A-Za-z]))")
_OPEN = re.compile(r"(?:[-+*/=({\[^_]|\\(?:cdot|times|div))\s*$")
_OWN_LETTER = re.compile(r"(?<![A-Za-z\\])([A-Za-z])(?:_\w)?\s*(?:\([A-Za-z]\)\s*)?:?=")
_BREAK, _CELL, _NEWLINE, _APART = "\x01", "\x02", "\x03", "\x04"
_PARTED = re.compile(rf"(\n|{_APART}|\\\\\*?(?:[ \t]*\[\s*-?[\d.]+\s*[a-z]{{2}}\s*\])?)")


SINCE = re.compile(r"\s*(?:since|because)\b\s*", re.IGNORECASE)
"""What says why, beside the way."""
MARKED = re.compile(rf"{SINCE.pattern}|(?P<mark>only|unclear|denied|slope|alone|told|next|goal|zero|done)"
                    r"(?:\((?P<word>[^()]*)\))? ", re.IGNORECASE)
"""That, and the marks of ``prose``."""


def lines_of(solution: str, names: Collection[str] = ()) -> Iterator[tuple[int, str]]:
    """The formulas of a solution, each with the number of the line where it starts, from 1.

    names   words that are names in the question
    """
    solution = _ARRAY.sub(_as_lines, _LABELLED.sub(_without_label, _REFERRED.sub(" ", solution)))
    held: tuple[int, str] | None = None
    pieces = [*_pieces(solution, names)]
    labels = _Labels(_counts(_LABEL_COUNTS, pieces), _counts(_BEHIND, pieces))
    for number, piece in pieces:
        line, is_new = (piece.removeprefix(OWN), True) if piece.startswith(OWN) else labels.without(
            piece, "" if held is None else held[1])
        if held is None:
            held = number, line
        elif not _is_marked(held[1]) and not MARKED.match(line) and (
                _goes_on(held[1], line) if not is_new else held[1].endswith("=")):
            held = held[0], f"{held[1]} {line}"
        else:
            yield from _steps(*held)
            held = number, line
    if held is not None:
        yield from _steps(*held)


def _is_marked(line: str) -> bool:
    """Whether a line has a mark but for the one that its words give nothing a name: that is a line as others are."""
    return MARKED.match(line) is not None and not line.startswith("told ")


def _goes_on(before: str, line: str) -> bool:
    """Whether a line is no step of its own: the last one is open, or this one starts with a sign of a product or a sum.

    A line that starts with a minus might be an expression of its own; behind an equation it goes on, unless it is an
    equation, too, that is not moved to the right.
    """
    if _OPEN.search(before):
        return not line.lstrip().startswith("=")
    if _GOES_ON.match(line):
        return True
    is_own = "=" in outside(line) and not re.match(r"\s*\\q?quad", line)
    return bool(_MAY_GO_ON.match(line)) and "=" in outside(before) and not is_own


_EDGE = re.compile(r"^(?:[\s.,;]|\\[,;:! ])+|(?:[\s.,;:]|(?<!\\)\\[,;:! ])+$")


def _trimmed(formula: str) -> str:
    """A formula without the stops and spaces around it."""
    return _EDGE.sub("", formula)


def _without_label(found: re.Match[str]) -> str:
    """A label says nothing; one that has an equation in it, which may be false, is kept as words.

    So is a tag of words that are not known.
    """
    said = found["said"]
    is_doubtful = found["kind"].startswith("tag") and unknown(re.sub(r"\\[A-Za-z]+|[\d{}$]", " ", said))
    return rf"\text{{{found['kind']} {said}}}" if is_doubtful or _SAYS_SOMETHING.search(said) else " "


def _as_lines(found: re.Match[str]) -> str:
    """An array of equations as lines: the cells of a row are one formula, or each is an equation of its own."""
    if "=" not in found["rows"] or not _LINE_BEGINS.search(found.string[: found.start()]):
        return found[0]
    rows = []
    for row in re.split(r"\\\\", re.sub(r"\\hline(?![A-Za-z])", " ", found["rows"])):
        cells = [cell for cell in row.split("&") if cell.strip() and not is_remark(cell.strip())]
        made = cells[0] if cells else ""
        for before, cell in pairwise(cells):
            if _IS_EQUATION.search(outside(before)) and _IS_EQUATION.search(outside(cell)):
                made = rf"{made} \\ {cell}"
            elif not _IS_WHOLE.match(outside(before)) or not _STARTS_WHOLE.match(cell):
                made = f"{made} {cell}"
            else:  # no product of both: what stands beside the way is said of it
                made = rf"{made} \\ {'since' if _IS_EQUATION.search(outside(cell)) else 'unclear'} {cell}"
        rows.append(made)
    return r" \\ ".join(rows)


_IS_EQUATION = re.compile(r"[^=\s]\s*=\s*[^=\s]")
_IS_WHOLE = re.compile(
    r"(?=.*=)(?!.*\\(?:cdot|times|to|leq?|geq?|approx|equiv|pm|mp)\s*$).*[^-+*/=<>\s]\s*$", re.DOTALL)
_STARTS_WHOLE = re.compile(
    r"\s*(?![-+*/=<>≤≥≈−]|\\(?:cdot|times|leq?|geq?|approx|equiv|to|pm|mp|q?quad|text|qquad)(?![A-Za-z]))\S")


_LEADS_ON = re.compile(
    r"[.,;]\s*(?:(?:[Tt]hen|[Ss]o|[Tt]hus|[Hh]ence)|(?:[Tt]hen\s+)?we\s+(?:have|get|obtain|find))[\s,:]*$")


def _pieces(solution: str, names: Collection[str]) -> Iterator[tuple[int, str]]:
    def kept(found: re.Match[str]) -> str:
        return found[0].replace(r"\\", _BREAK).replace("&", _CELL).replace("\n", _NEWLINE)

    def apart(found: re.Match[str]) -> str:
        return rf"{_APART}{found[1]}{_APART}".replace("\n", _NEWLINE)

    solution = _COMMENT.sub(lambda found: found["percent"] or "", solution)
    letters = {*names, *_OWN_LETTER.findall(solution)}
    solution = _SAID_BETWEEN.sub(apart, solution)
    solution = "\n".join(_APART.join(formula for said in line.split(_APART) for formula in formulas_of(
        said, names, letters)) for line in solution.split("\n"))
    text = _AROUND.sub(" ", _KEPT.sub(kept, solution))
    text = _MARKED_SIGN.sub(" = ", text)
    while (bare := _BRACED.sub(r"{\1}", text)) != text:
        text = bare
    number = 1
    for line in _PARTED.split(text):
        if line == "\n":
            number += 1
            continue
        if _PARTED.fullmatch(line) or (_LABEL_ALONE.fullmatch(line.replace(OWN, "")) and "=" in text):
            continue
        cells = line.split("&")
        # rl rl: two cells are one formula; behind && stands what is said of it.
        for place in range(0, len(cells), 2):
            formula = " ".join(cells[place : place + 2]).strip()
            formula = _LEADS_ON.sub("", formula)
            own = OWN * formula.startswith(OWN)
            formula = formula.removeprefix(OWN)
            formula = _trimmed(re.sub(r"(?:\\(?:nonumber|notag)(?![A-Za-z])|\\tag\*?\{[^{}]*\})", " ", formula))
            is_number = place and _NUMBER.fullmatch(_WIDTH.sub("", formula)) and not cells[
                place - 1].rstrip().endswith("=")
            is_word = not is_bracket(formula, letters) and (is_remark(formula) or says_nothing(formula))
            if not formula or is_word or is_number:
                continue
            if place and not re.sub(_SPACE, "", cells[place]) and "=" in formula and not MARKED.match(formula):
                formula = f"since {formula}"  # said behind && of what stands before it
            yield number, own + formula.replace(_BREAK, r"\\").replace(_CELL, "&").replace(_NEWLINE, " ")
        number += line.count(_NEWLINE)


# --------------------------------------------------------------------------
# Several steps in one line


_SO = r"(?i:(?:and\s)?(?:so|hence|thus|therefore|then))"
_LEAD = (rf"(?:\s+(?:{_SO}|(?i:also|and|but|now|next|finally|consequently|moreover|furthermore|further|besides"
         r"|similarly|likewise|clearly|indeed|in\s+addition|additionally))(?=[\s,:])[,:]?)?")
_BETWEEN = re.compile(
    r"(?P<implies>\\(?:implies|iff|Rightarrow|Longrightarrow|Leftrightarrow|Longleftrightarrow|therefore)(?![A-Za-z])"
    rf"|<?=>|[⇒⟹⇔⟺∴])|(?P<so>\\text\{{[\s,;]*{_SO}[\s,:]*\}}|(?<=[\s,;]){_SO}(?=[\s,:])[,:]?|;{_LEAD}"
    rf"|(?<=[\w)}}])(?<!\\left)(?<!\\right)\.(?=\s){_LEAD})"
    r"|(?P<and>,|\\text\{\s*,?\s*and\s*\}|(?<=\s)and(?=\s)|\\q?quad(?![A-Za-z]))|\\.|(?P<open>[{(\[])|(?P<close>[})\]])")
_WHERE = re.compile(r"(?<![\\A-Za-z])(?:where|with|for|if|when)(?![A-Za-z])", re.IGNORECASE)
_LET = re.compile(r"\s*(?:let|set|put|define|with|where)\s+|\s*\\text\{\s*let\s*\}", re.IGNORECASE)
_NAME = r"\\?[A-Za-z]+(?:_(?:\w|\{[^{}]*\}))?"
_NAMES = re.compile(rf"{_SPACE}{_NAME}'*(?:\(\s*\\?[A-Za-z]+\s*\))?\s*:?=")
_PART = r"(?:[d∂]|\\partial(?![A-Za-z]))[^\s=/,;]*|\\partial\s+[^\s=/,;]+"
_SLOPE = rf"(?:{_PART})\s*/\s*(?:{_PART})"
_OF_BRACKET = r"\((?:[^()]|\([^()]*\))*\)\s*'+"
_SAYS = re.compile(
    rf"{_SPACE}(?:{_OF_BRACKET}|{_NAME}'*(?:\([^()=]*\))?|\\[dt]?frac\{{[^{{}}]*\}}\{{[^{{}}]*\}}|{_SLOPE})\s*:?=")
_VALUE = re.compile(
    rf"{_SPACE}(?:(?:E|Var|Cov|P|Pr)\s*(?:\\left)?[(\[]|\\(?:mathbb|mathrm|operatorname)\s*\{{\s*(?:E|Var|Cov|P)\s*\}}"
    r"|\\(?:log|ln|exp|sin|cos|tan|tanh)(?![A-Za-z]))[^=,;]*=\s*[^\s=]")
"""An equation of a mean, or of a value of a function."""
_IS_PLACE = re.compile(rf"{_SPACE}{_NAME}\s*=")
_LEADING = re.compile(rf"^{_SPACE}")
_RUNS = re.compile(rf"{_SPACE}[a-zA-Z]\s*=\s*[01]\s*(?:,|\\[lc]?dots|\.\.|…)")


def _steps(number: int, line: str) -> Iterator[tuple[int, str]]:
    r"""The steps that are said in one line: f = x^2 \implies f'(x) = 2x. Let u = x^2 and v = e^x names two things."""
    if (why := SINCE.match(line)) is not None:  # since a = b and c = d
        said, cuts = line[why.end() :], [*_cuts(line[why.end() :])]
        starts, ends = [0, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), len(said)]
        parts = [_trimmed(_LEADING.sub("", said[a:b])) for a, b in zip(starts, ends, strict=True)]
        is_one = not cuts or any(not cut["and"] for cut in cuts) or any(map(_IS_PLACE.match, parts))
        yield from ((number, line) for line in ([line] if is_one else [f"since {part}" for part in parts]))
        return
    if _is_marked(line):
        yield number, line
        return
    told = "told " * line.startswith("told ")
    line = line.removeprefix("told ")
    found = [*_cuts(line)]
    starts, ends = [0, *(cut.end() for cut in found)], [*(cut.start() for cut in found), len(line)]
    implies = any(cut["implies"] for cut in found)  # a formula => another: they may be the sides of an equation
    alone = "alone " * (implies and not any("=" in outside(line[a:b]) for a, b in zip(starts, ends, strict=True)))
    let = ""
    for cut, start, end in zip((None, *found), starts, ends, strict=True):
        step = _trimmed(line[start:end] if cut is None else _LEADING.sub("", line[start:end]))
        let = let if cut is not None and cut["and"] else "let " * bool(_LET.match(step))
        if step:
            yield number, step if _LET.match(step) else told + alone + let + step


def _cuts(line: str) -> Iterator[re.Match[str]]:
    """The signs and words between the steps of a line, outside of brackets."""
    depth, start = 0, 0
    for found in _BETWEEN.finditer(line) if len(line) <= LIMIT_CHARACTERS else ():
        depth += bool(found["open"]) - bool(found["close"])
        if depth or not (found["implies"] or found["so"] or found["and"]):
            continue
        before, behind = line[start : found.start()], line[found.end() :]
        if (found["so"] and not ("=" in before and "=" in behind)) or (found["and"] and not _names_two(before, behind)):
            continue
        yield found
        start = found.end()


def _names_two(before: str, behind: str) -> bool:
    """Whether a comma, or "and", stands between two names that are given a meaning: u = x^2, v = e^x."""
    before_ = _LET.sub("", _LEADING.sub("", before), count=1)
    is_said = (_NAMES.match(before_) or _DERIVATIVE.match(before_)) and _SAYS.match(behind)
    is_value = _VALUE.match(before_) and _VALUE.match(behind)  # E[X] = p, E[X^2] = p
    return bool(is_said or is_value) and not (runs(behind) or _WHERE.search(before_))


def runs(text: str) -> bool:
    """Whether a text says over what an index runs: i = 1, ..., m."""
    return bool(_RUNS.match(text))


# --------------------------------------------------------------------------
# Numbers and bullets


_BULLET = re.compile(r"\s*(?:(?P<mark>[-*+–])\s+|[•◦▪‣·]\s*)(?=\S)")
_LABEL = re.compile(
    r"\s*(?:\(\s*(?:\d{1,2}[a-z]?|[a-h]|i{1,3}|iv|v|vi{1,3}|\*+)\s*\)|\[\s*(?:\d{1,2}[a-z]?|\*+)\s*\]"
    r"|(?P<half>\d{1,2}[a-z]?|[a-z]|i{1,3}|iv|vi{1,3})\))\s+(?=\S)")
_BEHIND = re.compile(r"(?P<gap>(?:\s|\\q?quad(?![A-Za-z])|\\hfill(?![A-Za-z])|\\[,;: ]|~){1,12})"
                     r"(?:\(\s*(?P<round>\d{1,2}|\*+)\s*\)|\[\s*(?P<square>\d{1,2}|\*+)\s*\])\s*$")
_WIDE = re.compile(r"\s{3,}|\t|\\")
_NO_FACTOR_BEFORE = re.compile(r"(?:[-+*/=^_(\[{,]|\\[A-Za-z]+)\s*$")
_GROUP = re.compile(r"\{[^{}]*\}|\([^()]*\)")
_EQUATION = re.compile(r"\s*\\?[A-Za-z](?:(?!\\(?:cdot|times|div|pm)(?![A-Za-z]))[^-+*=<>;])*=")
_DERIVATIVE = re.compile(rf"\s*(?:\\?[A-Za-z]+'|\\[dt]?frac\s*\{{\s*(?:d|\\partial)|{_SLOPE}|{_OF_BRACKET})")


class _Labels:
    """Takes the numbers and bullets of lines off: (2) f'(x) = ... is no product.

    counts     whether the numbers in front of the lines count them; ``counts_behind``, if those behind them do
    bullet     that the lines have
    numbered   whether lines have numbers in front
    counted    the last number behind a line
    """

    def __init__(self, counts: bool, counts_behind: bool) -> None:
        self.counts = counts
        self.counts_behind = counts_behind
        self.bullet = ""
        self.numbered = False
        self.counted = 0

    def without(self, line: str, before: str) -> tuple[str, bool]:
        """A line without what is no formula, and whether that shows that it is a line of its own."""
        line, is_new = self._without_bullet(line, before)
        if label := _LABEL.match(line):
            rest = line[label.end() :]
            if label["half"]:  # it may close a bracket of the line before
                is_label = line.count(")") > line.count("(") and before.count("(") <= before.count(")")
            else:
                is_label = self.counts or _is_equation(rest) or (self.numbered and rest.startswith("="))
                if not is_label and "=" in outside(rest):
                    return f"unclear {line}", True  # a number of the line, or a factor
            if is_label:
                line, is_new, self.numbered = rest, True, True
        return self._without_number_behind(line), is_new

    def _without_bullet(self, line: str, before: str) -> tuple[str, bool]:
        found = _BULLET.match(line)
        if found is None:
            return line, False
        rest, mark = line[found.end() :], found["mark"] or "•"
        if mark == "•":
            return rest, True
        # Behind an equation, - x = ... may go on from it.
        if _is_equation(rest) and ("=" not in outside(before) or self.bullet == mark or _DERIVATIVE.match(rest)):
            self.bullet = mark
            return rest, True
        return line, False

    def _without_number_behind(self, line: str) -> str:
        found = _BEHIND.search(line)
        if found is None or "=" not in line or _NO_FACTOR_BEFORE.search(line[: found.start()]):
            return line
        number = found["round"] or found["square"]
        if self.counts_behind or "*" in number or _WIDE.search(found["gap"]) or int(number) == self.counted + 1:
            self.counted = 0 if "*" in number else int(number)
            return line[: found.start()]
        return line


_LABEL_COUNTS = re.compile(r"\s*(?:\(\s*(?P<round>\d{1,2})\s*\)|\[\s*(?P<square>\d{1,2})\s*\])\s+(?=\S)")


def _counts(label: re.Pattern[str], pieces: list[tuple[int, str]]) -> bool:
    """Whether numbers of lines are each one more than the one before, and more than one."""
    found = [label.match(piece.removeprefix(OWN)) if label is _LABEL_COUNTS else label.search(piece)
             for _, piece in pieces]
    numbers = [one["round"] or one["square"] for one in found if one is not None]
    return len(numbers) > 1 and all(number.isdigit() for number in numbers) and all(
        int(b) == int(a) + 1 for a, b in pairwise(numbers))


def is_numbered_doubtfully(line: str) -> bool:
    """Whether what stands last in an equation may be its number, or a factor: f'(x) = e^{2x} (2)."""
    found = _BEHIND.search(line)
    return found is not None and "=" in line and line[: found.start()].endswith(tuple(")}]0123456789"))


def _is_equation(text: str) -> bool:
    """Whether a text says what one thing is that is no sum and no product by a sign."""
    return bool(_EQUATION.match(outside(text)))


def outside(text: str) -> str:
    """A text without what stands in brackets; only its start, if it is long."""
    text = text[:LIMIT_CHARACTERS]
    while (bare := _GROUP.sub("", text)) != text:
        text = bare
    return text


__all__ = ["MARKED", "SINCE", "is_numbered_doubtfully", "lines_of", "outside", "runs"]
