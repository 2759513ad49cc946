"""What comes to a stock from outside: the events of the target days, and noise with the law it claims."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from sonae.compute import ThreadExecutor, key_of, philox4x32
from sonae.core import InputError, SonaeError
from sonae.stockpile.simulation import Processes, StockModel, draw_lost, draw_paths
from sonae.stockpile.simulation.noise import (
    FURTHEST,
    demand_noise,
    failed_tenders,
    log_prices,
    normals_of,
)
from sonae.stockpile.target_days import ShortageModel
from sonae.supply_risk import Policy
from tests.stockpile.models import Reading, hazards, shortage_model
from tests.stockpile.simulation.conftest import RULES
from tests.stockpile.simulation.stocks import only, stock_model

pytestmark = pytest.mark.slow


def days_of(lost: np.ndarray, shortage: ShortageModel) -> np.ndarray:
    growth = np.asarray([(1 + variant.growth) ** (np.arange(lost.shape[2]) / 12) for variant in shortage.variants[0]])
    return (lost * growth).sum(axis=2).T * shortage.policy.days.days_per_month


def test_the_events_are_those_of_the_target_days(busy_stock: StockModel) -> None:
    lost = draw_lost(busy_stock, 7, 100, 900)
    days = busy_stock.shortage.simulate(800, 7, first=100)[0]
    assert days_of(lost, busy_stock.shortage) == pytest.approx(days, rel=1e-9, abs=1e-8)
    assert (days > 0).mean() > 0.5
    assert lost.min() == 0
    assert 0.3 < lost.max() <= 1


@pytest.mark.pack
@pytest.mark.slow
def test_the_events_are_those_of_the_target_days_on_the_pack(stock_japan: StockModel) -> None:
    lost = draw_lost(stock_japan, 3, 0, 2000)
    days = stock_japan.shortage.simulate(2000, 3)[0]
    assert days_of(lost, stock_japan.shortage) == pytest.approx(days, rel=1e-9, abs=1e-8)


def test_a_scenario_is_the_same_wherever_a_span_begins(busy_stock: StockModel) -> None:
    whole = draw_paths(busy_stock, 5, 0, 300, executor=ThreadExecutor(1))
    part = draw_paths(busy_stock, 5, 210, 260)
    for name in ("lost", "demand", "need", "called", "price", "failed"):
        assert np.array_equal(getattr(whole, name)[210:260], getattr(part, name)), name


def test_a_material_is_the_same_beside_others(busy_stock: StockModel) -> None:
    alone = replace(
        busy_stock, shortage=only(busy_stock.shortage, [2]), materials=busy_stock.materials[2:3], rules=RULES[2:3]
    )
    whole, part = draw_paths(busy_stock, 5, 0, 200), draw_paths(alone, 5, 0, 200)
    for name in ("lost", "demand", "called", "price", "failed"):
        assert np.array_equal(getattr(whole, name)[:, 2], getattr(part, name)[:, 0]), name


def test_paths_are_made_of_their_parts(busy_stock: StockModel) -> None:
    paths = draw_paths(busy_stock, 9, 0, 150)
    for i, material in enumerate(busy_stock.materials):
        growth = (1 + material.growth_a_year) ** (np.arange(60) / 12)
        noise = demand_noise(busy_stock, 9, 0, 150)[:, i]
        assert paths.demand[:, i] == pytest.approx(material.consumption_t_a_month * growth * np.exp(noise), rel=1e-12)
        scarce = 1 + busy_stock.processes.scarcity * paths.lost[:, i]
        assert paths.price[:, i] == pytest.approx(
            material.price_yen_a_t * np.exp(log_prices(busy_stock, 9, 0, 150)[:, i]) * scarce, rel=1e-12
        )
    assert paths.need == pytest.approx(paths.lost * paths.demand, rel=1e-12)
    assert np.array_equal(paths.failed, failed_tenders(busy_stock, 9, 0, 150))
    assert paths.failed.mean() == pytest.approx(0.15, abs=0.01)


def test_other_stocks_give_first_and_refill_after(busy_stock: StockModel) -> None:
    """Against a month-by-month count in plain Python."""
    paths = draw_paths(busy_stock, 9, 0, 60)
    for n in range(60):
        for i, (material, rule) in enumerate(zip(busy_stock.materials, RULES, strict=True)):
            full = [rule.private_days * material.consumption_t_a_day, rule.joint_days * material.consumption_t_a_day]
            held = list(full)
            for t in range(60):
                left = float(paths.need[n, i, t])
                for k in range(2):
                    given = min(left, held[k])
                    left -= given
                    held[k] -= given
                    if paths.lost[n, i, t] == 0:
                        held[k] = min(full[k], held[k] + full[k] / rule.other_refill_months)
                assert paths.called[n, i, t] == pytest.approx(left, rel=1e-9, abs=1e-6)


def test_the_normal_numbers_have_the_normal_law() -> None:
    """All 65 536 half words at once: slices, moments, and the distance between the distribution functions."""
    halves = np.arange(2**16, dtype=np.uint32)
    z = normals_of(halves)
    up, down = z[: 2**15], z[2**15 :]
    assert np.array_equal(up, -down)
    assert np.all(np.diff(up) > 0)
    assert FURTHEST - 0.01 < up[-1] < FURTHEST
    edge = norm.ppf(0.5 + np.arange(2**15 + 1) / 2**16)
    mean_of_slice = (norm.pdf(edge[:-1]) - norm.pdf(edge[1:])) * 2**16
    assert np.abs(up - mean_of_slice).max() < 7e-4
    z = np.sort(z)
    assert z.mean() == pytest.approx(0.0, abs=1e-12)
    assert z.var() == pytest.approx(1.0, abs=1e-6)
    assert (z**4).mean() == pytest.approx(3.0, abs=0.001)
    step = np.arange(1, z.size + 1) / z.size
    distance = max(np.abs(norm.cdf(z) - step).max(), np.abs(norm.cdf(z) - step + 1 / z.size).max())
    assert distance < 2.4e-4
    assert np.exp(0.3 * z).mean() == pytest.approx(np.exp(0.045), rel=1e-5)


def test_noise_has_the_law_of_the_processes(busy_stock: StockModel) -> None:
    law = replace(busy_stock.processes, demand_persistence=0.7, price_persistence=0.9, price_common=0.4)
    model = replace(busy_stock, processes=law)
    own = replace(model, shortage=only(model.shortage, [0, 2]), materials=model.materials[0:3:2], rules=RULES[0:3:2])
    d, y = demand_noise(own, 1, 0, 20_000), log_prices(own, 1, 0, 20_000)
    for x, sigma, rho in ((d, law.demand_sigma, 0.7), (y, law.price_sigma, 0.9)):
        var = sigma**2 * (1 - rho ** (2 * np.arange(1, 61))) / (1 - rho**2)
        assert x.var(axis=0) == pytest.approx(np.broadcast_to(var, x.shape[1:]), rel=0.06)
        assert np.abs(x.mean(axis=0)).max() < 5 * np.sqrt(var.max() / 20_000)
        lag = (x[:, :, :-1] * x[:, :, 1:]).mean(axis=0) / (x[:, :, :-1] ** 2).mean(axis=0)
        assert lag == pytest.approx(np.full_like(lag, rho), abs=0.04)
    assert np.corrcoef(y[:, 0, 0], y[:, 1, 0])[0, 1] == pytest.approx(0.4, abs=0.03)
    assert np.corrcoef(d[:, 0, 0], d[:, 1, 0])[0, 1] == pytest.approx(0.0, abs=0.03)
    assert np.corrcoef(d[:, 0, 0], y[:, 0, 0])[0, 1] == pytest.approx(0.0, abs=0.03)


def test_noise_can_be_left_out(busy_stock: StockModel) -> None:
    still = replace(busy_stock, processes=Processes(demand_sigma=0.0, price_sigma=0.0, scarcity=0.0))
    paths = draw_paths(still, 1, 0, 20)
    assert np.allclose(paths.price, np.asarray([[1000.0], [2000.0], [3000.0], [4000.0]]))
    assert not paths.failed.any()


def test_no_counter_serves_two_ends(busy_stock: StockModel) -> None:
    """Words of acts and of noise at the same place of the counter differ, because their kinds differ."""
    words = [philox4x32((11, 3, 0, kind), key_of(1)) for kind in range(1, 7)]
    assert len({tuple(int(word) for word in four) for four in words}) == 6


def test_bad_spans_and_rates_out_of_reason_are_refused(busy_stock: StockModel, policy: Policy) -> None:
    for first, stop in ((-1, 4), (4, 4), (0, 2**33)):
        with pytest.raises(InputError, match="cannot be drawn"):
            draw_paths(busy_stock, 1, first, stop)
    with pytest.raises(InputError, match=r"GB of memory.*or fewer"):
        draw_paths(busy_stock, 1, 0, 10_000_000)
    wild = shortage_model(policy, hazards({"CHN": {"labour": 900.0}}, months=1.0), [Reading({"CHN": 1.0}, kappa=0.0)])
    with pytest.raises(SonaeError, match="more acts than the simulation can keep"):
        draw_lost(stock_model(wild, RULES[:1]), 1, 0, 10)
