"""Terms of a debt guarantee (債務保証) and its exposure, period by period, from the schedule of the guaranteed loan."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from sonae.core import FiscalYear, InputError, UnknownChoiceError
from sonae.economics.debt import Instalment, Schedule

__all__ = [
    "COVERS",
    "FEE_TIMINGS",
    "ExposurePath",
    "ExposureYear",
    "GuaranteeTerms",
    "Recourse",
    "exposure_by_fiscal_year",
    "exposure_path",
    "path_of_amounts",
    "period_default_chance",
]

F64 = npt.NDArray[np.float64]

COVERS = ("principal", "principal and interest")
"""What a lender may call: principal that is outstanding, or with it the interest of the period that is unpaid."""
FEE_TIMINGS = ("advance", "arrears to the period of default", "arrears of survivors")
"""When the fee of a period is paid: at its start; at its end, also in the period of default; at its end, not in that period."""


@dataclass(frozen=True, slots=True)
class GuaranteeTerms:
    """Share, cap, cover and fee of a guarantee."""

    share: Decimal | Fraction
    """Guaranteed share of the loan."""
    cap: Decimal | Fraction
    """Largest share that the rules of the agency allow for this kind of guarantee."""
    covers: str
    fee_rate: Decimal | Fraction
    """Fee a year on the guaranteed principal outstanding, a decimal fraction: 0.004 for 0.4 %."""
    fee_timing: str

    def __post_init__(self) -> None:
        for name in ("share", "cap", "fee_rate"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, (Decimal, Fraction, int)) or not 0 <= value <= 1:
                raise InputError(f"{name} is no share", field=name, expected="an exact number from 0 to 1")
        if self.share > self.cap:
            raise InputError("the guaranteed share is above its cap", field="share")
        if self.covers not in COVERS:
            raise UnknownChoiceError("cover", self.covers, COVERS)
        if self.fee_timing not in FEE_TIMINGS:
            raise UnknownChoiceError("timing of the fee", self.fee_timing, FEE_TIMINGS)

    def guaranteed(self, amount: int) -> int:
        """Return the guaranteed part of an amount, in whole units, rounded down."""
        return int(amount * Fraction(self.share))


@dataclass(frozen=True, slots=True)
class Recourse:
    """What is got back from the debtor after payment (求償): shares of the payment, each some years after it."""

    parts: tuple[tuple[float, float], ...]
    """(years after the payment, share of it)."""

    def __post_init__(self) -> None:
        for delay, share in self.parts:
            if not (0 <= delay < math.inf and 0 <= share <= 1):
                raise InputError("a recovery of such a share or delay cannot be", field="recourse")
        if self.share > 1 + 1e-12:
            raise InputError("more than a payment cannot be got back", field="recourse", expected="1 at most")

    @classmethod
    def of_loss(cls, loss_given_default: float) -> Recourse:
        """Return recourse that leaves a loss given default (LGD), the rest being got back at once."""
        return cls(((0.0, 1.0 - loss_given_default),))

    @property
    def share(self) -> float:
        """Share of a payment that is got back in all."""
        return math.fsum(share for _, share in self.parts)

    def loss_factor(self, rate: float) -> float:
        """Return the value, at the day of payment, of one unit paid less what it brings back."""
        return 1.0 - math.fsum(share * (1 + rate) ** -delay for delay, share in self.parts)


@dataclass(frozen=True, slots=True)
class ExposurePath:
    """A guaranteed loan by period, as arrays of shape (periods,); times in years from the base date."""

    starts: F64
    ends: F64
    years: F64
    """Length of each period as the loan counts it; the fee follows it."""
    principal: F64
    """Guaranteed principal during the period."""
    interest: F64
    """Guaranteed interest due at its end; 0 where only principal is covered."""
    due_principal: F64
    """Guaranteed principal due at its end."""
    due_interest: F64
    """Interest due at its end on the guaranteed share, covered or not."""

    @property
    def exposure(self) -> F64:
        """What is called when nothing is paid at the end of the period (EAD)."""
        return self.principal + self.interest


@dataclass(frozen=True, slots=True)
class ExposureYear:
    """Guaranteed principal of a fiscal year: at its end, and the most on any day of it."""

    fiscal_year: FiscalYear
    at_end: int
    peak: int


def exposure_path(schedule: Schedule, terms: GuaranteeTerms, base: dt.date) -> ExposurePath:
    """Return the exposure of what falls due after a base date; times are days from it over 365.

    Raises:
        InputError: when nothing falls due after the base date.

    """
    rows = [row for row in schedule.instalments if row.paid_on > base]
    if not rows:
        raise InputError(f"«{schedule.loan.name}» is repaid by {base}", field="base")

    def years(days: Sequence[dt.date]) -> F64:
        return np.array([(day - base).days / 365 for day in days])

    def part(amounts: Sequence[int]) -> F64:
        return np.array([terms.guaranteed(amount) for amount in amounts], dtype=np.float64)

    interest = part([row.interest for row in rows])
    opening, closing = part([row.opening for row in rows]), part([row.closing for row in rows])
    return ExposurePath(
        years([row.start for row in rows]),
        years([row.paid_on for row in rows]),
        np.array([float(row.years) for row in rows]),
        opening,
        interest if terms.covers == "principal and interest" else np.zeros(len(rows)),
        opening - closing,
        interest,
    )


def path_of_amounts(exposures: Sequence[float], periods_a_year: int = 1) -> ExposurePath:
    """Return a path of given guaranteed principal by period, without interest.

    Raises:
        InputError: when an amount is missing, below 0 or not finite.

    """
    amounts = np.asarray(exposures, dtype=np.float64)
    if amounts.ndim != 1 or not amounts.size or not np.isfinite(amounts).all() or amounts.min() < 0:
        raise InputError("exposures must be finite numbers of 0 or more", field="exposures")
    ends = np.arange(1, amounts.size + 1) / periods_a_year
    none = np.zeros_like(amounts)
    falls = amounts - np.append(amounts[1:], 0.0)
    years = np.full(amounts.size, 1 / periods_a_year)
    return ExposurePath(ends - 1 / periods_a_year, ends, years, amounts, none, falls, none)


def exposure_by_fiscal_year(schedule: Schedule, terms: GuaranteeTerms) -> tuple[ExposureYear, ...]:
    """Return guaranteed principal by fiscal year (April to March), from drawing to the last payment."""
    out = []
    for year in schedule.by_fiscal_year():
        start = max(year.fiscal_year.start, schedule.loan.drawn)
        # The balance never rises, so that it is highest on the first day.
        peak = schedule.outstanding_on(start) + _paid_on(schedule.instalments, start)
        out.append(ExposureYear(year.fiscal_year, terms.guaranteed(year.outstanding), terms.guaranteed(peak)))
    return tuple(out)


def _paid_on(rows: Sequence[Instalment], day: dt.date) -> int:
    return sum(row.principal for row in rows if row.paid_on == day)


def period_default_chance(a_year: float, years: F64) -> F64:
    """Return the chance of default in periods of some years, from one a year: 1 − (1 − PD)^years.

    Raises:
        InputError: when the chance is none.

    """
    if not 0 <= a_year <= 1:
        raise InputError(f"{a_year:g} is no chance", field="default chance", expected="a number from 0 to 1")
    return 1.0 - (1.0 - a_year) ** np.asarray(years, dtype=np.float64)
