"""Indicators, items and evidence of an evaluation in the figures and words that pages show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sonae.core import Citation, Finding, FiscalYear, InputError
from sonae.evaluation import (
    Attainment,
    Evidence,
    Forecast,
    Indicator,
    Item,
    Narrative,
    Rating,
    Words,
    evidence_kinds,
    forecast,
    percent,
    progress,
    written,
)
from sonae.office.books.evaluation import EvaluationState
from sonae.office.pages.charts import History, history

__all__ = ["EvidenceTold", "IndicatorTold", "ItemTold", "YearTold", "evidence_told", "indicator_told", "item_told"]

_SHOWN_YEARS = 6


@dataclass(frozen=True, slots=True)
class YearTold:
    """A year of an indicator: value, target, attainment, as they are written."""

    year: FiscalYear
    value: str
    target: str
    percent: str
    provisional: bool
    reference: bool
    share: str
    citations: tuple[Citation, ...]
    evidence: str

    @property
    def ja(self) -> str:
        """The year in Japanese."""
        return self.year.label_ja

    @property
    def en(self) -> str:
        """The year in English."""
        return self.year.label_en


@dataclass(frozen=True, slots=True)
class IndicatorTold:
    """An indicator with its history, and what may be expected of it."""

    indicator: Indicator
    item: Item
    years: tuple[YearTold, ...]
    now: YearTold
    attainment: Attainment | None
    period_target: str
    so_far: str
    progress: str
    chart: History | None
    sums: History | None
    forecast: Forecast | None
    no_forecast: InputError | None
    half: tuple[str, Words | None] | None
    counted: tuple[Evidence, ...]
    sections: tuple[Citation, ...]


def _number(value: Fraction | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.4g}"
    text = written(value).split()[0]
    whole, dot, rest = text.partition(".")
    return f"{int(whole):,}{dot}{rest}" if whole.lstrip("-").isdigit() and len(whole) > 4 else text


def _year(state: EvaluationState, one: Indicator, year: FiscalYear) -> YearTold:
    stated, aim = one.actuals.get(year), one.year_targets.get(year)
    found = state.evaluation.attainment(one.id, year)
    shown = found.percent() if found is not None else None
    lines = ", ".join(dict.fromkeys(part.lines for part in (aim, stated) if part is not None))
    share = ""
    if stated is not None and stated.numerator is not None:
        share = f"{_number(stated.numerator)}/{_number(stated.denominator)}"
    counted = state.evaluation.register.count(one.id, year)
    return YearTold(
        year, _number(one.actual(year)), _number(one.target(year)), "" if shown is None else str(shown),
        stated is not None and stated.provisional, stated is not None and stated.reference, share,
        state.evaluation.cite(one.sections[0], lines) if lines else (), _number(counted) if counted else "",
    )  # fmt: skip


def indicator_told(state: EvaluationState, name: str) -> IndicatorTold:
    """Return an indicator in figures and words."""
    evaluation, year = state.evaluation, state.year
    one = evaluation.indicator(name)
    known = sorted({*one.actuals, *one.year_targets, year})
    years = tuple(_year(state, one, each) for each in known)
    share = progress(one, year)
    expected, refused = _expected(state, one)
    half = next(
        ((str(value.value), value.remark) for review in evaluation.half_year_reviews if review.year == year
         for value in review.values if value.indicator == name), None,
    )  # fmt: skip
    return IndicatorTold(
        one, evaluation.item(one.item), years, next(told for told in years if told.year == year),
        evaluation.attainment(name), _number(one.whole_target), _number(one.to_date(year)),
        "" if share is None else str(percent(share)), _chart(one, known, expected), _sums(one, known, expected), expected,
        refused, half,
        evaluation.register.counted(name, year), tuple(evaluation.cite(section)[0] for section in one.sections),
    )  # fmt: skip


def _expected(state: EvaluationState, one: Indicator) -> tuple[Forecast | None, InputError | None]:
    known = [year for year in one.actuals if year <= state.year]
    if one.whole_target is None or not known:
        return None, None
    try:
        return forecast(one, max(known), state.evaluation.period.last), None
    except InputError as error:
        return None, error


def _chart(one: Indicator, known: list[FiscalYear], expected: Forecast | None) -> History | None:
    rows = []
    for year in known[-_SHOWN_YEARS:]:
        value, target = one.actual(year), one.target(year)
        rows.append(
            (str(year), None if value is None else float(value), _number(value), None if target is None else float(target),
             _number(target))
        )  # fmt: skip
    if not any(value is not None or target is not None for _, value, _, target, _ in rows):
        return None
    return history(rows, _span(expected) if one.values != "adds_up" else None)


def _sums(one: Indicator, known: list[FiscalYear], expected: Forecast | None) -> History | None:
    """Draw what has been reached of the period's target, of an indicator whose years add up to it."""
    if one.values != "adds_up" or one.whole_target is None:
        return None
    stated = [year for year in known if year in one.actuals][-_SHOWN_YEARS:]
    rows = [
        (str(year), float(so_far), _number(so_far), None, "")
        for year in stated
        if (so_far := one.to_date(year)) is not None
    ]
    if not rows:
        return None
    aim = float(one.whole_target)
    return history(rows, _span(expected) or ("", 0.0, 0.0, "", aim, _number(one.whole_target)))


def _span(expected: Forecast | None) -> tuple[str, float, float, str, float, str] | None:
    if expected is None:
        return None
    said = f"{expected.low:,.1f}–{expected.high:,.1f}"
    return str(expected.end), expected.low, expected.high, said, expected.target, _number(expected.target)


@dataclass(frozen=True, slots=True)
class ItemTold:
    """An item with what is computed of it, what was decided, and what was said."""

    item: Item
    indicators: tuple[IndicatorTold, ...]
    ground: Finding
    letters: tuple[str, ...]
    gates: tuple[Finding, ...]
    own: Rating | None
    minister: Rating | None
    said: Mapping[str, tuple[Narrative, ...]]
    evidence: tuple[Evidence, ...]
    inputs: tuple[tuple[str, str], ...]


def item_told(state: EvaluationState, name: str) -> ItemTold:
    """Return an item in figures and words."""
    evaluation = state.evaluation
    item, ground = evaluation.item(name), evaluation.ground(name)
    said: dict[str, tuple[Narrative, ...]] = {}
    for one in evaluation.narrative:
        if one.item == name:
            said[one.column] = (*said.get(one.column, ()), one)
    figures = next((one.figures for one in evaluation.inputs if (one.item, one.year) == (name, state.year)), {})
    return ItemTold(
        item, tuple(indicator_told(state, one.id) for one in evaluation.indicators if one.item == name), ground.finding,
        ground.letters, ground.gates, evaluation.rating(name, "self"), evaluation.rating(name, "minister"), said,
        evaluation.register.under(item.section),
        tuple((key, f"{figure.value:,}") for key, figure in figures.items()),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class EvidenceTold:
    """An entry of the register in words."""

    entry: Evidence
    kind: Any
    sections: tuple[Citation, ...]
    detail: tuple[tuple[str, str, str], ...]
    amount: str


def evidence_told(state: EvaluationState, entry: Evidence) -> EvidenceTold:
    """Return an entry in words: its kind, its sections, the fields of its kind with what they are called."""
    kind = evidence_kinds()[entry.kind]
    detail = tuple(
        (kind.fields[name].ja, name.replace("_", " "), _plain(value)) for name, value in entry.detail.items()
    )
    sections = tuple(state.evaluation.cite(section)[0] for section in entry.sections)
    return EvidenceTold(entry, kind, sections, detail, _number(entry.amount))


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "○" if value else "×"
    return str(value)
