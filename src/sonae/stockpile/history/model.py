"""What a replay is made of: the months of a window as they were, and the stock that is run through them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sonae.core import Classification, InputError, Provenance
from sonae.stockpile.simulation import Costs, ImpactStep, StockMaterial, StockRule

__all__ = ["ActInForce", "History", "ImportCheck", "MaterialHistory", "ReplayTerms", "Window"]

F64 = npt.NDArray[np.float64]
_LONGEST = 240


@dataclass(frozen=True, slots=True)
class Window:
    """Whole months from ``first`` (the first day of a month) on."""

    first: dt.date
    months: int

    @classmethod
    def of(cls, first: dt.date, last: dt.date) -> Window:
        """Return the window from the month of ``first`` to the month of ``last``, both included.

        Raises:
            InputError: when the last month comes before the first, or the window is longer than twenty years.

        """
        months = _index(last) - _index(first) + 1
        if not 1 <= months <= _LONGEST:
            raise InputError(
                f"the window {first:%Y-%m} to {last:%Y-%m} holds {months} months", expected=f"1 to {_LONGEST} months"
            )
        return cls(first.replace(day=1), months)

    @property
    def last(self) -> dt.date:
        """The first day of the last month."""
        return self.month(self.months - 1)

    def month(self, t: int) -> dt.date:
        """Return the first day of month ``t``, counted from 0."""
        at = _index(self.first) + t
        return dt.date(at // 12, at % 12 + 1, 1)

    def at(self, day: dt.date) -> int:
        """Return the number of the month whose beginning lies nearest to a day."""
        return _index(day) - _index(self.first) + (day.day > 15)

    def fiscal_year(self, t: int) -> int:
        """Return the Japanese fiscal year (April to March) of month ``t``."""
        month = self.month(t)
        return month.year if month.month >= 4 else month.year - 1

    def labels(self) -> tuple[str, ...]:
        """Return «2010-09» for every month."""
        return tuple(f"{self.month(t):%Y-%m}" for t in range(self.months))


def _index(day: dt.date) -> int:
    return day.year * 12 + day.month - 1


@dataclass(frozen=True, slots=True)
class ActInForce:
    """An act that bound the importer in the window, from month ``begin`` to before month ``stop``."""

    act_id: str
    place: str
    kind: str
    instrument: str
    start: dt.date
    end: dt.date | None
    begin: int
    stop: int
    depth: float
    """Share of the place's supply that is cut while the act is counted as in force."""
    depth_basis: str
    open_ended: bool
    """True when the log knows no end: it is counted to the end of the window."""
    shares_of: int
    """Last year of the five whose shares weigh the act: the year before it began, or the last with data."""
    confidence: str
    source: str
    weight: float = 0.0
    """Share of the line's supply that the place stood for, both channels (METHOD §4)."""


@dataclass(frozen=True, slots=True)
class ImportCheck:
    """Modelled loss of a calendar year beside what the importer's trade shows."""

    year: int
    modelled_loss: float
    """Mean of x over the months of the year that lie in the window."""
    imports_t: float | None
    base_t: float | None
    """Mean of the five years before the window."""
    fall: float | None
    """1 − imports / base; below 0 where imports rose."""
    struck_fall: float | None
    """The same for imports from the countries whose acts were in force in the year."""
    verdict: str


@dataclass(frozen=True)
class MaterialHistory:
    """A material's months. Quantities are in ``unit``: t of element, or days of consumption where no tonnes are seen."""

    material: StockMaterial
    unit: str
    share_lost: F64
    """x by month: share of consumption that could not be met."""
    courses: Mapping[int, F64] = field(repr=False)
    """x by month as it would have run with the acts begun up to a month alone, by that month."""
    prices: F64 = field(repr=False)
    """Price by month, yen a unit; 1 where no price is seen."""
    acts: tuple[ActInForce, ...]
    checks: tuple[ImportCheck, ...]
    reasons: tuple[str, ...]

    @property
    def priced(self) -> bool:
        """True when costs are in yen; else they are counted in days' worth of consumption."""
        return self.material.price_proxy

    def demand(self) -> F64:
        """Consumption by month, in ``unit``: as known before the window, grown at the rate known then."""
        t = np.arange(self.share_lost.size)
        return np.asarray(self.material.consumption_t_a_month * (1.0 + self.material.growth_a_year) ** (t / 12.0))

    def need(self) -> F64:
        """What could not be met from supply by month, in ``unit``."""
        return self.share_lost * self.demand()


@dataclass(frozen=True)
class History:
    """The window of an importer: materials with data, and those without and why."""

    importer: str
    window: Window
    materials: tuple[MaterialHistory, ...]
    left_out: Mapping[str, tuple[str, ...]]
    acts: tuple[ActInForce, ...]
    yen_per_usd: float
    classification: Classification
    provenance: Provenance = field(repr=False)

    def of(self, name: str) -> MaterialHistory:
        """Return the months of a line such as «REE compound»."""
        return next(item for item in self.materials if item.material.line == name)


@dataclass(frozen=True)
class ReplayTerms:
    """The stock and the rule: one rule a material, in the order of the history."""

    rules: tuple[StockRule, ...]
    steps: tuple[ImpactStep, ...]
    costs: Costs
    budget_yen_a_year: float | None = None
    """For purchases of a fiscal year from April; none for no limit."""

    def check(self, history: History) -> None:
        """Refuse terms that do not fit the history.

        Raises:
            InputError: naming the field.

        """
        if len(self.rules) != len(history.materials):
            raise InputError(f"{len(self.rules)} rules for {len(history.materials)} materials", field="rules")
        shares, premiums = [s.market_share for s in self.steps], [s.premium for s in self.steps]
        if not shares or sorted(set(shares)) != shares or sorted(premiums) != premiums or shares[0] <= 0:
            raise InputError("price steps must rise in share and not fall in premium", field="steps")
        if self.budget_yen_a_year is not None and not self.budget_yen_a_year >= 0:
            raise InputError("the budget is negative", field="budget_yen_a_year", expected="0 or more")
        for item, rule in zip(history.materials, self.rules, strict=True):
            name = item.material.symbol
            if not rule.start_t >= 0:
                raise InputError(f"{name}: the stock at the start is negative", field="start_t", expected="0 or more")
            if rule.target_days < rule.minimum_days:
                raise InputError(f"{name}: the target lies below the minimum stock", field="target_days")
