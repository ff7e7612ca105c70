r"""Letters with something above that is read as a power, and may say which step, layer or sample they are of: g^t, w^l.

A power law holds for one and not for the other: g g^{i-1} is g^i only if that is a power.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from symdl.notation.reader.syntax import Chain, Member, Name, Node, Power, children, walk

_RATES = frozenset((r"\beta", r"\gamma", r"\rho"))
"""What is raised to powers where words speak of steps: 1 - \\beta^t."""


def may_be_members(trees: Sequence[Node], words: str) -> Mapping[str, str]:
    r"""The letters of a question that have something above, by which they may be told apart.

    Each as it is shown; "" of those that are read as members anyway. None that stands there alone, too, as x beside
    x^n; and none over a letter that tells others apart from below, as i does in x_i, unless it is what an equation
    says: h^t = ....

    words   what is said beside the formulas
    """
    above: dict[str, set[str]] = defaultdict(set)  # the letters above a name
    shown: dict[str, str] = {}
    alone, read, steps = set[str](), set[str](), set[str]()  # read: as a member, by its definition
    for tree in trees:
        for node in _outside_of_powers(tree):
            match node:
                case Power(Name() | Member() as base, exponent) if letters := _letters(exponent):
                    above[_name(base)] |= letters
                    shown.setdefault(_name(base), base.text if isinstance(base, Name) else base.name)
                case Member(above=exponents) if exponents:
                    read |= {_name(node)}
                    steps |= {letter for one in exponents for letter in _letters(one)}
                case Name() | Member():
                    alone.add(_name(node))
    below = {letter for tree in trees for node in walk(tree) if isinstance(node, Member)
             for one in node.below for letter in _letters(one)}
    said = {_name(tree.items[0].base) for tree in trees if isinstance(tree, Chain)
            and isinstance(tree.items[0], Power) and isinstance(tree.items[0].base, Name | Member)}
    steps = steps.union(*(above[name] for name in said & above.keys()))
    by_words = set[str]()
    for letter in _STEPS - below - steps:
        if sum(letter in letters for name, letters in above.items() if name not in alone) > 1:
            steps.add(letter)
        elif _WORDS.search(words):
            by_words.add(letter)
    found = [name for name, letters in above.items() if name not in alone and letters & (
        steps if name.partition("_")[0] in _RATES else steps | by_words)]
    return {name: shown.get(name, "") for name in (*found, *(read if found else ()))}


def as_members(names: Collection[str]) -> Callable[[str], str]:
    """A text with what stands above some names written below them."""
    def below(found: re.Match[str]) -> str:
        if not found["scripts"] or re.sub(r"[\s{}]", "", found["name"]) not in names:
            return found[0]
        parts = [part[1:].strip() for part in _SCRIPT.findall(found["scripts"])]
        parts = [part[1:-1] if part[0] in "{(" else part for part in parts]
        return f"{found['name']}_{{{', '.join(parts)}}} "

    return lambda text: _NAMED.sub(below, text)


def _outside_of_powers(node: Node) -> Iterator[Node]:
    """A node and all below it, but for the bases of powers with a letter in the exponent."""
    yield node
    is_power = isinstance(node, Power) and isinstance(node.base, Name | Member) and _letters(node.exponent)
    for child in children(node):
        if not is_power or child is not node.base:  # type: ignore[attr-defined]
            yield from _outside_of_powers(child)


def _letters(node: Node) -> set[str]:
    return {one.text for one in walk(node) if isinstance(one, Name)}


def _name(node: Name | Member) -> str:
    return re.sub(r"[\s{}]", "", node.text if isinstance(node, Name) else node.name)


_STEPS = frozenset({"t", "i", "j", "k", "l", "s", r"\ell", r"\tau"})
_WORDS = re.compile(r"(?i)\b(?:(?:time)?steps?|layers?|iterations?|epochs?|samples?|examples?|states?)\b")
_SCRIPT = re.compile(r"[_^]\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\([^()]*\)|\\[A-Za-z]+|\w)")
_NAMED = re.compile(
    r"(?P<name>\\(?:hat|tilde|bar|dot|vec|mathbf|mathcal|boldsymbol)\s*(?:\{[^{}]*\}|\\[A-Za-z]+|[A-Za-z])"
    rf"|\\[A-Za-z]+|[A-Za-z])(?P<scripts>(?:\s*{_SCRIPT.pattern})*)")


__all__ = ["as_members", "may_be_members"]
