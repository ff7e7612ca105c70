"""What is not known of letters and words by which formulas of vectors that differ may be the same after all."""

from __future__ import annotations

import re

from symdl.grading.scalar.context import Context
from symdl.grading.scalar.linear.letters import family, is_formula, is_step, is_unit, letters
from symdl.grading.scalar.points import Assumed
from symdl.grading.scalar.words import GRADIENT
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, show, walk

SIZES = frozenset("dDknNmp")
OF_SQUARE = (at.Function("det"), at.Function("abs"), at.Function("tr"))


def unknown(reference: Node, answer: Node, given: Assumed, context: Context) -> str:
    """What is not known of letters and words by which a formula that differs may be the same after all."""
    for part in (part for tree in (reference, answer) for part in walk(tree)):
        if isinstance(part, at.Call) and isinstance(name := part.function, at.Name) and name.text.isalpha() \
                and len(name.text) > 1:
            return f"it is not known what {name.text} is"
    if why := _unknown_gradient(reference, answer):
        return why
    if context.more:
        return f"the question says more in words than is used here: {context.more}"
    for relation in given.relations:
        if any(isinstance(part, at.Transpose) for part in walk(relation)) and not (
                isinstance(relation, at.Chain) and at.Transpose(relation.items[0]) == relation.items[1]):
            return "what is assumed of vectors and matrices is not used here"
    parts = [part for tree in (reference, answer) for part in walk(tree)]
    ours, theirs = ({show(one) for one in letters(tree)} for tree in (reference, answer))
    if any(isinstance(part, at.Call) and part.function in OF_SQUARE for part in parts):
        if size := sorted((ours ^ theirs) & SIZES):
            return f"{size[0]} may be the number of rows"
        if any(is_unit(one) for one in letters(answer)):
            return "the size of a unit matrix is not known"
    alone = {show(one) for tree in (reference, answer) for one in letters(tree) if not isinstance(one, at.Power)}
    for part in parts:
        if isinstance(part, at.Power) and is_step(part.exponent) and isinstance(part.base, at.Name | at.Member) and (
                show(part.base) in alone or any(isinstance(one, at.Product) for one in walk(part.exponent))):
            return f"what stands above {show(part.base)} may be a power, or say which one it is"
    return maybe_an_entry(reference, answer)


def _unknown_gradient(reference: Node, answer: Node) -> str:
    """What is not known of a gradient in one of them, which the other may have in another form."""
    if any(part.by not in [*walk(part.of)] for tree in (reference, answer) for part in walk(tree)
           if isinstance(part, at.Gradient) and is_formula(part.of)):
        return "a gradient is not worked out"
    ours, theirs = ({show(part) for part in walk(tree) if _is_gradient(part)} for tree in (reference, answer))
    if ours and theirs - ours and any(GRADIENT in name or "nabla" in name for name in ours | theirs):
        return "a gradient may be written in several ways: as \\nabla L(w), \\nabla_w L, or dL/dw"
    known, told = ({family(one) for one in letters(tree) if not _is_gradient(one)} for tree in (reference, answer))
    if ours - theirs and (new := sorted(told - known)):
        return f"a gradient may be worked out with {new[0]}, of which the question says nothing"
    is_worked_out = not any(isinstance(part, at.Gradient | at.Derivative) for part in walk(reference))
    if is_worked_out and theirs - ours and (left := sorted(known - told)):
        return f"{left[0]} may be the gradient that the answer writes out: the question should define it"
    return ""


def _is_gradient(node: Node) -> bool:
    """Whether this is a gradient of something unknown."""
    match node:
        case at.Gradient(of) | at.Derivative(_, of):
            return not is_formula(of)
        case at.Name(name) | at.Member(name):
            return name.startswith((GRADIENT, "(∂", "(d"))
    return False


def formulas_of_gradients(tree: Node) -> set[str]:
    """What a gradient is taken of that was not worked out."""
    return {show(part) for part in walk(tree) if isinstance(part, at.Gradient | at.Derivative) and is_formula(part.of)}


def maybe_an_entry(reference: Node, answer: Node) -> str:
    """x_1 beside x may be an entry of it, beside X one of its rows, and e_1 a vector of zeros and a one."""
    ours, theirs = ({(family(one), show(one)) for one in letters(tree)} for tree in (reference, answer))
    bare = {name for name, _ in ours | theirs if not name.endswith(" of")}
    for name, _ in sorted(ours | theirs):
        if name.removesuffix(" of") in ("e", r"\mathbf{e}"):
            return "e with an index may be a vector of zeros and a one"
    for name, letter in sorted(ours ^ theirs):
        alone = name.removesuffix(" of")
        whole = next((one for one in (alone, rf"\mathbf{{{alone}}}", rf"\boldsymbol{{{alone}}}") if one in bare
                      and (one, one) in ours | theirs), "")
        if whole and letter != alone:
            return f"{_shown_letter(letter)} may be an entry of {whole}"
        if letter != alone and alone.upper() in {one for one, _ in ours} - {alone}:
            return f"{_shown_letter(letter)} may be of {alone.upper()}: a row, a column or an entry"
    return ""


def _shown_letter(letter: str) -> str:
    """x_i, of x[i]."""
    return re.sub(r"\[(.*)\]", r"_{\1}", letter)


__all__ = ["OF_SQUARE", "SIZES", "formulas_of_gradients", "maybe_an_entry", "unknown"]
