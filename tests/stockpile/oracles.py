"""Independent answers to hold the simulation to: an exact chain for one supplier, and sums over all orders."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np


def covered_months(rate: float, mean_months: float, horizon: int, most: int = 12) -> np.ndarray:
    """Probability of each number of months with a disruption in force, for one supplier, by an exact chain.

    Acts begin as a Poisson process in each month, last one month or more and end with chance 1/D after each. The state
    is (acts in force, months covered so far).
    """
    begin = [math.exp(-rate / 12) * (rate / 12) ** j / math.factorial(j) for j in range(most + 1)]
    stay = 1.0 - 1.0 / mean_months
    survive = np.zeros((most + 1, most + 1))
    for n in range(most + 1):
        for j in range(n + 1):
            survive[n, j] = math.comb(n, j) * stay**j * (1 - stay) ** (n - j)
    arrive = np.zeros((most + 1, most + 1))
    for n in range(most + 1):
        for j in range(most + 1 - n):
            arrive[n, n + j] = begin[j]
    state = np.zeros((most + 1, horizon + 1))
    state[0, 0] = 1.0
    for _ in range(horizon):
        state = arrive.T @ state
        moved = np.zeros_like(state)
        moved[0] = state[0]
        moved[1:, 1:] = state[1:, :-1]
        state = survive.T @ moved
    return np.asarray(state.sum(axis=0))


def shapley_by_orders(coalitions: Sequence[float], players: int) -> list[float]:
    """Mean marginal value of each player over all orders of joining."""
    totals = [0.0] * players
    orders = list(itertools.permutations(range(players)))
    for order in orders:
        s = 0
        for player in order:
            totals[player] += coalitions[s | 1 << player] - coalitions[s]
            s |= 1 << player
    return [total / len(orders) for total in totals]


def worst_mean(sample: Sequence[float], tail: float) -> float:
    """Mean of the worst 1 − tail by spreading every scenario into 1000 equal parts."""
    parts = np.repeat(np.sort(np.asarray(sample)), 1000)
    count = round((1 - tail) * parts.size)
    return float(parts[parts.size - count :].mean())
