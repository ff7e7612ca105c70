r"""A derivation from formulas alone: what their names become, in which order, and what is refused."""

from __future__ import annotations

import pytest

from symdl.derivation import Claim, Derivation, Proved, family_of
from symdl.errors import LanguageError, ReadError
from symdl.grading import check
from symdl.language import INTEGERS, REALS, Entry, Family
from symdl.notation import latex, text
from symdl.notation.reader.declare import declare
from symdl.notation.stated import Stated, state
from symdl.verification.decide import court_of

BATCH_NORM = [
    r"y_i = \gamma \hat{x}_i + \beta",  # in any order
    r"\mu_B = \frac{1}{m} \sum_{i=1}^m x_i",
    r"\sigma_B^2 = \frac{1}{m} \sum_{i=1}^m (x_i - \mu_B)^2",
    r"\hat{x}_i = \frac{x_i - \mu_B}{\sqrt{\sigma_B^2 + \epsilon}}",
]
ADAM = [r"m^t = \beta_1 m^{t-1} + (1-\beta_1) g_t", "m^0 = 0", r"\hat{m}^t = \frac{m^t}{1 - \beta_1^t}"]
SOFTMAX = [r"p_i = \frac{e^{z_i}}{\sum_{j=1}^n e^{z_j}}", r"L = -\sum_{i=1}^n y_i \log p_i"]


def told(stated: Stated) -> dict[str, list[str]]:
    """What each definition says."""
    return {family_of(item).name: [text(tree) for tree in family_of(item).defining] for item in stated.definitions}


def kinds(stated: Stated) -> dict[str, list[str]]:
    """The ranges of each symbol."""
    return {family_of(item).name: [str(range_) for range_ in family_of(item).ranges] for item in stated.symbols
            if isinstance(item, (Entry, Family))}  # fmt: skip


def test_batch_normalisation():
    asked = r"\frac{\partial l}{\partial \gamma} = \sum_i \frac{\partial l}{\partial y_i} \hat{x}_i"
    stated = state(BATCH_NORM, [asked])
    assert kinds(stated) == {"gamma": [], "beta": [], "x": ["range"], "epsilon": []}
    assert told(stated) == {
        "mu_B": ["(1/m)*sum(x[i], i)"], "sigma_B__2": ["(1/m)*sum((x[i] - mu_B)^2, i)"],
        "xhat": ["(x[i] - mu_B)/sqrt(sigma_B__2 + epsilon)"], "y": ["gamma*xhat[i] + beta"],
    }  # fmt: skip
    assert stated.loss is not None
    assert [family.name for family in stated.loss.outputs] == ["y"]
    xhat = next(family_of(item) for item in stated.definitions if family_of(item).name == "xhat")
    assert latex(xhat[stated.formulas.scope.free["j"]]) == r"\hat{x}_j"


def test_steps_in_time():
    stated = state(ADAM)
    assert told(stated) == {"m": ["0", "beta_1*m[t-1] + (1 - beta_1)*g[t]"], "mhat": ["m[t]/(1 - beta_1^t)"]}
    assert kinds(stated) == {"beta_1": [], "g": ["integers"]}
    assert [index.letter for index in stated.symbols if not isinstance(index, (Entry, Family))] == ["t"]


def test_the_loss_may_be_written_down():
    stated = state(SOFTMAX, [r"\frac{\partial L}{\partial z_k} = p_k - y_k"])
    assert stated.loss is None
    assert told(stated) == {"p": ["exp(z[i])/sum(exp(z[j]), j)"], "L": ["-sum(y[i]*log(p[i]), i)"]}


@pytest.mark.parametrize(("formulas", "name", "ranges"), [
    (["f(x) + 1"], "f", [REALS]),
    ([r"\sum_{i=1}^n x_i"], "x", None),
    (["x_{t-1} + x_t"], "x", [INTEGERS]),
    (["x_1 + x_2"], "x_1", []),
    ([r"\sum_{i=1}^{n-1} x_i"], "x", [INTEGERS]),
    ([r"\sum_{i=1}^m \sum_{j=1}^n W_{ij} x_j"], "W", None),
    (["(a + b)^2"], "a", []),
])  # fmt: skip
def test_what_a_name_is(formulas, name, ranges):
    stated = state([], formulas)
    made = next(family_of(item) for item in stated.symbols
                if isinstance(item, (Entry, Family)) and family_of(item).name == name)  # fmt: skip
    if ranges is None:
        assert made.ranges
        assert all(range_.is_abstract for range_ in made.ranges)
    else:
        assert list(made.ranges) == ranges


def test_letters_that_share_a_place_share_a_range():
    stated = state([], [r"\sum_{i=1}^m \sum_{j=1}^n W_{ij} x_j b_i"])
    (rows, columns) = kinds(stated)["W"]
    assert kinds(stated) == {"W": [rows, columns], "x": [columns], "b": [rows]}
    assert rows != columns


@pytest.mark.parametrize(("definitions", "error", "what"), [
    (["a = b", "b = a"], ReadError, "use each other"),
    (["a = b +"], ReadError, "too early"),
    (["a = f(b, c)"], LanguageError, "function of one number"),
    (["y = W x"], None, ""),
])  # fmt: skip
def test_what_cannot_be_stated(definitions, error, what):
    if error is None:
        assert told(state(definitions)) == {"y": ["W*x"]}
        return
    with pytest.raises((error, ReadError), match=what):
        state(definitions)


def test_what_defines_nothing_is_an_equation():
    assert state([r"\sum_{i=1}^n y_i = 1", "a = b"]).equations == (r"\sum_{i=1}^n y_i = 1",)


def test_a_declaration_decides():
    stated = state([], ["g^t"], declare(["g^t"], indices={"t": "1.."}))
    assert kinds(stated) == {"g": ["integers"]}
    assert kinds(state([], ["g^t"])) == {"g": [], "t": []}
    assert state([], ["g^t"]).notes, "that it was read as a power is in doubt"


@pytest.mark.parametrize(("definitions", "left", "right"), [
    (SOFTMAX[:1], r"\sum_{i=1}^n p_i", "1"),
    (BATCH_NORM[1:3], r"\sum_{i=1}^m (x_i - \mu_B)", "0"),
    ([r"m_t = \beta m_{t-1} + (1-\beta) g_t", "m_0 = 0"], "m_1", r"(1 - \beta) g_1"),
])  # fmt: skip
def test_what_is_stated_can_be_proved(definitions, left, right):
    stated = state(definitions, [left, right])
    claim = Claim("c", stated.formulas(left), stated.formulas(right))
    derivation = Derivation("", stated.symbols, (claim,), stated.definitions, stated.loss)
    assert isinstance(court_of(derivation, claim).prover.prove(claim.lhs, claim.rhs), Proved)


SQUARE = {"definitions": [r"P_{ij} = \frac{e^{S_{ij}}}{\sum_{k=1}^n e^{S_{ik}}}",
                          r"L = \sum_{i=1}^n\sum_{j=1}^n G_{ij}P_{ij}"],
          "reference": r"\frac{\partial L}{\partial S_{ij}} = P_{ij}(G_{ij} - \sum_{k=1}^n G_{ik}P_{ik})"}


@pytest.mark.parametrize(("answer", "verdict"), [
    (r"P_{ij}G_{ij} - P_{ij}\sum_{l=1}^n P_{il}G_{il}", "equivalent"),
    (r"P_{ij}(G_{ij} - \sum_{k=1}^n G_{kj}P_{kj})", "not_equivalent"),
    (r"P_{ji}(G_{ij} - \sum_{k=1}^n G_{ik}P_{ik})", "not_equivalent"),
    (r"P_{ij}G_{ij}", "not_equivalent"),
])
def test_rows_and_columns_that_are_as_many(answer: str, verdict: str) -> None:
    assert check(SQUARE, answer).verdict == verdict
