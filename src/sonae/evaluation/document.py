"""What an evaluation holds and what was found, as plain data for JSON and YAML."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

import yaml

from sonae.core import Finding, FiscalYear
from sonae.evaluation.attainment import Attainment, progress
from sonae.evaluation.evaluation import Evaluation
from sonae.evaluation.evidence import Evidence, Register
from sonae.evaluation.exact import percent, written
from sonae.evaluation.rating import Rating, compare, marked
from sonae.evaluation.units import english_unit

__all__ = ["evaluation_tree", "evidence_text", "evidence_tree", "finding_as_dict", "indicator_rows", "item_rows"]


def finding_as_dict(finding: Finding) -> dict[str, Any]:
    """Return a finding with its derivation as plain data."""
    return {
        "question": finding.question, "outcome": finding.outcome.value, "because_ja": finding.because_ja,
        "because_en": finding.because, "value": _plain(finding.value),
        "citations": [
            {"document": one.document, "provision": one.provision, "ja": one.label_ja, "en": one.label_en}
            for one in finding.citations
        ],
        "facts_used": _plain(finding.facts_used), "missing": list(finding.missing),
        "parts": [finding_as_dict(part) for part in finding.parts],
    }  # fmt: skip


def indicator_rows(evaluation: Evaluation, year: FiscalYear, item: str | None = None) -> list[dict[str, Any]]:
    """Return one flat row an indicator: target, value, attainment as a fraction and in per cent, progress in the period.

    Args:
        evaluation: what the files hold.
        year: the fiscal year.
        item: one item; all where none.

    """
    rows = []
    for one in evaluation.indicators:
        if item not in (None, one.item):
            continue
        found = evaluation.attainment(one.id, year)
        whole, share = one.whole_target, progress(one, year)
        actual = one.actual(year)
        stated = one.actuals.get(year)
        rows.append(
            {
                "indicator": one.id, "item": one.item, "ja": one.name.ja, "en": one.name.en, "unit": one.unit,
                "unit_en": english_unit(one.unit), "judged": one.judged,
                "core": one.core, "direction": one.direction, "year": str(year),
                "target": _written(one.target(year)), "period_target": _written(whole), "actual": _written(actual),
                "provisional": stated is not None and stated.provisional, "reference": stated is not None and stated.reference,
                "basis": found.basis.value if found else "", "attainment": _written(found.ratio if found else None),
                "percent": _percent(found), "reached": found.reached if found else None,
                "judged_this_year": found.judged if found else False, "progress": _written(share),
                "progress_percent": None if share is None else str(percent(share)),
                "evidence": _written(evaluation.register.count(one.id, year)), "lines": one.lines,
            }
        )  # fmt: skip
    return rows


def item_rows(evaluation: Evaluation) -> list[dict[str, Any]]:
    """Return one row an item: the computed band with its ground, both ratings with their reasons, and how they compare."""
    rows = []
    for item in evaluation.items:
        ground = evaluation.ground(item.id)
        ratings = {by: evaluation.rating(item.id, by) for by in ("self", "minister")}
        shown = ratings["minister"]
        rows.append(
            {
                "item": item.id, "number": item.number, "ja": item.name.ja, "en": item.name.en, "importance": item.importance,
                "difficulty": item.difficulty, "band": list(ground.letters),
                "printed": marked(shown.letter, important=item.importance == "high") if shown else "",
                "ground": finding_as_dict(ground.finding),
                **{by: None if one is None else _rating(one) for by, one in ratings.items()},
                **{f"{by}_against_band": None if one is None else compare(one, ground).outcome.value
                   for by, one in ratings.items()},
                **{f"{by}_steps_down": None if one is None else compare(one, ground).value for by, one in ratings.items()},
            }
        )  # fmt: skip
    return rows


def evidence_text(register: Register) -> str:
    """Return a register as YAML, to stand in the folder of an evaluation."""
    tree = {"evidence": [evidence_tree(entry) for entry in register.entries]}
    return str(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=130))


def _rating(one: Rating) -> dict[str, Any]:
    return one.model_dump(mode="json", exclude={"item", "by"})


def evidence_tree(entry: Evidence) -> dict[str, Any]:
    """Return an entry of the register as plain data, as a file states it and :class:`Evidence` reads it again."""
    tree = entry.model_dump(mode="json", exclude_defaults=True)
    tree["detail"] = {name: _number(value) for name, value in entry.detail.items()}
    tree["amount"] = written(entry.amount).split()[0]
    return {name: value for name, value in tree.items() if value not in ({}, [], None)}


def evaluation_tree(evaluation: Evaluation) -> dict[str, Any]:
    """Return an evaluation as plain data for JSON or YAML, which :func:`evaluation_from_tree` reads as the same evaluation."""
    tree = evaluation.model_dump(mode="json", exclude_defaults=True, exclude={"name", "evidence"})
    return {**tree, "evidence": [evidence_tree(entry) for entry in evaluation.evidence]}


def _number(value: object) -> Any:
    """Write a value of a field so that it is read as the same: a number as a number, never as a text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return _plain(value)


def _written(value: Fraction | None) -> str | None:
    return None if value is None else written(value)


def _percent(found: Attainment | None) -> str | None:
    shown = found.percent() if found is not None else None
    return None if shown is None else str(shown)


def _plain(value: object) -> Any:
    if isinstance(value, Fraction):
        return written(value)
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, Decimal | FiscalYear | dt.date):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    return str(value)
