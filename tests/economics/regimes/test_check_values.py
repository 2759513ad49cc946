"""Regimes of the library against published figures and calculations by hand, one small project each."""

from __future__ import annotations

import numpy as np
import pytest

from tests.economics.regimes.projects import run, variant


def test_indonesian_gross_split_case_3() -> None:
    """Twelve years of case 3 of pyscnomics (Apache-2.0), kUSD; 30 MMboe from elsewhere count from 2029 on."""
    revenue = [
        2269.324093, 6743.041426, 7764.628902, 7168.877581, 6681.389227, 6315.745389, 6064.644840, 5910.514885, 5895.097621,
        5863.149853, 5724.542115, 5286.954824,
    ]  # fmt: skip
    tangible = [1056.928066, 1827.655405] + [0.0] * 10
    non_capital = [
        4805.318480, 10758.463439, 1531.426545, 1416.584119, 1322.611444, 1252.126622, 1203.722204, 1174.010716, 1171.038745,
        1164.880203, 1138.160919, 1053.807625,
    ]  # fmt: skip
    regime = variant(
        "idn-gross-split",
        {"produced.value": {"formula": "earlier(produced) + volume_oil / 1000000 + elsewhere"}},
    )
    costs = {"tangible": tangible, "intangible": [0.0] * 12, "opex": non_capital, "abandonment": [0.0] * 12}
    values, _ = run(
        regime, [1e3 * amount / 60 for amount in revenue], 60.0,
        {name: [1e3 * amount for amount in amounts] for name, amounts in costs.items()},
        elsewhere=[0.0] * 5 + [30.0] + [0.0] * 6,
    )  # fmt: skip
    printed = {
        "depreciation": [264.232016, 655.087864, 491.315898, 368.486923, 527.179177, 578.281593] + [0.0] * 6,
        "gross_split_contractor": [
            1571.506934, 4669.556187, 5377.005515, 4964.447725, 4626.862040, 4310.496228, 4139.120103, 4033.926409, 4023.404127,
            4001.599774, 3906.999994, 3608.346667,
        ],
        "tax_losses_left": [3498.043563, 10242.038678, 6887.775606, 3708.398923, 931.327503] + [0.0] * 7,
        "tax": [0.0] * 5 + [340.727312, 645.787538, 629.181452, 627.520384, 624.078306, 609.144596, 561.998589],
        "net_contractor": [
            -4290.739612, -7916.562657, 3845.578970, 3547.863606, 3304.250596, 2717.642293, 2289.610361, 2230.734240, 2224.844998,
            2212.641266, 2159.694478, 1992.540453,
        ],
        "net_government": [
            697.817159, 2073.485238, 2387.623387, 2204.429856, 2054.527187, 2345.976473, 2571.312274, 2505.769929, 2499.213879,
            2485.628384, 2426.686718, 2240.606746,
        ],
    }  # fmt: skip
    for line, row in printed.items():
        assert values[line] / 1e3 == pytest.approx(row, abs=2e-6), line


def field_of_epl_analysis() -> tuple[list[float], list[float], dict[str, list[float]]]:
    """The field of the notebook: volumes, prices and costs of eleven years, million GBP, prices and costs up by 2 % a year."""
    up = 1.02 ** np.arange(11)
    volume = np.zeros(11)
    volume[2:10] = 3.65 * 0.68 ** np.arange(8)
    price = 60 / 1.2002 * up
    capex = np.zeros(11)
    capex[:2] = 0.5 * 10 * 19 / 1.2002
    opex = np.zeros(11)
    opex[2:10] = 0.0875 * capex.sum()
    abandonment = np.zeros(11)
    abandonment[10] = 0.10 * 10 * 19 / 1.2002
    costs = {"capex": capex * up, "opex": opex * up, "abandonment": abandonment * up}
    return volume.tolist(), price.tolist(), {name: row.tolist() for name, row in costs.items()}


AUTUMN_2022 = {
    "levy_uplift.value": 0.29,
    "energy_profits_levy.rate": {"from_year": {2023: 0.35, 2029: 0.0}},
}
"""The autumn statement of 2022 as the notebook models it: 35 % in the first six years, 29 % more on investment."""


def test_british_levy_with_other_income() -> None:
    """EPL-Analysis, autumn case; year 9 is left out: the notebook relieves no loss there."""
    volume, price, costs = field_of_epl_analysis()
    values, _ = run(variant("gbr-ukcs-2024", AUTUMN_2022), volume, price, costs, first_year=2023)
    corporation = [-23.746, -24.221, 52.629, 35.0923, 22.9006, 14.4157, 8.5012, 4.3689, 1.4722]
    supplementary = [-7.9153, -8.0737, 7.5499, 11.6974, 7.6335, 4.8052, 2.8337, 1.4563, 0.4907]
    levy = [-35.7378, -36.4525, 61.4005, 40.941, 26.7174, 16.8183, 0, 0, 0]
    after_tax = [-11.7543, -11.9894, 53.8506, 29.2436, 19.0838, 12.0131, 17.0023, 8.7378, 2.9445]
    # The rate of pounds to dollars was found by fitting: a thousandth of a million.
    assert values["corporation_tax"][:9] == pytest.approx(corporation, abs=2e-3)
    assert values["supplementary_charge"][:9] == pytest.approx(supplementary, abs=2e-3)
    assert values["energy_profits_levy"][:9] == pytest.approx(levy, abs=2e-3)
    assert values["net_contractor"][:9] == pytest.approx(after_tax, abs=2e-3)
    assert values["net_contractor"][10] == pytest.approx(-11.5785, abs=2e-3)


@pytest.mark.parametrize(
    ("levy", "uplift", "last", "published"), [(0.0, 0.0, 0, 105), (0.25, 0.80, 4, 117), (0.35, 0.29, 6, 69)],
    ids=["no levy", "summer 2022", "autumn 2022"],
)  # fmt: skip
def test_british_net_present_values(levy: float, uplift: float, last: int, published: float) -> None:
    """Real value at 10 %, published in whole millions; the notebook's own loss of year 9 is worth 0.3."""
    volume, price, costs = field_of_epl_analysis()
    regime = variant(
        "gbr-ukcs-2024",
        {
            "levy_uplift.value": uplift,
            "energy_profits_levy.rate": {"from_year": {2023: levy, 2023 + max(last, 1): 0.0}},
        },
    )
    values, _ = run(regime, volume, price, costs, first_year=2023)
    present = (values["net_contractor"] / (1.02 * 1.10) ** np.arange(11)).sum()
    assert present == pytest.approx(published, abs=1.0)


def test_british_losses_of_a_company_without_other_income() -> None:
    """EPL-Analysis: two years of losses, raised by 10 %, leave 9.156 of the first profit unrelieved."""
    volume, price, costs = field_of_epl_analysis()
    values, _ = run(variant("gbr-ukcs-2024-standalone", AUTUMN_2022), volume, price, costs, first_year=2023)
    assert values["corporation_tax"][:7] == pytest.approx([0, 0, 0, 32.0708, 22.9006, 14.4157, 8.5012], abs=2e-3)
    assert values["corporation_tax_losses_claims"][-1] == 4  # three while it invests, one for the loss of year 9


def test_norway_takes_78_percent_of_profit_and_pays_losses_out_a_year_later() -> None:
    values, _ = run("nor-shelf-2022", [1.0], 100.0, {"capex": [0], "opex": [20]})
    assert values["company_tax"][0] == pytest.approx(17.6)
    assert values["special_tax"][0] == pytest.approx(44.8032)
    assert values["net_government"][0] == pytest.approx(0.78004 * 80)
    values, _ = run("nor-shelf-2022", [0.0, 0.0, 1.0], 0.0, {"capex": [60, 0, 0], "opex": [0] * 3})
    assert values["special_tax"] == pytest.approx([0, -43.08, 0])
    assert values["company_tax_losses_left"] == pytest.approx([10, 20, 30])


def test_nigeria_one_year_of_a_converted_shallow_lease() -> None:
    """The worked example of the petrolord fixture, to the cent: 141,236,909.83 USD."""
    regime = variant("nga-pia-shallow-2021", {"host_community_trust.amount": "0.03 * opex_before"})
    values, _ = run(
        regime, [18.25e6], 80.0, {"capex": [300e6], "opex": [182.5e6]},
        first_year=2025, annual_budget=500e6, opex_before=170e6,
    )  # fmt: skip
    by_hand = {
        "royalty": 164_250_000, "price_royalty": 34_908_351.81, "host_community_trust": 5_100_000, "nddc": 15_000_000,
        "capital_allowance": 60_000_000, "production_allowance": 45_625_000, "hydrocarbon_tax": 285_784_994.46,
        "companies_tax": 299_472_494.46, "education_tax": 31_747_249.45, "net_contractor": 141_236_909.83,
    }  # fmt: skip
    for line, amount in by_hand.items():
        assert values[line][0] == pytest.approx(amount, abs=0.01), line


@pytest.mark.parametrize(
    ("daily", "percent"), [(3_000, 5), (8_000, 5.9375), (10_000, 6.25), (20_000, 9.375), (50_000, 11.25), (60_000, 11.458333)],
)  # fmt: skip
def test_nigerian_royalty_is_borne_part_by_part(daily: float, percent: float) -> None:
    values, _ = run(
        "nga-pia-shallow-2021", [365.0 * daily], 40.0, {"capex": [0], "opex": [0]}, first_year=2025, annual_budget=0.0
    )
    assert 100 * values["royalty"][0] / values["revenue"][0] == pytest.approx(percent, rel=1e-7)
    assert values["price_royalty"][0] == 0


def test_nigerian_costs_above_65_percent_of_revenue_wait() -> None:
    values, _ = run(
        "nga-pia-shallow-2021",
        [1e6, 1e6],
        100.0,
        {"capex": [0, 0], "opex": [90e6, 0]},
        first_year=2025,
        annual_budget=0.0,
    )
    assert values["costs_allowed"] == pytest.approx([65e6, 25e6 + 2.7e6])
    assert values["costs_allowed_closing"] == pytest.approx([25e6, 0])


def test_guyana_stabroek_at_the_ceiling() -> None:
    values, _ = run("guy-stabroek-2016", [1.0], 100.0, {"field": [80]})
    by_hand = {
        "signature_bonus": 0,
        "royalty": 2,
        "cost_oil": 75,
        "profit_oil_government": 12.5,
        "net_government": 14.5,
    }
    assert {line: values[line][0] for line in by_hand} == pytest.approx(by_hand)
    assert values["net_contractor"][0] == pytest.approx(85.5 - 80)


def test_guyana_orinduik_shares_by_slices_of_the_daily_rate() -> None:
    values, _ = run("guy-orinduik-2016", [365 * 100_000.0, 365 * 25_000.0], 1.0, {"field": [0, 0]})
    assert values["profit_oil_government"] / values["profit_oil"] == pytest.approx([0.545, 0.50])


def test_angola_shares_each_barrel_by_what_was_produced_before_it() -> None:
    """60, 70, 80 and 90 % of bands that end at 25, 50 and 100 million barrels: 78.333 % of 150."""
    values, _ = run("ago-onshore-psc", [20e6, 10e6, 120e6], 1.0, {"opex": [0] * 3, "capex": [0] * 3})
    state = [0.60, (5 * 0.60 + 5 * 0.70) / 10, (20 * 0.70 + 50 * 0.80 + 50 * 0.90) / 120]
    assert values["profit_oil_government"] / values["profit_oil"] == pytest.approx(state)
    assert values["profit_oil_government"].sum() / 150e6 == pytest.approx(0.7833333)


def test_azerbaijan_shares_by_return() -> None:
    """Investment 100, then 150: at 16.75 % the contractor has reached its return with 116.75, half of it or less as cost oil."""
    values, _ = run("aze-acg-1994", [0.0, 1.0], 200.0, {"capex": [100, 0], "opex": [0, 0], "abandonment": [0, 0]})
    assert values["cost_capex"] == pytest.approx([0, 100])
    first = 16.75 / 0.70
    second = 6.0 / 0.45
    assert values["profit_oil_tier1_base"][1] == pytest.approx(first)
    assert values["profit_oil_tier2_base"][1] == pytest.approx(second)
    assert values["profit_oil_contractor"][1] == pytest.approx(22.75 + 0.20 * (100 - first - second))


@pytest.mark.parametrize(
    ("receipts_over_costs", "fee_kept"),
    [(0.9, 0.975), (1.2, 0.780), (1.4, 0.585), (1.8, 0.4875), (2.5, 0.2925)],
)
def test_iraqi_fee_after_partner_and_tax(receipts_over_costs: float, fee_kept: float) -> None:
    regime = variant("irq-tsc-2009", {"r.numerator": f"{receipts_over_costs} * opex"})
    values, _ = run(regime, [0.0, 10.0], 100.0, {"opex": [100.0, 0.0]})
    kept = values["fee"] - values["state_partner_receipts"] - values["tax"]
    assert kept[1] / 10 == pytest.approx(fee_kept)


def test_iraqi_costs_come_first_and_unpaid_fees_wait() -> None:
    values, _ = run("irq-tsc-2009", [10.0, 10.0], 10.0, {"opex": [45.0, 0.0]})
    assert values["cost_payment"] == pytest.approx([45, 0])
    # Of the first fee of 20 only 5 fit; R is 50 over 45 in the second year, so 1.60 a barrel, and 15 that waited.
    assert values["fee"] == pytest.approx([5, 16 + 15])


@pytest.mark.parametrize(
    ("r", "percent"), [(0.5, 10), (1.0, 10), (1.5, 20), (2.0, 30), (2.5, 40), (3.0, 50), (4.0, 50)]
)
def test_algerian_income_tax_rises_with_the_r_factor(r: float, percent: float) -> None:
    regime = variant("dza-law-19-13", {"r.numerator": f"{r} * capex"})
    costs = {"capex": [10.0, 0.0], "opex": [0.0, 0.0], "abandonment": [0.0, 0.0]}
    values, _ = run(regime, [0.0, 1.0], 100.0, costs)
    assert values["hydrocarbon_income_tax_rate_now"][1] == pytest.approx(percent / 100)


@pytest.mark.parametrize(("index", "percent"), [(1.0, 90), (1.5, 90), (1.75, 75), (2.0, 60), (2.5, 30), (3.0, 30)])
def test_malaysian_share_falls_with_the_profitability_index(index: float, percent: float) -> None:
    regime = variant("mys-ept-2021", {"profitability_index.numerator": f"{index} * capex"})
    costs = {"capex": [10.0, 0.0], "opex": [0.0, 0.0], "abandonment": [0.0, 0.0]}
    values, _ = run(regime, [0.0, 1.0], 100.0, costs)
    assert values["profit_oil_contractor"][1] / values["profit_oil"][1] == pytest.approx(percent / 100)
    assert values["cash_payment"][1] == pytest.approx(10)


@pytest.mark.parametrize(
    ("price", "percent"), [(3_000, 2.5), (3_600, 2.5), (6_400, 3.75), (8_000, 4.464286), (9_200, 5), (12_000, 5)]
)
def test_queensland_copper_rate_by_price(price: float, percent: float) -> None:
    values, _ = run(
        "aus-qld-copper",
        [1000.0, 10.0],
        price,
        {"opex": [0, 0]},
        product="copper",
        allowable_deductions=[200_000.0, 0.0],
    )
    by_hand = percent / 100 * np.array([1000 * price - 300_000, max(0, 10 * price - 100_000)])
    assert values["royalty"] == pytest.approx(by_hand, rel=1e-6)


@pytest.mark.parametrize(
    ("sales", "profit", "royalty"),
    [
        (100e6, 20e6, 3.5e6), (100e6, 30e6, 5.35e6), (100e6, 29.3684e6, 5.35e6), (100e6, -5e6, 1.9e6),
        (90_000, 50_000, 1_710),
    ],
)  # fmt: skip
def test_tasmania_takes_sales_and_profit_of_the_year_before(sales: float, profit: float, royalty: float) -> None:
    values, _ = run(
        "aus-tas-minerals", [1.0, 0.0], 1.0, {"opex": [0, 0]}, net_sales=[sales, 0.0], mining_profit=[profit, 0.0]
    )
    assert values["royalty"] == pytest.approx([0, royalty], rel=1e-6)


def test_northern_territory_net_value_and_least_royalty() -> None:
    costs = {"opex": [250e6, 190e6, 120e6], "exploration": [0] * 3}
    values, _ = run("aus-nt-net-value-1982", [1.0] * 3, 200e6, costs, capital_recognition=0.0)
    # 1 % and 2 % of sales at least; in the third year 80 less what is left of the loss of 50 after 10, and 10,000 off.
    assert values["royalty"] == pytest.approx([2e6, 4e6, 0.20 * (80e6 - 40e6) - 10_000])
    values, _ = run(
        "aus-nt-net-value-1982", [1.0], 200e6, {"opex": [120e6], "exploration": [0]}, capital_recognition=0.0
    )
    assert values["royalty"][0] == pytest.approx(15.99e6)


def test_royalties_of_five_percent_on_concentrate() -> None:
    for name in ("aus-nt-concentrate-2024", "aus-sa-concentrate"):
        values, _ = run(name, [2.0], 50.0, {"opex": [10]})
        assert values["royalty"][0] == pytest.approx(5.0)
        assert values["net_contractor"][0] == pytest.approx(85.0)


@pytest.mark.parametrize(("price", "percent"), [(3_000, 4), (6_000, 5.166667), (8_000, 6.1875)])
def test_zambia_takes_each_slice_of_the_price_at_its_own_rate(price: float, percent: float) -> None:
    values, _ = run("zmb-copper-2023", [1.0], price, {"opex": [0]}, product="copper")
    assert 100 * values["royalty"][0] / price == pytest.approx(percent, rel=1e-6)


def test_congo_super_profits_begin_a_quarter_above_the_study() -> None:
    """Price 11,000 against 8,000: 1,000 a tonne above 10,000, half of it."""
    costs = {"capex": [0, 0], "opex": [5_000, 5_000], "abandonment": [0, 0]}
    values, _ = run("cod-copper-2018", [1.0, 1.0], [10_000, 11_000], costs, product="copper", feasibility_price=8_000.0)
    assert values["royalty"] == pytest.approx([350, 385])
    assert values["super_profits_tax"] == pytest.approx([0, 500])
    left = (5_000 - 350) * 0.7
    assert values["state"][0] == pytest.approx(0.10 * left)


@pytest.mark.parametrize(
    ("margin", "royalty"), [(0.10, 8 + 10), (0.40, 44.8 + 10), (0.50, 0.115 / 0.65 * 500), (-0.005, 5), (-0.02, 0)]
)
def test_chilean_royalty_by_operating_margin(margin: float, royalty: float) -> None:
    """Sales 1,000. At 50 % the parts are 83.3 and 10, and the limit on all taxes leaves 88.5; losses eat the part on sales."""
    costs = {"capex": [0], "opex": [1000 * (1 - margin)], "abandonment": [0]}
    values, _ = run("chl-law-21591", [1.0], 1000.0, costs)
    capped = min(royalty, 0.115 / 0.65 * 1000 * margin) if margin > 0 else royalty
    assert values["royalty"][0] == pytest.approx(capped)


@pytest.mark.parametrize(
    ("margin", "royalty", "special"),
    [
        (10, 1, 2), (20, 1.5625, 2.3), (30, 2.25, 2.6666667), (40, 2.96875, 3.05), (50, 3.70, 3.44), (60, 4.4375, 3.8333333),
        (80, 5.921875, 4.625), (90, 6.597222, 5.0222222),
    ],
)  # fmt: skip
def test_peruvian_scales_by_slices_of_the_margin(margin: float, royalty: float, special: float) -> None:
    costs = {"capex": [0], "opex": [1000 - 10 * margin], "abandonment": [0]}
    values, _ = run("per-mining-2011", [1.0], 1000.0, costs)
    profit = 10 * margin
    assert values["royalty"][0] == pytest.approx(max(profit * royalty / 100, 10), rel=1e-6)
    assert values["special_tax"][0] == pytest.approx(profit * special / 100, rel=1e-6)


def test_japanese_mineral_products_tax_turns_at_two_million_yen_a_month() -> None:
    values, _ = run("jpn-mineral-products-tax", [2_000_000, 2_000_001, 5_000_000], 1.0, {"opex": [0] * 3})
    assert np.floor(values["mineral_products_tax"] + 1e-6) == pytest.approx([14_000, 20_000, 50_000])


def test_mozambican_toll_returns_the_plant_its_capital() -> None:
    """Capital 1,000 at 10 % in 20 years is 117.46 a year; the toll has that present value, and the plant bears no price."""
    periods = 23
    costs = {
        "capex": [500] + [0] * 22, "opex": [0] + [20] * 22, "abandonment": [0] * 23, "liquefaction_capex": [1000] + [0] * 22,
        "liquefaction_opex": [0] + [30] * 22,
    }  # fmt: skip
    volume = [0.0] + [10.0] * 22
    dear, _ = run("moz-lng-tolling", volume, 80.0, costs)
    cheap, _ = run("moz-lng-tolling", volume, 50.0, costs)
    capital = dear["toll"] - np.array(costs["liquefaction_opex"])
    assert capital[1] == pytest.approx(117.4596, abs=1e-4)
    assert capital[21] == 0
    assert (capital / 1.1 ** np.arange(periods)).sum() == pytest.approx(1000, abs=1e-3)
    assert cheap["net_plant"] == pytest.approx(dear["net_plant"])
    assert dear["net_contractor"].sum() > cheap["net_contractor"].sum()


def test_australian_gas_price_lies_halfway_and_a_tenth_of_receipts_is_taxed_at_least() -> None:
    """Netback 6, cost-plus 3: 4.5. From the eighth year of production deductions are at most 90 % of receipts."""
    costs = {
        "capex": [0.0] * 9, "opex": [3.0] * 9, "abandonment": [0.0] * 7 + [5.0] * 2, "liquefaction_capex": [0.0] * 9,
        "liquefaction_opex": [4.0] * 9,
    }  # fmt: skip
    values, _ = run("aus-lng-prrt-2023", [1.0] * 9, 10.0, costs)
    assert values["gas_price"] == pytest.approx([4.5] * 9)
    assert values["resource_rent_tax"][6] == pytest.approx(0.40 * 1.5)
    assert values["resource_rent_tax"][7:] == pytest.approx([0.40 * 0.45] * 2)
    assert values["expenditure_closing"][7:] == pytest.approx([3.95, 3.95 * 1.09 + 3.95])


def test_gulf_of_mexico_royalty_and_bonus() -> None:
    costs = {"capex": [70e6, 0], "opex": [0, 1e6], "abandonment": [0, 0]}
    values, _ = run("usa-gulf-2023", [0.0, 1e6], 80.0, costs)
    assert values["bonus"] == pytest.approx([576_000, 0])
    assert values["royalty"] == pytest.approx([0, 15e6])
    base = 80e6 - 15e6 - 1e6 - 10e6
    assert values["income_tax"][1] == pytest.approx(0.21 * (base - 576_000))


ONE_INVESTMENT = {"capex": [100, 0, 0, 0, 0], "opex": [0] * 5, "abandonment": [0] * 5}
"""Net cash of −100 and then four times 60, where royalty and income tax are left out."""


def test_ghana_takes_entitlements_tier_by_tier() -> None:
    """Accounts at 12.5, 17.5, 22.5 and 27.5 %, worked out by hand from net cash after royalty and tax."""
    regime = variant("gha-aoe-heliconia", {"royalty.rate": 0.0, "income_tax.rate": 0.0})
    values, _ = run(regime, [0, 1, 1, 1, 1], 60.0, ONE_INVESTMENT)
    by_hand = {
        "aoe1": [0, 0, 0.09375, 6, 6], "aoe2": [0, 0, 0, 5.400469, 6.48], "aoe3": [0, 0, 0, 4.5113, 7.6032],
        "aoe4": [0, 0, 0, 2.147803, 7.98336], "net_contractor": [-100, 60, 59.90625, 41.940429, 31.93344],
    }  # fmt: skip
    for line, row in by_hand.items():
        assert values[line] == pytest.approx(row, abs=1e-6), line
    assert [values[f"aoe{k}_account"][1] for k in range(1, 5)] == pytest.approx([-52.5, -57.5, -62.5, -67.5])


def test_namibian_additional_profits_tax() -> None:
    regime = variant("nam-rt-apt-1995", {"royalty.rate": 0.0, "income_tax.rate": 0.0})
    values, _ = run(regime, [0, 1, 1, 1, 1], 60.0, ONE_INVESTMENT)
    assert values["additional_profits_tax"] == pytest.approx([0, 0, 0, 14.065625, 15])


@pytest.mark.parametrize(
    ("daily", "state"), [(5_000, 50), (5_001, 55), (15_000, 60), (25_000, 65), (40_000, 75), (50_000, 85)]
)
def test_one_share_for_all_of_the_daily_rate(daily: float, state: float) -> None:
    values, _ = run("uga-psc-whole-rate", [365.0 * daily], 1.0, {"field": [0]})
    assert 100 * values["profit_oil_government"][0] / values["profit_oil"][0] == pytest.approx(state)


def test_one_barrel_of_ihs_cera() -> None:
    """Printed: royalty 10, profit oil 60 as 36 and 24, tax 9.60, state 55.60."""
    values, _ = run("ihs-cera-barrel", [1.0], 100.0, {"field": [30]})
    printed = {"royalty": 10, "cost_oil": 30, "profit_oil_government": 36, "profit_oil_contractor": 24, "tax": 9.6,
        "net_government": 55.6, "net_contractor": 14.4}  # fmt: skip
    assert {line: values[line][0] for line in printed} == pytest.approx(printed)
    values, _ = run("ihs-cera-barrel", [1.0], 100.0, {"field": [50]})
    assert values["cost_oil"][0] == pytest.approx(45)
