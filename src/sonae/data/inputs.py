"""What an agency has imported: one folder a kind, with the checked table and the record of where it came from."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl

from sonae.core import (
    Classification,
    Clock,
    DataUnavailableError,
    InputError,
    Source,
    SystemClock,
    UnknownChoiceError,
)
from sonae.data.acts import check_acts
from sonae.data.importers import agency, governance, prices, trade
from sonae.data.importers.table import LINE, TableShape, check_table, read_cells, refuse, veiled
from sonae.data.minerals import Minerals
from sonae.data.store import data_directory, remove_directory, replace_directory, sha256_of, standing_directory

__all__ = ["KINDS", "InputKind", "Lineage", "import_file", "imported", "lineage_of", "remove_input"]


@dataclass(frozen=True, slots=True)
class InputKind:
    """A kind of table that can be imported; ``merge_on`` columns decide which old rows a new file takes the place of."""

    name: str
    title: str
    licence: str
    classification: Classification
    read: Callable[[Path, str | None], pl.DataFrame]
    merge_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lineage:
    """The record of an import."""

    kind: str
    file: str
    sha256: str
    rows: int
    imported_at: str
    licence: str
    classification: str
    earlier: tuple[str, ...] = ()

    @property
    def source(self) -> Source:
        """The input as a source of provenance."""
        return Source(
            KINDS[self.kind].title,
            f"imported {self.imported_at[:10]} from {self.file}",
            self.licence,
            sha256=self.sha256,
        )

    @property
    def label(self) -> Classification:
        """The classification of the input: never below that of a SECRET kind, whatever an older record says."""
        said = Classification.parse(self.classification)
        own = KINDS[self.kind].classification
        return Classification.join([said, own]) if own is Classification.SECRET else said


def _agency_table(shape: TableShape, *, all_minerals: bool = False) -> Callable[[Path, str | None], pl.DataFrame]:
    def read(path: Path, encoding: str | None) -> pl.DataFrame:
        cells = read_cells(path, encoding=encoding)
        table = check_table(cells[0], cells[1:], shape, path.name, numbered=True)
        register = Minerals.of_package().register
        column = "symbol" if "symbol" in table.columns else "mineral"
        materials = {name for mineral in register.values() for name in (mineral.symbol, *mineral.materials)}
        known = sorted(materials) + (["*"] if all_minerals else [])
        refuse(
            table,
            ~pl.col(column).is_in(known),
            column,
            path.name,
            "«{}» is no designated mineral",
            "a symbol such as W or REE",
        )
        if {"content_low", "content", "content_high"} <= set(table.columns):
            low, high = (
                pl.col("content_low").fill_null(pl.col("content")),
                pl.col("content_high").fill_null(pl.col("content")),
            )
            refuse(
                table,
                (low > pl.col("content")) | (pl.col("content") > high),
                "content",
                path.name,
                "«{}» lies outside its low and high",
            )
            _check_forms(table, path.name)
        return table.drop(LINE)

    return read


def _check_forms(table: pl.DataFrame, file: str) -> None:
    """A form belongs to a material of its mineral, and each material enters mostly through one stage."""
    own = Minerals.of_package()
    assessed = [material for mineral in own.register.values() for material in mineral.materials]
    pairs = sorted({f"{form.symbol} {form.material}" for form in own.forms})
    material = pl.coalesce("material", "symbol")
    pair = pl.concat_str("symbol", material, separator=" ")
    refuse(table, ~pair.is_in(pairs), "material", file, "«{}» is no material of the mineral", "such as Pt of PGM")
    main_stages = pl.col("stage").filter(pl.col("main_form") == "yes").n_unique().over(material)
    refuse(
        table, material.is_in(assessed) & (main_stages != 1), "main_form", file,
        "«{}»: the material of this row has no main stage, or several",
        "«yes» in the rows of one stage of each material",
    )  # fmt: skip


def _acts(path: Path, encoding: str | None) -> pl.DataFrame:
    cells = read_cells(path, encoding=encoding)
    return check_acts(cells[0], cells[1:], path.name)


_PUBLIC, _INTERNAL, _SECRET = Classification.PUBLIC, Classification.INTERNAL, Classification.SECRET


def _baci(path: Path, encoding: str | None) -> pl.DataFrame:
    return trade.read_baci(path, encoding=encoding)


def _customs(path: Path, encoding: str | None) -> pl.DataFrame:
    return trade.read_customs(path, encoding=encoding)


def _wgi(path: Path, encoding: str | None) -> pl.DataFrame:
    return governance.read_governance(path, encoding=encoding)


def _pink_sheet(path: Path, encoding: str | None) -> pl.DataFrame:
    return prices.read_pink_sheet(path, encoding=encoding)


_CUSTOMS = "Trade Statistics of Japan, nine digits"
_STOCKS = _agency_table(agency.PRIVATE_STOCKS, all_minerals=True)

KINDS = {
    kind.name: kind
    for kind in (
        InputKind("baci", "BACI trade (CEPII)", "Etalab-2.0", _PUBLIC, _baci, ("code", "year")),
        InputKind("wgi", "Worldwide Governance Indicators", "CC-BY-4.0", _PUBLIC, _wgi),
        InputKind("pink-sheet", "World Bank commodity prices", "CC-BY-4.0", _PUBLIC, _pink_sheet),
        InputKind("customs", _CUSTOMS, "GoJ-2.0", _PUBLIC, _customs, ("flow", "code", "year")),
        InputKind("events", "Log of supply acts", "agency", _INTERNAL, _acts),
        InputKind("minerals", "Forms of minerals", "agency", _INTERNAL, _agency_table(agency.FORMS)),
        InputKind(
            "substitution", "Substitution and importance", "agency", _INTERNAL, _agency_table(agency.SUBSTITUTION)
        ),
        InputKind("recycling", "Domestic recycling", "agency", _SECRET, _agency_table(agency.RECYCLING)),
        InputKind("consumption", "Reference consumption", "agency", _SECRET, _agency_table(agency.CONSUMPTION)),
        InputKind("equity", "Equity interests", "agency", _SECRET, _agency_table(agency.EQUITY)),
        InputKind("private-stocks", "Private stocks", "agency", _SECRET, _STOCKS),
    )
}


def import_file(
    kind: str,
    path: Path,
    *,
    encoding: str | None = None,
    classification: Classification | None = None,
    clock: Clock | None = None,
) -> Lineage:
    """Read, check and store a file; rows of earlier files with the same codes and years are replaced.

    Args:
        kind: one of :data:`KINDS`.
        path: the file, CSV or Excel.
        encoding: of a CSV that is not UTF-8.
        classification: another label than the kind's own. It may be raised freely; that of a kind which is not SECRET
            may be lowered by who answers for it. Where rows of an earlier file stay, the higher label of the two holds.
        clock: tells the moment of the import.

    Raises:
        UnknownChoiceError: for an unknown kind.
        InputError: naming file, row and field of the first thing that is wrong, or for a lower label than SECRET on the
            agency's own figures (METHOD §7); nothing is stored.

    """
    if kind not in KINDS:
        raise UnknownChoiceError("kind of input", kind, KINDS)
    chosen = KINDS[kind]
    label = classification if classification is not None else chosen.classification
    if chosen.classification is Classification.SECRET and label is not Classification.SECRET:
        raise InputError(
            f"«{kind}» holds the agency's own figures and is always SECRET; it cannot be labelled {label.name}",
            field="--classification",
            expected="secret, or no label",
        )
    with veiled() if chosen.classification is Classification.SECRET else contextlib.nullcontext():
        table = chosen.read(path, encoding)
    earlier: tuple[str, ...] = ()
    if chosen.merge_on and (old := imported(kind)) is not None and (before := lineage_of(kind)) is not None:
        kept = old.join(table.select(chosen.merge_on).unique(), on=chosen.merge_on, how="anti")
        if kept.height:
            table = pl.concat([kept, table])
            label = Classification.join([label, before.label])
            earlier = (*before.earlier, f"{before.file} sha256:{before.sha256}")
    lineage = Lineage(
        kind, path.name, sha256_of(path), table.height,
        (clock or SystemClock()).now().astimezone(dt.UTC).isoformat(timespec="seconds"),
        chosen.licence, label.name, earlier,
    )  # fmt: skip
    with replace_directory(_folder(kind)) as folder:
        table.write_parquet(folder / "table.parquet", compression="zstd")
        (folder / "lineage.json").write_text(
            json.dumps(asdict(lineage), ensure_ascii=False, indent=1), encoding="utf-8"
        )
        if lineage.label is not Classification.PUBLIC:
            for file in folder.iterdir():
                file.chmod(0o600)
    return lineage


def imported(kind: str) -> pl.DataFrame | None:
    """Return the stored table of a kind, or ``None`` when nothing was imported.

    Raises:
        DataUnavailableError: when the stored table cannot be read.

    """
    file = standing_directory(_folder(kind)) / "table.parquet"
    if not file.is_file():
        return None
    try:
        return pl.read_parquet(file)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise _damaged(file, kind) from error


def lineage_of(kind: str) -> Lineage | None:
    """Return the record of the import of a kind, or ``None``."""
    file = standing_directory(_folder(kind)) / "lineage.json"
    if not file.is_file():
        return None
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
        return Lineage(**{**record, "earlier": tuple(record["earlier"])})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise _damaged(file, kind) from error


def _damaged(file: Path, kind: str) -> DataUnavailableError:
    return DataUnavailableError(
        f"{file} cannot be read; run «sonae data remove {kind}» and import the {kind} file again."
    )


def remove_input(kind: str) -> bool:
    """Forget the imported table of a kind; say whether there was one."""
    if kind not in KINDS:
        raise UnknownChoiceError("kind of input", kind, KINDS)
    return remove_directory(_folder(kind))


def _folder(kind: str) -> Path:
    return data_directory() / "inputs" / kind
