r"""Formulas as programs write them: sum(y*log(p)) of what has an index in the question, and softmax(z)_i."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from symdl.grading.scalar.given import GREEK
from symdl.grading.typed.applied import arguments, closed, with_powers_behind
from symdl.grading.typed.programs import MULTIPLIES, Around, as_formula, letters_of_vectors
from symdl.notation.reader.names import plain
from symdl.notation.reader.signs import BIG, FUNCTIONS
from symdl.notation.reader.syntax import Member, Name, Node, walk

_LETTERS = "kjlqrs"
_SUM = re.compile(r"(?<![A-Za-z\\_.])(sum|mean)\s*\(")
_LONGEST = 400  # signs of a formula with two cases
_ONE = r"\{?\s*([a-z]|\d+|(?<=\{)[a-z\d+\- ]+)\s*\}?"
_CHOICE = re.compile(
    r"(?<![A-Za-z\\_])C\s*\(\s*([a-z]|\d+)\s*,\s*([a-z\d](?:\s*[-+]\s*[a-z\d])?|\d+)\s*\)"
    rf"|(?:\{{\s*\}}\s*|(?<![\w)\]}}\s]))[\^_]\s*{_ONE}\s*C\s*_\s*{_ONE}|(?<![A-Za-z\\])([a-z])C([a-z])(?![A-Za-z])"
    rf"|(?<![A-Za-z\\_^])C\s*(?:_\s*{_ONE}\s*\^|\^\s*{_ONE}\s*_)\s*{_ONE}")
"""How many ways there are to choose k of n: C(n, k), nCk, C_n^k."""
_OTHER = r"(?!\b(?:if|else|when|otherwise)\b)"  # no such word begins here
_FIRST = rf"(?P<first>(?:{_OTHER}[^\n])+?)\s*,?\s*\b(?:if|when)\b\s*" \
    rf"(?P<when>(?:{_OTHER}[^\n,;])*[<>≤≥](?:{_OTHER}[^\n,;])*?)"
_IF = re.compile(rf"\s*{_FIRST}\s*[,;]?\s*\b(?:else|otherwise)\b\s*,?\s*(?P<last>(?:{_OTHER}[^\n])+)")
_IF_LAST = re.compile(rf"\s*{_FIRST}\s*[,;]\s*(?:and\s+)?(?P<last>(?:{_OTHER}[^\n,;])+?)\s+(?:otherwise|else)\s*")
_WORD = re.compile(r"(?<![A-Za-z_\\])[A-Za-z]+(?![A-Za-z(_])")
_SOFTMAX = re.compile(r"(?:\\(?:mathrm|text|operatorname\*?|mathsf)\s*\{\s*softmax\s*\}|\\?softmax)\s*(?:\\left\s*)?\(")
_WHICH = re.compile(r"\)\s*(?:_\s*(?:\{\s*([A-Za-z])\s*\}|([A-Za-z])(?![A-Za-z]))|\[\s*([A-Za-z])\s*\])")
_ONE_NAME = re.compile(r"\s*(?:\\(?:mathbf|boldsymbol|vec)\s*\{?\s*)?(\\?[A-Za-z])\s*\}?\s*")
_OF_ENTRIES = re.compile(r"(?:\\(?:d?frac|cdot|left|right)(?![A-Za-z])|\\[,;: ]|[\s\d+\-*/.(){}^]|\\?[A-Za-z]+)+")
_WORDS_OF_SIGNS = re.compile(rf"\\[A-Za-z]+|(?:{'|'.join(name for name in (*FUNCTIONS, *BIG) if len(name) > 2)})")
_PLACE = "§"
_COMMANDS = (r"\frac", r"\dfrac", r"\cdot", r"\left", r"\right")
_NAME_IN = re.compile(rf"\\(?:d?frac|cdot|left|right)(?![A-Za-z])|\\[A-Za-z]+|(?:{GREEK})(?![A-Za-z])|[A-Za-z]")


def as_mathematics(text: str, names: Collection[str], around: Around) -> str:
    """A text of a program in the words of mathematics: log for np.log, floor(t/s) for t//s, cases for a if b else c.

    names   of the question: C(n, k) is a number of choices, where C is no other

    Raises ReadError for what is of a program, and no formula.
    """
    if "C" not in names:
        text = _CHOICE.sub(lambda found: _chosen(*filter(None, found.groups()), latex="\\" in text), text)
    if "\\" not in text:
        text = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?e[-+]?\d+)(?=[A-Za-z])", r"\1*", text)  # 1e3x
    label = _LABEL.match(text)
    left = label[0] if label is not None and _is_closed(label[0]) else ""  # no np.sum(x, axis=0)
    value = text[len(left) :]
    if (formula := as_formula(value, around)) != value:
        return f"{left}{formula}"
    is_short = len(value) < _LONGEST and re.search(r"\b(?:if|when)\b", value)
    found = (_IF.fullmatch(value) or _IF_LAST.fullmatch(value)) if is_short else None
    if found and all(_is_closed(part) for part in found.groups()):  # not the inside of 2*(a if c else b)
        if "\\" not in text:  # names are read as in plain text
            return f"{left}({found['first']})*1[{found['when']}] + ({found['last']})*(1 - 1[{found['when']}])"
        last = rf"{found['last']} & \text{{otherwise}}"
        return rf"{left}\begin{{cases}}{found['first']} & {found['when']} \\ {last}\end{{cases}}"
    return re.sub(r"\^\s*(⌊[^⌊⌋]*⌋)", r"^{\1}", text)


def _chosen(n: str, k: str, *, latex: bool) -> str:
    return rf"\binom{{{n}}}{{{k}}}" if latex else f"binom({n}, {k})"


def _is_closed(text: str) -> bool:
    """Whether each bracket that opens here closes here."""
    depth = 0
    for sign in text:
        depth += (sign in "([{") - (sign in ")]}")
        if depth < 0:
            return False
    return depth == 0


_LABEL = re.compile(r"[^=<>≤≥!]*=(?=(?:[^=]|(?<=[<>!])=|==)*$)(?!=)")
"""A left side, of what has one sign of equality."""


def as_question(texts: Mapping[str, Sequence[str]], words: str, kinds: Mapping[str, str]) -> Mapping[str, list[str]]:
    """The formulas of a question that are programs, as they would be read in an answer.

    texts   by the field that they stand in
    words   what is said beside them, with what that says that letters are, for certain

    Raises ReadError for what is of a program, and no formula.
    """
    formulas = [text for some in texts.values() for text in some]
    vectors = letters_of_vectors(formulas, words, kinds) if any(map(MULTIPLIES.search, formulas)) else None
    return {field: [as_mathematics(text, ("C",), Around(vectors)) for text in some] for field, some in texts.items()}


def with_indices(text: str, trees: Iterable[Node]) -> str:
    """A text with an index for each sum or mean that has none, and is of what has one index in these formulas."""
    if "\\" in text or _SUM.search(text) is None:
        return text
    parts = [part for tree in trees for part in walk(tree)]
    members = [part for part in parts if isinstance(part, Member)]
    families = {plain(part.name) for part in members if len(part.below) == 1 and not part.above and isinstance(
        part.below[0], Name)} - {plain(part.name) for part in members if len(part.below) != 1 or part.above}
    used = {part.text for part in parts if isinstance(part, Name)} | {*_WORD.findall(text)}
    spare = [one for one in _LETTERS if one not in used]
    for found in reversed([*_SUM.finditer(text)]):  # the inner ones first
        end = closed(text, found.end())
        inner = text[found.end() : end]
        own = _WITHIN.sub(" ", inner)
        letter = next((one for one in spare if not re.search(rf"_{one}(?![A-Za-z])", inner)), "")
        if not letter or end >= len(text) or re.search(r"[_\[,=]|\bfor\b", own) or not families & {*_WORD.findall(own)}:
            continue
        text = f"{text[: found.start()]}{found[1]}({_indexed(inner, families, letter)}, {letter}){text[end + 1 :]}"
    return text


def _indexed(text: str, families: Collection[str], letter: str) -> str:
    return _WORD.sub(lambda word: f"{word[0]}_{letter}" if word[0] in families else word[0], text)


_WITHIN = re.compile(r"(?:sum|mean)\([^()]*(?:\([^()]*\)[^()]*)*, [a-z]\)")
"""A sum that has its index."""


def without_softmax(text: str, others: Sequence[str] = ()) -> str:
    """A text with what a softmax is, of a name with one index: e^{z_i} over the sum of all e^{z_j}.

    others   the other formulas, in which letters stand, too
    """
    if "softmax" not in text:
        return text
    letters = {letter for one in (text, *others) for letter in re.findall(r"(?<![A-Za-z\\])[a-z](?![A-Za-z])", one)}
    letters |= {letter for one in (text, *others) for run in re.findall(r"_\{?([a-z]+)", one) for letter in run}
    letter = next((one for one in "jklmqr" if one not in letters), "j'")

    beside = _without_softmaxes(" ".join(others))
    made, start = "", 0
    while (found := _SOFTMAX.search(text, start)) is not None:
        end = closed(text, found.end())
        which = _WHICH.match(text, end)
        of = _entry(re.sub(r"\\right\s*$", "", text[found.end() : end]), beside) if which else None
        made += text[start : found.start()]
        start = found.end() if which is None or of is None else which.end()
        if which is None or of is None:
            made += found[0]
        else:
            here, each = (of.replace(_PLACE, one) for one in (next(filter(None, which.groups())), letter))
            made += rf"\frac{{e^{{{here}}}}}{{\sum_{{{letter}}} e^{{{each}}}}}"
    return made + text[start:]


def _without_softmaxes(text: str) -> str:
    """A text without what stands in the brackets of a softmax, which says nothing of which letters have an index."""
    while (found := _SOFTMAX.search(text)) is not None:
        text = f"{text[: found.start()]} {text[closed(text, found.end()) + 1 :]}"
    return text


def _entry(of: str, beside: str) -> str | None:
    """An entry of a vector that a softmax is of, with a sign for its index; None where it is not clear what has one.

    beside  in which the letters stand: what has one index is a vector, and what has none a number
    """
    if (one := _ONE_NAME.fullmatch(of)) is not None:
        return f"{one[1]}_{{{_PLACE}}}"
    if _OF_ENTRIES.fullmatch(of) is None or FUNCTIONS.keys() & {*re.findall(r"[A-Za-z]{2,}", of)}:
        return None
    made, start, has_vector = "", 0, False
    for found in _NAME_IN.finditer(of):
        made += of[start : found.start()]
        start, name = found.end(), found[0]
        if name in _COMMANDS:
            made += f"{name} "
            continue
        name = name if len(name) == 1 or name[0] == "\\" else f"\\{name}"
        slots = _slots(name, beside)
        if slots not in (0, 1):
            return None
        has_vector = has_vector or slots == 1
        made += f" {name}_{{{_PLACE}}} " if slots else f" {name} "
    return made + of[start:] if has_vector else None


def _slots(name: str, text: str) -> int | None:
    """How many indices a letter has wherever it stands in a text; None if it stands nowhere, or that differs."""
    if len(name) == 1:
        text = _WORDS_OF_SIGNS.sub(" ", text)
    end = "" if len(name) == 1 else "(?![A-Za-z])"
    found = re.findall(rf"{re.escape(name)}{end}(\s*_\s*(?:\{{[^{{}}]*\}}|\w)|\s*\[[^\]]*\])?", text)
    slots = {len(re.findall(r"[^\W_]", below)) for below in found}
    return slots.pop() if len(slots) == 1 else None


def without_clip(text: str) -> str:
    """A text with what it is to clip a number between two: the greater of a, and the lesser of x and b."""
    found = _CLIP.search(text)
    if found is None:
        return text
    parts, end = arguments(text, found.end())
    if len(parts) != 3:  # of what, and between what
        return f"{text[: found.end()]}{without_clip(text[found.end() :])}"
    of, least, most = map(without_clip, parts)
    sign = "\\" if "\\" in text else ""
    return f"{text[: found.start()]}{sign}max({least}, {sign}min({of}, {most})){without_clip(text[end:])}"


def without_short_forms(text: str, others: Sequence[str] = ()) -> str:
    """A text with what a softmax, a clip and the square of a function are; the same of questions and answers.

    others   the other formulas
    """
    return without_softmax(without_clip(with_powers_behind(text, others)), others)


_CLIP = re.compile(r"(?:\\(?:mathrm|operatorname|text|mathop)\s*\{\s*cl(?:ip|amp)\s*\}"
                   r"|(?<![A-Za-z\\_.{])cl(?:ip|amp))\s*(?:\\left\s*)?\(")

__all__ = ["as_mathematics", "as_question", "with_indices", "without_short_forms"]
