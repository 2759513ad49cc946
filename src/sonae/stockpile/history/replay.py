"""Running a stock through the months of a window, tonne by tonne: the contract of :mod:`sonae.stockpile.simulation`.

The order of a month is that of the simulation: private stock, joint stock, tight-supply release with cap and floor,
shortage; then, in months without need, restoration within window, steps and budget; then private and joint stock fill
up and what is past its shelf life is rotated. Demand and price are those of the history, without noise.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sonae.stockpile.history.model import History, MaterialHistory, ReplayTerms
from sonae.stockpile.simulation import Costs, ImpactStep, StockMaterial, StockRule

__all__ = ["MaterialRun", "Replay", "replay"]

F64 = npt.NDArray[np.float64]

Release = Callable[[int, int, "Stocks"], float | None]
"""Asked in month t for material i; answers how much to release at most, or nothing to release all that is asked."""


@dataclass
class Stocks:
    """What is held of a material in a month, in its unit."""

    national: float
    private: float
    joint: float
    lots: list[tuple[int, float]]
    """Month of entry and quantity, oldest first."""
    last_release: int | None = None


@dataclass(frozen=True)
class MaterialRun:
    """What happened to a material by month. Quantities are in its unit, money in yen (or units of value), undiscounted."""

    need: F64
    private: F64
    joint: F64
    release: F64
    shortage: F64
    purchase: F64
    stock: F64
    """National stock at the end of the month."""
    private_stock: F64
    joint_stock: F64
    rotated: F64
    shortage_cost: F64
    paid: F64
    proceeds: F64
    holding: F64
    rotation: F64
    start: float
    refill: float
    """What it would cost, discounted, to fill the stock up to its target at the last month's price."""
    discount: F64 = field(repr=False)
    """Discount factor by month."""

    @property
    def cost(self) -> float:
        """Discounted cost: shortage + purchases − proceeds + holding + rotation, and the refill at the end."""
        months = self.shortage_cost + self.paid - self.proceeds + self.holding + self.rotation
        return float(self.discount @ months) + self.refill


@dataclass(frozen=True)
class Replay:
    """A run of all materials under one rule."""

    runs: tuple[MaterialRun, ...]
    spent: dict[int, float]
    """Paid for purchases by fiscal year, yen."""

    @property
    def costs(self) -> tuple[float, ...]:
        """Discounted cost by material."""
        return tuple(run.cost for run in self.runs)


def replay(history: History, terms: ReplayTerms, *, release: Release | None = None) -> Replay:
    """Run the stock through the history.

    Args:
        history: the months.
        terms: stock, rule, price steps, costs and budget.
        release: decides releases in the rule's place; cap, floor and need bind all the same.

    Raises:
        InputError: when the terms do not fit the history.

    """
    terms.check(history)
    window = history.window
    books = [_Book(item, rule, terms, window.months) for item, rule in zip(history.materials, terms.rules, strict=True)]
    spent: dict[int, float] = {}
    for t in range(window.months):
        year = window.fiscal_year(t)
        spent.setdefault(year, 0.0)
        for i, book in enumerate(books):
            book.draw(t, release(t, i, book.stocks) if release else None)
            budget = None if terms.budget_yen_a_year is None or not book.item.priced else terms.budget_yen_a_year
            left = np.inf if budget is None else budget - spent[year]
            paid = book.restore(t, left)
            if book.item.priced:
                spent[year] += paid
            book.close(t)
    return Replay(tuple(book.run() for book in books), spent)


class _Book:
    """The ledger of one material."""

    def __init__(self, item: MaterialHistory, rule: StockRule, terms: ReplayTerms, months: int) -> None:
        self.item, self.rule, self.terms, self.months = item, rule, terms, months
        self.demand, self.need = item.demand(), item.need()
        day = item.material.consumption_t_a_day
        self.private_full, self.joint_full = rule.private_days * day, rule.joint_days * day
        self.target = rule.target_days * day
        lots = [(0, rule.start_t)] if rule.start_t > 0 else []
        self.stocks = Stocks(rule.start_t, self.private_full, self.joint_full, lots)
        names = (
            "private", "joint", "release", "shortage", "purchase", "stock", "private_stock", "joint_stock", "rotated",
            "shortage_cost", "paid", "proceeds", "holding", "rotation",
        )  # fmt: skip
        self.columns = {name: np.zeros(months) for name in names}

    def draw(self, t: int, wanted: float | None) -> None:
        """Cover the need of a month from private, joint and national stock, in that order."""
        stocks, at = self.stocks, self.columns
        private = min(stocks.private, self.need[t])
        joint = min(stocks.joint, self.need[t] - private)
        stocks.private -= private
        stocks.joint -= joint
        asked = self.need[t] - private - joint
        most = min(
            asked,
            release_cap(self.item.material, self.rule),
            max(0.0, stocks.national - floor(self.item.material, self.rule)),
        )
        given = most if wanted is None else min(most, max(0.0, wanted))
        if given > 0:
            stocks.national = 0.0 if given == stocks.national else stocks.national - given
            stocks.last_release = t
            _take(stocks.lots, given)
        short = asked - given
        at["private"][t], at["joint"][t], at["release"][t], at["shortage"][t] = private, joint, given, short
        at["shortage_cost"][t] = shortage_cost(self.item.material, self.terms.costs, short, self.demand[t])
        at["proceeds"][t] = given * self.item.prices[t] * (1.0 - self.terms.costs.sale_discount)

    def restore(self, t: int, budget: float) -> float:
        """Buy towards the target where the rule lets, and return what was paid."""
        stocks, rule = self.stocks, self.rule
        if self.need[t] > 0:
            return 0.0
        if stocks.last_release is not None and t - stocks.last_release <= rule.no_repurchase_months:
            return 0.0
        wanted = min(self.target - stocks.national, rule.purchase_cap_t)
        bought, paid = buy(self.item.material, self.terms.steps, float(self.item.prices[t]), wanted, budget)
        if bought > 0:
            stocks.national += bought
            stocks.lots.append((t, bought))
        self.columns["purchase"][t], self.columns["paid"][t] = bought, paid
        return paid

    def close(self, t: int) -> None:
        """Fill up private and joint stock, rotate what is too old, and count the month."""
        stocks, rule, at, costs = self.stocks, self.rule, self.columns, self.terms.costs
        if self.need[t] <= 0:
            stocks.private = min(self.private_full, stocks.private + self.private_full / rule.other_refill_months)
            stocks.joint = min(self.joint_full, stocks.joint + self.joint_full / rule.other_refill_months)
        price = self.item.material.price_yen_a_t
        if rule.shelf_life_months:
            old = [quantity for since, quantity in stocks.lots if t + 1 - since >= rule.shelf_life_months]
            if old:
                at["rotated"][t] = sum(old)
                at["rotation"][t] = costs.rotation * price * sum(old)
                stocks.lots[:] = [*stocks.lots[len(old) :], (t + 1, sum(old))]
        at["stock"][t], at["private_stock"][t], at["joint_stock"][t] = stocks.national, stocks.private, stocks.joint
        at["holding"][t] = price * costs.holding_a_year / 12.0 * stocks.national

    def run(self) -> MaterialRun:
        """Return the months."""
        discount = np.asarray(self.terms.costs.month_factor ** np.arange(self.months), dtype=np.float64)
        refill = refill_cost(self.item, self.rule, self.terms.costs, self.stocks.national)
        return MaterialRun(need=self.need, start=self.rule.start_t, refill=refill, discount=discount, **self.columns)


def release_cap(material: StockMaterial, rule: StockRule) -> float:
    """Most that leaves the national stock in a month."""
    return rule.release_cap_share * material.consumption_t_a_month


def floor(material: StockMaterial, rule: StockRule) -> float:
    """Least stock after a tight-supply release."""
    return rule.tight_floor_days * material.consumption_t_a_day


def shortage_cost(material: StockMaterial, costs: Costs, short: float, demand: float) -> float:
    """Value of a shortage: price · s · (value + curve · s / D)."""
    if short <= 0:
        return 0.0
    return material.price_yen_a_t * short * (costs.shortage_value + costs.shortage_curve * short / demand)


def refill_cost(item: MaterialHistory, rule: StockRule, costs: Costs, stock: float) -> float:
    """Discounted cost of filling a stock up to its target at the last month's price."""
    gap = max(0.0, rule.target_days * item.material.consumption_t_a_day - stock)
    return float(costs.month_factor**item.prices.size * item.prices[-1] * gap)


def widths(material: StockMaterial, steps: tuple[ImpactStep, ...]) -> list[float]:
    """Quantity of each price step in a month."""
    edges = [0.0, *(step.market_share * material.market_t_a_month for step in steps)]
    return [b - a for a, b in itertools.pairwise(edges)]


def buy(
    material: StockMaterial, steps: tuple[ImpactStep, ...], price: float, wanted: float, budget: float
) -> tuple[float, float]:
    """Buy up the price steps until what is wanted, the last step or the budget ends it; return quantity and payment."""
    bought = paid = 0.0
    for step, width in zip(steps, widths(material, steps), strict=True):
        unit = price * (1.0 + step.premium)
        part = min(width, wanted - bought, (budget - paid) / unit if unit > 0 else np.inf)
        if part <= 0:
            break
        bought += part
        paid += part * unit
    return bought, paid


def _take(lots: list[tuple[int, float]], quantity: float) -> None:
    """Take from the oldest lots first."""
    while quantity > 0 and lots:
        since, held = lots[0]
        if held <= quantity:
            lots.pop(0)
        else:
            lots[0] = (since, held - quantity)
        quantity -= held
