"""Charts of the nation's indicators: paths to targets, regions, straits, budgets, volumes of projects, in both languages.

Every chart says its message in shapes and numbers beside the colour. A year that is not assessed is a gap, never 0.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import altair as alt

from sonae.compute import Progress, Silent
from sonae.core import Classification
from sonae.documents.charts import GRID, INK, MUTED, PALETTE, _data, _dressed, spec_of
from sonae.documents.folder import Inside, place_documents, refuse_foreign
from sonae.documents.policy_words import chart_word, strait_lines, wrapped
from sonae.documents.rendering import draw_all
from sonae.documents.words import LANGUAGES, Language
from sonae.policy import (
    KINDS,
    Actual,
    Amount,
    ImportHistory,
    Indicator,
    Measure,
    PathToTarget,
    PortfolioVolumes,
    RoutingTable,
    Rule,
    by_region,
    regions,
    route_shares,
)

__all__ = ["PolicyFigures", "policy_chart_specs", "write_policy_charts"]

_WIDTH = 460
_BAND = "#9ecae1"
_INSIDE = tuple(Inside(language, (".svg", ".json")) for language in LANGUAGES)


@dataclass(frozen=True)
class PolicyFigures:
    """What is drawn.

    Attributes:
        indicators: indicators with a way to a target.
        actuals: actuals by indicator.
        ways: ways to the targets by indicator.
        histories: imports by commodity.
        production: crude output by year and origin.
        routing: the routes.
        measures: measures with their budgets.
        volumes: volumes of projects, where a portfolio was given.
        classification: the joined label.

    """

    indicators: tuple[Indicator, ...]
    actuals: Mapping[str, tuple[Actual, ...]]
    ways: Mapping[str, tuple[PathToTarget, ...]]
    histories: Mapping[str, ImportHistory]
    production: Mapping[int, Mapping[str, Amount]]
    routing: RoutingTable
    measures: tuple[Measure, ...]
    volumes: tuple[PortfolioVolumes, ...]
    classification: Classification


def policy_chart_specs(figures: PolicyFigures) -> dict[str, dict[str, Any]]:
    """Return the vega-lite specification of every chart, by «language/name»."""
    charts: dict[str, Any] = {}
    whole = {
        name: [year for year in one.years if one.not_whole(year) is None] for name, one in figures.histories.items()
    }
    passed = {
        name: {year: _passed(figures, figures.histories[name], year) for year in (years if name == "crude" else years[-1:])}
        for name, years in whole.items() if years
    }  # fmt: skip
    for language in LANGUAGES:
        for one in figures.indicators:
            charts[f"{language}/path-{one.id}"] = path_chart(figures, one, language)
        for commodity, passing in passed.items():
            history = figures.histories[commodity]
            charts[f"{language}/regions-{commodity}"] = region_chart(figures, history, language)
            charts[f"{language}/straits-{commodity}"] = strait_chart(figures, history, max(passing.items()), language)
        if "crude" in passed:
            charts[f"{language}/hormuz-crude"] = hormuz_chart(figures, passed["crude"], language)
        charts[f"{language}/budgets"] = budget_chart(figures, language)
        for volumes in figures.volumes:
            if any(one.by_year for one in volumes.projects):
                charts[f"{language}/projects-{volumes.indicator}"] = project_chart(figures, volumes, language)
    return {name: spec_of(chart) for name, chart in charts.items()}


@dataclass(frozen=True, slots=True)
class Passed:
    """What of the imports of a year passes a strait: the least, the most, and pro rata of output where that is known."""

    low: float
    high: float
    middle: float | None


def _passed(figures: PolicyFigures, history: ImportHistory, year: int) -> dict[str, Passed]:
    imports, table = history.year(year), figures.routing
    production = figures.production.get(year, {})
    bounds: tuple[Rule, ...] = ("sea-only", "japan-first")
    found = [{one.key: one.share for one in route_shares(imports, table, rule).straits} for rule in bounds]
    middle: dict[str, Fraction] = {}
    if history.commodity.id != "crude" or all(one.origin in production for one in table.pipelines.values()):
        middle = {one.key: one.share for one in route_shares(imports, table, "pro-rata", production).straits}
    return {
        name: Passed(
            float(min(one[name] for one in found)), float(max(one[name] for one in found)),
            float(middle[name]) if name in middle else None,
        )
        for name in table.straits
    }  # fmt: skip


def write_policy_charts(out: Path, figures: PolicyFigures, *, progress: Progress | None = None) -> list[Path]:
    """Draw every chart into a folder, as SVG with its specification beside it; it takes the place of an older one.

    Raises:
        InputError: when the folder holds anything else.
        SonaeError: when a chart cannot be drawn, or the disk refuses.

    """
    refuse_foreign(out, "charts of policy", [], _INSIDE)
    shown = progress or Silent()
    specs = policy_chart_specs(figures)
    shown.stage("charts", len(specs))

    def done() -> None:
        shown.advance(1)
        shown.check()

    drawn = draw_all(specs, done=done)

    def fill(folder: Path) -> list[Path]:
        written = []
        for name, svg in drawn.items():
            for ending, text in ((".svg", svg), (".json", json.dumps(specs[name], ensure_ascii=False))):
                file = folder / f"{name}{ending}"
                file.parent.mkdir(exist_ok=True)
                file.write_text(text, encoding="utf-8")
                written.append(file)
        return written

    secret = figures.classification is not Classification.PUBLIC
    return place_documents(out, fill, secret=secret, progress=shown)


def _title(figures: PolicyFigures, text: str, note: str, language: Language) -> alt.Title:
    label = figures.classification
    head = [] if label is Classification.PUBLIC else [f"{label.name} {label.label_ja}"]
    return alt.Title(
        text, subtitle=[*head, *wrapped(note, language)], color=INK, subtitleColor=MUTED, anchor="start", fontSize=13,
        subtitleFontSize=10.5, offset=12,
    )  # fmt: skip


def path_chart(figures: PolicyFigures, one: Indicator, language: Language) -> Any:
    """Actuals, targets, the even path to each, and where the observed paces lead."""
    actuals, ways = figures.actuals[one.id], figures.ways[one.id]
    scale = 100 if one.unit == "share" else 1
    unit = "%" if one.unit == "share" else one.text(Fraction(0), "exact", language)[1:].strip()
    seen = [_point(one, actual.year, actual.value, scale, language) for actual in actuals]
    aims = []
    for way in {(w.target.year, w.target.value): w for w in ways}.values():
        aims.append(_point(one, way.target.year, way.target.value, scale, language))
    even = [
        {"year": year, "value": float(way.level(year)) * scale, "way": f"{number}"}
        for number, way in enumerate(ways) if way.linear is not None for year in (way.last.year, way.target.year)
    ]  # fmt: skip
    paces = [
        {"year": year, "value": float(value) * scale, "way": f"{number}-{pace.name}"}
        for number, way in enumerate(ways) for pace in way.paces[-1:]
        for year, value in ((way.last.year, way.last.value), (way.target.year, pace.at_target))
    ]  # fmt: skip
    years = [row["year"] for row in (*seen, *aims)]
    span = max(years) - min(years)
    most = max(row["value"] for row in (*seen, *aims, *paces))
    x = alt.X("year:Q", title=None, axis=alt.Axis(format="d", tickMinStep=1, tickCount=8),
              scale=alt.Scale(domain=[min(years) - 0.06 * span, max(years) + 0.2 * span], nice=False))  # fmt: skip
    y = alt.Y("value:Q", title=unit, scale=alt.Scale(domain=[0, most * 1.15], nice=False))

    def base(rows: list[dict[str, Any]]) -> Any:
        return alt.Chart(_data(rows), width=_WIDTH, height=220)

    layers = [
        base(even).mark_line(strokeDash=[5, 4], color=PALETTE[5], strokeWidth=1.6).encode(x=x, y=y, detail="way:N"),
        base(seen).mark_line(color=PALETTE[0], strokeWidth=2).encode(x=x, y=y),
        base(seen).mark_point(filled=True, color=PALETTE[0], size=45, opacity=1).encode(x=x, y=y),
        base(seen[-1:]).mark_text(align="left", dx=4, dy=15, color=INK, fontSize=11).encode(x=x, y=y, text="text:N"),
        base(aims).mark_point(shape="square", filled=False, color=PALETTE[5], size=80, strokeWidth=2).encode(x=x, y=y),
        base(aims).mark_text(align="left", dx=8, dy=-8, color=INK, fontSize=11).encode(x=x, y=y, text="text:N"),
    ]
    if paces:
        layers.insert(
            0, base(paces).mark_line(strokeDash=[1, 3], color=MUTED, strokeWidth=1.8).encode(x=x, y=y, detail="way:N")
        )
    note = chart_word("path_note" if paces else "path_note_alone", language)
    return _dressed(alt.layer(*layers).properties(title=_title(figures, one.in_language(language), note, language)))


def _point(one: Indicator, year: int, value: Fraction, scale: int, language: Language) -> dict[str, Any]:
    return {"year": year, "value": float(value) * scale, "text": one.text(value, "exact", language)}


def region_chart(figures: PolicyFigures, history: ImportHistory, language: Language) -> Any:
    """Shares of the regions by year as stacked bars; a year that is not whole stays empty and is named."""
    known = regions()
    rows: list[dict[str, Any]] = []
    gaps: list[int] = []
    order = list(known)
    for year in range(history.years[0], history.years[-1] + 1):
        if year not in history.years or history.not_whole(year) is not None:
            gaps.append(year)
            continue
        for share in by_region(history.year(year)):
            rows.append({
                "year": str(year), "share": float(share.share), "order": order.index(share.key),
                "region": share.ja if language == "ja" else share.en,
            })  # fmt: skip
    # A region that never reaches a thousandth would be a colour in the key and nothing in the chart.
    seen = {name for name in order for row in rows if row["order"] == order.index(name) and row["share"] >= 0.001}
    names = [known[name].in_language(language) for name in order if name in seen]
    years = [str(year) for year in range(history.years[0], history.years[-1] + 1)]
    colours = [PALETTE[5], PALETTE[0], PALETTE[4], PALETTE[2], PALETTE[1], PALETTE[3], "#666666", "#c8c8c8"]
    used = [colours[order.index(name)] for name in order if name in seen]
    rows = [row for row in rows if row["region"] in names]
    first = [row for row in rows if row["order"] == 0 and row["year"] == max(r["year"] for r in rows)]
    for row in first:
        row["text"] = f"{row['share']:.1%}"
    x = alt.X("year:N", title=None, scale=alt.Scale(domain=years),
              axis=alt.Axis(labelAngle=0, values=[year for year in years if int(year) % 5 == 0]))  # fmt: skip
    y = alt.Y("share:Q", title=chart_word("share", language), axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1]))
    bars = alt.Chart(_data(rows), width=_WIDTH, height=220).mark_bar().encode(
        x=x, y=y, order=alt.Order("order:Q"),
        color=alt.Color("region:N", title=None, sort=names, scale=alt.Scale(domain=names, range=used)),
    )  # fmt: skip
    name = history.commodity.ja if language == "ja" else history.commodity.en
    last = f"{first[0]['year']}: {known['middle-east'].in_language(language)} {first[0]['text']}" if first else ""
    lost = chart_word("not_assessed", language).format(years=", ".join(map(str, gaps))) if gaps else ""
    title = chart_word("regions_title", language).format(name=name)
    note = chart_word("and", language).join(filter(None, [last, lost]))
    return _dressed(bars.properties(title=_title(figures, title, note, language)))


def strait_chart(
    figures: PolicyFigures, history: ImportHistory, last: tuple[int, Mapping[str, Passed]], language: Language
) -> Any:
    """The share that passes each strait in the last year: from the least to the most, with the middle rule between."""
    year, passing = last
    rows: list[dict[str, Any]] = [
        {
            "strait": figures.routing.straits[name].in_language(language), "low": one.low, "high": one.high,
            "middle": one.middle, "text": f"{one.low:.1%}" if one.low == one.high else f"{one.low:.1%}–{one.high:.1%}",
        }
        for name, one in passing.items()
    ]  # fmt: skip
    names = [row["strait"] for row in rows]
    base = alt.Chart(_data(rows), width=_WIDTH - 120, height=len(rows) * 26)
    y = alt.Y("strait:N", sort=names, title=None)
    axis = alt.Axis(format="%", values=[0, 0.2, 0.4, 0.6, 0.8, 1])
    x = alt.X(
        "low:Q", title=chart_word("share", language), axis=axis, scale=alt.Scale(domain=[0, 1.22], nice=False)
    )  # fmt: skip
    zero = base.mark_rule(strokeWidth=2, color=GRID).encode(y=y, x=x, x2=alt.datum(0))
    bars = base.mark_rule(strokeWidth=7, color=_BAND).encode(y=y, x=x, x2="high:Q")
    ends = [
        base.mark_tick(thickness=2, height=13, color=PALETTE[0]).encode(y=y, x=alt.X(f"{end}:Q"))
        for end in ("low", "high")
    ]
    mid = base.transform_filter("datum.middle != null").mark_point(
        filled=True, shape="diamond", size=60, color=PALETTE[5], opacity=1
    ).encode(y=y, x="middle:Q")  # fmt: skip
    told = base.mark_text(align="left", dx=9, fontSize=10.5, color=INK).encode(y=y, x="high:Q", text="text:N")
    name = history.commodity.ja if language == "ja" else history.commodity.en
    title = chart_word("straits_title", language).format(name=name, year=year)
    note = chart_word("straits_note" if history.commodity.id == "crude" else "straits_note_plain", language)
    return _dressed(alt.layer(zero, bars, *ends, mid, told).properties(title=_title(figures, title, note, language)))


def hormuz_chart(figures: PolicyFigures, passed: Mapping[int, Mapping[str, Passed]], language: Language) -> Any:
    """Crude through the Strait of Hormuz by year: a band between no pipeline and pipelines full for Japan."""
    history = figures.histories["crude"]
    hormuz = next(name for name, strait in figures.routing.straits.items() if strait.chart == "HORMUZ")
    bounds, middles, part = [], [], 0
    for year in range(history.years[0], history.years[-1] + 1):
        if year not in passed:
            part += 1
            continue
        one = passed[year][hormuz]
        bounds.append({"year": year, "low": one.low, "high": one.high, "part": part})
        if one.middle is not None:
            middles.append({"year": year, "share": one.middle, "part": part})
    x = alt.X("year:Q", title=None, axis=alt.Axis(format="d", tickCount=8),
              scale=alt.Scale(domain=[history.years[0], history.years[-1] + 4.5], nice=False))  # fmt: skip
    y = alt.Y("low:Q", title=chart_word("share", language), axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1]))
    base = alt.Chart(_data(bounds), width=_WIDTH, height=220)
    layers = [
        base.mark_area(color=_BAND, opacity=0.6).encode(x=x, y=y, y2="high:Q", detail="part:N"),
        base.mark_line(color=PALETTE[0]).encode(x=x, y="low:Q", detail="part:N"),
        base.mark_line(color=PALETTE[0]).encode(x=x, y="high:Q", detail="part:N"),
    ]
    ends = [
        {"year": bounds[-1]["year"], "share": bounds[-1][end], "text": f"{bounds[-1][end]:.1%}"}
        for end in ("low", "high")
    ]
    if middles:
        layers.append(
            alt.Chart(_data(middles)).mark_line(color=PALETTE[5], strokeDash=[5, 3], strokeWidth=2).encode(
                x=x, y="share:Q", detail="part:N")
        )  # fmt: skip
        ends.append({**middles[-1], "text": f"{middles[-1]['share']:.1%}"})
    layers.append(
        alt.Chart(_data(ends)).mark_text(align="left", dx=6, fontSize=11, color=INK).encode(x=x, y="share:Q", text="text:N")
    )  # fmt: skip
    note = "\n".join(strait_lines(language))
    return _dressed(
        alt.layer(*layers).properties(title=_title(figures, chart_word("hormuz_title", language), note, language))
    )


def budget_chart(figures: PolicyFigures, language: Language) -> Any:
    """Budgets by measure, hundred million yen, by year and kind; what is not counted in a total is hollow."""
    kinds = {name: words[0 if language == "ja" else 1] for name, words in KINDS.items()}
    rows: list[dict[str, Any]] = []
    for measure in figures.measures:
        for amount in measure.amounts:
            years = f"FY{amount.year}" + (f"–{amount.through}" if amount.through else "")
            rows.append({
                "measure": f"{measure.id} {measure.in_language(language)}", "kind": f"{kinds[amount.kind]}",
                "value": amount.yen / 1e8, "counted": amount.counted,
                "text": f"{amount.yen / 1e8:,.10g} ({years}{'' if amount.counted else chart_word('part', language)})",
                "row": f"{len(rows):02d}",
            })  # fmt: skip
    names = [row["row"] for row in rows]
    labels = {row["row"]: row["measure"] for row in rows}
    shown: set[str] = set()
    for key, text in labels.items():
        if text in shown:
            labels[key] = ""
        shown.add(text)
    axis = alt.Axis(labelExpr=f"({json.dumps(labels, ensure_ascii=False)})[datum.value]", ticks=False, domain=False)
    base = alt.Chart(_data(rows), width=300, height=len(rows) * 21)
    y = alt.Y("row:N", sort=names, title=None, axis=axis)
    most = max(row["value"] for row in rows)
    x = alt.X(
        "value:Q",
        title=chart_word("oku", language),
        axis=alt.Axis(tickCount=5),
        scale=alt.Scale(domain=[0, most * 1.45], nice=False),
    )
    used = [name for name in kinds.values() if any(row["kind"] == name for row in rows)]
    colour = alt.Color("kind:N", title=None, sort=used, legend=alt.Legend(orient="bottom", columns=1),
                       scale=alt.Scale(domain=used, range=list(PALETTE[: len(used)])))  # fmt: skip
    full = base.transform_filter("datum.counted").mark_bar(height=13).encode(x=x, y=y, color=colour)
    hollow = base.transform_filter("!datum.counted").mark_bar(
        height=13, fillOpacity=0.15, stroke=MUTED, strokeDash=[3, 2]
    ).encode(x=x, y=y, color=colour)  # fmt: skip
    told = base.mark_text(align="left", dx=5, fontSize=10, color=INK).encode(x=x, y=y, text="text:N")
    silent = [measure.id for measure in figures.measures if not measure.amounts]
    note = chart_word("budgets_note", language).format(ids=", ".join(silent))
    title = _title(figures, chart_word("budgets_title", language), note, language)
    return _dressed(alt.layer(full, hollow, told).properties(title=title))


def project_chart(figures: PolicyFigures, volumes: PortfolioVolumes, language: Language) -> Any:
    """Equity volumes of the projects by fiscal year as stacked bars; what is still explored for is drawn pale."""
    factor = 1.0 if volumes.unit == "kboe/d" else 1e-3
    base_year = figures.actuals[volumes.indicator][-1].year
    rows: list[dict[str, Any]] = []
    for one in volumes.projects:
        out = one.left_out(base_year) is not None
        name = (one.ja if language == "ja" else one.en) + (chart_word("not_counted", language) if out else "")
        rows += [
            {"year": year, "value": float(value) * factor, "project": name, "out": out}
            for year, value in one.by_year.items() if 2020 <= year <= 2040
        ]  # fmt: skip
    names = list(dict.fromkeys(row["project"] for row in rows))
    colours = [PALETTE[i % len(PALETTE)] for i in range(len(names))]
    unit = chart_word("kboe" if volumes.unit == "kboe/d" else "kt", language)
    chart = alt.Chart(_data(rows), width=_WIDTH, height=220).mark_bar(width=15).encode(
        x=alt.X("year:Q", title=None, axis=alt.Axis(format="d", tickMinStep=1),
                scale=alt.Scale(domain=[2019, 2041], nice=False)),
        y=alt.Y("value:Q", title=unit, stack="zero"),
        color=alt.Color("project:N", title=None, sort=names, scale=alt.Scale(domain=names, range=colours)),
        opacity=alt.Opacity("out:N", legend=None, scale=alt.Scale(domain=[False, True], range=[1, 0.35])),
        order=alt.Order("out:N"),
    )  # fmt: skip
    name = next(one for one in figures.indicators if one.id == volumes.indicator).in_language(language)
    title = _title(
        figures,
        chart_word("projects_title", language).format(name=name),
        chart_word("projects_note", language),
        language,
    )
    return _dressed(chart.properties(title=title))
