"""What the commands, words and signs of mathematics stand for."""

from __future__ import annotations

FUNCTIONS = {
    # by how it is written (a command without its backslash, an upright word, a word in plain text)
    **{name: name for name in (
        "exp", "log", "tanh", "sinh", "cosh", "coth", "sin", "cos", "tan", "cot", "sec", "csc", "sech", "csch",
        "arcsin", "arccos", "arctan", "arccot", "arcsec", "arccsc", "arcsinh", "arccosh", "arctanh", "sqrt",
        "sigmoid", "relu", "abs", "floor", "ceil", "sign", "erf", "gcd", "lcm", "binom", "norm", "min", "max",
        "det", "diag", "rank", "dim", "ker", "softplus", "logit", "delta", "unit_step",
    )},
    "ln": "log", "lg": "log10", "ReLU": "relu", "logistic": "sigmoid", "trace": "tr", "tr": "tr", "Tr": "tr",
    "sgn": "sign", "round": "round", "Sign": "sign", "asin": "arcsin", "acos": "arccos",
    "atan": "arctan", "ceiling": "ceil", "tg": "tan",
    "arsinh": "arcsinh", "arcosh": "arccosh", "artanh": "arctanh", "asinh": "arcsinh", "acosh": "arccosh",
    "atanh": "arctanh", "Var": "Var", "Cov": "Cov", "Pr": "Pr", "E": "E", "vec": "vec", "ctg": "cot",
}  # fmt: skip
"""The functions that everyone knows. The value is the name of a ``syntax.Function``."""

RELATIONS = {
    # name of the relation: how it is written, the first way is the one that is printed
    "eq": ("=", "=="), "ne": (r"\ne", r"\neq", "!=", "≠", "<>", "=/="),
    "lt": ("<", r"\lt"), "le": (r"\le", r"\leq", r"\leqslant", "<=", "≤"),
    "gt": (">", r"\gt"), "ge": (r"\ge", r"\geq", r"\geqslant", ">=", "≥"),
    "assign": (r"\leftarrow", r"\gets", ":=", r"\coloneqq", "<-", "←", r"\longleftarrow", r"\Leftarrow"),
    "define": (r"\equiv", r"\triangleq", r"\doteq", r"\stackrel{def}{=}", "≡", r"\overset{def}{=}"),
    "approx": (r"\approx", r"\simeq", r"\cong", "≈"), "sim": (r"\sim", "∼"), "propto": (r"\propto", "∝"),
    "to": (r"\to", r"\rightarrow", r"\longrightarrow", "->", "→"), "mapsto": (r"\mapsto", "↦"),
    "in": (r"\in", "∈"), "notin": (r"\notin", "∉"), "subset": (r"\subset", "⊂"), "subseteq": (r"\subseteq", "⊆"),
    "supset": (r"\supset",), "supseteq": (r"\supseteq",),
    "ll": (r"\ll", "≪"), "gg": (r"\gg", "≫"),
    "implies": (r"\implies", r"\Rightarrow", r"\Longrightarrow", "=>", "⇒"),
    "iff": (r"\iff", r"\Leftrightarrow", r"\Longleftrightarrow", "⇔"),
    "given": (r"\mid", "|"), "colon": (":", r"\colon"),
    "succeq": (r"\succeq",), "preceq": (r"\preceq",), "perp": (r"\perp",),
    "parallel": (r"\parallel",),
}  # fmt: skip

INFIX = {
    r"\odot": "odot", r"\circ": "circ", r"\otimes": "otimes", r"\oplus": "oplus", r"\ominus": "ominus",
    r"\cup": "cup", r"\cap": "cap", r"\setminus": "setminus", r"\bmod": "mod", r"\star": "star", r"\bullet": "bullet",
    "⊙": "odot", "∘": "circ", "⊗": "otimes", "⊕": "oplus", "∪": "cup", "∩": "cap", "∖": "setminus",
    r"\wedge": "and", r"\vee": "or",
    r"\land": "and", r"\lor": "or", r"\ast": "conv",
}  # fmt: skip

COMMANDS = {
    # commands of the grammar, each by the one name that the parser knows it by
    **{name: name for name in (
        "frac", "sqrt", "over", "choose", "binom", "arg", "partial", "nabla", "underset", "underbrace", "overbrace",
        "substack", "top", "prime", "infty", "dots", "bmod", "pmod", "mod", "forall", "exists", "emptyset",
        "pm", "mp", "percent", "degree", "Re", "Im",
        "hat", "tilde", "bar", "vec", "dot", "ddot", "check", "breve", "acute", "grave", "mathring", "underline",
    )},
    "dfrac": "frac", "tfrac": "frac", "cfrac": "frac", "sfrac": "frac", "nicefrac": "frac", "dbinom": "binom",
    "tbinom": "binom", "intercal": "top", "ldots": "dots", "cdots": "dots", "dotsc": "dots", "dotsb": "dots",
    "dotsm": "dots", "dotsi": "dots", "vdots": "dots", "ddots": "dots", "cdot": "*", "times": "*", "div": "/",
    "cdotp": "*", "widehat": "hat", "widetilde": "tilde", "overline": "bar", "overrightarrow": "vec",
    "varnothing": "emptyset", "mod": "pmod", "grad": "nabla", "%": "percent",
    "dagger": "dagger", "therefore": "therefore", "because": "therefore",
}  # fmt: skip

LETTERS = {
    **{name: name for name in (
        "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta", "iota", "kappa",
        "lambda", "mu", "nu", "xi", "pi", "varpi", "rho", "varrho", "sigma", "varsigma", "tau", "upsilon", "phi",
        "varphi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi",
        "Psi", "Omega", "ell", "hbar", "imath", "jmath", "aleph", "varTheta", "varkappa", "digamma", "omicron",
    )},
}  # fmt: skip
"""Commands that are one letter."""

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ϵ": "epsilon", "ε": "varepsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ϑ": "vartheta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi",
    "π": "pi", "ϖ": "varpi", "ρ": "rho", "ϱ": "varrho", "σ": "sigma", "ς": "varsigma", "τ": "tau", "υ": "upsilon",
    "ϕ": "phi", "φ": "varphi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta",
    "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Υ": "Upsilon", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip
UNICODE = {
    **{char: "\\" + name for char, name in GREEK.items()},
    "ℓ": "\\ell", "ħ": "\\hbar", "∂": "\\partial", "∇": "\\nabla", "∑": "\\sum", "∏": "\\prod", "∫": "\\int",
    "√": "\\sqrt", "∞": "\\infty", "⌊": "⌊", "⌋": "⌋", "⌈": "⌈", "⌉": "⌉", "⟨": "<|", "⟩": "|>", "‖": "‖", "∥": "‖",
    "−": "-", "–": "-", "‐": "-", "‑": "-", "·": "*", "⋅": "*", "×": "*", "∙": "*", "∗": "*", "÷": "/", "∕": "/",
    "⁄": "/", "∀": "\\forall", "∃": "\\exists", "∅": "\\emptyset", "⊤": "\\top", "∣": "|", "⋯": "\\dots",
    "±": "\\pm", "∓": "\\mp", "†": "\\dagger", "°": "\\degree", "ℜ": "\\Re", "ℑ": "\\Im",
}  # fmt: skip
"""Characters, and the sign or command that they are."""

BIG = {
    "sum": "sum", "prod": "prod", "int": "int", "max": "max", "min": "min", "argmax": "argmax", "argmin": "argmin",
    "sup": "sup", "inf": "inf", "lim": "lim", "bigcup": "union", "bigcap": "intersection", "limsup": "limsup",
    "liminf": "liminf", "mean": "mean", "oint": "oint", "iint": "iint",
}  # fmt: skip

IMPLIED = {
    **{name: name for name in (*FUNCTIONS, *BIG) if name not in ("E", "Pr", "tr", "Tr", "tg", "lg", "dim", "ker")},
    "Abs": "abs", "Max": "max", "Min": "min", "LN": "ln", "Log": "log", "Sqrt": "sqrt", "cosec": "csc",
    "ceiling": "ceil", "summation": "sum",
    **{name: name for name in (
        "re", "im", "conjugate", "factorial", "sinc", "acot", "asec", "acsc", "asech", "acsch", "acoth", "atan2",
        "arctan2", "ATAN2", "ARCTAN2", "diff", "Derivative", "root", "nthroot", "heaviside", "Heaviside",
        "arccoth", "arcsech", "arccsch",
    )},
}  # fmt: skip
"""Words that are functions in plain text where all other letters in a row are factors, and what they are here."""

CALLED = frozenset("fghFGHJLVDpqPQKUO") | {
    r"\ell", r"\mathcal{L}", r"\mathcal{F}", r"\mathcal{J}", r"\pi", r"\phi", r"\varphi", r"\psi", r"\Phi", r"\Psi",
    r"\mathcal{N}", r"\mathcal{O}", r"\Gamma", r"\rho", r"\mathbb{P}", r"\mathcal{D}", r"\mathcal{H}",
}  # fmt: skip
"""Names that are mostly functions, where nothing is declared and a bracket follows."""

__all__ = ["BIG", "CALLED", "COMMANDS", "FUNCTIONS", "GREEK", "INFIX", "LETTERS", "RELATIONS", "UNICODE"]
