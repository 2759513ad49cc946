"""Writing the plan: a folder beside is filled first, then takes the place of the old one at once."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl

from sonae.compute import Progress, Silent
from sonae.core import Clock, InputError
from sonae.data import replace_directory, sha256_of
from sonae.documents.plan_charts import draw_plan, plan_specs
from sonae.documents.plan_figures import PlanFigures, Row, plan_figures
from sonae.documents.plan_html import plan_html
from sonae.documents.plan_pdf import plan_pdf
from sonae.documents.plan_tables import plan_tables, write_plan_csv, write_plan_workbook
from sonae.documents.plan_view import plan_view
from sonae.documents.review_files import _LIBRARIES, _version
from sonae.documents.review_pdf import PDF_STANDARD
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
    _check_folder(out)
    figures = plan_figures(plan, command=command, curve=curve, compared=compared, clock=clock)
    with replace_directory(out) as folder:
        folder.chmod(0o700)
        written = _fill(figures, folder, language, shown)
        for path in [folder / _TABLES, *written]:
            path.chmod((0o700 if figures.secret else 0o755) if path.is_dir() else (0o600 if figures.secret else 0o644))
        names = [path.relative_to(folder) for path in written]
        shown.check()
    if figures.secret:
        out.chmod(0o700)
    return [out / name for name in names]


def _check_folder(out: Path) -> None:
    """Refuse to replace what is no plan: the folder's files would be lost."""
    if not out.exists():
        return
    if not out.is_dir():
        raise InputError(f"{out} is no folder", field="--out", expected="a folder to write to")
    foreign = sorted(path.name for path in out.iterdir() if path.name not in (*PLAN_FILES, _TABLES))
    if not foreign:
        folder = out / _TABLES
        entries = sorted(folder.iterdir()) if folder.is_dir() else []
        foreign = [f"{_TABLES}/{path.name}" for path in entries if path.suffix not in (".csv", ".parquet")]
    if foreign:
        raise InputError(
            f"{out} holds files that are no plan's, such as {foreign[0]}", field="--out",
            expected="a new or empty folder, or one with an older plan, which is replaced",
        )  # fmt: skip


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


def _table_hashes(figures: PlanFigures) -> dict[str, str]:
    """Hashes of the product's own tables and of the cached tables of the pack."""
    out = {}
    for entry in sorted((files("sonae.data") / "tables").iterdir(), key=lambda item: item.name):
        if entry.name.endswith((".csv", ".parquet")):
            out[f"sonae/data/tables/{entry.name}"] = hashlib.sha256(entry.read_bytes()).hexdigest()
    directory = figures.plan.situation.library.directory
    return out | {f"{directory.name}/{path.name}": sha256_of(path) for path in sorted(directory.glob("*.parquet"))}


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
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "libraries": {name: _version(name) for name in (*_LIBRARIES, "highspy")},
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
        "tables": _table_hashes(figures),
        "files": {
            path.relative_to(folder).as_posix(): {"sha256": sha256_of(path), "bytes": path.stat().st_size} for path in written
        },
    }  # fmt: skip
