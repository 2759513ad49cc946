"""Where the money and the months of a case come apart from those of its regime and of the results; what does not balance."""

from __future__ import annotations

import copy
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from sonae.core import InputError, SonaeError
from sonae.economics.conditions import ConditionSet, MoneyTerms, conditions_from_text, demonstration_conditions
from sonae.economics.conditions.condition_set import plain_tree
from sonae.economics.formula import Multiply, Now, Number
from sonae.economics.ledger import Ledger, case_from_text, evaluate_case, explain, measure
from sonae.economics.ledger.lines import timing_lines
from sonae.economics.regimes import LoweredRegime, Regime, lower
from tests.economics.ledger.test_ledger import CASE, MONTHLY, case_of

USD = {"currency": "USD", "base": "nominal"}


@pytest.fixture(scope="module")
def conditions() -> ConditionSet:
    return demonstration_conditions()


def tree(**changes: Any) -> dict[str, Any]:
    return yaml.safe_load(CASE) | changes


def test_a_differential_keeps_its_own_money(conditions: ConditionSet) -> None:
    """300 yen a barrel off, whatever the dollar; and a differential in real dollars rises with prices."""
    product = tree()["products"]["oil"]
    for money, terms in (
        ({"currency": "JPY", "base": "nominal"}, MoneyTerms.nominal("JPY")),
        ({"currency": "USD", "base": "2020"}, MoneyTerms.real("USD", "2020")),
    ):
        own = {"oil": product | {"differential": -3.0, "differential_money": money}}
        found = evaluate_case(case_of(tree(products=own)), conditions)
        deck = conditions.price("oil", found.grid, found.money)
        in_own = conditions.convert(found.line("price_oil") - 0.5 * deck, found.grid, found.money, terms)
        assert in_own == pytest.approx([-3.0] * 3, rel=1e-12)


def test_costs_in_real_money_rise_with_prices(conditions: ConditionSet) -> None:
    real = {"capex": {"money": {"currency": "USD", "base": "2026"}, "values": {2026: 10, 2028: 10}}}
    spent = evaluate_case(case_of(tree(costs=real)), conditions).line("capex")
    index = conditions.inflation_index("USD", case_of(tree()).grid, "2026")
    assert spent[[0, 2]] == pytest.approx(10e6 * index[[0, 2]])
    assert spent[2] > spent[0]


def test_production_begins_with_the_first_product() -> None:
    """Gas comes a year before the oil whose reserves are counted."""
    found = timing_lines({"oil": np.array([0.0, 0.0, 3.0, 1.0]), "gas": np.array([0.0, 2.0, 0.0, 1.0])}, "oil")
    assert found["periods_of_production"].tolist() == [0, 1, 2, 3]
    assert found["share_of_rest"].tolist() == [0, 0, 0.75, 1]
    assert found["produced_share"].tolist() == [0, 0, 0.75, 1]


def test_turnover_is_the_largest_revenue_or_cost_of_a_year_so_far(conditions: ConditionSet) -> None:
    found = evaluate_case(case_from_text(CASE, "small.yaml"), conditions)
    either = np.maximum(found.line("revenue"), found.line("costs"))
    assert found.line("turnover") == pytest.approx(np.maximum.accumulate(either))
    assert found.line("turnover")[0] == found.line("costs")[0] > 0


@pytest.mark.parametrize(("apart", "balances"), [(1e-10, True), (1e-8, False), (1e-2, False), (-1e-8, False)])
def test_a_regime_that_loses_money_is_refused_from_a_billionth_on(
    conditions: ConditionSet, monkeypatch: pytest.MonkeyPatch, apart: float, balances: bool
) -> None:
    """A regime whose promise misses by a share of revenue: no formula of a file can break one, so that it is broken here."""

    def lossy(regime: Regime, costs: tuple[str, ...]) -> LoweredRegime:
        found = lower(regime, costs)
        found.draft.check("nothing is lost", Multiply(Number(apart), Now("revenue")))
        return found

    monkeypatch.setattr("sonae.economics.ledger.evaluation.lower", lossy)
    case = case_from_text(CASE, "small.yaml")
    if balances:
        evaluate_case(case, conditions)
        return
    with pytest.raises(SonaeError, match="the regime wbg-psc-example does not balance: parties: nothing is lost"):
        evaluate_case(case, conditions)


def test_months_of_a_fiscal_case_begin_in_april(conditions: ConditionSet) -> None:
    """January to March belong to the fiscal year that began in April before: FY2028 ends with March 2029."""
    changes = MONTHLY | {
        "calendar": "fiscal_year", "spread": "equal_months",
        "costs": {"capex": {"money": USD, "values": {"2027-02": 7, "2029-03": 5, 2027: 12}}},
    }  # fmt: skip
    found = evaluate_case(case_of(tree(**changes)), conditions)
    assert (found.grid.labels()[0], found.grid.labels()[-1]) == ("2026-04", "2029-03")
    spent = dict(zip(found.grid.labels(), found.line("capex") / 1e6, strict=True))
    assert {month: value for month, value in spent.items() if value} == pytest.approx(
        {"2027-02": 7, "2029-03": 5}
        | {f"2027-{month:02d}": 1 for month in range(4, 13)}
        | {f"2028-{m:02d}": 1 for m in (1, 2, 3)}
    )
    with_year = tree(**changes)
    with_year["costs"]["capex"]["values"] = {"2028-02": 7, 2027: 12}
    with pytest.raises(SonaeError, match="names 2028-02 and the whole of 2027"):
        case_of(with_year)


def far_apart() -> ConditionSet:
    """The demonstration with a dollar of 100, 200 and 400 yen in the three years of the case."""
    whole = plain_tree(demonstration_conditions())
    rates = {f"FY{2020 + k}": 100.0 for k in range(7)} | {"FY2027": 200.0, "FY2028": 400.0}
    whole["fx"]["rates"]["USD/JPY"]["values"] = rates
    return conditions_from_text(yaml.safe_dump(whole, allow_unicode=True), "far.yaml")


def test_measures_are_in_the_money_of_the_results() -> None:
    """A dollar of 100, 200 and 400 yen: payback, returns and the state's share are those of the yen, not of the dollars."""
    conditions = far_apart()
    ledger = _plain(conditions)
    worth = measure(ledger, "appraisal")
    dollars = ledger.net("contractor")
    yen = dollars * [100, 200, 400]
    state = ledger.net("government") * [100, 200, 400]
    contractor = next(own for own in worth.parties if own.party == "contractor")
    a, b, c = yen
    assert a < 0 < b
    # −a = b·v + c·v²: by the formula of the second degree.
    rate = (b + np.sqrt(b * b - 4 * a * c)) / (-2 * a) - 1
    assert contractor.rates.single == pytest.approx(rate, rel=1e-9)
    assert worth.payback.periods == pytest.approx(1 - a / b if b >= -a else 2 + (-a - b) / c)
    assert worth.take.of_net_cash == pytest.approx(state.sum() / (state.sum() + yen.sum()))
    assert worth.take.before_capex == pytest.approx(state.sum() / (state.sum() + yen.sum() - a))
    assert worth.take.of_net_cash is not None
    in_dollars = ledger.net("government").sum() / (ledger.net("government").sum() + dollars.sum())
    assert abs(worth.take.of_net_cash - in_dollars) > 1e-3


def _plain(conditions: ConditionSet) -> Ledger:
    costs = {"capex": {"money": USD, "values": {2026: 50}}}
    return evaluate_case(case_of(tree(costs=costs)), conditions)


def test_what_is_explained_is_the_value_of_its_own_period(conditions: ConditionSet) -> None:
    ledger = _plain(conditions)
    for t, year in enumerate((2026, 2027, 2028)):
        assert explain(ledger, "net_contractor", year).value == ledger.net("contractor")[t]


def test_what_lies_further_back_is_explained_by_its_own_period(conditions: ConditionSet, tmp_path: Path) -> None:
    """A loss paid out two years later, and a cost that is written off over three: each part stands with its own year."""
    regime = (files("sonae.economics.regimes") / "data" / "mys-psc-utm.yaml").read_text(encoding="utf-8")
    own = regime.replace("{treatment: refunded, lag: 0}", "{treatment: refunded, lag: 2}").replace(
        "life: 10", "life: 3"
    )
    (tmp_path / "own.yaml").write_text(own, encoding="utf-8")
    costs = {
        name: {"money": dict(USD), "values": values}
        for name, values in (("capex", {2026: 50, 2028: 7}), ("opex", {2027: 1}))
    }
    ledger = evaluate_case(case_of(tree(costs=costs, regime="own.yaml")), conditions, folder=tmp_path)

    def parts(line: str) -> set[tuple[str, str, float]]:
        return {(part.line, part.period, part.value) for part in explain(ledger, line, 2028).parts}

    due = ledger.line("tax_refund_due")
    assert due[0] > 0
    assert parts("tax_refund") == {("tax_refund_due", "FY2026", due[0])}
    assert parts("depreciation") == {("depreciation_placed", "FY2028", 7e6), ("depreciation_placed", "FY2026", 50e6)}
    left = ledger.line("depreciation_left")
    assert ("depreciation_left", "FY2027", left[1]) in parts("depreciation_left")


def test_further_lines_stand_as_they_are_whatever_amounts_are_counted_in(conditions: ConditionSet) -> None:
    """«amounts» is of volumes and costs; a budget in a further line is not multiplied by a million."""
    case = case_of(tree(regime="nga-pia-shallow-2021", other={"annual_budget": {2026: 0, 2027: 12.5, 2028: 7}}))
    assert case.levels_by_period("annual_budget").tolist() == [0, 12.5, 7]
    assert case.amounts_by_period(case.products["oil"].volume).tolist() == [0, 2e6, 1e6]


def test_a_further_line_that_says_nothing_of_a_year_is_refused(conditions: ConditionSet) -> None:
    silent = tree(regime="nga-pia-shallow-2021", other={"annual_budget": {2026: 1, 2028: 7}})
    silent["costs"] |= {"opex": copy.deepcopy(silent["costs"]["capex"])}
    with pytest.raises(
        InputError, match=r"field «other\.annual_budget»: nothing is said of 2027; expected a number for every year"
    ):
        evaluate_case(case_of(silent), conditions)


def test_a_product_may_be_sold_by_another_unit_than_its_deck(conditions: ConditionSet) -> None:
    """Copper is priced by the tonne; by the pound it fetches 1/2204.62 of that."""
    product = tree()["products"]["oil"] | {"deck": "copper", "price_factor": 1.0, "differential": 0.0}
    by_unit = {
        unit: evaluate_case(case_of(tree(products={"oil": product | {"unit": unit}})), conditions).line("price_oil")
        for unit in ("t", "lb")
    }
    assert by_unit["t"] / by_unit["lb"] == pytest.approx([1000 / 0.45359237] * 3, rel=1e-12)


def test_what_is_worked_out_shows_the_number_of_the_earlier_period(conditions: ConditionSet) -> None:
    ledger = _plain(conditions)
    opening = explain(ledger, "cost_oil_all_opening", 2028)
    before = ledger.line("cost_oil_all_closing")[1]
    assert before != ledger.line("cost_oil_all_closing")[2]
    assert opening.worked == f"{before:,.2f}"
    assert explain(ledger, "cost_oil_all_opening", 2026).worked == "0"
