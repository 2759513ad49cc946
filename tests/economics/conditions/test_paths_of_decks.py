"""Prices, rates of exchange and price levels by period: by hand, by a plain month-by-month oracle, and by their laws."""

from __future__ import annotations

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.core import InputError, UnknownChoiceError
from sonae.economics.conditions import (
    MoneyTerms,
    PeriodGrid,
    demonstration_conditions,
    demonstration_text,
    mean_of_months,
)
from tests.economics.conditions.cases import small
from tests.economics.conditions.oracle import Plain

pytestmark = pytest.mark.slow

USD, JPY, AUD = (MoneyTerms.nominal(currency) for currency in ("USD", "JPY", "AUD"))
FY2025, FY2026 = PeriodGrid.fiscal_years(2025, 1), PeriodGrid.fiscal_years(2026, 1)
YEARS = PeriodGrid.calendar_years(2025, 4)


def near(values: object, expected: object) -> None:
    np.testing.assert_allclose(values, expected, rtol=1e-13)  # type: ignore[arg-type]


def test_quarters_are_averaged_into_years_month_by_month() -> None:
    near(small().price("oil", FY2025, USD), [(64 + 68 + 72 + 76) / 4])
    near(small().price("oil", PeriodGrid.calendar_years(2025, 1), USD), [(60 + 64 + 68 + 72) / 4])
    near(small().price("oil", PeriodGrid.monthly("2025-12", 4), USD), [72, 76, 76, 76])


def test_a_real_deck_in_nominal_and_real_money() -> None:
    ore = small()
    near(ore.price("ore", YEARS, USD), [100 / 1.05, 110, 121 * 1.1, 121 * 1.1 * 1.1])
    near(ore.price("ore", YEARS, MoneyTerms.real("USD", "2026")), [100, 110, 121, 121])
    near(ore.price("ore", YEARS, MoneyTerms.real("USD", "2025")), np.array([100, 110, 121, 121]) / 1.05)
    near(ore.price("ore", FY2026, USD), [(9 * 110 + 3 * 133.1) / 12])
    near(ore.price("ore", FY2026, MoneyTerms.real("USD", "2026")), [(9 * 110 + 3 * 133.1) / 12 / ((9 + 3 * 1.1) / 12)])
    near(ore.price("ore", FY2026, MoneyTerms.real("USD", "2027-02")), [(9 * 110 + 3 * 133.1) / (9 + 3 * 1.1) * 1.1])


def test_units_of_the_same_dimension() -> None:
    per_tonne = small().price("ore", YEARS, USD, per="t")
    near(per_tonne, small().price("ore", YEARS, USD) * (1000 / 0.45359237))
    with pytest.raises(InputError, match="per lb \\(mass\\) cannot become one per bbl \\(volume\\)"):
        small().price("ore", YEARS, USD, per="bbl")
    with pytest.raises(UnknownChoiceError, match="unknown quantity «tonne»"):
        small().price("ore", YEARS, USD, per="tonne")


def test_the_formula_of_gas_by_hand() -> None:
    near(small().price("lng", FY2025, USD), [0.125 * (60 + 64 + 68 + 72) / 4 + 0.5])
    near(small().price("lng", FY2025, JPY), [(0.125 * 66 + 0.5) * 150])
    later = small(("lag_months: 3, average_months: 1", "lag_months: 1, average_months: 3"))
    # April 2025 is priced off January, February and March; July off April to June; in May two months of 60 and one of 64.
    near(later.price("lng", PeriodGrid.monthly("2025-04", 4), USD), 0.5 + 0.125 * np.array([60, 184 / 3, 188 / 3, 64]))


CURVE = "{s_curve: {low: 64, high: 72, slope_below: 0.25, slope_above: 0.0625}"


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ("none", [8.0, 8.5, 9.0, 9.5, 10.0]),
        ("{floor: 8.25, cap: 9.75}", [8.25, 8.5, 9.0, 9.5, 9.75]),
        (CURVE + "}", [7.5, 8.5, 9.0, 9.5, 9.75]),
        (CURVE + ", floor: 8}", [8.0, 8.5, 9.0, 9.5, 9.75]),
    ],
)
def test_bends_floor_and_cap_by_hand(limits: str, expected: list[float]) -> None:
    quarters = small(("limits: none", f"limits: {limits}")).price("lng", PeriodGrid.monthly("2025-04", 15), USD)
    near(quarters, np.repeat(expected, 3))


def test_a_formula_in_real_money_sees_deflated_prices() -> None:
    real = small(("money: nominal\n    formula", "money: real\n    base: 2026\n    formula"))
    level = {2025: 1 / 1.05, 2026: 1.0}
    expected = [(0.125 * oil / level[y] + 0.5) * level[z] for oil, y, z in ((68, 2025, 2025), (72, 2025, 2026))]
    near(real.price("lng", PeriodGrid.monthly("2025-10", 1), USD), expected[:1])
    near(real.price("lng", PeriodGrid.monthly("2026-01", 1), USD), expected[1:])


@pytest.mark.parametrize(
    ("after", "values"),
    [
        ("flat_real", [121 * 1.1, 121 * 1.1**2, 121 * 1.1**3]),
        ("flat_nominal", [121 * 1.1, 121 * 1.1, 121 * 1.1]),
        ("{escalate: 0.5}", [121 * 1.1, 1.5 * 121 * 1.1**2, 2.25 * 121 * 1.1**3]),
    ],
)
def test_what_holds_after_a_real_deck(after: str, values: list[float]) -> None:
    near(small(("after: flat_real", f"after: {after}")).price("ore", PeriodGrid.calendar_years(2027, 3), USD), values)


@pytest.mark.parametrize(
    ("after", "factors"),
    [
        ("flat_nominal", [1, 1, 1]),
        ("flat_real", [1, 1.1, 1.1]),
        ("{escalate: 0.44}", [1.44**0.5, 1.44**0.75, 1.44]),
    ],
)
def test_what_holds_after_a_nominal_deck(after: str, factors: list[float]) -> None:
    conditions = small(("after: none", f"after: {after}"))
    found = [
        conditions.price("oil", PeriodGrid.monthly(month, 1), USD)[0] for month in ("2026-12", "2027-01", "2027-04")
    ]
    near(found, 80 * np.array(factors))


def test_rates_of_exchange_by_hand_close_every_triangle() -> None:
    conditions, year = small(), PeriodGrid.calendar_years(2026, 1)
    near(conditions.fx_rate("USD", "JPY", year), [(3 * 150 + 9 * 160) / 12])
    near(conditions.fx_rate("AUD", "JPY", year), [0.5 * 157.5])
    near(conditions.fx_rate("JPY", "AUD", year), [1 / 78.75])
    near(conditions.fx_rate("JPY", "JPY", year), [1])
    other_way = small(("quote: USD per AUD, every: calendar_year, values: {2025: 0.625, 2026: 0.5}",
                       "quote: AUD per USD, every: calendar_year, values: {2025: 1.6, 2026: 2}"))  # fmt: skip
    near(other_way.fx_rate("AUD", "JPY", year), [0.5 * 157.5])


def test_a_real_rate_of_exchange_that_stays_flat() -> None:
    conditions = small(("FY2026: 160}, after: flat_nominal", "FY2026: 160}, after: flat_real"))
    # From March 2027, the last month of the deck, to March 2029: yen prices rise by 1 % a year, dollar prices by 10 %.
    found = conditions.fx_rate("USD", "JPY", PeriodGrid.monthly("2029-03", 1))
    near(found, [160 * 1.01**2 / 1.1**2])


def test_a_pair_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        small().fx_rate("EUR", "JPY", FY2025)
    assert str(refused.value) == (
        "small.yaml, field «fx.rates»: mixed currencies without FX: the condition set holds no rate of EUR and USD; "
        "expected a rate EUR/USD."
    )
    without = small(("USD: {every: calendar_year, rates: {2025: 0.04, 2026: 0.05, 2027: 0.1}, within_year: step,",
                     "EUR: {every: calendar_year, rates: {2025: 0.04, 2026: 0.05, 2027: 0.1}, within_year: step,"))  # fmt: skip
    with pytest.raises(InputError, match="real money in USD without inflation"):
        without.price("ore", FY2025, USD)


def test_a_deck_that_ends_before_the_project_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        small().price("oil", FY2026, USD)
    assert str(refused.value) == (
        "small.yaml, field «prices.oil»: the price deck «oil» ends in 2026-06 and 2027-03 is asked for; "
        "expected a deck that covers the project, or a rule «after»."
    )
    with pytest.raises(InputError, match="«oil» begins in 2025-01 and 2024-04 is asked for"):
        small().price("oil", PeriodGrid.fiscal_years(2024, 1), USD)
    with pytest.raises(InputError, match="«oil» begins in 2025-01 and 2024-10 is asked for"):
        small().price("lng", PeriodGrid.calendar_years(2025, 1), USD)
    with pytest.raises(InputError, match="AUD/USD ends in 2026-12"):
        small(("2026: 0.5}, after: flat_nominal", "2026: 0.5}, after: none")).fx_rate("AUD", "USD", FY2026)
    with pytest.raises(InputError, match="inflation of USD ends in 2027-12 and 2028-12 is asked for"):
        small(("after: hold", "after: none")).price("ore", YEARS, USD)
    with pytest.raises(InputError, match="inflation of JPY begins in 2025-01 and 2024-01 is asked for"):
        small().inflation_index("JPY", YEARS, "2024")
    with pytest.raises(UnknownChoiceError, match="unknown price «oyl»; nearest valid: oil"):
        small().price("oyl", FY2025, USD)


def test_price_levels_by_hand() -> None:
    months = PeriodGrid.monthly("2026-01", 25)
    smooth = small().inflation_index("JPY", months, "2026-01")
    near(smooth[11], 1.02 ** (11 / 12))
    near(smooth[12:24], 1.02 ** (11 / 12) * 1.01 ** (np.arange(1, 13) / 12))
    step = small().inflation_index("USD", months, "2026-06")
    near(step, [1] * 12 + [1.1] * 12 + [1.21])
    by_index = small(("rates: {2025: 0.04, 2026: 0.05, 2027: 0.1}, within_year: step, after: hold",
                      "index: {2025: 200, 2026: 250}, after: {rate: 0.1}"))  # fmt: skip
    near(by_index.inflation_index("USD", YEARS, "2025"), [1, 1.25, 1.375, 1.5125])
    quarters = small(("every: calendar_year, rates: {2025: 0.04, 2026: 0.05, 2027: 0.1}, within_year: step, after: hold",
                      "every: quarter, index: {2025-Q1: 200, 2025-Q2: 202}, after: {rate: 0.1}"))  # fmt: skip
    found = quarters.inflation_index("USD", PeriodGrid.monthly("2025-05", 12), "2025-03")
    near(found, 1.01 * np.repeat([1, 1.1**0.25, 1.1**0.5, 1.1**0.75, 1.1], [2, 3, 3, 3, 1]))
    fiscal = small(("JPY: {every: calendar_year, rates: {2025: 0.0, 2026: 0.02}, within_year: smooth",
                    "JPY: {every: fiscal_year, rates: {FY2025: 0.0, FY2026: 0.02}, within_year: step"))  # fmt: skip
    near(fiscal.inflation_index("JPY", PeriodGrid.fiscal_years(2025, 3), "FY2025"), [1, 1.02, 1.02 * 1.01])


def test_the_demonstration_is_what_a_plain_reading_of_its_file_gives() -> None:
    conditions, plain = demonstration_conditions(), Plain(yaml.safe_load(demonstration_text()))
    years = (2021, 2024, 2026, 2029, 2035, 2069)
    for name in conditions.prices:
        found = conditions.price(name, PeriodGrid.fiscal_years(2021, 49), JPY)
        expected = [plain.fiscal_price_in_yen(name, year) for year in years]
        np.testing.assert_allclose([found[year - 2021] for year in years], expected, rtol=1e-11, err_msg=name)


def test_the_demonstration_covers_2020_to_2070_and_says_that_it_is_made_up() -> None:
    conditions = demonstration_conditions()
    assert "fictional" in conditions.name
    for name, deck in conditions.prices.items():
        first = 2021 if name == "lng" or deck.unit.startswith("JPY") else 2020  # a lag, or fiscal years
        money = MoneyTerms.nominal(deck.unit[:3])
        assert np.all(conditions.price(name, PeriodGrid.calendar_years(first, 2071 - first), money) > 0)
        assert deck.assumed
    assert set(conditions.prices) == {
        "oil", "gas", "lng", "coal", "geothermal_power", "geothermal_steam", "hydrogen", "copper", "lithium_carbonate",
        "ndpr_oxide",
    }  # fmt: skip
    assert {"funding", "appraisal"} <= set(conditions.discount)


DEMO = demonstration_conditions()
MONEYS = st.builds(
    MoneyTerms, st.sampled_from(["JPY", "USD", "AUD"]), st.sampled_from([None, "2026", "FY2024", "2031-05"])
)
GRIDS = st.one_of(
    st.builds(PeriodGrid.monthly, st.sampled_from(["2022-04", "2027-11"]), st.integers(1, 30)),
    st.builds(PeriodGrid.calendar_years, st.integers(2021, 2040), st.integers(1, 8)),
    st.builds(PeriodGrid.fiscal_years, st.integers(2021, 2040), st.integers(1, 8)),
)


@settings(max_examples=60)
@given(GRIDS, MONEYS, MONEYS, MONEYS)
def test_money_there_and_back_and_round_about_is_the_same(
    grid: PeriodGrid, a: MoneyTerms, b: MoneyTerms, c: MoneyTerms
) -> None:
    amounts = np.linspace(-3, 5, grid.count)
    there = DEMO.convert(amounts, grid, a, b)
    near(DEMO.convert(there, grid, b, a), amounts)
    near(DEMO.convert(there, grid, b, c), DEMO.convert(amounts, grid, a, c))
    near(DEMO.price("copper", grid, a) * DEMO.money_factors(grid, a, b), DEMO.price("copper", grid, b))


@settings(max_examples=40)
@given(GRIDS, st.sampled_from(["JPY", "USD", "AUD"]), st.sampled_from(["2026", "FY2024"]))
def test_inflated_and_deflated_is_the_identity(grid: PeriodGrid, currency: str, base: str) -> None:
    nominal, real = MoneyTerms.nominal(currency), MoneyTerms.real(currency, base)
    ones = np.ones(grid.count)
    near(DEMO.convert(ones, grid, real, nominal), DEMO.inflation_index(currency, grid, base))
    near(DEMO.convert(DEMO.convert(ones, grid, nominal, real), grid, real, nominal), ones)


def test_convert_takes_amounts_by_period_and_anything_after() -> None:
    years = PeriodGrid.fiscal_years(2025, 4)
    amounts = np.arange(8.0).reshape(4, 2)
    found = small().convert(amounts, years, USD, JPY)
    near(found, amounts * small().fx_rate("USD", "JPY", years)[:, None])
    with pytest.raises(InputError, match="not those of 4 periods"):
        small().convert(np.ones(3), years, USD, JPY)


def test_the_mean_of_months_may_be_weighted() -> None:
    months = np.arange(24.0)
    near(mean_of_months(months, PeriodGrid.fiscal_years(2025, 2)), [5.5, 17.5])
    weights = np.zeros(24)
    weights[[3, 5, 20]] = (1, 3, 2)
    near(mean_of_months(months, PeriodGrid.fiscal_years(2025, 2), weights), [(3 + 15) / 4, 20])
    with pytest.raises(InputError, match="the weights of FY2026 add up to nothing"):
        mean_of_months(months, PeriodGrid.fiscal_years(2025, 2), np.r_[np.ones(12), np.zeros(12)])
    with pytest.raises(InputError, match="one weight of 0 or more a month"):
        mean_of_months(months, PeriodGrid.fiscal_years(2025, 2), -months)
    with pytest.raises(InputError, match="24 months for a grid of 12"):
        mean_of_months(months, PeriodGrid.fiscal_years(2025, 1))


def test_a_deck_covers_its_last_month_and_not_one_more() -> None:
    """Oil ends in June 2026, inflation of dollars without a rule in December 2027."""
    assert small().price("oil", PeriodGrid.monthly("2026-06", 1), USD)[0] > 0
    with pytest.raises(InputError, match="«oil» ends in 2026-06 and 2026-07 is asked for"):
        small().price("oil", PeriodGrid.monthly("2026-06", 2), USD)
    ending = small(("after: hold", "after: none"))
    assert ending.inflation_index("USD", PeriodGrid.monthly("2027-12", 1), "2026")[0] > 0
    with pytest.raises(InputError, match="inflation of USD ends in 2027-12 and 2028-01 is asked for"):
        ending.inflation_index("USD", PeriodGrid.monthly("2027-12", 2), "2026")
    assert small().price("oil", PeriodGrid.monthly("2025-01", 1), USD)[0] > 0
    with pytest.raises(InputError, match="«oil» begins in 2025-01 and 2024-12 is asked for"):
        small().price("oil", PeriodGrid.monthly("2024-12", 1), USD)
