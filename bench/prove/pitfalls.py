"""What plain SymPy gets wrong in sums over Indexed and in matrix symbols, and what symdl says of its answers.

    python bench/prove/pitfalls.py

Each line is run by the SymPy that is installed. The truth and SymPy's answer are then put to symdl as
two right sides of one statement; if SymPy comes to answer something else, the line says so.
"""

import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass

import statements
import sympy
from run import table
from statements import Text
from with_symdl import decide, state

MADE = ("from sympy import *\n"
        "n = Symbol('n', integer=True, positive=True)\n"
        "i, j, k = symbols('i j k', integer=True)\n"
        "x, y, B = IndexedBase('x'), IndexedBase('y'), Symbol('B')\n"
        "E, v, one = MatrixSymbol('E', 3, 3), MatrixSymbol('v', n, 1), OneMatrix(n, 1)\n"
        "p = v.applyfunc(exp)/(one.T*v.applyfunc(exp))[0, 0]\n")


@dataclass(frozen=True)
class Pitfall:
    """A line for SymPy, the answer that is known, and both answers in symdl's words if it has some."""

    line: str
    known: str
    truth: str
    text: Text | None = None
    compared: bool = True  # whether the answer is a right side


SOFTMAX = ("p[t] = exp(z[t])/sum(exp(z[s]), s)",)
PITFALLS = (
    Pitfall("Sum(x[k]*y[k], (k, 1, n)).diff(x[k])", "Sum(y[k], (k, 1, n))", "y[k]",
            Text("derivative(sum(x[i]*g[i], i), x[k]) = g[k]", "sum(g[i], i)")),
    Pitfall("Sum(x[i], (i, 1, n)).diff(x[i])", "Sum(1, (i, 1, n))", "1",
            Text("derivative(sum(x[j], j), x[i]) = 1", "m")),
    Pitfall("(x[i]*Sum(x[i], (i, 1, n))).diff(x[i])", "x[i]*Sum(1, (i, 1, n)) + Sum(x[i], (i, 1, n))",
            "x[i] + sum of x",
            Text("derivative(x[i]*sum(x[j], j), x[i]) = x[i] + sum(x[j], j)", "m*x[i] + sum(x[j], j)")),
    Pitfall("Sum(x[i]*B, (i, 1, n)).subs(B, x[i])", "Sum(x[i]**2, (i, 1, n))", "x[i]*(sum of x)",
            Text("sum(x[j]*x[i], j) = x[i]*sum(x[j], j)", "sum(x[j]^2, j)")),
    Pitfall("Lambda(j, Sum(x[i]*x[j], (i, 1, n)))(i)", "Sum(x[i]**2, (i, 1, n))", "x[i]*(sum of x)",
            Text("sum(x[i]*x[j], j) = x[i]*sum(x[j], j)", "sum(x[j]^2, j)")),
    Pitfall("Sum(x[i], (i, 1, n)).subs(n, i)", "Sum(x[i], (i, 1, i))", "the bound index renamed"),
    Pitfall("(Trace(E) + 1).diff(E)", "0", "I",
            Text("derivative(sum(A[i,i], i) + 1, A[k,h]) = delta(k,h)", "0")),
    Pitfall("log(Determinant(E)).diff(E)", "0", "E^-T"),
    Pitfall("p.diff(v)", "1/Sum(exp(v[_i_1, 0]), (_i_1, 0, n - 1))*DiagMatrix(Lambda(_d, exp(_d)).(v))",
            "diag(p) - p p^T",
            Text("derivative(p[t], z[r]) = p[t]*(delta(t,r) - p[r])", "delta(t,r)*p[t]", SOFTMAX)),
    Pitfall("Product(x[i], (i, 1, n)).diff(x[i])",
            "Sum(Product(x[i], (i, 1, _k - 1))*Product(x[i], (i, _k + 1, n)), (_k, 1, n))",
            "the product of the others"),
    Pitfall("(Sum(x[i], (i, 1, n)) - x[n] - Sum(x[i], (i, 1, n - 1))).equals(0)", "False", "True",
            Text("sum(a0[I], I=1..N) - a0[N] - sum(a0[I], I=1..N-1) = 0", "1"), compared=False),
)


def answers(line: str) -> Counter[str]:
    """What SymPy says, by the seeds of Python's hashes: some answers depend on them."""
    said: Counter[str] = Counter()
    for seed in range(4):
        done = subprocess.run([sys.executable, "-c", f"{MADE}print({line})"], capture_output=True, text=True,
                              env={**os.environ, "PYTHONHASHSEED": str(seed)})
        said[plain(done.stdout.strip() or done.stderr.strip().splitlines()[-1])] += 1
    return said


def plain(text: str) -> str:
    """With one name for a dummy, whose number changes."""
    words = (word for word in text.replace("(", " ").replace(")", " ").replace(",", " ").split())
    for word in {word for word in words if word.startswith("_Dummy_")}:
        text = text.replace(word, "_k")
    return text


def row(number: int, pitfall: Pitfall) -> list[str]:
    said = answers(pitfall.line)
    shown = " or ".join(f"`{text}`" for text in said)
    if pitfall.known not in said:
        return [f"`{pitfall.line}`", f"{shown} now, once `{pitfall.known}`", pitfall.truth, "", ""]
    if pitfall.text is None:
        return [f"`{pitfall.line}`", shown, pitfall.truth, "cannot be stated", "cannot be stated"]
    statements.STATEMENTS[f"pitfall/{number}"] = pitfall.text
    truth, theirs = (decide(*state(f"pitfall/{number}", wrong, None)) for wrong in (False, True))
    return [f"`{pitfall.line}`", shown, pitfall.truth, truth, theirs if pitfall.compared else ""]


if __name__ == "__main__":
    print(f"SymPy {sympy.__version__}\n")
    print(table(["line", "SymPy says", "truth", "symdl on the truth", "on SymPy's answer"],
                [row(number, pitfall) for number, pitfall in enumerate(PITFALLS)]))
