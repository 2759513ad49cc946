"""One scenario of a stock, month by month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from sonae.core import Classification

__all__ = ["Trajectory"]

F64 = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Trajectory:
    """Every month of a scenario. ``values`` holds arrays (material, month) by name, tonnes and yen:

    lost (share of consumption), need, called (on the national stock), release, shortage, purchase, spend (yen), rotated,
    stock, private, joint (the last three at the end of the month).
    """

    index: int
    seed: int
    symbols: tuple[str, ...]
    values: Mapping[str, F64] = field(repr=False)
    cost: F64
    """Discounted cost by material, yen."""
    shortage_yen: F64
    classification: Classification

    def rows(self) -> Iterator[dict[str, Any]]:
        """Give one row a material and month; months count from 1."""
        for m, symbol in enumerate(self.symbols):
            for t in range(next(iter(self.values.values())).shape[1]):
                numbers = {name: float(array[m, t]) for name, array in self.values.items()}
                yield {"scenario": self.index, "symbol": symbol, "month": t + 1, "year": t // 12 + 1, **numbers}
