"""The survey of private stocks: opened, answered, examined, closed; bad answers; sums by the gate alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sonae.core import InputError, Outcome, UnknownChoiceError
from sonae.office.books import book_kinds, visible_books
from sonae.office.books.survey import AnswerStage, SumsState
from sonae.office.gate import RefusedError
from sonae.office.keeping import check_books
from sonae.office.models import Book, Event, Grant
from sonae.office.seed.cast import Cast
from sonae.office.wall import WHOLE_OFFICE, acting_as
from tests.office.survey.conftest import AFTER, ASKED, STOCKS, GiveBook, Survey, answered

pytestmark = pytest.mark.django_db


def refused(give: Any, question: str) -> str:
    """The reason in English for which a command is refused by a question."""
    with pytest.raises(RefusedError) as caught:
        give()
    shut = {one.question for one in caught.value.findings if one.outcome is Outcome.NO}
    assert question in shut, (shut, caught.value.verdict.en)
    return caught.value.verdict.en


def told() -> str:
    """All that the log says, as one text."""
    return "\n".join(Event.objects.values_list("line", flat=True))


def test_a_survey_is_opened_and_each_company_gets_a_book_of_its_own(opened: Survey) -> None:
    state = opened.state()
    assert (state.asked.period, str(state.asked.closes), state.asked.forms) == (
        "FY2023",
        "2024-06-30",
        {"W": ("APT", "powder")},
    )
    assert set(state.called) == {"hinokuma", "kazahaya"}
    answer = opened.state(opened.answer("kazahaya"))
    assert (answer.stage, answer.uses, answer.survey) == (
        AnswerStage.ASKED,
        {"W": ("hard metal", "wire")},
        opened.number,
    )
    assert answer.late(AFTER.date())
    assert not answer.late(answer.due)
    with acting_as(WHOLE_OFFICE):
        book = Book.objects.get(number=opened.answer("kazahaya"))
    assert (book.label.name, book.company and book.company.code) == ("SECRET", "kazahaya")
    assert Event.objects.filter(subject=f"book/{book.number}", kind="answer.asked").count() == 1


def test_what_a_survey_may_not_be(give: GiveBook, opened: Survey) -> None:
    with pytest.raises(UnknownChoiceError, match="Unobtainium"):
        give(
            "stockpile", "survey.open", None, year=2024, due="2025-06-30", minerals=[ASKED | {"mineral": "Unobtainium"}]
        )
    with pytest.raises(InputError, match="stands there twice"):
        give(
            "stockpile",
            "survey.open",
            None,
            year=2024,
            due="2025-06-30",
            minerals=[ASKED, ASKED | {"mineral": "tungsten"}],
        )
    with pytest.raises(InputError, match="name of a total"):
        give("stockpile", "survey.open", None, year=2024, due="2025-06-30", minerals=[ASKED | {"forms": ["all forms"]}])
    refused(lambda: give("stockpile", "survey.open", None, year=2022, due="2023-06-30", minerals=[ASKED]), "survey.due")
    again = {"companies": [{"company": "kazahaya", "minerals": ["W"]}]}
    refused(lambda: give("stockpile", "survey.ask", opened.number, **again), "survey.once")
    for company, minerals, problem in (("nobody", ["W"], "no company"), ("tomogashima", ["Co"], "not in the survey")):
        with pytest.raises(InputError, match=problem):
            give("stockpile", "survey.ask", opened.number, companies=[{"company": company, "minerals": minerals}])
    assert set(opened.state().called) == {"hinokuma", "kazahaya"}, "nothing was half done"


def test_an_answer_is_kept_given_asked_back_about_corrected_and_accepted(opened: Survey) -> None:
    number = opened.answer("hinokuma")
    half = {"mineral": "W", "stock": [{"name": "APT", "tonnes": "1.5"}, {"name": "powder"}]}
    opened.give("applicant", "answer.save", number, minerals=[half])
    draft = opened.state(number).draft
    assert draft is not None
    assert draft.minerals[0]["stock"][0]["tonnes"] == "1.5"
    refused(lambda: opened.accept("hinokuma"), "answer.given")
    refused(lambda: opened.says("hinokuma", "answer.correct", reason="誤り"), "answer.given")
    opened.says("hinokuma")
    refused(lambda: opened.says("hinokuma"), "answer.first")
    opened.give("stockpile", "answer.query", number, question="APTの内訳を確認されたい")
    assert opened.state(number).waits
    opened.says("hinokuma", "answer.correct", reason="再集計")
    opened.accept("hinokuma")
    state = opened.state(number)
    assert (state.stage, state.question, state.draft) == (AnswerStage.ACCEPTED, "", None)
    assert [(one.version, one.reason) for one in state.versions] == [(1, ""), (2, "再集計")]
    assert {key: str(value) for key, value in state.versions[-1].rows[0].stock_t.items()} == {
        "APT": "120",
        "powder": "30",
    }


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"mineral": "Co"}, "minerals.0.mineral", "Co is not asked for"),
        ({"mineral": "Unobtainium"}, "minerals.0.mineral", "Unobtainium"),
        ({"stock": [{"name": "APT", "tonnes": "-1"}]}, "minerals.0.stock.0.tonnes", "greater than"),
        ({"stock": [{"name": "APT", "tonnes": "NaN"}]}, "minerals.0.stock.0.tonnes", "finite"),
        ({"stock": [{"name": "APT", "tonnes": "1e99"}]}, "minerals.0.stock.0.tonnes", "no more than 16 digits"),
        ({"stock": [{"name": "APT", "tonnes": "120"}, {"name": "powder"}]}, "minerals.0.stock.1.tonnes", "nothing is said"),
        ({"stock": [{"name": "dust", "tonnes": "1"}]}, "minerals.0.stock.0.name", "«dust» is not asked for"),
        ({"stock": [{"name": "APT", "tonnes": "1"}] * 2}, "minerals.0.stock", "stands there twice"),
        ({"stock_total": "151"}, "minerals.0.stock_total", "not the sum"),
        ({"consumption_total": "0"}, "minerals.0.consumption_total", "not the sum"),
        ({"stock": []}, "minerals.0.reason", "no reason is stated"),
        ({"stock": [], "stock_total": "3"}, "minerals.0.stock_total", "without what it adds up"),
    ],
)  # fmt: skip
def test_a_bad_answer_is_refused_beside_its_field_and_nothing_is_kept(
    opened: Survey, change: dict[str, Any], field: str, problem: str
) -> None:
    before = opened.state(opened.answer("hinokuma"))
    part = answered("hinokuma")["minerals"][0] | change
    with pytest.raises(InputError, match=problem) as caught:
        opened.says("hinokuma", minerals=[part])
    assert caught.value.field == field
    assert "kazahaya" not in str(caught.value)
    assert opened.state(opened.answer("hinokuma")) == before


def test_a_right_total_is_taken_and_what_is_not_known_needs_its_reason(opened: Survey) -> None:
    part = answered("hinokuma")["minerals"][0]
    with pytest.raises(InputError, match="nothing is said of W"):
        opened.says("hinokuma", minerals=[])
    with pytest.raises(InputError, match="a mineral stands there twice"):
        opened.says("hinokuma", minerals=[part, part])
    opened.says(
        "hinokuma", minerals=[part | {"stock_total": "150", "consumption": [], "reason": "用途別に集計していない"}]
    )
    row = opened.state(opened.answer("hinokuma")).versions[0].rows[0]
    assert row.consumption_t is None
    assert row.reason


def test_reminders_go_to_who_has_not_answered_and_once_a_day(opened: Survey) -> None:
    opened.says("hinokuma")
    opened.give("stockpile", "survey.remind", opened.number)
    assert [len(opened.state(opened.answer(one)).reminded) for one in ("hinokuma", "kazahaya")] == [0, 1]
    refused(lambda: opened.give("stockpile", "survey.remind", opened.number), "survey.waits")
    opened.give("stockpile", "survey.remind", opened.number, at=AFTER)
    assert len(opened.state(opened.answer("kazahaya")).reminded) == 2
    opened.says("kazahaya", at=AFTER)
    assert opened.state(opened.answer("kazahaya")).versions, (
        "an answer after the due day is taken until the survey closes"
    )


def test_a_survey_is_closed_when_its_time_is_over_and_every_answer_looked_at(opened: Survey) -> None:
    close = {"kind": "survey.close", "book": opened.number}
    opened.says("hinokuma")
    shut = refused(lambda: opened.give("stockpile", **close), "survey.time")
    assert "answers are wanted" in shut
    refused(lambda: opened.give("stockpile", **close, at=AFTER), "survey.examined")
    opened.accept("hinokuma")
    opened.give("stockpile", **close, at=AFTER)
    for company in ("hinokuma", "kazahaya"):
        refused(lambda one=company: opened.says(one, "answer.save", at=AFTER), "answer.open")
    refused(lambda: opened.give("stockpile", **close, at=AFTER), "survey.open")
    refused(lambda: opened.give("stockpile", "survey.remind", opened.number, at=AFTER), "survey.open")


PROPOSED = {"minerals": ["W"], "title": "民間備蓄の集計", "title_en": "Private stocks", "readers": "所管省"}


def test_sums_leave_by_the_gate_proposed_and_released_by_two_persons(closed: Survey, people: Cast) -> None:
    refused(lambda: closed.give("executive", "survey.release", closed.number, at=AFTER), "sums.proposed")
    closed.give("stockpile", "survey.aggregate", closed.number, at=AFTER, **PROPOSED)
    refused(lambda: closed.give("stockpile", "survey.aggregate", closed.number, at=AFTER, **PROPOSED), "sums.one")
    with pytest.raises(RefusedError, match="executive"):
        closed.give("stockpile", "survey.release", closed.number, at=AFTER)
    closed.give("executive", "survey.release", closed.number, at=AFTER)
    (left,) = closed.state().released
    sums: SumsState = closed.state(left.sums)
    shown = {(table.of, row.at): row.said for table in sums.tables for row in table.rows}
    apt, powder = (sum(one[place] for one in STOCKS.values()) for place in (0, 1))
    assert shown["stock", "APT"] == str(apt)
    assert shown["stock", "all forms"] == str(apt + powder)
    assert shown["consumption", "hard metal"] == str(2 * apt)
    for login in ("ministry", "planning", "executive", "auditor"):
        assert visible_books(people[login], "sums").filter(number=left.sums).exists(), login
    for login in ("applicant", "public", "admin", "aoba", "committee"):
        assert not visible_books(people[login], "sums").exists(), login
    assert json.loads(left.line)["release"] == left.id


def test_a_cell_of_few_or_of_one_large_company_is_suppressed_and_nothing_gives_it_away(opened: Survey) -> None:
    """Powder lies with two companies alone; a total beside the other cell would tell it, so that a second cell goes too."""
    rest = [one for one in STOCKS if one not in ("hinokuma", "kazahaya")]
    opened.give(
        "stockpile", "survey.ask", opened.number, companies=[{"company": one, "minerals": ["W"]} for one in rest]
    )
    for place, one in enumerate(STOCKS):
        part = answered(one)["minerals"][0]
        if place >= 2:
            part["stock"][1]["tonnes"] = "0"
        opened.says(one, minerals=[part])
        opened.accept(one)
    opened.give("stockpile", "survey.close", opened.number)
    opened.give("stockpile", "survey.rules", opened.number, minimum_frequency=3, width_percent="10", p_percent="10")
    opened.give("stockpile", "survey.aggregate", opened.number, at=AFTER, **PROPOSED)
    proposal = opened.state().proposal
    stock = next(one for one in proposal.tables if one.of == "stock")
    said = {row.at: row.said for row in stock.rows}
    assert said["powder"] is None
    assert sum(value is None for value in said.values()) >= 2, "one hidden cell alone is the total less the others"
    assert str(30 + 40) not in json.dumps(proposal.model_dump(mode="json")["tables"])
    opened.give("executive", "survey.release", opened.number, at=AFTER)


def test_companies_of_one_group_count_as_one(opened: Survey) -> None:
    """Three companies answer, two of them of one group: two contributors where three are asked for."""
    third = [
        {"company": "aoba", "minerals": ["W"], "group": "Green"},
        {"company": "beniya", "minerals": ["W"], "group": "Green"},
    ]
    opened.give("stockpile", "survey.ask", opened.number, companies=third)
    for one in ("hinokuma", "aoba", "beniya"):
        opened.says(one)
        opened.accept(one)
    opened.give("stockpile", "survey.close", opened.number, at=AFTER)
    opened.give(
        "stockpile", "survey.rules", opened.number, at=AFTER, minimum_frequency=3, width_percent="10", p_percent="10"
    )
    opened.give("stockpile", "survey.aggregate", opened.number, at=AFTER, **(PROPOSED | {"respondents_only": True}))
    tables = opened.state().proposal.tables
    assert {row.said for table in tables for row in table.rows} == {None}, "nothing of them is shown"


def test_missing_is_not_nought_in_sums(opened: Survey) -> None:
    opened.says("hinokuma")
    opened.accept("hinokuma")
    refused(lambda: opened.give("stockpile", "survey.aggregate", opened.number, **PROPOSED), "survey.closed")
    opened.give("stockpile", "survey.close", opened.number, at=AFTER)
    refused(lambda: opened.give("stockpile", "survey.aggregate", opened.number, at=AFTER, **PROPOSED), "rules.stated")
    opened.give(
        "stockpile", "survey.rules", opened.number, at=AFTER, minimum_frequency=3, width_percent="10", p_percent="10"
    )
    with pytest.raises(InputError, match="not every company has said") as caught:
        opened.give("stockpile", "survey.aggregate", opened.number, at=AFTER, **PROPOSED)
    assert "kazahaya" not in str(caught.value)
    with pytest.raises(UnknownChoiceError):
        opened.give("stockpile", "survey.aggregate", opened.number, at=AFTER, **(PROPOSED | {"minerals": ["Co"]}))


def test_who_proposed_releases_nothing_whatever_roles_he_holds(closed: Survey, people: Cast) -> None:
    Grant.objects.create(account=people["stockpile"], role="executive")
    vars(people["stockpile"]).pop("_roles", None)
    closed.give("stockpile", "survey.aggregate", closed.number, at=AFTER, **PROPOSED)
    refused(lambda: closed.give("stockpile", "survey.release", closed.number, at=AFTER), "sums.second")
    closed.give("stockpile", "survey.withdraw", closed.number, at=AFTER)
    assert closed.state().proposal is None


def test_the_log_repeats_nothing_that_is_secret(closed: Survey) -> None:
    closed.give("stockpile", "survey.aggregate", closed.number, at=AFTER, **PROPOSED)
    closed.give("executive", "survey.release", closed.number, at=AFTER)
    text = told()
    for word in ('"stock"', '"tonnes"', "width_percent", "民間備蓄の集計", "chatani", '"question"'):
        assert word not in text.replace('"actor":"chatani"', ""), word


def test_a_second_release_is_audited_against_the_first(closed: Survey) -> None:
    """The same sums again say nothing new; the ledger grows by a chained entry."""
    for _ in range(2):
        closed.give("stockpile", "survey.aggregate", closed.number, at=AFTER, **PROPOSED)
        closed.give("executive", "survey.release", closed.number, at=AFTER)
    lines = [json.loads(one.line) for one in closed.state().released]
    assert lines[1]["number"] == lines[0]["number"] + 1
    assert lines[1]["before"] == lines[0]["hash"]
    with acting_as(WHOLE_OFFICE):
        book = Book.objects.get(number=closed.number)
        broken = json.loads(json.dumps(book.state))
        broken["released"][0]["line"] = broken["released"][0]["line"].replace("所管省", "一般")
        Book.objects.filter(pk=book.pk).update(state=broken)
    with pytest.raises(InputError, match="chain of the ledger is broken"):
        closed.give("stockpile", "survey.aggregate", closed.number, at=AFTER, **PROPOSED)
    assert book_kinds()["survey"].read(book).released


def test_the_office_s_books_agree_with_its_log(closed: Survey) -> None:
    """A command on the survey that changes answers beside it tells of each: versions and events are as many."""
    closed.give("stockpile", "survey.aggregate", closed.number, at=AFTER, **PROPOSED)
    closed.give("executive", "survey.release", closed.number, at=AFTER)
    with acting_as(WHOLE_OFFICE):
        report = check_books()
    numbers = (closed.number, closed.state().released[0].sums, *(closed.answer(one) for one in STOCKS))
    assert [one.en for one in report.flaws if any(number in one.en for number in numbers)] == []
