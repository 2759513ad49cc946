"""The store's own work as entries for the book: opening, transfer, rotation, re-stacking, tests, stock-take, loss, what is due.

Every function takes the book and a form of fields and returns what :func:`sonae.stockpile.books.enter` puts into the book.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from sonae.core import Classification, InputError
from sonae.stockpile.books.accounts import Voucher, movement
from sonae.stockpile.books.book import Book, Entries
from sonae.stockpile.books.forms import Day, MineralSymbol, Name, Party, Text, Tonnes
from sonae.stockpile.books.lots import NewLot, QualityTest, Stowed
from sonae.stockpile.books.release_record import ReleaseRecord
from sonae.stockpile.day_counts.reading import Row
from sonae.stockpile.release import Holding, Judgement, Rearrangement, rearrange

__all__ = [
    "Arrival", "Due", "LossFields", "NewLot", "OpeningFields", "RestackFields", "Restacked", "RotationFields",
    "StockTakeFields", "TransferFields", "arrive", "due", "holdings", "open_stock", "record_loss", "record_test", "restack",
    "rotate", "take_stock", "transfer",
]  # fmt: skip


class OpeningFields(Row):
    """Goods that lay there when the book was opened."""

    voucher: Name
    date: Day
    mineral: MineralSymbol
    lot: NewLot
    received: Day
    """When they came in; their age counts from it."""
    tonnes: Tonnes
    source: Name
    """The record that they are taken over from."""


class TransferFields(Row):
    """Tonnes of a lot that go from one site to another; without ``arrives`` they stay in transit."""

    voucher: Name
    date: Day
    lot: Name
    from_site: Name
    to_site: Name
    tonnes: Tonnes
    arrives: Day | None = None
    warehouse: Party = ""
    place: Annotated[int, Field(ge=1)] | None = None
    """Where they are put; needed as soon as they arrive."""


class Arrival(Row):
    """Goods in transit that arrive; ``transfer`` is the voucher by which they left."""

    voucher: Name
    transfer: Name
    date: Day
    lot: Name
    site: Name
    warehouse: Name
    place: Annotated[int, Field(ge=1)]
    tonnes: Tonnes


class RotationFields(Row):
    """Old goods that go out and new ones that come in for them on one day."""

    voucher: Name
    """Of the goods that go out; those that come in have it with «-in»."""
    date: Day
    lot: Name
    site: Name
    tonnes: Tonnes
    partner: Name
    new: NewLot
    new_tonnes: Tonnes


class RestackFields(Row):
    """A feared release for which lots are put in front before anybody asks."""

    form: Name
    site: Name
    warehouse: Name
    expected_kg: Annotated[int, Field(ge=1, le=10**12)]
    fear: Judgement | None = None


class Count(Row):
    """What was found of a lot; nought is written 0."""

    lot: Name
    tonnes: Annotated[Decimal, Field(ge=0)]
    cause: Annotated[str, Field(max_length=1000)] = ""


class StockTakeFields(Row):
    """A stock-take of a site: every lot that the book has there must be counted."""

    voucher: Name
    """Of the differences; each has it with the lot's name."""
    date: Day
    site: Name
    by: Name
    witness: Name
    counts: Annotated[tuple[Count, ...], Field(min_length=1)]


class LossFields(Row):
    """Tonnes that are lost."""

    voucher: Name
    date: Day
    lot: Name
    site: Name
    tonnes: Tonnes
    cause: Text
    reference: Name


@dataclass(frozen=True, slots=True)
class Restacked:
    """The moves of a re-stacking with its grounds, and the places as they will be."""

    rearrangement: Rearrangement
    entries: Entries
    classification: Classification


@dataclass(frozen=True, slots=True)
class Due:
    """Something that falls due with a lot."""

    lot: str
    what: Literal["quality test", "shelf life", "failed test"]
    date: dt.date
    overdue: bool
    classification: Classification


def open_stock(book: Book, fields: OpeningFields) -> Entries:
    """Take goods over into a new book.

    Raises:
        InputError: when they were received after the day of the book.

    """
    if fields.received > fields.date:
        raise InputError(f"lot «{fields.lot.id}» was received after the day of the opening", field="received")
    lot, place = fields.lot.entries(fields.mineral, fields.received, fields.source)
    account = lot.account(fields.lot.site)
    voucher = movement(
        id=fields.voucher, date=fields.date, kind="opening", reference=fields.source,
        giver=account.at("supplier", fields.source), taker=account, tonnes=fields.tonnes, drill=book.drill,
    )  # fmt: skip
    return Entries(lots=(lot,), vouchers=(voucher,), stowed=(place,))


def transfer(book: Book, fields: TransferFields) -> Entries:
    """Send tonnes of a lot to another site; on one day, or through transit.

    Raises:
        InputError: when the sites are the same, or goods that arrive are given no place.
        UnknownChoiceError: for a lot or site that the book does not know.

    """
    lot = book.lot(fields.lot)
    for site in (fields.from_site, fields.to_site):
        book.site(site)
    if fields.from_site == fields.to_site:
        raise InputError("a transfer ends at the site where it began; a move inside it is no voucher", field="to_site")
    giver, taker = lot.account(fields.from_site), lot.account(fields.to_site)
    if fields.arrives is None:
        out = movement(
            id=fields.voucher, date=fields.date, kind="transfer_out", reference=fields.to_site, giver=giver,
            taker=giver.at("in_transit", fields.voucher), tonnes=fields.tonnes, drill=book.drill,
        )  # fmt: skip
        return Entries(vouchers=(out,))
    if fields.arrives != fields.date:
        raise InputError(
            "goods that arrive on another day are in transit", field="arrives", expected="an arrival of its own"
        )
    if fields.place is None or not fields.warehouse:
        raise InputError(f"lot «{lot.id}» is given no place at site «{fields.to_site}»", field="place")
    moved = movement(
        id=fields.voucher, date=fields.date, kind="transfer", reference=fields.to_site, giver=giver, taker=taker,
        tonnes=fields.tonnes, drill=book.drill,
    )  # fmt: skip
    place = Stowed(lot=lot.id, site=fields.to_site, warehouse=fields.warehouse, place=fields.place)
    return Entries(vouchers=(moved,), stowed=(place,))


def arrive(book: Book, fields: Arrival) -> Entries:
    """Take goods in that were in transit.

    Raises:
        InputError: when they were sent to another site.
        UnknownChoiceError: for a transfer that is not in the book.

    """
    sent = book.voucher(fields.transfer)
    lot = book.lot(fields.lot)
    if sent.kind != "transfer_out" or sent.reference != fields.site:
        raise InputError(f"voucher «{sent.id}» sends nothing to site «{fields.site}»", field="transfer")
    account = lot.account(fields.site)
    voucher = movement(
        id=fields.voucher, date=fields.date, kind="transfer_in", reference=sent.id,
        giver=account.at("in_transit", sent.id), taker=account, tonnes=fields.tonnes, drill=book.drill,
    )  # fmt: skip
    place = Stowed(lot=lot.id, site=fields.site, warehouse=fields.warehouse, place=fields.place)
    return Entries(vouchers=(voucher,), stowed=(place,))


def rotate(book: Book, fields: RotationFields, release: ReleaseRecord) -> Entries:
    """Exchange old goods for new ones of the same form on one day, with no less contained element.

    Args:
        book: the book.
        fields: what goes out and what comes in.
        release: the adjustment release by exchange under which the goods go, to keep the quality (2(3) fourth sentence).

    Raises:
        InputError: when the release lets no such goods go or no more of them, its partner is another, or another form or less
            contained element would come in.

    """
    old = book.lot(fields.lot)
    adjustment = release.adjustment
    if not release.exchange or adjustment is None or adjustment.purpose != "quality" or release.drill != book.drill:
        raise InputError(f"release «{release.id}» is no exchange that keeps the quality", field="release")
    if (release.mineral, release.form) != (old.mineral, old.form) or adjustment.buyer != fields.partner:
        raise InputError(f"release «{release.id}» is of other goods or with another partner", field="release")
    gone = sum(
        (
            -posting.tonnes
            for voucher in book.vouchers
            if voucher.kind == "rotation_out" and voucher.reference == release.id
            for posting in voucher.postings
            if posting.account.kind == "stock"
        ),
        start=fields.tonnes,
    )
    if gone * 1000 > release.decided.quantity_kg - sum(row.quantity_kg for row in release.handovers):
        raise InputError(f"more would be rotated than release «{release.id}» lets go", field="tonnes")
    new, place = fields.new.entries(old.mineral, fields.date, release.id)
    if new.form != old.form:
        raise InputError(
            f"rotation of lot «{old.id}» brings another form",
            field="new.form",
            expected="the same form; a change of form is an exchange",
        )
    if fields.new_tonnes * new.content < fields.tonnes * old.content:
        raise InputError(f"rotation of lot «{old.id}» brings less contained element than it takes", field="new_tonnes")
    out_of, into = old.account(fields.site), new.account(fields.new.site)
    out = movement(
        id=fields.voucher, date=fields.date, kind="rotation_out", reference=release.id, giver=out_of,
        taker=out_of.at("exchange_partner", fields.partner), tonnes=fields.tonnes, drill=book.drill,
    )  # fmt: skip
    back = movement(
        id=f"{fields.voucher}-in", date=fields.date, kind="rotation_in", reference=release.id,
        giver=into.at("exchange_partner", fields.partner), taker=into, tonnes=fields.new_tonnes, drill=book.drill,
    )  # fmt: skip
    return Entries(lots=(new,), vouchers=(out, back), stowed=(place,))


def restack(book: Book, fields: RestackFields, day: dt.date) -> Restacked:
    """Put lots of a form in front before a feared release; nothing is posted, only places change.

    Raises:
        InputError: when nothing is to be made ready.
        UnknownChoiceError: for a site that the book does not know.

    """
    book.site(fields.site)
    here = [
        row
        for row in holdings(book, day)
        if row.site == fields.site and _warehouse(book, row.lot, row.site) == fields.warehouse
    ]
    found = rearrange(here, fields.form, fields.expected_kg, fields.fear)
    stowed = tuple(
        Stowed(lot=move.lot, site=move.site, warehouse=fields.warehouse, place=move.to_place) for move in found.moves
    )
    return Restacked(found, Entries(stowed=stowed), book.classification)


def _warehouse(book: Book, lot: str, site: str) -> str:
    return next((row.warehouse for row in book.stowed if (row.lot, row.site) == (lot, site)), "")


def record_test(book: Book, fields: QualityTest) -> Entries:
    """Enter a quality test of a lot.

    Raises:
        UnknownChoiceError: for a lot that the book does not know.

    """
    book.lot(fields.lot)
    return Entries(tests=(fields,))


def record_loss(book: Book, fields: LossFields) -> Entries:
    """Write tonnes off that are lost, with the cause."""
    account = book.lot(fields.lot).account(fields.site)
    voucher = movement(
        id=fields.voucher, date=fields.date, kind="loss", reference=fields.reference, giver=account, taker=account.at("loss"),
        tonnes=fields.tonnes, cause=fields.cause, drill=book.drill,
    )  # fmt: skip
    return Entries(vouchers=(voucher,))


def take_stock(book: Book, fields: StockTakeFields) -> Entries:
    """Hold a count against the book at the end of its day, and adjust the book by the differences.

    Raises:
        InputError: when a lot of the site was not counted (missing is not nought), was counted twice, or differs without a
            cause; when who counted is his own witness.

    """
    book.site(fields.site)
    if fields.by == fields.witness:
        raise InputError("who counted cannot be his own witness", field="witness")
    counted = {count.lot: count for count in fields.counts}
    if len(counted) < len(fields.counts):
        raise InputError("a lot was counted twice", field="counts")
    for name in counted:
        book.lot(name)
    there = {a.lot: tonnes for a, tonnes in book.index.accounts_at(fields.date).items() if a.site == fields.site}
    missed = sorted(set(there) - set(counted))
    if missed:
        raise InputError(
            f"lot «{missed[0]}» lies at site «{fields.site}» and was not counted",
            field="counts",
            expected="0 if it is gone",
        )
    vouchers: list[Voucher] = []
    for name, count in counted.items():
        difference = count.tonnes - there.get(name, Decimal(0))
        if not difference:
            continue
        if not count.cause:
            raise InputError(f"the count of lot «{name}» differs from the book and no cause is stated", field="counts")
        account = book.lot(name).account(fields.site)
        ends = (account.at("loss"), account) if difference > 0 else (account, account.at("loss"))
        vouchers.append(
            movement(
                id=f"{fields.voucher}-{name}", date=fields.date, kind="stock_take", reference=fields.voucher, giver=ends[0],
                taker=ends[1], tonnes=abs(difference), cause=count.cause, drill=book.drill,
            )
        )  # fmt: skip
    return Entries(vouchers=tuple(vouchers))


def holdings(book: Book, day: dt.date, *, form: str | None = None, mineral: str | None = None) -> list[Holding]:
    """Return the lots as the engines of release take them: whole kilograms of each lot at each site.

    A lot whose last quality test failed is left out: it cannot be handed over as what it is.
    """
    failed = _failed(book, day)
    places = {(row.lot, row.site): row.place for row in book.stowed}
    found = []
    for account, tonnes in sorted(book.index.accounts_at(day).items(), key=lambda item: item[0].key):
        lot = book.lot(account.lot)
        kilograms = int(tonnes * 1000)
        if lot.id in failed or not kilograms or form not in (None, lot.form) or mineral not in (None, lot.mineral):
            continue
        found.append(
            Holding(
                lot=lot.id, site=account.site, form=lot.form, content=lot.content, quantity_kg=kilograms,
                place=places.get((lot.id, account.site)), stored=lot.received,
            )
        )  # fmt: skip
    return found


def _failed(book: Book, day: dt.date) -> Mapping[str, QualityTest]:
    last: dict[str, QualityTest] = {}
    for test in sorted(book.tests, key=lambda test: test.date):
        if test.date <= day:
            last[test.lot] = test
    return {lot: test for lot, test in last.items() if test.outcome == "failed"}


def due(book: Book, day: dt.date, *, within_days: int = 0) -> tuple[Due, ...]:
    """Return what is due with lots that are there, soonest first: tests, ends of shelf life, lots whose test failed.

    Args:
        book: the book.
        day: today.
        within_days: look so far ahead.

    """
    horizon = day + dt.timedelta(days=within_days)
    last: dict[str, dt.date] = {}
    for test in book.tests:
        if test.date <= day:
            last[test.lot] = max(test.date, last.get(test.lot, test.date))
    failed = _failed(book, day)
    found: list[Due] = []
    for name in dict.fromkeys(account.lot for account in book.index.accounts_at(day)):
        lot = book.lot(name)
        waits: dict[Any, dt.date] = {}
        if lot.test_every_days is not None:
            waits["quality test"] = last.get(name, lot.received) + dt.timedelta(days=lot.test_every_days)
        if lot.best_before is not None:
            waits["shelf life"] = lot.best_before
        if name in failed:
            waits["failed test"] = failed[name].date
        found += [
            Due(name, what, when, when < day, book.classification) for what, when in waits.items() if when <= horizon
        ]
    return tuple(sorted(found, key=lambda one: (one.date, one.lot, one.what)))
