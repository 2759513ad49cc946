"""Target days: from hazards to the days to hold, with intervals, explanation and comparison (METHOD_target_days)."""

from sonae.stockpile.target_days.closed_form import newsvendor_with_disruptions, tail_months, tail_probability
from sonae.stockpile.target_days.comparison import DaysChange, compare_vintages
from sonae.stockpile.target_days.explanation import Explanation, shapley_values
from sonae.stockpile.target_days.model import Line, ShortageModel, Softeners, Variant, build_model
from sonae.stockpile.target_days.proposal import (
    DaysProposal,
    DaysReview,
    LineDays,
    Situation,
    propose_days,
    situation_of,
    step_of,
)
from sonae.stockpile.target_days.rows import explanation_rows, proposal_rows
from sonae.stockpile.target_days.sensitivity import Sensitivity, sensitivities
from sonae.stockpile.target_days.softeners import softeners_of
from sonae.stockpile.target_days.statistics import (
    DayStatistics,
    expected_shortfall,
    quantile,
    required_days,
    statistics_of,
)

__all__ = [
    "DayStatistics",
    "DaysChange",
    "DaysProposal",
    "DaysReview",
    "Explanation",
    "Line",
    "LineDays",
    "Sensitivity",
    "ShortageModel",
    "Situation",
    "Softeners",
    "Variant",
    "build_model",
    "compare_vintages",
    "expected_shortfall",
    "explanation_rows",
    "newsvendor_with_disruptions",
    "proposal_rows",
    "propose_days",
    "quantile",
    "required_days",
    "sensitivities",
    "shapley_values",
    "situation_of",
    "softeners_of",
    "statistics_of",
    "step_of",
    "tail_months",
    "tail_probability",
]
