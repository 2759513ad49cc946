"""Valuation of cash flows: present value under a stated convention, all internal rates of return, payback, debt cover, chance,
government take, unit cost, break-even.

Flows are float64, receipts positive, periods along the last axis. Nothing is defaulted that moves a number: timing, base
date, day count, and the way of counting are required by name. An amount that is not finite is refused by its place.
"""

from sonae.economics.valuation.debt import DebtCover, LoanSchedule, annuity_payment, debt_cover, sculpted_loan
from sonae.economics.valuation.discounting import DayCount, Discounting, Timing, net_present_value, present_values
from sonae.economics.valuation.measures import (
    BreakEven,
    GovernmentTake,
    Payback,
    Profitability,
    Within,
    break_even,
    break_even_chance,
    expected_monetary_value,
    expected_value,
    government_take,
    payback,
    profitability,
    risked_value,
    unit_cost,
)
from sonae.economics.valuation.roots import (
    RATE_BOUNDS,
    Direction,
    InternalRates,
    RateRoot,
    RateTable,
    dated_internal_rates,
    internal_rate_table,
    internal_rates,
    shown_rate,
)

__all__ = [
    "RATE_BOUNDS",
    "BreakEven",
    "DayCount",
    "DebtCover",
    "Direction",
    "Discounting",
    "GovernmentTake",
    "InternalRates",
    "LoanSchedule",
    "Payback",
    "Profitability",
    "RateRoot",
    "RateTable",
    "Timing",
    "Within",
    "annuity_payment",
    "break_even",
    "break_even_chance",
    "dated_internal_rates",
    "debt_cover",
    "expected_monetary_value",
    "expected_value",
    "government_take",
    "internal_rate_table",
    "internal_rates",
    "net_present_value",
    "payback",
    "present_values",
    "profitability",
    "risked_value",
    "sculpted_loan",
    "shown_rate",
    "unit_cost",
]
