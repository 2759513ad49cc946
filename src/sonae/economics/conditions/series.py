"""A series of a file: values by month, quarter, calendar year or fiscal year, what holds after the last, and its grounds.

A value is the level throughout its period: every month of it has that value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import AfterValidator, Discriminator, Field, Tag, field_validator, model_validator

from sonae.core import FiscalYear, InputError
from sonae.economics.conditions.grid import Period, month_label, month_number
from sonae.economics.conditions.reading import Month, Number, Part, Rate, Text, fixed, form_of

__all__ = [
    "Adjustment", "Escalation", "Every", "Grounds", "Series", "check_unbroken", "period_keys", "starts_of", "with_adjustments",
]  # fmt: skip

F64 = npt.NDArray[np.float64]
Every = Literal["month", "quarter", "calendar_year", "fiscal_year"]
_QUARTER = re.compile(r"(\d{4})-?Q([1-4])")
_YEAR = re.compile(r"\d{4}")


class Grounds(Part):
    """Where a figure comes from: a ``source`` that can be looked up, or ``assumed`` with the reason; one of the two."""

    source: Text | None = None
    assumed: Text | None = None

    @model_validator(mode="after")
    def _one_ground(self) -> Grounds:
        if (self.source is None) == (self.assumed is None):
            raise ValueError("state a source or «assumed:» with the reason, one of the two")
        return self


class Adjustment(Part):
    """A change of a path from a month on: the value times ``multiply``, then plus ``add``, in the unit and money of the deck."""

    starting: Month
    multiply: Annotated[Number, Field(gt=0, le=1000)] = 1.0
    add: Number = 0.0


class Escalation(Part):
    """Growth after the last period, in the deck's own money; a year's rate, by the root over the deck's own periods."""

    escalate: Rate


After = Annotated[
    Annotated[Literal["none", "flat_real", "flat_nominal"], Tag("·word")] | Annotated[Escalation, Tag("·part")],
    Discriminator(form_of),
]


class Series(Grounds):
    """Values by period, and the rule for what lies after them."""

    every: Every = Field(description="month, quarter, calendar_year or fiscal_year")
    values: Annotated[dict[str, Annotated[Number, Field(gt=0, le=1e12)]], AfterValidator(fixed)] = Field(
        description="values by period"
    )
    after: After = Field(description="none, flat_real, flat_nominal or {escalate: …}")
    adjusted: tuple[Adjustment, ...] = ()

    @field_validator("values", mode="before")
    @classmethod
    def _keys(cls, value: Any, info: Any) -> Any:
        return period_keys(value, info)

    @model_validator(mode="after")
    def _unbroken(self) -> Series:
        check_unbroken(self.values, self.period)
        return self

    @property
    def period(self) -> Period:
        """The period of the values."""
        return Period.of(self.every)

    @property
    def first(self) -> int:
        """Number of the first month with a value."""
        return starts_of(self.values, self.period)[0]

    @property
    def last(self) -> int:
        """Number of the last month with a value."""
        return starts_of(self.values, self.period)[-1] + self.period.months - 1

    def own_path(self, first: int, count: int) -> tuple[F64, npt.NDArray[np.bool_]]:
        """Return the values of ``count`` months from ``first`` before any adjustment, and which months lie after the last.

        The values of later months are the last one, escalated where that is the rule; what flat means in other money is
        for the deck to say.
        """
        values = np.array(list(self.values.values()))
        months = np.arange(first, first + count)
        at = (months - self.first) // self.period.months
        later = at - (len(values) - 1)
        path = values[np.minimum(at, len(values) - 1)]
        if isinstance(self.after, Escalation):
            yearly = 1 + self.after.escalate
            path = path * yearly ** (np.maximum(later, 0) * (self.period.months / 12))
        return path, later > 0

    def check_covers(self, what: str, first: int, count: int) -> None:
        """Refuse months that the series does not cover.

        Raises:
            InputError: when a month lies before the first period, or after the last with ``after: none``.

        """
        if first < self.first:
            raise InputError(f"{what} begins in {month_label(self.first)} and {month_label(first)} is asked for")
        if self.after == "none" and first + count - 1 > self.last:
            raise InputError(
                f"{what} ends in {month_label(self.last)} and {month_label(first + count - 1)} is asked for",
                expected="a deck that covers the project, or a rule «after»",
            )


def with_adjustments(path: F64, adjusted: tuple[Adjustment, ...], what: str, first: int) -> F64:
    """Return a path from month ``first``, shape (months, …), with changes laid over it in their order.

    Raises:
        InputError: when a value would fall to zero or below.

    """
    out = path.copy()
    for change in adjusted:
        at = max(0, month_number(change.starting) - first)
        out[at:] = out[at:] * change.multiply + change.add
    good = np.all(out > 0, axis=tuple(range(1, out.ndim)))
    if not good.all():
        month = month_label(first + int(np.argmin(good)))
        raise InputError(f"{what} would fall to zero or below in {month}", expected="a smaller change")
    return out


def period_keys(value: Any, info: Any) -> Any:
    """Write the names of periods in one way; refuse what is no period, and a period that is typed twice in two ways."""
    every = info.data.get("every")
    if value is None or every is None:  # the form itself refuses these
        return value
    if not isinstance(value, Mapping) or not value:
        raise ValueError("values are given by period, such as {2026: …, 2027: …}")
    out: dict[str, Any] = {}
    for key, figure in value.items():
        label = _period_label(key, every)
        if label in out:
            raise ValueError(f"{label} is typed twice")
        if figure is None:
            raise ValueError(f"{label} has no value; missing is not zero")
        out[label] = figure
    return out


def starts_of(values: Mapping[str, Any], period: Period) -> list[int]:
    """Return the first month of every period, as its name tells."""
    return [_start(label, period) for label in values]


def check_unbroken(values: Mapping[str, Any], period: Period) -> None:
    """Refuse a gap between periods.

    Raises:
        ValueError: naming the first period that is missing.

    """
    starts = starts_of(values, period)
    for before, after in pairwise(starts):
        if after != before + period.months:
            missing = period.label_of(before + period.months)
            raise ValueError(f"{missing} is missing between {period.label_of(before)} and {period.label_of(after)}")


def _period_label(key: object, every: str) -> str:
    text = str(key).strip() if isinstance(key, (str, int)) and not isinstance(key, bool) else ""
    try:
        if every == "month":
            return month_label(month_number(text))
        if every == "quarter" and (found := _QUARTER.fullmatch(text)):
            return f"{found[1]}-Q{found[2]}"
        if every == "calendar_year" and _YEAR.fullmatch(text):
            return text
        if every == "fiscal_year":
            return FiscalYear.parse(text).label_en
    except InputError:
        pass
    form = {"month": "2026-04", "quarter": "2026-Q2", "calendar_year": "2026", "fiscal_year": "FY2026"}[every]
    raise ValueError(f"«{str(key)[:20]}» is no {every}; one is written as {form}")


def _start(label: str, period: Period) -> int:
    if period is Period.MONTH:
        return month_number(label)
    year = int(label.removeprefix("FY")[:4])
    if period is Period.QUARTER:
        return 12 * year + 3 * (int(label[-1]) - 1)
    return 12 * year + (3 if period is Period.FISCAL_YEAR else 0)
