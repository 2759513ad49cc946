"""Inputs, terms and lines of a ledger as sheets: numbers that may be changed, and formulas that follow them."""

from __future__ import annotations

from typing import Any

from sonae.documents.ledger_book import FIRST, Book, Sheet, column_of
from sonae.documents.ledger_layout import INPUTS, LEDGER, TERM_VALUE, TERMS, Layout
from sonae.economics.formula import Line
from sonae.economics.ledger import Explanation, explain

__all__ = ["write_inputs", "write_ledger", "write_terms"]

_TOTALLED = ("sales", "costs", "parties")


def total(sheet: Sheet, row: int, values: Any, unit: str, style: str = "text") -> None:
    """Write the sum over the periods into the column of totals."""
    last = column_of(len(values) - 1)
    sheet.formula(row, FIRST - 1, f"SUM({column_of(0)}{row + 1}:{last}{row + 1})", float(sum(values)), unit, style)


def write_inputs(book: Book, layout: Layout) -> None:
    """Write every given line by period with unit and origin."""
    ledger = layout.ledger
    sheet = book.sheet(
        INPUTS, "Inputs — 入力", "Numbers in blue may be changed; the ledger follows. 青字の数値は変更でき、台帳が追随する。",
        ["line / 項目", "unit / 単位", "", "origin / 出所", "", "total / 計"],
    )  # fmt: skip
    sheet.page.set_column(0, 0, 26)
    sheet.page.set_column(1, 1, 18)
    sheet.page.set_column(2, 2, 2)
    sheet.page.set_column(3, 3, 60)
    sheet.page.set_column(4, 4, 2)
    for title, names in layout.inputs.items():
        sheet.section(layout.rows[names[0]][1] - 1, title, FIRST + ledger.grid.count)
        for name in names:
            row, given, values = layout.rows[name][1], ledger.given[name], ledger.values[name]
            sheet.text(row, 0, name)
            sheet.text(row, 1, ledger.unit(name))
            sheet.text(row, 3, given.origin)
            if name in ledger.case.costs or name.startswith("volume_"):
                total(sheet, row, values, given.unit)
            for t, value in enumerate(values):
                sheet.number(row, FIRST + t, value, given.unit)
            sheet.numbers_only(row, FIRST, row, FIRST + len(values) - 1)


def write_terms(book: Book, layout: Layout) -> None:
    """Write every stated number of the regime that formulas refer to, with clause, source and what is assumed."""
    sheet = book.sheet(
        TERMS, "Terms of the regime — 財務条件",
        "A change here changes the ledger; terms by year stand on «inputs». 変更すると台帳が追随する（年別は inputs）。",
        ["term / 条件", "value / 値", "clause / 条項", "source / 出典", "assumed / 仮定"], periods=False,
    )  # fmt: skip
    for column, width in enumerate((44, 14, 60, 50, 40)):
        sheet.page.set_column(column, column, width)
    written = ""
    for path, term in layout.terms.rows.items():
        row = layout.term_rows[path]
        if term.instrument != written:
            written = term.instrument
            sheet.section(row - 1, _clause_title(layout, written), 5)
        sheet.text(row, 0, path)
        if term.recipe:
            cells = [layout.term_address(part, TERMS) for part in term.parts]
            sheet.formula(row, TERM_VALUE, term.recipe.format(*cells), term.value, "exact")
            sheet.text(row, 2, "worked out of the terms above")
        else:
            sheet.number(row, TERM_VALUE, term.value, "exact")
            sheet.numbers_only(row, TERM_VALUE, row, TERM_VALUE)
            for column, text in enumerate(_grounds(layout, path), 2):
                sheet.text(row, column, text)


def _grounds(layout: Layout, path: str) -> tuple[str, str, str]:
    """Return clause, source and assumption of a term or a whole instrument; empty where there is no instrument."""
    regime = layout.ledger.regime
    clause, *steps = path.split(".")
    for instrument in regime.instruments:
        if instrument.id == clause:
            source = regime.sources[instrument.source]
            assumed = [
                reason for name, reason in instrument.assumed.items() if steps[: len(parts := name.split("."))] == parts
            ]
            return instrument.clause, f"{source.title}; {source.where}", "; ".join(assumed)
    return "", "", ""


def _clause_title(layout: Layout, clause: str) -> str:
    kinds = {instrument.id: instrument.kind.replace("_", " ") for instrument in layout.ledger.regime.instruments}
    words = {
        "timing": "timing — 生産の進捗",
        "sales": "sales — 販売",
        "costs": "costs — 費用",
        "parties": "parties — 当事者の収支",
    }
    return f"{clause} — {kinds[clause]}" if clause in kinds else words.get(clause, clause)


def write_ledger(book: Book, layout: Layout) -> None:
    """Write one row a line and one column a period, every cell a formula with our value beside it."""
    ledger = layout.ledger
    sheet = book.sheet(
        LEDGER, f"Ledger — 台帳: {ledger.case.name_ja} / {ledger.case.name_en}",
        "Every number is a formula of «inputs» and «terms». 全ての数値は inputs と terms から計算される。",
        ["line / 項目", "unit / 単位", "payer → payee / 支払者→受取者", "clause / 条項", "formula / 計算式", "total / 計"],
    )  # fmt: skip
    sheet.page.set_column(0, 0, 32)
    sheet.page.set_column(1, 1, 20, None, {"level": 1})
    sheet.page.set_column(2, 2, 34, None, {"level": 1})
    sheet.page.set_column(3, 4, 46, None, {"level": 1})
    sheet.page.outline_settings(visible=True, symbols_below=False, symbols_right=True)
    for clause, lines in layout.sections.items():
        _write_section(sheet, layout, clause, lines)


def _write_section(sheet: Sheet, layout: Layout, clause: str, lines: list[Line]) -> None:
    ledger = layout.ledger
    first = layout.rows["~rest" if clause == "timing" else lines[0].name][1]
    sheet.section(first - 1, _clause_title(layout, clause), FIRST + ledger.grid.count)
    if clause == "timing":
        _write_timing(sheet, layout)
    grounds = "; ".join(text for text in _grounds(layout, clause) if text)
    for line in lines:
        row, values = layout.rows[line.name][1], ledger.values[line.name]
        said = explain(ledger, line.name, ledger.case.first_year, depth=0)
        heads = bool(line.payer) or line.name in ("revenue", "costs", clause) or clause == "parties"
        style = "strong" if heads else "text"
        _write_words(sheet, row, line, said, style, grounds)
        if line.unit == "money" and (line.payer or clause in _TOTALLED):
            total(sheet, row, values, line.unit, style)
        for t, value in enumerate(values):
            sheet.formula(row, FIRST + t, layout.formula(line, t, LEDGER), value, line.unit, style)
        sheet.page.set_row(row, None, None, {"level": 1})


def _write_words(sheet: Sheet, row: int, line: Line, said: Explanation, style: str, clause: str) -> None:
    sheet.text(row, 0, line.name, style)
    sheet.text(row, 1, sheet.book.ledger.unit(line.name))
    sheet.text(row, 2, f"{line.payer} → {line.payee}" if line.payer else "")
    sheet.text(row, 3, clause or said.clause)
    sheet.text(row, 4, said.formula)


def _write_timing(sheet: Sheet, layout: Layout) -> None:
    for timing in layout.timing_rows():
        row = layout.rows[timing.key][1]
        unit = (
            layout.ledger.given[f"volume_{layout.ledger.case.main_product}"].unit if timing.key.startswith("~") else "1"
        )
        for column, text in enumerate((timing.title, unit, "", "the case: volumes", timing.said)):
            sheet.text(row, column, text)
        for t, (formula, value) in enumerate(zip(timing.formulas, timing.values, strict=True)):
            sheet.formula(row, FIRST + t, formula, value, unit)
        sheet.page.set_row(row, None, None, {"level": 1})
