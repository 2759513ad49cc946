"""Part 2 of forms 1-1-4-1 and 1-1-4-2: indicators and input figures by year."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, zip_longest

from sonae.core import FiscalYear
from sonae.documents.forms.figures import Wording, columns_of_years
from sonae.documents.forms.sheet import Cell, Grid, Line, Row, Run, label, line, value
from sonae.evaluation import INPUT_NAMES, Indicator, Item

__all__ = ["beside", "of_operations"]


def beside(wording: Wording, item: Item) -> Grid:
    """Make the two tables of form 1-1-4-1 side by side: indicators with their targets, input figures; row by row unrelated."""
    said, years = wording.said, columns_of_years(wording.evaluation)
    count = len(years)
    grouped = bool(item.programmes)
    left_columns = 3 + count + grouped
    left = _outputs(wording, item, years) or [(value(said("none"), across=left_columns),)]
    right = _inputs(wording, item, years)
    blank = (Cell(across=left_columns),)
    rows: list[Row] = []
    for one, other in zip_longest(left, right, fillvalue=None):
        rows.append(
            (*(blank if one is None else one), Cell(role="gap"), *(other or (Cell(), *(Cell() for _ in years)))),
        )
    named = tuple(label(wording.year(year), head=True) for year in years)
    head: tuple[Row, ...] = (
        (label(said("outputs"), across=left_columns, head=True), Cell(down=2, role="gap"),
         label(said("inputs"), across=1 + count, head=True)),
        (*((label("", head=True),) if grouped else ()), label(said("indicator"), head=True), label(said("target"), head=True),
         label(said("base"), head=True), *named, label("", head=True), *named),
    )  # fmt: skip
    widths = (
        *((9.0,) if grouped else ()),
        42.0,
        34.0,
        27.0,
        *(52.0 / count,) * count,
        2.5,
        30.0,
        *(76.0 / count,) * count,
    )
    return Grid("series", widths, head, tuple(rows))


def of_operations(wording: Wording, item: Item) -> Grid:
    """Make the table of form 1-1-4-2: indicators with reference value and years; it has no column of targets."""
    said, years = wording.said, columns_of_years(wording.evaluation)
    head = (
        label(said("indicator"), head=True), label(said("base"), head=True),
        *(label(wording.year(year), head=True) for year in years), label(said("references"), head=True),
    )  # fmt: skip
    rows: list[Row] = []
    for one in wording.evaluation.indicators:
        if one.item == item.id:
            base = Cell(tuple(line(text) for text in wording.base(one)))
            rows.append((_name(wording, one), base, *_by_year(wording, one, years), value()))
    if not rows:
        rows.append((value(said("none"), across=3 + len(years)),))
    return Grid("series", (78.0, 34.0, *(136.0 / len(years),) * len(years), 24.0), (head,), tuple(rows))


def _outputs(wording: Wording, item: Item, years: Sequence[FiscalYear]) -> list[Row]:
    """Rows of the indicators; the group that their programme makes stands before the first of them, from top to bottom."""
    rows: list[Row] = []
    own = [one for one in wording.evaluation.indicators if one.item == item.id]
    for programme, of_it in groupby(own, key=lambda one: _programme(wording, item, one)):
        found = list(of_it)
        for at, one in enumerate(found):
            cells = [
                _name(wording, one), value(wording.target(one)),
                Cell(tuple(line(text) for text in wording.base(one))), *_by_year(wording, one, years),
            ]  # fmt: skip
            if item.programmes and at == 0:
                cells.insert(0, label(programme, down=len(found), upright=True))
            rows.append(tuple(cells))
    return rows


def _programme(wording: Wording, item: Item, indicator: Indicator) -> str:
    """The programme of an indicator: the only one of its item, else the one whose place its section has: (2) is the second."""
    if len(item.programmes) <= 1:
        return wording.words(item.programmes[0]) if item.programmes else ""
    below = indicator.sections[0].removeprefix(f"{item.section}.").partition(".")[0]
    at = int(below[1:]) - 1 if below[:1] == "p" and below[1:].isdigit() else -1
    return wording.words(item.programmes[at]) if 0 <= at < len(item.programmes) else ""


def _name(wording: Wording, indicator: Indicator) -> Cell:
    """The cell of an indicator: its number, its name, and what marks it."""
    marks = [wording.said("core")] if indicator.core else []
    marks += [wording.said("whole_period")] if indicator.judged == "at_period_end" else []
    name = wording.words(indicator.name)
    lines = [line(name)] if not indicator.id[0].isdigit() else [line(wording.tag(indicator), strong=True), line(name)]
    return Cell((*lines, line("".join(marks))) if marks else tuple(lines), role="value")


def _by_year(wording: Wording, indicator: Indicator, years: Sequence[FiscalYear]) -> list[Cell]:
    """Cells of the years; a value that is for reference until the period ends stands across all of them."""
    if indicator.judged == "at_period_end":
        found = [one for year in years if (one := wording.reference(indicator, year)) is not None]
        return [Cell(tuple(found), across=len(years))]
    cells = []
    for year in years:
        shown = wording.actual(indicator, year)
        cells.append(value(shown, align="center") if shown else Cell())
    return cells


def _inputs(wording: Wording, item: Item, years: Sequence[FiscalYear]) -> list[Row]:
    by_year = {one.year: one.figures for one in wording.evaluation.inputs if one.item == item.id}
    rows: list[Row] = []
    for name, words in INPUT_NAMES.items():
        cells: list[Cell] = []
        for year in years:
            figure = by_year.get(year, {}).get(name)
            cells.append(Cell() if figure is None else _figure(wording.money(figure.value)))
        rows.append((label(wording.words(words)), *cells))
    return rows


def _figure(text: str) -> Cell:
    return Cell((Line((Run(text),)),), align="end")
