"""Writing the review: all files beside first, then the folder's files take their places together."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sonae.compute import Progress, Silent
from sonae.core import Classification
from sonae.data import write_beside
from sonae.documents import charts
from sonae.documents.folder import file_hashes, made_with, table_hashes
from sonae.documents.rendering import draw_all
from sonae.documents.review_html import Charts, review_html
from sonae.documents.review_model import ReviewModel
from sonae.documents.review_pdf import review_pdf
from sonae.documents.review_stock import StockMissing, StockPart
from sonae.documents.review_tables import mineral_table, write_workbook
from sonae.documents.review_view import review_view
from sonae.documents.typeset import PDF_STANDARD
from sonae.documents.words import LANGUAGES, Language

__all__ = ["FILES", "draw_charts", "write_review"]

FILES = ("review.html", "review.pdf", "minerals.csv", "minerals.parquet", "minerals.xlsx", "manifest.json")


def write_review(
    model: ReviewModel,
    folder: Path,
    *,
    language: Language = "ja",
    command: str = "",
    progress: Progress | None = None,
) -> list[Path]:
    """Write the six files of a review.

    Everything is made before anything is put in place, so that an error leaves the folder as it was. Files of a SECRET
    review can be read by their owner alone, and so can the folder where it is made here.

    Args:
        model: the review.
        folder: where to write; made when missing.
        language: of the PDF, and the first of the page.
        command: the command line, for the manifest.
        progress: told of charts and documents.

    Raises:
        SonaeError: when a document cannot be made or the folder cannot be written.

    """
    shown = progress or Silent()
    drawn = draw_charts(model, shown)
    views = {name: review_view(model, name) for name in LANGUAGES}
    shown.stage("documents", 3)
    page = review_html(views, drawn, first=language)
    shown.advance(1)
    pdf = review_pdf(views[language], drawn[language])
    shown.advance(1)
    table = mineral_table(model)
    secret = model.classification is not Classification.PUBLIC
    mode = 0o600 if secret else 0o644
    makers: dict[str, Callable[[Path], Any]] = {
        "review.html": lambda path: path.write_text(page, encoding="utf-8"),
        "review.pdf": lambda path: path.write_bytes(pdf),
        "minerals.csv": table.write_csv,
        "minerals.parquet": table.write_parquet,
        "minerals.xlsx": lambda path: write_workbook(model, path),
    }
    made = not folder.exists()
    with ExitStack() as files_together:
        # Files take their places in the reverse of this order once all are whole: the manifest comes last.
        beside = {
            name: files_together.enter_context(write_beside(folder / name, mode=mode)) for name in reversed(FILES)
        }
        for name, make in makers.items():
            make(beside[name])
        manifest = _manifest(model, {name: beside[name] for name in makers}, language, command)
        beside["manifest.json"].write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        if secret and made:
            folder.chmod(0o700)
    shown.advance(1)
    return [folder / name for name in FILES]


def draw_charts(model: ReviewModel, progress: Progress | None = None) -> Charts:
    """Draw every chart in both languages, as SVG text."""
    shown = progress or Silent()
    specs: dict[str, dict[str, Any]] = {}
    for language in LANGUAGES:
        specs[f"{language}/days"] = charts.spec_of(charts.days_chart(model, language))
        specs[f"{language}/factors"] = charts.spec_of(charts.factor_chart(model, language))
        if model.compared:
            specs[f"{language}/change"] = charts.spec_of(charts.change_chart(model, language))
        if model.backtest:
            specs[f"{language}/auc"] = charts.spec_of(charts.auc_chart(model, language))
        if isinstance(model.stock, StockPart):
            specs[f"{language}/shortage"] = charts.spec_of(charts.shortage_chart(model, model.stock, language))
            specs[f"{language}/budget"] = charts.spec_of(charts.budget_chart(model.stock, language))
        for page in model.assessed:
            for name, make in _MINERAL_CHARTS.items():
                specs[f"{language}/{page.mineral.symbol}/{name}"] = charts.spec_of(make(page, language))
    shown.stage("charts", len(specs))

    def done() -> None:
        shown.advance(1)
        shown.check()

    drawn = draw_all(specs, done=done)
    return {
        language: {
            **{name: drawn.get(f"{language}/{name}", "") for name in _CHARTS},
            "minerals": {
                page.mineral.symbol: {
                    name: drawn[f"{language}/{page.mineral.symbol}/{name}"] for name in _MINERAL_CHARTS
                }
                for page in model.assessed
            },
        }
        for language in LANGUAGES
    }


_CHARTS = ("days", "factors", "change", "auc", "shortage", "budget")
_MINERAL_CHARTS = {
    "dependence": charts.dependence_chart,
    "waterfall": charts.waterfall_chart,
    "suppliers": charts.suppliers_chart,
}


def _manifest(model: ReviewModel, written: dict[str, Path], language: Language, command: str) -> dict[str, Any]:
    values = model.policy.model_dump(mode="json", exclude={"sources"})
    library = model.situation.library
    before = [library.before.directory] if model.compared and library.before is not None else []
    return {
        "what": "yearly review of supply risk and target days",
        "classification": model.classification.name,
        "importer": model.importer.iso3,
        "year": model.year,
        "as_of": model.as_of.isoformat(),
        "made_at": model.created_at.isoformat(timespec="seconds"),
        "command": command,
        "language": language,
        "sonae": model.version,
        **made_with(),
        "seed": model.days.seed,
        "scenarios": model.days.scenarios,
        "threads": model.days.threads,
        "pdf_standard": PDF_STANDARD,
        "policy": {"sha256": model.policy.sha256, "changed": list(model.policy.changed), "values": values},
        "stock": _stock(model),
        "inputs": [
            {
                "dataset": source.dataset, "vintage": source.vintage, "licence": source.licence, "locator": source.locator,
                "sha256": source.sha256,
            }
            for source in model.provenance.sources
        ],
        "tables": table_hashes([library.directory, *before]),
        "files": file_hashes(written),
    }  # fmt: skip


def _stock(model: ReviewModel) -> dict[str, Any] | None:
    """The stock part as data; why it is missing; none where it was left out."""
    if isinstance(model.stock, StockMissing):
        return {"missing": str(model.stock.reason)}
    return None if model.stock is None else model.stock.summary()
