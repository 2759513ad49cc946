"""The rules of the equity bylaw, one module an article; each holds a book of its own, joined in the order of the document."""

from sonae.bylaw.articles.joined import equity_rules

__all__ = ["equity_rules"]
