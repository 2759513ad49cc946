"""The waterfall of a change of value: from the old value by one bar a factor to the new, each with its size in figures."""

from __future__ import annotations

from typing import Any

import altair as alt

from sonae.core import Classification
from sonae.documents.charts import INK, MUTED, PALETTE, _data, _dressed, spec_of
from sonae.documents.fonts import font_directory
from sonae.documents.rendering import draw_all
from sonae.documents.words import LANGUAGES, Language
from sonae.economics.bridge import Bridge, Kind, factor_name

__all__ = ["draw_waterfalls", "state_name", "waterfall_chart", "waterfall_png", "waterfall_specs"]

_WIDTH, _ROW, _BAR = 330, 22, 13
"""Narrow enough that its words can be read on a telephone."""
_KINDS: tuple[Kind, ...] = ("fixed", "averaged")
_HOW = {
    "fixed": ("要因を上から順に置換", "one factor after the other, from the top"),
    "averaged": ("全ての順序の平均", "averaged over all orders"),
}
_UNITS = ((1e11, 1e8, "億円", 1e9, "billion yen"), (0.0, 1e6, "百万円", 1e6, "million yen"))
"""From this largest level on: yen in a unit and its name, Japanese and English."""


_STATES = {"adoption": ("採択時", "adoption"), "last year": ("前年", "last year"), "now": ("今回", "now")}


def state_name(name: str, language: Language) -> str:
    """Return the name of an evaluation of a yearly comparison in a language; any other name as it is."""
    return _STATES[name][LANGUAGES.index(language)] if name in _STATES else name


def _unit(levels: list[int], language: Language) -> tuple[float, str]:
    largest = max(abs(level) for level in levels)
    _, ja, name_ja, en, name_en = next(unit for unit in _UNITS if largest >= unit[0])
    return (ja, name_ja) if language == "ja" else (en, name_en)


def _banner(label: Classification, language: Language) -> str:
    if label is Classification.PUBLIC:
        return "公開" if language == "ja" else "public"
    return label.label_ja if language == "ja" else label.name


def _rows(bridge: Bridge, kind: Kind, language: Language) -> tuple[list[dict[str, Any]], str]:
    """Return one row a bar, and the name of the unit."""
    waterfall = bridge.waterfall(kind)
    levels = [waterfall.start, waterfall.end, *(bar.end for bar in waterfall.bars)]
    unit, name = _unit(levels, language)

    def row(words: str, start: int, end: int, kind: str, sign: str) -> dict[str, Any]:
        return {
            "name": words, "from": start / unit, "to": end / unit, "right": max(start, end) / unit, "kind": kind,
            "text": f"{(end - start) / unit:{sign}z,.1f}".replace("-", "−"),
        }  # fmt: skip

    rows = [row(state_name(bridge.names[0], language), 0, waterfall.start, "level", "")]
    for bar in waterfall.bars:
        kind_of_bar = "up" if bar.end >= bar.start else "down"
        rows.append(row(factor_name(bar.factor, language), bar.start, bar.end, kind_of_bar, "+"))
    return [*rows, row(state_name(bridge.names[1], language), 0, waterfall.end, "total", "")], name


def waterfall_chart(bridge: Bridge, kind: Kind, language: Language) -> Any:
    """Return the chart of a bridge.

    Args:
        bridge: the change of value.
        kind: «fixed» or «averaged».
        language: of the words.

    """
    rows, unit = _rows(bridge, kind, language)
    for place, row in enumerate(rows):
        row["place"] = f"{place:02d}"
    names = {row["place"]: row["name"] for row in rows}
    axis = alt.Axis(labelExpr=f"({_as_expression(names)})[datum.value]", ticks=False, domain=False)
    base = alt.Chart(_data(rows), width=_WIDTH, height=len(rows) * _ROW)
    y = alt.Y("place:N", sort=list(names), title=None, axis=axis)
    ends = [0.0, *(row[end] for row in rows for end in ("from", "to"))]
    span = (max(ends) - min(ends)) or 1.0
    low, high = min(ends) - (0.03 * span if min(ends) < 0 else 0.0), max(ends) + 0.2 * span
    x = alt.X("from:Q", title=unit, scale=alt.Scale(domain=[low, high], nice=False), axis=alt.Axis(tickCount=5))
    colour = alt.Color(
        "kind:N", legend=None,
        scale=alt.Scale(domain=["level", "up", "down", "total"], range=["#8c8c8c", PALETTE[0], PALETTE[5], INK]),
    )  # fmt: skip
    bars = base.mark_bar(height=_BAR).encode(y=y, x=x, x2=alt.X2("to:Q"), color=colour)
    thin = base.mark_tick(thickness=1.4, height=_BAR, color=MUTED).encode(y=y, x=alt.X("to:Q"))
    zero = alt.Chart(_data([{"zero": 0.0}])).mark_rule(color=MUTED, strokeWidth=1).encode(x=alt.X("zero:Q"))
    behind = base.mark_text(align="left", dx=5, fontSize=10, stroke="#ffffff", strokeWidth=3).encode(
        y=y, x=alt.X("right:Q"), text=alt.Text("text:N")
    )
    told = base.mark_text(align="left", dx=5, fontSize=10, color=INK).encode(
        y=y, x=alt.X("right:Q"), text=alt.Text("text:N")
    )
    how = _HOW[kind][0 if language == "ja" else 1]
    states = " → ".join(state_name(name, language) for name in bridge.names)
    title = alt.Title(
        f"{bridge.project}: {states}", subtitle=f"{how} · {_banner(bridge.classification, language)}",
        color=INK, subtitleColor=MUTED, anchor="start", fontSize=12, subtitleFontSize=10,
    )  # fmt: skip
    return _dressed(alt.layer(zero, bars, thin, behind, told, title=title))


def _as_expression(names: dict[str, str]) -> str:
    """Return names as a vega expression: bars stand by their place, as two of them may bear one name."""
    import json

    return json.dumps(names, ensure_ascii=False)


def waterfall_specs(bridge: Bridge) -> dict[str, dict[str, Any]]:
    """Return the specification of every chart of a bridge: «language/kind»."""
    return {
        f"{language}/{kind}": spec_of(waterfall_chart(bridge, kind, language)) for language in LANGUAGES for kind in _KINDS
    }  # fmt: skip


def draw_waterfalls(bridge: Bridge) -> dict[str, str]:
    """Return the charts of a bridge as SVG text: «language/kind». Raises SonaeError when they cannot be drawn."""
    return draw_all(waterfall_specs(bridge))


def waterfall_png(svg: str) -> bytes:
    """Return a drawn chart as PNG."""
    import vl_convert

    vl_convert.register_font_directory(str(font_directory()))
    return bytes(vl_convert.svg_to_png(svg, scale=2))
