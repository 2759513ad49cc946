"""What a guarantee is worth: expected loss, fee, break-even fee, and the distribution of the loss.

A default in period t calls an amount C at its end. With discount factor v and the loss factor ℓ of recourse,

    loss = C · v(t) · ℓ,     fee = f · Σ_{k < t, or ≤ t} principal_k · years_k · v(k),

the fee stopping at default as its timing says. With chances of default given survival, p_t = PD_t · Π_{k<t} (1 − PD_k), and
the loss has one value a period and 0: its distribution is exact. With scenarios of cash flow each has the same weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sonae.core import InputError
from sonae.economics.guarantee.default import Defaults
from sonae.economics.guarantee.terms import ExposurePath, GuaranteeTerms, Recourse

__all__ = ["GuaranteeValue", "Tail", "tail_of", "value_by_chance", "value_by_scenarios"]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

_SLACK = 1e-12
"""Sums of weights are compared with a level to this; the expected shortfall does not jump at it."""


@dataclass(frozen=True, slots=True)
class Tail:
    """Mean, quantile and expected shortfall of a loss."""

    level: float
    mean: float
    quantile: float
    """Least loss that is not exceeded with a chance of ``level`` or more (P95)."""
    shortfall: float
    """Mean of the worst 1 − ``level``, a loss on the border counted in part (ES95; Acerbi and Tasche 2002)."""


@dataclass(frozen=True, slots=True)
class GuaranteeValue:
    """Value of a guarantee at the base date; present values unless said otherwise."""

    default_chance: F64
    """Chance of default in each period, seen from the base date, shape (periods,)."""
    expected_exposure: F64
    """Guaranteed principal of each period times the chance that it begins without default, shape (periods,)."""
    expected_payment: F64
    """Expected payment under the guarantee at the end of each period, not discounted, shape (periods,)."""
    expected_loss: float
    """Payments less recoveries, expected, not discounted."""
    loss: float
    fee: float
    break_even_fee: float | None
    """Fee a year that pays for the expected loss; None where no fee could ever fall due."""
    tail: Tail
    """Of the present value of the loss."""
    tail_after_fee: Tail
    """Of the present value of the loss less the fees of the same outcome."""

    @property
    def net(self) -> float:
        """Fee less expected loss."""
        return self.fee - self.loss


def tail_of(losses: Sequence[float] | F64, weights: Sequence[float] | F64 | None = None, level: float = 0.95) -> Tail:
    """Return mean, quantile and expected shortfall of weighted losses.

    Args:
        losses: one an outcome.
        weights: chances that add up to 1; equal ones where none are given.
        level: between 0 and 1.

    Raises:
        InputError: for losses that are no numbers, weights that are no chances, or another level.

    """
    values = np.asarray(losses, dtype=np.float64)
    if values.ndim != 1 or not values.size or not np.isfinite(values).all():
        raise InputError("losses must be finite numbers", field="losses")
    chances = np.full(values.size, 1 / values.size) if weights is None else np.asarray(weights, dtype=np.float64)
    if chances.shape != values.shape or not (chances >= 0).all() or abs(chances.sum() - 1) > 1e-9:
        raise InputError("weights must be chances that add up to 1, one a loss", field="weights")
    if not 0 < level < 1:
        raise InputError(f"the level {level:g} lies outside 0 to 1", field="level")
    order = np.argsort(values, kind="stable")
    values, chances = values[order], chances[order]
    reached = np.cumsum(chances)
    k = min(int(np.searchsorted(reached, level - _SLACK)), values.size - 1)
    beyond = float(values[k + 1 :] @ chances[k + 1 :])
    border = (1.0 - level) - float(chances[k + 1 :].sum())
    quantile = float(values[k])
    return Tail(level, float(values @ chances), quantile, (beyond + quantile * border) / (1.0 - level))


def value_by_chance(
    path: ExposurePath,
    terms: GuaranteeTerms,
    default_chance: Sequence[float] | F64,
    recourse: Recourse,
    *,
    rate: float,
    level: float = 0.95,
) -> GuaranteeValue:
    """Value a guarantee by chances of default in each period given survival to its start.

    Args:
        path: exposure by period; a default calls all of it.
        terms: share, cover and fee.
        default_chance: PD of each period, shape (periods,).
        recourse: what is got back.
        rate: discount rate a year, compounded yearly.
        level: level of the tail.

    Raises:
        InputError: for chances outside 0 to 1, another number of them, or a rate that is none.

    """
    chance = np.asarray(default_chance, dtype=np.float64)
    if chance.shape != path.principal.shape:
        raise InputError(f"{chance.size} chances for {path.principal.size} periods", field="default chance")
    if not ((chance >= 0) & (chance <= 1)).all():
        raise InputError("a chance of default lies outside 0 to 1", field="default chance")
    survival = np.cumprod(1.0 - chance)
    before = np.append(1.0, survival[:-1])
    weights = np.append(before * chance, survival[-1])
    period = np.append(np.arange(chance.size), -1)
    called = np.append(path.exposure, 0.0)
    return _value(path, terms, recourse, rate, level, period, called, weights)


def value_by_scenarios(
    path: ExposurePath,
    terms: GuaranteeTerms,
    defaults: Defaults,
    recourse: Recourse,
    *,
    rate: float,
    level: float = 0.95,
) -> GuaranteeValue:
    """Value a guarantee by the defaults of scenarios of cash flow, all of one weight; see :func:`value_by_chance`."""
    count = defaults.period.size
    return _value(path, terms, recourse, rate, level, defaults.period, defaults.called, np.full(count, 1 / count))


def _value(
    path: ExposurePath,
    terms: GuaranteeTerms,
    recourse: Recourse,
    rate: float,
    level: float,
    period: I64,
    called: F64,
    weights: F64,
) -> GuaranteeValue:
    if not -1 < rate < 10:
        raise InputError(f"the discount rate {rate:g} cannot be", field="rate", expected="a decimal fraction a year")
    periods = path.principal.size
    discount = (1.0 + rate) ** -path.ends
    fell = period >= 0
    losses = np.where(fell, called * discount[period], 0.0) * recourse.loss_factor(rate)
    unit_fees = _fees(path, terms.fee_timing, rate)[np.where(fell, period, periods)]
    fees = float(terms.fee_rate) * unit_fees
    chance = np.bincount(period[fell], weights[fell], periods).astype(np.float64)
    paid = np.bincount(period[fell], (weights * called)[fell], periods).astype(np.float64)
    loss, unit = float(losses @ weights), float(unit_fees @ weights)
    started = 1.0 - np.append(0.0, np.cumsum(chance)[:-1])
    return GuaranteeValue(
        default_chance=chance,
        expected_exposure=path.principal * started,
        expected_payment=paid,
        expected_loss=float(paid.sum()) * (1.0 - recourse.share),
        loss=loss,
        fee=float(fees @ weights),
        break_even_fee=loss / unit if unit > 0 else None,
        tail=tail_of(losses, weights, level),
        tail_after_fee=tail_of(losses - fees, weights, level),
    )


def _fees(path: ExposurePath, timing: str, rate: float) -> F64:
    """Present value of a fee of 1 a year by period of default, the last entry for none, shape (periods + 1,)."""
    at = path.starts if timing == "advance" else path.ends
    # A fee in advance of a period that began before the base date has been paid.
    due = np.where(at >= 0, path.principal * path.years * (1.0 + rate) ** -at, 0.0)
    paid = np.cumsum(due)
    first = np.append(0.0, paid[:-1]) if timing == "arrears of survivors" else paid
    return np.append(first, paid[-1])
