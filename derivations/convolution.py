r"""The size of the output of a convolution: counting where the kernel fits.

    W' = floor((W + 2p - k)/s) + 1

The padded image is W + 2p wide. A kernel at position j covers the columns from
j*s to j*s + k - 1. Dividing W + 2p - k by the stride with remainder gives the
last position at which it fits; positions are counted from 0, hence the 1.
"""

from sympy import Eq, Integer

from symdl.derivation import Claim, Derivation, Slip, Source, Step
from symdl.language import floor, integer, total

one = Integer(1)

W = integer("W", at_least=1, means="width of the image")
k = integer("k", at_least=1, means="width of the kernel")
p = integer("p", means="padding on each side")
s = integer("s", at_least=1, means="stride")
q = integer("q", means="last position at which the kernel fits: the quotient")
r = integer("r", means="columns left over: the remainder")
j = integer("j", means="a position of the kernel, from 0 on")

homework = Source("Course document 003 (HW3, handwritten assignment)", "Convolution", checked=True)
dumoulin = Source("Dumoulin & Visin 2016, A guide to convolution arithmetic for deep learning, arXiv:1603.07285",
                  "relationship 6")

euclid = (Eq(W + 2 * p - k, q * s + r), r < s)

LAST_FITS = Claim(
    name="last-position-fits",
    title="at position q the kernel ends inside the padded image",
    lhs=q * s + k,
    rhs=W + 2 * p,
    relation="<=",
    difference=r,
    slips=(
        Slip("padded on one side only", W + p),
        Slip("with a column to spare", W + 2 * p - 1),
        Slip("with the kernel to spare", W + 2 * p - k),
    ),
    source=homework,
)

NEXT_DOES_NOT = Claim(
    name="next-position-does-not-fit",
    title="at position q + 1 it does not",
    lhs=(q + 1) * s + k,
    rhs=W + 2 * p,
    relation=">",
    difference=s - r,
    slips=(
        Slip("by a stride at least", W + 2 * p + s),
        Slip("by two columns at least", W + 2 * p + 1),
        Slip("by the remainder at least", W + 2 * p + r),
    ),
    source=homework,
)

ALL_BEFORE_FIT = Claim(
    name="positions-up-to-the-last-fit",
    title="the kernel fits at every position up to q",
    lhs=j * s + k,
    rhs=W + 2 * p,
    relation="<=",
    difference=(q - j) * s + r,
    given=(j <= q,),
    slips=(
        Slip("at the next position too", given=(j <= q + 1,)),
        Slip("padded on one side only", W + p),
        Slip("with a column to spare", W + 2 * p - 1),
    ),
    source=homework,
)

NONE_BEHIND_FITS = Claim(
    name="positions-after-the-last-do-not-fit",
    title="and at none after it",
    lhs=j * s + k,
    rhs=W + 2 * p,
    relation=">",
    difference=(j - (q + 1)) * s + (s - r),
    given=(j >= q + 1,),
    slips=(
        Slip("at the last position neither", given=(j >= q,)),
        Slip("by a stride at least", W + 2 * p + s),
        Slip("by two columns at least", W + 2 * p + 1),
    ),
    source=homework,
)

COUNT = Claim(
    name="number-of-positions",
    title="from 0 to q there are q + 1 positions",
    lhs=total(one, (j, 0, q)),
    rhs=q + 1,
    slips=(
        Slip("the last position for their number", q),
        Slip("position 0 counted twice", q + 2),
        Slip("columns for positions", q * s + 1),
    ),
)

QUOTIENT = Claim(
    name="last-position",
    title="the last position is the width that is left, divided by the stride and rounded down",
    lhs=floor((W + 2 * p - k) / s),
    rhs=q,
    slips=(
        Slip("rounded up", floor((W + 2 * p - k + s - 1) / s)),
        Slip("their number for the last position", q + 1),
        Slip("the stride is forgotten", W + 2 * p - k),
        Slip("not rounded", (W + 2 * p - k) / s),
    ),
    source=homework,
)

SIZE = Claim(
    name="size",
    title="the width of the output",
    lhs=floor((W + 2 * p - k) / s) + 1,
    rhs=q + 1,
    slips=(
        Slip("padded on one side only", floor((W + p - k) / s) + 1),
        Slip("the 1 is lost", floor((W + 2 * p - k) / s)),
        Slip("rounded up", floor((W + 2 * p - k + s - 1) / s) + 1),
        Slip("the stride is forgotten", W + 2 * p - k + 1),
    ),
    source=dumoulin,
)

SIZE_INSIDE = Claim(
    name="size-as-printed",
    title="the 1 may stand inside the floor, as printed",
    lhs=floor((W + 2 * p - k) / s + 1),
    rhs=q + 1,
    steps=(Step(floor((W + 2 * p - k) / s) + 1, "an integer leaves the floor"),),
    slips=(
        Slip("padded on one side only", floor((W + p - k) / s + 1)),
        Slip("the 1 divided too", floor((W + 2 * p - k + 1) / s)),
        Slip("not rounded", (W + 2 * p - k) / s + 1),
        Slip("the stride is forgotten", W + 2 * p - k + 1),
    ),
    source=homework,
    printed=r"W' = \lfloor \frac{W + 2*p_1 - k_1}{s_1} + 1 \rfloor",
    note="The height follows by the same count; the number of channels becomes that of the kernels.",
)

SAME = Claim(
    name="same-size",
    title="with stride one and padding by half a kernel the size stays",
    lhs=floor((W + 2 * p - k) / s) + 1,
    rhs=W,
    given=(Eq(s, 1), Eq(k, 2 * p + 1)),
    slips=(
        Slip("the border is lost", W - 2 * p),
        Slip("it grows by one", W + 1),
        Slip("at any stride", given=(Eq(k, 2 * p + 1),)),
    ),
    source=dumoulin,
)

DERIVATION = Derivation(
    title="The output size of a convolution",
    summary=(
        "One dimension of an image, for every width, kernel, padding and stride such that the kernel fits once. "
        "The quotient and the remainder of the width that is left by the stride are given by Euclid's division."
    ),
    symbols=(W, k, p, s, q, r, j),
    given=euclid,
    claims=(
        LAST_FITS, NEXT_DOES_NOT, ALL_BEFORE_FIT, NONE_BEHIND_FITS, COUNT, QUOTIENT, SIZE, SIZE_INSIDE, SAME,
    ),
    references=(homework, dumoulin),
)
