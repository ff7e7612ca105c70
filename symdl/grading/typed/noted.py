r"""How the formulas of a question are read: which letters are numbers, functions and indices, where nothing says it.

An e is Euler's number and an i the imaginary unit unless something counts with it, \sigma is the logistic function
unless it stands alone, and letters below a name are indices where a sum runs over one of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from symdl.errors import InputError
from symdl.grading.scalar.words import KNOWN
from symdl.grading.typed.applied import closed
from symdl.notation.reader.declare import declare, loads
from symdl.notation.reader.infer import Inferred, infer
from symdl.notation.reader.notation import Meaning, Notation
from symdl.notation.reader.scripts import INDICES
from symdl.notation.reader.signs import BIG, FUNCTIONS, LETTERS
from symdl.notation.reader.syntax import Infix, Node, Product, rebuilt


def with_brackets(tree: Node, text: str) -> Node:
    r"""A tree in which a product behind a ⊙ that stands in brackets is one thing: u \odot (v x^\top).

    Without brackets, it is what its sizes say.
    """
    def put(node: Node) -> Node:
        node = rebuilt(node, put)
        if not isinstance(node, Infix) or node.sign != "odot":
            return node
        return replace(node, args=tuple(Product((arg,)) if isinstance(arg, Product) and is_inside(arg) else arg
                                        for arg in node.args))

    def is_inside(part: Node) -> bool:
        before = text[: part.start].rstrip()
        while before.endswith("("):
            if closed(text, len(before)) >= part.end:
                return True
            before = before[:-1].rstrip()
        return False

    return put(tree)


def words_of(text: str, new: Collection[str]) -> list[str]:
    """The names that a question does not have, of those in an answer, that are rather words: then it is none.

    In LaTeX, a word is letters side by side, some of which are new.
    """
    bare = {name.rstrip("'") for name in new}
    runs = [run for run in _RUN.findall(text) if run not in KNOWN | FUNCTIONS.keys() and {*run} & bare]
    return runs + [name for name in new if re.fullmatch(r"[A-Za-z]{3,}'*", name)]


_RUN = re.compile(r"(?<![A-Za-z\\{_^])[A-Za-z]{3,}(?![A-Za-z}])")


_NOTATIONS = "a notation is 'latex', 'text' or a table of names, as symdl read --declare writes it"


def notation_of(table: Mapping[str, Any], formulas: Sequence[str], *, imaginary: bool,
                numbers: Sequence[str]) -> tuple[Notation, bool]:
    """What is declared, and whether nothing else may occur."""
    value, symbols = table.get("notation"), table.get("symbols")
    match value:
        case None | "latex" | "text":
            latex = _all_latex(formulas) if value is None else value == "latex"
        case dict():
            try:
                return declare(**value), True
            except (TypeError, AttributeError):  # or none of the kind that it should be
                raise InputError("a notation has no such part", term=str(value)[:80],
                                 hint="names, indices, aliases, constants, losses, operators, policies") from None
        case str() if "=" in value:
            return loads(value), True
        case str():
            raise InputError(f"there is no notation {value[:80]!r}", hint=_NOTATIONS)
        case _:
            raise InputError("a notation is a text or a table", term=repr(value)[:80], hint=_NOTATIONS)
    said = [*formulas, str(table.get("context") or ""), str(table.get("assumptions") or "")]
    constants = {name: meaning for name, meaning in _constants(formulas, said, latex).items()
                 if imaginary or meaning != "i"}
    # A sigma that stands alone somewhere, or is squared before a bracket, is no function.
    number = [r"\sigma"] if any(map(has_bare_sigma, formulas)) and any(map(APPLIED_SIGMA.search, formulas)) else []
    number += [r"\pi"] if any(map(_WEIGHT.search, said)) else []
    policies = ["brace sets"]
    match symbols:
        case None | "":
            names: list[str] = []
        case list():
            names = [name for name in symbols if isinstance(name, str)]
        case str():
            names = _described(symbols, formulas)
            policies += ["implicit products"] * ("implicit" in symbols)
        case _:
            raise InputError("symbols are a list of names", term=repr(symbols)[:80], hint="symbols = ['x_i', 'f(x)']")
    names += counts_of_cases(formulas)
    if "implicit products" not in policies and not numbers:
        names += pairs_of_letters(formulas, latex=latex)
    found = declare([*names, *number, *numbers], constants=constants, policies=policies,
                    indices={**_of_delta(formulas, str(table.get("context") or "")), **_indices(formulas)})
    # A size with a letter below is one name, whatever that letter counts elsewhere: the d_k of a sum up to it.
    sizes = {f"{name}_{{{below}}}" for text in formulas for name, below in _SIZE.findall(text)}
    if latex is not False and any(
            _TRANSPOSED.search(_UP_TO.sub(" ", text)) or _IS_A_SLOPE.match(text) for text in formulas):
        sizes |= {name for text in formulas for name in _SLOPE.findall(text)}  # dW, beside a transpose, or dX = dY W
    meanings = {name: Meaning(name) for name in sorted(sizes) if found.find(name) is None}
    found = replace(found, meanings={**found.meanings, **meanings}, latex=latex)
    return found, isinstance(symbols, list) and bool(names)


def _all_latex(formulas: Sequence[str]) -> bool | None:
    """Whether formulas are LaTeX where nothing says it, and it matters: some are, and others have a product wx."""
    others = [text for text in formulas if "\\" not in text]
    if len(others) == len(formulas) or any(map(_TYPED.search, others)):
        return None
    rest = [_COMMAND.sub(" ", text) for text in formulas if "\\" in text]
    letters = {letter for text in rest for letter in text if letter.isalpha()}
    words = {run for text in rest for run in _WORD.findall(text)}
    runs = {run for text in others for run in _WORD.findall(text)}
    if any(len(run) > _MOST_FACTORS or not {*run} <= letters or run in words | KNOWN | FUNCTIONS.keys() | BIG.keys()
           or run in LETTERS for run in runs):  # a word, and not the xyz of which there is a derivative by x
        return None
    return True if runs or any(map(_PAIR.search, others)) else None


_TYPED = re.compile(r"\*|[A-Za-z]\d|_\d\w")
_WORD = re.compile(r"[A-Za-z]{3,}")
_COMMAND = re.compile(r"\\[A-Za-z]+|(?<![A-Za-z])d(?=[A-Za-z](?![A-Za-z]))")
_MOST_FACTORS = 4


def counts_of_cases(formulas: Sequence[str]) -> list[str]:
    """TP and FN, which are no products, where two of their kind stand."""
    found = [run for run in ("TP", "FP", "TN", "FN")
             if any(re.search(rf"(?<![A-Za-z\\]){run}(?![A-Za-z])", text) for text in formulas)]
    alone = letters_alone(formulas)
    return found if len(found) > 1 and any(not {*run} <= alone for run in found) else []


def pairs_of_letters(formulas: Sequence[str], *, latex: bool | None) -> list[str]:
    """Two letters side by side in plain text, which are a name where one of them does not stand alone: Wx, and bh."""
    if any("\\" in text for text in formulas) or (latex is not False and not any("*" in text for text in formulas)):
        return []
    alone, counts = letters_alone(formulas), counts_of_cases(formulas)
    return [run for run in dict.fromkeys(run for text in formulas for run in _PAIR.findall(_RAISED_E.sub(" ", text)))
            if not {*run} <= alone and run not in counts and run not in ("lr", "or", "if", "is", "of", "to")
            and run not in KNOWN | FUNCTIONS.keys() | BIG.keys() | LETTERS.keys()]


def letters_alone(formulas: Sequence[str]) -> set[str]:
    """Letters that stand somewhere with no letter beside them, as the w of dL/dw does."""
    return {letter for text in formulas for slope in _LETTER.findall(text) for letter in slope if letter}


_LETTER = re.compile(r"(?<![A-Za-z\\])(?:([A-Za-z])(?![A-Za-z])|d([A-Za-z])?\s*/\s*d([A-Za-z])(?![A-Za-z]))")
_PAIR = re.compile(r"(?<![A-Za-z_\d])(?!d)[A-Za-z]{2}(?![A-Za-z(_\[\d])")
_RAISED_E = re.compile(r"(?<![A-Za-z])[A-Za-z]e\s*(?=\^|\*\*)")
_TRANSPOSED = re.compile(r"\\top(?![A-Za-z])|\^\{?T(?![A-Za-z])")
_UP_TO = re.compile(r"\\(?:sum|prod|int)(?:\\limits)?\s*_(?:\{[^{}]*\}|\w)\s*\^\s*\{?\s*T(?![A-Za-z])")
_SLOPE = re.compile(r"(?<![A-Za-z\\])d[A-Z](?![A-Za-z])")
_IS_A_SLOPE = re.compile(r"\s*d[A-Z]\s*=")
_SIZE = re.compile(r"\\sum(?:\\limits)?\s*_\{[^{}]*=[^{}]*\}\s*\^\s*\{\s*([A-Za-z])_\{?([A-Za-z]|\w+)\}?\s*\}")


APPLIED_SIGMA = re.compile(r"\\sigma\s*'*(?:\^\{?2\}?\s*)?(?:\\left|\\big[lg]?)?\s*\(")
_BARE_SIGMA = re.compile(r"\\sigma(?![A-Za-z_'])(?:\^\{?2\}?|(?!\^\{?\\?prime))(?!\s*(?:\\left|\\big[lg]?)?\s*\()")
_SQUARED_SIGMA = re.compile(r"\\sigma\^\{?2\}?\s*(?:\\left|\\big[lg]?)?\s*\(")


def has_bare_sigma(text: str) -> bool:
    r"""Whether \sigma stands in a text as a number does, and not as a function of what is in the brackets behind it."""
    return bool(_BARE_SIGMA.search(text) or _SQUARED_SIGMA.search(text))


_BOUND = re.compile(r"\\(?:sum|prod)_\{?\s*([A-Za-z])(?![A-Za-z])")
_RUN_BELOW = re.compile(r"_\{([A-Za-z]{2,3})\}")
_MAY_BE_A_WORD = 3  # letters
_NAME = r"\\[A-Za-z]+|(?<=_[A-Za-z])[A-Za-z]+|(?<![A-Za-z\\_])[A-Za-z]+"  # the w of \sum_jw_{ij}
_RUN_OF = re.compile(rf"({_NAME})_\{{([A-Za-z]{{2,3}})\}}")
_PAIRS = ("kl", "it", "is", "ab", "cd", "pq", "uv", "mn", "rs")
_BELOW = re.compile(rf"({_NAME}|\}})_(?:([A-Za-z])(?![A-Za-z])|\{{([A-Za-z])\}})")


def _indices(formulas: Sequence[str]) -> dict[str, str]:
    """Letters below a name that elsewhere has one below it over which a sum runs: the a of p_a beside sum_b p_b.

    So is the c of L = -log p_c beside p_i = e^{z_i}/Z, which says what each member of p is.
    """
    bound = {letter for text in formulas for letter in _BOUND.findall(text)}
    below = [pair for text in formulas for pair in _pairs_below(text) if pair[0] != "}"]
    families = {name for name, letter in below if letter in bound and not name.endswith(("sum", "prod", "max", "min"))}
    new = {letter for name, letter in below if name in families} - bound
    runs = dict.fromkeys(run for text in formulas for run in _RUN_BELOW.findall(text))
    for run in runs:  # the s and a of P_{saz}, beside Q_{sa}
        others = {letter for other in (*runs, *(letter for _, letter in below)) if other != run for letter in other}
        if len(run) == _MAY_BE_A_WORD and {*run} & bound and {*run} <= others | bound:
            new |= {*run} - bound
    pairs = {pair for text in formulas for pair in _RUN_OF.findall(text)}
    for name, run in pairs:  # the kl of W_{kl}, beside W_{ij}
        others = {other for one, other in pairs if one == name and {*other} <= INDICES and {*other} != {*run}}
        if run in _PAIRS and others and ({*run} <= INDICES or not any(map(_stands(run).search, formulas))):
            new |= {*run} - bound
    new |= _of_defined(formulas, below) - bound
    return dict.fromkeys([*sorted(new), *sorted(bound)], "") if new else {}


def _stands(letters: str) -> re.Pattern[str]:
    """Where one of these letters is no index."""
    return re.compile(rf"(?<![A-Za-z\\_{{])[{letters}](?![A-Za-z])")


def _of_defined(formulas: Sequence[str], below: Collection[tuple[str, str]]) -> set[str]:
    """The letters below names that are defined at each index, if those letters stand nowhere else than below names."""
    found = set()
    for text in formulas:
        head = _DEFINED.match(text)
        name, letter = (head[1], head[2] or head[3]) if head else ("", "")
        if letter in INDICES and any(one == letter for _, one in _pairs_below(text[head.end() :] if head else "")):
            others = {one for other, one in below if other == name and one.islower() and one not in INDICES}
            found |= {one for one in others if (name, one) not in _pairs_below(text)}
    return {letter for letter in found if not any(re.search(rf"(?<![A-Za-z\\_{{]){letter}(?![A-Za-z])", text)
                                                  for text in formulas)}


def _pairs_below(text: str) -> list[tuple[str, str]]:
    return [(name, one or other) for name, one, other in _BELOW.findall(text)]


_DEFINED = re.compile(r"\s*(\\?[A-Za-z]+)_(?:([A-Za-z])|\{([A-Za-z])\})\s*:?=")
_DELTA = re.compile(r"\\delta_\{\s*([A-Za-z])\s*,?\s*([A-Za-z])\s*\}")


def _of_delta(formulas: Sequence[str], context: str) -> dict[str, str]:
    r"""The letters of Kronecker's delta, where members of one family have both: the a, b of p_a (\delta_{ab} - p_b)."""
    below = {pair for text in formulas for pair in _pairs_below(text)}
    below |= {pair for text in formulas for pair in _RUN_OF.findall(text)}
    pairs = {pair for text in formulas for pair in _DELTA.findall(text)}
    return {letter: "" for pair in sorted(pairs) for letter in pair if pair[0] != pair[1] and (
        "ronecker" in context or any((name, run.replace(*pair)) in below for name, run in below if pair[0] in run))}


_COUNTS = re.compile(r"""
    _i | [_\[]\{?[^{}\]]*(?<![A-Za-z])(?!min|fin|lin|dim|sin|ini)[A-Za-z]{0,2}i[A-Za-z]{0,2}(?![A-Za-z])  # x_{ti}, x[i]
    | \^\{?\([^(){}]*(?<![A-Za-z])[A-Za-z]?i[A-Za-z]?(?![A-Za-z])  # x^{(ij)}
    | (?<![ei])\^(?:i|\{i\})(?![A-Za-z])  # x^i, and not e^i, nor i^i
    | \bi\s*(?:=|,\s*j|\\in|\\ne|\\le)  # a sum over i
""", re.VERBOSE)
"""Where the letter i counts."""


_IS_DEFINED = re.compile(r"\s*e\s*:?=")
"""Where an e is a letter of one's own: e = X w - y."""


def _constants(formulas: Sequence[str], said: Sequence[str], latex: bool | None) -> dict[str, str]:
    r"""Letters that are numbers: e, and i where nothing counts with it; in plain text, I, and an E that is no name.

    said   all that is said: of a \pi that is a policy or a weight, there is no number
    """
    found = {} if any(map(_IS_DEFINED.match, formulas)) else {"e": "e"}
    found |= {} if any(map(_WEIGHT.search, said)) or any(map(_POLICY.search, said)) else {r"\pi": "pi"}
    if (unit := next(filter(None, map(_UNIT.search, said)), None)) is not None:
        return found | {next(filter(None, unit.groups())): "i"}
    if latex is False:  # as programs write them
        return found | {"I": "i"} | ({} if any(map(_CAPITAL_E.search, formulas)) else {"E": "e"})
    return found if any(map(_COUNTS.search, formulas)) or _has_gates(formulas) else found | {"i": "i"}


def _has_gates(formulas: Sequence[str]) -> bool:
    """Whether an i is the input gate of a cell, beside its forget gate and another mark of it: o tanh(f c + i z)."""
    said = " ".join(formulas)
    return all(mark.search(said) for mark in (_FORGETS, _LETS_IN, _OF_A_CELL)) and not _NO_GATE.search(said)


_TIMES = r"\s*(?:\\(?:odot|circ|cdot|times)(?![a-z])|[*⊙])?\s*"
_FORGETS = re.compile(rf"(?<![A-Za-z\\])f{_TIMES}[cC](?![A-Za-z('])")
_LETS_IN = re.compile(rf"(?<![A-Za-z\\])i{_TIMES}(?:[a-zA-Z](?![A-Za-z(])|\\(?:tilde|hat|bar|tanh)(?![a-z]))")
_OF_A_CELL = re.compile(r"(?<![A-Za-z\\])o(?![A-Za-z(])|\\?tanh|\\odot|⊙")
_NO_GATE = re.compile(r"\\pi(?![a-z])|\\omega|(?<![A-Za-z\\])i\s*\^|(?<![A-Za-z\\])e\s*\^|\\sqrt\{?-"
                      r"|(?<![A-Za-z])[fo]\s*=|\\(?:Re|Im)(?![a-z])")
"""What speaks of complex numbers."""


_UNIT = re.compile(r"(?<![A-Za-z\\])([ij])\$?\s+(?:is|denotes|stands\s+for|be)\s+the\s+imaginary\s+unit"
                   r"|imaginary\s+unit\s+\$?([ij])\b"
                   r"|(?<![A-Za-z\\])([ij])\s*(?:\^\s*\{?2\}?\s*=\s*-\s*1|=\s*\\sqrt\s*\{\s*-\s*1\s*\})(?!\d)")
"""A letter that is said to be the imaginary unit."""
_POLICY = re.compile(r"\\pi\s*(?:\\left)?\([^()|]*(?:\||\\mid(?![a-z]))[^()|]*(?:\\right)?\)")
r"""A \pi of something given something else, which is no number."""
_WEIGHT = re.compile(r"(?<![\d.])1\s*-\s*\\pi(?![A-Za-z_])"
                     r"|(?<![-\w}])\\pi\s*(?:[<>]|\\[lg](?:eq?|t)(?![a-z]))\s*[01](?![\d.])"
                     r"|0\s*(?:<|\\l(?:eq?|t)(?![a-z]))\s*\\pi\s*(?:<|\\l(?:eq?|t)(?![a-z]))|\\pi\s*\\in(?![a-z])")
r"""A \pi between 0 and 1, which is none either."""
_COUNTED = re.compile(r"\\(?:sum|prod|max|min)(?:\\limits)?\s*_\s*\{?\s*(i|e|\\pi)(?![A-Za-z])")


def as_counted(notation: Notation, text: str) -> Notation:
    """How a text is read in which a letter counts that is a constant elsewhere: sum_{i=1}^n, and x_i."""
    counted = {*_COUNTED.findall(text)}
    if _BELOW_I.search(text) and not _ALONE_I.search(_BELOW_I.sub("", text)):
        counted |= {"i"}
    return replace(notation, constants={name: meaning for name, meaning in notation.constants.items()
                                        if name not in counted}) if counted & {*notation.constants} else notation


_BELOW_I = re.compile(r"_\s*(?:i(?![A-Za-z])|\{\s*[a-z]?i[a-z]?\s*\})")
_ALONE_I = re.compile(r"(?<![A-Za-z\\])i(?![A-Za-z])")
_CAPITAL_E = re.compile(r"(?<![A-Za-z])E(?![a-z])")


def _described(symbols: str, formulas: Sequence[str]) -> list[str]:
    """Names from words: "implicit multiplication; multi-letter: rho0, dw"."""
    _, _, several = symbols.partition("multi-letter:")
    words = [word for word in re.findall(r"[A-Za-z]\w*", several) if len(word) > 1 and word != "none"]
    applied = {match for text in formulas for match in re.findall(r"(?<![A-Za-z])([fgh])\(", text)}
    return [*dict.fromkeys(words), *(f"{one}(x)" for one in sorted(applied))] if "implicit" in symbols else []


def with_letters_of(notation: Notation, *texts: str) -> Notation:
    """The notation of a question, with what texts beside it show of letters of their own."""
    inferred = infer(texts, notation)
    return (with_euler(inferred) if notation.find("e") is None else inferred).notation


def with_euler(inferred: Inferred, definitions: Sequence[str] = ()) -> Inferred:
    """With e for the number, wherever it stands alone, unless a definition says what it is."""
    found = inferred.notation.find("e")
    if found is None or found.kind != "symbol" or any(map(_IS_DEFINED.match, definitions)):
        return inferred
    meanings = {name: meaning for name, meaning in inferred.notation.meanings.items() if name != "e"}
    return replace(inferred, notation=replace(inferred.notation, meanings=meanings,
                                              constants={**inferred.notation.constants, "e": "e"}))


__all__ = ["APPLIED_SIGMA", "as_counted", "has_bare_sigma", "notation_of", "with_brackets", "with_euler",
           "with_letters_of", "words_of"]
