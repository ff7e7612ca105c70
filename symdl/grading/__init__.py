"""Answers: what is asked, what was said, and whether it is right.

    check("batch-norm/dx", r"\\frac{...}{...}")     a claim of the library
    check({"reference": "(x+1)^2"}, "x^2+2x+1")     a question that is written down

``question`` states it, ``judge`` decides by the prover, ``ordinary`` (with ``scalar``) what is outside of its language.
"""

from symdl.grading.check import answered, ask, check
from symdl.grading.checked import Checked, Outcome
from symdl.grading.judge import judge
from symdl.grading.question import Question

__all__ = ["Checked", "Outcome", "Question", "answered", "ask", "check", "judge"]
