"""Default driven by cash flow: the first period in which cash and reserve do not meet the debt service.

Each period cash available for debt service (CFADS) comes in, the reserve account stands by, the service is paid. What is
missing is taken from the reserve; when that cannot meet it, the debtor is in default, the whole loan falls due, what cash
there is pays interest and then principal, and the guaranteed share of the rest is called. A loss of the project in a period
without debt service is no default; the reserve bears it as far as it goes, and the sponsors the rest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sonae.core import InputError
from sonae.economics.debt import Schedule
from sonae.economics.guarantee.terms import ExposurePath

__all__ = ["Defaults", "ReserveAccount", "cash_defaults", "debt_service"]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ReserveAccount:
    """A debt service reserve account: what stands in it at the start, and what it is filled up to."""

    opening: float
    target: float
    """Balance up to which surplus cash refills it, all above being paid out; 0 where it is not refilled."""
    refill: bool

    def __post_init__(self) -> None:
        if not (0 <= self.opening < np.inf and 0 <= self.target < np.inf):
            raise InputError("the reserve account holds no amount of 0 or more", field="reserve")
        if not self.refill and self.target:
            raise InputError("a reserve that is not refilled has no target", field="reserve.target", expected="0")


@dataclass(frozen=True, slots=True)
class Defaults:
    """Which scenarios default, when, and with how much cash; arrays of shape (scenarios,)."""

    period: I64
    """Period of default from 0; −1 for none."""
    cash: F64
    """Cash that pays the loan in the period of default; 0 for none."""
    called: F64
    """What is paid under the guarantee; 0 for none."""


def debt_service(schedule: Schedule, base: dt.date) -> F64:
    """Return the payments of a loan after a base date, shape (periods,)."""
    return np.array([row.payment for row in schedule.instalments if row.paid_on > base], dtype=np.float64)


def cash_defaults(
    path: ExposurePath, service: Sequence[float] | F64, cfads: F64, reserve: ReserveAccount, share: float
) -> Defaults:
    """Find the default of every scenario.

    Args:
        path: exposure of the guarantee, shape (periods,).
        service: debt service of the whole loan, shape (periods,).
        cfads: cash available for it after everything that ranks before, shape (periods, scenarios).
        reserve: the reserve account.
        share: guaranteed share of the loan; cash of the period of default is credited to it alike.

    Raises:
        InputError: when shapes do not fit or a scenario has no cash flow (not a number): it is never read as 0.

    """
    due, cash = np.asarray(service, dtype=np.float64), np.asarray(cfads, dtype=np.float64)
    periods = path.principal.size
    if due.shape != (periods,) or cash.ndim != 2 or cash.shape[0] != periods or not cash.shape[1]:
        problem = f"cash flows of shape {cash.shape} and service of shape {due.shape} do not fit {periods} periods"
        raise InputError(problem, field="cfads", expected="(periods, scenarios) and (periods,)")
    if not np.isfinite(cash).all():
        t, s = (int(places[0]) for places in np.nonzero(~np.isfinite(cash)))
        raise InputError(f"scenario {s} has no cash flow in period {t}", field="cfads", expected="a finite number")
    if not np.isfinite(due).all() or due.min() < 0:
        raise InputError("debt service must be finite and 0 or more", field="service")
    if not 0 <= share <= 1:
        raise InputError(f"{share:g} is no share", field="share", expected="a number from 0 to 1")
    scenarios = cash.shape[1]
    period, left = np.full(scenarios, -1, dtype=np.int64), np.zeros(scenarios)
    balance, alive = np.full(scenarios, float(reserve.opening)), np.ones(scenarios, dtype=np.bool_)
    for t in range(periods):
        have = cash[t] + balance
        falls = alive & (have < due[t]) & (due[t] > 0)
        period[falls] = t
        left[falls] = np.maximum(have[falls], 0.0)
        alive &= ~falls
        rest = np.maximum(have - due[t], 0.0)
        balance = np.minimum(rest, reserve.target) if reserve.refill else np.minimum(balance, rest)
    return Defaults(period, left, _called(path, period, left * share))


def _called(path: ExposurePath, period: I64, cash: F64) -> F64:
    t = np.maximum(period, 0)
    to_interest = np.minimum(cash, path.due_interest[t])
    # Guaranteed amounts are rounded down to whole units, cash is not: the difference must not turn negative.
    unpaid = np.maximum(path.principal[t] - (cash - to_interest), 0.0)
    covered = np.where(path.interest[t] > 0, path.due_interest[t] - to_interest, 0.0)
    return np.where(period >= 0, unpaid + covered, 0.0)
