"""Everything the plan document shows, counted once: all views, charts and tables read from here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sonae import __version__
from sonae.core import Classification, Clock, SystemClock
from sonae.data import Country, country
from sonae.stockpile.plan import (
    BudgetPoint,
    PlanComparison,
    StockPlan,
    budget_path_rows,
    budget_rows,
    certificate_rows,
    gap_rows,
    holding_rows,
    mineral_rows,
    misfit_rows,
    tender_rows,
    trade_rows,
)

__all__ = ["PlanFigures", "Row", "plan_figures"]

Row = dict[str, Any]


@dataclass(frozen=True)
class PlanFigures:
    """A plan as rows, with what the document says of its making."""

    plan: StockPlan = field(repr=False)
    importer: Country
    created_at: dt.datetime
    command: str
    version: str
    minerals: tuple[Row, ...]
    holdings: Mapping[str, tuple[Row, ...]]
    """By mineral, month after month."""
    tenders: tuple[Row, ...]
    trades: tuple[Row, ...]
    budget: tuple[Row, ...]
    budget_paths: tuple[Row, ...] = field(repr=False)
    gaps: tuple[Row, ...]
    certificate: Mapping[str, Row]
    """«planning» and «events»."""
    misfit: tuple[Row, ...]
    curve: tuple[BudgetPoint, ...]
    compared: PlanComparison | None

    @property
    def secret(self) -> bool:
        """True unless the plan is PUBLIC."""
        return self.plan.classification is not Classification.PUBLIC

    @property
    def years(self) -> range:
        """Fiscal years of the plan."""
        first = self.plan.file.first_fiscal_year
        return range(first, first + self.plan.file.fiscal_years)

    @property
    def start_worth(self) -> float:
        """Worth of what is held at the start at mean prices, million yen."""
        return float(
            sum(row["target_worth_million_yen"] * row["start_days"] / row["target_days"] for row in self.minerals)
        )

    @property
    def target_worth(self) -> float:
        """Worth of the target stock at mean prices, million yen."""
        return float(sum(row["target_worth_million_yen"] for row in self.minerals))

    @property
    def end_worth(self) -> float:
        """Worth of the mean stock at the end of the plan at mean prices, million yen."""
        pairs = zip(self.minerals, self.gaps, strict=True)
        return float(sum(row["target_worth_million_yen"] * gap["days_end"] / row["target_days"] for row, gap in pairs))

    def cause_share(self, cause: str) -> float:
        """Share of a cause in the months below target, mean of the minerals that were ever below."""
        below = [row["causes"][cause] for row in self.gaps if row["main_cause"] is not None]
        return sum(below) / len(below) if below else 0.0

    def grounds(self, symbol: str) -> tuple[str, ...]:
        """Return the reasons of a mineral's proposed days and of its reference consumption."""
        materials = self.plan.situation.picture.materials
        line = next((row["line"] for row in self.minerals if row["mineral"] == symbol), "")
        item = materials.get(line.partition(" ")[0])
        return (*self.plan.days.of(symbol).reasons, *((item.consumption_basis,) if item else ()))


def plan_figures(
    plan: StockPlan,
    *,
    command: str = "",
    curve: Sequence[BudgetPoint] = (),
    compared: PlanComparison | None = None,
    clock: Clock | None = None,
) -> PlanFigures:
    """Count the plan's rows.

    Args:
        plan: the plan.
        command: the command line that makes it again.
        curve: cost at parts of the budgets, where it was asked for.
        compared: last year's plan beside this one.
        clock: tells when the document was made.

    """
    held: dict[str, list[Row]] = {}
    for row in holding_rows(plan):
        held.setdefault(row["mineral"], []).append(row)
    return PlanFigures(
        plan,
        country(plan.file.importer),
        (clock or SystemClock()).now(),
        command,
        __version__,
        tuple(mineral_rows(plan)),
        {symbol: tuple(rows) for symbol, rows in held.items()},
        tuple(tender_rows(plan)),
        tuple(trade_rows(plan)),
        tuple(budget_rows(plan)),
        tuple(budget_path_rows(plan)),
        tuple(gap_rows(plan)),
        {row["model"]: row for row in certificate_rows(plan)},
        tuple(misfit_rows(plan)),
        tuple(curve),
        compared,
    )
