"""The portfolio in one language as blocks of text, tables and charts: what both the page and the print lay out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sonae.core import Classification
from sonae.documents.portfolio import words
from sonae.documents.portfolio.appendix import origins_section, settings_section
from sonae.documents.portfolio.blocks import Pen
from sonae.documents.portfolio.case_pages import case_sections
from sonae.documents.portfolio.figures import PortfolioFigures
from sonae.documents.portfolio.funding_section import funding_section
from sonae.documents.portfolio.origins import Origins
from sonae.documents.portfolio.risk_section import risk_section
from sonae.documents.portfolio.sections import (
    exposure_section,
    forecast_section,
    performance_section,
    ratio_section,
    sale_section,
    write_down_section,
)
from sonae.documents.portfolio.summary import key_lines, summary_section
from sonae.documents.review_view import day_text
from sonae.documents.words import Language

__all__ = ["SECTIONS", "portfolio_banner", "portfolio_key_lines", "portfolio_view"]

SECTIONS: dict[str, Callable[[PortfolioFigures, Pen], dict[str, Any]]] = {
    "summary": summary_section,
    "performance": performance_section,
    "exposure": exposure_section,
    "forecast": forecast_section,
    "risk": risk_section,
    "write_downs": write_down_section,
    "ratio": ratio_section,
    "sale": sale_section,
    "funding": funding_section,
    "settings": settings_section,
    "origins": origins_section,
}
"""The sections in the order of the document; the pages of the projects follow the performance review. The origins come last,
as they list what the others show."""


def portfolio_view(figures: PortfolioFigures, language: Language) -> dict[str, Any]:
    """Return the whole document in a language, without charts: head, then sections of blocks."""
    pen = Pen(language, Origins(figures.document))
    sections = []
    for key, make in SECTIONS.items():
        sections.append({"case": False, "tag": "", "wide": False, "rank": "", **make(figures, pen)})
        if key == "performance":
            sections += [{"wide": False, **one} for one in case_sections(figures, pen)]
    made, review = figures.created_at, figures.review
    return {
        "language": language,
        "title": pen.say("title"),
        "subtitle": _name(figures, pen),
        "banner": _banner(figures, pen),
        "label": _label(figures, pen),
        "fictional": _fictional(figures, pen),
        "secret": figures.secret,
        "what": pen.say("what"),
        "made": [made.year, made.month, made.day],
        "meta": [
            [pen.say("as_of"), day_text(review.as_of, language)],
            [pen.say("period_end"), day_text(review.period_end, language)],
            [pen.say("conditions"), _conditions(figures)],
            [pen.say("made"), made.strftime("%Y-%m-%d %H:%M %Z")],
            [pen.say("facts_hash"), figures.document["facts_sha256"][:16]],
            ["Sonae", figures.version],
        ],
        "sections": sections,
        "w": words.labels(language),
    }


def portfolio_key_lines(figures: PortfolioFigures, language: Language) -> list[str]:
    """Return the most important lines of a portfolio as text. Never show them of a portfolio that is not PUBLIC."""
    pen = Pen(language, Origins(figures.document))
    return ["".join(cell["t"] for cell in line) for line in key_lines(figures, pen)]


def portfolio_banner(figures: PortfolioFigures, language: Language) -> str:
    """Return what stands at the head of every page: the label, and what is fictional."""
    return _banner(figures, Pen(language, Origins(figures.document)))


def _name(figures: PortfolioFigures, pen: Pen) -> str:
    return (
        pen.say("demonstration_name")
        if figures.review.name == "fictional portfolio of the demonstration"
        else figures.review.name
    )


def _conditions(figures: PortfolioFigures) -> str:
    found = figures.evaluation.conditions
    return f"{found.name}, v{found.version} ({found.sha256[:12]})"


def _label(figures: PortfolioFigures, pen: Pen) -> str:
    return figures.label.label_ja if pen.language == "ja" else figures.label.name


def _banner(figures: PortfolioFigures, pen: Pen) -> str:
    said = _label(figures, pen)
    if figures.label is not Classification.PUBLIC:
        said = f"{said} — {pen.say('not_public')}"
    fictional = _fictional(figures, pen)
    return f"{said} — {fictional}" if fictional else said


def _fictional(figures: PortfolioFigures, pen: Pen) -> str:
    """Say that projects are made up: all of them, or how many."""
    count, of = len(figures.fictional), len(figures.names)
    if not count:
        return ""
    return pen.say("all_fictional") if count == of else pen.say("some_fictional", n=count, of=of)
