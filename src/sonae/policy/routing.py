"""The dated routing table: by which outlets and straits what an origin ships comes to Japan.

Rows hold from a day to a day. Where no row of an origin or of its sea basin holds, the route is that of the basins of the house's
sea chart (:func:`sonae.data.chokepoints_between`), marked as assumed like every row without a source that was opened.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sonae.core import Classification, InputError
from sonae.data import CHOKEPOINTS, chokepoints_between, countries, read_text
from sonae.policy.forms import Exact, Part, Text, Words, package_text, validated

__all__ = ["Capacity", "Outlet", "Pipeline", "Route", "RoutingTable", "Stretch", "load_routing"]

_FILE = "routing.yaml"
_FIRST, _LAST = dt.date(1950, 1, 1), dt.date(2200, 12, 31)
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,40}$")]
CommodityId = Literal["crude", "lng", "coal"]


class _Dated(Part):
    """What holds from a day on, to a day or without end."""

    begins: dt.date = Field(alias="from")
    ends: dt.date | None = Field(default=None, alias="to")
    assumed: bool
    source: Text

    @property
    def last(self) -> dt.date:
        """The last day on which it holds."""
        return self.ends or _LAST

    @model_validator(mode="after")
    def _in_order(self) -> _Dated:
        if not _FIRST <= self.begins <= self.last <= _LAST:
            raise ValueError("«from» comes before «to», between 1950 and 2200")
        return self

    def meets(self, other: _Dated) -> bool:
        """Say whether both hold on some day."""
        return self.begins <= other.last and other.begins <= self.last


class Capacity(_Dated):
    """What a pipeline can carry, thousand barrels a day."""

    thousand_bbl_d: Exact

    @model_validator(mode="after")
    def _above_zero(self) -> Capacity:
        if self.thousand_bbl_d <= 0:
            raise ValueError("a capacity is more than 0; where there is none, there is no row")
        return self


class Pipeline(Words):
    """A pipeline around a strait, from an origin (alpha-3)."""

    origin: str
    capacity: Annotated[tuple[Capacity, ...], Field(min_length=1)]

    def barrels(self, first: dt.date, last: dt.date) -> Fraction:
        """Return what it can carry from a day to a day, both included, in barrels."""
        total = Fraction(0)
        for one in self.capacity:
            days = (min(last, one.last) - max(first, one.begins)).days + 1
            if days > 0:
                total += one.thousand_bbl_d * 1000 * days
        return total

    def assumed(self, first: dt.date, last: dt.date) -> bool:
        """Say whether a capacity between two days is assumed."""
        return any(one.assumed for one in self.capacity if one.begins <= last and first <= one.last)


class Outlet(Words):
    """A way out of an origin: its share, the pipeline that feeds it, or the rest; and the straits on the way."""

    name: Id
    share: Exact | None = None
    by: Id | None = None
    rest: bool = False
    passes: tuple[Id, ...]

    @model_validator(mode="after")
    def _one_way(self) -> Outlet:
        if [self.share is not None, self.by is not None, self.rest].count(True) != 1:
            raise ValueError("an outlet has one of «share», «by» and «rest: true»")
        if self.share is not None and not 0 <= self.share <= 1:
            raise ValueError("a share lies between 0 and 1")
        return self


class Route(_Dated):
    """The outlets of an origin (alpha-3) or of all origins of a sea basin, for some commodities and days."""

    origin: str | None = None
    basin: str | None = None
    commodities: Annotated[tuple[CommodityId, ...], Field(min_length=1)]
    outlets: Annotated[tuple[Outlet, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _whole(self) -> Route:
        if (self.origin is None) == (self.basin is None):
            raise ValueError("a route has one of «origin» and «basin»")
        if [outlet.rest for outlet in self.outlets].count(True) != 1:
            raise ValueError("one outlet of a route takes the rest, and only one")
        if sum((outlet.share or Fraction(0) for outlet in self.outlets), Fraction(0)) > 1:
            raise ValueError("the shares of the outlets are more than 1")
        if len({outlet.name for outlet in self.outlets}) != len(self.outlets):
            raise ValueError("an outlet stands there twice")
        if [outlet.by is not None for outlet in self.outlets].count(True) > 1:
            raise ValueError("a route has no more than one pipeline")
        return self


class Strait(Words):
    """A strait, and its name in the house's sea chart."""

    chart: Literal["SUEZ", "BAB_EL_MANDEB", "HORMUZ", "MALACCA", "PANAMA", "CAPE", "TURKISH_STRAITS"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of a year on which one row holds for an origin; without a row the straits are those of the sea chart."""

    first: dt.date
    last: dt.date
    route: Route | None
    chart: tuple[str, ...]

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1


class RoutingTable(Part):
    """The file of routes."""

    name: Text
    classification: Literal["public", "internal", "secret"]
    straits: dict[Id, Strait]
    pipelines: dict[Id, Pipeline]
    routes: tuple[Route, ...]
    sha256: str = ""

    @property
    def label(self) -> Classification:
        """The classification of the file, which results take over."""
        return Classification.parse(self.classification)

    @model_validator(mode="after")
    def _fits(self) -> RoutingTable:
        if {strait.chart for strait in self.straits.values()} != set(CHOKEPOINTS):
            raise ValueError("the straits are not those of the sea chart, each once")
        lands, basins = countries(), {land.basin for land in countries().values()}
        for name, pipeline in self.pipelines.items():
            if pipeline.origin not in lands:
                raise ValueError(f"pipelines.{name} comes from «{pipeline.origin}», which is no country")
            _refuse_overlaps(f"pipelines.{name}", pipeline.capacity)
        rows: dict[tuple[str, str], list[Route]] = {}
        for number, route in enumerate(self.routes, 1):
            place = route.origin or route.basin or ""
            if place not in (lands if route.origin else basins):
                raise ValueError(
                    f"route {number} is of «{place}», which is no {'country' if route.origin else 'basin'}"
                )
            self._check_outlets(number, route)
            for kind in route.commodities:
                rows.setdefault((place, kind), []).append(route)
        for (place, commodity), held in rows.items():
            _refuse_overlaps(f"the routes of {place}, {commodity},", held)
        return self

    def _check_outlets(self, number: int, route: Route) -> None:
        for outlet in route.outlets:
            unknown = [strait for strait in outlet.passes if strait not in self.straits]
            if unknown or len(set(outlet.passes)) != len(outlet.passes):
                raise ValueError(
                    f"route {number}, {outlet.name}: «{', '.join(unknown or outlet.passes)}» is no list of straits"
                )
            if outlet.by is None:
                continue
            pipeline = self.pipelines.get(outlet.by)
            if pipeline is None or pipeline.origin != route.origin:
                raise ValueError(f"route {number}, {outlet.name}: «{outlet.by}» is no pipeline of the origin")
            if route.commodities != ("crude",):
                raise ValueError(f"route {number}: a pipeline carries crude, and nothing else is in its route")

    def stretches(self, origin: str, commodity: str, year: int) -> tuple[Stretch, ...]:
        """Cut a year into stretches on which one row and one capacity hold for an origin; they cover each of its days once."""
        start, stop = dt.date(year, 1, 1), dt.date(year, 12, 31)
        basin = countries()[origin].basin if origin in countries() else ""
        mine = [
            route for route in self.routes
            if commodity in route.commodities and origin == route.origin and route.begins <= stop and start <= route.last
        ]  # fmt: skip
        around = [
            route for route in self.routes
            if commodity in route.commodities and route.basin is not None and basin == route.basin
            and route.begins <= stop and start <= route.last
        ]  # fmt: skip
        piped = [self.pipelines[outlet.by] for route in mine for outlet in route.outlets if outlet.by is not None]
        dated: list[_Dated] = [*mine, *around, *(one for pipeline in piped for one in pipeline.capacity)]
        cuts = {start} | {day for one in dated for day in (one.begins, one.last + dt.timedelta(1))}
        firsts = sorted(day for day in cuts if start <= day <= stop)
        out = []
        for first, following in zip(firsts, [*firsts[1:], stop + dt.timedelta(1)], strict=True):
            held = next((route for route in (*mine, *around) if route.begins <= first <= route.last), None)
            chart = () if held is not None else self._charted(origin)
            out.append(Stretch(first, following - dt.timedelta(1), held, chart))
        return tuple(out)

    def _charted(self, origin: str) -> tuple[str, ...]:
        if origin not in countries():
            return ()
        names: dict[str, str] = {strait.chart: name for name, strait in self.straits.items()}
        return tuple(names[point] for point in chokepoints_between("JPN", origin))


def _refuse_overlaps(what: str, rows: list[Route] | tuple[Capacity, ...]) -> None:
    held: list[_Dated] = []
    for row in rows:
        if (other := next((one for one in held if one.meets(row)), None)) is not None:
            raise ValueError(f"{what} hold twice on {max(row.begins, other.begins)}")
        held.append(row)


def routing_from_text(text: str, file: str) -> RoutingTable:
    """Read a routing table from text; see :func:`load_routing`."""
    found = validated(RoutingTable, text, file, "name, straits, pipelines and routes")
    if found.sha256:
        raise InputError("there is no such field", file=file, field="sha256")
    return found.model_copy(update={"sha256": hashlib.sha256(text.encode()).hexdigest()})


@cache
def _package_routing() -> RoutingTable:
    return routing_from_text(package_text(_FILE), _FILE)


def load_routing(path: Path | None = None) -> RoutingTable:
    """Return the product's routing table, or that of a file, which takes its place as a whole.

    Raises:
        InputError: naming the file and the path of the field.

    """
    return _package_routing() if path is None else routing_from_text(read_text(path, "the routing table"), path.name)
