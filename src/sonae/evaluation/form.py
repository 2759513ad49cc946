"""The form of what an evaluation file holds: frozen parts, exact numbers, years, lines and sections of a source."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

from sonae.core import Citation, FiscalYear, InputError
from sonae.evaluation.exact import exact, written

__all__ = [
    "Amount",
    "Exact",
    "Id",
    "IndicatorId",
    "ItemId",
    "Lines",
    "Part",
    "Printed",
    "Section",
    "Text",
    "Words",
    "Year",
]

_SPAN = re.compile(r"([1-9][0-9]{0,6})(?:-([1-9][0-9]{0,6}))?")
_COLUMN_MARK = {"Cc", "Cs", "Co", "Zl", "Zp"}


class Part(BaseModel):
    """A part of a file: nothing unknown in it, nothing of it can be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def _plain(text: str) -> str:
    if any(unicodedata.category(letter) in _COLUMN_MARK for letter in text):
        raise ValueError("the text holds control characters")
    if text != text.strip():
        raise ValueError("the text begins or ends with a space")
    return text


def _exact(value: object) -> Fraction:
    try:
        return exact(value)
    except InputError as error:
        raise ValueError(str(error).rstrip(".")) from None


def _as_read(value: Fraction) -> str:
    return written(value).split()[0]


def _printed(value: object) -> Decimal:
    whole = isinstance(value, bool) or not isinstance(value, int | float | str | Decimal)
    try:
        found = Decimal("NaN" if whole else str(value))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise ValueError('a printed number is written as 138 or "25.20"')
    return found


def _year(value: object) -> FiscalYear:
    if isinstance(value, FiscalYear):
        return value
    try:
        return FiscalYear.parse(str(value))
    except InputError as error:
        raise ValueError(str(error).rstrip(".")) from None


def _lines(value: object) -> str:
    spans = []
    for part in str(value).split(","):
        match = _SPAN.fullmatch(part.strip())
        if match is None or (match[2] and int(match[2]) <= int(match[1])):
            raise ValueError(f"«{str(value)[:60]}» are no lines: they are written as 148, or 148-156, 190")
        spans.append(part.strip())
    return ", ".join(spans)


def _section(value: str) -> str:
    try:
        Citation("", value)
    except InputError as error:
        raise ValueError(str(error).rstrip(".")) from None
    if value[0] not in "ef" or ".l" in value or ".c" in value:
        raise ValueError(f"«{value}» is no section: it is written as e1_3.p1.i1, without column and lines")
    return value


Text = Annotated[str, Field(min_length=1, max_length=1200), AfterValidator(_plain)]
"""Words of a person, on one line."""

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,80}$")]
"""A name by which parts of a file refer to each other."""

ItemId = Annotated[str, Field(pattern=r"^(?:I|II|III|IV|V|VI)(?:-[1-9][0-9]?)?$")]
"""A rated item: I-1, II."""

IndicatorId = Annotated[str, Field(pattern=r"^(?:[1-9][0-9]?|I|II|III|IV|V|VI)-[0-9a-z]{1,12}$")]
"""An indicator as it is numbered: 1-2; II-c where the source has no number."""

Exact = Annotated[Fraction, BeforeValidator(_exact), PlainSerializer(_as_read, return_type=str)]
"""An exact number; written as it is read, «4/3» where it has no end."""

Printed = Annotated[Decimal, BeforeValidator(_printed), PlainSerializer(str, return_type=str)]
"""A number as it stands in print, with its places after the point."""

Year = Annotated[FiscalYear, BeforeValidator(_year), PlainSerializer(str, return_type=str)]
"""A fiscal year: FY2023, R5, 令和5年度."""

Lines = Annotated[str, BeforeValidator(_lines)]
"""Lines of the source: «148-156, 190»; how they are counted is said by the source."""

Section = Annotated[str, AfterValidator(_section)]
"""A section of the evaluation: e1_3.p1.i1.k2 is Ⅰ-3(1)①イ; see :class:`sonae.core.Citation`."""


class Words(Part):
    """The same in Japanese and in English, in our own words."""

    ja: Text
    en: Text


class Amount(Part):
    """A number with its unit; that of the indicator where none is said."""

    value: Exact
    unit: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return {"value": value} if isinstance(value, int | float | str) and not isinstance(value, bool) else value
