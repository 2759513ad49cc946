"""The bridge on examples that can be reckoned by hand: 50 dollars, 100 yen, a tenth of royalty, half the cash."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

from sonae.core import InputError, UnknownChoiceError
from sonae.economics.bridge import (
    FACTORS,
    Bridge,
    BridgeSettings,
    Factor,
    bridge,
    bridges,
    compare_years,
    factor_name,
    mixture_value,
    state_value,
)
from sonae.economics.regimes import FromYear, regime_from_text
from tests.economics.bridge.cases import REGIME, SETTINGS, case, conditions, regime, state

pytestmark = pytest.mark.slow

QUARTER = ("rate: 0.0, currency", "rate: 0.25, currency")
AHEAD = BridgeSettings(FACTORS, ("capex",), ("opex",), "from_base_date")


def moved(found: Bridge, kind: Any = "averaged") -> dict[Factor, float]:
    """Amounts of the factors that differ, in yen."""
    return {step.factor: float(step.amount) for step in found.steps(kind) if step.differs}


def test_the_value_by_hand() -> None:
    """4 barrels at 50 less a tenth are 180; less 40 and 20 they are 120 dollars, half of it 6,000 yen."""
    assert state_value(state("now"), SETTINGS) == 6000


def test_a_tenth_more_in_every_year_is_volume() -> None:
    more = case({"products.oil.volume": {2026: 1.1, 2027: 2.2, 2028: 1.1}})
    found = bridge(state("old"), state("new", more), SETTINGS)
    assert moved(found) == pytest.approx({"volume": 900})
    assert found.mixtures == 2


def test_a_year_of_delay_is_schedule() -> None:
    """All moves by a year: the value falls to 1/1.25 of itself, and totals do not move."""
    late = case({
        "years": 4, "products.oil.volume": {2027: 1.0, 2028: 2.0, 2029: 1.0}, "costs.capex.values": {2027: 40.0},
        "costs.opex.values": {2027: 5.0, 2028: 10.0, 2029: 5.0},
    })  # fmt: skip
    found = bridge(state("old", None, conditions(QUARTER)), state("new", late, conditions(QUARTER)), SETTINGS)
    assert moved(found) == pytest.approx({"schedule": -0.2 * found.values[0]})


def test_a_longer_life_is_volume_on_the_years_there_were_and_schedule_beyond() -> None:
    """Two years of 1 become three: volume puts 1.5 on each of the two; spreading them over three moves 0.5 each out."""
    short, long = (
        case({
            "years": years, "products.oil.volume": dict.fromkeys(range(2026, 2026 + years), 1.0), "costs.capex.values": {},
            "costs.opex.values": {},
        })
        for years in (2, 3)
    )  # fmt: skip
    found = bridge(state("old", short, conditions(QUARTER)), state("new", long, conditions(QUARTER)), SETTINGS)
    year = 0.5 * 50 * 0.9 * 100
    first, second, third = year / 1.25, year / 1.25**2, year / 1.25**3
    steps = {"volume": 0.5 * (first + second), "schedule": third - 0.5 * (first + second)}
    assert moved(found, "fixed") == pytest.approx(steps)


def test_a_year_that_passed_below_its_forecast() -> None:
    """A fifth of a barrel was not sold in 2026 and comes in 2027: lost to actual figures, won by volume."""
    actual = case({
        "products.oil.volume": {2026: 0.8, 2027: 2.2, 2028: 1.0}, "costs.capex.values": {2026: 43.0},
        "costs.opex.values": {2026: 6.0, 2027: 10.0, 2028: 5.0},
    })  # fmt: skip
    found = bridge(state("old"), state("new", actual, actual_until=2026), SETTINGS)
    barrels = 0.2 * 50 * 0.9 * 100 * 0.5
    assert moved(found) == pytest.approx(
        {"actuals": -barrels - (3 + 1) * 100 * 0.5, "volume": barrels, "schedule": 0.0}
    )
    assert "capex to 2026 40 → 43" in found.step("actuals", "fixed").sentence("en")


def test_prices_of_the_past_are_actual_figures_and_prices_to_come_are_the_deck() -> None:
    """60 in 2026 instead of 50, 45 from 2027; the same for the dollar, 110 and 90 yen."""
    prices = ("{2020: 50}", str({**dict.fromkeys(range(2020, 2026), 50), 2026: 60, 2027: 45}))
    dollars = ("{2020: 100}", str({**dict.fromkeys(range(2020, 2026), 100), 2026: 110, 2027: 90}))
    found = bridge(state("old"), state("new", None, conditions(prices, dollars), actual_until=2026), SETTINGS)
    past = 0.5 * ((0.9 * 60 - 45) * 110 - (0.9 * 50 - 45) * 100)
    deck = 0.5 * 3 * 0.9 * (45 - 50) * 100
    fx = 0.5 * (3 * 0.9 * 45 - 15) * (90 - 100)
    assert moved(found, "fixed") == pytest.approx({"actuals": past, "deck": deck, "fx": fx})


def test_a_year_later_the_same_is_worth_more_and_what_fell_due_is_gone() -> None:
    later = ("base_date: 2026-01-01", "base_date: 2027-01-01")
    old, new = state("old", None, conditions(QUARTER)), state("new", None, conditions(QUARTER, later))
    found = bridge(old, new, SETTINGS)
    assert moved(found) == pytest.approx({"time": 0.25 * found.values[0]})
    ahead = bridge(old, new, AHEAD)
    first = 0.5 * (0.9 * 50 - 45) * 100
    assert moved(ahead) == pytest.approx({"time": 0.25 * (ahead.values[0] - first / 1.25) - first / 1.25})


def test_each_other_factor_alone() -> None:
    alone: dict[Factor, tuple[Any, float]] = {
        "capex": (state("new", case({"costs.capex.values": {2026: 50.0}})), -500),
        "opex": (state("new", case({"costs.opex.values": {2026: 6.0, 2027: 12.0, 2028: 6.0}})), -200),
        "fiscal_terms": (state("new", terms=regime("0.2 * revenue")), -1000),
        "share": (state("new", share=0.25), -3000),
        "deck": (state("new", case({"products.oil.price_factor": 0.9})), -900),
        "fx": (state("new", None, conditions(("{2020: 100}", "{2020: 90}"))), -600),
    }
    for factor, (new, amount) in alone.items():
        assert moved(bridge(state("old"), new, SETTINGS)) == pytest.approx({factor: amount}), factor
    dear = bridge(state("old"), state("new", None, conditions(QUARTER)), SETTINGS)
    flows = (0.9 * 50 - 45, 0.9 * 100 - 10, 0.9 * 50 - 5)
    npv = sum(50 * flow / 1.25**at for at, flow in enumerate(flows, 1))
    assert moved(dear) == pytest.approx({"inflation_discount": npv - 6000})


def test_inflation_moves_costs_in_real_money() -> None:
    real = {"costs.opex.money.base": "2026"}
    rising = conditions(
        ("USD: {every: calendar_year, rates: {2018: 0.0}", "USD: {every: calendar_year, rates: {2018: 0.5}")
    )
    found = bridge(state("old", case(real)), state("new", case(real), rising), SETTINGS)
    assert moved(found) == pytest.approx({"inflation_discount": -50 * (10 * 0.5 + 5 * 1.25)})


def test_a_share_that_changes_with_the_years() -> None:
    """A quarter instead of a half from 2028 on, when 40 dollars come in."""
    sold = FromYear(from_year={2020: 0.5, 2028: 0.25})
    found = bridge(state("old"), state("new", share=sold), SETTINGS)
    assert moved(found) == pytest.approx({"share": -0.25 * 40 * 100})
    with pytest.raises(InputError, match="no share for 2026"):
        bridge(state("old"), state("new", share=FromYear(from_year={2027: 0.5})), SETTINGS)


def test_what_one_evaluation_alone_has() -> None:
    """A class of costs and a product that are new count in full as costs and volume, at the price of who has them."""
    closing = {"money": {"currency": "USD", "base": "nominal"}, "values": {2028: 8.0}}
    plain = case()
    gas = plain.products["oil"].model_dump() | {"price_factor": 0.5, "volume": {2027: 4.0}}
    new = case({"costs.closing": closing, "products.gas": gas})
    chosen = BridgeSettings(FACTORS, ("capex", "closing"), ("opex",), "all")
    found = bridge(state("old"), state("new", new), chosen)
    assert moved(found) == pytest.approx({"capex": -400, "volume": 4 * 25 * 0.9 * 50})
    assert [step.amount for step in found.averaged] == [step.amount for step in found.fixed]


def test_a_deck_that_only_one_set_holds_and_a_product_beyond_the_last_year() -> None:
    """Gas is new, with a deck of its own at 20, in 2029 when the old project has ended; the mixture reaches that far."""
    terms = "unit: USD/bbl, money: nominal, every: calendar_year, values: {2020: 20}, after: flat_nominal, assumed: x"
    holds_gas = conditions(("fx:\n  through", f"  gas: {{benchmark: gas, {terms}}}\nfx:\n  through"))
    gas = case().products["oil"].model_dump() | {"deck": "gas", "volume": {2029: 4.0}}
    old, new = state("old"), state("new", case({"years": 4, "products.gas": gas}), holds_gas)
    assert moved(bridge(old, new, SETTINGS)) == pytest.approx({"volume": 80 * 0.9 * 50, "schedule": 0})
    assert mixture_value(old, new, SETTINGS, ["volume"]) == pytest.approx(6000 + 80 * 0.9 * 50)


def test_years_without_amounts_are_schedule_without_effect() -> None:
    found = bridge(state("old"), state("new", case({"years": 6})), SETTINGS)
    assert moved(found) == {"schedule": 0}
    assert found.step("schedule", "fixed").sentence("en") == "Schedule: no effect (years to come 2026–2028 → 2026–2031)"
    assert (
        found.step("schedule", "fixed").sentence("ja") == "工程：価値への影響なし（将来の期間 2026–2028 → 2026–2031）"
    )


def test_costs_keep_the_money_they_are_stated_in() -> None:
    """40 dollars or 4,000 yen are the same at 100 yen; at 80 yen the costs in yen are 50 dollars."""
    in_yen = case({"costs.capex.money.currency": "JPY", "costs.capex.values": {2026: 4000.0}})
    new = state("new", in_yen, conditions(("{2020: 100}", "{2020: 80}")))
    assert mixture_value(state("old"), new, SETTINGS, ["capex"]) == pytest.approx(6000)
    assert mixture_value(state("old"), new, SETTINGS, ["fx"]) == pytest.approx(0.5 * 120 * 80)
    assert mixture_value(state("old"), new, SETTINGS, ["capex", "fx"]) == pytest.approx(0.5 * 110 * 80)


def test_the_same_figures_in_other_money_are_other_costs() -> None:
    """40 dollars of 2025 are 80 in 2026 where prices double every year."""
    doubling = conditions(
        ("USD: {every: calendar_year, rates: {2018: 0.0}", "USD: {every: calendar_year, rates: {2018: 1.0}")
    )
    found = bridge(
        state("old", None, doubling), state("new", case({"costs.capex.money.base": "2025"}), doubling), SETTINGS
    )
    assert moved(found) == pytest.approx({"capex": -2000})


def test_real_decks_rise_with_inflation_and_foreign_ones_with_the_rate() -> None:
    """A deck of 5,000 yen is 50 dollars at 100 yen; one of 50 real dollars of 2026 is 100 in 2027 where inflation is 100 %."""
    yen = (
        "unit: USD/bbl, money: nominal, every: calendar_year, values: {2020: 50}",
        "unit: JPY/bbl, money: nominal, every: calendar_year, values: {2020: 5000}",
    )
    dearer = (yen[0], yen[1].replace("5000", "6000"))
    old, new = (
        state("old", None, conditions(yen)),
        state("new", None, conditions(dearer, ("{2020: 100}", "{2020: 80}"))),
    )
    for taken, price, rate in ((["deck"], 60, 100), (["fx"], 62.5, 80), (["deck", "fx"], 75, 80)):
        expected = 0.5 * (4 * 0.9 * price - 60) * rate
        assert mixture_value(old, new, SETTINGS, taken) == pytest.approx(expected)  # type: ignore[arg-type]
    real = (
        "money: nominal, every: calendar_year, values: {2020: 50}, after: flat_nominal",
        "money: real, base: 2026, every: calendar_year, values: {2020: 50}, after: flat_real",
    )
    cheaper = (real[0], real[1].replace("{2020: 50}", "{2020: 40}"))
    doubling = ("USD: {every: calendar_year, rates: {2018: 0.0}", "USD: {every: calendar_year, rates: {2018: 1.0}")
    old, new = state("old", None, conditions(real)), state("new", None, conditions(cheaper, doubling))
    for taken, price, growth in (
        (["deck"], 40, 1),
        (["inflation_discount"], 50, 2),
        (["deck", "inflation_discount"], 40, 2),
    ):
        barrels = 1 + 2 * growth + growth**2
        assert mixture_value(old, new, SETTINGS, taken) == pytest.approx(50 * (barrels * 0.9 * price - 60))  # type: ignore[arg-type]


def test_further_lines_of_the_regime() -> None:
    """A levy stated by year: 5 and 5 dollars before, 7 in the year that passed and 6 to come after."""
    levied = regime("0.1 * revenue + levy")
    old, new = (case({"other": {"levy": values}}) for values in ({2026: 5.0, 2027: 5.0}, {2026: 7.0, 2027: 6.0}))
    found = bridge(state("old", old, terms=levied), state("new", new, terms=levied, actual_until=2026), SETTINGS)
    assert moved(found, "fixed") == pytest.approx({"actuals": -100, "fiscal_terms": -50})


def test_the_past_reaches_as_far_as_the_later_evaluation_knows() -> None:
    """2026 was known before, 2027 is known now: both belong to actual figures, also where the first is corrected."""
    new = case({"costs.opex.values": {2026: 6.0, 2027: 12.0, 2028: 9.0}})
    states = state("old", actual_until=2026), state("new", new, actual_until=2027)
    assert moved(bridge(*states, SETTINGS)) == pytest.approx({"actuals": -150, "opex": -200})
    assert moved(bridge(*reversed(states), SETTINGS)) == pytest.approx({"actuals": 150, "opex": 200})


def test_a_history_that_is_dropped_is_an_actual_figure() -> None:
    """The new case begins in 2027: the year before it, 45 − 45 dollars less a charge, is no longer told."""
    new = case({
        "first_year": 2027, "years": 2, "products.oil.volume": {2027: 2.0, 2028: 1.0}, "costs.capex.values": {},
        "costs.opex.values": {2027: 10.0, 2028: 5.0},
    })  # fmt: skip
    old = case({"costs.capex.values": {2026: 60.0}})
    found = bridge(state("old", old, actual_until=2026), state("new", new, actual_until=2026), SETTINGS)
    assert moved(found) == pytest.approx({"actuals": 50 * (60 + 5 - 45)})
    assert found.values[1] == pytest.approx(state_value(state("new", new), SETTINGS))
    longer = case({"first_year": 2025, "years": 4})
    assert moved(bridge(state("old", actual_until=2026), state("new", longer, actual_until=2026), SETTINGS)) == {
        "actuals": 0
    }


def test_effects_that_add_up_do_not_mind_the_order() -> None:
    new = case({
        "products.oil.volume": {2026: 2.0, 2027: 4.0, 2028: 2.0}, "costs.capex.values": {2026: 64.0},
        "costs.opex.values": {2026: 8.0},
    })  # fmt: skip
    backwards = BridgeSettings(tuple(reversed(FACTORS)), ("capex",), ("opex",), "all")
    found = [bridge(state("old"), state("new", new), chosen) for chosen in (SETTINGS, backwards)]
    amounts = {step.factor: step.amount for step in found[0].averaged}
    for other in (found[0].fixed, found[1].fixed, found[1].averaged):
        assert {step.factor: step.amount for step in other} == amounts
    assert [step.factor for step in found[1].fixed] == list(reversed(FACTORS))


def test_prices_and_volumes_share_what_they_make_together() -> None:
    """A tenth off the price (−900), a tenth more volume (+900), and −90 of both, which the average halves."""
    new = case({"products.oil.volume": {2026: 1.1, 2027: 2.2, 2028: 1.1}, "products.oil.price_factor": 0.9})
    found = bridge(state("old"), state("new", new), SETTINGS)
    assert moved(found, "fixed") == pytest.approx({"deck": -900, "volume": 810})
    assert moved(found) == pytest.approx({"deck": -945, "volume": 855})


def test_three_evaluations_join() -> None:
    adoption = state("adoption", None, conditions(QUARTER))
    last = state("FY2025", case({"costs.capex.values": {2026: 44.0}}), conditions(QUARTER))
    now = state("FY2026", case({"costs.capex.values": {2026: 47.0}}), conditions(), share=0.4, actual_until=2026)
    found = compare_years(adoption, last, now, SETTINGS)
    assert found.to_last_year.values[1] == found.over_the_year.values[0]
    assert found.since_adoption.values == (found.to_last_year.values[0], found.over_the_year.values[1])
    assert found.since_adoption.names == ("adoption", "FY2026")
    assert bridges([(adoption, now), (adoption, last), (last, now)], SETTINGS) == [
        found.since_adoption, found.to_last_year, found.over_the_year,
    ]  # fmt: skip


def test_the_result_is_plain_data() -> None:
    new = state("new", case({"costs.capex.values": {2026: 40.0 + 1 / 3}}), terms=regime("0.3 * revenue"), share=1 / 3)
    found = bridge(state("old"), new, SETTINGS)
    plain = json.loads(json.dumps(found.as_dict(), ensure_ascii=False))
    for kind in ("fixed", "averaged"):
        steps = plain[kind]["steps"]
        assert sum((Fraction(step["exact"]) for step in steps), Fraction(0)) == Fraction(plain["change_exact"])
        waterfall = plain[kind]["waterfall"]
        assert sum(step["yen"] for step in steps) == waterfall["end"] - waterfall["start"]
        assert waterfall["end"] == round(Fraction(found.values[1]))
        assert plain[kind]["residual"] == "0"
        assert [step["factor"] for step in steps] == plain["settings"]["order"] == list(FACTORS)
        assert [bar["factor"] for bar in waterfall["bars"]] == ["capex", "fiscal_terms", "share"]
    assert plain["unit"] == "JPY, nominal"
    assert [card["Regime version"] for card in plain["cards_en"]] == [regime().label, regime("0.3 * revenue").label]
    assert plain["cards_ja"][0]["通貨"] == "JPY"
    share = found.step("share", "fixed")
    assert share.sentence("en").endswith("million yen (share 0.5 → 0.333333)")
    assert share.sentence("ja").startswith("持分：")
    assert found.step("fx", "fixed").sentence("en") == "Rates of exchange: no change"
    assert {factor_name(factor, language) for factor in FACTORS for language in ("en", "ja")} == {
        step[key] for step in plain["fixed"]["steps"] for key in ("name_en", "name_ja")
    }


def test_a_gap_of_a_mixture_is_named() -> None:
    """The old deck ends with the old project: old prices on the new schedule cannot be valued, and nothing is filled in."""
    ends = ("{2020: 50}, after: flat_nominal", str(dict.fromkeys(range(2020, 2029), 50)) + ", after: none")
    late = case({"years": 4, "products.oil.volume": {2027: 1.0, 2028: 2.0, 2029: 1.0}})
    new = state("FY2026", late, conditions(("{2020: 50}", "{2020: 51}")))
    with pytest.raises(
        InputError, match=r"schedule of «FY2026» with all else of «FY2025»: the price deck «oil» ends in 2028-12"
    ):
        bridge(state("FY2025", None, conditions(ends)), new, SETTINGS)


def test_what_cannot_be_compared_is_refused() -> None:
    old = state("old")
    dollars = conditions(("currency: JPY, money: nominal}\nprices", "currency: USD, money: nominal}\nprices"))
    refused = {
        "the project is «fictional-field» in «old» and «other» in «new»": state("new", case({"id": "other"})),
        "the timing of flows is «end»": state("new", None, conditions(("timing: end", "timing: mid"))),
        "the money of results": state("new", None, dollars),
        "the calendar is": state("new", case({"calendar": "fiscal_year"})),
        "measured in bbl and in t": state("new", case({"products.oil.unit": "t"})),
        "neither capital nor operating costs": state("new", case({"costs.closing": case().costs["opex"].model_dump()})),
    }
    for said, new in refused.items():
        with pytest.raises(InputError, match=said):
            bridge(old, new, SETTINGS)
    with pytest.raises(InputError, match="states results in USD"):
        bridge(state("old", None, dollars), state("new", None, dollars), SETTINGS)
    with pytest.raises(UnknownChoiceError, match="line «tangible»"):
        bridge(old, state("new", terms=regime("0.1 * tangible")), SETTINGS)
    with pytest.raises(InputError, match="outside 0 to 1"):
        state("new", share=1.5)
    with pytest.raises(UnknownChoiceError, match="factor «weather»"):
        mixture_value(old, old, SETTINGS, ["weather"])  # type: ignore[list-item]


def test_settings_are_whole_or_refused() -> None:
    with pytest.raises(InputError, match="«share» is left out"):
        BridgeSettings(FACTORS[:-1], ("capex",), ("opex",), "all")
    with pytest.raises(InputError, match="«time» stands twice"):
        BridgeSettings((*FACTORS, "time"), ("capex",), ("opex",), "all")
    with pytest.raises(UnknownChoiceError, match="weather"):
        BridgeSettings((*FACTORS, "weather"), ("capex",), ("opex",), "all")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="the costs «opex» stand twice"):
        BridgeSettings(FACTORS, ("capex", "opex"), ("opex",), "all")
    with pytest.raises(UnknownChoiceError, match="some"):
        BridgeSettings(FACTORS, ("capex",), ("opex",), "some")  # type: ignore[arg-type]


def test_a_project_of_many_billions_is_compared_through_its_years_without_sales() -> None:
    """Cost pools are sums of all years: in a year without revenue they hold to a billionth of those, not of 1."""
    pool = """
  - kind: cost_recovery
    id: cost_oil
    source: none
    clause: at most half of revenue
    classes: [{name: all, costs: costs, eligible: 1.0, uplift: 0.0, interest: 0.07}]
    limit: 0.5
    limit_base: revenue
    carry_periods: unlimited
    payer: null
    payee: null
"""
    terms = regime_from_text(REGIME.rstrip() + pool, "own.yaml")
    years = range(2026, 2041)
    volume = {year: 100 / 3 + year for year in years}
    stated = {"years": 16, "amounts": "millions", "products.oil.volume": volume}
    stated |= {"costs.capex.values": {2026: 1e5 / 3, 2027: 1e5 / 7}}
    less = {**stated, "costs.opex.values": dict.fromkeys(years, 1e4 / 3) | {2041: 7e4 / 9}}
    more = {**stated, "costs.opex.values": dict.fromkeys(years, 1e4 / 2.9) | {2041: 7e4 / 8.9}}
    found = bridge(state("old", case(less), terms=terms), state("new", case(more), terms=terms), SETTINGS)
    assert moved(found, "fixed").keys() == {"schedule", "opex"}
