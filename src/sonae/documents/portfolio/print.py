"""The portfolio as PDF/A, set by typst from the same view as the page."""

from __future__ import annotations

import json
from typing import Any

from sonae.documents.typeset import printable, typeset_print

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
    said = printable(json.dumps({**view, "sections": printed}, ensure_ascii=False))
    return typeset_print("portfolio.typ", {"view.json": said}, charts)
