"""Profit and loss of the business under price scenarios, and the deficit that follows from each.

The forecasts come from outside, one a project, scenario and fiscal year; they are added up. Every live project must have
one for every scenario and year: a missing one would pass for zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sonae.core import InputError
from sonae.portfolio.review.portfolio_facts import Forecast, PortfolioFacts
from sonae.portfolio.review.traced import Traced

__all__ = ["ScenarioForecast", "YearForecast", "stressed_forecast"]


@dataclass(frozen=True, slots=True)
class YearForecast:
    """A fiscal year of a scenario, yen."""

    fiscal_year: int
    income: Traced
    expense: Traced
    profit: Traced
    against_base: Traced
    """Profit less that of the base scenario."""
    deficit: Traced
    """Deficit at the end of the year if nothing else happens."""


@dataclass(frozen=True, slots=True)
class ScenarioForecast:
    """A price scenario."""

    scenario: str
    years: tuple[YearForecast, ...]
    profits: Mapping[str, Traced]
    """Profit by project over all years."""
    turned: tuple[str, ...]
    """Projects that make a loss here and none in the base scenario."""


def _table(facts: PortfolioFacts) -> tuple[list[str], list[int], dict[tuple[str, str, int], Forecast]]:
    table: dict[tuple[str, str, int], Forecast] = {}
    for row in facts.forecasts:
        key = (row.scenario, row.case, row.fiscal_year)
        if key in table:
            raise InputError(f"«{row.case}», {row.scenario}, FY{row.fiscal_year} stands there twice", field="forecasts")
        table[key] = row
    scenarios = sorted({row.scenario for row in facts.forecasts})
    years = sorted({row.fiscal_year for row in facts.forecasts})
    if facts.base_scenario not in scenarios:
        raise InputError(
            f"the base scenario «{facts.base_scenario}» has no forecast",
            field="base_scenario",
            expected=", ".join(scenarios),
        )
    for scenario in scenarios:
        for case in facts.live:
            for year in years:
                if (scenario, case.id, year) not in table:
                    raise InputError(
                        f"«{case.id}» has no forecast for {scenario}, FY{year}", field="forecasts",
                        expected="one for every live project, scenario and year",
                    )  # fmt: skip
    return scenarios, years, table


def stressed_forecast(facts: PortfolioFacts, deficit: Traced) -> tuple[ScenarioForecast, ...]:
    """Return the forecast of every scenario, the base first; nothing where no forecasts are given.

    Args:
        facts: the portfolio with its forecasts.
        deficit: carried-forward deficit at the last period end, yen.

    Raises:
        InputError: naming the project, scenario and year whose forecast is missing or stands there twice.

    """
    if not facts.forecasts:
        return ()
    scenarios, years, table = _table(facts)
    order = sorted(scenarios, key=lambda name: (name != facts.base_scenario, name))
    names = sorted({row.case for row in facts.forecasts})

    def total(scenario: str, field: str, year: int) -> int:
        found = (table.get((scenario, name, year)) for name in names)
        return sum(getattr(row, field) for row in found if row is not None)

    def profit_of(scenario: str, case: str) -> int:
        rows = (table.get((scenario, case, year)) for year in years)
        return sum(row.income_yen - row.expense_yen for row in rows if row is not None)

    out = []
    base = str(facts.base_scenario)
    for scenario in order:
        rows, owed, owed_from = [], int(deficit.exact), "review:deficit.closing"
        for year in years:
            place = f"review:forecast.{scenario}.years.{year}"
            income, expense = total(scenario, "income_yen", year), total(scenario, "expense_yen", year)
            profit = income - expense
            difference = profit - (total(base, "income_yen", year) - total(base, "expense_yen", year))
            owed -= profit
            rows.append(
                YearForecast(
                    year,
                    Traced(income, "yen", "Σ income of projects", ("facts:forecasts",)),
                    Traced(expense, "yen", "Σ expense of projects", ("facts:forecasts",)),
                    Traced(profit, "yen", "income − expense", (f"{place}.income", f"{place}.expense")),
                    Traced(
                        difference, "yen", "profit − profit of the base scenario",
                        (f"{place}.profit", f"review:forecast.{base}.years.{year}.profit"),
                    ),
                    Traced(owed, "yen", "deficit before − profit", (owed_from, f"{place}.profit")),
                )
            )  # fmt: skip
            owed_from = f"{place}.deficit"
        profits = {
            name: Traced(profit_of(scenario, name), "yen", "Σ income − expense over years", ("facts:forecasts",))
            for name in names
        }
        turned = tuple(name for name in names if profit_of(scenario, name) < 0 <= profit_of(base, name))
        out.append(ScenarioForecast(scenario, tuple(rows), profits, turned))
    return tuple(out)
