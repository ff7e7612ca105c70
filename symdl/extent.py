"""How large a statement is, found before anything recursive looks at it.

A name that an author uses twice stands for a tree that is walked twice, so forty
lines of ``y = y*y + 1`` make a tree that nobody can walk. This walk sees each
node once, and needs no stack.
"""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Basic, Rational
from sympy.core.numbers import Half, NegativeOne, One, Zero
from sympy.core.symbol import Str

from symdl.algebra.work import BITS, NESTING, NODES
from symdl.language import Family, Index, IntegerIndex, Loss, Range

_LEAVES = frozenset((Half, Index, IntegerIndex, Loss, NegativeOne, One, Range, Str, Zero))

# How deep definitions are that were looked at before. By identity, since equality of two deep
# trees is found by recursion; each is kept, so that no other can come to have its identity.
_known: dict[int, tuple[Family, int]] = {}
_MOST_KNOWN = 1 << 10


def too_large(trees: Mapping[str, Basic]) -> str:
    """Which tree is too large to work with, and why; "" if none is.

    trees   by what they are called, as "the left side"; definitions are entered, each once
    """
    for name, tree in trees.items():
        why = _too_large(tree)
        if why:
            return f"{name} {why}"
    return ""


def _too_large(root: Basic) -> str:
    depth: dict[int, int] = {}
    size: dict[int, int] = {}
    pending = [root]
    while pending:
        node = pending[-1]
        at = id(node)
        if at in _known:
            depth[at], size[at] = _known[at][1], 1
        if at in depth:
            pending.pop()
            continue
        parts = [part for part in _parts(node) if type(part) not in _LEAVES]
        missing = [part for part in parts if id(part) not in depth]
        if missing:
            pending += missing
            continue
        pending.pop()
        below = 0
        total = 1
        for part in parts:
            below = max(below, depth[id(part)])
            total += size[id(part)]
        if total > NODES:
            return f"has more than {NODES:,} parts"
        if below >= NESTING:
            return f"is nested more than {NESTING} deep, definitions entered"
        if isinstance(node, Rational) and max(int(node.p).bit_length(), int(node.q).bit_length()) > BITS:
            return f"has a number of more than {BITS:,} bits"
        depth[at], size[at] = below + 1, total
        if isinstance(node, Family):
            size[at] = 1  # a definition is worked out once, however often it is used
            if len(_known) == _MOST_KNOWN:
                _known.clear()
            _known[at] = node, below + 1
    return ""


def _parts(node: Basic) -> tuple[Basic, ...]:
    if isinstance(node, Family):
        values = [value for _, _, *pair in node.system for value in pair]
        return (*node.args[5], *node.args[6], *values)
    return () if isinstance(node, Rational) else node.args
