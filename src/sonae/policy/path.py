"""The way to a target: what has to be gained a year, whether the observed pace gets there, and what projects add.

From the last actual of year a to a target of year b the even gain is (target − actual) ÷ (b − a), and the even growth
(target ÷ actual)^(1 ÷ (b − a)) − 1. The observed pace is the slope of the line of least squares through the actuals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sonae.core import InputError
from sonae.policy.amounts import Amount
from sonae.policy.indicators import Indicator, Target

__all__ = [
    "Actual",
    "Contribution",
    "Pace",
    "PathToTarget",
    "actuals_of",
    "contributions",
    "needed_denominator",
    "paths",
]

RECENT = 5
"""How many of the latest actuals make the recent pace."""


@dataclass(frozen=True, order=True, slots=True)
class Actual:
    """An actual of a fiscal year, with its source in one word and whether the print rounds it."""

    year: int
    value: Fraction
    source: str
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class Pace:
    """An observed pace: the slope a year through so many actuals, and where it leads from the last actual."""

    name: str
    """«all» or «recent»."""
    first: int
    last: int
    count: int
    slope: Fraction
    at_target: Fraction
    reaches: bool


@dataclass(frozen=True, slots=True)
class PathToTarget:
    """The way from the last actual to one target.

    Attributes:
        indicator: id.
        target: the target.
        last: the last actual.
        years: from the last actual to the target.
        gap: target less actual; 0 or less when it is met.
        linear: even gain a year; none when no year is left.
        compound: even growth a year, a share; none when no year is left or the actual is 0.
        paces: observed paces; empty where there are too few actuals.
        no_pace: why there is none.

    """

    indicator: str
    target: Target
    last: Actual
    years: int
    gap: Fraction
    linear: Fraction | None
    compound: float | None
    paces: tuple[Pace, ...]
    no_pace: str

    @property
    def met(self) -> bool:
        """True when the last actual is at the target or beyond."""
        return self.gap <= 0

    def level(self, year: int) -> Fraction:
        """Return the level of the even path in a year between the last actual and the target.

        Raises:
            InputError: for a year outside.

        """
        if not self.last.year <= year <= self.target.year or self.linear is None:
            raise InputError(f"{year} lies outside the path", expected=f"{self.last.year} to {self.target.year}")
        return self.last.value + self.linear * (year - self.last.year)


def actuals_of(one: Indicator, supplied: Mapping[int, tuple[Fraction, str]] | None = None) -> tuple[Actual, ...]:
    """Return published and supplied actuals by year.

    Raises:
        InputError: when a year is supplied that is published too: which of the two holds is not said.

    """
    found = {
        seen.year: Actual(seen.year, seen.value, seen.label, seen.sense != "exact")
        for seen in one.observations
        if seen.year is not None
    }
    for year, (value, source) in (supplied or {}).items():
        if year in found:
            raise InputError(
                f"{one.id} is published for {year} ({found[year].source}) and supplied too", field=f"observations.{year}",
                expected="a year that is not published",
            )  # fmt: skip
        if value < 0:
            raise InputError(f"{one.id} of {year} is below 0", field=f"observations.{year}", expected="0 or more")
        found[year] = Actual(year, value, source)
    return tuple(sorted(found.values()))


def paths(one: Indicator, supplied: Mapping[int, tuple[Fraction, str]] | None = None) -> tuple[PathToTarget, ...]:
    """Return the way to every target of an indicator, the earliest first.

    Args:
        one: the indicator; higher is better for all that have targets.
        supplied: further actuals, value and source by year.

    Raises:
        InputError: when there is no target, or no actual of a known year.

    """
    actuals = actuals_of(one, supplied)
    if not one.targets:
        raise InputError(f"{one.id} has no target, and so there is no path to one")
    if not actuals:
        raise InputError(f"{one.id} has no actual of a known year, and so a path has no beginning")
    return tuple(_path(one.id, target, actuals) for target in sorted(one.targets, key=lambda target: target.year))


def _path(name: str, target: Target, actuals: Sequence[Actual]) -> PathToTarget:
    last = actuals[-1]
    years, gap = target.year - last.year, target.value - last.value
    linear = gap / years if years > 0 else None
    compound = float(target.value / last.value) ** (1 / years) - 1 if years > 0 and last.value > 0 else None
    paces = []
    if years > 0 and len(actuals) > 1:
        paces.append(_pace("all", actuals, target, years))
        if len(actuals) > RECENT:
            paces.append(_pace("recent", actuals[-RECENT:], target, years))
    no_pace = ""
    if not paces:
        no_pace = "no year is left" if years <= 0 else "only one actual is known: a pace needs two"
    return PathToTarget(name, target, last, years, gap, linear, compound, tuple(paces), no_pace)


def _pace(name: str, actuals: Sequence[Actual], target: Target, years: int) -> Pace:
    count = len(actuals)
    mean_year = Fraction(sum(one.year for one in actuals), count)
    mean_value = sum((one.value for one in actuals), Fraction(0)) / count
    above = sum(((one.year - mean_year) * (one.value - mean_value) for one in actuals), Fraction(0))
    below = sum(((one.year - mean_year) ** 2 for one in actuals), Fraction(0))
    slope = above / below
    at_target = actuals[-1].value + slope * years
    return Pace(name, actuals[0].year, actuals[-1].year, count, slope, at_target, at_target >= target.value)


def needed_denominator(one: Indicator) -> Amount:
    """Return the denominator that a document means where it prints a target and the volume that it needs: volume ÷ target."""
    needed = one.needed_volume
    if needed is None:
        return Amount.missing("no document prints the volume that a target needs")
    target = next(target for target in one.targets if target.year == needed.year)
    return Amount.of(
        needed.value / target.value, f"{needed.label}: {float(needed.value):,.10g} ÷ {float(target.value):g}"
    )


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a project adds between the last actual and a target: volumes of both years, and points of the indicator."""

    project: str
    before: Fraction
    after: Fraction
    gain: Fraction
    """Share of the denominator; below 0 where the project declines."""


def contributions(
    path: PathToTarget, volumes: Mapping[str, Mapping[int, Fraction]], denominator: Amount
) -> tuple[Contribution, ...]:
    """Return what each project adds to the indicator by the year of the target, the largest first.

    What a project produced in the year of the last actual is in that actual already: only the difference counts.

    Args:
        path: the way to the target.
        volumes: equity volume by project and fiscal year, in the unit of the indicator; a year that is not named is 0.
        denominator: what the indicator is a share of, in the same unit.

    Raises:
        InputError: when the denominator has no value, or is not above 0.

    """
    if denominator.value is None or denominator.value <= 0:
        reason = denominator.reason or "it is not above 0"
        raise InputError(f"volumes cannot become points without a denominator: {reason}", expected="--denominator")
    out = []
    for project, by_year in volumes.items():
        before = by_year.get(path.last.year, Fraction(0))
        after = by_year.get(path.target.year, Fraction(0))
        out.append(Contribution(project, before, after, (after - before) / denominator.value))
    return tuple(sorted(out, key=lambda one: (-one.gain, one.project)))
