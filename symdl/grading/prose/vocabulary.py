r"""The words of mathematical prose that leave a formula as it is: all others may change what is said of it.

    unknown("So by the chain rule we get")     ""
    unknown("Nobody believes that")            "nobody"

Words are grouped by kind; a stem ends with "~", and an underline is a space. A word may be missing because nobody
thought of it, or because it changes what is said: not, never, some, minus, twice, almost. Where it is harmless in a
phrase, the phrase is known. ``reckons`` are phrases of known words that change what they speak of.
"""

from __future__ import annotations

import re

from symdl.grading.prose.claims import HOLE, claim

_CONNECT = """
    so thus hence therefore then finally consequently accordingly now next first firstly second secondly third thirdly
    fourth last lastly also again and yet moreover furthermore further besides similarly likewise analogously
    clearly obviously evidently naturally indeed namely i e ie viz equivalently overall altogether together finally
    ok okay well please simply just directly immediately easily exactly precisely explicitly mechanically in_turn
    here there since because as while after before by with using via through from into onto to of for on in at
    the a an this that these those it its which whose what where each every all any both same such
    following above below previous earlier later original corresponding respective respectively or if when whenever
    suppose assume~ provided unless until case cases let us set put define~ denot~ call~ either than
    does do did within inside outside between along toward about instead_of once_more at_once
    it's let's we're we've we'll i've that's there's here's what's l'hôpital l'hospital l'hopital
    other words too still already back being so-called eventually afterwards subsequently meanwhile thereby
    whereby hereby sure certainly absolutely
"""
_SPEAK = """
    we i one you they our my your their them me is are be equals equal get gets getting got give gives giving given
    yield yields yielding obtain~ find finds finding found see sees seen know knows known note noting notice observe
    observing recall~ remember remark have has having had become becomes becoming read reads write writes writing
    written rewrite rewrites rewriting rewritten conclude~ deduce~ infer follow~ arrive~ show shows showing shown
    prove
    proves proved proven imply implies implying mean means say says said express~ state states stated hold holds
    need use uses used using consider~ introduc~ look looking compare~ check~ verify verifies verified
    verifying confirm~
    work works working continue~ start~ begin~ end ends finish finished done leave leaves leaving left lead leads
    leading turn turns come comes coming take takes taking taken make makes making made go goes bring~ keep keeping
    can must want~ desired required claimed asked requested qed ans proceed~ call remain~ contain~ involve~ appear~
    reach~ complet~ carry carrying try do does
"""
_DO = """
    differentiat~ integrat~ simplif~ expand~ factor factors factored factoring factorise~ factorize~ factorisation
    factorization cancel~ collect~ combin~ rearrang~ substitut~ plug~ insert~ apply applies applying applied
    application
    evaluat~ comput~ calculat~ deriv~ multipl~ divid~ add adds adding subtract subtracts subtracting group~ solv~
    split splits splitting separate~ distribut~ reorder~ swap~ interchang~ exchang~ reindex~ relabel~ renam~ shift~
    telescop~ sum summing summed square squares squaring complete~ cross-multiply~ unfold~ unroll~ pull~ extract~
    chain chaining replacing backpropagat~ propagat~ normaliz~ normalis~ vectoriz~ rationaliz~ rationalis~ setting
    simplification expansion reduc~ convert~ transform~ bring~ move moving
"""
_NAME = """
    answer answers result results solution solutions derivative derivatives gradient gradients slope slopes
    differential differentials partial total value values expression expressions equation equations equality
    identity identities formula formulas formulae function functions term terms factor factors coefficient
    coefficients power powers exponent exponents base exponential logarithm logarithms log logs sine cosine tangent
    trigonometr~ hyperbolic sigmoid softmax relu tanh softplus logistic polynomial polynomials monomial
    constant constants variable variables parameter parameters index indices letter symbol notation name names sum
    sums
    summation product products quotient quotients fraction fractions numerator denominator numerators denominators
    common
    difference squares limit limits integral integrals series sequence geometric arithmetic quadratic
    linear linearity rule rules chain chain-rule power-rule product-rule quotient-rule sum-rule theorem lemma
    proposition corollary definition definitions convention assumption hypothesis property properties law laws
    algebra algebraic algebraically calculus arithmetic symmetry symmetric induction induktion basis
    bracket brackets parenthesis parentheses side sides hand left-hand right-hand right rhs lhs lines line step
    steps part parts proof question problem exercise task example claim section subsection note notes
    matrix matrices vector vectors scalar scalars identity entry entries
    component components row rows column columns element elements element-wise elementwise componentwise
    loss losses cost prediction predictions target targets label labels input inputs output outputs
    weight weights bias biases layer layers neuron neurons activation activations logit logits network model
    probability probabilities likelihood log-likelihood entropy cross-entropy divergence expectation expectations
    variance covariance distribution density gaussian bernoulli data sample samples batch epoch update updates
    learning
    rate momentum attention forward backward pass backpropagation hessian jacobian curvature
    inner outer quantity quantities number numbers real complex integer integers
    respect place point points domain interval range form forms way ways method approach fact facts
    definition~ leibniz newton euler taylor jensen bayes fubini cauchy schwarz lagrange hôpital hospital pythagoras
    pythagorean text answer: main final full whole simple simpler simplest simplified
    compact closed nice neat vertex usual standard general well-known basic elementary new needed resulting combined
    red blue green pattern remaining overall middle
    true yes always trivial trivially correct fine out stop good own course pair pairs pairing paired
    short easy direct straightforward everything putting doing performing iterating unrolling recursion recurrence
    residual residuals score penalty regulariser regularizer jacobian antiderivative lecture brevity recurrences
    observation conclusion consequence calculation computation derivation simplification work
    start beginning rest summary total respects binomial dot-product squared-norm setup setting-up
    abbreviation~ shorthand cyclic associativ~ commutativ~ distributiv~ count counts counting hopital hôpital
"""
_OTHER_TONGUES = """
    wir haben erhalten ist sind gilt ergibt also damit folgt daher somit und mit die der das den dem des ableitung
    funktion nach regel kettenregel produktregel aus von für durch ableiten lösung antwort ergebnis
    on est sont donc nous avons la le les par règle dérivée avec et chaîne obtient solution réponse
"""
_PHRASES = """
    w\\.?r\\.?t\\.? e\\.g\\. q\\.?\\s?e\\.?\\s?d\\.? without_loss_of_generality square_roots?
    (?:least|the)_squares(?!_of)
    (?:double|half|triple)[-_]angles? (?:sum|integra\\w+|range|run|go)\\w*_over over_(?:all|the_(?:real|interval))
    (?:rule|formula|parts|identity|theorem|definition|differentiat\\w+|integrat\\w+|appl\\w+)_(?:once|twice|again)
    (?:rule|formula|parts|identity|theorem)_(?:two|three|several|many)_times
    [A-Z]\\w+_twice(?=\\s*,)
    (?:can|may)_(?:(?:then|also|again|further)_)?be_(?:re)?(?:written|expressed|seen|shown|simplified)
    as_was_(?:to_be_)?(?:shown|proved|wanted|desired|claimed) which_was_to_be_(?:shown|proved)
    nothing_(?:but|else_than) order_of_summation same_as both_sides_(?:are_)?(?:divided|multiplied|increased)_by
    to_zero equal_to_zero in_the_order want_to_(?:find|compute|calculate|differentiate|know) minus_signs?(?=_cancel)
    (?:the|[A-Z]\\w+['’]?s?)_(?:rule|theorem|formula|lemma|identity|law)
    (?:propert\\w+|definition|linearity|cyclicity|rules?)_of_(?:the_)?(?:trace|transpose|norm|determinant|inverse)s?
    inverse_(?:function|chain|sine|cosine|tangent)s? (?:final|first|second)_answer no_more_than_that
    it_is_easy_to_see [Aa]fter_some_(?:more_)?algebra end_up_with (?:to_sum|[Cc]leaning_this|[Ss]umming)_up(?=\\s*,)
    [Tt]o_sum_up(?=\\s*,) read_off [Cc]ollecting_like_terms
    [Tt]hanks_to_(?:linearity|the_(?:chain|product|power|sum)_rule)
    [Ww]ith_the_help_of_the_\\w+_rule [Ll]ocal_(?:gradient|derivative)s? normal_equations? diagonal_entr(?:y|ies)
    (?:[Dd]efine|[Ii]ntroduce|denote|call)_(?:the|an)_errors?(?:_(?:by|as))? [Tt]he_errors?_is for_short
    definition_of_(?:mu|sigma|theta|eta|alpha|beta|delta|phi)
    [Aa]dding_up (?:[Ss]um\\w*|[Aa]dd\\w*)_over(?=\\W*$) [Kk]ey_(?:idea|step|point|observation)s?(?=\\W)
    (?:sums?_of_)?(?:the_)?deviations_vanish(?:es)?(?=\\s*:\\s*,) I_hope_this_helps equal_terms l'Hopital
    squared_norms? dot_products? [Cc]ancel\\w*_the_\\d(?=\\W*$) (?:[Ww]e|I|[Yy]ou|[Ii]t)_(?:will|shall)
    to_be_precise [Mm]ore_precisely which_is_what_we_(?:wanted|had)_to_show I_hope_this_is_(?:right|correct)
    (?:(?<=,)|(?<=,\\s)|^)[Bb]ut (?:is|see)_(?:why|how)
    (?:squared?|mean|prediction|output)_errors? errors?_(?:function|signal|term)s? on_the_one_hand on_the_other_hand
"""
_RECKONS = """
    (?:inverse|square|power|part|multiple|fraction|integral|transpose|norm|sum|product|difference|logarithm|log)_of
    (?:expectation|trace|determinant|variance|limit|exponential|error|factor|solution)_of
    multiplied_by divided_by
"""
_RESTRICTS = f"""
    (?:which|that|it|{HOLE})_(?:is|are|be|being|equals?)_(?:(?:always|just|simply|exactly)_)?one(?!_(?:of|can|gets|has|obtains))
    {HOLE}_(?:is|are|be|being|denotes?)_(?:(?:just|simply)_)?(?:the_|an?_)?(?:identity|constant|linear)(?!_matrix)
    {HOLE}_(?:denotes|means)_the_(?:product|sum|difference|quotient)
    in_the_limit in_expectation in_total_variation in_part in_sum
    to_(?:show|prove|verify|check)(?=_(?:that|\\W*$)|\\W*$)
    up_to apart_from but_for more_than less_than other_than instead_of can_be_(?:an?|that)(?![a-z]) for_one at_one
    short_of
    in_(?:the|this|that|one|some)_case (?:the|this)_case_(?:that|where|when|of)
    in_the_(?:data|sample|batch)
"""
"""Phrases of known words after which what is said does not hold as it stands."""


def _any_of(words: str) -> str:
    """A pattern of words or phrases, one of them after the other where it is a stem, or has an underline."""
    return "|".join(word.replace("~", r"[\w-]*").replace("_", r"\s+") for word in words.split())


_KNOWN = re.compile(_any_of(" ".join((_CONNECT, _SPEAK, _DO, _NAME, _OTHER_TONGUES))), re.IGNORECASE)
_PHRASE = re.compile(rf"(?<![A-Za-z])(?:{_any_of(_PHRASES)})(?![A-Za-z])")
_RECKONED = re.compile(rf"(?<![A-Za-z-])(?:{_any_of(_RECKONS)})", re.IGNORECASE)
_RESTRICTED = re.compile(rf"(?<![A-Za-z-])(?:{_any_of(_RESTRICTS)})(?![A-Za-z])", re.IGNORECASE)
_DERIVED = re.compile(r"\b(?:derivative|gradient|slope|differentiat\w+)", re.IGNORECASE)
_COMMAND = re.compile(r"\\(?:begin|end|label|ref|eqref|[vh]space)\*?\s*\{[^{}]*\}|\\[A-Za-z]+")
REFERENCE = re.compile(
    r"(?<![A-Za-z])(?:eqs?\.?|equations?|steps?|parts?|lines?|lemma|theorem|rules?|questions?|case|Q)"
    r"[\s~]*(?:\(\s*\d+[a-h]?\s*\)|\d+[a-h]?\b(?!\s*(?:[-+/^]|\*(?!\*)))[.:)]?)"
    r"|[(\[]\s*(?:\d+[a-h]?|[a-h]|i{1,3}|iv)\s*[)\]]|^\s*#?\d+[a-h]?[.:)]|[Hh]\d\b",
    re.IGNORECASE)
_WORD = re.compile(r"(?<![A-Za-zÀ-ÿ\\])[A-Za-zÀ-ÿ]{2,}(?:['’-][A-Za-zÀ-ÿ]+)*|(?<![\w.])\d[\d.]*")
_CLOSES = re.compile(r"\b(?:this|that|which)\s+is\s+(?:exactly\s+)?what\s+we\s+(?:wanted|had|have)\s+to"
                     r"\s+(?:show|prove)\s*[.!]?\s*$", re.IGNORECASE)
"""How a proof ends."""
_POLITE = re.compile(
    r"\b(?:please\s+)?(?:let\s+me\s+know\s+(?:if|whether)\s+(?:you|anything|something|there)\b[^.!?$\ue000]*"
    r"|feel\s+free\s+to\s+ask[^.!?$\ue000]*|I\s+hope\s+(?:this|that)\s+(?:helps|is\s+clear)[^.!?$\ue000]*)",
    re.IGNORECASE)
"""What is said to the reader."""
_COUNTS = re.compile(r"\b(?:there\s+are|we\s+have)\s+(?:two|three|four|five|several)\s+(?:factors|terms|parts|steps)\b",
                     re.IGNORECASE)
"""How many things are looked at in what follows."""
_SETS = re.compile(
    r"\b(?:set(?:ting)?|put(?:ting)?|equat(?:e|ing))\s+(?:this|(?:the|its|our|this)\s+(?:partial\s+|first\s+)?"
    r"(?:derivative|gradient|slope)s?)\s+(?:equal\s+)?to\s+(?:zero|0)\b", re.IGNORECASE)
"""What is demanded of a derivative; the equation for it is judged by itself."""
_SAMPLES = (rf"(?:they|(?:the\s+|all\s+|our\s+)*(?:{HOLE}|samples?|observations?|draws?|(?:random\s+)?variables?"
            r"|data|terms|[A-Z]_\w))")
_SO = (r"(?:mutually\s+|all\s+)?(?:independent|uncorrelated|i\.?\s?i\.?\s?d\.?)"
       r"(?:\s+and\s+identically\s+distributed)?")
_INDEPENDENT = re.compile(
    rf"(?:\b(?:since|because|as)\s+)?{_SAMPLES}\s+(?:are|is|being)\s+{_SO}(?![A-Za-z])"
    r"(?!\s+(?:of|from|for|on|if|when)\b)"
    r"|(?:\b(?:by|from|using|with|due\s+to)\s+)?(?<![A-Za-z])(?:mutual\s+)?(?:independence|i\.i\.d\.?|iid)(?![A-Za-z])"
    rf"(?:\s+of\s+{_SAMPLES})?", re.IGNORECASE)
"""Why means are multiplied, or variances added: a reason, and no restriction."""
_REASON = re.compile(rf"\(\s*(?:{_INDEPENDENT.pattern})\s*\)|\[\s*(?:{_INDEPENDENT.pattern})\s*\]", re.IGNORECASE)
_LONGEST = 2000


def is_known(word: str) -> bool:
    """Whether one word is known to leave a formula as it is."""
    return _KNOWN.fullmatch(word) is not None or all(map(_KNOWN.fullmatch, word.split("-")))


def unknown(words: str) -> str:
    """The first word of which it is not known that it leaves a formula as it is, or a number; "" if there is none."""
    words = _INDEPENDENT.sub(" ", words)
    words = _SETS.sub(" ", _POLITE.sub(" ", _CLOSES.sub(" ", _COUNTS.sub(" so ", words))))
    if restricted := _RESTRICTED.search(words[:_LONGEST]):
        return re.sub(r"\s+", " ", restricted[0].replace(HOLE, " … ")).strip()
    bare = words[:_LONGEST].replace(HOLE, " , ")
    bare = REFERENCE.sub(" ", _COMMAND.sub(" ", _PHRASE.sub(" ", bare)))
    word = next((found[0] for found in _WORD.finditer(bare) if not is_known(found[0])), words[_LONGEST:][:20])
    return word or claim(words)


_SIGNS = re.compile(r"(?:[\s.,;:!?*_#>~()\[\]|✓✔□∎■–—-]|\\(?:blacksquare|square|Box|qed|checkmark|therefore|newline"
                    r"|noindent|hfill|q?quad|[,;: ])(?![A-Za-z])|\\(?:begin|end)\{\w+\*?\})*")
_IN_COMMAND = re.compile(r"\\(?:text(?:rm|it|bf|sf|normal)?|mathrm|mbox|emph|(?:sub)*section\*?|paragraph\*?)\s*"
                         r"\{([^{}\\$]*)\}")


def says_nothing(text: str) -> bool:
    """Whether a text has no formula: signs alone, or known words of more than one letter."""
    bare = _IN_COMMAND.sub(r" \1 ", text)
    if _SIGNS.fullmatch(bare):
        return True
    is_said = bare != text
    bare = REFERENCE.sub(" ", _PHRASE.sub(" ", _INDEPENDENT.sub(" since ", bare)))
    if is_said and _SIGNS.fullmatch(bare):
        return True
    words = _WORD.sub(" ", bare)
    words_alone = _SIGNS.fullmatch(re.sub(r"\b[aAiI]\b(?!\W*$)", " ", words)) is not None
    return not unknown(bare) and words != bare and words_alone


def without_reasons(line: str) -> str:
    """A line without the reasons in brackets that say of samples that they are independent."""
    return _REASON.sub(" ", line)


def reckons(words: str) -> bool:
    """Whether known words say that what stands behind them is made of what they speak of: the square of."""
    found = _RECKONED.search(words)
    return found is not None and not _DERIVED.search(words[: found.start()])


__all__ = ["REFERENCE", "is_known", "reckons", "says_nothing", "unknown", "without_reasons"]
