"""What the State decides and the agency proposes: minerals, days, plan and consent, kept side by side with their versions."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.books.gates import either
from sonae.office.books.stock.fields import Kilograms, Line, Mineral, Name, Words, Year, hidden
from sonae.office.books.stock.gates import PLAN, on_policy, on_term_plan, recorded
from sonae.office.books.stock.running import run_engine
from sonae.office.books.stock.state import Desk, changed, next_name
from sonae.office.life import Command, said
from sonae.office.roles import Role
from sonae.stockpile.books import (
    ConsentFields,
    DecisionFields,
    PlanFields,
    ProposalFields,
    SelectionFields,
    consent_to_plan,
    decide_days,
    draft_plan,
    read,
    select_minerals,
    stated,
    submit_proposal,
)

__all__ = ["moves"]

moves = BookMoves("stock")
_STATE, _AGENCY = (Role.MINISTRY,), (Role.STOCKPILE,)

TargetDays = Annotated[int, Field(ge=0, le=3650)]
Version = Annotated[int, Field(ge=1, le=10_000)]
Reason = Annotated[str, Field(max_length=2000)]


class ChosenLine(Line):
    """A mineral that is selected."""

    mineral: Mineral = said("鉱種", "mineral")
    reason: Words = said("選定の理由", "why it is selected")


class SelectMinerals(Command):
    """The State selects minerals among those designated."""

    kind: ClassVar[str] = "minerals.select"

    on: dt.date | None = said("選定の日", "day of the selection", default=None)
    minerals: Annotated[tuple[ChosenLine, ...], Field(min_length=1)] = said("備蓄鉱種", "minerals")


class RunRisk(Command):
    """Run the risk engine for the minerals selected."""

    kind: ClassVar[str] = "days.run"

    year: Annotated[int, Field(ge=2000, le=2100)] = said("データの最終年", "last year of the data")
    scenarios: Annotated[int, Field(ge=1000, le=200_000)] = said("シナリオの数", "scenarios", default=20_000)


class DaysLine(Line):
    """Days of a mineral."""

    mineral: Mineral = said("鉱種", "mineral")
    days: TargetDays = said("日数", "days")
    reason: Reason = said("計算と異なる場合の理由", "why it is not the computed figure", default="")


class ProposeDays(Command):
    """The agency proposes days, on a run of the risk engine."""

    kind: ClassVar[str] = "days.propose"

    on: dt.date | None = said("提案の日", "day of the proposal", default=None)
    run: Name = said(
        "リスク評価の計算（この台帳の外で行ったものは名称）",
        "run of the risk engine, or the name of one made elsewhere",
    )
    days: Annotated[tuple[DaysLine, ...], Field(min_length=1)] = said("算定した日数", "days")


class DecidedLine(Line):
    """Days that the State decides for a mineral."""

    mineral: Mineral = said("鉱種", "mineral")
    days: TargetDays = said("備蓄目標日数", "target days")
    reasons: tuple[Words, ...] = said(
        "資源政策の観点からの判断要素（提案と異なる場合）", "reasons of policy", default=()
    )


class DecideDays(Command):
    """The State decides the target days."""

    kind: ClassVar[str] = "days.decide"

    on: dt.date | None = said("決定の日", "day of the decision", default=None)
    proposal: Version = said("機構の提案の版", "version of the proposal")
    days: Annotated[tuple[DecidedLine, ...], Field(min_length=1)] = said("備蓄目標日数", "target days")
    change: Reason = said(
        "急激な状況変化の内容（変更の場合）", "what has changed, where days were decided before", default=""
    )


class BuyLine(Line):
    """What is bought at most of a mineral in a year."""

    mineral: Mineral = said("鉱種", "mineral")
    fiscal_year: Year = said("年度", "fiscal year")
    contained_kg: Kilograms = said("買入の上限（元素kg）", "most that is bought, kg of element")


class LimitLine(Line):
    """What is released at most of a mineral, and what must remain."""

    mineral: Mineral = said("鉱種", "mineral")
    begins: dt.date = said("期間の始め", "from")
    ends: dt.date = said("期間の終わり", "to")
    regime: Literal["tight_supply", "adjustment"] | None = said(
        "放出の種類（空欄は両方）", "regime; both where left empty", default=None
    )
    maximum_release_kg: Annotated[int, Field(ge=0, le=10**12)] = said(
        "放出の上限（元素kg）", "most that is released, kg of element"
    )
    minimum_stock_kg: Annotated[int, Field(ge=0, le=10**12)] | None = said(
        "調整放出後の最低備蓄量（元素kg）", "minimum stock after an adjustment release, kg of element", default=None
    )


class DraftPlan(Command):
    """The agency drafts the plan, or a changed one."""

    kind: ClassVar[str] = "stockplan.draft"

    on: dt.date | None = said("作成の日", "day of the draft", default=None)
    title: Name = said("計画の名称", "name of the plan")
    decision: Version = said("備蓄目標日数の決定の版", "version of the decision on days")
    first_year: Year = said("始めの年度", "first fiscal year")
    last_year: Year = said("終わりの年度", "last fiscal year")
    purchases: tuple[BuyLine, ...] = said("買入", "purchases", default=())
    limits: tuple[LimitLine, ...] = said("放出の限度", "limits of release", default=())
    change: Reason = said("変更の理由（有効な計画がある場合）", "why a plan in force is changed", default="")


class ConsentToPlan(Command):
    """The State answers a draft."""

    kind: ClassVar[str] = "stockplan.consent"

    on: dt.date | None = said("回答の日", "day of the answer", default=None)
    plan: Version = said("計画の版", "version of the plan")
    given: bool = said("同意する", "consent is given")
    reference: Name = said("国の文書の番号", "letter of the State")
    reason: Reason = said("理由（同意しない場合）", "reason, where consent is refused", default="")


@moves.takes(
    SelectMinerals, "備蓄鉱種を選定した", "selected minerals", by=_STATE, cites=on_policy("h2.p1"),
    private=hidden(SelectMinerals),
)  # fmt: skip
def _select(work: Work, command: SelectMinerals) -> Done:
    fields = {
        "date": work.day(command.on), "by": work.person, "minerals": [one.model_dump() for one in command.minerals]
    }  # fmt: skip
    taken = select_minerals(work.state.policy, read(SelectionFields, fields))
    return changed(
        work, recorded(taken.finding), note={"selection": taken.state.selections[-1].version}, policy=taken.state
    )


def _selected(work: Work) -> bool:
    return bool(work.state.policy.selections)


@moves.takes(
    RunRisk,
    "リスク評価を計算した",
    "ran the risk engine",
    by=_AGENCY,
    cites=on_policy("h2.p2.q3"),
    private=hidden(RunRisk),
)
def _run(work: Work, command: RunRisk) -> Done:
    selected = _selected(work)
    finding = either(
        "days.selected", selected, ("国が備蓄鉱種を選定している。", "the State has selected minerals."),
        ("国がまだ備蓄鉱種を選定していない。", "the State has selected no minerals yet."), on_policy("h2.p1"),
    )  # fmt: skip
    if not selected:
        return Done(findings=(finding,))
    desk = work.state.desk
    name = next_name("C", [one.name for one in desk.runs], work.today)
    symbols = work.state.policy.selections[-1].symbols
    run = run_engine(name, work.today, work.person, symbols, command.year, command.scenarios)
    after = {**stated(desk), "runs": [*map(stated, desk.runs), run.model_dump(mode="json")]}
    return changed(work, finding, note={"run": name}, desk=read(Desk, after))


@moves.takes(
    ProposeDays,
    "備蓄日数を提案した",
    "proposed days",
    by=_AGENCY,
    cites=on_policy("h2.p2.q3"),
    private=hidden(ProposeDays),
)
def _propose(work: Work, command: ProposeDays) -> Done:
    run = next((one for one in work.state.desk.runs if one.name == command.run), None)
    computed = {row.mineral: row.days for row in run.rows} if run is not None else {}
    bare = [row.mineral for row in command.days if row.days != computed.get(row.mineral) and not row.reason]
    finding = either(
        "days.grounded", not bare,
        ("日数はリスク評価の計算によるか、理由が示されている。", "the days are those of the run, or a reason is given."),
        (f"この台帳の計算によらない日数には理由が必要である（{'、'.join(bare)}）。",
         f"days that no run of this book gave need a reason ({', '.join(bare)})."),
        on_policy("h2.p2.q3"),
    )  # fmt: skip
    if bare:
        return Done(findings=(finding,))
    fields = {
        "date": work.day(command.on), "by": work.person, "risk_run": command.run,
        "days": [{"mineral": one.mineral, "days": one.days} for one in command.days],
    }  # fmt: skip
    taken = submit_proposal(work.state.policy, read(ProposalFields, fields))
    version = taken.state.proposals[-1].version
    reasons = {one.mineral: one.reason for one in command.days if one.reason}
    desk = {**stated(work.state.desk), "reasons": {**work.state.desk.reasons, str(version): reasons}}
    return changed(
        work, finding, recorded(taken.finding), note={"proposal": version}, policy=taken.state, desk=read(Desk, desk)
    )


@moves.takes(
    DecideDays, "備蓄目標日数を決定した", "decided the target days", by=_STATE, cites=on_policy("h2.p2.q3"),
    private=hidden(DecideDays),
)  # fmt: skip
def _decide(work: Work, command: DecideDays) -> Done:
    fields = {
        "date": work.day(command.on), "by": work.person, "proposal": command.proposal, "change": command.change,
        "days": [one.model_dump() for one in command.days],
    }  # fmt: skip
    taken = decide_days(work.state.policy, read(DecisionFields, fields))
    return changed(
        work, recorded(taken.finding), note={"decision": taken.state.decisions[-1].version}, policy=taken.state
    )


@moves.takes(
    DraftPlan, "備蓄計画案を作成した", "drafted the stockpile plan", by=_AGENCY, cites=(*PLAN, on_term_plan("h4.p2.i1")),
    private=hidden(DraftPlan),
)  # fmt: skip
def _draft(work: Work, command: DraftPlan) -> Done:
    fields = {
        **command.model_dump(exclude={"on", "title"}), "name": command.title, "date": work.day(command.on), "by": work.person,
    }  # fmt: skip
    taken = draft_plan(work.state.policy, read(PlanFields, fields))
    return changed(work, recorded(taken.finding), note={"plan": taken.state.plans[-1].version}, policy=taken.state)


@moves.takes(
    ConsentToPlan,
    "備蓄計画に回答した",
    "answered the stockpile plan",
    by=_STATE,
    cites=PLAN,
    private=hidden(ConsentToPlan),
)
def _consent(work: Work, command: ConsentToPlan) -> Done:
    fields = {
        **command.model_dump(exclude={"on", "plan"}), "version": command.plan, "date": work.day(command.on), "by": work.person
    }  # fmt: skip
    taken = consent_to_plan(work.state.policy, read(ConsentFields, fields))
    return changed(work, recorded(taken.finding), note={"plan": command.plan}, policy=taken.state)
