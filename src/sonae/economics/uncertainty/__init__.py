"""Projects under uncertainty: shared paths of prices and exchange, the risks of each project, values by scenario.

:func:`simulate_projects` runs all projects through the same scenarios on one compiled machine; :func:`replay_scenario` shows a
scenario's whole ledger; :func:`scenario_lines` moves only the years to come of a project whose past is known.
"""

from sonae.economics.uncertainty.decision import (
    Branch,
    Chance,
    Decision,
    DecisionTree,
    Develop,
    Leaf,
    Option,
    Rolled,
    Stop,
    leaves,
    roll_back,
)
from sonae.economics.uncertainty.forward import (
    exchange_pairs,
    exchange_paths,
    scenario_lines,
    scenario_values,
)
from sonae.economics.uncertainty.joint import CHANCES, JointQuantile, JointView, Tail, joint_view
from sonae.economics.uncertainty.monthly import MonthlyPaths, Needed, monthly_paths, together
from sonae.economics.uncertainty.prepared import needed_paths
from sonae.economics.uncertainty.risks import Delay, Estimates, Risks, load_risks
from sonae.economics.uncertainty.run import ProjectUnderRisk, ScenarioValues, replay_scenario, simulate_projects

__all__ = [
    "CHANCES", "Branch", "Chance", "Decision", "DecisionTree", "Delay", "Develop", "Estimates", "JointQuantile",
    "JointView", "Leaf", "MonthlyPaths", "Needed", "Option", "ProjectUnderRisk", "Risks", "Rolled", "ScenarioValues",
    "Stop", "Tail", "exchange_pairs", "exchange_paths", "joint_view", "leaves", "load_risks", "monthly_paths",
    "needed_paths", "replay_scenario", "roll_back", "scenario_lines", "scenario_values", "simulate_projects", "together",
]  # fmt: skip
