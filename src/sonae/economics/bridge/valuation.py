"""Values of mixtures of two states: ledgers of many mixtures side by side, then their cash discounted.

A mixture takes each factor from the old or the new state. Mixtures of one regime and the same years are worked off together,
one column each; share, base date and discount rate need no ledger of their own. Every operation works on each column by
itself, so that a value does not depend on what stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sonae.core import UnknownChoiceError
from sonae.economics.bridge.factors import taken_from_new
from sonae.economics.bridge.inputs import OF_LEDGER, Inputs, Span
from sonae.economics.bridge.mixed_conditions import MixedConditions
from sonae.economics.bridge.state import Pair
from sonae.economics.conditions import Timing
from sonae.economics.formula import Program, Values
from sonae.economics.ledger import assert_balance, program_of
from sonae.economics.regimes import LoweredRegime, lower

__all__ = ["Valuation"]

F64 = NDArray[np.float64]


@dataclass(frozen=True)
class _Worked:
    """Ledgers worked off side by side, and the column of each."""

    span: Span
    masks: tuple[int, ...]
    values: Values
    lowered: LoweredRegime


class Valuation:
    """Values mixtures of the states of a pair.

    Attributes:
        pair: the two states.
        ledgers: how many ledgers were worked off.

    """

    def __init__(self, pair: Pair, conditions: MixedConditions | None = None) -> None:
        self.pair = pair
        self.inputs = Inputs(pair, conditions)
        self.ledgers = 0
        self._lowered = tuple(lower(state.regime, pair.cost_lines) for state in pair.states)
        self._programs: dict[int, Program] = {}

    def values(self, masks: Sequence[int]) -> dict[int, float]:
        """Return the value of each mixture, in the money of results.

        The value is Σ_t cash of the party(t) · rate of exchange(t) · share(t) · discount factor(t), added up in the order of time.

        Raises:
            InputError: naming the mixture where a deck does not cover its years, or a term states nothing for a year.
            UnknownChoiceError: when a regime does not know the party.
            SonaeError: when a balance does not hold.

        """
        spans: dict[Span, dict[int, None]] = {}
        for mask in masks:
            ledger = mask & OF_LEDGER
            spans.setdefault(self.inputs.span(ledger), {})[ledger] = None
        found: dict[int, float] = {}
        for span, ledgers in spans.items():
            worked = self._work(span, tuple(ledgers))
            wanted = [mask for mask in masks if mask & OF_LEDGER in ledgers]
            found |= self._discounted(worked, wanted)
        return {mask: found[mask] for mask in masks}

    def _program(self, regime: int) -> Program:
        if regime not in self._programs:
            other = tuple(self.pair.states[regime].case.other)
            self._programs[regime] = program_of(self._lowered[regime], self.pair.products, self.pair.cost_lines, other)
        return self._programs[regime]

    def _work(self, span: Span, masks: tuple[int, ...]) -> _Worked:
        program, lowered = self._program(span.regime), self._lowered[span.regime]
        given = self.inputs.lines(span, masks, lowered)
        values = program.run({name: given[name] for name in program.given}, len(span.years))
        assert_balance(values, lowered)
        self.ledgers += len(masks)
        return _Worked(span, masks, values, lowered)

    def _discounted(self, worked: _Worked, wanted: Iterable[int]) -> dict[int, float]:
        """Return the values of mixtures whose ledgers were worked off."""
        span = worked.span
        found: dict[int, float] = {}
        column = {mask: at for at, mask in enumerate(worked.masks)}
        money = partial(self.inputs.money_of_results, span)
        yen = self.inputs.stacked(worked.masks, ("actuals", "fx", "inflation_discount"), money)
        by_weights: dict[tuple[int, int], list[int]] = {}
        for mask in wanted:
            by_weights.setdefault((taken_from_new(mask, "share"), taken_from_new(mask, "time")), []).append(mask)
        for (share, time), masks in by_weights.items():
            cash = self._cash(worked, share)
            shares = np.asarray([self.pair.states[share].share_in(year) for year in span.years])
            factors = self.inputs.stacked(worked.masks, ("inflation_discount",), partial(self._factors, span, time))
            total = np.zeros(len(worked.masks))
            for t in range(len(span.years)):
                total = total + cash[t] * yen[t] * shares[t] * factors[t]
            found |= {mask: float(total[column[mask & OF_LEDGER]]) for mask in masks}
        return found

    def _cash(self, worked: _Worked, share: int) -> F64:
        state = self.pair.states[share]
        if state.party not in worked.lowered.parties:
            raise UnknownChoiceError("party", state.party, worked.lowered.parties)
        return worked.values[f"net_{state.party}"]

    def _factors(self, span: Span, time: int, mask: int) -> F64:
        """Return discount factors to the base date of one state, at the rate of another; 0 of periods that are not counted."""
        state, base = self.pair.states[taken_from_new(mask, "inflation_discount")], self.pair.states[time].base_date
        grid, conditions = self.inputs.grid(span.first, span.last), state.conditions
        factors = conditions.discount_factors(state.rate, grid, conditions.money, base_date=base)
        if self.pair.settings.counted == "all":
            return factors
        return np.where(grid.years_from(base, Timing.END) > 0.0, factors, 0.0)
