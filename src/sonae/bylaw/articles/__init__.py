"""The rules of the equity bylaw, one module an article; each holds a book of its own, joined in the order of the document."""

from sonae.bylaw.articles import a05
from sonae.bylaw.kernel import RuleBook

__all__ = ["equity_rules"]

_BOOKS = (a05.book,)


def equity_rules() -> RuleBook:
    """Return all rules of the bylaw on equity in oil and gas projects."""
    return RuleBook.joined(_BOOKS)
