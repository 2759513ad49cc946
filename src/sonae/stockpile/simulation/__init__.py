"""Simulating the stock month by month on the events of METHOD §3."""

from sonae.stockpile.simulation.model import Costs, ImpactStep, Processes, StockMaterial, StockModel, StockRule
from sonae.stockpile.simulation.paths import Paths, draw_lost, draw_paths

__all__ = [
    "Costs",
    "ImpactStep",
    "Paths",
    "Processes",
    "StockMaterial",
    "StockModel",
    "StockRule",
    "draw_lost",
    "draw_paths",
]
