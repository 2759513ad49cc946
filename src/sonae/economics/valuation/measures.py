"""Measures of a project beside its net present value: payback, profitability, chance, government take, unit cost, break-even."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from sonae.core import InputError, Reason, UnknownChoiceError
from sonae.economics.valuation.discounting import Discounting, present_values
from sonae.economics.valuation.flows import finite_flows, finite_number

if TYPE_CHECKING:
    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]

__all__ = [
    "BreakEven",
    "GovernmentTake",
    "Payback",
    "Profitability",
    "Within",
    "break_even",
    "break_even_chance",
    "expected_monetary_value",
    "expected_value",
    "government_take",
    "payback",
    "profitability",
    "risked_value",
    "unit_cost",
]

Within = Literal["interpolated", "whole period"]
"""How a payback inside a period is counted: as if its flow came evenly, or at the period's end."""
_CHANCES_ADD_UP = 1e-9


@dataclass(frozen=True, slots=True)
class Payback:
    """When the flows so far stop being below nought."""

    periods: float | None
    """From the start of the first period; None with a reason."""
    holds: bool
    """Whether they stay so to the end; False where a later outlay, for decommissioning say, takes them below again."""
    within: Within
    discounted: bool
    reason: Reason | None


def payback(flows: Sequence[float] | F64, *, within: Within, discounting: Discounting | None) -> Payback:
    """Return the first time at which cumulative flows, once below nought, are nought or more again.

    Args:
        flows: (periods,), receipts positive.
        within: how a payback inside a period is counted.
        discounting: None for flows as they are; else they are discounted first.

    Raises:
        UnknownChoiceError: for another way of counting.
        InputError: for flows that are not finite.

    """
    if within not in get_args(Within):
        raise UnknownChoiceError("payback", within, get_args(Within))
    amounts = finite_flows(flows, field="flows")
    if discounting is not None:
        amounts = amounts * discounting.factors(amounts.size)
    so_far = np.asarray([math.fsum(amounts[: i + 1]) for i in range(amounts.size)])
    discounted = discounting is not None
    below = np.flatnonzero(so_far < 0)
    if not below.size:
        reason = Reason("payback_no_outlay", "the flows so far are never below nought: there is nothing to pay back")
        return Payback(None, False, within, discounted, reason)
    back = np.flatnonzero(so_far[below[0] :] >= 0)
    if not back.size:
        reason = Reason("payback_never", "the flows never make good what was laid out")
        return Payback(None, False, within, discounted, reason)
    period = int(below[0] + back[0])
    part = 1.0 if within == "whole period" else float(-so_far[period - 1] / amounts[period])
    return Payback(period + part, bool((so_far[period:] >= 0).all()), within, discounted, None)


@dataclass(frozen=True, slots=True)
class Profitability:
    """Net present value beside what is invested for it, both at one convention."""

    npv: float
    invested: float
    """Present value of the capital outlays, above 0."""

    @property
    def ratio(self) -> float:
        """Net present value over the present value of the capital outlays."""
        return self.npv / self.invested

    @property
    def index(self) -> float:
        """One more than the ratio: present value of all else over that of the capital outlays."""
        return 1.0 + self.ratio


def profitability(
    flows: Sequence[float] | F64, outlays: Sequence[float] | F64, discounting: Discounting
) -> Profitability:
    """Return the profitability of flows (periods,), of which ``outlays`` (periods,), positive, are the investment.

    Raises:
        InputError: where an outlay is negative, none is above 0, or the lengths differ.

    """
    amounts, spent = finite_flows(flows, field="flows"), finite_flows(outlays, field="outlays")
    if amounts.size != spent.size:
        raise InputError(f"there are {spent.size} outlays for {amounts.size} periods", field="outlays")
    if (spent < 0).any() or not (spent > 0).any():
        raise InputError("outlays are written as positive amounts, and one of them above 0", field="outlays")
    return Profitability(float(present_values(amounts, discounting)), float(present_values(spent, discounting)))


def expected_monetary_value(chance: float, value: float, cost: float) -> float:
    """Return ``chance · value − (1 − chance) · cost`` of a well or a venture.

    Args:
        chance: of success, 0 to 1; 0 is a chance like any other.
        value: net value of success, all costs taken off.
        cost: what failure loses, 0 or more.

    """
    p = _chance(chance)
    return p * finite_number(value, field="value") - (1 - p) * finite_number(cost, field="cost", least=0)


def break_even_chance(value: float, cost: float) -> float:
    """Return the chance of success at which the expected monetary value is nought: ``cost / (cost + value)``.

    The pot odds of Peel (AAPG Bulletin 2016). Arguments as in :func:`expected_monetary_value`; value above 0.
    """
    lost = finite_number(cost, field="cost", least=0)
    return lost / (lost + finite_number(value, field="value", above=0))


def expected_value(values: Sequence[float] | F64, chances: Sequence[float] | F64) -> float:
    """Return the mean of outcomes of which exactly one comes: their chances must add up to 1.

    Raises:
        InputError: where they do not, by more than 1e-9, or a chance lies outside 0 to 1.

    """
    amounts, weights = _pairs(values, chances)
    total = math.fsum(weights)
    if abs(total - 1) > _CHANCES_ADD_UP:
        raise InputError(f"the chances add up to {total:g}", field="chances", expected="1: one outcome comes")
    return math.fsum(amounts * weights)


def risked_value(values: Sequence[float] | F64, chances: Sequence[float] | F64) -> float:
    """Return Σ chance · value of several ventures, each with its own chance; a venture of chance 0 adds nothing.

    Raises:
        InputError: where a chance is missing or lies outside 0 to 1: an unknown chance is not 1.

    """
    amounts, weights = _pairs(values, chances)
    return math.fsum(amounts * weights)


@dataclass(frozen=True, slots=True)
class GovernmentTake:
    """The state's share under both definitions in use; a share of nothing is None."""

    of_net_cash: float | None
    """``government / (government + contractor)``: of cash after capital outlays."""
    before_capex: float | None
    """``government / (government + contractor + capital outlays)``: with capital outlays added back."""
    reason: Reason | None
    """Why a share is None."""


def government_take(government: float, contractor: float, capex: float) -> GovernmentTake:
    """Return the state's share of a project's cash.

    Args:
        government: all that the state receives: royalty, profit petroleum, taxes, bonuses.
        contractor: net cash flow of the companies, after capital outlays and taxes.
        capex: capital outlays, 0 or more. All three at one convention, as sums or as present values.

    """
    state, firms = finite_number(government, field="government"), finite_number(contractor, field="contractor")
    net = state + firms
    gross = net + finite_number(capex, field="capex", least=0)
    reason = None
    if net <= 0:
        text = "a share of {cash} is not defined: the project's net cash is nought or less"
        reason = Reason("take_no_cash", text, cash=f"{net:,.0f}")
    return GovernmentTake(state / net if net > 0 else None, state / gross if gross > 0 else None, reason)


def unit_cost(
    outlays: Sequence[float] | F64, equity_barrels: Sequence[float] | F64, *, discounting: Discounting | None
) -> float:
    """Return yen a barrel of equity production.

    Args:
        outlays: (periods,) contributions in yen, positive.
        equity_barrels: (periods,) barrels of oil equivalent that the agency's money gives a right to, 0 or more.
        discounting: None for plain sums; else both are discounted, which gives the level price that would pay for the outlays.

    Raises:
        InputError: for negative amounts, other lengths, or no barrel at all.

    """
    yen, barrels = finite_flows(outlays, field="outlays"), finite_flows(equity_barrels, field="equity_barrels")
    if yen.size != barrels.size:
        raise InputError(f"there are {barrels.size} periods of barrels for {yen.size} of outlays", field="outlays")
    for name, given in (("outlays", yen), ("equity_barrels", barrels)):
        if (given < 0).any():
            raise InputError(f"period {int(np.argmax(given < 0)) + 1} is below 0", field=name, expected="0 or more")
    if not barrels.any():
        raise InputError(
            "no barrel is produced: there is no cost of one", field="equity_barrels", expected="a barrel in some period"
        )
    factors = np.ones(yen.size) if discounting is None else discounting.factors(yen.size)
    return float(yen @ factors) / float(barrels @ factors)


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Where a value changes sign as one input moves."""

    at: float
    """The input, a price say, to the tolerance."""
    value: float
    """The value there: near nought, or one side of a jump."""
    rises: bool
    """Whether the value rises with the input."""
    jump: bool
    """Whether the value leaps over nought, as at the edge of a fiscal band, so that it is nought nowhere near."""


def break_even(
    value_at: Callable[[float], float], low: float, high: float, *, tolerance: float, name: str = "price"
) -> BreakEven:
    """Find the input at which a value is nought, between two inputs at which it has opposite signs.

    Args:
        value_at: net present value under an input, a price for instance; one change of sign in between is taken for granted.
        low: lower input.
        high: upper input.
        tolerance: of the input, in its unit, above 0.
        name: what the input is called in a sentence of refusal.

    Raises:
        InputError: when both values have the same sign, saying on which side the break-even lies if anywhere.

    """
    from scipy.optimize import brentq

    ends = finite_number(low, field=name), finite_number(high, field=name)
    width = finite_number(tolerance, field="tolerance", above=0)
    if ends[0] >= ends[1]:
        raise InputError(f"{ends[0]:g} to {ends[1]:g} is no interval", field=name, expected="the lower end first")

    def value(x: float) -> float:
        return finite_number(value_at(x), field=f"value at {name} {x:g}")

    first, last = value(ends[0]), value(ends[1])
    if first and last and (first > 0) == (last > 0):
        sign = "above" if first > 0 else "below"
        nearer = "nowhere: the value does not change"
        if first != last:
            nearer = f"above {ends[1]:g}" if abs(last) < abs(first) else f"below {ends[0]:g}"
        raise InputError(
            f"the value is {sign} nought at both ends, {first:,.6g} at {ends[0]:g} and {last:,.6g} at {ends[1]:g}; the "
            f"break-even, if there is one, lies {nearer}",
            field=name, expected="an interval with a change of sign",
        )  # fmt: skip
    found = float(brentq(value, *ends, xtol=width, rtol=4 * float(np.finfo(float).eps)))
    at_found = value(found)
    near = [value(min(max(found + step, ends[0]), ends[1])) for step in (-2 * width, 2 * width)]
    # What the value changes by within the tolerance tells a slope from a jump: a slope halves with the width.
    closer = [value(min(max(found + step, ends[0]), ends[1])) for step in (-width, width)]
    across, half = abs(near[1] - near[0]), abs(closer[1] - closer[0])
    beside = min(abs(part) for part in closer)
    jump = half > 0.75 * across and beside > max(0.05 * across, 1e-9 * max(abs(first), abs(last)))
    return BreakEven(found, at_found, last > first, jump)


def _chance(given: float) -> float:
    p = finite_number(given, field="chance")
    if not 0 <= p <= 1:
        raise InputError(f"{p:g} is no chance", field="chance", expected="0 to 1")
    return p


def _pairs(values: Sequence[float] | F64, chances: Sequence[float] | F64) -> tuple[F64, F64]:
    amounts, weights = finite_flows(values, field="values"), finite_flows(chances, field="chances")
    if amounts.size != weights.size:
        raise InputError(f"there are {weights.size} chances for {amounts.size} values", field="chances")
    outside = (weights < 0) | (weights > 1)
    if outside.any():
        raise InputError(f"{weights[outside][0]:g} is no chance", field="chances", expected="0 to 1")
    return amounts, weights
