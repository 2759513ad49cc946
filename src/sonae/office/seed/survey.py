"""The demonstration's surveys of private stocks: one of last year that is closed, with sums that left, and one under way."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sonae.core import FiscalYear
from sonae.office.books.survey import read_survey
from sonae.office.models import Book
from sonae.office.seed.cast import Cast
from sonae.office.seed.giving import give
from sonae.office.wall import WHOLE_OFFICE, acting_as

__all__ = ["seed_surveys"]

_COMPANIES = {"hinokuma": "applicant", "kazahaya": "applicant2", "tomogashima": "applicant3", "shirahige": "applicant4"}
_STOCKS = {"hinokuma": (120, 30), "kazahaya": (90, 40), "tomogashima": (80, 25), "shirahige": (60, 35)}
_DRAWS_WIRE = ("hinokuma", "kazahaya")
"""Two companies alone consume for this use, so that the sum of it is suppressed, and another cell to protect it."""
_MINERALS = [
    {"mineral": "W", "forms": ["APT（架空）", "粉末（架空）"], "uses": ["超硬工具（架空）", "線材（架空）"]},
    {"mineral": "Co", "forms": ["地金（架空）"], "uses": ["電池（架空）", "合金（架空）"]},
]


class _Walk:
    """A walk through a survey: every command is given once, however often it is walked."""

    def __init__(self, cast: Cast, name: str, today: dt.date) -> None:
        self.cast, self.name, self.today, self.count = cast, name, today, 0

    def give(self, day: dt.date, who: str, kind: str, book: str | None, fields: dict[str, Any]) -> str:
        """Give a command on a day; one that lies ahead is not given."""
        self.count += 1
        if day > self.today:
            return ""
        return give(self.cast, f"demo-survey-{self.name}-{self.count}", (day, who, kind, fields), book)


def _answers(number: str) -> dict[str, str]:
    with acting_as(WHOLE_OFFICE):
        state = read_survey(Book.objects.get(number=number))
    return {company: one.answer for company, one in state.called.items()}


def _said(company: str, scale: int) -> dict[str, Any]:
    first, second = (value * scale for value in _STOCKS[company])
    wire = second if company in _DRAWS_WIRE else 0
    tungsten = {
        "mineral": "W", "stock": [{"name": "APT（架空）", "tonnes": first}, {"name": "粉末（架空）", "tonnes": second}],
        "consumption": [{"name": "超硬工具（架空）", "tonnes": 2 * first}, {"name": "線材（架空）", "tonnes": wire}],
    }  # fmt: skip
    cobalt = {
        "mineral": "Co", "stock": [{"name": "地金（架空）", "tonnes": second + 11}],
        "consumption": [{"name": "電池（架空）", "tonnes": first + 5}, {"name": "合金（架空）", "tonnes": second}],
    }  # fmt: skip
    return {"by": "架空 担当者", "minerals": [tungsten, cobalt]}


def seed_surveys(today: dt.date, cast: Cast) -> None:
    """Walk the survey of the year before last to its end, and that of last year as far as a day has come."""
    year = FiscalYear.of(today).year
    past, now = _Walk(cast, f"past-{year - 2}", today), _Walk(cast, f"now-{year - 1}", today)
    number = _opened(past, year - 2, dt.date(year - 1, 6, 30), tuple(_COMPANIES))
    _walk_past(past, number, year)
    number = _opened(now, year - 1, dt.date(year, 11, 10), ("hinokuma", "kazahaya", "tomogashima"))
    if not number:
        return
    answers = _answers(number)
    june = dt.date(year, 6, 10)
    now.give(june, "applicant3", "answer.submit", answers["tomogashima"], _said("tomogashima", 2))
    part = {"mineral": "W", "stock": [{"name": "APT（架空）", "tonnes": 95}, {"name": "粉末（架空）"}]}
    now.give(june, "applicant2", "answer.save", answers["kazahaya"], {"by": "架空 担当者", "minerals": [part]})
    now.give(dt.date(year, 11, 12), "stockpile", "survey.remind", number, {})


def _opened(walk: _Walk, year: int, due: dt.date, companies: tuple[str, ...]) -> str:
    spring = dt.date(year + 1, 4, 8)
    opened = {"year": year, "due": str(due), "minerals": _MINERALS, "fictional": True}
    number = walk.give(spring, "stockpile", "survey.open", None, opened)
    if number:
        asked = [{"company": one, "minerals": ["W", "Co"]} for one in companies]
        walk.give(spring, "stockpile", "survey.ask", number, {"companies": asked})
    return number


def _walk_past(walk: _Walk, number: str, year: int) -> None:
    summer = dt.date(year - 1, 6, 1)
    for company, answer in sorted(_answers(number).items()):
        walk.give(summer, _COMPANIES[company], "answer.submit", answer, _said(company, 1))
        walk.give(summer, "stockpile", "answer.accept", answer, {})
    later = dt.date(year - 1, 7, 10)
    rules = {"minimum_frequency": 3, "width_percent": "10", "p_percent": "10", "coalition": 1}
    sums = {
        "minerals": ["W"], "title": "民間備蓄・消費の集計（架空）", "title_en": "Private stocks and consumption (fictional)",
        "readers": "架空所管省",
    }  # fmt: skip
    walk.give(later, "stockpile", "survey.close", number, {})
    walk.give(later, "stockpile", "survey.rules", number, rules)
    walk.give(later, "stockpile", "survey.aggregate", number, sums)
    walk.give(later, "executive", "survey.release", number, {})
