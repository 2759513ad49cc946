"""Supply risk: the five factors, the method panel, hazards from events.

The main faces are :func:`assess` (scores by any method), :func:`fit_hazards` (rates of acts), :func:`backtest` and
:func:`forecast_counts` (does the ranking foresee), all on an open :class:`sonae.data.Library`.
"""

from sonae.supply_risk.agency_figures import equity_shares, latest_figure
from sonae.supply_risk.assessment import Assessment, RiskRow, assess, component_revisions, five_factor_components
from sonae.supply_risk.backtest import BacktestResult, Forecast, auc, backtest, forecast_counts
from sonae.supply_risk.bgs import BgsIndex, bgs
from sonae.supply_risk.eu_crm import SupplyRisk, eu_crm, eu_crm_table, supply_risk, weighted_hhi
from sonae.supply_risk.eu_study import EuAssessment, eu_assessments
from sonae.supply_risk.exposure import Exposure
from sonae.supply_risk.factors import ComponentValue, LineFactors, expected_loss, factors_of
from sonae.supply_risk.flows import ContainedTrade
from sonae.supply_risk.geopolrisk import CORRECTIONS, geopolrisk
from sonae.supply_risk.hazards import CauseFit, HazardDraw, HazardModel, fit_hazards
from sonae.supply_risk.panel import METHODS, Correlation, MethodPanel, MethodValue, method_panel
from sonae.supply_risk.policy import FACTORS, Policy, load_policy
from sonae.supply_risk.scoring import FactorScores, MineralScore, component_score, score_minerals
from sonae.supply_risk.supply import FlowNote, LineSupply, MaterialSupply, SupplyPicture, supply_picture, unseen_reason

__all__ = [
    "CORRECTIONS",
    "FACTORS",
    "METHODS",
    "Assessment",
    "BacktestResult",
    "BgsIndex",
    "CauseFit",
    "ComponentValue",
    "ContainedTrade",
    "Correlation",
    "EuAssessment",
    "Exposure",
    "FactorScores",
    "FlowNote",
    "Forecast",
    "HazardDraw",
    "HazardModel",
    "LineFactors",
    "LineSupply",
    "MaterialSupply",
    "MethodPanel",
    "MethodValue",
    "MineralScore",
    "Policy",
    "RiskRow",
    "SupplyPicture",
    "SupplyRisk",
    "assess",
    "auc",
    "backtest",
    "bgs",
    "component_revisions",
    "component_score",
    "equity_shares",
    "eu_assessments",
    "eu_crm",
    "eu_crm_table",
    "expected_loss",
    "factors_of",
    "fit_hazards",
    "five_factor_components",
    "forecast_counts",
    "geopolrisk",
    "latest_figure",
    "load_policy",
    "method_panel",
    "score_minerals",
    "supply_picture",
    "supply_risk",
    "unseen_reason",
    "weighted_hhi",
]
