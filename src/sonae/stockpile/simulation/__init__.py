"""Simulating the stock month by month on the events of METHOD §3."""

from sonae.stockpile.simulation.model import Costs, ImpactStep, Processes, StockMaterial, StockModel, StockRule
from sonae.stockpile.simulation.paths import Paths, draw_lost, draw_paths
from sonae.stockpile.simulation.reference import Courses, run_plain
from sonae.stockpile.simulation.result import Histogram, Kept, StockResult, month_rows, result_rows, year_rows
from sonae.stockpile.simulation.run import replay_scenario, simulate_stock
from sonae.stockpile.simulation.trajectory import Trajectory

__all__ = [
    "Costs",
    "Courses",
    "Histogram",
    "ImpactStep",
    "Kept",
    "Paths",
    "Processes",
    "StockMaterial",
    "StockModel",
    "StockResult",
    "StockRule",
    "Trajectory",
    "draw_lost",
    "draw_paths",
    "month_rows",
    "replay_scenario",
    "result_rows",
    "run_plain",
    "simulate_stock",
    "year_rows",
]
