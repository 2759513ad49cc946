"""What the issue calls bad input: each is refused with a sentence, the book stays as it was, and nothing is moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from sonae.core import InputError, SonaeError, UnknownChoiceError
from sonae.office.gate import NotThereError, RefusedError, StaleError
from sonae.office.models import Event
from tests.office.books.stock.conftest import (
    ANSWERS,
    BUYER,
    CRITERION,
    NORTH,
    NUMBER,
    SOUTH,
    GiveStock,
    asking,
    goods,
    stock,
    told,
)
from tests.office.conftest import NOW

pytestmark = pytest.mark.django_db
PURCHASE = "P2026-01"
WINDOW = {"begins": "2026-11-01", "ends": "2027-01-31"}

Refused = Callable[..., str]


@pytest.fixture
def refused(give: GiveStock) -> Refused:
    """Give a command that is refused; return the sentence. Nothing has moved."""

    def given(error: type[SonaeError], who: str, kind: str, **fields: Any) -> str:
        before = told()
        with pytest.raises(error) as caught:
            give(who, kind, **fields)
        assert told() == before
        return str(caught.value)

    return given


def test_an_unknown_mineral(refused: Refused) -> None:
    said = refused(InputError, "ministry", "minerals.select", minerals=[{"mineral": "unobtainium", "reason": "架空"}])
    assert "unknown mineral" in said
    said = refused(InputError, "ministry", "minerals.select", minerals=[{"mineral": "Nd2", "reason": "架空"}])
    assert "unknown mineral" in said


def test_negative_stock_today_and_on_any_later_day(refused: Refused) -> None:
    move = {"lot": "W-2016", "from_site": NORTH, "to_site": SOUTH, "warehouse": "S1", "place": 9}
    assert "would be negative" in refused(InputError, "stockpile", "lot.transfer", tonnes="38.000001", **move)
    loss = {"lot": "C-2022", "site": SOUTH, "cause": "架空の火災", "reference": "報告1"}
    assert "would be negative on 2025-11-14" in refused(
        InputError, "stockpile", "lot.lose", on="2025-07-01", tonnes="20", **loss
    )
    assert "greater" in refused(InputError, "stockpile", "lot.lose", tonnes="-1", **loss)
    assert "unknown lot" in refused(InputError, "stockpile", "lot.lose", tonnes="1", **{**loss, "lot": "C-9999"})


def decided(give: GiveStock, kilograms: int = 4000) -> str:
    """A release of tungsten that the engine lets go."""
    give("stockpile", "release.request", mineral="W", form="APT", criterion=CRITERION, request=asking(kilograms))
    name = stock().releases[-1].id
    give("executive", "release.judge", release=name, needed=True, reason="架空", evidence=["通知"], answers=ANSWERS)
    give("executive", "release.decide", release=name)
    return name


def lot(kilograms: int, name: str = "W-2016", site: str = NORTH) -> dict[str, Any]:
    return {"lot": name, "site": site, "quantity_kg": kilograms, **WINDOW, "reserve_yen_a_kg": 4000}


def test_a_release_beyond_holdings_or_the_plan(give: GiveStock, refused: Refused) -> None:
    give("stockpile", "release.request", mineral="W", form="APT", criterion=CRITERION, request=asking(900_000))
    name = stock().releases[-1].id
    give("executive", "release.judge", release=name, needed=True, reason="架空", evidence=["通知"], answers=ANSWERS)
    give("executive", "release.decide", release=name)
    decision = stock().releases[-1].decided
    assert decision.quantity_kg * 7 // 10 <= 30_000, "the plan's limit binds"
    auction = {"release": name, "format": "pay_as_bid", "seed": "語"}
    assert "more is put up" in refused(
        InputError, "stockpile", "release.auction", lots=[lot(decision.quantity_kg + 1)], **auction
    )
    assert "would leave than it holds" in refused(
        InputError, "stockpile", "release.auction", lots=[lot(38_001)], **auction
    )
    assert "holds none of the goods" in refused(
        InputError, "stockpile", "release.auction", lots=[lot(100, site=SOUTH)], **auction
    )


def test_a_second_award_and_a_handover_beyond_it(give: GiveStock, refused: Refused) -> None:
    name = decided(give)
    give("stockpile", "release.auction", release=name, format="pay_as_bid", seed="語", lots=[lot(4000)])
    give("stockpile", "release.bid", release=name, buyer=BUYER["name"], lot="L1", price_yen=5000, quantity_kg=4000)
    give("executive", "release.clear", release=name)
    assert "awarded already" in refused(InputError, "executive", "release.clear", release=name)
    hand = {"release": name, "buyer": BUYER["name"], "lot": "W-2016", "site": NORTH, "received_by": "運転手"}
    assert "than he was awarded" in refused(InputError, "stockpile", "release.hand_over", quantity_kg=4001, **hand)
    give("stockpile", "release.hand_over", quantity_kg=4000, **hand)
    assert "than he was awarded" in refused(InputError, "stockpile", "release.hand_over", quantity_kg=1, **hand)
    invoice = {"release": name, "handover": "H01", "due": "2026-12-31"}
    give("stockpile", "release.invoice", **invoice)
    assert "stands there twice" in refused(InputError, "stockpile", "release.invoice", **invoice)


def test_a_tender_is_awarded_once(refused: Refused) -> None:
    said = refused(InputError, "executive", "purchase.award", purchase=PURCHASE, offer="F02", reason="架空")
    assert "is awarded already" in said
    assert "unknown purchase" in refused(UnknownChoiceError, "executive", "purchase.award", purchase="P9", offer="F01")


def test_a_delivery_over_the_contract(give: GiveStock, refused: Refused) -> None:
    brought = goods("C-NEW", 8, SOUTH, "S1", "0.998")
    said = refused(InputError, "stockpile", "purchase.deliver", purchase=PURCHASE, tonnes="3.000001", goods=brought)
    assert "more would be delivered than the contract says" in said
    said = refused(
        InputError, "stockpile", "purchase.deliver", purchase=PURCHASE, tonnes="3", goods={**brought, "lot": "C-2019"}
    )
    assert "never used again" in said
    give("stockpile", "purchase.deliver", purchase=PURCHASE, tonnes="3", goods=brought)


def test_payment_over_what_was_accepted_and_by_who_inspected(give: GiveStock, refused: Refused) -> None:
    give("stockpile", "purchase.inspect", purchase=PURCHASE, delivery="N01", accepted="5", found="規格内")
    said = refused(InputError, "executive", "purchase.pay", purchase=PURCHASE, yen=4_900_000 * 5 + 1)
    assert "more would be paid than was accepted" in said
    assert "for finance department, executive" in refused(
        RefusedError, "stockpile", "purchase.pay", purchase=PURCHASE, yen=1
    ).replace("executive, finance department", "finance department, executive")
    give("executive", "purchase.pay", purchase=PURCHASE, yen=4_900_000 * 5)


def test_two_desks_that_move_the_same_lot_at_once(give: GiveStock) -> None:
    seen = told()[0]
    move = {"lot": "W-2021", "from_site": NORTH, "to_site": SOUTH, "tonnes": "20", "warehouse": "S1"}
    give("stockpile", "lot.transfer", version=seen, place=9, **move)
    after = told()
    with pytest.raises(StaleError, match="version"):
        give("stockpile", "lot.transfer", version=seen, place=10, **move)
    with pytest.raises(
        InputError, match="would be negative"
    ):  # without the version that it saw: the stock itself refuses
        give("stockpile", "lot.transfer", place=10, **move)
    assert told() == after


def test_a_wish_given_twice_moves_goods_once(give: GiveStock) -> None:
    loss = {"lot": "W-2016", "site": NORTH, "tonnes": "1", "cause": "架空", "reference": "報告2"}
    first = give("stockpile", "lot.lose", key="once", **loss)
    after = told()
    again = give("stockpile", "lot.lose", key="once", **loss)
    assert (again.repeated, again.sequence) == (True, first.sequence)
    assert told() == after


def test_a_purchase_outside_the_plan_is_refused_with_the_provision(give: GiveStock, refused: Refused) -> None:
    wanted = {"form": "インゴット", "grade": "A", "least_content": "0.9985"}
    said = refused(RefusedError, "stockpile", "purchase.open", mineral="Sb", tonnes="1", **wanted)
    assert said == "the plan has no purchase of Sb in FY2026."
    event = Event.objects.filter(kind="command.refused").order_by("-sequence").first()
    assert event is not None
    assert '"h2.p3.q1"' in event.line
    said = refused(
        RefusedError, "stockpile", "purchase.open", mineral="Co", tonnes="9", **{**wanted, "form": "カソード"}
    )
    assert "would exceed the plan" in said


def test_the_state_s_part_is_the_state_s_alone(refused: Refused) -> None:
    days = [{"mineral": mineral, "days": 60} for mineral in ("W", "Co", "REE", "Sb")]
    assert "ministry alone" in refused(RefusedError, "stockpile", "days.decide", proposal=1, days=days, change="急変")
    assert "ministry alone" in refused(
        RefusedError, "executive", "stockplan.consent", plan=1, given=True, reference="x"
    )
    assert "stockpile department alone" in refused(RefusedError, "ministry", "days.propose", run="C", days=days)
    assert "no reason of policy" in refused(InputError, "ministry", "days.decide", proposal=1, days=days, change="急変")
    assert "says nothing of" in refused(InputError, "ministry", "days.decide", proposal=1, days=days[:1], change="急変")
    assert "answered before" in refused(
        InputError, "ministry", "stockplan.consent", plan=1, given=False, reference="x", reason="y"
    )


def test_days_that_no_run_gave_need_a_reason(refused: Refused) -> None:
    days = [{"mineral": mineral, "days": 60} for mineral in ("W", "Co", "REE", "Sb")]
    assert "need a reason (W, Co, REE, Sb)" in refused(RefusedError, "stockpile", "days.propose", run="C", days=days)


def test_a_day_to_come_and_a_drill_that_is_over(refused: Refused) -> None:
    later = NOW.date() + dt.timedelta(1)
    assert "has not come yet" in refused(
        InputError, "stockpile", "lot.test", lot="W-2016", on=str(later), by="x", outcome="passed", found="y"
    )
    assert "evaluated and over" in refused(
        InputError, "stockpile", "release.hand_over", release="RD2026-01", buyer="架空アルファ工業", lot="W-2016", site=NORTH,
        quantity_kg=1, received_by="x", on="2026-06-20",
    ) or "awarded" in refused(
        InputError, "stockpile", "release.hand_over", release="RD2026-01", buyer="架空アルファ工業", lot="W-2016", site=NORTH,
        quantity_kg=1, received_by="x", on="2026-06-20",
    )  # fmt: skip
    assert "practises the release" in refused(
        InputError, "stockpile", "release.request", drill="D2026-01", mineral="W", form="APT", criterion=CRITERION,
        request=asking(),
    )  # fmt: skip


def test_who_took_the_request_down_does_not_judge_it(give: GiveStock, refused: Refused) -> None:
    from sonae.office.models import Account, Grant

    Grant.objects.create(account=Account.objects.get(login="stockpile"), role="executive")
    give("stockpile", "release.request", mineral="W", form="APT", criterion=CRITERION, request=asking())
    name = stock().releases[-1].id
    said = refused(
        RefusedError,
        "stockpile",
        "release.judge",
        release=name,
        needed=True,
        reason="x",
        evidence=["x"],
        answers=ANSWERS,
    )
    assert "does not judge the need" in said


@pytest.mark.parametrize(
    "login", ["applicant", "committee", "public", "admin", "promotion", "review", "finance", "planning"]
)
def test_who_is_not_cleared_or_has_no_part_learns_nothing(give: GiveStock, login: str) -> None:
    with pytest.raises(NotThereError):
        give(login, "lot.lose", lot="W-2016", site=NORTH, tonnes="1", cause="x", reference="x")
    with pytest.raises(NotThereError):
        give(login, "purchase.pay", purchase=PURCHASE, yen=1)


def test_a_count_that_leaves_a_lot_out_and_a_witness_of_himself(refused: Refused) -> None:
    counts = [{"lot": "C-2019", "tonnes": "9"}]
    assert "was not counted" in refused(InputError, "stockpile", "stock.take", site=SOUTH, witness="x", counts=counts)
    whole = [{"lot": name, "tonnes": "1"} for name in ("C-2019", "C-2022", "B-2018")]
    assert "no cause is stated" in refused(InputError, "stockpile", "stock.take", site=SOUTH, witness="x", counts=whole)
    assert "own witness" in refused(
        InputError, "stockpile", "stock.take", site=SOUTH, witness="架空備蓄部 架空 備郎", counts=whole
    )


def test_a_book_is_opened_once_a_year(give: GiveStock) -> None:
    early = dt.datetime(2025, 6, 1, 3, tzinfo=dt.UTC)
    with pytest.raises(RefusedError, match="already"):
        give("stockpile", "stock.open", None, at=early, name="x", stores=[{"site": "a", "warehouse": "b", "places": 1}])
    receipt = give("stockpile", "stock.open", None, name="x", stores=[{"site": "a", "warehouse": "b", "places": 1}])
    assert receipt.book != NUMBER
