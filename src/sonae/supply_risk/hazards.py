"""How often supply is cut: rates of acts by country and cause, and what an act then hits.

METHOD §3. For country c and cause k the rate is ``λ = θ_c μ``, ``θ_c ~ Gamma(a, a)``, ``ln μ = α_k + β_k (g_c − ḡ)``
with g the mean of the six governance dimensions in the year. The marginal law of the country-years is a negative
binomial; it is fitted by cause (maximum a posteriori, Laplace covariance) over countries with at least 1 % of any
stage, and each country's own record updates its θ: ``θ_c | n ~ Gamma(a + Σn, a + Σμ)``.

A second step gives the probability that an act hits a mineral, by cause and class of world share; a mineral already
under a measure of the country is hit by further acts of policy more often (escalation).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sonae.compute import standard_normals, uniforms
from sonae.core import InputError, clock_from_environment
from sonae.data import CAUSES, CHOKEPOINTS, Act, Library
from sonae.supply_risk.cause_fit import CauseFit, fit_cause
from sonae.supply_risk.depths import DEPTHS, DepthReading, depth_posterior, read_depths
from sonae.supply_risk.exposure import Exposure
from sonae.supply_risk.policy import Policy

__all__ = ["CauseFit", "HazardDraw", "HazardModel", "fit_hazards"]

F64 = npt.NDArray[np.float64]
KINDS = (*CAUSES, "chokepoint")
POLICY = CAUSES.index("policy")
MONTH = 365.25 / 12


@dataclass(frozen=True)
class HazardDraw:
    """One set of parameters: rates a year by (country, cause), hits, durations and depths."""

    rates: F64
    chokepoint_rates: F64
    hits: F64
    """Probability of hitting a mineral, by (cause, class of share)."""
    escalation: float
    durations: F64
    """Mean months, by cause and last «chokepoint»."""
    depths: F64
    """Mean depth, by cause and last «chokepoint»."""


@dataclass(frozen=True)
class HazardModel:
    """Rates of acts as known on a day to an importer. ``mean`` is the posterior mean; :meth:`draw` samples."""

    importer: str
    as_of: dt.date
    lands: tuple[str, ...]
    fitted_lands: tuple[str, ...]
    fits: tuple[CauseFit, ...]
    counts: F64
    """Acts by (country, cause)."""
    exposure: F64
    """Σμ over the fitted years by (country, cause)."""
    mu: F64
    """μ at the reference date by (country, cause)."""
    covariate: F64
    """g − ḡ at the reference date by (country, cause); missing governance is rated at the worse quartile."""
    covariate_years: F64 = field(repr=False)
    """g − ḡ by (country, year) for the fitted years, NaN where missing."""
    year_exposure: F64
    hit_counts: F64
    hit_pairs: F64
    mean: HazardDraw
    escalation_evidence: tuple[float, float]
    """Hits on minerals under a measure: seen, and expected without escalation."""
    duration_evidence: tuple[tuple[float, float], ...]
    """Months seen and acts ended, by kind."""
    depth_posterior: F64 = field(repr=False)
    """Probability of each mean depth of ``DEPTHS``, by kind."""
    depth_readings: tuple[DepthReading, ...] = field(repr=False)
    """What trade says of the depth of each act that shows in it."""
    under_measure: frozenset[tuple[str, str]]
    """(symbol, country) pairs with a measure of policy in force on the day."""
    acts: tuple[Act, ...] = field(repr=False)
    policy: Policy = field(repr=False)

    def draws(self, count: int, seed: int) -> list[HazardDraw]:
        """Sample parameter sets from the posterior; draw ``d`` depends on the seed and ``d`` alone."""
        return _Sampler(self, count, seed).all()

    def all_country_mean(self) -> F64:
        """Mean rate by cause over the fitted countries: the reference of the explanation of factor ②."""
        rows = [self.lands.index(land) for land in self.fitted_lands]
        return np.asarray(self.mean.rates[rows].mean(axis=0))


def fit_hazards(library: Library, exposure: Exposure, importer: str, as_of: dt.date, policy: Policy) -> HazardModel:
    """Fit the rates to what was known on ``as_of`` of acts that bind the importer.

    Acts of minerals outside the register are accepted in the log and not counted. The importer's own territory is no
    place of acts: its own output is taken as safe.

    Args:
        library: acts and governance.
        exposure: world shares by year.
        importer: alpha-3 code.
        as_of: the reference date; acts after it are unknown, ends after it are taken away.
        policy: priors.

    Raises:
        InputError: when the day lies ahead or too early in the log, or no country is large enough to fit.

    """
    _check_day(as_of, policy)
    acts = tuple(
        act
        for act in library.acts.known_on(as_of, importer)
        if act.start.year >= policy.hazard.first_year
        and (act.place_type == "chokepoint" or act.minerals & set(exposure.symbols))
    )
    lands = exposure.lands
    row = {land: i for i, land in enumerate(lands)}
    first, last = policy.hazard.first_year, as_of.year
    year_exposure = np.ones(last - first + 1)
    year_exposure[-1] = (as_of - dt.date(last, 1, 1)).days / 365
    if year_exposure[-1] > 0.995:
        year_exposure[-1] = 1.0
    g = library.governance.panel(list(lands), first, last)
    share = exposure.at(last)
    big = np.asarray((share >= policy.shares.fit_minimum).any(axis=0))
    big[row[importer]] = False
    counted = np.zeros((len(CAUSES), len(lands), g.shape[1]))
    for act in acts:
        if act.place_type == "country":
            counted[CAUSES.index(act.cause), row[act.place], act.start.year - first] += 1

    known = ~np.isnan(g[:, -1])
    fitted = big & known
    if not fitted.any():
        raise InputError("no country is large enough to fit rates to", expected="a smaller shares.fit_minimum")
    centre = float(g[fitted].mean())
    x = g - centre
    fits = tuple(
        fit_cause(cause, counted[k][fitted], x[fitted], year_exposure, policy) for k, cause in enumerate(CAUSES)
    )

    edge = policy.hazard.unknown_governance_quantile
    worse = np.quantile(x[fitted, -1], [edge, 1 - edge])
    mu = np.empty((len(lands), len(CAUSES)))
    reach = np.empty_like(mu)
    covariate = np.empty_like(mu)
    for k, fit in enumerate(fits):
        alpha, beta, _ = fit.theta
        stand_in = worse[0] if beta <= 0 else worse[1]
        filled = np.where(np.isnan(x), stand_in, x)
        covariate[:, k] = filled[:, -1]
        mu[:, k] = np.exp(alpha + beta * filled[:, -1])
        reach[:, k] = (np.exp(alpha + beta * filled) * year_exposure).sum(axis=1)
    counts = counted.sum(axis=2).T

    second = _SecondStep(acts, exposure, policy)
    readings = tuple(read_depths(library, exposure, acts, as_of, policy.depth.concentration))
    durations = _duration_evidence(acts, as_of)
    depths = np.asarray(
        [
            depth_posterior(
                policy.depth.of(kind), policy.depth.strength, [one for one in readings if _kind(one.act) == kind]
            )
            for kind in KINDS
        ]
    )
    mean = HazardDraw(
        rates=_posterior_rates(fits, counts, reach, mu, row[importer]),
        chokepoint_rates=_chokepoint_rates(acts, float(year_exposure.sum()), policy),
        hits=second.probabilities,
        escalation=second.escalation,
        durations=np.asarray([_mean_duration(kind, durations[i], policy) for i, kind in enumerate(KINDS)]),
        depths=depths @ DEPTHS,
    )
    return HazardModel(
        importer, as_of, lands, tuple(lands[i] for i in np.flatnonzero(fitted)), fits, counts, reach, mu, covariate,
        np.where(np.isnan(x), np.nan, x), year_exposure, second.hits, second.pairs, mean, second.evidence, durations,
        depths, readings, _under_measure(acts, as_of), acts, policy,
    )  # fmt: skip


def _check_day(as_of: dt.date, policy: Policy) -> None:
    """Refuse a day that lies ahead: years of which nothing is known would count as years without an act."""
    if as_of > (today := clock_from_environment().now().date()):
        raise InputError(f"the reference date {as_of} lies ahead", expected=f"a day up to {today}")
    if as_of < (earliest := dt.date(policy.hazard.first_full_year - 1, 12, 31)):
        raise InputError(f"the reference date {as_of} is too early", expected=f"{earliest} or later")


def _kind(act: Act) -> str:
    return "chokepoint" if act.place_type == "chokepoint" else act.cause


def _posterior_rates(fits: Sequence[CauseFit], counts: F64, reach: F64, mu: F64, importer: int) -> F64:
    a = np.asarray([fit.shape for fit in fits])
    rates = mu * (a + counts) / (a + reach)
    rates[importer] = 0.0
    return np.asarray(rates)


def _chokepoint_rates(acts: Sequence[Act], years: float, policy: Policy) -> F64:
    priors = policy.hazard
    counts = np.asarray([sum(act.place == name for act in acts) for name in CHOKEPOINTS], dtype=float)
    return (priors.chokepoint_strength + counts) / (priors.chokepoint_strength / priors.chokepoint_rate + years)


def _duration_evidence(acts: Sequence[Act], as_of: dt.date) -> tuple[tuple[float, float], ...]:
    """Months lived and acts ended, by kind; an act still in force counts its months and no end."""
    out = []
    for kind in KINDS:
        these = [act for act in acts if _kind(act) == kind]
        months = sum((((act.end or as_of) - act.start).days + 1) / MONTH for act in these)
        out.append((months, float(sum(act.end is not None for act in these))))
    return tuple(out)


def _mean_duration(kind: str, evidence: tuple[float, float], policy: Policy) -> float:
    strength = policy.duration_months.strength
    months, ended = evidence
    return max(1.0, (strength * policy.duration_months.of(kind) + months) / (strength + ended))


def _under_measure(acts: Sequence[Act], day: dt.date) -> frozenset[tuple[str, str]]:
    return frozenset(
        (symbol, act.place)
        for act in acts
        if act.cause == "policy" and act.place_type == "country" and act.in_force(day)
        for symbol in act.minerals
    )


class _SecondStep:
    """Which minerals an act hits: counts of (act, mineral) pairs by cause and class of world share."""

    def __init__(self, acts: Sequence[Act], exposure: Exposure, policy: Policy) -> None:
        edges = np.asarray(policy.shares.classes)
        shape = (len(CAUSES), len(edges) + 1)
        self.hits, self.pairs = np.zeros(shape), np.zeros(shape)
        under: list[tuple[int, int, bool]] = []
        row = {land: i for i, land in enumerate(exposure.lands)}
        policy_acts = [act for act in acts if act.cause == "policy" and act.place_type == "country"]
        for act in acts:
            if act.place_type != "country":
                continue
            k = CAUSES.index(act.cause)
            share = exposure.at(act.start.year - 1)[:, row[act.place]]
            earlier = {
                symbol
                for other in policy_acts
                if other.place == act.place and other.start < act.start and other.in_force(act.start)
                for symbol in other.minerals
            }
            for i in np.flatnonzero(share >= policy.shares.fit_minimum):
                j = int(np.searchsorted(edges, share[i], side="right"))
                hit = exposure.symbols[i] in act.minerals
                if k == POLICY and exposure.symbols[i] in earlier:
                    under.append((k, j, hit))
                else:
                    self.pairs[k, j] += 1
                    self.hits[k, j] += hit
        # Minerals under a measure are kept apart, so that the base probabilities are free of escalation.
        self.probabilities = self._shrink(policy.hazard.hit_strength)
        expected = sum(self.probabilities[k, j] for k, j, _ in under)
        seen = float(sum(hit for _, _, hit in under))
        strength = policy.hazard.escalation_strength
        self.evidence = (seen, float(expected))
        self.escalation = max(1.0, (strength * policy.hazard.escalation_mean + seen) / (strength + expected))

    def _shrink(self, strength: float) -> F64:
        pooled = (self.hits.sum(axis=0) + 0.5) / (self.pairs.sum(axis=0) + 1.0)
        found = np.asarray((strength * pooled + self.hits) / (strength + self.pairs))
        return non_decreasing(found, strength + self.pairs)


def non_decreasing(values: F64, weights: F64) -> F64:
    """Return the weighted least-squares fit to each row that never falls from left to right (pool adjacent violators).

    A larger supplier is never hit less often: classes with few pairs, and those from which minerals under a measure
    were taken out, would say so by chance, and days would fall when imports move to the larger of two like suppliers.
    """
    out = np.empty_like(values)
    for row, (found, weight) in enumerate(zip(values, weights, strict=True)):
        blocks: list[tuple[float, float, int]] = []
        for value, w in zip(found, weight, strict=True):
            mean, mass, size = float(value), float(w), 1
            while blocks and blocks[-1][0] > mean:
                before, heavy, many = blocks.pop()
                mean, mass, size = (before * heavy + mean * mass) / (heavy + mass), heavy + mass, many + size
            blocks.append((mean, mass, size))
        out[row] = np.concatenate([np.full(size, mean) for mean, _, size in blocks])
    return out


class _Sampler:
    """Posterior draws by inversion of counter-based uniform numbers."""

    def __init__(self, model: HazardModel, count: int, seed: int) -> None:
        self.model, self.count, self.seed = model, count, seed
        self.normals = standard_normals(seed, 11, count, 3 * len(CAUSES))
        lands = len(model.lands)
        self.gammas = uniforms(seed, 12, count, lands * len(CAUSES)).reshape(count, lands, len(CAUSES))
        self.others = uniforms(seed, 13, count, 8 * len(KINDS) + 64)

    def all(self) -> list[HazardDraw]:
        model = self.model
        rates = np.empty((self.count, len(model.lands), len(CAUSES)))
        for k, fit in enumerate(model.fits):
            rates[:, :, k] = self._rates(k, fit)
        rates[:, model.lands.index(model.importer)] = 0.0
        return [self._draw(d, rates[d]) for d in range(self.count)]

    def _rates(self, k: int, fit: CauseFit) -> F64:
        """Rates of one cause, shape (draw, country)."""
        from scipy.special import gammaincinv

        model = self.model
        root = np.linalg.cholesky(fit.covariance)
        theta = fit.theta + self.normals[:, 3 * k : 3 * k + 3] @ root.T
        x = model.covariate_years
        stand_in = model.covariate[:, k]
        filled = np.where(np.isnan(x), stand_in[:, None], x)
        a = np.exp(theta[:, 2])[:, None]
        alpha, beta = theta[:, :1], theta[:, 1:2]
        mu = np.exp(alpha + beta * stand_in)
        reach = np.stack([(np.exp(al + be * filled) * model.year_exposure).sum(axis=1) for al, be in theta[:, :2]])
        own = gammaincinv(a + model.counts[:, k], self.gammas[:, :, k]) / (a + reach)
        return np.asarray(mu * own)

    def _draw(self, d: int, rates: F64) -> HazardDraw:
        from scipy.special import betaincinv, gammaincinv

        model, policy, u = self.model, self.model.policy, self.others[d]
        priors = policy.hazard
        kinds = len(KINDS)
        strength = priors.hit_strength
        pooled = (model.hit_counts.sum(axis=0) + 0.5) / (model.hit_pairs.sum(axis=0) + 1.0)
        hit_u = u[: model.hit_counts.size].reshape(model.hit_counts.shape)
        hits = betaincinv(
            strength * pooled + model.hit_counts, strength * (1 - pooled) + model.hit_pairs - model.hit_counts, hit_u
        )
        hits = non_decreasing(hits, strength + model.hit_pairs)
        rest = u[model.hit_counts.size :]
        seen, expected = model.escalation_evidence
        escalation = gammaincinv(priors.escalation_strength * priors.escalation_mean + seen, rest[0]) / (
            priors.escalation_strength + expected
        )
        years = float(model.year_exposure.sum())
        choke_counts = model.mean.chokepoint_rates * (priors.chokepoint_strength / priors.chokepoint_rate + years)
        chokes = gammaincinv(choke_counts, rest[1 : 1 + len(CHOKEPOINTS)]) / (
            priors.chokepoint_strength / priors.chokepoint_rate + years
        )
        rest = rest[1 + len(CHOKEPOINTS) :]
        months = np.asarray([m for m, _ in model.duration_evidence])
        ended = np.asarray([e for _, e in model.duration_evidence])
        prior_months = np.asarray([policy.duration_months.of(kind) for kind in KINDS])
        s = policy.duration_months.strength
        durations = np.maximum(1.0, (s * prior_months + months) / gammaincinv(s + ended, rest[:kinds]))
        depths = [
            _quantile(posterior, x) for posterior, x in zip(model.depth_posterior, rest[kinds : 2 * kinds], strict=True)
        ]
        return HazardDraw(
            rates, np.asarray(chokes), np.asarray(hits), max(1.0, float(escalation)), durations, np.asarray(depths)
        )


def _quantile(posterior: F64, u: float) -> float:
    """Invert the law of a mean depth: its probability is spread evenly over the cell around each depth."""
    half = (DEPTHS[1] - DEPTHS[0]) / 2
    edges = np.append(DEPTHS - half, DEPTHS[-1] + half)
    return float(np.interp(u, np.append(0.0, np.cumsum(posterior)), edges))
