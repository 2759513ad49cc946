"""Inflation of a currency: the price level month by month, from yearly rates or from an index."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import AfterValidator, Discriminator, Field, Tag, field_validator, model_validator

from sonae.core import InputError
from sonae.economics.conditions.grid import Period, month_label, month_number
from sonae.economics.conditions.reading import Fixed, Month, Number, Part, Rate, fixed, form_of
from sonae.economics.conditions.series import Every, Grounds, check_unbroken, period_keys, starts_of

__all__ = ["Inflation", "RateShift"]

F64 = npt.NDArray[np.float64]


class RateShift(Part):
    """A change of the yearly rates by ``add`` (0.01 is one point) from a month on."""

    starting: Month
    add: Annotated[Number, Field(gt=-0.5, lt=0.5)]


class AfterRate(Part):
    """The rate a year after the last period of the file."""

    rate: Rate


After = Annotated[
    Annotated[Literal["none", "hold"], Tag("·word")] | Annotated[AfterRate, Tag("·part")], Discriminator(form_of)
]


class Inflation(Grounds):
    """The price level of a currency.

    With ``rates`` by year the level rises either by the whole rate at the beginning of each year (``step``) or by its twelfth
    root every month (``smooth``). An ``index`` holds throughout each of its periods.
    """

    every: Every = Field(description="month, quarter, calendar_year or fiscal_year")
    rates: Annotated[dict[str, Rate], AfterValidator(fixed)] | None = None
    index: Annotated[dict[str, Annotated[Number, Field(gt=0, le=1e12)]], AfterValidator(fixed)] | None = None
    within_year: Literal["step", "smooth"] | None = None
    after: After = Field(description="none, hold, or {rate: …}")
    shifted: tuple[RateShift, ...] = ()

    _keys = field_validator("rates", "index", mode="before")(period_keys)

    @model_validator(mode="after")
    def _one_form(self) -> Inflation:
        if (self.rates is None) == (self.index is None):
            raise ValueError("inflation is given by rates or by an index, one of the two")
        if self.rates is not None:
            if self.every not in ("calendar_year", "fiscal_year"):
                raise ValueError("rates are given by calendar_year or fiscal_year")
            if self.within_year is None:
                raise ValueError("within_year is not stated: step or smooth")
        elif self.within_year is not None:
            raise ValueError("an index holds throughout each period; within_year belongs to rates")
        elif self.after == "hold":
            raise ValueError("an index has no rate to hold; after is none or {rate: …}")
        check_unbroken(self.rates if self.rates is not None else self.index or Fixed(), self.period)
        for shift in self.shifted:
            if self.index is not None and month_number(shift.starting) <= self._last:
                raise ValueError("an index that stands in the file cannot be shifted by points; replace it")
        return self

    @property
    def period(self) -> Period:
        """The period of the rates or of the index."""
        return Period.of(self.every)

    @property
    def _starts(self) -> list[int]:
        return starts_of(self.rates if self.rates is not None else self.index or {}, self.period)

    @property
    def _last(self) -> int:
        return self._starts[-1] + self.period.months - 1

    def level(self, currency: str, first: int, count: int) -> F64:
        """Return the price level of ``count`` months from month ``first``, shape (count,); only its ratios mean anything.

        Raises:
            InputError: when a month lies before the first period, or after the last with ``after: none``.

        """
        begin, last = self._starts[0], first + count - 1
        if first < begin:
            raise InputError(
                f"inflation of {currency} begins in {month_label(begin)} and {month_label(first)} is asked for"
            )
        if last > self._last and self.after == "none":
            raise InputError(
                f"inflation of {currency} ends in {month_label(self._last)} and {month_label(last)} is asked for",
                expected="inflation that covers the project, or a rule «after»",
            )
        growth = self._by_rates(begin, last) if self.rates is not None else self._by_index(begin, last)
        return np.asarray(np.cumprod(growth)[first - begin :], dtype=np.float64)

    def _by_rates(self, begin: int, last: int) -> F64:
        """Growth of the level into each month from ``begin`` to ``last``; 1 for the first."""
        rates = list((self.rates or {}).values())
        held = self.after.rate if isinstance(self.after, AfterRate) else rates[-1]
        growth, period = np.ones(last - begin + 1), self.period
        for month in range(begin + 1, last + 1):
            year = period.first_month(month)
            at = (year - begin) // 12
            rate = rates[at] if at < len(rates) else held
            if self.within_year == "smooth":
                growth[month - begin] = (1 + rate + self._shift(month)) ** (1 / 12)
            elif month == year:
                growth[month - begin] = 1 + rate + self._shift(month)
        return growth

    def _by_index(self, begin: int, last: int) -> F64:
        values = list((self.index or {}).values())
        growth = np.ones(last - begin + 1)
        for month in range(begin + 1, last + 1):
            if month != self.period.first_month(month):
                continue
            at = (month - begin) // self.period.months
            if at < len(values):
                growth[month - begin] = values[at] / values[at - 1]
            elif isinstance(self.after, AfterRate):
                growth[month - begin] = (1 + self.after.rate + self._shift(month)) ** (self.period.months / 12)
        return growth

    def _shift(self, month: int) -> float:
        return sum(shift.add for shift in self.shifted if month >= month_number(shift.starting))
