r"""Declarations: what names mean, said by examples.

    declare(["x_i", r"\hat{m}^t", r"\sigma_{\mathcal{B}}^2", "f(x)", "dw"], indices={"i": "1..m", "t": "1.."})

A name is given as it is written in a formula, with indices where it has indices and with
arguments if it is a function. The example is read by the reader itself, so that a declared name is spelled
as the reader will find it.

``dump`` writes a notation as TOML for a person to read and change, ``load`` reads such a file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from symdl.errors import InputError, ReadError
from symdl.notation.reader.names import spelled
from symdl.notation.reader.notation import POLICIES, Meaning, Notation
from symdl.notation.reader.operators import check as check_operators
from symdl.notation.reader.parse import parse
from symdl.notation.reader.signs import FUNCTIONS
from symdl.notation.reader.syntax import Call, Member, Name, Node, Number, Power, Product, walk
from symdl.notation.reader.tokens import tokens

_NOTHING: Mapping[str, str] = MappingProxyType({})
_EULER: Mapping[str, str] = MappingProxyType({"e": "e"})
_CONSTANTS = ("e", "pi", "infinity", "i")
_KINDS = ("symbol", "family", "function", "size")

_A_NAME = "write a name as it stands in a formula: x_i, \\hat{m}^t, \\beta_1, dw, or f(x) for a function"


def declare(
    names: Sequence[str] = (),
    *,
    indices: Mapping[str, str] = _NOTHING,
    aliases: Mapping[str, str] = _NOTHING,
    constants: Mapping[str, str] = _EULER,
    losses: Collection[str] = (),
    operators: Mapping[str, str] = _NOTHING,
    policies: Collection[str] = (),
    closed: bool = False,
) -> Notation:
    r"""The notation in which names mean what examples show.

    names      ``x_i`` is a family; ``m^t`` is one with its index above, if t is an index, and ``x^{(i)}`` always;
               ``\sigma_B^2`` is one name, since 2 is no index; ``f(x)`` and ``L(y, z)`` are functions; all else
               is a symbol, in several letters too: ``dw``, ``lr_max``
    indices    letters that count, and from where to where: {"i": "1..m", "t": "1..", "j": ""}. What a range ends
               in is a size
    aliases    other spellings of declared names: {r"\sigma_B": r"\sigma_{\mathcal{B}}"}; {r"\sigma": "sigmoid"} makes
               it the function that everyone knows
    constants  letters that are a number: {"e": "e", "i": "i"}
    losses     names of losses of which only derivatives are written: dl/dx is a derivative where l is one
    operators  signs that stand for others: {r"\circ": r"\odot"} is the entrywise product, {"'": r"^\top"} the
               transpose, {"D": r"\nabla"} the gradient
    policies   readings that only some authors mean, see notation.POLICIES
    closed     whether a name that is not declared is a mistake
    """
    if isinstance(names, str):
        raise InputError("names are a list of examples, and this is one text", term=names, hint=f"[{names!r}]")
    return _declared({}, names, indices, aliases, constants, losses, operators, policies, closed)


def _declared(
    given: Mapping[str, Meaning],
    names: Collection[str],
    indices: Mapping[str, str],
    aliases: Mapping[str, str],
    constants: Mapping[str, str],
    losses: Collection[str],
    operators: Mapping[str, str],
    policies: Collection[str],
    closed: bool,
) -> Notation:
    """See ``declare``. ``given`` are meanings by spelling that are said in full."""
    ranges = {_letter(letter): _range(letter, text) for letter, text in indices.items()}
    numbers = {_letter(letter): _constant(letter, value) for letter, value in constants.items()}
    for letter in ranges.keys() & numbers.keys():
        raise InputError(f"{letter} cannot be an index and a number", hint="leave it out of the indices or constants")
    known = frozenset(ranges)

    meanings = dict(given)
    written = {spelling: spelling for spelling in given}  # the example that declares a spelling
    for example in names:
        spelling, meaning = _read(example, known)
        before = meanings.get(spelling)
        if before is not None and before.kind == meaning.kind == "function" and 0 in (before.slots, meaning.slots):
            # L(y, z) and L_t(y, z): the index is left out where it is of no interest.
            meaning = before = max(before, meaning, key=lambda function: function.slots)
        if before is not None and before != meaning:
            raise InputError(f"{spelling} is declared twice, {_said(before)} and {_said(meaning)}",
                             term=f"{written[spelling]}  and  {example}", hint="declare it once")  # fmt: skip
        if spelling in ranges and meaning.kind != "function":
            raise InputError(f"{spelling} is an index and cannot be {_said(meaning)}, too", term=example,
                             hint="use another letter for one of them")  # fmt: skip
        meanings[spelling] = meaning
        written.setdefault(spelling, example)
    _no_members(meanings, written)

    for letter, ends in ranges.items():
        for size in (name for end in ends or () for name in _names(end, indices[letter])):
            if size not in ranges and size not in numbers and size not in given \
                    and meanings.get(size, _SYMBOL).kind == "symbol":  # fmt: skip
                meanings[size] = Meaning(size, "size")

    for alias, target in aliases.items():
        spelling, _ = _read(alias, known)
        meaning = _target(alias, target, meanings, known)
        if (before := meanings.get(spelling)) is not None and before != meaning:
            raise InputError(f"{alias} cannot be another spelling of {target}: it is declared {_said(before)}",
                             term=written.get(spelling, alias), hint="leave out one of the two")  # fmt: skip
        meanings[spelling] = meaning
        written.setdefault(spelling, alias)
    check_operators(operators)
    for sign in operators:
        if sign in meanings or sign in ranges or sign in numbers:
            raise InputError(f"{sign} is a name and the sign of an operation", term=written.get(sign, sign),
                             hint="declare it as one of them")  # fmt: skip
    return Notation(meanings, ranges, numbers, _losses(losses, meanings, known), _policies(policies), closed,
                    dict(operators))


# --------------------------------------------------------------------------
# One example


# A word in a row as it is typed: dw, w11, lr_max. What follows a _ belongs to it if it is a word, too.
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]+(?:_[A-Za-z0-9]{2,}(?![A-Za-z0-9_]))*")
_BRACKET = re.compile(r"\\(?:left|bigl?|Bigl?|biggl?|Biggl?)?\s*\(|\(")
_STAND_IN = "w"
_SYMBOL = Meaning("")


def _read(example: str, indices: frozenset[str]) -> tuple[str, Meaning]:
    """How the name in an example is spelled, and what the example says of it."""
    if not isinstance(example, str) or not example.strip():
        raise InputError("a name is a text that is not empty", term=repr(example), hint=_A_NAME)
    head = _head(example)
    if head is None:
        name, below, above = _parts(example, example, indices)
        slots = len(below) + len(above)
        return name, Meaning(name, "family" if slots else "symbol", slots, len(above))
    name, below, above = _parts(example, example[:head], indices)
    meaning = Meaning(name, "function", len(below) + len(above), len(above))
    # The arguments are no part of what is declared, but nonsense in brackets is a slip of the pen.
    try:
        tree = parse(example, Notation({name: meaning}, dict.fromkeys(indices))).tree
    except ReadError as error:
        raise ReadError(error.what, example, error.start, error.end, error.hint or _A_NAME) from None
    if not isinstance(tree, Call):
        raise ReadError("this is not one function with its arguments", example, 0, len(example), _A_NAME)
    return name, meaning


def _head(example: str) -> int | None:
    """Where the arguments of a function begin, None if the example is no function."""
    if not re.search(r"\)\s*$", example):
        return None
    for bracket in _BRACKET.finditer(example):
        before = example[: bracket.start()]
        if before.count("{") == before.count("}"):
            # x^(i) is typed for x^{(i)}
            return None if before.rstrip().endswith(("^", "_")) or not before.strip() else bracket.start()
    return None


_Parts = tuple[str, tuple[Node, ...], tuple[Node, ...]]


def _parts(example: str, text: str, indices: frozenset[str]) -> _Parts:
    """The spelling of the one name in a text, its indices below and above."""
    lead = len(text) - len(text.lstrip())
    word = _WORD.match(text, lead)
    if word and not _is_word(word[0], indices):
        word = None
    if not word and (sign := _one_sign(text)):
        return sign, (), ()
    # A word is not known before it is declared, so a letter is read in its place, and ``cut`` is what is missing.
    read, cut = (_STAND_IN + text[word.end() :], word.end() - len(_STAND_IN)) if word else (text, 0)
    try:
        name, below, above = _name(_tree(read, indices), read, indices)
    except ReadError as error:
        end = min(max(error.end, error.start + 1) + cut, len(example))
        raise ReadError(error.what, example, error.start + cut, end, error.hint or _A_NAME) from None
    return (word[0] + name.removeprefix(_STAND_IN) if word else name), below, above


def _one_sign(text: str) -> str | None:
    r"""The one letter or upright word that a text is, in no other sense than its own: E, \pi, \text{mean}."""
    try:
        found, _ = tokens(text)
    except ReadError:
        return None
    return found[0].text if len(found) == 2 and found[0].kind in ("letter", "word") else None


def _is_word(word: str, indices: frozenset[str]) -> bool:
    r"""Whether letters in a row are a name that only a declaration makes one: dw, lr_max, but not sigma or w_ij."""
    scripts = word.split("_")[1:]
    if scripts and all(set(part) <= indices for part in scripts):
        return False
    sign = _one_sign(word)
    return sign is None or sign == word


def _tree(text: str, indices: frozenset[str]) -> Node:
    """A text read as LaTeX if it is a name then, or else as it is typed: m_i^t and x_max."""
    # Where indices are declared, no other letter is one: W_i is a name beside h_t.
    known = Notation(indices=dict.fromkeys(indices), constants={}, closed=bool(indices))
    if (typed := re.fullmatch(r"(.*_)([A-Za-z]{2,})", text)) and set(typed[2]) <= indices:
        text = f"{typed[1]}{{{typed[2]}}}"
    failed: ReadError | None = None
    first: Node | None = None
    for latex in (True,) if "\\" in text else (True, False):
        try:
            tree = parse(text, known, latex=latex).tree
        except ReadError as error:
            failed = failed or error
            continue
        if isinstance(tree, (Name, Member, Power)):
            return tree
        first = first or tree
    if first is None:
        assert failed is not None
        raise failed
    return first


def _name(tree: Node, text: str, indices: frozenset[str]) -> _Parts:
    def wrong(what: str, node: Node, hint: str = _A_NAME) -> ReadError:
        return ReadError(what, text, node.start, node.end, hint)

    match tree:
        case Name(name):
            return name, (), ()
        case Member(name, below, above):
            for index in (*below, *above):
                if not isinstance(index, Name):
                    raise wrong("an index in an example is one letter", index, "declare x_i, not x_{i+1}")
            return name, below, above
        case Power(Name(name), Number(value)) if value.denominator == 1:
            return spelled(name, above=str(value)), (), ()
        case Power(Name() | Member() as base, Name(letter) as exponent):
            name, below, above = _name(base, text, indices)
            if letter in indices and not above:
                return name, below, (exponent,)
            if letter != "T" and (letter.isupper() or letter.startswith("\\")):  # W^O, V^\pi: no power is meant
                return f"{name}^{{{letter}}}", below, ()
            raise wrong(f"{letter} is no index, so this is a power and not a name", exponent,
                        f"if {letter} counts, declare it an index: indices={{{letter!r}: ''}}")  # fmt: skip
        case Power(Name(name), Product(factors)) if len(factors) > 2 and all(
                isinstance(factor, Name) and len(factor.text) == 1 for factor in factors):
            word = "".join(factor.text for factor in factors if isinstance(factor, Name))
            return spelled(name, above=word), (), ()  # L^{CLIP}
        case Power(Member(), exponent):
            raise wrong("a family cannot be declared with a power", exponent,
                        "declare the family, its powers are read by themselves")  # fmt: skip
    raise wrong("this is no name", tree)


def _target(alias: str, target: str, meanings: Mapping[str, Meaning], indices: frozenset[str]) -> Meaning:
    """What an alias stands for: a declared name, or a function that everyone knows."""
    if not isinstance(target, str):
        raise InputError("an alias stands for a spelling", term=f"{alias} = {target!r}", hint="write both as text")
    if target.lstrip("\\") in FUNCTIONS and target not in meanings:
        return Meaning(FUNCTIONS[target.lstrip("\\")], "function")
    spelling, _ = _read(target, indices)
    if (meaning := meanings.get(spelling)) is None:
        raise InputError(f"{alias} is declared another spelling of {target}, which is not declared",
                         term=f"{alias} = {target}", hint=f"add {target} to the names")  # fmt: skip
    return meaning


def _no_members(meanings: Mapping[str, Meaning], written: Mapping[str, str]) -> None:
    """Refuses x_1 beside the family x_i: nobody could tell the name from the member."""
    for spelling in meanings:
        digits = re.fullmatch(r"(.+)_\{\d\}", spelling)
        family = meanings.get(digits[1]) if digits else None
        if digits and family and family.kind == "family" and family.slots == 1:
            raise InputError(f"{written[spelling]} is a member of the family {written[digits[1]]} and a name",
                             term=f"{written[digits[1]]}  and  {written[spelling]}",
                             hint="declare the family only, or give the name another letter")  # fmt: skip


def _said(meaning: Meaning) -> str:
    match meaning.kind:
        case "family":
            below = meaning.slots - meaning.above
            where = [f"{below} below"] * bool(below) + [f"{meaning.above} above"] * bool(meaning.above)
            return f"a family with {meaning.slots} {'index' if meaning.slots == 1 else 'indices'} ({', '.join(where)})"
        case kind:
            return f"a {kind}"


# --------------------------------------------------------------------------
# Indices and constants


def _letter(letter: str) -> str:
    """The spelling of an index or a constant."""
    if not isinstance(letter, str) or not letter.strip():
        raise InputError("an index or a constant is a letter", term=repr(letter), hint='write "i"')
    letter = letter.strip()
    first, *primes = tokens(letter)[0][:-1]
    if first.kind == "letter" and all(prime.text == "'" for prime in primes):
        return spelled(first.text, primes=len(primes))
    raise ReadError("an index or a constant is a letter", letter, 0, len(letter), 'write "i"')


def _range(letter: str, text: str) -> tuple[str, str] | None:
    """The first and the last value of an index, either of them empty if it is open."""
    if not isinstance(text, str):
        raise InputError(f"the range of {letter} is a text", term=repr(text), hint='"1..m", "1.." or ""')
    if not text.strip():
        return None
    first, dots, last = text.partition("..")
    if not dots or ".." in last or last.startswith("."):
        raise ReadError(f"the range of {letter} has a first and a last value with .. between", text, 0, len(text),
                        '"1..m", "1.." if there is no last one, or ""')  # fmt: skip
    return first.strip(), last.strip()


def _names(end: str, text: str) -> list[str]:
    """The names in an end of a range."""
    if not end:
        return []
    try:
        return [node.text for node in walk(parse(end).tree) if isinstance(node, Name)]
    except ReadError as error:
        place = text.find(end)
        raise ReadError(error.what, text, place + error.start, place + error.end,
                        error.hint or '"1..m" or "1.."') from None  # fmt: skip


def _losses(losses: Collection[str], meanings: Mapping[str, Meaning], indices: frozenset[str]) -> frozenset[str]:
    if isinstance(losses, str):
        raise InputError("losses are a list of names, and this is one text", term=losses, hint=f"[{losses!r}]")
    found = set()
    for loss in losses:
        spelling, meaning = _read(loss, indices)
        if meaning.kind != "symbol" or (spelling in meanings and meanings[spelling].kind not in ("symbol", "function")):
            raise InputError(f"{loss} cannot be a loss: it is {_said(meanings.get(spelling, meaning))}", term=loss,
                             hint="a loss is one name")  # fmt: skip
        found.add(spelling)
    return frozenset(found)


def _policies(policies: Collection[str]) -> frozenset[str]:
    for policy in [policies] if isinstance(policies, str) else policies:
        if policy not in POLICIES:
            raise InputError(f"{policy!r} is no policy of reading", term=policy,
                             hint=f"there are {', '.join(POLICIES)}")  # fmt: skip
    return frozenset([policies] if isinstance(policies, str) else policies)


def _constant(letter: str, value: str) -> str:
    if value not in _CONSTANTS:
        raise InputError(f"{letter} cannot be the constant {value!r}", term=f"{letter} = {value}",
                         hint=f"the constants are {', '.join(_CONSTANTS)}")  # fmt: skip
    return value


# --------------------------------------------------------------------------
# As a file


def dump(notation: Notation) -> str:
    """A notation as TOML, in the words of ``declare``. What no example can say is said in full, as a meaning.

    ``loads`` makes the same notation of it; but a name in the range of an index that is not declared is a size then.
    """
    indices = {letter: "" if ends is None else f"{ends[0]}..{ends[1]}" for letter, ends in notation.indices.items()}

    def says(examples: Collection[str], aliases: Mapping[str, str] = _NOTHING) -> Mapping[str, Meaning]:
        try:
            return declare([*examples], indices=indices, aliases=aliases, constants=notation.constants).meanings
        except (InputError, ReadError):
            return {}

    implied = says(())
    left = {spelling: meaning for spelling, meaning in notation.meanings.items() if implied.get(spelling) != meaning}
    examples: dict[str, str] = {}
    for spelling, meaning in left.items():
        example = _example(spelling, meaning, indices)
        if example and says([example]) == {**implied, spelling: meaning}:
            examples[spelling] = example
    aliases: dict[str, str] = {}
    for spelling, meaning in left.items():
        if spelling not in examples:
            targets = [target for target in examples if left[target] == meaning] or [meaning.name]
            spoken = examples.get(targets[0])
            if says([spoken] if spoken else [], {spelling: targets[0]}).get(spelling) == meaning:
                aliases[spelling] = targets[0]
    if says(examples.values(), aliases) != {**implied, **{name: left[name] for name in (*examples, *aliases)}}:
        examples, aliases = {}, {}  # each is right, and all together are refused: x_i and x_1
    lines = ["names = [", *(f"    {_quoted(example)}," for example in examples.values()), "]"]
    if notation.closed:
        lines.append("closed = true")
    for key, texts in (("losses", notation.losses), ("policies", notation.policies)):
        if texts:
            lines.append(f"{key} = [{', '.join(map(_quoted, sorted(texts)))}]")
    if dict(notation.constants) != dict(_EULER):
        pairs = ", ".join(f"{_key(letter)} = {_quoted(value)}" for letter, value in notation.constants.items())
        lines.append(f"constants = {{ {pairs} }}" if pairs else "constants = {}")
    for title, table in (("indices", indices), ("aliases", aliases), ("operators", notation.operators)):
        if table:
            lines += ["", f"[{title}]", *(f"{_key(name)} = {_quoted(value)}" for name, value in table.items())]
    for spelling, meaning in left.items():
        if spelling in examples or spelling in aliases:
            continue
        lines += ["", "[[meaning]]", f"spelling = {_quoted(spelling)}", f"name = {_quoted(meaning.name)}",
                  f"kind = {_quoted(meaning.kind)}"]  # fmt: skip
        lines += [f"{field} = {value}" for field in ("slots", "above") if (value := getattr(meaning, field))]
        lines += [f"latex = {_quoted(meaning.latex)}"] * bool(meaning.latex)
    return "\n".join(lines) + "\n"


def load(path: Path | str) -> Notation:
    """The notation that a file declares."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("this file cannot be read", term=path, hint=str(error)) from None
    try:
        return loads(text)
    except (InputError, ReadError) as error:
        error.where = error.where or str(path)
        raise


def loads(text: str) -> Notation:
    """The notation that a text in TOML declares."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError("this is not TOML", term=error, hint="names with a backslash stand in '...'") from None
    for key, value in table.items():
        if key not in _KEYS:
            raise InputError(f"a declaration has no {key}", term=f"{key} = ...", hint=f"it has {', '.join(_KEYS)}")
        if not isinstance(value, _KEYS[key]):
            raise InputError(f"{key} must be {_TYPES[_KEYS[key]]}", term=f"{key} = {value!r}")
    given: dict[str, Meaning] = {}
    for entry in table.get("meaning", ()):
        spelling, meaning = _meaning(entry)
        if given.setdefault(spelling, meaning) != meaning:
            raise InputError(f"{spelling} is declared twice, {_said(given[spelling])} and {_said(meaning)}",
                             term=spelling, hint="declare it once")  # fmt: skip
    return _declared(
        given,
        table.get("names", ()),
        table.get("indices", {}),
        table.get("aliases", {}),
        table.get("constants", _EULER),
        table.get("losses", ()),
        table.get("operators", {}),
        table.get("policies", ()),
        table.get("closed", False),
    )


_KEYS: Mapping[str, type] = {
    "names": list, "indices": dict, "aliases": dict, "constants": dict, "losses": list, "operators": dict,
    "policies": list,
    "closed": bool, "meaning": list,
}  # fmt: skip
_TYPES = {list: "a list", bool: "true or false", dict: "a table", str: "a text", int: "a number"}
_FIELDS: Mapping[str, type] = {"spelling": str, "name": str, "kind": str, "slots": int, "above": int, "latex": str}


def _meaning(entry: object) -> tuple[str, Meaning]:
    if not isinstance(entry, dict):
        raise InputError("a meaning is a table", term=repr(entry), hint="write [[meaning]] over its lines")
    for key, value in entry.items():
        if key not in _FIELDS:
            raise InputError(f"a meaning has no {key}", term=f"{key} = ...", hint=f"it has {', '.join(_FIELDS)}")
        if type(value) is not _FIELDS[key]:
            raise InputError(f"{key} must be {_TYPES[_FIELDS[key]]}", term=f"{key} = {value!r}")
    spelling: str = entry.get("spelling", "")
    if not spelling:
        raise InputError("a meaning has no spelling", term=repr(entry), hint="add spelling = '...'")
    slots, above, kind = entry.get("slots", 0), entry.get("above", 0), entry.get("kind", "symbol")
    if kind not in _KINDS:
        raise InputError(f"{kind!r} is no kind of name", term=spelling, hint=f"the kinds: {', '.join(_KINDS)}")
    if not 0 <= above <= slots:
        raise InputError("slots counts all indices of a name, above those of them that stand above",
                         term=f"slots = {slots}, above = {above}", hint="0 <= above <= slots")  # fmt: skip
    return spelling, Meaning(entry.get("name", spelling), kind, slots, above, entry.get("latex", ""))


def _example(spelling: str, meaning: Meaning, declared: Collection[str]) -> str:
    """A meaning by an example, as well as that can be done, with indices that are declared if there are enough."""
    # Below, only declared letters are indices if there are any; in brackets above, every letter is.
    known = sorted(filter(_LETTER.fullmatch, declared), key=lambda letter: letter == "t")
    letters = known or [*"ijklnrst"]
    below = letters[: meaning.slots - meaning.above]
    free = [letter for letter in (*reversed(known), *"ijklnrst") if letter not in below]
    above = list(dict.fromkeys(free))[: meaning.above]
    if len(below) + len(above) < meaning.slots:
        return ""
    lower = f"_{below[0]}" if len(below) == 1 else f"_{{{''.join(below)}}}" if below else ""
    bare = len(above) == 1 and above[0] in declared
    upper = f"^{above[0]}" if bare else f"^{{({','.join(above)})}}" if above else ""
    # A power in the spelling is written behind all else, and one sign in a script needs no braces.
    name = re.sub(r"([_^])\{(\w)\}", r"\1\2", spelling)
    return name + lower + upper + ("(x)" if meaning.kind == "function" else "")


_LETTER = re.compile(r"[A-Za-z]")


def _quoted(text: str) -> str:
    r"""A TOML string, '...' where it can be, so that a backslash is a backslash."""
    if "'" not in text and text.isprintable():
        return f"'{text}'"
    escaped = "".join(
        f"\\{char}" if char in '"\\' else char if char.isprintable() else f"\\U{ord(char):08x}" for char in text
    )
    return f'"{escaped}"'


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _quoted(name)


__all__ = ["declare", "dump", "load", "loads"]
