"""Pages of the survey: every page for every account, a company's form, and nothing of another company in any answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sonae.office.books import book_kinds, may_give_book
from sonae.office.books.survey import read_answer, read_survey
from sonae.office.models import Account, Book
from sonae.office.seed.cast import Cast
from sonae.office.wall import WHOLE_OFFICE, acting_as
from tests.office.pages.conftest import Reader
from tests.office.pages.test_matrix import LOGINS, OF_SURVEY

pytestmark = pytest.mark.django_db

OPEN, PAST, LEFT = "Q2025-01", "Q2024-01", "U2024-01"
DESK = {"stockpile", "auditor", "executive"}
ANSWERS = {"stockpile", "auditor"}
COMPANIES = {"applicant": "hinokuma", "applicant2": "kazahaya", "applicant3": "tomogashima", "applicant4": "shirahige"}
SUMS = set(LOGINS) - {*COMPANIES, "public", "admin", "committee"}


def answer_of(company: str, number: str = OPEN) -> str:
    """The number of a company's answer."""
    with acting_as(WHOLE_OFFICE):
        return str(read_survey(Book.objects.get(number=number)).called[company].answer)


def state_of(number: str) -> Any:
    with acting_as(WHOLE_OFFICE):
        return read_answer(Book.objects.get(number=number))


@pytest.fixture
def numbers() -> dict[str, list[str]]:
    return {
        "surveys": [], "survey": [OPEN], "survey_preview": [OPEN], "answer": [answer_of("kazahaya")], "sums": [LEFT],
    }  # fmt: skip


@pytest.mark.parametrize("name", OF_SURVEY)
def test_nobody_enters_without_a_login(name: str, numbers: dict[str, list[str]]) -> None:
    answer = Client(headers={"host": "localhost"}).get(reverse(name, args=numbers[name]))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/?next=")


@pytest.mark.parametrize("login", LOGINS)
def test_every_page_is_for_who_sees_it(login: str, reader: Reader, numbers: dict[str, list[str]]) -> None:
    client = reader(login, "en")
    wanted = {
        "surveys": login in {*COMPANIES, *SUMS}, "survey": login in DESK, "survey_preview": login in DESK,
        "answer": login in ANSWERS or login == "applicant2", "sums": login in SUMS,
    }  # fmt: skip
    for name, may in wanted.items():
        answer = client.get(reverse(name, args=numbers[name]))
        assert answer.status_code == (200 if may else 403 if name == "surveys" else 404), name
        assert answer["Cache-Control"].count("no-store"), name
    assert ("/survey/" in client.get("/").content.decode()) == wanted["surveys"]
    for kind in book_kinds()["answer"].moves:
        path = reverse("book_command", args=[numbers["answer"][0], kind])
        if not wanted["answer"]:
            assert client.get(path).status_code == client.post(path, {"act": "give"}).status_code == 404, kind


@pytest.mark.parametrize("login", sorted(COMPANIES))
def test_a_company_reads_of_no_other_on_any_page(login: str, reader: Reader, cast: Cast) -> None:
    client = reader(login)
    own = COMPANIES[login]
    with acting_as(WHOLE_OFFICE):
        others = Account.objects.filter(login__in=set(COMPANIES) - {login}).select_related("organisation")
        words = [word for one in others for word in (one.name_ja, one.organisation.name_ja, one.organisation.code)]
        mine = list(Book.objects.filter(kind="answer", company__code=own).values_list("number", flat=True))
        theirs = list(Book.objects.filter(kind="answer").exclude(company__code=own).values_list("number", flat=True))
    assert theirs
    paths = ["/survey/", "/", "/inbox/"]
    for number in mine:
        paths += [reverse("answer", args=[number]), reverse("book_life", args=[number])]
        paths += [reverse("book_command", args=[number, kind]) for kind in book_kinds()["answer"].moves]
    for path in paths:
        body = client.get(path).content.decode()
        for word in [*words, *theirs, OPEN, PAST, LEFT, "770 t", "備郎"]:
            assert word not in body.replace(f"/{OPEN}", ""), (path, word)
    for number in theirs:
        there = client.get(reverse("answer", args=[number]))
        nowhere = client.get(reverse("answer", args=["A2025-XXXXXXXXXX"]))
        assert there.status_code == nowhere.status_code == 404
        pages = [re.sub(r'(csrfmiddlewaretoken" value=")[^"]*', "", page.content.decode()) for page in (there, nowhere)]
        assert pages[0].replace(number, "") == pages[1].replace("A2025-XXXXXXXXXX", "")


def test_the_form_keeps_what_was_typed_names_the_field_and_takes_the_answer(reader: Reader) -> None:
    client, number = reader("applicant2"), answer_of("kazahaya")
    path = reverse("book_command", args=[number, "answer.submit"])
    page = client.get(path).content.decode()
    assert "直していただく箇所" not in page, "nothing was given yet, so nothing is wrong"
    assert 'name="minerals.0.stock.0.tonnes"' in page
    assert 'value="95"' in page, "the draft is there"
    assert 'type="number"' not in page
    fields = dict(re.findall(r'name="([^"]+)"[^>]*?value="([^"]*)"', page))
    typed = {
        name: value for name, value in fields.items() if name.startswith(("minerals", "key", "version", "by", "csrf"))
    }
    typed |= {name: str(10 + place) for place, name in enumerate(sorted(typed)) if name.endswith("tonnes")}
    typed["act"] = "give"
    wrong = client.post(path, {**typed, "minerals.0.stock.0.tonnes": "－5"})
    body = wrong.content.decode()
    assert wrong.status_code == 400
    assert 'value="－5"' in body
    assert 'aria-describedby="f-minerals-0-stock-0-tonnes-wrong"' in body
    totals = client.post(path, {**typed, "minerals.0.stock_total": "1"})
    assert totals.status_code == 400
    assert "合計が内訳の和と一致しません" in totals.content.decode()
    kept = client.post(
        reverse("book_command", args=[number, "answer.save"]), {**typed, "key": "draft-1", "version": ""}
    )
    assert kept.status_code == 302, kept.content.decode()
    assert state_of(number).draft.minerals[1]["mineral"] == "Co"
    given = client.post(path, {**typed, "key": "give-1", "version": ""})
    assert given.status_code == 302, given.content.decode()
    assert "操作を記録しました" in client.get(given["Location"]).content.decode()
    assert state_of(number).stage == "submitted"
    corrected = client.get(reverse("book_command", args=[number, "answer.correct"])).content.decode()
    assert f'value="{typed["minerals.0.stock.0.tonnes"]}"' in corrected, "a correction begins with what was given"


def test_the_desk_shows_who_has_answered_and_who_is_late(reader: Reader) -> None:
    body = reader("stockpile").get(reverse("survey", args=[OPEN])).content.decode()
    assert "3社のうち1社が回答" in body
    assert "期限超過2社" in body
    assert "架空友ヶ島LNG" in body
    assert (
        "各社の回答は備蓄部門と監査だけが閲覧できます"
        in reader("executive").get(reverse("survey", args=[OPEN])).content.decode()
    )
    home = reader("stockpile").get("/").content.decode()
    assert reverse("answer", args=[answer_of("tomogashima")]) in home
    assert reverse("answer", args=[answer_of("kazahaya")]) not in home
    own = reader("applicant2").get("/").content.decode()
    assert reverse("answer", args=[answer_of("kazahaya")]) in own


def test_suppressed_cells_are_not_in_the_page_at_all(reader: Reader) -> None:
    body = reader("ministry", "en").get(reverse("sums", args=[LEFT])).content.decode()
    assert body.count("suppressed") > 1
    assert re.search(r">\s*770 t", body), "the total stands"
    wire, tools = 30 + 40, 2 * (120 + 90 + 80 + 60)
    assert not re.search(rf"(?<![0-9])({wire}|{tools})(?![0-9])", re.sub(r'(width|value)="[^"]*"', "", body))


def test_the_gate_tells_its_reason_to_who_may_know_it_alone(reader: Reader, cast: Cast) -> None:
    desk = reader("stockpile")
    asked = {"minerals": ["W"], "title": "x", "title_en": "x", "readers": "y", "classification": "internal", "method": "gauss",
             "respondents_only": "no", "intervals": "no", "act": "give", "key": "p1", "version": ""}  # fmt: skip
    answer = desk.post(reverse("book_command", args=[PAST, "survey.aggregate"]), asked)
    assert answer.status_code == 302, answer.content.decode()
    page = desk.get(reverse("survey_preview", args=[PAST]))
    assert page.status_code == 200
    assert "それ自体が秘匿されるセル" in page.content.decode()
    assert reader("ministry").get(reverse("survey_preview", args=[PAST])).status_code == 404
    life = desk.get(reverse("book_life", args=[PAST])).content.decode()
    assert "この集計は開示の関門を通る" in life


@pytest.mark.parametrize("login", ["stockpile", "applicant2"])
def test_an_english_reader_sees_no_japanese_word_but_names(login: str, reader: Reader, cast: Cast) -> None:
    client = reader(login, "en")
    number = answer_of("kazahaya")
    paths = ["/survey/", reverse("answer", args=[number]), reverse("book_life", args=[number])]
    if login == "stockpile":
        paths += [reverse(name, args=[OPEN]) for name in ("survey", "survey_preview", "book_life")]
        paths += [reverse("sums", args=[LEFT]), reverse("open_book", args=["survey.open"])]
        paths += [
            reverse("book_command", args=[OPEN, kind])
            for kind, move in book_kinds()["survey"].moves.items()
            if not move.opens
        ]
    with acting_as(WHOLE_OFFICE):
        book = Book.objects.get(number=number)
    for kind, move in book_kinds()["answer"].moves.items():
        if may_give_book(cast[login], move, book):
            paths.append(reverse("book_command", args=[number, kind]))
    japanese, kept = re.compile(r"[぀-ヿ一-鿿]"), re.compile(r"架空|日本語")
    for path in paths:
        body = client.get(path).content.decode()
        text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", "\n", body, flags=re.S)
        left = {line.strip() for line in text.splitlines() if japanese.search(line) and not kept.search(line)}
        assert left == set(), path


def test_what_others_typed_is_escaped(reader: Reader, cast: Cast, give_answer: Callable[..., None]) -> None:
    give_answer("<script>alert(1)</script>")
    body = reader("applicant3").get(reverse("answer", args=[answer_of("tomogashima")])).content.decode()
    assert "<script>alert(1)" not in body
    assert "&lt;script&gt;alert(1)" in body


@pytest.fixture
def give_answer(cast: Cast) -> Callable[..., None]:
    from sonae.office.books import book_command_from, handle_book

    def given(question: str) -> None:
        command = book_command_from("answer.query", {"question": question})
        handle_book(command, cast["stockpile"], key="escape", book=answer_of("tomogashima"))

    return given
