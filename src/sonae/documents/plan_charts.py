"""Charts of the plan document. Every chart says its message in shapes and numbers beside the colour."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import altair as alt

from sonae.documents import charts
from sonae.documents.charts import INK, MUTED, PALETTE, spec_of
from sonae.documents.plan_figures import PlanFigures
from sonae.documents.plan_numbers import amount, year
from sonae.documents.plan_words import say
from sonae.documents.rendering import draw_all
from sonae.documents.words import LANGUAGES, Language

__all__ = ["curve_chart", "days_chart", "draw_plan", "holding_spec", "plan_specs", "shortage_chart", "spend_chart"]

_WIDTH = 330
"""Narrow enough that its words can be read on a telephone."""
_SMALL = 150
_BAND = "#9ecae1"


def plan_specs(figures: PlanFigures) -> dict[str, dict[str, Any]]:
    """Return the specification of every chart: «language/name», and «held-symbol», numbers alone, for all languages."""
    specs = {}
    for language in LANGUAGES:
        specs[f"{language}/days"] = spec_of(days_chart(figures, language))
        specs[f"{language}/spend"] = spec_of(spend_chart(figures, language))
        specs[f"{language}/shortage"] = spec_of(shortage_chart(figures, language))
        if figures.curve:
            specs[f"{language}/curve"] = spec_of(curve_chart(figures, language))
    config = specs[f"{LANGUAGES[0]}/days"]["config"]
    for symbol in figures.holdings:
        specs[f"held-{symbol}"] = holding_spec(figures, symbol, config)
    return specs


def draw_plan(
    specs: dict[str, dict[str, Any]], done: Callable[[], None] = lambda: None
) -> dict[Language, dict[str, str]]:
    """Draw the charts of :func:`plan_specs` as SVG text, by language and name."""
    drawn = draw_all(specs, done=done)
    shared = {key: svg for key, svg in drawn.items() if "/" not in key}
    return {
        language: shared
        | {key.partition("/")[2]: svg for key, svg in drawn.items() if key.startswith(f"{language}/")}
        for language in LANGUAGES
    }  # fmt: skip


def _short_name(row: dict[str, Any], language: Language) -> str:
    name = row["name_ja"] if language == "ja" else row["name_en"]
    return f"{row['mineral']} {name.split('（', maxsplit=1)[0]}"


def days_chart(figures: PlanFigures, language: Language) -> Any:
    """Days held now, expected in the month of the target, and the target, of every mineral, highest targets first."""
    gaps = {row["mineral"]: row for row in figures.gaps}
    rows = [
        {
            "name": _short_name(row, language), "now": row["start_days"], "by": gaps[row["mineral"]]["days_by"],
            "target": row["target_days"], "text": f"{row['target_days']:g}",
        }
        for row in sorted(figures.minerals, key=lambda row: -row["target_days"])
    ]  # fmt: skip
    names = [row["name"] for row in rows]
    base = alt.Chart(charts._data(rows), width=_WIDTH, height=len(rows) * 17)
    y = alt.Y("name:N", sort=names, title=None)
    most = max(max(row["now"], row["by"], row["target"]) for row in rows)
    x = alt.X("now:Q", title=say("days_unit", language), scale=alt.Scale(domain=[0, most * 1.08], nice=False))
    way = base.mark_rule(strokeWidth=2, color=_BAND).encode(y=y, x=x, x2=alt.X2("by:Q"))
    now = base.mark_point(filled=True, fill="#ffffff", stroke=MUTED, size=42, strokeWidth=1.6, opacity=1).encode(
        y=y, x=alt.X("now:Q")
    )
    by = base.mark_point(filled=True, size=48, color=PALETTE[0], opacity=1).encode(y=y, x=alt.X("by:Q"))
    target = base.mark_point(shape="square", filled=False, size=62, color=PALETTE[5], strokeWidth=1.6).encode(
        y=y, x=alt.X("target:Q")
    )
    told = base.mark_text(align="left", dx=8, fontSize=10, color=INK).encode(
        y=y, x=alt.X("target:Q"), text=alt.Text("text:N")
    )
    return charts._dressed(alt.layer(way, now, by, target, told))


def spend_chart(figures: PlanFigures, language: Language) -> Any:
    """Mean spending of every fiscal year with its 5–95 % band, against the budget."""
    unit = 100.0 if language == "ja" else 1000.0
    rows = [
        {
            "year": year(row["fiscal_year"], language), "mean": row["spend_mean"] / unit, "low": row["spend_05"] / unit,
            "high": row["spend_95"] / unit, "budget": row["budget_million_yen"] / unit,
            "text": amount(row["spend_mean"], language),
        }
        for row in figures.budget
    ]  # fmt: skip
    names = [row["year"] for row in rows]
    base = alt.Chart(charts._data(rows), width=_WIDTH, height=210)
    x = alt.X("year:N", sort=names, title=None, axis=alt.Axis(labelAngle=0))
    y = alt.Y("mean:Q", title=say("money_axis", language), scale=alt.Scale(zero=True))
    bars = base.mark_bar(width=24, color=_BAND).encode(x=x, y=y)
    band = base.mark_rule(strokeWidth=2, color=PALETTE[0]).encode(x=x, y=alt.Y("low:Q"), y2=alt.Y2("high:Q"))
    limit = base.mark_tick(thickness=2.5, width=40, color=PALETTE[5]).encode(x=x, y=alt.Y("budget:Q"))
    told = base.mark_text(align="left", dx=13, dy=14, fontSize=10, color=INK).encode(
        x=x, y=alt.Y("mean:Q"), text=alt.Text("text:N")
    )
    return charts._dressed(alt.layer(bars, band, limit, told))


def holding_spec(figures: PlanFigures, symbol: str, config: dict[str, Any]) -> dict[str, Any]:
    """Days held by month of one mineral, mean and 10–90 %, with the target; no words, so that it serves both languages.

    There is one for each mineral: it is written as plain vega-lite, which takes a hundredth of altair's time.
    """
    rows = [
        {"month": f"{row['month']}-01", "days": row["days"], "low": row["days_10"], "high": row["days_90"]}
        for row in figures.holdings[symbol]
    ]
    target = figures.holdings[symbol][0]["target_days"]
    most = max(target, *(row["high"] for row in rows)) * 1.08
    x = {
        "field": "month", "type": "temporal", "title": None, "scale": {"domain": [rows[0]["month"], rows[-1]["month"]]},
        "axis": {"values": [f"{number}-04-01" for number in figures.years], "format": "%y", "grid": False},
    }  # fmt: skip
    scale = {"domain": [0, most], "nice": False}

    def y(name: str) -> dict[str, Any]:
        return {"field": name, "type": "quantitative", "title": None, "scale": scale, "axis": {"tickCount": 3}}

    aim = {"type": "rule", "strokeDash": [4, 3], "color": PALETTE[5], "strokeWidth": 1.5}
    return {
        "config": config, "width": _SMALL, "height": 74, "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "area", "color": _BAND, "opacity": 0.7},
                "encoding": {"x": x, "y": y("low"), "y2": {"field": "high"}},
            },
            {"mark": {"type": "line", "color": PALETTE[0], "strokeWidth": 2}, "encoding": {"x": x, "y": y("days")}},
            {"data": {"values": [{"target": target}]}, "mark": aim, "encoding": {"y": y("target")}},
        ],
    }  # fmt: skip


def shortage_chart(figures: PlanFigures, language: Language) -> Any:
    """Mean days of shortage of every mineral without and with the plan, the largest first."""
    rows = [
        {
            "name": _short_name(row, language), "with": row["short_days"], "without": row["short_days_without"],
            "right": max(row["short_days"], row["short_days_without"]),
            "text": f"{row['short_days_without']:.1f}→{row['short_days']:.1f}",
        }
        for row in sorted(figures.minerals, key=lambda row: -row["short_days_without"])
    ]  # fmt: skip
    names = [row["name"] for row in rows]
    base = alt.Chart(charts._data(rows), width=_WIDTH, height=len(rows) * 17)
    y = alt.Y("name:N", sort=names, title=None)
    most = max(row["right"] for row in rows) or 1.0
    x = alt.X("with:Q", title=say("short_axis", language), scale=alt.Scale(domain=[0, most * 1.15], nice=False))
    way = base.mark_rule(strokeWidth=2, color=_BAND).encode(y=y, x=x, x2=alt.X2("without:Q"))
    without = base.mark_point(filled=True, fill="#ffffff", stroke=MUTED, size=42, strokeWidth=1.6, opacity=1).encode(
        y=y, x=alt.X("without:Q")
    )
    with_plan = base.mark_point(filled=True, size=48, color=PALETTE[0], opacity=1).encode(y=y, x=alt.X("with:Q"))
    told = base.mark_text(align="left", dx=8, fontSize=10, color=INK).encode(
        y=y, x=alt.X("right:Q"), text=alt.Text("text:N")
    )
    return charts._dressed(alt.layer(way, without, with_plan, told))


def curve_chart(figures: PlanFigures, language: Language) -> Any:
    """Cost and shortage against the yearly budget, both in money."""
    unit = 100.0 if language == "ja" else 1000.0
    kinds = [say("cost", language), say("short_value", language)]
    rows = []
    for point in sorted(figures.curve, key=lambda point: point.budget_a_year):
        for kind, value in zip(kinds, (point.cost, point.shortage), strict=True):
            rows.append(
                {
                    "budget": point.budget_a_year / unit, "kind": kind, "value": value / unit,
                    "text": amount(value, language),
                }
            )  # fmt: skip
    base = alt.Chart(charts._data(rows), width=_WIDTH, height=220)
    budgets = [point.budget_a_year / unit for point in figures.curve]
    room = 0.06 * max(budgets)
    x = alt.X(
        "budget:Q", title=say("budget_a_year", language), axis=alt.Axis(values=sorted(budgets), grid=False),
        scale=alt.Scale(domain=[min(budgets) - room, max(budgets) + room], nice=False),
    )  # fmt: skip
    y = alt.Y("value:Q", title=say("money_axis", language), scale=alt.Scale(zero=True))
    colour = alt.Color(
        "kind:N", title=None, sort=kinds, legend=alt.Legend(orient="top"),
        scale=alt.Scale(domain=kinds, range=[PALETTE[0], PALETTE[5]]),
    )  # fmt: skip
    shape = alt.Shape("kind:N", title=None, sort=kinds, scale=alt.Scale(domain=kinds, range=["circle", "square"]))
    line = base.mark_line(strokeWidth=2).encode(x=x, y=y, color=colour)
    points = base.mark_point(filled=True, size=50).encode(x=x, y=y, color=colour, shape=shape)
    told = base.mark_text(dy=-10, fontSize=10, color=INK).encode(x=x, y=y, text=alt.Text("text:N"))
    return charts._dressed(alt.layer(line, points, told))
