"""What a base is made of: tanks and what lies in them, pumps, berths and other outlets, and crude grades.

Volumes are whole kilolitres of oil or whole tonnes of LPG, as ``unit`` of the site says; rates are the same a hour. What is not
known is left out: it is missing, and no rate is computed from it.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from sonae.core import UnknownChoiceError
from sonae.data import plain_yaml
from sonae.stockpile.bases.form import (
    Amount,
    Exact,
    Id,
    Labelled,
    Part,
    Share,
    SomeAmount,
    Text,
    Words,
    no_truth_value,
    read,
)

__all__ = [
    "GivenInstallations", "Grade", "Installations", "Outlet", "Pump", "Site", "SiteState", "Tank",
    "demonstration_installations", "mean_quality",
]  # fmt: skip

SiteState = Literal["in_service", "open_for_inspection", "out_of_service"]


class Grade(Part):
    """A grade of crude (油種).

    Attributes:
        id: its name among programs.
        name: its name.
        api: API gravity at 60 °F, degrees.
        sulphur_pct: sulphur, per cent of the mass.
        source: who measured or published it; «fictional» for a made-up one.

    """

    id: Id
    name: Words
    api: Annotated[Decimal, BeforeValidator(no_truth_value), Field(ge=-10, le=160)]
    sulphur_pct: Annotated[Decimal, BeforeValidator(no_truth_value), Field(ge=0, le=10)]
    source: Text

    @property
    def specific_gravity(self) -> Fraction:
        """Specific gravity 60/60 °F: 141.5 / (131.5 + API) (definition of API gravity)."""
        return Fraction("141.5") / (Fraction("131.5") + Fraction(self.api))


class Tank(Part):
    """A tank.

    Attributes:
        id: its name at the site.
        capacity: most it may hold.
        contents: what lies in it, by grade; more than one is a blend.
        heel: what pumps cannot take out; none: not known.
        outflow_an_hour: most that leaves an hour; none: not known.
        state: only tanks in service take part.
        opens_on: day by which it must be opened for inspection (タンク開放期限).

    """

    id: Id
    capacity: SomeAmount
    contents: dict[Id, SomeAmount] = Field(default_factory=dict)
    heel: Amount | None = None
    outflow_an_hour: Amount | None = None
    state: SiteState = "in_service"
    opens_on: dt.date | None = None

    @model_validator(mode="after")
    def _holds_no_more(self) -> Tank:
        if self.stock > self.capacity:
            raise ValueError(f"the tank {self.id} holds {self.stock:,}, more than its capacity of {self.capacity:,}")
        if self.heel is not None and self.heel > self.capacity:
            raise ValueError(f"the heel of the tank {self.id} is larger than the tank")
        return self

    @property
    def stock(self) -> int:
        """All that lies in it."""
        return sum(self.contents.values())

    @property
    def available(self) -> int | None:
        """What pumps can take out; none where the heel is not known."""
        return None if self.heel is None else max(0, self.stock - self.heel)


class Pump(Part):
    """A pump with the tanks it draws from and the outlets it serves; ``rate_an_hour`` none: not known."""

    id: Id
    tanks: Annotated[tuple[Id, ...], Field(min_length=1)]
    outlets: Annotated[tuple[Id, ...], Field(min_length=1)]
    rate_an_hour: Amount | None = None
    state: SiteState = "in_service"


class Outlet(Part):
    """A berth, a buoy, a pipeline or a lorry rack.

    Attributes:
        id: its name at the site.
        kind: ships come to a berth or a buoy.
        rate_an_hour: most that passes an hour; none: not known.
        hours_a_day: hours a day in which it may be used; 24 with handling at night.
        workable_share: share of days on which weather and sea allow it.
        ship: cargo of a ship; berth and buoy only.
        turnaround_hours: hours between the end of a cargo and the start of the next; berth and buoy only.
        state: only what is in service takes part.

    """

    id: Id
    kind: Literal["berth", "buoy", "pipeline", "lorry"]
    rate_an_hour: Amount | None = None
    hours_a_day: Annotated[Exact, Field(gt=0, le=24)]
    workable_share: Share
    ship: SomeAmount | None = None
    turnaround_hours: Exact | None = None
    state: SiteState = "in_service"

    @model_validator(mode="after")
    def _ships_where_they_come(self) -> Outlet:
        ships = self.kind in ("berth", "buoy")
        if ships != (self.ship is not None) or ships != (self.turnaround_hours is not None):
            said = "needs «ship» and «turnaround_hours»" if ships else "has neither «ship» nor «turnaround_hours»"
            raise ValueError(f"the {self.kind} {self.id} {said}")
        return self

    @property
    def flowing_hours(self) -> Fraction | None:
        """Hours a day in which oil flows, on average: time at the berth less the turnaround of its ships."""
        if self.rate_an_hour is None:
            return None
        hours = Fraction(self.hours_a_day) * Fraction(self.workable_share)
        if self.ship is None or self.turnaround_hours is None or self.rate_an_hour == 0:
            return hours
        loading = Fraction(self.ship, self.rate_an_hour)
        return hours * loading / (loading + Fraction(self.turnaround_hours))


class Site(Part):
    """A base with its equipment; ``base`` is its id in the register, or that of a fictional one."""

    base: Id
    name: Words
    kind: Literal["state_oil", "state_lpg", "private_site", "joint_stock"]
    unit: Literal["kl", "t"]
    tanks: Annotated[tuple[Tank, ...], Field(min_length=1)]
    pumps: tuple[Pump, ...] = ()
    outlets: tuple[Outlet, ...] = ()

    @model_validator(mode="after")
    def _sound(self) -> Site:
        if (self.unit == "t") != (self.kind == "state_lpg"):
            raise ValueError(f"{self.base}: oil is counted in kl, LPG in t")
        for kind, parts in (("tank", self.tanks), ("pump", self.pumps), ("outlet", self.outlets)):
            names = [part.id for part in parts]
            if len(set(names)) < len(names):
                raise ValueError(f"{self.base}: a {kind} stands there twice")
        tanks, outlets = {tank.id for tank in self.tanks}, {outlet.id for outlet in self.outlets}
        for pump in self.pumps:
            for name in (*pump.tanks, *pump.outlets):
                if name not in (tanks if name in pump.tanks else outlets):
                    raise ValueError(f"{self.base}: the pump {pump.id} names «{name}», which is not there")
        return self

    @property
    def stock(self) -> int:
        """All that lies in its tanks, those out of service too."""
        return sum(tank.stock for tank in self.tanks)

    def tank(self, name: str) -> Tank:
        """Return a tank.

        Raises:
            UnknownChoiceError: for another name.

        """
        for tank in self.tanks:
            if tank.id == name:
                return tank
        raise UnknownChoiceError(f"tank of {self.base}", name, [tank.id for tank in self.tanks])


class Installations(Labelled):
    """Sites with the grades that lie in them, on a day."""

    name: Text
    as_of: dt.date
    grades: tuple[Grade, ...] = ()
    sites: Annotated[tuple[Site, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _grades_are_known(self) -> Installations:
        names = [grade.id for grade in self.grades]
        bases = [site.base for site in self.sites]
        if len(set(names)) < len(names) or len(set(bases)) < len(bases):
            raise ValueError("a grade or a site stands there twice")
        for site in self.sites:
            for tank in site.tanks:
                unknown = set(tank.contents) - set(names)
                if unknown:
                    raise ValueError(
                        f"{site.base}: the tank {tank.id} holds «{min(unknown)}», which is not among the grades"
                    )
        return self

    def site(self, base: str) -> Site:
        """Return the site of a base.

        Raises:
            UnknownChoiceError: for another name.

        """
        for site in self.sites:
            if site.base == base:
                return site
        raise UnknownChoiceError("site", base, [site.base for site in self.sites])

    def grade(self, name: str) -> Grade:
        """Return a grade.

        Raises:
            UnknownChoiceError: for another name.

        """
        for grade in self.grades:
            if grade.id == name:
                return grade
        raise UnknownChoiceError("crude grade", name, [grade.id for grade in self.grades])


def mean_quality(mix: dict[Grade, Fraction]) -> tuple[Fraction, Fraction] | None:
    """Return API gravity and sulphur in per cent of a blend of volumes; none of nothing.

    Volumes are taken to add up; specific gravity is their mean by volume, sulphur the mean by mass.
    """
    volume = sum(mix.values(), Fraction(0))
    if volume == 0:
        return None
    mass = sum((grade.specific_gravity * amount for grade, amount in mix.items()), Fraction(0))
    sulphur = sum(
        (Fraction(grade.sulphur_pct) * grade.specific_gravity * amount for grade, amount in mix.items()), Fraction(0)
    )
    return Fraction("141.5") * volume / mass - Fraction("131.5"), sulphur / mass


def _named(value: object) -> object:
    return demonstration_installations() if value == "demonstration" else value


GivenInstallations = Annotated[Installations, BeforeValidator(_named)]
"""Installations written out, or the word «demonstration» for the fictional ones of the package."""


def demonstration_installations() -> Installations:
    """Return the fictional sites of the package, with which every method can be tried."""
    text = (files("sonae.stockpile.bases") / "data" / "demonstration.yaml").read_text(encoding="utf-8")
    return read(Installations, plain_yaml(text, "demonstration.yaml", expected="sites"), "demonstration.yaml")
