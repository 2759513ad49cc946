"""A case under two versions of a small bylaw that is made up for this: what is found otherwise, and what is said of older texts."""

from __future__ import annotations

import datetime as dt

import pytest

from sonae.bylaw import Bylaw, CaseCheck, case_from_tree, check_case, compare_checks, equity_bylaw, finding_as_dict
from sonae.bylaw.kernel import Answer, Asking, RuleBook, no, yes
from sonae.bylaw.outline import outline_from_text
from sonae.core import InputError

OUTLINE = """
document: 架空の細則 (a fictitious bylaw)
versions:
  - {date: 2020-04-01, what: enactment, text: not_in_hand}
  - {date: 2023-04-01, what: amendment, text: in_hand}
  - {date: 2025-04-01, what: amendment, text: in_hand}
provisions:
  a1: {from: 2023-04-01, ja: 架空の限度, en: fictitious limit}
  a1.p1: {from: 2023-04-01, ja: 架空の限度, en: fictitious limit}
  a1.p2: {from: 2025-04-01, ja: 架空の例外, en: fictitious exception}
  a2: {from: 2023-04-01, to: 2025-03-31, ja: 架空の届出, en: fictitious filing}
  a2.p1: {from: 2023-04-01, to: 2025-03-31, ja: 架空の届出, en: fictitious filing}
  a3: {from: 2023-04-01, ja: 架空の名, en: fictitious name}
  a3.p1: {from: 2023-04-01, ja: 架空の名, en: fictitious name}
slips: []
"""
SINCE, AMENDED = dt.date(2023, 4, 1), dt.date(2025, 4, 1)
DAY = dt.date(2026, 4, 1)
CASE = case_from_tree(
    {"id": "made-up", "name_ja": "架空", "name_en": "fictional", "fictional": True, "classification": "internal"},
    "case.yaml",
)


def fictitious() -> Bylaw:
    """Three questions: one answered otherwise since the amendment, one whose rule ends with it, one that stays."""
    book = RuleBook(SINCE)
    book.ask("limit", "限度内か", "within the limit?")
    book.ask("filed", "届け出たか", "filed?")
    book.ask("named", "名があるか", "named?")
    book.ask("hidden", "問われない", "not asked", of_case=False)

    @book.rule("limit", "a1.p1")
    def old_limit(ask: Asking) -> Answer:
        return no("超える。", "over it.")

    @book.rule("limit", "a1.p2", "a1.p1", since=AMENDED, exception_to="limit/old_limit")
    def new_exception(ask: Asking) -> Answer:
        return yes("例外に当たる。", "excepted.")

    @book.rule("filed", "a2.p1", until=AMENDED - dt.timedelta(1))
    def filing(ask: Asking) -> Answer:
        return yes("届け出た。", "filed.")

    @book.rule("named", "a3.p1")
    def name(ask: Asking) -> Answer:
        return yes(f"名は{ask.need('name_ja')}。", f"the name is {ask.need('name_en')}.")

    @book.rule("hidden", "a3.p1")
    def hidden(ask: Asking) -> Answer:
        return yes("。", ".")

    return Bylaw(outline_from_text(OUTLINE, "outline.yaml"), book)


def found(version: str | None = None) -> CaseCheck:
    return check_case(CASE, DAY, bylaw=fictitious(), version=dt.date.fromisoformat(version) if version else None)


def outcomes(check: CaseCheck) -> dict[str, str]:
    return {finding.question: finding.outcome.value for finding in check.findings}


def test_the_rules_of_a_version_are_those_that_hold_on_its_day() -> None:
    assert outcomes(found("2025-03-31")) == {"limit": "no", "filed": "yes", "named": "yes"}
    assert outcomes(found("2025-04-01")) == {"limit": "yes", "filed": "gap", "named": "yes"}
    assert found().version == AMENDED  # without a word that of the day
    assert found("2025-03-31").version == SINCE


def test_citations_name_the_version() -> None:
    (cite,) = found("2025-03-31").of("limit").citations
    assert (cite.provision, cite.version) == ("a1.p1", SINCE)
    assert [(one.provision, one.version) for one in found().of("limit").citations] == [
        ("a1.p2", AMENDED),
        ("a1.p1", AMENDED),
    ]


def test_two_versions_are_compared_question_by_question() -> None:
    changes = {change.question: change for change in compare_checks(found("2025-03-31"), found("2025-04-01"))}
    assert sorted(changes) == ["filed", "limit"]
    limit = changes["limit"]
    assert limit.before is not None
    assert limit.after is not None
    assert (limit.before.outcome.value, limit.after.outcome.value) == ("no", "yes")
    assert compare_checks(found(), found("2025-04-01")) == ()


def test_a_question_of_one_check_alone_is_a_change() -> None:
    whole = found()
    less = CaseCheck(whole.case, whole.as_of, whole.version, whole.findings[1:], whole.classification)
    ((change),) = compare_checks(less, whole)
    assert (change.question, change.before) == ("limit", None)
    ((change),) = compare_checks(whole, less)
    assert (change.question, change.after) == ("limit", None)


def test_a_version_whose_text_is_not_in_hand_says_so_and_nothing_more() -> None:
    check = found("2022-01-01")
    assert check.version == dt.date(2020, 4, 1)
    assert outcomes(check) == {"limit": "open", "filed": "open", "named": "open"}
    assert check.findings[0].missing == ("text of 2020-04-01",)
    assert "手元にない" in check.findings[0].because_ja
    assert check.exit_code == 3


def test_before_the_enactment_there_is_nothing_to_ask() -> None:
    with pytest.raises(InputError, match="was not in force on 2020-03-31"):
        found("2020-03-31")


def test_the_exit_code_is_the_worst_of_the_case() -> None:
    assert found("2025-03-31").exit_code == 1  # refused, though the rest is well
    assert found().exit_code == 3  # a gap
    whole = found()
    well = tuple(finding for finding in whole.findings if finding.outcome.value == "yes")
    assert CaseCheck(whole.case, whole.as_of, whole.version, well, whole.classification).exit_code == 0


def test_a_finding_is_plain_data_for_json() -> None:
    shown = finding_as_dict(found().of("named"))
    assert shown["outcome"] == "yes"
    assert (shown["because_ja"], shown["because_en"]) == ("名は架空。", "the name is fictional.")
    assert shown["citations"] == [
        {"provision": "a3.p1", "ja": "第3条第1項", "en": "art. 3, para. 1", "version": "2025-04-01"}
    ]
    assert shown["facts_used"] == {"name_ja": "架空", "name_en": "fictional"}
    assert shown["missing"] == shown["parts"] == []


def test_the_classification_of_the_case_is_that_of_the_check() -> None:
    assert found().classification.name == "INTERNAL"


def test_which_version_governs_an_older_case_is_told_by_version_alone() -> None:
    """The bylaw itself: 10 of 11 versions are known by their day only."""
    check = check_case(CASE, DAY, version=dt.date(2022, 11, 14))
    assert {finding.outcome.value for finding in check.findings} == {"open"}
    held = [version.date for version in equity_bylaw().outline.versions if version.text_in_hand]
    assert held == [SINCE]
