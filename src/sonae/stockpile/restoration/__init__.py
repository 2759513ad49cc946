"""Restoration: the cheapest way back to the target after a release, price impact weighed against policy effect."""

from sonae.stockpile.restoration.case import Hazard, Impact, RestorationCase, Sourced, read_case
from sonae.stockpile.restoration.schedule import RestorationSchedule, plan_restoration, schedule_rows
from sonae.stockpile.restoration.valuation import Valued, constant_rate, immediate, most_tonnes, value_schedule

__all__ = [
    "Hazard",
    "Impact",
    "RestorationCase",
    "RestorationSchedule",
    "Sourced",
    "Valued",
    "constant_rate",
    "immediate",
    "most_tonnes",
    "plan_restoration",
    "read_case",
    "schedule_rows",
    "value_schedule",
]
