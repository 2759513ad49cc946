"""The review as one HTML file: no network, Japanese and English, readable without JavaScript."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import Any

import jinja2

from sonae.documents import words
from sonae.documents.fonts import FONT_FAMILY, subset_font
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
    folder = files("sonae.documents") / "templates"
    script = (folder / "review.js").read_text(encoding="utf-8").strip()
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    template = environment.from_string((folder / "review.html.j2").read_text(encoding="utf-8"))
    page = template.render(
        views=views,
        charts=charts,
        words={language: _Words(language) for language in LANGUAGES},
        factor_names={language: [words.factor(name, language) for name in FACTORS] for language in LANGUAGES},
        more=lambda language, n: words.word("acts_more", language, n=n),
        first=first,
        style=(folder / "review.css").read_text(encoding="utf-8"),
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )
    # The page brings the characters it uses, so that it reads the same where no Japanese font is installed.
    font = base64.b64encode(subset_font(page)).decode()
    face = f'@font-face{{font-family:"{FONT_FAMILY}";src:url(data:font/woff;base64,{font}) format("woff")}}'
    return page.replace("/*font-face*/", face, 1)


class _Words:
    """The words of a language as attributes, for templates."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def __getattr__(self, key: str) -> str:
        if key.startswith("_"):
            raise AttributeError(key)
        return words.word(key, self._language)
