"""The rules of the equity bylaw, one module an article; each holds a book of its own, joined in the order of the document."""

from sonae.bylaw.articles import a04, a05, a09_2, t1, t2, t3, t4
from sonae.bylaw.kernel import RuleBook

__all__ = ["equity_rules"]

_BOOKS = (a04.book, a05.book, a09_2.book, t1.book, t2.book, t3.book, t4.book)


def equity_rules() -> RuleBook:
    """Return all rules of the bylaw on equity in oil and gas projects."""
    return RuleBook.joined(_BOOKS)
