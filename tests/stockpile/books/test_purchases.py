"""A purchase at its edges: who may bid, win, deliver, inspect and be paid, and when."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from sonae.core import InputError
from sonae.stockpile import books as b
from tests.stockpile.books.desk import Desk, load

STEPS = [row for row in load("purchase.yaml")["steps"] if "refused" not in row]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def tell(desk: Desk, until: str) -> dict[str, Any]:
    """Take the purchase up to the first step of a kind; return the fields of that step."""
    for row in STEPS:
        if row["step"] == until:
            return dict(row["with"])
        desk.take(row)
    raise AssertionError(until)


@pytest.mark.parametrize(
    ("step", "changed", "problem"),
    [
        ("open a purchase", {"date": "2028-04-01"}, "no plan with the State's consent is in force"),
        ("open a purchase", {"date": "2026-04-01"}, "the plan has no purchase of W in FY2026"),
        ("open a purchase", {"mineral": "Co"}, "the plan has no purchase of Co in FY2025"),
        ("open a purchase", {"tonnes": "11.428572"}, "would exceed the plan of FY2025"),
        ("open a purchase", {"mineral": "Wolfram"}, "unknown mineral"),
        ("announce the tender", {"date": "2025-06-01"}, "before the purchase was opened"),
        ("announce the tender", {"closes": "2025-06-09T00:00:00"}, "closes before it is announced"),
        ("receive an offer", {"content": "0.699"}, "not of the goods that are asked for"),
        ("receive an offer", {"tonnes": 9}, "not of the goods that are asked for"),
        ("receive an offer", {"received": "2025-06-09T12:00:00"}, "before the tender was announced"),
        ("receive an offer", {"received": "2025-06-30T16:00:00+09:00"}, "not in one time zone"),
        ("award", {"offer": "Z"}, "unknown offer «Z»"),
        ("award", {"date": "2025-06-29"}, "not closed yet"),
        ("fail the tender", {"date": "2025-06-29", "by": "x", "reason": "none"}, "not closed yet"),
        ("deliver", {"date": "2025-06-30"}, "before the award"),
        ("inspect", {"by": "Beta Metals"}, "does not inspect his own goods"),
        ("inspect", {"delivery": "D9"}, "unknown delivery"),
        ("inspect", {"date": "2025-08-31"}, "before the delivery"),
        ("pay", {"date": "2025-09-02"}, "before goods were inspected"),
        ("pay", {"yen": 0}, "greater than or equal to 1"),
        ("pay", {"yen": 33_420_001}, "more would be paid than was accepted"),
    ],
)
def test_a_step_with_bad_fields_is_refused(desk: Desk, step: str, changed: dict[str, Any], problem: str) -> None:
    failing = step == "fail the tender"  # the story's own tender does not fail
    given = tell(desk, "award" if failing else step)
    if failing:
        given = {}
    before = dict(desk.kept)
    with pytest.raises(InputError, match=problem):
        desk.take({"step": step, "with": given | changed})
    assert desk.kept == before


@pytest.mark.parametrize(
    "changed", [{"form": "oxide"}, {"grade": "B"}, {"content": 0.709}, {"site": "West"}, {"id": "W-2015"}]
)
def test_other_goods_than_the_contract_says_are_refused(desk: Desk, changed: dict[str, Any]) -> None:
    given = tell(desk, "deliver")
    with pytest.raises(InputError, match=r"not of the goods of the contract|unknown site|known already"):
        desk.take({"step": "deliver", "with": given | {"lot": given["lot"] | changed}})


def test_an_offer_of_one_bidder_is_one(desk: Desk) -> None:
    given = tell(desk, "award")
    offer = next(row["with"] for row in STEPS if row["step"] == "receive an offer")
    for changed, problem in (({"id": "A2"}, "has made an offer already"), ({"bidder": "New"}, "stands there twice")):
        with pytest.raises(InputError, match=problem):
            desk.take({"step": "receive an offer", "with": offer | changed})
    dearer = desk.take({"step": "award", "with": given | {"offer": "A", "reason": "Beta cannot deliver in time"}})
    assert dearer.state.contracted.bidder == "Alpha Trading"
    with pytest.raises(InputError, match="is awarded already"):
        desk.take({"step": "receive an offer", "with": offer | {"id": "N", "bidder": "New"}})


def test_a_price_above_the_ceiling_does_not_win(desk: Desk) -> None:
    offer = tell(desk, "receive an offer")
    desk.take({"step": "receive an offer", "with": offer | {"yen_a_t": 6_000_001}})
    with pytest.raises(InputError, match="lies above the ceiling") as refusal:
        desk.take({"step": "award", "with": {"date": "2025-07-01", "by": "x", "offer": offer["id"]}})
    assert "6" not in str(refusal.value), "nobody learns the ceiling"


def test_a_failed_tender_frees_the_plan(desk: Desk) -> None:
    given = tell(desk, "award")
    assert b.committed_kg([desk.purchase], "W", 2025) == 7_000
    fields = {"date": "2025-07-01", "by": "purchasing", "reason": "all too dear"}
    taken = desk.take({"step": "fail the tender", "with": fields})
    assert (taken.state.stage, taken.finding.because_ja) == ("failed", "不落とした")
    assert b.committed_kg([desk.purchase], "W", 2025) == 0
    with pytest.raises(InputError, match="has failed"):
        desk.take({"step": "award", "with": given})
    with pytest.raises(InputError, match="is not awarded"):
        desk.take({"step": "pay", "with": {"id": "Y", "date": "2025-07-02", "yen": 1}})


def test_goods_that_are_wholly_rejected_may_be_brought_again(desk: Desk) -> None:
    given = tell(desk, "inspect")
    desk.take({"step": "inspect", "with": given | {"accepted": 0, "rejected": 7.5}})
    assert b.balances(desk.book, kind="in_transit").tonnes == {}
    assert b.balances(desk.book).tonnes["W",] == Decimal("50.5")
    with pytest.raises(InputError, match="was inspected before"):
        desk.take({"step": "inspect", "with": given})
    again = tell(Desk(), "deliver")
    lot = again["lot"] | {"id": "W-2025c"}
    with pytest.raises(InputError, match="more would be delivered"):
        desk.take({"step": "deliver", "with": again | {"id": "D3", "tonnes": "10.000001", "lot": lot}})
    desk.take({"step": "deliver", "with": again | {"id": "D3", "tonnes": 10, "lot": lot}})
    assert desk.purchase.standing_t == 10
    assert b.due_yen(desk.purchase) == 0


def test_yen_are_cut_and_never_owed_in_parts(desk: Desk) -> None:
    given = tell(desk, "inspect")
    desk.take({"step": "inspect", "with": given | {"accepted": "0.000001", "rejected": "7.499999"}})
    assert b.due_yen(desk.purchase) == 5  # one gram at 5 570 000 yen a tonne is 5.57 yen
    desk.take({"step": "pay", "with": {"id": "Y", "date": "2025-09-04", "yen": 5}})
    assert (b.due_yen(desk.purchase), desk.purchase.payments[0].date) == (0, dt.date(2025, 9, 4))
