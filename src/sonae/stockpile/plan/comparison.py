"""What if: this plan beside last year's, on the same data, events and prices."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sonae.compute import Executor, Progress
from sonae.stockpile.plan.certificate import Interval
from sonae.stockpile.plan.file import PlanFile
from sonae.stockpile.plan.plan import StockPlan, make_plan

__all__ = ["PlanComparison", "compare_plans"]


@dataclass(frozen=True)
class PlanComparison:
    """Two plans made on the same situation; ``rows`` are by mineral, ``year_rows`` by year of the plan."""

    before: StockPlan = field(repr=False)
    after: StockPlan = field(repr=False)

    @property
    def cost_change(self) -> Interval | None:
        """Mean change of cost on the event paths, million yen; on common paths where both plans used the same."""
        old, new = self.before.certificate.event_run.cost, self.after.certificate.event_run.cost
        return Interval.of(new - old) if old.size == new.size else None

    def rows(self) -> list[dict[str, Any]]:
        """Return by mineral what the plan file changed and what follows from it."""
        old, new = _by_symbol(self.before), _by_symbol(self.after)
        rows = []
        for symbol in dict.fromkeys([*new, *old]):
            was, now = old.get(symbol), new.get(symbol)
            changed = [
                name
                for name in ("target_days", "start_days", "by", "price_yen_a_kg", "consumption_t_a_year")
                if was and now and was[name] != now[name]
            ]
            rows.append(
                {
                    "mineral": symbol,
                    **{f"{name}_before": was[name] if was else None for name in _SHOWN},
                    **{f"{name}_after": now[name] if now else None for name in _SHOWN},
                    "changed": ["entered"] if was is None else ["left out"] if now is None else changed,
                }
            )
        return rows

    def year_rows(self) -> list[dict[str, Any]]:
        """Return budgets and spending by year of the plan, the first with the first, million yen."""
        rows = []
        for y in range(max(self.before.file.fiscal_years, self.after.file.fiscal_years)):
            row: dict[str, Any] = {"year_of_plan": y + 1}
            for name, plan in (("before", self.before), ("after", self.after)):
                there = y < plan.file.fiscal_years
                row[f"fiscal_year_{name}"] = plan.file.first_fiscal_year + y if there else None
                row[f"budget_{name}"] = float(plan.model.limits[0, y]) if there else None
                row[f"spend_{name}"] = float(plan.certificate.event_run.spend[:, y].mean()) if there else None
            rows.append(row)
        return rows


_SHOWN = ("target_days", "start_days", "days_end", "short_days", "bought_t")


def compare_plans(
    plan: StockPlan, old: PlanFile, *, executor: Executor | None = None, progress: Progress | None = None
) -> PlanComparison:
    """Make last year's plan on the data of this one and lay them side by side.

    Raises:
        InputError: when the old plan's limits contradict each other, or it names what does not exist.

    """
    before = make_plan(old, plan.situation, plan.days, executor=executor, progress=progress)
    return PlanComparison(before, plan)


def _by_symbol(plan: StockPlan) -> dict[str, dict[str, Any]]:
    run = plan.certificate.event_run
    out = {}
    for m, item in enumerate(plan.case.minerals):
        unit, day = float(plan.model.unit_t[m]), item.material.consumption_t_a_day
        out[item.symbol] = {
            "target_days": item.rule.target_days, "start_days": item.rule.start_t / day, "by": item.by,
            "price_yen_a_kg": item.material.price_yen_a_t / 1000, "consumption_t_a_year": day * 365,
            "days_end": float(run.level[:, m, -1].mean()) * unit / day,
            "short_days": float(run.short[:, m].sum(axis=1).mean()) / day,
            "bought_t": float(np.maximum(run.bought[:, m], 0).sum(axis=1).mean()) * unit,
        }  # fmt: skip
    return out
