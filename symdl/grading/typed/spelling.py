r"""How the formulas of a question are spelled: what has one meaning there, in the words of the reader.

    f(x) = x^2, f'(x)          f = x^2, \frac{d f}{d x}: a function of one letter is what it is at that letter
    f(x) = x^2, f(a + 1)       ((a + 1)^2): at anything else, see ``entered``
    \delta_{kl}                \delta_{k,l}: a delta of two letters is Kronecker's
    \mathbb{1}[k = y]          \delta_{k,y}, if x_k stands somewhere: then y is a place, too
    d^2T/dx^2                  (d^2 T)/(dx^2)
    sum(x[i] for i in range(m))     sum(x[i], i=1..m), as a program writes it; sum(k^2 for k in range(m)) ends at m-1
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from symdl.errors import ReadError
from symdl.grading.scalar.words import KNOWN
from symdl.grading.typed.applied import GAP, closed, letters_of, name_of, start_of
from symdl.grading.typed.entered import Defined, entered, slope, summed
from symdl.grading.typed.fonts import NO_FONTS, Fonts
from symdl.grading.typed.listed import indexed, listed
from symdl.grading.typed.pairs import fixed_letters, with_all
from symdl.grading.typed.through import written_out
from symdl.grading.typed.twofold import NONE_TWOFOLD, Twofold
from symdl.notation.reader.names import plain
from symdl.notation.reader.notation import Notation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.signs import BIG, FUNCTIONS, LETTERS
from symdl.notation.reader.syntax import Member, Name, Node, Power, Product, show, walk
from symdl.notation.reader.tokens import PRODUCT_WITH_E, has_euler

_NAME = r"(?:\\(?:mathrm|operatorname|text)\{[A-Za-z]+\}|\\?[A-Za-z]+(?:_(?:\w|\\[A-Za-z]+|\{[^{}]*\}))?)"
_ARGUMENTS = r"(?:\\(?:mathbf|boldsymbol|bm|vec)\{\\?[A-Za-z]+\}|\\?[A-Za-z]+)(?:_\w|_\{[^{}]*\})?"
_HEAD = re.compile(rf"\s*({_NAME})\s*(?:\\left)?\(\s*({_ARGUMENTS}(?:\s*[,;]\s*{_ARGUMENTS})*)\s*(?:\\right)?\)\s*:?=")
_PLAIN_HEAD = re.compile(rf"\s*({_NAME})\s*:?=(.*)", re.DOTALL)
_BAR = re.compile(r"\||\\(?:mid|vert)(?![A-Za-z])")
_BASE_OF = re.compile(r"(?:\^\{\([^{}]*\)\}|_\w|_\{[^{}]*\})+$")
_GIVEN_HEAD = re.compile(rf"\s*({_NAME})\s*(?:\\left)?\(\s*({_ARGUMENTS}(?:\s*,\s*{_ARGUMENTS})*"
                         rf"\s*(?:\||\\mid(?![A-Za-z]))\s*{_ARGUMENTS}(?:\s*[,;]\s*{_ARGUMENTS})*)\s*(?:\\right)?\)\s*:?=")
_BARE_PI = re.compile(r"(?<!2)(?<!2\s)\\pi(?![A-Za-z]|\s*_)")
_DELTA = re.compile(r"\\delta_\{\s*([a-z])\s*([a-z])\s*\}")
_SAME = re.compile(r"(?:\\(?:mathbb|mathbf|mathds|bm|mathrm)\s*(?:\{[1I]\}|[1I])|(?<![A-Za-z\\])I)"
                   r"\s*_?(?:\\left)?\s*(?:[\[({]|\\[{\[]|\\lbrace)"
                   r"\s*([a-z])\s*=\s*([a-z])\s*(?:\\right)?\s*(?:[\])}]|\\[}\]]|\\rbrace)")
_PLACES = re.compile(r"(?<!\\mathbb\{1\})_\{?([a-z](?:\s*,?\s*[a-z])*)(?![A-Za-z])")
_COUNTED = re.compile(
    r"\s+for\s+([A-Za-z])\s+in\s+range\(\s*(?:(\w+)\s*,\s*)?([A-Za-z]\w*(?:\s*[+-]\s*\d+)?)\s*\)\s*\)")
_CONGRUENT = re.compile(r"(?:\\equiv|\u2261)(?=.*(?:\\[bp]?mod(?![A-Za-z])|\\pod|\(\s*mod\b|\bmod\b))", re.DOTALL)
_PRIMES = re.compile(r"\^\s*(?:\{\s*(?:\\prime\s*)+\}|\\prime(?![A-Za-z]))")
_BARE_PRIMES = re.compile(r"(?<![A-Za-z\\])(\\?[A-Za-z]+)('+)(?!\s*(?:\\left\s*)?[('])")
_LEIBNIZ = re.compile(r"(?<![A-Za-z\\])d\^\{?([2-9])\}?\s*([A-Za-z])\s*/\s*d\s*([A-Za-z])\^\{?\1\}?(?![A-Za-z\d])")
_TURNED = re.compile(
    r"(?:(?<=[a-zA-Z)}\]'])(?<!\\gamma)(?<!\\beta)(?<!\\alpha)(?<!\\lambda)|(?<=_\d)(?<!\\beta_\d)(?<!\\alpha_\d)"
    r"|(?:(?<=\\beta)|(?<=\\alpha)|(?<=\\lambda))(?=\s*\^\s*(?:T|\{\s*T\s*\})\s*(?:[A-Za-z]|\\(?:math|bold|phi|theta))"
    r"(?!\w*_\{?0)))\s*\^\s*(?:T|\{\s*T\s*\})")
"""A T that may be the sign of a transpose: \beta^T x, and neither 1 - \beta^T nor \alpha^T x_0, which are powers."""
ABOVE_T = re.compile(r"(?<=[a-zA-Z\d)}\]'])\s*\^\s*(?:T|\{\s*T\s*\})")
_UP_TO_T = re.compile(r"\\(?:sum|prod|int)(?:\\limits)?\s*_(?:\{[^{}]*\}|\w)\s*\^\s*\{?\s*T")
_CAPITAL_T = re.compile(r"(?<![A-Za-z\\])T(?![A-Za-z])")
_SIGN = re.compile(r"\\(?:math(?:sf|rm|bf|tt)|rm|sf|textsf|text)\s*\{?\s*T(?![A-Za-z])\s*\}?|(?<=[\])])\s*T(?=\s*\})"
                   r"|\^\s*\{\s*-\s*T\s*\}")
r"""A T that is a sign for certain: X^{\mathsf T}, x^{(i)T}, X^{-T}."""
_POWER_T = re.compile(r"\(\s*\d+\s*[+-][^()]*\)\s*\^\s*(?:T|\{\s*T\s*\})")
_LETTER = re.compile(r"\\?[A-Za-z]+(?:_\w|_\{[^{}]*\})?")
_BASE = re.compile(r"\\?[A-Za-z]*")
_DOTTED = re.compile(r"\\(d{1,3})ot(?:\s*\{\s*(\\?[A-Za-z]+)\s*\}"
                     r"|(?![A-Za-z])\s*([A-Za-z](?![A-Za-z])|\\[A-Za-z]+))(?!\s*_)")
_TIME = re.compile(r"(?<![A-Za-z\\])t(?![A-Za-z])")


def has_other_t(text: str, turned: re.Pattern[str] = _TURNED) -> bool:
    """Whether a T stands in a text that is no sign of a transpose: a name, an end, a power (1 - p)^T."""
    text = _SIGN.sub("", text)
    return any((_UP_TO_T.search(text), _POWER_T.search(text), _CAPITAL_T.search(turned.sub("", text))))


@dataclass(frozen=True)
class Spelling:
    """How a question is spelled.

    functions  that it defines: each name with the letters that it is of
    declared   those of them that are defined as f(x) = ...
    latex      whether it is LaTeX
    values     the functions whose values are written out
    numbers    what is defined and written out at last
    turned     whether a T above a letter is a transpose: no T stands elsewhere
    fonts      which letters are in bold
    twofold    which letters are one thing with an index, and another one without
    fixed      letters that no sum binds, in the reference or on the right of a definition
    members    names that stand for one of many, with the index that a definition leaves open: L = -\\log p_c
    moving     what is defined, so that with a dot above it is its derivative
    has_time   whether a definition says how something depends on t
    places     letters that stand below another one
    has_e      whether Euler's number is in it, in LaTeX: then 2e-2 has it, too, and is no number
    unknown    functions that are derived, and of which nothing is known
    given      functions of what is given something else, each with its letters: p(y | x) is p(y; x) then
    called     a name for what is asked for, which says no more: J_{ij}
    """

    functions: tuple[tuple[str, str], ...] = ()
    declared: frozenset[str] = frozenset()
    latex: bool = False
    values: tuple[Defined, ...] = ()
    numbers: tuple[Defined, ...] = ()
    members: tuple[tuple[str, str], ...] = ()
    turned: bool = False
    fonts: Fonts = NO_FONTS
    twofold: Twofold = NONE_TWOFOLD
    fixed: frozenset[str] = frozenset()
    moving: frozenset[str] = frozenset()
    has_time: bool = False
    places: frozenset[str] = frozenset()
    has_e: bool = False
    unknown: frozenset[str] = frozenset()
    given: tuple[tuple[str, tuple[str, ...]], ...] = ()
    called: str = ""

    @staticmethod
    def of(definitions: Sequence[str], others: Sequence[str] = (), *, latex: bool = False) -> Spelling:
        given = tuple((head[1], tuple(re.split(r"[,;|]", re.sub(r"\s|\\mid", "", _BAR.sub("|", head[2])))))
                      for head in map(_GIVEN_HEAD.match, definitions) if head)
        definitions, others = ([without_bars(text, given) for text in texts] for texts in (definitions, others))
        found: dict[tuple[str, str], None] = {}
        declared = set()
        values = []
        latex = latex or any("\\" in text for text in (*definitions, *others))
        for text in definitions:
            if head := _HEAD.match(text):
                called = _in_one(head[1], latex=latex)
                found[called, re.sub(r"\s", "", head[2])] = None
                declared.add(called)
                values.append(Defined(called, tuple(re.split(r"\s*[,;]\s*", head[2].strip())), text[head.end() :]))
            elif plain := _PLAIN_HEAD.match(text):
                # f = x s(x): f(x) is f, for a letter that it is made of.
                for letter in dict.fromkeys(_letters(plain[2], latex=latex)):
                    if letter not in (plain[1], "e", "d") and len(letter.lstrip("\\")) == 1:
                        found[plain[1], letter] = None
        # Beside definitions, a reference g(x) = ... says what g is, if nothing else does.
        for text in others[:1] if definitions else ():
            head = _HEAD.match(text)
            if head is None or head[1] in dict(found) or is_known(head[1]):
                continue
            name = re.compile(rf"{start_of(head[1])}(?![A-Za-z])")
            if not any(map(name.search, (text[head.end() :], *definitions))):
                found[head[1], re.sub(r"\s", "", head[2])] = None
        if not any("\\sigma" in text.partition("=")[0] for text in definitions):  # else that says what it is
            values += [Defined(rf"\sigma{primes}", ("z",), rf"\sigma(z) \cdot (1 - \sigma(z)){more}", everywhere=True)
                       for primes, more in (("'", ""), ("''", r" \cdot (1 - 2\sigma(z))"),
                                            ("'''", r" \cdot (1 - 6\sigma(z) + 6\sigma(z)^2)"))]
        turned = latex and not any(map(has_other_t, (*definitions, *others)))
        fonts = Fonts.of((*definitions, *others)) if latex else NO_FONTS
        twofold = Twofold.of((*definitions, *others)) if latex else NONE_TWOFOLD
        # Those of a left side run, those that stand on a right side alone are given: the c of L = -\log p_c.
        fixed = frozenset[str]().union(*(fixed_letters(text, latex=latex or None) for text in others[:1]), *(
            fixed_letters(text, latex=latex or None) - fixed_letters(text.partition("=")[0], latex=latex or None)
            for text in definitions))
        made = Spelling(tuple(found), frozenset(declared), latex, tuple(values), turned=turned, fonts=fonts,
                        twofold=twofold, fixed=fixed, moving=_moving(definitions) if latex else frozenset(),
                        has_time=any(map(_TIME.search, definitions)), places=frozenset(
                            letter for text in (*definitions, *others) for run in _PLACES.findall(text)
                            for letter in run if letter.isalpha()),
                        has_e=latex and any(map(has_euler, (*definitions, *others))), given=given)
        return made._without_names(definitions, others)

    def _without_names(self, definitions: Sequence[str], others: Sequence[str]) -> Spelling:
        """The same without the names of functions of which formulas have values alone, at other letters than their own.

        Then they need no definition: h(x) = ..., of which a loss has each h(x_i). So it is with p(x) below an integral
        over x, where x is none of what p is made of.
        """
        alone = set()
        moved = summed((*definitions, *others), self.values)
        self = replace(self, values=tuple(
            replace(one, everywhere=True) if one.name in moved else one for one in self.values))
        for function in self.values:
            if function.name.endswith("'"):
                continue
            others_ = [text for text in (*definitions, *others) if _head(text) != _bare_word(function.name)]
            written = [_entered(text, self.values) for text in others_]
            name = re.compile(rf"{start_of(function.name)}(?![A-Za-z])")
            if written != others_ and not any(map(name.search, written)) and any(map(name.search, others_)):
                alone.add(function.name)
        values = [replace(one, everywhere=one.everywhere or one.name in alone) for one in self.values]
        known = {one.name for one in values}
        most = max([_USUAL, *(len(primes) for text in (*definitions, *others)
                              for primes in _RUNS_OF_PRIMES.findall(_with_primes(text)))])
        slopes = [replace(made, everywhere=one.name in alone) for one in values if len(one.letters) == 1
                  and f"{one.name}'" not in known and "'" not in one.name for made in _slopes(one, most)]
        return replace(
            self, functions=tuple(pair for pair in self.functions if pair[0] not in alone),
            declared=self.declared - alone, values=(*values, *slopes))

    def needs(self, definition: str) -> bool:
        """Whether a definition stays: not one of a function of which only values occur."""
        head = _head(without_bars(definition, self.given))
        return not any(one.everywhere and _bare_word(one.name) == head for one in self.values)

    def __call__(self, text: str) -> str:
        """A formula as it is read. Raises ReadError."""
        if congruent := _CONGRUENT.search(text):
            raise ReadError("this is a congruence, which is no equation", text, congruent.start(), congruent.end(),
                            "give a number, or the remainder")
        head, sign, rest = text.partition("=") if self.called else ("", "", "")
        if sign and _bare(head) == _bare(self.called):
            text = rest
        elif sign and (ours := _BASE.match(_bare(head))) and ours[0] == _BASE.match(_bare(self.called))[0]:  # type: ignore[index]
            raise ReadError(f"this says what {head.strip()} is, and asked is {self.called}", text, 0, len(head),
                            f"write {self.called} = ...")
        text = without_bars(text, self.given)
        text = self.twofold(self.fonts(PRODUCT_WITH_E.sub(r"\1 e", text) if self.has_e else text))
        text = _DOTTED.sub(self._in_time, text) if self.moving else text
        if self.turned and not has_other_t(text, ABOVE_T):
            text = ABOVE_T.sub(r"^{\\top}", text)
        for name, index in self.members:
            base, _, below = name.partition("_")
            if (word := _in_one(base, latex=self.latex)) in dict(self.functions) and not below:
                name = base = word
            member = f"{base}_{{{','.join(filter(None, (below.strip('{}'), index)))}}}"
            standing = rf"(?:{start_of(name)}|(?<=[{{/(\s]d){re.escape(name)}|(?<=^d){re.escape(name)})(?![A-Za-z_'])"
            if (name, index) in self.functions:  # s(t) is s_t, and no product
                standing += rf"(?:{GAP}\({GAP}{re.escape(index)}{GAP}\))?"
            text = re.sub(standing, member.replace("\\", r"\\"), text)
        latex = self.latex or None
        text = with_all(indexed(listed(text, latex=latex), latex=latex), latex=latex, fixed=self.fixed)
        if self.values and "^" in text:
            text = _with_primes(text)
        text = entered(text, self.values)
        text = _DELTA.sub(r"\\delta_{\1,\2}", text)
        text = _SAME.sub(lambda found: rf"\delta_{{{found[1]},{found[2]}}}" if {*found.groups()} & self.places
                         else found[0], text)
        text = _LEIBNIZ.sub(r"\\frac{d^\1 \2}{d \3^\1}" if self.latex else r"(d^\1 \2)/(d\3^\1)", text)
        text = _COUNTED.sub(_counted, text)
        self._refuse_other_arguments(text)
        for name, letter in self.functions:
            if name in self.declared and re.fullmatch(_ARGUMENTS, letter):  # of J(w), the gradient is by w
                of = rf"(?={name_of(name)}(?:{GAP}\({GAP}{letters_of(letter)}{GAP}\)|(?!{GAP}\()))"
                text = re.sub(rf"\\nabla\s*(\^\{{?2\}}?)?\s*(?!_){of}", rf"\\nabla_{{{re.escape(letter)}}}\1 ", text)
        for name in dict(self.functions):
            # All letters at once: what is left behind f(x) is a factor, and no argument.
            of = "|".join(letters_of(letters) for one, letters in self.functions if one == name)
            called = rf"{name_of(name)}((?:\^\{{?\d\}}?)?)\s*('*){GAP}\({GAP}({of}){GAP}\)"
            text = re.sub(called, partial(self._value, name), text)
        if r"\pi" in self.declared and (bare := _BARE_PI.search(text)):
            raise ReadError("it is not clear whether this is the number, or the function of the question", text,
                            bare.start(), bare.end(), "write what the function is of")
        return written_out(text, self.numbers, self.unknown)

    def _in_time(self, found: re.Match[str]) -> str:
        """The derivative that a dot above a letter is. Raises ReadError where nothing says how that depends on t."""
        name, order = found[2] or found[3], len(found[1])
        if name not in self.moving:
            return found[0]
        if not self.has_time:
            raise ReadError(f"it is not said how {name} depends on t", found.string, found.start(), found.end(),
                            "write out how it does, or what is derived by what")
        return rf"\frac{{d {name}}}{{d t}} " if order == 1 else rf"\frac{{d^{order} {name}}}{{d t^{order}}} "

    def with_arguments(self, text: str, by: str | None = None) -> str:
        """f' as f'(x), of a function that is defined of one letter. Raises ReadError for another one.

        by   the letter that is derived by, of what is defined by several
        """
        letters = {name: letter if by is None or (name, by) not in self.functions else by
                   for name, letter in self.functions}
        if letters:
            text = _PRIMES.sub(lambda found: "'" * found[0].count("prime"), text)
        for found in reversed([*_BARE_PRIMES.finditer(text)]):
            name, primes = found.groups()
            if name in letters and not re.fullmatch(r"\\?[A-Za-z]+", letters[name]):
                raise ReadError(f"it is not said of what {name}{primes} is", text, found.start(), found.end(),
                                f"write {name}{primes}(x)")
            if name in letters:
                text = f"{text[: found.start()]}{name}{primes}({letters[name]}){text[found.end() :]}"
        return text

    def refuse_values(self, text: str, notation: Notation) -> None:
        r"""Raises ReadError for a value that is spelled in a way of its own, {f}(x) or f\quad(x): it is no product."""
        if not self.functions:
            return
        try:
            tree = parse(text, notation).tree
        except ReadError:
            return  # which is told elsewhere
        arguments = {(plain(name), plain(letters)) for name, letters in self.functions}
        for node in walk(tree):
            for one, other in pairwise(node.factors) if isinstance(node, Product) else ():
                function = one.base if isinstance(one, Power) else one
                between = text[one.end : other.start]
                if isinstance(function, (Name, Member)) and self._may_be_applied(function, other, arguments) \
                        and re.search(r"[(\[{]|\\l(?:brack|paren|brace)", between) and not re.search(
                            r"[*⋅·×]|\\(?:cdot|times)(?![A-Za-z])", between):
                    raise ReadError("it is not clear whether this is a value or a product", text, one.start, other.end,
                                    "write f(x) for a value, f \\cdot x for a product")

    def _may_be_applied(self, function: Name | Member, other: Node, arguments: set[tuple[str, str]]) -> bool:
        """Whether a name beside brackets may be a function that is applied: s(1 - s) is a product."""
        name, declared = plain(_spelled(function)), set(map(plain, self.declared))
        inner = {plain(_spelled(part)) for part in walk(other) if isinstance(part, (Name, Member))}
        if name in declared and not inner & declared:
            return True
        return isinstance(other, (Name, Member)) and (name, plain(_spelled(other))) in arguments

    def _value(self, name: str, found: re.Match[str]) -> str:
        """What stands for f(x)."""
        if not self._stands(name, found):
            return found[0]
        shown = name if "\\" in found.string or self.latex else plain(name)
        shown = r"\pi_{\mathrm{policy}}" if name == r"\pi" else shown  # which is no number
        if len({letters.count(",") for one, letters in self.functions if one == name and one in self.declared}) > 1:
            count = _COUNTS[found[3].count(",")]  # the H(p, q) beside H(p)
            shown += rf"_{{\mathrm{{{count}}}}}" if "\\" in found.string or self.latex else f"_{count}"
        value = _derived(shown, re.sub(r"\s", "", found[3]), len(found[2])) if found[2] else f"{shown}{found[1]} "
        if re.match(rf"{GAP}\(", found.string[found.end() :]):  # f(x) (1 - x) is a product
            value += r"\cdot " if self.latex or "\\" in found.string else "* "
        return f" {value}"

    def _stands(self, name: str, found: re.Match[str]) -> bool:
        """Whether a name stands there, and no longer one: in LaTeX, the f of x f(x) may be glued to the x.

        Raises ReadError where that cannot be told.
        """
        before = re.search(r"\\?[A-Za-z]*$", found.string[: found.start()])
        if name.startswith("\\") or not before or not before[0]:
            return True
        word = before[0] + name
        if len(name) > 1 or before[0].startswith("\\") or word in FUNCTIONS or word in BIG or word in KNOWN:
            return False  # the p of exp
        if self.latex:
            return True
        if len(before[0]) > 1:  # in plain text, a word
            return False
        raise ReadError(f"it is not clear whether this is {before[0]} times {name}, or another name", found.string,
                        found.start() - len(before[0]), found.end(), f"write {before[0]}*{name}")

    def _refuse_other_arguments(self, text: str) -> None:
        """Raises ReadError for f(2) and f(x+1), where f(x) is defined: no product, and nothing else that is read."""
        for name in dict(self.functions):
            mine = [re.compile(letters_of(letters)) for one, letters in self.functions if one == name]
            declared = name in self.declared
            applied = rf"{name_of(name)}(?P<power>(?:\^\{{?-?\d\}}?)?)'*{GAP}(?P<open>\(|\[|\\?\{{{GAP}[(\[])"
            for found in re.finditer(applied, text):
                if not self._stands(name, found):
                    continue
                close = closed(text, found.end()) if found["open"] == "(" else found.end()
                inside = re.sub(rf"{GAP}$", "", re.sub(rf"^{GAP}", "", text[found.end() : close]))
                # s(1 - s) is a product; of a name that no function was declared by, all but one sign in brackets is.
                if found["open"] == "(" and "-" not in found["power"]:
                    if any(one.fullmatch(inside) for one in mine):
                        continue
                    if not re.search(rf"{start_of(name)}'*{GAP}\(", inside) and (
                            re.search(rf"{start_of(name)}(?![A-Za-z])", inside) or (
                                not declared and not re.fullmatch(r"\\?[A-Za-z]+|\d+", inside))):
                        continue
                elif not declared:
                    continue
                raise ReadError(f"{name} is a function in the question, and has another argument here", text,
                                found.start(), min(close + 1, len(text)), "write out what it is there")


def without_bars(text: str, given: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    """A formula with p(y_i; x_i) for p(y_i | x_i), where it is defined what p(y | x) is.

    A p(x | y) stays, and is another thing: which one is meant is seen by its letters alone.
    """
    for name, letters in given:
        for found in reversed([*re.finditer(rf"{start_of(name)}{GAP}\(", text)]):
            end = closed(text, found.end())
            inside = text[found.end() : end]
            bars = [*_BAR.finditer(inside)]
            if len(bars) == 1:
                parts = re.split(r"[,;|]", _BAR.sub("|", inside))
                if [_BASE_OF.sub("", part.strip()) for part in parts] == [*letters]:
                    text = f"{text[: found.end()]}{_BAR.sub(';', inside)}{text[end:]}"
    return text


def _entered(text: str, values: tuple[Defined, ...]) -> str:
    """A formula with values of functions; as it is where that is refused, which is told when it is read."""
    try:
        return entered(text, values)
    except ReadError:
        return text


def _slopes(function: Defined, most: int) -> Iterator[Defined]:
    """The derivatives f', f'', ... of a function of one letter, as far as they are worked out here."""
    for _ in range(most):
        if (made := slope(function)) is None:
            return
        yield made
        function = made


_COUNTS = ("one", "two", "three", "four", *("more",) * 9)
_USUAL = 2  # primes
_MOST_PRIMES = 6
_RUNS_OF_PRIMES = re.compile(rf"'{{1,{_MOST_PRIMES}}}")
_NUMBERED = re.compile(rf"(?<=[A-Za-z])\s*\^\s*\{{\s*\(\s*([1-{_MOST_PRIMES}])\s*\)\s*\}}(?={GAP}\()")


def _with_primes(text: str) -> str:
    r"""A formula in which f^{\prime\prime}(x) and f^{(2)}(x) are f''(x)."""
    text = _PRIMES.sub(lambda found: "'" * found[0].count("prime"), text)
    return _NUMBERED.sub(lambda found: "'" * int(found[1]), text)


def _bare(name: str) -> str:
    return re.sub(r"\\(?:mid|vert)(?![A-Za-z])", "|", re.sub(rf"{GAP}[\s{{}}:]*", "", name))


def _moving(definitions: Sequence[str]) -> frozenset[str]:
    r"""What is defined, but for what \\dot{x} = ... is a definition of."""
    heads = {head[1] for text in definitions if (head := _HEAD.match(text) or _PLAIN_HEAD.match(text))}
    return frozenset(heads - {found[2] or found[3] for text in definitions if (found := _DOTTED.match(text.lstrip()))})


def is_known(name: str) -> bool:
    r"""Whether this is a function of the language, \tanh or \operatorname{tr}: what it is at something is no name."""
    word = re.sub(r"\\(?:mathrm|operatorname|text)\{([A-Za-z]+)\}", r"\1", name).lstrip("\\")
    return len(word) > 1 and word in FUNCTIONS.keys() | BIG.keys() and word not in LETTERS


def _head(text: str) -> str:
    """The name of the function that a formula defines."""
    found = _HEAD.match(text)
    return _bare_word(found[1]) if found else ""


def _in_one(name: str, *, latex: bool) -> str:
    r"""The SNR of SNR(t) = ..., which is one name, and no product, in LaTeX, too: \mathrm{SNR}."""
    is_word = latex and name.isascii() and name.isalpha() and len(name) > 1 and (name.isupper() or len(name) > 2)
    return rf"\mathrm{{{name}}}" if is_word else name


def _bare_word(name: str) -> str:
    return re.sub(r"\\mathrm\{([A-Za-z]+)\}", r"\1", name)


def _letters(text: str, *, latex: bool) -> Iterator[str]:
    """The letters of a formula; in LaTeX, several in a row are as many."""
    for found in _LETTER.findall(text):
        yield from found if latex and re.fullmatch("[A-Za-z]+", found) else (found,)


def _counted(found: re.Match[str]) -> str:
    """The range of a program, which starts at 0. The first member of a family is x[0] there, and x_1 here."""
    letter, first, last = found.groups()
    if first not in (None, "0"):
        return f", {letter}={first}..{last}-1)"
    depth = 0
    for place in range(found.start() - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(found.string[place], 0)
        if depth < 0:
            break
    summed = found.string[place + 1 : found.start()]
    members = re.findall(r"_(\w)(?!\w)|_\{([^{}]*)\}|\[([^\]]*)\]", summed)
    indices = {index.strip() for member in members for index in member if re.search(rf"(?<!\w){letter}(?!\w)", index)}
    is_number = re.search(rf"(?<![\w]){letter}(?!\w)", re.sub(r"_\w(?!\w)|_\{[^{}]*\}|\[[^\]]*\]", " ", summed))
    if indices and (is_number or indices != {letter}):
        raise ReadError(f"{letter} counts members from 0 here, and in formulas they are counted from 1", found.string,
                        found.start(), found.end(), f"write the sum with its limits: sum(..., {letter}=1..{last})")
    return f", {letter}=1..{last})" if indices else f", {letter}=0..{last}-1)"


def _spelled(node: Name | Member) -> str:
    """A name as it is declared."""
    if isinstance(node, Name):
        return node.text
    return node.name + "".join(f"_{{{show(index)}}}" for index in node.below)


def is_head(text: str) -> bool:
    """Whether a formula says what a function is, as f(x) = ..."""
    return _HEAD.match(text) is not None


def _derived(name: str, letters: str, times: int) -> str:
    if "," in letters or ";" in letters:
        return f"{name}{times * chr(39)}({letters})"
    order = f"^{times}" if times > 1 else ""
    return rf"\frac{{d{order} {name}}}{{d {letters}{order}}}"


NOTHING_SPELLED = Spelling()

__all__ = ["ABOVE_T", "NOTHING_SPELLED", "Spelling", "has_other_t", "is_head"]
