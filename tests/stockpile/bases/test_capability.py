"""What a site can release a day and for how long."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.core import InputError
from sonae.stockpile.bases import (
    Outlet,
    Pump,
    Site,
    Tank,
    Words,
    days_sustained,
    demonstration_installations,
    rate_sustained,
)
from tests.stockpile.bases.oracles import days_by_program, rate_by_cuts

NAME = Words(ja="試", en="trial")


def site(tanks: list[Tank], pumps: list[Pump], outlets: list[Outlet]) -> Site:
    return Site(
        base="trial",
        name=NAME,
        kind="state_oil",
        unit="kl",
        tanks=tuple(tanks),
        pumps=tuple(pumps),
        outlets=tuple(outlets),
    )


@st.composite
def sites(draw: st.DrawFn) -> Site:
    """Up to three tanks, two pumps and two outlets, linked at random."""
    whole = st.integers(0, 50)
    outlets = [
        Outlet(id="b1", kind="berth", rate_an_hour=draw(st.integers(1, 30)), hours_a_day=draw(st.sampled_from([8, 14, 24])),
               workable_share=draw(st.sampled_from(["0.5", "0.9", "1"])), ship=draw(st.integers(1, 200)),
               turnaround_hours=draw(st.integers(0, 20))),
        Outlet(id="line", kind="pipeline", rate_an_hour=draw(whole), hours_a_day=24, workable_share=1),
    ][: draw(st.integers(1, 2))]  # fmt: skip
    names = [outlet.id for outlet in outlets]
    tanks = []
    for i in range(draw(st.integers(1, 3))):
        stock = draw(st.integers(0, 900))
        contents = {"a": stock} if stock else {}
        tanks.append(
            Tank(
                id=f"t{i}",
                capacity=1000,
                contents=contents,
                heel=draw(st.integers(0, 100)),
                outflow_an_hour=draw(whole),
            )
        )
    some = st.lists(st.sampled_from([tank.id for tank in tanks]), min_size=1, unique=True)
    ways = st.lists(st.sampled_from(names), min_size=1, unique=True)
    pumps = [
        Pump(id=f"p{i}", tanks=tuple(draw(some)), outlets=tuple(draw(ways)), rate_an_hour=draw(whole))
        for i in range(draw(st.integers(1, 2)))
    ]
    return site(tanks, pumps, outlets)


@settings(max_examples=40, deadline=None)
@given(sites(), st.fractions(min_value=Fraction(1, 10), max_value=60))
def test_the_rate_is_the_least_over_all_cuts(trial: Site, days: Fraction) -> None:
    assert rate_sustained(trial, days).rate_a_day == rate_by_cuts(trial, days)


@settings(max_examples=40, deadline=None)
@given(sites(), st.integers(1, 600))
def test_the_days_are_those_of_a_linear_program(trial: Site, rate: int) -> None:
    found = days_sustained(trial, rate)
    assert found.days is not None
    assert float(found.days) == pytest.approx(days_by_program(trial, rate), rel=1e-7, abs=1e-7)
    if found.days > 0:  # exactly kept, and not a moment longer
        assert rate_by_cuts(trial, found.days) >= rate
        assert rate_by_cuts(trial, found.days * Fraction(1001, 1000)) < rate


def test_the_limit_is_named() -> None:
    trial = site(
        [Tank(id="t", capacity=1000, contents={"a": 900}, heel=100, outflow_an_hour=20)],
        [Pump(id="p", tanks=("t",), outlets=("line",), rate_an_hour=10)],
        [Outlet(id="line", kind="pipeline", rate_an_hour=15, hours_a_day=24, workable_share=1)],
    )
    fast = rate_sustained(trial, 1)
    assert (fast.rate_a_day, fast.limits) == (240, ("pump p",))
    slow = rate_sustained(trial, 10)
    assert (slow.rate_a_day, slow.limits) == (80, ("tank t",))
    assert days_sustained(trial, 240).days == Fraction(800, 240)
    assert days_sustained(trial, 241).days == 0
    assert days_sustained(trial, 241).limits == ("pump p",)
    assert days_sustained(trial, 240).whole_days == 3


def test_time_between_ships_is_lost() -> None:
    """24 h, a ship of 100 kl in 10 h at 10 kl/h and 2 h between ships: flow in 20 of 24 hours."""
    berth = Outlet(
        id="b", kind="berth", rate_an_hour=10, hours_a_day=24, workable_share=1, ship=100, turnaround_hours=2
    )
    assert berth.flowing_hours == 20


def test_what_is_missing_gives_no_rate() -> None:
    kita = demonstration_installations().site("demo-kita")
    first = Tank(id="k1", capacity=110000, contents={"kaze-medium": 104000}, outflow_an_hour=3000)
    trial = Site.model_validate({**dict(kita), "tanks": (first, *kita.tanks[1:])})
    found = rate_sustained(trial, 10)
    assert found.rate_a_day is None
    assert found.missing == ("tank k1: heel",)
    assert days_sustained(trial, 10).days is None


def test_a_tank_open_for_inspection_takes_no_part() -> None:
    kita = demonstration_installations().site("demo-kita")
    shut = tuple(tank.model_copy(update={"state": "open_for_inspection"}) for tank in kita.tanks[:2])
    trial = Site.model_validate({**dict(kita), "tanks": (*shut, *kita.tanks[2:])})
    assert rate_sustained(trial, 100).available == 94000


@pytest.mark.parametrize(("call", "value"), [(rate_sustained, 0), (days_sustained, 0), (days_sustained, -1)])
def test_no_release_of_nothing(call: object, value: int) -> None:
    with pytest.raises(InputError):
        call(demonstration_installations().sites[0], value)  # type: ignore[operator]
