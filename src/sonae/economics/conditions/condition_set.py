"""The condition set: prices, rates of exchange, inflation, discount rates and conventions that every project shares.

The economic evaluation of every project under the same conditions is asked for by the bylaw of equity and guarantees
(document 003, ``a21.p1``).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from sonae.core import Classification, InputError, UnknownChoiceError
from sonae.economics.conditions.card import ConventionCard
from sonae.economics.conditions.changes import Change, Stress
from sonae.economics.conditions.decks import Decks
from sonae.economics.conditions.discount import DiscountRate
from sonae.economics.conditions.exchange import Exchange
from sonae.economics.conditions.grid import Period, PeriodGrid, Timing, mean_of_months, months_from_origin
from sonae.economics.conditions.inflation import Inflation
from sonae.economics.conditions.price_units import quantity_ratio, unit_parts
from sonae.economics.conditions.prices import Base, PriceDeck, PriceFormula, check_base
from sonae.economics.conditions.processes import Uncertainty
from sonae.economics.conditions.reading import Currency, MisplacedError, Part, Text, fixed, plain_values, validated
from sonae.economics.conditions.terms import MoneyTerms, base_grid

__all__ = ["ConditionSet", "Conventions"]

F64 = npt.NDArray[np.float64]
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_CURRENCY = re.compile(r"[A-Z]{3}")
_HASH = re.compile(r"[0-9a-f]{64}")


class Conventions(Part):
    """How results are made and read. Nothing here has a default."""

    base_date: dt.date = Field(
        description="the date that flows are discounted to: the first or the last day of a month"
    )
    timing: Literal["end", "mid", "start"] = Field(description="end, mid or start of the period")
    period: Literal["month", "quarter", "half_year", "calendar_year", "fiscal_year"] = Field(
        description="month, quarter, half_year, calendar_year or fiscal_year"
    )
    currency: Currency = Field(description="the currency of results, such as JPY")
    money: Literal["nominal", "real"] = Field(description="nominal or real: the money of results")
    base: Base = None

    @field_validator("base_date")
    @classmethod
    def _edge_of_a_month(cls, value: dt.date) -> dt.date:
        try:
            months_from_origin(value)
        except InputError:
            raise ValueError("a base date is the first or the last day of a month") from None
        return value

    @model_validator(mode="after")
    def _money_is_whole(self) -> Conventions:
        check_base(self.money, self.base)
        return self


def _version(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise ValueError("a version is a text or a whole number: write it in quotes")  # noqa: TRY004 - pydantic's way
    return value


def _no_parent(value: object) -> object:
    return None if value == "none" else value


def _label(value: object) -> object:
    if isinstance(value, str):
        try:
            return Classification.parse(value)
        except UnknownChoiceError:
            raise ValueError("the classification is public, internal or secret") from None
    return value


class ConditionSet(Part):
    """Conditions as one thing that cannot be changed, known by its hash.

    :func:`~sonae.economics.conditions.load_conditions` reads one from its file.
    """

    name: Text = Field(description="the name of the set")
    version: Annotated[Text, BeforeValidator(_version)] = Field(description="the version of the set")
    as_of: dt.date = Field(description="the day of the view that the set takes")
    parent: Annotated[str | None, BeforeValidator(_no_parent)] = Field(
        description="the SHA-256 of the set that this one was made from, or none"
    )
    classification: Annotated[Classification, BeforeValidator(_label)] = Classification.SECRET
    """Without a label a condition set is SECRET."""
    conventions: Conventions
    prices: Annotated[dict[str, PriceDeck], AfterValidator(fixed)] = Field(description="price decks by name")
    fx: Exchange = Field(description="through: the base currency, rates: by pair")
    inflation: Annotated[dict[str, Inflation], AfterValidator(fixed)] = Field(description="inflation by currency")
    discount: Annotated[dict[str, DiscountRate], AfterValidator(fixed)] = Field(description="discount rates by purpose")
    uncertainty: Uncertainty | None = None
    stresses: Annotated[dict[str, Stress], AfterValidator(fixed)] = fixed({})
    made_by: tuple[Change, ...] = ()
    """The changes by which it was made from its parent."""
    file: str = Field(default="", repr=False)

    @field_validator("parent")
    @classmethod
    def _hash(cls, value: str | None) -> str | None:
        if value is not None and not _HASH.fullmatch(value):
            raise ValueError("a parent is named by its SHA-256, 64 digits of 0-9 and a-f, or none")
        return value

    @field_validator("prices", "stresses", "discount")
    @classmethod
    def _names(cls, value: dict[str, Any]) -> dict[str, Any]:
        for name in value:
            if not _NAME.fullmatch(name):
                raise ValueError(f"«{name[:40]}» is no name: small letters, digits and _ are")
        return value

    @field_validator("inflation")
    @classmethod
    def _currencies(cls, value: dict[str, Any]) -> dict[str, Any]:
        for name in value:
            if not _CURRENCY.fullmatch(name):
                raise ValueError(f"«{name[:10]}» is no currency; one is written as JPY")
        return value

    @model_validator(mode="after")
    def _holds_together(self) -> ConditionSet:
        for name in self.prices:
            self._check_formula(name)
        for factor in self.uncertainty.factors if self.uncertainty else ():
            if isinstance(self.prices.get(factor), PriceFormula):
                raise MisplacedError(
                    f"uncertainty.factors.{factor}",
                    f"«{factor}» follows another deck by its formula and has no process of its own",
                )
            if factor not in self.prices and factor not in self.fx.rates:
                raise MisplacedError(
                    f"uncertainty.factors.{factor[:40]}",
                    f"the process of «{factor[:40]}» belongs to no price and no rate of exchange",
                )
        for title, stress in self.stresses.items():
            for change in stress.changes:
                try:
                    change.check_target(self)
                except InputError as error:
                    raise MisplacedError(f"stresses.{title}", f"stress {title}: {str(error).rstrip('.')}") from None
        if self.made_by and self.parent is None:
            raise ValueError("changes were made from a parent: state its SHA-256")
        return self

    def _check_formula(self, name: str) -> None:
        """Refuse a formula on nothing, on itself, or in another currency than its reference."""
        chain, field = [name], f"prices.{name}.formula.of"
        while isinstance(deck := self.prices[chain[-1]], PriceFormula):
            of = deck.formula.of
            if of in chain:
                raise MisplacedError(field, f"the formulas of {' → '.join([*chain, of])} form a cycle")
            if of not in self.prices:
                raise MisplacedError(
                    field, f"the formula of «{chain[-1]}» refers to «{of[:40]}», which is no price of the set"
                )
            if self.prices[of].terms.currency != deck.terms.currency:
                raise MisplacedError(field, f"the formula of «{chain[-1]}» is in another currency than «{of}»")
            chain.append(of)

    # Identity

    @cached_property
    def canonical(self) -> str:
        """Everything the set says as JSON: keys sorted, one spelling of numbers, periods and texts, no file name."""
        return json.dumps(plain_tree(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of :attr:`canonical`."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()

    def as_yaml(self) -> str:
        """Return the set as a file that reads back to the same hash."""
        import yaml

        return str(yaml.safe_dump(plain_tree(self), allow_unicode=True, sort_keys=True, width=120))

    # Conventions

    @property
    def money(self) -> MoneyTerms:
        """The money of results."""
        return MoneyTerms(self.conventions.currency, self.conventions.base)

    @property
    def timing(self) -> Timing:
        """Where in its period a flow is paid."""
        return Timing.of(self.conventions.timing)

    @property
    def period(self) -> Period:
        """The period of results."""
        return Period.of(self.conventions.period)

    def card(self, regime_version: str, *, money: MoneyTerms | None = None) -> ConventionCard:
        """Return the convention card of a result.

        Args:
            regime_version: of the fiscal terms, as their own file names it.
            money: of the result, where it is another than the set's own.

        Raises:
            InputError: when no regime version is stated.

        """
        said = {language: tuple(self.words_of(self.made_by, language)) for language in ("en", "ja")}
        return ConventionCard(
            money or self.money, self.conventions.base_date, self.timing, self.period, self.name, self.version, self.as_of,
            regime_version, self.sha256, self.classification, said["en"], said["ja"],
        )  # fmt: skip

    # Paths

    @cached_property
    def _found(self) -> dict[tuple[object, ...], F64]:
        return {}

    def _once(self, key: tuple[object, ...], make: Callable[[], F64]) -> F64:
        """Return means by period that are worked out once for all projects of the same years."""
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = make()
        return found.copy()

    @property
    def decks(self) -> Decks:
        """The decks as monthly paths."""
        return Decks(self.prices, self.fx, self.inflation, self.file or self.name)

    def price(self, name: str, grid: PeriodGrid, money: MoneyTerms, *, per: str | None = None) -> F64:
        """Return a price by period, shape (periods,).

        The nominal price of a period is the plain mean over its months; it goes into other money as amounts of the period
        do, see :meth:`money_factors`.

        Args:
            name: of the deck.
            grid: the periods.
            money: currency, and nominal or real money.
            per: another quantity of the same dimension than the deck's, such as «t» for a price in USD/lb.

        Raises:
            UnknownChoiceError: when there is no such deck.
            InputError: when a deck does not cover the periods, or there is no rate of exchange or no inflation for it.

        """
        deck = self.decks.deck(name)
        currency, quantity = unit_parts(deck.unit)
        nominal = self._once(
            ("price", name, grid),
            lambda: mean_of_months(self.decks.nominal(name, grid.first, grid.months), grid),
        )
        ratio = 1.0 if per is None else quantity_ratio(quantity, per)
        return nominal * self.money_factors(grid, MoneyTerms.nominal(currency), money) * ratio

    def fx_rate(self, bought: str, paid: str, grid: PeriodGrid) -> F64:
        """Return how much of ``paid`` one unit of ``bought`` costs, by period: ``fx_rate("USD", "JPY", …)`` is yen a dollar.

        The rate of a period is the plain mean of the quoted rate over its months; the other way round is its reciprocal, a
        cross rate the quotient of two means. Rates therefore always close a triangle.

        Raises:
            InputError: «mixed currencies without FX», or when a rate does not cover the periods.

        """
        if bought == paid:
            return np.ones(grid.count)
        return self._in_base(bought, grid) / self._in_base(paid, grid)

    def _in_base(self, currency: str, grid: PeriodGrid) -> F64:
        """Units of the base currency for one unit of a currency."""
        if currency == self.fx.through:
            return np.ones(grid.count)
        try:
            pair, direct = self.fx.leg(currency)
        except InputError as error:
            raise error.placed(file=self.file or self.name) from error
        mean = self._once(
            ("pair", pair, grid), lambda: mean_of_months(self.decks.quoted(pair, grid.first, grid.months), grid)
        )
        return mean if direct else 1 / mean

    def inflation_index(self, currency: str, grid: PeriodGrid, base: str) -> F64:
        """Return the mean price level of each period over that of the base «2026», «FY2026» or «2026-04».

        Raises:
            InputError: when there is no inflation of the currency, or it does not cover the periods and the base.

        """
        return self._once(
            ("level", currency, grid, base),
            lambda: mean_of_months(self.decks.level(currency, grid.first, grid.months, base_grid(base)), grid),
        )

    def money_factors(self, grid: PeriodGrid, given: MoneyTerms, wanted: MoneyTerms) -> F64:
        """Return what turns amounts of ``given`` money into ``wanted`` money, by period, shape (periods,).

        Real to nominal by the mean price level of the period, nominal to nominal by its mean rate of exchange, nominal to
        real by the mean price level again; there and back is exactly one.

        Raises:
            InputError: when a rate of exchange or an inflation is missing.

        """
        if given == wanted:
            return np.ones(grid.count)
        key = (grid, given, wanted)
        if key not in self._turned:
            self._turned[key] = self._factors(grid, given, wanted)
        return self._turned[key].copy()

    @cached_property
    def _turned(self) -> dict[tuple[PeriodGrid, MoneyTerms, MoneyTerms], F64]:
        """Factors made so far: a project asks for the same ones for each of its lines."""
        return {}

    def _factors(self, grid: PeriodGrid, given: MoneyTerms, wanted: MoneyTerms) -> F64:
        factors = self.fx_rate(given.currency, wanted.currency, grid)
        if given.base is not None:
            factors = factors * self.inflation_index(given.currency, grid, given.base)
        if wanted.base is not None:
            factors = factors / self.inflation_index(wanted.currency, grid, wanted.base)
        return factors

    def convert(self, amounts: npt.ArrayLike, grid: PeriodGrid, given: MoneyTerms, wanted: MoneyTerms) -> F64:
        """Return amounts by period, shape (periods,) or (periods, …), in other money; see :meth:`money_factors`.

        Raises:
            InputError: when the amounts are not those of the grid, or a deck is missing.

        """
        values = np.asarray(amounts, dtype=np.float64)
        if values.shape[:1] != (grid.count,):
            raise InputError(f"the amounts are not those of {grid.count} periods", field="amounts")
        return values * self.money_factors(grid, given, wanted).reshape(-1, *(1,) * (values.ndim - 1))

    def discount_factors(
        self,
        purpose: str,
        grid: PeriodGrid,
        money: MoneyTerms,
        *,
        timing: Timing | None = None,
        base_date: dt.date | None = None,
    ) -> F64:
        """Return discount factors by period, shape (periods,).

        Args:
            purpose: the name of the rate, such as «funding».
            grid: the periods.
            money: of the flows; it must be that of the rate.
            timing: another than the set's own.
            base_date: another than the set's own, such as the day of adoption.

        Raises:
            UnknownChoiceError: when there is no rate for the purpose.
            InputError: when the rate is of another currency, or real where the flows are nominal or the other way round.

        """
        if purpose not in self.discount:
            raise UnknownChoiceError("discount rate", purpose, self.discount)
        rate = self.discount[purpose]
        if rate.currency != money.currency or (rate.money == "real") != money.is_real:
            raise InputError(
                f"the rate «{purpose}» discounts {rate.money} {rate.currency}; the flows are {money.label('en')}",
                file=self.file or self.name, field=f"discount.{purpose}", expected="flows in the money of the rate",
            )  # fmt: skip
        return rate.factors(grid.years_from(base_date or self.conventions.base_date, timing or self.timing))

    # Changes

    def with_changes(self, name: str, changes: Sequence[Change]) -> ConditionSet:
        """Return a new set with changes made in their order; it keeps the stresses and names this one as its parent.

        Args:
            name: of the new set; the version is that of this one.
            changes: one or more.

        Raises:
            InputError: when there are none, or one cannot be made.

        """
        if not changes:
            raise InputError("no change is given", field="changes")
        tree = plain_tree(self)
        for change in changes:
            change.check_target(self)
            change.apply(tree)
        made = [plain_values(change) for change in changes]
        tree |= {"name": name, "parent": self.sha256, "made_by": made, "file": self.file}
        return validated(ConditionSet, tree, self.file or self.name)

    def with_stress(self, name: str) -> ConditionSet:
        """Return the set under a stress of the file.

        Raises:
            UnknownChoiceError: when the file holds no such stress.

        """
        if name not in self.stresses:
            raise UnknownChoiceError("stress", name, self.stresses)
        return self.with_changes(f"{self.name} / {name}", self.stresses[name].changes)

    def words_of(self, changes: Sequence[Change], language: str) -> list[str]:
        """Say changes in words, with the units of the decks, in Japanese («ja») or English («en»)."""
        return [change.words(language, self._unit_of(change)) for change in changes]

    def _unit_of(self, change: Change) -> str:
        if change.target == "fx" and change.name in self.fx.rates:
            return self.fx.rates[change.name].quote
        if change.target == "price" and change.name in self.prices:
            deck = self.prices[change.name]
            return deck.unit + (f" (real {deck.terms.base})" if deck.terms.base else "")
        return ""


def plain_tree(conditions: ConditionSet) -> dict[str, Any]:
    """Return what a set says as plain values, as a file would; the name of its file is left out."""
    tree = plain_values(conditions, without=frozenset({"file", "classification"}))
    return {**tree, "parent": conditions.parent or "none", "classification": conditions.classification.name.lower()}
