r"""Formulas that are the same by what an inverse is: (X^\top X + I)^{-1} X^\top = X^\top (X X^\top + I)^{-1}.

Beside the inverse of P = L + M, the word L is no more than P - M is: L P^{-1} = I - M P^{-1}. And a formula is 0 if it
is so times P, from one side, for a P that has an inverse. So Woodbury's identity is proved, with sizes of any kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from symdl.grading.scalar.linear.words import INVERSE, ZERO, Form, Letter, Word, Words, turned
from symdl.grading.scalar.trees import ONE, negative, over, times
from symdl.grading.scalar.words import NoMeaning
from symdl.notation.reader.syntax import Node

_MOST_STEPS = 40
_MOST_FACTORS = 5
_MOST_TRIED = 24


def are_same(words: Words, one: Form, other: Form) -> bool:
    """Whether two forms of one shape are the same. Raises NoMeaning for too many words."""
    form = words.collected(one.shape, [*one.terms.items(), *((word, negative(by)) for word, by in other.terms.items())])
    return _vanishes(words, form, count())


def _vanishes(words: Words, form: Form, tried: Iterator[int], depth: int = 0) -> bool:
    """Whether a form is 0, or is it times what inverses at its ends are of, one after the other."""
    form = _reduced(words, form)
    if not form.terms:
        return True
    if depth == _MOST_FACTORS:
        return False
    for of, is_left in _factors(words, form):
        if next(tried) >= _MOST_TRIED:
            raise NoMeaning("its inverses are not worked out in a few steps")
        made = words.collected(form.shape, [
            words.taken_apart((*part, *word) if is_left else (*word, *part), times(by, number), form.shape)
            for word, number in form.terms.items() for part, by in of.terms.items()])
        if _vanishes(words, made, tried, depth + 1):
            return True
    return False


def _factors(words: Words, form: Form) -> list[tuple[Form, bool]]:
    """What inverses at the ends of words are of, and whether that is the left end; each once, those of sums first.

    Times the A of A^{-1}, such an inverse may come to stand in the middle.
    """
    found: dict[tuple[str, bool], tuple[Form, bool]] = {}
    for word in form.terms:
        for letter, is_left in ((word[0], True), (word[-1], False)) if word else ():
            if (of := _inverse_of(words, letter)) is not None:
                found[repr(letter), is_left] = of, is_left
    return sorted(found.values(), key=lambda one: -len(one[0].terms))


def _inverse_of(words: Words, letter: Letter) -> Form | None:
    """What a letter is the inverse of."""
    if letter.inverse:
        shape = letter.shape[1], letter.shape[0]
        return Form(shape, {(replace(letter, inverse=False, shape=shape),): ONE})
    found = next((args[0] for name, args, known in words.opened if name == INVERSE and known.name == letter.name), None)
    if found is None or not letter.turned:
        return found
    return Form((found.shape[1], found.shape[0]), {turned(word): by for word, by in found.terms.items()})


def _reduced(words: Words, form: Form) -> Form:
    """Without the longest word of P beside the inverse of P, and without what is 0."""
    for _ in range(_MOST_STEPS):
        form = Form(form.shape, {word: by for word, by in form.terms.items() if not words.same(by, ZERO)})
        for word, number in form.terms.items():
            if (made := _opened(words, word, number)) is not None:
                rest = [(one, by) for one, by in form.terms.items() if one != word]
                form = words.collected(form.shape, [*rest, *(words.taken_apart(*one, form.shape) for one in made)])
                break
        else:
            return form
    raise NoMeaning("its inverses are not worked out in a few steps")


def _opened(words: Words, word: Word, number: Node) -> list[tuple[Word, Node]] | None:
    """A word in which L stands beside the inverse of L + M, in words in which it does not; None if there is none."""
    for place, letter in enumerate(word):
        of = _inverse_of(words, letter)
        if of is None or len(of.terms) < 2:
            continue
        lead = max(of.terms, key=lambda one: (len(one), repr(one)))
        for start in (place - len(lead), place + 1):
            if start < 0 or word[start : start + len(lead)] != lead:
                continue
            before, after = word[: min(start, place)], word[max(start + len(lead), place + 1) :]
            by = over(number, of.terms[lead])
            others = [((*before, *((*one, letter) if start < place else (letter, *one)), *after),
                       negative(times(by, factor))) for one, factor in of.terms.items() if one != lead]
            return [((*before, *after), by), *others]
    return None


__all__ = ["are_same"]
