"""Releases and drills at their edges: caps, contents, lots at two sites, closed books, minimum stock, late drills."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from sonae.core import InputError, Outcome, UnknownChoiceError
from sonae.stockpile import books as b
from tests.stockpile.books.desk import Desk, load

DAY = dt.date(2025, 10, 3)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def story(name: str, until: str) -> list[Any]:
    """The steps of a story that are not refused, up to the first of a kind."""
    steps = [row for row in load(name)["steps"] if "refused" not in row]
    return steps[: next(i for i, row in enumerate(steps) if row["step"] == until)]


def tell(desk: Desk, name: str, until: str) -> None:
    for row in story(name, until):
        desk.take(row)


def auction(**changed: Any) -> b.AuctionFields:
    given = next(row for row in load("shortage.yaml")["steps"] if row["step"] == "put up for auction")["with"]
    return b.read(b.AuctionFields, given | changed)


def test_no_more_is_put_up_than_a_lot_holds(desk: Desk) -> None:
    tell(desk, "shortage.yaml", "put up for auction")
    window = {"begins": "2025-10-10", "ends": "2025-10-31"}
    lot = {
        "id": "L",
        "lot": "W-2021",
        "site": "North",
        "window": window,
        "reserve_yen_a_kg": [1],
        "quantity_kg": 20_501,
    }
    with pytest.raises(InputError, match="more of lot «W-2021» at site «North» would leave than it holds") as refusal:
        b.announce_auction(desk.release, desk.book, auction(lots=[lot]))
    assert "20" not in str(refusal.value).replace("W-2021", "").replace("2025", "")
    assert (
        b.announce_auction(desk.release, desk.book, auction(lots=[lot | {"quantity_kg": 20_500}])).state.notice
        is not None
    )
    with pytest.raises(UnknownChoiceError, match="unknown lot"):
        b.announce_auction(desk.release, desk.book, auction(lots=[lot | {"lot": "W-1"}]))


def test_the_cap_of_the_decision_binds_the_auction(desk: Desk) -> None:
    """21 000 kg are let go, nobody gets more than half of it."""
    for row in story("shortage.yaml", "put up for auction"):
        if row["step"] == "ask for a release":
            settings = {
                "award": {"method": {"value": "auction", "source": "made up"}},
                "buyers": {"cap_share": {"value": 0.5, "source": "made up"}},
            }
            row = {**row, "with": {**row["with"], "settings": settings}}
        desk.take(row)
    assert desk.release.decided.quantity_kg == 21_000
    taken = b.announce_auction(desk.release, desk.book, auction())
    assert taken.state.notice is not None
    assert taken.state.notice.caps.in_all == 10_500
    tighter = b.announce_auction(desk.release, desk.book, auction(caps={"in_all": 9_000}))
    assert tighter.state.notice is not None
    assert tighter.state.notice.caps.in_all == 9_000


def test_only_eligible_companies_are_invited(desk: Desk) -> None:
    tell(desk, "shortage.yaml", "put up for auction")
    assert b.eligible_buyers(desk.release) == ("Alpha Works", "Beta Metals")
    notice = b.announce_auction(desk.release, desk.book, auction()).state.notice
    assert notice is not None
    assert [buyer.name for buyer in notice.buyers] == ["Alpha Works", "Beta Metals"]


def opened(desk: Desk, content: float) -> b.Book:
    lot = {"id": "W-odd", "form": "APT", "grade": "B", "content": content, "packaging": "drums", "site": "South",
           "warehouse": "S1", "place": 7}  # fmt: skip
    fields = {"voucher": "O-9", "date": "2025-03-31", "mineral": "W", "received": "2024-01-01", "tonnes": 5,
              "source": "found", "lot": lot}  # fmt: skip
    return b.enter(desk.book, b.open_stock(desk.book, b.read(b.OpeningFields, fields)))


def test_lots_of_another_content_are_other_goods(desk: Desk) -> None:
    tell(desk, "shortage.yaml", "decide")
    book, plan = opened(desk, 0.6), b.plan_in_force(desk.policy, DAY)
    with pytest.raises(InputError, match="lots of «APT» differ in content"):
        b.case_of(desk.release, book, plan, DAY)
    record = b.read(b.ReleaseRecord, b.stated(desk.release) | {"content": "0.7"})
    case = b.case_of(record, book, plan, DAY)
    assert {lot.lot: lot.form for lot in case.holdings if lot.form.startswith("APT")} == {
        "W-2015": "APT", "W-2021": "APT", "W-odd": "APT (0.6)",
    }  # fmt: skip


def test_a_lot_at_two_sites_is_named_at_each(desk: Desk) -> None:
    move = {"voucher": "T", "date": "2025-06-02", "lot": "W-2015", "from_site": "North", "to_site": "South", "tonnes": 10,
            "arrives": "2025-06-02", "warehouse": "S1", "place": 8}  # fmt: skip
    desk.take({"step": "move goods", "with": move})
    tell(desk, "shortage.yaml", "put up for auction")
    case = b.case_of(desk.release, desk.book, b.plan_in_force(desk.policy, DAY), DAY)
    assert {lot.lot: lot.quantity_kg for lot in case.lots} == {
        "W-2015 @ North": 20_000, "W-2015 @ South": 10_000, "W-2021": 20_500,
    }  # fmt: skip


def test_what_left_before_counts_against_the_plan(desk: Desk) -> None:
    """The plan lets 15 000 kg of tungsten go in the year; 14 000 kg have gone, so that 1 000 / 0.7 kg are left."""
    site = desk.book.lot("W-2021").account("North")
    gone = b.movement(
        id="G", date=dt.date(2025, 5, 1), kind="release", reference="R-0", giver=site, taker=site.at("buyer", "Y"),
        tonnes=Decimal(20),
    )  # fmt: skip
    desk.keep("book", b.enter(desk.book, b.Entries(vouchers=(gone,))))
    tell(desk, "shortage.yaml", "put up for auction")
    assert desk.release.decided.quantity_kg == 1_428
    assert b.released_before(desk.book, "W")[0].contained_kg == 14_000
    turned = b.enter(desk.book, b.reversed_voucher(desk.book, "G", id="G-r", date=DAY, cause="sent to nobody"))
    assert b.released_before(turned, "W") == ()


def test_a_closed_book_needs_what_left_before(desk: Desk) -> None:
    tell(desk, "shortage.yaml", "decide")
    need = next(row for row in load("shortage.yaml")["steps"] if row["step"] == "judge the need")
    desk.take(need)
    book = b.closed(desk.book, dt.date(2025, 9, 30))
    with pytest.raises(InputError, match="the book is closed within the period of the plan; expected what left before"):
        b.decide_release(desk.release, book, desk.policy, DAY)
    taken = b.decide_release(desk.release, book, desk.policy, DAY, earlier=())
    assert taken.state.decided.quantity_kg == 21_000


# The minimum stock


def exchange(desk: Desk, **settings: Any) -> None:
    """The exchange of the story, with 10 000 kg awarded, after 2 t of cathode and then 1.9 t more are lost."""
    for row in story("exchange.yaml", "move goods"):
        if row["step"] == "consider an adjustment":
            own = {**row["with"]["settings"], **settings}
            row = {**row, "with": {**row["with"], "settings": own}}
        desk.take(row)
    lost = {"voucher": "LOSS", "date": "2025-08-01", "lot": "C-2022", "site": "South", "tonnes": 2.5, "cause": "fire",
            "reference": "r"}  # fmt: skip
    desk.take({"step": "lose goods", "with": lost})


HAND_OVER = {
    "id": "H1", "date": "2025-06-16", "buyer": "Alpha Works", "lot": "C-2019", "site": "South", "quantity_kg": 10_000,
    "received_by": "driver",
}  # fmt: skip


def test_the_minimum_binds_on_every_later_day(desk: Desk) -> None:
    """In June 21.94 t would remain, above 20 t; by August 2.5 t are lost and 19.445 t would."""
    exchange(desk)
    with pytest.raises(InputError, match="less Co than the minimum stock"):
        desk.take({"step": "hand over", "with": HAND_OVER})
    desk.take({"step": "hand over", "with": HAND_OVER | {"quantity_kg": 9_439}})
    with pytest.raises(InputError, match="less Co than the minimum stock"):
        desk.take({"step": "hand over", "with": HAND_OVER | {"id": "H2", "quantity_kg": 1}})


def owed(book: b.Book, day: dt.date = dt.date.max) -> dict[tuple[str, ...], Decimal]:
    found = b.contained(book, day, ("party", "mineral"), kind="exchange_partner")
    assert (found.unit, found.classification) == ("t (contained)", book.classification)
    return dict(found.tonnes)


def test_what_is_owed_counts_where_the_setting_says_so(desk: Desk) -> None:
    exchange(desk, adjustment={"minimum_counts": {"value": "completed", "source": "made up"}})
    desk.take({"step": "hand over", "with": HAND_OVER})
    assert b.owed_kg(desk.release) == Fraction(10_200) * Fraction("0.998")
    assert owed(desk.book) == {("Alpha Works", "Co"): Decimal("9.9")}
    back = {"id": "B1", "date": "2025-11-20", "tonnes": 10.2, "inspected_by": "inspector", "lot": {
        "id": "C-new", "form": "cathode", "grade": "A", "content": 0.998, "packaging": "drums", "site": "South",
        "warehouse": "S1", "place": 3}}  # fmt: skip
    desk.take({"step": "return in kind", "with": back})
    assert owed(desk.book, dt.date(2025, 11, 19)) == {("Alpha Works", "Co"): Decimal("9.9")}
    assert owed(desk.book) == {("Alpha Works", "Co"): Decimal("9.9") - Decimal("10.2") * Decimal("0.998")}
    assert b.owed_finding(desk.release, DAY).outcome is Outcome.YES


# Drills


def handed_over(desk: Desk, day: dt.date) -> b.Drill:
    for row in story("drill.yaml", "hand everything over"):
        desk.take(row)
    desk.take({"step": "hand everything over", "on": day})
    assert desk.drill is not None
    return desk.drill


def evaluation(**changed: Any) -> b.DrillEvaluation:
    given = {
        "date": "2025-10-01",
        "by": "Institute of Logistics",
        "outcome": "yes",
        "reason": "in time",
        "evidence": ["report"],
    }
    return b.read(b.DrillEvaluation, given | changed)


def test_a_late_drill_is_not_called_met(desk: Desk) -> None:
    """Fourteen days are asked for from 1 September: the 15th is in time, the 16th is not."""
    late = handed_over(desk, dt.date(2025, 9, 16))
    assert b.timing_finding(late).outcome is Outcome.NO
    with pytest.raises(InputError, match="the requirement is not met: the handover took longer"):
        b.evaluate_drill(late, evaluation())
    taken = b.evaluate_drill(late, evaluation(outcome="no"))
    assert taken.finding.outcome is Outcome.NO
    with pytest.raises(InputError, match="was evaluated before"):
        b.evaluate_drill(taken.state, evaluation(outcome="no"))
    assert b.timing_finding(handed_over(Desk(), dt.date(2025, 9, 15))).outcome is Outcome.YES


def test_three_drills_a_year_are_asked_for(desk: Desk) -> None:
    done = b.evaluate_drill(handed_over(desk, dt.date(2025, 9, 12)), evaluation()).state
    assert b.drills_finding([done, done], 2025).outcome is Outcome.OPEN
    assert b.drills_finding([done] * 3, 2025).outcome is Outcome.YES
    assert b.drills_finding([done] * 3, 2024).outcome is Outcome.OPEN


def test_lessons_are_kept_until_they_are_done(desk: Desk) -> None:
    fields = {"id": "K1", "problem": "p", "measure": "m", "responsible": "keeper", "due": "2025-12-01"}
    drill = b.add_lesson(handed_over(desk, dt.date(2025, 9, 12)), b.read(b.Lesson, fields))
    with pytest.raises(InputError, match="a lesson stands there twice"):
        b.add_lesson(drill, drill.lessons[0])
    with pytest.raises(UnknownChoiceError, match="unknown lesson"):
        b.lesson_done(drill, "K2", dt.date(2025, 11, 1))
    done = b.lesson_done(drill, "K1", dt.date(2025, 11, 1))
    assert done.lessons[0].done_on == dt.date(2025, 11, 1)
    with pytest.raises(InputError, match="was done before"):
        b.lesson_done(done, "K1", dt.date(2025, 11, 2))


def test_a_drill_begins_with_the_stock_of_its_morning(desk: Desk) -> None:
    fields = b.read(b.DrillFields, load("drill.yaml")["steps"][0]["with"])
    site = desk.book.lot("W-2015").account("North")
    for name, day in (("A", dt.date(2025, 8, 31)), ("B", dt.date(2025, 9, 1))):
        out = b.movement(
            id=name, date=day, kind="release", reference="R", giver=site, taker=site.at("buyer", "Y"), tonnes=Decimal(1)
        )
        desk.keep("book", b.enter(desk.book, b.Entries(vouchers=(out,))))
    drill = b.begin_drill(desk.book, fields)
    assert b.balances(drill.book).tonnes["W",] == Decimal("49.5")
    assert [row.contained_kg for row in drill.earlier] == [700]
    assert drill.book.stowed == desk.book.stowed
    with pytest.raises(InputError, match="begins on the book of the stock"):
        b.begin_drill(drill.book, fields)


def test_nobody_makes_bids_up_for_a_release(desk: Desk) -> None:
    tell(desk, "shortage.yaml", "receive a bid")
    with pytest.raises(InputError, match="made-up bids belong to a drill"):
        b.mock_auction(desk.release, bidders=2, seed=1)
