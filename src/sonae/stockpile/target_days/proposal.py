"""From hazards to proposed days: METHOD §5.

The agency proposes; the State decides, with its own reasons (basic policy 2(2)). A proposal is the smallest step of the
policy's grid that is not below the statistic (ES90), within floor and cap. Two intervals stand beside it and are never
merged: sampling error, and what is not known of the parameters.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from sonae.compute import Executor, Progress, Silent, ThreadExecutor
from sonae.core import Citation, Classification, Finding, InputError, Outcome, Provenance
from sonae.data import Library, Mineral
from sonae.stockpile.target_days.closed_form import newsvendor_with_disruptions
from sonae.stockpile.target_days.explanation import Explanation, explain_days
from sonae.stockpile.target_days.model import ShortageModel, Variant, build_model, proposal_variant
from sonae.stockpile.target_days.softeners import softeners_of
from sonae.stockpile.target_days.statistics import DayStatistics, required_days, statistics_of
from sonae.supply_risk import (
    ContainedTrade,
    Exposure,
    HazardModel,
    Policy,
    SupplyPicture,
    fit_hazards,
    supply_picture,
    unseen_reason,
)

__all__ = ["DaysProposal", "DaysReview", "LineDays", "Situation", "propose_days", "situation_of", "step_of"]

F64 = npt.NDArray[np.float64]
PARAMETERS_STREAM = 101
_FEWEST = 100
"""Of fewer scenarios the worst tenth says nothing."""


@dataclass(frozen=True)
class Situation:
    """Everything that days are computed from: supply, hazards and the model built on them."""

    library: Library
    policy: Policy
    picture: SupplyPicture
    hazards: HazardModel
    model: ShortageModel
    as_of: dt.date
    exposure: Exposure = field(repr=False)

    @property
    def classification(self) -> Classification:
        """PUBLIC for public data under a public policy; SECRET as soon as an input of an agency enters.

        Days of a mineral, and what they can be inferred from, are not published: basic policy 2(5).
        """
        return self.policy.label_of(self.library.classification)


@dataclass(frozen=True)
class LineDays:
    """Days of one line (material and stage), whether or not it governs."""

    line: str
    material: str
    stage: str
    observed: bool
    may_govern: bool
    kappa: float
    statistics: DayStatistics


@dataclass(frozen=True)
class DaysProposal:
    """The days of a mineral, or the reasons why there are none."""

    symbol: str
    status: str
    reasons: tuple[str, ...]
    governing: str | None = None
    lines: tuple[LineDays, ...] = ()
    proposal: int | None = None
    bound: str | None = None
    """What sets the proposal: «grid», «floor» or «cap»."""
    near_step: bool = False
    """True when the statistic lies within one standard error of a step of the grid."""
    parameter_low: float | None = None
    parameter_high: float | None = None
    marginal_value: float | None = None
    """Days of need avoided, on average, by one more day of stock beyond the proposal."""
    newsvendor_days: float | None = None
    tonnes_a_day: float | None = None
    """One day of reference consumption in t of element; none where consumption cannot be seen."""
    finding: Finding | None = None

    @property
    def statistics(self) -> DayStatistics | None:
        """Statistics of the governing line."""
        return next((line.statistics for line in self.lines if line.line == self.governing), None)


@dataclass(frozen=True)
class DaysReview:
    """Days of all minerals of an importer and year; ``explanations`` are by symbol."""

    importer: str
    year: int
    as_of: dt.date
    seed: int
    scenarios: int
    threads: int
    policy_sha256: str
    classification: Classification
    minerals: tuple[DaysProposal, ...]
    explanations: Mapping[str, Explanation]
    provenance: Provenance

    def of(self, symbol: str) -> DaysProposal:
        """Return the days of a mineral."""
        return next(item for item in self.minerals if item.symbol == symbol)


def situation_of(
    library: Library,
    importer: str,
    year: int,
    policy: Policy,
    *,
    as_of: dt.date | None = None,
    minerals: Sequence[Mineral] | None = None,
    trade: ContainedTrade | None = None,
    exposure: Exposure | None = None,
) -> Situation:
    """Draw supply, fit hazards and build the model for an importer and year.

    Args:
        library: the data.
        importer: alpha-3 code or name.
        year: last year of the five-year window.
        policy: all parameters.
        as_of: the reference date, the last day of ``year`` by default; later acts are unknown.
        minerals: those asked for; all designated on the reference date by default. Hazards and random numbers do not
            depend on it.
        trade: flows to share with other years and vintages.
        exposure: world shares to share likewise.

    """
    day = as_of or dt.date(library.check_year(year), 12, 31)
    if day.year < (earliest := max(year, policy.hazard.first_full_year)):
        raise InputError(f"the reference date {day} is too early", expected=f"a day in or after {earliest}")
    chosen = library.minerals.designated(day) if minerals is None else minerals
    trade = trade or ContainedTrade(library, policy)
    exposure = exposure or Exposure(library, trade)
    picture = supply_picture(library, importer, year, policy, minerals=chosen, trade=trade)
    hazards = fit_hazards(library, exposure, picture.importer, day, policy)
    model = build_model(picture, hazards, policy, softeners_of(library, picture, day, policy))
    return Situation(library, policy, picture, hazards, model, day, exposure)


def propose_days(
    situation: Situation,
    *,
    scenarios: int | None = None,
    seed: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    intervals: bool = True,
    explain: bool = True,
) -> DaysReview:
    """Propose days for every mineral of the situation.

    Args:
        situation: see :func:`situation_of`.
        scenarios: of the proposal; the policy's by default.
        seed: of the random numbers; the policy's by default. The same seed gives the same bits.
        executor: threads by default.
        progress: told of the parts; may cancel.
        intervals: simulate the posterior draws for the parameter interval.
        explain: compute the Shapley explanation of the governing lines.

    """
    policy, model = situation.policy, situation.model
    count = policy.simulation.scenarios if scenarios is None else scenarios
    if count < _FEWEST:
        raise InputError(f"{count} scenarios are too few", expected=f"{_FEWEST} or more")
    key = policy.simulation.seed if seed is None else seed
    runner = executor or ThreadExecutor()
    shown = progress or Silent()
    shown.stage("scenarios", count)
    need = model.simulate(count, key, executor=runner, progress=shown)[0]
    stats = [
        statistics_of(required_days(need[i], line.softeners.private_days), policy.days.tail)
        for i, line in enumerate(model.lines)
    ]
    governing = _governing(situation, stats)
    low, high = _parameter_interval(situation, stats, key, runner, shown) if intervals else (None, None)
    proposals = tuple(
        _proposal(situation, mineral, governing.get(mineral.symbol), stats, need, low, high)
        for mineral in situation.picture.minerals
    )
    explanations: dict[str, Explanation] = {}
    if explain and governing:
        shown.stage("explanation", count * 10)
        rows = sorted(governing.values())
        steps = {item.symbol: (item.proposal or 0, item.bound or "") for item in proposals if item.governing}
        explained = explain_days(model, situation.hazards, rows, steps, count, key, executor=runner, progress=shown)
        explanations = {item.symbol: item for item in explained}
    return DaysReview(
        situation.picture.importer, situation.picture.year, situation.as_of, key, count,
        getattr(runner, "threads", 1), policy.sha256, situation.classification, proposals, explanations,
        situation.library.provenance,
    )  # fmt: skip


def step_of(statistic: float, policy: Policy) -> tuple[int, str]:
    """Return the proposal for a statistic and what set it: the smallest grid step not below it, within floor and cap."""
    days = policy.days
    step = math.ceil(statistic / days.grid - 1e-12) * days.grid
    if step < days.floor:
        return days.floor, "floor"
    if step > days.cap:
        return days.cap, "cap"
    return step, "grid"


def _governing(situation: Situation, stats: Sequence[DayStatistics]) -> dict[str, int]:
    """Return the line with the most days among those that may govern, by symbol (METHOD §2)."""
    best: dict[str, int] = {}
    for i, line in enumerate(situation.model.lines):
        if not line.supply.may_govern:
            continue
        symbol = situation.model.symbols[line.mineral]
        if symbol not in best or stats[i].statistic > stats[best[symbol]].statistic:
            best[symbol] = i
    return best


def _proposal(
    situation: Situation,
    mineral: Mineral,
    governing: int | None,
    stats: Sequence[DayStatistics],
    need: F64,
    low: F64 | None,
    high: F64 | None,
) -> DaysProposal:
    model, policy = situation.model, situation.policy
    early = mineral.not_yet_designated(situation.as_of)
    found = [reason for item in situation.picture.materials_of(mineral) for reason in item.reasons]
    reasons = tuple(dict.fromkeys([early, *found] if early else found))
    mine = [i for i, line in enumerate(model.lines) if model.symbols[line.mineral] == mineral.symbol]
    lines = tuple(
        LineDays(
            line.name, line.supply.material, line.supply.stage, line.supply.observed, line.supply.may_govern,
            line.supply.kappa, stats[i],
        )
        for i in mine
        if (line := model.lines[i])
    )  # fmt: skip
    if governing is None:
        because = unseen_reason(mineral)
        return DaysProposal(
            mineral.symbol, "not_assessable", tuple(dict.fromkeys((because, *reasons))), lines=lines,
            finding=Finding(Outcome.OPEN, because, (Citation.basic_policy("h2.p2"),)),
        )  # fmt: skip
    line, stat = model.lines[governing], stats[governing]
    proposal, bound = step_of(stat.statistic, policy)
    nearest = round(stat.statistic / policy.days.grid) * policy.days.grid
    near = abs(stat.statistic - nearest) <= stat.standard_error and policy.days.floor <= nearest < policy.days.cap
    days = required_days(need[governing], line.softeners.private_days)
    material = situation.picture.materials[line.supply.material]
    return DaysProposal(
        mineral.symbol, "assessed", reasons, line.name, lines, proposal, bound, near,
        None if low is None else float(low[governing]), None if high is None else float(high[governing]),
        float((days > proposal).mean()), _newsvendor(model, governing),
        material.consumption.value / 365 if material.consumption.has_value else None,
        Finding(
            Outcome.YES,
            f"{line.name} has the most days of the lines that may govern; the statistic {stat.statistic:.1f} "
            f"gives {proposal} days ({bound})",
            (Citation.basic_policy("h2.p2"),),
            {"statistic": stat.statistic, "floor": policy.days.floor, "cap": policy.days.cap, "grid": policy.days.grid},
            proposal,
        ),
    )  # fmt: skip


def _newsvendor(model: ShortageModel, line: int) -> float:
    """Days of cover of the newsvendor with disruptions, for the line seen as one supplier that is up or down.

    α is the monthly chance of an act that cuts the line, β the inverse of the mean length of such acts, and a month
    down costs the mean cut. Nothing softens, and the number is stationary in time: it covers the policy's share of
    months, not of horizons.
    """
    arrays = model.arrays()
    weight = arrays["opened"][0, line] + arrays["owned"][0, line]
    rates = model.rates()
    m = model.lines[line].mineral
    acts = months = cut = 0.0
    for slot in range(rates.size):
        p, k = divmod(slot, rates.shape[1])
        if weight[p] <= 0 or rates[p, k] <= 0:
            continue
        row = arrays["kind_of_slot"][slot]
        often = rates[p, k] * _hit_chance(arrays, slot, m) / 12
        acts += often
        months += often * model.draw.durations[row]
        cut += often * model.draw.durations[row] * weight[p] * model.draw.depths[row]
    if acts <= 0:
        return 0.0
    cover = newsvendor_with_disruptions(min(0.999, acts), min(1.0, acts / months), model.policy.days.newsvendor_ratio)
    return cover * model.policy.days.days_per_month * cut / months


def _hit_chance(arrays: Mapping[str, npt.NDArray[np.float64]], slot: int, mineral: int) -> float:
    for h in range(int(arrays["hit_start"][slot]), int(arrays["hit_start"][slot + 1])):
        if int(arrays["hit_group"][h]) == mineral // 8:
            return float(arrays["hit_threshold"][mineral % 8, h]) / 2**16
    return 0.0


def _parameter_interval(
    situation: Situation, stats: Sequence[DayStatistics], seed: int, runner: Executor, shown: Progress
) -> tuple[F64, F64]:
    """Return 5 and 95 % of the statistic over posterior draws, by line.

    The same scenarios serve all draws, so that only the parameters vary; the level is set by the proposal's own
    statistic. The low end takes what is unknown (equity, recycling, substitution, the direct channel of a main form
    that cannot be seen) at its most favourable, the high end at its least.
    """
    policy = situation.policy
    sim = policy.simulation
    rows = [i for i, line in enumerate(situation.model.lines) if line.supply.may_govern]
    model = replace(situation.model, lines=tuple(situation.model.lines[i] for i in rows), variants=())
    readings = [
        [proposal_variant(situation.model.lines[i]) for i in rows],
        [_favourable(situation, i) for i in rows],
        [_unfavourable(situation, i) for i in rows],
    ]
    private = model.private_days[:, None]
    worst = math.floor((1.0 - policy.days.tail) * sim.draw_scenarios + 1e-9) + 2
    alone = ThreadExecutor(1)

    def shortfalls(of: ShortageModel) -> F64:
        days = required_days(of.simulate(sim.draw_scenarios, seed, executor=alone, block=sim.draw_scenarios), private)
        days.partition(sim.draw_scenarios - worst, axis=2)
        top = np.sort(days[:, :, sim.draw_scenarios - worst :], axis=2)
        # The mean of the worst (1 − tail)·n, the last one in part: the rest of the sample need not be in order.
        weight = (1.0 - policy.days.tail) * sim.draw_scenarios
        return np.asarray(top[:, :, 2:].sum(axis=2) + (weight - (worst - 2)) * top[:, :, 1]) / weight

    shown.stage("parameters", sim.draws)
    centre = shortfalls(model.with_variants(readings[:1]))[0]
    wide = model.with_variants(readings[1:])
    draws = situation.hazards.draws(sim.draws, (seed + PARAMETERS_STREAM) % 2**64)

    def task(start: int, stop: int) -> list[F64]:
        return [shortfalls(wide.with_draw(draws[d])) for d in range(start, stop)]

    values = np.asarray([row for block in runner.run(task, sim.draws, block=1, progress=shown) for row in block])
    own = np.asarray([stats[i].statistic for i in rows])
    shift = own - centre
    low, high = np.full(len(stats), np.nan), np.full(len(stats), np.nan)
    low[rows] = np.minimum(np.maximum(0.0, np.quantile(values[:, 0], 0.05, axis=0) + shift), own)
    high[rows] = np.maximum(np.quantile(values[:, 1], 0.95, axis=0) + shift, own)
    return low, high


def _favourable(situation: Situation, i: int) -> Variant:
    """The line with everything unknown at its best."""
    line = situation.model.lines[i]
    base, soft, policy = proposal_variant(line), line.softeners, situation.policy
    known_substitution = [
        item.softeners.substitution.value for item in situation.model.lines if item.softeners.substitution.has_value
    ]
    variant = replace(
        base,
        equity=base.equity
        if soft.equity_known
        else dict.fromkeys(base.import_shares, policy.softening.equity_unknown_high),
        recycling=base.recycling if soft.recycling.has_value else soft.recycling_high,
        substitution=base.substitution if soft.substitution.has_value else max(known_substitution, default=0.0),
    )
    return variant if line.supply.observed else _with_direct(situation, variant, best=True)


def _unfavourable(situation: Situation, i: int) -> Variant:
    """The line with everything unknown at its worst; what softens is 0 already in the proposal."""
    line = situation.model.lines[i]
    base = proposal_variant(line)
    if not line.growth.has_value:
        base = replace(base, growth=situation.policy.window.growth_if_unknown_high)
    return base if line.supply.observed else _with_direct(situation, base, best=False)


def _with_direct(situation: Situation, variant: Variant, *, best: bool) -> Variant:
    """Give an unseen direct channel to the safest or the most hazardous producer of at least a tenth of the world."""
    policy, hazards = situation.policy, situation.hazards
    large = [
        land
        for land, share in variant.world_shares.items()
        if share >= policy.shares.classes[0] and land in hazards.lands
    ]
    if not large:
        return variant
    loss = hazards.mean.rates @ (hazards.mean.durations[:-1] * hazards.mean.depths[:-1])
    ordered = sorted(large, key=lambda land: float(loss[hazards.lands.index(land)]))
    return replace(variant, import_shares={ordered[0 if best else -1]: 1.0}, kappa=policy.shares.kappa_floor)
