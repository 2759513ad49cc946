"""The form of a table file: one release that somebody wants to make, with all that the agency knows of its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from sonae.core import Classification
from sonae.data import plain_yaml, read_text
from sonae.disclosure.exact import Exact
from sonae.disclosure.forms import Code, Label, Name, Part, Text, from_tree
from sonae.disclosure.rounding import Ties

__all__ = [
    "Cell", "CellInterval", "Dimension", "Figure", "Known", "Rounding", "Secret", "Table", "TableFile", "load_table",
    "table_from_text", "table_from_tree",
]  # fmt: skip

Share = dict[str, Exact]
"""Coefficients by secret or cell."""
Positive = Annotated[Exact, Field(gt=0)]


class Rounding(Part):
    """To which unit a figure is rounded, and how; the readers know both."""

    unit: Positive
    ties: Ties


def _in_full(value: object) -> object:
    return None if value == "exact" else value


def _said(value: object) -> object:
    if value is None:
        raise ValueError("say «exact», or unit and ties")
    return _in_full(value)


HowShown = Annotated[Rounding | None, BeforeValidator(_said)]
"""«exact», or unit and ties."""


class Secret(Part):
    """A number that is no cell of a table: target days, a holding.

    Attributes:
        id: the same in every release that speaks of it.
        value: what it is; left out where ``of`` says it.
        of: it is this form of other secrets by definition, as stock = consumption × days; everybody knows the coefficients.
        category: of the rules; none where it is no secret by itself.
        step: it is a whole multiple of this, and everybody knows.
        lower: everybody knows that it is not less.
        upper: everybody knows that it is not more.

    """

    id: Name
    value: Exact | None = None
    of: Share = Field(default_factory=dict)
    category: Name | None = None
    step: Positive | None = None
    lower: Exact | None = None
    upper: Exact | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Secret:
        if bool(self.of) == (self.value is not None):
            raise ValueError("state either value or of")
        if self.of and self.step is not None:
            raise ValueError("what is defined by others stands on their grid; leave step out")
        return self


class Known(Part):
    """Something that an outsider knows without any release: a form between two numbers."""

    name: Text
    of: Annotated[Share, Field(min_length=1)]
    lower: Exact | None = None
    upper: Exact | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Known:
        if self.lower is None and self.upper is None:
            raise ValueError("state lower, upper or both")
        return self


class Figure(Part):
    """A figure that the release shows: a sum, a mean, a share.

    Attributes:
        id: its name in this release.
        ja: what it is.
        en: the same in English.
        of: the form that is shown.
        over: it is divided by this: a number that everybody knows, or a form.
        times: it is multiplied by this: 100 for percent.
        rounding: «exact», or unit and ties.
        shown: what the paper says; must be what follows from the values.

    """

    id: Name
    ja: Text
    en: Text
    of: Annotated[Share, Field(min_length=1)]
    over: Exact | Share = Fraction(1)
    times: Positive = Fraction(1)
    rounding: HowShown
    shown: Exact | None = None

    @model_validator(mode="after")
    def _divides(self) -> Figure:
        if not self.over or (isinstance(self.over, Fraction) and self.over < 0):
            raise ValueError("over: a figure is divided by something above 0")
        return self


class Dimension(Part):
    """A dimension of tables: its codes and how they add up.

    Attributes:
        id: its name.
        totals: parts by total, from the grand total down.
        also: other ways in which the same codes add up.

    """

    id: Name
    totals: Annotated[dict[Code, Annotated[tuple[Code, ...], Field(min_length=1)]], Field(min_length=1)]
    also: tuple[dict[Code, Annotated[tuple[Code, ...], Field(min_length=1)]], ...] = ()


class Cell(Part):
    """A cell of a table.

    Attributes:
        at: its codes, in the order of the table's dimensions.
        value: what it is.
        contributors: what each contributor adds to it; left out for a total, which takes its parts'.
        frequency: number of contributors, where they are not listed.
        category: of the rules, where it is secret by law.

    """

    at: tuple[Code, ...]
    value: Exact
    contributors: dict[Code, Annotated[Exact, Field(ge=0)]] | None = None
    frequency: Annotated[int, Field(ge=0)] | None = None
    category: Name | None = None


class CellInterval(Part):
    """A cell that is shown as an interval, its ends included."""

    at: tuple[Code, ...]
    lower: Exact
    upper: Exact


class Table(Part):
    """A table of cells. Tables of one measure are linked: a cell without a dimension is its total.

    Attributes:
        id: its name.
        measure: what is counted; names the cells together with the period.
        dimensions: ids of its dimensions.
        rounding: how its cells are shown.
        step: every cell is a whole multiple of this, and everybody knows.
        lower: no cell is less, and everybody knows; none where cells may be negative.
        counts: True where the value is the number of contributors.
        cells: every innermost cell, and totals where they are stated.
        suppressed: cells that are not shown.
        intervals: cells that are shown as intervals.

    """

    id: Name
    measure: Name
    dimensions: Annotated[tuple[Name, ...], Field(min_length=1, max_length=6)]
    rounding: HowShown
    step: Positive | None = None
    lower: Exact | None
    counts: bool = False
    cells: Annotated[tuple[Cell, ...], Field(min_length=1)]
    suppressed: tuple[tuple[Code, ...], ...] = ()
    intervals: tuple[CellInterval, ...] = ()


class TableFile(Part):
    """A table file: a release before it is made.

    Attributes:
        id: name of the release, once in a ledger.
        ja: what it is.
        en: the same in English.
        classification: of the file, which holds what the release hides.
        fictional: True for an example.
        period: what the cells are of; cells of two periods are different numbers.
        series: releases of one series carry the suppressed cells forward.
        readers: to whom it is released.
        rules: a rules file beside it.
        holding_groups: contributors that belong together, by group.
        secrets: numbers beside the tables.
        knows: what an outsider knows beside bounds and grids.
        figures: what is shown beside the tables.
        dimensions: of the tables.
        tables: the tables.

    """

    id: Name
    ja: Text
    en: Text
    classification: Label
    fictional: bool = False
    period: Name
    series: Name | None = None
    readers: Text
    rules: Text | None = None
    holding_groups: dict[Code, tuple[Code, ...]] = Field(default_factory=dict)
    secrets: tuple[Secret, ...] = ()
    knows: tuple[Known, ...] = ()
    figures: tuple[Figure, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    tables: tuple[Table, ...] = ()
    form: Literal[1] = 1

    @model_validator(mode="after")
    def _shows_something(self) -> TableFile:
        if not self.figures and not self.tables:
            raise ValueError("nothing is released: state figures or tables")
        return self

    @property
    def label(self) -> Classification:
        """Classification of the file."""
        return Classification.parse(self.classification)


def table_from_text(text: str, file: str) -> TableFile:
    """Read a table file from text; see :func:`load_table`."""
    return table_from_tree(
        plain_yaml(text, file, expected="a table file: id, period, secrets, figures, tables …"), file
    )


def table_from_tree(tree: Mapping[str, Any], file: str) -> TableFile:
    """Read a table file from its tree; see :func:`load_table`."""
    return from_tree(TableFile, tree, file)


def load_table(path: Path) -> TableFile:
    """Read a table file.

    Raises:
        InputError: naming the file and the field, never a value of the table.

    """
    return table_from_text(read_text(path, "the table file"), path.name)
