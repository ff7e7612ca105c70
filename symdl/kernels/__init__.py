"""Standalone numeric code from proved gradients.

    export(verified, to="numpy")

Only what was proved is written: a kernel is the gradients that the derivation
names in ``kernel``, and the adjoints that they are computed from.
"""

from symdl.kernels.export import TARGETS, export

__all__ = ["TARGETS", "export"]
