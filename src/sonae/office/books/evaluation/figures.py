"""What came of the year: values of indicators, results of gates, input figures."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sonae.core import UnknownChoiceError
from sonae.office.books.evaluation.gates import at, owned, target_set
from sonae.office.books.evaluation.planning import Code, English, Number, Unit, Words, year_in
from sonae.office.books.evaluation.state import OWNERS, Stage, changed, lines_now, said_in_both, without
from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.books.gates import either
from sonae.office.life import Command, said
from sonae.office.roles import Role

__all__ = ["GateResult", "StateInputs", "StateValue", "moves"]

moves = BookMoves("evaluation")
_OPEN = at(Stage.OPEN)

Thousands = Annotated[int, Field(ge=-(10**15), le=10**15)]


class StateValue(Command):
    """State or correct the value of an indicator."""

    kind: ClassVar[str] = "indicator.state"

    indicator: Code = said("指標", "indicator")
    value: Number | None = said("実績", "value", default=None)
    unit: Unit | None = said("単位（指標と異なる場合）", "unit, where it is not the indicator's", default=None)
    numerator: Number | None = said("分子（割合の場合）", "numerator, of a share", default=None)
    denominator: Number | None = said("分母（割合の場合）", "denominator, of a share", default=None)
    provisional: bool = said("暫定値である", "the value is provisional", default=False)
    itemised: bool = said(
        "数えた活動は全て証拠台帳にある", "the register holds every activity that is counted", default=False
    )
    year: Annotated[int, Field(ge=2003, le=2100)] | None = said(
        "年度（評価する年度以外の場合）", "fiscal year, where it is an earlier one", default=None
    )
    reason: English | None = said("訂正の理由（訂正する場合）", "reason, where it is a correction", default=None)


class GateResult(Command):
    """Record what an outside evaluation found."""

    kind: ClassVar[str] = "gate.result"

    gate: Annotated[str, Field(min_length=1, max_length=80)] = said("満たすべき事項", "what must be passed")
    passed: bool = said("満たす", "it is passed")
    by: Words = said("評価した者", "who found so")
    by_en: English | None = said("評価した者（英語）", "the same in English", default=None)
    on: dt.date | None = said("評価の日", "day of the finding", default=None)


class StateInputs(Command):
    """State the input figures of an item, in thousand yen and persons."""

    kind: ClassVar[str] = "inputs.state"

    item: Code = said("評価項目", "item")
    budget: Thousands | None = said("予算額（千円）", "budget, thousand yen", default=None)
    settlement: Thousands | None = said("決算額（千円）", "settlement, thousand yen", default=None)
    ordinary_cost: Thousands | None = said("経常費用（千円）", "ordinary cost, thousand yen", default=None)
    ordinary_profit: Thousands | None = said("経常利益（千円）", "ordinary profit, thousand yen", default=None)
    administrative_cost: Thousands | None = said(
        "行政コスト（千円）", "administrative cost, thousand yen", default=None
    )
    staff: Number | None = said("従事人員数（人）", "staff, persons", default=None)


@moves.takes(
    StateValue, "指標の実績を記載した", "stated the value of an indicator", by=(*OWNERS, Role.PLANNING), ready=_OPEN
)
def _state(work: Work, command: StateValue) -> Done:
    state, year = work.state, year_in(work, command.year)
    one = state.evaluation.indicator(command.indicator)
    tree = work.book.state["evaluation"]["indicators"]
    row = next(row for row in tree if row["id"] == command.indicator)
    stated = row.get("actuals", {}).get(year)
    given = command.value is not None or (command.numerator is not None and command.denominator is not None)
    findings = (
        owned(work, state, one.item), target_set(state.evaluation, one.id, year),
        either(
            "indicator.value", given, ("値が示されている。", "the value is given."),
            ("実績、又は分子と分母の両方を記載する必要がある。", "the value is missing, or one of numerator and denominator."),
        ),
        either(
            "indicator.correction", stated is None or bool(command.reason),
            ("初めての記載、又は理由のある訂正である。", "it is stated for the first time, or corrected with its reason."),
            ("既に記載された実績の訂正には理由が必要である。", "a value that was stated is corrected with a reason."),
        ),
    )  # fmt: skip
    if any(not finding for finding in findings):
        return Done(findings=findings)
    with_value = {**row, "actuals": {**row.get("actuals", {}), year: _actual(work, command)}}
    after = [with_value if one_row is row else one_row for one_row in tree]
    note = {"before": stated} if stated is not None else {}
    return Done(changed(work, indicators=after), findings, note=note)


def _actual(work: Work, command: StateValue) -> dict[str, Any]:
    numbers = {name: getattr(command, name) for name in ("value", "numerator", "denominator")}
    marks = {name: True for name in ("provisional", "itemised") if getattr(command, name)}
    unit = {"unit": command.unit} if command.unit else {}
    stated = {name: str(number) for name, number in numbers.items() if number is not None}
    return {**stated, **unit, **marks, "lines": lines_now(work)}


@moves.takes(
    GateResult,
    "満たすべき事項の結果を記録した",
    "recorded the result of a gate",
    by=(*OWNERS, Role.PLANNING),
    ready=_OPEN,
)
def _gate(work: Work, command: GateResult) -> Done:
    state = work.state
    known = {one.id: one for one in state.evaluation.gates}
    if command.gate not in known:
        raise UnknownChoiceError("gate", command.gate, known, field="gate")
    rows = work.book.state["evaluation"]["gates"]
    result = {
        "passed": command.passed, "by": said_in_both(command.by, command.by_en), "on": str(work.day(command.on)),
        "result_lines": lines_now(work),
    }  # fmt: skip
    after = [{**one, **result} if one["id"] == command.gate else one for one in rows]
    findings = (owned(work, state, known[command.gate].item),)
    return Done(changed(work, gates=after), findings)


@moves.takes(
    StateInputs,
    "項目のインプットを記載した",
    "stated the input figures of an item",
    by=(Role.FINANCE, Role.PLANNING),
    ready=_OPEN,
)
def _inputs(work: Work, command: StateInputs) -> Done:
    state, line = work.state, lines_now(work)
    state.evaluation.item(command.item)
    figures = {
        name: {"value": str(value), "lines": line}
        for name, value in command.model_dump(exclude={"item"}).items()
        if value is not None
    }
    given = either(
        "inputs.given", bool(figures), ("数値が示されている。", "figures are given."),
        ("数値を一つ以上記載する必要がある。", "at least one figure is needed."),
    )  # fmt: skip
    rows = without(work.book.state["evaluation"].get("inputs", []), item=command.item, year=str(state.year))
    row = {"item": command.item, "year": str(state.year), "figures": figures}
    return Done(changed(work, inputs=[*rows, row]), (given,))
