"""All projects by scenario: quantiles of their sum beside those of each, losses in the tail, and what exploration is worth."""

from __future__ import annotations

from typing import Any

from sonae.documents.portfolio.blocks import Block, Cell, Pen, charts, heading, millions, note, percent, table, text
from sonae.documents.portfolio.figures import PortfolioFigures
from sonae.documents.portfolio.subjects import Subjects
from sonae.documents.portfolio.tree_blocks import TREE_FIGURES
from sonae.economics.uncertainty import JointView

__all__ = ["risk_section"]

Row = list[str | Cell]


def risk_section(figures: PortfolioFigures, pen: Pen) -> dict[str, Any]:
    """Return the section on scenarios and exploration; a sentence where no scenarios were made."""
    joint, named = figures.evaluation.joint, figures.evaluation.scenarios
    blocks: list[Block] = []
    if joint is None or named is None:
        blocks.append(text(pen.say("no_scenarios")))
    else:
        at, worst = "review:joint", percent(1 - float(joint.tail.level), 0)
        lead = pen.line(
            "risk_lead", n=pen.figure(f"{at}.scenarios", f"{named.count:,}"), seed=pen.figure(f"{at}.seed", str(named.seed))
        )  # fmt: skip
        blocks = [{"kind": "line", "cells": lead}, charts(
            ("together", pen.say("together_chart"), pen.say("together_legend")),
            ("tail", pen.say("tail_chart"), pen.say("tail_legend", level=worst)),
        ), _quantiles(figures, joint, pen)]  # fmt: skip
        blocks.append(note(pen.say("together_note", level=worst)))
    if figures.evaluation.exploration:
        blocks += [heading(pen.say("exploration_title")), _trees(figures, pen)]
    return {"key": "risk", "title": pen.say("risk"), "blocks": blocks}


def _quantiles(figures: PortfolioFigures, joint: JointView, pen: Pen) -> Block:
    subjects = Subjects(figures, pen)
    names = [f"P{int(100 * one.chance)}" for one in joint.quantiles]

    def row(title: str | Cell, key: str, last: str | Cell = "") -> Row:
        at = "review:joint.quantiles"
        values = [getattr(one, key) for one in joint.quantiles]
        cells = [pen.figure(f"{at}.{name}.{key}", millions(yen)) for name, yen in zip(names, values, strict=True)]
        return [title, *cells, last]

    rows: list[Row] = []
    for case in joint.projects:
        cells = [
            pen.figure(f"review:joint.quantiles.{name}.alone.{case}", millions(one.alone[case]))
            for name, one in zip(names, joint.quantiles, strict=True)
        ]
        rows.append([subjects.link(case), *cells, _tail(pen, f"shares.{case}", float(joint.tail.shares[case]))])
    count = len(rows)
    rows.append(row(pen.say("sum_alone"), "sum_alone"))
    rows.append(row(pen.say("portfolio_sum"), "total", _tail(pen, "shortfall", float(joint.tail.shortfall))))
    rows.append(row(pen.say("together_effect"), "together"))
    head = [pen.say("project"), *(pen.say("quantile", name=name) for name in names), pen.say("tail_loss")]
    tinted = (count, count + 1, count + 2)
    return table(head, rows, right=range(1, len(head)), title=pen.say("quantiles_title"), tinted=tinted, fill=(0,))


def _tail(pen: Pen, path: str, loss: float) -> Cell:
    return pen.figure(f"review:joint.tail.{path}", millions(loss))


def _trees(figures: PortfolioFigures, pen: Pen) -> Block:
    subjects, rows = Subjects(figures, pen), []
    for name, found in sorted(figures.evaluation.exploration.items()):
        at = f"review:exploration.{name}"
        values = {"emv": found.emv, "risk_capital": found.risk_capital, "going_on": found.committed,
                  "value_of_stopping": found.value_of_stopping}  # fmt: skip
        cells = [pen.figure(f"{at}.{key}", millions(values[key])) for key in TREE_FIGURES]
        chance = pen.figure(f"{at}.probability_of_success", percent(found.rolled.success))
        rows.append([subjects.link(name), *cells, chance])
    head = [pen.say("project"), *(pen.say(f"tree_{key}") for key in TREE_FIGURES), pen.say("tree_success")]
    return table(head, rows, right=range(1, len(head)), fill=(0,))
