"""Stockpile: target days (re-exported here), and the engines of the stock, each with its own face.

``day_counts`` counts a ledger, ``simulation`` runs rules through events, ``optimal_policy``, ``multistage`` and ``inventory``
solve small problems exactly, ``plan`` makes the five-year plan, ``gap`` and ``restoration`` follow it, ``release`` and
``auction`` let stock go, ``history`` replays past acts.
"""

from sonae.stockpile.target_days import (
    DaysChange,
    DaysProposal,
    DaysReview,
    DayStatistics,
    Explanation,
    LineDays,
    Sensitivity,
    Situation,
    compare_vintages,
    propose_days,
    sensitivities,
    situation_of,
)

__all__ = [
    "DayStatistics",
    "DaysChange",
    "DaysProposal",
    "DaysReview",
    "Explanation",
    "LineDays",
    "Sensitivity",
    "Situation",
    "compare_vintages",
    "propose_days",
    "sensitivities",
    "situation_of",
]
