"""The steady state of a stock that fills while supply is normal and empties while it is disrupted.

Supply turns from normal to disrupted at rate λ and back at rate μ; the stock fills at rate a up to K and is drawn at
rate b down to 0 (the model of Oren and Wan, 1986). With ``θ = μ/b − λ/a`` the stock between 0 and K has density
``c·e^(θx)`` while normal and ``c·(a/b)·e^(θx)`` while disrupted, and the ends hold the rest:

    P(empty) = a·c/μ,   P(full) = a·c·e^(θK)/λ,   1/c = (1 + a/b)·I + a·e^(θK)/λ + a/μ,   I = ∫₀ᴷ e^(θx) dx.

Derived from the balance of flow through every level, a·f_normal = b·f_disrupted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sonae.core import InputError

__all__ = ["FillAndDraw", "SteadyState", "least_cost_capacity", "steady_state"]


@dataclass(frozen=True, slots=True)
class FillAndDraw:
    """Rates a month and quantities in one unit, such as days of consumption."""

    disruption_rate: float
    """λ: disruptions a month of normal supply."""
    recovery_rate: float
    """μ: one over the mean length of a disruption in months."""
    fill_rate: float
    """a: what is bought a month until the stock is full."""
    draw_rate: float
    """b: what a month of disruption takes."""
    capacity: float
    """K."""

    def __post_init__(self) -> None:
        values = (self.disruption_rate, self.recovery_rate, self.fill_rate, self.draw_rate)
        if not all(0 < value < math.inf for value in values) or not 0 <= self.capacity < math.inf:
            raise InputError("rates must be above 0 and the capacity 0 or more", field="steady state")


@dataclass(frozen=True, slots=True)
class SteadyState:
    """Shares of time, and the mean stock in the unit of the capacity."""

    empty: float
    """Share of time in which supply is disrupted and the stock is empty."""
    full: float
    """Share of time in which supply is normal and the stock is full."""
    filling: float
    drawing: float
    mean_stock: float


def steady_state(stock: FillAndDraw) -> SteadyState:
    """Return the exact long-run shares of time and the mean stock."""
    a, b, k = stock.fill_rate, stock.draw_rate, stock.capacity
    theta = stock.recovery_rate / b - stock.disruption_rate / a
    # All terms are divided by e^(θK) where θ > 0: nothing overflows.
    x = -abs(theta) * k
    whole = k * _mean_exponential(x)
    first = k * k * _first_moment(x)
    top, bottom = (1.0, math.exp(x)) if theta > 0 else (math.exp(x), 1.0)
    weighted = k * whole - first if theta > 0 else first
    total = (1 + a / b) * whole + a * top / stock.disruption_rate + a * bottom / stock.recovery_rate
    full = a * top / stock.disruption_rate / total
    mean = (1 + a / b) * weighted / total + k * full
    return SteadyState(a * bottom / stock.recovery_rate / total, full, whole / total, a / b * whole / total, mean)


def least_cost_capacity(
    stock: FillAndDraw, shortage: float, holding: float, *, largest: float, parts: int = 4096
) -> tuple[float, float]:
    """Return the capacity of least cost a month, ``shortage · b · P(empty) + holding · mean stock``, and that cost.

    Args:
        stock: rates; its own capacity is not used.
        shortage: cost of a unit that is wanted from an empty stock.
        holding: cost of a unit held for a month.
        largest: capacities from 0 to this one are compared, ``parts + 1`` of them; the best is then refined between
            its neighbours.
        parts: how finely.

    """
    if not (shortage >= 0 and holding >= 0 and 0 < largest < math.inf and parts >= 2):
        raise InputError("costs must be 0 or more and the largest capacity above 0", field="shortage, holding, largest")

    def cost(capacity: float) -> float:
        rates = (stock.disruption_rate, stock.recovery_rate, stock.fill_rate, stock.draw_rate)
        found = steady_state(FillAndDraw(*rates, capacity))
        return shortage * stock.draw_rate * found.empty + holding * found.mean_stock

    best = min(range(parts + 1), key=lambda i: (cost(largest * i / parts), i))
    low, high = largest * max(0, best - 1) / parts, largest * min(parts, best + 1) / parts
    for _ in range(200):
        third = (high - low) / 3
        if cost(low + third) <= cost(high - third):
            high -= third
        else:
            low += third
    ends = (low, largest * best / parts)
    capacity = min(ends, key=cost)
    return capacity, cost(capacity)


def _mean_exponential(x: float) -> float:
    """∫₀¹ e^(xu) du."""
    return math.expm1(x) / x if abs(x) > 1e-12 else 1.0


def _first_moment(x: float) -> float:
    """∫₀¹ u·e^(xu) du; by its series where the closed form loses digits."""
    if abs(x) > 1e-2:
        return (math.exp(x) - _mean_exponential(x)) / x
    return math.fsum(x**n / (math.factorial(n) * (n + 2)) for n in range(10))
