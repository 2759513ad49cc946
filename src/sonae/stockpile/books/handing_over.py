"""From the decision to the goods: auction, allotment, handover, invoice, return in kind, and the way back to the target."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sonae.core import Classification, Finding, InputError, Outcome, UnknownChoiceError
from sonae.stockpile.auction import Bid, Notice, auction_settings, clear, drill_bids, parse_notice
from sonae.stockpile.auction.notice import check_bids
from sonae.stockpile.books.accounts import VoucherKind, movement
from sonae.stockpile.books.book import Book, Entries, contained_t
from sonae.stockpile.books.decisions import PolicyRecord, target_days_on
from sonae.stockpile.books.forms import read, replaced
from sonae.stockpile.books.release_record import (
    Allotment,
    AllotmentFields,
    AuctionFields,
    Handover,
    HandoverFields,
    Invoice,
    InvoiceFields,
    Offered,
    OfferedLot,
    ReleaseDecision,
    ReleaseRecord,
    Restoration,
    Return,
    ReturnFields,
    contained_kg,
)
from sonae.stockpile.books.releasing import cites_of, eligible_buyers
from sonae.stockpile.books.store import holdings
from sonae.stockpile.books.taken import NOTHING, Taken, policy, verdict
from sonae.stockpile.release import release_settings
from sonae.stockpile.restoration import RestorationCase, plan_restoration

__all__ = [
    "allot", "announce_auction", "clear_auction", "hand_over", "invoice_handover", "mock_auction", "owed_finding", "owed_kg",
    "plan_return_to_target", "receive_bid", "return_in_kind",
]  # fmt: skip


def _taken(
    record: ReleaseRecord, finding: Finding, entries: Entries = NOTHING, *, book: Book | None = None, **fields: object
) -> Taken[ReleaseRecord]:
    """Return a step; a record that has met the book is as secret as both."""
    label = record.classification if book is None else Classification.join((record.classification, book.classification))
    return Taken(replaced(record, **fields, classification=label), finding, entries, label)


def _goods_there(record: ReleaseRecord, book: Book, day: dt.date, rows: Mapping[tuple[str, str], int]) -> None:
    """Refuse lots that are not the goods of the release or do not hold what is asked of them."""
    there = {(lot.lot, lot.site): lot for lot in holdings(book, day, mineral=record.mineral, form=record.form)}
    for (name, site), kilograms in rows.items():
        book.lot(name)
        lot = there.get((name, site))
        if lot is None or record.content not in (None, lot.content):
            raise InputError(
                f"lot «{name}» at site «{site}» holds none of the goods of the release on {day}", field="lot"
            )
        if kilograms > lot.quantity_kg:
            raise InputError(
                f"more of lot «{name}» at site «{site}» would leave than it holds on {day}", field="quantity_kg"
            )


def _summed(rows: tuple[OfferedLot, ...] | tuple[Allotment, ...]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for row in rows:
        found[row.lot, row.site] = found.get((row.lot, row.site), 0) + row.quantity_kg
    return found


def announce_auction(record: ReleaseRecord, book: Book, fields: AuctionFields) -> Taken[ReleaseRecord]:
    """Put lots up for auction within the quantity of the decision, to eligible companies.

    Raises:
        InputError: when nothing is decided, an auction was announced before, the decision named who gets what, or more is put
            up than the decision lets go or than a lot holds.
        UnknownChoiceError: for a lot that the book does not know.

    """
    decision = record.decided
    if record.notice is not None or record.allotments is not None:
        raise InputError(f"the goods of release «{record.id}» are put up or awarded already", field="auction")
    if decision.awards_kg or record.exchange:
        raise InputError("the decision says who gets the goods; no auction divides them", field="auction")
    if fields.date < decision.date:
        raise InputError("the auction is dated before the decision", field="date")
    if sum(row.quantity_kg for row in fields.lots) > decision.quantity_kg:
        raise InputError("more is put up for auction than the decision lets go", field="lots")
    _goods_there(record, book, fields.date, _summed(fields.lots))
    eligible = eligible_buyers(record)
    share = Fraction(str(release_settings(record.settings).buyers.cap_share))
    caps = dict(fields.caps)
    if share < 1:  # the cap of the decision binds the auction too
        own = max(1, int(decision.quantity_kg * share))
        caps["in_all"] = min(own, fields.caps.in_all or own)
    notice = parse_notice(
        {
            "classification": record.classification.name, "auction": fields.auction, "format": fields.format,
            "tie_break": fields.tie_break, "seed": fields.seed, "unit": "kg", "caps": caps,
            "registration_required": release_settings(record.settings).buyers.registration_required,
            "priority": list(fields.priority),
            "buyers": [dict(buyer) for buyer in record.buyers if buyer.name in eligible],
            "lots": [
                {
                    "id": row.id, "material": record.mineral, "grade": book.lot(row.lot).grade, "site": row.site,
                    "window": dict(row.window), "quantity": row.quantity_kg, "reserve_yen": list(row.reserve_yen_a_kg),
                    "set_asides": row.set_asides,
                }
                for row in fields.lots
            ],
        }
    )  # fmt: skip
    offered = tuple(
        Offered(id=row.id, lot=row.lot, site=row.site, window=row.window, quantity_kg=row.quantity_kg)
        for row in fields.lots
    )
    return _taken(
        record, verdict(Outcome.YES, "auction_announced", cites_of(record)), book=book, notice=notice, offered=offered
    )


def _auction(record: ReleaseRecord) -> Notice:
    if record.notice is None:
        raise InputError(f"no auction of release «{record.id}» is announced", field="auction")
    if record.allotments is not None:
        raise InputError(f"the goods of release «{record.id}» are awarded already", field="allotments")
    return record.notice


def receive_bid(record: ReleaseRecord, bid: Bid) -> Taken[ReleaseRecord]:
    """Take a sealed bid in; price a kilogram.

    Raises:
        InputError: when no auction is open, or the bid does not belong to it.
        UnknownChoiceError: for a lot or company that is not of the auction.

    """
    notice = _auction(record)
    bids = (*record.bids, bid)
    check_bids(bids, notice)
    return _taken(record, verdict(Outcome.YES, "bid_received", cites_of(record), bidder=bid.buyer), bids=bids)


def mock_auction(record: ReleaseRecord, *, bidders: int, seed: int) -> Taken[ReleaseRecord]:
    """Fill the auction of a drill with made-up bidders and their bids, the same for the same seed.

    Raises:
        InputError: when the release is no drill, or no auction is open.

    """
    notice = _auction(record)
    if not record.drill:
        raise InputError("made-up bids belong to a drill", field="drill")
    made_up, bids = drill_bids(notice, auction_settings(notice.drill), bidders=bidders, seed=seed)
    finding = verdict(Outcome.YES, "bid_received", cites_of(record), bidder="訓練 / DRILL")
    return _taken(record, finding, notice=made_up, bids=tuple(bids), buyers=tuple(made_up.buyers))


def clear_auction(record: ReleaseRecord) -> Taken[ReleaseRecord]:
    """Clear the auction by the engine, once; only an award that is proved counts.

    Raises:
        InputError: when no auction is open, it was cleared before, or the award could not be proved.

    """
    notice = _auction(record)
    result = clear(notice, list(record.bids), drill=record.drill)
    if not result.optimal:
        raise InputError(f"the award of auction «{notice.auction}» could not be proved", field="bids")
    behind = {row.id: row for row in record.offered}
    allotments = tuple(
        Allotment(
            buyer=row.buyer, lot=behind[row.lot].lot, site=behind[row.lot].site, quantity_kg=row.units,
            yen_a_kg=row.price_yen, bid=row.bid,
        )
        for row in result.awards
    )  # fmt: skip
    return _taken(record, verdict(Outcome.YES, "auction_cleared", cites_of(record)), allotments=allotments)


def allot(record: ReleaseRecord, book: Book, fields: AllotmentFields) -> Taken[ReleaseRecord]:
    """Name the lots for companies whose quantity the decision named, once.

    Raises:
        InputError: when goods are awarded already, an auction divides them, a company gets more than the decision says, a
            price is missing (or stands in an exchange), or a lot does not hold as much.

    """
    decision = record.decided
    if record.allotments is not None or record.notice is not None:
        raise InputError(f"the goods of release «{record.id}» are put up or awarded already", field="allotments")
    if fields.date < decision.date:
        raise InputError("the award is dated before the decision", field="date")
    room = _room(record, decision)
    for row in fields.rows:
        if (row.yen_a_kg is None) != record.exchange:
            raise InputError("a sale has a price, and an exchange has none", field="yen_a_kg")
        room[row.buyer] = room.get(row.buyer, 0) - row.quantity_kg
        if room[row.buyer] < 0:
            raise InputError(f"{row.buyer} would get more than the decision says", field="quantity_kg")
    _goods_there(record, book, fields.date, _summed(fields.rows))
    finding = verdict(
        Outcome.YES, "awarded", cites_of(record), bidder=", ".join(dict.fromkeys(r.buyer for r in fields.rows))
    )
    return _taken(record, finding, book=book, allotments=fields.rows)


def _room(record: ReleaseRecord, decision: ReleaseDecision) -> dict[str, int]:
    """Kilograms by company that the decision named; awards of a tight-supply release are by request."""
    buyer_of = {request.id: request.buyer.name for request in record.requests}
    room: dict[str, int] = {}
    for name, kilograms in decision.awards_kg.items():
        buyer = buyer_of.get(name, name)
        room[buyer] = room.get(buyer, 0) + kilograms
    return room


def hand_over(record: ReleaseRecord, book: Book, fields: HandoverFields) -> Taken[ReleaseRecord]:
    """Hand goods over that were awarded: from the stock to the buyer, or to the partner of an exchange.

    Raises:
        InputError: when nothing was awarded, more is handed over than was awarded or than the lot holds, the day lies outside
            the window, or an adjustment release would leave less than the minimum stock.

    """
    decision = record.decided
    if record.drill != book.drill:
        raise InputError("a drill hands over from the book of the drill alone", field="drill")
    if record.allotments is None:
        raise InputError(f"nothing of release «{record.id}» is awarded", field="buyer")
    key = (fields.buyer, fields.lot, fields.site)
    if key not in record.allotted_kg:
        raise InputError(
            f"{fields.buyer} was awarded nothing of lot «{fields.lot}» at site «{fields.site}»", field="buyer"
        )
    if fields.date < decision.date:
        raise InputError("the handover is dated before the decision", field="date")
    for row in record.offered:
        if (row.lot, row.site) == key[1:] and not row.window.begins <= fields.date <= row.window.ends:
            raise InputError(f"{fields.date} lies outside the window for lot «{row.lot}»", field="date")
    _goods_there(record, book, fields.date, {(fields.lot, fields.site): fields.quantity_kg})
    lot = book.lot(fields.lot)
    if decision.minimum_stock_kg is not None and _least_after(record, book, fields) < decision.minimum_stock_kg:
        raise InputError(f"less {record.mineral} than the minimum stock of the plan would remain", field="quantity_kg")
    account = lot.account(fields.site)
    kind: VoucherKind = "exchange_out" if record.exchange else "release" if record.regime == "tight_supply" else "sale"
    taker = account.at("exchange_partner" if record.exchange else "buyer", fields.buyer)
    voucher = movement(
        id=f"{record.id}/{fields.id}", date=fields.date, kind=kind, reference=record.id, giver=account, taker=taker,
        tonnes=Decimal(fields.quantity_kg) / 1000, drill=record.drill,
    )  # fmt: skip
    return _taken(
        record, verdict(Outcome.YES, "handed_over", cites_of(record), buyer=fields.buyer), Entries(vouchers=(voucher,)), book=book,
        handovers=(*record.handovers, Handover(**dict(fields))),
    )  # fmt: skip


def _least_after(record: ReleaseRecord, book: Book, fields: HandoverFields) -> Fraction:
    """Return the least contained kilograms of the mineral on any day from a handover on, what is owed in kind with it where
    the setting counts the completed exchange.
    """
    days = {fields.date} | {voucher.date for voucher in book.vouchers if voucher.date > fields.date}
    least = min(Fraction(contained_t(book, record.mineral, day)) * 1000 for day in days)
    counts = release_settings(record.settings).adjustment.minimum_counts
    if counts == "completed" and record.exchange:
        least += owed_kg(replaced(record, handovers=(*record.handovers, Handover(**dict(fields)))))
    return least - contained_kg(fields.quantity_kg, book.lot(fields.lot).content)


def invoice_handover(record: ReleaseRecord, fields: InvoiceFields) -> Taken[ReleaseRecord]:
    """Invoice a handover, once: kilograms at the price of the award, lots at different prices dearest first.

    Raises:
        InputError: when it was invoiced before, is dated before the handover, or the goods are exchanged.
        UnknownChoiceError: for a handover that was not made.

    """
    if record.exchange:
        raise InputError("an exchange is not invoiced; goods come back for goods", field="handover")
    found = next((row for row in record.handovers if row.id == fields.handover), None)
    if found is None:
        raise UnknownChoiceError("handover", fields.handover, [row.id for row in record.handovers])
    if fields.date < found.date:
        raise InputError("the invoice is dated before the handover", field="date")
    key = (found.buyer, found.lot, found.site)
    before = 0
    for row in record.handovers:
        if row.id == found.id:
            break
        before += row.quantity_kg if (row.buyer, row.lot, row.site) == key else 0
    yen = _worth(record, key, before + found.quantity_kg) - _worth(record, key, before)
    entry = Invoice(**dict(fields), buyer=found.buyer, yen=yen)
    finding = verdict(Outcome.YES, "invoiced", cites_of(record), handover=found.id)
    return _taken(record, finding, invoices=(*record.invoices, entry))


def _worth(record: ReleaseRecord, key: tuple[str, str, str], kilograms: int) -> int:
    """Yen for the first kilograms of a company's awards of a lot, the dearest first."""
    rows = [row for row in record.allotments or () if (row.buyer, row.lot, row.site) == key]
    total = 0
    for row in sorted(rows, key=lambda row: -(row.yen_a_kg or 0)):
        part = min(kilograms, row.quantity_kg)
        total += part * (row.yen_a_kg or 0)
        kilograms -= part
    return total


# Exchange


def owed_kg(record: ReleaseRecord) -> Fraction:
    """Return contained kilograms that the partner of an exchange still owes, premium in kind included.

    The terms say what comes back for the whole quantity; for a part of it the same share is owed.

    Raises:
        InputError: when the release is no exchange.

    """
    adjustment = record.adjustment
    if adjustment is None or adjustment.exchange is None or not record.exchange:
        raise InputError(f"release «{record.id}» is no exchange", field="adjustment")
    terms = adjustment.exchange
    handed = sum(row.quantity_kg for row in record.handovers)
    agreed = contained_kg(terms.return_kg, terms.return_content)
    back = sum((contained_kg(row.tonnes * 1000, row.lot.content) for row in record.returns), start=Fraction(0))
    return max(Fraction(0), agreed * handed / adjustment.quantity_kg - back)


def owed_finding(record: ReleaseRecord, day: dt.date) -> Finding:
    """Say whether the partner has brought back what he owes: YES, OPEN until the agreed day, NO after it."""
    cites = cites_of(record)
    owed = owed_kg(record)
    terms = record.adjustment.exchange if record.adjustment is not None else None
    if owed == 0:
        return verdict(Outcome.YES, "nothing_owed", cites, value=owed)
    if terms is not None and day > terms.return_on:
        return verdict(Outcome.NO, "overdue", cites, value=owed, return_on=terms.return_on)
    return verdict(Outcome.OPEN, "owed", cites, value=owed)


def return_in_kind(record: ReleaseRecord, book: Book, fields: ReturnFields) -> Taken[ReleaseRecord]:
    """Take goods in that come back in an exchange, as a new lot.

    Raises:
        InputError: when nothing is owed, or the goods are of another form or poorer than agreed.

    """
    if owed_kg(record) == 0:
        raise InputError(f"nothing is owed in kind on release «{record.id}»", field="tonnes")
    terms = record.adjustment.exchange if record.adjustment is not None else None
    if terms is None or fields.lot.form != terms.return_form or fields.lot.content < terms.return_content:
        raise InputError(f"lot «{fields.lot.id}» is not of the goods that were agreed to come back", field="lot")
    if fields.date < min(row.date for row in record.handovers):
        raise InputError("the goods would come back before they leave", field="date")
    partner = record.handovers[0].buyer
    lot, place = fields.lot.entries(record.mineral, fields.date, record.id)
    account = lot.account(fields.lot.site)
    voucher = movement(
        id=f"{record.id}/{fields.id}", date=fields.date, kind="exchange_return", reference=record.id,
        giver=account.at("exchange_partner", partner), taker=account, tonnes=fields.tonnes, drill=record.drill,
    )  # fmt: skip
    entries = Entries(lots=(lot,), vouchers=(voucher,), stowed=(place,))
    finding = verdict(Outcome.YES, "returned", cites_of(record))
    return _taken(record, finding, entries, book=book, returns=(*record.returns, Return(**dict(fields))))


# The way back


def plan_return_to_target(
    record: ReleaseRecord,
    book: Book,
    policies: PolicyRecord,
    *,
    day: dt.date,
    by: str,
    effect: str,
    case: Mapping[str, Any],
) -> Taken[ReleaseRecord]:
    """Plan the way back to the target days by ``sonae.stockpile.restoration``, once.

    Args:
        record: the release, with goods handed over.
        book: the book; gives the stock in contained element on the day.
        policies: decisions of the State; give the target days.
        day: the day.
        by: who plans.
        effect: what the release is seen to have done.
        case: the rest of a restoration case: start, months, consumption_t_a_year, price_yen_a_t and so on.

    Raises:
        InputError: when nothing was handed over, the way back is planned already, the case says what the book knows, the stock
            is not below the target, or no schedule reaches it in time.

    """
    if not record.handovers:
        raise InputError(f"nothing of release «{record.id}» is handed over", field="handovers")
    if record.restoration is not None:
        raise InputError(f"the way back after release «{record.id}» is planned already", field="restoration")
    known = {"mineral", "stock_t", "target_days", "last_release", "classification"} & set(case)
    if known:
        raise InputError("the book and the State's decision say this", field=min(known), expected="to be left out")
    last = max(row.date for row in record.handovers)
    target = target_days_on(policies, day)
    if record.mineral not in target:
        raise InputError(f"no target days are decided for {record.mineral}", field="mineral")
    label = Classification.join((record.classification, book.classification, policies.classification))
    full = read(
        RestorationCase,
        {
            **case, "mineral": record.mineral, "stock_t": contained_t(book, record.mineral, day),
            "target_days": target[record.mineral], "last_release": f"{last:%Y-%m}", "classification": label,
        },
    )  # fmt: skip
    found = plan_restoration(full)
    months = [{"month": name, "buy_t": bought} for name, bought in zip(full.names, found.best.tonnes, strict=True)]
    said = {
        "date": day, "by": by, "months": months, "cost_yen": round(found.best.total_yen), "bound_yen": round(found.bound_yen),
        "effect": effect,
    }  # fmt: skip
    finding = verdict(Outcome.YES, "restoration_planned", policy("policy h2.p3.q6", "goals h4.p2.i7"))
    state = replaced(record, restoration=read(Restoration, said), classification=label)
    return Taken(state, finding, classification=label)
