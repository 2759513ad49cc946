"""Sonae (備え): supply risk, strategic stockpiles, upstream projects and evaluation for a resource-security agency.

The rooms of the house stand on floors: ``core`` < ``data``, ``compute`` < ``supply_risk``, ``stockpile`` <
``documents`` < ``cli``. Importing ``sonae`` alone loads nothing heavy and touches no network.
"""

__all__ = ["__version__"]

__version__ = "0.1.0"
