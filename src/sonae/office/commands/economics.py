"""A project valued by the economics engine: asked for by a person, worked off beside the requests, kept with the case."""

from __future__ import annotations

import io
import secrets
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import Field, field_validator

from sonae.core import FixedClock, InputError
from sonae.office.economics import Inputs, Wanted, read_inputs
from sonae.office.economics.runs import digest_of, label_of
from sonae.office.life import ALL_SUPPORTS, Command, Context, Moves, Stated, said
from sonae.office.models import Case, EconomicRun, Event, Job, Paper
from sonae.office.papers import keep_paper, papers_for
from sonae.office.roles import Role
from sonae.office.stage import Stage

__all__ = ["JOB_KIND", "AskRun", "KeepRun", "moves", "names_run"]

moves = Moves()

JOB_KIND = "economics"
_OPEN = tuple(stage for stage in Stage if not stage.ended)
_BY = (Role.PROMOTION, Role.REVIEW, Role.PLANNING)
_LETTERS = "23456789CFGHJMPQRVWX"
_MOST_OPEN = 5
_FEWEST = 100

Name = Annotated[str, Field(min_length=1, max_length=200)]
Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")]


class AskRun(Command):
    """Ask for a valuation of the project; it is worked off beside, and its result is kept with the case."""

    kind: ClassVar[str] = "economics.run"
    project: Name = said("事業ファイル（案件の書類の名称）", "project file, a paper of the case")
    conditions: Name = said(
        "条件セット（公表済みの名称、または案件の書類）", "condition set: published, or a paper of the case"
    )
    risks: Name | None = said("リスクファイル（案件の書類の名称）", "risks file, a paper of the case", default=None)
    rate: Word = said("割引率の名称（条件セット内）", "name of the discount rate in the condition set")
    party: Word = said("収支をみる当事者", "whose cash is valued", default="contractor")
    share: Annotated[Decimal, Field(ge=0, le=100)] = said(
        "うち機構の持分（％）", "the agency's share of it, %", default=Decimal(100)
    )
    scenarios: Annotated[int, Field(ge=0, le=100_000)] = said(
        "シナリオ数（0は確定計算のみ）", "scenarios; 0 for none", default=10_000
    )
    seed: Annotated[int, Field(ge=0, le=2_147_483_647)] = said(
        "乱数の種", "seed of the random numbers", default=20260401
    )

    @field_validator("scenarios")
    @classmethod
    def _enough(cls, value: int) -> int:
        if 0 < value < _FEWEST:
            raise ValueError(f"{value} scenarios tell nothing")
        return value

    def wanted(self) -> Wanted:
        """Return what is asked of the engine."""
        return Wanted(
            self.project, self.conditions, self.risks, self.rate, self.party, float(self.share / 100), self.scenarios, self.seed
        )  # fmt: skip


@moves.takes(
    AskRun,
    "経済性の計算を求めた",
    "a valuation was asked for",
    by=_BY,
    at=_OPEN,
    supports=ALL_SUPPORTS,
)
def asked(context: Context, command: AskRun) -> Stated:
    """Check the files, and ask for the work. A published condition set becomes a paper of the case."""
    case, actor = context.case, context.actor
    waiting = Job.objects.filter(by=actor, state__in=(Job.State.WAITING, Job.State.RUNNING)).count()
    if waiting >= _MOST_OPEN:
        raise InputError(f"{waiting} pieces of your work are under way", expected=f"fewer than {_MOST_OPEN}")
    inputs = read_inputs(actor, case, command.wanted())
    code = "".join(secrets.choice(_LETTERS) for _ in range(12))

    def rows(event: Event) -> None:
        paper = inputs.conditions_paper or _kept(context, inputs)
        papers = {"project": inputs.project_paper.pk, "conditions": paper.pk}
        if inputs.risks_paper is not None:
            papers["risks"] = inputs.risks_paper.pk
        asked_with = {**command.model_dump(mode="json"), "conditions": paper.name, "chosen_as": command.conditions}
        Job.objects.create(
            code=code, kind=JOB_KIND, case=case, by=actor, asked={"fields": asked_with, "papers": papers}, asked_by=event.sequence,
            asked_at=context.now,
        )  # fmt: skip

    note = {"job": code, "project_sha256": inputs.project.sha256, "conditions_sha256": inputs.conditions.sha256}
    return Stated(note=note, rows=rows)


def _kept(context: Context, inputs: Inputs) -> Paper:
    """Return the paper of the case that holds a published set; it becomes one where it is none yet."""
    published = inputs.published
    if published is None:  # a set of a paper has its paper
        raise InputError("the condition set is no published one", field="conditions")
    name = f"{published.name}-{inputs.conditions.sha256[:12]}.yaml"
    data = published.text.encode()
    paper, _ = keep_paper(
        context.actor, context.case, name, "conditions", io.BytesIO(data), clock=FixedClock(context.now)
    )  # fmt: skip
    return paper


class KeepRun(Command):
    """Keep what a valuation came to."""

    kind: ClassVar[str] = "economics.keep"
    job: Annotated[str, Field(pattern=r"^[2-9A-Z]{12}$")] = said("処理の番号", "number of the work")


@moves.takes(
    KeepRun,
    "経済性の計算結果を保存した",
    "a valuation was kept",
    by=_BY,
    at=_OPEN,
    supports=ALL_SUPPORTS,
    by_worker=True,
)
def kept(context: Context, command: KeepRun) -> Stated:
    """Keep the document that a worker has handed to the job in this very transaction."""
    job = Job.objects.filter(code=command.job, case=context.case, by=context.actor, kind=JOB_KIND).first()
    document = (job.result or {}).get("document") if job is not None else None
    if job is None or document is None:
        raise InputError("there is nothing to keep", field="job", expected="work that has just come to its end")
    label = label_of(document)
    if label > context.case.label:
        raise InputError("the files are classified above the case", field="classification", expected=label.name)
    papers = {one.pk: one for one in papers_for(context.actor, context.case)}
    held = {name: papers.get(key) for name, key in job.asked["papers"].items()}
    if None in held.values():
        raise InputError("a paper of the valuation is not there any more", field="project")
    number = EconomicRun.objects.filter(case=context.case).count() + 1
    digest = digest_of(document)

    def rows(event: Event) -> None:
        EconomicRun.objects.create(
            case=context.case, number=number, by=context.actor, at=context.now, sequence=event.sequence,
            classification=label.value, document=document, sha256=digest, **held,
        )  # fmt: skip
        Job.objects.filter(pk=job.pk).update(result={"run": number})

    return Stated(note={"run": number, "sha256": digest}, rows=rows)


def names_run(case: Case, number: int | None, kind: str, on: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a case states when an evaluation names the run that it rests on: what is set, and what is added.

    A later evaluation may name a newer run; which one was named when stays.

    Args:
        case: the case.
        number: of the run; None where the evaluation names none.
        kind: the command that names it.
        on: the day.

    Raises:
        InputError: for a number that no run of the case has.

    """
    if number is None:
        return {}, {}
    run = EconomicRun.objects.filter(case=case, number=number).values_list("sha256", flat=True).first()
    if run is None:
        held = EconomicRun.objects.filter(case=case).count()
        raise InputError(
            f"there is no valuation {number}", field="run", expected=f"1 to {held}" if held else "none yet"
        )
    row = {"run": number, "sha256": run, "by": kind, "on": on}
    return {"economics.run": number}, {"economics.named": row}
