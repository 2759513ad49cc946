"""The investee's cash, month by month in whole units: what comes in, who is paid in which order, what stays.

1. Cash of the project and drawings of loans come in. What is missing is called from the shareholders: cash below 0 always,
   debt service and fees too while completion support lasts; a part of each call is lent, rounded down, the rest is capital.
2. Loans are served in their order. One that cannot be served falls due as a whole; from then on shareholders give nothing, and
   cash that comes pays what fell due, without interest, before anything below it. A project that loses cash then is
   «unfunded»: somebody else bears it.
3. Fees for guarantees.
4. In the months stated, when nothing above is owed: interest and principal of loans of shareholders out of the cash above what
   is retained, then dividends.

Every month ``opening + project + drawn + called + unfunded = paid on loans + paid to shareholders + closing``, exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sonae.core import SonaeError
from sonae.economics.support.loan_run import LoanMonth, LoanRun
from sonae.economics.support.terms import Investee, InvesteeLoan

__all__ = ["LINES", "MonthOfCash", "investee_cash"]

LINES: Mapping[str, str] = {
    "opening": "closing of the month before",
    "project": "share of the party's cash in the ledger",
    "drawn": "Σ drawings of loans",
    "lent": "lent share × call on shareholders, rounded down",
    "capital": "call on shareholders − lent",
    "unfunded": "cash below 0 after a default",
    "paid_on_loans": "Σ interest, principal, fees and recoveries of loans",
    "shareholder_interest": "min(interest owed, cash above retained)",
    "shareholder_principal": "min(loan of shareholders, what interest leaves of it)",
    "dividends": "payout × what loans of shareholders leave of it, rounded down",
    "closing": "opening + project + drawn + lent + capital + unfunded − all that is paid",
}
"""Lines of a month and what each is."""


@dataclass(frozen=True, slots=True)
class MonthOfCash:
    """A month of the investee, whole units; :data:`LINES` says what each line is."""

    month: int
    opening: int
    project: int
    drawn: int
    lent: int
    capital: int
    unfunded: int
    shareholder_interest: int
    shareholder_principal: int
    dividends: int
    closing: int
    shareholder_loan: int
    """Owed to shareholders at the end of the month, interest included."""
    loans: Mapping[str, LoanMonth]

    @property
    def paid_on_loans(self) -> int:
        """What lenders and the guarantor are paid."""
        return sum(loan.paid for loan in self.loans.values())

    @property
    def surplus(self) -> int:
        """What comes in less what goes out and stays; 0 in a month that adds up."""
        came = self.opening + self.project + self.drawn + self.lent + self.capital + self.unfunded
        paid = self.paid_on_loans + self.shareholder_interest + self.shareholder_principal + self.dividends
        return came - paid - self.closing


class _Shareholders:
    """Loans of the shareholders, and what is paid to them."""

    def __init__(self, investee: Investee) -> None:
        terms = investee.shareholder_loan
        self.investee, self.balance, self.owed = investee, terms.opening if terms else 0, 0
        self.rate = Fraction(terms.rate) / 12 if terms else Fraction(0)
        self.compound = terms is not None and terms.interest == "compound"

    def accrue(self) -> None:
        self.owed += int((self.balance + (self.owed if self.compound else 0)) * self.rate)

    def paid(self, cash: int, *, all_of_it: bool) -> tuple[int, int, int]:
        """Interest, principal and dividends out of ``cash``."""
        free = max(0, cash - (0 if all_of_it else self.investee.retained))
        interest = min(free, self.owed)
        principal = min(free - interest, self.balance)
        self.owed -= interest
        self.balance -= principal
        left = free - interest - principal
        return interest, principal, left if all_of_it else int(left * self.investee.payout)


def investee_cash(
    project: Sequence[int], investee: Investee, loans: Sequence[InvesteeLoan]
) -> tuple[tuple[MonthOfCash, ...], tuple[LoanRun, ...]]:
    """Work the investee's cash off.

    Args:
        project: cash from the project by month, from ``investee.from_month`` on.
        investee: rules of cash.
        loans: in the order in which they are served.

    Returns:
        The months, and the loans as the last of them leaves them.

    Raises:
        InputError: for a loan that is repaid after the last month.
        SonaeError: when a month does not add up, which would be a fault of this program.

    """
    first, last = investee.from_month, investee.from_month + len(project) - 1
    runs = tuple(LoanRun(loan, first, last) for loan in loans)
    shareholders = _Shareholders(investee)
    out: list[MonthOfCash] = []
    opening = investee.opening_cash
    for month, came in enumerate(project, first):
        found = _month(month, opening, came, runs, shareholders, last=month == last)
        if found.surplus or found.closing < 0:
            raise SonaeError(f"The cash of the investee in month {month} does not add up.")
        out.append(found)
        opening = found.closing
    return tuple(out), runs


def _month(
    month: int, opening: int, project: int, runs: Sequence[LoanRun], shareholders: _Shareholders, *, last: bool
) -> MonthOfCash:
    investee = shareholders.investee
    shareholders.accrue()
    drawn = sum(run.begin(month) for run in runs)
    cash = opening + project + drawn
    call = unfunded = 0
    if any(run.defaulted_in is not None for run in runs):
        unfunded = max(0, -cash)
    else:
        until = investee.calls_for_debt_until
        owed = sum(run.due(month) + run.fee_owed for run in runs) if until is not None and month <= until else 0
        call = max(0, owed - cash)
    lent = int(call * investee.lent_share)
    shareholders.balance += lent
    cash += call + unfunded
    for run in runs:
        cash = run.serve(month, cash)
    for run in runs:
        cash = run.pay_fee(cash)
    interest = principal = dividends = 0
    ends = last and investee.at_the_end == "all is paid out"
    ready = month >= investee.pays_from and month % 12 + 1 in investee.pays_in
    if (ready or ends) and not any(run.in_default or run.fee_owed for run in runs):
        interest, principal, dividends = shareholders.paid(cash, all_of_it=ends)
    return MonthOfCash(
        month, opening, project, drawn, lent, call - lent, unfunded, interest, principal, dividends,
        cash - interest - principal - dividends, shareholders.balance + shareholders.owed,
        {run.loan.id: run.close() for run in runs},
    )  # fmt: skip
