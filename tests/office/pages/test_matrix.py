"""Every page for every account: what is shown, what is refused, and that nothing of others' cases is in any answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from sonae.office.commands import moves
from sonae.office.gate import may_give, visible_cases
from sonae.office.models import Case
from sonae.office.pages.reading import inside
from sonae.office.pages.urls import urlpatterns
from sonae.office.seed.cast import Cast
from tests.office.pages.conftest import Reader

pytestmark = pytest.mark.django_db

LOGINS = (
    "applicant", "applicant2", "applicant3", "applicant4", "promotion", "review", "executive", "finance", "stockpile", "planning",
    "auditor", "committee", "ministry", "public", "admin",
)  # fmt: skip
OPEN = ("home", "inbox", "calendar", "calendar_ics", "cases", "cases_csv", "cases_xlsx", "jobs")
OF_CASE = ("case", "case_life", "case_facts", "case_findings", "case_duties", "case_papers")
OF_AGENCY = ("case_economics",)
"""Pages of a case that only those inside read: to a company they are not there."""
OTHERS = ("open_case", "command", "paper", "letter", "economic_run", "job", "job_cancel")

OF_BOOKS = (
    "open_book", "book_life", "book_command", "evaluations", "evaluation", "evaluation_item", "evaluation_indicator",
    "evaluation_remarks", "evidence", "evidence_export", "evidence_import", "evaluation_forms", "forms_file",
)  # fmt: skip
"""Pages of books; who sees them is in ``test_evaluation``."""
OF_DISCLOSURE = (
    "disclosures", "disclosure", "disclosure_release", "disclosure_ledger", "disclosure_budget", "releases", "release",
)  # fmt: skip
"""Pages of the disclosure desk; who sees them is in ``test_disclosure``."""

OF_SURVEY = ("surveys", "survey", "survey_preview", "answer", "sums")
OF_BASES = ("bases_books", "bases", "bases_release", "bases_plans", "bases_safety", "bases_gas")
"""Pages of the survey and of the bases; who sees them is in ``test_survey`` and ``test_bases``."""


OF_STOCK = (
    "stocks", "stock", "stock_decisions", "stock_purchases", "stock_lots", "stock_vouchers", "stock_vouchers_export",
    "stock_releases", "stock_release", "stock_drills",
)  # fmt: skip
"""Pages of the stock; who sees them is in ``test_stock``."""


def test_every_page_is_in_the_matrix() -> None:
    known = {*OPEN, *OF_CASE, *OF_AGENCY, *OTHERS, *OF_BOOKS, *OF_STOCK, *OF_DISCLOSURE, *OF_SURVEY, *OF_BASES}
    assert {str(one.name) for one in urlpatterns} == known


def patterns(resolver: URLResolver) -> list[URLPattern]:
    found: list[URLPattern] = []
    for one in resolver.url_patterns:
        found += patterns(one) if isinstance(one, URLResolver) else [one]
    return found


def test_every_page_goes_through_the_door() -> None:
    own = [one for one in patterns(get_resolver()) if one.callback.__module__.startswith("sonae.office.pages")]
    assert len(own) == len(urlpatterns)
    assert [one.name for one in own if not getattr(one.callback, "guarded", False)] == []


def address(name: str, case: Case | None = None) -> str:
    if name == "command":
        return reverse(name, args=[case.number if case else "E2026-AAAAA", "application.submit"])
    if name == "letter":
        return reverse(name, args=[case.number if case else "E2026-AAAAA", "case_file", "html"])
    if name in ("paper", "economic_run"):
        return reverse(name, args=[case.number if case else "E2026-AAAAA", 1])
    if name in ("job", "job_cancel"):
        return reverse(name, args=["22222222CCCC"])
    return reverse(name, args=[case.number if case else "E2026-AAAAA"] if name in (*OF_CASE, *OF_AGENCY) else [])


@pytest.mark.parametrize("name", [*OPEN, *OF_CASE, *OF_AGENCY, *OTHERS])
def test_nobody_enters_without_a_login(name: str, case_named: Callable[[str], Case]) -> None:
    answer = Client(headers={"host": "localhost"}).get(address(name, case_named("Kurose oil")))
    if name == "job_cancel":  # it takes only forms, and sends nobody back to one
        assert answer.status_code in (302, 405)
        return
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/?next=")
    assert answer.content == b""


@pytest.mark.parametrize("login", LOGINS)
def test_pages_of_all_are_shown_with_nothing_of_cases_of_others(login: str, reader: Reader, cast: Cast) -> None:
    client = reader(login)
    seen = set(visible_cases(cast[login]).values_list("number", flat=True))
    hidden = Case.objects.exclude(number__in=seen)
    secrets = [word for one in hidden for word in (one.number, one.title_ja, one.title_en)]
    shared = {
        word for one in visible_cases(cast[login]) for word in (one.title_ja, one.title_en, one.applicant.name_ja)
    }
    for name in OPEN:
        answer = client.get(address(name))
        assert answer.status_code == 200, name
        assert answer["Cache-Control"].count("no-store"), name
        body = answer.content.decode("utf-8", "replace")
        found = [word for word in secrets if word in body and not any(word in other for other in shared)]
        assert found == [], name
    assert client.post("/cases/").status_code == 405


@pytest.mark.parametrize("login", LOGINS)
def test_a_case_is_shown_to_who_may_know_of_it_and_is_not_there_for_others(
    login: str, reader: Reader, cast: Cast
) -> None:
    client = reader(login)
    mine = visible_cases(cast[login])
    shown = mine.order_by("stage", "pk").first()
    hidden = Case.objects.exclude(pk__in=mine.values("pk")).first()
    within = inside(cast[login])
    for name in (*OF_CASE, *OF_AGENCY):
        if shown is not None:
            wanted = 200 if within or name not in OF_AGENCY else 404
            assert client.get(address(name, shown)).status_code == wanted, name
        if hidden is not None:
            there, nowhere = client.get(address(name, hidden)), client.get(address(name))
            assert there.status_code == nowhere.status_code == 404, name
            path = address(name)
            assert there.content.decode().replace(address(name, hidden), path).count(hidden.number) == 0
    if hidden is not None:
        for name in ("command", "paper", "letter", "economic_run"):
            assert client.get(address(name, hidden)).status_code == 404
            assert client.post(address("command", hidden), {"act": "give"}).status_code == 404
        assert client.post(address("case_papers", hidden), {"kind": "form"}).status_code == 404
        assert client.post(address("case_economics", hidden), {"kind": "project"}).status_code == 404


@pytest.mark.parametrize("login", LOGINS)
def test_each_command_is_asked_of_who_may_give_it_and_refused_to_others_with_its_ground(
    login: str, reader: Reader, cast: Cast
) -> None:
    client = reader(login, "en")
    assert client.get(reverse("open_case")).status_code == (
        200 if may_give(cast[login], moves().of("case.open"), None) else 403
    )
    for stage in ("disposing" if login in ("applicant4", "executive", "finance", "committee") else "review",):
        case = visible_cases(cast[login]).filter(stage=stage, bylaw="003").first()
        if case is None:
            continue
        for place, (kind, move) in enumerate(moves().items()):
            verdict = may_give(cast[login], move, case)
            if not verdict and move.offered and (place + len(login)) % 6:
                continue  # each account is refused another sixth of the commands
            answer = client.get(reverse("command", args=[case.number, kind]))
            assert answer.status_code == (404 if not move.offered else 200 if verdict else 403), (stage, kind)
            if move.offered and not verdict:
                body = answer.content.decode().replace("&#x27;", "'")
                assert verdict.en in body
                assert all(cite.label_en in body for cite in verdict.citations)


@pytest.mark.parametrize(
    "path", ["cases/../etc/", "cases/E2026-%3Cscript%3E/", "cases/9/", "cases/E2026-AAAAA/do/x/", "nowhere/"]
)
def test_an_address_that_is_none_is_not_found(path: str, reader: Reader) -> None:
    answer = reader("review").get(f"/{path}")
    assert answer.status_code == 404
    assert "見つかりません" in answer.content.decode()
    assert "<script>" not in answer.content.decode()
