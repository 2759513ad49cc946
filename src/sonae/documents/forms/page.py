"""The forms as one HTML file: no network, Japanese and English, readable without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping

from sonae.documents.forms.sheet import Forms
from sonae.documents.forms.words import said
from sonae.documents.typeset import typeset_page
from sonae.documents.words import LANGUAGES, Language

__all__ = ["forms_html"]


def forms_html(views: Mapping[Language, Forms], *, first: Language = "ja") -> str:
    """Lay the forms out as one page.

    Args:
        views: :func:`~sonae.documents.forms.forms_view` in both languages.
        first: the language shown at the start.

    """
    contents = {language: said("contents", language) for language in LANGUAGES}
    return typeset_page("forms.html.j2", ("review.css", "forms.css"), views=views, contents=contents, first=first)
