r"""Cases of which two hold at one place: with one value there they are right, with two they are no formula."""

from __future__ import annotations

import pytest

from symdl.errors import InputError
from symdl.grading import check

SIGNED = r"\begin{cases}x^2&x\ge0\\-x&x<0\end{cases}"
LEAKY = r"f(x)=\begin{cases}x & x>0\\ \alpha x & x\le 0\end{cases}"


def cases(rows: str) -> str:
    return rf"\begin{{cases}}{rows}\end{{cases}}"


@pytest.mark.parametrize(("reference", "rows"), [
    (SIGNED, r"x^2&x\ge0\\-x&x\le0"), (SIGNED, r"x^2&x>1\\x^2&x\ge0\\-x&x<0"), (SIGNED, r"x^2&x\ge0\\-x&\text{else}"),
    (SIGNED, r"-x&x<0\\x^2&x\ge0"), (LEAKY, r"x & x\ge0\\ \alpha x & x\le 0"), (r"\max(x,y)", r"x&x\ge y\\y&x\le y"),
    (r"\frac{\partial p_i}{\partial z_j}=" + cases(r"p_i(1-p_i)&i=j\\-p_ip_j&i\ne j"),
     r"-p_ip_j&j\ne i\\p_i(1-p_i)&i=j"),
    (cases(r"-1&x<-1\\x&-1\le x\le1\\1&x>1"), r"-1&x\le-1\\x&-1\le x\le1\\1&x\ge1"),
])
def test_one_value_at_each_place(reference: str, rows: str) -> None:
    found = check({"reference": reference}, cases(rows))
    assert found.verdict == "equivalent", found.feedback


@pytest.mark.parametrize(("reference", "rows"), [
    (SIGNED, r"x^2&x\ge0\\-x&x<1"), (SIGNED, r"-x&x<1\\x^2&x\ge0"), (SIGNED, r"x^2&x\ge0\\-x&x<0\\5&x=2"),
    (SIGNED, r"5&x=2\\x^2&x\ge0\\-x&x<0"), (SIGNED, r"x^2&x\ge0\\7&x\ge3\\-x&\text{otherwise}"),
    (LEAKY, r"x & x>0\\ \alpha x & x\le 1"), (LEAKY, r"x & x>0\\ 2x & x>1\\ \alpha x & x\le 0"),
    (r"\max(x,y)", r"x&x\ge y\\y&x\le y+1"), (r"|x|", r"x&x\ge0\\-x&x\le1"),
])
def test_two_values_at_one_place(reference: str, rows: str) -> None:
    assert check({"reference": reference}, cases(rows)).verdict in ("undecided", "not_equivalent")


@pytest.mark.parametrize("answer", ["x**2 if x>=0 else -x", "np.where(x>=0, x**2, -x)",
                                    "x**2 if x>=0 else (-x if x<1 else 7)"])
def test_what_a_program_says_has_an_order(answer: str) -> None:
    assert check({"reference": SIGNED}, answer).verdict == "equivalent"


@pytest.mark.parametrize("table", [
    {"reference": cases(r"x^2&x\ge0\\-x&x<1")},
    {"reference": cases(r"x^2&x\ge0\\5&x=2\\-x&\text{otherwise}")},
])
def test_a_question_of_two_values_is_refused(table: dict[str, object]) -> None:
    with pytest.raises(InputError, match="two cases hold at x"):
        check(table, "x")
