r"""What an answer abbreviates: ``s (1 - s) x_i, where s = \frac{1}{1 + e^{-z}}``.

A new name stands for what it is said to be; what is said of a name of the question has to be so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy
from dataclasses import replace

from sympy import Basic, E, Expr, evaluate, exp

from symdl.derivation import Proved, family_of
from symdl.errors import LanguageError, ReadError
from symdl.grading.named import sides
from symdl.grading.proved.asked import Asked, freely
from symdl.grading.proved.rebuilt import Rebuilding
from symdl.language import (
    PI,
    RESERVED,
    Adjoint,
    Derivative,
    Entry,
    Family,
    Index,
    Partial,
    define,
    derivative,
    free_indices,
    subterms,
    symbol,
)
from symdl.notation.read import read
from symdl.notation.reader.build import Statement
from symdl.notation.reader.names import plain
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import Chain, Constant, Member, Name, Node, show
from symdl.notation.reader.tokens import LIMIT_CHARACTERS
from symdl.notation.scope import printed
from symdl.notation.stated import typed

_SPACE = r"(?:\s|\\(?:quad|qquad)(?![A-Za-z])|\\[,;:! ]|~)*"
_WHERE = re.compile(rf"(?:[,;.]|(?<![\s~])){_SPACE}(?:\\(?:text|textrm|mathrm)\{{\s*,?\s*(?:where|with)\s*[:,]?\s*\}}"
                    rf"|(?<![\\A-Za-z])(?:where|with)(?![A-Za-z])[:,]?){_SPACE}"
                    r"|[,;]\s*\\q?quad(?![A-Za-z])\s*(?=\\?[A-Za-z][^=<>]*=)", re.IGNORECASE)
_AND = re.compile(r"\\(?:text|textrm|mathrm)\{\s*,?\s*and\s*\}|(?<![\\A-Za-z])and(?![A-Za-z])|[,;]", re.IGNORECASE)
_BEHIND = re.compile(rf"(?:(?<!\\)[,;]|(?P<open>\()){_SPACE}"
                     r"(?=(?P<name>\\?[A-Za-z]+)(?:_(?:\w|\{[^{}]*\}))?\s*:?=(?!=))")
_RELATION = re.compile(r"[<>=≤≥≠]|\\(?:[lg](?:eq?|t)|neq?|in|text|or|and)(?![a-z])")
OF_ANOTHER = re.compile(
    r"'|^\\d?dot|^d(?:\\[A-Za-z]+|[A-Za-z](?:_.*)?)$|^\\(?:nabla|partial)(?![A-Za-z])|^\\Delta(?![A-Za-z]|$)|__prime")
_NUMBERS = ("e", "pi", "i", "I")
_MOST = 12


def split(answer: str) -> tuple[str, list[str]]:
    """An answer, and what it says behind "where" or "with"."""
    found = None if len(answer) > LIMIT_CHARACTERS else _WHERE.search(answer)
    if found is None and len(answer) <= LIMIT_CHARACTERS:
        return _split_without_words(answer)
    if found is None or not answer[: found.start()].strip():
        return answer, []
    return answer[: found.start()], _clauses(answer[found.end() :])


def _split_without_words(answer: str) -> tuple[str, list[str]]:
    r"""a x + b r, b = 1 - a, and a x + b r (b = 1 - a): a formula that is no equation, and equations behind it."""
    for found in _BEHIND.finditer(answer):
        before = answer[: found.start()]
        if _RELATION.search(re.sub(r"[_^]\{[^{}]*\}", "", before)) or not before.strip():
            break
        if all(before.count(one) == before.count(other) for one, other in ("{}", "()", "[]")) \
                and before.count(r"\begin") == before.count(r"\end"):
            rest = answer[found.end() :].strip().rstrip(".")
            if not re.search(rf"(?<![A-Za-z\\]){re.escape(found['name'])}(?![A-Za-z])" if found["name"][0] != "\\"
                             else rf"{re.escape(found['name'])}(?![A-Za-z])", before):
                continue  # P(X = 1) says nothing of P
            if found["open"]:
                if not rest.endswith(")"):
                    continue
                rest = rest[:-1]
            if rest.count("(") == rest.count(")") and not re.search(r"[<>]", rest):
                return before, _clauses(rest)
    return answer, []


def _clauses(text: str) -> list[str]:
    """What is said behind an answer, one equation after the other."""
    clauses: list[str] = []
    rest, start = text.strip().rstrip("."), 0
    for cut in _AND.finditer(rest):
        before = rest[start : cut.start()]
        # A comma in brackets, or with no equation on both sides of it, parts nothing.
        if before.count("{") == before.count("}") and before.count("(") == before.count(")") \
                and "=" in before and "=" in rest[cut.end() :]:
            clauses.append(before)
            start = cut.end()
    clauses.append(rest[start:])
    return [clause.strip(" ,;$") for clause in clauses if clause.strip(" ,;$")]


class Abbreviations:
    """The names that an answer brings with it, over the names of a question.

    Raises ReadError for a clause that cannot be read, or says of a name of the question what it is not.
    """

    def __init__(self, clauses: Sequence[str], question: Asked):
        self.own: dict[Family, Expr | None] = {}  # what a scalar stands for, with the letters of the question in it
        self._numbers: dict[Family, str] = {}  # what is called as a number is, and the clauses
        self.asked = copy(question)
        self._letters = frozenset(t.letter for tree in question.trees for t in subterms(tree) if isinstance(t, Index))
        left = list(clauses[:_MOST])
        if len(clauses) > _MOST:
            raise ReadError(f"there are {len(clauses)} abbreviations", clauses[_MOST], 0, len(clauses[_MOST]))
        while left:
            wrong: list[ReadError] = []
            count = len(left)
            for clause in [*left]:
                try:
                    self.take(clause)
                    left.remove(clause)
                except ReadError as error:
                    wrong.append(error)
            if len(left) == count:  # nothing was learned
                raise wrong[0]

    def take(self, clause: str, *, on_the_way: bool = False) -> None:
        """What a clause says a name to stand for: on the way, whatever stands on a left side. Raises ReadError."""
        scope = self.asked.scope
        wider = freely(self.asked.left if on_the_way else scope)
        tree = parse(clause, wider.notation(clause)).tree
        if not isinstance(tree, Chain) or len(tree.items) != 2 or not {*tree.signs} <= {"eq", "define", "assign"}:
            raise ReadError("what is abbreviated is said as s = ...", clause, 0, len(clause), "write where s = ...")
        left = tree.items[0]
        head, rest = sides(clause, tree)
        body = self.written_out(read(rest, wider))
        name, below = _head(left)
        if name == "delta" and "\\" in head:  # as Kronecker's is called; beside it, this is another one
            name = r"\delta"
        if below and all(isinstance(one, Name) and one.text not in wider.free for one in below):
            base = next((family.latex for family in self.own if family.name == name), name)
            name, below = f"{base}_{{{','.join(map(show, below))}}}", ()  # \delta_a, of a name a: a label
        if OF_ANOTHER.search(name):  # du = ..., u' = ..., \dot u = ... speak of u
            raise ReadError(f"{name} is no new name: it says something of another", clause, left.start, left.end,
                            "write a derivative as \\frac{du}{dx}")
        if any(family.latex == name for family in self.own):
            raise ReadError(f"{name} is said twice", clause, left.start, left.end, "leave one of them out")
        if not name or scope.knows(name) or scope.knows(plain(name)) or scope.printed_with_square(name) \
                or (plain(name) == "delta" and len(below) == 2):
            same = self.written_out(read(head, wider))  # two students may call two things the same
            if not isinstance(self.asked.court.prover.prove(same, body), Proved):
                raise ReadError("this is not so in the question", clause, 0, len(clause), "leave it out, or mend it")
            return
        if not below and (name in self._letters or (name in wider.free and body.is_Number)):
            raise ReadError(f"{name} is an index, and the answer is asked for each {name}", clause, 0, len(clause),
                            "leave it out; write a range at the sum that it belongs to")
        indices = [wider.free.get(index.text) for index in below if isinstance(index, Name)]
        if len(indices) < len(below) or not all(isinstance(index, Index) for index in indices):
            raise ReadError(f"{name} has an index that is no letter of the question", clause, left.start, left.end)
        called = typed(name)
        while scope.knows(called) or called in scope.sizes or called in wider.free or called in RESERVED:
            called += "__own"
        try:
            with evaluate(False):
                # What has the letters of the question in it is no definition: it is written out.
                is_defined = bool(indices) or not free_indices(body)
                family = family_of(define(called, indices, body, latex=name) if is_defined
                                   else symbol(called, latex=name))
            printed(family.name, family.latex)
        except LanguageError as error:
            raise ReadError(error.what, clause, 0, len(clause), error.hint) from None
        if not indices and not free_indices(body) <= free_indices(self.asked.claim.lhs):
            raise ReadError(f"{name} has no index, and what it stands for has one", clause, 0, len(clause))
        self.own[family] = None if is_defined else body
        if plain(name) in _NUMBERS:
            self._numbers[family] = clause
        self.asked.scope = replace(scope, families={**scope.families, family.name: family})
        self.asked.left = replace(self.asked.left, families={**self.asked.left.families, family.name: family})

    def stated(self, said: Statement) -> Statement:
        """What an answer states, written out."""
        if not self.own:
            return said
        named = {part.family for item in said.items if item is not None for part in subterms(item)
                 if isinstance(part, Entry)}
        numbers = any(part is E or isinstance(part, exp) or (isinstance(part, Entry) and part.family == PI.family)
                      for item in said.items if item is not None for part in subterms(item))
        for family, clause in self._numbers.items():
            if numbers and family not in named:
                raise ReadError("in the answer, this was read as a number", clause, 0, len(clause), "give another name")
        return replace(said, items=tuple(item if item is None else self.written_out(item) for item in said.items))

    def _derived(self, of: Entry, by: Entry) -> Expr:
        body = self.own[of.family]
        return derivative(of.family.at(*of.indices) if body is None else body, by)

    def written_out(self, tree: Expr) -> Expr:
        """With what is abbreviated in the place of the new names, so that nothing is hidden behind them."""
        def node(part: Basic) -> Basic | None:
            of = part.loss if isinstance(part, Adjoint) else part.of if isinstance(part, Partial) else None
            if isinstance(of, Entry) and of.family in self.own:  # du/dw
                return self._derived(of, part.node)
            if isinstance(part, (Adjoint, Partial, Derivative)) and part.node.family in self.own:
                raise ReadError("a derivative is taken by a new name", str(part), 0, 0, "write it out")
            if not isinstance(part, Entry) or part.family not in self.own:
                return None
            body = self.own[part.family]
            return part.family.at(*part.indices) if body is None else body

        made = Rebuilding(node=node).tree(tree)
        assert isinstance(made, Expr)
        return made


def _head(left: Node) -> tuple[str, tuple[Node, ...]]:
    """The name on the left of a clause, and its indices; e is a name here, too."""
    match left:
        case Name(text):
            return text, ()
        case Constant("e"):
            return "e", ()
        case Member(name, below, above):
            return name, (*below, *above)
    return "", ()


__all__ = ["OF_ANOTHER", "Abbreviations", "split"]
