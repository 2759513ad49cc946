"""Change on the year and sensitivities: what moves when one thing moves."""

from __future__ import annotations

import pytest

from sonae.stockpile.target_days import DaysReview, Situation, compare_vintages, sensitivities
from sonae.stockpile.target_days.comparison import previous_situations
from sonae.stockpile.target_days.sensitivity import standard_changes

pytestmark = [pytest.mark.pack, pytest.mark.slow]


def test_the_change_splits_into_data_revision_and_real_change(quick_japan: Situation, quick_days: DaysReview) -> None:
    changes = {change.symbol: change for change in compare_vintages(quick_japan, quick_days)}
    assert len(changes) == 29
    for symbol, change in changes.items():
        statistics = quick_days.of(symbol).statistics
        assert statistics is not None
        assert change.now == statistics.statistic
        assert change.real_change + change.data_revision == pytest.approx(change.now - change.year_ago_then)
    assert any(abs(change.data_revision) > 0.5 for change in changes.values())
    assert any(abs(change.real_change) > 0.5 for change in changes.values())


def test_last_year_knows_nothing_of_this_year(quick_japan: Situation) -> None:
    today, then = previous_situations(quick_japan)
    for old in (today, then):
        assert (old.picture.year, old.as_of.year) == (2023, 2023)
        assert max(act.start for act in old.hazards.acts) <= old.as_of
    assert then.library.pack.version == "2.0.0"
    assert max(then.library.years) == 2023


def test_sensitivities_move_as_their_names_say(quick_japan: Situation, quick_days: DaysReview) -> None:
    rows = sensitivities(quick_japan, quick_days, scenarios=4_000)
    wanted = {change.name for change in standard_changes(quick_japan.policy)}
    assert {row.change for row in rows} == wanted
    assert {row.symbol for row in rows} == {item.symbol for item in quick_days.minerals if item.governing}
    for row in rows:
        own = quick_days.of(row.symbol).statistics
        assert own is not None
        assert row.statistic == pytest.approx(max(0.0, own.statistic + row.difference))

    def differences(name: str) -> list[float]:
        return [row.difference for row in rows if row.change == name]

    names = sorted(wanted)
    assert any(name.startswith("kappa") for name in names)
    for name in names:
        assert any(abs(d) > 1e-6 for d in differences(name)), f"{name} moves nothing"
