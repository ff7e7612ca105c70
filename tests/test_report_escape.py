"""Any text survives on its way into TeX and Typst, and only harmless LaTeX is ever set."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
import typst
from hypothesis import example, given
from hypothesis import strategies as st

from symdl.reporting import escape

HOSTILE = [
    'A & B_#$ {x} \\ "q" <script>',
    r"\input{/etc/hostname}",
    r"\end{document}",
    "^^41",
    "100% # ~",
    "-- --- ''",
    "?` !` ``quoted''",
    "<< >> ,,",
    "naïve Łódź ½ ℓ ε ≤ σ²",
    "中文 😀 \x00\x07",
    "#import sys",
    "a  b\n\tc",
]

COMMANDS = {
    command: char for char in sorted(escape.PRINTABLE) if (command := escape.tex(f"x{char}x")[1:-1]) != char
}


def untex(latex: str) -> str:
    """What the escaped text prints, read by a scanner that knows the commands one by one."""
    out, at = "", 0
    known = sorted(COMMANDS, key=len, reverse=True)
    while at < len(latex):
        for command in known:
            if latex.startswith(command, at):
                out += COMMANDS[command]
                at += len(command)
                break
        else:
            if latex.startswith("{}", at):
                at += 2
            else:
                assert latex[at] not in "\\{}$&#_%^~", f"{latex[at:]!r} is live TeX"
                out += latex[at]
                at += 1
    return out


def shown(text: str) -> str:
    """What a page is to show of a text: one line, code points for what has no glyph."""
    line = re.sub(r"[ \t\r\n\f\v\u2028\u2029\x1c-\x1f\x85]+", " ", unicodedata.normalize("NFC", text))
    return "".join(c if c in escape.PRINTABLE else f"[U+{ord(c):04X}]" for c in line)


@given(st.text())
@example(HOSTILE[0])
@example("--''`-,")
def test_any_text_survives_tex(text):
    latex = escape.tex(text)
    assert latex.isascii()
    assert untex(latex) == shown(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_survives_tex(text):
    assert untex(escape.tex(text)) == shown(text)


@given(st.text())
def test_no_ligature_is_left(text):
    latex = escape.tex(text)
    assert not re.search(r"--|''|``|,,|<<|>>|[?!]`", latex)


@given(st.text())
def test_any_text_survives_typst(text):
    assert escape.typst(text) == shown(text)


@given(st.text())
def test_code_keeps_its_spaces_and_lines(text):
    back = untex(escape.tex_code(text).replace(r"\ ", " ").replace(r"\textquotesingle{}", "'"))
    assert back == "".join(
        c if c in escape.PRINTABLE else f"[U+{ord(c):04X}]"
        for c in unicodedata.normalize("NFC", text).expandtabs(4)
    )
    assert escape.typst_code("a\n\tb") == "a\n    b"


def test_bookmarks_are_ascii():
    assert escape.plain_ascii("Łódź naïve ε²") == "?odz naive ?2"


def test_typst_has_a_glyph_for_every_printable_character():
    # PDF/UA refuses a character that the fonts cannot show.
    text = "".join(sorted(escape.PRINTABLE))
    source = (
        '#set document(title: "t", date: none)\n'
        '#set text(lang: "en", font: ("New Computer Modern", "New Computer Modern Math", "DejaVu Sans Mono"))'
        "\n"
        "#sys.inputs.text #raw(sys.inputs.text) *#sys.inputs.text*"
    )
    typst.compile(source.encode(), sys_inputs={"text": text}, pdf_standards="ua-1", ignore_system_fonts=True)


# --------------------------------------------------------------------------
# Formulas as printed

HARMLESS = [
    r"\sqrt{v}\ \text{means the sum of all (squared) values, by their root's size: 1.5}",
    r"\frac{\partial l}{\partial x_i} = \sum_{i=1}^{m} x_i",
    r"\frac1 2",
    r"x'^2 + x''_i",
    r"\hat\mu_{\mathcal{B}}",
    r"\left( \frac{a}{b} \right)^{-3/2}",
    r"\sqrt[3]{x}",
    r"\big( x \big)",
    r"\operatorname{Var}(x)",
    "a < b",
    r"\left\{ x \right.",
    r"\sigma_{\mathcal{B}}^2",
]

REFUSED = [
    "",
    " ",
    r"\input{x}",
    r"\write18{ls}",
    r"\def\x{}",
    r"\csname x\endcsname",
    r"\begin{array}",
    "a$b",
    "a % b",
    "#1",
    "^^41",
    "x & y",
    r"a \\ b",
    r"\text{a & b}",
    r"\text{a\input{b}}",
    r"\text{a",
    r"\text",
    r"x^\text{a}",
    "{",
    "}",
    "x^2^3",
    "x_1_2",
    "x^2'",
    "x^",
    "_i",
    r"\frac{a}",
    r"\sqrt",
    r"\left( x",
    r"x \right)",
    r"{ \left( } \right)",
    r"\hat",
    "é",
    r"\unknown",
    "x^\\frac{1}{2}",
    r"\sum\limits_i",
    "{" * 100 + "}" * 100,
    "x" * 5000,
    r"\left x \right y",
    "~",
    '"',
    "\n",
]


@pytest.mark.parametrize("latex", HARMLESS)
def test_harmless_formula_may_be_set(latex):
    assert escape.typesettable(latex)


@pytest.mark.parametrize("latex", REFUSED)
def test_anything_else_may_not(latex):
    assert not escape.typesettable(latex)


@given(st.text())
def test_no_text_breaks_the_reader(text):
    escape.typesettable(text)


def random_formulas(count: int) -> list[str]:
    """Formulas that the reader lets through, out of random token strings."""
    rng = random.Random(20250117)
    tokens = [
        *"abx12+-=<>()[]|/.,:;!'",
        *["{", "}", "^", "_", " ", "^{2}", "_{i}", "{x}"] * 4,
        "\\{",
        "\\}",
        "\\|",
        "\\,",
        "\\!",
        r"\left",
        r"\right",
        r"\sqrt",
        r"\frac",
        r"\frac{a}{b}",
        *(f"\\{name}" for name in sorted(escape._NO_ARGUMENT | escape._ONE_ARGUMENT | escape._SIZED)),
    ]
    found: list[str] = []
    for name in sorted(escape._NO_ARGUMENT):
        found.append(rf"\{name} x")
    for name in sorted(escape._ONE_ARGUMENT):
        found.append(rf"\{name}" + "{x}")
    while len(found) < count:
        latex = " ".join(rng.choice(tokens) for _ in range(rng.randint(2, 9)))
        if escape.typesettable(latex):
            found.append(latex)
    return found


# --------------------------------------------------------------------------
# With TeX on the machine


def need(*programs: str) -> None:
    missing = [program for program in programs if not shutil.which(program)]
    if missing and os.environ.get("SYMDL_REQUIRE_TEX") == "1":
        pytest.fail(f"SYMDL_REQUIRE_TEX=1 and there is no {', '.join(missing)}")
    if missing:
        pytest.skip(f"no {', '.join(missing)} on this machine")


def compile_tex(engine: str, tex: Path, runs: int = 1) -> str:
    """The log of a run that must end well; the PDF lies beside ``tex``."""
    for _ in range(runs):
        done = subprocess.run(
            [engine, "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", tex.name],
            cwd=tex.parent,
            env=os.environ | {"max_print_line": "1000", "openin_any": "p", "openout_any": "p"},
            capture_output=True,
            timeout=120,
            check=False,
        )
        log = done.stdout.decode("utf-8", "replace")
        assert done.returncode == 0, log[-2000:]
    return log


PREAMBLE = r"""\documentclass{article}
\usepackage{iftex,lmodern}
\ifPDFTeX\usepackage[T1]{fontenc}\else\usepackage{fontspec}\fi
\usepackage{amsmath,amssymb}
\begin{document}\raggedright
"""


@pytest.mark.latex
@pytest.mark.parametrize("engine", ["pdflatex", "lualatex"])
def test_every_printable_character_reaches_the_page(engine, tmp_path):
    need(engine, "pdftotext")
    chars = [c for c in sorted(escape.PRINTABLE) if c.strip()]
    lines = [escape.tex(f"n{k}k {c} k") for k, c in enumerate(chars)] + [escape.tex(text) for text in HOSTILE]
    tex = tmp_path / "t.tex"
    tex.write_text(PREAMBLE + "\n\n".join(lines) + "\n\\end{document}\n", encoding="ascii")
    assert "Missing character" not in compile_tex(engine, tex)
    pdf = str(tex.with_suffix(".pdf"))
    page = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, check=True).stdout.decode()
    flat = re.sub(r"\s", "", unicodedata.normalize("NFKC", page))
    read = dict(re.findall(r"n(\d+)k(.*?)k(?=n|\d+n|A&B)", flat))
    assert read.keys() == {str(k) for k in range(len(chars))}
    wrong = {c for k, c in enumerate(chars) if read[str(k)] != unicodedata.normalize("NFKC", c)}
    assert wrong <= MISREAD


# Set rightly, and given back otherwise by pdftotext: an apostrophe as a quote, accents and
# signs that are built of parts, and signs of TeX's maths fonts that carry no Unicode name.
MISREAD = set("'ĐĢģĮįĶķĻļŅņŖŗŲųΔℓ↦∉∏∑∘∫≠⊙⊤")


@pytest.mark.latex
def test_whatever_the_reader_lets_through_compiles(tmp_path):
    need("pdflatex")
    tex = tmp_path / "t.tex"
    body = "\n\n".join(f"$\\displaystyle {latex}$" for latex in random_formulas(600))
    tex.write_text(PREAMBLE + body + "\n\\end{document}\n", encoding="ascii")
    compile_tex("pdflatex", tex)
