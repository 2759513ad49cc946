"""What is uncertain of a project: estimates, delay and chance as the file states them, each drawn for itself."""

from __future__ import annotations

import math
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from sonae.core import InputError
from sonae.economics.uncertainty.risks import Delay, Draws, Estimates, Risks, load_risks, risk_draws

MANY = 20_000
CLASSES = ("exploration", "capex", "opex")
RISKS = Risks(
    volume=Estimates(low=0.7, best=1.0, high=1.5, source="drawn for the test"),
    costs={
        "capex": Estimates(low=0.8, best=1.1, high=1.3, source="x"), "other": Estimates(low=0.9, best=1.0, high=1.2, source="x"),
    },
    delay=Delay(chances=[0.5, 0.3, 0.2], source="drawn for the test"),
    chance_of_success=0.6,
    spent_before=["exploration"],
    seen_as="contingent",
)  # fmt: skip


def drawn(risks: Risks = RISKS, project: str = "a", seed: int = 9, first: int = 0, last: int = MANY) -> Draws:
    return risk_draws(project, risks, CLASSES, seed).draw(first, last)


def sure() -> Risks:
    return RISKS.model_copy(update={"chance_of_success": 1.0})


def test_low_best_and_high_are_met_where_the_normal_number_is() -> None:
    """Exceeded with chances of 90, 50 and 10 %: at the quantiles of 0.1, 0.5 and 0.9 of the normal distribution."""
    one = Estimates(low=0.5, best=1.2, high=3.0, source="x")
    tenth = 1.2815515655446004
    assert one.at(np.array([-tenth, 0.0, tenth])) == pytest.approx([0.5, 1.2, 3.0], rel=1e-14)
    below, above = one.at(np.array([-2 * tenth, 2 * tenth]))
    assert (below, above) == (pytest.approx(0.5**2 / 1.2), pytest.approx(3.0**2 / 1.2))


def test_every_number_is_drawn_for_itself() -> None:
    """Success, volume, delay and each class of costs, of two projects: no two move together, by five standard errors."""
    rows: dict[str, np.ndarray] = {}
    for project in ("a", "b"):
        found, whole = drawn(RISKS, project), drawn(sure(), project)
        rows |= {
            f"{project} success": found.success,
            f"{project} volume": whole.volume,
            f"{project} delay": whole.delay,
        }
        rows |= {f"{project} {name}": whole.costs[name] for name in CLASSES}
    for one, two in combinations(rows, 2):
        together = np.corrcoef(rows[one], rows[two])[0, 1]
        assert abs(together) < 5 / math.sqrt(MANY), (one, two)


def test_costs_that_are_not_named_have_the_spread_of_the_others() -> None:
    found = drawn(sure())
    for name, low, high in (("exploration", 0.9, 1.2), ("opex", 0.9, 1.2), ("capex", 0.8, 1.3)):
        assert (found.costs[name] > low).mean() == pytest.approx(0.9, abs=0.011)
        assert (found.costs[name] > high).mean() == pytest.approx(0.1, abs=0.011)
    named = RISKS.model_copy(update={"costs": {"capex": RISKS.costs["capex"]}})
    assert (drawn(named).costs["exploration"] == 1.0).all()


def test_a_project_is_the_same_in_any_block_and_another_with_another_seed() -> None:
    whole, part = drawn(last=300), drawn(first=100, last=200)
    assert part.volume.tobytes() == whole.volume[100:200].tobytes()
    assert part.delay.tolist() == whole.delay[100:200].tolist()
    assert all(part.costs[name].tobytes() == whole.costs[name][100:200].tobytes() for name in CLASSES)
    assert (drawn(seed=10, last=300).volume != whole.volume).any()


def test_failure_leaves_no_volume_and_only_what_is_spent_before() -> None:
    found, whole = drawn(), drawn(sure())
    failed = found.success == 0
    assert failed.any()
    assert not found.volume[failed].any()
    assert not found.costs["capex"][failed].any()
    assert found.costs["exploration"].tobytes() == whole.costs["exploration"].tobytes()
    assert found.volume[~failed].tobytes() == whole.volume[~failed].tobytes()


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_a_chance_of_nought_never_comes_and_one_of_1_always(chance: float) -> None:
    found = drawn(RISKS.model_copy(update={"chance_of_success": chance}))
    assert (found.success == chance).all()


def test_delays_come_as_often_as_they_say() -> None:
    found = drawn()
    assert [(found.delay == years).mean() for years in range(4)] == pytest.approx([0.5, 0.3, 0.2, 0.0], abs=0.018)
    late = RISKS.model_copy(update={"delay": Delay(chances=[0.0, 0.0, 1.0], source="x")})
    assert (drawn(late).delay == 2).all()


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("low: 0.7", "low: 1.7", "volume"),
        ("chance_of_success: 0.5", "chance_of_success: 1.5", "chance_of_success"),
        ("chance_of_success: 0.5\n", "", "chance_of_success"),
        ("delay: null", "delay: {chances: [0.5, 0.4], source: x}", "delay"),
        ("high: 1.4", "high: .nan", "volume.high"),
    ],
)
def test_risks_that_cannot_be_are_named_with_their_place(tmp_path: Path, old: str, new: str, field: str) -> None:
    text = (
        "volume: {low: 0.7, best: 1, high: 1.4, source: a test}\ncosts: {}\ndelay: null\nchance_of_success: 0.5\n"
        "spent_before: []\nseen_as: prospective\n"
    )
    path = tmp_path / "risks.yaml"
    path.write_text(text, encoding="utf-8")
    assert load_risks(path).chance_of_success == 0.5
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_risks(path)
    assert (refused.value.file, refused.value.field) == ("risks.yaml", field)
