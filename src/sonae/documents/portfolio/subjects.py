"""What the sections say of projects: their names, the rows under which the review holds them, provisions, grounds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sonae.core import Citation, Finding
from sonae.documents.portfolio.blocks import Cell, Pen
from sonae.documents.portfolio.figures import PortfolioFigures
from sonae.documents.portfolio.names import document_name, name_of
from sonae.portfolio.review import CaseReview

__all__ = ["Subjects", "cited", "ground", "provisions", "short_name"]


def cited(pen: Pen, citations: Iterable[Citation]) -> str:
    """Write provisions in the language of the pen; those of one document stand together."""
    by_document: dict[str, list[str]] = {}
    for one in citations:
        label = one.label_ja if pen.language == "ja" else one.label_en
        by_document.setdefault(one.document, []).append(label)
    apart, between = ("・", "、") if pen.language == "ja" else ("; ", "; ")
    return between.join(
        f"{document_name(name, pen.language)} {apart.join(labels)}" for name, labels in by_document.items()
    )


def provisions(pen: Pen, citations: Iterable[Citation]) -> str:
    """Write provisions without the name of their document, where it stands beside the table."""
    return pen.say("comma").join(one.label_ja if pen.language == "ja" else one.label_en for one in citations)


def ground(pen: Pen, finding: Finding) -> str:
    """Write why a finding came out as it did, as a sentence."""
    return pen.sentence(finding.because)


def short_name(name: str) -> str:
    """Return the name of a project without what stands in brackets: «あかね銅山（架空）» → «あかね銅山»."""
    return re.sub(r"\s*[（(][^（()）]*[）)]", "", name) or name


class Subjects:
    """Names of projects in one language, and the rows of the review that belong to each."""

    def __init__(self, figures: PortfolioFigures, pen: Pen) -> None:
        self.figures, self.pen = figures, pen
        self.project_of: Mapping[str, str] = {
            row: project for project in figures.names for row in figures.rows_of(project)
        }

    def name(self, project: str) -> str:
        """Return the name of a project."""
        case = self.figures.evaluation.projects[project].project.case
        return case.name_ja if self.pen.language == "ja" else case.name_en

    def row_name(self, row: str) -> str:
        """Return the name of a row of the review: the project, and the instrument where it is not the first."""
        project = self.project_of[row]
        if row == project:
            return self.name(project)
        return f"{self.name(project)} – {name_of('instrument', row.removeprefix(project + '-'), self.pen.language)}"

    def link(self, row: str) -> Cell:
        """Return the name of a row, leading to the page of its project."""
        return self.pen.link(f"case-{self.project_of[row]}", self.row_name(row))

    def links(self, rows: Iterable[str]) -> str:
        """Return the names of rows in one line, without the mark of the fictional: every page bears it."""
        return self.pen.say("comma").join(short_name(self.row_name(row)) for row in rows) or self.pen.say("none")

    def rank(self, found: CaseReview) -> Cell:
        """Return the rank as a letter with a shape of its own; a dash where there is none."""
        rank = found.rank.rank
        place = f"rank:{found.case}"
        origin = self.pen.origins.derived(
            place,
            rank or "–",
            "rank",
            "rule of article 22: B until the outcome is established, then A or C by the profit",
            (f"review:cases.{found.case}.rank", f"facts:cases.{found.case}", "settings:rank"),
        )
        hover = self.pen.said(found.rank.finding.because)
        return {"t": rank or "–", "o": origin.anchor, "h": hover, "c": rank or "no"}

    def previous(self, found: CaseReview) -> Cell:
        """Return the rank of the review before."""
        rank = found.rank.previous
        project = self.project_of[found.case]
        file = self.figures.evaluation.projects[project].project.file
        return self.pen.stated(f"facts:cases.{found.case}.history", rank or "–", "rank", file)
