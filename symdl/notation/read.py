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

from sympy import Add, Expr, Integer, Mul, Pow, Rational, evaluate, exp, log, oo, tanh

from symdl.errors import LanguageError, ReadError
from symdl.language import (
    INTEGERS,
    REALS,
    Entry,
    Family,
    Index,
    IntegerIndex,
    Range,
    Size,
    absolute,
    adjoint,
    affine,
    delta,
    derivative,
    expectation,
    floor,
    limit,
    maximum,
    mean,
    minimum,
    partial,
    relu,
    sigmoid,
    sqrt,
    total,
    unit_step,
    variance,
)
from symdl.notation.scope import Scope
from symdl.notation.syntax import (
    FUNCTIONS,
    Bound,
    Call,
    Goes,
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
    "E": expectation, "Var": variance, "relu": relu, "unit_step": unit_step, "abs": absolute, "floor": floor,
}  # fmt: skip
_BINARY: dict[str, Callable[[Expr, Expr], Expr]] = {"max": maximum, "min": minimum}
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
    found = tokens(text, frozenset((*scope.names, *adjoints, *scope.free, "unit_step")))
    tree, notes = parse(text, found, scope.knows, loss, scope.applies)
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
            case Bound() | Goes():
                raise self.fail("this is not a formula", node, "what is summed, or has a limit, stands before it")
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
            if not _is_linear(exponent):
                raise self.fail("an exponent must be a number or a sum of integers", node.exponent,
                                "e^z, or exp(z), takes any z")
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
        name, slots = node.name, (*node.sub, *node.indices)
        bound = env.get(name)
        if isinstance(bound, IntegerIndex) and not slots:
            return bound
        whole = "_".join([name, "".join(part.text for part in node.sub if isinstance(part, Letter))])
        if node.sub and self.scope.knows(whole):  # mu_{B}, where mu_B is a name
            name, slots = whole, node.indices
        if name in self.scope.sizes:
            if slots:
                raise self.fail(f"{name} is a size and has no index", node)
            return Size(self.scope.sizes[name])
        family = self.scope.family(name)
        if family is not None:
            return self.entry(node, family, slots, env)
        of = self.scope.node_of_adjoint(name)
        if of is None:
            raise self.unknown(node, env)
        return self.adjoint(node, self.entry(node, of, slots, env))

    def entry(self, node: Ref, family: Family, slots: Sequence[Node], env: Mapping[str, Index]) -> Entry:
        parts = [part for slot in slots for part in self.split(slot, env)]
        ranges = family.ranges
        if len(parts) != len(ranges):
            raise self.misfit(node, family, len(parts))
        indices = [self.slot(part, range_, env) for part, range_ in zip(parts, ranges, strict=True)]
        try:
            return Entry(family, *indices)
        except LanguageError as error:
            raise self.fail(error.what, node, error.hint) from None

    def misfit(self, node: Ref, family: Family, count: int) -> ReadError:
        if not family.ranges:
            return self.fail(f"{family.name} has no index", node,
                             f"write {node.name} alone, or {node.name}*(...) for a product")
        if REALS in family.ranges:
            return self.fail(f"{family.name} is a function of one number", node, f"write {node.name}(x)")
        wanted = ", ".join(range_.letters[0] if range_.is_abstract else "t" for range_ in family.ranges)
        have = f"{count} indices" if count > 1 else "one index" if count else "no index"
        shape = " and ".join(range_.name for range_ in family.ranges)
        return self.fail(f"{family.name} is indexed by {shape}, and has {have} here", node,
                         f"write {node.name}[{wanted}]")

    def slot(self, part: Node, range_: Range, env: Mapping[str, Index]) -> Index | Expr:
        """What stands in one place of the brackets: an index, an integer, what a function is applied to."""
        if range_ == REALS:
            return self.build(Ref(part.start, part.end, part.text) if isinstance(part, Letter) else part, env)
        if range_ != INTEGERS:
            if not isinstance(part, Letter):
                raise self.fail("an index is a letter: members are not picked out by number", part)
            return self.index(part, env)
        if not isinstance(part, Letter) or part.text.isdigit():
            number = Literal(part.start, part.end, Fraction(part.text)) if isinstance(part, Letter) else part
            return self.integer(number, env)
        if part.text not in env and self.scope.knows_plainly(part.text):
            raise self.fail(f"{part.text} is not an integer", part, "a step is an integer, as t or t-1")
        return self.index(part, env)

    def integer(self, node: Node, env: Mapping[str, Index]) -> Expr:
        """A sum of integers, none of which is so large that nothing could be computed."""
        built = self.build(node, env)
        try:
            found = affine(built)
        except LanguageError as error:
            raise self.fail(error.what, node, error.hint) from None
        if any(abs(times) > LIMIT_EXPONENT for times in found.values()):
            raise self.fail("this number of steps is too large", node, f"it may be as large as {LIMIT_EXPONENT}")
        return built

    def split(self, slot: Node, env: Mapping[str, Index]) -> list[Node]:
        """The indices that a subscript writes together: the b and k of x_bk."""
        if (not isinstance(slot, Letter) or not slot.joined or slot.text in env
                or any(a not in env for a in slot.text)):
            return [slot]
        return [Letter(slot.start, slot.end, a) for a in slot.text]

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
        if name == "e":
            return self.fail("e stands before an exponent only", node, "write e^z or exp(z)")
        for cut in range(1, len(name)):
            if self.scope.knows(name[:cut]) and self.scope.knows(name[cut:]):
                return self.fail(f"{name} is not a name here", node,
                                 f"for a product write {name[:cut]}*{name[cut:]}")
        usable = [n for n in FUNCTIONS if (self.scope.derivatives or n not in _DERIVATIVES)
                  and (self.scope.limits or n != "lim")]
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
        if function == "lim":
            return self.limit(node, env)
        if function in _UNARY:
            self.count(node, 1)
            argument = self.build(args[0], env)
            return self.make(node, lambda: _UNARY[function](argument))
        self.count(node, 2)
        if function in _BINARY:
            a, b = (self.build(arg, env) for arg in args)
            return self.make(node, lambda: _BINARY[function](a, b))
        if function == "delta":
            first, second = (self.index(self.letter(arg), env) for arg in args)
            return self.make(node, lambda: delta(first, second))
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

    def limit(self, node: Call, env: Mapping[str, Index]) -> Expr:
        """lim(f, b -> 1-), lim(f, t -> inf), lim_{t -> inf}(f)."""
        if not self.scope.limits:
            raise self.fail("lim(...) cannot be used in an answer", node, "write out what it is: that is what is asked")
        self.count(node, 1 if node.below else 2)
        goes = (*node.args, *node.below)[1]
        if not isinstance(goes, Goes):
            raise self.fail("it is not said where the limit goes", goes, "write lim(f, b -> 1-) or lim(f, t -> inf)")
        name = goes.name.text
        if goes.to is not None:
            variable = self.ref(Ref(goes.name.start, goes.name.end, name), env)
            to, side = Rational(goes.to.numerator, goes.to.denominator), goes.side
            of = self.build(node.args[0], env)
            return self.make(node, lambda: limit(of, variable, to, side))
        if self.scope.knows_plainly(name):
            raise self.fail(f"{name} is not an integer", goes, "only an integer goes to inf")
        found = env.get(name)
        index = found if isinstance(found, IntegerIndex) and not found.tag else IntegerIndex(name)
        of = self.build(node.args[0], {**env, name: index})
        return self.make(node, lambda: limit(of, index, oo))

    def binder(self, node: Call, env: Mapping[str, Index]) -> Expr:
        """sum(f, i, k), sum(f, i, 1, m), sum_i(f), sum(f, i=1..t)."""
        if not node.args:
            raise self.fail(f"{node.function}() is empty", node, f"write {node.function}(x[i], i)")
        body, *rest = node.args
        bounds = [part for each in self.bounds(node, rest) for part in self.split_bound(each)]
        if not bounds:
            raise self.fail(f"{node.function} binds no index", node, f"write {node.function}(..., i)")
        inner, specs = dict(env), list[Index | tuple[IntegerIndex, Expr, Expr]]()
        for bound in reversed(bounds):  # the last one stands outermost: its letter may be in other limits
            spec = self.interval(node, bound, inner) or Index(bound.letter.text, self.range_of(bound, body))
            specs.insert(0, spec)
            index = spec[0] if isinstance(spec, tuple) else spec
            inner[index.letter] = index
        if len({bound.letter.text for bound in bounds}) < len(bounds):
            raise self.fail(f"{node.function} binds an index twice", node, "give each its own letter")
        inside = self.build(body, inner)
        return self.make(node, lambda: _BINDERS[node.function](inside, *specs))  # type: ignore[arg-type]

    def bounds(self, node: Call, rest: Sequence[Node]) -> list[Bound]:
        """The letters that a sum binds, with their limits where those are written."""
        found = [part for part in node.below if isinstance(part, Bound)]
        if len(rest) == 3 and isinstance(rest[0], Ref) and not isinstance(rest[1], (Ref, Bound)):
            letter, first, last = rest  # i, 1, t
            return [*found, Bound(letter.start, last.end, self.letter(letter), first, last)]
        for arg in rest:
            if isinstance(arg, Bound):
                found.append(arg)
            else:
                letter_ = self.letter(arg)
                found.append(Bound(arg.start, arg.end, letter_))
        return found

    def interval(self, node: Call, bound: Bound,
                 env: Mapping[str, Index]) -> tuple[IntegerIndex, Expr, Expr] | None:
        """The integer that a bound letter is, with its limits; None if it runs over a whole range."""
        letter, first, last = bound.letter, bound.first, bound.last
        is_one = first is None or (isinstance(first, Literal) and first.value == 1)
        if last is None and is_one:
            return None
        if isinstance(last, Ref) and last.name in self.scope.sizes and not last.sub and not last.indices:
            if not is_one:
                raise self.fail("a sum runs over a whole range", first or bound, f"write {node.function}(x[i], i)")
            return None
        if first is None or last is None:
            raise self.fail("one limit of this sum is missing", bound, "write sum(..., i=1..t)")
        if node.function != "sum":
            raise self.fail("a mean is over a whole range", bound, "write sum(..., i=1..t)/t")
        if self.scope.knows_plainly(letter.text):
            raise self.fail(f"{letter.text} is a name, not an index letter", letter, "give the sum another letter")
        for limit_ in (first, last):
            if _mentions(limit_, letter.text):
                raise self.fail(f"a limit of the sum over {letter.text} uses {letter.text}", limit_,
                                "give the sum another letter")
        return IntegerIndex(letter.text), self.integer(first, env), self.integer(last, env)

    def split_bound(self, bound: Bound) -> list[Bound]:
        """The letters of sum_ij(...), where ij is no letter itself."""
        letter = bound.letter
        known = {a for range_ in self.scope.ranges for a in range_.letters}
        if (not letter.joined or bound.last is not None or letter.text in known
                or any(a not in known for a in letter.text)):
            return [bound]
        return [Bound(bound.start, bound.end, Letter(letter.start, letter.end, a)) for a in letter.text]

    def range_of(self, bound: Bound, body: Node) -> Range:
        """The range that a bound letter runs over: the one that has it, or where it is used."""
        letter = bound.letter
        found = self.guessed_range(letter, body)
        if isinstance(bound.last, Ref) and bound.last.name != found.size_name:
            raise self.fail(f"a sum over {letter.text} runs up to {found.size_name}", bound.last,
                            f"write sum(..., {letter.text})")
        return found

    def guessed_range(self, letter: Letter, body: Node) -> Range:
        text = letter.text.rstrip("'")
        ranges = [range_ for range_ in self.scope.ranges if text in range_.letters]
        if len(ranges) == 1:
            return ranges[0]
        if not ranges and self.scope.knows(letter.text):
            raise self.fail(f"{letter.text} is a name, not an index letter", letter, self.letters())
        used = self.uses(body, letter.text)
        if INTEGERS in used and not ranges:
            raise self.fail(f"the sum over {letter.text} has no limits", letter, f"write sum(..., {letter.text}=1..t)")
        fitting = [range_ for range_ in ranges or self.scope.ranges if range_ in used]
        if len(fitting) != 1:
            raise self.fail(f"it is not clear which range {letter.text} runs over", letter, self.letters())
        return fitting[0]

    def letters(self) -> str:
        return "index letters: " + "; ".join(
            f"{', '.join(range_.letters)} of {range_.name}" for range_ in self.scope.ranges)

    def uses(self, node: Node, letter: str) -> set[Range]:
        """The ranges in whose place a letter stands, unless a binder inside binds it again."""
        if isinstance(node, Ref):
            family = self.scope.family(node.name) or self.scope.node_of_adjoint(node.name)
            slots = [part for slot in (*node.sub, *node.indices) for part in _places(slot, letter)]
            if family is None or len(slots) != len(family.ranges):
                return set()
            here = zip(slots, family.ranges, strict=True)
            return {range_ for slot, range_ in here if range_ != REALS and _mentions(slot, letter)}.union(
                *(self.uses(slot, letter) for slot in slots))
        if isinstance(node, Call) and node.function in _BINDERS and any(
                part.letter.text == letter for part in _bounds_of(node)):
            return set()
        return set().union(*(self.uses(part, letter) for part in _parts(node)))


def _parts(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside one, places of brackets included."""
    match node:
        case Neg(arg=arg):
            return (arg,)
        case Sum(terms=terms):
            return tuple(term for _, term in terms)
        case Product(factors=factors):
            return tuple(factor for _, factor in factors)
        case Power():
            return (node.base, node.exponent)
        case Ref():
            return (*node.sub, *node.indices)
        case Call():
            return (*node.args, *node.below)
        case Bound():
            return tuple(limit_ for limit_ in (node.first, node.last) if limit_ is not None)
    return ()


def _bounds_of(node: Call) -> list[Bound]:
    """The letters that a call binds, however they are written."""
    found = [part for part in (*node.below, *node.args) if isinstance(part, Bound)]
    bare = [a for a in node.args[1:] if isinstance(a, Ref)]
    return found + [Bound(a.start, a.end, Letter(a.start, a.end, a.name)) for a in bare]


def _places(slot: Node, letter: str) -> list[Node]:
    """The places that a subscript names: of joined letters each is one."""
    if not isinstance(slot, Letter) or not slot.joined or slot.text == letter:
        return [slot]
    return [Letter(slot.start, slot.end, a) for a in slot.text]


def _mentions(node: Node, letter: str) -> bool:
    """Whether a letter stands anywhere in a node."""
    if isinstance(node, Letter):
        return node.text == letter
    return (isinstance(node, Ref) and node.name == letter) or any(_mentions(part, letter) for part in _parts(node))


_DERIVATIVES: dict[str, Callable[[Expr, Entry], Expr]] = {
    "adjoint": adjoint, "partial": partial, "derivative": derivative,
}  # fmt: skip


def _is_linear(exponent: Expr) -> bool:
    """Whether an exponent is a sum of sizes, integers and small numbers, so that no power is huge at small sizes.

    An integer has an integer coefficient, and no fraction stands beside it.
    """
    numbers: list[Rational] = []
    integers, leaves = False, 0

    def fits(node: Expr) -> bool:
        nonlocal integers, leaves
        match node:
            case Rational():
                numbers.append(node)
                return bool(max(abs(node.p), node.q) <= LIMIT_EXPONENT)
            case Add():
                return all(map(fits, node.args))
            case Mul():
                return sum(not isinstance(arg, Rational) for arg in node.args) <= 1 and all(map(fits, node.args))
        integers, leaves = integers or isinstance(node, IntegerIndex), leaves + 1
        return isinstance(node, (Size, IntegerIndex))

    return (fits(exponent) and leaves <= LIMIT_EXPONENT
            and not (integers and any(number.q != 1 for number in numbers)))


def _is_fraction(p: Integer, q: Integer) -> bool:
    """Whether p/q is written in lowest terms, so that it is a number as it stands."""
    return bool(q > 1) and Rational(p, q).q == q
