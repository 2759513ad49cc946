"""A letter as PDF/A."""

from __future__ import annotations

import dataclasses
import json

from sonae.documents.letters.letter import Letter
from sonae.documents.typeset import printable, typeset_print

__all__ = ["letter_pdf"]


def letter_pdf(letter: Letter) -> bytes:
    """Set a letter as PDF/A with embedded fonts; its mark stands on every page.

    Raises:
        SonaeError: when it cannot be set.

    """
    view = dataclasses.asdict(letter) | {"mark": letter.mark, "classification": letter.classification.name}
    return typeset_print("letter.typ", {"view.json": printable(json.dumps(view, ensure_ascii=False))}, {})
