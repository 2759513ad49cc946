"""The shapes of answers."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, Literal, cast

from pydantic import BaseModel, Field

from sonae.bylaw import Duty
from sonae.core import Classification
from sonae.office.api.problem import CitationShape
from sonae.office.models import Account, Case, Department, EconomicRun, Job, Paper
from sonae.office.pages.reading import inside
from sonae.office.stage import Stage
from sonae.office.words import say

__all__ = [
    "BylawShape", "CaseLine", "CasePage", "CaseShape", "CheckpointPage", "CheckpointShape", "CommandHint", "DutiesShape",
    "DutyShape", "EntryPage", "EntryShape", "EventPage", "EventShape", "FindingLine", "FindingsShape", "HealthShape",
    "JobPage", "JobShape", "MeShape", "Named", "PaperPage", "PaperShape", "ProblemKind", "ProofShape", "ProvisionShape",
    "ReceiptShape", "RunPage", "RunShape", "VersionShape", "WeighingShape", "department", "duty_fields", "label_of",
]  # fmt: skip

Label = Literal["PUBLIC", "INTERNAL", "SECRET"]


def label_of(value: int) -> Label:
    """Return the name of a classification."""
    return cast(Label, Classification(value).name)


class Named(BaseModel):
    """Something with a code and a name in both languages."""

    code: str
    ja: str
    en: str


class CaseLine(BaseModel):
    """A case in a list."""

    number: str
    kind: str
    title_ja: str
    title_en: str
    resource: str
    stage: Named
    applicant: Named
    classification: Label
    bylaw: str = Field(description="id of the bylaw that governs it; empty where none is in hand")
    fictional: bool
    opened_on: dt.date
    changed_at: dt.datetime
    version: int = Field(ge=0)

    @classmethod
    def fields_of(cls, case: Case) -> dict[str, Any]:
        """Return the fields of a case."""
        stage, applicant = Stage(case.stage), case.applicant
        return {
            "number": case.number, "kind": case.kind, "title_ja": case.title_ja, "title_en": case.title_en,
            "resource": case.resource, "stage": Named(code=stage.value, ja=stage.ja, en=stage.en),
            "applicant": Named(code=applicant.code, ja=applicant.name_ja, en=applicant.name_en),
            "classification": label_of(case.classification), "bylaw": case.bylaw, "fictional": case.fictional,
            "opened_on": case.opened_on, "changed_at": case.changed_at, "version": case.version,
        }  # fmt: skip


class CasePage(BaseModel):
    """A page of a list of cases; ``next`` is the cursor of the page after it."""

    items: list[CaseLine]
    next: str | None


class CommandHint(BaseModel):
    """A command that the reader may give now, as far as role and stage decide."""

    kind: str
    ja: str
    en: str


class CaseShape(CaseLine):
    """A case with its facts, as the rules read them."""

    promoting: Named | None
    reviewing: Named | None
    promoter: str | None
    facts: dict[str, Any]
    commands: list[CommandHint]


def department(one: Department | None) -> Named | None:
    """Return the name of a department."""
    return None if one is None else Named(code=one.code, ja=one.name_ja, en=one.name_en)


class FindingLine(BaseModel):
    """What was found of a question."""

    question: str
    outcome: str
    because_ja: str
    because_en: str
    citations: list[CitationShape]
    missing: list[str]
    derivation: dict[str, Any] | None = Field(default=None, description="where one question was asked for")


class FindingsShape(BaseModel):
    """What the bylaw finds of a case on a day; no version where no bylaw in hand governs it."""

    case: str
    version: int
    on: dt.date
    bylaw_version: dt.date | None
    findings: list[FindingLine]


class DutyShape(BaseModel):
    """Something that has to be done."""

    id: str
    of: str
    ja: str
    en: str
    by: str
    due: dt.date | None
    since: dt.date | None
    done: dt.date | None
    standing: str
    citations: list[str]
    late_ja: str
    late_en: str


def duty_fields(duty: Duty, day: dt.date) -> dict[str, Any]:
    """Return the fields of a duty on a day."""
    return {
        "id": duty.id, "of": duty.of, "ja": duty.what.ja, "en": duty.what.en, "by": duty.by, "due": duty.due, "since": duty.since,
        "done": duty.done, "standing": duty.standing(day).value, "citations": list(duty.cites), "late_ja": duty.late.ja,
        "late_en": duty.late.en,
    }  # fmt: skip


class DutiesShape(BaseModel):
    """What was, is and will be due in a case, up to a day."""

    case: str
    version: int
    on: dt.date
    until: dt.date
    duties: list[DutyShape]


class EventShape(BaseModel):
    """An event of a case's life.

    Who acted, what he stated and what was found then are for those inside, and for the house that gave the command.
    """

    sequence: int
    at: dt.datetime
    actor: str | None
    house: Named | None = Field(description="department or organisation of who acted; null for the office itself")
    kind: str
    ja: str
    en: str
    stage: str | None
    version: int | None
    outcomes: dict[str, str] | None
    citations: list[str]
    fields: dict[str, Any] | None
    hash: str


class EventPage(BaseModel):
    """A page of a case's life, oldest first."""

    items: list[EventShape]
    next: str | None


class PaperShape(BaseModel):
    """A paper of a case."""

    name: str
    kind: str
    media_type: str
    size: int
    sha256: str
    by: str | None = Field(description="who handed it in; null where that was somebody of another house")
    house: Named = Field(description="organisation of who handed it in")
    at: dt.datetime
    scanned: bool

    @classmethod
    def of(cls, paper: Paper, reader: Account) -> PaperShape:
        """Return the shape of a paper, as a reader is told of it."""
        place = paper.by.organisation
        own = inside(reader) or place.pk == reader.organisation_id
        return cls(
            name=paper.name, kind=paper.kind, media_type=paper.media_type, size=paper.size, sha256=paper.sha256,
            by=paper.by.login if own else None, house=Named(code=place.code, ja=place.name_ja, en=place.name_en),
            at=paper.at, scanned=paper.scanned,
        )  # fmt: skip


class PaperPage(BaseModel):
    """A page of a case's papers, oldest first."""

    items: list[PaperShape]
    next: str | None


class JobShape(BaseModel):
    """A piece of long work."""

    job: str
    kind: str
    case: str | None
    state: Named
    stage: Named | None = Field(description="the part under way")
    done: int = Field(ge=0, description="of the part under way")
    total: int = Field(ge=0)
    asked_in: int = Field(description="sequence of the event that asked for it: that of the receipt")
    asked_at: dt.datetime
    began_at: dt.datetime | None
    ended_at: dt.datetime | None
    run: int | None = Field(description="number of the valuation that came of it")
    problem_ja: str
    problem_en: str

    @classmethod
    def of(cls, job: Job) -> JobShape:
        """Return the shape of a job."""
        stage = Named(code=job.stage, **_said(f"work.stage.{job.stage}")) if job.stage else None
        return cls(
            job=job.code, kind=job.kind, case=job.case.number if job.case else None,
            state=Named(code=job.state, **_said(f"work.state.{job.state}")), stage=stage, done=job.done, total=job.total,
            asked_in=job.asked_by, asked_at=job.asked_at, began_at=job.began_at, ended_at=job.ended_at,
            run=(job.result or {}).get("run"), problem_ja=job.problem_ja, problem_en=job.problem_en,
        )  # fmt: skip


def _said(key: str) -> dict[str, str]:
    return {language: say(key, language) for language in ("ja", "en")}


class JobPage(BaseModel):
    """A page of long work, newest first."""

    items: list[JobShape]
    next: str | None


class RunShape(BaseModel):
    """A valuation of a case."""

    number: int
    at: dt.datetime
    by: str
    sequence: int = Field(description="of the event that tells its hash")
    project: str = Field(description="name of the paper")
    conditions: str = Field(description="name of the paper")
    risks: str | None
    classification: Label
    sha256: str = Field(description="of the document as canonical JSON: names in order, no blanks")
    document: dict[str, Any] | None = Field(default=None, description="where one valuation was asked for")

    @classmethod
    def of(cls, run: EconomicRun, *, whole: bool = False) -> RunShape:
        """Return the shape of a run."""
        return cls(
            number=run.number, at=run.at, by=run.by.login, sequence=run.sequence, project=run.project.name,
            conditions=run.conditions.name, risks=run.risks.name if run.risks else None,
            classification=label_of(run.classification), sha256=run.sha256, document=json.loads(run.document) if whole else None,
        )  # fmt: skip


class RunPage(BaseModel):
    """A page of the valuations of a case, newest first."""

    items: list[RunShape]
    next: str | None


class ReceiptShape(BaseModel):
    """What a command came to: the event that tells of it, the version and the stage of the case after it."""

    case: str
    kind: str
    sequence: int
    version: int
    stage: str
    findings: dict[str, str]
    repeated: bool = Field(description="carried out before under the same key; nothing was done now")


class WeighingShape(BaseModel):
    """What a command would meet: nothing was done."""

    allowed: bool
    ja: str
    en: str
    citations: list[CitationShape]
    findings: list[dict[str, Any]]
    version: int | None


class CheckpointShape(BaseModel):
    """A signed checkpoint of the log."""

    size: int
    at: dt.datetime
    text: str


class CheckpointPage(BaseModel):
    """A page of checkpoints, the latest first."""

    items: list[CheckpointShape]
    next: str | None


class EntryShape(BaseModel):
    """An entry of the log; the line of one that tells of a case above the reader's clearance is withheld, its hash is not."""

    sequence: int
    hash: str
    line: str | None


class EntryPage(BaseModel):
    """A page of the log from an entry on."""

    items: list[EntryShape]
    next: str | None


class ProofShape(BaseModel):
    """The proof that an entry is in the log, as «sonae audit check-proof» takes it."""

    format: str
    sequence: int
    hash: str
    size: int
    root: str
    path: list[str]
    checkpoint: str | None = None


class VersionShape(BaseModel):
    """A version of the bylaw."""

    date: dt.date
    what: str
    text_in_hand: bool


class ProvisionShape(BaseModel):
    """A provision, described in our own words."""

    id: str
    ja: str
    en: str
    in_force_from: dt.date
    in_force_to: dt.date | None
    parent: str | None


class BylawShape(BaseModel):
    """The outline of the bylaw."""

    document: str
    versions: list[VersionShape]
    provisions: list[ProvisionShape]


class MeShape(BaseModel):
    """Who the reader is, and what the token may be used for."""

    login: str
    name_ja: str
    name_en: str
    organisation: Named
    department: Named | None
    roles: list[Named]
    clearance: Label
    language: str
    scopes: list[str]
    fictional: bool


class HealthShape(BaseModel):
    """Whether the office answers."""

    status: Literal["ok"]


class ProblemKind(BaseModel):
    """A kind of problem."""

    type: str
    status: int
    title_ja: str
    title_en: str
    detail_ja: str
    detail_en: str
