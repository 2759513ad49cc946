"""The store's own work: transfers through transit, re-stacking, rotation, tests and shelf life, stock-take."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from sonae.core import InputError, Outcome
from sonae.stockpile import books as b
from tests.stockpile.books.desk import Desk

DAY = dt.date(2025, 6, 2)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def held(book: b.Book, day: dt.date = dt.date.max) -> dict[tuple[str, ...], Decimal]:
    return dict(b.balances(book, day, ("lot", "site")).tonnes)


def step(desk: Desk, name: str, given: dict[str, Any]) -> None:
    desk.take({"step": name, "with": given})


def refused(desk: Desk, name: str, given: dict[str, Any], problem: str) -> None:
    before = dict(desk.kept)
    with pytest.raises(InputError, match=problem):
        step(desk, name, given)
    assert desk.kept == before


MOVE = {"voucher": "T", "date": DAY, "lot": "W-2015", "from_site": "North", "to_site": "South", "tonnes": 10}
COME = {
    "voucher": "T-in", "transfer": "T", "date": DAY + dt.timedelta(days=2), "lot": "W-2015", "site": "South", "warehouse": "S1",
    "place": 5, "tonnes": 10,
}  # fmt: skip


def test_goods_in_transit_are_at_no_site(desk: Desk) -> None:
    step(desk, "move goods", MOVE)
    assert held(desk.book)["W-2015", "North"] == 20
    assert ("W-2015", "South") not in held(desk.book)
    assert b.balances(desk.book, kind="in_transit").tonnes == {("W",): 10}
    refused(desk, "goods arrive", COME | {"tonnes": Decimal("10.5")}, "more of lot «W-2015» would arrive by 2025-06-04")
    refused(desk, "goods arrive", COME | {"date": DAY - dt.timedelta(days=1)}, "would arrive by 2025-06-01")
    refused(desk, "goods arrive", COME | {"site": "North"}, "sends nothing to site «North»")
    refused(desk, "goods arrive", COME | {"transfer": "O-1"}, "sends nothing to site «South»")
    refused(desk, "goods arrive", COME | {"place": 2}, "cannot lie at place 2")
    step(desk, "goods arrive", COME)
    assert held(desk.book)["W-2015", "South"] == 10
    assert held(desk.book, DAY)["W-2015", "North"] == 20
    assert {(row.lot, row.site): row.place for row in desk.book.stowed}["W-2015", "South"] == 5


def test_a_lot_that_has_left_frees_its_place(desk: Desk) -> None:
    step(desk, "move goods", MOVE | {"tonnes": 30})
    assert [row.lot for row in desk.book.stowed if row.site == "North"] == ["W-2021"]


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"to_site": "North"}, "ends at the site where it began"),
        ({"arrives": DAY + dt.timedelta(days=1)}, "in transit"),
        ({"arrives": DAY}, "is given no place"),
        ({"lot": "C-2019"}, "lot «C-2019» at site «North» would be negative"),
        ({"tonnes": 31}, "would be negative on 2025-06-02"),
        ({"tonnes": -1}, "greater than 0"),
        ({"arrives": DAY, "warehouse": "S1", "place": 1}, "cannot lie at place 1"),
    ],
)
def test_a_transfer_that_cannot_be_is_refused(desk: Desk, changed: dict[str, Any], problem: str) -> None:
    refused(desk, "move goods", MOVE | changed, problem)


# Re-stacking


def fear(outcome: str) -> dict[str, Any]:
    return {
        "step": "fear",
        "outcome": outcome,
        "by": "head of division",
        "date": DAY,
        "reason": "talks failed",
        "evidence": ["x"],
    }


def test_lots_are_put_in_front_before_anybody_asks(desk: Desk) -> None:
    lot = {"id": "W-1999", "form": "APT", "grade": "A", "content": 0.7, "packaging": "drums", "site": "North",
           "warehouse": "N1", "place": 9}  # fmt: skip
    opening = {
        "voucher": "O-9", "date": DAY, "mineral": "W", "received": "1999-04-01", "tonnes": 4, "source": "found", "lot": lot,
    }  # fmt: skip
    book = b.enter(desk.book, b.open_stock(desk.book, b.read(b.OpeningFields, opening)))
    asked = {"form": "APT", "site": "North", "warehouse": "N1", "expected_kg": 20_000}
    open_ = b.restack(book, b.read(b.RestackFields, asked), DAY)
    assert (open_.rearrangement.finding.outcome, open_.entries.stowed) == (Outcome.OPEN, ())
    found = b.restack(book, b.read(b.RestackFields, asked | {"fear": fear("yes")}), DAY)
    assert found.rearrangement.ready == ("W-1999", "W-2015")
    assert found.classification is book.classification
    after = b.enter(book, found.entries)
    assert {row.lot: row.place for row in after.stowed if row.site == "North"} == {
        "W-1999": 1,
        "W-2015": 2,
        "W-2021": 9,
    }
    assert held(after) == held(book)
    assert after.vouchers == book.vouchers


# Rotation


def exchange(**changed: Any) -> dict[str, Any]:
    return {
        "id": "X-2", "date": "2025-06-01", "mineral": "W", "form": "APT",
        "criterion": {"name": "standard", "adopted_on": "2023-04-01", "points": ["goods age"]},
        "buyers": [{"name": "Alpha Works", "japanese": True, "registered": True}],
        "adjustment": {
            "purpose": "quality", "manner": "exchange", "quantity_kg": 10_000, "buyer": "Alpha Works",
            "exchange": {"return_form": "APT", "return_content": 0.7, "return_kg": 10_000, "return_on": "2025-06-02"},
        },
    } | changed  # fmt: skip


def rotation(**changed: Any) -> b.RotationFields:
    new = {"id": "W-new", "form": "APT", "grade": "A", "content": 0.71, "packaging": "drums", "site": "North",
           "warehouse": "N1", "place": 8}  # fmt: skip
    given = {
        "voucher": "RO", "date": DAY, "lot": "W-2015", "site": "North", "tonnes": 8, "partner": "Alpha Works", "new": new,
        "new_tonnes": 8,
    }  # fmt: skip
    new_changes = changed.pop("new", {})
    return b.read(b.RotationFields, given | {"new": new | new_changes} | changed)


def decided(desk: Desk) -> b.ReleaseRecord:
    desk.take({"step": "consider an adjustment", "with": exchange()})
    need = {
        "step": "need", "outcome": "yes", "by": "head", "date": "2025-06-01", "reason": "it cakes", "evidence": ["assay"],
        "answers": {"goods age": "ten years"},
    }  # fmt: skip
    desk.take({"step": "judge the need", "with": need})
    desk.take({"step": "decide", "on": dt.date(2025, 6, 1)})
    return desk.release


def test_old_goods_go_and_new_ones_come_on_one_day(desk: Desk) -> None:
    record = decided(desk)
    assert record.decided.quantity_kg == 10_000
    book = b.enter(desk.book, b.rotate(desk.book, rotation(), record))
    assert (held(book)["W-2015", "North"], held(book)["W-new", "North"]) == (22, 8)
    assert b.contained_t(book, "W") == b.contained_t(desk.book, "W") + Decimal("0.08")
    with pytest.raises(InputError, match="more would be rotated than release «X-2» lets go"):
        b.rotate(book, rotation(voucher="RO2", tonnes=Decimal("2.001")), record)
    assert [row.regime for row in b.released_before(book, "W")] == ["adjustment"]


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"new_tonnes": Decimal("7.8")}, "less contained element than it takes"),
        ({"new": {"form": "oxide"}}, "brings another form"),
        ({"partner": "Beta Metals"}, "with another partner"),
        ({"lot": "C-2019"}, "of other goods"),
    ],
)
def test_a_rotation_that_cannot_be_is_refused(desk: Desk, changed: dict[str, Any], problem: str) -> None:
    record = decided(desk)
    with pytest.raises(InputError, match=problem):
        b.rotate(desk.book, rotation(**changed), record)


def test_a_rotation_rests_on_an_adjustment_release(desk: Desk) -> None:
    record = b.consider_adjustment(b.read(b.AdjustmentFields, exchange())).state
    with pytest.raises(InputError, match="nothing is decided on release «X-2»"):
        b.rotate(desk.book, rotation(), record)


# Tests, age, shelf life


def test_what_is_due_comes_soonest_first(desk: Desk) -> None:
    """W-2015 (2015-06-01) and W-2021 (2021-10-04) are tested every 730 days; C-2019 keeps 2500 days from 2019-02-01."""
    found = b.due(desk.book, DAY)
    assert [(row.lot, row.what, row.date, row.overdue) for row in found] == [
        ("W-2015", "quality test", dt.date(2017, 5, 31), True),
        ("W-2021", "quality test", dt.date(2023, 10, 4), True),
    ]
    test = {"lot": "W-2015", "date": DAY, "by": "laboratory", "outcome": "passed", "found": "as bought"}
    step(desk, "test a lot", test)
    later = b.due(desk.book, DAY, within_days=730)
    assert [(row.lot, row.what, row.date) for row in later] == [
        ("W-2021", "quality test", dt.date(2023, 10, 4)),
        ("C-2019", "shelf life", dt.date(2025, 12, 6)),
        ("W-2015", "quality test", dt.date(2027, 6, 2)),
    ]
    assert desk.book.lot("W-2015").age_days(DAY) == (DAY - dt.date(2015, 6, 1)).days
    step(desk, "test a lot", test | {"outcome": "failed", "date": DAY + dt.timedelta(days=1)})
    assert "failed test" in [row.what for row in b.due(desk.book, DAY + dt.timedelta(days=1))]
    names = [lot.lot for lot in b.holdings(desk.book, DAY + dt.timedelta(days=1), mineral="W")]
    assert names == ["W-2021"]
    refused(desk, "test a lot", test | {"date": "2015-05-01"}, "before it was received")


# Stock-take


def count(**changed: Any) -> dict[str, Any]:
    return {
        "voucher": "C-1", "date": DAY, "site": "North", "by": "keeper", "witness": "auditor",
        "counts": [{"lot": "W-2015", "tonnes": 30}, {"lot": "W-2021", "tonnes": 20.5}],
    } | changed  # fmt: skip


def test_a_count_that_agrees_posts_nothing(desk: Desk) -> None:
    assert b.take_stock(desk.book, b.read(b.StockTakeFields, count())).vouchers == ()


def test_differences_are_posted_with_their_cause(desk: Desk) -> None:
    counts = [
        {"lot": "W-2015", "tonnes": 29.9, "cause": "a torn bag"}, {"lot": "W-2021", "tonnes": 20.6, "cause": "scales set anew"},
    ]  # fmt: skip
    step(desk, "take stock", count(counts=counts))
    assert (held(desk.book)["W-2015", "North"], held(desk.book)["W-2021", "North"]) == (
        Decimal("29.9"),
        Decimal("20.6"),
    )
    assert b.balances(desk.book, by=("lot",), kind="loss").tonnes == {
        ("W-2015",): Decimal("0.1"), ("W-2021",): Decimal("-0.1"),
    }  # fmt: skip
    assert [voucher.cause for voucher in desk.book.vouchers[-2:]] == ["a torn bag", "scales set anew"]


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"counts": [{"lot": "W-2015", "tonnes": 30}]}, "lot «W-2021» lies at site «North» and was not counted"),
        ({"counts": [{"lot": "W-2015", "tonnes": 1}, {"lot": "W-2021", "tonnes": 20.5}]}, "no cause is stated"),
        ({"counts": [{"lot": "W-2015", "tonnes": 30}] * 2}, "counted twice"),
        ({"counts": [{"lot": "W-2015", "tonnes": -1}]}, "greater than or equal to 0"),
        ({"witness": "keeper"}, "own witness"),
        ({"site": "West"}, "unknown site «West»"),
    ],
)
def test_a_stock_take_that_is_not_whole_is_refused(desk: Desk, changed: dict[str, Any], problem: str) -> None:
    refused(desk, "take stock", count(**changed), problem)
