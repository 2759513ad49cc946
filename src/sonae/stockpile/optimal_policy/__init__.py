"""Optimal policy of a stock: exact factored Bellman recursion on (stock × price × disruption)."""

from sonae.stockpile.optimal_policy.programs import ProgramSet, ProgramValues, solve_programs

__all__ = ["ProgramSet", "ProgramValues", "solve_programs"]
