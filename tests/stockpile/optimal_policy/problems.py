"""Made-up problems of small size, drawn at random."""

from __future__ import annotations

import numpy as np

from sonae.stockpile.optimal_policy import ProgramSet


def random_programs(
    seed: int, minerals: int = 2, months: int = 4, levels: int = 5, states: int = 3, resources: int = 2
) -> ProgramSet:
    """Minerals of unequal size, some actions forbidden, some purchases failing, costs in halves so that ties occur."""
    rng = np.random.default_rng(seed)
    own_levels = rng.integers(2, levels + 1, minerals)
    own_states = rng.integers(1, states + 1, minerals)
    own_actions = rng.integers(1, 6, minerals)
    steps = np.zeros((minerals, 5), np.int64)
    transition, start = np.zeros((minerals, states, states)), np.zeros((minerals, states))
    cost = np.round(rng.normal(0, 2, (minerals, 2, states, 5)) * 2) / 2
    cost[rng.random(cost.shape) < 0.15] = np.inf
    low = rng.integers(0, 3, (minerals, states, 5)).astype(np.int16)
    for m in range(minerals):
        a, z = own_actions[m], own_states[m]
        steps[m, :a] = rng.permutation(np.r_[0, rng.integers(-3, 4, a - 1)])
        hold = np.flatnonzero(steps[m, :a] == 0)[0]
        cost[m, :, :, hold] = np.round(rng.normal(0, 2, (2, states)) * 2) / 2
        low[m, :, hold] = 0
        rows = rng.random((z + 1, z)) * (rng.random((z + 1, z)) < 0.7) + 1e-3
        rows /= rows.sum(1, keepdims=True)
        transition[m, :z, :z], start[m, :z] = rows[:z], rows[z]
    return ProgramSet(
        steps=steps, cost=cost, use=np.round(rng.normal(0, 2, (resources, minerals, 2, states, 5))),
        state_cost=np.round(rng.normal(0, 1, (minerals, months, levels)) * 2) / 2,
        terminal=np.round(rng.normal(0, 1, (minerals, states, levels))), low=low, transition=transition,
        start_level=np.asarray([rng.integers(0, n) for n in own_levels]), start_chance=start, levels=own_levels,
        states=own_states, actions=own_actions,
        period=np.stack([np.arange(months) // 2, np.where(np.arange(months) == 1, -1, np.arange(months))])[:resources],
        cost_year=np.arange(months) % 2, discount=float(rng.choice([1.0, 0.9])),
        failed=rng.choice([0.0, 0.25], minerals), discounted=rng.random(resources) < 0.5,
        charged_if_failed=rng.random(resources) < 0.5,
    )  # fmt: skip
