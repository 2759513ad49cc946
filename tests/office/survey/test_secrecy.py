"""A company sees its own answer, and nothing tells it of any other: books, life lines, errors, PostgreSQL's wall."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import ProgrammingError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sonae.core import InputError
from sonae.office.books import may_give_book, visible_books
from sonae.office.books.frame import move_of
from sonae.office.books.survey import AnswerStage
from sonae.office.gate import NotThereError, RefusedError
from sonae.office.models import Account, Book, BookCheck, Event, Grant
from sonae.office.pages.lifeline import entries_of_book
from sonae.office.seed.cast import Cast
from sonae.office.wall import WHOLE_OFFICE, acting_as
from tests.office.survey.conftest import AFTER, DURING, Survey, answered, login_of

pytestmark = pytest.mark.django_db
KINDS = ("survey", "answer", "sums")


def numbers(account: Account) -> set[str]:
    """The books of a survey that the gates let an account know of."""
    return set(visible_books(account).filter(kind__in=KINDS).values_list("number", flat=True))


def all_numbers() -> set[str]:
    """Every book of the surveys."""
    with acting_as(WHOLE_OFFICE):
        return set(Book.objects.filter(kind__in=KINDS).values_list("number", flat=True))


@pytest.mark.parametrize("login", ["applicant", "applicant2", "applicant3", "public", "admin", "committee", "promotion", "review",
                                   "planning", "finance", "ministry"])  # fmt: skip
def test_who_is_not_of_the_desk_sees_his_own_answer_or_nothing(opened: Survey, people: Cast, login: str) -> None:
    own = {"applicant": {opened.answer("hinokuma")}, "applicant2": {opened.answer("kazahaya")}}.get(login, set())
    with acting_as(WHOLE_OFFICE):
        of_seed = set(Book.objects.filter(kind="sums").values_list("number", flat=True))
        own |= set(
            Book.objects.filter(kind="answer", company=people[login].organisation).values_list("number", flat=True)
        )
    assert numbers(people[login]) - of_seed == own


def test_the_desk_and_the_auditor_see_all_and_without_the_clearance_nothing(opened: Survey, people: Cast) -> None:
    everything = all_numbers()
    assert numbers(people["stockpile"]) == numbers(people["auditor"]) == everything
    assert {number[0] for number in numbers(people["executive"])} <= {"Q", "U"}, "who decides on sums reads no answer"
    for login in ("stockpile", "auditor", "executive"):
        Account.objects.filter(login=login).update(clearance=1)
        account = Account.objects.get(login=login)
        assert {number[0] for number in numbers(account)} <= {"U"}, login


def test_no_command_reaches_an_answer_of_another_company(opened: Survey, people: Cast) -> None:
    for kind in ("answer.save", "answer.submit", "answer.correct"):
        fields = answered("hinokuma") | ({"reason": "x"} if kind == "answer.correct" else {})
        for company, login in (("hinokuma", "applicant2"), ("kazahaya", "applicant"), ("kazahaya", "applicant3")):
            with pytest.raises(NotThereError) as there:
                opened.give(login, kind, opened.answer(company), **fields)
            with pytest.raises(NotThereError) as nowhere:
                opened.give(login, kind, "A2023-XXXXXXXXXX", **fields)
            assert str(there.value) == str(nowhere.value)
    for kind in ("survey.ask", "survey.remind", "survey.close", "survey.aggregate", "survey.release"):
        with pytest.raises((NotThereError, InputError)):
            opened.give(
                "applicant", kind, opened.number, **({} if kind.endswith(("remind", "close", "release")) else {"x": 1})
            )


def test_one_who_is_of_the_desk_and_of_a_company_answers_for_his_own_alone(opened: Survey, people: Cast) -> None:
    """Whoever holds both roles sees every answer; as a company he still gives his own alone."""
    Grant.objects.create(account=people["stockpile"], role="applicant")
    account = Account.objects.get(login="stockpile")
    with acting_as(WHOLE_OFFICE):
        book = Book.objects.get(number=opened.answer("hinokuma"))
    verdict = may_give_book(account, move_of("answer.submit"), book)
    assert not verdict
    assert verdict.en == "the book is another company's."
    assert may_give_book(account, move_of("answer.accept"), book)


def test_what_a_company_reads_of_its_answer_names_nobody_and_counts_nothing(opened: Survey, people: Cast) -> None:
    number = opened.answer("hinokuma")
    opened.says("hinokuma")
    opened.says("kazahaya")
    with pytest.raises(RefusedError):
        opened.give("stockpile", "survey.close", opened.number)
    opened.give("stockpile", "answer.query", number, question="確認されたい")
    opened.says("hinokuma", "answer.correct", reason="再集計")
    opened.give("stockpile", "answer.accept", number)
    with pytest.raises(RefusedError):
        opened.give("stockpile", "answer.accept", number)
    with acting_as(people["applicant"]):
        book = Book.objects.get(number=number)
        events = list(Event.objects.filter(subject=f"book/{number}").order_by("sequence"))
        entries = entries_of_book(people["applicant"], book, events, "en")
        text = f"{book.state} {book.title_ja} {entries}"
    assert [one.en for one in entries] == [
        "asked for an answer to a survey", "answered the survey", "asked back about the answer", "corrected the answer",
        "accepted the answer",
    ], "the agency's refused command is not told"  # fmt: skip
    assert all(not entry.findings and not entry.rows for entry in entries if "Stockpile" in entry.who_en)
    for word in ("kazahaya", "風早", "Biro", "備郎", opened.answer("kazahaya")):
        assert word not in text, word
    with acting_as(people["stockpile"]):
        inside = entries_of_book(people["stockpile"], book, events, "en")
    assert len(inside) == len(entries) + 1
    assert any("Biro" in entry.who_en for entry in inside)


def test_answers_have_numbers_that_tell_nothing(opened: Survey) -> None:
    first, second = (opened.answer(one) for one in ("hinokuma", "kazahaya"))
    assert first[:6] == second[:6] == "A2023-"
    assert len(first) == 16
    assert abs(int(first[6:], 36) - int(second[6:], 36)) > 1


# PostgreSQL's own wall


@pytest.fixture
def role(opened: Survey) -> Iterator[None]:
    """The connection as a role that owns no table."""
    if connection.vendor != "postgresql":
        pytest.skip("row-level security is PostgreSQL's: run the suite with SONAE_OFFICE_DATABASE_URL")
    with connection.cursor() as cursor:
        for statement in (
            "CREATE ROLE office_app NOLOGIN NOSUPERUSER NOBYPASSRLS",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO office_app", "SET LOCAL ROLE office_app",
        ):  # fmt: skip
            cursor.execute(statement)
    yield
    if not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def seen() -> set[str]:
    """The books of the surveys that the database itself shows."""
    return set(Book.objects.filter(kind__in=KINDS).values_list("number", flat=True))


def test_the_database_shows_a_company_its_own_answer_alone(opened: Survey, people: Cast, role: None) -> None:
    own = {"applicant": "hinokuma", "applicant2": "kazahaya"}
    assert seen() == set(), "nobody acts"
    for login in ("applicant", "applicant2", "applicant3", "public", "admin", "committee"):
        with acting_as(WHOLE_OFFICE):
            wanted = set(
                Book.objects.filter(kind="answer", company=people[login].organisation).values_list("number", flat=True)
                if login.startswith("applicant") else ()
            )  # fmt: skip
        with acting_as(people[login]):
            assert {one for one in seen() if one[0] != "U"} == wanted, login
            checks = BookCheck.objects.filter(book__kind__in=KINDS).values_list("book__number", flat=True)
            assert set(checks) <= wanted, login
        if login in own:
            assert opened.answer(own[login]) in wanted
    with acting_as(people["stockpile"]):
        assert seen() == all_numbers()


def test_gates_and_wall_let_no_account_further_than_the_other_for_companies(
    opened: Survey, people: Cast, role: None
) -> None:
    for login in ("applicant", "applicant2", "applicant3", "stockpile", "auditor"):
        with acting_as(WHOLE_OFFICE):
            gates = numbers(people[login])
        with acting_as(people[login]):
            assert seen() == gates, login


def test_an_answer_of_others_is_neither_changed_nor_taken_behind_the_wall(
    opened: Survey, people: Cast, role: None
) -> None:
    other = opened.answer("kazahaya")
    with acting_as(people["applicant"]):
        assert Book.objects.filter(number=other).update(title_en="taken") == 0
        mine = Book.objects.get(number=opened.answer("hinokuma"))
        mine.company = people["applicant2"].organisation
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            mine.save()
    with acting_as(people["committee"]):
        assert not Book.objects.filter(number=other).exists()


def test_a_survey_is_walked_to_its_end_behind_the_wall(opened: Survey, people: Cast, role: None) -> None:
    for company in ("hinokuma", "kazahaya"):
        with acting_as(WHOLE_OFFICE):
            number = opened.answer(company)
        opened.give(login_of(company), "answer.submit", number, **answered(company))
        opened.give("stockpile", "answer.accept", number)
    opened.give("stockpile", "survey.close", opened.number)
    with acting_as(people["applicant"]):
        assert [one.state["closed_on"] for one in Book.objects.filter(number=opened.answer("hinokuma"))] == [
            str(DURING.date())
        ]
    assert seen() == set()


# Any order of commands

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["applicant", "applicant2", "stockpile", "executive", "auditor"]),
        st.sampled_from(["answer.save", "answer.submit", "answer.correct", "answer.query", "answer.accept", "survey.remind",
                         "survey.close"]),
        st.sampled_from(["hinokuma", "kazahaya"]),
    ),
    min_size=4, max_size=12,
)  # fmt: skip


@settings(
    max_examples=10, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(STEPS)
def test_no_order_of_commands_gives_an_answer_to_another_or_changes_what_is_closed(
    opened: Survey, people: Cast, steps: list[tuple[str, str, str]]
) -> None:
    with transaction.atomic():
        point = transaction.savepoint()
        for who, kind, company in steps:
            _step(opened, people, who, kind, company)
        transaction.savepoint_rollback(point)


def _step(opened: Survey, people: Cast, who: str, kind: str, company: str) -> None:
    number = opened.answer(company)
    book = number if kind.startswith("answer") else opened.number
    fields = answered(company) if kind in ("answer.save", "answer.submit", "answer.correct") else {}
    fields |= {"answer.correct": {"reason": "訂正"}, "answer.query": {"question": "照会"}}.get(kind, {})
    before = {one: opened.state(opened.answer(one)) for one in ("hinokuma", "kazahaya")}
    sequence = Event.objects.order_by("-sequence").values_list("sequence", flat=True).first()
    try:
        opened.give(who, kind, book, at=AFTER, key=f"{who}-{kind}-{sequence}", **fields)
    except (RefusedError, NotThereError):
        assert {one: opened.state(opened.answer(one)) for one in before} == before
        return
    after = {one: opened.state(opened.answer(one)) for one in before}
    other = "kazahaya" if company == "hinokuma" else "hinokuma"
    if kind.startswith("answer"):
        assert after[other] == before[other], "a command on one answer leaves the other as it was"
        assert before[company].closed_on is None
    if fields.get("minerals"):
        assert login_of(company) == who
    if after[company].stage is AnswerStage.ACCEPTED:
        assert after[company].versions
    assert after[company].versions[: len(before[company].versions)] == before[company].versions, "versions stay"
