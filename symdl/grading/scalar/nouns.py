"""Nouns among the words beside a question: which words may be one, and which of them call something a quantity."""

from __future__ import annotations

_NONE = r"""
    if iff when whenever unless once while until except otherwise provided supposing only or not no never neither nor
    none without unlike false wrong untrue assume assumes assumed assuming suppose supposed case then implies than
    would could may might should else said this that these those they it former latter above below respectively but
    however instead any arbitrary general need is are be was were denotes denote has have stands represents satisfies
    runs equals gives depends lies belongs and with where which whose such as let here so both all each every same
    equal example examples counterexample counter-example exception exceptions mistake violated excluding avoid avoids
    high exactly find compute derive give show differentiate evaluate isolate simplify prove calculate determine
    consider recall note remember solve expand minimise minimize maximise maximize what how write using use respect
    subject to by its their our the a an of for in on at from over per between before after into under through across
    up out minus plus times mod modulo rejected dropped dropping forbidden impossible contrary whether
    usually often rarely hardly seldom sometimes typically normally commonly generally mostly perhaps maybe possibly
    probably formerly previously originally cases part parts option options item items exercise exercises problem
    problems variant variants scenario scenarios choice choices alternative alternatives branch branches claim claims
    hypothesis conjecture theorem lemma corollary proposition remark event events nobody nothing cannot [a-z]+n't
"""
"""Words that take something back, and those of the cases and the places of a text."""
NOUN = rf"(?!(?i:{'|'.join(_NONE.split())})\b)[A-Za-z][A-Za-z'-]+"
NOUNS = rf"{NOUN}(?:\s+{NOUN}){{0,3}}"
_QUANTITIES = r"""
    threshold rate weight parameter hyperparameter scale margin temperature sharpness radius factor coefficient size
    step level strength discount variance deviation penalty constant number slope bandwidth precision decay probability
    gain momentum noise input target label output score logit width length distance norm loss energy time length-scale
    clip budget clipping smoothing ratio reward return fraction share intensity dose degree damping regularisation
    regularization concentration shape amplitude frequency mass price eigenvalue stepsize epsilon delta advantage cost
"""
QUANTITY = rf"(?:{NOUN}\s+){{0,3}}(?:{'|'.join(_QUANTITIES.split())})s?(?![A-Za-z-])"
"""What a bound may be of: of "the event x > 0" nothing is known."""

__all__ = ["NOUN", "NOUNS", "QUANTITY"]
