"""How the plan document writes money, days, months and blocks of text, tables and charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sonae.documents.plan_words import say
from sonae.documents.words import Language

__all__ = [
    "amount",
    "charts",
    "column_month",
    "days",
    "items",
    "money",
    "month",
    "multiples",
    "note",
    "share",
    "table",
    "text",
    "year",
]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Block = dict[str, Any]
_PERCENT = "\N{NO-BREAK SPACE}%"
_LONG = 26
"""Characters of a cell that may need more than one line in print."""


def money(million_yen: float, language: Language) -> str:
    """Write an amount of money in words, three figures: 億円 or 百万円, billion or million yen."""
    size = abs(million_yen)
    if language == "ja":
        if size >= 1e6:
            return f"{million_yen / 1e6:,.2f}兆円"
        if size >= 99.5:
            return f"{_three(million_yen / 100)}億円"
        return f"{_three(million_yen)}百万円"
    if size >= 999.5:
        return f"{_three(million_yen / 1000)} billion yen"
    return f"{_three(million_yen)} million yen"


def amount(million_yen: float, language: Language) -> str:
    """Write an amount for a column of 億円 (Japanese) or billion yen (English)."""
    return f"{million_yen / 100:z,.1f}" if language == "ja" else f"{million_yen / 1000:z,.2f}"


def _three(value: float) -> str:
    size = abs(value)
    digits = 0 if size >= 99.95 else 1 if size >= 9.995 else 2
    return f"{value:,.{digits}f}"


def days(value: float | None, digits: int = 0) -> str:
    """Write days; a dash where there are none."""
    return "–" if value is None else f"{value:z,.{digits}f}"


def share(value: float, digits: int = 0) -> str:
    """Write a share in percent; a trace is no zero, and not quite all is not all."""
    least = 0.5 * 10.0 ** -(digits + 2)
    if 0 < value < least:
        return f"<{100 * least:g}{_PERCENT}"
    if 1 - least < value < 1:
        return f">{100 * (1 - least):g}{_PERCENT}"
    return f"{100 * value:,.{digits}f}{_PERCENT}"


def month(name: str, language: Language) -> str:
    """Write a month such as «2030-03»."""
    at, _, number = name.partition("-")
    return f"{at}年{int(number)}月" if language == "ja" else f"{_MONTHS[int(number) - 1]} {at}"


def column_month(name: str, language: Language) -> str:
    """Write a month as the head of a narrow column."""
    number = int(name.partition("-")[2])
    return f"{number}月" if language == "ja" else _MONTHS[number - 1]


def year(number: int, language: Language) -> str:
    """Write a fiscal year."""
    return say("fiscal_year", language, y=number)


def text(said: str) -> Block:
    """Return a paragraph."""
    return {"kind": "text", "text": said}


def note(said: str) -> Block:
    """Return a remark in small letters."""
    return {"kind": "note", "text": said}


def items(lines: Sequence[str], *, numbered: bool = False) -> Block:
    """Return a list."""
    return {"kind": "items", "lines": list(lines), "numbered": numbered}


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    right: Sequence[int] = (),
    title: str = "",
    fold: bool = False,
    wide: bool = False,
    sortable: bool = False,
    fill: Sequence[int] = (),
    tinted: Sequence[int] = (),
) -> Block:
    """Return a table; the first cell of a row names it.

    Args:
        head: names of the columns.
        rows: cells as text.
        right: columns of numbers.
        title: heading above it.
        fold: folded at first on the page, where a reader opens it.
        wide: never narrower than its text on a telephone; it scrolls there.
        sortable: a click on a head sorts it.
        fill: columns that share the room left in print, as those of long text do; none: all columns share it.
        tinted: rows that stand out.

    """
    long = {at for row in rows for at, cell in enumerate(row) if len(cell) > _LONG and at not in right}
    return {
        "kind": "table", "head": list(head), "rows": [list(row) for row in rows], "right": list(right), "title": title,
        "fold": fold, "wide": wide, "sortable": sortable, "fill": sorted({*fill, *long}), "tinted": list(tinted),
    }  # fmt: skip


def charts(*places: tuple[str, str, str]) -> Block:
    """Return places for charts side by side: key, caption and legend of each."""
    return {"kind": "charts", "charts": [{"key": key, "caption": what, "legend": how} for key, what, how in places]}


def multiples(keys: Sequence[str], names: Sequence[str], caption: str, legend: str) -> Block:
    """Return places for many small charts of one kind."""
    return {"kind": "multiples", "charts": list(zip(keys, names, strict=True)), "caption": caption, "legend": legend}
