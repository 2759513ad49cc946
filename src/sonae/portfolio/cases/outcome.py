"""What comes of working a project off."""

from __future__ import annotations

from dataclasses import dataclass

from sonae.economics.ledger import Ledger
from sonae.economics.support import AgencyView, Exchange
from sonae.portfolio.cases.project_file import ProjectFile

__all__ = ["ProjectEvaluation"]


@dataclass(frozen=True, slots=True)
class ProjectEvaluation:
    """A project under one condition set, or in one scenario of it."""

    project: ProjectFile
    ledger: Ledger
    view: AgencyView | None
    """None once the agency's part has ended."""
    exchange: Exchange | None = None
    """Yen for a unit of the investee's currency in a scenario; None: those of the condition set."""
