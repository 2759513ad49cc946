"""Valuations of a case: found as the engine finds, bad files in one sentence, kept for good, named by the evaluation."""

from __future__ import annotations

import hashlib
import io
import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from sonae import __version__
from sonae.core import Classification, InputError
from sonae.documents.letters import letter_html
from sonae.economics.conditions import conditions_from_text, demonstration_conditions, demonstration_text
from sonae.economics.ledger import case_from_text, evaluate_case, measure
from sonae.economics.uncertainty import ProjectUnderRisk, simulate_projects
from sonae.office.bus import command_from, handle, weigh
from sonae.office.economics import Wanted, canonical, published_sets, read_inputs, relied_on, worked_out
from sonae.office.gate import NotThereError, RefusedError
from sonae.office.jobs import work_once
from sonae.office.keeping import check_books
from sonae.office.letters import letter_for
from sonae.office.models import Case, EconomicRun, Job, Paper
from sonae.office.pages.forms import said_of
from sonae.office.papers import keep_paper, papers_for
from sonae.office.seed.cast import Cast
from sonae.office.store import paper_path
from tests.office.conftest import Give
from tests.office.jobs.conftest import CLOCK, TEXT, Ask, Hand

pytestmark = pytest.mark.django_db
CaseNamed = Callable[[str], Case]
RISKS = """
volume: {low: 0.7, best: 1.0, high: 1.3, source: fictional}
costs: {}
delay: null
chance_of_success: 0.8
spent_before: [intangible]
seen_as: contingent
"""


@pytest.fixture
def published(tmp_path: Path) -> Iterator[Path]:
    """The folder of condition sets that the agency publishes."""
    folder = Path(settings.OFFICE.home) / "conditions"
    folder.mkdir(exist_ok=True)
    yield folder
    for one in folder.glob("*.yaml"):
        one.unlink()


def test_what_is_kept_is_what_the_engine_finds(ask: Ask) -> None:
    job = ask(scenarios=300, seed=7)
    work_once(clock=CLOCK)
    run = EconomicRun.objects.get(case=job.case)
    found = json.loads(run.document)
    ledger = evaluate_case(case_from_text(TEXT, "x.yaml"), demonstration_conditions())
    worth = measure(ledger, "appraisal")
    own = worth.parties[0]
    party = found["parties"][0]
    assert (party["party"], party["present_value"], party["total"]) == (own.party, own.present_value, own.total)
    assert [one["rate"] for one in party["internal_rates"]] == [root.rate for root in own.rates.roots]
    # By hand: every rate that is named is one at which the flows are worth nothing.
    flows = ledger.net("contractor") * ledger.conditions.money_factors(ledger.grid, ledger.money, worth.money)
    for one in party["internal_rates"]:
        terms = [flow / (1 + one["rate"]) ** t for t, flow in enumerate(flows)]
        assert abs(math.fsum(terms)) < 1e-7 * math.fsum(map(abs, terms))
    assert found["agency"]["present_value"] == 0.3 * own.present_value
    assert found["payback"]["years"] == worth.payback_years
    again = simulate_projects(
        [ProjectUnderRisk(ledger, None, 0.3, "contractor")],
        ledger.conditions,
        300,
        7,
        rate="appraisal",
        engine="readable",
    )
    values = sorted(again.value[0])
    exceeded = {one["chance"]: one["value"] for one in found["scenarios"]["exceeded"]}
    assert exceeded[0.9] == values[29]  # 270 of 300 lie at it or above
    assert sum(one >= exceeded[0.5] for one in values) == 151
    assert list(exceeded.values()) == sorted(exceeded.values())
    assert sum(found["scenarios"]["histogram"]["counts"]) == found["scenarios"]["count"] == 300
    assert found["scenarios"]["seed"] == 7
    assert found["conditions"]["sha256"] == demonstration_conditions().sha256
    assert found["project"]["sha256"] == case_from_text(TEXT, "x.yaml").sha256
    assert (found["sonae"], found["classification"]) == (__version__, "PUBLIC")
    assert hashlib.sha256(run.document.encode()).hexdigest() == run.sha256
    assert canonical(json.loads(run.document)) == run.document, "the hash can be made again from what is read"


def test_its_files_are_papers_of_the_case(ask: Ask, cast: Cast) -> None:
    job = ask()
    work_once(clock=CLOCK)
    run = EconomicRun.objects.get(case=job.case)
    found = json.loads(run.document)
    assert paper_path(run.project.sha256).read_text(encoding="utf-8") == TEXT
    assert paper_path(run.conditions.sha256).read_text(encoding="utf-8") == demonstration_text()
    assert conditions_from_text(demonstration_text(), "x").sha256 == found["conditions"]["sha256"]
    assert found["conditions"]["published_as"] == "demonstration"
    assert run.project.case_id == run.conditions.case_id == run.case_id
    assert not papers_for(cast["applicant4"], run.case).filter(kind="conditions").exists(), (
        "a company reads neither of them"
    )


def test_the_worker_needs_only_the_papers(ask: Ask, published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (published / "agency.yaml").write_text(demonstration_text(), encoding="utf-8")
    job = ask(conditions="agency")
    (published / "agency.yaml").unlink()
    work_once(clock=CLOCK)
    job.refresh_from_db()
    assert job.state == "done"


def test_a_run_is_the_same_whenever_it_is_made(ask: Ask) -> None:
    job = ask(scenarios=200)
    ask(project="project.yaml", scenarios=200)
    work_once(clock=CLOCK)
    work_once(clock=CLOCK)
    first, second = (one.document for one in EconomicRun.objects.filter(case=job.case).order_by("number"))
    assert first == second


def test_risks_of_its_own_move_the_scenarios_alone(ask: Ask, hand_in: Hand, case_named: CaseNamed) -> None:
    case = case_named("Shirahige offshore oil")
    hand_in(case, RISKS, "risks.yaml", "risks")
    ask(scenarios=200)
    ask(project="project.yaml", scenarios=200, risks="risks.yaml")
    ask(project="project.yaml", scenarios=0)
    for _ in range(3):
        work_once(clock=CLOCK)
    plain, risky, certain = (
        json.loads(one.document) for one in EconomicRun.objects.filter(case=case).order_by("number")
    )
    assert plain["parties"] == risky["parties"] == certain["parties"]
    assert risky["scenarios"]["mean"] < plain["scenarios"]["mean"]
    assert (certain["scenarios"], risky["risks"]["file"]) == (None, "risks.yaml")


BAD: dict[str, tuple[str, dict[str, Any], str]] = {
    "no such paper": (TEXT, {"project": "other.yaml"}, "unknown paper «other.yaml»"),
    "a path": (TEXT, {"project": "../../secret.key"}, "unknown paper"),
    "no yaml": ("id: [", {}, "no readable YAML"),
    "an alias": ("id: &a x\nname_ja: *a\n", {}, "project.yaml"),
    "a missing field": (TEXT.replace("main_product: oil\n", ""), {}, "main_product"),
    "an unknown field": (TEXT + "more: 1\n", {}, "more"),
    "a regime of one's own": (
        TEXT.replace("idn-psc-cost-recovery", "/etc/passwd.yaml"),
        {},
        "a regime in a file of one's own",
    ),
    "an unknown regime": (TEXT.replace("idn-psc-cost-recovery", "idn-psc"), {}, "unknown regime"),
    "a deck that is none": (TEXT.replace("deck: oil", "deck: helium"), {}, "helium"),
    "past the deck": (TEXT.replace("first_year: 2026", "first_year: 2016"), {}, "project.yaml"),
    "infinite": (TEXT.replace("2028: 4,", "2028: .inf,"), {}, "2028"),
    "another rate": (TEXT, {"rate": "funding_usd"}, "unknown discount rate"),
    "another party": (TEXT, {"party": "nobody"}, "unknown party"),
    "another set": (TEXT, {"conditions": "agency"}, "unknown condition set"),
    "a set that is none": (TEXT, {"conditions": "project.yaml"}, "project.yaml"),
    "secret": (TEXT.replace("classification: public", "classification: secret"), {}, "classified above the case"),
    "risks that are none": (TEXT, {"risks": "project.yaml"}, "project.yaml"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_in_one_sentence_and_nothing_is_asked_for(
    name: str, ask: Ask, hand_in: Hand, case_named: CaseNamed, give: Give
) -> None:
    text, more, said = BAD[name]
    case = case_named("Shirahige offshore oil")
    hand_in(case, text)
    with pytest.raises(InputError, match=said.replace("(", r"\(")) as refused:
        ask(**{"project": "project.yaml", **more})
    assert "\n" not in str(refused.value)
    assert not Job.objects.filter(case=case).exists()
    for language in ("ja", "en"):
        assert said_of(refused.value, language)


@pytest.mark.parametrize(
    ("field", "value"),
    [("scenarios", 1), ("scenarios", 100_001), ("scenarios", -1), ("share", "101"), ("share", "-1"), ("share", "NaN"), ("seed", -1),
     ("rate", "a b"), ("rate", ""), ("party", "X;"), ("project", ""), ("more", 1)],
)  # fmt: skip
def test_fields_that_do_not_fit(field: str, value: object) -> None:
    whole = {"project": "p.yaml", "conditions": "demonstration", "rate": "appraisal", field: value}
    with pytest.raises(InputError, match=field):
        command_from("economics.run", whole)


def test_bytes_that_changed_are_found_before_they_are_read(ask: Ask, hand_in: Hand, case_named: CaseNamed) -> None:
    case = case_named("Shirahige offshore oil")
    hand_in(case, TEXT + "# one\n", "bent.yaml")
    place = paper_path(Paper.objects.get(case=case, name="bent.yaml").sha256)
    place.write_text(TEXT + "# two\n", encoding="utf-8")
    try:
        with pytest.raises(InputError, match="gone or changed"):
            ask(project="bent.yaml")
    finally:
        place.unlink()


def test_a_case_that_is_real_takes_nothing_fictional(
    cast: Cast, ask: Ask, hand_in: Hand, case_named: CaseNamed
) -> None:
    case = case_named("Shirahige offshore oil")
    Case.objects.filter(pk=case.pk).update(fictional=False)
    case.refresh_from_db()
    assert published_sets(cast["review"], case) == ()
    hand_in(case, demonstration_text(), "set.yaml", "conditions")
    with pytest.raises(InputError, match="the project is fictional"):
        ask(conditions="set.yaml")


def test_a_set_above_the_clearance_is_not_there(cast: Cast, case_named: CaseNamed, published: Path, ask: Ask) -> None:
    (published / "agency.yaml").write_text(
        demonstration_text().replace("classification: public", "classification: secret"), encoding="utf-8"
    )
    (published / "broken.yaml").write_text("name: [", encoding="utf-8")
    case = case_named("Shirahige offshore oil")
    assert [one.name for one in published_sets(cast["promotion"], case)] == ["demonstration"]
    assert [one.name for one in published_sets(cast["review"], case)] == ["demonstration", "agency"]
    with pytest.raises(InputError, match="unknown condition set"):
        ask("promotion", conditions="agency")
    with pytest.raises(InputError, match="classified above the case"):
        ask("review", conditions="agency")
    Case.objects.filter(pk=case.pk).update(classification=Classification.SECRET.value)
    job = ask("review", conditions="agency", project="project.yaml")
    work_once(clock=CLOCK)
    run = EconomicRun.objects.get(case=job.case)
    assert run.label is Classification.SECRET


def test_a_case_that_was_opened_wider_meanwhile_keeps_no_secret_run(
    cast: Cast, ask: Ask, hand_in: Hand, case_named: CaseNamed
) -> None:
    case = case_named("Shirahige offshore oil")
    Case.objects.filter(pk=case.pk).update(classification=Classification.SECRET.value)
    hand_in(
        case_named("Shirahige offshore oil"),
        TEXT.replace("classification: public", "classification: secret"),
        who="review",
    )
    job = ask(project="project.yaml")
    Case.objects.filter(pk=case.pk).update(classification=Classification.INTERNAL.value)
    work_once(clock=CLOCK)
    job.refresh_from_db()
    assert (job.state, EconomicRun.objects.filter(case=case).count()) == ("failed", 0)
    assert "区分" in job.problem_ja


def test_nobody_keeps_a_run_by_hand(ask: Ask, give: Give, cast: Cast) -> None:
    job = ask()
    assert job.case is not None
    with pytest.raises(InputError, match="nothing to keep"):
        give("review", "economics.keep", job.case.number, job=job.code)
    work_once(clock=CLOCK)
    with pytest.raises(InputError, match="nothing to keep"):
        give("review", "economics.keep", job.case.number, job=job.code)
    with pytest.raises(InputError, match="nothing to keep"):
        give("promotion", "economics.keep", job.case.number, job=job.code)
    with pytest.raises(RefusedError):
        give("finance", "economics.keep", job.case.number, job=job.code)
    assert EconomicRun.objects.filter(case=job.case).count() == 1


@pytest.mark.parametrize("way", ["update", "delete", "raw"])
def test_the_database_itself_keeps_a_run_from_being_changed(ask: Ask, way: str) -> None:
    job = ask(scenarios=0)
    work_once(clock=CLOCK)
    rows = EconomicRun.objects.filter(case=job.case)
    ways: dict[str, Callable[[], object]] = {
        "update": lambda: rows.update(document="{}"), "delete": lambda: rows.get().delete(),
        "raw": lambda: connection.cursor().execute("DELETE FROM office_economicrun"),
    }  # fmt: skip
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        ways[way]()
    assert rows.count() == 1


def test_the_books_find_a_run_that_is_not_the_one_that_was_told_of(ask: Ask) -> None:
    assert check_books().holds
    job = ask(scenarios=0)
    work_once(clock=CLOCK)
    assert check_books().holds
    one = EconomicRun.objects.get(case=job.case)
    EconomicRun.objects.create(
        case=one.case, number=9, by=one.by, at=one.at, sequence=one.sequence + 1000, project=one.project, conditions=one.conditions,
        classification=0, document="{}", sha256=one.sha256,
    )  # fmt: skip
    assert ["the valuation 9" in flaw.en for flaw in check_books().flaws] == [True]


def test_the_evaluation_names_the_run_and_a_later_one_may_name_a_newer(ask: Ask, give: Give) -> None:
    job = ask(scenarios=0)
    case = job.case
    assert case is not None
    with pytest.raises(InputError, match="there is no valuation 1"):
        give("review", "review.evaluate", case.number, of="economic", result="x", run=1)
    ask(project="project.yaml", scenarios=0, share="20")
    work_once(clock=CLOCK)
    work_once(clock=CLOCK)
    with pytest.raises(InputError, match="economic evaluation alone"):
        give("review", "review.evaluate", case.number, of="risk", result="x", run=1)
    give("review", "review.evaluate", case.number, of="economic", result="x", run=1)
    case.refresh_from_db()
    assert relied_on(case) == 1
    give("review", "review.evaluate", case.number, of="economic", result="y", run=2)
    case.refresh_from_db()
    assert relied_on(case) == 2
    named = case.facts["economics"]["named"]
    assert [(one["run"], one["by"]) for one in named] == [(1, "review.evaluate"), (2, "review.evaluate")]
    assert [one["sha256"] for one in named] == list(
        EconomicRun.objects.filter(case=case).order_by("number").values_list("sha256", flat=True)
    )
    assert EconomicRun.objects.filter(case=case).count() == 2, "the old one stays"


def test_the_yearly_evaluation_names_a_run_of_its_own_case_alone(ask: Ask, give: Give, case_named: CaseNamed) -> None:
    ask("planning", title="Ukishima oil", scenarios=0)
    work_once(clock=CLOCK)
    given = {"rank": "B", "analysed": ["progress", "since_adoption", "since_last"], "run": 1}
    case = case_named("Ukishima oil")
    give("planning", "evaluation.rank", case.number, **given)
    case.refresh_from_db()
    assert (relied_on(case), case.facts["economics"]["named"][0]["by"]) == (1, "evaluation.rank")
    with pytest.raises(InputError, match="there is no valuation 1"):
        give("planning", "evaluation.rank", case_named("Kurose oil").number, **given)


@pytest.mark.parametrize(
    "who", ["applicant4", "applicant", "executive", "finance", "ministry", "auditor", "public", "admin"]
)
def test_promotion_review_and_planning_alone_ask(ask: Ask, who: str, hand_in: Hand, case_named: CaseNamed) -> None:
    hand_in(case_named("Shirahige offshore oil"))
    with pytest.raises((RefusedError, NotThereError)):
        ask(who, project="project.yaml")


def test_weighing_checks_the_files_and_leaves_nothing(cast: Cast, hand_in: Hand, case_named: CaseNamed) -> None:
    case = case_named("Shirahige offshore oil")
    hand_in(case)
    wish = command_from(
        "economics.run", {"project": "project.yaml", "conditions": "demonstration", "rate": "appraisal"}
    )
    before = (Paper.objects.count(), Job.objects.count())
    assert weigh(wish, cast["review"], case)[0]
    assert (Paper.objects.count(), Job.objects.count()) == before


def test_a_guarantee_is_valued_too(cast: Cast, ask: Ask) -> None:
    job = ask("promotion", title="Hinokuma guarantee", scenarios=0)
    work_once(clock=CLOCK)
    job.refresh_from_db()
    assert job.state == "done"


@pytest.mark.parametrize("share", ["0", "12.5", "100"])
def test_the_agency_has_its_share_of_every_value(cast: Cast, hand_in: Hand, case_named: CaseNamed, share: str) -> None:
    case = case_named("Shirahige offshore oil")
    hand_in(case)
    wanted = Wanted("project.yaml", "demonstration", None, "appraisal", "contractor", float(share) / 100, 128, 1)
    found = worked_out(read_inputs(cast["review"], case, wanted), _Silent())
    whole = found["parties"][0]["present_value"]
    assert found["agency"]["present_value"] == pytest.approx(float(share) / 100 * whole, rel=1e-15)
    if share == "0":
        assert found["scenarios"]["mean"] == 0


class _Silent:
    def stage(self, name: str, total: float) -> None: ...

    def advance(self, amount: float) -> None: ...

    def check(self) -> None: ...


def test_a_run_asked_by_hand_of_another_case_finds_no_paper(cast: Cast, hand_in: Hand, case_named: CaseNamed) -> None:
    hand_in(case_named("Shirahige offshore oil"))
    other = case_named("Kurose oil")
    wish = command_from(
        "economics.run", {"project": "project.yaml", "conditions": "demonstration", "rate": "appraisal"}
    )
    with pytest.raises(InputError, match="unknown paper"):
        handle(wish, cast["review"], key="x", case=other.number, clock=CLOCK)
    paper, _ = keep_paper(cast["review"], other, "notes.txt", "other", io.BytesIO(b"x"), clock=CLOCK)
    with pytest.raises(InputError, match="unknown paper"):
        handle(
            command_from("economics.run", {"project": paper.name, "conditions": "demonstration", "rate": "appraisal"}),
            cast["review"], key="y", case=other.number, clock=CLOCK,
        )  # fmt: skip


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_file_of_a_case_lists_its_valuations(case_named: CaseNamed, language: Any) -> None:
    case = case_named("Todai offshore oil")
    page = letter_html(letter_for(case, "case_file", language, clock=CLOCK))
    run = EconomicRun.objects.get(case=case)
    assert run.sha256 in page
    value = json.loads(run.document)["agency"]["present_value"]
    assert f"{value / 1e6:,.0f} (30 %)" in page
    assert "経済性の計算" in page or language == "en"
    without = letter_html(letter_for(case_named("Kurose oil"), "case_file", language, clock=CLOCK))
    assert "Valuations" not in without
