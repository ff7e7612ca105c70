"""symdl: derivations of deep-learning mathematics, proved for every size.

    load(name)              a derivation, by its id or by the path of a file
    verify(*names)          what is known of each claim: verdict, conditions, evidence
    read(formula)           what a formula in LaTeX, Unicode or plain text says, with notes and errors
    check(question, answer) whether an answer is right, or a counterexample
    export(name, to=...)    a kernel, as a file to read
    report(*names, out=...) the printed report: LaTeX, PDF, HTML, JSON

Everything is imported on first use, so that ``import symdl`` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from symdl import codebase as codebase  # first: it notes what the other modules are before they are imported

__version__ = "0.1.0"

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from symdl.derivation import Derivation, Verified
    from symdl.grading import Checked
    from symdl.reading import ReadRow


def load(name: str | Path) -> Derivation:
    """The derivation of this id or path. Raises InputError, LanguageError."""
    from symdl import library

    return library.load(name)


def verify(*names: str | Path, thorough: bool = False, cache: bool = True) -> list[Verified]:
    """Decide every claim of the named derivations (of the whole library if none is named).

    thorough  a second proof of each claim too, and its mutants: the claim changed by machine in one place
    cache     whether a verdict that was found before, by this code on this content, is taken as it is
    """
    from symdl import library
    from symdl.verification.cache import opened
    from symdl.verification.many import verify_all

    return verify_all(library.load_all(map(str, names)), thorough=thorough, cache=opened() if cache else None)


def read(formula: str, *, strict: bool = False) -> ReadRow:
    """What a formula in LaTeX, Unicode or plain text says; what it does not declare is inferred from it.

    strict   whether what some would read in another way is an error

    Never raises for what the text holds: see ``ReadRow.errors`` and ``ReadRow.notes``.
    """
    from symdl import reading

    return reading.suggested(formula, strict=strict)


def check(question: str | Path | Mapping[str, Any], answer: str, *, explain: bool = True,
          isolated: bool = True, seconds: float = 10.0) -> Checked:
    """Judge an answer, in LaTeX or plain text.

    question   a claim such as ``"batch-norm/dx"``, a table with a "reference", or a file of one: see ``grading.ask``
    explain    whether what is wrong is looked for: the one change that would make the answer right
    isolated   whether it is judged in a process that is killed after ``seconds``, and when it takes too much memory;
               from any thread, and under asyncio by ``symdl.grading.acheck``

    Raises InputError, ReadError for what is wrong with the question, and InputError for an answer that is no text; what
    is wrong with the answer else is the verdict.
    """
    if isolated:
        from symdl.grading.classes import isolated as processes

        return processes.check(question, answer, explain=explain, seconds=seconds)
    from symdl import grading

    return grading.check(question, answer, explain=explain)


def export(name: str | Path, to: str = "numpy") -> str:
    """The text of a kernel for a derivation, its gradients proved. Raises InputError."""
    from symdl import kernels, library
    from symdl.verification.many import verify_all

    (verified,) = verify_all([library.load(name)])
    return kernels.export(verified, to)


def report(*names: str | Path, out: str | Path = "symdl-report", engine: Literal["typst", "latex"] = "typst",
           templates: str | Path | None = None, thorough: bool = False, cache: bool = True,
           progress: Callable[[int, int, str], None] | None = None) -> tuple[list[Verified], list[Path]]:
    """Verify the named derivations (the library if none is named) and write their report.

    out        the folder for report.tex, report.pdf, report.html and report.json
    engine     what makes the PDF: "typst" (no TeX needed) or "latex"
    templates  a folder whose files take the place of ours of the same name
    thorough   second proofs and mutants too, as in ``verify``
    cache      as in ``verify``

    Raises InputError if something cannot be read or written; an old report is then left whole.
    """
    from pathlib import Path

    from symdl import kernels, library
    from symdl.files import prepare_folder
    from symdl.reporting import model, render
    from symdl.verification.cache import opened
    from symdl.verification.many import verify_all

    prepare_folder(Path(out))  # before the work, not after it
    verified = verify_all(library.load_all(map(str, names)), progress=progress, thorough=thorough,
                          cache=opened() if cache else None)
    listings = {v.derivation.id: kernels.export(v) for v in verified if v.derivation.kernel}
    command = " ".join(["symdl report", *map(str, names), *(["--thorough"] if thorough else [])])
    made = model.build(verified, listings, model.collect(verified, command, thorough=thorough))
    return verified, render.write(made, Path(out), engine=engine, templates=Path(templates) if templates else None)
