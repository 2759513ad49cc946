"""The demonstration's evaluations: that of FY2023 as it was published, and a made-up one of the year that is under way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sonae.core import FiscalYear
from sonae.evaluation import load_evaluation, written
from sonae.office.seed.cast import Cast
from sonae.office.seed.giving import Step, give

__all__ = ["seed_evaluations"]

_PUBLISHED = "FY2023"
_HISTORY = "1-2"
_OWNERS = {
    "I-1": "promotion",
    "I-2": "promotion",
    "I-3": "promotion",
    "I-4": "stockpile",
    "II": "finance",
    "III": "finance",
}


def _steps(year: FiscalYear, targets: list[dict[str, str]]) -> Iterator[Step]:
    """Yield day, account, command and fields of the year under way."""
    spring = dt.date(year.year, 4, 10)
    yield spring, "planning", "year.targets", {"targets": targets}
    yield from _earlier(year, spring)
    for item, department in _OWNERS.items():
        yield spring, "planning", "item.assign", {
            "item": item, "department": department, "due": str(dt.date(year.year + 1, 4, 30))
        }  # fmt: skip
    yield dt.date(year.year, 6, 20), "stockpile", "evidence.record", {
        "of": "drill", "title": "架空の緊急放出訓練（春）", "title_en": "made-up release drill, spring",
        "day": f"{year.year}-06-18",
        "sections": ["e1_4.p1.i1"], "counts_for": "4-1", "parties": ["架空備蓄基地"], "place": "架空備蓄基地",
        "detail": [{"name": "participants", "value": "42"}],
    }  # fmt: skip
    yield dt.date(year.year, 9, 5), "promotion", "evidence.record", {
        "of": "diplomacy", "title": "架空産油国との協力枠組み", "title_en": "made-up framework with a producing country",
        "day": f"{year.year}-08", "sections": ["e1_1.p1.i3.k1", "e1_1.p2.i4"], "counts_for": "1-2", "parties": ["架空国営石油"],
    }  # fmt: skip
    yield dt.date(year.year, 10, 8), "planning", "half_year.review", {
        "on": str(dt.date(year.year, 10, 7)), "words": "上半期はおおむね計画どおり。資源外交の件数は下半期に伸ばす",
        "words_en": "The first half went as planned; more diplomacy follows in the second half.",
        "values": [{"indicator": "1-2", "value": "3"}, {"indicator": "4-1", "value": "1"}, {"indicator": "3-4", "value": "3"}],
    }  # fmt: skip
    yield dt.date(year.year, 11, 4), "stockpile", "indicator.state", {
        "indicator": "4-2", "value": "3", "provisional": True
    }  # fmt: skip


def _earlier(year: FiscalYear, day: dt.date) -> Iterator[Step]:
    """Yield what makes a history: made-up values of one indicator in the years since the published one."""
    for place, before in enumerate(range(load_evaluation(_PUBLISHED).year.year + 1, year.year)):
        target = {"year": before, "targets": [{"indicator": _HISTORY, "value": "8"}]}
        yield day, "planning", "year.targets", target
        yield day, "planning", "indicator.state", {"indicator": _HISTORY, "year": before, "value": str(9 - place)}


def seed_evaluations(today: dt.date, cast: Cast) -> None:
    """Open the evaluation of FY2023 as published, and that of the year that runs on a day, as far as that day has come.

    After the last year of the period that one stays the one under way. Given again, nothing is done twice.
    """
    published = load_evaluation(_PUBLISHED)
    opening = dt.date(2024, 10, 1)
    give(
        cast,
        "demo-evaluation-published",
        (opening, "planning", "year.open", {"year": published.year.year, "before": _PUBLISHED}),
        None,
    )
    year = min(FiscalYear.of(today), published.period.last)
    if year <= published.year:
        return
    first = {
        "year": year.year, "before": _PUBLISHED, "fictional": True, "agency_ja": "架空資源機構",
        "agency_en": "Fictional Resource Agency", "minister_ja": "架空所管大臣", "minister_en": "Fictional Minister",
    }  # fmt: skip
    number = give(cast, "demo-evaluation-0", (year.start, "planning", "year.open", first), None)
    known = {one.id: one.year_targets.get(published.year) for one in published.indicators}
    targets = [
        {"indicator": name, "value": written(target.value)} for name, target in known.items() if target is not None
    ]
    for place, step in enumerate(_steps(year, targets), 1):
        if step[0] <= today:
            give(cast, f"demo-evaluation-{place}", step, number)
