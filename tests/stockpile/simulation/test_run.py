"""The compiled simulation is the plain one, the plain one is the count of every tonne, and bits depend on nothing."""

from __future__ import annotations

import pickle
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from sonae.compute import Silent, ThreadExecutor
from sonae.core import Cancelled, Classification, InputError, SonaeError
from sonae.stockpile.simulation import (
    Histogram,
    ImpactStep,
    StockModel,
    StockResult,
    draw_paths,
    replay_scenario,
    result_rows,
    run_plain,
    simulate_stock,
)
from sonae.supply_risk import Policy
from tests.stockpile.models import Reading, hazards, shortage_model
from tests.stockpile.simulation.conftest import RULES
from tests.stockpile.simulation.oracle import run_scenario, shares
from tests.stockpile.simulation.stocks import stock_model

pytestmark = pytest.mark.slow

SEED = 20241231


def variants_of(model: StockModel) -> list[tuple[str, StockModel]]:
    """The model under other rules, so that every rule is at work somewhere."""
    calm = replace(model.processes, failed_tender=0.0, scarcity=0.0)
    wild = replace(model.processes, price_sigma=0.3, demand_sigma=0.1, failed_tender=0.5)
    many = tuple(ImpactStep(0.01 * k, 0.03 * k) for k in range(1, 7))
    return [
        ("as it is", model),
        ("no budget", replace(model, budgets_yen=())),
        ("no money", replace(model, budgets_yen=(0.0,) * 5)),
        ("calm", replace(model, processes=calm)),
        ("wild", replace(model, processes=wild)),
        ("six steps", replace(model, steps=many)),
        ("one step", replace(model, steps=(ImpactStep(0.5, 0.1),))),
        ("seven months", replace(model, months=7)),
        ("fifty months", replace(model, months=50)),
    ]


def close(a: np.ndarray, b: np.ndarray) -> None:
    assert np.abs(a - b).max() <= 1e-9 * max(1.0, float(np.abs(b).max()))


@pytest.mark.parametrize("number", range(9))
def test_the_plain_version_counts_every_tonne(busy_stock: StockModel, number: int) -> None:
    model = variants_of(busy_stock)[number][1]
    paths = draw_paths(model, SEED, 0, 25)
    plain = run_plain(model, paths)
    for n in range(25):
        run = run_scenario(model, paths, n)
        for (m, t), month in run.months.items():
            for name in ("release", "shortage", "purchase", "spend", "rotated", "stock"):
                got, want = getattr(plain, name)[n, m, t], getattr(month, name)
                assert got == pytest.approx(want, rel=1e-7, abs=1e-4), (name, n, m, t)
        assert plain.cost(model)[n] == pytest.approx(list(run.cost.values()), rel=1e-7, abs=1.0)
        assert {int(t) // 12 for t in np.flatnonzero(plain.binds[n].any(axis=0))} == run.felt


@pytest.mark.parametrize("number", range(9))
def test_the_kernel_is_the_plain_version(busy_stock: StockModel, number: int) -> None:
    model = variants_of(busy_stock)[number][1]
    paths = draw_paths(model, SEED, 0, 300)
    plain = run_plain(model, paths)
    result = simulate_stock(model, 300, SEED, keep=True)
    assert result.kept is not None
    months = model.costs.month_factor ** np.arange(model.months)
    close(result.kept.cost, plain.cost(model).T)
    close(result.kept.shortage_t, plain.shortage.sum(axis=2).T)
    close(result.kept.shortage_yen, (plain.shortage_yen @ months).T)
    close(result.cost[:-1], plain.cost(model).mean(axis=0))
    close(result.purchases_yen[:-1], (plain.spend @ months).mean(axis=0))
    close(result.proceeds_yen[:-1], (plain.proceeds @ months).mean(axis=0))
    close(result.holding_yen[:-1], (plain.holding @ months).mean(axis=0))
    close(result.rotation_yen[:-1], (plain.rotation @ months).mean(axis=0))
    close(result.stock_by_month, plain.stock.mean(axis=0))
    close(result.shortage_by_month, plain.shortage.mean(axis=0))
    for y in range(result.spent_by_year.shape[1]):
        year = slice(12 * y, 12 * y + 12)
        close(result.bought_by_year[:, y], plain.purchase[:, :, year].sum(axis=2).mean(axis=0))
        close(result.released_by_year[:, y], plain.release[:, :, year].sum(axis=2).mean(axis=0))
        close(result.spent_by_year[:, y], plain.spend[:, :, year].sum(axis=2).mean(axis=0))
        assert result.budget_binds[y] == plain.binds[:, :, year].any(axis=(1, 2)).mean()
    assert np.array_equal(result.run_out_by_month, (plain.shortage > 0).mean(axis=0))
    assert np.array_equal(result.run_out[:-1], (plain.shortage > 0).any(axis=2).mean(axis=0))
    assert result.run_out[-1] == (plain.shortage > 0).any(axis=(1, 2)).mean()


@pytest.mark.pack
@pytest.mark.slow
def test_the_kernel_is_the_plain_version_on_the_pack(stock_japan: StockModel) -> None:
    plain = run_plain(stock_japan, draw_paths(stock_japan, SEED, 0, 500))
    result = simulate_stock(stock_japan, 500, SEED, keep=True)
    assert result.kept is not None
    close(result.kept.cost, plain.cost(stock_japan).T)
    close(result.kept.shortage_t, plain.shortage.sum(axis=2).T)
    assert result.run_out[-1] > 0.1
    assert np.array_equal(result.run_out_by_month, (plain.shortage > 0).mean(axis=0))


def same_bits(a: StockResult, b: StockResult) -> bool:
    def bits(result: StockResult) -> list[bytes]:
        out = []
        for f in fields(result):
            value: Any = getattr(result, f.name)
            if isinstance(value, tuple) and value and isinstance(value[0], Histogram):
                out += [h.numbers.tobytes() + h.amounts.tobytes() + h.edges.tobytes() for h in value]
            else:
                out.append(value.tobytes() if isinstance(value, np.ndarray) else repr(value).encode())
        return out

    return bits(a) == bits(b)


@pytest.mark.parametrize(("threads", "block"), [(1, 1), (2, 4096), (2, 5000), (2, 100_000)])
def test_bits_do_not_depend_on_threads_or_blocks(busy_stock: StockModel, threads: int, block: int) -> None:
    whole = simulate_stock(busy_stock, 13_000, 7, executor=ThreadExecutor(1), block=20_000)
    executor = ThreadExecutor(threads)
    part = simulate_stock(busy_stock, 13_000, 7, executor=executor, block=block)
    assert executor.threads_seen == (threads if block < 13_000 else 1)
    assert same_bits(whole, part)
    assert not same_bits(whole, simulate_stock(busy_stock, 13_000, 8, block=block))


@pytest.mark.parametrize("scenarios", [1, 63, 65, 4096, 4097])
def test_any_number_of_scenarios_is_counted_once(busy_stock: StockModel, scenarios: int) -> None:
    result = simulate_stock(busy_stock, scenarios, 3, keep=True)
    assert result.kept is not None
    assert result.kept.cost.shape == (4, scenarios)
    for m in range(4):
        assert result.cost_numbers[m].numbers.sum() == scenarios
        assert result.shortage_t_numbers[m].numbers.sum() == scenarios
        assert result.cost[m] == pytest.approx(result.kept.cost[m].mean(), rel=1e-12)
        coarse = result.cost_numbers[m].edges[-1] / 16 * 2.0**-36
        assert abs(result.cost_numbers[m].amounts.sum() - result.kept.cost[m].sum()) <= coarse * scenarios
    assert (result.cover_numbers.sum(axis=2) == scenarios).all()
    part = simulate_stock(busy_stock, 1, 3, keep=True)
    assert part.kept is not None
    assert np.array_equal(result.kept.cost[:, :1], part.kept.cost)


def test_quantiles_are_right_to_within_a_bin(busy_stock: StockModel) -> None:
    result = simulate_stock(busy_stock, 20_000, 5, keep=True)
    assert result.kept is not None
    for kept, counted in (
        (result.kept.cost, result.cost_numbers), (result.kept.shortage_t, result.shortage_t_numbers),
        (result.kept.shortage_yen, result.shortage_yen_numbers),
    ):  # fmt: skip
        for m in range(4):
            for share in (0.5, 0.9, 0.99):
                quantile, cvar = shares(kept[m], share)
                assert counted[m].quantile(share) == pytest.approx(quantile, rel=1 / 60, abs=1e-6 * kept[m].max())
                assert counted[m].cvar(share) == pytest.approx(cvar, rel=2e-3, abs=1e-6 * kept[m].max())
    assert result.cost_error[0] == pytest.approx(result.kept.cost[0].std() / np.sqrt(20_000), rel=1e-3)
    plain = run_plain(busy_stock, draw_paths(busy_stock, 5, 0, 4000))
    cover = simulate_stock(busy_stock, 4000, 5).cover_quantile(0.1)
    days = plain.stock / np.asarray([[m.consumption_t_a_day] for m in busy_stock.materials])
    exact = np.quantile(days, 0.1, axis=0, method="inverted_cdf")
    assert (np.abs(cover - exact) <= result.cover_step[:, None] * 0.501 + 1e-9).all()


def test_a_scenario_is_replayed_to_the_bit(busy_stock: StockModel) -> None:
    result = simulate_stock(busy_stock, 5000, 7, keep=True)
    plain = run_plain(busy_stock, draw_paths(busy_stock, 7, 4000, 4100))
    assert result.kept is not None
    for index in (0, 4063, 4095, 4096, 4999):
        replayed = replay_scenario(busy_stock, 7, index)
        assert np.array_equal(replayed.cost, result.kept.cost[:, index])
        assert np.array_equal(replayed.shortage_yen, result.kept.shortage_yen[:, index])
        if 4000 <= index < 4100:
            for name in ("release", "shortage", "purchase", "spend", "rotated", "stock"):
                close(replayed.values[name], getattr(plain, name)[index - 4000])
    rows = list(replayed.rows())
    assert len(rows) == 4 * 60
    assert rows[61]["month"] == 2
    assert rows[61]["stock"] == replayed.values["stock"][1, 1]


def test_budgets_are_hard_in_every_scenario(busy_stock: StockModel) -> None:
    plain = run_plain(busy_stock, draw_paths(busy_stock, 3, 0, 400))
    for y, budget in enumerate(busy_stock.budgets_yen):
        spent = plain.spend[:, :, 12 * y : 12 * y + 12].sum(axis=(1, 2))
        assert spent.max() <= budget * (1 + 1e-12)
        assert spent.max() >= 0.9 * budget


def test_no_hazard_costs_only_what_is_bought_and_held(policy: Policy) -> None:
    still = shortage_model(policy, hazards({}), [Reading({"CHN": 1.0}, {"CHN": 1.0})])
    model = stock_model(still, [replace(RULES[0], start_t=9000.0, shelf_life_months=0)])
    result = simulate_stock(model, 100, 1)
    held = 9000.0 * 1000.0 * 0.03 / 12 * (model.costs.month_factor ** np.arange(60)).sum()
    assert result.cost == pytest.approx([held, held], rel=1e-12)
    assert result.run_out.tolist() == [0.0, 0.0]
    assert result.cover_by_month == pytest.approx(np.full((1, 60), 90.0))
    assert result.cover_quantile(0.01) == pytest.approx(np.full((1, 60), 90.0))
    assert result.shortage_t_numbers[0].cvar(0.9) == 0.0


def test_bad_runs_are_refused(busy_stock: StockModel, policy: Policy) -> None:
    for bad in (0, -1, 2**32):
        with pytest.raises(InputError, match="cannot be simulated"):
            simulate_stock(busy_stock, bad, 1)
    with pytest.raises(InputError, match="seed"):
        simulate_stock(busy_stock, 10, -1)
    with pytest.raises(InputError, match="block"):
        simulate_stock(busy_stock, 10, 1, block=0)
    with pytest.raises(InputError, match=r"GB of memory|memory"):
        simulate_stock(busy_stock, 100_000_000, 1, keep=True)
    with pytest.raises(InputError, match="cannot be replayed"):
        replay_scenario(busy_stock, 1, -1)
    with pytest.raises(InputError, match="price_common"):
        simulate_stock(replace(busy_stock, processes=replace(busy_stock.processes, price_common=1.5)), 10, 1)
    wild = shortage_model(policy, hazards({"CHN": {"labour": 900.0}}, months=1.0), [Reading({"CHN": 1.0}, kappa=0.0)])
    with pytest.raises(SonaeError, match="more acts than the simulation can keep"):
        simulate_stock(stock_model(wild, RULES[:1]), 10, 1)


def test_a_run_can_be_cancelled_and_counts_its_scenarios(busy_stock: StockModel) -> None:
    class Counting(Silent):
        done = 0.0

        def advance(self, amount: float) -> None:
            self.done += amount

    progress = Counting()
    simulate_stock(busy_stock, 9000, 1, progress=progress, block=4096)
    assert progress.done == 9000
    progress.cancel()
    with pytest.raises(Cancelled):
        simulate_stock(busy_stock, 9000, 1, progress=progress)


def test_the_label_of_the_model_goes_with_the_result(busy_stock: StockModel) -> None:
    secret = replace(busy_stock, classification=Classification.SECRET)
    assert simulate_stock(secret, 10, 1).classification is Classification.SECRET
    assert replay_scenario(secret, 1, 0).classification is Classification.SECRET


def test_rows_hold_plain_numbers_and_go_through_pickle(busy_stock: StockModel) -> None:
    result = pickle.loads(pickle.dumps(simulate_stock(busy_stock, 500, 1)))  # noqa: S301
    rows = result_rows(result)
    assert [row["symbol"] for row in rows] == ["S0", "S1", "S2", "S3", "all"]
    assert all(value is None or type(value) in (str, float) for row in rows for value in row.values())
    assert rows[-1]["cost_yen"] == pytest.approx(sum(row["cost_yen"] for row in rows[:-1]))
    assert rows[-1]["shortage_t"] is None
    assert rows[0]["cost_cvar_yen"] >= rows[0]["cost_yen"]
