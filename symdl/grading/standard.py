r"""Functions that everyone knows, where a question says once more what they are: \mathrm{ReLU}(x) = \max(0, x).

That is left out, if it is so. What words say of the normal distribution is written out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from symdl.errors import InputError, LanguageError, ReadError
from symdl.grading.deciding import told
from symdl.grading.posed import made
from symdl.grading.table import context_of, texts
from symdl.notation.reader.notation import OPEN
from symdl.notation.reader.parse import parse
from symdl.notation.reader.signs import FUNCTIONS
from symdl.notation.reader.syntax import Call, Chain, Function

_WORD = re.compile(r"\s*(?:\\(?:mathrm|operatorname\*?|text|mathsf)\s*\{\s*([A-Za-z]+)\s*\}|\\?([A-Za-z]{2,}))\s*"
                   r"(?:\\left\s*)?\(\s*[A-Za-z]\s*(?:\\right\s*)?\)\s*:?=")
_NORMAL = r"(?:the\s+)?(?:cdf|CDF|(?:cumulative\s+)?distribution(?:\s+function)?)"
_OF_NORMAL = rf"the\s+{_NORMAL}\s+of\s+(?:the|a)\s+standard\s+(?:normal|Gaussian)(?:\s+(?:distribution|variable|law))?"
_STANDARD = r"(?:the\s+)?(?:standard\s+)?(?:normal|Gaussian|gaussian)(?:'s)?\s+"
_DENSITY = r"(?:pdf|PDF|(?:probability\s+)?density(?:\s+function)?)"
_IS = r"(?:\s*\(\s*[a-z]\s*\))?\s*(?:is|denotes|=|:|,|are)?\s*"
_PHI = re.compile(rf"\$?(?:\\Phi|Phi|Φ)\$?{_IS}(?:{_STANDARD}{_NORMAL}|{_OF_NORMAL})")
_SMALL = re.compile(rf"(?:,?\s*and\s+|,\s*|;\s*|\.\s*)?\$?(\\phi|\\varphi|phi|φ)\$?{_IS}"
                    rf"(?:its|{_STANDARD.rstrip('+')}*)\s*(?:the\s+)?{_DENSITY}")
_PRIMED = re.compile(r"^\s*(\\(?:mathrm|operatorname|text)\{ReLU\}|ReLU)'\s*\(\s*([A-Za-z])\s*\)")
_OWN_PHI = re.compile(r"\\Phi\s*\([^()]*\)\s*=")
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
    context = context_of(table)
    formulas = " ".join([str(table["reference"]), *left])
    if (said := _PHI.search(context)) is None or r"\Phi" not in formulas or _OWN_PHI.search(formulas):
        return table
    more = [_OF_PHI]
    rest = context.replace(said[0], "", 1)
    small = _SMALL.search(rest)
    if small is not None:
        letter = "\\" + {"φ": "phi"}.get(small[1], small[1].lstrip("\\"))
        if letter in formulas:
            more.append(rf"{letter}(x) = \frac{{1}}{{\sqrt{{2\pi}}}} e^{{-\frac{{x^2}}{{2}}}}")
            rest = rest.replace(small[0], "", 1)
    return {**table, "definitions": [*more, *left], "context": rest.strip(" .,;")}


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
