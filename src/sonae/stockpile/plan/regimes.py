"""States of disruption for the optimiser, fitted to the simulated events, with the misfit printed.

The events of METHOD §3 are the one hazard model of the house. A Markov chain a mineral stands in for them where an exact
recursion needs few states: *calm* (nothing is lost), *covered* (supply is lost, private and joint stocks cover it) and
levels of what the national stock is asked for. Chances of going from state to state are counted over scenarios and
months; the chain forgets how old an act is, which the events do not. What that costs is measured here, by comparing the
chain with the events it was fitted to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sonae.compute import Executor, Progress, Silent, uniforms
from sonae.stockpile.simulation import Paths, StockModel, draw_paths

__all__ = ["CALM", "COVERED", "Misfit", "Regimes", "fit_regimes"]

F64 = npt.NDArray[np.float64]
I8 = npt.NDArray[np.int8]

CALM, COVERED = 0, 1
_BLOCK = 1024
_CHAIN_STREAM = 211
_TAIL = 0.9


@dataclass(frozen=True, slots=True)
class Misfit:
    """What the chain makes of a mineral beside what the events make of it. Days are of reference consumption.

    ``called``: mean sum of what national stock is asked for over the plan; ``tail``: mean of its worst tenth; ``struck``:
    share of scenarios in which it is asked for anything.
    """

    symbol: str
    called_events: float
    called_chain: float
    tail_events: float
    tail_chain: float
    struck_events: float
    struck_chain: float


@dataclass(frozen=True)
class Regimes:
    """A chain a mineral. States: calm, covered, then levels of need, the lightest first."""

    edges: F64
    """(M, L − 1): shares of demand at which a level ends; a mineral that is hardly ever struck repeats the last."""
    called: F64
    """(M, D): mean share of a month's demand that national stock is asked for, by state."""
    lost: F64
    """(M, D): mean share of demand that is lost before any stock, by state."""
    transition: F64
    """(M, D, D)."""
    start: F64
    """(M, D): chances of the first month."""
    misfits: tuple[Misfit, ...]
    scenarios: int

    @property
    def states(self) -> int:
        """D."""
        return int(self.called.shape[1])

    def state_of(self, paths: Paths) -> I8:
        """Return the state of every month of paths, shape (scenario, mineral, month)."""
        return _states(paths.lost, paths.called / paths.demand, self.edges)


def fit_regimes(
    model: StockModel,
    levels: Sequence[float],
    scenarios: int,
    seed: int,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Regimes:
    """Fit the chains to scenarios of the events.

    Args:
        model: the stock model; private and joint stocks are part of what national stock is asked for.
        levels: quantiles of monthly need, among months with need, at which levels are cut.
        scenarios: how many; numbered from 0, apart from those that judge the plan by their seed.
        seed: of the random numbers.
        executor: threads by default.
        progress: told of the scenarios.

    """
    shown = progress or Silent()
    shown.stage("states of disruption", scenarios)
    minerals, depth = len(model.materials), len(levels) + 3
    few = draw_paths(model, seed, 0, min(scenarios, _BLOCK), executor=executor)
    edges = _edges(few.called / few.demand, levels)
    count = np.zeros((minerals, depth, depth))
    months_in = np.zeros((minerals, depth))
    called_sum, lost_sum = np.zeros((minerals, depth)), np.zeros((minerals, depth))
    first = np.zeros((minerals, depth))
    sums: list[F64] = []
    per_day = np.asarray([m.consumption_t_a_day for m in model.materials])
    for begin in range(0, scenarios, _BLOCK):
        end = min(scenarios, begin + _BLOCK)
        paths = draw_paths(model, seed, begin, end, executor=executor)
        share = paths.called / paths.demand
        states = _states(paths.lost, share, edges)
        for m in range(minerals):
            now = states[:, m, :].astype(np.int64)
            months_in[m] += np.bincount(now.ravel(), minlength=depth)
            called_sum[m] += np.bincount(now.ravel(), share[:, m].ravel(), depth)
            lost_sum[m] += np.bincount(now.ravel(), paths.lost[:, m].ravel(), depth)
            first[m] += np.bincount(now[:, 0], minlength=depth)
            pair = now[:, :-1] * depth + now[:, 1:]
            count[m] += np.bincount(pair.ravel(), minlength=depth * depth).reshape(depth, depth)
        sums.append(paths.called.sum(axis=2) / per_day)
        shown.advance(end - begin)
    called = called_sum / np.maximum(months_in, 1)
    lost = lost_sum / np.maximum(months_in, 1)
    lost[:, CALM] = 0.0
    transition = count / np.maximum(count.sum(axis=2, keepdims=True), 1)
    never = count.sum(axis=2) == 0
    transition[never] = 0.0
    transition[..., CALM][never] = 1.0
    start = first / scenarios
    misfits = _misfits(model, np.concatenate(sums), called, transition, start, seed)
    return Regimes(edges, called, lost, transition, start, misfits, scenarios)


def _edges(share: F64, levels: Sequence[float]) -> F64:
    minerals = share.shape[1]
    edges = np.ones((minerals, len(levels)))
    for m in range(minerals):
        positive = share[:, m][share[:, m] > 0]
        if positive.size:
            edges[m] = np.quantile(positive, levels)
    return edges


def _states(lost: F64, share: F64, edges: F64) -> I8:
    states = np.where(lost > 0, COVERED, CALM).astype(np.int8)
    for m in range(share.shape[1]):
        asked = share[:, m] > 0
        level = np.searchsorted(edges[m], share[:, m], side="left") + COVERED + 1
        states[:, m][asked] = level[asked]
    return states


def _misfits(model: StockModel, events: F64, called: F64, transition: F64, start: F64, seed: int) -> tuple[Misfit, ...]:
    """Run the chains and compare sums of need over the plan, in days, with those of the events."""
    scenarios, months = events.shape[0], model.months
    out = []
    for m, material in enumerate(model.materials):
        draws = uniforms(seed, _CHAIN_STREAM + m, scenarios, months)
        after = np.cumsum(transition[m], axis=1)
        state = np.searchsorted(np.cumsum(start[m]), draws[:, 0], side="right").clip(0, called.shape[1] - 1)
        demand = material.consumption_t_a_month * (1 + material.growth_a_year) ** (np.arange(months) / 12)
        total = called[m][state] * demand[0]
        for t in range(1, months):
            state = (draws[:, t, None] > after[state]).sum(axis=1).clip(0, called.shape[1] - 1)
            total = total + called[m][state] * demand[t]
        chain = total / material.consumption_t_a_day
        mine = events[:, m]
        out.append(
            Misfit(
                material.symbol, float(mine.mean()), float(chain.mean()), _worst(mine), _worst(chain),
                float((mine > 0).mean()), float((chain > 0).mean()),
            )
        )  # fmt: skip
    return tuple(out)


def _worst(days: F64) -> float:
    ordered = np.sort(days)
    return float(ordered[int(_TAIL * ordered.size) :].mean())
