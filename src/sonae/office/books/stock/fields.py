"""Fields that commands on the stock share, and what of a command the log does not repeat: everything but names and days."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from sonae.core import UnknownChoiceError
from sonae.office.life import Command, said
from sonae.office.minerals import minerals

__all__ = [
    "Buying", "Code", "Content", "Days", "Decimals", "Goods", "Kilograms", "Line", "Mineral", "Name", "Point", "Share", "Tonnes",
    "Words", "Year", "Yen", "hidden", "moment", "new_lot",
]  # fmt: skip

_OPEN = frozenset(
    {"on", "purchase", "release", "drill", "plan", "fiscal_year", "decision", "proposal", "delivery", "handover", "lesson",
     "voucher", "transfer", "offer", "run"}
)  # fmt: skip
"""Fields that the log may hold: days and names of records that the desk gave itself."""
_NOON = dt.time(3, 0, tzinfo=dt.UTC)


def _mineral(text: str) -> str:
    try:
        return minerals().find(text).symbol
    except UnknownChoiceError as error:
        raise ValueError(error.problem) from None


Name = Annotated[str, Field(min_length=1, max_length=120)]
Code = Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,39}$", max_length=40)]
Words = Annotated[str, Field(min_length=1, max_length=2000)]
Mineral = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_mineral)]
"""A mineral by symbol or name in either language; kept by symbol."""
Tonnes = Annotated[Decimal, Field(gt=0, le=10**9, decimal_places=6)]
Kilograms = Annotated[int, Field(ge=1, le=10**12)]
Content = Annotated[Decimal, Field(gt=0, le=1, decimal_places=9)]
Decimals = Annotated[Decimal, Field(ge=0, le=10**12, decimal_places=9)]
Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=9)]
Yen = Annotated[int, Field(ge=0, le=10**15)]
Year = Annotated[int, Field(ge=2003, le=2100)]
Days = Annotated[int, Field(ge=1, le=36_500)]


class Line(BaseModel):
    """A row of a list in a command."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Goods(Line):
    """A lot as it comes in: what it is, and where it is put."""

    lot: Code = said("ロット番号", "name of the lot")
    grade: Name = said("品位の区分", "grade")
    content: Content = said("含有率（元素t／グロスt）", "content, t of element in a gross t")
    packaging: Name = said("荷姿", "packaging")
    site: Name = said("基地", "site")
    warehouse: Name = said("倉庫", "store")
    place: Annotated[int, Field(ge=1, le=1_000_000)] = said("区画の番号", "number of the place")
    test_every_days: Days | None = said("品質検査の間隔（日）", "days between quality tests", default=None)
    shelf_life_days: Days | None = said(
        "保管期限（受入れからの日数）", "shelf life in days after receipt", default=None
    )


class Point(Line):
    """A point of a criterion with its answer."""

    point: Name = said("基準の事項", "point of the criterion")
    answer: Words = said("判断", "answer")


class Buying(Line):
    """A company that may receive goods."""

    name: Name = said("企業名", "company")
    japanese: bool | None = said("日本企業である", "Japanese company", default=None)
    registered: bool | None = said("登録事業者である", "registered business", default=None)


def new_lot(goods: Goods, form: str) -> dict[str, object]:
    """Return a lot as the library reads one."""
    fields = goods.model_dump(exclude={"lot"})
    return {**{name: fields[name] for name in _LOT}, "id": goods.lot, "form": form}


_LOT = ("site", "warehouse", "place", "grade", "content", "packaging", "test_every_days", "shelf_life_days")


def hidden(command: type[Command]) -> tuple[str, ...]:
    """Return the fields that the log does not repeat: all but days and names of records (basic policy 2(5))."""
    return tuple(name for name in command.model_fields if name not in _OPEN)


def moment(day: dt.date, now: dt.datetime, today: dt.date) -> dt.datetime:
    """Return when something of a day happened: now, or at noon in Japan of an earlier day."""
    return now if day == today else dt.datetime.combine(day, _NOON)
