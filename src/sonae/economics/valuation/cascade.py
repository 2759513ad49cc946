"""All rates at which one series of dated flows is worth nothing: the method in the plainest form.

A flow c at time τ is worth c·wᵗ with w = 1 / (1 + r). Let f(w) = Σ c·w^τ with the times in rising order, and k a time
between two flows of opposite signs. Then w^−k·f has the derivative w^(−k−1) · Σ (τ − k)·c·w^τ, and that sum has one change of
sign less than f: this is the proof of Descartes' rule. So the sums

    f₀ = f,   f₁ = Σ (τ − k₁)·c·w^τ,   f₂ = Σ (τ − k₁)(τ − k₂)·c·w^τ,   …

end, after as many steps as f has changes of sign, with one that has no zero. Going back up, the zeros of each divide the axis
into pieces on which the next, times a power of w, runs one way and has at most one zero, between ends of opposite signs.
No zero can be missed, however close to another; a zero of a sum that is one of its derivative's too touches the axis or
has a higher order. Times need not be whole numbers.

w is used for rates from nought up, 1/w = 1 + r below; no power then exceeds 1. Sums are exact but for the rounding of
their terms (``math.fsum``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["SLACK", "Zero", "zeros"]

SLACK = 16.0
"""Units in the last place of every flow: within so much a value counts as nought, and two zeros as one."""
_UNIT = 2.0**-52


@dataclass(frozen=True, slots=True)
class Zero:
    """A rate at which the flows are worth nothing."""

    rate: float
    order: int
    """1 a simple zero, 2 a touching one, …"""
    way: int
    """1 where the value rises through nought with the rate, −1 where it falls, 0 where it touches."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A place on the axis: below says whether w is 1 + r, for rates below nought, or its inverse."""

    below: bool
    w: float
    fixed: bool = False
    order: int = 0
    way: int = 0


class _Sum:
    """Σ c·w^τ, counted from the first time above a rate of nought and back from the last one below it."""

    def __init__(self, flows: Sequence[float], times: Sequence[float], slack: float) -> None:
        largest = math.frexp(max(map(abs, flows)))[1]
        self.flows = [math.ldexp(flow, -largest) for flow in flows]
        self.times, self.slack = times, slack * _UNIT
        self.powers = ([time - times[0] for time in times], [times[-1] - time for time in times])

    def less(self, middle: float) -> _Sum:
        """Return Σ (τ − middle)·c·w^τ."""
        flows = [flow * (time - middle) for flow, time in zip(self.flows, self.times, strict=True)]
        return _Sum(flows, self.times, self.slack / _UNIT + 2)

    def at(self, below: bool, w: float) -> tuple[float, float, float, float]:
        """Return the sum, that of sizes, and the derivatives of both by ln w."""
        powers = self.powers[below]
        terms = [flow * w**power for flow, power in zip(self.flows, powers, strict=True)]
        total, size = math.fsum(terms), math.fsum(map(abs, terms))
        rise = math.fsum(term * power for term, power in zip(terms, powers, strict=True))
        growth = math.fsum(abs(term) * power for term, power in zip(terms, powers, strict=True))
        return total, size, rise, growth

    def sign(self, place: _Place) -> tuple[int, float]:
        """Return the sign at a place, 0 for nought, and the share of the sum in that of sizes."""
        total, size, *_ = self.at(place.below, place.w)
        sign = 0 if abs(total) <= self.slack * size else 1 if total > 0 else -1
        return sign, total / size if size else 0.0

    def between(self, below: bool, low: float, high: float, at_low: int) -> float:
        """Return the one zero between low < high, Newton on ln(P / N) within a bracket that is halved when it stalls.

        P and N are the sums of positive and of negative terms; ln(P / N) is nearly a line in ln w.
        """
        w, before = math.sqrt(low * high), math.log(high / low)
        for _ in range(200):
            total, size, rise, growth = self.at(below, w)
            if total == 0:
                return w
            low, high = (w, high) if (total > 0) == (at_low > 0) else (low, w)
            middle = math.sqrt(low * high)
            if not low < middle < high:
                return w
            slope, step = rise * size - total * growth, math.inf
            if slope and abs(total) < size:
                step = -math.atanh(total / size) * ((size - total) * (size + total) / slope)
            if abs(step) < 1e-10:
                return min(max(w * math.exp(step), low), high)
            new = w * math.exp(step) if abs(step) < before / 2 else 0.0
            if low < new < high:
                w, before = new, abs(step)
            else:
                w, before = middle, math.log(high / low) / 2
        return w


def _middles(flows: Sequence[float], times: Sequence[float]) -> list[float]:
    """Return a time between each two neighbours of opposite signs."""
    known = [(flow, time) for flow, time in zip(flows, times, strict=True) if flow]
    return [(before + after) / 2 for (one, before), (two, after) in pairwise(known) if (one > 0) != (two > 0)]


def _merged(places: Sequence[_Place], shares: Sequence[float], left: int, right: int) -> list[_Place]:
    """Make one zero of neighbouring places at which the sum is nought: it is nought between them too."""
    best = max(range(len(places)), key=lambda i: (places[i].order, -abs(shares[i])))
    order = places[best].order + 1
    if left * right and (order % 2 == 1) == (left == right):
        order += 1
    way = 0 if order % 2 == 0 else right or -left
    out = []
    for i, place in enumerate(places):
        if i == best:
            out.append(_Place(place.below, place.w, place.fixed, order, way))
        elif place.fixed:
            out.append(_Place(place.below, place.w, True))
    return out


def _descend(level: _Sum, places: Sequence[_Place]) -> list[_Place]:
    """From the zeros of the sum below, and the fixed places, make the zeros of this one."""
    found = [level.sign(place) for place in places]
    signs, shares = [sign for sign, _ in found], [share for _, share in found]
    out: list[_Place] = []
    i = 0
    while i < len(places):
        place = places[i]
        if signs[i] == 0:
            stop = next((j for j in range(i, len(places)) if signs[j]), len(places))
            left, right = signs[i - 1] if i else 0, signs[stop] if stop < len(places) else 0
            out += _merged(places[i:stop], shares[i:stop], left, right)
            i = stop
            continue
        if place.fixed:
            out.append(_Place(place.below, place.w, True))
        if i + 1 < len(places) and signs[i] * signs[i + 1] < 0:
            other = places[i + 1]
            ends = (place.w, other.w if other.below == place.below else 1.0)
            at_low = signs[i] if ends[0] < ends[1] else signs[i + 1]
            w = level.between(place.below, min(ends), max(ends), at_low)
            out.append(_Place(place.below, w, False, 1, -signs[i]))
        i += 1
    return out


def zeros(flows: Sequence[float], times: Sequence[float], bounds: tuple[float, float]) -> tuple[Zero, ...]:
    """Return all rates between the bounds, these left out, in rising order.

    Args:
        flows: finite amounts.
        times: years or periods, strictly rising.
        bounds: the lowest rate, between −1 and 0, and the highest, above 0.

    """
    known = [i for i, flow in enumerate(flows) if flow]
    if not known:
        return ()
    kept = slice(known[0], known[-1] + 1)
    level = _Sum(flows[kept], [time - times[known[0]] for time in times[kept]], SLACK)
    middles = _middles(level.flows, level.times)
    levels = [level]
    for middle in middles[:-1]:
        levels.append(levels[-1].less(middle))
    places = [_Place(True, 1 + bounds[0], True), _Place(False, 1.0, True), _Place(False, 1 / (1 + bounds[1]), True)]
    if middles:
        for level in reversed(levels):
            places = _descend(level, places)
    return tuple(
        Zero(place.w - 1 if place.below else (1 - place.w) / place.w, place.order, place.way)
        for place in places[1:-1]
        if place.order
    )
