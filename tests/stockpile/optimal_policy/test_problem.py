"""One stock: the published program of Teisberg, another library, laws of the infinite horizon, bits and slips."""

from __future__ import annotations

import warnings
from dataclasses import replace

import highspy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.compute import ThreadExecutor
from sonae.core import InputError
from sonae.stockpile.optimal_policy import StockProblem, forward_distribution, solve_finite, solve_infinite
from sonae.stockpile.optimal_policy import problem as problem_module

pytestmark = pytest.mark.slow

LEVELS = 3.0 * np.arange(8)


def teisberg(*, may_build: bool = False) -> StockProblem:
    """The strategic petroleum reserve of Teisberg (1981) as in the GAMS model library, «markov», SEQ = 82."""
    discount, share, elasticity, demand, supply, scale, normal, holding = .95, .25, .1, 110, -130, 342, 34.526, .32  # fmt: skip
    lost = np.asarray([0.0, 11.0])
    steps = np.arange(-7, 8)
    change = 3.0 * steps
    price = (scale / (demand - lost[:, None] - supply - change)) ** (1 / elasticity)
    power = 1 - elasticity
    welfare = share * (supply * (price - normal) + scale * (price**power - normal**power) / power)
    cost = welfare + price * change
    if not may_build:
        cost[1, steps > 0] = np.inf
    return StockProblem(steps, cost, holding * LEVELS, np.asarray([[0.8, 0.2], [0.5, 0.5]]), discount)


def test_teisberg_has_its_published_value_and_policy() -> None:
    problem = teisberg()
    found = solve_infinite(problem, 1e-10)
    assert found.half_width <= 1e-10
    # Sum of the discounted cost over the 16 states, each begun in with weight 1/16.
    assert 0.0625 * found.values.sum() == pytest.approx(2401.577, abs=5e-4)
    assert 0.0625 * found.values.sum() == pytest.approx(2401.577254, abs=5e-7)
    after = LEVELS + 3.0 * np.asarray(problem.steps)[found.policy]
    assert after[0].tolist() == [3, 3, 6, 6, 9, 12, 15, 18]
    assert after[1].tolist() == [0, 0, 3, 3, 6, 9, 9, 12]
    assert found.values[:, 0] == pytest.approx([2849.7510, 3602.2774], abs=5e-5)
    assert found.values[:, 7] == pytest.approx([1424.1081, 1902.2570], abs=5e-5)
    open_ = solve_infinite(teisberg(may_build=True), 1e-10)
    assert open_.values == pytest.approx(found.values, abs=1e-9)


def test_teisberg_by_linear_program() -> None:
    """The GAMS model itself: least cost over discounted chances of (level s, state i, next level a)."""
    problem = teisberg()
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    moves = [(s, i, a) for s in range(8) for i in range(2) for a in range(8) if np.isfinite(problem.cost[i, a - s + 7])]
    for column, (s, i, a) in enumerate(moves):
        model.addVar(0.0, highspy.kHighsInf)
        model.changeColCost(column, float(problem.cost[i, a - s + 7] + problem.state_cost[a]))
    for level, state in np.ndindex(8, 2):
        row = {}
        for column, (s, i, a) in enumerate(moves):
            entry = float((s, i) == (level, state)) - (0.95 * problem.transition[i, state] if a == level else 0.0)
            if entry:
                row[column] = entry
        model.addRow(0.0625, 0.0625, len(row), np.asarray(list(row), np.int32), np.asarray(list(row.values())))
    model.run()
    assert model.getObjectiveValue() == pytest.approx(2401.577254, abs=5e-7)
    taken = {moves[j] for j, chance in enumerate(model.getSolution().col_value) if chance > 1e-9}
    after = np.arange(8) + np.asarray(problem.steps)[solve_infinite(problem, 1e-10).policy]
    assert taken == {(s, i, int(after[i, s])) for s in range(8) for i in range(2)}


def test_teisberg_prices_without_trade() -> None:
    prices = [(342 / (110 - lost + 130)) ** 10 for lost in (0, 11)]
    assert prices == pytest.approx([34.52619, 55.19583], abs=5e-6)


def random_problem(seed: int, *, infinite: bool) -> StockProblem:
    rng = np.random.default_rng(seed)
    levels, states, months = int(rng.integers(2, 8)), int(rng.integers(1, 5)), int(rng.integers(1, 5))
    steps = rng.permutation(np.r_[0, rng.integers(-4, 5, rng.integers(0, 9))])
    hold = int(np.flatnonzero(steps == 0)[0])
    shape = (states, steps.size) if infinite or rng.random() < 0.5 else (months, states, steps.size)
    cost = np.round(rng.normal(0, 2, shape) * 2) / 2
    cost[rng.random(shape) < 0.2] = np.inf
    cost[..., hold] = 1.0
    low = rng.integers(0, 4, (states, steps.size))
    low[:, hold] = 0
    transition = rng.random((states, states)) + 1e-3
    return StockProblem(
        steps, cost, np.round(rng.normal(0, 1, levels)), transition / transition.sum(1, keepdims=True),
        float(rng.choice([0.5, 0.9])), None if infinite else np.round(rng.normal(0, 1, (states, levels))), low,
        float(rng.choice([0.0, 0.3])),
    )  # fmt: skip


def plain_best(problem: StockProblem, t: int, later: np.ndarray) -> np.ndarray:
    """One step of the recursion by its definition: {(z, s): values of all allowed actions}."""
    cost = problem.cost[t] if problem.cost.ndim == 3 else problem.cost
    out = np.full((problem.states, problem.levels, problem.steps.size), np.inf)
    for z, s, a in np.ndindex(*out.shape):
        after = s + int(problem.steps[a])
        if not 0 <= after < problem.levels or after < problem.floors[z, a] or cost[z, a] == np.inf:
            continue
        value = 0.0
        failed = problem.failed if problem.steps[a] > 0 else 0.0
        for chance, paid, n in ((1 - failed, cost[z, a], after), (failed, cost[z, problem.hold], s)):
            expected = sum(problem.transition[z, k] * later[k, n] for k in range(problem.states))
            value += chance * (paid + problem.state_cost[n] + problem.discount * expected) if chance else 0.0
        out[z, s, a] = value
    return out


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_finite_horizon_is_the_plain_recursion(seed: int) -> None:
    problem = random_problem(seed, infinite=False)
    months = problem.cost.shape[0] if problem.cost.ndim == 3 else 3
    found = solve_finite(problem, months, keep=True)
    assert found.values is not None
    assert (found.values[0] == found.first).all()
    for t in range(months):
        plain = plain_best(problem, t, found.values[t + 1])
        assert found.values[t] == pytest.approx(plain.min(axis=2), abs=1e-9)
        taken = np.take_along_axis(plain, found.policy[t][..., None].astype(int), axis=2)[..., 0]
        assert taken == pytest.approx(plain.min(axis=2), abs=1e-9)
        least = np.where(plain <= plain.min(axis=2, keepdims=True) + 1e-9, np.abs(problem.steps), 99).min(axis=2)
        clear = np.sort(plain, axis=2)
        unique = (clear[:, :, 1] - clear[:, :, 0] > 1e-6) if clear.shape[2] > 1 else np.ones(least.shape, bool)
        assert (np.abs(problem.steps)[found.policy[t]] == least)[unique].all()


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), follow_ups=st.sampled_from([0, 1, 20]))
def test_an_infinite_horizon_satisfies_the_equation_within_its_bounds(seed: int, follow_ups: int) -> None:
    problem = random_problem(seed, infinite=True)
    found = solve_infinite(problem, 1e-9, follow_ups=follow_ups)
    again = plain_best(problem, 0, found.values).min(axis=2)
    assert again == pytest.approx(found.values, abs=2e-9)
    months = int(np.ceil(np.log(1e-12) / np.log(problem.discount)))
    assert solve_finite(problem, months).first == pytest.approx(found.values, abs=1e-7)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_distribution_weighs_the_costs_to_the_value(seed: int) -> None:
    problem = replace(random_problem(seed, infinite=True), failed=0.0)
    months = 4
    found = solve_finite(problem, months)
    start = np.zeros((problem.states, problem.levels))
    start[0, 1], start[-1, 0] = 0.75, 0.25
    if problem.states == 1:
        start[0] = np.r_[0.25, 0.75, np.zeros(problem.levels - 2)]
    chances, moved = forward_distribution(problem, found.policy, start)
    assert chances.sum(axis=(1, 2)) == pytest.approx(np.ones(months + 1))
    total = 0.0
    for t in range(months):
        paid = np.take_along_axis(problem.cost, found.policy[t].astype(int), axis=1)
        total += problem.discount**t * ((chances[t] * paid).sum() + (moved[t] * problem.state_cost).sum())
    assert total == pytest.approx((start * found.first).sum(), abs=1e-9)


def test_quantecon_finds_the_same() -> None:
    """10 exogenous states × 41 stock levels × 11 actions, finite and infinite, beside quantecon's DiscreteDP."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import quantecon as qe
        import scipy.sparse as sp
    rng = np.random.default_rng(3)
    levels, states, steps = 41, 10, np.arange(-5, 6)
    transition = rng.random((states, states)) ** 3
    transition /= transition.sum(axis=1, keepdims=True)
    cost = rng.normal(0, 1, (states, steps.size)) + 0.7 * steps
    hold = 0.05 * np.arange(levels) ** 1.5
    problem = StockProblem(steps, cost, hold, transition, 0.97)
    s, z, a = (part.ravel() for part in np.meshgrid(*map(np.arange, (levels, states, steps.size)), indexing="ij"))
    inside = (s + steps[a] >= 0) & (s + steps[a] < levels)
    s, z, a = s[inside], z[inside], a[inside]
    after = s + steps[a]
    columns = (after[:, None] * states + np.arange(states)).ravel()
    moves = sp.csr_matrix(
        (transition[z].ravel(), columns, np.arange(s.size + 1) * states), shape=(s.size, levels * states)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = qe.markov.DiscreteDP(-(cost[z, a] + hold[after]), moves, 0.97, s * states + z, a)
        values, policy = qe.markov.backward_induction(peer, 24)
        forever = peer.solve(method="policy_iteration")
    found = solve_finite(problem, 24, keep=True)
    assert found.values is not None
    assert found.values.transpose(0, 2, 1).reshape(25, -1) == pytest.approx(-values, abs=1e-10)
    assert (found.policy.transpose(0, 2, 1).reshape(24, -1) == policy).all()
    infinite = solve_infinite(problem, 1e-10)
    assert infinite.values.T.ravel() == pytest.approx(-forever.v, abs=1e-8)
    assert (infinite.policy.T.ravel() == forever.sigma).all()


def test_bits_do_not_depend_on_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(8)
    transition = rng.random((13, 13))
    problem = StockProblem(
        np.arange(-9, 10),
        rng.normal(size=(13, 19)),
        rng.random(301),
        transition / transition.sum(1, keepdims=True),
        0.99,
    )
    bits = set()
    for large, threads in ((10**9, 1), (0, 1), (0, 2), (0, 3)):
        monkeypatch.setattr(problem_module, "LARGE", large)
        found = solve_finite(problem, 9, executor=ThreadExecutor(threads))
        forever = solve_infinite(problem, 1e-3, follow_ups=5, executor=ThreadExecutor(threads))
        bits.add((found.first.tobytes(), found.policy.tobytes(), forever.values.tobytes(), forever.policy.tobytes()))
    assert len(bits) == 1


def test_more_stock_or_cheaper_holding_is_never_worth_less() -> None:
    problem = teisberg()
    value = solve_infinite(problem, 1e-9).values
    cheaper = solve_infinite(replace(problem, state_cost=problem.state_cost * 0.5), 1e-9).values
    assert (cheaper <= value + 1e-8).all()
    assert (np.diff(value, axis=1) < 0).all()


def test_many_actions_and_large_moves() -> None:
    steps = np.arange(-100, 101)
    problem = StockProblem(steps, np.abs(steps)[None] * 0.5, (np.arange(120) - 60.0) ** 2, np.ones((1, 1)), 0.5)
    found = solve_finite(problem, 1)
    assert found.policy.dtype == np.int16
    assert (np.arange(120) + steps[found.policy[0, 0]]).tolist() == [60] * 120


def test_slips_are_named() -> None:
    problem = teisberg()
    slips = [
        ({"transition": problem.transition * 0.5}, "row 0 sums to 0.5"),
        ({"discount": -0.1}, "discount factor is -0.1"),
        ({"cost": problem.cost * np.nan}, "is no number"),
        ({"cost": np.full_like(problem.cost, np.inf)}, "no action is allowed in exogenous state 0"),
        ({"low": np.full(problem.cost.shape, 9)}, "no action is allowed"),
        ({"steps": problem.steps * 1.5}, "no whole number"),
        ({"steps": problem.steps[1:]}, "the shape is"),
        ({"terminal": np.full(8, np.nan)}, "is no number"),
        ({"failed": 1.0}, "failed tender is 1"),
    ]
    for change, said in slips:
        with pytest.raises(InputError, match=said):
            replace(problem, **change)
    with pytest.raises(InputError, match="below 1"):
        solve_infinite(replace(problem, discount=1.0), 1e-6)
    with pytest.raises(InputError, match="0 months"):
        solve_finite(problem, 0)
    with pytest.raises(InputError, match="costs of 2 months for 3"):
        solve_finite(replace(problem, state_cost=np.zeros((2, 8))), 3)
    with pytest.raises(InputError, match=r"still .* apart after 2 sweeps"):
        solve_infinite(problem, 1e-12, follow_ups=0, most_sweeps=2)
    with pytest.raises(InputError, match="leaves the grid"):
        forward_distribution(problem, np.zeros((1, 2, 8), np.int8), np.full((2, 8), 1 / 16))
