r"""Formulas of a derivation in LaTeX, where that reads better than Python.

    tex = Formulas(x, gamma, beta, eps, mu, var, xhat, y, loss=loss, aliases=((r"\mu_B", mu),))

    tex(r"\gamma \hat{x}_i + \beta")            an expression: gamma * xhat[i] + beta
    tex.sides(r"y_i = \gamma \hat{x}_i + \beta")    a left and a right side: Claim("y", *tex.sides(...))
    tex.relation(r"\epsilon > 0")               an assumption

A formula says what the same formula in an answer says, and becomes the tree that Python would have made.
A name stands for what is printed so, or called so. The letters of all ranges, and the integers that are
given, may be free. Whatever some would read in another way is an error here: an author can say it clearly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sympy import Expr
from sympy.core.relational import Relational

from symdl.derivation import Derivation, family_of
from symdl.errors import LanguageError, ReadError
from symdl.language import Entry, Family, IntegerIndex, Loss
from symdl.notation.read import read_chain, read_relation, reading
from symdl.notation.reader.syntax import Note
from symdl.notation.scope import Scope, check_aliases, scope_of


@dataclass(frozen=True, init=False)
class Formulas:
    """Reads formulas over the names that it was given; see the module.

    names     symbols, families, definitions and integers, in any order
    loss      the loss whose derivatives occur, if one is not written down
    aliases   other spellings, as in ``Derivation``
    """

    scope: Scope

    def __init__(self, *names: Entry | Family | IntegerIndex, loss: Loss | None = None,
                 aliases: Sequence[tuple[str, Entry | Family | Loss]] = ()):
        for name in names:
            if not isinstance(name, (Entry, Family, IntegerIndex)) or (isinstance(name, Entry) and name.indices):
                raise LanguageError(f"{name} is no symbol, family, definition or integer",
                                    hint="give the family x, not its member x[i]")
        called = [name.letter if isinstance(name, IntegerIndex) else family_of(name).name for name in names]
        twice = next((word for word in called if called.count(word) > 1), None)
        if twice is not None:
            raise LanguageError(f"{twice} is given twice", hint="give each name once")
        made = [isinstance(name, (Entry, Family)) and family_of(name).is_defined for name in names]
        derivation = Derivation(
            "", claims=(), loss=loss, aliases=tuple(aliases),
            symbols=tuple(name for name, is_made in zip(names, made, strict=True) if not is_made),
            definitions=tuple(name for name, is_made in zip(names, made, strict=True)
                              if is_made and not isinstance(name, IntegerIndex)),
        )  # fmt: skip
        check_aliases(derivation)
        object.__setattr__(self, "scope", scope_of(derivation))

    def __call__(self, text: str) -> Expr:
        """The expression that ``text`` writes. Raises ReadError."""
        found = reading(text, self.scope)
        _check(text, found.notes)
        return found.expr

    def sides(self, text: str) -> tuple[Expr, Expr]:
        """The two sides of an equation. Raises ReadError."""
        said = read_chain(text, self.scope)
        _check(text, said.notes)
        match said.items, said.signs:
            case (Expr() as left, Expr() as right), ("eq",):
                return left, right
        raise ReadError("this is no equation of two sides", text, 0, len(text), "write a = b")

    def relation(self, text: str) -> Relational:
        """An equation or inequality between two sides. Raises ReadError."""
        found, notes = read_relation(text, self.scope)
        _check(text, notes)
        return found


def _check(text: str, notes: Sequence[Note]) -> None:
    """Raises ReadError for what some would read in another way."""
    if notes:
        first, *others = (ReadError(note.chosen, text, note.start, note.end,
                                    note.text.removeprefix(note.chosen).lstrip("; ") or "write it as it is printed")
                          for note in notes)
        first.others = tuple(others)
        raise first


__all__ = ["Formulas"]
