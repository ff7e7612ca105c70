r"""One letter for two things: a loss L that is the mean of losses L_i, and the N_k of N samples that belong to k.

With an index, such a letter is read as one in another font, \mathsf{L}_i: then no L is one of the L_i, and what is said
of the one says nothing of the other. So is a letter that is an index, too: the keys k_j, beside an a_{ik}. Vectors are
left alone, whose members x_i are.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from symdl.errors import ReadError
from symdl.grading.typed.samples import hypotheses, of_samples
from symdl.notation.reader.scripts import INDICES

_ACCENT = r"\\(?:hat|widehat|tilde|widetilde|bar|overline|dot|ddot|breve|check)\s*(?:\{[^{}]*\}|\\[A-Za-z]+|[A-Za-z])"
_FONT = r"\\(?:text\w*|math\w+|operatorname\*?|boldsymbol|bm|mbox|vec|tag|begin|end)\s*(?:\{[^{}]*\}|[A-Za-z])"
_WORD = r"(?<![A-Za-z\\])(?:sum|prod|lim|max|min|log|argmax|argmin)(?![A-Za-z])"
_SCRIPT = r"\s*_\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|\w)"
_POWER = r"\s*\^\s*(?:\{\s*\d+\s*\}|\d)"
_SAMPLE = r"\s*\^\s*\{\s*[(\[]\w+[)\]]\s*\}"  # of x^{(i)}_j, which is x_j^{(i)}
_LETTER = re.compile(rf"{_FONT}|{_WORD}|(?P<letter>{_ACCENT}|\\[A-Za-z]+|[A-Za-z])"
                     rf"(?:(?P<sample>{_SAMPLE})?(?P<before>{_POWER})?(?P<index>{_SCRIPT})(?P<behind>{_POWER})?)?")
_OF_ARRAYS = re.compile(r"\\top(?![A-Za-z])|(?<!\})\^\s*\{?\s*T(?![A-Za-z])|\\\||\|\||\\nabla|\\l?Vert|\\langle"
                        r"|\\math(?:bf|sf)|\\boldsymbol|\\bm(?![a-z])|\\vec|\\odot")
_ONE_INDEX = re.compile(r"\s*_\s*(?:([A-Za-z])(?![A-Za-z])|\{\s*([A-Za-z])\s*\})")
_INDICES = re.compile(r"[\s,;+\-\d{}]*(?:(?:[A-Za-z]{1,3}|\d+)[\s,;+\-\d{}]*)*")
_SAYS = re.compile(r"\s*(?::=|\\coloneqq|=)")
_LISTED = re.compile(r"\s*:?=\s*(?:\\left)?\\?[(\[{][^=]*,")  # L = (L_1, L_2)
_OPENED = re.compile(r"(?:[(\[,;|]|\\\{|\\mid)\s*$")
_CLOSED = re.compile(r"\s*(?:\\right)?(?:[)\],;|]|\\\}|\\mid)")
_APPLIED = re.compile(r"\s*(?:\\left|\\big[lg]?)?\s*\(")
_RAISED = re.compile(rf"{_FONT}|{_WORD}|(?P<letter>{_ACCENT}|\\[A-Za-z]+|[A-Za-z])(?P<power>{_POWER})?(?!\s*_)")
_BY_SQUARE = re.compile(r"(?:\\frac\s*\{\s*(?:\\partial|d)(?!\s*\^)[^{}]*\}\s*\{"
                        r"|(?<![A-Za-z\\])(?:\\partial|d)\s*[A-Za-z]\s*/)\s*(?:\\partial|d)\s*\(?\s*(\\?[A-Za-z]+)\s*\^\s*\{?\s*2\s*\}?\s*\)?\s*(?:\}|$)")
_IN_BRACKETS = re.compile(r"(\\partial|(?<![A-Za-z\\])d)\s*\(\s*(\\?[A-Za-z]+)\s*\^\s*\{?\s*2\s*\}?\s*\)")
_NO_THINGS = frozenset("deiT") | {r"\sum", r"\prod", r"\int", r"\lim", r"\max", r"\min", r"\log", r"\sup", r"\inf",
                                  r"\delta", r"\partial", r"\sigma", r"\arg", r"\argmax", r"\argmin"}


@dataclass(frozen=True)
class Before:
    """What is taken from the step before: see ``before``.

    names   that stand for numbers of their own at the step before
    step    the t
    now     0 where a step is t, and 1 where it is t + 1
    known   all that the question has at the step before
    again   the places of the definitions that hold at the step before, too
    is_raised   whether steps stand above, in brackets: a^{(l)}
    """

    names: tuple[str, ...]
    step: str
    now: int
    known: frozenset[str]
    again: tuple[int, ...] = ()
    is_raised: bool = False

    def lowered(self, text: str) -> str:
        """A formula with its steps below: a_l, of a^{(l)}."""
        raised = rf"\^\s*\{{\s*[(\[]\s*({re.escape(self.step)}\s*(?:[-+]\s*\d+)?)\s*[)\]]\s*\}}"
        return re.sub(raised, r"_{\1}", text) if self.is_raised else text

    def raised(self, said: str) -> str:
        """What is said with the steps above again."""
        step = re.escape(self.step)
        return re.sub(rf"(?<=[A-Za-z}}])_(?:{step}(?![A-Za-z])|\{{({step}(?:[-+]\d+)?)\}})",
                      lambda found: f"^{{({found[1] or self.step})}}", said) if self.is_raised else said

    def is_last(self, letter: str, below: str) -> bool:
        """Whether a letter with this below it is such a number. Raises ReadError for another step."""
        found = self._below.fullmatch(below)
        is_first = letter in self.names and re.fullmatch(r"\s*_\s*\{?\s*\d+\s*\}?", below) is not None
        if not is_first and (found is None or self._offset(found[1]) == self.now):
            return False
        if is_first or letter not in self.known or found is None or self._offset(found[1]) != self.now - 1:
            raise ReadError(f"the question does not speak of {letter}{below.strip()}", letter + below, 0,
                            len(letter + below), "use what it speaks of")
        return letter in self.names

    @property
    def _below(self) -> re.Pattern[str]:
        """What stands below a letter of a step: _t, or _{t-1}."""
        step = re.escape(self.step)
        return re.compile(rf"\s*_\s*(?:{step}|\{{\s*{step}\s*([-+].*)?\}})")

    @staticmethod
    def _offset(written: str | None) -> int | None:
        """The -1 of t-1; None if it is no number."""
        bare = re.sub(r"\s", "", written or "0")
        return int(bare) if re.fullmatch(r"[-+]?\d+", bare) else None

    @property
    def below(self) -> str:
        """What is written below a number of the step before, which is known by its letter: the step itself."""
        return f"_{{{self.step}+1}}" if self.now else f"_{self.step}"

    def at_the_step_before(self, definition: str) -> str:
        """A definition of the step, at the one before: each letter of a step is one of that."""
        def written(found: re.Match[str]) -> str:
            letter = _plainly(found["letter"]) if found["index"] else ""
            if letter in self.names:
                return f"{_other(letter)}{self.below}{found['before'] or found['behind'] or ''}"
            below = self._below.fullmatch(found["index"]) if letter else None
            if below is None or (offset := self._offset(below[1])) is None:
                return found[0]
            return f"{letter}{found['before'] or ''}_{{{self.step}{offset - 1:+}}}{found['behind'] or ''}"

        return _LETTER.sub(written, self.lowered(definition))

    @property
    def last(self) -> str:
        """What stands below what is taken."""
        return self.step if self.now else f"{{{self.step}-1}}"


@dataclass(frozen=True)
class Twofold:
    r"""How letters are read that are something else with an index.

    letters  those that are one thing with an index, which is told, and another one without
    keys     those that are an index themselves, with one that they have
    squared  those of which the square is defined, \sigma_k^2 = ..., each with an index: it is a name by itself
    derived  those by the square of which something is derived, \partial L / \partial \sigma^2: so is that
    logs     functions of which only the logarithm is defined, \log p(x) = ...: it is a name
    samples  hypotheses of samples, h_\theta(x^{(i)}): see ``samples``; with the letters that are taken
    before   those of the step before, which are numbers of their own
    paths    those that are derived by what stands below them, dx_t/dt, which is no index, then, but a number
    """

    letters: tuple[tuple[str, str], ...] = ()
    keys: tuple[tuple[str, str], ...] = ()
    squared: tuple[tuple[str, str], ...] = ()
    derived: tuple[str, ...] = ()
    logs: tuple[tuple[str, str], ...] = ()
    samples: tuple[str, ...] = ()
    taken: str = ""
    before: Before | None = None
    paths: tuple[tuple[str, str], ...] = ()

    @staticmethod
    def of(formulas: Collection[str]) -> Twofold:
        """Those of formulas, but for what is all that a function is of: the x of f(x) is made of the x_i."""
        logs, samples = _logs(formulas), hypotheses([*formulas])
        letters_of = "".join(re.sub(r"\\[A-Za-z]+", "", one) for one in formulas) if samples else ""
        if any(map(_OF_ARRAYS.search, formulas)):
            return Twofold(derived=_squares(formulas), logs=logs, samples=samples, taken=letters_of)
        indexed: dict[str, str] = {}
        alone: set[str] = set()
        other: set[str] = set()
        counting: set[str] = set()
        several: dict[str, str] = {}
        squares: dict[str, str] = {}
        raised: dict[str, set[bool]] = {}
        for text in formulas:
            for found in _LETTER.finditer(text):
                if not found["letter"]:
                    continue
                letter, before, end = _plainly(found["letter"]), text[: found.start()], found.end("letter")
                if found["index"] is None:
                    alone.add(letter)
                    if _APPLIED.match(text, end) or (_OPENED.search(before) and _CLOSED.match(text, end)):
                        other.add(letter)  # a function, or what one is of
                    if not before.strip() and _LISTED.match(text, end):
                        other.add(letter)
                    continue
                power = int(_digits(found["before"] or found["behind"]) or 1)
                raised.setdefault(letter, set()).add(power % 2 == 0)
                if _INDICES.fullmatch(below := found["index"].strip().removeprefix("_")):
                    counting |= INDICES & {*below}
                    several.setdefault(letter, below.strip(" {}"))
                if index := _ONE_INDEX.fullmatch(found["index"]):
                    indexed.setdefault(letter, index[1] or index[2])
                    if power == 2 and not before.strip() and _SAYS.match(text, found.end()):
                        squares.setdefault(letter, index[1] or index[2])
        squared = tuple((letter, index) for letter, index in squares.items() if raised[letter] == {True}
                        and letter not in _NO_THINGS - {r"\sigma"})
        derived = dict.fromkeys(found[1] for text in formulas for found in _BY_SQUARE.finditer(text) if not any(
            re.match(rf"\s*{re.escape(found[1])}\s*\^\s*\{{?2\}}?\s*:?=", one) for one in formulas))
        paths = _paths(formulas)
        taken = {*dict(squared), *derived, *dict(paths)}
        letters = {letter: index for letter, index in indexed.items() if letter in alone - other - _NO_THINGS - taken}
        keys = {letter: index for letter, index in several.items()
                if letter in counting - other - _NO_THINGS - taken and letter not in letters}
        return Twofold(tuple(letters.items()), tuple(keys.items()), squared,
                       tuple(letter for letter in derived if letter not in indexed), logs, samples, letters_of,
                       paths=paths)

    def __call__(self, text: str) -> str:
        """A formula with these letters in another font where they have an index."""
        for name, letters_ in self.logs:
            text = _log_of(name, letters_).sub(lambda _, name=name: f" {_of_log(name)} ", text)  # type: ignore[misc]
        letters, squared, paths = dict((*self.letters, *self.keys)), dict(self.squared), dict(self.paths)
        if self.samples:
            text = of_samples(text, self.samples, [self.taken])
        if self.derived:
            text = _RAISED.sub(self._root, _IN_BRACKETS.sub(r"\1 \2^2", text))

        if self.before:
            text = self.before.lowered(text)

        def written(found: re.Match[str]) -> str:
            letter = _plainly(found["letter"]) if found["index"] else ""
            if letter and self.before and self.before.is_last(letter, found["index"]):
                return f"{_other(letter)}{self.before.below}{found['before'] or found['behind'] or ''}"
            if letter in paths and _below_is(found["index"], paths[letter]):
                return f"{_other(letter)}{found['before'] or found['behind'] or ''}"
            if letter in letters:
                before = (found["sample"] or "") + (found["before"] or "")
                return f"{_other(letter)}{before}{found['index']}{found['behind'] or ''}"
            if letter in squared and not (found["before"] and found["behind"]):
                power = int(_digits(found["before"] or found["behind"]) or 1)
                above = "" if power == 2 else f"^{{{power // 2}}}" if power % 2 == 0 else f"^{{{power}/2}}"
                return f"{_other(letter)}{found['sample'] or ''}{found['index']}{above}"
            return found[0]

        return _LETTER.sub(written, text) if letters or squared or paths or self.before else text

    def _root(self, found: re.Match[str]) -> str:
        r"""\mathsf{\sigma}^{3/2}, of \sigma^3, where the square has a name."""
        if found["letter"] not in self.derived:
            return found[0]
        power = int(_digits(found["power"]) or 1)
        above = "" if power == 2 else f"^{{{power // 2}}}" if power % 2 == 0 else f"^{{{power}/2}}"
        return f"{_other(found['letter'])}{above}"

    def shown(self, said: str) -> str:
        """What is said to a person, with the letters as they wrote them."""
        for name in self.samples:
            said = said.replace(_other(name), name)
        for name, letters in self.logs:
            said = said.replace(_of_log(name), f"\\log {name}({letters})")
        for letter in self.derived:
            said = re.sub(rf"{re.escape(_other(letter))}(?:\^\{{?(\d)\}}?)?",
                          lambda found, letter=letter: f"{letter}^{2 * int(found[1] or 1)}", said)  # type: ignore[misc]
        plain = (*self.letters, *self.keys, *self.paths)
        members = *((*one, "") for one in plain), *((*one, "^2") for one in self.squared)
        if self.before is not None:
            members = *members, *((letter, self.before.last, "") for letter in self.before.names)
        for letter, index, square in members:
            first, *others = re.split(rf"{re.escape(_other(letter))}(?:_(\{{[^{{}}]*\}}|\w))?", said)
            said = first + "".join(f"{letter}_{below or index}{square}{text}"
                                   for below, text in zip(others[::2], others[1::2], strict=True))
        if self.before is not None:  # h_{t-1}[1], where t is 1
            for letter in self.before.names:
                name = "|".join(map(re.escape, {one := f"{letter}_{self.before.last}", self.before.raised(one)}))
                said = re.sub(rf"({name})\[(?:\d+|{self.before.step})\]", r"\1", said)
            said = self.before.raised(said)
        return said


NONE_TWOFOLD = Twofold()


def _paths(formulas: Collection[str]) -> tuple[tuple[str, str], ...]:
    r"""The x_t = (1 - t) x_0 + t x_1 of a \frac{dx_t}{dt}, if no t stands below another letter, or counts."""
    found = {(one["letter"], one["by"]) for text in formulas for one in _BY_ITS_INDEX.finditer(text)}
    if not found or len({by for _, by in found}) > 1:
        return ()
    by, letters = next(iter(found))[1], {letter for letter, _ in found}
    for text in formulas:
        for one in _LETTER.finditer(text):
            below = one["index"] if one["letter"] else None
            is_ours = one["letter"] and _plainly(one["letter"]) in letters
            if below and not re.fullmatch(r"\s*_\s*\{?\s*\d+\s*\}?", below) and (
                    not (is_ours and _below_is(below, by)) if re.search(rf"(?<![A-Za-z]){by}(?![A-Za-z])", below)
                    else is_ours):
                return ()
        if re.search(rf"\\(?:sum|prod)[^A-Za-z]*_?\s*\{{?\s*{by}\b", text):
            return ()
    heads = {letter for letter in letters for text in formulas if re.match(
        rf"\s*{re.escape(letter)}\s*_\s*\{{?\s*{by}\s*\}}?\s*:?=", text)}
    return tuple(sorted(found)) if heads == letters else ()


_BY_ITS_INDEX = re.compile(
    r"\\[dt]?frac\s*\{\s*d\s*(?P<letter>\\?[A-Za-z]+)\s*_\s*\{?\s*(?P<by>[a-z])\s*\}?\s*\}"
    r"\s*\{\s*d\s*(?P=by)\s*\}")


def _below_is(below: str, letter: str) -> bool:
    return re.sub(r"[\s_{}]", "", below) == letter


def _squares(formulas: Collection[str]) -> tuple[str, ...]:
    """Letters of which the square is defined, d^2 = (x - m)^\\top (x - m), and stands everywhere."""
    heads = {found[1] for text in formulas if (found := re.match(r"\s*([A-Za-z])\s*\^\s*\{?\s*2\s*\}?\s*:?=", text))}
    for text in formulas:
        heads -= {found["letter"] for found in _LETTER.finditer(text) if found["letter"] and not re.match(
            r"\s*\^\s*(?:\{\s*2\s*\}|2)", text[found.end("letter") :])}
    return tuple(sorted(heads))


def _logs(formulas: Collection[str]) -> tuple[tuple[str, str], ...]:
    r"""The p and x of \log p(x) = ..., where other formulas speak of that, and none of p(x)."""
    heads = {(found[1], found[2]) for text in formulas if (found := _LOG_HEAD.match(text))}
    return tuple(sorted((name, letters) for name, letters in heads if sum(
        _log_of(name, letters).search(text) is not None for text in formulas) > 1 and not any(
            re.search(rf"(?<![A-Za-z\\]){re.escape(name)}\s*(?:\\left)?\(", _log_of(name, letters).sub("", text))
            for text in formulas)))


_LOG_HEAD = re.compile(r"\s*\\(?:log|ln)\s*(\\?[A-Za-z]+?)\s*(?:\\left)?\(([^()=]*?)(?:\\right)?\)\s*:?=")


def _log_of(name: str, letters: str) -> re.Pattern[str]:
    of = re.escape(letters.strip()).replace(r"\ ", r"\s*")
    return re.compile(rf"\\(?:log|ln)\s*{re.escape(name)}\s*(?:\\left)?\(\s*{of}\s*(?:\\right)?\)")


def _other(letter: str) -> str:
    r"""The name in another font: \mathsf{L}, \bar{\mathsf{x}}."""
    accent, brace, of = letter.partition("{")
    return f"{accent}{{\\mathsf{{{of[:-1]}}}}}" if brace else rf"\mathsf{{{letter}}}"


def _of_log(letter: str) -> str:
    return _other(r"\Pi" if letter == r"\pi" else letter)  # beside the number


def _digits(power: str | None) -> str:
    return re.sub(r"\D", "", power or "")


def _plainly(letter: str) -> str:
    r"""A letter with braces around what is accented: \bar{x}, for \bar x."""
    parts = re.fullmatch(r"(\\[a-z]+)\s*(?:\{\s*([^{}]*?)\s*\}|(?<=\s)([A-Za-z])|(\\[A-Za-z]+))", letter)
    return letter if parts is None else f"{parts[1]}{{{parts[2] or parts[3] or parts[4]}}}"


__all__ = ["NONE_TWOFOLD", "Twofold"]
