"""Projects in a few numbers, to put regimes to the test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sonae.economics.formula import Values
from sonae.economics.ledger.lines import dated_values, program_of, timing_lines
from sonae.economics.regimes import LoweredRegime, Regime, load_regime, lower


def variant(name: str, changes: Mapping[str, Any]) -> Regime:
    """A regime of the library in which some fields of instruments, «instrument.field», are stated otherwise."""
    tree = load_regime(name).model_dump()
    for path, value in changes.items():
        instrument, field = path.split(".")
        found = next(one for one in tree["instruments"] if one["id"] == instrument)
        assert field in found, path
        found[field] = value
    return Regime.model_validate(tree)


def run(
    regime: Regime | str,
    volume: Sequence[float],
    price: float | Sequence[float],
    costs: Mapping[str, Sequence[float]],
    *,
    first_year: int = 2024,
    product: str = "oil",
    **also: Sequence[float] | float,
) -> tuple[Values, LoweredRegime]:
    """Work a project off under a regime; costs and further lines are by period."""
    terms = load_regime(regime) if isinstance(regime, str) else regime
    periods = len(volume)
    years = range(first_year, first_year + periods)
    lowered = lower(terms, tuple(costs))
    program = program_of(lowered, [product], list(costs), list(also))
    volumes = {product: np.asarray(volume, dtype=np.float64)}
    given = {
        "year": np.asarray(years, dtype=np.float64),
        "days": np.full(periods, 365.0),
        f"volume_{product}": volumes[product],
        f"price_{product}": np.broadcast_to(np.asarray(price, dtype=np.float64), periods),
        **timing_lines(volumes, product),
        **dated_values(lowered, list(years)),
        **{name: np.asarray(values, dtype=np.float64) for name, values in costs.items()},
        **{name: np.broadcast_to(np.asarray(values, dtype=np.float64), periods) for name, values in also.items()},
    }
    values = program.run(given, periods)
    # Balances run over all periods: what they may miss by rounding goes with the largest amount of the project.
    largest = max(1.0, np.abs(values["revenue"]).sum(), np.abs(values["costs"]).sum())
    for number, check in enumerate(lowered.checks, 1):
        assert (np.abs(values[f"check_{number}"]) <= 1e-11 * largest).all(), check.name
    return values, lowered
