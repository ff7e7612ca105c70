r"""What words beside a question may mean for the values of its letters: "keep probability p", a p between 0 and 1.

    a mask m, y is a label        m, or y, may be 0 or 1 alone, or -1 and 1
    the weights w_k sum to one    the w_k may sum to one
    equal class sizes n, m        n may be m
    q is the complement of p      q may be 1 - p

A hint assumes nothing. It says in which worlds a wrong answer has to be wrong, too, before it is called so: see
``worlds``. Stems of words make it, and no grammar, so that more is looked at than is meant. A word that has no stem
here leaves what it names free: its letters may have a sign, be whole, or lie between 0 and 1, as all may.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from symdl.grading.scalar.given import LETTER, names_in
from symdl.grading.scalar.neutral import says_nothing
from symdl.grading.scalar.posing import restricts_quietly, speaks_of_all
from symdl.grading.scalar.roles import base, stem

Meaning: TypeAlias = Literal[
    "share", "shares", "whole", "sign", "inner", "negative", "ordered", "named",  # in which range letters may be
    "binary", "zero", "nothing", "one", "half", "two",  # which values they may have
    "equal", "opposite", "complement", "square", "inverse", "multiple", "exponential", "squashed",
    "rectified", "angular", "parity", "composed", "divisible",  # which letters may be made of which
    "total", "centred", "standardised", "unit", "alike", "averaged",  # what the members of a family may be
]


@dataclass(frozen=True)
class Hint:
    """What a clause may mean for some letters, each without what is around and below it; for all of them if none."""

    meaning: Meaning
    letters: frozenset[str]


_STEMS: dict[Meaning, str] = {
    "sign": """
        positiv nonneg non-neg strictly rectif norm. norms. length distance scale deviation varianc spread temperatur
        count number size gaussian normal probab rate gamma exponential width height depth magnitude absolute energ
        squared. square. loss diverg eigenval singular precision densit bandwidth radius time age. relu re-lu output
    """,
    "share": """
        probab fraction share proportion percent rate gate momentum discount coefficient decay level confiden bernoulli
        uniform simplex weight mixing dropout keep accura recall precision sigmoid softmax attention interpol blend
        convex normalis normaliz unit quantil correl cosine smooth damp
    """,
    "shares": "probab fraction share proportion percent attention softmax sigmoid bernoulli simplex",
    "whole": """
        integer count number index size natural whole even odd step class layer token channel unit head sample dimension
        degree poisson trial order parity
    """,
    "inner": "tanh cosine sine. correl sin. cos. arctan normalis normaliz",
    "negative": "below_zero",
    "ordered": """
        larg great small less order sort rank between exceed above below increas decreas monoton max min top at_most
        at_least upper lower range interval clip threshold margin far near strong weak peak
    """,
    "binary": """
        binar bernoulli one-hot one_hot onehot indicator mask spin parity polarity spike bit. boolean switch flag label
        target hard outcome rademacher sign. signs. coin true false idempot projec involut nilpot edge adjacen present
        absent select dropped kept gate. open. shut.
    """,
    "zero": """
        no. none. without vanish null trivial symmetr fair centred centered standardi neglig absent orthogon independ
        uncorrel uninformat plain vanilla naive ideal perfect empty sparse inactive dead nilpot clean greedy
        at_initiali non left_out leave_out leaving_out omit exclud drop. dropped not_count disregard
    """,
    "one": """
        unity standardi normalis normaliz z-scor z_scor zscor identity full. trivial scalar univariat whiten orthonorm
        isotrop perfect myop greedy online on-policy homogen monic mono dense non
    """,
    "half": "half fair equal balanc even symmetr uniform unbias equiprob same median coin random",
    "two": "two double twice pair",
    "equal": """
        equal same identical tied. ties. share. shared. sharing balanc symmetr isotrop homo common fair standardi
        coincid equiprob on-policy copy copies synchron spheric cubic self last final full-batch full_batch match.
        matches. matched. minimi maximi optim least. best argmin argmax degenera as_many as_large as_much
    """,
    "opposite": "opposit minus negativ anti revers skew odd mirror flip",
    "complement": """
        complement other remain rest odds fail not. negativ drop keep convex mixing interpol bernoulli binar probab sum
        alternativ blend mixture weights prior share coordinat proportion fraction plus add. adds.
    """,
    "square": "squar root varianc deviation moment rms norm quadrat power spread std. precision",
    "inverse": "invers recipro precision period frequen odds temperature per. half-life half_life",
    "multiple": "half double twice two pair padding diameter halv triple bits nats",
    "exponential": "log exponen entrop perplex odds decibel magnitude likelihood surpris",
    "squashed": "sigmoid logistic tanh squash softplus activation probab odds logit gate hidden output",
    "rectified": "rectif relu hinge positive_part clip",
    "angular": "rotat angle cosine sine. circle phase givens polar trigonom",
    "parity": "even. odd. parity integer",
    "divisible": "divid divis multiple fit. fits tile. tiles exact whole even evenly",
    "composed": """
        sum. sums. total product differen ratio average mean. combin togeth gap margin error residual excess quotient
        relativ composit compound harmonic geometric overall altogether fraction share
    """,
    "total": """
        probab distribut sum. sums. share proportion fraction normalis normaliz simplex label target one-hot one_hot
        mixture mixing responsib convex softmax attention averag partition weights affinit posterior categor
    """,
    "centred": """
        center centre standard z-scor z_scor normalis normaliz residual deviation zero whiten advantag balanc orthogon
        mean contrast baseline normal. noise
    """,
    "standardised": "z-scor z_scor zscor standardis standardiz centred centered",
    "unit": """
        unit. length norm spher direction orthon eigenvec principal cosine standard z-scor z_scor whiten component
        rotation unitary singular_vec versor
    """,
    "alike": """
        constant same equal uniform identical homo share. shared. tied balanc common stead station isotrop repeat flat
        fixed average
    """,
    "averaged": """
        mean averag varianc sum. total max min norm moment deviation product partition normaliser normalizer logsumexp
        log-sum-exp scatter energy mass
    """,
}
"""How words begin that may mean it, or the whole of them, with a point."""
_FIRST = r"(?:first|initial\w*|last|final)\s+(?:step|iteration|update|epoch|round|time)"
_WITHOUT = r"\bun(?!til|der|its?\b|ion|ique|less|known|icode|iform)\w+|\w+less\b|\w+-free\b"
_BEFORE = r"=|\bis|\bare|\bbe|\bto"
_OTHERS: dict[Meaning, str] = {
    "negative": r"(?<!-)\bnegativ\w+(?!\s+(?:log|example|sample|pair|likelihood))|\bless\s+than\s+(?:0|zero)|<\s*0",
    "ordered": r"[<>≤≥]|\\[lg]eq?\b",
    "binary": r"\bbits\b(?!\s+per)|0\s*(?:,|or|and)\s*1|1\s*(?:,|or|and)\s*-?\s*1",
    "zero": rf"\bzero(?!\s+point)|{_FIRST}|{_WITHOUT}|(?:{_BEFORE}|mean|average|offset|bias|padding|sum)\s*0\b",
    "one": rf"\bunit(?!s)|{_FIRST}|{_WITHOUT}|(?:{_BEFORE}|norm|variance|deviation|length|sum|size|stride|scale|gain"
           r"|rate|dilation)\s*1\b",
    "half": r"0\.5|1/2",
    "two": rf"(?:{_BEFORE})\s*2\b",
    "equal": r"\bsquare\s+(?!root)",
}
"""What else may."""


def _begins(said: str) -> str:
    stems = [re.escape(stem).replace("_", r"\s+").replace(r"\.", r"\b") for stem in said.split()]
    return rf"\b(?:{'|'.join(stems)})"


def _pattern(meaning: Meaning) -> re.Pattern[str]:
    return re.compile("|".join(filter(None, (_begins(_STEMS[meaning]), _OTHERS.get(meaning)))), re.IGNORECASE)


_MEANING = {meaning: _pattern(meaning) for meaning in _STEMS}
_OPEN_SAID = """
    unnormali asympt linearis lineariz ignor neglect leading dominant roughly approx modulo. mod. complex imaginar
    quaternion finite_field in_degrees are_degrees base. units_of matri commut infinitesim limit. treat regard detach
    stop-grad stop_grad stopgrad held_fixed holding subject_to constrain such_that stands_for stand_for denotes_not
    denote_not rather_than instead means_that mean_that defin convention notation stationar critical saddle steady
    equilib converges. converged. fixed_point golden plastic neutral_element origin. clock dozen byte. is_infinit
    goes_to_infin GF. dual. in_the_kernel equivalence
"""
_OPEN = re.compile(
    _begins(_OPEN_SAID) +
    r"|\bup\s+to\s+(?!the\b|t\b|k\b|n\b)|\bproportion\w+\s+to\b|\bas\s+\w+\s+(?:->|→|\\to|goes|tends)"
    r"|(?<!receptive )\bfield\b|(?<!is the )\branks?\b(?!\s+[A-Za-z]\b)"
    r"|(?<!square )(?<!cube )\broots?\s+of|'s\s+constant\s*$|(?<!to )\binfinit", re.IGNORECASE)
"""Words after which more may be the same than a few worlds show: what is asked for up to a factor, other numbers."""
_COUNTS = re.compile(
    rf"(?:{LETTER})\s*=\s*[01]\s*,?\s*(?:\.\.+|\\[lc]?dots|…|to\b|,\s*\.\.+)[\s,]*(?:{LETTER}|\d+)?(?:\s*-\s*1)?"
    rf"|(?:{LETTER})\s*,?\s*(?:\.\.+|\\[lc]?dots|…)\s*,?\s*(?={LETTER})|[\[(]\s*-?[\d.]+\s*,\s*[\d.]+\s*[\])]")
"""i = 1..d and x_1, ..., x_n, which say what a letter counts, and [0, 1], in which it lies."""
_ARTICLE = re.compile(r"\b(?:[aA]|I)\s+(?=[A-Za-z]{2,})")
_COMMAND = re.compile(r"\\[A-Za-z]+")
_ALONE = re.compile(rf"(?:{LETTER})(?!-[a-z]{{2}})")
"""A letter that is no part of a word, as in z-score."""
_IN = re.compile(r"[\[(]\s*-?[\d.]+\s*,|∈|\\in\b|[<>≤≥]|\\[lg]eq?\b")
"""That a letter lies in an interval."""
_ALL_0 = re.compile(r"\b(?:all|every\w*|each|any)\b.*(?:0|zero|vanish\w*|null)\s*$", re.IGNORECASE)
_IS_OF = re.compile(rf"(?:{LETTER})\s*(?:\b(?:is|are|be|denotes?)\b|:)?\s*\b(?:the|its|their|an?)\b[^,;]*?"
                    rf"\b(?:of|from|between|to|for|at|on|in|over|by|with)\b[^,;]*?(?:{LETTER})")
"""What says what a letter is of another one: y is the circulation of x."""
_SINGLE = re.compile(r"\b(?:one(?!\s*-?\s*hot)|only|single|sole|lone|alone)\b", re.IGNORECASE)
"""Words that may say how many there are, whatever else they stand beside."""
_IS_A_NUMBER = re.compile(rf"(?<![-+*/^]\s)(?<![-+*/^])(?P<letter>(?!\S*\^){LETTER})\s*=\s*(?P<number>-?\d+(?:/\d+)?)"
                          r"(?![\d.]|\s*[-+*/^\\(]|\s*[A-Za-z](?![a-z]))")
_EQUATION = re.compile(r"(?<![<>!:])=(?!=)|:=|←|\\gets(?![a-z])")
_NOUNS: dict[Meaning, str] = {
    "share": r"probabilit(?:y|ies)|discount(?:\s+factor)?|fraction|proportion|prevalence|sensitivity|specificity",
    "sign": r"variances?|deviations?|temperature|(?:learning\s+|step\s+)?rate|step\s+size|bandwidth|scale|radius",
    "whole": r"numbers?\s+of\s+[a-z-]+|sizes?|width|height|depth|stride|dimension|samples|tokens|heads|channels"
             r"|layers|classes|groups|steps|trials|counts?|vocabulary|(?:sequence|context)\s+length|rank|dilation|blocks"
             r"|experts|epochs|iterations|neighbou?rs|batches|patches|pixels",
}
_FIRM: dict[Meaning, re.Pattern[str]] = {
    meaning: re.compile(
        rf"(?<!log[\s-])\b(?:{nouns})\s+(?P<before>{LETTER})"
        rf"|(?P<after>{LETTER})\s*(?:\bis|\bare|:)\s+(?:(?:the|an?)\s+)?(?:[a-z-]+\s+){{0,2}}(?:{nouns})\b",
        re.IGNORECASE)
    for meaning, nouns in _NOUNS.items()}
"""Nouns right beside a letter that say in which range it lies, by which it has no value at an end of that."""
_BETWEEN: dict[Meaning, re.Pattern[str]] = {
    "share": re.compile(rf"0\s*<\s*({LETTER})\s*<\s*1\b|({LETTER})\s*(?:\bin\b|∈|\\in\b)\s*\(\s*0\s*,\s*1\s*\)"),
    "sign": re.compile(rf"({LETTER})\s*>\s*0\b|0\s*<\s*({LETTER})"),
}


@dataclass(frozen=True)
class Meant:
    """What clauses may mean.

    hints      of letters, each in a way of its own
    firm       the ranges of letters that a noun right beside them says
    numbers    letters that are said to be a number
    equations  clauses that say that something is equal to something
    ties       the letters of each clause that says what one of them is of others
    """

    hints: tuple[Hint, ...]
    firm: Mapping[str, Meaning]
    numbers: tuple[tuple[str, str], ...]
    equations: tuple[str, ...]
    ties: tuple[frozenset[str], ...]


def _is_known(word: str) -> bool:
    """Whether a word says what a letter stands for, or is looked at."""
    return says_nothing(word) or any(stems.match(word) for stems in _MEANING.values())


def firm_ranges(clause: str) -> dict[str, Meaning]:
    """The ranges of letters, each without what is around it, that nouns right beside them say, and signs."""
    found: dict[str, Meaning] = {}
    for meaning, nouns in _FIRM.items():
        found |= {base(one["before"] or one["after"]): meaning for one in nouns.finditer(clause)}
    for meaning, signs in reversed(_BETWEEN.items()):
        found |= {base(one[1] or one[2]): meaning for one in signs.finditer(clause)}
    return found


def meant(clauses: Sequence[str], known: Collection[str]) -> Meant | None:
    """What clauses may mean; None if that is more than can be looked at.

    known   the letters that stand for values, each without what is around it: see ``roles.base``
    """
    found: set[Hint] = set()
    firm: dict[str, Meaning] = {}
    numbers: list[tuple[str, str]] = []
    equations: list[str] = []
    ties: list[frozenset[str]] = []
    for clause in clauses:
        clause = clause.replace("$", " ")
        if _OPEN.search(clause):
            return None
        named = names_in(_ARTICLE.sub(" ", clause))
        letters = frozenset({*map(base, names_in(clause))} & {*known})
        if named and not letters and not any(words.search(clause) for words in (_EQUATION, _SINGLE)) and (
                not speaks_of_all(clause)):
            continue  # of letters of its own
        rest = _COUNTS.sub(" ", clause)
        numbers += [(one["letter"], one["number"]) for one in _IS_A_NUMBER.finditer(rest)]
        rest = _IS_A_NUMBER.sub(" ", rest)
        if _EQUATION.search(rest):
            equations.append(rest)
        firm |= firm_ranges(clause)
        words = _ALONE.sub(" ", rest)
        if _IN.search(clause):
            found |= {Hint(meaning, letters) for meaning in ("share", "sign", "inner")}
        found |= {Hint(meaning, letters) for meaning, stems in _MEANING.items() if stems.search(words)}
        if letters and not all(map(_is_known, re.findall(r"[A-Za-z][A-Za-z'-]+", words))):
            found |= {Hint(meaning, letters) for meaning in ("named", "binary", "total", "centred", "unit")}
        if _SINGLE.search(words):
            found |= {Hint("one", frozenset())}
        if len(letters) > 1 and _IS_OF.search(clause):
            ties.append(letters)
        if _ALL_0.search(clause):
            found |= {Hint("nothing", frozenset())}
        if restricts_quietly(clause):
            found |= {Hint("equal", letters)}
    in_order = sorted(found, key=lambda hint: (hint.meaning, sorted(hint.letters)))
    return Meant(tuple(in_order), firm, tuple(numbers), tuple(equations), tuple(dict.fromkeys(ties)))


_ORTHONORMAL = """
    orthogon orthonorm unitary rotat permut reflect unit. normalis normaliz svd. singular eigenvec principal basis
    projec stiefel whiten isometr direction cosine length norm. normal. qr. householder givens hadamard spher
"""
_KINDS: dict[str, str] = {
    "symmetric": """
        symmetr definit psd. spd. pd. covarianc kernel gram hessian fisher laplac adjacen metric scatter precision
        undirect self-adjoint ntk similarit correl distance coupl curvature quadrat normal_equation information
        second_moment affinit mahalanobis inner_product
    """,
    "square": "square same regular invertible nonsingular",
    "skew": "skew antisymm anti-symm rotation lie.",
    "diagonal": """
        diagonal commut isotrop independ spheric uncorrel simultan eigen elementwise scalar scaling spectr circulant
    """,
    "orthonormal": _ORTHONORMAL, "orthogonal": _ORTHONORMAL,
    "reflection": "reflect householder hadamard involut permut swap",
    "disjoint": "orthogon perpendic tangent normal. uncorrel independ disjoint",
    "zero": "zero. zeros. null. vanish origin",
    "projection": "projec idempot hat. centering centring residual_maker annihilat rank-one rank_one",
    "rank one": "rank outer dyad low-rank",
    "unit": "identity white isotrop standard normalis normaliz trivial",
    "rows sum to one": """
        stochast transition attention markov mixing averag normalis normaliz probab softmax row-norm distribut
        responsib convex one-hot page graph adjacen
    """,
    "columns sum to one": """
        stochast transition probab distribut simplex normalis normaliz weights one-hot label target softmax sum. sums.
        mixture convex portfolio share proportion
    """,
    "centred": "centred centered mean standardis standardiz z-scor zero residual whiten noise",
    "centred rows": "centred centered mean standardis standardiz zero",
    "binary": "binar mask indicator adjacen label target bernoulli dropout incidence select bool one-hot hard spike",
    "signs": "sign. signs. rademacher spin hadamard ising",
    "one-hot": "one-hot one_hot label target basis_vec unit_vec select indicator class",
    "triangular": "triang cholesky causal lower upper factor",
    "one": "unit. standard normalis normaliz unweighted scalar",
    "nothing": "without no. neglect vanish undamped unregular unpenal noiseless noise-free",
    "equal": "equal same identical tied shared sharing siamese twin copy",
}
"""How words begin that may say of which kind matrices, vectors and numbers beside them are."""
_KIND = {kind: re.compile(_begins(stems), re.IGNORECASE) for kind, stems in _KINDS.items()}


def kinds(clauses: Sequence[str], known: Collection[str]) -> list[tuple[str, frozenset[str]]] | None:
    """The kinds of matrices and vectors that clauses may mean, with their letters; None if it may be more."""
    found: dict[tuple[str, frozenset[str]], None] = {}
    for clause in clauses:
        clause = clause.replace("$", " ")
        if _OPEN.search(_OF_MATRICES.sub(" ", clause)):
            return None
        letters = frozenset({*map(stem, names_in(clause))} & {*known})
        words = _COMMAND.sub(" ", _ALONE.sub(" ", _SAME_SIZE.sub(" ", clause)))
        if any(_says_what_is(equation, clause, {*known}) for equation in _EQUATION.finditer(clause)):
            return None
        said = [kind for kind, stems in _KIND.items() if stems.search(words)]
        if letters and not all(says_nothing(word) or word.lower() in _OF_ARRAYS or any(stems.match(word) for stems in (
                *_MEANING.values(), *_KIND.values())) for word in re.findall(r"[A-Za-z][A-Za-z'-]+", words)):
            said += [kind for kind in _KIND if kind not in (*said, *_SAID_ALONE)]
        found |= dict.fromkeys((kind, letters) for kind in said)
    return [*found]


_SAME_SIZE = re.compile(r"\b(?:the\s+)?same\s+(?:number|size|length|shape|dimension)\w*"
                        r"|\b(?:sequence|context|path|step|input|output|series)[\s-]+lengths?\b"
                        r"|\blengths?\s+of\s+(?:the|each|an?)\s+(?:sequence|context|path|input|output|series)",
                        re.IGNORECASE)
"""Sizes, which say nothing of norms."""


def _says_what_is(equation: re.Match[str], clause: str, known: set[str]) -> bool:
    """Whether an equation ties letters that are known: not e = y - t, beside formulas without a y and a t."""
    before, after = (names_in(part) for part in (clause[: equation.start()], clause[equation.end() :]))
    return bool({*map(stem, before[-1:])} & known and {*map(stem, after)} & known)


_OF_ARRAYS_SAID = """
    column columns row rows block blocks tall wide thin entry invertible nonsingular regular full design damping damped
    iterate iterates newton step term linear reconstruction decoder encoder codes posterior prior observation update
    solve solves formula inverse hidden network layer residual forward backward pass batch loss cost ask asks asked
    give state pass passes back reaches arrives arriving incoming known unknown current new old jointly conditional
    conditioned vector vectors matrix matrices form formula model map dense error errors respect differentiate held
    necessarily not that which where whose of to with
"""
_OF_ARRAYS = frozenset(_OF_ARRAYS_SAID.split())
"""Words that say of no matrix of which kind it is."""
_SAID_ALONE = ("one", "nothing", "equal", "zero", "unit", "disjoint", "skew")
"""Kinds that only words of their own mean."""
_OF_MATRICES = re.compile(r"\b(?:matrix|matrices|dual|ranks?|fixed|commut\w*)\b|-?rank\b", re.IGNORECASE)

__all__ = ["Hint", "Meaning", "Meant", "firm_ranges", "kinds", "meant"]
