"""The gap and its causes, exactly: the causes of a step add up to the change of the gap, in days and in tonnes.

gap in days  g = T − H/c        T target days, H stock in t, c one day of reference consumption in t
gap in t     w = T·c − H

Between two months T, c and H move; c by demand and by revision of data, H by every logged tonne. A cause is credited with
its Shapley value: the mean, over all orders in which the causes could have come, of what it adds when it comes. H enters
linearly and T alone, so that with the k movers of c the mean over (n + k)! orders is a sum over 2^k sets. There is no
remainder to allot; the tonnes of a step must add up, or the step is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb, factorial

__all__ = ["CAUSES", "Causes", "Level", "decompose"]

CAUSES = (
    "target", "demand", "data", "planned_purchase", "price", "failed_tender", "not_bought_other", "return", "release",
    "adjustment", "loss",
)  # fmt: skip
"""Cause classes in the order of printing. «data» is a revision of consumption or of the stock's record."""


@dataclass(frozen=True, slots=True)
class Level:
    """Where a mineral stands at the end of a month: target in days, one day of consumption in t, stock in t."""

    target_days: Fraction
    daily_t: Fraction
    stock_t: Fraction

    @property
    def days_held(self) -> Fraction:
        """Stock in days of reference consumption."""
        return self.stock_t / self.daily_t

    @property
    def gap_days(self) -> Fraction:
        """Target less stock, days; negative for a surplus."""
        return self.target_days - self.days_held

    @property
    def gap_t(self) -> Fraction:
        """Target less stock, t; negative for a surplus."""
        return self.target_days * self.daily_t - self.stock_t


@dataclass(frozen=True, slots=True)
class Causes:
    """What each cause added to the gap; positive widens it. Both columns add up to the change of the gap."""

    days: Mapping[str, Fraction]
    tonnes: Mapping[str, Fraction]

    @classmethod
    def none(cls) -> Causes:
        """Return causes that added nothing."""
        return cls(dict.fromkeys(CAUSES, Fraction(0)), dict.fromkeys(CAUSES, Fraction(0)))

    def __add__(self, other: Causes) -> Causes:
        return Causes(
            {name: self.days[name] + other.days[name] for name in CAUSES},
            {name: self.tonnes[name] + other.tonnes[name] for name in CAUSES},
        )


def _sets(movers: Mapping[str, Fraction], but: str | None = None) -> Iterator[tuple[int, Fraction]]:
    """Yield size and sum of every set of movers of consumption, one of them left out."""
    names = [name for name in movers if name != but]
    for size in range(len(names) + 1):
        for chosen in combinations(names, size):
            yield size, sum((movers[name] for name in chosen), start=Fraction(0))


def decompose(
    before: Level, after: Level, tonnes: Mapping[str, Fraction], consumption: Mapping[str, Fraction]
) -> Causes:
    """Credit the change of the gap to its causes.

    Args:
        before: the level at the start of the step.
        after: the level at its end.
        tonnes: what each cause added to the stock, t; they must add up to its change.
        consumption: what «demand» and «data» added to one day of consumption, t; they must add up to its change.

    Raises:
        ValueError: when the parts do not add up: nothing is put in to make them.

    """
    if sum(tonnes.values(), start=before.stock_t) != after.stock_t:
        raise ValueError("the logged tonnes do not add up to the change of the stock")
    if sum(consumption.values(), start=before.daily_t) != after.daily_t:
        raise ValueError("the parts do not add up to the change of consumption")
    if any(before.daily_t + change <= 0 for _, change in _sets(consumption)):
        raise ValueError("a part of the change of consumption is larger than the consumption")
    moved = {name: change for name, change in consumption.items() if change}
    k, daily = len(moved), before.daily_t
    days, weights = dict(Causes.none().days), dict(Causes.none().tonnes)
    # A tonne that comes at a random place among the k movers meets each set of size s with 1 / ((k + 1) · C(k, s)).
    reach = sum(
        (Fraction(1, (k + 1) * comb(k, size)) / (daily + change) for size, change in _sets(moved)), start=Fraction(0)
    )
    for name, added in tonnes.items():
        days[name] -= added * reach
        weights[name] -= added
    total = sum(tonnes.values(), start=Fraction(0))
    for name, change in moved.items():
        for size, others in _sets(moved, name):
            weight = Fraction(factorial(size) * factorial(k - 1 - size), factorial(k))
            # Given that s movers came before this one, a tonne came before it with (s + 1) / (k + 1).
            stock = before.stock_t + total * Fraction(size + 1, k + 1)
            days[name] -= weight * stock * (1 / (daily + others + change) - 1 / (daily + others))
        weights[name] += change * (before.target_days + after.target_days) / 2
    raised = after.target_days - before.target_days
    days["target"] += raised
    weights["target"] += raised * (before.daily_t + after.daily_t) / 2
    return Causes(days, weights)
