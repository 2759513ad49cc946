"""Who reads what of a case: a company does not read what the agency works out for itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sonae.core import Finding
from sonae.office.gate import NotThereError, visible_cases
from sonae.office.models import Account, Case
from sonae.office.roles import Role

__all__ = ["case_for", "facts_for", "findings_for", "inside"]

_OWN_WORK = (
    "bylaws.", "criteria.", "review.", "decision.allowed", "repayment.", "disposal.", "evaluation.", "audit.", "funds.", "equity.",
)  # fmt: skip
"""Questions that the agency asks itself."""
_OWN_FACTS = ("judgements", "parameters", "repayment", "oversight", "support", "economics")


def inside(account: Account) -> bool:
    """Return whether an account reads the agency's own work on a case: the agency's people and the ministry."""
    return any(role.of_agency or role is Role.MINISTRY for role in account.roles)


def case_for(account: Account, number: str) -> Case:
    """Return a case that an account may know of.

    Raises:
        NotThereError: when there is none of that number for it.

    """
    rows = visible_cases(account).select_related("applicant", "promoting", "reviewing", "promoter")
    case = rows.filter(number=number).first()
    if case is None:
        raise NotThereError
    return case


def facts_for(account: Account, case: Case) -> Mapping[str, Any]:
    """Return the facts of a case that an account reads."""
    facts = dict(case.facts)
    if inside(account):
        return facts
    for name in _OWN_FACTS:
        facts.pop(name, None)
    adoption = {key: value for key, value in facts.get("adoption", {}).items() if key in ("applications", "changes")}
    adoption["applications"] = [
        {key: value for key, value in one.items() if key != "review"} for one in adoption.get("applications", ())
    ]
    return {**facts, "adoption": adoption}


def findings_for(account: Account, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings that an account reads."""
    if inside(account):
        return findings
    return tuple(one for one in findings if not one.question.startswith(_OWN_WORK))
