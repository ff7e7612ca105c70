r"""Functions that everyone in the field knows, and nothing here does: a value made up for one refutes nothing.

    \mathrm{SiLU}(x) is x \sigma(x)     O(2n^2) is O(n^2)     softmax(z + c) is softmax(z)     I(Y; X) is I(X; Y)
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from symdl.grading.checked import Checked
from symdl.grading.question import Question

_WORDS = """
    silu swish gelu elu selu celu leakyrelu lrelu prelu relu6 mish hardtanh hardsigmoid hardswish hardshrink softshrink
    softsign softmax softmin logsoftmax logsumexp lse logit expit erf erfc sinc sign sgn var cov std corr rank diag vec
    kl mse mae rmse bce ce entropy norm normal gaussian uniform bernoulli attention layernorm batchnorm rmsnorm ln bn pr
    argmax argmin clip topk dist cos sim median mode
"""
_KNOWN = frozenset((*_WORDS.split(), "O", "o", "Theta", "Omega", "mathcal{N}", "mathcal{O}", "mathcal{U}",
                    "D_{KL}"))
_MUTUAL = re.compile(r"(?<![A-Za-z\\])([IHD])\s*(?:\\left)?\([^()]*(?:;|\\[|]|\\mid|\\Vert|\\parallel)")
"""I(X; Y), D(p || q), H(Y | X), which are no functions of two numbers."""


def well_known(question: Question, found: Checked) -> str:
    """A function that a counterexample makes up a value for, and that everyone knows; "" if there is none."""
    if found.witness is None:
        return ""
    mutual = {one[1] for text in question.written for one in _MUTUAL.finditer(text)}
    defined = {_plain(text.partition("=")[0].partition("(")[0]) for text in question.written[1:]}
    for name in found.witness.values:
        base = _plain(name.partition("(")[0])
        is_known = base not in defined and (base in _KNOWN or base.lower() in _KNOWN or base in mutual) and not (
            base == name and _stands_alone(base, question.written))
        if is_known and any(re.search(rf"{re.escape(base)}\s*\}}?'*\s*(?:\\left)?\s*[(\[]", text)
                            for text in question.written):
            return base
    return ""


def _stands_alone(name: str, written: Sequence[str]) -> bool:
    r"""Whether a letter is a factor in a question, with no bracket behind it: the o of o \tanh(c), an output gate."""
    alone = rf"(?<![A-Za-z\\_^{{]){re.escape(name)}(?![A-Za-z_^'}}])(?!\s*(?:\\left\s*|\\[,;:! ]\s*)*[(\[{{=])"
    return len(name) == 1 and any(re.search(alone, text) for text in written)


def _plain(name: str) -> str:
    """A name without fonts of words, and without what says nothing."""
    return re.sub(r"\\(?:mathrm|text|operatorname\*?|mathsf)\s*\{([^{}]*)\}", r"\1", name).replace("\\", "").replace(
        " ", "").rstrip("'")


__all__ = ["well_known"]
