"""The facts of a case in the record: read as the bylaw reads them, with what the agency supplies, checked on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sonae.bylaw import CaseCheck, EquityCase, Supplied, case_from_tree, check_case, with_supplied
from sonae.core import Classification, day_in_japan
from sonae.office.models import AgencyParameter, Case

__all__ = ["OF_HOUSE", "agency_parameters", "checked", "day_of", "read_facts"]

OF_HOUSE = frozenset({"support", "economics"})
"""Parts of a case's facts that no rule of the bylaw reads: steps of guarantees, loans and grants; runs of the economics engine."""


def day_of(moment: dt.datetime) -> dt.date:
    """Return the day of a moment in Japan: that of the bylaw's deadlines."""
    return day_in_japan(moment)


def read_facts(case: Case, tree: Mapping[str, Any] | None = None) -> EquityCase:
    """Return the facts of a case as the rules read them.

    Args:
        case: the case.
        tree: other facts than those it holds.

    Raises:
        InputError: naming the field that does not fit.

    """
    head = {
        "id": f"c-{case.number.lower()}", "name_ja": case.title_ja, "name_en": case.title_en, "fictional": case.fictional,
        "classification": Classification(case.classification).name.lower(),
    }  # fmt: skip
    stated = case.facts if tree is None else tree
    return case_from_tree(
        {**head, **{name: part for name, part in stated.items() if name not in OF_HOUSE}}, case.number
    )


def agency_parameters() -> dict[str, Supplied]:
    """Return what the agency supplies for the parameters of the bylaw, by day with reference."""
    values: dict[str, dict[dt.date, Any]] = {}
    papers: dict[str, list[str]] = {}
    for name, since, value, reference in AgencyParameter.objects.values_list("name", "since", "value", "reference"):
        values.setdefault(name, {})[since] = value
        papers.setdefault(name, []).append(reference)
    return {
        name: Supplied(reference="; ".join(dict.fromkeys(papers[name]))[:500], values=by_day)
        for name, by_day in values.items()
    }


def checked(facts: EquityCase, day: dt.date) -> CaseCheck:
    """Return what the bylaw finds of a case on a day, with the agency's parameters."""
    supplied = {name: one for name, one in agency_parameters().items() if name not in facts.parameters}
    return check_case(with_supplied(facts, supplied, "agency"), day)
