r"""Powers of a matrix: each eigenvalue is raised to the power by itself.

    W = V diag(lam) V^{-1},    W^t = V diag(lam)^t V^{-1}

A recurrent network that applies one matrix again and again multiplies by such a
power: directions with |lam| > 1 explode, those with |lam| < 1 vanish.
"""

from sympy import Eq, Integer

from symdl.derivation import Claim, Derivation, Slip, Source
from symdl.language import Range, define, delta, each, family, integer, limit, oo, recurrence, sequence, total

t = integer("t", means="number of steps taken")
s = integer("s", means="a number of steps")

state = Range("state", size="n", letters="i j k l")
i, j, k, l = state.indices()  # noqa: E741

V = family("V", state, state, means="eigenvectors, one in each column")
U = family("U", state, state, latex="V^{-1}", means="inverse of the matrix of eigenvectors")
lam = family("lam", state, latex=r"\lambda", means="eigenvalues")

W = define("W", [i, j], total(V[i, k] * lam[k] * U[k, j], k), means="the matrix")
P = sequence("P", state, state, latex="P", means="power of the matrix")
P = recurrence({P[t, i, j]: (delta(i, j), total(P[t - 1, i, k] * W[k, j], k))})

inverse = (
    each(i, j, Eq(total(U[i, k] * V[k, j], k), delta(i, j))),
    each(i, j, Eq(total(V[i, k] * U[k, j], k), delta(i, j))),
)

recap = Source("Course document 002 (session recap)", "cliffs and long term dependencies", checked=True)
goodfellow = Source("Goodfellow, Bengio & Courville 2016, Deep Learning", "section 8.2.5")
pascanu = Source("Pascanu, Mikolov & Bengio 2013, On the difficulty of training recurrent neural networks, "
                 "arXiv:1211.5063", "section 2")

powers = total(V[i, k] * lam[k] ** t * U[k, j], k)

EIGENVECTOR = Claim(
    name="eigenvectors",
    title="the columns of V are eigenvectors",
    lhs=total(W[i, l] * V[l, k], l),
    rhs=lam[k] * V[i, k],
    slips=(
        Slip("the eigenvalue is lost", V[i, k]),
        Slip("the eigenvalue is squared", lam[k] ** 2 * V[i, k]),
        Slip("the rows", lam[k] * U[i, k] * V[i, k]),
    ),
    source=goodfellow,
)

POWER = Claim(
    name="power",
    title="a power of the matrix raises each eigenvalue to that power",
    lhs=P[t, i, j],
    rhs=powers,
    induction=t,
    slips=(
        Slip("the eigenvalues are not raised", total(V[i, k] * lam[k] * U[k, j], k)),
        Slip("multiplied by the number of steps", total(V[i, k] * (t * lam[k]) * U[k, j], k)),
        Slip("one power too many", total(V[i, k] * lam[k] ** (t + 1) * U[k, j], k)),
        Slip("the inverse is lost", total(V[i, k] * lam[k] ** t * V[k, j], k)),
    ),
    source=recap,
    note="In the middle of each product stand the inverse and the matrix of eigenvectors, and cancel.",
)

POWER_OF_EIGENVECTOR = Claim(
    name="power-of-an-eigenvector",
    title="an eigenvector is scaled by its eigenvalue at each step",
    lhs=total(P[t, i, l] * V[l, k], l),
    rhs=lam[k] ** t * V[i, k],
    using=("power",),
    slips=(
        Slip("once only", lam[k] * V[i, k]),
        Slip("the number of steps multiplies", t * lam[k] * V[i, k]),
        Slip("one step too many", lam[k] ** (t + 1) * V[i, k]),
    ),
    source=goodfellow,
)

TRACE = Claim(
    name="trace",
    title="the trace of a power is the sum of the powers of the eigenvalues",
    lhs=total(P[t, i, i], i),
    rhs=total(lam[k] ** t, k),
    using=("power",),
    slips=(
        Slip("the power of the trace", total(lam[k], k) ** t),
        Slip("the trace itself", total(lam[k], k)),
        Slip("one power too many", total(lam[k] ** (t + 1), k)),
    ),
)

POWERS_ADD = Claim(
    name="powers-add",
    title="the product of two powers is the power of the sum",
    lhs=total(P[s, i, l] * P[t, l, j], l),
    rhs=P[s + t, i, j],
    using=("power",),
    slips=(
        Slip("one factor too many", P[s + t + 1, i, j]),
        Slip("the first factor is lost", P[t, i, j]),
        Slip("steps counted twice", P[s + 2 * t, i, j]),
    ),
)

VANISHES = Claim(
    name="vanishes",
    title="a direction whose eigenvalue is below one in size vanishes",
    lhs=limit(lam[k] ** t * V[i, k], t, oo),
    rhs=Integer(0),
    given=(lam[k] > -1, lam[k] < 1),
    slips=(
        Slip("it stays as it is", V[i, k]),
        Slip("it is scaled once", lam[k] * V[i, k]),
        Slip("it settles at a geometric sum", V[i, k] / (1 - lam[k])),
    ),
    source=pascanu,
)

EXPLODES = Claim(
    name="explodes",
    title="a direction whose eigenvalue is above one grows beyond all bounds: its reciprocal vanishes",
    lhs=limit(1 / lam[k] ** t, t, oo),
    rhs=Integer(0),
    given=(lam[k] > 1,),
    slips=(
        Slip("it stays as it is", Integer(1)),
        Slip("it grows once", 1 / lam[k]),
        Slip("it settles at a geometric sum", 1 / (lam[k] - 1)),
    ),
    source=pascanu,
)

DERIVATION = Derivation(
    title="Powers of a matrix and long-term dependencies",
    summary=(
        "A square matrix with a full set of eigenvectors (real ones), in components. The power is defined by "
        "multiplying once more at each step, from the identity on."
    ),
    symbols=(t, s, V, U, lam),
    definitions=(W, P),
    given=inverse,
    claims=(EIGENVECTOR, POWER, POWER_OF_EIGENVECTOR, TRACE, POWERS_ADD, VANISHES, EXPLODES),
    references=(recap, goodfellow, pascanu),
)
