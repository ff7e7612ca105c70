"""Which letter each index is shown with.

Two indices may share a letter: every binder renames its dummy apart by a tag
that is not printed. A printed formula has no tags, so an index that is bound
inside the scope of another one with its letter is shown with another letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sympy import Basic

from symdl.language import Entry, Index, Mean, Size, Total, free_indices, subterms

__all__ = ["Letters", "letters_of"]


@dataclass(frozen=True)
class Letters:
    """The letters of the indices in scope.

    names   the letter of each index in scope
    taken   the letters that no further index may be shown with
    """

    names: Mapping[Index, str]
    taken: frozenset[str]

    def bind(self, indices: Iterable[Index]) -> Letters:
        """The letters inside a binder of ``indices``.

        An index keeps its own letter if that is free, else takes the next free
        letter of its range, else primes.
        """
        names, taken = dict(self.names), set(self.taken)
        for index in indices:
            letter = next((a for a in (index.letter, *index.range.letters) if a not in taken), index.letter)
            while letter in taken:
                letter += "'"
            names[index] = letter
            taken.add(letter)
        return Letters(names, frozenset(taken))

    def __getitem__(self, index: Index) -> str:
        return self.names[index] if index.place is None else index.letter


def letters_of(tree: Basic, avoid: Iterable[str] = ()) -> Letters:
    """The letters of the indices that are free in ``tree``.

    No dummy index is shown with one of them, with a letter in ``avoid``, with a
    size's letter or with the name of a scalar in the tree.
    """
    free = sorted(free_indices(tree), key=lambda a: (a.tag, a.letter, a.range.name))
    letters = Letters({}, frozenset()).bind(free)
    names = set(avoid)
    for term in subterms(tree):
        match term:
            case Entry() if not term.indices:
                names |= {term.family.name, term.family.latex}
            case Size():
                names.add(term.range.size_name)
            case Total() | Mean():
                names.update(index.range.size_name for index in term.indices)
    return Letters(letters.names, letters.taken | names)
