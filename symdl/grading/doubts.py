r"""Why a verdict is not told, though one was found: what a question, or an answer, leaves open and it depends on.

A formula may be read in two ways (3\frac12, x/2\pi, \frac{d}{dx}(x^2) x), letters may be matrices, a bar may be the
complex conjugate, a constant of integration takes in a number, and words may say more than the formula beside them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeAlias

from symdl.errors import ReadError, SymdlError
from symdl.grading.checked import Checked
from symdl.grading.commuting import exchanged
from symdl.grading.named import names_of, sides
from symdl.grading.noted import is_latex
from symdl.grading.question import Question, made, texts
from symdl.grading.scalar import linear
from symdl.grading.scalar.decide import differ_by_a_constant
from symdl.grading.scalar.joints import differs_at
from symdl.grading.scalar.linear.put_in import defined, put_in
from symdl.grading.scalar.ordered import has_exponentials, is_of_vectors, may_be_of_matrices
from symdl.grading.scalar.points import NOTHING
from symdl.grading.scalar.words import NoMeaning, standard
from symdl.grading.scripts import also_read, derived_alone, misread, reaches_doubtfully
from symdl.grading.spelling import ABOVE_T, has_other_t
from symdl.notation.reader.syntax import Call, Chain, Derivative, Member, Name, Power, Product, Transpose, show, walk

Decide: TypeAlias = Callable[[Question, str], Checked]
"""The verdict on an answer, as it stands."""


def doubt(question: Question, written: str, answer: str, found: Checked, decide: Decide) -> str:
    """What keeps a verdict, that an answer is right or wrong, from being told; "" if nothing does.

    written   the answer as it was given; ``answer`` is how it is read
    """
    if found.verdict not in ("equivalent", "not_equivalent"):
        return ""
    asked = question.written[0] if question.written else ""
    if _runs_over_two(answer, asked) != _runs_over_two(asked, answer):
        return "a sum over i ≠ j is one of i alone, or of both: write two sums"
    if any(map(_says_more, question.words)) and not all(words in written for words in question.words):
        return f"the question says more than its formula: {' '.join(question.words)}"
    if why := _depends(question, answer, found, decide):
        return why
    if _reaches_too_far(question, answer, found, decide):
        return "it is not clear whether what stands behind the bracket is derived, too: put all of it in brackets"
    if why := _both_signs(question, answer, found, decide):
        return why
    if why := _in_brackets_above(question, answer, found, decide):
        return why
    if found.verdict == "equivalent":
        if left := _other_left_side(question, answer, decide):
            return f"the left side, {left}, is not what is asked for"
        if question.arrays or any(map(is_of_vectors, question.right)):
            return misread(question, answer)
        if why := _at_a_joint(question, answer):
            return why
        if _differ_as_matrices(question, answer):
            return "right if its letters are numbers, but not if they are matrices: the question should declare them"
        if {*(pair := exchanged(question, found.read, answer))} - {*_numbers(question)}:
            return (f"right if {' and '.join(pair)} are numbers; of matrices the order counts, so the question should "
                    "declare what they are")
        return misread(question, answer)
    if found.verdict == "not_equivalent" and (step := _another_step(question, answer)):
        return f"{step} is for another step than what is asked for"
    if found.verdict == "not_equivalent" and question.context.restricts and not question.arrays \
            and not any(map(is_of_vectors, question.right)):
        return f"the question says more in words than is used here: {question.context.restricts}"
    if found.verdict == "not_equivalent" and (positive := _needs_positive(question, answer, found, decide)):
        return f"right if {positive}, which the question should assume"
    if found.verdict == "not_equivalent" and (slope := _slope_of_defined(question, answer)):
        return f"what {slope} is, is not worked out: write the derivative out, or define f(x)"
    if found.verdict == "not_equivalent" and (member := _may_be_a_member(question, answer)):
        return f"{member} may be a member of a family, or a name: the question should declare it"
    if conjugate := _conjugated(question, answer):
        return f"it is not known what {conjugate} is: a name of its own, or made of another"
    if constant := _constant(question, answer):
        return f"they differ by a number, which the constant {constant} may take in"
    return ""


def _needs_positive(question: Question, answer: str, found: Checked, decide: Decide) -> str:
    r"""Letters that are positive to who writes them, where an answer is wrong for others only: of \sqrt{\sigma^2}.

    What a variable is, as the x of \\sqrt{x^2}, has to be said.
    """
    values = found.witness.values if found.witness is not None else {}
    low = {_plainly(name) for name, value in values.items() if "-" in str(value)}
    names = sorted({name for written in question.written for name in _POSITIVE.findall(written)
                    if _plainly(name) in low})
    if not names or not question.given:
        return ""
    table = json.loads(question.given)
    assumed = texts(table, "assumptions") if not isinstance(table.get("assumptions"), Mapping) else []
    with suppress(SymdlError):
        other = made({**table, "assumptions": [*assumed, *(f"{name} > 0" for name in names)]})
        if decide(other, other.as_read(answer)).verdict == "equivalent":
            return ", ".join(f"{name} > 0" for name in names)
    return ""


def _plainly(name: str) -> str:
    r"""sigma, of \sigma_i."""
    return re.split(r"[_\[]", name.lstrip("\\"))[0]


_POSITIVE = re.compile(r"(?:\\?\b(?:sigma|tau|gamma|beta|alpha|lambda|eta|kappa|rho|epsilon|varepsilon|delta)"
                       r"|(?<![A-Za-z\\])[cnmNTKdk])(?:_\w|_\{\w+\}|\[\w\])?(?!['\w(])")
"""Letters of standard deviations, temperatures, rates, thresholds and counts."""


def _numbers(question: Question) -> list[str]:
    """The letters that are numbers, as is said in words."""
    return [name for name, kind in question.context.kinds.items() if kind == "number"]


_SAYS_MORE = re.compile(r"[A-Za-z]+\W+[A-Za-z]+|even|odd|positive|negative|prime|real|integer|undefined|not"
                        r"|hundred|thousand|million|billion|dozen|percent|no|axis|half")
_WHERE = re.compile(r"\s*(?:for|where|with|if|when|as|provided)\b")


def _says_more(words: str) -> bool:
    """Whether words beside a reference are part of it, and no unit, and no condition under which it holds."""
    words = re.sub(r"\\[a-z]+\s*\{|[{}]", " ", words)
    return bool(_SAYS_MORE.search(words)) and not _WHERE.match(words)


def _depends(question: Question, answer: str, found: Checked, decide: Decide) -> str:
    """How a question, or an answer, can be read in another way, in which the verdict is another one."""
    others = [*also_read(answer, question.notation, latex=is_latex(answer, question.latex))]
    with suppress(ReadError):
        if question.otherwise is not None:
            other = others[0][0] if others else answer  # what is read in another way there, is so in the answer
            again = decide(question.otherwise, question.otherwise.as_read(other))
            return question.doubt if again.verdict != found.verdict else ""
    is_right = found.verdict == "equivalent"
    if len(others) > 1 and not is_right:  # it may be right if several are read in another way
        return others[0][1]
    for other, why in others:
        with suppress(ReadError):
            then = decide(question, question.as_read(other)).verdict
            if then != found.verdict and (is_right or then != "invalid"):
                return why
    return ""


def _reaches_too_far(question: Question, answer: str, found: Checked, decide: Decide) -> bool:
    r"""Whether a verdict hangs on how far a derivative reaches, in the answer or in the question: \frac{d}{dx}(x^2) x.

    It does not where the answer, or the question, is right however far that is.
    """
    def hangs(text: str) -> bool:
        if not reaches_doubtfully(text):
            return False
        with suppress(ReadError):
            return decide(question, question.as_read(derived_alone(text))).verdict != "equivalent"
        return True

    if found.verdict == "equivalent":
        return any(map(hangs, (answer, *question.written)))
    return reaches_doubtfully(answer) or any(map(hangs, question.written))


def _other_left_side(question: Question, answer: str, decide: Decide) -> str:
    """The bare letter on the left of an answer, where the question asks for its square, its logarithm, a product.

    Only if the right side alone is accepted: 2y = 4x + 2 says y = 2x + 1.
    """
    with suppress(ReadError):
        asked, said = map(question.tree, (question.written[0] if question.written else "0", answer))
        if isinstance(asked, Chain) and isinstance(said, Chain) and isinstance(left := said.items[0], Name | Member) \
                and isinstance(asked.items[0], Power | Product | Call) and asked.items[0] != left \
                and show(left) in map(show, walk(asked.items[0])) \
                and decide(question, sides(answer, said)[1]).verdict == "equivalent":
            return show(left)
    return ""


_UNLIKE = re.compile(r"\\sum_\{\s*[a-z]\s*\\neq?\s*([a-z])\s*\}")


def _runs_over_two(text: str, other: str) -> bool:
    """Whether a sum is over i ≠ j where neither it nor the other formula says what j is."""
    def is_counted(letter: str, formula: str) -> bool:
        return bool(re.search(rf"\\sum_\{{?\s*{letter}", formula))

    return any(not is_counted(letter, text) and (is_counted(letter, other) or not re.search(
        rf"(?<![A-Za-z\\]){letter}(?![A-Za-z])", other)) for letter in _UNLIKE.findall(text))


def _another_step(question: Question, answer: str) -> str:
    """The left side of an answer that says what another member is than the one that is asked for: w_t, for w_{t+1}."""
    with suppress(ReadError):
        asked, said = map(question.tree, (question.spelled(question.written[0]) if question.written else "0", answer))
        if isinstance(asked, Chain) and isinstance(said, Chain) and isinstance(said.items[0], Member) \
                and isinstance(asked.items[0], Member) and said.items[0] != asked.items[0] \
                and said.items[0].name == asked.items[0].name:
            return show(said.items[0])
    return ""


def _differ_as_matrices(question: Question, answer: str) -> bool:
    """Whether an answer that is right for numbers is not for matrices, where the letters may be such.

    Nothing is said of a reference that does not fit together as one of matrices.
    """
    if question.declared or question.latex is False:
        return False
    with suppress(ReadError, NoMeaning):
        reference, *others = (question.tree(question.spelled(text)) for text in question.written)
        said = question.tree(answer)
        reference, said = (tree.items[-1] if isinstance(tree, Chain) else tree for tree in (reference, said))
        if has_exponentials((reference, *others)):  # of which no rule is known for matrices
            return reference != said
        known = [one for one in map(defined, others) if one is not None]
        if not may_be_of_matrices((reference, *others), said):
            return False
        ours, theirs = (put_in(standard(tree, arrays=True), known) for tree in (reference, said))
        found = linear.decide(ours, theirs, NOTHING, context=question.context)
        return found.verdict != "equivalent" and not found.reason.startswith(linear.NO_FIT)
    return False


def _slope_of_defined(question: Question, answer: str) -> str:
    """f', of an f that the question defines, without saying of which letter it is."""
    if not question.given or not any("'" in text for text in (*question.written, answer)):
        return ""
    for definition in texts(json.loads(question.given), "definitions"):
        head = definition.partition("=")[0].strip()
        if re.fullmatch(r"\\?[A-Za-z]+", head) and any(re.search(rf"(?<![A-Za-z\\]){re.escape(head)}\s*'", text)
                                                      for text in (*question.written, answer)):
            return f"{head}'"
    return ""


def _may_be_a_member(question: Question, answer: str) -> str:
    """V_T, beside V_t and T: it may be the last of these, or a name of its own."""
    if not any(_WITH_CAPITAL.search(text) for text in (*question.written, answer)):
        return ""
    with suppress(ReadError):
        parts = [part for text in (*question.written, answer) for part in walk(question.tree(question.spelled(text)))]
        families = {part.name for part in parts if isinstance(part, Member) and any(
            isinstance(one, Name) for slot in (*part.below, *part.above) for one in walk(slot))}
        names = {part.text for part in parts if isinstance(part, Name)}
        for name in sorted(names):
            found = _CAPITAL_BELOW.fullmatch(name)
            if found and found[1] in families and found[2] in names:
                return name
    return ""


_WITH_CAPITAL = re.compile(r"_\s*\{?\s*[A-Z]")
_CAPITAL_BELOW = re.compile(r"(.+)_\{?([A-Z])\}?")


def _both_signs(question: Question, answer: str, found: Checked, decide: Decide) -> str:
    r"""Whether a verdict hangs on a T above that may be the sign of a transpose, or a number, as T is elsewhere."""
    texts_ = (*question.written, answer)
    if question.spelled.turned and has_other_t(answer) and any(map(ABOVE_T.search, question.written)):
        return "T is a number in the answer, and the sign of a transpose in the question: write \\top for that"
    said = bool(_STEPS.search(question.context.text))
    if not question.given or not (said or any(map(has_other_t, texts_))) or not _is_turned(question, texts_):
        return ""
    table = json.loads(question.given)
    unused = [name for name in (r"\tau", r"\kappa", r"\nu", r"\xi") if not any(name in text for text in texts_)]
    if not unused:
        return "T may be a number, or the sign of a transpose: write \\top for that"
    with suppress(SymdlError):
        other = made({key: _with_number(value, unused[0]) for key, value in table.items()})
        then = decide(other, other.as_read(_with_number(answer, unused[0]))).verdict
        # A vector has no powers, which then say nothing.
        if then != found.verdict and (said or then in ("equivalent", "not_equivalent") or any(
                map(_MATRIX_WITH_T.search, texts_))):
            return "T may be a number, or the sign of a transpose: write \\top for that"
    return ""


def _at_a_joint(question: Question, answer: str) -> str:
    """Where an answer by cases is another than the reference, though it is the slope that is asked for elsewhere."""
    if question.derivation is None or not question.derivation.defined or not question.given \
            or not _BY_CASES.search(answer):
        return ""
    with suppress(ReadError):
        trees = [question.tree(question.spelled(text)) for text in (question.written[0], answer)]
        reference, said = (tree.items[-1] if isinstance(tree, Chain) else tree for tree in trees)
        defined = {family.latex for family in question.derivation.defined} | {
            family.name for family in question.derivation.defined}
        if isinstance(reference, Derivative) or defined & {*names_of(reference), *names_of(said)}:
            return ""
        return differs_at(reference, said)
    return ""


_BY_CASES = re.compile(
    r"\\math(?:bb|bf)\s*\{?\s*1|\[[^\[\]]*(?:[<>=]|\\[lgn]e)|\\begin\s*\{cases\}|sign|sgn|\\(?:max|min)|\|")


def _in_brackets_above(question: Question, answer: str, found: Checked, decide: Decide) -> str:
    """A letter with something in brackets above, as h^{(t+1)}, that is read as a power, where it matters that it is."""
    powers = ""
    with suppress(ReadError):
        for text in (*question.written, answer):
            above = {re.sub(r"\s", "", name) for name in _BRACKETS_ABOVE.findall(text)}
            for part in walk(question.tree(question.spelled(text))) if above else ():
                if isinstance(part, Power) and isinstance(part.base, Name) and show(part.base).lstrip("\\") in above \
                        and any(isinstance(one, Name) for one in walk(part.exponent)):
                    powers = show(part.base)
    if not powers or not question.given:
        return ""
    with suppress(SymdlError):
        other = made({key: _with_members(value) for key, value in json.loads(question.given).items()})
        if decide(other, other.as_read(_with_members(answer))).verdict == found.verdict:
            return ""
    return f"what stands above {powers} in brackets may be a power, or say which one it is"


def _with_members(value: Any) -> Any:
    """Texts with h_{t+1} for h^{(t+1)}."""
    if isinstance(value, list):
        return [*map(_with_members, value)]
    return re.sub(r"([A-Za-z])\s*\^\s*\{\s*\(([^{}]*)\)\s*\}", r"\1_{\2}", value) if isinstance(value, str) else value


_BRACKETS_ABOVE = re.compile(r"([A-Za-z]+)\s*\^\s*\{\s*\([^{}]*\)\s*\}")


def _is_turned(question: Question, texts_: Sequence[str]) -> bool:
    """Whether a T is read as the sign of a transpose somewhere."""
    with suppress(ReadError):
        return any(isinstance(part, Transpose) for text in texts_ if ABOVE_T.search(text)
                   for part in walk(question.tree(question.spelled(text))))
    return False


_MATRIX_WITH_T = re.compile(
    r"(?:\)|(?<![A-Za-z\\])(?:[A-Z]|\\(?:Sigma|Lambda|Phi|Psi))(?:_\w|_\{[^{}]*\})?)\s*\^\s*\{?\s*T")
_STEPS = re.compile(r"(?s)\A(?!.*transpos).*\bT\b")


def _with_number(value: Any, number: str) -> Any:
    """Texts with the name of a number for each T."""
    if isinstance(value, list):
        return [_with_number(one, number) for one in value]
    return _T.sub(lambda _: f"{number} ", value) if isinstance(value, str) else value


_T = re.compile(r"(?<=\^)T|(?<![A-Za-z\\])T(?![A-Za-z])")


_CONJUGATE = re.compile(
    r"\\(?:bar|overline)\s*\{?\s*([A-Za-z])\s*\}?|([A-Za-z])\s*\^\s*\{?\s*(?:\*|\\ast|\\star|\\dagger)"
    r"|\\(?:Re|Im|operatorname\s*\{\s*(?:Re|Im|conj)\s*\})\s*\(?\s*([A-Za-z])")


def _conjugated(question: Question, answer: str) -> str:
    """What an answer has that may be the complex conjugate, or a part, of a letter that the question has alone."""
    written = next(filter(None, map(_CONJUGATE.search, question.written)), None)
    if written is not None and "z" in written.groups() and re.search(
            r"(?<![A-Za-z\\])z(?![A-Za-z])", _CONJUGATE.sub(" ", " ".join((*question.written, answer)))):
        return written[0]
    found = None if written else _CONJUGATE.search(answer)
    if found is None:
        return ""
    letter = re.compile(rf"(?<![A-Za-z\\]){next(filter(None, found.groups()))}(?![A-Za-z])")
    return found[0] if any(map(letter.search, question.written)) else ""


def _constant(question: Question, answer: str) -> str:
    """The constant of integration of a reference that takes in what an answer differs by."""
    if not question.right or not re.search(r"(?<![A-Za-z\\])C(?![A-Za-z])", question.written[0]):
        return ""
    with suppress(ReadError):
        return differ_by_a_constant(question.right[0], question.tree(answer))
    return ""


__all__ = ["doubt"]
