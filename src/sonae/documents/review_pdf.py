"""The review as PDF/A, set by typst from the same view as the page."""

from __future__ import annotations

import json
from typing import Any

from sonae.documents import words
from sonae.documents.typeset import typeset_print
from sonae.documents.words import Language

__all__ = ["review_pdf"]

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
    drawn = {key: svg for key, svg in charts.items() if key != "minerals" and svg}
    for symbol, own in charts["minerals"].items():
        drawn |= {f"{symbol}-{key}": svg for key, svg in own.items()}
    said = {key: words.word(key, language) for key in _WORDS}
    said["acts_more"] = words.word("acts_more", language, n="{n}")
    texts = {"view.json": json.dumps(view, ensure_ascii=False), "words.json": json.dumps(said, ensure_ascii=False)}
    return typeset_print("review.typ", texts, drawn)
