"""Declarations by example: what an example says, that formulas are then read so, and declarations as files."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symdl.errors import InputError, ReadError
from symdl.notation.reader.declare import declare, dump, load, loads
from symdl.notation.reader.notation import OPEN, POLICIES, Meaning, Notation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import show, walk

INDICES = {"i": "1..m", "j": "", "t": "1.."}

# example: spelling, kind, indices, those of them above, and how the example itself is read once it is declared
EXAMPLES = [
    ("x_i", "x", "family", 1, 0, "x[i]"),
    ("W_{ij}", "W", "family", 2, 0, "W[i,j]"),
    ("W_ij", "W", "family", 2, 0, None),
    ("x_{i,j}", "x", "family", 2, 0, "x[i,j]"),
    (r"\hat{m}^t", r"\hat{m}", "family", 1, 1, r"\hat{m}[;t]"),
    ("g^t", "g", "family", 1, 1, "g[;t]"),
    ("g_i^t", "g", "family", 2, 1, None),
    (r"\theta_i^t", r"\theta", "family", 2, 1, r"\theta[i;t]"),
    (r"z_j^{(i)}", "z", "family", 2, 1, "z[j;i]"),
    ("x^{(i)}", "x", "family", 1, 1, "x[;i]"),
    (r"\boldsymbol{x}^{(i)}", r"\mathbf{x}", "family", 1, 1, r"\mathbf{x}[;i]"),
    (r"\sigma_j", r"\sigma", "family", 1, 0, r"\sigma[j]"),
    ("x[i]", "x", "family", 1, 0, "x[i]"),
    ("x̂_i", r"\hat{x}", "family", 1, 0, r"\hat{x}[i]"),
    ("θ_t", r"\theta", "family", 1, 0, r"\theta[t]"),
    ("dw_i", "dw", "family", 1, 0, "dw[i]"),
    ("e_i", "e", "family", 1, 0, "e[i]"),
    (r"\sigma_{\mathcal{B}}^2", r"\sigma_{\mathcal{B}}^{2}", "symbol", 0, 0, r"\sigma_{\mathcal{B}}^{2}"),
    (r"\sigma_{\mathcal B}^{2}", r"\sigma_{\mathcal{B}}^{2}", "symbol", 0, 0, r"\sigma_{\mathcal{B}}^{2}"),
    ("σ²", r"\sigma^{2}", "symbol", 0, 0, r"\sigma^{2}"),
    (r"\beta_1", r"\beta_{1}", "symbol", 0, 0, r"\beta_{1}"),
    (r"\mu_B", r"\mu_{B}", "symbol", 0, 0, r"\mu_{B}"),
    (r"P_{\text{drop}}", "P_{drop}", "symbol", 0, 0, "P_{drop}"),
    ("P_{drop}", "P_{drop}", "symbol", 0, 0, "P_{drop}"),
    ("P_drop", "P_{drop}", "symbol", 0, 0, "P_{drop}"),
    (r"\sqrt{2}_", None, None, None, None, None),
    (r"\Delta\theta", r"\Delta\theta", "symbol", 0, 0, r"\Delta\theta"),
    ("W'", "W'", "symbol", 0, 0, "W'"),
    (r"\mathcal{L}", r"\mathcal{L}", "symbol", 0, 0, r"\mathcal{L}"),
    (r"\widehat x", r"\hat{x}", "symbol", 0, 0, r"\hat{x}"),
    (r"\mathbf{w0}", r"\mathbf{w0}", "symbol", 0, 0, r"\mathbf{w0}"),
    (r"\text{cross_entropy}", "cross_entropy", "symbol", 0, 0, "cross_entropy"),
    ("dw", "dw", "symbol", 0, 0, "dw"),
    ("lr_max", "lr_max", "symbol", 0, 0, "lr_max"),
    ("input_channels", "input_channels", "symbol", 0, 0, "input_channels"),
    ("w11", "w11", "symbol", 0, 0, "w11"),
    ("sigma", r"\sigma", "symbol", 0, 0, r"\sigma"),
    ("E", "E", "symbol", 0, 0, "E"),
    (r"\ell", r"\ell", "symbol", 0, 0, r"\ell"),
    ("f(x)", "f", "function", 0, 0, "(f x)"),
    ("u(x)", "u", "function", 0, 0, "(u x)"),
    (r"f\left(x\right)", "f", "function", 0, 0, "(f x)"),
    (r"L(y, \hat{y})", "L", "function", 0, 0, r"(L y \hat{y})"),
    (r"L_t(y, \hat{y})", "L", "function", 1, 0, r"(L[t] y \hat{y})"),
    (r"f^{(i)}(x)", "f", "function", 1, 1, "(f[;i] x)"),
    (r"BN_{\gamma,\beta}(x)", r"BN_{\gamma,\beta}", "function", 0, 0, r"(BN_{\gamma,\beta} x)"),
    (r"\pi_\theta(a \mid s)", r"\pi_{\theta}", "function", 0, 0, r"(\pi_{\theta} (given a s))"),
    (r"\pi(a)", r"\pi", "function", 0, 0, r"(\pi a)"),
    (r"\sigma(z)", r"\sigma", "function", 0, 0, r"(\sigma z)"),
    (r"D_{KL}(p \| q)", "D_{KL}", "function", 0, 0, "(D_{KL} (parallel p q))"),
    (r"\text{softmax}(z)", "softmax", "function", 0, 0, "(softmax z)"),
    (r"\text{mean}(z)", "mean", "function", 0, 0, "(mean z)"),
    ("Conv2D(x)", "Conv2D", "function", 0, 0, "(Conv2D x)"),
    ("f'(x)", "f'", "function", 0, 0, "(f' x)"),
]


@pytest.mark.parametrize(("example", "spelling", "kind", "slots", "above", "tree"), EXAMPLES)
def test_an_example_says_what_a_name_is(example, spelling, kind, slots, above, tree):
    if spelling is None:
        with pytest.raises(ReadError):
            declare([example], indices=INDICES)
        return
    notation = declare([example], indices=INDICES)
    assert dict(notation.meanings) == {spelling: Meaning(spelling, kind, slots, above), "m": Meaning("m", "size")}
    if tree is not None:
        assert show(parse(example, notation).tree) == tree


@pytest.mark.parametrize(("formula", "tree"), [
    (r"\hat{m}^t = m^t / (1 - \beta_1^t)", r"(eq \hat{m}[;t] (/ m[;t] (+ 1 (- (^ \beta_{1} t)))))"),
    (r"(g^i)^2 + m_0", "(+ (^ g[;i] 2) m[0])"),
    (r"\sqrt{\sigma_{\mathcal{B}}^2 + \sigma_B}", r"(sqrt (+ \sigma_{\mathcal{B}}^{2} \sigma_{B}))"),
    (r"w - \alpha dw / \sqrt{lr_max}", r"(+ w (- (/ (* \alpha dw) (sqrt lr_max))))"),
    (r"\alpha BN_{\gamma,\beta}(x_i)", r"(* \alpha (BN_{\gamma,\beta} x[i]))"),
])  # fmt: skip
def test_declared_names_are_found_in_formulas(formula, tree):
    names = ["m^t", r"\hat{m}^t", "g^t", r"\beta_1", r"\sigma_{\mathcal{B}}^2", r"\sigma_B", "dw", "lr_max", "w",
             r"\alpha", r"BN_{\gamma,\beta}(x)", "x_i"]  # fmt: skip
    assert show(parse(formula, declare(names, indices={"t": "1..", "i": ""})).tree) == tree


def test_what_ends_a_range_is_a_size():
    notation = declare(["m", "x_i"], indices={"i": "1..m", "j": "1..2n-1", "k": "1..i", "t": "1.."})
    assert {name for name, meaning in notation.meanings.items() if meaning.kind == "size"} == {"m", "n"}
    assert notation.indices == {"i": ("1", "m"), "j": ("1", "2n-1"), "k": ("1", "i"), "t": ("1", "")}


def test_a_family_may_be_called_like_the_end_of_a_range():
    """The m of Adam beside the m of a mini-batch."""
    assert declare(["m^t"], indices={"i": "1..m", "t": ""}).meanings == {"m": Meaning("m", "family", 1, 1)}


def test_a_function_may_leave_out_its_index():
    for names in ["L(y, z)", "L_t(y, z)"], ["L_t(y, z)", "L(y, z)"]:
        assert declare(names, indices={"t": ""}).meanings == {"L": Meaning("L", "function", 1)}


def test_aliases():
    aliases = {r"\sigma_B": r"\sigma_{\mathcal{B}}", r"\sigma": "sigmoid", r"\text{Pdrop}": r"P_{\text{drop}}"}
    notation = declare([r"\sigma_{\mathcal{B}}", "P_{drop}"], aliases=aliases)
    assert notation.meanings[r"\sigma_{B}"] == notation.meanings[r"\sigma_{\mathcal{B}}"]
    assert notation.meanings["Pdrop"] == Meaning("P_{drop}")
    assert notation.meanings[r"\sigma"] == Meaning("sigmoid", "function")


OPERATORS = {r"\circ": r"\odot", "'": r"^\top", "D": r"\nabla", r"\mathcal{E}": r"\mathbb{E}", r"\diamond": r"\odot",
             "^H": r"^\top", "^*": r"^\top"}  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "tree"),
    [
        (r"a \circ b", "(odot a b)"),
        ("a ∘ b", "(odot a b)"),
        (r"a \diamond b c", "(odot a (* b c))"),
        ("x'W", "(* (transpose x) W)"),
        ("W'_i", "(transpose W[i])"),
        ("A^H B + A^{H} C + A^* b", "(+ (* (transpose A) B) (* (transpose A) C) (* (transpose A) b))"),
        (r"D_\theta \log q", r"(nabla (log q) \theta)"),
        (r"\mathcal{E}_{x \sim p}[x]", "(E[(sim x p)] x)"),
        (r"a \odot b + \nabla q", r"(+ (odot a b) (nabla q))"),
    ],
)
def test_a_declared_operator_is_read_as_what_it_stands_for(formula, tree):
    found = parse(formula, declare(operators=OPERATORS))
    assert show(found.tree) == tree
    assert all(0 <= node.start <= node.end <= len(formula) for node in walk(found.tree))


@pytest.mark.parametrize(
    ("operators", "said"),
    [
        ({"(": ")"}, "no sign of an operation"), ({"a b c": r"\odot"}, "no sign"), ({"*": r"\odot"}, "no sign"),
        ({"=": "+"}, "no sign"), ({"x": 3}, "no text"), ({"": r"\odot"}, "no sign"), ({"^": r"\odot"}, "no sign"),
        ({r"\circ": r"\odot", r"\odot": r"\otimes"}, "stands for another sign"), ({r"\odot": r"\odot"}, "stands for"),
        ({r"\circ": r"\foo \bar"}, "not known"), ({"D": r"\nabla", "i": r"\odot"}, "a name and the sign"),
    ],
)  # fmt: skip
def test_an_operator_is_one_sign(operators, said):
    with pytest.raises(InputError, match=said):
        declare(indices=INDICES, operators=operators)


def test_a_file_declares_operators():
    notation = declare(["x_i"], indices=INDICES, operators=OPERATORS)
    assert loads(dump(notation)) == notation
    assert notation.operators == OPERATORS


def test_the_rest_of_a_declaration():
    notation = declare(["x"], constants={"i": "i"}, losses=["l"], policies=["percent"], closed=True)
    assert notation == Notation({"x": Meaning("x")}, {}, {"i": "i"}, frozenset({"l"}), frozenset({"percent"}), True)
    assert declare() == OPEN


@pytest.mark.parametrize(("example", "at"), [
    # the text that the caret is under
    ("x + 1", "x + 1"), ("x_{i+1}", "i+1"), ("m^n", "n"), ("N = 1..", None), ("2", "2"), ("x_i^2", "2"),
    (r"\frac{1}{2}", r"\frac{1}{2}"), ("x y", "x y"), ("f(x) + 1", None), ("f(x", "("), ("W_{ij", "{"), ("dw_{i", "{"),
    ("dw + 1", None), (r"\log(x)", None), (r"\sum_i x_i", None), ("g(x)(y)", None), ("x_i)", ")"), (r"\foo_i", r"\foo"),
    ("f()", None), (r"f^{-1}(x)", None), ("x^T", None),
])  # fmt: skip
def test_what_is_no_name_is_refused_where_it_goes_wrong(example, at):
    with pytest.raises(ReadError) as error:
        declare(["x_i", example], indices=INDICES)
    assert error.value.text == example
    assert error.value.hint
    assert 0 <= error.value.start <= error.value.end <= len(example)
    if at is not None:
        assert example[error.value.start : error.value.end] == at


@pytest.mark.parametrize(("declaration", "said"), [
    ({"names": ["x_i", "x"]}, "x is declared twice, a family with 1 index (1 below) and a symbol"),
    ({"names": ["x_i", "x_{ij}"], "indices": INDICES}, "declared twice"),
    ({"names": ["x_i", "x_1"]}, "x_1 is a member of the family x_i"),
    ({"names": ["f(x)", "f"]}, "f is declared twice, a function and a symbol"),
    ({"names": ["i"], "indices": {"i": ""}}, "i is an index"),
    ({"names": "x_i"}, "names are a list"),
    ({"names": [""]}, "not empty"),
    ({"names": [3]}, "not empty"),
    ({"indices": {"i": "1-m"}}, "a first and a last value"),
    ({"indices": {"i": "1...m"}}, "a first and a last value"),
    ({"indices": {"i": 5}}, "is a text"),
    ({"indices": {"i": "1..)"}}, ") closes nothing"),
    ({"indices": {"ij": ""}}, "is a letter"),
    ({"indices": {"e": ""}}, "an index and a number"),
    ({"constants": {"g": "9.81"}}, "cannot be the constant"),
    ({"aliases": {r"\sigma_B": r"\sigma_{\mathcal{B}}"}}, "which is not declared"),
    ({"names": ["x", "y"], "aliases": {"x": "y"}}, "x cannot be another spelling of y"),
    ({"names": ["x_i"], "losses": ["x"]}, "cannot be a loss"),
    ({"losses": "l"}, "losses are a list"),
    ({"policies": ["guess"]}, "no policy"),
])  # fmt: skip
def test_contradictions_are_refused(declaration, said):
    with pytest.raises((InputError, ReadError)) as error:
        declare(**declaration)
    assert said in str(error.value)
    assert error.value.hint


# --------------------------------------------------------------------------
# As a file


def test_a_declaration_is_written_as_a_person_would():
    names = ["x_i", r"\hat{m}^t", r"z_j^{(i)}", r"\sigma_{\mathcal{B}}^2", "W'", "L(y, z)"]
    notation = declare(names, indices={"i": "1..m", "j": "", "t": "1.."}, closed=True,
                       aliases={r"\sigma_B^2": r"\sigma_{\mathcal{B}}^2"})  # fmt: skip
    text = dump(notation)
    assert text == r"""names = [
    'x_i',
    '\hat{m}^t',
    'z_i^t',
    '\sigma_{\mathcal{B}}^2',
    "W'",
    'L(x)',
]
closed = true

[indices]
i = '1..m'
j = ''
t = '1..'

[aliases]
'\sigma_{B}^{2}' = '\sigma_{\mathcal{B}}^{2}'
"""
    assert loads(text) == notation


def test_a_file_is_read(tmp_path):
    path = tmp_path / "notation.toml"
    path.write_text("names = ['x_i', 'm^t', 'ŷ_i']\nconstants = {}\n[indices]\nt = ''\n", encoding="utf-8")
    assert load(path) == declare(["x_i", "m^t", "ŷ_i"], indices={"t": ""}, constants={})
    with pytest.raises(InputError, match="cannot be read"):
        load(tmp_path / "none.toml")


@pytest.mark.parametrize(("text", "said"), [
    ("names = [", "not TOML"),
    ('names = ["\\hat{x}"]', "not TOML"),
    ("name = ['x']", "has no name"),
    ("names = 'x'", "must be a list"),
    ("closed = 1", "must be true or false"),
    ("names = ['x +']", "the formula ends too early"),
    ("[[meaning]]\nname = 'x'", "no spelling"),
    ("[[meaning]]\nspelling = 'x'\nkind = 'thing'", "no kind"),
    ("[[meaning]]\nspelling = 'x'\nsize = 3", "has no size"),
    ("[[meaning]]\nspelling = 'x'\nslots = true", "must be a number"),
    ("[[meaning]]\nspelling = 'x'\nslots = 1\nabove = 2", "slots counts all"),
    ("names = ['x']\n[[meaning]]\nspelling = 'x'\nkind = 'family'\nslots = 1", "declared twice"),
    ("meaning = [3]", "is a table"),
])  # fmt: skip
def test_files_that_are_wrong(text, said):
    with pytest.raises((InputError, ReadError)) as error:
        loads(text)
    assert said in str(error.value)


BASES = st.sampled_from(["x", "W", "dw", "lr_max", r"\beta", r"\hat{x}", r"\mathbf{x}", "E", "softmax", "W'",
                         r"\mu_{\mathcal{B}}", r"\mu_B", "P_{drop}", "k_1", r"\Delta\theta", "e"])  # fmt: skip
SHAPES = st.sampled_from(["", "_i", "_{ij}", "^{(i)}", "_j^{(i)}", "^2", "(x)", "_i(x, y)", "^t"])
LETTERS = st.sampled_from("ijkt")


def _declared(parts: list[tuple[str, str]], indices: dict[str, str], closed: bool) -> Notation | None:
    try:
        return declare([base + shape for base, shape in parts], indices=indices, closed=closed)
    except (InputError, ReadError):
        return None


DECLARED = st.builds(
    _declared,
    st.lists(st.tuples(BASES, SHAPES), max_size=5),
    st.dictionaries(LETTERS, st.sampled_from(["", "1..m", "0..", "1..2n"]), max_size=3),
    st.booleans(),
).filter(lambda notation: notation is not None)

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=6) | BASES
MEANINGS = st.builds(
    lambda name, kind, below, above, latex: Meaning(name, kind, below + above, above, latex),
    TEXTS, st.sampled_from(["symbol", "family", "function", "size"]), st.integers(0, 3), st.integers(0, 2),
    st.sampled_from(["", r"\hat{x}", "it's"]),
)  # fmt: skip
ANY = st.builds(
    Notation,
    st.dictionaries(TEXTS, MEANINGS, max_size=4).map(dict)
    | st.dictionaries(BASES, st.just(0), max_size=4).map(lambda names: {name: Meaning(name) for name in names}),
    st.dictionaries(LETTERS, st.none() | st.just(("1", "")) | st.just(("0", "9")), max_size=3),
    st.sampled_from([{"e": "e"}, {}, {"d": "pi"}]),
    st.frozensets(st.sampled_from(["l", r"\ell"])),
    st.frozensets(st.sampled_from(sorted(POLICIES)), max_size=2),
    st.booleans(),
)


@settings(max_examples=120, deadline=None)
@given(DECLARED | ANY)
def test_a_notation_that_is_written_down_is_read_again(notation):
    assert loads(dump(notation)) == notation


@settings(max_examples=60, deadline=None)
@given(DECLARED)
def test_what_examples_can_say_is_said_by_examples(notation):
    """Only what has no example (a size, an alias, one spelled otherwise) may be a meaning in full."""
    assert "[[meaning]]" not in dump(notation)
