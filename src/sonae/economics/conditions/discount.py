"""Discount rates by purpose, and the factors they give.

A factor is ``(1 + r)^(−t)`` with yearly and ``e^(−r·t)`` with continuous compounding; t is in years from the base date.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from sonae.economics.conditions.reading import Currency, Rate
from sonae.economics.conditions.series import Grounds

__all__ = ["DiscountRate"]

F64 = npt.NDArray[np.float64]


class DiscountRate(Grounds):
    """A rate a year for flows of one currency, in nominal or in real money."""

    rate: Rate = Field(description="a rate a year, 0.02 for two percent")
    currency: Currency = Field(description="the currency of the flows that it discounts")
    money: Literal["nominal", "real"] = Field(description="nominal or real: the money of the flows that it discounts")
    compounding: Literal["yearly", "continuous"] = Field(description="yearly or continuous")

    def factors(self, years: F64) -> F64:
        """Return the factor of each moment, given in years from the base date; above 1 before it."""
        log_rate = self.rate if self.compounding == "continuous" else np.log1p(self.rate)
        factors: F64 = np.exp(-log_rate * years)
        return factors
