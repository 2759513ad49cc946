"""Evaluations of a fictional field, in figures that can be checked by hand, and ways to change one thing of them."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from sonae.economics.bridge import FACTORS, BridgeSettings, State
from sonae.economics.conditions import ConditionSet, conditions_from_text
from sonae.economics.ledger import Case
from sonae.economics.regimes import FromYear, Regime, regime_from_text

CONDITIONS = """
name: small
version: "1"
as_of: 2026-01-01
parent: none
classification: public
conventions: {base_date: 2026-01-01, timing: end, period: calendar_year, currency: JPY, money: nominal}
prices:
  oil: {benchmark: crude, unit: USD/bbl, money: nominal, every: calendar_year, values: {2020: 50}, after: flat_nominal, assumed: x}
fx:
  through: JPY
  rates:
    USD/JPY: {quote: JPY per USD, every: calendar_year, values: {2020: 100}, after: flat_nominal, assumed: x}
inflation:
  USD: {every: calendar_year, rates: {2018: 0.0}, within_year: step, after: hold, assumed: x}
  JPY: {every: calendar_year, rates: {2018: 0.0}, within_year: step, after: hold, assumed: x}
discount:
  appraisal: {rate: 0.0, currency: JPY, money: nominal, compounding: yearly, assumed: x}
"""
CASE: dict[str, Any] = {
    "id": "fictional-field", "name_ja": "架空", "name_en": "Fictional field", "fictional": True, "country": "WLD",
    "region": "nowhere", "stage": "production", "commodity": "oil", "classification": "public",
    "amounts": "units", "calendar": "calendar_year", "period": "year",
    "first_year": 2026, "years": 3, "regime": "own.yaml", "main_product": "oil",
    "products": {
        "oil": {
            "deck": "oil", "unit": "bbl", "price_factor": 1.0, "differential": 0.0,
            "differential_money": {"currency": "USD", "base": "nominal"}, "volume": {2026: 1.0, 2027: 2.0, 2028: 1.0},
        }
    },
    "costs": {
        "capex": {"money": {"currency": "USD", "base": "nominal"}, "values": {2026: 40.0}},
        "opex": {"money": {"currency": "USD", "base": "nominal"}, "values": {2026: 5.0, 2027: 10.0, 2028: 5.0}},
    },
    "other": {},
}  # fmt: skip
REGIME = """
id: own
version: "1"
name_ja: 架空
name_en: fictional
country: WLD
kind: concession
effective_from: 2016-01-01
effective_to: null
currency: USD
period: year
ring_fence: contract
revenue_to: contractor
costs_by: {other: contractor}
sources: {none: {title: made up, where: nowhere, opened: 2026-01-01, read: original}}
instruments:
  - kind: charge
    id: royalty
    source: none
    clause: a tenth of revenue
    amount: 0.1 * revenue
    negative: nothing
    payer: contractor
    payee: government
"""
ORDER = FACTORS
SETTINGS = BridgeSettings(ORDER, ("capex",), ("opex",), "all")


def conditions(*changes: tuple[str, str]) -> ConditionSet:
    """The small set with texts of the file put in the place of others."""
    text = CONDITIONS
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return conditions_from_text(text, "small.yaml")


def case(changes: Mapping[str, Any] | None = None) -> Case:
    """The field with values at paths such as «costs.capex.values» put in the place of others."""
    tree = copy.deepcopy(CASE)
    for path, value in (changes or {}).items():
        *parents, last = path.split(".")
        at = tree
        for part in parents:
            at = at[part]
        at[last] = value
    return Case.model_validate({**tree, "file": "field.yaml"})


def regime(royalty: str = "0.1 * revenue") -> Regime:
    """The regime with another royalty."""
    return regime_from_text(REGIME.replace("0.1 * revenue", royalty), "own.yaml")


def state(
    name: str,
    of: Case | None = None,
    under: ConditionSet | None = None,
    *,
    terms: Regime | None = None,
    share: float | FromYear = 0.5,
    actual_until: int | None = None,
) -> State:
    """An evaluation; what is not said is that of the small set."""
    return State(
        name, of or case(), under or conditions(), terms or regime(), "contractor", share, "appraisal", actual_until
    )
