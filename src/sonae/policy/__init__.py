"""The nation's indicators: self-development, self-sufficiency, dependence, budgets, and the way to the targets.

What a document prints is data with the place where it stands; what is computed is exact and says what it lacks. The main faces are
:func:`published_indicators`, :func:`worked_ratio`, :func:`traded_imports` with :func:`route_shares`, :func:`paths` and
:func:`published_budgets`.
"""

from sonae.policy.amounts import Amount
from sonae.policy.budgets import KINDS, Appropriation, Budgets, Measure, Total, budget_totals, published_budgets
from sonae.policy.dependence import (
    RULES,
    Leg,
    RouteShares,
    Rule,
    Share,
    by_origin,
    by_region,
    crude_production,
    regions,
    route_shares,
    strait_range,
)
from sonae.policy.imports import (
    COMMODITIES,
    Commodity,
    Flow,
    ImportHistory,
    Imports,
    read_imports,
    trade_label,
    traded_imports,
)
from sonae.policy.in_hand import barrels_of_oil_equivalent, terms_in_hand
from sonae.policy.indicators import (
    Definition,
    Indicator,
    Observation,
    Published,
    Target,
    Term,
    indicator,
    published_indicators,
)
from sonae.policy.path import (
    Actual,
    Contribution,
    Pace,
    PathToTarget,
    actuals_of,
    contributions,
    needed_denominator,
    paths,
)
from sonae.policy.projects import PortfolioVolumes, ProjectVolume, portfolio_volumes
from sonae.policy.ratios import NOT_SUPPLIED, Ratio, denominator_of, ratio_of, worked_ratio
from sonae.policy.routing import Route, RoutingTable, load_routing
from sonae.policy.rows import (
    amount_row,
    budget_rows,
    dependence_rows,
    in_japanese,
    indicator_rows,
    path_rows,
    project_rows,
    ratio_row,
    total_rows,
)
from sonae.policy.settings import Setting, settings
from sonae.policy.supplied import SuppliedFigures, load_supplied

__all__ = [
    "COMMODITIES", "KINDS", "NOT_SUPPLIED", "RULES", "Actual", "Amount", "Appropriation", "Budgets", "Commodity", "Contribution",
    "Definition", "Flow", "ImportHistory", "Imports", "Indicator", "Leg", "Measure", "Observation", "Pace",
    "PathToTarget", "PortfolioVolumes", "ProjectVolume", "Published", "Ratio", "Route", "RouteShares", "RoutingTable",
    "Rule", "Setting", "Share", "SuppliedFigures", "Target", "Term", "Total", "actuals_of", "amount_row",
    "barrels_of_oil_equivalent", "budget_rows", "budget_totals", "by_origin", "by_region", "contributions",
    "crude_production", "denominator_of", "dependence_rows", "in_japanese", "indicator", "indicator_rows", "load_routing",
    "load_supplied", "needed_denominator", "path_rows", "paths", "portfolio_volumes", "project_rows",
    "published_budgets", "published_indicators", "ratio_of", "ratio_row", "read_imports", "regions", "route_shares",
    "settings", "strait_range", "terms_in_hand", "total_rows", "trade_label", "traded_imports", "worked_ratio",
]  # fmt: skip
