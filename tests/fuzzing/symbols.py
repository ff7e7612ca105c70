"""The symbols that every random statement is over."""

from __future__ import annotations

from sympy import Expr, Integer

from symdl.language import (
    INTEGERS,
    Range,
    bernoulli,
    each,
    family,
    function,
    gaussian,
    independent,
    integer,
    sequence,
    symbol,
)

batch = Range("batch", "m", "i j k l")
classes = Range("class", "n", "a c d")
maybe = Range("maybe", "w", "e f", at_least=0)
RANGES = (batch, classes, maybe)
i, j, k, l = batch.indices()  # noqa: E741
a, c, d = classes.indices()
e, f = maybe.indices()
BINDERS = {batch: (i, j, k, l), classes: (a, c, d), maybe: (e, f)}

t, s, n = integer("t", at_least=1), integer("s"), integer("r", at_least=2)
STEPS = (integer("o"), integer("p"), integer("z"))  # what sums over intervals bind
INTEGER_SYMBOLS = (t, s, n)

u, y = symbol("u"), symbol("y")
h, r = symbol("h"), symbol("rho")  # h > 0, rho >= 0
b, q = symbol("b"), symbol("q")  # 0 < b < 1, q > 1
SCALARS = (u, y, h, r, b, q)

x, pos = family("x", batch), family("pos", batch)  # pos > 0
Y, S = family("Y", batch, classes), family("S", batch, batch)
v, vpos = family("v", classes), family("vpos", classes)  # vpos > 0
z = family("Z", maybe)
g, w = sequence("g"), sequence("W", classes)
G = function("G")
coin = bernoulli("coin", batch, p=b)
noise = gaussian("noise", batch, mean=u, variance=h)
cell = bernoulli("cell", batch, classes, p=b)
shock = independent("shock", INTEGERS, mean=u, variance=h)
dice, xi = bernoulli("dice", p=h / (h + 1)), gaussian("xi", mean=Integer(0), variance=q)
RANDOM = (coin, noise, cell, shock, dice, xi)

PLAIN = (x, pos, Y, S, v, vpos, z, g, w, G)
SYMBOLS = (*SCALARS, *PLAIN, *RANDOM, *INTEGER_SYMBOLS)
SIGNS = (h > 0, r >= 0, b > 0, b < 1, q > 1, each(i, pos[i] > 0), each(a, vpos[a] > 0))


def everything() -> Expr:
    """An expression in which every symbol occurs."""
    return (u + y + h + r + b + q + x[i] + pos[j] + Y[i, a] + S[i, j] + v[a] + vpos[c] + z[e] + g[t] + w[s, a]
            + G[u] + n + coin[i] + noise[i] + cell[i, a] + shock[t] + dice + xi + batch.size)
