"""Deciding a release on the book and the plan in force: request or adjustment, judgement, decision by the engine.

Basic policy 2(3): a tight-supply release answers a company's request and stays within the plan; an adjustment release keeps
quantity, quality or form in order and leaves the minimum stock.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sonae.core import Classification, Finding, InputError, Outcome
from sonae.stockpile.books.book import Book
from sonae.stockpile.books.decisions import PlanVersion, PolicyRecord, engine_plan, plan_in_force
from sonae.stockpile.books.forms import replaced
from sonae.stockpile.books.release_record import (
    AdjustmentFields,
    EvidencedRequest,
    ReleaseDecision,
    ReleaseRecord,
    ReleaseStep,
    RequestFields,
)
from sonae.stockpile.books.store import holdings
from sonae.stockpile.books.taken import Taken, policy, verdict
from sonae.stockpile.books.words import WORDS
from sonae.stockpile.release import (
    Decision,
    Judgement,
    PlanLimit,
    ReleaseCase,
    Released,
    buyer_finding,
    decide,
    parse_case,
    release_settings,
)

__all__ = [
    "add_request", "case_of", "cites_of", "consider_adjustment", "decide_release", "eligible_buyers", "judge_need",
    "released_before", "request_release",
]  # fmt: skip

_KINDS = {
    "release": "tight_supply", "sale": "adjustment", "exchange_out": "adjustment", "rotation_out": "adjustment",
}  # fmt: skip


def cites_of(record: ReleaseRecord) -> tuple[Any, ...]:
    """Return the provisions of a release's regime."""
    place = "policy h2.p3.q3" if record.regime == "tight_supply" else "policy h2.p3.q4"
    return policy(place, "goals h4.p2.i6")


def request_release(fields: RequestFields) -> Taken[ReleaseRecord]:
    """Begin a tight-supply release with a company's request and its evidence.

    Unless the settings say otherwise the goods are divided by auction.
    """
    given = {
        "award": {"method": {"value": "auction", "source": "the stock desk's own rule: requests lead to an auction"}}
    }
    said = dict(fields)
    request: EvidencedRequest = said.pop("request")
    state = ReleaseRecord(
        **said | {"settings": fields.settings or given},
        regime="tight_supply",
        requests=(request,),
        buyers=(request.buyer,),
    )
    finding = verdict(Outcome.YES, "requested", cites_of(state), buyer=request.buyer.name)
    return Taken(state, finding, classification=state.classification)


def add_request(record: ReleaseRecord, request: EvidencedRequest) -> Taken[ReleaseRecord]:
    """Add another company's request before the release is decided.

    Raises:
        InputError: when the release is decided, is an adjustment release, or has the request already.

    """
    if record.regime != "tight_supply":
        raise InputError("an adjustment release answers no request", field="regime")
    _undecided(record)
    buyers = {buyer.name: buyer for buyer in record.buyers}
    if buyers.get(request.buyer.name, request.buyer) != request.buyer:
        raise InputError(f"{request.buyer.name} is described in two ways", field="buyer")
    buyers[request.buyer.name] = request.buyer
    state = replaced(record, requests=(*record.requests, request), buyers=tuple(buyers.values()))
    finding = verdict(Outcome.YES, "requested", cites_of(record), buyer=request.buyer.name)
    return Taken(state, finding, classification=state.classification)


def consider_adjustment(fields: AdjustmentFields) -> Taken[ReleaseRecord]:
    """Begin an adjustment release by sale or exchange.

    Raises:
        InputError: when the buyer that it names is not among the companies.

    """
    named = fields.adjustment.buyer
    if named is not None and named not in [buyer.name for buyer in fields.buyers]:
        raise InputError(f"{named} is not among the buyers", field="adjustment.buyer")
    if fields.adjustment.manner == "exchange" and named is None:
        raise InputError("an exchange names its partner", field="adjustment.buyer")
    state = ReleaseRecord(**dict(fields), regime="adjustment")
    finding = verdict(Outcome.YES, "adjustment_considered", cites_of(state))
    return Taken(state, finding, classification=state.classification)


def _undecided(record: ReleaseRecord) -> None:
    if record.decision is not None and record.decision.outcome is not Outcome.OPEN:
        raise InputError(f"release «{record.id}» is decided already", field="decision")


def judge_need(record: ReleaseRecord, judgement: Judgement) -> Taken[ReleaseRecord]:
    """Enter a person's judgement of the need.

    Raises:
        InputError: when the release is decided, the need was judged before, or another step is answered.

    """
    _undecided(record)
    if judgement.step != "need":
        raise InputError(f"a judgement answers the step «{judgement.step}»", field="step", expected="need")
    if any(row.step == judgement.step for row in record.judgements):
        raise InputError(f"the need of release «{record.id}» was judged before", field="judgements")
    state = replaced(record, judgements=(*record.judgements, judgement))
    notes = ("policy h2.p3.n1",) if record.regime == "tight_supply" else ("policy h2.p3.n2",)
    finding = verdict(judgement.outcome, "judged", policy(*notes), by=judgement.by)
    return Taken(state, finding, classification=state.classification)


def released_before(book: Book, mineral: str) -> tuple[Released, ...]:
    """Return what left the stock of a mineral since the book was closed, in kilograms of contained element.

    A movement that was reversed is left out.
    """
    reversed_ = {voucher.reference for voucher in book.vouchers if voucher.kind == "reversal"}
    found = []
    for voucher in book.vouchers:
        if voucher.kind not in _KINDS or voucher.id in reversed_:
            continue
        left = sum(
            (
                -posting.tonnes * book.lot(posting.account.lot).content * 1000
                for posting in voucher.postings
                if posting.account.kind == "stock" and posting.account.mineral == mineral
            ),
            start=Decimal(0),
        )
        if left:
            fields = {"mineral": mineral, "date": voucher.date, "contained_kg": left, "regime": _KINDS[voucher.kind]}
            found.append(Released.model_validate(fields))
    return tuple(found)


def _limit(plan: PlanVersion, record: ReleaseRecord, day: dt.date) -> PlanLimit | None:
    rows = [
        row
        for row in plan.limits
        if row.mineral == record.mineral and row.begins <= day <= row.ends and row.regime in (None, record.regime)
    ]
    return rows[0] if len(rows) == 1 else None


def case_of(
    record: ReleaseRecord, book: Book, plan: PlanVersion, day: dt.date, earlier: Sequence[Released] | None = None
) -> ReleaseCase:
    """Return a release as the engine takes it, with the lots and past releases of the book.

    Lots of the form that have another content than the record's are named as a form of their own, and a lot that lies at two
    sites is named at each.

    Args:
        record: the release.
        book: the book.
        plan: the plan in force.
        day: the day of the decision.
        earlier: what left before the book was closed; needed when it was closed within the period of the plan's limit.

    Raises:
        InputError: when lots of the form differ in content and the record names none, or ``earlier`` is needed.

    """
    limit = _limit(plan, record, day)
    if earlier is None and limit is not None and book.closed_until is not None and book.closed_until >= limit.begins:
        raise InputError(
            "the book is closed within the period of the plan", field="earlier", expected="what left before"
        )
    lots = holdings(book, day, mineral=record.mineral)
    contents = {lot.content for lot in lots if lot.form == record.form}
    if len(contents) > 1 and record.content is None:
        raise InputError(
            f"lots of «{record.form}» differ in content", field="content", expected="the content of the goods"
        )
    names = [lot.lot for lot in lots]
    rows = []
    for lot in lots:
        other = lot.form == record.form and record.content is not None and lot.content != record.content
        form = f"{lot.form} ({lot.content})" if other else lot.form
        name = f"{lot.lot} @ {lot.site}" if names.count(lot.lot) > 1 else lot.lot
        rows.append({**dict(lot), "lot": name, "form": form, "place": None})
    tree: dict[str, Any] = {
        "classification": record.classification.name, "date": day, "regime": record.regime, "mineral": record.mineral,
        "form": record.form, "buyers": [dict(buyer) for buyer in record.buyers], "holdings": rows,
        "plan": engine_plan(plan).model_dump(), "supply": dict(record.supply), "settings": record.settings,
        "released": [dict(row) for row in (*(earlier or ()), *released_before(book, record.mineral)) if row.date <= day],
        "criterion": None if record.criterion is None else dict(record.criterion),
        "judgements": [row.model_dump() for row in record.judgements],
        "requests": [
            {"id": r.id, "buyer": r.buyer.name, "quantity_kg": r.quantity_kg, "end_use": r.end_use, "received": r.received}
            for r in record.requests
        ],
        "adjustment": None if record.adjustment is None else record.adjustment.model_dump(),
    }  # fmt: skip
    return parse_case(tree)


def decide_release(
    record: ReleaseRecord, book: Book, policies: PolicyRecord, day: dt.date, earlier: Sequence[Released] | None = None
) -> Taken[ReleaseRecord]:
    """Decide a release by the engine, on the book and the plan in force; an open decision may be taken again.

    Args:
        record: the release.
        book: the book of the stock, or of the drill.
        policies: decisions of the State with the plan.
        day: the day of the decision.
        earlier: see :func:`case_of`.

    Raises:
        InputError: when it is decided already, no plan is in force, the book is of a drill and the release is none (or the
            other way round), or the plan says nothing of the mineral on that day.

    """
    _undecided(record)
    if record.drill != book.drill:
        raise InputError(
            "a drill is decided on the book of the drill, and a release on that of the stock", field="drill"
        )
    if day < record.date:
        raise InputError("the decision is dated before the release was asked for", field="date")
    plan = plan_in_force(policies, day)
    decision = decide(case_of(record, book, plan, day, earlier))
    limit = _limit(plan, record, day)
    minimum = limit.minimum_stock_kg if limit is not None and record.regime == "adjustment" else None
    label = Classification.join((record.classification, book.classification, policies.classification))
    state = replaced(record, decision=_written(decision, plan.version, minimum), classification=label)
    finding = Finding(
        decision.finding.outcome, decision.finding.because, decision.finding.citations, decision.finding.facts_used,
        decision.finding.value, because_ja=WORDS["release_decided"].ja,
        parts=tuple(found for _, found in decision.findings), question="release_decided",
    )  # fmt: skip
    return Taken(state, finding, classification=label)


def _written(decision: Decision, plan_version: int, minimum: int | None) -> ReleaseDecision:
    steps = tuple(
        ReleaseStep(step=step.id, outcome=found.outcome, because=found.because, cites=tuple(map(str, found.citations)))
        for step, found in decision.findings
    )
    return ReleaseDecision(
        date=decision.date, plan_version=plan_version, rules_from=decision.rules_from, outcome=decision.finding.outcome,
        because=decision.finding.because, quantity_kg=decision.quantity_kg, minimum_stock_kg=minimum,
        awards_kg=dict(decision.awards), steps=steps,
    )  # fmt: skip


def eligible_buyers(record: ReleaseRecord) -> tuple[str, ...]:
    """Return the companies of a release that may receive goods: Japanese ones, registered where the setting asks for it."""
    required = release_settings(record.settings).buyers.registration_required
    return tuple(buyer.name for buyer in record.buyers if buyer_finding(buyer, registration_required=required))
