"""Any order of commands: every tonne stands somewhere, no balance is negative on any day, rows and state say the same."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sonae.core import SonaeError
from sonae.office.books.stock import balances_on
from sonae.office.models import Event
from sonae.office.wall import WHOLE_OFFICE, acting_as
from sonae.stockpile.books import FLOORS, Book, balances
from tests.office.books.stock.conftest import (
    ANSWERS,
    BUYER,
    CRITERION,
    NORTH,
    SOUTH,
    GiveStock,
    asking,
    book_of,
    goods,
    stock,
    told,
)
from tests.office.conftest import TODAY

pytestmark = pytest.mark.django_db

_COUNT = itertools.count()
Step = tuple[str, str, Mapping[str, Any]]
KIND = ("stock", "in_transit", "supplier", "buyer", "exchange_partner", "loss")
TONNES = st.sampled_from(["0.000001", "0.5", "3", "8", "20", "38", "70.5", "999"])
KILOGRAMS = st.sampled_from([1, 500, 4000, 8000, 40_000])
SITES = st.sampled_from([NORTH, SOUTH])
LOTS = st.sampled_from(["W-2016", "W-2021", "W-2025", "C-2022", "B-2018", "X-NEW"])
DAYS = st.sampled_from([None, "2025-06-24", "2025-10-01", "2026-06-01", "2026-11-19"])


def _store(draw: st.DrawFn) -> Step:
    lot, tonnes, day = draw(LOTS), draw(TONNES), draw(DAYS)
    match draw(st.integers(0, 4)):
        case 0:
            to = draw(SITES)
            place = draw(st.integers(1, 21))
            arrives = draw(st.booleans())
            there = {"warehouse": "N2" if to == NORTH else "S1", "place": place} if arrives else {}
            return (
                "stockpile",
                "lot.transfer",
                {"lot": lot, "from_site": draw(SITES), "to_site": to, "tonnes": tonnes, "on": day, **there},
            )
        case 1:
            return "stockpile", "lot.arrive", {"transfer": draw(st.sampled_from(["T2026-01", "T2026-02", "O2025-01"])),
                                               "warehouse": "S1", "place": draw(st.integers(5, 20)), "on": day}  # fmt: skip
        case 2:
            return "stockpile", "lot.lose", {
                "lot": lot, "site": draw(SITES), "tonnes": tonnes, "on": day, "cause": "架空", "reference": "x"
            }  # fmt: skip
        case 3:
            counts = [{"lot": one, "tonnes": draw(TONNES), "cause": "架空"} for one in ("C-2019", "C-2022", "B-2018")]
            return "stockpile", "stock.take", {"site": SOUTH, "witness": "監査法人", "counts": counts, "on": day}
        case _:
            name = draw(
                st.sampled_from(["L2026-01", "T2026-01", "O2025-01", "S2026-01-C-2022", "R2025-01/H01", "Z2026-01"])
            )
            return "executive", "voucher.reverse", {"voucher": name, "cause": "架空"}


def _buy(draw: st.DrawFn) -> Step:
    purchase = draw(st.sampled_from(["P2025-01", "P2026-01"]))
    match draw(st.integers(0, 3)):
        case 0:
            brought = goods(
                draw(st.sampled_from(["C-A", "C-B", "W-2016"])), draw(st.integers(3, 9)), SOUTH, "S1", "0.998"
            )
            return "stockpile", "purchase.deliver", {"purchase": purchase, "tonnes": draw(TONNES), "goods": brought}
        case 1:
            return "stockpile", "purchase.inspect", {
                "purchase": purchase, "delivery": draw(st.sampled_from(["N01", "N02"])), "accepted": draw(TONNES),
                "rejected": draw(st.sampled_from([None, "0.5", "2"])), "found": "架空",
            }  # fmt: skip
        case 2:
            return (
                "executive",
                "purchase.pay",
                {"purchase": purchase, "yen": draw(st.sampled_from([1, 24_500_000, 10**9]))},
            )
        case _:
            return "executive", "purchase.award", {"purchase": purchase, "offer": "F01"}


def _let_go(draw: st.DrawFn) -> Step:
    name = draw(st.sampled_from(["R2026-01", "R2026-01", "R2026-01", "R2025-01", "RD2026-01"]))
    match draw(st.integers(0, 7)):
        case 0:
            return "stockpile", "release.request", {
                "mineral": "W", "form": "APT", "criterion": CRITERION, "request": asking(draw(KILOGRAMS))
            }  # fmt: skip
        case 1:
            return "executive", "release.judge", {
                "release": name, "needed": draw(st.booleans()), "reason": "架空", "evidence": ["x"], "answers": ANSWERS
            }  # fmt: skip
        case 2:
            return "executive", "release.decide", {"release": name}
        case 3:
            lot = {"lot": "W-2016", "site": NORTH, "quantity_kg": draw(KILOGRAMS), "begins": "2026-11-01", "ends": "2026-12-31",
                   "reserve_yen_a_kg": 4000}  # fmt: skip
            return "stockpile", "release.auction", {"release": name, "format": "uniform", "seed": "語", "lots": [lot]}
        case 4:
            return "stockpile", "release.bid", {
                "release": name, "buyer": BUYER["name"], "lot": "L1", "price_yen": 5000, "quantity_kg": draw(KILOGRAMS)
            }  # fmt: skip
        case 5:
            return "executive", "release.clear", {"release": name}
        case _:
            return "stockpile", "release.hand_over", {
                "release": name, "buyer": BUYER["name"], "lot": "W-2016", "site": NORTH, "quantity_kg": draw(KILOGRAMS),
                "received_by": "運転手",
            }  # fmt: skip


@st.composite
def steps(draw: st.DrawFn) -> Step:
    return draw(st.sampled_from([_store, _store, _buy, _let_go]))(draw)


_RELEASE: tuple[Step, ...] = (
    ("stockpile", "release.request", {"mineral": "W", "form": "APT", "criterion": CRITERION, "request": asking(8000)}),
    ("executive", "release.judge",
     {"release": "R2026-01", "needed": True, "reason": "架空", "evidence": ["x"], "answers": ANSWERS}),
    ("executive", "release.decide", {"release": "R2026-01"}),
)  # fmt: skip
"""A beginning from which handovers are within reach."""


def settle(book: Book) -> None:
    """What holds of a book after every command, whatever came before it."""
    days = sorted({voucher.date for voucher in book.vouchers})
    by_lot: dict[str, Decimal] = {}
    for kind in KIND:
        for account, tonnes in book.index.accounts_at(days[-1], kind=kind).items():
            by_lot[account.lot] = by_lot.get(account.lot, Decimal(0)) + tonnes
    assert not any(by_lot.values()), "all accounts of a lot together are nought"
    for day in days:
        for kind, sign in FLOORS.items():
            assert all(sign * tonnes >= 0 for tonnes in book.index.accounts_at(day, kind=kind).values()), (day, kind)
    for voucher in book.vouchers:
        assert sum(posting.tonnes for posting in voucher.postings) == 0
    there = {(account.lot, account.site) for account in book.index.accounts_at(days[-1])}
    assert {(row.lot, row.site) for row in book.stowed} <= there


@settings(
    max_examples=12,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(steps(), min_size=4, max_size=9), st.booleans())
def test_no_order_of_commands_makes_or_loses_a_gram(give: GiveStock, drawn: list[Step], begun: bool) -> None:
    with transaction.atomic():
        for who, kind, fields in (*(_RELEASE if begun else ()), *drawn):
            before = told()
            try:
                give(who, kind, key=f"order-{next(_COUNT)}", **fields)
            except SonaeError:
                assert told() == before, "what is refused moves nothing"
                continue
            version = told()[0]
            assert version == before[0] + 1
            event = Event.objects.order_by("-sequence").first()
            assert event is not None
            assert event.kind == kind
            state, book = stock(), book_of()
            settle(state.book)
            with acting_as(WHOLE_OFFICE):
                for day in (TODAY, TODAY.replace(year=2025)):
                    assert balances_on(book, day) == dict(balances(state.book, day, ("mineral", "form", "site")).tonnes)
            for one in state.purchases:
                assert one.award is None or one.standing_t <= one.award.tonnes
            for release in state.releases:
                handed = sum(row.quantity_kg for row in release.handovers)
                assert handed <= sum(release.allotted_kg.values())
                assert release.decision is None or sum(release.allotted_kg.values()) <= release.decision.quantity_kg
            assert state.drills[0].book == before_drill(before[1])
        transaction.set_rollback(True)


def before_drill(tree: Mapping[str, Any]) -> Book:
    return Book.model_validate(tree["drills"][0]["book"])
