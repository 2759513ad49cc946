"""Small models of shortage, made by hand: suppliers with a rate, a mean length and a depth, lines with shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sonae.core import Figure
from sonae.data import CAUSES, CHOKEPOINTS
from sonae.stockpile.target_days import Line, ShortageModel, Softeners, Variant
from sonae.stockpile.target_days.model import CHOKEPOINT_IDS
from sonae.supply_risk import HazardDraw, LineSupply, Policy

LANDS = ("AUS", "CAN", "CHL", "CHN", "IND", "KAZ", "ZAF")


@dataclass(frozen=True)
class Reading:
    """A line of mineral ``mineral`` as a test states it."""

    imports: Mapping[str, float]
    world: Mapping[str, float] = field(default_factory=dict)
    kappa: float = 0.5
    mineral: int = 0
    equity: Mapping[str, float] = field(default_factory=dict)
    recycling: float = 0.0
    substitution: float = 0.0
    growth: float = 0.0
    private_days: float = 0.0

    def variant(self) -> Variant:
        return Variant(
            self.imports, self.world, self.kappa, self.equity, self.recycling, self.substitution, self.growth
        )


def no_softening(policy: Policy) -> Policy:
    """The policy with nothing that eases a shortage in time."""
    for path in ("softening.ramp_ceiling", "softening.restraint_ceiling"):
        policy = policy.with_value(path, 0.0)
    return policy


def hazards(
    rates: Mapping[str, Mapping[str, float]],
    *,
    months: float | Mapping[str, float] = 6.0,
    depth: float | Mapping[str, float] = 0.5,
    hit: float | Sequence[float] = 1.0,
    chokepoint: float = 0.0,
    escalation: float = 1.0,
) -> HazardDraw:
    """Rates a year by country and cause; months and depth by cause or the same for all; chance of a hit by share class."""
    kinds = (*CAUSES, "chokepoint")
    table = np.zeros((len(LANDS), len(CAUSES)))
    for land, causes in rates.items():
        for cause, rate in causes.items():
            table[LANDS.index(land), CAUSES.index(cause)] = rate

    def by_kind(value: float | Mapping[str, float], other: float) -> np.ndarray:
        return np.asarray(
            [value if isinstance(value, float) else value.get(kind, other) for kind in kinds], dtype=float
        )

    return HazardDraw(
        table, np.full(len(CHOKEPOINTS), chokepoint), np.broadcast_to(np.asarray(hit, dtype=float), (len(CAUSES), 4)).copy(),
        escalation, by_kind(months, 6.0), by_kind(depth, 0.5),
    )  # fmt: skip


def shortage_model(
    policy: Policy,
    draw: HazardDraw,
    lines: Sequence[Reading],
    *,
    importer: str = "JPN",
    under: frozenset[tuple[str, str]] = frozenset(),
) -> ShortageModel:
    """Make the model of the given lines; lines of the same mineral share acts and hits."""
    symbols = tuple(f"M{i}" for i in range(max(line.mineral for line in lines) + 1))
    made = tuple(
        Line(
            LineSupply(
                f"M{line.mineral}", f"stage{i}", True, True, (), 100.0, line.imports, line.world, "production", 0.0,
                line.kappa, 1.0, True,
            ),
            line.mineral, Figure.of(line.growth),
            Softeners(
                line.equity, bool(line.equity), Figure.of(line.recycling), Figure.of(line.substitution), 0.0,
                line.private_days,
            ),
        )
        for i, line in enumerate(lines)
    )  # fmt: skip
    used = sorted({land for line in lines for land in (*line.imports, *line.world) if land in LANDS})
    places = (*used, *CHOKEPOINTS)
    ids = [LANDS.index(land) for land in used] + [CHOKEPOINT_IDS + i for i in range(len(CHOKEPOINTS))]
    pairs = {
        (symbols[line.mineral], land): (line.world or line.imports).get(land, 0.0) for line in lines for land in used
    }
    model = ShortageModel(
        importer, symbols, made, ((),), places, np.asarray(ids, dtype=np.int64), pairs, under, LANDS, draw, policy
    )
    return model.with_variants([[line.variant() for line in lines]])


def with_rate(draw: HazardDraw, land: str, cause: str, rate: float) -> HazardDraw:
    """The draw with another rate of one cause in one country."""
    rates = draw.rates.copy()
    rates[LANDS.index(land), CAUSES.index(cause)] = rate
    return replace(draw, rates=rates)
