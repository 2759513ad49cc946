"""Figures of the EU study on critical raw materials 2023, by material: substitution, importance, recycling.

European Commission, Study on the Critical Raw Materials for the EU 2023 (10.2873/725585), stage results as collected
in the CritMAT seed tables (MIT; EU reuse). Slips of the source are noted in the table's own rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from sonae.data import read_package_table

__all__ = ["EuAssessment", "eu_assessments"]


@dataclass(frozen=True, slots=True)
class EuAssessment:
    """The study's figures for a material; the worse stage for supply risk."""

    material: str
    supply_risk: float
    economic_importance: float | None
    import_reliance: float | None
    recycling_input: float | None
    """End-of-life recycling input rate of the EU: no domestic rate of another country."""
    substitution_supply: float | None
    """SI(SR), 1 = cannot be replaced."""


@cache
def eu_assessments() -> Mapping[str, EuAssessment]:
    """Return the study's figures by material; where several EU materials make one of ours, the riskiest."""

    def number(text: str) -> float | None:
        return float(text) if text else None

    best: dict[str, EuAssessment] = {}
    for row in read_package_table("eu_crm_2023.csv"):
        risk = number(row["sr"])
        if not row["material"] or risk is None:
            continue
        item = EuAssessment(
            row["material"], risk, number(row["ei"]), number(row["ir"]), number(row["eol_rir"]), number(row["si_sr"])
        )
        if row["material"] not in best or risk > best[row["material"]].supply_risk:
            best[row["material"]] = item
    return MappingProxyType(best)
