"""What the agency has imported lies over the default data, and nothing else changes."""

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from sonae.core import Classification, DataUnavailableError
from sonae.data import CURRENT, Library, import_file, pull
from sonae.data.inputs import lineage_of
from tests.data.tables import CUSTOMS_HEADER, GOOD, Rows, customs_row, write_csv
from tests.data.wheels import TRADE, make_wheel


def bring(kind: str, folder: Path, rows: Rows | None = None, label: Classification | None = None) -> None:
    path = write_csv(folder / f"{kind}.csv", GOOD[kind].rows if rows is None else rows)
    import_file(kind, path, classification=label)


def over(tiny: Library, *kinds: str) -> Library:
    """The tiny library with imported tables over it."""
    records = {kind: record for kind in kinds if (record := lineage_of(kind)) is not None}
    assert len(records) == len(kinds)
    return Library(CURRENT, tiny.directory, records)


def rows_of(table: pl.DataFrame) -> set[tuple[object, ...]]:
    return set(table.rows())


def test_baci_changes_the_codes_and_years_it_holds_and_no_others(tiny: Library, agency: Path, tmp_path: Path) -> None:
    header = GOOD["baci"].rows[0]
    bring(
        "baci",
        tmp_path,
        [header, ["2024", "410", "392", "810600", "5", "55"], ["2025", "156", "392", "810110", "6", "66"]],
    )
    before, after = tiny.trade, over(tiny, "baci").trade
    touched = ((pl.col("code") == 810600) & (pl.col("year") == 2024)) | (
        (pl.col("code") == 810110) & (pl.col("year") == 2025)
    )
    assert rows_of(after.filter(~touched)) == rows_of(before.filter(~touched))
    assert before.filter(touched).height == 3
    assert rows_of(after.filter(touched)) == {(2024, 410, 392, 810600, 5.0, 55.0), (2025, 156, 392, 810110, 6.0, 66.0)}
    assert after.schema == before.schema
    assert over(tiny, "baci").years == (*tiny.years, 2025)


def test_customs_add_nine_digit_flows_of_japan_alone(tiny: Library, agency: Path, tmp_path: Path) -> None:
    bring(
        "customs",
        tmp_path,
        [
            CUSTOMS_HEADER,
            customs_row(land="105", quantity2="40000", value="9"),
            customs_row(land="106", quantity2="0", value="9"),
            customs_row(flow="1", land="103", quantity2="7000", value="9"),
        ],
    )
    before, after = tiny.trade, over(tiny, "customs").trade
    added = after.filter(pl.col("code") == 811292000)
    assert rows_of(after) - rows_of(before) == rows_of(added)
    assert rows_of(before) <= rows_of(after)
    assert rows_of(added.select("year", "exporter", "importer", "quantity_t")) == {
        (2024, 156, 392, 40.0), (2024, 490, 392, None), (2024, 392, 410, 7.0),
    }  # fmt: skip
    assert added["value_kusd"].null_count() == 3  # yen are not dollars


def test_tonnes_of_contained_metal_are_not_multiplied_by_the_content_again(
    tiny: Library, agency: Path, tmp_path: Path
) -> None:
    forms = [
        ["symbol", "material", "stage", "code", "content", "main_form", "source"],
        ["W", "", "compound", "284180100", "0.7", "yes", "tariff"],
    ]
    row = customs_row(code="'284180100'", unit1="KG", unit2="KGMC", quantity1="10000", quantity2="7000")
    bring("customs", tmp_path, [CUSTOMS_HEADER, row])
    bring("minerals", tmp_path, forms)
    library = over(tiny, "customs", "minerals")
    flow = library.trade.filter(pl.col("code") == 284180100).row(0, named=True)
    (form,) = library.minerals.forms_of("W")
    assert flow["quantity_t"] * form.content == pytest.approx(7.0)


def test_forms_of_the_agency_take_the_place_of_their_materials_only(
    tiny: Library, agency: Path, tmp_path: Path
) -> None:
    bring("minerals", tmp_path)
    own, theirs = tiny.minerals, over(tiny, "minerals").minerals
    assert [form.code for form in theirs.forms_of("Ga")] == [811292100]
    assert [form.content_high for form in theirs.forms_of("Ga")] == [1.0]
    assert [(form.material, form.content_low) for form in theirs.forms_of("Pt")] == [("Pt", 0.9995)]
    assert theirs.forms_of("Pd") == own.forms_of("Pd")
    assert theirs.forms_of("W") == own.forms_of("W")
    assert theirs.main_stage("Ga") == "metal"


def test_governance_and_acts_of_the_agency_take_the_place_of_the_products(
    tiny: Library, agency: Path, tmp_path: Path
) -> None:
    bring("wgi", tmp_path)
    bring("events", tmp_path)
    library = over(tiny, "wgi", "events")
    assert set(library.governance.table["iso3"]) == {"CHN", "JPN"}
    assert [act.id for act in library.acts.acts] == ["CHN-2", "CHN-1", "RED-1"]
    assert library.governance.source.sha256 == library.agency["wgi"].sha256
    assert library.governance.panel(["CHN"], 2023, 2024).tolist() == [[-0.5, -0.5]]
    assert tiny.governance.table.height > library.governance.table.height


def test_the_label_of_a_library_is_that_of_its_most_secret_table(tiny: Library, agency: Path, tmp_path: Path) -> None:
    assert tiny.classification is Classification.PUBLIC
    bring("baci", tmp_path)
    assert over(tiny, "baci").classification is Classification.PUBLIC
    bring("events", tmp_path)
    assert over(tiny, "baci", "events").classification is Classification.INTERNAL
    bring("equity", tmp_path)
    assert over(tiny, "baci", "events", "equity").classification is Classification.SECRET


def test_tables_of_the_agency_are_given_and_absent_ones_are_none(tiny: Library, agency: Path, tmp_path: Path) -> None:
    bring("recycling", tmp_path)
    library = over(tiny, "recycling")
    table = library.agency_table("recycling")
    assert table is not None
    assert table["rate"].to_list() == [0.3, 0.35]
    assert library.agency_table("equity") is None
    assert tiny.agency_table("recycling") is None


@pytest.mark.usefixtures("cache", "agency")
def test_public_only_leaves_out_what_is_not_public(tmp_path: Path) -> None:
    pack = make_wheel(tmp_path / "shelf")
    pull(pack, source=tmp_path / "shelf")
    bring("equity", tmp_path)
    bring("events", tmp_path)
    bring("baci", tmp_path, label=Classification.SECRET)
    bring("wgi", tmp_path)
    everything, public = Library.open(pack), Library.open(pack, public_only=True)
    assert set(everything.agency) == {"equity", "events", "baci", "wgi"}
    assert everything.classification is Classification.SECRET
    assert set(public.agency) == {"wgi"}
    assert public.classification is Classification.PUBLIC
    assert public.trade.height == len(TRADE)
    assert everything.trade.height == len(TRADE) + 2
    assert public.agency_table("equity") is None
    assert not any("equity" in str(source).lower() for source in public.provenance.sources)
    assert any("Equity interests" in source.dataset for source in everything.provenance.sources)


@pytest.mark.usefixtures("cache", "agency")
def test_a_damaged_cache_says_what_to_do(tmp_path: Path) -> None:
    pack = make_wheel(tmp_path / "shelf")
    directory = pull(pack, source=tmp_path / "shelf").directory
    table = directory / "trade.parquet"
    table.write_bytes(b"x" * table.stat().st_size)
    with pytest.raises(DataUnavailableError, match="run «sonae data pull --fresh»"):
        _ = Library.open(pack).trade


def test_a_library_counts_its_years(tiny: Library) -> None:
    assert tiny.years == tuple(range(1995, 2025))
    assert tiny.production_last_year == 2024
    assert_frame_equal(tiny.trade, tiny.trade.sort("code", "year", "importer", "exporter"))


def test_a_table_imported_while_it_is_read_is_not_used_under_the_old_label(
    tiny: Library, agency: Path, tmp_path: Path
) -> None:
    bring("substitution", tmp_path, label=Classification.PUBLIC)
    library = over(tiny, "substitution")
    assert library.classification is Classification.PUBLIC
    bring("substitution", tmp_path, GOOD["substitution"].rows[:2], Classification.SECRET)
    with pytest.raises(DataUnavailableError, match="imported anew"):
        library.agency_table("substitution")


def test_a_table_of_the_pack_that_changed_on_the_disk_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SONAE_CACHE", str(tmp_path / "cache"))
    pack = make_wheel(tmp_path / "shelf")
    state = pull(pack, source=tmp_path / "shelf")
    assert Library.open(pack).trade.height == len(TRADE)
    file = state.directory / "stability.parquet"
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 1
    file.write_bytes(raw)
    with pytest.raises(DataUnavailableError, match=r"stability\.parquet is not what was cached"):
        Library.open(pack)


@pytest.mark.pack
def test_the_vintage_before_lies_under_the_very_same_tables(agency: Path, tmp_path: Path) -> None:
    """A library of public tables alone must not read a secret one by way of the comparison with last year."""
    bring("substitution", tmp_path, label=Classification.PUBLIC)
    bring("recycling", tmp_path)
    library = Library.open(public_only=True)
    before = library.before
    assert before is not None
    assert before.pack.role == "previous"
    assert library.agency.keys() == before.agency.keys() == {"substitution"}
    assert before.classification is Classification.PUBLIC
    assert before.agency_table("recycling") is None
    assert Library.open().before.agency.keys() == {"substitution", "recycling"}  # type: ignore[union-attr]
