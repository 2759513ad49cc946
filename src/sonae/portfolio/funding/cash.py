"""The cash of one borrowing, day by day: receipts in, debt service out, what has to be refinanced, what is carried.

On a day receipts come first. Debt service that cash does not meet is refinanced on that day; later cash repays what was
refinanced before it is carried as surplus. Surplus earns nothing and refinancing bears nothing here: the gap shows what has
to be found, and a new borrowing that fills it is entered as one, with its own rate. Every day
``cash before + receipts + drawn = service + repaid + cash after``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sonae.core import SonaeError
from sonae.economics.debt import Schedule

__all__ = ["CashDay", "TaggedReceipt", "cash_days"]


@dataclass(frozen=True, slots=True)
class TaggedReceipt:
    """The part of a receipt that serves a borrowing."""

    project: str
    kind: str
    day: dt.date
    currency: str
    amount: int
    """In its own currency."""
    converted: int
    """In the currency of the debt, rounded down."""


@dataclass(frozen=True, slots=True)
class CashDay:
    """A day on which something moves, in the currency of the debt."""

    day: dt.date
    receipts: int
    interest: int
    principal: int
    drawn: int
    """Debt service that is refinanced."""
    repaid: int
    """Earlier refinancing that cash repays."""
    cash: int
    """Surplus carried at the end of the day."""
    refinanced: int
    """Refinancing outstanding at the end of the day."""

    @property
    def service(self) -> int:
        """Interest and principal."""
        return self.interest + self.principal


def cash_days(schedule: Schedule, receipts: Sequence[TaggedReceipt], opening: int) -> tuple[CashDay, ...]:
    """Work through the days of a borrowing.

    Args:
        schedule: its debt service.
        receipts: what serves it, in any order.
        opening: cash set aside for it at the start, in its currency.

    Raises:
        SonaeError: when a day does not add up, which would be a fault of this program.

    """
    came: dict[dt.date, int] = {}
    for receipt in receipts:
        came[receipt.day] = came.get(receipt.day, 0) + receipt.converted
    due: Mapping[dt.date, tuple[int, int]] = _service(schedule)
    cash, refinanced = opening, 0
    out = []
    for day in sorted({*came, *due}):
        before, got = cash, came.get(day, 0)
        interest, principal = due.get(day, (0, 0))
        have, service = before + got, interest + principal
        drawn = max(0, service - have)
        cash = max(0, have - service)
        repaid = min(cash, refinanced)
        cash -= repaid
        refinanced += drawn - repaid
        if before + got + drawn != service + repaid + cash or (cash and refinanced):
            raise SonaeError(f"the cash of «{schedule.loan.name}» on {day} does not add up; this is a fault of Sonae.")
        out.append(CashDay(day, got, interest, principal, drawn, repaid, cash, refinanced))
    return tuple(out)


def _service(schedule: Schedule) -> dict[dt.date, tuple[int, int]]:
    due: dict[dt.date, tuple[int, int]] = {}
    for row in schedule.instalments:
        interest, principal = due.get(row.paid_on, (0, 0))
        due[row.paid_on] = interest + row.interest, principal + row.principal
    return due
