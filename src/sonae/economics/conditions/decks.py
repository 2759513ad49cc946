"""The decks of a condition set as monthly paths: price levels, quoted rates of exchange, nominal prices."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sonae.core import InputError, UnknownChoiceError
from sonae.economics.conditions.exchange import Exchange
from sonae.economics.conditions.grid import Period, PeriodGrid
from sonae.economics.conditions.inflation import Inflation
from sonae.economics.conditions.prices import PriceFormula, PriceSeries
from sonae.economics.conditions.series import Series, with_adjustments

__all__ = ["Decks"]

F64 = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Decks:
    """Prices, rates of exchange and inflation by name; ``file`` is named in errors."""

    prices: Mapping[str, PriceSeries | PriceFormula]
    exchange: Exchange
    inflation: Mapping[str, Inflation]
    file: str

    def level(self, currency: str, first: int, count: int, base: PeriodGrid) -> F64:
        """Return the price level of ``count`` months from month ``first`` over the mean of the base's months.

        Raises:
            InputError: when there is no inflation of the currency, or it does not cover the months and the base.

        """
        if currency not in self.inflation:
            raise InputError(
                f"real money in {currency} without inflation: the condition set holds none of it",
                file=self.file,
                field="inflation",
            )
        begin, end = min(first, base.first), max(first + count - 1, base.last)
        with self._at(f"inflation.{currency}"):
            levels = self.inflation[currency].level(currency, begin, end - begin + 1)
        over = levels[base.first - begin :][: base.months]
        return levels[first - begin :][:count] / (float(np.sum(over)) / base.months)

    def quoted(self, pair: str, first: int, count: int) -> F64:
        """Return a quoted rate of exchange, month by month.

        Raises:
            InputError: when it does not cover the months.

        """
        rate = self.exchange.rates[pair]
        with self._at(f"fx.rates.{pair}"):
            what = f"the rate of exchange {pair}"
            rate.check_covers(what, first, count)
            path, later = rate.own_path(first, count)
            if rate.after == "flat_real" and later.any():
                paid, bought = rate.sides
                path[later] *= (self._growth(paid, rate, first, count) / self._growth(bought, rate, first, count))[
                    later
                ]
            return with_adjustments(path, rate.adjusted, what, first)

    def nominal(self, name: str, first: int, count: int) -> F64:
        """Return a price in nominal money of its own currency, month by month.

        Raises:
            UnknownChoiceError: when there is no such deck.
            InputError: when it does not cover the months, or the inflation that it needs is not there.

        """
        deck = self.deck(name)
        if isinstance(deck, PriceFormula):
            lead = deck.formula.lead
            reference = self.nominal(deck.formula.of, first - lead, count + lead)
            return self.by_formula(name, deck, reference, first)
        with self._at(f"prices.{name}"):
            what = f"the price deck «{name}»"
            deck.check_covers(what, first, count)
            path, later = deck.own_path(first, count)
            currency = deck.terms.currency
            flat_elsewhere = deck.after == ("flat_nominal" if deck.terms.is_real else "flat_real")
            if flat_elsewhere and later.any():
                growth = self._growth(currency, deck, first, count)[later]
                path[later] = path[later] / growth if deck.terms.is_real else path[later] * growth
            path = with_adjustments(path, deck.adjusted, what, first)
        return path if deck.terms.base is None else path * self.level(currency, first, count, deck.terms.base_grid)

    def by_formula(self, name: str, deck: PriceFormula, reference: F64, first: int) -> F64:
        """Return the nominal price of a formula deck.

        Args:
            name: of the deck.
            deck: the formula.
            reference: nominal reference prices, shape (lead + months, …); a formula in real money sees them deflated.
            first: the first month of delivery.

        Returns:
            shape (months, …).

        Raises:
            InputError: when a price falls to zero or below, or there is no inflation for real money.

        """
        lead = deck.formula.lead
        levels = np.ones(reference.shape[0])
        if deck.terms.is_real:
            levels = self.level(deck.terms.currency, first - lead, reference.shape[0], deck.terms.base_grid)
        levels = levels.reshape(-1, *(1,) * (reference.ndim - 1))
        with self._at(f"prices.{name}"):
            own = with_adjustments(
                deck.formula.price(reference / levels), deck.adjusted, f"the price deck «{name}»", first
            )
        return own * levels[lead:]

    def deck(self, name: str) -> PriceSeries | PriceFormula:
        """Return a price deck by name.

        Raises:
            UnknownChoiceError: when there is none.

        """
        if name not in self.prices:
            raise UnknownChoiceError("price", name, self.prices)
        return self.prices[name]

    def _growth(self, currency: str, series: Series, first: int, count: int) -> F64:
        """Growth of the price level since the last month of a series."""
        return self.level(currency, first, count, PeriodGrid(Period.MONTH, series.last, 1))

    @contextlib.contextmanager
    def _at(self, field: str) -> Iterator[None]:
        """Name file and field in errors that name none."""
        try:
            yield
        except InputError as error:
            if isinstance(error, UnknownChoiceError) or error.file is not None:
                raise
            raise error.placed(file=self.file, field=field) from error
