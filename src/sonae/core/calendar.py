"""Japanese fiscal years and era dates.

A fiscal year (年度) runs from 1 April to 31 March and is named by its first year: FY2023 is 令和5年度. The fiscal
year that began on 1 April 2019 is called 令和元年度 (Cabinet Secretariat notice of 2 April 2019); 平成31年度 is read
as the same year.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import Self

from sonae.core.errors import InputError

__all__ = ["JAPAN", "FiscalYear", "day_in_japan", "japanese_date"]

JAPAN = dt.timezone(dt.timedelta(hours=9), "JST")
"""Where the days of deadlines, fiscal years and events begin and end: nine hours before UTC, all year round."""

# Era, first fiscal year, first day of the era.
_ERAS = (
    ("令和", "R", 2019, dt.date(2019, 5, 1)),
    ("平成", "H", 1989, dt.date(1989, 1, 8)),
    ("昭和", "S", 1926, dt.date(1926, 12, 25)),
)
_ERA_FIRST = {name: first for name, _, first, _ in _ERAS} | {letter: first for _, letter, first, _ in _ERAS}
_FORMS = (
    re.compile(r"(?P<era>令和|平成|昭和|R|H|S)\s*(?P<n>元|\d{1,2})\s*(?:年度|年)?", re.IGNORECASE),
    re.compile(r"(?:FY)?\s*(?P<year>\d{4})\s*(?:年度)?", re.IGNORECASE),
)


@dataclass(frozen=True, order=True, slots=True)
class FiscalYear:
    """A Japanese fiscal year, 1 April of ``year`` to 31 March of the next."""

    year: int

    def __post_init__(self) -> None:
        if not 1926 <= self.year <= 9998:
            raise InputError(f"fiscal year {self.year} is out of range", expected="1926 or later")

    @classmethod
    def of(cls, day: dt.date) -> Self:
        """Return the fiscal year that holds ``day``."""
        return cls(day.year if day.month >= 4 else day.year - 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read «令和5年度», «R5», «FY2023», «2023年度», «平成31年度» (= 令和元年度); full-width digits are accepted.

        Raises:
            InputError: when the text is no fiscal year.

        """
        plain = unicodedata.normalize("NFKC", text).strip()
        if match := _FORMS[0].fullmatch(plain):
            n = 1 if match["n"] == "元" else int(match["n"])
            if n >= 1:
                return cls(_ERA_FIRST[match["era"].upper()] + n - 1)
        elif match := _FORMS[1].fullmatch(plain):
            return cls(int(match["year"]))
        raise InputError(f"«{text}» is no fiscal year", expected="a form like 令和5年度, R5 or FY2023")

    @property
    def start(self) -> dt.date:
        """First day, 1 April."""
        return dt.date(self.year, 4, 1)

    @property
    def end(self) -> dt.date:
        """Last day, 31 March of the next calendar year."""
        return dt.date(self.year + 1, 3, 31)

    def __contains__(self, day: dt.date) -> bool:
        return self.start <= day <= self.end

    def __add__(self, years: int) -> FiscalYear:
        return FiscalYear(self.year + years)

    def __sub__(self, years: int) -> FiscalYear:
        return FiscalYear(self.year - years)

    @property
    def label_ja(self) -> str:
        """Era form, «令和元年度», «令和5年度»."""
        name, first = next((name, first) for name, _, first, _ in _ERAS if self.year >= first)
        n = self.year - first + 1
        return f"{name}{'元' if n == 1 else n}年度"

    @property
    def label_en(self) -> str:
        """Western form, «FY2023»."""
        return f"FY{self.year}"

    def __str__(self) -> str:
        return self.label_en


def day_in_japan(moment: dt.datetime) -> dt.date:
    """Return the day of a moment in Japan."""
    return moment.astimezone(JAPAN).date()


def japanese_date(day: dt.date) -> str:
    """Return the date in era form, «令和2年7月1日».

    Raises:
        InputError: for a day before the Shōwa era.

    """
    for name, _, _, start in _ERAS:
        if day >= start:
            n = day.year - start.year + 1
            return f"{name}{'元' if n == 1 else n}年{day.month}月{day.day}日"
    raise InputError(f"{day.isoformat()} lies before the Shōwa era", expected="1926-12-25 or later")
