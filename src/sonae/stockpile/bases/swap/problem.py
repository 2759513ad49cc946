"""What a swap is given and what its plan says. Volumes are kilolitres; a plan's are written to the litre."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from sonae.core import Finding, FiscalYear, InputError, Outcome
from sonae.stockpile.bases.form import (
    Amount,
    Count,
    Exact,
    Id,
    Labelled,
    Part,
    Share,
    SomeAmount,
    Text,
    Yen,
    finding,
    no_truth_value,
    refuse_unless,
)  # fmt: skip
from sonae.stockpile.bases.installations import GivenInstallations, Site, Tank
from sonae.stockpile.bases.provisions import rule

__all__ = [
    "BaseLimits", "Berth", "BerthUse", "Market", "Movement", "Route", "ShadowValue", "SwapPlan", "SwapProblem", "SwapRecord",
    "SwapTank", "swap_count",
]  # fmt: skip

Signed = Annotated[Decimal, BeforeValidator(no_truth_value)]


class Berth(Part):
    """A berth for the time of the swap: days that it is free, and what it loads or unloads a day."""

    id: Id
    days: Exact
    load_a_day: SomeAmount
    unload_a_day: SomeAmount


class BaseLimits(Part):
    """Limits of a base.

    Attributes:
        least_stock: stock that must never be gone below: all that leaves is taken to leave before anything comes.
        handling_yen: cost of loading or unloading a kilolitre.
        berths: its berths; a base without any moves nothing.
        least_grades: kl of a grade that must lie there afterwards, for refineries near by.

    """

    least_stock: Amount
    handling_yen: Yen
    berths: tuple[Berth, ...] = ()
    least_grades: dict[Id, Amount] = Field(default_factory=dict)


class SwapTank(Part):
    """A tank that takes part, and the grades it may take in; what is there already mixes with what comes."""

    base: Id
    tank: Id
    accepts: tuple[Id, ...] = ()


class Market(Part):
    """Most that can be bought or sold of a grade, and its price, yen a kilolitre."""

    most: Amount
    price_yen: Yen


class Route(Part):
    """A way between two bases: most that can be transferred, and freight, yen a kilolitre."""

    origin: Id
    destination: Id
    most: Amount
    freight_yen: Yen


class SwapProblem(Labelled):
    """A swap to be planned.

    Attributes:
        name: its name.
        installations: sites with their tanks; «demonstration» for the fictional ones of the package.
        import_mix: share of each grade in the nation's imports, 1 in all.
        mix_source: where the shares come from.
        bases: limits by base; every base of a tank that takes part has them.
        tanks: tanks that take part; all others stay as they are and still count in the mix.
        supply: what can be bought, by grade.
        demand: what can be sold, by grade; of a blend every grade in it counts.
        routes: ways between bases; transfers need one.
        budget_yen: most net cost; none: not limited.

    """

    name: Text
    installations: GivenInstallations
    import_mix: dict[Id, Share]
    mix_source: Text
    bases: dict[Id, BaseLimits]
    tanks: tuple[SwapTank, ...]
    supply: dict[Id, Market] = Field(default_factory=dict)
    demand: dict[Id, Market] = Field(default_factory=dict)
    routes: tuple[Route, ...] = ()
    budget_yen: Yen | None = None

    @model_validator(mode="after")
    def _sound(self) -> SwapProblem:
        if sum(self.import_mix.values()) != 1:
            raise ValueError(f"the shares of the import mix are {sum(self.import_mix.values())} in all, not 1")
        places = [(one.base, one.tank) for one in self.tanks]
        ways = [(one.origin, one.destination) for one in self.routes]
        if len(set(places)) < len(places) or len(set(ways)) < len(ways):
            raise ValueError("a tank or a route stands there twice")
        try:
            self._known()
        except InputError as error:
            raise ValueError(str(error).rstrip(".")) from None
        return self

    def _known(self) -> None:
        for one in self.tanks:
            tank = self.tank(one)
            if one.base not in self.bases:
                raise InputError(f"the base «{one.base}» has no limits", field="bases")
            if tank.state != "in_service":
                raise InputError(f"the tank {one.tank} of {one.base} is not in service", field="tanks")
            if tank.heel is None:
                raise InputError(f"the heel of the tank {one.tank} of {one.base} is missing", field="tanks")
        grades = {*self.import_mix, *self.supply, *self.demand, *(name for one in self.tanks for name in one.accepts),
                  *(name for one in self.bases.values() for name in one.least_grades)}  # fmt: skip
        for name in sorted(grades):
            self.installations.grade(name)
        for base, limits in self.bases.items():
            site = self.installations.site(base)
            if site.unit != "kl":
                raise InputError(f"{base} holds no crude", field="bases", expected="a base of oil")
            if site.stock < limits.least_stock:
                raise InputError(f"{base} holds {site.stock:,} kl, less than its least stock of {limits.least_stock:,}")
        for route in self.routes:
            if route.origin == route.destination or not {route.origin, route.destination} <= set(self.bases):
                raise InputError(f"the route {route.origin} to {route.destination} does not join two bases with limits")

    @property
    def oil_sites(self) -> tuple[Site, ...]:
        """Sites of which the crude counts in the mix."""
        return tuple(site for site in self.installations.sites if site.unit == "kl")

    @property
    def total(self) -> int:
        """All crude, kl; a swap keeps it."""
        return sum(site.stock for site in self.oil_sites)

    def tank(self, one: SwapTank) -> Tank:
        """Return the tank that takes part.

        Raises:
            UnknownChoiceError: for a base or tank that is not there.

        """
        return self.installations.site(one.base).tank(one.tank)

    @property
    def grades(self) -> tuple[str, ...]:
        """Grades that are held, bought, taken in or imported, by name."""
        held = {name for site in self.oil_sites for tank in site.tanks for name in tank.contents}
        taken = {name for one in self.tanks for name in one.accepts}
        return tuple(sorted(held | taken | set(self.import_mix)))

    def holdings(self) -> dict[str, Fraction]:
        """Return what is held of each grade, kl."""
        held = dict.fromkeys(self.grades, Fraction(0))
        for site in self.oil_sites:
            for tank in site.tanks:
                for name, amount in tank.contents.items():
                    held[name] += amount
        return held

    def held_at(self, base: str) -> dict[str, int]:
        """Return what is held of each grade at a base, kl."""
        held: dict[str, int] = {}
        for tank in self.installations.site(base).tanks:
            for name, amount in tank.contents.items():
                held[name] = held.get(name, 0) + amount
        return held

    def wanted(self) -> dict[str, Fraction]:
        """Return what would be held of each grade at the import mix, kl."""
        return {name: Fraction(self.import_mix.get(name, Decimal(0))) * self.total for name in self.grades}


class Movement(Part):
    """A cargo of a plan: sold out of a tank, bought into one, or transferred; kl to the litre."""

    kind: Literal["sell", "buy", "transfer"]
    base: Id
    tank: Id
    amount: Exact
    grade: Id | None = None
    """The grade bought; of what leaves a tank it is what lies there."""
    to_base: Id | None = None
    to_tank: Id | None = None

    @model_validator(mode="after")
    def _whole(self) -> Movement:
        goes = self.to_base is not None and self.to_tank is not None
        if (self.kind == "buy") != (self.grade is not None) or (self.kind == "transfer") != goes:
            raise ValueError("a purchase names its grade, a transfer the tank that it goes to, nothing else does")
        return self


class BerthUse(Part):
    """What a berth loads and unloads in a plan, kl, and the days it takes."""

    base: Id
    berth: Id
    loaded: Exact
    unloaded: Exact
    days: Exact


class ShadowValue(Part):
    """A limit that binds: what a unit more of it would take off the deviation, kl, by the dual values of the solver."""

    limit: Text
    unit: Text
    deviation_kl: Exact


class SwapPlan(Labelled):
    """A plan of a swap.

    Attributes:
        problem: name of the problem.
        movements: what is sold, bought and transferred.
        berths: the use of the berths.
        before: kl by grade.
        after: kl by grade.
        wanted: kl by grade at the import mix.
        deviation_before: sum over grades of what is held beyond or short of the import mix, kl.
        deviation_after: the same after the swap.
        deviation_bound: no plan within the limits has a smaller one; found outside the solver in exact arithmetic.
        cost_yen: purchases less sales, handling and freight, rounded to yen.
        cost_bound_yen: no plan with this deviation costs less; found in the same way.
        proved: the plan keeps every limit, and deviation and cost are at their bounds, within the tolerance.
        breaches: limits that the plan does not keep; none in a proved plan.
        shadow_values: limits that keep the stock from the mix, the strongest first.

    """

    problem: Text
    movements: tuple[Movement, ...]
    berths: tuple[BerthUse, ...]
    before: dict[Id, Exact]
    after: dict[Id, Signed]
    wanted: dict[Id, Exact]
    deviation_before: Exact
    deviation_after: Exact
    deviation_bound: Signed
    cost_yen: Annotated[int, Field(strict=True)]
    cost_bound_yen: Annotated[int, Field(strict=True)]
    proved: bool
    breaches: tuple[Text, ...] = ()
    shadow_values: tuple[ShadowValue, ...] = ()


class SwapRecord(Labelled):
    """A swap or transfer that was carried out; only a swap that brought the stock nearer to the import mix counts."""

    id: Id
    base: Id
    done_on: dt.date
    out_grade: Id
    in_grade: Id | None = None
    """None for a transfer between bases."""
    amount: SomeAmount
    nearer_to_mix: bool


def swap_count(records: Iterable[SwapRecord], fiscal_year: int, target: int | None) -> Finding:
    """Count the swaps of a year that brought the stock nearer to the import mix, against the year's target (4 in FY2023).

    Raises:
        InputError: for a record that stands there twice.

    """
    held = list(records)
    refuse_unless(len({one.id for one in held}) == len(held), "a swap stands there twice")
    these = [one for one in held if one.done_on in FiscalYear(fiscal_year)]
    counted: Count = sum(one.nearer_to_mix and one.in_grade is not None for one in these)
    facts = {"fiscal_year": fiscal_year, "swaps": counted, "others": len(these) - counted, "target": target}
    if target is None:
        said = (f"油種入替は{counted}回。年度の目標が定められていない", f"{counted} swaps; the year has no target")
        return finding("swap_count", Outcome.OPEN, *said, rule("swap"), facts, value=counted, missing=("target",))
    met = counted >= target
    said = (f"油種入替は{counted}回で、目標の{target}回{'以上である' if met else 'に届かない'}",
            f"{counted} swaps, {'no fewer' if met else 'fewer'} than the {target} of the year")  # fmt: skip
    return finding("swap_count", Outcome.YES if met else Outcome.NO, *said, rule("swap"), facts, value=counted)
