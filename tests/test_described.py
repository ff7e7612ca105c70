r"""Worked solutions: what words say that letters are, and what they say by cases of two indices."""

from __future__ import annotations

import pytest

from symdl.grading import ask
from symdl.grading.prose.cased import with_cases
from symdl.grading.worked.solution import judge_solution

SOFTMAX = {"definitions": [r"p_i=\frac{e^{z_i}}{\sum_{j=1}^K e^{z_j}}", r"L=-\sum_{i=1}^K y_i\log p_i"],
           "assumptions": [r"\sum_{i=1}^K y_i=1"], "reference": r"\frac{\partial L}{\partial z_k}=p_k-y_k"}
SLOPE = r"\frac{\partial p_i}{\partial z_k}"
IS = r"$\frac{\partial L}{\partial z_k} = -\sum_i \frac{y_i}{p_i} p_i(\delta_{ik}-p_k) = p_k-y_k$"


def standings(text):
    return [line.standing for line in judge_solution(ask(SOFTMAX), text).lines]


@pytest.mark.parametrize("words", [
    r"where $\delta_{ik}$ is the Kronecker delta",
    r"$\delta_{ik}$ denotes Kronecker's delta (1 if $k=i$, and 0 otherwise)",
    r"Let $p_i$ be the softmax output and $L$ the cross-entropy loss.", "where $K$ is the number of classes",
    r"where $\mathbb{1}$ is the indicator function",
    "where $y_i$ is the true label and $p_i$ the predicted probability of the $i$-th class",
    "Here, $K$ denotes the number of classes and $z_k$ the logit of class $k$.",
])  # fmt: skip
def test_what_letters_are(words):
    assert standings(f"{IS}\n{words}") == ["right", "right"]
    assert standings(f"{words}\n{IS}") == ["right", "right"]
    assert standings(f"{IS[:-1]}$, {words}") == ["right", "right"]


@pytest.mark.parametrize("words", [
    r"where $\delta_{ik}$ is the Kronecker delta (1 if $i=j$, 0 otherwise)",     "where $p_k$ is constant",
    "where $y_k$ is zero", "where $p_k$ is the mean of the batch", r"Let $\sigma$ be the softmax.",
    "Let $e$ be the number of classes.", "where $y_k$ is not the label", "where $y_k$ is the label $p_k$",
    "where $y_k$ is the output $5$", "where $y_k$ is minus the label", "where $y_k$ is the label of the wrong class",
])  # fmt: skip
def test_what_says_something_of_values(words):
    assert {*standings(f"{IS}\n{words}")} & {"unread", "wrong"}


@pytest.mark.parametrize(("text", "expected"), [
    (f"For $i=k$: ${SLOPE} = p_k(1-p_k)$. For $i\\ne k$: ${SLOPE} = -p_ip_k$.", ["beside", "beside"]),
    (f"Case $i=k$: ${SLOPE} = p_i(1-p_i)$.\nCase $i \\neq k$: ${SLOPE} = -p_ip_k$.", ["beside", "beside"]),
    (f"If $i=k$, ${SLOPE} = p_k(1-p_k)$, and if $i\\ne k$, ${SLOPE} = -p_ip_k$.", ["beside", "beside"]),
    (f"If $i=k$, ${SLOPE} = p_k(1+p_k)$, and if $i\\ne k$, ${SLOPE} = -p_ip_k$.", ["wrong", "beside"]),
    (f"If $i=k$, ${SLOPE} = p_k(1-p_k)$, and if $i\\ne k$, ${SLOPE} = p_ip_k$.", ["beside", "wrong"]),
    (f"If $i=k$, $p_k = 7$, and if $i\\ne k$, ${SLOPE} = -p_ip_k$.", ["unread", "beside"]),
    (f"If $i=k$ and $k=1$, ${SLOPE} = p_k(1-p_k)$.", ["unread"]),
    (f"If $i=k$, ${SLOPE} = -p_ip_k$.", ["wrong"]), (f"If $i\\ne k$, ${SLOPE} = p_k(1-p_k)$.", ["wrong"]),
    (f"${SLOPE} = p_i(1-p_i)$ if $i=k$ and $-p_ip_k$ otherwise.", ["beside"]),
    (f"${SLOPE} = p_i(1-p_i)$ if $i=k$, and ${SLOPE} = -p_ip_k$ if $k \\ne i$.", ["beside"]),
    (f"${SLOPE} = -p_ip_k$ when $i \\ne k$, and $p_i(1-p_i)$ when $i = k$.", ["beside"]),
    (f"${SLOPE} = p_i(1-p_i)$ if $i=k$ and $p_ip_k$ otherwise.", ["wrong"]),
    (f"${SLOPE} = -p_ip_k$ if $i=k$ and $p_i(1-p_i)$ otherwise.", ["wrong"]),
    (f"${SLOPE} = p_i(1-p_i)$ if $i=k$ and $p_ip_k$ if $i=k$.", ["unread"]),
    (r"$\delta_{ik}=1$ if $i=k$ and $0$ otherwise.", ["beside"]),
    (r"$\delta_{ik}=0$ if $i=k$ and $1$ otherwise.", ["wrong"]),
])  # fmt: skip
def test_cases_of_two_indices(text, expected):
    assert standings(f"{text}\n{IS}") == [*expected, "right", "right"]


@pytest.mark.parametrize("line", [
    "$a = b$ if $i = j$.", "$a = b$ if $x = 2$ and $c$ otherwise", "$a = b$ if $i = j$ and $c$ if $i \\ne k$",
    "$a = b$ if $i = j$ and $d = c$ otherwise", "$a$ if $i = j$ and $c$ otherwise",
    "$a = b$, $i = j$ and $c$ otherwise",
])  # fmt: skip
def test_what_is_left_as_it_is(line):
    assert with_cases(line) == line


SIGMOID = {"definitions": [r"s = \frac{1}{1+e^{-x}}"], "reference": r"\frac{ds}{dx} = s(1-s)"}
RIGHT = r"$\frac{ds}{dx} = \frac{e^{-x}}{(1+e^{-x})^2} = s(1-s)$"


def of_sigmoid(text):
    return [line.standing for line in judge_solution(ask(SIGMOID), text).lines]


@pytest.mark.parametrize("words", [
    r"We want to find $\frac{ds}{dx}$.", r"We will compute $\frac{ds}{dx}$ step by step.", "Sure! Here's the solution:",
    r"We have to show that $\frac{ds}{dx} = s(1-s)$.", r"Our goal is to compute the derivative $\frac{ds}{dx}$.",
    r"To show: $\frac{ds}{dx} = s(1-s)$", r"Let's now consider $e^{-x}$.",
])  # fmt: skip
def test_what_is_to_be_found_is_no_step(words):
    assert of_sigmoid(f"{words}\n{RIGHT}") == ["right", "right"]
    assert "right" not in of_sigmoid(words)


@pytest.mark.parametrize("words", [
    r"We want to show that $\frac{ds}{dx} = s(1+s)$.", r"We will show that $\frac{ds}{dx} = s(1-s)$ is wrong.",
    r"We have to show that $s = 5$.", r"We will not compute $\frac{ds}{dx}$.",
])  # fmt: skip
def test_an_aim_that_is_not_so(words):
    assert {*of_sigmoid(f"{words}\n{RIGHT}")} & {"unread", "wrong"}


LINE = {"definitions": [r"J=\frac{1}{2m}\sum_{i=1}^m(w x_i+b-y_i)^2"],
        "reference": r"\frac{\partial J}{\partial w}=\frac1m\sum_{i=1}^m(w x_i+b-y_i)x_i"}
BY_ERRORS = r"$\frac{\partial J}{\partial w} = \frac1m\sum_{i=1}^m e_i x_i$"


@pytest.mark.parametrize(("words", "expected"), [
    ("Let $e_i = w x_i + b - y_i$ denote the error on the $i$-th example.", ["right"]),
    ("Here $e_i = w x_i + b - y_i$ is the residual.", ["right"]),
    ("Let $e_i = w x_i - y_i$ denote the error on the $i$-th example.", ["wrong"]),
    ("Let $e_i = w x_i + b - y_i$ denote minus the error.", ["unread", "unread"]),
])  # fmt: skip
def test_what_an_equation_is_called(words, expected):
    found = judge_solution(ask(LINE), f"{words}\n{BY_ERRORS}").lines
    assert [line.standing for line in found] == expected


def test_what_is_said_to_the_reader():
    assert standings(f"{IS}\nI hope this helps! Let me know if you have any questions.") == ["right", "right"]
    assert "unread" in standings(f"{IS}\nI hope this is wrong.")
    assert standings(f"Since $\\sum_i y_i = 1$ (because $y$ is a one-hot vector), {IS}") == ["beside", "right", "right"]
