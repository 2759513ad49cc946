"""Article 14: the gate before money is paid, with a stop to equity under article 11."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import InputError
from tests.bylaw.under_way import cites, found, judged, says, under_way

GATE = "management.drawdowns.1"
DRAWDOWN = {
    "name": "D", "work": "W", "applied_on": "2026-04-15", "cost": 100, "eligible_checked": True, "in_line_checked": True,
    "terms_met": True, "paid_on": "2026-05-01",
}  # fmt: skip
WORK = {"name": "W", "year": 2026, "approved_on": "2026-05-01", "budget": 100}
PLAN = {"year": 2026, "approved_on": "2026-03-20"}
GOES_ON = judged("plan.no_ground_to_stop", "management.plans.1")


def gate(
    *judgements: Any, question: str = "drawdown.allowed", on: str = "2026-06-01", work: Any = None, plan: Any = None,
    signed: str | None = "2026-04-15", changes: Any = (), others: Any = (), **facts: Any,
) -> str:  # fmt: skip
    of = under_way(
        agreement={"signed_on": signed}, plans=[PLAN | (plan or {})], drawdowns=[DRAWDOWN | facts, *others],
        work_items=[WORK | (work or {}), {"name": "V", "year": 2026, "budget": 1}], work_changes=changes,
    )  # fmt: skip
    return says(of, question, GATE, *(judgements or (GOES_ON,)), on=on)


def test_everything_has_to_hold() -> None:
    of = under_way(agreement={"signed_on": "2026-04-15"}, plans=[PLAN], work_items=[WORK], drawdowns=[DRAWDOWN])
    finding = found(of, "drawdown.allowed", GATE, GOES_ON)
    assert (finding.outcome.value, cites(finding), len(finding.parts)) == ("yes", ["a14.p1"], 7)
    checks = ("eligible_checked", "in_line_checked", "terms_met")
    for name in checks:
        assert gate(**{name: False}) == "no"
        assert gate(**{name: None}) == "open"
    assert gate(judged("nothing")) == "open"  # the review's judgement on the plan is awaited


SURVEY = {
    "name": "3D survey", "kind": "geophysics", "money": "exploration", "shared": True, "needed": True, "joint_amount": 1_000,
    "percent": "40", "amount": 400,
}  # fmt: skip


def test_the_costs_that_it_pays_are_eligible_themselves() -> None:
    def eligible(*pays: str, **drawdown: Any) -> Any:
        costs = [SURVEY | {"name": "too much", "amount": 401}, SURVEY, SURVEY | {"name": "vague", "needed": None}]
        of = under_way(costs=costs, work_items=[WORK], drawdowns=[DRAWDOWN | {"pays": pays} | drawdown])
        return found(of, "drawdown.eligible", GATE)

    assert eligible("3D survey").outcome.value == eligible().outcome.value == "yes"
    assert "a4.p1" in cites(eligible("3D survey").parts[0])
    assert eligible("3D survey", eligible_checked=False).outcome.value == "no"
    assert eligible("3D survey", eligible_checked=None).outcome.value == "open"
    for pays in (("too much",), ("3D survey", "too much"), ("vague", "elsewhere", "too much")):
        assert eligible(*pays).outcome.value == "no"
    assert eligible("3D survey", "vague").missing == ("costs.3.needed",)
    assert eligible("vague", "elsewhere").missing == ("costs: «elsewhere»", "costs.3.needed")


def test_applied_for_under_the_agreement() -> None:
    question = "drawdown.applied"
    assert gate(question=question) == "yes"
    for wrong in (
        {"signed": "2026-04-16"},
        {"signed": "not_yet"},
        {"applied_on": "not_yet"},
        {"applied_on": "2026-05-02"},
    ):
        assert gate(question=question, **wrong) == gate(**wrong) == "no"
    assert gate(question=question, applied_on="2026-05-01") == "yes"
    assert gate(question=question, signed=None) == gate(question=question, applied_on=None) == "open"


def test_the_work_item_was_approved_when_money_was_paid() -> None:
    question = "drawdown.work_approved"
    assert gate(question=question) == "yes"
    assert gate(question=question, work={"approved_on": "2026-05-02"}) == "no"
    assert gate(work={"approved_on": "2026-05-02"}) == gate(work={"approved_on": "not_yet"}) == "no"
    assert gate(question=question, work={"approved_on": None}) == "open"
    assert gate(question=question, paid_on="not_yet", on="2026-05-01") == "yes"
    assert gate(question=question, paid_on="not_yet", on="2026-04-30") == "no"


def test_the_work_item_that_is_meant_is_named() -> None:
    works = [{"name": "V", "year": 2026}, {"name": "U", "year": 2026}, WORK | {"approved_on": None}]
    of = under_way(work_items=works, drawdowns=[DRAWDOWN])
    assert found(of, "drawdown.work_approved", GATE).missing == ("management.work_items.3.approved_on",)


def test_costs_for_a_work_item_stay_within_its_budget() -> None:
    question = "drawdown.in_budget"
    assert gate(question=question) == "yes"
    assert gate(question=question, cost=101) == gate(cost=101) == "no"
    assert gate(question=question, cost=None) == gate(question=question, work={"budget": None}) == "open"

    def other(**facts: Any) -> dict[str, Any]:
        return {"name": "E", "work": "W", "cost": 1, "paid_on": "2026-05-01"} | facts

    assert gate(question=question, others=[other()]) == "no"
    assert gate(question=question, others=[other()], cost=99) == "yes"
    assert gate(question=question, others=[other(paid_on="2026-05-02")]) == "yes"
    assert gate(question=question, others=[other(paid_on="not_yet")]) == "yes"
    assert gate(question=question, others=[other(work="V")]) == "yes"
    assert gate(question=question, others=[other(cost=None)]) == "open"
    assert gate(question=question, others=[other(), other(name="F", cost=2)], cost=97) == "yes"
    assert gate(question=question, others=[other(), other(name="F", cost=2)], cost=98) == "no"


def test_an_approved_change_brings_another_budget() -> None:
    question = "drawdown.in_budget"

    def change(day: str | None, budget: int | None, work: str = "W") -> dict[str, Any]:
        return {"work": work, "approved_on": day, "budget": budget}

    more, less = change("2026-04-25", 150), change("2026-04-28", 120)
    assert gate(question=question, cost=150, changes=[more]) == "yes"
    assert gate(question=question, cost=151, changes=[more]) == "no"
    for changes in ([more, less], [less, more]):
        assert gate(question=question, cost=120, changes=changes) == "yes"
        assert gate(question=question, cost=121, changes=changes) == "no"
    assert gate(question=question, cost=120, changes=[change("2026-05-01", 120)]) == "yes"
    for wrong in (
        change("2026-05-02", 120),
        change("not_yet", 120),
        change("2026-04-28", None),
        change("2026-04-28", 120, "V"),
    ):
        assert gate(question=question, cost=120, changes=[wrong]) == "no"


STOP = judged("plan.policy_lost", "management.plans.1", on="2026-04-01")


def test_after_a_stop_only_approved_plans_and_obligations_are_paid() -> None:
    question = "drawdown.not_stopped"
    assert gate(question=question) == "not applicable"
    assert gate(STOP) == gate(STOP, question=question) == "yes"  # the plan was approved before
    later = {"plan": {"approved_on": "2026-04-02"}}
    assert gate(STOP, question=question, **later, contract_obligation=False) == "no"
    assert gate(STOP, **later, contract_obligation=False) == "no"
    assert gate(STOP, question=question, **later) == "open"
    assert gate(STOP, question=question, plan={"approved_on": "2026-04-01"}) == "yes"
    provisional = {"approved_on": "2026-04-02", "provisional_approved_on": "2026-03-31"}
    assert gate(STOP, question=question, plan=provisional) == "yes"
    by_a_change = judged("plan_change.policy_lost", "management.plan_changes.1", on="2026-04-01")
    change = under_way(
        plans=[PLAN | {"approved_on": "not_yet"}],
        plan_changes=[{"year": 2026}],
        work_items=[WORK],
        drawdowns=[DRAWDOWN],
    )
    assert says(change, question, GATE, by_a_change) == "open"
    obliged = later | {"contract_obligation": True}
    assert gate(STOP, question=question, **obliged, contract_approved_on="2026-04-01") == "yes"
    assert gate(STOP, question=question, **obliged, contract_approved_on="2026-04-02") == "no"
    assert gate(STOP, question=question, **obliged, contract_approved_on="not_yet") == "no"
    assert gate(STOP, question=question, **obliged) == "open"
    assert gate(STOP, question=question, **later, paid_on="2026-03-31") == "yes"
    assert gate(STOP, question=question, **later, paid_on="2026-04-01", contract_obligation=False) == "no"
    of = under_way(plans=[PLAN], work_items=[WORK], drawdowns=[DRAWDOWN])
    assert cites(found(of, question, GATE, STOP)) == ["a11.p3", "a14.p1"]


def test_drawdowns_hang_together() -> None:
    with pytest.raises(InputError, match="the drawdown «D» stands twice"):
        under_way(work_items=[WORK], drawdowns=[DRAWDOWN, DRAWDOWN])
    with pytest.raises(InputError, match="a drawdown names «W», which is none of the work items"):
        under_way(drawdowns=[DRAWDOWN])


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 28)), min_size=1, max_size=5), st.randoms())
def test_the_order_of_drawdowns_does_not_matter_and_more_cost_never_helps(
    paid: list[tuple[int, int]], random: Any
) -> None:
    entries = [
        DRAWDOWN | {"name": f"D{at}", "cost": cost, "paid_on": f"2026-05-{day:02}"}
        for at, (cost, day) in enumerate(paid)
    ]

    def outcomes(drawdowns: list[dict[str, Any]]) -> dict[str, str]:
        of = under_way(work_items=[WORK], drawdowns=drawdowns)
        return {
            str(one["name"]): says(of, "drawdown.in_budget", f"management.drawdowns.{at}")
            for at, one in enumerate(drawdowns, 1)
        }

    before = outcomes(entries)
    shuffled = random.sample(entries, len(entries))
    assert outcomes(shuffled) == before
    after = outcomes([entries[0] | {"cost": paid[0][0] + 10}, *entries[1:]])
    assert all(after[name] == "no" for name, outcome in before.items() if outcome == "no")
    slow = {f"D{at}": sum(cost for cost, day in paid if day <= own) <= 100 for at, (_, own) in enumerate(paid)}
    assert {name: outcome == "yes" for name, outcome in before.items()} == slow
