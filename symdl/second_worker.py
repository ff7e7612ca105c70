"""The process in which a foreign reader of LaTeX runs: latex2sympy2, which symdl does not trust.

It is started by ``second_reader``. A line of JSON comes in, and one goes out:

    {"sides": ["x^2", ...]}    {"read": [{"tree": ...} | {"error": "..."}, ...]}

Whatever happens in here (it may solve equations, compute determinants, use all the memory there is)
ends with the process: memory and processor time have limits, and the parent kills what takes too long.
"""

from __future__ import annotations

import json
import os
import sys
import typing
from typing import Any

from symdl.sympy_text import TooLarge, tree_of

MEMORY = 1 << 31
"""Bytes of address space: SymPy needs a few hundred million."""

SECONDS = 10
"""Of the processor, for one request; then the system ends the process, even if nobody else does."""

NODES = 4000
"""How large a tree may be that is sent."""


def _limit(seconds: int) -> None:
    try:
        import resource
    except ImportError:  # not on this system; the parent's clock remains
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


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
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    with open(os.devnull, "w") as nothing:  # what it prints is no answer
        os.dup2(nothing.fileno(), sys.stdout.fileno())
        os.dup2(nothing.fileno(), sys.stderr.fileno())
    _limit(SECONDS)
    sys.modules.setdefault("typing.io", typing)  # which its parser imports, and Python 3.13 has no more
    import latex2sympy2

    for line in sys.stdin.buffer:
        _limit(SECONDS)
        read = [_read(latex2sympy2, side) for side in json.loads(line)["sides"]]
        print(json.dumps({"read": read}), file=answers, flush=True)

