"""The workbook that a ledger is written into: styles, cells, and sheets that print."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from sonae.core import Classification
from sonae.economics.ledger import Ledger

__all__ = ["FIRST", "HEAD", "Book", "Sheet", "column_of"]

FIRST = 6
"""Column of the first period, the same on every sheet with periods; the one before it holds totals."""
HEAD = 3
"""Row of the heads; above it stand banner, title and what the sheet is."""
_FONT = "Yu Gothic"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_A3, _A4 = 8, 9
_STYLES: dict[str, dict[str, Any]] = {
    "text": {},
    "strong": {"bold": True},
    "title": {"bold": True, "font_size": 14},
    "note": {"italic": True, "font_color": "#8A3B00"},
    "head": {"bold": True, "bottom": 1, "bg_color": "#E3E7EC", "text_wrap": True, "valign": "vcenter"},
    "period": {"bold": True, "bottom": 1, "bg_color": "#E3E7EC", "align": "right", "valign": "vcenter"},
    "section": {"bold": True, "bg_color": "#EEF2F6", "top": 4},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "label": {"bold": True, "valign": "top", "text_wrap": True},
    "bad": {"bold": True, "font_color": "#FFFFFF", "bg_color": "#B00020"},
    "good": {"bold": True, "font_color": "#0B5E2B"},
    "input": {"font_color": "#1F3FBF", "bg_color": "#FFF8DC"},
}
_NUMBERS = {"1": "0.0000", "year": "0", "days": "0", "exact": "General", "gap": "0E+00;-0E+00;0"}
_WHOLE = "#,##0;[Red]-#,##0;0"
_PRICE = "#,##0.00##;[Red]-#,##0.00##;0.00"


def column_of(period: int) -> str:
    """Return the letters of a period's column."""
    return str(xl_col_to_name(FIRST + period))


class Book:
    """A workbook in memory with the styles of a ledger; nothing is written to a temporary file."""

    def __init__(self, path: Path, ledger: Ledger) -> None:
        options = {
            "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
            "default_format_properties": {"font_name": _FONT, "font_size": 10},
        }  # fmt: skip
        self.file = xlsxwriter.Workbook(str(path), options)
        self.ledger = ledger
        self.labels = ledger.grid.labels()
        self.banner = _banner(ledger)
        self._styles: dict[tuple[str, str, bool], Any] = {}

    def style(self, name: str, unit: str = "", *, quoted: bool = False) -> Any:
        """Return a format: a named style with the number format of a unit; ``quoted`` keeps a text a text when it is edited."""
        key = (name, unit, quoted)
        if key not in self._styles:
            look = {"font_name": _FONT, "font_size": 10} | _STYLES[name]
            if unit:
                look["num_format"] = _NUMBERS.get(unit, _PRICE if "/" in unit else _WHOLE)
            if quoted:
                look["quote_prefix"] = True
            self._styles[key] = self.file.add_format(look)
        return self._styles[key]

    def sheet(self, name: str, title: str, what: str, heads: Sequence[str], *, periods: bool = True) -> Sheet:
        """Add a sheet with banner, title, what it is, heads, frozen panes and print set-up."""
        sheet = Sheet(self, name)
        page = sheet.page
        sheet.text(0, 0, self.banner, "note")
        sheet.text(1, 0, title, "title")
        sheet.text(2, 0, what)
        for column, head in enumerate(heads):
            sheet.text(HEAD, column, head, "head")
        for column, label in enumerate(self.labels if periods else (), FIRST):
            sheet.text(HEAD, column, label, "period")
        page.freeze_panes(HEAD + 1, 1)
        page.set_landscape()
        page.set_paper(_A3 if periods else _A4)
        page.fit_to_pages(1, 0)
        page.repeat_rows(HEAD)
        page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        page.set_header(f"&L{self.banner.replace('&', '&&')[:120]}&R{self.ledger.case.id}")
        page.set_footer(f"&L{name}&R&P / &N")
        page.hide_gridlines(1)
        if periods:
            page.repeat_columns(0)
            page.set_column(FIRST - 1, FIRST - 1, 20)
            page.set_column(FIRST, FIRST + len(self.labels) - 1, 18)
        return sheet


def _banner(ledger: Ledger) -> str:
    label = ledger.classification
    said = {
        Classification.PUBLIC: "公開データによる試算 — not the State's figures", Classification.INTERNAL: "INTERNAL — 部内限り",
        Classification.SECRET: "SECRET — 秘",
    }[label]  # fmt: skip
    return f"{said}; 架空の事例 — a fictional project" if ledger.case.fictional else said


class Sheet:
    """A sheet of the book; texts are always texts, and a text that looks like a formula stays one when it is edited."""

    def __init__(self, book: Book, name: str) -> None:
        self.book, self.name = book, name
        self.page = book.file.add_worksheet(name)

    def text(self, row: int, column: int, text: str, style: str = "text") -> None:
        """Write a text; an empty one leaves the cell empty, but for its style."""
        look = self.book.style(style, quoted=text.startswith(_FORMULA))
        if text:
            self.page.write_string(row, column, text, look)
        elif style != "text":
            self.page.write_blank(row, column, None, look)

    def number(self, row: int, column: int, value: float, unit: str) -> None:
        """Write a number that a person may change."""
        self.page.write_number(row, column, float(value), self.book.style("input", unit))

    def formula(self, row: int, column: int, formula: str, value: float | str, unit: str, style: str = "text") -> None:
        """Write a formula with our own value, for readers that do not work it out."""
        shown = value if isinstance(value, str) else float(value)
        self.page.write_formula(row, column, f"={formula}", self.book.style(style, unit), shown)

    def section(self, row: int, title: str, columns: int) -> None:
        """Write a heading over rows."""
        for column in range(columns):
            self.text(row, column, title if column == 0 else "", "section")

    def numbers_only(self, row: int, column: int, last_row: int, last_column: int) -> None:
        """Let cells take numbers alone."""
        rule = {
            "validate": "decimal", "criteria": "between", "minimum": -1e300, "maximum": 1e300,
            "error_title": "数値のみ", "error_message": "A number is expected here. 数値を入力してください。",
        }  # fmt: skip
        self.page.data_validation(row, column, last_row, last_column, rule)

    @staticmethod
    def cell(row: int, column: int, *, fixed: bool = False) -> str:
        """Return the address of a cell."""
        return str(xl_rowcol_to_cell(row, column, row_abs=fixed, col_abs=fixed))
