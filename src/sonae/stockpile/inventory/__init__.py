"""Closed forms of inventory theory that serve a stock desk: checks of the solvers, and first answers in no time."""

from sonae.stockpile.inventory.order_quantity import DisruptedSupplier, cover_cost, order_cost, order_quantity
from sonae.stockpile.inventory.steady_state import FillAndDraw, SteadyState, least_cost_capacity, steady_state

__all__ = [
    "DisruptedSupplier",
    "FillAndDraw",
    "SteadyState",
    "cover_cost",
    "least_cost_capacity",
    "order_cost",
    "order_quantity",
    "steady_state",
]
