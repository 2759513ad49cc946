"""What waits at the stock desk and what is late, each with the command that would settle it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sonae.core import FiscalYear, Outcome
from sonae.office.books.stock.state import StockState
from sonae.stockpile.books import (
    Drill,
    Purchase,
    ReleaseRecord,
    drills_finding,
    due,
    due_yen,
    owed_finding,
    plan_finding,
    plan_in_force,
)

__all__ = ["Waiting", "waits_of"]

_AHEAD = 60
"""Days that the desk looks ahead for tests and ends of shelf life."""
_REVIEW = (6, 30)
"""A year is reviewed by the end of June; a setting of the house."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits.

    Attributes:
        what: a word.
        of: the record that it is about; empty for the whole.
        kind: the command that settles it; empty where a person looks first.
        field: the field of that command that names ``of``.
        due: by when.
        late: whether that day has gone by.
        lot: the lot that it is about; it stands in no address.

    """

    what: str
    of: str = ""
    kind: str = ""
    field: str = ""
    due: dt.date | None = None
    late: bool = False
    lot: str = ""


def waits_of(state: StockState, today: dt.date) -> tuple[Waiting, ...]:
    """Return what waits on a day, the late first."""
    found = [*_decisions(state, today), *_reviews(state, today), *_lots(state, today)]
    for purchase in state.purchases:
        found += _purchase(purchase, today)
    for release in state.releases:
        found += _release(release, today)
    for drill in state.drills:
        found += _drill(drill, today)
    return tuple(sorted(found, key=lambda one: (not one.late, one.due or dt.date.max, one.what, one.of)))


def _decisions(state: StockState, today: dt.date) -> Iterator[Waiting]:
    policy = state.policy
    if not policy.selections:
        yield Waiting("selection", kind="minerals.select")
        return
    last = policy.selections[-1]
    if not policy.proposals or policy.proposals[-1].selection != last.version:
        yield Waiting("proposal", kind="days.propose")
    elif policy.proposals[-1].version not in {one.proposal for one in policy.decisions}:
        yield Waiting("decision", str(policy.proposals[-1].version), "days.decide", "proposal")
    for plan in policy.plans:
        if plan.consent is None:
            yield Waiting("consent", str(plan.version), "stockplan.consent", "plan")
    if policy.decisions and not plan_finding(policy, today) and all(one.consent for one in policy.plans):
        yield Waiting("plan", str(policy.decisions[-1].version), "stockplan.draft", "decision", late=True)
    stated = state.desk.consumption_on(today)
    if policy.decisions and any(row.mineral not in stated for row in policy.decisions[-1].days):
        yield Waiting("consumption", kind="consumption.state")


def _reviews(state: StockState, today: dt.date) -> Iterator[Waiting]:
    policy, reviews = state.policy, state.reviews
    past = FiscalYear(FiscalYear.of(today).year - 1)
    found = next((one for one in reviews.years if one.fiscal_year == past.year), None)
    wanted = dt.date(past.year + 1, *_REVIEW)
    if found is None and any(one.date <= past.end for one in policy.decisions):
        yield Waiting("review", str(past.year), "stock.review", "fiscal_year", wanted, today > wanted)
    if found is not None and found.evaluation is None:
        yield Waiting("outside", str(past.year), "stock.evaluate", "fiscal_year")
    if plan_finding(policy, today):
        plan = plan_in_force(policy, today)
        ends = FiscalYear(plan.last_year)
        if FiscalYear.of(today) == ends and not any(
            one.first_year == plan.last_year + 1 for one in reviews.next_periods
        ):
            yield Waiting("next_period", kind="period.propose", due=ends.end)
    enough = drills_finding(state.drills, FiscalYear.of(today).year)
    if enough.outcome is not Outcome.YES and policy.decisions:
        yield Waiting("drills", str(enough.value), "drill.begin", due=FiscalYear.of(today).end)


def _lots(state: StockState, today: dt.date) -> Iterator[Waiting]:
    words = {"quality test": "test", "shelf life": "shelf_life", "failed test": "failed_test"}
    for one in due(state.book, today, within_days=_AHEAD):
        kind = "lot.test" if one.what == "quality test" else ""
        yield Waiting(words[one.what], kind=kind, due=one.date, late=one.overdue, lot=one.lot)
    for account in state.book.index.accounts_at(today, kind="in_transit"):
        sent = next((one for one in state.book.vouchers if one.id == account.party), None)
        if sent is not None and sent.kind == "transfer_out":
            yield Waiting("in_transit", sent.id, "lot.arrive", "transfer", lot=account.lot)


def _purchase(purchase: Purchase, today: dt.date) -> Iterator[Waiting]:
    name = purchase.id
    if purchase.failure is not None:
        return
    if purchase.tender is None:
        yield Waiting("tender", name, "purchase.tender", "purchase")
    elif purchase.award is None:
        closes = purchase.tender.closes.date()
        if today >= closes:
            yield Waiting("award", name, "purchase.award", "purchase", closes, today > closes + dt.timedelta(14))
        else:
            yield Waiting("offers", name, "purchase.offer", "purchase", closes)
    else:
        inspected = {one.delivery for one in purchase.inspections}
        for delivery in purchase.deliveries:
            if delivery.id not in inspected:
                wanted = delivery.date + dt.timedelta(30)
                yield Waiting("inspection", name, "purchase.inspect", "purchase", wanted, today > wanted)
        if due_yen(purchase) > 0:
            yield Waiting("payment", name, "purchase.pay", "purchase")
        if purchase.standing_t < purchase.award.tonnes:
            yield Waiting("delivery", name, "purchase.deliver", "purchase")


def _release(release: ReleaseRecord, today: dt.date) -> Iterator[Waiting]:
    name, decision = release.id, release.decision
    if decision is not None and decision.outcome is Outcome.NO:
        return
    if decision is None or decision.outcome is Outcome.OPEN:
        judged = bool(release.judgements)
        yield Waiting(
            "release_decision" if judged else "need", name, "release.decide" if judged else "release.judge", "release"
        )
    elif release.allotments is None:
        if release.notice is not None:
            yield Waiting(
                "clearing" if release.bids else "bids",
                name,
                "release.clear" if release.bids else "release.bid",
                "release",
            )
        else:
            direct = bool(decision.awards_kg) or release.exchange
            yield Waiting(
                "allotment" if direct else "auction", name, "release.allot" if direct else "release.auction", "release"
            )
    else:
        yield from _after_award(release, today)


def _after_award(release: ReleaseRecord, today: dt.date) -> Iterator[Waiting]:
    name = release.id
    awarded = sum(release.allotted_kg.values())
    if sum(one.quantity_kg for one in release.handovers) < awarded:
        ends = min((one.window.ends for one in release.offered), default=None)
        yield Waiting("handover", name, "release.hand_over", "release", ends, ends is not None and today > ends)
    if release.exchange:
        owed = owed_finding(release, today)
        terms = release.adjustment.exchange if release.adjustment is not None else None
        if owed.outcome is not Outcome.YES:
            yield Waiting(
                "return",
                name,
                "release.return_in_kind",
                "release",
                terms.return_on if terms else None,
                owed.outcome is Outcome.NO,
            )
        return
    if len(release.invoices) < len(release.handovers):
        yield Waiting("invoice", name, "release.invoice", "release")
    elif release.handovers and release.restoration is None and release.regime == "tight_supply" and not release.drill:
        yield Waiting("restoration", name, "release.restore", "release")


def _drill(drill: Drill, today: dt.date) -> Iterator[Waiting]:
    if drill.evaluation is None:
        if drill.release is None:
            yield Waiting("drill_request", drill.id, "release.request", "drill")
        else:
            steps = [one for one in _release(drill.release, today) if one.what != "invoice"]
            yield from steps
            if not steps:
                yield Waiting("drill_evaluation", drill.id, "drill.evaluate", "drill")
    for lesson in drill.lessons:
        if lesson.done_on is None:
            yield Waiting("lesson", drill.id, "drill.lesson_done", "drill", lesson.due, today > lesson.due)
