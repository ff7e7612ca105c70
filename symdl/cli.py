"""The command line.

Exit status: 0 every verdict is the expected one, or the work that was asked for
is done; 1 a claim or an answer came out otherwise; 2 unusable input; 3
undecided and nothing worse. Imports wait until a command needs them, so that
``symdl --help`` starts neither SymPy nor NumPy.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from symdl import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from symdl.derivation import Decided, Mutant, Verified, VerifiedClaim
    from symdl.notation.reader.infer import Inferred
    from symdl.reading import Given, ReadRow
    from symdl.second_reader import Foreign
    from symdl.verification.cache import Cache

OK, OTHERWISE, UNUSABLE, OPEN = 0, 1, 2, 3


def _with_flags_first(argv: Sequence[str]) -> list[str]:
    """A flag may stand between a question and its answer, where argparse would take the answer for one too many."""
    flags = [one for one in argv if one in ("--json", "--solution")] if argv[:1] == ["check"] else []
    return [*argv[:1], *flags, *(one for one in argv[1:] if one not in flags)] if flags else [*argv]


def main(argv: Sequence[str] | None = None) -> int:
    args = _parser().parse_args(_with_flags_first(sys.argv[1:] if argv is None else argv))
    from symdl.errors import SymdlError  # light: no SymPy behind it

    try:
        if sys.stdout is None:
            print("standard output is closed: send it to a file, or to /dev/null", file=sys.stderr)
            return UNUSABLE
        status: int = args.run(args)
        sys.stdout.flush()  # here, where it can be told if that fails
        return status
    except SymdlError as e:
        print(e, file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr)  # what progress has written
        print("stopped; nothing was left half-written", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of a pipe (head, less) has seen enough
        _print_nowhere()
        return OK
    except OSError as e:
        if e.filename is not None or e.errno not in _NOT_WRITTEN:
            raise
        _print_nowhere()
        print(f"standard output cannot be written: {e.strerror}", file=sys.stderr)
        return UNUSABLE


# What files with a name are told is told where they are written.
_NOT_WRITTEN = (errno.ENOSPC, errno.EIO, errno.EBADF, errno.EFBIG, errno.EDQUOT)


def _print_nowhere() -> None:
    """Let what is still to be printed be lost: else Python says so once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="symdl", description="Derivations of deep-learning mathematics, proved for every size.")
    parser.add_argument("--version", action="version", version=f"symdl {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], about: str, *,
                formulas: bool = False) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=about, description=about, add_help=not formulas)
        made.set_defaults(run=run)
        if formulas:
            # -x^2 and -h are formulas: to argparse they are options unless they look like a negative number.
            made._negative_number_matcher = re.compile(r"-(?!-)")
            made.add_argument("--help", action="help", help="show this help message and exit")
        return made

    def uncached(command: argparse.ArgumentParser) -> None:
        command.add_argument("--no-cache", action="store_true",
                             help="decide everything again, and keep nothing (SYMDL_CACHE names the folder of verdicts "
                                  "that were found before, or is off)")

    targets = "an id of the library (batch-norm, batch-norm/dx) or a .py file; the whole library if none is named"
    one = command("list", _list, "list the derivations that come with symdl")
    one.add_argument("--json", action="store_true", help="one JSON object")
    one = command("show", _show, "show a derivation: symbols, definitions, claims")
    one.add_argument("id", help="an id of the library or a .py file")
    one = command("verify", _verify, "decide every claim: proof, instances, finite differences, slips")
    one.add_argument("targets", nargs="*", metavar="ID|FILE", help=targets)
    one.add_argument("--thorough", action="store_true",
                     help="a second proof of each claim too, and every mutant: the claim changed in one place")
    one.add_argument("--json", action="store_true", help="one JSON object")
    uncached(one)
    one = command("mutate", _mutate, "change every claim in one place after another, and decide what comes out")
    one.add_argument("targets", nargs="*", metavar="ID|FILE", help=targets)
    one.add_argument("--json", action="store_true", help="one JSON object, with every mutant")
    uncached(one)
    one = command("report", _report, "verify, and write report.tex, .pdf, .html and .json")
    one.add_argument("targets", nargs="*", metavar="ID|FILE", help=targets)
    one.add_argument("--out", default="symdl-report", metavar="DIR", help="folder to write to (symdl-report)")
    one.add_argument("--engine", choices=("typst", "latex"), default="typst", help="what makes the PDF (typst)")
    one.add_argument("--templates", metavar="DIR",
                     help="a theme: each file in DIR takes the place of ours of the same name (report.typ, "
                          "report.tex.j2, preamble.tex, report.html.j2, report.css); the others stay. Ours are in "
                          "symdl/reports/templates")
    one.add_argument("--thorough", action="store_true", help="with second proofs and mutants, as verify --thorough")
    uncached(one)
    one = command("read", _read, "read formulas: what they say, as SymPy and as LaTeX again", formulas=True)
    one.add_argument("formulas", nargs="*", metavar="LATEX",
                     help="a formula in LaTeX, Unicode or plain text; - reads one from standard input")
    one.add_argument("--jsonl", metavar="FILE",
                     help='a formula a line, {"id": "1", "latex": "x_i^2"}; a row out for each; - is standard input')
    one.add_argument("--out", metavar="FILE",
                     help="file for the rows of --jsonl (standard output); rows whose id is in it already stay")
    one.add_argument("--notation", metavar="FILE.toml", help="what the names mean, as --declare writes it")
    one.add_argument("--in", dest="derivation", metavar="ID", help="the names of a derivation: adam, batch-norm/dx")
    one.add_argument("--infer", action="store_true",
                     help="infer from the formulas what is not declared (what happens anyway if nothing is declared; "
                          "of --jsonl, from each row alone unless this is said)")
    one.add_argument("--declare", action="store_true", help="print the names that were inferred, as TOML to be kept")
    one.add_argument("--strict", action="store_true",
                     help="refuse what some would read in another way; nothing is inferred unless --infer is said")
    one.add_argument("--second", choices=("latex2sympy2",),
                     help="show what another reader makes of it, too: pip install 'symdl[latex2sympy2]'")
    one.add_argument("--tree", action="store_true", help="show the tree of a formula, too")
    one.add_argument("--json", action="store_true", help="one JSON object")
    one = command("check", _check, "check an answer to a claim", formulas=True)
    one.add_argument("question", metavar="ID|FILE", help="a claim's id, as batch-norm/dx, or a .toml or .json file")
    one.add_argument("answer", nargs="?",
                     help="the right side, in LaTeX or plain text; - reads it from standard input")
    one.add_argument("--answers", metavar="FILE",
                     help="the answers to a question in parts: a .toml or .json table, part = 'answer'")
    one.add_argument("--solution", action="store_true", help="the answer is a worked solution: each line is judged")
    one.add_argument("--json", action="store_true", help="one JSON object")
    one = command("grade", _grade, "check the answers of a class: a row for each in a table or a file of JSON lines")
    one.add_argument("file", metavar="FILE",
                     help="CSV or JSONL (- is standard input) with the columns answer, and question (a claim's id) or "
                          "reference (and at will accept, mistakes, notation, definitions, context, assumptions, "
                          "symbols); at will id, student, marks; and part, which part of a question in parts is "
                          "answered: what follows from the same student's mistakes in the parts before is seen to "
                          "follow")
    one.add_argument("--question", metavar="ID|FILE",
                     help="what rows answer that do not say it: a claim, as batch-norm/dx, or a .toml or .json file, "
                          "of a question in parts too")
    one.add_argument("--solution", action="store_true", help="the answers are worked solutions: each line is judged")
    one.add_argument("--out", metavar="RESULTS.jsonl",
                     help="file for the results (standard output); what is in it already is not judged again")
    one.add_argument("--summary", metavar="DIR",
                     help="folder for summary.html and summary.csv, which group the answers by what is the same and by "
                          "mistake, and answers.csv")
    one.add_argument("--gradescope", metavar="FILE|DIR",
                     help="results.json for Gradescope: one submission, or a folder with a file for each student")
    one.add_argument("--prairielearn", metavar="FILE|DIR", help="the same for PrairieLearn")
    one.add_argument("--asserts", metavar="FILE",
                     help="cells that check a variable for each claim, for notebooks of Otter and nbgrader: for the "
                          "grader's side, as hidden tests")
    one.add_argument("--jobs", metavar="N", type=_positive, help="how many processes (one for each core)")
    one = command("export", _export, "export a kernel: functions proved, as a file to read")
    one.add_argument("id", nargs="?", help="an id of the library or a .py file")
    one.add_argument("--to", choices=("numpy",), default="numpy", help="target (numpy)")
    one.add_argument("--out", metavar="FILE", help="file to write (standard output)")
    one.add_argument("--list", action="store_true", help="list what can be exported")
    return parser


def _positive(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,3}", text):
        raise argparse.ArgumentTypeError("a number from 1 on")
    return int(text)


# --------------------------------------------------------------------------
# Commands


def _list(args: argparse.Namespace) -> int:
    from symdl import library

    derivations = library.load_all()
    if args.json:
        rows = [{"id": d.id, "title": d.title, "claims": [f"{d.id}/{c.name}" for c in d.claims]} for d in derivations]
        print(json.dumps({"schema": 1, "derivations": rows}, indent=1))
        return OK
    width = max((len(d.id) for d in derivations), default=0)
    for d in derivations:
        print(f"{d.id:{width}}  {len(d.claims):3} claims  {d.title}")
    return OK


def _show(args: argparse.Namespace) -> int:
    from symdl import library
    from symdl.notation import text

    d = library.load(args.id)
    print(f"{d.title}  ({d.id})")
    if d.summary:
        print(d.summary)
    print("\nsymbols")
    for i in d.integers:
        print(f"  {i.letter + f' >= {i.at_least}':14} {i.means}")
    for f in d.declared:
        print(f"  {_member(f):14} {f.means}")
    if d.definitions:
        print("\ndefinitions")
        for f in d.defined:
            for member, value in _defined(f):
                print(f"  {member:14} := {value}")
    if d.given:
        print(f"\ngiven\n  {', '.join(map(_stated, d.given))}")
    print("\nclaims")
    for c in d.claims:
        notes = [f"given {', '.join(map(_stated, c.given))}"] if c.given else []
        notes += [f"by induction on {c.induction}"] if c.induction else []
        notes += [f"using {', '.join(c.using)}"] if c.using else []
        print(f"  {d.id}/{c.name}: {c.title}")
        print(f"      {text(c.lhs)} {c.relation} {text(c.rhs)}" + "".join(f"    {note}" for note in notes))
    return OK


def _verify(args: argparse.Namespace) -> int:
    from symdl import library
    from symdl.verification.many import verify_all

    cache = _cache(args)
    verified = verify_all(library.load_all(args.targets), progress=_progress(), thorough=args.thorough, cache=cache)
    if args.json:
        rows = [_row(v, c) for v in verified for c in v.claims]
        print(json.dumps({"schema": 1, "claims": rows}, indent=1, ensure_ascii=False))
    else:
        for v in verified:
            _print_verified(v)
        _print_totals(verified)
        if cache is not None and cache.found:
            print(f"{cache.found} found in the cache of verdicts (--no-cache decides them again)")
        elif cache is not None and cache.off and os.environ.get("SYMDL_CACHE") != "off":
            print(f"no verdict is kept: {cache.off}")
    return _status(verified)


def _mutate(args: argparse.Namespace) -> int:
    from symdl import library
    from symdl.verification.many import verify_all

    verified = verify_all(library.load_all(args.targets), progress=_progress(), thorough=True, cache=_cache(args))
    if args.json:
        rows = [{"id": f"{v.derivation.id}/{c.claim.name}", "mutants": [_mutant(m) for m in c.mutants]}
                for v in verified for c in v.claims]
        print(json.dumps({"schema": 1, "claims": rows}, indent=1, ensure_ascii=False))
        return OK
    for v in verified:
        for c in v.claims:
            none = "none: it is stated because it is wrong" if c.claim.expected == "refuted" \
                else f"none: it is itself {_word(c.decided)}" if _word(c.decided) != "proved" else "none"
            print(f"{v.derivation.id}/{c.claim.name}: {_counted(c.mutants) if c.mutants else none}")
            for line in _not_refuted(c.mutants):
                print(f"  {line}")
    mutants = [m for v in verified for c in v.claims for m in c.mutants]
    print(f"{sum(len(v.claims) for v in verified)} claims, {_counted(mutants)}")
    return OK


def _report(args: argparse.Namespace) -> int:
    import symdl

    verified, paths = symdl.report(*args.targets, out=args.out, engine=args.engine, templates=args.templates,
                                   thorough=args.thorough, cache=not args.no_cache, progress=_progress())
    _print_totals(verified)
    for path in paths:
        print(path)
    for v in verified:
        for c in v.claims:
            if not c.as_expected:
                print(f"not as expected: {v.derivation.id}/{c.claim.name}", file=sys.stderr)
    return OK


def _read(args: argparse.Namespace) -> int:
    from dataclasses import asdict
    from pathlib import Path

    from symdl import reading
    from symdl.errors import InputError
    from symdl.second_reader import second

    if bool(args.formulas) == bool(args.jsonl):
        raise InputError("there is nothing to read" if not args.jsonl else "formulas and a file of formulas are named",
                         hint=r"symdl read '\frac{1}{m} \sum_{i=1}^m x_i'  or  symdl read --jsonl FILE")
    if args.out and not args.jsonl:
        raise InputError("--out is for the rows of --jsonl", hint="symdl read ... > FILE writes anything to a file")
    notation = reading.declared(args.notation, args.derivation)
    anything = bool(args.notation or args.derivation)
    inferred: Inferred | None = None
    if args.jsonl:
        given: Iterable[Given] = reading.lines(args.jsonl)
        if args.infer or args.declare:
            given = [*given]
            inferred = reading.names([one.text for one in given if not one.wrong], notation)
    else:
        formulas = [_standard_input() if one == "-" else one for one in args.formulas]
        if args.infer or args.declare or not (anything or args.strict):
            inferred = reading.names(formulas, notation)
    if inferred is not None:
        notation = inferred.notation
        if args.declare:
            return _print_declaration(inferred)
    if args.jsonl:
        doubts = {one.text: inferred.doubts_of(n) for n, one in enumerate(one for one in given if not one.wrong)
                  } if inferred else {}
        task = reading.Task(notation if anything or args.infer else None, args.strict, args.tree, args.second or "",
                            doubts)
        if args.out:
            done = reading.write(given, task, Path(args.out), _rows_progress())
            if sys.stderr.isatty():
                print("\r\033[K", end="", file=sys.stderr)
            print(f"{args.out}: {done.read} read" + (f", {done.kept} there before" if done.kept else "")
                  + f"; {done.unreadable} that cannot be read")
        else:
            for line in reading.rows(given, task):
                print(line)
        return OK
    read = [reading.in_doubt(reading.read(one, notation, strict=args.strict), inferred.doubts_of(n) if inferred else (),
                             strict=args.strict) for n, one in enumerate(formulas)]
    beside = []
    if args.second:
        with second(args.second) as reader:
            beside = [reading.beside(one, reader) for one in read]
    if args.json:
        print(json.dumps({"schema": 1, "formulas": [
            {**one.row(str(n)), "text": one.text, "sympy": one.sympy, "tree": one.shown,
             "errors": [reading.fault(e) for e in one.errors], **({"second": beside[n - 1].row()} if beside else {})}
            for n, one in enumerate(read, 1)],
            "inferred": {"names": [asdict(r) for r in inferred.reasons], "unsure": [asdict(r) for r in inferred.unsure]}
            if inferred else None}, indent=1))
    else:
        for n, one in enumerate(read):
            print("\n" * bool(n), end="")
            _print_read(one, beside[n] if beside else None, tree=args.tree)
        if inferred is not None:
            _print_inferred(inferred)
    missing = any(one.outcome == "not installed" for one in beside)
    return OK if all(one.ok for one in read) and not missing else UNUSABLE


def _check(args: argparse.Namespace) -> int:
    from pathlib import Path

    from symdl import grading
    from symdl.errors import InputError, lines_printable

    question = Path(args.question) if args.question.endswith((".toml", ".json")) else args.question
    if args.answers:
        return _check_parts(question, args.answers, as_json=args.json)
    if args.answer is None:
        raise InputError("there is no answer", hint="symdl check QUESTION 'ANSWER'; - reads it from standard input")
    answer = sys.stdin.read() if args.answer == "-" else args.answer
    if args.solution:
        return _check_solution(question, answer, as_json=args.json)
    if isinstance(question, Path):  # where SymPy may be asked, a process is to be killed if it does not end
        from symdl.grading.classes import isolated

        checked = isolated.check(question, answer.strip("\n"))
    else:
        checked = grading.check(question, answer.strip("\n"))
    if args.json:
        print(json.dumps(checked.row(), ensure_ascii=False))
    else:
        print(f"{checked.verdict.replace('_', ' ')}: {lines_printable(checked.feedback)}")
    return {"equivalent": OK, "not_equivalent": OTHERWISE, "invalid": UNUSABLE, "undecided": OPEN}[checked.verdict]


def _check_parts(question: Path | str, place: str, *, as_json: bool) -> int:
    from pathlib import Path

    from symdl.errors import InputError, lines_printable
    from symdl.files import table
    from symdl.grading.classes import isolated

    if not isinstance(question, Path):
        raise InputError(f"{question} is one question", hint="name a .toml or .json file with parts")
    answers = table(Path(place), "part = 'answer'")
    if not all(isinstance(answer, str) for answer in answers.values()):
        raise InputError(f"{place}: answers are texts", hint="write part = 'answer'")
    found = isolated.check_parts(question, answers)
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        for part in found["parts"]:
            code = part["code"]  # where it says more than the verdict
            verdict = code if code in ("follows", "missing") else part["verdict"].replace("_", " ")
            earned = "-" if part["marks"] is None else f"{part['marks'] * part['out_of']:g}"
            print(f"{part['id']}: {verdict} ({earned} of {part['out_of']:g}): {lines_printable(part['feedback'])}")
        print(f"{found['marks']:g} of {found['out_of']:g}")
    verdicts = [part["verdict"] for part in found["parts"]]
    for verdict, status in (("not_equivalent", OTHERWISE), ("invalid", UNUSABLE), ("undecided", OPEN)):
        if verdict in verdicts:
            return status
    return OK


def _check_solution(question: Path | str, answer: str, *, as_json: bool) -> int:
    from symdl.errors import lines_printable
    from symdl.grading import ask
    from symdl.grading.worked.solution import judge_solution

    found = judge_solution(ask(question), answer)
    if as_json:
        print(json.dumps(found.row(), ensure_ascii=False))
    else:
        for line in found.lines:
            print(f"{line.standing:<10} {lines_printable(line.text)}")
        print(f"{found.verdict.replace('_', ' ')}: {lines_printable(found.feedback) or 'there is nothing to judge'}")
    return {"equivalent": OK, "not_equivalent": OTHERWISE, "invalid": UNUSABLE, "undecided": OPEN}[found.verdict]


def _grade(args: argparse.Namespace) -> int:
    from pathlib import Path

    from symdl.errors import InputError
    from symdl.files import prepare_folder, write_atomically
    from symdl.grading.classes import classroom, exports, summary

    given = classroom.read(args.file, args.question, solutions=args.solution)
    if args.asserts and not any(classroom.CLAIM.fullmatch(one.asked.named) for one in given):
        raise InputError("no row answers a claim of the library, for which cells are written",
                         hint="symdl.grading.classes.exports.asserts(question, variable) writes one for any question, "
                              "with its reference in clear: for the grader's side")
    if args.summary:
        prepare_folder(Path(args.summary))  # before the work, not after it
    forms = [(Path(place), form) for place, form in ((args.gradescope, exports.gradescope),
                                                     (args.prairielearn, exports.prairielearn)) if place]
    for place, _ in forms:
        exports.prepare(place, given)
    graded = classroom.grade(given, Path(args.out) if args.out else None, jobs=args.jobs, progress=_grade_progress())
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    written = [Path(args.out)] if args.out else []
    if args.summary:
        written += summary.write(graded.rows, Path(args.summary), args.file, summary.stated(given))
    for place, form in forms:
        written += exports.write(graded.rows, place, form, classroom.parts_of(given))
    if args.asserts:
        write_atomically(Path(args.asserts), exports.cells(graded.rows))
        written.append(Path(args.asserts))
    if not args.out:
        for row in graded.rows:
            print(json.dumps(row))
        return OK
    counts = ", ".join(f"{graded.count(verdict)} {verdict.replace('_', ' ')}" for verdict in classroom.VERDICTS)
    print(f"{len(graded.rows)} rows: {counts}; {graded.judged} answers judged"
          + (f", {graded.kept} rows there before" if graded.kept else "")
          + (f", {graded.dropped} taken out whose answers are no longer given" if graded.dropped else ""))
    for path in written:
        print(path)
    return OK


def _export(args: argparse.Namespace) -> int:
    from pathlib import Path

    import symdl
    from symdl import library
    from symdl.errors import InputError
    from symdl.files import write_atomically

    if args.list:
        for d in library.load_all():
            if d.kernel:
                print(f"{d.id}: {', '.join(d.kernel)}")
        return OK
    if not args.id:
        raise InputError("no derivation is named", hint="symdl export --list shows what can be exported")
    source = symdl.export(args.id, to=args.to)
    if args.out:
        write_atomically(Path(args.out), source)
        print(args.out)
    else:
        print(source, end="")
    return OK


def _standard_input() -> str:
    from symdl.errors import InputError

    try:
        return sys.stdin.read().strip("\n")
    except UnicodeDecodeError:
        raise InputError("standard input is not UTF-8", hint="convert it, or give the formula as an argument") from None


def _cache(args: argparse.Namespace) -> Cache | None:
    from symdl.verification.cache import opened

    return None if args.no_cache else opened()


# --------------------------------------------------------------------------
# What is printed


def _print_read(one: ReadRow, beside: Foreign | None, *, tree: bool) -> None:
    """What a formula was read as; what is not sure, or wrong, with carets under it."""
    from symdl.reading import pointed, printable

    def below(start: int, end: int, hint: str) -> None:
        for line in [*pointed(one.text, start, end).splitlines(), *([hint] if hint else [])]:
            print(f"          {line}")

    if one.ok:
        if one.sympy is not None:
            print(f"  SymPy   {one.sympy}")
        print(f"  LaTeX   {one.latex}")
        if tree:
            print(f"  tree    {one.shown}")
        for note in one.notes:
            print(f"  note    {note.chosen}" + (f"; it could be {note.other}" if note.other else ""))
            if note.kind != "sympy":  # which is about the whole
                below(note.start, note.end, note.declare)
    for error in one.errors:
        print(f"  error   {printable(error.what)}")
        below(error.start, error.end, error.hint)
    if beside is not None:
        print(f"  {printable(beside.line)}")


def _print_inferred(inferred: Inferred) -> None:
    """The names that were not declared, and why they were taken for what they were taken for."""
    lines = [reason.text for reason in inferred.reasons if reason.what != "a symbol"]
    symbols = dict.fromkeys(reason.name for reason in inferred.reasons if reason.what == "a symbol")
    lines += [f"symbols: {', '.join(symbols)}"] if symbols else []
    lines += [f"not decided: {reason.text}" for reason in inferred.unsure]
    if lines:
        print("\nnames, inferred from what was given (--declare writes them as a file for --notation)")
    for line in lines:
        print(f"  {line}")


def _print_declaration(inferred: Inferred) -> int:
    from symdl.notation.reader.declare import dump

    for line in inferred.text.splitlines():
        print(f"# {line}")
    print(dump(inferred.notation), end="")
    return UNUSABLE if inferred.unread else OK


def _status(verified: Sequence[Verified]) -> int:
    from symdl.derivation import Refuted, Undecided

    claims = [c for v in verified for c in v.claims if not c.as_expected]
    if not claims:
        return OK

    def only_open(c: VerifiedClaim) -> bool:
        wrong = Refuted if c.claim.expected == "proved" else ()
        differences = c.evidence.finite_differences
        return (
            isinstance(c.decided.verdict, Undecided) or not isinstance(c.decided.verdict, wrong)
        ) and (differences is None or differences.agree) and not any(
            isinstance(s.verdict, Refuted) for s in c.steps
        ) and all(isinstance(s.verdict, (Refuted, Undecided)) for s in c.slips)

    return OPEN if all(map(only_open, claims)) else OTHERWISE


def _print_verified(v: Verified) -> None:
    d = v.derivation
    print(f"{d.id}: {d.title}")
    width = max((len(c.claim.name) for c in v.claims), default=0)
    for c in v.claims:
        mark = " " if c.as_expected else "!"
        word = _word(c.decided)
        print(f" {mark} {word:9} {c.claim.name:{width}}  {c.decided.ms:6.1f} ms  {_summary(c)}")
        for line in _details(c):
            print(f"             {line}")


def _summary(c: VerifiedClaim) -> str:
    """Conditions and evidence of a claim, in a line."""
    from symdl.derivation import Proved, Refuted

    known = []
    if c.steps:
        known.append(f"{sum(isinstance(s.verdict, Proved) for s in c.steps)}/{len(c.steps)} steps")
    if c.evidence.instances:
        found = c.evidence.instances
        sizes = ", ".join(sorted({str(n) for s in found.sizes for n in s.values()}, key=int))
        known.append(f"{found.points} instances" + (f" (sizes {sizes})" if sizes else ""))
    if c.evidence.finite_differences:
        fd = c.evidence.finite_differences
        known.append(f"differences {fd.error:.0e}" + ("" if fd.agree else f" above their bound {fd.bound:.0e}"))
    if c.slips:
        known.append(f"{sum(isinstance(s.verdict, Refuted) for s in c.slips)}/{len(c.slips)} slips")
    if c.mutants:
        known.append(_counted(c.mutants))
    if c.evidence.second is not None:
        second = c.evidence.second
        chance = "exactly" if second.bits is None else f"chance of error below 2^-{second.bits}"
        known.append(f"2nd proof: agrees, {chance}" if second.agrees else f"no 2nd proof: {second.why}")
    where = ""
    if isinstance(c.decided.verdict, Proved):
        conditions = ", ".join(_stated(x.relation) for x in c.decided.verdict.conditions)
        where = f"where {conditions}; " if conditions else "always; "
    return where + ", ".join(known)


def _details(c: VerifiedClaim) -> list[str]:
    """What a person needs to see beside the line: witnesses of refuted claims, and all that is not as expected."""
    from symdl.derivation import Proved, Refuted, Undecided
    from symdl.notation import text

    lines = []
    match c.decided.verdict:
        case Refuted(w):
            lines.append(f"counterexample: {_witness(w)}")
            if c.claim.corrected_by:
                lines.append(f"right is {c.claim.corrected_by}")
        case Undecided(residual, why):
            lines.append(why)
            if residual is not None:
                lines.append(f"left over: {text(residual)}")
    for n, step in enumerate(c.steps, 1):
        if not isinstance(step.verdict, Proved):
            last = n > len(c.claim.steps)
            name = "the right side" if last else f"step {n} ({c.claim.steps[n - 1].reason})"
            found = _witness(step.verdict.witness) if isinstance(step.verdict, Refuted) else "undecided"
            lines.append(f"{name} does not follow from the line before: {found}")
    for slip, decided in zip(c.claim.slips, c.slips, strict=True):
        if not isinstance(decided.verdict, Refuted):
            lines.append(f"slip not refuted: {slip.text}: {_word(decided)}")
    return [*lines, *(f"mutant {line}" if line[0] != " " else line for line in _not_refuted(c.mutants))]


def _not_refuted(mutants: Sequence[Mutant]) -> list[str]:
    """The mutants that a person has to read: what was changed, the statement, and why it came out so."""
    lines = []
    for m in mutants:
        if _word(m.decided) != "refuted":
            made = _mutant(m)
            lines += [f"{made['verdict']}: {made['text']}", f"  {made['statement']}", f"  {made['why']}"]
    return lines


def _witness(w: Any) -> str:
    def shown(value: object) -> str:
        return f"({', '.join(map(shown, value))})" if isinstance(value, list) else str(value)

    values = [f"{name} = {shown(value)}" for name, value in {**w.values, **w.at}.items()]
    return f"{', '.join(values)} gives {w.lhs} on the left and {w.rhs} on the right"


def _print_totals(verified: Sequence[Verified]) -> None:
    from symdl.derivation import Refuted

    claims = [c for v in verified for c in v.claims]
    words = [_word(c.decided) for c in claims]
    counts = ", ".join(f"{words.count(w)} {w}" for w in dict.fromkeys(words))
    slips = [s for c in claims for s in c.slips]
    refuted = sum(isinstance(s.verdict, Refuted) for s in slips)
    unexpected = sum(not c.as_expected for c in claims)
    mutants = [m for c in claims for m in c.mutants]
    if mutants:
        seconds = [c.evidence.second for c in claims if c.evidence.second is not None]
        agree = sum(second.agrees for second in seconds)
        print(f"{_counted(mutants)}; {agree} of {len(seconds)} proofs confirmed by a second one")
    print(f"{len(claims)} claims: {counts}; {refuted} of {len(slips)} slips refuted; "
          + (f"{unexpected} NOT as expected" if unexpected else "all as expected"))


def _counted(mutants: Sequence[Mutant]) -> str:
    """How many mutants came out how."""
    words = [_word(m.decided) for m in mutants]
    others = [f"{words.count(w)} {w}" for w in dict.fromkeys(words) if w != "refuted"]
    return ", ".join([f"{words.count('refuted')} of {len(words)} mutants refuted", *sorted(others)])


def _mutant(m: Mutant) -> dict[str, Any]:
    """The JSON object of a mutant."""
    from dataclasses import asdict

    from symdl.derivation import Refuted
    from symdl.verification.changes import written

    verdict = m.decided.verdict
    return {
        "text": m.text,
        "statement": f"{written(m.claim.lhs)} {m.claim.relation} {written(m.claim.rhs)}",
        "verdict": _word(m.decided).replace(" ", "_"),
        "why": m.why,
        "witness": asdict(verdict.witness) if isinstance(verdict, Refuted) else None,
    }


def _word(decided: Decided) -> str:
    return {"Proved": "proved", "ProvedAt": "proved at", "Refuted": "refuted",
            "Undecided": "undecided"}[type(decided.verdict).__name__]


def _row(v: Verified, c: VerifiedClaim) -> dict[str, Any]:
    """The JSON object of a claim that other programs rely on."""
    from dataclasses import asdict

    from symdl.derivation import Proved, Refuted, Undecided
    from symdl.notation import text

    verdict = c.decided.verdict
    fd, found, second = c.evidence.finite_differences, c.evidence.instances, c.evidence.second
    mutants = {word: [_mutant(m) for m in c.mutants if _word(m.decided) == word] for word in ("proved", "undecided")}
    return {
        "id": f"{v.derivation.id}/{c.claim.name}",
        "derivation": v.derivation.id,
        "verdict": _word(c.decided).replace(" ", "_"),
        "expected": c.claim.expected,
        "as_expected": c.as_expected,
        "method": verdict.method if isinstance(verdict, Proved) else "",
        "conditions": [_stated(x.relation) for x in verdict.conditions] if isinstance(verdict, Proved) else [],
        "why": verdict.why if isinstance(verdict, Undecided) else "",
        "residual": text(verdict.residual) if isinstance(verdict, Undecided) and verdict.residual is not None else None,
        "witness": asdict(verdict.witness) if isinstance(verdict, Refuted) else None,
        "evidence": {
            "instances": {"sizes": [dict(s) for s in found.sizes], "points": found.points, "exact": found.exact}
            if found else None,
            "finite_differences": {"error": fd.error, "bound": fd.bound, "points": fd.points, "agree": fd.agree}
            if fd else None,
        },
        "steps": [{"verdict": _word(s)} for s in c.steps],
        "slips": [
            {"text": slip.text, "verdict": _word(s),
             "witness": asdict(s.verdict.witness) if isinstance(s.verdict, Refuted) else None}
            for slip, s in zip(c.claim.slips, c.slips, strict=True)
        ],
        "mutants": {"refuted": sum(_word(m.decided) == "refuted" for m in c.mutants), **mutants} if c.mutants else None,
        "second_proof": asdict(second) if second is not None else None,
        "ms": round(c.decided.ms, 3),
    }  # fmt: skip


def _stated(relation: Any) -> str:
    from symdl.notation import text

    return text(relation)


def _member(family: Any) -> str:
    """A family with its indices, as x[i], and G(.) for a function that is not written down."""
    from symdl.language import INTEGERS, REALS

    places = ["." if r == REALS else "i" if r == INTEGERS else r.letters[0] for r in family.ranges]
    if REALS in family.ranges:
        return f"{family.name}({', '.join(places)})"
    return family.name + (f"[{', '.join(places)}]" if places else "")


def _defined(family: Any) -> list[tuple[str, str]]:
    """The lines that define a family: its members, and what they are."""
    from symdl.notation import text

    def at(indices: Sequence[object]) -> str:
        return family.name + (f"[{', '.join(map(str, indices))}]" if indices else "")

    rule = family.recurrence
    if rule is None:
        return [(at(family.params), text(family.body))]
    step, *others = rule.params
    return [(at([0, *others]), text(rule.start)), (at([step, *others]), f"{text(rule.step)}    for {step} >= 1")]


def _rows_progress() -> Callable[[int], None] | None:
    """A line on a terminal that says how many rows are read; nothing in a pipe."""
    if not sys.stderr.isatty():
        return None

    def tell(done: int) -> None:
        if done % 100 == 0:
            print(f"\r\033[K{done} formulas read", end="", file=sys.stderr, flush=True)

    return tell


def _grade_progress() -> Callable[[int, int], None] | None:
    """A line on a terminal that says how many rows are done; nothing in a pipe."""
    if not sys.stderr.isatty():
        return None
    from time import monotonic

    begun, told = monotonic(), 0.0

    def tell(done: int, every: int) -> None:
        nonlocal told
        if monotonic() - told > 0.1:
            told = monotonic()
            print(f"\r\033[K{done} of {every} rows graded, {told - begun:.0f} s", end="", file=sys.stderr, flush=True)

    return tell


def _progress() -> Callable[[int, int, str], None] | None:
    """A line on a terminal that says which claim is awaited, and is gone at the end; nothing in a pipe."""
    if not sys.stderr.isatty():
        return None
    import shutil

    def tell(done: int, every: int, name: str) -> None:
        line = f"verifying {done + 1}/{every} {name}" if done < every else ""
        # A line wider than the terminal would leave a part of itself behind.
        line = line[: max(shutil.get_terminal_size().columns - 1, 20)]
        print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)

    return tell


if __name__ == "__main__":
    sys.exit(main())
