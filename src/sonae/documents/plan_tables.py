"""The plan as tables: frames for CSV and parquet, and a workbook with the same tables in sheets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from sonae.documents import review_tables
from sonae.documents.plan_figures import PlanFigures, Row
from sonae.documents.plan_grounds import setting_rows, stated_rows
from sonae.documents.plan_words import say

__all__ = ["plan_tables", "write_plan_csv", "write_plan_workbook"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PATHS_SHOWN = 5_000
"""A sheet holds no more paths; the CSV and parquet tables hold all."""


def plan_tables(figures: PlanFigures) -> dict[str, list[Row]]:
    """Return the rows of every table by its name, units in the names of the columns."""
    tables: dict[str, list[Row]] = {
        "minerals": list(figures.minerals),
        "holdings": [row for rows in figures.holdings.values() for row in rows],
        "tenders": list(figures.tenders),
        "trade": list(figures.trades),
        "budget": list(figures.budget),
        "budget_paths": list(figures.budget_paths),
        "gaps": [_flat_gap(row) for row in figures.gaps],
        "certificate": list(figures.certificate.values()),
        "misfit": [{"mineral": row["symbol"], **{k: v for k, v in row.items() if k != "symbol"}} for row in figures.misfit],
        "left_out": [{"mineral": item.symbol, "reason": item.reason} for item in figures.plan.case.left_out],
        "settings": setting_rows(figures),
        "stated": [{"field": name, "value": value} for name, value in stated_rows(figures, "en")],
        "sources": [
            {"dataset": one.dataset, "vintage": one.vintage, "licence": one.licence, "sha256": one.sha256}
            for one in figures.plan.case.provenance.sources
        ],
    }  # fmt: skip
    if figures.curve:
        tables["curve"] = [
            {
                "part": one.part, "budget_a_year_million_yen": one.budget_a_year, "cost_million_yen": one.cost,
                "bound_million_yen": one.bound, "shortage_million_yen": one.shortage,
            }
            for one in figures.curve
        ]  # fmt: skip
    if figures.compared is not None:
        tables["compared"] = [row | {"changed": ";".join(row["changed"])} for row in figures.compared.rows()]
        tables["compared_years"] = figures.compared.year_rows()
    label = figures.plan.classification.name
    return {name: [{"classification": label, **row} for row in rows] for name, rows in tables.items()}


def _flat_gap(row: Row) -> Row:
    causes = {f"cause_{name}": value for name, value in row["causes"].items()}
    return {key: value for key, value in row.items() if key != "causes"} | causes


def write_plan_csv(rows: list[Row], path: Path) -> None:
    """Write rows as CSV; text that a spreadsheet would take for a formula gets an apostrophe before it."""
    safe = [{key: _plain(value) for key, value in row.items()} for row in rows]
    pl.DataFrame(safe, infer_schema_length=None).write_csv(path)


def _plain(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def write_plan_workbook(figures: PlanFigures, tables: dict[str, list[Row]], path: Path) -> None:
    """Write the workbook: a sheet a table, the banner on each."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd", "in_memory": True})
    book.set_properties(
        {"title": f"Sonae stock plan: {figures.plan.file.name}", "created": figures.created_at.replace(tzinfo=None)}
    )
    banner = "SECRET — 秘" if figures.secret else say("public_banner", "ja")
    sheet: Callable[..., None] = review_tables._sheet
    for name, rows in tables.items():
        sheet(book, name, [_cells(row) for row in rows[:_PATHS_SHOWN]], banner)
    book.close()


def _cells(row: Row) -> Row:
    """Return what a sheet shows: no classification in each row, it stands above; infinite numbers in words."""
    return {
        key: str(value) if isinstance(value, float) and value in (float("inf"), float("-inf")) else value
        for key, value in row.items()
        if key != "classification"
    }
