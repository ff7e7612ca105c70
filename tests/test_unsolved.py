"""Equations that are right and not solved, where a reference says what something is."""

from __future__ import annotations

import pytest

from symdl.grading import check

SOLVE = ("solve for x", "solve for x: a x + b = c", "Find x.", "isolate x", "give x in terms of a, b and c",
         "express x by a, b, c", "x as a function of a, b, c")


@pytest.mark.parametrize("context", SOLVE)
def test_what_is_solved_for_stands_alone(context: str) -> None:
    question = {"reference": r"x=\frac{c-b}{a}", "context": context}
    for answer in ("x=(c-b)/a", r"\frac{c-b}{a}=x", "x=c/a-b/a", r"\frac{c-b}{a}", r"x = \frac{-(b-c)}{a} = c/a-b/a"):
        assert check(question, answer).verdict == "equivalent", answer
    for answer in ("ax+b=c", "c=ax+b", "ax=c-b", r"a=\frac{c-b}{x}", "x-c/a=-b/a", "2x=(c-b)/a+x"):
        found = check(question, answer)
        assert found.verdict == "undecided" or found.code == "restates", answer
    for answer in ("ax-b=c", "x=(c+b)/a"):
        assert check(question, answer).verdict in ("not_equivalent", "undecided"), answer


@pytest.mark.parametrize(("reference", "right", "left_open"), [
    ("x=3", ["x=6/2", "3=x", "3"], ["2x=6", "x-3=0", "6=2x"]),
    (r"\eta=\frac1L", [r"\eta=1/L"], [r"\eta L=1", r"L=1/\eta"]),
    (r"\frac{dy}{dx}=-\frac xy", [r"\frac{dy}{dx}=-x/y", "y'=-x/y"], [r"x+y\frac{dy}{dx}=0", r"yy'=-x"]),
    (r"w_{t+1}=w_t-\eta g_t", [r"w_{t+1}=-\eta g_t+w_t", r"w_t-\eta g_t"], [r"w_{t+1}+\eta g_t=w_t"]),
    # what is an implicit equation itself, or is called otherwise, is as right as before
    ("x+y=1", ["y=1-x", "2x+2y=2", "x=1-y"], []),
    ("2y=4x-10", ["y=2x-5", "y+10-4x=-y"], []),
    ("ab=c", ["c=ab", "2ab=2c"], []),
    ("f(x)=x^2", ["y=x^2", "f(x)=x x", "x^2"], []),
    ("x=1, y=2", ["(x,y)=(1,2)", "y=2, x=1"], []),
])
def test_one_name_and_its_value(reference: str, right: list[str], left_open: list[str]) -> None:
    for context, verdict in (("Give the result.", "undecided"), ("", "equivalent")):
        question = {"reference": reference, "context": context}
        assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
        assert [check(question, answer).verdict for answer in left_open] == [verdict] * len(left_open)


def test_the_equation_of_a_line_may_be_implicit() -> None:
    question = {"reference": "y=2x+1", "context": "give the equation of the line"}
    assert check(question, "y-2x=1").verdict != "not_equivalent"
    assert check({"reference": "y=2x+1", "accept": ["y-2x=1"]}, "2y-4x=2").verdict == "equivalent"
    assert check({"reference": "y=2x+1"}, "y-2x=1").verdict == "equivalent"
    assert check({"reference": "y=2x+1", "context": "Find y."}, "y-2x=1").verdict == "undecided"


@pytest.mark.parametrize(("definitions", "reference", "answer", "told"), [
    ([r"\hat{v} = \frac{v}{1 - \beta}"], r"\hat{v} = \frac{v}{1 - \beta}", r"2\hat{v} - \frac{v}{1 - \beta}",
     r"the answer still has \hat{v} in it, which is asked for"),
    ([r"\hat{v} = \frac{v}{1 - \beta}", r"u_c = \hat{v}^2"], r"\hat{v} = \frac{v}{1 - \beta}", r"\sqrt{u_c}",
     r"the answer still has u_c in it, which is made of \hat{v}"),
    ([r"\hat{v}_i = x_i/s", r"s = \sum_{i=1}^n x_i"], r"\hat{v}_i = \frac{x_i}{\sum_{k=1}^n x_k}", "x_i/s",
     r"the answer only repeats the definition of \hat{v}"),
    (["w^* = a + b", r"\mu = w^* c"], r"\mu = (a + b)c", "w^*c", r"the answer only repeats the definition of \mu"),
])
def test_names_as_the_question_writes_them(definitions: list[str], reference: str, answer: str, told: str) -> None:
    found = check({"definitions": definitions, "reference": reference}, answer)
    assert (found.verdict, found.feedback) == ("invalid", told)
