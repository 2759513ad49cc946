"""The bases at a glance: what is not ready, what is late, and what waits, with the command that would mend it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sonae.core import Finding, FiscalYear
from sonae.office.books.bases.state import BasesState
from sonae.office.facts import day_of
from sonae.stockpile.bases import (
    KINDS,
    Fact,
    Incident,
    LegalReview,
    Site,
    base_register,
    event_findings,
    not_ready,
    review_legal_register,
)

__all__ = ["BaseLine", "BasesBoard", "Waiting", "bases_board"]


@dataclass(frozen=True, slots=True)
class BaseLine:
    """A base of the register or of the installations.

    Attributes:
        id: its name among programs.
        ja: its name.
        en: the same in English.
        kind: of base.
        kind_ja: the kind in words.
        kind_en: the same in English.
        site: its equipment; none where it is not taken in.
        incident: what keeps it from releasing, or may.
        late: how many legal duties and points are overdue.
        facts: what the sources state of a base of the register, with their lines.

    """

    id: str
    ja: str
    en: str
    kind: str
    kind_ja: str
    kind_en: str
    site: Site | None
    incident: Incident | None
    late: int
    facts: tuple[Fact, ...] = ()

    @property
    def readiness(self) -> str:
        """How it stands: a key of the library's states, «ready» where no incident says otherwise."""
        return self.incident.state if self.incident else "ready"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits: a word, what it is about, the command with the field that names it, and by when."""

    what: str
    of: str
    kind: str
    field: str = ""
    due: dt.date | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class BasesBoard:
    """The desk."""

    bases: tuple[BaseLine, ...]
    waiting: tuple[Waiting, ...]

    @property
    def unready(self) -> int:
        """How many bases cannot release now or may not."""
        return sum(line.incident is not None for line in self.bases)


def bases_board(state: BasesState, now: dt.datetime) -> BasesBoard:
    """Return how the bases stand at a moment."""
    today = day_of(now)
    out = not_ready(state.incidents)
    sites = {site.base: site for site in state.installations.sites} if state.installations else {}
    review = review_legal_register(state.duties, today, lead_days=state.lead_days)
    late: dict[str, int] = {}
    for duty in state.duties:
        late[duty.base] = late.get(duty.base, 0) + (review.states[duty.id] == "overdue")
    for one in state.inspections:
        overdue = sum(point.closed_on is None and point.due < today for point in one.points)
        late[one.base] = late.get(one.base, 0) + overdue
    rows = [
        (base.id, base.name.ja, base.name.en, base.kind)
        for base in base_register().bases
        if not (state.installations is not None and state.installations.fictional)
    ]
    rows += [
        (site.base, site.name.ja, site.name.en, site.kind)
        for site in sites.values()
        if site.base not in {row[0] for row in rows}
    ]
    facts = {base.id: base.facts for base in base_register().bases}
    lines = tuple(
        BaseLine(
            name, ja, en, kind, *KINDS[kind], sites.get(name), out.get(name), late.get(name, 0), facts.get(name, ())
        )
        for name, ja, en, kind in rows
    )
    return BasesBoard(
        lines,
        tuple(sorted(_waiting(state, now, review), key=lambda one: (not one.late, str(one.due or "9999")))),
    )


def _waiting(state: BasesState, now: dt.datetime, duties: LegalReview) -> Iterator[Waiting]:
    today = day_of(now)
    if state.installations is None:
        yield Waiting("installations", "", "bases.installations")
    for incident in state.incidents:
        yield from _of_incident(incident)
    for drill in state.drills:
        if drill.state == "planned":
            yield Waiting("drill", drill.id, "base_drill.hold", "drill", drill.planned_on, drill.planned_on < today)
        elif drill.state == "held":
            yield Waiting("evaluation", drill.id, "base_drill.evaluate", "drill")
        for lesson in drill.lessons:
            if lesson.done_on is None:
                yield Waiting("lesson", drill.id, "base_drill.improve", "drill", lesson.due, lesson.due < today)
    for swap in state.swaps:
        if swap.decided is None:
            yield Waiting("swap", swap.id, "swap.decide", "swap")
    for plan in state.maintenance:
        if plan.decided is None:
            yield Waiting("maintenance", plan.id, "maintenance.decide", "plan")
    yield from _of_safety(state, today, duties)
    yield from _of_lpg(state, now)
    yield from _of_lng(state)


def _of_incident(incident: Incident) -> Iterator[Waiting]:
    of = incident.id
    if incident.state == "unknown":
        yield Waiting("impact", of, "incident.judge", "incident", late=True)
    if incident.reported_at is None and incident.blocks_release:
        yield Waiting("report", of, "incident.report", "incident", late=True)
    if incident.state == "not_ready":
        yield Waiting("substitute", of, "incident.substitute", "incident", late=True)
    if incident.state in ("not_ready", "substituted"):
        yield Waiting("repair", of, "incident.repair", "incident")
    if incident.state == "repaired":
        yield Waiting("prevention", of, "incident.prevent", "incident")


def _of_safety(state: BasesState, today: dt.date, duties: LegalReview) -> Iterator[Waiting]:
    for duty in state.duties:
        found = duties.states[duty.id]
        if found in ("overdue", "due_soon"):
            yield Waiting("duty", duty.id, "duty.complete", "duty", duties.due[duty.id], found == "overdue")
    year = FiscalYear.of(today).year
    for one in state.inspections:
        if one.done_on is None and one.fiscal_year <= year:
            yield Waiting(
                "inspection",
                one.base,
                "inspection.hold",
                "base",
                FiscalYear(one.fiscal_year).end,
                one.fiscal_year < year,
            )
        for point in one.points:
            if point.closed_on is None:
                yield Waiting("point", one.base, "inspection.close_point", "base", point.due, point.due < today)


def _of_lpg(state: BasesState, now: dt.datetime) -> Iterator[Waiting]:
    steps = {
        "found": ("lpg_report", "lpg.report"), "reported": ("lpg_cause", "lpg.cause"),
        "cause_known": ("lpg_measures", "lpg.measures"), "measures_taken": ("lpg_close", "lpg.close"),
    }  # fmt: skip
    for event in state.lpg_events:
        if event.state == "closed" or state.lpg_limits is None:
            continue
        _, progress, _ = event_findings(event, state.lpg_limits, max(now, event.last_report))
        what, kind = steps[event.state]
        yield Waiting(what, event.id, kind, "event", late=event.reported_at is None)
        if event.reported_at is not None and _failed(progress):
            yield Waiting("lpg_progress", event.id, "lpg.progress", "event", late=True)


def _failed(found: Finding) -> bool:
    return found.outcome.value == "no"


def _of_lng(state: BasesState) -> Iterator[Waiting]:
    steps = {
        "applied": ("grant_review", "buffer.review"), "reviewed": ("grant_decision", "buffer.decide"),
        "decided": ("grant_inspection", "buffer.inspect"), "inspected": ("grant_payment", "buffer.pay"),
    }  # fmt: skip
    for grant in state.grants:
        if grant.state in steps:
            what, kind = steps[grant.state]
            yield Waiting(what, grant.id, kind, "grant")
    for one in state.procurements:
        for contract in one.contracts:
            if contract.delivered is None:
                yield Waiting("delivery", one.id, "procurement.deliver", "procurement", contract.delivery_by)
