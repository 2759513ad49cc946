"""Ledgers for the tests: the METI notice of November 2023, the hand case, and one with every flow."""

from __future__ import annotations

from typing import Any

from sonae.stockpile.day_counts import Ledger

METI_STOCKS = {"national": (4270, 143), "private": (1266, 1682), "joint": (273, None)}
"""10⁴ kl of crude and products, end of September 2023."""


def oil(holder: str, kind: str, quantity: Any, unit: str = "万kl", **more: Any) -> dict[str, Any]:
    return {"holder": holder, "commodity": "oil", "kind": kind, "quantity": quantity, "unit": unit, **more}


def flow(name: str, kind: str, quantity: Any, unit: str = "kt", period: Any = 2022, **more: Any) -> dict[str, Any]:
    return {
        "flow": name,
        "commodity": "oil",
        "kind": kind,
        "period": period,
        "quantity": quantity,
        "unit": unit,
        **more,
    }


def ledger(stocks: list[dict[str, Any]], flows: list[dict[str, Any]], **more: Any) -> Ledger:
    base = {"as_of": "2023-09-30", "reference": 2022, "classification": "PUBLIC"}
    return Ledger.model_validate({**base, "stocks": stocks, "flows": flows, **more})


def meti(daily_imports: str = "32.9857", daily_consumption: str = "30.6") -> Ledger:
    stocks = [oil(holder, "crude", crude) for holder, (crude, _) in METI_STOCKS.items()]
    stocks += [oil(holder, "products", made) for holder, (_, made) in METI_STOCKS.items() if made is not None]
    return ledger(
        stocks,
        [
            flow("net_imports", "crude_equivalent", daily_imports, "万kl", per="day"),
            flow("consumption", "products", daily_consumption, "万kl", per="day"),
        ],
    )


HAND_FLOWS = [
    flow("imports", "crude", 140_000), flow("exports", "crude", 0), flow("stock_change", "crude", 0),
    flow("imports", "products", 25_000), flow("exports", "products", 5_000), flow("stock_change", "products", 0),
    flow("bunkers", "products", 0),
]  # fmt: skip


def hand(**more: Any) -> Ledger:
    """Net imports of 140,000 kt crude and 20,000 kt products; stock of 30,000 and 8,000 kt."""
    stocks = [oil("national", "crude", 30_000, "kt"), oil("national", "products", 8_000, "kt")]
    return ledger(stocks, HAND_FLOWS, **more)


def whole(**more: Any) -> Ledger:
    """Everything divided into groups, so that every convention can be counted."""
    stocks = [oil("national", "crude", 30_000, "kt"), oil("private", "crude", 10_000, "kt")]
    stocks += [
        oil("private", kind, 1_000, "kt") for kind in ("gasoline", "kerosene", "gas_oil", "fuel_oil", "other_product")
    ]
    stocks += [oil("private", "naphtha", 700, "kt"), oil("joint", "crude", 2_000, "kt")]
    flows = [flow("imports", "crude", 140_000), flow("exports", "crude", 1_000), flow("stock_change", "crude", -500)]
    for kind in ("gasoline", "kerosene", "gas_oil", "fuel_oil", "other_product"):
        flows += [flow("imports", kind, 3_000), flow("exports", kind, 1_000), flow("stock_change", kind, 100)]
        flows += [flow("consumption", kind, 25_000)]
    flows += [
        flow("imports", "naphtha", 20_000),
        flow("exports", "naphtha", 100),
        flow("consumption", "naphtha", 35_000),
    ]
    flows += [flow("bunkers", "fuel_oil", 400), flow("refinery_intake", "crude", 150_000)]
    flows += [flow("refinery_output", "naphtha", 15_000)]
    return ledger(stocks, flows, **more)
