"""The ten lines that matter most, for the first page and for the screen."""

from __future__ import annotations

from collections.abc import Sequence

from sonae.documents.review_model import MineralPage, ReviewModel
from sonae.documents.words import Language, word

__all__ = ["key_lines"]


def key_lines(model: ReviewModel, language: Language) -> list[str]:
    """Return the most important lines of a review, at most ten. Never show them for a SECRET review."""
    policy = model.policy.days
    by_days = model.by_days
    at_floor = [page for page in model.assessed if page.days.bound == "floor" or page.days.proposal == policy.floor]
    by_score = sorted(model.assessed, key=lambda page: page.score.rank or 99)[:6]
    unseen = [page for page in model.assessed if not _observed(page)]
    near = [page for page in model.assessed if page.days.near_step]
    lines = [
        word(
            "k_assessed", language, n=len(model.pages), a=len(model.assessed),
            names=_symbols(model.not_assessed, language),
        ),
        word("k_highest", language, names=_names([(page, f"{page.days.proposal}") for page in by_days[:7]], language)),
        word("k_floor", language, floor=policy.floor, names=_symbols(at_floor, language)),
        word("k_score", language, names=_names([(page, _score(page)) for page in by_score], language)),
    ]  # fmt: skip
    changed = [page for page in model.assessed if page.change is not None]
    if changed:
        rises = sorted((p for p in changed if _real(p) > 0.5), key=lambda p: -_real(p))[:5]
        falls = sorted((p for p in changed if _real(p) < -0.5), key=_real)[:5]
        revised = sorted(changed, key=lambda p: -abs(p.change.data_revision if p.change else 0))[:4]
        lines.append(word("k_rise", language, names=_names([(p, f"{_real(p):+z.0f}") for p in rises], language)))
        lines.append(word("k_fall", language, names=_names([(p, f"{_real(p):+z.0f}") for p in falls], language)))
        revisions = [(p, f"{p.change.data_revision if p.change else 0:+z.0f}") for p in revised]
        lines.append(word("k_revision", language, names=_names(revisions, language)))
    else:
        lines.append(word("no_comparison", language))
    lines.append(word("k_unseen", language, n=len(unseen), names=_symbols(unseen, language)))
    lines.append(word("k_near", language, names=_symbols(near, language)))
    tested = {r.ranking: r for r in model.backtest if r.level == "pair" and r.months == 12}
    if {"hazard", "share", "recency"} <= set(tested):
        one = tested["hazard"]
        lines.append(
            word(
                "k_backtest", language, first=one.first_year, last=one.last_year, hazard=one.auc,
                share=tested["share"].auc, recency=tested["recency"].auc,
            )
        )  # fmt: skip
    return lines[:10]


def _observed(page: MineralPage) -> bool:
    return any(line.observed for line in page.days.lines if line.line == page.days.governing)


def _real(page: MineralPage) -> float:
    return page.change.real_change if page.change else 0.0


def _score(page: MineralPage) -> str:
    return f"{page.score.governing.score:.0f}" if page.score.governing else "–"


def _names(items: Sequence[tuple[MineralPage, str]], language: Language) -> str:
    return ", ".join(f"{page.mineral.symbol} {text}" for page, text in items) or word("none", language)


def _symbols(pages: Sequence[MineralPage], language: Language) -> str:
    return ", ".join(page.mineral.symbol for page in pages) or word("none", language)
