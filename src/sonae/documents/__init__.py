"""One view model → HTML, PDF, charts, Excel, CSV and parquet."""

from sonae.documents.folder import command_line
from sonae.documents.history_chart import draw_history, history_chart
from sonae.documents.key_lines import key_lines
from sonae.documents.ledger_workbook import write_ledger_workbook
from sonae.documents.plan_figures import PlanFigures, plan_figures
from sonae.documents.plan_files import PLAN_FILES, write_plan
from sonae.documents.plan_view import plan_key_lines, plan_view
from sonae.documents.policy_charts import PolicyFigures, policy_chart_specs, write_policy_charts
from sonae.documents.portfolio import (
    PORTFOLIO_FILES,
    PortfolioFigures,
    portfolio_banner,
    portfolio_figures,
    portfolio_key_lines,
    portfolio_view,
    write_portfolio,
)
from sonae.documents.review_files import FILES, write_review
from sonae.documents.review_model import MineralPage, ReviewModel, build_review
from sonae.documents.review_stock import StockMissing, StockPart, StockSizes
from sonae.documents.review_view import review_view
from sonae.documents.waterfall import draw_waterfalls, waterfall_png
from sonae.documents.words import LANGUAGES, Language

__all__ = [
    "FILES",
    "LANGUAGES",
    "PLAN_FILES",
    "PORTFOLIO_FILES",
    "Language",
    "MineralPage",
    "PlanFigures",
    "PolicyFigures",
    "PortfolioFigures",
    "ReviewModel",
    "StockMissing",
    "StockPart",
    "StockSizes",
    "build_review",
    "command_line",
    "draw_history",
    "draw_waterfalls",
    "history_chart",
    "key_lines",
    "plan_figures",
    "plan_key_lines",
    "plan_view",
    "policy_chart_specs",
    "portfolio_banner",
    "portfolio_figures",
    "portfolio_key_lines",
    "portfolio_view",
    "review_view",
    "waterfall_png",
    "write_ledger_workbook",
    "write_plan",
    "write_policy_charts",
    "write_portfolio",
    "write_review",
]
