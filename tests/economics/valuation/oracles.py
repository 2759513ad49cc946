"""Slow ways of finding internal rates of return, in exact whole numbers, that share nothing with the product's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np

LOW, HIGH = Fraction(1, 11), Fraction(20)
"""1 / (1 + r) at rates of 1000 % and −95 %."""


def whole(flows: Sequence[float]) -> list[int]:
    """Flows times the power of two that makes all of them whole numbers; nothing is rounded."""
    exact = [Fraction(float(flow)) for flow in flows]
    factor = math.lcm(*(flow.denominator for flow in exact))
    return [int(flow * factor) for flow in exact]


def sign_at(flows: Sequence[int], v: Fraction) -> int:
    """The sign of Σ c·vᵗ."""
    total, power = 0, 1
    for flow in reversed(flows):  # Horner on p + q·x with v = p / q
        total = total * v.numerator + flow * power
        power *= v.denominator
    return (total > 0) - (total < 0)


def sturm_chain(flows: Sequence[int]) -> list[list[int]]:
    """Sturm's chain of Σ c·vᵗ, each member times a positive number."""

    def trimmed(poly: list[int]) -> list[int]:
        while poly and poly[-1] == 0:
            poly.pop()
        content = math.gcd(*poly) if poly else 1
        return [c // content for c in poly]

    chain = [trimmed(list(flows))]
    chain.append(trimmed([i * c for i, c in enumerate(chain[0])][1:]))
    while len(chain[-1]) > 1:
        rest, by = list(chain[-2]), chain[-1]
        lead = by[-1]
        while len(rest) >= len(by):
            # Times |lead|, which is positive; then the leading term goes.
            first = rest[-1] * (1 if lead > 0 else -1)
            shift = len(rest) - len(by)
            rest = [c * abs(lead) for c in rest]
            for i, c in enumerate(by):
                rest[shift + i] -= first * c
            rest.pop()
        rest = trimmed([-c for c in rest])
        if not rest:
            break
        chain.append(rest)
    return chain


def count_roots(flows: Sequence[float], low: Fraction = LOW, high: Fraction = HIGH) -> int:
    """How many different zeros Σ c·vᵗ has between low and high, neither of which may be one (Sturm's theorem)."""
    poly = whole(flows)
    assert sign_at(poly, low)
    assert sign_at(poly, high)
    chain = sturm_chain(poly)

    def changes(v: Fraction) -> int:
        signs = [sign for sign in (sign_at(poly, v) for poly in chain) if sign]
        return sum(one != two for one, two in pairwise(signs))

    return changes(low) - changes(high)


def crosses(poly: Sequence[int], rate: float, apart: float) -> bool:
    """Whether Σ c·vᵗ has opposite signs a little below and a little above a rate, exactly."""
    u, off = 1 + Fraction(rate), Fraction(apart) * (1 + Fraction(rate))
    return sign_at(poly, 1 / (u - off)) * sign_at(poly, 1 / (u + off)) < 0


def from_roots(rates: Sequence[Fraction], rest: Sequence[int] = (1,)) -> list[Fraction]:
    """Flows that are worth nothing at exactly these rates, times a polynomial in v, exact."""
    flows = [Fraction(c) for c in rest]
    for rate in rates:
        grown = [Fraction(0), *(flow * (1 + rate) for flow in flows)]
        flows = [a - b for a, b in zip([*flows, Fraction(0)], grown, strict=True)]
    return flows


def companion(flows: Sequence[float]) -> list[float]:
    """Real rates from the eigenvalues of the companion matrix, as spreadsheets' rivals find them; a few digits."""
    found = np.roots(np.asarray(flows, float))  # the first flow is the highest power of 1 + r
    real = found[np.abs(found.imag) < 1e-9 * np.abs(found)].real
    return sorted(float(u) - 1 for u in real if 0.05 < u < 11)


def on_grid(flows: np.ndarray, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Intervals of rates in which the value changes sign: row and left end of each, on a grid even in ln(1 + r)."""
    grid = np.exp(np.linspace(math.log(0.05), math.log(11.0), steps))
    powers = (1 / grid) ** np.arange(flows.shape[1])[:, None]
    positive = flows @ powers > 0
    rows, cells = np.nonzero(positive[:, 1:] != positive[:, :-1])
    return rows, np.stack([grid[cells] - 1, grid[cells + 1] - 1], axis=1)
