"""A made-up application with all that it needs, to be changed field by field."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Mapping
from typing import Any

from sonae.bylaw.articles import equity_rules
from sonae.bylaw.facts import EquityCase, case_from_tree
from sonae.bylaw.kernel import Derivation
from sonae.core import Finding
from tests.bylaw.test_kernel import Papers

BOOK = equity_rules()
FIVE = ["technical", "economic", "policy", "organisation", "risk"]
FIRST = "adoption.applications.1"

APPLICATION: dict[str, Any] = {
    "number": 1,
    "applicant": "Kita Oil",
    "documents": [
        {"name": "Form", "kind": "form", "states": list(range(1, 12)), "received_on": "2026-04-01"},
        {"name": "Copy", "kind": "contract_copy", "copy_of": "Licence", "received_on": "2026-04-01"},
    ],
    "premises": [],
    "review": {
        "began_on": "2026-04-02",
        "department": "Review",
        "evaluations": [{"of": of, "done_on": "2026-04-20"} for of in [*FIVE, "safety_environment"]],
        "consultations": [
            {"began_on": "2026-04-21", "ended_on": "2026-04-30", "consents": True, "record": "Letter 1"},
        ],
    },
    "decision": {
        "adopted": True, "on": "2026-05-01", "conditions": [],
        "notice": {"given_on": "2026-05-01", "to": "Kita Oil", "written": True},
    },
}  # fmt: skip

TREE: dict[str, Any] = {
    "id": "made-up", "name_ja": "架空", "name_en": "made up", "fictional": True, "classification": "public",
    "project": {"name": "Field", "resource": "gas", "businesses": ["exploration"], "place": "overseas"},
    "contracts": [
        {
            "name": "Licence", "kind": "other_contract", "of": "host_government", "parties": ["Ministry"], "by_investee": True,
            "for_project": True, "made_on": "2026-01-10",
        },
    ],
    "adoption": {
        "bylaws": {"other": []},
        "departments": [
            {"name": "Promotion", "promotes": True, "under": "Upstream"},
            {"name": "Upstream", "promotes": False, "under": False},
            {"name": "Review", "promotes": False, "under": False},
        ],
        "criteria": [
            {
                "name": "C1", "of": "adoption", "act": "set", "on": "2023-04-01", "state_policy": "Policy",
                "experts_heard_on": "2023-03-01", "filed_on": "2023-04-03",
            },
            {"name": "S1", "of": "safety_environment", "act": "set", "on": "2023-04-01"},
        ],
        "applications": [APPLICATION],
    },
    "judgements": [
        {
            "point": "application.further_papers", "of": FIRST, "holds": False, "by": "A, review", "on": "2026-04-01",
            "reason": "all said", "evidence": ["memo"],
        },
    ],
}  # fmt: skip


def judged(point: str, holds: bool = True, of: str = "", on: str = "2026-04-01") -> dict[str, Any]:
    """Return a judgement."""
    return {"point": point, "of": of, "holds": holds, "by": "B", "on": on, "reason": "r", "evidence": ["e"]}


def tree(changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the tree of the case with fields changed by path; None takes a field out.

    A path through a list names the place from 1; ``app`` is the first application.
    """
    made = copy.deepcopy(TREE)
    for path, value in (changes or {}).items():
        *way, last = path.replace("app.", f"{FIRST}.").split(".")
        at: Any = made
        for name in way:
            at = at[int(name) - 1] if name.isdigit() else at.setdefault(name, {})
        if isinstance(at, list):
            at[int(last) - 1 : int(last)] = [] if value is None else [value]
        elif value is None:
            del at[last]
        else:
            at[last] = value
    return made


def made(changes: Mapping[str, Any] | None = None) -> EquityCase:
    """Return the case with changes."""
    return case_from_tree(tree(changes), "case.yaml")


def asked(
    question: str,
    changes: Mapping[str, Any] | None = None,
    *,
    as_of: str = "2026-06-30",
    of: str = FIRST,
    **parameters: str,
) -> Finding:
    """Return what is found of a question, of the first application where it is asked of applications."""
    case = made(changes)
    derivation = Derivation(BOOK, Papers(), case, case.judgements, parameters, dt.date.fromisoformat(as_of))
    if not BOOK.questions[question].each:
        return derivation.find(question)
    each, number = of.rsplit(".", 1)
    place, entry = derivation.entries(each)[int(number) - 1]
    return derivation.find(question, entry, place)


def outcome(question: str, changes: Mapping[str, Any] | None = None, **how: Any) -> str:
    """Return how a question comes out."""
    return asked(question, changes, **how).outcome.value
