"""The stock in figures and words as pages show it: balances with days, decisions side by side, the life of a record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sonae.office.books.stock import StockState
from sonae.office.minerals import mineral_name
from sonae.office.pages.charts import History, history
from sonae.office.pages.digest import today as day_now
from sonae.stockpile.books import ReleaseRecord, SideBySide, contained_t, side_by_side, target_days_on
from sonae.stockpile.release import package_rules

__all__ = [
    "LotLine", "MineralLine", "PairLine", "StepLine", "day_now", "days_chart", "decided_lines", "lot_lines", "mineral_lines",
    "steps_told", "tonnes_written",
]  # fmt: skip


def tonnes_written(value: Decimal | Fraction | None) -> str:
    """Write tonnes in groups of three, to the kilogram and without trailing noughts; nothing for none."""
    if value is None:
        return ""
    exact = value if isinstance(value, Decimal) else Decimal(value.numerator) / Decimal(value.denominator)
    text = f"{exact:,.6f}" if exact == round(exact, 6) and exact != round(exact, 3) else f"{exact:,.3f}"
    return text.rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class MineralLine:
    """A mineral at the end of a day.

    Attributes:
        symbol: of it.
        name: in the language of the page.
        contained: t of element at the sites.
        target: days decided; none where none are.
        held: days held; none where no reference consumption is stated.
        gap: target less held, rounded; none where one of them is missing.

    """

    symbol: str
    name: str
    contained: str
    target: int | None
    held: str
    held_days: float | None
    gap: str
    short: bool


def mineral_lines(state: StockState, day: dt.date, language: str) -> tuple[MineralLine, ...]:
    """Return every mineral that is selected or there, target days beside days held."""
    decided = any(one.date <= day for one in state.policy.decisions)
    targets: Mapping[str, int] = target_days_on(state.policy, day) if decided else {}
    consumption = state.desk.consumption_on(day)
    there = dict.fromkeys([*targets, *(account.mineral for account in state.book.index.accounts_at(day))])
    return tuple(_mineral(state, one, day, language, targets.get(one), consumption.get(one)) for one in there)


def _mineral(
    state: StockState, symbol: str, day: dt.date, language: str, target: int | None, consumption: Decimal | None
) -> MineralLine:
    tonnes = contained_t(state.book, symbol, day)
    days = Fraction(tonnes) * 365 / Fraction(consumption) if consumption else None
    gap = None if days is None or target is None else target - days
    return MineralLine(
        symbol, mineral_name(symbol, language), tonnes_written(tonnes), target, "" if days is None else f"{float(days):,.1f}",
        None if days is None else float(days), "" if gap is None else f"{float(gap):+,.1f}", gap is not None and gap > 0,
    )  # fmt: skip


def days_chart(lines: tuple[MineralLine, ...]) -> History | None:
    """Draw days held as columns, with a line across for the days that the State decided."""
    rows = [
        (one.symbol, one.held_days, one.held, None if one.target is None else float(one.target), str(one.target or ""))
        for one in lines
        if one.held_days is not None or one.target is not None
    ]
    return history(rows) if rows else None


# Decisions


@dataclass(frozen=True, slots=True)
class PairLine:
    """Days proposed and decided for a mineral in one version of the proposal."""

    row: SideBySide
    name: str
    reason: str

    @property
    def differs(self) -> bool:
        """Whether the State decided other days than the agency proposed."""
        return self.row.decided_days is not None and self.row.decided_days != self.row.proposed_days


def decided_lines(state: StockState, language: str) -> list[tuple[int, list[PairLine]]]:
    """Return every proposal beside the decision on it, the latest version first."""
    found: dict[int, list[PairLine]] = {}
    for row in side_by_side(state.policy):
        reasons = state.desk.reasons.get(str(row.proposal), {})
        line = PairLine(row, mineral_name(row.mineral, language), reasons.get(row.mineral, ""))
        found.setdefault(row.proposal, []).append(line)
    return sorted(found.items(), reverse=True)


# Lots


@dataclass(frozen=True, slots=True)
class LotLine:
    """A lot at a site: what it is, where it lies, how much, and what is due."""

    lot: str
    mineral: str
    form: str
    grade: str
    content: str
    packaging: str
    site: str
    place: str
    tonnes: str
    received: dt.date
    age_years: str
    best_before: dt.date | None
    past: bool
    last_test: tuple[dt.date, str] | None


def lot_lines(state: StockState, day: dt.date, language: str) -> list[LotLine]:
    """Return the lots that are there at the end of a day, by site, store and place."""
    places = {(one.lot, one.site): f"{one.warehouse}-{one.place}" for one in state.book.stowed}
    found = []
    for account, tonnes in state.book.index.accounts_at(day).items():
        lot = state.book.lot(account.lot)
        tests = [(one.date, one.outcome) for one in state.book.tests if one.lot == lot.id and one.date <= day]
        found.append(
            LotLine(
                lot.id, f"{lot.mineral} {mineral_name(lot.mineral, language)}", lot.form, lot.grade, f"{lot.content:f}",
                lot.packaging, account.site, places.get((lot.id, account.site), ""), tonnes_written(tonnes), lot.received,
                f"{lot.age_days(day) / 365:.1f}", lot.best_before, lot.best_before is not None and lot.best_before < day,
                max(tests) if tests else None,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.site, one.place, one.lot))


# The life of a release


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of the engine's decision: its question in the language of the page, and how it came out."""

    question: str
    outcome: str
    because: str
    cites: tuple[str, ...]


def steps_told(record: ReleaseRecord, language: str) -> list[StepLine]:
    """Return the steps of the decision on a release; the engine gives its grounds in English."""
    if record.decision is None:
        return []
    rules = next((one for one in package_rules() if one.in_force_from == record.decision.rules_from), None)
    questions = {}
    if rules is not None:
        questions = {
            one.id: one.question_ja if language == "ja" else one.question for one in rules.regime(record.regime).steps
        }
    return [
        StepLine(
            questions.get(one.step, one.step), one.outcome.value, "" if language == "ja" else one.because, one.cites
        )
        for one in record.decision.steps
    ]
