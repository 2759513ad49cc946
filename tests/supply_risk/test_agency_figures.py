"""The agency's own tables: what was known in the year counts, whatever the order of the rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sonae.data import Library, import_file
from sonae.data.inputs import lineage_of
from sonae.supply_risk import Policy, assess, equity_shares, latest_figure
from tests.data.tables import write_csv
from tests.tiny import tiny_library

EQUITY = [
    ["mineral", "country", "year", "share", "source"],
    ["Bi", "KOR", "2019", "0.1", "a"],
    ["Bi", "KOR", "2022", "0.6", "b"],
    ["Bi", "CHN", "2021", "0.5", "c"],
    ["Bi", "KOR", "2024", "0.9", "d"],
]
RECYCLING = [
    ["mineral", "year", "rate", "source"],
    ["Bi", "2024", "0.5", "later"],
    ["Bi", "2022", "0.2", "survey"],
]


def with_tables(folder: Path, **tables: list[list[str]]) -> Library:
    """The tiny library with tables of the agency imported."""
    for kind, rows in tables.items():
        import_file(kind, write_csv(folder / f"{kind}.csv", rows))
    records = {kind: record for kind in tables if (record := lineage_of(kind)) is not None}
    return replace(tiny_library(folder / "pack"), agency=records)


def self_supply(library: Library, policy: Policy, year: int) -> float:
    rows = assess(library, policy, importers=["JPN"], years=[year], bands=False).rows
    (row,) = [row for row in rows if row.mineral == "Bi"]
    value = row.components["self_sufficiency"]["components"]["self_supply"]["value"]
    assert isinstance(value, float)
    return value


@pytest.mark.parametrize("turned", [False, True])
def test_the_latest_row_known_in_the_year_counts(tmp_path: Path, turned: bool) -> None:
    rows = [EQUITY[0], *reversed(EQUITY[1:])] if turned else EQUITY
    library = with_tables(tmp_path, equity=rows, recycling=RECYCLING)
    assert equity_shares(library, ["Bi"], 2018) is None
    assert equity_shares(library, ["Bi"], 2020) == {"KOR": 0.1}
    assert equity_shares(library, ["Bi"], 2023) == {"KOR": 0.6, "CHN": 0.5}
    assert equity_shares(library, ["Bi"], 2024) == {"KOR": 0.9, "CHN": 0.5}
    assert latest_figure(library, "recycling", ["Bi"], year=2021) is None
    assert latest_figure(library, "recycling", ["Bi"], year=2023)["rate"] == 0.2  # type: ignore[index]
    assert latest_figure(library, "recycling", ["Bi"], year=2024)["rate"] == 0.5  # type: ignore[index]
    assert latest_figure(library, "consumption", ["Bi"], year=2024) is None


def test_factor_three_counts_what_was_known(tmp_path: Path, policy: Policy) -> None:
    """90 % of imports from China, 10 % from Korea: 0.9·0.5 + 0.1·0.6 = 0.51 owned; r + (1 − r)·0.51 with r = 0.2."""
    library = with_tables(tmp_path, equity=EQUITY, recycling=RECYCLING)
    assert self_supply(library, policy, 2023) == pytest.approx(0.2 + 0.8 * 0.51)
    assert self_supply(library, policy, 2024) == pytest.approx(0.5 + 0.5 * (0.9 * 0.5 + 0.1 * 0.9))


def test_the_row_of_a_material_comes_before_that_of_its_mineral(tmp_path: Path) -> None:
    rows = [["mineral", "year", "rate", "source"], ["Pt", "2020", "0.4", "a"], ["PGM", "2023", "0.1", "b"]]
    library = with_tables(tmp_path, recycling=rows)
    assert latest_figure(library, "recycling", ["Pt", "PGM"], year=2024)["rate"] == 0.4  # type: ignore[index]
    assert latest_figure(library, "recycling", ["Rh", "PGM"], year=2024)["rate"] == 0.1  # type: ignore[index]
