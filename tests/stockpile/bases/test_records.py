"""Register, contingency plan, counts of a year, safety, operators, measurements: facts of document 000 and cases by hand."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from sonae.core import Classification, InputError, Outcome, State
from sonae.core import Yen as WholeYen
from sonae.stockpile import bases
from sonae.stockpile.bases import read, stored

JST = dt.timezone(dt.timedelta(hours=9))


# Register


def test_the_register_holds_what_document_000_counts() -> None:
    register = bases.base_register()
    found = bases.check_register(register)
    assert found
    assert found.facts_used["state_oil"] == 10  # line 2337
    assert found.facts_used["state_lpg"] == 15 - 10  # line 2324
    assert found.facts_used["not_named_in_document_000"] == ["shirashima", "namikata", "kamisu"]
    assert {register.base(name).kind for name in ("上五島", "Akita", "kikuma")} == {"state_oil"}
    assert register.base("eneos-kiire").partners == ("ARE", "KWT")  # line 2475
    assert register.label is Classification.PUBLIC


def test_a_capacity_that_nobody_printed_is_missing_and_not_zero() -> None:
    for base in bases.base_register().bases:
        assert base.capacity_figure.state is State.MISSING
        with pytest.raises(InputError):
            _ = base.capacity_figure.value
    assert all(row["capacity"] is None for row in bases.register_rows(bases.base_register()))


def test_a_register_with_a_base_too_few_is_found() -> None:
    register = bases.base_register()
    short = register.model_copy(update={"bases": register.bases[1:]})
    assert bases.check_register(short).outcome is Outcome.NO
    with pytest.raises(InputError, match="nearest valid"):
        register.base("Atlantis")
    twice = {**stored(register), "bases": [*stored(register)["bases"], stored(register.bases[0])]}
    with pytest.raises(InputError, match="twice"):
        read(bases.Register, twice)


def test_every_rule_can_be_cited() -> None:
    assert all(bases.rule(name) for name in bases.RULES)
    assert "エネルギー白書" in str(bases.rule("buffer")[-1])
    with pytest.raises(InputError):
        bases.rule("nothing")


def test_the_label_of_what_is_true_is_at_least_internal() -> None:
    with pytest.raises(InputError, match="only a fictional record may be PUBLIC"):
        read(
            bases.LegalDuty,
            {"id": "d", "base": "akita", "law": "l", "what": "w", "kind": "filing", "classification": "PUBLIC"},
        )
    assert bases.Catalogue().label is Classification.INTERNAL


# Contingency


def catalogue(**given: Any) -> bases.Catalogue:
    events = [
        {"cause": cause, "what": "w", "chain_of_command": ["head office", "base"], "measures": ["m"]}
        for cause in bases.CAUSES if cause != "other"
    ]  # fmt: skip
    return read(bases.Catalogue, {"events": events, "stand_ins": {"demo-kita": ["demo-minami"]}, **given})


def test_the_contingency_plan_is_complete_or_says_what_lacks() -> None:
    assert bases.catalogue_finding(catalogue(), ["demo-kita"])
    found = bases.catalogue_finding(catalogue(events=[]), ["demo-kita", "demo-minami"])
    assert not found
    assert found.facts_used["bases_without_stand_in"] == ["demo-minami"]
    assert len(found.facts_used["causes_without_event"]) == 6  # type: ignore[arg-type]


def test_stand_ins_give_what_they_keep_beyond_their_own_duty() -> None:
    sites = bases.demonstration_installations()
    given = bases.propose_substitute(
        sites, catalogue(), "demo-kita", rate_a_day=9000, days=20, own_duty={"demo-minami": 9000}
    )
    # demo-minami keeps 327,000 / 20 = 16,350 a day for 20 days
    assert [(part.base, part.rate_a_day) for part in given.parts] == [("demo-minami", 7350)]
    assert given.lacking_a_day == 1650
    assert given.finding.outcome is Outcome.NO
    assert given.classification is Classification.INTERNAL
    whole = bases.propose_substitute(sites, catalogue(), "demo-kita", rate_a_day=9000, days=20)
    assert (whole.lacking_a_day, bool(whole.finding)) == (0, True)


def test_a_stand_in_that_is_not_ready_takes_no_part() -> None:
    incident = bases.Incident(
        id="i",
        base="demo-minami",
        cause="leak",
        begun=dt.datetime(2026, 5, 1, tzinfo=JST),
        blocks_release=True,
        impact="p",
    )
    given = bases.propose_substitute(
        bases.demonstration_installations(), catalogue(), "demo-kita", rate_a_day=9000, days=20, incidents=[incident]
    )
    assert given.lacking_a_day == 9000
    assert given.finding.facts_used["passed_over"] == {"demo-minami": "not_ready"}
    assert set(bases.not_ready([incident])) == {"demo-minami"}


def test_a_base_of_oil_has_no_stand_in_of_lpg() -> None:
    wrong = catalogue(stand_ins={"demo-kita": ["demo-nishi"]})
    with pytest.raises(InputError, match="another commodity"):
        bases.propose_substitute(bases.demonstration_installations(), wrong, "demo-kita", rate_a_day=1, days=1)
    with pytest.raises(InputError, match="no base stands in"):
        bases.propose_substitute(bases.demonstration_installations(), catalogue(), "demo-minami", rate_a_day=1, days=1)


# Drills of a year


def drill(name: str, base: str, held: str, *, passed: bool | None = True) -> bases.Drill:
    evaluation = {
        "evaluator": "third party",
        "on": held,
        "plan_meets_requirement": passed,
        "posture_kept": True,
        "reason": "r",
    }
    return read(bases.Drill, {
        "id": name, "base": base, "name": {"ja": name, "en": name}, "kind": "tabletop", "scenario": "import-stop",
        "planned_on": "2023-05-01", "held_on": held, "participants": ["JOGMEC"], "result": {"note": "n"},
        "evaluation": None if passed is None else evaluation,
    })  # fmt: skip


PLAN = {
    "name": "fifth medium term",
    "first_year": "FY2023",
    "last_year": "FY2027",
    "target_in_all": 25,
    "target_by_year": {2023: 3},
}


def test_the_drills_of_fiscal_year_2023_reach_their_target() -> None:
    """Shibushi, Hokkaido and Fukushima (lines 2152–2159), target 3 (line 2131); the dates within the year are made up."""
    plan = read(bases.DrillPlan, PLAN)
    held = [drill(name, name, "2023-11-01") for name in ("shibushi", "hokkaido-joint", "fukushima")]
    found = bases.drill_count(plan, held, 2023)
    assert (found.value, bool(found)) == (3, True)
    assert found.facts_used["target_in_period"] == 25
    for more in (drill("x", "akita", "2024-04-01"), drill("y", "akita", "2023-12-01", passed=False)):
        assert bases.drill_count(plan, [*held[1:], more], 2023).outcome is Outcome.NO
    waiting = bases.drill_count(plan, [*held[1:], drill("z", "akita", "2023-12-01", passed=None)], 2023)
    assert waiting.facts_used["held_and_not_evaluated"] == 1
    assert bases.drill_count(plan, held, 2024).outcome is Outcome.OPEN
    with pytest.raises(InputError, match="outside the drill plan"):
        bases.drill_count(plan, held, 2028)
    with pytest.raises(InputError, match="twice"):
        bases.drill_count(plan, [held[0], held[0]], 2023)
    assert read(bases.DrillPlan, json.loads(json.dumps(stored(plan)))) == plan


def test_every_base_has_a_drill_in_the_period() -> None:
    planned = {
        "base": "akita",
        "fiscal_year": "R6",
        "kind": "tabletop",
        "scenario": "s",
        "why_so": "a simulator is at hand",
    }
    plan = read(bases.DrillPlan, {**PLAN, "drills": [planned]})
    assert bases.drill_coverage(plan, ["akita"])
    assert bases.drill_coverage(plan, ["akita", "fukui"]).facts_used["without"] == ["fukui"]
    with pytest.raises(InputError, match="needs its reason"):
        read(bases.PlannedDrill, {**planned, "why_so": None})
    with pytest.raises(InputError, match="outside the period"):
        read(bases.DrillPlan, {**PLAN, "drills": [{**planned, "fiscal_year": 2030}]})
    opened = bases.plan_drill("d", plan.drills[0], bases.Words(ja="試", en="trial"), dt.date(2024, 6, 1))
    assert (opened.state, opened.label) == ("planned", Classification.INTERNAL)


# Safety


def test_all_fifteen_bases_are_assessed() -> None:
    every = [base.id for base in bases.base_register().state_bases]
    done = [
        bases.SafetyAssessment(base=name, fiscal_year=2023, done_on=dt.date(2023, 12, 1), result="in order")
        for name in every
    ]
    assert bases.assessment_coverage(done, every, 2023).facts_used["assessed"] == 15
    lacking = bases.assessment_coverage(done[1:], every, 2023)
    assert (lacking.outcome, lacking.facts_used["lacking"]) == (Outcome.NO, [every[0]])
    with pytest.raises(InputError, match="not done in FY2023"):
        read(bases.SafetyAssessment, {"base": "akita", "fiscal_year": 2023, "done_on": "2024-04-01", "result": "r"})


def test_the_six_inspections_of_fiscal_year_2023() -> None:
    """Planned (lines 5984–5985) and held (line 2326) are the same six bases."""
    planned = ["kamigoto", "nanao", "akita", "kurashiki", "fukushima", "kikuma"]
    held = [
        bases.Inspection(base=name, fiscal_year=2023, safety_report="r", done_on=dt.date(2023, 11, 1))
        for name in planned
    ]
    found, points = bases.inspection_findings(held, 2023, dt.date(2024, 4, 1))
    assert (bool(found), bool(points)) == (True, True)
    late = [*held[1:], bases.Inspection(base="kamigoto", fiscal_year=2023)]
    assert bases.inspection_findings(late, 2023, dt.date(2024, 3, 31))[0].outcome is Outcome.OPEN
    assert bases.inspection_findings(late, 2023, dt.date(2024, 4, 1))[0].outcome is Outcome.NO
    assert bases.inspection_findings([], 2023, dt.date(2024, 4, 1))[0].outcome is Outcome.OPEN


def test_points_of_an_inspection_have_a_day() -> None:
    point = bases.InspectionPoint(id="p", what="w", due=dt.date(2024, 1, 31))
    one = bases.Inspection(
        base="akita", fiscal_year=2023, safety_report="r", done_on=dt.date(2023, 11, 1), points=(point,)
    )
    assert bases.inspection_findings([one], 2023, dt.date(2024, 1, 31))[1]
    assert bases.inspection_findings([one], 2023, dt.date(2024, 2, 1))[1].facts_used["overdue"] == ["akita p"]
    with pytest.raises(InputError, match="too early"):
        bases.close_point(one, "p", dt.date(2023, 10, 1), "a")
    closed = bases.close_point(one, "p", dt.date(2024, 1, 5), "mended")
    assert bases.inspection_findings([closed], 2023, dt.date(2024, 2, 1))[1]
    with pytest.raises(InputError, match="closed already"):
        bases.close_point(closed, "p", dt.date(2024, 1, 5), "a")


def test_nothing_may_block_release() -> None:
    def accident(name: str, *, blocks: bool | None) -> bases.Accident:
        at = dt.datetime(2023, 5, 29, 10, tzinfo=JST)
        return bases.Accident(
            id=name, base="akita", at=at, kind="accident", cause="work", what="w", blocks_release=blocks
        )

    assert bases.release_blocking_accidents([accident("a", blocks=False)], 2023)
    assert bases.release_blocking_accidents([accident("a", blocks=None)], 2023).outcome is Outcome.OPEN
    assert (
        bases.release_blocking_accidents([accident("a", blocks=True), accident("b", blocks=None)], 2023).outcome
        is Outcome.NO
    )
    assert bases.release_blocking_accidents([accident("a", blocks=True)], 2024)
    assert bases.accident_causes([accident("a", blocks=False), accident("b", blocks=True)]) == [
        {"base": "akita", "cause": "work", "number": 2}
    ]


def duty(name: str, **given: Any) -> bases.LegalDuty:
    tree = {"id": name, "base": "akita", "law": "消防法", "what": "periodic check", "kind": "inspection", **given}
    return read(bases.LegalDuty, tree)


def test_the_legal_register_knows_what_is_due() -> None:
    on = dt.date(2026, 2, 27)
    duties = [
        duty("late", due="2026-02-26"), duty("today", due="2026-02-27"), duty("soon", due="2026-03-29"),
        duty("far", due="2026-03-30"), duty("unknown"), duty("done", done_on="2026-01-05", proof="no. 1"),
        duty("yearly", done_on="2025-03-01", proof="no. 2", every_months=12),
    ]  # fmt: skip
    review = bases.review_legal_register(duties, on, lead_days=30)
    assert review.states == {
        "late": "overdue", "today": "due_soon", "soon": "due_soon", "far": "in_order", "unknown": "not_known",
        "done": "done", "yearly": "due_soon",
    }  # fmt: skip
    assert review.finding.outcome is Outcome.NO
    assert [row["id"] for row in bases.legal_rows(duties, review)][:2] == ["unknown", "late"]
    assert bases.review_legal_register(duties[1:4], on, lead_days=30).finding
    assert bases.review_legal_register([], on, lead_days=30).finding.outcome is Outcome.OPEN


def test_a_duty_that_returns_falls_on_the_last_day_of_a_short_month() -> None:
    """A month after 31 January is 28 February, and in a leap year 29 February."""
    assert bases.next_due(duty("m", done_on="2026-01-31", proof="p", every_months=1)) == dt.date(2026, 2, 28)
    assert bases.next_due(duty("m", done_on="2027-08-31", proof="p", every_months=6)) == dt.date(2028, 2, 29)
    assert bases.next_due(duty("m", done_on="2026-12-15", proof="p", every_months=12)) == dt.date(2027, 12, 15)
    done = bases.complete_duty(duty("m", due="2026-05-01", every_months=12), dt.date(2026, 4, 20), "no. 3")
    assert bases.next_due(done) == dt.date(2027, 4, 20)
    with pytest.raises(InputError, match="done later before"):
        bases.complete_duty(done, dt.date(2026, 4, 20), "no. 4")
    with pytest.raises(InputError, match="done already"):
        bases.complete_duty(duty("once", done_on="2026-01-05", proof="p"), dt.date(2026, 4, 20), "no. 4")


def test_the_register_is_checked_every_month() -> None:
    check = bases.RegisterCheck(base="akita", month="2026-04", by="safety division", on=dt.date(2026, 5, 8))
    assert bases.register_checked([check], ["akita"], "2026-04")
    assert not bases.register_checked([check], ["akita"], "2026-05")


# Operators

SCHEME = {
    "name": "scheme (fictional)", "from_year": "FY2023",
    "criteria": [
        {"id": "daily", "name": {"ja": "日常の操業", "en": "daily operation"}, "kind": "judged", "weight": 3, "most": 5},
        {"id": "safety", "name": {"ja": "事故等", "en": "accidents"}, "kind": "counted", "weight": 1, "most": 10,
         "deductions": {"injury": 2, "leak": 5}},
    ],
}  # fmt: skip


def record(operator: str, year: int, points: int | None, **events: int) -> bases.OperatorRecord:
    given = (
        []
        if points is None
        else [{"criterion": "daily", "points": points, "by": "a", "on": "2024-04-10", "reason": "r"}]
    )
    tree = {"operator": operator, "fiscal_year": year, "given": given}
    return read(bases.OperatorRecord, {**tree, "events": [{"kind": k, "number": n} for k, n in events.items()]})


def test_an_operator_is_scored_by_the_scheme() -> None:
    scheme = read(bases.OperatorScheme, SCHEME)
    score = bases.score_operator(
        scheme, [record("A", 2023, 4, injury=1, leak=0), record("A", 2024, 5, injury=0, leak=3)]
    )
    # 2023: ¾·4/5 + ¼·8/10 = 0.8; 2024: ¾·1 + ¼·0 (15 points off of 10) = 0.75
    assert score.score == Fraction(31, 40)
    open_ = bases.score_operator(scheme, [record("B", 2023, 4, injury=1)])
    assert (open_.score, open_.finding.outcome) == (None, Outcome.OPEN)
    assert open_.finding.missing == ("FY2023 safety",)
    same = bases.score_operator(
        scheme, [record("C", 2023, 5, injury=0, leak=3), record("C", 2024, 4, injury=1, leak=0)]
    )
    ranked = bases.rank_operators([open_, same, score])
    assert [(rank, one.operator) for rank, one in ranked] == [(1, "A"), (1, "C"), (None, "B")]


@pytest.mark.parametrize(
    ("records", "said"),
    [
        (lambda: [record("A", 2023, 6, injury=0, leak=0)], "at most 5 points"),
        (lambda: [record("A", 2022, 5, injury=0, leak=0)], "before the scheme"),
        (lambda: [record("A", 2023, 5), record("B", 2023, 5)], "one operator"),
        (lambda: [record("A", 2023, 5), record("A", 2023, 5)], "twice"),
        (lambda: [record("A", 2023, 5, fire=1)], "unknown kind of event"),
        (list, "one operator"),
    ],
)
def test_records_that_do_not_fit_the_scheme_are_refused(records: Callable[[], Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        bases.score_operator(read(bases.OperatorScheme, SCHEME), records())


# LPG and LNG


def measurement(**given: Any) -> bases.LpgMeasurement:
    tree = {
        "base": "fukushima", "tank": "n1", "at": "2026-06-01T09:00:00+09:00", "opening_t": 100000, "received_t": 500,
        "delivered_t": 300, "measured_t": 100150, "quality": {"odorant": 20, "propane": 96.5}, **given,
    }  # fmt: skip
    return read(bases.LpgMeasurement, tree)


LIMITS = {
    "name": "limits (fictional)", "loss_share": 0.0005, "at_once_hours": 2, "progress_days": 31,
    "quality": {"odorant": {"unit": "ppm", "least": 5, "most": 50}, "propane": {"unit": "mol %", "least": 95}},
}  # fmt: skip


def test_loss_and_quality_are_held_against_their_limits() -> None:
    limits = read(bases.LpgLimits, LIMITS)
    assert measurement().loss_t == 50  # 100,000 + 500 − 300 − 100,150, and 0.05 % of 100,000 may be lost
    assert bases.review_measurement(measurement(), limits).events == ()
    assert bases.review_measurement(measurement(measured_t=100149), limits).events == ("loss",)
    assert bases.review_measurement(measurement(measured_t=100251), limits).events == ("loss",)  # a gain is as odd
    outside = bases.review_measurement(measurement(quality={"odorant": 4.99, "propane": 96}), limits)
    assert outside.events == ("quality",)
    lacking = bases.review_measurement(measurement(measured_t=None, quality={"odorant": 20}), limits)
    assert [one.outcome for one in lacking.findings] == [Outcome.OPEN, Outcome.OPEN]
    event = bases.open_event("e", measurement(), "loss", "51 t")
    assert (event.state, event.found_at, event.what) == ("found", measurement().at, "51 t")
    with pytest.raises(InputError, match="unknown property"):
        bases.review_measurement(measurement(quality={"butane": 1}), limits)
    with pytest.raises(InputError, match="more was delivered"):
        bases.review_measurement(measurement(delivered_t=200000), limits)


def test_grants_stay_within_the_budget_of_the_buffer() -> None:
    """15,000 million yen: document 001, line 598."""
    assert WholeYen(15_000_000_000) == bases.BUFFER_BUDGET_FY2024
    grant = read(bases.BufferGrant, {
        "id": "g", "supplier": "s", "certified_on": "2025-01-01", "applied_on": "2025-02-01", "applied": 15_000_000_001,
        "reviewed_on": "2025-02-02", "review": "r", "decided_on": "2025-02-03", "decided": 15_000_000_000,
    })  # fmt: skip
    assert bases.buffer_budget([grant], bases.BUFFER_BUDGET_FY2024).value == 0
    assert not bases.buffer_budget([bases.changed(grant, decided=15_000_000_001)], bases.BUFFER_BUDGET_FY2024)
    with pytest.raises(InputError, match="not in their order"):
        read(bases.BufferGrant, {**stored(grant), "decided_on": "2025-01-31"})


# The form


@pytest.mark.parametrize(
    ("kind", "tree", "said"),
    [
        (bases.Tank, {"id": "t", "capacity": 10, "contents": {"a": 11}}, "more than its capacity"),
        (bases.Tank, {"id": "t", "capacity": True}, "capacity"),
        (bases.Tank, {"id": "t", "capacity": 10, "volume": 3}, "there is no such field"),
        (bases.Tank, {"id": "t", "capacity": 10, "heel": 11}, "heel"),
        (bases.Outlet, {"id": "b", "kind": "berth", "hours_a_day": 24, "workable_share": 1}, "needs «ship»"),
        (bases.Outlet, {"id": "b", "kind": "pipeline", "hours_a_day": 25, "workable_share": 1}, "hours_a_day"),
        (bases.Incident, {"id": "i", "base": "b", "cause": "leak", "begun": "2026-01-01T00:00:00"}, "its zone"),
        (bases.Words, {"ja": "a\u202eb", "en": "b"}, "control characters"),
        (bases.Work, {"id": "w", "base": "b", "what": "w", "cost_yen": 1, "not_before": "FY20"}, "no fiscal year"),
    ],
)
def test_what_is_not_well_formed_is_refused_in_one_sentence(
    kind: type[bases.Part], tree: dict[str, Any], said: str
) -> None:
    with pytest.raises(InputError) as refusal:
        read(kind, tree, "file.yaml")
    assert said in str(refusal.value)
    assert str(refusal.value).startswith("file.yaml")
    assert "\n" not in str(refusal.value)


# The demonstration


def test_every_method_runs_on_the_demonstration() -> None:
    file = bases.demonstration_scenario()
    assert bases.check_scenario(file.scenario, file.plan, file.installations).finding
    problem = bases.demonstration_swap()
    plan = bases.plan_swap(problem)
    assert (plan.proved, plan.label) == (True, Classification.PUBLIC)
    works = bases.demonstration_maintenance()
    yearly = bases.plan_maintenance(works)
    assert yearly.proved
    assert yearly.years["kita-roof"] <= 2027
    assert yearly.years["kita-arm"] != yearly.years["kita-roof"]  # one work a year may stop part of a base
    assert yearly.finding.missing == ("kita-fence",)
    assert yearly.left_out["nishi-shaft"] == "it cannot be repaired technically and is not ranked"
    assert bases.check_maintenance(works, yearly.years) == ()
    for record in (file, problem, plan, works, bases.demonstration_installations()):
        assert read(type(record), json.loads(json.dumps(stored(record)))) == record
        assert all(part.fictional for part in (file.scenario, problem, plan, works))
