"""LNG: the strategic buffer that suppliers hold with grants, and procurement by the agency on the Minister's request (S-E3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sonae.core import Finding
from sonae.core import Yen as WholeYen
from sonae.office.books.bases.fields import Code, Line, Long, Words, Yen, day_field, flat
from sonae.office.books.bases.gates import done, either, in_order, noted, step
from sonae.office.books.bases.opening import DESK
from sonae.office.books.bases.state import BasesState, changed, free_id, labels, moment, named, put
from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.life import Command, said
from sonae.office.roles import Role
from sonae.stockpile.bases import (
    BufferCargo,
    BufferGrant,
    EmergencyProcurement,
    MinisterRequest,
    PurchaseContract,
    buffer_budget,
    buffer_use,
    conclude_contract,
    decide_grant,
    form_team,
    inspect_grant,
    pay_grant,
    procurement_gate,
    read,
    receive_delivery,
    review_grant,
    rule,
)
from sonae.stockpile.bases import changed as part_changed

__all__ = ["moves"]

moves = BookMoves("bases")
Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", max_length=7)]
Tonnes = Annotated[int, Field(ge=1, le=10**9)]


class ApplyGrant(Command):
    """Enter a supplier's application for a grant of the strategic buffer."""

    kind: ClassVar[str] = "buffer.apply"

    supplier: Words = said("供給事業者", "supplier")
    certified_on: dt.date | None = said("供給確保計画の認定日", "day on which its plan was certified", default=None)
    applied_on: dt.date | None = day_field()
    applied: Yen = said("申請額（円）", "yen applied for")


class ReviewGrant(Command):
    """Note the review of an application."""

    kind: ClassVar[str] = "buffer.review"

    grant: Code = said("助成", "grant")
    review: Long = said("審査の結果", "what the review found")
    on: dt.date | None = day_field()


class DecideGrant(Command):
    """Decide a grant."""

    kind: ClassVar[str] = "buffer.decide"

    grant: Code = said("助成", "grant")
    decided: Yen = said("交付決定額（円）", "yen decided")
    on: dt.date | None = day_field()


class InspectGrant(Command):
    """Note the inspection of a grant: the cost that was shown."""

    kind: ClassVar[str] = "buffer.inspect"

    grant: Code = said("助成", "grant")
    shown: Yen = said("確認された費用（円）", "cost that was shown, yen")
    on: dt.date | None = day_field()


class PayGrant(Command):
    """Pay a grant."""

    kind: ClassVar[str] = "buffer.pay"

    grant: Code = said("助成", "grant")
    paid: Yen = said("支払額（円）", "yen paid")
    on: dt.date | None = day_field()


class SecureCargo(Command):
    """Enter a cargo of the buffer."""

    kind: ClassVar[str] = "buffer.secure"

    grant: Code = said("助成", "grant")
    month: Month = said("確保する月（例 2026-12）", "month, such as 2026-12")
    tonnes: Tonnes = said("量（トン）", "tonnes")
    secured_on: dt.date | None = day_field()


class UseCargo(Command):
    """Note what became of a cargo of the buffer."""

    kind: ClassVar[str] = "buffer.use"

    grant: Code = said("助成", "grant")
    month: Month = said("月", "month")
    used: Literal["emergency", "sold"] = said("使途", "what became of it")
    buyer: Words = said("相手方", "buyer")
    used_on: dt.date | None = day_field()


class OpenProcurement(Command):
    """Prepare procurement in an emergency: rules in force and response team."""

    kind: ClassVar[str] = "procurement.open"

    rules: Line = said("調達の規程", "rules of procurement")
    team: Annotated[tuple[Words, ...], Field(min_length=1, max_length=60)] = said(
        "対応チーム（一行に一人）", "response team, one a line"
    )


class RequestProcurement(Command):
    """Request the agency, as the Minister, to procure LNG or fuel."""

    kind: ClassVar[str] = "procurement.request"

    procurement: Code = said("調達", "procurement")
    document: Words = said("要請文書", "document of the request")
    received_on: dt.date | None = day_field()
    commodity: Literal["lng", "fuel"] = said("対象", "what is to be bought")
    unit: Literal["t", "kl"] = said("単位", "unit")
    amount: Tonnes = said("量", "amount")
    needed_by: dt.date = said("必要とする日", "needed by")


class ContractProcurement(Command):
    """Enter a contract of purchase."""

    kind: ClassVar[str] = "procurement.contract"

    procurement: Code = said("調達", "procurement")
    seller: Words = said("売主", "seller")
    signed_on: dt.date | None = day_field()
    amount: Tonnes = said("量", "amount")
    price: Yen = said("代金（円）", "price, yen")
    delivery_by: dt.date = said("引渡期限", "delivery by")


class DeliverProcurement(Command):
    """Note a delivery."""

    kind: ClassVar[str] = "procurement.deliver"

    procurement: Code = said("調達", "procurement")
    contract: Code = said("契約", "contract")
    delivered: Tonnes = said("引渡量", "delivered")
    on: dt.date | None = day_field()


@moves.takes(
    ApplyGrant, "戦略的余剰LNGの助成申請を受けた", "took an application for the buffer", by=DESK, cites=rule("buffer")
)
def _apply(work: Work, command: ApplyGrant) -> Done:
    state: BasesState = work.state
    tree = {
        "id": free_id("grant", state.grants), "supplier": command.supplier, "certified_on": command.certified_on,
        "applied_on": work.day(command.applied_on), "applied": command.applied, **labels(work),
    }  # fmt: skip
    return done(changed(work, grants=(*state.grants, read(BufferGrant, tree))), in_order("buffer.apply", "buffer"))


def _grant(work: Work, name: str) -> BufferGrant:
    state: BasesState = work.state
    return named(state.grants, name, "grant", "grant")


def _moved(
    work: Work, question: str, taken: Callable[[], BufferGrant], *more: Callable[[BasesState, tuple[BufferGrant, ...]], Finding]
) -> Done:  # fmt: skip
    state: BasesState = work.state
    new, found = step(question, "buffer", taken)
    if new is None:
        return Done(findings=(found,))
    grants = put(state.grants, new)
    return done(changed(work, grants=grants), found, *(one(state, grants) for one in more), note={"state": new.state})


@moves.takes(
    ReviewGrant, "助成申請を審査した", "reviewed an application", by=(Role.REVIEW, *DESK), cites=rule("buffer")
)
def _review(work: Work, command: ReviewGrant) -> Done:
    grant, day = _grant(work, command.grant), work.day(command.on)
    return _moved(work, "buffer.review", lambda: review_grant(grant, day, flat(command.review)))


def _in_budget(state: BasesState, grants: tuple[BufferGrant, ...]) -> Finding:
    if state.buffer_budget is None:
        return either(
            "buffer.budget",
            False,
            ("", ""),
            ("予算がまだ記録されていない。", "the budget is not stated yet."),
            rule("buffer"),
        )
    within = buffer_budget(grants, WholeYen(state.buffer_budget))
    return either(
        "buffer.budget", bool(within), ("交付決定の合計は予算以内である。", "what is decided stays within the budget."),
        ("交付決定の合計が予算を超える。", "what is decided goes beyond the budget."), rule("buffer"),
    )  # fmt: skip


@moves.takes(DecideGrant, "助成の交付を決定した", "decided a grant", by=(Role.EXECUTIVE,), cites=rule("buffer"))
def _decide(work: Work, command: DecideGrant) -> Done:
    grant, day = _grant(work, command.grant), work.day(command.on)
    return _moved(work, "buffer.decide", lambda: decide_grant(grant, day, command.decided), _in_budget)


@moves.takes(InspectGrant, "助成の確定検査をした", "inspected a grant", by=DESK, cites=rule("buffer"))
def _inspect(work: Work, command: InspectGrant) -> Done:
    grant, day = _grant(work, command.grant), work.day(command.on)
    return _moved(work, "buffer.inspect", lambda: inspect_grant(grant, day, command.shown))


@moves.takes(PayGrant, "助成金を支払った", "paid a grant", by=(Role.FINANCE,), cites=rule("buffer"))
def _pay(work: Work, command: PayGrant) -> Done:
    grant, day = _grant(work, command.grant), work.day(command.on)
    return _moved(work, "buffer.pay", lambda: pay_grant(grant, day, command.paid))


@moves.takes(
    SecureCargo,
    "余剰カーゴを記録した",
    "entered a cargo of the buffer",
    by=DESK,
    cites=rule("buffer"),
    private=("tonnes",),
)
def _secure(work: Work, command: SecureCargo) -> Done:
    grant, day = _grant(work, command.grant), work.day(command.secured_on)
    there = any(one.month == command.month for one in grant.cargoes)
    once = either(
        "buffer.month", not there, ("この月のカーゴはまだない。", "there is no cargo of the month yet."),
        ("この月のカーゴは既にある。", "there is a cargo of the month already."), rule("buffer"),
    )  # fmt: skip
    decided = either(
        "buffer.decided", grant.decided_on is not None, ("交付が決定されている。", "the grant is decided."),
        ("交付がまだ決定されていない。", "the grant is not decided yet."), rule("buffer"),
    )  # fmt: skip
    if not (once and decided):
        return Done(findings=(once, decided))
    cargo = read(BufferCargo, {"month": command.month, "tonnes": command.tonnes, "secured_on": day})
    return _moved(work, "buffer.secure", lambda: part_changed(grant, cargoes=(*grant.cargoes, cargo)))


@moves.takes(UseCargo, "余剰カーゴの使途を記録した", "noted what became of a cargo", by=DESK, cites=rule("buffer"))
def _use(work: Work, command: UseCargo) -> Done:
    grant, day = _grant(work, command.grant), work.day(command.used_on)
    free = buffer_use(grant, command.month)
    held = either(
        "buffer.held", bool(free), ("この月の余剰を使える。", "the buffer of the month can be used."),
        ("この月に使える余剰がない。", "no buffer of the month can be used."), rule("buffer"),
    )  # fmt: skip
    if not held:
        return Done(findings=(held,))

    def used() -> BufferGrant:
        cargoes = tuple(
            part_changed(one, used=command.used, used_on=day, buyer=command.buyer)
            if one.month == command.month
            else one
            for one in grant.cargoes
        )
        return part_changed(grant, cargoes=cargoes)

    return _moved(work, "buffer.use", used)


@moves.takes(
    OpenProcurement,
    "緊急調達の体制を整えた",
    "prepared procurement in an emergency",
    by=DESK,
    cites=rule("emergency_procurement"),
)
def _open(work: Work, command: OpenProcurement) -> Done:
    state: BasesState = work.state
    tree = {
        "id": free_id("procurement", state.procurements),
        "opened_at": moment(work, None, None).isoformat(),
        **labels(work),
    }
    record = form_team(read(EmergencyProcurement, tree), command.rules, command.team)
    after = changed(work, procurements=(*state.procurements, record))
    return done(after, in_order("procurement.open", "emergency_procurement"), note=noted(procurement_gate(record)))


def _procurement(work: Work, name: str) -> EmergencyProcurement:
    state: BasesState = work.state
    return named(state.procurements, name, "procurement", "procurement")


def _procured(work: Work, new: EmergencyProcurement | None, *findings: Finding) -> Done:
    state: BasesState = work.state
    if new is None:
        return Done(findings=findings)
    after = changed(work, procurements=put(state.procurements, new))
    return done(after, *findings, note=noted(procurement_gate(new)))


@moves.takes(
    RequestProcurement, "経済産業大臣として調達を要請した", "requested procurement as the Minister", by=(Role.MINISTRY,),
    cites=rule("emergency_procurement"), private=("amount",),
)  # fmt: skip
def _request(work: Work, command: RequestProcurement) -> Done:
    record = _procurement(work, command.procurement)
    first = either(
        "procurement.first", record.request is None, ("まだ要請されていない。", "nothing was requested yet."),
        ("既に要請されている。", "it was requested already."), rule("emergency_procurement"),
    )  # fmt: skip
    if not first:
        return Done(findings=(first,))
    request = read(
        MinisterRequest,
        {
            "document": command.document, "received_on": work.day(command.received_on),
            "by": "minister_of_economy_trade_and_industry", "commodity": command.commodity, "unit": command.unit,
            "amount": command.amount, "needed_by": command.needed_by,
        },
    )  # fmt: skip
    new, found = step("procurement.request", "emergency_procurement", lambda: part_changed(record, request=request))
    return _procured(work, new, first, found)


@moves.takes(
    ContractProcurement, "緊急調達の契約をした", "concluded a contract of procurement", by=DESK,
    cites=rule("emergency_procurement"), private=("amount", "price"),
)  # fmt: skip
def _contract(work: Work, command: ContractProcurement) -> Done:
    record = _procurement(work, command.procurement)
    gate = procurement_gate(record)
    if not gate:
        return Done(findings=(gate,))
    contract = read(
        PurchaseContract,
        {
            "id": free_id("contract", record.contracts), "seller": command.seller, "signed_on": work.day(command.signed_on),
            "amount": command.amount, "price": command.price, "delivery_by": command.delivery_by,
        },
    )  # fmt: skip
    new, found = step("procurement.contract", "emergency_procurement", lambda: conclude_contract(record, contract))
    return _procured(work, new, gate, found)


@moves.takes(
    DeliverProcurement, "緊急調達の引渡しを受けた", "received a delivery of procurement", by=DESK,
    cites=rule("emergency_procurement"), private=("delivered",),
)  # fmt: skip
def _deliver(work: Work, command: DeliverProcurement) -> Done:
    record, day = _procurement(work, command.procurement), work.day(command.on)
    new, found = step(
        "procurement.deliver", "emergency_procurement",
        lambda: receive_delivery(record, command.contract, day, command.delivered),
    )  # fmt: skip
    return _procured(work, new, found)
