"""The five life stories: each comes out as written, step by step, with provisions that a reader can look up."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest

from sonae.bylaw import StepResult, Story, equity_bylaw, load_story, run_story, stories, story_from_text
from sonae.core import Finding, InputError, UnknownChoiceError

pytestmark = pytest.mark.slow

NAMES = (
    "exploration-failure", "gas-and-lng-from-borrowings", "oil-from-application-to-sale", "refused-then-adopted",
    "rights-acquired",
)  # fmt: skip


@cache
def told(name: str) -> tuple[Story, tuple[StepResult, ...]]:
    story, file = load_story(name)
    return story, run_story(story, file)


def cited(finding: Finding) -> set[str]:
    return {cite.provision for cite in finding.citations}.union(*map(cited, finding.parts))


def test_there_are_five() -> None:
    assert stories() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_story_comes_out_as_written(name: str) -> None:
    story, results = told(name)
    assert story.id == name
    assert [said for result in results for said in result.wrong] == []
    assert 12 <= len(results) <= 25


@pytest.mark.parametrize("name", NAMES)
def test_every_step_expects_findings_and_cites_provisions(name: str) -> None:
    story, results = told(name)
    for number, (step, result) in enumerate(zip(story.steps, results, strict=True), 1):
        assert step.expect, number
        assert all(expected.cites for expected in step.expect.values()), number
        assert len(result.shown) == len(step.expect), number
        for finding in result.shown:
            assert finding.citations, f"step {number}, {finding.question}"
            for cite in cited(finding):
                assert equity_bylaw().outline.provision(cite), cite


@pytest.mark.parametrize("name", NAMES)
def test_a_story_is_made_up_and_says_so(name: str) -> None:
    story, _ = told(name)
    assert story.case["fictional"] is True
    assert "架空" in story.ja
    assert "架空" in story.case["name_ja"]
    assert "fictional" in story.en
    assert "fictional" in story.case["name_en"]


@pytest.mark.parametrize("name", NAMES)
def test_a_story_goes_from_application_to_the_end(name: str) -> None:
    _, results = told(name)
    first, last = results[0].check, results[-1].check
    assert last.as_of - first.as_of > dt.timedelta(365)
    over = [last.of("disposal.carried_out"), last.of("equity.shares_disposed"), last.of("termination.in_order")]
    assert any(finding.outcome.value == "yes" for finding in over)
    assert last.of("audit.none_outstanding").outcome.value == "yes"


def test_together_they_reach_every_article_and_annex() -> None:
    expected = {
        cite.partition(".")[0]
        for name in NAMES for step in told(name)[0].steps for one in step.expect.values() for cite in one.cites
    }  # fmt: skip
    articles = {f"a{number}" for number in range(1, 25)} | {"a9_2", "t1", "t2", "t3", "t4"}
    assert articles - expected == set()


def test_together_they_know_every_outcome_that_a_case_can_have() -> None:
    outcomes = {finding.outcome.value for name in NAMES for result in told(name)[1] for finding in result.shown}
    assert outcomes == {"yes", "no", "open", "gap", "not applicable"}


def test_the_clock_stands_still_while_the_minister_is_consulted() -> None:
    by_day = {result.step.on: result.check for result in told("oil-from-application-to-sale")[1]}
    question = "review.in_time [adoption.applications.1]"
    lasts = [
        by_day[dt.date.fromisoformat(day)].of(question).value for day in ("2023-06-14", "2023-07-20", "2023-08-23")
    ]
    assert lasts == [dt.date(2023, 7, 25), dt.date(2023, 8, 10), dt.date(2023, 8, 23)]


# What is wrong with a story

CASE = "case: {id: made-up, name_ja: 架空, name_en: fictional, fictional: true, classification: public}"


def a_story(steps: str) -> Story:
    return story_from_text(f"id: made-up\nja: 架空\nen: fictional\n{CASE}\nsteps:\n{steps}", "s.yaml")


def test_what_comes_out_otherwise_is_said_in_full() -> None:
    story = a_story(
        "  - on: 2026-04-01\n    ja: 架空\n    en: fictional\n    set:\n"
        "      project: {name: P, resource: oil, place: overseas, businesses: [exploration]}\n"
        "    expect:\n"
        '      scope.governed: {outcome: "no", cites: [a24.p4], says: [moon], missing: [proof]}\n'
        "      scope.nothing: yes\n"
    )
    (result,) = run_story(story, "s.yaml")
    first, second, third, fourth, fifth = result.wrong
    assert first.startswith("2026-04-01, scope.governed: expected no, found yes: all businesses")
    assert second.endswith("a24.p4 is not cited")
    assert "«moon» is not said" in third
    assert fourth.endswith("«proof» is not named as missing")
    assert fifth == "2026-04-01: nothing is asked as «scope.nothing»"


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (
            "  - {on: 2026-04-02, ja: 架空, en: one}\n  - {on: 2026-04-01, ja: 架空, en: two}\n",
            "a step lies before the one above it",
        ),
        (
            "  - {on: 2026-04-01, ja: 架空, en: one, set: {fictional.more: 1}}\n",
            "the path leads to no part of the case",
        ),
        (
            "  - {on: 2026-04-01, ja: 架空, en: one, add: {name_en: x}}\n",
            "entries are added to a list alone",
        ),
        ("  - {on: 2026-04-01, ja: 架空, en: one, set: {moon: full}}\n", "step 1"),
        ("  - {on: 2026-04-01, ja: 架空, en: one, set: {contracts: [{name: a}], contracts.5: {}}}\n", "field «set.contracts.5»"),
        ("  - {on: 2026-04-01, ja: 架空, en: one, set: {contracts: [{name: a}], contracts.0: {}}}\n", "expected 1 to 1"),
        ("  - {on: 2026-04-01, ja: 架空, en: one, set: {contracts: [{name: a}], contracts.x: {}}}\n", "there is no such entry"),
        ("  - {on: 2026-04-01, ja: 架空, en: one, set: {contracts: [{name: a}]}, add: {contracts.1: {}}}\n", "to a list alone"),
        ("  - {on: 5, ja: 架空, en: one}\n", "field «steps.1.on»: this should be a day"),
        ('  - {on: 2026-04-01, ja: 架空, en: "a\\e[2J"}\n', "the text holds line breaks or control characters"),
        ("  - {on: 2000-01-01, ja: 架空, en: one}\n", r"s\.yaml, step 1: 石油等出資細則 was not in force"),
    ],
)  # fmt: skip
def test_steps_that_cannot_be_taken_are_refused(steps: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        run_story(a_story(steps), "s.yaml")


def test_a_story_that_is_not_there_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownChoiceError, match="nearest valid: rights-acquired"):
        load_story("rights-aquired")


def test_a_story_without_steps_is_refused() -> None:
    with pytest.raises(InputError, match="steps"):
        story_from_text(f"id: made-up\nja: 架空\nen: fictional\n{CASE}\nsteps: []\n", "s.yaml")
