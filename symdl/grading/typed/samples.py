r"""A hypothesis of a sample in its entries: h_\theta(x^{(i)}), of h_\theta(x) = g(\theta^T x), beside an x_j^{(i)}.

    h_\theta(x) = g(\theta^T x)          \mathsf{h}^{(i)} = g(\sum_k \theta_k x_k^{(i)})
    h_\theta(x^{(i)})                    \mathsf{h}^{(i)}
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from symdl.grading.table import definitions_of, texts

_NAME = r"(?<![A-Za-z\\])([A-Za-z])(?:_\s*(?:\{[^{}=]*\}|\\[A-Za-z]+|\w))?"
_HEAD = re.compile(rf"\s*{_NAME}\s*(?:\\left)?\(\s*([a-z])\s*(?:\\right)?\)\s*:?=")
_TURNED = r"\s*\^\s*\{?\s*(?:T|\\top|\\mathsf\s*\{?T\}?|\\intercal)\s*\}?\s*"


def in_entries_of_samples(table: Mapping[str, Any]) -> Mapping[str, Any]:
    """A question with what it says of a vector said of the entries of samples; as it is where it speaks of none."""
    reference = table.get("reference")
    if not isinstance(reference, str) or not isinstance(table.get("definitions"), list | str):
        return table
    definitions = definitions_of(table)
    formulas = [reference, *definitions, *texts(table, "accept")]
    for place, text in enumerate(definitions):
        if (head := _HEAD.match(text)) is None:
            continue
        name, letter = head[1], head[2]
        others = [one for number, one in enumerate(formulas) if number != place + 1]
        entry = re.compile(rf"(?<![A-Za-z\\]){letter}\s*_\s*\{{?[a-z]\}}?\s*\^\s*\{{\s*\(\s*([a-z])\s*\)\s*\}}")
        samples = {found[1] for one in others for found in entry.finditer(one)}
        if len(samples) != 1 or not any(_value(name, letter).search(one) for one in others):
            continue
        (sample,) = samples
        body, many = re.subn(rf"(\\?[A-Za-z]+){_TURNED}{letter}(?![A-Za-z_^])", rf"\1^\\top {letter}^{{({sample})}}",
                             text[head.end() :])
        if not many or re.search(rf"(?<![A-Za-z\\]){letter}(?!\s*\^\s*\{{\()(?![A-Za-z])", body):
            continue
        if any(re.search(rf"(?<![A-Za-z\\]){name}(?![A-Za-z])", _value(name, letter).sub("", one)) for one in others):
            continue
        made = rf"\mathsf{{{name}}}^{{({sample})}} = {body}"
        return {**table, "definitions": [with_sums(made if number == place else one, formulas)
                                         for number, one in enumerate(definitions)]}
    return table


def _value(name: str, letter: str) -> re.Pattern[str]:
    r"""h_\theta(x^{(i)})."""
    return re.compile(rf"(?<![A-Za-z\\]){name}(?:_\s*(?:\{{[^{{}}=]*\}}|\\[A-Za-z]+|\w))?\s*(?:\\left)?\(\s*{letter}"
                      r"\s*\^\s*\{\s*\(\s*([a-z])\s*\)\s*\}\s*(?:\\right)?\)")


def with_sums(text: str, formulas: Sequence[str]) -> str:
    r"""A formula with \sum_k \theta_k x_k^{(i)} for \theta^T x^{(i)}."""
    taken = {letter for one in formulas for letter in re.sub(r"\\[A-Za-z]+", "", one)}
    letter = next((one for one in "klrsabcpquvn" if one not in taken), "k")
    return re.sub(rf"(\\?[A-Za-z]+){_TURNED}([a-z])\s*\^\s*\{{\s*\(\s*([a-z])\s*\)\s*\}}",
                  rf"\\sum_{{{letter}}} \1_{{{letter}}} \2_{{{letter}}}^{{(\3)}}", text)


def hypotheses(formulas: Sequence[str]) -> tuple[str, ...]:
    r"""The h of which \mathsf{h}^{(i)} is defined."""
    return tuple(sorted({found[1] for text in formulas
                         if (found := re.match(r"\\mathsf\{([A-Za-z])\}\^\{\([a-z]\)\} =", text))}))


def of_samples(text: str, names: Sequence[str], formulas: Sequence[str]) -> str:
    r"""A formula with \mathsf{h}^{(i)} for h_\theta(x^{(i)})."""
    for name in names:
        text = _value(name, "[a-z]").sub(lambda found, name=name: rf"\mathsf{{{name}}}^{{({found[1]})}}", text)  # type: ignore[misc]
    return with_sums(text, formulas) if names else text


__all__ = ["hypotheses", "in_entries_of_samples", "of_samples"]
