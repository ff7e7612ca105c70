"""What the words beside a question say of its letters: "A is a symmetric n x n matrix, x and b are vectors"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Literal, TypeAlias

from symdl.grading.scalar.given import FONTS, LEAD, LETTER, given, made_of, names_in, of_members, once
from symdl.grading.scalar.neutral import is_neutral, only_describes
from symdl.grading.scalar.posing import without_places
from symdl.grading.scalar.sizes import Sizes, sizes_said, without_sizes
from symdl.grading.scalar.writing import says_how_to_write

Kind: TypeAlias = Literal["number", "column", "row", "matrix"]

_FONT = re.compile(rf"\\({FONTS})\s*(?:\{{\s*(\\?[A-Za-z]+)\s*\}}|([A-Za-z]|\\[A-Za-z]+))")
_MATH = re.compile(r"\$|\\[()\[\]]")
_SUBJECT = re.compile(r"(?<![\^{])(?<!\sx )(?<!× )(?<!times )"
                      rf"((?:{LETTER})(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+)(?:{LETTER}))*)"
                      r"(?:\s*(?:\b(?:is|are|be|denotes?)\b|\\in\b|∈|:)|\s+(?=an?\s))")
_ROW = re.compile(r"\brow vectors?\b|^\s*(?:an?\s+)?rows?\s*$")
_COLUMN = re.compile(r"\bvectors?\b|\bcolumn\b|(?<!al\s)(?<!unit\s)(?<!with\s)\bcolumns\b"
                     r"|\\mathbb\{?R\}?\^\{?\w\}?(?![\w\s]*(?:\\times|x\b|×))")
_SIZES = re.compile(r"\b(\w)\s*(?:x|×|\\times|by|-by-)\s*(\w)\b")
_NUMBER = re.compile(r"\b(?:numbers?|scalars?|constants?|reals?|integers?|angles?)\b")
_SQUARE = re.compile(r"\b(?:square|invertible|nonsingular|non-singular|orthogonal|unitary|(?:skew-?)?symmetric|diagonal"
                     r"|self-?adjoint|permutation|triangular|definite|semidefinite|rotation|reflection|covariance|idempotent"
                     r"|commut\w+)\b")
_SYMMETRIC = re.compile(r"(?<!skew)(?<!skew-)(?<!skew )(?<!anti)(?<!anti-)\bsymmetric\b|\b(?:semi)?definite\b"
                        r"|\bself-?adjoint\b"
                        r"|\bcovariance matri|\bdiagonal\b")
_GENERAL = re.compile(r"\b(?:arbitrary|any|general|generic|not|need not|non-?symmetric|asymmetric|unsymmetric)\b")
_DENIES = re.compile(r"\b(?:not|none|no|neither|nor|never|only|were)\b|n't\b", re.IGNORECASE)
_PLAIN = re.compile(r"let|assume|suppose|that|where|here|with|and|both|all|also|the|an|is|are|be|denotes?|in|of|by|same"
                    r"|size|real|times|mathbb|vectors?|columns?|rows?|numbers?|scalars?|constants?|integers?|angles?|square"
                    r"|matrix|matrices|self-?adjoint|permutation|invertible|nonsingular|non-singular|orthogonal|unitary"
                    r"|(?:skew-)?symmetric"
                    r"|diagonal|lower|upper|triangular|positive|negative|(?:positive-|semi-?)?definite|rotation"
                    r"|covariance|idempotent|kernel|adjacency|degree|weights?|transition|entry|entries|ones|mean|learning"
                    r"|rate|forgetting|step|steps|time|iterations|samples|examples|observations|features|classes|units"
                    r"|length|dimension|full|rank|factor|mathbf|-vectors?|entries", re.IGNORECASE)
"""Words of sentences that say what they say, with nothing that takes it back: "unlike", "if", "not"."""
_FOR = re.compile(rf"(?:and\s+|where\s+|with\s+)?for\s+(?!(?:all|each|every|any)\s+(?:the\s+)?{LETTER}\s*$"
                  rf"|(?:all\s+)?{LETTER}\s*(?:=|\\in(?![A-Za-z])|∈)\s*(?:\w|\\?\{{)[^<>]*(?:\.\.|\\[lc]?dots))",
                  re.IGNORECASE)
"""What holds for some values only, as against "for all i", "for i = 1, ..., n"."""
_CONDITION = re.compile(r"\b(?:if|iff|when\w*|unless|once|while|until|except|otherwise|provided|supposing|only"
                        r"|given\s+that|(?:as|so)\s+(?:long|soon)|case|then|implies"
                        r"|(?<!0\s)(?<!zero\s)or(?!\s+(?:-?\s*1|one)\b))\b"
                        r"|\\(?:implies|iff|lor|vee|(?:Left)?[Rr]ightarrow)(?![A-Za-z])|=>",
                        re.IGNORECASE)
"""Words that make what is said hang on something else, or one of several things that are said."""
_STARTS = re.compile(rf"(?:(?:let|assume|assuming|suppose|take|where|here|that|and|also|with)\b[\s,:]*)*"
                     rf"(?:(?:{LETTER})|(?:the|each|every|all|both|its|their|an?|one|labels?|targets?|weights?|inputs?"
                     r"|outputs?|entries|probabilities|indices|numbers|constants|vectors|matrices|samples?|derive"
                     r"|find|compute|differentiate|give|write|simplify|what|how|for|we|you|is|are)\b|[-\d(|\[\\])",
                     re.IGNORECASE)
"""How a clause begins that says something by itself; another word, as "when", may say of what it holds."""
_ABOVE = re.compile(r"\b(?:this|that|these|those|th?em|they|it|its|none|all|only|above|former|previous\w*|said"
                    r"|assum\w+|false|wrong|untrue)\b", re.IGNORECASE)
"""Words that may speak of another sentence."""
_TOPIC_SAID = r"""
    loss function activation layer norm normalisation normalization network net update step rule rate regression
    regularisation regularization penalty cell gate attention convolution pooling sampling process divergence entropy
    estimator optimiser optimizer algorithm method model unit descent momentum decay schedule clipping gradient kernel
    thresholding recurrence recursion state averaging smoothing adam adamw adagrad rmsprop sgd lstm gru rnn lasso
    minimisation minimization transformer autoencoder diffusion backpropagation classifier perceptron embedding dropout
"""
_TOPIC = re.compile(r"(?:(?:the|an?)\s+)?"
                    r"(?:(?!(?:no|not|non|old|false|wrong|opposite|dropped|except)\b)[A-Za-z][\w'-]*\s+){0,4}"
                    rf"(?:{'|'.join(_TOPIC_SAID.split())})s?(?:\s+(?:of|for|in|by|on)\s+[A-Za-z\s-]+)?", re.IGNORECASE)
"""What a question is about, which takes back nothing of what it says."""
_ABOUT = re.compile(rf"\s*(?:(?i:compute|find|derive|differentiate|give|write|simplify|clip|shrink|scale|truncate|what"
                    rf"|how)\b|{LETTER}\s*,)")
"""Another start of a sentence than a letter that is something: a task, or "A, however, ..."."""
_BETWEEN = re.compile(r",\s*(?:and\s+|where\s+|with\s+)?|\s+and\s+")
_STATES = re.compile(r"\b(?:is|are|be|denotes?|has|have)\b|\bsums?\s+to\b|[<>≤≥≠=]"
                     r"|\\(?:leq?|geq?|neq?|in)(?![A-Za-z])|∈")
_DESCRIBES = re.compile(rf"{LEAD}{LETTER}\s+(?:is|denotes)\s+(?:an?|the)\s+(?:(?!{_ABOVE.pattern}|{_GENERAL.pattern}|"
                        r"\b(?:un|non|im|in|dis)(?!puts?\b|dex|itial|form|tercept|crement|age|count|tance|crimin|tensity|dicator|stance)\w*"
                        r"|\bneg\w*|\b(?:softmax|sigmoid|outputs?|normal\w*)\b|\b(?:if|or|but|unless|lie|vanish\w*|zero)\b)"
                        r"[A-Za-z]+\s*){1,4}", re.IGNORECASE)
"""What says what a letter stands for, and takes nothing back: "T is a temperature"."""
_RESTRICTS = re.compile(
    r"[<>≤≥≠=]|\\(?:leq?|geq?|neq?)(?![A-Za-z])|\b\d|\b(?:positive|negative|non-?\w+|integers?|natural|even|odd|prime"
    r"|binary|boolean|one-hot|probabilit\w+|distributions?|sums?|normali[sz]ed|standardi[sz]ed|unit|zero|mean|distinct"
    r"|independent|i\.?i\.?d|uncorrelated|orthogonal|symmetric|complex|modulus|constant|large|small|near|close|approx\w*"
    r"|limit|odds|softmax|sigmoid|outputs?)\b", re.IGNORECASE)
_MATRIX = re.compile(r"\bmatri(?:x|ces)\b")
_MORE = re.compile(r"\b(?:orthogonal|orthonormal|unitary|skew-?\s?\w*|anti-?symmetric|idempotent|projections?"
                   r"|projectors?|diagonal|\w*triangular|rotations?|reflections?|commut\w+|normali[sz]ed"
                   r"|unit (?:vectors?|norm|length)|one-hot|probabilit\w+|sums? to|blocks?|centered|standardi[sz]ed"
                   r"|entries|hessian|fisher|gram|kernel matri\w+|precision|laplacian|scatter|adjacency"
                   r"|(?:rows?|columns?)(?! vectors?)|all vectors)\b"
                   r"|\b\d+\s*(?:x|×|\\times|by)\s*\d+\b|(?<![<>!])=", re.IGNORECASE)


@dataclass(frozen=True)
class Context:
    r"""What is said of letters, by family: A, of A_1, and "x of", of x_i.

    kinds      what they are
    square     matrices that are square
    symmetric  those of them that are their own transposes
    orthonormal  vectors of length 1, and matrices with columns that are orthonormal: then W^T W = I
    general    matrices that need not be symmetric: n x m, and those of which that is not said in plain words
    more       words that say more than is used: "orthogonal"; what differs may be the same by it
    assumed    what is assumed of numbers, as ``points.assumed`` reads it: "n integer", "x > 0"
    restricts  words that say something of numbers which is not used: "even"
    text       all of it
    sizes      how many entries vectors and matrices have
    made       what is said of what a letter is made of, and the letters of that: "n is the norm of g"
    called     the names, with what is below them, of which ``square``, ``symmetric`` and ``orthonormal`` are said
    unused     the clauses that say, or may say, more than is used: of numbers, and of vectors and matrices
    numbers    the names, with what is below them, that are said to be numbers
    described  the clauses that only say what something is called that a definition makes
    weighed    whether all that its words may mean was looked at: see ``doubts.worlds``
    special    of what kind letters, without what is around them, may be, where that is looked at: "" for all of them
    """

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    square: frozenset[str] = frozenset()
    symmetric: frozenset[str] = frozenset()
    general: frozenset[str] = frozenset()
    orthonormal: frozenset[str] = frozenset()
    more: str = ""
    assumed: tuple[str, ...] = ()
    restricts: str = ""
    text: str = ""
    sizes: Sizes = field(default_factory=Sizes)
    called: frozenset[str] = frozenset()
    made: tuple[tuple[str, frozenset[str]], ...] = ()
    unused: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    numbers: frozenset[str] = frozenset()
    described: tuple[str, ...] = ()
    weighed: bool = False
    special: tuple[str, frozenset[str]] = ("", frozenset())

    @staticmethod
    def of(text: str) -> Context:
        """Nothing is said where two letters of a family are said to be two things; in words that may take it back, no
        more than kinds and sizes.
        """
        text = _FONT.sub(lambda found: f"\\{found[1]}{{{found[2] or found[3]}}}", _MATH.sub("", text))
        text = once(text).replace("confusion matrix", "table")
        kinds: dict[str, set[Kind]] = {}
        square: set[str] = set()
        symmetric: set[str] = set()
        general: set[str] = set()
        of: set[str] = set()
        numbers: set[str] = set()
        doubted = ""
        sentences = _sentences(text)
        hanging = _hanging(text)
        for clause, is_plain in ((clause, _is_plain(one)) for one in sentences for clause in _clauses(one)):
            found = [*_SUBJECT.finditer(clause)]
            for subject, after in zip_longest(found, found[1:]):
                words = clause[subject.end() : after.start() if after else len(clause)]
                kind = _kind(words)
                if not _is_alone(clause[: subject.start()], subject[1]):  # A + A^T is symmetric
                    doubted = doubted or ((word := _SQUARE.search(words)) and word[0]) or ""
                    continue
                numbers |= {*map(braced, names_in(subject[1]))} if kind == "number" else set()
                names = {family for name in re.findall(LETTER, subject[1]) for family in _families(name, kind)}
                for name in names if kind else ():
                    kinds.setdefault(name, set()).add(kind)  # type: ignore[arg-type]
                sizes = _SIZES.search(words)
                if _SQUARE.search(words) or (sizes and sizes[1] == sizes[2]):
                    of |= {*re.findall(LETTER, subject[1])}
                if kind == "matrix" and ((_SQUARE.search(words) and is_plain and clause not in hanging) or (
                        sizes and sizes[1] == sizes[2])):
                    square |= names
                elif kind == "matrix" and sizes:
                    general |= names
                if kind == "matrix" and _GENERAL.search(words):
                    general |= names
                if kind == "matrix" and not is_plain and (word := _SQUARE.search(words)):
                    doubted = word[0]
                if kind == "matrix" and _SYMMETRIC.search(words):
                    (symmetric if is_plain and clause not in hanging else general).update(names)
        if taken_back := {name for name in symmetric if not _stands([name], sentences)}:
            symmetric, doubted = symmetric - taken_back, doubted or "symmetric"
        if not symmetric | general and any(_SYMMETRIC.search(one) and not _DENIES.search(one) for one in sentences):
            doubted = doubted or "symmetric"  # of what could not be seen
        assumed, unused = _of_numbers(sentences, hanging)
        restricts = next(map(_restricting, unused), "")
        orthonormal, named, rest = _orthonormal(sentences, hanging)
        of_matrices = {clause: said for clause in rest if (said := _unused_of_matrices(clause))}
        more = next(iter(of_matrices.values()), "")
        sure = {name: next(iter(some)) for name, some in kinds.items() if len(some) == 1}
        known = sure.keys()
        return Context(sure, frozenset(square & known), frozenset((symmetric - general) & known), frozenset(general),
                       orthonormal, more or doubted, assumed, restricts, text,
                       sizes_said(sentences, LETTER), frozenset(map(braced, of | named)),
                       tuple((one.strip(" ,"), letters) for one in clauses(text)
                             if not says_how_to_write(one) and (letters := made_of(one))),
                       (unused, (*of_matrices, *([doubted] if doubted else []))), frozenset(numbers))

    def renamed(self, names: Mapping[str, str], known: Collection[str], bare: Collection[str]) -> Context:
        """The same of letters as a question writes them; what is said of others says more than is used.

        names   what letters are there: A in bold
        known   all of its letters
        bare    those of them that stand without an index that is a letter
        """
        def new(name: str) -> str:
            letter = re.split("[_^ ]", name)[0]
            return names.get(letter, letter) + name[len(letter) :]

        called = frozenset(map(new, self.called))
        sets = [frozenset(map(new, some)) for some in (self.square, self.symmetric, self.orthonormal)]
        others = {name for some in sets for name in some if not _is_meant(name, called, known, bare)}
        square, symmetric, orthonormal = (some - others for some in sets)
        bases = {re.split("[_^]", name)[0] for name in known}
        strange = bool(others & (sets[1] | sets[2])) or any(
            re.split("[_^ ]", name)[0] not in bases for name in symmetric)
        sizes = replace(self.sizes, of={new(name): some for name, some in self.sizes.of.items()})
        return replace(self, kinds={new(name): kind for name, kind in self.kinds.items()}, square=square, sizes=sizes,
                       symmetric=symmetric, general=frozenset(map(new, self.general)), orthonormal=orthonormal,
                       called=called, more=self.more or "symmetric" * strange,
                       unused=(self.unused[0], (*self.unused[1], *["symmetric"] * strange)))


    def beside(self, definitions: Sequence[str]) -> Context:
        """The same without what only says what letters are called of which definitions say how they are made."""
        defined = {head[1] for head in map(_HEAD.match, definitions) if head is not None}

        def left(said: Sequence[str]) -> tuple[str, ...]:
            return tuple(one for one in said if not only_describes(one, defined))

        numbers, arrays = map(left, self.unused)
        described = tuple(one for one in clauses(self.text) if only_describes(one, defined, with_laws=True))
        return replace(self, unused=(numbers, arrays), described=described,
                       restricts=self.restricts if numbers == self.unused[0] else next(map(_restricting, numbers), ""),
                       more=self.more if arrays == self.unused[1] else next(iter(arrays), ""),
                       made=tuple(one for one in self.made if not only_describes(one[0], defined)))


def _is_meant(family: str, called: Collection[str], known: Collection[str], bare: Collection[str]) -> bool:
    """Whether all letters of a family are those of which something is said: A is not, where that is said of A_1."""
    letter = family.removesuffix(" of")
    ours = {name for name in called if re.split("[_^]", name)[0].lstrip("\\") == letter.lstrip("\\")}
    has_bare = letter in bare
    of_each = any(re.search("_.*[A-Za-z]", name) for name in ours)
    is_bare = any("_" not in name for name in ours)
    numbered = {name for name in known if re.fullmatch(rf"{re.escape(letter)}_\{{\d+\}}", name)}
    if family != letter:  # of an A_i
        return of_each or is_bare
    return (is_bare or not has_bare) and (numbered <= ours or of_each or (is_bare and not has_bare))


def braced(name: str) -> str:
    """C_{in}, of C_in."""
    return re.sub(r"_(\w+)", r"_{\1}", name)


NOTHING_SAID = Context()

_HEAD = re.compile(rf"\s*({LETTER})\s*(?:\([^()=]*\)\s*)?:?=(?!=)")
_TURNED = r"\s*\^\s*\{?\s*(?:T|\\top|\\mathsf\s*\{?T\}?|\\intercal)\s*\}?\s*"
_HAS_ORTHONORMAL = re.compile(
    rf"{LEAD}(?P<one>{LETTER})\s+(?:is|be|denotes)\s+an?\s+(?:orthogonal\s+matrix|(?:(?:fixed|given|random|real|column|constant|\w-dimensional)\s+)?"
    rf"unit(?:-norm|-length)?\s+vector"
    rf"|permutation\s+matrix|vector\s+of\s+(?:unit\s+(?:norm|length)|length\s+1|norm\s+1)|matrix\s+with\s+orthonormal\s+columns)"
    rf"|{LEAD}(?P<two>{LETTER})\s+(?:is\s+orthogonal|has\s+(?:orthonormal\s+columns|unit\s+(?:norm|length)"
    rf"|(?:(?:euclidean\s+)?norm|length)\s+(?:1|one)))"
    rf"|{LEAD}the\s+(?:columns|(?:euclidean\s+)?norm|length)\s+of\s+(?P<five>{LETTER})\s+(?:is\s+(?:1|one)|are\s+orthonormal)"
    rf"|{LEAD}(?P<three>{LETTER}){_TURNED}(?P=three)\s*=\s*(?:I(?:_\w)?|1|\\mathbf\{{I\}})"
    rf"|{LEAD}(?:\\\||\|\||\|)\s*(?P<four>{LETTER})\s*(?:\\\||\|\||\|)(?:_2)?(?:\^2)?\s*=\s*1", re.IGNORECASE)
_SIZED = re.compile(r"\s+(?:of|in|with)\s+(?:\w+\s+(?:entries|components|rows|columns)|size\s+\w+|\\mathbb.*)$")


def _orthonormal(sentences: Sequence[str], hanging: Collection[str]
                 ) -> tuple[frozenset[str], set[str], list[str]]:  # fmt: skip
    """The letters that are said to be orthonormal, without and with what is below them, and what else is said."""
    found: set[str] = set()
    named: set[str] = set()
    rest = []
    said = [clause for sentence in sentences for clause in _clauses(sentence)]
    for clause in said:
        one = _HAS_ORTHONORMAL.fullmatch(_SIZED.sub("", clause.strip(" ,")))
        name = one and (one["one"] or one["two"] or one["three"] or one["four"] or one["five"])
        if not name or "^" in name or clause in hanging or not all(
                other is clause or _is_plain(other) or _HAS_ORTHONORMAL.fullmatch(other.strip(" ,")) for other in said):
            rest.append(clause)
            continue
        base = re.split("[_^]", name)[0]
        found.add(base if len(base) == 1 or base.startswith("\\") else f"\\{base}")
        named.add(name)
    return frozenset(found), named, rest


def _unused_of_matrices(clause: str) -> str:
    """A word of a clause that says more of vectors and matrices than is used."""
    if is_neutral(clause, of_matrices=True) or (given(clause) and not _MORE.search(clause)):
        return ""
    word = _MORE.search(without_sizes(clause))
    return word[0] if word else clause.strip()


def _of_numbers(sentences: Sequence[str], hanging: Collection[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is assumed of numbers in plain words, and the clauses that may restrict them in others."""
    assumed: list[str] = []
    unused: list[str] = []
    said = [clause for sentence in sentences for clause in _clauses(sentence)]
    for clause in said:
        if clause not in hanging and (assumes := given(clause)) and _stands(names_in(clause), said):
            assumed += filter(None, assumes)
        elif not is_neutral(clause, of_matrices="matri" in clause):
            unused.append(clause.strip())
    for related in _RELATED:  # p and 1 - p, s and its square
        found = {name: clause for clause in said for one in related.finditer(clause) for name in names_in(one[1])}
        if len(found) > 1:
            unused += found.values()
    return tuple(assumed), tuple(dict.fromkeys(unused))


_OF_LETTERS = rf"({LETTER}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+){LETTER})*)\s+(?:is|are|be|denotes?)\s+(?:an?\s+|the\s+)?"
_RELATED = tuple(re.compile(rf"{_OF_LETTERS}(?:[a-z]+\s+){{0,3}}(?:{nouns})\b", re.IGNORECASE) for nouns in (
    "probabilit(?:y|ies)", "variances?|(?:standard\\s+)?deviations?|precisions?"))
"""What several letters are said to be, which may then be made of one another."""


def _restricting(clause: str) -> str:
    """The word of a clause that makes values fewer, or all of it."""
    word = _RESTRICTS.search(clause)
    return word[0] if word and word[0].isalpha() else clause


def speaks_of_matrices(text: str) -> bool:
    """Whether words say that some letters are matrices, in words or by their sizes."""
    return _MATRICES.search(text) is not None


_MATRICES = re.compile(r"\bmatri(?:x|ces)\b|\\times|×", re.IGNORECASE)


def clauses(text: str) -> list[str]:
    """What is said in words, one thing at a time: of "n is an integer, x > 0. Let y = 1.", the three."""
    return [clause for sentence in _sentences(text) for clause in _clauses(sentence)]


_SHORT = re.compile(r"(?<![A-Za-z.])(?:[A-Za-z]\.){2,}")
"""A short form, e.g. this one: its points end no sentence."""


def _sentences(text: str) -> list[str]:
    text = _SHORT.sub(lambda found: found[0].replace(".", ""), without_places(text))
    return re.split(r"[.;](?:\s|$)", text)


def _clauses(sentence: str) -> list[str]:
    """Of "n is an integer, x > 0 and y is real", the three; "x and y are real" is one."""
    return [clause for _, clause in _parted(sentence)]


def _parted(sentence: str) -> list[tuple[str, str]]:
    """Clauses, each with what stands before it."""
    found: list[tuple[str, str]] = []
    start, sign_before = 0, ""
    for sign in _BETWEEN.finditer(sentence):
        before = sentence[start : sign.start()]
        is_whole = sum(map(before.count, "([")) == sum(map(before.count, ")]"))  # x in (0, 1)
        is_apart = _STATES.search(before) or (sign[0].startswith(",") and is_title(before))
        if is_whole and is_apart and _STATES.search(sentence[sign.end() :]):
            found.append((sign_before, before))
            start, sign_before = sign.end(), sign[0]
    return [*found, (sign_before, sentence[start:])]


def _hanging(text: str) -> frozenset[str]:
    """The clauses that hang on what stands beside them: both of "when n is even, x > 0"."""
    found: set[str] = set()
    for whole in re.split(r"\.(?:\s|$)", text):
        said = [part for sentence in _sentences(whole) for part in _parted(sentence) if part[1].strip()]
        by_and = all(sign.strip().startswith("and") for sign, _ in said[1:])
        if len(said) > 1 and any(
                not _STARTS.match(clause.strip(" ,(")) or _CONDITION.search(clause)
                or (_FOR.match(clause.strip(" ,")) and not (place == 0 and by_and))
                for place, (_, clause) in enumerate(said)):
            found |= {clause for _, clause in said}
    return frozenset(found)


def _is_alone(before: str, names: str) -> bool:
    """Whether something is said of letters themselves: not of A + A^T, of B A, of A^2."""
    if any("^" in name and not _LAYER.search(name) for name in re.findall(LETTER, names)):
        return False
    before = before.rstrip()
    if not before or before[-1] in ",:;.":
        return True
    word = re.search(r"(?<![A-Za-z\\])[A-Za-z]{2,}$", before)
    return bool(word and not _REACHES.fullmatch(word[0]))


_LAYER = re.compile(r"\^(?:l(?![A-Za-z])|\{(?:l[^{}]*|\([^()]*\)|\[[^\[\]]*\])\})")
_REACHES = re.compile(r"of|in|by|times|plus|minus|over|mod|modulo|tr|trace|det|diag|exp|log|ln|sin|cos|tan|vec|mean"
                      r"|rank|max|min|sum|half|twice|is|are|be|than|size|not", re.IGNORECASE)
"""What may stand before a letter, and makes something else of it."""


def _stands(names: Iterable[str], said: Sequence[str]) -> bool:
    """Whether nothing that is said may take back what is said of letters: "This is false.", "Only x is positive"."""
    letters = _letters(names)
    return all(_is_plain(one) or given(one) or is_title(one) or _DESCRIBES.fullmatch(one.strip()) or (
        _TOPIC.fullmatch(one.strip(" ,")) is not None
        and not any(words.search(one) for words in (_CONDITION, _STATES, _ABOVE, _DENIES))) or (
        (_SUBJECT.search(one) or _ABOUT.match(one)) and not _ABOVE.search(one)
        and not letters & _letters(names_in(one))) for one in said)


def is_title(sentence: str) -> bool:
    """Whether a sentence only names a thing, and says nothing of it: "The clipped objective of PPO"."""
    return _TITLE.fullmatch(sentence.strip(" ,")) is not None and not any(
        words.search(sentence) for words in (_CONDITION, _STATES, _ABOVE, _DENIES, _MAY_SAY))


_TITLE = re.compile(rf"(?:the|an?)\s+(?:(?:[A-Za-z][\w'-]*|{LETTER})\s+){{0,12}}(?:[A-Za-z][\w'-]*|{LETTER})",
                    re.IGNORECASE)
_MAY_SAY = re.compile(
    r"\b(?:opposite|contrary|converse|negation|reverse|following|next|below|rest|others?|remaining|except\w*|counter\w*"
    r"|mistake\w*|lies?|joke|fails?|holds?|breaks?|drops?|ceases?|vanish\w*|disappear\w*|changes?|goes|becomes?|stops?"
    r"|may|might|can\w*|must|should|would|could|do|does|did|was|will|shall|need\w*|applies|apply|matters?|differs?"
    r"|turns?|flips?|swaps?|who|which|where|with)\b", re.IGNORECASE)
"""Verbs, and nouns that speak of another sentence."""


def _letters(names: Iterable[str]) -> set[str]:
    r"""Sigma, of \Sigma_{ij}."""
    return {re.split("[_^ ]", name)[0].lstrip("\\") for name in names}


def _is_plain(sentence: str) -> bool:
    """Whether a sentence says what it says, with no word that may take it back."""
    return all(map(_PLAIN.fullmatch, re.findall(r"[A-Za-z-]{2,}", re.sub(LETTER, " ", sentence))))


def _families(name: str, kind: Kind | None) -> list[str]:
    """Of x_i, what x_i is, which is no x; a matrix W_h may be one of several, or have that name."""
    base = re.split("[_^]", name)[0]
    below = name.removeprefix(base)
    base = base if len(base) == 1 or base.startswith("\\") else f"\\{base}"
    is_member = bool(re.search("[A-Za-z]", below)) and "^{l" not in below and "^l" not in below
    return [f"{base} of"] * is_member + [base] * (not is_member or kind == "matrix")


def _kind(words: str) -> Kind | None:
    if re.match(r"\s*(?:the\s+)?(?:real\s+)?(?:numbers|scalars|entries|elements)\s+(?:of|in)\b", words):
        return "number"
    if _ROW.search(words):
        return "row"
    if _MATRIX.search(words) or _SIZES.search(words):
        return "matrix"
    if _COLUMN.search(words):
        return "column"
    if _NUMBER.search(re.sub(r"\breal\s+(?=symmetric|orthogonal|diagonal|positive\s+definite)", "", words)):
        return "number"
    return "matrix" if _SQUARE.search(words) else None


__all__ = ["LETTER", "NOTHING_SAID", "Context", "Kind", "braced", "clauses", "of_members", "speaks_of_matrices"]
