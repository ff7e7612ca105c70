"""The views: the same formulas in each, nothing escapes its quotes, and all files or none."""

from __future__ import annotations

import html
import html.parser
import json
import os
import re
import shutil
import stat
import subprocess
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import jinja2
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from report_steps import timed_sample
from test_report_escape import compile_tex, need
from test_report_model import HOSTILE, META, THOROUGH, WRONG, built, formulas, sample

from symdl.derivation import Derivation, Verified
from symdl.errors import InputError
from symdl.reporting import escape, model, render

NAMES = ["report.tex", "report.pdf", "report.html", "report.json"]

# Where each package that report.tex may load comes from, on Debian.
PACKAGES = {
    "texlive-base": {"iftex", "amssymb"},
    "texlive-latex-base": {"amsmath", "array", "colortbl", "fancyhdr", "fontenc", "geometry", "graphicx", "hyperref",
                           "inputenc", "longtable", "bookmark"},
    "texlive-latex-recommended": {"booktabs", "etoolbox", "fontspec", "microtype", "xcolor"},
    "texlive-pictures": {"tikz"},
    "lmodern": {"lmodern"},
}  # fmt: skip


@pytest.fixture(scope="module")
def report() -> dict:
    """Every verdict; hostile text wherever text may stand; steps in time, with claims that use claims."""
    hostile = sample(id="hostile", title=HOSTILE, summary=HOSTILE + " -- \\end{document} 中 ’", uses=("norm",))
    return built(sample(), hostile, timed_sample(uses=("norm", "hostile")), meta=THOROUGH)


@pytest.fixture(scope="module")
def tex(report) -> str:
    return render.to_tex(report)


@pytest.fixture(scope="module")
def page(report) -> str:
    return render.to_html(report)


def shown_formulas(report) -> list[dict]:
    """Statements, symbols, definitions, steps, slips, points: what a reader is to see in each view."""
    out = []
    for e in report["errata"]:
        out += redone(e["counterexample"])
        if e["correction"]:
            out += formulas(e["correction"]["scope"]) + e["correction"]["statement"]["terms"]
    for d in report["derivations"]:
        out += [s["symbol"] for s in d["symbols"]] + formulas([s["form"] for s in d["symbols"]]) + d["given"]
        out += [s[part] for s in d["integers"] for part in ("symbol", "range")]
        for e in [e for f in d["definitions"] for e in f["equations"]] + [c["statement"] for c in d["claims"]]:
            out += [e["left"], *e["terms"]]
        for c in d["claims"]:
            out += formulas(c["scope"]) + formulas(c["conditions"]) + formulas(c["evidence"])
            out += formulas(c["induction"]) + (c["difference"]["terms"] if c["difference"] else [])
            out += [f for e in c["along"] for f in (e["left"], *e["terms"])]
            for step in [*c["steps"], *c["slips"]]:
                out += step["terms"]
            out += formulas(c["second"])
            for mutant in c["mutants"]["open"] if c["mutants"] else []:
                out += [mutant["statement"]["left"], *mutant["statement"]["terms"], *(mutant["given"] or [])]
            for counterexample in [c["counterexample"], *(s["counterexample"] for s in c["slips"])]:
                out += redone(counterexample)
    return out


def redone(counterexample) -> list[dict]:
    """What a counterexample shows: its point, its lines, and each side, worked out or as a value."""
    if counterexample is None:
        return []
    out = [*counterexample["point"], *(t for line in counterexample["lines"] for t in line["terms"])]
    for side, value in (("left", "lhs"), ("right", "rhs")):
        out += counterexample[side]["terms"] if counterexample[side] else [counterexample[value]]
    return out


def said(report) -> list[str]:
    """Titles, names and words that a reader is to find in each view."""
    out = [report["title"], report["trace"], report["command"], report["thorough"]["says"]]
    out += [r["text"] for r in report["references"]]
    for d in report["derivations"]:
        out += [d["title"], d["id"], d["command"]]
        for c in d["claims"]:
            out += [c["id"], c["title"], c["verdict"]["word"], c["note"], *c["commands"]]
            out += [s["text"] for s in c["slips"]] + [s["reason"] for s in c["steps"]]
            out += [k["why"] for k in c["conditions"]]
            out += [c["figure"]["caption"]] if c["figure"] else []
            out += [part for part in c["second"]["sentence"] if isinstance(part, str)] if c["second"] else []
            if c["mutants"] is None:
                out.append(c["thorough"]["command"])
                continue
            out.append(c["mutants"]["says"])
            out += [m[part] for m in c["mutants"]["open"] for part in ("text", "why")]
            out += [m[part] for m in c["mutants"]["lines"] for part in ("text", "point", "lhs", "rhs")]
    return [text for text in out if text]


# --------------------------------------------------------------------------
# LaTeX


def test_tex_is_ascii_and_loads_only_known_packages(tex):
    assert tex.isascii()
    loaded = {
        name for group in re.findall(r"\\usepackage(?:\[[^]]*\])?\{([^}]*)\}", tex) for name in group.split(",")
    }
    assert loaded <= set().union(*PACKAGES.values())
    assert set(render.TEX_PACKAGES.split()) | {"texlive-base", "texlive-latex-base"} == set(PACKAGES)


def test_tex_has_every_formula(tex, report):
    for formula in shown_formulas(report):
        assert formula["latex"] in tex


def test_tex_has_every_word(tex, report):
    code = [report["command"], *(d["command"] for d in report["derivations"])]
    code += [k for d in report["derivations"] for c in d["claims"] for k in c["commands"]]
    tex = tex.replace(r"\allowbreak{}", "")
    for text in said(report):
        assert escape.tex(text) in tex or (text in code and escape.tex_code(text) in tex), text


def test_tex_draws_every_figure_and_graph(tex, report):
    figures = [c["figure"] for d in report["derivations"] for c in d["claims"] if c["figure"]]
    graphs = [g for g in [report["graph"], *(d["graph"] for d in report["derivations"])] if g]
    assert figures
    assert tex.count(r"\Drawing{\Frame") == len(figures)
    assert tex.count(r"\Spot{") + tex.count(r"\Hollow{") == sum(len(f["points"]) for f in figures)
    assert tex.count(r"\Network{%") == len(graphs)
    assert tex.count(r"\Uses{") == sum(len(g["lines"]) for g in graphs)
    assert tex.count(r"\NodeDark{") == sum(n["dark"] for g in graphs for n in g["nodes"])
    assert tex.count(r"\NodeLight{") == sum(not n["dark"] for g in graphs for n in g["nodes"])


def test_tex_groups_and_environments_are_closed(tex):
    bare = re.sub(r"\\[\\{}%]|(?<!\\)%.*", "", tex)
    assert bare.count("{") == bare.count("}")
    assert sorted(re.findall(r"\\begin\{(\w+)\}", bare)) == sorted(re.findall(r"\\end\{(\w+)\}", bare))


def test_what_a_source_printed_is_set_only_if_harmless(tex):
    assert r"\Printed{" + WRONG.printed + "}" in tex
    assert r"\input{/" not in tex
    assert r"\textbackslash{}input" in tex


def test_every_value_in_the_tex_template_is_filtered():
    text = (render.our_templates() / "report.tex.j2").read_text()
    filtered = re.compile(
        r"\| (tex|code|loose|bookmark|latex|printed|prose|version|number)$"
        r"|^(badge|terms|equation|counterexample|source|claim|pieces|by_claim|side|point|cite|share|path|plot|network)\("
        r'|^target\(.*\| tex\) ~ "\}"\)$'  # macros, which filter
        r'|^"" if |^name$'
    )
    for value in re.findall(r"<<(.*?)>>", text):
        assert filtered.search(value.strip()), value


def test_no_text_can_be_read_as_a_part_of_a_length():
    """After ``\\parskip=0pt`` the words "plus for minus" are a length to TeX, unless \\relax stands between."""
    preamble = (render.our_templates() / "preamble.tex").read_text()
    assert not re.findall(r"=\s*-?[\d.]+\s*(?:pt|em|ex|mm)\s*(?:\n\s*)?#\d.*", preamble)


def test_text_is_no_formula_and_a_formula_no_text():
    math = render.Math("x", "x", "<math></math>", "x")
    with pytest.raises(jinja2.TemplateError, match="expected text"):
        render._text_only(str)(math)
    with pytest.raises(jinja2.TemplateError, match="expected a formula"):
        render._math_only("latex")("x")
    with pytest.raises(jinja2.TemplateError, match="not to be typeset"):
        render._printed(r"\input{x}")


@given(st.text(max_size=40))
@settings(max_examples=15, deadline=None)
def test_any_title_survives_every_view(title):
    derivation = Derivation(title=title, symbols=(), claims=(), summary=title, id="t")
    report = model.build([Verified(derivation)], {"t": title}, replace(META, title=title))
    render.to_tex(report)
    inside = Reader(render.to_html(report)).text
    # HTML has no form for some control characters; white space runs together.
    wanted = re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", "", title)
    assert wanted in re.sub(r"[\s\x00-\x1f\x7f-\x9f\ufffd]+", "", inside)
    assert render.to_pdf(report).startswith(b"%PDF")


# --------------------------------------------------------------------------
# HTML


class Reader(html.parser.HTMLParser):
    """Checks that every element is closed where it should be, and gathers what a page holds."""

    VOID = frozenset(["meta", "br", "wbr", "hr", "link", "img", "input"])

    def __init__(self, page: str):
        super().__init__()
        self.open: list[str] = []
        self.names: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.headings: list[int] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.names.append(tag)
        self.attributes += attrs
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.names.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text += data


def test_html_is_well_formed_and_loads_nothing(page):
    reader = Reader(page)
    assert not {"script", "link", "img", "iframe", "object"} & set(reader.names)
    assert not [value for name, value in reader.attributes if name in ("src", "style") or name.startswith("on")]
    assert not re.search(r"url\(|@import", page)
    assert re.search(r"<html lang=", page)
    assert HOSTILE in reader.text


def test_html_has_every_word(page, report):
    text = " ".join(Reader(page).text.split())
    for words in said(report):
        assert " ".join(words.split()) in text, words


def test_html_says_where_one_is(page, report):
    """Landmarks, a language, a title, a way past what stands first; each picture has words for it."""
    reader = Reader(page)
    assert reader.names.count("main") == 1
    assert {"header", "nav", "footer"} <= set(reader.names)
    assert ("lang", "en") in reader.attributes
    assert re.search(r"<title>.+</title>", page)
    assert '<a class="skip" href="#content">' in page
    assert '<main id="content">' in page
    svgs = re.findall(r"<svg[^>]*>", page)
    assert svgs
    for svg in svgs:
        assert 'aria-hidden="true"' in svg or re.search(r'role="img" aria-label="[^"]{20,}"', svg), svg


def test_html_tables_can_be_walked(page):
    tables = re.findall(r"<table.*?</table>", page, re.DOTALL)
    assert len(tables) > 5
    for table in tables:
        assert re.search(r"<caption>.*\w.*</caption>", table)
        assert "<thead" in table
        head = table[table.index("<thead") : table.index("</thead>")]
        assert head.count("<th ") == head.count('scope="col"') > 1
        for row in re.findall(r"<tbody.*", table, re.DOTALL):
            assert "<th>" not in row


def test_html_draws_every_figure_and_graph(page, report):
    figures = [c["figure"] for d in report["derivations"] for c in d["claims"] if c["figure"]]
    graphs = [g for g in [report["graph"], *(d["graph"] for d in report["derivations"])] if g]
    for drawn in figures + graphs:
        assert f'aria-label="{html.escape(drawn["alt"])}"' in page.replace("&#34;", "&quot;")
    spots = re.findall(r'<circle class="(?:dot|hollow)"', page)
    assert len(spots) == sum(len(f["points"]) for f in figures)
    assert page.count('<polyline class="uses"') == sum(len(g["lines"]) for g in graphs)
    assert len(re.findall(r'<g class="node \w+ dark">', page)) == sum(n["dark"] for g in graphs for n in g["nodes"])


def test_html_links_lead_somewhere(page):
    reader = Reader(page)
    ids = [value for name, value in reader.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    targets = [value for name, value in reader.attributes if name == "href"]
    assert targets
    assert {t.removeprefix("#") for t in targets} <= set(ids)
    labels = {value for name, value in reader.attributes if name == "aria-labelledby"}
    assert labels <= set(ids)


def test_html_headings_are_a_tree(page):
    levels = Reader(page).headings
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_html_has_every_formula(page, report):
    for formula in shown_formulas(report):
        assert formula["mathml"] in page


# --------------------------------------------------------------------------
# PDF by Typst


def test_pdf_has_every_formula_as_its_alternative_text(report):
    alts = set(
        json.loads(
            typst.query(
                render.our_templates() / "report.typ",
                "math.equation",
                field="alt",
                sys_inputs=render._typst_inputs(report),
                ignore_system_fonts=True,
            )
        )
    )
    for formula in shown_formulas(report):
        # A sum that fits its line is one formula there, and its pieces are inside it.
        assert any(formula["text"] in alt for alt in alts), formula["text"]
    for d in report["derivations"]:
        for c in d["claims"]:
            e = c["statement"]
            assert e["whole"]["text"] in alts or {e["left"]["text"], *(t["text"] for t in e["terms"])} <= alts


def queried(report, selector: str, field: str) -> list:
    return json.loads(typst.query(
        render.our_templates() / "report.typ", selector, field=field,
        sys_inputs=render._typst_inputs(report), ignore_system_fonts=True))  # fmt: skip


def test_pdf_describes_every_figure_and_graph(report):
    figures = [c["figure"]["alt"] for d in report["derivations"] for c in d["claims"] if c["figure"]]
    graphs = [g["alt"] for g in [report["graph"], *(d["graph"] for d in report["derivations"])] if g]
    assert sorted(queried(report, "figure", "alt")) == sorted(map(escape.typst, figures + graphs))


def test_every_formula_is_in_the_data_that_typst_reads(report):
    data = json.loads(render._typst_inputs(report)["data"])
    assert [f["typst"] for f in formulas(report)] == [f["typst"] for f in typst_formulas(data)]
    assert data["derivations"][1]["title"] == HOSTILE
    assert "[U+4E2D]" in data["derivations"][1]["summary"]
    assert "\n" in data["derivations"][0]["listing"]


def typst_formulas(data) -> list[dict]:
    if isinstance(data, dict):
        return [data] if set(data) == {"typst", "text"} else [f for v in data.values() for f in typst_formulas(v)]
    return [f for v in data for f in typst_formulas(v)] if isinstance(data, list) else []


def test_pdf_evaluates_only_formulas():
    template = (render.our_templates() / "report.typ").read_text()
    assert re.findall(r"eval\(([^)]*)\)", template) == ['f.typst, mode: "math"'] * 3


# --------------------------------------------------------------------------
# Files


def test_write_makes_four_files(report, tmp_path):
    out = tmp_path / "new" / "folder"
    assert render.write(report, out) == [out / name for name in NAMES]
    assert sorted(path.name for path in out.iterdir()) == sorted(NAMES)
    assert json.loads((out / "report.json").read_text("utf-8")) == report
    assert (out / "report.pdf").read_bytes().startswith(b"%PDF")


def test_two_runs_give_the_same_bytes(tmp_path):
    for folder in ("a", "b"):
        render.write(built(), tmp_path / folder)
    for name in NAMES:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_an_empty_library_has_a_report(tmp_path):
    render.write(model.build([], {}, META), tmp_path)
    assert "0 claims in 0 derivations." in Reader((tmp_path / "report.html").read_text()).text


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_folder_that_cannot_be_made_is_an_input_error(report, tmp_path, place):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InputError, match="cannot write the report") as error:
        render.write(report, tmp_path / place)
    assert "--out" in str(error.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_an_input_error(report, tmp_path):
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(InputError, match="cannot write the report"):
        render.write(report, tmp_path)


def test_a_folder_in_the_place_of_a_file_is_an_input_error(report, tmp_path):
    (tmp_path / "report.json").mkdir()
    with pytest.raises(InputError, match="cannot write the report"):
        render.write(report, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("report.typ", "#panic(1)", "Typst could not set the report"),
        ("report.tex.j2", "<< no_such_thing | tex >>", "template is faulty"),
        ("report.html.j2", "{% if %}", "template is faulty"),
    ],
)
def test_a_failure_leaves_an_old_report_whole(report, tmp_path, name, text, message):
    own, out = tmp_path / "templates", tmp_path / "out"
    own.mkdir()
    out.mkdir()
    (own / name).write_text(text)
    for old in NAMES:
        (out / old).write_text("old")
    with pytest.raises(InputError, match=message):
        render.write(report, out, templates=own)
    assert {path.name: path.read_text() for path in out.iterdir()} == dict.fromkeys(NAMES, "old")


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("report.typ", "= x\n#let a = nope", "report.typ:2"),
        ("report.tex.j2", "a\n<< nothing.x | tex >>", "report.tex.j2:2"),
        ("report.html.j2", "a\nb\n{% if %}", "report.html.j2:3"),
        ("report.html.j2", "a\n{{ title + 3 }}", "report.html.j2:2"),
        ("preamble.tex", "a\nb\n<< 3 | latex >>", "preamble.tex:3"),
        ("report.css", "{% for %}", "report.css:1"),
        ("report.html.j2", "{% include 'mine.css' %}", "report.html.j2:1"),
    ],
)
def test_an_error_in_a_template_names_its_line(report, tmp_path, name, text, place):
    own = tmp_path / "templates"
    own.mkdir()
    (own / name).write_text(text)
    with pytest.raises(InputError) as error:
        render.write(report, tmp_path / "out", templates=own)
    assert error.value.where == str(own / place)
    assert str(render.our_templates()) in str(error.value)  # where to look


def test_an_interrupted_run_leaves_an_old_report_whole(report, tmp_path, monkeypatch):
    def interrupted(*args):
        raise KeyboardInterrupt

    for old in NAMES:
        (tmp_path / old).write_text("old")
    monkeypatch.setattr(render, "to_pdf", interrupted)
    with pytest.raises(KeyboardInterrupt):
        render.write(report, tmp_path)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == dict.fromkeys(NAMES, "old")


@pytest.mark.parametrize(
    ("name", "text", "made"),
    [
        ("report.css", "body { color: teal }", lambda report, own: render.to_html(report, own)),
        ("preamble.tex", "% teal", lambda report, own: render.to_tex(report, own)),
        ("report.typ", "teal", lambda report, own: render.to_pdf(report, own)),
    ],
)
def test_one_template_of_ones_own_is_enough(report, tmp_path, name, text, made):
    (tmp_path / name).write_text(text)
    if name == "report.typ":
        (tmp_path / name).write_text("#set document(title: [teal])\n= teal")
        assert made(report, tmp_path) != made(report, None)
    else:
        assert text in made(report, tmp_path)


def test_a_templates_folder_that_is_not_there_is_an_input_error(report, tmp_path):
    with pytest.raises(InputError, match="folder of templates"):
        render.write(report, tmp_path, templates=tmp_path / "nowhere")


def test_without_tex_the_error_names_the_packages(report, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda program: None)
    with pytest.raises(InputError, match="no pdflatex") as error:
        render.write(report, tmp_path, engine="latex")
    assert render.TEX_PACKAGES in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_an_engine_that_is_none_is_an_input_error(report, tmp_path):
    with pytest.raises(InputError, match="no engine 'word'"):
        render.write(report, tmp_path, engine="word")  # type: ignore[arg-type]


def test_a_program_that_does_not_end_is_killed_with_its_children(tmp_path):
    # The child would hold the pipe open, and so the parent's wait, for a minute.
    code, output = render._run(["sh", "-c", "sleep 60 & sleep 60"], tmp_path, os.environ, 0.2)
    assert code == 124
    assert "no end after" in output


# --------------------------------------------------------------------------
# With TeX on the machine


def words(pdf: Path) -> str:
    text = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, check=True).stdout.decode()
    return re.sub(r"[\s\u200b]+", "", text)


def check_words(pdf: Path, report: dict) -> None:
    text = words(pdf)
    for d in report["derivations"]:
        assert re.sub(r"\s", "", d["title"]).replace("ﬁ", "fi") in text
        for c in d["claims"]:
            assert c["id"] in text
            assert re.sub(r"\s", "", c["verdict"]["word"]) in text


def check_pages(pdf: Path, report: dict) -> None:
    """Each page by itself says what it is from, and which page of how many it is."""
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True)
    pages = done.stdout.decode().split("\f")[:-1]
    assert len(pages) > 4
    for number, page in enumerate(pages, 1):
        lines = [" ".join(line.split()) for line in page.strip().splitlines()]
        assert report["trace"] in lines[0] + lines[1], page  # a long title may take two lines
        assert f"page {number} of {len(pages)}" in page
        assert f"symdl {report['versions']['symdl']}" in page
        assert report["command"] in page
        assert number == 1 or report["title"] in lines[0], page
    assert any("Steps" in page.strip().splitlines()[0] for page in pages)
    inside = [re.search(r"claims? (\d\.\d)", page.strip().splitlines()[0]) for page in pages]
    assert any(inside)  # a claim that runs over the end of a page


@pytest.mark.latex
def test_typst_page_has_every_claim_and_verdict(report, tmp_path):
    need("pdftotext")
    pdf = tmp_path / "report.pdf"
    pdf.write_bytes(render.to_pdf(report))
    check_words(pdf, report)
    check_pages(pdf, report)


@pytest.mark.latex
@pytest.mark.parametrize("engine", ["pdflatex", "lualatex"])
def test_tex_compiles_cleanly(engine, report, tex, tmp_path):
    need(engine, "pdftotext")
    path = tmp_path / "report.tex"
    path.write_text(tex)
    log = compile_tex(engine, path, runs=2)
    assert not re.search(r"^!", log, re.MULTILINE)
    assert not re.search("undefined|Missing character|Warning", log)
    too_wide = [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)]
    assert max(too_wide, default=0) == 0
    check_words(path.with_suffix(".pdf"), report)
    check_pages(path.with_suffix(".pdf"), report)


@pytest.mark.latex
def test_latex_engine_writes_the_same_bytes_twice(report, tmp_path):
    need("pdflatex")
    for folder in ("a", "b"):
        render.write(report, tmp_path / folder, engine="latex")
        assert sorted(path.name for path in (tmp_path / folder).iterdir()) == sorted(NAMES)
    for name in NAMES:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


@pytest.mark.latex
def test_tex_may_read_no_file_of_the_machine(report, tmp_path):
    need("pdflatex")
    own, out = tmp_path / "templates", tmp_path / "out"
    own.mkdir()
    (tmp_path / "secret.tex").write_text("secret")
    (own / "report.tex.j2").write_text(
        rf"\documentclass{{article}}\begin{{document}}\input{{{tmp_path}/secret.tex}}\end{{document}}"
    )
    with pytest.raises(InputError, match="pdflatex stopped"):
        render.write(report, out, engine="latex", templates=own)
    assert list(out.iterdir()) == []
