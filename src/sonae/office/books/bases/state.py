"""What a book of the bases holds: the records of the library, each part by its own list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sonae.core import UnknownChoiceError
from sonae.data import refusal_of
from sonae.office.books.frame import Work, read_by_text
from sonae.stockpile.bases import (
    Accident,
    BufferGrant,
    Catalogue,
    Drill,
    DrillPlan,
    EmergencyProcurement,
    Incident,
    Inspection,
    Installations,
    LegalDuty,
    LpgEvent,
    LpgLimits,
    LpgMeasurement,
    MaintenanceFile,
    OperatorRecord,
    OperatorScheme,
    RegisterCheck,
    ReleasePlan,
    ReleaseScenario,
    SafetyAssessment,
    SwapPlan,
    SwapProblem,
    SwapRecord,
    base_register,
)

__all__ = [
    "BasesState", "Decided", "MaintenanceCase", "SwapCase", "bases_of", "changed", "free_id", "known_base", "labels", "moment",
    "named", "put", "read_bases",
]  # fmt: skip

R = TypeVar("R", bound=BaseModel)
_JAPAN = dt.timezone(dt.timedelta(hours=9))


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Decided(_Kept):
    """A decision on what was proposed: by another person, with the reason."""

    agreed: bool
    by: str
    on: dt.date
    reason: str


class SwapCase(_Kept):
    """A crude swap that was proposed: the problem, the plan of the linear program, the decision."""

    id: str
    problem: SwapProblem
    plan: SwapPlan
    by: int
    on: dt.date
    decided: Decided | None = None


class MaintenanceCase(_Kept):
    """A plan of maintenance that was proposed: works, the year of each, why others are left out, the decision."""

    id: str
    file: MaintenanceFile
    years: Mapping[str, int]
    left_out: Mapping[str, str]
    proved: bool
    by: int
    on: dt.date
    decided: Decided | None = None


class BasesState(_Kept):
    """A book of the bases.

    Attributes:
        year: the fiscal year in which it was opened.
        installations: tanks, pumps, outlets and grades; none before they are taken in.
        at_once_hours: what the agency calls «at once» for a substitute plan; none: not set.
        lead_days: days ahead from which a legal duty is due soon.
        swap_target: swaps that a year wants, by year.
        buffer_budget: budget of the strategic buffer, yen.

    """

    year: int
    installations: Installations | None = None
    at_once_hours: Decimal | None = None
    lead_days: int = 60
    swap_target: Mapping[int, int] = Field(default_factory=dict)
    buffer_budget: int | None = None
    scenarios: tuple[ReleaseScenario, ...] = ()
    plans: tuple[ReleasePlan, ...] = ()
    catalogue: Catalogue = Catalogue()
    incidents: tuple[Incident, ...] = ()
    drill_plan: DrillPlan | None = None
    drills: tuple[Drill, ...] = ()
    swaps: tuple[SwapCase, ...] = ()
    swap_records: tuple[SwapRecord, ...] = ()
    maintenance: tuple[MaintenanceCase, ...] = ()
    assessments: tuple[SafetyAssessment, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    accidents: tuple[Accident, ...] = ()
    duties: tuple[LegalDuty, ...] = ()
    checks: tuple[RegisterCheck, ...] = ()
    scheme: OperatorScheme | None = None
    operators: tuple[OperatorRecord, ...] = ()
    lpg_limits: LpgLimits | None = None
    measurements: tuple[LpgMeasurement, ...] = ()
    lpg_events: tuple[LpgEvent, ...] = ()
    grants: tuple[BufferGrant, ...] = ()
    procurements: tuple[EmergencyProcurement, ...] = ()


@read_by_text
def read_bases(tree: Any, number: str) -> BasesState:
    """Read what a book holds.

    Raises:
        InputError: for what does not hang together.

    """
    try:
        return BasesState.model_validate(tree)
    except ValidationError as error:
        raise refusal_of(error, number) from error


def bases_of(state: BasesState) -> dict[str, tuple[str, str]]:
    """Return the bases that a book may speak of, with their names: the register's, and those of the installations."""
    held = {base.id: (base.name.ja, base.name.en) for base in base_register().bases}
    if state.installations is not None:
        held |= {site.base: (site.name.ja, site.name.en) for site in state.installations.sites}
    return held


def known_base(state: BasesState, base: str, field: str = "base") -> str:
    """Return a base that is known. Raises UnknownChoiceError for another."""
    known = bases_of(state)
    if base not in known:
        raise UnknownChoiceError("base", base, known, field=field)
    return base


def changed(work: Work, **parts: Any) -> dict[str, Any]:
    """Return what a book holds with parts put in the place of those that were there."""
    return work.with_parts(**{name: _plain(part) for name, part in parts.items()})


def _plain(part: Any) -> Any:
    if isinstance(part, BaseModel):
        return part.model_dump(mode="json")
    if isinstance(part, (list, tuple)):
        return [_plain(one) for one in part]
    return part


def put(records: Iterable[R], record: R, key: Callable[[R], object] = lambda one: getattr(one, "id")) -> tuple[R, ...]:  # noqa: B009
    """Return the records with one put in the place of that which bears its name."""
    return tuple(record if key(one) == key(record) else one for one in records)


def named(records: Sequence[R], name: str, what: str, field: str) -> R:
    """Return the record of a name.

    Raises:
        UnknownChoiceError: for a name that none bears; ``what`` is what it is called.

    """
    for one in records:
        if getattr(one, "id", None) == name:
            return one
    raise UnknownChoiceError(what, name, [str(getattr(one, "id", "")) for one in records], field=field)


def labels(work: Work) -> dict[str, Any]:
    """Return the label of what is recorded in a book: the book's own."""
    return {"classification": work.book.label.name, "fictional": work.book.fictional}


def free_id(prefix: str, records: Sequence[object]) -> str:
    """Return the name of one record more."""
    return f"{prefix}-{len(records) + 1}"


def moment(work: Work, on: dt.date | None, time: str | None) -> dt.datetime:
    """Return a moment in Japan: that of the command unless a day is said; noon where no time is."""
    if on is None:
        return work.now.astimezone(_JAPAN).replace(microsecond=0)
    hour, minute = (int(part) for part in (time or "12:00").split(":"))
    return dt.datetime(on.year, on.month, on.day, hour, minute, tzinfo=_JAPAN)
