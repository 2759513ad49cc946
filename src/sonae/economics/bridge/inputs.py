"""What a mixture of two states gives to its ledger: years, prices, volumes, costs, further lines.

Up to the cut all of it is that of the state whose actual figures are taken, with its own conditions; after the cut each line
goes by its own factor.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sonae.core import InputError, UnknownChoiceError
from sonae.economics.bridge.amounts import Amounts, volume_line
from sonae.economics.bridge.factors import FACTORS, Factor, factor_name, mask_of, taken_from_new
from sonae.economics.bridge.mixed_conditions import Conditions, MixedConditions
from sonae.economics.bridge.state import Pair
from sonae.economics.conditions import MoneyTerms, PeriodGrid
from sonae.economics.formula import Values
from sonae.economics.ledger import CostLine, Product, dated_values, timing_lines
from sonae.economics.regimes import LoweredRegime

__all__ = ["OF_LEDGER", "Inputs", "Span", "mixture_words"]

F64 = NDArray[np.float64]
OF_LEDGER = mask_of(factor for factor in FACTORS if factor not in ("time", "share"))
"""The factors that a ledger depends on."""
_OF_SPAN = mask_of(("actuals", "volume", "schedule", "capex", "opex", "fiscal_terms"))


@dataclass(frozen=True)
class Span:
    """A regime (0 old, 1 new) over years: ledgers of one span are worked off side by side."""

    regime: int
    first: int
    last: int

    @property
    def years(self) -> range:
        """The years."""
        return range(self.first, self.last + 1)


class Inputs:
    """Given lines of the mixtures of a pair.

    Attributes:
        pair: the two states.
        amounts: their volumes and costs.
        conditions: their condition sets, mixed.
        moving_lines: volumes by product and classes of costs.

    """

    def __init__(self, pair: Pair, conditions: MixedConditions | None = None) -> None:
        self.pair = pair
        self.amounts = Amounts(pair)
        self.conditions = conditions or MixedConditions(pair.old.conditions, pair.new.conditions)
        self.moving_lines = (*map(volume_line, pair.products), *pair.cost_lines)
        self._spans: dict[int, Span] = {}

    # Years

    def span(self, mask: int) -> Span:
        """Return regime and years of a mixture: the past of the actual figures, the years of the schedule, all that is spread."""
        moved_by = mask & _OF_SPAN
        if moved_by not in self._spans:
            self._spans[moved_by] = self._span(moved_by)
        return self._spans[moved_by]

    def _span(self, mask: int) -> Span:
        actual, phased = (self.pair.states[taken_from_new(mask, factor)].years for factor in ("actuals", "schedule"))
        cut = self.amounts.cut
        first, last = max(phased[0], cut + 1), phased[-1]
        if actual[0] <= cut:
            first, last = actual[0], max(last, min(actual[-1], cut))
        spread = np.any([self._to_come(line, mask) != 0.0 for line in self.moving_lines], axis=0)
        used = [int(year) for year in self.amounts.years[spread]]
        first = min([first, *used[:1]])
        return Span(taken_from_new(mask, "fiscal_terms"), first, max([first, last, *used[-1:]]))

    def money_differs(self, line: str) -> bool:
        """Whether a class of costs is stated in other money; volumes are in no money."""
        if line not in self.pair.cost_lines:
            return False
        return self._cost_line(line, 0).money != self._cost_line(line, 1).money

    def past_differs(self) -> bool:
        """Whether anything up to the cut differs: years, amounts, prices, further lines, money."""
        cut = self.amounts.cut
        begun = [state.years[0] for state in self.pair.states if state.years[0] <= cut]
        if not begun:
            return False
        if len(begun) == 1 or begun[0] != begun[1]:
            return True
        if any(self.amounts.past_differs(line) for line in self.moving_lines):
            return True
        actuals = mask_of(("actuals",))
        for regime in (0, 1):
            span = Span(regime, begun[0], cut)
            paths = [partial(self._price, span, name) for name in self.pair.products]
            paths += [partial(self._cost, span, name) for name in self.pair.cost_lines]
            paths += [partial(self._other, span, name) for name in self.pair.states[regime].case.other]
            for path in (*paths, partial(self.money_of_results, span)):
                if (path(0) != path(actuals)).any():
                    return True
        return False

    def grid(self, first: int, last: int) -> PeriodGrid:
        """Return years of the cases as periods."""
        by_fiscal_year = self.pair.old.case.calendar == "fiscal_year"
        make = PeriodGrid.fiscal_years if by_fiscal_year else PeriodGrid.calendar_years
        return make(first, last - first + 1)

    def _path(self, span: Span, past: Callable[[PeriodGrid], F64], coming: Callable[[PeriodGrid], F64]) -> F64:
        """Return a path that is made of one up to the cut and another after it."""
        cut, found = self.amounts.cut, []
        if span.first <= cut:
            found.append(past(self.grid(span.first, min(cut, span.last))))
        if span.last > cut:
            found.append(coming(self.grid(max(span.first, cut + 1), span.last)))
        return np.concatenate(found)

    def _within(self, span: Span, values: F64) -> F64:
        return values[span.first - self.amounts.first : span.last - self.amounts.first + 1]

    # Lines

    def lines(self, span: Span, masks: Sequence[int], lowered: LoweredRegime) -> Values:
        """Return the given lines of mixtures of one span, (period,) or (period, mixture).

        Raises:
            InputError: when a deck does not cover the years, money has no rate of exchange, or a term states nothing for a year.

        """
        grid = self.grid(span.first, span.last)
        values: Values = {"year": np.asarray(span.years, dtype=np.float64), "days": grid.days()}
        for name in self.pair.products:
            line = volume_line(name)
            values[line] = self.stacked(masks, ("actuals", "volume", "schedule"), partial(self._volume, span, line))
            moved_by: tuple[Factor, ...] = ("actuals", "deck", "fx", "inflation_discount")
            values[f"price_{name}"] = self.stacked(masks, moved_by, partial(self._price, span, name))
        for name in self.pair.cost_lines:
            moved_by = ("actuals", self._kind(name), "schedule", "fx", "inflation_discount")
            values[name] = self.stacked(masks, moved_by, partial(self._cost, span, name))
        for name in self.pair.states[span.regime].case.other:
            values[name] = self.stacked(masks, ("actuals",), partial(self._other, span, name))
        wide = max((values[volume_line(name)] for name in self.pair.products), key=lambda volumes: volumes.ndim)
        volumes = {name: _as_wide(values[volume_line(name)], wide) for name in self.pair.products}
        timing = timing_lines(volumes, self.pair.old.case.main_product)
        return values | timing | dated_values(lowered, list(span.years))

    def money_of_results(self, span: Span, mask: int) -> F64:
        """Return what turns nominal money of the regime into the money of results, by period."""
        given, wanted = self._money(span), self.pair.old.conditions.money
        past, coming = self._past_and_coming(mask)
        return self._path(
            span,
            lambda grid: self.conditions.factors(past, grid, given, wanted),
            lambda grid: self.conditions.factors(coming, grid, given, wanted),
        )

    def stacked(self, masks: Sequence[int], moved_by: Sequence[Factor], make: Callable[[int], F64]) -> F64:
        """Return a line of mixtures, (period,) where it is one for all of them, else (period, mixture).

        Args:
            masks: the mixtures.
            moved_by: the factors that move the line: mixtures that are alike in them share it.
            make: the line of a mixture.

        Raises:
            InputError: naming the mixture whose line cannot be made.

        """
        of_line = mask_of(moved_by)
        made: dict[int, F64] = {}
        for mask in masks:
            if mask & of_line in made:
                continue
            try:
                made[mask & of_line] = make(mask)
            except UnknownChoiceError:
                raise
            except InputError as error:
                raise InputError(
                    f"{mixture_words(self.pair, mask)}: {error.problem}", file=error.file, row=error.row, field=error.field,
                    expected=error.expected,
                ) from error  # fmt: skip
        if len(made) == 1:
            return next(iter(made.values()))
        return np.stack([made[mask & of_line] for mask in masks], axis=1)

    def _money(self, span: Span) -> MoneyTerms:
        return MoneyTerms.nominal(self.pair.states[span.regime].regime.currency)

    @staticmethod
    def _past_and_coming(mask: int) -> tuple[Conditions, Conditions]:
        """Return the conditions of money up to the cut and after it; where no price is asked for, decks need not be mixed."""
        actuals, fx = taken_from_new(mask, "actuals"), taken_from_new(mask, "fx")
        return (actuals, actuals, actuals), (fx, fx, taken_from_new(mask, "inflation_discount"))

    def _kind(self, line: str) -> Factor:
        if line not in self.pair.cost_lines:
            return "volume"
        return "capex" if line in self.pair.settings.capex else "opex"

    def _to_come(self, line: str, mask: int) -> F64:
        return self.amounts.to_come(line, taken_from_new(mask, self._kind(line)), taken_from_new(mask, "schedule"))

    def _volume(self, span: Span, line: str, mask: int) -> F64:
        return self._within(span, self.amounts.past(line, taken_from_new(mask, "actuals")) + self._to_come(line, mask))

    def _price(self, span: Span, name: str, mask: int) -> F64:
        actuals, deck = taken_from_new(mask, "actuals"), taken_from_new(mask, "deck")
        past, seller = self._product(name, actuals)
        coming, _ = self._product(name, deck)
        mixed = (deck, taken_from_new(mask, "fx"), taken_from_new(mask, "inflation_discount"))
        money = self._money(span)
        return self._path(
            span,
            lambda grid: self.conditions.price((seller, seller, seller), grid, past, money),
            lambda grid: self.conditions.price(mixed, grid, coming, money),
        )

    def _cost(self, span: Span, name: str, mask: int) -> F64:
        old_or_new, money = taken_from_new(mask, self._kind(name)), self._money(span)
        actuals = taken_from_new(mask, "actuals")
        past, coming = self._past_and_coming(mask)
        before, after = (self._cost_line(name, state).money for state in (actuals, old_or_new))
        factors = self._path(
            span,
            lambda grid: self.conditions.factors(past, grid, before.terms, money),
            lambda grid: self.conditions.factors(coming, grid, after.terms, money),
        )
        return self._within(span, self.amounts.past(name, actuals) + self._to_come(name, mask)) * factors

    def _other(self, span: Span, name: str, mask: int) -> F64:
        own = self.pair.states[span.regime].case.other[name]
        past = self.pair.states[taken_from_new(mask, "actuals")].case.other.get(name, own)
        by_year = [(past if year <= self.amounts.cut else own).get(year, 0.0) for year in span.years]
        return np.asarray(by_year, dtype=np.float64)

    def _product(self, name: str, state: int) -> tuple[Product, int]:
        """Return a product as a state sells it, or as the other does where it sells none of it, and which of the two."""
        seller = state if name in self.pair.states[state].case.products else 1 - state
        return self.pair.states[seller].case.products[name], seller

    def _cost_line(self, name: str, state: int) -> CostLine:
        own = self.pair.states[state].case.costs
        return own[name] if name in own else self.pair.states[1 - state].case.costs[name]


def mixture_words(pair: Pair, mask: int) -> str:
    """Say what a mixture takes from where."""
    new = [factor_name(factor, "en").lower() for factor in FACTORS if taken_from_new(mask, factor)]
    old = [factor_name(factor, "en").lower() for factor in FACTORS if not taken_from_new(mask, factor)]
    if not new or not old:
        return f"«{(pair.new if new else pair.old).name}»"
    few, state, other = (new, pair.new, pair.old) if len(new) <= len(old) else (old, pair.old, pair.new)
    return f"{', '.join(few)} of «{state.name}» with all else of «{other.name}»"


def _as_wide(values: F64, wide: F64) -> F64:
    """Return values by period beside themselves where others are by mixture."""
    return values if values.ndim == wide.ndim else np.broadcast_to(values[:, None], wide.shape)
