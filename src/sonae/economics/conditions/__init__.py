"""Conditions that every project shares: one file, one hash, and shared paths of prices and rates of exchange.

:func:`load_conditions` reads a :class:`ConditionSet`. A convention that the file does not state is refused by name, a deck that
ends before the project as well; nothing is filled in.
"""

from sonae.economics.conditions.calibration import Calibration, JointCalibration, calibrate, calibrate_together
from sonae.economics.conditions.card import ConventionCard
from sonae.economics.conditions.changes import Change, Stress
from sonae.economics.conditions.condition_set import ConditionSet, Conventions
from sonae.economics.conditions.file import (
    conditions_from_text,
    demonstration_conditions,
    demonstration_text,
    load_conditions,
)
from sonae.economics.conditions.grid import Period, PeriodGrid, Timing, mean_of_months, month_number
from sonae.economics.conditions.paths import SharedPaths, shared_paths
from sonae.economics.conditions.processes import Process, Uncertainty, correlation_matrix
from sonae.economics.conditions.terms import MoneyTerms

__all__ = [
    "Calibration",
    "Change",
    "ConditionSet",
    "ConventionCard",
    "Conventions",
    "JointCalibration",
    "MoneyTerms",
    "Period",
    "PeriodGrid",
    "Process",
    "SharedPaths",
    "Stress",
    "Timing",
    "Uncertainty",
    "calibrate",
    "calibrate_together",
    "conditions_from_text",
    "correlation_matrix",
    "demonstration_conditions",
    "demonstration_text",
    "load_conditions",
    "mean_of_months",
    "month_number",
    "shared_paths",
]
