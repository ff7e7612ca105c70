"""Views of a report model: LaTeX, PDF, HTML and JSON, written together or not at all."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import jinja2
from jinja2.exceptions import FilterArgumentError
from markupsafe import Markup

from symdl.errors import InputError
from symdl.reporting import escape
from symdl.reporting.formula import FORMS

Engine = Literal["typst", "latex"]

TEX_PACKAGES = "texlive-latex-recommended texlive-pictures lmodern"
_TEX_RUNS = 4  # longtable settles its widths, and hyperref its links, in three at most
_TEX_SECONDS = 600.0


def our_templates() -> Path:
    """The folder of our own templates, in a wheel and in a checkout alike."""
    package = Path(__file__).parents[1]
    # A wheel carries reports/ inside the package; a checkout, and so an editable
    # install, has it beside the package. Inside first: beside an installed package
    # lie other people's.
    for folder in (package / "reports" / "templates", package.parent / "reports" / "templates"):
        if (folder / "report.tex.j2").is_file():
            return folder
    raise InputError("the report templates are missing", term=package,
                     hint="install symdl again, or name a folder of templates")


# --------------------------------------------------------------------------
# Formulas and text in templates


@dataclass(frozen=True)
class Math:
    """A formula in every form. It is not text: a filter for text refuses it."""

    latex: str
    typst: str
    mathml: str
    text: str


def _typed(data: Any) -> Any:
    """The model with each formula a Math."""
    if isinstance(data, Mapping):
        if set(data) == set(FORMS):
            return Math(**data)
        return {key: _typed(value) for key, value in data.items()}
    return [_typed(value) for value in data] if isinstance(data, list) else data


def _text_only(convert: Callable[[str], str]) -> Callable[[object], str]:
    """``convert`` as a filter that takes text and whole numbers, and nothing else."""

    def of_text(value: object) -> str:
        if isinstance(value, jinja2.Undefined) or not isinstance(value, str | int):
            raise FilterArgumentError(f"expected text, got {value!r}")
        return convert(str(value))

    return of_text


def _math_only(form: str) -> Callable[[object], str]:
    """A filter that gives a formula in one form, and takes nothing else."""

    def of_math(value: object) -> str:
        if not isinstance(value, Math):
            raise FilterArgumentError(f"expected a formula, got {value!r}")
        return str(getattr(value, form))

    return of_math


def _tex_prose(parts: list[str | Math]) -> str:
    """Strings and formulas as a run of LaTeX text."""
    text, math = _text_only(escape.tex), _math_only("latex")
    return "".join(f"${math(part)}$" if isinstance(part, Math) else text(part) for part in parts)


def _tex_loose(text: str) -> str:
    """Text with formulas in plain text, or an identifier, which may break after a sign or a hyphen."""
    return r"\allowbreak{}".join(map(escape.tex, re.split(r"(?<=[*(\[,=^])(?=\S)|(?<=[a-z]-)(?=[a-z])", text)))


def _html_prose(parts: list[str | Math]) -> Markup:
    return Markup("").join(Markup(part.mathml) if isinstance(part, Math) else part for part in parts)


def _number(value: object) -> str:
    """A length of a drawing, in millimetres."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FilterArgumentError(f"expected a number, got {value!r}")
    return f"{value:g}"


def _groups(text: str, size: int = 8) -> list[str]:
    """A long hexadecimal number in pieces between which a line may break."""
    return [text[at : at + size] for at in range(0, len(text), size)]


def _loader(folder: Path | None) -> jinja2.BaseLoader:
    # A folder of one's own need hold only the templates that differ from ours.
    return jinja2.FileSystemLoader([*([folder] if folder else []), our_templates()])


def to_tex(model: Mapping[str, Any], folder: Path | None = None) -> str:
    """The report as LaTeX for pdflatex and lualatex: one ASCII file, complete in itself."""
    environment = jinja2.Environment(
        loader=_loader(folder), undefined=jinja2.StrictUndefined, autoescape=False,
        block_start_string="<%", block_end_string="%>",
        variable_start_string="<<", variable_end_string=">>",
        comment_start_string="<#", comment_end_string="#>",
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters |= {
        "tex": _text_only(escape.tex),
        "code": _text_only(escape.tex_code),
        "loose": _text_only(_tex_loose),
        "bookmark": _text_only(lambda text: escape.tex(escape.plain_ascii(text))),
        "latex": _math_only("latex"),
        "printed": _printed,
        "prose": _tex_prose,
        "groups": _groups,
        "number": _number,
    }
    return environment.get_template("report.tex.j2").render(_typed(model))


def _printed(latex: str) -> str:
    """A source's own LaTeX, which may be set only if it is known to be harmless."""
    if not escape.typesettable(latex):
        raise FilterArgumentError(f"not to be typeset: {latex}")
    return latex


def to_html(model: Mapping[str, Any], folder: Path | None = None) -> str:
    """The report as one HTML file with MathML and its style inside; it loads nothing."""
    environment = jinja2.Environment(
        loader=_loader(folder), undefined=jinja2.StrictUndefined, autoescape=True,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    mathml = _math_only("mathml")
    environment.filters |= {
        "mathml": lambda value: Markup(mathml(value)),
        "prose": _html_prose,
        "groups": _groups,
        "number": _number,
    }
    return environment.get_template("report.html.j2").render(_typed(model))


def to_json(model: Mapping[str, Any]) -> str:
    """The model itself."""
    return json.dumps(model, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _place(error: Exception) -> str | None:
    """``file:line`` of the template that an error comes from; None if from none."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f"{error.filename or error.name}:{error.lineno}"
    # Jinja gives the frames of a template the template's own name and lines.
    frames = [f for f in traceback.extract_tb(error.__traceback__) if not f.filename.endswith(".py")]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else None


# --------------------------------------------------------------------------
# PDF


def _typst_data(data: Any, key: str = "") -> Any:
    """The model as the Typst template reads it: only characters that its fonts can print."""
    if isinstance(data, Mapping):
        if set(data) == set(FORMS):
            return {"typst": data["typst"], "text": data["text"]}
        return {name: _typst_data(value, name) for name, value in data.items()}
    if isinstance(data, list):
        return [_typst_data(value) for value in data]
    if isinstance(data, str):
        return escape.typst_code(data) if key == "listing" else escape.typst(data)
    return data


def _typst_inputs(model: Mapping[str, Any]) -> dict[str, str]:
    return {"data": json.dumps(_typst_data(model))}


def to_pdf(model: Mapping[str, Any], folder: Path | None = None) -> bytes:
    """The report as PDF by Typst: tagged (PDF/UA-1), the same bytes on every machine.

    Raises InputError if Typst refuses the template.
    """
    import typst  # 30 ms, and only for this engine

    template = next(
        path for path in (*([folder / "report.typ"] if folder else []), our_templates() / "report.typ")
        if path.is_file()
    )  # fmt: skip
    try:
        return typst.compile(
            template,
            root=template.parent,
            sys_inputs=_typst_inputs(model),
            # Typst's own fonts only, so that the page does not depend on the machine.
            ignore_system_fonts=True,
            pdf_standards="ua-1",
        )
    except typst.TypstError as error:
        found = re.search(r"\u250c\u2500 \S*?:(\d+):\d+", str(getattr(error, "diagnostic", "")))
        raise InputError("Typst could not set the report", term=error,
                         where=f"{template}:{found[1]}" if found else str(template),
                         hint=f"compare it with ours in {our_templates()}, or try --engine latex") from None


def tex_to_pdf(tex: Path) -> Path:
    """Set ``tex`` with pdflatex, or else lualatex, in its own folder.

    TeX may neither run programs nor read or write outside that folder.
    Raises InputError if there is no TeX, or if it stops.
    """
    engine = shutil.which("pdflatex") or shutil.which("lualatex")
    if engine is None:
        raise InputError("no pdflatex and no lualatex on this machine",
                         hint=f"apt-get install {TEX_PACKAGES}, or use --engine typst, which needs neither")
    command = [engine, "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", tex.name]
    environment = os.environ | {
        "openin_any": "p", "openout_any": "p",
        "max_print_line": "1000",  # or TeX breaks a message where it likes
    }  # fmt: skip
    settled = b""
    for _ in range(_TEX_RUNS):
        code, output = _run(command, tex.parent, environment, _TEX_SECONDS)
        if code != 0:
            at = output.find("\n!")
            raise InputError(f"{Path(engine).name} stopped with status {code}",
                             term=" ".join(output[at if at >= 0 else -400 :][:400].split()),
                             where=tex.name, hint="the default engine needs no TeX: --engine typst")
        before, settled = settled, b"".join(
            aux.read_bytes() for aux in (tex.with_suffix(".aux"), tex.with_suffix(".out")) if aux.exists()
        )
        if before == settled:
            break
    return tex.with_suffix(".pdf")


def _run(command: list[str], folder: Path, environment: Mapping[str, str], seconds: float) -> tuple[int, str]:
    """Status and output of a program that is killed, with its children, after ``seconds``."""
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    ) as process:  # fmt: skip
        try:
            output, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return 124, f"\n! no end after {seconds:.0f} seconds"
    return process.returncode, output.decode("utf-8", "replace")


# --------------------------------------------------------------------------
# Files


def write(
    model: Mapping[str, Any], out: Path, *, engine: Engine = "typst", templates: Path | None = None
) -> list[Path]:
    """Write report.tex, report.pdf, report.html and report.json into the folder ``out``.

    All four are made before the first is put in place, so a failure leaves an
    old report whole.

    templates  a folder whose files take the place of ours of the same name

    Raises InputError if ``out`` cannot be written, a template is faulty, or the engine is missing.
    """
    if engine not in ("typst", "latex"):
        raise InputError(f"there is no engine {engine!r}", hint="use typst or latex")
    if templates is not None and not templates.is_dir():
        raise InputError("the folder of templates does not exist", term=templates,
                         hint=f"ours are in {our_templates()}")
    names = ["report.tex", "report.pdf", "report.html", "report.json"]
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name in names:
            if (out / name).is_dir():
                raise IsADirectoryError(f"{out / name} is a folder")
        with tempfile.TemporaryDirectory(prefix=".report-", dir=out) as scratch:
            made = _make(model, Path(scratch), engine, templates)
            assert [path.name for path in made] == names
            for path in made:
                os.replace(path, out / path.name)
    except OSError as error:
        raise InputError(f"cannot write the report: {error.strerror or error}", term=out,
                         hint="name another folder with --out") from error
    return [out / name for name in names]


def _make(model: Mapping[str, Any], folder: Path, engine: Engine, own: Path | None) -> list[Path]:
    tex, pdf, html, data = (folder / f"report.{ending}" for ending in ("tex", "pdf", "html", "json"))
    if engine == "typst":
        # Typst sets the pages outside of Python, while the other views are written here.
        with ThreadPoolExecutor(1) as beside:
            pages = beside.submit(to_pdf, model, own)
            _write_texts(model, tex, html, data, own)
            pdf.write_bytes(pages.result())
    else:
        _write_texts(model, tex, html, data, own)
        pdf = tex_to_pdf(tex)
    return [tex, pdf, html, data]


def _write_texts(model: Mapping[str, Any], tex: Path, html: Path, data: Path, own: Path | None) -> None:
    try:
        # Half of a surrogate pair is no character; it is written so that nothing fails on it.
        tex.write_text(to_tex(model, own), encoding="utf-8", newline="\n")
        html.write_text(to_html(model, own), encoding="utf-8", errors="xmlcharrefreplace", newline="\n")
    except Exception as error:
        place = _place(error)
        if place is None and not isinstance(error, jinja2.TemplateError):
            raise
        raise InputError(f"a report template is faulty: {error}", where=place or str(own or ""),
                         hint=f"compare it with ours in {our_templates()}") from error
    data.write_text(to_json(model), encoding="utf-8", errors="backslashreplace", newline="\n")
