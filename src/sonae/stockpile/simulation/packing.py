"""From a stock model to the arrays of the compiled simulation, and the fixed edges of its histograms."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sonae.core import InputError
from sonae.stockpile.simulation.model import StockModel
from sonae.stockpile.simulation.noise import FURTHEST, tender_threshold

__all__ = ["COVER_BINS", "RULES", "Packed", "pack", "purchase_curve", "scales"]

F64 = npt.NDArray[np.float64]
COVER_BINS = 128
"""Bins of days of cover, from 0 to the larger of target and start."""
RULES = (
    "price", "start", "target", "floor", "cap", "buy_cap", "window", "private", "private_refill", "joint", "joint_refill",
    "shelf", "cover_scale",
)  # fmt: skip
"""Columns of the numbers by material, in the order of the kernel."""
_REACH = 0.35
"""Largest exponent that the kernel's polynomial takes; larger ones are halved and the result squared."""


@dataclass(frozen=True)
class Packed:
    """What a worker needs: arrays and numbers only, so that it can be sent to another process."""

    horizon: int
    hazards: dict[str, Any]
    stocks: dict[str, Any]
    law: dict[str, Any]


def pack(model: StockModel) -> Packed:
    """Return the arrays of the kernel.

    Raises:
        InputError: when a parameter is out of the range that the processes are meant for.

    """
    _check(model)
    law, costs, rules, materials = model.processes, model.costs, model.rules, model.materials
    reference = np.asarray([m.consumption_t_a_month for m in materials])
    day = np.asarray([m.consumption_t_a_day for m in materials])
    growth = np.asarray([[1.0 + m.growth_a_year] for m in materials]) ** (np.arange(model.months) / 12)
    private = np.asarray([rule.private_days for rule in rules]) * day
    joint = np.asarray([rule.joint_days for rule in rules]) * day
    refill = 1.0 / np.asarray([rule.other_refill_months for rule in rules], dtype=float)
    slopes, offsets = purchase_curve(model)
    start = np.asarray([rule.start_t for rule in rules])
    most = np.maximum(start, model.target_t())
    price = np.asarray([m.price_yen_a_t for m in materials])
    by_rule = {
        "price": price,
        "start": start,
        "target": model.target_t(),
        "floor": np.asarray([rule.tight_floor_days for rule in rules]) * day,
        "cap": np.asarray([rule.release_cap_share for rule in rules]) * reference,
        "buy_cap": model.purchase_cap_t(),
        "window": np.asarray([rule.no_repurchase_months for rule in rules]),
        "private": private,
        "private_refill": private * refill,
        "joint": joint,
        "joint_refill": joint * refill,
        "shelf": np.asarray([rule.shelf_life_months for rule in rules]),
        "cover_scale": np.divide(COVER_BINS, most, out=np.zeros_like(most), where=most > 1e-9 * reference),
    }
    stocks = {
        "stream": np.asarray([line.mineral for line in model.shortage.lines], dtype=np.uint32),
        "rules": np.ascontiguousarray(np.stack([by_rule[name] for name in RULES], axis=1), dtype=float),
        "reference": reference[:, None] * growth,
        "slopes": slopes,
        "offsets": offsets,
        "budgets": np.asarray(model.budgets_yen, dtype=float),
        "discount": costs.month_factor ** np.arange(model.months),
        "scale": scales(model),
    }
    numbers = {
        "demand_rho": float(law.demand_persistence),
        "demand_sigma": float(law.demand_sigma),
        "price_rho": float(law.price_persistence),
        "price_common": law.price_sigma * math.sqrt(law.price_common),
        "price_own": law.price_sigma * math.sqrt(1.0 - law.price_common),
        "halvings": _halvings(model),
        "scarcity": float(law.scarcity),
        "failed": tender_threshold(model),
        "value": float(costs.shortage_value),
        "curve": float(costs.shortage_curve),
        "holding": costs.holding_a_year / 12,
        "keep_of_sale": 1.0 - costs.sale_discount,
        "rotation": float(costs.rotation),
    }
    return Packed(model.shortage.policy.days.horizon_months, model.shortage.arrays(), stocks, numbers)


def purchase_curve(model: StockModel) -> tuple[F64, F64]:
    """Return slopes (step) and offsets (material, step): q tonnes cost price · max_k(slope_k · q + offset_k).

    The last step is repeated up to a multiple of four, which changes nothing.
    """
    slopes = np.asarray([1.0 + step.premium for step in model.steps])
    begin = np.asarray([0.0, *(step.market_share for step in model.steps[:-1])])
    rise = np.diff(slopes, prepend=slopes[0])
    market = np.asarray([m.market_t_a_month for m in model.materials])
    offsets = -np.cumsum(rise * begin) * market[:, None]
    more = -len(slopes) % 4
    return np.pad(slopes, (0, more), "edge"), np.ascontiguousarray(np.pad(offsets, ((0, 0), (0, more)), "edge"))


def scales(model: StockModel) -> F64:
    """Return the scale of the histograms, shape (cost | shortage t | shortage yen, material + 1).

    Shortage: all consumption of all months, grown as the model says. Cost: that at its dearest, and the target bought
    once. The last column is of all materials together; tonnes of different materials are not added.
    """
    growth = np.asarray([[1.0 + m.growth_a_year] for m in model.materials]) ** (np.arange(model.months) / 12)
    price = np.asarray([m.price_yen_a_t for m in model.materials])
    tonnes = np.asarray([m.consumption_t_a_month for m in model.materials]) * growth.sum(axis=1)
    yen = tonnes * price * (model.costs.shortage_value + model.costs.shortage_curve)
    start = np.asarray([rule.start_t for rule in model.rules])
    cost = yen + price * np.maximum(start, model.target_t())
    out = np.zeros((3, tonnes.size + 1))
    out[0, :-1], out[1, :-1], out[2, :-1] = cost, tonnes, yen
    out[0, -1], out[1, -1], out[2, -1] = cost.sum(), 1.0, yen.sum()
    out[out <= 0] = 1.0
    return out


def _halvings(model: StockModel) -> int:
    """How often an exponent is halved before the polynomial: the processes are bounded, because the shocks are."""
    law = model.processes

    def reach(sigma: float, persistence: float) -> float:
        months = np.arange(model.months)
        return sigma * FURTHEST * float((persistence**months).sum())

    both = math.sqrt(law.price_common) + math.sqrt(1.0 - law.price_common)
    largest = max(reach(law.demand_sigma, law.demand_persistence), reach(law.price_sigma * both, law.price_persistence))
    return max(0, math.ceil(math.log2(max(largest, 1e-300) / _REACH)))


def _check(model: StockModel) -> None:
    law = model.processes
    for name in ("demand_persistence", "price_persistence", "price_common", "failed_tender"):
        if not 0 <= getattr(law, name) <= 1:
            raise InputError(f"{name} is {getattr(law, name)}", field=name, expected="0 to 1")
    for name in ("demand_sigma", "price_sigma", "scarcity"):
        if not 0 <= getattr(law, name) <= 3:
            raise InputError(f"{name} is {getattr(law, name)}", field=name, expected="0 to 3")
    for material, rule in zip(model.materials, model.rules, strict=True):
        if not (material.consumption_t_a_day > 0 and material.price_yen_a_t > 0 and material.market_t_a_month >= 0):
            raise InputError(f"{material.symbol}: consumption and price must be above 0", field="materials")
        if rule.other_refill_months < 1 or rule.shelf_life_months < 0 or rule.no_repurchase_months < 0:
            raise InputError(
                f"{material.symbol}: months of a rule are out of range", field="rules",
                expected="other_refill_months 1 or more, the others 0 or more",
            )  # fmt: skip
