"""What an agency has imported: lineage, merging, labels, removal."""

import dataclasses
import datetime as dt
import json
import stat
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from sonae.core import Classification, DataUnavailableError, FixedClock, InputError, UnknownChoiceError
from sonae.data import KINDS as INPUT_KINDS
from sonae.data import LICENCES, Lineage, import_file, remove_input, sha256_of
from sonae.data.inputs import imported, lineage_of
from tests.data.tables import CUSTOMS_HEADER, GOOD, KINDS, Rows, customs_row, write_csv

SECRET_KINDS = ("equity", "private-stocks", "consumption", "recycling")
CLOCK = FixedClock(dt.datetime(2025, 4, 1, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=9))))


def bring(kind: str, folder: Path, rows: Rows | None = None, *, name: str = "", **options) -> Lineage:  # type: ignore[no-untyped-def]
    path = write_csv(folder / (name or f"{kind}.csv"), GOOD[kind].rows if rows is None else rows)
    return import_file(kind, path, clock=CLOCK, **options)


def baci(*flows: tuple[int, int, int, int, float]) -> Rows:
    return [GOOD["baci"].rows[0], *([*map(str, flow), str(flow[4] * 10)] for flow in flows)]


def stored(kind: str) -> pl.DataFrame:
    table = imported(kind)
    assert table is not None
    return table


@pytest.mark.parametrize("kind", KINDS)
def test_an_import_is_stored_with_its_lineage(kind: str, agency: Path, tmp_path: Path) -> None:
    record = bring(kind, tmp_path)
    assert record == lineage_of(kind)
    assert record.sha256 == sha256_of(tmp_path / f"{kind}.csv")
    assert record.imported_at == "2025-04-01T00:00:00+00:00"
    assert (record.kind, record.file, record.earlier) == (kind, f"{kind}.csv", ())
    assert record.rows == stored(kind).height > 0
    assert record.licence in LICENCES
    assert record.label is INPUT_KINDS[kind].classification
    assert record.source.sha256 == record.sha256
    assert f"imported 2025-04-01 from {kind}.csv" in str(record.source)
    assert_frame_equal(stored(kind), INPUT_KINDS[kind].read(tmp_path / f"{kind}.csv", None))


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_public_is_for_its_owners_eyes(kind: str, agency: Path, tmp_path: Path) -> None:
    record = bring(kind, tmp_path)
    for path in (agency / "inputs" / kind).iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == (0o644 if record.label is Classification.PUBLIC else 0o600)


def test_the_agencys_own_figures_are_secret_and_public_statistics_are_not() -> None:
    labels = {kind: INPUT_KINDS[kind].classification.name for kind in KINDS}
    assert {kind for kind, label in labels.items() if label == "SECRET"} == set(SECRET_KINDS)
    assert {kind for kind, label in labels.items() if label == "PUBLIC"} == {"baci", "wgi", "pink-sheet", "customs"}


def test_a_label_may_be_said_otherwise(agency: Path, tmp_path: Path) -> None:
    assert bring("events", tmp_path, classification=Classification.PUBLIC).label is Classification.PUBLIC
    assert bring("pink-sheet", tmp_path, classification=Classification.SECRET).label is Classification.SECRET
    assert bring("equity", tmp_path, classification=Classification.SECRET).label is Classification.SECRET


@pytest.mark.parametrize("kind", SECRET_KINDS)
@pytest.mark.parametrize("label", [Classification.PUBLIC, Classification.INTERNAL])
def test_the_agencys_own_figures_cannot_be_labelled_lower(
    kind: str, label: Classification, agency: Path, tmp_path: Path
) -> None:
    """METHOD §7: any of them makes the review SECRET."""
    with pytest.raises(InputError, match=f"«{kind}» holds the agency's own figures and is always SECRET"):
        bring(kind, tmp_path, classification=label)
    assert lineage_of(kind) is None
    assert not agency.exists() or list(agency.rglob("*.parquet")) == []


@pytest.mark.parametrize("kind", SECRET_KINDS)
def test_a_lower_label_in_an_older_record_does_not_hold(kind: str, agency: Path, tmp_path: Path) -> None:
    bring(kind, tmp_path)
    file = agency / "inputs" / kind / "lineage.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"SECRET"', '"PUBLIC"'), encoding="utf-8")
    record = lineage_of(kind)
    assert record is not None
    assert record.classification == "PUBLIC"
    assert record.label is Classification.SECRET


def test_flows_are_replaced_by_code_and_year(agency: Path, tmp_path: Path) -> None:
    bring(
        "baci",
        tmp_path,
        baci((2023, 156, 392, 810600, 1.0), (2024, 156, 392, 810600, 2.0), (2024, 36, 392, 261710, 3.0)),
    )
    record = bring("baci", tmp_path, baci((2024, 410, 392, 810600, 7.0), (2025, 156, 392, 810600, 8.0)), name="new.csv")
    kept = sorted(stored("baci").select("year", "exporter", "code", "value_kusd").rows())
    assert kept == [
        (2023, 156, 810600, 1.0), (2024, 36, 261710, 3.0), (2024, 410, 810600, 7.0), (2025, 156, 810600, 8.0),
    ]  # fmt: skip
    assert record.rows == 4


def test_the_lineage_of_a_merged_table_names_every_file_with_its_hash(agency: Path, tmp_path: Path) -> None:
    first = bring("baci", tmp_path, baci((2023, 156, 392, 810600, 1.0)), name="first.csv")
    second = bring("baci", tmp_path, baci((2024, 156, 392, 810600, 1.0)), name="second.csv")
    third = bring("baci", tmp_path, baci((2025, 156, 392, 810600, 1.0)), name="third.csv")
    assert third.file == "third.csv"
    assert third.earlier == (f"first.csv sha256:{first.sha256}", f"second.csv sha256:{second.sha256}")


def test_a_file_that_replaces_everything_has_no_earlier_ones(agency: Path, tmp_path: Path) -> None:
    bring("baci", tmp_path, baci((2024, 156, 392, 810600, 1.0)), name="first.csv", classification=Classification.SECRET)
    record = bring("baci", tmp_path, baci((2024, 36, 392, 810600, 1.0)), name="second.csv")
    assert (record.earlier, record.label) == ((), Classification.PUBLIC)


def test_rows_of_a_secret_file_keep_the_merged_table_secret(agency: Path, tmp_path: Path) -> None:
    bring("baci", tmp_path, baci((2023, 156, 392, 810600, 1.0)), classification=Classification.SECRET)
    for label in (None, Classification.PUBLIC):
        record = bring("baci", tmp_path, baci((2024, 156, 392, 810600, 1.0)), classification=label)
        assert record.label is Classification.SECRET


def test_customs_are_replaced_by_flow_code_and_year(agency: Path, tmp_path: Path) -> None:
    bring("customs", tmp_path, [CUSTOMS_HEADER, customs_row(quantity2="1000"), customs_row(flow="1", quantity2="500")])
    bring("customs", tmp_path, [CUSTOMS_HEADER, customs_row(quantity2="3000")])
    assert sorted(stored("customs").select("flow", "quantity_t").rows()) == [("export", 0.5), ("import", 3.0)]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("baci", "customs")])
def test_other_tables_are_replaced_whole(kind: str, agency: Path, tmp_path: Path) -> None:
    bring(kind, tmp_path)
    before = stored(kind)
    bring(kind, tmp_path)
    assert_frame_equal(stored(kind), before)


@pytest.mark.parametrize("kind", ["baci", "equity"])
def test_a_bad_file_leaves_the_stored_table_as_it_was(kind: str, agency: Path, tmp_path: Path) -> None:
    bring(kind, tmp_path)
    before = {path: path.read_bytes() for path in agency.rglob("*") if path.is_file()}
    with pytest.raises(InputError):
        bring(kind, tmp_path, GOOD[kind].spoilt(GOOD[kind].numbers[0], "-1"), name="bad.csv")
    assert {path: path.read_bytes() for path in agency.rglob("*") if path.is_file()} == before


def test_removing(agency: Path, tmp_path: Path) -> None:
    assert remove_input("baci") is False
    bring("baci", tmp_path)
    assert remove_input("baci") is True
    assert imported("baci") is None
    assert lineage_of("baci") is None
    assert list((agency / "inputs").iterdir()) == []
    with pytest.raises(UnknownChoiceError, match="baci"):
        remove_input("bacci")


def test_an_import_that_crashed_in_its_last_step_has_lost_nothing(agency: Path, tmp_path: Path) -> None:
    record = bring("equity", tmp_path)
    folder = agency / "inputs" / "equity"
    folder.rename(folder.with_name(".equity.old"))  # as a crash between the two renamings leaves it
    assert lineage_of("equity") == record
    assert stored("equity").height == record.rows
    bring("equity", tmp_path)
    assert [path.name for path in (agency / "inputs").iterdir()] == ["equity"]


def test_a_damaged_table_says_how_to_mend_it_and_can_be_mended(agency: Path, tmp_path: Path) -> None:
    bring("baci", tmp_path)
    (agency / "inputs" / "baci" / "table.parquet").write_bytes(b"PAR1 but no more")
    with pytest.raises(DataUnavailableError, match="run «sonae data remove baci» and import the baci file again"):
        imported("baci")
    remove_input("baci")
    assert bring("baci", tmp_path).rows == 2


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"kind": "baci", "earlier": []}'])
def test_a_damaged_record_says_how_to_mend_it(text: str, agency: Path, tmp_path: Path) -> None:
    bring("baci", tmp_path)
    (agency / "inputs" / "baci" / "lineage.json").write_text(text, encoding="utf-8")
    with pytest.raises(DataUnavailableError, match=r"lineage\.json cannot be read"):
        lineage_of("baci")


def test_the_record_is_plain_json(agency: Path, tmp_path: Path) -> None:
    record = bring("wgi", tmp_path)
    text = (agency / "inputs" / "wgi" / "lineage.json").read_text(encoding="utf-8")
    assert json.loads(text) == json.loads(json.dumps(dataclasses.asdict(record)))


@pytest.mark.parametrize("kind", ["consumption", "private-stocks", "equity", "recycling"])
@pytest.mark.parametrize("figure", ["-137.5", "137.5x", "nan", "1e999"])
def test_a_figure_of_a_secret_table_stands_in_no_sentence(agency: Path, tmp_path: Path, kind: str, figure: str) -> None:
    rows = [list(row) for row in GOOD[kind].rows]
    place = rows[0].index(GOOD[kind].numbers[0])
    rows[1][place] = figure
    with pytest.raises(InputError) as caught:
        import_file(kind, write_csv(tmp_path / "own.csv", rows))
    said = str(caught.value)
    assert "137" not in said
    assert figure not in said
    assert "row 2" in said
    assert "the figure" in said
