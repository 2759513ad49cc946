"""Attainment: exact, monotone, held against the right target, refused where nothing can be told."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import Citation, FiscalYear, InputError, Outcome
from sonae.evaluation import Basis, Indicator, attainment, progress
from tests.evaluation.small import read, tree, words

YEAR, LAST = FiscalYear(2023), FiscalYear(2027)
POSITIVE = st.fractions(min_value=Fraction(1, 1000), max_value=10**6, max_denominator=1000)
VALUES = st.fractions(min_value=0, max_value=10**6, max_denominator=1000)


def cite(section: str, lines: str) -> tuple[Citation, ...]:
    return (Citation("評価書", section),)


def indicator(**changes: Any) -> Indicator:
    base: dict[str, Any] = {
        "id": "1-1", "item": "I-1", "sections": ["e1_1"], "name": words("件数"), "unit": "件", "judged": "yearly",
        "values": "adds_up", "formula": "of_target", "lines": "1", "year_targets": {"FY2023": {"value": 8, "lines": "1"}},
        "actuals": {"FY2023": {"value": 11, "lines": "1"}},
    }  # fmt: skip
    return Indicator.model_validate(base | changes)


def with_values(actual: Fraction, target: Fraction, **changes: Any) -> Indicator:
    return indicator(
        year_targets={"FY2023": {"value": str(target), "lines": "1"}},
        actuals={"FY2023": {"value": str(actual), "lines": "1"}},
        **changes,
    )


def ratio(one: Indicator, year: FiscalYear = YEAR) -> Fraction | None:
    found = attainment(one, year, last_year=LAST, cite=cite)
    assert found is not None
    return found.ratio


@given(VALUES, POSITIVE)
def test_attainment_is_the_exact_quotient(actual: Fraction, target: Fraction) -> None:
    found = attainment(with_values(actual, target), YEAR, last_year=LAST, cite=cite)
    assert found is not None
    assert found.ratio == actual / target
    assert found.reached is (actual >= target)
    assert found.finding.outcome is (Outcome.YES if actual >= target else Outcome.NO)


@given(VALUES, VALUES, POSITIVE)
def test_attainment_never_falls_when_more_is_done(one: Fraction, two: Fraction, target: Fraction) -> None:
    less, more = sorted((one, two))
    low, high = (ratio(with_values(actual, target)) for actual in (less, more))
    assert low is not None
    assert high is not None
    assert low <= high
    assert (low < high) is (less < more)


@given(POSITIVE, POSITIVE, POSITIVE)
def test_attainment_never_rises_when_lower_is_better_and_more_occurs(
    one: Fraction, two: Fraction, target: Fraction
) -> None:
    less, more = sorted((one, two))
    kind = {"direction": "lower", "lower_formula": "target_over_actual"}
    low, high = (ratio(with_values(actual, target, **kind)) for actual in (less, more))
    assert low is not None
    assert high is not None
    assert low >= high


def test_where_lower_is_better_the_way_of_computing_is_said_and_zero_is_reached() -> None:
    with pytest.raises(ValueError, match="lower_formula"):
        indicator(direction="lower")
    none = with_values(Fraction(0), Fraction(3), direction="lower", lower_formula="target_over_actual")
    found = attainment(none, YEAR, last_year=LAST, cite=cite)
    assert found is not None
    assert (found.ratio, found.reached) == (None, True)


@pytest.mark.parametrize(("accidents", "reached"), [(0, True), (1, False)])
def test_no_accidents_is_reached_or_not(accidents: int, reached: bool) -> None:
    one = indicator(
        direction="lower", formula="achieved", year_targets={"FY2023": {"value": 0, "lines": "1"}},
        actuals={"FY2023": {"value": accidents, "lines": "1"}},
    )  # fmt: skip
    found = attainment(one, YEAR, last_year=LAST, cite=cite)
    assert found is not None
    assert (found.ratio, found.reached, found.percent()) == (None, reached, None)


def test_a_target_of_zero_has_no_ratio() -> None:
    with pytest.raises(InputError, match="no ratio can be made"):
        ratio(with_values(Fraction(1), Fraction(0)))


def whole_period(**changes: Any) -> Indicator:
    return indicator(
        judged="at_period_end", values="to_date", year_targets={}, period_target={"value": 105, "lines": "1"},
        actuals={"FY2023": {"value": 103.4, "lines": "1"}, "FY2027": {"value": 106, "lines": "1"}}, **changes,
    )  # fmt: skip


def test_a_target_of_the_whole_period_is_judged_at_its_end() -> None:
    early = attainment(whole_period(), YEAR, last_year=LAST, cite=cite)
    late = attainment(whole_period(), LAST, last_year=LAST, cite=cite)
    assert early is not None
    assert late is not None
    assert (early.basis, early.judged, early.finding.outcome) == (Basis.PERIOD, False, Outcome.NOT_APPLICABLE)
    assert (late.judged, late.finding.outcome) == (True, Outcome.YES)
    assert early.ratio == Fraction(1034, 1050)


def test_an_increment_is_counted_from_the_baseline_and_an_unstated_way_is_not_invented() -> None:
    base = {"value": 102.6, "of": words("前期末"), "lines": "1"}
    assert ratio(whole_period(formula="of_increment", baseline=base)) == Fraction(1, 3)
    with pytest.raises(ValueError, match="counted from a baseline"):
        whole_period(formula="of_increment")
    found = attainment(whole_period(formula="not_stated", baseline=base), YEAR, last_year=LAST, cite=cite)
    assert found is not None
    assert found.ratio is None
    assert found.finding.missing == ("1-1.formula",)


def test_a_year_without_a_value_is_open_and_not_zero() -> None:
    found = attainment(indicator(actuals={}), YEAR, last_year=LAST, cite=cite)
    assert found is not None
    assert found.ratio is None
    assert found.reached is None
    assert found.finding.outcome is Outcome.OPEN
    assert found.finding.missing == ("1-1.actual.FY2023",)


def test_what_is_only_followed_has_no_attainment_and_no_target() -> None:
    followed = indicator(judged="never", formula="achieved", year_targets={})
    assert attainment(followed, YEAR, last_year=LAST, cite=cite) is None
    with pytest.raises(ValueError, match="only followed and cannot have a target"):
        indicator(judged="never", formula="achieved")


@given(st.lists(st.integers(0, 50), min_size=1, max_size=5), st.integers(1, 200))
def test_progress_sums_the_years_and_states_are_not_summed(counts: list[int], target: int) -> None:
    actuals = {f"FY{2023 + n}": {"value": count, "lines": "1"} for n, count in enumerate(counts)}
    targets = {year: {"value": 1, "lines": "1"} for year in actuals}
    last = FiscalYear(2022 + len(counts))
    summed = indicator(actuals=actuals, year_targets=targets, period_target={"value": target, "lines": "1"})
    assert progress(summed, last) == Fraction(sum(counts), target)
    state = indicator(
        judged="at_period_end",
        values="to_date",
        year_targets={},
        actuals=actuals,
        period_target={"value": target, "lines": "1"},
    )
    assert progress(state, last) == Fraction(counts[-1], target)
    assert progress(indicator(values="each_year", actuals=actuals, year_targets=targets), last) is None


# Bad input, as it reaches a person who wrote a file


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"year_targets": {}}, "judged every year and has no target of a year"),
        ({"actuals": {"FY2024": {"value": 1, "lines": "1"}}}, "a value of FY2024 and no target of that year"),
        ({"judged": "at_period_end", "year_targets": {}, "period_target": None}, "no target of the period"),
        ({"year_targets": {"FY2023": {"value": 8, "unit": "回", "lines": "1"}}}, "is in 件, and 回 is another unit without"),
        ({"actuals": {"FY2023": {"value": 8, "unit": "kt", "lines": "1"}}}, "is in 件, and kt is another unit"),
        ({"actuals": {"FY2023": {"numerator": 1, "lines": "1"}}}, "both a numerator and a denominator"),
        ({"actuals": {"FY2023": {"lines": "1"}}}, "the value is missing"),
        ({"actuals": {"FY2023": {"numerator": 1, "denominator": 2, "lines": "1"}}}, "no share_scale"),
        ({"share_scale": 10, "actuals": {"FY2023": {"value": 7, "numerator": 1, "denominator": 2, "lines": "1"}}}, "share is 5"),
        ({"actuals": {"FY2023": {"value": 8, "lines": "9-4"}}}, "are no lines"),
        ({"actuals": {"2023年": {"value": 8, "lines": "9"}}}, "no fiscal year"),
        ({"actuals": {"FY2023": {"value": "many", "lines": "9"}}}, "is no number"),
        ({"sections": ["e1_1.l4"]}, "is no section"),
        ({"sections": ["第1"]}, "is no provision"),
        ({"formula": "usual"}, "input should be"),
    ],
)  # fmt: skip
def test_one_sentence_names_the_file_and_what_is_wrong(change: dict[str, Any], said: str) -> None:
    changed = tree()
    changed["indicators"][0] |= change
    with pytest.raises(InputError) as refused:
        read(changed)
    assert said in str(refused.value)
    assert str(refused.value).startswith("small.yaml")
    assert "\n" not in str(refused.value)


def test_a_conversion_turns_ammonia_into_hydrogen() -> None:
    """Document 000, 1-4: a million tonnes of hydrogen are six million of ammonia."""
    one = indicator(
        unit="H2", conversions={"NH3": "1/6"}, year_targets={"FY2023": {"value": 600, "unit": "NH3", "lines": "1"}},
        actuals={"FY2023": {"value": 10, "lines": "1"}},
    )  # fmt: skip
    assert ratio(one) == Fraction(1, 10)
