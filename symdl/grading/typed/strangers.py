r"""Names in an answer that its question does not have: which one, and which may have been meant.

    you wrote \eta, which is not in the question; did you mean \alpha?
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from re import escape, search, sub

from sympy import Expr

from symdl.language import Entry, Mean, Size, Total, subterms
from symdl.notation.reader.names import plain
from symdl.notation.scope import Scope, printed

_MOST_TRIED = 4


def wrote(name: str, meant: str = "") -> str:
    """The sentence for one of them."""
    return f"you wrote {name}, which is not in the question" + (f"; did you mean {meant}?" if meant else "")


def alike(name: str, known: Sequence[str]) -> str:
    """The one of some names that a name looks like; "" if none."""
    bare = plain(name).lower()
    spelled = {plain(one).lower(): one for one in known}
    return next((spelled[one] for one in get_close_matches(bare, spelled, n=1, cutoff=0.6)), "")


def meant(name: str, written: str, answer: str, expected: Mapping[str, str], scope: Scope,
          is_right: Callable[[str], bool]) -> str:
    r"""What may have been meant by a name that is not known, in LaTeX; "" if nothing is near.

    written    the name as it stands in the answer, with its indices
    expected   what a right answer is made of, see ``spellings``
    is_right   whether another answer would be right

    One that would make the answer right comes first, then one that looks alike, then the only one that is missing.
    """
    def standing(one: str) -> str:
        return ("" if one.startswith("\\") else r"(?<![A-Za-z\\])") + escape(one) + "(?![A-Za-z])" * one[-1:].isalpha()

    base = written
    for mark in "_^[({":
        base = base.split(mark, 1)[0] if base.find(mark) > 0 else base
    missing = [one for one in expected if not search(standing(one), answer) and sub(r"[\\{}]", "", one) != name]
    for one in missing[:_MOST_TRIED]:
        new = f"{one} " if "\\" in answer else expected[one]
        if is_right(sub(standing(base), lambda _, new=new: new, answer)):  # type: ignore[misc]
            return one
    near = alike(name, [*expected, *scope.written.values()])
    return near or (missing[0] if len(missing) == 1 else "")


def spellings(*trees: Expr) -> dict[str, str]:
    """The names that stand in some trees, in LaTeX, each with what is typed for it. Definitions are not entered."""
    found: dict[str, str] = {}
    for term in (term for tree in trees for term in subterms(tree)):
        match term:
            case Entry():
                found.setdefault(printed(term.family.name, term.family.latex), term.family.name)
            case Size():
                found.setdefault(term.range.size_name, term.range.size_name)
            case Total() | Mean():
                for index in term.indices:
                    found.setdefault(index.range.size_name, index.range.size_name)
    return found


__all__ = ["alike", "meant", "spellings", "wrote"]
