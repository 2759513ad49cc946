"""The three layouts in which the World Bank has published its governance indicators give the same table."""

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from sonae.core import InputError
from sonae.data.governance import package_governance
from sonae.data.importers.governance import read_governance
from tests.data.tables import DIMENSIONS, GOOD, write_csv, write_workbook

VALUES = {
    ("CHN", 2022): ("-0.51", "0.21"), ("CHN", 2023): ("-0.47", "0.2"), ("JPN", 2022): ("1.02", "0.19"),
    ("TWN", 2023): ("0.75", "0.22"), ("ADO", 2023): ("1.4", "0.3"),
}  # fmt: skip
SHEETS_UNTIL_2023 = {
    "va": "VoiceandAccountability", "pv": "Political StabilityNoViolence", "ge": "GovernmentEffectiveness",
    "rq": "RegulatoryQuality", "rl": "RuleofLaw", "cc": "ControlofCorruption",
}  # fmt: skip


def shifted(estimate: str, name: str) -> float:
    return round(float(estimate) + DIMENSIONS.index(name) / 100, 4)


def long_rows() -> list[list[str]]:
    return [
        ["code", "countryname", "year", "indicator", "estimate", "stddev", "nsource"],
        *(
            [land, "a name", str(year), name, str(shifted(estimate, name)), error, "7"]
            for (land, year), (estimate, error) in VALUES.items()
            for name in DIMENSIONS
        ),
        *(["JPN", "Japan", "2023", name, "..", "..", ".."] for name in DIMENSIONS),
    ]


def sheets_of_2025() -> dict[str, list[list[object]]]:
    return {
        "Notes": [["Worldwide Governance Indicators, 2025 revision"]],
        **{
            name: [
                [
                    "Economy (name)", "Economy (code)", "Year", "Governance estimate (approx. -2.5 to +2.5)",
                    "Standard error (estimate)", "Number of sources", "Governance score (0-100)",
                ],
                *(
                    ["a name", land, year, shifted(estimate, name), float(error), 7, 50.5]
                    for (land, year), (estimate, error) in VALUES.items()
                ),
                ["Japan", "JPN", 2023, "..", "..", "..", ".."],
            ]
            for name in ("va", "pv", "ge", "rq", "rl", "cc")
        },
    }  # fmt: skip


def sheets_until_2023(*, merged_years: bool = False) -> dict[str, list[list[object]]]:
    group = ["Estimate", "StdErr", "NumSrc", "Rank", "Lower", "Upper"]
    lands = sorted({land for land, _ in VALUES})

    def cells(land: str, year: int, name: str) -> list[object]:
        if (land, year) not in VALUES:
            return ["#N/A"] * 6
        estimate, error = VALUES[land, year]
        return [shifted(estimate, name), float(error), 7, 50, 40, 60]

    def years() -> list[object]:
        return [part for year in (2022, 2023) for part in ([year, *[None] * 5] if merged_years else [year] * 6)]

    return {
        "Introduction": [["The Worldwide Governance Indicators, 2023 update"], ["Code", "is explained here"]],
        **{
            title: [
                [title], [], ["Estimate: between -2.5 and 2.5"], [],
                [None, None, *years()],
                ["Country/Territory", "Code", *group, *group],
                *(["a name", land, *cells(land, 2022, name), *cells(land, 2023, name)] for land in lands),
            ]
            for name, title in SHEETS_UNTIL_2023.items()
        },
    }  # fmt: skip


def expected() -> pl.DataFrame:
    rows = [
        ({"ADO": "AND"}.get(land, land), year, name, shifted(estimate, name), float(error))
        for (land, year), (estimate, error) in VALUES.items()
        for name in DIMENSIONS
    ]
    schema = package_governance().table.schema
    return pl.DataFrame(rows, schema=schema, orient="row").sort("iso3", "year", "dimension")


def test_a_long_table(tmp_path: Path) -> None:
    assert_frame_equal(read_governance(write_csv(tmp_path / "wgi.csv", long_rows())), expected())
    assert_frame_equal(read_governance(write_workbook(tmp_path / "wgi.xlsx", {"Sheet1": long_rows()})), expected())


def test_one_sheet_a_dimension_as_revised_in_2025(tmp_path: Path) -> None:
    assert_frame_equal(read_governance(write_workbook(tmp_path / "wgi2025.xlsx", sheets_of_2025())), expected())


@pytest.mark.parametrize("merged_years", [False, True])
def test_years_side_by_side_as_until_2023(merged_years: bool, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "wgidataset.xlsx", sheets_until_2023(merged_years=merged_years))
    assert_frame_equal(read_governance(path), expected())


def test_a_wide_workbook_of_a_single_year(tmp_path: Path) -> None:
    sheets = {name: [row[:8] for row in rows] for name, rows in sheets_until_2023().items()}
    read = read_governance(write_workbook(tmp_path / "one.xlsx", sheets))
    assert_frame_equal(read, expected().filter(pl.col("year") == 2022))


def test_the_table_has_the_types_of_the_products_own(tmp_path: Path) -> None:
    assert read_governance(write_csv(tmp_path / "a.csv", GOOD["wgi"].rows)).schema == package_governance().table.schema


@pytest.mark.parametrize(
    ("old", "iso3"),
    [("ADO", "AND"), ("KSV", "XKX"), ("ROM", "ROU"), ("TMP", "TLS"), ("WBG", "PSE"), ("ZAR", "COD"), ("rom", "ROU")],
)  # fmt: skip
def test_old_codes_of_the_world_bank(old: str, iso3: str, tmp_path: Path) -> None:
    rows = [[old if cell == "CHN" else cell for cell in row] for row in GOOD["wgi"].rows]
    assert iso3 in set(read_governance(write_csv(tmp_path / "a.csv", rows))["iso3"])


def test_the_products_own_countries_can_all_be_imported(tmp_path: Path) -> None:
    lands = package_governance().table["iso3"].unique().sort().to_list()
    rows = [GOOD["wgi"].rows[0], *([land, "2024", name, "0.1", "0.2"] for land in lands for name in DIMENSIONS)]
    assert read_governance(write_csv(tmp_path / "all.csv", rows))["iso3"].n_unique() == len(lands) == 214


def spoilt(
    sheets: dict[str, list[list[object]]], sheet: str, row: int, column: int, cell: object
) -> dict[str, list[list[object]]]:
    rows = [list(cells) for cells in sheets[sheet]]
    rows[row - 1][column - 1] = cell
    return sheets | {sheet: rows}


NEW, OLD = sheets_of_2025(), sheets_until_2023()
PV = SHEETS_UNTIL_2023["pv"]


@pytest.mark.parametrize(
    ("sheets", "sheet", "row", "field", "words"),
    [
        (spoilt(NEW, "pv", 3, 2, "XQZ"), "pv", 3, "iso3", "«XQZ»"),
        (spoilt(NEW, "pv", 3, 3, "MMXXIV"), "pv", 3, "year", "a year such as 2024"),
        (spoilt(NEW, "pv", 4, 4, 9.5), "pv", 4, "estimate", "from -5 to 5"),
        (spoilt(NEW, "pv", 4, 5, -0.1), "pv", 4, "standard_error", "0 or more"),
        (spoilt(NEW, "pv", 3, 3, 2022), "pv", 3, "iso3", "stands also in row 2"),
        (spoilt(NEW, "pv", 1, 3, "Jahr"), "pv", 1, "year", "column is missing"),
        (NEW | {"pv": NEW["pv"][:1]}, "pv", None, None, "no rows"),
        (NEW | {"pv": [["about"]]}, "pv", None, None, "no row of column names"),
        (spoilt(OLD, PV, 8, 2, "XQZ"), PV, 8, "iso3", "«XQZ»"),
        (spoilt(OLD, PV, 8, 3, "high"), PV, 8, "estimate", "«high»"),
        (spoilt(OLD, PV, 8, 3, "nan"), PV, 8, "estimate", "no finite number"),
        (spoilt(OLD, PV, 5, 9, 2022), PV, 5, "estimate", "«2022» stands there twice"),
        (spoilt(OLD, PV, 5, 3, "first"), PV, 7, "year", "«first»"),
        (OLD | {PV: OLD[PV][:6]}, PV, None, None, "no rows"),
    ],
)
def test_a_spoilt_sheet_is_named(
    sheets: dict[str, list[list[object]]], sheet: str, row: int | None, field: str | None, words: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        read_governance(write_workbook(tmp_path / "wgi.xlsx", sheets))
    error = caught.value
    assert (error.file, error.row, error.field) == (f"wgi.xlsx, sheet {sheet}", row, field)
    assert words in str(error)


@pytest.mark.parametrize("sheets", [NEW, OLD], ids=["2025", "until 2023"])
def test_a_workbook_without_one_dimension(sheets: dict[str, list[list[object]]], tmp_path: Path) -> None:
    less = {name: rows for name, rows in sheets.items() if name not in ("rl", SHEETS_UNTIL_2023["rl"])}
    with pytest.raises(InputError, match="the dimension «rl» is not in the file"):
        read_governance(write_workbook(tmp_path / "wgi.xlsx", less))
