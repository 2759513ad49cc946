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
from sonae.economics.conditions import ConditionSet, MoneyTerms, PeriodGrid
from sonae.economics.formula import Values
from sonae.economics.ledger import TIMING, Ledger, off_balance, timing_lines
from sonae.economics.uncertainty.monthly import MonthlyPaths, monthly_paths
from sonae.economics.uncertainty.prepared import OpenProject, ProjectUnderRisk, needed_paths, open_project
from sonae.economics.uncertainty.risks import Draws

__all__ = ["exchange_pairs", "exchange_paths", "scenario_lines", "scenario_values"]

F64 = NDArray[np.float64]


def scenario_lines(
    project: ProjectUnderRisk,
    conditions: ConditionSet,
    seed: int,
    first: int,
    stop: int,
    *,
    certain_until: int | None,
    paths: MonthlyPaths | None = None,
) -> Values:
    """Work scenarios ``first`` … ``stop − 1`` of a project off and return all lines, (period, scenario).

    Args:
        project: its ledger stands under ``conditions``.
        conditions: the condition set; without «uncertainty» prices and rates of exchange keep to their decks.
        seed: of the random numbers.
        first: the first scenario.
        stop: the scenario after the last.
        certain_until: the last year that is past; None when nothing is.
        paths: of these scenarios, made for several projects together; made here where none are given.

    Raises:
        InputError: for no scenario, a ledger of another condition set, a delay past the end of the case.
        SonaeError: when a balance does not hold or a number is none, in any scenario.

    """
    return _worked_off(project, conditions, seed, (first, stop), certain_until, paths)[0]


def _worked_off(
    project: ProjectUnderRisk,
    conditions: ConditionSet,
    seed: int,
    scenarios: tuple[int, int],
    certain_until: int | None,
    paths: MonthlyPaths | None,
) -> tuple[Values, OpenProject, F64]:
    """Return the lines of scenarios, what they were made from, and what moves them, (movement, period, scenario)."""
    ledger, (first, stop) = project.ledger, scenarios
    if not 0 <= first < stop:
        raise InputError(f"scenarios {first} to {stop} cannot be made", expected="a run of whole numbers from 0")
    needed = needed_paths(project, conditions)
    made = paths or monthly_paths(conditions, needed, seed, first, stop)
    ready = open_project(project, conditions, seed)
    moved = ready.movements.moved({name: made.on(ledger.grid, name) for name in needed}, made.wide)
    values = ledger.program.run(
        _given(ledger, ready, ready.draws.draw(first, stop), moved, certain_until), ledger.grid.count
    )
    _assert_whole(ledger, values)
    return values, ready, moved


def _given(ledger: Ledger, ready: OpenProject, draws: Draws, paths: F64, certain_until: int | None) -> Values:
    case = ledger.case
    past = 0 if certain_until is None else min(max(certain_until - case.first_year + 1, 0), case.years)
    past *= ledger.grid.periods_a_year
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
    for check, off in zip(ledger.lowered.checks, off_balance(values, ledger.lowered), strict=True):
        if off:
            raise SonaeError(f"{ledger.case.id} does not balance in {off} scenarios: {check.name}.")


def scenario_values(
    project: ProjectUnderRisk,
    conditions: ConditionSet,
    seed: int,
    first: int,
    stop: int,
    *,
    rate: str,
    certain_until: int | None,
    paths: MonthlyPaths | None = None,
) -> F64:
    """Return the present value of the party's cash × share by scenario, (scenario,), of the years after ``certain_until``.

    Without such a year it is the value of :func:`~sonae.economics.uncertainty.simulate_projects`; in nominal money of
    the set's currency.

    Raises:
        UnknownChoiceError: for a rate that the condition set does not hold.
        InputError: as of :func:`scenario_lines`.

    """
    ledger, money = project.ledger, MoneyTerms.nominal(conditions.conventions.currency)
    lines, ready, moved = _worked_off(project, conditions, seed, (first, stop), certain_until, paths)
    if ready.to_result is None:
        turned = conditions.fx_rate(ledger.money.currency, conditions.conventions.currency, ledger.grid)[:, None]
    else:
        turned = moved[ready.to_result]
    weights = project.share * conditions.discount_factors(rate, ledger.grid, money)
    if certain_until is not None:
        past = (certain_until - ledger.case.first_year + 1) * ledger.grid.periods_a_year
        weights = np.where(np.arange(weights.size) >= past, weights, 0.0)
    flows, values = lines[f"net_{project.party}"] * turned, np.zeros(stop - first)
    for t in range(weights.size):  # in the order of time, so that a scenario has the same bits in a block of any width
        values = values + weights[t] * flows[t]
    return values


def exchange_pairs(conditions: ConditionSet, currency: str) -> tuple[str, ...]:
    """Return the quoted pairs by which a currency becomes yen; none without «uncertainty», or for yen itself."""
    if conditions.uncertainty is None or currency == "JPY":
        return ()
    through = conditions.fx.through
    return tuple(conditions.fx.leg(name)[0] for name in (currency, "JPY") if name != through)


def exchange_paths(conditions: ConditionSet, currency: str, grid: PeriodGrid, paths: MonthlyPaths) -> F64:
    """Return yen for a unit of a currency, (period, scenario).

    Args:
        conditions: the condition set; without «uncertainty» the rate keeps to its deck.
        currency: what is turned into yen.
        grid: the periods; the rate of one is the mean over its months.
        paths: of the pairs of :func:`exchange_pairs`.

    Raises:
        InputError: when the condition set has no rate of exchange for it.

    """

    def in_base(name: str) -> F64:
        if name == conditions.fx.through:
            return np.ones((grid.count, 1))
        if conditions.uncertainty is None:
            found: F64 = conditions.fx_rate(name, conditions.fx.through, grid)[:, None]
            return found
        pair, direct = conditions.fx.leg(name)
        return paths.on(grid, pair) if direct else 1.0 / paths.on(grid, pair)

    rates = np.ones((grid.count, 1)) if currency == "JPY" else in_base(currency) / in_base("JPY")
    return np.broadcast_to(rates, (grid.count, paths.wide))
