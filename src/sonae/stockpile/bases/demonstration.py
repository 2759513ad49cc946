"""Fictional files of the package: a release scenario, a crude swap and a plan of maintenance on the fictional sites."""

from __future__ import annotations

from importlib.resources import files

from sonae.data import plain_yaml
from sonae.stockpile.bases.form import P, read
from sonae.stockpile.bases.maintenance import MaintenanceFile
from sonae.stockpile.bases.scenario import ScenarioFile
from sonae.stockpile.bases.swap import SwapProblem

__all__ = ["demonstration_maintenance", "demonstration_scenario", "demonstration_swap"]


def demonstration_scenario() -> ScenarioFile:
    """Return the fictional scenario with its plan."""
    return _file(ScenarioFile, "scenario_demonstration.yaml")


def demonstration_swap() -> SwapProblem:
    """Return the fictional swap."""
    return _file(SwapProblem, "swap_demonstration.yaml")


def demonstration_maintenance() -> MaintenanceFile:
    """Return the fictional works."""
    return _file(MaintenanceFile, "maintenance_demonstration.yaml")


def _file(kind: type[P], name: str) -> P:
    text = (files("sonae.stockpile.bases") / "data" / name).read_text(encoding="utf-8")
    return read(kind, plain_yaml(text, name), name)
