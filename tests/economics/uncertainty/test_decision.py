"""Decision trees against every strategy written out, and what a tree may not be."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sonae.economics.uncertainty import Chance, Decision, DecisionTree, Leaf, Rolled, leaves, roll_back

HEAD = {"share": 0.5, "rate": "appraisal", "source": "made up"}


def tree_of(nodes: dict[str, Any], root: str = "a") -> DecisionTree:
    return DecisionTree.model_validate({**HEAD, "root": root, "nodes": nodes})


def stop() -> dict[str, Any]:
    return {"kind": "stop"}


def decision(**options: tuple[dict[str, list[int]], str]) -> dict[str, Any]:
    told = {name: {"spends": spends, "next": after} for name, (spends, after) in options.items()}
    return {"kind": "decision", "options": told, "go_on": next(iter(told))}


def chance(**branches: tuple[object, str]) -> dict[str, Any]:
    told = [{"name": name, "probability": p, "next": after} for name, (p, after) in branches.items()]
    return {"kind": "chance", "source": "made up", "branches": told}


WELL = {
    "a": decision(drill=({"exploration": [2026]}, "well"), drop=({}, "end")),
    "well": chance(dry=(0.75, "end"), found=("1/4", "appraise")),
    "appraise": decision(appraise=({"appraisal": [2027]}, "size"), drop=({}, "end"), develop=({}, "blind")),
    "size": chance(small=(0.5, "choose_small"), large=(0.5, "choose_large")),
    "choose_small": decision(develop=({}, "small"), drop=({}, "end")),
    "choose_large": decision(develop=({}, "large"), drop=({}, "end")),
    "small": {"kind": "develop", "volume": "low"},
    "large": {"kind": "develop", "volume": "high"},
    "blind": {"kind": "develop", "volume": "estimates"},
    "end": stop(),
}


def well_value(leaf: Leaf) -> Fraction:
    spent = -10 * len(leaf.spent)
    return Fraction(spent + {None: 0, "low": -60, "high": 400, "estimates": 160}[leaf.volume])


def test_a_well_by_hand() -> None:
    tree = tree_of(WELL)
    rolled = roll_back(tree, well_value)
    found = {node.path: node for node in rolled.nodes()}
    # Appraise: half of −20 (drop the small) and half of 380; developing blind 150; drop −10.
    assert found["a/drill/well/found/appraise"].value == 180
    assert rolled.value == Fraction(3, 4) * -10 + Fraction(1, 4) * 180
    assert rolled.choice == "drill"
    assert rolled.success == Fraction(1, 8)
    assert rolled.committed(tree) == Fraction(3, 4) * -10 + Fraction(1, 4) * (Fraction(-80 + 380, 2))
    assert found["a/drill/well/found/appraise/appraise/size/small/choose_small"].choice == "drop"
    assert sum(node.probability for node in rolled.nodes() if node.leaf) == 1
    assert {leaf.volume for leaf in leaves(tree)} == {None, "low", "high", "estimates"}
    assert tree.listed == {("exploration", 2026), ("appraisal", 2027)}


def strategies_of(rolled: Rolled) -> list[str]:
    return [node.path for node in rolled.nodes() if node.kind == "decision"]


def value_under(rolled: Rolled, choice: dict[str, str]) -> Fraction:
    if rolled.kind == "decision":
        return next(value_under(below, choice) for name, _, below in rolled.edges if name == choice[rolled.path])
    if rolled.kind == "chance":
        return sum((p * value_under(below, choice) for _, p, below in rolled.edges if p is not None), Fraction(0))
    return rolled.value


@st.composite
def random_trees(draw: st.DrawFn) -> tuple[DecisionTree, dict[str, Fraction]]:
    """Trees of up to four levels; the value of an end hangs on its name."""
    nodes: dict[str, Any] = {}
    values: dict[str, Fraction] = {}

    def make(depth: int) -> str:
        name = f"n{len(nodes)}"
        nodes[name] = stop()
        kind = draw(
            st.sampled_from(["decision", "chance"] if depth == 0 else ["decision", "chance", "develop", "stop"])
        )
        if depth == 4 or kind in ("develop", "stop"):
            # The cost class carries the name of the end, so that each has a value of its own.
            values[name] = Fraction(draw(st.integers(-50, 50)))
            return name
        if kind == "decision":
            ends = [make(depth + 1) for _ in range(draw(st.integers(2, 3)))]
            nodes[name] = decision(**{f"o{at}": ({f"c_{end}": [2026]}, end) for at, end in enumerate(ends)})
        else:
            weights = draw(st.lists(st.integers(1, 9), min_size=2, max_size=3))
            ends = [make(depth + 1) for _ in weights]
            total = sum(weights)
            nodes[name] = chance(
                **{f"b{at}": (f"{w}/{total}", end) for at, (w, end) in enumerate(zip(weights, ends, strict=True))}
            )
        return name

    return tree_of(nodes, make(0)), values


@settings(max_examples=60, deadline=None)
@given(random_trees())
def test_rolling_back_is_the_best_of_all_strategies(drawn: tuple[DecisionTree, dict[str, Fraction]]) -> None:
    tree, values = drawn
    seen: list[Leaf] = []

    def value_of(leaf: Leaf) -> Fraction:
        seen.append(leaf)
        return values[list(values)[len(seen) - 1]]

    rolled = roll_back(tree, value_of)
    places = strategies_of(rolled)
    options = [
        list(dict.fromkeys(name for name, _, _ in node.edges)) for node in rolled.nodes() if node.kind == "decision"
    ]
    if len(list(itertools.islice(itertools.product(*options), 3000))) == 3000:
        return
    every = [value_under(rolled, dict(zip(places, chosen, strict=True))) for chosen in itertools.product(*options)]
    assert rolled.value == max(every)
    assert sum((node.probability for node in rolled.nodes() if node.leaf), Fraction(0)) == 1
    assert rolled.committed(tree) <= rolled.value
    best = {node.path: str(node.choice) for node in rolled.nodes() if node.kind == "decision"}
    assert value_under(rolled, best) == rolled.value


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"well": chance(dry=(0.7, "end"), found=(0.25, "appraise"))}, "add up to 0.95, not to 1"),
        ({"blind": decision(again=({}, "a"), drop=({}, "end"))}, "form a cycle"),
        ({"size": chance(small=(0.5, "nowhere"), large=(0.5, "large"))}, "«size» leads to «nowhere»"),
        ({"lost": stop()}, "no way leads to the node «lost»"),
        ({"a": {**WELL["a"], "go_on": "fly"}}, "«fly» is none of the options"),
        ({"appraise": decision(appraise=({"exploration": [2026]}, "size"), drop=({}, "blind"))}, "is spent on the way already"),
        ({"end": {"kind": "sleep"}}, "state its kind"),
        ({"well": chance(dry=(1.5, "end"), found=(-0.5, "appraise"))}, "between 0 and 1"),
    ],
)  # fmt: skip
def test_trees_that_do_not_hang_together_are_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        tree_of(WELL | change)


def test_nodes_are_read_in_the_form_of_their_kind() -> None:
    tree = tree_of(WELL)
    assert isinstance(tree.nodes["a"], Decision)
    assert isinstance(tree.nodes["well"], Chance)
    assert tree.nodes["well"].branches[1].probability == Fraction(1, 4)
