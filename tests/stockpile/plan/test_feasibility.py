"""Limits that contradict each other: an irreducible set, in words."""

from __future__ import annotations

import pytest

from sonae.core import InputError
from sonae.stockpile.plan.feasibility import Limit, _feasible, contradiction, limits_of, require_feasible
from sonae.supply_risk import Policy
from tests.stockpile.plan.cases import Held, small_case

A = Held(target=90, start=0, price=1e6, required=True, by=11)
B = Held(target=60, start=0, price=1e6, required=True, by=23)


def kinds(limits: list[Limit]) -> set[tuple[str, str]]:
    return {(limit.kind, limit.which) for limit in limits}


def test_a_plan_that_can_be_kept_has_no_contradiction(policy: Policy) -> None:
    case = small_case(policy, (A, B), budgets=(100.0, 100.0), tenders=5, space=500.0)
    assert contradiction(case) == []
    require_feasible(case)


def test_too_little_budget_names_the_target_and_the_year(policy: Policy) -> None:
    case = small_case(policy, (A, B), budgets=(50.0, 500.0), tenders=5, space=500.0)
    assert kinds(contradiction(case)) == {("target", "M0"), ("budget", "2025")}
    with pytest.raises(
        InputError, match=r"90 days of M0 by 2026-03 \(required\); the budget of fiscal year 2025, 50 million yen"
    ):
        require_feasible(case)


def test_two_targets_that_fit_alone_but_not_together(policy: Policy) -> None:
    case = small_case(policy, (A, B), budgets=(95.0, 20.0))
    assert kinds(contradiction(case)) == {("target", "M0"), ("target", "M1"), ("budget", "2025"), ("budget", "2026")}


def test_floor_space_and_market(policy: Policy) -> None:
    full = small_case(policy, (A, B), budgets=(1e3, 1e3), space=100.0)
    assert kinds(contradiction(full)) == {("target", "M0"), ("target", "M1"), ("space", "")}
    thin = Held(target=90, start=0, price=1e6, required=True, by=11, market=100.0)
    narrow = small_case(policy, (thin,), budgets=(1e3,))
    assert kinds(contradiction(narrow)) == {("target", "M0"), ("market", "M0")}


def test_tenders(policy: Policy) -> None:
    # The most of a month is 6 % of 150 t: ten of twelve months for each of two minerals, one tender a month.
    thin = Held(target=90, start=0, price=1e6, required=True, by=11, market=150.0)
    case = small_case(policy, (thin, thin), budgets=(1e3,), tenders=1)
    found = contradiction(case)
    assert ("tenders", "") in kinds(found)
    assert kinds(found) >= {("target", "M0"), ("target", "M1")}


@pytest.mark.parametrize(
    ("budgets", "space", "tenders"),
    [((50.0, 500.0), 500.0, 5), ((95.0, 20.0), None, None), ((1e3, 1e3), 100.0, None), ((10.0, 10.0), 50.0, 1)],
)
def test_dropping_any_one_limit_makes_the_set_feasible(
    policy: Policy, budgets: tuple[float, float], space: float | None, tenders: int | None
) -> None:
    case = small_case(policy, (A, B), budgets=budgets, space=space, tenders=tenders)
    found = contradiction(case)
    assert found
    assert not _feasible(case, found)
    for limit in found:
        assert _feasible(case, [other for other in found if other is not limit])


def test_without_required_targets_nothing_contradicts(policy: Policy) -> None:
    case = small_case(policy, (Held(),), budgets=(1.0,))
    assert [limit.kind for limit in limits_of(case)] == ["budget"]
    assert contradiction(case) == []
