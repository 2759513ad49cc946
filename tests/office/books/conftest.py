"""An evaluation of FY2024, carried over from the published one, walked as far as a test needs it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from sonae.core import FixedClock
from sonae.office.books import BookReceipt, book_command_from, handle_book
from sonae.office.books.evaluation import EvaluationState, read_state
from sonae.office.models import Book
from sonae.office.seed.cast import Cast
from sonae.office.wall import WHOLE_OFFICE, acting_as

GiveBook = Callable[..., BookReceipt]
AFTER = dt.datetime(2025, 5, 20, 3, 0, tzinfo=dt.UTC)
"""A moment after the end of FY2024, in which it is evaluated."""
NUMBER = "V2024-01"
VALUES: Mapping[str, dict[str, Any]] = {
    "1-1": {"value": "103.9"}, "1-2": {"value": "9"}, "1-3": {"value": "7"}, "1-4": {"value": "30"}, "2-1": {"value": "0"},
    "2-2": {"value": "0"}, "2-3": {"value": "60"}, "2-4": {"value": "33"}, "2-5": {"value": "5"}, "3-1": {"value": "7.4"},
    "3-2": {"value": "1"}, "3-3": {"value": "16"}, "3-4": {"value": "6"}, "3-5": {"value": "120"}, "4-1": {"value": "3"},
    "4-2": {"value": "4"}, "4-3": {"value": "9"}, "4-4": {"value": "5"}, "5-1": {"numerator": "9", "denominator": "10"},
    "5-2": {"value": "4"}, "5-3": {"value": "31"}, "II-d": {"value": "1.5"},
}  # fmt: skip
TARGETS = {
    "1-2": "8", "1-3": "6", "2-3": "48", "2-4": "26", "2-5": "4", "3-3": "11", "3-4": "5", "4-1": "2", "4-2": "3", "4-3": "7",
    "4-4": "4", "5-1": "8", "5-2": "3", "5-3": "25", "II-d": "1.11",
}  # fmt: skip


@pytest.fixture
def give_book(cast: Cast) -> GiveBook:
    """Give a command on a book as an account of the cast; every call is a wish of its own unless it names a key."""
    count = 0

    def given(who: str, kind: str, book: str | None = NUMBER, *, at: dt.datetime = AFTER, key: str = "", version: int | None = None,
              **fields: object) -> BookReceipt:  # fmt: skip
        nonlocal count
        count += 1
        return handle_book(
            book_command_from(kind, fields), cast[who], key=key or f"book-{count}", book=book, version=version, clock=FixedClock(at)
        )  # fmt: skip

    return given


@pytest.fixture
def opened(give_book: GiveBook) -> GiveBook:
    """FY2024, opened from the published FY2023."""
    give_book("planning", "year.open", None, year=2024, before="FY2023", fictional=True)
    return give_book


def begun(give: GiveBook) -> None:
    """Open FY2024, set its targets, give I-1 and I-4 to departments, hold the half-year review."""
    give("planning", "year.open", None, year=2024, before="FY2023", fictional=True)
    give("planning", "year.targets", targets=[{"indicator": name, "value": value} for name, value in TARGETS.items()])
    give("planning", "item.assign", item="I-1", department="promotion", due="2025-05-31")
    give("planning", "item.assign", item="I-4", department="stockpile")
    give("planning", "half_year.review", on="2024-10-15", words="おおむね順調")


@pytest.fixture
def running(give_book: GiveBook) -> GiveBook:
    """FY2024 with its targets set, I-1 and I-4 given to departments, and the half-year review held."""
    return _walked("running", give_book, lambda: begun(give_book))


_WALKED: dict[str, tuple[dict[str, Any], int]] = {}
"""What the book holds after a walk that was gone once: later tests begin there without going it again."""


def _walked(name: str, give: GiveBook, walk: Callable[[], None]) -> GiveBook:
    with acting_as(WHOLE_OFFICE):
        if name in _WALKED:
            state, version = _WALKED[name]
            Book.objects.update_or_create(
                number=NUMBER,
                defaults={
                    "state": state, "version": version, "kind": "evaluation", "classification": 1, "opened_on": AFTER.date(),
                    "changed_at": AFTER, "title_ja": "令和6年度の業務実績評価", "title_en": "FY2024", "fictional": True,
                },
            )  # fmt: skip
            return give
    walk()
    with acting_as(WHOLE_OFFICE):
        book = Book.objects.get(number=NUMBER)
    _WALKED[name] = book.state, book.version
    return give


@pytest.fixture
def filled(give_book: GiveBook) -> GiveBook:
    """FY2024 with every value and result, evaluated by nobody."""

    def walk() -> None:
        begun(give_book)
        for name, value in VALUES.items():
            give_book("planning", "indicator.state", indicator=name, **value)
        for name in [one.id for one in state_of().evaluation.gates]:
            give_book("planning", "gate.result", gate=name, passed=True, by="架空の外部有識者", on="2025-04-10")

    return _walked("filled", give_book, walk)


def letters(state: EvaluationState) -> dict[str, str]:
    """A letter for every item: the first that the band leaves, B where there is none."""
    return {one.id: (state.evaluation.ground(one.id).letters or ("B",))[0] for one in state.evaluation.items}


@pytest.fixture
def submitted(filled: GiveBook) -> GiveBook:
    """FY2024 evaluated and submitted."""

    def walk() -> None:
        for item, letter in letters(state_of()).items():
            filled("planning", "item.evaluate", item=item, letter=letter, reason="架空の理由")
        filled("executive", "year.submit")

    return _walked("submitted", filled, walk)


def state_of(number: str = NUMBER) -> EvaluationState:
    """What the book holds now."""
    with acting_as(WHOLE_OFFICE):
        return read_state(Book.objects.get(number=number))
