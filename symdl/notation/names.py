r"""How a name is written: a small part of LaTeX, read into boxes once for all printers.

A family's ``latex`` may hold letters, Greek commands, accents (``\hat \tilde \bar`` ...), fonts (``\text
\mathrm \mathbf \mathcal \mathbb`` ...), primes, and scripts ``_{..}`` and ``^{..}``. Anything else raises: a command
passed through unread could not be spelled in Typst or MathML, and a name could break out of its formula.

``spelled_name`` takes the spelling of a name in a tree of the reader, which is the same language
but for words (``lr_max`` is one there) and fonts (which are set on whatever the author set them on).
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
from symdl.notation.reader.names import ACCENTS, FONTS, WORDS

__all__ = ["Name", "name_of", "spelled_name", "spelling"]


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


_STYLES: dict[str, Style] = {"mathbf": "bold", "mathcal": "calligraphic", "mathbb": "blackboard",
                             "mathfrak": "fraktur", "mathsf": "sans", "mathtt": "typewriter"}  # fmt: skip
_SIGNS = {",": "comma", "+": "plus", "-": "minus", "*": "asterisk", ":": "colon", ";": "semicolon", "/": "slash",
          "=": "eq", "|": "bar"}  # fmt: skip
_COMMAND_SIGNS = {"prime": "prime", "star": "star", "ast": "conv", "dagger": "dagger", "circ": "circ", "top": "top",
                  "perp": "perp", "parallel": "parallel", "odot": "odot", "to": "to", "le": "le", "ge": "ge",
                  "lt": "lt", "gt": "gt", "ne": "ne", "in": "in"}  # fmt: skip
_PLAIN = re.compile(r"([A-Za-z]+)([0-9]+)?(?:_([A-Za-z0-9]+))?('*)")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_\-]*[A-Za-z0-9]|[A-Za-z]")
_TOKEN = re.compile(r"\\(?:text|math[a-z]+)\s*\{[^{}\\]*\}|\\[A-Za-z]+|[A-Za-z]+|[0-9]+|\s+|.", re.DOTALL)
_WIDE_TOKEN = re.compile(r"\\[A-Za-z]+|[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+|-[A-Za-z]{2,})*|[0-9]+|\s+|.", re.DOTALL)


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


@lru_cache(maxsize=1 << 12)
def spelled_name(spelling: str) -> Name:
    r"""The name that a tree of the reader spells so: ``\hat{x}``, ``\mu_{\mathcal{B}}``, ``P_{drop}``, ``lr_max``.

    Raises LanguageError for what no name is spelled like.
    """
    return _Reader(spelling, spelling, wide=True).name()


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

    def __init__(self, owner: str, latex: str, wide: bool = False):
        self.owner, self.latex, self.wide = owner, latex, wide
        self.tokens = [token for token in (_WIDE_TOKEN if wide else _TOKEN).findall(latex) if not token.isspace()]

    def fail(self, what: str, hint: str = "") -> LanguageError:
        return LanguageError(f"the LaTeX name of {self.owner} {what}", term=self.latex,
                             hint=hint or r"a name may use letters, Greek letters, accents as \hat \tilde \bar, fonts "
                                          r"as \text \mathrm \mathbf \mathcal \mathbb, primes, _{...} and ^{...}")

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
            if self.wide and parts and self.tokens[0].isdigit():  # what a person types as beta1
                parts[-1] = Name((), parts[-1].base, (Number(self.next()),))
                continue
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
        if self.wide and inside and token == "star":
            return Operator("star")  # how the reader spells the sign
        if token[0].isascii() and token[0].isalpha():
            return Symbol(token) if len(token) == 1 else Word(token)
        if (inside or self.wide) and token.isascii() and token.isdigit():
            return Number(token)
        if inside and token in _SIGNS:
            return Operator(_SIGNS[token])  # type: ignore[arg-type]
        if inside and token == "(":
            return Fenced(self.until(")"))
        if token.endswith("}") and len(token) > 1:
            style, _, content = token[1:-1].partition("{")
            return self.styled(style.strip(), content)
        command = token[1:] if token.startswith("\\") else ""
        if command in LETTERS and command not in ("partial", "nabla"):
            return Symbol(command)
        if inside and command in _COMMAND_SIGNS:
            return Operator(_COMMAND_SIGNS[command])  # type: ignore[arg-type]
        if command in ACCENTS:
            return Accent(ACCENTS[command], self.argument())  # type: ignore[arg-type]
        if FONTS.get(command) or command in WORDS:
            if self.tokens and self.tokens[0] == "{":
                return self.set_in(command, self.argument())
            return self.styled(command, self.next())  # \mathcal B, without braces
        raise self.fail(f"holds {token!r}, which names cannot hold")

    def argument(self) -> Box:
        """The argument of an accent or a font: one atom, in braces or not."""
        if self.tokens and self.tokens[0] == "{":
            self.next()
            body = self.scripted(inside=False).box() if self.wide else self.atom(inside=False)
            if self.next() != "}":
                raise self.fail("has an accent or a font over more than one letter or word")
            return body
        return self.atom(inside=False)

    def set_in(self, command: str, body: Box) -> Box:
        """An atom in a font: the letter below the accents is what is set."""
        match body:
            case Accent(kind, inner):
                return Accent(kind, self.set_in(command, inner))
            case Script(inner, sub, sup):
                return Script(self.set_in(command, inner), sub, sup)
            case Symbol(text, "italic") | Word(text) | Number(text):
                return self.styled(command, text)
        raise self.fail("sets in a font what no font has")

    def styled(self, command: str, text: str) -> Box:
        """``text`` in the font of ``\\text``, ``\\mathrm``, ``\\mathbf``, ``\\mathcal`` and the like."""
        letter = text.removeprefix("\\")
        greek = letter in LETTERS and (len(letter) > 1)
        if not greek and not (text.isascii() and text.isalnum()) and not (self.wide and _WORD.fullmatch(text)):
            raise self.fail(f"sets {text!r} in a font, which takes letters and digits only")
        if command in WORDS:
            if greek:
                raise self.fail(f"sets {text!r} upright")
            return Symbol(text, "upright") if len(text) == 1 and text.isalpha() else Word(text)
        style = _STYLES.get(FONTS.get(command, ""))
        if style is None:
            raise self.fail(f"uses the font {command}")
        if style in ("calligraphic", "blackboard") and not self.wide and not (len(text) == 1 and text.isupper()):
            raise self.fail(f"sets {text!r} in a font that has single capital letters only")
        return Symbol(letter, style) if greek or len(text) == 1 else Word(text, style)
