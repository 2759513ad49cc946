"""The plan as plain rows: tenders, holdings, most to buy, sell and exchange, budget, storage, gaps. All on event paths.

Quantiles are over the paths of the certificate; «most» is the quantile of :data:`MOST`: what the agency should be
allowed to do, as the Annual Materials Plan of the US National Defense Stockpile states for each material.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sonae.stockpile.plan.plan import StockPlan
from sonae.stockpile.plan.planning_model import purchase_cost

__all__ = [
    "CAUSES_OF_GAP",
    "MOST",
    "budget_path_rows",
    "budget_rows",
    "certificate_rows",
    "gap_rows",
    "holding_rows",
    "mineral_rows",
    "misfit_rows",
    "tender_rows",
    "trade_rows",
]

F64 = npt.NDArray[np.float64]
MOST = 0.95
CAUSES_OF_GAP = ("disruption", "no_repurchase", "failed_tender", "market", "tenders", "space", "budget", "price")
"""What kept a month from buying up to the target: supply was cut; the window after a release; no offer; the most of a
month was bought; no tender was left; no floor space; the year's budget was used up, or saved for a better use; the price
was above the use."""
_PRICED = 0.01


def tender_rows(plan: StockPlan) -> list[dict[str, Any]]:
    """Return the tender lots of the first fiscal year: mineral, month, tonnes, expected bill in million yen."""
    rows = []
    for t in range(plan.calendar.lots.shape[1]):
        for m, item in enumerate(plan.case.minerals):
            lots = int(plan.calendar.lots[m, t])
            if lots:
                tonnes = lots * float(plan.model.unit_t[m])
                market = item.material.market_t_a_month
                bill = purchase_cost(np.asarray([tonnes]), float(plan.model.price[m]), market, plan.case.model.steps)
                rows.append(
                    {
                        "month": plan.file.month_name(t), "mineral": item.symbol, "line": item.material.line,
                        "tonnes": tonnes, "days": tonnes / item.material.consumption_t_a_day,
                        "bill_million_yen": float(bill[0]),
                    }
                )  # fmt: skip
    return rows


def holding_rows(plan: StockPlan) -> list[dict[str, Any]]:
    """Return proposed holdings by mineral and month: mean, 10 and 90 % over paths, in t and days, beside the target."""
    rows = []
    level = plan.certificate.event_run.level
    for m, item in enumerate(plan.case.minerals):
        unit, day = float(plan.model.unit_t[m]), item.material.consumption_t_a_day
        mean = level[:, m].mean(axis=0)
        low, high = np.quantile(level[:, m], (0.1, 0.9), axis=0)
        for t in range(plan.file.months):
            rows.append(
                {
                    "mineral": item.symbol, "month": plan.file.month_name(t), "tonnes": float(mean[t]) * unit,
                    "days": float(mean[t]) * unit / day, "days_10": float(low[t]) * unit / day,
                    "days_90": float(high[t]) * unit / day, "target_days": item.rule.target_days,
                }
            )  # fmt: skip
    return rows


def trade_rows(plan: StockPlan) -> list[dict[str, Any]]:
    """Return by mineral and fiscal year what is expected and the most to buy, release, sell and exchange, t."""
    run, model = plan.certificate.event_run, plan.model
    moved = run.bought.reshape(*run.bought.shape[:2], plan.file.fiscal_years, 12)
    calm = plan.certificate.calm.reshape(moved.shape)
    rows = []
    for m, item in enumerate(plan.case.minerals):
        unit = float(model.unit_t[m])
        bought = np.maximum(moved[:, m], 0).sum(axis=2) * unit
        left = -np.minimum(moved[:, m], 0)
        released = np.where(calm[:, m], 0, left).sum(axis=2) * unit
        sold = np.where(calm[:, m], left, 0).sum(axis=2) * unit
        shelf = item.rule.shelf_life_months
        held = run.level[:, m].reshape(-1, plan.file.fiscal_years, 12).mean(axis=2) * unit
        exchanged = held * (12.0 / shelf) if shelf else np.zeros_like(held)
        for y in range(plan.file.fiscal_years):
            row: dict[str, Any] = {"mineral": item.symbol, "fiscal_year": plan.file.first_fiscal_year + y}
            for name, tonnes in (("buy", bought), ("release", released), ("sell", sold), ("exchange", exchanged)):
                row[f"{name}_t"] = float(tonnes[:, y].mean())
                row[f"most_{name}_t"] = float(np.quantile(tonnes[:, y], MOST))
            rows.append(row)
    return rows


def budget_rows(plan: StockPlan) -> list[dict[str, Any]]:
    """Return by fiscal year: budget, expected and high spending, how often the budget binds, what a yen more is worth, space."""
    run, model = plan.certificate.event_run, plan.model
    area = np.einsum("nmt,m->nt", run.level, model.area).reshape(-1, plan.file.fiscal_years, 12).max(axis=2)
    rows = []
    for y in range(plan.file.fiscal_years):
        limit, spend = float(model.limits[0, y]), run.spend[:, y]
        low, middle, high = (float(v) for v in np.quantile(spend, (0.05, 0.5, 0.95)))
        rows.append(
            {
                "fiscal_year": plan.file.first_fiscal_year + y, "budget_million_yen": limit,
                "spend_mean": float(spend.mean()), "spend_05": low, "spend_50": middle, "spend_95": high,
                "paths_at_limit": float((spend >= 0.99 * limit).mean()),
                "value_of_a_yen": float(plan.bound.prices[0, y]), "tenders_mean": float(run.tenders[:, y].mean()),
                "space_m2_mean": float(area[:, y].mean()), "space_m2_95": float(np.quantile(area[:, y], MOST)),
                "space_m2_limit": None if plan.file.floor_space_m2 is None else plan.file.floor_space_m2,
                "value_of_a_m2_million_yen": float(plan.bound.space_price[y] * 12),
            }
        )  # fmt: skip
    return rows


def budget_path_rows(plan: StockPlan) -> list[dict[str, Any]]:
    """Return spending of every event path by fiscal year, million yen of the day."""
    run, first = plan.certificate.event_run, plan.file.first_fiscal_year
    return [
        {"path": n, **{f"spend_{first + y}": float(run.spend[n, y]) for y in range(plan.file.fiscal_years)}}
        for n in range(run.spend.shape[0])
    ]


def mineral_rows(plan: StockPlan) -> list[dict[str, Any]]:
    """Return by mineral what the plan rests on, and shortage with the plan and with nothing bought."""
    run, certificate = plan.certificate.event_run, plan.certificate
    rows = []
    for m, item in enumerate(plan.case.minerals):
        material, rule = item.material, item.rule
        short, without = run.short[:, m].sum(axis=1), certificate.nothing_short[:, m]
        rows.append(
            {
                "mineral": item.symbol, "name_en": item.name_en, "name_ja": item.name_ja, "line": material.line,
                "consumption_t_a_year": material.consumption_t_a_day * 365, "consumption_basis": material.consumption_basis,
                "price_yen_a_kg": material.price_yen_a_t / 1000, "price_basis": material.price_basis,
                "price_proxy": material.price_proxy, "growth_a_year": material.growth_a_year,
                "start_days": rule.start_t / material.consumption_t_a_day, "target_days": rule.target_days,
                "target_basis": item.target_basis, "by": plan.file.month_name(item.by), "required": item.required,
                "minimum_days": rule.minimum_days, "grid_step_t": float(plan.model.unit_t[m]),
                "most_a_month_t": float(plan.model.most_lot[m] * plan.model.unit_t[m]),
                "target_worth_million_yen": rule.target_days * material.consumption_t_a_day * float(plan.model.price[m]),
                "short_days": float(short.mean()) / material.consumption_t_a_day,
                "short_days_without": float(without.mean()) / material.consumption_t_a_day,
                "short_chance": float((short > 0).mean()), "short_chance_without": float((without > 0).mean()),
            }
        )  # fmt: skip
    return rows


def gap_rows(plan: StockPlan) -> list[dict[str, Any]]:
    """Return by mineral the gap between target and stock, now, by its month and at the end, with what kept it open.

    ``causes`` are shares of the months before the target's month in which the stock lay below the target.
    """
    run, certificate = plan.certificate.event_run, plan.certificate
    rows = []
    full = _limits_reached(plan)
    for m, item in enumerate(plan.case.minerals):
        unit, day = float(plan.model.unit_t[m]), item.material.consumption_t_a_day
        level, target = run.level[:, m], int(plan.model.target_level[m])
        months = slice(0, item.by + 1)
        open_months = level[:, months] < target
        counts = _causes(plan, m, months, open_months, full)
        total = max(1, int(open_months.sum()))
        causes = {name: counts[name] / total for name in CAUSES_OF_GAP}
        main = max(CAUSES_OF_GAP, key=lambda name: causes[name]) if open_months.any() else None
        rows.append(
            {
                "mineral": item.symbol, "target_days": item.rule.target_days, "by": plan.file.month_name(item.by),
                "start_days": item.rule.start_t / day, "gap_now_days": max(0.0, item.rule.target_days - item.rule.start_t / day),
                "days_by": float(level[:, item.by].mean()) * unit / day,
                "gap_by_days": float(np.maximum(target - level[:, item.by], 0).mean()) * unit / day,
                "days_end": float(level[:, -1].mean()) * unit / day,
                "reached_by": float((level[:, item.by] >= target).mean()), "main_cause": main, "causes": causes,
                "calm_share": float(certificate.calm[:, m].mean()),
            }
        )  # fmt: skip
    return rows


def _limits_reached(plan: StockPlan) -> dict[str, npt.NDArray[np.bool_]]:
    """Return by path and month whether tenders, space or the year's budget left no room: (N, T) each."""
    run, file, model = plan.certificate.event_run, plan.file, plan.model
    offered = (run.bought > 0).sum(axis=1)
    most = file.tenders_a_month
    area = np.einsum("nmt,m->nt", run.level, model.area)
    # A year whose budget has a price is one in which spending waits for a better use of the yen.
    spent = (run.spend >= 0.98 * model.limits[0][None]) | (plan.bound.prices[0] > _PRICED)[None]
    return {
        "tenders": offered >= most if most is not None else np.zeros(offered.shape, bool),
        "space": area >= 0.99 * model.space,
        "budget": np.repeat(spent, 12, axis=1),
    }


def _causes(
    plan: StockPlan, m: int, months: slice, wanted: npt.NDArray[np.bool_], full: dict[str, npt.NDArray[np.bool_]]
) -> dict[str, int]:
    """Count months by the first cause that applies, in the order of :data:`CAUSES_OF_GAP`."""
    run, certificate = plan.certificate.event_run, plan.certificate
    bought = run.bought[:, m, months]
    calm, failed = certificate.calm[:, m, months], certificate.failed[:, m, months]
    window = plan.case.minerals[m].rule.no_repurchase_months
    closed = np.zeros(bought.shape, bool)
    released = (bought < 0) & ~calm
    for back in range(1, window + 1):
        closed[:, back:] |= released[:, : max(0, bought.shape[1] - back)]
    tests = {
        "disruption": ~calm,
        "no_repurchase": closed,
        "failed_tender": failed & (bought == 0),
        "market": bought >= plan.model.most_lot[m],
        "tenders": full["tenders"][:, months] & (bought == 0),
        "space": full["space"][:, months],
        "budget": full["budget"][:, months],
        "price": np.ones(bought.shape, bool),
    }
    left, counts = wanted.copy(), {}
    for name in CAUSES_OF_GAP:
        here = left & tests[name]
        counts[name] = int(here.sum())
        left &= ~here
    return counts


def certificate_rows(plan: StockPlan) -> list[dict[str, Any]]:
    """Return the two judgements of the certificate, money in million yen of present value."""
    rows = []
    for judged in (plan.certificate.planning, plan.certificate.events):
        rows.append(
            {
                "model": judged.model, "paths": judged.paths, "bound": judged.bound,
                "policy": judged.policy.mean, "policy_low": judged.policy.low, "policy_high": judged.policy.high,
                "nothing": judged.nothing.mean, "largest_gap": judged.largest_gap.mean, "unpriced": judged.unpriced.mean,
                "over_largest_gap": judged.over_largest_gap.mean, "over_largest_gap_high": judged.over_largest_gap.high,
                "over_unpriced": judged.over_unpriced.mean, "over_unpriced_high": judged.over_unpriced.high,
                "gap": judged.gap, "gap_million_yen": judged.gap_yen / 1e6,
            }
        )  # fmt: skip
    return rows


def misfit_rows(plan: StockPlan) -> list[dict[str, Any]]:
    """Return what the optimiser's chain makes of each mineral beside what the events make of it."""
    names = ("symbol", "called_events", "called_chain", "tail_events", "tail_chain", "struck_events", "struck_chain")
    return [{name: getattr(one, name) for name in names} for one in plan.model.regimes.misfits]
