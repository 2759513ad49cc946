"""Doubtful flows are told, the basis of the consumption is told, and an importer without imports is told the truth."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from sonae.core import Reason
from sonae.data import Library
from sonae.documents.words import reason
from sonae.supply_risk import ContainedTrade, Policy, supply_picture, unseen_reason
from sonae.supply_risk.flows import DEAR
from tests.tiny import steady_flows, tiny_library


def test_a_dear_flow_is_told_and_used_as_recorded(tmp_path: Path, policy: Policy) -> None:
    flows = [*steady_flows(), (2024, 810600, "CAN", "JPN", 2.0, 900.0), (2016, 810600, "CAN", "JPN", 2.0, 900.0)]
    library = tiny_library(tmp_path, flows=flows)
    trade = ContainedTrade(library, policy)
    assert trade.flows.filter(pl.col("mark") == DEAR).height == 2
    (note,) = supply_picture(library, "JPN", 2024, policy, trade=trade).materials["Bi"].flows
    assert (note.kind, note.year, note.code, note.exporter) == ("dear", 2024, 810600, "CAN")
    assert note.recorded_t == note.used_t == 2.0
    assert note.unit_ratio == pytest.approx(45.0)
    assert note.share_recorded == pytest.approx(2 / 1002)


def test_the_basis_of_the_consumption_can_be_said_in_japanese(
    tmp_path: Path, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    exports = [(year, 810600, "JPN", "DEU", 5_000.0, 50_000.0) for year in range(2020, 2025)]
    library = tiny_library(tmp_path, flows=[*steady_flows(), *exports])
    seen = supply_picture(library, "JPN", 2024, policy).materials
    bases = {name: seen[name].consumption_basis for name in ("W", "Bi", "Ga")}
    for basis in bases.values():
        assert isinstance(basis, Reason)
        assert reason(basis, "ja") != basis
    assert bases["Bi"].code == "consumption_imports"
    assert seen["Bi"].consumption.value == pytest.approx(seen["Bi"].imports_t)
    assert bases["Ga"].code == "consumption_unseen"

    said = {"tonnes": 1234.0, "year": 2023}
    monkeypatch.setattr("sonae.supply_risk.supply.latest_figure", lambda *_, **__: said)
    told = supply_picture(library, "JPN", 2024, policy).materials["Bi"]
    assert told.consumption.value == 1234.0
    assert told.consumption_basis == "the agency's figure for 2023"
    assert reason(told.consumption_basis, "ja") == "機構の数値（2023年）"


def test_an_importer_without_imports_is_not_told_that_production_cannot_be_seen(tiny: Library, policy: Policy) -> None:
    """Germany imports tungsten powder and no bismuth; the world's bismuth is in the data."""
    picture = supply_picture(tiny, "DEU", 2024, policy)
    bismuth = picture.materials["Bi"]
    assert bismuth.main_observed
    assert not bismuth.governing_lines
    assert bismuth.lines[0].world_shares
    assert "no_imports_of" in {note.code for note in bismuth.reasons if isinstance(note, Reason)}
    assert bismuth.reasons[-1] == "no imports of Bi recorded 2020–2024, though the main form is in the trade data"
    assert bismuth.consumption_basis.code in ("consumption_no_imports", "consumption_apparent")
    because = unseen_reason(next(mineral for mineral in picture.minerals if mineral.symbol == "Bi"))
    assert "world production" not in because
    assert "輸入の記録がなく" in reason(because, "ja")
    assert "no_imports_of" not in {note.code for note in picture.materials["W"].reasons if isinstance(note, Reason)}


@pytest.mark.pack
@pytest.mark.parametrize(("importer", "symbol"), [("ISL", "Nb"), ("NPL", "Ti"), ("TUV", "REE")])
def test_small_importers_of_the_pack_get_a_true_reason(
    pack: Library, policy: Policy, pack_trade: ContainedTrade, importer: str, symbol: str
) -> None:
    picture = supply_picture(pack, importer, 2024, policy, trade=pack_trade)
    mineral = next(mineral for mineral in picture.minerals if mineral.symbol == symbol)
    (item,) = picture.materials_of(mineral)
    assert not item.governing_lines
    assert item.lines[0].world_shares
    said = [unseen_reason(mineral), *item.reasons]
    assert not [note for note in said if "neither imports nor world production" in note]
    assert any(f"no imports of {symbol} recorded 2020–2024" in note for note in said)
