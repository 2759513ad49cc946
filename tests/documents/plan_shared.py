"""A small plan on the real pack, made once for all tests of the plan document; they share a worker: xdist_group("plan")."""

from __future__ import annotations

import atexit
import datetime as dt
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from sonae.core import Classification, FixedClock
from sonae.data import Library
from sonae.documents import PlanFigures, plan_figures, write_plan
from sonae.stockpile import propose_days, situation_of
from sonae.stockpile.plan import (
    BudgetPoint,
    PlanComparison,
    StockPlan,
    budget_curve,
    compare_plans,
    make_plan,
    plan_from_text,
)
from sonae.supply_risk import load_policy

CLOCK = FixedClock(dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC))
COMMAND = "sonae stock plan small.yaml --out out --against old.yaml --curve"
HOSTILE = '=cmd()|"<script>alert(1)</script>&'
TEXT = """
name: 小さな計画
data_year: 2024
first_fiscal_year: 2025
fiscal_years: 3
classification: public
budgets_million_yen: [6000, 6000, 6000]
tenders_a_month: 3
floor_space_m2: 30000
only: [W, REE, Co, Ga]
minerals: {REE: {by: 2027-03}, Co: {shelf_life_months: 48}}
settings: {solver: {fit_scenarios: 512, search_paths: 32, planning_paths: 128, event_paths: 64}}
"""


@dataclass(frozen=True)
class Small:
    """A plan with its curve and last year's plan beside it."""

    plan: StockPlan
    curve: tuple[BudgetPoint, ...]
    compared: PlanComparison


@cache
def small() -> Small:
    """Make the small plan."""
    file = plan_from_text(TEXT, "small.yaml")
    situation = situation_of(Library.open(public_only=True), file.importer, file.data_year, load_policy())
    days = propose_days(situation, scenarios=2_000, intervals=False, explain=False)
    plan = make_plan(file, situation, days)
    old = plan_from_text(TEXT.replace("6000", "4000").replace("W, REE", "W, Ni, REE"), "old.yaml")
    return Small(plan, budget_curve(plan, 64, parts=(0.0, 0.5, 1.0)), compare_plans(plan, old))


@cache
def figures() -> PlanFigures:
    """The rows of the small plan."""
    one = small()
    return plan_figures(one.plan, command=COMMAND, curve=one.curve, compared=one.compared, clock=CLOCK)


@cache
def written() -> Path:
    """The folder with the documents of the small plan."""
    one, above = small(), Path(mkdtemp(prefix="sonae-plan-"))
    atexit.register(rmtree, above, ignore_errors=True)
    folder = above / "out"
    write_plan(one.plan, folder, command=COMMAND, curve=one.curve, compared=one.compared, clock=CLOCK)
    return folder


def renamed(name: str, *, secret: bool = False) -> StockPlan:
    """The small plan under another name, and as SECRET as an agency's."""
    plan = small().plan
    file = plan.file.model_copy(update={"name": name, "file": f"{name}.yaml"})
    label = Classification.SECRET if secret else plan.classification
    return replace(plan, case=replace(plan.case, file=file, classification=label))
