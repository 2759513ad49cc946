"""The crude swap by linear programs (S-S3) and the plan of maintenance (S-S5): proposed, then decided by another."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sonae.office.books.bases.fields import Code, File, Long, base_field, day_field, record_of, tree_of
from sonae.office.books.bases.gates import done, either, fits, in_order, noted, second_person
from sonae.office.books.bases.opening import DESK, installed
from sonae.office.books.bases.state import (
    BasesState,
    Decided,
    MaintenanceCase,
    SwapCase,
    changed,
    free_id,
    known_base,
    labels,
    named,
    put,
)
from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.life import Command, said
from sonae.office.roles import Role
from sonae.stockpile.bases import (
    MaintenanceFile,
    SwapProblem,
    SwapRecord,
    plan_maintenance,
    plan_swap,
    read,
    rule,
    swap_count,
    swap_finding,
)

__all__ = ["moves"]

moves = BookMoves("bases")
_OWN = (None, "book")


class ProposeSwap(Command):
    """Propose a crude swap: the plan nearest to the import mix within the limits of bases and berths is computed."""

    kind: ClassVar[str] = "swap.propose"

    file: File = said(
        "油種入替の条件（YAML。設備は台帳のものを使う）", "limits of the swap as YAML; installations are the book's"
    )


class DecideSwap(Command):
    """Decide on a proposed swap."""

    kind: ClassVar[str] = "swap.decide"

    swap: Code = said("油種入替", "swap")
    agreed: bool = said("実施する", "it is carried out")
    reason: Long = said("理由", "reason")


class RecordSwap(Command):
    """Record a swap or transfer that was carried out."""

    kind: ClassVar[str] = "swap.record"

    swap: Code = said("決定された油種入替", "swap that was decided")
    base: Code = base_field()
    out_grade: Code = said("出した油種", "grade that left")
    in_grade: Code | None = said("入れた油種（転送の場合は空欄）", "grade that came; none for a transfer", default=None)
    amount: Annotated[int, Field(ge=1, le=10**9)] = said("量（kl）", "amount, kl")
    nearer_to_mix: bool = said("輸入構成に近づいた", "it brought the stock nearer to the import mix")
    done_on: dt.date | None = day_field()


class ProposeMaintenance(Command):
    """Propose a plan of maintenance: works ranked by four factors, years chosen within budgets."""

    kind: ClassVar[str] = "maintenance.propose"

    file: File = said("工事の一覧（YAML）", "works, weights and budgets, as YAML")


class DecideMaintenance(Command):
    """Decide on a proposed plan of maintenance."""

    kind: ClassVar[str] = "maintenance.decide"

    plan: Code = said("保全計画", "plan of maintenance")
    agreed: bool = said("この計画とする", "it is the plan")
    reason: Long = said("理由", "reason")


@moves.takes(ProposeSwap, "油種入替を提案した", "proposed a crude swap", by=DESK, cites=rule("swap"), private=("file",))
def _propose_swap(work: Work, command: ProposeSwap) -> Done:
    state: BasesState = work.state
    if state.installations is None:
        return Done(findings=(installed(state, "swap"),))
    tree = tree_of(command.file)
    if tree.get("installations") in _OWN:
        tree["installations"] = state.installations.model_dump(mode="json")
    problem = record_of(SwapProblem, tree)
    fit = fits(work, problem)
    same = either(
        "swap.installations", problem.installations == state.installations,
        ("台帳の設備で計画する。", "it is planned on the installations of the book."),
        ("台帳と異なる設備で計画されている。", "it is planned on other installations than the book's."), rule("swap"),
    )  # fmt: skip
    if not (fit and same):
        return Done(findings=(fit, same))
    plan = plan_swap(problem)
    found = swap_finding(problem, plan)
    kept = either(
        "swap.kept", not plan.breaches, ("計画は全ての制約を守る。", "the plan keeps every limit."),
        ("計画が守らない制約がある。", "the plan does not keep every limit."), rule("swap"),
    )  # fmt: skip
    case = SwapCase(id=free_id("swap", state.swaps), problem=problem, plan=plan, by=work.actor.pk, on=work.today)
    return done(changed(work, swaps=(*state.swaps, case)), fit, same, kept, note=noted(found))


def _open_still(decided: Decided | None) -> Any:
    return either(
        "decision.open", decided is None, ("まだ決定されていない。", "it is not decided yet."),
        ("既に決定されている。", "it is decided already."),
    )  # fmt: skip


@moves.takes(
    DecideSwap,
    "油種入替を決定した",
    "decided on a crude swap",
    by=(Role.EXECUTIVE,),
    cites=rule("swap"),
    private=("reason",),
)
def _decide_swap(work: Work, command: DecideSwap) -> Done:
    state: BasesState = work.state
    case = named(state.swaps, command.swap, "swap", "swap")
    nearer = swap_finding(case.problem, case.plan)
    still = either(
        "swap.still", not command.agreed or case.problem.installations == state.installations,
        ("計画の前提とした設備と在庫は変わっていない。", "installations and stocks are those that it was planned on."),
        ("計画の後に設備又は在庫が変わっており、計画し直す必要がある。", "installations or stocks changed since: plan anew."),
        rule("swap"),
    )  # fmt: skip
    worth = either(
        "swap.nearer", not command.agreed or bool(nearer), ("在庫は輸入構成に近づく。", "the stock comes nearer to the mix."),
        ("在庫は輸入構成に近づかない。", "the stock does not come nearer to the import mix."), rule("swap"),
    )  # fmt: skip
    new = case.model_copy(update={"decided": _decision(work, command.agreed, command.reason)})
    findings = (_open_still(case.decided), second_person(work, case.by), still, worth)
    return done(changed(work, swaps=put(state.swaps, new)), *findings)


def _decision(work: Work, agreed: bool, reason: str) -> Decided:
    return Decided(agreed=agreed, by=work.person, on=work.today, reason=reason)


@moves.takes(
    RecordSwap, "油種入替の実施を記録した", "recorded a swap that was carried out", by=DESK, cites=rule("swap"),
    private=("amount", "out_grade", "in_grade"),
)  # fmt: skip
def _record_swap(work: Work, command: RecordSwap) -> Done:
    state: BasesState = work.state
    case = named(state.swaps, command.swap, "swap", "swap")
    known_base(state, command.base)
    agreed = either(
        "swap.agreed", case.decided is not None and case.decided.agreed, ("実施が決定されている。", "it was decided."),
        ("実施が決定されていない。", "it was not decided to carry it out."), rule("swap"),
    )  # fmt: skip
    for field, grade in (("out_grade", command.out_grade), ("in_grade", command.in_grade)):
        if grade is not None and field:
            case.problem.installations.grade(grade)
    record = read(
        SwapRecord,
        {
            "id": free_id("done", state.swap_records), "base": command.base, "done_on": work.day(command.done_on),
            "out_grade": command.out_grade, "in_grade": command.in_grade, "amount": command.amount,
            "nearer_to_mix": command.nearer_to_mix, **labels(work),
        },
    )  # fmt: skip
    records = (*state.swap_records, record)
    year = record.done_on.year - (record.done_on.month < 4)
    count = swap_count(records, year, state.swap_target.get(year))
    return done(changed(work, swap_records=records), agreed, note=noted(count))


@moves.takes(
    ProposeMaintenance,
    "保全計画を提案した",
    "proposed a plan of maintenance",
    by=DESK,
    cites=rule("maintenance"),
    private=("file",),
)
def _propose_maintenance(work: Work, command: ProposeMaintenance) -> Done:
    state: BasesState = work.state
    file = record_of(MaintenanceFile, tree_of(command.file))
    for one in file.works:
        known_base(state, one.base, "file")
    fit = fits(work, file)
    if not fit:
        return Done(findings=(fit,))
    plan = plan_maintenance(file)
    case = MaintenanceCase(
        id=free_id("plan", state.maintenance), file=file, years=dict(plan.years), left_out=dict(plan.left_out),
        proved=plan.proved, by=work.actor.pk, on=work.today,
    )  # fmt: skip
    return done(
        changed(work, maintenance=(*state.maintenance, case)), fit, in_order("maintenance", "maintenance"),
        note=noted(plan.finding),
    )  # fmt: skip


@moves.takes(
    DecideMaintenance, "保全計画を決定した", "decided on a plan of maintenance", by=(Role.EXECUTIVE,), cites=rule("maintenance"),
    private=("reason",),
)  # fmt: skip
def _decide_maintenance(work: Work, command: DecideMaintenance) -> Done:
    state: BasesState = work.state
    case = named(state.maintenance, command.plan, "plan of maintenance", "plan")
    new = case.model_copy(update={"decided": _decision(work, command.agreed, command.reason)})
    findings = (_open_still(case.decided), second_person(work, case.by))
    return done(changed(work, maintenance=put(state.maintenance, new)), *findings)
