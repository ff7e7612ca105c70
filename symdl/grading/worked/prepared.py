r"""A solution as its lines are taken from it: with what it says in short written out, by what the question has.

    LHS = ... = RHS             the sides of the identity that is asked for
    \Sigma_i x_i                a sum, where nothing is called so
    \sigma' = \sigma(1-\sigma)   \sigma'(z) = \sigma(z) (1 - \sigma(z)), where the question has it of z alone
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from symdl.grading.named import written_sides
from symdl.grading.proved.judging import shown
from symdl.grading.question import Question
from symdl.grading.typed.keyed import as_latex
from symdl.notation import latex
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import Call, Function, Name, Node, walk


def prepared(solution: str, question: Question) -> str:
    """A solution in LaTeX where its question is in LaTeX, with what is short in it written out."""
    solution = _with_sums(_with_sides(_with_arguments(solution, question), question), question)
    return _without_restated(as_latex(_with_slopes(solution, question), latex=question.spelled.latex), question)


_SIDE = re.compile(r"(?P<before>^\s*&?\s*|=\s*&?\s*|\n\s*|(?:^|\n|[.,;])\s*"
                   r"(?:(?i:so|hence|thus|therefore|then|finally|and)[\s,:]+)+)(?:\\(?:text|mathrm)\s*\{\s*)?"
                   r"(?P<side>[LR])\.?H\.?S\.?(?:\s*\})?(?=\s*&?\s*=|\s*(?:[.,$]|\\\\)*\s*(?:\n|$))")


def _with_sides(solution: str, question: Question) -> str:
    """A solution with the sides of an identity for LHS and RHS."""
    written = latex if "\\" in solution else shown
    sides = written_sides(question.written[0]) if question.written else [] if question.claim is None else [
        written(side) for side in (question.claim.lhs, question.claim.rhs)]
    bare = re.search(r"[A-Za-z\d]", _SIDE.sub("", solution))  # LHS = RHS shows nothing
    if len(sides) != 2 or bare is None or {"H", "S"} <= {*question.names}:
        return solution
    return _SIDE.sub(lambda found: found["before"] + sides["LR".index(found["side"])].strip(), solution)


def _with_sums(solution: str, question: Question) -> str:
    """A solution with signs of sums for a Σ that neither it nor the question has as a name."""
    if any("Σ" in text or r"\Sigma" in text for text in (*question.written, question.context.text)) or re.search(
            r"(?:Σ|\\Sigma(?![A-Za-z]))(?:\s*_\w|\s*_\{\w+\})?\s*(?:[:)]?=|\$|\^\s*\{?\s*-)", solution):
        return solution
    return re.sub(r"\\Sigma(?=\s*_)", r"\\sum", solution.replace("Σ", "∑"))


_SLOPE = re.compile(
    r"(?<![A-Za-z\\])(?P<d>d|∂)\s*(?P<of>\([^()=]*\))\s*/\s*(?P=d)\s*(?P<by>\\?[A-Za-z]+)(?![A-Za-z(_^])")
_OF_KNOWN = re.compile(
    r"\s*(?P<slope>\\frac\{d\}\{d(?P<by>\\?[A-Za-z]+)\}\s*\\(?P<name>[a-z]+)\s*\(\s*(?P=by)\s*\))\s*=")
_RESTATES = re.compile(
    r"\b(?:since|because|as|given\s+that|recall\s+that)\s+(?P<said>[^,.;:=]{3,80}?)\s*,\s*", re.IGNORECASE)


def _with_slopes(solution: str, question: Question) -> str:
    """A solution with a fraction for d(wx)/dw where d is no letter of the question, and for a \\tanh'(z) that is asked.
    """
    if question.written and (asked := _OF_KNOWN.match(question.written[0])) is not None:
        prime = rf"\\{asked['name']}\s*'\s*\(\s*{re.escape(asked['by'])}\s*\)(?=\s*&?\s*=)"
        solution = re.sub(prime, lambda _: asked["slope"], solution)
    return solution if "d" in question.names else _SLOPE.sub(
        lambda found: rf"\frac{{d}}{{d {found['by']}}} {found['of']}", solution)


def _without_restated(solution: str, question: Question) -> str:
    """A solution without the reasons that the question gives in the same words: since $A$ is symmetric."""
    given = [_bare(text) for text in re.split(r"[.;]", question.context.text)]

    def kept(found: re.Match[str]) -> str:
        return "" if " " in found["said"] and _bare(found["said"]) in given else found[0]

    return _RESTATES.sub(kept, solution)


def _bare(text: str) -> str:
    """Words as they are compared."""
    return " ".join(re.sub(r"[$\\]|\bthe\b", " ", text.lower()).split())


# --------------------------------------------------------------------------
# Known functions without what they are of


_KNOWN = {"sigmoid": r"(?:\\sigma|(?<![A-CE-Za-ce-z\\])(?:sigma|sigmoid)|σ)(?![A-Za-z])",
          "tanh": r"(?:\\tanh|(?<![A-CE-Za-ce-z\\])tanh)(?![A-Za-z])"}
_OPENS = r"\s*(?:\\left)?\("
_PRIMES = r"(?:'|\^\s*(?:\\prime(?![A-Za-z])|\{\s*(?:\\prime\s*)+\}))"
_POWER = r"\^\s*(?:\d|\{\s*\d\s*\})"
_NEXT = (rf"(?P<next>\s*(?:[=&+*/)}}\]−-]|{_POWER}(?!\s*(?:\\left|[A-Za-z({{\\]))"  # \tanh^2 z
         r"|\\(?:cdot|right|times|\\)(?![A-Za-z])|$))")


def _with_arguments(solution: str, question: Question) -> str:
    r"""A solution with \sigma(z) for a \sigma of which the question says something at z alone."""
    times = r" \\cdot " if question.spelled.latex or "\\" in solution else "*"
    for name, letter in _of_one(question):
        word, by = rf"(?P<word>{_KNOWN[name]})(?P<primes>{_PRIMES}*)", re.escape(letter)
        of = rf"\g<word>\g<primes>({letter})"
        for slope in (rf"\\[dt]?frac\s*\{{\s*d\s*{word}\s*\}}\s*\{{\s*d\s*{by}\s*\}}(?!{_OPENS}|\s*\[)",
                      rf"(?<![A-Za-z])[d∂]\s*{word}\s*/\s*[d∂]\s*{by}(?![A-Za-z]|{_OPENS})"):
            solution = re.sub(slope, rf"\g<word>\g<primes>'({letter})", solution)
        inside = rf"{_OPENS}(?:[^()\n]|\([^()\n]*\))*?{_KNOWN[name]}'*(?!'|{_OPENS})"
        product = rf"{word}(?!{_PRIMES})(?P<power>\s*{_POWER})?(?={inside})"  # \sigma(1 - \sigma)
        solution = re.sub(product, rf"{of}\g<power>{times}", solution)
        solution = re.sub(rf"{word}(?!{_PRIMES}){_NEXT}", rf"{of}\g<next>", solution, flags=re.MULTILINE)
    return solution


def _of_one(question: Question) -> Iterator[tuple[str, str]]:
    """The known functions that a question has of one letter alone, and that letter."""
    if {"sigma", r"\sigma"} & {*question.names}:
        return
    calls = [part for tree in _trees(question) for part in walk(tree) if isinstance(part, Call)]
    for name in _KNOWN:
        args = {part.args for part in calls if part.function == Function(name)}
        of = next(iter(args)) if len(args) == 1 else ()
        if len(of) == 1 and isinstance(of[0], Name) and len(of[0].text) == 1:
            yield name, of[0].text


def _trees(question: Question) -> tuple[Node, ...]:
    """What is asked for, and what it is, as trees of syntax."""
    if question.trees or question.claim is None:
        return (*question.trees, *(tree for tree in (question.left,) if tree is not None))
    return tuple(parse(latex(side)).tree for side in (question.claim.lhs, question.claim.rhs))


__all__ = ["prepared"]
