"""A repayment profile for a borrowing: every profile on offer is worked out, and the one that needs least is put first.

Lenders offer equal principal, level and bullet repayment with some grace. All of them are tried, each with every grace that is
allowed, and ordered by the most that has to be refinanced at one time, then by all that is refinanced, then by interest,
then by shorter grace and by name. The search is complete over the profiles stated, and over nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sonae.core import InputError, UnknownChoiceError
from sonae.economics.debt import PROFILES, Loan, schedule_of
from sonae.portfolio.funding.matching import Borrowing, RepaymentPlan, match_receipts
from sonae.portfolio.funding.receipts import ExchangeRates, Receipt

__all__ = ["Candidate", "propose_profiles"]

OFFERED = tuple(name for name in PROFILES if name != "stated")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A profile with its repayment plan."""

    profile: str
    grace: int
    plan: RepaymentPlan

    @property
    def order(self) -> tuple[int, int, int, int, str]:
        """What candidates are ordered by: refinancing at one time, in all, interest, grace, name."""
        interest = self.plan.borrowing.schedule.interest
        return self.plan.refinancing_peak, self.plan.refinancing_total, interest, self.grace, self.profile


def propose_profiles(
    borrowing: Borrowing,
    receipts: Sequence[Receipt],
    exchange: ExchangeRates,
    *,
    profiles: Sequence[str],
    most_grace: int,
    period: str,
) -> tuple[Candidate, ...]:
    """Return every profile on offer with its plan, the one that needs least refinancing first.

    Args:
        borrowing: its own profile and grace are left aside, all other terms hold.
        receipts: predicted receipts; other borrowings' claims on them are not known here, the shares of this one are.
        exchange: rates for receipts in another currency.
        profiles: some of «equal principal», «level», «bullet».
        most_grace: largest number of due dates without principal.
        period: period of the tables.

    Raises:
        UnknownChoiceError: for another profile.
        InputError: for a grace below 0, no profile, or what the schedules and plans refuse.

    """
    if most_grace < 0 or not profiles:
        raise InputError(
            "no profile is on offer", field="profiles, most_grace", expected="a profile, a grace of 0 or more"
        )
    found = []
    for profile in dict.fromkeys(profiles):
        if profile not in OFFERED:
            raise UnknownChoiceError("profile on offer", profile, OFFERED)
        graces = (0,) if profile == "bullet" else range(min(most_grace, borrowing.schedule.loan.payments - 1) + 1)
        for grace in graces:
            loan: Loan = replace(borrowing.schedule.loan, profile=profile, grace=grace, stated_principal=())
            tried = replace(borrowing, schedule=schedule_of(loan))
            plan = match_receipts([tried], receipts, exchange, period=period).plans[0]
            found.append(Candidate(profile, grace, plan))
    return tuple(sorted(found, key=lambda candidate: candidate.order))
