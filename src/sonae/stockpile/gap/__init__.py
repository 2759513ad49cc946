"""The gap between target days and days held: month by month, by cause, with what is to follow."""

from sonae.stockpile.gap.decomposition import CAUSES, Causes, Level, decompose
from sonae.stockpile.gap.record import Judgement, MonthRow, Record, read_record
from sonae.stockpile.gap.review import GapReview, MineralGap, MonthGap, YearGap, gap_rows, month_rows, review_gap

__all__ = [
    "CAUSES",
    "Causes",
    "GapReview",
    "Judgement",
    "Level",
    "MineralGap",
    "MonthGap",
    "MonthRow",
    "Record",
    "YearGap",
    "decompose",
    "gap_rows",
    "month_rows",
    "read_record",
    "review_gap",
]
