"""What persons judge: the points that the bylaw leaves to the agency or the minister, and what each is judged of."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["POINTS"]

_BY_PLACE: Mapping[str, tuple[str, ...]] = {
    "": (
        "agreement.other_matters_needed", "annex2.difficulty", "annex2.energy_policy", "annex2.reserves", "annex3.energy_policy",
        "annex4.country_risk_covered", "annex4.departure", "annex4.energy_policy", "annex4.production_within_five_years",
        "audit.necessary", "bylaws.main", "country_risk_high", "disposal.energy_policy", "disposal.necessary",
        "disposal.valuable", "equity.shares_disposed_properly", "scope.decarbonisation", "termination.approvable",
    ),
    "adoption.applications": ("application.further_papers", "application.reasons_cured"),
    "adoption.changes": ("change.consultation_necessary", "change.necessary"),
    "costs": (
        "cost.directly_related", "cost.equity_reasonable", "cost.found_necessary", "cost.indispensable", "cost.insurance_proper",
    ),
    "management.matters": ("matter.as_soon_as_possible", "matter.criteria_met"),
    "management.notices": ("notice.approval_needed", "notice.as_soon_as_possible"),
    "management.plans": (
        "plan.approved_without_delay", "plan.as_soon_as_possible", "plan.criteria_met", "plan.delay_unavoidable",
        "plan.economics_lost", "plan.no_ground_to_stop", "plan.policy_lost", "plan.report_in_place_of_approval",
        "plan.risk_too_high",
    ),
    "management.plan_changes": (
        "plan_change.as_soon_as_possible", "plan_change.asked_without_delay", "plan_change.criteria_met",
        "plan_change.economics_lost", "plan_change.no_ground_to_stop", "plan_change.policy_lost",
        "plan_change.report_in_place_of_approval", "plan_change.risk_too_high",
    ),
    "management.reports": ("report.as_soon_as_possible",),
    "management.work_changes": ("work_change.as_soon_as_possible", "work_change.asked_without_delay"),
    "management.work_items": ("work.as_soon_as_possible",),
    "management.worsenings": ("worsening.great",),
}  # fmt: skip

POINTS: Mapping[str, str] = {point: place for place, points in _BY_PLACE.items() for point in points}
"""Points with the list of the case of whose entries they are judged; empty where they are of the case as a whole."""
