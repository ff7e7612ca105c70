r"""Derivatives: adjoints of the loss, partial and total derivatives of what is written down."""

from __future__ import annotations

from collections.abc import Callable

from sympy import Expr, evaluate, expand

from symdl.language import Entry, Family, Index, IntegerIndex, adjoint, derivative, partial, subterms
from symdl.notation.reader.build_names import Env, Names
from symdl.notation.reader.hidden import stands_below
from symdl.notation.reader.syntax import Call, Derivative, Name, Node, Note, walk

_TYPED: dict[str, Callable[[Expr, Entry], Expr]] = {
    "adjoint": adjoint, "partial": partial, "derivative": derivative,
}  # fmt: skip


class Derivatives(Names):
    """What d and partial stand for; the language has no other derivatives than these."""

    def is_loss(self, node: Node) -> bool:
        """Whether this names the loss that is not written down."""
        loss = self.scope.loss
        return loss is not None and isinstance(node, Name) and node.text == loss.name

    def typed_derivative(self, node: Call, name: str, env: Env) -> Expr:
        """adjoint(l, x[i]), partial(u, v), derivative(u, v)."""
        self.check_count(node, name, 2)
        of, by = node.args
        if name == "adjoint" and self.is_loss(of):
            return self.adjoint(node, self.node(by, env))
        self.check_derivative(node, f"{name}(...)")
        above, below = self.build(of, env), self.node(by, env)
        return self.make(node, lambda: _TYPED[name](above, below))

    def check_derivative(self, node: Node, what: str) -> None:
        if not self.scope.derivatives:
            raise self.fail(f"{what} cannot be used in an answer", node,
                            "write the derivative out: that is what is asked")

    def node(self, node: Node, env: Env) -> Entry:
        built = self.build(node, env)
        if not isinstance(built, Entry):
            raise self.fail("a derivative is with respect to a name, as x[i]", node)
        return built

    def derivative(self, node: Derivative, env: Env) -> Expr:
        if self.is_loss(node.of):
            if len(node.by) != 1:
                raise self.fail("the loss has first derivatives only", node)
            of = self.node(node.by[0], env)
            if node.sign == "d":
                self.note(node, f"{self.shown(node)} was read as d{of}, the derivative of the loss")
            return self.adjoint(node, of)
        if self.scope.places is None:
            self.check_derivative(node, "this derivative")
        for part in walk(node.of):
            if any(stands_below(by, part) for by in node.by) and not (
                    isinstance(built := self.build(part, env), Entry) and built.family.is_defined):
                raise self.fail(f"nothing here says how {self.shown(part)} depends on what it is derived by", node,
                                "define what it is made of")
        of, *others = (self.build(node.of, env), *(self.node(by, env) for by in reversed(node.by)))
        for by in others:
            of = self.make(node, lambda of=of, by=by: self.derived(node, of, by))  # type: ignore[misc]
        return of

    def derived(self, node: Derivative, of: Expr, by: Entry) -> Expr:
        """One derivative. What a curly d means is decided by what ``of`` is written with."""
        if self.scope.places is not None and not isinstance(of, Index) and by.family not in _upstream_of(of):
            return self.unknown_derivative(node, of, by)
        self.check_derivative(node, "this derivative")
        if node.sign == "d":
            return derivative(of, by)
        if node.direct:
            if not isinstance(of, Entry):
                raise self.fail("this is of a longer expression", node, "write \\frac{d}{d x} before it")
            return partial(of, by)
        body = of.family.body if isinstance(of, Entry) else None
        inputs = _families(of if body is None else body)
        direct = any(_may_be(term, by) for term in subterms(of if body is None else of.family.at(*of.indices))
                     if isinstance(term, Entry))
        through = any(by.family in _upstream(family) for family in inputs)
        if isinstance(of, Entry) and body is not None and not of.indices:
            # Nothing else is written with a loss.
            if self.scope.places is None and direct and through and any(
                    of.family in _families(d) for f in self.scope.families.values() for d in f.defining):
                raise self.fail("this is a partial derivative, or one through everything", node,
                                f"write partial({of}, {by}) or adjoint({of}, {by})")
            return adjoint(of, by)
        if body is not None and direct:
            if through:
                self.note(node, f"{self.shown(node)} was read as the partial derivative, everything else that the "
                                "definition is written with held fixed",
                          "the total derivative", "a straight d is that")
            return partial(of, by)
        if direct and through and self.scope.places is None:
            raise self.fail("this is a partial derivative, or one through everything", node,
                            "a straight d is the derivative through everything")
        if through:
            self.note(node, f"{self.shown(node)} was read as the total derivative, definitions followed through",
                      "zero", "a straight d is the total derivative")
        return derivative(of, by)

    def unknown_derivative(self, node: Derivative, of: Expr, by: Entry) -> Expr:
        """Of what formulas alone do not say how it depends on ``by``: a free number, and not 0."""
        slots = (*of.indices, *by.indices) if isinstance(of, Entry) else ()
        if not isinstance(of, Entry) or of.family.is_defined or any(
                isinstance(slot, IntegerIndex) or not isinstance(slot, Index) for slot in slots):
            raise self.fail(f"nothing here says how {self.shown(node.of)} depends on {by}", node,
                            "define what it is made of")
        name = f"d{of.family.name}__d{by.family.name}"  # no name that is read has two lines in it
        printed = f"d{_letters(of.family.name)}d{_letters(by.family.name)}"
        return Entry(Family(name, [*of.family.ranges, *by.family.ranges], printed, ""), *slots)

    def note(self, node: Node, chosen: str, other: str = "", declare: str = "") -> None:
        self.notes.append(Note(node.start, node.end, "derivative", chosen, other, declare))


def _letters(name: str) -> str:
    return "".join(filter(str.isalpha, name))


def _may_be(one: Entry, other: Entry) -> bool:
    """Whether two members may be one: c_t and c_{t-1} are not, at whatever step."""
    if one.family != other.family:
        return False
    with evaluate(True):
        gaps = [expand(a - b) for a, b in zip(one.indices, other.indices, strict=True)
                if not isinstance(a, Index) or isinstance(a, IntegerIndex)]
    return not any(gap.is_Integer and gap != 0 for gap in gaps)


def _families(tree: Expr) -> set[Family]:
    """The families that a tree is written with."""
    return {term.family for term in subterms(tree) if isinstance(term, Entry)}


def _upstream_of(tree: Expr) -> set[Family]:
    """The families that a tree depends on."""
    families = _families(tree)
    return families.union(*map(_upstream, families))


def _upstream(family: Family) -> set[Family]:
    """The families that a definition depends on, through however many others."""
    found: set[Family] = set()
    left = [family]
    while left:
        for tree in left.pop().defining:
            new = _families(tree) - found
            found |= new
            left += new
    return found


__all__ = ["Derivatives"]
