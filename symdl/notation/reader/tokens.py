r"""Text -> tokens: LaTeX, Unicode and plain text become one stream.

A Greek letter is ``\sigma`` however it was typed; x̂ and \widehat{x} are ``\hat{x}``; ``\left(`` is ``(``;
₁ and ² are scripts in braces; spaces, sizes and colours are gone. Words are one token: upright ones
(``\text{softmax}``), declared ones (``dw``), and in plain text every run of letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from symdl.errors import ReadError
from symdl.notation.reader.names import FONTS, WORDS, accented, in_font
from symdl.notation.reader.signs import BIG, COMMANDS, FUNCTIONS, IMPLIED, INFIX, LETTERS, RELATIONS, UNICODE

LIMIT_CHARACTERS = 4_000
LIMIT_TOKENS = 2_000
LIMIT_DIGITS = 40  # of one number
LIMIT_EXPONENT = 308  # of ten, as in a float
LIMIT_ACCENTS = 4  # over one letter
LIMIT_DEPTH = 60
MOST_ERRORS = 10  # that are told of one text

ESCAPES = {"\a": "a", "\b": "b", "\f": "f", "\v": "v", "\x1b": "e"}
"""Letters that a backslash before them makes another character of, in double quotes."""
LOST = r"in double quotes, \{0} is that character: write '...' in single quotes, or \\{0}"

PRODUCT_WITH_E = re.compile(r"(?<![\w.\\])(?!1e)(\d+)e(?=[-+−]\d)")
"""In LaTeX 2e-2 is no number, but 2e - 2; 1e-8 is one, and so is 2.5e-4."""
SCIENTIFIC = re.compile(r"(?<![\w.\\])(\d+(?:\.\d+)?)e([-+−]\d+)(?![\d.])")
_EULER = re.compile(r"(?<![A-Za-z\\])e(?![A-Za-z_'])|exp")


def has_euler(text: str) -> bool:
    """Whether Euler's number is in a formula, other than in what may be a number: 2e-2."""
    return bool(_EULER.search(SCIENTIFIC.sub(" ", text)))


Kind = Literal["number", "letter", "word", "command", "op", "rel", "infix", "text", "newline", "quad", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    """One sign, number or name.

    text    of a letter or word its spelling, of a relation or infix sign its name, of a command what
            follows the backslash
    spaced  whether white space stands before it
    side    "l" or "r" if ``\\left``, ``\\lvert`` and the like say so; "upright", "split" of letters; "joins" of signs
    """

    kind: Kind
    text: str
    start: int
    end: int
    spaced: bool = False
    side: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """Text that is no part of the formula."""

    start: int
    end: int
    text: str


OPEN = {"(": ")", "[": "]", "{": "}", r"\{": r"\}", "<|": "|>", "⌊": "⌋", "⌈": "⌉"}
CLOSE = {close: open_ for open_, close in OPEN.items()}

_SKIPPED = frozenset((
    ",", ";", ":", "!", ">", " ", "enspace", "thinspace", "medspace", "thickspace", "negthinspace",
    "negmedspace", "negthickspace",
    "displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "limits", "nolimits", "nonumber", "notag",
    "allowbreak", "mathstrut", "strut", "hfill", "hfil", "null", "relax", "centering", "noindent", "par",
    "mathopen", "mathclose", "mathbin", "mathrel", "mathord", "mathpunct", "mathinner", "rm", "it", "normalfont",
    "hline", "smallskip", "medskip", "bigskip", "@",
))  # fmt: skip
_WITH_ARGUMENT = frozenset(("label", "tag", "tag*", "hspace", "vspace", "hspace*", "vspace*", "color", "phantom",
                            "hphantom", "vphantom", "eqref", "ref", "cite", "mathchoice", "kern", "mspace"))
_TRANSPARENT = frozenset(("boxed", "mathstrut", "ensuremath", "smash", "mbox*", "fbox", "mathop*"))
_SIZES = frozenset(size + side for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m"))
_DELIMITERS = {
    "(": "(", ")": ")", "[": "[", "]": "]", "|": "|", "/": "/", r"\{": r"\{", r"\}": r"\}", r"\lbrace": r"\{",
    r"\rbrace": r"\}", r"\lbrack": "[", r"\rbrack": "]", r"\langle": "<|", r"\rangle": "|>", r"\lfloor": "⌊",
    r"\rfloor": "⌋", r"\lceil": "⌈", r"\rceil": "⌉", r"\vert": "|", r"\lvert": "|", r"\rvert": "|", r"\|": "‖",
    r"\Vert": "‖", r"\lVert": "‖", r"\rVert": "‖", r"\lparen": "(", r"\rparen": ")", "<": "<|", ">": "|>",
    r"\llcorner": "⌊", r"\lrcorner": "⌋", r"\ulcorner": "⌈", r"\urcorner": "⌉", "‖": "‖", r"\lgroup": "(",
    r"\rgroup": ")", "⌊": "⌊", "⌋": "⌋", "⌈": "⌈", "⌉": "⌉", "⟨": "<|", "⟩": "|>",
}  # fmt: skip
_LETTERS = {"d": "d", "dd": "d", "differentialD": "d", "exponentialE": "e", "imaginaryI": "i"}
"""Commands of packages and of formula editors that are an upright letter."""
_UPRIGHT = {"ℯ": "e", "ⅇ": "e", "ⅆ": "d", "ⅈ": "i"}
"""Characters that are an upright letter, too: Euler's number, a differential, the imaginary unit."""
_SIDES = {r"\lvert": "l", r"\rvert": "r", r"\lVert": "l", r"\rVert": "r"}
_SIGNS = frozenset("+-*/^_()[]{}|,;:!='<>&.~")
_AROUND = (("(", ")"), ("[", "]"), (r"\begin{cases}", r"\end{cases}"))
_ASCII_RELATIONS = sorted(((text, name) for name, texts in RELATIONS.items() for text in texts
                           if text[0] != "\\" and text not in "|:"), key=lambda pair: -len(pair[0]))
_ASCII_INFIX = {text: name for text, name in INFIX.items() if text[0] != "\\"}
_COMMAND_RELATIONS = {text[1:]: name for name, texts in RELATIONS.items() for text in texts if text[0] == "\\"}
_COMMAND_INFIX = {text[1:]: name for text, name in INFIX.items() if text[0] == "\\"}

_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+\-\u2212]?\d+)?", re.ASCII)
_REPEATING = re.compile(r"(\d+)\.(\d*)(?:\\(?:overline|bar)\s*\{\s*(\d+)\s*\}"
                        r"|\\(?:overline|bar|dot)\s*(?:\{\s*(\d)\s*\}|(\d)))(?!\s*[\d.])", re.ASCII)
_LETTERS_IN_A_ROW = re.compile(r"[A-Za-z]{1,12}")  # no word of ours is longer
_RUN = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_GLUED = re.compile(r"(?:sin|cos|tan|cot|sec|csc|sinh|cosh|tanh|ln|sqrt)\d|(?:log|exp)\d+[A-Za-z]")
"""A function, a number, and no bracket: no name is spelled so."""
_ALONE = re.compile(r"(?<![A-Za-z\\_])[A-Za-z](?![A-Za-z0-9_'])")
_LETTER_AND_NUMBER = re.compile(r"[A-Za-z]\d+")
_FORMULA_ABOVE = re.compile(r"(?:\^|\*\*)(?!\s*(?:\d|[({]\s*\d+\s*[)}]))")
_RAISED = re.compile(r"\s*(?:\^|\*\*)")
_AS_IN_LATEX = re.compile(r"\^\{(?!\s*\d+\s*\})")
_AMOUNT = re.compile(r"\s*\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])", re.ASCII)
_IN_ITALICS = re.compile(r"\s*\{\s*([A-Za-z][A-Za-z ]*[A-Za-z])\s*\}")
_VARIABLE = re.compile(r"(?!$)(?:[A-Za-z0-9 ]|\\(?:" + "|".join(LETTERS) + r")\b)*"
                       r"(?:_(?:[A-Za-z0-9]?|\{(?:[A-Za-z0-9 ,]|\\(?:" + "|".join(LETTERS) + r")\b)*\}))?")
_CHOICE = re.compile(r"\s*\{\s*\(([A-Za-z])\)\s*\}")
_OLD_FONT = re.compile(r"\{\s*\\(rm|bf|it|sf|cal)\b\s*([A-Za-z][A-Za-z0-9]*)\s*\}")
_WORDS_BEHIND = re.compile(r"//\s*[A-Za-z]{2}")
_X_BETWEEN = re.compile(r"x\d")
_THOUSANDS = re.compile(r"\{,\}(\d{3})(?!\d)")
_SKIP = re.compile(r"\*?\s*\[[^\]\\]{0,20}(?:pt|em|ex|cm|mm|in)\]")  # the [2pt] after a line end
_EMPTY = re.compile(r"\s*\{\s*\}")
_KNOWN = frozenset(("softmax", "clip", "mean", "std", "var", "logsumexp", "argsort", "round", "concat", "softsign"))
_IN_BRACKETS = re.compile(r"\(\d+\)")
_OF_TWO = re.compile(r"(?:ATAN|ARCTAN|atan|arctan)2(?=\s*\()")  # functions with a number in their name
_BETWEEN = frozenset(("and", "or", "if", "for", "where", "with", "when", "then", "otherwise"))
"""Words of ordinary language that people write between formulas without \\text."""
_BACKSLASHED = frozenset(("log", "ln", "exp", "sin", "cos", "tan", "tanh", "sinh", "cosh", "det", "arcsin", "arccos",
                          "arctan"))
"""Functions whose backslash people forget: no product of these letters is meant."""
# Only these have a form with a star: \alpha*G is a product.
_COMMAND = re.compile(r"\\((?:operatorname|tag|hspace|vspace|mbox|mathop)\*|[A-Za-z]+|.)", re.DOTALL)
_SWITCHES = ("bf", "cal", "it", "sf", "boldmath")
"""Commands that set all that follows in their braces in a font: {\\bf W x}."""
_BRACE = re.compile(r"\\\\|\\.|[{}&$]", re.DOTALL)
_BARS = ("|", r"\vert", r"\rvert")
_LEFT_OR_RIGHT = re.compile(r"\\(left|right)(?![A-Za-z])")
_BAR_WITH_SCRIPT = re.compile(r"\s*(?:\||\\r?vert(?![A-Za-z]))\s*[_^]")
_WORDS = re.compile(r"\s*([A-Za-z0-9_ .,:'/()\-–]*?)\s*")
_SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₔₕₖₗₘₙₚₛₜᵢᵣᵤᵥᵦᵧᵨᵩᵪⱼ", [*"0123456789+-=()aeoxəhklmnpstiruv",
                       "β", "γ", "ρ", "φ", "χ", "j"], strict=True))
_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁱⁿᵀᵗᵏʲᵐᵃᵇᶜᵈᵉᶠᵍʰˡᵒᵖʳˢᵘᵛʷˣʸᶻ", "0123456789+-=()inTtkjmabcdefghloprsuvwxyz",
                         strict=True))
_NO_SPACES = "\v\f\x1c\x1d\x1e\x1f"  # though Python has them for such
_COMBINING = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0305": "bar", "\u0307": "dot", "\u0308": "ddot",
              "\u20d7": "vec"}
_PRIMES = {"′": 1, "″": 2, "‴": 3, "’": 1}
_STYLES = (("BOLD", "mathbf"), ("SCRIPT", "mathcal"), ("DOUBLE-STRUCK", "mathbb"), ("FRAKTUR", "mathfrak"),
           ("BLACK-LETTER", "mathfrak"))
COMMAND_NAMES = frozenset({*COMMANDS, *LETTERS, *_COMMAND_RELATIONS, *_COMMAND_INFIX, *FUNCTIONS, *BIG, *_SKIPPED,
                           *_WITH_ARGUMENT, *_SIZES, *FONTS, *WORDS, "left", "right", "middle"})


def tokens(text: str, words: Collection[str] = (), latex: bool | None = None,
           letters: Collection[str] = (), closed: bool = True,
           errors: list[ReadError] | None = None,
           signs: Collection[str] = (), implicit: bool = False,
           others: Collection[str] = ()) -> tuple[list[Token], list[Comment]]:
    """The tokens of ``text`` with an "end", and what was left out.

    words   names of several letters that are declared, the longest first
    letters single letters that are declared: in plain text, a word of such letters only is their product
    closed  whether no other names occur; if they may, two letters in plain text are mostly a product
    latex   whether letters beside each other are factors; if None, whether there is a backslash or dollar in it

    signs   commands that are declared, which are letters here
    implicit  whether in plain text each letter is a name, but for declared words and functions: 2omegat, Bsin(x)
    others  single letters that are no names and may be factors: constants, and the x of x_0
    errors  takes unknown commands, so that what follows them is read too; if None, the first one is raised

    Raises ReadError for what formulas do not hold, and past a limit.
    """
    if len(text) > LIMIT_CHARACTERS:
        raise ReadError(f"the text has {len(text)} characters, and a formula may have {LIMIT_CHARACTERS}",
                        text[:80], 0, 80, "give the formula alone")
    scanner = _Scanner(text, words, letters, closed, "\\" in text or "$" in text if latex is None else latex)
    scanner.errors, scanner.signs, scanner.implicit = errors, signs, implicit and not scanner.latex
    scanner.others = others
    found: list[Token] = []
    for token in scanner.all():
        found.append(token)
        if len(found) > LIMIT_TOKENS:
            raise ReadError("the formula is too long", text, token.start, token.end,
                            f"it may have {LIMIT_TOKENS} names, numbers and signs")
    return [*_lines(found, scanner.latex), Token("end", "", len(text), len(text))], scanner.comments


def _lines(found: list[Token], latex: bool) -> list[Token]:
    """The tokens without the ends of source lines that part nothing.

    In plain text a line end parts two statements; in LaTeX it is a space, unless the line is empty
    or there is a relation on both sides: nobody writes a = b c = d in two lines.
    """
    if not any(token.text in ("soft", "blank") and token.kind == "newline" for token in found):
        return found
    out: list[Token] = []
    depth, related = 0, False
    for place, token in enumerate(found):
        if token.kind == "op":
            depth += (token.text in OPEN) - (token.text in CLOSE)
        elif token.kind == "command" and token.text.startswith(("begin{", "end{")):
            depth += 1 if token.text.startswith("begin{") else -1
        related = related or (token.kind == "rel" and not depth)
        if token.kind == "newline" and token.text == "":
            related = False
        if token.kind != "newline" or token.text not in ("soft", "blank"):
            out.append(token)
            continue
        if depth or not out:
            continue
        if latex and token.text == "soft" and not (related and _relates(found, place + 1)):
            continue
        out.append(Token("newline", "", token.start, token.end))
        related = False
    return out


def _relates(found: list[Token], place: int) -> bool:
    """Whether a relation stands in the line that starts here, outside of brackets, and not at its start."""
    depth = 0
    for number, token in enumerate(found[place:]):
        if token.kind == "op":
            depth += (token.text in OPEN) - (token.text in CLOSE)
        if token.kind == "newline":
            return False
        if token.kind == "rel" and not depth:
            return number > 0
    return False


class _Scanner:
    """Reads from left to right. ``font`` is the font that the letters stand in."""

    def __init__(self, text: str, words: Collection[str], known: Collection[str], closed: bool, latex: bool):
        self.text, self.words, self.letters_known, self.closed, self.latex = text, words, known, closed, latex
        self.dollars: list[int] = []
        self.errors: list[ReadError] | None = None
        self.signs: Collection[str] = ()
        self.implicit = False
        self.others: Collection[str] = ()
        self.alone: frozenset[str] | None = None  # letters that stand by themselves, once that is asked
        self.at = 0
        self.comments: list[Comment] = []
        self.lefts: list[tuple[int, str]] = []  # where each \left stands, and its sign
        self.depth = 0

    def fail(self, what: str, start: int, end: int, hint: str = "") -> ReadError:
        return ReadError(what, self.text, start, min(max(end, start + 1), max(len(self.text), start)), hint)

    def deeper(self, start: int) -> None:
        self.depth += 1
        if self.depth > LIMIT_DEPTH:
            raise self.fail(f"the formula is nested deeper than {LIMIT_DEPTH}", start, self.at)

    def all(self) -> Iterator[Token]:
        yield from self.until(len(self.text), "")
        if self.lefts:
            start, _ = self.lefts[-1]
            raise self.fail(r"this \left has no \right", start, start + 5, r"write \right where it ends")
        if len(self.dollars) % 2:
            raise self.fail("this dollar sign has no other", self.dollars[-1], self.dollars[-1] + 1,
                            "write one at the other end, or none")

    def until(self, end: int, font: str) -> Iterator[Token]:
        """The tokens up to an offset. In a font, letters of scripts keep their own."""
        text = self.text
        script = False
        while self.at < end:
            start = self.at
            char = text[start]
            if (char.isspace() and char not in _NO_SPACES) or (char == "~" and self.latex):
                if char == "\n":
                    yield self.end_of_source_line()
                self.at += 1
                continue
            spaced = start > 0 and (text[start - 1].isspace() or text[start - 1] == "~")
            if (
                char == "{"
                and (empty := _EMPTY.match(text, start))
                and text[:start].rstrip()[-1:] in ("=", "+", "-", "&")
            ):
                self.at = empty.end()  # ={}, as in aligned lines
                continue
            if char == "{" and (old := _OLD_FONT.match(text, start)):  # {\rm Tr}
                self.at = old.end()
                yield self.in_old_font(old[1], old[2], start, spaced)
                script = False
                continue
            style = "" if script else font
            script = False
            if char == "\\":
                yield from self.command(spaced, style)
            elif char.isascii() and (char.isdigit() or (char == "." and _NUMBER.match(text, start))):
                yield self.number(spaced)
            elif char.isascii() and char.isalpha():
                yield from self.letters(spaced, style)
            elif char in "$" or (char == "%" and self.latex):
                if char == "%":
                    self.comment(start, (text.find("\n", start) + 1 or len(text) + 1) - 1)
                else:
                    self.dollar()
            elif char in "_^":
                self.at += 1
                script = True
                yield Token("op", char, start, self.at, spaced)
            elif (found := self.sign(spaced)) is not None:
                if found.kind != "text":
                    yield found
            else:
                yield from self.unicode(spaced, style)

    def end_of_source_line(self) -> Token:
        """A line end of the text itself; "blank" if an empty line follows. ``_lines`` decides what it is worth."""
        start = self.at
        blank = False
        while self.text[self.at + 1 : self.at + 2].isspace():
            self.at += 1
            blank = blank or self.text[self.at] == "\n"
        return Token("newline", "blank" if blank else "soft", start, start + 1)

    def end_of_line(self, start: int) -> int:
        """Where a line of a formula ends: at ``\\\\``, or with its environment."""
        return min((end for sign in (r"\\", r"\end{", "$") if (end := self.text.find(sign, start)) >= 0),
                   default=len(self.text))

    def comment(self, start: int, end: int) -> None:
        self.comments.append(Comment(start, end, self.text[start:end].strip()))
        self.at = end

    def dollar(self) -> None:
        """Dollars stand around a formula, not in it."""
        start, text = self.at, self.text
        self.dollars.append(start)
        while self.at < len(text) and text[self.at] == "$":
            self.at += 1
        if text[:start].strip() and text[self.at :].strip(" \t\n\r.,;"):
            raise self.fail("a dollar sign stands around a formula, not in it", start, self.at,
                            "give one formula at a time, without dollar signs")

    # ---- signs

    def sign(self, spaced: bool) -> Token | None:
        text, start = self.text, self.at
        if self.latex and _WORDS_BEHIND.match(text, start):
            self.comment(start, self.end_of_line(start))
            return Token("text", "", start, start)
        if text.startswith(("...", "…"), start):
            self.at += 3 if text[start] == "." else 1
            return Token("command", "dots", start, self.at, spaced)
        if text.startswith("..", start):
            self.at += 2
            return Token("op", "..", start, self.at, spaced)
        if text.startswith("**", start) and not self.latex:
            self.at += 2
            return Token("op", "^", start, self.at, spaced)
        if text[start] == "~" and not self.latex and spaced:
            self.at += 1
            return Token("rel", "sim", start, self.at, spaced)
        for sign, name in _ASCII_RELATIONS:
            if text.startswith(sign, start):
                if sign == "<-" and any(text.count(a, 0, start) > text.count(b, 0, start) for a, b in _AROUND):
                    continue  # 1[x<-d]: nothing is assigned within brackets, and within cases
                if sign == "<-" and text[start + 2 : start + 3].strip():
                    if not text[start + 2].isdigit():
                        raise self.fail("this could be an arrow, or less than a negative", start, start + 2,
                                        "put spaces around the sign: w <- w, or w < -w")
                    continue  # x<-1
                self.at += len(sign)
                return Token("rel", name, start, self.at, spaced)
        char = text[start]
        if char in _ASCII_INFIX:
            self.at += 1
            return Token("infix", _ASCII_INFIX[char], start, self.at, spaced)
        if char in _SIGNS:
            self.at += 1
            return Token("op", char, start, self.at, spaced)
        return None

    def number(self, spaced: bool) -> Token:
        text, start = self.text, self.at
        if (repeating := _REPEATING.match(text, start)) is not None and len(repeating[0]) < LIMIT_DIGITS:
            self.at = repeating.end()
            value = _as_fraction(repeating[1], repeating[2], repeating[3] or repeating[4] or repeating[5])
            return Token("number", value, start, self.at, spaced)
        match = _NUMBER.match(text, start)
        assert match is not None
        end = match.end()
        mantissa, e, exponent = match[0].lower().replace("\u2212", "-").partition("e")
        if e:
            if any(word in ("e", "e" + exponent) for word in self.words):
                end = start + len(mantissa)  # 2e3 where e or e3 is a name: a product
            elif self.latex and PRODUCT_WITH_E.match(text, start):
                end = start + len(mantissa)
            elif text[end : end + 1].isalpha() and not exponent.isdigit():
                raise self.fail("where this number ends can be read in two ways", start, end + 1,
                                "write * for a product: 1e-3*x")
            elif text[end : end + 1].isalpha():
                end = start + len(mantissa)
            elif abs(int(exponent[:6])) > LIMIT_EXPONENT:
                raise self.fail("the number is too large or too small", start, end,
                                f"its power of ten may be {LIMIT_EXPONENT}")
        if sum(map(str.isdigit, text[start:end])) > LIMIT_DIGITS:
            raise self.fail("the number is too long", start, end, f"a number may have {LIMIT_DIGITS} digits")
        digits = text[start:end].replace("\u2212", "-")
        if not self.latex and _X_BETWEEN.match(text, end):
            raise self.fail("an x between digits could be a sign or a name", start, end + 2, "write * for a product")
        while match := _THOUSANDS.match(text, end):  # 1{,}000
            digits, end = digits + match[1], match.end()
        if text[end : end + 1] == "." and text[end + 1 : end + 2].isdigit():
            raise self.fail("this is not a number", start, end + 1, "write a decimal with one point: 0.5")
        if "." in digits and (repeating := _IN_BRACKETS.match(text, end)):  # 0.1(6)
            raise self.fail("this is a product, or a decimal that repeats", start, repeating.end(),
                            "write * for a product, a fraction for a decimal that repeats")
        self.at = end
        return Token("number", digits, start, end, spaced)

    # ---- letters

    def letters(self, spaced: bool, font: str) -> Iterator[Token]:
        """A declared word, a function's name, or letter by letter; in plain text the whole run is a word."""
        text, start = self.text, self.at
        if self.implicit and (found := self.implied(spaced)) is not None:
            yield found
            return
        for word in self.words:
            if text.startswith(word, start) and not _goes_on(text, start + len(word)):
                self.at = start + len(word)
                yield from self.accents(Token("word" if len(word) > 1 else "letter", word, start, self.at, spaced))
                return
        match = _RUN.match(text, start)
        assert match is not None
        run = match[0]
        if self.latex and run in _BETWEEN and (spaced or text[start - 1 : start] in ")]") and (
                text[match.end() : match.end() + 1].isspace() or text[match.end() : match.end() + 1] in "(["):
            self.at = match.end()  # a = 1 or b = 2
            yield Token("text", run, start, self.at, spaced)
            return
        if not self.latex and run == "mod":
            self.at = match.end()
            yield Token("command", "mod", start, self.at, spaced)
            return
        if not self.latex and _GLUED.match(run):
            raise self.fail("a function needs brackets around what it is of", start, match.end(),
                            "write sin(2x) for that, x_{2} for a name")
        if not self.latex and self.is_before_power(run, match.end()):
            self.at += 1
            yield Token("letter", run[0], start, self.at, spaced, "split")
            return
        letters = run.rstrip("0123456789")
        if self.latex and font and len(run) > 1:
            self.at = match.end()
            yield Token("word", in_font(font, run), start, self.at, spaced)
        elif len(run) == 1:
            self.at += 1
            yield from self.accents(Token("letter", in_font(font, run) if font else run, start, self.at, spaced))
        elif not self.latex and (self.is_product(run, match.end())):
            for char in run:
                self.at += 1
                yield Token("letter", char, self.at - 1, self.at, spaced and self.at == start + 1, "split")
        elif self.latex and run in _BACKSLASHED and text[start - 1 : start] == "_" == text[match.end() :][:1]:
            self.at += 1  # n_ln_{l-1}
            yield Token("letter", run[0], start, self.at, spaced)
        elif not self.latex or run in _BACKSLASHED or (
                len(letters) > 2 and (run in FUNCTIONS or run in BIG or run in _KNOWN)
                and text[match.end() :].lstrip()[:1] in ("(", "[", "_", "\\")):
            self.at = match.end()
            greek = run in LETTERS
            yield from self.accents(Token("letter" if greek else "word", "\\" + run if greek else run, start, self.at,
                                          spaced))
        elif not self.closed and 1 < len(run) < 5 and run.isupper() and text[match.end() :][:1] == "(" \
                and text[:start].rstrip()[-1:] not in ("^", "_") and not {*run} <= {*self.letters_known}:
            self.at = match.end()  # KL(q || p), PE(x), and neither U nor V of UV(x) are known
            yield Token("word", run, start, self.at, spaced)
        else:
            self.at += 1
            yield from self.accents(Token("letter", run[0], start, self.at, spaced))

    def implied(self, spaced: bool) -> Token | None:
        """The longest declared word, function or Greek letter that stands here, or one letter."""
        text, start = self.text, self.at
        for word in self.words:
            if len(word) > 1 and text.startswith(word, start):
                self.at = start + len(word)
                return Token("word", word, start, self.at, spaced)
        if (numbered := _OF_TWO.match(text, start)) is not None:
            self.at = numbered.end()
            return Token("word", IMPLIED[numbered[0]], start, self.at, spaced)
        match = _LETTERS_IN_A_ROW.match(text, start)
        run = match[0] if match else ""
        for end in range(len(run), 1, -1):
            word, behind = run[:end], text[start + end : start + end + 8].lstrip()[:1]
            if (word in IMPLIED and (word in FUNCTIONS or (behind and behind in "(^*_"))) or word in ("oo", "inf"):
                self.at = start + end
                return Token("word", IMPLIED.get(word, word), start, self.at, spaced)
            if word in LETTERS or word == "pi":
                self.at = start + end
                return Token("letter", "\\" + word, start, self.at, spaced)
        if len(run) > 1 or (match is not None and text[match.end() : match.end() + 1].isdigit()):
            self.at = start + 1
            return Token("letter", run[0], start, self.at, spaced)
        return None

    def is_before_power(self, run: str, end: int) -> bool:
        """Whether a letter stands before a power of a number in plain text: the n of n2^(n-1), but not of n2^2."""
        if not _LETTER_AND_NUMBER.fullmatch(run) or not _FORMULA_ABOVE.match(self.text, end):
            return False
        if self.closed:
            return run[0] in self.letters_known
        numbered = re.findall(rf"(?<![A-Za-z]){run[0]}\d", self.text)  # beside x1, x2 is a name
        return len(numbered) == 1 and (run[0] in self.letters_known or self.is_alone(run[0]))

    def is_alone(self, letter: str) -> bool:
        """Whether a letter stands by itself somewhere in the text."""
        if self.alone is None:
            self.alone = frozenset(_ALONE.findall(self.text))
        return letter in self.alone

    def is_product(self, run: str, end: int) -> bool:
        """Whether letters in a row in plain text are factors: all are declared, or they are two and nothing is."""
        if not run.isalpha():
            return False
        if run[-1] == "e" and _RAISED.match(self.text, end):
            if all(letter in self.letters_known for letter in run[:-1]):  # xe^{-x}
                return True
            if not self.closed and len(run) == 3 and _AS_IN_LATEX.match(self.text, end):  # abe^{-bt}, no mse^{2}
                return True
        known = all(letter in self.letters_known for letter in run)
        is_below = self.text[self.at - 1 : self.at] == "_"
        if is_below and (known or (len(run) == 2 and self.text[end : end + 1] == "_")):
            return True  # i_tg_t: no function stands in a subscript, and a name has one
        if run in FUNCTIONS or run in BIG or run in LETTERS:
            return False
        if known or (self.closed and any(letter in self.letters_known for letter in run) and all(
                letter in self.letters_known or letter in self.others for letter in run)):
            return True  # s and Euler's number, or a and the x of ax_0
        if not self.closed and len(run) == 2 and run[0] == "d" and all(map(self.is_alone, run)):
            return True  # beside d and w, dw is their product
        return (not self.closed and len(run) == 2 and run[0] != "d" and run not in ("lr", "or", "if", "is", "of", "to")
                and not (run.isupper() and self.text[end : end + 1] in ("(", "[", "_")))

    def accents(self, token: Token) -> Iterator[Token]:
        """A letter with the accents that are typed after it."""
        text, many = self.text, 0
        while self.at < len(text) and text[self.at] in _COMBINING:
            many += 1
            if many > LIMIT_ACCENTS:
                raise self.fail("too many accents", token.start, self.at, "a letter has one or two")
            token = Token(token.kind, accented(_COMBINING[text[self.at]], token.text), token.start, self.at + 1,
                          token.spaced)
            self.at += 1
        yield token

    def unicode(self, spaced: bool, font: str) -> Iterator[Token]:
        text, start = self.text, self.at
        char = text[start]
        self.at += 1
        if char in _SUBSCRIPTS or char in _SUPERSCRIPTS:
            table, mark = (_SUBSCRIPTS, "_") if char in _SUBSCRIPTS else (_SUPERSCRIPTS, "^")
            while self.at < len(text) and text[self.at] in table:
                self.at += 1
            inner = "".join(map(table.__getitem__, text[start : self.at]))
            if re.search(r"[+\-=]{2}", inner):
                raise self.fail("two signs in a row", start, self.at)
            yield Token("op", mark, start, self.at, spaced)
            yield Token("op", "{", start, self.at)
            for part in tokens(inner, self.words, latex=True)[0][:-1]:
                yield Token(part.kind, part.text, start, self.at)
            yield Token("op", "}", start, self.at)
            return
        if char in _PRIMES:
            for _ in range(_PRIMES[char]):
                yield Token("op", "'", start, self.at)
            return
        if char in _UPRIGHT:
            yield Token("letter", _UPRIGHT[char], start, self.at, spaced)
            return
        if char in UNICODE:
            name = UNICODE[char]
            if name[0] != "\\":
                yield Token("op", name, start, self.at, spaced)
            elif name[1:] in LETTERS:
                yield from self.greek(name, start, spaced, font)
            else:
                yield self.known(name[1:], start, spaced)
            return
        if unicodedata.category(char) == "No" and "FRACTION" in unicodedata.name(char, ""):
            yield Token("number", unicodedata.normalize("NFKD", char).replace("⁄", "/"), start, self.at, spaced)
            return
        parts = unicodedata.normalize("NFKD", char)
        base = UNICODE.get(parts[0], parts[0])
        is_letter = base[1:] in LETTERS if base[0] == "\\" else base.isascii() and base.isalpha()
        if len(parts) > 1 and is_letter and all(p in _COMBINING for p in parts[1:]):
            for mark in parts[1:]:
                base = accented(_COMBINING[mark], base)
            yield from self.accents(Token("letter", base, start, self.at, spaced))
            return
        if len(parts) == 1 and (0x2100 <= ord(char) <= 0x214F or 0x1D400 <= ord(char) <= 0x1D7FF or char in "µ"):
            name = unicodedata.name(char, "")
            style = next((font for word, font in _STYLES if word in name), font)
            if parts.isascii() and parts.isdigit():
                yield Token("number", parts, start, self.at, spaced)
                return
            if parts.isascii() and parts.isalpha():
                yield from self.accents(
                    Token("letter", in_font(style, parts) if style else parts, start, self.at, spaced)
                )
                return
            if parts in UNICODE and UNICODE[parts][1:] in LETTERS:
                yield from self.greek(UNICODE[parts], start, spaced, style)
                return
        if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn"):
            raise self.fail(f"the character U+{ord(char):04X} is not printable", start, start + 1,
                            LOST.format(ESCAPES[char]) if char in ESCAPES else "remove it")
        raise self.fail(f"{char!r} is not used in formulas", start, start + 1, _HINTS.get(char, ""))

    def greek(self, name: str, start: int, spaced: bool, font: str) -> Iterator[Token]:
        text = in_font(font, name) if font else name
        if not self.latex:  # digits after a letter belong to it in plain text
            while self.at < len(self.text) and self.text[self.at].isascii() and self.text[self.at].isdigit():
                text, self.at = text + self.text[self.at], self.at + 1
        yield from self.accents(Token("letter", text, start, self.at, spaced))

    # ---- commands

    def known(self, name: str, start: int, spaced: bool) -> Token:
        """A command that is one sign or function."""
        delimiter = _DELIMITERS.get("\\" + name)
        if delimiter is not None:
            return Token("op", delimiter, start, self.at, spaced, _SIDES.get("\\" + name, ""))
        if name in _COMMAND_RELATIONS:
            return Token("rel", _COMMAND_RELATIONS[name], start, self.at, spaced)
        if name == "ast" and self.text[:start].rstrip(" {")[-1:] == "^":
            return Token("op", "*", start, self.at, spaced)  # V^\ast
        if name in _COMMAND_INFIX:
            return Token("infix", _COMMAND_INFIX[name], start, self.at, spaced)
        name = COMMANDS.get(name, name)
        return Token("op" if name in ("*", "/") else "command", name, start, self.at, spaced)

    def command(self, spaced: bool, font: str) -> Iterator[Token]:
        text, start = self.text, self.at
        match = _COMMAND.match(text, start)
        if match is None:
            raise self.fail("a backslash with nothing after it", start, start + 1, "remove it")
        name = match[1]
        self.at = match.end()
        if name == "\\" and "\\begin" not in text and (doubled := _COMMAND.match(text, start + 1)) \
                and len(doubled[1]) > 1 and doubled[1] in COMMAND_NAMES:
            name, self.at = doubled[1], doubled.end()  # \\frac: what writing a formula into a program makes of it
        if name == "\\":
            if (skip := _SKIP.match(text, self.at)) is not None:
                self.at = skip.end()
            yield Token("newline", "", start, self.at, spaced)
        elif name in ("(", ")", "[", "]"):
            other = {"(": r"\)", ")": r"\(", "[": r"\]", "]": r"\["}[name]
            if other not in text:
                raise self.fail(f"\\{name} has no {other}", start, self.at, "write it at the other end, or neither")
            if text[:start].strip() and text[self.at :].strip(" \t\n\r.,;"):
                raise self.fail(
                    f"\\{name} stands around a formula, not in it", start, self.at, "give one formula at a time"
                )
        elif name in ("quad", "qquad"):
            yield Token("quad", "", start, self.at)
        elif name in _SKIPPED:
            if (empty := _EMPTY.match(text, self.at)) is not None:
                self.at = empty.end()  # \mathopen{}
        elif name in _WITH_ARGUMENT:
            self.argument(start, name)
        elif name == "boxed" and (end := self.around(start)):  # around everything: its braces are as good as none
            self.at = text.index("{", self.at) + 1
            yield from self.until(end, font)
            self.at = end + 1
        elif name in _TRANSPARENT:
            pass
        elif name in ("left", "right", "middle", "mleft", "mright") or name in _SIZES:
            yield from self.delimiter(name.removeprefix("m") if name[:2] in ("ml", "mr") else name, start, spaced)
        elif name in WORDS and self.around(start) and (chosen := _CHOICE.match(text, self.at)):
            self.at = chosen.end()  # an answer that is the letter of a choice
            yield Token("letter", chosen[1], start, self.at, spaced)
        elif name in WORDS or name == "operatorname*":
            yield from self.word(name, start, spaced)
        elif name in ("mathit", "textit") and (word := self.in_italics(start, spaced)) is not None:
            yield word
        elif name == "mathit" and (words := _IN_ITALICS.match(text, self.at)):
            self.at = words.end()
            yield Token("word", words[1], start, self.at, spaced)
        elif name == "mathit" and re.compile(r"\s*\{(\s*\d|[^{}]*[-+=])").match(text, self.at):
            raise self.fail("\\mathit holds no word", start, self.at, "a word is made of letters")
        elif name in FONTS:
            yield from self.in_font(name, start, spaced)
        elif name in LETTERS:
            yield from self.greek("\\" + LETTERS[name], start, spaced, font)
        elif name in ("begin", "end"):
            inner = self.argument(start, name)
            yield Token("command", f"{name}{{{inner.strip()}}}", start, self.at, spaced)
        elif name in ("triangleright", "vartriangleright", "rhd"):
            self.comment(start, self.end_of_line(self.at))
        elif name in ("blacksquare", "square", "qed", "Box", "qedhere", "qedsymbol"):
            self.comments.append(Comment(start, self.at, text[start : self.at]))
        elif name == "$":
            self.comments.append(Comment(start, self.at, text[start : self.at]))
            if (amount := _AMOUNT.match(text, self.at)) is not None:  # the commas of an amount part its digits
                self.at = amount.end()
                yield Token("number", amount[0].strip().replace(",", ""), start, self.at, spaced)
        elif name == "variable":  # of formula editors: what is in the braces is one name, whatever it is
            inner = self.argument(start, name).strip()
            if not _VARIABLE.fullmatch(inner):
                raise self.fail("a variable has a name", start, self.at, "letters, digits and a subscript")
            yield Token("word", inner, start, self.at, spaced)
        elif name in ("textcolor", "colorbox"):
            self.argument(start, name)
        elif name == "not":
            if re.compile(r"\s*\\not\b").match(text, self.at):
                raise self.fail(r"two \not in a row", start, self.at, "write one, or none")
            following = next(self.until(len(text), ""), None)
            if following is None or following.kind != "rel" or following.text not in ("eq", "in"):
                raise self.fail(r"\not stands before = or \in", start, self.at)
            yield Token("rel", {"eq": "ne", "in": "notin"}[following.text], start, following.end, spaced)
        elif name in ("stackrel", "overset"):
            yield from self.stacked(name, start, spaced)
        elif name in _COMMAND_RELATIONS or name in COMMANDS or name in _COMMAND_INFIX or name in FUNCTIONS \
                or name in BIG or "\\" + name in _DELIMITERS:
            yield self.known(name, start, spaced)
        elif name in _LETTERS:
            yield Token("letter", _LETTERS[name], start, self.at, spaced)
        elif name in self.signs:
            yield Token("letter", "\\" + name, start, self.at, spaced)
        elif _unglued("\\" + name) != "\\" + name:
            self.at -= 1
            yield self.known(name[:-1], start, spaced)
        else:
            error = self.fail(f"\\{name[:40]} is not known", start, self.at, _nearest(name))
            if self.errors is None or len(self.errors) >= MOST_ERRORS:
                raise error
            self.errors.append(error)
            yield Token("letter", "\\" + name, start, self.at, spaced)

    def around(self, start: int) -> int:
        """Where the braces of a command end that holds the whole formula, or 0."""
        text = self.text
        if text[:start].strip(" \t\n\r$") or text[self.at :].lstrip()[:1] != "{":
            return 0
        end = self.closing(text.index("{", self.at))
        return 0 if text[end + 1 :].strip(" \t\n\r$.,;") else end

    def skip_spaces(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def argument(self, start: int, name: str) -> str:
        """What stands in the braces after a command, unread."""
        text = self.text
        self.skip_spaces()
        if text[self.at : self.at + 1] != "{":
            raise self.fail(f"\\{name} needs something in braces", start, self.at, f"write \\{name}{{...}}")
        end = self.closing(self.at)
        inner = text[self.at + 1 : end]
        self.at = end + 1
        return inner

    def end_of_group(self) -> int:
        """Where the braces that are open here end, or 0 if none are, or it is a cell or a line that ends."""
        depth = 0
        for match in _BRACE.finditer(self.text, self.at):
            if match[0] in ("{", "}"):
                depth += 1 if match[0] == "{" else -1
                if depth < 0:
                    return match.start()
            elif not depth and match[0] in ("&", r"\\", "$"):
                break
        return 0

    def closing(self, at: int) -> int:
        """Where the brace that opens at ``at`` is closed."""
        depth, place, text = 0, at, self.text
        while place < len(text):
            char = text[place]
            if char == "\\":
                place += 1
            elif char == "{":
                depth += 1
            elif char == "}":
                depth -= 1
                if not depth:
                    return place
            place += 1
        raise self.fail(f"the {{ at column {at + 1} is never closed", at, at + 1, "write } where it ends")

    def delimiter(self, name: str, start: int, spaced: bool) -> Iterator[Token]:
        text = self.text
        self.skip_spaces()
        match = _COMMAND.match(text, self.at)
        sign = match[0] if match else text[self.at : self.at + 1]
        side = {"left": "l", "right": "r"}.get(name, name[-1] if name[-1] in "lr" and name in _SIZES else "")
        if name == "left":
            self.lefts.append((start, _DELIMITERS.get(sign, sign)))
        elif name == "right":
            if not self.lefts:
                raise self.fail(r"this \right has no \left", start, self.at, r"remove it, or write \left before it")
            opened = self.lefts.pop()[1]
            if sign == "." and opened == r"\{":  # of cases
                self.at += 1
                yield Token("op", r"\}", start, self.at, spaced, "null")
                return
            if opened == "(." and sign in _BARS:  # \left. f \right|_{x = 0}: all of f
                yield Token("op", ")", start, start, spaced, "null")
                self.at += len(sign)
                yield Token("command", "at", start, self.at, spaced)
                return
        if sign == "." and name in ("left", "right"):
            self.at += 1
            if name == "left" and self.closed_by_bar():
                self.lefts[-1] = (start, "(.")
                yield Token("op", "(", start, self.at, spaced, "null")
            return
        if sign in ("{", "}") and name in ("left", "right"):  # \left{, which TeX does not take
            self.at -= 1
            sign = "\\" + sign
        sign = _unglued(sign)
        if sign not in _DELIMITERS:
            raise self.fail(f"\\{name} stands before a bracket or bar", start, self.at + len(sign),
                            rf"write \{name}{')' if side == 'r' else '('} for example")
        self.at += len(sign)
        if name == "middle":
            yield Token("rel", "parallel" if _DELIMITERS[sign] == "‖" else "given", start, self.at, spaced)
        else:
            yield Token("op", _DELIMITERS[sign], start, self.at, spaced, _SIDES.get(sign, side))

    def closed_by_bar(self) -> bool:
        r"""Whether the ``\left.`` that ends here is closed by a ``\right|`` with something below or above it."""
        depth = 1
        for match in _LEFT_OR_RIGHT.finditer(self.text, self.at):
            depth += 1 if match[1] == "left" else -1
            if depth > LIMIT_DEPTH:
                return False
            if not depth:
                return _BAR_WITH_SCRIPT.match(self.text, match.end()) is not None
        return False

    def word(self, name: str, start: int, spaced: bool) -> Iterator[Token]:
        """``\\text{softmax}`` is a word, ``\\text{for all }`` ordinary language."""
        text = self.text
        if text[self.at :].lstrip()[:1] != "{":  # {\rm d}, \mathrm d
            self.skip_spaces()
            inner, self.at = text[self.at : self.at + 1], self.at + 1
        else:
            inner = self.argument(start, name)
            if name == "mathop" and re.search(r"\\(?!rm|,|operatorname|mathrm|text|limits)", inner):
                self.at -= len(inner) + 1  # \mathop{\mathbb{E}}: its braces are as good as none
                self.deeper(start)
                yield from self.until(self.at + len(inner), "")
                self.depth -= 1
                self.at += 1
                return
        inner = re.sub(
            r"\s+|\\[,;:! ]|~|\\thinspace\s*|\\(?:math|text)?(?:rm|sf|it|bf)\b\s*|\\text\w*\s*|\\displaystyle|[{}]",
            " ",
            inner,
        )
        inner = inner.replace(r"\_", "_").replace(r"\-", "").replace("\\", "")
        match = _WORDS.fullmatch(inner)
        if match is None or not (words := match[1].strip()):
            raise self.fail(f"\\{name} holds {inner[:20]!r}, which is no word", start, self.at,
                            "a word is made of letters, digits, _ and -")
        joined = words.replace(" ", "")
        if joined in BIG or joined in FUNCTIONS:
            yield Token("word", joined, start, self.at, spaced, "upright")
        elif len(words) == 1 and words.isalpha():
            yield Token("letter", words, start, self.at, spaced, "upright")
        elif words.isdigit():
            yield Token("number", words, start, self.at, spaced)
        elif parts := re.fullmatch(r"([A-Za-z]+)_([A-Za-z]|[0-9]+)", words):
            yield Token("word", parts[1], start, self.at, spaced, "upright")  # \mathrm{head_i}
            yield Token("op", "_", start, self.at)
            yield Token("number" if parts[2].isdigit() else "letter" if len(parts[2]) == 1 else "word", parts[2], start,
                        self.at)
        elif re.fullmatch(r"[A-Za-z][A-Za-z0-9_\-]*", words) and inner == inner.strip():
            yield Token("word", words, start, self.at, spaced, "upright")
        else:
            yield Token("text", words, start, self.at, spaced)

    def in_old_font(self, font: str, word: str, start: int, spaced: bool) -> Token:
        """The Tr of ``{\\rm Tr}``."""
        if font in ("bf", "cal"):
            return Token("letter" if len(word) == 1 else "word", in_font(font, word), start, self.at, spaced)
        return Token("letter" if len(word) == 1 else "word", word, start, self.at, spaced, "upright")

    def in_italics(self, start: int, spaced: bool) -> Token | None:
        """The word of ``\\mathit{lr}``."""
        match = re.compile(r"\s*\{\s*([A-Za-z][A-Za-z0-9]+)\s*\}").match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        return Token("word", match[1], start, self.at, spaced, "upright")

    def in_font(self, name: str, start: int, spaced: bool) -> Iterator[Token]:
        """``\\mathbf{x}`` is a letter, ``\\mathbf{w0}`` a word; in ``\\mathbf{E[a]}`` each letter is bold."""
        text = self.text
        self.skip_spaces()
        self.deeper(start)
        if text[self.at : self.at + 1] == "{":
            end = self.closing(self.at)
            self.at += 1
            found = list(self.until(end, FONTS[name] and name))
            self.at = end + 1
        else:
            if self.at >= len(text):
                raise self.fail(f"\\{name} needs a letter", start, self.at, rf"write \{name}{{x}}")
            end = match.end() if (match := _COMMAND.match(text, self.at)) else self.at + 1
            if name in _SWITCHES:
                end = max(end, self.end_of_group())
            if name not in _SWITCHES and text[self.at].isascii() and text[self.at].isalnum():
                # One sign, as TeX has it: in \mathbf wx the x is not bold, whatever run of letters it starts.
                found = [Token("number" if text[self.at].isdigit() else "letter", text[self.at], self.at, end)]
                self.at = end
            else:
                found = list(self.until(end, FONTS[name] and name))
        self.depth -= 1
        for place, token in enumerate(found):
            if token.kind == "number" and len(found) == 1 and FONTS[name] and token.text in ("0", "1"):
                token = Token("letter", in_font(name, token.text), start, self.at)  # the 1 of an indicator
            elif token.kind == "letter" and FONTS[name] and not token.text.startswith("\\" + FONTS[name]) \
                    and place == 0 and len(found) == 1:
                token = Token("letter", in_font(name, token.text), start, self.at, spaced)
            first = place == 0
            yield Token(
                token.kind,
                token.text,
                start if first else token.start,
                self.at if place == len(found) - 1 else token.end,
                spaced if first else token.spaced,
                token.side,
            )

    def stacked(self, name: str, start: int, spaced: bool) -> Iterator[Token]:
        """What stands over a relation is a comment, but for "def"."""
        above = self.argument(start, name)
        if _text_of(above) in ("def", "def.", "Def", "\\triangle"):
            self.argument(start, name)
            yield Token("rel", "define", start, self.at, spaced)
            return
        self.skip_spaces()
        self.comments.append(Comment(start, self.at, above.strip()))


def _as_fraction(whole: str, first: str, again: str) -> str:
    """0.1 and then 6 again and again, as 1/6."""
    before = Fraction(int(whole + first), 10 ** len(first))
    value = before + Fraction(int(again), (10 ** len(again) - 1) * 10 ** len(first))
    return f"{value.numerator}/{value.denominator}"


def _unglued(sign: str) -> str:
    r"""``\lvertx`` is ``\lvert x``: no command is that of a bracket and one letter more."""
    return sign[:-1] if sign not in _DELIMITERS and len(sign) > 5 and sign[:-1] in _DELIMITERS else sign


def _text_of(latex: str) -> str:
    return re.sub(r"\\(?:text|mathrm|operatorname|rm)\s*|[{}\s]", "", latex)


def _goes_on(text: str, at: int) -> bool:
    """Whether a word that ends here is part of a longer one."""
    following = text[at : at + 1]
    return following.isascii() and (following.isalnum() or (following == "_" and text[at + 1 : at + 2].isalpha()
                                                             and text[at + 2 : at + 3].isalpha()))


@lru_cache(maxsize=256)
def _nearest(name: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name[:40], COMMAND_NAMES, n=1, cutoff=0.6)
    return f"did you mean \\{close[0]}?" if close else "only the commands of formulas are read"


_HINTS = {
    "#": "a formula has no comments", "@": "write * for a product", "%": "write the fraction",
    "&": "write one expression", '"': "a text in quotes is not a formula", "`": "write the formula without quotes",
    "?": "write one expression",
}  # fmt: skip

__all__ = [
    "CLOSE", "LIMIT_DEPTH", "MOST_ERRORS", "OPEN", "PRODUCT_WITH_E", "SCIENTIFIC", "Comment", "Token", "has_euler",
    "tokens",
]  # fmt: skip
