r"""Other ways to write what is plain: 0.\overline{3}, sums over [n], dollars around parts, a bracket behind e^x."""

from __future__ import annotations

import pytest

from symdl.grading import check

SUM = r"\sum_{i=1}^n x_i"
ROWS = [
    ("1/3", r"0.\overline{3}", "equivalent"), ("1/6", r"0.1\bar6", "equivalent"),
    ("4/33", r"0.\overline{12}", "equivalent"),
    ("1/6", r"0.1\overline{3}", "not_equivalent"), ("1/3", r"0.\overline{3}5", "invalid"),
    (SUM, r"\sum_{0<i\le n} x_i", "equivalent"), (SUM, r"\sum_{i\in[n]} x_i", "equivalent"),
    (SUM, r"\sum_{i \in \{1,\dots,n\}} x_i", "equivalent"), (SUM, r"\sum_{0<i<n} x_i", "not_equivalent"),
    (SUM, r"\sum_{i\in[m]} x_i", "not_equivalent"), (SUM, r"\sum_{i \in \{2,\dots,n\}} x_i", "invalid"),
    (r"\sum_{i=1}^{n-1} x_i", r"\sum_{1\le i<n} x_i", "equivalent"),
    ("x^2+1", "$x^2$ + 1", "equivalent"), ("x^2+1", "x^2 + $1$", "equivalent"),
    ("x^2+1", "$x^2$ + 2", "not_equivalent"),
    ("x^2+1", "$x^2$, $1$", "invalid"), ("x^2+1", "$x^2$ and $1$", "invalid"), ("x^2", "$x$ $x$", "invalid"),
    ("x^2e^x+2xe^x", "e^x(x^2+2x)", "equivalent"), ("x^2e^x+2xe^x", "xe^x(2+x)", "equivalent"),
    ("x^2e^x+2xe^x", "xe^x(2-x)", "not_equivalent"), ("xe^{x(2+x)}", "xe^x(2+x)", "undecided"),
    ("e^{x(t)}", "e^x(t)", "invalid"),
]  # fmt: skip


@pytest.mark.parametrize(("reference", "answer", "verdict"), ROWS)
def test_ways_of_writing(reference: str, answer: str, verdict: str) -> None:
    found = check({"reference": reference}, answer)
    assert found.verdict == verdict, found.feedback
