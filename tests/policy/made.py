"""Made-up imports for tests: a history of given flows, without a library."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from sonae.core import Classification
from sonae.policy import COMMODITIES, Flow, ImportHistory

__all__ = ["history"]


def history(
    flows: Mapping[int, Mapping[str, int | Fraction | None]], commodity: str = "crude", unit: str = "t"
) -> ImportHistory:
    """Return a history of these quantities by year and origin; none is a quantity that is not known."""
    held = {
        year: {land: Flow(land, Fraction(q)) for land, q in lands.items() if q is not None}
        for year, lands in flows.items()
    }
    lost = {year: tuple(sorted(land for land, q in lands.items() if q is None)) for year, lands in flows.items()}
    return ImportHistory(
        COMMODITIES[commodity], unit, held, {year: lands for year, lands in lost.items() if lands}, (),
        Classification.PUBLIC,
    )  # fmt: skip
