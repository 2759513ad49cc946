"""Does the hazard ranking find what was disrupted next? With what was known in each year, printed as it comes out.

METHOD §6. On 1 January of each year the rates are fitted to the acts begun before it, shares are those of the years
before. Pairs are (mineral, country) with at least 1 % of the world; a pair is a hit when an act that binds the importer
strikes it within the next 12 or 24 months. The area under the ROC curve (AUC) of the hazard is set beside share,
share × governance and recency for pairs, and beside HHI and GeoPolRisk for minerals. Data are of the present vintage,
cut at the year: revisions since then are in them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sonae.compute import Progress, Silent, uniforms
from sonae.core import InputError
from sonae.data import CAUSES, Act, Library
from sonae.supply_risk.exposure import Exposure
from sonae.supply_risk.geopolrisk import geopolrisk
from sonae.supply_risk.hazards import HazardModel, fit_hazards
from sonae.supply_risk.panel import METHOD_MATERIAL
from sonae.supply_risk.policy import Policy

__all__ = ["BacktestResult", "Forecast", "auc", "backtest", "forecast_counts", "pair_hazards"]

F64 = npt.NDArray[np.float64]

_FIRST_YEAR = 2000
_LEAST_SHARE = 0.01
_BOOTSTRAPS = 500


@dataclass(frozen=True, slots=True)
class BacktestResult:
    """AUC of one ranking over a horizon; the interval is 5–95 % of a bootstrap by act."""

    level: str
    """«pair» or «mineral»."""
    ranking: str
    months: int
    first_year: int
    last_year: int
    cases: int
    hits: int
    acts: int
    auc: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """Acts of a cause in a period, predicted from before it (5, 50, 95 %), and as they came."""

    cause: str
    first_year: int
    last_year: int
    low: float
    median: float
    high: float
    observed: int


def backtest(
    library: Library,
    exposure: Exposure,
    importer: str,
    policy: Policy,
    *,
    first_year: int = _FIRST_YEAR,
    last_year: int | None = None,
    months: Sequence[int] = (12, 24),
    seed: int | None = None,
    progress: Progress | None = None,
) -> list[BacktestResult]:
    """Test the hazard ranking year by year; see the module's text.

    Args:
        library: the data of the present vintage.
        exposure: world shares by year.
        importer: alpha-3 code; only acts that bind it count.
        policy: priors of the hazards.
        first_year: the first year forecast; at least five years of the log lie before it.
        last_year: the last year forecast; by default the last whose horizon has ended in the data's last year.
        months: horizons.
        seed: of the bootstrap.
        progress: told of each year.

    Raises:
        InputError: when no year is left to forecast.

    """
    shown = progress or Silent()
    end = library.years[-1]
    last = end if last_year is None else last_year
    if not first_year <= last <= end:
        raise InputError(f"there is no year to forecast from {first_year} to {last}", expected=f"years up to {end}")
    shown.stage("backtest", last - first_year + 1)
    years = []
    for year in range(first_year, last + 1):
        shown.check()
        years.append(_Year(library, exposure, importer, policy, year))
        shown.advance(1)
    key = policy.simulation.seed if seed is None else seed
    out = []
    for horizon in months:
        inside = [one for one in years if one.year + horizon // 12 - 1 <= end]
        out += _compare("pair", _PAIR_RANKINGS, [one.pairs(horizon) for one in inside], inside, horizon, key)
        produced = [one for one in inside if one.has_geopolrisk]
        out += _compare("mineral", ("hazard", "hhi"), [one.minerals(horizon) for one in inside], inside, horizon, key)
        out += _compare(
            "mineral, GeoPolRisk's years",
            ("hazard", "hhi", "geopolrisk"),
            [one.minerals(horizon, only=True) for one in produced],
            produced,
            horizon,
            key,
        )
    return out


_PAIR_RANKINGS = ("hazard", "share", "share_governance", "recency")


@dataclass(frozen=True)
class _Cases:
    """Scores by ranking, and for each case the acts that hit it (indices of all acts)."""

    scores: dict[str, F64]
    struck: list[tuple[str, ...]]


class _Year:
    def __init__(self, library: Library, exposure: Exposure, importer: str, policy: Policy, year: int) -> None:
        self.library, self.exposure, self.importer, self.policy, self.year = library, exposure, importer, policy, year
        known = dt.date(year - 1, 12, 31)
        self.hazards = fit_hazards(library, exposure, importer, known, policy)
        self.share = exposure.at(year - 1)
        self.rates = pair_hazards(self.hazards, exposure, self.share, policy)
        self.rows, self.columns = np.nonzero(self.share >= _LEAST_SHARE)
        own = exposure.lands.index(importer)
        keep = self.columns != own
        self.rows, self.columns = self.rows[keep], self.columns[keep]
        self.geopolrisk = self._geopolrisk()

    @property
    def has_geopolrisk(self) -> bool:
        return any(value is not None for value in self.geopolrisk)

    def _struck(self, months: int) -> dict[tuple[str, str], tuple[str, ...]]:
        start = dt.date(self.year, 1, 1)
        stop = dt.date(self.year + months // 12, 1, 1)
        out: dict[tuple[str, str], list[str]] = {}
        for act in self.library.acts.acts:
            if start <= act.start < stop and act.place_type == "country" and act.binds(self.importer):
                for symbol in act.minerals:
                    out.setdefault((symbol, act.place), []).append(act.id)
        return {pair: tuple(ids) for pair, ids in out.items()}

    def pairs(self, months: int) -> _Cases:
        struck = self._struck(months)
        symbols, lands = self.exposure.symbols, self.exposure.lands
        g = self.library.governance.panel(list(lands), self.policy.hazard.first_year, self.year - 1)[:, -1]
        weak = np.where(np.isnan(g), 1.0, (2.5 - g) / 5)
        share = self.share[self.rows, self.columns]
        recency = np.asarray(
            [
                _recency(self.hazards.acts, symbols[m], lands[c], self.year)
                for m, c in zip(self.rows, self.columns, strict=True)
            ]
        )
        return _Cases(
            {
                "hazard": self.rates[self.rows, self.columns],
                "share": share,
                "share_governance": share * weak[self.columns],
                "recency": recency,
            },
            [struck.get((symbols[m], lands[c]), ()) for m, c in zip(self.rows, self.columns, strict=True)],
        )

    def minerals(self, months: int, *, only: bool = False) -> _Cases:
        struck = self._struck(months)
        large = {
            (self.exposure.symbols[m], self.exposure.lands[c]) for m, c in zip(self.rows, self.columns, strict=True)
        }
        by_mineral: dict[str, set[str]] = {}
        for (symbol, land), ids in struck.items():
            if (symbol, land) in large:
                by_mineral.setdefault(symbol, set()).update(ids)
        chosen = [m for m in range(len(self.exposure.symbols)) if self.share[m].any()]
        if only:
            chosen = [m for m in chosen if self.geopolrisk[m] is not None]
        total = self.share.sum(axis=1)
        weights = self.share / np.where(total > 0, total, 1.0)[:, None]
        scores = {
            "hazard": (weights * self.rates).sum(axis=1)[chosen],
            "hhi": (weights**2).sum(axis=1)[chosen],
        }
        if only:
            scores["geopolrisk"] = np.asarray([self.geopolrisk[m] for m in chosen], dtype=float)
        return _Cases(scores, [tuple(sorted(by_mineral.get(self.exposure.symbols[m], ()))) for m in chosen])

    def _geopolrisk(self) -> list[float | None]:
        table = geopolrisk(self.library, years=[self.year - 1], importers=[self.importer])
        score = {row["material"]: row["score"] for row in table.iter_rows(named=True) if row["status"] == "assessed"}
        register = self.library.minerals.register
        out: list[float | None] = []
        for symbol in self.exposure.symbols:
            values = [
                score[METHOD_MATERIAL[name]]
                for name in register[symbol].materials
                if METHOD_MATERIAL.get(name) in score
            ]
            out.append(max(values) if values else None)
        return out


def pair_hazards(hazards: HazardModel, exposure: Exposure, share: F64, policy: Policy) -> F64:
    """Return the expected acts a year that strike each (mineral, country), shape (mineral, country)."""
    level = np.searchsorted(np.asarray(policy.shares.classes), share, side="right")
    hit = hazards.mean.hits[:, level]
    under = np.zeros(share.shape, dtype=bool)
    for symbol, land in hazards.under_measure:
        if symbol in exposure.symbols:
            under[exposure.symbols.index(symbol), exposure.lands.index(land)] = True
    k = CAUSES.index("policy")
    hit[k] = np.where(under, np.minimum(1.0, hit[k] * hazards.mean.escalation), hit[k])
    return np.asarray(np.einsum("kmc,ck->mc", hit, hazards.mean.rates))


def _recency(acts: Sequence[Act], symbol: str, land: str, year: int) -> float:
    """Discounted count of past acts on the pair: each counts half as much for every five years."""
    day = dt.date(year, 1, 1)
    ages = [(day - act.start).days / 365.25 for act in acts if act.place == land and symbol in act.minerals]
    return float(sum(0.5 ** (age / 5) for age in ages))


def _compare(
    level: str, rankings: Sequence[str], cases: Sequence[_Cases], years: Sequence[_Year], months: int, seed: int
) -> list[BacktestResult]:
    if not cases:
        return []
    struck = [ids for part in cases for ids in part.struck]
    hit = np.asarray([bool(ids) for ids in struck])
    acts = sorted({act for ids in struck for act in ids})
    number = {act: i for i, act in enumerate(acts)}
    if not acts or hit.all():
        return []
    weights = _bootstrap_weights(len(acts), seed)
    positive = [np.asarray([number[act] for act in ids]) for ids in struck if ids]
    drawn = np.stack([weights[:, rows].sum(axis=1) for rows in positive], axis=1)
    # A case struck by two acts is two hits: the bootstrap by act draws them apart.
    once = np.asarray([rows.size for rows in positive], dtype=float)
    out = []
    for ranking in rankings:
        score = np.concatenate([part.scores[ranking] for part in cases])
        below = _share_below(score[hit], score[~hit])
        value = float((once * below).sum() / once.sum())
        resampled = (drawn * below).sum(axis=1) / drawn.sum(axis=1)
        low, high = (float(v) for v in np.quantile(resampled, [0.05, 0.95]))
        out.append(
            BacktestResult(
                level,
                ranking,
                months,
                years[0].year,
                years[-1].year,
                hit.size,
                int(hit.sum()),
                len(acts),
                value,
                low,
                high,
            )
        )
    return out


def _bootstrap_weights(acts: int, seed: int) -> F64:
    """How often each act is drawn in each resample of as many acts, shape (resample, act)."""
    drawn = np.minimum((uniforms(seed, 41, _BOOTSTRAPS, acts) * acts).astype(np.int64), acts - 1)
    out = np.zeros((_BOOTSTRAPS, acts))
    np.add.at(out, (np.arange(_BOOTSTRAPS)[:, None], drawn), 1.0)
    return out


def _share_below(positive: F64, negative: F64) -> F64:
    """For each positive the share of negatives ranked below it, ties half."""
    ordered = np.sort(negative)
    left, right = np.searchsorted(ordered, positive, "left"), np.searchsorted(ordered, positive, "right")
    return np.asarray((left + right) / 2 / negative.size)


def auc(positive: F64, negative: F64) -> float:
    """Return the area under the ROC curve: the chance that a hit is ranked above a non-hit, ties half."""
    return float(_share_below(np.asarray(positive, dtype=float), np.asarray(negative, dtype=float)).mean())


def forecast_counts(
    library: Library,
    exposure: Exposure,
    importer: str,
    policy: Policy,
    *,
    fitted_to: int = 2014,
    years: int = 10,
    seed: int | None = None,
) -> list[Forecast]:
    """Predict the acts of each cause in the years after ``fitted_to`` and count those that came (METHOD §3, check).

    Each posterior draw gives a mean; a Poisson count is drawn about it, so that the interval holds both doubts.
    """
    from scipy.stats import poisson

    key = policy.simulation.seed if seed is None else seed
    model = fit_hazards(library, exposure, importer, dt.date(fitted_to, 12, 31), policy)
    draws = model.draws(400, key + 51)
    means = np.stack([draw.rates.sum(axis=0) for draw in draws]) * years
    u = uniforms(key, 52, means.shape[0] * 10, means.shape[1] + 1)
    repeated = np.repeat(means, 10, axis=0)
    counts = np.asarray(poisson.ppf(u[:, :-1], repeated))
    first, last = fitted_to + 1, fitted_to + years
    came = [
        act for act in library.acts.acts
        if first <= act.start.year <= last and act.place_type == "country" and act.binds(importer)
        and act.minerals & set(exposure.symbols)
    ]  # fmt: skip
    out = []
    for name, sample, observed in [
        *((cause, counts[:, k], sum(act.cause == cause for act in came)) for k, cause in enumerate(CAUSES)),
        ("all", counts.sum(axis=1), len(came)),
    ]:
        low, median, high = (float(v) for v in np.quantile(sample, [0.05, 0.5, 0.95]))
        out.append(Forecast(name, first, last, low, median, high, observed))
    return out
