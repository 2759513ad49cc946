"""Debt guarantees: exposure from the schedule of the loan, default by chance or by cash flow, recourse, fee and loss."""

from sonae.economics.guarantee.default import Defaults, ReserveAccount, cash_defaults, debt_service
from sonae.economics.guarantee.terms import (
    COVERS,
    FEE_TIMINGS,
    ExposurePath,
    ExposureYear,
    GuaranteeTerms,
    Recourse,
    exposure_by_fiscal_year,
    exposure_path,
    path_of_amounts,
    period_default_chance,
)
from sonae.economics.guarantee.value import GuaranteeValue, Tail, tail_of, value_by_chance, value_by_scenarios

__all__ = [
    "COVERS",
    "FEE_TIMINGS",
    "Defaults",
    "ExposurePath",
    "ExposureYear",
    "GuaranteeTerms",
    "GuaranteeValue",
    "Recourse",
    "ReserveAccount",
    "Tail",
    "cash_defaults",
    "debt_service",
    "exposure_by_fiscal_year",
    "exposure_path",
    "path_of_amounts",
    "period_default_chance",
    "tail_of",
    "value_by_chance",
    "value_by_scenarios",
]
