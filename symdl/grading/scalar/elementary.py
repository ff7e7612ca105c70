"""Roots, absolute values, exponentials, logarithms, powers, arc functions and factorials of forms.

Each rule is an equality wherever what it is applied to is defined. In the real way what stands under a logarithm
or an even root is not negative, which is learnt for a second pass; in the complex way values are principal ones, and a
rule that is true of nonnegative numbers only is not used for others.
"""

from __future__ import annotations

import math
from fractions import Fraction

from flint import arb, fmpq, fmpq_mpoly

from symdl.grading.scalar.forms import (
    ATOMS,
    CONTEXT,
    FINEST,
    GENS,
    IMAGINARY,
    ONE,
    Form,
    Forms,
    Unfit,
    primes,
)


class Elementary(Forms):
    """Forms of the elementary functions."""

    # ------------------------------------------------------------------
    # Roots, absolute values

    def root(self, a: Form, n: int, power: int = 1) -> Form:
        """a^(power/n), for a not negative (or n odd); the principal value if complex."""
        if n == 1:
            return self.whole_power(a, power)
        if n > FINEST or abs(power) > 10_000:
            raise Unfit("a root of too high a degree")
        if a.top.is_zero():
            if power < 0:
                raise Unfit("a division by 0")
            return a
        if self.is_complex(a.top, a.bottom):
            if n > 6:
                raise Unfit("a root of too high a degree")
            # (a^(1/n) b)^n = a b^n is all that is known of it, whatever its branch.
            self.spend(len(a.top) * len(a.bottom) * n)
            radicand = self.polynomial(a.top * a.bottom ** (n - 1))
            one = self.opaque(f"root{n}({self.said(a)})", complex=True, degree=n, radicand=radicand)
            return self.whole_power(self.over(one, Form(a.bottom, ONE)), power)
        content, above = self.factors(a.top)
        divisor, below = self.factors(a.bottom)
        self.remember(a.top)
        self.remember(a.bottom)
        content = content / divisor
        made = self.number(1)
        left = ONE
        # p^e, and p^-e = p^(k n - e) / p^(k n)
        gathered = [*above, *((q, -e) for q, e in below)]
        sign = -1 if content < 0 else 1
        for q, e in gathered:
            whole, rest = divmod(e, n)
            if whole and n % 2 and self.complex and not self.is_positive(q):
                raise Unfit("an odd root of what may be negative")
            pulled = Form(q, ONE) if n % 2 or (not whole % 2 and self.is_real(q)) else self.absolute_of(q)
            made = self.times(made, self.whole_power(pulled, whole))
            if rest:
                if self.is_positive(q):
                    made = self.times(made, self.positive_root(q, n, rest))
                else:
                    left = left * q**rest
        if n % 2 and sign < 0:
            if self.complex:
                raise Unfit("an odd root of a negative number")
            made, sign = self.minus(made), 1
        made = self.times(made, self.number_root(abs(content), n))
        if left.is_one() and sign < 0:
            if not self.complex:
                raise Unfit("a root of a negative number")
            made = self.times(made, self.root_of_unity(fmpq(1, n)))
        elif not left.is_one():
            left = left * sign
            if n % 2 and not self.complex and self.text(-left) in self.facts.positive:
                left, made = -left, self.minus(made)
            if n % 2 == 0:
                self.learn(left)
            text = f"root({self.text(left)})"
            fine = self.fineness(text, n)
            within = self.ball(left)
            known = within.root(fine) if within is not None and within > 0 else None
            g = self.atom(text, degree=fine, radicand=left, positive=not self.complex and n % 2 == 0,
                          complex=self.complex and known is None, ball=known)
            made = self.times(made, Form(GENS[g] ** (fine // n), ONE))
        return self.whole_power(made, power)

    def is_real(self, p: fmpq_mpoly) -> bool:
        return not self.is_complex(p)

    def positive_root(self, p: fmpq_mpoly, n: int, power: int) -> Form:
        g = self.generator(p)
        if g is not None and (exponent := self.atoms[g].exponent) is not None:
            return self.exponential(self.times(exponent, self.number(fmpq(power, n))))
        if g is not None and (r := self.atoms[g].radicand) is not None and not self.complex \
                and not self.atoms[g].text.startswith("abs"):  # fmt: skip
            return self.root(Form(r, ONE), n * self.atoms[g].degree, power)
        text = f"root({self.text(p)})"
        fine = self.fineness(text, n)
        within = self.ball(p)
        g = self.atom(text, degree=fine, radicand=p, positive=True,
                      ball=within.root(fine) if within is not None and within > 0 else None)
        return Form(GENS[g] ** (fine // n * power), ONE)

    def number_root(self, q: fmpq, n: int) -> Form:
        """The positive root of a positive number."""
        made = self.number(1)
        for p, e in primes(q):
            whole, rest = divmod(e, n)
            made = self.times(made, self.number(fmpq(p) ** whole))
            if rest:
                made = self.times(made, self.positive_root(CONTEXT.constant(p), n, rest))
        return made

    def absolute_of(self, p: fmpq_mpoly) -> Form:
        """The absolute value of a real polynomial."""
        if self.is_positive(p):
            return Form(p, ONE)
        if self.is_positive(-p):
            return Form(-p, ONE)
        text = self.text(p)
        self.factored[text] = p
        for second, first in self.facts.pairs:
            if second == text and not self.complex and first in self.factored:
                other = self.factored[first]
                return self.over(Form(self.polynomial(p * other), ONE), self.absolute_of(other))
        return self.opaque(f"abs({text})", degree=2, radicand=self.polynomial(p * p), positive=True)

    def absolute(self, a: Form) -> Form:
        if self.is_complex(a.top, a.bottom):
            return self.root(self.times(a, self.conjugate(a)), 2)
        made = self.number(1)
        for p, sign in ((a.top, 1), (a.bottom, -1)):
            if p.is_zero():
                return a
            content, factors = self.factors(p)
            made = self.times(made, self.number(abs(content) if sign == 1 else 1 / abs(content)))
            for q, e in factors:
                one = self.whole_power(Form(q, ONE) if e % 2 == 0 else self.absolute_of(q), e)
                made = self.times(made, one) if sign == 1 else self.over(made, one)
        return made

    def conjugate(self, a: Form) -> Form:
        def of(p: fmpq_mpoly) -> Form:
            total = self.number(0)
            for monom, c in p.terms():
                term = self.number(c)
                for g, e in enumerate(monom):
                    if not e:
                        continue
                    atom = self.atoms[g]
                    one = Form(GENS[g], ONE)
                    if g == IMAGINARY:
                        one = self.minus(one)
                    elif atom.exponent is not None:
                        one = self.exponential(self.conjugate(atom.exponent))
                    elif atom.complex:
                        raise Unfit("the conjugate of this is not known")
                    term = self.times(term, self.whole_power(one, int(e)))
                total = self.plus(total, term)
            return total
        return self.over(of(a.top), of(a.bottom))

    # ------------------------------------------------------------------
    # Exponentials, logarithms, powers

    def exponential(self, a: Form) -> Form:
        made = self.number(1)
        for monom, c in a.top.terms():
            if a.bottom.is_one():
                made = self.times(made, self.exponential_term(monom, c))
            else:
                part = Form(CONTEXT.from_dict({monom: fmpq(1)}), a.bottom)
                made = self.times(made, self.exponential_atom(part, c))
        return made

    def exponential_term(self, monom: tuple[int, ...], c: fmpq) -> Form:
        places = [(g, int(e)) for g, e in enumerate(monom) if e]
        atoms = [self.atoms[g] for g, _ in places]
        simple = all(e == 1 for _, e in places)
        if simple and len(places) == 2 and places[0][0] == IMAGINARY:
            other = atoms[1]
            if other.text == "#pi":
                return self.root_of_unity(c)
            if other.arc is not None and other.arc[0] != "log" and c.q == 1:
                return self.whole_power(self.of_arc(*other.arc), int(c.p))
        turns = [atom.text for atom in atoms if atom.text in ("#i", "#pi")]
        if c.q == 1 and turns == ["#i", "#pi"] and all(e == 1 for (_, e), atom in zip(places, atoms, strict=True)
                                                       if atom.text in turns):  # fmt: skip
            rest = tuple(0 if self.atoms[g].text in turns else e for g, e in enumerate(monom[: len(self.atoms)]))
            part = CONTEXT.from_dict({(*rest, *(0,) * (ATOMS - len(rest))): fmpq(1)})
            if self.is_integer(Form(part, ONE)):  # e^{i pi n}
                return self.alternating(part) if c.p % 2 else self.number(1)
        if simple and len(places) == 1 and atoms[0].arc is not None and atoms[0].arc[0] == "log":
            of = atoms[0].arc[1]
            if of.top.is_constant() or self.is_positive(of.top):
                return self.root(of, int(c.q), int(c.p))
            if self.complex:
                if c.q == 1:
                    return self.whole_power(of, int(c.p))
            else:
                return self.root(self.absolute_of(of.top), int(c.q), int(c.p))
        return self.exponential_atom(Form(CONTEXT.from_dict({monom: fmpq(1)}), ONE), c)

    def exponential_atom(self, part: Form, c: fmpq) -> Form:
        text = f"exp({self.said(part)})"
        fine = self.fineness(text, int(c.q))
        is_complex = self.is_complex(part.top, part.bottom)
        exponent = self.times(part, self.number(fmpq(1, fine)))
        above, below = self.ball(exponent.top), self.ball(exponent.bottom)
        ball = (above / below).exp() if above is not None and below is not None else None
        g = self.atom(text, exponent=exponent, positive=not is_complex, complex=is_complex, ball=ball)
        n = int(c.p) * (fine // int(c.q))
        if abs(n) > 20_000:
            raise Unfit("an exponent is too large")
        return Form(GENS[g] ** n, ONE) if n >= 0 else Form(ONE, GENS[g] ** -n)

    def root_of_unity(self, c: fmpq) -> Form:
        """e^{i pi c}."""
        c = c - 2 * fmpq((c / 2).floor())
        if 12 % int(c.q):
            if c >= 1:
                return self.minus(self.root_of_unity(c - 1))
            text = "#unity"
            fine = self.fineness(text, int(c.q))
            if fine > 60:
                raise Unfit("a root of unity of too high a degree")
            g = self.atom(text, complex=True, degree=fine, radicand=-ONE)
            return Form(GENS[g] ** int(c * fine), ONE)
        twelfths = int(c * 12)
        made = self.whole_power(Form(GENS[IMAGINARY], ONE), twelfths // 6)
        half = fmpq(1, 2)
        if rest := twelfths % 6:
            two, three = self.number_root(fmpq(2), 2), self.number_root(fmpq(3), 2)
            i = Form(GENS[IMAGINARY], ONE)
            # cos and sin of 15, 30, .. 75 degrees
            quarter = self.times(two, self.number(fmpq(1, 4)))
            less, more = self.plus(three, self.number(-1)), self.plus(three, self.number(1))
            table = {1: (self.times(quarter, more), self.times(quarter, less)),
                     2: (self.times(three, self.number(half)), self.number(half)),
                     3: (self.times(two, self.number(half)), self.times(two, self.number(half)))}
            cos, sin = table[min(rest, 6 - rest)]
            if rest > 3:
                cos, sin = sin, cos
            made = self.times(made, self.plus(cos, self.times(i, sin)))
        return made

    def of_arc(self, name: str, u: Form) -> Form:
        """e^{i arctan u}, e^{i arcsin u}."""
        i, one = Form(GENS[IMAGINARY], ONE), self.number(1)
        square = self.times(u, u)
        if name == "arctan":
            return self.over(self.plus(one, self.times(i, u)), self.root(self.plus(one, square), 2))
        return self.plus(self.root(self.plus(one, self.minus(square)), 2), self.times(i, u))

    def logarithm(self, a: Form) -> Form:
        if a.top.is_zero():
            raise Unfit("the logarithm of 0")
        if self.complex:
            def turned() -> Form:
                return self.times(Form(GENS[IMAGINARY], ONE), self.opaque("#pi", positive=True, ball=arb.pi()))

            q = self.rational_value(a)
            if q is not None:
                made = self.number_logarithm(abs(q))
                return self.plus(made, turned()) if q < 0 else made
            q = self.rational_value(self.over(a, Form(GENS[IMAGINARY], ONE)))
            if q is not None:
                half = self.times(self.number(fmpq(1 if q > 0 else -1, 2)), turned())
                return self.plus(self.number_logarithm(abs(q)), half)
            if not all(self.is_positive(p) for p in (a.top, a.bottom)):
                return self.opaque(f"log({self.said(a)})", complex=True, arc=("log", a))
        elif self.is_complex(a.top, a.bottom):  # real, but written with i, as a cosine is
            return self.opaque(f"log({self.said(a)})", complex=True)
        made = self.number(0)
        content, above = self.factors(a.top)
        divisor, below = self.factors(a.bottom)
        content = content / divisor
        if len(above) + len(below) == 1:  # c p^e > 0 says what the sign of p is
            [(p, e)] = above or below
            if e % 2:
                self.learn(p if content > 0 else -p)
        made = self.number_logarithm(abs(content))
        for p, e in [*above, *((q, -e) for q, e in below)]:
            made = self.plus(made, self.times(self.number(e), self.factor_logarithm(p)))
        return made

    def number_logarithm(self, q: fmpq) -> Form:
        made = self.number(0)
        for p, e in primes(q):
            one = self.opaque(f"log({p})", arc=("log", self.number(p)), positive=True, ball=arb(p).log())
            made = self.plus(made, self.times(self.number(e), one))
        return made

    def factor_logarithm(self, p: fmpq_mpoly) -> Form:
        """log|p| of one irreducible factor."""
        g = self.generator(p)
        if g is not None:
            atom = self.atoms[g]
            if atom.exponent is not None:
                return atom.exponent
            if atom.radicand is not None and not self.complex:
                inner = self.logarithm_of_absolute(atom.radicand)
                return self.times(self.number(fmpq(1, atom.degree)), inner)
        if self.complex and not self.is_positive(p):  # the logarithm of p itself is another one here
            return self.opaque(f"log|{self.text(p)}|", arc=("log", self.absolute_of(p)))
        return self.opaque(f"log({self.text(p)})", arc=("log", Form(p, ONE)))

    def logarithm_of_absolute(self, p: fmpq_mpoly) -> Form:
        content, factors = self.factors(p)
        made = self.number_logarithm(abs(content))
        for q, e in factors:
            made = self.plus(made, self.times(self.number(e), self.factor_logarithm(q)))
        return made

    def power(self, a: Form, b: Form) -> Form:
        q = self.rational_value(b)
        if q is not None:
            return self.root(a, int(q.q), int(q.p))
        number = self.rational_value(a)
        if number == 1:
            return a
        if (number is not None and number > 0) or (number is None and self.is_positive(a.top)
                                                  and self.is_positive(a.bottom)):
            return self.exponential(self.times(b, self.logarithm(a)))
        if number == 0:
            # 0^x has no value up to x = 0, and 0^|x| has one everywhere but there, which may be 1.
            if not self.is_above_zero(b) and (self.generator(b.top) is None or self.is_positive(b.top)):
                raise Unfit("a power of 0 whose exponent may be 0 by itself")
            return a
        if self.is_integer(b):
            return self.integer_power(a, b)
        if self.complex and self.rational_value(self.over(a, Form(GENS[IMAGINARY], ONE))) is not None:
            return self.exponential(self.times(b, self.logarithm(a)))
        # The base may be negative, and the exponent then an integer, although its terms are none: so nothing is
        # learnt of the base, and a fractional term stays one.
        whole = 0
        made = self.number(1)
        for monom, c in b.top.terms():
            if b.bottom.is_one() and not any(monom):
                whole = int(c.floor())
                c = c - whole
                if c == 0:
                    continue
            part = Form(CONTEXT.from_dict({monom: abs(c)}), b.bottom)
            g = self.atom(f"pow({self.said(a)}; {self.said(part)})", complex=self.complex)
            one = Form(GENS[g], ONE)
            made = self.times(made, one) if c > 0 else self.over(made, one)
        return self.times(made, self.whole_power(a, whole))

    def is_integer(self, a: Form) -> bool:
        """Whether a form is certainly an integer: a polynomial in integers with integers for coefficients."""
        return bool(self.facts.integers) and a.bottom.is_one() and all(
            c.q == 1 and all(not e or self.atoms[g].text in self.facts.integers for g, e in enumerate(monom))
            for monom, c in a.top.terms())

    def integer_power(self, a: Form, b: Form) -> Form:
        """a^b for an integer b: (u v)^b = u^b v^b, whatever their signs."""
        made = self.number(1)
        content, above = self.factors(a.top)
        divisor, below = self.factors(a.bottom)
        content = content / divisor
        for monom, c in b.top.terms():
            if not any(monom):
                made = self.times(made, self.whole_power(a, int(c.p)))
                continue
            part = CONTEXT.from_dict({monom: fmpq(1)})
            if content < 0 and c.p % 2:
                made = self.times(made, self.alternating(part))
            scaled = Form(part * c, ONE)
            made = self.times(made, self.exponential(self.times(scaled, self.number_logarithm(abs(content)))))
            for q, e in [*above, *((q, -e) for q, e in below)]:
                if self.is_positive(q):
                    one = self.exponential(self.times(self.factor_logarithm(q), Form(part * c * e, ONE)))
                else:
                    g = self.atom(f"pow({self.text(q)}; {self.text(part)})", complex=self.is_complex(q))
                    one = self.whole_power(Form(GENS[g], ONE), int(c.p) * e)
                made = self.times(made, one)
        return made

    def alternating(self, part: fmpq_mpoly) -> Form:
        """(-1)^n for an integer n."""
        return self.opaque(f"pow(-1; {self.text(part)})", degree=2, radicand=ONE)

    # ------------------------------------------------------------------
    # Circular functions and their inverses, factorials

    def circular(self, u: Form) -> tuple[Form, Form]:
        i = Form(GENS[IMAGINARY], ONE)
        up, down = self.exponential(self.times(i, u)), self.exponential(self.minus(self.times(i, u)))
        return (self.over(self.plus(up, self.minus(down)), self.times(self.number(2), i)),
                self.over(self.plus(up, down), self.number(2)))

    def arc(self, name: str, u: Form) -> Form:
        one = self.number(1)
        if name == "arccos":
            right = self.over(self.opaque("#pi", positive=True, ball=arb.pi()), self.number(2))
            return self.plus(right, self.minus(self.arc("arcsin", u)))
        if name in ("arcsin", "arctan"):
            if u.top.is_zero():
                return u
            if u.top.leading_coefficient() < 0:
                return self.minus(self.arc(name, self.minus(u)))
            square = self.rational_value(self.times(u, u))
            turn = None if square is None else _SPECIAL[name].get(Fraction(int(square.p), int(square.q)))
            known = self.is_positive(u.top) and self.is_positive(u.bottom)
            if turn is not None and (known or self.rational_value(u) is not None):
                return self.times(self.number(turn), self.opaque("#pi", positive=True, ball=arb.pi()))
            plain = None if self.is_complex(u.top, u.bottom) else (name, u)
            return self.opaque(f"{name}({self.said(u)})", arc=plain, complex=self.complex or plain is None)
        if self.complex or self.is_complex(u.top, u.bottom):
            return self.opaque(f"{name}({self.said(u)})", complex=True)
        if name == "arctanh":
            apart = self.plus(self.logarithm(self.plus(one, u)),
                              self.minus(self.logarithm(self.plus(one, self.minus(u)))))
            return self.over(apart, self.number(2))
        squared = self.times(u, u)
        inside = self.plus(u, self.root(self.plus(squared, one if name == "arcsinh" else self.minus(one)), 2))
        return self.logarithm(inside)

    def factorial(self, u: Form) -> Form:
        q = self.rational_value(u)
        if q is not None and q.q == 1:
            if not 0 <= q <= 3000:
                raise Unfit("the factorial of such a number")
            return self.number(math.factorial(int(q.p)))
        shift = 0
        if u.bottom.is_one():
            constant = u.top[(0,) * ATOMS] if (0,) * ATOMS in u.top.to_dict() else fmpq(0)
            shift = int(constant.floor())
        if abs(shift) > 30:
            raise Unfit("the factorial of such a number")
        base = self.plus(u, self.number(-shift))
        made = self.opaque(f"fact({self.said(base)})")
        for k in range(1, shift + 1):
            made = self.times(made, self.plus(base, self.number(k)))
        for k in range(0, shift, -1):
            made = self.over(made, self.plus(base, self.number(k)))
        return made


_SPECIAL = {
    # by the square of the argument, which is positive: how many times pi
    "arcsin": {Fraction(1): Fraction(1, 2), Fraction(1, 4): Fraction(1, 6), Fraction(1, 2): Fraction(1, 4),
               Fraction(3, 4): Fraction(1, 3)},
    "arctan": {Fraction(1): Fraction(1, 4), Fraction(3): Fraction(1, 3), Fraction(1, 3): Fraction(1, 6)},
}

__all__ = ["Elementary"]
