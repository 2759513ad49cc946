"""Fiscal regimes as data: instruments with every convention stated, their sources, and the lines they make.

:func:`regimes` is the library, :func:`load_regime` also reads a file of one's own, :func:`lower` writes the lines of a regime for
a project with given classes of costs.
"""

from sonae.economics.regimes.draft import Check
from sonae.economics.regimes.instruments import Instrument
from sonae.economics.regimes.library import load_regime, regime_names, regimes
from sonae.economics.regimes.lowering import LoweredRegime, lower
from sonae.economics.regimes.regime import Regime, Source, regime_from_text
from sonae.economics.regimes.terms import FromYear, Scale, Schedule

__all__ = [
    "Check", "FromYear", "Instrument", "LoweredRegime", "Regime", "Scale", "Schedule", "Source", "load_regime", "lower",
    "regime_from_text", "regime_names", "regimes",
]  # fmt: skip
