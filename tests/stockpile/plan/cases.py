"""Small plans made by hand: minerals with a chain of disruption, a price, a target; no data pack needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import yaml

from sonae.core import Classification, Provenance
from sonae.stockpile.plan import PlanCase, PlannedMineral, PlanningModel, Regimes, plan_from_text, planning_model
from sonae.stockpile.simulation import StockMaterial, StockModel, StockRule
from sonae.supply_risk import Policy
from tests.stockpile.models import Reading, hazards, shortage_model


@dataclass(frozen=True)
class Held:
    """A mineral as a test states it; a day is one tonne unless said otherwise."""

    target: float = 90.0
    start: float = 20.0
    price: float = 1.0e6
    """Yen a tonne."""
    struck: float = 0.05
    """Chance a month that a calm month is followed by a cut."""
    cured: float = 0.3
    cut: float = 0.8
    """Share of demand that national stock is asked for while cut."""
    day: float = 1.0
    market: float = 1e4
    by: int | None = None
    required: bool = False
    lot: float = 0.0
    area: float = 1.0
    window: int = 0


SETTINGS: Mapping[str, Any] = {
    "grid": {"price_states": 1, "levels_to_target": 12, "steps_to_release": 8, "most_of_target": 0.25},
    "processes": {"price_sigma": 0.0, "failed_tender": 0.0, "demand_sigma": 0.0, "scarcity": 0.5},
    "solver": {"fit_scenarios": 256, "search_paths": 64, "planning_paths": 256, "event_paths": 64},
}


def merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(base)
    for key, value in over.items():
        out[key] = merged(out[key], value) if isinstance(value, Mapping) and key in out else value
    return out


def small_case(
    policy: Policy,
    held: Sequence[Held],
    *,
    budgets: Sequence[float] = (100.0,),
    tenders: int | None = None,
    space: float | None = None,
    settings: Mapping[str, Any] | None = None,
) -> PlanCase:
    """Make a case; budgets in million yen, one a fiscal year. Suppliers are one country a mineral."""
    lands = ("AUS", "CAN", "CHL", "CHN", "IND", "KAZ", "ZAF")
    readings = [Reading({lands[i % 7]: 1.0}, {lands[i % 7]: 1.0}, mineral=i) for i in range(len(held))]
    draw = hazards({land: {"policy": 0.3} for land in lands[: len(held)]}, months=5.0, depth=0.6)
    shortage = shortage_model(policy, draw, readings)
    text: dict[str, Any] = {
        "name": "test", "data_year": 2024, "first_fiscal_year": 2025, "fiscal_years": len(budgets),
        "classification": "public", "budgets_million_yen": list(budgets),
        "settings": merged(SETTINGS, settings or {}),
    }  # fmt: skip
    if tenders is not None:
        text["tenders_a_month"] = tenders
    if space is not None:
        text["floor_space_m2"] = space
    file = plan_from_text(yaml.safe_dump(text, allow_unicode=True), "test.yaml")
    minerals = tuple(
        PlannedMineral(
            StockMaterial(f"M{i}", shortage.lines[i].name, one.day, "given", 0.0, one.price, "given", False, one.market),
            StockRule(
                one.start * one.day, one.target, 0.0, 0.0, 1.0, float("inf"), one.window, 0, 0.0, 0.0, 12,
            ),
            f"mineral {i}", f"鉱種{i}", "stated", len(budgets) * 12 - 1 if one.by is None else one.by, one.required, one.lot,
            one.area,
        )
        for i, one in enumerate(held)
    )  # fmt: skip
    model = StockModel(
        shortage, tuple(one.material for one in minerals), tuple(one.rule for one in minerals),
        file.settings.impact_steps(), file.settings.stock_processes(), file.settings.stock_costs(), file.months,
        tuple(budget * 1e6 for budget in budgets), Classification.PUBLIC,
    )  # fmt: skip
    return PlanCase(file, minerals, (), model, Classification.PUBLIC, Provenance(()))


def two_states(held: Sequence[Held]) -> Regimes:
    """A chain of calm and cut for every mineral, with the unused states between them."""
    m, depth = len(held), 3
    transition = np.zeros((m, depth, depth))
    called, lost, start = np.zeros((m, depth)), np.zeros((m, depth)), np.zeros((m, depth))
    for i, one in enumerate(held):
        transition[i, 0] = (1 - one.struck, 0.0, one.struck)
        transition[i, 1] = (1.0, 0.0, 0.0)
        transition[i, 2] = (one.cured, 0.0, 1 - one.cured)
        called[i, 2] = lost[i, 2] = one.cut
        start[i, 0] = 1.0
    return Regimes(np.ones((m, 0)), called, lost, transition, start, (), 0)


def small_model(policy: Policy, held: Sequence[Held], **limits: Any) -> PlanningModel:
    """Make a planning model on hand-made chains."""
    return planning_model(small_case(policy, held, **limits), two_states(held))
