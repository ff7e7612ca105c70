r"""Names with a star: w^*, w^{*}, w^\star and w_* are one name, beside another w, too."""

from __future__ import annotations

from typing import Any

import pytest

from symdl.grading import check

FORMS = ["w^*", "w^{*}", r"w^\star", r"w^{\star}", "w_*", r"w_{\star}"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("other", FORMS)
def test_one_name(form: str, other: str) -> None:
    beside = {"definitions": ["L = a w^2 - 2bw"], "reference": rf"{form} = \frac{{b}}{{a}}"}
    assert check(beside, rf"{other} = \frac{{b}}{{a}}").verdict == "equivalent"
    assert check(beside, rf"{other} = \frac{{a}}{{b}}").verdict == "not_equivalent"
    defined = {"definitions": [f"{form} = a + b", f"L = (w - {form})^2"],
               "reference": rf"\frac{{dL}}{{dw}} = 2(w - {form})"}
    assert check(defined, f"2(w - {other})").verdict == "equivalent"
    assert check(defined, f"2({other} - w)").verdict == "not_equivalent"
    assert check(defined, "2(w - w)").verdict == "not_equivalent"


SIGMOID: dict[str, Any] = {"definitions": [r"p^* = \frac{1}{1 + e^{-z}}"],
                           "reference": r"\frac{dp^*}{dz} = p^*(1 - p^*)"}
WITH_P = {"definitions": [*SIGMOID["definitions"], "q = p + p^*"], "reference": r"\frac{dq}{dz} = p^*(1 - p^*)"}
VALUE = {"reference": r"Q^*(s, a) - V^*(s)"}


@pytest.mark.parametrize(("question", "answer", "verdict"), [
    (SIGMOID, "p(1 - p)", "equivalent"),
    (SIGMOID, "p - p^2", "equivalent"),
    (SIGMOID, "p_* - p_*^2", "equivalent"),
    (SIGMOID, "p(1 + p)", "not_equivalent"),
    (WITH_P, "p_*(1 - p_*)", "equivalent"),
    (WITH_P, "p(1 - p)", "not_equivalent"),
    (VALUE, r"Q^\star(s, a) - V^\star(s)", "equivalent"),
    (VALUE, r"V^*(s) - Q^*(s, a)", "not_equivalent"),
    ({"reference": r"\lambda k_{**} - k_*^2"}, r"\lambda k_{**} - k_*^2", "equivalent"),
    ({"reference": r"\lambda k_{**} - k_*^2"}, r"\lambda k_* - k_*^2", "not_equivalent"),
    ({"reference": r"x^* + x_*"}, r"x_* + x^\star", "equivalent"),
    ({"reference": r"x^* + x_*"}, "2 x^*", "not_equivalent"),
    ({"definitions": [r"J = \frac{1}{2}(\theta - \theta^*)^\top H(\theta - \theta^*)"], "context": r"H is symmetric",
      "reference": r"\nabla_\theta J = H(\theta - \theta^*)"}, r"H\theta - H\theta_*", "equivalent"),
])
def test_other_forms(question: dict[str, object], answer: str, verdict: str) -> None:
    assert check(question, answer).verdict == verdict


def test_a_value_without_a_star_is_another() -> None:
    assert check(VALUE, "Q(s, a) - V(s)").verdict != "equivalent"
