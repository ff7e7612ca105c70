"""A statement at small sizes: does it hold there, and where does it fail?

``check_instances`` evaluates both sides at the first sizes that the assumptions
allow and counts agreements; agreement is evidence and proves nothing.
``find_witness`` looks for the smallest sizes and the simplest numbers at which
the sides differ; one such point refutes a statement for good. A point is used
only if every assumption is exactly true there (a ball may decide a strict
inequality) and both sides have a value. Numbers come from small pools in a
fixed pseudo-random order, so the same statement gets the same answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import cycle, product

from sympy import Expr

from symdl.derivation import Comparison, Instances, Witness
from symdl.language import Range
from symdl.verification.evaluation import numbers
from symdl.verification.evaluation.evaluate import NotEvaluable, Point
from symdl.verification.evaluation.numbers import OutsideDomain
from symdl.verification.points.draws import Draw
from symdl.verification.points.relations import Assumption, Where
from symdl.verification.points.settings import Setting
from symdl.verification.points.trials import Statement, trials
from symdl.verification.points.witnesses import Score, by_name, score, witness

__all__ = ["Assumption", "check_instances", "find_witness"]

SIZES = (1, 2, 3, 5, 7)
INSTANCE_SIZES = 4  # how many of them are enough
POINTS = 2  # at each of the sizes
ALONE = 12  # points where there are no sizes; half as many, at each of some values, where there are integers
TRIES = 16  # points tried at each of the sizes before it is left
CANDIDATES = 300  # points tried before a statement is left unrefuted
REFUSALS = 24  # how many of them in a row may be beyond evaluation

# Bodies of sums and definitions that may be evaluated: at one point of an instance, at one
# candidate for a witness (which should be small enough for a person), at all candidates.
INSTANCE_WORK, CANDIDATE_WORK, WITNESS_WORK = 12_000, 4_000, 120_000

# How many more candidates to look at, and how much more work to do, for a better witness than
# one whose sides are: exact, without roots, and not 0; one of them 0; with roots; balls. An
# exact number is worth a search: anyone can redo it.
PATIENCE = (5, 12, 12, 40)
PATIENCE_WORK = 5_000
POLISH = (2, 3, 4) * 3  # points more at the sizes of the witness, drawn from so few values



def check_instances(lhs: Expr, rhs: Expr, given: Sequence[Assumption] = (),
                    relation: Comparison = "=") -> Instances | Witness:
    """Both sides at the first four of the sizes 1, 2, 3, 5, 7 (and some mixed) that are allowed.

    given      assumptions; a free index in one is the claim's, unless an Each binds it
    relation   how the sides are stated to compare
    ->         how many evaluations agreed, or the first point at which the statement fails

    A free integer takes its least values, and a few larger ones. Balls that overlap
    agree with an equation and say nothing of an inequality.

    Raises NotEvaluable if there is no point at which both sides could be evaluated.
    """
    with numbers.working_precision(numbers.PRECISION), _within_the_stack():
        return _check_instances(Statement.of(lhs, rhs, given, relation))


def _check_instances(statement: Statement) -> Instances | Witness:
    draw = Draw.first(statement.setting, "instances")
    sizes_tried: list[Mapping[str, int]] = []
    points = exact = counted = 0
    why = "no sizes and numbers were found that meet the assumptions"
    for sizes, counts in _instance_sizes(statement.setting.ranges):
        if (counts and counted >= INSTANCE_SIZES) or not statement.setting.allows_sizes(sizes):
            continue
        before = points
        good, enough = 0, POINTS if sizes else ALONE // (2 if statement.setting.integers else 1)
        for attempt in range(TRIES if sizes else 2 * TRIES):
            variety = (4, 9)[attempt % 2] + attempt // 2 % 4  # simple numbers, then others
            draw = draw.then(sizes, attempt, variety)
            try:
                for compared, trial, at in trials(statement, draw, INSTANCE_WORK):
                    if compared.kind == "fails":
                        return witness(statement, trial.point, at)
                    points += 1
                    exact += compared.kind == "holds" and compared.is_exact
                good += 1
            except OutsideDomain as error:
                why = str(error)
            except NotEvaluable as error:
                why = error.what
                break
            if good == enough:
                break
        if points > before:
            counted += counts
            sizes_tried.append(by_name(sizes))
    if not points:
        raise NotEvaluable(f"no instance could be evaluated: {why}")
    return Instances(tuple(sizes_tried), points, exact)


def find_witness(lhs: Expr, rhs: Expr, given: Sequence[Assumption] = (), relation: Comparison = "=", *,
                 candidates: int = CANDIDATES, first: int = CANDIDATES, simplest: bool = True) -> Witness | None:
    """The simplest point found, meeting every assumption, at which the two sides certainly differ.

    relation     how the sides are stated to compare: then, at which they certainly do not

    candidates   how many points to try at most
    first        how many to try until there is one at which they do: then the search is given up
    simplest     whether a simpler one is looked for behind the first that is found
    ->           None if the statement fails at none of them, which proves nothing

    Raises NotEvaluable if a side has no settled meaning at numbers.
    """
    with numbers.working_precision(numbers.PRECISION), _within_the_stack():
        return _find_witness(Statement.of(lhs, rhs, given, relation), candidates, first, simplest)


@contextmanager
def _within_the_stack() -> Iterator[None]:
    try:
        yield
    except RecursionError:
        raise NotEvaluable("expressions are nested too deeply to be evaluated") from None


def _find_witness(statement: Statement, candidates: int, first: int, simplest: bool) -> Witness | None:
    search = _Search(statement, candidates)
    for tried, (sizes, attempt, variety) in enumerate(_candidates(statement.setting)):
        if not search.goes_on or (tried >= first and search.best is None):
            break
        search.look(sizes, attempt, variety)
        if search.best is not None and not simplest:
            break
    if search.best is None:
        return None
    for attempt, variety in enumerate(POLISH if simplest else ()):
        steps = {index: value for index, value in search.best.at.items() if index in statement.setting.integers}
        search.look(search.best.point.sizes, attempt, variety, steps)
    return witness(statement, search.best.point, search.best.at)


@dataclass(frozen=True)
class _Found:
    score: Score
    point: Point
    at: Where


class _Search:
    """The best witness so far, and how much may still be done for a better one."""

    def __init__(self, statement: Statement, candidates: int):
        self.statement = statement
        self.draw = Draw.first(statement.setting, "witness")
        self.candidates = candidates
        self.work = WITNESS_WORK
        self.refusals = 0
        self.best: _Found | None = None

    @property
    def goes_on(self) -> bool:
        return self.candidates > 0 and self.work > 0 and self.refusals < REFUSALS

    def look(self, sizes: Mapping[Range, int], attempt: int, variety: int, integers: Where | None = None) -> None:
        """Draw one point and see whether the sides differ there."""
        self.candidates -= 1
        spent = 0
        self.draw = self.draw.then(sizes, attempt, variety)
        try:
            for compared, trial, at in trials(self.statement, self.draw, CANDIDATE_WORK, integers):
                spent = trial.spent
                self.refusals = 0
                if compared.kind == "fails":
                    self._keep(_Found(score(self.statement, trial, at, compared), trial.point, at))
        except OutsideDomain:
            pass
        except NotEvaluable:
            self.refusals += 1
            spent = CANDIDATE_WORK
        self.work -= max(spent, self.statement.weight)

    def _keep(self, found: _Found) -> None:
        if self.best is None or found.score < self.best.score:
            self.best = found
        self.candidates = min(self.candidates, PATIENCE[self.best.score[0]])
        self.work = min(self.work, PATIENCE_WORK)


def _instance_sizes(ranges: Sequence[Range]) -> Iterator[tuple[dict[Range, int], bool]]:
    """Sizes for all ranges, and whether they are one of those that are counted."""
    if not ranges:
        yield {}, True
        return
    if any(range_.at_least == 0 for range_ in ranges):
        yield {range_: 0 if range_.at_least == 0 else max(2, range_.at_least) for range_ in ranges}, False
    for size in SIZES:
        yield dict.fromkeys(ranges, size), True
    if len(ranges) > 1:
        yield {range_: (2, 3, 1)[k % 3] for k, range_ in enumerate(ranges)}, False
        yield {range_: (3, 1, 2)[k % 3] for k, range_ in enumerate(ranges)}, False


# How many values of a pool the attempts at the same sizes draw from, round after round: a few
# attempts at each sizes bring small sizes back with more numbers before large ones are reached.
_VARIETY = ((3, 4, 6), (3, 5, 8), (4, 6, 10))


def _candidates(setting: Setting) -> Iterator[tuple[dict[Range, int], int, int]]:
    """(sizes, attempt, variety), small sizes and simple numbers first."""
    allowed = _allowed(setting)
    attempt = 0
    for round_, varieties in enumerate(cycle(_VARIETY)):
        every = allowed[min(round_, 1)]
        for sizes in every:
            for variety in varieties * (2 if len(every) <= 8 else 1):
                yield sizes, attempt, variety
                attempt += 1
        if round_ and not every:
            return


@lru_cache(maxsize=1 << 6)
def _allowed(setting: Setting) -> tuple[list[dict[Range, int]], list[dict[Range, int]]]:
    """Small sizes that are allowed; the same with larger ones."""
    ranges = setting.ranges
    largest = 4 if len(ranges) <= 3 else 2
    options = [range(max(1, range_.at_least), max(1, range_.at_least) + largest) for range_ in ranges]
    small = sorted(product(*options), key=lambda sizes: (sum(sizes), max(sizes, default=0), sizes))
    large = [(size,) * len(ranges) for size in (5, 7) if ranges]
    if any(range_.at_least == 0 for range_ in ranges):
        large.append(tuple(0 if range_.at_least == 0 else 2 for range_ in ranges))
    few, more = ([sizes for each in every if setting.allows_sizes(sizes := dict(zip(ranges, each, strict=True)))]
                 for every in (small, large))
    return few, few + more
