"""What must hold of every trained policy: bounds below paths, seeds, checks of the solver, slips."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import InputError
from sonae.stockpile.multistage import MultistagePolicy, Node, Noise, PolicyGraph, Risk, Stopping
from sonae.stockpile.multistage import subproblem as subproblem_module
from tests.stockpile.multistage import problems

pytestmark = pytest.mark.slow


def test_simulated_paths_cost_what_the_bound_says() -> None:
    policy = MultistagePolicy(problems.first_steps())
    bound = policy.train(Stopping(passes=40), 1)
    found = policy.simulate(400, 2)
    assert abs(found.mean - bound) < 2 * found.half_width
    assert found.cut_off == 0
    # A policy without cuts empties the reservoir at once and costs clearly more.
    naive = MultistagePolicy(problems.first_steps()).simulate(400, 2)
    assert naive.mean - naive.half_width > bound


def test_the_same_seed_gives_the_same_bits() -> None:
    runs = []
    for seed in (1, 1, 2):
        policy = MultistagePolicy(problems.markov_uncertainty())
        policy.train(Stopping(passes=6), seed)
        runs.append((policy.bounds, policy.simulate(20, 5).costs.tobytes()))
    assert runs[0] == runs[1]
    assert runs[0] != runs[2]


def test_training_in_two_parts_is_training_at_once() -> None:
    whole, parts = (
        MultistagePolicy(problems.objective_uncertainty()),
        MultistagePolicy(problems.objective_uncertainty()),
    )
    whole.train(Stopping(passes=12), 3)
    parts.train(Stopping(passes=5), 3)
    parts.train(Stopping(passes=7), 3)
    assert parts.bounds == whole.bounds
    all_paths = whole.simulate(10, 4).costs
    assert (whole.simulate(4, 4, first=6).costs == all_paths[6:]).all()


def test_it_stops_when_the_bound_stalls() -> None:
    policy = MultistagePolicy(problems.hydro_valley(markov=False, inflow=False))
    policy.train(Stopping(passes=500, over=5), 1)
    assert 5 < len(policy.bounds) < 30


def test_long_paths_are_broken_off_and_counted() -> None:
    policy = MultistagePolicy(problems.infinite_hydro_thermal())
    found = policy.simulate(30, 1, longest_path=2)
    assert 0 < found.cut_off <= 30


chances = st.lists(st.floats(0.01, 1), min_size=1, max_size=6).map(lambda c: np.asarray(c) / sum(c))


@given(chances, st.data(), st.floats(0, 1), st.just(0.0) | st.floats(1e-3, 1))
def test_the_risk_weights_are_the_worst_case_of_the_measure(
    c: np.ndarray, data: st.DataObject, weight: float, tail: float
) -> None:
    costs = np.asarray(data.draw(st.lists(st.floats(-10, 10), min_size=c.size, max_size=c.size)))
    weights = Risk(weight, tail).weights(c, costs)
    assert weights.sum() == pytest.approx(1.0)
    assert (weights >= -1e-12).all()
    if tail == 0:
        assert weights @ costs == pytest.approx(weight * (c @ costs) + (1 - weight) * costs.max(), abs=1e-9)
    else:  # Rockafellar and Uryasev: the least over the level η is reached at one of the costs
        tail_mean = min(level + (c @ np.maximum(costs - level, 0)) / tail for level in costs)
        assert weights @ costs == pytest.approx(weight * (c @ costs) + (1 - weight) * tail_mean, abs=1e-7)


def simple(**change: object) -> Node:
    parts: dict[str, object] = {
        "states": 1, "cost": np.asarray([0.0, 1.0]), "lower": np.zeros(2), "upper": np.ones(2),
        "matrix": np.asarray([[-1.0, 1.0]]), "row_lower": np.zeros(1), "row_upper": np.zeros(1), "bound": 0.0,
    }  # fmt: skip
    return Node(**(parts | change))  # type: ignore[arg-type]


def test_a_wrong_answer_of_the_solver_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = MultistagePolicy(problems.first_steps())
    program = policy.programs[0]
    program.solve(np.asarray([200.0]), 0)
    monkeypatch.setattr(subproblem_module, "CHECK_TOLERANCE", -1.0)
    with pytest.raises(InputError, match="does not stand the check"):
        program.solve(np.asarray([200.0]), 0)
    monkeypatch.undo()
    program.matrix[0, 3] = 2.0  # what the check knows is another program than what the solver solved
    with pytest.raises(InputError, match="does not stand the check"):
        program.solve(np.asarray([200.0]), 0)


def test_noise_leaves_no_trace() -> None:
    """An outcome that touches a row must not be seen in one that does not."""
    one = simple(
        row_lower=np.asarray([-1.0]),
        row_upper=np.asarray([1.0]),
        noises=(Noise(0.5, rows=((0, 0.5, 1.0),)), Noise(0.5)),
    )
    policy = MultistagePolicy(PolicyGraph({0: one}, {}, ((0, 1.0),), np.asarray([0.25])))
    program = policy.programs[0]
    assert [program.solve(np.asarray([0.25]), w)[0] for w in (1, 0, 1)] == pytest.approx([0.0, 0.75, 0.0])


def test_slips_are_named() -> None:
    graph = problems.markov_uncertainty()
    slips = [
        (lambda: replace(graph, arcs={(0, 0): (((1, 0), 0.9), ((1, 1), 0.2))}), "sum to 1.1"),
        (lambda: replace(graph, arcs={(0, 0): (((9, 9), 1.0),)}), "which is no node"),
        (lambda: replace(graph, root=(((0, 0), 0.5),)), "first node do not sum to 1"),
        (lambda: replace(graph, start=np.zeros(2)), "same states"),
        (lambda: PolicyGraph({0: simple()}, {0: ((0, 1.0),)}, ((0, 1.0),), np.zeros(1)), "never left"),
        (lambda: PolicyGraph({0: simple(bound=None)}, {0: ((0, 0.9),)}, ((0, 1.0),), np.zeros(1)), "no bound"),
        (lambda: simple(noises=(Noise(0.7),)), "noise sum to 0.7"),
        (lambda: simple(noises=(Noise(1.0, rows=((3, 0, 0),)),)), "not there"),
        (lambda: simple(noises=(Noise(1.0, bounds=((0, 0, 0),)),)), "incoming state"),
        (lambda: simple(cost=np.asarray([0.0, np.nan])), "no number"),
        (lambda: simple(lower=np.zeros(3)), "the shape is"),
        (lambda: simple(states=2), "2 states do not fit"),
        (lambda: Risk(1.5, 0.1), "outside 0 to 1"),
        (lambda: Stopping(passes=0), "1 or more"),
    ]
    for make, said in slips:
        with pytest.raises(InputError, match=said):
            make()
    stuck = MultistagePolicy(PolicyGraph({0: simple()}, {}, ((0, 1.0),), np.asarray([3.0])))
    with pytest.raises(InputError, match="node «0»: the program is infeasible"):
        stuck.simulate(1, 1)
