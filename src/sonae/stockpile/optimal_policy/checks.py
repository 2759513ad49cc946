"""What every stock problem must hold: shapes, chances that sum to 1, numbers that are numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sonae.core import InputError

__all__ = ["check_chances", "check_discount", "check_numbers", "check_shape", "tie_order"]

ROW_TOLERANCE = 1e-9
"""How far a row of chances may be from 1 in all: room for rounding, not for a forgotten state."""


def check_shape(name: str, array: npt.NDArray[Any], shape: tuple[int, ...]) -> None:
    """Refuse an array of another shape, or an empty one."""
    if array.shape != shape:
        raise InputError(f"the shape is {array.shape}", field=name, expected=f"{shape}")


def check_numbers(name: str, array: npt.NDArray[Any], *, infinite: bool = False) -> None:
    """Refuse what is no number; with ``infinite``, +∞ stands for «forbidden»."""
    bad = np.isnan(array) | (array == -np.inf) if infinite else ~np.isfinite(array)
    if bad.any():
        raise InputError(f"the entry at {_place(bad)} is no number", field=name, expected="finite numbers")


def check_chances(name: str, rows: npt.NDArray[Any]) -> None:
    """Refuse rows that are no probabilities or do not sum to 1."""
    check_numbers(name, rows)
    if (rows < 0).any():
        raise InputError(f"the chance at {_place(rows < 0)} is negative", field=name, expected="0 or more")
    off = np.abs(rows.sum(axis=1) - 1.0) > ROW_TOLERANCE
    if off.any():
        row = int(np.flatnonzero(off)[0])
        raise InputError(f"row {row} sums to {rows[row].sum():.10g}", field=name, expected="rows that sum to 1")


def check_discount(discount: float, *, below_one: bool = False) -> None:
    """Refuse a discount factor outside (0, 1], or 1 where the horizon is infinite."""
    if not 0 < discount <= 1 or (below_one and discount == 1):
        expected = "a factor above 0 and below 1" if below_one else "a factor above 0 and at most 1"
        raise InputError(f"the discount factor is {discount:g}", field="discount", expected=expected)


def tie_order(steps: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the actions by size of change, then by number: the first that reaches the least cost is taken."""
    order = np.lexsort((np.arange(steps.size), np.abs(steps)))
    return np.ascontiguousarray(order, np.int64)


def _place(bad: npt.NDArray[np.bool_]) -> str:
    return "(" + ", ".join(str(int(i)) for i in np.argwhere(bad)[0]) + ")"
