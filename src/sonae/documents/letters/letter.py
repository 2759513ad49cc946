"""A letter as it is set, whatever it is set in."""

from __future__ import annotations

from dataclasses import dataclass

from sonae.core import Classification
from sonae.documents.words import Language

__all__ = ["Block", "Fields", "Letter", "Paragraph", "Points", "Table"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Points:
    """A list, numbered or not."""

    items: tuple[str, ...]
    numbered: bool = False
    kind: str = "points"


@dataclass(frozen=True, slots=True)
class Fields:
    """Values with their names; an empty value is a line to be filled in by hand."""

    rows: tuple[tuple[str, str], ...]
    kind: str = "fields"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head; every row as long as the head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: str = "table"


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a part."""

    text: str
    kind: str = "heading"


Block = Paragraph | Points | Fields | Table | Heading


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter.

    Attributes:
        kind: which letter it is.
        language: of its words.
        classification: who may read it; stands on every page.
        fictional: whether the case is made up; stands on every page.
        reference: number of the case.
        date: as it is written.
        addressee: whom it is for; empty for a paper that is for nobody alone.
        sender: who writes.
        title: what it is.
        blocks: what it says, in order.
        grounds: the provisions it rests on, as they are written.

    """

    kind: str
    language: Language
    classification: Classification
    fictional: bool
    reference: str
    date: str
    addressee: str
    sender: str
    title: str
    blocks: tuple[Block, ...]
    grounds: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """The words on every page: who may read it, and whether it is made up."""
        label = self.classification
        shown = label.label_ja if self.language == "ja" else label.name
        if not self.fictional:
            return shown
        return f"{shown}・架空" if self.language == "ja" else f"{shown} — fictional"
