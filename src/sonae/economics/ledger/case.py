"""A project as a case file states it: volumes, prices by deck, costs, and the regime it stands under."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from sonae.core import Classification, InputError
from sonae.data import plain_yaml, read_text
from sonae.economics.conditions import MoneyTerms, Period, PeriodGrid, month_number
from sonae.economics.regimes import Regime, load_regime
from sonae.economics.regimes.regime import refusal

__all__ = ["Case", "CostLine", "Product", "Time", "case_from_text", "case_from_tree", "load_case"]

F64 = NDArray[np.float64]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
Text = Annotated[str, Field(min_length=1, max_length=300)]
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_SCALES = {"units": 1.0, "thousands": 1e3, "millions": 1e6}


def _as_time(value: object) -> object:
    if type(value) is int or (isinstance(value, str) and _MONTH.fullmatch(value)):
        return value
    raise ValueError(f"«{value}» is neither a year such as 2031 nor a month such as 2031-04")


Time = Annotated[int | str, BeforeValidator(_as_time)]
"""A year of the case, or in a case by the month a month such as 2031-04."""
ByTime = dict[Time, Annotated[float, Field(allow_inf_nan=False, ge=-1e18, le=1e18)]]
"""Amounts by time; what is larger than any project is a slip, and would overflow."""
Stage = Literal["exploration", "development", "production", "abandonment", "terminated"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def _year_as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class Money(_Part):
    """Currency of amounts, and the base of real money or «nominal»."""

    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    base: Annotated[Text, BeforeValidator(_year_as_text)]
    """«nominal», or the base of real money: 2026, FY2026, 2026-04."""

    @property
    def terms(self) -> MoneyTerms:
        """The money as results state it."""
        return MoneyTerms(self.currency, None if self.base == "nominal" else self.base)


class Product(_Part):
    """What is sold."""

    deck: Text
    """Name of the price deck."""
    unit: Text
    """Unit of quantity that the price is asked in, such as bbl."""
    price_factor: Annotated[float, Field(ge=0, le=10)]
    """Price of the product over that of the deck: quality, payable share."""
    differential: Annotated[float, Field(ge=-1e12, le=1e12)]
    """Added to the price after the factor, in the money of ``differential_money``."""
    differential_money: Money
    volume: Annotated[ByTime, Field(min_length=1)]
    """In so many of ``unit`` as «amounts» of the case says: millions of barrels."""

    @model_validator(mode="after")
    def _none_negative(self) -> Product:
        for time, value in self.volume.items():
            if value < 0:
                raise ValueError(f"the volume of {time} is below 0")
        return self


class CostLine(_Part):
    """Costs of a class."""

    money: Money
    values: ByTime
    """In so many of ``money`` as «amounts» of the case says."""

    @model_validator(mode="after")
    def _none_negative(self) -> CostLine:
        for time, value in self.values.items():
            if value < 0:
                raise ValueError(f"the cost of {time} is below 0")
        return self


class Case(_Part):
    """A project.

    ``amounts`` is what its volumes and costs are counted in; prices, differentials and «other» lines stand as they are. What
    is made of a case is in whole units. ``calendar`` is the year of volumes, costs and the regime, ``period`` that of the
    ledger. In a case by the month ``spread`` says how a year's amount falls on its months: the same on each, or by days.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,60}$")]
    name_ja: Text
    name_en: Text
    fictional: bool
    country: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    region: Text
    stage: Stage
    commodity: Text
    classification: Literal["public", "internal", "secret"]
    amounts: Literal["units", "thousands", "millions"]
    calendar: Literal["calendar_year", "fiscal_year"]
    period: Literal["year", "month"]
    spread: Literal["equal_months", "by_days"] | None = None
    first_year: Annotated[int, Field(ge=1950, le=2200)]
    years: Annotated[int, Field(ge=1, le=100)]
    regime: Text
    conditions: Text | None = None
    """The condition set that it is worked off under where nothing else is said: a file beside it, or «demonstration»."""
    main_product: Name
    products: Annotated[dict[Name, Product], Field(min_length=1, max_length=10)]
    costs: Annotated[dict[Name, CostLine], Field(min_length=1, max_length=20)]
    other: dict[Name, ByTime]
    """Further lines that the regime needs, as they stand, for every year; what is said of a year holds in each of its months."""
    file: str = ""

    @model_validator(mode="after")
    def _times_fit(self) -> Case:
        if self.main_product not in self.products:
            raise ValueError(f"the main product «{self.main_product}» is none of the products")
        if (self.period == "month") != (self.spread is not None):
            raise ValueError(
                "«spread» says how a year falls on its months, equal_months or by_days: a case by the month states it, and no other"
            )
        tables = {f"products.{name}.volume": product.volume for name, product in self.products.items()}
        tables |= {f"costs.{name}.values": line.values for name, line in self.costs.items()}
        tables |= {f"other.{name}": values for name, values in self.other.items()}
        for place, values in tables.items():
            self._check_times(place, values)
        return self

    def _check_times(self, place: str, values: Mapping[Time, float]) -> None:
        last = self.first_year + self.years - 1
        for time in values:
            year = time if isinstance(time, int) else self.year_of(time)
            if not self.first_year <= year <= last:
                raise ValueError(f"{place} names {time}, which lies outside {self.first_year} to {last}")
            if isinstance(time, str) and self.period == "year":
                raise ValueError(f"{place} names the month {time}, and the case goes by the year")
            if isinstance(time, str) and year in values:
                raise ValueError(f"{place} names {time} and the whole of {year}")

    @property
    def scale(self) -> float:
        """What volumes and costs are to be multiplied by to be in whole units."""
        return _SCALES[self.amounts]

    @property
    def first_month(self) -> int:
        """The first month, as 12 · year + month − 1."""
        return 12 * self.first_year + (3 if self.calendar == "fiscal_year" else 0)

    def year_of(self, month: str) -> int:
        """Return the year of the case that a month such as «2031-04» lies in."""
        return (month_number(month) - (3 if self.calendar == "fiscal_year" else 0)) // 12

    @property
    def label(self) -> Classification:
        """The classification of the case."""
        return Classification.parse(self.classification)

    @cached_property
    def sha256(self) -> str:
        """Hash of all values, whatever the layout and the name of the file."""
        values = self.model_dump(mode="json", exclude={"file"})
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()

    @property
    def grid(self) -> PeriodGrid:
        """The periods of the ledger."""
        if self.period == "month":
            return PeriodGrid(Period.MONTH, self.first_month, 12 * self.years)
        make = PeriodGrid.fiscal_years if self.calendar == "fiscal_year" else PeriodGrid.calendar_years
        return make(self.first_year, self.years)

    @property
    def period_names(self) -> list[str]:
        """What the periods are called in the file: «2031», or «2031-04» in a case by the month."""
        if self.period == "month":
            return self.grid.labels()
        return [str(self.first_year + t) for t in range(self.years)]

    def amounts_by_period(self, values: Mapping[Time, float]) -> F64:
        """Return volumes or costs by period in whole units, shape (period,); a year's amount falls on its months by «spread»."""
        return self.scale * self._placed(values, self._weights())

    def levels_by_period(self, name: str) -> F64:
        """Return a further line by period as it stands, shape (period,); what is said of a year holds in each of its months.

        Raises:
            InputError: for a period of which it says nothing: what is not stated is not 0.

        """
        grid = self.grid
        placed = self._placed(self.other[name], np.ones(grid.count), np.nan)
        if np.isnan(placed).any():
            missing = self.period_names[int(np.argmax(np.isnan(placed)))]
            raise InputError(
                f"nothing is said of {missing}", file=self.file, field=f"other.{name}",
                expected=f"a number for every {self.period}; a line that is 0 says so",
            )  # fmt: skip
        return placed

    def _weights(self) -> F64:
        """Return the share of its year that falls on each period."""
        grid = self.grid
        if self.period == "year":
            return np.ones(grid.count)
        if self.spread == "equal_months":
            return np.full(grid.count, 1 / 12)
        of_year = grid.days().reshape(self.years, 12)
        shares: F64 = (of_year / of_year.sum(axis=1, keepdims=True)).reshape(-1)
        return shares

    def _placed(self, values: Mapping[Time, float], weights: F64, elsewhere: float = 0.0) -> F64:
        each = self.grid.count // self.years
        placed = np.full(self.grid.count, elsewhere)
        for time, value in values.items():
            if isinstance(time, str):
                placed[month_number(time) - self.first_month] = value
            else:
                own = slice(each * (time - self.first_year), each * (time - self.first_year + 1))
                placed[own] = value * weights[own]
        return placed

    def regime_terms(self, folder: Path | None = None) -> Regime:
        """Return the regime it stands under; see :func:`~sonae.economics.regimes.load_regime`."""
        try:
            return load_regime(self.regime, folder)
        except InputError as error:
            if error.file is not None:
                raise
            raise error.placed(file=self.file, field="regime") from error


def load_case(path: Path) -> Case:
    """Read a case file.

    Raises:
        InputError: naming the file and the path of the field, and what was expected.

    """
    return case_from_text(read_text(path, "the case"), path.name)


def case_from_text(text: str, file: str) -> Case:
    """Read a case from text; see :func:`load_case`."""
    return case_from_tree(plain_yaml(text, file, expected="a case: id, country, regime, products, costs …"), file)


def case_from_tree(tree: Mapping[str, Any], file: str) -> Case:
    """Check a case that was read from YAML, whole or as a part of a file; see :func:`load_case`."""
    if "file" in tree:
        raise InputError("there is no such field", file=file, field="file")
    try:
        return Case.model_validate({**tree, "file": file})
    except ValidationError as error:
        raise refusal(error, file, tree) from error
