"""Proposals and explanations as plain rows, for JSON, CSV and parquet."""

from __future__ import annotations

from typing import Any

from sonae.stockpile.target_days.proposal import DaysReview

__all__ = ["explanation_rows", "proposal_rows"]


def proposal_rows(review: DaysReview) -> list[dict[str, Any]]:
    """Return one row a mineral with proposal, statistics, intervals and all lines."""
    rows = []
    for item in review.minerals:
        stat = item.statistics
        rows.append(
            {
                "mineral": item.symbol,
                "importer": review.importer,
                "year": review.year,
                "as_of": review.as_of.isoformat(),
                "status": item.status,
                "classification": review.classification.name,
                "proposal": item.proposal,
                "bound": item.bound,
                "near_step": item.near_step,
                "governing": item.governing,
                "statistic": stat.statistic if stat else None,
                "standard_error": stat.standard_error if stat else None,
                "sampling_low": stat.sampling_low if stat else None,
                "sampling_high": stat.sampling_high if stat else None,
                "parameter_low": item.parameter_low,
                "parameter_high": item.parameter_high,
                "mean": stat.mean if stat else None,
                "q90": stat.q90 if stat else None,
                "q95": stat.q95 if stat else None,
                "q99": stat.q99 if stat else None,
                "es90": stat.es90 if stat else None,
                "es95": stat.es95 if stat else None,
                "short_probability": stat.short_probability if stat else None,
                "marginal_value": item.marginal_value,
                "newsvendor_days": item.newsvendor_days,
                "tonnes_a_day": item.tonnes_a_day,
                "scenarios": review.scenarios,
                "seed": review.seed,
                "policy_sha256": review.policy_sha256,
                "lines": _lines(item.lines),
                "reasons": list(item.reasons),
                "provenance": review.provenance.labels(),
            }
        )
    return rows


def explanation_rows(review: DaysReview) -> list[dict[str, Any]]:
    """Return one row a mineral with its waterfall; ``coalitions`` are the 32 values v(S)."""
    rows = []
    for item in review.minerals:
        found = review.explanations.get(item.symbol)
        rows.append(
            {
                "mineral": item.symbol,
                "status": item.status,
                "classification": review.classification.name,
                "governing": item.governing,
                "proposal": item.proposal,
                "bound": item.bound,
                "base": found.base if found else None,
                "base_all_stock": found.base_all_stock if found else None,
                "method_base": found.method_base if found else None,
                "factors": dict(found.factors) if found else {},
                "statistic": found.statistic if found else None,
                "residual": float(found.residual) if found else None,
                "steps": [{"name": n, "from": a, "to": b} for n, a, b in found.steps()] if found else [],
                "coalitions": list(found.coalitions) if found else [],
                "lines": _lines(item.lines),
                "reasons": list(item.reasons),
                "provenance": review.provenance.labels(),
            }
        )
    return rows


def _lines(lines: Any) -> list[dict[str, Any]]:
    return [
        {
            "line": line.line,
            "stage": line.stage,
            "observed": line.observed,
            "may_govern": line.may_govern,
            "kappa": line.kappa,
            "statistic": line.statistics.statistic,
            "standard_error": line.statistics.standard_error,
        }
        for line in lines
    ]
