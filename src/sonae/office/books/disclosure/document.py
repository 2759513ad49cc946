"""What a release says, and nothing else: figures and tables as they are shown, in plain data that may be handed out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from sonae.disclosure import Candidate, Ties, rounded
from sonae.office.books.disclosure.state import Proposal, World

__all__ = ["content_of", "document_of", "fingerprint"]


def document_of(candidate: Candidate, proposal: Proposal, world: World, *, fictional: bool) -> dict[str, Any]:
    """Return what readers are shown. Hidden cells stand as none; no internal name and no number that is not shown is in it."""
    return {
        "ja": proposal.title.ja, "en": proposal.title.en, "period": world.period, "form": proposal.form,
        "readers": proposal.readers, "minerals": len(world.minerals), "fictional": fictional, **content_of(candidate),
    }  # fmt: skip


def content_of(candidate: Candidate) -> dict[str, Any]:
    """Return figures and tables as a release shows them."""
    return {
        "figures": [_figure(candidate, one) for one in candidate.file.figures],
        "tables": [_table(candidate, one) for one in candidate.file.tables],
    }


def _figure(candidate: Candidate, figure: Any) -> dict[str, Any]:
    shown, rounding = candidate.shown[figure.id], figure.rounding
    return {
        "ja": figure.ja, "en": figure.en, "shown": _text(shown), "unit": None if rounding is None else _text(rounding.unit),
        "ties": None if rounding is None else rounding.ties.value,
        "below": _text(shown + rounding.unit) if rounding is not None and rounding.ties is Ties.DOWN else None,
    }  # fmt: skip


def _table(candidate: Candidate, table: Any) -> dict[str, Any]:
    rows = []
    for cell, (name, codes) in candidate.places.items():
        if name == table.id:
            rows.append({"at": list(codes), **_cell(candidate, table, cell)})
    return {"id": table.id, "dimensions": list(table.dimensions), "rows": rows}


def _cell(candidate: Candidate, table: Any, cell: str) -> dict[str, Any]:
    if cell in candidate.intervals:
        low, high = candidate.intervals[cell].span.both()
        return {"shown": None, "low": _text(low), "high": _text(high)}
    if cell in candidate.suppressed:
        return {"shown": None, "low": None, "high": None}
    value, how = candidate.holdings[cell].value, table.rounding
    return {"shown": _text(value if how is None else rounded(value, how.unit, how.ties)), "low": None, "high": None}


def _text(value: Fraction) -> str:
    """Write a number as readers read it: whole, or as an exact decimal where there is one."""
    if value.denominator == 1:
        return str(value.numerator)
    twos_and_fives = value.denominator
    for prime in (2, 5):
        while twos_and_fives % prime == 0:
            twos_and_fives //= prime
    return f"{float(value):.10g}" if twos_and_fives == 1 else str(value)


def fingerprint(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what readers are shown."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
