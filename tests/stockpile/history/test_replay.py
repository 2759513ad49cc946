"""The month loop: every tonne is where it should be, as plain Python says too."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from sonae.core import InputError
from sonae.stockpile.history import History, ReplayTerms, Window, replay
from sonae.stockpile.simulation import ImpactStep, StockRule
from tests.stockpile.history.made import COSTS, FIRST, STEPS, cases, history, material_history, plain_loop


@settings(max_examples=60)
@given(cases())
def test_the_loop_is_the_plain_loop(case: tuple[History, ReplayTerms]) -> None:
    one, terms = case
    for run, account in zip(replay(one, terms).runs, plain_loop(one, terms), strict=True):
        for name in ("need", "private", "joint", "release", "shortage", "purchase", "paid", "stock", "rotated"):
            plain = [row[name] for row in account.months]
            assert np.allclose(getattr(run, name), plain, rtol=1e-9, atol=1e-7), name
        assert run.cost == pytest.approx(account.cost, rel=1e-9, abs=1e-5)


@settings(max_examples=60)
@given(cases())
def test_every_tonne_is_balanced_and_every_limit_kept(case: tuple[History, ReplayTerms]) -> None:
    one, terms = case
    result = replay(one, terms)
    for run, item, rule in zip(result.runs, one.materials, terms.rules, strict=True):
        before = np.concatenate([[run.start], run.stock[:-1]])
        assert np.allclose(run.stock, before - run.release + run.purchase, atol=1e-9)
        assert np.allclose(run.need, run.private + run.joint + run.release + run.shortage, atol=1e-9)
        for column in (run.private, run.joint, run.release, run.shortage, run.purchase, run.stock):
            assert (column >= -1e-9).all()
        day = item.material.consumption_t_a_day
        assert (run.release <= rule.release_cap_share * item.material.consumption_t_a_month + 1e-9).all()
        assert (run.stock[run.release > 0] >= rule.tight_floor_days * day - 1e-9).all()
        assert not (run.purchase[run.need > 0] > 0).any()
        assert (run.purchase <= min(rule.purchase_cap_t, 0.05 * item.material.market_t_a_month) + 1e-9).all()
        for t in np.flatnonzero(run.purchase > 0):
            assert not (run.release[max(0, t - rule.no_repurchase_months) : t + 1] > 0).any()
            assert run.stock[t] <= rule.target_days * day + 1e-9
    if terms.budget_yen_a_year is not None:
        assert all(paid <= terms.budget_yen_a_year + 1e-6 for paid in result.spent.values())


def test_private_stock_goes_first_and_the_release_cap_leaves_the_rest_short() -> None:
    one = history(material_history([0.5, 0.5]))
    rule = StockRule(1000.0, 100.0, release_cap_share=0.25, private_days=3.0)
    run = replay(one, ReplayTerms((rule,), STEPS, COSTS)).runs[0]
    month = 10.0 * 365 / 12
    assert run.private.tolist() == pytest.approx([30.0, 0.0])
    assert run.release.tolist() == pytest.approx([month / 4, month / 4])
    assert run.shortage.tolist() == pytest.approx([month / 4 - 30.0, month / 4])


def test_a_purchase_climbs_the_price_steps_and_stops_at_the_budget() -> None:
    one = history(material_history([0.0, 0.0]))
    rule = StockRule(0.0, 100.0)
    run = replay(one, ReplayTerms((rule,), STEPS, COSTS)).runs[0]
    assert run.purchase[0] == pytest.approx(150.0)
    assert run.paid[0] == pytest.approx(60.0 * 100.0 + 90.0 * 110.0)
    run = replay(one, ReplayTerms((rule,), STEPS, COSTS, budget_yen_a_year=6_000.0 + 1_100.0)).runs[0]
    assert run.purchase.tolist() == pytest.approx([70.0, 0.0])


def test_a_fiscal_year_begins_in_april() -> None:
    window = Window(FIRST, 24)
    assert [window.fiscal_year(t) for t in (0, 2, 3, 14, 15)] == [2009, 2009, 2010, 2010, 2011]
    one = history(material_history([0.0] * 6))
    run = replay(one, ReplayTerms((StockRule(0.0, 100.0),), STEPS, COSTS, budget_yen_a_year=3_000.0)).runs[0]
    assert run.purchase.tolist() == pytest.approx([30.0, 0.0, 0.0, 30.0, 0.0, 0.0])


def test_stock_past_its_shelf_life_is_exchanged_and_starts_anew() -> None:
    one = history(material_history([0.0] * 7))
    run = replay(one, ReplayTerms((StockRule(100.0, 10.0, shelf_life_months=3),), STEPS, COSTS)).runs[0]
    assert run.rotated.tolist() == [0, 0, 100, 0, 0, 100, 0]
    assert run.rotation.sum() == pytest.approx(2 * 100.0 * 100.0 * 0.03)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"rules": ()}, "0 rules for 1 materials"),
        ({"rules": (StockRule(-1.0, 10.0),)}, "negative"),
        ({"rules": (StockRule(1.0, 10.0, minimum_days=20.0),)}, "target lies below the minimum"),
        ({"steps": (ImpactStep(0.1, 0.2), ImpactStep(0.2, 0.1))}, "price steps"),
        ({"budget_yen_a_year": -1.0}, "budget is negative"),
    ],
)
def test_terms_that_do_not_fit_are_refused(change: dict[str, object], word: str) -> None:
    terms = replace(ReplayTerms((StockRule(1.0, 10.0),), STEPS, COSTS), **change)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=word):
        replay(history(material_history([0.1])), terms)
