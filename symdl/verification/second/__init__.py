"""A second proof of a claim, by a road that shares no code with the first.

``judge`` puts it together. ``bounds`` and ``steps`` read off how much has to be looked at,
``draws`` evaluates a tree at one random point, ``residues`` is the arithmetic there. Why that is
a proof is argued in docs/soundness.md.
"""

from symdl.verification.second.judge import Differs, second_proof

__all__ = ["Differs", "second_proof"]
