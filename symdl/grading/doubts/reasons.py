r"""Why a verdict is not told, though one was found: what a question, or an answer, leaves open and it depends on.

A formula may be read in two ways (3\frac12, x/2\pi, \frac{d}{dx}(x^2) x), letters may be matrices, a bar may be the
complex conjugate, a constant of integration takes in a number, and words may say more than the formula beside them.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress

from symdl.errors import ReadError, SymdlError
from symdl.grading.checked import Checked
from symdl.grading.doubts.brackets import if_of_the_power, may_be_applied, may_be_ordered
from symdl.grading.doubts.commuting import exchanged
from symdl.grading.doubts.known import well_known
from symdl.grading.doubts.rereadings import Decide, if_a_product, if_as_usual, if_held, if_positive, otherwise
from symdl.grading.doubts.roads import has_two_roads
from symdl.grading.doubts.unusual import unusual
from symdl.grading.named import names_of, sides
from symdl.grading.question import Question
from symdl.grading.questions.asking import ask
from symdl.grading.questions.scripts import misread
from symdl.grading.scalar import linear
from symdl.grading.scalar.context import braced
from symdl.grading.scalar.decide import differ_by_a_constant
from symdl.grading.scalar.ends import closed, counts_anew, starts_elsewhere, unsaid
from symdl.grading.scalar.given import names_in
from symdl.grading.scalar.joints import differs_at
from symdl.grading.scalar.linear.put_in import defined, put_in
from symdl.grading.scalar.ordered import capitals, has_exponentials, may_be_of_matrices
from symdl.grading.scalar.points import NOTHING, assumed, free_names
from symdl.grading.scalar.posing import counts, counts_few
from symdl.grading.scalar.words import NoMeaning, standard
from symdl.grading.table import rewritten, texts
from symdl.grading.typed.above import as_members
from symdl.grading.typed.multiplied import MAY_BE_A_PRODUCT, multiplied
from symdl.grading.typed.opaque import derived_value, may_be_total, maybe
from symdl.notation.reader.syntax import (
    Big,
    Bound,
    Call,
    Chain,
    Derivative,
    Infix,
    List,
    Member,
    Name,
    Node,
    Power,
    Product,
    children,
    show,
    walk,
)


def doubt(question: Question, written: str, answer: str, found: Checked, decide: Decide) -> str:
    """What keeps a verdict, that an answer is right or wrong, from being told; "" if nothing does.

    written   the answer as it was given; ``answer`` is how it is read
    """
    if found.verdict == "invalid" and found.code in ("unreadable", "names"):
        return _slope_left_open(question, answer, decide) or if_a_product(question, answer, decide)
    if found.verdict not in ("equivalent", "not_equivalent"):
        return ""
    with suppress(ReadError):
        if question.trees and (letter := counts_anew(question.trees, question.tree(answer))):
            return f"{letter} is a number in the question, and counts in the answer: use another letter there"
    if question.trees and (slope := has_two_roads(question, answer)):
        return f"it is not clear what {slope} holds fixed: write d for what goes through all that is defined"
    if question.written and (_runs_over_two(question, answer) or _says_what_is_summed(question, answer)):
        return "a sum over j ≠ i, or j > i, is one of j alone, or of both: write two sums"
    if any(map(_says_more, question.words)) and not all(words in written for words in question.words):
        return f"the question says more than its formula: {' '.join(question.words)}"
    if why := otherwise(question, answer, found, decide) or unusual(question, answer, found, decide):
        return why
    if why := (_of_right if found.verdict == "equivalent" else _of_wrong)(question, answer, found, decide):
        return why
    if found.verdict == "not_equivalent" and (name := _right_as_a_product(question, written, decide)):
        return MAY_BE_A_PRODUCT.format(name)
    return _of_powers(question, answer, found, decide) or _of_lines(question, written, found, decide)


def _of_right(question: Question, answer: str, found: Checked, decide: Decide) -> str:
    if why := may_be_ordered(question, answer) or may_be_applied(question, answer):
        return why
    if (slopes := question.opaque) is not None and (total := may_be_total(answer, slopes, question.notation)):
        return f"{total} may go through what depends on the same letter: write \\partial for what holds that fixed"
    if question.is_open and question.given and not question.of_vectors and (value := derived_value(
            answer, slopes, {name for tree in question.trees for name in names_of(tree)}, question.notation)):
        return f"{value} may be a value, or a product: write brackets around a product"
    if left := _other_left_side(question, answer, decide):
        return f"the left side, {left}, is not what is asked for"
    if one := _may_be_one_of_them(question):
        return f"{one} may be one of those that it is derived by: the question should give it an index"
    with suppress(ReadError):
        if question.written and (why := unsaid(question.trees, question.tree(answer), question.context.sizes.of)):
            return why
    if question.of_vectors:
        is_moved = has_exponentials(question.trees) and _differ_as_matrices(question, answer)
        return _OF_MATRICES if is_moved else misread(question, answer)
    if why := _at_a_joint(question, answer):
        return why
    if _differ_as_matrices(question, answer):
        return _OF_MATRICES
    pair = () if counts(question.context.text) else exchanged(question, found.read, answer)
    if len({*pair} - _numbers(question)) > 1:  # a number changes places with any matrix
        return (f"right if {' and '.join(pair)} are numbers; of matrices the order counts, so the question should "
                "declare what they are")
    return misread(question, answer)


_OF_MATRICES = "right if its letters are numbers, but not if they are matrices: the question should declare them"


def _of_wrong(question: Question, answer: str, found: Checked, decide: Decide) -> str:
    if function := well_known(question, found):
        return f"it is not known here what {function} is: the question should define it"
    if why := if_of_the_power(question, answer, decide):
        return why
    if step := _another_step(question, answer):
        return f"{step} is for another step than what is asked for"
    with suppress(ReadError):
        if question.written and (letter := starts_elsewhere(question.trees, question.tree(answer))):
            return f"the question does not say from where {letter} runs"
    if "+-" in answer and (any(map(_has_two_signs, question.right)) or (
            any(map(_is_statement, question.right))
            and decide(question, answer.replace("+-", "+/-")).verdict == "equivalent")):
        return "+- may be plus or minus, or plus what is negative: write ± or +/-"
    if product := if_a_product(question, answer, decide):
        return product
    if (said := _with_deltas(answer)) != answer and not any(r"\delta" in one for one in question.written) \
            and decide(question, said).verdict == "equivalent":
        return "right if \\delta of two numbers is Kronecker's, which is 1 or 0: write that"
    if (turned := _with_entries_turned(answer)) != answer and decide(question, turned).verdict == "equivalent":
        return "right if an entry of a transpose is meant: write A_{ji} for row i, column j"
    if if_held(question, answer, decide):
        return "right if what comes from the step before is held fixed, which the question should say: give the value"
    if (mark := _MARK.match(answer)) is not None and decide(question, answer[mark.end() :]).verdict == "equivalent":
        return f"right if {mark[0].strip()} is the number of the answer, and no factor: leave it out"
    if unused := _unused(question, answer):
        return f"the question says more in words than is used here: {unused}"
    words = "" if question.context.weighed else " ".join(texts(json.loads(question.given or "{}"), "context"))
    if (few := counts_few(words)) and any(isinstance(part, Big) for tree in question.trees for part in walk(tree)):
        return f"the question may say how many terms its sum has: {few}"
    if positive := if_positive(question, answer, found, decide):
        return f"right if {positive}, which the question should assume"
    if usual := if_as_usual(question, answer, decide):
        return f"right if {usual}, which the question should say"
    if slope := _slope_left_open(question, answer, decide):
        return slope
    if slope := _slope_of_defined(question, answer):
        return f"what {slope} is, is not worked out: write the derivative out, or define f(x)"
    if member := _may_be_a_member(question, answer):
        return f"{member} may be a member of a family, or a name: the question should declare it"
    if conjugate := _conjugated(question, answer):
        return f"it is not known what {conjugate} is: a name of its own, or made of another"
    if constant := _constant(question, answer):
        return f"they differ by a number, which the constant {constant} may take in"
    return ""


def _may_be_one_of_them(question: Question) -> str:
    r"""The s_{+} of a question by what is derived by s_j, the positive one of them; "" if there is none."""
    reference = question.trees[0] if question.trees else None
    asked = reference.items[0] if isinstance(reference, Chain) else reference
    for by in asked.by if isinstance(asked, Derivative) else ():
        if isinstance(by, Member) and any(isinstance(one, Name) for one in by.below):
            one = re.compile(rf"(?<![A-Za-z\\]){re.escape(by.name)}_(?:[+-]|\{{\s*(?:[+-]|pos|neg|true|target)\s*\}}"
                             r"|\{\s*\\(?:text|mathrm)\s*\{\s*(?:pos|neg|true|target)\s*\}\s*\})")
            if found := next(filter(None, map(one.search, question.written)), None):
                return found[0]
    return ""


_MARK = re.compile(r"\s*\(\s*(?:[a-h]|\d{1,2}|i{1,3}|iv|v)\s*\)\s+(?=\S)")
_ABOVE_T = r"\^\s*(?:\{\s*(?:\\top|T)\s*\}|\\top(?![A-Za-z])|T)"
_BELOW = r"_\s*\{\s*([a-z])\s*,?\s*([a-z])\s*\}"
_ENTRIES = tuple(re.compile(rf"([A-Z]|\\[A-Z][a-z]+)\s*{scripts}") for scripts in (
    _ABOVE_T + _BELOW, _BELOW + _ABOVE_T))


def _with_entries_turned(text: str) -> str:
    r"""A formula with A_{ji} for A^\top_{ij}."""
    for entry in _ENTRIES:
        text = entry.sub(r"\1_{\3\2}", text)
    return text


def _right_as_a_product(question: Question, written: str, decide: Decide) -> str:
    """The function whose value stands in a wrong answer, where a product there would be right."""
    for other, name in multiplied(written, question.spelled):
        with suppress(ReadError):
            if decide(question, question.as_read(other)).verdict == "equivalent":
                return name
    return ""


def _of_powers(question: Question, answer: str, found: Checked, decide: Decide) -> str:
    r"""Why a verdict is not told that hangs on what stands above a letter being an exponent: g^t may be of a step."""
    if found.verdict not in ("equivalent", "not_equivalent") or not question.given or "^" not in answer:
        return ""
    names = question.above
    if not names:
        return ""
    below = as_members(names)
    is_right = False  # where it says which one it is
    with suppress(SymdlError):
        other = ask(rewritten(json.loads(question.given), below))
        then = decide(other, other.as_read(below(answer)))
        is_right = then.verdict == "equivalent" or (found.verdict == "not_equivalent" and bool(then.agrees))
    if is_right == (found.verdict == "equivalent"):
        return ""
    shown = [*filter(None, names.values())]
    return (f"what stands above {' and '.join(shown)} may be a power, or say which one it is: the question should "
            f"write {shown[0]}_t for that")


def _of_lines(question: Question, written: str, found: Checked, decide: Decide) -> str:
    """Why an answer of several lines, read as one formula, is not right: one of them is the answer by itself."""
    lines = [line for line in written.splitlines() if line.strip()]
    if found.verdict != "equivalent" or len(lines) < 2 or any(map(_GOES_ON.match, lines[1:])):
        return ""
    for line in lines:
        with suppress(ReadError):
            if decide(question, question.as_read(line)).verdict == "equivalent":
                return "there are several lines, which may be several answers: write one"
    return ""


_GOES_ON = re.compile(r"\s*(?:&\s*)?(?:[=+\-*/^_<>)\]}]|\\(?:cdot|times|right|le|ge|approx|equiv|in)(?![a-z]))")


def _numbers(question: Question) -> set[str]:
    """The letters that are numbers, as is said in words, or follows from what is assumed: C_{in}, of "C_{in} > 0"."""
    assumed_ = [one for one in question.assumptions if _OF_A_NUMBER.search(one)]
    return {name for name, kind in question.context.kinds.items() if kind == "number"} | question.context.numbers | {
        braced(name) for one in assumed_ for name in names_in(one)}


_OF_A_NUMBER = re.compile(r"\b(?:integers?|natural|positive|non-?negative|negative|non-?zero|reals?|numbers?)\s*$"
                          r"|[<>≤≥]|\\(?:leq?|geq?|[lg]t)(?![a-z])")


def _unused(question: Question, answer: str) -> str:
    """What words say besides what is used, where an answer that differs may be the same by it."""
    if question.unused and question.unused != question.made_of_others:
        return question.unused
    with suppress(ReadError):
        trees = (*question.trees, question.tree(answer))
        values = [tree.items[-1] if isinstance(tree, Chain) else tree for tree in trees]
        names = {name for value in values for name in names_of(value)}
        return next((said for said, letters in question.context.made if letters & names and not (
            _EVEN.search(said) and all(_is_factor(letters, value) for value in values))), "")
    return question.unused


def _is_factor(letters: frozenset[str], tree: Node) -> bool:
    """Whether letters stand once at most, and only as factors: with their sign turned they have the same norm, or the
    same variance, so what is the same for that is the same for any number in its place.
    """
    parts = [*walk(tree)]
    found = [part for part in parts if isinstance(part, Name | Member) and {*names_of(part)} & letters]
    return len(found) <= 1 and not any(
        {*names_of(part)} & letters for part in parts if isinstance(part, Power | Call | Big))


_EVEN = re.compile(r"\b(?:norms?|variances?|deviations?|absolute)\b", re.IGNORECASE)
_SAYS_MORE = re.compile(r"[A-Za-z]+\W+[A-Za-z]+|even|odd|positive|negative|prime|real|integer|undefined|not"
                        r"|hundred|thousand|million|billion|dozen|percent|no|axis|half")
_WHERE = re.compile(r"\s*(?:for|where|with|if|when|as|provided)\b")


def _says_more(words: str) -> bool:
    """Whether words beside a reference are part of it, and no unit, and no condition under which it holds."""
    words = re.sub(r"\\[a-z]+\s*\{|[{}]", " ", words)
    return bool(_SAYS_MORE.search(words)) and not _WHERE.match(words)


def _other_left_side(question: Question, answer: str, decide: Decide) -> str:
    """The bare letter on the left of an answer, where the question asks for its square, its logarithm, a product.

    Only if the right side alone is accepted: 2y = 4x + 2 says y = 2x + 1.
    """
    with suppress(ReadError):
        asked, said = map(question.tree, (question.spelled(question.written[0]) if question.written else "0", answer))
        if _has_two_signs(said) and not _has_two_signs(asked):
            return ""  # x = \pm 2 solves x^2 = 4
        if isinstance(asked, Chain) and isinstance(said, Chain) and isinstance(left := said.items[0], Name | Member) \
                and isinstance(asked.items[0], Power | Product | Call) and asked.items[0] != left \
                and show(left) in map(show, walk(asked.items[0])) \
                and decide(question, sides(answer, said)[1]).verdict == "equivalent":
            return show(left)
    return ""


def _has_two_signs(tree: Node) -> bool:
    return any(isinstance(part, Infix) and part.sign in ("pm", "mp") for part in walk(tree))


_DELTA = re.compile(r"\\delta\s*_\s*\{\s*(\d)\s*,?\s*(\d)\s*\}")


def _with_deltas(answer: str) -> str:
    r"""An answer with what Kronecker's \delta_{12} is worth."""
    return _DELTA.sub(lambda found: f"(+{int(found[1] == found[2])})", answer)  # x_1 (0) would be a value


def _is_statement(tree: Node) -> bool:
    """Whether this is an equation, or several of them, which may have several solutions."""
    items = tree.items if isinstance(tree, List) else tree.args if isinstance(tree, Infix) else (tree,)
    return all(isinstance(item, Chain) for item in items)


_UNLIKE = re.compile(r"\\sum(?:\\limits)?\s*_\s*\{\s*[a-z]\s*(?:\\neq?(?![a-z])|>|\\gt(?![a-z])|≠)\s*([a-z])\s*\}")


def _says_what_is_summed(question: Question, answer: str) -> bool:
    """Whether an answer has a letter alone that a question has in a sum over i ≠ j only: there, it may be summed."""
    with suppress(ReadError):
        letters = {letter for text in question.written for letter in _UNLIKE.findall(text)}
        said = set[str]().union(*(_free(question, text) for text in question.written)) if letters else set()
        return bool(letters & {*free_names(question.tree(answer))} - said)
    return False


def _free(question: Question, written: str) -> set[str]:
    """The letters of a formula of the question that nothing in it binds. Raises ReadError."""
    tree = question.tree(question.spelled(written))
    by = {name for part in walk(tree) if isinstance(part, Derivative) for one in part.by for name in names_of(one)}
    return {*free_names(tree)} | by


def _runs_over_two(question: Question, answer: str) -> bool:
    """Whether a sum of an answer is over i ≠ j where nothing says what j is."""
    if r"\sum" not in answer:
        return False
    unsaid: set[str] = set()

    def look(node: Node, bound: frozenset[str]) -> None:
        if isinstance(node, Big):
            bounds = [one for one in node.bounds if isinstance(one, Bound) and isinstance(one.name, Name)]
            bound |= {show(one.name) for one in bounds if one.name is not None}
            for one in bounds:
                match one.condition:
                    case Chain((Name(), Name(other)), ("ne" | "gt",)) if other not in bound:
                        unsaid.add(other)
        for child in children(node):
            look(child, bound)

    with suppress(ReadError):
        look(question.tree(answer), frozenset())
        if unsaid:
            return bool(unsaid - _free(question, question.written[0]))
    return False


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
    if question.declared or question.notation.latex is False:
        return False
    with suppress(ReadError, NoMeaning):
        reference, *others = (question.tree(question.spelled(text)) for text in question.written)
        said = question.tree(answer)
        reference, said = (tree.items[-1] if isinstance(tree, Chain) else tree for tree in (reference, said))
        if (large := capitals((reference, *others, said))) and large <= _numbers(question):
            return False
        if has_exponentials((reference, *others)):  # of which no rule is known for matrices
            return reference != said
        known = [one for one in map(defined, others) if one is not None]
        if not may_be_of_matrices((reference, *others), said):
            return False
        ours, theirs = (put_in(standard(tree, arrays=True), known) for tree in (reference, said))
        ours, theirs = closed(ours, theirs, (reference, *others))
        found = linear.decide(ours, theirs, NOTHING, context=question.context)
        return found.verdict != "equivalent" and not found.reason.startswith(linear.NO_FIT)
    return False


def _slope_left_open(question: Question, answer: str, decide: Decide) -> str:
    """What an answer leaves open of a derivative that nothing defines, where it may be right by that."""
    if (slopes := question.opaque) is not None:
        for other, why in maybe(answer, slopes, question.notation):
            then = decide(question, other)
            if then.verdict == "equivalent" or then.agrees:
                return why
    return ""


def _slope_of_defined(question: Question, answer: str) -> str:
    """f', of an f that the question defines, without saying of which letter it is."""
    if not question.given or not any("'" in text for text in (*question.written, answer)):
        return ""
    read = [answer]
    for text in question.written:
        with suppress(ReadError):
            text = question.spelled(text)  # where it may be written out
        read.append(text)
    for definition in texts(json.loads(question.given), "definitions"):
        head = definition.partition("=")[0].strip()
        if re.fullmatch(r"\\?[A-Za-z]+", head) and any(re.search(rf"(?<![A-Za-z\\]){re.escape(head)}\s*'", text)
                                                      for text in read):
            return f"{head}'"
    return ""


def _may_be_a_member(question: Question, answer: str) -> str:
    """V_T, beside V_t and T: it may be the last of these, or a name of its own. So may p_c be, beside p_k and z_c.

    An a_{ij}, or A_{ij}, may be of a matrix A.
    """
    if not any(_WITH_LETTER.search(text) for text in (*question.written, answer)):
        return ""
    with suppress(ReadError):
        parts = [part for text in (*question.written, answer) for part in walk(question.tree(question.spelled(text)))]
        families = {part.name for part in parts if isinstance(part, Member) and any(
            isinstance(one, Name) for slot in (*part.below, *part.above) for one in walk(slot))}
        names = {part.text for part in parts if isinstance(part, Name)}
        indices = {one.text for part in parts if isinstance(part, Member) for one in (*part.below, *part.above)
                   if isinstance(one, Name)}
        asked = [part for tree in question.trees for part in walk(tree)]
        alone = {part.text for part in asked if isinstance(part, Name)}
        told = {part.name for part in asked if isinstance(part, Member)} | {one.partition("_")[0] for one in alone
                                                                             if "_" in one}
        for name in sorted(families - told):
            if name.isalpha() and name.upper() in alone:
                return f"{name} with an index"
        for name in sorted(names):
            found = _LETTER_BELOW.fullmatch(name)
            if found and found[1] in families and found[2] in (names if found[2].isupper() else indices):
                return name
    return ""


_WITH_LETTER = re.compile(r"_\s*\{?\s*[A-Za-z](?![A-Za-z])")
_LETTER_BELOW = re.compile(r"(.+)_\{?([A-Za-z])\}?")


def _at_a_joint(question: Question, answer: str) -> str:
    """Where an answer by cases is another than the reference, though it is the slope that is asked for elsewhere."""
    if not question.given or not _BY_CASES.search(answer):
        return ""
    with suppress(ReadError):
        found = question.written_out(answer)
        if found is not None and not isinstance(found[0], Derivative):
            return differs_at(*found, assumed(question.assumptions, question.notation))
    return ""


_BY_CASES = re.compile(
    r"\\math(?:bb|bf)\s*\{?\s*1|\[[^\[\]]*(?:[<>=]|\\[lgn]e)|\\begin\s*\{cases\}|sign|sgn|\\(?:max|min)|\|")


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
        reference, said = (tree.items[-1] if isinstance(tree, Chain) else tree
                           for tree in (question.right[0], question.tree(answer)))
        return differ_by_a_constant(reference, said, loose=_is_integral(question.right[0]))
    return ""


def _is_integral(reference: Node) -> bool:
    """Whether a reference says what an integral without ends is."""
    whole = reference.items[0] if isinstance(reference, Chain) else reference
    return isinstance(whole, Big) and whole.sign == "int" and all(
        isinstance(one, Bound) and one.first is None for one in whole.bounds)


__all__ = ["doubt"]
