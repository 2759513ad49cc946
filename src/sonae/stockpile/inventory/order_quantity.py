"""Lots when the supplier may fail: the order quantity with disruptions, and what a cover of whole periods costs.

Formulas as in Snyder and Shen, Fundamentals of Supply Chain Theory (the order quantity after Parlar and Berkin 1991 as
corrected by Berk and Arreola-Risa 1994; the newsvendor after Tomlin 2006). The cover that is best stands in
:func:`sonae.stockpile.target_days.closed_form.newsvendor_with_disruptions`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sonae.core import InputError

__all__ = ["DisruptedSupplier", "cover_cost", "order_cost", "order_quantity"]


@dataclass(frozen=True, slots=True)
class DisruptedSupplier:
    """Costs and rates of ordering lots from one supplier; all rates by the same unit of time."""

    order: float
    """Cost of an order (of a tender)."""
    holding: float
    """Cost of a unit held for a unit of time."""
    shortage: float
    """Cost of a unit that is not there when wanted; the demand is lost."""
    demand: float
    disruption_rate: float
    recovery_rate: float

    def __post_init__(self) -> None:
        rates = (self.order, self.holding, self.demand, self.disruption_rate, self.recovery_rate)
        if not all(0 < value < math.inf for value in rates) or not 0 <= self.shortage < math.inf:
            raise InputError("costs and rates must be above 0", field="supplier")


def order_cost(supplier: DisruptedSupplier, quantity: float) -> float:
    """Return the mean cost of a unit of time when ``quantity`` is ordered whenever the stock runs out.

    ``g(Q) = (K + hQ²/2d + p·d·ψ/μ) / (Q/d + ψ/μ)`` with ``ψ = λ/(λ+μ)·(1 − e^(−(λ+μ)Q/d))``, the chance that the
    supplier is down when the stock runs out.
    """
    if not quantity > 0:
        raise InputError(f"a lot of {quantity:g} cannot be ordered", field="quantity", expected="above 0")
    both = supplier.disruption_rate + supplier.recovery_rate
    down = -supplier.disruption_rate / both * math.expm1(-both * quantity / supplier.demand)
    waiting = down / supplier.recovery_rate
    paid = supplier.order + supplier.holding * quantity**2 / (2 * supplier.demand)
    return (paid + supplier.shortage * supplier.demand * waiting) / (quantity / supplier.demand + waiting)


def order_quantity(supplier: DisruptedSupplier) -> float:
    """Return the lot of least :func:`order_cost`, to a relative 1e-9 or the last digits that the cost can tell apart."""
    low = high = math.sqrt(2 * supplier.order * supplier.demand / supplier.holding)
    while order_cost(supplier, low / 2) < order_cost(supplier, low):
        low /= 2
    while order_cost(supplier, high * 2) < order_cost(supplier, high):
        high *= 2
    low, high = low / 2, high * 2
    for _ in range(200):
        third = (high - low) / 3
        if order_cost(supplier, low + third) <= order_cost(supplier, high - third):
            high -= third
        else:
            low += third
    return (low + high) / 2


def cover_cost(start: float, end: float, holding: float, shortage: float, demand: float, stock: float) -> float:
    """Return the mean cost of a period of a newsvendor who orders up to ``stock`` whenever the supplier works.

    ``Σ_n π_n·(h·(S − (n+1)d)⁺ + p·((n+1)d − S)⁺)``, where π_n is the chance that the supplier has been down for n
    periods: β/(α+β) for n = 0, αβ/(α+β)·(1−β)^(n−1) after. The tail is summed in closed form.

    Args:
        start: α, chance that a disruption begins in a period.
        end: β, chance that one ends.
        holding: h, cost of a unit held for a period.
        shortage: p, cost of a unit short for a period.
        demand: d of a period.
        stock: S.

    """
    if not (0 < start < 1 and 0 < end <= 1 and holding >= 0 and shortage >= 0 and demand > 0 and stock >= 0):
        raise InputError("chances lie between 0 and 1, costs at 0 or more, demand above 0", field="cover")
    covered = math.floor(stock / demand)
    total = 0.0
    for n in range(covered + 1):
        weight = end / (start + end) if n == 0 else start * end / (start + end) * (1 - end) ** (n - 1)
        left = stock - (n + 1) * demand
        total += weight * (holding * max(left, 0.0) + shortage * max(-left, 0.0))
    # n = covered + 1, …: the shortage grows by d a period, and the weights fall by 1 − β.
    first = covered + 1
    rest = start / (start + end) * (1 - end) ** (first - 1)
    mean_more = (1 - end) / end
    return total + shortage * rest * ((first + 1 + mean_more) * demand - stock)
