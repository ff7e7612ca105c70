r"""Signs around a formula, an axis of a program, and a letter that is given a value and stands nowhere."""

from __future__ import annotations

import pytest

from symdl.grading import check


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    ("max(x,0)", "np.maximum(x,0)", "equivalent"), ("max(x,0)", "max(x,0)", "equivalent"),
    ("max(x,0)", "np.max(x,0)", "invalid"), ("max(x,0)", "jnp.max(x, 0)", "invalid"),
    ("max(x,0)", "torch.max(x, 0)", "invalid"), ("min(x,0)", "2*np.min(x,0)/2", "invalid"),
    ("x+1", r"x+1 \tag{2}", "equivalent"), ("x+1", r"x+1 \tag*{(A.3)}", "equivalent"),
    ("x+1", r"x+1 \tag*{$\times 2$}", "invalid"), ("x+1", r"x+1\tag*{if x>0}", "invalid"),
    ("x+1", "~~x+1~~", "invalid"), ("x+1", "~~x+2~~ x+1", "invalid"), (r"\frac12x", r"~\frac12~x", "equivalent"),
    ("2x", "2\u2062x", "equivalent"), ("2x", "2\u2062x\u2062x", "not_equivalent"), ("2x", "\uff12x", "equivalent"),
    ("12", "\uff11\uff12", "equivalent"), ("12", "\uff11\uff13", "not_equivalent"), ("2x", "2\u2063x", "invalid"),
    ("2w", "2\uff57", "invalid"),
    ("y+1", r"\left.y+1\right|_{x=0}", "invalid"), ("y+1", "y+1 where x = 1", "invalid"),
    ("x^2+1", "x^2+1|_{x=2}", "undecided"),
    ("y+1", r"\left.(y+1+x)\right|_{x=0}", "equivalent"), ("y+1", "y+s where s = 1", "equivalent"),
    ("y+1", "y+s where s = t/2, t = 2", "equivalent"),
])
def test_marks(reference: str, answer: str, verdict: str) -> None:
    found = check({"reference": reference}, answer)
    assert found.verdict == verdict, found.feedback


def test_what_is_struck_out_is_told() -> None:
    assert "struck out" in check({"reference": "x+1"}, "~~x+1~~").feedback
    assert "np.maximum" in check({"reference": "max(x,0)"}, "np.max(x,0)").feedback
    assert "x does not stand in it" in check({"reference": "y+1"}, "y+1 where x = 1").feedback


def test_long_gaps_cost_nothing() -> None:
    ridge = {"definitions": [r"L=\frac12\|Xw-y\|^2+\frac\lambda2\|w\|^2"],
             "reference": r"\nabla_w L=X^\top(Xw-y)+\lambda w"}
    for sign in (" ", "\n", "\t"):
        assert check(ridge, "x^2+1" + sign * 100_000).ms < 2000
        assert check({"reference": "x^2+1"}, "x^2" + sign * 50_000 + "+1").right


def test_what_is_long_is_not_multiplied_out() -> None:
    many = check({"reference": r"\sum_{i=1}^n x_i"}, r"\sum_{i=1}^n x_i+\prod_{k=1}^{20}(n-k)")
    assert many.verdict == "undecided"  # they are the same up to n = 20, and there is no n = 0
    assert many.ms < 5000
    assert check({"reference": r"\prod_{k=1}^{20}k"}, "20!").right
    matrices = {"reference": "AB", "context": "A and B are n x n matrices"}
    assert check(matrices, "+".join(["x"] * 1000)).ms < 5000
