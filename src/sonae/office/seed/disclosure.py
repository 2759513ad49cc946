"""The demonstration's book of disclosure: ten made-up holdings, a yearly report that is out, and a release that leaks with it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from sonae.core import FiscalYear
from sonae.disclosure import demonstration_text
from sonae.office.seed.cast import Cast
from sonae.office.seed.giving import give

__all__ = ["DISCLOSURE_WORLD", "disclosure_rules", "seed_disclosure"]

_MINERALS = (
    ("Li", "架空リチウム", "Made-up lithium", "battery", "12", "8", "60"),
    ("Co", "架空コバルト", "Made-up cobalt", "battery", "7", "20", "90"),
    ("Ni", "架空ニッケル", "Made-up nickel", "battery", "30", "2", "60"),
    ("Mn", "架空マンガン", "Made-up manganese", "battery", "20", "1", "90"),
    ("W", "架空タングステン", "Made-up tungsten", "steel", "9", "150", "60"),
    ("Mo", "架空モリブデン", "Made-up molybdenum", "steel", "12", "40", "90"),
    ("Nb", "架空ニオブ", "Made-up niobium", "steel", "8", "30", "120"),
    ("V", "架空バナジウム", "Made-up vanadium", "steel", "10", "25", "60"),
    ("In", "架空インジウム", "Made-up indium", "other", "5", "60", "150"),
    ("Ga", "架空ガリウム", "Made-up gallium", "other", "4", "90", "90"),
)
_UNITS = "units: [100, 500, 1000, 2000, 5000, 10000]"
DISCLOSURE_WORLD: dict[str, Any] = {
    "decision": "架空決定2024",
    "groups": [
        {"id": "battery", "ja": "電池材料", "en": "Battery materials"},
        {"id": "steel", "ja": "鉄鋼添加", "en": "Steel additives"},
        {"id": "other", "ja": "その他", "en": "Other"},
    ],
    "minerals": [
        {
            "id": name, "ja": ja, "en": en, "group": group, "consumption": consumption, "price": price, "step": "30",
            "lower": "30", "upper": "180", "days": days,
        }
        for name, ja, en, group, consumption, price, days in _MINERALS
    ],
}  # fmt: skip
"""What the demonstration knows of a year. Nothing of it exists."""


def disclosure_rules() -> str:
    """Return the rules of the demonstration: the fictional ones of the library, with units for larger stocks."""
    return re.sub(r"^units: .*$", _UNITS, demonstration_text("rules"), flags=re.MULTILINE)


def _figure(ja: str, en: str, of: str, unit: str, minerals: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"ja": ja, "en": en, "of": of, "unit": unit, "minerals": list(minerals)}


def _steps(year: int) -> Iterator[tuple[int, str, str, dict[str, Any]]]:
    """Yield month, account, command and fields of the fiscal year after the one that is reported."""
    everybody = {"year": year, "audience": "public", "readers": "一般"}
    yield 5, "stockpile", "publication.report", {"year": year, "readers": "一般"}
    yield 6, "review", "publication.approve", {"release": 1}
    yield 6, "executive", "publication.approve", {"release": 1}
    yield 6, "executive", "publication.publish", {"release": 1}
    yield 9, "stockpile", "publication.propose", {
        **everybody, "title_ja": "備蓄総額（国会答弁資料）", "title_en": "Value of the whole stock", "form": "aggregate",
        "figures": [_figure("備蓄の総額（百万円）", "value of the stock, million yen", "value", "100000")],
    }  # fmt: skip
    yield 9, "review", "publication.approve", {"release": 2}
    yield 10, "stockpile", "publication.propose", {
        **everybody, "title_ja": "正極三鉱種の備蓄量（説明会資料）", "title_en": "Stock of three cathode metals", "form": "chart",
        "figures": [_figure("正極三鉱種の備蓄量（t）", "stock of three cathode metals, t", "stock", "10", ("Li", "Co", "Ni"))],
    }  # fmt: skip


def seed_disclosure(today: dt.date, cast: Cast) -> None:
    """Open the book, as far as a day has come: a report that is out, a release that waits, and one that the gate holds back.

    Given again, nothing is done twice.
    """
    year = FiscalYear.of(today)
    fields = {**DISCLOSURE_WORLD, "year": year.year - 1, "rules": disclosure_rules(), "fictional": True}
    number = give(cast, "demo-disclosure-0", (dt.date(year.year, 4, 15), "stockpile", "disclosure.open", fields), None)
    for place, (month, who, kind, more) in enumerate(_steps(year.year - 1), 1):
        day = dt.date(year.year, month, 10)
        if day <= today:
            give(cast, f"demo-disclosure-{place}", (day, who, kind, more), number)
