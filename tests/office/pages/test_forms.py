"""Forms: made for every command, keeping what was typed, hostile or wrong; keys, versions, rows; uploads and exports."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from sonae.bylaw.facts import Investee
from sonae.core import InputError
from sonae.office.commands import moves
from sonae.office.environment import OfficeSettings
from sonae.office.models import Case, Event, Paper
from sonae.office.pages.export import harmless
from sonae.office.pages.forms import blank, inputs_of, meant, raw_of, shapes_of, typed
from sonae.office.papers import paper_name
from tests.office.conftest import Give
from tests.office.pages.conftest import Reader

pytestmark = pytest.mark.django_db
CaseNamed = Callable[[str], Case]

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "=1+1",
    "\u202etxt.exe",
    "𠮷" * 190,
    "{{ 7 }}{% x %}",
    "' OR 1=1 --",
)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_form_is_made_for_every_command(language: str) -> None:
    for move in moves().values():
        made = inputs_of(move.command, blank(move.command), {}, language)
        assert len(made) == len(move.command.model_fields)
        assert all(one.label for one in made)


def flattened(raw: dict[str, Any], path: str = "") -> dict[str, list[str]]:
    """What a browser sends for a form."""
    out: dict[str, list[str]] = {}
    for name, value in raw.items():
        place = f"{path}{name}"
        if isinstance(value, dict) and set(value) == {"day", "not_yet"}:
            out[place] = [value["day"]]
            if value["not_yet"]:
                out[f"{place}.not_yet"] = ["on"]
        elif isinstance(value, bool):
            out |= {place: ["on"]} if value else {}
        elif isinstance(value, dict):
            out |= flattened(value, f"{place}.")
        elif isinstance(value, list) and all(isinstance(one, dict) for one in value):
            out[f"{place}.rows"] = [str(len(value))]
            for number, row in enumerate(value):
                out |= flattened(row, f"{place}.{number}.")
        elif isinstance(value, list):
            out[place] = value
        else:
            out[place] = [value]
    return out


def sent(fields: dict[str, list[str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in fields.items():
        query.setlist(name, values)
    return query


def test_what_a_form_shows_comes_back_as_it_was(case_named: CaseNamed) -> None:
    """Facts → form → browser → facts: nothing is lost, nothing is added."""
    for title in ("Kurose oil", "Okitsu oil", "Misaki LNG"):
        facts = case_named(title).facts
        for kind, move in moves().items():
            plain = {
                name: facts[name] for name in move.command.model_fields if kind.startswith("facts.") and name in facts
            }
            if not plain:
                continue
            raw = raw_of(move.command, plain)
            back = typed(move.command, sent(flattened(raw)))
            first = move.command.model_validate(plain)
            assert move.command.model_validate(meant(move.command, back)) == first, (title, kind)


PLACES = (
    "name", "incorporated", "parties.rows", "parties.0.name", "parties.0.kind", "parties.1.name", "holdings.rows",
    "holdings.0.votes", "directors.rows", "directors.0.japanese",
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(PLACES), st.text(max_size=20), max_size=6))
def test_no_input_breaks_the_reading_of_a_form(fields: dict[str, str]) -> None:
    raw = typed(Investee, sent({name: [value] for name, value in fields.items()}))
    meant(Investee, raw)
    assert inputs_of(Investee, raw, {}, "ja")
    assert {name.removesuffix(".none") for name in raw} == set(shapes_of(Investee))


def form_of(case: Case, kind: str) -> str:
    return reverse("command", args=[case.number, kind])


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_kept_as_typed_and_harm_nobody(text: str, reader: Reader, case_named: CaseNamed) -> None:
    case = case_named("Hinokuma offshore oil")
    client = reader("applicant")
    answer = client.post(
        form_of(case, "application.withdraw"), {"act": "weigh", "reason": text, "key": "k", "version": case.version}
    )
    body = answer.content.decode()
    assert answer.status_code == 200
    assert "<script>alert" not in body
    assert "<img src=x" not in body
    assert (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("'", "&#x27;")
        in body
    )
    done = client.post(
        form_of(case, "application.withdraw"), {"act": "give", "reason": text, "key": "k", "version": case.version}
    )
    assert done.status_code == 302
    life = client.get(reverse("case_life", args=[case.number])).content.decode()
    assert "<script>alert" not in life
    assert "<img src=x" not in life


def test_mistakes_stand_beside_their_fields_and_nothing_typed_is_lost(reader: Reader, case_named: CaseNamed) -> None:
    case = case_named("Misaki LNG")
    given = {
        "act": "give",
        "name": "作業",
        "year": "二千",
        "budget": "1,00０円",
        "expected_equity": "-5",
        "certain_on": "",
        "key": "k",
    }
    answer = reader("applicant3").post(form_of(case, "work.file"), given)
    body = answer.content.decode()
    assert answer.status_code == 400
    for said in (
        "整数で入力してください。",
        "0以上にしてください。",
        "入力してください。",
        'value="二千"',
        'value="-5"',
        'value="作業"',
    ):
        assert said in body
    assert body.count('class="mistake"') == 4
    assert 'id="f-year-wrong"' in body
    assert re.search('aria-describedby="f-year(-hint f-year)?-wrong"', body)
    assert Event.objects.filter(kind="work.file", subject=f"case/{case.number}").count() == 0


def test_a_refusal_of_the_house_is_told_in_the_reader_s_language(reader: Reader, case_named: CaseNamed) -> None:
    case = case_named("Shirahige offshore oil")
    fields = {"act": "give", "on": "2027-01-01", "key": "k", "version": case.version}
    assert (
        "2027-01-01はまだ来ていません。"
        in reader("review").post(form_of(case, "review.consult"), fields).content.decode()
    )
    english = reader("review", "en").post(form_of(case, "review.consult"), fields).content.decode()
    assert "2027-01-01 has not come yet." in english


def test_rows_are_added_and_taken_out_without_scripts(reader: Reader, case_named: CaseNamed) -> None:
    case = case_named("Hinokuma offshore oil")
    client = reader("applicant")
    fields = {
        "contracts.rows": "1",
        "contracts.0.name": "架空協定",
        "contracts.0.parties": "甲\n乙",
        "key": "k",
        "version": "1",
    }
    more = client.post(form_of(case, "facts.contracts"), fields | {"add": "contracts"}).content.decode()
    assert 'name="contracts.rows" value="2"' in more
    assert 'value="架空協定"' in more
    assert "甲\n乙" in more
    less = client.post(form_of(case, "facts.contracts"), fields | {"drop": "contracts.0"}).content.decode()
    assert "架空協定" not in less
    for odd in ("x", "contracts.9", "contracts.0.name", "..", "contracts.-1"):
        assert client.post(form_of(case, "facts.contracts"), fields | {"drop": odd}).status_code == 200


def test_a_form_sent_twice_is_carried_out_once_and_leads_to_the_same_receipt(
    reader: Reader, case_named: CaseNamed
) -> None:
    case = case_named("Hinokuma offshore oil")
    client = reader("applicant")
    page = client.get(form_of(case, "application.submit")).content.decode()
    key = re.search(r'name="key" value="([0-9a-f]+)"', page)
    assert key is not None
    fields = {"act": "give", "name": "申込書", "states": ["1", "2"], "key": key[1], "version": str(case.version)}
    first, again = (client.post(form_of(case, "application.submit"), fields) for _ in range(2))
    assert first.status_code == 302
    assert again.status_code in (302, 403)
    assert Event.objects.filter(kind="application.submit", subject=f"case/{case.number}").count() == 1
    receipt = client.get(first["Location"]).content.decode()
    assert "操作を記録しました" in receipt


def test_a_stale_form_says_who_changed_what_and_keeps_what_was_typed(
    reader: Reader, give: Give, case_named: CaseNamed
) -> None:
    case = case_named("Shirahige offshore oil")
    client = reader("review")
    version = case.version
    give("executive", "case.classify", case.number, label=1, reason="架空の理由")
    fields = {"act": "give", "reason": "架空の遅れの説明", "key": "k", "version": str(version)}
    answer = client.post(form_of(case, "review.explain_delay"), fields)
    body = answer.content.decode()
    assert answer.status_code == 409
    for said in (
        "入力中に内容が変更されました",
        "案件の区分を定めた",
        "架空 決也",
        "架空の遅れの説明",
        f'value="{version + 1}"',
    ):
        assert said in body
    again = client.post(form_of(case, "review.explain_delay"), fields | {"version": str(version + 1)})
    assert again.status_code == 302


def test_a_form_without_its_secret_is_refused(case_named: CaseNamed, reader: Reader) -> None:
    client = reader("applicant")
    client.handler.enforce_csrf_checks = True
    answer = client.post(form_of(case_named("Hinokuma offshore oil"), "application.submit"), {"act": "give"})
    assert answer.status_code == 403
    assert "フォームの有効期限" in answer.content.decode()


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "  =cmd|' /C calc'!A0"])
def test_a_cell_that_looks_like_a_formula_is_none_in_an_export(
    cell: str, reader: Reader, case_named: CaseNamed
) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless("架空") == "架空"
    Case.objects.filter(pk=case_named("Kurose oil").pk).update(title_ja=cell)
    client = reader("applicant")
    text = client.get(reverse("cases_csv")).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert f"'{cell}" in [row[1] for row in rows[2:]]
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("cases_xlsx")).content))
    cells = [one for row in book.worksheets[0].iter_rows() for one in row if one.value is not None]
    assert {one.data_type for one in cells} == {"s"}
    assert Event.objects.filter(kind="cases.exported").count() == 2


PDF = b"%PDF-1.7\n%fictional\n"


def packed(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(zipfile.ZipInfo(name), "x")  # of a day that stands still: workers name the tests alike
    return out.getvalue()


@pytest.fixture
def papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "OFFICE", OfficeSettings(home=tmp_path, upload_limit_mb=1))
    return tmp_path / "papers"


def test_a_paper_is_kept_by_its_hash_and_taken_out_under_the_eye_of_the_log(
    papers: Path, reader: Reader, case_named: CaseNamed
) -> None:
    case = case_named("Kurose oil")
    client = reader("applicant")
    address = reverse("case_papers", args=[case.number])
    upload = SimpleUploadedFile("../..\\架空の契約\u202e.PDF", PDF, "text/html")
    assert client.post(address, {"kind": "contract_copy", "file": upload}).status_code == 302
    paper = Paper.objects.get(case=case)
    digest = hashlib.sha256(PDF).hexdigest()
    assert (paper.name, paper.sha256, paper.size, paper.media_type) == (
        "架空の契約.pdf",
        digest,
        len(PDF),
        "application/pdf",
    )
    kept = papers / digest[:2] / digest
    assert kept.read_bytes() == PDF
    assert kept.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in papers.iterdir()] == [digest[:2]]
    answer = reader("review").get(reverse("paper", args=[case.number, paper.pk]))
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    told = Event.objects.filter(kind__startswith="paper.", subject=f"case/{case.number}").order_by("sequence")
    assert list(told.values_list("kind", "actor")) == [
        ("paper.kept", "applicant"), ("paper.read", "review")
    ]  # fmt: skip
    twice = client.post(address, {"kind": "form", "file": SimpleUploadedFile("架空の契約.pdf", PDF)})
    assert "同じ書類が既に登録されています" in twice.content.decode()
    assert (
        client.post(address, {"kind": "form", "file": SimpleUploadedFile("架空の契約.pdf", PDF + b"2")}).status_code
        == 302
    )
    assert Paper.objects.filter(name="架空の契約 (2).pdf").exists()
    other = case_named("Ukishima oil")
    assert client.get(reverse("paper", args=[other.number, paper.pk])).status_code == 404
    kept.write_bytes(b"short")
    assert client.get(reverse("paper", args=[case.number, paper.pk])).status_code == 404


def test_a_company_reads_its_own_papers_and_notices_alone(papers: Path, reader: Reader, case_named: CaseNamed) -> None:
    case = case_named("Kurose oil")
    address = reverse("case_papers", args=[case.number])
    for kind, name in (("evidence", "inside.pdf"), ("notice", "notice.pdf")):
        upload = SimpleUploadedFile(name, PDF + name.encode())
        assert reader("review").post(address, {"kind": kind, "file": upload}).status_code == 302
    body = reader("applicant").get(address).content.decode()
    assert "notice.pdf" in body
    assert "inside.pdf" not in body
    hidden = Paper.objects.get(name="inside.pdf")
    assert reader("applicant").get(reverse("paper", args=[case.number, hidden.pk])).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.exe", b"MZ", "この種類のファイル"), ("x", PDF, "この種類のファイル"), (".pdf", PDF, "この種類のファイル"),
        ("x.pdf", b"MZ", "拡張子と一致しません"),
        ("x.docx", packed("xl/workbook.xml", "[Content_Types].xml"), "拡張子と一致しません"),
        ("x.docx", b"PK\x03\x04broken", "拡張子と一致しません"), ("x.csv", b"a\x00b", "拡張子と一致しません"),
        ("x.xlsx", packed("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "マクロを含む"),
        ("x.pdf", b"", "ファイル"),
        ("x.pdf", PDF + b"0" * (1 << 20), "大きすぎます"),
    ],
)  # fmt: skip
def test_a_paper_that_is_not_taken_is_refused_in_words(
    name: str, content: bytes, said: str, papers: Path, reader: Reader, case_named: CaseNamed
) -> None:
    address = reverse("case_papers", args=[case_named("Kurose oil").number])
    answer = reader("applicant").post(address, {"kind": "form", "file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert Paper.objects.filter(case__title_en="Kurose oil").count() == 0
    assert not papers.exists() or list(papers.rglob("*.*")) == []


def test_the_scan_of_the_agency_decides(
    papers: Path, reader: Reader, case_named: CaseNamed, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = reverse("case_papers", args=[case_named("Kurose oil").number])
    for command, status in (("false", 400), ("no-such-scanner", 400), ("true", 302)):
        monkeypatch.setattr(settings, "OFFICE", OfficeSettings(home=papers.parent, scan_command=command))
        upload = SimpleUploadedFile("x.pdf", PDF)
        assert reader("applicant").post(address, {"kind": "form", "file": upload}).status_code == status
    assert Paper.objects.get(case__title_en="Kurose oil").scanned


def test_a_full_disk_leaves_nothing_behind(
    papers: Path, reader: Reader, case_named: CaseNamed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sonae.office.store.os.fsync", full)
    address = reverse("case_papers", args=[case_named("Kurose oil").number])
    answer = reader("applicant").post(address, {"kind": "form", "file": SimpleUploadedFile("x.pdf", PDF)})
    assert "保存できませんでした" in answer.content.decode()
    assert Paper.objects.filter(case__title_en="Kurose oil").count() == 0
    assert list(papers.iterdir()) == []


@given(st.text(max_size=300))
def test_no_name_of_a_file_leads_out_of_its_folder(name: str) -> None:
    try:
        safe = paper_name(name + ".pdf")
    except InputError:
        return
    assert "/" not in safe
    assert "\\" not in safe
    assert not safe.startswith(".")
    assert len(safe) <= 190
    assert not {unicodedata.category(letter) for letter in safe} & {"Cc", "Cf", "Cs"}


def test_a_letter_is_taken_out_by_who_it_is_written_to(reader: Reader, case_named: CaseNamed) -> None:
    case = case_named("Yunagi gas field")
    for login, kind, status in (("applicant2", "adoption", 200), ("applicant2", "case_file", 404), ("review", "case_file", 200),
                                ("applicant", "adoption", 404), ("review", "rejection", 404)):  # fmt: skip
        assert reader(login).get(reverse("letter", args=[case.number, kind, "html"])).status_code == status, (
            login,
            kind,
        )
    assert Event.objects.filter(kind="letter.issued").count() == 2


def test_the_day_of_today_is_hinted_where_it_holds() -> None:
    hints = {one.path: one.hint for one in inputs_of(moves().of("report.file").command, {}, {}, "en")}
    assert hints["due_on"] == ""
    assert (
        inputs_of(moves().of("review.consult").command, {"on": str(dt.date(2026, 1, 1))}, {}, "en")[0].hint
        == "Today if left empty"
    )
