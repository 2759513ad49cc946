"""Economics of projects: condition sets, fiscal regimes as data, ledgers, valuation, uncertainty, and what changed since.

Each part has its own face: ``conditions`` holds the prices and rates that every project shares, ``regimes`` the fiscal terms,
``ledger`` works a case off under both, ``valuation`` measures cash flows.
"""

__all__: list[str] = []
