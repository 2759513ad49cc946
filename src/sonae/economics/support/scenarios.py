"""The agency's yen in many scenarios side by side: the rules of :mod:`~sonae.economics.support.waterfall` on whole numbers.

Every scenario has the months, defaults and yen that :func:`~sonae.economics.support.agency_view` gives it alone. Cash is summed in
extended precision before it is rounded to whole units, so that only a tie may fall otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from sonae.economics.support.loan_scenarios import LoanScenarios
from sonae.economics.support.terms import Equity, Investee, Support
from sonae.economics.support.view import fiscal_year_of

__all__ = ["YenByScenario", "yen_by_scenario"]

I64 = NDArray[np.int64]
F64 = NDArray[np.float64]
_SHAREHOLDERS = ("capital", "lent", "shareholder_interest", "shareholder_principal", "dividends")
_PAID = ("capital", "lent", "drawn", "called")


@dataclass(frozen=True)
class YenByScenario:
    """Whole yen of one instrument by fiscal year and scenario, (year, scenario)."""

    id: str
    instrument: str
    years: tuple[int, ...]
    contributed: I64
    received: I64


class _Yen:
    """Sums of a fiscal year by line, rounded half up when the year is over, once a line."""

    def __init__(self, wide: int) -> None:
        self.wide = wide
        self.sums: dict[str, NDArray[np.longdouble]] = {}
        self.years: dict[int, tuple[I64, I64]] = {}

    def add(self, name: str, units: I64, rate: F64) -> None:
        if units.any():
            before = self.sums.get(name)
            amount = units.astype(np.longdouble) * rate
            self.sums[name] = amount if before is None else before + amount

    def close(self, year: int) -> None:
        paid, got = np.zeros(self.wide, np.int64), np.zeros(self.wide, np.int64)
        for name, total in self.sums.items():
            whole = np.floor(total + np.longdouble(0.5)).astype(np.int64)
            (paid if name in _PAID else got)[:] += whole
        self.sums = {}
        self.years[year] = (paid, got)

    def table(self, name: str, instrument: str) -> YenByScenario:
        years = tuple(sorted(self.years))
        sides = [np.stack([self.years[year][side] for year in years]) for side in (0, 1)]
        return YenByScenario(name, instrument, years, sides[0], sides[1])


class _Shares:
    """The agency's part of what shareholders pay and receive: of the running sum, rounded down."""

    def __init__(self, part: Equity, wide: int) -> None:
        self.part, self.yen = part, _Yen(wide)
        self.running = {name: np.zeros(wide, np.int64) for name in _SHAREHOLDERS}
        self.before = {name: np.zeros(wide, np.int64) for name in _SHAREHOLDERS}

    def add(self, month: int, lines: Mapping[str, I64], rate: F64) -> None:
        if self.part.exit is not None and month > self.part.exit.month:
            return
        for name in _SHAREHOLDERS:
            if not lines[name].any():
                continue
            self.running[name] += lines[name]
            now = times_down(self.running[name], self.part.share)
            self.yen.add(name, now - self.before[name], rate)
            self.before[name] = now

    def close(self, year: int) -> None:
        sold = self.part.exit
        if sold is None or year <= fiscal_year_of(sold.month):
            self.yen.close(year)
        if sold is not None and year == fiscal_year_of(sold.month):
            self.yen.years[year][1][:] += sold.yen


def times_down(amount: I64, share: Fraction) -> I64:
    """Return amounts of 0 or more times a share, rounded down, exactly."""
    whole, rest = np.divmod(amount, share.denominator)
    # amount · n / d = whole · n + rest · n / d, which does not leave 64 bits.
    found: I64 = whole * share.numerator + rest * share.numerator // share.denominator
    return found


def monthly_scenarios(net: F64, skipped: int, months: int, investee: Investee) -> I64:
    """Return the investee's cash from the project by month and scenario; see :func:`~sonae.economics.support.monthly_cash`.

    Args:
        net: the party's cash by period and scenario, in the money of the ledger.
        skipped: months of the ledger before the first forecast month.
        months: months of a period.
        investee: share, and where cash falls.

    """
    unit = np.longdouble(investee.share.numerator) / np.longdouble(investee.share.denominator)
    cash = np.zeros((net.shape[0] * months, net.shape[1]), np.int64)
    running, whole = np.zeros(net.shape[1], np.longdouble), np.zeros(net.shape[1], np.int64)
    parts = np.arange(1, months + 1, dtype=np.longdouble)[:, None]
    for t in range(net.shape[0]):
        period = net[t].astype(np.longdouble) * unit
        if investee.placed == "equal months":
            totals = running + period * parts / months
        else:
            totals = running + np.where(parts == months, period, np.longdouble(0))
        now = np.floor(totals + np.longdouble(0.5)).astype(np.int64)
        cash[t * months : (t + 1) * months] = np.diff(now, axis=0, prepend=whole[None])
        whole, running = now[-1], running + period
    return cash[skipped:]


def yen_by_scenario(project: I64, exchange: F64, support: Support) -> tuple[YenByScenario, ...]:
    """Work out what every instrument of the agency pays and receives, by scenario.

    Args:
        project: the investee's cash from the project, whole units, (month, scenario), from ``support.investee.from_month`` on.
        exchange: yen for a unit, (month, scenario), by the rule of the support.
        support: rules of the investee's cash, and what the agency holds.

    Returns:
        instruments in the order of :func:`~sonae.economics.support.agency_view`: shares, loans of the agency, guarantees.

    Raises:
        InputError: for a loan that is repaid after the last month.

    """
    investee, wide = support.investee, project.shape[1]
    first, last = investee.from_month, investee.from_month + project.shape[0] - 1
    loans = [LoanScenarios(loan, first, last, wide) for loan in support.loans]
    shares = [_Shares(part, wide) for part in support.equity]
    lent = {run.loan.id: _Yen(wide) for run in loans if run.loan.lender == "agency"}
    guaranteed = {run.loan.id: _Yen(wide) for run in loans if run.loan.guarantee}
    company = _Company(investee, wide)
    for at, month in enumerate(range(first, last + 1)):
        lines, rate = company.month(month, project[at], loans, last=month == last), exchange[at]
        for part in shares:
            part.add(month, lines, rate)
        for run in loans:
            for name in ("drawn", "interest", "principal", "recovered") if run.loan.id in lent else ():
                lent[run.loan.id].add(name, run.lines[name], rate)
            for name in ("called", "fee", "recourse") if run.loan.id in guaranteed else ():
                guaranteed[run.loan.id].add(name, run.lines[name], rate)
        if month % 12 == 2 or month == last:
            year = fiscal_year_of(month)
            for part in shares:
                part.close(year)
            for yen in (*lent.values(), *guaranteed.values()):
                yen.close(year)
    found = [part.yen.table(part.part.id, "equity") for part in shares]
    found += [yen.table(name, "loan") for name, yen in lent.items()]
    return (*found, *(yen.table(name, "guarantee") for name, yen in guaranteed.items()))


class _Company:
    """Cash of the investee and loans of its shareholders, by scenario."""

    def __init__(self, investee: Investee, wide: int) -> None:
        terms = investee.shareholder_loan
        self.investee = investee
        self.cash = np.full(wide, investee.opening_cash, np.int64)
        self.balance = np.full(wide, terms.opening if terms else 0, np.int64)
        self.owed = np.zeros(wide, np.int64)
        self.rate = Fraction(terms.rate) / 12 if terms else Fraction(0)
        self.compound = terms is not None and terms.interest == "compound"

    def month(self, month: int, project: I64, loans: Sequence[LoanScenarios], *, last: bool) -> dict[str, I64]:
        """Work a month off and return what shareholders pay and receive."""
        investee = self.investee
        self.owed = self.owed + times_down(self.balance + (self.owed if self.compound else 0), self.rate)
        for run in loans:
            run.begin(month)
        cash = self.cash + project + sum(run.lines["drawn"] for run in loans)
        fallen = np.zeros(cash.shape, np.bool_)
        for run in loans:
            fallen |= run.fallen
        until = investee.calls_for_debt_until
        owed = np.zeros_like(cash)
        if until is not None and month <= until:
            for run in loans:
                owed += run.due(month) + run.fee_owed
        call = np.where(fallen, 0, np.maximum(0, owed - cash))
        lent = times_down(call, investee.lent_share)
        self.balance = self.balance + lent
        cash = cash + call + np.where(fallen, np.maximum(0, -cash), 0)
        for run in loans:
            cash = run.serve(month, cash)
        blocked = np.zeros(cash.shape, np.bool_)
        for run in loans:
            cash = run.pay_fee(cash)
        for run in loans:
            blocked |= (run.claim > 0) | (run.fee_owed > 0)
        lines = {"capital": call - lent, "lent": lent} | self._paid(month, cash, blocked, last=last)
        self.cash = cash - lines["shareholder_interest"] - lines["shareholder_principal"] - lines["dividends"]
        return lines

    def _paid(self, month: int, cash: I64, blocked: NDArray[np.bool_], *, last: bool) -> dict[str, I64]:
        investee, nothing = self.investee, np.zeros_like(cash)
        ends = last and investee.at_the_end == "all is paid out"
        if not (ends or (month >= investee.pays_from and month % 12 + 1 in investee.pays_in)):
            return dict.fromkeys(_SHAREHOLDERS[2:], nothing)
        free = np.where(blocked, 0, np.maximum(0, cash - (0 if ends else investee.retained)))
        interest = np.minimum(free, self.owed)
        principal = np.minimum(free - interest, self.balance)
        self.owed = self.owed - interest
        self.balance = self.balance - principal
        left = free - interest - principal
        paid = left if ends else times_down(left, investee.payout)
        return {"shareholder_interest": interest, "shareholder_principal": principal, "dividends": paid}
