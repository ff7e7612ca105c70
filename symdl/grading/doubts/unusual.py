r"""What words say of a name or a sign that is otherwise read by habit: an i that is an index, a log to base 10.

A letter that is said to be something else than i, e, \pi and \sigma usually are is a plain one, and so both readings
are looked at: a verdict is told only if it is that of both. So are logarithms to another base. What else is said of a
sign, that |x| is a norm, or numbers complex, is not used, and leaves open all but an answer that is written as the
reference is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, TypeAlias

from symdl.errors import ReadError, SymdlError
from symdl.grading.checked import Checked
from symdl.grading.doubts.rereadings import Decide
from symdl.grading.question import Question
from symdl.grading.questions.asking import ask
from symdl.grading.scalar.context import LETTER, clauses
from symdl.grading.scalar.words import KNOWN
from symdl.grading.table import rewritten
from symdl.notation.reader.signs import BIG, FUNCTIONS
from symdl.notation.reader.syntax import Call, Function, walk

_FIELDS = ("reference", "definitions", "assumptions")
_RUN = re.compile(r"(?P<below>(?<=[_^]\{)[A-Za-z]+(?=\}))|(?<=[_^])[A-Za-z](?=[A-Za-z])|(?<![A-Za-z\\])[A-Za-z]+"
                  r"|(?<=[_^][A-Za-z])[A-Za-z]+")
"""Letters side by side; one alone stands below where no brace is: x_iy_i is x_i y_i."""
_LONGEST_PRODUCT = 3  # letters side by side that may be factors
_NO_PRODUCT = frozenset({*FUNCTIONS, *BIG, *KNOWN, "if", "else", "for", "Re", "Im", "tr", "det", "and", "or", "is"})

_IMAGINARY = re.compile(r"\bimaginary\s+unit|\\sqrt\s*\{?\s*-\s*1|sqrt\(-1\)|√\(?-1|i\s*\^\s*\{?2\}?\s*=\s*-\s*1")
_EULER = re.compile(r"\beuler|\bnatural\s+log|\bexponential\s+function|2\.71", re.IGNORECASE)
_CIRCLE = re.compile(r"\bcircle|3\.14|\bcircumference|\busual\b|\bconstant\b", re.IGNORECASE)
_PI = r"(?:\\pi(?![A-Za-z])|π|(?<![A-Za-z\\])pi(?![A-Za-z]))"
_SAID_OF_PI = re.compile(
    rf"{_PI}(?:_\w|_\{{[^{{}}]*\}})?\s*(?:\([^()]*\)\s*)?(?:\b(?:is|are|denotes?|be|and|stands?)\b|=|\\in(?![A-Za-z])|∈|[<>≤≥:,]"
    r"|\\(?:leq?|geq?|[lg]t)(?![A-Za-z]))"
    rf"|\b(?!(?:of|to|than|by|and|or|between|minus|plus|times|below|above|at|is|from|up|mod|modulo)\b)[a-z]{{3,}}\s+{_PI}")
_SIGMA = re.compile(r"\\sigma(?![A-Za-z])|σ|(?<![A-Za-z\\])sigma(?![A-Za-z])")
_SIGMOID = re.compile(r"^(?!.*\b(?:hard|general\w*|bipolar|shift\w*|scal\w*|minus|plus|half|twice|times|deriv\w*"
                      r"|inverse|log(?!\s*\|)|ln|not|steep\w*|symmetric|modif\w*|piecewise|approx\w*|tanh|algebraic|slope"
                      r"|temperature|complement\w*|negative|stretch\w*|loss|map|density|of\s+-?\d\w*)\b)"
                      r".*(?:\bsigmoid(?!al)|\blogistic|(?:(?<![\d.)}])1\s*/\s*\(?|\\[dt]?frac\s*\{\s*1\s*\}\s*\{)"
                      r"\s*1\s*\+\s*(?:e\s*\^|\\?exp)(?!.*[)}]\s*-\s*))", re.IGNORECASE)
_FUNCTION = re.compile(r"\bfunctions?|\bactivation|linearit|\btanh|\bre-?lu|\b\w*elu\b|\bsoftplus|\bswish|\bstep\b"
                       r"|\bmap|\barbitrary|\bany\b|\bgeneral|\([a-z]\)|\bidentity|\bhyperbolic", re.IGNORECASE)
_LOG = re.compile(r"\\?\b(?:log(?:s|arithms?)?|lg)(?![A-Za-z])|\bentrop\w+|\bbits\b|\\log", re.IGNORECASE)
_BASE = re.compile(r"\bbase[\s-]*(10|2|ten|two|e|\w+)(?!\w)|\\?log_\{?(10|2)\}?"
                   r"|\b(common|binary|decimal|briggs\w*)\s+log\w*|\b(bits)\b", re.IGNORECASE)
_BASES = {"10": "10", "ten": "10", "common": "10", "decimal": "10", "2": "2", "two": "2", "binary": "2", "bits": "2",
          "e": ""}
_LOGS = re.compile(r"\\log(?![A-Za-z])(?!\s*_)|(?<![A-Za-z\\])log(?=\s*\()")

_COMPLEX = re.compile(r"\bcomplex\b|\bimaginary\b(?!\s+unit)|\\mathbb\s*\{?\s*C|ℂ|\bin\s+C\b|\\in\s+C\b|\bquaternion"
                      r"|\b(?:of|to|over)\s+C\s*(?=$|[,.;])|\b(?:real|imaginary)\s+part|(?<![A-Za-z])(?:Re|Im)\b|\bphasor"
                      r"|\broots?\s+of\s+unity|\bunit\s+circle|\bfourier\s+coefficient"
                      r"|\bnot\s+(?:\w+\s+)?real\b|\bnon-?real\b"
                      r"|=\s*\\?[a-z]+\s*[+-]\s*(?:i\s*\\?[a-z]|[a-z]\s*i)(?![A-Za-z])", re.IGNORECASE)
_NOT_COMPLEX = re.compile(r"\bcomplex\s+(?:models?|networks?|tasks?|problems?|loss\w*|data)\b|\bnot\s+complex")
_OF_REALS = re.compile(r"\||\\[lr]?[vV]ert|\b(?:Re|Im|re|im|abs|arg|conj|sqrt|ln|log|sign|max|min)\b"
                       r"|\\(?:Re|Im|bar|overline|sqrt|ln|log|arg|dagger|max|min|operatorname)(?![A-Za-z])|√"
                       r"|\^\s*\{?\s*(?:\*|\\ast|\\star|\(?\s*-?\s*\d+\s*[/.]|\\[dt]?frac)|[<>]|\\[lg]eq?(?![A-Za-z])")
_DEGREES = re.compile(r"\bdegrees\b|\bdegree\s+mode\b|°")
_TRIGONOMETRIC = re.compile(r"\\?(?:arc|a)?(?:sin|cos|tan|cot|sec|csc)")
_NOT_COMMUTING = re.compile(r"\b(?:not|n't|never|no|non|anti)[\s-]*commut\w*|\bnoncommut\w+|\bquaternions?"
                            r"|\boperators\b|\bcompositions?\b")
_OTHER_NUMBERS = re.compile(r"\b(?:mod|modulo)\s+\\?\w+|\bmodular\b|\\mathbb\s*\{?[ZF]\}?\s*_|\bin\s+\$?[ZF]_"
                            r"|\bin\s+\$?GF\b|\bfinite\s+field|\bfield\s+(?:with|of)\s+\w+\s+elements|\bin\s+base\b"
                            r"|\b(?:binary|hexadecimal|octal|saturating|tropical|boolean)\s+(?:arithmetic|algebra|numbers)")
_BELOW = re.compile(r"_\s*(?:\{[^{}]*\}|\w)")
"""Of what is said of y_i, or of a sum over i, nothing is said of the i."""
_CONGRUENT = re.compile(r"=|≡|\\equiv")
_VERB = (r"\s*\b(?:(?:is|are|be)\s+(?:the|its|their|an?|any|some|convolution\w*|used)\b|denotes?\b|means?\b"
         r"|stands?\s+for\b|represents?\b)")
_SIGNS: tuple[tuple[str, str, str], ...] = (
    # what something is said of, with its sign in a formula, and what that usually is
    (r"(?:\\\||\|\||\\lVert|\\Vert)[^|]*(?:\\\||\|\||\\rVert|\\Vert)(?:_\w|_\{[^{}]*\})?", r"\\\||\|\||\\[lr]?Vert",
     r"\beuclid|\b(?:2|two|l_?2|ell_?2|l\^?2|frobenius)[\s-]*norm|\bfrobenius|\blength|\bthe\s+norm|\bl2\b"),
    (r"(?<![|\\])(?:\||\\lvert)[^|]*(?:\||\\rvert)(?!\|)", r"(?<![|\\])\|(?!\|)|\\[lr]?vert|\babs\b",
     r"\babsolute|\bmagnitude"),
    (r"\[[^\[\]]*\]", r"\[", r"\biverson|\bindicator"),
    (r"(?<![_^}\w])\\?\{[^{}]*\\?\}", r"\\\{", r"\bset\b"),
    (r"\\langle.*?\\rangle", r"\\langle", r"\binner|\bdot\s+product|\bscalar\s+product"),
    (r"(?:\*|\\ast|\\star|∗|⋆)", r"\*|\\ast|\\star|∗|⋆", r"\bproduct|\bmultipl|\btimes\b"),
    (r"(?:\\odot|⊙|\\circ|∘)", r"\\odot|⊙|\\circ|∘", r"\bhadamard|\belement|\bentry|\bpointwise"),
    (r"(?:\\cdot|·|\\times|×|\\otimes|⊗|\\oplus|⊕)", r"\\cdot|·|\\times|×|\\otimes|⊗|\\oplus|⊕",
     r"\bproduct|\bmultipl|\btimes\b|\bouter|\bkronecker|\binner"),
    (r"\bprimes?", r"'", r"\bderivative|\bslope"),
    (r"!", r"!", r"\bfactorial"),
    (r"\\?\b(?:sqrt|exp|erf|sign|sgn|max|min|sin|cos|tan|tanh)(?:\([^()]*\))?",
     r"\\?(?:sqrt|exp|erf|sign|sgn|max|min|sin|cos|tan)",
     r"\bsquare\s+root|\bexponential|\berror\s+function|\bsign|\bmaximum|\bminimum|sine\b|\btangent"),
    (r"\\?\bGamma(?:\([^()]*\))?", r"\\Gamma\s*(?:\\left\s*)?\(|(?<![A-Za-z\\])Gamma\(", r"\bgamma\s+function"),
)
_OTHER_NORM = re.compile(r"\b(?:1|one|l_?1|\\?ell_?1|p|infinity|sup\w*|max|spectral|nuclear|operator|trace|mahalanobis"
                         r"|\\infty)[\s-]*norms?\b|\bmanhattan", re.IGNORECASE)
_NORM = re.compile(r"\||\\[lr]?[vV]ert")


def unusual(question: Question, answer: str, found: Checked, decide: Decide) -> str:
    """Why a verdict is not told that hangs on habits which the words beside a question go against; "" if none does."""
    if question.declared or not question.given or not (question.context.text or question.assumptions):
        return ""
    formulas = " ".join((*question.written, answer))
    said = [*clauses(question.context.text), *question.assumptions]
    if (words := next(_of_signs(question, said, formulas), "")) and not _is_written_alike(question, answer):
        return f"the question says more in words than is used here: {words.strip()}"
    for words, change in _other_readings(question, said, formulas, calls_sigmoid=_calls_sigmoid(question, answer)):
        with suppress(SymdlError, _Unclear):
            other = ask(_changed(json.loads(question.given), change))
            then = decide(other, other.as_read(change(answer, True))).verdict
            if then == found.verdict and not (then == "not_equivalent" and _names_a_function(words)):
                continue
        if not _is_written_alike(question, answer):
            return f"it depends on what is said in words, which goes against a habit: {words.strip()}"
    signs = _GOES_AGAINST if _DIFFERENTIAL.search(formulas) else _GOES_AGAINST_BUT_D
    if (words := next(filter(signs.search, said), "")) and not _is_written_alike(question, answer):
        return f"it depends on what is said in words, which goes against a habit: {words.strip()}"
    unused = question.unused if found.verdict == "equivalent" else ""
    whole = next((clause for clause in said if unused in clause), unused)
    bare = whole.strip(" ,.")
    is_seen = whole in question.context.described or _IS_LEFT_OUT.fullmatch(bare) or any(  # or above
        words.search(whole) for words in (_USUAL, _COMPLEX, _BASE)) or _NARROWS.search(unused) or _says_what_is(bare)
    if calculates := next((one for one in said if _CALCULATES.search(one) or _SAID_OF_A_SIGN.search(one)), ""):
        unused, whole, is_seen = calculates, "", False
    if unused and (not whole or _IS.search(whole)) and not is_seen and not _is_written_alike(question, answer):
        return f"the question says more in words than is used here: {unused}"
    return ""


def _says_what_is(clause: str) -> bool:
    """Whether a clause says what letters stand for, or what a question is about, and nothing of signs."""
    if any(words.search(clause) for words in (_OF_SIGNS, _SAID_OF_A_SIGN, _CALCULATES)):
        return False
    return _IS_A_THING.fullmatch(clause) is not None or not _SIGN.search(clause)


def _names_a_function(words: str) -> bool:
    r"""Whether it is said which function a \sigma is: it has rules of its own, which no function of all follows."""
    return bool(_SIGMA.search(words) and _FUNCTION.search(words) and not _OF_ANY.search(words))


_OF_ANY = re.compile(r"\b(?:an?|any|some|every|arbitrary|general|generic)\s+(?:[\w-]+\s+)*?(?:function|activation)\b"
                     r"|\b(?:is|denotes)\s+the\s+(?:activation|non-?linearity)(?:\s+function)?\s*[.,;]?$",
                     re.IGNORECASE)
_AGAINST = (
    r"(?:^|[\s\\^])(?:ln|exp|tanh|pi|e|%stop|norms?|superscripts?|upper\s+indices)\b[^,.;]*\b(?:is|are|means?)\s+(?:not\b"
    r"|base\b|layer|approximated|the\s+sum|indices|the\s+dimension|a\s+number)")
_GOES_AGAINST, _GOES_AGAINST_BUT_D = (re.compile(_AGAINST % d, re.IGNORECASE) for d in (r"d|", ""))
_DIFFERENTIAL = re.compile(r"\\d?frac\s*\{[^{}]*(?<![A-Za-z\\])d(?=\s*(?:\\?[A-Za-z(^]|\}\s*\{\s*(?:\\mathrm\s*\{)?d))"
                           r"|(?<![A-Za-z\\])d\s*(?:\^\s*\{?\d\}?)?\\?\w*\s*/\s*d(?:\\|[A-Za-z])|\\i*int(?![A-Za-z])|∫|\\mathrm\s*\{?\s*d|\\dd(?![A-Za-z])")
"""What is said of a sign that has one meaning everywhere, so that it has another one here."""
_IS = re.compile(r"^(?!\s*(?:what|which|how)\b).*\b(?:is|are|be|denotes?|means?|represents?|belongs?|lies?)\b"
                 r"(?!\s+(?:an?\s+|the\s+)?(?:functions?\b|generated|given|defined|made|such|what))", re.IGNORECASE)
_IS_LEFT_OUT = re.compile(r"(?:(?:the|all|and|but|where|here)\s+)*bias(?:es)?"
                          r"(?:\s+(?:terms?|vectors?|parameters?|weights?))?\s+(?:is|are)\s+(?:left\s+out|omitted|ignored|neglected|dropped|disregarded|not\s+(?:counted"
                          r"|included|used|considered)|counted|included)", re.IGNORECASE)
"""What a count leaves out, or has: the reference, too."""
_IS_A_THING = re.compile(
    rf"(?:(?:where|here|and|also|let|with)\s+)*(?:{LETTER})'?(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+)(?:{LETTER})'?)*"
    rf"\s+(?:is|are|be|denotes?)\s+(?:(?:the|an?|its|their)\s+)?[A-Za-z'-]{{2,}}(?:\s+(?:[A-Za-z'-]+|{LETTER}))*",
    re.IGNORECASE)
"""What says what a letter stands for: "z is the update gate"."""
_OF_SIGNS = re.compile(
    r"\b(?:operat\w+|compos\w+|conjugat\w*|convol\w+|(?:super|sub)scripts?|expon\w+|permut\w+|symbols?|notations?"
    r"|short\w*|abbrev\w*|letters?|functions?|functionals?|maps?|sets?|strings?|events?|derivatives?|prime[sd]?"
    r"|mappings?|slopes?|gradients?|invers\w*|transpos\w*|imaginary|complex|euler\w*|quaternion\w*|names?|words?|any"
    r"|anything|formulas?|not|another|other|no|if|or|unless|only|than|instead|differential\w*|logarithm\w*|base"
    r"|units?|degrees?|index|indices|counter|sum|rows?|columns?|tensors?|sequences?|lists?"
    r"|tuples?|classes|juxtapos\w*|adjacent|concat\w*|writ\w+|reads?)\b", re.IGNORECASE)
"""Words that may say how a sign is meant, or that a letter stands for no number."""
_CALCULATES = re.compile(r"\bsoftmax\s+(?:here\s+)?(?:is\s+(?:to|over|normali\w+)|uses|has|denotes)\b"
                         r"|\bdivision\b|\barithmetic"
                         r"|\bsemi-?rings?\b|\bfloating|\btropical\b|\brounded\b|\brounds?\s+(?:to|up|down|off|half|towards?)\b|\brounds$"
                         r"|\bBasis\b|\bsingle\s+(?:variable|name|symbol|letter)|\bpairs?\s+of\b|^\s*(?:\\sum|sums?)\s+(?:runs?|are|is"
                         r"|goes?|go)\b|^[^\w\s\\$(\[{|]\s+[a-z]", re.IGNORECASE)
"""Words that may say how is calculated."""
_SAID_OF_A_SIGN = re.compile(r"(?:^|\s)[^\w\s$|\\()\[\]{}.,;:'\"]{1,2}\s+"
                             r"(?:is|are|denotes?|means?|stands?|represents?)\b")
"""^ is the bitwise or."""
_SIGN = re.compile(r"\b(?:bars?|norms?|brackets?|braces|parenthes\w+|dots?|stars?|hats?|tildes?|asterisks?|arrows?"
                   r"|floor|ceil\w*|weighted|metric|absolute|lines?|accents?|products?|multiplication|addition|equality)\b",
                   re.IGNORECASE)
"""Words for signs, which a sentence may say something of."""
_NARROWS = re.compile(r"""
    \\(?:ne|neq|l[et]q?|g[et]q?)(?![a-z]) | [<>≤≥≠] | \\sum | ^=$
    | ^(?!sigmoid$)[a-z-]+$ | ^there\s+(?:is|are)\b  # a noun that is not known, of a matrix
    | \b(?: probabilit | distribut | densit | (?:one|multi|k)-?hot | (?:non|semi)?-?(?:positive|negative|zero)
    | definite | integer | natural | even\b | odd\b | between | constant | fixed | \w*symmetric | diagonal
    | matri | vectors? | transpose | orthogonal | orthonormal | hessian | projection | (?:is|are)\s+(?:not\s+)?-?\d
    | block\b | sums?\b | adds?\b | unit\s+(?:vector|norm|length|variance) | norm\s+of | norm(?:ali[sz]ed)?$ | mean\b
    | varianc
    | bounded | finite | convex | independent | uncorrelated | random | gaussian | normal | bernoulli | binary | label
    | equal | distinct | sorted | polynomial | differentiable | smooth )""", re.IGNORECASE | re.VERBOSE)
"""What words say that makes the values fewer: what is right for all of them stays right."""
_USUAL = re.compile(r"^(?!.*\b(?:not|no|never)\b).*(?:euler's\s+number|radians|is\s+multiplication|euclidean"
                    r"|l_?2\s+norm|principal\s+root|natural\s+logarithm|imaginary\s+unit|is\s+(?:the|a)\s+(?:logistic\s+)?sigmoid"
                    r"(?:\s+function)?\s*$)", re.IGNORECASE)
"""What words say that is so by habit, too."""


def _changed(table: dict[str, Any], change: _Change) -> dict[str, Any]:
    kept = {key: value for key, value in table.items() if key not in ("mistakes", "accept")}
    formulas = {key: rewritten(kept[key], lambda text: change(text, True)) for key in _FIELDS if key in kept}
    return {**kept, **formulas, "context": change(str(kept.get("context") or ""), False)}


class _Unclear(Exception):
    """A letter may stand in a product without a space, or be a part of a name."""


def _is_written_alike(question: Question, answer: str) -> bool:
    """Whether an answer is the reference letter by letter: it is right, whatever signs stand for."""
    asked = question.written[0] if question.written else ""
    return _bare(answer) in {_bare(text) for text in (asked, question.spelled(asked), asked.partition("=")[2])}


def _bare(text: str) -> str:
    return _NO_INK.sub("", text)


_NO_INK = re.compile(r"\s|\\[,;:! ]|\\(?:left|right|displaystyle)(?![A-Za-z])|[$~]")
_Change: TypeAlias = Callable[[str, bool], str]
"""A text with a letter as a plain one; whether it is a formula, and no words."""


def _other_readings(question: Question, said: list[str], formulas: str, *, calls_sigmoid: bool,
                    ) -> Iterator[tuple[str, _Change]]:  # fmt: skip
    """What is said of a letter or a logarithm that is otherwise read by habit, and how texts are read then."""
    for clause in said:
        names = {*re.findall(LETTER, _BELOW.sub(" ", clause))}
        for letter, usual in (("i", _IMAGINARY), ("e", _EULER)):
            if letter in names and not usual.search(clause) and not _COMPLEX.search(clause) \
                    and re.search(rf"(?<![A-Za-z\\]){letter}|{letter}(?![A-Za-z])", formulas):
                new = tuple("kjlmnuvw" if letter == "i" else "uvwqr")
                yield clause, _plain_letter(letter, _free(new, question, formulas))
        if _SAID_OF_PI.search(clause) and not _CIRCLE.search(clause) and re.search(_PI, formulas):
            new = (r"\rho", r"\tau", r"\omega", r"\kappa")
            yield clause, _plain_sign(re.compile(_PI), _free(new, question, formulas))
        if _SIGMA.search(clause) and not _SIGMOID.search(clause) and calls_sigmoid:
            new = ("f", "g", "h") if _FUNCTION.search(clause) else (r"\tau", r"\rho", r"\kappa")
            yield clause, _plain_sign(_SIGMA, _free(new, question, formulas))
        if calls_sigmoid and _ACTIVATION.search(clause) and not _SIGMOID.search(clause) and not _SIGMA.search(
                question.context.text):
            yield clause, _plain_sign(_SIGMA, _free(("f", "g", "h"), question, formulas))
        for name in dict.fromkeys(_PRIMED.findall(clause)):
            yield clause, _plain_sign(re.compile(re.escape(name)), _free(_NEW, question, formulas))
        if _LOG.search(clause) and (base := _BASE.search(clause)) and _LOGS.search(formulas) and (
                number := _BASES.get((word := next(filter(None, base.groups()))).lower(), word)):
            yield clause, _to_base(number)


_ACTIVATION = re.compile(r"\b(?:re-?lu|tanh|softplus|swish|gelu|elu|selu|softsign)\b", re.IGNORECASE)
r"""Another function that a \sigma may be, where words speak of it alone."""
_PRIMED = re.compile(rf"({LETTER}')(?!')\s+(?:is|are|denotes?)\b")
_NEW = tuple("uvwqrgh")


def _calls_sigmoid(question: Question, answer: str) -> bool:
    r"""Whether a \sigma is read as the logistic function."""
    trees = [*question.trees, *question.right]
    with suppress(ReadError):
        trees.append(question.tree(answer))
    return any(part == Function("sigmoid") or (isinstance(part, Call) and part.function == Function("sigmoid"))
               for tree in trees for part in walk(tree))


def _free(letters: tuple[str, ...], question: Question, formulas: str) -> str:
    """A letter that stands nowhere; "" if all of them do."""
    said = f"{formulas} {question.context.text} {question.assumptions}"
    return next((one for one in letters if not re.search(
        rf"(?<![A-Za-z\\]){re.escape(one)}|{re.escape(one)}(?![A-Za-z])", said)), "")


def _plain_letter(letter: str, new: str) -> _Change:
    def change(text: str, of_formula: bool) -> str:
        is_latex = of_formula and re.search(r"\\[A-Za-z]", text) is not None

        def run(found: re.Match[str]) -> str:
            if found[0] == letter and new:
                return new
            if letter in found[0] and of_formula and len(found[0]) <= _LONGEST_PRODUCT and found[0] not in _NO_PRODUCT:
                if not new or not (is_latex or found["below"] is not None):
                    raise _Unclear
                return found[0].replace(letter, new)  # w_{ij}, and the product ne in LaTeX
            return found[0]

        return _RUN.sub(run, text)

    return change


def _plain_sign(sign: re.Pattern[str], new: str) -> _Change:
    def change(text: str, of_formula: bool) -> str:
        if of_formula and not new:
            raise _Unclear
        return sign.sub(lambda found: new + " " * new.startswith("\\"), text)

    return change


def _to_base(number: str) -> _Change:
    def change(text: str, of_formula: bool) -> str:
        if number not in ("2", "10"):
            raise _Unclear
        return _LOGS.sub(lambda found: rf"\log_{{{number}}}" if found[0].startswith("\\") else f"log{number}",
                         text) if of_formula else ""

    return change


def _of_signs(question: Question, said: list[str], formulas: str) -> Iterator[str]:
    """What is said of signs that a formula has, and of which numbers there are."""
    for clause in said:
        if _COMPLEX.search(clause) and not _NOT_COMPLEX.search(clause) and _OF_REALS.search(formulas):
            yield clause
        if _IMAGINARY.search(clause) and re.search(r"(?<![A-Za-z\\])i\d", formulas):  # a name, or a product
            yield clause
        if _DEGREES.search(clause) and _TRIGONOMETRIC.search(formulas):
            yield clause
        if _NOT_COMMUTING.search(clause) and not question.of_vectors:
            yield clause
        if _OTHER_NUMBERS.search(clause) and not _CONGRUENT.search(clause) and not _LOG.search(clause):
            yield clause
        if _OTHER_NORM.search(clause) and _NORM.search(formulas):
            yield clause
        for of, sign, usual in _SIGNS:
            if re.search(of + _VERB, clause) and re.search(sign, formulas) and not re.search(
                    usual, clause, re.IGNORECASE):
                yield clause


__all__ = ["unusual"]
