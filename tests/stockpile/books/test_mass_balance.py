"""Random commands on a book beside the plain slow one: what one refuses the other refuses, and no tonne comes or goes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sonae.core import InputError
from sonae.stockpile import books as b
from sonae.stockpile.books import balance_index as quick
from tests.stockpile.books.oracle import PlainBook

FIRST = dt.date(2025, 4, 1)
SITES = ("North", "South")
LOTS = ("L1", "L2", "L3")
DAYS = st.integers(0, 12).map(lambda n: FIRST + dt.timedelta(days=n))
TONNES = st.sampled_from([Decimal("0.000001"), Decimal("0.3"), Decimal(1), Decimal("2.5"), Decimal(4)])
PLACES = {"mineral": 1, "form": 2, "lot": 3, "site": 4, "party": 5}


@pytest.fixture(autouse=True, scope="module")
def _short_tail() -> Iterator[None]:
    """The sorted part takes the tail in every few postings, so that both parts are looked at."""
    before = quick._LONGEST_TAIL
    quick._LONGEST_TAIL = 5
    yield
    quick._LONGEST_TAIL = before


def empty_book() -> b.Book:
    stores = [{"id": "1", "warehouses": [{"id": "W", "places": 50}]}]
    return b.read(b.Book, {"name": "made up", "sites": [{**stores[0], "id": site} for site in SITES]})


def lot_fields(name: str) -> dict[str, Any]:
    form = {"L1": "APT", "L2": "APT", "L3": "oxide"}[name]
    return {
        "id": name, "mineral": "W", "form": form, "grade": "A", "content": "0.7", "packaging": "drums",
        "received": FIRST, "source": "made up",
    }  # fmt: skip


class Books(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.book = empty_book()
        self.plain = PlainBook()
        self.count = 0

    @initialize(tonnes=st.lists(TONNES, min_size=3, max_size=3))
    def goods_lie_there(self, tonnes: list[Decimal]) -> None:
        lots = tuple(b.read(b.Lot, lot_fields(name)) for name in LOTS)
        self.book = b.enter(self.book, b.Entries(lots=lots))
        for lot, amount in zip(lots, tonnes, strict=True):
            account = lot.account("North")
            self.move("opening", account.at("supplier", "before"), account, amount, FIRST)

    def try_to(self, vouchers: tuple[b.Voucher, ...]) -> bool:
        """Enter vouchers into both books; both take them or both refuse."""
        slow = self.plain.with_vouchers(vouchers)
        entries = b.Entries(vouchers=vouchers)
        if not slow.short():
            self.book, self.plain = b.enter(self.book, entries), slow
            return True
        with pytest.raises(InputError, match="lot «") as refusal:
            b.enter(self.book, entries)
        assert any(f"{when}" in str(refusal.value) for when, _, _ in slow.rows)
        return False

    def move(self, kind: Any, giver: b.Account, taker: b.Account, tonnes: Decimal, day: dt.date) -> bool:
        self.count += 1
        voucher = b.movement(
            id=f"V{self.count}", date=day, kind=kind, reference="made up", giver=giver, taker=taker, tonnes=tonnes,
            cause="made up",
        )  # fmt: skip
        return self.try_to((voucher,))

    @rule(
        kind=st.sampled_from(
            ["transfer", "transfer_out", "transfer_in", "release", "sale", "exchange_out", "exchange_return", "loss",
             "stock_take", "delivery", "acceptance", "rejection"]
        ),
        lot=st.sampled_from(LOTS), site=st.sampled_from(SITES), tonnes=TONNES, day=DAYS, way=st.integers(0, 1),
    )  # fmt: skip
    def goods_move(self, kind: str, lot: str, site: str, tonnes: Decimal, day: dt.date, way: int) -> None:
        here = self.book.lot(lot).account(site)
        ends = b.VOUCHER_KINDS[kind][way % len(b.VOUCHER_KINDS[kind])]
        place = {"stock": site, "in_transit": "T", "loss": ""}
        accounts = [here.at(end, place.get(end, "Y")) for end in ends]  # type: ignore[arg-type]
        if kind == "transfer":
            accounts[1] = here.at("stock", next(other for other in SITES if other != site))
        self.move(kind, accounts[0], accounts[1], tonnes, day)

    @rule(day=DAYS, place=st.integers(0, 1000))
    def a_voucher_is_reversed(self, day: dt.date, place: int) -> None:
        known = [v for v in self.book.vouchers if v.kind != "reversal"]
        voucher = known[place % len(known)]
        self.count += 1
        turned = {v.reference for v in self.book.vouchers if v.kind == "reversal"}
        try:
            entries = b.reversed_voucher(self.book, voucher.id, id=f"V{self.count}", date=day, cause="wrong")
        except InputError:
            assert day < voucher.date
            return
        if voucher.id in turned:
            with pytest.raises(InputError, match="reversed before"):
                b.enter(self.book, entries)
            return
        self.try_to(entries.vouchers)

    @rule(site=st.sampled_from(SITES), day=DAYS, counts=st.lists(TONNES, min_size=3, max_size=3))
    def stock_is_taken(self, site: str, day: dt.date, counts: list[Decimal]) -> None:
        self.count += 1
        fields = {
            "voucher": f"C{self.count}", "date": day, "site": site, "by": "keeper", "witness": "auditor",
            "counts": [{"lot": n, "tonnes": t, "cause": "weighed anew"} for n, t in zip(LOTS, counts, strict=True)],
        }  # fmt: skip
        entries = b.take_stock(self.book, b.read(b.StockTakeFields, fields))
        if self.try_to(entries.vouchers):
            for name, tonnes in zip(LOTS, counts, strict=True):
                assert self.book.held(self.book.lot(name), site, day) == tonnes

    @rule(day=DAYS)
    def the_book_goes_to_json_and_back(self, day: dt.date) -> None:
        again = b.read(b.Book, json.loads(json.dumps(b.stated(self.book))))
        assert again == self.book
        if any(v.date <= day for v in self.book.vouchers):
            later = b.closed(again, day)
            for when in (day, day + dt.timedelta(days=1), dt.date.max):
                by = ("kind", "lot", "site", "party")
                assert (
                    b.balances(later, when, by, kind=None).tonnes == b.balances(self.book, when, by, kind=None).tonnes
                )

    @invariant()
    def no_tonne_comes_or_goes(self) -> None:
        for day in (FIRST, FIRST + dt.timedelta(days=5), dt.date.max):
            assert b.balances(self.book, day, ("lot",), kind=None).tonnes == {}

    @invariant()
    def balances_are_those_of_the_plain_book(self) -> None:
        day = FIRST + dt.timedelta(days=self.count % 14)
        for by, place in PLACES.items():
            for kind in ("stock", "in_transit", "buyer", "exchange_partner", "loss"):
                found = b.balances(self.book, day, (by,), kind=kind).tonnes
                assert {key[0]: Fraction(t) for key, t in found.items()} == self.plain.totals(day, place, kind)
        assert self.book.index.shortfall() is None
        assert all(tonnes > 0 for tonnes in b.balances(self.book, day, ("lot", "site")).tonnes.values())


Books.TestCase.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
TestBooks = Books.TestCase
