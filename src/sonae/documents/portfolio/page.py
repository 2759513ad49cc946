"""The portfolio as one HTML file: no network, Japanese and English, readable without JavaScript."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import Any

import jinja2

from sonae.documents.fonts import FONT_FAMILY, subset_font
from sonae.documents.words import Language

__all__ = ["portfolio_html"]


def portfolio_html(
    views: dict[Language, dict[str, Any]], charts: dict[Language, dict[str, str]], *, first: Language = "ja"
) -> str:
    """Lay the views out as one page.

    Args:
        views: :func:`~sonae.documents.portfolio.portfolio_view` in both languages.
        charts: SVG text by language and name.
        first: the language shown at the start.

    """
    folder = files("sonae.documents") / "templates"
    script = (folder / "review.js").read_text(encoding="utf-8").strip()
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    template = environment.from_string((folder / "portfolio.html.j2").read_text(encoding="utf-8"))
    sheets = ("review.css", "plan.css", "portfolio.css")
    page = template.render(
        views=views,
        charts=charts,
        first=first,
        style="\n".join((folder / name).read_text(encoding="utf-8") for name in sheets),
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )
    # The page brings the characters it uses, so that it reads the same where no Japanese font is installed.
    font = base64.b64encode(subset_font(page)).decode()
    face = f'@font-face{{font-family:"{FONT_FAMILY}";src:url(data:font/woff;base64,{font}) format("woff")}}'
    return page.replace("/*font-face*/", face, 1)
