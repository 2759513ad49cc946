"""Crude swap (油種入替) and transfer between bases: the problem, its plan by linear programs, and the check outside the solver."""

from sonae.stockpile.bases.swap.check import check_swap, swap_finding, swap_rows
from sonae.stockpile.bases.swap.plan import plan_swap
from sonae.stockpile.bases.swap.problem import (
    BaseLimits,
    Berth,
    BerthUse,
    Market,
    Movement,
    Route,
    ShadowValue,
    SwapPlan,
    SwapProblem,
    SwapRecord,
    SwapTank,
    swap_count,
)

__all__ = [
    "BaseLimits",
    "Berth",
    "BerthUse",
    "Market",
    "Movement",
    "Route",
    "ShadowValue",
    "SwapPlan",
    "SwapProblem",
    "SwapRecord",
    "SwapTank",
    "check_swap",
    "plan_swap",
    "swap_count",
    "swap_finding",
    "swap_rows",
]
