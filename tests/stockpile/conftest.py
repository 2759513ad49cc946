"""Japan in 2024 on the real pack, and its days from few scenarios; made once."""

from __future__ import annotations

import pytest

from sonae.data import Library
from sonae.stockpile.target_days import DaysReview, Situation, propose_days, situation_of
from sonae.supply_risk import ContainedTrade, Exposure, Policy


@pytest.fixture(scope="session")
def japan(pack: Library, policy: Policy, pack_trade: ContainedTrade, pack_exposure: Exposure) -> Situation:
    return situation_of(pack, "JPN", 2024, policy, trade=pack_trade, exposure=pack_exposure)


@pytest.fixture(scope="session")
def quick_policy(policy: Policy) -> Policy:
    """The policy with runs small enough for a test."""
    for path, value in (
        ("simulation.scenarios", 20_000),
        ("simulation.draws", 30),
        ("simulation.draw_scenarios", 2_000),
    ):
        policy = policy.with_value(path, value)
    return policy


@pytest.fixture(scope="session")
def quick_japan(pack: Library, quick_policy: Policy, pack_trade: ContainedTrade, pack_exposure: Exposure) -> Situation:
    return situation_of(pack, "JPN", 2024, quick_policy, trade=pack_trade, exposure=pack_exposure)


@pytest.fixture(scope="session")
def quick_days(quick_japan: Situation) -> DaysReview:
    return propose_days(quick_japan)
