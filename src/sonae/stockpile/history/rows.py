"""A judged replay as plain rows: months, summary, acts, and the check against imports."""

from __future__ import annotations

from typing import Any

from sonae.stockpile.history.judgement import Judgement
from sonae.stockpile.history.model import History

__all__ = ["act_rows", "check_rows", "month_rows", "summary_rows"]


def month_rows(history: History, judgement: Judgement) -> list[dict[str, Any]]:
    """Return one row a line and month. Quantities in ``unit``, money undiscounted in ``money``."""
    labels, out = history.window.labels(), []
    for item, judged in zip(history.materials, judgement.materials, strict=True):
        run = judged.rule
        for t, month in enumerate(labels):
            out.append({
                "importer": history.importer, "month": month, "material": item.material.symbol, "line": item.material.line,
                "unit": item.unit, "share_lost": float(item.share_lost[t]), "demand": float(item.demand()[t]),
                **{name: float(getattr(run, name)[t]) for name in (
                    "need", "private", "joint", "release", "shortage", "purchase", "stock", "private_stock", "joint_stock",
                    "rotated")},
                "money": money(item.priced), "price": float(item.prices[t]),
                **{name: float(getattr(run, name)[t]) for name in (
                    "shortage_cost", "paid", "proceeds", "holding", "rotation")},
                "best_release": float(judged.best_release[t]), "best_purchase": float(judged.best_purchase[t]),
                "shortage_without_stock": float(judged.no_stock.shortage[t]),
                "acts_in_force": [one.act_id for one in item.acts if one.begin <= t < one.stop],
            })  # fmt: skip
    return out


def summary_rows(history: History, judgement: Judgement) -> list[dict[str, Any]]:
    """Return one row a line: quantities in days of reference consumption, discounted costs in ``money``."""
    out = []
    for item, judged in zip(history.materials, judgement.materials, strict=True):
        day = item.material.consumption_t_a_day
        out.append({
            "importer": history.importer, "first": history.window.labels()[0], "last": history.window.labels()[-1],
            "material": item.material.symbol, "line": item.material.line, "unit": item.unit,
            "consumption_a_day": day, "consumption_basis": item.material.consumption_basis,
            "start_days": judged.rule.start / day, "need_days": float(item.need().sum()) / day,
            "from_private_days": float(judged.rule.private.sum() + judged.rule.joint.sum()) / day,
            "released_days": float(judged.rule.release.sum()) / day,
            "bought_days": float(judged.rule.purchase.sum()) / day,
            "end_days": float(judged.rule.stock[-1]) / day,
            "shortage_days": float(judged.rule.shortage.sum()) / day,
            "shortage_days_no_stock": float(judged.no_stock.shortage.sum()) / day,
            "shortage_days_knowing": float(judged.instant.shortage.sum()) / day,
            "shortage_days_hindsight": judged.best_shortage / day,
            "best_start_days": judged.best_start / day, "best_start_days_same_purchases": judged.best_start_then / day,
            "money": money(item.priced), "price_basis": item.material.price_basis, "price_proxy": item.material.price_proxy,
            **{
                name: float(judged.rule.discount @ getattr(judged.rule, name))
                for name in ("shortage_cost", "paid", "proceeds", "holding", "rotation")
            },
            "refill": judged.rule.refill, "start_value": judged.start_value, "end_value": judged.end_value,
            "cost_no_stock": judged.no_stock.cost, "cost_rule": judged.rule.cost, "cost_knowing_acts": judged.instant.cost,
            "cost_hindsight": judged.best_cost, "regret": judged.regret, "regret_release": judged.regret_release,
            "regret_start": judged.regret_start, "regret_purchase": judged.regret_purchase,
            "regret_rotation": judged.rotation, "value_of_knowing_acts": judged.knowing_acts,
            "net_benefit_of_stock": judged.net_benefit, "reasons": list(item.reasons),
        })  # fmt: skip
    return out


def act_rows(history: History) -> list[dict[str, Any]]:
    """Return one row an act and line that it struck."""
    return [
        {
            "line": item.material.line, "act_id": one.act_id, "place": one.place, "kind": one.kind,
            "instrument": one.instrument, "start": one.start.isoformat(), "end": one.end.isoformat() if one.end else None,
            "from_month": history.window.labels()[one.begin],
            "to_month": history.window.labels()[one.stop - 1], "open_ended": one.open_ended, "depth": one.depth,
            "depth_basis": one.depth_basis, "weight": one.weight, "shares_to_year": one.shares_of,
            "confidence": one.confidence, "source": one.source,
        }
        for item in history.materials
        for one in item.acts
    ]  # fmt: skip


def check_rows(history: History) -> list[dict[str, Any]]:
    """Return modelled loss and recorded imports by line and year."""
    return [
        {
            "line": item.material.line, "year": one.year, "modelled_loss": one.modelled_loss, "imports_t": one.imports_t,
            "base_t": one.base_t, "fall": one.fall, "fall_from_struck": one.struck_fall, "verdict": one.verdict,
        }
        for item in history.materials
        for one in item.checks
    ]  # fmt: skip


def money(priced: bool) -> str:
    """What a cost is counted in."""
    return "yen" if priced else "days' worth of consumption"
