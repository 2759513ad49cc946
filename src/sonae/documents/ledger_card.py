"""The first sheet of a ledger's workbook: under which conventions, case and regime its numbers were made."""

from __future__ import annotations

import math
import unicodedata

from sonae.documents.ledger_balance import GOOD, status_formula
from sonae.documents.ledger_book import Book, Sheet
from sonae.economics.ledger import Ledger

__all__ = ["CARD", "write_card"]

CARD = "card"
_WIDTHS = (26, 72, 30, 72)
_LINE = 14
"""Height of a line of text, in points."""
_Rows = list[tuple[str, str, str, str]]


def write_card(book: Book) -> None:
    """Write convention card, case, regime with sources, assumed fields and hashes, in Japanese and English."""
    ledger = book.ledger
    case = ledger.case
    sheet = book.sheet(
        CARD, f"{case.name_ja} / {case.name_en}",
        "Project ledger with live formulas. 青字を変えると全シートが再計算される事業台帳。",
        ["項目", "内容", "item", "content"], periods=False,
    )  # fmt: skip
    for column, width in enumerate(_WIDTHS):
        sheet.page.set_column(column, column, width)
    row = 4
    for title, rows in (
        ("条件票 — convention card", _card_rows(ledger)),
        ("案件 — case", _case_rows(ledger)),
        ("財務条件 — regime", _regime_rows(ledger)),
        ("出典 — sources", _source_rows(ledger)),
        ("仮定した条件 — assumed fields", _assumed_rows(ledger)),
    ):
        row = _write_rows(sheet, row, title, rows)
    sheet.text(row, 0, "整合の検査", "label")
    sheet.formula(row, 1, status_formula(), GOOD, "", "good")
    sheet.text(row, 2, "balance", "label")
    sheet.formula(row, 3, status_formula(), GOOD, "", "good")


def _write_rows(sheet: Sheet, row: int, title: str, rows: _Rows) -> int:
    sheet.section(row, title, 4)
    for cells in rows:
        row += 1
        lines = max(_lines(text, width) for text, width in zip(cells, _WIDTHS, strict=True))
        sheet.page.set_row(row, _LINE * lines)
        for column, text in enumerate(cells):
            sheet.text(row, column, text, "wrapped" if column % 2 else "label")
    return row + 2


def _lines(text: str, width: int) -> int:
    """Lines that a text takes in a column; Japanese letters are two wide."""
    wide = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
    return max(1, math.ceil(1.1 * wide / width))


def _card_rows(ledger: Ledger) -> _Rows:
    japanese, english = (ledger.card.pairs(language) for language in ("ja", "en"))
    return [
        (*pair, *other) for pair, other in zip(japanese, english, strict=True)
    ]  # both languages leave the same fields out


def _case_rows(ledger: Ledger) -> _Rows:
    case, label = ledger.case, ledger.classification
    years = f"{case.first_year}–{case.first_year + case.years - 1}"
    calendar = {
        "fiscal_year": ("年度（4月～3月）", "fiscal years, April to March"),
        "calendar_year": ("暦年", "calendar years"),
    }[case.calendar]
    by = ("、月別", ", by the month") if case.period == "month" else ("", "")
    fictional = ("はい", "yes") if case.fictional else ("いいえ", "no")
    money = ledger.money
    return [
        ("識別名", case.id, "id", case.id),
        ("名称", case.name_ja, "name", case.name_en),
        ("架空", fictional[0], "fictional", fictional[1]),
        ("国・地域", f"{case.country}、{case.region}", "country, region", f"{case.country}, {case.region}"),
        ("品目・段階", f"{case.commodity}、{case.stage}", "commodity, stage", f"{case.commodity}, {case.stage}"),
        ("期間", f"{years} {calendar[0]}{by[0]}", "periods", f"{years}, {calendar[1]}{by[1]}"),
        ("金額の単位", money.label("ja"), "unit of money", money.label("en")),
        ("区分（全入力の結合）", label.label_ja, "classification of all inputs", label.name),
        ("ファイル", case.file, "file", case.file),
        ("案件のハッシュ", case.sha256, "SHA-256 of the case", case.sha256),
        ("条件セットのハッシュ", ledger.conditions.sha256, "SHA-256 of the condition set", ledger.conditions.sha256),
    ]


def _regime_rows(ledger: Ledger) -> _Rows:
    regime = ledger.regime
    until = (regime.effective_to.isoformat(),) * 2 if regime.effective_to else ("期限なし", "no end")
    said = (
        ("例示（仮定した条件を含む）", "illustrative: it holds assumed fields, listed below")
        if regime.illustrative
        else ("全ての条件に出典がある", "every field has a source")
    )
    common = [
        ("識別名", "id", regime.id), ("版", "version", regime.version), ("国", "country", regime.country),
        ("種類", "kind", regime.kind), ("通貨", "currency", regime.currency), ("期間", "period", regime.period),
        ("リングフェンス", "ring fence", regime.ring_fence), ("財務条件のハッシュ", "SHA-256 of the regime", regime.sha256),
    ]  # fmt: skip
    rows = [(ja, value, en, value) for ja, en, value in common]
    rows.insert(1, ("名称", regime.name_ja, "name", regime.name_en))
    rows.insert(
        3, ("適用", f"{regime.effective_from} から {until[0]}", "in force", f"from {regime.effective_from}, {until[1]}")
    )
    rows.append(("性格", said[0], "standing", said[1]))
    return rows + [("注記", note, "note", note) for note in regime.notes]


def _source_rows(ledger: Ledger) -> _Rows:
    rows = []
    for key, source in ledger.regime.sources.items():
        read = {"original": ("原典", "original"), "quoted": ("引用", "as quoted")}[source.read]
        text = f"{source.title}; {source.where}"
        rows.append(
            (key, f"{text}（{source.opened} 閲覧、{read[0]}）", key, f"{text} (opened {source.opened}, {read[1]})")
        )
    return rows


def _assumed_rows(ledger: Ledger) -> _Rows:
    rows = [
        (f"{instrument.id}.{name}", reason, f"{instrument.id}.{name}", reason)
        for instrument in ledger.regime.instruments
        for name, reason in instrument.assumed.items()
    ]
    return rows or [("なし", "", "none", "")]
