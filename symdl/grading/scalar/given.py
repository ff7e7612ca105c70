"""What a clause says of numbers, and nothing more: "n is an integer", "x > 0", "y is one-hot", "x is a variance"."""

from __future__ import annotations

import re

from symdl.grading.scalar.nouns import QUANTITY

GREEK = ("alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|rho|sigma|tau|phi|varphi|psi"
          "|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Phi|Psi|Omega")
FONTS = "mathbf|boldsymbol|bm|mathcal|hat|tilde|bar"
LETTER = rf"(?:\\(?:{FONTS})\{{\\?[A-Za-z]+\}}|(?:\\?(?:{GREEK})|(?<![A-Za-z\\])[A-Za-z])(?![A-Za-z]))" \
    r"(?:[_^](?:\w+|\{[^{}]*\}))*"
"""A letter as it stands among words, with what is below it: x_i, \\hat{y}, theta."""
LEAD = r"(?:(?:let|assume|assuming|suppose|take|given|where|here|that|and|also|with|for)\b[\s,:]*)*"
LETTERS = rf"(?:{LETTER})(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+)(?:{LETTER}))*"
_CALLED = (r"(?:the\s+)?(?:(?:gradients?|integers?|(?:real\s+)?numbers?|scalars?|constants?|parameters?|weights?"
           r"|inputs?|steps?|variables?|quantit(?:y|ies)|coefficients?|learning\s+rates?|rates?|temperatures?|variances?|scales?)\s+)?")
_IS = (r"(?:is|are|be|denotes?|(?:must|should|has\s+to|have\s+to|needs?\s+to)\s+be"
       r"|(?:is|are)\s+(?:assumed|taken|required|known)\s+to\s+be)")
_GIVEN = re.compile(rf"{LEAD}(?:{_CALLED}|the\s+{QUANTITY}\s+)({LETTERS})\s+{_IS}\s+"
                    r"(?:both\s+|all\s+)?(?:an?\s+|the\s+(?=positive|strictly|non))?((?:(?:real|strictly|fixed|given"
                    r"|positive|negative|non-?negative|non-?zero|natural|integers?|numbers?|reals?|scalars?"
                    rf"|constants?)\s*)+)(?P<noun>(?<=\s){QUANTITY})?", re.IGNORECASE)
"""What is said of signs; of a noun, that it is positive: "the negative loss" is minus the loss."""
_SIGNS = r"(?:[_^]\{\w+\}|_\{\s*[A-Za-z]\s*=\s*\w+\s*\}|(?!\b[A-Za-z]{2,}\b)[^=]|\\[A-Za-z]+|[<>!]=)*"
_COMPARES = r"(?:[<>]=?|!=|[≤≥≠]|\\(?:leq?|geq?|neq?)(?![A-Za-z]))"
_RELATION = re.compile(rf"{LEAD}({_SIGNS}{_COMPARES}{_SIGNS})", re.IGNORECASE)
_HOT = r"one[\s-]hot(?:[\s-]+(?:vectors?|labels?|targets?|encoded|encodings?))*"
_CLASS = r"(?:\s+of\s+the\s+(?:correct\s+|true\s+|target\s+|ground[\s-]truth\s+)?(?:class(?:es)?|labels?|targets?))?"
_BESIDE = rf"(?:\s+and\s+{LETTER}\s+(?:is\s+|be\s+)?the\s+(?:softmax\s+)?(?:outputs?|probabilities|predictions?))?"
_ONE_HOT = re.compile(rf"{LEAD}(?:the\s+)?(?:labels?|targets?)?\s*({LETTER})\s+(?:is|are|be|denotes?)\s+"
                      rf"(?:an?\s+|the\s+)?"
                      rf"{_HOT}{_CLASS}(?:\s*\(\s*exactly\s+one\s+entry\s+is\s+1\s*,\s*(?:and\s+)?(?:the|all)\s+others\s+"
                      rf"(?:are\s+)?0\s*\))?{_BESIDE}|{LEAD}(?:an?\s+)?{_HOT}\s+({LETTER})", re.IGNORECASE)
_BINARY = re.compile(rf"{LEAD}(?:the\s+)?(?:labels?|targets?)?\s*({LETTER})\s*"
                     r"(?:\s(?:is|are)\s+(?:either\s+)?(?:binary|0\s+or\s+1|(?P<signs>\+?1\s+or\s+-\s*1"
                     r"|-\s*1\s+or\s+\+?1|\\pm\s*1|±\s*1))"
                     r"|(?:\\in(?![A-Za-z])|∈|\sin)\s*\\?\{\s*(0\s*,\s*1|-\s*1\s*,\s*\+?1|\+?1\s*,\s*-\s*1)\s*\\?\})",
                     re.IGNORECASE)
_DISTRIBUTION = re.compile(rf"{LEAD}(?:both\s+)?({LETTERS})\s+(?:is|are|be|denotes?)\s+"
                           r"(?:an?\s+|both\s+|two\s+|all\s+)?"
                           r"(?:(?:probability|discrete|categorical|finite)\s+)*(?:distributions?"
                           r"|(?<=probability\s)vectors?|(?P<each>probabilities))"
                           rf"(?P<over>\s+(?:over|on)\s+(?:the\s+)?(?:same\s+)?(?:{LETTER}\s+)?(?:classes|labels|tokens|words"
                           r"|points|outcomes|categories|values|states|symbols|items|elements|bins))?"
                           r"(?P<all>\s*[:,(]\s*(?:i\.e\.,?\s*)?(?:its|the|their)\s+(?:entries|elements|components|values)\s+"
                           r"(?:are\s+non-?negative\s+and\s+)?sum\s+(?:up\s+)?to\s+(?:1|one)\)?"
                           r"|\s*[,(:]?\s*(?:that|which|and|(?:so|and)\s+they|i\.e\.,?)?\s*(?:all\s+)?sum(?:ming)?\s+(?:up\s+)?to"
                           r"\s+(?:1|one)\)?)?"
                           r"(?:\s+with\s+(?P<more>.+))?", re.IGNORECASE)
_SUMS_TO_ONE = re.compile(rf"{LEAD}(?:(?:the\s+)?(?:labels?|targets?|weights?|probabilities"
                          rf"|(?:entries|elements|components|values)\s+of)\s+)?(?P<both>both\s+|the\s+)?({LETTERS})\s+"
                          r"(?P<each>both\s+|each\s+)?(?:sum|add)s?\s+(?:up\s+)?to\s+(?:1|one)", re.IGNORECASE)
_ENTRIES = r"(?:entries|elements|components|values|labels)"
_SAID_TWICE = re.compile(
    rf"(?P<said>(?P<name>{LETTER})\s+is\s+(?:an?\s+)?one-hot(?:[\s-]+(?:vectors?|labels?|targets?|encoded|encodings?))*)"
    r"\s*[,;:(]?\s*(?:(?:and\s+)?(?:so(?:\s+that)?|i\.e\.,?|that\s+is,?|hence|thus|therefore|which\s+means(?:\s+that)?"
    r"|meaning(?:\s+that)?)|and|with|(?=whose\b))\s*(?:\s(?:we\s+have|it\s+holds\s+that)\s+)?"
    rf"(?:(?:all\s+)?(?:its|the|whose)?\s*{_ENTRIES}(?:\s+of\s+(?P=name))?\s+(?:that\s+)?sum(?:ming|s)?\s+(?:up\s+)?to"
    r"\s+(?:1|one)|\\sum_\{?(?P<index>[a-z])(?:=1)?\}?(?:\^\{?\w\}?)?\s*(?P=name)_\{?(?P=index)\}?\s*=\s*1)\s*\)?"
    r"(?=\s*(?:$|[.,;]))", re.IGNORECASE)
"""That something is one-hot, and what follows from it, which says no more."""
_POSITIVE = r"(?:(?:strictly\s+)?positive|non-?negative)"
_TO_ONE = r"sums?\s+(?:up\s+)?to\s+(?:one|1)"
_OF_BOTH = re.compile(
    rf"(?P<said>(?P<names>{LETTERS})\s+(?:is|are)\s+(?:\w+\s+){{0,2}}(?:distributions?|probability\s+vectors?)"
    r"(?:\s+o\w+\s+[^.;,]*)?)"
    rf"\s*[;,.:]\s*(?:and\s+)?(?:they|both|all|it)\s+(?:is|are)\s+(?P<sign>{_POSITIVE})(?:\s+and\s+{_TO_ONE})?"
    r"(?=\s*(?:[.;,]|$))", re.IGNORECASE)
"""What is said of distributions in words that speak of those of before."""
_AND_SUM = re.compile(rf"(?P<said>(?P<names>{LETTERS})\s+(?:is|are)\s+(?:both\s+|all\s+)?{_POSITIVE})\s+and\s+"
                      rf"(?P<sum>(?:both\s+|each\s+)?{_TO_ONE})(?=\s*(?:[.;,]|$))", re.IGNORECASE)
"""What is positive, and sums to one."""
_OF_A_NAME = re.compile(rf"{LEAD}((?!(?:is|are|and|or|of|to|in|be|if|as|at|by|no|so|we|do|not|for)\b)[A-Za-z]{{2,4}}"
                        rf"\s*{_COMPARES}\s*-?[\d.]+)", re.IGNORECASE)
_EQUATION = re.compile(rf"{LEAD}({_SIGNS}=(?!=)\s*{_SIGNS})", re.IGNORECASE)
_A_LAW = re.compile(r"=\s*(?:(?:\\mathcal\s*\{?\s*[NU]\s*\}?|N|U|Beta|Gamma|Normal|Uniform|Gaussian)\s*\([^()]*,"
                    r"|(?:Bern(?:oulli)?|Ber|Exp|Poisson)\s*\()", re.IGNORECASE)
"""What p = N(0, 1) is said to be, which is no number."""
_TAKES_BACK = re.compile(r"\b(?:not?|never|unless|if|false|wrong|except|neither|nor|without)\b|n't\b", re.IGNORECASE)
_EACH = re.compile(rf"((?:{LETTER}\s*,\s*)+{LETTER})\s*({_COMPARES}[^,]*)")
_WITHIN = re.compile(rf"{LEAD}({LETTER}\s*(?:\\in(?![A-Za-z])|∈)"
                     r"\s*[(\[]\s*[-\d.]+\s*,\s*(?:[-\d.]+|\\infty|∞)\s*[)\]])", re.IGNORECASE)
_ADJECTIVE = (r"(?:(?:small|fixed|given|known|sample|population|prior|posterior|class|conditional|mixing|success"
              r"|predicted|euclidean|squared|total|noise|standard|mini-?batch|unknown|common|expected|gradient|weight|residual|update|parameter)\s+)*")
_TAIL = (r"(?P<tail>\s+(?:of|for|in|between|from|with\s+which|per)\s+(?!.*\b(?:minus|plus|times|less|log\w*|negative"
         r"|change|difference|or|if|half|twice|mod\w*|sums?)\b)[^<>=*/+]*)?")
_QUANTITY = re.compile(rf"{LEAD}({LETTERS})\s+(?:is|are|be|denotes?)\s+(?:an?\s+|the\s+|some\s+)?{_ADJECTIVE}"
                       r"(?:(?P<counts>numbers?\s+of\s+(?!the\b|a\b|real)"
                       r"(?:(?!(?:minus|plus|times|less|over|divided|mod\w*|or|if|half|of|in|for|per|and)\b)[a-z-]+\s+){0,2}"
                       r"(?!(?:minus|plus|times|less|over|divided|mod\w*|or|if|half)\b)[a-z-]+|counts?)"
                       r"|probabilit(?:y|ies)|variances?|standard\s+deviations?|norms?|distances?|absolute\s+values?)"
                       rf"{_TAIL}", re.IGNORECASE)
"""What is never negative: "n is the number of samples", "x is a variance"."""
_ORDERS = re.compile(rf"{LEAD}{_CALLED}({LETTERS})\s+(?:(?:is|are|be)\s+)?(?:strictly\s+)?"
                     r"(?:(?P<gt>(?:greater|larger|bigger|more)\s+than|above|exceeds?)"
                     r"|(?P<lt>(?:less|smaller|lower)\s+than|below)|(?P<ge>at\s+least|no(?:t)?\s+(?:less|smaller)\s+than)"
                     r"|(?P<le>at\s+most|no(?:t)?\s+(?:more|greater|larger)\s+than))\s+"
                     rf"(?:(?P<number>-?\d+(?:\.\d+)?)|(?P<zero>zero)|(?P<one>one)|(?P<letter>{LETTER}))",
                     re.IGNORECASE)
_HALF_LINE = re.compile(rf"{LEAD}({LETTERS})\s*(?:\\in(?![A-Za-z])|∈|\bin\b)\s*"
                        r"(?:\\mathbb\s*\{?\s*R\s*\}?|ℝ|R)\s*[_^]\s*(?:\{\s*(?P<gt>\+\+|>\s*0|\+\*)\s*\}|\{?\s*(?:\+|\\geq?\s*0|≥\s*0)\s*\}?)")
_WHOLE = re.compile(rf"{LEAD}(?P<one>{LETTER})\s*(?P<sign>{_COMPARES})\s*(?P<value>-?\d+)\s+is\s+an?\s+integer"
                    rf"|{LEAD}(?P<two>{LETTER})\s+is\s+an?\s+integer\s*(?P<sign2>{_COMPARES})\s*(?P<value2>-?\d+)",
                    re.IGNORECASE)
_SIGN_OF = {"gt": ">", "lt": "<", "ge": ">=", "le": "<="}
_BEFORE_A_COLON = re.compile(r"the|labels?|targets?|weights?|probabilities|entries|assumptions?|we|assume|assuming"
                             r"|given|conditions?|constraints?|that|and|also|all|sums?|up|to|one|is|are|positive|domain|let"
                             r"|where|here|with", re.IGNORECASE)


def given(sentence: str) -> list[str]:
    """The assumptions that a sentence is, and nothing more."""
    sentence = sentence.strip(" ,")
    if (said := _GIVEN.fullmatch(sentence)) and "^" not in said[1] and (
            not said["noun"] or re.search(r"positive|\bnon", said[2], re.IGNORECASE)):
        kinds = [word for word in said[2].lower().split() if word not in ("strictly", "fixed", "given", "constant",
                                                                         "constants", "scalar", "scalars")]
        names = ", ".join(name if len(re.split("[_^]", name)[0]) == 1 or name.startswith("\\") else f"\\{name}"
                          for name in re.findall(LETTER, said[1]))
        return [f"{names} {' '.join(kinds)}"] if kinds else [""]
    sentence = re.sub(rf"(?<![A-Za-z\\])(?=(?:{GREEK})(?![A-Za-z]))", r"\\", sentence)  # epsilon > 0
    if (said := _ONE_HOT.fullmatch(sentence)) and "^" not in (name := said[1] or said[2]):
        member = _member(name)
        return [f"\\sum_{{{member[-2]}}} {member} = 1", f"{member}^2 = {member}"]
    if (said := _DISTRIBUTION.fullmatch(sentence)) and "^" not in said[1] and not re.search(r"_\{?\d", said[1]):
        families, more = names_in(said[1]), given(said["more"]) if said["more"] else []
        # Probabilities sum to one only where they are those of all that may be: each p_i may be one of its own.
        is_whole = len(families) == 1 and bool(said["over"] or said["all"] or more)
        if (is_whole or not said["each"]) and (more or not said["more"]):
            return [*(one for name in families for one in (_sums_to_one(name), f"{_member(name)} >= 0")), *more]
    if (said := _SUMS_TO_ONE.fullmatch(sentence)) and "^" not in said[2]:
        families = names_in(said[2])  # p_i and q_i may sum to one for each i
        if len(families) == 1 or said["both"] or said["each"] or "_" not in said[2]:
            return [*map(_sums_to_one, families)]
    if (said := _BINARY.fullmatch(sentence)) and "^" not in said[1]:
        return [f"{said[1]}^2 = {'1' if said['signs'] or '-' in (said[3] or '') else said[1]}"]
    if quantities := _of_quantities(sentence):
        return quantities
    if said := _OF_A_NAME.fullmatch(sentence):
        return [said[1]]
    words, _, relation = sentence.rpartition(":")  # the labels sum to one: \sum_k y_k = 1
    if not all(map(_BEFORE_A_COLON.fullmatch, re.findall(r"\w+|[<>=]", re.sub(rf"{LETTER}(?=\s+(?:sums?|is|are)\b)", "",
                                                                            words)))):
        return []
    sentence = relation.strip()
    if said := _EQUATION.fullmatch(sentence):
        return [] if _A_LAW.search(said[1]) else [said[1].strip()]
    if said := _WITHIN.fullmatch(sentence):
        return [said[1]]
    if said := _RELATION.fullmatch(sentence):
        if each := _EACH.fullmatch(said[1].strip()):
            return [f"{name} {each[2]}" for name in names_in(each[1])]
        return [] if "," in said[1] else [said[1].strip()]
    return []


def _of_quantities(sentence: str) -> list[str]:
    """What words say of signs, and of what is larger: "x is a variance", "a is larger than b"."""
    if said := _WHOLE.fullmatch(sentence):
        name, sign, value = (said[key] or said[f"{key}2"] if key != "one" else said["one"] or said["two"]
                             for key in ("one", "sign", "value"))
        return [f"{name} integer", f"{name} {sign} {value}"]
    if (said := _ORDERS.fullmatch(sentence)) and "^" not in said[1]:
        sign = next(sign for key, sign in _SIGN_OF.items() if said[key])
        value = said["number"] or said["letter"] or ("0" if said["zero"] else "1")
        names = names_in(said[1])
        whole = [f"{name} integer" for name in names if re.search(r"\bintegers?\s", sentence[: said.start(1)])]
        return [*whole, *(f"{name} {sign} {value}" for name in names)]
    if (said := _HALF_LINE.fullmatch(sentence)) and "^" not in said[1]:
        return [f"{name} {'>' if said['gt'] else '>='} 0" for name in names_in(said[1])]
    if (said := _QUANTITY.fullmatch(sentence)) and "^" not in said[1]:
        return [f"{name} nonnegative integer" if said["counts"] else f"{name} >= 0" for name in names_in(said[1])]
    return []


def once(text: str) -> str:
    """Words without those that say what others do: "y is one-hot, so that its entries sum to one"."""
    text = _SAID_TWICE.sub(r"\g<said>", text)
    text = _OF_BOTH.sub(lambda said: f"{said['said']}. {said['names']} {_verb(said['names'])} {said['sign']}", text)
    return _AND_SUM.sub(lambda said: f"{said['said']}. {said['names']} {said['sum']}", text)


def _verb(names: str) -> str:
    return "are" if len(names_in(names)) > 1 else "is"


def made_of(clause: str) -> frozenset[str]:
    """The letters of which something is made, as is said: y, of "x is the variance of y"; a count has its own words."""
    clause = clause.strip(" ,")
    said = _QUANTITY.fullmatch(clause)
    if said is not None:
        return frozenset(names_in(said["tail"] or "")) if not said["counts"] else frozenset()
    other = _MADE.search(_OF_WHICH.sub(" ", clause))
    return frozenset(names_in(other[1])) if other else frozenset()


_MADE = re.compile(r"\b(?:is|are|denotes?)\s.*?\b(?:gradient|derivative|slope|residual|error|loss|cost|value|score"
                   r"|similarity|function|update)s?\s+(?:of|between|from|for|at|in)\s+(.*?)(?:\s+(?:with\s+respect|w\.r\.t)\b.*)?$",
                   re.IGNORECASE)
_OF_WHICH = re.compile(rf"{LETTER}-th\b|\b(?:layer|step|time|iteration|class|sample|example|token)s?\s+{LETTER}")


def _sums_to_one(name: str) -> str:
    """That the members of a family sum to one."""
    return f"\\sum_{{{(member := _member(name))[-2]}}} {member} = 1"


def _member(name: str) -> str:
    """y_k, of y, and of y_k."""
    base, _, below = name.partition("_")
    below = below.strip("{}")
    return f"{base}_{{{below if len(below) == 1 and below.isalpha() else 'k'}}}"


def of_members(assumption: str) -> str:
    """What is assumed of each member, where it is said of a letter: x_k > 0; "" where it is said of one already."""
    return "" if "_" in assumption or "\\sum" in assumption else re.sub(
        r"(?<![A-Za-z\\])(?:[A-Za-z](?![A-Za-z])|\\(?!leq?|geq?|neq?|in)[A-Za-z]+)", r"\g<0>_{k}", assumption)


def names_in(said: str) -> list[str]:
    return re.findall(LETTER, said)


__all__ = ["FONTS", "LEAD", "LETTER", "LETTERS", "given", "made_of", "names_in", "of_members", "once"]
