"""The simulation in plain Python: the same law and the same random numbers as the kernel, written to be read.

It works scenario by scenario with sets and lists, thousands of times slower. Tests hold the kernel to it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sonae.compute import key_of, philox4x32
from sonae.data import CAUSES, CHOKEPOINTS
from sonae.stockpile.target_days.model import CAUSE_SLOTS, GROUP, KINDS, ShortageModel, Variant

__all__ = ["DrawnAct", "draw_acts", "need_by_month", "need_of_scenario"]

_LEVEL, _ACT, _HIT = 1, 2, 3


@dataclass(frozen=True)
class DrawnAct:
    """An act of a scenario: it lasts from month ``start`` to before ``end`` and cuts ``depth`` of the place's supply."""

    place: str
    kind: str
    start: int
    end: int
    depth: float
    minerals: frozenset[int]


def draw_acts(model: ShortageModel, seed: int, scenario: int) -> list[DrawnAct]:
    """Draw all acts of a scenario, also those that hit nothing."""
    key = key_of(seed)
    arrays = model.arrays()
    horizon = model.policy.days.horizon_months
    rates = model.rates() * (horizon / 12)
    acts = []
    for p, place in enumerate(model.places):
        place_id = int(model.place_ids[p])
        for k in range(CAUSE_SLOTS):
            if rates[p, k] == 0:
                continue
            word = _words((scenario, place_id * 4 + k // 4, 0, _LEVEL), key)[k % 4]
            if word >= int(arrays["thresholds"][k % 4, p * 3 + k // 4]):
                continue
            left = 1.0 - _unit(word)
            number = 0
            while True:
                words = _words((scenario, place_id * 16 + k, number, _ACT), key)
                kind = "chokepoint" if place in CHOKEPOINTS else CAUSES[k]
                acts.append(_act(model, arrays, key, scenario, place, place_id, k, number, kind, words))
                left *= _unit(words[0])
                if left < math.exp(-rates[p, k]):
                    break
                number += 1
    return acts


def _act(
    model: ShortageModel,
    arrays: dict[str, Any],
    key: tuple[int, int],
    scenario: int,
    place: str,
    place_id: int,
    k: int,
    number: int,
    kind: str,
    words: list[int],
) -> DrawnAct:
    horizon = model.policy.days.horizon_months
    row = KINDS.index(kind)
    start = int(_unit(words[1]) * horizon)
    mean = float(model.draw.durations[row])
    months = 1 if mean == 1.0 else 1 + math.floor(math.log(_unit(words[2])) / math.log1p(-1.0 / mean))
    table = arrays["depth_table"][row]
    depth = float(np.interp(_unit(words[3]) * (table.size - 1), np.arange(table.size), table))
    slot = model.places.index(place) * CAUSE_SLOTS + k
    hit = set()
    for h in range(arrays["hit_start"][slot], arrays["hit_start"][slot + 1]):
        group = int(arrays["hit_group"][h])
        halves = [
            (word >> shift) & 0xFFFF
            for word in _words((scenario, place_id * 16 + k, number * 8 + group, _HIT), key)
            for shift in (0, 16)
        ]
        hit |= {group * GROUP + r for r in range(GROUP) if halves[r] < arrays["hit_threshold"][r, h]}
    return DrawnAct(place, kind, start, min(horizon, start + months), depth, frozenset(hit))


def need_of_scenario(model: ShortageModel, acts: list[DrawnAct], line: int, variant: int = 0) -> float:
    """Return the days of need of a line before private stock: METHOD §4, month by month."""
    growth = model.variants[variant][line].growth
    total = 0.0
    for month, need in enumerate(need_by_month(model, acts, line, variant)):
        total += need * (1.0 + growth) ** (month / 12)
    return float(total * model.policy.days.days_per_month)


def need_by_month(
    model: ShortageModel,
    acts: list[DrawnAct],
    line: int,
    variant: int = 0,
    *,
    channels: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]] | None = None,
) -> list[float]:
    """Return the share of a line's consumption that cannot be met in each month of the horizon, before growth.

    Args:
        model: places, softening and readings of the lines.
        acts: those that come to pass.
        line: of the model.
        variant: of the model.
        channels: open and equity-owned part of the line's loss by place of the model; the model's own by default. The
            replay of history gives each act the shares that were known before it.

    """
    reading = model.variants[variant][line]
    if channels is None:
        opened, owned = (part[variant, line] for part in model._channels())
    else:
        opened, owned = channels
    struck = [act for act in acts if model.lines[line].mineral in act.minerals]
    out = []
    for month in range(model.policy.days.horizon_months):
        active = [act for act in struck if act.start <= month < act.end]
        out.append(max([0.0] + [_softened(model, reading, active, month, age, opened, owned)
                                for age in {month - act.start for act in active}]))  # fmt: skip
    return out


def _softened(
    model: ShortageModel,
    reading: Variant,
    active: list[DrawnAct],
    month: int,
    oldest: int,
    opened: npt.NDArray[np.float64],
    owned: npt.NDArray[np.float64],
) -> float:
    """Need when the acts no older than ``oldest`` months are counted and measures are as far as that age."""
    ramp = model.ramp()
    restraint, substituted = model.softening()
    loss = 0.0
    for p, place in enumerate(model.places):
        here = [act for act in active if act.place == place and month - act.start <= oldest]
        left = math.prod(1.0 - act.depth * ramp[month - act.start] for act in here)
        left_owned = math.prod(
            1.0 - act.depth * ramp[month - act.start] * (1.0 - model.policy.equity_survival.of(act.kind))
            for act in here
        )
        loss += opened[p] * (1.0 - left) + owned[p] * (1.0 - left_owned)
    softening = restraint[oldest] + reading.substitution * substituted[oldest]
    return float(min(1.0, loss) * (1.0 - reading.recycling) - softening)


def _words(counter: tuple[int, int, int, int], key: tuple[int, int]) -> list[int]:
    return [int(word) for word in philox4x32(counter, key)]


def _unit(word: int) -> float:
    return (word + 0.5) * 2.0**-32
