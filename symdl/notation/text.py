"""Tree -> plain text in the library's own names, which ``read`` reads back.

    x[i]   sum(f, i)   mean(f, i)   delta(i, j)   E(f)   Var(f)   sqrt(f)   a/b   a^2
    dxhat[i]            the adjoint of xhat[i], for a loss that is not written down
    adjoint(L, z[t])    the same for a loss L that is a definition
    partial(u, v)   derivative(u, v)
    g[t-1]   G(x)       a member of a sequence, a function that is not written down
    sum(f, i=1..t)      lim(f, beta -> 1-)   lim(f, t -> inf)
    relu(f)   unit_step(f)   abs(f)   max(f, g)   min(f, g)   floor(f)

The author's order is kept. Parentheses stand where reading needs them, and
around a product or fraction that divides or comes second.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from sympy import Add, Basic, E, Expr, Integer, Mul, Pow, Rational, exp, log, oo, tanh
from sympy.core.relational import Relational

from symdl.errors import LanguageError
from symdl.language import (
    REALS,
    Adjoint,
    Delta,
    Derivative,
    Each,
    Entry,
    Expectation,
    Family,
    Index,
    IntegerIndex,
    IntervalSum,
    Limit,
    Loss,
    Mean,
    Partial,
    Size,
    Total,
    Variance,
    absolute,
    floor,
    maximum,
    minimum,
    relu,
    sigmoid,
    subterms,
    unit_step,
)
from symdl.notation.layout import RELATIONS
from symdl.notation.letters import Letters, letters_of
from symdl.notation.parts import factors, positive_first, terms
from symdl.notation.products import as_product
from symdl.notation.reader.notation import OPEN, Notation
from symdl.notation.reader.syntax import Node
from symdl.notation.typed import typed

__all__ = ["text"]

_SIGNS = {"eq": "=", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_FUNCTIONS = {
    exp: "exp", log: "log", tanh: "tanh", sigmoid: "sigmoid", Expectation: "E", Variance: "Var",
    relu: "relu", unit_step: "unit_step", absolute: "abs", maximum: "max", minimum: "min", floor: "floor",
}  # fmt: skip
_BINDERS = {Total: "sum", Mean: "mean"}


class _Level(IntEnum):
    SUM = 1
    PRODUCT = 2
    POWER = 3
    ATOM = 4


@dataclass(frozen=True)
class _Context:
    """letters: how indices are shown. names: of every family in the tree."""

    letters: Letters
    names: frozenset[str]


def text(tree: Basic | Node, avoid: Iterable[str] = (), notation: Notation = OPEN) -> str:
    """Plain text of an expression, relation, assumption, family, index or loss, or of a tree of the reader.

    avoid      letters that no dummy index is to be shown with
    notation   what was declared when a tree of the reader was read

    Raises LanguageError for a node that is not of the language, and for what plain text has no form for.
    """
    if isinstance(tree, Node):
        return typed(tree, notation)
    names = frozenset(term.name for term in subterms(tree) if isinstance(term, Family))
    return _top(tree, _Context(letters_of(tree, avoid), names))


def _top(tree: Basic, context: _Context) -> str:
    match tree:
        case Each():
            inner = _Context(context.letters.bind(tree.indices), context.names)
            which = ", ".join(inner.letters[index] for index in tree.indices)
            return f"{_top(tree.statement, inner)} for each {which}"
        case Relational():
            sign = _SIGNS[RELATIONS[type(tree)]]
            return f"{_write(tree.lhs, context)[0]} {sign} {_write(tree.rhs, context)[0]}"
        case Family() | Loss():
            return tree.name
        case Index():
            return context.letters[tree]
    return _write(tree, context)[0]


def _write(node: Basic, context: _Context) -> tuple[str, _Level]:
    match node:
        case Rational() if node >= 0:
            return (str(node.p), _Level.ATOM) if node.q == 1 else (f"{node.p}/{node.q}", _Level.PRODUCT)
        case Rational() | Add() | Mul():
            return _sum(node, context)
        case Pow():
            return _power(node, context)
        case Entry() if (product := as_product(node)) is not None:
            factor, index, end = product
            inner = _Context(context.letters.bind([index]), context.names)
            upto = _write(positive_first(end), context)[0].replace(" ", "")
            return f"prod({_write(factor, inner)[0]}, {inner.letters[index]}=1..{upto})", _Level.ATOM
        case Entry():
            return _entry(node, context), _Level.ATOM
        case Index():
            return context.letters[node], _Level.ATOM
        case Size():
            return node.range.size_name, _Level.ATOM
        case Total() | Mean():
            inner = _Context(context.letters.bind(node.indices), context.names)
            parts = [_write(node.body, inner)[0], *(inner.letters[index] for index in node.indices)]
            return f"{_BINDERS[type(node)]}({', '.join(parts)})", _Level.ATOM
        case Delta():
            a, b = (context.letters[index] for index in node.indices)
            return f"delta({a}, {b})", _Level.ATOM
        case IntervalSum():
            inner = _Context(context.letters.bind([node.index]), context.names)
            first, last = (_write(positive_first(limit), context)[0].replace(" ", "")
                           for limit in (node.first, node.last))
            body = _write(node.body, inner)[0]
            return f"sum({body}, {inner.letters[node.index]}={first}..{last})", _Level.ATOM
        case Limit():
            return _limit(node, context), _Level.ATOM
        case _ if type(node) in _FUNCTIONS:
            inside = ", ".join(_write(arg, context)[0] for arg in node.args)
            return f"{_FUNCTIONS[type(node)]}({inside})", _Level.ATOM
        case _ if node == E:
            return "exp(1)", _Level.ATOM
        case Adjoint():
            inside = _write(node.node, context)[0]
            if isinstance(node.loss, Loss) and f"d{node.node.family.name}" not in context.names:
                return f"d{inside}", _Level.ATOM
            loss = node.loss.name if isinstance(node.loss, Loss) else node.loss.family.name
            return f"adjoint({loss}, {inside})", _Level.ATOM
        case Partial() | Derivative():
            word = "partial" if isinstance(node, Partial) else "derivative"
            return f"{word}({_write(node.of, context)[0]}, {_write(node.node, context)[0]})", _Level.ATOM
    raise LanguageError(f"{type(node).__name__} cannot be printed", term=node,
                        hint="a formula is made of the nodes of symdl.language")


def _entry(node: Entry, context: _Context) -> str:
    below: list[str] = []
    applied: list[str] = []
    for range_, slot in [*zip(node.family.ranges, node.indices, strict=True)][: node.family.shown]:
        written = _write(slot if range_ == REALS else positive_first(slot), context)[0]
        (applied if range_ == REALS else below).append(written if range_ == REALS else written.replace(" ", ""))
    return (node.family.name + (f"[{', '.join(below)}]" if below else "")
            + (f"({', '.join(applied)})" if applied else ""))


def _limit(node: Limit, context: _Context) -> str:
    bound = [node.variable] if isinstance(node.variable, IntegerIndex) else []
    inner = _Context(context.letters.bind(bound), context.names)
    end = "inf" if node.to == oo else str(node.to)
    return f"lim({_write(node.of, inner)[0]}, {_write(node.variable, inner)[0]} -> {end}{node.side})"


def _at_least(node: Basic, level: _Level, context: _Context) -> str:
    """``node``, in parentheses if it holds together less strongly than ``level``."""
    written, own = _write(node, context)
    return written if own >= level else f"({written})"


def _sum(node: Expr, context: _Context) -> tuple[str, _Level]:
    """A sum or product, with the signs in front of its terms."""
    out, parts = "", terms(node, _stays_whole)
    if len(parts) == 1 and not parts[0][0] and len(parts[0][1]) == 1 and parts[0][1] != [node]:
        return _write(parts[0][1][0], context)  # 1*x is x
    for place, (negative, inside) in enumerate(parts):
        sign = (" - " if negative else " + ") if place else ("-" if negative else "")
        out += sign + _product(inside, context)
    single = len(parts) == 1 and not parts[0][0]
    return out, _Level.PRODUCT if single else _Level.SUM


def _product(inside: list[Expr], context: _Context) -> str:
    out = ""
    for place, factor in enumerate(inside):
        if isinstance(factor, Pow) and factor.args[1] == -1 and factor.args[0] != E:
            out += ("/" if place else "1/") + _at_least(factor.args[0], _Level.POWER, context)
            # 1/a*b is read as (1/a)*b here, but not by everyone.
            # (1/2*b is: the number one half.)
            if not place and len(inside) > 1 and not _divides(inside[1]) and not isinstance(factor.args[0], Integer):
                out = f"({out})"
        elif not place:
            out += _at_least(factor, _Level.PRODUCT, context)
        else:
            # 1/2 in second place, a*1/2, would be read as (a*1)/2.
            out += "*" + _at_least(factor, _Level.POWER, context)
    return out


def _stays_whole(product: Expr) -> bool:
    """Whether a product inside a product keeps its parentheses: a*(b/c), a*(2*b), but not a*(b*c)."""
    _, inside = factors(product)
    return isinstance(inside[0], Rational) or any(map(_divides, inside))


def _divides(factor: Expr) -> bool:
    return isinstance(factor, Pow) and bool(factor.args[1] == -1)


def _power(node: Pow, context: _Context) -> tuple[str, _Level]:
    base, exponent = node.args
    if base == E:
        return f"exp({_write(exponent, context)[0]})", _Level.ATOM
    if exponent == -1:
        return _product([node], context), _Level.PRODUCT
    if exponent == Rational(1, 2):
        return f"sqrt({_write(base, context)[0]})", _Level.ATOM
    above = _at_least(positive_first(exponent), _Level.ATOM, context)
    return f"{_at_least(base, _Level.ATOM, context)}^{above}", _Level.POWER
