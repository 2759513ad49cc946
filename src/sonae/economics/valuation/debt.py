"""Debt of a project: level payments, sculpted repayment, and how far cash covers the service.

CFADS is cash flow available for debt service. Periods are those of the loan; interest of a period is charged on the balance
at its start and paid at its end.

    DSCR_t = CFADS_t / service_t
    LLCR_t = Σ_{s=t}^{end of loan}    CFADS_s / Π(1 + i) / balance_t
    PLCR_t = Σ_{s=t}^{end of project} CFADS_s / Π(1 + i) / balance_t
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from sonae.core import InputError, UnknownChoiceError
from sonae.economics.valuation.flows import finite_flows, finite_number

if TYPE_CHECKING:
    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]

__all__ = ["DebtCover", "LoanSchedule", "annuity_payment", "debt_cover", "sculpted_loan"]

_SAME = 1e-9


def annuity_payment(principal: float, rate: float, periods: int, *, timing: Literal["start", "end"]) -> float:
    """Return the level payment that repays a loan: ``P · i / (1 − (1 + i)^−n)``, over 1 + i if paid at the start.

    Args:
        principal: the loan, positive.
        rate: i, a period; above −1, and 0 is allowed.
        periods: n, 1 or more.
        timing: when in a period it is paid.

    """
    loan, i = finite_number(principal, field="principal", least=0), finite_number(rate, field="rate", above=-1)
    if isinstance(periods, bool) or not isinstance(periods, int) or periods < 1:
        raise InputError(f"{periods} periods cannot be paid in", field="periods", expected="a whole number from 1")
    if timing not in ("start", "end"):
        raise UnknownChoiceError("timing of payments", timing, ("start", "end"))
    if i == 0:
        return loan / periods
    # expm1 and log1p keep the digits of small rates, where 1 − (1 + i)^−n cancels.
    payment = loan * i / -math.expm1(-periods * math.log1p(i))
    return payment / (1 + i) if timing == "start" else payment


@dataclass(frozen=True)
class LoanSchedule:
    """A loan from its full drawing on; all arrays (periods,), in one money."""

    opening: F64 = field(repr=False)
    interest: F64 = field(repr=False)
    principal: F64 = field(repr=False)
    """Repaid; below 0 in a period whose service does not pay the interest."""
    rate: F64 = field(repr=False)
    """Interest a period."""

    def __post_init__(self) -> None:
        parts = [("opening", self.opening), ("interest", self.interest), ("principal", self.principal)]
        for name, given in (*parts, ("rate", self.rate)):
            if finite_flows(given, field=name).size != np.size(self.opening):
                raise InputError("the parts of a loan have different lengths", field=name)
        size = float(np.abs(self.opening).max())
        if np.abs(self.opening * self.rate - self.interest).max() > _SAME * size:
            raise InputError("interest is not the rate on the opening balance", field="interest")
        if np.abs(self.opening[1:] - self.closing[:-1]).max(initial=0.0) > _SAME * size:
            raise InputError("a balance does not open where the one before it closed", field="opening")

    @property
    def service(self) -> F64:
        """Interest and principal."""
        return self.interest + self.principal

    @property
    def closing(self) -> F64:
        """Balance after the payment."""
        return self.opening - self.principal

    @property
    def amount(self) -> float:
        """The loan as drawn."""
        return float(self.opening[0])

    @property
    def rising(self) -> tuple[int, ...]:
        """Periods, from 1, in which the balance rises because the service does not pay the interest."""
        return tuple(int(t) + 1 for t in np.flatnonzero(self.principal < -_SAME * self.amount))


@dataclass(frozen=True)
class DebtCover:
    """Cover ratios (periods,) of a loan; nan where a period has no service, or no balance."""

    dscr: F64 = field(repr=False)
    llcr: F64 = field(repr=False)
    plcr: F64 = field(repr=False)

    @property
    def least_dscr(self) -> float | None:
        """The lowest DSCR of the periods with service; None where there is none."""
        known = self.dscr[~np.isnan(self.dscr)]
        return float(known.min()) if known.size else None

    @property
    def mean_dscr(self) -> float | None:
        """The plain mean of DSCR over the periods with service."""
        known = self.dscr[~np.isnan(self.dscr)]
        return float(known.mean()) if known.size else None


def sculpted_loan(
    cfads: Sequence[float] | F64, *, rate: float | Sequence[float] | F64, cover: float | Sequence[float] | F64,
    at_most: float | None,
) -> LoanSchedule:  # fmt: skip
    """Return the loan whose service is CFADS over a cover in every period: ``debt = Σ CFADS_t / cover_t / Π(1 + i)``.

    Args:
        cfads: (periods,) of the loan's life, 0 or more.
        rate: interest a period; one or (periods,).
        cover: the DSCR asked for, 1 or more; one or (periods,).
        at_most: the largest loan, such as a share of the cost; the service is then cut in one proportion, and covers rise.
            None for no limit: the loan may then be more than the project costs.

    Raises:
        InputError: for negative or no cash, a cover below 1, or a limit that is not above 0.

    """
    cash = finite_flows(cfads, field="cfads")
    if (cash < 0).any() or not cash.any():
        raise InputError(
            "cash below 0 can serve no debt, and without any cash there is no loan", field="cfads",
            expected="0 or more, and more in some period",
        )  # fmt: skip
    interest, covers = _by_period(rate, cash.size, "rate"), _by_period(cover, cash.size, "cover")
    if (interest <= -1).any() or (covers < 1).any():
        raise InputError(
            "a rate lies at −1 or below, or a cover below 1", field="cover", expected="covers of 1 or more"
        )
    service = cash / covers
    debt = float(_values_ahead(service, interest)[0])
    if at_most is not None and debt > finite_number(at_most, field="at_most", above=0):
        service = service * (at_most / debt)
    # Opening balances are the value of the service ahead, so that the last one is repaid without a rounded rest.
    opening = _values_ahead(service, interest)
    charged = opening * interest
    return LoanSchedule(opening, charged, service - charged, interest)


def debt_cover(cfads: Sequence[float] | F64, loan: LoanSchedule) -> DebtCover:
    """Return the cover ratios of a loan by cash flow.

    Args:
        cfads: (project periods,) from the loan's first period to the end of the project: at least the loan's periods.
            After the loan's end its last rate discounts.
        loan: the schedule.

    Raises:
        InputError: when cash ends before the loan does.

    """
    cash = finite_flows(cfads, field="cfads")
    life = loan.opening.size
    if cash.size < life:
        raise InputError(
            f"cash flow ends after {cash.size} periods, the loan after {life}", field="cfads",
            expected="the whole life of the loan",
        )  # fmt: skip
    rate = np.concatenate([loan.rate, np.full(cash.size - life, loan.rate[-1])])
    service, opening = loan.service, loan.opening
    with np.errstate(divide="ignore", invalid="ignore"):
        dscr = np.where(service > 0, cash[:life] / service, np.nan)
        owed = opening > _SAME * loan.amount
        llcr = np.where(owed, _values_ahead(cash[:life], loan.rate) / opening, np.nan)
        plcr = np.where(owed, _values_ahead(cash, rate)[:life] / opening, np.nan)
    return DebtCover(dscr, llcr, plcr)


def _values_ahead(flows: F64, rate: F64) -> F64:
    """Return the value at the start of each period of all flows from it on, each paid at the end of its period."""
    out, ahead = np.empty(flows.size), 0.0
    for t in range(flows.size - 1, -1, -1):
        ahead = (ahead + float(flows[t])) / (1.0 + float(rate[t]))
        out[t] = ahead
    return out


def _by_period(given: float | Sequence[float] | F64, periods: int, name: str) -> F64:
    """Return one value a period."""
    if isinstance(given, (int, float, np.number)):
        return np.full(periods, finite_number(float(given), field=name))
    values = finite_flows(given, field=name)
    if values.size != periods:
        raise InputError(f"there are {values.size} values for {periods} periods", field=name)
    return values
