"""The stock over the API: read and changed by who is cleared, not there for others."""

from __future__ import annotations

import pytest

from tests.office.api.conftest import Speak

pytestmark = pytest.mark.django_db

BOOK = "/books/K2025-01"
LOSS = {"lot": "W-2016", "site": "架空北基地", "tonnes": "1", "cause": "架空", "reference": "報告1"}


@pytest.mark.parametrize("login", ["applicant", "public", "committee", "finance", "planning", "admin"])
def test_who_is_not_cleared_learns_nothing(login: str, speak: Speak) -> None:
    speaker = speak(login)
    assert "K2025-01" not in speaker.get("/books").content.decode()
    assert speaker.get("/books?kind=stock").json() == {"items": []}
    for path in (BOOK, "/books/K1999-01"):
        assert speaker.get(path).status_code == 404
        assert speaker.call("POST", f"{path}/commands/lot.lose", LOSS, Idempotency_Key="x").status_code == 404


def test_a_lot_is_moved_once_under_the_version_that_was_read(speak: Speak) -> None:
    speaker = speak("stockpile")
    read = speaker.get(BOOK)
    assert read.json()["classification"] == "SECRET"
    path = f"{BOOK}/commands/lot.lose"
    dry = speaker.call("POST", f"{path}?dry_run=true", LOSS)
    assert dry.json()["allowed"] is True
    given = speaker.call("POST", path, LOSS, Idempotency_Key="w1", If_Match=read["ETag"])
    assert given.status_code == 200, given.content
    assert speaker.call("POST", path, LOSS, Idempotency_Key="w1").json()["repeated"] is True
    assert speaker.call("POST", path, LOSS, Idempotency_Key="w2", If_Match=read["ETag"]).status_code == 412
    beyond = speaker.call("POST", path, {**LOSS, "tonnes": "38"}, Idempotency_Key="w3")
    assert beyond.status_code == 422
    assert "would be negative" in beyond.content.decode()
    assert "37" not in beyond.json()["errors"][0]["problem"], "no sentence tells what is held"
    assert speaker.call("POST", f"{BOOK}/commands/days.decide", {}, Idempotency_Key="w4").status_code in (403, 422)
