"""Ledgers to write into workbooks: a case for any regime of the library, and a regime with every instrument."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sonae.economics.conditions import ConditionSet, conditions_from_text, demonstration_text
from sonae.economics.ledger import TIMING, Case, Ledger, case_from_text, evaluate_case
from sonae.economics.regimes import Regime, lower, regime_from_text

YEARS = 16
_STATED = {*TIMING, "revenue", "costs"}


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _plain(tree: Any) -> str:
    """Write a tree as YAML without aliases, which are not read."""
    return yaml.dump(tree, Dumper=_Plain, allow_unicode=True, sort_keys=False)


@cache
def conditions_for(currency: str) -> ConditionSet:
    """The demonstration set with a rate of exchange and discount rates for a currency, whichever it is."""
    tree = yaml.safe_load(demonstration_text())
    if currency not in ("JPY", "USD", "AUD"):
        tree["fx"]["rates"][f"{currency}/JPY"] = {
            "quote": f"JPY per {currency}", "every": "fiscal_year", "values": {"FY2020": 20}, "after": "flat_nominal",
            "assumed": "for a test",
        }  # fmt: skip
    for compounding, rate in (("yearly", 0.1), ("continuous", 0.07)):
        tree["discount"][f"test_{compounding}"] = {
            "rate": rate, "currency": currency, "money": "nominal", "compounding": compounding, "assumed": "for a test",
        }  # fmt: skip
    return conditions_from_text(_plain(tree), "conditions.yaml")


def case_tree(regime: Regime, file: str) -> dict[str, Any]:
    """A case with whatever lines a regime needs: products, and costs in the order in which they occur in a field's life."""
    needs = lower(regime, ("capex", "opex")).draft.needs() - _STATED - {"capex", "opex"}
    sold = sorted(
        {name.partition("_")[2] for name in needs if name.split("_")[0] in ("volume", "price", "revenue")} or {"oil"}
    )
    of_sales = {f"{kind}_{product}" for product in sold for kind in ("volume", "price", "revenue")}
    money = {"currency": regime.currency, "base": "nominal"}
    costs = {}
    for k, name in enumerate([*sorted(needs - of_sales), "capex", "opex"]):
        if "abandon" in name or "closure" in name:
            costs[name] = {"money": money, "values": {2039: 30.0, 2040: 35.0, 2041: 20.0}}
            continue
        first = 2026 + k % 3
        late = {2041: 41.0 + k} if k % 2 else {}
        costs[name] = {
            "money": money,
            "values": {year: 30.0 + 7 * k - (year - first) for year in range(first, 2038)}
            | {first + 1: 410.0 + 30 * k}
            | late,
        }
    volume = {2029 + t: v for t, v in enumerate([2.0, 7.5, 9.0, 8.1, 6.3, 5.0, 3.9, 3.1, 2.2, 1.4])}
    products = {
        name: {
            "deck": "oil", "unit": "bbl", "price_factor": 0.95, "differential": -1.5,
            "differential_money": {"currency": "USD", "base": "2026"}, "volume": volume,
        }
        for name in sold
    }  # fmt: skip
    return {
        "id": f"test-{regime.id}"[:50], "name_ja": "試験案件", "name_en": "test case", "fictional": True, "country": "JPN",
        "region": "nowhere", "stage": "production", "commodity": "oil", "classification": "public",
        "amounts": "units", "calendar": "calendar_year", "period": "year", "first_year": 2026, "years": YEARS, "regime": file,
        "main_product": sold[0],
        "products": products, "costs": costs, "other": {},
    }  # fmt: skip


def case_of(tree: dict[str, Any]) -> Case:
    """Read a case that is written as a tree."""
    return case_from_text(_plain(tree), "case.yaml")


def ledger_of(regime: Regime, folder: Path, **changed: Any) -> Ledger:
    """Work the case of a regime off; the regime is read from a file in ``folder``."""
    text = _plain(regime.model_dump())
    (folder / "regime.yaml").write_text(text, encoding="utf-8")
    case = case_of(case_tree(regime, "regime.yaml") | changed)
    return evaluate_case(case, conditions_for(regime.currency), folder=folder)


EVERY = """
id: every-instrument
version: "1"
name_ja: 全ての条項
name_en: every instrument, fictional
country: JPN
kind: psc
effective_from: 2020-01-01
effective_to: null
currency: USD
period: year
ring_fence: contract
revenue_to: contractor
costs_by: {other: contractor}
sources:
  none: {title: made up for a test, where: here, opened: 2026-11-22, read: original}
instruments:
  - {kind: r_factor, id: r, source: none, clause: receipts over costs, numerator: revenue, denominator: costs,
     cumulative_to: previous, without_costs: 0.0}
  - {kind: royalty, id: royalty, source: none, clause: by price, base: revenue, negative_base: nothing,
     rate: {scale: {driver: price_oil, bands: [[40, 0.02], [70, 0.08], [80, 0.11], [null, 0.16]], mode: marginal, lag: 0,
                    ratchet: false}}}
  - {kind: royalty, id: levy, source: none, clause: by volume, base: revenue - royalty, negative_base: nothing,
     rate: {scale: {driver: volume_oil, bands: [[0.5, 0.0], [3, 0.01], [8, 0.03]], mode: linear, lag: 0, ratchet: false}}}
  - {kind: first_tranche, id: ftp, source: none, clause: a tenth, base: revenue, rate: 0.1, contractor_share: 0.3}
  - {kind: depreciation, id: straight, source: none, clause: five years, of: capex, method: straight_line, life: 5, rate: null,
     table: null, start: production, retained: 0.1}
  - {kind: depreciation, id: tabled, source: none, clause: a table, of: opex, method: table, life: null, rate: null,
     table: [0.5, 0.3, 0.2], start: spend, retained: 0.0}
  - {kind: depreciation, id: unit, source: none, clause: by unit, of: 0.1 * capex, method: unit_of_production, life: null,
     rate: null, table: null, start: spend, retained: 0.0}
  - kind: cost_recovery
    id: cost_oil
    source: none
    clause: two pools
    assumed: {classes.fast.eligible: nothing was opened, limit: nor for this}
    classes:
      - {name: fast, costs: tabled, eligible: 0.9, uplift: 0.1, interest: 0.0}
      - {name: slow, costs: straight + unit, eligible: 1.0, uplift: 0.0, interest: 0.0}
    limit: {scale: {driver: r, bands: [[0.15, 0.42], [0.66, 0.36], [1.2, 0.31], [null, 0.2]], mode: whole, lag: 1, ratchet: true}}
    limit_base: revenue - royalty - levy - ftp
    carry_periods: 1
    payer: null
    payee: null
  - kind: return_split
    id: profit
    source: none
    clause: by return
    base: revenue - royalty - levy - ftp - cost_oil
    cash_before: ftp_contractor + cost_oil - costs
    tiers: [{hurdle: 0.0, contractor_share: 0.8}, {hurdle: 0.15, contractor_share: 0.5}, {hurdle: null, contractor_share: 0.2}]
  - {kind: domestic_obligation, id: dmo, source: none, clause: a quarter at a fifth, value: profit_contractor, share: 0.25,
     price_share: 0.2, holiday_periods: 3}
  - kind: income_tax
    id: tax
    source: none
    clause: with losses and a least tax
    income: ftp_contractor + cost_oil + profit_contractor
    deductions: [straight, tabled, dmo]
    rate: {from_year: {2020: 0.4, 2033: 0.35}}
    losses: {treatment: carried, periods: 6, use_share: 0.8, interest: 0.0, interest_claims: 0}
    minimum: {base: revenue, rate: 0.01}
    payer: contractor
    payee: government
  - {kind: resource_rent, id: rent, source: none, clause: above fifteen percent, rate: 0.2, uplift: 0.01,
     cash: ftp_contractor + cost_oil + profit_contractor - dmo - tax - costs}
  - {kind: definition, id: floor, source: none, clause: by formula, unit: money, value: {formula: "max(1, 0.002 * revenue)"}}
  - {kind: allowance, id: uplift, source: none, clause: on investment, earned: 0.2 * capex, limit: {from_year: {2020: 0.5}},
     limit_base: profit_contractor, interest: 0.04, carry_periods: unlimited}
  - kind: income_tax
    id: second
    source: none
    clause: with interest on losses
    income: profit_contractor
    deductions: [uplift, floor]
    rate: 0.05
    losses: {treatment: carried, periods: unlimited, use_share: 0.1, interest: 0.06, interest_claims: 2}
    minimum: none
    payer: contractor
    payee: government
  - {kind: charge, id: fee, source: none, clause: "whichever is less, from 2030", negative: paid_back, payer: contractor,
     payee: bank, amount: "if_at_least(year, 2030, min(3, 0.01 * revenue), -0.5) + ratio(earlier(costs, 2), revenue, 0.25) / 7"}
  - {kind: bonus, id: signature, source: none, clause: at signature, amount: 12, year: 2027, reached: null, at: null}
  - {kind: bonus, id: reached, source: none, clause: at half of the oil, amount: 20, year: null, reached: produced_share,
     at: 0.4}
  - {kind: participation, id: state, source: none, clause: carried, party: state_company, share: 0.15, costs: costs,
     receipts: cost_oil + profit_contractor, enters: start, past_costs: 0.0, carried: until_production, carry_interest: 0.08,
     repaid_from: 0.6}
  - {kind: participation, id: late, source: none, clause: enters late, party: late_company, share: 0.05, costs: costs,
     receipts: profit_contractor, enters: production, past_costs: 1.1, carried: "no", carry_interest: 0.0, repaid_from: 0.0}
  - {kind: service_fee, id: service, source: none, clause: a dollar a barrel, volume: volume_oil, fee: 1.5, limit: 0.02,
     limit_base: revenue, unpaid: carried}
  - {kind: abandonment_fund, id: fund, source: none, clause: from two fifths, expected: 80 + 0 * abandonment, costs: abandonment,
     from_produced_share: 0.4, interest: 0.02}
notes: [made up for a test]
"""


def every_instrument() -> Regime:
    """A fictional regime with all fifteen instruments and scales of every mode."""
    return regime_from_text(EVERY, "every.yaml")
