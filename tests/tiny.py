"""A tiny library for tests that need data of known shape but not the real pack.

Four minerals: tungsten powder (810110) and bismuth (810600) seen in trade, antimony seen only as ore (261710), gallium
only in production. Japan imports; China is large and weakly governed, Australia and Canada well governed. Quantities
are whole tonnes, the same every year unless ``flows`` says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from sonae.data import CURRENT, Library, country

YEARS = range(1995, 2025)
PRODUCTION_YEARS = range(2018, 2025)

Flow = tuple[int, int, str, str, float | None, float]
"""(year, code, exporter, importer, tonnes, thousand USD)"""

STEADY: tuple[tuple[int, str, str, float, float], ...] = (
    (810110, "CHN", "JPN", 600.0, 24_000.0),
    (810110, "AUS", "JPN", 300.0, 12_000.0),
    (810110, "CAN", "JPN", 100.0, 4_000.0),
    (810110, "CHN", "DEU", 1_000.0, 40_000.0),
    (810600, "CHN", "JPN", 900.0, 9_000.0),
    (810600, "KOR", "JPN", 100.0, 1_000.0),
    (810600, "CHN", "USA", 500.0, 5_000.0),
    (261710, "IND", "JPN", 20.0, 60.0),
    (261710, "AUS", "CHN", 5_000.0, 15_000.0),
    (811230, "CHN", "JPN", 0.0, 0.0),
)
PRODUCTION: tuple[tuple[str, str, float], ...] = (
    ("Tungsten (W)", "CHN", 8_000.0),
    ("Tungsten (W)", "AUS", 1_000.0),
    ("Tungsten (W)", "CAN", 1_000.0),
    ("Bismuth", "CHN", 1_600.0),
    ("Bismuth", "KOR", 400.0),
    ("Antimony", "CHN", 500.0),
    ("Antimony", "AUS", 500.0),
    ("Gallium", "CHN", 980.0),
    ("Gallium", "JPN", 20.0),
)
STABILITY = {
    "CHN": -0.5,
    "AUS": 1.0,
    "CAN": 1.0,
    "KOR": 0.5,
    "IND": -0.8,
    "DEU": 0.8,
    "USA": 0.3,
    "TWN": 0.8,
    "JPN": 1.0,
}


def steady_flows(years: Iterable[int] = YEARS) -> list[Flow]:
    """Return the same flows every year; those of zero tonnes are left out, as in BACI."""
    return [
        (year, code, out, into, tonnes, value) for year in years for code, out, into, tonnes, value in STEADY if tonnes
    ]


def trade_frame(flows: Iterable[Flow]) -> pl.DataFrame:
    """Return flows as the library's trade table."""
    rows = [
        (year, country(out).code, country(into).code, code, value, tonnes)
        for year, code, out, into, tonnes, value in flows
    ]
    return pl.DataFrame(
        rows,
        schema={
            "year": pl.Int16, "exporter": pl.UInt16, "importer": pl.UInt16, "code": pl.UInt32,
            "value_kusd": pl.Float64, "quantity_t": pl.Float64,
        },
        orient="row",
    ).sort("code", "year", "importer", "exporter")  # fmt: skip


def tiny_library(
    folder: Path,
    *,
    flows: Iterable[Flow] | None = None,
    production: Iterable[tuple[str, str, float]] = PRODUCTION,
) -> Library:
    """Write the tables of a pack to a folder and open them."""
    folder.mkdir(parents=True, exist_ok=True)
    trade_frame(steady_flows() if flows is None else flows).write_parquet(folder / "trade.parquet")
    rows = [
        (sheet, country(land).code, land, year, quantity, "metr. t", "r")
        for sheet, land, quantity in production
        for year in PRODUCTION_YEARS
    ]
    schema = {
        "sheet": pl.String, "country_code": pl.UInt16, "iso3": pl.String, "year": pl.Int16, "quantity": pl.Float64,
        "unit": pl.String, "flag": pl.String,
    }  # fmt: skip
    pl.DataFrame(rows, schema=schema, orient="row").write_parquet(folder / "production.parquet")
    stability = [
        (i, land, land, country(land).code, year, estimate, 0.2, (2.5 - estimate) / 5)
        for i, (land, estimate) in enumerate(STABILITY.items())
        for year in YEARS
    ]
    pl.DataFrame(
        stability,
        schema={
            "line": pl.UInt32, "iso3": pl.String, "name": pl.String, "country_code": pl.UInt16, "year": pl.Int16,
            "estimate": pl.Float64, "standard_error": pl.Float64, "published_0_1": pl.Float64,
        },
        orient="row",
    ).write_parquet(folder / "stability.parquet")  # fmt: skip
    pl.DataFrame(
        [
            ("Tungsten (W)", "Tungsten", "Extraction", "W", 0.42, "261100", "810110"),
            ("Bismuth", "Bismuth", "Processing", "Bi", 0.0, "810600", None),
            ("Antimony", "Antimony", "Extraction", "Sb", 0.28, "261710", None),
            ("Gallium", "Gallium", None, "Ga", 0.0, "Not Available", None),
        ],
        schema={
            "sheet": pl.String, "material": pl.String, "stage": pl.String, "symbol": pl.String, "eol_rir": pl.Float64,
            "code": pl.String, "more_codes": pl.String,
        },
        orient="row",
    ).write_parquet(folder / "method_codes.parquet")  # fmt: skip
    lands = [(country(land).code, country(land).name_en) for land in STABILITY]
    pl.DataFrame(lands, schema={"country_code": pl.UInt16, "name": pl.String}, orient="row").write_parquet(
        folder / "method_countries.parquet"
    )
    return Library(CURRENT, folder)
