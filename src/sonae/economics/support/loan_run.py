"""A loan of the investee, month by month: drawing, service, default, claim, call of the guarantee, recourse."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from sonae.core import InputError
from sonae.economics.conditions.grid import month_number
from sonae.economics.debt import Instalment
from sonae.economics.guarantee import GuaranteeTerms, ReserveAccount, cash_defaults, debt_service, exposure_path
from sonae.economics.support.terms import InvesteeLoan

__all__ = ["LoanMonth", "LoanRun"]


@dataclass(frozen=True, slots=True)
class LoanMonth:
    """A month of a loan, whole units."""

    drawn: int = 0
    interest: int = 0
    principal: int = 0
    fee: int = 0
    """Paid to the agency for its guarantee."""
    called: int = 0
    """Paid by the agency under its guarantee."""
    recovered: int = 0
    """Paid by the investee on what fell due by default."""
    recourse: int = 0
    """The agency's part of what is recovered, in the proportion of its payment to the claim (求償)."""
    outstanding: int = 0
    """Principal owed at the end of the month; after default what is left of the claim."""
    guaranteed: int = 0
    """Guaranteed part of it while the guarantee has not been called."""

    @property
    def paid(self) -> int:
        """What the investee pays to lender and guarantor."""
        return self.interest + self.principal + self.fee + self.recovered


class LoanRun:
    """State of a loan as months pass; :meth:`close` says what a month was."""

    def __init__(self, loan: InvesteeLoan, first_month: int, last_month: int) -> None:
        self.loan, self.schedule = loan, loan.schedule
        self.terms = loan.guarantee.terms if loan.guarantee else None
        self.rows = {month_number(row.paid_on): row for row in self.schedule.instalments}
        self.drawn_in = month_number(loan.drawn)
        if max(self.rows) > last_month:
            raise InputError(
                f"the loan «{loan.id}» is repaid after the years of the case", field=f"loans.{loan.id}",
                expected="a last payment within them",
            )  # fmt: skip
        past = [row.principal for month, row in self.rows.items() if month < first_month]
        self.outstanding = loan.amount - sum(past) if self.drawn_in < first_month else 0
        self.fees = self._fees(first_month)
        self.fee_owed = self.claim = self.claimed = self.called = self.recovered = 0
        self.defaulted_in: int | None = None
        self._month: dict[str, int] = {}

    def _fees(self, first_month: int) -> dict[int, int]:
        """Fee by month in which it falls due: rate × guaranteed principal × years of the period, rounded down."""
        fees: dict[int, int] = {}
        if self.terms is None:
            return fees
        for row in self.schedule.instalments:
            month = month_number(row.start if self.terms.fee_timing == "advance" else row.paid_on)
            if month >= first_month:
                fees[month] = fees.get(month, 0) + self._fee(row)
        return fees

    def _fee(self, row: Instalment) -> int:
        if self.terms is None:
            return 0
        return int(Fraction(self.terms.fee_rate) * self.terms.guaranteed(row.opening) * row.years)

    @property
    def in_default(self) -> bool:
        """True while a claim that fell due by default is not settled."""
        return self.claim > 0

    def begin(self, month: int) -> int:
        """Begin a month; return what is drawn in it."""
        self._month = {}
        if self.defaulted_in is None:
            self.fee_owed += self.fees.get(month, 0)
        if month == self.drawn_in:
            self.outstanding += self.loan.amount
            self._month["drawn"] = self.loan.amount
        return self._month.get("drawn", 0)

    def due(self, month: int) -> int:
        """Interest and principal due in a month; nothing once the loan has defaulted."""
        row = self.rows.get(month)
        return 0 if row is None or self.defaulted_in is not None else row.payment

    def serve(self, month: int, cash: int) -> int:
        """Pay what is due out of ``cash``, or default; return the cash that is left."""
        if self.in_default:
            return self._recover(cash)
        row = self.rows.get(month)
        if row is None or self.defaulted_in is not None:
            return cash
        if cash < row.payment:
            self._default(month, row, cash)
            return 0
        self.outstanding -= row.principal
        self._month |= {"interest": row.interest, "principal": row.principal}
        return cash - row.payment

    def _default(self, month: int, row: Instalment, cash: int) -> None:
        """Let the whole loan fall due: cash pays interest, then principal; the guaranteed share of the rest is called."""
        self.defaulted_in = month
        interest = min(cash, row.interest)
        principal = cash - interest
        self._month |= {"interest": interest, "principal": principal}
        self.claim = self.claimed = self.outstanding - principal + row.interest - interest
        self.outstanding = 0
        if self.terms is not None:
            self.fee_owed -= self._fees_that_stop(month, row)
            self.called = min(self._called(self.terms, row, cash), self.claim)
            self._month["called"] = self.called

    def _fees_that_stop(self, month: int, row: Instalment) -> int:
        """Fees of this month that are not owed since the loan falls due: of the period itself, or of one that would begin now."""
        if self.terms is None or self.terms.fee_timing == "arrears to the period of default":
            return 0
        if self.terms.fee_timing == "arrears of survivors":
            return self.fees.get(month, 0)
        later = [other for other in self.schedule.instalments if other.number > row.number]
        return sum(self._fee(other) for other in later if month_number(other.start) == month)

    def _called(self, terms: GuaranteeTerms, row: Instalment, cash: int) -> int:
        before = row.paid_on - dt.timedelta(days=1)
        path, service = exposure_path(self.schedule, terms, before), debt_service(self.schedule, before)
        cfads = np.asarray(service, dtype=np.float64).copy()
        cfads[0] = cash
        found = cash_defaults(path, service, cfads[:, None], ReserveAccount(0.0, 0.0, refill=False), float(terms.share))
        return int(found.called[0])

    def _recover(self, cash: int) -> int:
        paid = min(cash, self.claim)
        before = self.recovered * self.called // self.claimed
        self.recovered += paid
        self.claim -= paid
        self._month |= {"recovered": paid, "recourse": self.recovered * self.called // self.claimed - before}
        return cash - paid

    def pay_fee(self, cash: int) -> int:
        """Pay the fee that is owed as far as cash goes; return the cash that is left."""
        paid = min(cash, self.fee_owed)
        self.fee_owed -= paid
        self._month["fee"] = paid
        return cash - paid

    def close(self) -> LoanMonth:
        """Return the month."""
        guaranteed = self.terms.guaranteed(self.outstanding) if self.terms is not None else 0
        return LoanMonth(**self._month, outstanding=self.outstanding + self.claim, guaranteed=guaranteed)
