"""The scenarios: every one comes out as written, and together they reach every article and every question."""

from __future__ import annotations

import pytest

from sonae.bylaw.check import SCOPE, check_case, equity_bylaw
from sonae.core import Outcome
from tests.bylaw.scenario_files import Made, all_scenarios, wrong

pytestmark = pytest.mark.slow

ALL = all_scenarios()
ARTICLES = [*(f"a{number}" for number in range(1, 25)), "a9_2", "t1", "t2", "t3", "t4", "s20050330"]


@pytest.mark.parametrize("made", ALL, ids=[made.scenario.id for made in ALL])
def test_scenario(made: Made) -> None:
    assert not list(wrong(made, equity_bylaw()))
    asked = {name for name in made.scenario.expect if equity_bylaw().rules.questions[name.partition(" [")[0]].of_case}
    found = {finding.question: finding.outcome.value for finding in check_case(made.case, made.scenario.on).findings}
    if made.scenario.expect.get(SCOPE) is None or found[SCOPE] == Outcome.YES.value:
        assert {name: found.get(name) for name in asked} == {name: made.scenario.expect[name].outcome for name in asked}
    else:
        assert set(found) == {SCOPE}  # outside the bylaw, nothing more is asked


def test_there_are_at_least_sixty_and_each_has_a_name_of_its_own() -> None:
    ids = [made.scenario.id for made in ALL]
    assert len(ids) >= 60
    assert sorted(ids) == sorted(set(ids))


def test_every_case_is_made_up_and_says_so() -> None:
    for made in ALL:
        assert made.case.fictional, made.scenario.id
        assert "架空" in made.case.name_ja, made.scenario.id
        assert "fictional" in made.case.name_en, made.scenario.id


def test_every_article_and_annex_is_cited_by_what_is_expected() -> None:
    cites = {cite for made in ALL for one in made.scenario.expect.values() for cite in one.cites}
    reached = {cite.partition(".")[0] for cite in cites}
    assert [name for name in ARTICLES if name not in reached] == []


def test_every_question_of_a_case_is_expected_somewhere() -> None:
    expected = {name.partition(" [")[0] for made in ALL for name in made.scenario.expect}
    asked = {question.id for question in equity_bylaw().rules.questions.values() if question.of_case}
    assert asked - expected == set()
