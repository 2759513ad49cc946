"""Monthly paths of a block of scenarios, made once for projects and grids of every kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sonae.core import InputError
from sonae.economics.conditions import ConditionSet, Period, PeriodGrid, mean_of_months, shared_paths

__all__ = ["MonthlyPaths", "Needed", "monthly_paths", "together"]

F64 = NDArray[np.float64]
Needed = Mapping[str, tuple[int, int]]
"""First month and month after the last, 12 · year + month − 1, by price or pair."""


@dataclass(frozen=True)
class MonthlyPaths:
    """Paths by month of some prices and rates of exchange.

    Attributes:
        conditions: what they are paths of.
        first: first month by name.
        values: (month, scenario) by name.
        wide: how many scenarios.

    """

    conditions: ConditionSet
    first: Mapping[str, int]
    values: Mapping[str, F64]
    wide: int

    def on(self, grid: PeriodGrid, name: str) -> F64:
        """Return a path by period of a grid, (period, scenario)."""
        at = grid.first - self.first[name]
        return mean_of_months(self.values[name][at : at + grid.months], grid)

    def block(self, grid: PeriodGrid, names: Sequence[str]) -> F64 | None:
        """Return paths by period, (name, period, scenario); None where none is asked for."""
        return np.stack([self.on(grid, name) for name in names]) if names else None


def together(tables: Sequence[Needed]) -> dict[str, tuple[int, int]]:
    """Join what several projects need."""
    found: dict[str, tuple[int, int]] = {}
    for table in tables:
        for name, (first, stop) in table.items():
            before = found.get(name, (first, stop))
            found[name] = (min(first, before[0]), max(stop, before[1]))
    return found


def monthly_paths(conditions: ConditionSet, needed: Needed, seed: int, first: int, stop: int) -> MonthlyPaths:
    """Make the paths of scenarios ``first`` … ``stop − 1``.

    Names that cover the months of all others are made together, which is most of the work; the others alone.

    Raises:
        InputError: when a deck does not cover the months that are needed of it.

    """
    if not needed:
        return MonthlyPaths(conditions, {}, {}, stop - first)
    begin, end = min(span[0] for span in needed.values()), max(span[1] for span in needed.values())
    wide = tuple(name for name in needed if _covers(conditions, name, begin, end))
    groups = [(wide, (begin, end))] if wide else []
    groups += [((name,), span) for name, span in needed.items() if name not in wide]
    starts: dict[str, int] = {}
    values: dict[str, F64] = {}
    for names, (month, after) in groups:
        grid = PeriodGrid(Period.MONTH, month, after - month)
        block = shared_paths(conditions, grid, names, seed=seed).block(first, stop)
        starts |= dict.fromkeys(names, month)
        values |= dict(zip(names, block, strict=True))
    return MonthlyPaths(conditions, starts, values, stop - first)


def _covers(conditions: ConditionSet, name: str, begin: int, end: int) -> bool:
    grid = PeriodGrid(Period.MONTH, begin, end - begin)
    try:
        shared_paths(conditions, grid, (name,), seed=0)
    except InputError:
        return False
    return True
