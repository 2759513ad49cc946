"""The review of Japan 2024 from few scenarios, computed and written once; the tests that read it share a worker."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sonae.core import FixedClock
from sonae.data import Library
from sonae.documents import ReviewModel, build_review, write_review
from sonae.supply_risk import Policy

MADE = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def small_policy(policy: Policy) -> Policy:
    for path, value in (("simulation.draws", 20), ("simulation.draw_scenarios", 1_000), ("score.band_draws", 200)):
        policy = policy.with_value(path, value)
    return policy


@pytest.fixture(scope="session")
def review(pack: Library, small_policy: Policy) -> ReviewModel:
    return build_review(pack, "JPN", 2024, small_policy, scenarios=5_000, clock=FixedClock(MADE))


@pytest.fixture(scope="session")
def written(review: ReviewModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the six files."""
    folder = tmp_path_factory.mktemp("review") / "out"
    write_review(review, folder, command="sonae review --importer JPN --year 2024 --out out")
    return folder
