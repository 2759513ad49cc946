"""Charts of the review as vega-lite specifications, the same on the page and in print.

Colours are those of Okabe and Ito, which people with any colour vision tell apart; every chart also says its message in
words or numbers beside the colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from sonae.data import countries
from sonae.documents import words
from sonae.documents.fonts import FONT_FAMILY
from sonae.documents.review_model import MineralPage, ReviewModel
from sonae.documents.review_stock import CASES, StockPart
from sonae.documents.review_stock_view import money, start_days
from sonae.documents.review_stock_words import case_name, stock_word
from sonae.documents.review_view import percent
from sonae.documents.words import Language
from sonae.supply_risk import FACTORS

__all__ = [
    "auc_chart",
    "budget_chart",
    "change_chart",
    "days_chart",
    "dependence_chart",
    "factor_chart",
    "shortage_chart",
    "spec_of",
    "suppliers_chart",
    "waterfall_chart",
]

PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#999999")
INK, MUTED, GRID = "#222222", "#6b6b6b", "#e4e4e4"
_WIDTH = 560
_NARROW = 300
"""Width of a mineral's charts: two stand side by side on a printed page."""


def spec_of(chart: Any) -> dict[str, Any]:
    """Return a chart as plain vega-lite data."""
    spec: dict[str, Any] = chart.to_dict(validate=False)
    return spec


def _data(rows: Sequence[dict[str, Any]]) -> alt.Data:
    data: alt.Data = alt.Data(values=tuple(rows))  # type: ignore[no-untyped-call]
    return data


def _dressed(chart: Any) -> Any:
    """Give a chart the looks of the house, in place: a chart is copied as a whole by each of altair's own setters."""
    chart.config = alt.Config(
        font=FONT_FAMILY, background="#ffffff", padding=4, view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelColor=INK, titleColor=MUTED, titleFontWeight="normal", gridColor=GRID, domainColor=MUTED, tickColor=MUTED,
            labelFontSize=11, titleFontSize=11, labelLimit=0, labelOverlap=False,
        ),
        legend=alt.LegendConfig(
            labelColor=INK, titleColor=MUTED, titleFontWeight="normal", labelFontSize=11, titleFontSize=11, labelLimit=0
        ),
    )  # fmt: skip
    return chart


def _land(iso3: str, language: Language) -> str:
    if iso3 == "other":
        return words.word("other", language)
    land = countries().get(iso3)
    return (land.name_ja if language == "ja" else land.name_en) if land else iso3


def dependence_chart(page: MineralPage, language: Language) -> Any:
    """Shares of the governing line's suppliers by year, as stacked areas."""
    order: list[str] = []
    for _, land, _ in page.series:
        if land not in order and land != "other":
            order.append(land)
    order = sorted(
        order,
        key=lambda land: (
            -sum(share for year, name, share in page.series if name == land and year > page.series[-1][0] - 5)
        ),
    )
    if any(land == "other" for _, land, _ in page.series):
        order.append("other")
    names = [_land(land, language) for land in order]
    held = {(year, land): share for year, land, share in page.series}
    years = sorted({year for year, _, _ in page.series})
    rows: list[dict[str, Any]] = [
        {"year": year, "land": _land(land, language), "share": round(held.get((year, land), 0.0), 4), "order": i}
        for year in years
        for i, land in enumerate(order)
    ]
    colours = [*PALETTE[: len(names) - 1], "#c8c8c8"] if order and order[-1] == "other" else list(PALETTE[: len(names)])
    base = alt.Chart(_data(rows), width=_NARROW, height=150)
    mark = base.mark_area(stroke="#ffffff", strokeWidth=0.4) if len(years) > 1 else base.mark_bar()
    return _dressed(
        mark.encode(
            x=alt.X(
                "year:Q",
                title=None,
                axis=alt.Axis(format="d", tickMinStep=1, tickCount=7),
                scale=alt.Scale(domain=[years[0], years[-1]], nice=False),
            ),
            y=alt.Y(
                "share:Q",
                title=words.word("share_axis", language),
                stack="zero",
                axis=alt.Axis(format="%"),
                scale=alt.Scale(domain=[0, 1]),
            ),
            color=alt.Color("land:N", title=None, sort=names, scale=alt.Scale(domain=names, range=colours)),
            order=alt.Order("order:Q"),
        )
    )  # fmt: skip


def waterfall_chart(page: MineralPage, language: Language) -> Any:
    """From the base to the proposal, step by step, with each step's size written on it."""
    explanation = page.explanation
    if explanation is None:
        raise ValueError(f"{page.mineral.symbol} has no explanation to draw")
    rows: list[dict[str, Any]] = []
    steps = explanation.steps()
    for i, (name, start, stop) in enumerate(steps):
        kind = "level" if i == 0 else ("up" if stop >= start else "down")
        text = f"{stop:.0f}" if i == 0 else f"{stop - start:+z.1f}"
        rows.append(
            {
                "i": i,
                "name": words.step(name, language),
                "from": start,
                "to": stop,
                "kind": kind,
                "text": text,
                "top": max(start, stop),
            }
        )
    rows.append(
        {
            "i": len(rows), "name": words.word("days", language), "from": 0.0, "to": float(explanation.proposal), "kind": "total",
            "text": str(explanation.proposal), "top": float(explanation.proposal),
        }
    )  # fmt: skip
    names = [row["name"] for row in rows]
    base = alt.Chart(_data(rows), width=_NARROW, height=len(rows) * 21)
    y = alt.Y("name:N", sort=names, title=None)
    bars = base.mark_bar(height=13).encode(
        y=y,
        x=alt.X("from:Q", title=words.word("days_unit", language), axis=alt.Axis(tickCount=6)),
        x2=alt.X2("to:Q"),
        color=alt.Color(
            "kind:N",
            legend=None,
            scale=alt.Scale(domain=["level", "up", "down", "total"], range=["#8c8c8c", "#D55E00", "#0072B2", INK]),
        ),
    )
    labels = base.mark_text(align="left", dx=5, fontSize=11, color=INK).encode(
        y=y, x=alt.X("top:Q"), text=alt.Text("text:N")
    )
    return _dressed(alt.layer(bars, labels))


def suppliers_chart(page: MineralPage, language: Language) -> Any:
    """Import share and world share of the largest suppliers, side by side."""
    rows: list[dict[str, Any]] = []
    labels = {
        "import_share": words.word("import_share", language),
        "world_share": words.word("world_share", language),
    }
    for supplier in page.suppliers:
        name = _land(supplier.land.iso3, language)
        for key, share in (("import_share", supplier.import_share), ("world_share", supplier.world_share)):
            if share is not None:
                rows.append({"land": name, "kind": labels[key], "share": share, "text": percent(share)})
    names = [_land(supplier.land.iso3, language) for supplier in page.suppliers]
    kinds = [label for label in labels.values() if any(row["kind"] == label for row in rows)]
    base = alt.Chart(_data(rows), width=_NARROW, height=max(3, len(names)) * (26 if len(kinds) > 1 else 17))
    y = alt.Y("land:N", sort=names, title=None)
    offset = alt.YOffset("kind:N", sort=kinds)
    bars = base.mark_bar(height=9).encode(
        y=y,
        yOffset=offset,
        x=alt.X(
            "share:Q",
            title=words.word("share_axis", language),
            axis=alt.Axis(format="%", tickCount=5),
            scale=alt.Scale(domain=[0, 1]),
        ),
        color=alt.Color(
            "kind:N",
            title=None,
            sort=kinds,
            scale=alt.Scale(domain=list(labels.values()), range=[PALETTE[0], PALETTE[1]]),
        ),
    )
    text = base.mark_text(align="left", dx=4, fontSize=10, color=INK).encode(
        y=y, yOffset=offset, x=alt.X("share:Q"), text=alt.Text("text:N")
    )
    return _dressed(alt.layer(bars, text))


def days_chart(model: ReviewModel, language: Language) -> Any:
    """Proposed days, ES90 and the parameter interval of every assessed mineral, most days first."""
    rows: list[dict[str, Any]] = []
    for page in model.by_days:
        stat = page.days.statistics
        if stat is None:
            continue
        rows.append(
            {
                "name": _mineral(page, language),
                "es": stat.statistic,
                "low": page.days.parameter_low if page.days.parameter_low is not None else stat.sampling_low,
                "high": page.days.parameter_high if page.days.parameter_high is not None else stat.sampling_high,
                "days": page.days.proposal,
            }
        )
    names = [row["name"] for row in rows]
    limit = max(2.0 * model.policy.days.cap, max(float(row["es"] or 0) for row in rows) * 1.1)
    for row in rows:
        row["high"] = min(float(row["high"] or 0), limit)
    base = alt.Chart(_data(rows), width=_WIDTH, height=len(rows) * 17)
    y = alt.Y("name:N", sort=names, title=None)
    x = alt.X("low:Q", title=words.word("statistic_axis", language), scale=alt.Scale(domain=[0, limit], nice=False))
    interval = base.mark_rule(strokeWidth=2, color="#9ecae1").encode(y=y, x=x, x2=alt.X2("high:Q"))
    statistic = base.mark_point(filled=True, size=42, color=PALETTE[0], shape="circle").encode(y=y, x=alt.X("es:Q"))
    proposal = base.mark_point(filled=False, size=60, color=PALETTE[5], shape="square", strokeWidth=1.6).encode(
        y=y, x=alt.X("days:Q")
    )
    text = base.mark_text(align="left", dx=7, fontSize=10, color=INK).encode(
        y=y, x=alt.X("days:Q"), text=alt.Text("days:Q")
    )
    return _dressed(alt.layer(interval, statistic, proposal, text))


def factor_chart(model: ReviewModel, language: Language) -> Any:
    """Scores of the five factors as a table of tints with the numbers in it, riskiest first."""
    pages = sorted(model.assessed, key=lambda page: page.score.rank or 99)
    rows: list[dict[str, Any]] = []
    for page in pages:
        best = page.score.governing
        if best is None:
            continue
        for name in FACTORS:
            rows.append(
                {
                    "name": _mineral(page, language),
                    "factor": words.factor(name, language),
                    "score": round(best.factors[name]),
                }
            )
        rows.append(
            {"name": _mineral(page, language), "factor": words.word("score", language), "score": round(best.score)}
        )
    names = [_mineral(page, language) for page in pages]
    columns = [words.word("score", language), *(words.factor(name, language) for name in FACTORS)]
    base = alt.Chart(_data(rows), width=_WIDTH, height=len(names) * 17).encode(
        y=alt.Y("name:N", sort=names, title=None),
        x=alt.X(
            "factor:N", sort=columns, title=None, axis=alt.Axis(orient="top", labelAngle=0, domain=False, ticks=False)
        ),
    )
    cells = base.mark_rect(stroke="#ffffff", strokeWidth=1).encode(
        color=alt.Color(
            "score:Q",
            legend=None,
            scale=alt.Scale(domain=[0, 100], range=["#f7fbff", "#deebf7", "#9ecae1", "#4292c6", "#084594"]),
        )
    )
    numbers = base.mark_text(fontSize=10).encode(
        text=alt.Text("score:Q"), color=alt.condition("datum.score > 82", alt.value("#ffffff"), alt.value("#000000"))
    )
    return _dressed(alt.layer(cells, numbers))


def change_chart(model: ReviewModel, language: Language) -> Any:
    """Change of the statistic on the year in its two parts, the largest twelve."""
    changes = [page for page in model.assessed if page.change is not None]
    largest = sorted(
        changes, key=lambda page: -(abs(page.change.real_change) + abs(page.change.data_revision) if page.change else 0)
    )[:12]
    rows: list[dict[str, Any]] = []
    kinds = [words.word("real_change", language), words.word("revision", language)]
    for page in largest:
        if page.change is None:
            continue
        rows.append({"name": _mineral(page, language), "kind": kinds[0], "value": page.change.real_change})
        rows.append({"name": _mineral(page, language), "kind": kinds[1], "value": page.change.data_revision})
    names = [_mineral(page, language) for page in largest]
    base = alt.Chart(_data(rows), width=_WIDTH, height=len(names) * 24)
    y = alt.Y("name:N", sort=names, title=None)
    offset = alt.YOffset("kind:N", sort=kinds)
    bars = base.mark_bar(height=9).encode(
        y=y,
        yOffset=offset,
        x=alt.X("value:Q", title=words.word("statistic_axis", language)),
        color=alt.Color(
            "kind:N",
            title=None,
            sort=kinds,
            legend=alt.Legend(orient="top"),
            scale=alt.Scale(domain=kinds, range=[PALETTE[5], PALETTE[4]]),
        ),
    )
    right = base.transform_filter("datum.value >= 0").mark_text(align="left", dx=4, fontSize=10, color=INK)
    left = base.transform_filter("datum.value < 0").mark_text(align="right", dx=-4, fontSize=10, color=INK)
    label = {"y": y, "yOffset": offset, "x": alt.X("value:Q"), "text": alt.Text("value:Q", format="+.1f")}
    return _dressed(alt.layer(bars, right.encode(**label), left.encode(**label)))


def auc_chart(model: ReviewModel, language: Language) -> Any:
    """AUC of each ranking with its interval; 0.5 is no better than chance."""
    rows: list[dict[str, Any]] = [
        {
            "name": f"{words.level(result.level, language)}: {words.ranking(result.ranking, language)}",
            "months": words.word("months", language, n=result.months), "auc": result.auc, "low": result.low, "high": result.high,
        }
        for result in model.backtest
    ]  # fmt: skip
    names = list(dict.fromkeys(row["name"] for row in rows))
    months = list(dict.fromkeys(row["months"] for row in rows))
    base = alt.Chart(_data(rows), width=_WIDTH, height=len(names) * 24)
    y = alt.Y("name:N", sort=names, title=None)
    offset = alt.YOffset("months:N", sort=months)
    x = alt.X("low:Q", title="AUC", scale=alt.Scale(domain=[0.2, 1.0], nice=False, zero=False))
    colour = alt.Color(
        "months:N", title=None, sort=months, scale=alt.Scale(domain=months, range=[PALETTE[0], PALETTE[5]])
    )
    rule = base.mark_rule(strokeWidth=2).encode(y=y, yOffset=offset, x=x, x2=alt.X2("high:Q"), color=colour)
    point = base.mark_point(filled=True, size=36).encode(
        y=y, yOffset=offset, x=alt.X("auc:Q"), color=colour, shape=alt.Shape("months:N", legend=None, sort=months)
    )
    text = base.mark_text(align="left", dx=5, fontSize=9, color=INK).encode(
        y=y, yOffset=offset, x=alt.X("high:Q"), text=alt.Text("auc:Q", format=".2f")
    )
    chance = alt.Chart(_data([{"x": 0.5}])).mark_rule(strokeDash=[4, 3], color=MUTED).encode(x=alt.X("x:Q"))
    return _dressed(alt.layer(chance, rule, point, text))


def shortage_chart(model: ReviewModel, part: StockPart, language: Language) -> Any:
    """Expected shortage of every mineral with each of the three stocks, most first, in days of consumption."""
    names = {page.mineral.symbol: _mineral(page, language) for page in model.pages}
    items = sorted(part.minerals, key=lambda item: (-item.held[0].short_days, item.symbol))
    kinds = [case_name(name, language, start_days(part)) for name in CASES]
    rows: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []
    for item in items:
        name = names.get(item.symbol, item.symbol)
        none, _, target = (held.short_days for held in item.held)
        ends.append({"name": name, "none": none, "target": target, "text": f"{none:.1f} → {target:.1f}"})
        for kind, held in zip(kinds, item.held, strict=True):
            rows.append({"name": name, "kind": kind, "days": held.short_days})
    order = [row["name"] for row in ends]
    y = alt.Y("name:N", sort=order, title=None)
    spans = alt.Chart(_data(ends), width=_WIDTH, height=len(ends) * 17)
    axis = alt.Scale(domain=[0, max(row["none"] for row in ends) * 1.18], nice=False)
    x = alt.X("target:Q", title=stock_word("shortage_axis", language), scale=axis)
    span = spans.mark_rule(strokeWidth=2, color="#c8c8c8").encode(y=y, x=x, x2=alt.X2("none:Q"))
    dots = (
        alt.Chart(_data(rows))
        .mark_point(filled=True, size=52, opacity=1)
        .encode(
            y=y,
            x=alt.X("days:Q"),
            color=alt.Color(
                "kind:N", title=None, sort=kinds, legend=alt.Legend(orient="top"),
                scale=alt.Scale(domain=kinds, range=[PALETTE[5], PALETTE[1], PALETTE[0]]),
            ),
            shape=alt.Shape("kind:N", sort=kinds, scale=alt.Scale(domain=kinds, range=["diamond", "triangle-up", "circle"])),
        )
    )  # fmt: skip
    text = spans.mark_text(align="left", dx=8, fontSize=10, color=INK).encode(
        y=y, x=alt.X("none:Q"), text=alt.Text("text:N")
    )
    return _dressed(alt.layer(span, dots, text))


def budget_chart(part: StockPart, language: Language) -> Any:
    """What is saved against no budget, by the yearly budget: total cost, and shortage at mean prices."""
    first = part.curve[0]
    kinds = [stock_word("saved_cost", language), stock_word("saved_short", language)]
    rows: list[dict[str, Any]] = []
    for point in part.curve:
        for kind, saved in zip(kinds, (first.cost - point.cost, first.shortage - point.shortage), strict=True):
            value = money(saved, language)
            text = "" if point is first else f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.1f}"
            rows.append({"budget": money(point.budget_a_year, language), "kind": kind, "saved": value, "text": text})
    base = alt.Chart(_data(rows), width=_WIDTH, height=240)
    x = alt.X("budget:Q", title=stock_word("budget_axis", language))
    y = alt.Y("saved:Q", title=stock_word("value_axis", language))
    colour = alt.Color(
        "kind:N", title=None, sort=kinds, legend=alt.Legend(orient="top"),
        scale=alt.Scale(domain=kinds, range=[PALETTE[0], PALETTE[5]]),
    )  # fmt: skip
    line = base.mark_line(strokeWidth=1.6).encode(x=x, y=y, color=colour)
    shape = alt.Shape("kind:N", sort=kinds, scale=alt.Scale(domain=kinds, range=["circle", "diamond"]))
    points = base.mark_point(filled=True, size=52, opacity=1).encode(x=x, y=y, color=colour, shape=shape)
    text = base.mark_text(dy=-11, fontSize=10, color=INK).encode(x=x, y=y, text=alt.Text("text:N"))
    return _dressed(alt.layer(line, points, text))


def _mineral(page: MineralPage, language: Language) -> str:
    name = page.mineral.name_ja if language == "ja" else page.mineral.name_en
    return f"{page.mineral.symbol} {name.split('（', maxsplit=1)[0]}"
