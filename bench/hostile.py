r"""How long the reader takes for hostile formulas: the table of tests/test_reader_hostile.py, strictly.

    python bench/hostile.py [--limit 50] [NAME ...]

Each text is read, printed again, turned into SymPy and used to infer names, each step three times; the best
time of each, of the processor, in milliseconds. What is over the limit is listed, and is the exit status.
Inference reads a text several times: it may take three times as long.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from test_reader_hostile import GOOD, TEXTS

from symdl.errors import SymdlError
from symdl.notation import latex
from symdl.notation.reader.infer import infer
from symdl.notation.reader.parse import parse
from symdl.notation.reader.sympy_trees import to_sympy


def best(step: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        start = process_time()
        with contextlib.suppress(SymdlError):
            step()
        times.append(1000 * (process_time() - start))
    return min(times)


def steps(text: str) -> dict[str, float]:
    took = {"read": best(lambda: parse(text))}
    with contextlib.suppress(SymdlError):
        tree = parse(text).tree
        took["latex"] = best(lambda: latex(tree))
        took["sympy"] = best(lambda: to_sympy(tree))
    took["infer"] = best(lambda: infer([text]))
    return took


def main() -> int:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("names", nargs="*")
    arguments.add_argument("--limit", type=float, default=50.0, help="milliseconds a step")
    args = arguments.parse_args()
    for text in GOOD:
        steps(text)  # what is made once is not counted
    over, worst = [], dict.fromkeys(("read", "latex", "sympy", "infer"), (0.0, ""))
    for name in args.names or TEXTS:
        try:
            took = steps(TEXTS[name])
        except Exception as e:
            over.append(f"{name}: {type(e).__name__}: {e}")
            continue
        over += [f"{name}: {step} took {ms:.1f} ms" for step, ms in took.items()
                 if ms > args.limit * (3 if step == "infer" else 1)]
        for step, ms in took.items():
            worst[step] = max(worst[step], (ms, name))
    print(f"{len(args.names or TEXTS)} texts")
    for step, (ms, name) in worst.items():
        print(f"{step:6} at most {ms:6.1f} ms, for {name}")
    for line in over:
        print(f"over the limit: {line}")
    return min(len(over), 1)


if __name__ == "__main__":
    sys.exit(main())
