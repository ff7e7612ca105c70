r"""Letters below a name that are a word, and indices where a sum binds one of them: \sum_t x_{it}, n_{in}, L_{kl}."""

from __future__ import annotations

import pytest

from symdl.errors import InputError
from symdl.grading import ask, check

SPREAD = {"definitions": [r"\mu_i = \frac1T\sum_{t=1}^T x_{it}"], "reference": r"\sum_{t=1}^T (x_{it}-\mu_i)^2"}
LAYER = {"definitions": [r"h_i = \sum_{s=1}^S w_{is} x_s"], "reference": r"\frac{\partial h_i}{\partial x_j}"}


@pytest.mark.parametrize(("question", "right", "wrong"), [
    ({"reference": r"\frac{1}{T}\sum_{t=1}^{T} x_{it}"},
     [r"\frac1T\sum_{s=1}^T x_{is}", r"\frac1T\sum_{t=1}^T x_{i,t}"], ["x_{it}", r"\sum_{t=1}^T x_{it}"]),
    ({"reference": r"\sum_{l=1}^n w_{kl} a_l + b_k"}, [r"b_k+\sum_{j=1}^n w_{kj} a_j"],
     [r"w_{kl}\sum_{l=1}^n a_l + b_k"]),
    ({"reference": r"c_i = \sum_{t=1}^{T} \alpha_{it} h_t"}, [r"\sum_s \alpha_{is}h_s"],
     [r"\alpha_{it}\sum_{t=1}^{T} h_t"]),
    (SPREAD, [r"\sum_{t=1}^T x_{it}^2 - T\mu_i^2"], ["0", r"\sum_{t=1}^T x_{it}^2"]),
    ({"reference": r"\sqrt{\frac{2}{n_{in}+n_{out}}}"}, [r"\sqrt{2/(n_{out}+n_{in})}"], [r"\sqrt{2/(n_{out}-n_{in})}"]),
    ({"reference": r"\frac1{n_{tr}}\sum_{i=1}^{n_{tr}} x_i"}, [r"\frac1{n_{tr}}\sum_{j=1}^{n_{tr}}x_j"], ["x_i"]),
    ({"reference": r"L_{rec}+\beta L_{kl}"}, [r"\beta L_{kl}+L_{rec}"], [r"\beta L_{rec}+L_{kl}"]),
])  # fmt: skip
def test_answers(question: dict[str, object], right: list[str], wrong: list[str]) -> None:
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert "equivalent" not in [check(question, answer).verdict for answer in wrong]


def test_a_member_by_the_letter_of_a_sum() -> None:
    assert check(LAYER, "w_{ij}").verdict == "equivalent"
    assert check(LAYER, "w_{is}").verdict in ("invalid", "not_equivalent")


@pytest.mark.parametrize("reference", [
    r"\sum_{n=1}^{N}\ln p_{in}", r"\sum_{r=1}^{N} A_{tr}", r"\sum_{i=1}^{N} W_{in}x_i", r"\sum_{m=1}^{N} A_{dim}",
    r"\sum_{t=1}^{N} A_{tot}", r"\sum_{e=1}^E A_{te}", r"\frac1N\sum_{e=1}^E A_{ie}",
])  # fmt: skip
def test_what_may_be_either_is_not_asked(reference: str) -> None:
    with pytest.raises(InputError, match="may be indices"):
        ask({"reference": reference})
