"""The disclosure desk and the list of releases: every page for every account, forms of commands, and that nothing leaks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse

from sonae.core import Classification, FixedClock
from sonae.disclosure import Gate
from sonae.office.books import BookReceipt, book_command_from, book_moves, handle_book, may_give_book
from sonae.office.books.disclosure import Stage, read_state
from sonae.office.books.evaluation.workbook import exported
from sonae.office.gate import RefusedError
from sonae.office.leaving import Leaving, Part, let_leave, may_leave
from sonae.office.models import Account, Book, Event, Publication
from sonae.office.pages.disclosure.told import _searched
from sonae.office.seed.cast import Cast
from sonae.office.wall import WHOLE_OFFICE, acting_as
from tests.office.conftest import NOW
from tests.office.pages.conftest import Reader
from tests.office.pages.test_matrix import LOGINS
from tests.office.tokens import token_of

pytestmark = pytest.mark.django_db

NUMBER = "D2026-01"
SEES = {"stockpile", "review", "executive", "auditor", "ministry"}
OF_DESK = ("disclosure", "disclosure_release", "disclosure_ledger", "disclosure_budget", "book_life")
COMMANDS = sorted(kind for kind, move in book_moves().items() if move.book == "disclosure" and not move.opens)
REFUSED = "この資料は公表できません。"


def address(name: str, number: str = NUMBER) -> str:
    more: dict[str, list[Any]] = {
        "disclosures": [], "releases": [], "release": [f"{number}-P1"], "disclosure_release": [number, 3],
    }  # fmt: skip
    return reverse(name, args=more.get(name, [number]))


def state_now() -> Any:
    with acting_as(WHOLE_OFFICE):
        return read_state(Book.objects.get(number=NUMBER))


@pytest.fixture
def disclose(cast: Cast) -> Callable[..., BookReceipt]:
    count = 0

    def given(who: str, kind: str, **fields: object) -> BookReceipt:
        nonlocal count
        count += 1
        command = book_command_from(kind, fields)
        return handle_book(command, cast[who], key=f"page-{count}", book=NUMBER, clock=FixedClock(NOW))

    return given


@pytest.mark.parametrize("name", [*OF_DESK, "disclosures", "releases", "release"])
def test_nobody_enters_without_a_login(name: str) -> None:
    answer = Client(headers={"host": "localhost"}).get(address(name))
    assert (answer.status_code, answer.content) == (302, b"")


@pytest.mark.parametrize("login", LOGINS)
def test_the_desk_is_for_who_may_see_secrets_and_releases_are_for_all(login: str, reader: Reader, cast: Cast) -> None:
    client = reader(login, "en")
    sees = login in SEES
    assert client.get(address("disclosures")).status_code == (200 if sees else 403)
    assert ('href="/disclosure/"' in client.get("/account/").content.decode()) == sees
    for name in OF_DESK:
        answer = client.get(address(name))
        assert answer.status_code == (200 if sees else 404), name
        nowhere = client.get(address(name, "D1999-01"))
        assert nowhere.status_code == 404
        if sees:
            assert answer["Cache-Control"].count("no-store"), name
        else:
            assert plain(answer.content, NUMBER) == plain(nowhere.content, "D1999-01"), name
    for kind in COMMANDS:
        path = reverse("book_command", args=[NUMBER, kind])
        verdict = may_give_book(cast[login], book_moves()[kind], None)
        assert client.get(path).status_code == (404 if not sees else 200 if verdict else 403), kind
        if not sees:
            assert client.post(path, {"act": "give", "release": "2", "key": kind}).status_code == 404, kind
    listed = client.get(address("releases")).content.decode()
    assert "The stock at the end of FY2025" in listed
    shown = client.get(address("release"))
    assert shown.status_code == 200
    assert "9,200" in shown.content.decode()
    assert client.get(reverse("release", args=["D2026-01-P2"])).status_code == 404, "it is not out"


def plain(body: bytes, number: str = NUMBER) -> str:
    """A page without what differs by request: the token of the form, and the address that was asked for."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", body.decode())
    return text.replace(number, "N")


# What does not leak


def changed_world() -> None:
    """Other target days for every mineral, other verdicts, stages and reasons."""
    with acting_as(WHOLE_OFFICE):
        book = Book.objects.get(number=NUMBER)
        tree = json.loads(json.dumps(book.state))
        for place, row in enumerate(tree["worlds"][0]["minerals"]):
            row["days"] = ("30", "120", "180")[place % 3]
        for row in tree["proposals"][1:]:
            last = row["attempts"][-1]["check"]
            last["ruling"], last["because"] = "undecided", {"ja": "別の理由", "en": "another reason"}
            row["stage"], row["approvals"] = "refused", []
        book.state = tree
        book.save()


BELOW = ("planning", "committee", "applicant", "public")
PAGES = ("/", "/inbox/", "/calendar/", "/cases/?q=Li", "/releases/", "/releases/?page=2", "/releases/D2026-01-P1/",
         "/releases/D2026-01-P2/", "/disclosure/", f"/disclosure/{NUMBER}/", f"/disclosure/{NUMBER}/ledger/",
         f"/disclosure/{NUMBER}/freedom/", f"/disclosure/{NUMBER}/releases/3/", f"/disclosure/{NUMBER}/releases/99/",
         f"/books/{NUMBER}/life/", f"/books/{NUMBER}/do/publication.publish/?release=2", "/calendar.ics", "/cases/export.csv",
         f"/books/{NUMBER}/do/publication.check/?release=3&way=x", "/evaluation/")  # fmt: skip
OF_API = (
    "/books", "/books?kind=disclosure", f"/books/{NUMBER}", "/figures", "/exports/cases?form=csv", "/inbox", "/commands",
    "/releases", "/releases/D2026-01-P1", "/releases/D2026-01-P2", "/cases?q=Li",
)  # fmt: skip


def told(reader: Reader, account: Account, login: str) -> Iterator[tuple[str, int, str]]:
    """Every answer that an account gets, with its status, and what POSTs bring."""
    client = reader(login)
    for path in PAGES:
        answer = client.get(path)
        yield path, answer.status_code, plain(answer.content)
    for kind, more in (("publication.check", {"release": "3"}), ("publication.publish", {"release": "2"})):
        answer = client.post(f"/books/{NUMBER}/do/{kind}/", {**more, "act": "give", "key": "same"})
        yield kind, answer.status_code, plain(answer.content)
    header = {"Authorization": f"Bearer {token_of(account)}", "host": "localhost"}
    api = Client(headers=header)
    for path in OF_API:
        answer = api.get(f"/api/v1{path}")
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        yield path, answer.status_code, plain(body)
    for release in ("1", "2", "3", "99", "x"):
        answer = api.post(
            f"/api/v1/books/{NUMBER}/commands/publication.check", {"release": release}, content_type="application/json",
            headers={**header, "Idempotency-Key": f"k{release}"},
        )  # fmt: skip
        yield f"api {release}", answer.status_code, plain(answer.content)


@pytest.mark.parametrize("login", BELOW)
def test_whoever_may_not_see_secrets_gets_the_same_bytes_whatever_they_are(
    login: str, reader: Reader, cast: Cast
) -> None:
    """Pages, lists, search, exports, commands, API: counts, order, paging and error texts do not depend on a secret."""
    with mock.patch.object(Gate, "decide", side_effect=AssertionError("no audit runs, so that no time tells of one")):
        before = list(told(reader, cast[login], login))
        changed_world()
        after = list(told(reader, cast[login], login))
    assert {path: body for path, _, body in before} == {path: body for path, _, body in after}
    assert [status for _, status, _ in before] == [status for _, status, _ in after]
    words = "".join(body for _, _, body in after)
    assert [one for one in ("D2026-01-R", "正極三鉱種", "備蓄総額", "別の理由", "架空リチウム") if one in words] == []


def test_releases_for_the_house_are_not_shown_outside_it(reader: Reader, disclose: Callable[..., BookReceipt]) -> None:
    figure = {"ja": "計", "en": "all", "of": "stock", "unit": "10000"}
    fields = {"title_ja": "部内資料", "title_en": "inside", "year": 2025, "form": "table", "readers": "機構内"}
    disclose("stockpile", "publication.propose", audience="internal", figures=[figure], **fields)
    before = {login: plain(reader(login).get("/releases/").content) for login in ("public", "planning")}
    for who in ("review", "executive"):
        disclose(who, "publication.approve", release=4)
    disclose("executive", "publication.publish", release=4)
    assert plain(reader("public").get("/releases/").content) == before["public"], "not even that there is one more"
    assert reader("public").get("/releases/D2026-01-I1/").status_code == 404
    assert "部内資料" in reader("planning").get("/releases/").content.decode()
    assert reader("planning").get("/releases/D2026-01-I1/").status_code == 200


def test_the_log_of_a_secret_book_is_not_for_an_auditor_below_it(cast: Cast) -> None:
    account = cast["auditor"]
    last = Event.objects.filter(subject=f"book/{NUMBER}").latest("sequence").sequence
    for clearance, shown in ((Classification.SECRET, True), (Classification.INTERNAL, False)):
        Account.objects.filter(pk=account.pk).update(clearance=clearance.value)
        client = Client(
            headers={"Authorization": f"Bearer {token_of(account, ['audit', 'read'])}", "host": "localhost"}
        )
        rows = client.get(f"/api/v1/audit/entries?after={last - 1}&limit=1").json()["items"]
        assert (rows[0]["line"] is not None) == shown


# The last door


def test_nothing_leaves_by_default(cast: Cast) -> None:
    public, inner, secret = cast["public"], cast["planning"], cast["review"]
    label = Classification
    cases = [
        (public, Leaving(), False), (inner, Leaving(), False), (secret, Leaving(), True), (public, Leaving(()), True),
        (inner, Leaving((Part(label.INTERNAL), Part(label.SECRET))), False), (inner, Leaving((Part(label.INTERNAL),)), True),
        (public, Leaving((Part(label.INTERNAL),)), False), (inner, Leaving((Part(None),)), False),
    ]  # fmt: skip
    for reader, leaving, may in cases:
        assert bool(may_leave(reader, leaving)) == may, (reader.login, leaving)
    company = cast["applicant"]
    own = Part(label.SECRET, company.organisation_id)
    assert may_leave(company, Leaving((own,)))
    assert not may_leave(cast["applicant2"], Leaving((own,)))
    secret.is_active = False
    assert not may_leave(secret, Leaving((Part(label.PUBLIC),)))


def test_only_what_was_published_leaves_above_a_clearance_and_only_as_it_was(cast: Cast) -> None:
    with acting_as(WHOLE_OFFICE):
        row = Publication.objects.get()
    out = Leaving(release=row.release, sha256=row.sha256)
    assert may_leave(cast["public"], out)
    refusals = [
        may_leave(cast["public"], one)
        for one in (
            Leaving(release=row.release, sha256="0" * 64), Leaving(release=f"{NUMBER}-P2", sha256=row.sha256),
            Leaving(release="nothing", sha256=row.sha256), Leaving((Part(Classification.SECRET),)), Leaving(),
        )
    ]  # fmt: skip
    assert {(one.allowed, one.ja, one.en, one.citations) for one in refusals} == {
        (False, REFUSED, "This material cannot be released.", refusals[0].citations)
    }, "one answer, whatever the cause"
    with pytest.raises(RefusedError) as caught:
        let_leave(cast["public"], Leaving())
    assert caught.value.findings == ()


def test_whatever_is_handed_out_goes_through_the_last_door(cast: Cast) -> None:
    """Had the filters before them let a secret through, exports, letters, forms and the register would still not go out."""
    from sonae.office.books.evaluation.printing import issued
    from sonae.office.letters import issue
    from sonae.office.models import Case
    from sonae.office.pages.export import exported as cases_exported
    from sonae.office.pages.listing import Asked
    from sonae.office.papers import open_paper

    reader = cast["planning"]
    with acting_as(WHOLE_OFFICE):
        book = Book.objects.get(number="V2026-01")
        case = Case.objects.exclude(papers=None).first()
        assert case is not None
        paper = case.papers.first()
        before = Event.objects.count()
        case.classification = book.classification = Classification.SECRET.value
        paper.case = case
        doors: list[Callable[[], Any]] = [
            lambda: exported(reader, book, []), lambda: issued(reader, book, _evaluation(book), "html", "ja"),
            lambda: issue(case, "case_file", "html", "ja", reader),
        ]  # fmt: skip
        for door in doors:
            with pytest.raises(RefusedError, match="cannot be released"):
                door()
        with mock.patch("sonae.office.papers.may_see", return_value=True), pytest.raises(RefusedError):
            open_paper(reader, paper)
        Case.objects.filter(pk=case.pk).update(classification=Classification.SECRET.value)
        with (
            mock.patch("sonae.office.pages.export.found_cases", return_value=Case.objects.all()),
            pytest.raises(RefusedError),
        ):
            cases_exported(reader, Asked(), "csv", "ja")
        assert Event.objects.count() == before, "and the log does not tell that they did"


def _evaluation(book: Book) -> Any:
    from sonae.office.books.evaluation import read_state as read

    return read(book)


HANDS_OUT = {
    "api/books.py", "api/desk.py", "api/jobs.py", "books/evaluation/printing.py", "books/evaluation/workbook.py", "letters.py",
    "pages/calendar.py", "pages/disclosure/public.py", "pages/export.py", "papers.py",
}  # fmt: skip
BY_ANOTHER = {
    "api/letters.py": "letters.issue",
    "api/papers.py": "papers.open_paper",
    "pages/letter.py": "letters.issue",
    "pages/paper.py": "papers.open_paper",
    "pages/evaluation/printing.py": "evaluation.printing.issued",
    "pages/evaluation/register.py": "evaluation.workbook.exported",
}
"""Modules that hand out what another module let go, and which."""


def test_every_module_that_hands_out_a_file_asks_at_the_last_door() -> None:
    from tests.architecture.tree import SOURCE

    marks = ("Content-Disposition", '.issued"', '.exported"', 'paper.read"')
    found = {}
    for path in (SOURCE / "office").rglob("*.py"):
        text, name = path.read_text(encoding="utf-8"), str(path.relative_to(SOURCE / "office"))
        if name not in ("log.py", "pages/lifeline.py") and any(mark in text for mark in marks):
            found[name] = "let_leave(" in text
    assert {name for name, asks in found.items() if not asks} <= set(BY_ANOTHER)
    asking = {
        str(path.relative_to(SOURCE / "office")) for path in (SOURCE / "office").rglob("*.py")
        if "let_leave(" in path.read_text(encoding="utf-8")
    }  # fmt: skip
    assert asking - {"leaving.py"} >= HANDS_OUT


# The desk


def test_the_desk_shows_what_waits_and_the_release_why_it_is_held_back(reader: Reader) -> None:
    client = reader("stockpile")
    desk = client.get(address("disclosure")).content.decode()
    assert "監査記録と一致します（1件）" in desk
    assert "承認 1／2名" in desk
    held = client.get(address("disclosure_release")).content.decode()
    assert "公表すると8件の保護が破れる" in held
    assert "架空リチウム (架空決定2024) 備蓄目標日数は保護されない" in held
    assert f"/books/{NUMBER}/do/publication.coarsen/?release=3&amp;way=units" in held
    assert "way=suppress" not in held, "there is one figure, which cannot be left out"
    assert held.count('<circle class="gone"') > 3
    ready = client.get(reverse("disclosure_release", args=[NUMBER, 2])).content.decode()
    assert "publication.approve" not in ready, "who proposed it is not asked to approve it"
    assert (
        "publication.approve"
        in reader("executive").get(reverse("disclosure_release", args=[NUMBER, 2])).content.decode()
    )
    first = client.get(reverse("disclosure_release", args=[NUMBER, 1])).content.decode()
    assert "鉱種別、100t単位" in first
    assert client.get(reverse("disclosure_release", args=[NUMBER, 99])).status_code == 404


def test_the_first_page_leads_to_what_waits_for_who_may_approve(reader: Reader) -> None:
    assert "公表審査の台帳</a> 1件" in reader("executive").get("/").content.decode()
    for login in ("review", "stockpile", "auditor", "planning", "public"):
        assert "公表審査の台帳" not in reader(login).get("/").content.decode(), (
            "approved it, proposed it, or does not see it"
        )


def test_the_ledger_says_to_whom_when_by_whom_and_why(reader: Reader) -> None:
    body = reader("auditor").get(address("disclosure_ledger")).content.decode()
    for said in (
        "令和7年度末の備蓄の状況",
        "一般",
        "架空審査部 架空 審一",
        "架空資源機構 架空 決也",
        "必要な余地を残す",
        "封印あり",
    ):
        assert said in body, said


def test_the_budget_is_drawn_for_who_may_see_it(reader: Reader) -> None:
    _searched.cache_clear()
    body = reader("ministry", "en").get(address("disclosure_budget")).content.decode()
    assert body.count('class="freedom-row"') == 20
    assert "Made-up gallium" in body
    assert "3 values, a spread of 60" in body


def test_a_broken_chain_is_said_on_every_page_and_nothing_goes_out(reader: Reader) -> None:
    with acting_as(WHOLE_OFFICE):
        book = Book.objects.get(number=NUMBER)
        book.state = {**book.state, "ledger": book.state["ledger"].replace("9150", "9100")}
        book.save()
    client = reader("executive")
    for name in ("disclosure", "disclosure_ledger", "disclosure_budget"):
        assert "公表台帳の鎖が切れています" in client.get(address(name)).content.decode(), name
    path = reverse("book_command", args=[NUMBER, "publication.approve"])
    page = client.get(f"{path}?release=2").content.decode()
    asked = dict(re.findall(r'name="(key|version)" value="([^"]*)"', page))
    answer = client.post(path, {**asked, "release": "2", "act": "give"})
    assert answer.status_code == 403
    assert "控えから台帳を戻す必要がある" in answer.content.decode()
    cut = reader("auditor", "en").get(address("disclosure_ledger")).content.decode()
    assert "Nothing is published" in cut


def give(client: Client, kind: str, query: str = "", **fields: Any) -> Any:
    path = reverse("book_command", args=[NUMBER, kind])
    page = client.get(f"{path}{query}").content.decode()
    asked = dict(re.findall(r'name="(key|version)" value="([^"]*)"', page))
    return client.post(path, {**asked, **fields, "act": "give"})


def test_a_release_is_proposed_by_the_form_coarsened_approved_and_published(reader: Reader) -> None:
    stockpile = reader("stockpile")
    fields = {
        "title_ja": "二鉱種の備蓄量", "title_en": "two minerals", "year": "2025", "form": "chart", "audience": "public",
        "readers": "一般", "figures.rows": "1", "figures.0.ja": "計", "figures.0.en": "sum", "figures.0.of": "stock",
        "figures.0.minerals": ["W", "Mo"], "figures.0.unit": "１０", "figures.0.ties": "half_up",
    }  # fmt: skip
    page = stockpile.get(reverse("book_command", args=[NUMBER, "publication.propose"])).content.decode()
    assert 'name="figures.0.minerals" value="W"' in page
    wrong = give(stockpile, "publication.propose", **{**fields, "figures.0.unit": "零"})
    assert wrong.status_code == 400
    done = give(stockpile, "publication.propose", **fields)
    assert done.status_code == 302, done.content.decode()
    body = stockpile.get(done["Location"]).content.decode()
    assert "操作を記録しました" in body
    assert "公表できない" in body
    refusal = give(reader("executive"), "publication.approve", "?release=4", release="4")
    assert refusal.status_code == 403
    assert give(stockpile, "publication.coarsen", "?release=4&way=units", release="4", way="units").status_code == 302
    assert state_now().proposal(4).stage is Stage.OPEN
    assert give(reader("review"), "publication.approve", release="4").status_code == 302
    assert give(reader("executive"), "publication.approve", release="4").status_code == 302
    assert give(reader("executive"), "publication.publish", release="4").status_code == 302
    assert "二鉱種の備蓄量" in reader("public").get("/releases/").content.decode()


def test_what_is_wrong_with_a_table_is_said_in_japanese(reader: Reader) -> None:
    client = reader("stockpile")
    base = {
        "title_ja": "表",
        "title_en": "table",
        "year": "2025",
        "form": "table",
        "audience": "public",
        "readers": "一般",
    }
    table = (
        "dimensions: [{id: company, totals: {all: [a, b]}}]\n"
        "tables: [{id: t, measure: m, dimensions: [company], rounding: exact, lower: 0, cells: "
        "[{at: [a], value: 1, contributors: {x: 1}}, {at: [b], value: 2, contributors: {y: 2}}, {at: [all], value: 4}]}]\n"
    )
    answer = give(client, "publication.propose", tables=table, **base)
    assert answer.status_code == 400
    assert "合計が内訳と一致しません" in answer.content.decode()
    assert "contributors: {x: 1}" in answer.content.decode(), "what was typed is kept"
    english = give(reader("stockpile", "en"), "publication.propose", tables="secrets: []", **base).content.decode()
    assert "The tables state more than a proposal may" in english


def test_an_english_reader_sees_no_japanese_word_but_names(reader: Reader) -> None:
    client = reader("stockpile", "en")
    kept = re.compile(r"架空|日本語|一般")
    japanese = re.compile(r"[぀-ヿ一-鿿]")
    paths = [address(name) for name in (*OF_DESK, "disclosures", "releases", "release")]
    paths += [reverse("book_command", args=[NUMBER, kind]) for kind in COMMANDS if kind != "publication.publish"]
    for path in paths:
        body = client.get(path).content.decode()
        body = re.sub(r"<dd>.*?</dd>|<input [^>]*>|<textarea.*?</textarea>", "", body, flags=re.S)
        text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", "\n", body, flags=re.S)
        left = {line.strip() for line in text.splitlines() if japanese.search(line) and not kept.search(line)}
        assert left == set(), path
