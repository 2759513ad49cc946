"""The evidence register as an Excel workbook: a sheet a kind, exported and read back, wholly or not at all."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sonae.core import InputError, UnknownChoiceError
from sonae.data import refusal_of, write_beside
from sonae.evaluation.evidence.kinds import DetailField, EvidenceKind, evidence_kinds
from sonae.evaluation.evidence.register import Evidence, Register
from sonae.evaluation.exact import written

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

    AnyCell = Cell | MergedCell

__all__ = ["read_evidence_workbook", "write_evidence_workbook"]

_SHARED = {
    "id": "番号", "title.ja": "件名", "title.en": "件名（英）", "on": "日付", "parties": "相手方",
    "place": "場所", "sections": "項目", "counts_for": "指標", "amount": "数", "files": "ファイル", "classification": "区分",
    "activity": "行為の記載", "lines": "資料の行",
}  # fmt: skip
_LISTS = ("parties", "sections", "files")
_LARGEST_ROWS, _LARGEST_BYTES = 200_000, 400_000_000
_HEADER = re.compile(r".*[（(]([a-z][a-z0-9_.]*)[)）]")


def write_evidence_workbook(register: Register, path: Path) -> None:
    """Write a register as a workbook: a sheet for each kind that occurs, its columns in Japanese with the field's name.

    Args:
        register: the evidence.
        path: where to; written beside first and renamed when it is whole.

    """
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, kind in evidence_kinds().items():
        entries = [entry for entry in register.entries if entry.kind == name]
        if entries:
            _write_sheet(book.create_sheet(name), kind, entries)
    if not register.entries:
        _write_sheet(book.create_sheet(next(iter(evidence_kinds()))), next(iter(evidence_kinds().values())), [])
    with write_beside(path, mode=0o600 if register.label else 0o644) as beside:
        book.save(beside)


def read_evidence_workbook(path: Path, *, indicators: Collection[str] | None = None) -> Register:
    """Read a workbook as :func:`write_evidence_workbook` makes it; columns may stand in any order.

    Args:
        path: an ``.xlsx`` file whose sheets are named by kind.
        indicators: the indicators that evidence may count for; any where none are named.

    Returns:
        the register; nothing is taken where anything is wrong.

    Raises:
        InputError: naming the file and the cell: merged cells, a sheet that is no kind, a column that the kind does not have,
            evidence without a date or with a value of another form, an activity that stands twice.

    """
    entries: list[Evidence] = []
    places: dict[str, str] = {}
    for sheet in _sheets(path):
        for where, entry in _entries(sheet, path.name):
            if entry.id in places:
                raise InputError(
                    f"the evidence {entry.id} stands in {places[entry.id]} as well", file=path.name, field=where
                )
            if indicators is not None and entry.counts_for is not None and entry.counts_for not in indicators:
                wrong = UnknownChoiceError("indicator", entry.counts_for, indicators)
                raise wrong.placed(file=path.name, field=_beside(sheet, where, "counts_for"))
            places[entry.id] = where
            entries.append(entry)
    if not entries:
        raise InputError("the workbook holds no evidence", file=path.name, expected="a sheet of a kind with rows")
    register = Register.of(entries)
    for one, two in register.doubles():
        raise InputError(
            f"an activity of {one.on} stands twice, as {one.id} in {places[one.id]} and as {two.id}",
            file=path.name, field=places[two.id], expected="one entry with all its sections",
        )  # fmt: skip
    return register


def _write_sheet(sheet: Worksheet, kind: EvidenceKind, entries: list[Evidence]) -> None:
    columns = [*_SHARED, *kind.fields]
    labels = [*_SHARED.values(), *(field.ja for field in kind.fields.values())]
    for at, (name, label) in enumerate(zip(columns, labels, strict=True), 1):
        sheet.cell(1, at, f"{label} ({name})")
    for row, entry in enumerate(entries, 2):
        stated = _cells(entry)
        for at, name in enumerate(columns, 1):
            value = stated.get(name)
            if value is None:
                continue
            cell = sheet.cell(row, at)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # a text that begins with «=» is no formula


def _cells(entry: Evidence) -> dict[str, Any]:
    shared = {
        "id": entry.id, "title.ja": entry.title.ja, "title.en": entry.title.en, "on": entry.on.text, "place": entry.place,
        "counts_for": entry.counts_for, "amount": _number(entry.amount), "classification": entry.classification,
        "activity": entry.activity, "lines": entry.lines, **{name: "; ".join(getattr(entry, name)) or None for name in _LISTS},
    }  # fmt: skip
    detail = {
        name: str(value) if isinstance(value, Decimal | dt.date) else value for name, value in entry.detail.items()
    }
    return shared | detail


def _number(value: Fraction) -> int | str:
    return value.numerator if value.denominator == 1 else written(value).split()[0]


def _sheets(path: Path) -> Iterator[Worksheet]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    if not path.is_file():
        raise InputError("the workbook does not exist", file=str(path))
    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > _LARGEST_BYTES:
            raise InputError("the workbook is too large", file=path.name, expected="at most 400 MB unpacked")
        book = openpyxl.load_workbook(path)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise InputError("this is no readable workbook", file=path.name, expected="an .xlsx file") from error
    for sheet in book.worksheets:
        if sheet.title not in evidence_kinds():
            wrong = UnknownChoiceError(
                "sheet", sheet.title, evidence_kinds(), hint="a sheet is named by a kind of evidence"
            )
            raise wrong.placed(file=path.name, field=sheet.title)
        if sheet.merged_cells.ranges:
            first = min(str(one) for one in sheet.merged_cells.ranges)
            raise InputError(
                "cells are merged", file=path.name, field=f"{sheet.title}!{first}", expected="one cell for each value"
            )
        if sheet.max_row > _LARGEST_ROWS:
            raise InputError(
                f"the sheet {sheet.title} has {sheet.max_row} rows", file=path.name, expected="at most 200 000"
            )
        yield sheet


def _entries(sheet: Worksheet, file: str) -> Iterator[tuple[str, Evidence]]:
    kind = evidence_kinds()[sheet.title]
    rows = sheet.iter_rows()
    header = _header(next(rows, ()), kind, file)
    for row in rows:
        cells = {name: row[at] for name, at in header.items() if at < len(row) and row[at].value not in (None, "")}
        stray = next(
            (cell for at, cell in enumerate(row) if at not in header.values() and cell.value not in (None, "")), None
        )
        if stray is not None:
            raise InputError("the cell stands under no heading", file=file, field=_name(stray))
        if cells:
            yield _name(row[header["id"]]), _entry(kind, cells, row, header, file)


def _header(row: tuple[AnyCell, ...], kind: EvidenceKind, file: str) -> dict[str, int]:
    known = {
        **{label: name for name, label in _SHARED.items()},
        **{field.ja: name for name, field in kind.fields.items()},
    }
    names = [*_SHARED, *kind.fields]
    found: dict[str, int] = {}
    for at, cell in enumerate(row):
        if cell.value in (None, ""):
            continue
        text = str(cell.value).strip()
        match = _HEADER.fullmatch(text)
        name = match[1] if match else known.get(text, text)
        if name not in names:
            raise UnknownChoiceError(f"column of {kind.name}", text[:40], names).placed(file=file, field=_name(cell))
        if name in found:
            raise InputError(f"the column {name} stands twice", file=file, field=_name(cell))
        found[name] = at
    for name in ("id", "title.ja", "title.en", "on", "sections"):
        if name not in found:
            raise InputError(f"there is no column {_SHARED[name]} ({name})", file=file, field=f"{kind.name}!1:1")
    return found


def _entry(
    kind: EvidenceKind, cells: Mapping[str, AnyCell], row: tuple[AnyCell, ...], header: Mapping[str, int], file: str
) -> Evidence:
    values = {name: _value(cell, kind.fields.get(name), file) for name, cell in cells.items()}
    if "on" not in values:
        raise InputError("the evidence has no date", file=file, field=_name(row[header["on"]]), expected="2023-05-31")
    shared: dict[str, Any] = {
        name: value for name, value in values.items() if name in _SHARED and not name.startswith("title.")
    }
    for name in _LISTS:
        if name in shared:
            shared[name] = [part.strip() for part in str(shared[name]).split(";") if part.strip()]
    title = {name.removeprefix("title."): value for name, value in values.items() if name.startswith("title.")}
    tree = {
        **shared, "kind": kind.name, "title": title,
        "detail": {name: value for name, value in values.items() if name in kind.fields},
    }  # fmt: skip
    try:
        return Evidence.model_validate(tree)
    except ValidationError as error:
        refused = refusal_of(error, file)
        raise refused.placed(field=_place(refused.field or "", row, header)) from error
    except InputError as error:
        raise error.placed(file=file, field=_place((error.field or "").removeprefix("detail."), row, header)) from error


def _value(cell: AnyCell, field: DetailField | None, file: str) -> object:
    """Read a cell: formulas are refused, numbers that Excel made of a text are written as one, numbers as text are numbers."""
    value = cell.value
    if cell.data_type in ("f", "e"):
        raise InputError("the cell holds a formula or an error", file=file, field=_name(cell), expected="a value")
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    if field is None:
        return value.isoformat() if isinstance(value, dt.date) else _text(value)
    if field.form in ("count", "number") and isinstance(value, str):
        try:
            return Decimal(value.replace(",", ""))
        except ArithmeticError:
            return value
    if field.form == "flag" and str(value).casefold() in ("true", "false", "○", "×"):
        return str(value).casefold() in ("true", "○")
    if (field.form == "text" or isinstance(field.form, tuple)) and not isinstance(value, str):
        return _text(value)
    return value


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _place(path: str, row: tuple[AnyCell, ...], header: Mapping[str, int]) -> str:
    """Return the cell of a field of an entry; that of its id where the field has no column."""
    first = path.partition(".")[0]
    named = [name for name in header if name == path] or [name for name in header if name == first]
    return _name(row[header[named[0] if named else "id"]])


def _beside(sheet: Worksheet, where: str, column: str) -> str:
    """Return the cell of a column in the row of another cell."""
    row = sheet[where.rpartition("!")[2]].row
    for at, cell in enumerate(sheet[1], 1):
        match = _HEADER.fullmatch(str(cell.value or "").strip())
        if (match[1] if match else str(cell.value).strip()) in (column, _SHARED[column]):
            return _name(sheet.cell(row, at))
    return where


def _name(cell: AnyCell) -> str:
    return f"{cell.parent.title}!{cell.coordinate}"
