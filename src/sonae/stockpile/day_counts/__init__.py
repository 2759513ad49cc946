"""Day conventions: one ledger of stocks and flows in, days under every convention out."""

from sonae.stockpile.day_counts.book import DayCount
from sonae.stockpile.day_counts.counting import DayCounts, count_days, day_rows, reference_consumption
from sonae.stockpile.day_counts.ledger import Flow, Ledger, Period, Stock, read_ledger
from sonae.stockpile.day_counts.metals import Reference, count_metals
from sonae.stockpile.day_counts.oil import count_oil

__all__ = [
    "DayCount",
    "DayCounts",
    "Flow",
    "Ledger",
    "Period",
    "Reference",
    "Stock",
    "count_days",
    "count_metals",
    "count_oil",
    "day_rows",
    "read_ledger",
    "reference_consumption",
]
