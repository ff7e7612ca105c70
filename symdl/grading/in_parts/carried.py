r"""A part of a question asked again in the student's own world, as text: there, what was said of earlier parts holds.

    f'(x) = 2x \sin x + x^2 \cos x      the part before, and what was answered: 2x \sin x
    g(x) = x f'(x)                      h(x) = 2x \sin x is defined, and g(x) = x h(x) is asked
    f''(x) = 2 \sin x + ...             h(x) = 2x \sin x is defined, and h'(x) is asked

What an earlier part names (u, of u = \sin x) has the student's definition; a derivative that it asks for (f'(x), a
gradient) has a letter of its own for a name, which stands wherever that derivative stood. A reference that is written
out, and on its left side too says nothing of what was answered before, is what it was: nothing follows in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from symdl.errors import LanguageError, ReadError, SymdlError
from symdl.grading.answers.carrying import is_bare, is_label, left_of, names_as_written
from symdl.grading.answers.checking import answered, ask
from symdl.grading.in_parts.chained import backwards, by_moments, slope_of, unfolded
from symdl.grading.named import names_of, written_sides
from symdl.grading.proved.abbreviations import split
from symdl.grading.question import Question
from symdl.grading.scalar.given import GREEK
from symdl.grading.scalar.words import KNOWN
from symdl.grading.table import texts
from symdl.grading.typed.applied import name_of, start_of
from symdl.grading.typed.entered import flat, replaced_by
from symdl.grading.typed.noted import with_letters_of
from symdl.grading.typed.spelling import is_head
from symdl.notation.reader.infer import infer
from symdl.notation.reader.notation import OPEN
from symdl.notation.reader.parse import parse
from symdl.notation.reader.signs import FUNCTIONS
from symdl.notation.reader.syntax import (
    Blank,
    Call,
    Chain,
    Derivative,
    Gradient,
    Group,
    List,
    Member,
    Name,
    Node,
    Text,
    show,
    walk,
)
from symdl.notation.reader.tokens import PRODUCT_WITH_E
from symdl.notation.reader.wrapping import unwrapped

_LETTERS = "hqkrgpsvuzwabcHQKRGPSVUZWABC"
_PRIMES = re.compile(r"\^\s*(?:\{\s*(?:\\prime\s*)+\}|\\prime(?![A-Za-z]))")
_NAME = r"(?:\\[A-Za-z]+|[A-Za-z])(?:_\w|_\{\w+\})?"
_LEIBNIZ = re.compile(
    rf"\\[dt]?frac\s*\{{\s*d\s*(?:\^\s*\{{?\s*(?P<times>[2-9])\s*\}}?)?\s*(?P<name>{_NAME})\s*(?:\(\s*(?P<of>{_NAME})\s*\))?"
    rf"\s*\}}\s*\{{\s*d\s*(?P<by>{_NAME})\s*(?:\^\s*\{{?\s*(?P<again>[2-9])\s*\}}?)?\s*\}}(?:\s*\((?P<at>{_NAME})\))?")
_SLOPE = re.compile(rf"\s*(?P<name>{_NAME})(?P<primes>'+)\s*(?:\(\s*(?P<by>{_NAME})\s*\))?\s*$")
_LETTER = re.compile(r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])")
_DERIVED = re.compile(r"\\[dt]?frac\s*\{\s*(?:d|\\partial)|\\nabla|\\[d]+ot(?![A-Za-z])|(?<![A-Za-z\\])d\w*\s*/\s*d")


@dataclass(frozen=True)
class Own:
    """What a student says of an earlier part.

    question   that part
    reference  as it is written there
    value      what the student says that it is, as text, without a left side
    defines    whether the reference is a definition for the parts after it
    """

    question: Question
    reference: str
    value: str
    defines: bool

    @property
    def left(self) -> str:
        return self.reference.partition("=")[0].rstrip(" :")


def left_side(definition: str) -> str:
    """What a definition says of what: S, of S = n (n + 1)/2, and of S := \\sum_k k."""
    return "".join(definition.partition("=")[0].split()).rstrip(":")


def own_value(question: Question, reference: str, answer: str, *, defines: bool) -> Own | None:
    """What an answer says that an earlier part is; None for what says more, or has names that the part has not."""
    with suppress(ReadError, LanguageError):
        if split(unwrapped(answer))[1]:
            return None
        members = members_of(question, answer)
        formula = members[-1]
        tree = parse(formula, with_letters_of(question.notation, formula)).tree
        if not formula or isinstance(tree, Chain | List | Group | Text | Blank):
            return None
        spelled = question.spelled(formula)
        read = parse(spelled, with_letters_of(question.notation, spelled)).tree
        own = _named(question.trees[0]) if question.trees else set()
        known = {name for one in question.trees for name in names_of(one)} - (own if defines else set())
        if {name.rstrip("'") for name in names_of(read)} <= known | _identity(question) | KNOWN | FUNCTIONS.keys():
            value = PRODUCT_WITH_E.sub(r"\1 e", formula) if question.spelled.has_e else formula
            return Own(question, reference, _in_latex(value, question), defines)
    return None


def _in_latex(formula: str, question: Question) -> str:
    r"""A formula with \lambda for lambda, as its question has it: it is to stand beside what is written there."""
    ours = " ".join(question.written)
    made = re.sub(rf"(?<![A-Za-z\\])({GREEK})(?![A-Za-z])", lambda found: rf"\{found[1]} " if
                  f"\\{found[1]}" in ours else found[1], formula)
    one, other = (show(parse(text, with_letters_of(question.notation, text)).tree) for text in (formula, made))
    return made if one == other else formula


def _identity(question: Question) -> set[str]:
    """The name of the identity matrix, among matrices: an answer may have it, whatever the question has."""
    return {"I", r"\mathbf{I}"} if question.of_vectors else set()


def _named(reference: Node) -> set[str]:
    left = reference.items[0] if isinstance(reference, Chain) else None
    if isinstance(left, Call):
        left = left.function
    return {left.text if isinstance(left, Name) else left.name} if isinstance(left, Name | Member) else set()


def members_of(question: Question, answer: str) -> list[str]:
    """The members of a chain as they are written, without what it is for if it starts with that.

    What stands behind "where" is said of each. Raises ReadError for a chain of other signs.
    """
    text = unwrapped(answer)
    formula, _ = split(text)
    tree = parse(formula, with_letters_of(question.notation, formula)).tree
    if not isinstance(tree, Chain):
        return [text.strip()]
    found, start, depth = [], 0, 0
    for place, sign in enumerate(formula):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "=" and not depth:
            found.append(formula[start:place].rstrip(" :&"))
            start = place + 1
    found.append(formula[start:].strip())
    if len(found) != len(tree.items) or not {*tree.signs} <= {"eq", "define"}:
        raise ReadError("this is no chain of equations", formula, 0, len(formula))
    left = question.written[0].partition("=")[0] if question.written else ""
    is_called = "".join(found[0].split()) == "".join(left.split()) or is_label(tree.items[0], left_of(question))
    return [f"{one.strip(' &')}{text[len(formula):]}" for one in found[is_called:]]


def is_coherent(question: Question, members: Sequence[str], said: Sequence[Own]) -> bool:
    """Whether all members of a chain are the same, as the question is or where a student's own answers hold."""
    given = json.loads(question.given)

    def is_so(some: Sequence[Own]) -> bool:
        names = _Names.of(some, [*texts(given, "definitions"), str(given.get("reference")), *members])
        table = _as_written({**given, "definitions": _definitions(given, some, names)}, question)
        return all(_is_same(table, names.put(one), names.put(members[-1])) for one in members[:-1])

    for some in (said, ()) if members[1:] else ():
        with suppress(ReadError, LanguageError):
            if is_so(some):
                return True
    return not members[1:]


def _as_written(table: Mapping[str, Any], question: Question) -> dict[str, Any]:
    """A table as LaTeX, where the question is that, and what shows it is replaced: there, 2e-1 is no number."""
    shows = "\\" in f"{table['reference']} {' '.join(texts(table, 'definitions'))}"
    is_latex = question.spelled.latex and not shows and "notation" not in table
    return {**table, "notation": "latex"} if is_latex else {**table}


def _is_same(table: Mapping[str, Any], one: str, other: str) -> bool:
    asked = {key: value for key, value in table.items() if key not in _OF_THE_ANSWER}
    with suppress(SymdlError):
        return answered(ask({**asked, "reference": one}), other, explain=False).verdict == "equivalent"
    return False


def in_own_words(question: Question, answer: str, said: Sequence[Own], value: Callable[[Own], str]) -> str:
    """An answer with what is said of earlier parts where it names what they ask for: 2z dC/da is 2z (a - y).

    "" where it names none of them, or the question itself has them to be put in.
    """
    left = question.written[0].partition("=")[0] if question.written else ""
    made = answer
    with suppress(ReadError, LanguageError):
        for one in reversed([one for one in said if not one.defines]):
            letter = next(letter for letter in _LETTERS if letter not in made + one.left)
            if _with_value(left, one, letter, "0") != left:
                return ""
            made = _with_value(made, one, letter, value(one))
        return made if made != answer else ""
    return ""


def _with_value(text: str, one: Own, letter: str, value: str) -> str:
    """Raises ReadError where it is derived once more."""
    if "'" in one.left:
        names = _Names.of([replace(one, value="1")], [text])
        (slope,) = names.slopes or (_Slope("", 0, "", ""),)
        made = names.put(text).replace(f"{slope.letter}({slope.by})", rf"\left({value}\right)") if slope.of else text
        if slope.of and re.search(rf"(?<![A-Za-z\\]){slope.letter}(?![A-Za-z])", made):
            raise ReadError("this is derived once more", text, 0, len(text))
        return made if made != names.put(text) else text
    return _with_letter(text, one.left, letter, strictly=False).replace(f" {letter} ", rf" \left({value}\right) ")


def follows_from(question: Question, answer: str, said: Sequence[Own]) -> bool:
    """Whether a wrong answer, with all its members, is right where a student's own answers to earlier parts hold.

    A question that comes to 0 there asks for nothing, and nothing follows in it.
    """
    if not question.given or not said:
        return False
    given = json.loads(question.given)

    def is_so(tables: Iterable[Mapping[str, Any]], names: _Names) -> bool:
        mine = [names.put(one) for one in members_of(question, answer)]
        for table in tables:
            with suppress(SymdlError):
                table = _as_written(table, question)
                if _is_right(ask(table), mine[-1], question, said, names) and all(
                        _is_same(table, one, mine[-1]) for one in mine[:-1]):
                    return True
        return False

    with suppress(ReadError, LanguageError):
        beside = _LETTER.findall(f"{given.get('context')} {given.get('assumptions')}")
        names = _Names.of(said, [*texts(given, "definitions"), str(given.get("reference")), answer, *beside])
        if is_so(_tables(given, said, names), names):
            return True
    with suppress(ReadError, LanguageError):
        return is_so(_made_of(given, said, question), _Names())
    return False


def is_root_of(question: Question, answer: str, own: Own) -> bool:
    """Whether a wrong answer is where a student's own derivative is 0, as the right one is where the right one is."""
    given = json.loads(question.given) if question.given else {}
    by = _derived_by(own)
    if not by or "reference" not in given or is_bare(question, answer):
        return False
    kept = _as_written({key: value for key, value in given.items() if key not in _OF_THE_ANSWER}, question)
    with suppress(ReadError, LanguageError):
        theirs, mine = written_sides(own.reference)[-1], own.value
        letter = next(letter for letter in _LETTERS if letter not in theirs + mine + by)

        def at(text: str, value: str) -> str:
            made = _with_letter(text, by, letter)
            if made == text:
                raise ReadError(f"it has no {by}", text, 0, len(text))
            return made.replace(f" {letter} ", rf" \left({value}\right) ")

        right, said = written_sides(str(given["reference"]))[-1], members_of(question, answer)
        return _is_same(kept, at(theirs, right), "0") and _is_same(kept, at(mine, said[-1]), "0") and not _is_same(
            kept, mine, "0") and all(_is_same(kept, one, said[-1]) for one in said[:-1])
    return False


def _derived_by(own: Own) -> str:
    """The letter by which an earlier part asks for a derivative; "" if it asks for none."""
    if (found := _SLOPE.match(_in_primes(own.left))) is not None:
        return found["by"] or dict(own.question.spelled.functions).get(found["name"], "")
    with suppress(ReadError):
        match parse(own.left, with_letters_of(own.question.notation, own.left)).tree:
            case Derivative(_, _, (Name(by),)) | Gradient(_, Name(by), 1):
                return by
    return ""


def _is_right(world: Question, mine: str, question: Question, said: Sequence[Own], names: _Names) -> bool:
    asked = (question, *(own.question for own in said))
    ours = {name for one in asked for tree in one.trees for name in names_of(tree)}.union(
        *map(_identity, asked), *map(names_as_written, asked))
    theirs = {name.rstrip("'") for tree in world.trees for name in names_of(tree)}
    is_known = all(name in ours | names.new or name.partition("_")[0] in ours for name in theirs)  # g_2, of g_t
    return is_known and (
        answered(world, mine, explain=False).verdict == "equivalent") and (
        answered(world, "0", explain=False).verdict not in ("equivalent", "undecided"))


def _tables(given: Mapping[str, Any], said: Sequence[Own], names: _Names) -> Iterator[dict[str, Any]]:
    """The question in the student's world: as its reference says it, and as its left side does.

    A left side says something where a definition does so of what stands in it.
    """
    definitions = _definitions(given, said, names)
    kept = {key: value for key, value in given.items() if key not in _OF_THE_ANSWER}
    reference = str(given.get("reference"))
    left, sign, right = reference.partition("=")
    left = left.rstrip(" :")
    is_head_alone = is_head(reference) or re.fullmatch(rf"\s*{_NAME}\s*", left)
    yield {**kept, "definitions": definitions, "reference": names.put(reference if is_head_alone else right or left)}
    if sign and any(_mentions(names.put(left), _head_of(text)) for text in definitions):
        yield {**kept, "definitions": definitions, "reference": names.put(left)}


def _made_of(given: Mapping[str, Any], said: Sequence[Own], question: Question) -> Iterator[dict[str, Any]]:
    """The question as its reference is made of what was said, where that does not show: see ``chained``."""
    kept = {key: value for key, value in given.items() if key not in _OF_THE_ANSWER}
    left, sign, right = str(given.get("reference")).partition("=")
    left = left.rstrip(" :")
    known = {left_side(one.reference) for one in said}
    values = {one.left: one.value for one in said}
    laws = [text for text in texts(given, "definitions") if left_side(text) not in known]
    if sign and (found := unfolded(laws, left, values)) is not None:
        body, others = found
        yield {**kept, "definitions": others, "reference": body}
    theirs = texts(given, "definitions")
    if sign and (made := by_moments(left, values)):
        rightly = by_moments(left, {one.left: written_sides(one.reference)[-1] for one in said})
        if _is_same(_as_written(given, question), rightly, right):
            yield {**kept, "definitions": theirs, "reference": made}
    own = {left_side(one.reference): f"{one.left} = {one.value}" for one in said if one.defines}
    mine = [own.get(left_side(text), text) for text in theirs]
    of_numbers = not question.of_vectors
    if sign and (made := backwards(mine, left, _slopes_of(said, mine, lambda one: one.value), of_numbers=of_numbers)):
        rightly = backwards(theirs, left, _slopes_of(said, theirs, lambda one: written_sides(one.reference)[-1]),
                            of_numbers=of_numbers)
        if _is_same(_as_written(given, question), rightly, right):
            yield {**kept, "definitions": mine, "reference": made}


def _slopes_of(said: Sequence[Own], beside: Sequence[str], value: Callable[[Own], str]) -> dict[tuple[str, str], str]:
    return {slope: value(one) for one in said if (slope := slope_of(one.left, beside)) is not None}


def _definitions(given: Mapping[str, Any], said: Sequence[Own], names: _Names) -> list[str]:
    own = {left_side(one.reference): one for one in said if one.defines}
    return _in_order([*names.definitions, *(
        f"{own[left].left} = {names.put(own[left].value)}" if (left := left_side(text)) in own else names.put(text)
        for text in texts(given, "definitions"))])


_OF_THE_ANSWER = ("accept", "mistakes", "rubric", "id", "marks")


def _in_order(definitions: Sequence[str]) -> list[str]:
    """Definitions, each behind those of what it is made of. Raises ReadError where they go round."""
    ahead, found = [*definitions], []
    while ahead:
        heads = [_head_of(text) for text in ahead]
        ready = next((text for text, head in zip(ahead, heads, strict=True) if not any(
            other != head and _mentions(text.partition("=")[2], other) for other in heads)), None)
        if ready is None:
            raise ReadError("what is said goes round", ahead[0], 0, len(ahead[0]))
        ahead.remove(ready)
        found.append(ready)
    return found


def _head_of(definition: str) -> str:
    found = re.match(rf"\s*({_NAME})", definition)
    return found[1] if found else ""


def _mentions(text: str, name: str) -> bool:
    """Whether a name stands in a formula, as in du/dx, too."""
    found = name and re.search(f"{start_of(name)}(?![A-Za-z])|(?<![A-Za-z\\\\])d{name_of(name)}(?![A-Za-z])", text)
    return bool(found)


# --------------------------------------------------------------------------
# Names for what a student has said


@dataclass(frozen=True)
class _Slope:
    """A derivative that has a letter for its name: h(x) is f'(x)."""

    of: str
    times: int
    by: str
    letter: str


@dataclass(frozen=True)
class _Names:
    """Letters for what earlier parts ask for, and do not name.

    slopes       the derivatives of functions among them
    others       what stands on other left sides, and its letter
    definitions  what a student says that these letters are
    """

    slopes: tuple[_Slope, ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    definitions: tuple[str, ...] = ()

    @property
    def new(self) -> set[str]:
        return {*(one.letter for one in self.slopes), *(letter for _, letter in self.others)}

    @staticmethod
    def of(said: Sequence[Own], formulas: Sequence[str]) -> _Names:
        """Raises ReadError."""
        taken = " ".join((*formulas, *(text for one in said for text in (
            one.reference, one.value, *one.question.written))))
        free = iter([one for one in _LETTERS if not re.search(rf"(?<!\\)(?<!\\[A-Za-z]){one}", taken)])
        made = _Names()
        for one in said:
            if one.defines:
                continue
            letter = next(free, "")
            if not letter:
                raise ReadError("there are too many letters", one.reference, 0, len(one.reference))
            found = _SLOPE.match(_in_primes(one.left))
            by = (found["by"] or dict(one.question.spelled.functions).get(found["name"], "")) if found else ""
            value = made.put(one.value)
            if found and re.fullmatch(_NAME, by):
                slope = _Slope(found["name"], len(found["primes"]), by, letter)
                made = replace(made, slopes=(*made.slopes, slope), definitions=(
                    *made.definitions, f"{letter}({by}) = {value}"))
            else:
                made = replace(made, others=(*made.others, (one.left, letter)), definitions=(
                    *made.definitions, f"{letter} = {value}"))
            if made.put(one.value) != value:
                raise ReadError("it is said of itself", one.value, 0, len(one.value))
        return made

    def put(self, text: str) -> str:
        """A formula with these letters for what they stand for. Raises ReadError where some of it would be left."""
        if self.slopes:
            text = _in_primes(text, {one.of: one.by for one in self.slopes})
        of_values = [one for one in self.others if "'" in one[0]]  # f'(2), beside an f'(x) of which more is said
        for left, letter in of_values:
            text = _with_letter(text, left, letter, strictly=False)
        for name in {one.of for one in self.slopes}:
            text = re.sub(rf"{start_of(name).removesuffix('(?![A-Za-z_])')}(?P<primes>'+)(?P<of>\s*(?:\\left)?\s*\()?",
                          self._slope(name), text)
            if _DERIVED.search(text) and _mentions(text, name):
                raise ReadError(f"{name} is derived here in another way", text, 0, len(text))
        for left, letter in self.others:
            text = _with_letter(text, left, letter) if (left, letter) not in of_values else text
        return text

    def _slope(self, name: str) -> Callable[[re.Match[str]], str]:
        known = [one for one in self.slopes if one.of == name]

        def put(found: re.Match[str]) -> str:
            times = len(found["primes"])
            slope = max((one for one in known if one.times <= times), key=lambda one: one.times, default=None)
            if slope is None:  # f', where f'' alone was asked for
                return found[0]
            return f"{slope.letter}{(times - slope.times) * chr(39)}{found['of'] or f'({slope.by})'}"

        return put


def _in_primes(text: str, letters: Mapping[str, str] = MappingProxyType({})) -> str:
    r"""A formula with f''(x) for \frac{d^2 f}{dx^2}, and f' for f^{\prime}; by the letters that are known alone."""
    def put(found: re.Match[str]) -> str:
        times, by = found["times"], found["by"]
        if times != found["again"] or letters.get(found["name"], by) != by or any(
                found[one] not in (None, by) for one in ("of", "at")):
            return found[0]
        return f"{found['name']}{int(times or 1) * chr(39)}({by})"

    return _LEIBNIZ.sub(put, _PRIMES.sub(lambda found: found[0].count("prime") * "'", text))


_OPENS = re.compile(r"\s*(?:\\left|\\[bB]igg?l?)?\s*[(\[]")


def _with_letter(text: str, left: str, letter: str, *, strictly: bool = True) -> str:
    """A formula with a letter for what stands on a left side. Raises ReadError where more is said of that.

    strictly   whether other derivatives of the same are refused
    """
    notation = infer([text, left], OPEN).notation
    tree, said = parse(text, notation).tree, parse(left, notation).tree
    if any(isinstance(part, Member) for part in walk(said)):
        raise ReadError("this has an index", left, 0, len(left))
    put_in: list[tuple[Node, Node]] = [(node, Name(letter)) for node in walk(tree) if node == said]
    if strictly and isinstance(said, Derivative | Gradient):
        ours = {*names_of(said.of)}
        if any(isinstance(part, Derivative | Gradient) and part != said and ours & {*names_of(part.of)}
               for part in walk(tree)):
            raise ReadError("it is derived here in another way", text, 0, len(text))
    made = text
    for node, _ in sorted(put_in, key=lambda one: one[0].start, reverse=True):
        behind = made[node.end :]
        times_ = "* " if _OPENS.match(behind) else ""  # Z (1 - h) could be a value of Z
        made = f"{made[: node.start]} {letter} {times_}{behind}"
    if put_in and flat(parse(made, infer([made], OPEN).notation).tree) != flat(replaced_by(tree, put_in)):
        raise ReadError("this cannot be given a name here", text, 0, len(text))
    return made


__all__ = ["Own", "follows_from", "in_own_words", "is_coherent", "is_root_of", "left_side", "members_of",
           "own_value"]
