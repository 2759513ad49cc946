"""Stock models for tests: by hand on the busy model of shortage, and the governing lines of Japan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sonae.core import Classification
from sonae.stockpile.simulation import Costs, ImpactStep, Processes, StockMaterial, StockModel, StockRule
from sonae.stockpile.target_days import DaysReview, ShortageModel, Situation

STEPS = (ImpactStep(0.02, 0.0), ImpactStep(0.05, 0.06), ImpactStep(0.1, 0.2))
COSTS = Costs(
    shortage_value=4.0,
    shortage_curve=10.0,
    holding_a_year=0.03,
    sale_discount=0.05,
    rotation=0.04,
    discount_a_year=0.03,
)
PROCESSES = Processes(failed_tender=0.15)


def only(model: ShortageModel, rows: Sequence[int]) -> ShortageModel:
    """The model of some of the lines, in the order of ``rows``."""
    return replace(
        model,
        lines=tuple(model.lines[i] for i in rows),
        variants=tuple(tuple(row[i] for i in rows) for row in model.variants),
    )


def stock_model(
    shortage: ShortageModel,
    rules: Sequence[StockRule],
    *,
    months: int = 60,
    budgets: tuple[float, ...] = (),
    **changes: Any,
) -> StockModel:
    """A stock of each line: 100 t a day of the first, 200 of the second …; 1 000 yen/t of the first, 2 000 …"""
    materials = tuple(
        StockMaterial(
            f"S{i}", line.name, 100.0 * (i + 1), "given", line.growth.or_else(0.0), 1000.0 * (i + 1), "test", False,
            100.0 * (i + 1) * 30 * 15,
        )
        for i, line in enumerate(shortage.lines)
    )  # fmt: skip
    model = StockModel(
        only(shortage, range(len(shortage.lines))), materials, tuple(rules), STEPS, PROCESSES, COSTS, months, budgets,
        Classification.PUBLIC,
    )  # fmt: skip
    return replace(model, **changes) if changes else model


def stock_of_japan(situation: Situation, review: DaysReview, *, months: int = 60) -> StockModel:
    """Every governing line with every rule at work; prices are made up, tonnes a day are those of the review."""
    days = {item.governing: item for item in review.minerals if item.governing}
    rows = [i for i, line in enumerate(situation.model.lines) if line.name in days]
    shortage = only(situation.model, rows)
    materials, rules = [], []
    for i, line in enumerate(shortage.lines):
        item = days[line.name]
        day = item.tonnes_a_day or 10.0
        materials.append(
            StockMaterial(
                item.symbol, line.name, day, "observed" if item.tonnes_a_day else "assumed", line.growth.or_else(0.0),
                1e6 * (1 + i), "made up", True, day * 600,
            )
        )  # fmt: skip
        target = float(item.proposal or 60)
        rules.append(
            StockRule(
                0.4 * target * day, target, release_cap_share=0.8, no_repurchase_months=3,
                shelf_life_months=24 if i % 3 == 0 else 0, private_days=line.softeners.private_days, joint_days=5.0,
            )
        )  # fmt: skip
    missing = sum(
        m.price_yen_a_t * (rule.target_days * m.consumption_t_a_day - rule.start_t)
        for m, rule in zip(materials, rules, strict=True)
    )
    return StockModel(
        shortage, tuple(materials), tuple(rules), STEPS, PROCESSES, COSTS, months, (missing / 6,) * -(-months // 12),
        Classification.PUBLIC,
    )  # fmt: skip
