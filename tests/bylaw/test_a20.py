"""Article 20: an evaluation every year."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.bylaw.facts import EquityCase
from sonae.core import UnknownChoiceError
from tests.bylaw.oversight import NO, NONE, OPEN, YES, case, cites, day, found, outcome


def evaluated(
    *on: str, setting: str | None = "fiscal_year", adopted: str = "2023-06-01", **management: Any
) -> EquityCase:
    return case(
        project={"name": "P", "year_begins": "07-01"}, oversight={"evaluations": [{"on": day(one)} for one in on]},
        management={"adopted_on": day(adopted), **management}, parameters={"evaluation_year": setting} if setting else {},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("on", "as_of", "said"),
    [
        ((), "2024-04-01", YES),  # the year of adoption is not whole
        ((), "2025-03-31", YES),
        ((), "2025-04-01", NO),
        (("2024-03-31",), "2025-04-01", NO),
        (("2024-04-01",), "2025-04-01", YES),
        (("2025-03-31",), "2025-04-01", YES),
        (("2025-04-01",), "2025-04-01", NO),
        (("2024-05-01",), "2026-03-31", YES),
        (("2024-05-01",), "2026-04-01", NO),
        (("2025-05-01", "2024-05-01"), "2026-04-01", YES),
        (("2024-05-01", "2024-06-01"), "2026-04-01", NO),
    ],
)
def test_every_fiscal_year(on: tuple[str, ...], as_of: str, said: str) -> None:
    assert outcome(evaluated(*on), "evaluation.yearly", as_of) == said


@pytest.mark.parametrize(
    ("setting", "last_day", "next_day"),
    [
        ("fiscal_year", "2025-03-31", "2025-04-01"),
        ("calendar_year", "2024-12-31", "2025-01-01"),
        ("project_year", "2024-06-30", "2024-07-01"),
    ],
)
def test_which_year_is_a_setting(setting: str, last_day: str, next_day: str) -> None:
    of = evaluated(setting=setting)
    assert [outcome(of, "evaluation.yearly", one) for one in (last_day, next_day)] == [YES, NO]
    finding = found(of, "evaluation.yearly", next_day)
    assert (finding.value, cites(finding)) == (day(last_day), {"a20.p1"})


def test_what_is_not_set_or_stated_is_awaited() -> None:
    assert found(evaluated(setting=None), "evaluation.yearly", "2026-01-01").missing == ("parameter evaluation_year",)
    assert found(case(management={}), "evaluation.yearly", "2026-01-01").missing == ("management.adopted_on",)
    adopted = case(management={"adopted_on": day("2023-06-01")}, oversight={})
    assert found(adopted, "evaluation.yearly", "2026-01-01").missing == ("oversight.evaluations",)
    assert outcome(adopted, "evaluation.yearly", "2023-05-31") == NONE
    assert outcome(adopted, "evaluation.yearly", "2023-06-01") == OPEN
    with pytest.raises(UnknownChoiceError, match="moon_year"):
        found(evaluated(setting="moon_year"), "evaluation.yearly", "2026-01-01")


def test_the_year_counts_when_it_begins_with_the_adoption() -> None:
    assert outcome(evaluated(adopted="2023-04-01"), "evaluation.yearly", "2024-04-01") == NO
    assert outcome(evaluated(adopted="2023-04-02"), "evaluation.yearly", "2024-04-01") == YES


def test_no_year_counts_that_is_not_over_when_the_shares_go() -> None:
    for sold, said in (("2025-03-31", YES), ("2025-04-01", NO)):
        assert outcome(evaluated(shares_disposed_on=day(sold)), "evaluation.yearly", "2030-01-01") == said, sold
    assert outcome(evaluated(shares_disposed_on=day("2030-01-02")), "evaluation.yearly", "2030-01-01") == NO


@given(
    st.lists(st.dates(day("2023-01-01"), day("2030-12-31")), max_size=8),
    st.dates(day("2023-06-01"), day("2031-01-01")),
    st.randoms(),
)
def test_the_order_does_not_matter_and_one_more_makes_nothing_worse(days: list[Any], as_of: Any, chance: Any) -> None:
    texts = [one.isoformat() for one in days]
    mixed = list(texts)
    chance.shuffle(mixed)
    first, second = (found(evaluated(*one), "evaluation.yearly", as_of.isoformat()) for one in (texts, mixed))
    assert (first.outcome, first.value) == (second.outcome, second.value)
    years = {one.year if one.month >= 4 else one.year - 1 for one in days if one <= as_of}
    over = range(2024, as_of.year if as_of.month >= 4 else as_of.year - 1)
    assert (first.outcome.value == YES) is all(year in years for year in over)


def test_the_day_of_the_decision_is_that_of_adoption_where_no_other_is_stated() -> None:
    applications = [{"number": 1, "decision": {"adopted": True, "on": day("2023-06-01")}}]
    of = evaluated(adopted="2023-06-01").model_dump(exclude_none=True)
    of["management"].pop("adopted_on")
    of["adoption"] = {"applications": applications}
    decided = EquityCase.model_validate(of)
    assert outcome(decided, "evaluation.yearly", "2025-03-31") == YES
    assert outcome(decided, "evaluation.yearly", "2025-04-01") == NO
    of["adoption"]["applications"][0]["decision"]["adopted"] = False
    assert outcome(EquityCase.model_validate(of), "evaluation.yearly", "2025-04-01") == NONE
    of.pop("adoption")
    assert found(EquityCase.model_validate(of), "evaluation.yearly", "2025-04-01").missing == ("management.adopted_on",)
