"""How many cases ended how, for the tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from fuzzing.cases import outcome

Ended = Counter[tuple[str, str]]
"""How many cases, by (kind, result)."""


def counted(kinds: Sequence[str], start: int, number: int) -> Ended:
    """How so many cases of each of these kinds ended. Raises AssertionError at a mismatch."""
    ended: Ended = Counter()
    for seed in range(start, start + number * len(kinds)):
        found = outcome(seed, kinds[seed % len(kinds)])
        assert found.result != "mismatch", found
        ended[found.kind, found.result] += 1
    return ended


def assert_compared(ended: Ended, kinds: Sequence[str], number: int) -> None:
    """Of each kind most cases end in a comparison and not in an excuse, and some of them are proofs."""
    for kind in kinds:
        results = {result: n for (of, result), n in ended.items() if of == kind}
        assert sum(results.values()) == number, kind
        assert sum(results.get(word, 0) for word in ("proved", "open", "open, holds")) > number // 2, (kind, results)
        assert results.get("proved", 0) > number // 8, (kind, results)
