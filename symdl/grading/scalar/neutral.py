r"""Words beside a question that say nothing of the values of its letters: what they stand for, how large they are.

    T is the last step, x_i is the i-th sample, the rows of X are the samples, W is d x k

All that is said in other words, and is not used, may be what makes an answer right: it leaves a refusal open.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from symdl.grading.scalar.given import LETTER
from symdl.grading.scalar.posing import only_poses, restricts_quietly, without_errors
from symdl.grading.scalar.sizes import without_sizes
from symdl.grading.scalar.writing import says_how_to_write

_WORDS_SAID = """
    a an the is are be denotes denote represents stands of in for with where here let and both all each every any
    some its their our we on at by to from as per that this such also have has given fixed arbitrary generic usual
    called used number numbers scalar scalars real reals variable variables random quantity quantities parameter
    parameters coefficient coefficients vector vectors matrix matrices column row size dimension dimensions
    dimensional latent length index indices subscript subscripts th i-th j-th k-th n-th t-th target targets label
    labels input inputs feature features sample samples example examples observation observations data point points
    dataset batch mini-batch minibatch training test validation set item items element member members weight weights
    bias biases kernel filter layer layers network neural model models neuron neurons hidden state states cell gate
    embedding embeddings token tokens word words sequence sequences document documents user users step steps time
    iteration iterations epoch epochs round last first final current next class classes cluster clusters group
    groups component candidate candidates similarity score scores logit logits loss cost objective function
    functions risk criterion error errors residual residuals gradient gradients derivative derivatives partial slope
    update learning rate rates interest annual discount temperature momentum decay regularisation regularization
    strength hyperparameter hyperparameters fan-in fan-out policy action actions reward rewards return value values
    agent environment principal charge electron elementary eccentricity voltage event events logistic discriminator
    generator critic teacher student encoder decoder attention query queries key keys differentiable smooth
    continuous labour good firm worker find compute derive differentiate give write simplify show prove calculate
    express solve evaluate question task exercise respect terms answer expression formula x-axis using notation
    learnable trainable learned pre-activation pre-activations preactivation preactivations activation activations
    correct true ground-truth gold
    vocabulary context window head heads patch patches channel channels adapter adapters bottleneck expert experts beam
    codebook node nodes edge edges dimensionality backpropagation needed
    delta symbol decoupled prediction predictions padding stride width height single one sizes runs over indexes design
"""
_WORDS = frozenset(_WORDS_SAID.split())
"""What says what a letter stands for, or what is to be done."""
_OF_MATRICES_SAID = """
    square invertible nonsingular non-singular symmetric definite semidefinite semi-definite positive negative
    positive-definite covariance full rank self-adjoint
"""
_OF_MATRICES = frozenset(_OF_MATRICES_SAID.split())
"""What is used of matrices, where it can be."""
_ROWS = re.compile(r"the\s+(?:rows|columns|entries|components|elements)\s+of\s+(?:the\s+)?(?:matrix\s+|vector\s+)?"
                   rf"(?:{LETTER})\s+(?:are|hold|contain|denote)\s+")
_THE_POSITIVE = re.compile(r"the\s+(?:positive|negative)s?\s+(?:example\s+|sample\s+|pair\s+|candidate\s+)?"
                           rf"(?:is|are)\s+{LETTER}")
_BY_ENTRIES = re.compile(
    r"(?:where\s+|and\s+)?(?:the\s+)?(?:\\?(?:sigma|phi|varphi|psi|rho)|[σφψρfgh]|(?:(?:logistic|sigmoid|activation|non-?linear|softplus|relu|tanh)\s+)?"
    r"(?:functions?|activations?|non-?linearit(?:y|ies)|sigmoids?|relus?|tanh))\s+(?:(?:is|are)\s+(?:(?:always\s+)?applied\s+)?"
    r"|acts?\s+|works?\s+)(?:(?:element|entry|component|coordinate|point)-?\s?wise"
    r"|to\s+each\s+(?:entry|element|component|coordinate)(?:\s+(?:separately|alone|by\s+itself))?)", re.IGNORECASE)
"""That a function is of one number: of vectors it is each entry's."""
_IS_A_UNIT = re.compile(r"(?:where\s+)?[ij]\s+is\s+the\s+imaginary\s+unit|(?:where\s+)?i\s*\^\s*\{?2\}?\s*=\s*-\s*1")
_LAYER = re.compile(rf"\b(?:layer|step|time|iteration)\s+{LETTER}\s*[-+]\s*\d")
_RANGE = re.compile(rf"(?:for\s+)?(?:all\s+|each\s+)?{LETTER}\s*(?:=|\\in|∈)\s*\\?\{{?\s*[01]\s*,\s*(?:[2-3]\s*,\s*)?"
                    rf"(?:\.\.\.|\\[lc]?dots|…)\s*,\s*{LETTER}\s*\\?\}}?")
_REALS = re.compile(rf"(?:{LETTER}(?:\s*,\s*)?)+\s*(?:\\in|∈)\s*(?:\\mathbb\s*\{{?\s*R\s*\}}?|ℝ)")


def is_neutral(clause: str, *, of_matrices: bool = False) -> bool:
    """Whether a clause says nothing of values that is not used elsewhere.

    of_matrices   whether what is said of matrices is used
    """
    if is_wary(clause):
        return False
    clause = clause.strip(" ,()").replace("ronecker", "")
    if _IS_A_UNIT.fullmatch(clause) or _THE_POSITIVE.fullmatch(clause) or _RANGE.fullmatch(clause) or (
            _REALS.fullmatch(clause)) or _BY_ENTRIES.fullmatch(clause):
        return True
    if says_how_to_write(clause):
        return True
    if restricts_quietly(clause):
        return False
    if only_poses(clause):
        return True
    clause = without_errors(clause)
    rest = re.sub(LETTER, " ", without_sizes(_LAYER.sub(" ", _ROWS.sub("", clause))))
    rest = re.sub(r"\\in(?![A-Za-z])|∈|\(\s*\)", " ", rest)
    if re.search(r"[^A-Za-z\s,.:;()$'-]", rest):
        return False
    words = [word.strip("-'").lower() for word in re.findall(r"[A-Za-z'-]{2,}", rest)]
    return all(word in _WORDS or (of_matrices and word in _OF_MATRICES) for word in words if word)


def only_describes(clause: str, defined: Collection[str], *, with_laws: bool = False) -> bool:
    """Whether a clause only says what something is called of which a definition says how it is made: L is the loss.

    defined     such letters
    with_laws   whether it may name laws, N(0, s^2), which may say that s is positive
    """
    said = _CALLED.fullmatch(clause.strip(" ,."))
    if said is None or said["name"] not in defined or is_wary(clause):
        return False
    what = _LAW.sub(" ", said["what"]) if with_laws else said["what"]
    rest = re.sub(LETTER, " ", _A_PRODUCT.sub(" prediction ", what))
    words = re.findall(r"[a-z'-]{2,}", rest.lower())
    return not re.search(r"[^A-Za-z\s,()'-]", rest) and all(word in _WORDS or word in _OF_LOSSES for word in words)


_CALLED = re.compile(rf"(?:(?:where|here|and|the\s+(?:loss|cost|objective))\s+)*(?P<name>{LETTER})\s*"
                     r"(?:\([^()=]*\)\s*)?(?:is|denotes|compares|measures)\s+(?P<what>(?:the|an?)\s.*)", re.IGNORECASE)
_A_PRODUCT = re.compile(rf"\b(?:predictions?|outputs?)\s+{LETTER}(?:\s+{LETTER})*(?=\s+[a-z]{{2,}}|$)", re.IGNORECASE)
_LAW = re.compile(r"(?<![A-Za-z\\])(?:\\mathcal\s*\{?\s*N\s*\}?|N)\s*\([^()<>=]*\)")
_OF_LOSSES_SAID = """
    squared quadratic absolute kl kullback-leibler divergence entropy cross cross-entropy likelihood log-likelihood
    hinge regularised regularized
"""
_OF_LOSSES = frozenset(_OF_LOSSES_SAID.split())


def is_wary(clause: str) -> bool:
    """Whether a clause may say that less is asked for, or of what case: up to a constant, at the first step."""
    return _WARY.search(clause) is not None


_WARY = re.compile(
    r"\bup\s+to\b|\bunits?\s+of\b|\b(?:additive|multiplicative|const|leading|dominant|roughly|negligible|homogeneous|critical|saddle"
    r"|unbiased|plain|vanilla|naive|ideal|perfect|exactly|divides?|tiles?|multiple|empty|active|inactive|saturated|dead"
    r"|inference|sparse|identity|bias-free)\b|\b(?:proportion|unnormali|asymptot|lineari|ignor|neglect)\w*"
    r"|\bfits?\b(?!\s+a\b)|\bsquare\s+(?:kernel|input|image|filter)|\bkernel\s+matri|\bis\s+a\s+kernel\b"
    r"|\b(?:first|initial|zeroth|last|final)\s+(?:step|iteration|update)|\bat\s+(?:initiali[sz]ation|test)\b"
    r"|\bsame\s+(?:size|number|width|height|dimension)|\b(?:is|are)\s+linear\b|\blinear\s+(?:output\s+)?(?:unit|activation)"
    r"|\b(?:without|no)\s+(?:a\s+)?bias|\bscalar\s+input\b|\b(?:is|are)\s+constant\b", re.IGNORECASE)


def says_nothing(word: str) -> bool:
    """Whether a word only says what a letter stands for, or what is to be done."""
    return word.lower() in _WORDS


__all__ = ["is_neutral", "is_wary", "only_describes", "says_nothing"]
