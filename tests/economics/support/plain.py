"""A project in plain yen without taxes, supports to put on it, and the investee's cash once more in plain Python."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sonae.economics.conditions import demonstration_conditions
from sonae.economics.ledger import Ledger, case_from_tree, evaluate_case

REGIME = """
id: plain-{currency}
version: "1"
name_ja: 税なし
name_en: No tax
country: JPN
kind: concession
effective_from: 2020-01-01
effective_to: null
currency: {upper}
period: year
ring_fence: project
revenue_to: contractor
costs_by: {{other: contractor}}
sources: {{none: {{title: made up, where: here, opened: 2026-11-22, read: original}}}}
instruments: []
"""

CASE: dict[str, Any] = {
    "id": "plain", "name_ja": "例", "name_en": "Example", "fictional": True, "country": "JPN", "region": "Japan",
    "stage": "development", "commodity": "power", "classification": "public",
    "amounts": "millions", "calendar": "calendar_year", "period": "year", "first_year": 2026,
    "years": 3, "regime": "plain.yaml", "main_product": "power",
    "products": {
        "power": {
            "deck": "geothermal_power", "unit": "kWh", "price_factor": 1, "differential": 0,
            "differential_money": {"currency": "JPY", "base": "nominal"}, "volume": {2027: 1, 2028: 1},
        },
    },
    "costs": {
        "capex": {"money": {"currency": "JPY", "base": "nominal"}, "values": {2026: 12}},
        "opex": {"money": {"currency": "JPY", "base": "nominal"}, "values": {2027: 2, 2028: 2}},
    },
    "other": {},
}  # fmt: skip
"""26 yen a kWh on a million kWh: 24 million yen a year after 2 million of costs, 2 million a month."""

SUPPORT: dict[str, Any] = {
    "investee": {
        "party": "contractor", "share": 1, "from_month": "2026-10", "placed": "equal months", "opening_cash": 0,
        "retained": 3_000_000, "pays_from": "2027-06", "pays_in": [6, 12], "payout": 0.5, "at_the_end": "all is paid out",
        "lent_share": 0.5, "calls_for_debt_until": None,
        "shareholder_loan": {"opening": 0, "rate": 0.12, "interest": "simple"},
    },
    "equity": [{"id": "shares", "share": "1/3", "funding": "made up", "exit": None, "actual": {}}],
    "loans": [],
    "exchange": "mean of the month",
    "rounding": "half up",
}  # fmt: skip

LOAN: dict[str, Any] = {
    "id": "loan", "lender": "bank", "amount": 10_000_000, "currency": "JPY", "drawn": "2026-10-31",
    "first_payment": "2027-10-31", "payments": 1, "payments_a_year": 1, "profile": "bullet", "grace": 0, "odd_units": None,
    "rate": 0.1, "day_count": "equal period", "rounding": "down", "month_end": "last day", "funding": None, "actual": {},
    "guarantee": {
        "share": 0.8, "cap": 0.8, "covers": "principal", "fee_rate": 0.004, "fee_timing": "advance", "funding": "fund",
        "risk": {"default_chance_a_year": 0.02, "recourse": [[2, 0.5]], "level": 0.95}, "actual": {},
    },
}  # fmt: skip


def changed(tree: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of a tree with one field stated otherwise; «—» takes it away."""
    tree = copy.deepcopy(tree)
    node: Any = tree
    *way, last = path.split(".")
    for part in way:
        node = node[int(part)] if part.isdecimal() else node[part]
    if value == "—":
        del node[last]
    else:
        node[last] = value
    return tree


@cache
def _ledger(text: str, currency: str, folder: str) -> Ledger:
    (Path(folder) / "plain.yaml").write_text(REGIME.format(currency=currency.lower(), upper=currency), encoding="utf-8")
    return evaluate_case(
        case_from_tree(yaml.safe_load(text), "plain.yaml"), demonstration_conditions(), folder=Path(folder)
    )


def ledger(folder: Path, case: dict[str, Any] | None = None, *, currency: str = "JPY") -> Ledger:
    """The example worked off under the demonstration set."""
    return _ledger(yaml.safe_dump(case or CASE), currency, str(folder))


def cash_again(
    project: Sequence[int], rules: Mapping[str, Any], due: Sequence[int], drawn: Sequence[int]
) -> list[dict[str, int]]:
    """The investee's cash without default or guarantee, in plain Python: one loan, ``due`` and ``drawn`` by month from October."""
    cash, lent, owed, out = rules["opening_cash"], rules["opening"], 0, []
    rate = Fraction(rules["rate"]) / 12
    for number, came in enumerate(project):
        month = (9 + number) % 12 + 1
        owed += int((lent + (owed if rules["compound"] else 0)) * rate)
        have = cash + came + drawn[number]
        call = max(0, (due[number] if number <= rules["until"] else 0) - have)
        loan = int(call * Fraction(rules["lent_share"]))
        lent += loan
        have += call
        if have < due[number]:
            return out
        have -= due[number]
        pay = {"interest": 0, "principal": 0, "dividends": 0}
        last = number == len(project) - 1
        if (month in rules["pays_in"] and number >= rules["pays_from"]) or last:
            free = max(0, have - (0 if last else rules["retained"]))
            pay["interest"] = min(free, owed)
            pay["principal"] = min(free - pay["interest"], lent)
            rest = free - pay["interest"] - pay["principal"]
            pay["dividends"] = rest if last else int(rest * Fraction(rules["payout"]))
            owed -= pay["interest"]
            lent -= pay["principal"]
        cash = have - sum(pay.values())
        out.append({**pay, "call": call, "lent": loan, "closing": cash, "balance": lent + owed})
    return out
