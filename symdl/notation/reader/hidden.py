r"""Letters that a sign binds, and that stand hidden in a name below it.

    \sum_{\tau=1}^T r_\tau          r_{\tau}, read as one name, would be the same for each \tau
    \sum_i y_{i,\text{pred}}        and so would y_{i,pred} for each i

A formula that is read so says another thing than it shows, so it is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from symdl.notation.reader.names import braced, plain
from symdl.notation.reader.scripts import INDICES, WORDS
from symdl.notation.reader.signs import GREEK
from symdl.notation.reader.syntax import Big, Bound, Chain, Constant, Member, Name, Node, Product, walk

_SIGNS = {"pi": r"\pi", "infinity": r"\infty"}
_GREEK = frozenset(GREEK.values())
_RUN = re.compile(r"(?<![A-Za-z\\])[A-Za-z]+")


def _scripts(name: str) -> str:
    """What stands below and above a name."""
    base = re.match(r"\\?[A-Za-z]*", name)
    return braced(name[base.end() if base else 0 :])


def _is_in(letter: str, scripts: str) -> bool:
    r"""Whether a letter stands in scripts: \tau in _{\tau-1}, and i in _{ij,attn}; but i in no word, as _{in}."""
    if any(re.search(rf"(?<![A-Za-z\\]){re.escape(one)}(?![A-Za-z])", scripts) for one in _spelled(letter)):
        return True
    return any(letter in run and INDICES.issuperset(run) and run not in WORDS for run in _RUN.findall(scripts))


def _spelled(letter: str) -> set[str]:
    return {letter, plain(letter), re.sub(r"[\\{}]", "", letter)}


def _bound_by(sign: Big) -> Iterator[str]:
    """The letters that a sign binds; a word, too, of which it seems to bind each letter."""
    for bound in sign.bounds:
        name = bound.name
        if name is None and isinstance(bound, Bound) and isinstance(bound.condition, Chain):
            name = bound.condition.items[0]
        letters = [part.text if isinstance(part, Name) else _SIGNS.get(part.name, part.name)
                   for part in (walk(name) if name else ()) if isinstance(part, Name | Constant)]
        yield from letters
        if isinstance(name, Product):
            yield "".join(letters)


def _constants(sign: Big) -> set[str]:
    """The numbers whose letters a sign binds: e, of \\int_0^1 e^2 de."""
    return {part.name if isinstance(part, Constant) else part.text.lstrip("\\") for bound in sign.bounds
            for part in (walk(bound.name) if bound.name else ()) if isinstance(part, Name | Constant)}


def hidden(tree: Node) -> tuple[Node, str] | None:
    """A name that hides a letter which a sign around it binds, and the letter; None if there is none."""
    for sign in (node for node in walk(tree) if isinstance(node, Big)):
        numbers = _constants(sign)
        for part in walk(sign.of) if numbers else ():
            if isinstance(part, Constant) and part.name in numbers:
                return part, part.name
        letters = [*_bound_by(sign)]
        for bound in sign.bounds:
            if isinstance(bound.name, Product):
                return bound.name, "".join(letters)
        for letter in letters:
            if letter in (r"\pi", "pi") or (letter == "e" and sign.sign not in ("sum", "prod")):
                return sign, letter  # they are numbers to most of what follows
            for part in walk(sign.of):
                name = part.text if isinstance(part, Name) else part.name if isinstance(part, Member) else ""
                if ("_" in name or "^" in name) and _is_in(letter, _scripts(name)):
                    return part, letter
    return None


def stands_below(letter: Node, name: Node) -> bool:
    r"""Whether a Greek letter stands below a name, which may depend on it: p_\theta. A Latin one is a label: W_x."""
    if not isinstance(letter, Name) or letter.text.lstrip("\\") not in _GREEK or not isinstance(name, Name | Member):
        return False
    return letter != name and _is_in(letter.text, _scripts(name.text if isinstance(name, Name) else name.name))


__all__ = ["hidden", "stands_below"]
