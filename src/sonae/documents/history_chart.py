"""A replay as a chart: what was lost, what came out of stock and what was short, and the stock, month by month."""

from __future__ import annotations

from typing import Any

import altair as alt

from sonae.core import Classification
from sonae.documents.charts import INK, MUTED, PALETTE, _data, _dressed, spec_of
from sonae.documents.fonts import font_directory
from sonae.documents.rendering import draw_all
from sonae.stockpile.history import History, ReplayReview

__all__ = ["draw_history", "history_chart"]

_WIDTH, _HEIGHT = 560, 110
_COVER = ("private", "joint", "release", "shortage")
_NAMES = {
    "private": "private stock",
    "joint": "joint stock",
    "release": "national stock",
    "shortage": "short",
}


def history_chart(history: History, review: ReplayReview, label: Classification) -> Any:
    """Return the chart: for each line the need of a month by what covered it, above the stock held under it."""
    labels = history.window.labels()
    parts = []
    for item, reviewed in zip(history.materials, review.materials, strict=True):
        day = item.material.consumption_t_a_day
        run = reviewed.rule
        rows = [
            {"month": f"{month}-01", "what": _NAMES[name], "order": i, "days": float(getattr(run, name)[t]) / day}
            for t, month in enumerate(labels)
            for i, name in enumerate(_COVER)
        ]
        stocks = [
            {"month": f"{month}-01", "stock": float(run.stock[t]) / day, "text": f"{float(run.stock[t]) / day:.0f}"}
            for t, month in enumerate(labels)
        ]
        span = alt.Scale(domain=[f"{labels[0]}-01", f"{labels[-1]}-28"])
        ticks = [f"{label}-01" for label in labels[:: max(1, -(-len(labels) // 6))]]
        x = alt.X("month:T", title=None, scale=span, axis=alt.Axis(format="%Y-%m", values=ticks))
        names = list(_NAMES.values())
        head = alt.Title(item.material.line, color=INK)
        bars = alt.Chart(_data(rows), width=_WIDTH, height=_HEIGHT, title=head).mark_bar().encode(
            x=x,
            y=alt.Y("days:Q", title="need, days a month"),
            color=alt.Color(
                "what:N", title=None, sort=names,
                scale=alt.Scale(domain=names, range=[PALETTE[4], PALETTE[2], PALETTE[0], PALETTE[5]]),
            ),
            order=alt.Order("order:Q"),
        )  # fmt: skip
        line = alt.Chart(_data(stocks), width=_WIDTH, height=60).mark_line(color=PALETTE[0], interpolate="step-after").encode(
            x=x, y=alt.Y("stock:Q", title="stock, days", scale=alt.Scale(zero=True))
        )  # fmt: skip
        marks = [stocks[0], stocks[-1]]
        text = (
            alt.Chart(_data(marks))
            .mark_text(dy=-7, color=INK, fontSize=10)
            .encode(x=alt.X("month:T"), y=alt.Y("stock:Q"), text=alt.Text("text:N"))
        )
        parts.append(alt.vconcat(bars, line + text, spacing=6))
    heading = (
        "公開データによる試算 — not the State's figures"
        if label is Classification.PUBLIC
        else f"{label.name} {label.label_ja}"
    )
    title = alt.Title(
        f"{history.importer} {labels[0]} to {labels[-1]}: need and what covered it", subtitle=heading, color=INK,
        subtitleColor=MUTED, anchor="start",
    )  # fmt: skip
    return _dressed(alt.vconcat(*parts, title=title).resolve_scale(color="shared"))


def draw_history(history: History, review: ReplayReview, label: Classification, *, png: bool = False) -> bytes:
    """Draw the chart of a replay as SVG text or PNG, in bytes.

    Raises:
        InputError: when nothing was replayed.
        SonaeError: when it cannot be drawn.

    """
    from sonae.core import InputError

    if not history.materials:
        raise InputError("there is nothing to draw: no mineral could be replayed")
    svg = draw_all({"history": spec_of(history_chart(history, review, label))})["history"]
    if not png:
        return svg.encode("utf-8")
    import vl_convert

    vl_convert.register_font_directory(str(font_directory()))
    return bytes(vl_convert.svg_to_png(svg, scale=2))
