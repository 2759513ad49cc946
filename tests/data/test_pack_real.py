"""The real packs: what is in them, and the traps of research/supply_risk.md §1a and §5."""

import polars as pl
import pytest

from sonae.core import SonaeError
from sonae.data import CURRENT, PREVIOUS, Library, iso3_of_code, sha256_of
from sonae.data.pack import pack_directory, pack_state

pytestmark = pytest.mark.pack

# World Mining Data 2.0.1: sheets whose countries miss their own «Total» by more than 1 % in the years named.
LEAKY_SHEETS = {
    ("Oil Shales", 2022),
    *((sheet, year) for sheet in ("Perlite", "Selenium", "Vermiculite") for year in (2020, 2021, 2022)),
}


@pytest.mark.parametrize("pack", [CURRENT, PREVIOUS], ids=["current", "previous"])
def test_the_cached_tables_are_those_of_the_manifest(pack) -> None:  # type: ignore[no-untyped-def]
    state = pack_state(pack)
    for name, table in state.manifest["tables"].items():
        path = pack_directory(pack) / name
        assert sha256_of(path) == table["sha256"]
        assert pl.scan_parquet(path).select(pl.len()).collect().item() == table["rows"]


def test_coverage(pack: Library) -> None:
    assert pack.trade.height == 1_264_888
    assert pack.years == tuple(range(1995, 2025))
    assert pack.trade["code"].n_unique() == 74
    assert sorted(pack.production["year"].unique()) == list(range(2018, 2025))
    assert pack.production_last_year == 2024
    assert pack.stability["year"].max() == 2024
    assert pack.trade.filter(pl.col("importer") == 392).height == 23_706
    assert pack.trade.filter(pl.col("importer") == 410).height == 23_899


def test_missing_quantities_are_null_and_neither_zero_nor_nan(pack: Library) -> None:
    quantity = pack.trade["quantity_t"]
    assert quantity.null_count() / len(quantity) == pytest.approx(0.049, abs=0.001)
    assert not quantity.is_nan().any()
    assert quantity.min() >= 0
    assert pack.trade["value_kusd"].null_count() == 0


def test_flows_have_one_key_each_and_known_countries(pack: Library) -> None:
    keys = pack.trade.select("year", "exporter", "importer", "code")
    assert not keys.is_duplicated().any()
    codes = set(pack.trade["exporter"].unique()) | set(pack.trade["importer"].unique())
    assert codes - set(iso3_of_code()) == set()


def test_countries_add_up_to_the_total_of_their_sheet(pack: Library) -> None:
    totals = pl.read_parquet(pack.directory / "production_totals.parquet")
    summed = pack.production.group_by("sheet", "year").agg(pl.col("quantity").sum().alias("summed"))
    both = totals.join(summed, on=["sheet", "year"])
    assert both.height == totals.height > 400
    off = both.filter((pl.col("summed") - pl.col("quantity")).abs() > 0.01 * pl.col("quantity"))
    assert set(off.select("sheet", "year").rows()) == LEAKY_SHEETS


def test_no_total_and_no_region_is_a_producer(pack: Library) -> None:
    lands = set(pack.production["iso3"].unique())
    assert "DELETE" not in lands
    assert all(code is not None and len(code) == 3 for code in lands)
    shares = pack.production.group_by("sheet", "year").agg(
        (pl.col("quantity").max() / pl.col("quantity").sum()).alias("top")
    )
    half = shares.filter((pl.col("top") - 0.5).abs() < 1e-9)
    assert half.height == 0  # a total among the producers would have exactly half


def test_units_differ_between_sheets(pack: Library) -> None:
    units = dict(pack.production.select("sheet", "unit").unique().rows())
    assert units["Platinum"] == "kg"
    assert units["Bismuth"] == "metr. t"
    assert units["Diamonds (Gem)"] == "ct"
    assert len({sheet for sheet, _ in pack.production.select("sheet", "unit").unique().rows()}) == len(units)


def test_taiwan_joins_trade_and_governance(pack: Library) -> None:
    taiwan = iso3_of_code()[490]
    assert taiwan == "TWN"
    japan = pack.trade.filter((pl.col("importer") == 392) & (pl.col("exporter") == 490) & (pl.col("year") == 2022))
    assert japan.height == 25
    stability = pack.stability.filter((pl.col("iso3") == taiwan) & (pl.col("year") == 2022))
    assert stability.height == 1
    estimate = stability["estimate"].item()
    assert (2.5 - estimate) / 5 == pytest.approx(0.349, abs=0.001)
    assert stability["country_code"].item() is None  # the source leaves it blank: joining on numbers loses it
    assert pack.governance.mean.filter((pl.col("iso3") == taiwan) & (pl.col("year") == 2022)).height == 1


def test_guyana_stands_in_the_source_twice(pack: Library) -> None:
    guyana = pack.stability.filter((pl.col("country_code") == 328) & (pl.col("year") == 2022))
    assert guyana["line"].n_unique() == 2
    assert sorted(round(value, 3) for value in guyana["published_0_1"]) == [0.434, 0.495]
    assert pack.governance.table.select("iso3", "year", "dimension").is_duplicated().sum() == 0


def test_germanium_metal_is_not_reported_after_2016(pack: Library) -> None:
    germanium = pack.trade.filter((pl.col("code") == 811230) & (pl.col("quantity_t") > 0))
    assert germanium["year"].max() <= 2016
    assert germanium.filter((pl.col("importer") == 392) & (pl.col("year") >= 2018)).height == 0


def test_coking_coal_would_be_counted_twice_by_the_source(pack: Library) -> None:
    codes = dict(pack.method_codes.select("sheet", "more_codes").rows())
    main = dict(pack.method_codes.select("sheet", "code").rows())
    assert "270112" in f"{main['Coking Coal']}"
    assert "270112" in f"{main['Steam Coal']} {codes['Steam Coal']}"


def test_the_outlier_of_antimony_ore_is_in_the_source(pack: Library) -> None:
    antimony = pack.trade.filter((pl.col("code") == 261710) & (pl.col("importer") == 392))
    tonnes = dict(antimony.group_by("year").agg(pl.col("quantity_t").sum()).rows())
    assert tonnes[2002] > 1000 * tonnes[2001]


def test_sums_of_squares_need_more_than_int64(pack: Library) -> None:
    coal = pack.production.filter(pl.col("sheet").is_in(["Steam Coal", "Petroleum"]) & (pl.col("year") == 2022))
    assert coal["quantity"].dtype == pl.Float64
    assert float(coal["quantity"].sum()) ** 2 > 2**63


def test_every_sheet_of_the_register_exists(pack: Library) -> None:
    sheets = set(pack.production["sheet"].unique())
    assert {sheet.name for sheet in pack.minerals.sheets.values()} <= sheets


def test_codes_of_the_register_that_the_pack_holds(pack: Library) -> None:
    held = set(pack.trade["code"].unique())
    observed = {form.symbol for form in pack.minerals.forms if not form.basket and form.code in held}
    unseen = {"Si", "Rb", "Sr", "Cs", "Hf", "Tl", "Ga", "In", "Re"}
    assert observed.isdisjoint(unseen)


def test_a_year_and_a_licence_for_every_table(pack: Library) -> None:
    labels = pack.provenance.labels()
    assert any("BACI" in label and "Etalab-2.0" in label for label in labels)
    assert all(label.strip() for label in labels)


def test_the_previous_vintage_ends_earlier() -> None:
    previous = Library.open(PREVIOUS, public_only=True)
    assert previous.years[-1] == 2023
    assert previous.production_last_year == 2022


def test_opening_a_pack_that_is_not_cached_says_what_to_do(cache) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(SonaeError, match="run «sonae data pull»"):
        Library.open(CURRENT)
