"""A book of the made-up bases, walked through its year once; later tests begin where that walk ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from sonae.core import FiscalYear, FixedClock
from sonae.office.books import BookReceipt, book_command_from, handle_book
from sonae.office.books.bases import BasesState, read_bases
from sonae.office.models import Book
from sonae.office.seed.bases import bases_steps
from sonae.office.seed.cast import Cast
from sonae.office.wall import WHOLE_OFFICE, acting_as

GiveBook = Callable[..., BookReceipt]
NUMBER = "B2024-01"
NOW = dt.datetime(2024, 11, 20, 5, 0, tzinfo=dt.UTC)
_NOON = dt.time(3, 0, tzinfo=dt.UTC)
_KEPT: dict[str, tuple[dict[str, Any], int]] = {}


@pytest.fixture
def give(cast: Cast) -> GiveBook:
    """Give a command on the book as an account; every call is a wish of its own unless it names a key."""
    count = 0

    def given(who: str, kind: str, book: str | None = NUMBER, *, at: dt.datetime = NOW, key: str = "", version: int | None = None,
              **fields: object) -> BookReceipt:  # fmt: skip
        nonlocal count
        count += 1
        return handle_book(
            book_command_from(kind, fields), cast[who], key=key or f"bases-{count}", book=book, version=version,
            clock=FixedClock(at),
        )  # fmt: skip

    return given


@pytest.fixture
def opened(give: GiveBook) -> GiveBook:
    """An empty made-up book of FY2024."""
    give("stockpile", "bases.open", None, year=2024, fictional=True)
    return give


@pytest.fixture
def running(give: GiveBook) -> GiveBook:
    """The book after the demonstration's year, up to 20 November 2024."""
    if "running" in _KEPT:
        state, version = _KEPT["running"]
        with acting_as(WHOLE_OFFICE):
            Book.objects.create(
                number=NUMBER, state=state, version=version, kind="bases", classification=1, opened_on=NOW.date(), changed_at=NOW,
                title_ja="2024年度の備蓄基地", title_en="Bases, FY2024", fictional=True,
            )  # fmt: skip
        return give
    give("stockpile", "bases.open", None, year=2024, fictional=True)
    for day, who, kind, fields in sorted(bases_steps(FiscalYear(2024)), key=lambda one: one[0]):
        if day <= NOW.date():
            give(who, kind, at=dt.datetime.combine(day, _NOON), **fields)
    with acting_as(WHOLE_OFFICE):
        book = Book.objects.get(number=NUMBER)
    _KEPT["running"] = book.state, book.version
    return give


def state_of(number: str = NUMBER) -> BasesState:
    """What the book holds now."""
    with acting_as(WHOLE_OFFICE):
        return read_bases(Book.objects.get(number=number))
