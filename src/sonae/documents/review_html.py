"""The review as one HTML file: no network, Japanese and English, readable without JavaScript."""

from __future__ import annotations

from typing import Any

from sonae.documents import words
from sonae.documents.typeset import typeset_page
from sonae.documents.words import LANGUAGES, Language
from sonae.supply_risk import FACTORS

__all__ = ["review_html"]

Charts = dict[Language, dict[str, Any]]


def review_html(views: dict[Language, dict[str, Any]], charts: Charts, *, first: Language = "ja") -> str:
    """Lay the views out as one page.

    Args:
        views: :func:`~sonae.documents.review_view.review_view` in both languages.
        charts: SVG text by language: days, factors, change, auc, and minerals by symbol.
        first: the language shown at the start.

    """
    return typeset_page(
        "review.html.j2",
        ("review.css",),
        views=views,
        charts=charts,
        words={language: _Words(language) for language in LANGUAGES},
        factor_names={language: [words.factor(name, language) for name in FACTORS] for language in LANGUAGES},
        more=lambda language, n: words.word("acts_more", language, n=n),
        first=first,
    )


class _Words:
    """The words of a language as attributes, for templates."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def __getattr__(self, key: str) -> str:
        if key.startswith("_"):
            raise AttributeError(key)
        return words.word(key, self._language)
