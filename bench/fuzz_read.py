r"""Random formulas: is anything printed that is read as something else, is any text too much for the reader?

    python bench/fuzz_read.py [--cases N] [--from SEED] [--jobs N] [--seconds S]

Each case is made from its number alone, and is of one of these kinds in turn:

syntax      a tree of the reader, printed as LaTeX or as plain text and read back (``tests/test_written.py``)
language    a tree of the language, the same (``tests/test_reader_laws.py``, ``tests/test_notation_laws.py``)
damaged     a formula of ``tests/formulas`` with tokens lost, doubled, exchanged or put in, or a part of it;
            with nothing declared, and with the names of the formula
tokens      tokens of all those formulas and of ``tests/test_reader_hostile.py`` in any order

The laws of the trees are those of the tests. Of a text: reading ends in a tree or a ReadError, within 50 ms of the
processor, and twice in the same; every node stands within its parent, every note, comment and error within the text;
and what is printed of the tree in LaTeX is read again. (As the same tree only if it was a formula: what ``x_{\frac}``
says, nobody knows.) A mismatch or a crash is printed at once, with its number and the smallest case that is wrong in
the same way. Exits with 1 if there was one.
"""

from __future__ import annotations

import contextlib
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1] / "tests"), str(Path(__file__).parents[1])]

import test_notation_laws  # noqa: E402
import test_reader_laws  # noqa: E402
import test_written  # noqa: E402
from campaign import Campaign, Ended  # noqa: E402
from formulas import course, papers  # noqa: E402
from hypothesis import HealthCheck, Phase, given, settings  # noqa: E402
from hypothesis.database import InMemoryExampleDatabase  # noqa: E402
from hypothesis.errors import HypothesisWarning  # noqa: E402
from hypothesis.strategies import SearchStrategy  # noqa: E402
from test_reader_hostile import PIECES, located, spans  # noqa: E402

from symdl.errors import LanguageError, ReadError, SymdlError  # noqa: E402
from symdl.notation import latex, text  # noqa: E402
from symdl.notation.reader.declare import declare  # noqa: E402
from symdl.notation.reader.notation import OPEN, Notation  # noqa: E402
from symdl.notation.reader.parse import Parsed, parse  # noqa: E402

warnings.simplefilter("ignore", HypothesisWarning)  # that it takes time to write a strategy down

LIMIT = 0.05  # seconds of the processor for one text
BYTES = 4096  # for Hypothesis to choose a tree by: few trees need more
TREES = {
    "syntax, LaTeX": (test_written.trees, test_written.test_printed_latex_reads_as_the_same_tree),
    "syntax, text": (test_written.trees, test_written.test_printed_text_reads_as_the_same_tree),
    "language, LaTeX": (test_notation_laws.trees(), test_reader_laws.test_latex_reads_back),
    "language, text": (test_notation_laws.trees(), test_notation_laws.test_text_reads_back),
}
TEXTS = ("damaged", "damaged, declared", "tokens")
KINDS = (*TREES, *TEXTS)


def case(number: int) -> Ended:
    kind = KINDS[number % len(KINDS)]
    return _of_tree(number, kind) if kind in TREES else _of_text(number, kind)


# --------------------------------------------------------------------------
# Trees


class Law:
    """A law of the tests for the trees of a strategy, to be tried by number."""

    def __init__(self, trees: SearchStrategy[Any], test: Any):
        self.tree: Any = None
        law = test.hypothesis.inner_test

        def holds(tree: Any) -> None:
            self.tree = tree
            law(tree)

        # A case that fails is kept in the database, from where Hypothesis takes it to make it smaller.
        self.test: Any = settings(database=InMemoryExampleDatabase(), phases=(Phase.reuse, Phase.shrink), deadline=None,
                             suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
                             print_blob=False)(given(trees)(holds))  # fmt: skip

    def fails(self, number: int) -> Exception | None:
        return self._error(lambda: self.test.hypothesis.fuzz_one_input(Random(number).randbytes(BYTES)))

    def smaller(self) -> Exception | None:
        """What failed last, made smaller: its error. Its tree is ``tree``."""
        with contextlib.redirect_stdout(None):
            return self._error(self.test)

    @staticmethod
    def _error(run: Callable[[], object]) -> Exception | None:
        try:
            run()
        except Exception as error:
            return error
        return None


@cache
def _law(kind: str) -> Law:
    return Law(*TREES[kind])


def _of_tree(number: int, kind: str) -> Ended:
    law = _law(kind)
    first = law.fails(number)
    if first is None:
        return Ended(kind, "kept")
    tree = law.tree
    error = law.smaller()
    if error is None:
        error, law.tree = first, tree
    result = "mismatch" if isinstance(error, AssertionError | SymdlError) else "crash"
    printed = []
    for printer in (latex, text):
        with contextlib.suppress(Exception):
            printed.append(f"    {printer(law.tree)}")
    said = str(error).strip().splitlines()
    return Ended(kind, result, type(error).__name__, "\n".join(
        [f"{result.upper()} in case {number}: {kind}", *printed, *(f"    {line}" for line in said)]))  # fmt: skip


# --------------------------------------------------------------------------
# Texts

_TOKEN = re.compile(r"\\[A-Za-z]+\s*|\\.|\d+|\s+|.", re.DOTALL)


@cache
def formulas() -> list[tuple[list[str], Notation]]:
    """The tokens of every formula of the tests, and the names that are declared for it."""
    found = [(formula.latex, sheet.notation(closed=False)) for sheet in course.SHEETS for formula in sheet.formulas]
    for group in vars(papers).values():
        if isinstance(group, tuple):
            found += [(one.text, declare(one.names, indices=one.indices)) for one in group
                      if isinstance(one, papers.Formula)]  # fmt: skip
    return [(_TOKEN.findall(formula), notation) for formula, notation in found]


@cache
def pool() -> list[str]:
    return [token for tokens, _ in formulas() for token in tokens] + 20 * PIECES


def written(number: int, kind: str) -> tuple[list[str], Notation]:
    """The tokens of a text, and what is declared."""
    random = Random(number)
    if kind == "tokens":
        return [random.choice(pool()) for _ in range(random.randint(1, 20))], OPEN
    tokens, notation = random.choice(formulas())
    tokens = [*tokens]
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        _damage(tokens, random)
    return tokens, OPEN if kind == "damaged" else notation


def _damage(tokens: list[str], random: Random) -> None:
    one, other = (random.randrange(len(tokens)) for _ in range(2)) if tokens else (0, 0)
    match random.choice(("lose", "double", "exchange", "change", "put in", "cut")) if tokens else "put in":
        case "lose":
            del tokens[one]
        case "double":
            tokens.insert(one, tokens[one])
        case "exchange":
            tokens[one], tokens[other] = tokens[other], tokens[one]
        case "change":
            tokens[one] = random.choice(pool())
        case "put in":
            tokens.insert(one, random.choice(pool()))
        case "cut":
            tokens[:] = tokens[min(one, other) : max(one, other) + 1]


def _of_text(number: int, kind: str) -> Ended:
    tokens, notation = written(number, kind)
    result, why, said = judged("".join(tokens), notation)
    if result in ("tree", "error"):
        return Ended(kind, result)
    small = shrunk(tokens, lambda some: judged("".join(some), notation)[:2] == (result, why))
    _, _, said = judged("".join(small), notation)
    return Ended(kind, result, why, "\n".join([
        f"{result.upper()} in case {number}: {kind}, {why}, in {''.join(tokens)!r}", f"    {''.join(small)}",
        *(f"    {line}" for line in said.splitlines())]))  # fmt: skip


def judged(text: str, notation: Notation) -> tuple[str, str, str]:
    """How reading a text ends: in a word, which law is broken, and what there is to say of it."""
    try:
        begun = process_time()
        first = _read(text, notation)
        took = process_time() - begun
        if took > LIMIT and all(_time(text, notation) > LIMIT for _ in range(3)):
            return "mismatch", "slow", f"{1000 * took:.0f} ms"
        if _told(_read(text, notation)) != _told(first):
            return "mismatch", "read in two ways", ""
        if isinstance(first, ReadError):
            located(text, first)
            return "error", "", ""
        return _judged_tree(text, first, notation)
    except AssertionError as error:
        return "mismatch", "out of place", str(error)
    except Exception as error:
        return "crash", type(error).__name__, str(error)


def _judged_tree(text: str, read: Parsed, notation: Notation) -> tuple[str, str, str]:
    spans(text, read.tree)
    for start, end in ((part.start, part.end) for parts in (read.notes, read.comments) for part in parts):
        assert 0 <= start <= end <= len(text), text[start:end]
    try:
        printed = latex(read.tree, notation=notation)
    except LanguageError:  # what no formula is printed as
        return "tree", "", ""
    again = _read(printed, notation, latex=True)
    if isinstance(again, ReadError):
        return "mismatch", "what is printed cannot be read", str(again)
    return "tree", "", ""


def _read(text: str, notation: Notation, latex: bool | None = None) -> Parsed | ReadError:
    try:
        return parse(text, notation, latex=latex)
    except ReadError as error:
        return error


def _time(text: str, notation: Notation) -> float:
    begun = process_time()
    _read(text, notation)
    return process_time() - begun


def _told(read: Parsed | ReadError) -> object:
    if isinstance(read, Parsed):
        return read
    return [(error.what, error.start, error.end, error.hint) for error in (read, *read.others)]


def shrunk(tokens: list[str], wrong: Callable[[list[str]], bool]) -> list[str]:
    """Tokens are left out, many at once, one by one and by twos (brackets), while the rest is wrong in the same way."""
    size = len(tokens)
    while size := size // 2:
        at = 0
        while at < len(tokens):
            rest = tokens[:at] + tokens[at + size :]
            if wrong(rest):
                tokens = rest
            else:
                at += size
    while smaller := next((rest for rest in _without(tokens) if wrong(rest)), None):
        tokens = smaller
    return tokens


def _without(tokens: list[str]) -> Iterator[list[str]]:
    """The same without one of them, and without two."""
    for left in (1, 2):
        for out in combinations(range(len(tokens)), left):
            yield [token for at, token in enumerate(tokens) if at not in out]


if __name__ == "__main__":
    raise SystemExit(Campaign(
        about=(__doc__ or "").splitlines()[0], case=case, kinds=KINDS, results=("kept", "tree", "error"),
        block=350, cases=35_000,
    ).main())  # fmt: skip
