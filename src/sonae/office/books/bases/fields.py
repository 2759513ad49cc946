"""Fields that commands on the bases share."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from sonae.data import plain_yaml
from sonae.office.life import said
from sonae.stockpile.bases import Part, read

__all__ = [
    "Code", "Count", "Digits", "File", "Line", "Long", "Row", "Time", "Words", "Year", "Yen", "base_field", "day_field", "flat",
    "record_of", "time_field", "tree_of", "words",
]  # fmt: skip

P = TypeVar("P", bound=Part)

Code = Annotated[str, Field(min_length=1, max_length=80)]
Line = Annotated[str, Field(min_length=1, max_length=300)]
Long = Annotated[str, Field(min_length=1, max_length=1200)]
Words = Annotated[str, Field(min_length=1, max_length=160)]
Time = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", max_length=5)]
Year = Annotated[int, Field(ge=2003, le=2100)]
Count = Annotated[int, Field(ge=0, le=10**9)]
Yen = Annotated[int, Field(ge=0, le=10**15)]
Digits = Annotated[Decimal, Field(ge=0, le=10**9, max_digits=18, decimal_places=6)]
File = Annotated[str, Field(min_length=1, max_length=200_000)]
"""A file of the library as YAML, pasted."""


class Row(BaseModel):
    """A row of a command."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def base_field(**more: Any) -> Any:
    """Return the field that names a base."""
    return said("基地", "base", **more)


def day_field() -> Any:
    """Return the field of the day of an event, today unless said."""
    return said("日付（今日でない場合）", "day, where it is not today", default=None)


def time_field() -> Any:
    """Return the field of the time of an event."""
    return said("時刻（例 14:30）", "time, such as 14:30", default=None)


def words(ja: str, en: str | None) -> dict[str, str]:
    """Return words in both languages; where no English was given, the Japanese stand in its place."""
    flat = " ".join(ja.split())
    return {"ja": flat, "en": " ".join(en.split()) if en else flat}


def flat(text: str) -> str:
    """Return words of a person on one line, as the library keeps them."""
    return " ".join(text.split())


def tree_of(text: str) -> dict[str, Any]:
    """Read a pasted file.

    Raises:
        InputError: for what is no YAML of fields.

    """
    tree = plain_yaml(text, "file.yaml", expected="fields and their values")
    return dict(tree)


def record_of(kind: type[P], tree: Any) -> P:
    """Read a record out of a pasted file. Raises InputError, naming the field of the file."""
    return read(kind, tree, "file.yaml")
