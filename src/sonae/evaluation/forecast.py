"""Where an indicator will stand at the end of the period, with its uncertainty, and where it stood at half-year."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from sonae.core import Finding, FiscalYear, InputError, Outcome
from sonae.evaluation.evaluation import Evaluation
from sonae.evaluation.exact import percent, written
from sonae.evaluation.indicator import Indicator

__all__ = ["LEAST_YEARS", "Forecast", "forecast", "half_year_findings"]

LEAST_YEARS = 3
"""Fewer yearly values say next to nothing about how much years differ."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast for the end of the period.

    Attributes:
        indicator: its id.
        through: the last year whose value is known.
        end: the last year of the period.
        years: how many yearly values it rests on.
        so_far: what has been reached.
        expected: what is expected at the end.
        low: lower limit of the interval.
        high: upper limit of the interval.
        level: chance that the interval holds the outcome.
        target: target of the whole period.
        chance: chance that the target is reached.

    """

    indicator: str
    through: FiscalYear
    end: FiscalYear
    years: int
    so_far: float
    expected: float
    low: float
    high: float
    level: float
    target: float
    chance: float


def forecast(indicator: Indicator, through: FiscalYear, end: FiscalYear, *, level: float = 0.8) -> Forecast:
    """Forecast an indicator at the end of the period from its yearly values.

    The years to come are taken as independent draws from the same normal law as the years known. With n years of mean m and
    standard deviation s, k years to come add k·m, and what they add lies within t·s·√(k + k²/n) of it, where t is the quantile of
    Student's law with n − 1 degrees of freedom: the prediction interval for the sum of k further observations (Hahn and Meeker,
    Statistical Intervals, 1991). Yearly steps are used where a value is the state at the end of the year. What adds up never falls
    below what has been reached.

    Args:
        indicator: an indicator with a target of the whole period.
        through: the last year looked at.
        end: the last year of the period.
        level: chance that the interval holds the outcome, between 0 and 1.

    Raises:
        InputError: when there is no target of the whole period, fewer than three yearly values, or a year is missing between them.

    """
    if not 0 < level < 1:
        raise InputError(f"a level of {level} is impossible", expected="more than 0 and less than 1")
    target = indicator.whole_target
    if target is None or indicator.values == "each_year":
        raise InputError(f"indicator {indicator.id} has no target of the whole period that its years lead to")
    steps, so_far = _steps(indicator, through)
    if len(steps) < LEAST_YEARS:
        raise InputError(
            f"indicator {indicator.id} has {len(steps)} yearly value{'s' * (len(steps) != 1)} up to {through}",
            expected=f"at least {LEAST_YEARS} for a forecast",
        )
    left, number = end.year - through.year, len(steps)
    mean = float(sum(steps, Fraction(0)) / number)
    spread = math.sqrt(sum(float(step - sum(steps, Fraction(0)) / number) ** 2 for step in steps) / (number - 1))
    error = spread * math.sqrt(left + left**2 / number)
    expected = float(so_far) + left * mean
    half = _student(number - 1, (1 + level) / 2) * error
    low = max(expected - half, float(so_far)) if indicator.values == "adds_up" else expected - half
    return Forecast(
        indicator.id, through, end, number, float(so_far), expected, low, expected + half, level, float(target),
        _chance(indicator, expected, error, float(target), number - 1),
    )  # fmt: skip


def half_year_findings(evaluation: Evaluation) -> Iterator[Finding]:
    """Yield where each indicator stood at half-year against the target of its year; open where the review gives no values."""
    for review in evaluation.half_year_reviews:
        lines = review.lines or ""
        if not review.values:
            yield Finding(
                Outcome.OPEN, f"the review of {review.year} gives no values: {review.words.en}", evaluation.cite("e2.p1", lines),
                because_ja=f"{review.year.label_ja}の中間点検に指標の値がない：{review.words.ja}",
                missing=(f"half_year.{review.year}",), question=f"half_year.{review.year}",
            )  # fmt: skip
        for stated in review.values:
            indicator = evaluation.indicator(stated.indicator)
            target = indicator.target(review.year)
            question = f"half_year.{review.year}.{indicator.id}"
            cited = evaluation.cite(indicator.sections[0], lines)
            if not target:
                yield Finding(
                    Outcome.OPEN, f"indicator {indicator.id} has no target of {review.year}", cited,
                    because_ja=f"指標{indicator.id}に{review.year.label_ja}の目標がない",
                    missing=(f"{indicator.id}.target.{review.year}",), question=question,
                )  # fmt: skip
                continue
            share = Fraction(stated.value) / target
            left = max(target - Fraction(stated.value), Fraction(0))
            yield Finding(
                Outcome.YES if share >= Fraction(1, 2) else Outcome.NO,
                f"indicator {indicator.id}: {percent(share)} % of the year's target at half-year, {written(left)} left",
                cited, {"value": str(stated.value), "target": written(target)}, share,
                f"指標{indicator.id}：上半期で年度目標の{percent(share)}％、残り{written(left)}{indicator.unit}", question=question,
            )  # fmt: skip


def _steps(indicator: Indicator, through: FiscalYear) -> tuple[list[Fraction], Fraction]:
    """Return what each year added, and what has been reached."""
    known = [
        (year, value)
        for year in sorted(indicator.actuals)
        if year <= through and (value := indicator.actual(year)) is not None
    ]
    for (one, _), (two, _) in pairwise(known):
        if two.year - one.year != 1:
            raise InputError(f"indicator {indicator.id} has no value of {one + 1}", expected="a value of every year")
    if not known:
        return [], Fraction(0)
    if known[-1][0] != through:
        raise InputError(f"indicator {indicator.id} has no value of {through}", expected="a value of every year")
    values = [value for _, value in known]
    if indicator.values == "adds_up":
        return values, sum(values, Fraction(0))
    before = indicator.baseline
    start = [] if before is None else [indicator.in_own_unit(before.value, before.unit)]
    states = [*start, *values]
    return [two - one for one, two in pairwise(states)], values[-1]


def _student(freedom: int, share: float) -> float:
    from scipy.stats import t

    return float(t.ppf(share, freedom))


def _chance(indicator: Indicator, expected: float, error: float, target: float, freedom: int) -> float:
    higher = indicator.direction == "higher"
    if error == 0:
        return float(expected >= target if higher else expected <= target)
    from scipy.stats import t

    above = float(t.sf((target - expected) / error, freedom))
    return above if higher else 1 - above
