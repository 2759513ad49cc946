"""The simulation in plain numpy: the rules of :mod:`.model` month by month, written to be read.

It keeps every month of every scenario, and is held to an independent count of every tonne by tests; the compiled
kernel equals it to 1e-9.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sonae.stockpile.simulation.model import StockModel
from sonae.stockpile.simulation.packing import purchase_curve
from sonae.stockpile.simulation.paths import Paths

__all__ = ["ROUNDING", "Courses", "run_plain"]

F64 = npt.NDArray[np.float64]
ROUNDING = 1e-9
"""Below this share of a month of consumption a release, a shortage or a want is rounding; of a year's budget, a rest."""


@dataclass(frozen=True, slots=True)
class Courses:
    """What the stock did, shape (scenario, material, month), tonnes and yen; money is not discounted."""

    release: F64
    shortage: F64
    purchase: F64
    spend: F64
    rotated: F64
    stock: F64
    """At the end of the month."""
    shortage_yen: F64
    proceeds: F64
    holding: F64
    rotation: F64
    binds: npt.NDArray[np.bool_]
    """True where the budget cut a purchase of the month."""

    def cost(self, model: StockModel) -> F64:
        """Discounted cost by scenario and material, yen."""
        month = self.shortage_yen + self.spend - self.proceeds + self.holding + self.rotation
        cost: F64 = month @ (model.costs.month_factor ** np.arange(model.months))
        return cost


def run_plain(model: StockModel, paths: Paths) -> Courses:
    """Run the stock of each scenario of ``paths`` by rules 3 to 6."""
    shape = paths.need.shape
    out = {name: np.zeros(shape) for name in Courses.__slots__ if name != "binds"}
    binds = np.zeros(shape, dtype=bool)
    stock = np.tile([rule.start_t for rule in model.rules], (shape[0], 1)).astype(float)
    since = np.full(shape[:2], np.inf)
    left = np.full(shape[0], np.inf)
    into = np.zeros(shape)
    entered, gone = stock.copy(), np.zeros(shape[:2])
    target, cap_t = model.target_t(), model.purchase_cap_t()
    for t in range(model.months):
        if t % 12 == 0 and model.budgets_yen:
            left[:] = model.budgets_yen[t // 12]
        for m, (material, rule) in enumerate(zip(model.materials, model.rules, strict=True)):
            month, price = material.consumption_t_a_month, material.price_yen_a_t
            called = paths.called[:, m, t]
            room = np.maximum(0.0, stock[:, m] - rule.tight_floor_days * material.consumption_t_a_day)
            release = np.minimum(np.minimum(called, room), rule.release_cap_share * month)
            release = np.where(release > ROUNDING * month, release, 0.0)
            shortage = np.where(called - release > ROUNDING * month, called - release, 0.0)
            stock[:, m] -= release
            gone[:, m] += release
            since[:, m] = np.where(release > 0, 0.0, since[:, m] + 1.0)
            want = np.minimum(target[m] - stock[:, m], cap_t[m])
            allowed = (paths.lost[:, m, t] <= 0) & (since[:, m] > rule.no_repurchase_months) & ~paths.failed[:, m, t]
            want = np.where(allowed & (want > ROUNDING * month), want, 0.0)
            bought, spend = _buy(model, m, want, paths.price[:, m, t], left)
            rest = left - spend
            least = ROUNDING * model.budgets_yen[t // 12] if model.budgets_yen else 0.0
            left = np.where(rest > least, rest, 0.0)
            binds[:, m, t] = bought < want
            stock[:, m] += bought
            entered[:, m] += bought
            rotated = _past_shelf_life(rule.start_t, rule.shelf_life_months, t, into[:, m], gone[:, m])
            gone[:, m] += rotated
            entered[:, m] += rotated
            into[:, m, t] = entered[:, m]
            worth = model.costs.shortage_value + model.costs.shortage_curve * shortage / paths.demand[:, m, t]
            out["release"][:, m, t], out["shortage"][:, m, t] = release, shortage
            out["purchase"][:, m, t], out["spend"][:, m, t] = bought, spend
            out["rotated"][:, m, t], out["stock"][:, m, t] = rotated, stock[:, m]
            out["shortage_yen"][:, m, t] = price * shortage * worth
            out["proceeds"][:, m, t] = release * paths.price[:, m, t] * (1.0 - model.costs.sale_discount)
            out["holding"][:, m, t] = model.costs.holding_a_year / 12 * price * stock[:, m]
            out["rotation"][:, m, t] = model.costs.rotation * price * rotated
    return Courses(**out, binds=binds)


def _buy(model: StockModel, m: int, want: F64, price: F64, left: F64) -> tuple[F64, F64]:
    """Return tonnes bought and yen spent: as much of ``want`` as the money left buys at the price of the steps."""
    slopes, offsets = purchase_curve(model)
    can = ((left / price)[:, None] - offsets[m]) / slopes
    bought = np.minimum(want, np.maximum(0.0, can.min(axis=1)))
    spend = price * np.maximum(0.0, (slopes * bought[:, None] + offsets[m]).max(axis=1))
    return np.where(left > 0, bought, 0.0), np.where(left > 0, np.minimum(spend, left), 0.0)


def _past_shelf_life(start: float, life: int, t: int, into: F64, gone: F64) -> F64:
    """Return what has lain longer than its shelf life at the end of month t.

    What came first goes first, so that of all tonnes that came up to month s, ``into[s] − gone`` are still there. The
    ages of the stock at the start are spread evenly over the shelf life.
    """
    if life == 0:
        return np.zeros_like(gone)
    old = np.full_like(gone, start * (t + 1) / life) if t < life else into[:, t - life]
    return np.maximum(0.0, old - gone)
