"""The made-up stock of the demonstration, and commands given on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sonae.core import FixedClock
from sonae.office.books import BookReceipt, book_command_from, handle_book
from sonae.office.books.stock import StockState, read_state
from sonae.office.models import Book, StockVoucher
from sonae.office.seed.cast import Cast
from sonae.office.wall import WHOLE_OFFICE, acting_as
from tests.office.conftest import NOW

GiveStock = Callable[..., BookReceipt]
NUMBER = "K2025-01"
NORTH, SOUTH = "架空北基地", "架空南基地"
BUYER = {"name": "架空アルファ工業", "japanese": True, "registered": True}
CRITERION = {"name": "架空の基準", "adopted_on": "2023-04-01", "points": ["他に調達先がない"]}
ANSWERS = [{"point": "他に調達先がない", "answer": "照会済み"}]


@pytest.fixture
def give(cast: Cast) -> GiveStock:
    """Give a command on the stock; every call is a wish of its own unless it names a key."""
    count = 0

    def given(who: str, kind: str, book: str | None = NUMBER, *, at: dt.datetime = NOW, key: str = "", version: int | None = None,
              **fields: object) -> BookReceipt:  # fmt: skip
        nonlocal count
        count += 1
        return handle_book(
            book_command_from(kind, fields), cast[who], key=key or f"stock-{count}", book=book, version=version,
            clock=FixedClock(at),
        )  # fmt: skip

    return given


@pytest.fixture
def whole() -> Iterator[None]:
    """What a test reads it reads as the whole office."""
    with acting_as(WHOLE_OFFICE):
        yield


def book_of(number: str = NUMBER) -> Book:
    with acting_as(WHOLE_OFFICE):
        return Book.objects.get(number=number)


def stock(number: str = NUMBER) -> StockState:
    """What the book holds now."""
    return read_state(book_of(number))


def told(number: str = NUMBER) -> tuple[int, Any, int]:
    """Version, state and number of voucher rows: the same before and after a refusal."""
    book = book_of(number)
    with acting_as(WHOLE_OFFICE):
        return book.version, book.state, StockVoucher.objects.filter(book=book).count()


def goods(
    name: str, place: int, site: str = NORTH, warehouse: str = "N1", content: str = "0.7", **more: Any
) -> dict[str, Any]:
    return {
        "lot": name, "grade": "A", "content": content, "packaging": "袋", "site": site, "warehouse": warehouse, "place": place,
        **more,
    }  # fmt: skip


def asking(kilograms: int = 4000, buyer: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"buyer": buyer or BUYER, "quantity_kg": kilograms, "end_use": "工具", "evidence": ["通知"]}
