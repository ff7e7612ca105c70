r"""Functions that everyone knows, where a question says once more what they are: \mathrm{ReLU}(x) = \max(0, x).

That is left out, if it is so. What words say of the normal distribution is written out, and so is which function a
\sigma is: "\sigma denotes the ReLU".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from symdl.errors import InputError, LanguageError, ReadError
from symdl.grading.questions.deciding import told
from symdl.grading.questions.posed import made
from symdl.grading.scalar.context import clauses
from symdl.grading.scalar.given import LETTER
from symdl.grading.scalar.neutral import is_neutral
from symdl.grading.table import context_of, texts
from symdl.grading.typed.noted import APPLIED_SIGMA, has_bare_sigma
from symdl.notation.reader.notation import OPEN
from symdl.notation.reader.parse import parse
from symdl.notation.reader.signs import FUNCTIONS
from symdl.notation.reader.syntax import Call, Chain, Function

_WORD = re.compile(r"\s*(?:\\(?:mathrm|operatorname\*?|text|mathsf)\s*\{\s*([A-Za-z]+)\s*\}|\\?([A-Za-z]{2,}))\s*"
                   r"(?:\\left\s*)?\(\s*[A-Za-z]\s*(?:\\right\s*)?\)\s*:?=")
_CDF = r"(?:cdf|CDF|(?:cumulative\s+)?distribution(?:\s+function)?)"
_PDF = r"(?:pdf|PDF|(?:probability\s+)?density(?:\s+function)?)"
_LAW = r"standard\s+(?:normal|Gaussian|gaussian)"
_OF = rf"of\s+(?:the|a)\s+{_LAW}(?:\s+(?:distribution|variable|law))?"
_IS = r"(?:\s*\(\s*[a-z]\s*\))?\s*(?:is|denotes|are|:|,)?\s*(?:the\s+|its\s+|a\s+)?"
_LARGE, _SMALL = r"\$?(?:\\Phi|Phi|Φ)\$?", r"\$?(?P<small>\\phi|\\varphi|phi|φ)\$?"
_END = r"(?=\s*(?:[,.;]|$|and\b|respectively\b))"
_SAID = [re.compile(pattern + _END) for pattern in (
    rf"{_LARGE}\s+and\s+{_SMALL}{_IS}(?:{_LAW}\s+{_CDF}\s+and\s+{_PDF}|{_CDF}\s+and\s+(?:the\s+)?{_PDF}\s+{_OF})",
    rf"{_LARGE}{_IS}{_CDF}\s*,?\s*(?:and|,)\s*{_SMALL}{_IS}{_PDF}\s*,?\s+{_OF}",
    rf"{_LARGE}{_IS}(?:{_LAW}(?:'s)?\s+{_CDF}|{_CDF}\s+{_OF})"
    rf"(?:\s*(?:,|;|\.|,?\s+and)\s*{_SMALL}{_IS}(?:{_LAW}(?:'s)?\s+)?{_PDF}(?:\s+{_OF})?)?",
    rf"{_SMALL}{_IS}(?:{_LAW}(?:'s)?\s+{_PDF}|{_PDF}\s+{_OF})",
)]
"""What words say of the standard normal distribution, to the end of a clause: one more may make it another one."""
_PRIMED = re.compile(r"^\s*(\\(?:mathrm|operatorname|text)\{ReLU\}|ReLU)'\s*\(\s*([A-Za-z])\s*\)")
_OWN_PHI = re.compile(r"\\(?:Phi|phi|varphi)\s*\([^()]*\)\s*=")
_OF_PHI = r"\Phi(x) = \frac{1}{2}\left(1 + \operatorname{erf}\left(\frac{x}{\sqrt{2}}\right)\right)"


def without_standard(table: Mapping[str, Any]) -> Mapping[str, Any]:
    """A question without definitions of known functions as what they are, and with what words say of the normal law.

    Raises InputError for a definition of a known function as something else.
    """
    definitions = texts(table, "definitions")
    if table.get("claim") is not None or not isinstance(table.get("reference"), str):
        return table
    table = {**table, "reference": _PRIMED.sub(r"\\frac{d}{d\2}\1(\2)", table["reference"], 1)}
    left = [text for text in definitions if not _says_what_is_known(text)]
    table = table if left == definitions else {**table, "definitions": left}
    table = _with_activation(table)
    left = texts(table, "definitions")
    context = context_of(table)
    formulas = " ".join([str(table["reference"]), *left])
    said = next(filter(None, (pattern.search(context) for pattern in _SAID)), None)
    if said is None or _OWN_PHI.search(formulas):
        return table
    more, small = [], said.groupdict().get("small")
    letter = "\\" + {"φ": "phi"}.get(small, small.lstrip("\\")) if small else ""
    if r"\Phi" in formulas and re.search(_LARGE, said[0]):
        more.append(_OF_PHI)
    if letter and letter in formulas:
        more.append(rf"{letter}(x) = \frac{{1}}{{\sqrt{{2\pi}}}} e^{{-\frac{{x^2}}{{2}}}}")
    if not more:
        return table
    return {**table, "definitions": [*more, *left], "context": context.replace(said[0], "", 1).strip(" .,;")}


def _with_activation(table: Mapping[str, Any]) -> Mapping[str, Any]:
    r"""A question with a definition of \sigma, where words say which function it is that everyone knows."""
    context, definitions = context_of(table), texts(table, "definitions")
    said = _ACTIVATION.search(context)
    formulas = [str(table["reference"]), *definitions]
    if said is None or any(map(has_bare_sigma, formulas)) or not any(map(APPLIED_SIGMA.search, formulas)) or any(
            r"\sigma" in text.partition("=")[0] for text in definitions):
        return table
    rest = f"{context[: said.start()]}{context[said.end() :]}".strip(" .,;")
    if not all(_OF_ANOTHER.match(one) and is_neutral(one) for one in clauses(rest) if one.strip()):
        return table  # "..., or rather its derivative"
    value = next(value for name, value in _ACTIVATIONS.items() if re.match(name, said["name"], re.IGNORECASE))
    letter = next((found[1] for found in map(_SLOPE_AT.search, formulas) if found), "z")
    return {**table, "definitions": [rf"\sigma({letter}) = {value.format(letter)}", *definitions], "context": rest}


_OF_ANOTHER = re.compile(rf"\s*(?:(?:where|and|with|here)\s+)?(?!\\?sigma|σ){LETTER}\s+(?:is|are|denotes?)\b")
"""What is said of another letter."""
_ACTIVATIONS = {
    r"re-?lu|rectified|\\?max": r"\max(0, {})", r"\\?tanh|hyperbolic": r"\tanh({})",
    "softplus": r"\log(1 + e^{{{}}})", "identity": "{}",
}
_SLOPE_AT = re.compile(r"\\sigma\s*'+\s*\(\s*([a-z])\s*\)")
_ACTIVATION = re.compile(
    r"(?:(?<=^)|(?<=[,.;]))\s*(?:(?:here|where|and|with)\s+)?(?:the\s+)?(?:(?:activation|non-?linearity)\s+)?(?:function\s+)?"
    r"\$?(?:\\sigma|σ)(?:\s*\(\s*(?P<of>[a-z])\s*\))?\s*(?:\$\s*)?(?:is|denotes|means|stands\s+for|=)\s*\$?(?:the\s+|a\s+)?"
    r"(?P<name>re-?lu|rectified\s+linear\s+(?:unit|function)|\\?tanh|hyperbolic\s+tangent|softplus|identity"
    r"|\\?max\s*(?:\(|\\\{)\s*0\s*,\s*(?P=of)\s*(?:\)|\\\}))"
    r"(?:\s*\(\s*(?P=of)\s*\)|\s+(?:function|activation(?:\s+function)?|non-?linearity))?\s*\$?(?=\s*(?:$|[,;]|\.(?!\w)))",
    re.IGNORECASE)
"""A clause that says which function it is, and nothing else of it."""


def _says_what_is_known(definition: str) -> bool:
    found = _WORD.match(definition)
    if found is None or (found[1] or found[2]) not in FUNCTIONS:
        return False
    with suppress(LanguageError, ReadError):
        match parse(definition, OPEN).tree:
            case Chain((Call(Function()), _)):
                question, head = made({"reference": definition[found.end() :]}), definition[: found.end()].rstrip(" :=")
                verdict = told(question, question.as_read(head)).verdict
                if verdict == "not_equivalent":
                    raise InputError(f"{head} is a function that everyone knows, and is not this", term=definition,
                                     hint="give it another name")
                return verdict == "equivalent"
    return False


__all__ = ["without_standard"]
