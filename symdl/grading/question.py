"""The noun: what is asked. ``posed`` makes a question of a claim of the library, or of what a teacher writes down."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from symdl.derivation import Claim, Derivation
from symdl.errors import ReadError
from symdl.grading.named import names_of
from symdl.grading.proved.asked import Called
from symdl.grading.rubric import Mistake
from symdl.grading.scalar.context import NOTHING_SAID, Context
from symdl.grading.scalar.linear.prepared import prepared
from symdl.grading.scalar.linear.put_in import Defined, defined, put_in_all
from symdl.grading.scalar.linear.shapes import Rules, fittings
from symdl.grading.scalar.ordered import is_of_vectors
from symdl.grading.scalar.words import NoMeaning
from symdl.grading.typed.above import may_be_members
from symdl.grading.typed.glued import apart, before_functions
from symdl.grading.typed.inner import with_sums
from symdl.grading.typed.latin import Letters, in_latin
from symdl.grading.typed.listed import with_ends
from symdl.grading.typed.noted import APPLIED_SIGMA, has_bare_sigma
from symdl.grading.typed.opaque import Opaque, opaque, spelled, with_indices
from symdl.grading.typed.optimal import with_stars
from symdl.grading.typed.programs import Around, letters_of_vectors
from symdl.grading.typed.respelled import respelled
from symdl.grading.typed.scripted import in_order
from symdl.grading.typed.spelling import NOTHING_SPELLED, Spelling
from symdl.grading.typed.stepped import stepped
from symdl.grading.typed.vectorised import as_mathematics, without_short_forms
from symdl.grading.typed.vectorised import with_indices as with_indices_of_sums
from symdl.notation.reader.escapes import lost_backslash
from symdl.notation.reader.names import braced, plain
from symdl.notation.reader.notation import OPEN, Notation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.signs import RELATIONS
from symdl.notation.reader.syntax import Chain, Member, Name, Node, walk
from symdl.notation.reader.wrapping import unwrapped
from symdl.notation.stated import Law


@dataclass(frozen=True)
class Question:
    """What is asked.

    derivation, claim  what the prover decides against; None if the language cannot say it
    right              the right answers as trees, for what is outside of the language; none where definitions stand
                       around them, which only the language knows
    left               what is asked for, where definitions were put in and the reference says it: a derivative, say
    called             the left side of a reference alone, where the language cannot say what it is: m_t, dL/dw
    notation           how such trees are read
    assumptions        what is given about the letters, in words: "x > 0", "n integer"
    declared           whether its names are all that may occur; else an answer may bring its own
    marks              what a right answer earns
    mistakes           wrong answers that the teacher expects
    rubric             the share of the marks for a wrong answer by its code, beside ``rubric.RUBRIC``; None: none
    strict             whether an answer may not lean on the definitions: it is right for any quantities of these names
    spelled            how formulas are spelled, an answer too
    laws               of what is random, by name
    vectors            definitions of vectors and matrices, which the language has no place for
    arrays             whether its letters are vectors and matrices, though its formulas need not show it
    context            what is said of its letters in words
    written            its formulas as they are written: the reference, what is accepted besides, the definitions
    words              what stands in words beside the reference
    applied            letters that are functions only because a bracket stands behind them: h(1 - p)
    joined             names of several letters that nothing declares, which may be a product: abc
    otherwise          the question as it may be meant, too: an answer is right or wrong only if it is so for both
    doubt              what to say of an answer for which it is not
    unproved           whether its reference says what a derivative, a mean, an integral, ... is, and nothing proves it
    latin              letters that count in it and are no Latin ones, and what is read for them: see ``typed.latin``
    told               the dict as it was given, as JSON, before other letters were read for some
    is_ordered         whether what stands below names was put before what stands above them: see ``typed.scripted``
    given              the dict that it was made of: ``posed.with_names`` asks it again beside an answer with new names
    """

    id: str
    derivation: Derivation | None
    claim: Claim | None
    right: tuple[Node, ...] = ()
    left: Node | None = None
    called: Called | None = None
    notation: Notation = OPEN
    assumptions: tuple[str, ...] = ()
    declared: bool = True
    marks: float = 1.0
    given: str = ""
    mistakes: tuple[Mistake, ...] = ()
    rubric: Mapping[str, float] | None = None
    strict: bool = False
    spelled: Spelling = NOTHING_SPELLED
    laws: tuple[tuple[str, Law], ...] = ()
    vectors: tuple[Defined, ...] = ()
    arrays: bool = False
    context: Context = NOTHING_SAID
    written: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    applied: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    otherwise: Question | None = None
    doubt: str = ""
    unproved: bool = False
    latin: Letters = ()
    told: str = ""
    is_ordered: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it is, or may be, LaTeX whose letters nothing declares."""
        return not self.declared and self.notation.latex is not False

    @property
    def of_vectors(self) -> bool:
        """Whether letters are vectors and matrices, as words or formulas say."""
        return self.arrays or any(map(is_of_vectors, self.right))

    @property
    def unused(self) -> str:
        """A word beside the question that says more than is used: what differs may be the same by it."""
        return (self.context.more if self.of_vectors else self.context.restricts) or self.made_of_others

    @property
    def made_of_others(self) -> str:
        """What is said of what a letter is made of: "n is the norm of g", beside formulas with a g."""
        values = [tree.items[-1] if isinstance(tree, Chain) else tree for tree in self.trees]
        names = {name for value in values for name in names_of(value)}
        return next((said for said, letters in self.context.made if letters & names), "")

    @property
    def applies_sigma(self) -> bool:
        r"""Whether \sigma is only a function, where nothing declares it."""
        if any(name == r"\sigma" for name, _ in self.spelled.functions):
            return False
        return not self.declared and any(map(APPLIED_SIGMA.search, self.written)) and not any(
            map(has_bare_sigma, self.written))

    def as_said(self, text: str) -> str:
        """An answer, or a solution, in the order and the letters of the question. Raises ReadError."""
        return in_latin(in_order(text) if self.is_ordered else text, self.latin)

    def _as_equation(self, answer: str) -> str:
        """An answer with = for := and ≡, beside a question that has neither: what stands before it is judged, too.

        But where a letter gets a new value that is made of its old one: w_t := w_t - g for w_{t+1}.
        """
        if not _GIVES.search(answer) or re.search(r"mod|\\pod", answer) or any(map(_GIVES.search, self.written)):
            return answer
        with suppress(ReadError):
            said = parse(answer, self.notation).tree
            if not isinstance(said, Chain) or not {"assign", "define"} & {*said.signs}:
                return answer
            has_left = not self.trees or isinstance(self.trees[0], Chain)
            left, *values = said.items
            if has_left and isinstance(left, Name | Member) and any(left in walk(item) for item in values):
                return answer
        return _GIVES.sub(" = ", answer)

    def respelled(self, text: str) -> str:
        """A text with the signs of mathematics, and names as the question has them, where nothing declares them.

        In plain text, x1 and x_1 are two names. Raises ReadError.
        """
        text = text if self.declared else as_mathematics(text, self.names, self._around)
        if not self.is_open:
            return text
        text = respelled(text, self.written, self.names, of_vectors=self._around.vectors is not None)
        text = with_stars(text, self.written, self.names)
        return _RAISED.sub(r"^{\1}", text) if "\\" in text else text

    @cached_property
    def _around(self) -> Around:
        """What an answer that is a program stands beside."""
        has_arrays = self.of_vectors or bool(self.vectors)
        columns = letters_of_vectors(self.written, self.context.text, self.context.kinds)
        return Around(columns if has_arrays else None, any(map(_FROM_0.search, self.written)), self._kinds, columns)

    @cached_property
    def _kinds(self) -> Mapping[str, str]:
        """What names can only be, as programs write them, by how each formula fits together."""
        found: dict[str, set[str]] = {}
        for tree in self.trees:
            with suppress(NoMeaning):
                of = prepared(tree.items[-1] if isinstance(tree, Chain) else tree)
                for fitting in fittings(of, [], Rules(context=self.context), self.context.symmetric):
                    for name, kind in fitting.kinds.items():
                        found.setdefault(plain(name), set()).add(kind)
        return {name: kinds.pop() for name, kinds in found.items() if len(kinds) == 1}

    def as_read(self, answer: str) -> str:
        """A text as it is read: without what says nothing, in the spelling of the question. Raises ReadError."""
        if error := lost_backslash(answer):
            raise error
        for words in self.words:  # which the reference has, too; a unit may be written in another way
            unit = re.escape(re.sub(r"\\[a-z]+\s*\{|[{}\s]", "", words))
            answer = re.sub(rf"(?<=\d)(?:\s|\\[,;:! ]|~)*(?:\\(?:mathrm|textrm)\s*\{{\s*)?{unit}\s*\}}?\s*$", "",
                            answer.replace(words, " "))
        answer = answer if _EACH.search(answer) else _LEFT_OUT.sub("", answer)
        text = _SUM.sub("∑", braced(unwrapped(answer)))
        if not self.declared:
            text = with_ends(with_indices_of_sums(self.respelled(text), self.trees), self.written)
            text = text if self.of_vectors or self.vectors else with_sums(text, self.trees, self.notation)
            text = before_functions(without_short_forms(text, self.written), self.written[1:])
        text = apart(text, self.names, implicit="implicit products" in self.notation.policies)
        if self.written and _SLOPE.search(self.written[0]):
            text = _HALVES.sub(_without_hole, text)
        if "Σ" in text and not any("Σ" in formula or r"\Sigma" in formula for formula in self.written):
            text = text.replace("Σ", "∑")
        if any("^{(" in formula for formula in self.written):
            text = re.sub(r"\^\((\w)\)", r"^{(\1)}", text)
        if text.count(r"\boxed") > 1:
            start = text.find(r"\boxed")
            raise ReadError("there are several boxes", text, start, start + 6, "write one answer")
        text = stepped(self._as_equation(text), self.spelled.twofold.before, self.notation)
        text = self.spelled(text)
        if (slopes := self.opaque) is not None:
            text = with_indices(text, self._reference, slopes.free, self.notation)
            text = spelled(text, slopes, self.notation)
        return text

    @cached_property
    def _reference(self) -> str:
        return self.spelled(self.written[0])

    @cached_property
    def above(self) -> Mapping[str, str]:
        """Its letters with something above that may say which one is meant: see ``may_be_members``."""
        return may_be_members(self.trees, self.context.text)

    @cached_property
    def opaque(self) -> Opaque | None:
        """The derivatives that it has of what nothing defines, where letters mean what they are seen to mean."""
        if self.declared or not self.given:
            return None
        with suppress(ReadError):
            return opaque([self.spelled(text) for text in self.written], self.given, self.notation,
                          of_vectors=self.of_vectors)
        return None

    def tree(self, text: str) -> Node:
        """What a text says in the notation of the question. Raises ReadError."""
        return parse(text, self.notation).tree

    @cached_property
    def trees(self) -> tuple[Node, ...]:
        """Its formulas, but for those that cannot be read by themselves."""
        found = []
        for text in self.written:
            with suppress(ReadError):
                found.append(self.tree(self.spelled(text)))
        return tuple(found)

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that stand in its formulas, or are declared."""
        return frozenset((*self.notation.meanings, *(name for tree in self.trees for name in names_of(tree))))

    def written_out(self, answer: str) -> tuple[Node, Node] | None:
        """The reference, without its left side, and an answer, with what is defined put in.

        None where nothing is defined, or something is that cannot be put in, as what a recurrence says. Raises
        ReadError.
        """
        if self.derivation is None or not self.derivation.defined or not self.trees:
            return None
        names = {name for family in self.derivation.defined for name in (family.name, family.latex)}
        said = [one for one in map(defined, self.trees[1:]) if one is not None and names & {*names_of(one[0])}]
        trees = [self.trees[0], self.tree(self.spelled(answer))]
        reference, mine = (tree.items[-1] if isinstance(tree, Chain) else tree for tree in trees)
        with suppress(NoMeaning):
            (reference, mine), _ = put_in_all((reference, mine), said)
            return None if names & {*names_of(reference), *names_of(mine)} else (reference, mine)
        return None


_DOTS = r"=\s*(?:\\[lc]?dots(?![A-Za-z])|\.\.\.|…|⋯)\s*(?==)"
_LEFT_OUT = re.compile(_DOTS)
"""Members of a chain that are not written, a = \\dots = b; those that are have to be equal."""
_EACH = re.compile(rf"([A-Za-z]+)_\{{?\w+\}}?\s*{_DOTS}=\s*\1_")
"""Where those that are not written are other letters: x_1 = \\dots = x_n = 0."""
_RAISED = re.compile(r"(?<![_^{\s])\s*\*\*\s*(\d+(?:\.\d+)?|[a-z](?![A-Za-z_({]))")
"""A power as programs write it, beside a letter as LaTeX does: \\sigma**2."""
_FROM_0 = re.compile(r"=\s*0\s*\}")
_GIVES = re.compile("|".join([
    r"\\(?:stackrel|overset)\s*\{(?:[^{}]|\{[^{}]*\})*\}\s*\{\s*=\s*\}",
    *(re.escape(sign) + "(?![A-Za-z])" * sign.startswith("\\") + r"(?=\s)" * (sign == "<-")  # a<-b is no arrow
      for sign in (*RELATIONS["assign"], *RELATIONS["define"]) if "{" not in sign)]))
_SLOPE = re.compile(r"\\frac\s*\{\s*(?:d|\\partial)|\bd\w*/d|'|\\nabla|\\dot")
_HALVES = re.compile(r"\\begin\s*\{cases\}(?P<one>[^&]*)&(?P<first>[^&\\<>]*)(?P<sign>[<>])(?P<end>[^&\\<>=]*)\\\\"
                     r"(?P<other>[^&]*)&(?P<again>[^&\\<>]*)(?P<turned>[<>])(?P<last>[^&\\<>=]*)\\end\s*\{cases\}")


def _without_hole(found: re.Match[str]) -> str:
    """A slope by cases, for z > 0 and z < 0: where z is 0, a kink has none. (Whether it has one is looked at later.)"""
    def bare(part: str) -> str:
        return re.sub(r"\\text\s*\{[^{}]*\}|\s|if|for|when", "", part)

    if found["sign"] == found["turned"] or bare(found["first"]) != bare(found["again"]) \
            or bare(found["end"]).rstrip(".,;") != bare(found["last"]).rstrip(".,;"):
        return found[0]
    return (rf"\begin{{cases}}{found['one']}&{found['first']}{found['sign']}{found['end']}\\"
            rf"{found['other']}&\text{{otherwise}}\end{{cases}}")


_SUM = re.compile(r"(?<![A-Za-z\\])sum(?=\s+[A-Za-z\\(])")
"""The word, where it stands for the sign."""


__all__ = ["Mistake", "Question"]
