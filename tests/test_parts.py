r"""Questions in parts: what follows from a student's own mistake, and what does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from symdl.cli import main
from symdl.errors import InputError, ReadError
from symdl.grading.in_parts.parts import ask_parts, judge_parts

BATCH_NORM = {"parts": ["batch-norm/dxhat", "batch-norm/dvar", "batch-norm/dmu", "batch-norm/dx", "batch-norm/dgamma",
                        "batch-norm/dbeta"]}
MOMENTS = {"parts": [
    {"id": "mean", "reference": r"\mu = \frac{1}{m} \sum_{i=1}^m x_i"},
    {"id": "variance", "reference": r"v = \frac{1}{m} \sum_{i=1}^m (x_i - \mu)^2"},
    {"id": "normalised", "reference": r"z_i = \frac{x_i - \mu}{\sqrt{v}}", "marks": 2},
]}  # fmt: skip
LINEAR = {
    "definitions": [r"\hat{y}_i = w x_i + b", r"J = \frac{1}{2m} \sum_{i=1}^m (\hat{y}_i - y_i)^2"],
    "parts": [
        {"id": "outputs", "reference": r"\frac{\partial J}{\partial \hat{y}_i} = \frac{1}{m} (\hat{y}_i - y_i)"},
        {"id": "weight", "reference": r"\frac{\partial J}{\partial w} = \frac{1}{m} \sum_i (\hat{y}_i - y_i) x_i"},
    ],
}
SQUARE = {"definitions": ["f(x) = x^2"], "parts": [
    {"id": "a", "reference": "u = x + 1"}, {"id": "b", "reference": "v = u f(x)"}]}
DXHAT, DVAR, DMU, DX, DGAMMA, DBETA = BATCH_NORM["parts"]
D = "sqrt(var + eps)"
OWN_DVAR = "sum(dxhat[i]*(x[i] - mu), i)/(2*(var + eps)^(3/2))"  # the sign is wrong
WITH_IT = (f"dxhat[i]/{D} + sum(dxhat[j]*(x[j] - mu), j)/(2*(var + eps)^(3/2))*2*(x[i] - mu)/m"
           f" - sum(dxhat[j], j)/{D}/m")

CASES = [
    # a sheet, answers, what each part follows from: None for what is wrong, "right", or the parts
    (BATCH_NORM, {DXHAT: "dy[i]*gamma", DVAR: OWN_DVAR, DMU: f"-sum(dxhat[i], i)/{D}", DX: WITH_IT},
     ["right", None, "right", [DVAR]]),
    (BATCH_NORM, {DX: WITH_IT}, [None]),  # nothing says where it comes from
    (BATCH_NORM, {DVAR: OWN_DVAR, DX: WITH_IT.replace("*2*", "*")}, [None, None]),  # and a mistake of its own
    (BATCH_NORM, {DVAR: OWN_DVAR, DX: f"dxhat[i]/{D} + dvar*2*(x[i] - mu)/m + dmu/m"}, [None, "right"]),
    (BATCH_NORM, {DXHAT: "dy[i]", DVAR: "-sum(dy[i]*(x[i] - mu), i)/(2*(var + eps)^(3/2))", DMU: f"-sum(dy[i], i)/{D}",
                  DX: f"dy[i]/{D} - sum(dy[j]*(x[j] - mu), j)/(var + eps)^(3/2)*(x[i] - mu)/m - sum(dy[j], j)/{D}/m",
                  DGAMMA: "sum(dy[i]*xhat[i], i)", DBETA: "sum(dy[i], i)"},
     [None, [DXHAT], [DXHAT], [DXHAT], "right", "right"]),  # where it began
    (BATCH_NORM, {DXHAT: "0", DVAR: "0", DMU: "0", DX: "0"}, [None] * 4),  # what comes to nothing asks for nothing
    (MOMENTS, {"mean": r"\sum_i x_i", "variance": r"\frac1m \sum_i (x_i - \sum_j x_j)^2",
               "normalised": r"\frac{x_i - \sum_j x_j}{\sqrt{\frac1m \sum_k (x_k - \sum_j x_j)^2}}"},
     [None, ["mean"], ["mean"]]),
    (MOMENTS, {"mean": r"\frac1m \sum_i x_i", "variance": r"\frac{1}{m-1} \sum_i (x_i - \mu)^2",
               "normalised": r"\frac{x_i - \mu}{\sqrt{\frac{1}{m-1} \sum_k (x_k - \mu)^2}}"},
     ["right", None, ["variance"]]),
    (MOMENTS, {"variance": r"\frac{1}{m-1} \sum_i (x_i - \mu)^2",
               "normalised": r"\frac{x_i + \mu}{\sqrt{\frac{1}{m-1} \sum_k (x_k - \mu)^2}}"}, [None, None]),
    (LINEAR, {"outputs": r"\hat{y}_i - y_i", "weight": r"\sum_i (\hat{y}_i - y_i) x_i"}, [None, ["outputs"]]),
    (LINEAR, {"outputs": r"\hat{y}_i - y_i", "weight": r"\sum_i (\hat{y}_i - y_i)"}, [None, None]),
    (LINEAR, {"outputs": r"e_i, where e_i = \hat{y}_i - y_i", "weight": r"\sum_i e_i x_i, where e_i = \hat{y}_i - y_i"},
     [None, ["outputs"]]),
    (SQUARE, {"a": "x", "b": "f(x)"}, [None, None]), (SQUARE, {"a": "x", "b": "x f(x)"}, [None, ["a"]]),
    (SQUARE, {"b": "u f(x)(x)"}, [None]), (SQUARE, {"b": "f(x)(u)"}, ["right"]),
    (SQUARE, {"a": "2", "b": "f(2)"}, [None, None]), (SQUARE, {"b": "u f(x)"}, ["right"]),
    (LINEAR, {"outputs": "q", "weight": r"\sum_i (\hat{y}_i - y_i) x_i"}, [None, None]),
]  # fmt: skip


@pytest.mark.parametrize(("table", "answers", "expected"), CASES)
def test_what_follows_from_what(table, answers, expected):
    found = judge_parts(ask_parts(table), answers)
    answered = [part for part in found.parts if part.checked is not None]
    said = ["right" if part.checked.right else [*part.follows] or None for part in answered]
    assert said == expected, [part.feedback for part in answered]
    assert found.earned == sum(part.marks for part, one in zip(answered, expected, strict=True) if one is not None)
    assert found.marks == sum(part.question.marks for part in ask_parts(table).parts)
    json.dumps(found.row())


def test_what_follows_may_earn_less():
    sheet = ask_parts({**LINEAR, "follows": 0.5})
    found = judge_parts(sheet, {"outputs": r"\hat{y}_i - y_i", "weight": r"\sum_i (\hat{y}_i - y_i) x_i"})
    assert found.earned == 0.5


@pytest.mark.parametrize(("table", "what"), [
    ({"parts": []}, "from 1 to"), ({"parts": "batch-norm/dx"}, "from 1 to"), ({"parts": [3]}, "a part is"),
    ({"parts": [DX, DX]}, "two parts are called"), ({"parts": [DX], "follows": 2}, "share of the marks"),
    *(({"parts": [DX, {"reference": "a = 1", "marks": marks}]}, "2: marks are a number")
      for marks in (-2, float("inf"), float("nan"))),
    ({"parts": [DX], "rubric": {"sgn": 0.5}}, "no code 'sgn'"),
    ({"parts": ["batch-norm/nothing"]}, "no question"), ({"parts": [{"reference": "x", "claim": DX}]}, "no reference"),
])  # fmt: skip
def test_parts_that_make_no_sense(table, what):
    with pytest.raises(InputError, match=what):
        ask_parts(table)


@pytest.mark.parametrize("answers", [{"outputs": r"\frac{1}{m} (\hat{y}_i - y_i)"}, {
    "outputs": r"\frac{1}{m} (\hat{y}_i - y_i)", "weight": " \n"}])
def test_a_part_without_an_answer_earns_nothing(answers):
    found = judge_parts(ask_parts(LINEAR), answers).row()
    _, blank = found["parts"]
    assert (found["marks"], found["out_of"]) == (1, 2)
    assert (blank["verdict"], blank["code"], blank["marks"], blank["feedback"]) == (
        "not_equivalent", "missing", 0.0, "there is no answer")


def test_an_answer_to_no_part():
    with pytest.raises(InputError, match="no part"):
        judge_parts(ask_parts(LINEAR), {"slope": "x"})


def test_a_question_in_parts_is_no_question(tmp_path: Path, capsys):
    sheet, answers = tmp_path / "sheet.json", tmp_path / "answers.toml"
    sheet.write_text(json.dumps({**LINEAR, "rubric": True}))
    answers.write_text(r"""outputs = '\hat{y}_i - y_i'
weight = '\sum_i (\hat{y}_i - y_i) x_i'
""")
    assert main(["check", str(sheet), "x"]) == 2
    assert "parts" in capsys.readouterr().err
    assert main(["check", str(sheet), "--answers", str(answers)]) == 1
    said = capsys.readouterr().out
    assert "weight: follows (1 of 1): it follows from what was answered to outputs" in said
    assert said.rstrip().endswith("1.6 of 2")
    assert main(["check", str(sheet), "--answers", str(tmp_path / "none.toml")]) == 2
    assert main(["check", "batch-norm/dx", "--answers", str(answers)]) == 2


FUNCTIONS = {"parts": [{"id": "1", "reference": "f(x) = x^2+1"}, {"id": "2", "reference": "g(x) = f(x)^2"},
                       {"id": "3", "reference": "h(x) = g(x) + f'(x)"}]}
CHAIN = {"parts": [{"id": "a", "reference": "u = x+1"}, {"id": "b", "reference": "v = u+1"},
                   {"id": "c", "reference": "w = u v"}]}
LOGISTIC = {
    "definitions": [r"z_i = w x_i + b", r"a_i = \sigma(z_i)",
                    r"L = -\frac{1}{m}\sum_{i=1}^m ( y_i \log a_i + (1-y_i) \log(1-a_i) )"],
    "parts": [{"id": "da", "reference": r"\frac{\partial L}{\partial a_i} = \frac{1}{m}\frac{a_i-y_i}{a_i(1-a_i)}"},
              {"id": "dz", "reference": r"\frac{\partial L}{\partial z_i} = \frac{1}{m}(a_i-y_i)"},
              {"id": "dw", "reference": r"\frac{\partial L}{\partial w} = \frac{1}{m}\sum_i (a_i-y_i)x_i"}],
}


SIGMOID = {"definitions": [r"a = \sigma(z)", r"L = -(y \log a + (1-y)\log(1-a))"], "parts": [
    {"id": "da", "reference": r"\frac{da}{dz} = a(1-a)"}, {"id": "dz", "reference": r"\frac{dL}{dz} = a - y"}]}
SOFTMAX = {"definitions": [r"p_t = \frac{e^{z_t}}{\sum_{k=1}^n e^{z_k}}", r"L = -\sum_{k=1}^n y_k \log p_k"], "parts": [
    {"id": "jacobian", "reference": r"\frac{\partial p_s}{\partial z_t} = p_s(\delta_{st}-p_t)"},
    {"id": "gradient", "reference": r"\frac{\partial L}{\partial z_t} = p_t \sum_k y_k - y_t"}]}


@pytest.mark.parametrize(("sheet", "answers", "follows"), [
    # A part may say what a function is.
    (FUNCTIONS, {"1": "x^2+1", "2": "(x^2+1)^2", "3": "g(x) + 2x"}, [None, None, None]),
    (FUNCTIONS, {"1": "x^2-1", "2": "(x^2-1)^2"}, [(), ("1",), None]),
    (FUNCTIONS, {"1": "x^3", "2": "f(x)^2", "3": "x^6 + 3x^2"}, [(), None, ("1",)]),
    (FUNCTIONS, {"1": "x^3", "2": "(x^2-1)^2"}, [(), (), None]),
    # What is used is the student's own, everywhere: right answers, too.
    (CHAIN, {"a": "x", "b": "x+5", "c": "(x+1)(x+5)"}, [(), (), ()]),
    (CHAIN, {"a": "x", "b": "x+5", "c": "x(x+1)"}, [(), (), ()]),
    (CHAIN, {"a": "x", "b": "x+5", "c": "x(x+5)"}, [(), (), ("a", "b")]),
    (CHAIN, {"a": "x", "b": "x+1", "c": "(x+1)(x+1)"}, [(), ("a",), ()]),
    (CHAIN, {"a": "x", "b": "x+2", "c": "x(x+1)"}, [(), None, ()]),
    (CHAIN, {"a": "x", "b": "x+2", "c": "x(x+2)"}, [(), None, ("a",)]),
    (CHAIN, {"a": "x", "b": "u+1", "c": "x(x+1)"}, [(), None, ("a",)]),
    # Between a mistake and what follows from it, a part may be left out.
    (LOGISTIC, {"da": r"\frac{a_i-y_i}{a_i(1-a_i)}", "dw": r"\sum_i(a_i-y_i)x_i"}, [(), None, ("da",)]),
    (LOGISTIC, {"da": r"\frac{a_i-y_i}{a_i(1-a_i)}", "dz": "a_i-y_i", "dw": r"\sum_i(a_i-y_i)x_i"},
     [(), ("da",), ("da",)]),
    (LOGISTIC, {"da": r"\frac{a_i-y_i}{a_i(1-a_i)}", "dw": r"\sum_i(y_i-a_i)x_i"}, [(), None, ()]),
    # A derivative of what is no loss.
    (SIGMOID, {"da": "a(1+a)", "dz": r"(a-y)\frac{1+a}{1-a}"}, [(), ("da",)]),
    (SIGMOID, {"da": "a(1+a)", "dz": r"(a-y)\frac{1+a}{a}"}, [(), ()]),
    (SOFTMAX, {"jacobian": r"p_s(\delta_{st}+p_t)", "gradient": r"-y_t - p_t \sum_k y_k"}, [(), ("jacobian",)]),
    (LOGISTIC, {"da": r"\frac{a_i-y_i}{a_i}", "dw": r"\sum_i(a_i-y_i)x_i"}, [(), None, ()]),
])  # fmt: skip
def test_what_follows_through(sheet, answers, follows):
    """None: right, or not answered."""
    found = judge_parts(ask_parts(sheet), answers)
    assert [part.follows if part.checked and part.checked.verdict == "not_equivalent" else None
            for part in found.parts] == follows


def _sheet(*references: str, **more: object) -> dict[str, object]:
    return {"parts": [{"id": id_, "reference": one} for id_, one in zip("abcd", references, strict=False)], **more}


TRIGONOMETRY = _sheet(r"f'(x) = 2x\sin x + x^2\cos x", "g(x) = x f'(x)", "k(x) = g(x) + f''(x)",
                      definitions=[r"f(x) = x^2 \sin x"])
TANGENT = _sheet(r"f'(x) = 2x\sin x + x^2\cos x", r"f'(\pi) = -\pi^2", r"y = f'(\pi)(x-\pi)",
                 definitions=[r"f(x) = x^2 \sin x"])
TWICE = _sheet(r"f'(x) = 2x\sin x + x^2\cos x", r"f''(x) = 2\sin x+4x\cos x-x^2\sin x", "k(x) = f(x)+f''(x)",
               definitions=[r"f(x) = x^2 \sin x"])
BY_LEIBNIZ = _sheet(r"\frac{dy}{dx} = \cos x - x\sin x", r"m = \frac{dy}{dx}+\frac{d^2y}{dx^2}",
                    definitions=[r"y = x\cos x"])
BY_PRIMES = _sheet(r"y' = \cos x - x\sin x", r"y'' = -2\sin x - x\cos x", definitions=[r"y = x\cos x"])
NAMED = _sheet(r"u = \sin x", r"\frac{du}{dx} = \cos x", r"w = u^2+\frac{du}{dx}")
WRITTEN_OUT = _sheet(r"u = \sin x", r"v = \sin^2 x", r"f(x) = \sin^2 x + 1")
DESCENT = _sheet(r"\nabla_w f = X^\top(Xw-y)", r"u = w - \eta \nabla_w f", r"s = u^\top u",
                 definitions=[r"f(w)=\frac12\|Xw-y\|^2"])
OF_A_MATRIX = _sheet(r"\frac{\partial L}{\partial W} = 2(WX-Y)X^\top", r"V = W - \alpha\frac{\partial L}{\partial W}",
                     definitions=[r"L = \|WX-Y\|_F^2"])
VECTORS = _sheet(r"g = A^\top A x", r"h = x^\top g", r"k = h + g^\top g")


@pytest.mark.parametrize(("sheet", "answers", "follows"), [
    # Ordinary calculus: a derivative of a function stands in a later part, is derived again, or has a value there.
    (TRIGONOMETRY, [r"2x\sin x - x^2\cos x", r"2x^2\sin x - x^3\cos x"], [(), ("a",)]),
    (TRIGONOMETRY, [r"f'(x) = 2x\cos x", r"g(x) = x \cdot 2x\cos x = 2x^2\cos x", r"2x^2\cos x + 2\cos x - 2x\sin x"],
     [(), ("a",), ("a",)]),
    (TRIGONOMETRY, [r"2x\cos x", "x^2", r"x^2 + 2\cos x - 2x\sin x"], [(), (), ("a", "b")]),
    (TRIGONOMETRY, [r"2x\cos x", "x^2", r"2x^2\cos x + 2\cos x - 2x\sin x"], [(), (), ()]),
    (TRIGONOMETRY, [r"2x\cos x", r"2x^2\cos x + x"], [(), ()]), (TRIGONOMETRY, [r"2x\cos x", r"x f'(x)"], [(), None]),
    (TRIGONOMETRY, [r"2x\cos x", r"h(x) = 2x^2\cos x"], [(), ()]), (TRIGONOMETRY, ["0", "0"], [(), ()]),
    (TRIGONOMETRY, ["q", "x q"], [(), ()]), (TRIGONOMETRY, ["g(x)", "x g(x)"], [(), ()]),
    (TRIGONOMETRY, [r"2x\cos x", r"2|x|x\cos x"], [(), ()]), (TRIGONOMETRY, [r"2t\cos t", r"2xt\cos t"], [(), ()]),
    (TANGENT, [r"2x\sin x - x^2\cos x", r"\pi^2", r"\pi^2(x-\pi)"], [(), ("a",), ("a",)]),
    (TANGENT, [r"2x\sin x - x^2\cos x", "4", r"4(x-\pi)"], [(), (), ()]),
    # A reference that is written out, of what its left side says: the derivative of the derivative.
    (TWICE, [r"2x\cos x", r"2\cos x-2x\sin x", r"x^2\sin x+2\cos x-2x\sin x"], [(), ("a",), ("a",)]),
    (TWICE, [r"2x\cos x", r"2\cos x+2x\sin x", r"x^2\sin x+2\cos x+2x\sin x"], [(), (), ("b",)]),
    (TWICE, [r"2x\cos x", r"\frac{d}{dx}(2x\cos x)"], [(), ()]),  # nothing was worked out
    (BY_LEIBNIZ, [r"\cos x + x\sin x", r"\cos x+x\sin x+x\cos x"], [(), ("a",)]),
    (BY_LEIBNIZ, [r"\cos x + x\sin x", r"\cos x + x\sin x-2\sin x-x\cos x"], [(), ()]),
    (BY_PRIMES, [r"\cos x + x\sin x", r"x\cos x"], [(), ("a",)]), (BY_PRIMES, [r"\cos x + x\sin x", "x"], [(), ()]),
    (NAMED, [r"\cos x", r"-\sin x", r"\cos^2 x-\sin x"], [(), ("a",), ("a",)]),
    (NAMED, [r"\cos x", r"\sin x", r"\cos^2 x+\sin x"], [(), (), ("a", "b")]),
    # Where nothing says how it comes from what was asked before, nothing follows.
    (WRITTEN_OUT, [r"\cos x", r"\cos^2 x", r"\cos^2 x + 1"], [(), (), ()]),
    # Vectors and matrices
    (DESCENT, [r"X(Xw-y)", r"w-\eta X(Xw-y)"], [(), ("a",)]),
    (DESCENT, ["2w", r"(1-2\eta) w", r"(1-2\eta)^2 w^\top w"], [(), ("a",), ("a",)]),
    (DESCENT, ["2w", r"w - \eta w"], [(), ()]), (DESCENT, ["0", "w"], [(), ()]), (DESCENT, ["w - w", "w"], [(), ()]),
    (OF_A_MATRIX, [r"(WX-Y)X^\top", r"W-\alpha(WX-Y)X^\top"], [(), ("a",)]),
    (OF_A_MATRIX, [r"(WX-Y)X^\top", r"W-\alpha X^\top(WX-Y)"], [(), ()]),
    (VECTORS, [r"A A^\top x", r"x^\top A A^\top x", r"x^\top A A^\top x + x^\top A A^\top A A^\top x"],
     [(), ("a",), ("a",)]),
    (VECTORS, [r"A A^\top x", r"x^\top A A^\top x", r"x^\top A A^\top x + x^\top A^\top A A A^\top x"],
     [(), ("a",), ()]),
])  # fmt: skip
def test_what_follows_outside_of_the_language(sheet, answers, follows):
    """None: right."""
    found = judge_parts(ask_parts(sheet), dict(zip("abcd", answers, strict=False)))
    answered = [part for part in found.parts if part.checked is not None]
    assert [None if part.checked.right else part.follows for part in answered] == follows, [
        part.feedback for part in answered]
    assert found.earned == sum(one != () for one in follows)


OWN = "-sum(dy[i]*(x[i] - mu), i)/(2*(var + eps)^(3/2))"
U_V = _sheet("u = x+1", "v = u^2", "w = v + u")
SLOPE_AT = _sheet(r"f'(x) = 3x^2-2", r"m = f'(1)", r"y = m(x-1) + f(1)", definitions=["f(x) = x^3-2x"])
CROSS_ENTROPY = _sheet(
    r"\frac{\partial L}{\partial a} = \frac{a-y}{a(1-a)}", r"\frac{\partial L}{\partial z} = a-y",
    r"\frac{\partial L}{\partial w} = (a-y)x",
    definitions=["z = wx+b", r"a = \sigma(z)", r"L = -(y\log a+(1-y)\log(1-a))"])


@pytest.mark.parametrize(("sheet", "answers", "follows"), [
    # What names a later part, or what is made of it, carries nothing: undone there, it is no mathematics.
    (_sheet("a = x+y", "b = x-y"), ["b", "a"], [(), ()]), (_sheet("a = x+y", "b = x-y"), ["2b", "a/2"], [(), ()]),
    (_sheet("a = x+y", "b = x-y", "k = a b"), ["x+2y", "x-y", "(x+2y)(x-y)"], [(), None, ("a",)]),
    (_sheet("a = x+y", "c = x y", "d = x^7+y"), ["d", "x y", "a"], [(), None, ()]),
    (_sheet("a = x+y", "b = 2y", "c = b^2"), ["b", "a", "a^2"], [(), (), ()]),
    (_sheet("a = x+y", "b = 2y", "c = b^2"), ["x", "a", "a^2"], [(), (), ("b",)]),  # a wrong b, used as it is
    (_sheet("f(x) = x^2", "g(x) = x^3"), ["g(x)", "f(x)"], [(), ()]),
    (_sheet(r"s = \sin 2x", r"c = \cos 2x", "t = s/c"), ["c", "s", "1"], [(), (), ()]),
    (_sheet(r"\mu = \frac1m \sum_{i=1}^m x_i", r"s = \frac1m\sum_{i=1}^m y_i"), ["s", r"\mu"], [(), ()]),
    (_sheet(r"f'(x) = 3x^2", r"g(x) = x f'(x)", "f''(x) = 6x", definitions=["f(x) = x^3"]),
     ["x f''(x)", "x^2 f''(x)", r"\frac{f'(x)}{x}"], [(), (), ()]),
    (CROSS_ENTROPY, [r"\frac{\partial L}{\partial w}", r"\frac{\partial L}{\partial w} a(1-a)"], [(), ()]),
    # A number for a formula says nothing, whatever part it answers; a number for a number may be used.
    (U_V, ["1", "1", "2"], [(), (), ()]), (U_V, ["x-x+1", "1", "2"], [(), (), ()]),
    (U_V, ["x+2", "u-x", "x+2"], [(), (), ()]), (U_V, ["x-1", "(x-1)^2", "(x-1)^2+x-1"], [(), ("a",), ("a",)]),
    (_sheet("u = x+1", "v = u^2 + y"), ["0", "y"], [(), ()]), (_sheet(r"s = \sin x", "t = s+y"), ["0", "y"], [(), ()]),
    (_sheet(r"s = \sin x", "t = s+y"), [r"\sin^2 x+\cos^2 x", "1+y"], [(), ()]),
    (_sheet("r = s", "d = p", r"K = d + \ln r", context="s > 0"), ["2", "p", r"p + \ln 2"], [(), None, ()]),
    (_sheet("r = s", "d = p", r"K = d + \ln r", context="s > 0"), ["2s", "p", r"p + \ln(2s)"], [(), None, ("a",)]),
    (SLOPE_AT, ["3x^2+2", "5", "5x-6"], [(), ("a",), ("b",)]), (SLOPE_AT, ["7", "7", "7x-8"], [(), (), ("b",)]),
])  # fmt: skip
def test_what_carries_nothing(sheet, answers, follows):
    """None: right."""
    found = judge_parts(ask_parts(sheet), dict(zip("abcd", answers, strict=False)))
    assert [None if part.checked.right else part.follows for part in found.parts if part.checked] == follows


SLOPES = _sheet(r"\frac{dL}{da} = \frac{a-y}{a(1-a)}", r"\frac{dL}{dz} = a-y",
                definitions=[r"a = \sigma(z)", r"L = -(y\log a+(1-y)\log(1-a))"])
TURNED = r"\frac{y-a}{a(1-a)}"


@pytest.mark.parametrize(("sheet", "answers", "follows"), [
    # Every member of a chain has to follow, and an earlier one that is false in itself carries nothing.
    (U_V, ["x-1", "v = u^2 = x^2-2x+1 = (x-1)^2"], [(), ("a",)]), (U_V, ["x-1", "v = 7 = (x-1)^2"], [(), ()]),
    (U_V, ["x-1", "v = (x+1)^2 = (x-1)^2"], [(), ()]),
    (U_V, ["x-1", r"\begin{aligned} v &= u^2 \\ &= (x-1)^2\end{aligned}"], [(), ("a",)]),
    (U_V, ["x-1", r"\begin{aligned} v &= 7 \\ &= (x-1)^2\end{aligned}"], [(), ()]),
    (U_V, ["u = x+1-2 = x-1", "(x-1)^2"], [(), ("a",)]), (U_V, ["x+1 = x-1", "(x-1)^2"], [(), ()]),
    (U_V, ["7 = x-1", "(x-1)^2"], [(), ()]), (U_V, ["u = 7 = x-1", "(x-1)^2"], [(), ()]),
    (U_V, ["x-1", "v = u^2 = (x-1)^2", "w = v + u = (x-1)^2 + x - 1"], [(), ("a",), ("a",)]),
    (U_V, ["x-1", "v = u^2 = x^2-1", "w = v + u = x^2 + x - 2"], [(), (), ()]),  # it is no (x-1)^2
    (U_V, ["x-1", "v = x^2-1", "w = v + u = x^2 + x - 2"], [(), (), ("a", "b")]),
    (SLOPES, [TURNED, r"\frac{dL}{dz} = \frac{dL}{da}\frac{da}{dz} = y - a"], [(), ("a",)]),
    (SLOPES, [TURNED, rf"\frac{{dL}}{{dz}} = {TURNED} a(1-a) = y - a"], [(), ("a",)]),
    (SLOPES, [TURNED, r"\frac{dL}{dz} = a - y = y - a"], [(), ()]),
    (SLOPES, [rf"\frac{{dL}}{{da}} = \frac{{a-y}}{{a(1-a)}} = {TURNED}", "y-a"], [(), ()]),
    (TWICE, [r"2x\cos x", r"f''(x) = \frac{d}{dx}(2x\cos x) = 2\cos x-2x\sin x"], [(), ("a",)]),
    (TWICE, [r"2x\cos x", r"f''(x) = 2\cos x = 2\cos x-2x\sin x"], [(), ()]),
])  # fmt: skip
def test_chains_follow_as_a_whole(sheet, answers, follows):
    found = judge_parts(ask_parts(sheet), dict(zip("abcd", answers, strict=False)))
    assert [part.follows for part in found.parts if part.checked] == follows


@pytest.mark.parametrize(("answers", "follows"), [
    (["dy[i]", f"dvar = -sum(dxhat[i]*(x[i] - mu), i)/(2*(var + eps)^(3/2)) = {OWN}"], [(), (DXHAT,)]),
    (["dy[i]", f"dvar = 7 = {OWN}"], [(), ()]), (["dxhat[i] = dy[i] = dy[i] + 0", OWN], [(), (DXHAT,)]),
    (["dxhat[i] = dy[i]*gamma = dy[i]", OWN], [(), ()]),
    (["1", "-sum(x[i] - mu, i)/(2*(var + eps)^(3/2))"], [(), ()]),
])  # fmt: skip
def test_chains_and_numbers_in_the_library(answers, follows):
    found = judge_parts(ask_parts({"parts": [DXHAT, DVAR]}), dict(zip([DXHAT, DVAR], answers, strict=True)))
    assert [part.follows for part in found.parts if part.checked] == follows


GRAM = _sheet(r"G = X^\top X", r"\theta = G^{-1} X^\top y")
PRODUCT = _sheet(r"M = A^\top A", "N = M B")
INTEGRAL = _sheet(r"A = \int_0^1 x e^x dx", "B = 2A+1", "C = A B")
SUMS = _sheet(r"S = \sum_{k=1}^n k", r"Q = \sum_{k=1}^n (2k-1)", "R = Q - S")


@pytest.mark.parametrize(("sheet", "answers", "follows"), [
    # The identity may be added to a matrix, though the question has none.
    (GRAM, [r"X^\top X + I", r"(X^\top X + I)^{-1} X^\top y"], [(), ("a",)]),
    (GRAM, [r"X^\top X + I", r"X^\top y (X^\top X + I)^{-1}"], [(), ()]),
    (GRAM, [r"X^\top X + I", r"(X^\top X - I)^{-1} X^\top y"], [(), ()]), (GRAM, ["I", r"X^\top y"], [(), ()]),
    (PRODUCT, [r"A^\top A + I", r"A^\top A B + B"], [(), ("a",)]), (PRODUCT, ["2I", "2B"], [(), ()]),
    (PRODUCT, [r"A^\top A + I", r"A^\top A B - B"], [(), ()]),
    # What the language has no place for is put in: an integral, a sum up to n.
    (INTEGRAL, ["1", "3", "3"], [None, None, None]), (INTEGRAL, ["2", "5", "10"], [(), ("a",), ("a",)]),
    (INTEGRAL, ["e-1", "2e-1", "(e-1)(2e-1)"], [(), ("a",), ("a",)]), (INTEGRAL, ["e-1", "e-2"], [(), ()]),
    (INTEGRAL, ["2", "", "10"], [(), ("a",)]), (INTEGRAL, ["2", "", "6"], [(), ()]),
    (INTEGRAL, ["2", "5", "9"], [(), ("a",), ()]), (INTEGRAL, ["C", "2C+1", "C"], [(), (), ()]),
    (SUMS, [r"\frac{n(n+1)}{2}", "n^2", r"\frac{n(n-1)}{2}"], [None, None, None]),
    (SUMS, [r"\frac{n(n-1)}{2}", "n^2", r"n^2-\frac{n(n-1)}{2}"], [(), None, ("a",)]),
    (SUMS, [r"\frac{n(n-1)}{2}", "n^2", r"n^2+\frac{n(n-1)}{2}"], [(), None, ()]),
    # What comes to 0 with a mistake asks for nothing.
    (_sheet("a = x+y", "b = x-y", "k = (a-b)^2"), ["x-y", "x-y", "0"], [(), None, ()]),
])  # fmt: skip
def test_sheets_of_matrices_integrals_and_sums(sheet, answers, follows):
    """None: right."""
    found = judge_parts(ask_parts(sheet), dict(zip("abcd", answers, strict=False)))
    assert [None if part.checked.right else part.follows for part in found.parts if part.checked] == follows


def test_a_sum_up_to_an_index_is_not_put_in():
    with pytest.raises((InputError, ReadError)):
        ask_parts(_sheet(r"S = \sum_{k=1}^n k", r"T = \sum_{n=1}^m S"))


@pytest.mark.parametrize(("answer", "earned"), [
    (r"\frac{\partial L}{\partial h}(1-h^2)x", 1.0), (r"\frac{\partial L}{\partial h}(1+h^2)x", 0.0),
])
def test_an_earlier_part_before_a_bracket(answer: str, earned: float) -> None:
    """It is a factor there."""
    sheet = ask_parts({"definitions": [r"h = \tanh(v x)", "o = u h", "L = (o-t)^2"], "parts": [
        {"id": "a", "reference": r"\frac{\partial L}{\partial h} = 2(o-t)u"},
        {"id": "b", "reference": r"\frac{\partial L}{\partial v} = 2(o-t)u(1-h^2)x"}]})
    assert [part.earned for part in judge_parts(sheet, {"a": "2(o-t)u", "b": answer}).parts] == [1.0, earned]
