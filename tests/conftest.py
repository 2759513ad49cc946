"""Fixtures: the real data pack where it is cached, and a tiny library with known shares where it need not be."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sonae.data import CURRENT, PREVIOUS, Library
from sonae.data.pack import is_cached
from sonae.supply_risk import ContainedTrade, Exposure, Policy, load_policy
from tests.tiny import tiny_library

PUBLISHED = Path(__file__).parent / "published"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    pack = is_cached(CURRENT) and is_cached(PREVIOUS)
    soak = os.environ.get("SONAE_SOAK") == "1"
    for item in items:
        if "pack" in item.keywords and not pack:
            item.add_marker(pytest.mark.skip(reason="the data packs are not cached: run «sonae data pull»"))
        if "soak" in item.keywords and not soak:
            item.add_marker(pytest.mark.skip(reason="long run: make soak"))


@pytest.fixture(autouse=True)
def _own_inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test away from what the user has imported."""
    monkeypatch.setenv("SONAE_DATA", str(tmp_path / "agency"))
    monkeypatch.delenv("SONAE_NOW", raising=False)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


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
