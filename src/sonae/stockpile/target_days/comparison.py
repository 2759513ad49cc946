"""What changed since last year: data revision (the same year in two vintages) and real change (two years in one)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sonae.compute import Executor
from sonae.core import DataUnavailableError
from sonae.stockpile.target_days.proposal import DaysReview, Situation, propose_days, situation_of

__all__ = ["DaysChange", "compare_vintages", "previous_situations"]


@dataclass(frozen=True, slots=True)
class DaysChange:
    """The statistic of a mineral now, a year ago in today's data, and a year ago as it was then seen.

    ``real_change + data_revision`` is the whole change against last year's vintage.
    """

    symbol: str
    now: float
    year_ago_today: float
    year_ago_then: float
    proposal_then: int

    @property
    def real_change(self) -> float:
        """Two years in the present vintage."""
        return self.now - self.year_ago_today

    @property
    def data_revision(self) -> float:
        """The same year in the present and in the previous vintage."""
        return self.year_ago_today - self.year_ago_then


def previous_situations(situation: Situation) -> tuple[Situation, Situation]:
    """Return last year's situation in today's data and in the previous vintage, each as known on last year's day."""
    year, policy = situation.picture.year - 1, situation.policy
    minerals = situation.picture.minerals
    day = dt.date(situation.as_of.year - 1, situation.as_of.month, min(situation.as_of.day, 28))
    if (situation.as_of.month, situation.as_of.day) == (12, 31):
        day = dt.date(situation.as_of.year - 1, 12, 31)
    if day.year < policy.hazard.first_full_year:
        raise DataUnavailableError(f"the log of acts is too short to compare with {day}.")
    before = situation.exposure.trade.before
    if before is None:
        raise DataUnavailableError("the previous data pack is not cached; run «sonae data pull».")
    today = situation_of(
        situation.library, situation.picture.importer, year, policy, as_of=day, minerals=minerals,
        trade=situation.exposure.trade, exposure=situation.exposure,
    )  # fmt: skip
    then = situation_of(
        before.library, situation.picture.importer, year, policy, as_of=day, minerals=minerals, trade=before
    )
    return today, then


def compare_vintages(
    situation: Situation,
    review: DaysReview,
    *,
    executor: Executor | None = None,
) -> list[DaysChange]:
    """Compare a review with last year's on common random numbers; minerals assessed in all three are listed."""
    today, then = (
        propose_days(
            old, scenarios=review.scenarios, seed=review.seed, executor=executor, intervals=False, explain=False
        )
        for old in previous_situations(situation)
    )
    out = []
    for item in review.minerals:
        before, first = today.of(item.symbol), then.of(item.symbol)
        if item.statistics and before.statistics and first.statistics:
            out.append(
                DaysChange(
                    item.symbol, item.statistics.statistic, before.statistics.statistic, first.statistics.statistic,
                    first.proposal or 0,
                )
            )  # fmt: skip
    return out
