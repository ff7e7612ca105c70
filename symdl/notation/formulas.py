r"""A derivation in LaTeX, where that reads better than Python: its symbols, definitions and formulas.

    tex = Formulas(batch)                               the letters of batch, say i j k, are indices
    x = tex.symbol("x_i", "inputs")                     family("x", batch, means="inputs")
    eps = tex.symbol(r"\epsilon", name="eps")           symbol("eps", r"\epsilon")
    mu = tex.define(r"\mu = \frac{1}{m} \sum_{i=1}^m x_i")
    tex.symbol("m_t", "average")                        sequence("m", means="average"), for an integer t
    m = tex.recurrence({r"m_t = \beta m_{t-1} + (1 - \beta) g_t": "0"})
    loss = tex.loss("l", y)

    tex(r"\frac{x_i - \mu}{\sigma}")            an expression
    tex.sides(r"y_i = \gamma \hat{x}_i + \beta")    a left and a right side: Claim("y", *tex.sides(...))
    tex.relation(r"\epsilon > 0")               an assumption

A formula says what the same formula in an answer says, and becomes the tree that Python would have made. What is
stated joins the names of the formulas after it; names that Python made are given to begin with. A name stands
for what is printed so, or called so. The letters of all ranges, and the integers that are given, may be free.
Whatever some would read in another way is an error here: an author can say it clearly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sympy import Expr
from sympy.core.relational import Relational

from symdl import language
from symdl.derivation import Derivation, Places, family_of
from symdl.errors import LanguageError, ReadError
from symdl.language import Entry, Family, Index, IntegerIndex, Loss, Range
from symdl.notation.read import read_chain, read_relation, reading
from symdl.notation.reader.declare import declare
from symdl.notation.reader.names import plain
from symdl.notation.reader.notation import Notation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import Member, Name, Note
from symdl.notation.scope import Scope, check_aliases, scope_of

Named = Entry | Family | IntegerIndex | Range


class Formulas:
    """Reads formulas over the names that it was given, and those that were stated since; see the module.

    names     ranges, symbols, families, definitions and integers, in any order
    loss      the loss whose derivatives occur, if one is not written down
    aliases   other spellings, as in ``Derivation``
    written   likewise
    """

    def __init__(self, *names: Named, loss: Loss | None = None,
                 aliases: Sequence[tuple[str, Entry | Family | Loss]] = (),
                 written: tuple[Places, ...] | None = None):
        self._names: tuple[Named, ...] = ()
        self._loss: Loss | None = None
        self._aliases: tuple[tuple[str, Entry | Family | Loss], ...] = ()
        self._written = written
        self.join(*names, loss=loss, aliases=tuple(aliases))

    @property
    def scope(self) -> Scope:
        """What may be named now."""
        return self._scope

    @property
    def written(self) -> tuple[Places, ...] | None:
        """Where the indices of each family are written."""
        return self._written

    def join(self, *names: Named, loss: Loss | None = None,
             aliases: Sequence[tuple[str, Entry | Family | Loss]] = ()) -> None:
        """Adds names that Python made. Raises LanguageError, and then leaves the names as they were."""
        before = self._names, self._loss, self._aliases
        self._names, self._loss, self._aliases = (*before[0], *names), loss or before[1], (*before[2], *aliases)
        try:
            self._scope = _scope(self._names, self._loss, self._aliases, self._written)
        except Exception:
            self._names, self._loss, self._aliases = before
            raise

    def place(self, places: Places) -> None:
        """Says where a family that was given is written with its indices."""
        self._written = (*(self._written or ()), places)
        self.join()

    def leave(self, *names: Named) -> None:
        """Takes names away that were given or stated."""
        self._names = tuple(name for name in self._names if name not in names)
        self.join()

    # ---- what is stated

    def symbol(self, example: str, means: str = "", name: str = "") -> Entry | Family:
        r"""A symbol as it is written: ``\gamma``, a family with its indices ``x_{ij}``, ``g_t`` or ``m^t`` for an
        integer t that is given, a function ``G(x)`` that is not written down.

        name   what it is called in Python and in plain text, if not as it is typed: xhat for ``\hat{x}``

        Raises ReadError, LanguageError.
        """
        called, latex, indices, is_function = self._stated(example, name)
        if is_function:
            made: Entry | Family = language.function(called, latex, means)
        elif not indices:
            made = language.symbol(called, latex, means)
        elif (ranges := tuple(index.range for index in indices))[0] == language.INTEGERS:
            made = language.sequence(called, *ranges[1:], latex=latex, means=means)
        else:
            made = language.family(called, *ranges, latex=latex, means=means)
        self.join(made)
        return made

    def define(self, equation: str, means: str = "", name: str = "") -> Entry | Family:
        r"""A definition: ``\hat{x}_i = ...``. Its indices are those on the left. See ``symbol``."""
        left, right = _halves(equation)
        called, latex, indices, is_function = self._stated(left, name)
        if is_function:
            raise ReadError("this defines a function", equation, 0, len(left), "write what it is of as a symbol")
        body = self._within(equation, right, self)
        made = language.define(called, *([[*indices]] if indices else []), body, latex=latex, means=means)
        self.join(made)
        return made

    def recurrence(self, steps: Mapping[str, str]) -> Family | tuple[Family, ...]:
        r"""Sequences that were stated as symbols, step by step: an equation for each, and its value at 0.

        ``{r"m_t = \beta m_{t-1} + (1-\beta) g_t": "0"}`` says that m_0 is 0; see ``language.recurrence``.

        Raises ReadError, LanguageError.
        """
        members: dict[Entry, tuple[object, object]] = {}
        for equation, start in steps.items():
            left, step = self.sides(equation)
            if not isinstance(left, Entry):
                raise ReadError("this is no member of a sequence", equation, 0, len(equation), "write m_t = ...")
            members[left] = self(start), step
        made = language.recurrence(members)
        plain_ = [member.family for member in members]
        self._names = tuple(name for name in self._names if name not in plain_)
        self.join(*(made if isinstance(made, tuple) else (made,)))
        return made

    def loss(self, spelling: str, *outputs: Entry | Family, name: str = "") -> Loss:
        r"""The loss, any function of the outputs: ``tex.loss(r"\ell", y)``."""
        called, latex, indices, is_function = self._stated(spelling, name)
        if indices or is_function:
            raise ReadError("a loss is one name", spelling, 0, len(spelling), "write the name alone")
        if self._loss is not None:
            raise LanguageError(f"there is a loss, {self._loss.name}", hint="one is enough: write the other one down")
        made = Loss(called, *outputs, latex=latex)
        self.join(loss=made)
        return made

    # ---- what is read

    def __call__(self, text: str) -> Expr:
        """The expression that ``text`` writes. Raises ReadError."""
        found = reading(text, self.scope)
        _check(text, found.notes)
        return found.expr

    def sides(self, text: str) -> tuple[Expr, Expr]:
        """The two sides of an equation. Raises ReadError."""
        said = read_chain(text, self.scope)
        _check(text, said.notes)
        match said.items, said.signs:
            case (Expr() as left, Expr() as right), ("eq",):
                return left, right
        raise ReadError("this is no equation of two sides", text, 0, len(text), "write a = b")

    def relation(self, text: str) -> Relational:
        """An equation or inequality between two sides. Raises ReadError."""
        found, notes = read_relation(text, self.scope)
        _check(text, notes)
        return found

    # ---- names

    def _stated(self, example: str, name: str) -> tuple[str, str, tuple[Index, ...], bool]:
        """A name as an example writes it: what it is called and printed as, its indices, whether it is a function."""
        letters = [*self.scope.free, *(letter for range_ in self.scope.ranges for letter in range_.letters)]
        ((spelling, meaning),) = declare([example], indices=dict.fromkeys(letters, "")).meanings.items()
        called = name or plain(spelling)
        if not name and not called.isidentifier():
            raise LanguageError(f"{example} is typed {called}, which is no name", hint='name it: name="var"')
        indices: tuple[Index, ...] = ()
        if meaning.slots:
            tree = parse(example, Notation({spelling: meaning}, dict.fromkeys(letters), constants={})).tree
            if not isinstance(tree, Member):
                raise ReadError("an index stands with a name", example, 0, len(example), "write x_i")
            indices = tuple(self._index(node.text, example, node.start, node.end)
                            for node in (*tree.below, *tree.above) if isinstance(node, Name))
        # The integer counts first, wherever it is written.
        indices = tuple(sorted(indices, key=lambda index: not isinstance(index, IntegerIndex)))
        return called, spelling, indices, meaning.kind == "function"

    def _index(self, letter: str, text: str, start: int, end: int) -> Index:
        if letter not in self.scope.free:
            raise ReadError(f"{letter} is a letter of several ranges", text, start, end,
                            "use a letter that belongs to one of them")
        return self.scope.free[letter]

    def _within(self, equation: str, right: str, names: Callable[[str], Expr]) -> Expr:
        """A right side, its errors placed in the whole equation."""
        try:
            return names(right)
        except ReadError as error:
            cut = len(equation) - len(right)
            raise ReadError(error.what, equation, error.start + cut, error.end + cut, error.hint) from None


def _scope(names: Sequence[Named], loss: Loss | None, aliases: Sequence[tuple[str, Entry | Family | Loss]],
           written: tuple[Places, ...] | None) -> Scope:
    """What these names let a formula say. Raises LanguageError."""
    for name in names:
        if not isinstance(name, Named) or (isinstance(name, Entry) and name.indices):
            raise LanguageError(f"{name} is no symbol, family, definition, range or integer",
                                hint="give the family x, not its member x[i]")
    stated = [name for name in names if not isinstance(name, Range)]
    called = [name.letter if isinstance(name, IntegerIndex) else family_of(name).name for name in stated]
    twice = next((word for word in called if called.count(word) > 1), None)
    if twice is not None:
        raise LanguageError(f"{twice} is given twice", hint="give each name once")
    made = [isinstance(name, (Entry, Family)) and family_of(name).is_defined for name in stated]
    derivation = Derivation(
        "", claims=(), loss=loss, aliases=tuple(aliases), written=written,
        symbols=tuple(name for name, is_made in zip(stated, made, strict=True) if not is_made),
        definitions=tuple(name for name, is_made in zip(stated, made, strict=True)
                          if is_made and not isinstance(name, IntegerIndex)),
    )  # fmt: skip
    check_aliases(derivation)
    return scope_of(derivation, more=tuple(name for name in names if isinstance(name, Range)))


def _halves(equation: str) -> tuple[str, str]:
    """The two sides of a definition, unread."""
    left, sign, right = equation.partition("=")
    if not sign:
        raise ReadError("this is no definition", equation, 0, len(equation), "write a = b")
    return left.removesuffix(":"), right


def _check(text: str, notes: Sequence[Note]) -> None:
    """Raises ReadError for what some would read in another way."""
    if notes:
        first, *others = (ReadError(note.chosen, text, note.start, note.end,
                                    note.text.removeprefix(note.chosen).lstrip("; ") or "write it as it is printed")
                          for note in notes)
        first.others = tuple(others)
        raise first


__all__ = ["Formulas"]
