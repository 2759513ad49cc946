"""The annex: goals, plan and annual plan in three columns, section by section."""

from __future__ import annotations

from sonae.documents.forms.figures import Wording
from sonae.documents.forms.sheet import Cell, Form, Grid, Line, Row, label, line, value
from sonae.evaluation import COLUMNS, CascadeRow, Item
from sonae.evaluation import Cell as Text

__all__ = ["annex"]


def annex(wording: Wording) -> Form:
    """Make the annex: a row a section, the item before its sections; a column without a text shows a dash."""
    said = wording.said
    head = tuple(label(said(f"annex_{name}"), head=True) for name in ("number", "goal", "plan", "annual"))
    rows: list[Row] = []
    for item in wording.evaluation.items:
        own = [row for row in wording.evaluation.goals if _belongs(row.section, item)]
        if own:
            rows.append((label(f"{item.number}　{wording.words(item.name)}", across=4),))
        rows += [_row(wording, item, row) for row in own]
    left = [
        row for row in wording.evaluation.goals if not any(_belongs(row.section, item) for item in wording.evaluation.items)
    ]  # fmt: skip
    rows += [_row(wording, None, row) for row in left]
    if not rows:
        rows.append((value(said("none"), across=4),))
    grid = Grid("annex", (38.0, 78.0, 78.0, 78.0), (head,), tuple(rows))
    return Form("annex", said("annex"), said("annex_title"), "", (grid,))


def _belongs(section: str, item: Item) -> bool:
    return section == item.section or section.startswith(f"{item.section}.")


def _row(wording: Wording, item: Item | None, row: CascadeRow) -> Row:
    place = wording.within(item, row.section) if item is not None else wording.place(row.section)
    name = Cell((line(f"{place}　{wording.words(row.name)}".strip("　")),), role="label")
    return (name, *(_text(wording, row, row.current(column), column) for column in COLUMNS))


def _text(wording: Wording, row: CascadeRow, cell: Text | None, column: str) -> Cell:
    if cell is None:
        return value(wording.said("none"))
    lines: list[Line] = []
    if cell.same_as is not None:
        lines.append(line(wording.said(f"same_as_{cell.same_as}")))
    words = row.words(column)  # type: ignore[arg-type]
    if words is not None:
        lines.append(line(wording.words(words)))
    amounts = []
    for quantity in cell.quantities:
        amount = quantity.said.ja if wording.language == "ja" else quantity.said.en
        kind, _, name = quantity.name.partition("-")
        numbered = kind == "indicator" and name in {one.id for one in wording.evaluation.indicators}
        amounts.append(wording.said("quantity_of", amount=amount, id=name) if numbered else amount)
    if amounts:
        comma = "、" if wording.language == "ja" else ", "
        lines.append(line(wording.said("quantities", list=comma.join(amounts))))
    if cell.version > 1:
        lines.append(line(wording.said("version", n=cell.version)))
    return value(*lines)
