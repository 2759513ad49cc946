"""A project of the portfolio as one YAML file: its case, how the agency supports it, and the agency's own facts.

``case`` is worked off to a ledger, ``support`` turns that into the agency's cash, ``agency`` holds what no model can know:
dates, judgements, books, plans. ``risks``, ``exploration`` and ``comparison``, where they are there, state what is uncertain, what
may still be decided, and what earlier evaluations took otherwise. A fact that is not known is left out; a convention may not be.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sonae.core import InputError
from sonae.data import plain_yaml, read_text, refusal_of
from sonae.economics.ledger import Case, case_from_tree
from sonae.economics.support import Support, support_from_tree
from sonae.economics.uncertainty import DecisionTree, Risks
from sonae.portfolio.cases.comparison import Earlier
from sonae.portfolio.review.facts import (
    Holding,
    KeyFigure,
    Milestone,
    RankOverride,
    RankRecord,
    RecoveryExamination,
    SaleFacts,
)
from sonae.portfolio.review.portfolio_facts import no_stray_truth

__all__ = ["AgencyFacts", "ProjectFile", "load_project", "project_from_text"]

Text = Annotated[str, Field(min_length=1, max_length=500)]
Form = TypeVar("Form", bound=BaseModel)
_PARTS = ("case", "support", "agency")
_FURTHER = ("risks", "exploration", "comparison")
"""Parts that a file may leave out."""


class AgencyFacts(BaseModel):
    """What the agency itself knows of a project; see :class:`sonae.portfolio.review.CaseFacts` for the fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    adopted: dt.date
    begins_in: Text
    source: Text
    funding_rate: Text
    """Name of the discount rate of the condition set at which the agency funds the project."""
    development_approved: dt.date | None = None
    failed: dt.date | None = None
    ended: dt.date | None = None
    exploration_term_ends: dt.date | None = None
    chance: Decimal | None = None
    holding: Holding | None = None
    carried: dict[str, int] | None = None
    """Carrying amount by equity of the support, yen, where there are several."""
    figures: tuple[KeyFigure, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    override: RankOverride | None = None
    recovery: RecoveryExamination | None = None
    history: tuple[RankRecord, ...] = ()
    sale: SaleFacts | None = None


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """A project of the portfolio."""

    file: str
    case: Case
    support: Support
    agency: AgencyFacts
    risks: Risks | None
    """What is uncertain of it; none where the file states nothing."""
    exploration: DecisionTree | None
    """What may still be decided in exploration; none where the file states nothing."""
    earlier: Earlier | None
    """Earlier evaluations; none where the file states none."""
    folder: Path
    """Where a regime file that the case names is looked for."""

    @property
    def id(self) -> str:
        """Its id, that of the case."""
        return self.case.id

    @property
    def live(self) -> bool:
        """True while the agency's part has not ended."""
        return self.agency.ended is None


def load_project(path: Path) -> ProjectFile:
    """Read a project file.

    Raises:
        InputError: naming the file and the path of the field, and what was expected.

    """
    return project_from_text(read_text(path, "the project"), path.name, path.parent)


def project_from_text(text: str, file: str, folder: Path) -> ProjectFile:
    """Read a project from text; see :func:`load_project`."""
    tree = plain_yaml(text, file, expected="a project: case, support and agency")
    parts: dict[str, Mapping[str, Any]] = {}
    for name in (*_PARTS, *(name for name in _FURTHER if name in tree)):
        if not isinstance(part := tree.get(name), Mapping):
            raise InputError("the part is missing", file=file, field=name, expected=", ".join(_PARTS))
        parts[name] = part
    for name in tree:
        if name not in parts:
            raise InputError(
                "there is no such part", file=file, field=str(name), expected=", ".join((*_PARTS, *_FURTHER))
            )
    case = _within("case", lambda: case_from_tree(parts["case"], file))
    support = _within("support", lambda: support_from_tree(parts["support"], file))
    agency = _within("agency", lambda: _agency(parts["agency"], file))
    earlier = _stated(Earlier, "comparison", parts, file)
    risks = _stated(Risks, "risks", parts, file)
    exploration = _stated(DecisionTree, "exploration", parts, file)
    project = ProjectFile(file, case, support, agency, risks, exploration, earlier, folder)
    _check(project)
    return project


def _stated(form: type[Form], part: str, parts: Mapping[str, Mapping[str, Any]], file: str) -> Form | None:
    """Read a part that a file may leave out."""
    if part not in parts:
        return None
    try:
        return form.model_validate(dict(parts[part]))
    except ValidationError as error:
        found = refusal_of(error, file)
        raise InputError(found.problem, file=file, field=f"{part}.{found.field}", expected=found.expected) from error


def _within(part: str, read: Any) -> Any:
    try:
        return read()
    except InputError as error:
        raise error.placed(field=f"{part}.{error.field}" if error.field else part) from error


def _agency(tree: Mapping[str, Any], file: str) -> AgencyFacts:
    no_stray_truth(tree, "", file)
    try:
        return AgencyFacts.model_validate(dict(tree))
    except ValidationError as error:
        raise refusal_of(error, file) from error
    except InputError as error:
        raise error.placed(file=file) from error


def _check_risks(project: ProjectFile, risks: Risks) -> None:
    """Refuse costs that the case does not have, and two chances of success."""
    for name in (*risks.costs, *risks.spent_before):
        if name not in (*project.case.costs, "other"):
            raise InputError(
                f"the case has no costs «{name}»",
                file=project.file,
                field="risks.costs",
                expected=", ".join(project.case.costs),
            )
    chance, agency = Decimal(str(risks.chance_of_success)), project.agency
    known = agency.development_approved is not None or agency.begins_in != "exploration"
    if not known and agency.chance is not None and chance != agency.chance:
        raise InputError(
            f"the chance of success is {chance} here and {agency.chance} in agency.chance", file=project.file,
            field="risks.chance_of_success", expected="one and the same",
        )  # fmt: skip


def _check(project: ProjectFile) -> None:
    """Refuse shares without a holding and the other way round, and carrying amounts that do not add up."""
    equity, agency, file = project.support.equity, project.agency, project.file
    if project.case.conditions is not None:
        raise InputError(
            "a project of a portfolio names no condition set of its own: all stand under the same conditions", file=file,
            field="case.conditions",
        )  # fmt: skip
    if agency.holding is None and equity:
        raise InputError("the agency holds shares and no holding is stated", file=file, field="agency.holding")
    if agency.holding is not None and not equity:
        raise InputError("a holding is stated and the support has no equity", file=file, field="agency.holding")
    if project.risks is not None:
        _check_risks(project, project.risks)
    if project.exploration is not None and not project.live:
        raise InputError("the agency's part has ended: nothing is to be decided", file=file, field="exploration")
    if (agency.carried is None) == (len(equity) > 1 and project.live):
        raise InputError(
            "the carrying amount is stated by equity where there are several, and only there", file=file,
            field="agency.carried",
        )  # fmt: skip
    if agency.carried is not None and agency.holding is not None:
        if set(agency.carried) != {part.id for part in equity}:
            raise InputError("these are not the equities of the support", file=file, field="agency.carried")
        if sum(agency.carried.values()) != agency.holding.carrying_yen:
            raise InputError(
                "the carrying amounts do not add up to that of the holding", file=file, field="agency.carried",
                expected=f"{agency.holding.carrying_yen:,} yen in all",
            )  # fmt: skip
