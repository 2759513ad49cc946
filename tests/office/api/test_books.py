"""Books over the API: read, changed by commands, evidence in and out as Excel, the forms."""

from __future__ import annotations

import io

import openpyxl
import pytest

from sonae.office.books import book_moves
from sonae.office.books.evaluation.workbook import XLSX
from tests.office.api.conftest import Speak

pytestmark = pytest.mark.django_db

BOOK = "/books/V2026-01"


def test_every_command_on_a_book_has_one_address(speak: Speak) -> None:
    document = speak("public").get("/openapi.json").json()
    paths = {path.removeprefix("/api/v1") for path in document["paths"] if path.startswith("/api/v1/books/")}
    for kind, move in book_moves().items():
        assert (f"/books/commands/{kind}" if move.opens else f"/books/{{number}}/commands/{kind}") in paths


@pytest.mark.parametrize("login", ["applicant", "public", "admin"])
def test_who_sees_no_book_learns_of_none(login: str, speak: Speak) -> None:
    speaker = speak(login)
    assert {one["kind"] for one in speaker.get("/books").json()["items"]} <= {"answer"}, "a company's own alone"
    for path in (BOOK, f"{BOOK}/evidence", f"{BOOK}/forms"):
        assert speaker.get(path).status_code == 404
    assert speaker.call("POST", f"{BOOK}/commands/year.submit", {}, Idempotency_Key="x").status_code == 404


def test_a_book_is_read_and_changed_under_its_version(speak: Speak) -> None:
    speaker = speak("stockpile")
    assert [one["number"] for one in speaker.get("/books?kind=evaluation").json()["items"]] == ["V2026-01", "V2023-01"]
    read = speaker.get(BOOK)
    assert "indicator.state" in {one["kind"] for one in read.json()["commands"]}
    path, body = f"{BOOK}/commands/indicator.state", {"indicator": "4-1", "value": "3"}
    dry = speaker.call("POST", f"{path}?dry_run=true", {"indicator": "1-2", "value": "3"})
    assert (dry.json()["allowed"], dry.json()["en"]) == (False, "another department has I-1.")
    given = speaker.call("POST", path, body, Idempotency_Key="wish-1", If_Match=read["ETag"])
    assert given.status_code == 200, given.content
    again = speaker.call("POST", path, body, Idempotency_Key="wish-1")
    assert (again.json()["repeated"], again.json()["sequence"]) == (True, given.json()["sequence"])
    stale = speaker.call("POST", path, {**body, "reason": "訂正"}, Idempotency_Key="wish-2", If_Match=read["ETag"])
    assert stale.status_code == 412
    refused = speaker.call("POST", path, body, Idempotency_Key="wish-3")
    assert refused.status_code == 409
    assert {one["question"] for one in refused.json()["findings"]} == {"indicator.correction"}
    assert speaker.call("POST", f"{BOOK}/commands/year.close", {}, Idempotency_Key="w4").status_code == 403
    assert speaker.call("POST", f"{BOOK}/commands/no.such", {}, Idempotency_Key="w5").status_code == 404
    assert speaker.call("POST", path, {"indicator": "4-1", "value": "x"}, Idempotency_Key="w6").status_code == 422


def test_evidence_goes_out_and_in_and_a_bad_cell_is_named(speak: Speak) -> None:
    speaker = speak("planning")
    body = speaker.get(f"{BOOK}/evidence")
    assert body["Content-Type"] == XLSX
    book = openpyxl.load_workbook(io.BytesIO(body.content))
    sheet = book["drill"]
    row = [cell.value for cell in sheet[2]]
    sheet.append(["second", "架空の訓練（冬）", *row[2:]])
    out = io.BytesIO()
    book.save(out)
    given = speaker.call("POST", f"{BOOK}/evidence", out.getvalue(), XLSX, Idempotency_Key="take-1")
    assert given.status_code == 200, given.content
    entries = speaker.get(BOOK).json()["state"]["evaluation"]["evidence"]
    assert "second" in {one["id"] for one in entries}
    sheet.cell(3, 4).value = None
    out = io.BytesIO()
    book.save(out)
    bad = speaker.call("POST", f"{BOOK}/evidence", out.getvalue(), XLSX, Idempotency_Key="take-2")
    assert bad.status_code == 422
    assert bad.json()["errors"] == [{"field": "drill!D3", "problem": "the evidence has no date; expected 2023-05-31"}]
    assert speaker.call("POST", f"{BOOK}/evidence", b"x", "text/csv", Idempotency_Key="t3").status_code == 415


def test_the_forms_are_handed_out(speak: Speak) -> None:
    answer = speak("committee").get("/books/V2023-01/forms?form=docx&language=ja")
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"
