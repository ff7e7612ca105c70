r"""How a name is written: a small part of LaTeX, read into boxes once for all printers.

A family's ``latex`` may hold letters, Greek commands, ``\hat \tilde \bar \dot``,
``\text \mathrm \mathcal \mathbb``, primes, and scripts ``_{..}`` and ``^{..}``.
Anything else raises: a command passed through unread could not be spelled in
Typst or MathML, and a name could break out of its formula.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from symdl.errors import LanguageError
from symdl.notation.boxes import (
    LETTERS,
    Accent,
    Box,
    Fenced,
    Number,
    Operator,
    Row,
    Script,
    Style,
    Symbol,
    Word,
    row,
)

__all__ = ["Name", "name_of", "spelling"]


@dataclass(frozen=True)
class Name:
    """A name and its scripts, kept apart so that indices and powers combine with them.

    prefix   boxes before the one that carries the scripts, as the Delta of ``\\Delta w``
    """

    prefix: tuple[Box, ...]
    base: Box
    sub: tuple[Box, ...] = ()
    sup: tuple[Box, ...] = ()

    def box(self, indices: tuple[Box, ...] = ()) -> Box:
        """The name with ``indices`` in its subscript, after what the subscript holds already."""
        separate = any(not isinstance(index, Symbol) for index in indices)
        below = list(self.sub)
        for place, index in enumerate(indices):
            if below and (separate or place == 0):
                below.append(Operator("comma"))
            below.append(index)
        if not below and not self.sup:
            return row(*self.prefix, self.base)
        return row(*self.prefix, Script(self.base, row(*below) if below else None,
                                        row(*self.sup) if self.sup else None))


_STYLES: dict[str, Style] = {"mathrm": "upright", "text": "upright", "mathcal": "calligraphic",
                             "mathbb": "blackboard"}
_ACCENTS = ("hat", "tilde", "bar", "dot")
_SIGNS = {",": "comma", "+": "plus", "-": "minus", "*": "star"}
_PLAIN = re.compile(r"([A-Za-z]+)([0-9]+)?(?:_([A-Za-z0-9]+))?('*)")
_TOKEN = re.compile(r"\\(?:text|math[a-z]+)\s*\{[^{}]*\}|\\[A-Za-z]+|[A-Za-z]+|[0-9]+|\s+|.", re.DOTALL)


@lru_cache(maxsize=1 << 12)
def name_of(plain: str, latex: str = "") -> Name:
    """The name of something called ``plain`` and written ``latex`` (or as it is called).

    Raises LanguageError if ``latex`` holds anything outside the subset.
    """
    if latex in ("", plain) and (match := _PLAIN.fullmatch(plain)):
        letters, digits, label, primes = match.groups()
        below = [part for part in (digits, label) if part]
        sub: list[Box] = []
        for part in below:
            sub += [Operator("comma")] * bool(sub) + [Number(part) if part.isdigit() else _letters(part)]
        return Name((), _letters(letters), tuple(sub), (Operator("prime"),) * len(primes))
    return _Reader(plain, latex or plain).name()


def _letters(text: str) -> Box:
    """A plain run of letters: one letter, a Greek letter by its name, or an upright word."""
    return Symbol(text) if len(text) == 1 or text in LETTERS else Word(text)


def spelling(name: Name) -> str | None:
    r"""How a person types this name: ``\hat{x}`` is xhat, ``\sigma^2`` is sigma^2. None if unclear."""
    if name.prefix or (base := _spell(name.base)) is None:
        return None
    below = [_spell(box) for box in name.sub]
    if None in below:
        return None
    text = base + ("_" + "".join(map(str, below)) if below else "")
    match name.sup:
        case ():
            return text
        case (Number(digits),):
            return f"{text}^{digits}"
        case (Operator("prime"), *rest) if all(box == Operator("prime") for box in rest):
            return text + "'" * len(name.sup)
    return None


def _spell(box: Box) -> str | None:
    match box:
        case Symbol(text) | Word(text):
            return text.removeprefix("var")
        case Number(digits):
            return digits
        case Accent(kind, body) if (inner := _spell(body)) is not None:
            return inner + kind
    return None


class _Reader:
    """Recursive descent over the tokens of one name."""

    def __init__(self, owner: str, latex: str):
        self.owner, self.latex = owner, latex
        self.tokens = [token for token in _TOKEN.findall(latex) if not token.isspace()]

    def fail(self, what: str, hint: str = "") -> LanguageError:
        return LanguageError(f"the LaTeX name of {self.owner} {what}", term=self.latex,
                             hint=hint or r"a name may use letters, Greek letters, \hat \tilde \bar \dot, "
                                          r"\text \mathrm \mathcal \mathbb, primes, _{...} and ^{...}")

    def next(self) -> str:
        if not self.tokens:
            raise self.fail("ends too early")
        token: str = self.tokens.pop(0)
        return token

    def name(self) -> Name:
        parts: list[Name] = []
        while self.tokens:
            if parts and (parts[-1].sub or parts[-1].sup):
                raise self.fail("goes on after its scripts", "put a whole script in braces: d_{in}")
            parts.append(self.scripted(inside=False))
        if not parts:
            raise self.fail("is empty")
        last = parts[-1]
        return Name(tuple(part.base for part in parts[:-1]), last.base, last.sub, last.sup)

    def scripted(self, *, inside: bool) -> Name:
        base = self.atom(inside=inside)
        sub: tuple[Box, ...] = ()
        sup: tuple[Box, ...] = ()
        while self.tokens and self.tokens[0] in ("_", "^", "'"):
            match self.next():
                case "'":
                    sup += (Operator("prime"),)
                case "_" if not sub:
                    sub = self.group()
                case "^" if not any(box != Operator("prime") for box in sup):
                    sup += self.group()
                case mark:
                    raise self.fail(f"has two scripts {mark}")
        return Name((), base, sub, sup)

    def group(self) -> tuple[Box, ...]:
        """What follows ``_`` or ``^``: one token, or everything in braces."""
        token = self.next()
        if token != "{":
            # TeX takes one character: x_in is x_i followed by n.
            head, rest = (token, "") if token.startswith("\\") else (token[0], token[1:])
            self.tokens[:0] = [head, rest] if rest else [head]
            return (self.atom(inside=True),)
        inner = self.until("}")
        return inner.items if isinstance(inner, Row) else (inner,)

    def until(self, closing: str) -> Box:
        """Everything up to a closing bracket."""
        items: list[Box] = []
        while self.tokens and self.tokens[0] != closing:
            items.append(self.scripted(inside=True).box())
        if self.next() != closing or not items:
            raise self.fail("has brackets with nothing inside")
        return row(*items)

    def atom(self, *, inside: bool) -> Box:
        token = self.next()
        if token.isascii() and token.isalpha():
            return Symbol(token) if len(token) == 1 else Word(token)
        if inside and token.isascii() and token.isdigit():
            return Number(token)
        if inside and token in _SIGNS:
            return Operator(_SIGNS[token])  # type: ignore[arg-type]
        if inside and token == "(":
            return Fenced(self.until(")"))
        if token.endswith("}") and len(token) > 1:
            style, _, content = token[1:-1].partition("{")
            return self.styled(style.strip(), content)
        command = token[1:] if token.startswith("\\") else ""
        if command in LETTERS and command != "partial":
            return Symbol(command)
        if command in _STYLES:
            return self.styled(command, self.next())  # \mathcal B, without braces
        if command in _ACCENTS:
            return Accent(command, self.argument())  # type: ignore[arg-type]
        raise self.fail(f"holds {token!r}, which names cannot hold")

    def argument(self) -> Box:
        """The argument of an accent: one atom, in braces or not."""
        if self.tokens and self.tokens[0] == "{":
            self.next()
            body = self.atom(inside=False)
            if self.next() != "}":
                raise self.fail("has an accent over more than one letter or word")
            return body
        return self.atom(inside=False)

    def styled(self, command: str, text: str) -> Box:
        """``text`` in the font of ``\\text``, ``\\mathrm``, ``\\mathcal`` or ``\\mathbb``."""
        style = _STYLES.get(command)
        if style is None:
            raise self.fail(f"uses the font {command}")
        if not (text.isascii() and text.isalnum()):
            raise self.fail(f"sets {text!r} in a font, which takes letters and digits only")
        if style == "upright":
            return Symbol(text, "upright") if len(text) == 1 and text.isalpha() else Word(text)
        if not (len(text) == 1 and text.isupper()):
            raise self.fail(f"sets {text!r} in a font that has single capital letters only")
        return Symbol(text, style)
