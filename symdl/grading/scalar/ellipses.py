r"""Words beside a question with what they leave out: a verb, the end of a title, what is said of a letter in passing.

    r the residual, z the logit             r is the residual. z is the logit
    prediction f, target y                  f is the prediction. y is the target
    c > 0 the threshold                     c > 0. c is the threshold
    threshold c > 0                         c > 0. c is the threshold
    Ridge regression: X is the design       Ridge regression. X is the design

A sentence is put so only if all of it is of such parts: one that hangs on something, "if x > 0", or takes something back
stays as it is.
"""

from __future__ import annotations

import re

from symdl.grading.scalar.given import LETTER
from symdl.grading.scalar.posing import without_places

_NAMES = rf"(?:{LETTER})(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+)(?:{LETTER}))*"
_NUMBER = r"-?\d+(?:\.\d+)?"
_LESS, _MORE = r"(?:<=?|≤|\\leq?(?![A-Za-z]))", r"(?:>=?|≥|\\geq?(?![A-Za-z]))"
_BOUND = rf"(?:{_NUMBER}\s*{_LESS}\s*(?P<within>{LETTER})\s*{_LESS}\s*{_NUMBER}|(?P<beside>{LETTER})\s*(?:{_LESS}|{_MORE})\s*{_NUMBER})"
_INTERVAL = rf"(?:\\in(?![A-Za-z])|∈|in)\s*(?P<interval>[(\[]\s*{_NUMBER}\s*,\s*{_NUMBER}\s*[)\]])"
_BETWEEN = rf"between\s+(?P<low>{_NUMBER})\s+and\s+(?P<high>{_NUMBER})"
_NO_NOUN = r"""
    if iff when whenever unless once while until except otherwise provided supposing only or not no never neither nor
    none without unlike false wrong untrue assume assumes assumed assuming suppose supposed case then implies than would
    could may might should else said this that these those they it former latter above below respectively but however
    instead any arbitrary general need is are be was were denotes denote has have stands represents satisfies runs
    equals gives depends lies belongs and with where which whose such as let here so both all each every same equal
    exactly find compute derive give show what how write using use respect subject to by its their our the a an of for in
    on at from over per between before after into under through across up out minus plus times mod modulo
"""
_NOUN = rf"(?!(?:{'|'.join(_NO_NOUN.split())})\b)[A-Za-z][A-Za-z'-]+"
_NOUNS = rf"{_NOUN}(?:\s+{_NOUN}){{0,3}}"
_OF = (rf"(?:\s+(?:of|for|in|at|on|from|over|per|before|after|between)\s+(?:(?:the|an?|its|each|every)\s+)?"
       rf"(?:{_NOUNS}(?:\s+{LETTER})?|{LETTER}(?!\s*[-+*/=<>^(\[])))")
_WHAT = rf"(?:(?:the|an?|its|their|our)\s+)?{_NOUNS}{_OF}{{0,2}}(?:\s+with\s+respect\s+to\s+{LETTER})?"
_END = r"(?=\s*(?:$|[,:()]|\b(?:and|where)\s))"
_ITEMS = {
    "bound": rf"{_BOUND}(?:\s+(?:is\s+|denotes\s+)?(?P<bound_is>(?:the|an?)\s+{_NOUNS}{_OF}?))?",
    "noun_bound": rf"(?:the\s+|an?\s+)?(?P<bound_noun>{_NOUNS})\s+{_BOUND.replace('within', 'within2').replace('beside', 'beside2')}",
    "interval": rf"(?P<inside>{LETTER})\s+(?:is\s+|lies\s+)?(?:{_INTERVAL}|{_BETWEEN})",
    "noun_interval": rf"(?:the\s+|an?\s+)?(?P<inside_noun>{_NOUNS})\s+(?P<inside2>{LETTER})\s+(?:{_INTERVAL.replace('interval', 'interval2')}|{_BETWEEN.replace('low', 'low2').replace('high', 'high2')})",
    "range": rf"(?P<range>(?:{LETTER}\s*,\s*)*{LETTER}\s*=\s*[01]\s*(?:,\s*)?(?:\.\.\.?|\\[lc]?dots|…)\s*(?:,\s*)?{LETTER}(?:\s*-\s*1)?)",
    "adjective": rf"(?P<adjectived>{_NAMES})\s+(?P<adjective>positive|negative|non-?negative|non-?zero|symmetric|invertible)",
    "what": rf"(?![aAI]\s+(?!(?:is|are|the|an?|denotes)\b)[A-Za-z])(?P<names>{_NAMES})\s*(?:(?P<verb>is|are|denotes|denote)\s+|:\s*)?(?P<what>{_WHAT})"
            rf"(?:\s+(?:{_INTERVAL.replace('interval', 'interval3')}|{_BETWEEN.replace('low', 'low3').replace('high', 'high3')}))?",
    "noun": rf"(?:the\s+|an?\s+)?(?P<noun>{_NOUNS})\s+(?P<called>{LETTER})",
    "title": rf"(?P<title>(?:the\s+|an?\s+)?{_NOUNS}{_OF}{{0,2}})",
}
_ORDER = ("range", "bound", "noun_bound", "interval", "noun_interval", "adjective", "what", "noun", "title")
_PATTERNS = {kind: re.compile(_ITEMS[kind] + (_END if kind != "title" else rf"(?:{_END}|(?=\s+with\s+{_NOUNS}\s))"))
             for kind in _ORDER}
_LEAD = re.compile(r"\s*(?:(?:where|here|with|let|and)\s+)*")
_NEXT = re.compile(r"\s*(?:[,:()]\s*)*(?:(?:and|where|with)\s+)*")
_A_LAW = re.compile(r"\b(?:gaussians?|normals?|distribut\w+|variables?|bernoulli|binomial|uniform|poisson|random|iid|i\.i\.d"
                    r"|independent)\b", re.IGNORECASE)
"""What "with mean m" says more of."""


def full(text: str) -> str:
    """Words with what they leave out, sentence by sentence."""
    if without_places(text) != text:  # p. 12 is no p
        return text
    return " ".join(_full(one) for one in re.split(r"(?<=[^.]{3}[.;])\s+", text))


def _full(sentence: str) -> str:
    """A sentence as several, if all of it is understood; else as it is."""
    said = sentence.strip().rstrip(".;")
    if _A_LAW.search(said):
        return sentence
    start = _LEAD.match(said)
    assert start is not None
    place, made = start.end(), list[str]()
    while place < len(said):
        found = next(((kind, item) for kind in _ORDER if (item := _PATTERNS[kind].match(said, place)) is not None), None)
        if found is None or (found[0] == "title" and place > start.end()):
            return sentence
        made += _sentences(*found)
        gap = _NEXT.match(said, found[1].end())
        assert gap is not None
        place = gap.end()
    return " ".join(f"{one}." for one in made) if made != [said] else sentence


def _sentences(kind: str, item: re.Match[str]) -> list[str]:
    """What an item of a sentence says, in sentences of their own."""
    match kind:
        case "bound":
            name = item["within"] or item["beside"]
            what = item["bound_is"]
            bound = item[0][: item.start("bound_is") - item.start()] if what else item[0]
            bound = re.sub(r"\s+(?:is|denotes)\s*$", "", bound).strip()
            return [bound, *([f"{name} is {what}"] if what else [])]
        case "noun_bound":
            name = item["within2"] or item["beside2"]
            return [item[0][item.end("bound_noun") - item.start() :].strip(), _is_the(name, item["bound_noun"])]
        case "interval":
            return [_within(item["inside"], item["interval"], item["low"], item["high"])]
        case "noun_interval":
            return [_within(item["inside2"], item["interval2"], item["low2"], item["high2"]),
                    _is_the(item["inside2"], item["inside_noun"])]
        case "range":
            return [item["range"]]
        case "adjective":
            return [f"{item['adjectived']} {_be(item['adjectived'])} {item['adjective']}"]
        case "what":
            if not item["verb"] and item["what"] and _MANY.search(item["what"]) and not _ARTICLE.match(item["what"]):
                is_kind = re.match(r"(?:real\s+)?(?:numbers|scalars|vectors|matrices|constants|integers)\b", item["what"])
                return [f"{item['names']} are {item['what']}" if is_kind else item[0]]  # n tokens
            inside = item["interval3"] or item["low3"]
            if inside and len(re.findall(LETTER, item["names"])) > 1:
                return [item[0]]
            return [f"{item['names']} {item['verb'] or _be(item['names'])} {item['what']}", *(
                [_within(item["names"], item["interval3"], item["low3"], item["high3"])] if inside else [])]
        case "noun":
            return [_is_the(item["called"], item["noun"])]
    return [item[0]]


_MANY = re.compile(r"^[\w' -]*[^su\s]s(?=\s+(?:of|for|in|at|on|from|over|per)\b|$)")
_ARTICLE = re.compile(r"(?:the|an?|its|their|our)\s")


def _is_the(name: str, noun: str) -> str:
    return f"{name} {'are' if _MANY.search(noun) else 'is'} the {noun}"


def _be(names: str) -> str:
    return "are" if "," in names or " and " in names else "is"


def _within(name: str, interval: str | None, low: str | None, high: str | None) -> str:
    return rf"{name} \in {interval}" if interval else f"{low} <= {name} <= {high}"


__all__ = ["full"]
