"""What a schedule of purchases costs, and how much can be bought at all: plain sums, no solver.

    cost = Σ_t δ^t [ Σ_k p_t (1 + π_k) b_tk + h/12 · p_t · s_t + v · p_t · Σ_j q_jt · max(0, N_j − s_t) ]

b purchase of month t in impact step k, p price, π premium, s stock after the purchase, h holding a year, v shortage value in
prices, q chance that disruption j begins in the month, N what it would take away, δ the discount factor of a month. The
last term is the policy effect of the stock: what an earlier tonne would have covered. A month is exposed as if no
disruption had come before it, which overstates exposure by at most the chance of an earlier one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sonae.core import FiscalYear
from sonae.stockpile.restoration.case import RestorationCase

__all__ = ["LIMITS", "Segment", "Valued", "constant_rate", "immediate", "most_tonnes", "segments", "value_schedule"]

LIMITS = ("no-repurchase window", "purchase cap", "price steps", "budgets")
"""The limits on buying, in the order they are named in."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a month's purchase at one price: up to ``tonnes`` at ``unit_yen`` a tonne, undiscounted."""

    month: int
    step: int
    tonnes: Fraction
    unit_yen: Fraction
    premium_yen: Fraction
    """What of the unit price is the impact of the purchase itself."""


@dataclass(frozen=True, slots=True)
class Valued:
    """A schedule and its cost: t by month, and yen, discounted to the first month."""

    name: str
    tonnes: tuple[float, ...]
    stock_t: tuple[float, ...]
    spent_yen: tuple[float, ...]
    """By month, undiscounted."""
    premium_yen: float
    """The part of the purchases that the price impact makes."""
    purchase_yen: float
    holding_yen: float
    exposure_yen: float
    """Expected shortage value that the stock does not cover."""
    reached: bool
    """Whether the target is reached by its month."""

    @property
    def total_yen(self) -> float:
        """All three terms."""
        return self.purchase_yen + self.holding_yen + self.exposure_yen


def segments(case: RestorationCase, *, without: Iterable[str] = ()) -> list[Segment]:
    """Return what can be bought, month by month and step by step; limits in ``without`` are left off."""
    off = set(without)
    wanted = case.target_t - Fraction(case.stock_t)
    market = Fraction(case.market_t_a_month)
    out = []
    for month in range(case.months):
        if case.blocked(month) and "no-repurchase window" not in off:
            continue
        capped = case.purchase_cap_t is not None and "purchase cap" not in off
        left = Fraction(case.purchase_cap_t or 0) if capped else None
        price, below = case.price(month), Fraction(0)
        for number, step in enumerate(case.steps):
            end = market * Fraction(step.market_share)
            room = end - below
            if "price steps" in off and number == len(case.steps) - 1:
                room = max(room, wanted)
            below = end
            if left is not None:
                room = min(room, left)
                left -= room
            if room > 0:
                premium = price * Fraction(step.premium)
                out.append(Segment(month, number, room, price + premium, premium))
    return out


def most_tonnes(case: RestorationCase, *, without: Iterable[str] = (), until: int | None = None) -> Fraction:
    """Return the most that can be bought by the end of a month of the plan.

    Exact: a year's budget buys most when its cheapest segments go first, and dearer ones of a month never come before
    its cheaper ones.
    """
    last = case.deadline if until is None else until
    off = set(without)
    total = Fraction(0)
    by_year: dict[FiscalYear, list[Segment]] = {}
    for segment in segments(case, without=off):
        if segment.month <= last:
            by_year.setdefault(case.fiscal_years[segment.month], []).append(segment)
    for year, parts in by_year.items():
        money = case.budgets.get(year) if "budgets" not in off and f"budget of {year}" not in off else None
        for part in sorted(parts, key=lambda part: part.unit_yen):
            tonnes = part.tonnes if money is None else min(part.tonnes, money / part.unit_yen)
            total += tonnes
            if money is not None:
                money -= tonnes * part.unit_yen
    return total


def value_schedule(case: RestorationCase, name: str, tonnes: Sequence[float]) -> Valued:
    """Value purchases by month. Each month fills its impact steps from the cheapest."""
    discount = (1.0 + float(case.discount_a_year.value)) ** (-1.0 / 12.0)
    holding, worth = float(case.holding_a_year.value) / 12.0, float(case.shortage_value.value)
    by_month: dict[int, list[Segment]] = {}
    for segment in segments(case, without=("no-repurchase window", "purchase cap", "price steps")):
        by_month.setdefault(segment.month, []).append(segment)
    needs = [(hazard, float(case.need_t(hazard))) for hazard in case.hazards]
    stock, stocks, spent = float(case.stock_t), [], []
    purchase = kept = exposed = premium = 0.0
    for month, bought in enumerate(tonnes):
        left, paid, above = float(bought), 0.0, 0.0
        for part in by_month[month]:
            taken = min(left, float(part.tonnes))
            left -= taken
            paid += taken * float(part.unit_yen)
            above += taken * float(part.premium_yen)
        stock += float(bought)
        price, factor = float(case.price(month)), discount**month
        purchase += factor * paid
        premium += factor * above
        kept += factor * holding * price * stock
        short = sum(float(hazard.chance(month)) * max(0.0, need - stock) for hazard, need in needs)
        exposed += factor * worth * price * short
        stocks.append(stock)
        spent.append(paid)
    reached = stocks[case.deadline] >= float(case.target_t) * (1 - 1e-9)
    return Valued(
        name, tuple(map(float, tonnes)), tuple(stocks), tuple(spent), premium, purchase, kept, exposed, reached
    )


def _within_limits(case: RestorationCase, wish: Sequence[Fraction]) -> list[float]:
    """Cut a wish by month down to what segments and budgets allow, in the order of the months."""
    by_month: dict[int, list[Segment]] = {}
    for segment in segments(case):
        by_month.setdefault(segment.month, []).append(segment)
    money = dict(case.budgets)
    left = case.target_t - Fraction(case.stock_t)
    out = []
    for month, wanted in enumerate(wish):
        bought, year = Fraction(0), case.fiscal_years[month]
        for part in by_month.get(month, []):
            room = min(part.tonnes, wanted - bought, left - bought)
            if year in money:
                room = min(room, money[year] / part.unit_yen)
                money[year] -= room * part.unit_yen
            bought += room
        left -= bought
        out.append(float(bought))
    return out


def immediate(case: RestorationCase) -> Valued:
    """Return the refill that buys all it can as early as it can."""
    deficit = case.target_t - Fraction(case.stock_t)
    return value_schedule(case, "immediate", _within_limits(case, [deficit] * case.months))


def constant_rate(case: RestorationCase) -> Valued:
    """Return the refill in equal tonnes a month, from the end of the no-repurchase window to the deadline."""
    deficit = case.target_t - Fraction(case.stock_t)
    free = [month for month in range(case.deadline + 1) if not case.blocked(month)]
    rate = deficit / len(free) if free else Fraction(0)
    return value_schedule(
        case, "constant rate", _within_limits(case, [rate if m in free else Fraction(0) for m in range(case.months)])
    )
