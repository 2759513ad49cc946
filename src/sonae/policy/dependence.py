"""Dependence on origins, regions, routes and straits, in exact shares that sum to 1.

How much of an origin's crude leaves by a pipeline around the Strait of Hormuz is not in any public table. Three rules bound it,
and all three are shown: no pipeline at all; pipelines full, every buyer having the same part of them; pipelines full, Japan first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Literal

import polars as pl
from pydantic import RootModel

from sonae.core import InputError, Reason, Unit, UnknownChoiceError
from sonae.data import Library, countries
from sonae.policy.amounts import Amount
from sonae.policy.forms import Text, Words, package_text, validated
from sonae.policy.imports import Imports
from sonae.policy.routing import RoutingTable, Stretch
from sonae.policy.settings import setting

__all__ = [
    "RULES", "Leg", "Region", "RouteShares", "Rule", "Share", "by_origin", "by_region", "crude_production", "regions",
    "route_shares", "strait_range",
]  # fmt: skip

Rule = Literal["sea-only", "pro-rata", "japan-first"]
RULES: Mapping[Rule, tuple[str, str]] = {
    "sea-only": ("パイプライン不使用", "no pipeline"),
    "pro-rata": ("満杯、産油量で按分", "pipelines full, pro rata of output"),
    "japan-first": ("満杯、日本優先", "pipelines full, Japan first"),
}
"""How much of an origin's crude is taken to leave by a pipeline: the most, a middle and the least dependence on the strait."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the imports of a year."""

    key: str
    ja: str
    en: str
    quantity: Fraction
    share: Fraction


@dataclass(frozen=True, slots=True)
class Leg:
    """What of an origin comes by an outlet and the straits on its way."""

    origin: str
    outlet: str
    passes: tuple[str, ...]
    quantity: Fraction
    assumed: bool
    source: str


@dataclass(frozen=True, slots=True)
class RouteShares:
    """Imports of a year by route and strait under one rule.

    Attributes:
        rule: how pipelines are taken to be used.
        legs: all legs; what they carry sums to the imports.
        routes: shares by the set of straits passed, summing to 1.
        straits: shares that pass each strait; a cargo that passes two is counted in both.
        free: the share that passes none of them.
        assumed: the share that rests on a row or a capacity that is assumed.

    """

    rule: Rule
    legs: tuple[Leg, ...]
    routes: tuple[Share, ...]
    straits: tuple[Share, ...]
    free: Fraction
    assumed: Fraction


class Region(Words):
    """A region of origin and its countries (alpha-3), with blanks between."""

    lands: Text

    @property
    def members(self) -> frozenset[str]:
        """Its countries."""
        return frozenset(self.lands.split())


class _Regions(RootModel[dict[str, Region]]):
    pass


@cache
def regions() -> Mapping[str, Region]:
    """Return the regions of origin by id; every country stands in one of them."""
    return validated(_Regions, package_text("regions.yaml"), "regions.yaml", "regions by id").root


def by_origin(imports: Imports) -> tuple[Share, ...]:
    """Return the shares of the origins, the largest first; they sum to 1."""
    total, lands = imports.total, countries()
    return tuple(
        Share(
            flow.origin, lands[flow.origin].name_ja if flow.origin in lands else flow.origin,
            lands[flow.origin].name_en if flow.origin in lands else flow.origin, flow.quantity, flow.quantity / total,
        )
        for flow in imports.flows if flow.quantity
    )  # fmt: skip


def by_region(imports: Imports) -> tuple[Share, ...]:
    """Return the shares of the regions, the largest first; they sum to 1."""
    total, known = imports.total, regions()
    region_of = {land: name for name, region in known.items() for land in region.members}
    sums: dict[str, Fraction] = {}
    for flow in imports.flows:
        name = region_of.get(flow.origin, "other")
        sums[name] = sums.get(name, Fraction(0)) + flow.quantity
    return tuple(
        Share(name, known[name].ja, known[name].en, quantity, quantity / total)
        for name, quantity in sorted(sums.items(), key=lambda item: (-item[1], item[0]))
        if quantity
    )


def crude_production(library: Library, year: int) -> Mapping[str, Amount]:
    """Return crude output of a year in tonnes by origin (alpha-3), from World Mining Data; an origin it lacks is not named."""
    rows = library.production.filter((pl.col("sheet") == "Petroleum") & (pl.col("year") == year))
    return {
        land: Amount.of(Fraction(repr(tonnes)), f"World Mining Data, Petroleum {year}")
        for land, tonnes in rows.filter(pl.col("quantity").is_not_null()).select("iso3", "quantity").iter_rows()
    }


def route_shares(
    imports: Imports, table: RoutingTable, rule: Rule, production: Mapping[str, Amount] | None = None
) -> RouteShares:
    """Lead the imports of a year along the routes of a table.

    Args:
        imports: the year, in tonnes or kilolitres.
        table: the routes.
        rule: «sea-only», «pro-rata» or «japan-first».
        production: crude output by origin in tonnes, for «pro-rata».

    Raises:
        UnknownChoiceError: for another rule.
        InputError: for «pro-rata» without the output of an origin that has a pipeline.

    """
    if rule not in RULES:
        raise UnknownChoiceError("rule for pipelines", rule, RULES)
    legs: list[Leg] = []
    for flow in imports.flows:
        stretches = table.stretches(flow.origin, imports.commodity.id, imports.year)
        days = sum(stretch.days for stretch in stretches)
        for stretch in stretches:
            if flow.quantity:
                part = flow.quantity * Fraction(stretch.days, days)
                legs += _legs(flow.origin, part, stretch, days, table, imports, rule, production or {})
    return _summed(tuple(leg for leg in legs if leg.quantity), imports.total, table, rule)


def _legs(
    origin: str, quantity: Fraction, stretch: Stretch, days: int, table: RoutingTable, imports: Imports, rule: Rule,
    production: Mapping[str, Amount],
) -> list[Leg]:  # fmt: skip
    """Return the legs of one stretch of days: what is stated or piped goes first, one outlet takes the rest."""
    route = stretch.route
    if route is None:
        return [Leg(origin, "chart", stretch.chart, quantity, True, "sea chart of the house")]
    left, out = quantity, []
    for outlet in sorted(route.outlets, key=lambda one: one.rest):
        assumed = route.assumed
        if outlet.by is not None:
            pipeline = table.pipelines[outlet.by]
            most = min(Fraction(1), _piped(pipeline.barrels(stretch.first, stretch.last), quantity, stretch.days, days,
                                           imports, rule, production.get(origin), origin))  # fmt: skip
            part = quantity * most
            assumed = assumed or (part > 0 and pipeline.assumed(stretch.first, stretch.last))
        else:
            part = left if outlet.rest else quantity * (outlet.share or Fraction(0))
        part = min(part, left)
        left -= part
        out.append(Leg(origin, outlet.name, outlet.passes, part, assumed, route.source))
    return out


def _piped(
    barrels: Fraction, quantity: Fraction, days: int, year_days: int, imports: Imports, rule: Rule,
    production: Amount | None, origin: str,
) -> Fraction:  # fmt: skip
    """Return the share of a flow that the pipeline of its origin carries under a rule; it may be more than 1."""
    if rule == "sea-only":
        return Fraction(0)
    tonnes = barrels / setting("barrels_per_tonne")
    if rule == "japan-first":
        capacity = tonnes if imports.unit == "t" else barrels * Unit.BARREL.factor
        return capacity / quantity
    if production is None or not production.value:
        raise InputError(
            Reason(
                "no_output", "the crude output of {land} in {year} is not in the data, and «pro-rata» needs it", land=origin,
                year=imports.year,
            ),
            expected="a year of World Mining Data, or another rule",
        )  # fmt: skip
    return tonnes / (production.value * Fraction(days, year_days))


def _summed(legs: tuple[Leg, ...], total: Fraction, table: RoutingTable, rule: Rule) -> RouteShares:
    order = list(table.straits)
    routes: dict[tuple[str, ...], Fraction] = {}
    straits: dict[str, Fraction] = dict.fromkeys(order, Fraction(0))
    for leg in legs:
        key = tuple(sorted(leg.passes, key=order.index))
        routes[key] = routes.get(key, Fraction(0)) + leg.quantity
        for strait in key:
            straits[strait] += leg.quantity
    return RouteShares(
        rule, legs,
        tuple(
            _share(key, quantity, total, table)
            for key, quantity in sorted(routes.items(), key=lambda item: (-item[1], item[0]))
        ),
        tuple(_share((name,), quantity, total, table) for name, quantity in straits.items()),
        routes.get((), Fraction(0)) / total,
        sum((leg.quantity for leg in legs if leg.assumed), Fraction(0)) / total,
    )  # fmt: skip


def _share(passes: tuple[str, ...], quantity: Fraction, total: Fraction, table: RoutingTable) -> Share:
    if not passes:
        return Share("none", "海峡を通らない", "no strait", quantity, quantity / total)
    names = [table.straits[name] for name in passes]
    return Share(
        "+".join(passes), "・".join(one.ja for one in names), " + ".join(one.en for one in names), quantity,
        quantity / total,
    )  # fmt: skip


def strait_range(imports: Imports, table: RoutingTable, strait: str) -> tuple[Fraction, Fraction]:
    """Return the least and the most of the imports that pass a strait, over the rules that bound the use of pipelines.

    Raises:
        UnknownChoiceError: for a strait that the table does not have.

    """
    if strait not in table.straits:
        raise UnknownChoiceError("strait", strait, table.straits)
    bounds: tuple[Rule, Rule] = ("sea-only", "japan-first")
    found = [
        next(share.share for share in route_shares(imports, table, rule).straits if share.key == strait)
        for rule in bounds
    ]
    return min(found), max(found)
