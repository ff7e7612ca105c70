r"""Names of a question as they are typed without LaTeX: n_in of n_{in}, w1 of w_1, yi of y_i, \beta1, y_hat, lam."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import product
from unicodedata import normalize

from symdl.grading.scalar.given import GREEK
from symdl.grading.scalar.words import KNOWN
from symdl.notation.reader.signs import FUNCTIONS, UNICODE

_SHORT = {"lam": "lambda", "lmbda": "lambda", "lamda": "lambda", "eps": "epsilon"}
_COUNTING = frozenset("ijklmnrst")  # wij may be w_i j
_ABOVE = ("hat", "bar", "tilde")
_BELOW = re.compile(r"(?P<base>\\[A-Za-z]+|(?<![A-Za-z\\])[A-Za-z]+)\s*_\s*"
                    r"(?:\{\s*(?:\\(?:text|mathrm)\s*\{)?\s*(?P<long>[A-Za-z]{2,}|\d+)\s*\}|(?P<digit>\d))")
_VALUE = re.compile(r"(?<![A-Za-z\\_^])([fgpqhF])\s*\(\s*([a-z])\s*\)")
_MANY = 40  # brackets
_MAY_BE = re.compile(r"_[A-Za-z]{2}|[A-Za-zα-ω]\d|hat|bar|tilde|lam|lmbda|eps|[A-Za-z]{4}|[^\W\d_][i-nrst]")
_SUM_OVER = re.compile(r"\bsum\s+(?:from|over)\s+([i-n])\s*=\s*(\w+)\s*(?:to|\.\.+)\s*(\w+)\s*(?:of\b)?")


def respelled(answer: str, written: Sequence[str], names: Collection[str], *, of_vectors: bool = False) -> str:
    """An answer with names of its question, which has these formulas, as they stand there.

    What has a meaning of its own in the question is left: w1 where there is a w, n_in where there is an n_i.
    """
    text = " ".join(written)
    if r"\Sigma" in answer and r"\Sigma" not in text:
        answer = re.sub(r"\\Sigma(?=\s*_)", r"\\sum", answer)
    left, sign, value = answer.rpartition("=")  # what an answer calls itself is left as it is
    answer = f"{left}{sign}{_with_arguments(value, text)}"
    if of_vectors:  # which are read as LaTeX: lambda is \lambda, ||x|| is \|x\|, and tr(A) no product
        answer = re.sub(r"(?<![A-Za-z\\{])[tT]r(?=\s*\()", "trace", answer)
        answer = re.sub(r"(?<![A-Za-z\\{])[tT]r(?=\s+[A-Z\\])", r"\\operatorname{tr}", answer)
        answer = answer.replace("||", r"\|") if answer.count("||") % 2 == 0 else answer
        answer = re.sub(rf"(?<![A-Za-z\\_])({GREEK})(?![A-Za-z])", lambda found: rf"\{found[1]} " if
                        f"\\{found[1]}" in names and found[1] not in names else found[1], answer)
    answer = _SUM_OVER.sub(r"sum_{\1=\2}^{\3} ", answer)
    answer = re.sub(r"([Σ∑])\s*([i-n])(?![A-Za-z_])(?=\s|\()", r"\1_\2 ", answer)
    if not _MAY_BE.search(answer):
        return answer
    sign = "\\" if "\\" in answer else ""
    for typed, name in _spellings(tuple(written), frozenset(names)):
        is_greek = re.fullmatch(GREEK, name.partition("_")[0]) is not None
        put = f"{sign * is_greek}{name}{' ' * (bool(sign) and name[-1].isalpha())}"
        end = r"(?![A-Za-z\d])" if typed[-1].isalpha() else r"(?!\d)"
        of_slope = "(?P<d>d?)" if typed[-1].isdigit() else "(?P<d>)"  # dL/dw1
        start = rf"(?<![A-Za-z\\_])(?<![_^]\{{){of_slope}"
        answer = re.sub(f"{start}{re.escape(typed)}{end}", r"\g<d>" + put.replace("\\", r"\\"), answer)
    return answer


def _with_arguments(answer: str, text: str) -> str:
    """An answer with p(x) for p, where a question has values at one letter only, and no p without one."""
    found = dict.fromkeys(_VALUE.findall(text))
    for name in {name for name, _ in found} if answer.count("(") < _MANY else ():
        values = [of for one, of in found if one == name]
        alone = rf"(?<![A-Za-z\\_^]){name}(?![A-Za-z_'])(?!\s*(?:\\left\s*)?[(^])"
        calls = {*re.findall(rf"(?<![A-Za-z\\]){name}\s*(?:\\left\s*)?\(\s*([^()]*?)\s*(?:\\right\s*)?\)", answer)}
        if len(values) == 1 and not re.search(alone, text) and calls <= {*values}:
            answer = re.sub(alone, f"{name}({values[0]})", answer)
    return answer


@lru_cache(maxsize=1 << 9)
def _spellings(written: Sequence[str], names: frozenset[str]) -> list[tuple[str, str]]:
    """How names may be typed, and what they are, without backslashes; the longest first."""
    text = " ".join(written)
    found = {typed: name for typed, name in (*_with_below(text), *_with_above(text), *_in_short(names),
                                             *_with_index(text, names))
             if typed not in names and not re.search(rf"(?<![A-Za-z\\]){re.escape(typed)}(?![A-Za-z\d])", text)}
    return sorted(found.items(), key=lambda pair: -len(pair[0]))


def _with_below(text: str) -> Iterator[tuple[str, str]]:
    """Names with a word or a number below them."""
    for found in _BELOW.finditer(text):
        base, below = found["base"], found["long"] or found["digit"]
        plain = base.removeprefix("\\")
        if base != plain and not re.fullmatch(GREEK, plain):
            continue
        alone = rf"(?<![A-Za-z\\]){re.escape(base)}(?![A-Za-z])"
        if not below.isdigit():
            if not re.search(rf"{alone}\s*_\s*\{{?\s*{below[0]}(?![A-Za-z])", text):
                yield f"{plain}_{below}", f"{plain}_{{{below}}}"
                if not {*below} <= _COUNTING:
                    yield f"{plain}{below}", f"{plain}_{{{below}}}"
        elif not re.search(rf"{alone}(?!\s*_)", text):
            greek = [sign for sign, command in UNICODE.items() if command in (f"\\{plain}", f"\\var{plain}")]
            signs = (plain, f"\\{plain}", *greek, *(short for short, long in _SHORT.items() if long == plain))
            yield from ((sign + below, f"{plain}_{{{below}}}") for sign in signs)


def _with_index(text: str, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Members without the sign of what is below them, xi and wij, where x and w are nothing by themselves."""
    members = [(found["base"], found["below"].strip("{} ")) for found in _MEMBER.finditer(text)]
    indices = sorted({letter for _, below in members for letter in below})
    for base, count in dict.fromkeys((base, len(below)) for base, below in members):
        alone = rf"(?<![A-Za-z\\]){re.escape(base)}(?![A-Za-z])(?!\s*\}}?\s*_)"
        if base == "d" or re.search(alone, text):
            continue
        for letters in product(indices, repeat=count):
            below = "".join(letters)
            if f"{base}{below}" not in _WORDS and f"\\{base}{below}" not in text and base not in letters:
                yield f"{base}{below}", f"{base}_{{{below}}}"
            if rf"\hat{{{base}}}" in names:
                yield f"{base}hat{below}", f"{base}hat_{{{below}}}"
                yield normalize("NFC", f"{base}\u0302") + below, f"{base}hat_{{{below}}}"


_MEMBER = re.compile(r"(?<![A-Za-z\\])(?P<base>[A-Za-z])\s*\}?\s*_\s*(?P<below>[i-nrst](?![A-Za-z])"
                     r"|\{\s*[i-nrst]{1,2}\s*\})")
_WORDS = KNOWN | FUNCTIONS.keys() | {"in", "is", "it", "as", "if"}
"""What is no member without its sign."""


def _with_above(text: str) -> Iterator[tuple[str, str]]:
    for sign in _ABOVE:
        for letter in re.findall(rf"\\{sign}\s*\{{?\s*([A-Za-z])(?![A-Za-z])", text):
            yield from ((typed, f"{letter}{sign}") for typed in (f"{letter}_{sign}", f"{letter}_{{{sign}}}",
                                                               f"{sign}({letter})"))


def _in_short(names: frozenset[str]) -> Iterator[tuple[str, str]]:
    for typed, name in _SHORT.items():
        meant = next((one for one in (name, f"var{name}") if any(
            re.fullmatch(rf"\\{one}(?:_.*)?", known) for known in names)), "")
        if meant and not {*typed} <= names:
            yield typed, meant


__all__ = ["respelled"]
