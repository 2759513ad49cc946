"""Condition sets of which prices, rates of exchange and inflation come from one of two sets each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from sonae.core import InputError
from sonae.economics.conditions import ConditionSet, MoneyTerms, PeriodGrid
from sonae.economics.ledger import Product

__all__ = ["Conditions", "MixedConditions"]

F64 = NDArray[np.float64]
Conditions = tuple[int, int, int]
"""Where prices, rates of exchange, and inflation come from: 0 the old set, 1 the new one."""


class MixedConditions:
    """Mixtures of two condition sets, and their paths; each is made once.

    A deck, a rate of exchange or an inflation that only one of the two sets holds is there in every mixture: what a set does
    not hold cannot have changed.
    """

    def __init__(self, old: ConditionSet, new: ConditionSet) -> None:
        self.sets = (old, new)
        self._mixed: dict[Conditions, ConditionSet] = {}
        self._factors: dict[tuple[Conditions, PeriodGrid, MoneyTerms, MoneyTerms], F64] = {}
        self._prices: dict[tuple[Conditions, PeriodGrid, str, str, MoneyTerms], F64] = {}

    def of(self, parts: Conditions) -> ConditionSet:
        """Return a mixture; one of a single set is that set with what only the other holds.

        Raises:
            InputError: when the parts do not hold together, such as a formula on a deck of another currency.

        """
        if parts not in self._mixed:
            self._mixed[parts] = self._make(parts)
        return self._mixed[parts]

    def _make(self, parts: Conditions) -> ConditionSet:
        deck, fx, inflation = (self.sets[part] for part in parts)
        other_deck, other_fx, other_inflation = (self.sets[1 - part] for part in parts)
        exchange = fx.fx
        if exchange.through == other_fx.fx.through:
            known = {frozenset(rate.sides) for rate in exchange.rates.values()}
            more = {pair: rate for pair, rate in other_fx.fx.rates.items() if frozenset(rate.sides) not in known}
            exchange = type(exchange)(through=exchange.through, rates={**exchange.rates, **more})
        fields = {name: getattr(inflation, name) for name in ConditionSet.model_fields}
        fields |= {
            "prices": {**other_deck.prices, **deck.prices},
            "fx": exchange,
            "inflation": {**other_inflation.inflation, **inflation.inflation},
            "uncertainty": None, "stresses": {}, "parent": "none", "made_by": (),
        }  # fmt: skip
        try:
            return ConditionSet.model_validate(fields)
        except ValidationError as error:
            said = error.errors()[0]["msg"].removeprefix("Value error, ")
            raise InputError(
                f"the old and the new condition set do not mix: {said}", file=inflation.file or None
            ) from error

    def factors(self, parts: Conditions, grid: PeriodGrid, given: MoneyTerms, wanted: MoneyTerms) -> F64:
        """Return what turns money into other money by period; see ConditionSet.money_factors."""
        key = parts, grid, given, wanted
        if key not in self._factors:
            self._factors[key] = self.of(parts).money_factors(grid, given, wanted)
        return self._factors[key]

    def price(self, parts: Conditions, grid: PeriodGrid, product: Product, money: MoneyTerms) -> F64:
        """Return what a product fetches by period: deck · factor + differential."""
        key = parts, grid, product.deck, product.unit, money
        if key not in self._prices:
            self._prices[key] = self.of(parts).price(product.deck, grid, money, per=product.unit)
        extra = self.factors(parts, grid, product.differential_money.terms, money)
        return product.price_factor * self._prices[key] + product.differential * extra
