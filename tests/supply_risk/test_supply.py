"""Shares, channels, unit values, consumption and growth: the traps of research §1a and §5 and METHOD §1–2."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from sonae.core import UnknownChoiceError
from sonae.data import Library, import_file
from sonae.data.inputs import lineage_of
from sonae.supply_risk import (
    ContainedTrade,
    Exposure,
    Policy,
    SupplyPicture,
    assess,
    factors_of,
    fit_hazards,
    supply_picture,
)
from sonae.supply_risk.flows import IMPUTED, OVERSTATED
from tests.tiny import PRODUCTION, steady_flows, tiny_library

NOT_ASSESSABLE = {"Si", "Rb", "Sr", "Cs", "Hf", "Tl"}


@pytest.fixture(scope="module")
def japan(pack: Library, policy: Policy, pack_trade: ContainedTrade) -> SupplyPicture:
    return supply_picture(pack, "JPN", 2024, policy, trade=pack_trade)


@pytest.mark.pack
def test_exactly_six_minerals_are_not_assessable(japan: SupplyPicture) -> None:
    without = {
        mineral.symbol for mineral in japan.minerals if not any(m.assessable for m in japan.materials_of(mineral))
    }
    assert without == NOT_ASSESSABLE
    assert len(japan.minerals) == 35


@pytest.mark.pack
def test_gallium_germanium_indium_and_rhenium_come_through_the_world_channel(japan: SupplyPicture) -> None:
    for symbol in ("Ga", "Ge", "In", "Re"):
        material = japan.materials[symbol]
        assert not material.main_observed
        (line,) = material.governing_lines
        assert line.kappa == 1.0
        assert not line.import_shares
        assert line.world_shares
        assert "direct channel not observed" in material.reasons[0]


@pytest.mark.pack
def test_antimony_ore_and_magnesite_never_govern(japan: SupplyPicture) -> None:
    """Nine tonnes of ore would make India Japan's antimony supplier; magnesite is another chain than the metal."""
    for symbol, stage in (("Sb", "metal"), ("Mg", "metal"), ("Cr", "metal"), ("Ni", "intermediate"), ("W", "compound")):
        lines = japan.materials[symbol].governing_lines
        assert [line.stage for line in lines] == [stage]
        assert lines[0].kappa == 1.0


@pytest.mark.pack
def test_germanium_is_not_scored_safe_for_want_of_trade(japan: SupplyPicture) -> None:
    line = japan.materials["Ge"].governing_lines[0]
    assert max(line.world_shares, key=lambda land: line.world_shares[land]) == "CHN"
    assert line.world_shares["CHN"] > 0.85


@pytest.mark.pack
def test_beryllium_tonnes_from_the_philippines_are_not_used(japan: SupplyPicture, pack_trade: ContainedTrade) -> None:
    """811211: 93 % of the recorded tonnes 2020–24 at 4 USD/kg are an error of tonnes."""
    notes = [note for note in japan.materials["Be"].flows if note.exporter == "PHL" and note.kind == "overstated"]
    assert {note.year for note in notes} >= {2020, 2022}
    assert sum(note.recorded_t or 0 for note in notes) > 25
    assert sum(note.used_t for note in notes) < 1
    metal = next(line for line in japan.materials["Be"].lines if line.stage == "metal")
    assert metal.import_shares["PHL"] < 0.25


@pytest.mark.pack
def test_every_share_table_sums_to_one(japan: SupplyPicture) -> None:
    for line in japan.lines():
        for shares in (line.import_shares, line.world_shares):
            if shares:
                assert sum(shares.values()) == pytest.approx(1.0)
                assert min(shares.values()) > 0


@pytest.mark.pack
def test_shares_are_of_contained_metal_not_of_gross_tonnes(
    pack: Library, policy: Policy, pack_trade: ContainedTrade, japan: SupplyPicture
) -> None:
    """Lithium: hydroxide holds 16.5 % and carbonate 18.8 %, so that gross tonnes understate Chile."""
    codes = [282520, 283691]
    gross = pack.trade.filter(
        pl.col("code").is_in(codes) & (pl.col("importer") == 392) & pl.col("year").is_between(2020, 2024)
    )
    total = gross["quantity_t"].sum()
    chile = gross.filter(pl.col("exporter") == 152)["quantity_t"].sum()
    contained = japan.materials["Li"].lines[0].import_shares["CHL"]
    assert contained > chile / total
    assert contained == pytest.approx(chile / total, abs=0.03)


@pytest.mark.pack
def test_exports_above_imports_fall_back_to_imports_and_say_so(japan: SupplyPicture) -> None:
    """Japan exports more tantalum (810310) than it imports."""
    tantalum = japan.materials["Ta"]
    assert tantalum.exports_t > tantalum.imports_t
    assert tantalum.consumption.value == pytest.approx(tantalum.imports_t)
    assert "larger than imports" in tantalum.consumption_basis


@pytest.mark.pack
def test_cobalt_hubs_raise_kappa_and_platinum_producers_do_not(japan: SupplyPicture) -> None:
    cobalt = next(line for line in japan.materials["Co"].lines if line.stage == "metal")
    platinum = next(line for line in japan.materials["Pt"].lines if line.stage == "metal")
    assert cobalt.hub_share > 0.55
    assert cobalt.kappa == pytest.approx(cobalt.hub_share)
    assert cobalt.world_shares["COD"] > 0.6
    assert platinum.import_shares["ZAF"] > 0.7
    assert platinum.kappa == 0.5


@pytest.mark.pack
def test_the_total_row_of_a_sheet_is_no_producer(pack: Library, japan: SupplyPicture) -> None:
    """Left in, it would halve every share."""
    assert "DELETE" not in pack.production["iso3"].to_list()
    assert japan.materials["W"].governing_lines[0].world_shares["CHN"] > 0.75


@pytest.mark.pack
def test_a_year_before_production_uses_exports_and_says_so(
    pack: Library, policy: Policy, pack_trade: ContainedTrade
) -> None:
    picture = supply_picture(pack, "JPN", 2010, policy, trade=pack_trade)
    line = next(line for line in picture.materials["REE"].lines if line.stage == "compound")
    assert line.world_basis == "world exports of the stage"
    assert any("2018" in reason for reason in picture.materials["REE"].reasons)
    assert line.import_shares["CHN"] > 0.75


@pytest.mark.pack
def test_the_five_year_comparison_needs_ten_years(pack: Library, policy: Policy, pack_trade: ContainedTrade) -> None:
    early = supply_picture(pack, "JPN", 2003, policy, trade=pack_trade).materials["Nb"]
    assert not early.growth_five_years.has_value
    assert "10 years" in early.growth_five_years.reason
    assert supply_picture(pack, "JPN", 2004, policy, trade=pack_trade).materials["Nb"].growth_five_years.has_value


@pytest.mark.pack
def test_demand_growth_of_research_is_met(japan: SupplyPicture) -> None:
    """Research §5: change of the five-year mean 2019→2024, Li +38 %, V −4 %, Co −24 % (gross; ours is contained)."""
    assert japan.materials["Li"].growth_five_years.value == pytest.approx(0.38, abs=0.06)
    assert japan.materials["Co"].growth_five_years.value == pytest.approx(-0.24, abs=0.03)
    assert japan.materials["V"].growth_five_years.value == pytest.approx(-0.06, abs=0.04)


@pytest.mark.pack
@pytest.mark.parametrize("importer", ["KOR", "DEU", "USA", "IND"])
def test_any_importer_of_the_data_works(
    pack: Library, policy: Policy, pack_trade: ContainedTrade, importer: str
) -> None:
    picture = supply_picture(pack, importer, 2024, policy, trade=pack_trade)
    assert sum(any(m.assessable for m in picture.materials_of(mineral)) for mineral in picture.minerals) == 29


def test_unknown_importer_and_year_offer_the_nearest(tiny: Library, policy: Policy) -> None:
    with pytest.raises(UnknownChoiceError, match="JPN"):
        supply_picture(tiny, "JPM", 2024, policy)
    with pytest.raises(UnknownChoiceError, match="2024"):
        supply_picture(tiny, "JPN", 2031, policy)
    with pytest.raises(UnknownChoiceError, match="importer"):
        supply_picture(tiny, "FRA", 2024, policy)


def test_a_flow_without_tonnes_is_imputed_from_its_value_not_dropped(tmp_path: Path, policy: Policy) -> None:
    """Half of China's tonnes are missing: its share must not fall."""
    flows = [
        (
            year,
            code,
            out,
            into,
            None if (year >= 2022 and code == 810600 and out == "CHN" and into == "JPN") else tonnes,
            value,
        )
        for year, code, out, into, tonnes, value in steady_flows()
    ]
    library = tiny_library(tmp_path, flows=flows)
    trade = ContainedTrade(library, policy)
    marked = trade.flows.filter(pl.col("mark") == IMPUTED)
    assert marked.height == 3
    line = supply_picture(library, "JPN", 2024, policy, trade=trade).materials["Bi"].lines[0]
    assert line.import_shares["CHN"] == pytest.approx(0.9)


def test_a_flow_of_absurd_unit_value_is_marked_and_its_tonnes_come_from_its_value(
    tmp_path: Path, policy: Policy
) -> None:
    flows = [*steady_flows(), (2024, 810600, "PHL", "JPN", 50_000.0, 500.0)]
    library = tiny_library(tmp_path, flows=flows)
    trade = ContainedTrade(library, policy)
    marked = trade.flows.filter(pl.col("mark") == OVERSTATED).row(0, named=True)
    assert marked["exporter"] == "PHL"
    picture = supply_picture(library, "JPN", 2024, policy, trade=trade)
    assert picture.materials["Bi"].lines[0].import_shares["PHL"] < 0.02
    assert picture.materials["Bi"].flows[0].kind == "overstated"


def test_only_a_stage_with_a_tenth_of_imports_may_govern(tmp_path: Path, policy: Policy) -> None:
    flows = [
        *((year, 282200, "CHN", "JPN", 5.0, 100.0) for year in range(1995, 2025)),
        *((year, 810510, "CAN", "JPN", 995.0, 20_000.0) for year in range(1995, 2025)),
    ]
    library = tiny_library(tmp_path, flows=flows, production=PRODUCTION)
    lines = supply_picture(library, "JPN", 2024, policy).materials["Co"].lines
    assert {line.stage: line.may_govern for line in lines} == {"metal": True, "compound": False}


def test_agency_consumption_takes_the_place_of_apparent_consumption(
    tiny: Library, policy: Policy, tmp_path: Path
) -> None:
    from sonae.data import Library as Opened
    from sonae.data import import_file
    from sonae.data.inputs import lineage_of

    table = tmp_path / "consumption.csv"
    table.write_text("mineral,year,tonnes,source\nBi,2023,1234,survey\n", encoding="utf-8")
    import_file("consumption", table)
    record = lineage_of("consumption")
    assert record is not None
    library = Opened(tiny.pack, tiny.directory, {"consumption": record})
    assert supply_picture(library, "JPN", 2024, policy).materials["Bi"].consumption.value == 1234
    assert library.classification.name == "SECRET"


@pytest.mark.parametrize(
    ("times", "a_year"),
    [
        (1.0, 0.0),
        (1.1**5, 0.10),
        (1.2, 1.2 ** (1 / 5) - 1),
        (0.8, 0.8 ** (1 / 5) - 1),
        (3.0, 0.10),
        (0.1, -0.10),
    ],
)
def test_growth_between_two_windows_is_by_the_year_and_clipped(
    tmp_path: Path, policy: Policy, times: float, a_year: float
) -> None:
    """Imports of 2020–24 are so many times those of 2015–19, five years apart."""
    flows = [
        (year, code, out, into, (tonnes or 0.0) * (times if year >= 2020 else 1.0), value)
        for year, code, out, into, tonnes, value in steady_flows()
    ]
    library = tiny_library(tmp_path, flows=flows)
    bismuth = supply_picture(library, "JPN", 2024, policy.with_value("window.growth_clip", 0.10)).materials["Bi"]
    assert bismuth.growth_five_years.value == pytest.approx(times - 1)
    assert bismuth.growth_a_year.value == pytest.approx(a_year)
    tight = supply_picture(library, "JPN", 2024, policy.with_value("window.growth_clip", 0.02)).materials["Bi"]
    assert tight.growth_a_year.value == pytest.approx(max(-0.02, min(0.02, a_year)))


def test_owned_imports_are_weighed_by_the_line_that_is_scored(tmp_path: Path, policy: Policy) -> None:
    """Half of what comes from Canada is owned: the metal comes from there, the compound from China."""
    flows = [
        *((year, 282200, "CHN", "JPN", 300.0, 6_000.0) for year in range(1995, 2025)),
        *((year, 282200, "CAN", "JPN", 100.0, 2_000.0) for year in range(1995, 2025)),
        *((year, 810510, "CAN", "JPN", 800.0, 16_000.0) for year in range(1995, 2025)),
        *((year, 810510, "CHN", "JPN", 200.0, 4_000.0) for year in range(1995, 2025)),
    ]
    table = tmp_path / "equity.csv"
    table.write_text("mineral,country,year,share,source\nCo,CAN,2023,0.5,survey\n", encoding="utf-8")
    import_file("equity", table)
    record = lineage_of("equity")
    assert record is not None
    library = replace(tiny_library(tmp_path / "pack", flows=flows, production=()), agency={"equity": record})
    trade = ContainedTrade(library, policy)
    picture = supply_picture(library, "JPN", 2024, policy, trade=trade)
    day = dt.date(2024, 12, 31)
    hazards = fit_hazards(library, Exposure(library, trade), "JPN", day, policy)
    supply = {
        line.stage: line.components["self_supply"].value
        for line in factors_of(library, picture, hazards, policy)
        if line.material == "Co"
    }
    assert supply == pytest.approx({"metal": 0.8 * 0.5, "compound": 0.25 * 0.5})


@pytest.mark.parametrize("method", ["five-factor", "panel", "eu-crm", "bgs"])
def test_a_mineral_is_assessed_from_its_designation_on(tiny: Library, policy: Policy, method: str) -> None:
    """Phosphorus was designated on 14 November 2022."""

    def symbols(year: int, day: dt.date | None = None) -> list[str]:
        found = assess(tiny, policy, importers=["JPN"], years=[year], method=method, as_of=day, bands=False)
        return [row.mineral for row in found.rows]

    assert "P" not in symbols(2021)
    assert len(symbols(2021)) == 34
    assert len(symbols(2022)) == 35
    assert len(symbols(2022, dt.date(2022, 11, 13))) == 34
    assert len(symbols(2022, dt.date(2022, 11, 14))) == 35


@pytest.mark.pack
@pytest.mark.parametrize("method", ["five-factor", "eu-crm"])
@pytest.mark.slow
def test_a_mineral_named_too_early_is_shown_and_moves_no_other(pack: Library, policy: Policy, method: str) -> None:
    register = pack.minerals.register
    listed, named = (
        {
            row.mineral: row
            for row in assess(
                pack, policy, importers=["JPN"], years=[2021], method=method, minerals=minerals, bands=False
            ).rows
        }
        for minerals in (None, list(register.values()))
    )
    assert list(named) == list(register)
    early = named.pop("P")
    assert named == listed
    assert early.reasons[0] == "not yet designated on 2021-12-31: it joined the list on 2022-11-14"
    assert early.score is not None
    assert early.rank is not None
    assert not any("designated" in reason for row in listed.values() for reason in row.reasons)
