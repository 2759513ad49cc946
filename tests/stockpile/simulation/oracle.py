"""A slow count of one scenario of one stock in plain Python: every tonne in a cohort with its month of entry."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sonae.stockpile.simulation import Paths, StockModel

TINY = 1e-9


@dataclass
class Stock:
    """Cohorts of (month in which they expire, tonnes), the next to expire first."""

    cohorts: list[tuple[float, float]]

    def total(self) -> float:
        return sum(tonnes for _, tonnes in self.cohorts)

    def take(self, tonnes: float) -> None:
        left = tonnes
        while left > 0 and self.cohorts:
            end, here = self.cohorts.pop(0)
            if here > left:
                self.cohorts.insert(0, (end, here - left))
                return
            left -= here


@dataclass
class Month:
    release: float
    shortage: float
    purchase: float
    spend: float
    rotated: float
    stock: float
    cost: float


@dataclass
class Run:
    months: dict[tuple[int, int], Month] = field(default_factory=dict)
    cost: dict[int, float] = field(default_factory=dict)
    felt: set[int] = field(default_factory=set)


def price_of(model: StockModel, m: int, tonnes: float, price: float) -> float:
    """Yen for a purchase: each part of it at the premium of its step."""
    total, begin = 0.0, 0.0
    market = model.materials[m].market_t_a_month
    for step in model.steps:
        end = step.market_share * market
        total += max(0.0, min(tonnes, end) - begin) * price * (1.0 + step.premium)
        begin = end
    return total


def affordable(model: StockModel, m: int, want: float, price: float, money: float) -> float:
    """The most of ``want`` that the money buys, step by step."""
    bought, begin = 0.0, 0.0
    market = model.materials[m].market_t_a_month
    for step in model.steps:
        end = step.market_share * market
        part = max(0.0, min(want, end) - begin)
        each = price * (1.0 + step.premium)
        now = min(part, money / each)
        bought, money = bought + now, money - now * each
        if now < part:
            break
        begin = end
    return bought


def run_scenario(model: StockModel, paths: Paths, n: int) -> Run:
    """Follow one scenario; asserts the balance of every tonne in every month."""
    run = Run()
    life = [rule.shelf_life_months or 10**9 for rule in model.rules]
    stocks = [
        Stock([(k, rule.start_t / age) for k in range(age)] if age < 10**9 else [(10**9, rule.start_t)])
        for rule, age in zip(model.rules, life, strict=True)
    ]
    last = [-(10**9)] * len(stocks)
    money = float("inf")
    for t in range(model.months):
        if t % 12 == 0 and model.budgets_yen:
            money = model.budgets_yen[t // 12]
        for m, (material, rule) in enumerate(zip(model.materials, model.rules, strict=True)):
            begin = stocks[m].total()
            month = material.consumption_t_a_day * 365 / 12
            called, price = float(paths.called[n, m, t]), float(paths.price[n, m, t])
            floor = rule.tight_floor_days * material.consumption_t_a_day
            release = max(0.0, min(called, rule.release_cap_share * month, begin - floor))
            stocks[m].take(release)
            if release > 0:
                last[m] = t
            shortage = called - release if called - release > TINY * month else 0.0
            bought = spend = 0.0
            if paths.lost[n, m, t] == 0 and t - last[m] > rule.no_repurchase_months and not paths.failed[n, m, t]:
                most = min(rule.purchase_cap_t, model.steps[-1].market_share * material.market_t_a_month)
                want = min(rule.target_days * material.consumption_t_a_day - stocks[m].total(), most)
                if want > TINY * month:
                    bought = affordable(model, m, want, price, money)
                    spend = price_of(model, m, bought, price)
                    if bought < want - 1e-9 * month:
                        run.felt.add(t // 12)
            money -= spend
            if model.budgets_yen and money < TINY * model.budgets_yen[t // 12]:
                money = 0.0
            if bought:
                stocks[m].cohorts.append((t + life[m], bought))
            old = sum(tonnes for end, tonnes in stocks[m].cohorts if end <= t)
            stocks[m].cohorts = [(end, tonnes) for end, tonnes in stocks[m].cohorts if end > t]
            if old:
                stocks[m].cohorts.append((t + life[m], old))
            end = stocks[m].total()
            assert abs(begin - release + bought - end) <= 1e-9 * max(1.0, begin + bought)
            costs = model.costs
            worth = costs.shortage_value + costs.shortage_curve * shortage / float(paths.demand[n, m, t])
            cost = (
                material.price_yen_a_t * shortage * worth + spend - release * price * (1 - costs.sale_discount)
                + costs.holding_a_year / 12 * material.price_yen_a_t * end + costs.rotation * material.price_yen_a_t * old
            )  # fmt: skip
            run.months[m, t] = Month(release, shortage, bought, spend, old, end, cost)
            run.cost[m] = run.cost.get(m, 0.0) + cost * (1 + costs.discount_a_year) ** (-t / 12)
    return run


def shares(values: np.ndarray, share: float) -> tuple[float, float]:
    """Quantile and mean of the worst 1 − share, by sorting."""
    ordered = np.sort(values)
    cut = (1 - share) * ordered.size
    whole = int(np.floor(cut))
    worst = ordered[ordered.size - whole :].sum() + (cut - whole) * ordered[ordered.size - whole - 1]
    return float(np.quantile(ordered, share, method="inverted_cdf")), float(worst / cut)
