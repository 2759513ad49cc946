"""Optimal policy of a stock: exact factored Bellman recursion on (stock × price × disruption)."""

from sonae.stockpile.optimal_policy.problem import (
    FinitePolicy,
    InfinitePolicy,
    StockProblem,
    forward_distribution,
    solve_finite,
    solve_infinite,
)
from sonae.stockpile.optimal_policy.programs import ProgramSet, ProgramValues, solve_programs

__all__ = [
    "FinitePolicy",
    "InfinitePolicy",
    "ProgramSet",
    "ProgramValues",
    "StockProblem",
    "forward_distribution",
    "solve_finite",
    "solve_infinite",
    "solve_programs",
]
