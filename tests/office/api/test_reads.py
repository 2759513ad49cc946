"""Reads of the API: lists with cursors, one case, findings, duties, life, the bylaw, the log."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sonae.auditlog import check_proof, proof_from_text
from sonae.office.api import cursor as cursors
from sonae.office.api.problem import ProblemError
from sonae.office.models import Case, Event
from tests.office.api.conftest import Speak, Speaker

pytestmark = pytest.mark.django_db

CaseNamed = Callable[[str], Case]


def walked(speaker: Speaker, path: str, limit: int) -> list[dict[str, Any]]:
    """All items of a list, page by page."""
    found: list[dict[str, Any]] = []
    word = "&" if "?" in path else "?"
    further = ""
    for _ in range(100):
        answer = speaker.get(f"{path}{word}limit={limit}{further}")
        assert answer.status_code == 200, answer.content
        page = answer.json()
        found += page["items"]
        if page["next"] is None:
            return found
        assert len(page["items"]) == limit
        further = f"&cursor={page['next']}"
    raise AssertionError("the list has no end")


@pytest.mark.parametrize(
    "sort", ["-changed_at", "changed_at", "number", "-number", "reading", "-reading", "opened_on", "-opened_on"]
)
def test_a_list_by_pages_holds_every_case_once_in_order(speak: Speak, sort: str) -> None:
    speaker = speak("auditor")
    found = walked(speaker, f"/cases?sort={sort}", 3)
    whole = walked(speaker, f"/cases?sort={sort}", 200)
    assert [one["number"] for one in found] == [one["number"] for one in whole]
    assert len({one["number"] for one in found}) == 16
    if sort.removeprefix("-") in ("changed_at", "opened_on", "number"):
        values = [one[sort.removeprefix("-")] for one in found]
        assert values == sorted(values, reverse=sort.startswith("-"))


def test_a_list_is_filtered(speak: Speak) -> None:
    speaker = speak("review")
    assert {one["stage"]["code"] for one in walked(speaker, "/cases?stage=review", 50)} == {"review"}
    assert [one["title_en"] for one in walked(speaker, "/cases?q=Ruri", 50)] == ["Ruri copper"]
    assert len(walked(speaker, "/cases?kind=loan", 50)) == 1
    assert {one["applicant"]["code"] for one in walked(speaker, "/cases?applicant=kazahaya", 50)} == {"kazahaya"}
    assert walked(speaker, "/cases?resource=gas&q=%25", 50) == []
    assert speaker.get("/cases?stage=nowhere").status_code == 422


def test_a_cursor_tells_nothing_and_serves_its_own_list_alone(speak: Speak) -> None:
    speaker, other = speak("applicant"), speak("applicant2")
    first = speaker.get("/cases?limit=1").json()["next"]
    again = speaker.get("/cases?limit=1").json()["next"]
    assert first != again, "the same place is sealed anew each time"
    assert other.get(f"/cases?limit=1&cursor={first}").status_code == 422
    assert speaker.get(f"/cases?limit=1&sort=number&cursor={first}").status_code == 422
    for bent in (first[:-2] + ("A" if first[-2] != "A" else "B") + first[-1], first[:20], "", "ぁ", "A" * 999):
        answer = speaker.get(f"/cases?limit=1&cursor={bent}")
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "cursor"), bent
    lengths = {len(cursors.sealed([text, 7], "x")) for text in ("a", "a" * 40)}
    assert len(lengths) == 1
    with pytest.raises(ProblemError):
        cursors.opened(cursors.sealed([1], "one"), "another")


def test_a_company_sees_its_own_cases_alone(speak: Speak, case_named: CaseNamed) -> None:
    speaker = speak("applicant2")
    assert {one["applicant"]["code"] for one in walked(speaker, "/cases", 50)} == {"kazahaya"}
    foreign, none = case_named("Kurose oil").number, "E2026-NONE2"
    for path in ("", "/findings", "/duties", "/events", "/papers", "/papers/a.pdf"):
        there, missing = speaker.get(f"/cases/{foreign}{path}"), speaker.get(f"/cases/{none}{path}")
        assert (there.status_code, there.content) == (404, missing.content), path
        assert {**there.headers, "X-Request-ID": ""} == {**missing.headers, "X-Request-ID": ""}
    assert speaker.give(foreign, "application.withdraw", {"reason": "x"}).status_code == 404
    assert speaker.call("PUT", f"/cases/{foreign}/papers/a.txt", b"x", "text/plain").status_code == 404


def test_a_case_is_read_with_its_facts_and_what_may_be_done(speak: Speak, case_named: CaseNamed) -> None:
    case = case_named("Kurose oil")
    answer = speak("finance").get(f"/cases/{case.number}")
    read = answer.json()
    assert (read["number"], read["version"], read["facts"]) == (case.number, case.version, case.facts)
    assert "drawdown.pay" in {one["kind"] for one in read["commands"]}
    assert answer["ETag"].startswith(f'"{case.version}-')
    assert "Set-Cookie" not in answer.headers


def test_what_the_reader_has_is_not_sent_again(speak: Speak, case_named: CaseNamed) -> None:
    speaker, number = speak("finance"), case_named("Kurose oil").number
    for path in (f"/cases/{number}", "/cases", f"/cases/{number}/findings", "/bylaw", "/me", f"/cases/{number}/events"):
        tag = speaker.get(path)["ETag"]
        again = speaker.get(path, If_None_Match=f'"x", {tag}')
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag), path
        assert speaker.get(path, If_None_Match='"x"').status_code == 200
        assert "Authorization" in again["Vary"]


def test_findings_of_a_day_and_one_with_its_derivation(speak: Speak, case_named: CaseNamed) -> None:
    speaker, case = speak("review"), case_named("Kurose oil")
    found = speaker.get(f"/cases/{case.number}/findings").json()
    assert (found["on"], found["bylaw_version"]) == ("2026-11-20", "2023-04-01")
    assert len(found["findings"]) > 50
    one = next(finding for finding in found["findings"] if finding["question"].startswith("drawdown.allowed"))
    assert {cite["provision"] for cite in one["citations"]}
    assert one["derivation"] is None
    asked = speaker.get(f"/cases/{case.number}/findings?question={one['question'].replace(' ', '%20')}").json()
    assert asked["findings"][0]["derivation"]["question"] == one["question"]
    assert speaker.get(f"/cases/{case.number}/findings?question=nothing").status_code == 422
    assert speaker.get(f"/cases/{case.number}/findings?on=1990-01-01").status_code == 422
    none = speaker.get(f"/cases/{case_named('Ruri copper').number}/findings").json()
    assert (none["bylaw_version"], none["findings"]) == (None, [])


def test_duties_of_a_case(speak: Speak, case_named: CaseNamed) -> None:
    speaker, case = speak("review"), case_named("Kurose oil")
    found = speaker.get(f"/cases/{case.number}/duties?until=2027-03-31").json()
    assert {"report.monthly"} <= {duty["id"] for duty in found["duties"]}
    assert all(duty["citations"] for duty in found["duties"])
    assert speaker.get(f"/cases/{case.number}/duties?on=9999-12-31").status_code == 422
    assert speaker.get(f"/cases/{case.number}/duties?on=2026-11-20&until=2026-01-01").status_code == 422
    assert speaker.get(f"/cases/{case_named('Ruri copper').number}/duties").json()["duties"] == []


def test_the_life_of_a_case(speak: Speak, case_named: CaseNamed) -> None:
    case = case_named("Kurose oil")
    inside = walked(speak("review"), f"/cases/{case.number}/events", 7)
    versions = [event["version"] for event in inside if event["version"]]
    assert versions == list(range(1, case.version + 1))
    assert inside[0]["kind"] == "case.open"
    assert all(event["ja"] and event["en"] and event["fields"] is not None for event in inside)
    outside = walked(speak("applicant"), f"/cases/{case.number}/events", 50)
    assert {event["actor"] for event in outside if event["fields"] is not None} == {"applicant"}


def test_what_was_refused_to_others_is_not_told_to_the_applicant(speak: Speak, case_named: CaseNamed) -> None:
    case = case_named("Akatsuki gas field")
    assert speak("executive").give(case.number, "decision.make", {"adopted": True}).status_code == 409
    kinds = lambda login: {event["kind"] for event in walked(speak(login), f"/cases/{case.number}/events", 200)}  # noqa: E731
    assert "command.refused" in kinds("review")
    assert "command.refused" not in kinds("applicant2")
    assert speak("applicant2").give(case.number, "review.begin", {}).status_code == 403
    assert "command.refused" in kinds("applicant2")


def test_the_bylaw_is_told_by_provision(speak: Speak) -> None:
    speaker = speak("public")
    whole = speaker.get("/bylaw").json()
    assert {"a9.p2", "t1"} <= {one["id"] for one in whole["provisions"]}
    assert len(speaker.get("/bylaw?on=2024-01-01").json()["provisions"]) <= len(whole["provisions"])
    assert speaker.get("/bylaw/a9.p2").json()["parent"] == "a9"
    assert speaker.get("/bylaw/a99").status_code == 404


def test_entries_are_the_auditor_s_and_proofs_hold(speak: Speak, case_named: CaseNamed) -> None:
    auditor, entries = speak("auditor"), walked(speak("auditor"), "/audit/entries", 500)
    assert [one["sequence"] for one in entries] == list(range(1, Event.objects.count() + 1))
    assert all(one["line"] for one in entries)
    assert speak("review").get("/audit/entries").status_code == 403
    assert speak("auditor", ("read",)).get("/audit/entries").status_code == 403
    event = Event.objects.filter(subject=f"case/{case_named('Kurose oil').number}").order_by("-sequence")[0]
    for login in ("auditor", "applicant", "review"):
        answer = speak(login).get(f"/audit/proofs/{event.sequence}")
        assert check_proof(proof_from_text(answer.content.decode())).holds, login
    assert speak("applicant2").get(f"/audit/proofs/{event.sequence}").status_code == 404
    assert auditor.get("/audit/proofs/999999999").status_code == auditor.get("/audit/proofs/0").status_code == 404
    assert auditor.get(f"/audit/proofs/{event.sequence}?size={event.sequence - 1}").status_code == 422


def test_an_auditor_without_clearance_gets_the_hash_alone(speak: Speak, case_named: CaseNamed) -> None:
    case = case_named("Kurose oil")
    Case.objects.filter(pk=case.pk).update(classification=2)
    speaker = speak("auditor")
    account = speaker.get("/me").json()
    assert account["clearance"] == "SECRET"
    from sonae.office.models import Account, Book

    Account.objects.filter(login="auditor").update(clearance=1)
    hidden = [one for one in walked(speaker, "/audit/entries", 500) if one["line"] is None]
    secret = Book.objects.filter(classification=2).values_list("number", flat=True)
    of_secrets = (f"case/{case.number}", *(f"book/{number}" for number in secret))
    assert len(of_secrets) > 2
    assert {one["sequence"] for one in hidden} == set(
        Event.objects.filter(subject__in=of_secrets).values_list("sequence", flat=True)
    )
    assert all(len(one["hash"]) == 64 for one in hidden)


def test_who_speaks_and_whether_the_office_answers(speak: Speak) -> None:
    read = speak("ministry", ("read",)).get("/me").json()
    assert (read["login"], read["scopes"], [role["code"] for role in read["roles"]]) == (
        "ministry",
        ["read"],
        ["ministry"],
    )
    silent = Speaker("")
    assert silent.get("/health").json() == {"status": "ok"}


_NO_READ = ("SAVEPOINT", "RELEASE", "SELECT set_config")
"""Frames of a transaction, and naming who acts, on PostgreSQL."""


def test_a_page_takes_few_queries_however_many_rows(speak: Speak, case_named: CaseNamed) -> None:
    speaker, number = speak("auditor"), case_named("Kurose oil").number
    speaker.get("/me")  # that the token was used is written once a minute
    bounds = {
        "/cases?limit=2": 4, "/cases?limit=50": 4, f"/cases/{number}": 4, f"/cases/{number}/findings": 5,
        f"/cases/{number}/duties": 5, f"/cases/{number}/events": 6, f"/cases/{number}/papers": 5, "/audit/entries?limit=200": 5,
        "/audit/checkpoints": 4, "/bylaw": 3, "/me": 3, "/health": 1,
    }  # fmt: skip
    for path, bound in bounds.items():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert speaker.get(path).status_code == 200
        said = [query["sql"] for query in queries if not query["sql"].startswith(_NO_READ)]
        assert len(said) <= bound, (path, said)


def test_answers_are_bounded(speak: Speak) -> None:
    speaker = speak("auditor")
    for path in ("/cases?limit=201", "/cases?limit=0", "/audit/entries?limit=501"):
        assert speaker.get(path).status_code == 422
    sizes = [len(speaker.get(path).content) for path in ("/cases?limit=200", "/bylaw", "/audit/entries?limit=500")]
    assert max(sizes) < 1_500_000
    assert list(itertools.chain(sizes))
