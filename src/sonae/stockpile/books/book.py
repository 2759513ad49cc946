"""The book of the stock: sites, lots, places, tests and vouchers in one state, and the one way in which they enter it.

Steps elsewhere in this room return :class:`Entries`; :func:`enter` puts them into the book, all or none. A book is checked
as a whole when it is read, and by what is new when something enters.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from sonae.core import InputError, UnknownChoiceError
from sonae.data import plain_yaml, read_text
from sonae.stockpile.books.accounts import Account, AccountKind, Posting, Voucher, reversal
from sonae.stockpile.books.balance_index import BalanceIndex, Balances, refusal
from sonae.stockpile.books.forms import CONTAINED, Day, State, Text, grams_of, read, replaced
from sonae.stockpile.books.lots import Lot, QualityTest, Site, Stowed
from sonae.stockpile.day_counts.reading import Row

__all__ = [
    "Book",
    "Entries",
    "balances",
    "closed",
    "contained",
    "contained_t",
    "enter",
    "read_book",
    "reversed_voucher",
]

_ALWAYS = dt.date.max


class Entries(Row):
    """What a step puts into the book: lots that are new, vouchers, places and tests."""

    lots: tuple[Lot, ...] = ()
    vouchers: tuple[Voucher, ...] = ()
    stowed: tuple[Stowed, ...] = ()
    tests: tuple[QualityTest, ...] = ()

    def __add__(self, other: Entries) -> Entries:
        return Entries(
            lots=self.lots + other.lots,
            vouchers=self.vouchers + other.vouchers,
            stowed=self.stowed + other.stowed,
            tests=self.tests + other.tests,
        )


class Book(State):
    """The book of a stock.

    Attributes:
        name: whose stock it is.
        drill: True for the book of a drill; vouchers of a drill enter no other.
        sites: sites and their stores.
        lots: every lot that ever came in.
        stowed: where lots lie that are there.
        tests: quality tests in the order they were entered.
        opening: balances that were carried forward when the book was closed.
        closed_until: day until which it is closed; nothing is entered at or before it.
        vouchers: movements since then, in the order they were entered.

    """

    name: Text
    drill: bool = False
    sites: tuple[Site, ...] = Field(min_length=1)
    lots: tuple[Lot, ...] = ()
    stowed: tuple[Stowed, ...] = ()
    tests: tuple[QualityTest, ...] = ()
    opening: tuple[Posting, ...] = ()
    closed_until: Day | None = None
    vouchers: tuple[Voucher, ...] = ()
    unit: Literal["t (gross)"] = "t (gross)"
    version: Literal[1] = 1

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if len({site.id for site in self.sites}) < len(self.sites):
            raise ValueError("a site stands there twice")
        if len({lot.id for lot in self.lots}) < len(self.lots):
            raise ValueError("a lot stands there twice")
        if bool(self.opening) and self.closed_until is None:
            raise ValueError("an opening balance needs closed_until, the day that it is of")
        if len({posting.account.key for posting in self.opening}) < len(self.opening):
            raise ValueError("an account is opened twice")
        carried: dict[str, Decimal] = {}
        for posting in self.opening:
            carried[posting.account.lot] = carried.get(posting.account.lot, Decimal(0)) + posting.tonnes
        if any(carried.values()):
            raise ValueError("the opening balances of a lot do not add up to nought over all accounts")
        try:
            _check_vouchers(self, self.vouchers, set())
            _check_reversals(self, (), self.vouchers)
            _check_accounts(self, [posting.account for posting in self.opening])
            _check_places(self, self.stowed)
            for test in self.tests:
                self.lot(test.lot)
        except InputError as error:
            raise ValueError(error.problem) from None
        short = self.index.shortfall()
        if short is not None:
            raise ValueError(refusal(short))
        return self

    @cached_property
    def index(self) -> BalanceIndex:
        """Balances by account and day."""
        opened = self.closed_until or dt.date.min
        rows = [(posting.account, opened, grams_of(posting.tonnes)) for posting in self.opening]
        rows += [
            (posting.account, voucher.date, grams_of(posting.tonnes))
            for voucher in self.vouchers
            for posting in voucher.postings
        ]
        return _index_of(rows, self)

    @cached_property
    def lots_by_id(self) -> dict[str, Lot]:
        """The lots by name."""
        return {lot.id: lot for lot in self.lots}

    def lot(self, name: str) -> Lot:
        """Return a lot.

        Raises:
            UnknownChoiceError: when there is none of that name.

        """
        if name not in self.lots_by_id:
            raise UnknownChoiceError("lot", name, self.lots_by_id)
        return self.lots_by_id[name]

    def site(self, name: str) -> Site:
        """Return a site.

        Raises:
            UnknownChoiceError: when there is none of that name.

        """
        found = next((site for site in self.sites if site.id == name), None)
        if found is None:
            raise UnknownChoiceError("site", name, [site.id for site in self.sites])
        return found

    def voucher(self, name: str) -> Voucher:
        """Return a voucher that is not yet closed.

        Raises:
            UnknownChoiceError: when there is none of that name.

        """
        found = next((voucher for voucher in self.vouchers if voucher.id == name), None)
        if found is None:
            raise UnknownChoiceError("voucher", name, [voucher.id for voucher in self.vouchers])
        return found

    def held(self, lot: Lot, site: str, day: dt.date = _ALWAYS) -> Decimal:
        """Return tonnes of a lot at a site at the end of a day."""
        return self.index.balance(lot.account(site), day)


def _index_of(rows: Sequence[tuple[Account, dt.date, int]], book: Book) -> BalanceIndex:
    import numpy as np

    places: dict[tuple[str, ...], int] = {}
    accounts: list[Account] = []
    codes = []
    for account, _, _ in rows:
        code = places.setdefault(account.key, len(accounts))
        if code == len(accounts):
            accounts.append(account)
        codes.append(code)
    return BalanceIndex.of_columns(
        accounts,
        np.asarray(codes, dtype=np.int64),
        np.asarray([day.toordinal() for _, day, _ in rows], dtype=np.int64),
        np.asarray([grams for _, _, grams in rows], dtype=np.int64),
        book.classification,
    )


def _check_accounts(book: Book, accounts: Iterable[Account]) -> None:
    sites = {site.id for site in book.sites}
    for account in accounts:
        lot = book.lot(account.lot)
        if (account.mineral, account.form) != (lot.mineral, lot.form):
            raise InputError(f"lot «{lot.id}» is not of the mineral and form that a posting names", field="account")
        if account.kind == "stock" and account.site not in sites:
            raise UnknownChoiceError("site", account.site, sites)


def _check_vouchers(book: Book, vouchers: Sequence[Voucher], known: set[str]) -> None:
    """Hold vouchers against the book: named once, after the closing, of the same kind of book, on lots that it knows."""
    seen = set(known)
    for voucher in vouchers:
        if voucher.id in seen:
            raise InputError(f"voucher «{voucher.id}» stands there twice", field="vouchers")
        seen.add(voucher.id)
        if voucher.drill != book.drill:
            whose = (
                "a drill does not enter the book of the stock" if voucher.drill else "the stock does not enter a drill"
            )
            raise InputError(f"voucher «{voucher.id}» of {whose}", field="drill")
        if book.closed_until is not None and voucher.date <= book.closed_until:
            raise InputError(
                f"voucher «{voucher.id}» is dated {voucher.date}, and the book is closed until {book.closed_until}",
                field="date",
            )
        accounts = [posting.account for posting in voucher.postings]
        _check_accounts(book, accounts)
        for account in accounts:
            lot = book.lots_by_id[account.lot]
            if account.kind == "stock" and voucher.date < lot.received:
                raise InputError(
                    f"lot «{lot.id}» is moved on {voucher.date}, before it was received on {lot.received}", field="date"
                )


def _check_reversals(book: Book, before: Sequence[Voucher], vouchers: Sequence[Voucher]) -> None:
    """A reversal turns a voucher of this book round, whole and once; one of a voucher carried forward is taken as read."""
    if all(voucher.kind != "reversal" for voucher in vouchers):
        return
    known = {voucher.id: voucher for voucher in before}
    turned = {voucher.reference for voucher in before if voucher.kind == "reversal"}
    for voucher in vouchers:
        known[voucher.id] = voucher
        if voucher.kind != "reversal":
            continue
        first = known.get(voucher.reference)
        if first is None:
            if book.closed_until is not None and voucher in book.vouchers:
                continue
            raise UnknownChoiceError("voucher", voucher.reference, known)
        if voucher.reference in turned:
            raise InputError(f"voucher «{voucher.reference}» has been reversed before", field="reference")
        turned.add(voucher.reference)
        whole = {posting.account.key: -posting.tonnes for posting in first.postings}
        if {posting.account.key: posting.tonnes for posting in voucher.postings} != whole:
            raise InputError(f"the reversal «{voucher.id}» is not of the whole voucher", field="postings")


def _check_places(book: Book, stowed: Sequence[Stowed]) -> None:
    spots: dict[tuple[str, str, int], str] = {}
    where: set[tuple[str, str]] = set()
    for row in stowed:
        book.lot(row.lot)
        stores = {one.id: one for one in book.site(row.site).warehouses}
        if row.warehouse not in stores:
            raise UnknownChoiceError(f"warehouse of site «{row.site}»", row.warehouse, stores)
        if row.place > stores[row.warehouse].places:
            raise InputError(f"warehouse «{row.warehouse}» has no place {row.place}", field="place")
        if row.spot in spots:
            raise InputError(
                f"lots «{spots[row.spot]}» and «{row.lot}» cannot lie at place {row.place} of warehouse «{row.warehouse}» together",
                field="place",
            )
        if (row.lot, row.site) in where:
            raise InputError(f"lot «{row.lot}» lies at two places of site «{row.site}»", field="place")
        spots[row.spot] = row.lot
        where.add((row.lot, row.site))


def enter(book: Book, entries: Entries) -> Book:
    """Put entries into a book, all or none.

    Args:
        book: the book; it stays as it is.
        entries: what a step returned.

    Raises:
        InputError: when a voucher stands there twice, is dated into a closed time or would make a balance negative on some
            day (the sentence names lot and date); when a lot is known already, a place is taken, or a drill meets the stock.
        UnknownChoiceError: for a lot, site or warehouse that the book does not know.

    """
    for lot in entries.lots:
        if lot.id in book.lots_by_id or [one.id for one in entries.lots].count(lot.id) > 1:
            raise InputError(f"lot «{lot.id}» is known already; a lot's name is never used again", field="lots")
    grown = _changed(book, {"lots": book.lots + entries.lots}, {}) if entries.lots else book
    _check_vouchers(grown, entries.vouchers, {voucher.id for voucher in book.vouchers})
    _check_reversals(book, book.vouchers, entries.vouchers)
    for test in entries.tests:
        lot = grown.lot(test.lot)
        if test.date < lot.received:
            raise InputError(f"lot «{lot.id}» cannot be tested before it was received", field="date")
    index = book.index.with_vouchers(entries.vouchers) if entries.vouchers else book.index
    moved = {(row.lot, row.site): row for row in (*book.stowed, *entries.stowed)}
    stowed = tuple(row for row in moved.values() if index.balance(grown.lot(row.lot).account(row.site)) > 0)
    gone = [row for row in entries.stowed if row not in stowed]
    if gone:
        raise InputError(f"lot «{gone[0].lot}» has nothing at site «{gone[0].site}» to be placed", field="stowed")
    _check_places(grown, stowed)
    fields = {"stowed": stowed, "vouchers": book.vouchers + entries.vouchers, "tests": book.tests + entries.tests}
    return _changed(grown, fields, {"index": index, "lots_by_id": grown.lots_by_id})


def _changed(book: Book, fields: Mapping[str, object], known: Mapping[str, object]) -> Book:
    """Copy a book with fields that were checked, and what follows from them without reading all of it again."""
    copied = book.model_copy(update=fields)
    for name in ("index", "lots_by_id"):
        copied.__dict__.pop(name, None)
    copied.__dict__.update(known)
    return copied


def balances(
    book: Book, day: dt.date = _ALWAYS, by: Sequence[str] = ("mineral",), *, kind: str | None = "stock"
) -> Balances:
    """Add balances at the end of a day up, gross tonnes.

    Args:
        book: the book.
        day: the day; before the book was closed nothing can be said.
        by: any of mineral, form, site, lot, kind, party.
        kind: kind of account; none for all of them, which together are nought.

    Raises:
        InputError: for a day before the closing.
        UnknownChoiceError: for another grouping.

    """
    _check_day(book, day)
    return book.index.totals(day, by, kind=kind)


def contained_t(book: Book, mineral: str, day: dt.date = _ALWAYS, *, form: str | None = None) -> Decimal:
    """Return tonnes of contained element of a mineral that lie at the sites at the end of a day, exactly.

    A bare figure for further computation, as secret as the book; :func:`contained` gives balances with their classification.
    """
    _check_day(book, day)
    return sum(
        (
            tonnes * book.lot(account.lot).content
            for account, tonnes in book.index.accounts_at(day).items()
            if account.mineral == mineral and form in (None, account.form)
        ),
        start=Decimal(0),
    )


def contained(
    book: Book, day: dt.date = _ALWAYS, by: Sequence[str] = ("mineral",), *, kind: AccountKind = "stock"
) -> Balances:
    """Add balances at the end of a day up in tonnes of contained element, each lot at its own content.

    With kind «exchange_partner» and by party it tells who owes how much in kind: what came back counts against what went, and
    whoever has brought back more than he took stands with a minus. A premium that is still to come is none of the book's.

    Raises:
        InputError: for a day before the closing.
        UnknownChoiceError: for another grouping.

    """
    _check_day(book, day)
    found: dict[tuple[str, ...], Decimal] = {}
    for account, tonnes in book.index.accounts_at(day, kind=kind).items():
        key = account.group(by)
        found[key] = found.get(key, Decimal(0)) + tonnes * book.lot(account.lot).content
    sums = {key: tonnes for key, tonnes in found.items() if tonnes}
    return Balances(day, tuple(by), sums, book.classification, CONTAINED)


def _check_day(book: Book, day: dt.date) -> None:
    if book.closed_until is not None and day < book.closed_until:
        raise InputError(
            f"the book is closed until {book.closed_until} and tells no balance of {day}",
            field="date",
            expected="a later day, or the book before it was closed",
        )


def closed(book: Book, day: dt.date) -> Book:
    """Close a book at the end of a day: its balances are carried forward, and vouchers up to that day are left out.

    Raises:
        InputError: when it is closed until that day or a later one.

    """
    if book.closed_until is not None and day <= book.closed_until:
        raise InputError(f"the book is closed until {book.closed_until}", field="date", expected="a later day")
    opening = [
        {"account": account, "tonnes": tonnes}
        for kind in ("stock", "in_transit", "supplier", "buyer", "exchange_partner", "loss")
        for account, tonnes in book.index.accounts_at(day, kind=kind).items()
    ]
    rest = tuple(voucher for voucher in book.vouchers if voucher.date > day)
    # A reversal refers to a voucher; once that one is carried forward, what was turned round is in the balances.
    return replaced(book, opening=opening, closed_until=day, vouchers=rest)


def reversed_voucher(book: Book, voucher: str, *, id: str, date: dt.date, cause: str) -> Entries:
    """Return the entries that turn a voucher of the book round.

    Raises:
        UnknownChoiceError: when the book has no such voucher.
        InputError: when it is a reversal itself, or the day lies before it.

    """
    return Entries(vouchers=(reversal(book.voucher(voucher), id=id, date=date, cause=cause),))


def read_book(path: Path) -> Book:
    """Read a kept book, JSON or YAML, and check all of it.

    Raises:
        InputError: naming the file and the field.

    """
    text = read_text(path, "the book")
    if path.suffix.lower() != ".json":
        return read(Book, plain_yaml(text, path.name, expected="name, sites, lots and vouchers"), path.name)
    try:
        tree = json.loads(text)
    except ValueError as error:
        raise InputError("this is no readable JSON", file=path.name) from error
    return read(Book, tree, path.name)
