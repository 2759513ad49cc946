"""Article 17: reports, the monthly ones by the 20th of the next month."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.bylaw.articles.a17 import report_due
from sonae.core import InputError
from tests.bylaw.under_way import cites, found, says, under_way

REPORT = "management.reports.1"


def report(
    *, on: str = "2026-06-30", businesses: Any = ("exploration",), setting: str | None = None, **facts: Any
) -> str:
    of = under_way(project={"businesses": businesses}, reports=[{"written": True} | facts])
    return says(of, "report.in_order", REPORT, on=on, **({"due_on_closed_day": setting} if setting else {}))


@pytest.mark.parametrize("item", [1, 2])
def test_monthly_reports_come_by_the_20th_of_the_next_month(item: int) -> None:
    def of_april(received: str | None, on: str = "2026-06-30", **facts: Any) -> str:
        return report(item=item, month="2026-04", received_on=received, on=on, **facts)  # 20 May 2026 is a Wednesday

    assert of_april("2026-05-20") == "yes"
    assert of_april("2026-05-21") == "no"
    assert of_april("not_yet", "2026-05-20") == "open"
    assert of_april("not_yet", "2026-05-21") == "no"
    assert of_april(None) == "open"
    assert of_april("2026-05-20", written=False) == "no"
    assert of_april("2026-05-20", written=None) == "open"
    assert report(item=item, received_on="2026-05-20") == "open"
    of = under_way(reports=[{"item": item, "month": "2026-04"}])
    assert cites(found(of, "report.in_order", REPORT)) == [f"a17.p1.i{item}", "a17.p1", "a17.p2"]
    assert report(item=item, month="2025-12", received_on="2026-01-20") == "yes"
    assert report(item=item, month="2025-12", received_on="2026-01-21") == "no"


@pytest.mark.parametrize(
    ("received", "unset", "falls", "forward", "back"),
    [
        ("2026-06-19", "yes", "yes", "yes", "yes"), ("2026-06-20", "open", "yes", "yes", "no"),
        ("2026-06-21", "open", "no", "yes", "no"), ("2026-06-22", "open", "no", "yes", "no"),
        ("2026-06-23", "no", "no", "no", "no"),
    ],
)  # fmt: skip
def test_a_20th_on_a_closed_day_is_a_setting(received: str, unset: str, falls: str, forward: str, back: str) -> None:
    """20 June 2026 is a Saturday."""
    expected = {None: unset, "as_it_falls": falls, "next_open_day": forward, "previous_open_day": back}
    for setting, outcome in expected.items():
        assert report(item=1, month="2026-05", received_on=received, setting=setting) == outcome
        waiting = {"yes": "open"}.get(outcome, outcome)
        assert report(item=1, month="2026-05", received_on="not_yet", on=received, setting=setting) == waiting


def test_decarbonisation_is_reported_where_there_is_any() -> None:
    assert report(item=3, received_on="2026-05-20") == "not applicable"
    assert report(item=3, businesses=None, received_on="2026-05-20") == "open"
    both = ("exploration", "decarbonisation")
    assert report(item=3, businesses=both, received_on="2026-05-20") == "yes"
    assert report(item=3, businesses=both, received_on="2026-05-20", written=False) == "no"
    assert report(item=3, businesses=both, received_on="not_yet") == "open"
    of = under_way(project={"businesses": both}, reports=[{"item": 3}])
    assert cites(found(of, "report.in_order", REPORT))[0] == "a17.p1.i3"


def test_other_reports_come_as_the_agency_says() -> None:
    assert (
        report(item=4, received_on="2026-05-20")
        == report(item=4, received_on="2026-05-20", due_on="2026-05-20")
        == "yes"
    )
    assert report(item=4, received_on="2026-05-21", due_on="2026-05-20") == "no"
    assert report(item=4, received_on="not_yet") == "open"
    assert cites(found(under_way(reports=[{"item": 4}]), "report.in_order", REPORT))[0] == "a17.p1.i4"


@pytest.mark.parametrize(("item", "question"), [(1, "in_time"), (4, "in_time"), (4, "written")])
def test_a_report_to_come_is_awaited(item: int, question: str) -> None:
    of = under_way(reports=[{"item": item, "month": "2026-05", "received_on": "not_yet", "written": True}])
    assert found(of, f"report.{question}", REPORT).missing == (f"{REPORT}.received_on",)


def test_entries_of_no_item_or_month_are_refused() -> None:
    for item in (0, 5):
        with pytest.raises(InputError, match="item"):
            under_way(reports=[{"item": item}])
    for month in ("2026-13", "2026-00", "26-01", "2026-1"):
        with pytest.raises(InputError, match="month"):
            under_way(reports=[{"item": 1, "month": month}])


@given(st.dates(dt.date(1970, 1, 1), dt.date(2190, 1, 1)))
def test_the_due_day_is_the_20th_after_the_months_end(day: dt.date) -> None:
    due, after = report_due(f"{day:%Y-%m}"), day.replace(day=28) + dt.timedelta(4)
    assert (due.year, due.month, due.day) == (after.year, after.month, 20)


@given(st.integers(0, 60), st.integers(0, 60), st.sampled_from(["as_it_falls", "next_open_day", "previous_open_day"]))
def test_to_report_earlier_never_makes_it_late(first: int, second: int, setting: str) -> None:
    early, late = (dt.date(2026, 6, 1) + dt.timedelta(days) for days in sorted((first, second)))
    how = {"item": 1, "month": "2026-05", "on": "2026-12-31", "setting": setting}
    if report(received_on=late.isoformat(), **how) == "yes":
        assert report(received_on=early.isoformat(), **how) == "yes"
