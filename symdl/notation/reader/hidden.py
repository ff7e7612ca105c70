r"""Letters that a sign binds, and that stand hidden in a name below it.

    \sum_{\tau=1}^T r_\tau          r_{\tau}, read as one name, would be the same for each \tau
    \sum_i y_{i,\text{pred}}        and so would y_{i,pred} for each i

A formula that is read so says another thing than it shows, so it is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from symdl.notation.reader.scripts import INDICES, WORDS
from symdl.notation.reader.signs import GREEK
from symdl.notation.reader.syntax import Big, Bound, Chain, Constant, Member, Name, Node, walk

_GREEK = frozenset(GREEK.values())
_LETTER = re.compile(r"\\?[A-Za-z]+")


def letters_in_scripts(name: str) -> frozenset[str]:
    r"""The letters, and words, below and above a name: \tau, of r_{\tau-1}; i and j, of a_{ij,attn}."""
    base = re.match(r"\\?[A-Za-z]*", name)
    found = _LETTER.findall(name[base.end() if base else 0 :])
    return frozenset(letter for one in found for letter in (
        one if INDICES.issuperset(one) and one not in WORDS else [one]))


def bound_by(sign: Big) -> Iterator[str]:
    """The letters that a sign binds."""
    for bound in sign.bounds:
        name = bound.name
        if name is None and isinstance(bound, Bound) and isinstance(bound.condition, Chain):
            name = bound.condition.items[0]
        for part in walk(name) if name is not None else ():
            if isinstance(part, Name | Constant):
                yield part.text if isinstance(part, Name) else part.name


def hidden(tree: Node) -> tuple[Node, str] | None:
    """A name that hides a letter which a sign around it binds, and the letter; None if there is none."""
    for sign in walk(tree):
        if isinstance(sign, Big) and (letters := {*bound_by(sign)}):
            for part in walk(sign.of):
                name = part.text if isinstance(part, Name) else part.name if isinstance(part, Member) else ""
                if found := letters & letters_in_scripts(name) if "_" in name or "^" in name else None:
                    return part, min(found)
    return None


def stands_below(letter: Node, name: Node) -> bool:
    r"""Whether a Greek letter stands below a name, which may depend on it: p_\theta. A Latin one is a label: W_x."""
    if not isinstance(letter, Name) or letter.text.lstrip("\\") not in _GREEK or not isinstance(name, Name | Member):
        return False
    return letter != name and letter.text in letters_in_scripts(name.text if isinstance(name, Name) else name.name)


__all__ = ["hidden", "stands_below"]
