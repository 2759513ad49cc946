"""How values are written on pages: days, yes and no, yen, choices, lists."""

from __future__ import annotations

import datetime as dt

__all__ = ["written_day", "written_month"]

_WEEKDAYS = "月火水木金土日"


def written_day(value: dt.date | None, language: str, *, weekday: bool = False) -> str:
    """Write a day: 2026年11月20日, or 20 Nov 2026."""
    if value is None:
        return ""
    if language == "ja":
        more = f"（{_WEEKDAYS[value.weekday()]}）" if weekday else ""
        return f"{value.year}年{value.month}月{value.day}日{more}"
    return f"{value:%a} {value.day} {value:%b %Y}" if weekday else f"{value.day} {value:%b %Y}"


def written_month(value: dt.date, language: str) -> str:
    """Write a month: 2026年11月, or November 2026."""
    return f"{value.year}年{value.month}月" if language == "ja" else f"{value:%B %Y}"
