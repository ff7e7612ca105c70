"""Answers: what is asked, what was said, and whether it is right.

    check("batch-norm/dx", r"\\frac{...}{...}")     a claim of the library
    check({"reference": "(x+1)^2"}, "x^2+2x+1")     a question that is written down

``question`` states it, ``judging`` decides by the prover, ``ordinary`` (with ``scalar``) what its language cannot say.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symdl.grading.asking import ask
    from symdl.grading.checked import Checked, Outcome
    from symdl.grading.checking import answered, check
    from symdl.grading.judging import judge
    from symdl.grading.question import Question

_HOMES = {"Checked": "checked", "Outcome": "checked", "Question": "question", "answered": "checking", "ask": "asking",
          "check": "checking", "judge": "judging"}


def __getattr__(name: str) -> Any:
    """What is used is imported then: a process that has others judge needs little of this."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


__all__ = ["Checked", "Outcome", "Question", "answered", "ask", "check", "judge"]
