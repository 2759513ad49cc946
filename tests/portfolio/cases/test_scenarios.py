"""Profits by scenario: many side by side are each alone, and what is past stays as it was."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from sonae.compute import ThreadExecutor
from sonae.core import InputError
from sonae.economics.conditions import demonstration_conditions
from sonae.economics.uncertainty import Delay, Estimates, ProjectUnderRisk, Risks, replay_scenario, scenario_lines
from sonae.portfolio.cases import (
    ProjectEvaluation,
    Scenarios,
    profit_alone,
    replay_project,
    scenario_profits,
)
from sonae.portfolio.review import CaseFacts
from tests.portfolio.cases.portfolios import demonstration, demonstration_review

pytestmark = pytest.mark.slow

SEED = 20260401
LIVE = [project.id for project in demonstration().book.projects if project.live]


def of(name: str) -> tuple[ProjectEvaluation, tuple[CaseFacts, ...]]:
    cases = tuple(
        case for case in demonstration().facts.cases if case.id in (name, f"{name}-guarantee", f"{name}-loan")
    )
    return demonstration().of(name), cases


@pytest.mark.parametrize("name", LIVE)
def test_each_scenario_is_what_it_is_alone(name: str) -> None:
    found, cases = of(name)
    for number in (*range(6), 50, 95):
        alone = replay_project(found, SEED, number)
        for case in cases:
            assert case.scenario_profits_yen is not None
            contributed = sum(row.contributed_yen for row in (*case.actual, *(case.expected or ())))
            assert abs(profit_alone(case, alone) - case.scenario_profits_yen[number]) <= 1e-9 * max(contributed, 1)


def test_scenarios_hold_defaults_failures_and_gains() -> None:
    kaede, _ = of("kaede-lng")
    views = [replay_project(kaede, SEED, number).view for number in range(40)]
    defaults = [view.defaults for view in views if view is not None]
    assert any(defaults)
    assert not all(defaults)
    nazuna = of("nazuna-oil")[1][0].scenario_profits_yen
    assert nazuna is not None
    assert sum(profit < 0 for profit in nazuna) > sum(profit >= 0 for profit in nazuna) > 0


def test_blocks_and_threads_change_no_yen() -> None:
    projects = {name: of(name)[0] for name in ("kaede-lng", "sumire-oil")}
    facts = {name: of(name)[1] for name in projects}
    how = (Fraction(6, 100), 2026)
    one = scenario_profits(projects, facts, how, Scenarios(70, 5), executor=ThreadExecutor(1), block=64)
    two = scenario_profits(projects, facts, how, Scenarios(70, 5), executor=ThreadExecutor(2), block=17)
    assert one == two
    alone = scenario_profits({"kaede-lng": projects["kaede-lng"]}, facts, how, Scenarios(70, 5))
    assert alone.profits["kaede-lng"] == one.profits["kaede-lng"]


def test_without_a_past_lines_are_those_of_the_replay() -> None:
    conditions, found = demonstration_conditions(), of("nazuna-oil")[0]
    project = ProjectUnderRisk(found.ledger, found.project.risks, 1.0, "contractor")
    lines = scenario_lines(project, conditions, SEED, 0, 12, certain_until=None)
    for number in range(12):
        alone = replay_scenario(project, conditions, SEED, number)
        for name in ("revenue", "costs", "net_contractor", "net_government"):
            scale = max(1.0, float(np.abs(alone[name]).max()))
            assert lines[name][:, number] == pytest.approx(alone[name], rel=1e-9, abs=1e-9 * scale)


def test_the_past_is_certain_and_only_the_rest_is_late() -> None:
    conditions, found = demonstration_conditions(), of("sumire-oil")[0]
    estimates = Estimates(low=0.7, best=1.0, high=1.5, source="drawn for the test")
    risks = Risks(
        volume=estimates, costs={"other": estimates}, delay=None, chance_of_success=1.0, spent_before=[], seen_as="reserves"
    )  # fmt: skip
    project = ProjectUnderRisk(found.ledger, risks, 1.0, "contractor")
    lines = scenario_lines(project, conditions, SEED, 0, 30, certain_until=2025)
    base, past = found.ledger, 5
    for name in ("volume_oil", "opex", "revenue", "net_contractor", "produced_share"):
        if name != "produced_share":
            assert (lines[name][:past] == base.values[name][:past, None]).all()
        assert (lines[name][past] != base.values[name][past]).any()
    ratio = lines["volume_oil"][past:-1] / base.values["volume_oil"][past:-1, None]
    assert np.allclose(ratio, ratio[0])
    assert lines["produced_share"][-1] == pytest.approx(np.ones(30))
    late = replace(project, risks=risks.model_copy(update={"delay": Delay(chances=[0.0, 1.0], source="made up")}))
    with pytest.raises(InputError, match="past the last year"):
        scenario_lines(late, conditions, SEED, 0, 3, certain_until=2025)


def test_a_delay_moves_the_years_to_come() -> None:
    conditions, found = demonstration_conditions(), of("hinoki-gas")[0]
    case = found.project.case.model_copy(update={"years": found.project.case.years + 1})
    from sonae.economics.ledger import evaluate_case

    ledger = evaluate_case(case, conditions, folder=found.project.folder)
    delay = Delay(chances=[0.0, 1.0], source="made up")
    risks = Risks(volume=None, costs={}, delay=delay, chance_of_success=1.0, spent_before=[], seen_as="reserves")
    lines = scenario_lines(
        ProjectUnderRisk(ledger, risks, 1.0, "contractor"), conditions, SEED, 0, 2, certain_until=2025
    )
    volume = ledger.values["volume_gas"]
    assert (lines["volume_gas"][:5, 0] == volume[:5]).all()
    assert lines["volume_gas"][5, 0] == 0
    assert (lines["volume_gas"][6:, 0] == volume[5:-1]).all()


def test_the_review_says_the_chance_of_rank_a() -> None:
    facts = {case.id: case for case in demonstration().facts.cases}
    for found in demonstration_review().cases:
        if found.live:
            profits = facts[found.case].scenario_profits_yen
            assert profits is not None
            assert found.rank.probability.exact == Fraction(sum(profit >= 0 for profit in profits), 96)
        else:
            assert found.rank.probability.value is None


def test_no_scenario_of_what_has_ended_and_no_wild_number() -> None:
    with pytest.raises(InputError, match="has ended"):
        replay_project(demonstration().of("shion-lithium"), SEED, 0)
    with pytest.raises(InputError, match="cannot be made"):
        Scenarios(0, 1)
    ended = {"shion-lithium": demonstration().of("shion-lithium")}
    found = scenario_profits(ended, {"shion-lithium": ()}, (Fraction(0), 2026), Scenarios(3, 1))
    assert not found.profits
    assert not found.forward
