import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import Figure, InputError, State

NUMBERS = st.floats(-1e12, 1e12)
WITHOUT = st.sampled_from([Figure.missing("no sheet"), Figure.withheld("confidential")])
FIGURES = st.one_of(NUMBERS.map(Figure.of), WITHOUT)


def test_the_four_states() -> None:
    assert Figure.of(3).state is State.KNOWN
    assert Figure.of(0).state is State.ZERO
    assert Figure.of(-0.0).state is State.ZERO
    assert Figure.of(None).state is State.MISSING
    assert Figure.withheld("two firms only").state is State.WITHHELD


@given(WITHOUT, NUMBERS)
def test_what_is_missing_or_withheld_never_has_a_value(figure: Figure, stand_in: float) -> None:
    assert not figure.has_value
    assert figure.amount is None
    with pytest.raises(InputError, match="has no value"):
        _ = figure.value
    assert figure.or_else(stand_in) == stand_in
    assert figure.reason


@given(NUMBERS, NUMBERS)
def test_a_known_value_is_never_replaced(value: float, stand_in: float) -> None:
    assert Figure.of(value).value == value
    assert Figure.of(value).or_else(stand_in) == value


@given(st.lists(FIGURES, max_size=12))
def test_a_total_with_a_missing_part_is_missing(figures: list[Figure]) -> None:
    total = Figure.total(figures)
    lost = [figure for figure in figures if not figure.has_value]
    if lost:
        assert total.state is State.MISSING
        assert f"{len(lost)} of {len(figures)} parts" in total.reason
        assert lost[0].reason in total.reason
    else:
        assert total.value == pytest.approx(math.fsum(figure.value for figure in figures), abs=1e-2)


def test_nothing_adds_up_to_zero() -> None:
    assert Figure.total([]).state is State.ZERO


@pytest.mark.parametrize(
    ("state", "amount", "reason"),
    [
        (State.KNOWN, None, ""), (State.ZERO, None, ""), (State.MISSING, 1.0, "why"), (State.WITHHELD, 0.0, "why"),
        (State.MISSING, None, ""), (State.WITHHELD, None, ""), (State.ZERO, 5.0, ""), (State.KNOWN, 0.0, ""),
        (State.KNOWN, math.nan, ""), (State.KNOWN, math.inf, ""), (State.ZERO, math.nan, ""),
    ],
)  # fmt: skip
def test_contradictions_are_refused(state: State, amount: float | None, reason: str) -> None:
    with pytest.raises(InputError):
        Figure(state, amount, reason)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_no_figure_is_infinite_or_undefined(value: float) -> None:
    with pytest.raises(InputError):
        Figure.of(value)
