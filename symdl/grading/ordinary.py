"""Judges an answer of ordinary mathematics, outside of the prover's language: by exact rules, balls and SymPy."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from time import perf_counter

from symdl.derivation import Witness
from symdl.errors import LanguageError, ReadError
from symdl.grading.arbitrary import cancels, is_free
from symdl.grading.checked import UNTOLD, Checked, Method
from symdl.grading.integrals import letters_without_ends, may_jump, without_integrals
from symdl.grading.named import called_of, is_label, is_named, is_written, names_of
from symdl.grading.proved.abbreviations import OF_ANOTHER, split
from symdl.grading.question import Question
from symdl.grading.rubric import RUBRIC
from symdl.grading.scalar import decide
from symdl.grading.scalar.decide import has_signs
from symdl.grading.scalar.decision import Decision, undecided
from symdl.grading.scalar.diagnosis import Mistake, diagnose
from symdl.grading.scalar.domain import narrower
from symdl.grading.scalar.linear import KNOWN_WORDS
from symdl.grading.scalar.linear.letters import is_formula
from symdl.grading.scalar.linear.mistakes import mistake
from symdl.grading.scalar.linear.put_in import put_in_all
from symdl.grading.scalar.ordered import is_of_vectors
from symdl.grading.scalar.points import free_names
from symdl.grading.scalar.relations import is_equation, is_relation
from symdl.grading.scalar.words import KNOWN, NoMeaning, as_gradients, replaced
from symdl.grading.typed.entered import flat
from symdl.grading.typed.noted import as_counted, with_brackets, with_letters_of, words_of
from symdl.grading.typed.starred import has_dots, has_star, may_be_another_product
from symdl.grading.typed.strangers import alike, wrote
from symdl.notation.latex import latex
from symdl.notation.read import refuse_words
from symdl.notation.reader.names import without_font
from symdl.notation.reader.notation import Notation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.signs import FUNCTIONS
from symdl.notation.reader.syntax import (
    Big,
    Blank,
    Bound,
    Call,
    Chain,
    Derivative,
    Function,
    Gradient,
    Group,
    Infix,
    List,
    Member,
    Name,
    Node,
    Number,
    Product,
    Sum,
    children,
    rebuilt,
    show,
    walk,
)
from symdl.notation.stated import above_in_brackets
from symdl.notation.text import text

_SAID_OF = (Function("E"), Function("Var"), Function("log"))
"""Functions of new things that an answer may be called by: log p(x) = ..."""
_METHODS: dict[str, Method] = {"exact algebra": "proved", "cas": "cas", "numbers": "numbers", "form": "form"}


def judge(question: Question, answer: str, *, explain: bool = False) -> Checked:
    """Judge an answer beside the trees of a question. It may take much time where SymPy does.

    An answer may bring names of its own where the question does not declare them all; then it differs.

    explain   whether what is wrong is looked for
    """
    start = perf_counter()
    try:
        said = _read(question, answer)
        found = _judged(question, said, explain=explain)
    except ReadError as error:
        found = Checked(question.id, "invalid", "", "unreadable", error.told)
    except _Refused as refused:
        found = Checked(question.id, "invalid", "", refused.code, str(refused))
    else:
        found = replace(found, read=said.shown)
    return replace(found, ms=1000 * (perf_counter() - start))


def judge_tree(question: Question, right: Node, answer: str, tree: Node, *, explain: bool = False) -> Checked:
    """Judge an answer that stands for a tree, as with what is defined put in, beside another one, by exact rules."""
    start = perf_counter()
    said = _Said(answer, tree, [tree], [right], question.notation, of_vectors=False)
    found = _judged(replace(question, derivation=None, claim=None, right=(right,)), said, explain=explain, cas=False)
    return replace(found, read=said.shown, ms=1000 * (perf_counter() - start))


class _Refused(Exception):
    """An answer that is read, and not marked: of its names, or for what it repeats."""

    def __init__(self, code: str, words: str):
        super().__init__(words)
        self.code = code


@dataclass(frozen=True)
class _Said:
    """An answer as it is read.

    text       as it was written
    tree       all of it
    members    the parts of a = b = c, each of which is to be what is asked for
    rights     the references, without left sides where the answer has none
    notation   how it is read
    of_vectors whether letters are vectors and matrices
    unnamed    a left side of new names that is no name of what is asked for: x^2, of x^2 = 4
    strange    names that the question does not have
    """

    text: str
    tree: Node
    members: list[Node]
    rights: list[Node]
    notation: Notation
    of_vectors: bool
    unnamed: Node | None = None
    strange: frozenset[str] = frozenset()

    @property
    def last(self) -> Node:
        return self.members[-1]

    @property
    def shown(self) -> str:
        """In LaTeX; "" for what is read, and cannot be printed."""
        with suppress(LanguageError):
            return latex(self.tree, notation=self.notation)
        return ""


def _read(question: Question, answer: str) -> _Said:
    """Raises ReadError, and _Refused for what is no answer."""
    notation = as_counted(question.notation, answer)
    known = notation
    formula, clauses = split(answer)
    if not question.declared and question.notation.latex is not False:
        known = _without_glued(with_letters_of(notation, formula, *clauses), question)
    parsed = parse(formula, known)
    refuse_words(parsed)
    tree: Node = parsed.tree
    of_vectors = question.of_vectors or is_of_vectors(tree)
    if of_vectors:
        tree = with_brackets(tree, formula)
    known_names = {*notation.meanings, *(name for right in question.right for name in names_of(right))}
    tree = _with_clauses(question, tree, clauses, known, known_names)
    strange = [name for name in names_of(tree) if name not in known_names
               and name.rstrip("'") not in KNOWN | FUNCTIONS.keys() and not (question.arrays and name in KNOWN_WORDS)]
    members = _members(tree, question.right[0], {*strange}, known_names, lambda left: is_written(
        formula[left.start : left.end], (*question.written, question.context.text)))
    unnamed = tree.items[0] if isinstance(tree, Chain) and len(members) == len(tree.items) > 1 and _speaks_of_new(
        tree.items[0], tree.items[1:], {*strange}) else None
    _refuse_names(question, strange, known_names, members, formula)
    to_do = question.left if question.left is not None else question.right[0]
    is_open = to_do is question.left or (isinstance(to_do, Derivative | Gradient) and (
        is_formula(to_do.of) or to_do.of in [head for head, _ in question.vectors]))
    if (is_open and _derivatives(to_do) & _derivatives(members[-1])) or (
            isinstance(question.left, Big) and members[-1] == question.left):
        raise _Refused("restates", "the answer only repeats what is asked for")
    if again := _says_the_definition(question, members[-1]):
        raise _Refused("restates", again)
    if _has_sums(members[-1]) and _asks_for_a_sum(question):
        raise _Refused("restates", "what is asked for is written in another way, and not worked out")
    if several := _power_or_member(answer, question):
        raise _Refused("unreadable", f"what stands above {several} is a power, or says which member it is: "
                                     "write a power as (x_i)^2, and a member as x^{(2)}")
    members = [_joined(member, formula) for member in members]
    written = (*question.written, *[""] * len(question.right))
    rights = [_joined(_right(right, members), text) for right, text in zip(question.right, written, strict=False)]
    return _Said(answer, tree, members, rights, notation, of_vectors,
                 unnamed, frozenset(strange))


def _says_the_definition(question: Question, said: Node) -> str:
    """Why an answer says no more than what is asked for, of vectors: its name, or what defines it; else ""."""
    asked, right = _reference_of(question)
    body = next((body for head, body in question.vectors if head == asked), None)
    if asked is None or body is None or asked in walk(right):
        return ""
    if asked in walk(said):
        return "what is asked for stands in the answer"
    return "the answer only repeats the definition" if flat(said) == flat(body) != flat(right) else ""


def _asks_for_a_sum(question: Question) -> bool:
    """Whether a sum or an integral is asked for, and none is left in what is right."""
    left, right = _reference_of(question)
    return isinstance(left, Big) and _has_sums(left) and not _has_sums(right)


def _reference_of(question: Question) -> tuple[Node | None, Node]:
    """The left side of a reference, if it has one, and its right side."""
    reference = question.right[0]
    if isinstance(reference, Chain) and reference.signs == ("eq",):
        left, right = reference.items
        return left, right
    return question.left, reference


def _has_sums(tree: Node) -> bool:
    """Whether a sum, an integral, a product or a limit is left in a formula."""
    return any(isinstance(part, Big) and part.sign in ("sum", "int", "prod", "lim") for part in walk(tree))


def _without_glued(notation: Notation, question: Question) -> Notation:
    """Without names such as WUx_1, of letters that the question has: in LaTeX they are a product."""
    ours = {*question.notation.meanings, *(name for right in question.right for name in names_of(right))}
    letters = {name.partition("_")[0] for name in ours}
    glued = {name for name in notation.meanings if name not in ours and 1 < len(base := name.partition("_")[0]) < 6
             and base.isalpha() and base.isascii() and {*base} <= letters}
    return replace(notation, meanings={name: said for name, said in notation.meanings.items() if name not in glued})


_MOST_PUT_IN = 2000
"""How many parts are put in for one name at once."""


def _with_clauses(question: Question, tree: Node, clauses: Sequence[str], notation: Notation,
                  known: Collection[str]) -> Node:
    """An answer with what clauses behind "where" say new names to be, which may be made of one another.

    What they say of other names has to be so.

    known   the names that are not new

    Raises ReadError.
    """
    own: list[tuple[Node, Node]] = []
    others: list[tuple[str, Node, Node]] = []
    for clause in clauses:
        said = parse(clause, notation).tree
        if not isinstance(said, Chain) or said.signs not in (("eq",), ("define",), ("assign",)):
            raise ReadError("what is abbreviated is said as s = ...", clause, 0, len(clause), "write where s = ...")
        head, body = said.items
        if any(map(OF_ANOTHER.search, names_of(head))):
            raise ReadError("this is no new name: it says something of another", clause, 0, len(clause), "write it out")
        if any({*names_of(head)} & {*names_of(one)} for one, _ in own):
            raise ReadError("this name is said twice", clause, 0, len(clause), "leave one of them out")
        if isinstance(head, Name | Member) and not {*names_of(head)} & {*known}:
            own.append((head, body))
        else:
            others.append((clause, head, body))

    def written_out(part: Node, clause: str) -> Node:
        for _ in own:
            for head, body in own:
                times = sum(one == head for one in walk(part))
                if times > 1 and times * sum(1 for _ in walk(body)) > _MOST_PUT_IN:
                    raise ReadError("what is abbreviated makes the answer too long", clause, 0, len(clause))
                part = replaced(part, head, body)
        if {*names_of(part)} & {name for head, _ in own for name in names_of(head)}:
            raise ReadError("what is abbreviated stands in another way, too", clause, 0, len(clause), "write it out")
        return part

    for clause, head, body in others:
        if compared(question, written_out(head, clause), written_out(body, clause),
                    notation=notation).verdict != "equivalent":
            raise ReadError("this is not so in the question", clause, 0, len(clause), "leave it out, or mend it")
    return written_out(tree, clauses[0]) if own else tree


def _all_inside(node: Node) -> Node:
    r"""The terms behind a sum that its letter stands in, too, as a part of it: \sum_i x_i + y_i, of both."""
    node = rebuilt(node, _all_inside)
    terms = node.terms if isinstance(node, Sum) else ()
    for place, term in enumerate(terms[:-1]):
        match term:
            case Big("sum", (Bound(Name() as letter),) as bounds, of):
                before, behind = terms[:place], terms[place + 1 :]
                if all(letter in walk(one) for one in behind):
                    summed = Big("sum", bounds, Sum((of, *behind)))
                    return Sum((*before, summed)) if before else summed
    return node


def _refuse_names(question: Question, strange: Sequence[str], known: set[str], members: Sequence[Node],
                  formula: str) -> None:  # fmt: skip
    """Refuse names that a question does not have, where they may be none."""
    for name in strange:
        if len(name) > 1 and name.isalpha() and all(letter in known for letter in name):
            raise _Refused("names", f"{name} is one name here: write {' '.join(name)} for a product")
    for name in known:
        if len(name) > 1 and name.isascii() and name.isalpha() and all(letter in strange for letter in name):
            raise _Refused("names", f"{name} is one name in the question: a product there is written {'*'.join(name)}")
    free = {name for member in members for name in free_names(member)}
    alone = {part.text for member in members for part in _without_functions(member) if isinstance(part, Name)}
    if bare := sorted(name for name in alone - known if len(name) > 1 and name.rstrip("'") in KNOWN | FUNCTIONS.keys()):
        raise _Refused("unreadable", f"{bare[0]} is a function and needs parentheses: write {bare[0]}(...)")
    new = words_of(formula, strange) or (
        [name for name in strange if name in free] if question.declared else [])
    if new:
        raise _Refused("names", wrote(new[0], alike(new[0], [*known])))


def _without_functions(tree: Node) -> Iterator[Node]:
    """The parts of a formula, but for what is called in it."""
    yield tree
    for child in tree.args if isinstance(tree, Call) else children(tree):
        yield from _without_functions(child)


def _judged(question: Question, said: _Said, *, explain: bool, cas: bool = True) -> Checked:
    dots = has_dots((said.text, *question.written))
    starred = has_star(question.written[:1]), has_star((said.text,))
    values = any(isinstance(one, Chain) and isinstance(one.items[0], Name | Member) and not has_signs(one.items[0])
                 for one in (*question.trees[:1], *question.right[:1]))

    def decided(right: Node, tree: Node) -> Decision:
        return compared(question, right, tree, notation=said.notation, dots=dots, cas=cas, values=values,
                        starred=starred)

    def left_open(why: str, code: str = "open", *, agrees: bool | None = None) -> Checked:
        return Checked(question.id, "undecided", "", code, why, agrees=agrees)

    if letters_without_ends(*said.rights) and letters_without_ends(said.last):
        return Checked(question.id, "invalid", "", "restates", "an integral is left in the answer: work it out")
    decisions = [decided(right, said.last) for right in said.rights]
    if said.of_vectors and may_be_another_product(said.text, question.written, question.context):
        crossed = any(sign in each for each in (said.text, *question.written) for sign in (r"\times", "×"))
        decisions = [undecided("a product of vectors is one of several, and a tree does not tell which",
                               agrees=found.verdict == "equivalent")
                     if found.verdict == "equivalent" or crossed else found for found in decisions]
    blamed = said.last
    for asked, right, found in zip(question.right, said.rights, decisions, strict=True):
        if found.verdict != "equivalent":
            continue
        if letter := _another_letter(asked, said.last):
            return left_open(f"what is said is of {letter}, which is not what is asked for")
        # In a chain, what stands before the last sign has to be right, too, with what is asked for in it or without.
        wrong = [(step, member) for member in said.members[:-1]
                 if (step := decided(right, _with_value(member, asked))).verdict != "equivalent"]
        if wrong and said.unnamed is not None and wrong[0][1] is said.unnamed:
            return left_open(f"the answer says what {shown_by(said.notation)(said.unnamed)} is, and nothing says that "
                             "this is what is asked for", "elsewhere")
        if wrong:
            decisions = [step for step, _ in wrong]
            blamed = wrong[0][1]
            continue
        if letters_without_ends(right) and may_jump(said.last):
            return left_open("its derivative is right, and it may jump: an integral without ends does not", agrees=True)
        if letters_without_ends(right) and (why := _without_constant(right, said.last)):
            return left_open(why, agrees=True)
        where, counts = narrower(right, said.last, assumptions=question.assumptions, notation=said.notation,
                                 whole=found.whole) if found.notes else ("", False)
        if _may_be_joined_otherwise(question.written, said.text, (right, said.last)):
            return left_open("whether all of several statements hold, or one of them, is not clear: write it with "
                             "inequalities of one letter, or as a set", agrees=True)
        if counts:
            return left_open("equal where both are defined, but the answer has no value at "
                             f"{where}, where what is asked for has one", "domain", agrees=True)
        notes = [*found.notes, *([f"it has no value at {where}, where what is asked for has one"] if where else [])]
        return Checked(question.id, "equivalent", _METHODS[found.method],
                       "proved" if found.method == "exact algebra" else "cas",
                       f"right{', for every size' if said.of_vectors else ''}{_noted(notes)}")
    for found in decisions:
        if found.verdict == "undecided":
            return left_open(f"{UNTOLD}: {found.reason}", agrees=found.agrees)
    if _may_be_joined_otherwise(question.written, said.text, (said.rights[0], said.last)):
        return left_open("whether all of several statements hold, or one of them, is not clear")
    called = [part.function for member in said.members for part in walk(member) if isinstance(part, Call)]
    ours = {name for tree in question.trees for name in names_of(tree)}  # of an f, there is an f'
    if unknown := [one.text for one in called if isinstance(one, Name) and one.text in said.strange
                   and one.text.rstrip("'") not in ours]:
        if re.search(rf"(?<![A-Za-z]){re.escape(unknown[0])}(?![A-Za-z])", question.context.text):
            return left_open(f"it is not said what {unknown[0]} is", "elsewhere")
        return Checked(question.id, "invalid", "", "names", wrote(unknown[0]))
    if why := _not_told(question, said, decisions[0]):
        return left_open(why)
    right = said.rights[0]
    if (inside := _all_inside(said.last)) != said.last and any(
            decided(one, inside).verdict == "equivalent" for one in said.rights):
        return Checked(question.id, "invalid", "", "unreadable", "right if all of it is summed: put brackets there")
    if isinstance(right, Chain) and right.signs == ("eq",) and not isinstance(said.last, Chain) \
            and _may_ask_for_a_side(*right.items) \
            and (side := decided(right.items[1], said.last).verdict) != "not_equivalent":
        return left_open("the question is an equation, and this may be its right side: is that what is asked for?",
                         agrees=side == "equivalent" or None)
    shown = _differing(question, decisions[0], right, said.last)
    if letters_without_ends(right):
        of_slopes = shown.feedback.replace("what is asked for is", "the derivative should be")
        shown = replace(shown, feedback=of_slopes.replace("and the answer is", "and that of the answer is"))
    if not explain or (shown.witness is None and not said.of_vectors):
        return shown
    return _explained(shown, _mistake(question, said, blamed, decided, shown.witness))


def _without_constant(right: Node, answer: Node) -> str:
    """What keeps an antiderivative from being each of them: no constant, or one that does not take every value."""
    own = {*names_of(answer)} - {*names_of(right)}
    constants = sorted(own & _CONSTANTS)
    if is_free(answer, constants):
        return ""
    if constants and not cancels(answer, constants):
        return f"right if what is made of {', '.join(constants)} is every constant, which is not seen: write + C"
    if own and not constants:
        return f"right if {', '.join(sorted(own))} is a constant: write + C"
    return "right but for a constant: write + C"


_CONSTANTS = frozenset(("C", "c", "K", "k", "A", "const", "C_{0}", "C_{1}", "c_{0}", "c_{1}"))
"""Letters of the constant of an integral without ends."""


def _may_ask_for_a_side(left: Node, right: Node) -> bool:
    """Whether an equation may say what its left side is, as |z|^2 = a^2 + b^2 does; x^2 = 4 is to be solved."""
    ours, theirs = ({*names_of(side)} for side in (left, right))
    return isinstance(left, Call) or (bool(theirs) and not ours & theirs) or any(
        isinstance(part, Big) or (isinstance(part, Call) and isinstance(part.function, Name)) for part in walk(left))


def _not_told(question: Question, said: _Said, found: Decision) -> str:
    """Why numbers that differ do not say that an answer is wrong."""
    if found.witness is None:
        return ""
    families = {part.name for right in said.rights for part in walk(right) if isinstance(part, Member)}
    alone, ours = ({part.text for part in walk(one) if isinstance(part, Name)}
                   for one in (said.last, List(tuple(said.rights))))
    if bare := sorted(name for name in alone - ours if without_font(name) in families):
        return f"{bare[0]} stands without an index: it may be all of its members"
    entries = {part.name for part in walk(said.last) if isinstance(part, Member)} - families
    if whole := sorted(name for name in ours if name not in entries and without_font(name) in entries):
        return f"{without_font(whole[0])} stands with an index: it may be a member of {whole[0]}"
    above = {part.name for part in walk(said.last) if isinstance(part, Member) and part.above} - families
    if stepped := sorted(above & ours):
        return f"what stands above {stepped[0]} says which one it is in the answer, and is a power in the question"
    names = {without_font(name) for tree in (*question.trees, *said.rights, said.last) for name in names_of(tree)}
    if any("_" in assumed and not _is_met(question, assumed, found.witness.values)
           for assumed in _tied_to(names, question.assumptions)):
        return "they differ somewhere, and what is assumed of members is not used there"
    return ""


def _tied_to(names: Collection[str], assumptions: Sequence[str]) -> list[str]:
    """The assumptions that speak of some names, or of others that those tie to them."""
    found: list[str] = []
    known = {*names}
    while more := [one for one in assumptions if one not in found and known & {*_NAME.findall(_BELOW.sub(" ", one))}]:
        found += more
        known |= {name for one in more for name in _NAME.findall(_BELOW.sub(" ", one))} - {r"\sum"}
    return found


def _is_met(question: Question, assumed: str, values: Sequence[tuple[str, str]]) -> bool:
    """Whether all members of a family have values of which what is assumed is so: p_i > 0, of each by itself."""
    with suppress(ReadError, ValueError, ZeroDivisionError):
        tree = question.tree(assumed)
        if not isinstance(tree, Chain) or not {*tree.signs} <= _COMPARED.keys():
            return False
        members = [item for item in tree.items if isinstance(item, Member)]
        numbers = [item.value for item in tree.items if isinstance(item, Number)]
        if len(members) != 1 or len(numbers) + 1 != len(tree.items) or not all(
                isinstance(slot, Name) for slot in (*members[0].below, *members[0].above)):
            return False
        place = tree.items.index(members[0])
        seen = [Fraction(value) for name, value in values if re.split(r"[_\[]", name)[0] == members[0].name]
        lines = [[*numbers[:place], one, *numbers[place:]] for one in seen]
        return bool(seen) and all(_COMPARED[sign](*pair) for line in lines
                                  for sign, pair in zip(tree.signs, pairwise(line), strict=True))
    return False


_COMPARED: dict[str, Callable[..., bool]] = {
    "lt": operator.lt, "gt": operator.gt, "le": operator.le, "ge": operator.ge, "ne": operator.ne}
_BELOW = re.compile(r"[_^]\s*(?:\{[^{}]*\}|\w)")
_NAME = re.compile(r"\\?[A-Za-z]+")


def _differing(question: Question, found: Decision, right: Node, answer: Node) -> Checked:
    """A wrong answer, with the place at which it differs."""
    method = _METHODS.get(found.method, "")
    here = found.witness
    if here is None:
        return Checked(question.id, "not_equivalent", method, "form", found.reason)
    where = here.where
    said = f"what is asked for is {here.reference} and the answer is {here.answer}"
    if {here.reference, here.answer} == {"true", "false"}:
        of = "equation" if all(isinstance(one, Chain) and one.signs == ("eq",) for one in (right, answer)) else \
            "statement"
        holds, fails = ("of the question", "of the answer")[:: 1 if here.reference == "true" else -1]
        said = f"the {of} {holds} holds, and that {fails} does not"
    return Checked(question.id, "not_equivalent", method, "counterexample",
                   f"{f'at {where}, ' if where else ''}{said}{_noted(found.notes)}",
                   Witness({}, dict(here.values), {}, here.reference, here.answer, False))


def _mistake(question: Question, said: _Said, blamed: Node,
             decided: Callable[[Node, Node], Decision], witness: Witness | None) -> Mistake | None:
    """What is wrong with an answer that differs."""
    right = said.rights[0]
    if said.of_vectors:
        values = {name: str(value) for name, value in witness.values.items()} if witness is not None else {}
        changed = mistake(right, blamed, lambda tree: decided(right, tree).verdict == "equivalent",
                          shown_by(said.notation), values)
        return changed and Mistake(*changed)
    return diagnose(right, blamed, shown_by(said.notation), assumptions=question.assumptions, notation=said.notation)


def _noted(notes: Sequence[str]) -> str:
    return f" ({'; '.join(notes)})" if notes else ""


def compared(question: Question, reference: Node, answer: Node, *, notation: Notation | None = None,
             assumptions: Sequence[str] | None = None, dots: bool = False, cas: bool = True,
             values: bool = False, starred: tuple[bool, bool] = (False, False)) -> Decision:
    """Whether two formulas are the same by what a question defines, assumes and says of its letters.

    notation, assumptions   instead of those of the question
    dots                    whether a product of two vectors is their inner product
    cas                     whether SymPy may be asked
    values                  whether what is asked for is what an unknown is
    starred                 whether products are written with a star in the reference, and in the answer
    """
    try:
        (reference, answer), later = put_in_all((reference, answer), () if question.strict else question.vectors)
    except NoMeaning as error:
        return undecided(str(error))
    if len(letters := letters_without_ends(reference)) == 1 and isinstance(by := next(iter(letters)), Name):
        reference, answer = without_integrals(reference, answer, by) or (reference, answer)
    return decide(reference, answer, assumptions=question.assumptions if assumptions is None else assumptions,
                  notation=notation or question.notation, dots=dots, arrays=question.arrays, later=later,
                  context=question.context, said=question.trees, cas=cas, values=values, starred=starred)


def look_again(question: Question, answer: str, found: Checked) -> Checked:
    """A wrong answer of which not much could be said, looked at as ordinary mathematics."""
    start = perf_counter()
    try:
        tree = question.tree(answer)
    except ReadError:
        return found
    right = question.right[0]
    *_, tree = _members(tree, right, {*names_of(tree)} - {*names_of(right)} - {*question.notation.meanings})
    mistake = diagnose(_right(right, [tree]), tree, shown_by(question.notation), assumptions=question.assumptions,
                       notation=question.notation)
    if mistake is None or mistake.code in _SAYING_LITTLE:
        return found
    return replace(_explained(found, mistake), ms=found.ms + 1000 * (perf_counter() - start))


_SAYING_LITTLE = ("special-case", "constant-factor", "constant-term")


def _explained(found: Checked, mistake: Mistake | None) -> Checked:
    """A wrong answer, with what is wrong with it, if that was found."""
    if mistake is None:
        return found
    where = found.feedback.removeprefix(f"{found.why}\n") if found.why else found.feedback
    return replace(found, code=mistake.code, feedback=f"{mistake.words}\n{where}", why=mistake.words,
                   credit=RUBRIC[mistake.code])


def shown_by(notation: Notation) -> Callable[[Node], str]:
    """How a part of a formula is shown: as plain text, or in LaTeX where plain text has no form for it."""
    def shown(tree: Node) -> str:
        tree = _with_primes(as_gradients(tree))
        for printed in (text, latex):
            with suppress(LanguageError):
                return printed(tree, notation=notation)
        return show(tree)

    return shown


def _with_primes(node: Node) -> Node:
    """f'(x), of the f|1(x) that it is compared as."""
    node = rebuilt(node, _with_primes)
    match node:
        case Call(Name(name)) if derived := re.fullmatch(r"([^|]+)\|(\d)", name):
            return replace(node, function=Name(derived[1] + "'" * int(derived[2])))
    return node


def _power_or_member(answer: str, question: Question) -> str:
    """A name that the question has members of with brackets, as x^{(2)}, and the answer something else above: x^2."""
    above = {part.name for right in question.right for part in walk(right) if isinstance(part, Member) and part.above}

    def always_in_brackets(name: str) -> bool:
        return set().union(*(above_in_brackets(name, each) for each in question.written)) == {True}

    return next((name for name in sorted(above) if always_in_brackets(name)
                 and False in above_in_brackets(name, answer)), "")


def _members(tree: Node, right: Node, strange: set[str], ours: Collection[str] = (), said: Callable[[Node], bool]
             = lambda _: False) -> list[Node]:
    """What an answer says: the parts of a = b = c where no equation is asked for, but for a new name that stands first.

    strange, ours   names that the question does not have, and that it has
    said            whether the question writes just this left side somewhere
    """
    if not isinstance(tree, Chain) or not {*tree.signs} <= {"eq", "define", "assign"} or any(
            isinstance(item, Blank) for item in tree.items):
        return [tree]
    first, *rest = tree.items
    if isinstance(right, List) and all(isinstance(item, Chain) for item in right.items):  # (x, y) = (1, 2)
        return [tree]
    if isinstance(right, Chain):
        if is_named(right) and first == right.items[0]:
            return rest
        if is_named(right) and isinstance(right.items[0], Big) and {*tree.signs} == {"eq"}:
            return [*tree.items]  # of a limit that is worked out, by others
        made_of = {*names_of(right.items[1])}
        asked = {*names_of(called_of(right.items[0]))} - made_of
        is_new = {*names_of(first)} & strange and (isinstance(first, Name | Member | Derivative | Gradient)
                                                   or _speaks_of_new(first, rest, strange))
        # What is asked for stands nowhere there, and neither does a new name for it: a letter that cancels is none.
        says_nothing_of_it = is_named(right) and asked and not asked & {*names_of(tree)} and not is_new
        return [*tree.items] if says_nothing_of_it and len({*tree.items}) > 1 and {*tree.signs} == {"eq"} else [tree]
    if _speaks_of_new(first, rest, strange) and (is_label(first, ours) or said(first)):
        return rest
    return [*tree.items] if {*tree.signs} == {"eq"} else rest


def _speaks_of_new(first: Node, rest: Sequence[Node], strange: set[str]) -> bool:
    r"""Whether a left side is made of a name that a question does not have: y, f(x), dy/dx, y^2, \\log p(x)."""
    label = called_of(first)
    is_word_of_letters = isinstance(label, Product) and all(isinstance(factor, Name) for factor in label.factors)
    new = {*names_of(label)} if is_word_of_letters or isinstance(label, Name | Member) else \
        {*names_of(first)} & strange if isinstance(first, Call) and (
            isinstance(first.function, Name) or first.function in _SAID_OF) else set()
    return bool(new) and new <= strange and not new & {*names_of(List(tuple(rest)))}


_OR = re.compile(r"\\(?:text|mathrm|textrm)\{[^{}]*\bor\b[^{}]*\}|\\(?:lor|vee)\b|\bor\b|\u2228")
_AND = re.compile(r"\\(?:text|mathrm|textrm)\{[^{}]*\band\b[^{}]*\}|\\(?:land|wedge)\b|\band\b|\u2227")


def _joined(tree: Node, text: str) -> Node:
    """Inequalities with one and the same word between them, which a list does not keep, joined by it."""
    if not isinstance(tree, List) or not all(map(is_relation, tree.items)) or all(map(is_equation, tree.items)):
        return tree
    found = [sign for sign, word in (("or", _OR), ("and", _AND)) for _ in word.findall(text)]
    return Infix(found[0], tree.items) if len({*found}) == 1 and len(found) == len(tree.items) - 1 else tree


def _may_be_joined_otherwise(written: Sequence[str], answer: str, trees: Sequence[Node]) -> bool:
    """Whether "and" and "or" between statements, which trees do not keep, make a difference.

    Where equations with a comma between say what one letter is, x = 2, x = 3, they are its values; of several letters
    they are a system, and no product of them says the same.
    """
    if "".join(answer.split()) in ("".join(one.split()) for one in written) or any(
            isinstance(tree, Infix) and tree.sign in ("or", "and") for tree in trees):
        return False
    statements = [part for tree in trees for part in (tree.items if isinstance(tree, List) else (tree,))
                  if isinstance(part, Chain)]
    letters = {name for part in statements for side in part.items for name in names_of(side)}
    joined = [(any(map(_OR.search, texts)), any(map(_AND.search, texts))) for texts in (written, (answer,))]
    (ours_or, ours_and), (theirs_or, theirs_and) = joined
    if not all(part.signs == ("eq",) for part in statements):
        return any(either for either, _ in joined) and (joined[0] != joined[1] or len(letters) > 1)
    if (ours_or and theirs_and) or (ours_and and theirs_or):
        return True
    several = [isinstance(tree, List) or (isinstance(tree, Chain) and isinstance(tree.items[0], Group))
               for tree in trees]
    if len({*several}) > 1 and not statements and not any(
            isinstance(part, Group | Infix) for tree in trees for part in walk(tree)):
        return theirs_or or theirs_and  # x^2 - 1 or (x - 1)(x + 1)
    beside_one = len({*several}) > 1 and any(isinstance(tree, Chain) and not many
                                             for tree, many in zip(trees, several, strict=True))
    if len(letters) < 2:
        return beside_one and (ours_and or theirs_and)
    if beside_one:
        return ours_and or theirs_and or not (ours_or or theirs_or)
    return ours_or or theirs_or


def _derivatives(tree: Node) -> set[tuple[Node, tuple[Node | None, ...]]]:
    """What is derived by what, whatever sign is written."""
    return {(part.of, part.by if isinstance(part, Derivative) else (part.by,) * part.order)
            for part in walk(tree) if isinstance(part, Derivative | Gradient)}


def _another_letter(asked: Node, answer: Node) -> str:
    """The letter of which several statements say the value, where another one is asked for; else ""."""
    items = answer.items if isinstance(answer, List) else answer.args if isinstance(answer, Infix) else ()
    heads = [item.items[0] for item in items if isinstance(item, Chain) and is_named(item)]
    head = asked.items[0] if isinstance(asked, Chain) and is_named(asked) else None
    names = [next(iter(names_of(one))).partition("_")[0] for one in (head, *heads) if isinstance(one, Name | Member)]
    if head is None or len(heads) < len(items) or len(names) <= len(heads) or names[0] in names[1:]:
        return ""
    return next(iter(names[1:]), "")


def _with_value(member: Node, asked: Node) -> Node:
    """A member of a chain, v = r + aPv = ..., with the value of what is asked for put in."""
    if is_named(asked) and isinstance(asked, Chain) and isinstance(asked.items[0], Name | Member) \
            and asked.items[0] not in walk(asked.items[1]) and member != asked.items[0]:
        return replaced(member, *asked.items)
    return member


def _right(right: Node, members: Sequence[Node]) -> Node:
    """What an answer is compared with: without its left side, where the answer has none."""
    if is_named(right) and not isinstance(members[-1], Chain):
        assert isinstance(right, Chain)
        return right.items[1]
    return right


__all__ = ["compared", "judge", "judge_tree", "look_again", "shown_by"]
