"""A letter as one HTML page."""

from __future__ import annotations

from sonae.documents.letters.letter import Letter
from sonae.documents.typeset import typeset_page

__all__ = ["letter_html"]


def letter_html(letter: Letter) -> str:
    """Set a letter as one HTML file that reads without network and JavaScript."""
    return typeset_page("letter.html.j2", ["letter.css"], letter=letter)
