"""Depth from trade: acts planted in the real exports are found again, and acts that cut nothing are not."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from scipy.stats import beta

from sonae.data import Act, Library
from sonae.supply_risk import ContainedTrade, Exposure, HazardModel, Policy, depths, fit_hazards
from sonae.supply_risk.depths import DEPTHS, depth_posterior, read_depths

DAY = dt.date(2024, 12, 31)


@pytest.fixture(scope="module")
def japan(pack: Library, pack_exposure: Exposure, policy: Policy) -> HazardModel:
    return fit_hazards(pack, pack_exposure, "JPN", DAY, policy)


def planted(
    pack: Library, trade: ContainedTrade, real: HazardModel, depth: float, spread: float | None, seed: int
) -> tuple[depths._Book, list[Act]]:
    """Eighty acts of 3 to 30 months where none struck, and the exports they leave; ``spread`` is ν of their depths."""
    rng = np.random.default_rng(seed)
    book = depths._Book(trade)
    book.exports = book.exports.copy()
    symbol = {name: mineral.symbol for mineral in pack.minerals.register.values() for name in mineral.materials}
    materials = {mineral.symbol: mineral.materials for mineral in pack.minerals.register.values()}
    free = book.usable & ~book.struck(real.acts, materials, 2024)
    names, lands = list(book.materials), list(book.lands)
    cases = [case for case in np.argwhere(free[:, :, 5:-4]) if len(materials[symbol[names[case[0]]]]) == 1]
    acts = []
    for number, (m, c, y) in enumerate(rng.permutation(np.asarray(cases))[:80]):
        start = dt.date(book.first + int(y) + 5, 1, 1) + dt.timedelta(int(rng.integers(0, 270)))
        act = Act(
            id=f"fake-{number}", start=start, end=start + dt.timedelta(int(rng.integers(95, 900))), place_type="country",
            place=lands[c], destinations=frozenset(), minerals=frozenset({symbol[names[m]]}), cause="policy",
            instrument="export_ban", depth_observed=None, confidence="seen", note="", source="test",
        )  # fmt: skip
        own = depth if spread is None else beta.rvs(depth * spread, (1 - depth) * spread, random_state=rng)
        parts = depths._parts(act, 2024)
        book.exports[m, c, y + 5 : y + 5 + parts.size] *= 1 - own * parts
        acts.append(act)
    return book, acts


@pytest.mark.pack
@pytest.mark.parametrize("depth", [0.0, 0.3, 0.6])
@pytest.mark.slow
def test_planted_depths_are_found_again(
    pack: Library,
    pack_exposure: Exposure,
    pack_trade: ContainedTrade,
    policy: Policy,
    japan: HazardModel,
    monkeypatch: pytest.MonkeyPatch,
    depth: float,
) -> None:
    """Single depths scatter as the simulation draws them; the prior says 0.25 in all cases."""
    spread = None if depth == 0 else policy.depth.concentration
    means = []
    for seed in (1, 2, 3):
        book, acts = planted(pack, pack_trade, japan, depth, spread, seed)
        monkeypatch.setattr(depths, "_book", lambda trade, book=book: book)
        readings = read_depths(pack, pack_exposure, acts, DAY, policy.depth.concentration)
        assert len(readings) > 60
        posterior = depth_posterior(0.25, policy.depth.strength, readings)
        mean = float(posterior @ DEPTHS)
        deviation = float(np.sqrt(posterior @ DEPTHS**2 - mean**2))
        assert abs(mean - depth) < 2.5 * deviation
        means.append(mean)
    assert np.mean(means) == pytest.approx(depth, abs=0.1 if depth == 0 else 0.05)


def test_without_readings_the_prior_stands(policy: Policy) -> None:
    for mean in (0.1, 0.35, 0.8):
        posterior = depth_posterior(mean, 8.0, [])
        assert posterior.sum() == pytest.approx(1.0)
        assert posterior @ DEPTHS == pytest.approx(mean, abs=0.01)
        assert posterior @ DEPTHS**2 - mean**2 == pytest.approx(mean * (1 - mean) / 9, rel=0.2)


def test_a_short_act_says_less_than_a_long_one() -> None:
    """The same fall under wider noise leaves the likelihood flatter."""
    errors = np.random.default_rng(0).normal(0, 0.4, 5000)
    spans = []
    for width in (1.0, 4.0):
        likelihood = depths._mixture(1.5) @ depths._likelihood(depths._density(errors * width), 0.7, np.ones(1))
        spans.append(np.log(likelihood).max() - np.log(likelihood).min())
    assert spans[0] > 2 * spans[1]


@pytest.mark.parametrize("fall", [-30.0, -9.0, 9.5])
def test_a_fall_beyond_all_noise_tells_nothing(fall: float) -> None:
    errors = np.random.default_rng(0).normal(0, 0.3, 5000)
    cells = depths._at(depths._density(errors), fall - depths._cells())
    assert np.ptp(np.log(depths._mixture(1.5) @ cells)) < 0.05


@pytest.mark.pack
def test_only_acts_that_show_are_read(japan: HazardModel) -> None:
    by_id = {reading.act.id: reading for reading in japan.depth_readings}
    assert min(by_id["IDN-2014-01-12"].falls) > 0.5, "the ore ban of 2014 stopped most of Indonesia's ore"
    assert max(by_id["COD-2022-07-15"].falls) < 0.3, "Tenke's dispute left exports nearly where they were"
    assert by_id["TUN-2011-01-29"].stated
    short = [one.act for one in japan.depth_readings if one.act.end and not one.stated]
    assert all((act.end - act.start).days >= 80 for act in short if act.end)


def test_a_depth_that_the_log_states_is_taken(policy: Policy) -> None:
    low, high = (depths._stated(value, 1.5) for value in (0.05, 0.95))
    assert DEPTHS[low.argmax()] < 0.3
    assert DEPTHS[high.argmax()] > 0.7
