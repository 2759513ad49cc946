"""The review as plain data for JSON, as flat rows, and the way from a figure back to what it rests on."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

from sonae.core import Citation, Finding, FiscalYear, InputError
from sonae.portfolio.review.portfolio_facts import PortfolioFacts
from sonae.portfolio.review.review import PortfolioReview
from sonae.portfolio.review.traced import Traced

__all__ = ["case_rows", "facts_sha256", "look_up", "member_name", "review_document", "step_into"]

_NAMES = (
    "id",
    "case",
    "path",
    "project",
    "factor",
    "fiscal_year",
    "calculated_on",
    "dimension",
    "group",
    "scenario",
    "name",
    "period",
    "day",
)
"""What a list goes by, where a path names one of its members."""


def _traced(figure: Traced) -> dict[str, Any]:
    value = figure.value
    out: dict[str, Any] = {"value": _number(value), "unit": figure.unit}
    if isinstance(value, Fraction):
        out["exact"] = f"{value.numerator}/{value.denominator}"
    if figure.reason:
        out["reason"] = figure.reason
    return {**out, "formula": figure.formula, "from": list(figure.inputs)}


def _number(value: int | Fraction | None) -> int | float | None:
    return float(value) if isinstance(value, Fraction) else value


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "outcome": finding.outcome.value,
        "because": finding.because,
        "value": _plain(finding.value),
        "cites": [str(citation) for citation in finding.citations],
        "facts": {name: _plain(value) for name, value in finding.facts_used.items()},
    }


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it."""
    if isinstance(value, Traced):
        return _traced(value)
    if isinstance(value, Finding):
        return _finding(value)
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, Decimal | Citation | FiscalYear):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.name if isinstance(value, int) else value.value
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return value


def _digest(tree: Any) -> str:
    return hashlib.sha256(json.dumps(tree, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def facts_sha256(facts: PortfolioFacts) -> str:
    """Hash all facts, whatever the order of projects, forecasts and records."""
    return _digest(_plain(facts.in_order()))


def _case_document(found: Any) -> dict[str, Any]:
    tree: dict[str, Any] = _plain(found)
    performance = found.performance
    tree["performance"] |= {
        "watched": performance.watched, "reasons": list(performance.reasons), "unknown": list(performance.unknown),
    }  # fmt: skip
    return tree


def review_document(review: PortfolioReview) -> dict[str, Any]:
    """Return everything of a review as plain data; each figure is an object with value, unit, formula and «from»."""
    return {
        "name": review.name,
        "classification": review.classification.name,
        "as_of": review.as_of.isoformat(),
        "period_end": review.period_end.isoformat(),
        "conditions": review.conditions,
        "facts_sha256": facts_sha256(review.facts),
        "settings_sha256": _digest(review.settings.model_dump(mode="json", exclude={"sources"})),
        "ranks": review.ranks,
        "watch_list": {item.case: list(item.reasons) for item in review.watch_list},
        "cases": [_case_document(found) for found in review.cases],
        "deficit": _plain(review.deficit),
        "pdr": _plain(review.pdr),
        "exposure": _plain(review.exposure),
        "forecast": _plain(review.forecast),
        "charge": _plain(review.charge),
        "settings": review.settings.model_dump(mode="json", exclude={"sources"}),
        "setting_sources": dict(review.settings.sources),
    }


def look_up(review: PortfolioReview, place: str) -> Any:
    """Return what stands at a place that a figure names, as plain data.

    Args:
        review: the review that holds the figure.
        place: «facts:…», «settings:…» or «review:…» with a path; a member of a list goes by its id, case, year or name.

    Raises:
        InputError: when nothing stands there.

    """
    root, _, path = place.partition(":")
    node: Any
    if root == "facts":
        node = _plain(review.facts)
    elif root == "settings":
        node = review.settings.model_dump(mode="json", exclude={"sources"})
    elif root == "review":
        node = review_document(review)
    else:
        raise InputError(f"«{place}» is no place of a review", expected="facts:…, settings:… or review:…")
    rest: str | None = path or None
    while rest is not None:
        _, node, rest = step_into(node, rest, place)
    return node


def step_into(node: Any, path: str, place: str) -> tuple[str, Any, str | None]:
    """Follow one step of a path; names may hold dots, so that the longest that fits is taken.

    Args:
        node: plain data.
        path: what is left of the path.
        place: the whole path, for the sentence of an error.

    Returns:
        the name of the step, what stands there, and what is left of the path; none at its end.

    Raises:
        InputError: when nothing stands there.

    """
    parts = path.split(".")
    for count in range(len(parts), 0, -1):
        name, rest = ".".join(parts[:count]), ".".join(parts[count:]) if count < len(parts) else None
        if isinstance(node, Mapping) and name in node:
            return name, node[name], rest
        for at, member in enumerate(node) if isinstance(node, list) else ():
            inner = member.get("figure") or member.get("milestone") or {} if isinstance(member, Mapping) else {}
            named = any(_names(member, key, name) or _names(inner, key, name) for key in _NAMES)
            if named or (name == str(at) and member_name(member) is None):
                return member_name(member) or name, member, rest
    raise InputError(f"nothing stands at «{place}»")


def member_name(member: Any) -> str | None:
    """Return what a member of a list goes by: its id, case, year or name; none where it has none of them."""
    if not isinstance(member, Mapping):
        return None
    for owner in (member, member.get("figure"), member.get("milestone")):
        for key in _NAMES:
            if isinstance(owner, Mapping) and key in owner:
                return str(owner[key])
    return None


def _names(member: Any, key: str, name: str) -> bool:
    if not isinstance(member, Mapping) or key not in member:
        return False
    said = str(member[key])
    return name in (said, said.removeprefix("FY"))


def case_rows(review: PortfolioReview) -> list[dict[str, Any]]:
    """Return one flat row a project, yen and shares as numbers, empty where there is no value."""
    rows = []
    for found in review.cases:
        rank, written, performance = found.rank, found.write_down, found.performance
        rows.append(
            {
                "case": found.case,
                "name": found.name,
                "live": found.live,
                "rank": rank.rank,
                "computed_rank": rank.computed,
                "previous_rank": rank.previous,
                "reason_code": rank.reason_code,
                "profit_yen": _number(rank.profit.value),
                "margin": _number(rank.margin.value),
                "recovered": _number(rank.recovered.value),
                "forward_yen": _number(rank.forward.value),
                "probability": _number(rank.probability.value),
                "near_line": rank.near_line,
                "overdue": rank.overdue,
                "write_down_rule": written.rule if written else None,
                "charge_yen": _number(written.charge.value) if written else None,
                "carrying_after_yen": _number(written.after.value) if written else None,
                "watched": performance.watched,
                "reasons": "; ".join(performance.reasons),
                "unknown": "; ".join(performance.unknown),
                "sale_candidate": found.sale.candidate.outcome.value if found.sale else None,
                "sale_criteria": ", ".join(found.sale.satisfied) if found.sale else "",
            }
        )
    return rows
