"""Definitions as exact formulas: known, zero, withheld and missing terms; what an agency supplies."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import Classification, InputError, State, UnknownChoiceError
from sonae.policy import Amount, amount_row, indicator, ratio_of, ratio_row, worked_ratio
from sonae.policy.indicators import Definition
from sonae.policy.supplied import SuppliedFigures, supplied_from_text

OIL = indicator("oil-gas-self-development")
TERMS = ("equity_overseas", "domestic_production", "imports")
AMOUNTS = st.integers(0, 10**6)


def definition() -> Definition:
    assert OIL.definition is not None
    return OIL.definition


def known(equity: int, domestic: int, imports: int) -> dict[str, Amount]:
    return {name: Amount.of(value) for name, value in zip(TERMS, (equity, domestic, imports), strict=True)}


def test_the_ratio_of_fy2021_follows_from_its_parts() -> None:
    """METI printed 1,753 thousand barrels a day, domestic output included, and 40.1 %."""
    found = ratio_of(definition(), known(1753 - 54, 54, 4318))
    assert found.value == Fraction(1753, 4372)
    assert round(float(found.value), 3) == 0.401


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_the_ratio_is_exact_and_rises_with_what_is_ours(equity: int, domestic: int, imports: int) -> None:
    found = ratio_of(definition(), known(equity, domestic, imports))
    if domestic + imports == 0:
        assert found.state is State.MISSING
        assert found.reason == "the denominator is 0"
        return
    assert found.value == Fraction(equity + domestic, domestic + imports)
    more = ratio_of(definition(), known(equity + 1, domestic, imports))
    fewer = ratio_of(definition(), known(equity, domestic, imports + 1))
    assert more.value is not None
    assert fewer.value is not None
    assert more.value > found.value >= fewer.value


@given(st.sampled_from(TERMS), st.booleans(), AMOUNTS)
def test_a_gap_is_never_zero(name: str, secret: bool, other: int) -> None:
    gap = Amount.withheld("kept from us") if secret else Amount.missing("never counted")
    found = ratio_of(definition(), {**known(other, other, other + 1), name: gap})
    assert found.value is None
    assert found.state is (State.WITHHELD if secret else State.MISSING)
    assert found.reason == f"{name}: {gap.reason}"


def test_missing_wins_over_withheld_and_every_gap_is_named_once() -> None:
    found = ratio_of(definition(), {"domestic_production": Amount.withheld("w"), "imports": Amount.of(3)})
    assert found.state is State.MISSING
    assert found.reason == "equity_overseas: it is to be supplied; domestic_production: w"


def test_zero_is_a_value() -> None:
    found = ratio_of(definition(), known(0, 0, 5))
    assert (found.state, found.value) == (State.ZERO, 0)
    assert amount_row(found)["value"] == 0.0


def test_an_amount_is_what_its_state_says() -> None:
    for state, value in (
        (State.KNOWN, None),
        (State.ZERO, Fraction(1)),
        (State.KNOWN, Fraction(0)),
        (State.MISSING, Fraction(1)),
    ):
        with pytest.raises(InputError):
            Amount(state, value, reason="r")
    with pytest.raises(InputError, match="must say why"):
        Amount(State.MISSING, None)


def test_what_is_no_term_and_what_is_below_zero_is_refused() -> None:
    with pytest.raises(UnknownChoiceError, match="equity_overseas"):
        ratio_of(definition(), {"equity": Amount.of(1)})
    with pytest.raises(InputError, match="imports is -1"):
        ratio_of(definition(), {**known(1, 1, 1), "imports": Amount.of(-1)})
    with pytest.raises(InputError, match="has no formula"):
        worked_ratio(indicator("crude-middle-east"), 2023, {})


def test_a_worked_ratio_shows_its_terms() -> None:
    row = ratio_row(worked_ratio(OIL, 2023, known(10, 10, 30)))
    assert (row["numerator"]["value"], row["denominator"]["value"], row["ratio"]["value"]) == (20.0, 40.0, 0.5)
    assert list(row["terms"]) == ["equity_overseas", "domestic_production", "imports"]


SUPPLIED = """
classification: internal
indicators:
  oil-gas-self-development:
    observations:
      2024: {value: "0.38", source: made up}
      2025: {missing: not yet published}
    terms:
      2023:
        equity_overseas: {value: 1500.5, source: made up}
        imports: {withheld: a company asks for it}
"""


def test_supplied_figures_keep_their_states() -> None:
    found = supplied_from_text(SUPPLIED, "own.yaml")
    assert found.classification is Classification.INTERNAL
    mine = found.of("oil-gas-self-development")
    assert mine.observations == {2024: (Fraction("0.38"), "made up")}
    assert mine.terms[2023]["equity_overseas"] == Amount.of(Fraction("1500.5"), "made up")
    assert mine.terms[2023]["imports"].state is State.WITHHELD
    assert found.of("coal-self-development").terms == {}
    assert SuppliedFigures.none().classification is Classification.PUBLIC


@pytest.mark.parametrize(
    ("found", "instead", "said"),
    [
        ("classification: internal", "classification: quiet", "classification"),
        ("equity_overseas", "equity", "unknown term «equity»; nearest valid: equity_overseas"),
        ("oil-gas-self-development", "oil", "unknown indicator «oil»; nearest valid: oil-gas-self-development"),
        ("1500.5, source: made up", "1500.5", "a value has a «source», and nothing else has"),
        ("1500.5, source", "-1, source", "the value is below 0; expected 0 or more"),
        ("withheld: a company asks for it", 'value: "1", missing: x, source: y', "one of «value», «withheld» and «missing»"),
        ('"0.38"', "38", "observations.2024»: the value 38 cannot be; expected a share such as 0.372 for 37.2 %"),
        ('"0.38"', "-0.1", "the value -0.1 cannot be"),
        ("value: 1500.5", "value: true", "a number is written as 37.2"),
    ],
)  # fmt: skip
def test_bad_figures_are_refused_in_a_sentence(found: str, instead: str, said: str) -> None:
    assert found in SUPPLIED
    with pytest.raises(InputError) as refused:
        supplied_from_text(SUPPLIED.replace(found, instead), "own.yaml")
    assert said in str(refused.value)
    assert str(refused.value).startswith("own.yaml")
