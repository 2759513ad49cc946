"""Adoption, last year and now of a portfolio's projects: nothing is left, every factor does something, slips are named."""

from __future__ import annotations

import copy
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from sonae.core import InputError
from sonae.economics.bridge import FACTORS, BridgeSettings, mixture_value, state_value
from sonae.economics.conditions import demonstration_conditions, demonstration_text
from sonae.portfolio.cases import BRIDGES, evaluate_portfolio, states_of_project
from tests.portfolio.cases.portfolios import demonstration, plain_trees, written

pytestmark = pytest.mark.slow

ORDER = list(FACTORS)


def compared_trees() -> dict[str, Any]:
    """The plain project with earlier evaluations."""
    trees = plain_trees()
    trees["project"]["comparison"] = {
        "capex": ["capex"], "opex": ["opex"],
        "adoption": {
            "conditions": "then", "share": 0.5, "actual_until": None, "case": {"costs.capex.values": {2026: 10}},
        },
        "last_year": {
            "conditions": "then", "share": 0.5, "actual_until": None, "case": {"products.power.volume": {2027: 2, 2028: 1}},
        },
        "now": {"share": 0.25, "actual_until": None},
    }  # fmt: skip
    trees["business"]["comparison"] = {
        "rate": "appraisal", "counted": "all", "order": ORDER, "conditions": {"then": "conditions/then.yaml"},
    }  # fmt: skip
    return trees


def book_of(folder: Path, trees: dict[str, Any]) -> Any:
    (folder / "conditions").mkdir(exist_ok=True)
    (folder / "conditions" / "then.yaml").write_text(demonstration_text(), encoding="utf-8")
    return written(folder, trees)


def test_nothing_is_left_and_every_factor_moves_some_project() -> None:
    found = demonstration().comparisons
    assert len(found) >= 6
    moved: set[str] = set()
    for comparison in found.values():
        for name in BRIDGES:
            bridge = getattr(comparison, name)
            for kind in ("fixed", "averaged"):
                assert bridge.residual(kind) == 0
                total = sum((step.amount for step in bridge.steps(kind)), Fraction(0))
                assert total == Fraction(bridge.values[1]) - Fraction(bridge.values[0])
                moved |= {step.factor for step in bridge.steps(kind) if step.amount != 0}
        assert comparison.since_adoption.values[0] == comparison.to_last_year.values[0]
        assert comparison.since_adoption.values[1] == comparison.over_the_year.values[1]
        assert comparison.to_last_year.values[1] == comparison.over_the_year.values[0]
    assert moved == set(FACTORS)


def test_values_and_mixtures_are_those_of_the_states_alone() -> None:
    for name in ("tsubaki-lng", "kaede-lng"):
        states = states_of_project(demonstration(), name)
        terms, project = demonstration().book.business.comparison, demonstration().book.of(name)
        assert terms is not None
        assert project.earlier is not None
        settings = BridgeSettings(
            tuple(terms.order), tuple(project.earlier.capex), tuple(project.earlier.opex), terms.counted
        )
        bridge = demonstration().comparisons[name].since_adoption
        assert bridge.values == (state_value(states[0], settings), state_value(states[2], settings))
        for mask in (1, 5, len(bridge.by_mixture) - 2):
            new = [player for at, player in enumerate(bridge.players) if mask >> at & 1]
            assert bridge.by_mixture[mask] == mixture_value(states[0], states[2], settings, new)


def test_one_change_is_one_step(tmp_path: Path) -> None:
    """Ten instead of twelve million yen of capital costs at adoption, and half the share now."""
    found = evaluate_portfolio(book_of(tmp_path, compared_trees()), demonstration_conditions()).comparisons["plain"]
    steps = {step.factor: step.amount for step in found.since_adoption.fixed}
    assert {factor for factor, amount in steps.items() if amount} == {"capex", "share"}
    grown = 1.06 ** (0.25 - 0.5)
    assert float(steps["capex"]) == pytest.approx(-2e6 * 0.5 / grown**-1, rel=1e-3)
    assert float(steps["share"]) == pytest.approx(-found.since_adoption.values[1], rel=1e-12)
    volumes = {step.factor: step.amount for step in found.over_the_year.fixed}
    assert volumes["volume"] < 0
    assert volumes["schedule"] != 0


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("project.comparison.adoption.conditions", "never", "names no condition set «never» & comparison.adoption.conditions"),
        ("project.comparison.adoption.case", {"id": "other"}, "«id» is no part of the case & comparison.adoption.case"),
        ("project.comparison.last_year.case", {"products.oil.volume": {}}, "«products.oil.volume» is no part & last_year.case"),
        ("project.comparison.adoption.case", {"costs.capex.values": {2026: -1}}, "below 0 & comparison.adoption.case"),
        ("project.comparison.adoption.case", {"costs.capex.values": {1999: 1}}, "1999 & comparison.adoption.case"),
        ("project.comparison.adoption.share", 1.5, "comparison.adoption.share"),
        ("project.comparison.adoption.shares", 1.5, "there is no such field & comparison.adoption.shares"),
        ("project.comparison.capex", [], "neither capital nor operating"),
        ("project.comparison.now", None, "comparison.now"),
        ("project.comparison.adoption.case", {"regime": "no-such-regime"}, "no-such-regime & comparison.adoption"),
        ("business.comparison.rate", "never", "never"),
        ("business.comparison.order", ORDER[1:], "«time» is left out"),
        ("business.comparison.conditions", {"then": "conditions/no.yaml"}, "does not exist & comparison.conditions.then"),
        ("business.comparison", None, "not how they are compared"),
    ],
)  # fmt: skip
def test_slips_are_named_with_file_and_field(tmp_path: Path, path: str, value: object, said: str) -> None:
    trees = compared_trees()
    *parents, last = path.split(".")
    node: Any = trees
    for name in parents:
        node = node[name]
    if value is None:
        del node[last]
    else:
        node[last] = copy.deepcopy(value)
    with pytest.raises(InputError) as caught:
        evaluate_portfolio(book_of(tmp_path, trees), demonstration_conditions())
    text = str(caught.value)
    assert "plain.yaml" in text or "business.yaml" in text
    for words in said.split(" & "):
        assert words in text


def test_the_demonstration_reads_back_as_yaml() -> None:
    for project in demonstration().book.projects:
        tree = yaml.safe_load((project.folder / project.file).read_text(encoding="utf-8"))
        assert ("comparison" in tree) == (project.id in demonstration().comparisons)
