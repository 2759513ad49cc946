"""Attainment (達成率) as an exact fraction; it is rounded, half up, only when it is printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from sonae.core import Citation, Finding, FiscalYear, InputError, Outcome
from sonae.evaluation.exact import percent, written
from sonae.evaluation.indicator import Indicator
from sonae.evaluation.units import english_unit

__all__ = ["Attainment", "Basis", "attainment", "progress"]

Cite = Callable[[str, str], tuple[Citation, ...]]
"""Cites lines of a section of the source."""


class Basis(Enum):
    """Against which target: that of the year, or that of the whole period."""

    YEAR = "year"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Attainment:
    """How far an indicator was attained.

    Attributes:
        indicator: its id.
        year: the year looked at.
        basis: the target that it is held against.
        actual: the value in the indicator's unit; none where there is none.
        target: the target in the same unit.
        ratio: the exact fraction; none where it is reached or not, or cannot be told.
        reached: whether the target is reached; none where that cannot be told.
        judged: whether this year is judged by it.
        core: whether it is a core target.
        provisional: whether the value is provisional.
        finding: the same with its grounds and citations.

    """

    indicator: str
    year: FiscalYear
    basis: Basis
    actual: Fraction | None
    target: Fraction | None
    ratio: Fraction | None
    reached: bool | None
    judged: bool
    core: bool
    provisional: bool
    finding: Finding

    def percent(self, decimals: int = 0) -> Decimal | None:
        """Return the ratio in per cent as it is printed; none where there is none."""
        return None if self.ratio is None else percent(self.ratio, decimals)


def attainment(indicator: Indicator, year: FiscalYear, *, last_year: FiscalYear, cite: Cite) -> Attainment | None:
    """Compute the attainment of an indicator in a year.

    A target of the year goes first; an indicator that has only a target of the whole period is held against it, with what has been
    reached to date, and judged in the period's last year alone. An indicator that is only followed has no attainment.

    Args:
        indicator: the indicator.
        year: the fiscal year.
        last_year: the last fiscal year of the period.
        cite: cites lines of a section.

    Raises:
        InputError: where a target of zero would be divided by.

    """
    if indicator.judged == "never":
        return None
    yearly = indicator.judged == "yearly"
    target = indicator.target(year) if yearly else indicator.whole_target
    actual = indicator.actual(year) if yearly else indicator.to_date(year)
    judged = yearly or year == last_year
    stated = indicator.actuals.get(year)
    ratio, reached = _ratio(indicator, actual, target)
    found = _finding(indicator, year, actual, target, ratio, reached, judged, cite)
    return Attainment(
        indicator.id, year, Basis.YEAR if yearly else Basis.PERIOD, actual, target, ratio, reached, judged, indicator.core,
        stated is not None and stated.provisional, found,
    )  # fmt: skip


def progress(indicator: Indicator, year: FiscalYear) -> Fraction | None:
    """Return what has been reached of the whole period's target up to a year; none where it has none or cannot be summed."""
    whole, so_far = indicator.whole_target, indicator.to_date(year)
    return None if not whole or so_far is None else so_far / whole


def _ratio(
    indicator: Indicator, actual: Fraction | None, target: Fraction | None
) -> tuple[Fraction | None, bool | None]:
    if actual is None or target is None:
        return None, None
    higher = indicator.direction == "higher"
    reached = actual >= target if higher else actual <= target
    if indicator.formula == "achieved":
        return None, reached
    if indicator.formula == "not_stated":
        return None, reached
    if not higher:
        return (None if actual == 0 else target / actual), reached
    start = Fraction(0)
    if indicator.formula == "of_increment" and indicator.baseline is not None:
        start = indicator.in_own_unit(indicator.baseline.value, indicator.baseline.unit)
    if target == start:
        raise InputError(
            f"indicator {indicator.id} has a target of {written(target)}, of which no ratio can be made",
            expected="«formula: achieved»",
        )
    return (actual - start) / (target - start), reached


def _finding(
    indicator: Indicator, year: FiscalYear, actual: Fraction | None, target: Fraction | None, ratio: Fraction | None,
    reached: bool | None, judged: bool, cite: Cite,
) -> Finding:  # fmt: skip
    stated = indicator.actuals.get(year)
    aim = indicator.year_targets.get(year) if indicator.judged == "yearly" else indicator.period_target
    lines = ", ".join(dict.fromkeys(part.lines for part in (aim, stated) if part is not None))
    citations = cite(indicator.sections[0], lines)
    facts = {
        f"{indicator.id}.actual": None if actual is None else written(actual),
        f"{indicator.id}.target": None if target is None else written(target),
    }
    question = f"attainment.{indicator.id}"
    if actual is None or target is None:
        missing = f"{indicator.id}.{'actual' if actual is None else 'target'}.{year}"
        return Finding(
            Outcome.OPEN, f"indicator {indicator.id} has no value or target of {year} yet", citations, facts,
            because_ja=f"指標{indicator.id}は{year.label_ja}の実績又は目標がまだない", missing=(missing,), question=question,
        )  # fmt: skip
    said, said_ja = _said(indicator, actual, target, ratio, reached)
    if not judged:
        said = f"{said}; it is judged at the end of the period, not in {year}"
        said_ja = f"{said_ja}。中期目標期間の終わりに判断し、{year.label_ja}には判断しない"
    outcome = Outcome.NOT_APPLICABLE if not judged else Outcome.YES if reached else Outcome.NO
    missing_formula = (f"{indicator.id}.formula",) if indicator.formula == "not_stated" else ()
    return Finding(outcome, said, citations, facts, ratio, said_ja, missing_formula, question=question)


def _said(
    indicator: Indicator, actual: Fraction, target: Fraction, ratio: Fraction | None, reached: bool | None
) -> tuple[str, str]:
    unit, name, english = indicator.unit, indicator.id, english_unit(indicator.unit)
    pair = f"{written(actual)} {english} against {written(target)} {english}"
    pair_ja = f"目標{written(target)}{unit}に対し{written(actual)}{unit}"
    if ratio is not None:
        return (
            f"indicator {name}: {pair} is {percent(ratio, 2)} %",
            f"指標{name}：{pair_ja}で達成率{percent(ratio, 2)}％",
        )
    state, state_ja = ("reached", "達成") if reached else ("not reached", "未達成")
    if indicator.formula == "not_stated":
        return (
            f"indicator {name}: {pair} is {state}; the source states no way of computing an attainment",
            f"指標{name}：{pair_ja}で{state_ja}。達成率の算定方法は資料に示されていない",
        )
    return f"indicator {name}: {pair} is {state}", f"指標{name}：{pair_ja}で{state_ja}"
