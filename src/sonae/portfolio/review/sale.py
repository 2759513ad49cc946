"""Candidates for a sale of the agency's shares (bylaw article 24): which grounds are there, and who decides.

No score is made up. A gate comes first: the shares can be valued on reasonable grounds, because the transition to
development is approved or for another stated reason (a24.p2). Then each criterion that the settings count is answered
with its ground. A project is a candidate when the gate is open and one counted criterion is met; whether to sell is a
person's decision, and what a sale asks for before it is closed stands beside as duties.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sonae.core import Citation, Finding, Outcome, UnknownChoiceError
from sonae.portfolio.review.facts import CaseFacts, SaleFacts
from sonae.portfolio.review.provisions import bylaw
from sonae.portfolio.review.settings import ReviewSettings

__all__ = ["CRITERIA", "DUTIES", "SaleReview", "review_sale"]

YES, NO, OPEN = Outcome.YES, Outcome.NO, Outcome.OPEN

DUTIES: tuple[tuple[str, tuple[Citation, ...]], ...] = (
    ("talk with the investee", bylaw("a24.p1")),
    ("keep the sale in line with energy policy of the State", bylaw("a24.p2")),
    ("audit the investee", bylaw("a19.p1.i5")),
    ("set price and terms on the report of the committee of outside experts", bylaw("a24.p4")),
)
"""What a sale asks for, and where."""


@dataclass(frozen=True, slots=True)
class SaleReview:
    """A project seen as a candidate for sale."""

    case: str
    gate: Finding
    """Can the shares be valued on reasonable grounds?"""
    criteria: Mapping[str, Finding]
    """Every counted criterion and its answer."""
    candidate: Finding
    """YES: gate open and a criterion met. It is no decision."""
    decision: Finding
    """A person's: OPEN until somebody has decided."""
    duties: tuple[tuple[str, tuple[Citation, ...]], ...]
    """What must be done before a sale; empty for what is no candidate."""

    @property
    def satisfied(self) -> tuple[str, ...]:
        """Criteria that are met."""
        return tuple(name for name, finding in self.criteria.items() if finding.outcome is YES)


def _gate(case: CaseFacts, sale: SaleFacts) -> Finding:
    cites = bylaw("a24.p2", "a15.p1.i11")
    if case.development_approved is not None:
        return Finding(YES, f"the transition to development was approved on {case.development_approved}", cites)
    if sale.valuation_possible is None:
        return Finding(
            OPEN, "no transition to development is approved, and nobody says that the shares can be valued", cites
        )
    said = "can" if sale.valuation_possible else "cannot"
    return Finding(YES if sale.valuation_possible else NO, f"the shares {said} be valued on reasonable grounds", cites)


def _told(value: bool | None, what: str, cites: tuple[Citation, ...]) -> Finding:
    if value is None:
        return Finding(OPEN, f"it is not known whether {what}", cites)
    return Finding(YES if value else NO, what if value else f"it is not so that {what}", cites)


def _asked(sale: SaleFacts, settings: ReviewSettings) -> Finding:
    return _told(
        sale.asked_by_shareholders, "Japanese shareholders of the investee ask for the sale", bylaw("a24.p2.i1")
    )


def _needed(sale: SaleFacts, settings: ReviewSettings) -> Finding:
    cites = bylaw("a24.p2.i2")
    if sale.needed is None:
        return Finding(OPEN, "nobody has judged that the agency must sell", cites)
    facts = {"evidence": sale.needed.evidence}
    return Finding(YES, f"{sale.needed.by} judged on {sale.needed.date}: {sale.needed.reason}", cites, facts)


def _purpose(sale: SaleFacts, settings: ReviewSettings) -> Finding:
    return _told(sale.policy_purpose_attained, "the purpose of policy is attained", bylaw("a24.p2", "a24.p2.i2"))


def _offer(sale: SaleFacts, settings: ReviewSettings) -> Finding:
    cites = bylaw("a24.p2.i2")
    if sale.offer_yen is None or sale.value_yen is None:
        lost = "offer" if sale.offer_yen is None else "value"
        return Finding(OPEN, f"no {lost} is given", cites)
    wanted = sale.value_yen * (1 + Fraction(settings.sale.offer_premium_share))
    met = sale.offer_yen > wanted
    said = f"the offer of {sale.offer_yen:,} yen is {'' if met else 'not '}above the value of {sale.value_yen:,}"
    return Finding(YES if met else NO, said, cites, {"wanted_yen": wanted}, sale.offer_yen - sale.value_yen)


def _demand(sale: SaleFacts, settings: ReviewSettings) -> Finding:
    cites = bylaw("a24.p2.i2")
    if sale.interested_buyers is None:
        return Finding(OPEN, "it is not known who is interested", cites)
    met = sale.interested_buyers >= settings.sale.buyers
    facts = {"buyers": sale.interested_buyers, "wanted": settings.sale.buyers}
    return Finding(YES if met else NO, f"{sale.interested_buyers} buyers are interested", cites, facts)


def _window(sale: SaleFacts, settings: ReviewSettings) -> Finding:
    cites = bylaw("a24.p2.i2")
    if sale.market_price is None or sale.deck_price is None:
        return Finding(OPEN, "market price and the deck's are not both given", cites)
    ratio = Fraction(sale.market_price) / Fraction(sale.deck_price)
    met = ratio >= Fraction(settings.sale.window_price_ratio)
    return Finding(
        YES if met else NO, f"the market price is {float(ratio):.2f} of the deck's", cites, {"ratio": ratio}, ratio
    )


def _funds(sale: SaleFacts, settings: ReviewSettings) -> Finding:
    cites = bylaw("a24.p3")
    if sale.repays_borrowing_yen is None:
        return Finding(OPEN, "it is not known whether the proceeds would repay a borrowing early", cites)
    met = sale.repays_borrowing_yen > 0
    said = (
        f"the proceeds would repay {sale.repays_borrowing_yen:,} yen early"
        if met
        else "no borrowing would be repaid early"
    )
    return Finding(YES if met else NO, said, cites, value=sale.repays_borrowing_yen)


CRITERIA: Mapping[str, Callable[[SaleFacts, ReviewSettings], Finding]] = {
    "asked_by_shareholders": _asked,
    "judged_needed": _needed,
    "policy_purpose_attained": _purpose,
    "offer_above_value": _offer,
    "private_demand": _demand,
    "market_window": _window,
    "frees_public_funds": _funds,
}
"""Criteria that a setting may count."""


def _candidate(gate: Finding, criteria: Mapping[str, Finding]) -> Finding:
    met = [name for name, finding in criteria.items() if finding.outcome is YES]
    waiting = [name for name, finding in criteria.items() if finding.outcome is OPEN]
    facts: dict[str, object] = {"met": met, "open": waiting}
    cites = bylaw("a24.p2")
    if gate.outcome is NO:
        return Finding(NO, f"no candidate: {gate.because}", cites, facts)
    if not met:
        said = "no counted criterion is met" + (f"; open: {', '.join(waiting)}" if waiting else "")
        return Finding(OPEN if waiting else NO, said, cites, facts)
    if gate.outcome is OPEN:
        return Finding(OPEN, gate.because, cites, facts)
    return Finding(YES, f"a candidate: {', '.join(met)}", cites, facts, tuple(met))


def _decision(sale: SaleFacts, candidate: Finding) -> Finding:
    cites = bylaw("a24.p2", "a24.p4")
    if sale.decision is None:
        because = "a person must decide whether to sell" if candidate else "there is nothing to decide yet"
        return Finding(OPEN, because, cites)
    said = sale.decision
    facts = {"by": said.by, "on": said.date, "evidence": said.evidence}
    answer = "sell" if sale.decided_to_sell else "keep"
    return Finding(
        YES if sale.decided_to_sell else NO,
        f"{said.by} decided on {said.date} to {answer}: {said.reason}",
        cites,
        facts,
        answer,
    )


def review_sale(case: CaseFacts, settings: ReviewSettings) -> SaleReview | None:
    """See a live project's shares as a candidate for sale; none where the agency holds none, or the project has ended.

    Args:
        case: facts of the project.
        settings: criteria that count, and their thresholds.

    Raises:
        UnknownChoiceError: for a criterion that the settings count and nobody knows.

    """
    if case.holding is None or not case.live:
        return None
    sale = case.sale or SaleFacts()
    for name in settings.sale.counted:
        if name not in CRITERIA:
            raise UnknownChoiceError("criterion of a sale", name, CRITERIA)
    criteria = {name: CRITERIA[name](sale, settings) for name in settings.sale.counted}
    gate = _gate(case, sale)
    if sale.grounds:
        gate = Finding(gate.outcome, gate.because, gate.citations, {"grounds": sale.grounds})
    candidate = _candidate(gate, criteria)
    return SaleReview(case.id, gate, criteria, candidate, _decision(sale, candidate), DUTIES if candidate else ())
