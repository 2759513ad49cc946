"""Multistage stochastic programs of a few stocks that share a budget: stochastic dual dynamic programming."""

from sonae.stockpile.multistage.graph import Node, Noise, PolicyGraph, Risk
from sonae.stockpile.multistage.group import GroupAnswer, GroupMineral, MineralGroup, group_graph, solve_group
from sonae.stockpile.multistage.training import MultistagePolicy, PathCosts, Stopping

__all__ = [
    "GroupAnswer",
    "GroupMineral",
    "MineralGroup",
    "MultistagePolicy",
    "Node",
    "Noise",
    "PathCosts",
    "PolicyGraph",
    "Risk",
    "Stopping",
    "group_graph",
    "solve_group",
]
