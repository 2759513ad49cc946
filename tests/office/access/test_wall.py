"""The second wall on a real PostgreSQL: a role that owns nothing sees what its account may see, whatever is asked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from sonae.core import Classification
from sonae.office import wall
from sonae.office.access import make_token
from sonae.office.access.middleware import HeadersMiddleware, WallMiddleware
from sonae.office.access.tokens import account_of_token
from sonae.office.bus import weigh
from sonae.office.commands import moves
from sonae.office.gate import visible_cases
from sonae.office.models import Account, Case, CheckRecord, EconomicRun, Grant, Job, Paper
from sonae.office.roles import Role
from sonae.office.seed import DemoCase
from sonae.office.seed.cast import Cast
from sonae.office.seed.lives import walk
from sonae.office.wall import WHOLE_OFFICE, acting_as
from tests.office.access.conftest import START, SetClock
from tests.office.conftest import Give

pytestmark = pytest.mark.django_db


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def shelves(cast: Cast) -> None:
    """Some secret cases, and a paper in each case."""
    for place, case in enumerate(Case.objects.order_by("pk")):
        if place % 4 == 0:
            Case.objects.filter(pk=case.pk).update(classification=Classification.SECRET.value)
        Paper.objects.create(
            case=case,
            name="x",
            kind="x",
            media_type="text/plain",
            size=1,
            sha256="0" * 64,
            by=cast["finance"],
            at=START,
        )


@pytest.fixture
def role(shelves: None) -> Iterator[None]:
    """The connection as a role that owns no table, as the page on administration makes it."""
    if connection.vendor != "postgresql":
        pytest.skip("row-level security is PostgreSQL's: run the suite with SONAE_OFFICE_DATABASE_URL")
    run(
        "CREATE ROLE office_app NOLOGIN NOSUPERUSER NOBYPASSRLS",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO office_app",
        "REVOKE UPDATE, DELETE ON office_event, office_checkpointrecord FROM office_app",
        "REVOKE DELETE ON office_case, office_paper, office_checkrecord FROM office_app",
        "SET LOCAL ROLE office_app",
    )
    yield
    if not connection.needs_rollback:
        run("RESET ROLE")


def seen() -> tuple[set[int], set[int], set[int]]:
    """The cases seen, those of papers seen, and those of checks seen."""
    return (
        set(Case.objects.values_list("pk", flat=True)), set(Paper.objects.values_list("case", flat=True)),
        set(CheckRecord.objects.values_list("case", flat=True)),
    )  # fmt: skip


NOTHING: tuple[set[int], set[int], set[int]] = (set(), set(), set())


def test_nobody_sees_nothing_and_the_office_itself_everything(role: None) -> None:
    assert seen() == NOTHING
    with acting_as(WHOLE_OFFICE):
        cases, papers, checks = seen()
        assert len(cases) == len(papers) == 16
        assert checks
        assert checks <= cases
    assert seen() == NOTHING


def test_every_account_sees_what_the_gates_show_it(role: None, cast: Cast) -> None:
    for login, account in cast.accounts.items():
        with acting_as(WHOLE_OFFICE):
            wanted = set(visible_cases(account).values_list("pk", flat=True))
            checks = set(CheckRecord.objects.filter(case__in=wanted).values_list("case", flat=True))
        with acting_as(account):
            assert seen() == (wanted, wanted, checks), login
        assert seen() == NOTHING, login


def test_a_company_sees_its_own_and_the_agency_what_it_is_cleared_for(role: None, cast: Cast) -> None:
    with acting_as(cast["applicant"]):
        assert {case.applicant_id for case in Case.objects.all()} == {cast["applicant"].organisation_id}
        assert Case.objects.filter(classification=Classification.SECRET.value).exists(), "its own, whatever the label"
    with acting_as(cast["finance"]):
        assert {case.label for case in Case.objects.all()} == {Classification.INTERNAL}
        assert Case.objects.count() == 12
    with acting_as(cast["review"]):
        assert Case.objects.count() == 16
    with acting_as(cast["committee"]):
        assert {case.stage for case in Case.objects.all()} <= {"disposing"}
    for login in ("admin", "public"):
        with acting_as(cast[login]):
            assert seen() == NOTHING


@pytest.mark.parametrize("clearance", list(Classification))
@pytest.mark.parametrize(
    "roles", [("applicant",), ("ministry",), ("committee",), ("committee", "applicant"), ("finance", "review"), ()]
)
def test_gate_and_wall_agree_on_any_account(
    role: None, cast: Cast, clearance: Classification, roles: tuple[str, ...]
) -> None:
    account = Account.objects.create_account(
        "anybody",
        None,
        name_ja="x",
        name_en="x",
        organisation=cast["applicant4"].organisation,
        clearance=clearance.value,
    )
    Grant.objects.bulk_create(Grant(account=account, role=one) for one in roles)
    with acting_as(WHOLE_OFFICE):
        wanted = set(visible_cases(account).values_list("pk", flat=True))
    with acting_as(account):
        assert seen()[0] == wanted
    account.is_active = False
    with acting_as(account):
        assert seen() == NOTHING


def test_a_case_of_others_is_neither_changed_nor_written(role: None, cast: Cast) -> None:
    with acting_as(WHOLE_OFFICE):
        other = Case.objects.exclude(applicant=cast["applicant"].organisation).first()
    assert other is not None
    with acting_as(cast["applicant"]):
        assert Case.objects.filter(pk=other.pk).update(title_en="taken") == 0
        other.pk, other.number = None, "E2026-TAKEN"
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            other.save(force_insert=True)
    with acting_as(WHOLE_OFFICE):
        assert not Case.objects.filter(title_en="taken").exists()


def test_a_whole_life_is_walked_behind_the_wall(role: None, cast: Cast) -> None:
    case = DemoCase("wall", "架空壁沖石油", "Wall oil", "かべおき", "applicant", dt.date(2025, 5, 10), "checked")
    receipts = walk(case, cast)
    assert receipts[-1].stage == "under_way"
    assert seen() == NOTHING
    with acting_as(cast["applicant"]):
        assert Case.objects.filter(number=receipts[0].case).exists()
    with acting_as(cast["applicant2"]):
        assert not Case.objects.filter(number=receipts[0].case).exists()


def test_a_command_is_weighed_behind_the_wall(role: None, cast: Cast, give: Give) -> None:
    with acting_as(WHOLE_OFFICE):
        case = Case.objects.get(title_en="Kurose oil")
    command = moves().of("drawdown.pay").command.model_validate({"name": "第1回出資"})
    verdict, findings = weigh(command, cast["finance"], case)
    assert verdict
    assert findings
    assert seen() == NOTHING


def count(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(Case.objects.count()))


def test_a_request_sees_what_its_account_sees_and_the_next_one_nothing(role: None, cast: Cast) -> None:
    request = RequestFactory().get("/")
    counts = []
    for login in ("applicant", "review"):
        request.user = cast[login]
        counts.append(int(WallMiddleware(count)(request).content))  # type: ignore[attr-defined]
        assert seen() == NOTHING
    assert 0 < counts[0] < counts[1] == 16


def test_a_view_that_fails_leaves_nobody_acting(role: None, cast: Cast) -> None:
    def fails(request: HttpRequest) -> HttpResponse:
        assert Case.objects.count() == 16
        raise LookupError

    request = RequestFactory().get("/")
    request.user = cast["review"]
    with pytest.raises(LookupError):
        WallMiddleware(fails)(request)
    assert seen() == NOTHING


def test_a_stream_is_made_under_the_reach_of_its_request(role: None, cast: Cast) -> None:
    def streams(request: HttpRequest) -> StreamingHttpResponse:
        return StreamingHttpResponse(str(case.pk).encode() + b" " for case in Case.objects.all())

    request = RequestFactory().get("/")
    request.user = cast["review"]
    answer = WallMiddleware(streams)(request)
    assert seen() == NOTHING
    assert len(b"".join(answer).split()) == 16  # type: ignore[call-overload]
    assert seen() == NOTHING


def test_a_token_acts_for_the_rest_of_its_request_alone(role: None, cast: Cast, clock: SetClock) -> None:
    text = make_token(cast["applicant"], "x", ["read"], dt.date(2026, 12, 1)).text

    def api(request: HttpRequest) -> HttpResponse:
        assert account_of_token(f"Bearer {text}") is not None
        return count(request)

    request = RequestFactory().get("/api/")
    request.user = None  # type: ignore[assignment]
    answer = HeadersMiddleware(WallMiddleware(api))(request)
    with acting_as(cast["applicant"]):
        assert int(answer.content) == Case.objects.count() > 0  # type: ignore[attr-defined]
    assert seen() == NOTHING


def test_a_transaction_that_fails_gives_back_who_acted_before(role: None, cast: Cast) -> None:
    with acting_as(cast["applicant"]):
        own = seen()
        with pytest.raises(DatabaseError), transaction.atomic(), acting_as(cast["review"]):
            run("SELECT 1 / 0")
        assert seen() == own
    assert seen() == NOTHING


def test_a_new_connection_is_told_who_acts(role: None, cast: Cast) -> None:
    with acting_as(cast["review"]):
        run("SELECT set_config('sonae.sees', '', false), set_config('sonae.clearance', '', false)")
        assert seen() == NOTHING
        wall._opened(connection)
        assert Case.objects.count() == 16


def test_switched_off_the_wall_lets_everybody_through(role: None, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wall, "OFFICE", wall.OFFICE.model_copy(update={"row_security": False}))
    wall._opened(connection)
    assert Case.objects.count() == 16
    with acting_as(cast["public"]):
        assert Case.objects.count() == 16
    said = wall.remark()
    assert said
    assert "SONAE_OFFICE_ROW_SECURITY" in said


def test_a_setting_is_read_once_a_query_and_not_once_a_row(role: None, cast: Cast) -> None:
    with acting_as(cast["applicant"]):
        plan = Case.objects.all().explain()
    filters = re.findall(r"Filter: (.*)", plan)
    assert filters
    assert "current_setting" not in "".join(filters)
    assert "InitPlan" in plan


def test_what_is_said_of_the_wall_when_the_office_starts(cast: Cast, request: pytest.FixtureRequest) -> None:
    said = wall.remark()
    assert said
    if connection.vendor != "postgresql":
        assert "SQLite" in said
        return
    assert "superuser" in said
    request.getfixturevalue("role")
    assert wall.remark() is None
    run("RESET ROLE", "ALTER TABLE office_case OWNER TO office_app", "GRANT CREATE ON SCHEMA public TO office_app")
    run("SET LOCAL ROLE office_app")
    owned = wall.remark()
    assert owned
    assert "owns the tables" in owned
    assert not Case.objects.exists(), "it is forced on the owner too"


def test_jobs_and_runs_are_seen_where_their_case_is(role: None, cast: Cast) -> None:
    with acting_as(WHOLE_OFFICE):
        runs = {(run.case_id, run.number) for run in EconomicRun.objects.all()}
        jobs = {job.case_id for job in Job.objects.all()}
        assert len(runs) == len(jobs) == 2
        Job.objects.create(
            code="22222222CCCC", kind="x", by=cast["review"], asked_by=9_999_999, asked_at=START, beat_at=None
        )
        assert Job.objects.filter(case=None).exists()
    assert not EconomicRun.objects.exists()
    assert not Job.objects.exists()
    for login, account in cast.accounts.items():
        with acting_as(WHOLE_OFFICE):
            wanted = set(visible_cases(account).values_list("pk", flat=True))
        with acting_as(account):
            assert set(EconomicRun.objects.values_list("case", flat=True)) == {case for case, _ in runs} & wanted, login
            assert set(Job.objects.exclude(case=None).values_list("case", flat=True)) == jobs & wanted, login
            assert Job.objects.filter(case=None).exists() == (login == "review"), login


def test_reach_is_told_by_roles(cast: Cast) -> None:
    assert wall.reach_of(cast["admin"]).sees == ""
    assert Role.ADMINISTRATOR in cast["admin"].roles
    assert wall.reach_of(cast["applicant"]).company == str(cast["applicant"].organisation_id)
    assert wall.reach_of(cast["committee"]).sees == "disposing"
    assert wall.who_acts() == wall.NOBODY
