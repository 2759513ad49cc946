"""What a fiscal term may be: a number, numbers that hold from a year on, a scale read by a driver, or a formula."""

from __future__ import annotations

import itertools
import math
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Strict,
    Tag,
    field_validator,
    model_validator,
)

__all__ = ["FromYear", "Period", "RateSchedule", "Scale", "Schedule", "ShareSchedule", "Stated", "Text", "Written"]

Text = Annotated[str, Field(min_length=1, max_length=500)]
Written = Annotated[str, Field(min_length=1, max_length=2000)]
"""A formula as :func:`~sonae.economics.formula.parse_formula` reads it."""
Period = Literal["year", "month"]


class FromYear(BaseModel):
    """Numbers each of which holds from its calendar year on. There is none before the first year."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    from_year: Annotated[dict[int, float], Field(min_length=1)]

    @field_validator("from_year", mode="before")
    @classmethod
    def _years(cls, value: object) -> object:
        if isinstance(value, dict) and any(type(year) is not int for year in value):
            raise ValueError("a year is written as a whole number")
        return value

    def value(self, year: int) -> float | None:
        """Return what holds in a year; None before the first."""
        past = [begun for begun in self.from_year if begun <= year]
        return self.from_year[max(past)] if past else None


class Scale(BaseModel):
    """Rates by the bands of a driver.

    Attributes:
        driver: formula of the driver.
        bands: (upper end, rate), rising; the last upper end is null, except in a linear scale, whose ends are points.
        mode: whole, the rate of the band the driver lies in; marginal, each part at the rate of its band; linear.
        lag: periods by which the driver is read late; 0 reads it in the same period.
        ratchet: whether the driver, once risen, stays.

    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    driver: Written
    bands: Annotated[list[tuple[float | None, float]], Field(min_length=1, max_length=100)]
    mode: Literal["whole", "marginal", "linear"]
    lag: Annotated[int, Field(ge=0, le=120)]
    ratchet: bool

    @model_validator(mode="after")
    def _rising(self) -> Scale:
        uppers = [upper for upper, _ in self.bands]
        closed = uppers if self.mode == "linear" else uppers[:-1]
        if None in closed:
            raise ValueError("only the last band of a scale is open, and no point of a linear one")
        if self.mode != "linear" and uppers[-1] is not None:
            raise ValueError("the last band of a scale is open: its upper end is null")
        ends = [upper for upper in closed if upper is not None]
        if any(b <= a for a, b in itertools.pairwise(ends)):
            raise ValueError("bands overlap: their upper ends have to rise")
        if self.mode == "marginal" and ends and ends[0] <= 0:
            raise ValueError("a marginal band ends at 0 or below")
        if self.mode == "linear" and len(ends) < 2:
            raise ValueError("a linear scale needs two points or more")
        return self

    @property
    def uppers(self) -> tuple[float, ...]:
        """Upper ends; the open one is infinite."""
        return tuple(math.inf if upper is None else upper for upper, _ in self.bands)

    @property
    def rates(self) -> tuple[float, ...]:
        """Rates by band."""
        return tuple(rate for _, rate in self.bands)


class _Wrapped(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
    scale: Scale


class Stated(BaseModel):
    """A term that a formula states, of lines of the case or of other instruments."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    formula: Written


def _way(value: object) -> str:
    """Tell by the key in which way a term is stated, so that an error speaks of that way alone."""
    if isinstance(value, FromYear | _Wrapped | Stated):
        return type(value).__name__
    keys = value if isinstance(value, dict) else {}
    ways = {"from_year": "FromYear", "scale": "_Wrapped", "formula": "Stated"}
    return next((way for key, way in ways.items() if key in keys), "number")


Schedule = Annotated[
    Annotated[float, Strict(), Tag("number")]
    | Annotated[FromYear, Tag("FromYear")]
    | Annotated[_Wrapped, Tag("_Wrapped")]
    | Annotated[Stated, Tag("Stated")],
    Discriminator(_way),
]
"""A term: a number, «from_year: {2020: 0.1}», «scale: {driver: …}» or «formula: …»."""


def _stated(term: object) -> list[float]:
    """Return the numbers that a term states; what a formula gives is not known here."""
    if isinstance(term, FromYear):
        return list(term.from_year.values())
    if isinstance(term, _Wrapped):
        return list(term.scale.rates)
    return [term] if isinstance(term, float) else []


def _of_a_whole(term: object) -> object:
    for number in _stated(term):
        if not 0 <= number <= 1:
            raise ValueError(f"a share lies between 0 and 1, and {number:g} does not")
    return term


def _none_below(term: object) -> object:
    for number in _stated(term):
        if number < 0:
            raise ValueError(f"{number:g} is below 0")
    return term


RateSchedule = Annotated[Schedule, AfterValidator(_none_below)]
"""A term of which no number that it states is below 0: a rate of money or an amount a unit."""


ShareSchedule = Annotated[Schedule, AfterValidator(_of_a_whole)]
"""A term that is a share of a whole: every number that it states lies between 0 and 1."""
