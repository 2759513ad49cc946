"""Evidence in Excel: what goes out comes back, and a bad workbook is one sentence with the cell and nothing else."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sonae.core import InputError
from sonae.evaluation import (
    Evidence,
    Register,
    evidence_kinds,
    load_evaluation,
    read_evidence_workbook,
    write_evidence_workbook,
)
from tests.evaluation.small import read, tree, words

Book = openpyxl.Workbook


def book_of(path: Path, change: Callable[[Book], None]) -> Path:
    """The register of the small evaluation as a workbook, changed."""
    write_evidence_workbook(read(tree()).register, path)
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def column(book: Book, name: str, sheet: str = "drill") -> str:
    """The letter of a column."""
    return next(cell.column_letter for cell in book[sheet][1] if f"({name})" in str(cell.value))


@pytest.mark.slow
def test_the_register_of_fy2023_comes_back_as_it_went_out(tmp_path: Path) -> None:
    register = load_evaluation("FY2023").register
    write_evidence_workbook(register, tmp_path / "evidence.xlsx")
    again = read_evidence_workbook(tmp_path / "evidence.xlsx")
    assert again == register
    assert len(again.entries) > 90


TEXT = st.text(st.sampled_from("金属=+-@'\"(試験) 123.5true,あ%"), min_size=1, max_size=12).map(str.strip).filter(bool)
BY_FORM = {
    "text": TEXT, "count": st.integers(0, 10**6), "number": st.decimals(-(10**6), 10**6, places=2), "flag": st.booleans(),
    "date": st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)),
}  # fmt: skip
WHEN = st.sampled_from(["2023-05-31", "2023-05", "FY2023", "2023-09-19/2023-09-20", "2024-02-29"])

SECTIONS = st.lists(st.sampled_from(["e1_1", "e1_1.p1", "e2"]), min_size=1, unique=True)


@st.composite
def entries(draw: st.DrawFn) -> Evidence:
    kind = draw(st.sampled_from(list(evidence_kinds().values())))
    forms = {name: st.sampled_from(field.form) if isinstance(field.form, tuple) else BY_FORM[field.form]
             for name, field in kind.fields.items()}  # fmt: skip
    stated = draw(st.sets(st.sampled_from(list(forms))))
    listed = st.lists(TEXT.filter(lambda text: ";" not in text), max_size=3)
    return Evidence.model_validate(
        {
            "id": draw(st.from_regex(r"[a-z][a-z0-9-]{0,12}", fullmatch=True)), "kind": kind.name,
            "title": {"ja": draw(TEXT), "en": draw(TEXT)}, "on": draw(WHEN), "parties": draw(listed), "files": draw(listed),
            "place": draw(st.none() | TEXT), "sections": draw(SECTIONS),
            "counts_for": draw(st.sampled_from([None, "1-1", "II-a"])), "amount": draw(st.sampled_from(["1", "20", "1/3", "2.5"])),
            "classification": draw(st.sampled_from(["public", "internal", "secret"])),
            "lines": draw(st.sampled_from([None, "148-156, 190"])),
            "detail": {name: draw(forms[name]) for name in sorted(stated)},
        }
    )  # fmt: skip


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(entries(), min_size=1, max_size=6, unique_by=(lambda one: one.id, lambda one: one.likeness)))
def test_whatever_evidence_goes_out_comes_back(tmp_path: Path, made: list[Evidence]) -> None:
    register = Register.of(made)
    write_evidence_workbook(register, tmp_path / "evidence.xlsx")
    assert read_evidence_workbook(tmp_path / "evidence.xlsx") == register
    assert (tmp_path / "evidence.xlsx").stat().st_mode & 0o077 == (0o044 if register.label.name == "PUBLIC" else 0)


def test_columns_may_be_moved_and_headed_in_japanese_and_days_be_dates(tmp_path: Path) -> None:
    def change(book: Book) -> None:
        sheet = book["drill"]
        sheet.insert_cols(1)
        sheet["A1"] = "place"
        sheet[f"{column(book, 'on')}3"] = dt.datetime(2023, 5, 31)
        for cell in sheet[1]:
            if "(title.en)" in str(cell.value):
                cell.value = "件名（英）"
            if str(cell.value).startswith("場所"):
                cell.value = None
        sheet["A2"] = "志布志"

    register = read_evidence_workbook(book_of(tmp_path / "moved.xlsx", change))
    assert [(one.id, str(one.on), one.place) for one in register.entries] == [
        ("autumn", "2023-10-01/2023-10-03", "志布志"), ("spring", "2023-05-31", None),
    ]  # fmt: skip


def set_cell(name: str, value: object, row: int = 2) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        book["drill"][f"{column(book, name)}{row}"] = value

    return change


def merge(book: Book) -> None:
    book["drill"].merge_cells("B2:C2")


def wrong_sheet(book: Book) -> None:
    book.create_sheet("Sheet1")["A1"] = "何か"


def no_heading(book: Book) -> None:
    book["drill"]["Z2"] = "覚え書き"


def unknown_heading(book: Book) -> None:
    book["drill"]["Z1"] = "備考"


def heading_twice(book: Book) -> None:
    book["drill"]["Z1"] = "id"


def same_again(book: Book) -> None:
    sheet = book["drill"]
    for at, cell in enumerate(list(sheet[2]), 1):
        sheet.cell(4, at, cell.value)
    sheet["A4"] = "another"


def same_id(book: Book) -> None:
    book["drill"]["A3"] = book["drill"]["A2"].value


def nothing(book: Book) -> None:
    book["drill"].delete_rows(2, 5)


@pytest.mark.parametrize(
    ("change", "where", "said"),
    [
        (set_cell("on", None), "drill!D2", "the evidence has no date; expected 2023-05-31"),
        (set_cell("on", "soon"), "drill!D2", "«soon» is no time"),
        (merge, "drill!B2:C2", "cells are merged"),
        (wrong_sheet, "Sheet1", "unknown sheet «Sheet1»"),
        (no_heading, "drill!Z2", "stands under no heading"),
        (unknown_heading, "drill!Z1", "unknown column of drill «備考»"),
        (heading_twice, "drill!Z1", "the column id stands twice"),
        (set_cell("participants", "many"), "drill!O2", "expected a whole number"),
        (set_cell("participants", -4), "drill!O2", "expected a whole number"),
        (set_cell("passed", "perhaps"), "drill!Q2", "expected true or false"),
        (set_cell("amount", 0), "drill!I2", "greater than 0"),
        (set_cell("sections", "第1"), "drill!G2", "is no provision"),
        (set_cell("sections", None), "drill!G2", "the field is missing"),
        (set_cell("counts_for", "いち"), "drill!H2", "pattern"),
        (set_cell("title.ja", None), "drill!B2", "the field is missing"),
        (set_cell("scenario", "=1+1"), "drill!N2", "formula"),
        (set_cell("id", None), "drill!A2", "the field is missing"),
        (set_cell("classification", "top"), "drill!K2", "'public'"),
        (set_cell("lines", "nine"), "drill!M2", "are no lines"),
        (same_again, "drill!A", "stands twice, as "),
        (same_id, "drill!A3", "stands in drill!A2 as well"),
        (set_cell("sections", "head", row=1), "drill!G1", "unknown column of drill «head»"),
    ],
)  # fmt: skip
def test_a_bad_workbook_is_one_sentence_with_the_cell(
    tmp_path: Path, change: Callable[[Book], None], where: str, said: str
) -> None:
    path = book_of(tmp_path / "bad.xlsx", change)
    with pytest.raises(InputError) as refused:
        read_evidence_workbook(path)
    text = str(refused.value)
    assert text.startswith(f"bad.xlsx, field «{where}")
    assert said in text
    assert "\n" not in text


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.xlsx").write_text("何か", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "zip.xlsx", "w") as packed:
        packed.writestr("a.txt", "x")
    for name in ("text.xlsx", "zip.xlsx"):
        with pytest.raises(InputError, match="this is no readable workbook"):
            read_evidence_workbook(tmp_path / name)
    with pytest.raises(InputError, match="the workbook does not exist"):
        read_evidence_workbook(tmp_path / "none.xlsx")
    with pytest.raises(InputError, match="holds no evidence"):
        read_evidence_workbook(book_of(tmp_path / "empty.xlsx", nothing))


def test_an_empty_register_goes_out_with_headings(tmp_path: Path) -> None:
    write_evidence_workbook(Register.of([]), tmp_path / "empty.xlsx")
    assert openpyxl.load_workbook(tmp_path / "empty.xlsx")["drill"]["A1"].value == "番号 (id)"


def test_an_id_that_excel_took_for_a_number_is_text(tmp_path: Path) -> None:
    entry = {
        "id": "12",
        "kind": "committee",
        "title": words("第一回"),
        "on": "2023-05-31",
        "sections": ["e2"],
        "detail": {"number": 1},
    }
    write_evidence_workbook(Register.of([Evidence.model_validate(entry)]), tmp_path / "one.xlsx")
    book: Any = openpyxl.load_workbook(tmp_path / "one.xlsx")
    book["committee"]["A2"] = 12
    book.save(tmp_path / "one.xlsx")
    assert read_evidence_workbook(tmp_path / "one.xlsx").entries[0].id == "12"
