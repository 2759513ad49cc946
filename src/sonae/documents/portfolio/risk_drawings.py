"""Charts of comparisons, decision trees and all projects by scenario. Shapes, outlines and figures tell things apart."""

from __future__ import annotations

from typing import Any

import altair as alt

from sonae.documents import charts
from sonae.documents.charts import INK, MUTED, PALETTE, spec_of
from sonae.documents.portfolio.blocks import millions, percent
from sonae.documents.portfolio.comparison_blocks import SHOWN_BRIDGES
from sonae.documents.portfolio.figures import PortfolioFigures
from sonae.documents.portfolio.names import name_of
from sonae.documents.portfolio.subjects import short_name
from sonae.documents.portfolio.tree_blocks import ways
from sonae.documents.portfolio.words import say
from sonae.documents.waterfall import waterfall_specs
from sonae.documents.words import LANGUAGES, Language
from sonae.economics.uncertainty import JointView
from sonae.portfolio.cases import Exploration

__all__ = ["risk_specs", "tail_chart", "together_chart", "tree_chart"]

_WIDTH, _ROW, _STEP = 330, 20, 13
Spec = dict[str, Any]


def risk_specs(figures: PortfolioFigures) -> dict[str, Spec]:
    """Return the specification of every chart of this kind: «language/name»."""
    specs: dict[str, Spec] = {}
    joint = figures.evaluation.joint
    for language in LANGUAGES:
        made: dict[str, Any] = {}
        if joint is not None:
            made |= {"together": together_chart(joint, language), "tail": tail_chart(figures, joint, language)}
        for name, found in figures.evaluation.exploration.items():
            made[f"tree-{name}"] = tree_chart(found, language)
        specs |= {f"{language}/{name}": spec_of(chart) for name, chart in made.items()}
    for name, compared in figures.comparisons.items():
        for kind in SHOWN_BRIDGES:
            for key, spec in waterfall_specs(getattr(compared, kind)).items():
                of, _, way = key.partition("/")
                specs[f"{of}/waterfall-{name}-{kind}-{way}"] = spec
    return specs


def together_chart(joint: JointView, language: Language) -> Any:
    """P90, P50 and P10 of the sum of all projects, beside the sum of the projects' own."""
    rows: list[dict[str, Any]] = []
    for one in joint.quantiles:
        name = f"P{int(100 * one.chance)}"
        for kind, yen in (("portfolio_sum", one.total), ("sum_alone", one.sum_alone)):
            rows.append({"name": name, "kind": say(kind, language), "value": yen / 1e6, "text": millions(yen)})
    names = list(dict.fromkeys(row["name"] for row in rows))
    kinds = [say(kind, language) for kind in ("portfolio_sum", "sum_alone")]
    values = [0.0, *(row["value"] for row in rows)]
    span = max(values) - min(values) or 1.0
    scale = alt.Scale(domain=[min(values) - 0.12 * span, max(values) + 0.18 * span], nice=False)
    base = alt.Chart(charts._data(rows), width=_WIDTH, height=150)
    y = alt.Y("name:N", sort=names, title=None)
    x = alt.X("value:Q", title=say("cash_axis", language), scale=scale, axis=alt.Axis(tickCount=4))
    shape = alt.Shape("kind:N", title=None, scale=alt.Scale(domain=kinds, range=["circle", "diamond"]),
                      legend=alt.Legend(orient="top"))  # fmt: skip
    colour = alt.Color("kind:N", title=None, scale=alt.Scale(domain=kinds, range=[PALETTE[0], PALETTE[5]]),
                       legend=alt.Legend(orient="top"))  # fmt: skip
    line = base.mark_line(color=MUTED, strokeWidth=1).encode(y=y, x=x, detail=alt.Detail("name:N"))
    points = base.mark_point(filled=True, size=80, opacity=1).encode(y=y, x=x, shape=shape, color=colour)
    zero = alt.Chart(charts._data([{"zero": 0.0}])).mark_rule(color=MUTED, strokeWidth=1).encode(x=alt.X("zero:Q"))
    told = []
    for kind, up in zip(kinds, (-12, 13), strict=True):
        mine = base.transform_filter(alt.datum.kind == kind)
        told.append(mine.mark_text(dy=up, fontSize=10, color=INK).encode(y=y, x=x, text=alt.Text("text:N")))
    return charts._dressed(alt.layer(zero, line, points, *told))


def tail_chart(figures: PortfolioFigures, joint: JointView, language: Language) -> Any:
    """Mean loss of every project over the worst scenarios of the sum, the largest first; a gain to the left."""
    rows: list[dict[str, Any]] = []
    for case, loss in joint.tail.shares.items():
        name = _name(figures, case, language)
        rows.append({"name": name, "value": float(loss) / 1e6, "text": millions(float(loss))})
    rows.sort(key=lambda row: -row["value"])
    names = [row["name"] for row in rows]
    values = [0.0, *(row["value"] for row in rows)]
    span = max(values) - min(values) or 1.0
    scale = alt.Scale(domain=[min(values) - 0.26 * span, max(values) + 0.26 * span], nice=False)
    base = alt.Chart(charts._data(rows), width=_WIDTH, height=len(rows) * 18)
    y = alt.Y("name:N", sort=names, title=None)
    x = alt.X("value:Q", title=say("cash_axis", language), scale=scale, axis=alt.Axis(tickCount=4))
    bars = base.mark_bar(height=10, color=PALETTE[4], stroke=PALETTE[0], strokeWidth=0.6).encode(y=y, x=x)
    zero = alt.Chart(charts._data([{"zero": 0.0}])).mark_rule(color=MUTED, strokeWidth=1).encode(x=alt.X("zero:Q"))
    above = base.transform_filter("datum.value >= 0").mark_text(align="left", dx=5, fontSize=10, color=INK)
    below = base.transform_filter("datum.value < 0").mark_text(align="right", dx=-5, fontSize=10, color=INK)
    told = [one.encode(y=y, x=x, text=alt.Text("text:N")) for one in (above, below)]
    return charts._dressed(alt.layer(zero, bars, *told))


def _name(figures: PortfolioFigures, row: str, language: Language) -> str:
    for project in figures.names:
        if row in figures.rows_of(project):
            case = figures.evaluation.projects[project].project.case
            name = short_name(case.name_ja if language == "ja" else case.name_en)
            kind = row.removeprefix(f"{project}-")
            return name if row == project else f"{name} – {name_of('instrument', kind, language)}"
    return row


def tree_chart(found: Exploration, language: Language) -> Any:
    """A decision tree as an outline: a row a node, its way and value in words; open marks are never reached."""
    known = ways(found)
    marks: list[dict[str, Any]] = []
    links: list[dict[str, Any]] = []
    for row, way in enumerate(known):
        kind = way.node.kind if way.node.kind in ("decision", "chance") else "end"
        chance = "" if way.chance is None else f" {percent(way.chance, 0)}"
        reached = way.node.probability > 0
        marks.append({
            "x": way.depth * _STEP, "y": row, "kind": kind, "reached": "yes" if reached else "no",
            "text": f"{way.edge}{chance}: {millions(way.node.value)}", "right": way.depth * _STEP,
        })  # fmt: skip
        if way.above >= 0:
            above = known[way.above].depth * _STEP
            links.append({"x": above, "x2": above, "y": way.above, "y2": row, "reached": "yes" if reached else "no"})
            links.append(
                {"x": above, "x2": way.depth * _STEP, "y": row, "y2": row, "reached": "yes" if reached else "no"}
            )
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-8, _WIDTH - 8], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[len(known) - 0.4, -0.6], nice=False))
    dash = alt.StrokeDash("reached:N", legend=None, scale=alt.Scale(domain=["yes", "no"], range=[[1, 0], [3, 3]]))
    base = alt.Chart(charts._data(marks), width=_WIDTH, height=len(known) * _ROW)
    lines = alt.Chart(charts._data(links)).mark_rule(color=MUTED, strokeWidth=1.2).encode(
        x=x, y=y, x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q"), strokeDash=dash
    )  # fmt: skip
    shape = alt.Shape(
        "kind:N", legend=None, scale=alt.Scale(domain=["decision", "chance", "end"], range=["square", "circle", "triangle-right"])
    )  # fmt: skip
    fill = alt.Fill("reached:N", legend=None, scale=alt.Scale(domain=["yes", "no"], range=[PALETTE[0], "#ffffff"]))
    points = base.mark_point(size=70, stroke=PALETTE[0], strokeWidth=1.3, opacity=1).encode(
        x=x, y=y, shape=shape, fill=fill
    )
    told = base.mark_text(align="left", dx=9, fontSize=10, color=INK).encode(x=x, y=y, text=alt.Text("text:N"))
    drawn = [lines, points, told] if links else [points, told]
    return charts._dressed(alt.layer(*drawn).properties(title=alt.Title(
        say("tree_axis", language), anchor="start", fontSize=10, fontWeight="normal", color=MUTED
    )))  # fmt: skip
