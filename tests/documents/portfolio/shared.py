"""The demonstration portfolio's document, written once; tests that take it share a worker: xdist_group("portfolio")."""

from __future__ import annotations

import atexit
import datetime as dt
from dataclasses import replace
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

from sonae.core import Classification, FixedClock
from sonae.documents import PortfolioFigures, portfolio_figures, portfolio_view, write_portfolio
from sonae.documents.words import LANGUAGES, Language
from sonae.portfolio.cases import CaseBook, PortfolioEvaluation
from tests.portfolio.cases.portfolios import demonstration

CLOCK = FixedClock(dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC))
COMMAND = "sonae portfolio review demonstration --out out"
HOSTILE = '=cmd()|"<script>alert(1)</script>&'
BLANK = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10" viewBox="0 0 10 10"></svg>'


@cache
def figures() -> PortfolioFigures:
    """What the document of the demonstration shows."""
    return portfolio_figures(demonstration(), command=COMMAND, clock=CLOCK)


@cache
def view(language: Language) -> dict[str, Any]:
    """The document in a language."""
    return portfolio_view(figures(), language)


@cache
def written() -> Path:
    """The folder with the documents of the demonstration."""
    above = Path(mkdtemp(prefix="sonae-portfolio-"))
    atexit.register(rmtree, above, ignore_errors=True)
    write_portfolio(demonstration(), above / "out", command=COMMAND, clock=CLOCK)
    return above / "out"


def blank(specs: dict[str, Any], done: Any = None) -> dict[str, dict[str, str]]:
    """Charts without a worker."""
    if done is not None:
        done()
    return {
        language: {key.partition("/")[2]: BLANK for key in specs if key.startswith(language)} for language in LANGUAGES
    }


def labelled(label: Classification, name: str | None = None) -> PortfolioEvaluation:
    """The demonstration under another label and name."""
    found = demonstration()
    business = found.book.business
    named = business.model_copy(update={"classification": label, "name": name or business.name})
    facts = replace(found.facts, classification=label, name=named.name)
    return replace(found, facts=facts, book=CaseBook(named, found.book.projects, found.book.funding))
