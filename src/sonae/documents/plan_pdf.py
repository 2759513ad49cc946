"""The plan as PDF/A, set by typst from the same view as the page."""

from __future__ import annotations

import json
from typing import Any

from sonae.documents.typeset import printable, typeset_print

__all__ = ["plan_pdf"]


def plan_pdf(view: dict[str, Any], charts: dict[str, str]) -> bytes:
    """Set the plan in the language of the view.

    Args:
        view: :func:`~sonae.documents.plan_view.plan_view`.
        charts: SVG text by name.

    Raises:
        SonaeError: when typst refuses.

    """
    return typeset_print("plan.typ", {"view.json": printable(json.dumps(view, ensure_ascii=False))}, charts)
