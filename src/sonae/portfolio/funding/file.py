"""The funding file: borrowings and bonds with their conventions, predicted receipts, exchange rates and confirmations, in YAML.

A funding file that does not call itself otherwise is SECRET: sentences name places and days of it, no amounts and no rates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from sonae.core import Classification, FiscalYear, InputError
from sonae.data import plain_yaml, read_text, refusal_of
from sonae.economics.debt import (
    BusinessCalendar,
    Conventions,
    Fixed,
    Floating,
    Loan,
    japanese_bank_calendar,
    schedule_of,
)
from sonae.portfolio.funding.confirmation import Confirmation
from sonae.portfolio.funding.matching import Borrowing, FundingPlan, match_receipts, period_of
from sonae.portfolio.funding.receipts import ExchangeRates, Receipt

__all__ = ["FundingCase", "funding_from_text", "read_funding"]


def _exact(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("«true» or «false» stands where a number belongs")  # noqa: TRY004 - pydantic's way
    return value


def _share(value: object) -> object:
    top, slash, bottom = value.partition("/") if isinstance(value, str) else ("", "", "")
    if slash and top.strip().isdecimal() and bottom.strip().isdecimal() and int(bottom):
        return Fraction(int(top), int(bottom))
    if isinstance(value, (bool, str)) or not isinstance(value, (int, float)):
        raise ValueError("a share is a number such as 0.25 or a fraction such as 1/3")  # noqa: TRY004 - pydantic's way
    return Fraction(str(value))


def _listed(value: object) -> object:
    if value is None:
        raise ValueError("receipts are a list, or the word «predicted»")
    return None if value == "predicted" else value


Number = Annotated[Decimal, BeforeValidator(_exact)]
Units = Annotated[int, BeforeValidator(_exact), Field(strict=True)]
Share = Annotated[Any, BeforeValidator(_share)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class _Calendar(_Part):
    first_year: int
    last_year: int
    also_closed: tuple[dt.date, ...] = ()
    """Days on which banks elsewhere are closed, for payments in another currency."""

    def made(self) -> BusinessCalendar:
        base = japanese_bank_calendar(self.first_year, self.last_year)
        return replace(base, closed=base.closed | frozenset(self.also_closed))


class _Conventions(_Part):
    day_count: str
    business_day: str
    accrual: str
    rounding: str
    month_end: str | None = None


class _Floating(_Part):
    spread: Number
    resets: dict[dt.date, Number]
    periods_a_reset: int
    floor: Number | None


class _Borrowing(_Part):
    name: Annotated[str, Field(min_length=1)]
    amount: Units
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    drawn: dt.date
    first_payment: dt.date
    payments: Units
    payments_a_year: Units
    profile: str
    conventions: str
    grace: Units = 0
    odd_units: str | None = None
    principal: tuple[Units, ...] = ()
    rate: Number | None = None
    floating: _Floating | None = None
    shares: dict[str, Share]
    """Project → share of its receipts that serves this borrowing."""
    opening_cash: Units = 0

    @model_validator(mode="after")
    def _one_rate(self) -> Self:
        if (self.rate is None) == (self.floating is None):
            raise ValueError("a borrowing has a fixed «rate» or a «floating» one")
        return self

    def made(self, rules: Mapping[str, Conventions]) -> Borrowing:
        floating = self.floating
        rate = Fixed(self.rate) if self.rate is not None else Floating(**dict(floating or {}))
        loan = Loan(
            name=self.name,
            amount=self.amount,
            currency=self.currency,
            drawn=self.drawn,
            first_payment=self.first_payment,
            payments=self.payments,
            payments_a_year=self.payments_a_year,
            profile=self.profile,
            rate=rate,
            conventions=rules[self.conventions],
            grace=self.grace,
            odd_units=self.odd_units,
            stated_principal=self.principal,
        )
        return Borrowing(schedule_of(loan), self.shares, self.opening_cash)


class _Receipt(_Part):
    project: Annotated[str, Field(min_length=1)]
    amount: Units
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    kind: str
    day: dt.date | None = None
    fiscal_year: str | None = None
    half: int | None = None
    placed: str | None = None

    @model_validator(mode="after")
    def _one_time(self) -> Self:
        given = [part is not None for part in (self.day, self.fiscal_year, self.half, self.placed)]
        if given not in ([True, False, False, False], [False, True, True, True]):
            raise ValueError("a receipt has a «day», or «fiscal_year», «half» and «placed»")
        return self

    def made(self) -> Receipt:
        if self.day is not None:
            return Receipt(self.project, self.day, self.amount, self.currency, self.kind)
        year = FiscalYear.parse(str(self.fiscal_year))
        half, placed = int(self.half or 0), str(self.placed)
        return Receipt.of_half_year(self.project, year, half, self.amount, self.currency, self.kind, placed=placed)


class _Confirmation(_Part):
    borrowing: str
    digest: str
    who: str
    when: dt.date
    reason: str
    evidence: str = ""


class _File(_Part):
    name: Annotated[str, Field(min_length=1)]
    classification: str = "SECRET"
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    period: str
    calendar: _Calendar | None = None
    exchange: dict[str, dict[dt.date, Number]] = Field(default_factory=dict)
    conventions: dict[str, _Conventions]
    borrowings: Annotated[tuple[_Borrowing, ...], Field(min_length=1)]
    receipts: Annotated[tuple[_Receipt, ...] | None, BeforeValidator(_listed)]
    """Listed, or none where «predicted» stands: those that the projects of a portfolio are predicted to bring."""
    confirmations: tuple[_Confirmation, ...] = ()

    @model_validator(mode="after")
    def _named(self) -> Self:
        for borrowing in self.borrowings:
            if borrowing.conventions not in self.conventions:
                raise ValueError(f"the conventions «{borrowing.conventions}» are not in the file")
        return self


@dataclass(frozen=True, slots=True)
class FundingCase:
    """What a funding file says."""

    name: str
    classification: Classification
    period: str
    exchange: ExchangeRates
    borrowings: tuple[Borrowing, ...]
    receipts: tuple[Receipt, ...]
    confirmations: tuple[Confirmation, ...]
    predicted: bool = False
    """The file lists no receipts: those of a portfolio are to be matched."""
    file: str = ""

    def plan(self, receipts: Sequence[Receipt] = ()) -> FundingPlan:
        """Make the repayment plans; see :func:`sonae.portfolio.funding.match_receipts`.

        Args:
            receipts: predicted of the projects of a portfolio, where the file lists none.

        Raises:
            InputError: when the file asks for predicted receipts and none are given, or lists its own beside them; and what
                matching refuses, with the file.

        """
        if self.predicted and not receipts:
            raise InputError(
                "the file leaves its receipts to be predicted", file=self.file or None, field="receipts",
                expected="a list of receipts, or a portfolio whose projects bring them",
            )  # fmt: skip
        if receipts and not self.predicted:
            raise InputError(
                "the file lists receipts of its own", file=self.file or None, field="receipts", expected="«predicted»"
            )
        try:
            return match_receipts(self.borrowings, tuple(receipts) or self.receipts, self.exchange, period=self.period)
        except InputError as error:
            raise error.placed(file=error.file or self.file or None) from error


def read_funding(path: Path) -> FundingCase:
    """Read a funding file.

    Raises:
        InputError: naming the file and the field, and what was expected.

    """
    return funding_from_text(read_text(path, "the funding file"), path.name)


def funding_from_text(text: str, file: str) -> FundingCase:
    """Read a funding file from text; see :func:`read_funding`."""
    tree = plain_yaml(text, file, expected="name, currency, period, conventions, borrowings, receipts")
    try:
        read = _File.model_validate(dict(tree))
    except ValidationError as error:
        raise refusal_of(error, file) from error
    with _at(file, "classification"):
        label = Classification.parse(read.classification)
    with _at(file, "calendar"):
        calendar = None if read.calendar is None else read.calendar.made()
    rules: dict[str, Conventions] = {}
    for name, part in read.conventions.items():
        with _at(file, f"conventions.{name}"):
            rules[name] = Conventions(**dict(part), calendar=calendar)
    with _at(file, "exchange"):
        exchange = ExchangeRates(
            read.currency, {name: tuple(sorted(days.items())) for name, days in read.exchange.items()}
        )
    borrowings, receipts, confirmations = [], [], []
    for number, borrowing in enumerate(read.borrowings):
        with _at(file, f"borrowings.{number}"):
            borrowings.append(borrowing.made(rules))
    for number, receipt in enumerate(read.receipts or ()):
        with _at(file, f"receipts.{number}"):
            receipts.append(receipt.made())
    for number, record in enumerate(read.confirmations):
        with _at(file, f"confirmations.{number}"):
            confirmations.append(Confirmation(**dict(record)))
    with _at(file, "period"):
        period_of(dt.date(2000, 1, 1), read.period)
    return FundingCase(
        read.name, label, read.period, exchange, tuple(borrowings), tuple(receipts), tuple(confirmations),
        read.receipts is None, file,
    )  # fmt: skip


@contextmanager
def _at(file: str, place: str) -> Iterator[None]:
    """Name the file and the place in it in what is refused inside."""
    try:
        yield
    except InputError as error:
        inner = (error.field or "").rpartition(".")[2]
        field = f"{place}.{inner}" if inner and inner != place else place
        raise error.placed(file=file, field=field) from error
