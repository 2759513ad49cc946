"""Present value under a convention that is stated in full: rate, timing, base date, periods, day count.

A flow of a period is worth ``c / (1 + rate)^t`` at the base date, where t are the years from the base date to the start, the
middle or the end of its period. Nothing of this has a default: programs that leave a part unsaid give different
values for the simplest project (SPE 68588), and a year's difference in the base is a factor 1 + rate.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from sonae.core import InputError, UnknownChoiceError
from sonae.economics.valuation.flows import finite_flows, finite_number

if TYPE_CHECKING:
    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]

__all__ = ["DayCount", "Discounting", "Timing", "net_present_value", "present_values"]

Timing = Literal["start", "mid", "end"]
"""Where in its period a flow is taken to fall."""
DayCount = Literal["months/12", "actual/365"]
"""How dates become years: whole months over 12, or days over 365."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discounting:
    """A discount rate and everything that says when flows fall. A base date after a period compounds its flow."""

    rate: float
    """Effective, a year; above −1."""
    timing: Timing
    base: dt.date
    """The day that values are counted at."""
    first: dt.date
    """The first day of the first period: 1 April for a fiscal year of the agency."""
    months: int
    """Length of a period: 12, 6, 3 or 1."""
    day_count: DayCount

    def __post_init__(self) -> None:
        finite_number(self.rate, field="rate", above=-1)
        for kind, given, choices in (("timing", self.timing, Timing), ("day_count", self.day_count, DayCount)):
            if given not in get_args(choices):
                raise UnknownChoiceError(kind, given, get_args(choices))
        if self.months not in (1, 3, 6, 12) or isinstance(self.months, bool):
            raise InputError(f"a period of {self.months} months is unknown", field="months", expected="12, 6, 3 or 1")
        for name, day in (("base", self.base), ("first", self.first)):
            if not isinstance(day, dt.date) or isinstance(day, dt.datetime):
                raise InputError(f"«{day}» is no date", field=name, expected="a date without a time")
        if self.first.day != 1:
            raise InputError(
                f"a period cannot start on {self.first}", field="first", expected="the first day of a month"
            )
        if self.day_count == "months/12" and self.base.day != 1:
            raise InputError(
                f"{self.base} is no whole number of months from a period", field="base",
                expected="the first day of a month, or day_count «actual/365»",
            )  # fmt: skip

    def starts(self, periods: int) -> tuple[dt.date, ...]:
        """Return the first days of periods 1 … ``periods`` and of the one after them."""
        place = self.first.year * 12 + self.first.month - 1
        months = [place + i * self.months for i in range(periods + 1)]
        if months[-1] >= 12 * 9999:
            raise InputError(f"{periods} periods from {self.first} lie beyond the calendar", field="first")
        return tuple(dt.date(month // 12, month % 12 + 1, 1) for month in months)

    def years(self, periods: int) -> F64:
        """Return (periods,) years from the base date to the flow of each period; negative before the base."""
        days = self.starts(periods)
        if self.day_count == "actual/365":
            edges = np.asarray([(day - self.base).days for day in days], np.float64) / 365.0
        else:
            gone = (self.first.year - self.base.year) * 12 + self.first.month - self.base.month
            edges = (gone + self.months * np.arange(periods + 1, dtype=np.float64)) / 12.0
        if self.timing == "start":
            return edges[:-1]
        return edges[1:] if self.timing == "end" else (edges[:-1] + edges[1:]) / 2

    def factors(self, periods: int) -> F64:
        """Return (periods,) present values of one unit of money in each period."""
        factors: F64 = (1.0 + self.rate) ** -self.years(periods)
        return factors

    @property
    def convention(self) -> str:
        """The convention in one line, for the card that a result carries."""
        return (
            f"{self.rate:.2%} a year, {self.timing} of period, base {self.base}, periods of {self.months} months from "
            f"{self.first}, {self.day_count}"
        )


def present_values(flows: Sequence[float] | F64, discounting: Discounting) -> F64:
    """Return (…) present values of flows (…, periods), receipts positive.

    Raises:
        InputError: for flows that are not finite, by their place.

    """
    amounts = finite_flows(flows, field="flows", dimensions=None)
    values: F64 = np.asarray(amounts @ discounting.factors(amounts.shape[-1]), np.float64)
    return values


def net_present_value(flows: Sequence[float] | F64, discounting: Discounting) -> float:
    """Return the net present value of one series of flows (periods,), in the money of the flows.

    Raises:
        InputError: for flows that are not finite, by their place.

    """
    return float(present_values(finite_flows(flows, field="flows"), discounting))
