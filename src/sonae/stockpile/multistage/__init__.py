"""Multistage stochastic programs of a few stocks that share a budget: stochastic dual dynamic programming."""

from sonae.stockpile.multistage.graph import Node, Noise, PolicyGraph, Risk
from sonae.stockpile.multistage.training import MultistagePolicy, PathCosts, Stopping

__all__ = ["MultistagePolicy", "Node", "Noise", "PathCosts", "PolicyGraph", "Risk", "Stopping"]
