r"""What words say that letters are, where that says nothing of their values: "where $K$ is the number of classes".

    Let $p_i$ be the softmax output and $L$ the cross-entropy loss.      nothing is left
    where $\delta_{ij}$ is the Kronecker delta (1 if $i = j$, else 0)    nothing is left
    where $y$ is the mean of the batch                                   stays: that is a claim

All words have to be of kinds that leave values open (a size, a label, a rate); what has a meaning by itself (\sigma, a
delta, an I) has to be called what it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from symdl.grading.prose.claims import HOLE

_KINDS = """
    one-hot one-hot-encoded encoded number count total batch batches mini-batch minibatch size sizes sample samples
    training test data dataset example examples datapoint datapoints observation observations class classes category
    categories label labels target targets true ground truth ground-truth vector matrix scalar output outputs input
    inputs hidden layer layers unit units neuron neurons network model prediction predictions predicted logit logits
    score scores pre-activation preactivation pre-activations activation activations weight weights bias biases
    parameter parameters learnable trainable learned scale shift learning rate step time momentum decay coefficient
    strength regularization regularisation hyperparameter hyper-parameter softmax probability probabilities
    cross-entropy loss cost objective function feature features dimension dimensions index summation dummy width
    height sequence length token tokens query key attention head heads temperature discount reward rewards state
    action policy iteration epoch current given upstream i-th ith j-th k-th t-th n-th
"""
_OWN = {  # what has a meaning by itself, and what that is called
    r"\\sigma": r"(?:logistic|sigmoid)(?:\s+(?:sigmoid|function|activation(?:\s+function)?))?",
    r"\\delta_\{?[a-z],?\s*[a-z]\}?": rf"Kronecker(?:'s)?(?:\s+delta)?(?:\s+(?:function|symbol))?"
    rf"(?:\s*\(?,?\s*(?:which\s+is\s+|equal\s+to\s+)?1\s+(?:if|when|for)\s*{HOLE}\s*,?\s*(?:and\s+|or\s+)?0"
    r"\s+(?:otherwise|else)\s*\)?)?",
    r"(?:\\mathbf\{)?I(?:_\w)?\}?": r"identity(?:\s+matrix)?",
    r"\\(?:mathbb|mathbf|mathds)\s*\{?1\}?": r"indicator(?:\s+function)?",
    r"\\(?:odot|circ)": r"(?:elementwise|element-wise|Hadamard)\s+(?:product|multiplication)",
    r"(?:\\(?:mathrm|text|operatorname)\{)?(?:ReLU|relu)\}?": r"rectifier|rectified\s+linear\s+unit",
}
_TAKEN = re.compile(r"\s*(?:e|i|d|\\(?:pi|sigma|delta|odot|circ|nabla|partial)|I)\s*(?![A-Za-z])")
"""Names that mean something without being said."""
_WORDS = "|".join(re.escape(word) for word in sorted(_KINDS.split(), key=len, reverse=True))
_NUMBERED = "class|category|layer|unit|neuron|step|iteration|sample|example|token|head|position|time|index"
_KIND = rf"(?:{HOLE}\s*-?th\s+|(?:{_NUMBERED})\s+{HOLE}\s*|(?:{_WORDS})(?:\s+|(?=\W|$)))+"
PHRASE = rf"{_KIND}(?:(?:of|in|per|for|at)\s+(?:the\s+|an?\s+|each\s+)?{_KIND})*"
"""What leaves values open."""
_IS = r"(?:is|are|be|being|denotes?|represents?|stands?\s+for|was|were)"
_START = r"(?:^|(?<=[,;(.:\s]))(?:(?:and|where|with|here|let|because|since|as\s+usual|as)\b[\s,]*)*"
_CLAUSE = re.compile(
    rf"{_START}(?P<name>{HOLE})\s*(?P<is>{_IS})?\s+(?:again\s+|just\s+|simply\s+)?(?:the\s+|an?\s+|our\s+|its\s+)?"
    rf"(?:(?P<own>{'|'.join(_OWN.values())})|(?P<kind>{PHRASE}))\s*(?=[,;.)]|$|and\s*{HOLE})", re.IGNORECASE)
_NAMED = re.compile(rf"(\b(?:let|where|with|here|define)\s*{HOLE})\s*(?:denotes?|be|is|represents?)\s+"
                    r"(?:the|an?|our)\s+"
                    r"(?:(?:prediction\s+|output\s+)?(?:error|residual)s?(?:\s+|(?=\W|$))"
                    r"(?:(?:of|on|for|at)\s+(?:the\s+|an?\s+|each\s+)?)?)?"
                    rf"(?:{PHRASE})?\s*(?=[,;.)]|$)", re.IGNORECASE)
"""What an equation is called that gives a name: let $e_i = ...$ denote the error on the $i$-th example."""
_SAME = re.compile(r"\s*(\\?[a-z])\s*=\s*(\\?[a-z])\s*")


def without_descriptions(words: str, formulas: Sequence[str], names: Sequence[bool]) -> tuple[str, list[int]]:
    """The words of a sentence, with a hole for each formula, without what they only describe; the formulas that stay.

    names   which of the formulas are names
    """
    kept, place, before = [*range(len(formulas))], 0, False
    if (called := _NAMED.search(words)) is not None:
        first, count = words[: called.start()].count(HOLE), called[0].count(HOLE)
        named, *others = kept[first : first + count]
        if "=" in formulas[named] and all(re.fullmatch(r"\s*\\?[a-z]\s*", formulas[k]) for k in others):
            del kept[first + 1 : first + count]
            words = f"{words[: called.end(1)]} {words[called.end() :]}"
    while (found := _CLAUSE.search(words, place)) is not None:
        first, count = words[: found.start("name")].count(HOLE), found[0].count(HOLE)
        own = kept[first : first + count]
        if (found["is"] or before) and (names[own[0]] or found["own"]) and _is_so([formulas[k] for k in own], found):
            del kept[first : first + count]
            words, place, before = f"{words[: found.start()]} {words[found.end() :]}", found.start(), True
        else:
            place, before = found.end("name"), False
    return words, kept


def _is_so(formulas: Sequence[str], found: re.Match[str]) -> bool:
    """Whether a name may be called so; and whether a delta is 1 where it is."""
    name, *others = formulas
    if found["kind"]:
        return _TAKEN.match(name) is None and all(re.fullmatch(r"\s*\\?[a-z]\s*", other) for other in others)
    called = next((pattern for pattern, phrase in _OWN.items() if re.fullmatch(
        phrase, found["own"].strip(), re.IGNORECASE)), "")
    if not re.fullmatch(called, name.strip()):
        return False
    letters = re.findall(r"\\?[a-z]", name.partition("_")[2])
    same = _SAME.fullmatch(others[0]) if others else None
    return not others or (same is not None and sorted(same.groups()) == sorted(letters))


__all__ = ["PHRASE", "without_descriptions"]
