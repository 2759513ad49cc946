"""Writing the portfolio's document: a folder beside is filled first, then takes the place of the old one at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sonae.compute import Progress, Silent
from sonae.core import Clock
from sonae.documents.folder import Inside, file_hashes, made_with, place_documents, refuse_foreign
from sonae.documents.ledger_workbook import write_ledger_workbook
from sonae.documents.portfolio.drawings import draw_portfolio, portfolio_specs
from sonae.documents.portfolio.figures import PortfolioFigures, portfolio_figures
from sonae.documents.portfolio.page import portfolio_html
from sonae.documents.portfolio.print import portfolio_pdf
from sonae.documents.portfolio.tables import write_portfolio_workbook
from sonae.documents.portfolio.view import portfolio_view
from sonae.documents.typeset import PDF_STANDARD
from sonae.documents.words import LANGUAGES, Language
from sonae.portfolio.cases import PortfolioEvaluation

__all__ = ["PORTFOLIO_FILES", "write_portfolio"]

PORTFOLIO_FILES = ("portfolio.html", "portfolio.pdf", "portfolio.xlsx", "portfolio.json", "manifest.json")
"""Beside them stand the folders ``charts`` (every chart as SVG, by language) and ``ledgers`` (a workbook a project)."""
_CHARTS, _LEDGERS = "charts", "ledgers"


def write_portfolio(
    evaluation: PortfolioEvaluation,
    out: Path,
    *,
    command: str,
    language: Language = "ja",
    clock: Clock | None = None,
    progress: Progress | None = None,
) -> tuple[PortfolioFigures, list[Path]]:
    """Write the documents of a portfolio into a folder; return what they show and the files.

    All files are made in a folder beside, which then takes the place of ``out`` in one step: a run that is killed leaves
    ``out`` as it was. Of a portfolio that is not PUBLIC only the owner may read the folder and its files.

    Args:
        evaluation: the portfolio under its condition set.
        out: the folder; an older portfolio there is replaced, a folder with anything else in it is refused.
        command: the command line that makes it again.
        language: of the PDF, and the first of the page.
        clock: tells when the documents were made.
        progress: told of measures, charts, ledgers and documents; may cancel.

    Raises:
        InputError: when ``out`` is no folder, or holds what is no portfolio's; as of :func:`portfolio_figures`.
        SonaeError: when a document cannot be made or the folder cannot be written.

    """
    shown = progress or Silent()
    out = out.resolve()
    refuse_foreign(
        out,
        "portfolio",
        PORTFOLIO_FILES,
        (Inside(_CHARTS, (".svg",), folders=True), Inside(_LEDGERS, (".xlsx",), folders=True)),
    )
    figures = portfolio_figures(evaluation, command=command, clock=clock, progress=shown)
    written = place_documents(
        out, lambda folder: _fill(figures, folder, language, clock, shown), secret=figures.secret, progress=shown
    )
    return figures, written


def _fill(
    figures: PortfolioFigures, folder: Path, language: Language, clock: Clock | None, shown: Progress
) -> list[Path]:
    specs = portfolio_specs(figures)
    shown.stage("charts", len(specs))

    def done() -> None:
        shown.advance(1)
        shown.check()

    drawn = draw_portfolio(specs, done)
    shown.stage("ledgers", len(figures.names))
    ledgers = _write_ledgers(figures, folder / _LEDGERS, clock, done)
    shown.stage("documents", 5)
    views = {name: portfolio_view(figures, name) for name in LANGUAGES}
    done()
    (folder / "portfolio.html").write_text(portfolio_html(views, drawn, first=language), encoding="utf-8")
    done()
    (folder / "portfolio.pdf").write_bytes(portfolio_pdf(views[language], drawn[language]))
    done()
    write_portfolio_workbook(figures, folder / "portfolio.xlsx")
    done()
    _write_json(figures.document, folder / "portfolio.json")
    written = [folder / name for name in PORTFOLIO_FILES if name != "manifest.json"]
    written += [*_write_charts(drawn, folder / _CHARTS), *ledgers]
    _write_json(_manifest(figures, folder, written, language), folder / "manifest.json")
    done()
    return [*written, folder / "manifest.json"]


def _write_json(tree: Mapping[str, Any], path: Path) -> None:
    path.write_text(json.dumps(tree, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _write_ledgers(figures: PortfolioFigures, folder: Path, clock: Clock | None, done: Any) -> list[Path]:
    folder.mkdir()
    written = []
    for name in figures.names:
        path = folder / f"{name}.xlsx"
        write_ledger_workbook(figures.evaluation.projects[name].ledger, path, clock=clock)
        written.append(path)
        done()
    return written


def _write_charts(drawn: dict[Language, dict[str, str]], folder: Path) -> list[Path]:
    written = []
    for language, svgs in drawn.items():
        (folder / language).mkdir(parents=True)
        for name, svg in sorted(svgs.items()):
            path = folder / language / f"{name}.svg"
            path.write_text(svg, encoding="utf-8")
            written.append(path)
    return written


def _manifest(figures: PortfolioFigures, folder: Path, written: Sequence[Path], language: Language) -> dict[str, Any]:
    conditions, review = figures.evaluation.conditions, figures.review
    return {
        "what": "portfolio review",
        "classification": figures.label.name,
        "name": review.name,
        "fictional": list(figures.fictional),
        "as_of": review.as_of.isoformat(),
        "period_end": review.period_end.isoformat(),
        "made_at": figures.created_at.isoformat(timespec="seconds"),
        "command": figures.command,
        "language": language,
        "sonae": figures.version,
        **made_with(),
        "pdf_standard": PDF_STANDARD,
        "conditions": {"name": conditions.name, "version": conditions.version, "sha256": conditions.sha256},
        "facts_sha256": figures.document["facts_sha256"],
        "settings_sha256": figures.document["settings_sha256"],
        "cases": {name: figures.evaluation.projects[name].project.case.sha256 for name in figures.names},
        "files": file_hashes({path.relative_to(folder).as_posix(): path for path in written}),
    }
