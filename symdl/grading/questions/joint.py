r"""Derivatives that follow from each other: \nabla_g L from \nabla_w L, where w is made of g.

Of vectors and matrices they are numbers of their own, so that two formulas with both may differ by numbers alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from symdl.grading.named import names_of, reached
from symdl.grading.question import Question
from symdl.notation.reader.syntax import Chain, Name


def follows(question: Question, names: Collection[str]) -> str:
    """A name by which a derivative follows from another one, of the numbers of a counterexample; "" if none does."""
    slopes = [(found[1], found[2]) for name in names if (found := _SLOPE.fullmatch(name))]
    made_of = _definitions(question) if len(slopes) > 1 else {}
    return next((by for of, by in slopes for other, one in slopes
                 if other == of and by in reached([one], made_of) - {one}), "")


_SLOPE = re.compile(r"∂(.+)/∂(.+)")


def _definitions(question: Question) -> Mapping[str, frozenset[str]]:
    """The names in what each name is said to be."""
    return {tree.items[0].text: frozenset(names_of(tree.items[-1])) for tree in question.trees[1:]
            if isinstance(tree, Chain) and isinstance(tree.items[0], Name)}


__all__ = ["follows"]
