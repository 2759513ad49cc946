"""The plan as PDF/A with embedded fonts, set by typst from the same view as the page."""

from __future__ import annotations

import json
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import pylopdf_fonts_jp
import typst

from sonae.core import SonaeError
from sonae.documents.fonts import font_directory
from sonae.documents.review_pdf import PDF_STANDARD

__all__ = ["plan_pdf"]

_STAND_IN = "□"
"""Takes the place of a character that the fonts do not hold: PDF/A allows none."""


def plan_pdf(view: dict[str, Any], charts: dict[str, str]) -> bytes:
    """Set the plan in the language of the view.

    Args:
        view: :func:`~sonae.documents.plan_view.plan_view`.
        charts: SVG text by name.

    Raises:
        SonaeError: when typst refuses.

    """
    said = json.dumps(view, ensure_ascii=False)
    for character in _missing(said):
        said = said.replace(character, _STAND_IN)
    with tempfile.TemporaryDirectory(prefix="sonae-pdf-") as name:
        folder = Path(name)
        (folder / "charts").mkdir()
        for key, svg in charts.items():
            (folder / "charts" / f"{key}.svg").write_text(svg, encoding="utf-8")
        (folder / "view.json").write_text(said, encoding="utf-8")
        template = (files("sonae.documents") / "templates" / "plan.typ").read_text(encoding="utf-8")
        (folder / "plan.typ").write_text(template, encoding="utf-8")
        try:
            pdf = typst.compile(
                folder / "plan.typ",
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


def _missing(text: str) -> str:
    """Return the characters of a text that Noto Sans JP does not hold; control characters are none of them."""
    from fontTools import ttLib  # no stubs are published

    with ttLib.TTFont(str(pylopdf_fonts_jp.sans_path()), lazy=True) as font:
        held = font.getBestCmap()
    return "".join(sorted(one for one in set(text) if one >= " " and ord(one) not in held))
