"""Writing the plan: a folder beside is filled first, then takes the place of the old one at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from sonae.compute import Progress, Silent
from sonae.core import Clock
from sonae.documents.folder import Inside, file_hashes, made_with, place_documents, refuse_foreign, table_hashes
from sonae.documents.plan_charts import draw_plan, plan_specs
from sonae.documents.plan_figures import PlanFigures, Row, plan_figures
from sonae.documents.plan_html import plan_html
from sonae.documents.plan_pdf import plan_pdf
from sonae.documents.plan_tables import plan_tables, write_plan_csv, write_plan_workbook
from sonae.documents.plan_view import plan_view
from sonae.documents.typeset import PDF_STANDARD
from sonae.documents.words import LANGUAGES, Language
from sonae.stockpile.plan import BudgetPoint, PlanComparison, StockPlan

__all__ = ["PLAN_FILES", "write_plan"]

PLAN_FILES = ("plan.html", "plan.pdf", "plan.xlsx", "manifest.json")
"""Beside them stands the folder ``tables`` with every table as CSV and parquet."""
_TABLES = "tables"


def write_plan(
    plan: StockPlan,
    out: Path,
    *,
    command: str,
    curve: Sequence[BudgetPoint] = (),
    compared: PlanComparison | None = None,
    language: Language = "ja",
    clock: Clock | None = None,
    progress: Progress | None = None,
) -> list[Path]:
    """Write the documents of a plan into a folder and return the files.

    All files are made in a folder beside, which then takes the place of ``out`` in one step: a run that is killed leaves
    ``out`` as it was. Of a plan that is not PUBLIC only the owner may read the folder and its files.

    Args:
        plan: the plan.
        out: the folder; an older plan there is replaced, a folder with anything else in it is refused.
        command: the command line that makes the plan again.
        curve: cost at parts of the budgets, where it was asked for.
        compared: last year's plan beside this one, where it was asked for.
        language: of the PDF, and the first of the page.
        clock: tells when the documents were made.
        progress: told of charts and documents; may cancel.

    Raises:
        InputError: when ``out`` is no folder, or holds what is no plan's.
        SonaeError: when a document cannot be made or the folder cannot be written.

    """
    shown = progress or Silent()
    out = out.resolve()
    refuse_foreign(out, "plan", PLAN_FILES, (Inside(_TABLES, (".csv", ".parquet")),))
    figures = plan_figures(plan, command=command, curve=curve, compared=compared, clock=clock)
    return place_documents(
        out, lambda folder: _fill(figures, folder, language, shown), secret=figures.secret, progress=shown
    )


def _fill(figures: PlanFigures, folder: Path, language: Language, shown: Progress) -> list[Path]:
    specs = plan_specs(figures)
    shown.stage("charts", len(specs))

    def done() -> None:
        shown.advance(1)
        shown.check()

    drawn = draw_plan(specs, done)
    shown.stage("documents", 4)
    views = {name: plan_view(figures, name) for name in LANGUAGES}
    page = folder / "plan.html"
    page.write_text(plan_html(views, drawn, first=language), encoding="utf-8")
    done()
    (folder / "plan.pdf").write_bytes(plan_pdf(views[language], drawn[language]))
    done()
    tables = plan_tables(figures)
    write_plan_workbook(figures, tables, folder / "plan.xlsx")
    done()
    written = [folder / "plan.html", folder / "plan.pdf", folder / "plan.xlsx", *_write_tables(tables, folder)]
    manifest = _manifest(figures, folder, written, language)
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    done()
    return [*written, folder / "manifest.json"]


def _write_tables(tables: dict[str, list[Row]], folder: Path) -> list[Path]:
    (folder / _TABLES).mkdir()
    written = []
    for name, rows in tables.items():
        if rows:
            path = folder / _TABLES / f"{name}.csv"
            write_plan_csv(rows, path)
            pl.DataFrame(rows, infer_schema_length=None).write_parquet(path.with_suffix(".parquet"))
            written += [path, path.with_suffix(".parquet")]
    return written


def _manifest(figures: PlanFigures, folder: Path, written: Sequence[Path], language: Language) -> dict[str, Any]:
    plan = figures.plan
    file, policy = plan.file, plan.situation.policy
    return {
        "what": "stock plan with its certificate",
        "classification": plan.classification.name,
        "name": file.name,
        "importer": figures.importer.iso3,
        "data_year": file.data_year,
        "first_fiscal_year": file.first_fiscal_year,
        "fiscal_years": file.fiscal_years,
        "as_of": plan.situation.as_of.isoformat(),
        "made_at": figures.created_at.isoformat(timespec="seconds"),
        "command": figures.command,
        "language": language,
        "sonae": figures.version,
        **made_with(),
        "seed": file.settings.solver.seed,
        "days": {"seed": plan.days.seed, "scenarios": plan.days.scenarios},
        "solver": file.settings.solver.model_dump(mode="json"),
        "pdf_standard": PDF_STANDARD,
        "plan": {
            "file": file.file, "sha256": file.sha256, "values": file.model_dump(mode="json", exclude={"settings": {"sources"}}),
        },
        "policy": {"sha256": policy.sha256, "changed": list(policy.changed)},
        "certificate": [
            {key: None if value == float("inf") else value for key, value in row.items()}
            for row in figures.certificate.values()
        ],
        "inputs": [
            {
                "dataset": source.dataset, "vintage": source.vintage, "licence": source.licence, "locator": source.locator,
                "sha256": source.sha256,
            }
            for source in plan.case.provenance.sources
        ],
        "tables": table_hashes([figures.plan.situation.library.directory]),
        "files": file_hashes({path.relative_to(folder).as_posix(): path for path in written}),
    }  # fmt: skip
