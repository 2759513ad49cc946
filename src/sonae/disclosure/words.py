"""Sentences of the gate in both languages. The public one is the same for every cause and tells none."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "CAUSES",
    "FREQUENCY",
    "MAY_BE_RELEASED",
    "NOT_RELEASED",
    "PASSED",
    "P_PERCENT",
    "REFUSED",
    "UNDECIDED",
    "Words",
]


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence in Japanese and English."""

    ja: str
    en: str


NOT_RELEASED = Words("この資料は公表できません。", "This material cannot be released.")
"""All that anybody is told of a refusal who may not know its reason; undecided counts as refused."""
MAY_BE_RELEASED = Words("この資料は公表できます。", "This material may be released.")
PASSED = Words(
    "これまでの公表値と合わせても、秘匿すべき{secrets}件の数値はいずれも必要な余地を残す",
    "together with every release before it, each of {secrets} secret numbers keeps the room that is asked for",
)
REFUSED = Words("公表すると{failed}件の保護が破れる", "released, it would break {failed} of the protections")
UNDECIDED = Words(
    "{failed}件の保護について限度内に判定できないため、公表を認めない",
    "{failed} of the protections could not be decided within the limits, so it is refused",
)

FREQUENCY, P_PERCENT = "minimum frequency", "p percent"
CAUSES = {FREQUENCY: Words("最低度数", FREQUENCY), P_PERCENT: Words("p％規則", P_PERCENT)}
"""Causes that are no category of the rules."""
