"""Answers of ordinary scalar mathematics, outside of the prover's own language: see ``decide``."""

from symdl.grading.scalar.decide import decide
from symdl.grading.scalar.decision import Decision, Witness

__all__ = ["Decision", "Witness", "decide"]
