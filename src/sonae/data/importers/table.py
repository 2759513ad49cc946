"""Reading a table of a user row by row: what each column must hold, and one sentence when a row does not.

Everything is read as text first, so that no guess of a reader's changes a value; then each column is checked as a
whole and the first bad row is named by its line in the file.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from sonae.core import InputError

__all__ = ["Column", "TableShape", "check_table", "read_cells", "read_table"]

LINE = "__line__"
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_NO_VALUE = ("", "NA", "..", "…", "N/A")
_LONGEST = 10_000
_WIDEST, _BLANK_ROWS, _LARGEST_BOOK = 1_000, 10_000, 400_000_000
# A cell that a spreadsheet would run, and letters that no one can see.
_FORMULA = r"^[=@]|^[+-].*[(|!]"
_HIDDEN = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F\x{202A}-\x{202E}\x{2066}-\x{2069}]"
# UTF-8 read as cp1252 and saved again: «TÃ¼rkiye», «CÃ´te», «â€“».
_MOJIBAKE = re.compile("[ÃÂ][\u0080-\u00bf\u0152-\u0178\u2013-\u203a]|â€")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the names it may have in the file, what it holds, and whether it may be empty.

    ``kind`` is text, integer, number, year, date, iso3, hs (a trade code) or share (0 to 1). ``map`` turns a text into
    another and refuses what it has none for; ``expected`` says what it takes.
    """

    name: str
    kind: str = "text"
    also: tuple[str, ...] = ()
    required: bool = True
    optional: bool = False  # the whole column may be absent
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    map: Callable[[str], str | None] | None = None
    expected: str = ""


@dataclass(frozen=True, slots=True)
class TableShape:
    """The columns of a table and its key; ``also_missing`` are further words that mean «no value» in this source."""

    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    also_missing: tuple[str, ...] = field(default=())


def read_cells(path: Path, *, encoding: str | None = None, sheet: str | None = None) -> list[list[str]]:
    """Return the cells of a CSV file or of an Excel sheet as text, the first row first.

    Args:
        path: ``.csv`` (comma-separated UTF-8 unless ``encoding`` says otherwise) or ``.xlsx``.
        encoding: for a CSV in another encoding, e.g. ``cp932``.
        sheet: name of the sheet of a workbook; the first one by default.

    Raises:
        InputError: when the file is missing, empty, in another encoding or separated by something else.

    """
    if is_workbook(path):
        sheets = read_sheets(path)
        if sheet is not None and sheet not in sheets:
            raise InputError(f"there is no sheet «{sheet}»", file=path.name, expected=", ".join(sheets))
        cells = sheets[sheet] if sheet else next(iter(sheets.values()), [])
        if not cells:
            raise InputError("the sheet is empty", file=path.name, expected="a header line and at least one row")
        return cells
    text = _decode(_read_bytes(path), path.name, encoding)
    if not text.strip():
        raise InputError("the file is empty", file=path.name, expected="a header line and at least one row")
    _check_delimiter(text, path.name)
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise InputError(f"this is no readable CSV ({error})", file=path.name, row=len(rows) + 1) from error
    return rows


def is_workbook(path: Path) -> bool:
    """Say whether the name is that of an Excel workbook that can be read."""
    return path.suffix.lower() in (".xlsx", ".xlsm")


def read_table(path: Path, shape: TableShape, *, encoding: str | None = None, sheet: str | None = None) -> pl.DataFrame:
    """Read and check a file with a header line; columns come out named and typed as the shape says.

    Raises:
        InputError: naming file, row and field of the first thing that is wrong.

    """
    cells = read_cells(path, encoding=encoding, sheet=sheet)
    return check_table(cells[0], cells[1:], shape, path.name)


def check_table(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    shape: TableShape,
    file: str,
    *,
    first_line: int = 2,
    numbered: bool = False,
) -> pl.DataFrame:
    """Check text rows against a shape; ``first_line`` is the line number of the first row in the file.

    Blank rows are passed over; a ``numbered`` table keeps the line numbers in the column ``LINE`` for later checks.
    """
    places = _places(header, shape, file)
    width = len(header)
    lines: list[int] = []
    taken: dict[str, list[str]] = {name: [] for name in places}
    for number, row in enumerate(rows, first_line):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != width:
            raise InputError(f"{len(row)} cells where the header has {width}", file=file, row=number)
        lines.append(number)
        for name, place in places.items():
            taken[name].append(row[place].strip())
    if not lines:
        raise InputError("the table has no rows", file=file, expected="at least one row below the header")
    frame = pl.DataFrame({LINE: lines, **taken}, schema={LINE: pl.Int64} | dict.fromkeys(taken, pl.String))
    checked = check_frame(frame, shape, file)
    return checked if numbered else checked.drop(LINE)


def check_frame(frame: pl.DataFrame, shape: TableShape, file: str) -> pl.DataFrame:
    """Check a frame of text columns that carries its line numbers in ``LINE``, and type it."""
    for column in shape.columns:
        if column.name not in frame.columns:
            frame = frame.with_columns(pl.lit(None, dtype=pl.String).alias(column.name))
        frame = _check_column(frame, column, shape.also_missing, file)
    if shape.key:
        _check_key(frame, shape.key, file)
    return frame.select([LINE, *(column.name for column in shape.columns)])


_VEILED: ContextVar[bool] = ContextVar("veiled", default=False)


@contextlib.contextmanager
def veiled() -> Iterator[None]:
    """Keep figures out of the sentences of refusal: those of a SECRET table belong in no error and no log."""
    token = _VEILED.set(True)
    try:
        yield
    finally:
        _VEILED.reset(token)


def refuse(
    frame: pl.DataFrame, bad: pl.Expr, column: str, file: str, problem: str, expected: str | None = None
) -> None:
    """Raise for the first row of ``frame`` where ``bad`` holds; ``{}`` in the problem is the cell's text."""
    hits = frame.filter(bad)
    if hits.height:
        first = hits.row(0, named=True)
        shown = str(first[column])[:60]
        raise InputError(problem.format(shown), file=file, row=first[LINE], field=column, expected=expected)


def _read_bytes(path: Path) -> bytes:
    if not path.is_file():
        raise InputError("the file does not exist", file=str(path))
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"the file cannot be read ({error.strerror})", file=str(path)) from error


def _decode(raw: bytes, file: str, encoding: str | None) -> str:
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise InputError("this is a workbook or an archive", file=file, expected="a CSV, or a workbook named .xlsx")
    if encoding is not None:
        try:
            return raw.decode(encoding).removeprefix("\ufeff")
        except LookupError:
            raise InputError(f"«{encoding}» is no known encoding", expected="utf-8, cp932 or cp1252") from None
        except UnicodeError as error:
            line = raw[: error.start].count(b"\n") + 1 if isinstance(error, UnicodeDecodeError) else None
            raise InputError(f"a character cannot be read as {encoding}", file=file, row=line) from error
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or raw.count(b"\0", 0, 200) > 20:
        raise InputError("the file is in UTF-16", file=file, expected="UTF-8; save it so or pass --encoding utf-16")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        guess = _guess_encoding(raw)
        raise InputError(
            f"the file is not UTF-8 (it looks like {guess})", file=file, row=line,
            expected=f"UTF-8; save it so or pass --encoding {guess}",
        ) from error  # fmt: skip
    if match := _MOJIBAKE.search(text):
        line = text[: match.start()].count("\n") + 1
        around = text[max(0, match.start() - 8) : match.end() + 8].strip().replace("\n", " ")
        raise InputError(
            f"the letters are garbled («{around}»)", file=file, row=line, expected="the original UTF-8 text"
        )
    return text


def _guess_encoding(raw: bytes) -> str:
    """Tell Shift-JIS from cp1252 by which one reads the file and gives more kana and kanji than odd letters."""
    try:
        text = raw.decode("cp932")
    except UnicodeDecodeError:
        return "cp1252"
    wide = sum("\u3040" <= letter <= "\u30ff" or "\u4e00" <= letter <= "\u9fff" for letter in text)
    high = sum(byte >= 0x80 for byte in raw)
    return "cp932" if wide * 2 >= high * 0.6 else "cp1252"


def _check_delimiter(text: str, file: str) -> None:
    first = text.lstrip("\n\r").split("\n", 1)[0]
    counts = {mark: first.count(mark) for mark in _DELIMITERS}
    best = max(counts, key=lambda mark: counts[mark])
    if best != "," and counts[best] > counts[","]:
        raise InputError(f"the cells are separated by {_DELIMITERS[best]}", file=file, row=1, expected="commas")


def read_sheets(path: Path) -> dict[str, list[list[str]]]:
    """Return the cells of every sheet of a workbook as text; all rows of a sheet have the same width.

    Raises:
        InputError: when the file is missing or no readable workbook.

    """
    import warnings

    import openpyxl

    raw = io.BytesIO(_read_bytes(path))
    _check_unpacked(raw, path.name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and validations, which are not read
            book = openpyxl.load_workbook(raw, read_only=True, data_only=True)
            return {page.title: _sheet_rows(page, path.name) for page in book.worksheets}
    except InputError:
        raise
    except Exception as error:  # zip, XML and value errors of many kinds: none of them is the user's language
        raise InputError("this is no readable Excel workbook", file=path.name, expected="an .xlsx file") from error


def _check_unpacked(raw: io.BytesIO, file: str) -> None:
    """Refuse a workbook that is small on the disk and would fill the memory."""
    try:
        with zipfile.ZipFile(raw) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile:
        return  # openpyxl's refusal follows
    finally:
        raw.seek(0)
    if size > _LARGEST_BOOK:
        raise InputError(
            f"the workbook unpacks to {size / 1e6:,.0f} MB", file=file,
            expected=f"at most {_LARGEST_BOOK / 1e6:,.0f} MB; save large tables as CSV",
        )  # fmt: skip


def _sheet_rows(page: Any, file: str) -> list[list[str]]:
    # A stray cell far out makes every row as wide: rows are cut after their last value, blank ones passed over.
    rows: list[list[str]] = []
    blank = 0
    for number, row in enumerate(page.iter_rows(values_only=True), 1):
        cells = [_cell_text(value) for value in row[:_WIDEST]]
        if any(value is not None for value in row[_WIDEST:]):
            raise InputError(
                f"a cell stands beyond column {_WIDEST}", file=f"{file}, sheet {page.title}", row=number,
                expected="the table alone",
            )  # fmt: skip
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            rows += [[]] * blank
            rows.append(cells)
            blank = 0
        elif (blank := blank + 1) > _BLANK_ROWS:
            break
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _places(header: Sequence[str], shape: TableShape, file: str) -> dict[str, int]:
    titles = [title.strip().casefold() for title in header]
    twice = {title for title in titles if title and titles.count(title) > 1}
    places = {}
    for column in shape.columns:
        names = [name.casefold() for name in (column.name, *column.also)]
        found = [i for i, title in enumerate(titles) if title in names]
        if not found and not column.optional:
            have = ", ".join(title for title in header if title)[:120]
            raise InputError(f"the column is missing (the file has: {have})", file=file, row=1, field=column.name)
        if found and titles[found[0]] in twice:
            raise InputError("the column stands there twice", file=file, row=1, field=column.name)
        if found:
            places[column.name] = found[0]
    return places


def _check_column(frame: pl.DataFrame, column: Column, also_missing: tuple[str, ...], file: str) -> pl.DataFrame:
    name = column.name
    text = pl.col(name).cast(pl.String).str.strip_chars()
    blank = text.is_null() | text.is_in([*_NO_VALUE, *also_missing])
    frame = frame.with_columns(pl.when(blank).then(None).otherwise(text).alias(name))
    if column.required and not column.optional:
        refuse(frame, pl.col(name).is_null(), name, file, "there is no value", _expected(column))
    if column.kind == "text":
        said = pl.col(name)
        refuse(frame, said.str.len_chars() > _LONGEST, name, file, "«{}…» is too long", f"at most {_LONGEST:,} letters")
        refuse(frame, said.str.contains(_FORMULA), name, file, "«{}» begins like a formula", "plain text")
        refuse(frame, said.str.contains(_HIDDEN), name, file, "«{}» holds control characters", "plain text")
    numeric = column.kind in ("number", "share", "integer")
    cell = "the figure" if numeric and _VEILED.get() else "«{}»"
    typed = _typed(column)
    frame = frame.with_columns(typed.alias("__typed__"))
    refuse(
        frame, pl.col(name).is_not_null() & pl.col("__typed__").is_null(), name, file,
        cell + " cannot be used", _expected(column),
    )  # fmt: skip
    value = pl.col("__typed__")
    if numeric:
        if column.kind != "integer":
            refuse(
                frame,
                value.is_nan() | value.is_infinite(),
                name,
                file,
                cell + " is no finite number",
                _expected(column),
            )
        low = 0.0 if column.kind == "share" else column.minimum
        high = 1.0 if column.kind == "share" else column.maximum
        if low is not None:
            refuse(frame, value < low, name, file, cell + " is too small", _expected(column))
        if high is not None:
            refuse(frame, value > high, name, file, cell + " is too large", _expected(column))
    if column.choices:
        refuse(
            frame, value.is_not_null() & ~value.is_in(list(column.choices)), name, file, "«{}» is not known",
            "one of " + ", ".join(column.choices[:12]) + (" …" if len(column.choices) > 12 else ""),
        )  # fmt: skip
    if column.map is not None:
        known = {word: column.map(word) for word in frame["__typed__"].drop_nulls().unique().to_list()}
        frame = frame.with_columns(
            value.replace_strict(known, default=None, return_dtype=pl.String).alias("__mapped__")
        )
        refuse(
            frame,
            value.is_not_null() & pl.col("__mapped__").is_null(),
            name,
            file,
            "«{}» is not known",
            _expected(column),
        )
        value = pl.col("__mapped__")
    return frame.with_columns(value.alias(name)).drop("__typed__", "__mapped__", strict=False)


def _typed(column: Column) -> pl.Expr:
    text = pl.col(column.name)
    if column.kind == "integer":
        return text.str.replace(r"^(-?\d+)\.0+$", "$1").cast(pl.Int64, strict=False)
    if column.kind in ("number", "share"):
        plain = (
            pl.when(text.str.contains(r"^-?\d{1,3}(,\d{3})+(\.\d+)?$"))
            .then(text.str.replace_all(",", ""))
            .otherwise(text)
        )
        return plain.cast(pl.Float64, strict=False)
    if column.kind == "year":
        year = text.cast(pl.Int16, strict=False)
        return pl.when(year.is_between(1900, 2100)).then(year)
    if column.kind == "date":
        return text.str.to_date("%Y-%m-%d", strict=False)
    if column.kind == "hs":
        return pl.when(text.str.contains(r"^'?\d{4,9}$")).then(text.str.strip_prefix("'").cast(pl.UInt32, strict=False))
    if column.kind == "iso3":
        from sonae.data.countries import countries

        return pl.when(text.str.to_uppercase().is_in(list(countries()))).then(text.str.to_uppercase())
    return text


def _expected(column: Column) -> str:
    if column.expected:
        return column.expected
    words = {
        "text": "a text", "integer": "a whole number", "number": "a number", "year": "a year such as 2024",
        "date": "a date as YYYY-MM-DD", "iso3": "an ISO 3166 alpha-3 country code such as CHN",
        "hs": "a trade code of 4 to 9 digits", "share": "a share between 0 and 1",
    }  # fmt: skip
    said = words[column.kind]
    if column.kind in ("number", "integer") and column.minimum is not None and column.maximum is not None:
        return f"{said} from {column.minimum:g} to {column.maximum:g}"
    if column.kind in ("number", "integer") and column.minimum is not None:
        return f"{said} of {column.minimum:g} or more"
    return said


def _check_key(frame: pl.DataFrame, key: tuple[str, ...], file: str) -> None:
    doubled = frame.filter(pl.struct(key).is_duplicated())
    if doubled.height:
        first = doubled.row(0, named=True)
        same = doubled.filter(pl.all_horizontal(pl.col(name).eq_missing(pl.lit(first[name])) for name in key))
        shown = ", ".join(f"{name} {first[name]}" for name in key)
        raise InputError(
            f"the key ({shown}) stands also in row {first[LINE]}", file=file, row=same[LINE][1], field=key[0],
            expected="each key once",
        )  # fmt: skip
