"""The evaluation desk: every page for every account, forms of commands, the register by Excel, the official forms."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sonae.core import FixedClock
from sonae.office.books import BookReceipt, book_command_from, book_moves, handle_book, may_give_book
from sonae.office.books.evaluation import read_state
from sonae.office.books.evaluation.printing import SHELF
from sonae.office.models import Book, Event
from sonae.office.seed.cast import Cast
from sonae.office.wall import WHOLE_OFFICE, acting_as
from tests.office.conftest import NOW
from tests.office.pages.conftest import Reader
from tests.office.pages.test_matrix import LOGINS, OF_BOOKS

pytestmark = pytest.mark.django_db

NUMBER = "V2026-01"
SEES = {"promotion", "review", "executive", "finance", "stockpile", "planning", "auditor", "committee", "ministry"}
READ = ("evaluation", "evaluation_remarks", "evidence", "evidence_export", "evaluation_forms", "book_life")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def address(name: str, number: str = NUMBER) -> str:
    more: dict[str, list[str]] = {
        "open_book": ["year.open"], "book_command": [number, "indicator.state"], "evaluations": [],
        "evaluation_item": [number, "I-4"], "evaluation_indicator": [number, "4-1"], "forms_file": [number, "ja", "html"],
    }  # fmt: skip
    return reverse(name, args=more.get(name, [number]))


def state_of(number: str = NUMBER) -> Any:
    with acting_as(WHOLE_OFFICE):
        return read_state(Book.objects.get(number=number))


@pytest.fixture
def give(cast: Cast) -> Callable[..., BookReceipt]:
    count = 0

    def given(who: str, kind: str, number: str = NUMBER, **fields: object) -> BookReceipt:
        nonlocal count
        count += 1
        return handle_book(
            book_command_from(kind, fields), cast[who], key=f"page-{count}", book=number, clock=FixedClock(NOW)
        )

    return given


@pytest.mark.parametrize("name", OF_BOOKS)
def test_nobody_enters_without_a_login(name: str) -> None:
    answer = Client(headers={"host": "localhost"}).get(address(name))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/?next=")


@pytest.mark.parametrize("login", LOGINS)
def test_every_page_is_for_who_sees_the_book(login: str, reader: Reader, cast: Cast) -> None:
    client = reader(login, "en")
    listed = client.get(address("evaluations"))
    assert listed.status_code == (200 if login in SEES else 403)
    assert (NUMBER in listed.content.decode()) == (login in SEES)
    assert ("/evaluation/" in client.get("/account/").content.decode()) == (login in SEES)
    for name in (*READ, "evaluation_item", "evaluation_indicator"):
        answer = client.get(address(name))
        assert answer.status_code == (200 if login in SEES else 404), name
        if login in SEES:
            assert answer["Cache-Control"].count("no-store"), name
    nowhere = client.get(address("evaluation", "V1999-01"))
    assert nowhere.status_code == 404
    assert client.get(address("open_book")).status_code == (200 if login == "planning" else 403)
    if login not in SEES:
        for name in ("book_command", "evidence_import", "forms_file"):
            assert client.get(address(name)).status_code == 404, name
        assert client.post(address("book_command"), {"act": "give"}).status_code == 404


@pytest.mark.parametrize("login", sorted(SEES))
def test_each_command_is_asked_of_who_may_give_it(login: str, reader: Reader, cast: Cast) -> None:
    client = reader(login)
    with acting_as(WHOLE_OFFICE):
        book = Book.objects.get(number=NUMBER)
    for kind, move in book_moves().items():
        if move.opens or move.book != "evaluation":
            continue
        verdict = may_give_book(cast[login], move, book)
        answer = client.get(reverse("book_command", args=[NUMBER, kind]))
        elsewhere = kind == "evidence.take"
        assert answer.status_code == ((302 if elsewhere else 200) if verdict else 403), kind
        if not verdict:
            assert verdict.ja in answer.content.decode()


def test_addresses_that_are_none_are_not_found(reader: Reader) -> None:
    client = reader("planning")
    for path in (
        f"/evaluation/{NUMBER}/items/I-9/", f"/evaluation/{NUMBER}/indicators/9-9/", f"/evaluation/{NUMBER}/forms/fr.pdf",
        f"/evaluation/{NUMBER}/forms/ja.exe", f"/books/{NUMBER}/do/year.open/", f"/books/{NUMBER}/do/case.open/",
        "/books/new/indicator.state/", "/books/new/no.such/",
    ):  # fmt: skip
        assert client.get(path).status_code == 404, path


def test_the_desk_shows_a_department_what_it_has_to_state(reader: Reader) -> None:
    body = reader("stockpile").get(address("evaluation")).content.decode()
    mine, _, rest = body.partition("ほかの方を待っているもの")
    assert "4-1 放出訓練" in mine or "4-1 " in mine
    assert "1-2 重点国" in rest
    assert "1-2 重点国" not in mine
    assert 'href="/books/V2026-01/do/indicator.state/?indicator=4-1"' in mine


def test_the_first_page_leads_to_what_waits_at_the_desk(reader: Reader) -> None:
    assert "不足5件" in reader("stockpile").get("/").content.decode()
    assert "不足" not in reader("auditor").get("/").content.decode()
    assert "/evaluation/V2026-01/" not in reader("applicant").get("/").content.decode()


def test_numbers_beyond_all_measure_are_refused_beside_their_field(reader: Reader) -> None:
    client = reader("planning")
    for kind, fields in (
        ("half_year.review", {"words": "順調", "values.rows": "1", "values.0.indicator": "1-2", "values.0.value": "1e9999999"}),
        ("indicator.state", {"indicator": "4-1", "value": "1e9999999"}), ("evidence.record", {"amount": "1e9999999"}),
    ):  # fmt: skip
        path = reverse("book_command", args=[NUMBER, kind])
        assert client.post(path, {**fields, "key": kind, "act": "give"}).status_code == 400, kind


def test_a_value_is_stated_by_the_form_and_told_by_a_receipt(reader: Reader) -> None:
    client = reader("stockpile")
    path = f"{address('book_command')}?indicator=4-1"
    page = client.get(path).content.decode()
    assert '<option value="4-1" selected>' in page
    asked = dict(re.findall(r'name="(key|version)" value="([^"]*)"', page))
    refused = client.post(path, {**asked, "indicator": "1-2", "value": "3", "act": "give"})
    assert refused.status_code == 403
    assert "他の部門が担当している" in refused.content.decode()
    typed = client.post(path, {**asked, "indicator": "4-1", "value": "３．５x", "act": "give"})
    assert typed.status_code == 400
    assert "３．５x" in typed.content.decode()
    weighed = client.post(path, {**asked, "indicator": "4-1", "value": "3", "act": "weigh"}).content.decode()
    assert "今行えば受け付けられます" in weighed
    given = client.post(path, {**asked, "indicator": "4-1", "value": "３", "provisional": "yes", "act": "give"})
    assert given.status_code == 302
    body = client.get(given["Location"]).content.decode()
    assert "操作を記録しました" in body
    assert "指標の実績を記載した" in body
    assert state_of().evaluation.indicator("4-1").actual(state_of().year) == 3
    life = client.get(address("book_life")).content.decode()
    assert "他の部門が担当している" in life, "the refusal stands in the life line"
    stale = client.post(path, {**asked, "key": "x", "indicator": "4-2", "value": "3", "reason": "訂正", "act": "give"})
    assert stale.status_code == 409
    assert "指標の実績を記載した" in stale.content.decode()


def test_evidence_is_recorded_with_the_fields_of_its_kind(reader: Reader) -> None:
    client = reader("stockpile")
    path = reverse("book_command", args=[NUMBER, "evidence.record"])
    page = client.get(f"{path}?of=drill&counts_for=4-1").content.decode()
    assert page.count('name="detail.') > 3
    assert 'type="checkbox" name="sections" value="e1_4.p1.i1"' in page
    asked = dict(re.findall(r'name="(key|version)" value="([^"]*)"', page))
    body = {
        **asked, "of": "drill", "title": "秋の訓練", "day": "2026-11-01", "sections": ["e1_4.p1.i1", "e1_4.p2"],
        "counts_for": "4-1",
        "amount": "1", "classification": "internal", "detail.rows": "2", "detail.0.name": "participants", "detail.0.value": "30",
        "detail.1.name": "place", "detail.1.value": "", "act": "give",
    }  # fmt: skip
    no_date = client.post(path, {**body, "day": ""})
    assert no_date.status_code == 403
    assert "証拠には日付が必要である" in no_date.content.decode()
    answer = client.post(path, body)
    assert answer.status_code == 302, answer.content.decode()
    entry = next(one for one in state_of().evaluation.evidence if one.title.ja == "秋の訓練")
    assert (entry.sections, entry.detail) == (("e1_4.p1.i1", "e1_4.p2"), {"participants": 30})
    listed = client.get(f"{address('evidence')}?kind=drill&q=秋").content.decode()
    assert "秋の訓練" in listed
    assert "1件" in listed


def test_the_register_is_filtered_sorted_paged_and_exported(reader: Reader) -> None:
    client = reader("auditor")
    path = address("evidence", "V2023-01")
    first = client.get(path).content.decode()
    assert "125件" in first or re.search(r"\d+件", first)
    assert "page=2" in first
    drills = client.get(f"{path}?kind=drill&sort=-on").content.decode()
    titles = re.findall(r'<th scope="row">([^<]+)<', drills)
    found = [one for one in state_of("V2023-01").evaluation.evidence if one.kind == "drill"]
    found.sort(key=lambda one: (one.on.first, one.id), reverse=True)
    assert [one.strip() for one in titles] == [one.title.ja for one in found]
    assert len(found) > 3
    assert client.get(f"{path}?kind=no&item=x&sort=y&page=zz").status_code == 200
    part = client.get(f"{path}?kind=drill", headers={"HX-Request": "true", "HX-Target": "rows"}).content.decode()
    assert "<html" not in part
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(f"{address('evidence_export', 'V2023-01')}?kind=drill").content)
    )
    assert book.sheetnames == ["drill"]
    assert book["drill"].max_row - 1 == len(found)
    assert Event.objects.order_by("-sequence").first().kind == "evidence.exported"  # type: ignore[union-attr]


def upload(client: Client, body: bytes, name: str = "証拠.xlsx", number: str = NUMBER) -> Any:
    return client.post(address("evidence_import", number), {"file": SimpleUploadedFile(name, body, content_type=XLSX)})


def bytes_of(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_register_goes_out_to_excel_and_comes_back_once(reader: Reader, give: Callable[..., BookReceipt]) -> None:
    client = reader("planning")
    before = state_of().evaluation.evidence
    body = client.get(address("evidence_export")).content
    for one in before:
        give("planning", "evidence.withdraw", name=one.id, reason="架空の理由")
    assert state_of().evaluation.evidence == ()
    answer = upload(client, body)
    assert answer.status_code == 302
    assert "証拠台帳を取り込んだ" in client.get(answer["Location"]).content.decode()
    assert state_of().evaluation.evidence == before
    assert upload(client, body).status_code == 302
    assert state_of().evaluation.evidence == before


def test_a_bad_book_is_refused_by_its_cell_and_nothing_of_it_is_taken(reader: Reader) -> None:
    client = reader("planning")
    good = client.get(address("evidence_export")).content
    before = state_of()

    def changed(change: Callable[[openpyxl.Workbook], None]) -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(good))
        sheet = book["drill"]
        row = [cell.value for cell in sheet[2]]
        sheet.append(["new-one", "新しい訓練", *row[2:]])
        change(book)
        return bytes_of(book)

    def column(sheet: Any, name: str) -> int:
        return next(cell.column for cell in sheet[1] if f"({name})" in str(cell.value))

    def set_cell(name: str, value: object) -> Callable[[openpyxl.Workbook], None]:
        return lambda book: book["drill"].cell(3, column(book["drill"], name)).__setattr__("value", value)

    cases: list[tuple[bytes, str, str]] = [
        (changed(lambda book: book["drill"].merge_cells("A2:B2")), "drill!A2:B2", "結合されたセル"),
        (
            changed(lambda book: book["drill"].__setattr__("title", "訓練の一覧")),
            "訓練の一覧",
            "証拠の種類の名前ではありません",
        ),
        (changed(set_cell("on", None)), "drill!D3", "証拠に日付がありません"),
        (changed(set_cell("counts_for", "9-9")), "drill!H3", "指標「9-9」はありません"),
        (changed(set_cell("participants", "=1+1")), "drill!", "数式又はエラー"),
        (b"not a workbook", "", "読めません"),
        (b"", "", "ファイル"),
    ]
    for body, cell, said in cases:
        answer = upload(client, body)
        text = answer.content.decode()
        assert answer.status_code == 400, said
        assert said in text
        assert cell in text, (cell, said)
        assert "何も取り込んでいません" in text or not body
        assert state_of() == before, said
    english = upload(reader("planning", "en"), cases[2][0]).content.decode()
    assert "The evidence has no date" in english


def test_a_closed_year_takes_nothing_in(reader: Reader) -> None:
    answer = upload(reader("planning"), b"x", number="V2023-01")
    assert answer.status_code == 403
    assert "締め切られており" in answer.content.decode()


@pytest.mark.parametrize("form", ["html", "docx"])
def test_the_forms_are_made_once_a_version_and_told_to_the_log(form: str, reader: Reader) -> None:
    SHELF.clear()
    client = reader("ministry")
    answer = client.get(reverse("forms_file", args=["V2023-01", "ja", form]))
    assert answer.status_code == 200
    again = client.get(reverse("forms_file", args=["V2023-01", "ja", form]))
    assert again.content == answer.content
    event = Event.objects.order_by("-sequence").first()
    assert event is not None
    assert (event.kind, json.loads(event.line)["body"]["form"]) == ("forms.issued", form)
    if form == "html":
        body = answer.content.decode()
        assert "様式１－１－１" in body or "様式" in body
        assert 'style="' not in body, "no style stands in an attribute, which the policy does not let through"
        assert "unsafe" not in answer["Content-Security-Policy"]
    else:
        assert answer["Content-Disposition"].startswith("attachment")


def test_the_published_year_shows_its_remarks_and_columns(reader: Reader) -> None:
    client = reader("committee", "en")
    remarks = client.get(address("evaluation_remarks", "V2023-01")).content.decode()
    assert "4 ÷ 3 is 133 %" in remarks
    item = client.get(reverse("evaluation_item", args=["V2023-01", "I-5"])).content.decode()
    assert item.count('class="side"') == 3
    assert re.search(r"Self-evaluation\s*<span class=\"letter hard\">A", item)
    assert re.search(r"Minister\s*<span class=\"letter hard\">B", item)
    indicator = client.get(reverse("evaluation_indicator", args=["V2023-01", "1-2"])).content.decode()
    assert "138 %" in indicator
    assert "<svg" in indicator
    assert "at least three yearly values" in indicator


def test_an_english_reader_sees_no_japanese_word_but_names(reader: Reader) -> None:
    client = reader("planning", "en")
    kept = re.compile(r"架空|日本語|令和5年度評価書|V2026-01|^[^ぁ-んァ-ヶ一-鿿]*[ア-ト][^ぁ-んァ-ヶ一-鿿]*(?:; .*)?$")
    japanese = re.compile(r"[぀-ヿ一-鿿]")
    paths = [
        address(name) for name in (*READ, "evaluation_item", "evaluation_indicator", "evaluations", "evidence_import")
    ]
    paths += [reverse("book_command", args=[NUMBER, kind]) for kind, move in book_moves().items() if not move.opens]
    for path in paths:
        if path.endswith(".xlsx"):
            continue
        body = client.get(path).content.decode()
        body = re.sub(r"<dd>.*?</dd>", "", body, flags=re.S) if path.endswith("/life/") else body
        text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", "\n", body, flags=re.S)
        left = {line.strip() for line in text.splitlines() if japanese.search(line) and not kept.search(line)}
        assert left == set(), path
