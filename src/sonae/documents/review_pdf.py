"""The review as PDF/A with embedded fonts, set by typst from the same view as the page."""

from __future__ import annotations

import json
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import typst

from sonae.core import SonaeError
from sonae.documents import words
from sonae.documents.fonts import font_directory
from sonae.documents.words import Language

__all__ = ["PDF_STANDARD", "review_pdf"]

PDF_STANDARD: Final = "a-2b"
"""PDF/A-2b: typst refuses to write it when a glyph is missing from the fonts."""

# What fits on the one page of a mineral; the HTML review holds more.
_SENSITIVITIES = 5

_WORDS = (
    "key_lines", "summary", "mineral", "days", "es90", "parameters", "change", "rank", "score", "governing", "not_assessable",
    "near_step", "unobserved", "factor_note", "days_chart", "days_legend", "factor_chart", "change_chart", "no_comparison",
    "not_assessable_list", "days_unit", "dependence_chart", "waterfall_chart", "suppliers_chart", "statistics", "lines",
    "line", "line_suppliers", "channel", "role", "kappa",
    "suppliers", "country", "import_share", "world_share", "governance", "acts_on_record", "rate",
    "factors", "component", "value", "methods", "method", "sensitivity", "acts", "date", "end", "place", "cause", "instrument",
    "source", "no_acts", "method_section", "correlations", "backtest", "auc_chart", "level", "ranking", "horizon", "year",
    "cases", "hits", "forecast", "predicted", "came", "policy_table", "parameter", "sources_section", "dataset", "vintage",
    "licence",
)  # fmt: skip


def review_pdf(view: dict[str, Any], charts: dict[str, Any]) -> bytes:
    """Set the review in the language of the view.

    Args:
        view: :func:`~sonae.documents.review_view.review_view`.
        charts: SVG text: days, factors, change, auc, and minerals by symbol.

    Raises:
        SonaeError: when the text holds a character that the fonts do not.

    """
    language: Language = view["language"]
    for mineral in view["minerals"]:
        mineral["sensitivities"] = mineral["sensitivities"][:_SENSITIVITIES]
    with tempfile.TemporaryDirectory(prefix="sonae-pdf-") as name:
        folder = Path(name)
        (folder / "charts").mkdir()
        for key, svg in charts.items():
            if key != "minerals" and svg:
                (folder / "charts" / f"{key}.svg").write_text(svg, encoding="utf-8")
        for symbol, own in charts["minerals"].items():
            for key, svg in own.items():
                (folder / "charts" / f"{symbol}-{key}.svg").write_text(svg, encoding="utf-8")
        (folder / "view.json").write_text(json.dumps(view, ensure_ascii=False), encoding="utf-8")
        said = {key: words.word(key, language) for key in _WORDS}
        said["acts_more"] = words.word("acts_more", language, n="{n}")
        (folder / "words.json").write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
        template = (files("sonae.documents") / "templates" / "review.typ").read_text(encoding="utf-8")
        (folder / "review.typ").write_text(template, encoding="utf-8")
        try:
            pdf = typst.compile(
                folder / "review.typ",
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
