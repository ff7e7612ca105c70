"""Inference: what is proposed from formulas, what is left open, and that a proposal never does harm."""

from __future__ import annotations

import random

import pytest
from formulas.course import SHEETS
from hypothesis import given, settings
from hypothesis import strategies as st

import symdl
from symdl.errors import InputError, ReadError
from symdl.notation.reader.declare import declare, dump, loads
from symdl.notation.reader.infer import infer
from symdl.notation.reader.notation import OPEN, Notation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import show

# --------------------------------------------------------------------------
# Course documents

REACHED = {
    "Adam and dropout": 9,  # that Pdrop is P_{drop} must be declared
    "Nesterov momentum and dropout": 11,
    "Batch norm, AdaGrad, momentum and RMSProp": 24,
    "Sizes of a convolution": 9,
    "Batch norm, backwards": 13,
    "Softmax and cross entropy": 7,
    "AdaGrad as a case of Adam": 36,
    "A step of gradient descent": 14,
    "The update of a step": 1,
    "Sigmoid and tanh": 3,
    "Bias before batch norm": 6,
    "Weight decay and the number of subnetworks": 3,
}
"""How many formulas of each sheet are read as they are meant with nothing declared: 136 of 137."""


def _shown(formula: str, notation: Notation) -> str:
    try:
        return show(parse(formula, notation).tree)
    except ReadError as error:
        return str(error)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.title)
def test_course_documents_are_read_without_a_declaration(sheet):
    notation = infer([formula.latex for formula in sheet.formulas]).notation
    wrong = [formula.latex for formula in sheet.formulas if _shown(formula.latex, notation) != formula.tree]
    assert len(sheet.formulas) - len(wrong) >= REACHED[sheet.title], "\n".join(wrong)


def test_the_figures_are_of_all_sheets():
    assert REACHED.keys() == {sheet.title for sheet in SHEETS}


# --------------------------------------------------------------------------
# Small sets of formulas

FAMILY, ABOVE, SYMBOL, FUNCTION, SIZE = ("family", 1, 0), ("family", 1, 1), ("symbol", 0, 0), ("function", 0, 0), \
    ("size", 0, 0)  # fmt: skip

# formulas; what is proposed of names (None: nothing), "index" for indices; names of which it is said that nothing is
SETS = [
    # superscripts: a step or a power
    ([r"m^t = \beta_1 m^{t-1} + (1 - \beta_1) (g^t)^2", r"\hat{m}^t = \frac{m^t}{1 - \beta_1^t}"],
     {"m": ABOVE, r"\hat{m}": ABOVE, "g": ABOVE, r"\beta_{1}": SYMBOL, "t": "index"}, set()),
    ([r"m^t = \beta m^{t-1} + (1 - \beta) g^t"], {"m": ABOVE, r"\beta": SYMBOL, "t": "index", "g": None}, {"g"}),
    ([r"\theta^{t+1} = \theta^t - \eta \nabla f(\theta^t)"], {r"\theta": ABOVE, "f": FUNCTION, "t": "index"}, set()),
    ([r"x^{k+1} = x^k - \alpha_k d^k", r"x^0 = 0"], {"x": ABOVE, r"\alpha": FAMILY, "k": "index", "d": None}, {"d"}),
    ([r"m^t = A \sum_{i=1}^t B_i g^i", "m_0 = 0", r"v^t = \sum_{i=1}^t (g^i)^2"],
     {"m": ABOVE, "v": ABOVE, "g": ABOVE, "B": FAMILY, "i": "index", "t": "index", "m_{0}": None}, set()),
    ([r"a_j^l = \sum_k w_{jk}^l a_k^{l-1} + b_j^l"],
     {"a": ("family", 2, 1), "w": ("family", 3, 1), "b": ("family", 2, 1), "l": "index"}, set()),
    ([r"z^l = W^l a^{l-1}", r"a^l = \sigma(z^l)"], {"z": ABOVE, "a": ABOVE, "l": "index", "W": None}, {"W"}),
    # ... traps: these are powers, or nobody knows
    ([r"\hat m^t = \frac{m^t}{1 - \beta^t}"], {"m": None, r"\hat{m}": None, r"\beta": None},
     {"m", r"\hat{m}", r"\beta"}),
    ([r"a^n = a \cdot a^{n-1}"], {"a": SYMBOL, "n": None}, set()),
    (["P^t = P^{t-1} P", "P^0 = I"], {"P": SYMBOL}, set()),
    ([r"r^n = \frac{a_n}{a_0}", "a_n = a_{n-1} r"], {"r": SYMBOL, "a": FAMILY, "n": "index"}, set()),
    ([r"r^n = \frac{a_n}{a_0}"], {"r": None, "a": FAMILY}, {"r"}),
    ([r"G_t = \sum_{k=0}^\infty \gamma^k R_{t+k+1}"], {r"\gamma": None, "R": FAMILY, "k": "index"}, {r"\gamma"}),
    ([r"v = \beta v + (1 - \beta) g^2"], {"g": SYMBOL, "v": SYMBOL}, set()),
    (["x^T W x", "T = 10", r"\sum_{t=1}^T x_t"], {"T": None, "x": FAMILY, "t": "index"}, {"T"}),
    # a power as a part of the name
    ([r"\sigma_B^2 \leftarrow \frac{1}{m} \sum_{i=1}^m (x_i - \mu_B)^2", r"y_i = (x_i - \mu_B) / \sqrt{\sigma_B^2}"],
     {r"\sigma_{B}^{2}": SYMBOL, r"\sigma_{B}": None, r"\mu_{B}": SYMBOL, "m": SIZE, "x": FAMILY}, set()),
    ([r"\frac{\partial l}{\partial \sigma^2} = 1"], {r"\sigma^{2}": SYMBOL, "l": SYMBOL}, set()),
    ([r"\sigma^2 = \frac1n \sum_{i=1}^n x_i^2", r"z_i = x_i / \sigma"],
     {r"\sigma": SYMBOL, r"\sigma^{2}": None}, set()),
    (["c^2 = a^2 + b^2"], {"c": SYMBOL, "c^{2}": None}, {"c^{2}"}),
    (["x^2 + y^2 = 1"], {"x": SYMBOL, "y": SYMBOL, "x^{2}": None}, set()),
    # indices, sizes, labels
    ([r"\bar x = \frac1n \sum_{i=1}^n x_i", "x_n = 4", "x_1 = 3"],
     {"i": "index", "n": SIZE, "x": FAMILY, "x_{1}": None, r"\bar{x}": SYMBOL}, set()),
    ([r"S_n = \sum_{i=1}^n a_i"], {"n": "index", "S": FAMILY, "a": FAMILY, "i": "index"}, set()),
    ([r"\alpha = \alpha_0 e^{-kt}"], {"k": SYMBOL, "t": SYMBOL, r"\alpha_{0}": SYMBOL}, set()),
    (["q = W_q x", "k = W_k x", "v = W_v x", r"\sqrt{d_k}"],
     {"W_{k}": SYMBOL, "W_{q}": SYMBOL, "d_{k}": SYMBOL, "k": SYMBOL, "W": None, "d": None}, set()),
    ([r"f_t = \tanh(W_f x_t + b_f)", r"i_t = \tanh(W_i x_t + b_i)", r"o_t = \tanh(W_o x_t + b_o)"],
     {"W_{i}": SYMBOL, "b_{i}": SYMBOL, "i": FAMILY, "W": None, "t": "index"}, set()),
    (["w_j = w_j + 1", "w_{11} = 2"], {"w": None, "w_{11}": SYMBOL, "j": "index"}, {"w"}),
    ([r"x_i = \alpha", r"x_{ij} = \alpha"], {"x": None}, {"x"}),
    ([r"z_j^{(i)} = x_j^{(i)} + b_j"], {"z": ("family", 2, 1), "b": FAMILY, "i": "index", "j": "index"}, set()),
    ([r"\sum_x p(x) = 1"], {"x": SYMBOL, "p": FUNCTION}, set()),
    # calls and products
    (["u(x) = x^2 + 1", "u(2)"], {"u": FUNCTION, "x": SYMBOL}, set()),
    ([r"L(y, \hat{y}) = (y - \hat{y})^2", r"L_t(y_t, \hat{y}_t)"], {"L": ("function", 1, 0), "y": FAMILY}, set()),
    ([r"p(1 - p)", "p = 0.5"], {"p": SYMBOL}, set()),
    ([r"h_i (1 - p)", "p(x)"], {"h": FAMILY, "p": None}, {"p"}),
    ([r"\alpha (1 - \beta)"], {r"\alpha": None, r"\beta": SYMBOL}, {r"\alpha"}),
    ([r"\alpha (1 - \beta)", r"\alpha = 0.1"], {r"\alpha": SYMBOL}, set()),
    ([r"D_{KL}(p \| q) = \sum_x p(x) \log \frac{p(x)}{q(x)}"],
     {"D_{KL}": FUNCTION, "p": FUNCTION, "q": FUNCTION}, set()),
    ([r"\nabla f", "f(x) = x^2"], {"f": FUNCTION}, set()),
    ([r"\text{softmax}(z + 1)"], {"softmax": FUNCTION}, set()),
    # several letters
    ([r"w = w - \alpha dw", r"b = b - \alpha db"], {"dw": SYMBOL, "db": SYMBOL, "d": None, "w": SYMBOL}, set()),
    ([r"w = w - \propto dw / \sqrt{Sdw}"], {"dw": SYMBOL, "Sdw": SYMBOL, "S": None}, set()),
    ([r"y_i = BN_{\gamma,\beta}(x_i)"], {r"BN_{\gamma,\beta}": FUNCTION, "B": None}, set()),
    (["KL(p, q) = \\log p"], {"KL": FUNCTION}, set()),
    (["lr = 0.1", r"\theta = \theta - lr \cdot g"], {"lr": SYMBOL, "l": None, "r": None}, set()),
    ([r"\frac{input_channels}{\alpha}"], {"input_channels": SYMBOL}, set()),
    # ... traps
    ([r"\alpha e^{-kt}", "k = 1", "t = 2"], {"kt": None, "k": SYMBOL, "t": SYMBOL}, set()),
    ([r"\int_0^1 f(x) dx", "x = 1"], {"dx": None, "d": None}, set()),
    ([r"\frac{dL}{dw} = w"], {"dw": None, "dL": None, "L": SYMBOL}, set()),
    ([r"\alpha ab", "a = 1", "b = 2"], {"ab": None}, set()),
    ([r"\alpha abc"], {"abc": None}, {"abc"}),
    # aliases and constants
    ([r"\mu_B = 1", r"\hat x = x - \mu_{\mathcal{B}}", r"\mu_B + 1"],
     {r"\mu_{B}": SYMBOL, r"\mu_{\mathcal{B}}": ("symbol", 0, 0, r"\mu_{B}")}, set()),
    ([r"\mu_B = \mu_{\mathcal{B}} + 1"], {r"\mu_{B}": SYMBOL, r"\mu_{\mathcal{B}}": SYMBOL}, {r"\mu_{\mathcal{B}}"}),
    ([r"\mathbf{x} = 1", "x = 2"], {r"\mathbf{x}": SYMBOL, "x": SYMBOL}, set()),
    ([r"e = y - \hat{y}", r"L = \frac12 e^2"], {"e": SYMBOL}, set()),
    ([r"e_i = y_i - \hat{y}_i", r"p_i = e^{-x_i}"], {"e": FAMILY, "p": FAMILY}, set()),
    ([r"\frac{e^{z}}{1 + e^{z}}"], {"e": None, "z": SYMBOL}, set()),
    (["e + e^{x}"], {"e": None}, {"e"}),
    # signs that a declaration would take their meaning from
    ([r"p = \sigma(z)", r"\sigma = 2"], {r"\sigma": None, "z": SYMBOL}, {r"\sigma"}),
    ([r"p = \sigma(z)", r"q = \sigma(2z)"], {r"\sigma": None}, set()),
    ([r"\pi(a | s)", r"\frac{1}{2\pi}"], {r"\pi": None}, {r"\pi"}),
    ([r"\pi(a | s)", r"J(\pi)"], {r"\pi": FUNCTION, "J": FUNCTION}, set()),
    ([r"\frac{dz}{dx} = 1", r"\sum_{j=1}^d x_j"], {"d": None, "x": FAMILY}, {"d"}),
    ([r"\alpha = E - 1", r"\beta = E[x]"], {"E": None}, {"E"}),
]  # fmt: skip


@pytest.mark.parametrize(("formulas", "proposed", "unsure"), SETS, ids=["; ".join(row[0])[:80] for row in SETS])
def test_what_is_proposed(formulas, proposed, unsure):
    found = infer(formulas)
    assert not found.unread
    for name, expected in proposed.items():
        meaning = found.notation.meanings.get(name)
        if expected == "index":
            assert name in found.notation.indices, found.text
        elif expected is None:
            assert meaning is None, found.text
        else:
            assert meaning is not None, found.text
            assert (meaning.kind, meaning.slots, meaning.above) == expected[:3], found.text
            assert meaning.name == (expected[3] if len(expected) > 3 else name)
    assert {doubt.name for doubt in found.unsure} == unsure, found.text


@pytest.mark.parametrize(("formulas", "trees"), [
    ([r"q = W_q x", "k = W_k x", r"\sqrt{d_k}"], ["(eq q (* W_{q} x))", "(eq k (* W_{k} x))", "(sqrt d_{k})"]),
    (["e = y - x", r"L = \frac12 e^2"], ["(eq e (+ y (- x)))", "(eq L (* (/ 1 2) (^ e 2)))"]),
    # x_i and x^{(i)} are one family here, and \mathbf{x} is another
    ([r"x_i = \alpha", "x^{(1)} = 0", r"\mathbf{x}^{(i)}"],
     [r"(eq x[i] \alpha)", "(eq x[;1] 0)", r"\mathbf{x}[;i]"]),
    # D is known, and D_{KL} is another
    ([r"D(x) = 1", r"-D_{KL} = 2", r"D_{KL}(p \| q) = 3"],
     ["(eq (D x) 1)", "(eq (- D_{KL}) 2)", "(eq (D_{KL} (parallel p q)) 3)"]),
    ([r"H_l = \alpha", r"H_{out} = H_{in} + H_1"], [r"(eq H[l] \alpha)", "(eq H_{out} (+ H_{in} H[1]))"]),
    ([r"H_{out} = H_{in} + \alpha", r"\sum_{i=1}^m \sum_n x_{in}", r"H_l = 1"],
     [r"(eq H_{out} (+ H_{in} \alpha))", "(sum (i 1 m) (sum (n) x[i,n]))", "(eq H[l] 1)"]),
    ([r"x^{\text{adv}} = x + 1", r"x_1 = x_i"], ["(eq x^{adv} (+ x 1))", "(eq x[1] x[i])"]),
    # nothing is known of x, and yet it is not the bold one
    ([r"x_i \cdot x_{ij}", r"\mathbf{x}_i"], ["(* x[i] x[i,j])", r"\mathbf{x}[i]"]),
])  # fmt: skip
def test_how_formulas_are_read_then(formulas, trees):
    notation = infer(formulas).notation
    assert [_shown(formula, notation) for formula in formulas] == trees


def test_ranges():
    assert infer([r"\sum_{i=1}^m x_i"]).notation.indices == {"i": ("1", "m")}
    assert infer([r"\sum_{i=1}^m x_i", r"\sum_{i=0}^m x_i"]).notation.indices == {"i": None}
    assert infer([r"\sum_i x_i"]).notation.indices == {"i": None}
    assert infer([r"\sum_{i=1}^m x_i", r"\sum_i x_i"]).notation.indices == {"i": ("1", "m")}


def test_a_loss_of_which_only_derivatives_are_seen():
    assert infer([r"\frac{\partial l}{\partial x_i} = 1"]).notation.losses == {"l"}
    assert infer([r"\frac{\partial L}{\partial x_i} = 1", "L = x_i"]).notation.losses == frozenset()


def test_reasons_say_where():
    formulas = [r"y = 1", r"m^t = \beta m^{t-1}"]
    found = infer(formulas)
    (reason,) = [reason for reason in found.reasons if reason.name == "m"]
    assert reason.what == "a family with its index above"
    assert reason.formula == 1
    assert formulas[1][reason.start : reason.end].startswith("m")
    assert reason.text == "m is a family with its index above: it is given at m^t by what it is at m^{t-1}"
    assert reason.text in found.text


def test_every_proposal_has_a_reason_and_every_place_is_in_its_formula():
    for sheet in SHEETS:
        formulas = [formula.latex for formula in sheet.formulas]
        found = infer(formulas)
        assert {*found.notation.meanings, *found.notation.indices} <= {reason.name for reason in found.reasons}
        for reason in (*found.reasons, *found.unsure):
            assert 0 <= reason.start < reason.end <= len(formulas[reason.formula])


def test_what_cannot_be_read_is_told():
    found = infer(["x_i = (", "y_i = 2", ""])
    assert [number for number, _ in found.unread] == [0, 2]
    assert "formula 1 cannot be read" in found.text
    assert "y" in found.notation.meanings
    assert infer([]).notation == OPEN


def test_what_is_declared_stays():
    start = declare(["m^t", r"\beta_1^2", "g", "u_i"], indices={"t": "1..", "k": ""}, constants={"e": "e"})
    formulas = [r"m_t = \beta_1^t m^{t-1}", r"\beta_1^2", "g^t = g^{t-1}", r"\sum_{t=0}^n u_k", "g(x, y)", "e = 1"]
    found = infer(formulas, start)
    assert {name: found.notation.meanings[name] for name in start.meanings} == start.meanings
    assert {letter: found.notation.indices[letter] for letter in start.indices} == start.indices
    assert not {"g", "m"} & {reason.name for reason in found.reasons}


# --------------------------------------------------------------------------
# Laws

FORMULAS = [formula.latex for sheet in SHEETS for formula in sheet.formulas] + [
    formula for formulas, _, _ in SETS for formula in formulas]  # fmt: skip
SOME = st.lists(st.sampled_from(FORMULAS), max_size=8)


@settings(max_examples=60, deadline=None)
@given(SOME, st.randoms(use_true_random=False))
def test_laws(formulas, chance):
    found = infer(formulas)
    # what could be read still can
    unread = {number for number, formula in enumerate(formulas) if not _readable(formula, OPEN)}
    assert {number for number, _ in found.unread} <= unread
    # the order of the formulas does not matter, and neither does asking again
    shuffled = chance.sample(formulas, len(formulas))
    assert infer(shuffled).notation == found.notation
    assert infer(formulas, found.notation).notation == found.notation
    # it can be written down
    assert loads(dump(found.notation)) == found.notation


EXAMPLES = ["x_i", "m^t", "g", "f(x)", "W", r"\beta", "t", r"\sigma_B^2", r"\mu_B", "dw", "p"]


@settings(max_examples=40, deadline=None)
@given(SOME, st.lists(st.sampled_from(EXAMPLES), max_size=4))
def test_nothing_contradicts_a_declaration(formulas, names):
    try:
        start = declare(names, indices={"t": "1.."})
    except InputError:
        return
    found = infer(formulas, start).notation
    assert found.meanings.items() >= start.meanings.items()
    assert found.indices.items() >= start.indices.items()
    assert (found.policies, found.closed) == (start.policies, start.closed)


def _readable(formula: str, notation: Notation) -> bool:
    try:
        parse(formula, notation)
    except ReadError:
        return False
    return True


def test_hundreds_of_formulas_take_no_time():
    from time import process_time

    formulas = FORMULAS * 2
    random.Random(0).shuffle(formulas)
    began = process_time()
    infer(formulas)
    assert len(formulas) > 400
    assert process_time() - began < 4  # it takes about 0.6 s


@pytest.mark.parametrize(("formula", "kind"), [
    (r"-\sum_i y_i\log p_i + (1-y_i)\log(1-p_i)", "reach"),
    (r"\theta^Tx", "transpose"),
    ("θᵀx", "transpose"),
    (r"V^{k+1}(s)=\gamma V^k(s)", "power"),
    (r"\Pi_i p_i", "sum"),
    (r"\alpha lr + l + r", "letters"),
])  # fmt: skip
def test_what_a_name_alone_does_not_answer_stays_in_doubt(formula, kind):
    """That i is an index does not say how far the sum before it reaches."""
    assert kind in {note.kind for note in parse(formula).notes}
    found = infer([formula])
    kept = {note.kind for note in (*parse(formula, found.notation).notes, *found.doubts_of(0))}
    assert kind in kept
    assert kind in {note.kind for note in symdl.read(formula).notes}
    assert not symdl.read(formula, strict=True).ok


def test_what_is_answered_is_in_doubt_no_more():
    formulas = [r"m^t = \beta_1 m^{t-1} + (1 - \beta_1) (g^t)^2", r"\hat{m}^t = m^t / (1 - \beta_1^t)"]
    assert any(note.kind == "power" for formula in formulas for note in parse(formula).notes)
    assert infer(formulas).doubts == ()
