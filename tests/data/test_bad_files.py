"""Every kind of file, spoilt in every way we could think of: one sentence with file, row and field, and nothing stored."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sonae.core import InputError, UnknownChoiceError
from sonae.data import KINDS as INPUT_KINDS
from sonae.data import import_file
from tests.data.tables import DATES, GOOD, KINDS, SHARES, YEARS, Rows, text_of, write_csv, write_workbook

pytestmark = pytest.mark.slow

EVERY_KIND = pytest.mark.parametrize("kind", KINDS)
WITH_HEADER = [kind for kind in KINDS if kind != "pink-sheet"]


@pytest.fixture(autouse=True)
def _nothing_stored(agency: Path) -> Iterator[None]:
    yield
    assert not agency.exists() or not list(agency.rglob("*.*"))


def refused(kind: str, path: Path, encoding: str | None = None) -> InputError:
    with pytest.raises(InputError) as caught:
        import_file(kind, path, encoding=encoding)
    error = caught.value
    assert path.name in str(error)
    assert len(str(error).splitlines()) == 1
    assert len(str(error)) < 500
    return error


def refused_rows(kind: str, rows: Rows, folder: Path) -> InputError:
    return refused(kind, write_csv(folder / f"{kind}.csv", rows))


def test_there_is_a_good_table_of_every_kind() -> None:
    assert set(INPUT_KINDS) == set(GOOD)


def test_an_unknown_kind_offers_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UnknownChoiceError, match="nearest valid: private-stocks"):
        import_file("private_stock", tmp_path / "any.csv")


# ---- the file as a whole


@EVERY_KIND
def test_a_file_that_is_not_there(kind: str, tmp_path: Path) -> None:
    assert "does not exist" in str(refused(kind, tmp_path / "absent.csv"))
    assert "does not exist" in str(refused(kind, tmp_path / "absent.xlsx"))


@EVERY_KIND
@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"  \n"])
def test_an_empty_file(kind: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(content)
    assert "the file is empty" in str(refused(kind, path))


@EVERY_KIND
def test_a_header_without_rows(kind: str, tmp_path: Path) -> None:
    good = GOOD[kind]
    error = refused_rows(kind, good.rows[: good.header], tmp_path)
    assert "no row" in str(error)


@EVERY_KIND
def test_rows_that_are_all_blank(kind: str, tmp_path: Path) -> None:
    good = GOOD[kind]
    error = refused_rows(kind, [*good.rows[: good.header], [""] * len(good.titles), []], tmp_path)
    assert "no row" in str(error)


@EVERY_KIND
@pytest.mark.parametrize(("mark", "word"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_another_delimiter(kind: str, mark: str, word: str, tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    path.write_text(text_of(GOOD[kind].rows, delimiter=mark), encoding="utf-8")
    error = refused(kind, path)
    assert (error.row, error.expected) == (1, "commas")
    assert word in str(error)


@EVERY_KIND
@pytest.mark.parametrize(
    ("word", "encoding", "guess"),
    [
        ("Côte d'Ivoire", "cp1252", "cp1252"),
        ("鉱種・備蓄・タングステン", "cp932", "cp932"),
        ("Größe", "latin-1", "cp1252"),
    ],
)
def test_another_encoding_is_named_with_its_row(
    kind: str, word: str, encoding: str, guess: str, tmp_path: Path
) -> None:
    path = tmp_path / "given.csv"
    rows = [[cell if cell.isascii() else "x" for cell in row] for row in GOOD[kind].rows]
    path.write_text(text_of([*rows, [word]]), encoding=encoding)
    error = refused(kind, path)
    assert error.row == len(rows) + 1
    assert f"--encoding {guess}" in str(error)


@EVERY_KIND
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16(kind: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    path.write_text(text_of(GOOD[kind].rows), encoding=encoding)
    assert "the file is in UTF-16" in str(refused(kind, path))


@EVERY_KIND
@pytest.mark.parametrize("word", ["TÃ¼rkiye", "CÃ´te d’Ivoire", "1995â€“2024", "QuÃ©bec"])
def test_garbled_letters(kind: str, word: str, tmp_path: Path) -> None:
    rows = [*GOOD[kind].rows, [word]]
    error = refused_rows(kind, rows, tmp_path)
    assert error.row == len(rows)
    assert "garbled" in str(error)


@EVERY_KIND
def test_an_encoding_that_does_not_fit_or_does_not_exist(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    path.write_bytes(b"a,b\n1,2\n\x81\n")
    for encoding in ("utf-8", "cp932"):
        assert refused(kind, path, encoding).row == 3
    for encoding in ("klingon", "rot13", "idna"):
        with pytest.raises(InputError, match=encoding):
            import_file(kind, path, encoding=encoding)


@EVERY_KIND
@pytest.mark.parametrize("content", [b"no archive at all", b"PK\x03\x04 cut short", b""])
def test_a_workbook_that_is_no_archive(kind: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "given.xlsx"
    path.write_bytes(content)
    assert "no readable Excel workbook" in str(refused(kind, path))


@EVERY_KIND
def test_a_workbook_with_broken_xml(kind: str, tmp_path: Path) -> None:
    import zipfile

    whole = write_workbook(tmp_path / "whole.xlsx", {"Monthly Prices": GOOD[kind].rows})
    path = tmp_path / "given.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            raw = source.read(name)
            target.writestr(name, raw[: len(raw) // 2] if "sheet1" in name else raw)
    assert "no readable Excel workbook" in str(refused(kind, path))


@EVERY_KIND
def test_an_empty_sheet(kind: str, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "given.xlsx", {"Monthly Prices": []})
    assert "the sheet is empty" in str(refused(kind, path))


@EVERY_KIND
@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_a_workbook_named_as_a_csv(kind: str, start: bytes, tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    path.write_bytes(start + b"\0" * 100)
    assert "workbook" in str(refused(kind, path))


@EVERY_KIND
def test_a_file_the_system_cannot_read(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    path.symlink_to("/proc/self/mem")  # a file whose first byte cannot be read
    if not path.is_file():
        pytest.skip("there is no /proc here")
    assert "cannot be read" in str(refused(kind, path))


@EVERY_KIND
def test_a_quote_that_never_ends(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    path.write_text(text_of(GOOD[kind].rows) + '"open', encoding="utf-8")
    error = refused(kind, path)
    assert error.row is not None


@EVERY_KIND
def test_a_cell_of_a_million_letters(kind: str, tmp_path: Path) -> None:
    good = GOOD[kind]
    rows = [list(row) for row in good.rows]
    rows[-1][0] = "x" * 10**6
    assert refused_rows(kind, rows, tmp_path).row == good.last


# ---- columns and rows


@pytest.mark.parametrize(("kind", "column"), [(kind, column) for kind in WITH_HEADER for column in GOOD[kind].needed])
def test_a_missing_column(kind: str, column: str, tmp_path: Path) -> None:
    good = GOOD[kind]
    place = good.titles.index(column)
    error = refused_rows(kind, [row[:place] + row[place + 1 :] for row in good.rows], tmp_path)
    assert (error.row, error.field) == (1, good.named(column))


@pytest.mark.parametrize(("kind", "column"), [(kind, column) for kind in WITH_HEADER for column in GOOD[kind].needed])
def test_a_doubled_column(kind: str, column: str, tmp_path: Path) -> None:
    good = GOOD[kind]
    place = good.titles.index(column)
    error = refused_rows(kind, [row[: place + 1] + row[place:] for row in good.rows], tmp_path)
    assert error.row == 1
    assert (error.field, "twice" in str(error)) == (good.named(column), True)


@EVERY_KIND
@pytest.mark.parametrize("change", [-1, 1])
def test_rows_of_another_width(kind: str, change: int, tmp_path: Path) -> None:
    good = GOOD[kind]
    last = good.rows[-1][:-1] if change < 0 else [*good.rows[-1], "x"]
    error = refused_rows(kind, [*good.rows[:-1], last], tmp_path)
    assert error.row == good.last
    assert f"{len(last)} cells where the header has {len(good.titles)}" in str(error)


@pytest.mark.parametrize(("kind", "column"), [(kind, column) for kind in WITH_HEADER for column in GOOD[kind].needed])
def test_a_cell_that_must_not_be_blank(kind: str, column: str, tmp_path: Path) -> None:
    good = GOOD[kind]
    for blank in ("", "  ", "NA"):
        error = refused_rows(kind, good.spoilt(column, blank), tmp_path)
        assert (error.row, error.field) == (good.last, good.named(column)), blank


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "customs"])
def test_a_key_that_stands_there_twice_is_named_with_both_rows(kind: str, tmp_path: Path) -> None:
    good = GOOD[kind]
    error = refused_rows(kind, [*good.rows, good.rows[-1]], tmp_path)
    assert (error.row, error.field) == (good.last + 1, GOOD[kind].key)
    assert f"row {good.last}" in str(error) or "twice" in str(error)


@EVERY_KIND
def test_row_numbers_count_blank_rows(kind: str, tmp_path: Path) -> None:
    good = GOOD[kind]
    rows = good.spoilt(good.numbers[-1], "-5")
    error = refused_rows(kind, [*rows[:-1], [""] * len(good.titles), [], rows[-1]], tmp_path)
    assert error.row == good.last + 2


@pytest.mark.parametrize("kind", ["minerals", "substitution", "recycling", "consumption", "equity", "private-stocks"])
def test_row_numbers_of_later_checks_count_blank_rows(kind: str, tmp_path: Path) -> None:
    good = GOOD[kind]
    rows = good.spoilt(good.titles[0], "Unobtainium")
    error = refused_rows(kind, [*rows[:-1], [], rows[-1]], tmp_path)
    assert (error.row, error.field) == (good.last + 1, good.key)


# ---- numbers, shares, dates, years


SECRET_KINDS = ("consumption", "private-stocks", "equity", "recycling")
NO_NUMBERS = [
    "nan", "NaN", "inf", "-inf", "Infinity", "1e999", "abc", "1,5", "1_000", "12 %", "--3", "1 000", "0x10", "１２Ａ",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "column"), [(kind, column) for kind in KINDS for column in GOOD[kind].numbers])
def test_what_is_no_number(kind: str, column: str, tmp_path: Path) -> None:
    good = GOOD[kind]
    for cell in NO_NUMBERS:
        error = refused_rows(kind, good.spoilt(column, cell), tmp_path)
        # The figures of a secret table stand in no sentence.
        shown = kind not in SECRET_KINDS
        assert (error.row, error.field, f"«{cell}»" in str(error)) == (good.last, good.named(column), shown), cell


@pytest.mark.parametrize(
    ("kind", "column"),
    [(kind, column) for kind in KINDS for column in GOOD[kind].numbers if (kind, column) != ("wgi", "estimate")],
)
def test_a_negative_number(kind: str, column: str, tmp_path: Path) -> None:
    good = GOOD[kind]
    error = refused_rows(kind, good.spoilt(column, "-0.001"), tmp_path)
    assert (error.row, error.field) == (good.last, good.named(column))


@pytest.mark.parametrize(("kind", "column"), SHARES)
def test_a_share_over_one(kind: str, column: str, tmp_path: Path) -> None:
    good = GOOD[kind]
    for cell in ("1.0001", "50", "2"):
        error = refused_rows(kind, good.spoilt(column, cell), tmp_path)
        assert (error.row, error.field) == (good.last, good.named(column)), cell
        assert "1" in str(error.expected)


NO_DATES = ["2024-02-30", "31.3.2024", "2024/03/31", "20240331", "2024", "yesterday", "令和6年3月31日", "45382"]
NO_YEARS = ["24", "1066", "20245", "2024.5", "FY2024", "-2024"]


@pytest.mark.parametrize(("kind", "column"), DATES)
def test_a_bad_date(kind: str, column: str, tmp_path: Path) -> None:
    good = GOOD[kind]
    for cell in NO_DATES:
        error = refused_rows(kind, good.spoilt(column, cell), tmp_path)
        assert (error.row, error.field, error.expected) == (good.last, column, "a date as YYYY-MM-DD"), cell


@pytest.mark.parametrize(("kind", "column"), YEARS)
def test_a_bad_year(kind: str, column: str, tmp_path: Path) -> None:
    good = GOOD[kind]
    for cell in NO_YEARS:
        error = refused_rows(kind, good.spoilt(column, cell), tmp_path)
        assert (error.row, error.field) == (good.last, good.named(column)), cell


# ---- hostile text


HOSTILE = [
    '=HYPERLINK("http://evil.example","click")', "=1+1", "@SUM(A1:A9)", "+1+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0",
    "a\x1b[2Jb", "a\x00b", "a\x08b", "invoice\u202egnp.exe", "a\x9bb",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "column"), [(kind, column) for kind in KINDS for column in GOOD[kind].words])
def test_hostile_text(kind: str, column: str, tmp_path: Path) -> None:
    good = GOOD[kind]
    for cell in HOSTILE:
        error = refused_rows(kind, good.spoilt(column, cell), tmp_path)
        assert (error.row, error.field) == (good.last, good.named(column)), cell
        assert not any(letter in str(error) for letter in "\x1b\x00\x08\u202e\x9b")


@pytest.mark.parametrize(("kind", "column"), [(kind, column) for kind in KINDS for column in GOOD[kind].words])
def test_a_long_text_is_shown_cut(kind: str, column: str, tmp_path: Path) -> None:
    good = GOOD[kind]
    error = refused_rows(kind, good.spoilt(column, "x" * 10_001), tmp_path)
    assert (error.row, error.field) == (good.last, good.named(column))


# ---- codes and words of each kind


@pytest.mark.parametrize(
    ("kind", "column", "cell", "words"),
    [
        ("baci", "i", "999", "no country code of BACI"),
        ("baci", "j", "0", "no country code of BACI"),
        ("baci", "i", "CHN", "a whole number"),
        ("baci", "i", "-4", "too small"),
        ("baci", "k", "81", "a trade code of 4 to 9 digits"),
        ("baci", "k", "8106.00", "a trade code"),
        ("baci", "k", "8106001234", "a trade code"),
        ("baci", "j", "156", "trades with itself"),
        ("wgi", "code", "China", "alpha-3"),
        ("wgi", "code", "XQZ", "alpha-3"),
        ("wgi", "indicator", "corruption", "one of cc, ge, pv"),
        ("wgi", "estimate", "-9", "from -5 to 5"),
        ("pink-sheet", "", "2024M13", "a month such as 1960M01"),
        ("pink-sheet", "", "2024-02", "a month such as 1960M01"),
        ("customs", "Exp or Imp", "3", "1 (export) or 2 (import)"),
        ("customs", "HS", "'811292'", "nine digits"),
        ("customs", "HS", "81129200A", "nine digits"),
        ("customs", "Country", "999", "three-digit country code"),
        ("customs", "Country", "CHN", "three-digit country code"),
        ("customs", "Value-Year", "9" * 400, "a whole number"),
        ("customs", "Quantity2-Year", "1.5", "a whole number"),
        ("events", "place", "China", "alpha-3"),
        ("events", "place_type", "sea", "one of country, chokepoint"),
        ("events", "destination_iso3", "JPN,KOR", "«;» between"),
        ("events", "destination_iso3", "JPN;XQZ", "«XQZ» is not known"),
        ("events", "mineral_symbols", "Unobtainium", "element symbols"),
        ("events", "mineral_symbols", "Ga Ge", "element symbols"),
        ("events", "cause", "greed", "one of policy, labour"),
        ("events", "confidence", "rumour", "one of seen, recalled"),
        ("events", "end", "2010-09-20", "on or after the start"),
        ("minerals", "symbol", "Au", "no designated mineral"),
        ("minerals", "stage", "scrap", "one of ore, intermediate, metal, compound"),
        ("minerals", "code", "811", "a trade code"),
        ("minerals", "content", "0", "too small"),
        ("minerals", "content", "0.76", "outside its low and high"),
        ("minerals", "main_form", "maybe", "one of yes, no"),
        ("minerals", "basket", "maybe", "one of yes, no"),
        ("minerals", "material", "Pt", "no material of the mineral"),
        ("substitution", "symbol", "Au", "no designated mineral"),
        ("substitution", "symbol", "*", "no designated mineral"),
        ("recycling", "mineral", "Tungsten", "no designated mineral"),
        ("equity", "country", "XQZ", "alpha-3"),
        ("equity", "country", "Indonesia", "alpha-3"),
        ("private-stocks", "days", "3651", "from 0 to 3650"),
    ],
)  # fmt: skip
def test_unknown_codes_and_impossible_values(kind: str, column: str, cell: str, words: str, tmp_path: Path) -> None:
    good = GOOD[kind]
    error = refused_rows(kind, good.spoilt(column, cell), tmp_path)
    assert error.row == good.last
    assert error.field == ("month" if kind == "pink-sheet" else good.named(column))
    assert words in str(error)


def test_an_unknown_chokepoint(tmp_path: Path) -> None:
    rows = [list(row) for row in GOOD["events"].rows]
    rows[2][4] = "DOVER"
    error = refused_rows("events", rows, tmp_path)
    assert (error.row, error.field) == (3, "place")
    assert "SUEZ" in str(error)


@pytest.mark.parametrize("material", ["", "Ga"])
def test_a_material_without_a_main_stage(material: str, tmp_path: Path) -> None:
    good = GOOD["minerals"]
    rows = [list(cells) for cells in good.rows]
    rows[1][good.titles.index("material")] = material
    rows[1][good.titles.index("main_form")] = "no"
    error = refused_rows("minerals", rows, tmp_path)
    assert (error.row, error.field) == (2, "main_form")


def test_a_material_with_two_main_stages(tmp_path: Path) -> None:
    error = refused_rows("minerals", GOOD["minerals"].spoilt("main_form", "yes"), tmp_path)
    assert (error.row, error.field) == (2, "main_form")
    assert "one stage of each material" in str(error)


def test_a_governance_file_needs_all_dimensions_and_errors(tmp_path: Path) -> None:
    rows = GOOD["wgi"].rows
    error = refused_rows("wgi", [row for row in rows if row[2] != "rl"], tmp_path)
    assert (error.field, "«rl»" in str(error)) == ("dimension", True)
    error = refused_rows("wgi", [rows[0], *([*row[:4], ".."] for row in rows[1:])], tmp_path)
    assert error.field == "standard_error"
    error = refused_rows("wgi", [rows[0], *([*row[:3], "#N/A", "#N/A"] for row in rows[1:])], tmp_path)
    assert error.field == "dimension"


def test_two_codes_of_one_country_are_one_key(tmp_path: Path) -> None:
    rows = [*GOOD["wgi"].rows, ["ZAR", "2024", "va", "-1.5", "0.2"], ["COD", "2024", "va", "-1.4", "0.2"]]
    error = refused_rows("wgi", rows, tmp_path)
    assert (error.row, error.field) == (len(rows), "iso3")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["a", "b"], ["x", "1"]], "no row begins with a month"),
        ([["2024M01", "1"]], "no row begins with a month"),
        ([["title", ""], ["2024M01", "1"]], "no row of series names"),
        ([["", "Tin", "Tin"], ["2024M01", "1", "2"]], "twice"),
        ([["", "Tin"], ["2024M01", ""], ["2024M02", "…"]], "no month has a price"),
    ],
)
def test_a_price_file_of_another_shape(rows: Rows, words: str, tmp_path: Path) -> None:
    assert words in str(refused_rows("pink-sheet", rows, tmp_path))


def test_a_price_workbook_without_its_sheet(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "cmo.xlsx", {"Annual Prices": GOOD["pink-sheet"].rows})
    error = refused("pink-sheet", path)
    assert (error.expected, "Monthly Prices" in str(error)) == ("Annual Prices", True)


def test_customs_rows_that_are_all_totals(tmp_path: Path) -> None:
    good = GOOD["customs"]
    rows = [good.rows[0], [*good.rows[1][:3], "S-TOTAL", *good.rows[1][4:]]]
    assert "no row has a country" in str(refused_rows("customs", rows, tmp_path))
