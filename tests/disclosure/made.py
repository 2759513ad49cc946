"""Made-up systems and table files for the tests of this room, and a slow attacker that tries every point."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from sonae.disclosure import (
    Candidate,
    DisclosureRules,
    Protection,
    Row,
    Span,
    System,
    Variable,
    candidate_of,
    table_from_tree,
)

F = Fraction


def system_of(
    bounds: Mapping[str, tuple[int | None, int | None]],
    rows: Sequence[tuple[Mapping[str, int], Span]],
    truth: Mapping[str, int],
    step: int | None = None,
) -> System:
    """A system in whole numbers."""

    def end(value: int | None) -> Fraction | None:
        return None if value is None else F(value)

    variables = {
        name: Variable(name, end(low), end(high), None if step is None else F(step))
        for name, (low, high) in bounds.items()
    }
    made = tuple(Row(f"row {i}", {n: F(a) for n, a in of.items()}, span) for i, (of, span) in enumerate(rows))
    return System(variables, made, {name: F(value) for name, value in truth.items()})


def exactly(value: int) -> Span:
    """The span of a number that is known."""
    return Span(F(value), F(value))


def points_of(system: System, ranges: Mapping[str, Sequence[int]]) -> list[dict[str, Fraction]]:
    """Every point on the grid that keeps all rows and bounds: the slow attacker."""
    found = []
    for values in itertools.product(*ranges.values()):
        point = {name: F(value) for name, value in zip(ranges, values, strict=True)}
        if all(Span(v.lower, v.upper).holds(point[v.id]) for v in system.variables.values()) and all(
            row.span.holds(sum((a * point[n] for n, a in row.of.items()), F(0))) for row in system.rows
        ):
            found.append(point)
    return found


def keeps(protection: Protection, values: set[Fraction]) -> bool:
    """Whether the values that stay possible are what a protection asks for."""
    return (
        (protection.low is None or min(values) <= protection.low)
        and (protection.high is None or max(values) >= protection.high)
        and max(values) - min(values) >= max(protection.width, protection.spread)
        and len(values) >= protection.values
    )


def rules_of(**changes: Any) -> DisclosureRules:
    """Rules with made-up numbers."""
    tree: dict[str, Any] = {"id": "made-up", "classification": "public", "fictional": True}
    return DisclosureRules.model_validate(tree | changes)


BY_CATEGORY = {"hidden": {"ja": "架空", "en": "made up", "cites": ["h2.p5"], "width": 1}}


def table_tree(
    dimensions: Sequence[Mapping[str, Any]],
    cells: Sequence[Mapping[str, Any]],
    *,
    table: Mapping[str, Any] | None = None,
    **changes: Any,
) -> dict[str, Any]:
    """The tree of a table file with one table over all dimensions."""
    one = {
        "id": "t", "measure": "stock", "dimensions": [d["id"] for d in dimensions], "rounding": "exact", "lower": 0,
        "cells": list(cells),
    } | dict(table or {})  # fmt: skip
    return {
        "id": "made-up", "ja": "架空", "en": "made up", "classification": "public", "fictional": True, "period": "FY2026",
        "readers": "everybody", "dimensions": list(dimensions), "tables": [one],
    } | changes  # fmt: skip


def made(tree: Mapping[str, Any], rules: DisclosureRules) -> Candidate:
    """The candidate of a tree."""
    return candidate_of(table_from_tree(tree, "made.yaml"), rules, "made.yaml")


def figure_tree(
    secrets: Mapping[str, int], figures: Mapping[str, tuple[Mapping[str, int], int]], *, category: str = "hidden",
    id: str = "made-up", step: int = 1, lower: int = 0, upper: int = 9,
) -> dict[str, Any]:  # fmt: skip
    """The tree of a table file with secrets on a grid and rounded sums of them."""
    return {
        "id": id, "ja": "架空", "en": "made up", "classification": "public", "fictional": True, "period": "FY2026",
        "readers": "everybody",
        "secrets": [
            {"id": name, "value": value, "category": category, "step": step, "lower": lower, "upper": upper}
            for name, value in secrets.items()
        ],
        "figures": [
            {
                "id": name, "ja": "架空", "en": "made up", "of": dict(of),
                "rounding": "exact" if unit == 0 else {"unit": unit, "ties": "half_up"},
            }
            for name, (of, unit) in figures.items()
        ],
    }  # fmt: skip
