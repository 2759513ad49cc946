import datetime as dt

import pytest

from sonae.core import FixedClock, InputError, SystemClock, clock_from_environment

MOMENT = dt.datetime(2025, 4, 1, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=9)))


def test_the_system_clock_moves_on_in_utc() -> None:
    before = dt.datetime.now(dt.UTC)
    now = SystemClock().now()
    assert before <= now <= dt.datetime.now(dt.UTC)
    assert now.utcoffset() == dt.timedelta(0)
    assert isinstance(clock_from_environment(), SystemClock)


def test_a_fixed_clock_stands_still() -> None:
    clock = FixedClock(MOMENT)
    assert clock.now() == clock.now() == MOMENT


def test_a_fixed_clock_needs_a_time_zone() -> None:
    with pytest.raises(InputError, match="time zone"):
        FixedClock(dt.datetime(2025, 4, 1, 9, 0))


def test_the_environment_sets_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert clock_from_environment().now() == dt.datetime(1970, 1, 2, tzinfo=dt.UTC)
    monkeypatch.setenv("SONAE_NOW", "2025-04-01T09:00+09:00")
    assert clock_from_environment().now() == MOMENT


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SONAE_NOW", "yesterday"), ("SONAE_NOW", "2025-04-01T09:00"), ("SONAE_NOW", "2025-13-01"),
        ("SOURCE_DATE_EPOCH", "soon"), ("SOURCE_DATE_EPOCH", "1.5"), ("SOURCE_DATE_EPOCH", "9" * 30),
    ],
)  # fmt: skip
def test_a_variable_that_holds_no_moment_is_refused(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(InputError, match="expected"):
        clock_from_environment()
