r"""How many entries vectors have, and rows and columns matrices, as words say it: "x and y have n entries".

Words are looked through for sizes first; each is of the letters that the sentence speaks of before it, or else of those
that follow at once: "n-vectors x and y".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_ONE = r"(?<![A-Za-z\\\d])(?<![-+*/]\s)(?!a\b|I\b)[A-Za-z](?![A-Za-z])"
_TIMES = r"\s*(?:\\times(?![A-Za-z])|×|(?<=\s)x(?=\s)|\bby\b|-by-)\s*"
_SPACE = r"\\?(?:mathbb\s*)?\{?(?<![A-Za-z])(?:R|reals)\}?\s*\^\s*"
_SAID = re.compile("|".join((
    rf"{_SPACE}\{{?\s*({_ONE}){_TIMES}({_ONE})\s*\}}?",
    rf"(?:of\s+(?:size|dimensions?)\s+)?({_ONE}){_TIMES}({_ONE})",
    rf"{_SPACE}\{{?\s*({_ONE})\s*\}}?(?!\s*(?:\^|_|[-+]\s*\d))",
    rf"({_ONE})(?:\s+(?:real\s+)?(?:entries|components|elements|coordinates|dimensions|numbers)\b"
    r"|[-\s]dimensional\b|-(?=(?:vectors?|tuples?)\b))",
    rf"\b(?:length|dimension|dimensionality|size)\s+({_ONE})(?!\s*[-+*/^_]\s*\w)",
    r"\b(?:the\s+same|equal)\s+(?:length|dimension|size|number\s+of\s+(?:entries|components|elements))s?\b",
)))
_DENIES = re.compile(r"\b(?:not|none|no|neither|nor|never|only|unless|if|unlike|except|at\s+(?:most|least))\b|n't\b",
                     re.IGNORECASE)
_PUT = re.compile(r"<(\d+)>")


@dataclass(frozen=True)
class Sizes:
    """
    of       rows and columns, by family; a vector has one of them
    letters  all letters that are said to be sizes
    """

    of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    letters: frozenset[str] = frozenset()

    @property
    def known(self) -> frozenset[str]:
        """The letters that are said to be a size of something that has a name."""
        return frozenset(letter for some in self.of.values() for letter in some)


def sizes_said(sentences: Sequence[str], letter: str) -> Sizes:
    """What sentences say of sizes; nothing of letters of which they say two things, or which they may take back.

    letter  how a letter is written among words
    """
    listed = rf"(?:{letter})(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+)(?:{letter}))*"
    subject = re.compile(rf"({listed})\s*(?:\b(?:is|are|be|denotes?|has|have|with|of|in)\b|\\in\b|∈|:|\s(?=an?\s)"
                         r"|(?=<\d))")
    after = re.compile(rf"\s*(?:vectors?|tuples?|matri(?:x|ces))?\s*(?:of\s+)?({listed})")
    found: dict[str, set[tuple[str, ...]]] = {}
    letters: set[str] = set()
    unnamed: set[tuple[str, ...]] = set()
    for place, sentence in enumerate(sentences):
        said = [tuple(filter(None, one.groups())) or (f"the same {place}",) for one in _SAID.finditer(sentence)]
        letters |= {size for some in said for size in some}
        if not said or _DENIES.search(sentence):
            continue
        numbers = iter(range(len(said)))
        text = _SAID.sub(lambda _, numbers=numbers: f" <{next(numbers)}> ", sentence)  # type: ignore[misc]
        subjects = [*subject.finditer(text)]
        for put in _PUT.finditer(text):
            before = [one for one in subjects if one.end() <= put.start()]
            names = before[-1][1] if before else one[1] if (one := after.match(text, put.end())) else ""
            for name in re.findall(letter, names):
                found.setdefault(_family(name), set()).add(said[int(put[1])])
            if not names:
                unnamed.add(said[int(put[1])])
    if not found and len(unnamed) == 1 and len(only := next(iter(unnamed))) == 1:
        found[""] = {only}
    return Sizes({name: next(iter(some)) for name, some in found.items() if len(some) == 1}, frozenset(letters))


def without_sizes(said: str) -> str:
    """What is said besides."""
    return _SAID.sub(" ", said)


def _family(name: str) -> str:
    """Of x_i, what x_i is, which is no x."""
    base = re.split("[_^]", name)[0]
    below = name.removeprefix(base)
    base = base if len(base) == 1 or base.startswith("\\") else f"\\{base}"
    return f"{base} of" if re.search("[A-Za-z]", below) else base


__all__ = ["Sizes", "sizes_said", "without_sizes"]
