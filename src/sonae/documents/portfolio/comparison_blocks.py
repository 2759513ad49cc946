"""The value of the agency's share beside that at adoption and that of last year: what changed it, factor by factor (a9_2, a20)."""

from __future__ import annotations

from sonae.documents.portfolio.blocks import Block, Cell, Pen, charts, heading, millions, note, table, text
from sonae.documents.portfolio.figures import PortfolioFigures
from sonae.documents.waterfall import state_name
from sonae.economics.bridge import Bridge, Kind, factor_name

__all__ = ["SHOWN_BRIDGES", "comparison_blocks"]

SHOWN_BRIDGES = ("since_adoption", "over_the_year")
"""Comparisons that have charts: adoption → now, last year → now."""
_KINDS: tuple[Kind, ...] = ("fixed", "averaged")
Row = list[str | Cell]


def comparison_blocks(figures: PortfolioFigures, pen: Pen, name: str) -> list[Block]:
    """Return the waterfalls of a project and the table of their steps; nothing where its file states no earlier evaluation."""
    found = figures.comparisons.get(name)
    if found is None:
        return []
    bridges = {kind: getattr(found, kind) for kind in SHOWN_BRIDGES}
    places = [
        (f"waterfall-{name}-{kind}-fixed", _title(bridge, pen), pen.say("bridge_legend"))
        for kind, bridge in bridges.items()
    ]
    residuals = {str(bridge.residual(kind)) for bridge in bridges.values() for kind in _KINDS}
    return [
        heading(pen.say("comparison_title")),
        text(pen.say("comparison_lead")),
        charts(*places),
        _steps(bridges, pen, f"review:comparisons.{name}"),
        note(pen.say("residual", n=pen.say("comma").join(sorted(residuals)))),
    ]


def _title(bridge: Bridge, pen: Pen) -> str:
    old, new = (state_name(one, pen.language) for one in bridge.names)
    return pen.say("bridge_title", old=old, new=new)


def _steps(bridges: dict[str, Bridge], pen: Pen, at: str) -> Block:
    head, rows = [pen.say("factor")], []
    for bridge in bridges.values():
        short = "→".join(state_name(one, pen.language) for one in bridge.names)
        head += [f"{short} {pen.say(f'bridge_{kind}')}" for kind in _KINDS]

    def level(key: str, side: int) -> Row:
        cells: Row = [pen.say(key)]
        for kind, bridge in bridges.items():
            cells += [pen.figure(f"{at}.{kind}.{key}", millions(bridge.values[side]))] * len(_KINDS)
        return cells

    rows.append(level("old", 0))
    first = next(iter(bridges.values()))
    for step in first.fixed:
        cells: Row = [factor_name(step.factor, pen.language)]
        for kind, bridge in bridges.items():
            for way in _KINDS:
                yen = next(one.yen for one in bridge.steps(way) if one.factor == step.factor)
                cells.append(pen.figure(f"{at}.{kind}.{way}.steps.{step.factor}.yen", millions(yen)))
        rows.append(cells)
    rows.append(level("new", 1))
    return table(head, rows, right=range(1, len(head)), title=pen.say("comparison_table"), tinted=(0, len(rows) - 1))
