"""What the pages show: bounded queries, filters, what waits, the calendar, errors, hidden work of the agency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from sonae.office.models import Account, Case, Event, Organisation
from sonae.office.pages.charts import bars, columns
from sonae.office.pages.digest import SHELF
from sonae.office.pages.errors import server_error
from sonae.office.pages.told import place_in_words
from tests.office.conftest import Give
from tests.office.pages.conftest import Reader

pytestmark = pytest.mark.django_db
CaseNamed = Callable[[str], Case]

QUERIES = {
    "home": 14, "inbox": 11, "calendar": 11, "calendar_ics": 11, "cases": 11, "cases_csv": 14, "case": 18, "case_life": 15,
    "case_facts": 11, "case_findings": 11, "case_duties": 11, "case_papers": 12,
    "case_economics": 17, "jobs": 7,
}  # fmt: skip


@pytest.mark.parametrize("name", QUERIES)
def test_the_queries_of_a_page_are_few_whatever_the_number_of_cases_and_events(
    name: str, reader: Reader, case_named: CaseNamed, django_assert_max_num_queries: Any
) -> None:
    client = reader("review")
    case = case_named("Kurose oil")
    address = reverse(name, args=[case.number] if name.startswith("case") and not name.startswith("cases") else [])
    with django_assert_max_num_queries(QUERIES[name]):
        assert client.get(address).status_code == 200
    copies = [
        Case(number=f"E2026-ZZ{n:03}", kind="equity", title_ja=f"写し{n}", title_en=f"copy {n}",
             applicant=case.applicant, stage="under_way", facts=case.facts, bylaw="003", classification=1,
             opened_on=case.opened_on, changed_at=case.changed_at)
        for n in range(60)
    ]  # fmt: skip
    Case.objects.bulk_create(copies)
    SHELF.clear()
    with django_assert_max_num_queries(QUERIES[name]):
        assert client.get(address).status_code == 200


def test_the_list_is_filtered_sorted_and_cut_into_pages(reader: Reader, case_named: CaseNamed) -> None:
    client = reader("review", "en")

    def titles(query: str) -> list[str]:
        rows = client.get(f"/cases/?{query}").context["rows"]
        return [one.title_en for one in rows]

    assert titles("q=hinokuma+off") == ["Hinokuma offshore oil"]
    assert titles("q=%00%27%22%3C") == []
    assert set(titles("stage=draft&kind=loan")) == {"Shirahige repair loan"}
    assert titles("resource=hydrogen") == ["Shinonome hydrogen"]
    assert len(titles("applicant=kazahaya")) == 3
    assert len(titles("stage=nonsense&kind=%27--")) == 16
    numbers = [one.number for one in client.get("/cases/?sort=number").context["rows"]]
    assert numbers == sorted(numbers)
    assert [one.number for one in client.get("/cases/?sort=-number").context["rows"]] == numbers[::-1]
    company = Organisation.objects.get(code="hinokuma")
    case = case_named("Kurose oil")
    Case.objects.bulk_create(
        Case(number=f"E2026-YY{n:03}", kind="equity", title_ja="x", title_en="x", applicant=company, stage="draft",
             classification=1, opened_on=case.opened_on, changed_at=case.changed_at) for n in range(30)
    )  # fmt: skip
    first, second, beyond = (client.get(f"/cases/?page={n}").context["rows"] for n in (1, 2, 99))
    assert (len(first), len(second), beyond.number) == (25, 21, 2)
    assert not {one.pk for one in first} & {one.pk for one in second}
    part = client.get("/cases/?q=Kurose", headers={"hx-request": "true", "hx-target": "rows"}).content.decode()
    assert "<html" not in part
    assert "Kurose oil" in part


def test_what_waits_is_what_the_reader_may_give(reader: Reader) -> None:
    waiting = {
        login: reader(login, "en").get("/").context["waiting"]
        for login in ("review", "ministry", "executive", "finance")
    }
    kinds = {login: {(one.case.title_en, one.move.kind) for one in found} for login, found in waiting.items()}
    assert ("Akatsuki gas field", "review.answer") in kinds["ministry"]
    assert ("Todai offshore oil", "decision.make") in kinds["executive"]
    assert ("Kurose oil", "drawdown.pay") in kinds["finance"]
    assert ("Tomogashima LNG", "review.begin") in kinds["review"]
    assert all(kind != "decision.make" for _, kind in kinds["review"])
    link = next(one for one in waiting["finance"] if one.move.kind == "drawdown.pay").address
    assert reader("finance").get(link).context["form"].raw["name"] == "第1回出資"


def test_what_is_overdue_is_in_sight_and_gathered(reader: Reader) -> None:
    late = reader("applicant", "en").get("/").context["late"]
    reports = [line for line in late if line.first.duty.id == "report.monthly"]
    assert reports
    assert all(line.count > 1 and line.first.duty.due < dt.date(2026, 11, 20) for line in reports)
    assert [row.duty.due for row in reports[0].rows] == sorted(row.duty.due for row in reports[0].rows)


def test_a_company_does_not_read_the_agency_s_own_work(reader: Reader, case_named: CaseNamed, give: Give) -> None:
    case = case_named("Shirahige offshore oil")
    give("review", "review.explain_delay", case.number, reason="架空の内部の理由")
    for tab in ("case", "case_life", "case_facts", "case_findings", "case_duties"):
        body = reader("applicant4").get(reverse(tab, args=[case.number])).content.decode()
        for own in ("埋蔵量の推定は妥当である", "架空の内部の理由", "申込書と契約の写しで足りる", "架空 審一"):
            assert own not in body, (tab, own)
    assert "埋蔵量の推定は妥当である" in reader("review").get(reverse("case_life", args=[case.number])).content.decode()


def test_a_refusal_is_on_the_life_line_for_the_agency_and_its_actor_alone(
    reader: Reader, case_named: CaseNamed
) -> None:
    case = case_named("Akatsuki gas field")
    fields = {"act": "give", "adopted": "yes", "key": "k", "version": str(case.version)}
    answer = reader("executive").post(reverse("command", args=[case.number, "decision.make"]), fields)
    assert answer.status_code == 403
    assert "第6条第2項" in answer.content.decode()
    assert Event.objects.filter(kind="command.refused").count() == 1
    address = reverse("case_life", args=[case.number])
    assert 'class="refused"' in reader("auditor").get(address).content.decode()
    assert 'class="refused"' not in reader("applicant2").get(address).content.decode()


def test_the_calendar_shows_months_and_is_handed_out_as_icalendar(reader: Reader) -> None:
    client = reader("applicant", "en")
    page = client.get("/calendar/?month=2026-12&whose=all")
    assert "December 2026" in page.content.decode()
    assert len(page.context["weeks"]) in (4, 5, 6)
    assert client.get("/calendar/?month=2026-13").context["month"] == "November 2026"
    text = client.get("/calendar.ics?whose=all").content.decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") > 10
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    uids = [line for line in text.replace("\r\n ", "").split("\r\n") if line.startswith("UID:")]
    assert len(uids) == len(set(uids))


def test_the_language_is_the_reader_s(reader: Reader) -> None:
    client = reader("review")
    assert '<html lang="ja">' in client.get("/").content.decode()
    answer = client.post("/language/", {"language": "en", "next": "/cases/"})
    assert answer["Location"] == "/cases/"
    assert '<html lang="en">' in client.get("/").content.decode()
    assert client.post("/language/", {"language": "ja", "next": "https://evil.example/"})["Location"] == "/"


def test_an_error_of_the_inside_shows_nothing_of_it(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    client = reader("review")
    client.raise_request_exception = False

    def gone(*_: object, **__: object) -> None:
        raise OperationalError("secret inside: password=hunter2")

    monkeypatch.setattr("sonae.office.pages.home.digests", gone)
    answer = client.get("/")
    body = answer.content.decode()
    assert answer.status_code == 500
    assert "システムに障害が起きました" in body
    assert "hunter2" not in body
    assert "Traceback" not in body


def test_the_page_of_a_failure_needs_no_database(rf: Any) -> None:
    assert b"lang=" in server_error(rf.get("/")).content


def test_every_page_keeps_to_files_for_styles_and_scripts(reader: Reader, case_named: CaseNamed) -> None:
    client: Client = reader("review")
    for address in (
        "/",
        "/cases/",
        "/inbox/",
        f"/cases/{case_named('Kurose oil').number}/do/drawdown.check/",
        "/nowhere/",
    ):
        body = client.get(address).content.decode()
        for inline in ("<style", " style=", " onclick=", "javascript:", "<script>"):
            assert inline not in body, (address, inline)


def test_what_a_closed_account_asks_for_is_not_shown(reader: Reader) -> None:
    client = reader("review")
    Account.objects.filter(login="review").update(is_active=False)
    assert client.get("/").status_code == 302


def test_what_is_missing_is_named_in_words() -> None:
    assert place_in_words("adoption.applications.1.premises", "ja") == "申込みから採択まで › 申込み 1 › 採択の前提"
    assert place_in_words("investee.directors", "en") == "Investee › Directors"
    assert place_in_words("application.further_papers", "en") == ""


def test_charts_are_drawn_to_scale() -> None:
    assert [bar.length for bar in bars([("a", 4, ""), ("b", 1, ""), ("c", 0, "")]).bars] == [100, 25, 0]
    drawn = columns({"2024": 200, "2025": 100, "2026": 0}, 100, "億円").columns
    assert [one.height for one in drawn] == [126, 63, 0]
    assert [one.said for one in drawn] == ["2.0億円", "1.0億円", "0"]
    assert bars([]).total == 0
