r"""What is proposed of the names in formulas, from how they are used: the rules of ``infer``.

Each rule looks at all names that were seen, and says of some of them what they are, with the place that shows it, or
that it is in doubt. The order of ``RULES`` matters: a later rule decides only what those before it left open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from symdl.notation.reader.infer_proposal import Proposal
from symdl.notation.reader.infer_uses import Run, Seen, Use, reading, step_of
from symdl.notation.reader.names import plain, spelled
from symdl.notation.reader.notation import Meaning
from symdl.notation.reader.parse import Parsed
from symdl.notation.reader.scripts import INDICES
from symdl.notation.reader.syntax import Call, Chain, Member, Name, Number, Power, Span

# --------------------------------------------------------------------------
# Letters and words


def propose_words(seen: Seen, found: Proposal) -> None:
    """Names of several letters: dw beside w, BN before a bracket, a word alone on a left side."""
    for name, uses in seen.uses.items():
        if typed := re.fullmatch(r"([A-Za-z]{2,}_)\{([A-Za-z]{2,})\}", name):
            found.propose(Meaning(typed[1] + typed[2]), "one name", "it is two words with _ between them", uses[0])
            found.refused.add(name)
    for text, runs in sorted(seen.runs.items(), key=lambda item: len(item[0])):
        if not found.knows(text):
            _word(seen, found, text, runs)


def _word(seen: Seen, found: Proposal, text: str, runs: Sequence[Run]) -> None:
    what = "one name"
    known = [letter for letter in text if letter in seen.single]
    in_latex = next((run for run in runs if not run.word), None)
    if in_latex is None:
        if text in seen.uses and len(known) == len(text) and not text.startswith("d"):
            found.doubt(text, what, "each of its letters is a name, too, and so it could be their product", runs[0])
        return
    strange = len(known) < len(text)  # as a product, since not all of its letters are names
    followed = [run for run in runs if re.match(r"\s*(?:_\{[^{}]*\}\s*)?(?:\\left\s*)?\(", seen.after(run))]
    defined = next((run for run in runs if seen.defines(run)), None)
    if "_" in text:
        found.propose(Meaning(text), what, "it is two words with _ between them", in_latex)
    elif len(text) == 2 and text[0] == "d" and text[1] in known and "d" not in known:
        letters_d = {(use.formula, use.start) for use in seen.uses.get("d", ())}
        if any((run.formula, run.start) in letters_d for run in runs):
            found.propose(Meaning(text), what, f"it stands beside {text[1]}, and d does not stand alone", in_latex)
    elif len(text) == 3 and text[1] == "d" and text[2] in known and text[0] not in known:
        found.propose(Meaning(text), what, f"d{text[2]} belongs to {text[2]}, and {text[0]} does not stand alone",
                      in_latex)  # fmt: skip
    elif strange and any(run.word for run in runs):
        found.propose(Meaning(text), what, "it is a word in plain text in another formula", in_latex)
    elif strange and text.isupper() and len(followed) == len(runs):
        _capitals(seen, found, text, runs)
    elif len(text) > 2 and defined and (not known or (strange and text.isupper())):
        found.propose(Meaning(text), what, "it is a whole left side, which would be a strange product", defined)
    elif len(text) > 4 and 2 * len(known) < len(text):
        found.propose(Meaning(text), what, "few of its letters stand alone", in_latex)
    elif strange and len(text) > 2:
        found.doubt(text, what, "it could be a product, too", in_latex)


def _capitals(seen: Seen, found: Proposal, text: str, runs: Sequence[Run]) -> None:
    r"""BN(x), KL(p, q), BN_{\gamma,\beta}(x): capitals before a bracket."""
    for run in runs:
        name = text
        if script := re.match(r"\s*_\{([^{}]*)\}", seen.after(run)):
            read = reading(f"w_{{{script[1]}}}", found.notation)
            if not isinstance(read, Parsed) or not isinstance(read.tree, Name):
                continue
            name += read.tree.text.removeprefix("w")
        found.propose(Meaning(name, "function"), "a function", f"{text} always stands before a bracket", run)


# --------------------------------------------------------------------------
# Powers, steps and indices


def propose_indices(seen: Seen, found: Proposal) -> None:
    r"""Letters that are no indices by themselves, and that a sum binds, or that stand beside such a one.

    So is the c of \sum_i x_{ci}, which is then an index of \mu_c and \sigma_c^2, too.
    """
    for letter in seen.ranges:
        if letter not in INDICES:
            _propose_bound(seen, found, letter)
    for uses in seen.uses.values():
        for use in uses:
            letters = [*use.letters]
            for letter in letters if any(letter in seen.ranges for letter in letters) else ():
                known = letter in seen.ranges or letter in seen.ends or letter in INDICES or found.is_index(letter) \
                    or found.start.find(letter) or letter in found.meanings
                if len(plain(letter)) == 1 and not known:
                    found.propose_index(letter, f"it is one in {seen.cut(use)}", use)


def _bound(seen: Seen, found: Proposal) -> None:
    """Letters that a sum binds."""
    for letter in seen.ranges:
        _propose_bound(seen, found, letter)


def _propose_bound(seen: Seen, found: Proposal, letter: str) -> None:
    ranges = seen.ranges[letter]
    use = seen.first(letter, lambda use: use.role == "bound")
    if use is None or found.is_index(letter) or len(plain(letter)) != 1 or letter in found.meanings:
        return
    if letter not in INDICES and not any(run.ends or run.bound.first for run in ranges) \
            and not seen.first(letter, lambda use: use.role == "index"):  # fmt: skip
        return  # the x of a sum of p(x) over all x
    ends = {"..".join(run.ends).replace(" ", ""): run.ends for run in ranges if run.ends}
    pair = _declarable(seen, *next(iter(ends.items()))) if len(ends) == 1 else None
    if pair:
        found.propose_index(letter, f"a sum runs over it, from {pair[0]} to {pair[1]}", use, pair)
    elif len(ends) > 1:
        found.propose_index(letter, "sums run over it, in more than one range", use)
    else:
        found.propose_index(letter, "a sum runs over it", use)


def _declarable(seen: Seen, written: str, ends: tuple[str, str]) -> tuple[str, str] | None:
    """The ends of a range, if they can be declared."""
    first, last = ends[0].strip(), ends[1].strip()
    if (last == "T" and seen.transposed) or written.count("..") != 1 or written.endswith("."):
        return None  # a T that is the sign of a transpose is no size, see _sizes
    return first, last


_ABOVE = "a family with its index above"


def _above(seen: Seen, found: Proposal) -> None:
    """Whether the t of m^t counts steps: then m is a family, else it is a power."""
    for name, uses in seen.uses.items():
        if (meaning := found.meaning(name)) and meaning.above:
            # What is a family already shows which letters count.
            shown = (step_of(use.above[-1]) for use in uses if use.above and "(" not in seen.cut(use))
            found.steps |= {step.letter for step in shown if step.letter}
    candidates = {name: stepped for name, uses in seen.uses.items() if not found.knows(name)
                  and (stepped := [use for use in uses if use.step.letter])}  # fmt: skip
    _by_recurrence(seen, found, candidates)
    _given_together(seen, found, candidates)
    # A letter that runs up to a step counts steps, too: the i of sum_{i=1}^t.
    for letter, ranges in seen.ranges.items():
        if any(isinstance(run.bound.last, Name) and run.bound.last.text in found.steps for run in ranges):
            found.steps.add(letter)
    _by_known_steps(seen, found, candidates)


def _by_recurrence(seen: Seen, found: Proposal, candidates: Mapping[str, Sequence[Use]]) -> None:
    """m^t = ... m^{t-1}, or a first value m^0 = ..., and m without an index nowhere there."""
    for name, stepped in candidates.items():
        if seen.first(name, lambda use: use.numeric):
            continue
        for use in stepped:
            other = next((other for other in stepped if use.role == "left" and other.formula == use.formula
                          and other.step.letter == use.step.letter and other.step.offset != use.step.offset),
                         None)  # fmt: skip
            if other and not any(bare.bare and bare.formula == use.formula for bare in seen.uses[name]):
                why = f"it is given at {seen.cut(use)} by what it is at {seen.cut(other)}"
                _settle(seen, found, name, stepped, why, use)
                break
        else:
            first = seen.first(spelled(name, "0"), lambda use: use.role == "left") \
                or seen.first(name, lambda use: use.role == "left" and use.at_zero)  # fmt: skip
            if first and not seen.first(name, lambda use: use.bare):
                _settle(seen, found, name, stepped, f"it has a first value, {seen.cut(first)}", stepped[0])


def _given_together(seen: Seen, found: Proposal, candidates: Mapping[str, Sequence[Use]]) -> None:
    """Where two names are given at each l, and one of them is used at l - 1, then l counts layers."""
    given: dict[str, list[str]] = {}
    for name, stepped in candidates.items():
        if not seen.first(name, lambda use: use.bare or use.numeric):
            for use in stepped:
                if use.role == "left" and not use.step.offset:
                    given.setdefault(use.step.letter, []).append(name)
    for letter, names in given.items():
        for name in dict.fromkeys(names):
            shifted = next((use for use in candidates[name] if use.step.offset), None)
            beside = next((other for other in names if other != name), None)
            if shifted and beside and not found.knows(name):
                why = f"it is given at {letter} as {beside} is, and used at {seen.cut(shifted)}"
                _settle(seen, found, name, candidates[name], why, shifted)


def _by_known_steps(seen: Seen, found: Proposal, candidates: Mapping[str, Sequence[Use]]) -> None:
    """What the letters that count steps by now say of the other names that they stand above."""
    for name, stepped in candidates.items():
        if found.knows(name):
            continue
        of_steps = [use for use in stepped if use.step.letter in found.steps]
        left = next((use for use in of_steps if use.role == "left"), None)
        raised = next((use for use in of_steps if use.raised), None)
        if bare := seen.first(name, lambda use: use.bare):
            found.say(name, f"raised to a power in {seen.cut(stepped[0])}", "it stands without an index, too", bare)
        elif seen.first(name, lambda use: use.numeric):
            pass  # a power
        elif left:
            why = f"it is given at each {left.step.letter}, and never stands without"
            _settle(seen, found, name, stepped, why, left)
        elif of_steps and all(use.below and use.step.letter for use in seen.uses[name]):
            why = f"it has an index below, and always {of_steps[0].step.letter} above"
            _settle(seen, found, name, stepped, why, of_steps[0])
        elif raised:
            why = f"{seen.cut(raised)} stands in brackets with a power of its own"
            _settle(seen, found, name, stepped, why, raised)
        else:
            found.doubt(name, _ABOVE, f"{seen.cut(stepped[0])} may be a power, too", stepped[0])


def _settle(seen: Seen, found: Proposal, name: str, stepped: Sequence[Use], why: str, use: Use) -> None:
    """A name is a family with its index above, and the letters there count steps."""
    below = max((len(use.below) for use in seen.uses[name] if use.power is not None), default=0)
    found.propose(Meaning(name, "family", below + 1, 1), _ABOVE, why, use)
    for at in stepped:
        letter = at.step.letter
        if not found.is_index(letter):
            found.propose_index(letter, f"it stands above {name}, which is a family", at)
        found.steps.add(letter)


def _powers(seen: Seen, found: Proposal) -> None:
    r"""Names that end in a power: \sigma_B^2, of which \sigma_B itself is never seen."""
    what = "one name with its power"
    for name, uses in seen.uses.items():
        powers = {use.power.value if isinstance(use.power, Number) else None for use in uses}
        if found.knows(name) or len(powers) != 1 or any(use.indexed or use.raised for use in uses):
            continue
        (power,) = powers
        if power is None or power.denominator != 1 or power < 2:
            continue
        whole = spelled(name, above=str(power))
        by = next((use for use in uses if use.role == "by"), None)
        left = next((use for use in uses if use.role == "left"), None)
        if by:
            found.propose(Meaning(whole), what, "a derivative is taken by it", by)
        elif left and (seen.assigned(left) or (len(uses) > 1 and ("_" in name or name.startswith("\\")))):
            found.propose(Meaning(whole), what, f"it is defined, and {name} itself is not seen", left)
        elif left:
            found.doubt(whole, what, f"{name} itself is not seen, but it could be a power", left)
        if whole in found.meanings:
            found.refused.add(name)


def _labels(seen: Seen, found: Proposal) -> None:
    """Subscripts that are letters of words: W_k beside W_q and W_v."""
    labels: dict[str, str] = {}
    for name in seen.uses:
        base, _, label = name.removesuffix("}").partition("_{")
        if len(label) == 1 and label.isalpha():
            labels.setdefault(base, name)
    by_letter: dict[str, list[Use]] = {}
    for uses in seen.uses.values():
        for use in uses:
            for letter in use.letters:
                by_letter.setdefault(letter, []).append(use)
    for letter, uses in by_letter.items():
        beside = [use for use in uses if use.name in labels and use.below == (Name(letter),) and not use.above]
        if not beside or letter in seen.ranges or found.is_index(letter) or letter in found.steps:
            continue
        stands = seen.first(letter, lambda use: use.bare and use.role == "left")
        if len(beside) < len(uses) and not (stands and all(use.below == (Name(letter),) for use in uses)):
            for use in beside:
                found.doubt(use.name, f"a name with {letter} for a label", f"{letter} is an index elsewhere", use)
            continue
        for use in uses:
            why = f"it stands beside {labels[use.name]}" if use.name in labels else "so it is in other names"
            why += f", and {letter} is a value by itself" if stands else f", and {letter} is no index elsewhere"
            found.propose(Meaning(spelled(use.name, letter)), "one name with its label", why, use)


def _labelled(use: Use, found: Proposal) -> bool:
    """Whether the subscript is a label, so that it is a part of the name."""
    label = "".join(node.text for node in use.below if isinstance(node, Name))
    return bool(use.below) and spelled(use.name, label) in found.meanings


def _indices(seen: Seen, found: Proposal) -> None:
    """Letters that stand as an index."""
    # The n of x_n is none where n is how many there are.
    sizes = {letter for letter in seen.ends if not any(_counts(seen, letter, use)
             for uses in seen.uses.values() for use in uses)}  # fmt: skip
    for uses in seen.uses.values():
        for use in uses:
            if _labelled(use, found):
                continue
            for letter in use.letters:
                known = found.is_index(letter) or found.start.find(letter) or letter in found.meanings
                if len(plain(letter)) == 1 and letter not in sizes and not known:
                    found.propose_index(letter, f"it is one in {seen.cut(use)}", use)


def _counts(seen: Seen, letter: str, use: Use) -> bool:
    """Whether a letter at which a sum ends counts nevertheless: the n of S_n, if S has no other index."""
    if use.role != "left" or Name(letter) not in (*use.below, *use.above):
        return False
    return not any(isinstance(index, Name) and index.text != letter and index.text in seen.ranges
                   for other in seen.uses[use.name] for index in (*other.below, *other.above))  # fmt: skip


# --------------------------------------------------------------------------
# Functions, families, and what is left


def _functions(seen: Seen, found: Proposal) -> None:
    """Names before brackets: what is called, and what is multiplied."""
    for name, uses in seen.uses.items():
        called = [use for use in uses if use.args is not None]
        if called and not found.knows(name):
            _function(seen, found, name, called)


def _function(seen: Seen, found: Proposal, name: str, called: Sequence[Use]) -> None:
    what = "a function"
    uses = seen.uses[name]
    several = next((use for use in called if _several(use)), None)
    simple = next((use for use in called if _one_thing(seen, use)), None)
    # A function may be said to be equal to something, or be an argument, without its own argument.
    roles = ("value",) if simple else ("value", "left", "whole", "argument")
    alone = next((use for use in uses if use.args is None and (
        use.role in roles or (use.role in ("left", "whole") and use.power is not None))), None)  # fmt: skip
    slots = max(len(use.below) + len(use.above) for use in uses)
    meaning = Meaning(name, "function", slots, max(len(use.above) for use in uses))
    values = {seen.formulas[use.formula][use.args[0].start : use.args[-1].end] for use in called if use.args}
    always = all(use.role == "called" for use in called)
    quiet = always and name != r"\pi"

    def is_one(why: str, at: Use) -> None:
        found.propose(meaning, what, why, at, quiet=quiet)

    if name == r"\sigma" and not several:
        if other := seen.first(name, lambda use: use.args is None):
            found.doubt(name, what, "it stands before a bracket like the logistic function, and alone, too", other)
        else:
            found.refused.add(name)  # it is that function by convention
    elif name == r"\pi" and seen.pi:
        found.doubt(name, what, "it stands for the number, too", seen.pi[0])
    elif several:
        is_one("there are several things in its brackets", several)
    elif alone and simple:
        found.doubt(name, what, f"it stands before a bracket, but alone in {seen.cut(alone)}, too", alone)
    elif alone:
        found.say(name, "multiplied by the bracket behind it", f"it stands alone in {seen.cut(alone)}", alone)
        found.changing.add(name)
    elif simple:
        is_one("there is one thing in its brackets, and it always has some", simple)
    elif name.isalpha() and name.isascii() and len(name) > 1:
        is_one("it is a word before a bracket", called[0])
    elif all(use.role == "value" and use.indexed for use in called):
        found.say(name, "multiplied by the bracket behind it", "it has an index, and a sum stands in the bracket",
                  called[0])  # fmt: skip
    elif len(values) > 1 and quiet:
        is_one("it always stands before a bracket, and such a letter is called", called[0])
    else:
        found.doubt(name, what, "it always stands before a bracket, which could be a factor", called[0])


def _several(use: Use) -> bool:
    args = use.args or ()
    return len(args) > 1 or any(isinstance(arg, Chain) for arg in args)


def _one_thing(seen: Seen, use: Use) -> bool:
    """Whether one name stands in the brackets, or the value of a function: nobody writes a product so."""
    first = use.args[0] if use.args else None
    if isinstance(first, Power):
        first = first.base
    if isinstance(first, (Name, Member)) or (isinstance(first, Call) and use.role == "called"):
        return seen.alone_in_brackets(use)
    return False


def _families(seen: Seen, found: Proposal) -> None:
    """Names with indices."""
    what = "a family"
    two_digits = {match[1]: name for name in seen.uses if (match := re.fullmatch(r"(.+)_\{\d\d+\}", name))}
    has_members = {_member_of(name, seen, found) for name in seen.uses}
    for name, uses in seen.uses.items():
        members = [use for use in uses if use.indexed and not _labelled(use, found)]
        if not members or found.knows(name) or name in found.doubtful:
            continue
        digits = two_digits.get(name)
        widths = {len(use.below) for use in members if use.below}
        if len(widths) > 1:
            found.doubt(name, what, "it has sometimes more indices below and sometimes fewer", members[0])
            continue
        if digits and widths == {1}:
            found.doubt(name, what, f"{digits} may be a name, or a member with two indices", seen.uses[digits][0])
            continue
        # What is indexed below or above, never both, has one index in two places.
        slots = max(len(use.below) + len(use.above) for use in members)
        below = max(widths, default=0)
        above = min(max(len(use.above) for use in members), slots - below)
        ranges = any(isinstance(node, Span) for use in members for node in use.below)
        found.propose(Meaning(name, "family", slots, above), what,
                      f"it has {_told(below, above)} in {seen.cut(members[0])}", members[0],
                      quiet=name not in has_members and not ranges)  # fmt: skip


def _told(below: int, above: int) -> str:
    parts = [f"{count} {'index' if count == 1 else 'indices'} {side}"
             for count, side in ((below, "below"), (above, "above")) if count]  # fmt: skip
    return " and ".join(parts)


def _member_of(name: str, seen: Seen, found: Proposal) -> str | None:
    """The x of x_1, and of x_n if n is a size: if x is a family, these are members of it."""
    member = re.fullmatch(r"(.+)_\{(?:\d+|(\w))\}", name)
    if member and (not member[2] or (member[2] in seen.ends and not found.is_index(member[2]))):
        return member[1]
    return None


def _sizes(seen: Seen, found: Proposal) -> None:
    """Names at which a range ends."""
    for name, ends in seen.ends.items():
        if name == "T" and seen.transposed:
            found.doubt(name, "a size", "it is the sign of a transpose, too", ends[0])
        elif name == "d" and seen.differentials:
            found.doubt(name, "a size", "it is the sign of a derivative or integral, too", ends[0])
        elif not found.is_index(name) and name not in found.doubtful:
            found.propose(Meaning(name, "size"), "a size", "a range ends there", ends[0], quiet=True)


def _symbols(seen: Seen, found: Proposal) -> None:
    """All other names."""
    for name, uses in seen.uses.items():
        use = next((use for use in uses if use.role != "index" and not _labelled(use, found)), None)
        if use is None or found.knows(name) or found.is_index(name) or name in found.doubtful:
            continue
        if name == "d" and (seen.differentials or (name not in seen.single and any("d" in run for run in seen.runs))):
            continue
        base = _member_of(name, seen, found)
        if base and (family := found.meaning(base)) and family.kind == "family":
            continue
        why = "it stands for a value"
        if use.role == "derived":
            why = "derivatives are taken of it"
            if all(use.role == "derived" and not use.indexed for use in uses):
                found.losses |= {name}
        elif name in INDICES:
            why = "it stands for a value, and is nowhere an index"
        found.propose(Meaning(name), "a symbol", why, use, quiet=name not in found.changing)


def _aliases(seen: Seen, found: Proposal) -> None:
    r"""One name in two spellings: \sigma_B and \sigma_{\mathcal{B}}."""
    groups: dict[tuple[str, str], list[str]] = {}
    for name, meaning in found.meanings.items():
        base, script, _ = name.partition("_{")
        if script and meaning.name == name:
            groups.setdefault((base, plain(name)), []).append(name)
    counts = Counter({name: len(uses) for name, uses in seen.uses.items()})
    for names in groups.values():
        main, *others = sorted(names, key=lambda name: (-counts[name], name))
        for other in others:
            what = f"another spelling of {main}"
            use = seen.first(other, lambda use: True)
            if use and {use.formula for use in seen.uses.get(main, ())} & {use.formula for use in seen.uses[other]}:
                found.doubt(other, what, "both stand in one formula", use)
            elif use and found.meanings[main].kind == found.meanings[other].kind:
                found.meanings[other] = found.meanings[main]
                found.changing |= {main, other}
                found.reasons.pop((other, "a symbol"), None)
                found.say(other, what, "only the font of the subscript is another", use)


def _constants(seen: Seen, found: Proposal) -> None:
    """Whether e is Euler's number."""
    if not seen.euler or "e" in found.meanings or "e" not in found.constants or found.start.find("e") is not None:
        return
    raised = next((use for use in seen.euler if use.power is not None and not isinstance(use.power, Number)), None)
    alone = next((use for use in seen.euler if use.power is None), None)
    left = next((use for use in seen.euler if use.role == "left"), None)
    if alone and raised:
        found.doubt("e", "a symbol", "it is raised to a power like Euler's number, and stands alone, too", alone)
    elif left or all(use.power is None for use in seen.euler):
        found.constants.pop("e")
        why = "it is given a value" if left else "it is never raised to a power, so it is not Euler's number"
        found.propose(Meaning("e"), "a symbol", why, left or seen.euler[0])


RULES: tuple[Callable[[Seen, Proposal], None], ...] = (
    _bound, _above, _powers, _labels, _indices, _functions, _families, _sizes, _symbols, _aliases, _constants,
)  # fmt: skip


# --------------------------------------------------------------------------
# At the end


def guard(seen: Seen, found: Proposal) -> None:
    """What is not decided must not be taken for what is: x for another spelling of a bold x, x_{KL} for a member."""
    known = found.notation
    for name in sorted(found.doubtful & seen.uses.keys()):
        if found.knows(name) or (known.find(name, typed=True) is None and known.find(name.partition("_{")[0]) is None):
            continue
        slots = max(len(use.below) + len(use.above) for use in seen.uses[name])
        called = any(use.role == "called" for use in seen.uses[name])
        found.meanings[name] = Meaning(name, "function" if called else "family" if slots else "symbol", slots)


__all__ = ["RULES", "guard", "propose_indices", "propose_words"]
