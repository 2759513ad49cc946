"""How the agency supports a project: the investee's rules of cash, shares, loans, guarantees. No convention has a default.

Amounts are whole units of the currency of the project's ledger, of the agency whole yen. Shares are exact: 0.45, or «1/3».
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from sonae.core import InputError
from sonae.economics.conditions.grid import month_number
from sonae.economics.debt import Conventions, Fixed, Loan, Schedule, schedule_of
from sonae.economics.guarantee import GuaranteeTerms
from sonae.economics.regimes.regime import refusal

__all__ = [
    "Actual", "Equity", "Exit", "Guarantee", "Investee", "InvesteeLoan", "Month", "Risk", "ShareholderLoan", "Support",
    "support_from_tree",
]  # fmt: skip


def _share(value: object) -> Fraction:
    if isinstance(value, Fraction):
        found = value
    elif isinstance(value, str) and re.fullmatch(r"\s*\d{1,9}\s*/\s*[1-9]\d{0,8}\s*", value):
        found = Fraction(value.replace(" ", ""))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        found = Fraction(str(value)) if math.isfinite(value) else Fraction(-1)
    else:
        raise ValueError("a share is a number such as 0.25 or a fraction such as 1/3")
    if not 0 <= found <= 1:
        raise ValueError("a share lies between 0 and 1")
    return found


def _month(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    try:
        return month_number(str(value))
    except InputError:
        raise ValueError("a month is written as 2026-04") from None


def _exact(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("«true» or «false» stands where a number belongs")  # noqa: TRY004 - pydantic's way
    return str(value) if isinstance(value, float) else value


Share = Annotated[Any, BeforeValidator(_share)]
Month = Annotated[Any, BeforeValidator(_month)]
"""Read from «2026-04»; kept as 12 · year + month − 1."""
Rate = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=1)]
Units = Annotated[int, Field(strict=True, ge=0)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
Text = Annotated[str, Field(min_length=1, max_length=300)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Actual(_Part):
    """What the agency has paid and received in a fiscal year, yen."""

    contributed_yen: Units
    received_yen: Units


ByFiscalYear = dict[int, Actual]


class ShareholderLoan(_Part):
    """Loans of all shareholders together, repaid from what is paid out to them, interest first, before dividends."""

    opening: Units
    """Outstanding at the beginning of the first month."""
    rate: Rate
    interest: Literal["simple", "compound"]
    """Whether interest that is owed bears interest; a twelfth of the rate a month, rounded down."""


class Investee(_Part):
    """The company that the agency finances, and its rules of cash."""

    party: Name
    """Party of the ledger whose cash it has part in."""
    share: Share
    """Its share of that cash."""
    from_month: Month
    """First month that is forecast; what lies before is actual."""
    placed: Literal["equal months", "end of period"]
    """Where the cash of a period of the ledger falls. Equal months: a calendar year y gives nine twelfths to fiscal year y and
    three to y − 1."""
    opening_cash: Units
    retained: Units
    """Kept back when shareholders are paid."""
    pays_from: Month
    """First month in which shareholders may be paid."""
    pays_in: Annotated[list[Annotated[int, Field(ge=1, le=12)]], Field(min_length=1, max_length=12)]
    """Months of the year in which they are paid."""
    payout: Share
    """Share paid as dividends of the cash above what is retained, once loans of shareholders are served."""
    at_the_end: Literal["all is paid out", "the rest is kept"]
    """In the last month of the ledger."""
    lent_share: Share
    """Part of a call on shareholders that is lent, the rest being capital."""
    calls_for_debt_until: Month | None
    """Last month in which shareholders also make up for debt service (completion support); null: never."""
    shareholder_loan: ShareholderLoan | None

    @model_validator(mode="after")
    def _loans_have_terms(self) -> Investee:
        if self.lent_share and self.shareholder_loan is None:
            raise ValueError("shareholders lend, and «shareholder_loan» states no terms")
        if len(set(self.pays_in)) != len(self.pays_in):
            raise ValueError("a month of «pays_in» stands twice")
        return self


class Exit(_Part):
    """A sale of the agency's shares, loans of shareholders included, at the end of a month."""

    month: Month
    yen: Units
    grounds: Text


class Equity(_Part):
    """Shares that the agency holds; it pays and receives pro rata."""

    id: Name
    share: Share
    funding: Text
    exit: Exit | None
    actual: ByFiscalYear


class Risk(_Part):
    """Chance of default and recourse by which a guarantee is valued beside the cash flow."""

    default_chance_a_year: Share
    recourse: list[tuple[Annotated[float, Field(ge=0, le=50)], Annotated[float, Field(ge=0, le=1)]]]
    """(years after payment, share of it)."""
    level: Annotated[float, Field(gt=0, lt=1)]
    """Level of the tail, such as 0.95."""


class Guarantee(_Part):
    """The agency's guarantee of a loan; see :class:`sonae.economics.guarantee.GuaranteeTerms`."""

    share: Share
    cap: Share
    covers: str
    fee_rate: Rate
    fee_timing: str
    funding: Text
    risk: Risk
    actual: ByFiscalYear

    @property
    def terms(self) -> GuaranteeTerms:
        """The terms."""
        return GuaranteeTerms(self.share, self.cap, self.covers, self.fee_rate, self.fee_timing)


class InvesteeLoan(_Part):
    """A loan to the investee, drawn once; loans are served in the order in which they stand."""

    id: Name
    lender: Literal["bank", "agency"]
    amount: Annotated[int, Field(strict=True, gt=0)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    drawn: dt.date
    first_payment: dt.date
    payments: Annotated[int, Field(strict=True, ge=1, le=1200)]
    payments_a_year: int
    profile: str
    grace: Units
    odd_units: str | None
    rate: Rate
    day_count: str
    rounding: str
    month_end: str | None
    funding: Text | None
    """Where the agency's money comes from; null for a bank's."""
    guarantee: Guarantee | None
    actual: ByFiscalYear
    """Of a loan of the agency; empty for a bank's."""

    @model_validator(mode="after")
    def _whose(self) -> InvesteeLoan:
        own = self.lender == "agency"
        if own and self.guarantee is not None:
            raise ValueError("the agency does not guarantee its own loan")
        if own != (self.funding is not None) or (self.actual and not own):
            raise ValueError("«funding» and «actual» belong to loans of the agency, and to no other")
        return self

    @property
    def schedule(self) -> Schedule:
        """Its repayment plan; payments fall on the due dates as written."""
        rules = Conventions(self.day_count, "unadjusted", "unadjusted", self.rounding, month_end=self.month_end)
        return schedule_of(
            Loan(
                self.id, self.amount, self.currency, self.drawn, self.first_payment, self.payments, self.payments_a_year,
                self.profile, Fixed(self.rate), rules, self.grace, self.odd_units,
            )
        )  # fmt: skip


class Support(_Part):
    """All that the agency does for a project, on the same cash of the investee (equity bylaw a21.p2)."""

    investee: Investee
    equity: Annotated[list[Equity], Field(max_length=10)]
    loans: Annotated[list[InvesteeLoan], Field(max_length=10)]
    exchange: Literal["mean of the month", "mean of the fiscal year"]
    """Rate at which the investee's currency becomes yen."""
    rounding: Literal["half up"]
    """Of yen, once a year and line."""

    @model_validator(mode="after")
    def _hangs_together(self) -> Support:
        names = [*(part.id for part in self.equity), *(loan.id for loan in self.loans)]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"«{name}» stands twice")
        if sum((part.share for part in self.equity), Fraction(0)) > 1:
            raise ValueError("the shares of the agency are more than the whole")
        if not self.equity and all(loan.lender == "bank" and loan.guarantee is None for loan in self.loans):
            raise ValueError("the agency gives no support: there is no equity, no guarantee and no loan of its own")
        for part in self.equity:
            if part.exit is not None and part.exit.month < self.investee.from_month:
                raise ValueError(f"«{part.id}» is sold before the forecast begins")
        return self


def support_from_tree(tree: Mapping[str, Any], file: str) -> Support:
    """Check what a file states of the support.

    Raises:
        InputError: naming the file and the path of the field; an unstated convention is refused by name.

    """
    try:
        support = Support.model_validate(dict(tree))
    except ValidationError as error:
        raise refusal(error, file, tree) from error
    for number, loan in enumerate(support.loans):
        try:
            _ = loan.schedule, loan.guarantee and loan.guarantee.terms
        except InputError as error:
            inner = (error.field or "").rpartition(".")[2]
            where = f"loans.{number}" + (f".{inner}" if inner else "")
            raise InputError(error.problem, file=file, field=where, expected=error.expected) from error
    return support
