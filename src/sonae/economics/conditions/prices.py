"""Price decks: a series in money of its own, or a formula on another deck, as liquefied natural gas is sold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

import numpy as np
import numpy.typing as npt
from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, model_validator

from sonae.core import InputError
from sonae.economics.conditions.price_units import unit_parts
from sonae.economics.conditions.reading import Number, Part, Text, form_of
from sonae.economics.conditions.series import Adjustment, Grounds, Series
from sonae.economics.conditions.terms import MoneyTerms, base_label

__all__ = ["Base", "Formula", "Limits", "PriceDeck", "PriceFormula", "PriceSeries", "SCurve", "check_base"]

F64 = npt.NDArray[np.float64]
_Price = Annotated[Number, Field(ge=0, le=1e9)]


def _known_unit(value: str) -> str:
    try:
        return "/".join(unit_parts(value))
    except InputError as error:
        raise ValueError(str(error).rstrip(".")) from None


def _stated_base(value: Any) -> str | None:
    """Read the base of real money in its one spelling; a year may be a number."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise ValueError("a base is a year 2026, a fiscal year FY2026 or a month 2026-04")  # noqa: TRY004
    try:
        return base_label(str(value))
    except InputError:
        raise ValueError("a base is a year 2026, a fiscal year FY2026 or a month 2026-04") from None


Base = Annotated[str | None, BeforeValidator(_stated_base)]
"""The base of real money in its one spelling, such as FY2026; None for nominal money."""


def check_base(money: str, base: str | None) -> None:
    """Refuse real money without a base, and nominal money with one."""
    if money == "real" and base is None:
        raise ValueError("real money has no base: state «base», such as 2026, FY2026 or 2026-04")
    if money == "nominal" and base is not None:
        raise ValueError("nominal money has no base")


class _Priced(Grounds):
    """What every deck says of its price."""

    benchmark: Text = Field(description="what is priced: grade, place and terms of delivery")
    unit: Annotated[str, AfterValidator(_known_unit)] = Field(description="currency/quantity such as USD/bbl")
    money: Literal["nominal", "real"] = Field(description="nominal or real")
    base: Base = None

    @model_validator(mode="after")
    def _money_is_whole(self) -> Self:
        check_base(self.money, self.base)
        return self

    @property
    def terms(self) -> MoneyTerms:
        """The money of the deck."""
        return MoneyTerms(unit_parts(self.unit)[0], self.base)


class PriceSeries(_Priced, Series):
    """A price given by values, in nominal money or in real money of a base."""


class SCurve(Part):
    """Other slopes where the reference price is below ``low`` or above ``high``; the price does not jump there."""

    low: _Price
    high: _Price
    slope_below: Annotated[Number, Field(ge=0, le=1000)]
    slope_above: Annotated[Number, Field(ge=0, le=1000)]

    @model_validator(mode="after")
    def _in_order(self) -> SCurve:
        if not self.low < self.high:
            raise ValueError("the lower bend lies below the upper one")
        return self


class Limits(Part):
    """What bends or bounds a formula: an S-curve, a floor, a cap; the curve first."""

    floor: _Price | None = None
    cap: _Price | None = None
    s_curve: SCurve | None = None

    @model_validator(mode="after")
    def _something(self) -> Limits:
        if self.floor is None and self.cap is None and self.s_curve is None:
            raise ValueError("limits hold a floor, a cap or an s_curve; without any they are «none»")
        if self.floor is not None and self.cap is not None and not self.floor <= self.cap:
            raise ValueError("the floor lies above the cap")
        return self


class Formula(Part):
    """Slope × reference price + constant, month by month, in the money of its deck.

    The reference price of month t is the mean of deck ``of`` over ``average_months`` months, the last of which is t −
    ``lag_months``.
    """

    of: str = Field(description="the deck that the formula refers to")
    slope: Annotated[Number, Field(ge=0, le=1000)] = Field(
        description="slope in the unit's quantity per reference price"
    )
    constant: Annotated[Number, Field(ge=-1e9, le=1e9)] = Field(
        description="constant of the formula, 0 where there is none"
    )
    lag_months: Annotated[int, Field(ge=0, le=60)] = Field(
        description="months between reference and delivery, 0 or more"
    )
    average_months: Annotated[int, Field(ge=1, le=60)] = Field(description="months that the reference is averaged over")
    limits: Annotated[
        Annotated[Literal["none"], Tag("·word")] | Annotated[Limits, Tag("·part")], Discriminator(form_of)
    ] = Field(description="none, or floor, cap, s_curve")

    @property
    def lead(self) -> int:
        """Months of the reference that are needed before the first month of delivery."""
        return self.lag_months + self.average_months - 1

    def price(self, reference: F64) -> F64:
        """Return the price of each month.

        Args:
            reference: reference prices in the money of the formula, shape (``lead`` + months, …).

        Returns:
            shape (months, …), before any adjustment of the deck.

        """
        count = reference.shape[0] - self.lead
        mean = reference[:count].copy()
        for month in range(1, self.average_months):
            mean += reference[month : month + count]
        mean /= self.average_months
        price = self.slope * mean + self.constant
        if isinstance(self.limits, Limits):
            if (curve := self.limits.s_curve) is not None:
                price += (curve.slope_below - self.slope) * np.minimum(mean - curve.low, 0.0)
                price += (curve.slope_above - self.slope) * np.maximum(mean - curve.high, 0.0)
            if self.limits.floor is not None:
                price = np.maximum(price, self.limits.floor)
            if self.limits.cap is not None:
                price = np.minimum(price, self.limits.cap)
        return price


class PriceFormula(_Priced):
    """A price that follows another deck by a formula; its constant, bends, floor and cap are in the money of the deck."""

    formula: Formula
    adjusted: tuple[Adjustment, ...] = ()


def _kind(value: Any) -> str:
    has_formula = "formula" in value if isinstance(value, Mapping) else isinstance(value, PriceFormula)
    return "·formula" if has_formula else "·series"


PriceDeck = Annotated[
    Annotated[PriceSeries, Tag("·series")] | Annotated[PriceFormula, Tag("·formula")], Discriminator(_kind)
]
