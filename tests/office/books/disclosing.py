"""The demonstration's book of disclosure, for tests: commands on it, what it holds, releases proposed and approved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from sonae.core import FixedClock, Outcome
from sonae.office.books import BookReceipt, book_command_from, handle_book
from sonae.office.books.disclosure import DisclosureState, read_state
from sonae.office.gate import RefusedError
from sonae.office.models import Book, Event
from sonae.office.seed.cast import Cast
from sonae.office.wall import WHOLE_OFFICE, acting_as
from tests.office.conftest import NOW

__all__ = ["NOT_OUT", "NUMBER", "YEAR", "Disclose", "approve", "disclose", "figure", "propose", "refused", "state_now"]

NUMBER, YEAR = "D2026-01", 2025
NOT_OUT = "This material cannot be released."
Disclose = Callable[..., BookReceipt]


@pytest.fixture
def disclose(cast: Cast) -> Disclose:
    """Give a command on the demonstration's book; every call is a wish of its own unless it names a key."""
    count = 0

    def given(
        who: str, kind: str, book: str | None = NUMBER, *, key: str = "", at: dt.datetime = NOW, **fields: object
    ) -> BookReceipt:
        nonlocal count
        count += 1
        command = book_command_from(kind, fields)
        return handle_book(command, cast[who], key=key or f"d-{count}", book=book, clock=FixedClock(at))

    return given


def state_now() -> DisclosureState:
    with acting_as(WHOLE_OFFICE):
        return read_state(Book.objects.get(number=NUMBER))


def figure(unit: str, minerals: tuple[str, ...] = (), of: str = "stock", ties: str = "half_up") -> dict[str, Any]:
    return {
        "ja": "架空の数値",
        "en": "made-up figure",
        "of": of,
        "unit": unit,
        "minerals": list(minerals),
        "ties": ties,
    }


def propose(disclose: Disclose, *figures: dict[str, Any], **more: Any) -> int:
    fields = {
        "title_ja": "架空の公表",
        "title_en": "made-up release",
        "year": YEAR,
        "form": "table",
        "readers": "一般",
        **more,
    }
    disclose("stockpile", "publication.propose", figures=list(figures), **fields)
    return len(state_now().proposals)


def approve(disclose: Disclose, release: int) -> None:
    for who in ("review", "executive"):
        disclose(who, "publication.approve", release=release)


def refused(disclose: Disclose, who: str, kind: str, question: str, **fields: object) -> str:
    """The reason in English for which a command is refused; the book stays as it was and the refusal is told."""
    before = state_now()
    with pytest.raises(RefusedError) as caught:
        disclose(who, kind, **fields)
    shut = {one.question for one in caught.value.findings if one.outcome is Outcome.NO}
    assert question in shut, shut
    assert state_now() == before
    assert Event.objects.order_by("-sequence").first().kind == "command.refused"  # type: ignore[union-attr]
    return caught.value.verdict.en
