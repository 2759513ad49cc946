"""What the State decides and what the agency proposes: minerals, target days, plan and consent, side by side with versions.

Basic policy (document 004): 2(1) the State selects minerals among those designated; 2(2) the agency computes days on its
risk evaluation and the State decides, with its own reasons; 2(3) the plan binds with the State's consent only; 2(6) target
days change in a sudden change, and in the last year of the period the agency may propose those of the next.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from sonae.core import Classification, Finding, FiscalYear, InputError, Outcome, UnknownChoiceError
from sonae.data import Minerals
from sonae.stockpile.books.forms import Day, MineralSymbol, Name, State, Text, replaced
from sonae.stockpile.books.taken import Taken, policy, required, verdict
from sonae.stockpile.day_counts.reading import Row
from sonae.stockpile.release import Plan, PlanLimit

__all__ = [
    "AgencyProposal", "Chosen", "Consent", "ConsentFields", "DaysOf", "DecidedDays", "DecisionFields", "PlanFields",
    "PlanVersion", "PlannedPurchase", "PolicyRecord", "ProposalFields", "Selection", "SelectionFields", "SideBySide",
    "StateDecision", "consent_to_plan", "decide_days", "draft_plan", "engine_plan", "plan_finding", "plan_in_force",
    "select_minerals", "side_by_side", "submit_proposal", "target_days_on",
]  # fmt: skip

TargetDays = Annotated[int, Field(ge=0, le=3650)]
Year = Annotated[int, Field(ge=1926, le=9998)]
"""First year of a fiscal year: 2023 is FY2023."""


def _once(kind: str, names: Iterable[object]) -> None:
    seen: set[object] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"{kind} {name} stands there twice")
        seen.add(name)


class Chosen(Row):
    """A mineral that the State selects, and why: origin, dependence, politics, demand to come (2(1))."""

    mineral: MineralSymbol
    reason: Text


class SelectionFields(Row):
    """The minerals that are stockpiled from a day on."""

    date: Day
    by: Name
    minerals: Annotated[tuple[Chosen, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        _once("mineral", (row.mineral for row in self.minerals))
        return self


class Selection(SelectionFields):
    """A version of the selection."""

    version: int

    @property
    def symbols(self) -> tuple[str, ...]:
        """The minerals."""
        return tuple(row.mineral for row in self.minerals)


class DaysOf(Row):
    """Days that the agency computed for a mineral."""

    mineral: MineralSymbol
    days: TargetDays


class ProposalFields(Row):
    """Days of the agency; ``risk_run`` names the run of the risk evaluation that gave them, so that it can be replayed."""

    date: Day
    by: Name
    risk_run: Name
    days: Annotated[tuple[DaysOf, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        _once("mineral", (row.mineral for row in self.days))
        return self


class AgencyProposal(ProposalFields):
    """A version of the agency's proposal."""

    version: int
    selection: int
    """Version of the selection that it rests on."""


class DecidedDays(Row):
    """Days that the State decides; days other than the agency's need reasons of policy."""

    mineral: MineralSymbol
    days: TargetDays
    reasons: tuple[Text, ...] = ()


class DecisionFields(Row):
    """The State's decision on a proposal; ``change`` says what has changed suddenly when days were decided before."""

    date: Day
    by: Name
    proposal: int
    days: Annotated[tuple[DecidedDays, ...], Field(min_length=1)]
    change: Annotated[str, Field(max_length=5000)] = ""

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        _once("mineral", (row.mineral for row in self.days))
        return self


class StateDecision(DecisionFields):
    """A version of the State's decision."""

    version: int


class PlannedPurchase(Row):
    """The most that is bought of a mineral in a fiscal year, kilograms of contained element."""

    mineral: MineralSymbol
    fiscal_year: Year
    contained_kg: Annotated[int, Field(ge=0, le=10**12)]


class PlanFields(Row):
    """A plan of purchases and releases over a period of fiscal years."""

    date: Day
    by: Name
    name: Name
    decision: int
    """Version of the State's decision on days that the plan serves."""
    first_year: Year
    last_year: Year
    purchases: tuple[PlannedPurchase, ...] = ()
    limits: tuple[PlanLimit, ...] = ()
    """What may be released, kilograms of contained element, by mineral, period and regime."""
    change: Annotated[str, Field(max_length=5000)] = ""
    """Why a plan in force is changed."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last_year < self.first_year:
            raise ValueError("the period of the plan ends before it begins")
        _once("purchase of", ((row.mineral, row.fiscal_year) for row in self.purchases))
        first, last = FiscalYear(self.first_year).start, FiscalYear(self.last_year).end
        for row in self.purchases:
            if not self.first_year <= row.fiscal_year <= self.last_year:
                raise ValueError(f"a purchase of {row.mineral} lies outside the period of the plan")
        for limit in self.limits:
            if limit.begins < first or limit.ends > last:
                raise ValueError(f"a limit of {limit.mineral} lies outside the period of the plan")
            if limit.regime != "tight_supply" and limit.minimum_stock_kg is None:
                raise ValueError(
                    f"the plan sets no minimum stock after an adjustment release of {limit.mineral} (2(3))"
                )
        return self


class ConsentFields(Row):
    """The State's answer to a draft."""

    version: int
    date: Day
    by: Name
    given: bool
    reference: Name
    """The State's letter."""
    reason: Annotated[str, Field(max_length=5000)] = ""


class Consent(Row):
    """Consent as it was given or refused."""

    date: Day
    by: Name
    given: bool
    reference: Name
    reason: str = ""


class PlanVersion(PlanFields):
    """A version of the plan; it binds from the day of the State's consent until the next one does."""

    version: int
    consent: Consent | None = None

    @property
    def in_force_from(self) -> dt.date | None:
        """First day on which it binds: the day of consent, or the first of its period where that is later."""
        if self.consent is None or not self.consent.given:
            return None
        return max(self.consent.date, FiscalYear(self.first_year).start)


class PolicyRecord(State):
    """Selections, proposals, decisions and plans, oldest first; nothing is ever replaced."""

    selections: tuple[Selection, ...] = ()
    proposals: tuple[AgencyProposal, ...] = ()
    decisions: tuple[StateDecision, ...] = ()
    plans: tuple[PlanVersion, ...] = ()

    @model_validator(mode="after")
    def _versions_follow(self) -> Self:
        kinds: tuple[tuple[str, Sequence[Any]], ...] = (
            ("selection", self.selections), ("proposal", self.proposals), ("decision", self.decisions), ("plan", self.plans),
        )  # fmt: skip
        for kind, rows in kinds:
            if [row.version for row in rows] != list(range(1, len(rows) + 1)):
                raise ValueError(f"the versions of the {kind} do not follow each other from 1")
            if [row.date for row in rows] != sorted(row.date for row in rows):
                raise ValueError(f"a version of the {kind} is dated before the one that it follows")
        return self


def _version(kind: str, rows: Sequence[Any], number: int) -> Any:
    if not 1 <= number <= len(rows):
        raise UnknownChoiceError(f"version of the {kind}", number, range(1, len(rows) + 1))
    return rows[number - 1]


def select_minerals(record: PolicyRecord, fields: SelectionFields) -> Taken[PolicyRecord]:
    """Enter the State's selection of minerals, 2(1).

    Raises:
        InputError: when a mineral is not designated on that day.

    """
    designated = {mineral.symbol for mineral in Minerals.of_package().designated(fields.date)}
    for row in fields.minerals:
        if row.mineral not in designated:
            raise InputError(f"{row.mineral} is not among the minerals designated on {fields.date}", field="minerals")
    entry = Selection(**dict(fields), version=len(record.selections) + 1)
    finding = verdict(Outcome.YES, "selected", policy("policy h2.p1"), count=len(fields.minerals))
    state = replaced(record, selections=(*record.selections, entry))
    return Taken(state, finding, classification=record.classification)


def submit_proposal(record: PolicyRecord, fields: ProposalFields) -> Taken[PolicyRecord]:
    """Enter the agency's days for the minerals selected, 2(2).

    Raises:
        InputError: when nothing is selected yet, or days are proposed for another mineral or not for all of them.

    """
    if not record.selections:
        raise InputError("the State has selected no minerals yet", field="days")
    selection = record.selections[-1]
    _same_minerals("the proposal", [row.mineral for row in fields.days], selection.symbols)
    entry = AgencyProposal(**dict(fields), version=len(record.proposals) + 1, selection=selection.version)
    finding = verdict(Outcome.YES, "proposed", policy("policy h2.p2.q3"), run=fields.risk_run)
    state = replaced(record, proposals=(*record.proposals, entry))
    return Taken(state, finding, classification=record.classification)


def _same_minerals(what: str, given: Sequence[str], wanted: Sequence[str]) -> None:
    for mineral in given:
        if mineral not in wanted:
            raise InputError(f"{what} names {mineral}, which is not among the minerals in question", field="days")
    for mineral in wanted:
        if mineral not in given:
            raise InputError(f"{what} says nothing of {mineral}", field="days")


def decide_days(record: PolicyRecord, fields: DecisionFields) -> Taken[PolicyRecord]:
    """Enter the State's decision on target days, 2(2); both stay side by side.

    Raises:
        InputError: when days differ from the agency's without a reason of policy, a mineral is left out, the decision comes
            before the proposal, or days decided before change and nobody says why (2(6)).
        UnknownChoiceError: for a proposal that was not made.

    """
    proposal: AgencyProposal = _version("proposal", record.proposals, fields.proposal)
    if fields.date < proposal.date:
        raise InputError("the decision is dated before the proposal that it decides on", field="date")
    proposed = {row.mineral: row.days for row in proposal.days}
    _same_minerals("the decision", [row.mineral for row in fields.days], list(proposed))
    for row in fields.days:
        if row.days != proposed[row.mineral] and not row.reasons:
            raise InputError(
                f"the days decided for {row.mineral} are not the agency's, and no reason of policy is stated",
                field="days",
            )
    if record.decisions and not fields.change:
        raise InputError("days were decided before, and nobody says what has changed", field="change")
    entry = StateDecision(**dict(fields), version=len(record.decisions) + 1)
    cites = policy("policy h2.p2.q3", *(("policy h2.p6.q1",) if record.decisions else ()))
    finding = verdict(Outcome.YES, "decided", cites, proposal=fields.proposal)
    state = replaced(record, decisions=(*record.decisions, entry))
    return Taken(state, finding, classification=record.classification)


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Days proposed and decided for a mineral."""

    mineral: str
    proposal: int
    risk_run: str
    proposed_days: int
    decision: int | None
    decided_days: int | None
    reasons: tuple[str, ...]
    """Reasons of policy; empty where the State followed the agency."""
    classification: Classification


def side_by_side(record: PolicyRecord) -> tuple[SideBySide, ...]:
    """Return every proposal beside the last decision on it, mineral by mineral, oldest proposal first."""
    on = {decision.proposal: decision for decision in record.decisions}
    rows = []
    for proposal in record.proposals:
        decision = on.get(proposal.version)
        decided = {row.mineral: row for row in decision.days} if decision else {}
        for row in proposal.days:
            found = decided.get(row.mineral)
            rows.append(
                SideBySide(
                    row.mineral, proposal.version, proposal.risk_run, row.days, decision.version if decision else None,
                    found.days if found else None, found.reasons if found else (), record.classification,
                )
            )  # fmt: skip
    return tuple(rows)


def target_days_on(record: PolicyRecord, day: dt.date) -> Mapping[str, int]:
    """Return target days by mineral as decided last by a day.

    Raises:
        InputError: when nothing was decided by then.

    """
    decided = [decision for decision in record.decisions if decision.date <= day]
    if not decided:
        raise InputError(f"no target days are decided by {day}", field="date")
    return {row.mineral: row.days for row in decided[-1].days}


# The plan


def draft_plan(record: PolicyRecord, fields: PlanFields) -> Taken[PolicyRecord]:
    """Enter a draft of the plan or of a changed plan; it binds nobody before the State's consent, 2(3).

    Raises:
        InputError: when the plan names a mineral without target days, another draft waits, or a plan in force is changed
            and nobody says why.
        UnknownChoiceError: for a decision that was not made.

    """
    decision: StateDecision = _version("decision", record.decisions, fields.decision)
    known = {row.mineral for row in decision.days}
    limits = tuple(
        row.model_copy(update={"mineral": Minerals.of_package().find(row.mineral).symbol}) for row in fields.limits
    )
    for mineral in [row.mineral for row in fields.purchases] + [row.mineral for row in limits]:
        if mineral not in known:
            raise InputError(f"the plan names {mineral}, for which no target days are decided", field="purchases")
    if any(plan.consent is None for plan in record.plans):
        raise InputError("a draft of the plan waits for the State's consent already", field="version")
    if plan_finding(record, fields.date) and not fields.change:
        raise InputError("a plan is in force, and nobody says why it is changed", field="change")
    entry = PlanVersion(**dict(fields) | {"limits": limits}, version=len(record.plans) + 1)
    finding = verdict(Outcome.OPEN, "drafted", policy("policy h2.p3.q1", "plan h4.p2.i1"), version=entry.version)
    state = replaced(record, plans=(*record.plans, entry))
    return Taken(state, finding, classification=record.classification)


def consent_to_plan(record: PolicyRecord, fields: ConsentFields) -> Taken[PolicyRecord]:
    """Enter the State's answer to a draft, 2(3).

    Raises:
        InputError: when the draft was answered before, the answer is dated before it, or a refusal has no reason.
        UnknownChoiceError: for a version that was not drafted.

    """
    plan: PlanVersion = _version("plan", record.plans, fields.version)
    if plan.consent is not None:
        raise InputError(f"plan version {plan.version} was answered before", field="version")
    if fields.date < plan.date:
        raise InputError("the answer is dated before the draft", field="date")
    if not fields.given and not fields.reason:
        raise InputError("the State does not consent, and no reason is stated", field="reason")
    answer = Consent(**fields.model_dump(exclude={"version"}))
    plans = tuple(replaced(row, consent=answer) if row is plan else row for row in record.plans)
    code, outcome = ("consented", Outcome.YES) if fields.given else ("not_consented", Outcome.NO)
    finding = verdict(outcome, code, policy("policy h2.p3.q1"), version=plan.version)
    return Taken(replaced(record, plans=plans), finding, classification=record.classification)


def plan_finding(record: PolicyRecord, day: dt.date) -> Finding:
    """Say whether a plan with the State's consent is in force on a day; the value is its version."""
    bound = [
        plan
        for plan in record.plans
        if plan.in_force_from is not None and plan.in_force_from <= day <= FiscalYear(plan.last_year).end
    ]
    cites = policy("policy h2.p3.q1")
    if not bound:
        return verdict(Outcome.NO, "no_plan_in_force", cites, day=day)
    last = max(bound, key=lambda plan: plan.version)
    return verdict(Outcome.YES, "plan_in_force", cites, value=last.version, plan=last.name, version=last.version)


def plan_in_force(record: PolicyRecord, day: dt.date) -> PlanVersion:
    """Return the plan in force on a day.

    Raises:
        InputError: when none with the State's consent is.

    """
    version = required(plan_finding(record, day), field="plan").value
    return record.plans[int(str(version)) - 1]


def engine_plan(plan: PlanVersion) -> Plan:
    """Return the plan as the engine of release takes it."""
    consented = plan.consent.date if plan.consent is not None and plan.consent.given else None
    return Plan(name=plan.name, consented_on=consented, limits=list(plan.limits))
