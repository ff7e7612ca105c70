"""The indices of trees as those of normal forms: an integer counts from its least value there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sympy import Basic

from symdl.algebra.terms import Affine, Slot, affine, combine
from symdl.algebra.terms import Index as Label
from symdl.errors import LanguageError
from symdl.language import Index, IntegerIndex, free_indices
from symdl.language import affine as affine_terms

Labels = Mapping[Index, Label | Affine]


def free_labels(tree: Basic) -> dict[Index, Label | Affine]:
    """A label for each free index. Raises LanguageError if two different integers have one letter."""
    free = free_indices(tree)
    if len({(i.range, i.letter) for i in free}) < len(free):
        raise LanguageError("two different integers have one letter", term=tree, hint="give each its own letter")
    return {i: shown(Label(i.range.name, 0, i.letter), i) for i in free}


def label_of(index: Index, labels: Labels) -> Label | Affine:
    """What an index in scope is in the normal form; the place of one member is its own name."""
    return labels[index] if index.place is None else Label(index.range.name, 0, index.letter)


def shown(label: Label, index: Index) -> Label | Affine:
    """What an index is in the normal form, given its label: an integer counts from its least value."""
    return affine(label).plus(index.at_least) if isinstance(index, IntegerIndex) else label


def plain(label: Label | Affine) -> Label:
    """The label itself, of an integer too."""
    return label.terms[0][0] if isinstance(label, Affine) else label


def in_labels(tree: Basic, labels: Labels) -> Affine:
    """An integer expression in the terms of the normal form."""
    terms = affine_terms(tree)
    constant = terms.pop(None, 0)
    return combine(*((affine(labels[i]), c) for i, c in terms.items() if i is not None), constant=constant)


def counted(at: tuple[Slot, ...], params: Sequence[Index]) -> tuple[Label | Affine, ...]:
    """Values of parameters, an integer counted from its least value."""
    return tuple(a.plus(-i.at_least) if isinstance(a, Affine) and isinstance(i, IntegerIndex) else a
                 for a, i in zip(at, params, strict=True) if not isinstance(a, frozenset))
