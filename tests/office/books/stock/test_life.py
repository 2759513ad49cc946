"""The life of a stock by its commands: decisions, purchase, store, release, exchange, drill; balances after each."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest

from sonae.core import Classification, InputError, Outcome
from sonae.office.books import book_moves
from sonae.office.books.stock import KIND, balances_on, vouchers_of
from sonae.office.models import BookCheck, Event
from sonae.office.seed.cast import Cast
from sonae.office.seed.stock import seed_stock
from sonae.office.wall import WHOLE_OFFICE, acting_as
from sonae.stockpile.books import balances, plan_finding, side_by_side
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
from tests.office.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db
OTHER = {"name": "架空ベータ電池", "japanese": True, "registered": True}


def held(day: dt.date = TODAY) -> dict[str, Decimal]:
    """Gross tonnes by mineral, by the state; the rows say the same at the level of form and site."""
    book = stock().book
    by = ("mineral", "form", "site")
    if book.closed_until is None or day >= book.closed_until:
        with acting_as(WHOLE_OFFICE):
            assert balances_on(book_of(), day) == dict(balances(book, day, by).tonnes)
    found: dict[str, Decimal] = {}
    with acting_as(WHOLE_OFFICE):
        for (mineral, _, _), tonnes in balances_on(book_of(), day).items():
            found[mineral] = found.get(mineral, Decimal(0)) + tonnes
    return found


def test_the_demonstration_s_stock_hangs_together() -> None:
    state = stock()
    assert book_of().label is Classification.SECRET
    assert held() == {"W": Decimal("70.5"), "Co": Decimal("24.998"), "REE": Decimal(22), "Sb": Decimal("9.5")}
    assert held(dt.date(2025, 11, 13)) == {**held(), "Co": Decimal(30)}
    assert [one.stage for one in state.purchases] == ["paid", "delivered in part"]
    assert [one.stage for one in state.releases] == ["invoiced"]
    assert [one.evaluation.outcome for one in state.drills if one.evaluation] == [Outcome.YES]
    rows = {one.mineral: one for one in side_by_side(state.policy)}
    assert (rows["W"].proposed_days, rows["W"].decided_days, len(rows["W"].reasons)) == (120, 150, 1)


def test_the_demonstration_is_made_once_and_anew_in_the_next_year(cast: Cast) -> None:
    before = told()
    seed_stock(TODAY, cast)
    assert told() == before
    seed_stock(dt.date(2027, 4, 10), cast)
    assert told() == before
    assert stock("K2026-01").policy.plans[0].consent is not None


def test_the_log_repeats_nothing_that_is_secret() -> None:
    """Events of the stock hold days and names of records alone: no mineral, lot, quantity, price or word that was typed."""
    with acting_as(WHOLE_OFFICE):
        lines = [json.loads(one.line)["body"] for one in Event.objects.filter(subject="book/K2025-01")]
    assert len(lines) == stock_version()
    names = {"on", "purchase", "release", "drill", "plan", "fiscal_year", "decision", "proposal", "delivery", "handover",
             "lesson", "voucher", "transfer", "offer", "run"}  # fmt: skip
    for body in lines:
        assert set(body["fields"]) <= names
        assert set(body) <= {"fields", "version", "outcomes", "selection", *names}
        text = json.dumps(body, ensure_ascii=False)
        for word in ("W-2016", "タングステン", '"W"', "APT", "5000", "架空アルファ", "150", "カソード"):
            assert word not in text, text
    for move in book_moves().values():
        if move.book == KIND:
            assert set(move.command.model_fields) - set(move.private) <= names | {"until"}, move.kind


def stock_version() -> int:
    return told()[0]


def test_every_step_has_its_finding() -> None:
    with acting_as(WHOLE_OFFICE):
        kept = {one.sequence: one.findings for one in BookCheck.objects.filter(book=book_of())}
        events = list(Event.objects.filter(subject="book/K2025-01"))
    for event in events:
        if event.kind not in ("lot.take_over", "lot.test", "consumption.state", "stock.take", "drill.lesson"):
            assert kept[event.sequence], event.kind
    decided = next(one for one in events if one.kind == "release.decide")
    found = kept[decided.sequence][-1]
    assert {part["outcome"] for part in found["parts"]} == {"yes"}
    assert len(found["parts"]) == 6


def test_a_shortage_from_request_to_the_way_back(give: GiveStock) -> None:
    before = held()
    give(
        "stockpile", "release.request", mineral="タングステン", form="APT", criterion=CRITERION, request=asking(12_000)
    )
    name = stock().releases[-1].id
    assert name == "R2026-01"
    give("stockpile", "release.add_request", release=name, request=asking(6_000, OTHER))
    give("executive", "release.decide", release=name)
    assert stock().releases[-1].decision.outcome is Outcome.OPEN, "nobody has judged the need"  # type: ignore[union-attr]
    give("executive", "release.judge", release=name, needed=True, reason="架空", evidence=["通知"], answers=ANSWERS)
    give("executive", "release.decide", release=name)
    assert stock().releases[-1].decided.quantity_kg == 18_000
    lots = [{"lot": "W-2016", "site": NORTH, "quantity_kg": 18_000, "begins": "2026-11-20", "ends": "2026-12-31",
             "reserve_yen_a_kg": 5000, "second_reserve_yen_a_kg": 4500}]  # fmt: skip
    give("stockpile", "release.auction", release=name, format="uniform", seed="語", lots=lots)
    for buyer, price, kilograms in ((BUYER, 5200, 12_000), (OTHER, 5600, 6_000)):
        give(
            "stockpile",
            "release.bid",
            release=name,
            buyer=buyer["name"],
            lot="L1",
            price_yen=price,
            quantity_kg=kilograms,
        )
    give("executive", "release.clear", release=name)
    assert held() == before
    for buyer, kilograms in ((BUYER, 12_000), (OTHER, 6_000)):
        give("stockpile", "release.hand_over", release=name, buyer=buyer["name"], lot="W-2016", site=NORTH,
             quantity_kg=kilograms, received_by="運転手")  # fmt: skip
    assert held() == {**before, "W": before["W"] - 18}
    for handover in ("H01", "H02"):
        give("stockpile", "release.invoice", release=name, handover=handover, due="2026-12-31")
    record = stock().releases[-1]
    assert (record.stage, sum(one.yen for one in record.invoices)) == ("invoiced", 5200 * 18_000)
    give(
        "stockpile", "release.restore", release=name, effect="炉は止まらなかった", start="2027-01", months=36,
        consumption_t_a_year="120", price_yen_a_t="6000000", market_t_a_month="400", source="架空",
        steps=[{"market_share": "0.01", "premium": "0"}, {"market_share": "0.1", "premium": "0.05"}],
        hazards=[{"name": "停止", "probability_a_month": "0.01", "depth": "0.5", "length_months": "3", "source": "架空"}],
        shortage_value="8", holding_a_year="0.02", discount_a_year="0.02",
    )  # fmt: skip
    back = stock().releases[-1].restoration
    assert back is not None
    assert round(sum(one.buy_t for one in back.months), 3) == round(150 * 120 / 365 - 0.7 * 52.5, 3)


def test_an_exchange_comes_back_and_keeps_the_minimum(give: GiveStock) -> None:
    terms = {"return_form": "カソード", "return_content": "0.998", "return_kg": 6000, "return_on": "2027-03-01"}
    give(
        "stockpile", "release.adjust", mineral="Co", form="パウダー", purpose="form", manner="exchange", quantity_kg=6000,
        buyers=[BUYER], buyer=BUYER["name"], exchange=terms, premium="0", criterion=CRITERION,
    )  # fmt: skip
    name = stock().releases[-1].id
    give("executive", "release.judge", release=name, needed=True, reason="架空", evidence=["x"], answers=ANSWERS)
    give("executive", "release.decide", release=name)
    rows = [{"buyer": BUYER["name"], "lot": "C-2019", "site": SOUTH, "quantity_kg": 6000}]
    give("stockpile", "release.allot", release=name, rows=rows)
    hand = {"release": name, "buyer": BUYER["name"], "lot": "C-2019", "site": SOUTH, "received_by": "運転手"}
    give("stockpile", "release.hand_over", quantity_kg=6000, **hand)
    assert held()["Co"] == Decimal("18.998")
    with pytest.raises(InputError, match="not invoiced"):
        give("stockpile", "release.invoice", release=name, handover="H01", due="2026-12-31")
    back = goods("C-2026B", 9, SOUTH, "S1", "0.998")
    give("stockpile", "release.return_in_kind", release=name, tonnes="6", goods=back)
    assert held()["Co"] == Decimal("24.998")
    with pytest.raises(InputError, match="nothing is owed"):
        give(
            "stockpile",
            "release.return_in_kind",
            release=name,
            tonnes="1",
            goods={**back, "lot": "C-2026C", "place": 10},
        )


def test_the_store_moves_rotates_counts_and_turns_round(give: GiveStock) -> None:
    before = held()
    give("stockpile", "store.add", site="架空西基地", warehouse="V1", places=5)
    give("stockpile", "lot.transfer", lot="W-2021", from_site=NORTH, to_site="架空西基地", tonnes="10")
    assert held()["W"] == before["W"] - 10, "it is in transit"
    give("stockpile", "lot.arrive", transfer="T2026-01", warehouse="V1", place=2)
    with pytest.raises(InputError, match="nothing of transfer"):
        give("stockpile", "lot.arrive", transfer="T2026-01", warehouse="V1", place=3)
    assert held() == before
    give("stockpile", "lot.lose", lot="W-2021", site="架空西基地", tonnes="0.25", cause="火災", reference="報告1")
    give("executive", "voucher.reverse", voucher="L2026-01", cause="誤記")
    assert held() == before
    with pytest.raises(InputError, match="reversed before"):
        give("executive", "voucher.reverse", voucher="L2026-01", cause="誤記")
    feared = {"site": SOUTH, "warehouse": "S1", "expected_kg": 10_000, "fear": "架空", "evidence": ["x"]}
    give("stockpile", "lot.restack", form="カソード", **feared)
    assert {one.lot: one.place for one in stock().book.stowed if one.site == SOUTH}["C-2022"] == 1
    with pytest.raises(InputError, match="lie in front already"):
        give("stockpile", "lot.restack", form="カソード", **feared)
    assert held() == before
    counts = [{"lot": "W-2021", "tonnes": "9.9", "cause": "計量差"}]
    give("stockpile", "stock.take", site="架空西基地", witness="監査法人", counts=counts)
    assert held()["W"] == before["W"] - Decimal("0.1")
    give(
        "stockpile",
        "stock.take",
        site="架空西基地",
        witness="監査法人",
        counts=[{"lot": "W-2021", "tonnes": "10", "cause": "再計量"}],
    )
    assert held() == before
    give("stockpile", "lot.test", lot="W-2016", by="分析所", outcome="failed", found="吸湿")
    assert stock().book.tests[-1].outcome == "failed"


def test_a_drill_moves_nothing_and_is_followed(give: GiveStock) -> None:
    before, vouchers = held(), count_of_vouchers()
    give("stockpile", "drill.begin", scenario="架空", mineral="W", required_days=10, participants=["備蓄部"])
    drill = stock().drills[-1].id
    give("stockpile", "release.request", drill=drill, mineral="W", form="APT", criterion=CRITERION, request=asking())
    name = stock().drills[-1].release.id  # type: ignore[union-attr]
    give("executive", "release.judge", release=name, needed=True, reason="訓練", evidence=["x"], answers=ANSWERS)
    give("executive", "release.decide", release=name)
    lots = [{"lot": "W-2016", "site": NORTH, "quantity_kg": 4000, "begins": "2026-11-20", "ends": "2026-12-31",
             "reserve_yen_a_kg": 4000}]  # fmt: skip
    give("stockpile", "release.auction", release=name, format="uniform", seed="語", lots=lots)
    give("stockpile", "drill.bids", release=name, bidders=5, seed=7)
    give("executive", "release.clear", release=name)
    evaluation = {"drill": drill, "by": "物流研究所", "met": True, "reason": "良", "evidence": ["報告"]}
    with pytest.raises(InputError, match="no goods have been handed over"):
        give("auditor", "drill.evaluate", **evaluation)
    record = stock().drills[-1].release
    assert record is not None
    for (buyer, lot, site), kilograms in record.allotted_kg.items():
        give("stockpile", "release.hand_over", release=name, buyer=buyer, lot=lot, site=site, quantity_kg=kilograms,
             received_by="運転手")  # fmt: skip
    with pytest.raises(InputError, match="took part"):
        give("auditor", "drill.evaluate", **{**evaluation, "by": "備蓄部"})
    give("auditor", "drill.evaluate", **evaluation)
    give("stockpile", "drill.lesson", drill=drill, problem="鍵", measure="門衛", responsible="基地長", due="2026-12-01")
    give("stockpile", "drill.lesson_done", drill=drill, lesson="M01")
    assert (held(), count_of_vouchers()) == (before, vouchers)
    with pytest.raises(InputError, match="made-up bids belong to a drill"):
        release_with_auction(give)


def release_with_auction(give: GiveStock) -> None:
    give("stockpile", "release.request", mineral="W", form="APT", criterion=CRITERION, request=asking())
    name = stock().releases[-1].id
    give("executive", "release.judge", release=name, needed=True, reason="x", evidence=["x"], answers=ANSWERS)
    give("executive", "release.decide", release=name)
    lots = [{"lot": "W-2016", "site": NORTH, "quantity_kg": 4000, "begins": "2026-11-20", "ends": "2026-12-31",
             "reserve_yen_a_kg": 4000}]  # fmt: skip
    give("stockpile", "release.auction", release=name, format="uniform", seed="語", lots=lots)
    give("stockpile", "drill.bids", release=name)


def count_of_vouchers() -> int:
    with acting_as(WHOLE_OFFICE):
        return vouchers_of(book_of()).count()


def test_a_changed_plan_binds_with_consent_only(give: GiveStock) -> None:
    draft: dict[str, Any] = {"title": "変更計画", "decision": 1, "first_year": 2026, "last_year": 2028}
    with pytest.raises(InputError, match="nobody says why"):
        give("stockpile", "stockplan.draft", **draft)
    give("stockpile", "stockplan.draft", change="急変", **draft)
    assert plan_finding(stock().policy, TODAY).value == 1
    with pytest.raises(InputError, match="waits for the State's consent"):
        give("stockpile", "stockplan.draft", change="急変", **draft)
    with pytest.raises(InputError, match="no reason is stated"):
        give("ministry", "stockplan.consent", plan=2, given=False, reference="号")
    receipt = give("ministry", "stockplan.consent", plan=2, given=False, reference="号", reason="財源がない")
    assert receipt.findings == {"stock.not_consented": "yes"}, "that the State said no is recorded, not refused"
    assert plan_finding(stock().policy, TODAY).value == 1
    give("stockpile", "stockplan.draft", change="急変", **draft)
    give("ministry", "stockplan.consent", plan=3, given=True, reference="号")
    assert plan_finding(stock().policy, TODAY).value == 3


def test_the_next_period_is_proposed_in_the_last_year(give: GiveStock) -> None:
    rows = [{"mineral": "W", "days": 180, "reason": "架空"}, {"mineral": "Sb", "reason": "架空：対象から外す"}]
    asked = {"run": "架空", "first_year": 2028, "last_year": 2032, "minerals": rows}
    with pytest.raises(InputError, match="last year of the period"):
        give("stockpile", "period.propose", **asked)
    last = dt.datetime(2027, 6, 1, 3, tzinfo=dt.UTC)
    give("stockpile", "period.propose", at=last, **asked)
    assert [one.days for one in stock().reviews.next_periods[-1].rows] == [180, None]


def test_a_closed_book_still_tells_balances_of_any_date(give: GiveStock) -> None:
    give("stockpile", "purchase.inspect", purchase="P2026-01", delivery="N01", accepted="5", found="規格内")
    before = {day: held(day) for day in (dt.date(2025, 11, 13), dt.date(2026, 3, 30), TODAY)}
    give("executive", "stock.close", until="2026-03-31", reason="年度末")
    assert stock().book.closed_until == dt.date(2026, 3, 31)
    assert {day: held(day) for day in before} == before
    with pytest.raises(InputError, match="closed until"):
        give("stockpile", "lot.lose", on="2026-03-01", lot="W-2016", site=NORTH, tonnes="1", cause="x", reference="x")
    give("stockpile", "lot.lose", lot="W-2016", site=NORTH, tonnes="1", cause="x", reference="x")
    assert held()["W"] == before[TODAY]["W"] - 1
    give("stockpile", "release.request", mineral="Co", form="カソード", criterion=CRITERION, request=asking(500_000))
    name = stock().releases[-1].id
    give("executive", "release.judge", release=name, needed=True, reason="x", evidence=["x"], answers=ANSWERS)
    give("executive", "release.decide", release=name)
    left = 15_000 - 5_000 * Decimal("0.998")
    assert stock().releases[-1].decided.quantity_kg <= left / Decimal("0.998"), "what left before counts"


def test_the_risk_engine_gives_the_days(give: GiveStock) -> None:
    give("stockpile", "days.run", year=2024, scenarios=2000)
    run = stock().desk.runs[-1]
    assert run.name == "C2026-01"
    days = {one.mineral: one.days for one in run.rows}
    assert set(days) == {"W", "Co", "REE", "Sb"}
    assert all(one is None or 0 < one <= 365 for one in days.values())
    rows = [
        {"mineral": m, "days": d if d is not None else 60, "reason": "" if d is not None else "x"}
        for m, d in days.items()
    ]
    give("stockpile", "days.propose", run=run.name, days=rows)
    assert stock().policy.proposals[-1].risk_run == run.name
    assert NOW.date() == run.date
