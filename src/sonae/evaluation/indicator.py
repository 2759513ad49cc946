"""Indicators: what is counted or measured, in which unit and direction, the targets, and what came out year by year."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sonae.core import FiscalYear, InputError
from sonae.evaluation.exact import written
from sonae.evaluation.form import Amount, Exact, Id, IndicatorId, ItemId, Lines, Part, Section, Text, Words, Year

__all__ = ["Actual", "ActualPart", "Baseline", "Formula", "Indicator", "Judged", "Target", "Values"]

Judged = Literal["yearly", "at_period_end", "never"]
"""When an indicator is judged; «never» is followed only (モニタリング指標)."""

Formula = Literal["of_target", "of_increment", "achieved", "not_stated"]
"""How attainment is made of actual and target: ``of_target`` is actual ÷ target, ``of_increment`` (actual − baseline) ÷ (target −
baseline), ``achieved`` reached or not, without a ratio. ``not_stated``: the source gives none, and none is invented."""

Values = Literal["adds_up", "to_date", "each_year"]
"""What a yearly value is: a part of the whole period's sum, the state at the end of the year, or a figure of the year alone."""


class Target(Amount):
    """What is to be reached; ``equivalents`` say the same in other units, as printed beside it."""

    lines: Lines
    equivalents: tuple[Amount, ...] = ()


class Baseline(Amount):
    """From where it is counted: the value with the moment it is of."""

    of: Words
    lines: Lines


class ActualPart(Part):
    """A part of a value, as the source breaks it down."""

    name: Words
    value: Exact
    lines: Lines


class Actual(Part):
    """What came out in a year.

    Attributes:
        value: the value as printed; none where numerator and denominator give it.
        unit: its unit; that of the indicator where none is said.
        numerator: of a share.
        denominator: of a share.
        provisional: 暫定値.
        reference: 参考値, given beside an indicator that is not judged this year.
        parts: what it is made of.
        itemised: whether the evidence register holds every activity that is counted in it.
        lines: where it stands.

    """

    value: Exact | None = None
    unit: Text | None = None
    itemised: bool = False
    numerator: Exact | None = None
    denominator: Annotated[Exact, Field(gt=0)] | None = None
    provisional: bool = False
    reference: bool = False
    parts: tuple[ActualPart, ...] = ()
    lines: Lines

    @model_validator(mode="after")
    def _given_once(self) -> Actual:
        if (self.numerator is None) != (self.denominator is None):
            raise ValueError("a share has both a numerator and a denominator")
        if (self.value is None) and (self.numerator is None):
            raise ValueError("the value is missing: give «value», or «numerator» and «denominator»")
        return self


class Indicator(Part):
    """An indicator (指標).

    Attributes:
        id: its number.
        item: the rated item that it belongs to.
        sections: sections of the goals that it measures.
        name: what it is.
        unit: the unit of its values and targets.
        share_scale: how many of the unit make the whole, where values are shares: 100 for %, 10 for 割.
        judged: when it is judged.
        values: what a yearly value is.
        formula: how attainment is computed.
        direction: whether more or less is better.
        lower_formula: how a ratio is made where less is better and the target is not zero.
        core: whether it is a core target (基幹目標).
        period_target: target of the whole period.
        year_targets: targets by year.
        baseline: from where it is counted.
        conversions: how many of the indicator's unit one of another unit is.
        actuals: what came out, by year.
        gates: gates that must be passed beside it, by id.
        lines: where it is defined.

    """

    id: IndicatorId
    item: ItemId
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]
    name: Words
    unit: Text
    share_scale: Annotated[Exact, Field(gt=0)] | None = None
    judged: Judged
    values: Values
    formula: Formula
    direction: Literal["higher", "lower"] = "higher"
    lower_formula: Literal["target_over_actual"] | None = None
    core: bool = False
    period_target: Target | None = None
    year_targets: dict[Year, Target] = Field(default_factory=dict)
    baseline: Baseline | None = None
    conversions: dict[Text, Annotated[Exact, Field(gt=0)]] = Field(default_factory=dict)
    actuals: dict[Year, Actual] = Field(default_factory=dict)
    gates: tuple[Id, ...] = ()
    lines: Lines

    @model_validator(mode="after")
    def _hangs_together(self) -> Indicator:
        self._refuse_missing_targets()
        for amount in self._amounts():
            self.in_own_unit(amount.value, amount.unit)
        for year in self.actuals:
            self.actual(year)
        if self.formula == "of_increment" and self.baseline is None:
            raise ValueError(f"indicator {self.id} is counted from a baseline and has none")
        ratio = self.formula in ("of_target", "of_increment") and self.judged != "never"
        if self.direction == "lower" and ratio and self.lower_formula is None:
            raise ValueError(
                f"indicator {self.id} is better when lower: say «lower_formula: target_over_actual», or «formula: achieved»"
            )
        return self

    def _refuse_missing_targets(self) -> None:
        if self.judged == "never":
            if self.period_target or self.year_targets:
                raise ValueError(f"indicator {self.id} is only followed and cannot have a target")
            return
        if self.judged == "at_period_end" and self.period_target is None:
            raise ValueError(f"indicator {self.id} is judged at the end of the period and has no target of the period")
        if self.judged == "yearly":
            if not self.year_targets:
                raise ValueError(f"indicator {self.id} is judged every year and has no target of a year")
            for year in self.actuals:
                if year not in self.year_targets:
                    raise ValueError(f"indicator {self.id} has a value of {year} and no target of that year")

    def _amounts(self) -> list[Amount]:
        targets = [*self.year_targets.values(), *((self.period_target,) if self.period_target else ())]
        base = [self.baseline] if self.baseline else []
        return [*targets, *base, *(same for target in targets for same in target.equivalents)]

    def in_own_unit(self, value: Fraction, unit: str | None) -> Fraction:
        """Convert a value to the indicator's unit.

        Raises:
            InputError: when the unit is another one and no conversion is stated.

        """
        if unit is None or unit == self.unit:
            return value
        if unit not in self.conversions:
            raise InputError(
                f"indicator {self.id} is in {self.unit}, and {unit} is another unit without a conversion",
                expected=", ".join([self.unit, *self.conversions]),
            )
        return value * self.conversions[unit]

    def actual(self, year: FiscalYear) -> Fraction | None:
        """Return the value of a year in the indicator's unit; none where there is none yet.

        Raises:
            InputError: when a share is given and the unit has no scale, or the printed value is not the share.

        """
        stated = self.actuals.get(year)
        if stated is None:
            return None
        value = None if stated.value is None else self.in_own_unit(stated.value, stated.unit)
        if stated.numerator is None or stated.denominator is None:
            return value
        if self.share_scale is None:
            raise InputError(f"indicator {self.id} has a numerator and no share_scale", expected="10 for 割, 100 for %")
        share = stated.numerator / stated.denominator * self.share_scale
        if value is not None and value != share:
            raise InputError(
                f"indicator {self.id} states {written(value)} for {year}, and its share is {written(share)}"
            )
        return share

    def target(self, year: FiscalYear) -> Fraction | None:
        """Return the target of a year in the indicator's unit; none where the year has none."""
        target = self.year_targets.get(year)
        return None if target is None else self.in_own_unit(target.value, target.unit)

    @property
    def whole_target(self) -> Fraction | None:
        """The target of the whole period in the indicator's unit."""
        target = self.period_target
        return None if target is None else self.in_own_unit(target.value, target.unit)

    def to_date(self, year: FiscalYear) -> Fraction | None:
        """Return what has been reached from the start of the period up to a year; none where it cannot be summed.

        Args:
            year: the last year counted; values after it are left out.

        """
        if self.values == "to_date":
            return self.actual(year)
        known = [self.actual(one) for one in sorted(self.actuals) if one <= year]
        values = [value for value in known if value is not None]
        return sum(values, Fraction(0)) if self.values == "adds_up" and values else None
