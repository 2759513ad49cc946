"""The decision tree of a project in exploration: ways, chances, values, the best decisions, and what stopping is worth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sonae.documents.portfolio.blocks import (
    Block,
    Cell,
    Pen,
    charts,
    columns,
    heading,
    millions,
    pairs,
    percent,
    table,
    text,
)
from sonae.documents.portfolio.figures import PortfolioFigures
from sonae.documents.portfolio.names import name_of
from sonae.economics.uncertainty import Rolled
from sonae.portfolio.cases import Exploration

__all__ = ["TREE_FIGURES", "Way", "tree_blocks", "ways"]

TREE_FIGURES = ("emv", "risk_capital", "going_on", "value_of_stopping")
"""Amounts of a decision tree as a whole."""
_DEEPER = "\N{IDEOGRAPHIC SPACE}"
Row = list[str | Cell]


@dataclass(frozen=True, slots=True)
class Way:
    """A node and how it is come to."""

    node: Rolled
    depth: int
    """0 for the root."""
    above: int
    """Place of the node before among all ways; −1 for the root."""
    edge: str
    """The option or outcome that leads to it; the name of the node for the root."""
    chance: float | None
    """Of the outcome; None for an option."""


def ways(found: Exploration) -> list[Way]:
    """Return every node of a tree in its order, with the way that leads to it."""
    out: list[Way] = []

    def walk(node: Rolled, depth: int, above: int, edge: str, chance: float | None) -> None:
        out.append(Way(node, depth, above, edge, chance))
        here = len(out) - 1
        for name, part, below in node.edges:
            walk(below, depth + 1, here, name, None if part is None else float(part))

    walk(found.rolled, 0, -1, found.rolled.name, None)
    return out


def tree_blocks(figures: PortfolioFigures, pen: Pen, name: str) -> list[Block]:
    """Return the decision tree of a project as a chart and a table; nothing where its file states none."""
    found = figures.evaluation.exploration.get(name)
    if found is None:
        return []
    at = f"review:exploration.{name}"
    values = (found.emv, found.risk_capital, found.committed, found.value_of_stopping)
    rows: list[tuple[str, str | Cell]] = [
        (pen.say(f"tree_{key}"), pen.figure(f"{at}.{key}", millions(value)))
        for key, value in zip(TREE_FIGURES, values, strict=True)
    ]
    rows.append((pen.say("tree_success"), pen.figure(f"{at}.probability_of_success", percent(found.rolled.success))))
    told = found.scenarios
    how = pen.say("tree_scenarios", n=f"{told.count:,}", seed=told.seed) if told else pen.say("tree_decks")
    return [
        heading(pen.say("tree_title")),
        text(pen.say("tree_lead", rate_name=found.tree.rate, how=how)),
        pairs(rows),
        columns(
            charts((f"tree-{name}", pen.say("tree_chart"), pen.say("tree_legend"))),
            table(
                [pen.say(key) for key in ("tree_way", "tree_kind", "tree_chance", "tree_value", "tree_choice")],
                list(_rows(found, pen, at)), right=(2, 3), title=pen.say("tree_table"), fill=(0,),
            ),
        ),
    ]  # fmt: skip


def _rows(found: Exploration, pen: Pen, at: str) -> Iterator[Row]:
    for way in ways(found):
        place = f"{at}.nodes.{way.node.path}"
        chance = "" if way.chance is None else f" ({percent(way.chance, 0)})"
        yield [
            f"{_DEEPER * way.depth}{way.edge}{chance}",
            name_of("node", way.node.kind, pen.language),
            pen.figure(f"{place}.probability", percent(float(way.node.probability))),
            pen.figure(f"{place}.value", millions(way.node.value)),
            way.node.choice or "",
        ]
