"""Trees with other definitions inside: those that a question may not use, or those that a student has.

A family carries its definition with it, so a definition is changed in every tree that speaks of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sympy import Basic, Tuple, evaluate
from sympy.core.symbol import Str

from symdl.language import Adjoint, Derivative, Entry, Family, Index, IntegerIndex, Partial, Range, Size, free_indices


class Rebuilding:
    """Rebuilds trees and families, each once.

    family   another family in the place of one, or None to leave it, with what it is made of rebuilt
    node     another tree in the place of one, or None
    mark     what is put to the name of a family whose definition is no longer what it was
    steps    whether recurrences are rebuilt, too
    """

    def __init__(self, family: Callable[[Family], Family | None] = lambda _: None,
                 node: Callable[[Basic], Basic | None] = lambda _: None, mark: str = "", *, steps: bool = False):
        self._family, self._node, self._mark, self._steps = family, node, mark, steps
        self._families: dict[Family, Family] = {}

    def tree(self, tree: Basic) -> Basic:
        """The tree with all that is to be replaced in it replaced."""
        with evaluate(False):
            return self._tree(tree)

    def _tree(self, tree: Basic) -> Basic:
        if isinstance(tree, Family):
            return self.family(tree)
        if isinstance(tree, (Index, Range, Size)) or not tree.args:
            return tree
        found = self._node(tree)
        if found is not None:
            return found
        args = [self._tree(arg) for arg in tree.args]
        return tree if all(a == b for a, b in zip(args, tree.args, strict=True)) else tree.func(*args)

    def family(self, family: Family) -> Family:
        found = self._families.get(family)
        if found is None:
            found = self._family(family)
            if found is None:
                found = family
                body = None if family.body is None else self._tree(family.body)
                system = Tuple(*(Tuple(bare, params, *map(self._tree, values)) for bare, params, *values in
                                 family.system)) if self._steps else family.system
                if body != family.body or system != family.system:
                    found = Family(Str(family.name + self._mark), family.ranges, family.latex, family.means,
                                   family.params, body, system=system)
            self._families[family] = found
        return found


def without(defined: Iterable[Family], *, derivatives: bool) -> Rebuilding:
    """Makes free quantities of some that are defined; and of derivatives, each one that is taken of an unlike thing.

    What holds with free quantities in their place, holds for what they are.
    """
    closed = frozenset(defined)
    # A prover knows one family by a name, so the names say which definitions are closed. None that is read has a #.
    mark = "#" + "".join(sorted(f"{one.name}#" for one in closed))
    atoms: dict[str, Basic] = {}

    def family(one: Family) -> Family | None:
        # Derivatives that stay speak of what is defined, under its own name.
        return Family(Str(f"{one.name}#"), one.ranges, one.latex, one.means) if one in closed else None

    def node(tree: Basic) -> Basic | None:
        if not isinstance(tree, (Adjoint, Derivative, Partial)):
            return None
        if not derivatives:
            return tree
        whole = tree.loss if isinstance(tree, Adjoint) else tree.of
        of = whole.family if isinstance(whole, Entry) else whole
        indices = [*(whole.indices if isinstance(whole, Entry) else sorted(free_indices(whole), key=str)),
                   *tree.node.indices]
        if any(isinstance(index, IntegerIndex) or not isinstance(index, Index) for index in indices):
            return tree
        # Those of one name are of the same thing by the same thing.
        what = Tuple(Str(type(tree).__name__), of, tree.node.family)
        name = f"derivative#{type(tree).__name__}#{of}#{tree.node.family.name}"
        if atoms.setdefault(name, what) != what:
            return tree
        return Entry(Family(Str(name), [index.range for index in indices], name, ""), *indices)

    return Rebuilding(family, node, mark)


def shown(name: str) -> str:
    """What ``without`` made free, as it was called: mu, and dl/dmu for a derivative."""
    first, *rest = name.split("#")
    return f"d{rest[1]}/d{rest[2]}" if rest[2:] else first


__all__ = ["Rebuilding", "shown", "without"]
