r"""Formulas of vectors and matrices that are not written out: X^\top (X w - y), softmax(Q K^\top / \sqrt{d}) V.

``shapes`` finds what each letter may be, ``gradients`` works derivatives out, ``words`` proves by rules that hold for
all sizes, ``entries`` refutes by numbers, and ``decide`` tells a verdict only if it is the same whatever letters are.
"""

from symdl.grading.scalar.linear.decide import KNOWN_WORDS, NO_FIT, decide

__all__ = ["KNOWN_WORDS", "NO_FIT", "decide"]
