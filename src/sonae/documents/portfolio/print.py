"""The portfolio as PDF/A with embedded fonts, set by typst from the same view as the page."""

from __future__ import annotations

import json
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from sonae.core import SonaeError
from sonae.documents.fonts import font_directory
from sonae.documents.plan_pdf import _STAND_IN, _missing
from sonae.documents.review_pdf import PDF_STANDARD

__all__ = ["portfolio_pdf"]


def portfolio_pdf(view: dict[str, Any], charts: dict[str, str]) -> bytes:
    """Set the portfolio in the language of the view.

    Args:
        view: :func:`~sonae.documents.portfolio.portfolio_view`.
        charts: SVG text by name.

    Raises:
        SonaeError: when typst refuses.

    """
    # The list of every figure is for the page: in print it would be longer than all else.
    printed = [
        {**section, "blocks": [block for block in section["blocks"] if block.get("only") != "page"]}
        for section in view["sections"]
    ]
    said = json.dumps({**view, "sections": printed}, ensure_ascii=False)
    for character in _missing(said):
        said = said.replace(character, _STAND_IN)
    with tempfile.TemporaryDirectory(prefix="sonae-pdf-") as name:
        folder = Path(name)
        (folder / "charts").mkdir()
        for key, svg in charts.items():
            (folder / "charts" / f"{key}.svg").write_text(svg, encoding="utf-8")
        (folder / "view.json").write_text(said, encoding="utf-8")
        template = (files("sonae.documents") / "templates" / "portfolio.typ").read_text(encoding="utf-8")
        (folder / "portfolio.typ").write_text(template, encoding="utf-8")
        try:
            pdf = typst.compile(
                folder / "portfolio.typ",
                font_paths=[font_directory()],
                ignore_system_fonts=True,
                pdf_standards=[PDF_STANDARD],
            )
        except typst.TypstError as error:
            first = str(error).splitlines()[0]
            raise SonaeError(f"the PDF could not be set: {first}.") from error
    if not isinstance(pdf, bytes):
        raise SonaeError("the PDF came out in parts; nothing was written.")
    return pdf
