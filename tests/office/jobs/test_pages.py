"""Pages and API of valuations and long work: what is shown to whom, progress without scripts, cancelling, charts."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.office.jobs import work_once
from sonae.office.jobs.queue import claim_next
from sonae.office.models import Case, EconomicRun, Job, Paper
from sonae.office.pages.charts import signed, spread
from tests.office.api.conftest import Speaker
from tests.office.conftest import NOW, Give
from tests.office.jobs.conftest import CLOCK, TEXT, Ask, CaseNamed, Hand
from tests.office.tokens import token_of

pytestmark = pytest.mark.django_db
Reader = Callable[..., Client]
Log = Callable[[str], Speaker]


@pytest.fixture
def speak(cast: Any) -> Log:
    return lambda login: Speaker(token_of(cast[login], None))


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def case_of(job: Job) -> Case:
    assert job.case is not None
    return job.case


def test_a_file_is_handed_in_a_valuation_asked_for_and_shown(reader: Reader, case_named: CaseNamed) -> None:
    client, case = reader("review"), case_named("Shirahige offshore oil")
    page = reverse("case_economics", args=[case.number])
    assert "経済性の計算はまだありません" in client.get(page).content.decode()
    answer = client.post(page, {"kind": "project", "file": SimpleUploadedFile("oil.yaml", TEXT.encode())})
    assert (answer.status_code, answer["Location"].startswith(f"{page}?kept=")) == (302, True)
    assert "oil.yaml" in client.get(answer["Location"]).content.decode()
    form = reverse("command", args=[case.number, "economics.run"])
    first = client.get(form).content.decode()
    assert all(
        word in first for word in ('value="oil.yaml"', 'value="demonstration"', 'value="appraisal_usd"', "SHA-256")
    )
    fields = {"project": "oil.yaml", "conditions": "demonstration", "rate": "appraisal", "party": "contractor", "share": "30",
              "scenarios": "２００", "seed": "20260401", "key": "k", "risks": "", "version": str(case.version)}  # fmt: skip
    weighed = client.post(form, {**fields, "act": "weigh"})
    assert weighed.status_code == 200
    answer = client.post(form, {**fields, "act": "give"})
    assert answer.status_code == 302, text(answer)
    assert answer["Location"].startswith(page)
    job = Job.objects.get(case=case)
    waiting = client.get(answer["Location"]).content.decode()
    assert reverse("job", args=[job.code]) in waiting
    assert 'hx-trigger="every 2s"' in waiting
    assert "表示を更新する" in waiting
    work_once(clock=CLOCK)
    shown = client.get(page)
    body = text(shown)
    assert "hx-trigger" not in shown.content.decode()
    digest = EconomicRun.objects.get(case=case).sha256
    words = (
        "経済性計算 第1号", "正味現在価値（appraisal 6.00%）", "1,246.4", "373.9", "億JPY・名目", "200（乱数の種 20260401）",
        "fictional demonstration 第1版", digest, "一つに定まらない",
    )  # fmt: skip
    for word in words:
        assert word in body, word
    assert shown.content.decode().count("<svg") == 2
    assert client.get(reverse("economic_run", args=[case.number, 1])).status_code == 200
    assert client.get(reverse("economic_run", args=[case.number, 2])).status_code == 404
    assert "経済性計算 第1号" in text(client.get(reverse("case", args=[case.number])))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_bad_file_is_named_with_its_place_and_what_was_typed_is_kept(
    reader: Reader, case_named: CaseNamed, hand_in: Hand, language: str
) -> None:
    case = case_named("Shirahige offshore oil")
    hand_in(case, TEXT.replace("country: IDN", "country: Indonesia"))
    client = reader("review", language)
    form = reverse("command", args=[case.number, "economics.run"])
    fields = {"project": "project.yaml", "conditions": "demonstration", "rate": "appraisal", "party": "contractor", "share": "30",
              "scenarios": "321", "seed": "1", "key": "k", "risks": "", "act": "give"}  # fmt: skip
    answer = client.post(form, fields)
    assert answer.status_code == 400
    assert "project.yaml" in text(answer)
    assert "country" in text(answer)
    assert 'value="321"' in answer.content.decode()
    assert not Job.objects.filter(case=case).exists()


def test_a_file_of_another_kind_is_refused(reader: Reader, case_named: CaseNamed) -> None:
    client, case = reader("review"), case_named("Shirahige offshore oil")
    page = reverse("case_economics", args=[case.number])
    bad = (
        ("notice", "a.yaml", b"x"),
        ("project", "a.exe", b"x"),
        ("project", "a.yaml", b"\0"),
        ("project", "a.yaml", b""),
    )
    for kind, name, data in bad:
        answer = client.post(page, {"kind": kind, "file": SimpleUploadedFile(name, data)})
        assert answer.status_code == 400, (kind, name)
    assert client.post(page, {"kind": "project"}).status_code == 400
    assert not Paper.objects.filter(case=case, kind__in=("project", "notice")).exists()


@pytest.mark.parametrize(("login", "status"), [
    ("applicant4", 404), ("applicant", 404), ("admin", 404), ("committee", 404), ("executive", 200), ("ministry", 200),
])  # fmt: skip
def test_valuations_are_the_agency_s_own_work(reader: Reader, ask: Ask, login: str, status: int) -> None:
    case = case_of(ask(scenarios=0))
    work_once(clock=CLOCK)
    client = reader(login)
    for name, args in (("case_economics", [case.number]), ("economic_run", [case.number, 1])):
        assert client.get(reverse(name, args=args)).status_code == status
    overview = client.get(reverse("case", args=[case.number]))
    if overview.status_code == 200:
        assert ("経済性計算" in overview.content.decode()) == (status == 200)
        life = client.get(reverse("case_life", args=[case.number])).content.decode()
        assert ("経済性の計算" in life) == (status == 200)


def test_work_is_shown_with_its_progress_and_cancelled_by_a_button(reader: Reader, ask: Ask, hand_in: Hand) -> None:
    job = ask(scenarios=1000)
    client = reader("review")
    page = reverse("job", args=[job.code])
    assert "待機中" in client.get(page).content.decode()
    claim = claim_next("w:1x", NOW)
    assert claim is not None
    claim.write(stage="scenarios", done=256, total=1000)
    shown = client.get(page).content.decode()
    assert '<progress max="1000" value="256"' in shown
    assert "シナリオの計算" in shown
    assert "256 / 1,000" in shown
    assert 'hx-get="' in shown
    assert f'href="{page}"' in shown, "a link shows it anew where no script runs"
    for other in ("promotion", "applicant4", "executive"):
        stranger = reader(other)
        assert stranger.get(page).status_code == 404
        assert stranger.post(reverse("job_cancel", args=[job.code])).status_code == 404
    assert client.get(reverse("job_cancel", args=[job.code])).status_code == 405
    answer = client.post(reverse("job_cancel", args=[job.code]))
    assert (answer.status_code, answer["Location"]) == (302, page)
    ended = client.get(page).content.decode()
    assert "取消し" in ended
    assert "hx-get" not in ended
    listed = client.get(reverse("jobs")).content.decode()
    assert job.code in listed
    assert reader("promotion").get(reverse("jobs")).content.decode().count(job.code) == 0


def test_a_cancellation_needs_the_form_of_our_own(cast: Any, ask: Ask) -> None:
    job = ask()
    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    client.force_login(cast["review"])
    assert client.post(reverse("job_cancel", args=[job.code])).status_code == 403
    job.refresh_from_db()
    assert job.state == "waiting"


def test_why_work_failed_is_told(reader: Reader, ask: Ask, give: Give, cast: Any) -> None:
    job = ask()
    Case.objects.filter(pk=job.case_id).update(stage="withdrawn")
    work_once(clock=CLOCK)
    shown = text(reader("review").get(reverse("job", args=[job.code])))
    assert "終わらなかった" in shown
    assert "「取下げ」の段階では行えない" in shown


def test_the_valuation_stands_beside_the_decision(reader: Reader, case_named: CaseNamed) -> None:
    case = case_named("Todai offshore oil")
    client = reader("executive")
    for path in (reverse("case", args=[case.number]), reverse("command", args=[case.number, "decision.make"])):
        shown = text(client.get(path))
        assert "経済性計算 第1号" in shown
        assert "経済性の評価の根拠" in shown
    assert case.facts["economics"]["run"] == 1


def test_the_demonstration_s_runs_hold(case_named: CaseNamed) -> None:
    for title, project in (("Todai offshore oil", "todai-oil"), ("Akatsuki gas field", "akatsuki-gas")):
        run = EconomicRun.objects.get(case=case_named(title))
        found = json.loads(run.document)
        assert (found["project"]["id"], found["scenarios"]["count"]) == (project, 256)
        assert run.by.login == "promotion"


def test_the_api_lists_reads_and_cancels(speak: Log, ask: Ask) -> None:
    job = ask(scenarios=0)
    case = case_of(job)
    mine, other, company = speak("review"), speak("promotion"), speak("applicant4")
    listed = mine.get("/jobs").json()["items"]
    assert [(one["job"], one["state"]["code"], one["asked_in"]) for one in listed] == [
        (job.code, "waiting", job.asked_by)
    ]
    assert job.code not in {one["job"] for one in other.get("/jobs").json()["items"]}
    for stranger in (other, company):
        assert stranger.get(f"/jobs/{job.code}").status_code == 404
        assert stranger.call("POST", f"/jobs/{job.code}/cancel").status_code == 404
    work_once(clock=CLOCK)
    assert mine.get(f"/jobs/{job.code}").json()["run"] == 1
    runs = mine.get(f"/cases/{case.number}/runs").json()["items"]
    assert [(one["number"], one["document"]) for one in runs] == [(1, None)]
    whole = mine.get(f"/cases/{case.number}/runs/1").json()
    assert whole["document"] == json.loads(EconomicRun.objects.get(case=case).document)
    for path in (f"/cases/{case.number}/runs", f"/cases/{case.number}/runs/1"):
        assert company.get(path).status_code == 404, "the agency's own work"
    assert mine.get(f"/cases/{case.number}/runs/0").status_code == 404
    assert mine.get(f"/cases/{case.number}/runs/9999999999").status_code == 404
    second = ask(project="project.yaml", scenarios=0)
    assert mine.call("POST", f"/jobs/{second.code}/cancel").json()["state"]["code"] == "cancelled"
    assert mine.call("POST", f"/jobs/{second.code}/cancel").json()["state"]["code"] == "cancelled"
    page = mine.get("/jobs?limit=1").json()
    assert page["items"][0]["job"] == second.code
    assert mine.get(f"/jobs?limit=1&cursor={page['next']}").json()["items"][0]["job"] == job.code


def test_a_company_does_not_read_on_what_the_evaluation_of_its_case_rests(speak: Log, case_named: CaseNamed) -> None:
    case = case_named("Todai offshore oil")
    assert speak("review").get(f"/cases/{case.number}").json()["facts"]["economics"]["run"] == 1
    company = speak("applicant")
    assert "economics" not in company.get(f"/cases/{case.number}").json()["facts"]
    kinds = {one["kind"] for one in company.get(f"/cases/{case.number}/events").json()["items"]}
    assert kinds
    assert not kinds & {"economics.run", "economics.keep"}


def test_the_api_offers_no_way_to_keep_a_run(speak: Log, ask: Ask) -> None:
    job = ask(scenarios=0)
    number = case_of(job).number
    mine = speak("review")
    assert mine.give(number, "economics.keep", {"job": job.code}).status_code == 404
    kinds = [one["kind"] for one in mine.get(f"/cases/{number}").json()["commands"]]
    assert "economics.run" in kinds
    assert "economics.keep" not in kinds


def test_yaml_is_taken_as_a_paper_and_a_name_decides_nothing(speak: Log, case_named: CaseNamed, reader: Reader) -> None:
    number = case_named("Shirahige offshore oil").number
    said = {"content_type": "application/yaml"}
    assert (
        speak("promotion").call("PUT", f"/cases/{number}/papers/a.yml?kind=project", TEXT.encode(), **said).status_code
        == 200
    )
    taken = reader("promotion").get(reverse("paper", args=[number, Paper.objects.get(name="a.yml").pk]))
    assert taken["Content-Disposition"].startswith("attachment")
    assert b"".join(taken.streaming_content) == TEXT.encode()  # type: ignore[attr-defined]
    assert io.BytesIO(TEXT.encode()).getvalue().startswith(b"#")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-1e13, 1e13), min_size=1, max_size=120))
def test_columns_of_either_sign_stay_inside_their_drawing(amounts: list[float]) -> None:
    drawn = signed([str(2026 + n) for n in range(len(amounts))], amounts)
    for stick, amount in zip(drawn.sticks, amounts, strict=True):
        assert 0 <= stick.y <= drawn.floor if amount >= 0 else stick.y == drawn.floor
        assert stick.y + stick.height <= drawn.height
        assert stick.x + drawn.breadth <= drawn.width
    assert sum(bool(stick.label) for stick in drawn.sticks) <= 10
    assert drawn.ticks[0] == (drawn.floor, "0")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=40), st.floats(-1e12, 1e12), st.floats(1.0, 1e12))
def test_a_histogram_stays_inside_and_marks_nought_where_it_lies_within(
    counts: list[int], low: float, wide: float
) -> None:
    edges = [low + wide * n for n in range(len(counts) + 1)]
    drawn = spread(edges, counts, 1e8)
    assert sum(one.count for one in drawn.bins) == sum(counts)
    assert all(one.y >= 0 and one.y + one.height == drawn.floor for one in drawn.bins)
    assert all(one.x + drawn.breadth <= drawn.width for one in drawn.bins)
    assert (drawn.zero is not None) == (edges[0] < 0 < edges[-1])
    assert drawn.zero is None or 24 <= drawn.zero <= drawn.width
