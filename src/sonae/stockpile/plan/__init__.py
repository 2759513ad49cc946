"""The stock plan: plan file → exact programs → certified policy → tender lots → replay on the events."""

from sonae.stockpile.plan.bound import LowerBound, lower_bound
from sonae.stockpile.plan.certificate import Certificate, Interval, ModelGap, certify
from sonae.stockpile.plan.comparison import PlanComparison, compare_plans
from sonae.stockpile.plan.feasibility import Limit, contradiction
from sonae.stockpile.plan.file import MineralEntry, PlanFile, demonstration_text, load_plan, plan_from_text
from sonae.stockpile.plan.group import group_of, solve_small_group
from sonae.stockpile.plan.materials import LeftOut, PlanCase, PlannedMineral, plan_case
from sonae.stockpile.plan.plan import BudgetPoint, StockPlan, budget_curve, make_plan, plan_on_data
from sonae.stockpile.plan.planning_model import PlanningModel, planning_model, purchase_cost
from sonae.stockpile.plan.policy import (
    JUDGE,
    PathArrays,
    PolicyRun,
    event_arrays,
    planning_arrays,
    run_rule,
    steering_of,
)
from sonae.stockpile.plan.regimes import Misfit, Regimes, fit_regimes
from sonae.stockpile.plan.settings import PlanSettings
from sonae.stockpile.plan.tables import (
    CAUSES_OF_GAP,
    MOST,
    budget_path_rows,
    budget_rows,
    certificate_rows,
    gap_rows,
    holding_rows,
    mineral_rows,
    misfit_rows,
    tender_rows,
    trade_rows,
)
from sonae.stockpile.plan.tenders import TenderCalendar, tender_calendar

__all__ = [
    "CAUSES_OF_GAP",
    "JUDGE",
    "MOST",
    "BudgetPoint",
    "Certificate",
    "Interval",
    "LeftOut",
    "Limit",
    "LowerBound",
    "MineralEntry",
    "Misfit",
    "ModelGap",
    "PathArrays",
    "PlanCase",
    "PlanComparison",
    "PlanFile",
    "PlanSettings",
    "PlannedMineral",
    "PlanningModel",
    "PolicyRun",
    "Regimes",
    "StockPlan",
    "TenderCalendar",
    "budget_curve",
    "budget_path_rows",
    "budget_rows",
    "certificate_rows",
    "certify",
    "compare_plans",
    "contradiction",
    "demonstration_text",
    "event_arrays",
    "fit_regimes",
    "gap_rows",
    "group_of",
    "holding_rows",
    "load_plan",
    "lower_bound",
    "make_plan",
    "mineral_rows",
    "misfit_rows",
    "plan_case",
    "plan_from_text",
    "plan_on_data",
    "planning_arrays",
    "planning_model",
    "purchase_cost",
    "run_rule",
    "solve_small_group",
    "steering_of",
    "tender_calendar",
    "tender_rows",
    "trade_rows",
]
