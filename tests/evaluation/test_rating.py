"""Ratings: bands, what holds them down, decisions of persons, the whole."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import FiscalYear, InputError, Outcome
from sonae.evaluation import Aggregate, Evaluation, RatingRules, aggregate, compare, marked
from tests.evaluation.small import read, tree, words

POINTS = {"S": 4, "A": 3, "B": 2, "C": 1, "D": 0}
YEAR = FiscalYear(2023)
RULES = read(tree()).rating_rules


def rated(value: object, **changes: Any) -> Evaluation:
    """The small evaluation with another value of its yearly indicator."""
    changed = tree()
    changed["indicators"][0]["actuals"] = {"FY2023": {"value": value, "lines": "6"}}
    changed["indicators"][0] |= changes
    return read(changed)


@pytest.mark.parametrize(
    ("value", "letters"),
    [
        ("4.8", ("A", "S")),
        ("4.79", ("B",)),
        (4, ("B",)),
        ("3.99", ("C",)),
        ("3.2", ("C",)),
        ("3.19", ("D",)),
        (0, ("D",)),
    ],
)
def test_a_limit_belongs_to_the_band_above(value: object, letters: tuple[str, ...]) -> None:
    ground = rated(value).ground("I-1")
    assert ground.letters == letters
    assert ground.finding.citations


@given(st.fractions(min_value=0, max_value=3), st.fractions(min_value=0, max_value=3))
def test_a_higher_ratio_never_has_a_lower_band(one: Fraction, two: Fraction) -> None:
    low, high = (RULES.bands.index(RULES.band(ratio)) for ratio in sorted((one, two)))
    assert low >= high


def with_core(core: object, other: object) -> Evaluation:
    changed = tree()
    second = {
        **changed["indicators"][0],
        "id": "1-3",
        "core": True,
        "actuals": {"FY2023": {"value": core, "lines": "6"}},
    }
    changed["indicators"][0]["actuals"] = {"FY2023": {"value": other, "lines": "6"}}
    changed["indicators"].append(second)
    changed["claims"] = []
    return read(changed)


@pytest.mark.parametrize(
    ("core", "other", "letters"),
    [(4, 5, ("A", "S")), (4, 4, ("B",)), (3, 5, ("D",)), ("3.5", 5, ("C",)), (8, 3, ("D",))],
)
def test_a_core_target_that_is_reached_does_not_hold_the_band_down(
    core: object, other: object, letters: tuple[str, ...]
) -> None:
    assert with_core(core, other).ground("I-1").letters == letters


def test_a_core_target_alone_gives_its_own_band() -> None:
    assert rated(4, core=True).ground("I-1").letters == ("B",)


def gate(passed: bool | None) -> dict[str, Any]:
    base = {
        "id": "outside",
        "item": "I-1",
        "year": "FY2023",
        "section": "e1_1.p1",
        "requires": words("外部評価"),
        "lines": "6",
    }
    return base | ({"passed": passed, "by": words("評価者")} if passed is not None else {})


@pytest.mark.parametrize(("passed", "outcome"), [(True, Outcome.YES), (False, Outcome.OPEN), (None, Outcome.OPEN)])
def test_a_gate_that_is_not_passed_leaves_the_band_to_a_person(passed: bool | None, outcome: Outcome) -> None:
    changed = tree()
    changed["gates"] = [gate(passed)]
    ground = read(changed).ground("I-1")
    assert ground.finding.outcome is outcome
    assert bool(ground.letters) is (passed is True)
    expected = {True: (), False: ("judgement.I-1",), None: ("gate.outside.passed",)}[passed]
    assert ground.finding.missing == expected


def test_a_missing_value_leaves_the_band_open_and_an_item_without_indicators_is_a_gap() -> None:
    changed = tree()
    changed["indicators"][0]["actuals"] = {}
    changed["claims"] = []
    evaluation = read(changed)
    assert evaluation.ground("I-1").finding.outcome is Outcome.OPEN
    assert evaluation.ground("I-2").finding.outcome is Outcome.GAP


@pytest.mark.parametrize(
    ("letter", "outcome", "steps"),
    [("S", Outcome.YES, 0), ("A", Outcome.YES, 0), ("B", Outcome.YES, 1), ("D", Outcome.YES, 3)],
)
def test_a_step_down_is_a_persons_decision(letter: str, outcome: Outcome, steps: int) -> None:
    changed = tree()
    changed["ratings"][1]["letter"] = letter
    evaluation = read(changed)
    rating = evaluation.rating("I-1", "minister")
    assert rating is not None
    found = compare(rating, evaluation.ground("I-1"))
    assert (found.outcome, found.value) == (outcome, steps)


@pytest.mark.parametrize(("value", "letter", "steps"), [(4, "A", -1), (4, "S", -2), (0, "B", -2)])
def test_a_letter_above_the_band_does_not_hold(value: int, letter: str, steps: int) -> None:
    changed = tree()
    changed["indicators"][0]["actuals"] = {"FY2023": {"value": value, "lines": "6"}}
    changed["ratings"][1]["letter"] = letter
    evaluation = read(changed)
    rating = evaluation.rating("I-1", "minister")
    assert rating is not None
    found = compare(rating, evaluation.ground("I-1"))
    assert (found.outcome, found.value) == (Outcome.NO, steps)


def test_a_letter_without_a_band_rests_on_the_person() -> None:
    evaluation = read(tree())
    rating = evaluation.rating("I-2", "minister")
    assert rating is not None
    assert compare(rating, evaluation.ground("I-2")).outcome is Outcome.YES
    unprinted = rating.model_copy(update={"letter": "not_printed"})
    assert compare(unprinted, evaluation.ground("I-2")).outcome is Outcome.NOT_APPLICABLE


def test_a_rating_needs_a_reason_and_a_day_or_word_that_none_is_stated() -> None:
    for field, said in (("reason", "the minister rating B of I-1 has no reason"), ("on", "the field is missing")):
        changed = tree()
        del changed["ratings"][1][field]
        with pytest.raises(InputError, match=said):
            read(changed)


def test_bands_that_do_not_fall_are_refused() -> None:
    good = rated(4).rating_rules.model_dump(mode="json")
    for bands in (
        good["bands"][::-1],
        [*good["bands"][:-1], {"least": "0.1", "letters": ["D"]}],
        [good["bands"][0], *good["bands"]],
    ):
        with pytest.raises(ValueError, match="the bands do not fall"):
            RatingRules.model_validate(good | {"bands": bands})


# The whole


def rule(weights: dict[str, int], letter_of: str = "nearest") -> Aggregate:
    return Aggregate.model_validate({"points": POINTS, "weights": weights, "letter_of": letter_of, "source": "made up"})


def test_without_weights_the_whole_is_open() -> None:
    found = aggregate({"I-1": "A"}, None)
    assert (found.outcome, found.missing) == (Outcome.OPEN, ("aggregate",))


@pytest.mark.parametrize(
    ("letter_of", "letters", "expected"),
    [
        ("nearest", {"I-1": "A", "I-2": "B"}, (Fraction(5, 2), "A")), ("reached", {"I-1": "A", "I-2": "B"}, (Fraction(5, 2), "B")),
        ("nearest", {"I-1": "S", "I-2": "D"}, (Fraction(2), "B")), ("reached", {"I-1": "D", "I-2": "D"}, (Fraction(0), "D")),
    ],
)  # fmt: skip
def test_the_weighted_mean_is_exact(letter_of: str, letters: Any, expected: tuple[Fraction, str]) -> None:
    assert aggregate(letters, rule({"I-1": 1, "I-2": 1}, letter_of)).value == expected


@given(st.lists(st.tuples(st.sampled_from("SABCD"), st.integers(0, 9)), min_size=1, max_size=6))
def test_the_whole_lies_between_its_items(pairs: list[tuple[str, int]]) -> None:
    weights = {f"I-{n}": weight for n, (_, weight) in enumerate(pairs, 1)}
    letters: Any = {f"I-{n}": letter for n, (letter, _) in enumerate(pairs, 1)}
    if not sum(weights.values()):
        with pytest.raises(ValueError, match="add up to nothing"):
            rule(weights)
        return
    mean, letter = aggregate(letters, rule(weights)).value  # type: ignore[misc]
    counted = [POINTS[one] for (one, weight) in pairs if weight]
    assert mean == Fraction(sum(POINTS[one] * weight for one, weight in pairs), sum(weights.values()))
    assert min(counted) <= POINTS[letter] <= max(counted)


def test_items_and_weights_must_match() -> None:
    found = aggregate({"I-1": "A", "I-9": "B"}, rule({"I-1": 1, "I-2": 1}))
    assert found.missing == ("rating.I-2", "aggregate.weights.I-9")


def test_points_that_do_not_fall_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fall"):
        Aggregate.model_validate(
            {"points": POINTS | {"S": 1}, "weights": {"I-1": 1}, "letter_of": "nearest", "source": "x"}
        )
    with pytest.raises(ValueError, match="needed for S, A, B, C and D"):
        Aggregate.model_validate({"points": {"S": 1}, "weights": {"I-1": 1}, "letter_of": "nearest", "source": "x"})


def test_the_summary_marks_importance() -> None:
    assert (marked("A", important=True), marked("B", important=False)) == ("A○", "B")
