r"""The words beside a question, in the letters of its formulas: of what they speak, and of which entries.

    the labels are one-hot                  y is one-hot
    W is symmetric, so w_{ij} = w_{ji}      w_{ij} = w_{ji}, where w_{ij} stands in the formulas, and no W
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from symdl.grading.scalar.context import LETTER, clauses
from symdl.grading.scalar.ellipses import full
from symdl.grading.scalar.given import LEAD, LETTERS


def in_letters(context: str, reference: str, definitions: Sequence[str]) -> str:
    """Words with what they leave out, in the letters of the formulas."""
    formulas = [reference, *definitions]
    return _without_defined(_of_entries(_of_labels(full(context.replace("$", "")), formulas), formulas), definitions)


def _of_entries(context: str, formulas: Sequence[str]) -> str:
    r"""Words with w_{ij} = w_{ji} for a symmetric w, or W, of which entries alone stand in the formulas."""
    def put(said: re.Match[str]) -> str:
        one, other = (re.fullmatch(r"(.*)_\{(\w)(\w)\}", said[key] or "") for key in ("one", "other"))
        if one is not None and other is not None and one.groups() != (other[1], other[3], other[2]):
            return said[0]
        names = [re.split("_", name)[0] for name in re.findall(LETTER, said["names"])]
        families = [next((one for one in (name, name.lower()) if _has_entries_alone(one, formulas)), "")
                    for name in names]
        if not all(families) or any(_stands(name, formulas) for name in names):
            return said["alone"]
        return said["lead"] + ", ".join(f"{name}_{{ij}} = {name}_{{ji}}" for name in families)

    return _SYMMETRIC.sub(put, context)


_ENTRY = rf"(?:{LETTER})(?<=\w\w\}})"
_SO = (rf"(?:\s*[,:(]?\s*(?:(?:and\s+)?(?:so|hence|thus|therefore|i\.e\.|meaning|which\s+means|that\s+is)(?:\s+that)?,?"
       rf"\s*)?(?P<one>{_ENTRY})\s*=\s*(?P<other>{_ENTRY})\)?)")
_SYMMETRIC = re.compile(
    rf"(?:(?<=^)|(?<=[.;,:]\s)|(?<=\band\s))(?P<alone>(?P<lead>{LEAD})"
    rf"(?:the\s+)?(?:(?:[a-z-]+\s+)?(?:weights?|entries|matri(?:x|ces)|coefficients?|kernel|similarit(?:y|ies)"
    rf"|affinit(?:y|ies)|couplings?|interactions?)\s+)?"
    rf"(?P<names>{LETTERS})\s+(?:is|are|be)\s+(?:an?\s+|the\s+|both\s+|all\s+)?(?:real\s+)?symmetric(?:\s+(?:weights?"
    rf"|matri(?:x|ces)|coefficients?|kernel|similarities|affinities|couplings?|interactions?)){{0,2}}"
    rf"(?:\s+with\s+entries\s+{_ENTRY})?){_SO}?(?=\s*(?:[.;,]|and\b|$))", re.IGNORECASE)


def _has_entries_alone(name: str, formulas: Sequence[str]) -> bool:
    """Whether a letter stands in formulas with two indices everywhere."""
    ours = [below for text in formulas for below in _below(name, text)]
    return bool(ours) and all(len(re.sub(r"[\s{},]", "", below)) == 2 and re.search("[a-z]", below) for below in ours)


def _stands(name: str, formulas: Sequence[str]) -> bool:
    """Whether a letter stands in formulas without two indices."""
    return any(_below(name, text) for text in formulas) and not _has_entries_alone(name, formulas)


def _below(name: str, formula: str) -> list[str]:
    """What stands below a letter, wherever it stands in a formula; "" where nothing does."""
    return [found[1] or "" for found in re.finditer(
        rf"(?<![A-Za-z\\]){re.escape(name)}(?![A-Za-z])(?:\s*_\s*(\{{[^{{}}]*\}}|\w))?", formula)]


def _of_labels(context: str, formulas: Sequence[str]) -> str:
    """Words with the letter of the labels that they speak of: the y of "the labels are one-hot"."""
    letters = {letter for text in formulas for letter in re.findall(r"(?<![A-Za-z\\])([yt])\s*_", text)}
    return _LABELS.sub(f"{min(letters)} is ", context) if len(letters) == 1 else context


_LABELS = re.compile(r"(?<![A-Za-z-]\s)(?<![A-Za-z-])(?:the\s+)?(?:labels?|targets?)\s+(?:is|are)\s+(?=one[\s-]hot)",
                     re.IGNORECASE)


def _without_defined(context: str, definitions: Sequence[str]) -> str:
    """Words without those that the definitions say, too: "p is the softmax of z", where p_k is that."""
    for clause in clauses(context):
        said = _SOFTMAX.fullmatch(clause.strip(" ,"))
        if said and any(re.match(rf"\s*{re.escape(said[1])}\s*_", text) and re.search(
                rf"\\frac\s*\{{\s*(?:e\s*\^\s*\{{?|\\exp\s*\(?)\s*{re.escape(said[2])}\s*_.*\\sum", text)
                for text in definitions):
            context = context.replace(clause.strip(" ,"), "", 1)
    return context


_SOFTMAX = re.compile(rf"(?:where\s+)?({LETTER})\s+(?:is|denotes)\s+the\s+softmax\s+of\s+({LETTER})")


__all__ = ["in_letters"]
