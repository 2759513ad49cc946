"""Why this many days: base, method base, and the exact Shapley value of each of the five factors (METHOD §5).

A coalition S of factors takes the importer's own situation for the factors in S and the reference for the others:
① import shares replaced by world shares, ② rates at the all-country mean by cause and no measure in force, ③ equity and
recycling 0, ④ growth 0, ⑤ neutral substitution. Every coalition is simulated on the same random numbers with the
governing line fixed; v(S) is the policy's statistic. Values are added as exact fractions, so the parts sum to the whole
by arithmetic.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from sonae.compute import Executor, Progress
from sonae.data import CAUSES
from sonae.stockpile.target_days.model import ShortageModel, Variant
from sonae.stockpile.target_days.statistics import expected_shortfall, required_days
from sonae.supply_risk import FACTORS, HazardModel

__all__ = ["Explanation", "explain_days", "shapley_values"]

ALL = (1 << len(FACTORS)) - 1
_DISRUPTION = 1 << FACTORS.index("disruption")


@dataclass(frozen=True)
class Explanation:
    """The waterfall of a mineral's days, from the policy's base to the proposal."""

    symbol: str
    line: str
    base: float
    base_all_stock: float
    method_base: float
    """v(∅), every factor at its reference."""
    factors: Mapping[str, float]
    statistic: float
    """v of all factors: the statistic the proposal is made from."""
    coalitions: tuple[float, ...]
    """v(S) by bits of S; bit i is the i-th of the five factors."""
    proposal: int
    bound: str
    """What sets the proposal: «grid», «floor» or «cap»."""

    @property
    def residual(self) -> Fraction:
        """What the parts leave unexplained, exactly."""
        values = shapley_values(self.coalitions)
        return Fraction(self.coalitions[ALL]) - Fraction(self.coalitions[0]) - sum(values.values(), Fraction(0))

    def steps(self) -> list[tuple[str, float, float]]:
        """Return the waterfall as (name, from, to)."""
        steps = [("base", 0.0, self.base), ("method_base", self.base, self.method_base)]
        level = Fraction(self.coalitions[0])
        for factor, value in shapley_values(self.coalitions).items():
            steps.append((factor, float(level), float(level + value)))
            level += value
        steps.append((self.bound, float(level), float(self.proposal)))
        return steps


def shapley_values(coalitions: Sequence[float]) -> dict[str, Fraction]:
    """Return the exact Shapley value of each factor from the 32 values v(S).

    ``φ_i = Σ_{S ∌ i} |S|! (4 − |S|)! / 5! · (v(S ∪ i) − v(S))``.
    """
    n = len(FACTORS)
    value = [Fraction(v) for v in coalitions]
    out = {}
    for i, factor in enumerate(FACTORS):
        total = Fraction(0)
        for s in range(1 << n):
            if not s >> i & 1:
                size = s.bit_count()
                weight = Fraction(math.factorial(size) * math.factorial(n - size - 1), math.factorial(n))
                total += weight * (value[s | 1 << i] - value[s])
        out[factor] = total
    return out


def explain_days(
    model: ShortageModel,
    hazards: HazardModel,
    governing: Sequence[int],
    proposals: Mapping[str, tuple[int, str]],
    scenarios: int,
    seed: int,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> list[Explanation]:
    """Explain the days of the governing lines.

    Args:
        model: the model the proposal was made with.
        hazards: its rates, for the all-country mean.
        governing: the indices of the lines in ``model.lines``.
        proposals: proposed days and what set them, by symbol.
        scenarios: as many as the proposal used, so that v of all factors is the proposal's own statistic.
        seed: the proposal's.
        executor: runs the blocks.
        progress: told of the runs.

    """
    lines = [model.lines[i] for i in governing]
    sub = replace(model, lines=tuple(lines), variants=())
    own = [model.variants[0][i] for i in governing]
    neutral = model.policy.softening.substitution_neutral
    tail = model.policy.days.tail
    values = np.empty((1 << len(FACTORS), len(lines)))
    readings: dict[int, list[Variant]] = {s: [_reading(v, s, neutral) for v in own] for s in range(1 << len(FACTORS))}
    for with_disruption in (True, False):
        hazard_model = sub if with_disruption else _at_mean_rates(sub, hazards)
        wanted = [s for s in readings if bool(s & _DISRUPTION) == with_disruption]
        # Coalitions that read all lines alike (no equity known anywhere, say) are simulated once.
        groups: dict[tuple[object, ...], list[int]] = {}
        for s in wanted:
            groups.setdefault(tuple(_key(v) for v in readings[s]), []).append(s)
        members = list(groups.values())
        for start in range(0, len(members), 4):
            batch = members[start : start + 4]
            need = hazard_model.with_variants([readings[group[0]] for group in batch]).simulate(
                scenarios, seed, executor=executor, progress=progress
            )
            for row, group in enumerate(batch):
                for i, line in enumerate(lines):
                    days = np.sort(required_days(need[row, i], line.softeners.private_days))
                    for s in group:
                        values[s, i] = expected_shortfall(days, tail)
    return [_explanation(sub, line.name, i, values, proposals) for i, line in enumerate(lines)]


def _explanation(
    model: ShortageModel, name: str, i: int, values: np.ndarray, proposals: Mapping[str, tuple[int, str]]
) -> Explanation:
    symbol = model.symbols[model.lines[i].mineral]
    coalitions = tuple(float(v) for v in values[:, i])
    proposal, bound = proposals[symbol]
    return Explanation(
        symbol, name, model.policy.days.base_national, model.policy.days.base_all_stock, coalitions[0],
        {factor: float(value) for factor, value in shapley_values(coalitions).items()},
        coalitions[ALL], coalitions, proposal, bound,
    )  # fmt: skip


def _reading(own: Variant, coalition: int, neutral: float) -> Variant:
    def inside(factor: str) -> bool:
        return bool(coalition >> FACTORS.index(factor) & 1)

    return Variant(
        own.import_shares if inside("dependence") else own.world_shares,
        own.world_shares,
        own.kappa,
        own.equity if inside("self_sufficiency") else {},
        own.recycling if inside("self_sufficiency") else 0.0,
        own.substitution if inside("other") else neutral,
        own.growth if inside("demand") else 0.0,
    )


def _key(variant: Variant) -> tuple[object, ...]:
    return (
        tuple(sorted(variant.import_shares.items())), variant.kappa, tuple(sorted(variant.equity.items())),
        variant.recycling, variant.substitution, variant.growth,
    )  # fmt: skip


def _at_mean_rates(model: ShortageModel, hazards: HazardModel) -> ShortageModel:
    mean = hazards.all_country_mean()
    rates = np.broadcast_to(mean, (len(hazards.lands), len(CAUSES))).copy()
    rates[hazards.lands.index(hazards.importer)] = 0.0
    return replace(model, draw=replace(model.draw, rates=rates), under_measure=frozenset())
