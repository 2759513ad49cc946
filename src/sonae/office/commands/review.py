"""The adoption review: who reviews, what is evaluated, the minister's consultation (a8, a9, a6.p2)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sonae.core import InputError
from sonae.office.commands.application import current, last
from sonae.office.commands.economics import names_run
from sonae.office.life import Command, Context, Moves, Stated, said
from sonae.office.models import Department, ReviewCriteria
from sonae.office.roles import Role
from sonae.office.stage import Stage

__all__ = ["Answer", "BeginReview", "Consult", "Evaluate", "ExplainDelay", "moves"]

moves = Moves()

Line = Annotated[str, Field(min_length=1, max_length=200)]
Of = Literal["technical", "economic", "policy", "organisation", "risk", "safety_environment"]


class BeginReview(Command):
    """Begin the adoption review, in the reviewer's own department."""

    kind: ClassVar[str] = "review.begin"
    other_bylaws: tuple[Line, ...] = said("競合する他の細則", "other bylaws that bear on it", default=())


@moves.takes(
    BeginReview,
    "審査を始めた",
    "the review began",
    by=(Role.REVIEW,),
    at=(Stage.SUBMITTED,),
    leads=(Stage.REVIEW,),
    cites=("a8.p2", "a8.p1"),
    judges=True,
)
def begun(context: Context, command: BeginReview) -> Stated:
    """Begin it: the department has to be independent of the promoting one, and the application complete."""
    department = context.actor.department
    if department is None:
        raise InputError(
            "the reviewer belongs to no department", field="actor", expected="an account of the review department"
        )
    number = current(context)
    place = f"[adoption.applications.{number}]"
    return Stated(
        sets={
            "adoption.departments": _departments(),
            "adoption.criteria": _criteria(),
            "adoption.bylaws": {"other": [{"name": name} for name in command.other_bylaws]},
            f"adoption.applications.{number}.review": {
                "began_on": context.today,
                "department": department.name_ja,
                "consultations": [],
                "evaluations": [],
            },
        },
        to=Stage.REVIEW,
        columns={"reviewing": department},
        gates=(f"application.complete {place}", f"review.independent {place}"),
    )


def _departments() -> list[dict[str, Any]]:
    rows = Department.objects.select_related("under").order_by("pk")
    return [
        {"name": one.name_ja, "promotes": one.promotes, "under": one.under.name_ja if one.under else False}
        for one in rows
    ]


def _criteria() -> list[dict[str, Any]]:
    out = []
    for one in ReviewCriteria.objects.all():
        row: dict[str, Any] = {"name": one.name, "of": one.of, "act": one.act, "on": one.on}
        more = {"state_policy": one.state_policy, "experts_heard_on": one.experts_heard_on, "filed_on": one.filed_on}
        out.append(row | {name: value for name, value in more.items() if value})
    return out


class Evaluate(Command):
    """Record that an evaluation of the review is done."""

    kind: ClassVar[str] = "review.evaluate"
    of: Of = said("評価の種類", "what was evaluated")
    under: str | None = said(
        "他の細則の基準による場合、その名称", "another bylaw's criteria, by its name", default=None
    )
    result: Annotated[str, Field(min_length=1, max_length=4000)] = said("評価の結果", "what was found")
    run: Annotated[int, Field(ge=1)] | None = said(
        "根拠とする経済性計算の番号（経済性の評価）",
        "valuation that it rests on, by number (economic evaluation)",
        default=None,
    )
    on: dt.date | None = said("完了日", "done on", default=None)


@moves.takes(
    Evaluate,
    "評価を行った",
    "an evaluation was done",
    by=(Role.REVIEW,),
    at=(Stage.REVIEW,),
    cites=("a9.p1",),
    judges=True,
)
def evaluated(context: Context, command: Evaluate) -> Stated:
    """Record the evaluation."""
    row: dict[str, Any] = {"of": command.of, "done_on": context.day(command.on)}
    if command.under:
        row["under"] = command.under
    if command.run is not None and command.of != "economic":
        raise InputError(
            "a valuation is the ground of the economic evaluation alone", field="run", expected="no number"
        )
    sets, adds = names_run(context.case, command.run, command.kind, row["done_on"])
    return Stated(sets=sets, adds={f"adoption.applications.{current(context)}.review.evaluations": row, **adds})


class Consult(Command):
    """Lay the case before the minister: the six weeks stand still until the answer."""

    kind: ClassVar[str] = "review.consult"
    on: dt.date | None = said("協議の開始日", "consultation begins on", default=None)


@moves.takes(
    Consult,
    "大臣と協議を始めた",
    "the minister's consultation began",
    by=(Role.REVIEW,),
    at=(Stage.REVIEW,),
    cites=("a6.p2", "a8.p1"),
)
def consulted(context: Context, command: Consult) -> Stated:
    """Begin a consultation; one that is open has to be answered first."""
    number = current(context)
    if _open_consultation(context) is not None:
        raise InputError("a consultation is open", field="review.consultations", expected="the minister's answer first")
    row = {"began_on": context.day(command.on), "ended_on": "not_yet"}
    return Stated(adds={f"adoption.applications.{number}.review.consultations": row})


class Answer(Command):
    """Answer a consultation: the minister consents, or does not."""

    kind: ClassVar[str] = "review.answer"
    consents: bool = said("同意するか", "consents")
    record: Annotated[str, Field(min_length=1, max_length=500)] = said("回答文書", "paper of the answer")
    on: dt.date | None = said("回答日", "answered on", default=None)


@moves.takes(
    Answer,
    "大臣が協議に答えた",
    "the minister answered",
    by=(Role.MINISTRY, Role.REVIEW),
    at=(Stage.REVIEW,),
    cites=("a6.p2",),
)
def answered(context: Context, command: Answer) -> Stated:
    """Record the answer: the ministry gives it itself, or the review department enters it with its paper."""
    place = _open_consultation(context)
    if place is None:
        raise InputError(
            "no consultation is open", field="review.consultations", expected="a consultation that has begun"
        )
    path = f"adoption.applications.{current(context)}.review.consultations.{place}"
    began = _consultations(context)[place - 1].began_on
    row = {
        "began_on": began,
        "ended_on": context.day(command.on),
        "consents": command.consents,
        "record": command.record,
    }
    return Stated(sets={path: row}, note={"entered_by_ministry": Role.MINISTRY in context.actor.roles})


def _consultations(context: Context) -> tuple[Any, ...]:
    review = last(context).review
    return (review.consultations if review else None) or ()


def _open_consultation(context: Context) -> int | None:
    return next((n for n, one in enumerate(_consultations(context), 1) if one.ended_on == "not_yet"), None)


class ExplainDelay(Command):
    """Explain why the decision takes longer than six weeks."""

    kind: ClassVar[str] = "review.explain_delay"
    reason: Annotated[str, Field(min_length=1, max_length=2000)] = said("理由", "reason")


@moves.takes(
    ExplainDelay,
    "審査の遅れを説明した",
    "the delay of the review was explained",
    by=(Role.REVIEW,),
    at=(Stage.REVIEW, Stage.ADOPTED, Stage.REJECTED),
    cites=("a8.p1",),
)
def explained(context: Context, command: ExplainDelay) -> Stated:
    """Record the reason; being late is to be explained, not unlawful."""
    return Stated(sets={f"adoption.applications.{current(context)}.review.late_because": command.reason})
