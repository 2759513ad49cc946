"""``sonae policy charts``: the indicators drawn, in both languages."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sonae.cli.output import Format, counted, shown_progress
from sonae.cli.policy.dependence import RoutingFile, history_of
from sonae.cli.policy.indicators import Figures, supplied_of
from sonae.cli.policy.path import PortfolioOption, volumes_of
from sonae.cli.project.reading import PortfolioConditions
from sonae.core import Classification

if TYPE_CHECKING:
    from sonae.documents import PolicyFigures
    from sonae.policy import Amount, ImportHistory

__all__ = ["charts"]

_COMMODITIES = ("crude", "lng")


def charts(
    out: Annotated[Path, typer.Option(help="Folder for the charts; an older set in it is replaced.")],
    supplied: Figures = None,
    routing: RoutingFile = None,
    portfolio: PortfolioOption = None,
    conditions: PortfolioConditions = None,
) -> None:
    """Draw paths, regions, straits and budgets as SVG with their vega-lite specifications, in Japanese and English."""
    from sonae.documents import write_policy_charts

    figures = _figures(out, supplied, routing, portfolio, conditions)
    with shown_progress() as progress:
        written = write_policy_charts(out, figures, progress=progress)
    note = " SECRET: keep it so." if figures.classification is not Classification.PUBLIC else ""
    print(f"{counted(len(written), 'file')} written to {out}.{note}", file=sys.stderr)


def _figures(
    out: Path, supplied: Path | None, routing: Path | None, portfolio: str | None, conditions: str | None
) -> PolicyFigures:
    from sonae.documents import PolicyFigures
    from sonae.policy import actuals_of, load_routing, paths, published_budgets, published_indicators

    own = supplied_of(supplied)
    table = load_routing(routing)
    shown = tuple(one for one in published_indicators().indicators.values() if one.targets)
    observed = {one.id: own.of(one.id).observations for one in shown}
    volumes, labels = [], [own.classification, table.label]
    if portfolio is not None:
        for one in shown:
            if one.volume is not None:
                found, label = volumes_of(one, portfolio, conditions, Format.json, out)
                volumes.append(found)
                labels.append(label)
    histories: dict[str, ImportHistory] = {}
    production: dict[int, dict[str, Amount]] = {}
    for commodity in _COMMODITIES:
        histories[commodity], given = history_of(commodity, None, "baci", list(range(1995, 2100)))
        production |= given
        labels.append(histories[commodity].classification)
    return PolicyFigures(
        shown, {one.id: actuals_of(one, observed[one.id]) for one in shown},
        {one.id: paths(one, observed[one.id]) for one in shown}, histories,
        {year: rows for year, rows in production.items() if rows}, table, published_budgets().measures, tuple(volumes),
        Classification.join(labels),
    )  # fmt: skip
