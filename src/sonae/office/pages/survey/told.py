"""A survey in words: minerals by name, the answers as the desk sees them, sums with bars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sonae.office.books.survey import AnswerState
from sonae.office.books.survey.answering import rows_of
from sonae.office.books.survey.state import Shown, Table
from sonae.office.minerals import mineral_name
from sonae.office.models import Book
from sonae.office.words import say
from sonae.stockpile.books import CompanyAnswer

__all__ = ["AnswerLine", "SumBar", "SumTable", "Told", "answer_lines", "mineral_said", "sum_tables", "told_rows"]

_NAMED_TOTALS = {"all forms": "survey.all_forms", "all uses": "survey.all_uses"}


def mineral_said(symbol: str, language: str) -> str:
    """Return what a mineral is called, with its symbol."""
    return f"{mineral_name(symbol, language)} ({symbol})"


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """An answer as the desk sees it."""

    book: Book
    state: AnswerState
    late: bool


def answer_lines(books: Iterable[tuple[Book, AnswerState]], day: dt.date) -> list[AnswerLine]:
    """Return the answers of a survey: those that wait for the desk first, then the late, then by name."""
    order = {"submitted": 0, "queried": 2, "asked": 2, "accepted": 3}
    lines = [AnswerLine(book, state, state.late(day)) for book, state in books]
    return sorted(
        lines,
        key=lambda one: (order[one.state.stage], not one.late, one.book.company.reading if one.book.company else ""),
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What was answered of a mineral: names with tonnes; none where it was left out with a reason."""

    name: str
    stock: tuple[tuple[str, Decimal], ...] | None
    stock_total: Decimal
    consumption: tuple[tuple[str, Decimal], ...] | None
    consumption_total: Decimal
    reason: str


def told_rows(state: AnswerState, language: str) -> list[Told]:
    """Return the version that counts, mineral by mineral."""
    return [_told(row, language) for row in rows_of(state)]


def _told(row: CompanyAnswer, language: str) -> Told:
    stock, consumption = row.stock_t, row.consumption_t
    return Told(
        mineral_said(row.mineral, language), None if stock is None else tuple(stock.items()),
        sum((stock or {}).values(), start=Decimal(0)), None if consumption is None else tuple(consumption.items()),
        sum((consumption or {}).values(), start=Decimal(0)), row.reason,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SumBar:
    """A cell with its bar in hundredths of the longest; none where it is suppressed."""

    name: str
    cell: Shown
    length: int | None


@dataclass(frozen=True, slots=True)
class SumTable:
    """A table of sums."""

    name: str
    of: str
    bars: tuple[SumBar, ...]


def sum_tables(tables: Iterable[Table], language: str) -> list[SumTable]:
    """Return sums in words with bars; a bar of a suppressed cell is not drawn, so that its length tells nothing."""
    out = []
    for table in tables:
        most = max((Decimal(row.said) for row in table.rows if row.said is not None), default=Decimal(0))
        bars = tuple(
            SumBar(
                say(_NAMED_TOTALS[row.at], language) if row.at in _NAMED_TOTALS else row.at, row,
                None if row.said is None else round(100 * Decimal(row.said) / most) if most else 0,
            )
            for row in table.rows
        )  # fmt: skip
        out.append(SumTable(mineral_said(table.mineral, language), table.of, bars))
    return out
