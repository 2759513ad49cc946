"""Cases worked off: by hand, explained to the input, measured, and refused with their place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import yaml

from sonae.core import InputError, UnknownChoiceError
from sonae.economics.conditions import ConditionSet, demonstration_conditions
from sonae.economics.ledger import (
    Case,
    Explanation,
    Ledger,
    break_even_price,
    case_from_text,
    evaluate_case,
    explain,
    measure,
)

CASE = """
id: small-field
name_ja: 架空の小油田
name_en: Fictional small field
fictional: true
country: WLD
region: nowhere
stage: development
commodity: oil
classification: public
amounts: millions
calendar: fiscal_year
period: year
first_year: 2026
years: 3
regime: wbg-psc-example
main_product: oil
products:
  oil:
    deck: oil
    unit: bbl
    price_factor: 0.5
    differential: 1.5
    differential_money: {currency: USD, base: nominal}
    volume: {2027: 2, 2028: 1}
costs:
  capex: {money: {currency: USD, base: nominal}, values: {2026: 50}}
  local: {money: {currency: JPY, base: nominal}, values: {2027: 1500}}
other: {}
"""


@pytest.fixture(scope="module")
def conditions() -> ConditionSet:
    return demonstration_conditions()


@pytest.fixture(scope="module")
def ledger(conditions: ConditionSet) -> Ledger:
    return evaluate_case(case_from_text(CASE, "small.yaml"), conditions)


def test_it_is_what_a_hand_works_out(ledger: Ledger, conditions: ConditionSet) -> None:
    """Royalty 10 %, cost oil at most 60 % of gross, 40 % of the rest to the contractor, 30 % tax on that."""
    price = 0.5 * conditions.price("oil", ledger.grid, ledger.money) + 1.5
    revenue = np.asarray([0.0, 2e6, 1e6]) * price
    yen = conditions.fx_rate("JPY", "USD", ledger.grid)
    pool, nets = 0.0, []
    for t, spent in enumerate([50e6, 1500e6 * yen[1], 0.0]):
        recovered = min(pool + spent, 0.6 * revenue[t])
        pool += spent - recovered
        share = 0.4 * (0.9 * revenue[t] - recovered)
        nets.append(recovered + 0.7 * share - spent)
    assert ledger.net("contractor") == pytest.approx(nets, rel=1e-12)
    assert ledger.line("cost_oil_unrecovered")[-1] == pytest.approx(pool, rel=1e-12)


def walk(found: Explanation) -> Iterator[Explanation]:
    yield found
    for part in found.parts:
        yield from walk(part)


def test_every_number_is_explained_down_to_its_input(ledger: Ledger) -> None:
    for name in ledger.values:
        for part in walk(explain(ledger, name, 2027, depth=20)):
            if not part.formula:
                assert part.line in ledger.given, part.line
                assert part.clause
            assert part.value == pytest.approx(ledger.values[part.line][ledger.grid.labels().index(part.period)])


def test_an_explanation_names_formula_numbers_clause_and_source(ledger: Ledger) -> None:
    text = "\n".join(explain(ledger, "royalty", 2027, depth=2).lines())
    assert "= 0.1 × royalty_base" in text
    assert "wbg-psc-example, «royalty»: 10 % of gross revenue (World Bank" in text
    assert "deck" not in text.split("royalty_base")[0]
    deep = "\n".join(explain(ledger, "royalty", 2027, depth=9).lines())
    assert (
        "deck «oil» of the condition set «fictional demonstration» version 1, × 0.5 +1.5 (small.yaml: products.oil)"
        in deep
    )
    assert "small.yaml: products.oil.volume" in deep


def test_what_does_not_exist_is_refused(ledger: Ledger) -> None:
    with pytest.raises(UnknownChoiceError, match="royalty"):
        explain(ledger, "royalti", 2027)
    with pytest.raises(InputError, match="the case has no 2031"):
        explain(ledger, "royalty", 2031)


def test_measures_are_those_of_the_flows(ledger: Ledger, conditions: ConditionSet) -> None:
    worth = measure(ledger, "appraisal")
    contractor = next(own for own in worth.parties if own.party == "contractor")
    yen = ledger.net("contractor") * conditions.fx_rate("USD", "JPY", ledger.grid)
    begins = np.arange(3)  # base date 1 April 2026, paid in the middle of fiscal years from 2026 on
    assert contractor.present_value == pytest.approx((yen / (1 + worth.rate) ** (begins + 0.5)).sum(), rel=1e-9)
    assert contractor.total == pytest.approx(yen.sum())
    assert worth.take.of_net_cash is not None
    found = break_even_price(ledger.case, conditions, "appraisal")
    assert found.rises
    product = ledger.case.products["oil"]
    changed = product.model_copy(update={"price_factor": 0.5 * found.at, "differential": 1.5 * found.at})
    case = ledger.case.model_copy(update={"products": {"oil": changed}})
    again = measure(evaluate_case(case, conditions), "appraisal")
    assert next(own for own in again.parties if own.party == "contractor").present_value == pytest.approx(0.0, abs=1e-3)


def test_the_card_tells_the_ledgers_own_period_and_regime(ledger: Ledger) -> None:
    card = dict(ledger.card.pairs("en"))
    assert card["Period"].startswith("fiscal year")
    assert card["Regime version"].startswith("wbg-psc-example 2007 (")
    assert ledger.conditions.sha256 in card.values()


def changed(path: str, value: Any) -> str:
    tree = yaml.safe_load(CASE)
    node = tree
    *parents, leaf = path.split("/")
    for parent in parents:
        node = node[parent]
    if value is None:
        del node[leaf]
    else:
        node[leaf] = value
    return yaml.safe_dump(tree, allow_unicode=True)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("products/oil/volume", {2027: -1}, "field «products.oil»: the volume of 2027 is below 0"),
        ("costs/capex/values", {2026: -5}, "the cost of 2026 is below 0"),
        ("products/oil/volume", {2040: 1}, "products.oil.volume names 2040, which lies outside 2026 to 2028"),
        ("calendar", None, "«calendar»"),
        ("products/oil/differential_money", None, "«differential_money»"),
        ("main_product", "gas", "the main product «gas» is none of the products"),
        ("file", "x", "there is no such field"),
        ("colour", "red", "there is no such field"),
        ("first_year", "soon", "first_year"),
    ],
)
def test_a_case_that_is_wrong_is_one_sentence_with_its_place(path: str, value: Any, said: str) -> None:
    with pytest.raises(InputError, match=r"small\.yaml") as refused:
        case_from_text(changed(path, value), "small.yaml")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("regime", "wbg-psc-exampel", "wbg-psc-example"),
        ("products/oil/deck", "oyl", "oil"),
        ("costs/capex/money", {"currency": "CHF", "base": "nominal"}, "CHF"),
        ("regime", "nowhere.yaml", "the regime does not exist"),
    ],
)
def test_a_case_that_cannot_be_worked_off_is_refused(
    conditions: ConditionSet, path: str, value: Any, said: str
) -> None:
    text = changed(path, value)
    with pytest.raises((InputError, UnknownChoiceError)) as refused:
        evaluate_case(case_from_text(text, "small.yaml"), conditions)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("costs", "year"), ("costs", "days"), ("costs", "volume_oil"), ("costs", "revenue"), ("costs", "produced_share"),
        ("other", "price_oil"), ("other", "capex"), ("other", "year"), ("other", "share_of_rest"), ("other", "turnover"),
    ],
)  # fmt: skip
def test_a_line_of_the_case_does_not_take_the_place_of_another(conditions: ConditionSet, path: str, name: str) -> None:
    tree = yaml.safe_load(CASE)
    tree[path][name] = (
        {2026: 1} if path == "other" else {"money": {"currency": "USD", "base": "nominal"}, "values": {2026: 1}}
    )
    with pytest.raises(InputError) as refused:
        evaluate_case(case_of(tree), conditions)
    assert str(refused.value).startswith(f"small.yaml, field «{path}.{name}»: the line «{name}» is stated twice")


def test_a_line_of_the_case_does_not_take_the_place_of_a_term(conditions: ConditionSet) -> None:
    """Nigeria's benchmark of prices is dated by its act."""
    tree = yaml.safe_load(CASE) | {"regime": "nga-pia-shallow-2021"}
    tree["other"] = {"annual_budget": {2027: 0}, "price_benchmark_value": {2027: 1}}
    with pytest.raises(InputError, match=r"^small\.yaml, field «other\.price_benchmark_value»: .* is stated twice"):
        evaluate_case(case_of(tree), conditions)


def case_of(tree: dict[str, Any]) -> Case:
    return case_from_text(yaml.safe_dump(tree, allow_unicode=True), "small.yaml")


def test_an_amount_is_the_same_in_whatever_it_is_counted(conditions: ConditionSet, ledger: Ledger) -> None:
    tree = yaml.safe_load(CASE)
    tree["products"]["oil"]["volume"] = {2027: 2000, 2028: 1000}
    tree["costs"]["capex"]["values"] = {2026: 50_000}
    tree["costs"]["local"]["values"] = {2027: 1_500_000}
    other = evaluate_case(case_of(tree | {"amounts": "thousands"}), conditions)
    for name, values in ledger.values.items():
        assert other.values[name] == pytest.approx(values, rel=1e-12), name


def test_a_scale_by_barrels_a_day_is_read_by_whole_barrels(conditions: ConditionSet) -> None:
    """Nigeria, shallow water: 5 % of the first 5,000 barrels a day, 7.5 % of the next 5,000, 12.5 % above."""
    tree = yaml.safe_load(CASE)
    tree["products"]["oil"]["volume"] = {2027: 365 * 0.02}  # FY2027 has the 29 February of 2028
    tree["costs"]["opex"] = {"money": {"currency": "USD", "base": "nominal"}, "values": {2027: 1}}
    case = case_of(
        tree | {"regime": "nga-pia-shallow-2021", "other": {"annual_budget": dict.fromkeys(range(2026, 2029), 0)}}
    )
    found = evaluate_case(case, conditions)
    daily = 365 * 20_000 / 366
    by_band = (5_000 * 0.05 + 5_000 * 0.075 + (daily - 10_000) * 0.125) / daily
    revenue = found.line("revenue")[1]
    assert explain(found, "royalty", 2027).value == pytest.approx(by_band * revenue, rel=1e-12)


MONTHLY = {
    "period": "month", "spread": "by_days", "calendar": "calendar_year", "regime": "guy-orinduik-2016",
    "costs": {"capex": {"money": {"currency": "USD", "base": "nominal"}, "values": {"2026-03": 120, 2027: 36.5}}},
}  # fmt: skip


def monthly(conditions: ConditionSet, **changes: Any) -> Ledger:
    tree = yaml.safe_load(CASE)
    tree["products"]["oil"]["volume"] = {2027: 365 * 0.1, "2028-02": 29 * 0.02}
    return evaluate_case(case_of(tree | MONTHLY | changes), conditions)


def test_a_case_by_the_month(conditions: ConditionSet) -> None:
    """Guyana, Orinduik: half of the profit oil of 25,000 barrels a day is the state's, 54.5 % of that of 100,000."""
    found = monthly(conditions)
    assert found.grid.labels()[:2] == ["2026-01", "2026-02"]
    assert found.grid.count == 36
    volume, capex = found.line("volume_oil"), found.line("capex")
    assert volume[12:24] == pytest.approx([100_000 * days for days in (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)])
    assert (volume[25], capex[2], volume[24]) == (pytest.approx(29 * 20_000), 120e6, 0.0)
    assert capex[13] == pytest.approx(36.5e6 * 28 / 365)
    share = np.divide(found.line("profit_oil_government"), found.line("profit_oil"), out=np.zeros(36), where=volume > 0)
    assert share[12:24] == pytest.approx(0.545)
    assert share[25] == pytest.approx(0.5)
    said = "\n".join(explain(found, "profit_oil_contractor", "2028-02").lines())
    assert "profit_oil_contractor [2028-02]" in said
    with pytest.raises(InputError, match="the case has no 2028; expected a month, 2026-01 to 2028-12"):
        explain(found, "royalty", 2028)


def test_a_case_by_the_month_is_measured_a_year(conditions: ConditionSet) -> None:
    """What doubles in twelve months returns 100 % a year, and the money was out for one."""
    found = monthly(
        conditions, spread="equal_months", regime="jpn-mineral-products-tax",
        costs={"capex": {"money": {"currency": "JPY", "base": "nominal"}, "values": {"2026-06": 99}}},
        products={"oil": yaml.safe_load(CASE)["products"]["oil"] | {"price_factor": 0.0, "differential": 200.0,
                  "differential_money": {"currency": "JPY", "base": "nominal"}, "volume": {"2027-06": 1}}},
    )  # fmt: skip
    worth = measure(found, "appraisal")
    owner = next(own for own in worth.parties if own.party == "contractor")
    assert owner.rates.single == pytest.approx(1.0, abs=1e-12)
    assert worth.payback_years == pytest.approx(1 + 5 / 12 + 0.5 / 12)
    assert found.line("mineral_products_tax")[17] == pytest.approx(2e6)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"spread": None}, "«spread» says how a year falls on its months"),
        ({"period": "year", "spread": None}, "names the month 2028-02, and the case goes by the year"),
        ({"regime": "wbg-psc-example"}, "the regime wbg-psc-example goes by the year, and the case by the month"),
        ({"other": {"x": {"2027-03": 1, 2027: 1}}}, "other.x names 2027-03 and the whole of 2027"),
        ({"other": {"x": {"2029-03": 1}}}, "other.x names 2029-03, which lies outside 2026 to 2028"),
        ({"other": {"x": {"2027-13": 1}}}, "«2027-13» is neither a year such as 2031 nor a month such as 2031-04"),
    ],
)
def test_a_case_by_the_month_that_is_wrong(conditions: ConditionSet, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as refused:
        monthly(conditions, **changes)
    assert said in str(refused.value)


def test_a_year_typed_twice_is_refused() -> None:
    with pytest.raises(InputError, match="2027"):
        case_from_text(CASE.replace("{2027: 2, 2028: 1}", "{2027: 2, 2027: 1}"), "small.yaml")


def test_costs_that_no_instrument_reads_are_named(ledger: Ledger, conditions: ConditionSet) -> None:
    """The example of the World Bank recovers all costs; Malaysia reads capital and operating costs."""
    assert ledger.unread_costs == ()
    tree = yaml.safe_load(CASE) | {"regime": "mys-psc-utm"}
    tree["costs"] = {
        name: {"money": {"currency": "USD", "base": "nominal"}, "values": {2026: 5}}
        for name in ("capex", "opex", "party")
    }
    assert evaluate_case(case_of(tree), conditions).unread_costs == ("party",)
