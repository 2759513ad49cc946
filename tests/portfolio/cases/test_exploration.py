"""Projects in exploration as decision trees: values, chances and weighed cash once more by hand, and slips with file and field."""

from __future__ import annotations

import copy
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sonae.core import InputError
from sonae.economics.conditions import demonstration_conditions
from sonae.economics.uncertainty import ProjectUnderRisk, scenario_values, simulate_projects
from sonae.portfolio.cases import Exploration, evaluate_portfolio
from sonae.portfolio.cases.instruments import cash_of, rows_of
from sonae.portfolio.review import review_settings
from tests.portfolio.cases.portfolios import demonstration, demonstration_review, plain_trees, written

pytestmark = pytest.mark.slow


def tree_of(name: str) -> Exploration:
    return demonstration().exploration[name]


def mean_of(found: Exploration, volume: str | None, *spent: tuple[str, int]) -> Fraction:
    end = next(end for leaf, end in found.ends.items() if leaf.volume == volume and leaf.spent == frozenset(spent))
    assert len(end.values) == 96
    return sum(map(Fraction, end.values), Fraction(0)) / 96


def test_the_block_by_hand() -> None:
    found = tree_of("nazuna-oil")
    well, both = ("exploration", 2026), (("exploration", 2026), ("exploration", 2027))
    small, medium, large = (mean_of(found, volume, *both) for volume in ("low", "best", "high"))
    dry, left, nothing = mean_of(found, None, well), mean_of(found, None, *both), mean_of(found, None)
    size = (
        Fraction("0.45") * max(small, left) + Fraction("0.35") * max(medium, left) + Fraction("0.2") * max(large, left)
    )
    emv = max(Fraction("0.6") * dry + Fraction("0.4") * max(size, dry), nothing)
    assert found.emv == emv
    on = Fraction("0.45") * small + Fraction("0.35") * medium + Fraction("0.2") * large
    assert found.committed == Fraction("0.6") * dry + Fraction("0.4") * on
    assert found.value_of_stopping == emv - found.committed > 0
    assert (
        found.rolled.success == Fraction("0.22") == Fraction(demonstration().book.of("nazuna-oil").agency.chance or 0)
    )
    assert found.risk_capital == -left
    assert small < left < dry < 0 < medium < large


def test_a_hopeless_test_is_dropped_and_counts_nothing() -> None:
    found = tree_of("yuge-geothermal")
    assert found.rolled.choice == "drop"
    assert found.rolled.success == 0
    assert float(found.emv) == pytest.approx(0, abs=1e-6)
    assert found.committed < -100


def test_the_forecast_is_weighed_with_the_chances_of_the_ends() -> None:
    found = tree_of("nazuna-oil")
    sums: dict[int, list[Fraction]] = {}
    for node in found.rolled.nodes():
        if node.leaf is None:
            continue
        end = found.ends[node.leaf].found
        (views,) = rows_of(end.project, end.view).values()
        for row in cash_of([row for view in views for row in view.expected]):
            year = sums.setdefault(row.fiscal_year, [Fraction(0), Fraction(0)])
            year[0] += node.probability * row.contributed_yen
            year[1] += node.probability * row.received_yen
    for cash in found.weighted["nazuna-oil"]:
        assert abs(cash.contributed_yen - sums[cash.fiscal_year][0]) <= Fraction(1, 2)
        assert abs(cash.received_yen - sums[cash.fiscal_year][1]) <= Fraction(1, 2)
    case = next(case for case in demonstration().facts.cases if case.id == "nazuna-oil")
    assert case.chance_weighted == found.weighted["nazuna-oil"]
    carried = sum(position.yen for position in case.positions)
    since = sum(row.received_yen - row.contributed_yen for row in case.actual if row.fiscal_year == 2026)
    to_come = sum(row.received_yen - row.contributed_yen for row in case.chance_weighted or ())
    profit = next(item.profit for item in demonstration_review().pdr.projects if item.case == "nazuna-oil")
    assert profit.value == to_come + since - carried


def test_outlays_in_full_where_the_setting_says_so() -> None:
    settings = review_settings({"pdr": {"chance_weighs": {"value": "receipts", "source": "chosen for the test"}}})
    from sonae.portfolio.review import review_portfolio

    review = review_portfolio(demonstration().facts, settings)
    case = next(case for case in demonstration().facts.cases if case.id == "nazuna-oil")
    profit = next(item.profit for item in review.pdr.projects if item.case == "nazuna-oil")
    plain = next(item.profit for item in demonstration_review().pdr.projects if item.case == "nazuna-oil")
    outlays = sum(row.contributed_yen for row in case.expected or ()) - sum(
        row.contributed_yen for row in case.chance_weighted or ()
    )
    assert plain.exact - profit.exact == outlays


def test_values_without_a_past_are_those_of_the_simulation() -> None:
    conditions, found = demonstration_conditions(), demonstration().of("kaede-lng")
    project = ProjectUnderRisk(found.ledger, found.project.risks, 0.09, "contractor")
    simulated = simulate_projects([project], conditions, 64, 7, rate="appraisal", engine="readable")
    values = scenario_values(project, conditions, 7, 0, 64, rate="appraisal", certain_until=None)
    assert values == pytest.approx(simulated.value[0], rel=1e-9)
    parts = [
        scenario_values(project, conditions, 7, a, b, rate="appraisal", certain_until=2025)
        for a, b in ((0, 10), (10, 64))
    ]
    whole = scenario_values(project, conditions, 7, 0, 64, rate="appraisal", certain_until=2025)
    assert [*parts[0], *parts[1]] == list(whole)


TREE: dict[str, Any] = {
    "share": 0.5, "rate": "appraisal", "source": "made up", "root": "start",
    "nodes": {
        "start": {
            "kind": "decision", "go_on": "build",
            "options": {"build": {"spends": {"capex": [2026]}, "next": "luck"}, "drop": {"spends": {}, "next": "stop"}},
        },
        "luck": {
            "kind": "chance", "source": "made up",
            "branches": [
                {"name": "good", "probability": "1/3", "next": "develop"}, {"name": "bad", "probability": "2/3", "next": "stop"},
            ],
        },
        "develop": {"kind": "develop", "volume": "best"},
        "stop": {"kind": "stop"},
    },
}  # fmt: skip
RISKS: dict[str, Any] = {
    "volume": {"low": 0.5, "best": 1, "high": 2, "source": "made up"}, "costs": {}, "delay": None, "chance_of_success": 1,
    "spent_before": [], "seen_as": "contingent",
}  # fmt: skip


def trees_with() -> dict[str, Any]:
    trees = plain_trees()
    trees["project"] |= copy.deepcopy({"exploration": TREE, "risks": RISKS})
    return trees


def test_a_plain_tree_under_the_decks(tmp_path: Path) -> None:
    """Twelve million yen of capital costs in 2026, 24 million a year in 2027 and 2028, mid-year, from April 2026 at 6 %."""
    found = evaluate_portfolio(written(tmp_path, trees_with()), demonstration_conditions()).exploration["plain"]
    grown = [1.06 ** -(0.25 + years) for years in range(3)]
    lost = -12e6 * 0.5 * grown[0]
    won = lost + 0.5 * (24e6 * grown[1] + 24e6 * grown[2])
    assert float(found.emv) == pytest.approx(won / 3 + lost * 2 / 3, rel=2e-3)
    assert found.rolled.success == Fraction(1, 3)
    assert float(found.risk_capital) == pytest.approx(-lost, rel=2e-3)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("exploration.nodes.luck.branches", TREE["nodes"]["luck"]["branches"][:1], "exploration.nodes.luck"),
        ("exploration.nodes.luck.branches.0.probability", 0.5, "add up to 1.166666667, not to 1"),
        ("exploration.nodes.luck.branches.0.probability", "often", "a share is a number"),
        ("exploration.nodes.luck.branches.0.next", "start", "form a cycle"),
        ("exploration.nodes.luck.branches.0.next", "nowhere", "which is none of the nodes"),
        ("exploration.root", "nowhere", "the root «nowhere»"),
        ("exploration.rate", "never", "exploration.rate"),
        ("exploration.nodes.start.options.build.spends", {"wells": [2026]}, "«wells», which is no class of costs"),
        ("exploration.nodes.start.options.build.spends", {"capex": [2027]}, "«capex» of 2027, of which the case has none"),
        ("exploration.nodes.develop.volume", "huge", "exploration.nodes.develop"),
        ("exploration.nodes.start.go_on", "fly", "«fly» is none of the options"),
        ("exploration.colour", "red", "exploration.colour"),
        ("risks.volume", None, "risks.volume"),
        ("risks.costs", {"wells": RISKS["volume"]}, "no costs «wells»"),
    ],
)  # fmt: skip
def test_slips_are_named_with_file_and_field(tmp_path: Path, path: str, value: object, said: str) -> None:
    trees = trees_with()
    *parents, last = path.split(".")
    node: Any = trees["project"]
    for name in parents:
        node = node[int(name)] if isinstance(node, list) else node[name]
    node[last] = copy.deepcopy(value)
    with pytest.raises(InputError) as caught:
        evaluate_portfolio(written(tmp_path, trees), demonstration_conditions())
    assert "plain.yaml" in str(caught.value)
    assert said in str(caught.value)
