"""Answers to a survey over the API: a company reads, saves and gives its own, and learns of nothing else."""

from __future__ import annotations

import pytest

from sonae.office.books.survey import read_survey
from sonae.office.models import Book
from sonae.office.wall import WHOLE_OFFICE, acting_as
from tests.office.api.conftest import Speak

pytestmark = pytest.mark.django_db


def answer_of(company: str) -> str:
    """The number of a company's answer in the demonstration's open survey."""
    with acting_as(WHOLE_OFFICE):
        return str(read_survey(Book.objects.get(number="Q2025-01")).called[company].answer)


def body_of(state: dict[str, object]) -> dict[str, object]:
    forms, uses = state["forms"], state["uses"]
    assert isinstance(forms, dict)
    assert isinstance(uses, dict)
    return {
        "by": "架空 担当",
        "minerals": [
            {
                "mineral": name, "stock": [{"name": one, "tonnes": "12.5"} for one in forms[name]],
                "consumption": [{"name": one, "tonnes": "3"} for one in uses[name]],
            }
            for name in forms
        ],
    }  # fmt: skip


def test_a_company_reads_and_gives_its_own_answer_alone(speak: Speak) -> None:
    speaker, number, other = speak("applicant2"), answer_of("kazahaya"), answer_of("tomogashima")
    listed = {one["number"] for one in speaker.get("/books").json()["items"]}
    assert number in listed
    assert other not in listed
    assert all(one.startswith("A") for one in listed)
    read = speaker.get(f"/books/{number}")
    assert {one["kind"] for one in read.json()["commands"]} == {"answer.save", "answer.submit", "answer.correct"}
    assert "tomogashima" not in read.content.decode()
    there, nowhere = speaker.get(f"/books/{other}"), speaker.get("/books/A2025-XXXXXXXXXX")
    assert there.status_code == nowhere.status_code == 404
    for one in (other, "Q2025-01", "U2024-01", "B2026-01"):
        assert speaker.get(f"/books/{one}").status_code == 404
    path, body = f"/books/{number}/commands/answer.submit", body_of(read.json()["state"])
    assert speaker.call("POST", f"/books/{other}/commands/answer.submit", body, Idempotency_Key="x").status_code == 404
    bad = {**body, "minerals": [{**body["minerals"][0], "stock_total": "1"}, *body["minerals"][1:]]}  # type: ignore[index]
    refused = speaker.call("POST", path, bad, Idempotency_Key="bad")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "minerals.0.stock_total"
    dry = speaker.call("POST", f"{path}?dry_run=true", body)
    assert dry.json()["allowed"] is True
    given = speaker.call("POST", path, body, Idempotency_Key="good", If_Match=read["ETag"])
    assert given.status_code == 200, given.content
    assert speaker.call("POST", path, body, Idempotency_Key="good").json()["repeated"] is True
    assert speaker.call("POST", path, body, Idempotency_Key="again").status_code == 409
    denied = speaker.call("POST", f"/books/{number}/commands/answer.accept", {}, Idempotency_Key="a")
    assert denied.status_code == 403
    desk = speak("stockpile")
    assert desk.call("POST", f"/books/{number}/commands/answer.accept", {}, Idempotency_Key="a").status_code == 200
    assert desk.get(f"/books/{number}").json()["state"]["stage"] == "accepted"


@pytest.mark.parametrize("login", ["public", "admin", "committee", "planning", "ministry"])
def test_who_is_not_of_the_desk_learns_of_no_answer(login: str, speak: Speak) -> None:
    speaker = speak(login)
    for number in (answer_of("kazahaya"), "Q2025-01"):
        assert speaker.get(f"/books/{number}").status_code == 404
    assert {one["kind"] for one in speaker.get("/books").json()["items"]} & {"answer", "survey"} == set()
