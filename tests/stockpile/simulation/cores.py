"""A core model of any size, made from a seed."""

from __future__ import annotations

import numpy as np

from sonae.stockpile.simulation.core import CoreModel


def core_model(minerals: int, suppliers: int, *, months: int = 60, seed: int = 7) -> CoreModel:
    """Shares, chances and stocks of the size of a State's stock; 20 suppliers and 40 minerals are those of the bench."""
    r = np.random.default_rng(seed)
    shares = r.dirichlet(np.full(suppliers, 0.25), size=minerals)
    part = r.uniform(0.004, 0.02, suppliers)
    back, worse = r.uniform(0.1, 0.3, suppliers), np.full(suppliers, 0.03)
    again, better = r.uniform(0.05, 0.15, suppliers), np.full(suppliers, 0.1)
    moves = np.stack(
        [
            np.stack([1 - 1.25 * part, part, 0.25 * part], axis=1),
            np.stack([back, 1 - back - worse, worse], axis=1),
            np.stack([again, better, 1 - again - better], axis=1),
        ],
        axis=1,
    )
    demand, price = np.exp(r.normal(6, 1.5, minerals)), np.exp(r.normal(2, 1.0, minerals))
    target = demand * r.choice([30, 60, 90, 180], minerals) / 30
    return CoreModel(
        shares, moves, demand, price, 0.6 * target, target, 0.1 * target, target / 24, 0.8 * demand, 0.002 * price,
        8 * price, months,
    )  # fmt: skip
