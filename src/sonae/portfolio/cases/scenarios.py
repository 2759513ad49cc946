"""Profit over the life of an investment by scenario: prices, exchange and the project's own risks, as the agency sees them.

Every scenario moves only what is still to come; what the books say stays. :func:`scenario_profits` works blocks of scenarios side
by side, :func:`replay_project` one of them alone, with its ledger and months.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from sonae.compute import Executor, Progress, ThreadExecutor
from sonae.core import FiscalYear, InputError
from sonae.economics.conditions import Period, PeriodGrid
from sonae.economics.ledger import Ledger
from sonae.economics.support import (
    Exchange,
    Investee,
    YenByScenario,
    agency_view,
    monthly_scenarios,
    yen_by_scenario,
)
from sonae.economics.uncertainty import (
    MonthlyPaths,
    ProjectUnderRisk,
    exchange_pairs,
    exchange_paths,
    monthly_paths,
    needed_paths,
    scenario_lines,
    together,
)
from sonae.portfolio.cases.instruments import rows_of
from sonae.portfolio.cases.outcome import ProjectEvaluation
from sonae.portfolio.review import CaseFacts, discount_factor, whole_yen

__all__ = [
    "ScenarioWorth",
    "Scenarios",
    "certain_until",
    "profit_alone",
    "replay_project",
    "scenario_profits",
    "scenario_yen",
]

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Scenarios:
    """How many scenarios are worked off, and the seed of their random numbers."""

    count: int
    seed: int

    def __post_init__(self) -> None:
        if isinstance(self.count, bool) or not 1 <= self.count <= 10_000_000:
            raise InputError(f"{self.count} scenarios cannot be made", field="scenarios", expected="1 to 10,000,000")


@dataclass(frozen=True, slots=True)
class ScenarioWorth:
    """Whole yen by scenario, by review id.

    Attributes:
        profits: over the life of the investment, discounted to adoption at the funding rate.
        forward: of what is still to come, discounted to the fiscal year of the review at the rate of the business.

    """

    profits: Mapping[str, tuple[int, ...]]
    forward: Mapping[str, tuple[int, ...]]


def certain_until(ledger: Ledger, investee: Investee) -> int | None:
    """Return the last year of a case that has ended before the forecast begins; None when none has."""
    periods = (investee.from_month - ledger.grid.first) // ledger.grid.period.months
    return ledger.case.first_year + periods - 1 if periods > 0 else None


def _under_risk(found: ProjectEvaluation) -> ProjectUnderRisk:
    return ProjectUnderRisk(found.ledger, found.project.risks, 1.0, found.project.support.investee.party)


def _needed(found: ProjectEvaluation) -> dict[str, tuple[int, int]]:
    """Prices and pairs that a project needs paths of, those of its yen included."""
    ledger = found.ledger
    keys, grid = _exchange_grid(found)
    pairs = exchange_pairs(ledger.conditions, ledger.money.currency)
    mine = needed_paths(_under_risk(found), ledger.conditions)
    return together([mine, dict.fromkeys(pairs, (grid.first, grid.first + grid.months))]) if keys else mine


def _exchange_grid(found: ProjectEvaluation) -> tuple[list[int], PeriodGrid]:
    """Return keys (months or fiscal years) of the rates of exchange, and their periods."""
    ledger, support = found.ledger, found.project.support
    begin, end = support.investee.from_month, ledger.grid.first + ledger.grid.months
    if support.exchange == "mean of the fiscal year":
        years = list(range((begin - 3) // 12, (end - 4) // 12 + 1))
        return years, PeriodGrid.fiscal_years(years[0], len(years))
    months = list(range(begin, end))
    return months, PeriodGrid(Period.MONTH, begin, len(months))


def scenario_yen(
    found: ProjectEvaluation, seed: int, first: int, stop: int, paths: MonthlyPaths | None = None
) -> tuple[YenByScenario, ...]:
    """Return what every instrument of a live project pays and receives in scenarios ``first`` … ``stop − 1``.

    Args:
        found: the project evaluated.
        seed: of the random numbers.
        first: the first scenario.
        stop: the scenario after the last.
        paths: of these scenarios, made for several projects together; made here where none are given.

    Raises:
        InputError: as of :func:`~sonae.economics.uncertainty.scenario_lines`.

    """
    ledger, support = found.ledger, found.project.support
    investee, conditions = support.investee, ledger.conditions
    made = paths or monthly_paths(conditions, _needed(found), seed, first, stop)
    past = certain_until(ledger, investee)
    values = scenario_lines(
        _under_risk(found), conditions, seed, first, stop, certain_until=past, paths=made
    )  # fmt: skip
    skipped = investee.from_month - ledger.grid.first
    project = monthly_scenarios(values[f"net_{investee.party}"], skipped, ledger.grid.period.months, investee)
    keys, grid = _exchange_grid(found)
    rates = exchange_paths(conditions, ledger.money.currency, grid, made)
    if support.exchange == "mean of the fiscal year":
        months = range(investee.from_month, ledger.grid.first + ledger.grid.months)
        rates = rates[[(month - 3) // 12 - keys[0] for month in months]]
    return yen_by_scenario(project, rates, support)


def replay_project(found: ProjectEvaluation, seed: int, index: int) -> ProjectEvaluation:
    """Return a live project in one scenario, worked off alone: its ledger, the investee's months, the agency's yen.

    Raises:
        InputError: when the scenario is none, or the agency's part has ended.

    """
    if found.view is None:
        raise InputError("the agency's part has ended: there is no scenario of it", file=found.project.file)
    ledger, support = found.ledger, found.project.support
    made = monthly_paths(ledger.conditions, _needed(found), seed, index, index + 1)
    values = scenario_lines(
        _under_risk(found), ledger.conditions, seed, index, index + 1,
        certain_until=certain_until(ledger, support.investee), paths=made,
    )  # fmt: skip
    alone = replace(ledger, values={name: line[:, 0] for name, line in values.items()})
    keys, grid = _exchange_grid(found)
    rates = exchange_paths(ledger.conditions, ledger.money.currency, grid, made)
    exact = {key: Fraction(float(rate)) for key, rate in zip(keys, rates[:, 0], strict=True)}
    exchange = Exchange(ledger.conditions, ledger.money.currency, support.exchange, exact)
    return replace(found, ledger=alone, view=agency_view(alone, support, exchange), exchange=exchange)


def scenario_profits(
    projects: Mapping[str, ProjectEvaluation],
    facts: Mapping[str, tuple[CaseFacts, ...]],
    forward: tuple[Fraction, int],
    scenarios: Scenarios,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
    block: int = 512,
) -> ScenarioWorth:
    """Return profits over life and forward values, yen, one a scenario, by review id.

    Args:
        projects: evaluated without stress, by id; those whose part has ended are left out.
        facts: of each project by instrument, for what was paid and received, adoption and rate.
        forward: rate a year and fiscal year that forward values are discounted at and to.
        scenarios: how many, and the seed; the same seed gives the same yen, whatever the blocks and threads.
        executor: threads by default.
        progress: told of scenarios done; may cancel.
        block: scenarios of a task.

    """
    live = [name for name, found in projects.items() if found.view is not None]
    if not live:
        return ScenarioWorth({}, {})
    needed, conditions = together([_needed(projects[name]) for name in live]), projects[live[0]].ledger.conditions

    def task(first: int, stop: int) -> tuple[dict[str, I64], dict[str, I64]]:
        paths = monthly_paths(conditions, needed, scenarios.seed, first, stop)
        lives: dict[str, I64] = {}
        ahead: dict[str, I64] = {}
        for name in live:
            tables = scenario_yen(projects[name], scenarios.seed, first, stop, paths)
            lives |= _profits(projects[name], facts[name], tables)
            ahead |= _forward(projects[name], facts[name], tables, forward)
        return lives, ahead

    parts = (executor or ThreadExecutor()).run(task, scenarios.count, block=block, progress=progress)
    profits, values = (
        {case: tuple(int(yen) for part in parts for yen in part[side][case]) for case in parts[0][side]}
        for side in (0, 1)
    )
    return ScenarioWorth(profits, values)


def _profits(
    found: ProjectEvaluation, facts: tuple[CaseFacts, ...], tables: tuple[YenByScenario, ...]
) -> dict[str, I64]:
    by_id = {(table.instrument, table.id): table for table in tables}
    rows = rows_of(found.project, found.view)
    profits = {}
    for case in facts:
        rate, base = case.rate, FiscalYear.of(case.adopted).year
        if rate is None:
            continue
        past = sum(
            ((row.received_yen - row.contributed_yen) * discount_factor(rate, row.fiscal_year - base) for row in case.actual),
            Fraction(0),
        )  # fmt: skip
        chosen = [by_id[view.instrument, view.id] for view in rows[case.id]]
        profits[case.id] = _whole(np.longdouble(str(_decimal(past))) + _discounted(chosen, rate, base))
    return profits


def _forward(
    found: ProjectEvaluation, facts: tuple[CaseFacts, ...], tables: tuple[YenByScenario, ...], forward: tuple[Fraction, int]
) -> dict[str, I64]:  # fmt: skip
    by_id = {(table.instrument, table.id): table for table in tables}
    rows = rows_of(found.project, found.view)
    return {
        case.id: _whole(_discounted([by_id[view.instrument, view.id] for view in rows[case.id]], *forward))
        for case in facts
    }  # fmt: skip


def _discounted(tables: Sequence[YenByScenario], rate: Fraction, base: int) -> NDArray[np.longdouble]:
    total = np.zeros(tables[0].received.shape[1], np.longdouble)
    for table in tables:
        for year, got, paid in zip(table.years, table.received, table.contributed, strict=True):
            factor = np.longdouble(str(_decimal(discount_factor(rate, year - base))))
            total = total + (got - paid).astype(np.longdouble) * factor
    return total


def _decimal(value: Fraction) -> Decimal:
    """Return a fraction to 40 digits."""
    return Context(prec=40).divide(Decimal(value.numerator), Decimal(value.denominator))


def _whole(total: NDArray[np.longdouble]) -> I64:
    """Round to whole yen, a half away from zero, as :func:`~sonae.portfolio.review.whole_yen` does."""
    size = np.floor(np.abs(total) + np.longdouble(0.5)).astype(np.int64)
    found: I64 = np.where(total < 0, -size, size)
    return found


def profit_alone(case: CaseFacts, found: ProjectEvaluation) -> int:
    """Return the profit over life of a project replayed in one scenario, exactly and then rounded."""
    rate, base = case.rate, FiscalYear.of(case.adopted).year
    if rate is None:
        raise InputError(f"the rate at which the agency funds «{case.id}» is not known", file=found.project.file)
    flows = [(row.fiscal_year, row.received_yen - row.contributed_yen) for row in case.actual]
    flows += [
        (row.fiscal_year, row.net_yen) for view in rows_of(found.project, found.view)[case.id] for row in view.expected
    ]
    return whole_yen(sum((yen * discount_factor(rate, year - base) for year, yen in flows), Fraction(0)))
