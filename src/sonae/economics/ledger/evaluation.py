"""Work a case off under a condition set: every line of every period, with the balance checked."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sonae.core import Classification, InputError
from sonae.economics.conditions import ConditionSet, ConventionCard, MoneyTerms, PeriodGrid
from sonae.economics.formula import Program, Values, needs_of
from sonae.economics.ledger.case import Case
from sonae.economics.ledger.lines import assert_balance, dated_values, program_of, timing_lines
from sonae.economics.regimes import LoweredRegime, Regime, lower
from sonae.economics.regimes.draft import MONEY

__all__ = ["Given", "Ledger", "assert_balance", "evaluate_case"]

F64 = NDArray[np.float64]


@dataclass(frozen=True)
class Given:
    """Where the values of a given line come from, in words."""

    unit: str
    origin: str


@dataclass(frozen=True)
class Ledger:
    """A case worked off, in whole units: money is nominal ``money``.

    Attributes:
        case: the case.
        conditions: the condition set.
        lowered: the regime and its lines.
        program: all lines in working order.
        values: (period,) by line.
        given: origin of the lines that come from outside.
        grid: the periods.
        money: of all lines of money.

    """

    case: Case
    conditions: ConditionSet
    lowered: LoweredRegime
    program: Program
    values: Values
    given: dict[str, Given]
    grid: PeriodGrid
    money: MoneyTerms

    @property
    def regime(self) -> Regime:
        """The fiscal terms."""
        return self.lowered.regime

    @property
    def classification(self) -> Classification:
        """The joined label of case and conditions."""
        return Classification.join([self.case.label, self.conditions.classification])

    @property
    def card(self) -> ConventionCard:
        """The convention card that every figure of the ledger is read with."""
        return replace(self.conditions.card(self.regime.label, money=self.money), period=self.grid.period)

    @property
    def unread_costs(self) -> tuple[str, ...]:
        """Classes of costs that no instrument reads by name or in «costs»: the party that pays them bears them, undeducted."""
        read: set[str] = set()
        for line in self.lowered.draft.lines:
            if not line.name.startswith("net_"):
                now, ago = needs_of(line.formula)
                read |= now | ago.keys()
        return () if "costs" in read else tuple(name for name in self.case.costs if name not in read)

    def unit(self, name: str) -> str:
        """Return the unit of a line: «USD», a unit of quantity, or «1». Raises UnknownChoiceError when there is none."""
        unit = self.given[name].unit if name in self.given else self.program.line(name).unit
        return self.money.currency if unit == MONEY else unit

    def line(self, name: str) -> F64:
        """Return a line by period. Raises UnknownChoiceError when there is none."""
        if name not in self.values:
            self.program.line(name)
        return self.values[name]

    def net(self, party: str) -> F64:
        """Return the cash of a party by period. Raises UnknownChoiceError for a party that is none."""
        return self.line(f"net_{party}")


def evaluate_case(case: Case, conditions: ConditionSet, *, folder: Path | None = None) -> Ledger:
    """Work a case off.

    Args:
        case: the project.
        conditions: decks and rates.
        folder: where a regime file that the case names is looked for.

    Raises:
        InputError: for a deck that ends too early, money without a rate of exchange, a term that states nothing for a year, a
            regime that goes by other periods than the case.
        SonaeError: when a balance does not hold; that is a fault of the regime.

    """
    regime = case.regime_terms(folder)
    if regime.period != case.period:
        raise InputError(
            f"the regime {regime.id} goes by the {regime.period}, and the case by the {case.period}", file=case.file,
            field="regime", expected=f"a regime by the {case.period}, or «period: {regime.period}»",
        )  # fmt: skip
    grid, money = case.grid, MoneyTerms.nominal(regime.currency)
    with _in_regime(case, regime):
        lowered = lower(regime, tuple(case.costs))
        program = program_of(lowered, tuple(case.products), tuple(case.costs), tuple(case.other))
        values, given = _given(case, conditions, lowered, grid, money)
        found = program.run({name: values[name] for name in program.given}, grid.count)
    assert_balance(found, lowered)
    return Ledger(case, conditions, lowered, program, found, given, grid, money)


@contextlib.contextmanager
def _in_regime(case: Case, regime: Regime) -> Iterator[None]:
    """Name the regime's file and the path of the instrument in refusals that name an instrument, else the file of the case."""
    try:
        yield
    except InputError as error:
        if error.file is not None:
            raise
        place = regime.place_of(error.field)
        if place is None:
            raise error.placed(file=case.file) from error
        file = Path(case.regime).name if case.regime.endswith(".yaml") else f"{regime.id}.yaml"
        raise error.placed(file=file, field=place) from error


@contextlib.contextmanager
def _in_case(case: Case, field: str) -> Iterator[None]:
    """Name the case and the path of a field in refusals that name no file."""
    try:
        yield
    except InputError as error:
        if error.file is not None:
            raise
        raise error.placed(file=case.file, field=field) from error


def _given(
    case: Case, conditions: ConditionSet, lowered: LoweredRegime, grid: PeriodGrid, money: MoneyTerms
) -> tuple[Values, dict[str, Given]]:
    years = [day.year for day in grid.starts()]
    values: Values = {"year": np.asarray(years, dtype=np.float64)}
    given = {"year": Given("year", "the calendar"), "days": Given("days", "the calendar")}
    values["days"] = grid.days()
    deck = f"condition set «{conditions.name}» version {conditions.version}"
    for name, product in case.products.items():
        place = f"products.{name}"
        with _in_case(case, place):
            price = conditions.price(product.deck, grid, money, per=product.unit)
        with _in_case(case, f"{place}.differential_money"):
            extra = product.differential * conditions.money_factors(grid, product.differential_money.terms, money)
        values[f"price_{name}"] = product.price_factor * price + extra
        values[f"volume_{name}"] = case.amounts_by_period(product.volume)
        given[f"price_{name}"] = Given(
            f"{money.currency}/{product.unit}",
            f"deck «{product.deck}» of the {deck}, × {product.price_factor:g} {product.differential:+g} ({case.file}: {place})",
        )
        given[f"volume_{name}"] = Given(product.unit, f"{case.file}: {place}.volume, in {case.amounts}")
    for name, line in case.costs.items():
        with _in_case(case, f"costs.{name}.money"):
            terms = line.money.terms
            values[name] = case.amounts_by_period(line.values) * conditions.money_factors(grid, terms, money)
        given[name] = Given(
            "money", f"{case.file}: costs.{name}.values, in {case.amounts} of {terms.label('en')}, by the {deck}"
        )
    for name in case.other:
        values[name] = case.levels_by_period(name)
        given[name] = Given("1", f"{case.file}: other.{name}")
    values |= timing_lines({name: values[f"volume_{name}"] for name in case.products}, case.main_product)
    for name in ("periods_of_production", "share_of_rest", "produced_share"):
        given[name] = Given("1", f"volumes of {case.main_product}")
    for name, numbers in dated_values(lowered, years).items():
        values[name] = numbers
        given[name] = Given("1", f"regime {lowered.regime.label}")
    return values, given
