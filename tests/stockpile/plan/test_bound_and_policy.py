"""The lower bound and the policy: exact joint program, accounts counted again, laws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.compute import ThreadExecutor
from sonae.stockpile.plan.bound import lower_bound
from sonae.stockpile.plan.certificate import hindsight_bounds
from sonae.stockpile.plan.policy import planning_arrays, relaxed_costs, run_rule, steering_of
from sonae.supply_risk import Policy
from tests.stockpile.plan.cases import Held, small_model
from tests.stockpile.plan.oracle import account, best_known_path, joint_value

pytestmark = pytest.mark.slow

THREE = (
    Held(target=60, start=0, struck=0.08, cured=0.4, cut=0.9, price=1e6),
    Held(target=60, start=15, struck=0.03, cured=0.2, cut=0.6, price=2e6),
    Held(target=60, start=0, struck=0.05, cured=0.5, cut=0.7, price=1e6),
)
COARSE = {
    "grid": {"levels_to_target": 4, "steps_to_release": 2, "most_of_target": 0.5},
    "steps": {"market_shares": [0.06], "premiums": [0.0]},
    "costs": {"terminal_value": 0.0, "target_weight": 0.5, "holding_a_year": 0.05},
}


@pytest.mark.parametrize("budgets", [(60.0, 45.0), (30.0, 30.0), (300.0, 300.0)])
def test_the_bound_is_close_below_the_exact_joint_program(policy: Policy, budgets: tuple[float, float]) -> None:
    model = small_model(policy, THREE, budgets=budgets, settings=COARSE)
    unit = float(model.unit_t[0] * model.price[0])
    assert unit == pytest.approx(15.0 * 1.0138888, rel=0.02)
    exact = joint_value(replace(model, limits=np.floor(model.limits / unit) * unit), unit)
    bound = lower_bound(replace(model, limits=np.floor(model.limits / unit) * unit))
    assert 0.95 * exact <= bound.value <= exact + 1e-6


def test_what_binds_is_worth_something_and_what_does_not_is_not(policy: Policy) -> None:
    poor = lower_bound(small_model(policy, THREE, budgets=(30.0, 30.0), settings=COARSE))
    rich = lower_bound(small_model(policy, THREE, budgets=(3e4, 3e4), settings=COARSE))
    assert poor.prices[0].max() > 0
    assert rich.prices[0].max() < 1e-6
    assert poor.value > rich.value


MIXED = (
    Held(target=90, start=20, price=2e6, window=3, lot=4.0),
    Held(target=60, start=70, price=5e5, struck=0.1, area=2.0),
    Held(target=120, start=0, price=8e6, struck=0.02, cut=1.0, market=60.0, window=6),
    Held(target=45, start=5, price=1e6, area=3.0),
)
MARKET = {"processes": {"price_sigma": 0.08, "failed_tender": 0.2}, "grid": {"price_states": 3, "levels_to_target": 16}}


@pytest.mark.parametrize("rule", ["steered", "nothing", "largest gap", "calendar"])
def test_every_path_is_counted_again_with_every_limit_held(policy: Policy, rule: str) -> None:
    model = small_model(policy, MIXED, budgets=(150.0, 90.0), tenders=2, space=420.0, settings=MARKET)
    arrays = planning_arrays(model, 11, 0, 40)
    if rule == "nothing":
        run = run_rule(model, arrays, nothing=True)
    elif rule == "largest gap":
        run = run_rule(model, arrays)
    else:
        bound = lower_bound(model)
        calendar = np.zeros((4, 12), np.int64)
        calendar[:, ::3] = np.asarray([[4], [1], [2], [3]])
        run = run_rule(
            model,
            arrays,
            steering=steering_of(model, bound, 0.9, 0.6),
            calendar=calendar if rule == "calendar" else None,
        )
    for n in range(arrays.paths):
        assert run.cost[n] == pytest.approx(account(model, arrays, run, n), rel=1e-9)
    if rule != "nothing":
        assert (run.bought > 0).any()


def test_bits_do_not_depend_on_threads(policy: Policy) -> None:
    model = small_model(policy, MIXED, budgets=(150.0, 90.0), tenders=2, space=420.0, settings=MARKET)
    arrays = planning_arrays(model, 3, 0, 100)
    one = lower_bound(model, executor=ThreadExecutor(1))
    two = lower_bound(model, executor=ThreadExecutor(2))
    assert one.value == two.value
    by = steering_of(model, one, 1.0, 1.0)
    a = run_rule(model, arrays, steering=by, executor=ThreadExecutor(1))
    b = run_rule(model, arrays, steering=by, executor=ThreadExecutor(2))
    assert a.cost.tobytes() == b.cost.tobytes()
    assert a.level.tobytes() == b.level.tobytes()


def test_paths_depend_on_their_number_alone(policy: Policy) -> None:
    model = small_model(policy, MIXED, budgets=(150.0,), settings=MARKET)
    whole = planning_arrays(model, 3, 0, 20)
    part = planning_arrays(model, 3, 12, 20)
    assert whole.states[12:].tobytes() == part.states.tobytes()
    assert whole.failed[12:].tobytes() == part.failed.tobytes()


def test_the_bounds_own_policies_cost_the_bound_on_average(policy: Policy) -> None:
    """The yardstick of the certificate: its mean is known, here checked by four standard errors."""
    model = small_model(policy, MIXED, budgets=(150.0, 90.0), tenders=2, space=420.0, settings=MARKET)
    bound = lower_bound(model)
    costs = relaxed_costs(model, bound, planning_arrays(model, 7, 0, 4000))
    assert abs(costs.mean() - bound.value) < 4 * costs.std() / np.sqrt(costs.size)


@pytest.mark.slow
@settings(max_examples=15)
@given(
    seed=st.integers(0, 10_000),
    scale=st.floats(0, 1.5),
    bend=st.floats(0, 3),
    budget=st.floats(20, 400),
)
def test_no_rule_that_keeps_the_limits_costs_less_than_the_bound(
    policy: Policy, seed: int, scale: float, bend: float, budget: float
) -> None:
    model = small_model(policy, MIXED[:3], budgets=(budget, budget / 2), tenders=2, settings=MARKET)
    bound = lower_bound(model)
    arrays = planning_arrays(model, seed, 0, 400)
    yard = relaxed_costs(model, bound, arrays)
    for run in (
        run_rule(model, arrays, steering=steering_of(model, bound, scale, bend)),
        run_rule(model, arrays),
        run_rule(model, arrays, nothing=True),
    ):
        over = run.cost - yard
        assert over.mean() > -4 * over.std() / np.sqrt(over.size) - 1e-9


def test_hindsight_is_exact_without_a_budget(policy: Policy) -> None:
    model = small_model(policy, MIXED[:2], budgets=(1e7,), settings=MARKET)
    arrays = planning_arrays(model, 5, 0, 12)
    bounds, _ = hindsight_bounds(model, lower_bound(model), arrays)
    for n in range(arrays.paths):
        assert bounds[n] == pytest.approx(best_known_path(model, arrays, n), rel=1e-9, abs=1e-6)


@settings(max_examples=10)
@given(seed=st.integers(0, 10_000), budget=st.floats(10, 500))
def test_nobody_beats_hindsight_on_any_path(policy: Policy, seed: int, budget: float) -> None:
    model = small_model(policy, MIXED, budgets=(budget, budget), tenders=2, space=420.0, settings=MARKET)
    bound = lower_bound(model)
    arrays = planning_arrays(model, seed, 0, 60)
    best, _ = hindsight_bounds(model, bound, arrays)
    for run in (
        run_rule(model, arrays, steering=steering_of(model, bound, 1.0, 1.0)),
        run_rule(model, arrays),
        run_rule(model, arrays, nothing=True),
    ):
        assert (run.cost >= best - 1e-6).all()


@pytest.mark.slow
@settings(max_examples=8)
@given(cheaper=st.floats(0.0, 1.0))
def test_more_budget_or_lower_holding_never_raises_the_bound(policy: Policy, cheaper: float) -> None:
    base = small_model(policy, THREE, budgets=(40.0, 40.0), settings=COARSE)
    more = replace(base, limits=base.limits * np.asarray([[1 + cheaper, 1.0], [1.0, 1.0]]))
    assert lower_bound(more).value <= lower_bound(base).value + 1e-6
    lower = dict(COARSE["costs"]) | {"holding_a_year": 0.05 * (1 - cheaper)}
    light = small_model(policy, THREE, budgets=(40.0, 40.0), settings=COARSE | {"costs": lower})
    assert lower_bound(light).value <= lower_bound(base).value + 1e-6
