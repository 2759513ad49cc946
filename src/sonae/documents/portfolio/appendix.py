"""What the figures rest on: thresholds with their sources, and how each figure came about."""

from __future__ import annotations

import re
from typing import Any

from sonae.documents.portfolio.blocks import Block, Cell, Pen, note, signed, table, text
from sonae.documents.portfolio.figures import PortfolioFigures
from sonae.documents.portfolio.origins import Origin, path_of
from sonae.documents.portfolio.settings_said import setting_name, setting_source

__all__ = ["origins_section", "settings_section", "shown_value"]


def settings_section(figures: PortfolioFigures, pen: Pen) -> dict[str, Any]:
    """Return every threshold of the review with its value and where that comes from."""
    settings = figures.review.settings
    values = settings.model_dump(mode="json", exclude={"sources"})
    rows: list[list[str | Cell]] = []
    for path, source in settings.sources.items():
        node: Any = values
        for step in path.split("."):
            node = node[step]
        said = ", ".join(map(str, node)) if isinstance(node, list) else str(node)
        rows.append([setting_name(path, pen.language), path, said, setting_source(path, source, pen.language)])
    head = [pen.say(key) for key in ("parameter", "name", "figure", "source")]
    return {
        "key": "settings",
        "title": pen.say("settings"),
        "blocks": [
            text(pen.say("settings_lead")),
            table(head, rows, fold=True, title=pen.say("settings_table"), fill=(0, 2, 3)),
        ],
    }


def shown_value(origin: Origin) -> str:
    """Write the value of a figure in full: yen and counts whole, shares and ratios with six digits."""
    value = origin.value
    if origin.column:
        return "…"
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if isinstance(value, int) or (origin.unit in ("yen", "JPY") and float(value).is_integer()):
        return signed(f"{int(value):,}")
    if abs(value) >= 1e6:
        return signed(f"{value:,.0f}")
    return signed(f"{value:,.6g}")


def _kind(origin: Origin) -> str:
    """Return the path of a figure with the names of its members left out, for figures of one kind."""
    path = origin.path or origin.place
    path = re.sub(
        r"^(cases|deficit\.years|pdr\.projects|forecast|exposure|comparisons|exploration|measures|views)\.[^.]+",
        r"\1.*",
        path,
    )
    path = (
        re.sub(
            r"\.(causes|projects|profits|years|groups|figures|milestones)\.(?:.+?)(?=\.(?:deviation|behind|exposure|share|expected_receipts|income|expense|profit|against_base|deficit|plan|actual)$|$)",
            r".\1.*",
            path,
        )
        if not origin.column
        else path
    )
    if origin.place.startswith("rank:"):
        return "rank:*"
    return re.sub(
        r"^funding\.borrowings\..+?(?=\.(?:table|least|mean|refinancing|amount))", "funding.borrowings.*", path
    )


def origins_section(figures: PortfolioFigures, pen: Pen) -> dict[str, Any]:
    """Return the origin of every figure that is shown or stands in ``portfolio.json``; made after all other sections."""
    origins = pen.origins.all()
    known = {one.place: one.anchor for one in origins}
    rows: list[list[Any]] = []
    for one in origins:
        formula = (
            f"{pen.said(one.reason)}{pen.say('stop')}{pen.said(one.formula)}" if one.reason else pen.said(one.formula)
        )
        unit = pen.say(f"unit_{one.unit}") if one.unit in _UNITS else one.unit
        anchor: Cell = {"t": one.path or one.place, "o": "", "h": "", "c": "place", "id": one.anchor}
        parts = [{"t": path_of(place) or place, "o": known.get(place, "")} for place in one.inputs]
        inputs: dict[str, Any] = {"t": "", "o": "", "h": "", "c": "inputs", "parts": parts}
        rows.append([anchor, shown_value(one), unit, formula, inputs])
    head = [pen.say(key) for key in ("place", "figure", "unit", "formula", "from")]
    blocks: list[Block] = [
        text(pen.say("origins_lead", n=len(origins))),
        text(pen.say("typed")),
        note(pen.say("origins_note")),
    ]
    full = table(head, rows, right=(1,), title=pen.say("origins_table"), fold=True, wide=True)
    full["only"] = "page"
    return {"key": "origins", "title": pen.say("origins"), "blocks": [*blocks, _kinds(pen), full]}


_UNITS = ("yen", "share", "ratio", "index", "months", "count", "years", "factor", "rank")


def _kinds(pen: Pen) -> Block:
    """Return one row a kind of figure: what the printed document holds instead of every figure."""
    seen: dict[tuple[str, str], tuple[int, str]] = {}
    for one in pen.origins.all():
        if one.formula != "as stated":
            key = (_kind(one), one.formula)
            count, example = seen.get(key, (0, one.path))
            seen[key] = (count + 1, example)
    rows: list[list[str | Cell]] = [
        [example or kind, pen.said(formula), str(count)] for (kind, formula), (count, example) in seen.items()
    ]
    head = [pen.say(key) for key in ("example", "formula", "count")]
    body = table(head, rows, right=(2,), title=pen.say("kinds_table"), fill=(0, 1))
    body["only"] = "print"
    return body
