"""Economics of projects: condition sets, fiscal regimes as data, ledgers, valuation, uncertainty, and what changed since.

Each part has its own face: ``formula`` says what a line of a ledger is worth, ``regimes`` holds fiscal terms as data, ``ledger``
works a project off, ``support`` says what it means for the agency.
"""

from sonae.economics.regimes import Regime, load_regime, regimes

__all__ = ["Regime", "load_regime", "regimes"]
