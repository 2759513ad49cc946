"""What a project's value changed by since adoption and over the year, put down to factors with nothing left.

:func:`bridge` compares two evaluations, :func:`compare_years` adoption, last year and now, :func:`bridges` a portfolio. Each factor
is taken from the old or the new evaluation, all mixtures are valued, and the change is put down to the factors in a fixed order
and averaged over all orders.
"""

from sonae.economics.bridge.attribution import averaged_steps, ordered_steps
from sonae.economics.bridge.comparison import bridge, bridges, compare_years, mixture_value, state_value
from sonae.economics.bridge.factors import FACTORS, Factor, factor_meaning, factor_name
from sonae.economics.bridge.result import YEN, Bar, Bridge, Kind, Step, Waterfall, YearlyComparison
from sonae.economics.bridge.state import BridgeSettings, State

__all__ = [
    "FACTORS", "YEN", "Bar", "Bridge", "BridgeSettings", "Factor", "Kind", "State", "Step", "Waterfall", "YearlyComparison",
    "averaged_steps", "bridge", "bridges", "compare_years", "factor_meaning", "factor_name", "mixture_value", "ordered_steps",
    "state_value",
]  # fmt: skip
