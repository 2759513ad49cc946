"""The document that an evaluation file was written from, and citations of its lines."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sonae.core import Citation
from sonae.evaluation.form import Part, Text, Words

__all__ = ["SourceDocument"]


class SourceDocument(Part):
    """A document.

    Attributes:
        name: what citations call it.
        title: its title.
        sha256: hash of its text.
        numbering: how its lines are counted.

    """

    name: Text
    title: Words
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    numbering: Words

    def cite(self, section: str, lines: str = "") -> tuple[Citation, ...]:
        """Cite lines of a section, one citation a span; the section alone where no lines are said.

        Args:
            section: an id such as e1_3.p1.i1; a column ``.c3`` may stand at its end.
            lines: lines such as «148-156, 190».

        """
        if not lines:
            return (Citation(self.name, section),)
        spans = (span.strip().replace("-", "_") for span in lines.split(","))
        return tuple(Citation(self.name, f"{section}.l{span}") for span in spans)
