"""Who rates the year: the departments and the agency itself, experts and auditors, the minister; then it is closed."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sonae.core import Finding
from sonae.evaluation import Letter
from sonae.office.books.evaluation.gates import (
    HALF_YEAR,
    RATED,
    REPORT,
    at,
    band_of,
    has_reason,
    inputs_given,
    owned,
    year_over,
)
from sonae.office.books.evaluation.planning import Code, English, Words
from sonae.office.books.evaluation.state import (
    OWNERS,
    EvaluationState,
    Stage,
    changed,
    lines_now,
    said_in_both,
    without,
)
from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.books.gates import either
from sonae.office.gate import shut_among
from sonae.office.life import Command, said
from sonae.office.roles import Role

__all__ = ["CloseYear", "Comment", "EvaluateItem", "Rate", "ReturnYear", "SubmitYear", "View", "moves"]

moves = BookMoves("evaluation")
_OPEN = at(Stage.OPEN)
_SUBMITTED = at(Stage.SUBMITTED)

_OVERALL = "overall"
Reason = Annotated[str, Field(max_length=1200)]


class EvaluateItem(Command):
    """Evaluate an item oneself."""

    kind: ClassVar[str] = "item.evaluate"

    item: Code = said("評価項目", "item")
    letter: Letter = said("自己評価の評定", "letter")
    reason: Reason = said("評定の理由", "reason", default="")
    reason_en: English | None = said("評定の理由（英語）", "reason in English", default=None)
    outstanding: English | None = said(
        "特に優れた成果（ある場合）", "outstanding results, where there are any", default=None
    )


class SubmitYear(Command):
    """Submit the evaluation to the minister."""

    kind: ClassVar[str] = "year.submit"


class ReturnYear(Command):
    """Return the evaluation to the agency."""

    kind: ClassVar[str] = "year.return"

    reason: Words = said("差戻しの理由", "reason")


class Comment(Command):
    """Give the comment of experts."""

    kind: ClassVar[str] = "experts.comment"

    item: Code = said("評価項目（全体は「法人全体」）", "item, or the whole")
    words: Words = said("意見", "comment")
    words_en: English | None = said("意見（英語）", "comment in English", default=None)


class AuditorsComment(Comment):
    """Give the comment of the auditors."""

    kind: ClassVar[str] = "auditors.comment"


class View(Comment):
    """State the minister's view, or what he finds to be mended."""

    kind: ClassVar[str] = "minister.view"

    column: Literal["minister", "issue"] = said("種類", "what it is", default="minister")


class Rate(Command):
    """Rate an item, or the whole, for the minister."""

    kind: ClassVar[str] = "minister.rate"

    item: Code = said("評価項目（全体は「法人全体」）", "item, or the whole")
    letter: Letter = said("主務大臣の評定", "letter")
    reason: Reason = said("評定の理由", "reason", default="")
    reason_en: English | None = said("評定の理由（英語）", "reason in English", default=None)


class CloseYear(Command):
    """Close the evaluation."""

    kind: ClassVar[str] = "year.close"


@moves.takes(
    EvaluateItem, "項目を自己評価した", "evaluated an item", by=(*OWNERS, Role.PLANNING), cites=(REPORT,), ready=_OPEN
)
def _evaluate(work: Work, command: EvaluateItem) -> Done:
    state = work.state
    evaluation = state.evaluation
    item = evaluation.item(command.item)
    findings = (
        owned(work, state, command.item), year_over(work, state),
        inputs_given(evaluation, command.item), band_of(evaluation, command.item, command.letter),
        has_reason(command.letter, command.reason),
    )  # fmt: skip
    if shut_among(findings):
        return Done(findings=findings)
    parts: dict[str, Any] = {"ratings": _rated(work, "self", command)}
    if command.outstanding:
        rows = without(_narrative(work), item=command.item, column="outstanding")
        parts["narrative"] = [*rows, _told(work, command.item, item.section, "outstanding", command.outstanding, None)]
    return Done(changed(work, **parts), findings, note={"band": list(evaluation.ground(command.item).letters)})


def _rated(work: Work, by: str, command: EvaluateItem | Rate) -> list[dict[str, Any]]:
    year = str(work.state.year)
    rows = without(work.book.state["evaluation"].get("ratings", []), item=command.item, by=by, year=year)
    row = {
        "item": command.item, "year": year, "by": by, "letter": command.letter, "on": str(work.today), "lines": lines_now(work),
        "who": {"ja": work.person, "en": work.person_in("en")}, "reason": said_in_both(command.reason, command.reason_en),
    }  # fmt: skip
    return [*rows, row]


def _narrative(work: Work) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = work.book.state["evaluation"].get("narrative", [])
    return rows


def _told(work: Work, item: str, section: str, column: str, ja: str, en: str | None) -> dict[str, Any]:
    return {
        "item": item, "section": section, "column": column, "words": said_in_both(ja, en), "lines": lines_now(work),
    }  # fmt: skip


@moves.takes(
    SubmitYear,
    "評価を主務大臣に提出した",
    "submitted the evaluation",
    by=(Role.EXECUTIVE,),
    cites=(REPORT,),
    ready=_OPEN,
)
def _submit(work: Work, command: SubmitYear) -> Done:
    state = work.state
    evaluation = state.evaluation
    left = [one for one in evaluation.items if evaluation.rating(one.id, "self") is None]
    reviewed = any(one.year == state.year for one in evaluation.half_year_reviews)
    findings = (
        year_over(work, state),
        either(
            "year.evaluated", not left, ("全項目に自己評価がある。", "every item is evaluated."),
            (f"自己評価のない項目がある：{'、'.join(one.number for one in left)}。",
             f"items without a self-evaluation: {', '.join(one.id for one in left)}."),
            missing=tuple(f"self.{one.id}" for one in left),
        ),
        either(
            "year.reviewed", reviewed, ("上半期の点検がある。", "the half-year review is there."),
            ("上半期の点検が記録されていない。", "no half-year review is recorded."), (HALF_YEAR,),
        ),
    )  # fmt: skip
    desk = {"stage": Stage.SUBMITTED.value, "submitted_on": str(work.today)}
    conduct = _step(work, "評価書を主務大臣に提出", "the evaluation is submitted to the minister")
    return Done(changed(work, desk, conduct=conduct), findings)


def _step(work: Work, ja: str, en: str) -> dict[str, Any]:
    """Return how the evaluation was conducted with one step more; a step that is there already stands once."""
    before = work.book.state["evaluation"].get("conduct") or {"lines": lines_now(work)}
    row = {"on": str(work.today), "what": {"ja": ja, "en": en}, "lines": lines_now(work)}
    steps = before.get("procedure", [])
    same = any((one["on"], one["what"]) == (row["on"], row["what"]) for one in steps)
    return {**before, "procedure": steps if same else [*steps, row]}


@moves.takes(ReturnYear, "評価を機構に差し戻した", "returned the evaluation", by=(Role.MINISTRY,), ready=_SUBMITTED)
def _return(work: Work, command: ReturnYear) -> Done:
    desk = {"stage": Stage.OPEN.value, "submitted_on": None}
    conduct = _step(work, "評価書を機構に差戻し", "the evaluation is returned to the agency")
    return Done(changed(work, desk, conduct=conduct))


def _commented(work: Work, command: Comment, column: str, ja: str = "", en: str = "") -> Done:
    state = work.state
    section = "f1_1_2" if command.item == _OVERALL else state.evaluation.item(command.item).section
    row = _told(work, command.item, section, column, command.words, command.words_en)
    parts: dict[str, Any] = {"narrative": [*_narrative(work), row]}
    if ja:
        parts["conduct"] = _step(work, ja, en)
    return Done(changed(work, **parts))


@moves.takes(Comment, "有識者が意見を述べた", "experts commented", by=(Role.COMMITTEE,), ready=_SUBMITTED)
def _experts(work: Work, command: Comment) -> Done:
    return _commented(work, command, "expert", "有識者の意見聴取", "the experts are heard")


@moves.takes(AuditorsComment, "監事が意見を述べた", "the auditors commented", by=(Role.AUDITOR,), ready=_SUBMITTED)
def _auditors(work: Work, command: AuditorsComment) -> Done:
    return _commented(work, command, "auditor", "監事の意見聴取", "the auditors are heard")


@moves.takes(View, "主務大臣の所見を記載した", "stated the minister's view", by=(Role.MINISTRY,), ready=_SUBMITTED)
def _view(work: Work, command: View) -> Done:
    return _commented(work, command, command.column)


@moves.takes(
    Rate, "主務大臣が評定した", "rated for the minister", by=(Role.MINISTRY,), cites=(RATED,), ready=_SUBMITTED
)
def _rate(work: Work, command: Rate) -> Done:
    state = work.state
    findings = [has_reason(command.letter, command.reason)]
    if command.item == _OVERALL:
        findings.append(_all_rated(state, whole=False))
    else:
        state.evaluation.item(command.item)
    if shut_among(findings):
        return Done(findings=tuple(findings))
    return Done(changed(work, ratings=_rated(work, "minister", command)), tuple(findings))


def _all_rated(state: EvaluationState, *, whole: bool) -> Finding:
    evaluation = state.evaluation
    left = [(one.number, one.id) for one in evaluation.items if evaluation.rating(one.id, "minister") is None]
    if whole and evaluation.rating(_OVERALL, "minister") is None:
        left.append(("総合評定", _OVERALL))
    return either(
        "minister.rated", not left, ("主務大臣の評定がそろっている。", "the minister has rated all of it."),
        (f"主務大臣の評定がない：{'、'.join(one for one, _ in left)}。",
         f"the minister has not rated: {', '.join(one for _, one in left)}."),
        missing=tuple(f"minister.{one}" for _, one in left),
    )  # fmt: skip


@moves.takes(CloseYear, "評価を締め切った", "closed the evaluation", by=(Role.PLANNING,), ready=_SUBMITTED)
def _close(work: Work, command: CloseYear) -> Done:
    state = work.state
    findings = (_all_rated(state, whole=True),)
    desk = {"stage": Stage.CLOSED.value, "closed_on": str(work.today)}
    return Done(changed(work, desk), findings)
