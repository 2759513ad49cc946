"""GeoPolRisk: parity with the peer row by row, and what the corrected variant mends."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from sonae.core import UnknownChoiceError
from sonae.data import Library
from sonae.supply_risk import CORRECTIONS, geopolrisk
from tests.conftest import PUBLISHED
from tests.tiny import PRODUCTION, STABILITY, steady_flows, tiny_library

YEARS = range(2018, 2025)


def published_rows() -> list[dict[str, str]]:
    with (PUBLISHED / "geopolrisk_py_2.0.1_japan.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.pack
def test_as_published_equals_all_371_japan_rows_of_the_peer(pack: Library) -> None:
    ours = {
        (row["material"], row["year"]): row
        for row in geopolrisk(pack, years=YEARS, importers=["JPN"], variant="as-published").iter_rows(named=True)
    }
    rows = published_rows()
    assert len(rows) == len(ours) == 371
    for row in rows:
        mine = ours[row["material"], int(row["year"])]
        assert mine["score"] == pytest.approx(float(row["score"]), abs=1e-9)
        assert mine["hhi"] == pytest.approx(float(row["hhi"]), abs=1e-9)
        assert mine["import_risk"] == pytest.approx(float(row["import_risk"]), abs=1e-9)
        assert mine["price_kusd_t"] == pytest.approx(float(row["price"]), rel=1e-9, abs=1e-9)
        assert mine["characterisation_factor"] == pytest.approx(
            float(row["characterisation_factor"]), rel=1e-9, abs=1e-9
        )


@pytest.mark.pack
def test_the_peers_19_zeros_are_not_assessable_when_corrected(pack: Library) -> None:
    zeros = {(row["material"], int(row["year"])) for row in published_rows() if float(row["score"]) == 0}
    table = geopolrisk(pack, years=YEARS, importers=["JPN"], variant="corrected")
    without = {
        (row["material"], row["year"]) for row in table.iter_rows(named=True) if row["status"] == "not_assessable"
    }
    assert len(zeros) == 19
    assert without == zeros
    assert ("Germanium", 2022) in zeros
    nothing = table.filter(pl.col("status") == "not_assessable")
    assert nothing["score"].null_count() == nothing.height
    assert all("imports" in reason for reason in nothing["reason"])


@pytest.mark.pack
def test_the_corrected_variant_moves_bauxite_by_guyana_and_coal_by_the_double_code(pack: Library) -> None:
    keys = ["material", "year"]
    before = geopolrisk(pack, years=[2022], importers=["JPN"], variant="as-published")
    after = geopolrisk(pack, years=[2022], importers=["JPN"], variant="corrected")
    both = before.join(after, on=keys, suffix="_c")
    moved = {
        row["material"]: (row["score"], row["score_c"])
        for row in both.iter_rows(named=True)
        if row["score_c"] is not None and abs(row["score"] - row["score_c"]) > 1e-6
    }
    assert "Bauxite" in moved
    assert "Steam Coal" in moved
    coal = both.filter(pl.col("material") == "Steam Coal").row(0, named=True)
    coking = both.filter(pl.col("material") == "Coking Coal").row(0, named=True)
    assert coal["imports_t"] == pytest.approx(coal["imports_t_c"] + coking["imports_t_c"])
    assert set(CORRECTIONS) >= {"no_trade", "taiwan", "guyana", "steam_coal"}


@pytest.mark.pack
def test_coal_hhi_does_not_overflow(pack: Library) -> None:
    """Σ P² of 7·10⁹ tonnes overflows int64; the peer's naive int64 gave 3.2 (research §5)."""
    row = (
        geopolrisk(pack, years=[2022], importers=["JPN"]).filter(pl.col("material") == "Steam Coal").row(0, named=True)
    )
    assert 0 < row["hhi"] < 1
    oil = geopolrisk(pack, years=[2022], importers=["JPN"]).filter(pl.col("material") == "Crude oil").row(0, named=True)
    assert oil["hhi"] == pytest.approx(0.075, abs=0.01)


@pytest.mark.pack
def test_years_before_production_are_not_assessable_and_say_so(pack: Library) -> None:
    table = geopolrisk(pack, years=range(1995, 2018), importers=["JPN"])
    assert set(table["status"]) == {"not_assessable"}
    assert all("2018" in reason for reason in table["reason"])


def test_the_formula_by_hand(tiny: Library) -> None:
    """W in the tiny library: HHI (.8² + .1² + .1²), imports 600 + 300 + 100 t, no own production."""
    row = geopolrisk(tiny, years=[2024], importers=["JPN"]).filter(pl.col("material") == "Tungsten").row(0, named=True)
    hhi = 0.8**2 + 0.1**2 + 0.1**2
    g = {land: (2.5 - estimate) / 5 for land, estimate in STABILITY.items()}
    risk = 0.6 * g["CHN"] + 0.3 * g["AUS"] + 0.1 * g["CAN"]
    assert row["hhi"] == pytest.approx(hhi)
    assert row["import_risk"] == pytest.approx(risk)
    assert row["score"] == pytest.approx(hhi * risk)
    assert row["price_kusd_t"] == pytest.approx(40.0)


def test_a_less_stable_supplier_raises_the_score(tiny: Library, tmp_path: Path) -> None:
    """The sign of governance: with the same shares, China (−0.5) for Australia (+1.0) is riskier."""
    swapped = [
        (year, code, {"CHN": "AUS", "AUS": "CHN"}.get(out, out) if into == "JPN" else out, into, tonnes, value)
        for year, code, out, into, tonnes, value in steady_flows()
    ]
    safer = tiny_library(tmp_path / "safer", flows=swapped)

    def score(library: Library) -> float:
        table = geopolrisk(library, years=[2024], importers=["JPN"])
        return float(table.filter(pl.col("material") == "Tungsten")["score"][0])

    assert score(tiny) > score(safer)


def test_taiwan_is_found_under_the_trade_code_490(tmp_path: Path) -> None:
    flows = [(2024, 810110, "TWN", "JPN", 100.0, 4_000.0)]
    library = tiny_library(tmp_path, flows=flows, production=PRODUCTION)
    published, corrected = (
        geopolrisk(library, years=[2024], importers=["JPN"], variant=variant).filter(pl.col("material") == "Tungsten")[
            "import_risk"
        ][0]
        for variant in ("as-published", "corrected")
    )
    assert published == pytest.approx((2.5 - STABILITY["TWN"]) / 5)  # the tiny table carries Taiwan's code
    assert corrected == pytest.approx((2.5 - STABILITY["TWN"]) / 5)


@pytest.mark.pack
def test_taiwan_counts_half_with_the_peer_and_its_own_value_when_corrected(pack: Library) -> None:
    import numpy as np

    from sonae.supply_risk.geopolrisk import _instability

    years = np.asarray([2022], dtype=np.int16)
    assert _instability(pack, years, published=True)[490, 0] == 0.5
    assert _instability(pack, years, published=False)[490, 0] == pytest.approx(0.349, abs=0.001)
    # Guyana stands twice in the source: the peer takes the first row, which is French Guiana's.
    assert _instability(pack, years, published=True)[328, 0] == pytest.approx(0.434, abs=0.001)
    assert _instability(pack, years, published=False)[328, 0] == pytest.approx(0.495, abs=0.001)


def test_all_importers_at_once_equal_one_by_one(tiny: Library) -> None:
    whole = geopolrisk(tiny, years=[2023, 2024])
    for importer in ("JPN", "DEU", "USA"):
        alone = geopolrisk(tiny, years=[2023, 2024], importers=[importer])
        part = whole.filter(pl.col("importer") == importer)
        assert part.drop("importer").equals(alone.drop("importer"))


def test_an_unknown_variant_is_refused(tiny: Library) -> None:
    with pytest.raises(UnknownChoiceError, match="corrected"):
        geopolrisk(tiny, years=[2024], importers=["JPN"], variant="mended")  # type: ignore[arg-type]
