"""Made-up cases of projects under way, and what is found of one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sonae.bylaw.articles import equity_rules
from sonae.bylaw.facts import EquityCase, case_from_tree
from sonae.bylaw.kernel import Derivation, Judgement
from sonae.core import Finding
from tests.bylaw.test_kernel import Papers

RULES = equity_rules()
DAY = dt.date(2026, 6, 1)


def under_way(
    *,
    project: dict[str, Any] | None = None,
    investee: dict[str, Any] | None = None,
    costs: Any = None,
    **management: Any,
) -> EquityCase:
    """A project under way; its year of plans begins in April unless said."""
    return case_from_tree(
        {
            "id": "made-up", "name_ja": "架空", "name_en": "made up", "fictional": True, "classification": "public",
            "project": {"name": "P", "year_begins": "04-01"} | (project or {}), "management": management, "costs": costs,
            "investee": {"name": "X", "incorporated": True} | (investee or {}),
        },
        "case.yaml",
    )  # fmt: skip


def judged(point: str, of: str = "", holds: bool = True, on: str = "2020-01-01") -> Judgement:
    return Judgement(
        point=point, of=of, holds=holds, by="理事 A", on=dt.date.fromisoformat(on), reason="made up", evidence=("memo",)
    )


def found(
    of: EquityCase, question: str, place: str = "", *judgements: Judgement, on: str | None = None, **parameters: Any
) -> Finding:
    """What is found of a question, of the entry at a place, on a day."""
    day = dt.date.fromisoformat(on) if on else DAY
    derivation = Derivation(RULES, Papers(), of, judgements, parameters, day)
    return derivation.find(question, derivation.entry(place) if place else None, place)


def says(
    of: EquityCase, question: str, place: str = "", *judgements: Judgement, on: str | None = None, **parameters: Any
) -> str:
    return found(of, question, place, *judgements, on=on, **parameters).outcome.value


def cites(finding: Finding) -> list[str]:
    return [cite.provision for cite in finding.citations]
