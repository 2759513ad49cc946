"""The annex: goals, plan and annual plan in three columns, section by section."""

from __future__ import annotations

from sonae.documents.forms.figures import Wording
from sonae.documents.forms.sheet import Block, Cell, Form, Grid, Heading, Line, Row, label, line, value
from sonae.evaluation import COLUMNS, CascadeRow, Item, Quantity
from sonae.evaluation import Cell as Text

__all__ = ["annex"]


def annex(wording: Wording) -> Form:
    """Make the annex: a table an item with a row a section; a column without a text shows a dash."""
    said = wording.said
    goals = wording.evaluation.goals
    blocks: list[Block] = []
    for item in wording.evaluation.items:
        own = tuple(_row(wording, item, row) for row in goals if _belongs(row.section, item))
        if own:
            blocks += [Heading(f"{item.number}　{wording.words(item.name)}"), _table(wording, f"annex.{item.id}", own)]
    left = [row for row in goals if not any(_belongs(row.section, item) for item in wording.evaluation.items)]
    if left or not blocks:
        rows = tuple(_row(wording, None, row) for row in left)
        blocks.append(_table(wording, "annex", rows or ((value(said("none"), across=4),),)))
    return Form("annex", said("annex"), said("annex_title"), "", tuple(blocks))


def _table(wording: Wording, key: str, rows: tuple[Row, ...]) -> Grid:
    head = tuple(label(wording.said(f"annex_{name}"), head=True) for name in ("number", "goal", "plan", "annual"))
    return Grid(key, (38.0, 78.0, 78.0, 78.0), (head,), rows)


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
    amounts = [_quantity(wording, quantity) for quantity in cell.quantities]
    if amounts:
        comma = "、" if wording.language == "ja" else ", "
        lines.append(line(wording.said("quantities", list=comma.join(amounts))))
    if cell.version > 1:
        lines.append(line(wording.said("version", n=cell.version)))
    return value(*lines)


def _quantity(wording: Wording, quantity: Quantity) -> str:
    """A quantity with the indicator whose target it is: by its number, or by its name where the source gives it none."""
    amount = quantity.said.ja if wording.language == "ja" else quantity.said.en
    for one in wording.evaluation.indicators:
        if quantity.name == f"indicator-{one.id.lower()}":
            if one.id[0].isdigit():
                return wording.said("quantity_of", amount=amount, id=one.id)
            return amount + wording.said("equal_to", amount=wording.words(one.name))
    return amount
