"""Rules and their gaps and conflicts, dividing kilograms, exchange terms, putting goods in order beforehand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.core import InputError, Outcome
from sonae.stockpile.release import (
    Holding,
    Judgement,
    Request,
    months_begun,
    package_rules,
    parse_case,
    read_rules,
    rearrange,
    release_settings,
    required_return_kg,
    rules_on,
)
from sonae.stockpile.release.allocation import allocate

RULES = (files("sonae.stockpile.release") / "regimes" / "2020-07-01.yaml").read_text(encoding="utf-8")
DAY = dt.date(2025, 6, 1)


def test_rules_of_a_day() -> None:
    rules = rules_on(DAY)
    assert rules.in_force_from == dt.date(2020, 7, 1)
    assert [step.id for step in rules.regime("tight_supply").steps if step.decided_by == "person"] == ["need"]
    with pytest.raises(InputError, match="unknown release regime"):
        rules.regime("price_spike")


def test_two_versions_for_a_day_are_a_conflict_and_none_is_a_gap() -> None:
    old, new = read_rules(RULES, "old"), read_rules(RULES.replace("2020-07-01", "2025-01-01"), "new")
    with pytest.raises(InputError, match="conflict"):
        rules_on(DAY, [old, new])
    closed = read_rules(RULES.replace("from: 2020-07-01", "from: 2020-07-01\nin_force_to: 2024-12-31"), "closed")
    assert rules_on(DAY, [closed, new]) is new
    assert rules_on(dt.date(2024, 12, 31), [closed, new]) is closed
    with pytest.raises(InputError, match="gap"):
        rules_on(DAY, [closed])
    with pytest.raises(InputError, match="gap"):
        rules_on(DAY, [])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("- {id: stock,", "- {id: plan,", "twice: a conflict"),
        ("- {id: stock,", "- {id: stocks,", "unknown step"),
        ("  adjustment:", "  adjusting:", "missing: a gap"),
        ("policy h2.p3.q5", "statute a1.p1", "unknown document"),
        ("policy h2.p3.q5", "policy x", "no provision"),
        ("in_force_from: 2020-07-01", "in_force_from: soon", "in_force_from"),
    ],
)
def test_rules_that_do_not_hold_together_are_refused(old: str, new: str, said: str) -> None:
    assert old in RULES
    with pytest.raises(InputError, match=said):
        read_rules(RULES.replace(old, new, 1), "own.yaml")


def test_a_step_left_out_is_a_gap_and_a_turned_order_is_refused() -> None:
    lines = RULES.splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if "id: stock" in line)
    with pytest.raises(InputError, match="no step is skipped"):
        read_rules("".join(lines[:at] + lines[at + 2 :]), "own.yaml")
    turned = lines[: at - 2] + lines[at : at + 2] + lines[at - 2 : at] + lines[at + 2 :]
    with pytest.raises(InputError, match="out of order"):
        read_rules("".join(turned), "own.yaml")


def test_every_provision_of_the_package_is_of_three_documents() -> None:
    cited = {
        c.document for rules in package_rules() for r in rules.regimes.values() for s in r.steps for c in s.citations
    }
    assert len(cited) == 3


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"buyers": {"cap_share": {"value": 0, "source": "x"}}}, "cap_share"),
        ({"buyers": {"cap": {"value": 1, "source": "x"}}}, "unknown setting"),
        ({"award": {"method": {"value": "lottery", "source": "x"}}}, "method"),
    ],
)
def test_settings_are_checked(own: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        release_settings(own, "case.yaml")


def request(name: str, quantity: int, use: str = "", buyer: str = "", day: int | None = None) -> Request:
    received = None if day is None else dt.datetime(2025, 6, day, tzinfo=dt.UTC)
    return Request(id=name, buyer=buyer or name, quantity_kg=quantity, end_use=use, received=received)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 60),
    st.lists(st.tuples(st.integers(1, 20), st.sampled_from("uvw"), st.sampled_from("xyz")), min_size=1, max_size=6),
    st.sampled_from(["pro_rata", "by_receipt"]),
    st.integers(1, 40),
    st.randoms(use_true_random=False),
)
def test_laws_of_dividing(quantity: int, asked: list[tuple[int, str, str]], method: str, cap: int, chance: Any) -> None:
    requests = [request(f"r{i}", kg, use, buyer, i + 1) for i, (kg, use, buyer) in enumerate(asked)]
    given_ = allocate(quantity, requests, method=method, end_uses=["v"], cap_kg=cap)
    by_buyer = {b: sum(given_[r.id] for r in requests if r.buyer == b) for b in "xyz"}
    wanted = {b: sum(r.quantity_kg for r in requests if r.buyer == b) for b in "xyz"}
    assert all(0 <= given_[r.id] <= r.quantity_kg for r in requests)
    assert max(by_buyer.values()) <= cap
    assert sum(given_.values()) == min(quantity, sum(min(cap, w) for w in wanted.values())), (
        "nothing is held back for nothing"
    )
    first = sum(given_[r.id] for r in requests if r.end_use == "v")
    room = {b: min(cap, sum(r.quantity_kg for r in requests if r.buyer == b and r.end_use == "v")) for b in "xyz"}
    assert first == min(quantity, sum(room.values()))
    chance.shuffle(requests)
    assert allocate(quantity, requests, method=method, end_uses=["v"], cap_kg=cap) == given_


def test_pro_rata_is_within_a_kilogram_of_the_share() -> None:
    requests = [request("a", 7), request("b", 5), request("c", 3)]
    assert allocate(10, requests, method="pro_rata", end_uses=[], cap_kg=99) == {"a": 5, "b": 3, "c": 2}


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2025-01-31", "2025-01-31", 0),
        ("2025-01-31", "2025-02-01", 1),
        ("2025-01-15", "2025-02-15", 1),
        ("2025-01-15", "2025-02-16", 2),
    ],
)
def test_months_begun(start: str, end: str, months: int) -> None:
    assert months_begun(dt.date.fromisoformat(start), dt.date.fromisoformat(end)) == months


@settings(deadline=None)
@given(st.integers(1, 10**6), st.fractions(Fraction(1, 100), 1), st.fractions(Fraction(1, 100), 1), st.fractions(0, 1))
def test_the_least_return_is_enough_and_a_kilogram_less_is_not(
    kg: int, out: Fraction, back: Fraction, premium: Fraction
) -> None:
    least = required_return_kg(kg, out, back, premium)
    assert least * back >= kg * out * (1 + premium) > (least - 1) * back


def test_terms_that_cannot_be() -> None:
    with pytest.raises(InputError, match="content"):
        required_return_kg(1, Fraction(0), Fraction(1), Fraction(0))
    with pytest.raises(InputError, match="before they leave"):
        months_begun(DAY, dt.date(2025, 5, 31))


def lot(name: str, place: int | None, stored: str, kg: int = 100, form: str = "ingot", site: str = "N") -> Holding:
    return Holding(
        lot=name,
        site=site,
        form=form,
        content=Decimal(1),
        quantity_kg=kg,
        place=place,
        stored=dt.date.fromisoformat(stored),
    )


def fear(outcome: str = "yes", step: str = "fear") -> Judgement:
    return Judgement(step=step, outcome=outcome, by="a head", date=DAY, reason="a port is shut", evidence=["notice"])


STORE = [
    lot("new", 1, "2024-01-01"), lot("other", 2, "2020-01-01", form="oxide"),
    lot("old", 3, "2015-01-01"), lot("mid", 4, "2019-01-01"),
]  # fmt: skip


def test_goods_come_to_the_front_before_anybody_asks() -> None:
    plan = rearrange(STORE, "ingot", 150, fear())
    assert plan.finding.outcome is Outcome.YES
    assert plan.ready == ("old", "mid")
    after = {lot.lot: lot.place for lot in STORE} | {move.lot: move.to_place for move in plan.moves}
    assert sorted(after, key=lambda name: after[name] or 0) == ["old", "mid", "new", "other"]
    assert plan.finding.citations[0].label_ja == "4(2)⑥"


def test_without_a_judgement_nothing_is_moved() -> None:
    for judged, outcome in ((None, Outcome.OPEN), (fear("no"), Outcome.NO), (fear(step="need"), Outcome.OPEN)):
        plan = rearrange(STORE, "ingot", 150, judged)
        assert (plan.finding.outcome, plan.moves) == (outcome, ())


def test_too_few_goods_stay_open() -> None:
    plan = rearrange([*STORE, lot("lost", None, "2001-01-01")], "ingot", 500, fear())
    assert plan.finding.outcome is Outcome.OPEN
    assert plan.ready_kg == 300


def test_a_store_that_cannot_be() -> None:
    with pytest.raises(InputError, match="one place"):
        rearrange([lot("a", 1, "2020-01-01"), lot("b", 1, "2020-01-01")], "ingot", 1, fear())
    with pytest.raises(InputError, match="made ready"):
        rearrange(STORE, "ingot", 0, fear())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"regime": "price_spike"}, "regime"),
        ({"requests": [{"id": "r", "buyer": "nobody", "quantity_kg": 1}]}, "not among the «buyers»"),
        ({"holdings": [{"lot": "l", "site": "s", "form": "f", "content": 1.5, "quantity_kg": 1}]}, "content"),
        ({"holdings": [{"lot": "l", "site": "s", "form": "f", "content": 1, "quantity_kg": -1}]}, "quantity_kg"),
        ({"price": 1}, "no such field"),
        ({"mineral": "unobtainium"}, "unknown mineral"),
        ({"classification": "OPEN"}, "unknown classification"),
    ],
)
def test_a_case_that_cannot_be_is_refused(change: dict[str, Any], said: str) -> None:
    tree = {"date": "2025-06-01", "regime": "tight_supply", "mineral": "W", "form": "f"}
    assert parse_case(tree).label.name == "SECRET"
    with pytest.raises(InputError, match=said):
        parse_case(tree | change, "case.yaml")


def test_refusals_name_no_figure() -> None:
    tree = {"date": "2025-06-01", "regime": "tight_supply", "mineral": "W", "form": "f"}
    with pytest.raises(InputError) as refused:
        parse_case(
            tree | {"holdings": [{"lot": "l", "site": "s", "form": "f", "content": 1, "quantity_kg": -98765}]},
            "case.yaml",
        )
    assert "98765" not in str(refused.value)
