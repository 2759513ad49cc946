"""Dependence: shares that sum to 1, bounds of the rules for pipelines, against a slow walk day by day."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.core import InputError, Unit, UnknownChoiceError
from sonae.policy import (
    RULES,
    Amount,
    Imports,
    RoutingTable,
    Rule,
    by_origin,
    by_region,
    dependence_rows,
    load_routing,
    route_shares,
    strait_range,
)
from sonae.policy.settings import setting
from tests.policy.made import history

TABLE = load_routing()
LANDS = ("SAU", "ARE", "KWT", "QAT", "OMN", "AUS", "USA", "RUS", "DZA", "NGA", "ECU", "899")
FLOWS = st.dictionaries(st.sampled_from(LANDS), st.integers(1, 10**9), min_size=1)
YEARS = st.sampled_from([1996, 2012, 2016, 2023, 2024])
OUTPUT = {"SAU": Amount.of(530_000_000), "ARE": Amount.of(180_000_000)}


def imports_of(flows: dict[str, int], year: int = 2023, commodity: str = "crude", unit: str = "t") -> Imports:
    return history({year: flows}, commodity, unit).year(year)


@given(FLOWS, YEARS, st.sampled_from(["crude", "lng", "coal"]), st.sampled_from(list(RULES)))
@settings(max_examples=80)
def test_shares_sum_to_one_and_legs_to_the_flows(flows: dict[str, int], year: int, commodity: str, rule: Rule) -> None:
    imports = imports_of(flows, year, commodity)
    for shares in (by_origin(imports), by_region(imports)):
        assert sum(share.share for share in shares) == 1
        assert sum(share.quantity for share in shares) == imports.total
        assert all(share.share > 0 for share in shares)
    found = route_shares(imports, TABLE, rule, OUTPUT)
    assert sum(share.share for share in found.routes) == 1
    for land, quantity in flows.items():
        assert sum(leg.quantity for leg in found.legs if leg.origin == land) == quantity
    assert all(0 <= share.share <= 1 for share in found.straits)
    assert found.free == next((share.share for share in found.routes if share.key == "none"), 0)
    assert 0 <= found.assumed <= 1
    # A strait is what the routes through it add up to.
    for strait in found.straits:
        assert strait.share == sum(route.share for route in found.routes if strait.key in route.key.split("+"))


@given(FLOWS, YEARS)
@settings(max_examples=50)
def test_the_rules_bound_the_strait_of_hormuz(flows: dict[str, int], year: int) -> None:
    imports = imports_of(flows, year)
    shares = {
        rule: next(one.share for one in route_shares(imports, TABLE, rule, OUTPUT).straits if one.key == "hormuz")
        for rule in RULES
    }
    assert shares["japan-first"] <= shares["sea-only"]
    # Where Japan takes less than is produced, its part of a full pipeline is less than all of it.
    if flows.get("SAU", 0) <= OUTPUT["SAU"].value and flows.get("ARE", 0) <= OUTPUT["ARE"].value:  # type: ignore[operator]
        assert shares["japan-first"] <= shares["pro-rata"] <= shares["sea-only"]
    low, high = strait_range(imports, TABLE, "hormuz")
    assert (low, high) == (shares["japan-first"], shares["sea-only"])


@given(st.permutations(sorted({"SAU": 7, "ARE": 5, "AUS": 3, "USA": 2}.items())), st.sampled_from(list(RULES)))
def test_the_order_of_origins_changes_nothing(items: list[tuple[str, int]], rule: Rule) -> None:
    first = route_shares(imports_of({"SAU": 7, "ARE": 5, "AUS": 3, "USA": 2}), TABLE, rule, OUTPUT)
    assert route_shares(imports_of(dict(items)), TABLE, rule, OUTPUT) == first


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_more_from_the_gulf_is_never_less_dependence(flow: int, more: int) -> None:
    before = imports_of({"KWT": flow, "AUS": 10**6})
    after = imports_of({"KWT": flow + more, "AUS": 10**6})
    assert strait_range(before, TABLE, "hormuz")[0] < strait_range(after, TABLE, "hormuz")[0]
    assert by_region(before)[0].share != by_region(after)[0].share


def by_days(
    flows: dict[str, int], year: int, rule: Rule, table: RoutingTable, unit: str = "t"
) -> dict[tuple[str, ...], Fraction]:
    """Walk through the year day by day: an equal part of each flow a day, what a pipeline takes of it, the rest by sea."""
    out: dict[tuple[str, ...], Fraction] = {}
    first = dt.date(year, 1, 1)
    days = [first + dt.timedelta(n) for n in range((dt.date(year + 1, 1, 1) - first).days)]
    for land, quantity in flows.items():
        part = Fraction(quantity, len(days))
        for day in days:
            (row,) = [one for one in table.routes if one.origin == land and one.begins <= day <= one.last] or [None]
            if row is None:
                # Of these origins the chart says so; without a row both of the Gulf's straits.
                key: tuple[str, ...] = ("hormuz", "malacca") if land in ("ARE", "KWT") else ()
                out[key] = out.get(key, Fraction(0)) + part
                continue
            left = part
            for outlet in sorted(row.outlets, key=lambda one: one.rest):
                if outlet.by is not None:
                    (capacity,) = [c for c in table.pipelines[outlet.by].capacity if c.begins <= day <= c.last]
                    barrels = capacity.thousand_bbl_d * 1000
                    if rule == "sea-only":
                        take = Fraction(0)
                    elif rule == "japan-first":
                        take = barrels / setting("barrels_per_tonne") if unit == "t" else barrels * Unit.BARREL.factor
                    else:
                        output = OUTPUT[land].value
                        assert output is not None
                        take = part * (barrels / setting("barrels_per_tonne")) / (output / len(days))
                    take = min(left, take)
                else:
                    take = left if outlet.rest else part * outlet.share
                left -= take
                out[outlet.passes] = out.get(outlet.passes, Fraction(0)) + take
    return {key: quantity for key, quantity in out.items() if quantity}


@pytest.mark.parametrize("rule", list(RULES))
@pytest.mark.parametrize("year", [2012, 2023])
@pytest.mark.parametrize("unit", ["t", "kl"])
def test_it_is_what_a_walk_day_by_day_gives(rule: Rule, year: int, unit: str) -> None:
    if unit == "kl" and rule == "pro-rata":
        unit = "t"
    flows = {"SAU": 300_000_000, "ARE": 120_000_000, "KWT": 9_000_000, "RUS": 5}
    found = route_shares(imports_of(flows, year, unit=unit), TABLE, rule, OUTPUT)
    mine: dict[tuple[str, ...], Fraction] = {}
    for leg in found.legs:
        mine[leg.passes] = mine.get(leg.passes, Fraction(0)) + leg.quantity
    assert mine == by_days(flows, year, rule, TABLE, unit)


def test_a_pipeline_full_for_japan_leaves_only_the_rest_to_the_strait() -> None:
    """1.5 million barrels a day for 365 days are 547.5 million barrels, 75 million tonnes at 7.3 barrels."""
    found = route_shares(imports_of({"ARE": 100_000_000}), TABLE, "japan-first")
    assert next(one.share for one in found.straits if one.key == "hormuz") == Fraction(25, 100)
    assert next(one.share for one in found.straits if one.key == "malacca") == 1


def test_yanbu_trades_one_strait_for_another() -> None:
    found = {one.key: one.share for one in route_shares(imports_of({"SAU": 1000}), TABLE, "japan-first").straits}
    assert (found["hormuz"], found["bab-el-mandeb"], found["suez"]) == (0, 1, 0)


def test_a_rule_that_lacks_a_figure_is_refused_and_never_guessed() -> None:
    imports = imports_of({"SAU": 1000, "AUS": 1})
    with pytest.raises(InputError, match="the crude output of SAU in 2023 is not in the data"):
        route_shares(imports, TABLE, "pro-rata")
    with pytest.raises(InputError, match="the crude output of SAU"):
        route_shares(imports, TABLE, "pro-rata", {"SAU": Amount.missing("not counted")})
    with pytest.raises(UnknownChoiceError, match="sea-only"):
        route_shares(imports, TABLE, "usual")  # type: ignore[arg-type]
    with pytest.raises(UnknownChoiceError, match="hormuz"):
        strait_range(imports, TABLE, "hormus")


def test_rows_say_why_a_year_or_a_rule_has_no_share() -> None:
    held = history({2019: {"SAU": 1, "ARE": 1}, 2020: {"ARE": 1}, 2021: {"SAU": 1, "ARE": 1}})
    rows = dependence_rows(held, [2020, 2021], "region", TABLE, {})
    assert (rows[0]["share"], rows[0]["year"]) == (None, 2020)
    assert "next to nothing in between" in rows[0]["because"]
    assert [row["exact"] for row in rows[1:]] == ["1"]
    rows = dependence_rows(held, [2021], "strait", TABLE, {})
    assert [row["rule"] for row in rows if row["because"]] == ["pro-rata"]
    assert next(row["share"] for row in rows if row["rule"] == "sea-only" and row["key"] == "hormuz") == 1.0
    keys = {
        row["key"] for row in dependence_rows(held, [2021], "route", TABLE, {2021: OUTPUT}) if row["rule"] == "pro-rata"
    }
    assert keys == {"hormuz+malacca", "malacca", "bab-el-mandeb+malacca", "assumed"}
