r"""Proposes a notation from formulas: what do the names have to mean so that these formulas make sense?

    infer([r"m^t = \beta_1 m^{t-1} + (1 - \beta_1) (g^t)^2", r"\hat{m}^t = m^t / (1 - \beta_1^t)"])

proposes that t is an index, and that m, g and \hat{m} are families with t above, while \beta_1^t stays a power, because
\beta_1 also stands alone. Each proposal has its reason; where the formulas do not decide, nothing is
proposed and that is said. What is declared already is never changed.

Formulas are read with what is known so far, every use of every name is written down (``_Use``), and rules look at
all uses of a name together. What they propose may let more be read, so this is done at most three times.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from symdl.errors import ReadError
from symdl.notation.reader.names import plain, spelled
from symdl.notation.reader.notation import OPEN, Meaning, Notation
from symdl.notation.reader.parse import Parsed, parse
from symdl.notation.reader.scripts import INDICES
from symdl.notation.reader.syntax import (
    Big,
    Bound,
    Call,
    Chain,
    Constant,
    Derivative,
    Function,
    Gradient,
    Member,
    Name,
    Neg,
    Node,
    Number,
    Power,
    Product,
    Span,
    Sum,
    Transpose,
    children,
    walk,
)
from symdl.notation.reader.tokens import Token, tokens

ROUNDS = 3


@dataclass(frozen=True)
class Reason:
    """Why something is proposed of a name, or why nothing is.

    what                 what is proposed: "an index", "a family with its index above", ...
    why                  in words
    formula, start, end  where it is seen: the number of the formula, and the span in it
    """

    name: str
    what: str
    why: str
    formula: int
    start: int
    end: int

    @property
    def text(self) -> str:
        return f"{self.name} is {self.what}: {self.why}"


@dataclass(frozen=True)
class Inferred:
    """A notation, why it is this one, and what the formulas leave open.

    unread   formulas that cannot be read, each by its number
    """

    notation: Notation
    reasons: tuple[Reason, ...] = ()
    unsure: tuple[Reason, ...] = ()
    unread: tuple[tuple[int, ReadError], ...] = ()

    @property
    def text(self) -> str:
        lines = [reason.text for reason in self.reasons]
        lines += [f"not decided: {reason.text}" for reason in self.unsure]
        lines += [f"formula {number + 1} cannot be read: {error.what}" for number, error in self.unread]
        return "\n".join(lines)


def infer(formulas: Sequence[str], start: Notation = OPEN) -> Inferred:
    """The notation that makes sense of formulas; what is declared already is left as it is."""
    found = _Proposal(start)
    first = [_read(formula, start) for formula in formulas]
    readings = first
    earlier: dict[tuple[str, str], Reason] = {}
    for _ in range(ROUNDS):
        before = found.notation
        earlier.update(found.doubts)
        found.doubts.clear()
        found.doubtful.clear()
        seen = _Seen(formulas, readings)
        _words(seen, found)
        if found.notation != before:
            # Letters that are no names of their own must not be seen by any other rule.
            seen = _Seen(formulas, [_read(formula, found.notation) for formula in formulas])
        for rule in _RULES:
            rule(seen, found)
        if found.notation == before:
            break
        readings = [_read(formula, found.notation) for formula in formulas]
        for number, (was, now) in enumerate(zip(first, readings, strict=True)):
            if isinstance(was, Parsed) and not isinstance(now, Parsed):
                for name in found.within(formulas[number]):
                    found.withdraw(name, "but then a formula cannot be read", number)
                readings[number] = _read(formulas[number], found.notation)
    _guard(seen, found)
    _keep_quiet(formulas, found)
    found.close_ranges()
    readings = [_read(formula, found.notation) for formula in formulas]
    unread = tuple((number, read) for number, read in enumerate(readings) if isinstance(read, ReadError))
    decided = {name for name, _ in found.reasons}
    left = {key: doubt for key, doubt in earlier.items() if key[0] not in decided}
    return Inferred(found.notation, tuple(found.reasons.values()), tuple({**left, **found.doubts}.values()), unread)


def _keep_quiet(formulas: Sequence[str], found: _Proposal) -> None:
    """Withdraws what changes how a formula is read, though nothing was to be changed by it.

    That an x is a symbol is worth saying, but it must not make a factor of \\sigma(x), or a power of a
    transpose. Whatever it is that declaring a name does, this sees it.
    """
    for _ in range(ROUNDS):
        # Letters that are indices in any case are left out: beside an i and an n that are declared, H_{in} is no name.
        changed = found.only(found.changes)
        letters = {letter: ends for letter, ends in changed.indices.items()
                   if letter not in INDICES or letter in found.steps or letter in found.start.indices}  # fmt: skip
        changed = replace(changed, indices=letters)
        guilty: dict[str, int] = {}
        for number, formula in enumerate(formulas):
            meant = _read(formula, changed)
            if isinstance(meant, Parsed) and not _says(formula, found.notation, meant):
                names = sorted(name for name in found.within(formula) if not found.changes(name))
                alone = [name for name in names if _says(formula, found.only(name.__ne__), meant)]
                guilty |= dict.fromkeys(alone or names, number)
        for name, number in guilty.items():
            found.withdraw(name, "but then a formula is read in another way", number)
        if not guilty:
            return


def _says(formula: str, notation: Notation, meant: Parsed) -> bool:
    read = _read(formula, notation)
    return isinstance(read, Parsed) and read.tree == meant.tree


def _read(formula: str, notation: Notation) -> Parsed | ReadError:
    try:
        return parse(formula, notation)
    except ReadError as error:
        return error


# --------------------------------------------------------------------------
# What is seen


@dataclass(frozen=True)
class _Use:
    """One use of a name.

    role    how it is used: "value", "left" (it is all of a left side), "whole" (of another side), "argument" (it is
            all of one), "called", "bound" (a sign binds it), "end" (of a range), "index", "derived" (a derivative or
            gradient is taken of it), "by" (after that)
    power   what stands above it without brackets
    raised  that stands in brackets, and the bracket has a power: (g^i)^2
    args    what stands in brackets behind it
    """

    name: str
    formula: int
    start: int
    end: int
    role: str
    below: tuple[Node, ...] = ()
    above: tuple[Node, ...] = ()
    power: Node | None = None
    raised: bool = False
    args: tuple[Node, ...] | None = None

    @property
    def letters(self) -> Iterator[str]:
        """The letters of its indices. The m of x_{1..m} is none."""
        return (part.text for node in (*self.below, *self.above) if not isinstance(node, Span)
                for part in walk(node) if isinstance(part, Name))  # fmt: skip

    @property
    def bare(self) -> bool:
        """Whether the name stands alone, for a value."""
        return self.role in ("value", "left", "whole", "argument") and not (
            self.below or self.above or self.power or self.args is not None
        )


@dataclass(frozen=True)
class _Run:
    """Letters side by side: a word, or a product."""

    text: str
    formula: int
    start: int
    end: int
    word: bool  # they are one token


@dataclass(frozen=True)
class _Range:
    formula: int
    bound: Bound
    ends: tuple[str, str] | None  # as they are written


_SIGNS = re.compile(r"\\[A-Za-z]+|[A-Za-z]\w*|[^\W\d_]")
_OPENS = re.compile(r"(?:\\[,;!: ]|\\left|\\[bB]igg?l?|\s)*\(")
_DEFINES = ("eq", "assign", "define")
_COUNTING = ("sum", "prod", "mean", "union", "intersection")


class _Seen:
    """Every use of every name in formulas."""

    def __init__(self, formulas: Sequence[str], readings: Sequence[Parsed | ReadError]):
        self.formulas = formulas
        self.uses: dict[str, list[_Use]] = {}
        self.ranges: dict[str, list[_Range]] = {}
        self.ends: dict[str, list[_Use]] = {}
        self.runs: dict[str, list[_Run]] = {}
        self.single: set[str] = set()
        self.euler: list[_Use] = []
        self.pi: list[_Use] = []
        self.differentials = False  # whether a d stands before a variable
        self.transposed = False  # whether there is a transpose that is written with a T
        self.read = [number for number, reading in enumerate(readings) if isinstance(reading, Parsed)]
        self.at = 0
        for self.at, reading in enumerate(readings):
            if isinstance(reading, Parsed):
                self.visit(reading.tree)
            for run in _runs(self.at, formulas[self.at]):
                if len(run.text) == 1:
                    self.single.add(run.text)
                else:
                    self.runs.setdefault(run.text, []).append(run)

    def add(self, node: Node, role: str, power: Node | None = None, *, raised: bool = False,
            args: tuple[Node, ...] | None = None) -> None:  # fmt: skip
        match node:
            case Name(name):
                use = _Use(name, self.at, node.start, node.end, role, (), (), power, raised, args)
            case Member(name, below, above):
                use = _Use(name, self.at, node.start, node.end, role, below, above, power, raised, args)
                for index in (*below, *above):
                    self.visit(index, "index")
            case _:
                return
        self.uses.setdefault(use.name, []).append(use)
        if role == "end":
            self.ends.setdefault(use.name, []).append(use)

    def visit(self, node: Node, role: str = "value") -> None:
        # A tree is no deeper than the reader allows.
        match node:
            case Name() | Member():
                self.add(node, role)
            case Span():
                for part in walk(node):
                    self.add(part, "end")
            case Constant("e"):
                self.euler.append(_Use("e", self.at, node.start, node.end, role))
            case Constant("pi"):
                if role != "argument":
                    self.pi.append(_Use(r"\pi", self.at, node.start, node.end, role))
            case Transpose(of):
                written = self.formulas[self.at][of.start : node.end]
                self.transposed = self.transposed or re.search(r"\^\s*\{?\s*T", written) is not None
                self.visit(of)
            case Power(base, exponent):
                self.power(node, base, exponent, role)
            case Call(function, args, below):
                if isinstance(function, (Name, Member)):
                    self.add(function, "called", args=args)
                elif isinstance(function, Function) and function.name == "sigmoid" \
                        and re.match(r"\\sigma|σ|𝜎", self.formulas[self.at][function.start :]):  # fmt: skip
                    # The logistic function by convention only: the name is in question.
                    self.add(Name(r"\sigma", start=function.start, end=function.end), "called", args=args)
                else:
                    self.visit(function)
                for part in (*below, *args):
                    self.visit(part, "argument" if isinstance(part, (Name, Member, Constant)) else "value")
            case Product(factors):
                for factor, following in zip(factors, (*factors[1:], None), strict=True):
                    if following and isinstance(factor, (Name, Member)) and self.opens(factor, following):
                        self.add(factor, "value", args=(following,))
                    else:
                        self.visit(factor, _inner(role))
            case Derivative(sign, of, by):
                self.differentials = self.differentials or sign == "d"
                self.visit(of, "derived" if isinstance(of, (Name, Member)) else "value")
                for variable in by:
                    self.visit(variable, "by")
            case Gradient(of, by):
                self.visit(of, "derived" if isinstance(of, (Name, Member)) else "value")
                if by is not None:
                    self.visit(by, "by")
            case Big(sign, bounds, of):
                self.differentials = self.differentials or sign in ("int", "oint", "iint")
                for bound in bounds:
                    if isinstance(bound, Bound):
                        self.bound(sign, bound)
                    else:
                        for part in children(bound):
                            self.visit(part)
                self.visit(of, _inner(role))
            case Chain(items, signs):
                for place, item in enumerate(items):
                    sign = signs[min(place, len(signs) - 1)]
                    if sign in ("sim", "given", "parallel") and isinstance(item, (Name, Member)):
                        self.visit(item, "argument")
                    elif sign not in _DEFINES:
                        self.visit(item)
                    else:
                        self.visit(item, "left" if place == 0 else "whole")
            case _:
                for part in children(node):
                    self.visit(part, _inner(role))

    def power(self, node: Power, base: Node, exponent: Node, role: str) -> None:
        match base:
            case Name() | Member():
                self.add(base, role, exponent)
            case Power(Name() | Member() as name, step):
                self.add(name, role, step, raised=True)
                self.visit(step, "index")
            case Constant("e"):
                self.euler.append(_Use("e", self.at, base.start, base.end, role, power=exponent))
            case _:
                self.visit(base)
        self.visit(exponent, "index" if isinstance(base, (Name, Member)) and _step(exponent) else "value")

    def bound(self, sign: str, bound: Bound) -> None:
        if isinstance(bound.name, Name):
            self.add(bound.name, "bound")
            if sign in _COUNTING and not isinstance(bound.condition, Chain | None):
                return
            if sign in _COUNTING and not _member_of(bound):
                ends = None
                if bound.first is not None and bound.last is not None:
                    text = self.formulas[self.at]
                    ends = text[bound.first.start : bound.first.end], text[bound.last.start : bound.last.end]
                self.ranges.setdefault(bound.name.text, []).append(_Range(self.at, bound, ends))
        for part in (bound.first, bound.last):
            for name in walk(part) if part is not None else ():
                if isinstance(name, Name):
                    self.add(name, "end")
        if bound.condition is not None:
            self.visit(bound.condition, "index")

    def opens(self, name: Node, following: Node) -> bool:
        """Whether what follows a name stands in round brackets."""
        found = _OPENS.match(self.formulas[self.at], name.end)
        return found is not None and name.end < following.end

    def where(self, test: Callable[[_Use], bool], name: str) -> Iterator[_Use]:
        return (use for use in self.uses.get(name, ()) if test(use))


def _inner(role: str) -> str:
    """The role of a part of what has a role: it is not the whole of a side."""
    return role if role == "index" else "value"


def _member_of(bound: Bound) -> bool:
    """Whether a letter runs over a set, so that it is an element of it and no index."""
    return isinstance(bound.condition, Chain) and bound.condition.signs == ("in",)


def _runs(number: int, formula: str) -> Iterator[_Run]:
    """The letters of a formula as they stand side by side; input_channels is one run, too."""
    try:
        found, _ = tokens(formula)
    except ReadError:
        return
    run: list[Token] = []
    depth = 0  # of braces in a subscript, where letters are indices or labels
    for before, token in zip([None, *found], found, strict=False):
        if depth or (before and before.kind == "op" and before.text == "_" and before not in run):
            depth += (token.text in ("{", "(")) - (token.text in ("}", ")")) if token.kind == "op" else 0
            continue
        touches = bool(run) and token.start == run[-1].end
        joint = token.kind == "op" and token.text == "_" and len(run) > 2 and run[-1].kind == "letter"
        if (touches and joint) or (_plain_letter(token) and (touches or not run)):
            run.append(token)
        else:
            yield from _run(number, run)
            run = [token] if _plain_letter(token) else []
        if token.kind == "word" and token.side != "upright" and token.text.isascii() and "\\" not in token.text:
            yield _Run(token.text, number, token.start, token.end, True)


def _plain_letter(token: Token) -> bool:
    return token.kind == "letter" and len(token.text) == 1 and token.text.isascii() and token.side != "upright"


def _run(number: int, run: list[Token]) -> Iterator[_Run]:
    text = "".join(token.text for token in run)
    first, _, last = text.partition("_")
    if last and (len(first) < 3 or len(last) < 3):
        # x_i y is no word, and neither is ab_i: what follows the _ is a subscript
        yield from _run(number, run[: len(first)])
        return
    if text := text.rstrip("_"):
        yield _Run(text, number, run[0].start, run[len(text) - 1].end, False)


# --------------------------------------------------------------------------
# What is proposed


@dataclass
class _Proposal:
    """A notation in the making, with reasons and doubts, each told once."""

    start: Notation
    meanings: dict[str, Meaning] = field(default_factory=dict)
    indices: dict[str, tuple[str, str] | None] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    reasons: dict[tuple[str, str], Reason] = field(default_factory=dict)
    doubts: dict[tuple[str, str], Reason] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)  # the names of the doubts
    refused: set[str] = field(default_factory=set)
    changing: set[str] = field(default_factory=set)  # names by which formulas are read otherwise
    losses: frozenset[str] = frozenset()
    steps: set[str] = field(default_factory=set)  # letters that count steps and stand above: the t of m^t

    def __post_init__(self) -> None:
        self.constants = dict(self.start.constants)
        self.called = {meaning.name for meaning in self.start.meanings.values()}

    @property
    def notation(self) -> Notation:
        losses = self.start.losses | self.losses
        return replace(self.start, losses=losses, meanings={**self.meanings, **self.start.meanings},
                       indices={**self.indices, **self.start.indices}, constants=dict(self.constants))  # fmt: skip

    def knows(self, name: str) -> bool:
        """Whether a name is declared, or nothing may be proposed of it any more."""
        return (name in self.meanings or name in self.refused or name in self.called
                or self.start.find(name) is not None)  # fmt: skip

    def meaning(self, name: str) -> Meaning | None:
        return self.start.meanings.get(name) or self.meanings.get(name)

    def is_index(self, name: str) -> bool:
        return name in self.indices or name in self.start.indices

    def propose(
        self, meaning: Meaning, what: str, why: str, use: _Use | _Run, *, quiet: bool = False
    ) -> None:
        """quiet: whether formulas are to be read as before"""
        if not self.knows(meaning.name):
            self.meanings[meaning.name] = meaning
            if not quiet:
                self.changing.add(meaning.name)
            self.say(meaning.name, what, why, use)

    def say(self, name: str, what: str, why: str, use: _Use | _Run) -> None:
        self.reasons.setdefault((name, what), Reason(name, what, why, use.formula, use.start, use.end))

    def doubt(self, name: str, what: str, why: str, use: _Use | _Run) -> None:
        self.doubtful.add(name)
        self.doubts.setdefault((name, what), Reason(name, what, why, use.formula, use.start, use.end))

    def close_ranges(self) -> None:
        """Leaves out a range that ends in a name of which nothing is known."""
        for letter, ends in self.indices.items():
            for end in ends or ():
                read = _read(end, OPEN) if end else None
                if isinstance(read, ReadError) or (read and any(
                        isinstance(node, Name) and not self.meaning(node.text) and not self.is_index(node.text)
                        for node in walk(read.tree))):  # fmt: skip
                    self.indices[letter] = None

    def changes(self, name: str) -> bool:
        """Whether it is meant that formulas are read otherwise with this name. What is longer belongs to it."""
        return name in self.changing or re.split(r"[_^]\{", name)[0] in self.changing

    def only(self, test: Callable[[str], bool]) -> Notation:
        """The notation with only some of the names that are proposed."""
        meanings = {name: meaning for name, meaning in self.meanings.items() if test(name)}
        return replace(self.notation, meanings={**meanings, **self.start.meanings})

    def within(self, formula: str) -> list[str]:
        """The proposed names whose letters stand in a formula."""
        signs = {sign for run in _SIGNS.findall(formula) for sign in (run.lstrip("\\"), *("" if "\\" in run else run))}
        return [name for name in self.meanings if plain(_SIGNS.findall(name.partition("_{")[0])[-1]) in signs]

    def withdraw(self, name: str, why: str, formula: int) -> None:
        """Takes a proposal back."""
        del self.meanings[name]
        self.refused.add(name)
        for key in [key for key in self.reasons if key[0] == name]:
            reason = self.reasons.pop(key)
            self.doubts[key] = replace(reason, why=f"{reason.why}, {why}: {formula + 1}")


# --------------------------------------------------------------------------
# The rules


def _words(seen: _Seen, found: _Proposal) -> None:
    """Names of several letters: dw beside w, BN before a bracket, a word alone on a left side."""
    letters_d = {(use.formula, use.start) for use in seen.uses.get("d", ())}
    for name, uses in seen.uses.items():
        if typed := re.fullmatch(r"([A-Za-z]{2,}_)\{([A-Za-z]{2,})\}", name):
            found.propose(Meaning(typed[1] + typed[2]), "one name", "it is two words with _ between them", uses[0])
            found.refused.add(name)
    for text, runs in sorted(seen.runs.items(), key=lambda item: len(item[0])):
        if found.knows(text):
            continue
        run = runs[0]
        known = [letter for letter in text if letter in seen.single]
        in_latex = next((run for run in runs if not run.word), None)
        followed = [run for run in runs if re.match(r"\s*(?:_\{[^{}]*\}\s*)?(?:\\left\s*)?\(", _rest(seen, run))]
        named = [run for run in runs if not seen.formulas[run.formula][: run.start].strip() and _defines(seen, run)]
        what = "one name"
        if in_latex is None:
            if text in seen.uses and len(known) == len(text) and not text.startswith("d"):
                found.doubt(text, what, "each of its letters is a name, too, and so it could be their product", run)
            continue
        if "_" in text:
            found.propose(Meaning(text), what, "it is two words with _ between them", in_latex)
        elif len(text) == 2 and text[0] == "d" and text[1] in known and "d" not in known:
            if any((run.formula, run.start) in letters_d for run in runs):
                found.propose(Meaning(text), what, f"it stands beside {text[1]}, and d does not stand alone", in_latex)
        elif len(text) == 3 and text[1] == "d" and text[2] in known and text[0] not in known:
            found.propose(Meaning(text), what, f"d{text[2]} belongs to {text[2]}, and {text[0]} does not stand alone",
                          in_latex)  # fmt: skip
        elif any(run.word for run in runs) and len(known) < len(text):
            found.propose(Meaning(text), what, "it is a word in plain text in another formula", in_latex)
        elif text.isupper() and len(followed) == len(runs) and len(known) < len(text):
            _upper(seen, found, text, followed)
        elif len(text) > 2 and named and (not known or (text.isupper() and len(known) < len(text))):
            found.propose(Meaning(text), what, "it is a whole left side, which would be a strange product",
                          named[0])  # fmt: skip
        elif len(text) > 4 and 2 * len(known) < len(text):
            found.propose(Meaning(text), what, "few of its letters stand alone", in_latex)
        elif len(text) > 2 and len(known) < len(text):
            found.doubt(text, what, "it could be a product, too", in_latex)


def _upper(seen: _Seen, found: _Proposal, text: str, runs: Sequence[_Run]) -> None:
    """BN(x), KL(p, q), BN_{\\gamma,\\beta}(x): capitals before a bracket."""
    for run in runs:
        script = re.match(r"\s*_\{([^{}]*)\}", _rest(seen, run))
        name = text
        if script:
            read = _read(f"w_{{{script[1]}}}", found.notation)
            if not isinstance(read, Parsed) or not isinstance(read.tree, Name):
                continue
            name = text + read.tree.text.removeprefix("w")
        found.propose(Meaning(name, "function"), "a function", f"{text} always stands before a bracket", run)


def _rest(seen: _Seen, run: _Run) -> str:
    return seen.formulas[run.formula][run.end :]


def _defines(seen: _Seen, run: _Run) -> bool:
    return re.match(r"\s*(?:=(?!=)|:=|\\leftarrow|\\gets|\\equiv)", _rest(seen, run)) is not None


def _above(seen: _Seen, found: _Proposal) -> None:
    """Whether the t of m^t counts: then m is a family, else it is a power."""
    candidates = {name: steps for name, uses in seen.uses.items() if not found.knows(name)
                  and (steps := [use for use in uses if use.power is not None and _step(use.power)])}  # fmt: skip
    what = "a family with its index above"
    settled: set[str] = set()
    for name, uses in seen.uses.items():
        if (meaning := found.meaning(name)) and meaning.above:
            # What is a family already shows which letters count.
            found.steps |= {shift[0] for use in uses if use.above and "(" not in _cut(seen, use)
                            and (shift := _step(use.above[-1]))}  # fmt: skip

    def settle(name: str, why: str, use: _Use) -> None:
        settled.add(name)
        uses = seen.uses[name]
        below = max((len(use.below) for use in uses if use.power is not None), default=0)
        found.propose(Meaning(name, "family", below + 1, 1), what, why, use)
        for step in candidates[name]:
            letter, _ = _step(step.power) or ("", 0)
            if letter and not found.is_index(letter):
                found.indices[letter] = None
                found.say(letter, "an index", f"it stands above {name}, which is a family", step)
            found.steps.add(letter)

    for name, steps in candidates.items():
        if any(True for _ in seen.where(_numeric, name)):
            continue
        for use in steps:
            if use.role != "left":
                continue
            letter, offset = _step(use.power) or ("", 0)
            other = next((step for step in steps if step.formula == use.formula
                          and (shift := _step(step.power)) and shift[0] == letter and shift[1] != offset), None)
            if other and not any(bare.formula == use.formula for bare in seen.where(lambda use: use.bare, name)):
                settle(name, f"it is given at {_cut(seen, use)} by what it is at {_cut(seen, other)}", use)
                break
        else:
            first = next((use for spelling in (spelled(name, "0"), name) for use in seen.uses.get(spelling, ())
                          if use.role == "left" and (spelling != name or _is_zero(use))), None)  # fmt: skip
            if first and not any(True for _ in seen.where(lambda use: use.bare, name)):
                settle(name, f"it has a first value, {_cut(seen, first)}", steps[0])
    # Where two names are given at each l, and one of them is used at l - 1, then l counts layers.
    given: dict[str, list[str]] = {}
    for name, steps in candidates.items():
        for step in steps:
            letter, offset = _step(step.power) or ("", 0)
            if step.role == "left" and not offset and not any(
                    True for _ in seen.where(lambda use: use.bare or _numeric(use), name)):  # fmt: skip
                given.setdefault(letter, []).append(name)
    for letter, at in given.items():
        for name in dict.fromkeys(at):
            shifted = next((use for use in candidates[name] if (_step(use.power) or ("", 0))[1]), None)
            beside = next((other for other in at if other != name), None)
            if shifted and beside and name not in settled:
                settle(name, f"it is given at {letter} as {beside} is, and used at {_cut(seen, shifted)}", shifted)
    # A letter that runs up to a step counts steps, too: the i of sum_{i=1}^t.
    for letter, ranges in seen.ranges.items():
        for run in ranges:
            if isinstance(run.bound.last, Name) and run.bound.last.text in found.steps:
                found.steps.add(letter)
    for name, steps in candidates.items():
        if name in settled or found.knows(name):
            continue
        bare = next(seen.where(lambda use: use.bare, name), None)
        number = next(seen.where(_numeric, name), None)
        indexed = all(use.below and _step(use.power) for use in seen.uses[name])
        of_steps = [use for use in steps if (_step(use.power) or ("",))[0] in found.steps]
        left = next((use for use in of_steps if use.role == "left"), None)
        raised = next((use for use in of_steps if use.raised), None)
        if bare or number:
            if bare:
                found.say(name, f"raised to a power in {_cut(seen, steps[0])}", "it stands without an index, too", bare)
        elif left:
            settle(name, f"it is given at each {(_step(left.power) or ('',))[0]}, and never stands without", left)
        elif of_steps and indexed:
            letter, _ = _step(of_steps[0].power) or ("", 0)
            settle(name, f"it has an index below, and always {letter} above", of_steps[0])
        elif raised:
            settle(name, f"{_cut(seen, raised)} stands in brackets with a power of its own", raised)
        else:
            found.doubt(name, what, f"{_cut(seen, steps[0])} may be a power, too", steps[0])


def _numeric(use: _Use) -> bool:
    """Whether a number stands above, and not in brackets: that is a power, or else the first member."""
    return isinstance(use.power, Number) and not use.raised and not _is_zero(use)


def _is_zero(use: _Use) -> bool:
    return isinstance(use.power, Number) and use.power.value == 0


def _step(node: Node | None) -> tuple[str, int] | None:
    """The letter and the number of t, t - 1 and t + 1; None of anything else."""
    match node:
        case Name(letter) if len(plain(letter)) == 1 and plain(letter).isalpha() and plain(letter) != "T":
            return letter, 0
        case Sum((Name(letter), Number(value))) if value.denominator == 1 and len(plain(letter)) == 1:
            return letter, int(value)
        case Sum((Name(letter), Neg(Number(value)))) if value.denominator == 1 and len(plain(letter)) == 1:
            return letter, -int(value)
    return None


def _cut(seen: _Seen, use: _Use) -> str:
    """What is written, as it is written: a name with its scripts."""
    text = seen.formulas[use.formula]
    end = use.end if use.power is None else max(use.end, use.power.end)
    while end < len(text) and text[use.start : end].count("{") > text[use.start : end].count("}"):
        end += 1
    return text[use.start : end]


def _atoms(seen: _Seen, found: _Proposal) -> None:
    r"""Names that end in a power: \sigma_B^2, of which \sigma_B itself is never seen."""
    for name, uses in seen.uses.items():
        powers = {use.power.value if isinstance(use.power, Number) else None for use in uses}
        if found.knows(name) or len(powers) != 1 or any(use.below or use.above or use.raised for use in uses):
            continue
        (power,) = powers
        if power is None or power.denominator != 1 or power < 2:
            continue
        atom = spelled(name, above=str(power))
        by = next((use for use in uses if use.role == "by"), None)
        left = next((use for use in uses if use.role == "left"), None)
        what = "one name with its power"
        if by:
            found.propose(Meaning(atom), what, "a derivative is taken by it", by)
        elif left and (_assigned(seen, left) or (len(uses) > 1 and ("_" in name or name.startswith("\\")))):
            found.propose(Meaning(atom), what, f"it is defined, and {name} itself is not seen", left)
        elif left:
            found.doubt(atom, what, f"{name} itself is not seen, but it could be a power", left)
        if atom in found.meanings:
            found.refused.add(name)


def _assigned(seen: _Seen, use: _Use) -> bool:
    """Whether an arrow follows: nothing is assigned to a power."""
    text = seen.formulas[use.formula]
    end = use.power.end if use.power is not None else use.end
    return re.match(r"[\s}]*(?::=|\\leftarrow|\\gets|\\equiv|\\triangleq|←|≡|<-)", text[end:]) is not None


def _labels(seen: _Seen, found: _Proposal) -> None:
    """Subscripts that are letters of words: W_k beside W_q and W_v."""
    labels: dict[str, str] = {}
    for name in seen.uses:
        base, _, label = name.removesuffix("}").partition("_{")
        if len(label) == 1 and label.isalpha():
            labels.setdefault(base, name)
    by_letter: dict[str, list[_Use]] = {}
    for uses in seen.uses.values():
        for use in uses:
            for letter in use.letters:
                by_letter.setdefault(letter, []).append(use)
    for letter, uses in by_letter.items():
        beside = [use for use in uses if use.name in labels and use.below == (Name(letter),) and not use.above]
        if not beside or letter in seen.ranges or found.is_index(letter) or letter in found.steps:
            continue
        stands = next(seen.where(lambda use: use.bare and use.role == "left", letter), None)
        if len(beside) < len(uses) and not (stands and all(use.below == (Name(letter),) for use in uses)):
            for use in beside:
                found.doubt(use.name, f"a name with {letter} for a label", f"{letter} is an index elsewhere", use)
            continue
        for use in uses:
            why = f"it stands beside {labels[use.name]}" if use.name in labels else "so it is in other names"
            why += f", and {letter} is no index elsewhere" if stands is None else f", and {letter} is a value by itself"
            found.propose(Meaning(spelled(use.name, letter)), "one name with its label", why, use)


def _bound(seen: _Seen, found: _Proposal) -> None:
    """Letters that a sum binds."""
    for letter, ranges in seen.ranges.items():
        use = next(seen.where(lambda use: use.role == "bound", letter))
        if found.is_index(letter) or len(plain(letter)) != 1 or letter in found.meanings:
            continue
        if letter not in INDICES and not any(run.ends or run.bound.first for run in ranges) \
                and not any(True for _ in seen.where(lambda use: use.role == "index", letter)):  # fmt: skip
            continue  # the x of a sum of p(x) over all x
        ends = {"..".join(run.ends).replace(" ", ""): run.ends for run in ranges if run.ends}
        if len(ends) == 1:
            (written, pair), = ends.items()
            first, last = pair
            if last.strip() == "T" and seen.transposed:
                pass  # it cannot be declared, see _sizes
            elif written.count("..") == 1 and not written.endswith("."):
                found.indices[letter] = first.strip(), last.strip()
                found.say(letter, "an index", f"a sum runs over it, from {first.strip()} to {last.strip()}", use)
                continue
        found.indices[letter] = None
        why = "sums run over it, in more than one range" if len(ends) > 1 else "a sum runs over it"
        found.say(letter, "an index", why, use)


def _indices(seen: _Seen, found: _Proposal) -> None:
    """Letters that stand as an index."""
    counted = {letter for letter in seen.ends for uses in seen.uses.values() for use in uses
               if _counts(seen, letter, use)}  # fmt: skip
    for uses in seen.uses.values():
        for use in uses:
            if _labelled(use, found):
                continue
            for letter in use.letters:
                if len(plain(letter)) == 1:
                    _index(seen, found, letter, use, counted)


def _labelled(use: _Use, found: _Proposal) -> bool:
    """Whether the subscript is a label, so that it is a part of the name."""
    return spelled(use.name, "".join(node.text for node in use.below if isinstance(node, Name))) in found.meanings \
        and bool(use.below)  # fmt: skip


def _index(seen: _Seen, found: _Proposal, letter: str, use: _Use, counted: set[str]) -> None:
    if found.is_index(letter) or found.start.find(letter) is not None or letter in found.meanings:
        return
    if letter in seen.ends and letter not in counted:
        return  # the n of x_n, where n is how many there are
    found.indices[letter] = None
    found.say(letter, "an index", f"it is one in {_cut(seen, use)}", use)


def _counts(seen: _Seen, letter: str, use: _Use) -> bool:
    """Whether a letter at which a sum ends counts nevertheless: the n of S_n, if S has no other index."""
    if use.role != "left" or Name(letter) not in (*use.below, *use.above):
        return False
    return not any(isinstance(index, Name) and index.text != letter and index.text in seen.ranges
                   for other in seen.uses[use.name] for index in (*other.below, *other.above))  # fmt: skip


def _functions(seen: _Seen, found: _Proposal) -> None:
    """Names before brackets: what is called, and what is multiplied."""
    what = "a function"
    for name, uses in seen.uses.items():
        called = [use for use in uses if use.args is not None]
        if not called or found.knows(name):
            continue
        several = next((use for use in called if len(use.args or ()) > 1
                        or isinstance((use.args or (None,))[0], Chain)), None)  # fmt: skip
        simple = next((use for use in called if _one_thing(seen, use)), None)
        # A function may be said to be equal to something, or be an argument, without its own argument.
        roles = ("value",) if simple else ("value", "left", "whole", "argument")
        alone = next((use for use in uses if use.args is None and (use.role in roles or (
            use.role in ("left", "whole") and use.power is not None))), None)  # fmt: skip
        slots = max(len(use.below) + len(use.above) for use in uses)
        meaning = Meaning(name, "function", slots, max(len(use.above) for use in uses))
        values = {seen.formulas[use.formula][use.args[0].start : use.args[-1].end] for use in called if use.args}
        quiet = name != r"\pi" and all(use.role == "called" for use in called)
        if name == r"\sigma" and not several:
            if other := next((use for use in uses if use.args is None), None):
                found.doubt(name, what, "it stands before a bracket like the logistic function, and alone, too", other)
            else:
                found.refused.add(name)  # it is that function by convention
        elif name == r"\pi" and seen.pi:
            found.doubt(name, what, "it stands for the number, too", seen.pi[0])
        elif several:
            found.propose(meaning, what, "there are several things in its brackets", several, quiet=quiet)
        elif alone and simple:
            found.doubt(name, what, f"it stands before a bracket, but alone in {_cut(seen, alone)}, too", alone)
        elif alone:
            found.say(name, "multiplied by the bracket behind it", f"it stands alone in {_cut(seen, alone)}", alone)
            found.changing.add(name)
        elif simple:
            found.propose(meaning, what, "there is one thing in its brackets, and it always has some", simple,
                          quiet=quiet)  # fmt: skip
        elif name.isalpha() and name.isascii() and len(name) > 1:
            found.propose(meaning, what, "it is a word before a bracket", called[0], quiet=quiet)
        elif all(use.role == "value" and (use.below or use.above) for use in called):
            found.say(name, "multiplied by the bracket behind it", "it has an index, and a sum stands in the bracket",
                      called[0])  # fmt: skip
        elif len(values) > 1 and quiet:
            found.propose(meaning, what, "it always stands before a bracket, and such a letter is called", called[0],
                          quiet=quiet)  # fmt: skip
        else:
            found.doubt(name, what, "it always stands before a bracket, which could be a factor", called[0])


def _one_thing(seen: _Seen, use: _Use) -> bool:
    """Whether one name stands in the brackets, or the value of a function: nobody writes a product so."""
    (first, *_) = use.args or (None,)
    if isinstance(first, Power):
        first = first.base
    return (isinstance(first, (Name, Member)) or (isinstance(first, Call) and use.role == "called")) \
        and not _is_product_of(seen, use)  # fmt: skip


def _is_product_of(seen: _Seen, use: _Use) -> bool:
    """Whether the brackets behind a name hold more than the one thing that follows: a (b) c is read as factors."""
    text = seen.formulas[use.formula]
    found = _OPENS.match(text, use.end)
    return found is not None and bool(use.args) and not re.match(
        r"(?:\\right|\\[,;!: ]|\\[bB]igg?r?|[\s}])*\)", text[(use.args or (use,))[-1].end :])  # fmt: skip


def _families(seen: _Seen, found: _Proposal) -> None:
    """Names with indices."""
    two_digits = {match[1]: name for name in seen.uses if (match := re.fullmatch(r"(.+)_\{\d\d+\}", name))}
    labels: dict[str, list[str]] = {}
    for name in seen.uses:
        base, script, _ = name.partition("_{")
        if script:
            labels.setdefault(base, []).append(name)
    for name, uses in seen.uses.items():
        members = [use for use in uses if (use.below or use.above) and not _labelled(use, found)]
        if not members or found.knows(name) or name in found.doubtful:
            continue
        what = "a family"
        digits = two_digits.get(name)
        widths = {len(use.below) for use in members if use.below}
        above = max(len(use.above) for use in members)
        if len(widths) > 1:
            found.doubt(name, what, "it has sometimes more indices below and sometimes fewer", members[0])
            continue
        if digits and widths == {1}:
            found.doubt(name, what, f"{digits} may be a name, or a member with two indices", seen.uses[digits][0])
            continue
        # What is indexed below or above, never both, has one index in two places.
        slots = max(len(use.below) + len(use.above) for use in members)
        below = max(widths, default=0)
        above = min(above, slots - below)
        found.propose(Meaning(name, "family", slots, above), what,
                      f"it has {_cut_indices(below, above)} in {_cut(seen, members[0])}", members[0],
                      quiet=not any(_member(other, found, seen) == name for other in labels.get(name, ()))
                      and not any(isinstance(node, Span) for use in members for node in use.below))  # fmt: skip


def _cut_indices(below: int, above: int) -> str:
    parts = [f"{count} {'index' if count == 1 else 'indices'} {side}"
             for count, side in ((below, "below"), (above, "above")) if count]  # fmt: skip
    return " and ".join(parts)


def _sizes(seen: _Seen, found: _Proposal) -> None:
    for name, ends in seen.ends.items():
        if name == "T" and seen.transposed:
            found.doubt(name, "a size", "it is the sign of a transpose, too", ends[0])
        elif name == "d" and seen.differentials:
            found.doubt(name, "a size", "it is the sign of a derivative or integral, too", ends[0])
        elif not found.is_index(name) and name not in found.doubtful:
            found.propose(Meaning(name, "size"), "a size", "a range ends there", ends[0], quiet=True)


def _member(name: str, found: _Proposal, seen: _Seen) -> str | None:
    """The x of x_1, and of x_n if n is a size: if x is a family, these are members of it."""
    member = re.fullmatch(r"(.+)_\{(?:\d+|(\w))\}", name)
    if member and (not member[2] or (member[2] in seen.ends and not found.is_index(member[2]))):
        return member[1]
    return None


def _symbols(seen: _Seen, found: _Proposal) -> None:
    """All other names."""
    for name, uses in seen.uses.items():
        use = next((use for use in uses if use.role != "index" and not _labelled(use, found)), None)
        if use is None or found.knows(name) or found.is_index(name) or name in found.doubtful:
            continue
        if name == "d" and (seen.differentials or any("d" in run for run in seen.runs)):
            continue
        if (base := _member(name, found, seen)) and (family := found.meaning(base)) and family.kind == "family":
            continue
        why = "it stands for a value"
        if use.role == "derived":
            why = "derivatives are taken of it"
            if all(use.role == "derived" and not use.below and not use.above for use in uses):
                found.losses |= {name}
        elif name in INDICES:
            why = "it stands for a value, and is nowhere an index"
        found.propose(Meaning(name), "a symbol", why, use, quiet=name not in found.changing)


def _guard(seen: _Seen, found: _Proposal) -> None:
    """What is not decided must not be taken for what is: x for another spelling of a bold x, x_{KL} for a member."""
    known = found.notation
    for name in sorted(found.doubtful & seen.uses.keys()):
        if found.knows(name) or (known.find(name, typed=True) is None and known.find(name.partition("_{")[0]) is None):
            continue
        slots = max(len(use.below) + len(use.above) for use in seen.uses[name])
        called = any(use.role == "called" for use in seen.uses[name])
        found.meanings[name] = Meaning(name, "function" if called else "family" if slots else "symbol", slots)


def _aliases(seen: _Seen, found: _Proposal) -> None:
    r"""One name in two spellings: \sigma_B and \sigma_{\mathcal{B}}."""
    groups: dict[tuple[str, str], list[str]] = {}
    for name, meaning in found.meanings.items():
        base, script, _ = name.partition("_{")
        if script and meaning.name == name:
            groups.setdefault((base, plain(name)), []).append(name)
    counts = Counter({name: len(uses) for name, uses in seen.uses.items()})
    for names in groups.values():
        if len(names) < 2:
            continue
        names.sort(key=lambda name: (-counts[name], name))
        main, *others = names
        for other in others:
            use = next(iter(seen.uses.get(other, ())), None)
            if use is None or {use.formula for use in seen.uses.get(main, ())} & {
                    use.formula for use in seen.uses[other]}:  # fmt: skip
                if use is not None:
                    found.doubt(other, f"another spelling of {main}", "both stand in one formula", use)
            elif found.meanings[main].kind == found.meanings[other].kind:
                found.meanings[other] = found.meanings[main]
                found.changing |= {main, other}
                found.reasons.pop((other, "a symbol"), None)
                found.say(other, f"another spelling of {main}", "only the font of the subscript is another", use)


def _constants(seen: _Seen, found: _Proposal) -> None:
    """Whether e is Euler's number."""
    if not seen.euler or "e" in found.meanings or "e" not in found.constants or found.start.find("e") is not None:
        return
    raised = next((use for use in seen.euler if use.power is not None and not isinstance(use.power, Number)), None)
    alone = next((use for use in seen.euler if use.power is None), None)
    left = next((use for use in seen.euler if use.role == "left"), None)
    if alone and raised:
        found.doubt("e", "a symbol", "it is raised to a power like Euler's number, and stands alone, too", alone)
    elif left or (alone and all(use.power is None for use in seen.euler)):
        found.constants.pop("e")
        why = "it is given a value" if left else "it is never raised to a power, so it is not Euler's number"
        found.propose(Meaning("e"), "a symbol", why, left or seen.euler[0])


_RULES: tuple[Callable[[_Seen, _Proposal], None], ...] = (
    _bound, _above, _atoms, _labels, _indices, _functions, _families, _sizes, _symbols, _aliases, _constants,
)  # fmt: skip

__all__ = ["Inferred", "Reason", "infer"]
