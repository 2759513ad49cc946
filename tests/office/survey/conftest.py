"""A survey of private stocks with seven made-up companies, walked as far as a test needs it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from sonae.core import FixedClock
from sonae.office.books import BookReceipt, book_command_from, book_kinds, handle_book
from sonae.office.models import Account, Book, Grant, Organisation
from sonae.office.seed.cast import Cast
from sonae.office.wall import WHOLE_OFFICE, acting_as

GiveBook = Callable[..., BookReceipt]
DURING = dt.datetime(2024, 5, 20, 3, 0, tzinfo=dt.UTC)
AFTER = dt.datetime(2024, 7, 20, 3, 0, tzinfo=dt.UTC)
"""Before and after the due day of the survey, the end of June 2024."""
STOCKS: Mapping[str, tuple[int, int]] = {
    "hinokuma": (120, 30), "kazahaya": (90, 40), "tomogashima": (80, 25), "shirahige": (60, 35), "aoba": (75, 28),
    "beniya": (66, 31), "chatani": (85, 22),
}  # fmt: skip
"""Stocks of APT and powder of tungsten by company; the first four are of the demonstration's cast."""
LOGINS = {"hinokuma": "applicant", "kazahaya": "applicant2", "tomogashima": "applicant3", "shirahige": "applicant4"}
ASKED = {"mineral": "W", "forms": ["APT", "powder"], "uses": ["hard metal", "wire"]}


def login_of(company: str) -> str:
    """The account of a company."""
    return LOGINS.get(company, company)


@pytest.fixture
def people(cast: Cast) -> Cast:
    """The cast with the accounts of three companies more."""
    made = dict(cast.accounts)
    for code in STOCKS:
        if code in LOGINS:
            continue
        place = Organisation.objects.create(
            code=code, kind=Organisation.Kind.COMPANY, name_ja=f"架空{code}", name_en=f"{code} (fictional)", fictional=True
        )  # fmt: skip
        made[code] = Account.objects.create_account(
            code, None, name_ja=f"架空 {code}", name_en=code, organisation=place, clearance=1, fictional=True
        )
        Grant.objects.create(account=made[code], role="applicant")
    return Cast(made)


@pytest.fixture
def give(people: Cast) -> GiveBook:
    """Give a command on a book as an account; every call is a wish of its own unless it names a key."""
    count = 0

    def given(who: str, kind: str, book: str | None = None, *, at: dt.datetime = DURING, key: str = "", version: int | None = None,
              **fields: object) -> BookReceipt:  # fmt: skip
        nonlocal count
        count += 1
        return handle_book(
            book_command_from(kind, fields), people[who], key=key or f"survey-{count}", book=book, version=version,
            clock=FixedClock(at),
        )  # fmt: skip

    return given


class Survey:
    """A survey that is under way."""

    def __init__(self, give: GiveBook, number: str) -> None:
        self.give, self.number = give, number

    def state(self, number: str = "") -> Any:
        """What a book holds now: the survey, unless another is named."""
        with acting_as(WHOLE_OFFICE):
            book = Book.objects.get(number=number or self.number)
        return book_kinds()[book.kind].read(book)

    def answer(self, company: str) -> str:
        """The number of a company's answer."""
        return str(self.state().called[company].answer)

    def says(self, company: str, kind: str = "answer.submit", at: dt.datetime = DURING, **more: object) -> BookReceipt:
        """Let a company answer."""
        return self.give(login_of(company), kind, self.answer(company), at=at, **(answered(company) | more))

    def accept(self, company: str, at: dt.datetime = DURING) -> BookReceipt:
        """Accept a company's answer."""
        return self.give("stockpile", "answer.accept", self.answer(company), at=at)


def answered(company: str) -> dict[str, Any]:
    """What a company answers."""
    apt, powder = STOCKS[company]
    part = {
        "mineral": "W", "stock": [{"name": "APT", "tonnes": str(apt)}, {"name": "powder", "tonnes": str(powder)}],
        "consumption": [{"name": "hard metal", "tonnes": str(2 * apt)}, {"name": "wire", "tonnes": str(powder)}],
    }  # fmt: skip
    return {"by": "架空 担当", "minerals": [part]}


@pytest.fixture
def opened(give: GiveBook) -> Survey:
    """A survey of FY2023 that two companies are asked in."""
    receipt = give("stockpile", "survey.open", None, year=2023, due="2024-06-30", minerals=[ASKED], fictional=True)
    give(
        "stockpile", "survey.ask", receipt.book,
        companies=[{"company": "hinokuma", "minerals": ["W"]}, {"company": "kazahaya", "minerals": ["tungsten"]}],
    )  # fmt: skip
    return Survey(give, receipt.book)


@pytest.fixture
def closed(opened: Survey) -> Survey:
    """The survey with the answers of seven companies, all accepted, closed, its rules stated."""
    rest = [one for one in STOCKS if one not in ("hinokuma", "kazahaya")]
    asked = [{"company": one, "minerals": ["W"]} for one in rest]
    opened.give("stockpile", "survey.ask", opened.number, companies=asked)
    for one in STOCKS:
        opened.says(one)
        opened.accept(one)
    opened.give("stockpile", "survey.close", opened.number)
    opened.give(
        "stockpile", "survey.rules", opened.number, minimum_frequency=3, width_percent="10", p_percent="10", coalition=1
    )
    return opened
