"""What has to be 0, and what the cash of each party is worth: the sheet «balance» of a ledger's workbook."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sonae.documents.ledger_book import FIRST, HEAD, Book, Sheet, column_of
from sonae.documents.ledger_layout import BALANCE, FIRST_CHECK, Layout
from sonae.economics.formula import read_out

__all__ = ["GOOD", "STATUS", "status_formula", "write_balance"]

F64 = NDArray[np.float64]
_SLACK = HEAD + 2
GOOD, _BAD = "balances — 整合", "DOES NOT BALANCE — 不整合"
"""What the cell of the status says."""
STATUS = (2, 1)
"""Row and column of the cell that says whether all checks hold."""
_RATE = 2
"""Column of the rates."""


def status_formula() -> str:
    """Return the formula by which another sheet shows whether all checks hold."""
    return f"{BALANCE}!{Sheet.cell(*STATUS, fixed=True)}"


def write_balance(book: Book, layout: Layout) -> None:
    """Write checks with the periods in which they fail, and the net present value of each party at the rates that apply."""
    sheet = book.sheet(
        BALANCE, "Balance and value — 整合と現在価値", "all checks / 全検査",
        ["line / 項目", "unit / 単位", "rate / 率", "what / 内容", "formula / 計算式", "total / 計"],
    )  # fmt: skip
    for column, width in enumerate((46, 18, 12, 50, 46)):
        sheet.page.set_column(column, column, width)
    row = _write_checks(sheet, layout)
    _write_values(sheet, layout, row + 1)


def _write_checks(sheet: Sheet, layout: Layout) -> int:
    """Write the checks and return the row after them."""
    ledger, periods = layout.ledger, range(layout.ledger.grid.count)
    last, unit = column_of(periods[-1]), ledger.unit("revenue")
    sheet.section(HEAD + 1, "what has to be 0 — 0であるべきもの", FIRST + len(periods))
    for column, text in enumerate(("slack", unit, "", "a gap below it is rounding", "1e-9 × max(1, turnover)")):
        sheet.text(_SLACK, column, text)
    for t in periods:
        turnover = layout.address("turnover", t, BALANCE)
        value = 1e-9 * max(1.0, float(ledger.values["turnover"][t]))
        sheet.formula(_SLACK, FIRST + t, f"1E-9*MAX(1,{turnover})", value, "gap")
    for line, check in zip(layout.checks, ledger.lowered.checks, strict=True):
        row, values = layout.rows[line.name][1], ledger.values[line.name]
        for column, text in enumerate((line.name, unit, "", check.name, read_out(line.formula))):
            sheet.text(row, column, text)
        span = f"{column_of(0)}{row + 1}:{last}{row + 1}"
        sheet.formula(row, FIRST - 1, f"MAX(MAX({span}),-MIN({span}))", float(np.abs(values).max()), "gap")
        for t in periods:
            sheet.formula(row, FIRST + t, layout.formula(line, t, BALANCE), values[t], "gap")
    first, end = FIRST_CHECK, FIRST_CHECK + len(layout.checks)
    sheet.text(end, 0, "a check fails: 1", "strong")
    for t in periods:
        letters = column_of(t)
        span = f"{letters}{first + 1}:{letters}{end}"
        failed = f"IF(MAX(MAX({span}),-MIN({span}))>{letters}{_SLACK + 1},1,0)"
        sheet.formula(end, FIRST + t, failed, 0.0, "year")
    sheet.formula(end, FIRST - 1, f"SUM({column_of(0)}{end + 1}:{last}{end + 1})", 0.0, "year")
    total = Sheet.cell(end, FIRST - 1)
    sheet.formula(*STATUS, f'IF({total}=0,"{GOOD}","{_BAD}")', GOOD, "", "good")
    _mark(sheet, first, end, len(periods))
    return end + 1


def _mark(sheet: Sheet, first: int, end: int, periods: int) -> None:
    """Mark a check that is not 0, a period in which one fails, and the cell that says so."""
    bad = sheet.book.style("bad")
    start = Sheet.cell(first, FIRST)
    rule = {"type": "formula", "criteria": f"=ABS({start})>{column_of(0)}${_SLACK + 1}", "format": bad}
    sheet.page.conditional_format(first, FIRST, end - 1, FIRST + periods - 1, rule)
    rule = {"type": "cell", "criteria": ">", "value": 0, "format": bad}
    sheet.page.conditional_format(end, FIRST - 1, end, FIRST + periods - 1, rule)
    rule = {"type": "text", "criteria": "containing", "value": "NOT", "format": bad}
    sheet.page.conditional_format(*STATUS, *STATUS, rule)


def _write_values(sheet: Sheet, layout: Layout, row: int) -> None:
    """Write discount factors and, at each rate, what the parties' cash is worth."""
    ledger, periods = layout.ledger, range(layout.ledger.grid.count)
    conditions = ledger.conditions
    base, timing = conditions.conventions.base_date, conditions.timing
    sheet.section(row, f"net present value at {base} — 正味現在価値", FIRST + len(periods))
    years = ledger.grid.years_from(base, timing)
    time = row + 1
    said = f"from {base} to the flow, {conditions.conventions.timing} of period"
    for column, text in enumerate(("years", "years", "", said)):
        sheet.text(time, column, text)
    for t, value in enumerate(years):
        sheet.number(time, FIRST + t, value, "1")
    sheet.numbers_only(time, FIRST, time, FIRST + len(periods) - 1)
    row = time + 1
    for purpose, rate in conditions.discount.items():
        what = f"{rate.money} {rate.currency}, {rate.compounding}"
        sheet.text(row, 0, f"factor «{purpose}»", "strong")
        if rate.currency != ledger.money.currency or (rate.money == "real") != ledger.money.is_real:
            sheet.text(row, 3, f"not applied: it discounts {what}; the flows are {ledger.money.label('en')}", "note")
            row += 1
            continue
        sheet.number(row, _RATE, rate.rate, "exact")
        sheet.numbers_only(row, _RATE, row, _RATE)
        sheet.text(row, 3, what)
        yearly = rate.compounding == "yearly"
        sheet.text(row, 4, "(1 + rate) ^ (−years)" if yearly else "e ^ (−rate × years)")
        factors = conditions.discount_factors(purpose, ledger.grid, ledger.money)
        cell = f"${Sheet.cell(row, _RATE)}"
        for t, value in enumerate(factors):
            moment = f"{column_of(t)}${time + 1}"
            formula = f"(1+{cell})^(-{moment})" if yearly else f"EXP(-{cell}*{moment})"
            sheet.formula(row, FIRST + t, formula, value, "1")
        row = _write_parties(sheet, layout, purpose, row, factors)


def _write_parties(sheet: Sheet, layout: Layout, purpose: str, factor_row: int, factors: F64) -> int:
    """Write the discounted cash of every party under its factors and return the row after it."""
    ledger, row = layout.ledger, factor_row
    last = column_of(len(factors) - 1)
    for party in ledger.lowered.parties:
        row += 1
        flows = ledger.net(party) * factors
        sheet.text(row, 0, f"NPV of {party} at «{purpose}»", "strong")
        sheet.text(row, 1, ledger.unit("revenue"))
        sheet.text(row, 3, f"net_{party} × factor; the total is the net present value")
        span = f"{column_of(0)}{row + 1}:{last}{row + 1}"
        sheet.formula(row, FIRST - 1, f"SUM({span})", math.fsum(flows), "money", "strong")
        for t, value in enumerate(flows):
            net = layout.address(f"net_{party}", t, BALANCE)
            sheet.formula(row, FIRST + t, f"{net}*{column_of(t)}{factor_row + 1}", value, "money")
    return row + 1
