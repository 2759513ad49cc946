"""One review of Japan 2024 for all pages that show «sonae review» or «make demo».

The ten lines read neither the parameter intervals nor the explanations, sensitivities, forecasts or stock, nor any document.
These are left out, so that the review takes seconds. Everything the lines do read is computed in full.
"""

from __future__ import annotations

import functools
from functools import cache
from unittest import mock

from sonae.data import Library
from sonae.documents import ReviewModel, build_review, key_lines, review_model
from sonae.stockpile import propose_days
from sonae.supply_risk import load_policy

_ASSUMED = {"--importer": "JPN", "--year": "2024"}


@cache
def shared_review() -> ReviewModel:
    """Compute the review once in a process."""
    small = functools.partial(propose_days, intervals=False, explain=False)
    with (
        mock.patch.object(review_model, "propose_days", small),
        mock.patch.object(review_model, "sensitivities", return_value=[]),
        mock.patch.object(review_model, "forecast_counts", return_value=[]),
    ):
        return build_review(Library.open(public_only=True), "JPN", 2024, load_policy(), stock=None)


def lines_of(words: list[str]) -> list[str]:
    """Answer «sonae review …» of Japan 2024 with what it prints."""
    given = dict(zip(words[2::2], words[3::2], strict=True))
    folder, language = given.pop("--out"), given.pop("--language", "ja")
    if any(_ASSUMED.get(name) != value for name, value in given.items()):
        raise ValueError(f"only the review of Japan 2024 is shared by the pages; mark «{' '.join(words)}» as not run")
    lines = key_lines(shared_review(), "en" if language == "en" else "ja")
    return [
        f"{folder}/review.html",
        "公開データによる試算 — not the State's figures",
        *(f"{i:>2}. {line}" for i, line in enumerate(lines, 1)),
    ]
