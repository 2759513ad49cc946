"""The economic runs of a case, read back as they were kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from sonae.core import Classification
from sonae.office.models import Account, Case, EconomicRun

__all__ = ["RunView", "digest_of", "label_of", "relied_on", "run_of", "runs_of"]


@dataclass(frozen=True)
class RunView:
    """A run with its document.

    Attributes:
        row: as the record keeps it.
        newest: whether no newer run of the case is there.
        relied_on: whether the economic evaluation of the case names it.

    """

    row: EconomicRun
    newest: bool
    relied_on: bool

    @cached_property
    def document(self) -> Mapping[str, Any]:
        """What was found; see :func:`~sonae.office.economics.worked_out`."""
        read: Mapping[str, Any] = json.loads(self.row.document)
        return read

    @property
    def party(self) -> Mapping[str, Any]:
        """What was found of the party whose cash the agency shares in."""
        name = self.document["agency"]["party"]
        found: Mapping[str, Any] = next(one for one in self.document["parties"] if one["party"] == name)
        return found


def relied_on(case: Case) -> int | None:
    """Return the number of the run that the economic evaluation names; None where it names none."""
    found = case.facts.get("economics", {}).get("run")
    return int(found) if found is not None else None


def runs_of(account: Account, case: Case) -> QuerySet[EconomicRun]:
    """Return the runs of a case that an account is cleared for, newest first."""
    rows = case.runs.filter(classification__lte=account.clearance)
    return rows.select_related("by__organisation", "by__department", "project", "conditions", "risks").order_by(
        "-number"
    )


def run_of(account: Account, case: Case, number: int) -> RunView | None:
    """Return a run by its number; None where there is none for the account."""
    row = runs_of(account, case).filter(number=number).first()
    if row is None:
        return None
    newer = case.runs.filter(number__gt=number).exists()
    return RunView(row, not newer, relied_on(case) == number)


def label_of(document: str) -> Classification:
    """Return the classification of a document."""
    return Classification.parse(str(json.loads(document)["classification"]))


def digest_of(document: str) -> str:
    """Return the SHA-256 of a document."""
    return hashlib.sha256(document.encode()).hexdigest()
