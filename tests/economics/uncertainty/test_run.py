"""Projects through scenarios: the same numbers as their ledgers, whatever the blocks and threads."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import yaml

from sonae.compute import ThreadExecutor
from sonae.core import InputError, SonaeError
from sonae.economics.conditions import ConditionSet, conditions_from_text, demonstration_conditions, shared_paths
from sonae.economics.ledger import Case, case_from_text, evaluate_case
from sonae.economics.uncertainty import (
    Delay,
    Estimates,
    ProjectUnderRisk,
    Risks,
    ScenarioValues,
    replay_scenario,
    simulate_projects,
)

pytestmark = pytest.mark.slow

CASE = """
id: fictional-field
name_ja: 架空の油田
name_en: Fictional field
fictional: true
country: IDN
region: Asia
stage: development
commodity: oil
classification: public
amounts: millions
calendar: calendar_year
period: year
first_year: 2027
years: 10
regime: idn-psc-cost-recovery
main_product: oil
products:
  oil:
    deck: oil
    unit: bbl
    price_factor: 0.95
    differential: -2.0
    differential_money: {currency: USD, base: nominal}
    volume: {2029: 4, 2030: 8, 2031: 7, 2032: 5, 2033: 3}
costs:
  exploration: {money: {currency: JPY, base: nominal}, values: {2027: 3000}}
  tangible: {money: {currency: USD, base: "2026"}, values: {2027: 100, 2028: 200}}
  intangible: {money: {currency: USD, base: "2026"}, values: {2028: 90}}
  opex: {money: {currency: USD, base: "2026"}, values: {2029: 50, 2030: 70, 2031: 70, 2032: 60, 2033: 50}}
  abandonment: {money: {currency: USD, base: "2026"}, values: {2034: 40}}
other: {}
"""
RISKS = Risks(
    volume=Estimates(low=0.7, best=1.0, high=1.5, source="drawn for the test"),
    costs={"other": Estimates(low=0.9, best=1.0, high=1.3, source="drawn for the test")},
    delay=Delay(chances=[0.5, 0.3, 0.2], source="drawn for the test"),
    chance_of_success=0.6,
    spent_before=["exploration"],
    seen_as="contingent",
)


@pytest.fixture(scope="module")
def conditions() -> ConditionSet:
    return demonstration_conditions()


@pytest.fixture(scope="module")
def case() -> Case:
    return case_from_text(CASE, "field.yaml")


def simulated(
    case: Case, conditions: ConditionSet, scenarios: int = 700, share: float = 0.4, **how: Any
) -> ScenarioValues:
    project = ProjectUnderRisk(evaluate_case(case, conditions), RISKS, share, "contractor")
    return simulate_projects([project], conditions, scenarios, 5, rate="appraisal", **how)


def test_blocks_and_threads_change_no_bit(case: Case, conditions: ConditionSet) -> None:
    one = simulated(case, conditions, executor=ThreadExecutor(1), block=1024)
    two = simulated(case, conditions, executor=ThreadExecutor(2), block=128)
    assert one.value.tobytes() == two.value.tobytes()
    assert one.cash.tobytes() == two.cash.tobytes()


def test_the_machine_is_the_readable_engine(case: Case, conditions: ConditionSet) -> None:
    one, two = simulated(case, conditions), simulated(case, conditions, engine="readable")
    assert one.value == pytest.approx(two.value, rel=1e-9)
    assert one.cash == pytest.approx(two.cash, rel=1e-9)


@pytest.mark.parametrize("change", [
    {"delay": None, "chance_of_success": 1.0}, {"delay": None, "volume": None}, {"costs": {}, "delay": None}, {"costs": {}},
    {"costs": {"opex": RISKS.costs["other"]}, "volume": None, "delay": None, "chance_of_success": 1.0}, None,
])  # fmt: skip
def test_any_risks_are_the_same_in_both_engines(
    case: Case, conditions: ConditionSet, change: dict[str, object] | None
) -> None:
    """What does not move is worked out once and not in every scenario; no number may show it."""
    risks = None if change is None else RISKS.model_copy(update=change)
    project = ProjectUnderRisk(evaluate_case(case, conditions), risks, 0.4, "contractor")
    one = simulate_projects([project], conditions, 300, 5, rate="appraisal")
    two = simulate_projects([project], conditions, 300, 5, rate="appraisal", engine="readable")
    scale = np.abs(two.value).max()
    assert one.value == pytest.approx(two.value, rel=1e-9, abs=1e-12 * scale)
    assert one.cash == pytest.approx(two.cash, rel=1e-9, abs=1e-12 * scale)


def test_twelve_regimes_are_the_same_in_both_engines_and_beside_each_other() -> None:
    from benchmarks import economics

    projects, conditions = economics.projects()
    twelve = projects[: len(economics.REGIMES)]
    one = simulate_projects(twelve, conditions, 200, 5, rate="appraisal")
    two = simulate_projects(twelve, conditions, 200, 5, rate="appraisal", engine="readable")
    scale = np.abs(two.value).max(axis=1, keepdims=True)
    assert (np.abs(one.value - two.value) / scale).max() < 1e-9
    assert one.cash == pytest.approx(two.cash, rel=1e-9)
    alone = simulate_projects(twelve[3:4], conditions, 200, 5, rate="appraisal")
    assert np.array_equal(alone.value[0], one.value[3])


def test_compiled_draws_are_the_readable_ones() -> None:
    from sonae.economics.uncertainty.risks import risk_draws

    drawn = risk_draws("a", RISKS, ("exploration", "opex"), 2**63 + 9)
    one, two = (drawn.draw(256, 1024, engine=engine) for engine in ("compiled", "readable"))
    assert np.array_equal(one.delay, two.delay)
    assert np.array_equal(one.success, two.success)
    for name, values in {"volume": (one.volume, two.volume), "opex": (one.costs["opex"], two.costs["opex"])}.items():
        assert values[0] == pytest.approx(values[1], rel=1e-12), name


def test_a_scenario_replayed_is_worth_what_was_counted(case: Case, conditions: ConditionSet) -> None:
    """Yen by the path of the rate of exchange, discounted by hand."""
    from sonae.economics.conditions import MoneyTerms

    found = simulated(case, conditions)
    ledger = evaluate_case(case, conditions)
    project = ProjectUnderRisk(ledger, RISKS, 0.4, "contractor")
    factors = conditions.discount_factors("appraisal", ledger.grid, MoneyTerms.nominal("JPY"))
    rates = shared_paths(conditions, ledger.grid, ["USD/JPY"], seed=5).block(0, 700)[0]
    for index in (0, 1, 77, 345, 699):
        values = replay_scenario(project, conditions, 5, index)
        yen = 0.4 * values["net_contractor"] * rates[:, index]
        assert float((yen * factors).sum()) == pytest.approx(found.value[0, index], rel=1e-9)
        assert yen == pytest.approx(found.cash[:, index], rel=1e-9)
        gap = np.abs(values["revenue"] - values["costs"] - values["net_contractor"] - values["net_government"])
        assert (gap <= 1e-9 * np.maximum(1.0, values["turnover"])).all()


def test_a_project_by_the_month_beside_one_by_the_year(case: Case, conditions: ConditionSet) -> None:
    """Orinduik of Guyana by days of months: years of delay are twelve months, and its cash counts in its years."""
    tree = yaml.safe_load(CASE) | {
        "id": "monthly",
        "regime": "guy-orinduik-2016",
        "period": "month",
        "spread": "by_days",
    }
    monthly = case_from_text(yaml.safe_dump(tree, allow_unicode=True), "monthly.yaml")
    projects = [ProjectUnderRisk(evaluate_case(one, conditions), RISKS, 1.0, "contractor") for one in (case, monthly)]
    found = simulate_projects(projects, conditions, 300, 5, rate="appraisal")
    plain = simulate_projects(projects, conditions, 300, 5, rate="appraisal", engine="readable")
    alone = simulated(case, conditions, 300, share=1.0)
    assert found.value == pytest.approx(plain.value, rel=1e-9)
    assert found.cash == pytest.approx(plain.cash, rel=1e-9)
    assert found.value[0] == pytest.approx(alone.value[0], rel=1e-12)
    rates = shared_paths(conditions, projects[1].ledger.grid, ["USD/JPY"], seed=5).block(0, 300)[0]
    begins = set()
    for index in range(40):
        values = replay_scenario(projects[1], conditions, 5, index)
        yen = (values["net_contractor"] * rates[:, index]).reshape(10, 12).sum(axis=1)
        assert yen == pytest.approx(found.cash[:, index] - alone.cash[:, index], rel=1e-6, abs=1.0)
        if values["volume_oil"].any():
            begins.add(int(np.argmax(values["volume_oil"] > 0)))
    assert begins == {24, 36, 48}


def test_failure_spends_what_comes_before_and_nothing_else(case: Case, conditions: ConditionSet) -> None:
    project = ProjectUnderRisk(evaluate_case(case, conditions), RISKS, 1.0, "contractor")
    failed = 0
    for index in range(12):
        values = replay_scenario(project, conditions, 5, index)
        if values["volume_oil"].any():
            continue
        failed += 1
        assert values["exploration"].any()
        assert not any(
            values[name].any() for name in ("tangible", "intangible", "opex", "abandonment", "revenue", "tax")
        )
        assert not values["periods_of_production"].any()
    assert 0 < failed < 12


def test_without_risks_and_paths_it_is_the_ledger(case: Case, conditions: ConditionSet) -> None:
    from sonae.economics.conditions import MoneyTerms

    tree = yaml.safe_load(conditions.as_yaml())
    tree.pop("uncertainty")
    certain = conditions_from_text(yaml.safe_dump(tree, allow_unicode=True), "certain.yaml")
    ledger = evaluate_case(case, certain)
    found = simulate_projects([ProjectUnderRisk(ledger, None, 1.0, "government")], certain, 3, 1, rate="appraisal")
    yen = ledger.net("government") * certain.fx_rate("USD", "JPY", ledger.grid)
    factors = certain.discount_factors("appraisal", ledger.grid, MoneyTerms.nominal("JPY"))
    assert found.value[0] == pytest.approx(np.full(3, (yen * factors).sum()), rel=1e-12)


def test_estimates_are_exceeded_as_often_as_they_say(case: Case, conditions: ConditionSet) -> None:
    """20 000 draws: five standard errors of a share of 0.1 are 0.011."""
    from sonae.economics.uncertainty.risks import risk_draws

    sure = RISKS.model_copy(update={"chance_of_success": 1.0})
    draws = risk_draws("a", sure, ("exploration", "opex"), 9).draw(0, 20_000)
    for level, chance in ((0.7, 0.9), (1.0, 0.5), (1.5, 0.1)):
        assert (draws.volume > level).mean() == pytest.approx(chance, abs=0.018)
    assert [(draws.delay == k).mean() for k in range(3)] == pytest.approx([0.5, 0.3, 0.2], abs=0.018)
    assert risk_draws("a", RISKS, ("exploration", "opex"), 9).draw(0, 20_000).success.mean() == pytest.approx(
        0.6, abs=0.018
    )


def test_quantiles_are_by_exceedance(case: Case, conditions: ConditionSet) -> None:
    found = simulated(case, conditions)
    assert found.exceeded(0.9) <= found.exceeded(0.5) <= found.exceeded(0.1)
    assert (found.value[0] >= found.exceeded(0.9)).mean() >= 0.9
    mean, error = found.mean()
    assert mean == pytest.approx(found.value[0].mean())
    assert error > 0


def test_what_cannot_be_simulated_is_refused(case: Case, conditions: ConditionSet) -> None:
    ledger = evaluate_case(case, conditions)
    with pytest.raises(InputError, match="no project"):
        simulate_projects([], conditions, 10, 1, rate="appraisal")
    late = RISKS.model_copy(update={"delay": Delay(chances=[0.5, 0, 0, 0.5], source="x")})
    with pytest.raises(InputError, match="a delay of 3 years runs past the last year of the case"):
        simulate_projects([ProjectUnderRisk(ledger, late, 1.0, "contractor")], conditions, 10, 1, rate="appraisal")
    other = conditions.with_stress(next(iter(conditions.stresses)))
    with pytest.raises(InputError, match="another condition set"):
        simulate_projects([ProjectUnderRisk(ledger, RISKS, 1.0, "contractor")], other, 10, 1, rate="appraisal")
    strange = RISKS.model_copy(update={"spent_before": ["drilling"]})
    with pytest.raises(InputError, match="«drilling», which the case does not have"):
        simulate_projects([ProjectUnderRisk(ledger, strange, 1.0, "contractor")], conditions, 10, 1, rate="appraisal")


def test_a_value_that_is_no_number_is_an_error_and_never_a_zero(case: Case, conditions: ConditionSet) -> None:
    huge = case.model_copy(
        update={"costs": {**case.costs, "opex": case.costs["opex"].model_copy(update={"values": {2030: 1e308}})}}
    )
    ledger = evaluate_case(case, conditions)
    broken = dict(ledger.values) | {"opex": evaluate_case(case, conditions).values["opex"] * 1e300}
    from dataclasses import replace

    project = ProjectUnderRisk(replace(ledger, values=broken, case=huge), RISKS, 1e9, "contractor")
    with pytest.raises(SonaeError, match=r"are no numbers|does not balance"):
        simulate_projects([project], conditions, 128, 1, rate="appraisal")


def test_a_path_that_is_no_number_is_an_error_even_where_nothing_is_sold(
    conditions: ConditionSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sonae.economics.conditions import PeriodGrid, SharedPaths
    from sonae.economics.uncertainty.movements import Move, movements

    moved = movements(
        conditions, PeriodGrid.calendar_years(2027, 3), [Move("USD", "USD", "oil"), Move("USD", "JPY")], 1
    )
    found = moved.block(0, 4, "readable")
    assert found.shape == (2, 3, 4)
    broken = np.full((2, 3, 4), 80.0)
    broken[moved.shared.names.index("oil"), 2, 1] = np.inf  # type: ignore[union-attr]
    monkeypatch.setattr(SharedPaths, "block", lambda *_, **__: broken)
    with pytest.raises(SonaeError, match="the path of oil becomes no number"):
        moved.block(0, 4, "readable")
