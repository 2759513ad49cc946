"""Internal rates of return: every rate between −95 % and 1000 % a year at which flows are worth nothing.

A project that pays at its end, for decommissioning say, has as a rule two such rates and may have more. All are given,
each with its multiplicity and the way the value goes; «the» internal rate of return is said only where there is one. The
timing within periods does not move the rates: moving all flows by the same time multiplies the value by one factor.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sonae.compute import ThreadExecutor
from sonae.core import InputError, Reason
from sonae.economics.valuation.cascade import SLACK, zeros
from sonae.economics.valuation.flows import finite_flows, finite_number

if TYPE_CHECKING:
    import numpy.typing as npt

    from sonae.compute import Executor

    F64 = npt.NDArray[np.float64]
    I8 = npt.NDArray[np.int8]
    I64 = npt.NDArray[np.int64]

__all__ = [
    "RATE_BOUNDS",
    "Direction",
    "InternalRates",
    "RateRoot",
    "RateTable",
    "dated_internal_rates",
    "internal_rate_table",
    "internal_rates",
    "shown_rate",
]

RATE_BOUNDS = (-0.95, 10.0)
"""Rates a year that are looked for; the bounds themselves are left out."""
_BLOCK = 1024
_DAYS = 365.0


class Direction(Enum):
    """What the value does at a root as the rate rises."""

    FALLS = "falls"
    RISES = "rises"
    TOUCHES = "touches"


_WAYS = {-1: Direction.FALLS, 1: Direction.RISES, 0: Direction.TOUCHES}


@dataclass(frozen=True, slots=True)
class RateRoot:
    """A rate at which flows are worth nothing."""

    rate: float
    """A year, 0.12 for 12 %."""
    multiplicity: int
    """1 for a simple root, 2 where the value touches nought and turns back, 3 where it crosses without a slope …"""
    direction: Direction

    @property
    def touching(self) -> bool:
        """Whether the value is nought here and has the same sign on both sides."""
        return self.direction is Direction.TOUCHES


@dataclass(frozen=True, slots=True)
class InternalRates:
    """All roots of one series of flows, in rising order."""

    roots: tuple[RateRoot, ...]
    sign_changes: int
    """Changes of sign of the flows: no more roots than that, multiplicities counted (Descartes)."""
    reason: Reason | None
    """Why there is no root; None where there is one."""

    @property
    def count(self) -> int:
        """Different roots."""
        return len(self.roots)

    @property
    def multiple(self) -> bool:
        """Whether there is more than one root, or one that counts twice: then no single rate is shown."""
        return sum(root.multiplicity for root in self.roots) > 1

    @property
    def single(self) -> float | None:
        """The rate, where there is exactly one root and it is a simple one."""
        return self.roots[0].rate if self.roots and not self.multiple else None

    @property
    def falling(self) -> tuple[float, ...]:
        """The rates where the value falls through nought: below such a rate the flows are worth having, above not."""
        return tuple(root.rate for root in self.roots if root.direction is Direction.FALLS)


@dataclass(frozen=True)
class RateTable:
    """All roots of many series of flows; k is the largest number of roots of a row."""

    rates: F64 = field(repr=False)
    """(n, k) in rising order; nan behind the last root of a row."""
    multiplicities: I8 = field(repr=False)
    """(n, k): 0 behind the last root."""
    directions: I8 = field(repr=False)
    """(n, k): −1 the value falls, 1 it rises, 0 it touches nought, or there is no root."""
    counts: I64 = field(repr=False)
    """(n,)"""
    sign_changes: I64 = field(repr=False)
    """(n,)"""
    at_nought: F64 = field(repr=False)
    """(n,): the plain sum of a row, whose sign is that of the value at every rate where there is no root."""

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def single(self) -> F64:
        """(n,): the rate of rows with exactly one root, and that a simple one; nan elsewhere."""
        alone = self.multiplicities.sum(axis=1) == 1
        return np.where(alone, np.where(alone[:, None], self.rates, 0.0)[:, :1].sum(axis=1), np.nan)

    @property
    def falling(self) -> F64:
        """(n,): the rate where the value falls through nought; nan where there is none or several."""
        falls = self.directions == -1
        rate = np.where(falls, self.rates, 0.0).sum(axis=1)
        return np.where(falls.sum(axis=1) == 1, rate, np.nan)

    def row(self, index: int) -> InternalRates:
        """Return what was found for one row."""
        found = range(int(self.counts[index]))
        roots = tuple(
            RateRoot(
                float(self.rates[index, i]), int(self.multiplicities[index, i]), _WAYS[int(self.directions[index, i])]
            )
            for i in found
        )
        changes = int(self.sign_changes[index])
        return InternalRates(roots, changes, None if roots else _why_none(changes, float(self.at_nought[index])))


def internal_rates(flows: Sequence[float] | F64, *, periods_a_year: int = 1) -> InternalRates:
    """Find all internal rates of return, a year, of flows one period apart.

    The readable method of :mod:`sonae.economics.valuation.cascade`; :func:`internal_rate_table` gives the same for many rows,
    compiled, to the last digits.

    Args:
        flows: (periods,), receipts positive; in any money.
        periods_a_year: 12 for months; a month's rate m is (1 + m)^12 − 1 a year.

    Returns:
        Roots in ``RATE_BOUNDS`` a year, exact for the flows as given: two are told apart where the value between
        them leaves nought by more than 16 units in the last place of the flows.

    Raises:
        InputError: for flows that are no numbers, not finite, or none at all.

    """
    amounts = finite_flows(flows, field="flows").tolist()
    return _rates_of(amounts, [i / periods_a_year for i in range(len(amounts))])


def dated_internal_rates(flows: Sequence[float] | F64, dates: Sequence[dt.date]) -> InternalRates:
    """Find all rates a year of flows on any dates, actual days over 365 (the convention of XIRR in spreadsheets).

    ``Σ c_i · (1 + r)^(−(d_i − d_0) / 365) = 0``. Flows of one date are added up; the order of the rows does not matter.

    Args:
        flows: (n,), receipts positive.
        dates: (n,), one a flow.

    Raises:
        InputError: for other lengths, and as :func:`internal_rates`.

    """
    amounts = finite_flows(flows, field="flows").tolist()
    if len(dates) != len(amounts):
        raise InputError(f"there are {len(amounts)} flows and {len(dates)} dates", field="dates")
    parts: defaultdict[dt.date, list[float]] = defaultdict(list)
    for day, amount in zip(dates, amounts, strict=True):
        if not isinstance(day, dt.date) or isinstance(day, dt.datetime):
            raise InputError(f"«{day}» is no date", field="dates", expected="a date without a time")
        parts[day].append(amount)
    days = sorted(parts)
    return _rates_of([math.fsum(parts[day]) for day in days], [(day - days[0]).days / _DAYS for day in days])


def internal_rate_table(flows: F64, *, executor: Executor | None = None) -> RateTable:
    """Find all internal rates of return of many rows of flows one period apart.

    Args:
        flows: (n, periods), receipts positive.
        executor: threads; the bits of the result do not depend on them.

    Raises:
        InputError: naming the row and the period of a flow that is not finite.

    """
    from sonae.economics.valuation import kernel

    amounts = finite_flows(flows, field="flows", dimensions=2)
    n = amounts.shape[0]
    changes, counts = np.zeros(n, np.int64), np.zeros(n, np.int64)

    def task(first: int, stop: int) -> tuple[F64, I8, I8]:
        part = slice(first, stop)
        kernel.count_changes(amounts[part], changes[part])
        shape = (stop - first, max(int(changes[part].max()), 1))
        rates = np.full(shape, np.nan)
        orders, ways = np.zeros(shape, np.int8), np.zeros(shape, np.int8)
        kernel.solve_rows(amounts[part], *RATE_BOUNDS, SLACK, rates, orders, ways, counts[part])
        width = int(counts[part].max())
        return rates[:, :width].copy(), orders[:, :width].copy(), ways[:, :width].copy()

    blocks = (executor or ThreadExecutor()).run(task, n, block=_BLOCK)
    width = int(counts.max()) if n else 0
    rates = np.full((n, width), np.nan)
    orders, ways = np.zeros((n, width), np.int8), np.zeros((n, width), np.int8)
    for i, (rate, order, way) in enumerate(blocks):
        part = slice(i * _BLOCK, i * _BLOCK + len(rate))
        rates[part, : rate.shape[1]] = rate
        orders[part, : rate.shape[1]], ways[part, : rate.shape[1]] = order, way
    return RateTable(rates, orders, ways, counts, changes, amounts.sum(axis=1))


def shown_rate(found: InternalRates, npv: float, rate: float) -> Reason:
    """Say the internal rate of return in a sentence that never stands without the net present value.

    One root: the rate. None: why. Several, or a touching one: all of them, and that no single rate is shown.

    Args:
        found: the roots.
        npv: net present value under the conditions, in the money of the flows.
        rate: the discount rate of the conditions.

    """
    at = f"{finite_number(rate, field='rate', above=-1):.2%}"
    worth = f"{finite_number(npv, field='npv'):,.0f}"
    if found.reason is not None:
        text = "no internal rate of return: {reason}; NPV {npv} at {rate}"
        return Reason("irr_none", text, reason=found.reason, npv=worth, rate=at)
    roots = ", ".join(f"{root.rate:.2%}" for root in found.roots)
    if found.single is None:
        text = "no single IRR: the NPV is nought at {roots}; NPV {npv} at {rate}"
        return Reason("irr_several", text, roots=roots, npv=worth, rate=at)
    if found.roots[0].direction is Direction.RISES:
        text = "the flows cost {irr} as money borrowed would (NPV rises with the rate); NPV {npv} at {rate}"
        return Reason("irr_rising", text, irr=roots, npv=worth, rate=at)
    return Reason("irr_single", "IRR {irr}; NPV {npv} at {rate}", irr=roots, npv=worth, rate=at)


def _rates_of(amounts: Sequence[float], times: Sequence[float]) -> InternalRates:
    known = [amount for amount in amounts if amount]
    changes = sum((one > 0) != (two > 0) for one, two in pairwise(known))
    roots = tuple(RateRoot(zero.rate, zero.order, _WAYS[zero.way]) for zero in zeros(amounts, times, RATE_BOUNDS))
    return InternalRates(roots, changes, None if roots else _why_none(changes, math.fsum(amounts)))


def _why_none(changes: int, at_nought: float) -> Reason:
    """Say why there is no root; without one the value has the sign of the plain sum at every rate."""
    low, high = (f"{bound:.0%}" for bound in RATE_BOUNDS)
    if changes:
        text = "the NPV is {sign} at every rate between {low} and {high}"
        return Reason("irr_outside", text, sign="positive" if at_nought > 0 else "negative", low=low, high=high)
    if at_nought:
        sign = "positive" if at_nought > 0 else "negative"
        return Reason("irr_no_change", "no flow has the opposite sign: all are {sign} or nought", sign=sign)
    return Reason("irr_no_flow", "all flows are nought")
