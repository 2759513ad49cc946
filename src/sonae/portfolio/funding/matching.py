"""Repayment plans (償還計画): each borrowing beside the receipts that are predicted of the projects it funds.

Article 9-2 of the equity bylaw asks for them whenever equity is funded by long-term borrowing or bonds: the time of dividends
and share sales is predicted project by project, a repayment plan is made borrowing by borrowing, and confirmed. The plan is
computed here; the confirmation is a person's (:mod:`sonae.portfolio.funding.confirmation`).

Each borrowing states which share of each project's receipts serves it; the shares of a project add up to 1 at most, and what
no borrowing claims is shown as untagged. A receipt is divided in whole units by largest remainders.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sonae.core import FiscalYear, InputError, UnknownChoiceError
from sonae.economics.debt import Schedule
from sonae.portfolio.funding.cash import CashDay, TaggedReceipt, cash_days
from sonae.portfolio.funding.receipts import ExchangeRates, Receipt

__all__ = ["PERIODS", "Borrowing", "CoverPeriod", "FundingPlan", "RepaymentPlan", "match_receipts", "period_of"]

PERIODS = ("half-year", "fiscal year")


@dataclass(frozen=True, slots=True)
class Borrowing:
    """A borrowing or bond, the projects that it funds, and the share of their receipts that serves it."""

    schedule: Schedule
    shares: Mapping[str, Decimal | Fraction | int]
    """Project → share of its receipts, above 0 and at most 1."""
    opening_cash: int
    """Cash set aside for it when it is drawn or at the start of the plan, in its currency."""

    def __post_init__(self) -> None:
        name = self.schedule.loan.name
        for project, share in self.shares.items():
            if isinstance(share, (bool, float)) or not 0 < share <= 1:
                problem = f"the share of {project} that serves «{name}» is none"
                raise InputError(problem, field=f"{name}.shares", expected="an exact number above 0 and at most 1")
        if isinstance(self.opening_cash, bool) or not isinstance(self.opening_cash, int) or self.opening_cash < 0:
            raise InputError(f"the cash set aside for «{name}» is no whole number of 0 or more", field="opening_cash")


@dataclass(frozen=True, slots=True)
class CoverPeriod:
    """A half of a fiscal year, or a whole one, in the currency of the debt."""

    label: str
    """«FY2025 H1» or «FY2025»."""
    first: dt.date
    receipts: int
    interest: int
    principal: int
    gap: int
    """Debt service that has to be refinanced, at its days."""
    repaid: int
    surplus: int
    """Cash carried out of the period."""
    refinanced: int
    """Refinancing outstanding at its end."""
    outstanding: int
    """What the borrowing itself owes at its end."""
    cumulative_receipts: int
    """Since the start, the cash set aside among them."""
    cumulative_service: int
    foreign: int
    """Receipts of other currencies, converted."""

    @property
    def service(self) -> int:
        """Interest and principal."""
        return self.interest + self.principal

    @property
    def coverage(self) -> Fraction | None:
        """Receipts over debt service of the period (the agency's DSCR); None without service."""
        return Fraction(self.receipts, self.service) if self.service else None

    @property
    def cumulative_coverage(self) -> Fraction | None:
        """Receipts over debt service since the start; None before the first service."""
        return Fraction(self.cumulative_receipts, self.cumulative_service) if self.cumulative_service else None

    @property
    def foreign_share(self) -> Fraction | None:
        """Share of the period's receipts that comes in another currency than the debt; None without receipts."""
        return Fraction(self.foreign, self.receipts) if self.receipts else None

    @property
    def mismatch(self) -> Fraction | None:
        """Share of the period's service that receipts in the debt's own currency do not meet; None without service."""
        if not self.service:
            return None
        return Fraction(max(0, self.service - (self.receipts - self.foreign)), self.service)


@dataclass(frozen=True, slots=True)
class RepaymentPlan:
    """The repayment plan of one borrowing."""

    borrowing: Borrowing
    receipts: tuple[TaggedReceipt, ...]
    days: tuple[CashDay, ...]
    periods: tuple[CoverPeriod, ...]

    @property
    def name(self) -> str:
        """The name of the borrowing."""
        return self.borrowing.schedule.loan.name

    @property
    def refinancing(self) -> tuple[tuple[dt.date, int], ...]:
        """Days on which debt service has to be refinanced, and how much of it."""
        return tuple((day.day, day.drawn) for day in self.days if day.drawn)

    @property
    def refinancing_total(self) -> int:
        """All that is drawn; money repaid and drawn again counts twice."""
        return sum(day.drawn for day in self.days)

    @property
    def refinancing_peak(self) -> int:
        """Most that is refinanced at one time: the line that has to stand ready."""
        return max((day.refinanced for day in self.days), default=0)

    @property
    def refinancing_open(self) -> int:
        """Refinancing that the predicted receipts never repay."""
        return self.days[-1].refinanced

    @property
    def least_coverage(self) -> Fraction | None:
        """Least coverage of a period with debt service."""
        return min((period.coverage for period in self.periods if period.coverage is not None), default=None)

    @property
    def mean_coverage(self) -> Fraction:
        """Receipts up to the last payment, cash set aside among them, over all debt service."""
        last = self.borrowing.schedule.instalments[-1].paid_on
        came = sum(day.receipts for day in self.days if day.day <= last)
        return Fraction(came + self.borrowing.opening_cash, sum(day.service for day in self.days))

    def loan_life_coverage(self, rate: float) -> float:
        """Present value of receipts up to the last payment, plus cash set aside, over the amount drawn (LLCR).

        Args:
            rate: discount rate a year, compounded yearly; times are days from drawing over 365.

        """
        if not -1 < rate < 10:
            raise InputError(
                f"the discount rate {rate:g} cannot be", field="rate", expected="a decimal fraction a year"
            )
        loan, last = self.borrowing.schedule.loan, self.borrowing.schedule.instalments[-1].paid_on
        worth = sum(
            day.receipts * (1.0 + rate) ** (-(day.day - loan.drawn).days / 365) for day in self.days if day.day <= last
        )
        return float((worth + self.borrowing.opening_cash) / loan.amount)


@dataclass(frozen=True, slots=True)
class FundingPlan:
    """Repayment plans of all borrowings, and the receipts that serve none of them."""

    plans: tuple[RepaymentPlan, ...]
    untagged: tuple[Receipt, ...]
    """Receipts, or parts of them, that no borrowing claims, or that come before the borrowing is drawn."""

    def of(self, name: str) -> RepaymentPlan:
        """Return the plan of a borrowing.

        Raises:
            UnknownChoiceError: when there is none of that name.

        """
        for plan in self.plans:
            if plan.name == name:
                return plan
        raise UnknownChoiceError("borrowing", name, [plan.name for plan in self.plans])

    def positions(self) -> Mapping[tuple[str, str], tuple[int, int]]:
        """Return receipts and debt service by (period, currency), each in that currency: their difference is open.

        Periods are those of the plans.
        """
        found: dict[tuple[str, str], tuple[int, int]] = {}

        def add(label: str, currency: str, receipts: int, service: int) -> None:
            before = found.get((label, currency), (0, 0))
            found[label, currency] = before[0] + receipts, before[1] + service

        for plan in self.plans:
            labels = [(period.first, period.label) for period in plan.periods]
            for receipt in plan.receipts:
                add(max(pair for pair in labels if pair[0] <= receipt.day)[1], receipt.currency, receipt.amount, 0)
            for period in plan.periods:
                add(period.label, plan.borrowing.schedule.loan.currency, 0, period.service)
        return dict(sorted(found.items()))


def period_of(day: dt.date, period: str) -> tuple[dt.date, str]:
    """Return first day and label of the half-year or fiscal year that holds a day.

    Raises:
        UnknownChoiceError: for a period that is not among :data:`PERIODS`.

    """
    if period not in PERIODS:
        raise UnknownChoiceError("period", period, PERIODS)
    year = FiscalYear.of(day)
    if period == "fiscal year":
        return year.start, year.label_en
    first_half = 4 <= day.month <= 9
    return (year.start, f"{year} H1") if first_half else (dt.date(year.year, 10, 1), f"{year} H2")


def match_receipts(
    borrowings: Sequence[Borrowing], receipts: Sequence[Receipt], exchange: ExchangeRates, *, period: str
) -> FundingPlan:
    """Make the repayment plan of every borrowing.

    Args:
        borrowings: with the projects they fund.
        receipts: predicted, of any project, in any order.
        exchange: rates for receipts that come in another currency than the debt.
        period: one of :data:`PERIODS`, for the tables; cash is followed day by day.

    Raises:
        InputError: for shares of a project above 1 in all, a borrowing twice, a project that no receipt and no zero receipt
            is predicted of, or a missing exchange rate.
        UnknownChoiceError: for another period.

    """
    period_of(dt.date(2000, 1, 1), period)
    _check(borrowings, receipts)
    tagged: list[list[TaggedReceipt]] = [[] for _ in borrowings]
    untagged: list[Receipt] = []
    for receipt in sorted(receipts, key=lambda r: (r.day, r.project, r.kind, r.currency, r.amount)):
        left = receipt.amount
        for number, amount in _divided(borrowings, receipt):
            loan = borrowings[number].schedule.loan
            if receipt.day < loan.drawn:
                continue
            left -= amount
            worth = exchange.converted(amount, receipt.currency, loan.currency, receipt.day)
            tagged[number].append(
                TaggedReceipt(receipt.project, receipt.kind, receipt.day, receipt.currency, amount, worth)
            )
        if left:
            untagged.append(Receipt(receipt.project, receipt.day, left, receipt.currency, receipt.kind))
    plans = tuple(_plan(borrowing, came, period) for borrowing, came in zip(borrowings, tagged, strict=True))
    return FundingPlan(plans, tuple(untagged))


def _check(borrowings: Sequence[Borrowing], receipts: Sequence[Receipt]) -> None:
    names = [borrowing.schedule.loan.name for borrowing in borrowings]
    for name in names:
        if names.count(name) > 1:
            raise InputError(f"«{name}» stands there twice", field="borrowings")
    known = {receipt.project for receipt in receipts}
    totals: dict[str, Fraction] = {}
    for borrowing in borrowings:
        for project, share in borrowing.shares.items():
            totals[project] = totals.get(project, Fraction(0)) + Fraction(share)
            if project not in known:
                problem = f"nothing is predicted of {project}, which serves «{borrowing.schedule.loan.name}»"
                raise InputError(problem, field="receipts", expected="its receipts, or one of 0 where none will come")
    for project, total in totals.items():
        if total > 1:
            raise InputError(f"the shares of {project} add up to too much", field="shares", expected="1 at most")


def _divided(borrowings: Sequence[Borrowing], receipt: Receipt) -> list[tuple[int, int]]:
    """Divide a receipt among the borrowings that claim it: whole units, largest remainders, ties to the first."""
    claims = [(n, Fraction(b.shares[receipt.project])) for n, b in enumerate(borrowings) if receipt.project in b.shares]
    exact = [receipt.amount * share for _, share in claims]
    whole = [int(part) for part in exact]
    total = int(sum(exact, start=Fraction(0)))
    order = sorted(range(len(claims)), key=lambda k: (whole[k] - exact[k], k))
    for k in order[: total - sum(whole)]:
        whole[k] += 1
    return [(n, amount) for (n, _), amount in zip(claims, whole, strict=True)]


def _plan(borrowing: Borrowing, receipts: Sequence[TaggedReceipt], period: str) -> RepaymentPlan:
    days = cash_days(borrowing.schedule, receipts, borrowing.opening_cash)
    first, last = borrowing.schedule.loan.drawn, days[-1].day
    periods: list[CoverPeriod] = []
    cash, refinanced, came, served = borrowing.opening_cash, 0, borrowing.opening_cash, 0
    day = first
    while day <= last:
        start, label = period_of(day, period)
        step = 6 if period == "half-year" else 12
        after = dt.date(start.year + (start.month + step > 12), (start.month + step - 1) % 12 + 1, 1)
        inside = [entry for entry in days if start <= entry.day < after]
        if inside:
            cash, refinanced = inside[-1].cash, inside[-1].refinanced
        got = sum(entry.receipts for entry in inside)
        interest, principal = sum(e.interest for e in inside), sum(e.principal for e in inside)
        came, served = came + got, served + interest + principal
        currency = borrowing.schedule.loan.currency
        foreign = sum(r.converted for r in receipts if start <= r.day < after and r.currency != currency)
        periods.append(
            CoverPeriod(
                label,
                start,
                got,
                interest,
                principal,
                sum(e.drawn for e in inside),
                sum(e.repaid for e in inside),
                cash,
                refinanced,
                borrowing.schedule.outstanding_on(after - dt.timedelta(days=1)),
                came,
                served,
                foreign,
            )
        )
        day = after
    return RepaymentPlan(borrowing, tuple(receipts), days, tuple(periods))
