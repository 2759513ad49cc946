"""Gates, satisfaction on two axes, the efficiency rule, external factors: each a finding with citations."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import Citation, FiscalYear, Outcome
from sonae.evaluation import (
    CostYear,
    Efficiency,
    ExternalFactor,
    Gate,
    Satisfaction,
    average_efficiency,
    efficiency_of,
    external_factor_finding,
    gate_finding,
    satisfaction_finding,
)
from tests.evaluation.small import words


def cite(section: str, lines: str) -> tuple[Citation, ...]:
    return (Citation("評価書", section),)


# Satisfaction


def survey(cases: list[dict[str, Any]], least: int = 4) -> Satisfaction:
    return Satisfaction.model_validate(
        {"indicator": "5-1", "year": "FY2023", "section": "e1_5.p1.i1", "least": least, "of": 5, "lines": "1",
         "cases": [{"name": words(f"案件{n}"), **case} for n, case in enumerate(cases)]}
    )  # fmt: skip


@pytest.mark.parametrize(("passed", "of", "enough"), [(12, 12, True), (10, 12, True), (9, 12, False)])
def test_the_share_of_cases_against_eight_tenths(passed: int, of: int, enough: bool) -> None:
    found = satisfaction_finding(survey([{"passes": n < passed} for n in range(of)]), cite)
    assert found.value == Fraction(passed, of)
    assert (Fraction(passed, of) >= Fraction(8, 10)) is enough
    assert found.citations == (Citation("評価書", "e1_5.p1.i1"),)


MARK = st.integers(2, 10).map(lambda n: Fraction(n, 2))


@given(st.lists(st.tuples(MARK, MARK), min_size=1, max_size=12))
def test_a_case_passes_when_both_marks_do(marks: list[tuple[Fraction, Fraction]]) -> None:
    cases = [{"overall": str(one), "important": str(two)} for one, two in marks]
    share = survey(cases).share
    assert share == Fraction(sum(min(pair) >= 4 for pair in marks), len(marks))
    swapped = survey([{"overall": case["important"], "important": case["overall"]} for case in cases])
    assert swapped.share == share


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ({}, "neither both marks nor"), ({"overall": 5}, "neither both marks nor"),
        ({"overall": 6, "important": 5}, "a mark of 6 on a scale from 1 to 5"),
        ({"overall": 5, "important": 3, "passes": True}, "its marks say otherwise"),
    ],
)  # fmt: skip
def test_marks_that_do_not_fit_are_refused(case: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        survey([case])


# Gates


def test_a_gate_without_a_result_is_open_and_a_result_needs_somebody() -> None:
    base = {
        "id": "g",
        "item": "I-4",
        "year": "FY2023",
        "section": "e1_4.p1.i1",
        "requires": words("外部評価"),
        "lines": "1",
    }
    outcomes = [
        gate_finding(Gate.model_validate(base | more), cite).outcome
        for more in ({}, {"passed": True, "by": words("第三者")}, {"passed": False, "by": words("第三者")})
    ]
    assert outcomes == [Outcome.OPEN, Outcome.YES, Outcome.NO]
    with pytest.raises(ValueError, match="nobody who found so"):
        Gate.model_validate(base | {"passed": True})


# Efficiency


def rule(years: list[dict[str, Any]], least: str = "0.0111") -> Efficiency:
    return Efficiency.model_validate(
        {"item": "II", "section": "e2.p4.i3", "least": least, "average": "arithmetic", "lines": "1",
         "years": [{"lines": "1", **year} for year in years]}
    )  # fmt: skip


def test_what_is_new_this_year_is_left_out_and_joins_the_base_of_the_next() -> None:
    found = rule(
        [
            {"year": "FY2023", "total": 1000, "new_or_expanded": 100, "set_apart": 50},
            {"year": "FY2024", "total": 1100, "new_or_expanded": 200, "set_apart": 0},
        ]
    )
    # FY2024: 900 of old cost against 950 of FY2023, in which the new 100 are counted and the 50 set apart are not.
    assert efficiency_of(found, FiscalYear(2024)) == (1 - Fraction(900, 950), True)
    assert efficiency_of(found, FiscalYear(2023)) == (None, False)
    assert average_efficiency(found, FiscalYear(2024), cite).outcome is Outcome.OPEN
    assert average_efficiency(found, FiscalYear(2024), cite).missing == ("cost.FY2022.base",)


def test_a_printed_rate_stands_in_where_the_base_is_not_published_and_the_finding_says_so() -> None:
    found = average_efficiency(
        rule([{"year": "FY2023", "total": 100, "stated_rate": "25.87"}, {"year": "FY2024", "total": 99}]),
        FiscalYear(2024),
        cite,
    )
    assert found.value == (Fraction(2587, 10000) + Fraction(1, 100)) / 2
    assert found.missing == ("cost.FY2022.base",)
    assert "as printed" in found.because


@given(st.lists(st.integers(1, 10**9), min_size=2, max_size=6), st.integers(0, 5))
def test_the_average_of_years_is_that_of_the_rates(totals: list[int], least: int) -> None:
    years = [{"year": f"FY{2023 + n}", "total": total} for n, total in enumerate(totals)]
    years[0]["stated_rate"] = "1.00"
    found = average_efficiency(rule(years, str(Fraction(least, 100))), FiscalYear(2022 + len(totals)), cite)
    rates = [Fraction(1, 100)] + [1 - Fraction(two, one) for one, two in pairwise(totals)]
    assert found.value == sum(rates) / len(rates)
    assert found.outcome is (Outcome.YES if sum(rates) / len(rates) >= Fraction(least, 100) else Outcome.NO)


def test_five_years_of_one_point_eleven_per_cent() -> None:
    """Digest 3 §5.14: cost index after five years 0.94572."""
    index = (1 - Fraction("0.0111")) ** 5
    assert round(float(index), 5) == 0.94572


def test_cost_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="more cost is left out than there is"):
        CostYear.model_validate({"year": "FY2023", "total": 10, "new_or_expanded": 9, "set_apart": 2, "lines": "1"})
    with pytest.raises(ValueError, match="do not stand in order"):
        rule([{"year": "FY2024", "total": 1}, {"year": "FY2023", "total": 1}])


# External factors

COVERED = frozenset({"e1_5.p1.i3"})


def factor(**more: Any) -> ExternalFactor:
    base = {"id": "x", "section": "e1_5.p1.i3", "year": "FY2023", "what": words("政変")}
    return ExternalFactor.model_validate(base | more)


DECISION = {"decided_by": "大臣", "decided_on": "2024-07-01", "decision": words("やむを得ない")}


@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        ({"prevented": True, "foreseeable": False, "answered": False, **DECISION}, Outcome.YES),
        ({"prevented": False, "answered": True, **DECISION}, Outcome.YES),  # the second trigger needs no first
        ({"prevented": False, "answered": True}, Outcome.OPEN),  # nobody has decided
        ({"prevented": True, "foreseeable": True, "answered": False}, Outcome.NO),
        ({"prevented": False, "answered": False}, Outcome.NO),
        ({"prevented": True, "answered": False}, Outcome.OPEN),  # foreseeable or not is not stated
        ({}, Outcome.OPEN),
        ({"section": "e1_1.p1", "prevented": True}, Outcome.NOT_APPLICABLE),
    ],
)
def test_an_external_factor_is_considered_by_a_person(more: dict[str, Any], outcome: Outcome) -> None:
    """Document 000, lines 6496 to 6501: two triggers, either of which suffices."""
    found = external_factor_finding(factor(**more), COVERED, cite)
    assert found.outcome is outcome
    assert bool(found.missing) is (outcome is Outcome.OPEN)


def test_a_decision_needs_who_when_and_why() -> None:
    with pytest.raises(ValueError, match="needs who, when and the reason"):
        factor(decided_by="大臣")
