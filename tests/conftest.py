"""Fixtures: the real data pack where it is cached, a review of it, and a tiny library with known shares."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from sonae.core import FixedClock
from sonae.data import CURRENT, PREVIOUS, Library
from sonae.data.pack import is_cached
from sonae.supply_risk import ContainedTrade, Exposure, Policy, load_policy
from tests.tiny import tiny_library

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

    from sonae.documents import ReviewModel, StockSizes

# A busy machine is no failure, and `make test` looks at the same examples each time; `make soak` at new ones.
SOAK = os.environ.get("SONAE_SOAK") == "1"
settings.register_profile("sonae", deadline=None, derandomize=not SOAK, print_blob=True)
settings.load_profile("sonae")

PUBLISHED = Path(__file__).parent / "published"
MADE = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    pack = is_cached(CURRENT) and is_cached(PREVIOUS)
    for item in items:
        if "pack" in item.keywords and not pack:
            item.add_marker(pytest.mark.skip(reason="the data packs are not cached: run «sonae data pull»"))
        if "browser" in item.keywords and CHROMIUM is None:
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed: run «make browser»"))
        if "soak" in item.keywords and not SOAK:
            item.add_marker(pytest.mark.skip(reason="long run: make soak"))
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    """What takes longest in one piece begins first, lest a worker wait for it alone at the end."""
    if item.path.parent.name == "postgres":
        return 0
    return 1 if item.get_closest_marker("xdist_group") else 2


@pytest.fixture(autouse=True)
def _own_inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test away from what the user has imported."""
    monkeypatch.setenv("SONAE_DATA", str(tmp_path / "agency"))
    monkeypatch.delenv("SONAE_NOW", raising=False)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The one driver of browsers in a process: a second one beside it does not start."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def policy() -> Policy:
    return load_policy()


@pytest.fixture(scope="session")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The current data pack, public data only; a test that takes it is marked «pack»."""
    before = os.environ.get("SONAE_DATA")
    os.environ["SONAE_DATA"] = str(tmp_path_factory.mktemp("none"))
    yield Library.open(public_only=True)
    if before is None:
        os.environ.pop("SONAE_DATA", None)
    else:
        os.environ["SONAE_DATA"] = before


@pytest.fixture(scope="session")
def pack_trade(pack: Library, policy: Policy) -> ContainedTrade:
    return ContainedTrade(pack, policy)


@pytest.fixture(scope="session")
def pack_exposure(pack: Library, pack_trade: ContainedTrade) -> Exposure:
    return Exposure(pack, pack_trade)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A made-up library: few codes, few countries, shares that can be checked by hand."""
    return tiny_library(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def small_policy(policy: Policy) -> Policy:
    """The policy with few draws, for reviews."""
    for path, value in (("simulation.draws", 20), ("simulation.draw_scenarios", 1_000), ("score.band_draws", 200)):
        policy = policy.with_value(path, value)
    return policy


def small_stock() -> StockSizes:
    """Sizes of a stock part that takes a second or two."""
    from sonae.documents import StockSizes

    return StockSizes(
        fit_scenarios=256, search_paths=16, planning_paths=32, event_paths=32, levels_to_target=12, price_states=1,
        shortage_paths=512, curve_paths=64, curve_parts=(0.0, 0.5, 1.0),
    )  # fmt: skip


@pytest.fixture(scope="session")
def review(pack: Library, small_policy: Policy) -> ReviewModel:
    """The review of Japan 2024 from few scenarios; the tests that read it share a worker: ``xdist_group("review")``."""
    from sonae.documents import build_review

    return build_review(pack, "JPN", 2024, small_policy, scenarios=5_000, clock=FixedClock(MADE), stock=small_stock())


@pytest.fixture(scope="session")
def written(review: ReviewModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the six files of the review."""
    from sonae.documents import write_review

    folder = tmp_path_factory.mktemp("review") / "out"
    write_review(review, folder, command="sonae review --importer JPN --year 2024 --out out")
    return folder


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name long parameters by their length: what they hold may differ from process to process, and is no name for a line."""
    if isinstance(val, bytes) and len(val) > 40:
        return f"{len(val)} bytes"
    return f"{val[:40]}… {len(val)} letters" if isinstance(val, str) and len(val) > 80 else None
