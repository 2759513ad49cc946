"""The plan as one HTML file: no network, Japanese and English, readable without JavaScript."""

from __future__ import annotations

from typing import Any

from sonae.documents.typeset import typeset_page
from sonae.documents.words import Language

__all__ = ["plan_html"]


def plan_html(
    views: dict[Language, dict[str, Any]], charts: dict[Language, dict[str, str]], *, first: Language = "ja"
) -> str:
    """Lay the views out as one page.

    Args:
        views: :func:`~sonae.documents.plan_view.plan_view` in both languages.
        charts: SVG text by language and name.
        first: the language shown at the start.

    """
    return typeset_page("plan.html.j2", ("review.css", "plan.css"), views=views, charts=charts, first=first)
