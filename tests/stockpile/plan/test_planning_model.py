"""The planning model: price chain, bills, grid, states of disruption."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.stockpile.plan.planning_model import BUDGET, TENDERS, purchase_cost, rouwenhorst
from sonae.stockpile.plan.regimes import CALM, COVERED, fit_regimes
from sonae.stockpile.simulation import ImpactStep, draw_paths
from sonae.supply_risk import Policy
from tests.stockpile.plan.cases import Held, small_case, small_model


@given(st.integers(2, 9), st.floats(0.0, 0.995), st.floats(0.001, 0.3))
def test_the_price_chain_has_the_persistence_and_variance_asked_for(n: int, persistence: float, sigma: float) -> None:
    values, chain = rouwenhorst(n, persistence, sigma)
    assert np.allclose(chain.sum(axis=1), 1)
    assert (chain >= 0).all()
    stationary = np.linalg.matrix_power(chain, 1 << 16)[0]
    mean = stationary @ values
    variance = stationary @ (values - mean) ** 2
    covariance = (stationary * (values - mean)) @ chain @ (values - mean)
    assert variance == pytest.approx(sigma**2 / (1 - persistence**2), rel=1e-6)
    assert covariance / variance == pytest.approx(persistence, abs=1e-6)


STEPS = (ImpactStep(0.01, 0.0), ImpactStep(0.03, 0.05), ImpactStep(0.06, 0.15))


def test_a_bill_by_hand() -> None:
    # Market 1 000 t: 10 t at the price, 20 t at 5 % more, 5 t at 15 % more.
    assert purchase_cost(np.asarray([35.0]), 2.0, 1000.0, STEPS)[0] == pytest.approx(2 * (10 + 20 * 1.05 + 5 * 1.15))


@given(st.floats(0, 60), st.floats(0, 60))
def test_bills_rise_and_are_convex(a: float, b: float) -> None:
    bills = purchase_cost(np.asarray([a, (a + b) / 2, b]), 3.0, 1000.0, STEPS)
    assert bills[1] <= (bills[0] + bills[2]) / 2 + 1e-9
    assert (bills[0] <= bills[2] + 1e-9) == (a <= b + 1e-9)


def test_the_grid_and_what_is_allowed(policy: Policy) -> None:
    held = (Held(target=96, start=20, lot=20.0), Held(target=96, start=150, price=1e6))
    model = small_model(policy, held, budgets=(100.0,), tenders=3)
    programs = model.programs
    assert model.unit_t[0] == pytest.approx(20.0 / 3)  # 96 t in twelve steps of 8 t, then whole steps to a lot
    assert model.least_lot[0] * model.unit_t[0] == pytest.approx(20.0)
    assert model.most_lot[0] * model.unit_t[0] <= 24.0 + 1e-9  # a quarter of the target
    assert programs.start_level[1] * model.unit_t[1] <= 150.0
    calm, cut = 0, 2
    steps = programs.steps[0, : programs.actions[0]]
    assert np.isfinite(programs.cost[0, 0, calm, : steps.size][steps > 0]).all()
    assert np.isinf(programs.cost[0, 0, cut, : steps.size][steps > 0]).all()
    assert programs.use[TENDERS, 0, 0, calm, : steps.size][steps > 0].min() == 1
    assert programs.use[BUDGET, 0, 0, calm, : steps.size][steps <= 0].max() == 0
    need = 0.8 * model.demand_t[0, 0]
    allowed = steps[np.isfinite(programs.cost[0, 0, cut, : steps.size]) & (steps < 0)]
    assert (-allowed * model.unit_t[0]).max() < need + model.unit_t[0]
    # Only what lies above the target may be sold.
    low = programs.low[1, calm, : programs.actions[1]]
    assert low[programs.steps[1, : programs.actions[1]] < 0].min() * model.unit_t[1] >= 96.0 - 1e-9


def test_the_target_path_is_charged_below_and_only_below(policy: Policy) -> None:
    model = small_model(policy, (Held(target=96, start=24, by=11),), budgets=(100.0,))
    cost = model.programs.state_cost[0]
    holding = 0.02 / 12 * 1.0 * model.unit_t[0]
    target = int(model.target_level[0])
    assert cost[11, target + 1] - cost[11, target] == pytest.approx(holding)
    assert cost[11, target] - cost[11, target - 1] == pytest.approx(holding - 0.10 / 12 * model.unit_t[0])
    # Half-way the path asks for 60 days: one step below costs, one above does not.
    assert cost[5, 0] == pytest.approx(0.10 / 12 * 60.0)


def test_states_of_disruption_are_counted_from_the_events(policy: Policy) -> None:
    case = small_case(policy, (Held(), Held(struck=0.1)), budgets=(10.0, 10.0))
    levels = (0.5, 0.8)
    fitted = fit_regimes(case.model, levels, 600, 4)
    paths = draw_paths(case.model, 4, 0, 600)
    states = fitted.state_of(paths)
    assert np.allclose(fitted.transition.sum(axis=2), 1)
    assert ((states == CALM) == (paths.lost == 0)).all()
    assert ((states > COVERED) == (paths.called > 0)).all()
    m, depth = 1, fitted.states
    count = np.zeros((depth, depth))
    for n in range(600):
        for t in range(23):
            count[states[n, m, t], states[n, m, t + 1]] += 1
    seen = count.sum(axis=1) > 0
    assert np.allclose(fitted.transition[m][seen], count[seen] / count[seen].sum(axis=1, keepdims=True))
    share = paths.called[:, m] / paths.demand[:, m]
    for d in range(COVERED + 1, depth):
        assert fitted.called[m, d] == pytest.approx(share[states[:, m] == d].mean())
    assert (np.diff(fitted.called[m, COVERED:]) > 0).all()
    for misfit in fitted.misfits:
        assert misfit.called_chain == pytest.approx(misfit.called_events, rel=0.4)
        assert misfit.struck_chain == pytest.approx(misfit.struck_events, abs=0.08)
