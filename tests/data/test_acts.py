"""The product's own log of acts."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.data import CAUSES, CHOKEPOINTS, Act, Acts, Minerals, countries
from sonae.data.acts import check_acts

LOG = Acts.of_package()
SYMBOLS = {name for mineral in Minerals.of_package().register.values() for name in (mineral.symbol, *mineral.materials)}


def act(id_: str) -> Act:
    return next(found for found in LOG.acts if found.id == id_)


def test_at_least_sixty_acts_touch_designated_minerals_since_1995() -> None:
    touching = {
        (found.start, found.place, found.instrument, found.end)
        for found in LOG.acts
        if found.minerals & SYMBOLS and found.start >= dt.date(1995, 1, 1)
    }
    assert len(touching) >= 60


def test_every_row_has_a_source_that_can_be_looked_up() -> None:
    for found in LOG.acts:
        assert len(found.source) >= 8, found.id
        assert found.confidence in ("seen", "recalled")


def test_causes_and_places_are_valid_and_all_causes_of_the_policy_occur() -> None:
    assert {found.cause for found in LOG.acts} <= set(CAUSES)
    assert {"policy", "labour", "environment", "power", "weather", "infrastructure", "pandemic"} <= {
        a.cause for a in LOG.acts
    }
    for found in LOG.acts:
        known = countries() if found.place_type == "country" else CHOKEPOINTS
        assert found.place in known, found.id
        assert found.destinations <= set(countries()), found.id


def test_an_act_is_one_row_and_not_a_row_a_mineral() -> None:
    keys = [(found.start, found.place, found.instrument, found.end, found.destinations) for found in LOG.acts]
    assert len(set(keys)) == len(keys)
    assert len({found.id for found in LOG.acts}) == len(LOG.acts)
    assert any(len(found.minerals) > 3 for found in LOG.acts)


def test_days_are_in_order_and_none_lies_in_the_future_of_the_log() -> None:
    assert [found.start for found in LOG.acts] == sorted(found.start for found in LOG.acts)
    for found in LOG.acts:
        assert found.end is None or found.end >= found.start, found.id
        assert dt.date(1995, 1, 1) <= found.start <= dt.date(2026, 11, 30), found.id
        assert found.id[:3] == found.place[:3], found.id
        assert re.search(r"\d{4}-\d{2}-\d{2}", found.id)[0] == found.start.isoformat(), found.id  # type: ignore[index]


def test_depths_are_shares() -> None:
    for column in ("depth_nominal", "depth_observed"):
        values = LOG.table[column].drop_nulls()
        assert values.is_between(0, 1).all()


@pytest.mark.parametrize(
    ("place", "year", "mineral", "cause"),
    [
        ("CHN", 2010, "REE", "policy"),  # the halt towards Japan
        ("CHN", 2023, "Ga", "policy"),  # licences on gallium and germanium
        ("CHN", 2023, "C", "policy"),  # licences on graphite
        ("CHN", 2024, "Sb", "policy"),  # licences on antimony
        ("CHN", 2025, "W", "policy"),  # licences on tungsten, tellurium, bismuth, molybdenum, indium
        ("IDN", 2014, "Ni", "policy"),  # the ore export ban
        ("IDN", 2020, "Ni", "policy"),  # the second ore export ban
        ("ZAF", 2012, "PGM", "labour"),  # Marikana
        ("ZAF", 2014, "PGM", "labour"),  # the five-month strike
        ("COD", 2025, "Co", "policy"),  # the export halt
    ],
)
def test_well_known_acts_are_in_the_log(place: str, year: int, mineral: str, cause: str) -> None:
    assert any(
        found.place == place and found.start.year == year and mineral in found.minerals and found.cause == cause
        for found in LOG.acts
    )


@given(st.dates(dt.date(1994, 1, 1), dt.date(2027, 1, 1)), st.sampled_from(["JPN", "KOR", "USA", "CHN"]))
def test_what_is_known_on_a_day_holds_nothing_of_the_future(day: dt.date, importer: str) -> None:
    known = {found.id: found for found in LOG.known_on(day, importer)}
    for found in LOG.acts:
        assert (found.id in known) == (found.start <= day and found.binds(importer))
    for found in known.values():
        assert found.start <= day
        assert found.end is None or found.end <= day
        assert found.end == act(found.id).end or act(found.id).end > day  # type: ignore[operator]


def test_an_act_that_still_lasted_looks_open() -> None:
    halt = act("CHN-2010-09-21")
    (seen,) = (found for found in LOG.known_on(dt.date(2010, 10, 1), "JPN") if found.id == halt.id)
    assert (halt.end, seen.end) == (dt.date(2010, 11, 24), None)
    (later,) = (found for found in LOG.known_on(dt.date(2011, 1, 1), "JPN") if found.id == halt.id)
    assert later.end == halt.end


def test_an_act_binds_whom_it_names_and_never_its_own_country() -> None:
    halt = act("CHN-2010-09-21")
    assert halt.binds("JPN")
    assert not halt.binds("KOR")
    assert not halt.binds("CHN")
    open_act = next(found for found in LOG.acts if not found.destinations and found.place == "IDN")
    assert open_act.binds("JPN")
    assert open_act.binds("USA")
    assert not open_act.binds("IDN")


@given(st.sampled_from(LOG.acts), st.dates(dt.date(1994, 1, 1), dt.date(2027, 1, 1)))
def test_an_act_is_in_force_from_its_first_day_to_its_last(found: Act, day: dt.date) -> None:
    assert found.in_force(day) == (found.start <= day <= (found.end or dt.date.max))
    assert found.in_force(found.start)
    assert found.end is None or found.in_force(found.end)


def test_rows_outside_the_designated_minerals_are_accepted() -> None:
    header = LOG.table.columns
    cells = dict.fromkeys(header, "") | {
        "act_id": "X", "start": "2024-01-01", "place_type": "country", "place": "CHL", "mineral_symbols": "Cu;Au",
        "cause": "labour", "instrument": "strike", "confidence": "seen", "source": "a newspaper",
    }  # fmt: skip
    assert check_acts(header, [[cells[name] for name in header]], "acts.csv").height == 1


def test_the_source_of_the_log_says_what_it_covers() -> None:
    assert LOG.source.vintage == f"{len(LOG.acts)} acts, {LOG.acts[0].start} to {LOG.acts[-1].start}"
