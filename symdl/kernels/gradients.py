"""What a kernel computes: the outputs, and the proved gradients with all that they need."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Basic

from symdl.derivation import Derivation, Proved, Verified, VerifiedClaim
from symdl.errors import InputError
from symdl.language import INTEGERS, Adjoint, Derivative, Entry, Family, IntegerIndex, Loss, subterms
from symdl.numpy_source import (
    Key,
    NotExportable,
    Statement,
    broadcasts,
    formulas,
    in_order,
    names_of,
    statement,
    statements,
)


@dataclass(frozen=True)
class Gradients:
    """A kernel as two straight-line programs.

    loss        the Loss, or the scalar definition, whose gradients they are
    outputs     what forward returns: what the loss depends on, or the loss itself
    arguments   the symbols that the programs need, as declared
    forward     the definitions that are needed, in order
    backward    the adjoints that are needed, in order, each with its source
    wanted      the node of each gradient asked for, in the derivation's order
    claims      the claims used, in the order of ``backward``
    broadcasts  whether axes may follow that of the one range: features, channels
    """

    derivation: Derivation
    loss: Loss | Entry
    outputs: tuple[Family, ...]
    arguments: tuple[Family, ...]
    forward: tuple[tuple[Family, Statement], ...]
    backward: tuple[tuple[Family, Statement], ...]
    wanted: tuple[Family, ...]
    claims: tuple[VerifiedClaim, ...]
    names: dict[Key, str]
    broadcasts: bool

    def adjoint(self, node: Family) -> str:
        """The name of a node's adjoint, as "dx"."""
        return self.names["adjoint", self.loss, node]


def gradients_of(verified: Verified) -> Gradients:
    """The kernel of a derivation. Raises InputError, NotExportable: see ``export``."""
    derivation = verified.derivation
    if not derivation.kernel:
        raise InputError("this derivation names no gradients to export",
                         hint='name claims in it: Derivation(..., kernel=("dx", "dw"))')
    given = formulas(derivation, derivation.kernel)
    targets = [_target(derivation, name) for name in derivation.kernel]
    losses = dict.fromkeys(loss for loss, _ in targets)
    if len(losses) > 1:
        raise NotExportable("the gradients are those of several losses", term=", ".join(map(str, losses)),
                            hint="one kernel has one loss")
    loss = targets[0][0]
    outputs = _outputs(derivation, loss)
    wanted = tuple(dict.fromkeys(node for _, node in targets))

    # An unspecified loss: the cotangents of its outputs are arguments of backward.
    known = [("adjoint", loss, y) for y in outputs] if isinstance(loss, Loss) else []
    order = in_order([("adjoint", loss, node) for node in wanted], given, known)
    by_name = {v.claim.name: v for v in verified.claims}
    used = []
    for what in order:
        claim = by_name.get(given[what].claim)
        if claim is None or not isinstance(claim.decided.verdict, Proved):
            raise NotExportable(f"claim {given[what].claim} is not proved",
                                hint="only what is proved is exported")
        used.append(claim)

    names = {what: name for what, name in names_of(derivation, loss).items()
             if not (isinstance(what, Family) and what.law)}
    trees = [given[what].expr for what in order]
    _refuse_steps([*outputs, *(f for tree in trees for f in _families(tree))], trees)
    backward = tuple((what[2], statement(names[what], given[what].expr, given[what].axes, names))
                     for what in order)
    needed = _needed(derivation, outputs, [s for _, s in backward])
    forward = tuple(zip(needed, statements(needed, names), strict=True))
    program = [s for _, s in (*forward, *backward)]
    uses = {u for s in program for u in s.uses} | set(wanted)
    arguments = tuple(f for f in derivation.declared if f in uses)
    # The gradient of a scalar is summed over the further axes, so it must have them.
    bare = [s for node, s in backward if not node.ranges and not _has_arrays(s)]
    return Gradients(derivation, loss, outputs, arguments, forward, backward, wanted, tuple(used), names,
                     broadcasts(program) and not bare)


def _has_arrays(statement: Statement) -> bool:
    """Whether an array with a range is in it, also through a definition; every adjoint comes from one."""
    families = {u for u in statement.uses if isinstance(u, Family)}
    return (any(f.ranges for f in families.union(*map(dependencies, families)))
            or any(isinstance(u, tuple) for u in statement.uses))


def _target(derivation: Derivation, name: str) -> tuple[Basic, Family]:
    """The loss and the node of a gradient claim."""
    lhs = derivation.claim(name).lhs
    match lhs:
        case Adjoint():
            loss, node = lhs.loss, lhs.node
        case Derivative(args=(Entry() as loss, node)) if loss.family.body is not None and not loss.indices:
            pass
        case _:
            raise NotExportable(f"claim {name} is not a gradient", term=lhs,
                                hint="its left side must be adjoint(loss, x[i])")
    if node.family not in derivation.declared:
        raise NotExportable(f"claim {name} is the gradient of {node.family}, which is no argument", term=lhs,
                            hint="name the gradients of declared symbols; others are computed as needed")
    if INTEGERS in node.family.ranges:
        raise NotExportable(f"claim {name} is the gradient of one step", term=lhs, hint=_ONE_STEP)
    if len(set(node.indices)) < len(node.indices):
        raise NotExportable(f"claim {name} gives a diagonal only", term=lhs)
    return loss, node.family


def _outputs(derivation: Derivation, loss: Loss | Entry) -> tuple[Family, ...]:
    if isinstance(loss, Entry):
        return (loss.family,)
    for y in loss.outputs:
        if not y.is_defined:
            raise NotExportable(f"the loss depends on the symbol {y} itself, so there is nothing to compute",
                                hint="make the output a definition")
        others = set(loss.outputs) - {y}
        if not others.isdisjoint(dependencies(y)):
            raise NotExportable(f"output {y} depends on another output",
                                hint="the cotangent of that one would not be its whole adjoint")
    return loss.outputs


_ONE_STEP = "a kernel is of one step: name the members that it uses as symbols"


def _refuse_steps(families: list[Family], trees: list[Basic]) -> None:
    """Raises NotExportable if these trees, or the definitions of these families, are about steps in time."""
    found = set(families).union(*map(dependencies, families))
    for f in sorted(found, key=str):
        if INTEGERS in f.ranges:
            raise NotExportable(f"the gradients use {f}, which has a member for each step", hint=_ONE_STEP)
    for tree in (*trees, *(tree for f in found for tree in f.defining)):
        if any(isinstance(term, IntegerIndex) for term in subterms(tree)):
            raise NotExportable("the gradients hold an integer", term=tree, hint=_ONE_STEP)


def _families(tree: Basic) -> set[Family]:
    """The families whose members are in a tree."""
    return {term.family for term in subterms(tree) if isinstance(term, Entry)}


def dependencies(family: Family) -> frozenset[Family]:
    """Every family that a definition depends on, through others too (a recurrence: on itself)."""
    found: set[Family] = set()
    waiting = [family]
    while waiting:
        new = set().union(*map(_families, waiting.pop().defining)) - found
        found |= new
        waiting += new
    return frozenset(found)


def _needed(derivation: Derivation, outputs: tuple[Family, ...], backward: list[Statement]) -> list[Family]:
    """The definitions that the outputs or backward need, in order."""
    used = set(outputs) | {u for s in backward for u in s.uses if isinstance(u, Family)}
    found = used.union(*map(dependencies, used))
    return [f for f in derivation.defined if f in found]
