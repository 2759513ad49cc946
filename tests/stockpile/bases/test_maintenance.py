"""The plan of maintenance: ranks by hand, the yearly plan against every plan there is."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.core import InputError, Outcome
from sonae.stockpile.bases import (
    MaintenanceFile,
    check_maintenance,
    maintenance_rows,
    plan_maintenance,
    rank_works,
    read,
)


def work(name: str, **given: Any) -> dict[str, Any]:
    return {
        "id": name, "base": "one", "what": f"repair {name}", "cost_yen": 100, "release_priority": 3, "mobility": 3,
        "later_cost_yen": 200, "feasibility": "feasible", **given,
    }  # fmt: skip


def file(works: list[dict[str, Any]], **given: Any) -> MaintenanceFile:
    weights = {"release_priority": 2, "mobility": 1, "repair_cost": 1, "feasibility": 0}
    tree = {"name": "trial", "first_year": "FY2026", "budgets_yen": [200, 200], "stops_a_year": 1, "weights": weights}
    return read(MaintenanceFile, {**tree, "works": works, **given})


def test_ranks_are_weighted_means() -> None:
    ranking = rank_works(file([
        work("pipe", release_priority=5, mobility=1, later_cost_yen=100),  # 1·½ + 0·¼ + ¼·¼
        work("pump", release_priority=3, mobility=5, later_cost_yen=400),  # ½·½ + 1·¼ + 1·¼
        work("roof", release_priority=1, mobility=1, later_cost_yen=50),
    ]))  # fmt: skip
    assert [(one.work.id, one.score, one.rank) for one in ranking.works] == [
        ("pump", Fraction(3, 4), 1),
        ("pipe", Fraction(9, 16), 2),
        ("roof", Fraction(1, 32), 3),
    ]
    spans = {one.work.id: (one.best_rank, one.worst_rank) for one in ranking.works}
    assert spans == {"pump": (1, 2), "pipe": (1, 2), "roof": (3, 3)}


def test_a_missing_factor_is_not_zero() -> None:
    ranking = rank_works(
        file([work("known"), work("unknown", mobility=None), work("never", feasibility="not_feasible")])
    )
    found = {one.work.id: one for one in ranking.works}
    assert found["unknown"].rank is None
    assert found["unknown"].finding.outcome is Outcome.OPEN
    assert found["unknown"].finding.missing == ("mobility",)
    assert found["never"].finding.outcome is Outcome.NO
    assert found["known"].rank == 1
    plan = plan_maintenance(file([work("known"), work("unknown", mobility=None)]))
    assert plan.years == {"known": 2026}
    assert plan.finding.outcome is Outcome.OPEN
    rows = maintenance_rows(ranking, plan)
    assert {row["work"]: row["left_out"] for row in rows}["unknown"] == "missing: mobility"


def test_what_the_law_wants_comes_first() -> None:
    given = file([work("wanted", release_priority=1, done_by=2026, cost_yen=150), work("better", release_priority=5)])
    plan = plan_maintenance(given)
    assert plan.years == {"wanted": 2026, "better": 2027}
    with pytest.raises(InputError, match="do not fit"):
        plan_maintenance(file([work("wanted", done_by=2026, cost_yen=250)]))
    with pytest.raises(InputError, match="cannot be done by FY2026"):
        plan_maintenance(file([work("wanted", done_by=2026, not_before=2027)]))


def test_a_base_keeps_part_of_its_release() -> None:
    plan = plan_maintenance(file([work("tank1", stops=True), work("tank2", stops=True)]))
    assert sorted(plan.years.values()) == [2026, 2027]
    assert check_maintenance(
        file([work("tank1", stops=True), work("tank2", stops=True)]), {"tank1": 2026, "tank2": 2026}
    ) == ("FY2026: 2 works stop part of one, more than 1",)


def test_a_budget_is_kept_to_the_yen() -> None:
    """One yen beyond ten billion lies within the tolerance of any solver, and is refused all the same."""
    half = 5_000_000_000
    works = [work("a", cost_yen=half), work("b", cost_yen=half + 1)]
    assert sorted(plan_maintenance(file(works, budgets_yen=[2 * half, 0])).years) == ["a"]
    assert len(plan_maintenance(file(works, budgets_yen=[2 * half + 1, 0])).years) == 2


def test_a_long_list_has_a_plan_with_a_bound() -> None:
    """Forty works in three years: more options than are searched to the end, and the gap is said."""
    works = [
        work(f"w{i}", base=f"b{i % 5}", cost_yen=50 + 37 * i % 101, release_priority=1 + i % 5, mobility=1 + i % 3,
             later_cost_yen=100 + 53 * i % 211)
        for i in range(40)
    ]  # fmt: skip
    trial = file(works, budgets_yen=[700, 700, 700])
    plan = plan_maintenance(trial)
    assert plan.worth <= plan.worth_bound <= plan.worth * 1.01
    assert check_maintenance(trial, plan.years) == ()


WORKS = st.lists(
    st.fixed_dictionaries({
        "base": st.sampled_from(["one", "two"]), "cost_yen": st.integers(1, 150), "release_priority": st.integers(1, 5),
        "mobility": st.integers(1, 5), "later_cost_yen": st.integers(0, 400),
        "feasibility": st.sampled_from(["feasible", "with_development", "not_feasible"]), "stops": st.booleans(),
        "not_before": st.sampled_from([None, 2027]), "done_by": st.sampled_from([None, None, None, 2027]),
    }),
    min_size=1, max_size=5,
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(WORKS, st.lists(st.integers(0, 300), min_size=2, max_size=2))
def test_no_plan_is_worth_more(works: list[dict[str, Any]], budgets: list[int]) -> None:
    trial = file([work(f"w{i}", **one) for i, one in enumerate(works)], budgets_yen=budgets)
    scores = {one.work.id: one.score for one in rank_works(trial).works}
    best = None
    for choice in product((None, *trial.years), repeat=len(works)):
        years = {f"w{i}": year for i, year in enumerate(choice) if year is not None}
        if check_maintenance(trial, years):
            continue
        worth = sum(round((scores[name] or 0) * 10**6) * (2028 - year) for name, year in years.items())
        best = worth if best is None else max(best, worth)
    if best is None:
        with pytest.raises(InputError):
            plan_maintenance(trial)
        return
    plan = plan_maintenance(trial)
    assert (plan.worth, plan.proved) == (best, True)
    assert check_maintenance(trial, plan.years) == ()
