"""Every number of the review's JSON explains itself, and what it is made of makes it again, down to files and ledgers."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache

import pytest

from sonae.core import InputError
from sonae.portfolio.explanation import GIVEN, Explainer, Figure, number_paths
from tests.portfolio.cases.portfolios import demonstration, demonstration_review

pytestmark = pytest.mark.slow


SCENARIOS = {
    f"{head}:cases.{case}.scenario_profits_yen.{number}"
    for head in ("facts", "forward")
    for case, number in (
        ("kaede-lng-guarantee", 2),
        ("kaede-lng", 2),
        ("akane-copper", 7),
        ("nazuna-oil", 40),
        ("rindo-rare-earths-loan", 11),
    )
}
"""Scenarios that are explained down to their ledgers."""


@cache
def explainer() -> Explainer:
    return Explainer(demonstration(), demonstration_review())


@cache
def all_figures() -> dict[str, Figure]:
    """Every number of the JSON and everything that it is made of, by place."""
    found: dict[str, Figure] = {}
    waiting = [explainer().figure(path) for path, _ in number_paths(explainer().document)]
    while waiting:
        figure = waiting.pop()
        if figure.place in found:
            assert found[figure.place].value == figure.value, figure.place
            continue
        found[figure.place] = figure
        if not (figure.place in SCENARIOS or ".scenario_profits_yen." not in figure.place):
            continue  # each scenario is worked off again; two of some projects stand for all
        waiting += figure.parts
    return found


def test_every_number_of_the_json_explains_itself() -> None:
    printed = json.loads(json.dumps(explainer().document))
    paths = list(number_paths(printed))
    assert len(paths) > 4_000
    assert {path[0] for path, _ in paths} >= {
        "cases",
        "comparisons",
        "exploration",
        "joint",
        "measures",
        "views",
        "funding",
    }
    for path, value in paths:
        assert float(explainer().figure(path).value) == value, path
        assert explainer().explain(".".join(path)).value == explainer().figure(path).value


def test_the_parts_of_every_figure_make_it_again_exactly() -> None:
    figures = all_figures()
    assert len(figures) > 60_000
    opened = [
        figure
        for figure in figures.values()
        if ".scenario_profits_yen." not in figure.place or figure.place in SCENARIOS
    ]
    wrong = [figure.place for figure in opened if figure.recomputed() != figure.value]
    assert wrong == []


def test_whatever_is_given_names_a_file_a_ledger_or_a_rule() -> None:
    given = [figure for figure in all_figures().values() if figure.rule == GIVEN]
    assert all(figure.origin and not figure.parts for figure in given)
    assert all(figure.formula for figure in all_figures().values() if figure.rule != GIVEN)
    files = {project.file for project in demonstration().book.projects} | {"business.yaml", "funding.yaml"}
    named = {figure.origin.split(":")[0] for figure in given}
    assert files <= named


def test_lines_of_ledgers_are_those_of_the_ledger_and_explain_themselves() -> None:
    seen = 0
    for place, figure in all_figures().items():
        if figure.ledger is None or not place.startswith("cash:") or place.startswith(("cash:scenario_", "cash:end_")):
            continue
        scope, _, rest = place.removeprefix("cash:").partition(".ledger.")
        scenario, _, project = scope.partition(".")
        line, _, label = rest.rpartition(".")
        found = demonstration().stressed.get(scenario, demonstration().projects)[project].ledger
        assert figure.value == Fraction(float(found.line(line)[found.grid.labels().index(label)]))
        if seen % 100 == 0:
            assert f"{line} [{label}]" in figure.ledger(0)[0]
        seen += 1
    assert seen > 500


def test_fields_of_files_hold_what_is_said() -> None:
    """Numbers said to stand in the YAML of a project stand there."""
    import yaml

    trees = {}
    for project in demonstration().book.projects:
        trees[project.file] = yaml.safe_load((project.folder / project.file).read_text(encoding="utf-8"))
    checked = 0
    for figure in all_figures().values():
        file, _, path = figure.origin.partition(": ")
        if figure.rule != GIVEN or not figure.place.startswith(f"file:{file}:") or file not in trees:
            continue
        node = trees[file]
        names = path.split(".")
        for name in names:
            node = (
                node[int(name)]
                if isinstance(node, list)
                else node.get(name, node.get(int(name) if name.isdigit() else name))
            )
        value = node.toordinal() if hasattr(node, "toordinal") else Fraction(str(node))
        assert value == figure.value, figure.origin
        checked += 1
    assert checked > 300


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("cases.nowhere.rank.profit", "nothing stands at «cases.nowhere.rank.profit»"),
        ("cases.kaede-lng.rank", "no number stands at «cases.kaede-lng.rank»"),
        ("cases.kaede-lng.rank.rank", "no number stands"),
        ("cases.izumi-geothermal.rank.margin.formula", "no number stands"),
        ("cases.kuroyuri-coal.rank.recovered.reason", "nothing stands"),
        ("", "nothing stands at «»"),
    ],
)
def test_what_is_no_number_is_refused_in_a_sentence(path: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        explainer().explain(path)


def test_an_explanation_leads_from_the_rank_to_the_ledger_and_the_books() -> None:
    text = "\n".join(explainer().explain("cases.sumire-oil.rank.profit").lines(8))
    for said in (
        "44,745,122,830 yen", "第22条第1項", "Σ (received − contributed)",
        "from sumire-oil.yaml: support.equity.0.actual.2021.contributed_yen",
        "discount.funding.rate", "payout × what loans of shareholders leave of it",
        "fx, USD in JPY, mean of",
    ):  # fmt: skip
        assert said in text, said
