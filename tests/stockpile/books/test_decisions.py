"""Selection, proposal, decision, plan and consent with versions; the yearly review and the next period."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from sonae.core import InputError, Outcome
from sonae.stockpile import books as b
from sonae.stockpile.gap import review_gap
from tests.stockpile.books.desk import Desk, load

USE = {"W": Decimal(120), "Co": Decimal(200)}


@pytest.fixture
def desk() -> Desk:
    return Desk()


def fields(step: str) -> dict[str, Any]:
    found: dict[str, Any] = next(row["with"] for row in load("_stock.yaml")["policy"] if row["step"] == step)
    return found


def take(record: b.PolicyRecord, form: Any, act: Any, given: dict[str, Any]) -> Any:
    return act(record, b.read(form, given))


def refused(record: b.PolicyRecord, form: Any, act: Any, given: dict[str, Any], problem: str) -> None:
    before = b.stated(record)
    with pytest.raises(InputError, match=problem):
        take(record, form, act, given)
    assert b.stated(record) == before


def test_each_step_cites_its_provision() -> None:
    record = b.PolicyRecord()
    cited = {}
    for step, (form, act) in (
        ("the State selects", (b.SelectionFields, b.select_minerals)),
        ("the agency proposes", (b.ProposalFields, b.submit_proposal)),
        ("the State decides", (b.DecisionFields, b.decide_days)),
        ("the agency drafts the plan", (b.PlanFields, b.draft_plan)),
        ("the State consents", (b.ConsentFields, b.consent_to_plan)),
    ):
        taken = take(record, form, act, fields(step))
        cited[step] = [citation.label_ja for citation in taken.finding.citations]
        assert taken.finding.because_ja
        record = b.read(b.PolicyRecord, b.stated(taken.state))
    assert cited["the State selects"] == ["2(1)"]
    assert cited["the agency proposes"] == cited["the State decides"] == ["2(2)第3文"]
    assert cited["the State consents"] == ["2(3)第1文"]
    assert record.plans[0].version == 1


def test_only_designated_minerals_are_selected() -> None:
    """Phosphorus joined the list on 14 November 2022 (data of the product)."""
    given = {"date": "2022-11-13", "by": "METI", "minerals": [{"mineral": "P", "reason": "fertiliser"}]}
    refused(
        b.PolicyRecord(),
        b.SelectionFields,
        b.select_minerals,
        given,
        "P is not among the minerals designated on 2022-11-13",
    )
    taken = take(b.PolicyRecord(), b.SelectionFields, b.select_minerals, given | {"date": "2022-11-14"})
    assert taken.state.selections[0].symbols == ("P",)


def test_both_numbers_stay_side_by_side(desk: Desk) -> None:
    record = desk.policy
    rows = {row.mineral: row for row in b.side_by_side(record)}
    assert (rows["W"].proposed_days, rows["W"].decided_days) == (90, 120)
    assert rows["W"].reasons == ("a new export licence may come",)
    assert (rows["Co"].proposed_days, rows["Co"].decided_days, rows["Co"].reasons) == (60, 60, ())
    proposal = fields("the agency proposes") | {"date": "2025-05-01", "risk_run": "run of 2025", "days": [
        {"mineral": "W", "days": 150}, {"mineral": "Co", "days": 60}]}  # fmt: skip
    record = take(record, b.ProposalFields, b.submit_proposal, proposal).state
    waiting = b.side_by_side(record)[2]
    assert (waiting.proposal, waiting.proposed_days, waiting.decided_days) == (2, 150, None)
    decision = {"date": "2025-06-01", "by": "METI", "proposal": 2, "days": proposal["days"]}
    refused(record, b.DecisionFields, b.decide_days, decision, "nobody says what has changed")
    taken = take(record, b.DecisionFields, b.decide_days, decision | {"change": "exports were stopped in May"})
    assert [citation.label_ja for citation in taken.finding.citations] == ["2(2)第3文", "2(6)第1文"]
    assert b.target_days_on(taken.state, dt.date(2025, 5, 31)) == {"W": 120, "Co": 60}
    assert b.target_days_on(taken.state, dt.date(2025, 6, 1)) == {"W": 150, "Co": 60}
    assert len(b.side_by_side(taken.state)) == 4
    with pytest.raises(InputError, match="no target days are decided by 2022-12-19"):
        b.target_days_on(taken.state, dt.date(2022, 12, 19))


@pytest.mark.parametrize(
    ("step", "changed", "problem"),
    [
        ("the agency proposes", {"days": [{"mineral": "W", "days": 90}]}, "the proposal says nothing of Co"),
        ("the agency proposes", {"days": [{"mineral": "W", "days": 9}, {"mineral": "Ni", "days": 9}]}, "the proposal names Ni"),
        ("the agency proposes", {"days": [{"mineral": "W", "days": 9}, {"mineral": "Tungsten", "days": 9}]}, "mineral W stands"),
        ("the agency proposes", {"days": [{"mineral": "W", "days": -1}]}, "greater than or equal to 0"),
        ("the State decides", {"days": [{"mineral": "W", "days": 120}, {"mineral": "Co", "days": 60}]}, "no reason of policy"),
        ("the State decides", {"proposal": 2}, "unknown version of the proposal «2»; nearest valid: 1"),
        ("the State decides", {"date": "2022-10-31"}, "before the proposal"),
        ("the agency drafts the plan", {"decision": 3}, "unknown version of the decision"),
        ("the agency drafts the plan", {"last_year": 2022}, "ends before it begins"),
        ("the agency drafts the plan", {"last_year": 2024}, "lies outside the period of the plan"),
        (
            "the agency drafts the plan",
            {"purchases": [{"mineral": "Ni", "fiscal_year": 2025, "contained_kg": 1}]},
            "names Ni, for which no target days are decided",
        ),
        (
            "the agency drafts the plan",
            {"limits": [{"mineral": "W", "begins": "2025-04-01", "ends": "2026-03-31", "maximum_release_kg": 1}]},
            "sets no minimum stock after an adjustment release of W",
        ),
        ("the State consents", {"given": False}, "no reason is stated"),
        ("the State consents", {"date": "2023-01-31"}, "before the draft"),
    ],
)  # fmt: skip
def test_a_step_with_bad_fields_is_refused(step: str, changed: dict[str, Any], problem: str) -> None:
    steps = list(load("_stock.yaml")["policy"])
    record = b.PolicyRecord()
    from tests.stockpile.books.desk import POLICY

    for row in steps:
        form, act = POLICY[row["step"]]
        if row["step"] == step:
            refused(record, form, act, row["with"] | changed, problem)
            return
        record = take(record, form, act, row["with"]).state


def test_a_changed_plan_binds_from_the_day_of_consent(desk: Desk) -> None:
    record = desk.policy
    draft = fields("the agency drafts the plan") | {"date": "2025-07-01", "name": "changed plan"}
    refused(record, b.PlanFields, b.draft_plan, draft, "nobody says why it is changed")
    taken = take(record, b.PlanFields, b.draft_plan, draft | {"change": "exports were stopped"})
    assert taken.finding.outcome is Outcome.OPEN
    record = taken.state
    refused(record, b.PlanFields, b.draft_plan, draft | {"change": "again"}, "waits for the State's consent already")
    assert b.plan_in_force(record, dt.date(2025, 7, 15)).version == 1
    answer = {"version": 2, "date": "2025-07-20", "by": "METI", "given": True, "reference": "letter 30"}
    said_no = {**answer, "given": False, "reason": "the budget is not there"}
    taken_no = take(record, b.ConsentFields, b.consent_to_plan, said_no)
    assert taken_no.finding.outcome is Outcome.NO
    assert b.plan_in_force(taken_no.state, dt.date(2025, 8, 1)).version == 1
    record = take(record, b.ConsentFields, b.consent_to_plan, answer).state
    refused(record, b.ConsentFields, b.consent_to_plan, answer, "was answered before")
    assert b.plan_in_force(record, dt.date(2025, 7, 19)).version == 1
    assert b.plan_in_force(record, dt.date(2025, 7, 20)).version == 2
    finding = b.plan_finding(record, dt.date(2028, 4, 1))
    assert (finding.outcome, finding.because_ja) == (Outcome.NO, "2028-04-01に国の同意を得た備蓄計画がない")
    assert b.plan_in_force(record, dt.date(2028, 3, 31)).version == 2
    with pytest.raises(InputError, match="no plan with the State's consent is in force on 2023-03-31"):
        b.plan_in_force(record, dt.date(2023, 3, 31))  # consented in March; the period begins in April


def test_versions_that_do_not_follow_are_refused(desk: Desk) -> None:
    tree = b.stated(desk.policy)
    tree["decisions"][0]["version"] = 2
    with pytest.raises(InputError, match="versions of the decision do not follow"):
        b.read(b.PolicyRecord, tree)


# The year


def answers() -> list[dict[str, str]]:
    return [
        {"mineral": "W", "cause": "prices rose", "measure": "two tenders a year"},
        {"mineral": "Co", "cause": "consumption rose", "measure": "buy more"},
    ]


def review(**changed: Any) -> b.ReviewFields:
    given = {
        "fiscal_year": 2025, "date": "2026-04-20", "by": "stockpile division", "consumption_t_a_year": USE, "answers": answers(),
    }  # fmt: skip
    return b.read(b.ReviewFields, given | changed)


def test_the_gap_is_target_less_days_held(desk: Desk) -> None:
    gaps = {gap.mineral: gap for gap in b.gaps_on(desk.book, desk.policy, dt.date(2026, 3, 31), USE)}
    assert gaps["W"].gap_days == 120 - Fraction("50.5") * Fraction("0.7") * 365 / 120
    held = Fraction(12) * Fraction("0.99") + Fraction(20) * Fraction("0.998")
    assert gaps["Co"].held_days == held * 365 / 200


def test_a_gap_needs_cause_and_measure(desk: Desk) -> None:
    reviews = b.ReviewRecord()
    with pytest.raises(InputError, match="FY2025 is not over on 2026-03-31"):
        b.review_year(reviews, desk.book, desk.policy, review(date="2026-03-31"))
    with pytest.raises(InputError, match="the gap of W in FY2025 has no cause and no measure"):
        b.review_year(reviews, desk.book, desk.policy, review(answers=[]))
    with pytest.raises(InputError, match="the reference consumption of Co is missing"):
        b.review_year(reviews, desk.book, desk.policy, review(consumption_t_a_year={"W": 120}))
    taken = b.review_year(reviews, desk.book, desk.policy, review())
    rows = {row.mineral: row for row in taken.state.years[0].rows}
    assert (rows["W"].state, rows["W"].cause) == ("short", "prices rose")
    assert rows["W"].held_days == Decimal("107.52")
    none = b.review_year(reviews, desk.book, desk.policy, review(answers=[], tolerance_days=13))
    assert [row.state for row in none.state.years[0].rows] == ["none", "none"]
    surplus = b.review_year(reviews, desk.book, desk.policy, review(consumption_t_a_year={"W": 100, "Co": 200}))
    assert surplus.state.years[0].rows[0].state == "surplus"
    with pytest.raises(InputError, match="was reviewed before"):
        b.review_year(taken.state, desk.book, desk.policy, review())


def test_somebody_else_evaluates_the_year(desk: Desk) -> None:
    reviews = b.review_year(b.ReviewRecord(), desk.book, desk.policy, review()).state
    given = {
        "fiscal_year": 2025, "date": "2026-06-01", "by": "outside committee", "outcome": "yes", "reason": "sound",
        "evidence": ["minutes"],
    }  # fmt: skip
    for changed, problem in (
        ({"fiscal_year": 2024}, "was not reviewed yet"),
        ({"by": "stockpile division"}, "does not evaluate it"),
        ({"date": "2026-04-01"}, "before the review"),
        ({"evidence": []}, "at least 1"),
    ):
        with pytest.raises(InputError, match=problem):
            b.evaluate_year(reviews, b.read(b.EvaluationFields, given | changed))
    taken = b.evaluate_year(reviews, b.read(b.EvaluationFields, given))
    assert taken.finding.outcome is Outcome.YES
    with pytest.raises(InputError, match="was evaluated before"):
        b.evaluate_year(taken.state, b.read(b.EvaluationFields, given))
    assert b.read(b.ReviewRecord, b.stated(taken.state)) == taken.state


def test_the_next_period_is_proposed_in_the_last_year(desk: Desk) -> None:
    given = {
        "date": "2027-11-01", "by": "stockpile division", "risk_run": "run of 2027", "first_year": 2028, "last_year": 2032,
        "rows": [{"mineral": "W", "days": 150, "reason": "risk rose"}, {"mineral": "Co", "days": None, "reason": "supply is wide"}],
    }  # fmt: skip
    taken = b.propose_next_period(b.ReviewRecord(), desk.policy, b.read(b.NextPeriodFields, given))
    assert taken.finding.outcome is Outcome.OPEN
    assert "2(6)第3文" in [citation.label_ja for citation in taken.finding.citations]
    for changed, problem in (
        ({"date": "2027-03-31"}, "does not lie in the last year of the period, FY2027"),
        ({"first_year": 2029}, "does not follow the one in force"),
        ({"last_year": 2027}, "ends before it begins"),
    ):
        with pytest.raises(InputError, match=problem):
            b.propose_next_period(b.ReviewRecord(), desk.policy, b.read(b.NextPeriodFields, given | changed))


def test_the_book_tells_the_engine_of_the_gap_its_causes(desk: Desk) -> None:
    """Causes of the year add up to the change of the gap, out of vouchers alone."""
    for row in load("shortage.yaml")["steps"]:
        if "refused" not in row:
            desk.take(row)
    gone = {"voucher": "L", "date": dt.date(2025, 12, 1), "lot": "W-2021", "site": "North", "tonnes": Decimal("0.5"),
            "cause": "spilt", "reference": "report 1"}  # fmt: skip
    desk.take({"step": "lose goods", "with": gone})
    missed = [b.Missed(mineral="W", month="2025-09", failed_tender_t=Decimal(3))]
    record = b.gap_record(desk.book, desk.policy, 2025, USE, missed)
    year = next(year for one in review_gap(record).minerals if one.mineral == "W" for year in one.years)
    assert year.causes.tonnes["release"] == 20 * Fraction("0.7")
    assert year.causes.tonnes["loss"] == Fraction("0.35")
    assert year.causes.tonnes["failed_tender"] == 3
    assert year.causes.tonnes["planned_purchase"] == -3
    assert sum(year.causes.tonnes.values()) == year.closing.gap_t - year.opening.gap_t == Fraction("14.35")
