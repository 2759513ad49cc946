"""LP = DP: a linear program over the chances of (state, action) finds the same value, with a limit and without."""

from __future__ import annotations

from dataclasses import replace

import highspy
import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from sonae.stockpile.optimal_policy import ProgramSet, solve_programs
from tests.stockpile.optimal_policy.oracle import Program
from tests.stockpile.optimal_policy.problems import random_programs


def linear_value(programs: ProgramSet, limit: float | None) -> float:
    """Least expected cost of mineral 0, the first resource's expected use in period 0 at most ``limit``."""
    free = np.zeros((programs.period.shape[0], programs.periods)).tolist()
    plain = Program(programs, 0, free)
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    into: dict[tuple[int, int, int], dict[int, float]] = {}
    used: dict[int, float] = {}
    for t in range(programs.months):
        for s, z in np.ndindex(plain.levels, plain.states):
            for a in (a for a in range(len(plain.steps)) if plain.allowed(t, s, z, a)):
                column = model.getNumCol()
                cost = 0.0
                into.setdefault((t, s, z), {})[column] = 1.0
                for chance, fails, n in plain.outcomes(s, a):
                    paid = programs.cost[0, programs.cost_year[t], z, plain.hold if fails else a]
                    cost += programs.discount**t * chance * (paid + programs.state_cost[0, t, n])
                    if programs.period[0, t] == 0:
                        used[column] = used.get(column, 0.0) + chance * plain.weight(0, t) * plain.use(
                            0, t, z, a, fails=fails
                        )
                    for k in range(plain.states):
                        chance_on = chance * programs.transition[0, z, k]
                        if t + 1 == programs.months:
                            cost += programs.discount ** (t + 1) * chance_on * programs.terminal[0, k, n]
                        else:
                            row = into.setdefault((t + 1, n, k), {})
                            row[column] = row.get(column, 0.0) - chance_on
                model.addVar(0.0, highspy.kHighsInf)
                model.changeColCost(column, float(cost))
    start = plain.start()
    for (t, s, z), row in into.items():
        right = start.get((s, z), 0.0) if t == 0 else 0.0
        model.addRow(right, right, len(row), np.asarray(list(row), np.int32), np.asarray(list(row.values())))
    if limit is not None:
        model.addRow(
            -highspy.kHighsInf, limit, len(used), np.asarray(list(used), np.int32), np.asarray(list(used.values()))
        )
    model.run()
    assert model.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(model.getObjectiveValue())


@pytest.mark.parametrize("seed", [0, 3, 4, 9])
def test_the_linear_program_finds_the_value(seed: int) -> None:
    programs = random_programs(seed, minerals=1)
    assert linear_value(programs, None) == pytest.approx(
        solve_programs(programs, np.zeros((2, programs.periods))).cost[0]
    )


@pytest.mark.parametrize("seed", [0, 3, 4, 9])
def test_the_best_price_on_a_limit_closes_the_gap(seed: int) -> None:
    """With a limit on expected use the greatest lower bound is the value of the linear program (strong duality)."""
    programs = replace(random_programs(seed, minerals=1), discounted=np.asarray([bool(seed % 2), False]))
    free = solve_programs(programs, np.zeros((2, programs.periods)))
    limits = np.zeros((2, programs.periods))
    most = float(free.used[0, 0, 0])
    prices = np.zeros((2, programs.periods))
    prices[0, 0] = 1e3
    least = float(solve_programs(programs, prices).used[0, 0, 0])
    limits[0, 0] = (most + least) / 2

    def bound(price: float) -> float:
        prices[0, 0] = price
        return solve_programs(programs, prices).lower_bound(limits)

    best = minimize_scalar(lambda price: -bound(price), bounds=(0.0, 50.0), method="bounded", options={"xatol": 1e-10})
    exact = linear_value(programs, limits[0, 0])
    assert -best.fun == pytest.approx(exact, abs=1e-6)
    assert bound(0.3) <= exact + 1e-9
    if most > least + 1e-9:
        assert exact > free.cost[0] + 1e-9
