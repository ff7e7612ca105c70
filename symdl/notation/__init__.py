r"""Formulas in and out: one tree, printed as LaTeX, Typst, MathML and plain text; answers in LaTeX or text.

    latex(e)    typst(e)    mathml(e)    text(e)
    read("(x[i] - mu)/sqrt(var + eps)", scope_of(derivation, claim))
    read(r"\frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}", scope_of(derivation, claim))

What is printed is always printed from the tree; what is read never reaches
``eval``, ``sympify`` or ``parse_expr``. ``formulas`` lets an author write parts of a derivation in LaTeX;
``reader`` reads mathematics of which no derivation knows, too.
"""

from symdl.notation.latex import latex
from symdl.notation.mathml import mathml
from symdl.notation.read import read, read_chain, reading
from symdl.notation.scope import Scope, scope_of
from symdl.notation.text import text
from symdl.notation.typst import typst

__all__ = ["Scope", "latex", "mathml", "read", "read_chain", "reading", "scope_of", "text", "typst"]
