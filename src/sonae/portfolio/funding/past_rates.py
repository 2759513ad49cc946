"""Published rates of past syndicated-loan tenders, with the line of the document that prints each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from sonae.core import FiscalYear, Source
from sonae.data import plain_yaml

__all__ = ["PastRate", "past_rates"]

_FILE = "syndicated_loan_rates.yaml"
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class _Round(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    round: Annotated[int, Field(ge=1)]
    month: str
    rate_percent: Annotated[str, Field(pattern=r"\d+\.\d+")]
    line: Annotated[int, Field(ge=1)]
    again: Annotated[int, Field(ge=1)]

    @field_validator("month", mode="before")
    @classmethod
    def _month(cls, value: Any) -> str:
        if not isinstance(value, str) or not _MONTH.fullmatch(value):
            raise ValueError("a month is written as 2023-04")
        return value


class _Rates(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    fiscal_year: int
    document: str
    rounds: tuple[_Round, ...]


@dataclass(frozen=True, slots=True)
class PastRate:
    """The borrowing rate of one tender; the amount was not published."""

    round: int
    month: str
    """«2023-04»."""
    rate: Decimal
    """Decimal fraction a year, with the digits of the source: 0.0000818 for 0.00818 %."""
    source: Source


def past_rates() -> tuple[PastRate, ...]:
    """Return the rates of the five tenders of FY2023, April to February, in their order."""
    text = (files("sonae.portfolio.funding") / _FILE).read_text(encoding="utf-8")
    read = _Rates.model_validate(dict(plain_yaml(text, _FILE)))
    year = FiscalYear(read.fiscal_year)
    return tuple(
        PastRate(
            row.round,
            row.month,
            Decimal(row.rate_percent).scaleb(-2),
            Source(read.document, year.label_en, "published facts", f"lines {row.line} and {row.again}"),
        )
        for row in read.rounds
    )
