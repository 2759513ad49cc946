"""What moves prices and rates of exchange in a scenario: made once a block and shared by all projects of the same years.

A price moves by its path over its deck, and by the path of the exchange into the project's money over its own deck; an amount in
other money by the path of that exchange over its deck.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sonae.core import SonaeError
from sonae.economics.conditions import ConditionSet, MoneyTerms, PeriodGrid, SharedPaths, shared_paths

__all__ = ["Move", "Movements", "movements", "path_names"]

F64 = NDArray[np.float64]


@dataclass(frozen=True, order=True)
class Move:
    """A movement: of a deck into other money, of an exchange over its deck (no deck), or the rate itself (``whole``).

    Attributes:
        bought: the currency of the deck or of the amount.
        paid: the currency that it goes into.
        deck: price deck, or empty.
        whole: the rate of exchange and not what it is over its deck.

    """

    bought: str
    paid: str
    deck: str = ""
    whole: bool = False


@dataclass(frozen=True)
class Movements:
    """Movements over one grid.

    Attributes:
        moves: in the order of the rows of :meth:`block`.
        shared: paths of the decks and pairs that they need; None without uncertainty, or where nothing needs one.
        decks: nominal price by deck, (period,).
        rates: rate of exchange by the two currencies, (period,).
        legs: pair of a currency and the one that cross rates go through, and whether it is quoted that way round.

    """

    moves: tuple[Move, ...]
    shared: SharedPaths | None
    decks: dict[str, F64]
    rates: dict[tuple[str, str], F64]
    legs: dict[str, tuple[str, bool]]

    def block(self, first: int, last: int, engine: Literal["compiled", "readable"]) -> F64:
        """Return the movements of scenarios ``first`` … ``last − 1``, (movement, period, scenario).

        Raises:
            SonaeError: when one is no number: nothing sold at such a price would hide it.

        """
        if self.shared is None:
            return np.ones((0, 1, last - first))
        made = self.shared.block(first, last, engine=engine)
        return self.moved(dict(zip(self.shared.names, made, strict=True)), last - first)

    def moved(self, paths: Mapping[str, F64], wide: int) -> F64:
        """Return the movements of paths that were made elsewhere, (period, scenario) by deck or pair."""
        if self.shared is None:
            return np.ones((0, 1, wide))

        def in_base(currency: str) -> F64 | float:
            if currency not in self.legs:
                return 1.0
            pair, direct = self.legs[currency]
            path: F64 = paths[pair]
            return path if direct else 1.0 / path

        found = np.ones((len(self.moves), self.shared.grid.count, wide))
        for out, move in zip(found, self.moves, strict=True):
            if move.deck:
                deck = self.decks[move.deck][:, None]
                np.divide(paths[move.deck], deck, out=out, where=deck != 0.0)
            if move.bought != move.paid:
                rate = in_base(move.bought) / in_base(move.paid)
                out *= rate if move.whole else rate / self.rates[move.bought, move.paid][:, None]
        for values, move in zip(found, self.moves, strict=True):
            if not np.isfinite(values).all():
                raise SonaeError(f"the path of {move.deck or f'{move.bought} in {move.paid}'} becomes no number.")
        return found


def _legs(conditions: ConditionSet, moves: Collection[Move]) -> dict[str, tuple[str, bool]]:
    currencies = {currency for move in moves for currency in (move.bought, move.paid) if move.bought != move.paid}
    return {currency: conditions.fx.leg(currency) for currency in sorted(currencies - {conditions.fx.through})}


def path_names(conditions: ConditionSet, moves: Collection[Move]) -> tuple[str, ...]:
    """Return the decks and pairs whose paths movements are made of, in alphabetical order."""
    pairs = {pair for pair, _ in _legs(conditions, moves).values()}
    return tuple(sorted({move.deck for move in moves if move.deck} | pairs))


def movements(conditions: ConditionSet, grid: PeriodGrid, moves: Sequence[Move], seed: int) -> Movements:
    """Return movements over a grid, with all that is the same in every scenario worked out.

    Raises:
        InputError: for a deck or a rate that does not cover the periods, or that there is none of.

    """
    legs, names = _legs(conditions, moves), path_names(conditions, moves)
    decks = {
        move.deck: conditions.price(move.deck, grid, MoneyTerms.nominal(move.bought)) for move in moves if move.deck
    }
    rates = {(move.bought, move.paid): conditions.fx_rate(move.bought, move.paid, grid) for move in moves}
    shared = shared_paths(conditions, grid, names, seed=seed) if names else None
    return Movements(tuple(moves), shared, decks, rates, legs)
