"""Borrowings and bonds: terms, day counts, business days, repayment schedules in whole units, and what they cost in all."""

from sonae.economics.debt.business_days import (
    BUSINESS_DAY_RULES,
    BusinessCalendar,
    japanese_bank_calendar,
    japanese_holidays,
)
from sonae.economics.debt.cost import RATE_TIMES, Issue, IssueCost, cost_of, effective_rate, nominal_rate
from sonae.economics.debt.day_counts import DAY_COUNTS, year_fraction
from sonae.economics.debt.loan import ACCRUALS, MONTH_ENDS, PROFILES, ROUNDINGS, Conventions, Fixed, Floating, Loan
from sonae.economics.debt.schedule import Instalment, Schedule, YearOfService, level_payment, schedule_of

__all__ = [
    "ACCRUALS",
    "BUSINESS_DAY_RULES",
    "DAY_COUNTS",
    "MONTH_ENDS",
    "PROFILES",
    "RATE_TIMES",
    "ROUNDINGS",
    "BusinessCalendar",
    "Conventions",
    "Fixed",
    "Floating",
    "Instalment",
    "Issue",
    "IssueCost",
    "Loan",
    "Schedule",
    "YearOfService",
    "cost_of",
    "effective_rate",
    "japanese_bank_calendar",
    "japanese_holidays",
    "level_payment",
    "nominal_rate",
    "schedule_of",
    "year_fraction",
]
