r"""Losses of which only derivatives are known, in what is made of them: dL/dw, of J = L + \lambda w^2."""

from __future__ import annotations

import pytest

from symdl.errors import InputError, ReadError
from symdl.grading import ask, check
from symdl.grading.worked.solution import judge_solution

DECAY = {"definitions": [r"\tilde L = L + \lambda w^2"],
         "reference": r"\frac{d\tilde L}{dw} = \frac{dL}{dw} + 2\lambda w"}
ENTRIES = {"definitions": [r"J = L + \frac{\lambda}{2} \sum_i w_i^2"],
           "reference": r"\frac{\partial J}{\partial w_i} = \frac{\partial L}{\partial w_i} + \lambda w_i"}
STEP = {"definitions": [r"J = L + \frac{\lambda}{2} w^2", r"w' = w - \eta \frac{dJ}{dw}"],
        "reference": r"w' = (1 - \eta\lambda) w - \eta \frac{dL}{dw}"}
BOTH = {"definitions": [r"J = L + \lambda R"], "reference": r"\frac{dJ}{dw}"}
SQUARE = {"definitions": [r"J = L^2"], "reference": r"\frac{dJ}{dw} = 2 L \frac{dL}{dw}"}


@pytest.mark.parametrize(("question", "right", "wrong"), [
    (DECAY, [r"\frac{dL}{dw} + 2\lambda w", "dL/dw + 2*lambda*w", r"L' + 2\lambda w", r"\frac{d(L + \lambda w^2)}{dw}"],
     [r"\frac{dL}{dw} + \lambda w", r"2\lambda w", r"L + 2\lambda w",
      r"\frac{dL}{dw} + 2\lambda w + \frac{d^2L}{dw^2}"]),
    (ENTRIES, [r"\lambda w_i + \frac{\partial L}{\partial w_i}", r"\frac{\partial L}{\partial w_j} + \lambda w_j"],
     [r"\frac{\partial L}{\partial w_i} + 2\lambda w_i", r"\lambda w_i"]),
    (STEP, [r"w - \eta\lambda w - \eta \frac{dL}{dw}"],
     [r"(1 - \lambda) w - \eta \frac{dL}{dw}", r"(1 - \eta\lambda) w"]),
    (BOTH, [r"\frac{dL}{dw} + \lambda \frac{dR}{dw}"],
     [r"\frac{dL}{dw} + \frac{dR}{dw}", r"\frac{dL}{dw}", r"\frac{dL}{dw} + \lambda R"]),
    (SQUARE, [r"\frac{dL}{dw} \cdot 2 L"], [r"2 L", r"2 w (\frac{dL}{dw})^2", r"2 \frac{dL}{dw}"]),
])  # fmt: skip
def test_what_is_made_of_a_loss(question: dict[str, object], right: list[str], wrong: list[str]) -> None:
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert [check(question, answer).verdict for answer in wrong] == ["not_equivalent"] * len(wrong)


@pytest.mark.parametrize("more", [
    r"\frac{d^2L}{dw^2}", r"\frac{d}{dw}\frac{dL}{dw}", r"\frac{dL}{dy}", r"\frac{dL}{d\lambda}", "L''",
    r"\frac{d^3L}{dw^3}", r"\frac{d^5L}{dw^5}", "L'''", "d/dw(dL/dw)", "d/dw(d/dw(dL/dw))", "d/dw(w*(dL/dw)) - dL/dw",
])  # fmt: skip
def test_no_other_derivative_is_nothing(more: str) -> None:
    assert check(DECAY, rf"\frac{{dL}}{{dw}} + 2\lambda w + {more}").verdict != "equivalent"
    assert check(DECAY, f"dL/dw + 2*lambda*w + {more}").verdict != "equivalent"


def test_second_derivatives() -> None:
    question = {**DECAY, "reference": r"\frac{d^2\tilde L}{dw^2} = \frac{d^2L}{dw^2} + 2\lambda"}
    assert check(question, r"2\lambda + \frac{d^2L}{dw^2}").verdict == "equivalent"
    assert check(question, r"2\lambda").verdict == "not_equivalent"
    with pytest.raises((InputError, ReadError)):
        ask({**DECAY, "reference": r"\frac{d^2\tilde L}{dw^2} = 2\lambda"})
    update = {"definitions": STEP["definitions"], "reference": r"\frac{dw'}{dw} = 1 - \eta\lambda"}
    with pytest.raises((InputError, ReadError)):
        ask(update)


@pytest.mark.parametrize("line", [
    r"\frac{d^2 L}{dw^2} = 0", r"L'' = 0", r"\frac{d^2\tilde L}{dw^2} = 2\lambda",
    r"\frac{d}{dw}(w\frac{dL}{dw}) = \frac{dL}{dw}",
])  # fmt: skip
def test_a_false_line_of_a_solution(line: str) -> None:
    judged = judge_solution(ask(DECAY), line + "\n" + DECAY["reference"])
    assert judged.credit < 1


def test_a_loss_is_no_constant() -> None:
    """Also where the reference does not say so, but not where a letter L is none beside others that are losses."""
    question = {**DECAY, "reference": r"\frac{d\tilde L}{dw}"}
    assert check(question, r"\frac{dL}{dw} + 2\lambda w").verdict == "equivalent"
    assert check(question, r"2\lambda w").verdict == "not_equivalent"
    with pytest.raises((InputError, ReadError)):
        ask({**DECAY, "reference": r"\frac{d\tilde L}{dw} = 2\lambda w"})
    bar = {"definitions": ["F = L w^2"], "reference": r"\frac{dF}{dw} = 2Lw"}
    assert check(bar, "2Lw").verdict == "equivalent"


@pytest.mark.parametrize(("question", "reference"), [
    (DECAY, r"\frac{d\tilde L}{dw} = \frac{dL}{dw} + \lambda w"), (DECAY, r"\frac{d\tilde L}{dw} = 2 \frac{dL}{dw}"),
    (ENTRIES, r"\frac{\partial J}{\partial w_i} = \lambda w_i - \frac{\partial L}{\partial w_i}"),
])  # fmt: skip
def test_false_references_are_refused(question: dict[str, object], reference: str) -> None:
    with pytest.raises((InputError, ReadError)):
        ask({**question, "reference": reference})


def test_names_that_nobody_wrote_are_not_listed() -> None:
    told = check(DECAY, "q + 1").feedback
    assert "unsaid" not in told
    assert "slope" not in told


@pytest.mark.parametrize(("definitions", "reference", "right", "wrong"), [
    ([r"\tilde L(w) = L(w) + \frac{\lambda}{2}\|w\|^2"], r"\nabla \tilde L(w) = \nabla L(w) + \lambda w",
     [r"\nabla L(w) + \lambda w", r"\lambda w + \nabla L", r"\nabla_w L + \lambda w"],
     [r"\nabla L + 2\lambda w", r"\lambda w"]),
    ([r"J = L + \frac{\lambda}{2}\|\theta\|^2"], r"\theta - \eta\nabla J", [r"(1-\eta\lambda)\theta - \eta\nabla L"],
     [r"(1-\lambda)\theta - \eta\nabla L", r"(1-\eta\lambda)\theta"]),
    ([r"J(w) = L(w) + \frac{\lambda}{2}w^2"], r"\frac{dJ}{dw} = \frac{dL}{dw} + \lambda w",
     [r"\lambda w + \frac{dL}{dw}"], [r"\frac{dL}{dw} + 2\lambda w"]),
])  # fmt: skip
def test_a_penalty(definitions: list[str], reference: str, right: list[str], wrong: list[str]) -> None:
    question = {"definitions": definitions, "reference": reference}
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert [check(question, answer).verdict for answer in wrong] == ["not_equivalent"] * len(wrong)


@pytest.mark.parametrize("more", [r"\nabla_b L", r"\nabla^2 L w", r"\nabla(\nabla L)", "L"])
def test_what_is_not_known_of_the_loss_of_a_vector(more: str) -> None:
    question = {"definitions": [r"J = L + \frac{\lambda}{2}\|w\|^2"], "reference": r"\nabla J = \nabla L + \lambda w"}
    assert check(question, rf"\nabla L + \lambda w + {more}").verdict != "equivalent"
