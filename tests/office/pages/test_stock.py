"""The stock desk: every page for every account, forms of commands, vouchers filtered and out as Excel, nothing for others."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from sonae.office.books import book_moves, may_give_book
from sonae.office.books.stock import KIND
from sonae.office.models import Account, Book, Event, StockVoucher
from sonae.office.roles import Role
from sonae.office.seed.cast import Cast
from sonae.office.wall import WHOLE_OFFICE, acting_as
from tests.office.pages.conftest import Reader
from tests.office.pages.test_matrix import LOGINS, OF_STOCK

pytestmark = pytest.mark.django_db

NUMBER = "K2025-01"
SEES = {"executive", "stockpile", "auditor", "ministry"}
BY_ROLE = {*SEES, "finance", "planning"}
"""Whose roles see the stock; two of them are not cleared to what is SECRET."""
SECRETS = ("W-2016", "架空の金属鉱産物備蓄", "Fictional stock of metals", NUMBER, "37.7", "70.5")


def address(name: str, number: str = NUMBER) -> str:
    more = {"stocks": [], "stock_release": [number, "R2025-01"]}
    return reverse(name, args=more.get(name, [number]))


def told(answer: HttpResponse) -> str:
    """What a page says, without the token of its forms."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())


@pytest.mark.parametrize("name", OF_STOCK)
def test_nobody_enters_without_a_login(name: str) -> None:
    answer = Client(headers={"host": "localhost"}).get(address(name))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/?next=")


@pytest.mark.parametrize("login", LOGINS)
def test_every_page_is_for_who_is_cleared(login: str, reader: Reader) -> None:
    client = reader(login, "en")
    listed = client.get(address("stocks"))
    assert listed.status_code == (200 if login in BY_ROLE else 403)
    seen = client.get("/").content.decode()
    assert ('href="/stock/"' in seen) == (login in SEES)
    for name in OF_STOCK:
        answer = client.get(address(name))
        if login in SEES:
            assert answer.status_code == 200, name
            assert answer["Cache-Control"].count("no-store"), name
        elif name != "stocks":
            nowhere = client.get(address(name, "K1999-01"))
            assert answer.status_code == nowhere.status_code == 404, name
            assert told(answer).replace(NUMBER, "K1999-01") == told(nowhere), "it is not to be told apart"
    if login not in SEES:
        for path in ("/", "/inbox/", "/cases/", "/calendar/", "/account/", *(["/stock/"] if login in BY_ROLE else [])):
            body = client.get(path).content.decode()
            assert [word for word in SECRETS if word in body] == [], path
        for path in (f"/books/{NUMBER}/life/", f"/books/{NUMBER}/do/lot.lose/"):
            assert client.get(path).status_code == 404
        assert client.post(f"/books/{NUMBER}/do/lot.lose/", {"act": "give"}).status_code == 404


@pytest.mark.parametrize(
    ("login", "language"), [("stockpile", "ja"), ("executive", "en"), ("ministry", "ja"), ("auditor", "en")]
)
def test_each_command_is_asked_of_who_may_give_it(login: str, language: str, reader: Reader, cast: Cast) -> None:
    client = reader(login, language)
    with acting_as(WHOLE_OFFICE):
        book = Book.objects.get(number=NUMBER)
    for kind, move in book_moves().items():
        if move.book != KIND or move.opens:
            continue
        verdict = may_give_book(cast[login], move, book)
        answer = client.get(reverse("book_command", args=[NUMBER, kind]))
        assert answer.status_code == (200 if verdict else 403), kind
        if not verdict:
            assert (verdict.ja if language == "ja" else verdict.en) in answer.content.decode()


def test_the_desk_shows_what_waits_and_what_is_held(reader: Reader) -> None:
    body = reader("stockpile").get(address("stock")).content.decode()
    mine = body.partition("ほかの方を待っているもの")[0]
    assert f'href="/books/{NUMBER}/do/purchase.inspect/?purchase=P2026-01"' in mine
    assert "保管期限" in mine
    assert "C-2019" in mine
    assert "150.1" in body, "70.5 t of 0.7 are 150.1 days of 120 t a year"
    assert "W-2016" not in "".join(part.partition('"')[0] for part in body.split('href="')[1:]), (
        "no lot stands in an address"
    )
    assert "3件" not in reader("applicant").get("/").content.decode()


def test_an_empty_form_and_a_wrong_one_name_their_fields(reader: Reader) -> None:
    client = reader("stockpile")
    path = reverse("book_command", args=[NUMBER, "lot.lose"])
    answer = client.post(
        path,
        {
            "act": "give",
            "key": "a",
            "lot": "W-2016",
            "site": "架空北基地",
            "tonnes": "39",
            "cause": "x",
            "reference": "y",
        },
    )
    assert answer.status_code == 400
    assert "負になります" in answer.content.decode()
    assert client.post(path, {"act": "give", "key": "b", "lot": "W-2016", "tonnes": "1e999999"}).status_code == 400
    path = reverse("book_command", args=[NUMBER, "release.request"])
    answer = client.post(path, {"act": "give", "key": "c", "mineral": "unobtainium", "form": "x"})
    assert answer.status_code == 400
    assert "鉱種" in answer.content.decode()


def test_vouchers_are_filtered_and_taken_out(reader: Reader) -> None:
    client = reader("auditor")
    path = address("stock_vouchers")
    with acting_as(WHOLE_OFFICE):
        cobalt = StockVoucher.objects.filter(mineral="Co").count()
        whole = StockVoucher.objects.count()
    assert f"{whole}件" in client.get(path).content.decode()
    body = client.get(f"{path}?mineral=Co").content.decode()
    assert f"{cobalt}件" in body
    assert "W-2021" not in body
    part = client.get(
        f"{path}?kind=release&since=2025-01-01&until=bad", headers={"HX-Request": "true", "HX-Target": "rows"}
    )
    assert "<html" not in part.content.decode()
    assert "2件" in part.content.decode()
    answer = client.get(address("stock_vouchers_export") + "?mineral=Co")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == f"SECRET {NUMBER}"
    assert len(rows) == 2 + cobalt
    assert "C-2022" in {row[5] for row in rows}
    event = Event.objects.order_by("-sequence").first()
    assert event is not None
    assert (event.kind, event.subject) == ("vouchers.exported", f"book/{NUMBER}")
    assert "Co" not in event.line.partition('"body"')[2]


def test_a_role_without_clearance_gains_it_with_the_book(reader: Reader) -> None:
    client = reader("planning")
    assert client.get(address("stock")).status_code == 404
    Account.objects.filter(login="planning").update(clearance=2)
    assert client.get(address("stock")).status_code == 200
    assert Role.PLANNING in book_moves()["drill.evaluate"].roles


def test_a_release_that_is_none_is_not_found(reader: Reader) -> None:
    assert reader("stockpile").get(f"/stock/{NUMBER}/releases/R1999-01/").status_code == 404
    body = reader("stockpile").get(f"/stock/{NUMBER}/releases/RD2026-01/").content.decode()
    assert "訓練" in body
    assert "引渡し" in body
