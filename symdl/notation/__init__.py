"""Formulas in and out: one tree, printed as LaTeX, Typst, MathML and plain text; answers read as text.

    latex(e)    typst(e)    mathml(e)    text(e)
    read("(x[i] - mu)/sqrt(var + eps)", scope_of(derivation, claim))

What is printed is always printed from the tree; what is read never reaches
``eval``, ``sympify`` or ``parse_expr``.
"""

from symdl.notation.latex import latex
from symdl.notation.mathml import mathml
from symdl.notation.read import read, reading
from symdl.notation.scope import Scope, scope_of
from symdl.notation.text import text
from symdl.notation.typst import typst

__all__ = ["Scope", "latex", "mathml", "read", "reading", "scope_of", "text", "typst"]
