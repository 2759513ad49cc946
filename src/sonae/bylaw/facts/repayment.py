"""Loans and bonds that equity is paid from, and what is worked out before they are used (a9_2)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from sonae.bylaw.facts.day import Day
from sonae.bylaw.facts.form import Facts, Name, Whole

__all__ = ["Borrowing", "Repayment"]


class Borrowing(Facts):
    """A long-term loan or an issue of bonds.

    Attributes:
        name: its name.
        amount: in yen.
        used_on: the day on which equity is first paid from it.
        planned_on: when the repayment plan for it was made.
        confirmed_on: when the plan was confirmed.

    """

    name: Name
    amount: Annotated[Whole, Field(ge=1)] | None = None
    used_on: Day | None = None
    planned_on: Day | None = None
    confirmed_on: Day | None = None


class Repayment(Facts):
    """How the borrowings are to be paid back.

    Attributes:
        dividends_forecast_on: when the times of the project's dividends were forecast.
        sale_forecast_on: when the time of the sale of its shares was forecast.
        borrowings: those that equity in the project is paid from.

    """

    dividends_forecast_on: Day | None = None
    sale_forecast_on: Day | None = None
    borrowings: tuple[Borrowing, ...] | None = None

    @model_validator(mode="after")
    def _each_borrowing_once(self) -> Repayment:
        names = [one.name for one in self.borrowings or ()]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f"the borrowing «{min(twice)}» stands twice")
        return self
