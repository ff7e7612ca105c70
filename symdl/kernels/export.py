"""From a verified derivation to a standalone file."""

from __future__ import annotations

from symdl.derivation import Verified
from symdl.errors import InputError, SymdlError
from symdl.kernels.gradients import gradients_of
from symdl.kernels.numpy_file import numpy_file

TARGETS = {"numpy": numpy_file}


def export(verified: Verified, to: str = "numpy") -> str:
    """The text of a standalone file that computes the derivation's gradients.

    to    one of ``TARGETS``

    The same input gives the same text. Raises InputError for another target or a
    derivation that names no gradients, NotExportable for a claim that is not
    proved, is no gradient of an argument, or has no form in that target.
    """
    if to not in TARGETS:
        raise InputError(f"nothing is exported to {to!r}", hint=f"targets: {', '.join(TARGETS)}")
    try:
        return TARGETS[to](gradients_of(verified))
    except SymdlError as e:
        e.where = e.where or verified.derivation.id
        raise
