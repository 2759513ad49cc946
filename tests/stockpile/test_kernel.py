"""The compiled simulation is the plain one, and its bits depend on nothing but the seed."""

from __future__ import annotations

import numpy as np
import pytest

from sonae.compute import ThreadExecutor
from sonae.core import Cancelled, SonaeError
from sonae.stockpile.target_days import ShortageModel, Situation
from sonae.stockpile.target_days.model import PAD
from sonae.stockpile.target_days.reference import draw_acts, need_of_scenario
from sonae.supply_risk import Policy
from tests.stockpile.models import Reading, hazards, shortage_model

pytestmark = pytest.mark.slow

SEED = 20241231
SIZE = 20_000


def busy_model(policy: Policy) -> ShortageModel:
    """Every part of the law at once: several acts a place, equity, growth, chokepoints, escalation, three variants."""
    draw = hazards(
        {
            "CHN": {"policy": 0.9, "labour": 0.5, "pandemic": 0.2},
            "AUS": {"weather": 1.2, "accident": 0.3},
            "ZAF": {"power": 2.0, "unrest": 0.6},
        },
        months={"policy": 30.0, "labour": 1.0, "weather": 2.0, "accident": 7.0, "power": 3.0, "unrest": 4.0},
        depth={"policy": 0.45, "weather": 0.2, "power": 0.9, "accident": 1.0},
        hit=[0.2, 0.5, 0.8, 1.0],
        chokepoint=0.15,
        escalation=2.0,
    )
    readings = [
        Reading({"CHN": 0.7, "AUS": 0.3}, {"CHN": 0.9, "ZAF": 0.1}, 0.6, mineral=0, equity={"AUS": 0.5}, growth=0.08),
        Reading({"ZAF": 0.996, "AUS": 0.004}, {"AUS": 0.5, "ZAF": 0.5}, 0.5, mineral=0, recycling=0.3),
        Reading({}, {"CHN": 1.0}, 1.0, mineral=9, substitution=0.4, growth=-0.1),
        Reading({"CHN": 0.2, "KAZ": 0.8}, {"KAZ": 1.0}, 0.5, mineral=12, equity={"CHN": 1.0, "KAZ": 0.2}),
    ]
    model = shortage_model(policy, draw, readings, under=frozenset({("M0", "CHN"), ("M9", "CHN")}))
    own = model.variants[0]
    swapped = (own[1], own[0], own[2], own[3])
    bare = tuple(Reading({"CHN": 1.0}, {"CHN": 1.0}, 0.5).variant() for _ in own)
    return model.with_variants([own, swapped, bare])


def test_equals_the_plain_simulation(policy: Policy) -> None:
    model = busy_model(policy)
    need = model.simulate(30, SEED)
    assert (need > 0).mean() > 0.5
    for scenario in range(30):
        acts = draw_acts(model, SEED, scenario)
        for v in range(3):
            for line in range(4):
                assert need[v, line, scenario] == pytest.approx(
                    need_of_scenario(model, acts, line, v), rel=1e-9, abs=1e-9
                )


@pytest.mark.parametrize("horizon", [1, 7, 24, 61])
def test_equals_the_plain_simulation_at_any_horizon(policy: Policy, horizon: int) -> None:
    model = busy_model(policy.with_value("days.horizon_months", horizon))
    need = model.simulate(40, 5)
    for scenario in range(40):
        acts = draw_acts(model, 5, scenario)
        for line in range(4):
            assert need[0, line, scenario] == pytest.approx(need_of_scenario(model, acts, line), rel=1e-9, abs=1e-9)


@pytest.mark.pack
@pytest.mark.slow
def test_equals_the_plain_simulation_on_the_pack(japan: Situation) -> None:
    model = japan.model
    need = model.simulate(25, SEED, first=1000)
    for scenario in range(25):
        acts = draw_acts(model, SEED, 1000 + scenario)
        for line in range(0, len(model.lines), 3):
            assert need[0, line, scenario] == pytest.approx(need_of_scenario(model, acts, line), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("block", [1, 37, 1000, SIZE])
def test_bits_do_not_depend_on_threads_or_blocks(policy: Policy, block: int) -> None:
    model = busy_model(policy)
    one, two = ThreadExecutor(1), ThreadExecutor(2)
    alone = model.simulate(SIZE, 7, executor=one, block=1024)
    shared = model.simulate(SIZE, 7, executor=two, block=block)
    assert one.threads_seen == 1
    assert two.threads_seen == (2 if block < SIZE else 1)
    assert alone.tobytes() == shared.tobytes()


def test_a_scenario_is_the_same_wherever_a_run_begins(policy: Policy) -> None:
    model = busy_model(policy)
    whole = model.simulate(500, 7)
    assert np.array_equal(whole[:, :, 200:], model.simulate(300, 7, first=200))


def test_another_seed_is_another_sample(policy: Policy) -> None:
    model = busy_model(policy)
    assert not np.array_equal(model.simulate(200, 1), model.simulate(200, 2))


def test_a_line_is_the_same_beside_other_lines(policy: Policy) -> None:
    model = busy_model(policy)
    alone = ShortageModel(**{**vars_of(model), "lines": model.lines[:1], "variants": ((model.variants[0][0],),)})
    assert np.array_equal(model.simulate(400, 3)[0, 0], alone.simulate(400, 3)[0, 0])


def test_no_hazard_is_no_need(policy: Policy) -> None:
    model = shortage_model(policy, hazards({}), [Reading({"CHN": 1.0}, {"CHN": 1.0})])
    assert not model.simulate(500, 1).any()


def test_rates_out_of_reason_are_refused_not_cut_off(policy: Policy) -> None:
    draw = hazards({"CHN": {"labour": 900.0}}, months=1.0)
    with pytest.raises(SonaeError, match="more acts than the simulation can keep"):
        shortage_model(policy, draw, [Reading({"CHN": 1.0}, kappa=0.0)]).simulate(10, 1)


def test_a_run_can_be_cancelled(policy: Policy) -> None:
    class Stop:
        def stage(self, name: str, total: int) -> None: ...
        def advance(self, steps: int) -> None:
            self.stopped = True

        def check(self) -> None:
            if getattr(self, "stopped", False):
                raise Cancelled("the run")

    with pytest.raises(Cancelled):
        busy_model(policy).simulate(5000, 1, progress=Stop(), block=100)


def test_nothing_is_softened_before_an_act_begins(policy: Policy) -> None:
    arrays = busy_model(policy).arrays()
    assert not arrays["soft"][:, :, :PAD].any()
    assert not arrays["ramp"][:PAD].any()


def vars_of(model: ShortageModel) -> dict[str, object]:
    return {name: getattr(model, name) for name in model.__dataclass_fields__}
