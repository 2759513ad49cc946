"""The swap against all corners in fractions, against scipy, and against its own check."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.core import Classification, InputError
from sonae.stockpile.bases import read, stored
from sonae.stockpile.bases.swap import (
    Movement,
    SwapPlan,
    SwapProblem,
    SwapRecord,
    check_swap,
    plan_swap,
    swap_count,
    swap_finding,
)
from tests.stockpile.bases.swap_oracles import Halfspace, least_by_scipy, least_over_corners

GRADES = ("a", "b", "c")


def tree(**given: Any) -> dict[str, Any]:
    """A problem of one base with two tanks; parts are laid over."""
    tanks = [
        {"id": "t1", "capacity": 100, "contents": {"a": 60}, "heel": 10},
        {"id": "t2", "capacity": 100, "contents": {"b": 40}, "heel": 10},
    ]
    site = {
        "base": "one",
        "name": {"ja": "一", "en": "one"},
        "kind": "state_oil",
        "unit": "kl",
        "tanks": given.pop("tanks", tanks),
    }
    grades = [
        {"id": name, "name": {"ja": name, "en": name}, "api": 30 + 3 * i, "sulphur_pct": 1 + i, "source": "fictional"}
        for i, name in enumerate(GRADES)
    ]
    berth = {"id": "b", "days": 10, "load_a_day": 10, "unload_a_day": 10}
    base = {
        "name": "trial", "classification": "PUBLIC", "fictional": True,
        "import_mix": {"a": 0.5, "b": 0.5}, "mix_source": "fictional",
        "installations": {"name": "trial", "as_of": "2026-04-01", "grades": grades, "sites": [site]},
        "bases": {"one": {"least_stock": 0, "handling_yen": 1, "berths": [berth]}},
        "tanks": [{"base": "one", "tank": "t1", "accepts": ["a"]}, {"base": "one", "tank": "t2", "accepts": ["b"]}],
        "supply": {"a": {"most": 100, "price_yen": 10}, "b": {"most": 100, "price_yen": 10}},
        "demand": {"a": {"most": 100, "price_yen": 9}, "b": {"most": 100, "price_yen": 9}},
    }  # fmt: skip
    return base | given


def test_the_plain_case_is_solved_by_hand() -> None:
    """60 of a and 40 of b at a mix of halves: 10 of a go, 10 of b come, 20 kl are handled at 1 yen, 1 yen a kl is lost."""
    plan = plan_swap(read(SwapProblem, tree()))
    assert {(one.kind, one.tank, one.amount) for one in plan.movements} == {
        ("sell", "t1", Decimal("10.000")),
        ("buy", "t2", Decimal("10.000")),
    }
    assert (plan.deviation_before, plan.deviation_after) == (20, 0)
    assert plan.cost_yen == 10 * 10 - 10 * 9 + 20
    assert plan.proved
    assert plan.breaches == ()


def test_a_berth_holds_the_swap_back_and_is_named() -> None:
    berth = {"id": "b", "days": 1, "load_a_day": 10, "unload_a_day": 5}
    bases = {"one": {"least_stock": 0, "handling_yen": 1, "berths": [berth]}}
    plan = plan_swap(read(SwapProblem, tree(bases=bases)))
    # x/10 + x/5 = 1 → x = 10/3
    assert plan.deviation_after == pytest.approx(20 - 2 * Decimal(10) / 3, abs=0.01)
    assert plan.shadow_values[0].limit == "berth b of one"
    assert float(plan.shadow_values[0].deviation_kl) == pytest.approx(20 / 3, abs=1e-4)


def test_all_leaves_before_anything_comes() -> None:
    """With 96 of 100 kl to stay, 4 can leave at a time."""
    berth = {"id": "b", "days": 10, "load_a_day": 10, "unload_a_day": 10}
    bases = {"one": {"least_stock": 96, "handling_yen": 1, "berths": [berth]}}
    assert plan_swap(read(SwapProblem, tree(bases=bases))).deviation_after == 12


def test_the_budget_buys_so_much_and_no_more() -> None:
    """A kilolitre swapped costs 10 − 9 + 2 = 3 yen: 15 yen swap 5, and 10 kl of 20 stay apart from the mix."""
    problem = read(SwapProblem, tree(budget_yen=15))
    plan = plan_swap(problem)
    assert (plan.deviation_after, plan.cost_yen) == (10, 15)
    assert ("budget", "yen") in {(one.limit, one.unit) for one in plan.shadow_values}
    dear = plan.model_copy(
        update={"movements": tuple(one.model_copy(update={"amount": Decimal(10)}) for one in plan.movements)}
    )
    assert any("more than the budget of 15" in said for said in check_swap(problem, dear))


def test_a_transfer_brings_a_grade_to_its_refinery() -> None:
    given = tree()
    second = {
        "base": "two", "name": {"ja": "二", "en": "two"}, "kind": "state_oil", "unit": "kl",
        "tanks": [{"id": "u1", "capacity": 100, "contents": {"b": 20}, "heel": 0}, {"id": "u2", "capacity": 50, "heel": 0}],
    }  # fmt: skip
    given["installations"]["sites"].append(second)
    berth = {"id": "b", "days": 10, "load_a_day": 10, "unload_a_day": 10}
    given["bases"]["two"] = {"least_stock": 0, "handling_yen": 1, "berths": [berth], "least_grades": {"a": 15}}
    given["tanks"].append({"base": "two", "tank": "u2", "accepts": ["a"]})
    given["supply"], given["demand"] = {}, {}
    given["routes"] = [{"origin": "one", "destination": "two", "most": 30, "freight_yen": 5}]
    problem = read(SwapProblem, given)
    plan = plan_swap(problem)
    assert [(one.kind, one.tank, one.to_tank, one.amount) for one in plan.movements] == [
        ("transfer", "t1", "u2", Decimal("15.000"))
    ]
    assert plan.cost_yen == 15 * (1 + 1 + 5)
    assert plan.proved
    given["bases"]["two"]["least_grades"] = {"a": 31}
    with pytest.raises(InputError, match="cannot hold together"):
        plan_swap(read(SwapProblem, given))


@st.composite
def one_base(draw: st.DrawFn) -> dict[str, Any]:
    """One base, two tanks of one grade each, at most one other grade accepted."""
    small = st.integers(0, 30)
    tanks = []
    for name, grade in (("t1", "a"), ("t2", "b")):
        stock = draw(st.integers(1, 80))
        tanks.append(
            {
                "id": name,
                "capacity": draw(st.integers(max(stock, 30), 100)),
                "contents": {grade: stock},
                "heel": draw(small),
            }
        )
    total = sum(sum(tank["contents"].values()) for tank in tanks)
    first = draw(st.integers(0, 10))
    second = draw(st.integers(0, 10 - first))
    mix = {"a": first / 10, "b": second / 10, "c": round(1 - first / 10 - second / 10, 1)}
    berth = {
        "id": "b",
        "days": draw(st.integers(0, 6)),
        "load_a_day": draw(st.integers(1, 12)),
        "unload_a_day": draw(st.integers(1, 12)),
    }
    return tree(
        tanks=tanks,
        import_mix=mix,
        bases={"one": {"least_stock": draw(st.integers(0, total)), "handling_yen": 1, "berths": [berth]}},
        supply={name: {"most": draw(small), "price_yen": 10} for name in GRADES},
        demand={name: {"most": draw(small), "price_yen": 9} for name in GRADES},
    ) | {
        "tanks": [
            {"base": "one", "tank": "t1", "accepts": [draw(st.sampled_from(GRADES))]},
            {"base": "one", "tank": "t2", "accepts": [draw(st.sampled_from(GRADES))]},
        ]
    }


def corners(problem: SwapProblem) -> Fraction:
    """x = sold of t1, sold of t2, bought for t1; bought for t2 is what is sold less what is bought for t1."""
    first, second = (problem.tank(one) for one in problem.tanks)
    into = [one.accepts[0] for one in problem.tanks]
    limits, berth = problem.bases["one"], problem.bases["one"].berths[0]

    def half(row: list[int | Fraction], side: int | Fraction) -> Halfspace:
        return [Fraction(value) for value in row], Fraction(side)

    load, unload = Fraction(1, berth.load_a_day), Fraction(1, berth.unload_a_day)
    rows = [
        half([-1, 0, 0], 0), half([0, -1, 0], 0), half([0, 0, -1], 0), half([-1, -1, 1], 0),
        half([1, 0, 0], first.available or 0), half([0, 1, 0], second.available or 0),
        half([-1, 0, 1], first.capacity - first.stock), half([1, 0, -1], second.capacity - second.stock),
        half([1, 1, 0], problem.installations.site("one").stock - limits.least_stock),
        half([load + unload, load + unload, 0], Fraction(berth.days)),
        half([1, 0, 0], problem.demand["a"].most), half([0, 1, 0], problem.demand["b"].most),
    ]  # fmt: skip
    kinks = []
    for grade in GRADES:
        to_first, to_second = int(into[0] == grade), int(into[1] == grade)
        rows.append(half([to_second, to_second, to_first - to_second], problem.supply[grade].most))
        row = [to_second - (grade == "a"), to_second - (grade == "b"), to_first - to_second]
        kinks.append(half(row, problem.wanted().get(grade, Fraction(0)) - problem.holdings().get(grade, 0)))
    return least_over_corners(rows, kinks)


@settings(max_examples=8, deadline=None)
@given(one_base())
def test_no_corner_is_better(given: dict[str, Any]) -> None:
    problem = read(SwapProblem, given)
    plan = plan_swap(problem)
    best = corners(problem)
    assert float(plan.deviation_after) == pytest.approx(float(best), abs=0.01)
    assert Fraction(plan.deviation_bound) <= best + Fraction(1, 10**6)
    assert plan.proved, plan
    assert check_swap(problem, plan, tolerance_kl=Fraction(1, 100)) == ()


@st.composite
def two_bases(draw: st.DrawFn) -> dict[str, Any]:
    """Two bases, blends, tanks that stay out, routes both ways."""
    given = tree()
    grades = given["installations"]["grades"]
    sites, bases, part = [], {}, []
    for base in ("one", "two"):
        tanks = []
        for i in range(draw(st.integers(1, 3))):
            held = draw(st.lists(st.sampled_from(GRADES), unique=True, max_size=2))
            contents = {name: draw(st.integers(1, 4000)) for name in held}
            stock = sum(contents.values())
            capacity, heel = stock + draw(st.integers(500, 5000)), draw(st.integers(0, 500))
            tank = {"id": f"t{i}", "capacity": capacity, "contents": contents, "heel": heel}
            tanks.append(tank)
            if draw(st.integers(0, 3)):
                part.append(
                    {"base": base, "tank": f"t{i}", "accepts": draw(st.lists(st.sampled_from(GRADES), unique=True))}
                )
        total = sum(sum(tank["contents"].values()) for tank in tanks)
        berths = [
            {"id": f"b{k}", "days": draw(st.integers(0, 9)), "load_a_day": draw(st.integers(50, 900)),
             "unload_a_day": draw(st.integers(50, 900))}
            for k in range(draw(st.integers(1, 2)))
        ]  # fmt: skip
        bases[base] = {
            "least_stock": draw(st.integers(0, total)),
            "handling_yen": draw(st.integers(0, 900)),
            "berths": berths,
        }
        sites.append(
            {"base": base, "name": {"ja": base, "en": base}, "kind": "state_oil", "unit": "kl", "tanks": tanks}
        )
    market = st.fixed_dictionaries({"most": st.integers(0, 3000), "price_yen": st.integers(60000, 80000)})
    routes = [("one", "two"), ("two", "one")][: draw(st.integers(0, 2))]
    return given | {
        "installations": {"name": "trial", "as_of": "2026-04-01", "grades": grades, "sites": sites},
        "import_mix": draw(st.sampled_from([{"a": 0.5, "b": 0.3, "c": 0.2}, {"b": 0.9, "c": 0.1}, {"a": 1}])),
        "bases": bases, "tanks": part, "supply": {name: draw(market) for name in GRADES},
        "demand": {name: draw(market) for name in GRADES[:2]},
        "routes": [{"origin": a, "destination": b, "most": draw(st.integers(0, 2000)), "freight_yen": 500} for a, b in routes],
    }  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(two_bases())
def test_scipy_finds_the_same(given: dict[str, Any]) -> None:
    problem = read(SwapProblem, given)
    plan = plan_swap(problem)
    assert float(plan.deviation_after) == pytest.approx(least_by_scipy(problem), abs=0.1, rel=1e-6)
    assert plan.proved, plan
    assert check_swap(problem, plan, tolerance_kl=Fraction(1, 10)) == ()
    assert sum(plan.after.values()) == pytest.approx(sum(plan.before.values()), abs=0.1)
    assert read(SwapPlan, json.loads(json.dumps(stored(plan)))) == plan


def test_the_check_finds_what_a_person_changed() -> None:
    problem = read(SwapProblem, tree())
    plan = plan_swap(problem)
    for movement, breach in (
        (Movement(kind="sell", base="one", tank="t1", amount=Decimal(51)), "more than can be pumped out"),
        (Movement(kind="buy", base="one", tank="t2", amount=Decimal(10), grade="c"), "does not accept"),
        (Movement(kind="buy", base="one", tank="t2", amount=Decimal(90), grade="b"), "more than its capacity"),
        (Movement(kind="sell", base="one", tank="t1", amount=Decimal(12)), "not as much as what is sold"),
    ):
        rest = tuple(one for one in plan.movements if one.kind != movement.kind)
        edited = plan.model_copy(update={"movements": (*rest, movement)})
        assert any(breach in said for said in check_swap(problem, edited)), breach
        assert not swap_finding(problem, edited)
    with pytest.raises(InputError, match="takes no part"):
        check_swap(
            problem,
            plan.model_copy(update={"movements": (Movement(kind="sell", base="one", tank="t9", amount=Decimal(1)),)}),
        )


def test_the_finding_cites_and_tells_quality() -> None:
    problem = read(SwapProblem, tree())
    found = swap_finding(problem, plan_swap(problem))
    assert found
    assert found.because == "10.00% of the stock differs from the import mix, 0.00% after the swap"
    assert "令和5年度評価書 Ⅰ-4(1)① L2137–2141" in [str(one) for one in found.citations]
    # 60 kl of 30° (SG 0.876161) and 40 of 33° (0.860182): SG 0.869770, so 31.1865°; sulphur by mass
    assert found.facts_used["api_before"] == pytest.approx(31.1868, abs=1e-3)
    assert found.facts_used["sulphur_pct_before"] == pytest.approx(
        (60 * 0.876161 + 2 * 40 * 0.860182) / 86.977, abs=1e-4
    )


def test_what_is_not_fictional_is_kept_inside() -> None:
    given = tree(classification="INTERNAL", fictional=False)
    problem = read(SwapProblem, given)
    assert plan_swap(problem).label is Classification.INTERNAL
    with pytest.raises(InputError, match="only a fictional record may be PUBLIC"):
        read(SwapProblem, tree(fictional=False))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"import_mix": {"a": 0.5, "b": 0.4}}, "0.9 in all, not 1"),
        ({"import_mix": {"a": 0.5, "x": 0.5}}, "unknown crude grade «x»"),
        ({"tanks": [{"base": "one", "tank": "t9"}]}, "unknown tank of one «t9»"),
        ({"bases": {"one": {"least_stock": 200, "handling_yen": 1}}}, "less than its least stock"),
        ({"bases": {}}, "has no limits"),
        ({"routes": [{"origin": "one", "destination": "one", "most": 1, "freight_yen": 1}]}, "does not join two bases"),
        ({"supply": {"a": {"most": True, "price_yen": 1}}}, "supply.a.most"),
    ],
)
def test_bad_problems_are_refused(change: dict[str, Any], said: str) -> None:
    given = tree()
    if "tanks" in change:
        given["tanks"] = change["tanks"]
    else:
        given |= change
    with pytest.raises(InputError, match=said):
        read(SwapProblem, given, "swap.yaml")


def test_swaps_of_a_year_are_counted() -> None:
    records = [
        SwapRecord(id=f"s{i}", base="one", done_on=day, out_grade="a", in_grade=into, amount=1000, nearer_to_mix=nearer)
        for i, (day, into, nearer) in enumerate(
            [("2023-05-01", "b", True), ("2024-03-31", "b", True), ("2024-04-01", "b", True), ("2023-06-01", None, True),
             ("2023-07-01", "b", False)]
        )
    ]  # fmt: skip
    found = swap_count(records, 2023, 4)
    assert (found.value, bool(found)) == (2, False)
    assert swap_count(records, 2023, None).outcome.value == "open"
