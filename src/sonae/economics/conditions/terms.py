"""Money as a result states it: a currency, and nominal or real money with its base.

The base of real money is a calendar year «2026», a fiscal year «FY2026» or a month «2026-04»: the price level is the mean
over its months.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from sonae.core import FiscalYear, InputError
from sonae.economics.conditions.grid import Period, PeriodGrid, month_number

__all__ = ["MoneyTerms", "base_grid", "base_label"]

_YEAR = re.compile(r"\d{4}")


def base_grid(base: str) -> PeriodGrid:
    """Return the months of a base as a grid of one period.

    Raises:
        InputError: when the text is no base.

    """
    text = base.strip() if isinstance(base, str) else str(base)
    if _YEAR.fullmatch(text):
        return PeriodGrid.calendar_years(int(text), 1)
    try:
        if "-" in text:
            return PeriodGrid(Period.MONTH, month_number(text), 1)
        return PeriodGrid.fiscal_years(FiscalYear.parse(text).year, 1)
    except InputError:
        raise InputError(
            f"«{text[:40]}» is no base of real money", expected="a year 2026, a fiscal year FY2026 or a month 2026-04"
        ) from None


def base_label(base: str) -> str:
    """Return the one spelling of a base."""
    return base_grid(base).labels()[0]


@dataclass(frozen=True, slots=True)
class MoneyTerms:
    """A currency in nominal money (``base`` is ``None``) or in real money of a base."""

    currency: str
    base: str | None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Z]{3}", self.currency):
            raise InputError(f"«{self.currency[:10]}» is no currency", expected="three capitals such as JPY")
        if self.base is not None:
            object.__setattr__(self, "base", base_label(self.base))

    @classmethod
    def nominal(cls, currency: str) -> Self:
        """Return money of the day."""
        return cls(currency, None)

    @classmethod
    def real(cls, currency: str, base: str) -> Self:
        """Return money of constant purchasing power, that of ``base``."""
        return cls(currency, base)

    @property
    def is_real(self) -> bool:
        """True for real money."""
        return self.base is not None

    @property
    def base_grid(self) -> PeriodGrid:
        """The months of the base.

        Raises:
            InputError: for nominal money.

        """
        if self.base is None:
            raise InputError("nominal money has no base")
        return base_grid(self.base)

    def label(self, language: str) -> str:
        """Say it: «JPY, nominal», «JPY, real 2026»; in Japanese «JPY・名目», «JPY・実質（2026）»."""
        if language == "ja":
            return f"{self.currency}・{f'実質（{self.base}）' if self.base else '名目'}"
        return f"{self.currency}, {f'real {self.base}' if self.base else 'nominal'}"
