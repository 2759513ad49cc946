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
from typing import Literal

import numpy as np
import numpy.typing as npt

from sonae.compute import key_of, philox4x32, unit_of_words
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
        both[half::2] = ndtri(unit_of_words(words[2 * half], words[2 * half + 1]))
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

    def block(self, first: int, last: int, *, engine: Literal["compiled", "readable"] = "readable") -> F64:
        """Return the paths of scenarios ``first`` to ``last`` − 1, shape (names, periods, last − first).

        Memory while at work: about 8 bytes · (factors with a process · steps + months of the largest deck) · scenarios of the
        readable engine; that of the compiled one is some megabytes.

        Args:
            first: the first scenario.
            last: the scenario after the last.
            engine: the readable one is the reference; the compiled one gives the same numbers to 1e-12 and loads numba.

        Raises:
            InputError: when the scenarios are no run of numbers from 0 to 2^32 − 1, or a price by formula falls to zero.

        """
        if not 0 <= first < last <= _MOST:
            raise InputError(
                f"scenarios {first} to {last} cannot be made", expected="a run of numbers from 0 to 2^32 − 1"
            )
        out = np.empty((len(self.names), self.grid.count, last - first))
        wanted = [name for name in self.uncertainty.factors if name in self._monthly] if self.steps else []
        if engine == "compiled" and wanted:
            self._compiled(wanted, first, out)
            return out
        factors = self._factors(wanted, first, last)
        for at, name in enumerate(self.names):
            out[at] = mean_of_months(self._path(name, self.grid.first, factors, last - first), self.grid)
        return out

    def _compiled(self, wanted: list[str], first: int, out: F64) -> None:
        """Fill ``out`` (name, period, scenario) by the kernel, LANES scenarios after LANES."""
        from sonae.economics.conditions.paths_kernel import LANES, factor_paths, period_means

        root, law, less = self._mixing(wanted)
        drawn = np.flatnonzero((root != 0).any(axis=0))
        streams = np.asarray([factor_id(list(self.uncertainty.factors)[j]) for j in drawn], dtype=np.uint32)
        k0, k1 = (np.uint32(word) for word in key_of(self.seed))
        root = np.ascontiguousarray(root[:, drawn])
        paths, means = np.empty((len(wanted), self.steps, LANES)), np.empty((self.grid.count, LANES))
        step_of = self._step_of(self.grid.first, self.grid.months)
        for begin in range(0, out.shape[2], LANES):
            width = min(LANES, out.shape[2] - begin)
            factor_paths(first + begin, self._first_step, streams, k0, k1, root, law, less, paths)
            by_name = dict(zip(wanted, paths, strict=True))
            for at, name in enumerate(self.names):
                if name in by_name:
                    deck = self._from(name, self.grid.first)
                    period_means(deck, by_name[name], step_of, self.grid.period.months, means)
                    out[at, :, begin : begin + width] = means[:, :width]
                else:
                    own = {factor: path[:, :width] for factor, path in by_name.items()}
                    monthly = self._path(name, self.grid.first, own, width)
                    out[at, :, begin : begin + width] = mean_of_months(monthly, self.grid)

    def _path(self, name: str, first: int, factors: dict[str, F64], width: int) -> F64:
        """Return one name's monthly paths from month ``first``, shape (months, scenarios)."""
        deck = self.conditions.prices.get(name)
        if isinstance(deck, PriceFormula):
            reference = self._path(deck.formula.of, first - deck.formula.lead, factors, width)
            return self.conditions.decks.by_formula(name, deck, reference, first)
        monthly = np.repeat(self._from(name, first)[:, None], width, axis=1)
        if name in factors:
            steps = self._step_of(first, monthly.shape[0])
            moved = steps >= 0
            monthly[moved] *= factors[name][steps[moved]]
        return monthly

    def _step_of(self, first: int, months: int) -> npt.NDArray[np.int64]:
        """Return the step that each of ``months`` months from ``first`` lies in; −1 before the first uncertain month."""
        since = np.arange(first, first + months) - self.uncertainty.first_month
        return np.where(since >= 0, since // self.uncertainty.period.months, -1)

    @property
    def _first_step(self) -> int:
        """Number of the first step, see the head of this module."""
        return self.uncertainty.first_month // self.uncertainty.period.months

    def _mixing(self, wanted: list[str]) -> tuple[F64, F64, F64]:
        """Return root (wanted, factor), persistence and size of shocks (wanted, 2), what is taken off logs (wanted, step)."""
        every, years = list(self.uncertainty.factors), self.uncertainty.period.months / 12
        processes = [self.uncertainty.factors[name] for name in wanted]
        law = np.asarray([(process.persistence(years), process.shock(years)) for process in processes])
        less = np.zeros((len(wanted), self.steps))
        if self.uncertainty.centre == "mean":
            less = np.stack([0.5 * process.log_variances(self.steps, years) for process in processes])
        return self.uncertainty.root()[[every.index(name) for name in wanted]], law, less

    def _factors(self, wanted: list[str], first: int, last: int) -> dict[str, F64]:
        """Return path over deck by factor, shape (steps, scenarios); the mean correction is in it."""
        if not wanted:
            return {}
        root, law, less = self._mixing(wanted)
        draws: dict[str, F64] = {}
        out: dict[str, F64] = {}
        for name, weights, (persistence, scale), off in zip(wanted, root, law, less, strict=True):
            mixed = np.zeros((self.steps, last - first))
            # One factor after the other: a scenario has the same bits in a block of any width.
            for other, weight in zip(self.uncertainty.factors, weights, strict=True):
                if weight == 0:
                    continue
                if other not in draws:
                    draws[other] = shocks(self.seed, other, self._first_step, self.steps, first, last)
                mixed += weight * draws[other]
            mixed *= scale
            for k in range(1, self.steps):
                mixed[k] += persistence * mixed[k - 1]
            out[name] = np.exp(mixed - off[:, None])
        return out

    def _from(self, name: str, first: int) -> F64:
        return self._monthly[name][first - self._first[name] :]
