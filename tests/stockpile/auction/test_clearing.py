"""Whole auctions: eligibility, reserve, caps, priority, prices, the draw, re-offers, and what is logged of them."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.core import Classification, InputError
from sonae.stockpile.auction import (
    MARK,
    Bid,
    Duals,
    Node,
    auction_document,
    auction_rows,
    auction_settings,
    check,
    clear,
    draw_digest,
    parse_notice,
)
from sonae.stockpile.auction.drill import drill_bids
from sonae.stockpile.auction.rows import INCENTIVES

pytestmark = pytest.mark.slow


def notice(**changes: Any) -> Any:
    lot = {
        "id": "A", "material": "tungsten", "grade": "APT 88.5", "site": "North", "quantity": 1000,
        "window": {"begins": "2025-07-01", "ends": "2025-07-31"}, "reserve_yen": [4000],
    } | changes.pop("lot", {})  # fmt: skip
    buyers = [{"name": name, "japanese": True, "registered": True} for name in ("x", "y", "z")]
    return parse_notice(
        {
            "classification": "PUBLIC",
            "auction": "made up",
            "format": "uniform",
            "seed": "s",
            "lots": [lot],
            "buyers": buyers,
        }
        | changes
    )


def bid(name: str, price: int, quantity: int, minimum: int = 0, buyer: str = "x", **more: Any) -> Bid:
    return Bid(id=name, buyer=buyer, lot="A", price_yen=price, quantity=quantity, minimum=minimum, **more)


def test_uniform_price_is_the_lowest_accepted_and_pay_as_bid_is_ones_own() -> None:
    bids = [bid("b1", 4500, 600), bid("b2", 4300, 300, buyer="y"), bid("b3", 4200, 300, buyer="z")]
    uniform = clear(notice(), bids)
    assert [(a.bid, a.units, a.price_yen) for a in uniform.awards] == [
        ("b1", 600, 4200),
        ("b2", 300, 4200),
        ("b3", 100, 4200),
    ]
    own = clear(notice(format="pay_as_bid"), bids)
    assert [(a.units, a.price_yen) for a in own.awards] == [(600, 4500), (300, 4300), (100, 4200)]
    assert sum(a.payment_yen for a in own.awards) == 600 * 4500 + 300 * 4300 + 100 * 4200
    assert uniform.optimal
    assert [(r.bid, r.units, r.code, r.paradoxical) for r in uniform.rejections] == [("b3", 200, "marginal", False)]


def test_who_does_not_take_part() -> None:
    buyers = [
        {"name": "x", "japanese": True, "registered": False},
        {"name": "y", "japanese": False, "registered": True},
        {"name": "z", "japanese": True, "registered": True},
    ]
    bids = [
        bid("b1", 9000, 100),
        bid("b2", 9000, 100, buyer="y"),
        bid("b3", 3999, 100, buyer="z"),
        bid("b4", 4000, 1, buyer="z"),
    ]
    result = clear(notice(buyers=buyers, registration_required=True), bids)
    assert [a.bid for a in result.awards] == ["b4"]
    assert {r.bid: r.code for r in result.rejections} == {
        "b1": "not_eligible",
        "b2": "not_eligible",
        "b3": "below_reserve",
    }
    assert result.reoffers[0].unsold == 999


def test_caps_per_lot_and_in_all() -> None:
    lots = [notice().lots[0].model_dump(mode="json") | {"id": name} for name in ("A", "B")]
    bids = [bid("b1", 5000, 900), Bid(id="b2", buyer="x", lot="B", price_yen=6000, quantity=900)]
    result = clear(notice(lots=lots, caps={"per_lot": 700, "in_all": 1000}), bids)
    assert {a.bid: a.units for a in result.awards} == {"b1": 300, "b2": 700}
    assert {r.code for r in result.rejections} == {"cap"}


def test_an_end_use_with_priority_is_served_first_up_to_its_units() -> None:
    rule = notice(priority=["medical"], lot={"set_asides": {"medical": 300}})
    bids = [bid("b1", 6000, 1000), bid("b2", 4100, 500, buyer="y", end_use="medical")]
    result = clear(rule, bids)
    assert {a.bid: a.units for a in result.awards} == {"b1": 700, "b2": 300}
    assert {r.bid: r.code for r in result.rejections} == {"b1": "set_aside", "b2": "marginal"}
    assert [r.paradoxical for r in result.rejections] == [True, False]
    few = clear(rule, [bid("b1", 6000, 1000), bid("b2", 4100, 50, buyer="y", end_use="medical")])
    assert {a.bid: a.units for a in few.awards} == {"b1": 950, "b2": 50}, "what nobody wants is open to all"


def test_a_paradoxically_rejected_bid_and_what_it_would_cost() -> None:
    bids = [bid("b1", 5000, 800, 800), bid("b2", 4800, 900, 900, buyer="y"), bid("b3", 4500, 200, buyer="z")]
    result = clear(notice(), bids)
    assert {a.bid: a.units for a in result.awards} == {"b1": 800, "b3": 200}
    (rejection,) = result.rejections
    assert (rejection.bid, rejection.code, rejection.paradoxical) == ("b2", "displaces_more", True)
    # (5 000 − 4 000) · 800 + 500 · 200 against 800 · 900 + 500 · 100.
    assert "¥130,000" in rejection.because


def test_a_bid_larger_than_the_lot() -> None:
    (rejection,) = clear(notice(), [bid("b1", 9000, 1001, 1001)]).rejections
    assert rejection.code == "too_large"


def test_a_bid_that_what_is_left_cannot_meet() -> None:
    result = clear(
        notice(), [bid("b1", 5000, 800), bid("b2", 4500, 300, 300, buyer="y"), bid("b3", 4200, 900, 900, buyer="z")]
    )
    assert {a.bid: a.units for a in result.awards} == {"b1": 700, "b2": 300}
    assert {r.bid: r.code for r in result.rejections} == {"b1": "fits_worse", "b3": "outbid"}
    small = clear(notice(), [bid("b1", 5000, 800, 800), bid("b2", 4500, 300, 300, buyer="y")])
    assert [(r.code, r.paradoxical) for r in small.rejections] == [("rest_too_small", False)]


def test_a_search_that_stops_does_not_claim_a_ground_it_has_not() -> None:
    bids = [bid(f"b{i:02}", 4100 + 7 * i % 13, 97 + 11 * i % 29, 97 + 11 * i % 29) for i in range(24)]
    stopped = clear(notice(), bids, most_nodes=1)
    whole = clear(notice(), bids)
    assert whole.optimal
    assert not stopped.optimal
    gap = auction_rows(stopped)["proof"][0]["gap_yen"]
    value = [auction_rows(r)["proof"][0]["value_over_reserve_yen"] for r in (stopped, whole)]
    assert gap > 0
    assert value[0] <= value[1] <= value[0] + gap
    assert {r.code for r in whole.rejections} <= {"displaces_more", "rest_too_small", "outbid", "tie"}


def test_the_draw_is_by_digest_and_logged() -> None:
    bids = [bid(name, 5000, 1000, buyer=buyer) for name, buyer in (("b1", "x"), ("b2", "y"), ("b3", "z"))]
    first = min(("b1", "b2", "b3"), key=lambda name: draw_digest("s", "A", name))
    result = clear(notice(), bids)
    assert [a.bid for a in result.awards] == [first]
    assert [tie.place for tie in result.ties] == [1, 2, 3]
    assert result.ties[0].key == draw_digest("s", "A", first)
    winners = {clear(notice(seed=f"s{i}"), bids).awards[0].bid for i in range(40)}
    assert winners == {"b1", "b2", "b3"}


def test_ties_by_receipt_follow_the_moment_not_the_clock_on_the_wall() -> None:
    tokyo = dt.timezone(dt.timedelta(hours=9))
    bids = [
        bid("b1", 5000, 1000, received=dt.datetime(2025, 6, 1, 9, 30, tzinfo=tokyo)),
        bid("b2", 5000, 1000, buyer="y", received=dt.datetime(2025, 6, 1, 1, 0, tzinfo=dt.UTC)),
    ]
    assert [a.bid for a in clear(notice(tie_break="receipt"), bids).awards] == ["b1"]
    with pytest.raises(InputError, match="time of receipt"):
        clear(notice(tie_break="receipt"), [bid("b1", 5000, 1)])


def test_what_is_unsold_is_offered_again_down_the_path_of_reserves() -> None:
    rule = notice(lot={"reserve_yen": [4000, 3800, 3500]})
    bids = [
        bid("b1", 4100, 300), bid("b2", 3900, 200, buyer="y", stands_until=3),
        bid("b3", 3600, 100, buyer="z", round=3, stands_until=3),
    ]  # fmt: skip
    result = clear(rule, bids)
    assert [(a.round, a.bid, a.units, a.price_yen) for a in result.awards] == [
        (1, "b1", 300, 4100), (2, "b2", 200, 3900), (3, "b3", 100, 3600),
    ]  # fmt: skip
    assert [(r.round, r.offered, r.sold, r.unsold) for r in result.reoffers] == [
        (1, 1000, 300, 700),
        (2, 700, 200, 500),
        (3, 500, 100, 400),
    ]
    assert "again in round 2 at a reserve of 3,800" in result.reoffers[0].then
    assert "taken back" in result.reoffers[2].then


@st.composite
def auctions(draw: Any) -> tuple[Any, list[Bid]]:
    path = sorted(draw(st.lists(st.integers(1, 6), min_size=1, max_size=3)), reverse=True)
    base = notice().lots[0].model_dump(mode="json")
    lots = []
    for name in ("A", "B")[: draw(st.integers(1, 2))]:
        quantity = draw(st.integers(1, 9))
        kept = {"u": draw(st.integers(1, quantity))} if draw(st.booleans()) else {}
        lots.append(base | {"id": name, "quantity": quantity, "reserve_yen": path, "set_asides": kept})
    caps = {name: draw(st.integers(1, 8)) for name in ("per_lot", "in_all") if draw(st.booleans())}
    rule = notice(lots=lots, caps=caps, priority=["u"], format=draw(st.sampled_from(["uniform", "pay_as_bid"])))
    bids = []
    for i in range(draw(st.integers(0, 6))):
        quantity, first = draw(st.integers(1, 5)), draw(st.integers(1, 3))
        bids.append(
            Bid(
                id=f"b{i}", buyer=draw(st.sampled_from("xyz")), lot=draw(st.sampled_from([lot["id"] for lot in lots])),
                price_yen=draw(st.integers(0, 8)), quantity=quantity, minimum=draw(st.sampled_from([0, quantity])),
                end_use=draw(st.sampled_from(["", "u"])), round=first, stands_until=draw(st.integers(first, 3)),
            )
        )  # fmt: skip
    return rule, bids


@settings(max_examples=80, deadline=None)
@given(auctions(), st.randoms(use_true_random=False))
def test_laws_of_every_auction(auction: tuple[Any, list[Bid]], chance: random.Random) -> None:
    rule, bids = auction
    result = clear(rule, bids)
    assert result.optimal
    by_id = {b.id: b for b in bids}
    for lot in rule.lots:
        mine = [a for a in result.awards if a.lot == lot.id]
        assert sum(a.units for a in mine) <= lot.quantity
        for a in mine:
            assert lot.reserve_yen[a.round - 1] <= a.price_yen <= a.bid_price_yen
        log = [r for r in result.reoffers if r.lot == lot.id]
        assert [r.round for r in log] == list(range(1, len(log) + 1))
        assert log[0].offered == lot.quantity
        assert all(r.offered == r.sold + r.unsold for r in log)
        assert all(later.offered == earlier.unsold for earlier, later in itertools.pairwise(log))
        assert log[-1].unsold == 0 or len(log) == len(lot.reserve_yen)
        assert all(r.sold == sum(a.units for a in mine if a.round == r.round) for r in log)
        if rule.format == "uniform":
            assert all(len({a.price_yen for a in mine if a.round == r.round}) <= 1 for r in log)
    for buyer in "xyz":
        got = [a for a in result.awards if a.buyer == buyer]
        assert sum(a.units for a in got) <= (rule.caps.in_all or 99)
        assert all(sum(a.units for a in got if a.lot == lot.id) <= (rule.caps.per_lot or 99) for lot in rule.lots)
    for name, b in by_id.items():
        units = [a.units for a in result.awards if a.bid == name]
        assert sum(units) <= b.quantity
        assert not units or units[0] >= b.minimum
        seen = {a.round for a in result.awards if a.bid == name} | {r.round for r in result.rejections if r.bid == name}
        offered = {r.round for r in result.reoffers if r.lot == b.lot}
        assert seen == {n for n in offered if b.round <= n <= b.stands_until} - after_filled(result, b), (
            "every bid is answered"
        )
    again = list(bids)
    chance.shuffle(again)
    assert clear(rule, again) == result


def after_filled(result: Any, b: Bid) -> set[int]:
    """Rounds after the one in which a bid got all it asked for."""
    filled = 0
    for award in result.awards:
        if award.bid == b.id:
            filled += award.units
            if filled == b.quantity:
                return set(range(award.round + 1, 21))
    return set()


@settings(max_examples=40, deadline=None)
@given(auctions())
def test_the_proof_can_be_checked_from_the_document_alone(auction: tuple[Any, list[Bid]]) -> None:
    result = clear(*auction)
    document = json.loads(json.dumps(auction_document(result)))
    shown = iter(document["certificates"])
    for one in result.rounds:
        for part, _, _ in one.solution.parts:
            certificate = next(shown)
            award = {
                a["bid"]: a["units"] for a in document["awards"] if a["round"] == one.round and a["bid"] in part.by_id
            }
            proof = check(part, award, node_of(certificate["tree"]))
            assert proof.optimal
            assert str(proof.worth) == certificate["worth"]


def node_of(tree: dict[str, Any]) -> Node:
    if "bid" in tree:
        return Node(tree["bid"], node_of(tree["taken"]), node_of(tree["refused"]))
    duals = tree["duals"]
    return Node(
        duals=Duals(
            {lot: int(price) for lot, price in duals["lot"].items()},
            {(key.split()[0], int(key.split()[1]) - 1): int(price) for key, price in duals["set_aside"].items()},
            {(key.split(" in ")[0], key.split(" in ")[1]): int(price) for key, price in duals["buyer_in_lot"].items()},
            {buyer: int(price) for buyer, price in duals["buyer"].items()},
        )
    )


def test_a_drill_is_the_same_for_the_same_seed_and_marked_everywhere() -> None:
    rule = notice(priority=["medical"], lot={"set_asides": {"medical": 100}})
    made, bids = drill_bids(rule, auction_settings(), bidders=20, seed=7)
    assert drill_bids(rule, auction_settings(), bidders=20, seed=7) == (made, bids)
    assert drill_bids(rule, auction_settings(), bidders=20, seed=8)[1] != bids
    assert {b.id for b in drill_bids(rule, auction_settings(), bidders=5, seed=7)[1]} < {b.id for b in bids}
    result = clear(made, bids, drill=True)
    assert result.optimal
    assert all(row["mark"] == MARK for rows in auction_rows(result).values() for row in rows)
    assert auction_document(result)["mark"] == MARK
    assert "mark" not in auction_rows(clear(rule, [bid("b", 4000, 1)]))["awards"][0]
    with pytest.raises(InputError, match="cannot take part in a drill"):
        drill_bids(rule, auction_settings(), bidders=0, seed=7)


def test_a_lot_more_changes_no_other_lots_drill() -> None:
    rule = notice()
    two = notice(lots=[lot.model_dump(mode="json") | {"id": name} for lot in rule.lots for name in ("A", "B")])
    alone = drill_bids(rule, auction_settings(), bidders=9, seed=3)[1]
    assert alone == [b for b in drill_bids(two, auction_settings(), bidders=9, seed=3)[1] if b.lot == "A"]


def test_drill_bidders_shade_more_where_they_pay_what_they_bid() -> None:
    mean = {}
    for form in INCENTIVES:
        bids = drill_bids(notice(format=form), auction_settings(), bidders=50, seed=3)[1]
        mean[form] = sum(b.price_yen for b in bids) / len(bids)
    assert mean["pay_as_bid"] < mean["uniform"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"lot": {"reserve_yen": [1, 2]}}, "does not rise"),
        ({"lot": {"set_asides": {"u": 1}}}, "not in the order of priority"),
        ({"priority": ["u"], "lot": {"set_asides": {"u": 1001}}}, "more is set aside"),
        ({"lot": {"quantity": 0}}, "quantity"),
        ({"lot": {"material": "unobtainium"}}, "unknown mineral"),
        ({"seed": ""}, "seed"),
        ({"format": "dutch"}, "format"),
    ],
)
def test_a_notice_that_cannot_be_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        notice(**change)


def test_secret_unless_the_file_says_public() -> None:
    rule = notice()
    assert clear(rule.model_copy(update={"classification": "SECRET"}), []).classification is Classification.SECRET
    tree = rule.model_dump(mode="json", exclude={"classification"})
    assert parse_notice(tree).label is Classification.SECRET


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ([bid("b", 1, 1), bid("b", 1, 1)], "stands there twice"),
        ([bid("b", 1, 1, 2)], "more at least"),
        ([bid("b", 1, 1, buyer="nobody")], "unknown buyer"),
        ([bid("b", 1, 1, round=2)], "ends before it begins"),
    ],
)
def test_bids_that_do_not_belong_are_refused(wrong: list[Bid], said: str) -> None:
    with pytest.raises(InputError, match=said):
        clear(notice(), wrong)
