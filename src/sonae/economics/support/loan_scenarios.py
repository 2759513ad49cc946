"""A loan of the investee in many scenarios side by side: the rules of :mod:`~sonae.economics.support.loan_run`."""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from sonae.economics.debt import Instalment
from sonae.economics.guarantee import ReserveAccount, cash_defaults, debt_service, exposure_path
from sonae.economics.support.loan_run import LoanRun
from sonae.economics.support.terms import InvesteeLoan

__all__ = ["LoanScenarios"]

I64 = NDArray[np.int64]
_LINES = ("drawn", "interest", "principal", "fee", "called", "recovered", "recourse")


class LoanScenarios:
    """State of a loan by scenario; ``lines`` are those of the month."""

    def __init__(self, loan: InvesteeLoan, first_month: int, last_month: int, wide: int) -> None:
        self.alone = LoanRun(loan, first_month, last_month)
        self.loan, self.wide = loan, wide
        self.outstanding = np.full(wide, self.alone.outstanding, np.int64)
        self.fee_owed, self.claim, self.claimed, self.called, self.recovered = (
            np.zeros(wide, np.int64) for _ in range(5)
        )
        self.fallen = np.zeros(wide, np.bool_)
        self.lines: dict[str, I64] = {}

    def begin(self, month: int) -> None:
        """Begin a month: fees fall due, the loan is drawn."""
        self.lines = {name: np.zeros(self.wide, np.int64) for name in _LINES}
        self.fee_owed = self.fee_owed + np.where(self.fallen, 0, self.alone.fees.get(month, 0))
        if month == self.alone.drawn_in:
            self.outstanding = self.outstanding + self.loan.amount
            self.lines["drawn"] += self.loan.amount

    def due(self, month: int) -> I64:
        """Return interest and principal due; nothing once the loan has defaulted."""
        row = self.alone.rows.get(month)
        return np.where(self.fallen, 0, 0 if row is None else row.payment).astype(np.int64)

    def serve(self, month: int, cash: I64) -> I64:
        """Pay what is due out of cash, or default, or recover; return the cash that is left."""
        row, standing = self.alone.rows.get(month), ~self.fallen
        if self.fallen.any():
            cash = self._recover(cash)
        if row is None:
            return cash
        falls = standing & (cash < row.payment)
        pays = standing & ~falls
        self.outstanding = self.outstanding - np.where(pays, row.principal, 0)
        self.lines["interest"] += np.where(pays, row.interest, 0)
        self.lines["principal"] += np.where(pays, row.principal, 0)
        left: I64 = np.where(pays, cash - row.payment, cash)
        if falls.any():
            self._default(month, row, cash, falls)
            left = np.where(falls, 0, left)
        return left

    def _default(self, month: int, row: Instalment, cash: I64, falls: NDArray[np.bool_]) -> None:
        interest = np.where(falls, np.minimum(cash, row.interest), 0)
        principal = np.where(falls, cash - interest, 0)
        self.lines["interest"] += interest
        self.lines["principal"] += principal
        claim = np.where(falls, self.outstanding - principal + row.interest - interest, self.claim)
        self.claim, self.claimed = claim, np.where(falls, claim, self.claimed)
        self.outstanding = np.where(falls, 0, self.outstanding)
        self.fallen = self.fallen | falls
        terms = self.alone.terms
        if terms is None:
            return
        if terms.fee_timing == "arrears of survivors":
            self.fee_owed = self.fee_owed - np.where(falls, self.alone.fees.get(month, 0), 0)
        before = row.paid_on - dt.timedelta(days=1)
        path, service = exposure_path(self.alone.schedule, terms, before), debt_service(self.alone.schedule, before)
        cfads = np.repeat(service[:, None].astype(np.float64), int(falls.sum()), axis=1)
        cfads[0] = cash[falls]
        called = cash_defaults(
            path, service, cfads, ReserveAccount(0.0, 0.0, refill=False), float(terms.share)
        ).called.astype(np.int64)
        self.called = self.called.copy()
        self.called[falls] = np.minimum(called, self.claim[falls])
        self.lines["called"] += np.where(falls, self.called, 0)

    def _recover(self, cash: I64) -> I64:
        paid = np.where(self.claim > 0, np.minimum(cash, self.claim), 0)
        if not paid.any():
            return cash
        before = self._recourse()
        self.recovered = self.recovered + paid
        self.claim = self.claim - paid
        self.lines["recovered"] += paid
        self.lines["recourse"] += self._recourse() - before
        left: I64 = cash - paid
        return left

    def _recourse(self) -> I64:
        """Return recovered × called ÷ claimed, rounded down; the product may leave 64 bits."""
        out = np.zeros(self.wide, np.int64)
        for at in np.flatnonzero((self.recovered > 0) & (self.called > 0)):
            out[at] = int(self.recovered[at]) * int(self.called[at]) // int(self.claimed[at])
        return out

    def pay_fee(self, cash: I64) -> I64:
        """Pay the fee that is owed as far as cash goes; return the cash that is left."""
        paid = np.minimum(cash, self.fee_owed)
        self.fee_owed = self.fee_owed - paid
        self.lines["fee"] += paid
        left: I64 = cash - paid
        return left
