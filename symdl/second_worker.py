"""The process in which a foreign reader of LaTeX runs: latex2sympy2, which symdl does not trust.

It is started by ``second_reader``, a ``Worker``. What is asked and replied:

    ["x^2", ...]    [{"tree": ...} | {"error": "..."}, ...]

Whatever happens in here (it may solve equations, compute determinants, use all the memory there is)
ends with the process: see ``workers.Limits``.
"""

from __future__ import annotations

import sys
import typing
from importlib import import_module
from typing import Any

from symdl.sympy_text import TooLarge, tree_of
from symdl.workers import serve

NODES = 4000
"""How large a tree may be that is sent."""


def _read(module: Any, text: str) -> dict[str, Any]:
    # It keeps what formulas before have "assigned", and dw + 1 leaves a symbol where a table was.
    module.var, module.variances = {}, {}
    try:
        return {"tree": tree_of(module.latex2sympy(text), NODES)}
    except MemoryError:
        return {"error": "it ran out of memory"}
    except RecursionError:
        return {"error": "it nests too deep for it"}
    except TooLarge:
        return {"error": "what it made of this is too large to be shown"}
    except Exception as e:  # a parser's own way of saying no: it raises Exception, AttributeError, IndexError, ...
        words = str(e).strip().splitlines()
        return {"error": words[0][:200] if words else type(e).__name__}


def main() -> None:
    sys.modules.setdefault("typing.io", typing)  # which its parser imports, and Python 3.13 has no more
    serve(lambda sides: [_read(sys.modules["latex2sympy2"], side) for side in sides],
          ready=lambda: import_module("latex2sympy2"))
