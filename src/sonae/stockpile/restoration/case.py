"""A restoration case: one material far below its target after a release, and every limit on buying it back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from sonae.core import FiscalYear, InputError
from sonae.data import Minerals
from sonae.stockpile.day_counts.metals import material_named
from sonae.stockpile.day_counts.reading import CaseFile, Exact, Row
from sonae.stockpile.simulation.model import Costs, ImpactStep, StockMaterial, StockRule

__all__ = ["Hazard", "Impact", "RestorationCase", "Sourced", "read_case"]

_MONTH = re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])")
_DAYS_A_MONTH = Fraction(365, 12)
_LONGEST = 240

Chance = Annotated[Exact, Field(ge=0, le=1)]


class Sourced(Row):
    """A judgement with its source."""

    value: Exact = Field(ge=0)
    source: str = Field(min_length=1)


class Impact(Row):
    """A step of the price impact: up to ``market_share`` of a month's world trade costs ``premium`` more."""

    market_share: Exact = Field(gt=0, le=1)
    premium: Exact = Field(ge=0)


class Hazard(Row):
    """Another disruption that may begin in a month, and the consumption it would take away: depth × length."""

    name: str = Field(min_length=1)
    probability_a_month: Chance | tuple[Chance, ...]
    """One chance for all months, or one a month."""
    depth: Exact = Field(gt=0, le=1)
    """Share of consumption that cannot be met."""
    length_months: Exact = Field(gt=0, le=240)
    source: str = Field(min_length=1)

    def chance(self, month: int) -> Fraction:
        """Return the chance that it begins in a month of the plan."""
        said = self.probability_a_month
        return Fraction(said[month] if isinstance(said, tuple) else said)


class RestorationCase(CaseFile):
    """The material, where its stock stands, and what limits and weighs the way back. Tonnes are of contained element."""

    mineral: str = Field(min_length=1)
    start: str
    """First month of the plan, «2026-04»."""
    months: int = Field(ge=1, le=_LONGEST)
    by_month: int | None = Field(default=None, ge=1)
    """The target is reached by the end of this month of the plan; the last by default."""
    stock_t: Exact = Field(ge=0)
    target_days: Exact = Field(gt=0)
    consumption_t_a_year: Exact = Field(gt=0)
    price_yen_a_t: Annotated[Exact, Field(gt=0)] | tuple[Annotated[Exact, Field(gt=0)], ...]
    """Expected market price, one for all months or one a month."""
    market_t_a_month: Exact = Field(gt=0)
    """World trade of the form a month, by which a purchase is measured."""
    steps: tuple[Impact, ...] = Field(min_length=1)
    purchase_cap_t: Exact | None = Field(default=None, ge=0)
    last_release: str | None = None
    no_repurchase_months: int = Field(default=0, ge=0)
    budgets_yen: dict[str, Exact | None] = Field(default_factory=dict)
    """By fiscal year; ``null`` says that a year has no limit. None at all: no year has one."""
    hazards: tuple[Hazard, ...] = Field(min_length=1)
    shortage_value: Sourced
    """What a tonne short costs, in tonnes' market prices."""
    holding_a_year: Sourced
    discount_a_year: Sourced
    source: str = ""

    @model_validator(mode="after")
    def _months_fit(self) -> Self:
        for name in ("start", "last_release"):
            said = getattr(self, name)
            if said is not None and not _MONTH.fullmatch(said):
                raise ValueError(f"{name} is no month; expected a form like 2026-04")
        if self.last_release is not None and self.last_release >= self.start:
            raise ValueError("last_release is not before start")
        if self.no_repurchase_months and self.last_release is None:
            raise ValueError("no_repurchase_months needs last_release, from which they are counted")
        if self.by_month is not None and self.by_month > self.months:
            raise ValueError("by_month lies beyond the months of the plan")
        vectors: list[tuple[str, Any]] = [("price_yen_a_t", self.price_yen_a_t)]
        vectors += [(f"probability_a_month of «{hazard.name}»", hazard.probability_a_month) for hazard in self.hazards]
        for name, said in vectors:
            if isinstance(said, tuple) and len(said) != self.months:
                raise ValueError(f"{name} has {len(said)} values for {self.months} months")
        for month in range(self.months):
            if sum(hazard.chance(month) for hazard in self.hazards) > 1:
                raise ValueError("the chances of the hazards add up to more than 1 in a month")
        return self

    @model_validator(mode="after")
    def _limits_fit(self) -> Self:
        for before, after in pairwise(self.steps):
            if after.market_share <= before.market_share or after.premium < before.premium:
                raise ValueError("price steps must rise in share and not fall in premium")
        if self.target_t <= Fraction(self.stock_t):
            raise ValueError("the stock is not below the target; there is nothing to restore")
        known: dict[int, Decimal | None] = {}
        for name, budget in self.budgets_yen.items():
            try:
                known[FiscalYear.parse(name).year] = budget
            except InputError:
                raise ValueError(f"budgets_yen: «{name}» is no fiscal year; expected a form like FY2026") from None
            if budget is not None and budget < 0:
                raise ValueError(f"budgets_yen: the budget of {name} is negative")
        lacking = [year for year in dict.fromkeys(self.fiscal_years) if year.year not in known]
        if known and lacking:
            raise ValueError(
                f"budgets_yen: {lacking[0]} has none; write null if it has no limit, 0 if nothing may be spent"
            )
        return self

    @classmethod
    def of_model(
        cls,
        material: StockMaterial,
        rule: StockRule,
        steps: Sequence[ImpactStep],
        costs: Costs,
        *,
        source: str,
        **rest: Any,
    ) -> Self:
        """Make a case of a material of the stock model; ``rest`` are the fields the model has nothing to say of.

        Args:
            material: gives mineral, consumption, price and market.
            rule: gives target, purchase cap, no-repurchase window, and the stock unless ``rest`` has ``stock_t``.
            steps: the price impact.
            costs: shortage value, holding and discount.
            source: where the model's judgements come from.
            rest: start, months, hazards, budgets and the like.

        Raises:
            ValueError: when the fields do not fit together (``pydantic.ValidationError``).

        """
        cap = rule.purchase_cap_t
        fields: dict[str, Any] = {
            "mineral": material.symbol,
            "stock_t": rule.start_t,
            "target_days": rule.target_days,
            "consumption_t_a_year": material.consumption_t_a_day * 365,
            "price_yen_a_t": material.price_yen_a_t,
            "market_t_a_month": material.market_t_a_month,
            "steps": tuple({"market_share": step.market_share, "premium": step.premium} for step in steps),
            "purchase_cap_t": cap if cap < float("inf") else None,
            "no_repurchase_months": rule.no_repurchase_months if rest.get("last_release") else 0,
            "shortage_value": {"value": costs.shortage_value, "source": source},
            "holding_a_year": {"value": costs.holding_a_year, "source": source},
            "discount_a_year": {"value": costs.discount_a_year, "source": source},
        }
        return cls.model_validate(fields | rest)

    # What follows from the fields

    @property
    def daily_t(self) -> Fraction:
        """One day of reference consumption, t (METHOD §2)."""
        return Fraction(self.consumption_t_a_year) / 365

    @property
    def target_t(self) -> Fraction:
        """The target, t."""
        return Fraction(self.target_days) * self.daily_t

    @property
    def deadline(self) -> int:
        """Index of the month by whose end the target is reached."""
        return (self.by_month or self.months) - 1

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The months of the plan, «2026-04» …"""
        year, month = (int(part) for part in self.start.split("-"))
        return tuple(f"{year + (month - 1 + i) // 12}-{(month - 1 + i) % 12 + 1:02d}" for i in range(self.months))

    @cached_property
    def fiscal_years(self) -> tuple[FiscalYear, ...]:
        """The fiscal year of each month."""
        return tuple(FiscalYear.of(dt.date.fromisoformat(f"{name}-01")) for name in self.names)

    @property
    def budgets(self) -> Mapping[FiscalYear, Fraction]:
        """Budgets of the fiscal years that have a limit, yen."""
        said = {FiscalYear.parse(name): budget for name, budget in self.budgets_yen.items()}
        return {year: Fraction(b) for year in dict.fromkeys(self.fiscal_years) if (b := said.get(year)) is not None}

    def price(self, month: int) -> Fraction:
        """Return the expected market price of a month, yen/t."""
        said = self.price_yen_a_t
        return Fraction(said[month] if isinstance(said, tuple) else said)

    def blocked(self, month: int) -> bool:
        """Say whether a month lies in the no-repurchase window: that many full months after the last release."""
        if self.last_release is None:
            return False
        year, number = (int(part) for part in self.last_release.split("-"))
        first_year, first = (int(part) for part in self.start.split("-"))
        return (first_year - year) * 12 + first - number + month <= self.no_repurchase_months

    def need_t(self, hazard: Hazard) -> Fraction:
        """Return what a hazard would take away, t: depth × length × a month of consumption."""
        return Fraction(hazard.depth) * Fraction(hazard.length_months) * self.daily_t * _DAYS_A_MONTH


def read_case(path: Path) -> RestorationCase:
    """Read a case in YAML.

    Raises:
        InputError: naming file and field.
        UnknownChoiceError: for a mineral that is not in the register.

    """
    case = RestorationCase.from_yaml(path)
    material_named(Minerals.of_package(), case.mineral)
    return case
