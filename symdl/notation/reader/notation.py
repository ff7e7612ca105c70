r"""What the names in a formula mean, as far as reading it depends on that.

Whether ``m^t`` is a power or a member, ``f(x)`` a value or a product, ``dw`` one name or two, a formula
alone does not say. A ``Notation`` does: a ``Meaning`` for each name, the letters that are
indices, and whether what is not declared may occur at all. ``declare`` makes one from names as they are
written, ``infer`` from formulas, ``notation_of`` from the names of a derivation.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from symdl.notation.reader.names import has_font, plain

Kind = Literal["symbol", "family", "function", "size"]


@dataclass(frozen=True)
class Meaning:
    r"""What one name stands for.

    name    what the tree calls it
    kind    a symbol is one number, vector or matrix; a family has members; a function is applied
    slots   how many indices a family has
    above   how many of them may stand in the superscript without brackets: 1 for ``m^t``
    latex   how it is printed, if not as it is called
    """

    name: str
    kind: Kind = "symbol"
    slots: int = 0
    above: int = 0
    latex: str = ""


_GREEK = re.compile(
    r"(?<![A-Za-z\\])(?:alpha|beta|gamma|delta|epsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|phi|chi|psi"
    r"|omega)(?![A-Za-z])", re.IGNORECASE)


POLICIES = {
    "log10": "log without a base is to the base 10 (ln is natural)",
    "mixed fractions": "1 1/2 is one and a half",
    "brace sets": "{1, 2} is a set",
    "slash takes product": "a/2b is a/(2b)",
    "percent": "5% is 5/100",
    "commas part": "1,2 is two numbers, and no decimal",
    "numbers after letters": "x2 is x times 2",
    "colon divides": "7:32 is 7/32",
    "bar conjugates": "a bar is the complex conjugate",
    "implicit products": "in plain text, ab is a b, and 1/2x a half of x",
    "double bars": "||x|| is an absolute value of an absolute value",
}


@dataclass(frozen=True)
class Notation:
    r"""The names that are declared.

    meanings   by spelling, in the one that ``names.spelled`` gives; several may share a meaning
    indices    letters that may stand for an index, with their first and last values where those are known
    constants  letters that are a number: {"e": "e", "i": "i"}
    losses     names of losses that are not written down: dl/dx is a derivative where l is one
    policies   readings that only some authors mean: see POLICIES
    closed     whether a name that is not declared is a mistake. If it is not, conventions decide, and notes say so.
    operators  signs that stand for others: {r"\circ": r"\odot", "'": r"^\top"}
    latex      whether texts are LaTeX, where letters side by side are factors; None if each shows it itself
    """

    meanings: Mapping[str, Meaning] = field(default_factory=dict)
    indices: Mapping[str, tuple[str, str] | None] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=lambda: {"e": "e"})
    losses: frozenset[str] = frozenset()
    policies: frozenset[str] = frozenset()
    closed: bool = False
    operators: Mapping[str, str] = field(default_factory=dict)
    latex: bool | None = None

    def __hash__(self) -> int:
        return self._hashed

    @cached_property
    def _hashed(self) -> int:
        tables = (self.meanings, self.indices, self.constants, self.operators)
        said = self.losses, self.policies, self.closed, self.latex
        return hash((*(frozenset(table.items()) for table in tables), *said))

    def is_latex(self, text: str) -> bool:
        """Whether a text is read as LaTeX.

        What has a ** in it, or a Greek letter that is spelled out, is so only if it has a backslash or dollar sign.
        """
        if self.latex is None or "**" in text or (self.latex and "\\" not in text and self._spells_a_letter(text)):
            return "\\" in text or "$" in text
        return self.latex

    def _spells_a_letter(self, text: str) -> bool:
        """Whether a Greek letter is written in Latin ones: pi is one, if no p and i are known."""
        return any(len(word) > 2 or not self.letters.issuperset(word) for word in _GREEK.findall(text))

    def find(self, spelling: str, *, typed: bool = False) -> Meaning | None:
        r"""What a spelling means: as it was declared, or else as a person would type it, if only one is typed so.

        In LaTeX ``\mathbf{w}`` and ``w`` are two names, but ``\mu_B`` is ``\mu_{\mathcal{B}}``.

        typed   whether it is plain text, which has no fonts
        """
        found = self.meanings.get(spelling)
        if found is not None or spelling in self.indices or (not typed and has_font(spelling)):
            return found
        return (self._typed if typed else self._plain).get(plain(spelling))

    @cached_property
    def _typed(self) -> Mapping[str, Meaning]:
        return _by_plain(self.meanings)

    @cached_property
    def _plain(self) -> Mapping[str, Meaning]:
        return _by_plain({spelling: meaning for spelling, meaning in self.meanings.items() if not has_font(spelling)})

    @cached_property
    def letters(self) -> frozenset[str]:
        """The single letters that mean something."""
        return frozenset(name for name in (*self.meanings, *self.indices) if len(name) == 1)

    @cached_property
    def factors(self) -> frozenset[str]:
        """The single letters that are no names and may stand in a product: constants, an i, and the x of x_0."""
        heads = {name[0] for name in self.meanings if name[1:2] == "_"}
        return frozenset({"i", *heads, *(name for name in self.constants if len(name) == 1)})

    @cached_property
    def words(self) -> Collection[str]:
        r"""Names of several letters that are written in a row: dw, lr_max, the BN of BN_{\gamma}. The longest first."""
        heads = {re.split(r"[_^]\{|'", name)[0] for name in self.meanings}
        return sorted((head for head in heads if len(head) > 1 and head[0].isalpha() and head.isascii()),
                      key=lambda head: (-len(head), head))


def _by_plain(meanings: Mapping[str, Meaning]) -> Mapping[str, Meaning]:
    """Meanings by how their names are typed, where only one is typed so."""
    found: dict[str, Meaning | None] = {}
    for spelling, meaning in meanings.items():
        typed = plain(spelling)
        found[typed] = meaning if found.get(typed, meaning) == meaning else None
    return {typed: meaning for typed, meaning in found.items() if meaning is not None}


OPEN = Notation()
"""Nothing is declared."""

__all__ = ["OPEN", "POLICIES", "Kind", "Meaning", "Notation"]
