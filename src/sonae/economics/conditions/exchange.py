"""Rates of exchange: decks of pairs that all hold one base currency, through which every cross rate goes."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from sonae.core import InputError
from sonae.economics.conditions.reading import Currency, Part, fixed
from sonae.economics.conditions.series import Series

__all__ = ["Exchange", "ExchangeRate"]

_PAIR = re.compile(r"([A-Z]{3})/([A-Z]{3})")


class ExchangeRate(Series):
    """A rate by period in nominal terms; ``quote`` says which way round: «JPY per USD»."""

    quote: str = Field(description="the way round, such as JPY per USD")

    @property
    def sides(self) -> tuple[str, str]:
        """What is paid and what is bought: «JPY per USD» is JPY for one USD."""
        paid, _, bought = self.quote.partition(" per ")
        return paid, bought


class Exchange(Part):
    """Rates by pair such as «USD/JPY»; every pair holds the currency ``through``."""

    through: Currency = Field(description="the currency that cross rates go through")
    rates: Annotated[dict[str, ExchangeRate], AfterValidator(fixed)]

    @model_validator(mode="after")
    def _pairs(self) -> Exchange:
        seen: set[frozenset[str]] = set()
        for pair, rate in self.rates.items():
            found = _PAIR.fullmatch(pair)
            if not found or found[1] == found[2]:
                raise ValueError(f"«{pair[:20]}» is no pair; one is written as USD/JPY")
            if self.through not in found.groups():
                raise ValueError(f"{pair} does not hold {self.through}, through which all cross rates go")
            if set(rate.sides) != set(found.groups()):
                raise ValueError(f"the quote of {pair} is «{found[2]} per {found[1]}» or «{found[1]} per {found[2]}»")
            if frozenset(rate.sides) in seen:
                raise ValueError(f"the pair {pair} stands there twice, both ways round")
            seen.add(frozenset(rate.sides))
        return self

    def leg(self, currency: str) -> tuple[str, bool]:
        """Return the pair of a currency and the base, and whether it is quoted as base per unit of the currency.

        Raises:
            InputError: when there is no such pair.

        """
        for pair, rate in self.rates.items():
            if set(rate.sides) == {currency, self.through}:
                return pair, rate.sides[0] == self.through
        raise InputError(
            f"mixed currencies without FX: the condition set holds no rate of {currency} and {self.through}",
            field="fx.rates",
            expected=f"a rate {currency}/{self.through}",
        )
