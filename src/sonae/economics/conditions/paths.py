"""Price and exchange-rate paths that every project of a scenario shares: made scenario by scenario, never kept.

Random numbers are counter based: the shock of factor f in step k of scenario n is the normal number of Philox counter
(n, ⌊k/2⌋, id(f), PATHS), the first half of its words for even k and the second for odd, key = seed. k counts calendar
months, calendar years or fiscal years from year 0, and id(f) is the first 32 bits of the SHA-256 of the factor's name. A
scenario is therefore the same in any block and any order, and a condition set of next year draws the same numbers for the same
months.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sonae.compute import key_of, philox4x32
from sonae.core import InputError, UnknownChoiceError
from sonae.economics.conditions.condition_set import ConditionSet
from sonae.economics.conditions.grid import PeriodGrid, mean_of_months
from sonae.economics.conditions.prices import PriceFormula
from sonae.economics.conditions.processes import Uncertainty

__all__ = ["PATHS", "SharedPaths", "factor_id", "shared_paths", "shocks"]

F64 = npt.NDArray[np.float64]
PATHS = 7
"""Fourth word of the counters; the stock simulation uses 1 to 6."""
_MOST = 2**32


def factor_id(name: str) -> int:
    """Return the 32-bit number of a factor, from its name alone."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")


def shocks(seed: int, name: str, first_step: int, steps: int, first: int, last: int) -> F64:
    """Return independent standard normal numbers of one factor, shape (steps, last − first).

    Args:
        seed: 0 to 2^64 − 1.
        name: of the factor.
        first_step: number of the first step, see the head of this module.
        steps: how many.
        first: the first scenario.
        last: the scenario after the last.

    """
    from scipy.special import ndtri

    pairs = np.arange(first_step // 2, (first_step + steps - 1) // 2 + 1, dtype=np.uint64)[:, None]
    scenarios = np.arange(first, last, dtype=np.uint64)[None, :]
    words = philox4x32((scenarios, pairs, factor_id(name), PATHS), key_of(seed))
    both = np.empty((2 * pairs.shape[0], scenarios.shape[1]))
    for half in (0, 1):
        bits = (words[2 * half].astype(np.uint64) << np.uint64(20)) | (
            words[2 * half + 1].astype(np.uint64) >> np.uint64(12)
        )
        both[half::2] = ndtri((bits.astype(np.float64) + 0.5) * 2.0**-52)
    return both[first_step % 2 :][:steps]


def shared_paths(conditions: ConditionSet, grid: PeriodGrid, names: Sequence[str], *, seed: int) -> SharedPaths:
    """Return what makes the paths of prices and rates of exchange.

    Args:
        conditions: a set with a section «uncertainty».
        grid: the periods.
        names: price decks and quoted pairs, in the order wanted. One without a process keeps to its deck; a formula follows
            the path of its reference.
        seed: 0 to 2^64 − 1.

    Raises:
        UnknownChoiceError: when a name is neither a price nor a pair.
        InputError: when the set states no uncertainty, a name is given twice, or a deck does not cover the periods.

    """
    file = conditions.file or conditions.name
    if conditions.uncertainty is None:
        raise InputError("the condition set states no uncertainty", file=file, field="uncertainty")
    key_of(seed)
    known = [*conditions.prices, *conditions.fx.rates]
    for name in names:
        if name not in known:
            raise UnknownChoiceError("price or pair", name, known)
        if list(names).count(name) > 1:
            raise InputError(f"«{name}» is asked for twice", field="names")
    if not names:
        raise InputError("no price and no pair is asked for", field="names")
    return SharedPaths(conditions, conditions.uncertainty, grid, tuple(names), seed)


@dataclass(frozen=True, slots=True)
class SharedPaths:
    """Paths of ``names`` over ``grid``; prices are in nominal money of their decks, rates of exchange as quoted."""

    conditions: ConditionSet
    uncertainty: Uncertainty
    grid: PeriodGrid
    names: tuple[str, ...]
    seed: int
    _monthly: dict[str, F64] = field(init=False, repr=False, compare=False, default_factory=dict)
    _first: dict[str, int] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.names:
            self._take(name, self.grid.first)

    def _take(self, name: str, first: int) -> None:
        """Keep the monthly deck of a name from month ``first``, and of what its formula needs."""
        decks = self.conditions.decks
        first = min(first, self._first.get(name, first))
        count = self.grid.last - first + 1
        self._first[name] = first
        if name in self.conditions.fx.rates:
            self._monthly[name] = decks.quoted(name, first, count)
        elif isinstance(deck := decks.deck(name), PriceFormula):
            self._take(deck.formula.of, first - deck.formula.lead)
            self._monthly[name] = decks.nominal(name, first, count)
        else:
            self._monthly[name] = decks.nominal(name, first, count)

    @property
    def steps(self) -> int:
        """Uncertain steps up to the end of the grid."""
        period, start = self.uncertainty.period, self.uncertainty.first_month
        return max(0, (period.first_month(self.grid.last) - start) // period.months + 1)

    def deck(self) -> F64:
        """Return the decks themselves, shape (names, periods): what the paths are centred on."""
        return np.stack([mean_of_months(self._from(name, self.grid.first), self.grid) for name in self.names])

    def block(self, first: int, last: int) -> F64:
        """Return the paths of scenarios ``first`` to ``last`` − 1, shape (names, periods, last − first).

        Memory while at work: about 8 bytes · (factors with a process · steps + months of the largest deck) · scenarios.

        Raises:
            InputError: when the scenarios are no run of numbers from 0 to 2^32 − 1, or a price by formula falls to zero.

        """
        if not 0 <= first < last <= _MOST:
            raise InputError(
                f"scenarios {first} to {last} cannot be made", expected="a run of numbers from 0 to 2^32 − 1"
            )
        logs = self._log_factors(first, last)
        out = np.empty((len(self.names), self.grid.count, last - first))
        for at, name in enumerate(self.names):
            out[at] = mean_of_months(self._path(name, self.grid.first, logs, last - first), self.grid)
        return out

    def _path(self, name: str, first: int, logs: dict[str, F64], width: int) -> F64:
        """Return one name's monthly paths from month ``first``, shape (months, scenarios)."""
        deck = self.conditions.prices.get(name)
        if isinstance(deck, PriceFormula):
            reference = self._path(deck.formula.of, first - deck.formula.lead, logs, width)
            return self.conditions.decks.by_formula(name, deck, reference, first)
        monthly = np.repeat(self._from(name, first)[:, None], width, axis=1)
        if name in logs and logs[name].shape[0]:
            period, start = self.uncertainty.period, self.uncertainty.first_month
            factors = np.exp(logs[name])
            for row in range(max(0, start - first), monthly.shape[0]):
                monthly[row] *= factors[(first + row - start) // period.months]
        return monthly

    def _log_factors(self, first: int, last: int) -> dict[str, F64]:
        """Return the log of path over deck by factor, shape (steps, scenarios); the mean correction is in it."""
        factors = list(self.uncertainty.factors)
        wanted = [name for name in factors if name in self._monthly]
        if not wanted or not self.steps:
            return {}
        root, period = self.uncertainty.root(), self.uncertainty.period
        number = self.uncertainty.first_month // period.months
        years = period.months / 12
        draws: dict[str, F64] = {}
        out: dict[str, F64] = {}
        for name in wanted:
            i = factors.index(name)
            mixed = np.zeros((self.steps, last - first))
            for j in range(i + 1):  # one factor after the other: a scenario has the same bits in a block of any width
                if root[i, j] != 0:
                    other = factors[j]
                    if other not in draws:
                        draws[other] = shocks(self.seed, other, number, self.steps, first, last)
                    mixed += root[i, j] * draws[other]
            process = self.uncertainty.factors[name]
            persistence, scale = process.persistence(years), process.shock(years)
            mixed *= scale
            for k in range(1, self.steps):
                mixed[k] += persistence * mixed[k - 1]
            if self.uncertainty.centre == "mean":
                mixed -= 0.5 * process.log_variances(self.steps, years)[:, None]
            out[name] = mixed
        return out

    def _from(self, name: str, first: int) -> F64:
        return self._monthly[name][first - self._first[name] :]
