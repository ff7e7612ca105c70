r"""Words beside a question with what they leave out: a verb, the end of a title, what is said of a letter in passing.

    r the residual, z the logit             r is the residual. z is the logit
    prediction f, target y                  f is the prediction. y is the target
    c > 0 the threshold                     c > 0. c is the threshold
    threshold c > 0                         c > 0. c is the threshold
    Ridge regression: X is the design       Ridge regression. X is the design

A sentence is put so only if all of it is of such parts: one that hangs on something, "if x > 0", or takes something
back stays as it is.
"""

from __future__ import annotations

import re

from symdl.grading.scalar.given import LETTER, LETTERS
from symdl.grading.scalar.posing import without_places

_NO_NOUN = r"""
    if iff when whenever unless once while until except otherwise provided supposing only or not no never neither nor
    none without unlike false wrong untrue assume assumes assumed assuming suppose supposed case then implies than
    would could may might should else said this that these those they it former latter above below respectively but
    however instead any arbitrary general need is are be was were denotes denote has have stands represents satisfies
    runs equals gives depends lies belongs and with where which whose such as let here so both all each every same
    equal example examples counterexample counter-example exception exceptions mistake violated excluding avoid avoids
    high exactly find compute derive give show differentiate evaluate isolate simplify prove calculate determine
    consider recall note remember solve expand minimise minimize maximise maximize what how write using use respect
    subject to by its their our the a an of for in on at from over per between before after into under through across
    up out minus plus times mod modulo
"""
_NUMBER = r"-?\d+(?:\.\d+)?"
_LESS, _MORE = r"(?:<=?|≤|\\leq?(?![A-Za-z]))", r"(?:>=?|≥|\\geq?(?![A-Za-z]))"
_BOUND = (rf"(?P<bound>{_NUMBER}\s*{_LESS}\s*(?P<within>{LETTER})\s*{_LESS}\s*{_NUMBER}"
          rf"|(?P<beside>{LETTER})\s*(?:{_LESS}|{_MORE})\s*{_NUMBER})")
_INSIDE = (rf"(?:(?:\\in(?![A-Za-z])|∈|in)\s*(?P<interval>[(\[]\s*{_NUMBER}\s*,\s*{_NUMBER}\s*[)\]])"
           rf"|between\s+(?P<low>{_NUMBER})\s+and\s+(?P<high>{_NUMBER}))")
_NOUN = rf"(?!(?i:{'|'.join(_NO_NOUN.split())})\b)[A-Za-z][A-Za-z'-]+"
_NOUNS = rf"{_NOUN}(?:\s+{_NOUN}){{0,3}}"
_QUANTITIES = r"""
    threshold rate weight parameter hyperparameter scale margin temperature sharpness radius factor coefficient size
    step level strength discount variance deviation penalty constant number slope bandwidth precision decay probability
    gain momentum noise input target label output score logit width length distance norm loss energy time length-scale
    clip budget clipping smoothing ratio reward return fraction share intensity dose degree damping regularisation
    regularization concentration shape amplitude frequency mass price eigenvalue stepsize epsilon delta
"""
_QUANTITY = rf"(?:{_NOUN}\s+){{0,3}}(?:{'|'.join(_QUANTITIES.split())})s?(?![A-Za-z-])"
"""What a bound may be of: of "the event x > 0" nothing is known."""
_THE, _A = r"(?:(?:the|an?)\s+)?", r"(?:(?:the|an?|its|their|our)\s+)?"
_OF = (r"(?:\s+(?:of|for|in|at|on|from|over|per|before|after|between)\s+(?:(?:the|an?|its|each|every)\s+)?"
       rf"(?:{_NOUNS}(?:\s+and\s+{_NOUN}(?=\s*(?:$|[,:])))?(?:\s+{LETTER})?|{LETTER}(?!\s*[-+*/=<>^(\[])))")
_WHAT = rf"{_A}{_NOUNS}{_OF}{{0,2}}(?:\s+with\s+respect\s+to\s+{LETTER})?"
_COUNT = rf"{LETTER}\s+{_NOUN}"
_END = r"(?=\s*(?:$|[,:()]|\b(?:and|where)\s))"
_GOES_ON = rf"(?:{_END}|(?=\s+(?:with\s+{_NOUNS}\s|(?:over|with|for|of|in)\s+{_COUNT})))"
_OF_MATRICES = r"(?:symmetric|square|invertible|real|positive[\s-]+(?:semi-?)?definite|diagonal|orthogonal)"
_DOTS = r"\s*(?:,\s*)?(?:\.\.\.?|\\[lc]?dots|…)\s*(?:,\s*)?"
_PARTS = {kind: re.compile(part) for kind, part in {  # in the order in which they are tried
    "range": rf"(?P<said>(?:{LETTER}\s*,\s*)*{LETTER}\s*=\s*[01]{_DOTS}{LETTER}(?:\s*-\s*1)?){_END}",
    "bound": rf"{_BOUND}(?:\s+(?:is\s+|denotes\s+)?(?P<what>(?:the|an?)\s+{_QUANTITY}{_OF}?))?{_END}",
    "noun and bound": rf"{_THE}(?P<noun>{_QUANTITY})\s+{_BOUND}{_END}",
    "interval": rf"(?P<name>{LETTER})\s+(?:is\s+|lies\s+)?{_INSIDE}{_END}",
    "noun and interval": rf"{_THE}(?P<noun>{_QUANTITY})\s+(?P<name>{LETTER})\s+{_INSIDE}{_END}",
    "what and interval": rf"(?P<name>{LETTER})\s+(?:is|denotes)\s+(?P<what>{_A}{_QUANTITY}{_OF}?)\s+{_INSIDE}{_END}",
    "size": rf"(?P<names>{LETTERS})\s+(?:(?:is|are)\s+)?(?:an?\s+)?(?P<what>(?:{_OF_MATRICES}\s+)*)"
            rf"(?P<size>{LETTER}\s*(?:x|×|\\times|by)\s*{LETTER})(?:\s+matri(?:x|ces))?"
            rf"(?P<columns>\s+with\s+orthonormal\s+columns)?{_END}",
    "count": rf"(?:over|with|for|of|in)\s+(?P<said>{_COUNT}(?:\s+{_NOUN}){{0,3}}){_GOES_ON}",
    "sums": rf"(?:the\s+)?(?P<said>{LETTER}\s+(?:sum|add)s?\s+(?:up\s+)?to\s+(?:one|1)){_END}",
    "adjective": rf"(?P<names>{LETTERS})\s+"
                 rf"(?P<what>positive|negative|non-?negative|non-?zero|symmetric|invertible){_END}",
    "what": rf"(?![aAI]\s+(?!(?:is|are|the|an?|denotes)\b)[A-Za-z])(?P<names>{LETTERS})\s*"
            rf"(?:(?P<verb>is|are|denotes|denote)\s+|:\s*)?(?P<what>{_WHAT}){_END}",
    "noun": rf"{_THE}(?P<noun>{_NOUNS})\s+(?P<name>{LETTER}){_END}",
    "title": rf"(?P<said>{_THE}{_NOUNS}{_OF}{{0,2}})(?:\s+as\s+a\s+function\s+of\s+{LETTER})?{_GOES_ON}",
}.items()}  # fmt: skip
_MATRIX = re.compile(rf"\ban?\s+((?:{_OF_MATRICES}\s+)+matrix)\s+({LETTER})")
_ALONE = ("bound", "interval")
"""What a title may be of: "Counterexample: x > 0"."""
_LEAD = re.compile(r"\s*(?:(?:where|here|with|let|and)\s+)*")
_NEXT = re.compile(rf"\s*(?:[,:()]\s*)*(?:(?:and|where|with(?!\s+{_COUNT}))\s+)*")
_A_LAW = re.compile(r"\b(?:gaussians?|normals?|distribut\w+|variables?|bernoulli|binomial|uniform|poisson|random|iid"
                    r"|i\.i\.d|independent)\b", re.IGNORECASE)
"""What "with mean m" says more of."""
_MANY = re.compile(r"^[\w' -]*[^su\s]s(?=\s+(?:of|for|in|at|on|from|over|per)\b|$)")
_ARTICLE = re.compile(r"(?:the|an?|its|their|our)\s")
_NUMBERS = re.compile(r"(?:real\s+)?(?:numbers|scalars|vectors|matrices|constants|integers)\b")


def full(text: str) -> str:
    """Words with what they leave out, sentence by sentence."""
    if without_places(text) != text:  # p. 12 is no p
        return text
    return " ".join(map(_full, re.split(r"(?<=[^.]{3}[.;])\s+", text)))


def _full(sentence: str) -> str:
    """A sentence as several, if all of it is understood; else as it is."""
    said = sentence.strip().rstrip(".;")
    lead = _LEAD.match(said)
    if _A_LAW.search(said) or lead is None:
        return sentence
    place, made, before = lead.end(), list[str](), ""
    while place < len(said):
        found = next(((kind, part) for kind in _PARTS if (part := _PARTS[kind].match(said, place)) is not None), None)
        if found is None or (found[0] == "title" and place > lead.end()) or (before == "title" and found[0] in _ALONE):
            return sentence
        before = found[0]
        made += _sentences(*found)
        gap = _NEXT.match(said, found[1].end())
        place = gap.end() if gap is not None else found[1].end()
    made += [f"{found[2]} is a {found[1]}" for found in _MATRIX.finditer(said)]
    return " ".join(f"{one}." for one in made) if made != [said] else sentence


def _sentences(kind: str, part: re.Match[str]) -> list[str]:
    """What a part of a sentence says, in sentences of their own."""
    match kind:
        case "bound":
            name, what = part["within"] or part["beside"], part["what"]
            return [part["bound"], *([f"{name} is {what}"] if what else [])]
        case "noun and bound":
            return [part["bound"], _is_the(part["within"] or part["beside"], part["noun"])]
        case "interval":
            return [_inside(part)]
        case "noun and interval":
            return [_inside(part), _is_the(part["name"], part["noun"])]
        case "what and interval":
            return [f"{part['name']} is {part['what']}", _inside(part)]
        case "size":
            names, what, be = part["names"], part["what"].strip(), _be(part["names"])
            article = "an" if part["size"][0] in "aefhilmnorsx" else "a"
            said = f"is {article} {part['size']} matrix" if be == "is" else f"are {part['size']} matrices"
            return [f"{names} {said}",
                    *([f"{names} {be} {what}"] if what else []),
                    *([f"{names} has orthonormal columns"] if part["columns"] and be == "is" else [])]
        case "adjective":
            return [f"{part['names']} {_be(part['names'])} {part['what']}"]
        case "what":
            return [_what(part["names"], part["verb"], part["what"])]
        case "noun":
            return [_is_the(part["name"], part["noun"])]
    return [part["said"]]


def _what(names: str, verb: str | None, what: str) -> str:
    """What letters are; of "n tokens" nothing is left out."""
    if not verb and _MANY.search(what) and not _ARTICLE.match(what):
        return f"{names} are {what}" if _NUMBERS.match(what) else f"{names} {what}"
    return f"{names} {verb or _be(names)} {what}"


def _is_the(name: str, noun: str) -> str:
    return f"{name} {'are' if _MANY.search(noun) else 'is'} the {noun}"


def _be(names: str) -> str:
    return "are" if "," in names or " and " in names else "is"


def _inside(part: re.Match[str]) -> str:
    interval = part["interval"]
    return rf"{part['name']} \in {interval}" if interval else f"{part['low']} <= {part['name']} <= {part['high']}"


__all__ = ["full"]
