"""A form as it is set, whatever it is set in: tables with merged cells, headings, notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Block", "Cell", "Form", "Forms", "Grid", "Heading", "Line", "Notes", "Row", "Run", "label", "line", "value"]


@dataclass(frozen=True, slots=True)
class Run:
    """Words set alike.

    Attributes:
        text: the words.
        strong: set bold.
        underlined: underlined, as the letter of an item of high difficulty is.
        raised: set small and high, as the mark of a note is.

    """

    text: str
    strong: bool = False
    underlined: bool = False
    raised: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a cell; ``point`` has a bullet before it."""

    runs: tuple[Run, ...]
    point: bool = False

    @property
    def text(self) -> str:
        """Its words without how they are set."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    Attributes:
        lines: its paragraphs; none in a cell that is left blank.
        across: how many columns it covers.
        down: how many rows it covers.
        role: head of columns, label of what stands beside it, or a value; ``gap`` is the space between two tables.
        align: where its words stand.
        upright: whether it is written from top to bottom.

    """

    lines: tuple[Line, ...] = ()
    across: int = 1
    down: int = 1
    role: Literal["head", "label", "value", "gap"] = "value"
    align: Literal["start", "center", "end"] = "start"
    upright: bool = False

    @property
    def text(self) -> str:
        """Its words, a line each paragraph."""
        return "\n".join(one.text for one in self.lines)


Row = tuple[Cell, ...]
"""Cells of a row from the left; places that a cell above covers are left out."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table.

    Attributes:
        key: its name, such as «results».
        widths: how wide the columns are, against each other.
        head: rows that stand again at the top of every page.
        rows: the other rows.

    """

    key: str
    widths: tuple[float, ...]
    head: tuple[Row, ...]
    rows: tuple[Row, ...]
    kind: Literal["grid"] = "grid"


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a part of a form."""

    text: str
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Notes:
    """Notes below a table, each with its mark."""

    lines: tuple[str, ...]
    kind: Literal["notes"] = "notes"


Block = Grid | Heading | Notes


@dataclass(frozen=True, slots=True)
class Form:
    """A form.

    Attributes:
        key: its name, such as «1-1-4-1.I-3».
        number: its number as printed: 様式１－１－４－１; of the annex and the remarks their name.
        title: what it is.
        subject: the item that it is of; empty where it is of the whole.
        blocks: what stands on it.
        official: whether it belongs to the forms; the remarks do not.

    """

    key: str
    number: str
    title: str
    subject: str
    blocks: tuple[Block, ...]
    official: bool = True


@dataclass(frozen=True, slots=True)
class Forms:
    """All forms of an evaluation in one language.

    Attributes:
        language: ja or en.
        title: agency and year.
        source: the document that the evaluation was written from.
        mark: who may see it, and whether it is made up; stands on every page.
        secret: whether it is not public.
        reading_aid: what is said of a translation; empty in Japanese.
        forms: in order.

    """

    language: str
    title: str
    source: str
    mark: str
    secret: bool
    reading_aid: str
    forms: tuple[Form, ...]


def line(text: str, *, strong: bool = False, point: bool = False, mark: str = "") -> Line:
    """Make a paragraph of one text, with the mark of a note after it where there is one."""
    runs = [Run(text, strong=strong)]
    if mark:
        runs.append(Run(mark, raised=True))
    return Line(tuple(runs), point)


def value(
    *texts: str | Line, across: int = 1, down: int = 1, align: Literal["start", "center", "end"] = "start"
) -> Cell:
    """Make a cell of paragraphs; one without any is left blank."""
    return Cell(tuple(line(one) if isinstance(one, str) else one for one in texts), across, down, align=align)


def label(text: str, *, across: int = 1, down: int = 1, head: bool = False, upright: bool = False) -> Cell:
    """Make a cell that says what stands beside or below it."""
    return Cell(
        (line(text),) if text else (), across, down, "head" if head else "label", "center" if head else "start", upright
    )
