"""From the log and the trade of the day to the months of a window: what was lost, by line, with no look ahead.

Each act is weighed by the shares of the five years before it began, so that nothing that came after an act moves its
effect. The law from acts to loss is that of the target days (METHOD §4): this module only says which acts struck, how
deep, and by which shares.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sonae.compute import Progress, Silent
from sonae.core import InputError, UnknownChoiceError, clock_from_environment
from sonae.data import Act, Library, Mineral, country
from sonae.stockpile.history.events import acts_of_window
from sonae.stockpile.history.model import ActInForce, History, ImportCheck, MaterialHistory, Window
from sonae.stockpile.history.trade import LineTrade
from sonae.stockpile.simulation import StockMaterial
from sonae.stockpile.target_days.model import ShortageModel, build_model
from sonae.stockpile.target_days.reference import DrawnAct, need_by_month
from sonae.stockpile.target_days.softeners import softeners_of
from sonae.supply_risk import (
    ContainedTrade,
    Exposure,
    HazardModel,
    LineSupply,
    MaterialSupply,
    Policy,
    SupplyPicture,
    fit_hazards,
    supply_picture,
    unseen_reason,
)

__all__ = ["HistoryChoices", "history_of", "materials_named"]

F64 = npt.NDArray[np.float64]


@dataclass(frozen=True)
class HistoryChoices:
    """What a user may set about the past. Mappings are by material, or by act for ``depths``."""

    depth: str = "fitted"
    depths: Mapping[str, float] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    consumption_t: Mapping[str, float] = field(default_factory=dict)
    """Reference consumption in t of element a year, where the user knows it."""
    price_yen_a_t: Mapping[str, float] = field(default_factory=dict)
    """Price in yen a tonne of element, the same in all months, in place of unit values."""
    yen_per_usd: float = 150.0


def history_of(
    library: Library,
    policy: Policy,
    importer: str,
    minerals: Sequence[str],
    first_month: dt.date,
    last_month: dt.date,
    *,
    choices: HistoryChoices | None = None,
    trade: ContainedTrade | None = None,
    exposure: Exposure | None = None,
    progress: Progress | None = None,
) -> History:
    """Return what an importer lost month by month through the acts of a window.

    Args:
        library: the data.
        policy: parameters of shares, hazards and softening.
        importer: alpha-3 code or name.
        minerals: symbols or names; a material such as «Pd» stands for itself, a mineral for all its materials.
        first_month: any day of the first month.
        last_month: any day of the last month.
        choices: depths, stages and figures the user sets.
        trade: flows to share.
        exposure: world shares to share.
        progress: told of each material.

    Raises:
        InputError: when the window is too early, too long or lies ahead.
        UnknownChoiceError: for an unknown importer, mineral, stage or act.

    """
    chosen, window, land = choices or HistoryChoices(), Window.of(first_month, last_month), country(importer).iso3
    past = _Past(library, policy, land, window, trade or ContainedTrade(library, policy), exposure)
    wanted = materials_named(library, minerals)
    struck = acts_of_window(library, land, window, past.hazards, depth=chosen.depth, given=chosen.depths)
    shown = progress or Silent()
    shown.stage("history", len(wanted))
    materials, left_out = [], {}
    for name, mineral in wanted.items():
        shown.check()
        supply = past.picture(past.start).materials[name]
        line = _line(supply, chosen.stages.get(name))
        if line is None:
            left_out[name] = tuple(dict.fromkeys((unseen_reason(mineral), *supply.reasons)))
        else:
            mine = [
                (one, act) for one, act in struck if act.place_type == "chokepoint" or mineral.symbol in act.minerals
            ]
            materials.append(_Material(past, chosen, supply, line, mine).history())
        shown.advance(1)
    return History(
        land, window, tuple(materials), left_out, tuple(one for one, _ in struck), chosen.yen_per_usd,
        policy.label_of(library.classification), library.provenance,
    )  # fmt: skip


class _Past:
    """Supply and hazards as known at the end of each year, drawn once."""

    def __init__(
        self, library: Library, policy: Policy, importer: str, window: Window, trade: ContainedTrade, exposure: Exposure | None
    ) -> None:  # fmt: skip
        self.library, self.importer, self.window, self.trade = library, importer, window, trade
        self.exposure = exposure or Exposure(library, trade)
        self.policy = policy.with_value("days.horizon_months", window.months)
        self.start = window.first.year - 1
        earliest = max(policy.hazard.first_full_year, library.years[0] + 1)
        if window.first.year < earliest:
            raise InputError(f"the window begins too early: {window.first:%Y-%m}", expected=f"{earliest}-01 or later")
        if window.last > (today := clock_from_environment().now().date()):
            raise InputError(f"the window ends ahead, in {window.last:%Y-%m}", expected=f"{today:%Y-%m} or earlier")
        self._pictures: dict[int, SupplyPicture] = {}
        self._hazards: dict[int, HazardModel] = {}

    def picture(self, year: int) -> SupplyPicture:
        """Supply in the five years that end with ``year``, or with the last year of the data."""
        year = min(year, self.library.years[-1])
        if year not in self._pictures:
            register = tuple(self.library.minerals.register.values())
            self._pictures[year] = supply_picture(
                self.library, self.importer, year, self.policy, minerals=register, trade=self.trade
            )
        return self._pictures[year]

    def hazards(self, year: int) -> HazardModel:
        """Hazards as known on the last day of ``year``."""
        if year not in self._hazards:
            day = dt.date(year, 12, 31)
            self._hazards[year] = fit_hazards(self.library, self.exposure, self.importer, day, self.policy)
        return self._hazards[year]

    def model(self, year: int, line: LineSupply) -> ShortageModel:
        """The model of one line as known at the end of ``year``."""
        picture = self.picture(year)
        softeners = softeners_of(self.library, picture, dt.date(year, 12, 31), self.policy)
        return build_model(picture, self.hazards(year), self.policy, softeners, lines=[line])


class _Material:
    """One line through the window."""

    def __init__(
        self,
        past: _Past,
        choices: HistoryChoices,
        supply: MaterialSupply,
        line: LineSupply,
        acts: Sequence[tuple[ActInForce, Act]],
    ) -> None:
        self.past, self.choices, self.supply, self.line, self.acts = past, choices, supply, line, acts
        self.trade = LineTrade(past.trade, past.importer, line.material, line.stage)
        self.reasons: list[str] = [*supply.reasons, *self._shares_used()]

    def history(self) -> MaterialHistory:
        """Return the months of the line."""
        courses = self._courses()
        share_lost = courses[max(courses)] if courses else np.zeros(self.past.window.months)
        prices, mean, basis, seen = self._prices()
        day, unit, consumption = self._consumption()
        market, growth = self._market(day), self.supply.growth_a_year
        if growth.amount is None:
            self.reasons.append(f"growth of demand taken as 0: {growth.reason}")
        material = StockMaterial(
            self.supply.material, self.line.name, day, consumption, growth.or_else(0.0), mean, basis, seen, market,
        )  # fmt: skip
        return MaterialHistory(
            material, unit, share_lost, courses, prices, self._weighed(), self._checks(share_lost),
            tuple(dict.fromkeys(self.reasons)),
        )  # fmt: skip

    def _shares_used(self) -> list[str]:
        out = []
        last = self.past.library.years[-1]
        for year in sorted({one.start.year - 1 for one, _ in self.acts}):
            line = self._line_of(year)
            out.append(
                f"acts begun in {year + 1}: shares of the five years to {min(year, last)}, world shares from {line.world_basis}, "
                f"κ {line.kappa:.2f}" + ("" if year <= last else f" (trade data end with {last})")
            )  # fmt: skip
        return out

    def _line_of(self, year: int) -> LineSupply:
        """The line as known at the end of ``year``; the one before the window where the year shows none."""
        lines = self.past.picture(year).materials[self.line.material].lines
        return next(
            (line for line in lines if line.stage == self.line.stage and (line.world_shares or line.import_shares)), self.line
        )  # fmt: skip

    @cached_property
    def _placed(self) -> tuple[ShortageModel, tuple[F64, F64], list[tuple[int, DrawnAct]]]:
        """The model with one place for each (place, year of shares), its weights, and the acts on those places."""
        base = self.past.model(self.past.start, self.line)
        places = sorted({(one.place, one.start.year - 1) for one, _ in self.acts})
        opened, owned = np.zeros(len(places)), np.zeros(len(places))
        models = {year: self.past.model(year, self._line_of(year)) for year in {year for _, year in places}}
        for i, (place, year) in enumerate(places):
            model = models[year]
            if place in model.places:
                row = model.places.index(place)
                opened[i], owned[i] = (part[0, 0, row] for part in model._channels())
        minerals = frozenset({base.lines[0].mineral})
        supplies = dict(zip(places, (opened + owned).tolist(), strict=True))
        drawn = [
            (
                one.begin,
                DrawnAct(f"{one.place}@{one.start.year - 1}", one.kind, one.begin, one.stop, one.depth, minerals),
            )
            for one, _ in self.acts
            if supplies[one.place, one.start.year - 1] > 0
        ]
        tagged = replace(base, places=tuple(f"{place}@{year}" for place, year in places))
        return tagged, (opened, owned), drawn

    def _weighed(self) -> tuple[ActInForce, ...]:
        """The acts at places that supply the line, with the weight of the place."""
        model, (opened, owned), _ = self._placed
        weight = dict(zip(model.places, (opened + owned).tolist(), strict=True))
        weighed = [replace(one, weight=weight[f"{one.place}@{one.start.year - 1}"]) for one, _ in self.acts]
        return tuple(one for one in weighed if one.weight > 0)

    def _courses(self) -> dict[int, F64]:
        """x by month with the acts begun up to each month in which one begins."""
        model, channels, drawn = self._placed
        return {
            month: np.asarray(
                need_by_month(model, [act for begin, act in drawn if begin <= month], 0, channels=channels)
            )
            for month in sorted({begin for begin, _ in drawn})
        }

    def _consumption(self) -> tuple[float, str, str]:
        """One day of reference consumption, its unit, and how it was found."""
        said = self.choices.consumption_t.get(self.supply.material)
        if said is not None:
            if not said > 0:
                raise InputError("the consumption is not above 0", field=f"consumption_t of {self.supply.material}")
            return said / 365.0, "t", "given"
        seen = self.supply.consumption.amount
        if seen:
            return seen / 365.0, "t", f"{self.supply.consumption_basis}, to {self.past.start}"
        self.reasons.append(
            f"quantities are in days of consumption, not in tonnes: {self.supply.consumption_basis}; costs are in days' worth"
        )
        return 1.0, "days", str(self.supply.consumption_basis)

    def _prices(self) -> tuple[F64, float, str, bool]:
        """Price by month, the mean of the five years before, what they are, and whether they are in yen."""
        window, rate = self.past.window, self.choices.yen_per_usd
        said = self.choices.price_yen_a_t.get(self.supply.material)
        if said is not None:
            return np.full(window.months, said), said, "given", True
        seen = self.trade.unit_values()
        known = self.choices.consumption_t.get(self.supply.material) or self.supply.consumption.amount
        before = [seen[year] for year in range(self.past.start - 4, self.past.start + 1) if year in seen]
        if not before or not known:
            if known:
                self.reasons.append(
                    "no unit value in the five years before the window: costs are counted in units, not yen"
                )
            return np.ones(window.months), 1.0, "no price: one unit of value a unit", False
        prices = np.empty(window.months)
        used, carried = float(np.mean(before)), set()
        for t in range(window.months):
            year = window.month(t).year
            if year in seen:
                used = seen[year]
            else:
                carried.add(year)
            prices[t] = used * rate
        if carried:
            self.reasons.append(
                f"no unit value for {', '.join(map(str, sorted(carried)))}: the last one before stands in for it"
            )
        basis = f"unit value of world trade in the line by calendar year (BACI), at {rate:g} yen a dollar: a proxy"
        return prices, float(np.mean(before)) * rate, basis, True

    def _market(self, day: float) -> float:
        """World trade of the line a month before the window; a month of own consumption where it is not seen."""
        world = self.trade.world_t(self.past.start - 4, self.past.start)
        known = self.choices.consumption_t.get(self.supply.material) or self.supply.consumption.amount
        if world > 0 and known:
            return world / 12.0
        self.reasons.append(
            "world trade of the line is not seen: price steps are measured by a month of own consumption"
        )
        return day * 365.0 / 12.0

    def _checks(self, share_lost: F64) -> tuple[ImportCheck, ...]:
        window, start = self.past.window, self.past.start
        months: dict[int, list[int]] = {}
        for t in range(window.months):
            months.setdefault(window.month(t).year, []).append(t)
        out = []
        for year, at in months.items():
            lands = {one.place for one in self._weighed() if one.begin <= at[-1] and one.stop > at[0]}
            out.append(self.trade.check(year, float(share_lost[at].mean()), start, lands))
        return tuple(out)


def _line(supply: MaterialSupply, stage: str | None) -> LineSupply | None:
    """The line asked for, or the governing one: the largest by imports among those that may govern."""
    if stage is not None:
        found = next((line for line in supply.lines if line.stage == stage), None)
        if found is None:
            raise UnknownChoiceError(f"stage of {supply.material}", stage, [line.stage for line in supply.lines])
        return found if found.world_shares or found.import_shares else None
    lines = [line for line in supply.governing_lines if line.world_shares or line.import_shares]
    return max(lines, key=lambda line: (line.import_part, line.main), default=None)


def materials_named(library: Library, names: Sequence[str]) -> dict[str, Mineral]:
    """Return materials by name with their mineral, in the order asked for: a mineral stands for all its materials."""
    register = library.minerals
    owner = {material.casefold(): (material, one) for one in register.register.values() for material in one.materials}
    out: dict[str, Mineral] = {}
    for name in names:
        if (found := owner.get(name.strip().casefold())) is not None:
            out.setdefault(*found)
        else:
            mineral = register.find(name)
            for material in mineral.materials:
                out.setdefault(material, mineral)
    if not out:
        raise InputError("no mineral is named", field="minerals", expected="symbols or names")
    return out
