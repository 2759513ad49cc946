"""How the statistic moves when a prior, κ₀ or a softening is another one: METHOD §5.

Each entry changes one thing, refits what depends on it, and simulates the governing lines on the proposal's own random
numbers. The governing line stays the proposal's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sonae.compute import Executor, Progress, Silent
from sonae.data import CAUSES
from sonae.stockpile.target_days.model import build_model
from sonae.stockpile.target_days.proposal import DaysReview, Situation
from sonae.stockpile.target_days.softeners import softeners_of
from sonae.stockpile.target_days.statistics import expected_shortfall, required_days
from sonae.supply_risk import Policy, fit_hazards, supply_picture

__all__ = ["Sensitivity", "sensitivities", "standard_changes"]


@dataclass(frozen=True, slots=True)
class Change:
    """A named change of the policy: «shares.kappa_floor» to 1."""

    name: str
    text: str
    leaves: tuple[tuple[str, float], ...]
    refit: bool


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The statistic of a mineral under a change, and by how much it differs from the proposal's (same scenarios)."""

    symbol: str
    change: str
    text: str
    statistic: float
    difference: float


def standard_changes(policy: Policy) -> tuple[Change, ...]:
    """Return the changes every review shows: each prior lower and higher, κ₀ at 0.3 and 1, softening and private stock."""
    h, kinds = policy.hazard, (*CAUSES, "chokepoint")

    def scaled(section: str, factor: float) -> tuple[tuple[str, float], ...]:
        part = getattr(policy, section)
        low, high = (0.01, 0.99) if section == "depth" else (1.0, math.inf)
        return tuple((f"{section}.{kind}", min(high, max(low, part.of(kind) * factor))) for kind in kinds)

    def pair(name: str, path: str, low: float, high: float, refit: bool) -> list[Change]:
        return [Change(f"{name}:{value:g}", f"{path} = {value:g}", ((path, value),), refit) for value in (low, high)]

    return (
        *pair("kappa", "shares.kappa_floor", 0.3, 1.0, False),
        *pair("alpha", "hazard.alpha_mean", h.alpha_mean - 1, h.alpha_mean + 1, True),
        *pair("beta", "hazard.beta_mean", h.beta_mean - 0.3, h.beta_mean + 0.3, True),
        *pair("shape", "hazard.shape_mean", h.shape_mean / 2, h.shape_mean * 2, True),
        *pair("hits", "hazard.hit_strength", h.hit_strength / 4, h.hit_strength * 4, True),
        *pair("escalation", "hazard.escalation_mean", 1.0, h.escalation_mean * 2, True),
        *pair("chokepoints", "hazard.chokepoint_rate", h.chokepoint_rate / 3, h.chokepoint_rate * 3, True),
        Change("durations:half", "prior durations × 0.5", scaled("duration_months", 0.5), True),
        Change("durations:double", "prior durations × 2", scaled("duration_months", 2.0), True),
        Change("depths:half", "prior depths × 0.5", scaled("depth", 0.5), True),
        Change("depths:more", "prior depths × 1.5", scaled("depth", 1.5), True),
        *pair("depth law", "depth.concentration", policy.depth.concentration / 2, policy.depth.concentration * 2, True),
        *pair("ramp", "softening.ramp_ceiling", 0.3, 0.7, False),
        *pair("restraint", "softening.restraint_ceiling", 0.0, 0.10, False),
    )


def sensitivities(
    situation: Situation,
    review: DaysReview,
    *,
    changes: Sequence[Change] | None = None,
    scenarios: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> list[Sensitivity]:
    """Return the statistic of every assessed mineral under every change.

    Args:
        situation: the situation the review was made of.
        review: the proposal; its seed and governing lines are used.
        changes: those of :func:`standard_changes` by default.
        scenarios: a fifth of the review's by default; differences are against the same scenarios.
        executor: runs the blocks.
        progress: told of each change.

    """
    count = scenarios or max(1000, review.scenarios // 5)
    wanted = standard_changes(situation.policy) if changes is None else changes
    shown = progress or Silent()
    shown.stage("sensitivities", len(wanted))
    governing = {item.governing: item.symbol for item in review.minerals if item.governing}
    base = _statistics(situation, governing, count, review.seed, executor)
    out = []
    for change in wanted:
        shown.check()
        values = _statistics(_changed(situation, change), governing, count, review.seed, executor)
        own = {item.symbol: item.statistics.statistic for item in review.minerals if item.statistics}
        for symbol, value in values.items():
            difference = value - base[symbol]
            out.append(Sensitivity(symbol, change.name, change.text, max(0.0, own[symbol] + difference), difference))
        shown.advance(1)
    return out


def _changed(situation: Situation, change: Change) -> Situation:
    policy = situation.policy
    for path, value in change.leaves:
        policy = policy.with_value(path, value)
    hazards = situation.hazards
    picture = situation.picture
    if change.refit:
        hazards = fit_hazards(situation.library, situation.exposure, picture.importer, situation.as_of, policy)
    if policy.shares != situation.policy.shares:
        picture = supply_picture(
            situation.library,
            picture.importer,
            picture.year,
            policy,
            minerals=picture.minerals,
            trade=situation.exposure.trade,
        )
    model = build_model(picture, hazards, policy, softeners_of(situation.library, picture, situation.as_of, policy))
    return replace(situation, policy=policy, hazards=hazards, picture=picture, model=model)


def _statistics(
    situation: Situation, governing: dict[str, str], count: int, seed: int, executor: Executor | None
) -> dict[str, float]:
    lines = tuple(line for line in situation.model.lines if line.name in governing)
    rows = [i for i, line in enumerate(situation.model.lines) if line.name in governing]
    model = replace(situation.model, lines=lines, variants=(tuple(situation.model.variants[0][i] for i in rows),))
    need = model.simulate(count, seed, executor=executor)[0]
    tail = situation.policy.days.tail
    return {
        governing[line.name]: expected_shortfall(np.sort(required_days(need[i], line.softeners.private_days)), tail)
        for i, line in enumerate(lines)
    }
