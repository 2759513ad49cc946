"""Supplementary provisions of 30 March 2005: master agreements taken over from the oil corporation (石油公団)."""

from __future__ import annotations

from fractions import Fraction

from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.kernel import Answer, Asking, RuleBook, no, not_applicable, yes

__all__ = ["INHERITED_LIMIT", "book"]

INHERITED_LIMIT = Fraction(7, 10)
"""Limit of equity under an inherited agreement, as a share of the project's money (s20050330.p2.i1)."""

book = RuleBook(TEXT_IN_HAND)

book.ask(
    "inherited.governed_by", "承継した事業はどの定めにより管理するか", "Under what is the inherited project managed?"
)


def _is_inherited(ask: Asking) -> bool:
    """Only what was taken over as a whole under the medium-term goals counts."""
    return ask.get("oversight.inherited") is not None and ask.flag("oversight.inherited.under_medium_term_goals")


@book.rule("equity.within_limit", "s20050330.p2.i1", "a4.p2", exception_to="equity.within_limit/within_limit")
def inherited(ask: Asking) -> Answer | None:
    if not _is_inherited(ask) or ask.get(".under_proviso") is True:
        return None
    return _within_seven_tenths(ask)


@book.rule(
    "equity.within_limit", "s20050330.p2.i1", "a4.p2", exception_to="equity.within_limit/within_limit_of_the_proviso"
)
def inherited_under_proviso(ask: Asking) -> Answer | None:
    """The limit holds whatever a4.p2 says, so under the proviso of the operating rules too."""
    if not _is_inherited(ask) or ask.get(".under_proviso") is not True:
        return None
    return _within_seven_tenths(ask)


def _within_seven_tenths(ask: Asking) -> Answer:
    equity, needed = ask.need(".equity", ".project_money")
    most = INHERITED_LIMIT * needed
    ja, en = (
        f"承継した契約の限度は対象資金{needed:,}円の7割",
        f"the limit of an inherited agreement is 70 % of {needed:,} yen",
    )
    if equity <= most:
        return yes(
            f"{ja}で、出資{equity:,}円はその内にある。", f"{en}, and equity of {equity:,} yen is within it.", value=most
        )
    return no(
        f"{ja}で、出資{equity:,}円はこれを超える。", f"{en}, and equity of {equity:,} yen is over it.", value=most
    )


@book.rule("inherited.governed_by", "s20050330.p2.i2")
def governed_by(ask: Asking) -> Answer:
    if not _is_inherited(ask):
        return not_applicable("石油公団から承継した契約ではない。", "no agreement taken over from the oil corporation.")
    other = ask.get("oversight.inherited.other_provision")
    if other is not None:
        return yes(f"他の定めによる: {other}。", f"under what is provided elsewhere: {other}.", value="other")
    return yes(
        "業務方法書、本細則及び審査基準等による。",
        "under the operating rules, this bylaw and the criteria.",
        value="this",
    )
