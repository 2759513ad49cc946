"""How often a tender finds no acceptable offer, from past tenders: the plan's ``failed_tender``.

With a Beta(a, b) prior, f failed and h held tenders, the chance is Beta(a + f, b + h); its mean is the chance that the
next one fails. Without a single past tender the prior stands alone, and the interval says how little that is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sonae.core import InputError
from sonae.data import Column, TableShape
from sonae.stockpile.auction.notice import AuctionSettings, rows_of

__all__ = ["FailedTender", "PastTender", "failed_tender", "failed_tenders", "read_tenders"]


@dataclass(frozen=True, slots=True)
class PastTender:
    """A tender that was held: it failed when nothing was awarded."""

    date: dt.date
    mineral: str
    awarded: int


@dataclass(frozen=True, slots=True)
class FailedTender:
    """The posterior of the chance that a tender fails."""

    group: str
    tenders: int
    failed: int
    mean: float
    low: float
    high: float
    interval: float


def failed_tender(
    group: str, failed: int, tenders: int, *, prior_failed: float, prior_held: float, interval: float
) -> FailedTender:
    """Return mean and equal-tailed interval of the chance that a tender fails.

    Raises:
        InputError: when more failed than were held, or the prior or the interval is out of its range.

    """
    from scipy.special import betaincinv

    if not 0 <= failed <= tenders:
        raise InputError(f"{failed} of {tenders} tenders cannot have failed")
    if not (prior_failed > 0 and prior_held > 0 and 0 < interval < 1):
        raise InputError(
            "the prior or the interval is out of its range", expected="a prior above 0, an interval in (0, 1)"
        )
    a, b = prior_failed + failed, prior_held + tenders - failed
    tail = (1.0 - interval) / 2.0
    low, high = float(betaincinv(a, b, tail)), float(betaincinv(a, b, 1.0 - tail))
    return FailedTender(group, tenders, failed, a / (a + b), low, high, interval)


def failed_tenders(past: Sequence[PastTender], settings: AuctionSettings) -> list[FailedTender]:
    """Return the posterior of all tenders together, then of each mineral by itself, in the order of the alphabet."""
    rule = settings.tenders
    groups = [("all", list(past))]
    groups += [(m, [t for t in past if t.mineral == m]) for m in sorted({tender.mineral for tender in past})]
    return [
        failed_tender(
            name,
            sum(tender.awarded == 0 for tender in tenders),
            len(tenders),
            prior_failed=rule.prior_failed,
            prior_held=rule.prior_held,
            interval=rule.interval,
        )
        for name, tenders in groups
    ]


def read_tenders(path: Path) -> list[PastTender]:
    """Read past tenders: date, mineral, awarded (whole units, 0 for a failed tender).

    Raises:
        InputError: naming file, row and field.

    """
    shape = TableShape(
        (Column("date", "date"), Column("mineral"), Column("awarded", "integer", minimum=0, expected="whole units"))
    )
    rows = rows_of(path, shape)
    return [PastTender(row["date"], row["mineral"], row["awarded"]) for row in rows]
