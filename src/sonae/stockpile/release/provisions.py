"""Provisions that govern a release, by the short names of the rule files: «policy h2.p3.q3», «plan h4.p2.i6»."""

from __future__ import annotations

from sonae.core import Citation, UnknownChoiceError

__all__ = ["MEDIUM_TERM_GOALS", "MEDIUM_TERM_PLAN", "provision"]

MEDIUM_TERM_GOALS = "JOGMEC第5期中期目標 Ⅰ"
"""Goals of the fifth medium term, FY2023–FY2027, part Ⅰ (document 000, annex): 4(2) is the stock of metals."""

MEDIUM_TERM_PLAN = "JOGMEC第5期中期計画 Ⅰ"
"""Plan of the fifth medium term, part Ⅰ (document 000, annex)."""


def provision(text: str) -> Citation:
    """Read «policy h2.p3.q3», «goals h4.p2.i6» or «plan h4.p2.i6».

    Raises:
        UnknownChoiceError: for another document.
        InputError: for what is no provision.

    """
    document, _, place = text.partition(" ")
    if document == "policy":
        return Citation.basic_policy(place)
    names = {"goals": MEDIUM_TERM_GOALS, "plan": MEDIUM_TERM_PLAN}
    if document not in names:
        raise UnknownChoiceError("document", document, ["policy", *names])
    return Citation(names[document], place)
