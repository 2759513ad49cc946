"""The monthly record of a stock: target, reference consumption, holdings, and what was logged of every tonne.

One row a mineral and month, in YAML or CSV alike. Tonnes are of contained element. What a row does not log did not
happen; holdings and consumption that are left out are missing, and the next row that has them closes the step.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from sonae.core import FiscalYear, InputError
from sonae.stockpile.day_counts.reading import CaseFile, Exact, Row, rows_of_csv, validated

__all__ = ["LOGGED", "Judgement", "MonthRow", "Record", "read_record"]

_MONTH = re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])")
_ZERO = Decimal(0)

LOGGED = (
    "planned_t", "not_bought_price_t", "failed_tender_t", "not_bought_other_t", "returned_t", "released_t", "sold_t", "lost_t",
)  # fmt: skip
"""Fields of a row that log tonnes, none of them negative."""


class MonthRow(Row):
    """A mineral at the end of a month, and what happened to its stock in it."""

    mineral: str = Field(min_length=1)
    month: str
    """«2026-04»."""
    target_days: Exact = Field(ge=0)
    consumption_t_a_year: Exact | None = Field(default=None, gt=0)
    """Reference consumption, t of element a year; a day is 1/365 of it (METHOD §2)."""
    consumption_revision_t_a_year: Exact = _ZERO
    """The part of this month's change of reference consumption that is a revision of data, not of demand."""
    holding_t: Exact | None = Field(default=None, ge=0)
    """Stock at the end of the month."""
    holding_revision_t: Exact = _ZERO
    """Correction of the stock by weighing, assay or a mended record."""
    planned_t: Exact = Field(default=_ZERO, ge=0)
    """Purchase that the plan put in this month."""
    bought_t: Exact | None = Field(default=None, ge=0)
    not_bought_price_t: Exact = Field(default=_ZERO, ge=0)
    """Planned and not bought because of the price."""
    failed_tender_t: Exact = Field(default=_ZERO, ge=0)
    """Planned and not bought because the tender found no offer."""
    not_bought_other_t: Exact = Field(default=_ZERO, ge=0)
    returned_t: Exact = Field(default=_ZERO, ge=0)
    """Come back from an exchange or a loan, premium in kind included."""
    released_t: Exact = Field(default=_ZERO, ge=0)
    """Tight-supply release."""
    sold_t: Exact = Field(default=_ZERO, ge=0)
    """Adjustment release, by sale or exchange."""
    lost_t: Exact = Field(default=_ZERO, ge=0)
    """Other losses."""
    price_yen_a_t: Exact | None = Field(default=None, ge=0)
    limit_yen_a_t: Exact | None = Field(default=None, ge=0)
    """The price above which the plan does not buy."""
    note: str = ""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if not _MONTH.fullmatch(self.month):
            raise ValueError("the month is no month; expected a form like 2026-04")
        missed = self.not_bought_price_t + self.failed_tender_t + self.not_bought_other_t
        if missed > self.planned_t:
            raise ValueError("more was not bought than was planned")
        if self.bought_t is not None and self.bought_t != self.planned_t - missed:
            raise ValueError("bought is not what was planned less what was not bought; log why the rest was not bought")
        if (self.not_bought_other_t or self.lost_t) and not self.note:
            raise ValueError("a loss, or a purchase not made for another cause, needs a note that says which")
        return self

    @property
    def first_day(self) -> dt.date:
        """The first day of the month."""
        return dt.date.fromisoformat(f"{self.month}-01")

    @property
    def fiscal_year(self) -> FiscalYear:
        """The fiscal year of the month."""
        return FiscalYear.of(self.first_day)


Step = Literal["talk with industry", "cause", "improvement", "reflected next year", "external evaluation"]


class Judgement(Row):
    """What only people decide about a gap: a step of the yearly chain, with who, when and on what grounds."""

    mineral: str
    fiscal_year: str
    step: Step
    who: str = Field(min_length=1)
    when: dt.date
    reason: str = Field(min_length=1)
    evidence: str = ""

    @model_validator(mode="after")
    def _year(self) -> Self:
        try:
            FiscalYear.parse(self.fiscal_year)
        except InputError:
            raise ValueError("the fiscal year is none; expected a form like FY2026 or 令和8年度") from None
        return self


class Record(CaseFile):
    """The rows of a record, by mineral and month, and the judgements made on them."""

    tolerance_days: Exact = Field(default=_ZERO, ge=0)
    """A gap up to this many days either way is none; 0 unless the file says otherwise."""
    source: str = ""
    rows: tuple[MonthRow, ...] = Field(min_length=1)
    judgements: tuple[Judgement, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for mineral, rows in self.by_mineral().items():
            for before, after in pairwise(rows):
                if after.month <= before.month:
                    raise ValueError(f"{mineral}: {after.month} stands after {before.month}; months rise, each once")
                first, next_month = before.first_day, after.first_day
                gap = (next_month.year - first.year) * 12 + next_month.month - first.month
                if gap > 1:
                    raise ValueError(f"{mineral}: between {before.month} and {after.month} a month is missing")
        return self

    def by_mineral(self) -> Mapping[str, Sequence[MonthRow]]:
        """Return the rows of each mineral in the order of the file."""
        found: dict[str, list[MonthRow]] = {}
        for row in self.rows:
            found.setdefault(row.mineral, []).append(row)
        return found


_WHOLE = ("name", "classification", "tolerance_days")


def read_record(path: Path) -> Record:
    """Read a record in YAML, or in CSV with one row a mineral and month (without judgements).

    Raises:
        InputError: naming the file, the row of a CSV and the field.

    """
    if path.suffix.lower() != ".csv":
        return Record.from_yaml(path)
    whole: dict[str, Any] = {}
    rows = []
    for cells in rows_of_csv(path, (*MonthRow.model_fields, *_WHOLE)):
        number = int(cells.pop("__row__"))
        for name in _WHOLE:
            if name in cells and whole.setdefault(name, cells[name]) != cells.pop(name):
                problem = "the rows do not agree"
                raise InputError(problem, file=path.name, row=number, field=name, expected="one value for the record")
        rows.append(validated(MonthRow, cells, path.name, row=number))
    return validated(Record, {**whole, "rows": rows}, path.name)
