"""Sonae (備え): supply risk, strategic stockpiles, upstream projects and evaluation for a resource-security agency.

The rooms of the house stand on floors: ``core`` < ``data``, ``compute`` < ``supply_risk``, ``stockpile`` <
``documents`` < ``cli``. Importing ``sonae`` alone loads nothing heavy and touches no network.
"""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("sonae")
except PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0+unknown"

__all__ = ["__version__"]
