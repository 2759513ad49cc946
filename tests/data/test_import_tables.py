"""The agency's own tables, the log of acts, and the reader under all of them."""

import csv
import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from sonae.core import InputError
from sonae.data import KINDS as INPUT_KINDS
from sonae.data import Column, TableShape, read_table
from tests.data.tables import GOOD, KINDS, text_of, write_csv, write_workbook

pytestmark = pytest.mark.slow

PLAIN = [kind for kind in KINDS if kind not in ("pink-sheet",)]


def read(kind: str, path: Path, encoding: str | None = None) -> pl.DataFrame:
    return INPUT_KINDS[kind].read(path, encoding)


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_file_is_read_the_same_from_every_form(kind: str, tmp_path: Path) -> None:
    rows = GOOD[kind].rows
    table = read(kind, write_csv(tmp_path / "a.csv", rows))
    assert table.height > 0
    assert_frame_equal(read(kind, write_workbook(tmp_path / "a.xlsx", {"Monthly Prices": rows})), table)
    forms = {
        "bom.csv": ("utf-8-sig", None), "sjis.csv": ("cp932", "cp932"), "utf16.csv": ("utf-16", "utf-16"),
    }  # fmt: skip
    for name, (written, said) in forms.items():
        (tmp_path / name).write_text(text_of(rows), encoding=written)
        assert_frame_equal(read(kind, tmp_path / name, said), table)
    (tmp_path / "quoted.csv").write_text(text_of(rows, quoting=csv.QUOTE_ALL).replace("\n", "\r\n"), encoding="utf-8")
    assert_frame_equal(read(kind, tmp_path / "quoted.csv"), table)


@pytest.mark.parametrize("kind", PLAIN)
def test_blank_rows_and_spaces_do_not_matter(kind: str, tmp_path: Path) -> None:
    rows = GOOD[kind].rows
    spaced = [rows[0], [], *([f" {cell} " for cell in row] for row in rows[1:]), [""] * len(rows[0]), []]
    assert_frame_equal(
        read(kind, write_csv(tmp_path / "a.csv", spaced)), read(kind, write_csv(tmp_path / "b.csv", rows))
    )


def test_what_the_agency_tables_hold(tmp_path: Path) -> None:
    def rows(kind: str) -> list[tuple[object, ...]]:
        return read(kind, write_csv(tmp_path / f"{kind}.csv", GOOD[kind].rows)).rows()

    assert rows("equity") == [("Ni", "IDN", 2024, 0.2, "report"), ("Ni", "PHL", 2024, 0.45, "report")]
    assert rows("consumption") == [("W", 2023, 6500.0, "調査"), ("Ga", 2024, 150.0, "調査")]
    assert rows("private-stocks") == [
        ("*", dt.date(2024, 3, 31), 18.0, "law"),
        ("W", dt.date(2024, 3, 31), 21.5, "survey"),
    ]
    assert rows("substitution") == [("W", 0.95, 8.7, "EU 2023"), ("REE", 1.0, None, "EU 2023")]
    assert rows("recycling") == [("W", 2023, 0.3, "survey"), ("W", 2024, 0.35, "survey")]


def test_an_optional_column_may_be_absent(tmp_path: Path) -> None:
    rows = [[row[0], row[1], row[3]] for row in GOOD["substitution"].rows]
    table = read("substitution", write_csv(tmp_path / "a.csv", rows))
    assert table["importance"].to_list() == [None, None]


def test_a_log_of_acts(tmp_path: Path) -> None:
    table = read("events", write_csv(tmp_path / "a.csv", GOOD["events"].rows))
    assert table.filter(act_id="CHN-1").row(0, named=True) == {
        "act_id": "CHN-1", "start": dt.date(2023, 8, 1), "end": None, "place_type": "country", "place": "CHN",
        "destination_iso3": None, "mineral_symbols": "Ga;Ge", "cause": "policy", "instrument": "licence",
        "depth_nominal": 1.0, "depth_observed": None, "confidence": "seen", "note": None, "source": "MOFCOM notice 23 of 2023",
    }  # fmt: skip


SHAPE = TableShape(
    (
        Column("name"),
        Column("land", "iso3", also=("国",)),
        Column("year", "year"),
        Column("tonnes", "number", required=False, minimum=0),
        Column("count", "integer", required=False),
        Column("share", "share"),
        Column("day", "date"),
    ),
    key=("name", "land", "year"),
)
WORDS = st.text(st.characters(codec="utf-8", categories=("L", "Nd")), min_size=1, max_size=12).filter(
    lambda word: word != "NA"
)
RECORDS = st.dictionaries(
    st.tuples(WORDS, st.sampled_from(["CHN", "JPN", "TWN", "COD"]), st.integers(1900, 2100)),
    st.tuples(
        st.none() | st.floats(0, 1e15),
        st.none() | st.integers(-(2**62), 2**62),
        st.floats(0, 1),
        st.dates(dt.date(1900, 1, 1)),
    ),
    min_size=1,
    max_size=10,
)


@given(RECORDS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_a_table_goes_through_a_csv_file_unchanged(tmp_path: Path, records: dict) -> None:  # type: ignore[type-arg]
    expected = [(*key, *values) for key, values in records.items()]
    rows = [[column.name for column in SHAPE.columns]]
    rows += [["" if cell is None else str(cell) for cell in record] for record in expected]
    read_back = read_table(write_csv(tmp_path / "a.csv", rows), SHAPE)
    assert read_back.rows() == expected
    assert read_back.columns == rows[0]


@given(RECORDS, st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_the_first_bad_row_is_the_one_that_is_named(tmp_path: Path, records: dict, data: st.DataObject) -> None:  # type: ignore[type-arg]
    rows = [["" if cell is None else str(cell) for cell in (*key, *values)] for key, values in records.items()]
    bad = sorted(data.draw(st.sets(st.integers(0, len(rows) - 1), min_size=1)))
    for place in bad:
        rows[place][5] = "1.5"
    with pytest.raises(InputError) as caught:
        read_table(write_csv(tmp_path / "a.csv", [[column.name for column in SHAPE.columns], *rows]), SHAPE)
    assert (caught.value.row, caught.value.field) == (bad[0] + 2, "share")


@pytest.mark.parametrize(
    ("cell", "value"), [("1,234", 1234.0), ("1,234,567.8", 1234567.8), ("2e3", 2000.0), ("+5", 5.0), (" 7 ", 7.0)]
)
def test_spellings_of_a_number(cell: str, value: float, tmp_path: Path) -> None:
    table = read("consumption", write_csv(tmp_path / "a.csv", GOOD["consumption"].spoilt("消費量", cell)))
    assert table["tonnes"][-1] == value


def test_a_note_may_begin_with_a_dash_or_a_plus(tmp_path: Path) -> None:
    for note in ("- approximate", "-20 % against 2023", "+20 %", "line one\nline two", "a = b"):
        table = read("events", write_csv(tmp_path / "a.csv", GOOD["events"].spoilt("note", note)))
        assert table["note"][-1] == note


def test_workbook_cells_are_read_as_their_owner_sees_them(tmp_path: Path) -> None:
    rows = [
        ["mineral", "date", "days", "source"],
        ["W", dt.datetime(2024, 3, 31), 21.5, "survey"],
        ["Ga", dt.date(2024, 3, 31), 60, 7],
    ]
    table = read("private-stocks", write_workbook(tmp_path / "a.xlsx", {"Sheet1": rows}))
    assert table.rows() == [("W", dt.date(2024, 3, 31), 21.5, "survey"), ("Ga", dt.date(2024, 3, 31), 60.0, "7")]


@pytest.mark.slow
def test_a_workbook_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    import zipfile

    from sonae.core import InputError
    from sonae.data.importers.table import read_sheets

    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/sheet1.xml", "w") as part:
        for _ in range(410):
            part.write(b" " * 1_000_000)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(InputError, match="unpacks to 410 MB"):
        read_sheets(path)


def test_a_stray_cell_far_out_is_named_or_passed_over(tmp_path: Path) -> None:
    import openpyxl

    from sonae.core import InputError
    from sonae.data.importers.table import read_sheets

    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["mineral", "rate"])
    page.append(["W", "0.3"])
    page.cell(5, 3, " ")
    book.save(tmp_path / "blank.xlsx")
    assert read_sheets(tmp_path / "blank.xlsx")["Sheet"][:2] == [["mineral", "rate", ""], ["W", "0.3", ""]]
    page.cell(2, 16_384, "x")
    book.save(tmp_path / "wide.xlsx")
    with pytest.raises(InputError, match="beyond column 1000"):
        read_sheets(tmp_path / "wide.xlsx")
