"""The portfolio's document: one view in Japanese and English laid out as HTML, PDF and Excel, with the origin of every figure."""

from sonae.documents.portfolio.figures import PortfolioFigures, portfolio_figures
from sonae.documents.portfolio.files import PORTFOLIO_FILES, write_portfolio
from sonae.documents.portfolio.view import portfolio_banner, portfolio_key_lines, portfolio_view

__all__ = [
    "PORTFOLIO_FILES",
    "PortfolioFigures",
    "portfolio_banner",
    "portfolio_figures",
    "portfolio_key_lines",
    "portfolio_view",
    "write_portfolio",
]
