"""A reviewed replay as plain rows: months, summary, acts, and the check against imports."""

from __future__ import annotations

from typing import Any

from sonae.stockpile.history.model import History
from sonae.stockpile.history.review import ReplayReview

__all__ = ["act_rows", "check_rows", "month_rows", "summary_rows"]


def month_rows(history: History, review: ReplayReview) -> list[dict[str, Any]]:
    """Return one row a line and month. Quantities in ``unit``, money undiscounted in ``money``."""
    labels, out = history.window.labels(), []
    for item, reviewed in zip(history.materials, review.materials, strict=True):
        run = reviewed.rule
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
                "best_release": float(reviewed.best_release[t]), "best_purchase": float(reviewed.best_purchase[t]),
                "shortage_without_stock": float(reviewed.no_stock.shortage[t]),
                "acts_in_force": [one.act_id for one in item.acts if one.begin <= t < one.stop],
            })  # fmt: skip
    return out


def summary_rows(history: History, review: ReplayReview) -> list[dict[str, Any]]:
    """Return one row a line: quantities in days of reference consumption, discounted costs in ``money``."""
    out = []
    for item, reviewed in zip(history.materials, review.materials, strict=True):
        day = item.material.consumption_t_a_day
        out.append({
            "importer": history.importer, "first": history.window.labels()[0], "last": history.window.labels()[-1],
            "material": item.material.symbol, "line": item.material.line, "unit": item.unit,
            "consumption_a_day": day, "consumption_basis": item.material.consumption_basis,
            "start_days": reviewed.rule.start / day, "need_days": float(item.need().sum()) / day,
            "from_private_days": float(reviewed.rule.private.sum() + reviewed.rule.joint.sum()) / day,
            "released_days": float(reviewed.rule.release.sum()) / day,
            "bought_days": float(reviewed.rule.purchase.sum()) / day,
            "end_days": float(reviewed.rule.stock[-1]) / day,
            "shortage_days": float(reviewed.rule.shortage.sum()) / day,
            "shortage_days_no_stock": float(reviewed.no_stock.shortage.sum()) / day,
            "shortage_days_knowing": float(reviewed.instant.shortage.sum()) / day,
            "shortage_days_hindsight": reviewed.best_shortage / day,
            "best_start_days": reviewed.best_start / day, "best_start_days_same_purchases": reviewed.best_start_then / day,
            "money": money(item.priced), "price_basis": item.material.price_basis, "price_proxy": item.material.price_proxy,
            **{
                name: float(reviewed.rule.discount @ getattr(reviewed.rule, name))
                for name in ("shortage_cost", "paid", "proceeds", "holding", "rotation")
            },
            "refill": reviewed.rule.refill, "start_value": reviewed.start_value, "end_value": reviewed.end_value,
            "cost_no_stock": reviewed.no_stock.cost, "cost_rule": reviewed.rule.cost, "cost_knowing_acts": reviewed.instant.cost,
            "cost_hindsight": reviewed.best_cost, "regret": reviewed.regret, "regret_release": reviewed.regret_release,
            "regret_start": reviewed.regret_start, "regret_purchase": reviewed.regret_purchase,
            "regret_rotation": reviewed.rotation, "value_of_knowing_acts": reviewed.knowing_acts,
            "net_benefit_of_stock": reviewed.net_benefit, "reasons": list(item.reasons),
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
