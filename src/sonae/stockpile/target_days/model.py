"""From supply, hazards and policy to the arrays of the simulation: METHOD §3 and §4."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from sonae.compute import Executor, Progress, ThreadExecutor, key_of
from sonae.core import Figure, InputError, SonaeError
from sonae.data import CAUSES, CHOKEPOINTS, chokepoints_between
from sonae.supply_risk import HazardDraw, HazardModel, LineSupply, Policy, SupplyPicture

__all__ = ["KINDS", "Line", "ShortageModel", "Softeners", "Variant", "build_model", "proposal_variant"]

F64 = npt.NDArray[np.float64]
_LARGEST = 8e9
"""Bytes of one result: variants × lines × scenarios."""

CAUSE_SLOTS = 12
"""Slots a place has for causes; the kernel draws them in threes of four."""
DEPTH_POINTS = 1025
RUN = PAD = 8
GROUP = 8
"""Minerals whose hits come out of one counter."""
CHOKEPOINT_IDS = 1000
"""Chokepoints have place ids from here on; countries have their place in the alphabet of alpha-3 codes."""
KINDS = (*CAUSES, "chokepoint")
POLICY = CAUSES.index("policy")


@dataclass(frozen=True)
class Softeners:
    """What eases a shortage of a material: shares of supply owned and recycled, and how far use can be substituted.

    ``equity`` is by country (share of the imports from there); figures that nobody has are missing, which counts as 0
    in the proposal.
    """

    equity: Mapping[str, float] = field(default_factory=dict)
    equity_known: bool = False
    recycling: Figure = field(default_factory=lambda: Figure.missing("no domestic recycling rate was given"))
    substitution: Figure = field(default_factory=lambda: Figure.missing("no substitution index"))
    recycling_high: float = 0.0
    """The most that recycling may be where it is unknown: the end-of-life input rate of the EU study."""
    private_days: float = 0.0


@dataclass(frozen=True)
class Line:
    """A line of the simulation: a material at a stage, with the shares that the two channels use."""

    supply: LineSupply
    mineral: int
    growth: Figure
    softeners: Softeners

    @property
    def name(self) -> str:
        """«W metal»."""
        return self.supply.name


@dataclass(frozen=True)
class Variant:
    """One reading of a line: shares, κ, softening and growth. The same acts serve all variants."""

    import_shares: Mapping[str, float]
    world_shares: Mapping[str, float]
    kappa: float
    equity: Mapping[str, float]
    recycling: float
    substitution: float
    growth: float


@dataclass(frozen=True)
class ShortageModel:
    """Lines, places and parameters, ready to simulate. ``days`` come out before private stock is taken off."""

    importer: str
    symbols: tuple[str, ...]
    lines: tuple[Line, ...]
    variants: tuple[tuple[Variant, ...], ...]
    """By variant, then line."""
    places: tuple[str, ...]
    place_ids: npt.NDArray[np.int64]
    pair_shares: Mapping[tuple[str, str], float] = field(repr=False)
    under_measure: frozenset[tuple[str, str]] = field(repr=False)
    lands: tuple[str, ...] = field(repr=False)
    draw: HazardDraw = field(repr=False)
    policy: Policy = field(repr=False)

    def with_draw(self, draw: HazardDraw) -> ShortageModel:
        """Return the same lines under another set of hazard parameters."""
        other = replace(self, draw=draw)
        other.__dict__["_line_arrays"] = self._line_arrays
        other.__dict__["_hit_rows"] = self._hit_rows
        return other

    def with_variants(self, variants: Sequence[Sequence[Variant]]) -> ShortageModel:
        """Return the same hazards for other readings of the lines."""
        return replace(self, variants=tuple(tuple(row) for row in variants))

    @property
    def private_days(self) -> F64:
        """Private stock by line, in days."""
        return np.asarray([line.softeners.private_days for line in self.lines])

    def simulate(
        self,
        scenarios: int,
        seed: int,
        *,
        executor: Executor | None = None,
        progress: Progress | None = None,
        block: int = 4096,
        first: int = 0,
    ) -> F64:
        """Return days of need before private stock, shape (variant, line, scenario).

        The same bits come out whatever the number of threads and the size of the blocks.

        Raises:
            SonaeError: when a scenario holds more acts than the kernel can keep.

        """
        from sonae.stockpile.target_days.kernel import simulate

        if not self.lines:
            return np.empty((len(self.variants), 0, scenarios))
        size = len(self.variants) * len(self.lines) * scenarios * 8
        if size > _LARGEST:
            raise InputError(
                f"{scenarios:,} scenarios of {len(self.lines)} lines need {size / 1e9:.0f} GB of memory",
                expected=f"{int(_LARGEST / size * scenarios):,} or fewer",
            )
        arrays = self.arrays()
        k0, k1 = (np.uint32(word) for word in key_of(seed))
        horizon, month = self.policy.days.horizon_months, self.policy.days.days_per_month
        out = np.empty((len(self.variants), len(self.lines), scenarios))

        def task(start: int, stop: int) -> int:
            return int(simulate(first + start, first + stop, k0, k1, horizon, month, **arrays, out=out, offset=start))

        lost = sum((executor or ThreadExecutor()).run(task, scenarios, block=block, progress=progress))
        if lost:
            raise SonaeError(
                f"{lost} scenarios held more acts than the simulation can keep; the rates are out of reason."
            )
        return out

    def arrays(self) -> dict[str, Any]:
        """Return the arguments of the kernel, by name."""
        return {"place_id": self.place_ids, **self._hazard_arrays(), **self._line_arrays}

    def rates(self) -> F64:
        """Expected acts a year by place and cause; a chokepoint has its one rate in the first slot."""
        rates = np.zeros((len(self.places), CAUSE_SLOTS))
        index = {land: i for i, land in enumerate(self.lands)}
        for p, place in enumerate(self.places):
            if place in CHOKEPOINTS:
                rates[p, 0] = self.draw.chokepoint_rates[CHOKEPOINTS.index(place)]
            else:
                rates[p, : len(CAUSES)] = self.draw.rates[index[place]]
        return rates

    def _hazard_arrays(self) -> dict[str, Any]:
        draw, policy = self.draw, self.policy
        kind_of_slot = np.zeros((len(self.places), CAUSE_SLOTS), dtype=np.int64)
        kind_of_slot[:, : len(CAUSES)] = np.arange(len(CAUSES))
        kind_of_slot[[place in CHOKEPOINTS for place in self.places], 0] = len(CAUSES)
        level = self.rates() * (policy.days.horizon_months / 12)
        thresholds = np.floor(-np.expm1(-level) * 2.0**32).clip(0, 2**32 - 1).astype(np.uint32)
        with np.errstate(divide="ignore"):
            log_survive = np.log1p(-1.0 / draw.durations)
        start, group = self._hit_rows["start"], self._hit_rows["group"]
        return {
            "floor": np.exp(-level).ravel(),
            "thresholds": np.ascontiguousarray(thresholds.reshape(len(self.places) * 3, 4).T),
            "kind_of_slot": kind_of_slot.ravel(),
            "log_survive": log_survive,
            "depth_table": _depth_table(draw.depths, policy.depth.concentration),
            "hit_start": start,
            "hit_group": group,
            "hit_threshold": self._hit_thresholds(),
        }

    @cached_property
    def _hit_rows(self) -> dict[str, Any]:
        """Which groups of minerals each slot tests, and the class of share and measure of each (place, mineral)."""
        minerals = -(-len(self.symbols) // GROUP) * GROUP
        edges = np.asarray(self.policy.shares.classes)
        present = np.zeros((len(self.places), minerals), dtype=bool)
        line_arrays = self._line_arrays
        touched = np.asarray((line_arrays["opened"] + line_arrays["owned"]).max(axis=0) > 0)
        for i, line in enumerate(self.lines):
            present[:, line.mineral] |= touched[i]
        share = np.zeros(present.shape)
        under = np.zeros(present.shape, dtype=bool)
        for p, place in enumerate(self.places):
            for m, symbol in enumerate(self.symbols):
                share[p, m] = self.pair_shares.get((symbol, place), 0.0)
                under[p, m] = (symbol, place) in self.under_measure
        groups_here = np.asarray(present.reshape(len(self.places), -1, GROUP).any(axis=2))
        start, group, slot_place, slot_cause = [0], [], [], []
        for p, place in enumerate(self.places):
            here = np.flatnonzero(groups_here[p]).tolist()
            for k in range(CAUSE_SLOTS):
                if k == 0 or (k < len(CAUSES) and place not in CHOKEPOINTS):
                    group += here
                    slot_place += [p] * len(here)
                    slot_cause += [k] * len(here)
                start.append(len(group))
        return {
            "start": np.asarray(start, dtype=np.int64),
            "group": np.asarray(group, dtype=np.uint32),
            "place": np.asarray(slot_place, dtype=np.int64),
            "cause": np.asarray(slot_cause, dtype=np.int64),
            "present": present,
            "class": np.searchsorted(edges, share, side="right"),
            "under": under,
            "choke": np.asarray([place in CHOKEPOINTS for place in self.places]),
        }

    def _hit_thresholds(self) -> npt.NDArray[np.uint32]:
        """Chance of a hit (of 2¹⁶) by mineral of the group and row, shape (GROUP, rows)."""
        rows = self._hit_rows
        p, k = rows["place"], rows["cause"]
        m = rows["group"].astype(np.int64)[:, None] * GROUP + np.arange(GROUP)
        chance = self.draw.hits[k[:, None], rows["class"][p[:, None], m]]
        escalated = rows["under"][p[:, None], m] & (k == POLICY)[:, None]
        chance = np.where(escalated, np.minimum(1.0, chance * self.draw.escalation), chance)
        chance = np.where(rows["choke"][p][:, None], 1.0, chance)
        chance = np.where(rows["present"][p[:, None], m], chance, 0.0)
        return np.ascontiguousarray(np.rint(chance.T * 2**16).astype(np.uint32))

    @cached_property
    def _line_arrays(self) -> dict[str, Any]:
        opened, owned = self._channels()
        horizon = self.policy.days.horizon_months
        shape = (len(self.variants), len(self.lines))
        months = -(-horizon // RUN) * RUN
        keep = np.empty(shape)
        soft = np.zeros((*shape, PAD + months))
        growth = np.zeros((*shape, months))
        age = np.arange(horizon)
        restraint, substituted = self.softening()
        ramp = np.zeros(PAD + months)
        ramp[PAD : PAD + horizon] = self.ramp()
        for v, row in enumerate(self.variants):
            for i, variant in enumerate(row):
                keep[v, i] = 1.0 - variant.recycling
                soft[v, i, PAD : PAD + horizon] = restraint + variant.substitution * substituted
                soft[v, i, PAD + horizon :] = soft[v, i, PAD + horizon - 1]
                growth[v, i, :horizon] = (1.0 + variant.growth) ** (age / 12)
        line_of: list[list[int]] = [[] for _ in self.symbols]
        for i, line in enumerate(self.lines):
            line_of[line.mineral].append(i)
        return {
            "line_start": np.concatenate([[0], np.cumsum([len(rows) for rows in line_of])]).astype(np.int64),
            "line_index": np.asarray([i for rows in line_of for i in rows], dtype=np.int64),
            "survive": np.asarray([self.policy.equity_survival.of(kind) for kind in KINDS]),
            "opened": opened,
            "owned": owned,
            "keep": keep,
            "ramp": ramp,
            "soft": soft,
            "growth": growth,
        }

    def ramp(self) -> F64:
        """Share of a loss that is still a loss at each age in months: 1 − what new and idled supply makes up."""
        s = self.policy.softening
        age = np.arange(self.policy.days.horizon_months)
        return 1.0 - s.ramp_ceiling * _rise(age, s.ramp_start_month, s.ramp_full_month)

    def softening(self) -> tuple[F64, F64]:
        """Restraint (share of consumption) and the course of substitution (0 to 1) at each age in months."""
        s = self.policy.softening
        age = np.arange(self.policy.days.horizon_months)
        return (
            s.restraint_ceiling * _rise(age, s.restraint_start_month, s.restraint_full_month),
            _rise(age, s.substitution_start_month, s.substitution_full_month),
        )

    def _channels(self) -> tuple[F64, F64]:
        """Return the open and the equity-owned part of each line's loss by place, shape (variant, line, place).

        Suppliers below the policy's least share in both channels are taken as undisturbed.
        """
        world_survival = self.policy.equity_survival.world_channel
        least = self.policy.shares.place_minimum
        shape = (len(self.variants), len(self.lines), len(self.places))
        opened, owned = np.zeros(shape), np.zeros(shape)
        row = {place: p for p, place in enumerate(self.places)}
        for v, variants in enumerate(self.variants):
            for i, variant in enumerate(variants):
                covered = sum(share * variant.equity.get(land, 0.0) for land, share in variant.import_shares.items())
                world = variant.kappa * (1.0 - covered * world_survival)
                world_of, imports_of = variant.world_shares, variant.import_shares
                for land, share in world_of.items():
                    if land in row and max(share, imports_of.get(land, 0.0)) >= least:
                        opened[v, i, row[land]] += world * share
                for land, share in imports_of.items():
                    if max(share, world_of.get(land, 0.0)) < least:
                        continue
                    direct = (1.0 - variant.kappa) * share
                    mine = variant.equity.get(land, 0.0)
                    on_route = [name for name in chokepoints_between(self.importer, land) if name in row]
                    for place in ([land] if land in row else []) + on_route:
                        opened[v, i, row[place]] += direct * (1.0 - mine)
                        owned[v, i, row[place]] += direct * mine
        return opened, owned


def build_model(
    picture: SupplyPicture,
    hazards: HazardModel,
    policy: Policy,
    softeners: Mapping[str, Softeners],
    *,
    lines: Sequence[LineSupply] | None = None,
) -> ShortageModel:
    """Set up the simulation of an importer's lines: every country with at least the policy's least share is a place.

    Args:
        picture: supply by line.
        hazards: fitted rates; their posterior mean is the model's first draw.
        policy: all parameters.
        softeners: by material; missing entries soften nothing.
        lines: the lines to simulate; all with data by default.

    """
    symbols = picture.all_symbols
    chosen = list(lines) if lines is not None else picture.lines()
    built = tuple(
        Line(
            supply, symbols.index(picture.materials[supply.material].symbol),
            picture.materials[supply.material].growth_a_year, softeners.get(supply.material, Softeners()),
        )
        for supply in chosen
    )  # fmt: skip
    least = policy.shares.place_minimum
    lands = sorted(
        {
            land
            for line in built
            for shares in (line.supply.import_shares, line.supply.world_shares)
            for land, share in shares.items()
            if share >= least and land != picture.importer and land in hazards.lands
        }
    )
    places = (*lands, *CHOKEPOINTS)
    ids = [hazards.lands.index(land) for land in lands] + [CHOKEPOINT_IDS + i for i in range(len(CHOKEPOINTS))]
    model = ShortageModel(
        picture.importer, symbols, built, ((),), places, np.asarray(ids, dtype=np.int64), picture.pair_shares,
        hazards.under_measure, hazards.lands, hazards.mean, policy,
    )  # fmt: skip
    return model.with_variants([[proposal_variant(line) for line in built]])


def proposal_variant(line: Line) -> Variant:
    """Return the reading that the proposal uses: what is unknown softens nothing and does not grow."""
    soft = line.softeners
    return Variant(
        line.supply.import_shares, line.supply.world_shares, line.supply.kappa, dict(soft.equity),
        soft.recycling.or_else(0.0), soft.substitution.or_else(0.0), line.growth.or_else(0.0),
    )  # fmt: skip


def _rise(age: npt.NDArray[np.int64], start: int, full: int) -> F64:
    """Straight rise from 0 at ``start`` to 1 at ``full`` months of age."""
    return np.asarray(np.clip((age - start) / (full - start), 0.0, 1.0))


_DEPTH_MEANS = np.linspace(0.0, 1.0, 129)


@lru_cache(maxsize=8)
def _beta_quantiles(concentration: float) -> F64:
    """Quantiles of Beta(m·c, (1 − m)·c) at evenly spaced probabilities, one row a mean m; means 0 and 1 are certain."""
    from scipy.special import betaincinv

    table = np.zeros((_DEPTH_MEANS.size, DEPTH_POINTS))
    table[-1] = 1.0
    m = _DEPTH_MEANS[1:-1, None]
    table[1:-1] = betaincinv(m * concentration, (1 - m) * concentration, np.linspace(0.0, 1.0, DEPTH_POINTS))
    return table


def _depth_table(means: F64, concentration: float) -> F64:
    """Quantiles of the depth law by kind; between tabulated means they are mixed, which keeps them rising with the mean."""
    table = _beta_quantiles(concentration)
    at = np.clip(means, 0.0, 1.0) * (_DEPTH_MEANS.size - 1)
    row = np.minimum(at.astype(np.int64), _DEPTH_MEANS.size - 2)
    part = (at - row)[:, None]
    return np.asarray(table[row] * (1 - part) + table[row + 1] * part)
