r"""Text that a person wrote, made safe for TeX and for Typst.

``tex`` writes any text as ASCII LaTeX that prints the same characters; what the
fonts cannot print is shown as its code point, ``[U+4E2D]``, and never dropped.
``typst`` does the same for a Typst string (Typst needs no escaping: its
template reads data). ``typesettable`` decides whether a formula that a source
printed may be set as LaTeX, or must be shown as the text it is.
"""

from __future__ import annotations

import re
import unicodedata


def _words(text: str) -> list[str]:
    return text.split()


# --------------------------------------------------------------------------
# Characters

_ASCII = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "_": r"\_", "%": r"\%", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    '"': r"\textquotedbl{}", "`": r"\textasciigrave{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "|": r"\textbar{}",
    # Doubled, these make ligatures (an en dash, a closing quote, a low quote), and
    # "?`" and "!`" turn upside down; the braces keep each a character of its own.
    "-": "-{}", "'": "'{}", ",": ",{}", "?": "?{}", "!": "!{}",
}  # fmt: skip

_SYMBOLS = {
    "\u00a0": "~", "‘": r"\textquoteleft{}", "’": r"\textquoteright{}", "“": r"\textquotedblleft{}",
    "”": r"\textquotedblright{}", "–": r"\textendash{}", "—": r"\textemdash{}",
    "…": r"\textellipsis{}", "•": r"\textbullet{}", "§": r"\textsection{}", "¶": r"\textparagraph{}",
    "©": r"\textcopyright{}", "°": r"\textdegree{}", "«": r"\guillemotleft{}",
    "»": r"\guillemotright{}", "¿": r"\textquestiondown{}", "¡": r"\textexclamdown{}",
    "£": r"\textsterling{}", "€": r"\texteuro{}", "ß": r"\ss{}", "æ": r"\ae{}", "Æ": r"\AE{}",
    "œ": r"\oe{}", "Œ": r"\OE{}", "ø": r"\o{}", "Ø": r"\O{}", "ł": r"\l{}", "Ł": r"\L{}",
    "đ": r"\dj{}", "Đ": r"\DJ{}", "ð": r"\dh{}", "þ": r"\th{}", "Þ": r"\TH{}", "ı": r"\i{}",
}  # fmt: skip

_MATHS = {
    "±": r"\pm", "×": r"\times", "·": r"\cdot", "÷": r"\div", "−": "-", "≤": r"\le", "≥": r"\ge",
    "≠": r"\ne", "≈": r"\approx", "≡": r"\equiv", "∼": r"\sim", "∝": r"\propto", "∞": r"\infty",
    "∂": r"\partial", "∇": r"\nabla", "∑": r"\sum", "∏": r"\prod", "∫": r"\int", "√": r"\surd",
    "∈": r"\in", "∉": r"\notin", "⊂": r"\subset", "⊆": r"\subseteq", "∪": r"\cup", "∩": r"\cap",
    "∅": r"\emptyset", "∀": r"\forall", "∃": r"\exists", "¬": r"\neg", "∧": r"\wedge",
    "∨": r"\vee", "→": r"\to", "←": r"\leftarrow", "↦": r"\mapsto", "⇒": r"\Rightarrow",
    "⇔": r"\Leftrightarrow", "⊤": r"\top", "⊗": r"\otimes", "⊙": r"\odot", "∘": r"\circ",
    "ℓ": r"\ell", "¹": "^{1}", "²": "^{2}", "³": "^{3}",
    **dict(zip("αβγδεζηθικλμνξπρςστυφχψω", _words(
        r"\alpha \beta \gamma \delta \varepsilon \zeta \eta \theta \iota \kappa \lambda \mu \nu \xi \pi"
        r" \rho \varsigma \sigma \tau \upsilon \varphi \chi \psi \omega"), strict=True)),
    **dict(zip("ΓΔΘΛΞΠΣΥΦΨΩ", _words(
        r"\Gamma \Delta \Theta \Lambda \Xi \Pi \Sigma \Upsilon \Phi \Psi \Omega"), strict=True)),
}  # fmt: skip

_ACCENTS = {
    "\u0300": r"\`", "\u0301": r"\'", "\u0302": r"\^", "\u0303": r"\~", "\u0308": r"\"",
    "\u030a": r"\r", "\u030c": r"\v", "\u0306": r"\u", "\u0304": r"\=", "\u0307": r"\.",
    "\u0327": r"\c", "\u0328": r"\k", "\u030b": r"\H",
}  # fmt: skip


def _accented(char: str) -> str | None:
    r"""``é`` as ``\'{e}``; None unless it is an ASCII letter with one accent that TeX has."""
    parts = unicodedata.normalize("NFD", char)
    if len(parts) == 2 and parts[0].isascii() and parts[0].isalpha() and parts[1] in _ACCENTS:
        return f"{_ACCENTS[parts[1]]}{{{parts[0]}}}"
    return None


def _character(char: str) -> str | None:
    """One character as LaTeX, or None if the fonts have no glyph for it."""
    if char in _ASCII:
        return _ASCII[char]
    if " " <= char <= "~":
        return char
    if char in _SYMBOLS:
        return _SYMBOLS[char]
    if char in _MATHS:
        return rf"\ensuremath{{{_MATHS[char]}}}"
    # Latin-1 and Latin Extended-A: beyond them a composed glyph is not in every font.
    return _accented(char) if "\u00c0" <= char <= "\u017f" else None


PRINTABLE = frozenset(
    char for char in map(chr, [*range(0x20, 0x17F + 1), *map(ord, [*_SYMBOLS, *_MATHS])])
    if _character(char) is not None
)
"""Every character that all three printed forms have a glyph for."""


def _line(text: str) -> str:
    """Composed characters, and one space for each run of white space (a no-break space stays)."""
    return re.sub(r"[ \t\r\n\f\v\u2028\u2029\x1c-\x1f\x85]+", " ", unicodedata.normalize("NFC", text))


def _code_point(char: str) -> str:
    return f"[U+{ord(char):04X}]"


def tex(text: str) -> str:
    r"""``text`` as ASCII LaTeX that prints it on one line.

    >>> tex("50% of A & B")
    '50\\% of A \\& B'
    >>> tex("naïve")
    'na\\"{i}ve'
    """
    out = "".join(_character(c) or _code_point(c) for c in _line(text))
    # The braces are needed between two of a kind only; elsewhere they are noise to a reader.
    return re.sub(r"([-',?!])\{\}(?![-'`,])", r"\1", out)


def tex_code(text: str) -> str:
    """``text`` as ASCII LaTeX for a fixed-width line: quotes upright, every space kept."""
    out = [
        r"\ " if c == " " else r"\textquotesingle{}" if c == "'" else _character(c) or _code_point(c)
        for c in unicodedata.normalize("NFC", text).expandtabs(4)
    ]
    return "".join(out)


def typst(text: str) -> str:
    """``text`` on one line, with the code points of characters that Typst's own fonts lack."""
    return "".join(c if c in PRINTABLE else _code_point(c) for c in _line(text))


def typst_code(text: str) -> str:
    """The same for lines of code: line ends and spaces are kept."""
    return "".join(
        c if c in PRINTABLE or c == "\n" else _code_point(c)
        for c in unicodedata.normalize("NFC", text).expandtabs(4)
    )


def plain_ascii(text: str) -> str:
    """``text`` without accents and with ``?`` for what is not ASCII: for a PDF's bookmarks."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", _line(text)) if not unicodedata.combining(c))
    return "".join(c if " " <= c <= "~" else "?" for c in bare)


# --------------------------------------------------------------------------
# Formulas as a source printed them

# One character each, so they may also be a script or an argument without braces.
_LETTERS = frozenset(_words(
    """alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi
    rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma
    Upsilon Phi Psi Omega partial nabla infty ell top bot ast star prime"""
))
_NO_ARGUMENT = _LETTERS | frozenset(_words(
    """sum prod int cdot cdots ldots dots times div pm mp le leq ge geq ne neq approx equiv sim propto in
    notin to leftarrow rightarrow mapsto odot otimes oplus circ mid vert Vert langle rangle lfloor rfloor
    lceil rceil exp log ln tanh sinh cosh sin cos tan max min sup inf lim arg det forall exists wedge vee
    cup cap subset subseteq emptyset quad qquad displaystyle textstyle"""
))
_ONE_ARGUMENT = frozenset(_words(
    """hat bar tilde vec dot ddot widehat widetilde overline underline mathbf mathrm mathit mathcal
    mathbb mathsf boldsymbol operatorname"""
))
_TWO_ARGUMENTS = frozenset(["frac", "dfrac", "tfrac", "binom"])
_SIZED = frozenset(_words("big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr"))
_DELIMITERS = frozenset([*"()[]|/.", r"\{", r"\}", r"\|", r"\langle", r"\rangle", r"\vert", r"\Vert"])
_WORDS = r"\\text\{[A-Za-z0-9 .,:;()'-]*\}"  # one token: spaces count in it
_TOKEN = re.compile(_WORDS + r"|\\[A-Za-z]+|\\[,;:!{}| ]|[A-Za-z0-9+\-*/=<>()\[\]|.,:;'^_{} ]")


class _Reader:
    """A reader of the part of TeX's maths in which nothing can go wrong: it raises ValueError."""

    def __init__(self, latex: str):
        self.tokens: list[str] = []
        at = 0
        while at < len(latex):
            found = _TOKEN.match(latex, at)
            if not found:
                raise ValueError(f"{latex[at]!r} is not allowed")
            at = found.end()
            if found[0] != " ":
                self.tokens.append(found[0])
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.peek()
        if not token or (wanted and token != wanted):
            raise ValueError(f"expected {wanted or 'more'}, found {token or 'the end'}")
        self.at += 1
        return token

    def formula(self, *ends: str, depth: int = 0) -> None:
        """Atoms with at most one superscript and one subscript each, up to a token of ``ends``."""
        if depth > 40:
            raise ValueError("nested too deeply")
        while self.peek() not in ends:
            self.atom(depth)
            self.scripts(depth)

    def scripts(self, depth: int) -> None:
        seen = ""
        while self.peek() and self.peek() in "^_'":
            script = self.take()
            if script in seen or (script != "_" and ("^" in seen or "'" in seen)):
                raise ValueError(f"two superscripts or two subscripts: {script}")
            seen += script
            if script != "'":
                self.argument(depth)
                continue
            while self.peek() == "'":
                self.take()
            if self.peek() == "^":  # x'^2 is one superscript to TeX; x^2' is two
                self.take()
                self.argument(depth)

    def atom(self, depth: int) -> None:
        token = self.take()
        name = token[1:]
        if token == "{":
            self.formula("}", depth=depth + 1)
            self.take("}")
        elif re.fullmatch(_WORDS, token):
            pass
        elif token == r"\left":
            self.delimiter()
            self.formula(r"\right", depth=depth + 1)
            self.take(r"\right")
            self.delimiter()
        elif token == r"\sqrt":
            if self.peek() == "[":
                self.take()
                self.formula("]", depth=depth + 1)
                self.take("]")
            self.argument(depth)
        elif not token.startswith("\\"):
            if token in "}^_":
                raise ValueError(f"{token} has nothing before it")
        elif name in _ONE_ARGUMENT:
            self.argument(depth)
        elif name in _TWO_ARGUMENTS:
            self.argument(depth)
            self.argument(depth)
        elif name in _SIZED:
            self.delimiter()
        elif name.isalpha() and name not in _NO_ARGUMENT:
            raise ValueError(f"{token} is not allowed")

    def argument(self, depth: int) -> None:
        if self.peek() == "{":
            self.atom(depth)
        else:
            token = self.take()
            if token[1:] not in _LETTERS and (len(token) > 1 or not token.isalnum()):
                raise ValueError(f"{token} needs braces")

    def delimiter(self) -> None:
        if self.take() not in _DELIMITERS:
            raise ValueError("not a delimiter")


def typesettable(latex: str) -> bool:
    r"""Whether ``latex`` may be set as a formula: every command known, every group closed.

    >>> typesettable(r"\frac{\partial l}{\partial x_i}")
    True
    >>> typesettable(r"\input{secret}")
    False
    """
    if not latex.strip() or len(latex) > 4000:
        return False
    try:
        _Reader(latex).formula("")
    except ValueError:
        return False
    return True
