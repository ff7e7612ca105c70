r"""Inner products of what has an index in the question, as sums: -y^\top \log p is -\sum_k y_k \log p_k."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from symdl.errors import LanguageError, ReadError
from symdl.grading.typed.entered import flat
from symdl.notation.latex import latex
from symdl.notation.reader.names import without_font
from symdl.notation.reader.notation import Notation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import (
    Big,
    Bound,
    Call,
    Function,
    Group,
    Member,
    Name,
    Neg,
    Node,
    Number,
    Product,
    Quotient,
    Sum,
    Transpose,
    rebuilt,
    walk,
)
from symdl.notation.typed import typed

_LETTERS = "klmrsqp"
_SIGNS = (r"\cdot", "·", "⋅")


def with_sums(text: str, trees: Sequence[Node], notation: Notation) -> str:
    """A text with sums for inner products of families with one index, which stand nowhere without it in the question.

    trees   the formulas of the question
    """
    if "T" not in text and r"\top" not in text and "langle" not in text and not any(sign in text for sign in _SIGNS):
        return text
    parts = [part for tree in trees for part in walk(tree)]
    families = {part.name for part in parts if isinstance(part, Member) and len(part.below) == 1 and not part.above}
    families -= {part.name for part in parts if isinstance(part, Member) and (len(part.below) != 1 or part.above)}
    families -= {part.text for part in parts if isinstance(part, Name)}
    summed = {part.name for one in parts if isinstance(one, Big) for part in walk(one) if isinstance(part, Member)}
    used = {part.text for part in parts if isinstance(part, Name)}
    letter = next((one for one in _LETTERS if one not in used and one not in text), "")
    if not families or not letter:
        return text
    try:
        tree = parse(text, notation).tree
        summed_ = _Summing(text, families, families & summed, letter).of(tree)
        if summed_ is tree:
            return text
        made = latex(summed_) if "\\" in text else typed(summed_, notation)
        return made if flat(parse(made, notation).tree) == flat(summed_) else text
    except (LanguageError, ReadError):
        return text


@dataclass(frozen=True)
class _Summing:
    """Formulas with sums for inner products.

    families   what has one index
    summed     those of them over which something is summed
    """

    text: str
    families: Collection[str]
    summed: Collection[str]
    letter: str

    def of(self, node: Node, *, in_sum: bool = False) -> Node:
        match node:
            case Group("angle", (one, other)) if self.is_vector(one) and self.is_vector(other):
                return self.sum(one, other)
            case Product(factors):
                for place, (one, other) in enumerate(pairwise(factors)):
                    if (inner := self.inner(one, other, in_sum=in_sum)) is not None:
                        rest = (*factors[:place], inner, *factors[place + 2 :])
                        return inner if len(rest) == 1 else self.of(Product(rest), in_sum=in_sum)
        return rebuilt(node, lambda part: self.of(part, in_sum=in_sum or isinstance(node, Big)))

    def inner(self, one: Node, other: Node, *, in_sum: bool) -> Node | None:
        """The sum that a row and a column are, or two vectors with a dot between; None if the factors are no such."""
        if isinstance(one, Transpose) and self.is_vector(one.of) and self.is_vector(other):
            return self.sum(one.of, other)
        is_dotted = any(sign in self.text[one.end : other.start] for sign in _SIGNS)
        if is_dotted and not in_sum and self.is_vector(one, self.summed) and self.is_vector(other, self.summed):
            return self.sum(one, other)
        return None

    def is_vector(self, node: Node, of: Collection[str] | None = None) -> bool:
        """Whether a formula is one number for each index, as it has families without theirs."""
        of = self.families if of is None else of
        match node:
            case Name(name):
                return without_font(name) in of
            case Neg(inner) | Call(Function("log" | "exp" | "tanh" | "sigmoid" | "relu" | "abs" | "sqrt"), (inner,)):
                return self.is_vector(inner, of)
            case Sum(terms):
                are_vectors = [self.is_vector(term, of) for term in terms]
                return any(are_vectors) and all(is_one or isinstance(term, Number)
                                                for term, is_one in zip(terms, are_vectors, strict=True))
            case Quotient(top, Number()):
                return self.is_vector(top, of)
        return False

    def sum(self, one: Node, other: Node) -> Node:
        return Big("sum", (Bound(Name(self.letter)),), Product((self.indexed(one), self.indexed(other))))

    def indexed(self, node: Node) -> Node:
        """A formula with the index behind each name."""
        if isinstance(node, Name) and without_font(node.text) in self.families:
            return Member(without_font(node.text), (Name(self.letter),))
        return rebuilt(node, self.indexed)


__all__ = ["with_sums"]
