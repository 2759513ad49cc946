"""Projects under uncertainty: shared paths of prices and exchange, the risks of each project, values by scenario.

:func:`simulate_projects` runs all projects through the same scenarios on one compiled machine; :func:`replay_scenario` shows a
scenario's whole ledger; :func:`scenario_lines` moves only the years to come of a project whose past is known.
"""

from sonae.economics.uncertainty.forward import exchange_paths, scenario_lines
from sonae.economics.uncertainty.risks import Delay, Estimates, Risks, load_risks
from sonae.economics.uncertainty.run import ProjectUnderRisk, ScenarioValues, replay_scenario, simulate_projects

__all__ = [
    "Delay",
    "Estimates",
    "ProjectUnderRisk",
    "Risks",
    "ScenarioValues",
    "exchange_paths",
    "load_risks",
    "replay_scenario",
    "scenario_lines",
    "simulate_projects",
]
