"""A case as its file states it: facts by part, judgements of persons, parameters that the agency set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from sonae.bylaw.facts.adoption import Adoption
from sonae.bylaw.facts.contracts import PetroleumContract
from sonae.bylaw.facts.costs import Cost, Stage
from sonae.bylaw.facts.day import Day
from sonae.bylaw.facts.form import Facts, Text, refused
from sonae.bylaw.facts.funding import Funding
from sonae.bylaw.facts.interests import Interests
from sonae.bylaw.facts.investee import Investee
from sonae.bylaw.facts.management import Management
from sonae.bylaw.facts.oversight import Oversight
from sonae.bylaw.facts.points import POINTS
from sonae.bylaw.facts.project import Project
from sonae.bylaw.facts.repayment import Repayment
from sonae.bylaw.kernel import Judgement
from sonae.bylaw.parameters import bylaw_parameters
from sonae.bylaw.supplied import Supplied, refuse_other_forms
from sonae.core import Classification, InputError, UnknownChoiceError
from sonae.data import plain_yaml, read_text

__all__ = ["EquityCase", "case_from_text", "case_from_tree", "load_case"]


def _supplied(value: object) -> object:
    """Read values by day with their reference; anything else is a value that holds on every day."""
    return Supplied.model_validate(value) if isinstance(value, dict) and "values" in value else value


class EquityCase(Facts):
    """An equity case, from application to share sale. What is left out is not stated."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,60}$")]
    name_ja: Text
    name_en: Text
    fictional: bool
    classification: Literal["public", "internal", "secret"]
    project: Project | None = None
    investee: Investee | None = None
    contracts: tuple[PetroleumContract, ...] | None = None
    adoption: Adoption | None = None
    management: Management | None = None
    oversight: Oversight | None = None
    stage: Stage | None = None
    interests: Interests | None = None
    costs: tuple[Cost, ...] | None = None
    funding: tuple[Funding, ...] | None = None
    repayment: Repayment | None = None
    judgements: tuple[Judgement, ...] = ()
    parameters: dict[str, Annotated[Any, BeforeValidator(_supplied)]] = Field(default_factory=dict)
    """What the agency set, by name: a value, or values by day with their reference; see «sonae bylaw parameters»."""

    @model_validator(mode="after")
    def _says_nothing_twice_otherwise(self) -> EquityCase:
        """A fact may stand in two parts of a case; two that differ are refused, for nobody could tell which holds."""
        if self.management is None:
            return self
        if self.adoption is not None and self.adoption.applications is not None:
            decided = self.adoption.adopted.on if self.adoption.adopted else None
            _refuse_other(
                "management.adopted_on",
                self.management.adopted_on,
                "decision for adoption in adoption.applications",
                decided,
            )
        if self.stage is not None and self.management.matters is not None:
            days = [day for one in self.management.matters if (day := one.transition_on)]
            _refuse_other(
                "stage.transition_approved_on",
                self.stage.transition_approved_on,
                "approval of item 11 in management.matters",
                min(days, default=None),
            )
        return self

    @property
    def label(self) -> Classification:
        """The classification of the case."""
        return Classification.parse(self.classification)


def _refuse_other(field: str, stated: Day | None, place: str, found: Day | None) -> None:
    if stated is None or stated == (found or "not_yet"):
        return
    shown = f"is of {found}" if found else "is missing"
    raise ValueError(f"{field} says {stated}, and the {place} {shown}; leave the first out or make both the same")


def load_case(path: Path) -> EquityCase:
    """Read a case file.

    Raises:
        InputError: naming the file and the path of the field.
        UnknownChoiceError: for a parameter that the bylaw does not ask for.

    """
    return case_from_text(read_text(path, "the case"), path.name)


def case_from_text(text: str, file: str) -> EquityCase:
    """Read a case from text; see :func:`load_case`."""
    return case_from_tree(plain_yaml(text, file, expected="a case: id, project, investee …"), file)


def case_from_tree(tree: Mapping[str, Any], file: str) -> EquityCase:
    """Check a case that was read from YAML; see :func:`load_case`."""
    try:
        return _with_known_judgements(_with_known_parameters(EquityCase.model_validate(tree)))
    except ValidationError as error:
        raise refused(error, file) from error
    except InputError as error:
        raise error.placed(file=file) from error


def _with_known_parameters(case: EquityCase) -> EquityCase:
    for name in case.parameters:
        if name not in bylaw_parameters():
            raise UnknownChoiceError("parameter of the bylaw", name, bylaw_parameters(), field="parameters")
        refuse_other_forms(name, case.parameters[name], f"parameters.{name}")
    return case


def _with_known_judgements(case: EquityCase) -> EquityCase:
    """Refuse judgements that no rule would read, and two of one day of which nobody could tell which holds."""
    held: dict[tuple[str, str, dt.date], tuple[int, bool]] = {}
    for number, one in enumerate(case.judgements, 1):
        field = f"judgements.{number}"
        if one.point not in POINTS:
            raise UnknownChoiceError("point of judgement", one.point, POINTS, field=f"{field}.point")
        places = _places(case, POINTS[one.point])
        if one.of not in places:
            raise InputError(
                f"«{one.point}» is judged of {f'an entry of {POINTS[one.point]}' if POINTS[one.point] else 'the case as a whole'},"
                f" and «{one.of[:60]}» is none",
                field=f"{field}.of",
                expected=_offered(places) if POINTS[one.point] else "nothing here",
            )
        earlier, holds = held.setdefault((one.point, one.of, one.on), (number, one.holds))
        if holds is not one.holds:
            raise InputError(
                f"it says the opposite of judgement {earlier} of the same point and day", field=f"{field}.holds"
            )
    return case


def _places(case: EquityCase, path: str) -> list[str]:
    if not path:
        return [""]
    value: Any = case
    for name in path.split("."):
        value = getattr(value, name, None)
    return [f"{path}.{number}" for number in range(1, len(value or ()) + 1)]


def _offered(places: list[str]) -> str:
    if len(places) < 2:
        return places[0] if places else "an entry, and the case states none"
    return f"{places[0]} to {places[-1]}"
