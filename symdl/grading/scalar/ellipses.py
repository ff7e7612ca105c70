r"""Words beside a question with what they leave out: a verb, the end of a title, what is said of a letter in passing.

    r the residual, z the logit             r is the residual. z is the logit
    prediction f, target y                  f is the prediction. y is the target
    c > 0 the threshold                     c > 0. c is the threshold
    threshold c > 0                         c > 0. c is the threshold
    Ridge regression: X is the design       Ridge regression. X is the design
    Clip g to the threshold c > 0           Clip g. c > 0. c is the threshold
    The state starts at h_0 = 0             h_0 = 0

A sentence is put so only if all of it is of such parts: one that hangs on something, "if x > 0", or takes something
back stays as it is.
"""

from __future__ import annotations

import re

from symdl.grading.scalar.given import LETTER, LETTERS, names_in
from symdl.grading.scalar.nouns import NOUN, NOUNS, QUANTITY
from symdl.grading.scalar.posing import without_places

_NUMBER = r"-?\d+(?:\.\d+)?"
_LESS, _MORE = r"(?:<=?|≤|\\leq?(?![A-Za-z]))", r"(?:>=?|≥|\\geq?(?![A-Za-z]))"
_BOUND = (rf"(?P<bound>{_NUMBER}\s*{_LESS}\s*(?P<within>{LETTER})\s*{_LESS}\s*{_NUMBER}"
          rf"|(?P<beside>{LETTER})\s*(?:{_LESS}|{_MORE})\s*{_NUMBER})")
_INSIDE = (rf"(?:(?:\\in(?![A-Za-z])|∈|in)\s*(?P<interval>[(\[]\s*{_NUMBER}\s*,\s*{_NUMBER}\s*[)\]])"
           rf"|between\s+(?P<low>{_NUMBER})\s+and\s+(?P<high>{_NUMBER}))")
_THE, _A = r"(?:(?:[Tt]he|[Aa]n?)\s+)?", r"(?:(?:the|an?|its|their|our)\s+)?"
_OF = (r"(?:\s+(?:of|for|in|at|on|from|over|per|before|after|between)\s+(?:(?:the|an?|its|each|every)\s+)?"
       rf"(?:{NOUNS}(?:\s+and\s+{NOUN}(?=\s*(?:$|[,:])))?(?:\s+{LETTER})?|{LETTER}(?!\s*[-+*/=<>^(\[])))")
_WHAT = rf"{_A}{NOUNS}{_OF}{{0,2}}(?:\s+with\s+respect\s+to\s+{LETTER})?"
_COUNT = rf"{LETTER}\s+{NOUN}"
_END = r"(?=\s*(?:$|[,:()]|\b(?:and|where)\s))"
_FIRST = rf"{LETTER}(?:(?<=\d)|(?<=\d\}})|(?<=\d\)\}}))"
_START = rf"(?P<start>{_FIRST}(?:\s*=\s*{_FIRST})*\s*=\s*(?:{_NUMBER}|\\(?:math|bold)\w+\s*(?:\{{\s*0\s*\}}|0)))"
"""With what something starts: h_0 = 0, m_0 = v_0 = 0."""
_STARTS = (r"(?:(?:is|are)\s+)?(?:starts?|started|starting|begins?|beginning|initiali[sz](?:ed?|es|ing))"
           r"(?:\s+(?:with|at|from|by|as|to))?")
_INITIAL = rf"(?:initial|starting)\s+{NOUN}(?:\s+{NOUN})?(?:\s+(?:is|are))?"
_HAS_BOUND, _HAS_START = (re.sub(r"\?P<\w+>", "?:", f"{said}{_END}") for said in (
    rf"(?:{_THE}{QUANTITY}\s+)?{_BOUND}", rf"{_THE}(?:{_INITIAL}\s+)?{_START}"))
_GOES_ON = (rf"(?:{_END}|(?=\s+(?:with\s+{NOUNS}\s|(?:over|with|for|of|in)\s+{_COUNT}|with\s+{_HAS_BOUND}"
            rf"|with\s+{_HAS_START}|{_STARTS}\s)))")
_DOES = "clip|threshold|shrink|scale|cap|truncate|compute|find|differentiate"
"""What is done with a quantity of which is said in passing how large it is."""
_DONE = rf"(?i:{_DOES})\s+(?:{LETTER}|{_THE}{NOUNS})(?:\s+(?:of|in)\s+(?:{LETTER}|{_THE}{NOUNS}))?"
_OF_MATRICES = r"(?:symmetric|square|invertible|real|positive[\s-]+(?:semi-?)?definite|diagonal|orthogonal)"
_DOTS = r"\s*(?:,\s*)?(?:\.\.\.?|\\[lc]?dots|…)\s*(?:,\s*)?"
_PARTS = {kind: re.compile(part) for kind, part in {  # in the order in which they are tried
    "range": rf"(?P<said>(?:{LETTER}\s*,\s*)*{LETTER}\s*=\s*[01]{_DOTS}{LETTER}(?:\s*-\s*1)?){_END}",
    "start": rf"(?:(?:with|from)\s+)?(?:{_STARTS}\s+)?{_THE}(?:{_INITIAL}\s+)?{_START}{_END}",
    "bound": rf"{_BOUND}(?:\s+(?:is\s+|denotes\s+|be\s+)?(?P<what>(?:the|an?)\s+{QUANTITY}{_OF}?))?{_END}",
    "noun and bound": rf"{_THE}(?P<noun>{QUANTITY})(?:{_OF}(?=\s+is\s))?\s+(?:is\s+)?{_BOUND}{_END}",
    "task": rf"(?P<said>{_DONE})\s+(?:to|at|by|with|using)(?=\s+{_HAS_BOUND})",
    "interval": rf"(?P<name>{LETTER})\s+(?:is\s+|lies\s+)?{_INSIDE}{_END}",
    "noun and interval": rf"{_THE}(?P<noun>{QUANTITY})\s+(?P<name>{LETTER})\s+{_INSIDE}{_END}",
    "what and interval": rf"(?P<name>{LETTER})\s+(?:is|denotes)\s+(?P<what>{_A}{QUANTITY}{_OF}?)\s+{_INSIDE}{_END}",
    "size": rf"(?P<names>{LETTERS})\s+(?:(?:is|are)\s+)?(?:an?\s+)?(?P<what>(?:{_OF_MATRICES}\s+)*)"
            rf"(?P<size>{LETTER}\s*(?:x|×|\\times|by)\s*{LETTER})(?:\s+matri(?:x|ces))?"
            rf"(?P<columns>\s+with\s+orthonormal\s+columns)?{_END}",
    "count": rf"(?:over|with|for|of|in)\s+(?P<said>{_COUNT}(?:\s+{NOUN}){{0,3}}){_GOES_ON}",
    "sums": rf"(?:the\s+)?(?P<said>{LETTER}\s+(?:sum|add)s?\s+(?:up\s+)?to\s+(?:one|1)){_END}",
    "adjective": rf"(?P<names>{LETTERS})\s+"
                 rf"(?P<what>positive|negative|non-?negative|non-?zero|symmetric|invertible){_END}",
    "what": rf"(?![aAI]\s+(?!(?:is|are|the|an?|denotes)\b)[A-Za-z])(?P<names>{LETTERS})\s*"
            rf"(?:(?P<verb>is|are|denotes|denote)\s+|:\s*)?(?P<what>{_WHAT}){_END}",
    "noun": rf"{_THE}(?P<noun>{NOUNS})\s+(?P<name>{LETTER})(?:{_END}|(?=\s+{_STARTS}\s))",
    "title": rf"(?P<said>{_THE}{NOUNS}{_OF}{{0,2}})(?:\s+as\s+a\s+function\s+of\s+{LETTER})?{_GOES_ON}",
}.items()}  # fmt: skip
_MATRIX = re.compile(rf"\ban?\s+((?:{_OF_MATRICES}\s+)+matrix)\s+({LETTER})")
_ALONE = ("bound", "interval", "start")
"""What a title may be of: "Counterexample: x > 0"."""
_SO = re.compile(rf"\s*with\s|,\s*where\s|\s(?={_STARTS}\s)")
"""What stands behind a title where it says so: "Soft thresholding with c > 0"."""
_OF_ALL = re.compile(rf"\s*for\s+(?:all|any|every|each)\s+(?P<said>{_BOUND})\s*", re.IGNORECASE)
_LEAD = re.compile(r"\s*(?:(?:where|here|with|let|and|use|take|choose|fix)\s+)*", re.IGNORECASE)
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
    said = sentence.replace("$", "").strip().rstrip(".;")
    if (of_all := _OF_ALL.fullmatch(said)) is not None:
        return f"{of_all['said']}."
    lead = _LEAD.match(said)
    if _A_LAW.search(said) or lead is None:
        return sentence
    place, made, before, end = lead.end(), list[str](), "", 0
    while place < len(said):
        found = next(((kind, part) for kind in _PARTS if (part := _PARTS[kind].match(said, place)) is not None), None)
        if found is None or (found[0] in ("title", "task") and place > lead.end()):
            return sentence
        kind, part = found
        if kind in _ALONE and ((before == "title" and not _SO.match(said, end)) or (
                before and ":" in said[end:place] and not {*names_in(part[0])} & {*names_in(said[:end])})):
            return sentence  # what stands there may be said of a case: "Part b: c > 0"
        before, end = kind, part.end()
        made += _sentences(kind, part)
        gap = _NEXT.match(said, end)
        place = gap.end() if gap is not None else end
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
        case "start":
            *firsts, value = re.split(r"\s*=\s*", part["start"])
            return [f"{first} = {value}" for first in firsts]
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
