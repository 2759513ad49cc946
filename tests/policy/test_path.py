"""The way to a target: gains by hand, the observed pace against another least-squares, what projects add."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import InputError
from sonae.policy import Amount, actuals_of, contributions, indicator, needed_denominator, path_rows, paths

OIL = indicator("oil-gas-self-development")


def test_the_gains_needed_are_those_worked_out_by_hand() -> None:
    ways = {(way.target.year, way.target.document): way for way in paths(OIL)}
    near, far = ways[2030, "001"], ways[2040, "001"]
    assert (near.gap, near.years, near.linear) == (Fraction("0.128"), 7, Fraction("0.128") / 7)
    assert (far.gap, far.years, far.linear) == (Fraction("0.228"), 17, Fraction("0.228") / 17)
    assert near.compound == pytest.approx((50 / 37.2) ** (1 / 7) - 1)
    coal = {(way.target.year, way.target.document): way for way in paths(indicator("coal-self-development"))}
    assert coal[2030, "000"].linear == Fraction("0.168") / 7
    assert coal[2040, "001"].linear == Fraction("0.168") / 17
    metal = {way.target.year: way for way in paths(indicator("base-metal-self-sufficiency"))}
    assert (metal[2030].linear, metal[2050].linear) == (Fraction("0.423") / 8, Fraction("0.623") / 28)


def test_the_pace_is_that_of_another_least_squares_and_falls_short() -> None:
    way = next(way for way in paths(OIL) if way.target.year == 2030)
    actuals = actuals_of(OIL)
    for pace, some in zip(way.paces, (actuals, actuals[-5:]), strict=True):
        slope = np.polyfit([one.year for one in some], [float(one.value) for one in some], 1)[0]
        assert float(pace.slope) == pytest.approx(slope)
        assert pace.count == len(some)
        assert pace.at_target == Fraction("0.372") + 7 * pace.slope
        assert not pace.reaches
    assert [pace.name for pace in way.paces] == ["all", "recent"]


def test_one_actual_makes_no_pace_and_says_so() -> None:
    for way in paths(indicator("coal-self-development")):
        assert way.paces == ()
        assert way.no_pace == "only one actual is known: a pace needs two"
    row = path_rows(paths(indicator("coal-self-development")))[0]
    assert (row["paces"], row["no_pace"]) == ([], "only one actual is known: a pace needs two")


def test_the_survey_is_on_its_way() -> None:
    (way,) = paths(indicator("seismic-survey-area"))
    assert (way.gap, way.years, way.linear) == (22102, 4, Fraction(22102, 4))
    (pace,) = way.paces
    assert (pace.slope, pace.at_target, pace.reaches) == (7100, 27898 + 4 * 7100, True)
    assert way.last.rounded


@given(st.dictionaries(st.integers(2024, 2029), st.fractions(0, 1, max_denominator=1000), min_size=1))
def test_the_even_path_leads_from_the_actual_to_the_target(supplied: dict[int, Fraction]) -> None:
    for way in paths(OIL, {year: (value, "made up") for year, value in supplied.items()}):
        assert way.last.year == max(supplied)
        assert way.last.value == supplied[max(supplied)]
        assert way.level(way.last.year) == way.last.value
        assert way.level(way.target.year) == way.target.value
        assert way.met is (way.gap <= 0)
        levels = [way.level(year) for year in range(way.last.year, way.target.year + 1)]
        steps = {b - a for a, b in itertools.pairwise(levels)}
        assert steps == {way.linear}
        with pytest.raises(InputError, match="lies outside the path"):
            way.level(way.target.year + 1)


def test_a_target_that_is_past_or_met() -> None:
    ways = {way.target.year: way for way in paths(OIL, {2035: (Fraction("0.7"), "made up")})}
    assert ways[2030].linear is None
    assert ways[2030].compound is None
    assert ways[2030].no_pace == "no year is left"
    assert ways[2040].met
    assert ways[2040].linear == Fraction("-0.1") / 5
    from_nothing = paths(OIL, {2024: (Fraction(0), "made up")})[0]
    assert from_nothing.compound is None


def test_what_has_no_path_says_so() -> None:
    with pytest.raises(InputError, match="has no target"):
        paths(indicator("crude-middle-east"))
    with pytest.raises(InputError, match="is published for 2023"):
        paths(OIL, {2023: (Fraction("0.4"), "made up")})
    with pytest.raises(InputError, match="of 2024 is below 0"):
        paths(OIL, {2024: (Fraction(-1), "made up")})
    bare = OIL.model_copy(update={"observations": ()})
    with pytest.raises(InputError, match="a path has no beginning"):
        paths(bare)


def test_the_denominator_that_document_000_means() -> None:
    """1.82 million barrels a day for 50 % in 2030 (line 8609) mean 3.64 million in all."""
    found = needed_denominator(OIL)
    assert found.value == 3640
    assert found.source.startswith("000:8609")
    assert needed_denominator(indicator("coal-self-development")).value is None


VOLUMES = {
    "old": {2023: Fraction(20), 2030: Fraction(5)}, "new": {2030: Fraction(41)},
    "kept": {2023: Fraction(7), 2030: Fraction(7)},
}  # fmt: skip


def test_only_the_difference_to_the_last_actual_counts() -> None:
    way = next(way for way in paths(OIL) if way.target.year == 2030)
    found = contributions(way, VOLUMES, Amount.of(3640))
    assert [(one.project, one.gain) for one in found] == [
        ("new", Fraction(41, 3640)),
        ("kept", Fraction(0)),
        ("old", Fraction(-15, 3640)),
    ]
    assert sum(one.gain for one in found) == Fraction(41 - 15, 3640)


@given(st.permutations(sorted(VOLUMES.items())), st.integers(1, 10**6))
def test_contributions_add_up_in_any_order(items: list[tuple[str, dict[int, Fraction]]], whole: int) -> None:
    way = paths(OIL)[0]
    assert contributions(way, dict(items), Amount.of(whole)) == contributions(way, VOLUMES, Amount.of(whole))


def test_volumes_without_a_denominator_are_no_points() -> None:
    for amount in (Amount.missing("nobody knows"), Amount.of(0)):
        with pytest.raises(InputError, match="without a denominator"):
            contributions(paths(OIL)[0], VOLUMES, amount)
