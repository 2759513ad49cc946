"""BACI and the customs statistics of Japan."""

import csv
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from sonae.data import iso3_of_code
from sonae.data.importers.trade import read_baci, read_customs
from tests.data.tables import CUSTOMS_HEADER, GOOD, MONTHS, Rows, customs_row, text_of, write_csv, write_workbook

pytestmark = pytest.mark.slow

SCHEMA = {
    "year": pl.Int16, "exporter": pl.UInt16, "importer": pl.UInt16, "code": pl.UInt32, "value_kusd": pl.Float64,
    "quantity_t": pl.Float64,
}  # fmt: skip
COUNTRY = st.sampled_from(sorted(iso3_of_code()))
FLOW_KEYS = st.tuples(st.integers(1995, 2030), COUNTRY, COUNTRY, st.integers(1000, 999_999_999)).filter(
    lambda key: key[1] != key[2]
)
AMOUNT = st.floats(0, 1e12)
FLOWS = st.dictionaries(FLOW_KEYS, st.tuples(AMOUNT, st.none() | AMOUNT), min_size=1, max_size=15)


def test_a_good_baci_file(tmp_path: Path) -> None:
    table = read_baci(write_csv(tmp_path / "BACI_HS92_Y2024.csv", GOOD["baci"].rows))
    assert table.schema == SCHEMA
    assert table.rows() == [(2024, 156, 392, 810600, 10.5, 900.0), (2024, 490, 392, 810600, 1.5, None)]


@given(FLOWS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_flows_go_through_a_file_unchanged_by_either_reader(tmp_path: Path, flows: dict) -> None:  # type: ignore[type-arg]
    rows = [
        ["t", "i", "j", "k", "v", "q"],
        *(
            [*map(str, key), repr(value), "NA" if tonnes is None else repr(tonnes)]
            for key, (value, tonnes) in flows.items()
        ),
    ]
    expected = sorted(((k, t, j, i, v, q) for (t, i, j, k), (v, q) in flows.items()), key=lambda row: row[:4])
    quick = read_baci(write_csv(tmp_path / "flows.csv", rows))
    assert quick.select("code", "year", "importer", "exporter", "value_kusd", "quantity_t").rows() == expected
    (tmp_path / "quoted.csv").write_text(text_of(rows, quoting=csv.QUOTE_ALL), encoding="utf-8")
    assert_frame_equal(read_baci(tmp_path / "quoted.csv"), quick)


@pytest.mark.parametrize("blank", ["NA", "", "   NA", "N/A", ".."])
def test_a_quantity_that_is_not_given_is_missing_and_zero_is_zero(blank: str, tmp_path: Path) -> None:
    good = GOOD["baci"]
    assert read_baci(write_csv(tmp_path / "a.csv", good.spoilt("q", blank)))["quantity_t"].to_list() == [None, None]
    assert read_baci(write_csv(tmp_path / "b.csv", good.spoilt("q", "0")))["quantity_t"].to_list() == [0.0, None]


def test_columns_may_stand_in_any_order_and_case(tmp_path: Path) -> None:
    good = GOOD["baci"]
    turned = [list(reversed(row)) for row in good.rows]
    turned[0] = [title.upper() for title in turned[0]]
    assert_frame_equal(
        read_baci(write_csv(tmp_path / "turned.csv", turned)), read_baci(write_csv(tmp_path / "good.csv", good.rows))
    )


def test_taiwan_is_other_asia(tmp_path: Path) -> None:
    table = read_baci(write_csv(tmp_path / "a.csv", GOOD["baci"].rows))
    assert [iso3_of_code()[code] for code in table["exporter"]] == ["CHN", "TWN"]


def test_every_spelling_of_a_line_end_is_read(tmp_path: Path) -> None:
    text = text_of(GOOD["baci"].rows)
    good = read_baci(write_csv(tmp_path / "good.csv", GOOD["baci"].rows))
    for name, changed in (("crlf", text.replace("\n", "\r\n")), ("none", text.rstrip("\n")), ("bom", "\ufeff" + text)):
        path = tmp_path / f"{name}.csv"
        path.write_bytes(changed.encode())
        assert_frame_equal(read_baci(path), good)


# ---- customs


def customs(folder: Path, *rows: list[str]) -> pl.DataFrame:
    return read_customs(write_csv(folder / "customs.csv", [CUSTOMS_HEADER, *rows]))


def only(table: pl.DataFrame) -> dict:  # type: ignore[type-arg]
    assert table.height == 1
    return table.row(0, named=True)


def test_the_header_of_e_stat_spells_april_apl() -> None:
    assert MONTHS[3] == "Apl"
    assert len(CUSTOMS_HEADER) == 45


def test_a_good_customs_file(tmp_path: Path) -> None:
    table = customs(
        tmp_path,
        customs_row(quantity2="1500", value="900"),
        customs_row(flow="1", land="103", quantity2="20", value="5"),
    )
    assert table.rows(named=True) == [
        {
            "flow": "export", "year": 2024, "code": 811292000, "iso3": "KOR", "quantity_t": 0.02, "contained": False,
            "value_yen": 5000,
        },
        {
            "flow": "import", "year": 2024, "code": 811292000, "iso3": "CHN", "quantity_t": 1.5, "contained": False,
            "value_yen": 900_000,
        },
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["'811292000'", "811292000", "8112.92.000", "'811292000"])
def test_nine_digits_with_and_without_quotes(code: str, tmp_path: Path) -> None:
    assert only(customs(tmp_path, customs_row(code=code)))["code"] == 811292000


@pytest.mark.parametrize(
    ("unit1", "unit2", "quantity1", "quantity2", "tonnes", "contained"),
    [
        ("  ", "KG", "0", "2500", 2.5, False),
        ("  ", "MT", "0", "7", 7.0, False),
        ("NO", "KG", "12", "3000", 3.0, False),
        ("KG", "  ", "400", "0", 0.4, False),
        ("MT", "KGMC", "10", "5200", 5.2, True),
        ("  ", "MTMC", "0", "3", 3.0, True),
        ("  ", "GR", "0", "5000000", 5.0, False),
        ("  ", "KGDW", "0", "800", 0.8, False),
        ("NO", "  ", "12", "0", None, False),
        ("  ", "  ", "0", "0", None, False),
    ],
)
def test_units(
    unit1: str, unit2: str, quantity1: str, quantity2: str, tonnes: float | None, contained: bool, tmp_path: Path
) -> None:
    row = customs_row(unit1=unit1, unit2=unit2, quantity1=quantity1, quantity2=quantity2, value="10")
    record = only(customs(tmp_path, row))
    assert record["quantity_t"] == (None if tonnes is None else pytest.approx(tonnes, rel=1e-12))
    assert record["contained"] is contained


def test_a_quantity_of_0_with_a_value_is_missing_and_without_one_is_zero(tmp_path: Path) -> None:
    table = customs(
        tmp_path, customs_row(land="105", quantity2="0", value="300"), customs_row(land="103", quantity2="0", value="0")
    )
    assert dict(table.select("iso3", "quantity_t").rows()) == {"CHN": None, "KOR": 0.0}


def test_several_customs_codes_of_one_country_are_added(tmp_path: Path) -> None:
    spain = [
        customs_row(land=land, quantity2=kg, value="1") for land, kg in (("218", "1000"), ("502", "200"), ("523", "30"))
    ]
    record = only(customs(tmp_path, *spain))
    assert (record["iso3"], record["value_yen"]) == ("ESP", 3000)
    assert record["quantity_t"] == pytest.approx(1.23)


def test_a_missing_part_makes_the_sum_missing_but_not_the_value(tmp_path: Path) -> None:
    record = only(
        customs(
            tmp_path,
            customs_row(land="217", quantity2="1000", value="7"),
            customs_row(land="216", quantity2="0", value="2"),
        )
    )
    assert (record["iso3"], record["quantity_t"], record["value_yen"]) == ("PRT", None, 9000)


@pytest.mark.parametrize("land", ["S-TOTAL", "s-total", "TOTAL", "701", "702", "703"])
def test_totals_and_places_that_are_no_country_are_passed_over(land: str, tmp_path: Path) -> None:
    record = only(
        customs(tmp_path, customs_row(quantity2="5000", value="9"), customs_row(land=land, quantity2="9999", value="9"))
    )
    assert (record["iso3"], record["quantity_t"]) == ("CHN", 5.0)


def test_a_byte_order_mark_and_another_encoding(tmp_path: Path) -> None:
    rows: Rows = [CUSTOMS_HEADER, customs_row(quantity2="1500", value="900")]
    good = read_customs(write_csv(tmp_path / "good.csv", rows))
    for encoding in ("utf-8-sig", "cp932"):
        (tmp_path / "a.csv").write_text(text_of(rows), encoding=encoding)
        assert_frame_equal(read_customs(tmp_path / "a.csv"), good)
        assert_frame_equal(read_customs(tmp_path / "a.csv", encoding=encoding), good)


def test_customs_from_a_workbook(tmp_path: Path) -> None:
    rows: Rows = [CUSTOMS_HEADER, customs_row(quantity2="1500", value="900")]
    assert_frame_equal(
        read_customs(write_workbook(tmp_path / "a.xlsx", {"Sheet1": rows})),
        read_customs(write_csv(tmp_path / "a.csv", rows)),
    )


@given(
    st.lists(
        st.tuples(st.sampled_from(["105", "103", "217", "216"]), st.integers(0, 10**9), st.integers(0, 10**9)),
        min_size=1,
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_nothing_is_lost_in_adding_up(tmp_path: Path, rows: list[tuple[str, int, int]]) -> None:
    table = customs(tmp_path, *(customs_row(land=land, quantity2=str(kg), value=str(yen)) for land, kg, yen in rows))
    assert table["value_yen"].sum() == 1000 * sum(yen for _, _, yen in rows)
    iso3 = {"105": "CHN", "103": "KOR", "217": "PRT", "216": "PRT"}
    unclear = {iso3[land] for land, kg, yen in rows if kg == 0 and yen > 0}
    assert set(table.filter(pl.col("quantity_t").is_null())["iso3"]) == unclear
    assert table["quantity_t"].sum() == pytest.approx(
        sum(kg for land, kg, _ in rows if iso3[land] not in unclear) / 1000
    )
