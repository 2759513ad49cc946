"""Bad input: one clear sentence, no quantity in it, and nothing moved."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest

from sonae.core import Classification, InputError, UnknownChoiceError
from sonae.stockpile import books as b
from tests.stockpile.books.desk import Desk, load

DAY = dt.date(2025, 6, 2)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def voucher(desk: Desk, **changed: Any) -> b.Entries:
    lot = desk.book.lot("W-2015")
    here = lot.account("North")
    fields = {
        "id": "V", "date": DAY, "kind": "release", "reference": "R", "giver": here, "taker": here.at("buyer", "Y"),
        "tonnes": Decimal(1),
    }  # fmt: skip
    return b.Entries(vouchers=(b.movement(**{**fields, **changed}),))


def test_more_than_is_held_is_refused_without_the_quantity(desk: Desk) -> None:
    with pytest.raises(InputError) as refusal:
        b.enter(desk.book, voucher(desk, tonnes=Decimal("30.000001")))
    assert str(refusal.value) == "field «date»: lot «W-2015» at site «North» would be negative on 2025-06-02."


def test_a_back_dated_voucher_that_leaves_too_little_later_is_refused(desk: Desk) -> None:
    later = b.enter(desk.book, voucher(desk, tonnes=Decimal(29)))
    with pytest.raises(InputError, match="lot «W-2015» at site «North» would be negative on 2025-06-02"):
        b.enter(later, voucher(desk, id="V2", date=dt.date(2025, 4, 10), tonnes=Decimal(2)))
    assert b.enter(later, voucher(desk, id="V2", date=dt.date(2025, 4, 10))).vouchers[-1].id == "V2"


def test_what_has_gone_to_a_buyer_comes_back_only_as_a_reversal(desk: Desk) -> None:
    here = desk.book.lot("W-2015").account("North")
    with pytest.raises(InputError, match="moves goods as no voucher of kind release does"):
        voucher(desk, giver=here.at("buyer", "Y"), taker=here)


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"id": "O-1"}, "voucher «O-1» stands there twice"),
        ({"date": dt.date(2015, 5, 31)}, "before it was received on 2015-06-01"),
        ({"drill": True}, "a drill does not enter the book of the stock"),
    ],
)
def test_a_voucher_that_does_not_fit_the_book_is_refused(desk: Desk, changed: dict[str, Any], problem: str) -> None:
    before = b.stated(desk.book)
    with pytest.raises(InputError, match=re.escape(problem)):
        b.enter(desk.book, voucher(desk, **changed))
    assert b.stated(desk.book) == before


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"tonnes": Decimal(0)}, "no quantity above nought"),
        ({"tonnes": Decimal(-1)}, "no quantity above nought"),
        ({"tonnes": Decimal("0.0000001")}, "finer than a gram"),
        ({"tonnes": Decimal(10) ** 10}, "above 1 000 000 000"),
        ({"kind": "loss"}, "states no cause"),
        ({"kind": "teleport"}, "kind"),
    ],
)
def test_a_voucher_that_does_not_hold_is_refused(desk: Desk, changed: dict[str, Any], problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        voucher(desk, **changed)


def test_postings_that_do_not_balance_are_refused(desk: Desk) -> None:
    tree = b.stated(voucher(desk).vouchers[0])
    tree["postings"][0]["tonnes"] = "-0.999999"
    with pytest.raises(InputError, match="the postings of voucher «V» do not balance"):
        b.read(b.Voucher, tree)
    tree["postings"][0]["tonnes"] = -1.0
    assert b.read(b.Voucher, tree) == voucher(desk).vouchers[0]


def test_another_lot_on_the_other_side_does_not_balance(desk: Desk) -> None:
    """Gross tonnes of two lots are different goods even where they are equally heavy."""
    other = desk.book.lot("W-2021").account("North").at("buyer", "Y")
    with pytest.raises(InputError, match="do not balance"):
        voucher(desk, taker=other)


def test_unknown_names_are_offered_their_neighbours(desk: Desk) -> None:
    with pytest.raises(UnknownChoiceError, match="unknown lot «W-2051»; nearest valid: W-2021"):
        desk.book.lot("W-2051")
    with pytest.raises(UnknownChoiceError, match="unknown site «Nord»; nearest valid: North"):
        desk.take({"step": "lose goods", "with": loss(site="Nord")})
    with pytest.raises(InputError, match="unknown mineral «tungstan»; nearest valid: Tungsten"):
        b.read(b.Account, {"kind": "stock", "mineral": "tungstan", "form": "x", "lot": "y", "site": "z"})
    with pytest.raises(InputError, match="has a site"):
        b.read(b.Account, {"kind": "stock", "mineral": "W", "form": "x", "lot": "y", "party": "z"})


def loss(**changed: Any) -> dict[str, Any]:
    return {
        "voucher": "X", "date": DAY, "lot": "W-2015", "site": "North", "tonnes": 1, "cause": "spilt", "reference": "r",
    } | changed  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (("vouchers", 0, "postings", 0, "tonnes"), "-31", "do not balance"),
        (("vouchers", 0, "postings", 0, "account", "mineral"), "Co", "do not balance"),
        (("lots", 0, "form"), "oxide", "not of the mineral and form"),
        (("stowed", 1, "place"), 1, "cannot lie at place 1"),
        (("stowed", 1, "place"), 21, "has no place 21"),
        (("stowed", 1, "warehouse"), "N9", "unknown warehouse"),
        (("lots", 1, "id"), "W-2015", "a lot stands there twice"),
        (("sites", 1, "id"), "North", "a site stands there twice"),
        (("vouchers", 1, "id"), "O-1", "voucher «O-1» stands there twice"),
        (("closed_until",), "2025-03-31", "the book is closed until 2025-03-31"),
        (("drill",), True, "the stock does not enter a drill"),
        (("unit",), "kg", "unit"),
        (("colour",), "red", "the field is not known"),
        (("classification",), "PRIVATE", "not PUBLIC, INTERNAL or SECRET"),
    ],
)
def test_a_kept_book_that_was_altered_is_refused(desk: Desk, path: tuple[Any, ...], value: Any, problem: str) -> None:
    tree = b.stated(desk.book)
    place = tree
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(InputError, match=problem):
        b.read(b.Book, tree)


def test_a_negative_balance_in_a_kept_book_is_refused(desk: Desk) -> None:
    tree = b.stated(b.enter(desk.book, voucher(desk, tonnes=Decimal(30))))
    tree["vouchers"] = [row for row in tree["vouchers"] if row["id"] != "O-1"]
    with pytest.raises(InputError, match="lot «W-2015» at site «North» would be negative on 2025-06-02"):
        b.read(b.Book, tree)


def test_a_book_is_public_only_where_it_says_so(desk: Desk) -> None:
    assert desk.book.classification is Classification.SECRET
    tree = b.stated(desk.book) | {"classification": "public"}
    assert b.balances(b.read(b.Book, tree)).classification is Classification.PUBLIC


def test_a_reversal_is_whole_and_once(desk: Desk) -> None:
    book = b.enter(desk.book, voucher(desk))
    entries = b.reversed_voucher(book, "V", id="V-r", date=DAY, cause="typed twice")
    part = b.stated(entries.vouchers[0])
    for posting in part["postings"]:
        posting["tonnes"] = str(Decimal(posting["tonnes"]) / 2)
    with pytest.raises(InputError, match="not of the whole voucher"):
        b.enter(book, b.Entries(vouchers=(b.read(b.Voucher, part),)))
    after = b.enter(book, entries)
    assert b.balances(after).tonnes == b.balances(desk.book).tonnes
    assert b.read(b.Book, b.stated(after)) == after
    again = b.reversed_voucher(after, "V", id="V-r2", date=DAY, cause="typed twice")
    with pytest.raises(InputError, match="reversed before"):
        b.enter(after, again)
    with pytest.raises(InputError, match="is a reversal; enter the movement anew"):
        b.reversed_voucher(after, "V-r", id="V-r3", date=DAY, cause="x")
    with pytest.raises(InputError, match="lies before voucher «V»"):
        b.reversed_voucher(book, "V", id="V-r4", date=DAY - dt.timedelta(days=1), cause="x")


def test_a_closed_book_takes_nothing_at_or_before_its_day(desk: Desk) -> None:
    later = b.closed(b.enter(desk.book, voucher(desk)), DAY)
    assert later.vouchers == ()
    with pytest.raises(InputError, match="the book is closed until 2025-06-02"):
        b.enter(later, voucher(desk, id="V2"))
    with pytest.raises(InputError, match="tells no balance of 2025-06-01"):
        b.balances(later, dt.date(2025, 6, 1))
    with pytest.raises(InputError, match="closed until 2025-06-02"):
        b.closed(later, DAY)
    entered = b.enter(later, voucher(desk, id="V2", date=dt.date(2025, 6, 3)))
    assert b.balances(entered, by=("lot",)).tonnes["W-2015",] == 28
    assert b.read(b.Book, b.stated(entered)) == entered


def refused_release(desk: Desk, index: int, **changed: Any) -> InputError:
    """Take the shortage up to a step, change that one, and return its refusal."""
    steps = [row for row in load("shortage.yaml")["steps"] if "refused" not in row]
    for row in steps[:index]:
        desk.take(row)
    before = dict(desk.kept)
    with pytest.raises(InputError) as refusal:
        desk.take({**steps[index], **changed, "with": {**steps[index].get("with", {}), **changed.get("with", {})}})
    assert desk.kept == before
    return refusal.value


def test_a_release_without_a_plan_in_force_is_refused(desk: Desk) -> None:
    problem = refused_release(desk, 5, on=dt.date(2028, 4, 1)).problem
    assert problem == "no plan with the State's consent is in force on 2028-04-01"


def test_goods_that_fail_their_test_are_not_handed_over(desk: Desk) -> None:
    steps = [row for row in load("shortage.yaml")["steps"] if "refused" not in row]
    for row in steps[:10]:
        desk.take(row)
    assert steps[10]["with"]["id"] == "H1"
    test = {
        "lot": "W-2015",
        "date": dt.date(2025, 10, 13),
        "by": "laboratory",
        "outcome": "failed",
        "found": "chlorine",
    }
    desk.take({"step": "test a lot", "with": test})
    with pytest.raises(InputError, match="holds none of the goods of the release"):
        desk.take(steps[10])


def test_a_drill_cannot_be_decided_on_the_book_of_the_stock(desk: Desk) -> None:
    desk.take(next(row for row in load("shortage.yaml")["steps"] if "refused" not in row))
    record = desk.release
    drill = b.read(b.ReleaseRecord, b.stated(record) | {"drill": True})
    with pytest.raises(InputError, match="a drill is decided on the book of the drill"):
        b.decide_release(drill, desk.book, desk.policy, dt.date(2025, 10, 3))


def test_a_record_that_was_altered_is_refused(desk: Desk) -> None:
    for row in load("purchase.yaml")["steps"]:
        if "refused" not in row:
            desk.take(row)
    tree = b.stated(desk.purchase)
    for path, value, problem in (
        (("deliveries", 0, "tonnes"), "8.5", "more is delivered than the contract says"),
        (("payments", 0, "yen"), 33420001, "more is paid than was accepted"),
        (("payments", 1, "id"), "Y1", "the same payment stands there twice"),
    ):
        changed = b.stated(desk.purchase)
        changed[path[0]][path[1]][path[2]] = value
        with pytest.raises(InputError, match=problem):
            b.read(b.Purchase, changed)
    with pytest.raises(InputError, match="nothing is delivered or paid without an award"):
        b.read(b.Purchase, tree | {"award": None})
    with pytest.raises(InputError, match="expected fields and their values"):
        b.read(b.Purchase, [tree])
