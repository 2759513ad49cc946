"""Policy cost (政策コスト) of a business that the State funds, after the analysis of fiscal investment and loans (FILP).

    policy cost = PV(① subsidies from the State) − PV(② payments to the State)
                + ③ opportunity cost of capital contributions and interest-free loans

③ is what the State's money in the business would have earned elsewhere: its return Σ r_t · K_{t−1} · v_t on the balance K.
That equals K_0 + Σ contributions · v − Σ returns · v − K_T · v_T, if flows come at the end of the year: both are computed and
must agree. What is left at the end counts as returned then; if less will come back, the loss is stated and added.

Flows come at the end of each year; money in the business at the start earns the first year's return. Rates are those of
the State's own borrowing, one a year. This is the identity of the analysis with conventions stated; the ministry's published
figures also rest on its forecasts and rates of the year.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sonae.core import FiscalYear, InputError, SonaeError

__all__ = ["PolicyCost", "StateFlows", "policy_cost"]

_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class StateFlows:
    """Flows between the State and a business in a fiscal year, whole yen, none below 0."""

    fiscal_year: FiscalYear
    rate: float
    """The State's rate for this year, a decimal fraction."""
    subsidies: int
    """①: subsidies, grants, interest subsidies."""
    payments: int
    """②: surplus paid to the treasury, dividends, fees for the State's guarantee, taxes where they are counted."""
    contributed: int
    """Capital contributed, and interest-free loans made, at the end of the year."""
    returned: int
    """Capital returned, and interest-free loans repaid, at the end of the year."""

    def __post_init__(self) -> None:
        for name in ("subsidies", "payments", "contributed", "returned"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                problem = f"{name} of {self.fiscal_year} is no whole number of yen of 0 or more"
                raise InputError(problem, field=name)
        if not -1 < self.rate < 1:
            raise InputError(f"the rate of {self.fiscal_year} cannot be", field="rate", expected="a decimal fraction")


@dataclass(frozen=True, slots=True)
class PolicyCost:
    """Policy cost in yen at the start of the first year, and its parts; below 0, the State gains."""

    subsidies: float
    """Present value of ①."""
    payments: float
    """Present value of ②."""
    opportunity: float
    """③: forgone return on the State's money."""
    loss_of_capital: float
    """Present value of money that does not come back at the end."""

    @property
    def total(self) -> float:
        """① − ② + ③ + loss of capital."""
        return self.subsidies - self.payments + self.opportunity + self.loss_of_capital


def policy_cost(flows: Sequence[StateFlows], *, opening: int, lost: int) -> PolicyCost:
    """Work out the policy cost.

    Args:
        flows: one entry a fiscal year, without gaps, to the end of the business.
        opening: the State's capital and interest-free loans in the business at the start, yen.
        lost: what of the balance left at the end will not come back, yen.

    Raises:
        InputError: for gaps between the years, more returned than was there, or more lost than is left.
        SonaeError: when the two ways to the opportunity cost do not agree, which would be a fault of this program.

    """
    if not flows:
        raise InputError("no year of flows is given", field="flows")
    if opening < 0 or lost < 0:
        raise InputError("capital and its loss are whole numbers of yen of 0 or more", field="opening, lost")
    for number, (before, after) in enumerate(pairwise(flows), 2):
        if after.fiscal_year != before.fiscal_year + 1:
            problem = f"{after.fiscal_year} follows {before.fiscal_year}"
            raise InputError(problem, row=number, field="fiscal_year", expected="every year once, in order")
    discount, balance = 1.0, opening
    subsidies, payments, returns = [], [], []
    moved = [float(opening)]
    for year in flows:
        discount /= 1.0 + year.rate
        returns.append(year.rate * balance * discount)
        subsidies.append(year.subsidies * discount)
        payments.append(year.payments * discount)
        balance += year.contributed - year.returned
        if balance < 0:
            raise InputError(f"in {year.fiscal_year} more is returned than was there", field="returned")
        moved.append((year.contributed - year.returned) * discount)
    if lost > balance:
        raise InputError("more is stated as lost than is left at the end", field="lost")
    forgone, moved = math.fsum(returns), [*moved, -balance * discount]
    scale = max(1.0, math.fsum(abs(part) for part in moved))
    if abs(forgone - math.fsum(moved)) > _EPSILON * scale:
        raise SonaeError("the opportunity cost does not agree with the flows of capital; this is a fault of Sonae.")
    return PolicyCost(math.fsum(subsidies), math.fsum(payments), forgone, lost * discount)
