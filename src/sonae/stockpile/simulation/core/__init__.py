"""The core of a stock simulation: suppliers as Markov chains, stocks with release and refill, and nothing else.

It has no events, budgets, tenders or noise of price; :func:`sonae.stockpile.simulation.simulate_stock` has. It serves
for quick looks at thousands of variants, and as the yardstick of the machine (``make bench``).
"""

from sonae.stockpile.simulation.core.model import CoreModel, CoreResult, simulate_core
from sonae.stockpile.simulation.core.reference import run_core_plain

__all__ = ["CoreModel", "CoreResult", "run_core_plain", "simulate_core"]
