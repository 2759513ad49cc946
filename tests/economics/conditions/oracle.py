"""Slow oracles: the demonstration file and a scenario worked off month by month in plain Python."""

from __future__ import annotations

import hashlib
import math
from statistics import NormalDist
from typing import Any

import numpy as np

from sonae.compute import key_of, philox4x32

Month = tuple[int, int]


def plus(month: Month, n: int) -> Month:
    number = 12 * month[0] + month[1] - 1 + n
    return number // 12, number % 12 + 1


def fiscal(month: Month) -> int:
    return month[0] if month[1] >= 4 else month[0] - 1


class Plain:
    """What a file of the demonstration's form says, looked up month by month."""

    def __init__(self, tree: dict[str, Any]) -> None:
        self.tree = tree

    def level(self, currency: str, month: Month) -> float:
        """Price level over that of December 2019, smooth rates by calendar year."""
        rates = {int(year): rate for year, rate in self.tree["inflation"][currency]["rates"].items()}
        level, at = 1.0, (2019, 12)
        while at != month:
            at = plus(at, 1)
            level *= (1 + rates.get(at[0], rates[max(rates)])) ** (1 / 12)
        return level

    def base_level(self, currency: str, base: object) -> float:
        year = int(str(base).removeprefix("FY"))
        first = (year, 4) if str(base).startswith("FY") else (year, 1)
        return math.fsum(self.level(currency, plus(first, i)) for i in range(12)) / 12

    def own(self, deck: dict[str, Any], month: Month) -> float:
        """A series in its own money; the extensions of the demonstration stay in that money."""
        year = fiscal(month) if deck["every"] == "fiscal_year" else month[0]
        values = {int(str(key).removeprefix("FY")): value for key, value in deck["values"].items()}
        last = max(values)
        if year <= last:
            return float(values[year])
        growth = deck["after"]["escalate"] if isinstance(deck["after"], dict) else 0.0
        return float(values[last]) * (1 + growth) ** (year - last)

    def nominal(self, name: str, month: Month) -> float:
        deck = self.tree["prices"][name]
        currency = deck["unit"][:3]
        factor = (
            self.level(currency, month) / self.base_level(currency, deck["base"]) if deck["money"] == "real" else 1.0
        )
        if "formula" not in deck:
            return self.own(deck, month) * factor
        formula = deck["formula"]
        earlier = [plus(month, -formula["lag_months"] - i) for i in range(formula["average_months"])]
        deflated = [self.nominal(formula["of"], m) / self.level(currency, m) for m in earlier]
        reference = math.fsum(deflated) * self.base_level(currency, deck["base"]) / len(earlier)
        bend = formula["limits"]["s_curve"]
        price = formula["constant"] + formula["slope"] * min(max(reference, bend["low"]), bend["high"])
        price += bend["slope_below"] * min(0.0, reference - bend["low"])
        price += bend["slope_above"] * max(0.0, reference - bend["high"])
        return min(max(price, formula["limits"]["floor"]), formula["limits"]["cap"]) * factor

    def fiscal_price_in_yen(self, name: str, year: int) -> float:
        months = [plus((year, 4), i) for i in range(12)]
        price = math.fsum(self.nominal(name, month) for month in months) / 12
        currency = self.tree["prices"][name]["unit"][:3]
        if currency == "JPY":
            return price
        return price * self.own(self.tree["fx"]["rates"][f"{currency}/JPY"], (year, 4))


def normal(seed: int, name: str, step: int, scenario: int) -> float:
    """One shock, from the words of its counter."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")
    words = [int(word[()]) for word in philox4x32((scenario, step // 2, number, 7), key_of(seed))]
    high, low = words[2 * (step % 2) : 2 * (step % 2) + 2]
    return NormalDist().inv_cdf((((high << 20) | (low >> 12)) + 0.5) / 2**52)


def simulated(speed: float | None, volatility: float, level: float, months: int, seed: int) -> dict[str, float | None]:
    """A monthly series of the exact process, from numpy's own generator."""
    draw = np.random.default_rng(seed).standard_normal(months)
    b = 1.0 if speed is None else math.exp(-speed / 12)
    s = volatility * math.sqrt(1 / 12 if speed is None else (1 - b * b) / (2 * speed))
    out: dict[str, float | None] = {}
    x, month = 0.0, (1980, 1)
    for e in draw:
        x = b * x + s * float(e)
        out[f"{month[0]}-{month[1]:02d}"] = level * math.exp(x)
        month = plus(month, 1)
    return out
