"""The portfolio of an agency: ranks, performance review, write-downs, deficit, exposure, funding of its projects.

Each part has its own face: ``review`` judges projects one by one and together, ``cases`` evaluates them from files, ``funding``
matches borrowings with receipts.
"""

from sonae.portfolio.review import PortfolioFacts, PortfolioReview, ReviewSettings, review_portfolio, review_settings

__all__ = ["PortfolioFacts", "PortfolioReview", "ReviewSettings", "review_portfolio", "review_settings"]
