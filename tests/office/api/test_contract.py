"""The contract: every problem in one shape, every address × role × scope, and the document that describes it all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import DatabaseError
from django.urls import URLPattern, URLResolver, get_resolver

from sonae.office.api import api
from sonae.office.api import request as api_request
from sonae.office.api.problem import KINDS
from sonae.office.commands import moves
from sonae.office.models import Case, Event, Token
from sonae.office.pace import Pace
from sonae.office.roles import Role
from sonae.office.words import all_words, say
from tests.office.api.conftest import Speak, Speaker

pytestmark = pytest.mark.django_db

CaseNamed = Callable[[str], Case]
OPEN = {"/api/v1/health", "/api/v1/problems/{kind}", "/api/v1/openapi.json"}


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


OPERATIONS = [(method, path) for method, path, _ in operations()]


def filled(path: str, number: str) -> str:
    parts = {"{number}": number, "{sequence}": "1", "{provision}": "a9", "{name}": "a.txt",
             "{letter}": "case_file", "{login}": "finance", "{token}": "99999999", "{session}": "1",
             "{job}": "22222222CCCC", "{run}": "1"}  # fmt: skip
    parts["{kind}"] = "stale" if "problems" in path else "drawdown.pay"
    for name, value in parts.items():
        path = path.replace(name, value)
    return path.removeprefix("/api/v1")


def problem_of(answer: Any) -> dict[str, Any]:
    """The problem of an answer, held against its shape."""
    assert answer["Content-Type"] == "application/problem+json", answer.content
    said: dict[str, Any] = json.loads(answer.content)
    assert {"type", "title", "status", "detail"} <= set(said) <= {
        "type", "title", "status", "detail", "errors", "citations", "findings",
    }  # fmt: skip
    assert said["status"] == answer.status_code == KINDS[said["type"].rpartition("/")[2]]
    assert answer["Cache-Control"] == "no-store"
    assert "Traceback" not in answer.content.decode()
    return said


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=[f"{m} {p}" for m, p in OPERATIONS])
def test_nothing_is_open_that_is_not_meant_to_be(method: str, path: str) -> None:
    for token in ("", "sonae_wrong", "x" * 300):
        answer = Speaker(token).call(method, filled(path, "E2026-NONE2"))
        if path in OPEN:
            assert answer.status_code == 200
        else:
            assert problem_of(answer)["status"] == 401
            assert answer["WWW-Authenticate"].startswith("Bearer")


def test_every_route_is_described(speak: Speak) -> None:
    def routes(found: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
        for one in found:
            if isinstance(one, URLResolver):
                yield from routes(one.url_patterns, before + str(one.pattern))
            else:
                yield before + str(one.pattern)

    known = {path.lstrip("/").replace("{", "<").replace("}", ">") for _, path in OPERATIONS}
    inside = {one for one in routes(get_resolver().url_patterns, "") if one.startswith("api/v1/")}
    unnamed = {f"api/v1/{one}/<number>/commands/<kind>" for one in ("cases", "books")}
    assert inside - known == {"api/v1/", "api/v1/openapi.json", "api/v1/accounts/<login>/commands/<kind>", *unnamed}


@pytest.mark.parametrize("scopes", [("read",), ("write",), ("audit",)])
def test_a_token_does_what_its_scopes_say(speak: Speak, case_named: CaseNamed, scopes: tuple[str, ...]) -> None:
    speaker, number = speak("auditor", scopes), case_named("Kurose oil").number
    for method, path, operation in operations():
        if not operation.get("security"):
            continue
        wanted = "audit" if operation["operationId"] == "list_entries" else "read" if method == "GET" else "write"
        wanted = "admin" if "accounts" in operation["tags"] else wanted
        answer = speaker.call(method, filled(path, number))
        lacks = answer.status_code == 403 and "scope" in str(
            speaker.call(method, filled(path, number), Accept_Language="en").content
        )
        assert lacks == (wanted not in scopes), (method, path, answer.content)


@pytest.mark.parametrize("role", list(Role), ids=[role.value for role in Role])
def test_address_by_role(speak: Speak, case_named: CaseNamed, role: Role) -> None:
    """Reads: 200 where the gate shows the case, else 404. Commands, weighed: the gate's own verdict, nothing but 404 elsewhere."""
    from sonae.office.gate import may_give, visible_cases
    from sonae.office.models import Account

    account = Account.objects.get(grants__role=role.value, login__in=_ONE_EACH)
    speaker = speak(account.login)
    for title in ("Kurose oil", "Kazahaya gas field", "Okitsu oil"):
        case = case_named(title)
        seen = visible_cases(account).filter(pk=case.pk).exists()
        for path in ("", "/findings", "/duties", "/events", "/papers", "/letters", "/commands"):
            assert speaker.get(f"/cases/{case.number}{path}").status_code == (200 if seen else 404), (title, path)
        for kind in ("drawdown.check", "review.begin", "case.promote"):
            fields = {
                "drawdown.check": {"name": "第1回出資", "eligible": True, "in_line": True, "terms_met": True}
            }.get(kind, {})
            answer = speaker.call("POST", f"/cases/{case.number}/commands/{kind}?dry_run=true", fields)
            if not seen:
                assert problem_of(answer)["status"] == 404
            elif not may_give(account, moves()[kind], case):
                assert answer.json()["allowed"] is False
    assert speaker.get("/audit/entries").status_code == (200 if role is Role.AUDITOR else 403)
    for path in (
        "/inbox",
        "/duties",
        "/calendar.ics",
        "/figures",
        "/exports/cases",
        "/commands",
        "/me/tokens",
        "/me/sessions",
    ):
        assert speaker.get(path).status_code == 200, path
    for path in ("/accounts", "/accounts/finance", "/places"):
        assert speaker.get(path).status_code == (200 if role is Role.ADMINISTRATOR else 403), path


_ONE_EACH = (
    "applicant", "promotion", "review", "executive", "finance", "stockpile", "planning", "auditor", "committee", "ministry",
    "public", "admin",
)  # fmt: skip


@pytest.mark.parametrize("change", ["revoked", "ended", "closed"])
def test_a_token_that_ended_opens_nothing(speak: Speak, cast: Any, change: str) -> None:
    speaker = speak("review")
    assert speaker.get("/me").status_code == 200
    if change == "closed":
        cast["review"].is_active = False
        cast["review"].save()
    else:
        import datetime as dt

        from tests.office.conftest import NOW

        values: dict[str, Any] = (
            {"revoked": True} if change == "revoked" else {"ends_at": NOW - dt.timedelta(seconds=1)}
        )
        Token.objects.update(**values)
    assert problem_of(speaker.get("/me"))["status"] == 401


def test_only_the_hash_of_a_token_is_kept(speak: Speak) -> None:
    speaker = speak("review")
    secret = speaker.token.removeprefix("sonae_")
    assert not Token.objects.filter(token_hash__contains=secret).exists()
    assert not Event.objects.filter(line__contains=secret).exists()


def test_other_problems_have_the_same_shape(speak: Speak, case_named: CaseNamed) -> None:
    speaker, number = speak("review"), case_named("Kurose oil").number
    assert problem_of(speaker.get("/nothing"))["status"] == 404
    assert problem_of(Speaker("").call("GET", "/../v9/x"))["status"] == 404
    assert problem_of(speaker.call("DELETE", f"/cases/{number}"))["status"] == 405
    assert "GET" in speaker.call("DELETE", f"/cases/{number}")["Allow"]
    assert problem_of(speaker.get("/cases?stge=review"))["errors"][0]["field"] == "stge"
    assert problem_of(speaker.get("/cases?q=a&q=b"))["errors"][0]["problem"] == "it is said twice"
    assert problem_of(speaker.get("/cases?q=%00"))["status"] == 422
    assert problem_of(speaker.get("/cases/%00"))["status"] == 404
    assert problem_of(speaker.give(number, "no.such"))["status"] == 404
    assert problem_of(speaker.get("/cases", Host="evil.example"))["status"] == 400


def test_what_goes_wrong_inside_tells_nothing_of_the_inside(
    speak: Speak, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    speaker = speak("review")

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the secret of the inside")

    monkeypatch.setattr("sonae.office.api.cases._page", fail)
    said = problem_of(speaker.get("/cases"))
    assert (said["status"], "secret" in json.dumps(said)) == (500, False)
    assert speaker.token not in caplog.text

    def gone(*_: object, **__: object) -> None:
        raise DatabaseError("could not connect to «hidden-host»")

    monkeypatch.setattr("sonae.office.api.cases._page", gone)
    answer = speaker.get("/cases")
    assert (problem_of(answer)["status"], answer["Retry-After"]) == (503, "5")
    assert "hidden-host" not in caplog.text


def test_too_many_requests_are_told_to_wait(speak: Speak, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(api_request, "_PACE", Pace(3, lambda: clock[0]))
    speaker = speak("review")
    assert [speaker.get("/me").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = speaker.get("/me")
    assert (problem_of(answer)["status"], answer["Retry-After"]) == (429, "20")
    assert speak("finance").get("/me").status_code == 200
    clock[0] = 20.0
    assert speaker.get("/me").status_code == 200
    monkeypatch.setattr(api_request, "_FAILURES", Pace(1, lambda: clock[0]))
    assert [Speaker("sonae_x").get("/me").status_code for _ in range(2)] == [401, 429]


def test_buckets_that_are_full_again_are_forgotten() -> None:
    clock = [0.0]
    pace = Pace(60, lambda: clock[0])
    for number in range(10_001):
        clock[0] = number * 0.001
        assert pace.wait(str(number)) == 0
    assert len(pace._buckets) < 10_001


def test_words_of_problems_are_there_in_both_languages_and_used(speak: Speak) -> None:
    keys = {key for key in all_words() if key.startswith("problem.")}
    assert {f"problem.{kind}.{part}" for kind in KINDS for part in ("title", "detail")} <= keys
    assert keys - {f"problem.{kind}.{part}" for kind in KINDS for part in ("title", "detail")} == {
        "problem.not-permitted.scope", "problem.not-permitted.role",
    }  # fmt: skip
    assert all(ja and en and ja != en for ja, en in all_words().values())
    assert (
        say("problem.stale.detail", "en", found=3, expected=2)
        == "the case is at version 3, the request rests on version 2."
    )
    for kind, status in KINDS.items():
        told = Speaker("").get(f"/problems/{kind}").json()
        assert (told["status"], told["type"]) == (status, f"/api/v1/problems/{kind}")
    speaker = speak("review")
    assert problem_of(speaker.get("/nothing", Accept_Language="en-GB,en"))["title"] == "not found"
    assert problem_of(speaker.get("/nothing", Accept_Language="fr"))["title"] == "見つからない"


def test_cookies_count_for_nothing(speak: Speak, cast: Any) -> None:
    from django.test import Client

    client = Client()
    client.force_login(cast["review"])
    assert client.get("/api/v1/cases").status_code == 401
