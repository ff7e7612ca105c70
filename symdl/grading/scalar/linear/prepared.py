r"""Formulas of vectors and matrices with what people mean by them, before they are compared."""

from __future__ import annotations

import re
from fractions import Fraction

from symdl.grading.scalar.linear.letters import is_formula, letters, untransposed
from symdl.grading.scalar.linear.shapes import is_logistic_slope
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, rebuilt, show, walk

KNOWN_WORDS = {"softmax": "softmax", "Softmax": "softmax", "trace": "tr", "Tr": "tr", "Diag": "diag"}
"""Functions of vectors and matrices by their names."""
_CAPITAL = re.compile(r"[A-Z]|\\(?:Sigma|Lambda|Gamma|Phi|Psi|Omega|Theta|Delta)")
_INVERSE = re.compile(r"(?:[A-Z]|\\(?:Sigma|Lambda|Gamma|Phi|Psi|Omega|Theta|Delta)|\\math(?:bf|rm)\{[A-Z]\}|"
                      r"\\(?:boldsymbol|bm)\{\\?[A-Za-z]+\})(?:_.*)?\^\{-1\}")


def prepared(node: Node) -> Node:
    r"""A tree with what people mean: ⟨x, y⟩ as x^\top y, s (1 - s) of a logistic function by entries, words by name."""
    node = rebuilt(node, prepared)
    match node:
        case at.Group("angle", (left, right)):
            return at.Call(at.Function("tr"), (at.Product((at.Transpose(left), right)),))
        case at.Call(at.Name(name), args, below) if name in KNOWN_WORDS:
            return at.Call(at.Function(KNOWN_WORDS[name]), args, below)
        case at.Call(at.Name(name), (of,), ()) if _INVERSE.fullmatch(name):  # D^{-1} (x - \mu)
            return at.Product((at.Power(at.Name(name.removesuffix("^{-1}")), at.Neg(at.Number(Fraction(1)))), of))
        case at.Product(factors) if is_logistic_slope(factors):
            return at.Infix("odot", factors)
        case at.Call(at.Name("tanh|1"), (of,), ()):
            slope = at.Call(at.Function("tanh"), (of,))
            return at.Sum((at.Number(Fraction(1)), at.Neg(at.Infix("odot", (slope, slope)))))
        case at.Call(at.Name(r"\sigma|1" | "sigmoid|1"), (of,), ()):
            one = at.Call(at.Function("sigmoid"), (of,))
            return at.Infix("odot", (one, at.Sum((at.Number(Fraction(1)), at.Neg(one)))))
        case at.Product((at.Gradient(at.Transpose() as of, by, order), *rest)):  # no row has a gradient
            return at.Gradient(at.Product((of, *rest)), by, order)
        case at.Derivative(_, of, (by, other)) if untransposed(by) == untransposed(other):
            return at.Gradient(of, untransposed(by), 2)
        case at.Gradient(of, None, order) if is_formula(of) and len({*map(show, letters(of))}) == 1:
            return at.Gradient(of, next(letters(of)), order)
        case at.Infix("circ", args):
            return prepared(at.Infix("odot", args))
        case at.Infix("odot", args) if any(isinstance(arg, at.Neg) for arg in args):
            made: Node = at.Infix("odot", tuple(arg.of if isinstance(arg, at.Neg) else arg for arg in args))
            return at.Neg(made) if sum(isinstance(arg, at.Neg) for arg in args) % 2 else made
        case at.Power(base, at.Transpose(of)) if of == at.Number(Fraction(1)):
            return at.Transpose(base)
    return node


def reaches_doubtfully(node: Node) -> bool:
    r"""Whether what stands behind a gradient is made of its letter, too: \nabla_x (a^\top x) (b^\top x)."""
    return isinstance(node, at.Product) and any(
        isinstance(factor, at.Gradient) and is_formula(factor.of) and not isinstance(factor.of, at.Transpose)
        and any(part == factor.by for other in node.factors[place + 1 :] for part in walk(other))
        for place, factor in enumerate(node.factors))


def regrouped(node: Node) -> Node:
    r"""u \odot v x^\top as (u \odot v) x^\top, which is what people mean where the other does not fit."""
    node = rebuilt(node, regrouped)
    match node:
        case at.Infix("odot", (*args, at.Product((first, *rest)))) if rest:
            return at.Product((at.Infix("odot", (*args, first)), *rest))
    return node


def multiplied(node: Node) -> Node:
    """L (y - C x) as a product, which it is where the value of a function L does not fit, or less well."""
    node = rebuilt(node, multiplied)
    match node:
        case at.Call(at.Name(name), (at.Sum() as of,), ()) if _CAPITAL.fullmatch(name):
            return at.Product((at.Name(name), of))
    return node


__all__ = ["KNOWN_WORDS", "multiplied", "prepared", "reaches_doubtfully", "regrouped"]
