"""The five-factor score: fixed anchors, weights, and the band of ranks that the data and the weights leave open.

Each component runs from 0 to 100 between its two anchors in the policy file (never min–max over the panel); a factor
is the weighted mean of its components, the score that of the factors. The score ranks and explains; days come from the
hazard model alone. Bands: the components are drawn with their measurement error (governance standard errors, posterior
rates, differences between data vintages, missing parts), the weights as Dirichlet laws around the policy's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sonae.compute import standard_normals, uniforms
from sonae.core import Reason
from sonae.data import Library, Mineral
from sonae.supply_risk.factors import ComponentValue, LineFactors, StackedDraws, expected_loss, factors_of
from sonae.supply_risk.hazards import HazardModel
from sonae.supply_risk.policy import FACTORS, Component, Policy
from sonae.supply_risk.supply import SupplyPicture, unseen_reason

__all__ = ["FactorScores", "MineralScore", "component_score", "first_score_year", "score_minerals", "unscored"]

F64 = npt.NDArray[np.float64]
BAND_STREAM = 31


@dataclass(frozen=True)
class FactorScores:
    """The score of a line, 0 to 100, with its factors."""

    line: LineFactors
    score: float
    score_of_known: float
    """The score of the components that are known, weights scaled up; it may be lower, and never ranks."""
    factors: Mapping[str, float]
    components: Mapping[str, float]


@dataclass(frozen=True)
class MineralScore:
    """The score of a mineral: that of its worst line. ``rank`` 1 is the riskiest of the assessed."""

    mineral: Mineral
    status: str
    reasons: tuple[str, ...]
    governing: FactorScores | None = None
    lines: tuple[FactorScores, ...] = ()
    rank: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    score_low: float | None = None
    score_high: float | None = None


def component_score(value: float | F64, anchor: Component) -> F64:
    """Return 0 to 100 for a value between the anchors, straight or in logarithms; outside it stays at 0 or 100."""
    x, low, high = np.asarray(value, dtype=float), anchor.low, anchor.high
    if anchor.log:
        x, low, high = np.log(np.maximum(x, 1e-12)), float(np.log(low)), float(np.log(high))
    return np.asarray(np.clip((x - low) / (high - low), 0.0, 1.0) * 100.0)


def score_minerals(
    library: Library,
    picture: SupplyPicture,
    hazards: HazardModel,
    policy: Policy,
    *,
    seed: int | None = None,
    revisions: Mapping[tuple[str, str], Mapping[str, float]] | None = None,
    bands: bool = True,
) -> list[MineralScore]:
    """Score the minerals of a picture and rank the assessed ones.

    Args:
        library: the data.
        picture: supply of the importer and year.
        hazards: rates as known on the reference date.
        policy: anchors and weights.
        seed: of the bands; the policy's by default.
        revisions: by (material, stage), how far each component moved between two vintages of the same year.
        bands: draw the bands of ranks and scores.

    """
    if picture.year < first_score_year(library, policy):
        return unscored(library, picture, policy)
    measured = factors_of(library, picture, hazards, policy)
    scored = [_score(line, policy) for line in measured]
    out = []
    for mineral in picture.minerals:
        mine = tuple(item for item in scored if item.line.symbol == mineral.symbol)
        reasons = tuple(dict.fromkeys(r for m in picture.materials_of(mineral) for r in m.reasons))
        if not mine:
            because = unseen_reason(mineral)
            out.append(MineralScore(mineral, "not_assessable", tuple(dict.fromkeys((because, *reasons)))))
        else:
            notes = tuple(
                part.note for part in _worst(mine).line.components.values() if part.note and _is_ground(part.note)
            )
            out.append(MineralScore(mineral, "assessed", tuple(dict.fromkeys((*reasons, *notes))), _worst(mine), mine))
    return _ranked(
        out, picture, hazards, policy, policy.simulation.seed if seed is None else seed, revisions or {}, bands
    )


def first_score_year(library: Library, policy: Policy) -> int:
    """Return the first year whose five-year mean can be compared with the one before."""
    return library.years[0] + 2 * policy.window.years - 1


def unscored(library: Library, picture: SupplyPicture, policy: Policy) -> list[MineralScore]:
    """Return the minerals of a year before the first score year, with the reason."""
    text = "the comparison of five-year means needs {years} years of imports; the first year is {first}"
    reason = Reason("first_year", text, years=2 * policy.window.years, first=first_score_year(library, policy))
    return [MineralScore(mineral, "not_assessable", (reason,)) for mineral in picture.minerals]


def _is_ground(note: str) -> bool:
    """Say whether a component's note is a caution; where a figure was read is shown beside the figure."""
    return not (isinstance(note, Reason) and note.code in ("eu_study", "agency_table"))


def _worst(items: Sequence[FactorScores]) -> FactorScores:
    return max(items, key=lambda item: item.score)


def _score(line: LineFactors, policy: Policy) -> FactorScores:
    anchors = policy.score.components
    parts = {name: float(component_score(line.components[name].value, anchor)) for name, anchor in anchors.items()}
    factors = {}
    total = known = known_weight = 0.0
    for factor in FACTORS:
        mine = {name: a.weight for name, a in anchors.items() if a.factor == factor}
        factors[factor] = sum(parts[name] * w for name, w in mine.items()) / sum(mine.values())
        weight = getattr(policy.score.weights, factor)
        total += weight
        for name, w in mine.items():
            if not line.components[name].missing:
                known_weight += weight * w / sum(mine.values())
                known += parts[name] * weight * w / sum(mine.values())
    score = sum(factors[f] * getattr(policy.score.weights, f) for f in FACTORS) / total
    return FactorScores(line, score, known / known_weight if known_weight else score, factors, parts)


def _ranked(
    items: list[MineralScore],
    picture: SupplyPicture,
    hazards: HazardModel,
    policy: Policy,
    seed: int,
    revisions: Mapping[tuple[str, str], Mapping[str, float]],
    bands: bool,
) -> list[MineralScore]:
    assessed = [item for item in items if item.governing is not None]
    if not assessed:
        return items
    scores = np.asarray([item.governing.score for item in assessed if item.governing])
    order = _ranks(scores[None, :])[0]
    spread = _band_scores(assessed, picture, hazards, policy, seed, revisions) if bands else None
    ranks = None if spread is None else _ranks(spread)
    done = {}
    for i, item in enumerate(assessed):
        low = high = score_low = score_high = None
        if spread is not None and ranks is not None:
            low, high = (int(v) for v in np.quantile(ranks[:, i], [0.05, 0.95], method="inverted_cdf"))
            score_low, score_high = (float(v) for v in np.quantile(spread[:, i], [0.05, 0.95]))
            low, high = min(low, int(order[i])), max(high, int(order[i]))
        done[item.mineral.symbol] = MineralScore(
            item.mineral,
            item.status,
            item.reasons,
            item.governing,
            item.lines,
            int(order[i]),
            low,
            high,
            score_low,
            score_high,
        )
    return [done.get(item.mineral.symbol, item) for item in items]


def _ranks(scores: F64) -> npt.NDArray[np.int64]:
    """Rank each row, 1 = highest score; ties go by place."""
    order = np.argsort(-scores, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.broadcast_to(np.arange(1, scores.shape[1] + 1), order.shape), axis=1)
    return ranks


def _band_scores(
    items: Sequence[MineralScore],
    picture: SupplyPicture,
    hazards: HazardModel,
    policy: Policy,
    seed: int,
    revisions: Mapping[tuple[str, str], Mapping[str, float]],
) -> F64:
    """Scores under drawn inputs and weights, shape (draw, mineral); a mineral takes its worst line in each draw."""
    draws = policy.score.band_draws
    anchors = policy.score.components
    names = list(anchors)
    lines = [(m, item) for m, score in enumerate(items) for item in score.lines]
    normals = standard_normals(seed, BAND_STREAM, draws, len(lines) * len(names)).reshape(draws, len(lines), len(names))
    u = uniforms(seed, BAND_STREAM + 1, draws, len(lines) * len(names)).reshape(draws, len(lines), len(names))
    sets = hazards.draws(min(200, draws), (seed + BAND_STREAM) % 2**64)
    posterior = StackedDraws.of(sets)
    pick = np.arange(draws) % len(sets)
    component_weights = _dirichlet([anchors[n].weight for n in names], policy, draws, seed, BAND_STREAM + 2)
    factor_weights = _dirichlet(
        [getattr(policy.score.weights, f) for f in FACTORS], policy, draws, seed, BAND_STREAM + 3
    )
    line_scores = np.zeros((draws, len(lines)))
    for i, (_, item) in enumerate(lines):
        acts, days = expected_loss(item.line.symbol, picture, hazards, item.line.weights, policy, posterior)
        moved = revisions.get((item.line.material, item.line.stage), {})
        parts = np.empty((draws, len(names)))
        for n, name in enumerate(names):
            component = item.line.components[name]
            if name == "act_rate":
                values = acts[pick]
            elif name == "loss_days":
                values = days[pick]
            else:
                values = _drawn(component, abs(moved.get(name, 0.0)), normals[:, i, n], u[:, i, n])
            parts[:, n] = component_score(values, anchors[name])
        for f, factor in enumerate(FACTORS):
            mine = [n for n, name in enumerate(names) if anchors[name].factor == factor]
            inner = component_weights[:, mine]
            line_scores[:, i] += factor_weights[:, f] * (parts[:, mine] * inner).sum(axis=1) / inner.sum(axis=1)
    out = np.full((draws, len(items)), -np.inf)
    for i, (m, _) in enumerate(lines):
        out[:, m] = np.maximum(out[:, m], line_scores[:, i])
    return out


def _drawn(component: ComponentValue, revision: float, z: F64, u: F64) -> F64:
    if component.missing and component.best is not None and component.worst is not None:
        return np.asarray(component.best + (component.worst - component.best) * u)
    return np.asarray(component.value + float(np.hypot(component.deviation, revision)) * z)


def _dirichlet(centre: Sequence[float], policy: Policy, draws: int, seed: int, stream: int) -> F64:
    """Weights as a Dirichlet law around the settings, by inversion; rows sum to 1."""
    from scipy.special import gammaincinv

    share = np.asarray(centre) / sum(centre)
    gammas = gammaincinv(policy.score.weight_concentration * share, uniforms(seed, stream, draws, share.size))
    return np.asarray(gammas / gammas.sum(axis=1, keepdims=True))
