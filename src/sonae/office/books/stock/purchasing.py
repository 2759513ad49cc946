"""Purchases within the plan: opened, tendered, awarded once, delivered, inspected, paid."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

from pydantic import Field

from sonae.core import Finding, Outcome
from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.books.gates import either
from sonae.office.books.stock.fields import Content, Goods, Mineral, Name, Tonnes, Words, Yen, hidden, moment, new_lot
from sonae.office.books.stock.gates import PLAN, ended, on_policy
from sonae.office.books.stock.state import StockState, kept_purchase, next_name, required_purchase
from sonae.office.life import Command, said
from sonae.office.roles import Role
from sonae.stockpile.books import (
    AwardFields,
    DeliveryFields,
    Failure,
    InspectionFields,
    OfferFields,
    PaymentFields,
    PurchaseFields,
    TenderFields,
    announce_tender,
    award_tender,
    deliver,
    fail_tender,
    inspect_delivery,
    open_purchase,
    pay,
    plan_finding,
    plan_in_force,
    purchase_finding,
    read,
    receive_offer,
)

__all__ = ["moves"]

moves = BookMoves("stock")
_BY = (Role.STOCKPILE,)
_BUYING = (*PLAN, *on_policy("h2.p3.q2"))
_CLOSE = dt.time(8, 0, tzinfo=dt.UTC)
"""Tenders close at 17:00 in Japan."""


class OpenPurchase(Command):
    """Open a purchase within the plan."""

    kind: ClassVar[str] = "purchase.open"

    on: dt.date | None = said("起案の日", "day on which it is opened", default=None)
    mineral: Mineral = said("鉱種", "mineral")
    form: Name = said("形態", "form")
    grade: Name = said("品位の区分", "grade")
    least_content: Content = said("最低の含有率（元素t／グロスt）", "least content, t of element in a gross t")
    tonnes: Tonnes = said("買入数量（グロスt）", "gross tonnes wanted")


class AnnounceTender(Command):
    """Announce the tender, after the market was judged."""

    kind: ClassVar[str] = "purchase.tender"

    purchase: Name = said("買入", "purchase")
    on: dt.date | None = said("公告の日", "day of the announcement", default=None)
    closes_on: dt.date = said("締切の日（17時）", "last day, 17:00 in Japan")
    ceiling_yen_a_t: Yen = said("予定価格（円／グロスt）", "ceiling, yen a gross tonne")
    market: Words = said(
        "市況・流通秩序・公正な取引の判断の理由", "why the market, the order of trade and fairness bear it"
    )
    evidence: Annotated[tuple[Name, ...], Field(min_length=1)] = said("根拠とした資料", "evidence")


class ReceiveOffer(Command):
    """Take a sealed offer in."""

    kind: ClassVar[str] = "purchase.offer"

    purchase: Name = said("買入", "purchase")
    on: dt.date | None = said("受領の日", "day of receipt", default=None)
    bidder: Name = said("応札者", "bidder")
    tonnes: Tonnes = said("数量（グロスt）", "gross tonnes")
    content: Content = said("含有率（元素t／グロスt）", "content")
    yen_a_t: Yen = said("価格（円／グロスt）", "price, yen a gross tonne")


class AwardTender(Command):
    """Award the tender, once."""

    kind: ClassVar[str] = "purchase.award"

    purchase: Name = said("買入", "purchase")
    on: dt.date | None = said("落札の日", "day of the award", default=None)
    offer: Name = said("落札する応札", "offer that wins")
    reason: Annotated[str, Field(max_length=2000)] = said(
        "理由（最も安い応札でない場合）", "reason, where it is not the cheapest", default=""
    )


class FailTender(Command):
    """Say that the tender found no acceptable offer."""

    kind: ClassVar[str] = "purchase.fail"

    purchase: Name = said("買入", "purchase")
    on: dt.date | None = said("不落の日", "day", default=None)
    reason: Words = said("理由", "reason")


class Deliver(Command):
    """Take a delivery in for inspection."""

    kind: ClassVar[str] = "purchase.deliver"

    purchase: Name = said("買入", "purchase")
    on: dt.date | None = said("納入の日", "day of the delivery", default=None)
    tonnes: Tonnes = said("数量（グロスt）", "gross tonnes")
    goods: Goods = said("納入されたロット", "lot")


class Inspect(Command):
    """Accept or reject a delivery, whole or in part."""

    kind: ClassVar[str] = "purchase.inspect"

    purchase: Name = said("買入", "purchase")
    delivery: Name = said("納入", "delivery")
    on: dt.date | None = said("検査の日", "day of the inspection", default=None)
    accepted: Tonnes | None = said("合格（グロスt）", "accepted, gross tonnes", default=None)
    rejected: Tonnes | None = said("不合格（グロスt）", "rejected, gross tonnes", default=None)
    found: Words = said("検査の結果", "what was found")


class Pay(Command):
    """Pay for what was accepted."""

    kind: ClassVar[str] = "purchase.pay"

    purchase: Name = said("買入", "purchase")
    on: dt.date | None = said("支払の日", "day of the payment", default=None)
    yen: Annotated[int, Field(ge=1, le=10**15)] = said("支払額（円）", "yen")


def purchase_gates(state: StockState, fields: PurchaseFields) -> tuple[Finding, ...]:
    """Ask whether a plan with the State's consent is in force on the day, and has room for a purchase."""
    in_force = ended(plan_finding(state.policy, fields.date))
    if in_force.outcome is not Outcome.YES:
        return (in_force,)
    plan = plan_in_force(state.policy, fields.date)
    return (in_force, ended(purchase_finding(plan, fields, state.purchases)))


@moves.takes(OpenPurchase, "買入を起案した", "opened a purchase", by=_BY, cites=_BUYING, private=hidden(OpenPurchase))
def _open(work: Work, command: OpenPurchase) -> Done:
    state, day = work.state, work.day(command.on)
    fields = read(
        PurchaseFields,
        {
            **command.model_dump(exclude={"on"}), "id": next_name("P", [one.id for one in state.purchases], day), "date": day,
            "by": work.person,
        },
    )  # fmt: skip
    gates = purchase_gates(state, fields)
    if not all(gates):
        return Done(findings=gates)
    return kept_purchase(work, open_purchase(state.policy, fields, state.purchases), *gates)


@moves.takes(
    AnnounceTender, "入札を公告した", "announced a tender", by=_BY, cites=_BUYING, private=hidden(AnnounceTender)
)
def _tender(work: Work, command: AnnounceTender) -> Done:
    day = work.day(command.on)
    market = {
        "step": "market", "outcome": Outcome.YES, "by": work.person, "date": day, "reason": command.market,
        "evidence": list(command.evidence),
    }  # fmt: skip
    fields = {
        "date": day, "closes": dt.datetime.combine(command.closes_on, _CLOSE), "ceiling_yen_a_t": command.ceiling_yen_a_t,
        "market": market,
    }  # fmt: skip
    return kept_purchase(
        work, announce_tender(required_purchase(work.state, command.purchase), read(TenderFields, fields))
    )


@moves.takes(ReceiveOffer, "応札を受け付けた", "took an offer in", by=_BY, cites=_BUYING, private=hidden(ReceiveOffer))
def _offer(work: Work, command: ReceiveOffer) -> Done:
    purchase = required_purchase(work.state, command.purchase)
    day = work.day(command.on)
    fields = {
        **command.model_dump(exclude={"on", "purchase"}), "id": f"F{len(purchase.offers) + 1:02d}",
        "received": moment(day, work.now, work.today),
    }  # fmt: skip
    return kept_purchase(work, receive_offer(purchase, read(OfferFields, fields)))


@moves.takes(
    AwardTender, "落札者を決めた", "awarded a tender", by=(Role.EXECUTIVE,), cites=_BUYING, private=hidden(AwardTender)
)
def _award(work: Work, command: AwardTender) -> Done:
    fields = {"date": work.day(command.on), "by": work.person, "offer": command.offer, "reason": command.reason}
    return kept_purchase(work, award_tender(required_purchase(work.state, command.purchase), read(AwardFields, fields)))


@moves.takes(
    FailTender, "不落とした", "called a tender failed", by=(Role.EXECUTIVE,), cites=_BUYING, private=hidden(FailTender)
)
def _fail(work: Work, command: FailTender) -> Done:
    fields = {"date": work.day(command.on), "by": work.person, "reason": command.reason}
    return kept_purchase(work, fail_tender(required_purchase(work.state, command.purchase), read(Failure, fields)))


@moves.takes(Deliver, "納入を受けた", "took a delivery in", by=_BY, cites=_BUYING, private=hidden(Deliver))
def _deliver(work: Work, command: Deliver) -> Done:
    purchase = required_purchase(work.state, command.purchase)
    fields = {
        "id": f"N{len(purchase.deliveries) + 1:02d}", "date": work.day(command.on), "tonnes": command.tonnes,
        "lot": new_lot(command.goods, purchase.form),
    }  # fmt: skip
    return kept_purchase(work, deliver(purchase, work.state.book, read(DeliveryFields, fields)))


@moves.takes(Inspect, "納入を検査した", "inspected a delivery", by=_BY, cites=_BUYING, private=hidden(Inspect))
def _inspect(work: Work, command: Inspect) -> Done:
    purchase = required_purchase(work.state, command.purchase)
    fields = {
        "delivery": command.delivery, "date": work.day(command.on), "by": work.person, "accepted": command.accepted or 0,
        "rejected": command.rejected or 0, "found": command.found,
    }  # fmt: skip
    return kept_purchase(work, inspect_delivery(purchase, work.state.book, read(InspectionFields, fields)))


@moves.takes(
    Pay, "買入代金を支払った", "paid for goods", by=(Role.FINANCE, Role.EXECUTIVE), cites=_BUYING, private=hidden(Pay)
)
def _pay(work: Work, command: Pay) -> Done:
    purchase = required_purchase(work.state, command.purchase)
    inspectors = {one.by for one in purchase.inspections}
    finding = either(
        "purchase.other_payer", work.person not in inspectors,
        ("検査した者と支払う者は別である。", "who pays is not who inspected."),
        ("検査した者は支払えない。", "who inspected the goods does not pay for them."),
    )  # fmt: skip
    if not finding:
        return Done(findings=(finding,))
    fields = {"id": f"Y{len(purchase.payments) + 1:02d}", "date": work.day(command.on), "yen": command.yen}
    return kept_purchase(work, pay(purchase, read(PaymentFields, fields)), finding)
