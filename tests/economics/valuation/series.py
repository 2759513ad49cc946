"""Made-up flows of projects: outlays, receipts that decline, and an outflow for decommissioning at the end."""

from __future__ import annotations

import numpy as np

__all__ = ["projects"]


def projects(seed: int, rows: int, periods: int = 40) -> np.ndarray:
    """Whole amounts (rows, periods); five in six rows end with decommissioning, some have a second campaign of outlays."""
    rng = np.random.default_rng(seed)
    build = rng.integers(1, 5, rows)[:, None]
    t = np.arange(periods)
    outlay = rng.uniform(100, 900, (rows, periods))
    receipts = rng.uniform(50, 600, (rows, 1)) * np.exp(-rng.uniform(0.0, 0.15, (rows, 1)) * (t - build))
    flows = np.where(t < build, -outlay, receipts * rng.uniform(0.7, 1.3, (rows, periods)))
    again = (rng.random(rows) < 0.2)[:, None] & (t == rng.integers(8, 25, rows)[:, None])
    flows -= np.where(again, rng.uniform(200, 2500, (rows, 1)), 0)
    flows[:, -1] -= np.where(rng.random(rows) < 5 / 6, rng.uniform(50, 4000, rows), 0)
    return np.round(flows)
