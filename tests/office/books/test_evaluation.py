"""The book of an evaluation: opening, values, evidence, ratings; each gate with its reason."""

from __future__ import annotations

import datetime as dt

import pytest

from sonae.core import InputError, Outcome, UnknownChoiceError
from sonae.evaluation import evidence_kinds, load_evaluation
from sonae.office.books import book_moves, may_give_book, visible_books
from sonae.office.books.evaluation import Stage, board_of
from sonae.office.books.evaluation.evidence import Kind
from sonae.office.gate import NotThereError, RefusedError
from sonae.office.models import Book, BookCheck, Event
from sonae.office.seed.cast import Cast
from sonae.office.wall import WHOLE_OFFICE, acting_as
from tests.office.books.conftest import AFTER, GiveBook, letters, state_of

pytestmark = pytest.mark.django_db


def refused(give: GiveBook, who: str, kind: str, question: str, at: dt.datetime = AFTER, **fields: object) -> str:
    """The reason in English for which a command is refused; the book stays as it was and the refusal is told."""
    with acting_as(WHOLE_OFFICE):
        before = Book.objects.get(number="V2024-01").version
    with pytest.raises(RefusedError) as caught:
        give(who, kind, at=at, **fields)
    shut = {one.question for one in caught.value.findings if one.outcome is Outcome.NO}
    assert question in shut, shut
    with acting_as(WHOLE_OFFICE):
        assert Book.objects.get(number="V2024-01").version == before
    assert Event.objects.order_by("-sequence").first().kind == "command.refused"  # type: ignore[union-attr]
    return caught.value.verdict.en


def test_the_kinds_of_evidence_are_those_of_the_library() -> None:
    assert Kind.__args__ == tuple(evidence_kinds())  # type: ignore[attr-defined]


def test_a_year_is_carried_over_without_making_anything_up(opened: GiveBook) -> None:
    state, before = state_of(), load_evaluation("FY2023")
    new = state.evaluation
    assert (str(new.year), state.desk.stage, new.fictional) == ("FY2024", Stage.OPEN, True)
    assert [one.id for one in new.items] == [one.id for one in before.items]
    assert [row.section for row in new.goals] == [row.section for row in before.goals]
    assert all(one.actual(before.year) == before.indicator(one.id).actual(before.year) for one in new.indicators)
    assert all(one.target(new.year) is None and one.actual(new.year) is None for one in new.indicators)
    assert {one.passed for one in new.gates} == {None}
    assert new.evidence == new.claims == new.narrative == ()
    assert {str(one.year) for one in new.ratings} == {"FY2023"}
    assert {key.label_en: value for key, value in new.past_overall.items()} == {"FY2023": "A"}
    assert new.cite("e1_1", new.lines)[0].document == "V2024-01"
    with acting_as(WHOLE_OFFICE):
        book = Book.objects.get(number="V2024-01")
    assert (book.version, book.label.name, book.title_ja) == (1, "INTERNAL", "令和6年度の業務実績評価")


def test_a_year_is_opened_once_and_within_the_period(opened: GiveBook) -> None:
    for year, question in ((2024, "year.once"), (2028, "year.follows"), (2022, "year.follows")):
        with pytest.raises(RefusedError) as caught:
            opened("planning", "year.open", None, year=year, before="FY2023")
        assert question in {one.question for one in caught.value.findings if not one}
    with pytest.raises(InputError, match="no evaluation «V1999-01»"):
        opened("planning", "year.open", None, year=2025, before="V1999-01")
    opened("planning", "year.open", None, year=2025, before="V2024-01")
    assert state_of("V2025-01").evaluation.agency.ja == load_evaluation("FY2023").agency.ja


def test_only_planning_opens_and_companies_see_no_book(opened: GiveBook, cast: Cast) -> None:
    with pytest.raises(RefusedError, match="planning"):
        opened("promotion", "year.open", None, year=2025, before="FY2023")
    for login in ("applicant", "public", "admin"):
        assert not visible_books(cast[login], "evaluation").exists()
        with pytest.raises(NotThereError):
            opened(login, "indicator.state", indicator="1-2", value="1")


def test_a_value_is_stated_by_the_department_that_has_it_against_a_target(opened: GiveBook) -> None:
    assert "nobody has I-1" in refused(opened, "promotion", "indicator.state", "item.owner", indicator="1-2", value="9")
    opened("planning", "item.assign", item="I-1", department="promotion")
    assert "no target of FY2024" in refused(
        opened, "promotion", "indicator.state", "indicator.target", indicator="1-2", value="9"
    )
    opened("planning", "year.targets", targets=[{"indicator": "1-2", "value": "8"}])
    assert "another department" in refused(
        opened, "stockpile", "indicator.state", "item.owner", indicator="1-2", value="9"
    )
    assert "missing" in refused(opened, "promotion", "indicator.state", "indicator.value", indicator="1-2")
    opened("promotion", "indicator.state", indicator="1-2", value="9")
    assert "corrected with a reason" in refused(
        opened, "promotion", "indicator.state", "indicator.correction", indicator="1-2", value="10"
    )
    opened("promotion", "indicator.state", indicator="1-2", value="10", reason="集計の誤り")
    found = state_of().evaluation.attainment("1-2")
    assert found is not None
    assert found.ratio == 10 / 8
    assert found.finding.citations[-1].provision.endswith(".l5"), "the value is cited by the version that states it"


def test_bad_values_are_refused_in_a_sentence(running: GiveBook) -> None:
    with pytest.raises(InputError, match="another unit without a conversion"):
        running("promotion", "indicator.state", indicator="1-2", value="9", unit="万トン")
    with pytest.raises(UnknownChoiceError, match="indicator"):
        running("planning", "indicator.state", indicator="9-9", value="1")
    with pytest.raises(InputError, match="no share_scale"):
        running("promotion", "indicator.state", indicator="1-2", numerator="9", denominator="10")
    with pytest.raises(InputError, match="no year of this evaluation"):
        running("planning", "indicator.state", indicator="1-2", value="1", year=2026)
    with pytest.raises(InputError, match="only followed"):
        running("planning", "year.targets", targets=[{"indicator": "II-a", "value": "1"}])


def test_departments_that_look_after_nothing_get_no_item(opened: GiveBook) -> None:
    assert "nobody in this department" in refused(
        opened, "planning", "item.assign", "item.department", item="I-1", department="audit"
    )
    with pytest.raises(InputError, match="no such department"):
        opened("planning", "item.assign", item="I-1", department="nowhere")


def test_the_half_year_is_reviewed_after_the_half(opened: GiveBook) -> None:
    summer = dt.datetime(2024, 9, 30, 3, tzinfo=dt.UTC)
    why = refused(opened, "planning", "half_year.review", "half_year.over", summer, words="順調")
    assert "30 September" in why
    opened("planning", "half_year.review", on="2024-10-10", words="順調", values=[{"indicator": "1-2", "value": "4"}])
    review = state_of().evaluation.half_year_reviews[0]
    assert (str(review.on), review.values[0].indicator, review.words.en) == ("2024-10-10", "1-2", "順調")


def test_no_item_is_evaluated_before_its_inputs_the_year_and_a_reason(running: GiveBook) -> None:
    early = dt.datetime(2025, 3, 31, 3, tzinfo=dt.UTC)
    asked = {"item": "I-4", "letter": "A", "reason": "良"}
    assert "has not ended" in refused(running, "stockpile", "item.evaluate", "year.over", early, **asked)
    assert "4-1.actual.FY2024" in refused(running, "stockpile", "item.evaluate", "item.inputs", **asked)
    for name, value in {"4-1": "3", "4-2": "4", "4-3": "9", "4-4": "5"}.items():
        running("stockpile", "indicator.state", indicator=name, value=value)
    assert "gate." in refused(running, "stockpile", "item.evaluate", "item.inputs", **asked)
    for name in ("drill-evaluation", "metals-drill-evaluation"):
        running("stockpile", "gate.result", gate=name, passed=True, by="外部有識者")
    assert "needs a reason" in refused(
        running, "stockpile", "item.evaluate", "rating.reason", item="I-4", letter="A", reason=" "
    )
    receipt = running("stockpile", "item.evaluate", **asked)
    assert receipt.findings["item.band"] == "yes"
    with acting_as(WHOLE_OFFICE):
        assert BookCheck.objects.get(sequence=receipt.sequence).findings[-1]["question"] == "rating.reason"
    rating = state_of().evaluation.rating("I-4", "self")
    assert rating is not None
    assert rating.who.en == "Stockpile Department Biro (stockpile)"


def test_no_letter_stands_above_the_band_and_a_step_down_is_a_decision(filled: GiveBook) -> None:
    for item, letter in letters(state_of()).items():
        band = state_of().evaluation.ground(item).letters
        if band and "S" not in band:
            above = "S"
            assert "above the computed band" in refused(
                filled, "planning", "item.evaluate", "item.band", item=item, letter=above, reason="良"
            )
        receipt = filled("planning", "item.evaluate", item=item, letter="D", reason="架空の理由")
        assert receipt.findings["item.band"] == "yes"
        assert letter in "SABCD"


def test_a_gate_that_failed_leaves_the_letter_to_a_person(filled: GiveBook) -> None:
    filled("stockpile", "gate.result", gate="drill-evaluation", passed=False, by="外部有識者")
    filled("stockpile", "item.evaluate", item="I-4", letter="C", reason="外部評価で体制の不足が指摘された")
    assert state_of().evaluation.ground("I-4").letters == ()


def test_submission_ratings_and_closing_follow_each_other(filled: GiveBook) -> None:
    assert "has not been submitted" in refused(
        filled, "ministry", "minister.rate", "year.stage", item="I-1", letter="A", reason="良"
    )
    assert "without a self-evaluation" in refused(filled, "executive", "year.submit", "year.evaluated")
    for item, letter in letters(state_of()).items():
        filled("planning", "item.evaluate", item=item, letter=letter, reason="架空の理由")
    filled("executive", "year.submit")
    assert "only when it is returned" in refused(
        filled, "planning", "indicator.state", "year.stage", indicator="1-2", value="1", reason="訂正"
    )
    filled("committee", "experts.comment", item="I-1", words="妥当である")
    filled("auditor", "auditors.comment", item="overall", words="意見なし")
    filled("ministry", "minister.view", item="I-2", column="issue", words="引き続き努力されたい")
    assert "has not rated: I-1" in refused(
        filled, "ministry", "minister.rate", "minister.rated", item="overall", letter="A", reason="良"
    )
    assert "needs a reason" in refused(filled, "ministry", "minister.rate", "rating.reason", item="I-1", letter="A")
    for item in letters(state_of()):
        filled("ministry", "minister.rate", item=item, letter="B", reason="架空の理由")
    assert "overall" in refused(filled, "planning", "year.close", "minister.rated")
    filled("ministry", "minister.rate", item="overall", letter="B", reason="架空の理由")
    filled("planning", "year.close")
    for who, kind, fields in (
        ("ministry", "minister.rate", {"item": "I-1", "letter": "A", "reason": "良"}),
        ("planning", "item.assign", {"item": "I-1", "department": "finance"}),
        ("committee", "experts.comment", {"item": "I-1", "words": "遅れた意見"}),
    ):
        assert "closed" in refused(filled, who, kind, "year.stage", **fields)
    state = state_of()
    conduct = state.evaluation.conduct
    assert conduct is not None
    assert [one.what.en for one in conduct.procedure] == [
        "the evaluation is submitted to the minister",
        "the experts are heard",
        "the auditors are heard",
    ]
    assert {one.column for one in state.evaluation.narrative} == {"expert", "auditor", "issue"}
    assert board_of(state, AFTER.date()).whole == ()


def test_what_is_returned_may_be_mended_and_submitted_again(submitted: GiveBook) -> None:
    submitted("ministry", "year.return", reason="実績の根拠を確認されたい")
    submitted("planning", "indicator.state", indicator="1-2", value="10", reason="再集計")
    submitted("executive", "year.submit")
    assert state_of().desk.stage is Stage.SUBMITTED


def test_the_published_year_is_opened_finished(give_book: GiveBook) -> None:
    with acting_as(WHOLE_OFFICE):
        there = Book.objects.filter(number="V2023-01").exists()
    if not there:
        give_book("planning", "year.open", None, year=2023, before="FY2023")
    state = state_of("V2023-01")
    assert state.evaluation.model_copy(update={"name": "FY2023"}) == load_evaluation("FY2023")
    with pytest.raises(RefusedError, match="closed"):
        give_book("planning", "indicator.state", "V2023-01", indicator="1-2", value="1", reason="誤り")


def test_evidence_counts_once_and_what_is_wrong_with_it_is_said(running: GiveBook) -> None:
    spring = {
        "of": "drill", "title": "春の訓練", "day": "2024-05-20", "sections": ["e1_4.p1.i1"], "counts_for": "4-1", "amount": "2",
        "parties": ["架空石油"], "detail": [{"name": "participants", "value": "40"}, {"name": "passed", "value": "はい"}],
    }  # fmt: skip
    assert "no date" in refused(running, "stockpile", "evidence.record", "evidence.dated", **{**spring, "day": ""})
    assert "no section" in refused(
        running, "stockpile", "evidence.record", "evidence.linked", **{**spring, "sections": []}
    )
    assert "higher classification" in refused(
        running, "stockpile", "evidence.record", "evidence.label", **{**spring, "classification": "secret"}
    )
    running("stockpile", "evidence.record", **spring)
    state = state_of()
    assert state.evaluation.evidence[0].detail == {"participants": 40, "passed": True}
    assert state.evaluation.register.count("4-1", state.year) == 2
    with pytest.raises(InputError, match="stands twice"):
        running("stockpile", "evidence.record", **{**spring, "parties": ["架空石油"]})
    with pytest.raises(InputError, match="no section of this evaluation"):
        running("stockpile", "evidence.record", **{**spring, "title": "夏", "sections": ["e9.p9"]})
    with pytest.raises(InputError, match="is no time"):
        running("stockpile", "evidence.record", **{**spring, "title": "夏", "day": "いつか"})
    with pytest.raises(InputError, match="another form"):
        running(
            "stockpile",
            "evidence.record",
            **{**spring, "title": "夏", "detail": [{"name": "participants", "value": "多数"}]},
        )
    name = state.evaluation.evidence[0].id
    running("stockpile", "evidence.withdraw", name=name, reason="重複のため")
    assert state_of().evaluation.evidence == ()
    with pytest.raises(InputError, match="no evidence"):
        running("stockpile", "evidence.withdraw", name=name, reason="重複のため")


def test_the_board_names_what_is_missing_and_what_is_late(running: GiveBook) -> None:
    board = board_of(state_of(), dt.date(2025, 7, 1))
    first = board.items[0]
    assert (first.department, first.wanted, first.stated, first.late) == ("promotion", 4, 0, True)
    assert {one.what for one in first.lacking} == {"value", "self"}
    assert {one.what for one in board.items[1].lacking} == {"department", "value", "self"}
    assert [(one.what, one.late) for one in board.whole] == [("submission", True)]
    assert not any(one.late for line in board_of(state_of(), dt.date(2025, 5, 31)).items for one in line.lacking)


def test_every_command_says_who_may_give_it(cast: Cast) -> None:
    for move in book_moves().values():
        for login in ("public", "applicant", "admin"):
            if cast[login].roles & move.roles:
                continue  # a company gives its own answers to a survey
            verdict = may_give_book(cast[login], move, None)
            assert not verdict
            assert verdict.ja
