"""Cash flows as they come in: arrays of finite float64, receipts positive, or one sentence why not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sonae.core import InputError

if TYPE_CHECKING:
    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]

__all__ = ["finite_flows", "finite_number"]

_LARGEST = 1e290
"""Sums of amounts up to it stay finite."""


def finite_flows(flows: Sequence[float] | F64, *, field: str, dimensions: int | None = 1) -> F64:
    """Return flows as a contiguous array of finite float64 up to 1e290, periods along the last axis.

    Args:
        flows: the amounts.
        field: what they are called in a sentence of refusal.
        dimensions: how many axes there must be; None for any number but none.

    Raises:
        InputError: for what is no table of numbers, has no period, or holds an amount that is not finite, by its place.

    """
    try:
        given = np.asarray(flows)
        if given.dtype.kind not in "iuf":
            given = np.asarray([math.nan if flow is None else float(flow) for flow in flows])
        amounts = np.ascontiguousarray(given, np.float64)
    except (TypeError, ValueError, OverflowError):
        raise InputError("this is no table of numbers", field=field, expected="a number a period") from None
    if given.ndim == 0 or amounts.shape[-1] == 0 or (dimensions is not None and given.ndim != dimensions):
        wanted = {1: "shape (periods,)", 2: "shape (rows, periods)"}.get(dimensions or 0, "periods along the last axis")
        raise InputError(f"shape {given.shape} cannot be read", field=field, expected=wanted)
    if not np.abs(amounts).max(initial=0.0) <= _LARGEST:  # nan is not <= either
        *rows, period = (int(i) for i in np.argwhere(~(np.abs(amounts) <= _LARGEST))[0])
        raise InputError(
            f"the amount of period {period + 1} is {amounts[(*rows, period)]}", row=rows[-1] + 1 if rows else None,
            field=field, expected="a finite number; a missing amount is not nought",
        )  # fmt: skip
    return amounts


def finite_number(value: float, *, field: str, above: float = -math.inf, least: float = -math.inf) -> float:
    """Return a number that is finite, above ``above`` and at least ``least``.

    Raises:
        InputError: naming the field and the bound.

    """
    wanted = "a finite number"
    if above > -math.inf:
        wanted = f"a number above {above:g}"
    elif least > -math.inf:
        wanted = f"{least:g} or more"
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise InputError(f"«{value}» is no number", field=field, expected=wanted) from None
    if not math.isfinite(number) or number <= above or number < least:
        raise InputError(f"{number:g} cannot be used", field=field, expected=wanted)
    return number
