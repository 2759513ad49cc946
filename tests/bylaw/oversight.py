"""Made-up cases of audits, evaluations, termination and disposal, and what is found of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sonae.bylaw.articles import equity_rules
from sonae.bylaw.facts import EquityCase, case_from_tree
from sonae.bylaw.kernel import Derivation
from sonae.core import Finding, Outcome
from tests.bylaw.test_kernel import Papers

RULES = equity_rules()
HEAD = {"id": "made-up", "name_ja": "架空", "name_en": "made up", "fictional": True, "classification": "public"}


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def case(**parts: Any) -> EquityCase:
    return case_from_tree(HEAD | parts, "case.yaml")


def judged(point: str, on: str, holds: bool = True, of: str = "") -> dict[str, Any]:
    return {
        "point": point, "of": of, "holds": holds, "by": "made-up director", "on": day(on), "reason": "made up",
        "evidence": ["made-up paper"],
    }  # fmt: skip


def found(of: EquityCase, question: str, as_of: str) -> Finding:
    """Answer a question; «evaluation.rank [oversight.evaluations.1]» asks it of an entry."""
    derivation = Derivation(RULES, Papers(), of, of.judgements, of.parameters, day(as_of))
    name, _, place = question.partition(" [")
    if not place:
        return derivation.find(name)
    return derivation.find(name, derivation.entry(place[:-1]), place[:-1])


def outcome(of: EquityCase, question: str, as_of: str) -> str:
    return found(of, question, as_of).outcome.value


def cites(finding: Finding) -> set[str]:
    return {one.provision for one in finding.citations}


def drawdowns(*paid_on: str) -> dict[str, Any]:
    """Return what is stated of management where equity was paid on the given days."""
    return {
        "work_items": [{"name": "w", "year": 2020}],
        "drawdowns": [
            {"name": f"d{number}", "work": "w", "paid_on": one if one == "not_yet" else day(one)}
            for number, one in enumerate(paid_on, 1)
        ],
    }


YES, NO, OPEN, NONE = (one.value for one in (Outcome.YES, Outcome.NO, Outcome.OPEN, Outcome.NOT_APPLICABLE))
