"""What a simulation of the stock found, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from sonae.core import Classification, InputError

__all__ = ["Histogram", "Kept", "StockResult", "month_rows", "result_rows", "year_rows"]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Histogram:
    """Scenarios by bins with edges fixed by the model: 64 steps an octave, so a step is at most 1.6 % of a value."""

    edges: F64 = field(repr=False)
    numbers: I64 = field(repr=False)
    amounts: F64 = field(repr=False)
    """Sum of the values in each bin."""

    def quantile(self, share: float) -> float:
        """Value below which ``share`` of the scenarios lie, spread evenly within a bin: right to within a bin."""
        _check_share(share)
        reached = np.cumsum(self.numbers)
        wanted = share * reached[-1]
        bin_ = min(int(np.searchsorted(reached, wanted, side="left")), reached.size - 1)
        inside = (wanted - (reached[bin_] - self.numbers[bin_])) / max(1, self.numbers[bin_])
        if self.edges[bin_] < 0 < self.edges[bin_ + 1]:
            return 0.0
        return float(self.edges[bin_] + (self.edges[bin_ + 1] - self.edges[bin_]) * min(1.0, max(0.0, inside)))

    def cvar(self, share: float = 0.95) -> float:
        """Mean of the worst ``1 − share`` of the scenarios; the bin that is cut counts with its own mean."""
        _check_share(share)
        above = np.cumsum(self.numbers[::-1])[::-1]
        wanted = (1.0 - share) * above[0]
        taken = np.clip(wanted - (above - self.numbers), 0.0, self.numbers)
        mean = np.divide(self.amounts, self.numbers, out=np.zeros_like(self.amounts), where=self.numbers > 0)
        return float((taken * mean).sum() / wanted)


@dataclass(frozen=True, slots=True)
class Kept:
    """Every scenario's discounted cost (yen), shortage (t) and its value (yen), shape (material, scenario)."""

    cost: F64
    shortage_t: F64
    shortage_yen: F64


@dataclass(frozen=True)
class StockResult:
    """Means and distributions over scenarios. Arrays by material end with a row of all materials where they say so.

    Costs are discounted yen over the whole horizon; tonnes are of contained element.
    """

    classification: Classification
    scenarios: int
    seed: int
    symbols: tuple[str, ...]
    months: int
    cost: F64
    """Mean by material, then all."""
    cost_error: F64
    """Standard error of the mean, by material, then all."""
    shortage_t: F64
    """Mean over scenarios of the tonnes lacking, by material."""
    shortage_yen: F64
    """Mean value of shortage, by material, then all; so the next four."""
    purchases_yen: F64
    proceeds_yen: F64
    holding_yen: F64
    rotation_yen: F64
    run_out: F64
    """Probability that need is unmet in some month, by material, then of any material."""
    run_out_by_month: F64
    stock_by_month: F64
    """Mean stock at the end of the month, t, shape (material, month)."""
    shortage_by_month: F64
    cover_by_month: F64
    """Mean days of reference consumption that the national stock covers."""
    cover_numbers: I64 = field(repr=False)
    """Scenarios by bin of cover, shape (material, month, bin); bin k lies around k · ``cover_step`` days."""
    cover_step: F64 = field(repr=False)
    """Resolution of quantiles of cover, days: 1/128 of the larger of target and start."""
    bought_by_year: F64 = field(repr=False)
    """Mean t bought, shape (material, fiscal year of twelve months); then released and yen spent, not discounted."""
    released_by_year: F64 = field(repr=False)
    spent_by_year: F64 = field(repr=False)
    budget_binds: F64 = field(repr=False)
    """Probability that a year's budget cuts a purchase."""
    cost_numbers: tuple[Histogram, ...] = field(repr=False)
    shortage_t_numbers: tuple[Histogram, ...] = field(repr=False)
    shortage_yen_numbers: tuple[Histogram, ...] = field(repr=False)
    kept: Kept | None = field(default=None, repr=False)

    def cover_quantile(self, share: float) -> F64:
        """Quantile of days of cover, shape (material, month), to the nearest ``cover_step``."""
        _check_share(share)
        reached = np.cumsum(self.cover_numbers, axis=2)
        first: F64 = (reached >= share * self.scenarios).argmax(axis=2) * self.cover_step[:, None]
        return first


def result_rows(result: StockResult, *, tail: float = 0.95) -> list[dict[str, Any]]:
    """Return one row a material and one of all: what a table or a file shows."""
    rows: list[dict[str, Any]] = []
    low = result.cover_quantile(1.0 - tail)
    for m, symbol in enumerate((*result.symbols, "all")):
        one = m < len(result.symbols)
        rows.append(
            {
                "symbol": symbol,
                "cost_yen": result.cost[m],
                "cost_error_yen": result.cost_error[m],
                "cost_cvar_yen": result.cost_numbers[m].cvar(tail),
                "shortage_t": result.shortage_t[m] if one else None,
                "shortage_cvar_t": result.shortage_t_numbers[m].cvar(tail) if one else None,
                "shortage_yen": result.shortage_yen[m],
                "shortage_cvar_yen": result.shortage_yen_numbers[m].cvar(tail),
                "run_out": result.run_out[m],
                "cover_end_days": result.cover_by_month[m, -1] if one else None,
                "cover_end_low_days": low[m, -1] if one else None,
                "bought_t": result.bought_by_year[m].sum() if one else None,
                "released_t": result.released_by_year[m].sum() if one else None,
                "spent_yen": result.spent_by_year[m].sum() if one else result.spent_by_year.sum(),
            }
        )
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def year_rows(result: StockResult) -> list[dict[str, Any]]:
    """Return one row a material and fiscal year, and one of all; years count from 1."""
    rows: list[dict[str, Any]] = []
    for y in range(result.spent_by_year.shape[1]):
        for m, symbol in enumerate(result.symbols):
            rows.append(
                {
                    "year": y + 1, "symbol": symbol, "bought_t": result.bought_by_year[m, y],
                    "released_t": result.released_by_year[m, y], "spent_yen": result.spent_by_year[m, y],
                    "budget_binds": None,
                }
            )  # fmt: skip
        rows.append(
            {
                "year": y + 1, "symbol": "all", "bought_t": None, "released_t": None,
                "spent_yen": result.spent_by_year[:, y].sum(), "budget_binds": result.budget_binds[y],
            }
        )  # fmt: skip
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def month_rows(result: StockResult, *, low: float = 0.05) -> list[dict[str, Any]]:
    """Return one row a material and month: days of cover, their low and middle quantile, chance of running out."""
    lower, middle = result.cover_quantile(low), result.cover_quantile(0.5)
    return [
        {
            "symbol": symbol, "month": t + 1, "stock_t": float(result.stock_by_month[m, t]),
            "cover_days": float(result.cover_by_month[m, t]), "cover_low_days": float(lower[m, t]),
            "cover_median_days": float(middle[m, t]), "run_out": float(result.run_out_by_month[m, t]),
            "shortage_t": float(result.shortage_by_month[m, t]),
        }
        for m, symbol in enumerate(result.symbols)
        for t in range(result.months)
    ]  # fmt: skip


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, np.floating) else value


def _check_share(share: float) -> None:
    if not 0 < share < 1:
        raise InputError(f"a share of {share} is no quantile", expected="above 0 and below 1")
