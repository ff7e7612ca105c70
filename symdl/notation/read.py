"""Plain text -> expression: how an answer is read. Nothing is evaluated, and nothing can run.

    read("dxhat[i]/sqrt(var + eps) + dmu/m", scope_of(derivation, claim))

The text goes through an own tokenizer (``tokens``) and grammar (``syntax``);
this module gives the names their meaning and builds the expression from a fixed
list of nodes with evaluation switched off, so the tree says what the text says.
Chains come out flat: a + b + c is one sum of three terms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction

from sympy import Add, Expr, Integer, Mul, Pow, Rational, evaluate, exp, log, tanh

from symdl.errors import LanguageError, ReadError
from symdl.language import (
    Entry,
    Family,
    Index,
    Range,
    Size,
    adjoint,
    delta,
    derivative,
    expectation,
    mean,
    partial,
    sigmoid,
    sqrt,
    total,
    variance,
)
from symdl.notation.scope import Scope
from symdl.notation.syntax import (
    FUNCTIONS,
    Call,
    Letter,
    Literal,
    Neg,
    Node,
    Note,
    Power,
    Product,
    Ref,
    Sum,
    parse,
)
from symdl.notation.tokens import tokens

__all__ = ["Note", "Reading", "read", "reading"]

LIMIT_EXPONENT = 64

_UNARY: dict[str, Callable[[Expr], Expr]] = {
    "sqrt": sqrt, "exp": exp, "log": log, "tanh": tanh, "sigmoid": sigmoid,
    "E": expectation, "Var": variance,
}  # fmt: skip
_BINDERS = {"sum": total, "mean": mean}


@dataclass(frozen=True)
class Reading:
    """What a text was read as, and the places that some would read in another way."""

    expr: Expr
    notes: tuple[Note, ...]


def read(text: str, scope: Scope) -> Expr:
    """The expression that ``text`` writes, over the names of ``scope``.

    Raises ReadError, with the place that is at fault and the way out.
    """
    return reading(text, scope).expr


def reading(text: str, scope: Scope) -> Reading:
    """As ``read``, with notes: what was chosen where a person might have meant something else."""
    if not text.strip():
        raise ReadError("there is no answer", text, 0, len(text), "write a formula")
    loss = scope.loss.name if scope.loss is not None else ""
    adjoints = [f"d{name}" for name in scope.names]
    found = tokens(text, frozenset((*scope.names, *adjoints)))
    tree, notes = parse(text, found, scope.knows, loss)
    with evaluate(False):
        return Reading(_Builder(text, scope).build(tree, scope.free), tuple(notes))


class _Builder:
    """Gives a syntax tree its meaning. ``env`` holds the indices in scope, by letter."""

    def __init__(self, text: str, scope: Scope):
        self.text, self.scope = text, scope

    def fail(self, what: str, node: Node, hint: str = "") -> ReadError:
        return ReadError(what, self.text, node.start, node.end, hint)

    def make(self, node: Node, build: Callable[[], Expr]) -> Expr:
        """What ``build`` gives; what the language objects to is reported at ``node``."""
        try:
            return build()
        except LanguageError as error:
            raise self.fail(error.what, node, error.hint) from None

    def build(self, node: Node, env: Mapping[str, Index]) -> Expr:
        match node:
            case Literal(value=value):
                return Rational(value.numerator, value.denominator)
            case Ref():
                return self.ref(node, env)
            case Neg(arg=arg):
                return self.signed(True, arg, env)
            case Sum(terms=terms):
                return Add(*(self.signed(negative, term, env) for negative, term in terms))
            case Product():
                return Mul(*self.factors(node, env))
            case Power():
                return self.power(node, env)
            case Call():
                return self.call(node, env)
        raise TypeError(node)

    # ---- sums, products, powers

    def signed(self, negative: bool, node: Node, env: Mapping[str, Index]) -> Expr:
        """A term. A minus goes into the number that stands first, if one does: -2*x is (-2)*x."""
        if not negative:
            return self.build(node, env)
        factors = self.factors(node, env) if isinstance(node, Product) else [self.build(node, env)]
        if isinstance(factors[0], Rational) and factors[0] > 0:
            factors[0] = -factors[0]
        else:
            factors.insert(0, Integer(-1))
        return Mul(*factors) if len(factors) > 1 else factors[0]

    def factors(self, node: Product, env: Mapping[str, Index]) -> list[Expr]:
        found: list[Expr] = []
        for divides, factor in node.factors:
            built = self.build(factor, env)
            if not divides:
                found.append(built)
                continue
            if built == 0:
                raise self.fail("this divides by zero", factor)
            first = found[0] if len(found) == 1 else None
            if isinstance(first, Integer) and isinstance(built, Integer) and _is_fraction(first, built):
                found = [Rational(first, built)]  # 1/2 is a number
            elif first == 1:
                found = [Pow(built, -1)]  # 1/x
            else:
                found.append(Pow(built, -1))
        return found

    def power(self, node: Power, env: Mapping[str, Index]) -> Expr:
        base = node.base
        if isinstance(base, Ref) and not self.scope.knows(base.name):
            # A name that is printed with a superscript: sigma^2 is var where only var is written so.
            if isinstance(node.exponent, Literal):
                name = f"{base.name}^{node.exponent.value}"
                if self.scope.knows(name):
                    return self.ref(Ref(node.start, node.end, name, base.sub, base.indices), env)
            if base.name == "e" and not base.sub and not base.indices:
                return exp(self.build(node.exponent, env))
        built = self.build(base, env)
        number = self.constant(node.exponent)
        if number is None:
            exponent = self.build(node.exponent, env)
            if not _is_linear_in_sizes(exponent):
                raise self.fail("an exponent must be a number", node.exponent, "e^z, or exp(z), takes any z")
            return Pow(built, exponent)
        if built == 0 and number < 0:
            raise self.fail("this divides by zero", node)
        return Pow(built, Rational(number.numerator, number.denominator))

    def constant(self, node: Node) -> Fraction | None:
        """The value of an exponent that is made of numbers only; None if it is not.

        Raises ReadError if it is out of bounds. No intermediate value can be large.
        """
        value: Fraction | None = None
        match node:
            case Literal(value=value):
                pass
            case Neg(arg=arg):
                inner = self.constant(arg)
                value = None if inner is None else -inner
            case Sum(terms=terms):
                parts = [(negative, self.constant(term)) for negative, term in terms]
                if any(part is None for _, part in parts):
                    return None
                value = sum((-part if negative else part for negative, part in parts if part is not None),
                            Fraction(0))
            case Product(factors=factors):
                value = Fraction(1)
                for divides, factor in factors:
                    part = self.constant(factor)
                    if part is None:
                        return None
                    if divides and part == 0:
                        raise self.fail("this divides by zero", factor)
                    value = value / part if divides else value * part
            case Power(base=base, exponent=exponent):
                below, above = self.constant(base), self.constant(exponent)
                if below is None or above is None:
                    return None
                if above.denominator != 1 or (below == 0 and above < 0):
                    raise self.fail("this exponent is not a rational number", node)
                value = below ** int(above)
        if value is not None and max(abs(value.numerator), value.denominator) > LIMIT_EXPONENT:
            raise self.fail("this exponent is too large", node,
                            f"an exponent may be as large as {LIMIT_EXPONENT}")
        return value

    # ---- names

    def ref(self, node: Ref, env: Mapping[str, Index]) -> Expr:
        name, letters = node.name, (*node.sub, *node.indices)
        whole = "_".join([name, "".join(letter.text for letter in node.sub)])
        if node.sub and self.scope.knows(whole):  # mu_{B}, where mu_B is a name
            name, letters = whole, node.indices
        if name in self.scope.sizes:
            if letters:
                raise self.fail(f"{name} is a size and has no index", node)
            return Size(self.scope.sizes[name])
        family = self.scope.family(name)
        if family is not None:
            return self.entry(node, family, letters, env)
        of = self.scope.node_of_adjoint(name)
        if of is None:
            raise self.unknown(node, env)
        return self.adjoint(node, self.entry(node, of, letters, env))

    def entry(self, node: Ref, family: Family, letters: Sequence[Letter], env: Mapping[str, Index]) -> Entry:
        indices = [self.index(part, env) for letter in letters for part in self.split(letter, env)]
        if len(indices) != len(family.ranges):
            wanted = ", ".join(range_.letters[0] for range_ in family.ranges)
            have = f"{len(indices)} indices" if len(indices) > 1 else "one index" if indices else "no index"
            shape = " and ".join(range_.name for range_ in family.ranges)
            raise self.fail(f"{family.name} is indexed by {shape}, and has {have} here" if shape
                            else f"{family.name} has no index", node,
                            f"write {node.name}[{wanted}]" if shape else f"write {node.name} alone")
        try:
            return Entry(family, *indices)
        except LanguageError as error:
            raise self.fail(error.what, node, error.hint) from None

    def split(self, letter: Letter, env: Mapping[str, Index]) -> list[Letter]:
        """The indices that a subscript writes together: the b and k of x_bk."""
        if not letter.joined or letter.text in env or any(a not in env for a in letter.text):
            return [letter]
        return [Letter(letter.start, letter.end, a) for a in letter.text]

    def index(self, letter: Letter, env: Mapping[str, Index]) -> Index:
        if letter.text in env:
            return env[letter.text]
        if letter.text.isdigit():
            raise self.fail("an index is a letter: members are not picked out by number", letter)
        here = f"indices here: {', '.join(env)}; " if env else ""
        raise self.fail(f"{letter.text} is not bound here", letter,
                        f"{here}sum(..., {letter.text}) or mean(..., {letter.text}) binds {letter.text}")

    def unknown(self, node: Ref, env: Mapping[str, Index]) -> ReadError:
        name = node.name
        if name in env or any(name in range_.letters for range_ in self.scope.ranges):
            return self.fail(f"{name} is an index, not a number", node, "an index stands in brackets: x[i]")
        called = self.text[node.end : node.end + 1] == "("
        if name == "abs":
            return self.fail("absolute values are not in the language", node)
        if name == "e":
            return self.fail("e stands before an exponent only", node, "write e^z or exp(z)")
        for cut in range(1, len(name)):
            if self.scope.knows(name[:cut]) and self.scope.knows(name[cut:]):
                return self.fail(f"{name} is not a name here", node,
                                 f"for a product write {name[:cut]}*{name[cut:]}")
        usable = [n for n in FUNCTIONS if self.scope.derivatives or n not in _DERIVATIVES]
        known = [*self.scope.names, *usable]
        close = get_close_matches(name[:40], known, n=1, cutoff=0.6) or [
            other for other in known if other.lower() == name.lower()]
        what = f"{name[:40]} is not {'a function' if called else 'a name'} here"
        names = usable if called else [*self.scope.families, *self.scope.sizes, *self.scope.adjoints]
        return self.fail(what, node, f"did you mean {close[0]}?" if close else
                         f"{'functions' if called else 'names'}: " + ", ".join(names))

    def adjoint(self, node: Node, of: Entry) -> Expr:
        """The adjoint of a node for the loss that is not written down, if it may be used."""
        why = self.scope.refused.get(of.family.name)
        if why is not None:
            usable = ", ".join(self.scope.adjoints) or "none"
            raise self.fail(f"{self.text[node.start:node.end]} {why}", node,
                            f"adjoints that may be used here: {usable}")
        loss = self.scope.loss
        assert loss is not None
        return self.make(node, lambda: adjoint(loss, of))

    # ---- functions and binders

    def call(self, node: Call, env: Mapping[str, Index]) -> Expr:
        function, args = node.function, node.args
        if function in _BINDERS:
            return self.binder(node, env)
        if function in _UNARY:
            self.count(node, 1)
            argument = self.build(args[0], env)
            return self.make(node, lambda: _UNARY[function](argument))
        self.count(node, 2)
        if function == "delta":
            a, b = (self.index(self.letter(arg), env) for arg in args)
            return self.make(node, lambda: delta(a, b))
        of, by = args
        loss = self.scope.loss
        if function == "adjoint" and loss is not None and isinstance(of, Ref) and of.name == loss.name:
            return self.adjoint(node, self.node(by, env))
        if not self.scope.derivatives:
            raise self.fail(f"{function}(...) cannot be used in an answer", node,
                            "write the derivative out: that is what is asked")
        above, node_ = self.build(of, env), self.node(by, env)
        return self.make(node, lambda: _DERIVATIVES[function](above, node_))

    def node(self, node: Node, env: Mapping[str, Index]) -> Entry:
        built = self.build(node, env)
        if not isinstance(built, Entry):
            raise self.fail("a derivative is with respect to a name, as x[i]", node)
        return built

    def count(self, node: Call, wanted: int) -> None:
        if len(node.args) != wanted:
            arguments = "one argument" if wanted == 1 else f"{wanted} arguments"
            raise self.fail(f"{node.function} takes {arguments}, not {len(node.args)}", node)

    def letter(self, node: Node) -> Letter:
        """An argument that is an index letter."""
        if isinstance(node, Ref) and not node.sub and not node.indices:
            return Letter(node.start, node.end, node.name)
        raise self.fail("this is not an index letter", node, "write sum(x[i], i), delta(i, j)")

    def binder(self, node: Call, env: Mapping[str, Index]) -> Expr:
        """sum(f, i, k), sum(f, i, 1, m), sum_i(f)."""
        if not node.args:
            raise self.fail(f"{node.function}() is empty", node, f"write {node.function}(x[i], i)")
        body, *rest = node.args
        upto = node.upto
        if len(rest) == 3 and isinstance(rest[1], Literal):
            if rest[1].value != 1 or not isinstance(rest[2], Ref) or rest[2].name not in self.scope.sizes:
                raise self.fail("a sum runs over a whole range", rest[1], f"write {node.function}(x[i], i)")
            upto = self.letter(rest[2])
            rest = rest[:1]
        letters = [*node.sub, *map(self.letter, rest)]
        letters = [part for letter in letters for part in self.split_bound(letter)]
        if not letters:
            raise self.fail(f"{node.function} binds no index", node, f"write {node.function}(..., i)")
        indices = [Index(letter.text, self.range_of(letter, body)) for letter in letters]
        if upto is not None and (len(indices) != 1 or upto.text != indices[0].range.size_name):
            raise self.fail(f"a sum over {letters[0].text} runs up to {indices[0].range.size_name}", upto,
                            f"write {node.function}(..., {letters[0].text})")
        inside = self.build(body, {**env, **{index.letter: index for index in indices}})
        return self.make(node, lambda: _BINDERS[node.function](inside, *indices))

    def split_bound(self, letter: Letter) -> list[Letter]:
        """The letters of sum_ij(...), where ij is no letter itself."""
        known = {a for range_ in self.scope.ranges for a in range_.letters}
        if not letter.joined or letter.text in known or any(a not in known for a in letter.text):
            return [letter]
        return [Letter(letter.start, letter.end, a) for a in letter.text]

    def range_of(self, letter: Letter, body: Node) -> Range:
        """The range that a bound letter runs over: the one that has it, or where it is used."""
        text = letter.text.rstrip("'")
        ranges = [range_ for range_ in self.scope.ranges if text in range_.letters]
        if len(ranges) == 1:
            return ranges[0]
        if not ranges and self.scope.knows(letter.text):
            raise self.fail(f"{letter.text} is a name, not an index letter", letter, self.letters())
        used = self.uses(body, letter.text)
        fitting = [range_ for range_ in ranges or self.scope.ranges if range_ in used]
        if len(fitting) != 1:
            raise self.fail(f"it is not clear which range {letter.text} runs over", letter, self.letters())
        return fitting[0]

    def letters(self) -> str:
        return "index letters: " + "; ".join(
            f"{', '.join(range_.letters)} of {range_.name}" for range_ in self.scope.ranges)

    def uses(self, node: Node, letter: str) -> set[Range]:
        """The ranges in whose place a letter stands, unless a binder inside binds it again."""
        match node:
            case Ref(name=name):
                family = self.scope.family(name) or self.scope.node_of_adjoint(name)
                places = [a for part in (*node.sub, *node.indices)
                          for a in ([part.text] if not part.joined or part.text == letter else part.text)]
                if family is None or len(places) != len(family.ranges):
                    return set()
                return {range_ for a, range_ in zip(places, family.ranges, strict=True) if a == letter}
            case Neg(arg=arg):
                parts: tuple[Node, ...] = (arg,)
            case Sum(terms=terms):
                parts = tuple(term for _, term in terms)
            case Product(factors=factors):
                parts = tuple(factor for _, factor in factors)
            case Power():
                parts = (node.base, node.exponent)
            case Call(function=function, args=args, sub=sub):
                bound = {a.text for a in sub} | {a.name for a in args[1:] if isinstance(a, Ref)}
                parts = () if function in _BINDERS and letter in bound else args
            case _:
                parts = ()
        return set().union(*(self.uses(part, letter) for part in parts))


_DERIVATIVES: dict[str, Callable[[Expr, Entry], Expr]] = {
    "adjoint": adjoint, "partial": partial, "derivative": derivative,
}  # fmt: skip


def _is_linear_in_sizes(exponent: Expr) -> bool:
    """Whether an exponent is a sum of sizes and small numbers, so that no power is huge at small sizes."""
    if isinstance(exponent, Rational):
        return bool(max(abs(exponent.p), exponent.q) <= LIMIT_EXPONENT)
    if isinstance(exponent, Mul):
        return sum(not isinstance(arg, Rational) for arg in exponent.args) <= 1 and all(
            map(_is_linear_in_sizes, exponent.args))
    return isinstance(exponent, Size) or (
        isinstance(exponent, Add) and all(map(_is_linear_in_sizes, exponent.args)))


def _is_fraction(p: Integer, q: Integer) -> bool:
    """Whether p/q is written in lowest terms, so that it is a number as it stands."""
    return bool(q > 1) and Rational(p, q).q == q
