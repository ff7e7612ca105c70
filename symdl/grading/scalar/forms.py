"""Quotients of two polynomials over the rationals in atoms: the arithmetic of a normal form.

Polynomials are flint's, over one context with a fixed number of generators; a table says what each generator
is. A root keeps its power low by itself: every polynomial is reduced by what the roots in it are roots of.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from flint import Ordering, acb, arb, fmpq, fmpq_mpoly, fmpq_mpoly_ctx, fmpz

ATOMS = 40
_MOST_PAIRS = 40_000  # of terms, in one multiplication
_MOST_TERMS = 1500
_MOST_DEGREE = 400
MOST_FACTOR_TERMS = 60
_MOST_WORK = 400_000
MOST_BITS = 40_000
FINEST = 240
CONTEXT = fmpq_mpoly_ctx.get([f"a{i}" for i in range(ATOMS)], Ordering.lex)
GENS = CONTEXT.gens()
ONE = CONTEXT.constant(1)
ZERO = CONTEXT.constant(0)
IMAGINARY = 0


class Unfit(Exception):
    """A formula is too large for a normal form, or has none."""


class Finer(Exception):
    """An atom has to be a finer root than it was taken for."""


@dataclass(frozen=True)
class Form:
    """top/bottom, without a common factor."""

    top: fmpq_mpoly
    bottom: fmpq_mpoly


@dataclass
class Atom:
    """One generator.

    text      what it is called: equal texts are equal values
    degree    if it is a root, of which degree; ``radicand`` is then its power, a polynomial in earlier atoms
    exponent  if it is an exponential, of what
    positive  whether it is real and not negative
    arc       if it is a logarithm or an arc function, which and of what
    ball      if it is a real constant, what it is worth
    """

    text: str
    degree: int = 0
    radicand: fmpq_mpoly | None = None
    exponent: Form | None = None
    positive: bool = False
    complex: bool = False
    arc: tuple[str, Form] | None = None
    ball: arb | None = None


@dataclass
class Facts:
    """What is known before a pass: how fine atoms are, and polynomials that are not negative, by their text.

    pairs     two polynomials whose product is not negative
    integers  names that are integers
    strict    names that are not 0
    """

    finer: dict[str, int] = field(default_factory=dict)
    positive: set[str] = field(default_factory=set)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    integers: frozenset[str] = frozenset()
    strict: frozenset[str] = frozenset()


class Forms:
    """Forms over one table of atoms."""

    def __init__(self, facts: Facts, *, complex: bool):
        self.facts = facts
        self.complex = complex
        self.found: set[str] = set()
        self.pairs: set[tuple[str, str]] = set()
        self.factored: dict[str, fmpq_mpoly] = {}
        self.atoms: list[Atom] = [Atom("#i", 2, -ONE, complex=True)]
        self.index: dict[str, int] = {"#i": IMAGINARY}
        self.rooted: list[int] = [IMAGINARY]
        self.work = _MOST_WORK
        self.depth = 0

    # ------------------------------------------------------------------
    # Arithmetic of forms

    def spend(self, pairs: int) -> None:
        self.work -= pairs + 20
        if pairs > _MOST_PAIRS or self.work < 0:
            raise Unfit("too large")

    def polynomial(self, p: fmpq_mpoly) -> fmpq_mpoly:
        """With powers of roots that are as low as can be."""
        if len(p) > _MOST_TERMS:
            raise Unfit("too many terms")
        if len(self.rooted) == 1 and p.degrees()[IMAGINARY] < 2:
            return p
        degrees = p.degrees()
        for g in reversed(self.rooted):
            n = self.atoms[g].degree
            if degrees[g] < n:
                continue
            parts: dict[int, dict[tuple[int, ...], fmpq]] = {}
            for monom, c in p.terms():
                e = int(monom[g])
                parts.setdefault(e // n, {})[(*monom[:g], e % n, *monom[g + 1 :])] = c
            radicand = self.atoms[g].radicand
            assert radicand is not None
            total = ZERO
            for k, part in parts.items():
                piece = CONTEXT.from_dict(part)
                if k:
                    self.spend(len(piece) * _size_of_power(radicand, k))
                    piece = piece * radicand**k
                total = total + piece
            p = total
            degrees = p.degrees()
        return p

    def form(self, top: fmpq_mpoly, bottom: fmpq_mpoly = ONE) -> Form:
        top, bottom = self.polynomial(top), self.polynomial(bottom)
        if bottom.is_zero():
            raise Unfit("a denominator is 0 everywhere")
        if top.is_zero():
            return Form(ZERO, ONE)
        if not bottom.is_constant():
            top, bottom = self.rational(top, bottom)
            self.spend(len(top) * len(bottom))
            if len(top) * len(bottom) > 2500 and len(bottom) > 1:
                raise Unfit("too large")
            common = top.gcd(bottom)
            if not common.is_constant():
                top, bottom = _quotient(top, common), _quotient(bottom, common)
        lead = bottom.leading_coefficient()
        return Form(top / lead, bottom / lead) if lead != 1 else Form(top, bottom)

    def rational(self, top: fmpq_mpoly, bottom: fmpq_mpoly) -> tuple[fmpq_mpoly, fmpq_mpoly]:
        """Without a root as a factor of the denominator."""
        least = [min(column) for column in zip(*bottom.monoms(), strict=True)]
        for g in self.rooted:
            if least[g]:
                lift = GENS[g] ** (self.atoms[g].degree - int(least[g]))
                top, bottom = self.polynomial(top * lift), self.polynomial(bottom * lift)
        return top, bottom

    def plus(self, a: Form, b: Form) -> Form:
        if a.bottom == b.bottom:
            return self.form(a.top + b.top, a.bottom)
        self.spend(len(a.top) * len(b.bottom) + len(b.top) * len(a.bottom) + len(a.bottom) * len(b.bottom))
        common = a.bottom.gcd(b.bottom)
        left, right = _quotient(a.bottom, common), _quotient(b.bottom, common)
        return self.form(a.top * right + b.top * left, left * b.bottom)

    def times(self, a: Form, b: Form) -> Form:
        self.spend(len(a.top) * len(b.top) + len(a.bottom) * len(b.bottom))
        return self.form(a.top * b.top, a.bottom * b.bottom)

    def minus(self, a: Form) -> Form:
        return Form(-a.top, a.bottom)

    def over(self, a: Form, b: Form) -> Form:
        if b.top.is_zero():
            raise Unfit("a division by 0")
        self.spend(len(a.top) * len(b.bottom) + len(a.bottom) * len(b.top))
        return self.form(a.top * b.bottom, a.bottom * b.top)

    def number(self, q: fmpq | int | Fraction) -> Form:
        if isinstance(q, Fraction):
            q = fmpq(q.numerator, q.denominator)
        return Form(CONTEXT.constant(q), ONE)

    def whole_power(self, a: Form, n: int) -> Form:
        if n < 0:
            return self.over(self.number(1), self.whole_power(a, -n))
        if n == 0:
            return self.number(1)
        if n > 1 and max(_size_of_power(a.top, n), _size_of_power(a.bottom, n)) > _MOST_DEGREE:
            return self.large_power(a, n)
        if n.bit_length() > 30 or n * max(_bits(a.top), _bits(a.bottom)) > MOST_BITS:
            raise Unfit("the exponent is too large")
        self.spend(_size_of_power(a.top, n) * len(a.top) + _size_of_power(a.bottom, n) * len(a.bottom))
        if n > 1 and max(len(a.top), len(a.bottom)) > 1 and self.has_roots(a):
            made = self.number(1)
            for bit in bin(n)[2:]:
                made = self.times(made, made)
                if bit == "1":
                    made = self.times(made, a)
            return made
        return self.form(a.top**n, a.bottom**n)

    def has_roots(self, a: Form) -> bool:
        for p in (a.top, a.bottom):
            degrees = p.degrees()
            if any(degrees[g] > 0 for g in self.rooted):
                return True
        return False

    def large_power(self, a: Form, n: int) -> Form:
        """A power that is not multiplied out: each factor of the base stands for itself."""
        if n.bit_length() > 30:
            raise Unfit("the exponent is too large")
        made = self.number(1)
        for p, sign in ((a.top, 1), (a.bottom, -1)):
            content, factors = self.factors(p)
            if content not in (1, -1) and n * content.height_bits() > MOST_BITS:
                raise Unfit("a number is too large")
            made = self.times(made, self.number((content if sign == 1 else 1 / content) ** n))
            for q, e in factors:
                g = self.generator(q)
                if g is None:
                    g = self.atom(f"({self.text(q)})")
                one = Form(GENS[g] ** (e * n), ONE)
                made = self.times(made, one) if sign == 1 else self.over(made, one)
        return made

    # ------------------------------------------------------------------
    # Atoms

    def atom(self, text: str, **of: object) -> int:
        if text not in self.index:
            if len(self.atoms) == ATOMS:
                raise Unfit("too many atoms")
            self.index[text] = len(self.atoms)
            self.atoms.append(Atom(text, **of))  # type: ignore[arg-type]
            if self.atoms[-1].degree:
                self.rooted.append(len(self.atoms) - 1)
        return self.index[text]

    def opaque(self, text: str, **of: object) -> Form:
        return Form(GENS[self.atom(text, **of)], ONE)

    def generator(self, p: fmpq_mpoly) -> int | None:
        """The number of the atom that a polynomial is."""
        if len(p) != 1:
            return None
        [(monom, c)] = p.terms()
        places = [g for g, e in enumerate(monom) if e]
        return places[0] if c == 1 and len(places) == 1 and monom[places[0]] == 1 else None

    def fineness(self, text: str, needed: int) -> int:
        have = self.facts.finer.get(text, 1)
        if have % needed:
            if math.lcm(have, needed) > FINEST:
                raise Unfit("roots of too many degrees")
            self.facts.finer[text] = math.lcm(have, needed)
            raise Finer
        return have

    def text(self, p: fmpq_mpoly) -> str:
        parts = []
        for monom, c in p.terms():
            factors = sorted(self.atoms[g].text + (f"^{e}" if e != 1 else "") for g, e in enumerate(monom) if e)
            parts.append(f"{c}*" + "*".join(factors))
        return " + ".join(sorted(parts))

    def said(self, a: Form) -> str:
        return f"[{self.text(a.top)}]" + ("" if a.bottom.is_one() else f"/[{self.text(a.bottom)}]")

    def is_complex(self, *parts: fmpq_mpoly) -> bool:
        return any(e > 0 and atom.complex for p in parts for e, atom in zip(p.degrees(), self.atoms, strict=False))

    def is_positive(self, p: fmpq_mpoly) -> bool:
        """Whether a polynomial is certainly real and not negative."""
        if not self.complex and self.text(p) in self.facts.positive:
            return True
        ball = self.ball(p)
        if ball is not None:
            return bool(ball > 0)
        return all(c > 0 and all(not e or self.atoms[g].positive or (e % 2 == 0 and not self.atoms[g].complex
                                                                     and not (self.complex and self.atoms[g].degree))
                                 for g, e in enumerate(monom)) for monom, c in p.terms())

    def is_above_zero(self, a: Form) -> bool:
        """Whether a form is certainly real, above 0 where it is defined."""
        return self.is_positive(a.top) and self.is_positive(a.bottom) and self.is_never_zero(a.top)

    def is_never_zero(self, p: fmpq_mpoly) -> bool:
        """Whether a polynomial that is not negative is never 0: one of its terms is not."""
        ball = self.ball(p)
        if ball is not None:
            return bool(ball > 0)
        above = {g for g, atom in enumerate(self.atoms) if atom.text in self.facts.strict
                 or (atom.exponent is not None and atom.positive) or (atom.ball is not None and bool(atom.ball > 0))}
        even = {g for g, atom in enumerate(self.atoms) if atom.positive} | above
        terms = [({g for g, e in enumerate(monom) if e}, {g for g, e in enumerate(monom) if e % 2}, c)
                 for monom, c in p.terms()]
        return all(c > 0 and odd <= even for _, odd, c in terms) and any(used <= above for used, _, _ in terms)

    def ball(self, p: fmpq_mpoly) -> arb | None:
        """The value of a polynomial in constants."""
        if any(e > 0 and atom.ball is None for e, atom in zip(p.degrees(), self.atoms, strict=False)):
            return None
        found = self.constant(p)
        return None if found is None else found.real

    def by_letters(self, p: fmpq_mpoly) -> dict[tuple[int, ...], fmpq_mpoly]:
        """The coefficients of a polynomial in what is no constant, which are polynomials in constants."""
        fixed = [g == IMAGINARY or atom.ball is not None for g, atom in enumerate(self.atoms)]
        fixed += [False] * (ATOMS - len(fixed))
        parts: dict[tuple[int, ...], dict[tuple[int, ...], fmpq]] = {}
        for monom, c in p.terms():
            letters = tuple(0 if known else e for known, e in zip(fixed, monom, strict=True))
            numbers = tuple(e if known else 0 for known, e in zip(fixed, monom, strict=True))
            parts.setdefault(letters, {})[numbers] = c
        return {letters: CONTEXT.from_dict(part) for letters, part in parts.items()}

    def constant(self, p: fmpq_mpoly) -> acb | None:
        """The value of a polynomial in constants and i."""
        total = acb(0)
        for monom, c in p.terms():
            term = acb(arb(c))
            for g, e in enumerate(monom):
                if e:
                    known = acb(0, 1) if g == IMAGINARY else self.atoms[g].ball
                    if known is None:
                        return None
                    term = term * known ** int(e)
            total = total + term
        return total

    def learn(self, p: fmpq_mpoly) -> None:
        """A polynomial is not negative wherever both formulas are defined."""
        if self.complex or self.depth:  # a sum may be empty, and its letter is another one elsewhere
            return
        text = self.text(p)
        self.found.add(text)
        if len(p) > MOST_FACTOR_TERMS:
            return
        content, factors = self.factors(p)
        if content > 0 and [e % 2 for _, e in factors] == [1, 1]:
            first, second = sorted(self.text(q) for q, _ in factors)
            self.factored |= {self.text(q): q for q, _ in factors}
            self.pairs.add((second, first))

    def factors(self, p: fmpq_mpoly) -> tuple[fmpq, list[tuple[fmpq_mpoly, int]]]:
        """Content and irreducible factors; their product is p."""
        if len(p) > MOST_FACTOR_TERMS:
            raise Unfit("too large to be factored")
        if p.is_constant():
            return p.leading_coefficient(), []
        if len(p) == 1:
            [(monom, c)] = p.terms()
            return c, [(GENS[g], int(e)) for g, e in enumerate(monom) if e]
        if any(e > 60 for e in p.degrees()):
            raise Unfit("too large to be factored")
        self.spend(500)
        content, found = p.factor()
        return fmpq(content), [(q, int(e)) for q, e in found]

    def remember(self, p: fmpq_mpoly) -> None:
        """Keep the factors of a polynomial by their text, if one of them may be looked for."""
        if self.facts.pairs and len(p) <= MOST_FACTOR_TERMS:
            self.factored |= {self.text(q): q for q, _ in self.factors(p)[1]}

    def rational_value(self, a: Form) -> fmpq | None:
        if a.bottom.is_one() and a.top.is_constant():
            return fmpq(0) if a.top.is_zero() else a.top.leading_coefficient()
        return None


def _quotient(p: fmpq_mpoly, q: fmpq_mpoly) -> fmpq_mpoly:
    return p if q.is_one() else p // q


def _bits(p: fmpq_mpoly) -> int:
    """How many bits the coefficients have, but for 1."""
    return max((c.height_bits() for c in p.coeffs() if c not in (1, -1)), default=0)


def _size_of_power(p: fmpq_mpoly, n: int) -> int:
    """How many terms a power may have."""
    k = len(p)
    return 1 if k <= 1 else min(math.comb(n + k - 1, k - 1), 10**9) if n < 10**6 else 10**9


def primes(q: fmpq) -> Iterable[tuple[int, int]]:
    """Prime factors of a positive rational with their exponents; a number too large to be factored is one itself."""
    found = []
    for part, sign in ((int(q.p), 1), (int(q.q), -1)):
        if part == 1:
            continue
        rest = part
        # Small factors of a large number are found by division; what is left is factored if it is a word.
        for p in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
            e = 0
            while rest % p == 0 and e < 100_000:
                rest //= p
                e += 1
            if e:
                found.append((p, sign * e))
        if rest > 1:
            if rest.bit_length() <= 64:
                found += [(int(p), sign * int(e)) for p, e in fmpz(rest).factor()]
            else:
                raise Unfit("a number is too large to be factored")
    return found


__all__ = [
    "ATOMS",
    "CONTEXT",
    "FINEST",
    "GENS",
    "IMAGINARY",
    "MOST_BITS",
    "MOST_FACTOR_TERMS",
    "ONE",
    "Atom",
    "Facts",
    "Finer",
    "Form",
    "Forms",
    "Unfit",
    "primes",
]
