"""Stresses and changes: what they change, what they leave, and the new set that they make."""

from __future__ import annotations

import numpy as np
import pytest

from sonae.core import InputError, UnknownChoiceError
from sonae.economics.conditions import Change, MoneyTerms, PeriodGrid, demonstration_conditions
from sonae.economics.conditions.series import Adjustment, with_adjustments
from tests.economics.conditions.cases import small

USD, JPY = MoneyTerms.nominal("USD"), MoneyTerms.nominal("JPY")
YEARS = PeriodGrid.calendar_years(2025, 4)


def near(values: object, expected: object) -> None:
    np.testing.assert_allclose(values, expected, rtol=1e-13)  # type: ignore[arg-type]


def change(**said: object) -> Change:
    return Change.of(said)


def test_a_stress_of_the_file_by_hand() -> None:
    stressed = small().with_stress("cheap_oil")
    # 64, 68 and 72 stay; 76 is halved; from April 2026 80 is halved and two dollars less.
    near(stressed.price("oil", PeriodGrid.fiscal_years(2025, 1), USD), [(64 + 68 + 72 + 38) / 4])
    near(stressed.price("oil", PeriodGrid.monthly("2026-06", 1), USD), [38])
    near(stressed.price("lng", PeriodGrid.monthly("2026-06", 1), USD), [0.125 * 38 + 0.5])


def test_a_changed_set_is_a_new_one_and_names_its_parent() -> None:
    base = small()
    stressed = base.with_stress("cheap_oil")
    assert stressed.parent == base.sha256
    assert stressed.name == "small / cheap_oil"
    assert stressed.sha256 != base.sha256
    assert base.sha256 == small().sha256
    assert stressed.stresses == base.stresses
    assert stressed.words_of(stressed.made_by, "en") == [
        "price of oil × 0.5 from 2026-01", "price of oil − 2 USD/bbl from 2026-04",
    ]  # fmt: skip
    again = stressed.with_stress("cheap_oil")
    assert again.parent == stressed.sha256
    near(again.price("oil", PeriodGrid.monthly("2026-06", 1), USD), [(80 * 0.5 - 2) * 0.5 - 2])


def test_what_a_change_does_not_name_stays() -> None:
    base, stressed = small(), small().with_stress("cheap_oil")
    np.testing.assert_array_equal(stressed.price("ore", YEARS, USD), base.price("ore", YEARS, USD))
    np.testing.assert_array_equal(
        stressed.inflation_index("USD", YEARS, "2025"), base.inflation_index("USD", YEARS, "2025")
    )


def test_the_order_of_changes_counts() -> None:
    half, less = change(price="oil", multiply=0.5, starting="2026-01"), change(price="oil", add=-20, starting="2026-01")
    month = PeriodGrid.monthly("2026-01", 1)
    near(small().with_changes("a", [half, less]).price("oil", month, USD), [76 / 2 - 20])
    near(small().with_changes("b", [less, half]).price("oil", month, USD), [(76 - 20) / 2])


def test_a_shift_is_in_the_money_of_the_deck() -> None:
    shifted = small().with_changes("less", [change(price="ore", add=-10, starting="2027-01")])
    near(shifted.price("ore", YEARS, MoneyTerms.real("USD", "2026")), [100, 110, 111, 111])


def test_changes_hold_after_the_last_value_too_and_on_formulas() -> None:
    late = small().with_changes("late", [change(price="ore", multiply=0.5, starting="2028-07")])
    near(late.price("ore", PeriodGrid.monthly("2028-06", 2), MoneyTerms.real("USD", "2026")), [121, 60.5])
    gas = small().with_changes("gas", [change(price="lng", multiply=2, starting="2026-01")])
    near(gas.price("lng", PeriodGrid.monthly("2026-01", 1), USD), [2 * (0.125 * 72 + 0.5)])


def test_rates_of_exchange_inflation_and_discount() -> None:
    changes = [
        change(fx="USD/JPY", multiply=0.9, starting="2026-04"),
        change(inflation="USD", add=0.01, starting="2027-01"),
        change(inflation="JPY", add=0.01, starting="2027-01"),
        change(discount="funding", add=-0.05),
    ]
    stressed = small().with_changes("rates", changes)
    near(stressed.fx_rate("USD", "JPY", PeriodGrid.fiscal_years(2025, 2)), [150, 144])
    near(stressed.inflation_index("USD", YEARS, "2025"), [1, 1.05, 1.05 * 1.11, 1.05 * 1.11 * 1.11])
    december = stressed.inflation_index("JPY", PeriodGrid.monthly("2026-12", 13), "2026-12")
    near(december, 1.02 ** (np.arange(13) / 12))  # one percent after the last year, and one point more
    near(stressed.discount_factors("funding", PeriodGrid.fiscal_years(2026, 1), JPY) ** 2, [1 / 1.2])
    assert stressed.words_of(changes, "en") == [
        "rate of exchange USD/JPY × 0.9 from 2026-04",
        "inflation of USD + 1 pt from 2027-01",
        "inflation of JPY + 1 pt from 2027-01",
        "discount rate funding − 5 pt",
    ]
    assert stressed.words_of(changes, "ja")[1] == "物価上昇率 USD + 1ポイント（2027-01 以降）"


def test_a_smooth_rate_that_changes_within_its_year() -> None:
    stressed = small().with_changes("x", [change(inflation="JPY", add=0.03, starting="2026-07")])
    found = stressed.inflation_index("JPY", PeriodGrid.monthly("2026-06", 2), "2026-06")
    near(found, [1, 1.05 ** (1 / 12)])


def test_a_new_deck_in_the_place_of_the_old() -> None:
    deck = {"benchmark": "ore", "unit": "USD/t", "money": "nominal", "every": "calendar_year", "values": {2025: 7, 2026: 8},
            "after": "flat_nominal", "source": "a contract"}  # fmt: skip
    replaced = small().with_changes("x", [change(price="ore", replace=deck)])
    near(replaced.price("ore", YEARS, USD), [7, 8, 8, 8])
    assert replaced.words_of(replaced.made_by, "en") == ["price of ore replaced"]
    with pytest.raises(InputError, match=r"^change: replace\.after: Input should be"):
        change(price="ore", replace={**deck, "after": "soon"})


def test_an_index_cannot_be_shifted_where_it_stands() -> None:
    indexed = small(("rates: {2025: 0.04, 2026: 0.05, 2027: 0.1}, within_year: step, after: hold",
                     "index: {2025: 200, 2026: 250}, after: {rate: 0.1}"))  # fmt: skip
    with pytest.raises(InputError, match="cannot be shifted by points; replace it"):
        indexed.with_changes("x", [change(inflation="USD", add=0.01, starting="2026-01")])
    later = indexed.with_changes("x", [change(inflation="USD", add=0.01, starting="2027-01")])
    near(later.inflation_index("USD", YEARS, "2025"), [1, 1.25, 1.25 * 1.11, 1.25 * 1.11**2])


def test_what_cannot_be_changed_is_refused() -> None:
    with pytest.raises(UnknownChoiceError, match="unknown stress «cheap»; nearest valid: cheap_oil"):
        small().with_stress("cheap")
    with pytest.raises(UnknownChoiceError, match="unknown fx «USD/YEN»; nearest valid: USD/JPY"):
        small().with_changes("x", [change(fx="USD/YEN", multiply=2, starting="2026-01")])
    with pytest.raises(InputError, match="no change is given"):
        small().with_changes("x", [])
    sunk = small().with_changes("x", [change(price="oil", add=-80, starting="2026-04")])
    with pytest.raises(InputError, match=r"«prices\.oil»: the price deck «oil» would fall to zero or below in 2026-04"):
        sunk.price("oil", PeriodGrid.monthly("2026-03", 2), USD)
    near(sunk.price("oil", PeriodGrid.monthly("2026-03", 1), USD), [76])


@pytest.mark.parametrize("name", sorted(demonstration_conditions().stresses))
def test_every_stress_of_the_demonstration_changes_something(name: str) -> None:
    base = demonstration_conditions()
    stressed = base.with_stress(name)
    grid = PeriodGrid.fiscal_years(2026, 5)
    before = [base.price(deck, grid, JPY) for deck in base.prices]
    after = [stressed.price(deck, grid, JPY) for deck in base.prices]
    moved = [deck for deck, a, b in zip(base.prices, before, after, strict=True) if not np.array_equal(a, b)]
    assert "lng" in moved  # it follows oil, is sold in dollars, and its formula is in real money
    assert all(a[0] == pytest.approx(b[0], rel=1e-12) for a, b in zip(before, after, strict=True))  # FY2026 stays
    assert "geothermal_power" not in moved


def test_an_adjustment_multiplies_first_and_adds_then() -> None:
    """«The value times multiply, then plus add»: 80 halved and 2 more are 42, not 41."""
    both = Adjustment(starting="2026-02", multiply=0.5, add=2.0)
    path = with_adjustments(np.array([80.0, 80.0, 60.0]), (both,), "the price", 12 * 2026)
    assert path.tolist() == [80.0, 42.0, 32.0]
    twice = with_adjustments(path, (both, both), "the price", 12 * 2026)
    assert twice[1:].tolist() == [(42 * 0.5 + 2) * 0.5 + 2, (32 * 0.5 + 2) * 0.5 + 2]
