"""Volumes and costs of two cases by year: as they stand up to the cut, and after it a total that is spread over years.

After the cut a line is a total and a phasing, the share of the total that falls on each year. A mixture spreads the total of
one case by the phasing of the other: amount(y) = amount(y) of the case that phases · total / total of the case that phases. A
pure delay is therefore all phasing, and one percent more in every year is all total.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sonae.economics.bridge.state import Pair, State
from sonae.economics.ledger import Case, Time

__all__ = ["Amounts", "volume_line"]

F64 = NDArray[np.float64]
_SAME = 1e-12
"""Shares of a total that differ by no more are the same: the rounding of a profile that was scaled is no schedule."""


def volume_line(product: str) -> str:
    """Return the name of the volumes of a product."""
    return f"volume_{product}"


def _stated(case: Case, line: str) -> Mapping[Time, float]:
    for name, product in case.products.items():
        if volume_line(name) == line:
            return product.volume
    return case.costs[line].values if line in case.costs else {}


class Amounts:
    """Lines of both cases on one axis of years, ``first`` to ``last``; a line that a case does not have is 0 in it.

    Attributes:
        first: the first year of either case.
        last: the last year of either case.
        cut: the last year that is past, ``first`` − 1 where none is.
        years: all years.

    """

    def __init__(self, pair: Pair) -> None:
        self.first = min(state.years[0] for state in pair.states)
        self.last = max(state.years[-1] for state in pair.states)
        self.cut = self.first - 1 if pair.cut is None else min(max(pair.cut, self.first - 1), self.last)
        self.years = np.arange(self.first, self.last + 1)
        self._to_come = self.years > self.cut
        self._values: dict[str, tuple[F64, F64]] = {}
        self._totals: dict[str, tuple[float, float]] = {}
        self._rephased: set[str] = set()
        for line in (*map(volume_line, pair.products), *pair.cost_lines):
            old, new = (self._on_axis(state, line) for state in pair.states)
            totals = math.fsum(old[self._to_come]), math.fsum(new[self._to_come])
            self._values[line], self._totals[line] = (old, new), totals
            if 0.0 not in totals:
                apart = np.abs(old / totals[0] - new / totals[1])[self._to_come]
                if (apart > _SAME).any():
                    self._rephased.add(line)

    def _on_axis(self, state: State, line: str) -> F64:
        on_axis, begins = np.zeros(self.years.size), state.case.first_year - self.first
        on_axis[begins : begins + state.case.years] = state.case.amounts_by_period(_stated(state.case, line))
        return on_axis

    def past(self, line: str, actuals: int) -> F64:
        """Return a line up to the cut as state ``actuals`` (0 old, 1 new) has it, 0 after it."""
        return np.where(self._to_come, 0.0, self._values[line][actuals])

    def to_come(self, line: str, amount: int, phasing: int) -> F64:
        """Return a line after the cut: the total of one state spread by the phasing of the other, 0 up to the cut.

        A line that one state has nothing of is phased by the other, and one that both phase alike is never worked over: the
        amounts of a state alone come back to the bit.
        """
        totals = self._totals[line]
        if amount == phasing or line not in self._rephased:
            return np.where(self._to_come, self._values[line][amount], 0.0)
        return np.where(self._to_come, self._values[line][phasing] * (totals[amount] / totals[phasing]), 0.0)

    def total(self, line: str, state: int) -> float:
        """Return what a state has of a line after the cut."""
        return self._totals[line][state]

    def mean_year(self, line: str, state: int) -> float | None:
        """Return the year on which the amounts after the cut fall on average; None where there are none."""
        total = self._totals[line][state]
        if total == 0.0:
            return None
        return math.fsum((self._values[line][state] * self.years)[self._to_come]) / total

    def total_differs(self, line: str) -> bool:
        """Whether the totals after the cut differ, or one state alone has its own years of a line that both phase alike."""
        old, new = self._totals[line]
        if line in self._rephased:
            return old != new
        return bool((self.to_come(line, 0, 0) != self.to_come(line, 1, 1)).any())

    def phasing_differs(self, line: str) -> bool:
        """Whether the shares of the total that fall on the years after the cut differ."""
        return line in self._rephased

    def past_differs(self, line: str) -> bool:
        """Whether the amounts up to the cut differ."""
        return bool((self.past(line, 0) != self.past(line, 1)).any())
