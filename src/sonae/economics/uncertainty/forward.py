"""Scenarios of a project whose past is known: what is uncertain moves only the years to come.

Years up to ``certain_until`` keep their volumes and costs, whatever a scenario draws; factors, failure and delay fall on what lies
after it. Prices and rates of exchange are uncertain from the start that the condition set states. Without such a year a scenario
is that of :func:`~sonae.economics.uncertainty.replay_scenario`. Many scenarios are worked off side by side on the readable engine,
each as it is alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sonae.core import InputError, SonaeError
from sonae.economics.conditions import ConditionSet, PeriodGrid, shared_paths
from sonae.economics.formula import Values
from sonae.economics.ledger import TIMING, Ledger, timing_lines
from sonae.economics.uncertainty.prepared import Prepared, ProjectUnderRisk, periods_a_year, prepare_projects
from sonae.economics.uncertainty.risks import Draws

__all__ = ["exchange_paths", "scenario_lines"]

F64 = NDArray[np.float64]


def scenario_lines(
    project: ProjectUnderRisk, conditions: ConditionSet, seed: int, first: int, stop: int, *, certain_until: int | None
) -> Values:
    """Work scenarios ``first`` … ``stop − 1`` of a project off and return all lines, (period, scenario).

    Args:
        project: its ledger stands under ``conditions``.
        conditions: the condition set; without «uncertainty» prices and rates of exchange keep to their decks.
        seed: of the random numbers.
        first: the first scenario.
        stop: the scenario after the last.
        certain_until: the last year that is past; None when nothing is.

    Raises:
        InputError: for no scenario, a ledger of another condition set, a delay past the end of the case.
        SonaeError: when a balance does not hold or a number is none, in any scenario.

    """
    ledger = project.ledger
    if not 0 <= first < stop:
        raise InputError(f"scenarios {first} to {stop} cannot be made", expected="a run of whole numbers from 0")
    (ready,), shared = prepare_projects([project], conditions, seed, None)
    paths = shared[ready.grid].block(first, stop, "readable")
    given = _given(ready, ready.draws.draw(first, stop), paths, certain_until)
    values = ledger.program.run(given, ledger.grid.count)
    _assert_whole(ledger, values)
    return values


def _given(ready: Prepared, draws: Draws, paths: F64, certain_until: int | None) -> Values:
    ledger, case = ready.project.ledger, ready.project.ledger.case
    past = 0 if certain_until is None else min(max(certain_until - case.first_year + 1, 0), case.years)
    past *= periods_a_year(ready.grid)
    volumes = {name: _moved(ledger.values[f"volume_{name}"], past, draws.volume, draws.delay) for name in case.products}
    timing = timing_lines(volumes, case.main_product)
    given: Values = {}
    for name in ledger.program.given:
        line, source = ledger.values[name], ready.sources[name]
        if name.startswith("volume_"):
            value = volumes[name.removeprefix("volume_")]
        elif name in case.costs:
            value = _moved(line, past, draws.costs[name], draws.delay)
            value = value * paths[source.path] if source.path >= 0 else value
        elif name in TIMING and name not in ("year", "days"):
            value = _moved(line, 0, draws.success, draws.delay) if certain_until is None else timing[name]
        elif source.path >= 0:
            value = source.base[:, None] * paths[source.path] + source.more[:, None]
        else:
            value = line[:, None]
        given[name] = np.broadcast_to(value, (ledger.grid.count, draws.success.size))
    return given


def _moved(line: F64, past: int, factor: F64, delay: NDArray[np.int64]) -> F64:
    """Return a line by scenario: the past as it is, the years after it late and times the factor."""
    to_come = np.where(np.arange(line.size) >= past, line, 0.0)
    early = np.arange(line.size)[:, None] - delay
    late = np.where(early >= 0, to_come[np.maximum(early, 0)], 0.0)
    moved: F64 = np.where(np.arange(line.size) < past, line, 0.0)[:, None] + late * factor
    return moved


def _assert_whole(ledger: Ledger, values: Values) -> None:
    """A scenario that fails is an error, never a zero."""
    slack = 1e-9 * np.maximum(1.0, values["turnover"])
    for number, check in enumerate(ledger.lowered.checks, 1):
        off = int((~(np.abs(values[f"check_{number}"]) <= slack)).any(axis=0).sum())
        if off:
            raise SonaeError(f"{ledger.case.id} does not balance in {off} scenarios: {check.name}.")


def exchange_paths(conditions: ConditionSet, currency: str, grid: PeriodGrid, seed: int, first: int, stop: int) -> F64:
    """Return yen for a unit of a currency in scenarios ``first`` … ``stop − 1``, (period, scenario).

    Raises:
        InputError: when the condition set has no rate of exchange for it.

    """

    def in_base(name: str) -> F64:
        if name == conditions.fx.through:
            return np.ones((grid.count, 1))
        pair, direct = conditions.fx.leg(name)
        found: F64
        if conditions.uncertainty is None:
            found = conditions.fx_rate(name, conditions.fx.through, grid)[:, None]
            return found
        found = shared_paths(conditions, grid, (pair,), seed=seed).block(first, stop)[0]
        return found if direct else 1.0 / found

    rates = np.ones((grid.count, 1)) if currency == "JPY" else in_base(currency) / in_base("JPY")
    return np.broadcast_to(rates, (grid.count, stop - first))
