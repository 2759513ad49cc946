"""The portfolio as a workbook: a sheet a subject, whole yen, and the origin of every figure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlsxwriter

from sonae.core import Classification
from sonae.documents import review_tables
from sonae.documents.portfolio.figures import PortfolioFigures
from sonae.documents.portfolio.origins import Origins
from sonae.portfolio.cases import BRIDGES
from sonae.portfolio.review import case_rows

__all__ = ["portfolio_tables", "write_portfolio_workbook"]

Row = dict[str, Any]


def portfolio_tables(figures: PortfolioFigures) -> dict[str, list[Row]]:
    """Return the rows of every sheet by its name, units in the names of the columns."""
    document = figures.document
    return {
        "cases": case_rows(figures.review),
        "measures": [
            {"project": name, "measure": key, **_flat(one)}
            for name, found in document["measures"].items()
            for key, one in found["figures"].items()
        ],
        "views": [
            {"project": name, **{key if key == "fiscal_year" else f"{key}_yen": value for key, value in row.items()}}
            for name, found in document["views"].items()
            for row in found["years"]
        ],
        "watch": [
            {"case": found.case, "rule": rule, "answer": answer.outcome.value, "because": answer.because}
            for found in figures.review.cases
            for rule, answer in found.performance.rules.items()
        ],
        "exposure": _exposure(figures),
        "forecast": _forecast(figures),
        "write_downs": _write_downs(figures),
        "deficit": _deficit(figures),
        "pdr": _ratio_by_project(figures),
        "sale": _sale(figures),
        **_funding(figures),
        **_behind(figures),
        "settings": [
            {"setting": path, "value": _setting(figures, path), "source": source}
            for path, source in figures.review.settings.sources.items()
        ],
        "origins": [
            {
                "path": one.path or one.place,
                "value": one.value,
                "unit": one.unit,
                "formula": one.formula,
                "from": "; ".join(one.inputs),
                "reason": one.reason,
            }
            for one in Origins(document).all()
        ],
    }


def _ratio_by_project(figures: PortfolioFigures) -> list[Row]:
    return [
        {
            "case": one.case, "profit_yen": _value(one.profit), "discounted_yen": _value(one.discounted), "part": _value(one.part),
        }
        for one in figures.review.pdr.projects
    ]  # fmt: skip


def _sale(figures: PortfolioFigures) -> list[Row]:
    return [
        {
            "case": found.case, "candidate": found.sale.candidate.outcome.value, "because": found.sale.candidate.because,
            "criteria_met": ", ".join(found.sale.satisfied), "decision": found.sale.decision.because,
        }
        for found in figures.review.cases if found.sale is not None
    ]  # fmt: skip


def _value(figure: Any) -> float | int | None:
    value = figure.value
    return value if value is None or isinstance(value, int) else float(value)


def _flat(figure: Row) -> Row:
    return {
        "value": figure["value"],
        "unit": figure["unit"],
        "formula": figure["formula"],
        "from": "; ".join(figure["from"]),
        "reason": figure.get("reason", ""),
    }


def _exposure(figures: PortfolioFigures) -> list[Row]:
    return [
        {
            "dimension": one.dimension,
            "group": group.group,
            "exposure_yen": _value(group.exposure),
            "share": _value(group.share),
            "expected_receipts_yen": _value(group.expected_receipts),
            "cases": ", ".join(group.cases),
        }
        for one in figures.review.exposure
        for group in one.groups
    ]


def _forecast(figures: PortfolioFigures) -> list[Row]:
    return [
        {
            "scenario": one.scenario,
            "fiscal_year": year.fiscal_year,
            **{
                f"{key}_yen": _value(getattr(year, key))
                for key in ("income", "expense", "profit", "against_base", "deficit")
            },
        }
        for one in figures.review.forecast
        for year in one.years
    ]


def _write_downs(figures: PortfolioFigures) -> list[Row]:
    keys = ("before", "final", "allowance", "charge", "after")
    return [
        {
            "case": found.case,
            "rule": found.write_down.rule,
            **{f"{key}_yen": _value(getattr(found.write_down, key)) for key in keys},
            "because": found.write_down.finding.because,
        }
        for found in figures.review.cases
        if found.write_down is not None
    ]


def _deficit(figures: PortfolioFigures) -> list[Row]:
    return [
        {
            "fiscal_year": year.fiscal_year.year,
            "opening_yen": _value(year.opening),
            **{f"{cause}_yen": _value(change) for cause, change in year.causes.items()},
            "closing_yen": _value(year.closing),
        }
        for year in figures.review.deficit.years
    ]


def _funding(figures: PortfolioFigures) -> dict[str, list[Row]]:
    found = figures.document["funding"]
    if found is None:
        return {}
    return {
        "funding": [
            {"borrowing": one["name"], "currency": one["currency"], **row}
            for one in found["borrowings"]
            for row in one["table"]["periods"]
        ],
        "positions": [
            {"period": one["period"], "currency": currency, **row}
            for one in found["positions"]["periods"]
            for currency, row in one["currencies"].items()
        ],
    }


def _behind(figures: PortfolioFigures) -> dict[str, list[Row]]:
    """Comparisons, decision trees and all projects together, where there are any."""
    document, tables = figures.document, {}
    steps = [
        {
            "project": one["case"], "bridge": kind, "from": one[kind]["from"], "to": one[kind]["to"], "factor": fixed["factor"],
            "fixed_yen": fixed["yen"], "averaged_yen": averaged["yen"],
        }
        for one in document["comparisons"]
        for kind in BRIDGES
        for fixed, averaged in zip(one[kind]["fixed"]["steps"], one[kind]["averaged"]["steps"], strict=True)
    ]  # fmt: skip
    nodes = [
        {
            "project": one["case"],
            **{name: node[name] for name in ("path", "node", "kind", "value", "probability", "choice")},
        }
        for one in document["exploration"]
        for node in one["nodes"]
    ]
    if steps:
        tables["comparisons"] = steps
    if nodes:
        tables["decision_trees"] = nodes
    if document["joint"] is not None:
        tables["together"] = [
            {"quantile": one["name"], "project": project, "alone_yen": yen, "given_yen": one["given"][project]}
            for one in document["joint"]["quantiles"]
            for project, yen in one["alone"].items()
        ]
    return tables


def _setting(figures: PortfolioFigures, path: str) -> str:
    node: Any = figures.review.settings
    for step in path.split("."):
        node = getattr(node, step)
    return ", ".join(map(str, node)) if isinstance(node, list) else str(node)


def write_portfolio_workbook(figures: PortfolioFigures, path: Path) -> None:
    """Write the workbook: the label and what is fictional stand at the head of every sheet."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd", "in_memory": True})
    book.set_properties(
        {"title": f"Sonae portfolio: {figures.review.name}", "created": figures.created_at.replace(tzinfo=None)}
    )
    banner = f"{figures.label.label_ja} {figures.label.name}"
    if figures.label is not Classification.PUBLIC:
        banner += " — 取扱注意 for its owner alone"
    if figures.fictional:
        banner += f" — 架空の案件 fictional projects: {len(figures.fictional)} / {len(figures.names)}"
    sheet: Callable[..., None] = review_tables._sheet
    for name, rows in portfolio_tables(figures).items():
        sheet(book, name, rows, banner)
    book.close()
