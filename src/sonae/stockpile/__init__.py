"""Stockpile: target days. The public face is :mod:`sonae.stockpile.target_days`, re-exported here."""

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
