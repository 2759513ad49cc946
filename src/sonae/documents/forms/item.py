"""Forms 1-1-4-1 and 1-1-4-2: the report on one item."""

from __future__ import annotations

from sonae.documents.forms.figures import Wording
from sonae.documents.forms.results import results_of
from sonae.documents.forms.series import beside, of_operations
from sonae.documents.forms.sheet import Block, Cell, Form, Grid, Heading, Notes, label, line, value
from sonae.evaluation import Item

__all__ = ["item_form"]


def item_form(wording: Wording, item: Item) -> Form:
    """Make the report on an item: basics, figures by year, results with both evaluations, other information."""
    said, services = wording.said, item.form == "1-1-4-1"
    series = beside(wording, item) if services else of_operations(wording, item)
    results = results_of(wording, item)
    noted = wording.noted()
    blocks: list[Block] = [Heading(said("basics")), _basics(wording, item)]
    definition = [
        said("definition", text=wording.words(one.definition))
        for one in wording.evaluation.inputs
        if one.item == item.id and one.year == wording.evaluation.year and one.definition is not None
    ]
    blocks += [Notes(tuple(definition))] if definition else []
    blocks += [Heading(said("series")), series]
    in_series = tuple(note for note in noted if _marks(series, note))
    blocks += [Notes(in_series)] if in_series else []
    blocks += [Heading(said("results")), Notes((said("annex_reference"),)), results]
    elsewhere = tuple(note for note in noted if note not in in_series)
    blocks += [Notes(elsewhere)] if elsewhere else []
    blocks += [Heading(said("other_information")), _other(wording, item)]
    number = "f1141" if services else "f1142"
    subject = f"{item.number}　{wording.words(item.name)}"
    return Form(f"{item.form}.{item.id}", said(number), said(f"{number}_title"), subject, tuple(blocks))


def _marks(grid: Grid, note: str) -> bool:
    """Whether the mark of a note stands in a table."""
    mark = note.partition("　")[0]
    return any(
        run.raised and run.text == mark for row in grid.rows for cell in row for one in cell.lines for run in one.runs
    )


def _basics(wording: Wording, item: Item) -> Grid:
    said = wording.said
    none = said("none")
    flags = [said("importance_high")] if item.importance == "high" else []
    flags += [said("difficulty_high")] if item.difficulty == "high" else []
    comma = "、" if wording.language == "ja" else ", "
    laws = [f"{wording.words(one.law)}　{comma.join(one.provisions)}".strip("　") for one in item.legal_basis]
    sheets = [said("review_sheet_number"), comma.join(item.review_sheets)] if item.review_sheets else [none]
    top = (Cell((line(f"{item.number}　{wording.words(item.name)}", strong=True),), across=4),)
    importance = (
        label(said("importance_difficulty")), value(comma.join(flags) or none), label(said("review_sheets")), value(*sheets),
    )  # fmt: skip
    if item.form == "1-1-4-2":
        return Grid("basics", (40.0, 90.0, 40.0, 102.0), (), (top, importance))
    policies = [line(wording.words(one), point=True) for one in item.policies] or [line(none)]
    law = (
        label(said("policies")), value(*policies), label(said("legal_basis")), value(*(laws or [none])),
    )  # fmt: skip
    return Grid("basics", (40.0, 90.0, 40.0, 102.0), (), (top, law, importance))


def _other(wording: Wording, item: Item) -> Grid:
    lines = [
        wording.said("variance", text=wording.words(one.variance))
        for one in wording.evaluation.inputs
        if one.item == item.id and one.year == wording.evaluation.year and one.variance is not None
    ]
    lines += [wording.words(item.other_information)] if item.other_information else []
    return Grid("other", (1.0,), (), ((value(*(lines or [wording.said("none")])),),))
