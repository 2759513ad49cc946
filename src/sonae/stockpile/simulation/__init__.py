"""Simulating the stock month by month on the events of METHOD §3."""

from sonae.stockpile.simulation.model import Costs, ImpactStep, Processes, StockMaterial, StockModel, StockRule

__all__ = ["Costs", "ImpactStep", "Processes", "StockMaterial", "StockModel", "StockRule"]
