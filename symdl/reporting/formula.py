"""One formula in the four forms that a report prints: LaTeX, Typst, MathML and text.

Every formula that has mathematics in it comes from ``symdl.notation``. What is
built here around it (``x = (0, 1/2)``, ``i = 1, ..., m``, a decimal) is put
together in all four forms at once, from parts that are tables or numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Context, Decimal
from functools import lru_cache
from html import escape as html_escape
from itertools import pairwise

from sympy import Add, Basic, Expr, Integer, Mul, Pow, Rational, log

from symdl import notation
from symdl.reporting import escape

Formula = dict[str, str]
FORMS = ("latex", "typst", "mathml", "text")

_MATH = re.compile(r"<math[^>]*>(.*)</math>", re.DOTALL)

# The connectives of ``join``: the same sign in each form.
_SIGNS = {
    "=": ("=", "=", "<mo>=</mo>", " = "),
    "≠": (r"\ne ", "!=", "<mo>≠</mo>", " ≠ "),
    "≈": (r"\approx ", "approx", "<mo>≈</mo>", " ≈ "),
    "±": (r"\pm ", "plus.minus", "<mo>±</mo>", " ± "),
    ",": (r",\,", ", ", '<mo separator="true">,</mo>', ", "),
    "(": ("(", "\\(", '<mo form="prefix" stretchy="false">(</mo>', "("),
    ")": (")", "\\)", '<mo form="postfix" stretchy="false">)</mo>', ")"),
    ",)": (",)", ",\\)", '<mo rspace="0">,</mo><mo form="postfix" stretchy="false">)</mo>', ",)"),
    "…": (r"\dots", "dots", "<mi>…</mi>", "…"),
}


def of(tree: Basic) -> Formula:
    """A tree, relation or assumption, printed in every form."""
    return dict(zip(("latex", "typst", "mathml", "text"), _forms(tree), strict=True))


@lru_cache(maxsize=1 << 14)
def _forms(tree: Basic) -> tuple[str, str, str, str]:
    return (notation.latex(tree), notation.typst(tree), notation.mathml(tree, display=False), notation.text(tree))


def _inner(mathml: str) -> str:
    found = _MATH.fullmatch(mathml.strip())
    if not found:
        raise ValueError(f"not a math element: {mathml[:60]}")
    return found[1]


def _raw(latex: str, typst: str, inner: str, text: str) -> Formula:
    return {
        "latex": latex,
        "typst": typst,
        "mathml": f'<math alttext="{html_escape(text)}">{inner}</math>',
        "text": text,
    }


def join(*parts: Formula | str) -> Formula:
    """Formulas side by side; a string is one of the signs ``= ≠ ≈ ± , ( ) ,) …``."""
    columns = [
        _SIGNS[part] if isinstance(part, str)
        else (part["latex"], part["typst"], f"<mrow>{_inner(part['mathml'])}</mrow>", part["text"])
        for part in parts
    ]  # fmt: skip
    latex, typst, inner, text = ([column[form] for column in columns] for form in range(4))
    return _raw("".join(latex), " ".join(typst), "".join(inner), "".join(text).strip())


def quoted(text: str) -> Formula:
    """Words inside a formula, upright and literal."""
    literal = escape.typst(text).replace("\\", "\\\\").replace('"', '\\"')
    return _raw(rf"\text{{{escape.tex(text)}}}", f'"{literal}"', f"<mtext>{html_escape(text)}</mtext>", text)


def terms(tree: Expr, whole: Formula) -> list[Formula]:
    """``whole``, the printed form of ``tree``, cut before each outermost plus or minus.

    The pieces put side by side are ``whole``, sign for sign: each is what the
    printers add when one more term is added to the sum. One piece if the
    printers do not print the sum term after term in that order.
    """
    printed = [of(prefix) for prefix in _prefixes(tree)]
    if len(printed) < 2 or printed[-1] != whole:
        return [whole]
    pieces = [printed[0]]
    for before, after in pairwise(printed):
        columns = []
        for form in FORMS:
            shorter, longer = before[form], after[form]
            if form == "mathml":
                shorter, longer = _row(shorter), _row(longer)
            if not longer.startswith(shorter):
                return [whole]
            columns.append(longer[len(shorter) :].strip())
        latex, typst, inner, text = columns
        if not all(columns) or text[0] not in "+-−" or not _balanced(inner):
            return [whole]
        # At the start of a row a sign would be set as the sign of a number. The
        # empty group, string and attribute keep it the sign of a sum.
        pieces.append(
            _raw(f"{{}} {latex}", f'"" {typst}', re.sub(r"^<mo[^>]*>", '<mo form="infix">', inner), text))
    return pieces


def _prefixes(tree: Expr) -> list[Expr]:
    """The sum of the first term, of the first two, ... (of a sum nested to the left, too)."""
    if not isinstance(tree, Add):
        return [tree]
    head, *rest = tree.args
    return _prefixes(head) + [Add(head, *rest[: k + 1], evaluate=False) for k in range(len(rest))]


def _row(mathml: str) -> str:
    """The children of a math element, whether or not one mrow holds them all."""
    inner = _inner(mathml)
    if inner.startswith("<mrow>") and inner.endswith("</mrow>") and _balanced(inner[6:-7]):
        return inner[6:-7]
    return inner


def _balanced(inner: str) -> bool:
    """Whether every element that ends in this piece of MathML also begins in it."""
    depth = 0
    for tag in re.finditer(r"<(/?)[^>]*?(/?)>", inner):
        depth += -1 if tag[1] else 0 if tag[2] else 1
        if depth < 0:
            return False
    return depth == 0


# --------------------------------------------------------------------------
# Numbers

_POSITIVE = r"\d+(?:/[1-9]\d*)?"
_DECIMAL = r"-?\d+(?:\.\d*)?(?:e[+-]?\d+)?"
_BALL = re.compile(rf"\[?({_DECIMAL})(?: *(?:±|\+/-) *({_DECIMAL}))?\]?")

# A sum of rationals, square roots and logarithms, as exact witnesses have them: "1/2 - 3*sqrt(2)*log(3)".
_ROOT_OR_LOG = re.compile(
    rf"(?:({_POSITIVE})\*)?(?:sqrt\((\d+)\))?((?<=\))\*(?=l))?(?:(?<!\))log\(({_POSITIVE})\))?"
)

_LONGEST = 30  # characters of an exact number that a reader can still follow by eye


def exact(text: str) -> Expr | None:
    """The exact number that ``text`` is, as a tree in the order of the text; None if it is a ball."""
    first, *rest = re.split(r" ([+-]) ", text.strip())
    signs = ["-" if first.startswith("-") else "+", *rest[::2]]
    terms = [_exact_term(term) for term in (first.removeprefix("-"), *rest[1::2])]
    signed = [
        _negative(term) if sign == "-" else term
        for sign, term in zip(signs, terms, strict=True)
        if term is not None
    ]
    if len(signed) < len(terms):
        return None
    return signed[0] if len(signed) == 1 else Add(*signed, evaluate=False)


def _negative(term: Expr) -> Expr:
    return -term if term.is_Rational else Mul(Integer(-1), term, evaluate=False)


def _exact_term(text: str) -> Expr | None:
    if re.fullmatch(_POSITIVE, text):
        return Rational(text)
    found = _ROOT_OR_LOG.fullmatch(text)
    if not found or not (found[2] or found[4]):
        return None
    factors = [Rational(found[1])] if found[1] else []
    factors += [Pow(Integer(found[2]), Rational(1, 2), evaluate=False)] if found[2] else []
    factors += [log(Rational(found[4]), evaluate=False)] if found[4] else []
    return factors[0] if len(factors) == 1 else Mul(*factors, evaluate=False)


def number(text: str, digits: int = 8) -> Formula:
    """A number: exact as it is; a ball, or an exact number too long to read, as a decimal.

    digits  significant digits of a decimal
    """
    tree = exact(text)
    if tree is not None and len(text) <= _LONGEST:
        return of(tree)
    if tree is not None:
        return join("≈", _decimal(_rounded(_decimal_of(tree), digits)))
    ball = _BALL.fullmatch(text.strip())
    if not ball:
        return quoted(text)
    middle, radius = Decimal(ball[1]), Decimal(ball[2] or 0)
    shown = _rounded(middle, digits)
    # A radius below the last digit shown says nothing to a reader.
    if radius <= abs(shown.scaleb(-digits)):
        return join("≈", _decimal(shown))
    return join(_decimal(shown), "±", _decimal(_rounded(radius, 1)))


def _decimal_of(tree: Expr) -> Decimal:
    return Decimal(str(tree.evalf(80)))


def _rounded(value: Decimal, digits: int) -> Decimal:
    return Context(prec=digits).plus(value)


def _decimal(value: Decimal) -> Formula:
    """A decimal; with a power of ten where zeros would be many."""
    value = value.normalize()
    power = value.adjusted()
    if value == 0 or -5 <= power <= 8:
        plain = f"{value:f}"
        sign, body = ("-", plain[1:]) if plain.startswith("-") else ("", plain)
        return _raw(plain, plain, _signed(sign, body), plain)
    body = f"{abs(value).scaleb(-power).normalize():f}"
    sign = "-" if value < 0 else ""
    times = "" if body == "1" else body
    return _raw(
        sign + rf"{times} \cdot " * bool(times) + f"10^{{{power}}}",
        sign + f"{times} dot " * bool(times) + f"10^({power})",
        (_signed(sign, times) + "<mo>⋅</mo>" if times else "<mo>−</mo>" * bool(sign))
        + "<msup><mn>10</mn><mrow>" + _signed("-" * (power < 0), str(abs(power))) + "</mrow></msup>",
        f"{sign}{body}e{power}",
    )  # fmt: skip


def _signed(sign: str, body: str) -> str:
    return ("<mo>−</mo>" if sign else "") + f"<mn>{body}</mn>"


def measured(value: float) -> Formula:
    """A floating-point measurement, to two digits.

    >>> measured(3.14e-11)["text"]
    '3.1e-11'
    """
    if value != value or value in (float("inf"), float("-inf")):
        return quoted(str(value))
    return _decimal(_rounded(Decimal(value), 2))


def sides(lhs: str, rhs: str) -> tuple[Formula, Formula, Formula | None]:
    """Two different numbers and their difference, with digits enough to see that they differ."""
    left, right = _value(lhs), _value(rhs)
    if left is None or right is None:
        return number(lhs), number(rhs), None
    digits = 8
    while digits < 60 and abs(_rounded(left, digits) - _rounded(right, digits)) <= abs(
        _rounded(left, digits).scaleb(3 - digits)
    ):
        digits += 4
    exact_left, exact_right = exact(lhs), exact(rhs)
    if exact_left is not None and exact_right is not None and (exact_left - exact_right).is_Rational:
        difference = number(str(exact_left - exact_right), digits)
    else:
        difference = join("≈", _decimal(_rounded(_WIDE.subtract(left, right), 4)))
    return number(lhs, digits), number(rhs, digits), difference


_WIDE = Context(prec=80)


def _value(text: str) -> Decimal | None:
    tree = exact(text)
    if tree is not None:
        return _decimal_of(tree)
    ball = _BALL.fullmatch(text.strip())
    return Decimal(ball[1]) if ball else None


Nested = str | Sequence["Nested"]


def array(value: Nested) -> Formula:
    """An exact value: a number, a vector in parentheses, a matrix, or vectors of those."""
    if isinstance(value, str):
        return number(value)
    if value and all(not isinstance(row, str) for row in value):
        rows = [list(row) for row in value]
        if all(isinstance(entry, str) for row in rows for entry in row):
            return _matrix([[number(str(entry)) for entry in row] for row in rows])
    entries = [array(entry) for entry in value]
    parts: list[Formula | str] = ["("]
    for k, entry in enumerate(entries):
        parts += [",", entry] if k else [entry]
    return join(*parts, ")")


def _matrix(rows: list[list[Formula]]) -> Formula:
    latex = r" \\ ".join(" & ".join(e["latex"] for e in row) for row in rows)
    return _raw(
        rf"\begin{{pmatrix}}{latex}\end{{pmatrix}}",
        "mat(" + "; ".join(", ".join(e["typst"] for e in row) for row in rows) + ")",
        '<mrow><mo form="prefix">(</mo><mtable>'
        + "".join(
            "<mtr>" + "".join(f"<mtd><mrow>{_inner(e['mathml'])}</mrow></mtd>" for e in row) + "</mtr>"
            for row in rows
        )
        + '</mtable><mo form="postfix">)</mo></mrow>',
        "[" + ", ".join("[" + ", ".join(e["text"] for e in row) + "]" for row in rows) + "]",
    )
