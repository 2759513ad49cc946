"""The routing table: dated rows, pipelines, the chart where no row holds; bad tables are refused."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from sonae.core import Classification, InputError
from sonae.data import CHOKEPOINTS, countries
from sonae.policy import load_routing, regions
from sonae.policy.forms import package_text
from sonae.policy.routing import RoutingTable, routing_from_text


class _Plain(yaml.SafeDumper):
    """Writes a part twice where it stands twice: aliases are refused."""

    def ignore_aliases(self, data: object) -> bool:
        return True


TREE = yaml.safe_load(package_text("routing.yaml"))


def changed(**parts: object) -> RoutingTable:
    return routing_from_text(
        yaml.dump({**TREE, **parts}, Dumper=_Plain, allow_unicode=True, sort_keys=False), "own.yaml"
    )


def test_the_table_names_every_strait_of_the_chart() -> None:
    table = load_routing()
    assert {strait.chart for strait in table.straits.values()} == set(CHOKEPOINTS)
    assert len(table.sha256) == 64
    assert all(route.source and route.outlets for route in table.routes)


def test_pipelines_carry_from_the_day_of_their_opening() -> None:
    pipelines = load_routing().pipelines
    fujairah, yanbu = pipelines["habshan-fujairah"], pipelines["east-west"]
    assert (fujairah.origin, yanbu.origin) == ("ARE", "SAU")
    assert fujairah.barrels(dt.date(2012, 7, 14), dt.date(2012, 7, 14)) == 0
    assert fujairah.barrels(dt.date(2012, 7, 14), dt.date(2012, 7, 16)) == 2 * 1_500_000
    assert yanbu.barrels(dt.date(1991, 12, 31), dt.date(1992, 1, 1)) == 1_850_000 + 5_000_000
    assert yanbu.assumed(dt.date(2023, 1, 1), dt.date(2023, 12, 31))
    assert not fujairah.assumed(dt.date(2023, 1, 1), dt.date(2023, 12, 31))


@pytest.mark.parametrize("origin", ["SAU", "ARE", "USA", "DZA", "RUS", "AUS", "KWT", "QAT", "999"])
@pytest.mark.parametrize("year", [1995, 2012, 2015, 2016, 2020, 2023, 2024])
def test_stretches_cover_every_day_of_a_year_once(origin: str, year: int) -> None:
    for commodity in ("crude", "lng", "coal"):
        stretches = load_routing().stretches(origin, commodity, year)
        days = [one.first + dt.timedelta(n) for one in stretches for n in range(one.days)]
        assert days == [
            dt.date(year, 1, 1) + dt.timedelta(n) for n in range((dt.date(year + 1, 1, 1) - dt.date(year, 1, 1)).days)
        ]
        for one in stretches:
            assert (one.route is None) or one.route.begins <= one.first <= one.last <= one.route.last


def test_a_row_holds_from_its_day_and_the_chart_before() -> None:
    before, after = load_routing().stretches("ARE", "crude", 2012)
    assert (before.route, before.chart) == (None, ("hormuz", "malacca"))
    assert after.route is not None
    assert (after.first, [one.name for one in after.route.outlets]) == (dt.date(2012, 7, 15), ["fujairah", "gulf"])


def test_a_row_of_an_origin_goes_before_that_of_its_basin() -> None:
    rows = [
        {**TREE["routes"][3], "origin": "DZA", "commodities": ["lng"]},
        {key: value for key, value in {**TREE["routes"][3], "basin": "MED", "commodities": ["lng"]}.items() if key != "origin"},
    ]  # fmt: skip
    table = changed(routes=rows)
    (mine,) = table.stretches("DZA", "lng", 2020)
    (other,) = table.stretches("EGY", "lng", 2020)
    assert mine.route is not None
    assert other.route is not None
    assert (mine.route.origin, other.route.basin) == ("DZA", "MED")


def test_an_origin_that_no_map_knows_passes_nothing_that_is_known() -> None:
    (stretch,) = load_routing().stretches("899", "crude", 2020)
    assert (stretch.route, stretch.chart) == (None, ())


def test_every_country_stands_in_one_region() -> None:
    lands = [land for region in regions().values() for land in region.lands.split()]
    assert sorted(lands) == sorted(set(countries()))
    assert {"SAU", "ARE", "KWT", "QAT", "OMN", "IRQ", "IRN", "BHR", "YEM"} <= regions()["middle-east"].members
    assert not {"EGY", "TUR", "LBY"} & regions()["middle-east"].members


def route(**parts: object) -> dict[str, object]:
    return {
        "origin": "AUS", "commodities": ["lng"], "from": dt.date(2000, 1, 1), "assumed": True, "source": "made up",
        "outlets": [{"name": "a", "ja": "甲", "en": "a", "rest": True, "passes": ["malacca"]}], **parts,
    }  # fmt: skip


def outlet(**parts: object) -> dict[str, object]:
    return {"name": "b", "ja": "乙", "en": "b", "passes": [], **parts}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (route(origin="ATLANTIS"), "route 1 is of «ATLANTIS», which is no country"),
        (route(basin="MED"), "a route has one of «origin» and «basin»"),
        (route(outlets=[]), "outlets"),
        (route(outlets=[outlet(share="0.5")]), "one outlet of a route takes the rest, and only one"),
        (route(outlets=[outlet(rest=True), outlet(name="c", rest=True)]), "one outlet of a route takes the rest"),
        (route(outlets=[outlet(rest=True, share="0.5")]), "an outlet has one of «share», «by» and «rest: true»"),
        (route(outlets=[outlet(rest=True), outlet(name="c", share="1.5")]), "a share lies between 0 and 1"),
        (route(outlets=[outlet(rest=True), outlet(name="c", share="0.6"), outlet(name="d", share="0.5")]), "more than 1"),
        (route(outlets=[outlet(rest=True), outlet(share="0.5")]), "an outlet stands there twice"),
        (route(outlets=[outlet(rest=True, passes=["bosporus"])]), "route 1, b: «bosporus» is no list of straits"),
        (route(outlets=[outlet(rest=True, passes=["suez", "suez"])]), "«suez, suez» is no list of straits"),
        (route(outlets=[outlet(rest=True), outlet(name="c", by="east-west")]), "«east-west» is no pipeline of the origin"),
        (route(origin="SAU", outlets=[outlet(rest=True), outlet(name="c", by="east-west")]), "a pipeline carries crude"),
        (route(to=dt.date(1999, 1, 1)), "«from» comes before «to»"),
        (route(commodities=["tea"]), "commodities"),
        (route(colour="red"), "there is no such field"),
    ],
)  # fmt: skip
def test_a_bad_route_is_refused_in_a_sentence(row: dict[str, object], said: str) -> None:
    assert changed(routes=[route()]).routes[0].origin == "AUS"
    with pytest.raises(InputError) as refused:
        changed(routes=[row])
    assert said in str(refused.value)
    assert str(refused.value).startswith("own.yaml")
    assert "\n" not in str(refused.value)


def test_rows_of_one_origin_never_hold_on_the_same_day() -> None:
    first = route(to=dt.date(2010, 12, 31))
    assert len(changed(routes=[first, route(**{"from": dt.date(2011, 1, 1)})]).routes) == 2
    with pytest.raises(InputError, match="the routes of AUS, lng, hold twice on 2010-12-31"):
        changed(routes=[first, route(**{"from": dt.date(2010, 12, 31)})])


def test_straits_and_pipelines_are_checked() -> None:
    with pytest.raises(InputError, match="the straits are not those of the sea chart"):
        changed(straits={name: part for name, part in TREE["straits"].items() if name != "suez"}, routes=[])
    pipe = TREE["pipelines"]["east-west"]
    with pytest.raises(InputError, match="which is no country"):
        changed(pipelines={"east-west": {**pipe, "origin": "MOON"}}, routes=[])
    with pytest.raises(InputError, match="hold twice on"):
        changed(pipelines={"east-west": {**pipe, "capacity": [pipe["capacity"][1], pipe["capacity"][1]]}}, routes=[])
    nothing = {**pipe["capacity"][1], "thousand_bbl_d": "0"}
    with pytest.raises(InputError, match="a capacity is more than 0"):
        changed(pipelines={"east-west": {**pipe, "capacity": [nothing]}}, routes=[])
    with pytest.raises(InputError, match="there is no such field"):
        changed(sha256="a")


def test_the_label_of_a_table_is_stated() -> None:
    assert load_routing().label is Classification.PUBLIC
    assert changed(classification="secret").label is Classification.SECRET
    with pytest.raises(InputError, match="classification"):
        changed(classification="quiet")


def test_a_table_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the routing table does not exist"):
        load_routing(tmp_path / "none.yaml")
    shares = load_routing().routes
    assert all(sum((o.share or Fraction(0) for o in one.outlets), Fraction(0)) <= 1 for one in shares)
