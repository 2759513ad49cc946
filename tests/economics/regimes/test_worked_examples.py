"""Columns of worked examples that leave an output of the product unchecked elsewhere, and errors that other programs made.

Sources: IMF Technical Notes and Manuals 2016/01 (FARI), tables 12 and 13 and figure 5; course MYP1113 of Universiti Teknologi
Malaysia; case 1 of pyscnomics (SKK Migas and ITB, Apache-2.0); Otto and others, Mining Royalties (World Bank 2006), table 4.13.
"""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.economics.formula import Values
from sonae.economics.regimes import LoweredRegime, Regime, load_regime, lower, regime_names
from sonae.economics.valuation import break_even, government_take, internal_rates, payback
from tests.economics.regimes.projects import regime_of, run, variant
from tests.economics.regimes.test_instruments import recovery
from tests.economics.regimes.test_library import COSTS, GIVEN, VOLUME
from tests.economics.regimes.test_published import by_year

pytestmark = pytest.mark.slow

QUICK = settings(max_examples=25, deadline=None)
DATA = Path(__file__).parents[1] / "data"


def test_fari_shares_of_state_and_state_company() -> None:
    """Tables 12 and 13: the government's share in per cent, and 10 % of the contractor's entitlement to the state company."""
    revenue = [0, 0, 213, 542, 1659, 1354, 1105, 902, 736, 600, 490]
    development = [250, 0, 105, 108, 112, 115, 118, 13, 10, 7, 3]
    operating = [0, 0, 114, 291, 889, 725, 660, 539, 441, 362, 299]
    values, _ = run("imf-fari-psc", revenue, 1.0, {"development": development, "operating": operating}, first_year=1)
    of_state = 100 * values["profit_oil_government"][2:] / values["profit_oil"][2:]
    assert of_state == pytest.approx([40, 44, 58, 54, 51, 48, 45, 44, 42], abs=0.5)
    joint_venture = np.array([0, 0, 26, 61, 166, 238, 160, 181, 156, 130, 108])
    cost_to_company = np.array([0, 0, 17, 43, 126, 84, 78, 55, 45, 37, 30])
    slack = 1.5 + 0.0005 * values["profit_oil"]
    assert (np.abs(values["state_company_receipts"] - cost_to_company - 0.1 * joint_venture) <= slack).all()
    # What the printed table does not show: the company pays its tenth of the costs, and nothing is lost between the three.
    assert values["net_state_company"] == pytest.approx(
        values["state_company_receipts"] - 0.1 * (np.array(development) + operating)
    )


def test_fari_figure_5_one_barrel() -> None:
    """No royalty, limit 50 % of what royalty leaves, 40 % to the contractor, tax 30 %: of 100, cost oil 50 and the state 36."""
    regime = variant(
        "wbg-psc-example", {"royalty.rate": 0.0, "cost_oil.limit": 0.5, "cost_oil.limit_base": "revenue - royalty"}
    )
    for cost in (50.0, 60.0):
        values, _ = run(regime, [1.0], 100.0, {"field": [cost]})
        printed = {
            "cost_oil": 50,
            "profit_oil_government": 30,
            "profit_oil_contractor": 20,
            "tax": 6,
            "net_government": 36,
        }
        assert {line: values[line][0] for line in printed} == pytest.approx(printed, abs=1e-12)


@pytest.mark.parametrize(("base", "cost_oil"), [("revenue", 60.0), ("revenue - royalty", 54.0)])
def test_the_base_of_the_limit_makes_a_difference(base: str, cost_oil: float) -> None:
    """World Bank note 8 limits cost oil by gross revenue, FARI by what royalty leaves of it."""
    values, _ = run(variant("wbg-psc-example", {"cost_oil.limit_base": base}), [1.0], 100.0, {"field": [90.0]})
    assert values["cost_oil"][0] == pytest.approx(cost_oil)


def test_malaysian_entitlement() -> None:
    rate = np.array([1000, 1200, 4000, 3500, 1300, 900, 850, 800, 600, 550])
    values, _ = run("mys-psc-utm", rate * 365 / 1e6, 100.0, {"capex": [70, 20] + [0] * 8, "opex": [2] * 10})
    printed = [18.62, 22.34, 74.46, 59.81, 16.25, 11.65, 11.07, 10.50, 8.20, 7.62]
    assert values["cost_oil"] + values["profit_oil_contractor"] == pytest.approx(printed, abs=0.006)
    assert values["net_contractor"].sum() == pytest.approx(77.51, abs=0.006)


def test_measures_of_the_indonesian_case_from_its_own_flows() -> None:
    """Case 1 to the last printed digit: IRR 9.38456 %, payout 8.0366 years, the state's take 21.0667 % of gross revenue.

    Of the take the last digit is one too high: 72,615.944 of the printed revenue of 344,696.71 is 21.06662 %.
    """
    case = json.loads((DATA / "pyscnomics_case1.json").read_text("utf-8"))
    oil, tangible = case["lifting"]["Oil"], case["capital_cost"]["Tangible Cost"]
    costs = {
        "tangible": by_year(tangible, "cost", "expense_year"),
        "intangible": by_year(case["intangible"]["Intangible Cost"], "cost", "expense_year"),
        "opex": by_year(case["opex"]["OPEX Cost"], "fixed_cost", "expense_year"),
        "abandonment": by_year(case["asr"]["ASR Cost"], "cost", "expense_year"),
    }
    implied = [16456.88, 9622.17, 4594.99, 34548.36, 485.38, 248.10, 168.56]
    assert costs["tangible"][1:8] == pytest.approx(implied, abs=0.02)  # four times a depreciation of two decimals
    volume, price = by_year(oil, "lifting_rate", "prod_year"), by_year(oil, "price", "prod_year")
    values, _ = run("idn-psc-cost-recovery", volume.tolist(), price.tolist(), costs, first_year=2023)
    non_capital = costs["intangible"] + costs["opex"] + costs["abandonment"]
    shares = values["ftp_contractor"] + values["profit_oil_contractor"]
    lines: dict[str, Any] = {
        "non_capital": non_capital,
        "cost_to_be_recovered": np.maximum(0.0, values["cost_oil"] - values["depreciation"] - non_capital),
        "ets_after_transfer": values["profit_oil"], "unrec_after_transfer": values["cost_oil_unrecovered"],
        "dmo_volume": np.divide(values["dmo_value"], price, out=np.zeros(25), where=price > 0), "dmo_fee": values["dmo_value"],
        "ctr_net_share": shares - values["dmo"] - values["tax"],
    }  # fmt: skip
    for array, row in lines.items():
        assert row == pytest.approx(case["testing"][f"oil_{array}"], abs=1e-8), array
    flows = values["net_contractor"]
    assert internal_rates(flows).single == pytest.approx(0.0938456, abs=5e-8)
    assert payback(flows[:13], within="interpolated", discounting=None).periods == pytest.approx(8.0366, abs=5e-5)
    assert values["net_government"].sum() / values["revenue"].sum() == pytest.approx(0.210667, abs=1e-6)


# Errors that other programs made


def test_a_ceiling_is_a_share_of_revenue_and_not_of_cost() -> None:
    """Pyscnomics 1.4.0 recovers 40 of these 80 and reports nothing left; half of a revenue of 100 is 50, and 30 wait."""
    values, _ = run(regime_of(recovery(0.5)), [1.0], 100.0, {"field": [80.0]})
    assert values["cost_oil"][0] == 50
    assert values["cost_oil_unrecovered"][0] == 30


def test_costs_after_a_time_of_surplus_do_not_vanish() -> None:
    """Pyscnomics 1.4.0 recovers 100 of these 140 and ends with nothing unrecovered; 40 are left."""
    values, _ = run(regime_of(recovery()), [100, 100, 30, 30], 1.0, {"field": [20, 20, 100, 0]})
    assert values["cost_oil"].tolist() == [20, 20, 30, 30]
    assert values["cost_oil_unrecovered"].tolist() == [0, 0, 70, 40]


def test_a_quarter_of_49() -> None:
    """A book of 2012 on oil contracts prints 11.75."""
    royalty = {"kind": "royalty", "id": "royalty", "base": "revenue", "rate": 0.25, "negative_base": "nothing"}
    values, _ = run(regime_of(royalty), [1.0], 49.0, {"field": [0.0]})
    assert values["royalty"][0] == 12.25


@pytest.mark.parametrize(("ratchet", "shares"), [(False, [0.6, 0.6, 0.3, 0.6]), (True, [0.6, 0.6, 0.3, 0.3])])
def test_a_share_by_r_factor_may_come_back_or_stay_down(ratchet: bool, shares: list[float]) -> None:
    """R to the year before is 0, 1, 1.5 and, after a second campaign of spending, 1 again; the share changes above 1."""
    bands = {"driver": "r", "bands": [[1.2, 0.6], [None, 0.3]], "mode": "whole", "lag": 0, "ratchet": ratchet}
    regime = regime_of(
        {"kind": "r_factor", "id": "r", "numerator": "revenue", "denominator": "costs", "cumulative_to": "previous",
         "without_costs": 0.0},
        {"kind": "profit_split", "id": "profit", "base": "revenue", "contractor_share": {"scale": bands}},
    )  # fmt: skip
    values, _ = run(regime, [10, 5, 3, 1], 1.0, {"field": [10, 0, 8, 0]})
    assert values["r"].tolist() == [0, 1, 1.5, 1]
    assert values["profit_contractor"] / values["profit"] == pytest.approx(shares)


# The copper mine of the World Bank: what a royalty on net smelter return does

MINE = {
    "volume": [0, 0, *(100.0 for _ in range(12))], "capex": [900, 300] + [0] * 12, "opex": [0, 0] + [240] * 12,
    "abandonment": [0] * 13 + [60],
}  # fmt: skip


def mine(percent: float) -> tuple[float, float, float, float]:
    """Value at 18 %, rate of return, the state's share, royalty: NSR royalty deductible for tax at 30 %, losses carried."""
    royalty = {"kind": "royalty", "id": "royalty", "base": "revenue", "rate": percent / 100, "negative_base": "nothing"}
    depreciation = {
        "kind": "depreciation", "id": "dep", "of": "capex", "method": "straight_line", "life": 5, "rate": None, "table": None,
        "start": "production", "retained": 0.0,
    }  # fmt: skip
    tax = {
        "kind": "income_tax", "id": "tax", "income": "revenue", "deductions": ["opex", "royalty", "dep", "abandonment"],
        "rate": 0.3, "losses": {"treatment": "relieved_elsewhere"}, "minimum": "none", "payer": "contractor",
        "payee": "government",
    }  # fmt: skip
    costs = {name: MINE[name] for name in ("capex", "opex", "abandonment")}
    values, _ = run(regime_of(royalty, depreciation, tax), MINE["volume"], 7.0, costs)
    net = values["net_contractor"]
    rates = internal_rates(net).falling
    take = government_take(values["net_government"].sum(), net.sum(), 0.0).of_net_cash
    assert take is not None
    return float((net / 1.18 ** np.arange(14)).sum()), rates[0], take, float(values["royalty"].sum())


def test_a_mine_loses_value_and_return_with_every_point_of_royalty() -> None:
    """The shape of tables 4.13 and 4.14: royalty in equal steps, value and return down, the state's share up, one break-even."""
    rows = [mine(percent) for percent in range(7)]
    assert [royalty for *_, royalty in rows] == pytest.approx([84.0 * percent for percent in range(7)])
    assert all(a[0] > b[0] and a[1] > b[1] and a[2] < b[2] for a, b in pairwise(rows))
    steps = [a[0] - b[0] for a, b in pairwise(rows)]
    assert steps == pytest.approx([steps[0]] * 6)  # deductible and relieved at once: every point costs the same
    found = break_even(lambda percent: mine(percent)[0], 0, 40, tolerance=1e-10, name="royalty")
    assert not found.rises
    assert found.at == pytest.approx(rows[0][0] / steps[0])
    assert mine(found.at)[1] == pytest.approx(0.18, abs=1e-9)


# Pools beside their closed form, in fractions


@given(
    st.lists(st.tuples(st.sampled_from([0, 0, 1, 7, 20, 60]), st.sampled_from([0, 0, 1, 7, 20, 60])), min_size=1, max_size=9),
    st.integers(0, 10),
    st.integers(0, 5),
    st.sampled_from(["cost recovery", "allowance", "losses"]),
)  # fmt: skip
@QUICK
def test_pools_follow_the_closed_form_with_interest(
    rows: list[tuple[int, int]], limit: int, interest: int, kind: str
) -> None:
    """With S the present value at the interest of cost less limit so far, the pool is (S − min(0, lowest S)) · growth.

    Lindley's recursion without the loop: no pool is kept here, so that it cannot be kept wrong in the same way.
    """
    costs, volume = [cost for cost, _ in rows], [one for _, one in rows]
    growth = 1 + Fraction(interest, 10)
    if kind == "cost recovery":
        entry = {"name": "all", "costs": "costs", "eligible": 1.0, "uplift": 0.0, "interest": interest / 10}
        regime, line = regime_of(recovery(limit / 10, classes=[entry])), "cost_oil_unrecovered"
        room = [Fraction(limit * one, 10) for one in volume]
    elif kind == "allowance":
        regime = regime_of({
            "kind": "allowance", "id": "own", "earned": "costs", "limit": limit / 10, "limit_base": "revenue",
            "interest": interest / 10, "carry_periods": "unlimited",
        })  # fmt: skip
        line, room = "own_closing", [Fraction(limit * one, 10) for one in volume]
    else:
        carried = {"treatment": "carried", "periods": "unlimited", "use_share": 1.0, "interest": interest / 10}
        carried["interest_claims"] = "unlimited" if interest else 0
        regime = regime_of({
            "kind": "income_tax", "id": "tax", "income": "revenue", "deductions": ["costs"], "rate": 0.3, "losses": carried,
            "minimum": "none", "payer": "contractor", "payee": "government",
        })  # fmt: skip
        line, room = "tax_losses_left", [Fraction(one) for one in volume]
    values, _ = run(regime, volume, 1.0, {"field": costs})
    present, lowest, expected = Fraction(0), Fraction(0), []
    for t, (cost, most) in enumerate(zip(costs, room, strict=True)):
        present += (cost - most) / growth**t
        lowest = min(lowest, present)
        expected.append(float((present - lowest) * growth**t))
    assert values[line] == pytest.approx(expected, rel=1e-12, abs=1e-9)


# Order and balance of every regime of the library


def worked_off(regime: Regime, needs_of: Regime) -> tuple[Values, LoweredRegime]:
    needs = lower(needs_of, ("capex", "opex")).draft.needs()
    product = "copper" if any(name.endswith("_copper") for name in needs) else "oil"
    costs = {
        name: [1e4 * one for one in row] for name, row in COSTS.items() if name in needs or name in ("capex", "opex")
    }
    given: dict[str, Any] = {**GIVEN, "net_sales": VOLUME * 50, "mining_profit": VOLUME * 20}
    also = {name: value for name, value in given.items() if name in needs}
    return run(regime, VOLUME.tolist(), 50.0, costs, product=product, **also)


@pytest.mark.parametrize("name", regime_names())
def test_no_regime_depends_on_the_order_of_its_file(name: str) -> None:
    regime = load_regime(name)
    turned = regime.model_copy(update={"instruments": regime.instruments[::-1]})
    (first, _), (second, _) = worked_off(regime, regime), worked_off(turned, regime)
    for line in first.keys() - {line for line in first if line.startswith("check_")}:
        assert second[line] == pytest.approx(first[line], rel=1e-12, abs=1e-6), line


@pytest.mark.parametrize("name", regime_names())
def test_revenue_less_costs_is_what_the_parties_have_in_every_period(name: str) -> None:
    """To 1e-9 of the period's revenue; where there is none, of the largest revenue or cost so far, of which pools are made."""
    regime = load_regime(name)
    values, lowered = worked_off(regime, regime)
    apart = np.abs(values["revenue"] - values["costs"] - sum(values[f"net_{party}"] for party in lowered.parties))
    largest = np.maximum.accumulate(np.maximum(values["revenue"], values["costs"]))
    assert (apart <= 1e-9 * np.maximum(1.0, np.where(values["revenue"] > 0, values["revenue"], largest))).all()
