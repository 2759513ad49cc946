"""Pages of the bases: every page for every account, each command's form, what waits, charts with their numbers."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from sonae.office.books import book_kinds, may_give_book
from sonae.office.books.bases import read_bases
from sonae.office.models import Book
from sonae.office.seed.cast import Cast
from sonae.office.wall import WHOLE_OFFICE, acting_as
from tests.office.pages.conftest import Reader
from tests.office.pages.test_matrix import LOGINS, OF_BASES

pytestmark = pytest.mark.django_db

NUMBER = "B2026-01"
SEES = {"stockpile", "executive", "finance", "review", "planning", "auditor", "ministry"}


def address(name: str, number: str = NUMBER) -> str:
    return reverse(name, args=[] if name == "bases_books" else [number])


@pytest.mark.parametrize("name", OF_BASES)
def test_nobody_enters_without_a_login(name: str) -> None:
    answer = Client(headers={"host": "localhost"}).get(address(name))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/?next=")


@pytest.mark.parametrize("login", LOGINS)
def test_every_page_is_for_who_sees_the_book(login: str, reader: Reader, cast: Cast) -> None:
    client = reader(login, "en")
    for name in OF_BASES:
        answer = client.get(address(name))
        assert answer.status_code == (200 if login in SEES else 403 if name == "bases_books" else 404), name
        assert answer["Cache-Control"].count("no-store"), name
    assert client.get(address("bases", "B1999-01")).status_code == 404
    assert ('href="/bases/"' in client.get("/").content.decode()) == (login in SEES)
    with acting_as(WHOLE_OFFICE):
        book = Book.objects.get(number=NUMBER)
    for kind, move in book_kinds()["bases"].moves.items():
        path = reverse("open_book", args=[kind]) if move.opens else reverse("book_command", args=[NUMBER, kind])
        verdict = may_give_book(cast[login], move, None if move.opens else book)
        if login not in SEES and not move.opens:
            assert client.get(path).status_code == 404, kind
        elif login in ("stockpile", "finance") or verdict:
            assert client.get(path).status_code == (200 if verdict else 403), kind


def test_what_waits_leads_to_its_form_with_the_record_named(reader: Reader) -> None:
    body = reader("stockpile").get(address("bases")).content.decode()
    assert "/books/B2026-01/do/incident.judge/?incident=incident-2" in body
    others = reader("executive").get(address("bases")).content.decode()
    assert "/books/B2026-01/do/swap.decide/?swap=swap-1" in others
    assert "do/incident.judge" not in others
    form = reader("stockpile").get("/books/B2026-01/do/incident.judge/?incident=incident-2").content.decode()
    assert '<option value="incident-2" selected>' in form
    home = reader("stockpile").get("/").content.decode()
    assert "/bases/B2026-01/" in home


def test_an_incident_is_recorded_by_its_form_and_refused_beside_its_field(reader: Reader) -> None:
    client = reader("stockpile")
    path = reverse("book_command", args=[NUMBER, "incident.open"])
    page = client.get(path).content.decode()
    assert '<option value="demo-kita"' in page
    assert "tomakomai" not in page, "a made-up book offers its made-up bases alone"
    asked = dict(re.findall(r'name="(key|version)" value="([^"]*)"', page))
    body = {**asked, "base": "demo-kita", "cause": "leak", "time": "25:00", "impact": "架空のにじみ", "act": "give"}
    wrong = client.post(path, body)
    assert wrong.status_code == 400
    assert 'value="25:00"' in wrong.content.decode()
    given = client.post(path, {**body, "time": "14:30", "on": "2026-11-19"})
    assert given.status_code == 302, given.content.decode()
    with acting_as(WHOLE_OFFICE):
        state = read_bases(Book.objects.get(number=NUMBER))
    assert state.incidents[-1].begun.isoformat() == "2026-11-19T14:30:00+09:00"
    refused = client.post(
        reverse("book_command", args=[NUMBER, "incident.repair"]),
        {"key": "r1", "version": "", "incident": "incident-3", "repair": "x", "act": "give"},
    )
    assert refused.status_code == 403
    assert "放出できないとは判断されていない" in refused.content.decode()


def test_a_pasted_file_is_refused_by_its_place_and_kept(reader: Reader) -> None:
    client = reader("stockpile")
    path = reverse("book_command", args=[NUMBER, "swap.propose"])
    answer = client.post(path, {"file": "name: x\nbases: [", "key": "f1", "version": "", "act": "give"})
    assert answer.status_code == 400
    assert "bases: [" in answer.content.decode()
    assert "YAML" in answer.content.decode()


def test_numbers_stand_beside_every_drawing(reader: Reader) -> None:
    client = reader("planning", "en")
    desk = client.get(address("bases")).content.decode()
    assert "69 %" in desk
    assert "302,000" in desk
    plans = client.get(address("bases_plans")).content.decode()
    assert "proved best" in plans
    assert "323,500" in plans
    release = client.get(address("bases_release")).content.decode()
    assert "14,500" in release
    assert "meets the required level" not in release or "Kita" in release
    gas = client.get(address("bases_gas")).content.decode()
    assert "without the Minister" in gas.replace("&#x27;", "'")


@pytest.mark.parametrize("login", ["stockpile", "ministry"])
def test_an_english_reader_sees_no_japanese_word_but_names(login: str, reader: Reader, cast: Cast) -> None:
    client = reader(login, "en")
    with acting_as(WHOLE_OFFICE):
        book = Book.objects.get(number=NUMBER)
    paths = [address(name) for name in (*OF_BASES, "book_life")]
    for kind, move in book_kinds()["bases"].moves.items():
        if not move.opens and may_give_book(cast[login], move, book):
            paths.append(reverse("book_command", args=[NUMBER, kind]))
    japanese = re.compile(r"[぀-ヿ一-鿿]")
    kept = re.compile(r"架空|日本語|減耗が許容を超えた|^[^ぁ-んァ-ヶ一-鿿]*[①-⑳][^ぁ-んァ-ヶ一-鿿]*$")
    for path in paths:
        body = client.get(path).content.decode()
        body = re.sub(r"<dd>.*?</dd>", "", body, flags=re.S) if path.endswith("/life/") else body
        text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", "\n", body, flags=re.S)
        left = {line.strip() for line in text.splitlines() if japanese.search(line) and not kept.search(line)}
        assert left == set(), path
