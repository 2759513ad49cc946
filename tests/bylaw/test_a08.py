"""Article 8: day 42 in time, day 43 late and to be explained; settings only where they matter; an independent department."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import Finding, UnknownChoiceError
from tests.bylaw.application_case import asked, outcome

START = dt.date(2026, 4, 1)
DAY = dt.timedelta(1)
SETTINGS = {"review_consultation_days": "both_out", "review_due_on_closed_day": "as_it_falls"}


def decided(day: int | None, *spans: tuple[int, int | str | None], **more: Any) -> dict[str, Any]:
    """Say on which calendar day from 1 April, as day 1, it is decided, and from which to which the minister is consulted."""

    def date(number: int | str | None) -> str | None:
        return (START + (number - 1) * DAY).isoformat() if isinstance(number, int) else number

    consultations = [
        {"began_on": date(first), "ended_on": date(last), "consents": True, "record": "L"} for first, last in spans
    ]
    decision = {"app.decision": None} if day is None else {"app.decision.on": date(day)}
    return {"app.review.consultations": consultations, **decision, **more}


def clock(changes: dict[str, Any], as_of: str = "2026-12-31", **settings: str) -> Finding:
    return asked("review.in_time", changes, as_of=as_of, **settings)


@pytest.mark.parametrize(("day", "found"), [(1, "yes"), (41, "yes"), (42, "yes"), (43, "open"), (60, "open")])
def test_day_42_is_in_time_and_day_43_late(day: int, found: str) -> None:
    """Day 42 is Tuesday, 12 May 2026; the holidays of May are counted."""
    answer = clock(decided(day))
    assert answer.outcome.value == found
    assert answer.value == dt.date(2026, 5, 12)
    assert f"day {day} counted from 2026-04-01, the last being 2026-05-12." in answer.because
    assert (answer.missing == ("explanation of the delay (review.late_because)",)) is (found == "open")


def test_late_is_to_be_explained_and_not_refused() -> None:
    answer = clock(decided(43, **{"app.review.late_because": "storm"}))
    assert answer.outcome.value == "yes"
    assert "That is late; explained: storm." in answer.because
    assert "storm" not in clock(decided(42, **{"app.review.late_because": "storm"})).because


@pytest.mark.parametrize(("day", "found"), [(47, "yes"), (48, "open")])
def test_days_of_consultation_are_not_counted(day: int, found: str) -> None:
    """Consulted from day 21 to day 25: five days out where both ends are out, and overlaps are taken out once."""
    assert clock(decided(day, (21, 25)), **SETTINGS).outcome.value == found
    assert clock(decided(day, (21, 24), (23, 25)), **SETTINGS).outcome.value == found
    assert clock(decided(day, (23, 25), (21, 24)), **SETTINGS).outcome.value == found


@pytest.mark.parametrize(
    ("counting", "last"), [("both_out", 47), ("first_counts", 46), ("last_counts", 46), ("both_count", 45)]
)
def test_the_setting_for_the_ends_is_asked_for_where_it_matters(counting: str, last: int) -> None:
    settings = {**SETTINGS, "review_consultation_days": counting}
    for day in range(44, 50):
        found = clock(decided(day, (21, 25)), **settings).outcome.value
        assert found == ("yes" if day <= last else "open"), day
        alone = clock(decided(day, (21, 25)), review_due_on_closed_day="as_it_falls")
        if 45 < day <= 47:
            assert (alone.outcome.value, alone.missing) == ("open", ("parameter review_consultation_days",))
        else:
            assert alone.outcome.value == found


def test_a_last_day_on_a_closed_day_is_flagged_and_settled_only_by_the_agency() -> None:
    """Papers in on 23 March: day 42 is Sunday, 3 May; offices open again on 7 May."""
    documents = {"app.documents.1.received_on": "2026-03-23", "app.documents.2.received_on": "2026-03-23"}

    def on(day: str, **settings: str) -> Finding:
        return clock({**documents, "app.decision.on": day, "app.review.consultations": []}, **settings)

    assert "not ruled by the bylaw" in on("2026-05-01").because
    assert on("2026-05-03").outcome.value == "yes"
    assert on("2026-05-04").missing == ("parameter review_due_on_closed_day",)
    assert on("2026-05-07").missing == ("parameter review_due_on_closed_day",)
    for day, setting, found in (
        ("2026-05-04", "as_it_falls", "open"), ("2026-05-07", "next_open_day", "yes"), ("2026-05-08", "next_open_day", "open"),
    ):  # fmt: skip
        assert on(day, review_due_on_closed_day=setting).outcome.value == found
    assert "not ruled" not in clock(decided(1)).because
    with pytest.raises(UnknownChoiceError, match="next_open_day"):
        on("2026-05-04", review_due_on_closed_day="previous_open_day")


def test_both_settings_are_named_where_both_matter() -> None:
    """The last day is 15, 16 or 17 May by one setting; the 16th and 17th are a weekend and move to Monday by the other."""
    both = clock(decided(47, (21, 25)))
    assert both.missing == ("parameter review_consultation_days", "parameter review_due_on_closed_day")
    closed = clock(decided(48, (21, 25)), review_consultation_days="both_out")
    assert closed.missing == ("parameter review_due_on_closed_day",)


def test_while_it_runs_it_says_the_day_and_the_last_day() -> None:
    running = asked("review.in_time", decided(None), as_of="2026-04-15")
    assert (running.outcome.value, running.missing, running.value) == ("open", ("decision",), dt.date(2026, 5, 12))
    assert "day 15" in running.because
    over = asked("review.in_time", decided(None), as_of="2026-05-13")
    assert over.missing == ("explanation of the delay (review.late_because)",)
    explained = asked("review.in_time", decided(None, **{"app.review.late_because": "storm"}), as_of="2026-05-13")
    assert explained.missing == ("decision",)


def test_it_stands_still_while_the_minister_is_consulted() -> None:
    lasting = decided(None, (21, "not_yet"))
    for as_of in ("2026-05-12", "2026-06-30"):
        found = asked("review.in_time", lasting, as_of=as_of, **SETTINGS)
        assert "day 20 counted" in found.because
        assert "stands still" in found.because
    assert "stands still" not in clock(decided(47, (21, "not_yet")), **SETTINGS).because
    assert asked("review.in_time", decided(None, (21, None)), as_of="2026-05-12").missing == (
        "ended_on of the consultation that began on 2026-04-21",
    )
    assert (
        "stands still" not in asked("review.in_time", decided(None, (21, 25)), as_of="2026-05-12", **SETTINGS).because
    )


def test_consultations_that_are_not_stated_matter_only_after_six_weeks() -> None:
    unsaid = {"app.review.consultations": None}
    assert clock({**unsaid, "app.decision.on": "2026-05-12"}).outcome.value == "yes"
    assert clock({**unsaid, "app.decision.on": "2026-05-13"}).missing == ("review.consultations",)


def test_the_clock_runs_from_the_last_paper() -> None:
    later = {"app.documents.2.received_on": "2026-04-08"}
    assert clock({**decided(49), **later}).outcome.value == "yes"
    assert clock({**decided(50), **later}).outcome.value == "open"
    assert asked("review.in_time", later, as_of="2026-04-07").missing == ("copy of «Licence»",)
    never = {"app.documents.2.received_on": "2026-05-02"}
    assert clock(never).outcome.value == "not applicable"


@given(st.integers(1, 60), st.integers(0, 30), st.integers(0, 30), st.integers(1, 120))
def test_a_longer_consultation_makes_nothing_late(first: int, length: int, more: int, day: int) -> None:
    def late(last: int) -> bool:
        return "late" in clock(decided(day, (first, last)), **SETTINGS).because

    assert late(first + length) >= late(first + length + more)


def departments(**under: Any) -> dict[str, Any]:
    return {
        "adoption.departments": [
            {"name": name, "promotes": name == "Promotion", "under": under.get(name, False)}
            for name in ("Promotion", "Upstream", "Review", "Board")
        ]
    }


@pytest.mark.parametrize(
    ("under", "found"),
    [
        ({}, "yes"),
        ({"Review": "Board", "Promotion": "Board"}, "yes"),
        ({"Review": "Upstream", "Promotion": "Upstream"}, "yes"),
        ({"Review": "Promotion"}, "no"),
        ({"Promotion": "Review"}, "no"),
        ({"Review": "Upstream", "Upstream": "Promotion"}, "no"),
        ({"Promotion": "Upstream", "Upstream": "Review"}, "no"),
    ],
)
def test_the_reviewing_department_stands_apart_from_promotion(under: dict[str, str], found: str) -> None:
    assert outcome("review.independent", departments(**under)) == found


def test_a_department_above_that_is_not_listed_stands_alone() -> None:
    assert outcome("review.independent", departments(Review="Head office")) == "yes"


def test_promotion_does_not_review_itself_and_what_is_unsaid_is_awaited() -> None:
    assert outcome("review.independent", {"app.review.department": "Promotion"}) == "no"
    assert asked("review.independent", {"app.review.department": "Other"}).missing == (
        "the department «Other» among departments",
    )
    for field in ("promotes", "under"):
        assert asked("review.independent", {f"adoption.departments.3.{field}": None}).missing == (
            "promotes and under of the department «Review»",
        )
    assert asked("review.independent", {"app.review.department": None}).outcome.value == "open"
