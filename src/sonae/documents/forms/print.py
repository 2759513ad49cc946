"""The forms as PDF/A, set by typst from the same view as the page."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

from sonae.documents.forms.sheet import Forms
from sonae.documents.typeset import printable, typeset_print

__all__ = ["forms_pdf"]


def forms_pdf(view: Forms, made: dt.datetime) -> bytes:
    """Set the forms on A4 across, each beginning on a page of its own; heads of tables stand again on every page.

    Args:
        view: :func:`~sonae.documents.forms.forms_view`.
        made: when they are made.

    Raises:
        SonaeError: when typst refuses.

    """
    tree = dataclasses.asdict(view) | {"made": [made.year, made.month, made.day]}
    return typeset_print("forms.typ", {"view.json": printable(json.dumps(tree, ensure_ascii=False))}, {})
