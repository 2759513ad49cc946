"""The desk of a reader over the API: the same as his pages show, and no more."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from sonae.office.access.visitor import moment
from sonae.office.commands import moves
from sonae.office.facts import day_of
from sonae.office.gate import may_give, visible_cases
from sonae.office.models import Case, Event
from sonae.office.pages.digest import SHELF, digests
from sonae.office.pages.home import waiting_for
from sonae.office.seed.cast import Cast
from tests.office.api.conftest import Speak
from tests.office.api.test_reads import _NO_READ, walked

pytestmark = pytest.mark.django_db

CaseNamed = Callable[[str], Case]


def body_of(answer: HttpResponse) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]


@pytest.mark.parametrize("login", ["applicant", "promotion", "review", "executive", "ministry", "admin"])
def test_the_inbox_holds_what_the_page_holds(speak: Speak, cast: Cast, login: str) -> None:
    speaker = speak(login)
    whole = walked(speaker, "/inbox", 200)
    assert [(one["case"], one["kind"], one["what"]) for one in walked(speaker, "/inbox", 2)] == [
        (one["case"], one["kind"], one["what"]) for one in whole
    ]
    cases, _ = digests(cast[login], day_of(moment()))
    waiting = waiting_for(cast[login], cases)
    assert sorted((one["case"], one["kind"], one["what"]) for one in whole) == sorted(
        (one.case.number, one.move.kind, one.awaited.what) for one in waiting
    )
    assert bool(whole) == (login != "admin")
    numbers = set(visible_cases(cast[login]).values_list("number", flat=True))
    assert {one["case"] for one in whole} <= numbers
    for one in whole:
        assert may_give(cast[login], moves()[one["kind"]], Case.objects.get(number=one["case"]))


def test_what_waits_can_be_given_as_it_stands(speak: Speak) -> None:
    """What the inbox says of fields is what the command takes: it is weighed with them, and the rest is asked for by name."""
    for login in ("promotion", "executive"):
        speaker = speak(login)
        for one in walked(speaker, "/inbox", 50):
            path = f"/cases/{one['case']}/commands/{one['kind']}?dry_run=true"
            answer = speaker.call("POST", path, one["fields"])
            assert answer.status_code in (200, 422), answer.content
            if answer.status_code == 422:
                assert not {error["field"] for error in answer.json()["errors"]} & set(one["fields"]), answer.content


@pytest.mark.parametrize("login", ["applicant", "finance", "auditor", "public"])
def test_duties_of_all_cases_are_those_of_each(speak: Speak, cast: Cast, login: str) -> None:
    speaker = speak(login)
    found = walked(speaker, "/duties?whose=all&state=all", 200)
    assert found == walked(speaker, "/duties?whose=all&state=all", 7)
    days = [one["due"] for one in found]
    assert days == sorted((day for day in days if day), key=str) + [None] * days.count(None)
    mine = walked(speaker, "/duties?state=all", 200)
    assert mine == [one for one in found if one["mine"]]
    for number in {one["case"] for one in found}:
        of_case = speaker.get(f"/cases/{number}/duties?until=2027-11-20").json()["duties"]
        expected = [(one["id"], one["of"], one["due"], one["standing"]) for one in of_case]
        here = [(one["id"], one["of"], one["due"], one["standing"]) for one in found if one["case"] == number]
        assert sorted(map(str, here)) == sorted(map(str, expected))
    late = walked(speaker, "/duties?whose=all&state=overdue", 200)
    assert late == [one for one in found if one["standing"] == "overdue"]
    month = walked(speaker, "/duties?whose=all&state=all&since=2026-12-01&until=2026-12-31", 200)
    assert month == [one for one in found if one["due"] and one["due"].startswith("2026-12-")]
    assert bool(found) == (login != "public")
    assert speaker.get("/duties?state=never").status_code == 422


def test_the_calendar_is_that_of_the_page(speak: Speak, cast: Cast) -> None:
    client = Client()
    client.force_login(cast["applicant"])
    for language, whose in (("en", "mine"), ("ja", "all")):
        answer = speak("applicant").get(f"/calendar.ics?language={language}&whose={whose}")
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        body = answer.content.decode()
        assert body.startswith("BEGIN:VCALENDAR\r\n")
        assert max(len(line.encode()) for line in body.split("\r\n")) <= 75
        client.cookies["sonae-language"] = language
        cast["applicant"].language = language
        cast["applicant"].save()
        page = client.get(f"/calendar.ics?whose={whose}").content.decode()
        assert re.findall(r"^UID:.*", body, re.M) == re.findall(r"^UID:.*", page, re.M)
    assert speak("public").get("/calendar.ics?whose=all").content.count(b"BEGIN:VEVENT") == 0


def test_figures_add_up(speak: Speak, cast: Cast) -> None:
    for login in ("finance", "applicant", "public"):
        speaker = speak(login)
        told = speaker.get("/figures").json()
        assert sum(one["count"] for one in told["stages"]) == visible_cases(cast[login]).count()
        assert told["waiting"] == len(walked(speaker, "/inbox", 200))
        assert told["late"] == len(walked(speaker, "/duties?state=overdue", 200))
        others = len(walked(speaker, "/duties?whose=all&state=overdue", 200)) - told["late"]
        assert told["late_of_others"] == (others if login == "finance" else None)
        assert told["complete"]
    paid = [
        row["cost"]
        for case in visible_cases(cast["finance"]).exclude(stage__in=("closed", "withdrawn", "cancelled"))
        for row in case.facts.get("management", {}).get("drawdowns", [])
        if row.get("paid_on", "not_yet") != "not_yet"
    ]
    assert sum(one["yen"] for one in speak("finance").get("/figures").json()["drawn"]) == sum(paid) > 0


def test_the_list_as_a_file_holds_the_reader_s_cases_and_no_formula(
    speak: Speak, cast: Cast, case_named: CaseNamed
) -> None:
    case = case_named("Kurose oil")
    Case.objects.filter(pk=case.pk).update(title_en="=HYPERLINK(1)")
    speaker, events = speak("applicant"), Event.objects.count()
    answer = speaker.get("/exports/cases?language=en")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert 'attachment; filename="sonae-cases.csv"' in answer["Content-Disposition"]
    assert "ETag" not in answer
    rows = list(csv.reader(io.StringIO(body_of(answer).decode("utf-8-sig"))))
    mine = set(visible_cases(cast["applicant"]).values_list("number", flat=True))
    assert {row[0] for row in rows[2:]} == mine
    assert {row[2] for row in rows[2:] if row[0] == case.number} == {"'=HYPERLINK(1)"}
    told = Event.objects.order_by("-sequence")[0]
    assert (told.kind, told.actor, Event.objects.count()) == ("cases.exported", "applicant", events + 1)
    book = body_of(speak("review").get("/exports/cases?form=xlsx&stage=review&sort=number"))
    sheet = load_workbook(io.BytesIO(book)).active
    listed = [row[0].value for row in sheet.iter_rows(min_row=3)]
    assert listed == sorted(Case.objects.filter(stage="review").values_list("number", flat=True))
    for wrong in ("form=pdf", "sort=facts", "stage=nowhere", "kind=x", "limit=1"):
        assert speak("review").get(f"/exports/cases?{wrong}").status_code == 422, wrong


def test_letters_are_those_of_the_page_and_each_that_leaves_is_told(speak: Speak, case_named: CaseNamed) -> None:
    number = case_named("Kurose oil").number
    inside = speak("review").get(f"/cases/{number}/letters").json()["letters"]
    outside = speak("applicant").get(f"/cases/{number}/letters").json()["letters"]
    kinds = {one["kind"] for one in inside}
    assert {"consultation", "case_file", "adoption"} <= kinds
    assert {one["kind"] for one in outside} == kinds - {"consultation", "case_file"}
    assert all(one["ja"] and one["en"] and one["forms"] == ["html", "pdf", "docx"] for one in inside)
    beginnings = {"html": b"<!DOCTYPE html>", "docx": b"PK"}
    for form, start in beginnings.items():
        speaker, events = speak("applicant"), Event.objects.count()
        answer = speaker.get(f"/cases/{number}/letters/adoption?form={form}&language=en")
        assert body_of(answer)[:15].lower().startswith(start.lower()[:15]), form
        assert answer["Content-Disposition"] == f'attachment; filename="{number}-adoption.{form}"'
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        told = Event.objects.order_by("-sequence")[0]
        assert (told.kind, told.actor, Event.objects.count()) == ("letter.issued", "applicant", events + 1)
    issued = Event.objects.filter(kind="letter.issued").count()
    for letter in ("case_file", "rejection", "none"):
        assert speak("applicant").get(f"/cases/{number}/letters/{letter}").status_code == 404, letter
    assert speak("applicant2").get(f"/cases/{number}/letters/adoption").status_code == 404
    assert speak("applicant2").get(f"/cases/{number}/letters").status_code == 404
    assert speak("review").get(f"/cases/{number}/letters/adoption?form=exe").status_code == 422
    assert Event.objects.filter(kind="letter.issued").count() == issued


def test_a_company_reads_nothing_that_the_agency_works_out_for_itself(speak: Speak, case_named: CaseNamed) -> None:
    """As on the pages: not its judgements, its questions, what was found, nor who of it acted."""
    number = case_named("Kurose oil").number
    mine, inside = speak("applicant"), speak("review")
    facts, whole = mine.get(f"/cases/{number}").json(), inside.get(f"/cases/{number}").json()
    assert {"judgements", "adoption"} <= set(whole["facts"])
    assert "judgements" not in facts["facts"]
    assert all("review" not in one for one in facts["facts"]["adoption"]["applications"])
    assert (facts["promoter"], whole["promoter"]) == (None, "promotion")
    asked = [one["question"] for one in mine.get(f"/cases/{number}/findings").json()["findings"]]
    own = next(
        one["question"]
        for one in inside.get(f"/cases/{number}/findings").json()["findings"]
        if one["question"].startswith("review.")
    )
    assert asked
    assert not [one for one in asked if one.startswith(("review.", "evaluation.", "audit."))]
    refused = mine.get(f"/cases/{number}/findings", Accept_Language="en")
    assert own not in refused.content.decode()
    answer = mine.get(f"/cases/{number}/findings?question={own.replace(' ', '%20')}")
    assert (answer.status_code, "review." in answer.content.decode().replace(own, "")) == (422, False)
    events = walked(mine, f"/cases/{number}/events", 200)
    assert {one["actor"] for one in events} == {"applicant", None}
    assert all(one["outcomes"] is None and one["fields"] is None for one in events if one["actor"] is None)
    assert {one["house"]["code"] for one in events if one["actor"] is None} >= {"review", "finance"}
    assert {one["actor"] for one in walked(inside, f"/cases/{number}/events", 200)} >= {"applicant", "review"}


def test_commands_tell_what_they_ask_for(speak: Speak, case_named: CaseNamed) -> None:
    speaker = speak("public", ("read",))
    listed = speaker.get("/commands").json()["items"]
    assert [one["kind"] for one in listed] == list(moves())
    one = speaker.get("/commands/drawdown.pay").json()
    assert (one["fields"]["required"], one["fields"]["properties"]["name"]["ja"]) == (["name"], "出資の名称")
    assert one["citations"][0]["provision"].startswith("a14")
    assert speaker.get("/commands/nothing.here").status_code == 404
    number = case_named("Kurose oil").number
    offers = speak("finance").get(f"/cases/{number}/commands").json()
    by_kind = {offer["kind"]: offer for offer in offers["commands"]}
    assert by_kind["drawdown.pay"]["allowed"]
    assert [option["value"] for option in by_kind["drawdown.pay"]["options"]["name"]] == ["第1回出資"]
    assert by_kind["drawdown.pay"]["awaited"] == [{"name": "第1回出資"}]
    assert not by_kind["disposal.complete"]["allowed"]
    assert by_kind["disposal.complete"]["because_en"]
    assert speak("applicant2").get(f"/cases/{number}/commands").status_code == 404
    assert speak("public").get("/commands?x=1").status_code == 422


@pytest.mark.parametrize("sort", ["applicant", "-applicant", "stage", "-stage"])
def test_the_list_is_sorted_as_on_the_page(speak: Speak, sort: str) -> None:
    speaker = speak("auditor")
    found, whole = walked(speaker, f"/cases?sort={sort}", 3), walked(speaker, f"/cases?sort={sort}", 200)
    assert [one["number"] for one in found] == [one["number"] for one in whole]
    if sort.endswith("stage"):
        stages = [one["stage"]["code"] for one in whole]
        assert stages == sorted(stages, reverse=sort.startswith("-"))
    open_ones = walked(speaker, "/cases?stage=open", 50)
    assert {one["stage"]["code"] for one in open_ones} == {one["stage"]["code"] for one in whole} - {
        "closed", "withdrawn", "cancelled",
    }  # fmt: skip
    assert {one["applicant"]["code"] for one in walked(speaker, "/cases?q=Kazahaya", 50)} >= {"kazahaya"}


def test_the_desk_takes_few_queries(speak: Speak, case_named: CaseNamed) -> None:
    number = case_named("Kurose oil").number
    speaker = speak("auditor")
    speaker.get("/me")
    bounds = {
        "/inbox": 6, "/duties?whose=all&state=all&limit=200": 6, "/calendar.ics?whose=all": 6, "/figures": 7,
        f"/cases/{number}/letters": 4, f"/cases/{number}/commands": 6, "/commands": 3, "/me/tokens": 4, "/me/sessions": 4,
    }  # fmt: skip
    for shelf in ("empty", "full"):
        for path, bound in bounds.items():
            if shelf == "empty":
                SHELF.clear()
            with CaptureQueriesContext(connection) as queries:
                assert speaker.get(path).status_code == 200
            said = [query["sql"] for query in queries if not query["sql"].startswith(_NO_READ)]
            assert len(said) <= bound, (path, len(said), said)


def test_reads_of_the_desk_are_not_sent_twice(speak: Speak) -> None:
    speaker = speak("review")
    for path in ("/inbox", "/duties", "/figures", "/commands"):
        tag = speaker.get(path)["ETag"]
        answer: Any = speaker.get(path, If_None_Match=tag)
        assert (answer.status_code, answer.content) == (304, b""), path


@pytest.mark.parametrize("login", ["applicant", "applicant2", "committee", "public", "admin"])
def test_nothing_of_others_cases_is_on_a_desk(speak: Speak, cast: Cast, login: str) -> None:
    speaker, seen = speak(login), visible_cases(cast[login])
    hidden = list(Case.objects.exclude(pk__in=seen).values_list("number", flat=True))
    assert hidden
    for path in (
        "/inbox?limit=200", "/duties?whose=all&state=all&limit=200", "/calendar.ics?whose=all", "/figures", "/exports/cases",
    ):  # fmt: skip
        body = body_of(speaker.get(path)).decode()
        assert [number for number in hidden if number in body] == [], path
    for number in hidden[:3]:
        for path in ("letters", "letters/case_file", "commands"):
            assert speaker.get(f"/cases/{number}/{path}").status_code == 404


def test_a_case_above_the_clearance_is_on_no_desk(speak: Speak, case_named: CaseNamed) -> None:
    case, speaker = case_named("Kurose oil"), speak("finance")
    assert case.number in speaker.get("/inbox?limit=200").content.decode()
    Case.objects.filter(pk=case.pk).update(classification=2)
    for path in (
        "/inbox?limit=200",
        "/duties?whose=all&state=all&limit=200",
        "/calendar.ics?whose=all",
        "/exports/cases",
    ):
        assert case.number not in body_of(speaker.get(path)).decode(), path
    assert speaker.get(f"/cases/{case.number}/letters/case_file").status_code == 404
