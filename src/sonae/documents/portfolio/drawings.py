"""Charts of the portfolio's document. Shape, outline, dash and figures tell things apart; colour never does so alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import altair as alt

from sonae.documents import charts
from sonae.documents.charts import INK, MUTED, PALETTE, spec_of
from sonae.documents.portfolio.blocks import millions, percent
from sonae.documents.portfolio.figures import PortfolioFigures
from sonae.documents.portfolio.names import group_name, name_of
from sonae.documents.portfolio.risk_drawings import risk_specs
from sonae.documents.portfolio.subjects import short_name
from sonae.documents.portfolio.words import say
from sonae.documents.rendering import draw_all
from sonae.documents.words import LANGUAGES, Language
from sonae.economics.support import AgencyView
from sonae.portfolio.funding import RepaymentPlan
from sonae.portfolio.review import Dimension, PortfolioReview

__all__ = [
    "cash_chart",
    "deficit_chart",
    "draw_portfolio",
    "exposure_chart",
    "forecast_chart",
    "funding_chart",
    "portfolio_specs",
    "profit_chart",
    "ratio_chart",
]

_WIDTH = 330
"""Narrow enough that its words can be read on a telephone."""
_DASHES = ([1, 0], [7, 3], [2, 2], [7, 2, 2, 2], [1, 4], [10, 3], [4, 4])
_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "stroke")
_KINDS = ("equity", "guarantee", "loan")
Spec = dict[str, Any]


def portfolio_specs(figures: PortfolioFigures) -> dict[str, Spec]:
    """Return the specification of every chart: «language/name»."""
    specs: dict[str, Spec] = {}
    for language in LANGUAGES:
        made: dict[str, Any] = {
            "profit": profit_chart(figures, language),
            "deficit": deficit_chart(figures.review, language),
            "pdr": ratio_chart(figures, language),
        }
        for one in figures.review.exposure:
            made[f"exposure-{one.dimension}"] = exposure_chart(figures.review, one, language)
        if figures.review.forecast:
            made["forecast-profit"] = forecast_chart(figures.review, "profit", language)
            made["forecast-deficit"] = forecast_chart(figures.review, "deficit", language)
        for name, found in figures.evaluation.projects.items():
            if found.view is not None:
                made[f"cash-{name}"] = cash_chart(found.view, figures.review.facts.fiscal_year.year, language)
        for number, plan in enumerate(figures.funding.plans if figures.funding else (), 1):
            made[f"funding-{number}"] = funding_chart(plan, language)
        specs |= {f"{language}/{name}": spec_of(chart) for name, chart in made.items()}
    return specs | risk_specs(figures)


def draw_portfolio(specs: dict[str, Spec], done: Callable[[], None] = lambda: None) -> dict[Language, dict[str, str]]:
    """Draw the charts of :func:`portfolio_specs` as SVG text, by language and name."""
    drawn = draw_all(specs, done=done)
    return {
        language: {key.partition("/")[2]: svg for key, svg in drawn.items() if key.startswith(f"{language}/")}
        for language in LANGUAGES
    }


def _short(figures: PortfolioFigures, project: str, language: Language) -> str:
    case = figures.evaluation.projects[project].project.case
    name = case.name_ja if language == "ja" else case.name_en
    return short_name(name)


def _project(figures: PortfolioFigures, row: str, language: Language) -> str:
    """Name a row of the review: its project, with the instrument where it is not the first."""
    for project in figures.names:
        if row in figures.rows_of(project):
            if row == project:
                return _short(figures, project, language)
            kind = name_of("instrument", row.removeprefix(f"{project}-"), language)
            return f"{_short(figures, project, language)} – {kind}"
    return row


def _axis(values: Sequence[float]) -> tuple[float, float]:
    """Return a domain with 0 in it and room for figures at both ends."""
    low, high = min(0.0, *values), max(0.0, *values)
    span = (high - low) or 1.0
    return (low - 0.22 * span if low < 0 else 0.0), high + 0.22 * span


def _bars(rows: list[dict[str, Any]], x_title: str, domain: tuple[float, float], height: int = 18) -> Any:
    """Return horizontal bars, one a row with «name» and «value»; :func:`_told` writes the figures."""
    names = [row["name"] for row in rows]
    base = alt.Chart(charts._data(rows), width=_WIDTH, height=max(2, len(rows)) * height)
    y = alt.Y("name:N", sort=names, title=None)
    x = alt.X("value:Q", title=x_title, scale=alt.Scale(domain=list(domain), nice=False), axis=alt.Axis(tickCount=4))
    bars = base.mark_bar(height=10, color=PALETTE[4], stroke=PALETTE[0], strokeWidth=0.6).encode(y=y, x=x)
    zero = alt.Chart(charts._data([{"zero": 0.0}])).mark_rule(color=MUTED, strokeWidth=1).encode(x=alt.X("zero:Q"))
    return zero + bars


def _told(rows: list[dict[str, Any]]) -> Any:
    """Return the figures of horizontal bars beyond their ends, «right» and «left» of each row, above all that is drawn."""
    base = alt.Chart(charts._data(rows))
    y = alt.Y("name:N", sort=[row["name"] for row in rows], title=None)
    layers = []
    halos: tuple[dict[str, Any], ...] = ({"stroke": "#ffffff", "strokeWidth": 3}, {})
    for halo in halos:
        above = base.transform_filter("datum.value >= 0").mark_text(align="left", dx=6, fontSize=10, color=INK, **halo)
        below = base.transform_filter("datum.value < 0").mark_text(align="right", dx=-6, fontSize=10, color=INK, **halo)
        layers += [
            above.encode(y=y, x=alt.X("right:Q"), text=alt.Text("text:N")),
            below.encode(y=y, x=alt.X("left:Q"), text=alt.Text("text:N")),
        ]
    return alt.layer(*layers)


def profit_chart(figures: PortfolioFigures, language: Language) -> Any:
    """Profit over the life of the investment of every ranked project, the forward value beside it, the rank before the name."""
    rows: list[dict[str, Any]] = []
    for found in figures.review.cases:
        profit, forward = found.rank.profit.value, found.rank.forward.value
        if found.rank.rank is None or profit is None:
            continue
        rows.append(
            {
                "name": f"{found.rank.rank}  {_project(figures, found.case, language)}",
                "value": float(profit) / 1e6,
                "forward": None if forward is None else float(forward) / 1e6,
                "text": millions(profit),
            }
        )
    rows.sort(key=lambda row: -row["value"])
    values = [row["value"] for row in rows] + [row["forward"] for row in rows if row["forward"] is not None] or [0.0]
    for row in rows:
        both = [row["value"], row["value"] if row["forward"] is None else row["forward"]]
        row["right"], row["left"] = max(both), min(both)
    chart = _bars(rows, say("cash_axis", language), _axis(values))
    y = alt.Y("name:N", sort=[row["name"] for row in rows], title=None)
    beside = alt.Chart(charts._data([row for row in rows if row["forward"] is not None]))
    marks = beside.mark_point(shape="diamond", size=46, filled=False, color=PALETTE[5], strokeWidth=1.5).encode(
        y=y, x=alt.X("forward:Q")
    )
    return charts._dressed(chart + marks + _told(rows))


def deficit_chart(review: PortfolioReview, language: Language) -> Any:
    """From the opening deficit by cause to the closing one, each step with its size."""
    rows: list[dict[str, Any]] = []
    level = float(review.deficit.opening.value or 0) / 1e6

    def add(name: str, start: float, end: float, kind: str, written: str) -> None:
        rows.append(
            {
                "place": f"{len(rows):02d}",
                "name": name,
                "from": start,
                "to": end,
                "right": max(start, end),
                "kind": kind,
                "text": written,
            }
        )

    add(say("opening", language), 0.0, level, "level", millions(level * 1e6))
    for cause, change in review.deficit.causes.items():
        step = float(change.value or 0) / 1e6
        if step:
            sign = "+" if step > 0 else ""
            add(
                name_of("cause", cause, language),
                level,
                level + step,
                "up" if step > 0 else "down",
                sign + millions(step * 1e6),
            )
            level += step
    add(say("closing", language), 0.0, level, "level", millions(level * 1e6))
    names = {row["place"]: row["name"] for row in rows}
    base = alt.Chart(charts._data(rows), width=_WIDTH, height=len(rows) * 20)
    axis = alt.Axis(labelExpr=f"({_expression(names)})[datum.value]", ticks=False, domain=False)
    y = alt.Y("place:N", sort=list(names), title=None, axis=axis)
    ends = [row[end] for row in rows for end in ("from", "to")]
    scale = alt.Scale(domain=list(_axis(ends)), nice=False)
    x = alt.X("from:Q", title=say("cash_axis", language), scale=scale, axis=alt.Axis(tickCount=4))
    kinds = ["level", "up", "down"]
    fill = alt.Fill("kind:N", legend=None, scale=alt.Scale(domain=kinds, range=["#8c8c8c", PALETTE[5], "#ffffff"]))
    stroke = alt.Stroke("kind:N", legend=None, scale=alt.Scale(domain=kinds, range=["#8c8c8c", PALETTE[5], PALETTE[0]]))
    bars = base.mark_bar(height=11, strokeWidth=1.3).encode(y=y, x=x, x2=alt.X2("to:Q"), fill=fill, stroke=stroke)
    told = base.mark_text(align="left", dx=5, fontSize=10, color=INK).encode(
        y=y, x=alt.X("right:Q"), text=alt.Text("text:N")
    )
    return charts._dressed(alt.layer(bars, told))


def _expression(names: dict[str, str]) -> str:
    import json

    return json.dumps(names, ensure_ascii=False)


def ratio_chart(figures: PortfolioFigures, language: Language) -> Any:
    """Expected profit of every live project in the profit-deficit ratio, the largest first."""
    rows = [
        {
            "name": _project(figures, one.case, language),
            "value": float(one.profit.value) / 1e6,
            "text": millions(one.profit.value),
        }
        for one in figures.review.pdr.projects
        if one.profit.value is not None
    ]
    rows.sort(key=lambda row: -float(str(row["value"])))
    values = [float(str(row["value"])) for row in rows] or [0.0]
    shown = [row | {"right": row["value"], "left": row["value"]} for row in rows]
    return charts._dressed(_bars(shown, say("cash_axis", language), _axis(values)) + _told(shown))


def exposure_chart(review: PortfolioReview, one: Dimension, language: Language) -> Any:
    """Shares of a dimension, the largest first, with the limit of the largest share."""
    rows = [
        {
            "name": group_name(one.dimension, group.group, language),
            "value": float(group.share.value),
            "text": percent(group.share.value),
        }
        for group in one.groups
        if group.share.value is not None
    ]
    limit = float(getattr(review.settings.exposure.limits, one.dimension).share)
    most = max([limit, *(float(str(row["value"])) for row in rows)])
    chart = _bars(rows, say("share_axis", language), (0.0, min(1.22, most * 1.22)))
    line = alt.Chart(charts._data([{"limit": limit, "text": f"{say('limit', language)} {percent(limit, 0)}"}]))
    rule = line.mark_rule(strokeDash=[5, 3], color=PALETTE[5], strokeWidth=1.6).encode(x=alt.X("limit:Q"))
    told = line.mark_text(align="center", dy=-7, fontSize=10, color=INK).encode(
        x=alt.X("limit:Q"), y=alt.value(0), text=alt.Text("text:N")
    )
    shown = [row | {"right": row["value"], "left": row["value"]} for row in rows]
    return charts._dressed(chart + rule + told + _told(shown))


def forecast_chart(review: PortfolioReview, what: str, language: Language) -> Any:
    """Profit or deficit by fiscal year, a line a scenario, told apart by dash and mark."""
    rows = []
    for one in review.forecast:
        for year in one.years:
            value = getattr(year, what).value
            rows.append(
                {
                    "scenario": name_of("scenario", one.scenario, language),
                    "year": str(year.fiscal_year),
                    "value": float(value or 0) / 1e6,
                }
            )
    names = [name_of("scenario", one.scenario, language) for one in review.forecast]
    count = len(names)
    colours = [INK, PALETTE[0], PALETTE[5], PALETTE[2], PALETTE[3], PALETTE[1], PALETTE[6]]
    base = alt.Chart(charts._data(rows), width=_WIDTH, height=220)
    x = alt.X("year:O", title=say("year", language), axis=alt.Axis(labelAngle=0))
    y = alt.Y("value:Q", title=say("cash_axis", language), scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=6))
    legend = alt.Legend(orient="top", columns=3, symbolSize=70)

    def scale(values: Sequence[Any]) -> alt.Scale:
        return alt.Scale(domain=names, range=[values[i % len(values)] for i in range(count)])

    colour = alt.Color("scenario:N", title=None, sort=names, legend=legend, scale=scale(colours))
    dash = alt.StrokeDash("scenario:N", title=None, sort=names, legend=legend, scale=scale(_DASHES))
    shape = alt.Shape("scenario:N", title=None, sort=names, legend=legend, scale=scale(_SHAPES))
    line = base.mark_line(strokeWidth=1.8).encode(x=x, y=y, color=colour, strokeDash=dash)
    points = base.mark_point(filled=True, size=46, opacity=1).encode(x=x, y=y, color=colour, shape=shape)
    return charts._dressed(alt.layer(line, points))


def cash_chart(view: AgencyView, review_year: int, language: Language) -> Any:
    """What the agency receives less what it pays by fiscal year and instrument, and the running sum below."""
    rows: list[dict[str, Any]] = []
    running: list[dict[str, Any]] = []
    total = 0.0
    for row in view.side_by_side():
        values = {"equity": row.equity_yen, "guarantee": row.guarantee_yen, "loan": row.loan_yen}
        for kind in _KINDS:
            if view.of(kind):
                rows.append({"year": row.fiscal_year, "kind": say(f"v_{kind}", language), "value": values[kind] / 1e6})
        total += sum(values.values()) / 1e6
        running.append({"year": row.fiscal_year, "value": total})
    kinds = [kind for kind in _KINDS if view.of(kind)]
    styles = {
        "equity": (PALETTE[0], PALETTE[0], [1, 0]),
        "guarantee": ("#ffffff", PALETTE[5], [1, 0]),
        "loan": ("#f0f0f0", INK, [2, 2]),
    }
    names = [say(f"v_{kind}", language) for kind in kinds]
    years = [row["year"] for row in running]
    scale = alt.Scale(domain=[years[0] - 1, years[-1] + 1], nice=False, padding=0)
    x = alt.X("year:Q", title=None, scale=scale, axis=alt.Axis(format="d", tickCount=6, grid=False))
    size = max(3.0, min(12.0, _WIDTH / (len(years) + 2) * 0.62))
    legend = alt.Legend(orient="top") if len(kinds) > 1 else None

    def ranged(at: int) -> alt.Scale:
        return alt.Scale(domain=names, range=[styles[kind][at] for kind in kinds])

    bars = (
        alt.Chart(charts._data(rows), width=_WIDTH, height=130)
        .mark_bar(size=size, strokeWidth=1)
        .encode(
            x=x,
            y=alt.Y("value:Q", title=say("cash_axis", language), axis=alt.Axis(tickCount=5)),
            fill=alt.Fill("kind:N", title=None, legend=legend, scale=ranged(0)),
            stroke=alt.Stroke("kind:N", title=None, legend=legend, scale=ranged(1)),
            strokeDash=alt.StrokeDash("kind:N", title=None, legend=legend, scale=ranged(2)),
        )
    )
    now = (
        alt.Chart(charts._data([{"year": review_year - 0.5}]))
        .mark_rule(strokeDash=[4, 3], color=MUTED)
        .encode(x=alt.X("year:Q"))
    )
    zero = alt.Chart(charts._data([{"zero": 0.0}])).mark_rule(color=MUTED, strokeWidth=0.8).encode(y=alt.Y("zero:Q"))
    y = alt.Y("value:Q", title=say("running", language), axis=alt.Axis(tickCount=4))
    line = (
        alt.Chart(charts._data(running), width=_WIDTH, height=80).mark_line(color=INK, strokeWidth=1.8).encode(x=x, y=y)
    )
    return charts._dressed(alt.vconcat(alt.layer(bars, now, zero), alt.layer(line, now, zero), spacing=6))


def funding_chart(plan: RepaymentPlan, language: Language) -> Any:
    """Receipts beside debt service by period, and the refinancing that is outstanding at its end."""
    last = max((at for at, one in enumerate(plan.periods) if one.service or one.refinanced), default=0)
    shown = plan.periods[: last + 2]
    rows: list[dict[str, Any]] = []
    line: list[dict[str, Any]] = []
    names = [say("s_receipts", language), say("s_service", language)]
    for one in shown:
        year = one.first.year + (0.5 if one.first.month == 10 else 0.0)
        rows.append({"year": year - 0.2, "kind": names[0], "value": one.receipts / 1e6})
        rows.append({"year": year + 0.2, "kind": names[1], "value": one.service / 1e6})
        line.append({"year": year, "kind": say("s_refinanced", language), "value": one.refinanced / 1e6})
    size = max(2.5, min(8.0, _WIDTH / (len(shown) + 1) * 0.34))
    scale = alt.Scale(domain=[line[0]["year"] - 1, line[-1]["year"] + 1], nice=False, padding=0)
    x = alt.X("year:Q", title=say("year", language), scale=scale, axis=alt.Axis(format="d", tickCount=8, grid=False))
    title = f"{say('million', language)} {plan.borrowing.schedule.loan.currency}"
    y = alt.Y("value:Q", title=title, axis=alt.Axis(tickCount=5))
    fill = alt.Fill(
        "kind:N",
        title=None,
        legend=alt.Legend(orient="top"),
        scale=alt.Scale(domain=names, range=[PALETTE[0], "#ffffff"]),
    )
    stroke = alt.Stroke(
        "kind:N", title=None, legend=alt.Legend(orient="top"), scale=alt.Scale(domain=names, range=[PALETTE[0], INK])
    )
    base = alt.Chart(charts._data(rows), width=_WIDTH, height=190)
    bars = base.mark_bar(size=size, strokeWidth=1).encode(x=x, y=y, fill=fill, stroke=stroke)
    over = alt.Chart(charts._data(line))
    owed = over.mark_line(color=PALETTE[5], strokeWidth=1.8).encode(x=x, y=alt.Y("value:Q"))
    points = over.mark_point(shape="triangle-up", filled=True, size=34, color=PALETTE[5], opacity=1).encode(
        x=x, y=alt.Y("value:Q")
    )
    return charts._dressed(alt.layer(bars, owed, points))
