"""A purchase from tender to payment: each step a function on the record, with its gate.

Basic policy 2(3), second sentence: the agency buys within the plan, looks at the market, and keeps order of trade and
fairness. Goods under inspection stand in transit; what is accepted goes into the stock, what is rejected goes back.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, model_validator

from sonae.core import Classification, Finding, FiscalYear, InputError, Outcome, UnknownChoiceError
from sonae.stockpile.books.accounts import Account, Voucher, movement
from sonae.stockpile.books.book import Book, Entries
from sonae.stockpile.books.decisions import PlanVersion, PolicyRecord, plan_in_force
from sonae.stockpile.books.forms import (
    Content,
    Day,
    MineralSymbol,
    Moment,
    Moved,
    Name,
    State,
    Text,
    Tonnes,
    Yen,
    replaced,
)
from sonae.stockpile.books.lots import NewLot, Stowed
from sonae.stockpile.books.taken import NOTHING, Taken, policy, required, verdict
from sonae.stockpile.day_counts.reading import Row
from sonae.stockpile.release import Judgement

__all__ = [
    "Award", "AwardFields", "Delivery", "DeliveryFields", "Failure", "Inspection", "InspectionFields", "Offer", "OfferFields",
    "Payment", "PaymentFields", "Purchase", "PurchaseFields", "TenderFields", "announce_tender", "award_tender",
    "committed_kg", "deliver", "due_yen", "fail_tender", "inspect_delivery", "open_purchase", "pay", "purchase_finding",
    "receive_offer",
]  # fmt: skip

_CITES = policy("policy h2.p3.q1", "policy h2.p3.q2")


class PurchaseFields(Row):
    """What is to be bought."""

    id: Name
    date: Day
    by: Name
    mineral: MineralSymbol
    form: Name
    grade: Name
    least_content: Content
    tonnes: Tonnes
    """Most that is bought."""


class TenderFields(Row):
    """The tender, and the judgement that buying now keeps the market, the order of trade and fairness (step «market»)."""

    date: Day
    closes: Moment
    ceiling_yen_a_t: Yen
    """Most that is paid a gross tonne; nobody outside knows it."""
    market: Judgement

    @model_validator(mode="after")
    def _closes_later(self) -> Self:
        if self.closes.date() < self.date:
            raise ValueError("the tender closes before it is announced")
        return self


class OfferFields(Row):
    """A sealed offer for the whole quantity."""

    id: Name
    bidder: Name
    received: Moment
    tonnes: Tonnes
    content: Content
    yen_a_t: Yen


class Offer(OfferFields):
    """An offer as it was received."""


class AwardFields(Row):
    """The offer that wins; another than the cheapest needs a reason."""

    date: Day
    by: Name
    offer: Name
    reason: Annotated[str, Field(max_length=5000)] = ""


class Award(AwardFields):
    """The contract."""

    bidder: Name
    tonnes: Tonnes
    content: Content
    yen_a_t: Yen


class Failure(Row):
    """A tender without an acceptable offer."""

    date: Day
    by: Name
    reason: Text


class DeliveryFields(Row):
    """A lot that is brought."""

    id: Name
    date: Day
    tonnes: Tonnes
    lot: NewLot


class Delivery(DeliveryFields):
    """A delivery as it came."""


class InspectionFields(Row):
    """What was found of a delivery; accepted and rejected tonnes are all of it."""

    delivery: Name
    date: Day
    by: Name
    accepted: Annotated[Moved, Field(ge=0)]
    rejected: Annotated[Moved, Field(ge=0)]
    found: Text


class Inspection(InspectionFields):
    """An inspection as it was made."""


class PaymentFields(Row):
    """Yen that are paid to the supplier."""

    id: Name
    date: Day
    yen: Annotated[int, Field(ge=1, le=10**15)]


class Payment(PaymentFields):
    """A payment as it was made."""


class Purchase(State):
    """A purchase: what is wanted, and every step that was taken."""

    id: Name
    date: Day
    by: Name
    mineral: MineralSymbol
    form: Name
    grade: Name
    least_content: Content
    tonnes: Tonnes
    plan_version: int
    tender: TenderFields | None = None
    offers: tuple[Offer, ...] = ()
    award: Award | None = None
    failure: Failure | None = None
    deliveries: tuple[Delivery, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    payments: tuple[Payment, ...] = ()

    @model_validator(mode="after")
    def _holds(self) -> Self:
        for kind, names in (
            ("offer", [offer.id for offer in self.offers]),
            ("delivery", [delivery.id for delivery in self.deliveries]),
            ("inspection of delivery", [inspection.delivery for inspection in self.inspections]),
            ("payment", [payment.id for payment in self.payments]),
        ):
            if len(set(names)) < len(names):
                raise ValueError(f"the same {kind} stands there twice")
        if self.award is not None and self.failure is not None:
            raise ValueError("a tender cannot be awarded and have failed")
        if self.award is None and (self.deliveries or self.payments):
            raise ValueError("nothing is delivered or paid without an award")
        if self.award is not None and self.standing_t > self.award.tonnes:
            raise ValueError("more is delivered than the contract says")
        if sum(payment.yen for payment in self.payments) > self._earned_yen():
            raise ValueError("more is paid than was accepted")
        return self

    @property
    def standing_t(self) -> Decimal:
        """Tonnes delivered and not rejected."""
        rejected = sum((one.rejected for one in self.inspections), start=Decimal(0))
        return sum((one.tonnes for one in self.deliveries), start=Decimal(0)) - rejected

    @property
    def accepted_t(self) -> Decimal:
        """Tonnes accepted."""
        return sum((one.accepted for one in self.inspections), start=Decimal(0))

    def _earned_yen(self) -> int:
        return int(Fraction(self.accepted_t) * self.award.yen_a_t) if self.award is not None else 0

    @property
    def stage(self) -> str:
        """How far it is: opened, tendered, failed, awarded, delivered in part or in full, paid."""
        if self.failure is not None:
            return "failed"
        if self.award is None:
            return "tendered" if self.tender is not None else "opened"
        if self.accepted_t == self.award.tonnes:
            return "paid" if sum(one.yen for one in self.payments) == self._earned_yen() else "delivered in full"
        return "delivered in part" if self.deliveries else "awarded"

    @property
    def contracted(self) -> Award:
        """The award.

        Raises:
            InputError: when there is none yet.

        """
        if self.award is None:
            raise InputError(f"purchase «{self.id}» is not awarded", field="award")
        return self.award


def committed_kg(purchases: Iterable[Purchase], mineral: str, fiscal_year: int) -> Fraction:
    """Return contained kilograms that purchases opened in a fiscal year bind of a mineral: the contract, else what is wanted.

    A purchase whose tender failed binds nothing.
    """
    total = Fraction(0)
    for one in purchases:
        if one.mineral != mineral or FiscalYear.of(one.date).year != fiscal_year or one.failure is not None:
            continue
        tonnes, content = (one.award.tonnes, one.award.content) if one.award else (one.tonnes, one.least_content)
        total += Fraction(tonnes) * Fraction(content) * 1000
    return total


def purchase_finding(plan: PlanVersion, fields: PurchaseFields, others: Iterable[Purchase]) -> Finding:
    """Say whether the plan in force has room for a purchase beside the others of the fiscal year."""
    year = FiscalYear.of(fields.date)
    row = next((row for row in plan.purchases if (row.mineral, row.fiscal_year) == (fields.mineral, year.year)), None)
    if row is None:
        return verdict(Outcome.NO, "purchase_not_in_plan", _CITES, mineral=fields.mineral, year=year)
    wanted = Fraction(fields.tonnes) * Fraction(fields.least_content) * 1000
    if committed_kg(others, fields.mineral, year.year) + wanted > row.contained_kg:
        return verdict(Outcome.NO, "purchase_above_plan", _CITES, mineral=fields.mineral, year=year)
    return verdict(Outcome.YES, "purchase_in_plan", _CITES, mineral=fields.mineral, year=year)


def open_purchase(record: PolicyRecord, fields: PurchaseFields, others: Iterable[Purchase] = ()) -> Taken[Purchase]:
    """Open a purchase within the plan in force.

    Args:
        record: decisions of the State with the plan.
        fields: what is to be bought.
        others: the other purchases of the fiscal year.

    Raises:
        InputError: when no plan with the State's consent is in force, or it has no room for the purchase.

    """
    others = tuple(others)
    if any(one.id == fields.id for one in others):
        raise InputError(f"purchase «{fields.id}» stands there twice", field="id")
    plan = plan_in_force(record, fields.date)
    finding = required(purchase_finding(plan, fields, others), field="tonnes")
    state = Purchase(**dict(fields), plan_version=plan.version, classification=record.classification)
    return Taken(state, finding, classification=state.classification)


def announce_tender(purchase: Purchase, fields: TenderFields) -> Taken[Purchase]:
    """Announce the tender.

    Raises:
        InputError: when it was announced before, or nobody has judged that the market bears it.

    """
    if purchase.tender is not None:
        raise InputError(f"the tender of purchase «{purchase.id}» was announced before", field="tender")
    if fields.date < purchase.date:
        raise InputError("the tender is dated before the purchase was opened", field="date")
    if fields.market.step != "market" or fields.market.outcome is not Outcome.YES:
        raise InputError("nobody has judged that market, order of trade and fairness are kept", field="market")
    if fields.market.date > fields.date:
        raise InputError("the market was judged after the tender was announced", field="market")
    return _taken(purchase, "tender_announced", tender=fields)


def receive_offer(purchase: Purchase, fields: OfferFields) -> Taken[Purchase]:
    """Take a sealed offer in.

    Raises:
        InputError: when the tender is not open, the offer comes late or twice, or is of poorer goods or another quantity.

    """
    tender = _open_tender(purchase)
    if (fields.received.tzinfo is None) != (tender.closes.tzinfo is None):
        raise InputError("the offer and the end of the tender are not in one time zone", field="received")
    if fields.received > tender.closes:
        raise InputError(f"the offer «{fields.id}» came after the tender closed", field="received")
    if fields.received.date() < tender.date:
        raise InputError(f"the offer «{fields.id}» came before the tender was announced", field="received")
    if any(offer.id == fields.id for offer in purchase.offers):
        raise InputError(f"the offer «{fields.id}» stands there twice", field="id")
    if any(offer.bidder == fields.bidder for offer in purchase.offers):
        raise InputError(f"{fields.bidder} has made an offer already", field="bidder")
    if fields.content < purchase.least_content or fields.tonnes != purchase.tonnes:
        raise InputError(f"the offer «{fields.id}» is not of the goods that are asked for", field="content")
    return _taken(purchase, "bid_received", {"bidder": fields.bidder}, offers=(*purchase.offers, Offer(**dict(fields))))


def _open_tender(purchase: Purchase) -> TenderFields:
    if purchase.award is not None:
        raise InputError(f"purchase «{purchase.id}» is awarded already", field="award")
    if purchase.failure is not None:
        raise InputError(f"the tender of purchase «{purchase.id}» has failed", field="award")
    if purchase.tender is None:
        raise InputError(f"the tender of purchase «{purchase.id}» is not announced", field="tender")
    return purchase.tender


def award_tender(purchase: Purchase, fields: AwardFields) -> Taken[Purchase]:
    """Award the tender, once.

    Raises:
        InputError: for a second award, one before the tender closed, above the ceiling, or not to the cheapest offer without
            a reason.
        UnknownChoiceError: for an offer that was not made.

    """
    tender = _open_tender(purchase)
    if fields.date < tender.closes.date():
        raise InputError("the tender is not closed yet", field="date")
    chosen = next((offer for offer in purchase.offers if offer.id == fields.offer), None)
    if chosen is None:
        raise UnknownChoiceError("offer", fields.offer, [offer.id for offer in purchase.offers])
    if chosen.yen_a_t > tender.ceiling_yen_a_t:
        raise InputError(f"the offer «{chosen.id}» lies above the ceiling", field="offer")
    least = min(Fraction(offer.yen_a_t) / Fraction(offer.content) for offer in purchase.offers)
    if Fraction(chosen.yen_a_t) / Fraction(chosen.content) > least and not fields.reason:
        raise InputError(
            f"the offer «{chosen.id}» is not the cheapest a contained tonne", field="reason", expected="a reason"
        )
    award = Award(
        **dict(fields), bidder=chosen.bidder, tonnes=chosen.tonnes, content=chosen.content, yen_a_t=chosen.yen_a_t
    )
    return _taken(purchase, "awarded", {"bidder": chosen.bidder}, award=award)


def fail_tender(purchase: Purchase, fields: Failure) -> Taken[Purchase]:
    """Say that a tender found no acceptable offer.

    Raises:
        InputError: when it is not open any more, or not closed yet.

    """
    tender = _open_tender(purchase)
    if fields.date < tender.closes.date():
        raise InputError("the tender is not closed yet", field="date")
    return _taken(purchase, "tender_failed", outcome=Outcome.NO, failure=fields)


def _goods(purchase: Purchase, delivery: DeliveryFields) -> Account:
    return Account(
        kind="in_transit", mineral=purchase.mineral, form=purchase.form, lot=delivery.lot.id, party=purchase.id
    )


def deliver(purchase: Purchase, book: Book, fields: DeliveryFields) -> Taken[Purchase]:
    """Take a delivery in for inspection; its goods stand in transit.

    Raises:
        InputError: when nothing is awarded, more would be delivered than the contract says, the lot is known already, or the
            goods are not those of the contract.
        UnknownChoiceError: for a site or warehouse that the book does not know.

    """
    award = purchase.contracted
    if fields.date < award.date:
        raise InputError(f"the delivery «{fields.id}» is dated before the award", field="date")
    if any(one.id == fields.id for one in purchase.deliveries):
        raise InputError(f"the delivery «{fields.id}» stands there twice", field="id")
    if purchase.standing_t + fields.tonnes > award.tonnes:
        raise InputError(
            f"with the delivery «{fields.id}» more would be delivered than the contract says", field="tonnes"
        )
    if fields.lot.form != purchase.form or fields.lot.grade != purchase.grade or fields.lot.content < award.content:
        raise InputError(f"the delivery «{fields.id}» is not of the goods of the contract", field="lot")
    if fields.lot.id in book.lots_by_id:
        raise InputError(f"lot «{fields.lot.id}» is known already; a lot's name is never used again", field="lot.id")
    book.site(fields.lot.site)
    lot, _ = fields.lot.entries(purchase.mineral, fields.date, purchase.id)
    goods = _goods(purchase, fields)
    voucher = movement(
        id=f"{purchase.id}/{fields.id}", date=fields.date, kind="delivery", reference=purchase.id,
        giver=goods.at("supplier", award.bidder), taker=goods, tonnes=fields.tonnes, drill=book.drill,
    )  # fmt: skip
    entries = Entries(lots=(lot,), vouchers=(voucher,))
    return _taken(
        purchase, "delivered", entries=entries, book=book, deliveries=(*purchase.deliveries, Delivery(**dict(fields)))
    )


def inspect_delivery(purchase: Purchase, book: Book, fields: InspectionFields) -> Taken[Purchase]:
    """Accept or reject a delivery, whole or in part; what is accepted is put in its place.

    Raises:
        InputError: when it was inspected before, accepted and rejected are not all of it, or its supplier inspects it.
        UnknownChoiceError: for a delivery that did not come.

    """
    delivery = next((one for one in purchase.deliveries if one.id == fields.delivery), None)
    if delivery is None:
        raise UnknownChoiceError("delivery", fields.delivery, [one.id for one in purchase.deliveries])
    if any(one.delivery == fields.delivery for one in purchase.inspections):
        raise InputError(f"the delivery «{fields.delivery}» was inspected before", field="delivery")
    if fields.accepted + fields.rejected != delivery.tonnes:
        raise InputError("accepted and rejected do not add up to the delivery", field="accepted")
    if fields.date < delivery.date:
        raise InputError("the inspection is dated before the delivery", field="date")
    award = purchase.contracted
    if fields.by == award.bidder:
        raise InputError("the supplier does not inspect his own goods", field="by")
    goods = _goods(purchase, delivery)
    vouchers: list[Voucher] = []
    stowed: tuple[Stowed, ...] = ()
    reference = f"{purchase.id}/{delivery.id}"
    if fields.accepted:
        vouchers.append(
            movement(
                id=f"{reference}/accepted", date=fields.date, kind="acceptance", reference=reference, giver=goods,
                taker=goods.at("stock", delivery.lot.site), tonnes=fields.accepted, drill=book.drill,
            )
        )  # fmt: skip
        _, place = delivery.lot.entries(purchase.mineral, delivery.date, purchase.id)
        stowed = (place,)
    if fields.rejected:
        vouchers.append(
            movement(
                id=f"{reference}/rejected", date=fields.date, kind="rejection", reference=reference, giver=goods,
                taker=goods.at("supplier", award.bidder), tonnes=fields.rejected, drill=book.drill,
            )
        )  # fmt: skip
    return _taken(
        purchase, "inspected", {"delivery": fields.delivery}, book=book, entries=Entries(vouchers=tuple(vouchers), stowed=stowed),
        inspections=(*purchase.inspections, Inspection(**dict(fields))),
    )  # fmt: skip


def due_yen(purchase: Purchase) -> int:
    """Return what is owed to the supplier: accepted tonnes at the contract's price, cut to whole yen, less what was paid."""
    return purchase._earned_yen() - sum(payment.yen for payment in purchase.payments)


def pay(purchase: Purchase, fields: PaymentFields) -> Taken[Purchase]:
    """Pay for what was accepted.

    Raises:
        InputError: when nothing is awarded, more would be paid than is owed, or the payment stands there already.

    """
    purchase.contracted  # noqa: B018 - refuses where there is none
    if any(one.id == fields.id for one in purchase.payments):
        raise InputError(f"the payment «{fields.id}» stands there twice", field="id")
    if not purchase.inspections or fields.date < min(one.date for one in purchase.inspections):
        raise InputError("nothing is paid before goods were inspected", field="date")
    if fields.yen > due_yen(purchase):
        raise InputError(f"with the payment «{fields.id}» more would be paid than was accepted", field="yen")
    return _taken(purchase, "paid", payments=(*purchase.payments, Payment(**dict(fields))))


def _taken(
    purchase: Purchase, code: str, facts: dict[str, object] | None = None, *, outcome: Outcome = Outcome.YES,
    entries: Entries = NOTHING, book: Book | None = None, **fields: object,
) -> Taken[Purchase]:  # fmt: skip
    label = (
        purchase.classification if book is None else Classification.join((purchase.classification, book.classification))
    )
    state = replaced(purchase, **fields, classification=label)
    return Taken(state, verdict(outcome, code, _CITES, **(facts or {})), entries, label)
