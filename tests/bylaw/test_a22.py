"""Article 22: result, rank, and what rank C alone brings."""

from __future__ import annotations

from typing import Any

import pytest

from sonae.bylaw.articles.a22 import next_year_begins
from tests.bylaw.oversight import NO, NONE, OPEN, YES, case, cites, day, found, outcome

C = {"on": day("2025-05-01"), "achievement_rated": True, "finances_examined": True, "rank": "C"}


def ask(question: str, as_of: str = "2025-06-01", year_begins: str = "01-01", **change: Any) -> Any:
    one = {key: value for key, value in (C | change).items() if value is not None}
    of = case(project={"name": "P", "year_begins": year_begins}, oversight={"evaluations": [one]})
    return found(of, f"evaluation.{question} [oversight.evaluations.1]", as_of)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, YES),
        ({"achievement_rated": False}, NO), ({"achievement_rated": None}, OPEN),
        ({"finances_examined": False}, NO), ({"finances_examined": None}, OPEN), ({"rank": None}, OPEN),
    ],
)  # fmt: skip
def test_the_result(change: dict[str, Any], said: str) -> None:
    assert ask("concluded", **change).outcome.value == said


def test_a_rank_is_taken_as_it_is_stated() -> None:
    for number, rank in enumerate("ABC", 1):
        finding = ask("rank", rank=rank)
        assert (finding.outcome.value, finding.value, cites(finding)) == (YES, rank, {f"a22.p1.r{number}"})
    waits = ask("rank", rank=None)
    assert (waits.missing, cites(waits)) == (("oversight.evaluations.1.rank",), {"a22.p1"})


def test_rank_c_alone_asks_for_the_prospect_of_recovery() -> None:
    for rank in "AB":
        assert ask("recovery", rank=rank).outcome.value == NONE
    assert ask("recovery", rank=None).missing == ("oversight.evaluations.1.rank",)
    waits = ask("recovery")
    assert (waits.outcome.value, cites(waits)) == (OPEN, {"a22.p2"})
    done = ask("recovery", recovery_examined_on=day("2025-05-20"), recovery_in_plan_of=2026)
    assert done.outcome.value == YES
    for question in ("concluded", "recovery"):
        assert ask(question, as_of="2025-04-30").outcome.value == NONE
        assert ask(question, as_of="2025-05-01").outcome.value != NONE


@pytest.mark.parametrize(
    ("examined", "as_of", "said"),
    [
        ("2025-12-31", "2026-03-01", YES),
        ("2026-01-01", "2026-03-01", NO),
        ("not_yet", "2025-12-31", OPEN),
        ("not_yet", "2026-01-01", NO),
        ("2025-12-31", "2025-12-30", OPEN),
        (None, "2026-03-01", OPEN),
    ],
)
def test_it_is_examined_before_the_next_year(examined: str | None, as_of: str, said: str) -> None:
    value = examined if examined in (None, "not_yet") else day(examined)
    assert ask("recovery_examined", as_of=as_of, recovery_examined_on=value).outcome.value == said
    assert ask("recovery", as_of=as_of, recovery_examined_on=value, recovery_in_plan_of=2026).outcome.value == said


@pytest.mark.parametrize(("year", "said"), [(2026, YES), (2025, NO), (2027, NO), (None, OPEN)])
def test_it_goes_into_the_next_plan(year: int | None, said: str) -> None:
    assert ask("recovery_in_plan", recovery_in_plan_of=year).outcome.value == said
    assert ask("recovery", recovery_examined_on=day("2025-05-20"), recovery_in_plan_of=year).outcome.value == said


def test_the_next_year_is_the_projects() -> None:
    assert next_year_begins(day("2025-05-01"), "04-01") == day("2026-04-01")
    assert next_year_begins(day("2025-03-31"), "04-01") == day("2025-04-01")
    assert next_year_begins(day("2025-04-01"), "04-01") == day("2026-04-01")
    assert ask("recovery_in_plan", year_begins="06-01", recovery_in_plan_of=2025).outcome.value == YES
    bare = case(oversight={"evaluations": [C]})
    assert outcome(bare, "evaluation.recovery [oversight.evaluations.1]", "2025-06-01") == OPEN
