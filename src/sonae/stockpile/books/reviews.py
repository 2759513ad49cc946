"""The yearly review of the stock and the proposal for the next period.

Goals and plan of the fifth medium term, 4(2)②: days held are looked at each year; a gap has a cause and a measure for the
year after, and somebody from outside evaluates. Basic policy 2(6): in the last year of the period the agency may propose
minerals and days of the next one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, model_validator

from sonae.core import Classification, FiscalYear, InputError, Outcome
from sonae.stockpile.books.book import Book, contained_t
from sonae.stockpile.books.decisions import PolicyRecord, TargetDays, Year, plan_in_force, target_days_on
from sonae.stockpile.books.forms import Day, Figure, MineralSymbol, Name, Said, State, Text, replaced
from sonae.stockpile.books.taken import Taken, policy, verdict
from sonae.stockpile.day_counts.reading import Row
from sonae.stockpile.gap import MonthRow
from sonae.stockpile.gap import Record as GapRecord

__all__ = [
    "Answer",
    "EvaluationFields",
    "GapOfYear",
    "Missed",
    "NextPeriod",
    "NextPeriodFields",
    "ReviewFields",
    "ReviewRecord",
    "Reviewed",
    "YearEvaluation",
    "YearReview",
    "evaluate_year",
    "gap_record",
    "gaps_on",
    "propose_next_period",
    "review_year",
]  # fmt: skip

Consumption = Annotated[Figure, Field(gt=0)]
"""t of element a year."""
_DAYS_A_YEAR = 365


class Answer(Row):
    """The cause of a gap and what is done about it in the year after."""

    mineral: MineralSymbol
    cause: Text
    measure: Text


class ReviewFields(Row):
    """A review of a fiscal year on its last day."""

    fiscal_year: Year
    date: Day
    by: Name
    consumption_t_a_year: dict[MineralSymbol, Consumption]
    """Reference consumption, by mineral."""
    tolerance_days: Figure = Decimal(0)
    """A gap up to this many days either way is none."""
    answers: tuple[Answer, ...] = ()


class Reviewed(Row):
    """What the review found of a mineral."""

    mineral: MineralSymbol
    target_days: TargetDays
    held_days: Figure
    """Rounded to a hundredth; the gap is judged on the exact figure."""
    state: Annotated[str, Field(pattern="^(short|surplus|none)$")]
    cause: str = ""
    measure: str = ""


class YearEvaluation(Row):
    """What somebody from outside says of a year."""

    date: Day
    by: Name
    outcome: Said
    reason: Text
    evidence: Annotated[tuple[Name, ...], Field(min_length=1)]


class EvaluationFields(YearEvaluation):
    """An evaluation with the year that it is of."""

    fiscal_year: Year


class YearReview(Row):
    """A year that was reviewed."""

    fiscal_year: Year
    date: Day
    by: Name
    rows: tuple[Reviewed, ...]
    evaluation: YearEvaluation | None = None


class NextRow(Row):
    """A mineral of the next period; ``days`` none: it is proposed no more."""

    mineral: MineralSymbol
    days: TargetDays | None
    reason: Text


class NextPeriodFields(Row):
    """Minerals and days that the agency proposes for the next period."""

    date: Day
    by: Name
    risk_run: Name
    first_year: Year
    last_year: Year
    rows: Annotated[tuple[NextRow, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if self.last_year < self.first_year:
            raise ValueError("the period ends before it begins")
        if len({row.mineral for row in self.rows}) < len(self.rows):
            raise ValueError("a mineral stands there twice")
        return self


class NextPeriod(NextPeriodFields):
    """A version of the proposal."""

    version: int


class ReviewRecord(State):
    """Reviews by year, and proposals for the next period."""

    years: tuple[YearReview, ...] = ()
    next_periods: tuple[NextPeriod, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({year.fiscal_year for year in self.years}) < len(self.years):
            raise ValueError("a year was reviewed twice")
        return self


@dataclass(frozen=True, slots=True)
class GapOfYear:
    """Target days beside days held, exactly."""

    mineral: str
    target_days: int
    held_days: Fraction
    classification: Classification

    @property
    def gap_days(self) -> Fraction:
        """Target less held; negative for a surplus."""
        return self.target_days - self.held_days


def gaps_on(book: Book, record: PolicyRecord, day: dt.date, consumption: dict[str, Decimal]) -> tuple[GapOfYear, ...]:
    """Return the gap of every mineral with target days at the end of a day.

    Args:
        book: the book.
        record: decisions of the State.
        day: the day.
        consumption: reference consumption, t of element a year, by mineral; a day is 1/365 of it.

    Raises:
        InputError: when consumption of a mineral is missing (missing is not nought), or no days are decided.

    """
    found = []
    for mineral, days in target_days_on(record, day).items():
        if mineral not in consumption:
            raise InputError(f"the reference consumption of {mineral} is missing", field="consumption_t_a_year")
        held = Fraction(contained_t(book, mineral, day)) * _DAYS_A_YEAR / Fraction(consumption[mineral])
        label = Classification.join((book.classification, record.classification))
        found.append(GapOfYear(mineral, days, held, label))
    return tuple(found)


def review_year(reviews: ReviewRecord, book: Book, record: PolicyRecord, fields: ReviewFields) -> Taken[ReviewRecord]:
    """Review a fiscal year on the balances of its last day.

    Raises:
        InputError: when the year is not over or was reviewed before, consumption is missing, or a gap has no cause and
            measure; the sentence names the mineral, never the gap.

    """
    year = FiscalYear(fields.fiscal_year)
    if fields.date <= year.end:
        raise InputError(f"{year} is not over on {fields.date}", field="date")
    if any(one.fiscal_year == fields.fiscal_year for one in reviews.years):
        raise InputError(f"{year} was reviewed before", field="fiscal_year")
    answers = {answer.mineral: answer for answer in fields.answers}
    rows = []
    for gap in gaps_on(book, record, year.end, dict(fields.consumption_t_a_year)):
        tolerance = Fraction(fields.tolerance_days)
        state = "short" if gap.gap_days > tolerance else "surplus" if gap.gap_days < -tolerance else "none"
        answer = answers.get(gap.mineral)
        if state != "none" and answer is None:
            raise InputError(f"the gap of {gap.mineral} in {year} has no cause and no measure", field="answers")
        shown = Decimal(round(gap.held_days * 100)) / 100
        said = {"cause": answer.cause, "measure": answer.measure} if answer is not None and state != "none" else {}
        rows.append(Reviewed(mineral=gap.mineral, target_days=gap.target_days, held_days=shown, state=state, **said))
    entry = YearReview(fiscal_year=fields.fiscal_year, date=fields.date, by=fields.by, rows=tuple(rows))
    cites = policy("policy h2.p3.q1", "goals h4.p2.i2", "plan h4.p2.i2")
    finding = verdict(Outcome.YES, "reviewed", cites, year=year)
    label = Classification.join((reviews.classification, book.classification, record.classification))
    state_after = replaced(reviews, years=(*reviews.years, entry), classification=label)
    return Taken(state_after, finding, classification=label)


def evaluate_year(reviews: ReviewRecord, fields: EvaluationFields) -> Taken[ReviewRecord]:
    """Enter what somebody from outside says of a year that was reviewed.

    Raises:
        InputError: when the year was not reviewed, was evaluated before, or whoever reviewed it evaluates himself.

    """
    year = FiscalYear(fields.fiscal_year)
    found = next((one for one in reviews.years if one.fiscal_year == fields.fiscal_year), None)
    if found is None:
        raise InputError(f"{year} was not reviewed yet", field="fiscal_year")
    if found.evaluation is not None:
        raise InputError(f"{year} was evaluated before", field="fiscal_year")
    if fields.by == found.by:
        raise InputError("whoever reviewed the year does not evaluate it", field="by")
    if fields.date < found.date:
        raise InputError("the evaluation is dated before the review", field="date")
    entry = replaced(found, evaluation=YearEvaluation(**fields.model_dump(exclude={"fiscal_year"})))
    years = tuple(entry if one is found else one for one in reviews.years)
    finding = verdict(fields.outcome, "evaluated", policy("plan h4.p2.i2"), by=fields.by, year=year)
    return Taken(replaced(reviews, years=years), finding, classification=reviews.classification)


def propose_next_period(reviews: ReviewRecord, record: PolicyRecord, fields: NextPeriodFields) -> Taken[ReviewRecord]:
    """Enter the agency's proposal for the next period, 2(6).

    Raises:
        InputError: when the day does not lie in the last fiscal year of the plan in force, or the period does not follow it.

    """
    plan = plan_in_force(record, fields.date)
    if FiscalYear.of(fields.date).year != plan.last_year:
        raise InputError(
            f"{fields.date} does not lie in the last year of the period, {FiscalYear(plan.last_year)}", field="date"
        )
    if fields.first_year != plan.last_year + 1:
        raise InputError("the period proposed does not follow the one in force", field="first_year")
    entry = NextPeriod(**dict(fields), version=len(reviews.next_periods) + 1)
    finding = verdict(Outcome.OPEN, "next_period", policy("policy h2.p6.q3", "plan h4.p2.i4"))
    label = Classification.join((reviews.classification, record.classification))
    after = replaced(reviews, next_periods=(*reviews.next_periods, entry), classification=label)
    return Taken(after, finding, classification=label)


# The record that the engine of the gap reads


class Missed(Row):
    """What the plan put into a month and was not bought, t of contained element, by cause."""

    mineral: MineralSymbol
    month: Annotated[str, Field(pattern=r"^[12]\d{3}-(0[1-9]|1[0-2])$")]
    price_t: Figure = Decimal(0)
    failed_tender_t: Figure = Decimal(0)
    other_t: Figure = Decimal(0)
    note: str = ""


_LOGGED = {
    "opening": "bought", "acceptance": "bought", "exchange_return": "returned", "rotation_in": "returned", "release": "released",
    "sale": "sold", "exchange_out": "sold", "rotation_out": "sold", "loss": "lost", "stock_take": "revised",
    "transfer_out": "revised", "transfer_in": "revised", "reversal": "revised", "transfer": "revised",
}  # fmt: skip


def _flows(book: Book, mineral: str, first: dt.date, last: dt.date) -> dict[str, Decimal]:
    """Return what each kind of voucher did to the stock of a mineral in a time, t of contained element."""
    flows = dict.fromkeys(("bought", "returned", "released", "sold", "lost", "revised"), Decimal(0))
    for voucher in book.vouchers:
        if not first <= voucher.date <= last or voucher.kind not in _LOGGED:
            continue
        for posting in voucher.postings:
            account = posting.account
            if account.kind == "stock" and account.mineral == mineral:
                flows[_LOGGED[voucher.kind]] += posting.tonnes * book.lot(account.lot).content
    return flows


def gap_record(
    book: Book,
    record: PolicyRecord,
    fiscal_year: int,
    consumption: dict[str, Decimal],
    missed: Sequence[Missed] = (),
) -> GapRecord:
    """Return a fiscal year of the book as the record of which ``sonae.stockpile.gap.review_gap`` tells the causes.

    The last month of the year before gives the level to count from. What a stock-take, a reversal or goods in transit change
    counts as a revision of the stock.

    Args:
        book: the book, not closed within the year.
        record: decisions of the State.
        fiscal_year: first year of the fiscal year.
        consumption: reference consumption, t of element a year, by mineral.
        missed: purchases of the plan that were not made.

    Raises:
        InputError: when consumption is missing, no days are decided by the day before the year, or the book is closed in it.

    """
    year = FiscalYear(fiscal_year)
    before = year.start - dt.timedelta(days=1)
    kept = {(row.mineral, row.month): row for row in missed}
    rows = []
    for gap in gaps_on(book, record, before, consumption):
        first = _month_row(book, record, gap.mineral, before.replace(day=1), consumption[gap.mineral], None)
        rows.append(first)
        for month in range(12):
            start = dt.date(fiscal_year + (month + 3) // 12, (month + 3) % 12 + 1, 1)
            lost = kept.get((gap.mineral, f"{start:%Y-%m}"))
            rows.append(_month_row(book, record, gap.mineral, start, consumption[gap.mineral], lost, flows=True))
    label = Classification.join((book.classification, record.classification))
    return GapRecord(name=f"{book.name} {year}", classification=label, source="the book of the stock", rows=tuple(rows))


def _month_row(
    book: Book, record: PolicyRecord, mineral: str, start: dt.date, consumption: Decimal, missed: Missed | None,
    *, flows: bool = False,
) -> MonthRow:  # fmt: skip
    end = (start.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    fields: dict[str, object] = {
        "mineral": mineral, "month": f"{start:%Y-%m}", "target_days": target_days_on(record, end)[mineral],
        "consumption_t_a_year": consumption, "holding_t": contained_t(book, mineral, end),
    }  # fmt: skip
    if flows:
        moved = _flows(book, mineral, start, end)
        none = Decimal(0)
        lost = (missed.price_t, missed.failed_tender_t, missed.other_t) if missed else (none, none, none)
        fields |= {
            "planned_t": moved["bought"] + sum(lost), "bought_t": moved["bought"], "not_bought_price_t": lost[0],
            "failed_tender_t": lost[1], "not_bought_other_t": lost[2], "returned_t": moved["returned"],
            "released_t": -moved["released"], "sold_t": -moved["sold"], "lost_t": -moved["lost"],
            "holding_revision_t": moved["revised"], "note": missed.note if missed else "see the vouchers of the book",
        }  # fmt: skip
    return MonthRow.model_validate(fields)
