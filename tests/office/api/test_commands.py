"""Commands and papers over the API."""

from __future__ import annotations

import hashlib
import resource
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from sonae.auditlog import verify_chain
from sonae.core import InputError
from sonae.office import papers, store
from sonae.office.commands import moves
from sonae.office.log import DatabaseLog
from sonae.office.models import Account, Case, CommandRecord, Event, Paper
from sonae.office.settings import OFFICE
from sonae.office.wish import Wish
from tests.office.api.conftest import Speak

pytestmark = pytest.mark.django_db

CaseNamed = Callable[[str], Case]
OPENING = {
    "title_ja": "架空の新油田", "title_en": "New field (fictional)", "project": "架空の事業", "resource": "oil",
    "businesses": ["exploration"], "place": "overseas", "investee": "架空出資先",
}  # fmt: skip
PDF = b"%PDF-1.7\n" + b"fictional " * 100


def test_every_command_has_one_address_and_its_own_fields(speak: Speak) -> None:
    document = speak("public").get("/openapi.json").json()
    paths = {path for path in document["paths"] if "/cases/{number}/commands/" in path}
    assert paths == {f"/api/v1/cases/{{number}}/commands/{kind}" for kind, move in moves().items() if move.offered}
    body = document["paths"]["/api/v1/cases/{number}/commands/drawdown.pay"]["post"]["requestBody"]
    schema = document["components"]["schemas"][body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]]
    assert schema["required"] == ["name"]
    assert (schema["properties"]["name"]["ja"], schema["additionalProperties"]) == ("出資の名称", False)
    assert document["openapi"].startswith("3.1")


def test_a_case_is_opened_handed_in_and_the_wish_given_twice_is_one(speak: Speak) -> None:
    speaker = speak("applicant")
    opened = speaker.call("POST", "/cases", OPENING, Idempotency_Key="open-1")
    assert opened.status_code == 200, opened.content
    number = opened.json()["case"]
    assert opened["Location"] == f"/api/v1/cases/{number}"
    again = speaker.call("POST", "/cases", OPENING, Idempotency_Key="open-1").json()
    assert again == {**opened.json(), "repeated": True}
    other = speaker.call("POST", "/cases", {**OPENING, "title_ja": "別"}, Idempotency_Key="open-1")
    assert (other.status_code, other.json()["errors"][0]["field"]) == (422, "key")
    tag = speaker.get(f"/cases/{number}")["ETag"]
    assert speaker.give(number, "application.submit", If_Match=tag).json()["stage"] == "submitted"
    stale = speaker.give(number, "application.withdraw", {"reason": "x"}, If_Match=tag)
    assert (stale.status_code, stale.json()["type"]) == (412, "/api/v1/problems/stale")
    assert "version 2" in stale.json()["detail"] or "第2版" in stale.json()["detail"]
    assert speaker.give(number, "application.withdraw", {"reason": "x"}, If_Match="*").status_code == 200


def test_a_refusal_carries_findings_and_citations(speak: Speak, case_named: CaseNamed) -> None:
    number = case_named("Akatsuki gas field").number
    answer = speak("executive").give(number, "decision.make", {"adopted": True}, Accept_Language="en")
    problem = answer.json()
    assert (answer.status_code, answer["Content-Type"], problem["title"]) == (
        409,
        "application/problem+json",
        "refused",
    )
    assert "a6.p2" in {cite["provision"] for cite in problem["citations"]}
    assert problem["findings"][0]["outcome"] in ("no", "open")
    assert "the minister had not answered" in problem["detail"]
    assert speak("applicant2").give(number, "decision.make", {"adopted": True}).status_code == 403
    early = speak("finance").give(number, "drawdown.pay", {"name": "x"})
    assert (early.status_code, early.json()["type"]) == (409, "/api/v1/problems/refused")


def test_a_dry_run_weighs_and_does_nothing(speak: Speak, case_named: CaseNamed) -> None:
    case, speaker = case_named("Akatsuki gas field"), speak("executive")
    path = f"/cases/{case.number}/commands/decision.make?dry_run=true"
    weighed = speaker.call("POST", path, {"adopted": True}).json()
    assert (weighed["allowed"], weighed["version"]) == (False, case.version)
    assert "a6.p2" in {cite["provision"] for cite in weighed["citations"]}
    paid = case_named("Kurose oil")
    speaker = speak("finance")
    events = Event.objects.count()
    path = f"/cases/{paid.number}/commands/drawdown.pay?dry_run=true"
    assert speaker.call("POST", path, {"name": "第1回出資"}).json()["allowed"] is True
    assert speaker.call("POST", path, {"name": "none"}).status_code == 422
    assert speaker.call("POST", path, {"name": "第1回出資"}, If_Match='"1"').status_code == 412
    paid.refresh_from_db()
    assert (Event.objects.count(), paid.version) == (events, case_named("Kurose oil").version)
    speaker, events, cases = speak("applicant"), Event.objects.count(), Case.objects.count()
    assert speaker.call("POST", "/cases?dry_run=true", OPENING).json()["allowed"] is True
    assert (Event.objects.count(), Case.objects.count()) == (events, cases)


@pytest.mark.parametrize(
    ("headers", "body", "content_type", "status", "field"),
    [
        ({}, b"{}", "application/json", 400, "Idempotency-Key"),
        ({"Idempotency_Key": "x" * 81}, b"{}", "application/json", 400, "Idempotency-Key"),
        ({"Idempotency_Key": "k", "If_Match": 'W/"3"'}, b'{"name":"x"}', "application/json", 400, "If-Match"),
        ({"Idempotency_Key": "k"}, b'{"name": NaN}', "application/json", 400, None),
        ({"Idempotency_Key": "k"}, b'{"name": ', "application/json", 400, None),
        ({"Idempotency_Key": "k"}, b"\xff\xfe{}", "application/json", 400, None),
        ({"Idempotency_Key": "k"}, b"[" * 100_000, "application/json", 400, None),
        ({"Idempotency_Key": "k"}, b"[]", "application/json", 422, ""),
        ({"Idempotency_Key": "k"}, b'{"name": "a\\u0000"}', "application/json", 422, "name"),
        ({"Idempotency_Key": "k"}, b'{"name": "\\ud800"}', "application/json", 422, "name"),
        ({"Idempotency_Key": "k"}, b'{"nmae": "x"}', "application/json", 422, "name"),
        ({"Idempotency_Key": "k"}, b'{"name":' + b'{"a":' * 40 + b"1" + b"}" * 41, "application/json", 422, None),
        ({"Idempotency_Key": "k"}, b"name=x", "application/x-www-form-urlencoded", 415, None),
        ({"Idempotency_Key": "k"}, b'{"name":"' + b"x" * (3 << 20) + b'"}', "application/json", 413, None),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_in_one_shape(
    speak: Speak, case_named: CaseNamed, headers: dict[str, str], body: bytes, content_type: str, status: int, field: str | None
) -> None:  # fmt: skip
    path = f"/cases/{case_named('Kurose oil').number}/commands/drawdown.pay"
    answer = speak("finance").call("POST", path, body, content_type, **headers)
    problem = answer.json()
    assert (answer.status_code, answer["Content-Type"], problem["status"]) == (
        status,
        "application/problem+json",
        status,
    )
    if field is not None:
        assert problem["errors"][0]["field"] == field
    assert {"type", "title", "status", "detail"} <= set(problem)


def test_a_wish_that_another_carried_out_meanwhile_is_answered_by_its_receipt(
    speak: Speak, case_named: CaseNamed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record of the key comes into being between the first look and the lock."""
    number = case_named("Hinokuma offshore oil").number
    speaker, looked = speak("applicant"), []
    first = speaker.give(number, "application.submit", key="race").json()
    real = Wish.known

    def late(wish: Wish) -> Mapping[str, Any] | None:
        looked.append(wish.key)
        return None if len(looked) == 1 else real(wish)

    monkeypatch.setattr(Wish, "known", late)
    assert speaker.give(number, "application.submit", key="race").json() == {**first, "repeated": True}
    assert CommandRecord.objects.filter(key="race").count() == 1


def test_a_paper_is_put_once_listed_and_taken_out_byte_for_byte(speak: Speak, case_named: CaseNamed) -> None:
    speaker, number = speak("applicant"), case_named("Hinokuma offshore oil").number
    path = f"/cases/{number}/papers/申込書.pdf"
    made = speaker.call("PUT", f"{path}?kind=form", PDF, "application/pdf")
    assert made.status_code == 200, made.content
    assert made.json()["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert speaker.call("PUT", f"{path}?kind=form", PDF, "application/pdf").json() == made.json()
    other = speaker.call("PUT", path, PDF + b"x", "application/pdf")
    assert (other.status_code, other.json()["type"]) == (409, "/api/v1/problems/exists")
    assert [paper["name"] for paper in speaker.get(f"/cases/{number}/papers").json()["items"]] == ["申込書.pdf"]
    events = Event.objects.count()
    got = speaker.get(path)
    assert b"".join(got.streaming_content) == PDF  # type: ignore[attr-defined]
    assert got["Content-Disposition"].startswith("attachment")
    assert (got["X-Content-Type-Options"], got["Content-Type"]) == ("nosniff", "application/octet-stream")
    assert Event.objects.order_by("-sequence")[0].kind == "paper.read"
    assert Event.objects.count() == events + 1
    assert speaker.get(path, If_None_Match=got["ETag"]).status_code == 304
    assert papers.paper_path(made.json()["sha256"]).read_bytes() == PDF
    assert Event.objects.filter(kind="paper.kept", subject=f"case/{number}").count() == 1


@pytest.mark.parametrize(
    ("name", "body", "content_type", "status"),
    [
        ("a.exe", b"MZ", "application/octet-stream", 422), ("a.pdf", b"MZ", "application/pdf", 422),
        ("a.pdf", b"", "application/pdf", 415),
        (".pdf", PDF, "application/pdf", 422), ("a..%5Cb.pdf", PDF, "application/pdf", 422),
        ("a%00.pdf", PDF, "application/pdf", 422),
        ("a.txt", b"\0\0", "text/plain", 422), ("a.pdf", PDF, "text/html", 415), ("a" * 201 + ".pdf", PDF, "application/pdf", 422),
        ("a%E2%80%AEfdp.pdf", PDF, "application/pdf", 422), ("a.docx", PDF, "application/octet-stream", 422),
    ],
)  # fmt: skip
def test_a_hostile_upload_leaves_nothing(
    speak: Speak, case_named: CaseNamed, name: str, body: bytes, content_type: str, status: int
) -> None:
    before = set(OFFICE.papers.rglob("*"))
    number = case_named("Hinokuma offshore oil").number
    answer = speak("applicant").call("PUT", f"/cases/{number}/papers/{name}", body, content_type)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert not Paper.objects.filter(case__title_en="Hinokuma offshore oil").exists()
    assert set(OFFICE.papers.rglob("*")) == before


def test_an_upload_above_the_limit_is_refused_before_it_is_read(
    speak: Speak, case_named: CaseNamed, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = OFFICE.model_copy(update={"upload_limit_mb": 1})
    monkeypatch.setattr("sonae.office.api.papers.OFFICE", small)
    path = f"/cases/{case_named('Hinokuma offshore oil').number}/papers/a.pdf"
    assert speak("applicant").call("PUT", path, PDF + b"x" * (1 << 20), "application/pdf").status_code == 413


def test_a_stream_above_the_limit_is_stopped(
    cast: dict[str, Account], case_named: CaseNamed, tmp_path: Path, settings: Any
) -> None:
    small = settings.OFFICE = OFFICE.model_copy(update={"upload_limit_mb": 1, "home": tmp_path})

    class Endless:
        def read(self, size: int = 0) -> bytes:
            return PDF[:9] * (size // 9)

    with pytest.raises(store.PaperTooLargeError):
        papers.keep_paper(cast["applicant"], case_named("Hinokuma offshore oil"), "a.pdf", "form", Endless())
    assert list(small.papers.iterdir()) == []


@pytest.mark.parametrize("room", [0, 70_000])
def test_a_full_disk_leaves_nothing_half(speak: Speak, case_named: CaseNamed, room: int) -> None:
    """The kernel refuses to let any file grow above the limit, as a full disk would."""
    before = set(OFFICE.papers.rglob("*"))
    speaker, number = speak("applicant"), case_named("Hinokuma offshore oil").number
    events = Event.objects.count()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    body = PDF + b"y" * 200_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        answer = speaker.call("PUT", f"/cases/{number}/papers/big.pdf", body, "application/pdf")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (answer.status_code, answer.json()["type"]) == (507, "/api/v1/problems/no-room")
    assert set(OFFICE.papers.rglob("*")) == before
    assert not Paper.objects.filter(case__title_en="Hinokuma offshore oil").exists()
    assert Event.objects.count() == events
    assert speaker.call("PUT", f"/cases/{number}/papers/big.pdf", body, "application/pdf").status_code == 200


def test_the_scan_of_uploads_may_refuse(
    cast: dict[str, Account], case_named: CaseNamed, tmp_path: Path, settings: Any
) -> None:
    case = case_named("Hinokuma offshore oil")
    kept = {"home": tmp_path}

    def keep(command: str) -> bool:
        settings.OFFICE = OFFICE.model_copy(update={**kept, "scan_command": command})
        with (tmp_path / "up").open("wb") as file:
            file.write(PDF)
        with (tmp_path / "up").open("rb") as file:
            return papers.keep_paper(cast["applicant"], case, "a.pdf", "form", file)[0].scanned

    with pytest.raises(InputError, match="the scan of uploads refused"):
        keep("false")
    assert not Paper.objects.filter(case__title_en="Hinokuma offshore oil").exists()
    assert keep("true") is True


def test_parts_of_uploads_that_a_kill_cut_off_are_dropped(tmp_path: Path) -> None:
    settings = OFFICE.model_copy(update={"home": tmp_path})
    settings.papers.mkdir(parents=True)
    (settings.papers / "upload-abc").write_bytes(b"half")
    assert store.drop_parts(settings) == 1
    assert list(settings.papers.iterdir()) == []


def test_the_log_verifies_after_all_this(speak: Speak, case_named: CaseNamed) -> None:
    speak("finance").give(case_named("Kurose oil").number, "drawdown.pay", {"name": "第1回出資"})
    assert verify_chain(DatabaseLog().entries()).holds
